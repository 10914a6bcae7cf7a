/* What a journey does at edges that models seldom have: every arm of an experiment, values that look like other things, a list that fails
 * inside another. */
#include "lib/core/journey/batch.h"
#include "tests/support/seal.h"
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
    assert_int_equal(tappa_batch_taken_count(w.batch), 1);
    assert_int_equal(tappa_batch_left_count(w.batch) + tappa_batch_entered_count(w.batch) + tappa_batch_active_count(w.batch), 0);
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

/* What the table has goes the fast way, whatever an event may say of itself beside that. */
static void
test_the_fast_way(void **state)
{
    struct tappa_value fields[] = {{.kind = TAPPA_INT, .integer = 7}, {.kind = TAPPA_DOUBLE, .real = 0.5}};
    struct tappa_event event = {.size = sizeof event, .time = 2, .touchpoint = 0, .fields = fields, .field_count = 2};
    struct world w;

    (void)state;
    world_open(&w, HEAD "channels: {c: {setting: online}}\ntouchpoints: {t: {channel: c}}\nevents: {Go: {fields: {n: int, d: double}}}\n"
                        "stages: {a: {when: {Go: {if: event.n > 5, to: b}}}, b: {when: {Go: {if: event.d < 1.0, to: a}}}}\n");
    assert_int_equal(world_feed(&w, "Other", 0, NULL), TAPPA_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(tappa_journey_feed(w.journey, &event, w.batch), TAPPA_OK);
        assert_string_equal(world_stages(&w), i % 2 ? "a" : "b");
        assert_int_equal(w.batch->fast, 1);
    }
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

/* What the record of a step says outlives the call, though the caller's own name of an event does not. */
static void
test_a_name_of_the_callers(void **state)
{
    char name[] = "Strange";
    struct world w;

    (void)state;
    world_open(&w, HEAD "events: {Go: {}}\nstages: {a: {when: {Go: {}}}}\n");
    assert_int_equal(world_feed(&w, name, 1, NULL), TAPPA_OK);
    memset(name, '?', sizeof name - 1);
    assert_string_equal(tappa_batch_step_at(w.batch, 1)->name, "Strange");
    world_close(&w);
}

/* A timer that is run late does what it does at its own time, and takes nothing back of what the journey has seen since. */
static void
test_a_late_timer(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, HEAD "events: {Go: {}}\nstages: {a: {when: {Go: {}}, after: {1h: b}}, b: {when: {Go: {}}}}\n");
    assert_int_equal(world_feed(&w, "Go", 0, NULL), TAPPA_OK);
    assert_int_equal(world_feed(&w, "Go", 9000, NULL), TAPPA_OK);
    assert_int_equal(tappa_journey_run_due(w.journey, INT64_C(9000000000), w.batch), TAPPA_OK);
    assert_true(tappa_batch_step_at(w.batch, 0)->time == INT64_C(3600000000));
    assert_string_equal(world_stages(&w), "b");
    assert_true(tappa_journey_last(w.journey) == INT64_C(9000000000));
    assert_int_equal(world_feed(&w, "Go", 8999, NULL), TAPPA_ELATE);
    world_close(&w);
}

/* Ten times as much as a step may compute is what a call may: of more than there are numbers for, all. */
static void
test_no_end_of_computing(void **state)
{
    static const char model[] = HEAD "data: {n: {type: int, default: 0}}\nevents: {Go: {}}\nstages: {a: {when: {Go: {if: data.n == 0, to: b}}}, b: {}}\n";
    struct world w = {.memory = {0}};

    (void)state;
    assert_int_equal(tappa_context_new(NULL, &w.context), TAPPA_OK);
    assert_int_equal(tappa_context_set_limit(w.context, TAPPA_LIMIT_EXPRESSION_COST, UINT64_C(1) << 63), TAPPA_OK); /* ten times that is 0 */
    assert_int_equal(tappa_model_compile(w.context, model, strlen(model), "test.yaml", NULL, &w.model), TAPPA_OK);
    assert_int_equal(tappa_batch_new(w.context, &w.batch), TAPPA_OK);
    assert_int_equal(tappa_journey_new(w.model, "anna", 4, NULL, 0, &w.journey), TAPPA_OK);
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    assert_string_equal(world_stages(&w), "b");
    world_close(&w);
}

