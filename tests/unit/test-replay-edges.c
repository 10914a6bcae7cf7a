/* The replay where it seldom goes: limits, long keys and values, texts that are none, goals that no outer event reaches, rows that are one move. */
#include "tests/support/world.h"

#include "tappa/exchange/replay.h"

struct replaying {
    tappa_context *context;
    tappa_model *model;
    tappa_replay *replay;
};

static void
open_replay(struct replaying *r, const char *text, uint64_t sends)
{
    tappa_diagnostics *list;
    tappa_status status;

    assert_int_equal(tappa_context_new(NULL, &r->context), TAPPA_OK);
    assert_int_equal(tappa_context_set_limit(r->context, TAPPA_LIMIT_PENDING_SENDS, sends), TAPPA_OK);
    assert_int_equal(tappa_diagnostics_new(r->context, &list), TAPPA_OK);
    status = tappa_model_compile(r->context, text, strlen(text), NULL, list, &r->model);
    if (status)
        world_print(list);
    assert_int_equal(status, TAPPA_OK);
    tappa_diagnostics_free(list);
    assert_int_equal(tappa_replay_new(r->context, r->model, NULL, &r->replay), TAPPA_OK);
    tappa_replay_set_trace(r->replay, 1);
}

static void
close_replay(struct replaying *r)
{
    tappa_replay_free(r->replay);
    tappa_model_unref(r->model);
    tappa_context_unref(r->context);
}

/* An event of anna's, with the text `s` where there is one; the outcome. */
static int32_t
feed(struct replaying *r, const char *event, int64_t time, const char *s)
{
    struct tappa_field field = {"s", 1, 0, {.kind = TAPPA_STRING, .data = s, .size = s ? (uint32_t)strlen(s) : 0}};
    struct tappa_record record = {.size = sizeof record, .customer = "anna", .customer_size = 4, .event = event, .event_size = (uint32_t)strlen(event),
                                  .time = time, .fields = &field, .field_count = s != NULL};
    int32_t outcome;

    assert_int_equal(tappa_replay_feed(r->replay, &record, &outcome), TAPPA_OK);
    return outcome;
}

/* What the trace says since the last time holds `wanted`. */
static void
assert_traced(struct replaying *r, const char *wanted)
{
    const char *trace = tappa_replay_trace(r->replay, NULL);

    if (!strstr(trace, wanted))
        fail_msg("%s\nis not in\n%s", wanted, trace);
    tappa_replay_trace_clear(r->replay);
}

#define HEAD "tappa: 1\nmodel: m\nversion: 1\n"

/* One delayed send may wait. An event that would send a second is refused; a timer that would is used up, and the line says both. */
static void
test_limit(void **state)
{
    struct replaying r;

    (void)state;
    open_replay(&r, HEAD "events: {E: {}, F: {}, X: {}}\nentry: {X: a}\nstages:\n  a:\n    when: {E: {send: F, after: 1h}}\n    after: {1s: {send: F, after: 1h}}\ngoals: {g: {event: F}}\n", 1);
    assert_int_equal(feed(&r, "X", 0, NULL), TAPPA_OUTCOME_TAKEN);
    assert_int_equal(feed(&r, "E", 1, NULL), TAPPA_OUTCOME_TAKEN);
    assert_int_equal(feed(&r, "E", 2, NULL), TAPPA_OUTCOME_REFUSED);
    assert_string_equal(tappa_replay_message(r.replay), "too many delayed sends");
    assert_traced(&r, "\"event\": \"E\", \"time\": \"1970-01-01T00:00:00.000002Z\", \"stages\": [\"a\"], \"taken\": [], \"effects\": [], \"errors\": [], \"error\": \"limit\"}\n");
    assert_int_equal(tappa_replay_advance(r.replay, 2000000), TAPPA_OK);
    assert_traced(&r, "\"event\": \"after\", \"time\": \"1970-01-01T00:00:01Z\", \"stages\": [\"a\"], \"taken\": [], \"effects\": [], \"errors\": [], \"error\": \"limit\"}\n");
    assert_int_equal(tappa_replay_advance(r.replay, 3000000), TAPPA_OK);
    assert_string_equal(tappa_replay_trace(r.replay, NULL), ""); /* once */
    tappa_replay_set_trace(r.replay, 0);
    assert_int_equal(feed(&r, "E", 4000000, NULL), TAPPA_OUTCOME_REFUSED);
    close_replay(&r);
}

