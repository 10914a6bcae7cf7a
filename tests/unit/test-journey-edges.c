/* What a journey does at edges that models seldom have: every arm of an experiment, values that look like other things, a list that fails
 * inside another. */
#include "lib/core/journey/batch.h"
#include "tests/support/world.h"

#define HEAD "tappa: 1\nmodel: m\nversion: 1\n"

/* Of two thousand customers, a quarter is held out, and the rest parted as the weights say; an arm is the same whenever it is asked for. */
static void
test_arms(void **state)
{
    static const struct {
        const char *name;
        int wanted;
    } rows[] = {{"holdout", 500}, {"one", 375}, {"two", 750}, {"three", 375}};
    int counts[4] = {0};
    struct world w;

    (void)state;
    world_open(&w, HEAD "experiments: {e: {arms: {one: 1, two: 2, three: 1}, holdout: 0.25}}\nevents: {E: {}}\n"
                        "stages: {a: {when: {E: {if: 'experiment.e == \"two\"', to: b}}}, b: {}}\ngoals: {g: {reach: b}}\n");
    for (int i = 0; i < 2000; i++) {
        char name[20];
        const char *arm;
        int known = 0;

        tappa_journey_free(w.journey);
        assert_int_equal(tappa_journey_new(w.model, name, (size_t)sprintf(name, "customer %d", i), NULL, 0, &w.journey), TAPPA_OK);
        arm = tappa_journey_arm(w.journey, 0);
        for (int k = 0; k < 4; k++)
            known += !strcmp(arm, rows[k].name) ? ++counts[k] > 0 : 0;
        assert_int_equal(known, 1);
        assert_ptr_equal(tappa_journey_arm(w.journey, 0), arm);
        assert_int_equal(world_feed(&w, "E", i, NULL), TAPPA_OK);
        assert_string_equal(world_stages(&w), strcmp(arm, "two") ? "a" : "b");
    }
    for (int k = 0; k < 4; k++)
        assert_in_range(counts[k], rows[k].wanted - 80, rows[k].wanted + 80);
    world_close(&w);
}

/* A number is a number, whatever else it is the number of. */
static void
test_numbers(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, HEAD "events: {E: {fields: {n: int}}}\nstages: {a: {when: {E: b}}, b: {}}\ngoals: {g: {reach: b, value: event.n}}\n");
    for (int64_t n = -40; n < 60; n++) {
        struct tappa_value field = {.kind = TAPPA_INT, .integer = n}, value;
        struct tappa_event event = {.size = sizeof event, .touchpoint = TAPPA_NONE, .fields = &field, .field_count = 1};

        assert_int_equal(tappa_journey_goal_value(w.journey, 0, &event, w.batch, &value), TAPPA_OK);
        assert_int_equal(value.kind, TAPPA_INT);
        assert_int_equal(value.integer, n);
    }
    world_close(&w);
}

/* The effects of the batch, joined by blanks. */
static const char *
effects(const struct world *w)
{
    static char text[200];

    text[0] = '\0';
    for (size_t i = 0; i < tappa_batch_effect_count(w->batch); i++)
        sprintf(text + strlen(text), "%s%s", i ? " " : "", tappa_batch_effect_at(w->batch, i)->name);
    return text;
}