/* What a call says with each of its allocations failed in turn, until none fails: TAPPA_ENOMEM, but for the last. */
static void
starve(struct world *w, const char *event, tappa_status wanted)
{
    for (uint64_t n = 1, over = 0; !over; n++) {
        tappa_status status;

        tappa_batch_free(w->batch); /* a new one has no room yet */
        assert_int_equal(tappa_batch_new(w->context, &w->batch), TAPPA_OK);
        w->memory.count = 0;
        w->memory.fail_at = n;
        status = event ? world_feed(w, event, 2, NULL) : tappa_journey_run_due(w->journey, INT64_C(86400000000), w->batch);
        over = w->memory.count < n;
        w->memory.fail_at = 0;
        assert_int_equal(status, over ? wanted : TAPPA_ENOMEM);
    }
}

/* Steps upon steps, and then the end, each time one step later: where there is no memory to note the stages of any, that is said. */
static void
test_the_end_without_memory(void **state)
{
    (void)state;
    for (int sends = 0; sends < 12; sends++) {
        char model[2000];
        struct world w;
        int used = snprintf(model, sizeof model, HEAD "events: {Go: {}, Next: {}, End: {}}\nstages: {a: {when: {Go: {do: [");

        for (int i = 0; i < sends; i++)
            used += snprintf(model + used, sizeof model - (size_t)used, "{send: Next}, ");
        snprintf(model + used, sizeof model - (size_t)used, "{send: End}]}, End: z}}, z: {final: true}}\n");
        world_open(&w, model);
        starve(&w, "Go", TAPPA_OK);
        assert_true(tappa_journey_ended(w.journey));
        assert_int_equal(tappa_batch_active_count(w.batch), sends + 3); /* of the start, of Go, of each that was sent */
        world_close(&w);
    }
}

#define REGIONS 9 /* more than the first block of a list holds */

/* A row may enter more stages than the first block of a list holds, a timer may run where as many are active, and as many rows may be taken at once: without
 * memory, that is said. */
static void
test_many_regions_without_memory(void **state)
{
    char model[2000];
    struct world w;
    int used = sprintf(model, HEAD "events: {Go: {}, Each: {}}\nstages:\n  p:\n    parallel: true\n    after: {1h: {count: c}}\n    stages: {");

    (void)state;
    for (int i = 0; i < REGIONS; i++)
        used += sprintf(model + used, "r%d: {stages: {a%d: {when: {Each: b%d}}, b%d: {when: {Each: a%d}}}}, ", i, i, i, i, i);
    used += sprintf(model + used, "}\n    when: {Go: {to: [");
    for (int i = 0; i < REGIONS; i++)
        used += sprintf(model + used, "b%d, ", i);
    strcpy(model + used, "]}}\n");
    world_open(&w, model);
    assert_int_equal(world_feed(&w, "Other", 1, NULL), TAPPA_OK);
    starve(&w, "Go", TAPPA_OK);
    assert_string_equal(world_stages(&w), "b0 b1 b2 b3 b4 b5 b6 b7 b8");
    starve(&w, "Each", TAPPA_OK);
    assert_int_equal(tappa_batch_taken_count(w.batch), REGIONS);
    starve(&w, NULL, TAPPA_OK);
    assert_int_equal(tappa_batch_active_count(w.batch), REGIONS);
    world_close(&w);
}

/* A timer that loops is used up; where there is no memory to, it is not, and what is planned stays planned. */
static void
test_looping_without_memory(void **state)
{
    char model[3000];
    struct world w;
    int used = sprintf(model, HEAD "events: {Go: {}, Ring: {fields: {n: int}}}\nstages:\n  a: {when: {Go: {do: [");

    (void)state;
    for (int i = 0; i < REGIONS; i++)
        used += sprintf(model + used, "{send: Ring, after: 9d, with: {n: '%d'}}, ", i);
    strcpy(model + used, "]}}, after: {1h: around}}\n  around: {always: around}\n");
    world_open(&w, model);
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    starve(&w, NULL, TAPPA_ELOOP);
    assert_int_equal(tappa_journey_timer_count(w.journey), REGIONS);
    assert_true(tappa_journey_next_due(w.journey) == INT64_C(777601000000));
    world_close(&w);
}