/* A timer that is refused without a trace. */
static void
test_limit_untraced(void **state)
{
    struct replaying r;
    struct tappa_replay_counts counts = {.size = sizeof counts};

    (void)state;
    open_replay(&r, HEAD "events: {F: {}, X: {}}\nentry: {X: a}\nstages:\n  a:\n    enter: [{send: F, after: 1h}]\n    after: {1s: {send: F, after: 1h}}\ngoals: {g: {event: F}}\n", 1);
    tappa_replay_set_trace(r.replay, 0);
    assert_int_equal(feed(&r, "X", 0, NULL), TAPPA_OUTCOME_TAKEN);
    assert_int_equal(tappa_replay_advance(r.replay, 2000000), TAPPA_OK);
    assert_int_equal(tappa_replay_counts(r.replay, &counts), TAPPA_OK);
    assert_int_equal(counts.timers, 1);
    assert_int_equal(counts.transitions, 1); /* its entry */
    close_replay(&r);
}

static void
test_no_text(void **state)
{
    struct replaying r;

    (void)state;
    open_replay(&r, HEAD "events: {E: {fields: {s: string}}}\nstages: {a: {when: {E: b}}, b: {}}\ngoals: {g: {reach: b}}\n", 1);
    assert_int_equal(feed(&r, "E", 1, "\xff"), TAPPA_OUTCOME_REFUSED);
    assert_string_equal(tappa_replay_message(r.replay), "a field does not fit");
    assert_int_equal(feed(&r, "E", 1, "s"), TAPPA_OUTCOME_TAKEN);
    close_replay(&r);
}

/* Keys that differ behind their 255th byte are two journeys, and values of any length are whole in the trace. */
static void
test_long(void **state)
{
    struct replaying r;
    char s[400], wanted[800];

    (void)state;
    open_replay(&r, HEAD "events: {E: {fields: {s: string}}}\nentry: {E: a}\nentry_rules: {again: after_end, key: event.s}\n"
                         "stages: {a: {when: {E: {emit: told, with: {s: event.s}}}}}\ngoals: {g: {event: E}}\n", 1);
    for (size_t n = 254; n < 300; n++) {
        memset(s, 'x', n);
        s[n] = '\0';
        for (int i = 0; i < 2; i++) {
            s[n - 1] = (char)('a' + i);
            assert_int_equal(feed(&r, "E", 1, s), TAPPA_OUTCOME_TAKEN);
            assert_int_equal(feed(&r, "E", 2, s), TAPPA_OUTCOME_TAKEN);
            snprintf(wanted, sizeof wanted, "[{\"emit\": \"told\", \"with\": {\"s\": \"%s\"}}], \"errors\": []}\n", s);
            assert_traced(&r, wanted);
        }
        assert_int_equal(tappa_replay_journey_count(r.replay), 2 * (n - 253));
    }
    close_replay(&r);
}

/* A goal is reached by an event that the model sends later, and by none that comes when all is over. */
static void
test_goals(void **state)
{
    struct tappa_replay_goal goal;
    struct replaying r;

    (void)state;
    open_replay(&r, HEAD "events: {E: {}, F: {}}\nstages:\n  a:\n    when: {E: {send: F, after: 1s}, F: b}\n    after: {5s: b}\n  b: {final: true}\ngoals: {g: {event: F}, h: {event: E}}\n", 9);
    assert_int_equal(feed(&r, "E", 0, NULL), TAPPA_OUTCOME_TAKEN);
    assert_int_equal(tappa_replay_advance(r.replay, 1000000), TAPPA_OK);
    for (int over = 0; over < 2; over++) {
        assert_int_equal(tappa_replay_goal_at(r.replay, 0, &goal), TAPPA_OK);
        assert_int_equal(goal.count, 1);
        assert_int_equal(tappa_replay_goal_at(r.replay, 1, &goal), TAPPA_OK);
        assert_int_equal(goal.count, 1);
        assert_int_equal(feed(&r, "F", 2000000 + over, NULL), TAPPA_OUTCOME_IGNORED);
    }
    close_replay(&r);
}

