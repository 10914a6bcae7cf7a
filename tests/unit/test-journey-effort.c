/* One call does a bounded amount of work, whatever the model asks for, and a timer that comes to nothing does not stay due. */
#include "tests/support/world.h"

static const char head[] = "tappa: 1\nmodel: effort\nversion: 1\n"
                           "events: {Go: {}, Again: {}}\n"
                           "data: {x: {type: int, default: 0}, unset: {type: int}}\n"
                           "stages:\n  a:\n    when:\n";

/* `before` and, where there is a `behind`, a number and that, again and again. */
static size_t
repeat(char *text, size_t used, const char *before, const char *behind, int times)
{
    for (int i = 0; i < times; i++)
        used += behind ? (size_t)sprintf(text + used, "%s%d%s", before, i, behind) : (size_t)sprintf(text + used, "%s", before);
    return used;
}

/* `Go` queues one kind of event many times; each is held against many rows. */
static void
open_many(struct world *w, const char *action, int actions, const char *row, const char *row_end, int rows)
{
    char *text = malloc(600000);
    size_t used;

    assert_non_null(text);
    used = (size_t)sprintf(text, "%s      Go: {do: [", head);
    used = repeat(text, used, action, NULL, actions);
    used += (size_t)sprintf(text + used, "]}\n      Again: [");
    used = repeat(text, used, row, row_end, rows);
    strcpy(text + used, "]\n");
    world_open(w, text);
    free(text);
    assert_int_equal(world_feed(w, "Other", 1, NULL), TAPPA_OK);
}

static void
rows_times_raised_events(void **state)
{
    (void)state;
    static const struct {
        const char *action, *row;
        int actions, rows;
        tappa_status wanted;
    } cases[] = {
        {"{raise: Again},", "{if: data.x > ", 40, 5000, TAPPA_OK},
        {"{raise: Again},", "{if: data.x > ", 3000, 5000, TAPPA_ELOOP},
        {"{raise: Again},", "{if: data.unset > ", 3000, 5000, TAPPA_ELOOP},
        {"{send: Again},", "{if: data.x > ", 3000, 5000, TAPPA_ELOOP},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned char before[1000], after[1000];
        struct world w;
        size_t size;

        open_many(&w, cases[i].action, cases[i].actions, cases[i].row, ", to: a},", cases[i].rows);
        size = world_snapshot(w.journey, before, sizeof before);
        assert_int_equal(world_feed(&w, "Go", 2, NULL), cases[i].wanted);
        if (cases[i].wanted == TAPPA_ELOOP) {
            assert_int_equal(world_snapshot(w.journey, after, sizeof after), size);
            assert_memory_equal(before, after, size);
            assert_int_equal(tappa_batch_step_count(w.batch), 0);
        }
        world_close(&w);
    }
}

static void
actions(void **state)
{
    (void)state;
    struct world w;
    char row[20000] = "{do: [";
    size_t used = repeat(row, 6, "{count: c},", NULL, 400);

    strcpy(row + used, "]}");
    open_many(&w, "{raise: Again},", 200, row, NULL, 1);
    assert_int_equal(world_feed(&w, "Go", 2, NULL), TAPPA_OK);
    assert_int_equal(tappa_batch_effect_count(w.batch), 80000);
    world_close(&w);
    open_many(&w, "{raise: Again},", 300, row, NULL, 1);
    assert_int_equal(world_feed(&w, "Go", 2, NULL), TAPPA_ELOOP);
    world_close(&w);
}