/* What fails stops its own list; the list around it goes on, and what it did before stands. */
static void
test_failing_lists(void **state)
{
    static const char *const failing[] = {"{count: c, by: 'dyn(\"x\")'}", "{count: c, by: 'dyn(1 / (event.n - event.n))'}", "{emit: e, with: {x: 1 / (event.n - event.n)}}",
                                          "{set: {n: 1 / (event.n - event.n)}}", "{learn: {p: 1 / (event.n - event.n)}}",
                                          "{raise: F, with: {n: 1 / (event.n - event.n)}}", "{send: F, with: {n: 1 / (event.n - event.n)}}"};

    (void)state;
    for (size_t i = 0; i < sizeof failing / sizeof *failing; i++) {
        struct tappa_value n = {.kind = TAPPA_INT, .integer = 1};
        struct world w;
        char text[1000];

        sprintf(text, HEAD "data: {n: {type: int, default: 0}}\nprofile: {p: {type: int}}\nevents: {E: {fields: {n: int}}, F: {fields: {n: int}}}\nstages:\n  a:\n    when:\n"
                           "      F: {emit: raised}\n"
                           "      E:\n        do:\n          - emit: first\n          - if: event.n == 1\n            do: [{emit: inner}, %s, {emit: never}]\n          - emit: last\n"
                           "goals: {g: {reach: a}}\n", failing[i]);
        world_open(&w, text);
        assert_int_equal(world_feed(&w, "E", 1, &n), TAPPA_OK);
        if (strcmp(effects(&w), "first inner last"))
            fail_msg("%s: %s", failing[i], effects(&w));
        assert_int_equal(tappa_batch_failure_count(w.batch), 1);
        world_close(&w);
    }
}

