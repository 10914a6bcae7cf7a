/* What a journey's expressions read and what becomes of what fails: fields of events that have them, have not, or are not there; slots that hold nothing;
 * and what a journey that has ended still holds. */
#include "tests/support/world.h"

#define HEAD(version) "tappa: 1\nmodel: values\nversion: " #version "\n"

static size_t
count_effects(const struct world *w, const char *name)
{
    size_t count = 0;

    for (size_t i = 0; i < tappa_batch_effect_count(w->batch); i++)
        count += !strcmp(tappa_batch_effect_at(w->batch, i)->name, name);
    return count;
}

/* A row tells of its failures once, whatever fails in it; what fails outside of rows, each time. What is no bool fails once, too. */
static void
test_failures_told(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, HEAD(1) "data: {zero: {type: int, default: 0}}\nevents: {Go: {}}\nstages:\n"
                           "  a: {when: {Go: {to: b, do: [{if: '1 / data.zero > 0', do: [emit: never]}, {if: '1 / data.zero > 1', do: [emit: never]}]}}}\n"
                           "  b:\n    enter: [{if: '1 / data.zero > 2', emit: never}, {if: '1 / data.zero > 3', emit: never}, {if: dyn(data.zero + 1), emit: never}]\n"
                           "    when: {error.execution: {emit: told}}\n");
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    assert_string_equal(world_stages(&w), "b");
    assert_int_equal(count_effects(&w, "told"), 4);
    assert_int_equal(count_effects(&w, "never"), 0);
    assert_int_equal(tappa_batch_failure_count(w.batch), 5);
    world_close(&w);
}

/* A field that the event does not have is none, whoever has one of that name before it or behind. */
static void
test_fields_of_others(void **state)
{
    static const char *const others[] = {"Before", "None", "Behind", "Last"}, *const stages[] = {"n", "a", "m", "a"};
    struct tappa_value one = {.kind = TAPPA_INT, .integer = 1};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct world w;

        world_open(&w, HEAD(1) "events: {Before: {fields: {n: int}}, None: {}, Behind: {fields: {m: int, n: int}}, Last: {}}\n"
                               "stages:\n  a: {always: [{if: 'has(event.n) && event.n == 1', to: n}, {if: 'has(event.m) && event.m == 1', to: m}]}\n"
                               "  n: {}\n  m: {}\n");
        assert_int_equal(world_feed(&w, others[i], 1, i % 2 ? NULL : &one), TAPPA_OK);
        assert_string_equal(world_stages(&w), stages[i]);
        world_close(&w);
    }
}

/* Before an event has happened it has no fields, no default either; nor has an event of another type any but its own. */
static void
test_fields_of_nobody(void **state)
{
    struct tappa_event other = {.size = sizeof other, .type = 1, .time = 5000000, .touchpoint = TAPPA_NONE};
    struct tappa_event strange = {.size = sizeof strange, .type = TAPPA_NONE, .time = 6000000, .touchpoint = TAPPA_NONE, .name = "Strange", .name_size = 7};
    struct tappa_value value;
    struct world w;

    (void)state;
    world_open(&w, HEAD(1) "events: {Go: {fields: {n: {type: int, default: 7}}}, Other: {fields: {k: int}}}\n"
                           "stages:\n  a:\n    enter: [{if: '!has(event.n)', emit: nothing}, {if: 'event.name == \"\"', emit: never}, {if: event.n > 0, emit: never}]\n"
                           "    when: {Other: {if: 'event.touchpoint == \"t\"', to: b}, '*': {if: 'event.touchpoint == \"t\"', to: b}}\n  b: {}\n"
                           "goals: {g: {event: Go, value: event.n}}\n");
    assert_int_equal(world_feed(&w, "Other", 1, NULL), TAPPA_OK);
    assert_int_equal(count_effects(&w, "nothing"), 1);
    assert_int_equal(count_effects(&w, "never"), 0);
    assert_int_equal(tappa_batch_failure_count(w.batch), 5); /* two rows fail, and for error.execution one of them again */
    assert_string_equal(tappa_batch_failure_at(w.batch, 0)->message, "no event has happened yet");
    assert_string_equal(tappa_batch_failure_at(w.batch, 1)->message, "no such field: n");
    assert_string_equal(tappa_batch_failure_at(w.batch, 2)->message, "the event has no touchpoint");
    assert_int_equal(tappa_journey_feed(w.journey, &strange, w.batch), TAPPA_OK);
    assert_int_equal(tappa_batch_failure_count(w.batch), 1);
    assert_int_equal(tappa_journey_goal_value(w.journey, 0, NULL, w.batch, &value), TAPPA_EEXPR);
    assert_int_equal(tappa_journey_goal_value(w.journey, 0, &other, w.batch, &value), TAPPA_EEXPR);
    other.type = 0;
    assert_int_equal(tappa_journey_goal_value(w.journey, 0, &other, w.batch, &value), TAPPA_OK);
    assert_int_equal(value.integer, 7);
    world_close(&w);
}

