/* Explaining: every row considered, with the verdict and the part of its condition that decided. The verdicts come from the step itself, so
 * each case also holds the explained step to the plain one. */
#include "tests/support/world.h"

static const char model[] = "tappa: 1\n"
                            "model: why\n"
                            "version: 1\n"
                            "data:\n"
                            "  seen: {type: int, default: 2}\n"
                            "  unset: {type: int}\n"
                            "events:\n"
                            "  e: {fields: {n: int}}\n"
                            "stages:\n"
                            "  top:\n"
                            "    parallel: true\n"
                            "    stages:\n"
                            "      left:\n"
                            "        stages:\n"
                            "          l1:\n"
                            "            when:\n"
                            "              e:\n"
                            "                - {if: data.seen > 1 && event.n > 7, to: l2}\n"
                            "                - {if: data.unset > 1, to: l2}\n"
                            "                - {if: event.n == 5, to: other}\n"
                            "                - l2\n"
                            "          l2: {when: {e: l1}}\n"
                            "      right:\n"
                            "        stages:\n"
                            "          r1:\n"
                            "            when:\n"
                            "              e: {if: event.n == 5, to: other}\n"
                            "    when:\n"
                            "      e: {}\n"
                            "  other: {when: {e: top}}\n"
                            "goals:\n"
                            "  other: {reach: other}\n";

static void
test_verdicts(void **state)
{
    static const struct {
        const char *path;
        uint32_t verdict;
        const char *because;
    } rows[] = {
        {"stages.l1.when.e[0]", TAPPA_VERDICT_FALSE, "event.n > 7 (event.n = 5)"},
        {"stages.l1.when.e[1]", TAPPA_VERDICT_FAILED, NULL},
        {"stages.l1.when.e[2]", TAPPA_VERDICT_TAKEN, ""},
        {"stages.l1.when.e[3]", TAPPA_VERDICT_SHADOWED, ""},
        {"stages.l2.when.e", TAPPA_VERDICT_NOT_THIS_STAGE, ""},
        {"stages.r1.when.e", TAPPA_VERDICT_PREEMPTED, ""},
        {"stages.top.when.e", TAPPA_VERDICT_SHADOWED, ""},
        {"stages.other.when.e", TAPPA_VERDICT_NOT_THIS_STAGE, ""},
    };
    struct world w;
    struct tappa_value five = {.kind = TAPPA_INT, .integer = 5};
    struct tappa_event event = {.size = sizeof event, .type = 0, .time = 1, .touchpoint = TAPPA_NONE, .fields = &five, .field_count = 1};
    size_t taken;

    (void)state;
    world_open(&w, model);
    assert_int_equal(tappa_journey_begin(w.journey, &event, w.batch), TAPPA_OK);
    assert_int_equal(tappa_journey_probe(w.journey, &event, w.batch), TAPPA_OK);
    taken = tappa_batch_taken_count(w.batch);
    assert_int_equal(tappa_batch_considered_count(w.batch), 0);
    tappa_batch_set_explain(w.batch, 1);
    assert_int_equal(tappa_journey_feed(w.journey, &event, w.batch), TAPPA_OK);
    assert_int_equal(tappa_batch_taken_count(w.batch), taken);
    assert_string_equal(world_stages(&w), "other");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct tappa_considered *found = NULL;

        for (size_t c = 0; c < tappa_batch_considered_count(w.batch); c++) {
            const struct tappa_considered *it = tappa_batch_considered_at(w.batch, c);
            const char *path = tappa_transition_path(tappa_model_transition_at(w.model, it->row));
            if (strlen(path) >= strlen(rows[i].path) && !strcmp(path + strlen(path) - strlen(rows[i].path) + 7, rows[i].path + 7))
                found = it;
        }
        if (!found)
            fail_msg("%s: not considered", rows[i].path);
        if (found->verdict != rows[i].verdict)
            fail_msg("%s: verdict %u", rows[i].path, (unsigned)found->verdict);
        if (rows[i].because)
            assert_string_equal(found->because, rows[i].because);
        else
            assert_non_null(strstr(found->because, "data.unset"));
    }
    world_close(&w);
}

/* A timer is explained as an event is, with the rows of its own key alone: those behind the one that is taken too; where none holds, why not. */
static void
test_timers(void **state)
{
    static const uint32_t wanted[2][3] = {{TAPPA_VERDICT_FALSE, TAPPA_VERDICT_TAKEN, TAPPA_VERDICT_SHADOWED},
                                          {TAPPA_VERDICT_FALSE, TAPPA_VERDICT_FALSE, TAPPA_VERDICT_FALSE}};

    (void)state;
    for (int none = 0; none < 2; none++) {
        struct world w;

        world_open(&w, "tappa: 1\nmodel: why\nversion: 1\ndata: {n: {type: int, default: 1}}\nevents: {go: {}, none: {}}\nstages:\n"
                       "  a:\n    when: {none: {set: {n: '0'}}}\n"
                       "    after: {1h: [{if: data.n > 1, to: b}, {if: data.n == 1, to: b}, {if: data.n > 0, to: c}], 2h: c}\n    always: [{if: data.n > 9, to: c}]\n"
                       "  b: {}\n  c: {when: {go: {}}, after: {1h: b}}\n");
        assert_int_equal(world_feed(&w, none ? "none" : "go", 0, NULL), TAPPA_OK);
        tappa_batch_set_explain(w.batch, 1);
        assert_int_equal(tappa_journey_run_due(w.journey, INT64_C(3600000000), w.batch), TAPPA_OK);
        assert_string_equal(world_stages(&w), none ? "a" : "b");
        assert_int_equal(tappa_batch_considered_count(w.batch), none ? 4 : 3); /* with the `always` row, where it is still at a */
        for (size_t i = 0; i < 3; i++) {
            size_t at = tappa_batch_considered_at(w.batch, i)->row - tappa_batch_considered_at(w.batch, 0)->row; /* the first is looked at first */

            assert_in_range(at, 0, 2);
            assert_int_equal(tappa_batch_considered_at(w.batch, i)->verdict, wanted[none][at]);
        }
        world_close(&w);
    }
}

/* A row that two events of one step come to is told of twice, each time with its event. */
static void
test_two_events_of_a_step(void **state)
{
    size_t shadowed = 0, false_ones = 0;
    struct world w;

    (void)state;
    world_open(&w, "tappa: 1\nmodel: why\nversion: 1\ndata: {n: {type: int, default: 1}}\nevents: {go: {}, inner: {}}\n"
                   "stages: {a: {when: {go: {raise: inner}, '*': {if: data.n > 5, to: b}}}, b: {}}\n");
    assert_int_equal(world_feed(&w, "other", 0, NULL), TAPPA_OK);
    tappa_batch_set_explain(w.batch, 1);
    assert_int_equal(world_feed(&w, "go", 1, NULL), TAPPA_OK);
    for (size_t i = 0; i < tappa_batch_considered_count(w.batch); i++) {
        const struct tappa_considered *it = tappa_batch_considered_at(w.batch, i);

        shadowed += it->row == 1 && it->event == 0 && it->verdict == TAPPA_VERDICT_SHADOWED;
        false_ones += it->row == 1 && it->event == 1 && it->verdict == TAPPA_VERDICT_FALSE;
    }
    assert_int_equal(shadowed, 1);
    assert_int_equal(false_ones, 1);
    world_close(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_verdicts), cmocka_unit_test(test_timers), cmocka_unit_test(test_two_events_of_a_step)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
