/* A shared store that is held for a commit: nobody else commits from the questions to the commit, which ends it, however that ends; and who cannot have
 * it waits once for all. Time that is waited is only counted here. */
#define _DEFAULT_SOURCE

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "workload.h"

static tappa_context *context;
static struct workload w;
static tappa_store *other;
static int64_t waited; /* microseconds */

int
nanosleep(const struct timespec *time, struct timespec *left)
{
    (void)left;
    waited += time->tv_nsec / 1000;
    return 0;
}

static int
begin(void **state)
{
    (void)state;
    workload_begin(&w, context, TAPPA_STORE_SHARED, 1);
    waited = 0;
    assert_int_equal(workload_open(&w), TAPPA_OK);
    assert_int_equal(tappa_store_sqlite(context, w.path, TAPPA_STORE_SHARED, &other), TAPPA_OK);
    return 0;
}

static int
end(void **state)
{
    (void)state;
    tappa_store_close(other);
    workload_end(&w);
    return 0;
}

/* Whether somebody commits, or has the store held for it. */
static int
is_taken(void)
{
    sqlite3 *stranger;
    int rc;

    assert_int_equal(sqlite3_open_v2(w.path, &stranger, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    rc = sqlite3_exec(stranger, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    sqlite3_close(stranger);
    assert_true(rc == SQLITE_OK || rc == SQLITE_BUSY);
    return rc == SQLITE_BUSY;
}

static void
hold(int32_t on)
{
    w.store->table->hold(w.store, on);
}

static size_t
note_size(tappa_store *store)
{
    struct tappa_span note;

    assert_int_equal(store->table->note(store, "held", 4, &note), TAPPA_OK);
    return note.size;
}

static tappa_status
note(tappa_store *store, const char *value, uint32_t flags)
{
    struct pile *p = pile_new();

    pile_note(p, "held", value)->flags = flags;
    return pile_commit(store, p);
}

static void
until_the_commit(void **state)
{
    (void)state;
    assert_int_equal(note(other, "x", 0), TAPPA_OK);
    hold(2);
    assert_true(is_taken());
    assert_int_equal(note_size(w.store), 1);
    assert_int_equal(note_size(other), 1); /* others may look */
    assert_int_equal(note(w.store, "xx", 0), TAPPA_OK);
    assert_false(is_taken());
    assert_int_equal(note_size(other), 2);
    assert_int_equal(note(other, "xxx", 0), TAPPA_OK);
    hold(0); /* it is over */
    assert_int_equal(note_size(w.store), 3);
}

static void
until_a_commit_is_refused(void **state)
{
    struct tappa_commit none = {.size = 1};

    (void)state;
    hold(2);
    assert_int_equal(note(w.store, "another", TAPPA_STORE_SAME), TAPPA_ECONFLICT);
    assert_false(is_taken());
    hold(2);
    assert_int_equal(w.store->table->commit(w.store, &none), TAPPA_EINVAL);
    assert_false(is_taken());
    assert_int_equal(note(w.store, "x", 0), TAPPA_OK);
}

static void
until_it_is_let_go(void **state)
{
    (void)state;
    hold(2);
    hold(2); /* anew */
    assert_true(is_taken());
    hold(0);
    assert_false(is_taken());
    hold(2);
    hold(1); /* to look only */
    assert_false(is_taken());
    assert_int_equal(note_size(w.store), 0);
    hold(0);
    assert_int_equal(waited, 0);
}

static void
waits_once(void **state)
{
    struct tappa_span span;

    (void)state;
    assert_int_equal(note(w.store, "x", 0), TAPPA_OK);
    other->table->hold(other, 2);
    hold(2);
    assert_true(waited >= 4900000 && waited < 5500000);
    waited = 0;
    assert_int_equal(w.store->table->note(w.store, "held", 4, &span), TAPPA_EBUSY);
    assert_int_equal(note(w.store, "xx", 0), TAPPA_EBUSY);
    assert_int_equal(waited, 0);
    assert_int_equal(note_size(w.store), 1); /* from here on each question is one by itself */
    hold(2);
    waited = 0;
    hold(0);
    assert_int_equal(note_size(w.store), 1);
    assert_int_equal(note(other, "xxx", 0), TAPPA_OK);
    assert_int_equal(note(w.store, "xx", 0), TAPPA_OK);
    assert_int_equal(waited, 0);
    assert_int_equal(note_size(other), 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(until_the_commit, begin, end),
        cmocka_unit_test_setup_teardown(until_a_commit_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(until_it_is_let_go, begin, end),
        cmocka_unit_test_setup_teardown(waits_once, begin, end),
    };
    int failed;

    if (tappa_context_new(NULL, &context))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tappa_context_unref(context);
    return failed;
}
