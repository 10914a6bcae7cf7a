/* What an owner's store has in memory of the numbers in its rows, where there is no memory for it: the rows are asked. */
#include "tests/support/world.h"

#include "workload.h"

static struct failing memory; /* of the store's context */
static tappa_context *context;
static struct workload w;

#define MANY 6000

/* Without memory for it the rows are asked: nothing is known that is not there, or the other way round. */
static void
without_memory_for_numbers(void **state)
{
    static struct tappa_store_seen rows[MANY];
    struct tappa_commit commit = {.size = sizeof commit, .seen = rows, .seen_count = MANY};

    (void)state;
    workload_begin(&w, context, 0, 1);
    for (int64_t i = 0; i < MANY; i++)
        rows[i] = (struct tappa_store_seen){.size = sizeof *rows, .number = (i + 1) * INT64_C(0x1234567890123)};
    for (int removed = 0; removed < 2; removed++) {
        struct tappa_store_seen seen = {.size = sizeof seen};

        workload_clear(&w);
        assert_int_equal(workload_open(&w), TAPPA_OK);
        assert_int_equal(w.store->table->seen(w.store, 1, &seen), TAPPA_OK); /* there is a filter now */
        if (removed) /* most of it is over, so that it is made anew */
            for (int turn = 0; turn < 2; turn++) {
                for (int i = 0; i < MANY; i++)
                    rows[i].flags = turn ? TAPPA_STORE_REMOVE : 0;
                commit.seen_count = MANY / 2;
                assert_int_equal(w.store->table->commit(w.store, &commit), TAPPA_OK);
            }
        for (int i = 0; i < MANY; i++)
            rows[i].flags = 0;
        commit.seen_count = MANY;
        memory.fail_at = memory.count + 1;
        memory.sticky = 1;
        assert_int_equal(w.store->table->commit(w.store, &commit), TAPPA_OK);
        memory.fail_at = 0;
        memory.sticky = 0;
        for (int64_t i = 0; i < MANY; i += 59) {
            assert_int_equal(w.store->table->seen(w.store, rows[i].number, &seen), TAPPA_OK);
            assert_true(seen.number == rows[i].number);
            assert_int_equal(w.store->table->seen(w.store, rows[i].number + 1, &seen), TAPPA_OK);
            assert_int_equal(seen.number, 0);
        }
        workload_close(&w);
    }
    workload_end(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(without_memory_for_numbers)};
    struct tappa_allocator allocator = failing_allocator(&memory);
    int failed;

    if (tappa_context_new(&allocator, &context))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tappa_context_unref(context);
    return failed;
}