/* Whoever enters a parallel stage enters its regions: a history among them is none, and where it would lead is not asked. */
static void
test_a_history_among_regions(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, HEAD "events: {In: {}}\nstages:\n  x: {when: {In: p}}\n  p:\n    parallel: true\n    stages:\n      h: {history: deep, default: [l2, r2]}\n"
                        "      l: {stages: {l1: {}, l2: {}}}\n      r: {stages: {r1: {}, r2: {}}}\n");
    assert_int_equal(world_feed(&w, "In", 1, NULL), TAPPA_OK);
    assert_string_equal(world_stages(&w), "l1 r1");
    world_close(&w);
}

/* A row that stays in a parallel stage enters the regions that it does not name anew, as they begin; where one begins deep down, all on the way is entered. */
static void
test_regions_entered_anew(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, HEAD "data: {between: {type: int, default: 0}}\nevents: {Next: {}, Within: {}}\nstages:\n  p:\n    parallel: true\n    stages:\n"
                        "      l: {initial: l3, stages: {l1: {enter: [{set: {between: data.between + 1}}], stages: {l2: {stages: {l3: {when: {Next: l4}}}}}}, l4: {}}}\n"
                        "      r: {stages: {r1: {when: {Next: r2}}, r2: {}}}\n    when: {Within: {to: r2, internal: true}}\n");
    assert_int_equal(world_feed(&w, "Next", 1, NULL), TAPPA_OK);
    assert_string_equal(world_stages(&w), "l4 r2");
    assert_int_equal(world_feed(&w, "Within", 2, NULL), TAPPA_OK);
    assert_string_equal(world_stages(&w), "l3 r2");
    assert_int_equal(tappa_batch_entered_count(w.batch), 6); /* l, l1, l2, l3, r, r2 */
    assert_int_equal(tappa_batch_change_count(w.batch), 1);
    world_close(&w);
}

/* Of two rows that leave the same, either may lead to a history: where there is no memory to find what that leaves, that is said. */
static void
test_conflicts_without_memory(void **state)
{
    static const char *const ways[][2] = {{"h", "x"}, {"x", "h"}, {"h", "h"}};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char model[1000];
        struct world w;

        snprintf(model, sizeof model, HEAD "events: {Go: {}}\nstages:\n  p: {parallel: true, stages: {l: {stages: {l1: {when: {Go: %s}}}}, r: {stages: {r1: {when: {Go: %s}}}}}}\n"
                                      "  x: {}\n  y: {stages: {h: {history: shallow}, y1: {}}}\n", ways[i][0], ways[i][1]);
        world_open(&w, model);
        assert_int_equal(world_feed(&w, "Other", 1, NULL), TAPPA_OK);
        starve(&w, "Go", TAPPA_OK);
        assert_string_equal(world_stages(&w), ways[i][0][0] == 'h' ? "y1" : "x");
        world_close(&w);
    }
}

/* A region of two ends is done at either. */
static void
test_either_end(void **state)
{
    static const char *const ends[] = {"First", "Second"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct world w;

        world_open(&w, HEAD "events: {First: {}, Second: {}}\nstages:\n"
                            "  p:\n    parallel: true\n    stages:\n      l: {stages: {l0: {when: {First: l1, Second: l2}}, l1: {final: true}, l2: {final: true}}}\n"
                            "      r: {stages: {r0: {when: {First: r1, Second: r2}}, r1: {final: true}, r2: {final: true}}}\n    done: x\n  x: {}\n");
        assert_int_equal(world_feed(&w, ends[i], 1, NULL), TAPPA_OK);
        assert_string_equal(world_stages(&w), "x");
        world_close(&w);
    }
}

/* A timer that comes again waits for its hour, and where that would be behind the end of time it never comes. */
static void
test_timers_that_come_again(void **state)
{
    static const char model[] = HEAD "events: {Go: {}}\nstages: {a: {when: {Go: {}}, after: {1d: {every: 1d, at: \"09:00\", count: c}}}}\n";
    static const int64_t day = INT64_C(86400000000), hour = INT64_C(3600000000), end = INT64_C(253402300800000000); /* the year 10000 */
    struct world w;
    struct tappa_event event = {.size = sizeof event, .time = end - 3 * day + 10 * hour, .touchpoint = TAPPA_NONE};

    (void)state;
    world_open(&w, model);
    assert_int_equal(tappa_journey_feed(w.journey, &event, w.batch), TAPPA_OK);
    assert_true(tappa_journey_next_due(w.journey) == end - day + 9 * hour);
    assert_int_equal(tappa_journey_run_due(w.journey, end - 1, w.batch), TAPPA_OK);
    assert_true(tappa_journey_next_due(w.journey) == TAPPA_NEVER); /* ten on the last day is behind nine */
    world_close(&w);
    world_open(&w, model);
    assert_int_equal(world_feed(&w, "Go", 0, NULL), TAPPA_OK);
    for (int i = 0; i < 3; i++) {
        assert_true(tappa_journey_next_due(w.journey) == (i + 1) * day + 9 * hour);
        assert_int_equal(tappa_journey_run_due(w.journey, end - 1, w.batch), TAPPA_OK);
    }
    world_close(&w);
}