#define ASSERT_NONE(what) \
    do { \
        assert_non_null(tappa_batch_##what##_at(w.batch, tappa_batch_##what##_count(w.batch) - 1)); \
        assert_null(tappa_batch_##what##_at(w.batch, tappa_batch_##what##_count(w.batch))); \
        assert_null(tappa_batch_##what##_at(w.batch, SIZE_MAX)); \
        assert_null(tappa_batch_##what##_at(NULL, 0)); \
    } while (0)

/* Behind the last item of each list of a batch there is none. */
static void
test_last_items(void **state)
{
    struct tappa_columns in = {.size = sizeof in, .count = 1, .journeys = (uint32_t[]){0}, .events = (uint32_t[]){0}, .times = (int64_t[]){5}};
    tappa_cohort *cohort;
    struct world w;

    (void)state;
    world_open(&w, HEAD "data: {n: {type: int}}\nevents: {E: {}}\nstages: {a: {after: {1h: b}, when: {E: {do: [set: {n: '1'}, emit: e, count: c, set: {n: 1 / (data.n - 1)}], to: b}}}, b: {}}\n"
                        "goals: {g: {reach: b}}\n");
    tappa_batch_set_explain(w.batch, 1);
    assert_int_equal(world_feed(&w, "E", 9, NULL), TAPPA_OK);
    ASSERT_NONE(step);
    ASSERT_NONE(taken);
    ASSERT_NONE(effect);
    ASSERT_NONE(failure);
    ASSERT_NONE(change);
    ASSERT_NONE(timer);
    ASSERT_NONE(considered);
    assert_int_equal(tappa_cohort_new(w.model, 1, &cohort), TAPPA_OK);
    assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_OK);
    in.times = (int64_t[]){4};
    assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_OK);
    ASSERT_NONE(refused);
    tappa_cohort_free(cohort);
    world_close(&w);
}

/* A step of the fast way clears no list that it has no use for: nobody sees what the step before left there. */
static void
test_nothing_of_the_step_before(void **state)
{
    struct tappa_columns late = {.size = sizeof late, .count = 2, .journeys = (uint32_t[]){0, 0}, .events = (uint32_t[]){0, 0}, .times = (int64_t[]){2, 1}};
    tappa_cohort *cohort;
    struct world w;

    (void)state;
    world_open(&w, HEAD "data: {n: {type: int, default: 0}}\nevents: {Slow: {}, Fast: {}}\n"
                        "stages: {a: {when: {Slow: {do: [set: {n: data.n + 1}, emit: e, set: {n: 1 / 0}]}, Fast: b}}, b: {when: {Fast: a}}}\n");
    assert_int_equal(world_feed(&w, "Slow", 1, NULL), TAPPA_OK);
    assert_non_null(tappa_batch_change_at(w.batch, 0));
    assert_non_null(tappa_batch_effect_at(w.batch, 0));
    assert_non_null(tappa_batch_failure_at(w.batch, 0));
    assert_int_equal(world_feed(&w, "Fast", 2, NULL), TAPPA_OK);
    assert_int_equal(w.batch->fast, 1);
    assert_null(tappa_batch_change_at(w.batch, 0));
    assert_null(tappa_batch_timer_at(w.batch, 0));
    assert_null(tappa_batch_effect_at(w.batch, 0));
    assert_null(tappa_batch_failure_at(w.batch, 0));
    assert_null(tappa_batch_considered_at(w.batch, 0));
    assert_null(tappa_batch_moved_at(w.batch, 0));
    assert_null(tappa_batch_refused_at(w.batch, 0));
    assert_int_equal(tappa_batch_change_count(w.batch) + tappa_batch_effect_count(w.batch) + tappa_batch_failure_count(w.batch), 0);
    assert_int_equal(tappa_batch_taken_count(w.batch), 1);
    assert_int_equal(tappa_batch_step_count(w.batch), 1);
    tappa_batch_set_explain(w.batch, 1);
    assert_int_equal(world_feed(&w, "Slow", 3, NULL), TAPPA_OK);
    assert_non_null(tappa_batch_considered_at(w.batch, 0));
    tappa_batch_set_explain(w.batch, 0);
    assert_int_equal(world_feed(&w, "Fast", 4, NULL), TAPPA_OK);
    assert_int_equal(w.batch->fast, 1);
    assert_int_equal(tappa_batch_considered_count(w.batch), 0);
    assert_null(tappa_batch_considered_at(w.batch, 0));
    assert_int_equal(tappa_cohort_new(w.model, 1, &cohort), TAPPA_OK);
    assert_int_equal(tappa_cohort_feed(cohort, &late, w.batch, NULL), TAPPA_OK);
    assert_non_null(tappa_batch_refused_at(w.batch, 0));
    assert_int_equal(world_feed(&w, "Fast", 5, NULL), TAPPA_OK);
    assert_int_equal(w.batch->fast, 1);
    assert_int_equal(tappa_batch_refused_count(w.batch), 0);
    assert_null(tappa_batch_refused_at(w.batch, 0));
    tappa_cohort_free(cohort);
    world_close(&w);
}

/* What a cancelled send would have done is told, or the call says that there is no memory to, and it stays planned. */
static void
test_cancelling_without_memory(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, HEAD "events: {Plan: {}, Stop: {}, Ring: {}}\n"
                        "stages: {a: {when: {Plan: {do: [{send: Ring, after: 1h, id: x}, {send: Ring, after: 2h}, {send: Ring, after: 3h, id: x}]}, Stop: {cancel: x}}}}\n");
    assert_int_equal(world_feed(&w, "Plan", 1, NULL), TAPPA_OK);
    for (uint64_t n = 1, over = 0; !over; n++) {
        tappa_status status;

        assert_int_equal(tappa_journey_timer_count(w.journey), 3);
        tappa_batch_free(w.batch); /* a new one has no room yet */
        assert_int_equal(tappa_batch_new(w.context, &w.batch), TAPPA_OK);
        w.memory.count = 0;
        w.memory.fail_at = n;
        status = world_feed(&w, "Stop", 2, NULL);
        over = w.memory.count < n;
        w.memory.fail_at = 0;
        assert_int_equal(status, over ? TAPPA_OK : TAPPA_ENOMEM);
    }
    assert_int_equal(tappa_journey_timer_count(w.journey), 1);
    assert_int_equal(tappa_batch_timer_count(w.batch), 2);
    world_close(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_arms), cmocka_unit_test(test_numbers), cmocka_unit_test(test_failing_lists),
                                       cmocka_unit_test(test_last_items), cmocka_unit_test(test_nothing_of_the_step_before),
                                       cmocka_unit_test(test_cancelling_without_memory)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
