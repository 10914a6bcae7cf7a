/* A COMMIT that fails while others write to the same file: each sync of it, truncation and deletion, done and not done; and before the store looks what became of
 * it, another one commits, as often as a store remembers, and once less and more. What is said to have failed and answered is not there, what is said to be done
 * is there once, and so is every commit of the other. Or somebody brings the file into another journal mode meanwhile, or takes it away. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "lib/engine/store/sqlite.h"
#include "shim.h"
#include "workload.h"

#define REMEMBERED 32 /* commits, the newest */

static tappa_context *context;

static tappa_status
add(tappa_store *store, const char *name)
{
    struct pile *p = pile_new();

    pile_entry(p, 1, 0, name);
    return pile_commit(store, p);
}

/* ---- what the other does when the failed one looks: that is the next opening ---- */

static tappa_store *other;
static struct sqlite *mine; /* which has the turn: the other would wait for half of its patience before it goes without */
static int commits;

int __real_sqlite3_open_v2(const char *path, sqlite3 **db, int flags, const char *vfs);
int __wrap_sqlite3_open_v2(const char *path, sqlite3 **db, int flags, const char *vfs);
int
__wrap_sqlite3_open_v2(const char *path, sqlite3 **db, int flags, const char *vfs)
{
    tappa_store *store = other;

    other = NULL;
    if (store) {
        mine->keeps = 0;
        tappa__sqlite_turn_end(mine);
    }
    for (; store && commits; commits--)
        assert_int_equal(add(store, "other"), TAPPA_OK);
    return __real_sqlite3_open_v2(path, db, flags, vfs);
}

/* The first transaction of a connection. */
static void (*before_begin)(void);

int __real_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int size, unsigned flags, sqlite3_stmt **out, const char **tail);
int __wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int size, unsigned flags, sqlite3_stmt **out, const char **tail);
int
__wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int size, unsigned flags, sqlite3_stmt **out, const char **tail)
{
    void (*call)(void) = before_begin;

    if (call && !strcmp(sql, "BEGIN IMMEDIATE")) {
        before_begin = NULL;
        call();
    }
    return __real_sqlite3_prepare_v3(db, sql, size, flags, out, tail);
}

/* An entry that is written meets a damaged page, which leaves the transaction open. */
static int is_spoilt;

int __real_sqlite3_step(sqlite3_stmt *statement);
int __wrap_sqlite3_step(sqlite3_stmt *statement);
int
__wrap_sqlite3_step(sqlite3_stmt *statement)
{
    if (!is_spoilt || !strstr(sqlite3_sql(statement), "INTO journal"))
        return __real_sqlite3_step(statement);
    is_spoilt = 0;
    return SQLITE_CORRUPT;
}

static int
count_of(tappa_store *store, const char *name)
{
    const struct tappa_entry *entries;
    size_t count;
    int found = 0;

    assert_int_equal(store->table->journal(store, 0, &entries, 1000, &count), TAPPA_OK);
    for (size_t i = 0; i < count; i++)
        found += entries[i].name.size == strlen(name) && !memcmp(entries[i].name.data, name, entries[i].name.size);
    return found;
}

struct tally {
    int runs, done, undone, lost;
};

/* Returns whether the n-th call was reached. */
static int
race(enum shim_fault fault, uint64_t n, int others, struct tally *tally)
{
    struct workload w;
    tappa_store *beside;
    tappa_status status;
    int64_t last;
    int reached;

    shim_reset();
    workload_begin(&w, context, TAPPA_STORE_SHARED, 1);
    assert_int_equal(workload_open(&w), TAPPA_OK);
    assert_int_equal(tappa_store_sqlite(context, w.path, TAPPA_STORE_SHARED, &beside), TAPPA_OK);
    assert_int_equal(add(w.store, "before"), TAPPA_OK);
    other = beside;
    mine = (struct sqlite *)w.store;
    commits = others;
    shim = (struct shim){.fault = fault, .fail_at = n, .only = "std"};
    status = add(w.store, "mine");
    reached = shim.count >= n;
    other = NULL;
    shim_reset();
    if (reached) {
        const int answers = w.store->table->last(w.store, &last) == TAPPA_OK;

        tally->runs++;
        assert_int_equal(commits, 0);
        assert_int_equal(count_of(beside, "other"), others);
        if (others < REMEMBERED)
            assert_true(answers);
        else
            assert_true(status == TAPPA_ESTORE && !answers);
        if (answers) {
            assert_int_equal(count_of(beside, "mine"), !status);
            assert_int_equal(count_of(w.store, "mine"), !status);
            tally->done += !status;
            tally->undone += status != TAPPA_OK;
        }
        tally->lost += !answers;
    }
    workload_close(&w);
    assert_int_equal(workload_open(&w), TAPPA_OK); /* whatever was lost is known again */
    assert_true(count_of(w.store, "mine") <= 1);
    assert_int_equal(add(w.store, "after"), TAPPA_OK);
    assert_int_equal(count_of(beside, "after"), 1);
    tappa_store_close(beside);
    workload_end(&w);
    return reached;
}

