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

#include "shim.h"
#include "workload.h"

static tappa_context *context;
static struct workload w;

static int
begin(void **state)
{
    (void)state;
    workload_begin(&w, context, 0, 1);
    return 0;
}

static int
end(void **state)
{
    (void)state;
    workload_end(&w);
    return 0;
}

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

static void
opens(uint32_t flags)
{
    w.flags = flags;
    assert_int_equal(workload_open(&w), TAPPA_OK);
}

static void
steps(int from, int to)
{
    for (int step = from; step < to; step++)
        assert_int_equal(workload_step(&w, step), TAPPA_OK);
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

static off_t
size_of(const char *path, const char *end)
{
    struct stat about;
    char name[100];

    snprintf(name, sizeof name, "%s%s", path, end);
    return stat(name, &about) ? -1 : about.st_size;
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
copy_file(const char *from, const char *to)
{
    static char bytes[1 << 20];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    size_t n;

    assert_true(in && out);
    n = fread(bytes, 1, sizeof bytes, in);
    assert_true(n < sizeof bytes && fwrite(bytes, 1, n, out) == n);
    fclose(in);
    assert_int_equal(fclose(out), 0);
}

static char *
dump_of(const char *path)
{
    tappa_store *store;
    tappa_status status;
    char *text;

    assert_int_equal(tappa_store_sqlite(context, path, 0, &store), TAPPA_OK);
    text = store_dump(store, &status);
    assert_int_equal(status, TAPPA_OK);
    tappa_store_close(store);
    assert_int_equal(stranger("sql", path, "PRAGMA integrity_check"), SQLITE_OK);
    return text;
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
enum teller { COMMITS_OF_ENTRIES, COMMIT_WITHOUT, COMMIT_THAT_FAILS, ERASED, CLOSING };

static tappa_status
tell(enum teller teller)
{
    tappa_status status = TAPPA_OK;

    if (teller == COMMIT_THAT_FAILS) { /* and would open the file again */
        struct pile *p = pile_new();

        pile_entry(p, 1, 0, "Product Viewed");
        shim_reset();
        shim.fail_at = 1;
        status = pile_commit(w.store, p);
        assert_true(shim.count >= 1);
        shim_reset();
    } else if (teller == COMMITS_OF_ENTRIES) {
        for (int i = 0; i < 16 && !status; i++) {
            struct pile *p = pile_new(), *same = pile_new();

            pile_entry(p, 1, 0, "Product Viewed");
            pile_entry(same, 1, 0, "Product Viewed");
            status = pile_commit(w.store, p);
            if (!status)
                assert_int_equal(pile_commit(w.reference, same), TAPPA_OK);
            else
                free(same);
        }
    } else if (teller == COMMIT_WITHOUT) {
        struct pile *p = pile_new();

        pile_note(p, "checkpoint", "x");
        status = pile_commit(w.store, p);
    } else if (teller == ERASED) {
        status = w.store->table->erased(w.store);
    }
    return status;
}

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
remove_store(const char *path)
{
    static const char *const ends[] = {"", "-lock", "-wal"};
    char name[140];

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        (void)unlink(name);
    }
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

/* Some of the log is cut off, and perhaps more written behind that. */
static void
cut(off_t to, int behind, enum teller teller, const char *before)
{
    char log[100], *found;

    workload_clear(&w);
    opens(0);
    steps(0, 4);
    workload_close(&w);
    opens(0);
    steps(4, 7);
    snprintf(log, sizeof log, "%s-wal", w.path);
    assert_true(size_of(log, "") > 20000);
    assert_int_equal(truncate(log, to), 0);
    for (int i = 0; i < behind; i++) {
        struct pile *p = pile_new();

        pile_entry(p, 1, 0, "Product Viewed");
        assert_int_equal(pile_commit(w.store, p), TAPPA_ESTORE); /* it is not taken for written */
    }
    if (teller != CLOSING)
        assert_int_equal(tell(teller), TAPPA_ESTORE);
    if (teller == COMMIT_WITHOUT)
        assert_int_equal(tell(COMMIT_WITHOUT), TAPPA_ESTORE);
    workload_close(&w);
    found = dump_of(w.path); /* it is whole: as it was before the log, or with the beginning of that */
    if (to < 4096)
        assert_string_equal(found, before);
    free(found);
}

/* A log that something else has cut under an open store: what is missing in it never gets into the file, and somebody is told. */
static void
a_log_is_cut(void **state)
{
    static const off_t to[] = {0, 16, 32, 4000, 10000, 20000};
    tappa_status status;
    char *before;

    (void)state;
    opens(0);
    steps(0, 4);
    workload_close(&w);
    before = store_dump(w.reference, &status);
    for (size_t i = 0; i < sizeof to / sizeof *to; i++)
        for (int behind = 0; behind < 3; behind++) {
            cut(to[i], behind, COMMIT_WITHOUT, before);
            cut(to[i], behind, ERASED, before);
            cut(to[i], behind, CLOSING, before);
            if (to[i] < 32)
                cut(to[i], behind, COMMITS_OF_ENTRIES, before);
        }
    free(before);
}

struct spoil {
    off_t at, size; /* 0: to the end */
    int byte;
};

/* The open store's log is as long as before, but what is in it is of no log, or of another. */
static void
spoil_log(const struct spoil *spoil, size_t count, enum teller teller, const char *before)
{
    char log[100], *found;
    int file;

    workload_clear(&w);
    opens(0);
    steps(0, 4);
    workload_close(&w);
    opens(0);
    steps(4, 7);
    snprintf(log, sizeof log, "%s-wal", w.path);
    file = open(log, O_WRONLY | O_CLOEXEC);
    for (size_t i = 0; i < count; i++) {
        const size_t size = (size_t)(spoil[i].size ? spoil[i].size : size_of(log, "") - spoil[i].at);
        char *bytes = malloc(size);

        assert_non_null(bytes);
        memset(bytes, spoil[i].byte, size);
        assert_int_equal(pwrite(file, bytes, size, spoil[i].at), size);
        free(bytes);
    }
    close(file);
    if (teller != CLOSING)
        assert_int_equal(tell(teller), TAPPA_ESTORE);
    workload_close(&w);
    found = dump_of(w.path);
    assert_string_equal(found, before);
    free(found);
}

static void
a_log_is_spoilt(void **state)
{
    static const struct spoil all[] = {{0, 0, 0}}, page[] = {{8, 4, 0xff}}, frames[] = {{32, 0, 0}}, marks[] = {{16, 8, 0}, {32, 0, 0}},
                              first[] = {{32 + 8, 8, 0x55}}, later[] = {{32 + (24 + 4096) + 8, 8, 0x55}};
    static const struct {
        const struct spoil *spoil;
        size_t count;
    } ways[] = {{all, 1}, {page, 1}, {frames, 1}, {marks, 2}, {first, 1}, {later, 1}};
    tappa_status status;
    char *before;

    (void)state;
    opens(0);
    steps(0, 4);
    workload_close(&w);
    before = store_dump(w.reference, &status);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        spoil_log(ways[i].spoil, ways[i].count, COMMIT_WITHOUT, before);
        spoil_log(ways[i].spoil, ways[i].count, ERASED, before);
        spoil_log(ways[i].spoil, ways[i].count, CLOSING, before);
    }
    free(before);
}

/* The folder of the store goes away, and what stands in its place is none: the file is not there any more. Where the way to it leads in a circle
 * nobody can say so, and what is committed goes where the file is. */
static void
its_folder_goes(void **state)
{
    enum { GONE, A_FILE, A_CIRCLE, PLACES };
    char folder[100], away[100], path[120];

    (void)state;
    snprintf(folder, sizeof folder, "%s.d", w.path);
    snprintf(away, sizeof away, "%s.away", w.path);
    snprintf(path, sizeof path, "%s/x", folder);
    for (int place = GONE; place < PLACES; place++) {
        struct pile *p = pile_new();
        tappa_store *store;

        assert_int_equal(mkdir(folder, 0700), 0);
        assert_int_equal(tappa_store_sqlite(context, path, 0, &store), TAPPA_OK);
        assert_int_equal(rename(folder, away), 0);
        if (place == A_FILE)
            copy_file("/dev/null", folder);
        if (place == A_CIRCLE)
            assert_int_equal(symlink(folder, folder), 0);
        pile_note(p, "checkpoint", "x");
        assert_int_equal(pile_commit(store, p), place == A_CIRCLE ? TAPPA_OK : TAPPA_ESTORE);
        store->table->close(store);
        if (place != GONE)
            assert_int_equal(unlink(folder), 0);
        assert_int_equal(rename(away, folder), 0);
        remove_store(path);
        assert_int_equal(rmdir(folder), 0);
    }
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
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
    const struct CMUnitTest tests[] = {TEST(a_stranger_changes_the_mode), TEST(another_file_in_its_place), TEST(another_shared_file), TEST(an_owner_is_alone), TEST(what_an_owner_started), TEST(a_log_is_cut),
                                       TEST(a_log_is_spoilt), TEST(its_folder_goes)};
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
