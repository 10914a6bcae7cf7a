/* Rows of a file that no store wrote: each kind of damage by plain SQL, past its checks, is told as such, and the file as it was serves again. And what
 * is said of each of SQLite's answers, and of commits that no host should make. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "lib/engine/store/check.h"
#include "lib/engine/store/sqlite.h"
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

static void
run(const char *text)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(w.path, &db), SQLITE_OK);
    if (sqlite3_exec(db, "PRAGMA ignore_check_constraints=ON", NULL, NULL, NULL) || sqlite3_exec(db, text, NULL, NULL, NULL))
        fail_msg("%s: %s", text, sqlite3_errmsg(db));
    assert_int_equal(sqlite3_total_changes(db) > 0, 1);
    sqlite3_close(db);
}

/* Reads all that there is, and commits nothing. */
static tappa_status
use_all(void)
{
    tappa_status status = workload_open(&w);

    if (status)
        return status;
    free(store_dump(w.store, &status));
    if (!status)
        status = pile_commit(w.store, pile_new());
    workload_close(&w);
    return status;
}

static const char *const damages[] = {
    "UPDATE journal SET previous=sequence WHERE sequence=3",
    "UPDATE journal SET previous=-1 WHERE sequence=3",
    "UPDATE journal SET kind=-1 WHERE sequence=3",
    "UPDATE journal SET kind=4294967296 WHERE sequence=3",
    "UPDATE journal SET status=-1 WHERE sequence=3",
    "UPDATE journal SET status=4294967296 WHERE sequence=3",
    "UPDATE identity SET customer=0",
    "UPDATE customer SET revision=0",
    "UPDATE customer SET revision=-1",
    "UPDATE contact SET customer=0",
    "UPDATE contact SET state=-1",
    "UPDATE contact SET state=4294967296",
    "UPDATE contact SET key=substr(key,1,15)",
    "UPDATE store SET commits=-1",
    "UPDATE store SET commits=9223372036854775807",
    "UPDATE store SET last=9223372036854775807",
    "UPDATE journal SET sequence=-sequence; UPDATE store SET last=-1",
    "UPDATE store SET recent=zeroblob(255)",
    "DELETE FROM store",
};

/* What a customer's heads are written as: a list of pairs. */
static const char *const no_heads[] = {"", "x", "[", "[x", "[[", "[[1", "[[1,", "[[1,2", "[[1,2]", "[[1,2]]x", "[[1,2][3,4]]", "[[a,2]]", "[[1,b]]",
                                       "[[1,2],]", "[[,2]]", "[[1,]]", "[[99999999999999999999,1]]", "[[1,99999999999999999999]]", "{}", "[1]"};

static void
told_and_mended(const char *damage)
{
    tappa_status status;
    size_t size;
    char *sound;
    FILE *file = fopen(w.path, "rb");

    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    size = (size_t)ftell(file);
    rewind(file);
    sound = malloc(size);
    assert_non_null(sound);
    assert_int_equal(fread(sound, 1, size, file), size);
    fclose(file);
    run(damage);
    status = use_all();
    if (status != TAPPA_ESTORE)
        fail_msg("%s: %d", damage, status);
    remove(w.path);
    file = fopen(w.path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(sound, 1, size, file), size);
    fclose(file);
    free(sound);
    assert_int_equal(use_all(), TAPPA_OK);
}

static void
rows_past_their_checks(void **state)
{
    (void)state;
    assert_int_equal(workload_open(&w), TAPPA_OK);
    for (int step = 0; step < 9; step++)
        assert_int_equal(workload_step(&w, step), TAPPA_OK);
    workload_close(&w);
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++)
        told_and_mended(damages[i]);
    for (size_t i = 0; i < sizeof no_heads / sizeof *no_heads; i++) {
        char text[100];

        snprintf(text, sizeof text, "UPDATE customer SET heads='%s'", no_heads[i]);
        told_and_mended(text);
    }
}

/* Under numbers that nothing has. */
static void
rows_of_no_number(void **state)
{
    struct tappa_store_customer customer = {.size = sizeof customer};
    struct tappa_entry entry = {.size = sizeof entry};

    (void)state;
    assert_int_equal(workload_open(&w), TAPPA_OK);
    for (int step = 0; step < 4; step++)
        assert_int_equal(workload_step(&w, step), TAPPA_OK);
    workload_close(&w);
    run("UPDATE journal SET sequence=-3,previous=-4 WHERE sequence=3");
    run("UPDATE customer SET customer=0 WHERE customer=(SELECT min(customer) FROM customer)");
    assert_int_equal(workload_open(&w), TAPPA_OK);
    assert_int_equal(w.store->table->entry(w.store, -3, &entry), TAPPA_ESTORE);
    assert_int_equal(w.store->table->customer(w.store, 0, &customer), TAPPA_ESTORE);
    workload_close(&w);
}

