/* Every call that SQLite makes to its file system fails, once; and some and all behind them: not done, done and yet reported as failed, or for
 * a full disk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shim.h"
#include "workload.h"

static tappa_context *context;
/* Of how many faults one is tried: 1 for all. An argument; builds that are slow take fewer. Where it is not given each call is not done once, and
 * of the other faults one in so many is tried. */
static uint64_t share = 1, others = 3;

static void
start(uint64_t n)
{
    shim.count = 0;
    shim.fail_at = n;
}

static void
stop(void)
{
    shim.fail_at = 0;
}

static uint64_t
count(void)
{
    return shim.count;
}

static void
every_call(struct workload *w, enum shim_fault fault, int sticky, uint64_t stride, struct workload_tally *tally)
{
    static const char *const names[] = {"no fault", "not done", "done and reported as failed", "disk full"};
    const struct workload_faults faults = {start, stop, count, sticky, names[fault]};

    shim.fault = fault;
    shim.sticky = sticky;
    workload_survive_all(w, &faults, stride * share, tally);
}

static void
all(uint32_t flags, int log_pages, uint64_t once, uint64_t sticky)
{
    struct workload_tally tally = {0};
    struct workload w;

    shim_reset();
    workload_begin(&w, context, flags, 1);
    w.log_pages = log_pages;
    every_call(&w, FAULT_UNDONE, 0, once, &tally);
    every_call(&w, FAULT_UNDONE, 1, sticky, &tally);
    every_call(&w, FAULT_DONE, 0, once * others, &tally);
    every_call(&w, FAULT_FULL, 0, once * others, &tally);
    every_call(&w, FAULT_FULL, 1, sticky, &tally);
    workload_end(&w);
    print_message("%d runs: %d with a step that failed, %d absorbed; %d stores lost\n", tally.runs, tally.failed, tally.absorbed,
                  tally.lost);
    assert_int_equal(tally.lost_for_once, 0);
    assert_true(tally.failed > tally.runs / 2 && (tally.lost || share > 1));
}

static void
owner(void **state)
{
    (void)state;
    all(0, 0, 1, 5);
}

/* A log that goes into the file by itself, again and again, and begins anew over what it had. */
static void
short_log(void **state)
{
    (void)state;
    all(0, LOG_PAGES, 2, 7);
}

static void
shared(void **state)
{
    (void)state;
    all(TAPPA_STORE_SHARED, 0, 1, 7);
}

/* The first commit of a process meets a fault in a store that has seen more commits than it remembers. */
static void
after_many_commits(void **state)
{
    (void)state;
    for (int flags = 0; flags <= (int)TAPPA_STORE_SHARED; flags++) {
        struct workload w;
        int done = 0;

        shim_reset();
        shim.fault = FAULT_UNDONE;
        workload_begin(&w, context, (uint32_t)flags, 1);
        assert_int_equal(workload_open(&w), TAPPA_OK);
        for (uint64_t n = 1; !done; n++) {
            int64_t last;

            for (int i = 0; i < 40; i++) {
                struct pile *p = pile_new();

                pile_note(p, "a", i % 2 ? "odd" : "even");
                assert_int_equal(pile_commit(w.store, p), TAPPA_OK);
            }
            workload_close(&w);
            assert_int_equal(workload_open(&w), TAPPA_OK);
            start(n);
            (void)pile_commit(w.store, pile_new());
            done = count() < n;
            stop();
            assert_int_equal(w.store->table->last(w.store, &last), TAPPA_OK); /* it is not lost */
        }
        workload_end(&w);
    }
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(owner), cmocka_unit_test(short_log), cmocka_unit_test(shared), cmocka_unit_test(after_many_commits)};
    int failed;

    if (argc > 1) {
        share = strtoull(argv[1], NULL, 10);
        others = 1;
    }
    shim_install();
    if (tappa_context_new(NULL, &context))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tappa_context_unref(context);
    return failed;
}