/* Each sent event is a step with a budget of its own, and all steps of a call share ten times as much. */
static void
expressions(void **state)
{
    (void)state;
    struct world w;
    char *row = malloc(20000);
    size_t used, dear = 0;

    assert_non_null(row);
    used = (size_t)sprintf(row, "{if: '[");
    used = repeat(row, used, "1,", NULL, 250);
    used += (size_t)sprintf(row + used - 1, "].all(a, [") - 1;
    used = repeat(row, used, "1,", NULL, 250);
    sprintf(row + used - 1, "].all(b, a == b && data.x == 0))', count: dear}");
    open_many(&w, "{send: Again},", 40, row, NULL, 1);
    free(row);
    assert_int_equal(world_feed(&w, "Go", 2, NULL), TAPPA_OK);
    for (size_t i = 0; i < tappa_batch_effect_count(w.batch); i++)
        dear += strcmp(tappa_batch_effect_at(w.batch, i)->name, "dear") == 0;
    assert_in_range(dear, 10, 25);
    assert_true(tappa_batch_failure_count(w.batch) > 0);
    assert_string_equal(tappa_batch_failure_at(w.batch, 0)->message, "evaluation cost limit exceeded");
    world_close(&w);
}

/* A timer that asks for more delayed sends than there may be is used up; the ones behind it run. */
static void
a_timer_over_the_limit(void **state)
{
    (void)state;
    struct world w;
    char *text = malloc(60000);
    size_t used;

    assert_non_null(text);
    used = (size_t)sprintf(text, "%s      Go: {}\n    after:\n      1h: {do: [", head);
    used = repeat(text, used, "{send: Again, after: 300d},", NULL, 1001);
    strcpy(text + used, "]}\n      2h: b\n  b: {when: {Again: a}}\n");
    world_open(&w, text);
    free(text);
    assert_int_equal(world_feed(&w, "Go", 0, NULL), TAPPA_OK);
    assert_int_equal(tappa_journey_run_due(w.journey, INT64_C(86400000000), w.batch), TAPPA_ELIMIT);
    assert_int_equal(tappa_batch_step_count(w.batch), 1);
    assert_string_equal(tappa_batch_step_at(w.batch, 0)->name, "after");
    assert_string_equal(world_stages(&w), "a");
    assert_int_equal(tappa_journey_run_due(w.journey, INT64_C(86400000000), w.batch), TAPPA_OK);
    assert_string_equal(world_stages(&w), "b");
    assert_int_equal(tappa_journey_run_due(w.journey, INT64_C(86400000000), w.batch), TAPPA_NOT_DUE);
    world_close(&w);
}

/* What takes memory counts by its size: texts, lists and fields of events are copied until a call has done too much, and the last straw may be any
 * of them, or the climb through the stages with an event that nobody takes. */
static void
memory(void **state)
{
    (void)state;
    enum { copies = 2377 }; /* of the longest text: 4,205 each, which leaves some 4,700 of ten million */
    static char letters[65535], list[5000], fields[8000], raises[800], one[16000];
    static const char wide[] = "{raise: Wide},{raise: Wide},{raise: Wide},{raise: Wide},{raise: Wide},{raise: Wide}";
    const char *const behind[] = {"", "{emit: copy, with: {a: profile.p}},{emit: copy, with: {a: profile.p}}", one, wide, raises};
    struct tappa_value text = {.kind = TAPPA_STRING, .size = sizeof letters, .data = letters};
    size_t used = repeat(list, 0, "", ",", 700);

    memset(letters, 'x', sizeof letters);
    list[used - 1] = '\0';
    for (size_t i = 0, n = 0; i < 4; i++)
        n += (size_t)snprintf(one + n, sizeof one - n, "{emit: copy, with: {a: \"[%s]\"}},", list);
    used = repeat(fields, 0, "f", ": int,", 200);
    fields[used - 1] = '\0';
    used = repeat(raises, 0, "{raise: Go},", NULL, 46);
    raises[used - 1] = '\0';
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
        unsigned char before[70000], after[70000];
        char *yaml = malloc(200000);
        struct world w;
        size_t size;

        assert_non_null(yaml);
        used = (size_t)sprintf(yaml, "tappa: 1\nmodel: memory\nversion: 1\nprofile: {p: {type: string}}\n"
                                     "events: {Fill: {}, Go: {}, Wide: {fields: {%s}}}\nstages:\n", fields);
        for (int depth = 0; depth < 20; depth++)
            used += (size_t)sprintf(yaml + used, "%*ss%d:\n%*sstages:\n", 2 + 2 * depth, "", depth, 3 + 2 * depth, "");
        used += (size_t)sprintf(yaml + used, "%*sleaf: {when: {Fill: {do: [", 42, "");
        used = repeat(yaml, used, "{emit: copy, with: {a: profile.p}},", NULL, copies);
        sprintf(yaml + used, "%s]}}}\n", behind[i]);
        world_open(&w, yaml);
        free(yaml);
        assert_int_equal(tappa_journey_set_profile(w.journey, 0, &text), TAPPA_OK);
        assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
        size = world_snapshot(w.journey, before, sizeof before);
        assert_int_equal(world_feed(&w, "Fill", 2, NULL), i ? TAPPA_ELOOP : TAPPA_OK);
        if (i) {
            assert_int_equal(world_snapshot(w.journey, after, sizeof after), size);
            assert_memory_equal(before, after, size);
        } else
            assert_int_equal(tappa_batch_effect_count(w.batch), copies);
        world_close(&w);
    }
}

