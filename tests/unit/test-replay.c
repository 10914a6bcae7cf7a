/* The replay: fields as the model declares them, several journeys of a customer, the shared profile, timers of all in one order, sums. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tappa/exchange/reader.h"
#include "tappa/exchange/replay.h"
#include "tappa/expression.h"

struct world {
    tappa_context *context;
    tappa_model *model;
    tappa_replay *replay;
};

static struct world
world_of(const char *text)
{
    struct world w;
    tappa_diagnostics *list;

    assert_int_equal(tappa_context_new(NULL, &w.context), TAPPA_OK);
    assert_int_equal(tappa_diagnostics_new(w.context, &list), TAPPA_OK);
    if (tappa_model_compile(w.context, text, strlen(text), NULL, list, &w.model))
        fail_msg("%s", tappa_diagnostics_at(list, 0)->message);
    tappa_diagnostics_free(list);
    assert_int_equal(tappa_replay_new(w.context, w.model, NULL, &w.replay), TAPPA_OK);
    tappa_replay_set_trace(w.replay, 1);
    return w;
}

static void
world_end(struct world *w)
{
    tappa_replay_free(w->replay);
    tappa_model_unref(w->model);
    tappa_context_unref(w->context);
}

/* Feeds lines of JSON or rows of CSV; the last outcome. */
static int32_t
feed(struct world *w, const char *lines)
{
    tappa_reader *reader;
    tappa_status status;
    int32_t outcome = 0;

    assert_int_equal(tappa_reader_new(NULL, TAPPA_FORMAT_ANY, NULL, &reader), TAPPA_OK);
    assert_int_equal(tappa_reader_push(reader, lines, strlen(lines)), TAPPA_OK);
    assert_int_equal(tappa_reader_push(reader, NULL, 0), TAPPA_OK);
    for (;;) {
        struct tappa_record record = {.size = sizeof record};

        status = tappa_reader_next(reader, &record);
        if (status == TAPPA_END)
            break;
        if (status)
            fail_msg("%s: %s", lines, tappa_reader_message(reader));
        assert_int_equal(tappa_replay_feed(w->replay, &record, &outcome), TAPPA_OK);
    }
    tappa_reader_free(reader);
    return outcome;
}

/* The journeys of the trace so far, one `ID:EVENT` each, then forgets it. */
static const char *
told(struct world *w)
{
    static char out[4000];
    const char *s = tappa_replay_trace(w->replay, NULL), *event;

    out[0] = '\0';
    for (; *s; s = strchr(s, '\n') + 1) {
        s += strlen("{\"journey\": \"");
        event = strstr(s, "\", \"event\": \"");
        snprintf(out + strlen(out), sizeof out - strlen(out), "%s%.*s:%.*s", out[0] ? " " : "", (int)(event - s), s,
                 (int)strcspn(event + 13, "\""), event + 13);
    }
    tappa_replay_trace_clear(w->replay);
    return out;
}

static const char fields_model[] =
    "tappa: 1\nmodel: m\nversion: 1\n"
    "data:\n  i: {type: int}\n  d: {type: double}\n  b: {type: bool}\n  s: {type: string}\n  t: {type: timestamp}\n  l: {type: duration}\n"
    "events:\n  E: {fields: {i: int, d: double, b: bool, s: string, t: timestamp, l: duration}}\n"
    "stages:\n  a:\n    when:\n      E:\n"
    "        - do:\n"
    "            - {if: has(event.i), set: {i: event.i}}\n            - {if: has(event.d), set: {d: event.d}}\n            - {if: has(event.b), set: {b: event.b}}\n"
    "            - {if: has(event.s), set: {s: event.s}}\n            - {if: has(event.t), set: {t: event.t}}\n            - {if: has(event.l), set: {l: event.l}}\n"
    "goals: {g: {event: E}}\n";

