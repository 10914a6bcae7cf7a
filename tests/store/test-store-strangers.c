/* What others do to the file of an open store without Tappa: change its journal mode, put another file in its place, open it beside its owner. */
#define _GNU_SOURCE

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "strangers.h"

/* This program anew, with nothing of SQLite's in it; see main(). */
static pid_t
start_stranger(const char *what, const char *path, const char *argument)
{
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        execl("/proc/self/exe", "stranger", what, path, argument, (char *)NULL);
        _exit(99);
    }
    return child;
}

static int
code_of(pid_t child)
{
    int status;

    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int
stranger(const char *what, const char *path, const char *argument)
{
    return code_of(start_stranger(what, path, argument));
}

/* SQLite's code for the last of the statements. */
static int
stranger_sql(const char *path, const char *text)
{
    sqlite3 *db;
    int rc = sqlite3_open(path, &db);

    if (!rc)
        rc = sqlite3_exec(db, text, NULL, NULL, NULL);
    sqlite3_close(db);
    return rc & 0xFF;
}

/* The status of opening the store, as it is negative. */
static int
stranger_open(const char *path, const char *flags)
{
    tappa_store *store;
    tappa_status status;

    if (tappa_context_new(NULL, &context))
        return 98;
    status = tappa_store_sqlite(context, path, strcmp(flags, "shared") ? 0 : TAPPA_STORE_SHARED, &store);
    tappa_store_close(store);
    tappa_context_unref(context);
    return -status;
}

/* Whether the file says that its changes are in a write-ahead log. */
static int
is_logged(void)
{
    unsigned char bytes[20];
    int file = open(w.path, O_RDONLY | O_CLOEXEC);

    /* SQLite's locks on it would go as it is closed: nobody has any now */
    assert_int_equal(read(file, bytes, sizeof bytes), sizeof bytes);
    close(file);
    return bytes[18] == 2;
}

static void
ask_held(tappa_store *store, int held)
{
    int64_t last;

    if (held)
        store->table->hold(store, 1);
    assert_int_equal(store->table->last(store, &last), TAPPA_OK);
    if (held)
        store->table->hold(store, 0);
}

/* Nothing is done in a mode that is not safe, and the mode is put back as soon as nobody has it open any more. `asked`: both stores have found it,
 * as nobody can leave it before both know; `held`: the other one never writes. */
static void
change_mode(int asked, int held)
{
    tappa_store *other, *third, *stores[2];
    int step = 4, failed = 0;

    workload_clear(&w);
    opens(TAPPA_STORE_SHARED);
    steps(0, step);
    assert_int_equal(tappa_store_sqlite(context, w.path, TAPPA_STORE_SHARED, &other), TAPPA_OK);
    stores[0] = w.store;
    stores[1] = other;
    assert_int_equal(stranger("sql", w.path, "PRAGMA journal_mode=WAL"), SQLITE_OK);
    assert_true(is_logged());
    for (int i = 0; asked && i < 2; i++)
        ask_held(stores[i], held);
    for (int round = 0; round < 6; round++) {
        tappa_status status;

        w.store = stores[held ? 0 : round % 2];
        status = workload_step(&w, step);
        assert_true(status == TAPPA_OK || status == TAPPA_ESTORE);
        failed += status == TAPPA_ESTORE;
        if (status)
            continue;
        assert_false(is_logged());
        assert_true(size_of(w.path, "-wal") <= 0);
        step++;
    }
    assert_int_equal(failed, held ? 0 : asked ? 2 : 1);
    w.store = stores[0];
    workload_same(&w, 0, "put back");
    assert_int_equal(tappa_store_sqlite(context, w.path, TAPPA_STORE_SHARED, &third), TAPPA_OK);
    tappa_store_close(third);
    tappa_store_close(other);
    steps(step, 16);
    workload_same(&w, 0, "and goes on");
    workload_close(&w);
    assert_int_equal(stranger("sql", w.path, "PRAGMA integrity_check"), SQLITE_OK);
}

static void
a_stranger_changes_the_mode(void **state)
{
    (void)state;
    change_mode(0, 0);
    change_mode(1, 0);
    change_mode(1, 1);
}

static void
same_as(const char *path, const char *text)
{
    char *found = dump_of(path);

    assert_string_equal(found, text);
    free(found);
}

/* What comes into the file's place; the file itself is `away` from then on. */
enum place { A_COPY, AN_EMPTY_FILE, NOTHING };
/* Which call is the one to tell. */
/* The call says so, all is in the file that has gone away, and what came into its place is as it was put there, with nothing of a log beside it. */
static void
replace(enum place place, enum teller teller, const char *copy, const char *away)
{
    char *wanted = NULL, *acknowledged;
    tappa_status status;
    int64_t last;

    workload_clear(&w);
    opens(0);
    steps(0, 4);
    workload_close(&w);
    copy_file(w.path, copy);
    if (place == A_COPY)
        wanted = dump_of(copy);
    opens(0);
    steps(4, 7);
    steps(8, 9);
    assert_true(size_of(w.path, "-wal") > 0);
    assert_int_equal(place == A_COPY ? link(w.path, away) : rename(w.path, away), 0);
    if (place == A_COPY)
        assert_int_equal(rename(copy, w.path), 0);
    else if (place == AN_EMPTY_FILE)
        close(open(w.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    if (teller != CLOSING) {
        assert_int_equal(tell(teller), TAPPA_ESTORE);
        assert_int_equal(tell(COMMIT_WITHOUT), TAPPA_ESTORE);
        assert_int_equal(w.store->table->last(w.store, &last), TAPPA_ESTORE);
        if (place == NOTHING) { /* back again it may have been changed meanwhile */
            assert_int_equal(rename(away, w.path), 0);
            assert_int_equal(w.store->table->last(w.store, &last), TAPPA_ESTORE);
            assert_int_equal(rename(w.path, away), 0);
        }
        assert_int_equal(size_of(w.path, "-wal"), 0); /* also for whoever is killed now */
    }
    workload_close(&w);
    assert_true(size_of(w.path, "-wal") <= 0);
    acknowledged = store_dump(w.reference, &status);
    same_as(away, acknowledged);
    if (!wanted) {
        assert_int_equal(size_of(w.path, ""), place == NOTHING ? -1 : 0);
        opens(0);
        assert_int_equal(w.store->table->last(w.store, &last), TAPPA_OK);
        assert_int_equal(last, 0);
        workload_close(&w);
    } else {
        same_as(w.path, wanted);
    }
    free(wanted);
    free(acknowledged);
}

static void
another_file_in_its_place(void **state)
{
    char copy[100], away[100];

    (void)state;
    snprintf(copy, sizeof copy, "%s.copy", w.path);
    snprintf(away, sizeof away, "%s.away", w.path);
    for (int place = A_COPY; place <= NOTHING; place++) {
        for (int teller = COMMITS_OF_ENTRIES; teller <= CLOSING; teller++) {
            replace((enum place)place, (enum teller)teller, copy, away);
            remove_store(copy);
            remove_store(away);
        }
    }
}

/* Where many share it the next commit says so and is in neither file, and the store is the one that stands there. */
static void
another_shared_file(void **state)
{
    char copy[100], away[100], *wanted, *acknowledged, *found;
    tappa_status status;

    (void)state;
    snprintf(copy, sizeof copy, "%s.copy", w.path);
    snprintf(away, sizeof away, "%s.away", w.path);
    opens(TAPPA_STORE_SHARED);
    steps(0, 4);
    copy_file(w.path, copy);
    wanted = dump_of(copy);
    steps(4, 7);
    assert_int_equal(link(w.path, away), 0);
    assert_int_equal(rename(copy, w.path), 0);
    assert_int_equal(tell(COMMIT_WITHOUT), TAPPA_ESTORE);
    found = store_dump(w.store, &status);
    assert_string_equal(found, wanted);
    assert_int_equal(tell(COMMIT_WITHOUT), TAPPA_OK);
    workload_close(&w);
    acknowledged = store_dump(w.reference, &status);
    same_as(away, acknowledged);
    free(wanted);
    free(acknowledged);
    free(found);
    remove_store(copy);
    remove_store(away);
}

/* Should the file be found by another name, or the lock beside it have been tidied away, SQLite's own lock keeps everybody out. */
static void
an_owner_is_alone(void **state)
{
    char other[100], lock[100];
    pid_t second, by_link;

    (void)state;
    snprintf(other, sizeof other, "%s.other", w.path);
    snprintf(lock, sizeof lock, "%s-lock", w.path);
    opens(0);
    steps(0, 3);
    assert_int_equal(stranger("sql", w.path, "SELECT count(*) FROM journal"), SQLITE_BUSY);
    assert_int_equal(size_of(w.path, "-shm"), -1);
    assert_int_equal(unlink(lock), 0);
    assert_int_equal(link(w.path, other), 0);
    second = start_stranger("open", w.path, "owner"); /* both wait at once */
    by_link = start_stranger("open", other, "shared");
    assert_int_equal(code_of(second), -TAPPA_EBUSY);
    assert_int_equal(code_of(by_link), -TAPPA_EBUSY);
    steps(3, 7);
    remove_store(other);
    workload_close(&w);
    opens(0);
    workload_same(&w, 0, "alone");
}

/* A program that the owner has started lives on behind its death, and has no lock of it. */
static void
what_an_owner_started(void **state)
{
    int in[2], out[2];
    char byte;
    pid_t owner;

    (void)state;
    assert_int_equal(pipe2(in, O_CLOEXEC), 0);
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    owner = fork();
    if (owner == 0) {
        w.flags = 0;
        if (workload_open(&w) || dup2(in[0], 0) < 0 || dup2(out[1], 1) < 0)
            _exit(1);
        (void)start_stranger("wait", "", "");
        for (;;)
            pause();
    }
    close(in[0]);
    close(out[1]);
    assert_int_equal(read(out[0], &byte, 1), 1); /* it has started */
    assert_int_equal(kill(owner, SIGKILL), 0);
    assert_int_equal(waitpid(owner, NULL, 0), owner);
    opens(0);
    steps(0, 3);
    close(in[1]); /* and ends */
    assert_int_equal(read(out[0], &byte, 1), 0);
    close(out[0]);
}

static int
stranger_wait(void)
{
    char byte;

    return write(1, "", 1) != 1 || read(0, &byte, 1) != 0;
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {TEST(a_stranger_changes_the_mode), TEST(another_file_in_its_place), TEST(another_shared_file), TEST(an_owner_is_alone), TEST(what_an_owner_started)};
    int failed;

    if (argc == 4 && !strcmp(argv[1], "wait"))
        return stranger_wait();
    if (argc == 4)
        return strcmp(argv[1], "sql") ? stranger_open(argv[2], argv[3]) : stranger_sql(argv[2], argv[3]);
    shim_install();
    if (tappa_context_new(NULL, &context))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tappa_context_unref(context);
    return failed;
}