static void
says_what_sqlite_said(void **state)
{
    static const struct {
        int rc;
        tappa_status status;
    } rows[] = {
        {SQLITE_OK, TAPPA_OK},           {SQLITE_NOMEM, TAPPA_ENOMEM},        {SQLITE_IOERR_NOMEM, TAPPA_ENOMEM}, {SQLITE_BUSY, TAPPA_EBUSY},
        {SQLITE_BUSY_SNAPSHOT, TAPPA_EBUSY}, {SQLITE_LOCKED, TAPPA_EBUSY},    {SQLITE_LOCKED_SHAREDCACHE, TAPPA_EBUSY}, {SQLITE_TOOBIG, TAPPA_ELIMIT},
        {SQLITE_CORRUPT, TAPPA_ESTORE},  {SQLITE_IOERR_READ, TAPPA_ESTORE},   {SQLITE_FULL, TAPPA_ESTORE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(tappa__sqlite_status(rows[i].rc), rows[i].status);
}

/* Numbers that no store reaches, and places that lead nowhere. */
static void
commits_beyond_bounds(void **state)
{
    static const struct tappa_store_head head = {1, 1};
    struct tappa_entry entry = {.size = sizeof entry, .identity = 1, .name = {"n", 1}, .source = {"", 0}, .id = {"", 0}, .body = {"", 0}};
    struct tappa_store_customer customer = {.size = sizeof customer, .customer = 1, .revision = 1, .heads = &head, .head_count = 1, .state = {"", 0}};
    struct tappa_store_note note = {.size = sizeof note, .name = {"n", 1}, .value = {"", 0}};
    struct tappa_store_offset offset = {.size = sizeof offset, .flags = TAPPA_STORE_SAME, .source = {"s", 1}, .offset = {NULL, 0}};
    struct tappa_commit commit = {.size = sizeof commit, .entries = &entry, .entry_count = 1}, out;

    (void)state;
    assert_int_equal(tappa__commit_read(&commit, TAPPA__SEQUENCE_MAX - 2, &out), TAPPA_OK);
    assert_int_equal(tappa__commit_read(&commit, TAPPA__SEQUENCE_MAX - 1, &out), TAPPA_ELIMIT);
    assert_int_equal(tappa__commit_read(&commit, TAPPA__SEQUENCE_MAX, &out), TAPPA_ELIMIT);
    commit = (struct tappa_commit){.size = sizeof commit, .customers = &customer, .customer_count = 1};
    assert_int_equal(tappa__commit_read(&commit, 1, &out), TAPPA_OK);
    customer.head_count = 1000001;
    assert_int_equal(tappa__commit_read(&commit, 1, &out), TAPPA_ELIMIT);
    commit = (struct tappa_commit){.size = sizeof commit, .notes = &note, .note_count = 1};
    assert_int_equal(tappa__commit_read(&commit, 1, &out), TAPPA_OK);
    note.flags = TAPPA_STORE_REMOVE | TAPPA_STORE_SAME;
    assert_int_equal(tappa__commit_read(&commit, 1, &out), TAPPA_EINVAL);
    commit = (struct tappa_commit){.size = sizeof commit, .offsets = &offset, .offset_count = 1};
    assert_int_equal(tappa__commit_read(&commit, 1, &out), TAPPA_OK);
    offset.flags = TAPPA_STORE_REMOVE | TAPPA_STORE_SAME;
    assert_int_equal(tappa__commit_read(&commit, 1, &out), TAPPA_EINVAL);
    assert_false(tappa__out_fits(NULL, sizeof out));
}

static void
entries_that_are_none(void **state)
{
    static const int64_t none[] = {0, -1, INT64_MIN, 99, INT64_MAX};

    (void)state;
    for (int way = 0; way < 2; way++) {
        struct tappa_entry entry = {.size = sizeof entry};
        tappa_store *store;

        if (way)
            assert_int_equal(tappa_store_sqlite(context, w.path, 0, &store), TAPPA_OK);
        else
            assert_int_equal(tappa_store_memory(context, 0, &store), TAPPA_OK);
        for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
            entry.sequence = 7;
            assert_int_equal(store->table->entry(store, none[i], &entry), TAPPA_OK);
            assert_int_equal(entry.sequence, 0);
        }
        assert_int_equal(store->table->entry(store, 1, NULL), TAPPA_EINVAL);
        tappa_store_close(store);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_past_their_checks, begin, end),
        cmocka_unit_test_setup_teardown(rows_of_no_number, begin, end),
        cmocka_unit_test(says_what_sqlite_said),
        cmocka_unit_test(commits_beyond_bounds),
        cmocka_unit_test_setup_teardown(entries_that_are_none, begin, end),
    };
    int failed;

    if (tappa_context_new(NULL, &context))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tappa_context_unref(context);
    return failed;
}