static void
others_commit(void **state)
{
    static const int times[] = {0, 1, REMEMBERED - 2, REMEMBERED - 1, REMEMBERED, REMEMBERED + 8};
    struct tally tally = {0};

    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        for (int fault = FAULT_UNDONE; fault <= FAULT_DONE; fault++)
            for (uint64_t n = 1; race((enum shim_fault)fault, n, times[i], &tally); n++)
                ;
    print_message("%d races: %d commits done all the same, %d not, %d not known\n", tally.runs, tally.done, tally.undone, tally.lost);
    assert_true(tally.done && tally.undone && tally.lost);
}

static struct workload one;
static sqlite3 *stranger;

static void
change_mode(void)
{
    assert_int_equal(sqlite3_open(one.path, &stranger), SQLITE_OK);
    assert_int_equal(sqlite3_exec(stranger, "PRAGMA journal_mode=WAL", NULL, NULL, NULL), SQLITE_OK);
}

static off_t
log_size(void)
{
    struct stat about;
    char name[100];

    snprintf(name, sizeof name, "%s-wal", one.path);
    return stat(name, &about) ? -1 : about.st_size;
}

/* Between the new connection and its look: nothing is written into the log of a mode that is not safe, to find out what became of anything. */
static void
somebody_changes_the_mode(void **state)
{
    (void)state;
    shim_reset();
    workload_begin(&one, context, TAPPA_STORE_SHARED, 1);
    assert_int_equal(workload_open(&one), TAPPA_OK);
    assert_int_equal(add(one.store, "before"), TAPPA_OK);
    shim = (struct shim){.fault = FAULT_UNDONE, .fail_at = 1, .only = "s"};
    before_begin = change_mode;
    assert_int_equal(add(one.store, "mine"), TAPPA_ESTORE);
    shim_reset();
    assert_null(before_begin);
    assert_int_equal(log_size(), 0);
    sqlite3_close(stranger);
    assert_int_equal(count_of(one.store, "mine"), 0); /* nobody has it open: the mode is put back */
    assert_int_equal(add(one.store, "after"), TAPPA_OK);
    workload_end(&one);
}

/* A transaction that is still open would keep the log of a file that has gone where another file may come. */
static void
somebody_takes_the_file_away(void **state)
{
    char away[100];

    (void)state;
    shim_reset();
    workload_begin(&one, context, 0, 1);
    assert_int_equal(workload_open(&one), TAPPA_OK);
    assert_int_equal(add(one.store, "before"), TAPPA_OK);
    assert_true(log_size() > 0);
    snprintf(away, sizeof away, "%s-away", one.path);
    assert_int_equal(rename(one.path, away), 0);
    is_spoilt = 1;
    assert_int_equal(add(one.store, "mine"), TAPPA_ESTORE);
    assert_false(is_spoilt);
    assert_int_equal(log_size(), 0);
    workload_close(&one);
    assert_int_equal(rename(away, one.path), 0);
    assert_int_equal(workload_open(&one), TAPPA_OK);
    assert_int_equal(count_of(one.store, "before"), 1);
    assert_int_equal(count_of(one.store, "mine"), 0);
    workload_end(&one);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(others_commit), cmocka_unit_test(somebody_changes_the_mode),
                                       cmocka_unit_test(somebody_takes_the_file_away)};
    int failed;

    shim_install();
    if (tappa_context_new(NULL, &context))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tappa_context_unref(context);
    return failed;
}
