/* Every allocation of a store fails, once and from then on: ours by the context's allocator, SQLite's own by the one it is given here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "tests/support/world.h"
#include "workload.h"

static struct failing ours, theirs;
static sqlite3_mem_methods sound;

static void *
sqlite_take(int size)
{
    return failing_now(&theirs) ? NULL : sound.xMalloc(size);
}

static void *
sqlite_take_again(void *block, int size)
{
    return failing_now(&theirs) ? NULL : sound.xRealloc(block, size);
}

static void
start_ours(uint64_t n)
{
    ours.count = 0;
    ours.fail_at = n;
}

static void
stop_ours(void)
{
    ours.fail_at = 0;
}

static uint64_t
count_ours(void)
{
    return ours.count;
}

static void
start_theirs(uint64_t n)
{
    theirs.count = 0;
    theirs.fail_at = n;
}

static void
stop_theirs(void)
{
    theirs.fail_at = 0;
}

static uint64_t
count_theirs(void)
{
    return theirs.count;
}

static uint64_t share = 1;

static void
run(uint32_t flags, int sqlite, const struct workload_faults *faults, uint64_t stride)
{
    struct workload_tally tally = {0};
    struct tappa_allocator allocator = failing_allocator(&ours);
    tappa_context *context;
    struct workload w;

    assert_int_equal(tappa_context_new(&allocator, &context), TAPPA_OK);
    workload_begin(&w, context, flags, sqlite);
    workload_survive_all(&w, faults, stride * share, &tally);
    workload_end(&w);
    tappa_context_unref(context);
    assert_int_equal(ours.live, 0);
    print_message("%s, %s: %d runs, %d with a step that failed, %d absorbed; %d stores lost\n", sqlite ? "SQLite" : "memory", faults->name,
                  tally.runs, tally.failed, tally.absorbed, tally.lost);
    assert_true(tally.failed > tally.runs / 4);
}

static void
every_allocation_of_ours(void **state)
{
    (void)state;
    for (int sticky = 0; sticky < 2; sticky++) {
        const struct workload_faults faults = {start_ours, stop_ours, count_ours, sticky, "our allocation"};

        ours.sticky = sticky;
        run(0, 0, &faults, 1);
        run(0, 1, &faults, 1);
        run(TAPPA_STORE_SHARED, 1, &faults, 1);
    }
}

/* SQLite has thousands: some of them, spread evenly. */
static void
allocations_of_sqlite(void **state)
{
    (void)state;
    for (int sticky = 0; sticky < 2; sticky++) {
        const struct workload_faults faults = {start_theirs, stop_theirs, count_theirs, sticky, "SQLite's allocation"};

        theirs.sticky = sticky;
        run(0, 1, &faults, sticky ? 97 : 13);
        run(TAPPA_STORE_SHARED, 1, &faults, sticky ? 101 : 17);
    }
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_of_ours), cmocka_unit_test(allocations_of_sqlite)};
    sqlite3_mem_methods methods;

    share = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sound))
        return 1;
    methods = sound;
    methods.xMalloc = sqlite_take;
    methods.xRealloc = sqlite_take_again;
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &methods))
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