static void
test_fields(void **state)
{
    static const struct {
        const char *json, *csv, *wanted; /* wanted: the slot's JSON, NULL: refused, "": absent */
        char field;
    } cases[] = {
        {"1", "1", "1", 'i'}, {"1.0", "1.0", "1", 'i'}, {"1.5", "1.5", NULL, 'i'}, {"\"1\"", "1x", NULL, 'i'}, {"true", "true", NULL, 'i'},
        {"1e15", "1e15", "1000000000000000", 'i'}, {"1e19", "1e19", NULL, 'i'}, {"null", "", "", 'i'}, {"[1]", " 1", NULL, 'i'},
        {"9223372036854775807", "9223372036854775807", "9223372036854775807", 'i'}, {"{}", "9223372036854775808", NULL, 'i'},
        {"1", "1", "1.0", 'd'}, {"1.5", "1.5", "1.5", 'd'}, {"1e300", "1e300", "1e+300", 'd'}, {"\"1.5\"", "1,5", NULL, 'd'}, {"false", "nan", NULL, 'd'}, {"[]", "inf", NULL, 'd'},
        {"true", "true", "true", 'b'}, {"false", "FALSE", "false", 'b'}, {"1", "yes", NULL, 'b'}, {"\"true\"", "2", NULL, 'b'},
        {"\"x\"", "x", "\"x\"", 's'}, {"\"1\"", "1", "\"1\"", 's'}, {"null", "", "", 's'},
        {"\"2026-01-01T00:00:00Z\"", "2026-01-01 00:00:00", "\"2026-01-01T00:00:00Z\"", 't'}, {"1767225600000000", "noon", NULL, 't'}, {"\"2026-01-01\"", "2026-13-01", NULL, 't'},
        {"\"1d12h\"", "1d12h", "\"129600s\"", 'l'}, {"\"1.5s\"", "1.5s", "\"1.5s\"", 'l'}, {"\"-1s\"", "-1s", "\"-1s\"", 'l'}, {"90", "90", NULL, 'l'}, {"\"soon\"", "soon", NULL, 'l'},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (int csv = 0; csv < 2; csv++) {
            struct world w = world_of(fields_model);
            struct tappa_value value;
            char text[300], json[100] = "";
            int32_t outcome;
            uint32_t slot = (uint32_t)(strchr("idbstl", cases[i].field) - "idbstl");

            if (csv)
                snprintf(text, sizeof text, "customer,event,time,%c\nanna,E,1,\"%s\"\n", cases[i].field, cases[i].csv);
            else
                snprintf(text, sizeof text, "{\"customer\":\"anna\",\"event\":\"E\",\"time\":1,\"data\":{\"%c\":%s,\"other\":7}}", cases[i].field, cases[i].json);
            outcome = feed(&w, text);
            if (outcome != (cases[i].wanted ? TAPPA_OUTCOME_TAKEN : TAPPA_OUTCOME_REFUSED))
                fail_msg("%s: outcome %d", text, (int)outcome);
            assert_int_equal(tappa_replay_message(w.replay)[0] != 0, cases[i].wanted == NULL);
            if (cases[i].wanted) {
                assert_int_equal(tappa_journey_data(tappa_replay_journey_at(w.replay, 0), slot, &value), TAPPA_OK);
                if (value.kind != TAPPA_UNSET)
                    (void)tappa_value_json(&value, json, sizeof json);
                assert_string_equal(json, cases[i].wanted);
            }
            world_end(&w);
        }
    }
}

#define JOURNEYS(rules) \
    "tappa: 1\nmodel: m\nversion: 1\nprofile: {k: {type: int}}\nevents:\n  Start: {fields: {o: string, k: int}}\n  Go: {fields: {o: string, k: int}}\n  End: {fields: {o: string}}\n" \
    "entry: {Start: a}\n" rules "stages:\n  a:\n    when:\n      Start: {}\n      Go: {if: has(event.k), learn: {k: event.k}}\n      End: z\n  z: {final: true}\ngoals: {g: {reach: z}}\n"
#define LINE(event, time, data) "{\"customer\":\"anna\",\"event\":\"" event "\",\"time\":" #time ",\"data\":{" data "}}\n"