/* Who asks why pays for it: what is looked at costs more the more has been, and too much is seen at the very row. */
static void
explained(void **state)
{
    char *text = malloc(400000);
    size_t used;
    struct world w;

    (void)state;
    assert_non_null(text);
    used = (size_t)sprintf(text, "tappa: 1\nmodel: explained\nversion: 1\ndata: {x: {type: int, default: 0}}\nevents: {Go: {}, Next: {}}\nstages:\n  a:\n    always: [");
    used = repeat(text, used, "{if: data.x > ", ", to: b},", 6400);
    strcpy(text + used, "]\n    when: {Go: {send: Next}}\n  b: {}\n");
    world_open(&w, text);
    free(text);
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK); /* the start, the event, the one that it sends: twenty thousand rows */
    tappa_journey_free(w.journey);
    assert_int_equal(tappa_journey_new(w.model, "bert", 4, NULL, 0, &w.journey), TAPPA_OK);
    tappa_batch_set_explain(w.batch, 1);
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_ELOOP);
    assert_false(tappa_journey_begun(w.journey));
    world_close(&w);
}

/* A goal's value of more text than a call may hold cannot be computed: ten megabytes in one list are one, a hundred and sixty are not. */
static void
a_value_too_large(void **state)
{
    static char letters[65535];
    struct tappa_value text = {.kind = TAPPA_STRING, .size = sizeof letters, .data = letters}, value;
    char yaml[4000], list[200];
    struct world w;

    (void)state;
    memset(letters, 'x', sizeof letters);
    list[repeat(list, 0, "", ",", 50) - 1] = '\0';
    snprintf(yaml, sizeof yaml, "tappa: 1\nmodel: value\nversion: 1\nprofile: {p: {type: string}}\nevents: {Go: {}}\nstages: {a: {when: {Go: {}}}}\n"
                                "goals:\n  some: {reach: a, value: \"dyn([%s].map(i, [profile.p, profile.p, profile.p]))\"}\n"
                                "  much: {reach: a, value: \"dyn([%s].map(i, [%s].map(k, profile.p)))\"}\n", list, list, list);
    world_open(&w, yaml);
    assert_int_equal(tappa_journey_set_profile(w.journey, 0, &text), TAPPA_OK);
    assert_int_equal(tappa_journey_goal_value(w.journey, 0, NULL, w.batch, &value), TAPPA_OK);
    assert_int_equal(value.size, 50);
    assert_int_equal(tappa_journey_goal_value(w.journey, 1, NULL, w.batch, &value), TAPPA_EEXPR);
    world_close(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_times_raised_events),
        cmocka_unit_test(actions),
        cmocka_unit_test(expressions),
        cmocka_unit_test(a_timer_over_the_limit),
        cmocka_unit_test(memory),
        cmocka_unit_test(explained),
        cmocka_unit_test(a_value_too_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
