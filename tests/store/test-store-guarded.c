/* What guards a store against what it should not do: how SQLite is to treat its file, after a new connection too; and files and folders that it may not
 * write to. */
#define _DEFAULT_SOURCE

#include <setjmp.h>
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

#include "lib/engine/store/sqlite.h"
#include "tests/support/leave.h"
#include "workload.h"

#define NOBODY 65534

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

static int64_t
number(const char *sql)
{
    int64_t found = -1;

    assert_int_equal(tappa__sqlite_ask((struct sqlite *)w.store, sql, &found), SQLITE_OK);
    return found;
}

static int
config(int which)
{
    int is = -1;

    assert_int_equal(sqlite3_db_config(((struct sqlite *)w.store)->db, which, -1, &is), SQLITE_OK);
    return is;
}

/* A damaged or foreign schema runs nothing, a damaged page is seen, and nothing of the file is memory that others can cut off. */
static void
check_settings(void)
{
    assert_int_equal(config(SQLITE_DBCONFIG_DEFENSIVE), 1);
    assert_int_equal(config(SQLITE_DBCONFIG_TRUSTED_SCHEMA), 0);
    assert_int_equal(config(SQLITE_DBCONFIG_ENABLE_TRIGGER), 0);
    assert_int_equal(config(SQLITE_DBCONFIG_ENABLE_VIEW), 0);
    assert_int_equal(number("PRAGMA mmap_size"), 0);
    assert_int_equal(number("PRAGMA cell_size_check"), 1);
    assert_int_equal(number("PRAGMA secure_delete"), 1);
    assert_int_equal(number("PRAGMA temp_store"), 2);
    assert_int_equal(number("PRAGMA synchronous"), 2);
}

static void
settings(void **state)
{
    (void)state;
    for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
        w.flags = flags;
        workload_clear(&w);
        assert_int_equal(workload_open(&w), TAPPA_OK);
        check_settings();
        assert_int_equal(workload_step(&w, 0), TAPPA_OK);
        assert_int_equal(w.store->table->erased(w.store), TAPPA_OK); /* behind it the connection is a new one */
        check_settings();
    }
}

/* In a process that has no more rights than the owner of the folder, whoever runs the tests. */
static void
without_rights(int (*what)(void))
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (!child) {
        if (!geteuid() && (chown(w.folder, NOBODY, NOBODY) || setgid(NOBODY) || setuid(NOBODY)))
            leave(99);
        leave(what());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status))
        fail_msg("place %d, %s", WEXITSTATUS(status), w.flags ? "shared" : "owner");
}

/* Of the process: which of its places found something else than it should. */
#define PLACE(number, condition)                                                                                                       \
    if (!(condition))                                                                                                                  \
    return number

static int
file_is_read_only(void)
{
    struct stat before, after;
    tappa_status status;

    PLACE(1, workload_open(&w) == TAPPA_OK && workload_step(&w, 0) == TAPPA_OK);
    workload_close(&w);
    PLACE(2, !chmod(w.path, 0444) && !stat(w.path, &before));
    status = workload_open(&w);
    if (!status) { /* shared: what is there can be read */
        PLACE(3, w.flags && workload_same(&w, 1, ""));
        PLACE(4, workload_step(&w, 1) == TAPPA_EIO && w.store->table->erased(w.store) == TAPPA_EIO);
        PLACE(5, workload_same(&w, 1, ""));
        workload_close(&w);
    } else {
        PLACE(6, status == TAPPA_EIO && !w.flags);
    }
    PLACE(7, !stat(w.path, &after) && before.st_size == after.st_size && before.st_mtime == after.st_mtime);
    PLACE(8, !chmod(w.path, 0600));
    PLACE(9, workload_open(&w) == TAPPA_OK && workload_same(&w, 1, "") && workload_step(&w, 1) == TAPPA_OK);
    workload_close(&w);
    return 0;
}

static void
remove_beside(const char *end)
{
    char name[100];

    snprintf(name, sizeof name, "%s%s", w.path, end);
    (void)unlink(name);
}

/* It can be made anywhere else and be put there; where it cannot have its log or journal beside it, nothing is written. */
static int
folder_is_read_only(void)
{
    tappa_status status;
    int64_t last;

    PLACE(1, workload_open(&w) == TAPPA_OK && workload_step(&w, 0) == TAPPA_OK);
    workload_close(&w);
    remove_beside("-journal");
    PLACE(2, !chmod(w.folder, 0500));
    status = workload_open(&w);
    if (!status) { /* shared: what is there can be read */
        PLACE(3, w.flags && workload_same(&w, 1, ""));
        PLACE(4, workload_step(&w, 1) == TAPPA_ESTORE);
        PLACE(5, w.store->table->last(w.store, &last) == TAPPA_ESTORE); /* what became of the commit cannot be looked for */
        PLACE(6, !chmod(w.folder, 0700));
        PLACE(7, workload_same(&w, 1, "") && workload_step(&w, 1) == TAPPA_OK);
    } else {
        PLACE(8, status == TAPPA_EIO && !w.flags);
        PLACE(9, !chmod(w.folder, 0700) && workload_open(&w) == TAPPA_OK && workload_same(&w, 1, ""));
    }
    workload_close(&w);
    return 0;
}

/* There is none, and none can be made. */
static int
nothing_can_be_made(void)
{
    PLACE(1, !chmod(w.folder, 0500));
    PLACE(2, workload_open(&w) == TAPPA_EIO && access(w.path, F_OK));
    PLACE(3, !chmod(w.folder, 0700) && workload_open(&w) == TAPPA_OK);
    workload_close(&w);
    return 0;
}

static void
read_only(void **state)
{
    static int (*const all[])(void) = {file_is_read_only, folder_is_read_only, nothing_can_be_made};

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
            w.flags = flags;
            workload_clear(&w);
            without_rights(all[i]);
            workload_clear(&w);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(settings, begin, end), cmocka_unit_test_setup_teardown(read_only, begin, end)};
    int failed;

    /* As some system may have built it, so that what is set here shows. */
    if (sqlite3_config(SQLITE_CONFIG_MMAP_SIZE, (sqlite3_int64)1 << 20, (sqlite3_int64)1 << 30) || tappa_context_new(NULL, &context))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tappa_context_unref(context);
    return failed;
}