static void
test_again(void **state)
{
    static const struct {
        const char *model, *lines, *wanted;
        uint32_t journeys;
    } cases[] = {
        {JOURNEYS(""), LINE("Go", 1, "") LINE("Start", 2, "") LINE("Start", 3, "") LINE("End", 4, "") LINE("Start", 5, ""), "anna:start anna:Start anna:End anna:Start", 1},
        {JOURNEYS("entry_rules: {again: after_end}\n"), LINE("Start", 1, "") LINE("Start", 2, "") LINE("End", 3, "") LINE("Go", 4, "") LINE("Start", 5, "") LINE("Go", 6, ""),
         "anna:start anna:Start anna:End anna:Go anna#2:start anna#2:Go", 2},
        {JOURNEYS("entry_rules: {again: always}\n"), LINE("Start", 1, "") LINE("Start", 2, "") LINE("Go", 3, "") LINE("End", 4, "") LINE("Go", 5, ""),
         "anna:start anna#2:start anna:Go anna#2:Go anna:End anna#2:End anna#2:Go", 2},
        {JOURNEYS("entry_rules: {again: after_end, key: event.o}\n"),
         LINE("Start", 1, "\"o\":\"x\"") LINE("Start", 2, "\"o\":\"y\"") LINE("Start", 3, "\"o\":\"x\"") LINE("Go", 4, "") LINE("End", 5, "\"o\":\"x\"") LINE("Go", 6, "\"o\":\"x\"")
             LINE("Start", 7, "\"o\":\"x\"") LINE("Start", 8, "") LINE("Go", 9, "\"o\":\"w\""),
         "anna#x:start anna#y:start anna#x:Start anna#x:Go anna#y:Go anna#x:End anna#x:Go anna#x#2:start anna#y:Start anna#x#2:Start", 3},
        {JOURNEYS("entry_rules: {again: never, key: event.o}\n"), LINE("Start", 1, "") LINE("Start", 2, "") LINE("Start", 3, "\"o\":\"x\"") LINE("Go", 4, ""),
         "anna:start anna:Start anna#x:start anna:Go anna#x:Go", 2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world w = world_of(cases[i].model);

        (void)feed(&w, cases[i].lines);
        assert_string_equal(told(&w), cases[i].wanted);
        assert_int_equal(tappa_replay_journey_count(w.replay), cases[i].journeys);
        world_end(&w);
    }
}

/* What one journey learns, the customer's others know; also those that begin later, and after all others have ended. */
static void
test_shared_profile(void **state)
{
    struct world w = world_of(JOURNEYS("entry_rules: {again: always, key: event.o}\n"));
    struct tappa_value value;

    (void)state;
    (void)feed(&w, LINE("Start", 1, "\"o\":\"x\"") LINE("Start", 2, "\"o\":\"y\"") LINE("Go", 3, "\"o\":\"x\",\"k\":7"));
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(tappa_journey_profile(tappa_replay_journey_at(w.replay, i), 0, &value), TAPPA_OK);
        assert_int_equal(value.integer, 7);
    }
    (void)feed(&w, LINE("End", 4, "") LINE("Start", 5, "\"o\":\"z\""));
    assert_int_equal(tappa_journey_profile(tappa_replay_journey_at(w.replay, 2), 0, &value), TAPPA_OK);
    assert_int_equal(value.integer, 7);
    (void)feed(&w, "{\"customer\":\"bruno\",\"event\":\"Start\",\"time\":6}");
    assert_int_equal(tappa_journey_profile(tappa_replay_journey_at(w.replay, 3), 0, &value), TAPPA_OK);
    assert_int_equal(value.kind, TAPPA_UNSET);
    world_end(&w);
}

static const char timers_model[] =
    "tappa: 1\nmodel: m\nversion: 1\nevents: {E: {}, F: {fields: {n: int}}}\nstages:\n  a:\n    when: {E: b}\n    after: {10s: b}\n  b:\n    after: {5s: a}\n    when: {F: {if: event.n > 0, to: a}}\n"
    "goals: {g: {reach: b}, f: {event: F, value: event.n}}\n";

static void
test_timers_in_order(void **state)
{
    struct world w = world_of(timers_model);
    char lines[200];

    (void)state;
    /* c begins last but is due first; a and b are due together, and a began first. */
    (void)feed(&w, "{\"customer\":\"a\",\"event\":\"X\",\"time\":0}\n{\"customer\":\"b\",\"event\":\"X\",\"time\":0}\n{\"customer\":\"c\",\"event\":\"E\",\"time\":1000000}\n");
    assert_string_equal(told(&w), "a:start a:X b:start b:X c:start c:E");
    assert_int_equal(tappa_replay_advance(w.replay, 9999999), TAPPA_OK);
    assert_string_equal(told(&w), "c:after");
    assert_int_equal(tappa_replay_advance(w.replay, 10000000), TAPPA_OK);
    assert_string_equal(told(&w), "a:after b:after");
    snprintf(lines, sizeof lines, "{\"customer\":\"d\",\"event\":\"X\",\"time\":15000000}\n");
    assert_int_equal(feed(&w, lines), TAPPA_OUTCOME_TAKEN); /* it began a journey */
    assert_string_equal(told(&w), "a:after b:after d:start d:X");
    assert_int_equal(tappa_replay_advance(w.replay, 0), TAPPA_OK); /* a clock that goes back fires nothing */
    assert_string_equal(told(&w), "");
    assert_int_equal(feed(&w, "{\"customer\":\"a\",\"event\":\"E\",\"time\":1}"), TAPPA_OUTCOME_REFUSED);
    assert_string_equal(tappa_replay_message(w.replay), "older than the journey's last event");
    world_end(&w);
}