/* Bytes may say that a timer is due before its delay is over: then it comes again when that is. */
static void
test_due_too_early(void **state)
{
    static const unsigned char due[] = {0x80, 0x90, 0x9d, 0xe9, 0x1a}, earlier[] = {0x80, 0xc8, 0xce, 0xb4, 0x0d}; /* an hour, half of it */
    unsigned char bytes[1000], *at = bytes;
    tappa_journey *read;
    struct world w;
    size_t size;

    (void)state;
    world_open(&w, HEAD "events: {Go: {}}\nstages: {a: {when: {Go: {}}, after: {1h: {every: 1d, count: c}}}}\n");
    assert_int_equal(world_feed(&w, "Go", 0, NULL), TAPPA_OK);
    size = world_snapshot(w.journey, bytes, sizeof bytes);
    while (memcmp(at, due, sizeof due))
        assert_true((size_t)(++at - bytes) + sizeof due < size);
    memcpy(at, earlier, sizeof earlier);
    seal(bytes, size);
    assert_int_equal(tappa_snapshot_read(w.model, bytes, size, w.batch, &read), TAPPA_OK);
    assert_true(tappa_journey_next_due(read) == INT64_C(1800000000));
    assert_int_equal(tappa_journey_run_due(read, INT64_C(1800000000), w.batch), TAPPA_OK);
    assert_true(tappa_journey_next_due(read) == INT64_C(3600000000));
    tappa_journey_free(read);
    world_close(&w);
}

/* Bytes may say that a journey which has not begun has something planned: nothing is due before it has. */
static void
test_planned_before_it_began(void **state)
{
    static const unsigned char planned[] = {1, 0x80, 0x90, 0x9d, 0xe9, 0x1a, 4, 'R', 'i', 'n', 'g', 0, 0}; /* in an hour, without id and fields */
    unsigned char bytes[1000], *at;
    tappa_journey *read;
    struct world w;
    size_t size;

    (void)state;
    world_open(&w, HEAD "events: {Go: {}, Ring: {}}\nstages: {a: {when: {Go: {send: Ring, after: 1h}, Ring: b}}, b: {}}\n");
    size = world_snapshot(w.journey, bytes, sizeof bytes);
    at = bytes + size - 5;
    assert_int_equal(*at, 0);
    memcpy(at, planned, sizeof planned);
    size += sizeof planned - 1;
    seal(bytes, size);
    assert_int_equal(tappa_snapshot_read(w.model, bytes, size, w.batch, &read), TAPPA_OK);
    assert_true(tappa_journey_next_due(read) == TAPPA_NEVER);
    assert_int_equal(tappa_journey_run_due(read, INT64_C(7200000000), w.batch), TAPPA_NOT_DUE);
    tappa_journey_free(read);
    world_close(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_arms), cmocka_unit_test(test_numbers), cmocka_unit_test(test_failing_lists),
                                       cmocka_unit_test(test_last_items), cmocka_unit_test(test_nothing_of_the_step_before),
                                       cmocka_unit_test(test_the_fast_way), cmocka_unit_test(test_cancelling_without_memory), cmocka_unit_test(test_a_name_of_the_callers),
                                       cmocka_unit_test(test_a_late_timer), cmocka_unit_test(test_no_end_of_computing),
                                       cmocka_unit_test(test_the_end_without_memory), cmocka_unit_test(test_either_end),
                                       cmocka_unit_test(test_timers_that_come_again), cmocka_unit_test(test_due_too_early),
                                       cmocka_unit_test(test_planned_before_it_began),
                                       cmocka_unit_test(test_many_regions_without_memory), cmocka_unit_test(test_looping_without_memory),
                                       cmocka_unit_test(test_a_history_among_regions), cmocka_unit_test(test_regions_entered_anew),
                                       cmocka_unit_test(test_conflicts_without_memory)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