/* Moves are told apart by where they lead, and by whether that is a list; `from>to:count` of each, most frequent first. */
static void
test_moves(void **state)
{
    static const char events[] = "AZBZCZDZGZHZAZ"; /* Z leads back */
    struct replaying r;
    char said[400];
    size_t n = 0, count;

    (void)state;
    open_replay(&r, HEAD "events: {A: {}, B: {}, C: {}, D: {}, G: {}, H: {}, Z: {}}\nstages:\n"
                         "  q:\n    when: {A: {to: [b, y]}, B: {to: [b, x]}, C: {to: [b, y]}, D: b, G: {to: [b]}, H: {to: [a, y]}}\n"
                         "  p:\n    parallel: true\n    when: {Z: q}\n    stages:\n      one: {stages: {a: {}, b: {}}}\n      two: {stages: {x: {}, y: {}}}\ngoals: {g: {reach: b}}\n", 1);
    for (size_t i = 0; events[i]; i++) {
        char name[2] = {events[i], '\0'};

        assert_int_equal(feed(&r, name, (int64_t)i, NULL), TAPPA_OUTCOME_TAKEN);
    }
    count = tappa_replay_move_count(r.replay);
    for (size_t i = 0; i < count; i++) {
        struct tappa_replay_move move;
        const tappa_transition *row;

        assert_int_equal(tappa_replay_move_at(r.replay, i, &move), TAPPA_OK);
        row = tappa_model_transition_at(r.model, move.row);
        n += (size_t)sprintf(said + n, "%s>%s", tappa_stage_name(tappa_model_stage_at(r.model, move.from)), tappa_transition_is_list(row) ? "[" : "");
        for (uint32_t t = 0; t < tappa_transition_target_count(row); t++)
            n += (size_t)sprintf(said + n, "%s%s", t ? "," : "", tappa_stage_name(tappa_transition_target_at(row, t)));
        n += (size_t)sprintf(said + n, "%s:%u ", tappa_transition_is_list(row) ? "]" : "", (unsigned)move.count);
    }
    assert_string_equal(said, "p>q:7 q>[b,y]:3 q>[b,x]:1 q>b:1 q>[b]:1 q>[a,y]:1 ");
    close_replay(&r);
}

/* Where there are too many reasons, those that are known keep their own count. */
static void
test_known_reason(void **state)
{
    struct tappa_replay_refusal refusal;
    struct replaying r;

    (void)state;
    open_replay(&r, HEAD "events: {E: {}}\nstages: {a: {when: {E: b}}, b: {}}\ngoals: {g: {reach: b}}\n", 1);
    for (int i = 0; i < 600; i++) {
        char reason[32];

        snprintf(reason, sizeof reason, "reason %d", i % 300);
        assert_int_equal(tappa_replay_refuse(r.replay, reason, 0, (uint64_t)i), TAPPA_OK);
    }
    assert_int_equal(tappa_replay_refusal_at(r.replay, 7, &refusal), TAPPA_OK);
    assert_string_equal(refusal.reason, "reason 7");
    assert_int_equal(refusal.count, 2);
    assert_int_equal(refusal.first_line, 7);
    close_replay(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limit), cmocka_unit_test(test_limit_untraced), cmocka_unit_test(test_no_text), cmocka_unit_test(test_long),
        cmocka_unit_test(test_goals), cmocka_unit_test(test_moves),          cmocka_unit_test(test_known_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