/* Timers of thousands of journeys against a plain search for the next one. */
static void
test_heap(void **state)
{
    struct world w = world_of(timers_model);
    uint64_t random = 7;
    int64_t last = 0;
    const tappa_journey *journey;
    tappa_status step;
    int ran = 0;

    (void)state;
    tappa_replay_set_trace(w.replay, 0);
    for (int i = 0; i < 3000; i++) {
        char line[100];

        random = random * 6364136223846793005u + 1442695040888963407u;
        snprintf(line, sizeof line, "{\"customer\":\"%u\",\"event\":\"%s\",\"time\":%d}\n", (unsigned)(random >> 33) % 900, random >> 60 & 1 ? "E" : "X", i * 100000);
        (void)feed(&w, line);
    }
    assert_int_equal(tappa_replay_push_time(w.replay, 400000000), TAPPA_OK);
    while (tappa_replay_next(w.replay, &journey, &step) == TAPPA_OK) {
        int64_t time = tappa_batch_step_at(tappa_replay_batch(w.replay), 0)->time;

        assert_int_equal(step, TAPPA_OK);
        assert_true(time >= last);
        last = time;
        ran++;
    }
    assert_true(ran > 5000);
    for (size_t i = 0; i < tappa_replay_journey_count(w.replay); i++)
        assert_true(tappa_journey_next_due(tappa_replay_journey_at(w.replay, i)) > 400000000);
    world_end(&w);
}

static void
test_sums(void **state)
{
    struct world w = world_of(timers_model);
    struct tappa_replay_counts counts = {.size = sizeof counts};
    struct tappa_replay_refusal refusal;
    struct tappa_replay_goal goal;
    struct tappa_replay_move move;
    uint64_t stages[2];

    (void)state;
    (void)feed(&w, "{\"customer\":\"a\",\"event\":\"E\",\"time\":0}\n{\"customer\":\"a\",\"event\":\"F\",\"time\":1,\"data\":{\"n\":2}}\n{\"customer\":\"a\",\"event\":\"F\",\"time\":2,\"data\":{\"n\":5}}\n"
                   "{\"customer\":\"a\",\"event\":\"F\",\"time\":3}\n{\"customer\":\"a\",\"event\":\"F\",\"time\":4,\"data\":{\"n\":\"x\"}}\n{\"customer\":\"b\",\"event\":\"E\",\"time\":5,\"zone\":\"No/Where\"}\n");
    assert_int_equal(tappa_replay_refuse(w.replay, "not JSON", 1, 77), TAPPA_OK);
    assert_int_equal(tappa_replay_refuse(w.replay, "not JSON", 1, 78), TAPPA_OK);
    assert_int_equal(tappa_replay_counts(w.replay, &counts), TAPPA_OK);
    assert_int_equal(counts.read, 8);
    assert_int_equal(counts.taken, 2);
    assert_int_equal(counts.ignored, 2);
    assert_int_equal(counts.refused, 4);
    assert_int_equal(counts.customers, 1);
    assert_int_equal(counts.journeys, 1);
    assert_int_equal(counts.transitions, 2);
    assert_int_equal(tappa_replay_refusal_count(w.replay), 3);
    assert_int_equal(tappa_replay_refusal_at(w.replay, 0, &refusal), TAPPA_OK);
    assert_string_equal(refusal.reason, "F: `n` is no int");
    assert_int_equal(refusal.first_line, 5);
    assert_int_equal(tappa_replay_refusal_at(w.replay, 2, &refusal), TAPPA_OK);
    assert_string_equal(refusal.reason, "not JSON");
    assert_int_equal(refusal.count, 2);
    assert_int_equal(refusal.first_line, 77);
    assert_int_equal(refusal.first_input, 1);
    assert_int_equal(tappa_replay_goal_at(w.replay, 0, &goal), TAPPA_OK);
    assert_int_equal(goal.count, 1);
    assert_int_equal(goal.valued, 0);
    assert_int_equal(tappa_replay_goal_at(w.replay, 1, &goal), TAPPA_OK);
    assert_int_equal(goal.count, 3);
    assert_int_equal(goal.valued, 2);
    assert_true(goal.value == 7.0);
    assert_int_equal(tappa_replay_move_count(w.replay), 2);
    assert_int_equal(tappa_replay_move_at(w.replay, 0, &move), TAPPA_OK);
    assert_int_equal(move.from, 0);
    assert_int_equal(move.count, 1);
    assert_int_equal(tappa_replay_stage_counts(w.replay, stages, 2), TAPPA_OK);
    assert_int_equal(stages[0], 1);
    assert_int_equal(stages[1], 0);
    world_end(&w);
}