/* When a stage was entered last is no time where it never was. */
static void
test_never_entered(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, HEAD(1) "events: {Go: {}}\nstages: {a: {when: {Go: {if: 'journey.entered(\"b\") > journey.entered(\"a\")', to: b}}}, b: {}}\n");
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    assert_string_equal(world_stages(&w), "a");
    assert_int_equal(tappa_batch_failure_count(w.batch), 1);
    assert_string_equal(tappa_batch_failure_at(w.batch, 0)->message, "the stage was never entered");
    world_close(&w);
}

/* A text of no bytes is a text, and asks for no room of its own. */
static void
test_an_empty_text(void **state)
{
    struct tappa_value value = {.kind = TAPPA_STRING, .data = ""};
    struct world w;

    (void)state;
    world_open(&w, HEAD(1) "profile: {p: {type: string}}\nevents: {Go: {}}\nstages: {a: {when: {Go: {if: profile.p == \"\", to: b}}}, b: {}}\n");
    assert_int_equal(tappa_journey_set_profile(w.journey, 0, &value), TAPPA_OK);
    assert_int_equal(tappa_journey_profile(w.journey, 0, &value), TAPPA_OK);
    assert_int_equal(value.kind, TAPPA_STRING);
    assert_int_equal(value.size, 0);
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    assert_string_equal(world_stages(&w), "b");
    world_close(&w);
}

/* What a host writes into a journey that has ended changes nothing of where it ended. */
static void
test_writing_behind_the_end(void **state)
{
    struct tappa_value value = {.kind = TAPPA_INT, .integer = 5};
    struct world w;

    (void)state;
    world_open(&w, HEAD(1) "profile: {p: {type: int}}\nevents: {Go: {}}\nstages: {a: {when: {Go: z}}, y: {final: true}, z: {final: true}}\n");
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    assert_true(tappa_journey_ended(w.journey));
    assert_int_equal(tappa_journey_set_profile(w.journey, 0, &value), TAPPA_OK);
    assert_int_equal(tappa_journey_profile(w.journey, 0, &value), TAPPA_OK);
    assert_int_equal(value.integer, 5);
    assert_string_equal(world_stages(&w), "z");
    world_close(&w);
}

/* The end may have become a stage within another: a journey that ended there is at it, and not in what is around it. */
static void
test_an_end_within(void **state)
{
    unsigned char bytes[1000];
    struct world w, next;

    (void)state;
    world_open(&w, HEAD(1) "events: {Go: {}}\nstages: {a: {when: {Go: z}}, z: {final: true}}\n");
    world_open(&next, HEAD(2) "events: {Go: {}}\nstages: {a: {when: {Go: p}}, p: {stages: {b: {}}}}\nmigrate: {from: 1, stages: {z: b}}\n");
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    tappa_journey_free(next.journey);
    assert_int_equal(tappa_snapshot_read(next.model, bytes, world_snapshot(w.journey, bytes, sizeof bytes), next.batch, &next.journey), TAPPA_OK);
    assert_true(tappa_journey_ended(next.journey));
    assert_true(tappa_journey_is_at(next.journey, tappa_model_stage_find(next.model, "b", 1)));
    assert_false(tappa_journey_is_at(next.journey, tappa_model_stage_find(next.model, "p", 1)));
    world_close(&w);
    world_close(&next);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_failures_told), cmocka_unit_test(test_fields_of_others), cmocka_unit_test(test_fields_of_nobody),
                                       cmocka_unit_test(test_never_entered), cmocka_unit_test(test_an_empty_text), cmocka_unit_test(test_writing_behind_the_end),
                                       cmocka_unit_test(test_an_end_within)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
