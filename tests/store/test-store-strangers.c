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

/* This program anew, with nothing of SQLite's in it; see main(). What it ended with. */
static int
stranger(const char *what, const char *path, const char *argument)
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        execl("/proc/self/exe", "stranger", what, path, argument, (char *)NULL);
        _exit(99);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
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

int
main(int argc, char **argv)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
    const struct CMUnitTest tests[] = {TEST(a_stranger_changes_the_mode)};
    int failed;

    if (argc == 4)
        return strcmp(argv[1], "sql") ? stranger_open(argv[2], argv[3]) : stranger_sql(argv[2], argv[3]);
    if (tappa_context_new(NULL, &context))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tappa_context_unref(context);
    return failed;
}