/* A goal that one event reaches twice has its value twice; a stage counts once for a journey, whatever of it is active. */
static void
test_twice_and_once(void **state)
{
    struct world w = world_of("tappa: 1\nmodel: m\nversion: 1\nevents: {E: {fields: {n: int}}}\ndata: {times: {type: int, default: 0}}\n"
                              "stages:\n"
                              "  all:\n    parallel: true\n    stages:\n"
                              "      left:\n        stages:\n"
                              "          a: {when: {E: there}}\n"
                              "          there: {enter: [{set: {times: data.times + 1}}], always: {if: data.times < 2, to: back}}\n"
                              "          back: {always: there}\n"
                              "      right: {}\n"
                              "goals: {g: {reach: there, value: event.n}}\n");
    struct tappa_replay_goal goal;
    uint64_t stages[6];

    (void)state;
    (void)feed(&w, "{\"customer\":\"a\",\"event\":\"E\",\"time\":0,\"data\":{\"n\":5}}\n{\"customer\":\"b\",\"event\":\"other\",\"time\":1}\n");
    assert_int_equal(tappa_replay_goal_at(w.replay, 0, &goal), TAPPA_OK);
    assert_int_equal(goal.count, 2);
    assert_int_equal(goal.valued, 2);
    assert_true(goal.value == 10.0);
    assert_int_equal(tappa_replay_stage_counts(w.replay, stages, 6), TAPPA_OK);
    assert_int_equal(stages[0], 2); /* all: two journeys, of two regions each */
    assert_int_equal(stages[1], 2); /* left */
    assert_int_equal(stages[2], 1); /* a */
    assert_int_equal(stages[3], 1); /* there */
    assert_int_equal(stages[5], 2); /* right */
    world_end(&w);
}

/* Reasons are few, however many there are. */
static void
test_many_reasons(void **state)
{
    struct world w = world_of(timers_model);
    struct tappa_replay_refusal refusal;

    (void)state;
    for (int i = 0; i < 1000; i++) {
        char reason[32];

        snprintf(reason, sizeof reason, "reason %d", i);
        assert_int_equal(tappa_replay_refuse(w.replay, reason, 0, (uint64_t)i), TAPPA_OK);
    }
    assert_int_equal(tappa_replay_refusal_count(w.replay), 257);
    assert_int_equal(tappa_replay_refusal_at(w.replay, 256, &refusal), TAPPA_OK);
    assert_string_equal(refusal.reason, "other reasons");
    assert_int_equal(refusal.count, 744);
    world_end(&w);
}

static const char loop_model[] =
    "tappa: 1\nmodel: m\nversion: 1\nevents: {E: {}, F: {}, G: {}}\nentry: {E: a, G: l}\nstages:\n  a:\n    when: {F: l, G: {send: F, after: 1s}}\n  l:\n    always: [{if: 'true', to: k}]\n  k:\n    always: [{to: l}]\ngoals: {g: {reach: a}}\n";

static void
test_loops(void **state)
{
    struct world w = world_of(loop_model);
    size_t size;

    (void)state;
    assert_int_equal(feed(&w, "{\"customer\":\"a\",\"event\":\"G\",\"time\":0}"), TAPPA_OUTCOME_REFUSED);
    assert_string_equal(tappa_replay_trace(w.replay, &size),
                        "{\"journey\": \"a\", \"event\": \"start\", \"time\": \"1970-01-01T00:00:00Z\", \"stages\": [], \"taken\": [], \"effects\": [], \"errors\": [], \"error\": \"loop\"}\n");
    tappa_replay_trace_clear(w.replay);
    assert_int_equal(tappa_replay_journey_count(w.replay), 0);
    assert_int_equal(feed(&w, "{\"customer\":\"a\",\"event\":\"E\",\"time\":1}"), TAPPA_OUTCOME_TAKEN);
    tappa_replay_trace_clear(w.replay);
    assert_int_equal(feed(&w, "{\"customer\":\"a\",\"event\":\"F\",\"time\":2}"), TAPPA_OUTCOME_REFUSED);
    assert_string_equal(tappa_replay_trace(w.replay, &size),
                        "{\"journey\": \"a\", \"event\": \"F\", \"time\": \"1970-01-01T00:00:00.000002Z\", \"stages\": [\"a\"], \"taken\": [], \"effects\": [], \"errors\": [], \"error\": \"loop\"}\n");
    tappa_replay_trace_clear(w.replay);
    assert_int_equal(feed(&w, "{\"customer\":\"a\",\"event\":\"G\",\"time\":3}"), TAPPA_OUTCOME_TAKEN);
    tappa_replay_trace_clear(w.replay);
    assert_int_equal(tappa_replay_advance(w.replay, 5000000), TAPPA_OK);
    assert_string_equal(tappa_replay_trace(w.replay, &size),
                        "{\"journey\": \"a\", \"event\": \"F\", \"time\": \"1970-01-01T00:00:01.000003Z\", \"stages\": [\"a\"], \"taken\": [], \"effects\": [], \"errors\": [], \"error\": \"loop\"}\n");
    world_end(&w);
}

static void
test_arguments(void **state)
{
    struct world w = world_of(timers_model);
    struct tappa_record record = {.size = sizeof record, .customer = "a", .customer_size = 1, .event = "E", .event_size = 1};
    struct tappa_replay_counts counts = {.size = 8};
    tappa_replay *replay;
    uint64_t one;

    (void)state;
    assert_int_equal(tappa_replay_new(NULL, w.model, NULL, &replay), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_new(w.context, NULL, NULL, &replay), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_new(w.context, w.model, NULL, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_feed(NULL, &record, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_feed(w.replay, NULL, NULL), TAPPA_EINVAL);
    record.flags = 4;
    assert_int_equal(tappa_replay_feed(w.replay, &record, NULL), TAPPA_EINVAL);
    record.flags = 0;
    record.field_count = 1;
    assert_int_equal(tappa_replay_feed(w.replay, &record, NULL), TAPPA_EINVAL);
    record.field_count = 0;
    record.event_size = 0;
    assert_int_equal(tappa_replay_feed(w.replay, &record, NULL), TAPPA_EINVAL);
    record.event_size = 1;
    record.time = INT64_MAX;
    assert_int_equal(tappa_replay_feed(w.replay, &record, NULL), TAPPA_ETIME);
    assert_int_equal(tappa_replay_advance(NULL, 1), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_next(w.replay, NULL, NULL), TAPPA_END);
    assert_int_equal(tappa_replay_next(NULL, NULL, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_counts(w.replay, &counts), TAPPA_OK);
    counts.size = 2;
    assert_int_equal(tappa_replay_counts(w.replay, &counts), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_stage_counts(w.replay, &one, 1), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_refuse(w.replay, NULL, 0, 0), TAPPA_EINVAL);
    assert_null(tappa_replay_batch(NULL));
    assert_null(tappa_replay_journey_at(w.replay, 0));
    assert_string_equal(tappa_replay_message(NULL), "");
    assert_int_equal(tappa_replay_move_count(NULL) + tappa_replay_refusal_count(NULL) + tappa_replay_journey_count(NULL), 0);
    tappa_replay_free(NULL);
    world_end(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),          cmocka_unit_test(test_again), cmocka_unit_test(test_shared_profile),
        cmocka_unit_test(test_timers_in_order), cmocka_unit_test(test_heap),  cmocka_unit_test(test_sums),
        cmocka_unit_test(test_twice_and_once),
        cmocka_unit_test(test_many_reasons),    cmocka_unit_test(test_loops), cmocka_unit_test(test_arguments),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
