/* What models and hosts seldom do and the examples never: an end before the first event, timers of one instant on several levels, a time that
 * is never, limits met exactly. Each test says what the format or the header promises there. */
#include "tests/support/seal.h"
#include "tests/support/world.h"

#define HOUR INT64_C(3600)
#define MICRO INT64_C(1000000)

/* What ends on starting takes no event: a journey that has ended is as it is. */
static void
test_ends_on_starting(void **state)
{
    static const char *const texts[] = {
        "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\nstages:\n  a: {always: z, when: {Go: {emit: seen}}}\n  z: {final: true}\n",
        "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\nstages:\n  p: {parallel: true, always: z, stages: {a: {when: {Go: {emit: seen}}}, b: {}}}\n"
        "  z: {final: true}\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct world w;

        world_open(&w, texts[i]);
        assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
        assert_int_equal(tappa_journey_ended(w.journey), 1);
        assert_int_equal(tappa_batch_step_count(w.batch), 1);
        assert_int_equal(tappa_batch_effect_count(w.batch), 0);
        assert_int_equal(tappa_journey_stage_count(w.journey), 1);
        assert_string_equal(world_stages(&w), "z");
        assert_null(tappa_journey_stage_at(w.journey, 1));
        assert_int_equal(tappa_journey_next_due(w.journey), TAPPA_NEVER);
        world_close(&w);
    }
}

static int
reads_back(const struct world *w)
{
    unsigned char bytes[1000], again[1000];
    size_t size = world_snapshot(w->journey, bytes, sizeof bytes), size_again;
    tappa_journey *j;

    assert_int_equal(tappa_snapshot_read(w->model, bytes, size, w->batch, &j), TAPPA_OK);
    size_again = world_snapshot(j, again, sizeof again);
    tappa_journey_free(j);
    return size == size_again && !memcmp(bytes, again, size);
}

/* Timers of one instant go in document order: the outer stage's first, whichever way they are looked for; rows of one key are one timer. */
static void
test_timers_of_one_instant(void **state)
{
    static const char *const texts[] = {
        "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\nstages:\n  o:\n    after: {1h: {emit: outer}}\n    stages:\n"
        "      i: {when: {Go: {}}, after: {1h: [{if: \"false\", emit: no}, {emit: inner}]}}\n",
        "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\nstages:\n  p:\n    parallel: true\n    stages:\n      o:\n        after: {1h: {emit: outer}}\n"
        "        stages:\n          i: {when: {Go: {}}, after: {1h: [{if: \"false\", emit: no}, {emit: inner}]}}\n      q: {}\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct world w;

        world_open(&w, texts[i]);
        assert_int_equal(world_feed(&w, "Go", 0, NULL), TAPPA_OK);
        assert_int_equal(tappa_journey_timer_count(w.journey), 2);
        assert_true(reads_back(&w));
        assert_int_equal(tappa_journey_run_due(w.journey, HOUR * MICRO - 1, w.batch), TAPPA_NOT_DUE);
        assert_int_equal(tappa_journey_run_due(w.journey, HOUR * MICRO, w.batch), TAPPA_OK);
        assert_int_equal(tappa_batch_effect_count(w.batch), 1);
        assert_string_equal(tappa_batch_effect_at(w.batch, 0)->name, "outer");
        assert_int_equal(tappa_journey_timer_count(w.journey), 1);
        assert_int_equal(tappa_journey_run_due(w.journey, HOUR * MICRO, w.batch), TAPPA_OK);
        assert_int_equal(tappa_batch_effect_count(w.batch), 1);
        assert_string_equal(tappa_batch_effect_at(w.batch, 0)->name, "inner");
        assert_int_equal(tappa_journey_run_due(w.journey, INT64_MAX, w.batch), TAPPA_NOT_DUE); /* never is later than any time */
        world_close(&w);
    }
}

/* A history is no region: a parallel stage is done without it. */
static void
test_done_beside_a_history(void **state)
{
    (void)state;
    struct world w;

    world_open(&w, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}, On: {}}\nstages:\n  p:\n    parallel: true\n    done: z\n    stages:\n"
                   "      h: {history: deep}\n      r: {stages: {r1: {when: {Go: r2}}, r2: {final: true}}}\n"
                   "      s: {stages: {s1: {when: {On: s2}}, s2: {final: true}}}\n  z: {when: {Go: h}}\n");
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    assert_string_equal(world_stages(&w), "r2 s1");
    assert_int_equal(world_feed(&w, "On", 2, NULL), TAPPA_OK);
    assert_string_equal(world_stages(&w), "z");
    world_close(&w);
}

/* Two timers of one delay in one stage stay two: the first used up, the second waiting, written and read. */
static void
test_two_timers_of_one_delay(void **state)
{
    (void)state;
    struct world w;

    world_open(&w, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\nstages:\n"
                   "  a: {when: {Go: {}}, after: {1h: [{if: \"false\", to: b}, {emit: one}], PT3600S: [{if: \"false\", to: b}, {emit: two}]}}\n  b: {when: {Go: a}}\n");
    assert_int_equal(world_feed(&w, "Go", 0, NULL), TAPPA_OK);
    assert_true(reads_back(&w));
    assert_int_equal(tappa_journey_run_due(w.journey, HOUR * MICRO, w.batch), TAPPA_OK);
    assert_string_equal(tappa_batch_effect_at(w.batch, 0)->name, "one");
    assert_int_equal(tappa_journey_timer_count(w.journey), 1);
    assert_true(reads_back(&w));
    assert_int_equal(tappa_journey_run_due(w.journey, HOUR * MICRO, w.batch), TAPPA_OK);
    assert_string_equal(tappa_batch_effect_at(w.batch, 0)->name, "two");
    assert_true(reads_back(&w));
    world_close(&w);
}

/* The rows of one key are one timer in a snapshot, too: they take no more bytes than one row. */
static void
test_bytes_of_a_timer(void **state)
{
    (void)state;
    size_t sizes[2];

    for (int rows = 0; rows < 2; rows++) {
        char text[300];
        unsigned char bytes[500];
        struct world w;

        snprintf(text, sizeof text, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\nstages: {a: {when: {Go: {}}, after: {1h: %s}}, b: {when: {Go: a}}}\n",
                 rows ? "[{if: \"false\", to: a}, b]" : "b");
        world_open(&w, text);
        assert_int_equal(world_feed(&w, "Go", 0, NULL), TAPPA_OK);
        sizes[rows] = world_snapshot(w.journey, bytes, sizeof bytes);
        world_close(&w);
    }
    assert_int_equal(sizes[0], sizes[1]);
}

/* A history of the whole model keeps what was left, in bytes as well. */
static void
test_history_of_the_model(void **state)
{
    (void)state;
    struct world w;
    unsigned char bytes[500];
    tappa_journey *j;

    world_open(&w, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}, Back: {}}\nstages:\n  h: {history: deep, default: a}\n  a: {when: {Go: b}}\n"
                   "  b: {stages: {c: {when: {Go: d}}, d: {when: {Go: e}}}}\n  e: {when: {Back: h}}\n");
    for (int i = 0; i < 4; i++) {
        assert_int_equal(world_feed(&w, "Go", i, NULL), TAPPA_OK);
        assert_true(reads_back(&w));
    }
    assert_string_equal(world_stages(&w), "e");
    assert_int_equal(tappa_snapshot_read(w.model, bytes, world_snapshot(w.journey, bytes, sizeof bytes), w.batch, &j), TAPPA_OK);
    tappa_journey_free(w.journey);
    w.journey = j;
    assert_int_equal(world_feed(&w, "Back", 9, NULL), TAPPA_OK);
    assert_true(reads_back(&w));
    world_close(&w);
}

/* A timer that goes round for ever is used up, and the one behind it runs. */
static void
test_a_timer_that_loops(void **state)
{
    (void)state;
    struct world w;

    world_open(&w, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\nstages:\n  a: {when: {Go: {}}, after: {1h: x, 2h: b}}\n  b: {when: {Go: a}}\n"
                   "  x: {always: y}\n  y: {always: x}\n");
    assert_int_equal(world_feed(&w, "Go", 0, NULL), TAPPA_OK);
    assert_int_equal(tappa_journey_run_due(w.journey, 9 * HOUR * MICRO, w.batch), TAPPA_ELOOP);
    assert_int_equal(tappa_batch_step_count(w.batch), 1);
    assert_string_equal(world_stages(&w), "a");
    assert_int_equal(tappa_journey_next_due(w.journey), 2 * HOUR * MICRO);
    assert_int_equal(tappa_journey_run_due(w.journey, 9 * HOUR * MICRO, w.batch), TAPPA_OK);
    assert_string_equal(world_stages(&w), "b");
    world_close(&w);
}

/* A cohort says the same of a time that is never, of members that wait for nothing, and of models that only send. */
static void
test_cohort_of_senders(void **state)
{
    (void)state;
    struct world w;
    tappa_cohort *cohort;
    const uint32_t who[] = {0}, second[] = {1}, what[] = {0}, move[] = {2};
    tappa_journey *j;
    const int64_t when[] = {0}, later = 2 * HOUR * MICRO;
    const struct tappa_column column = {.field = "n", .field_size = 1, .kind = TAPPA_INT};
    struct tappa_columns in = {.size = sizeof in, .count = 1, .journeys = who, .events = what, .times = when};

    world_open(&w, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}, Late: {}, Move: {}}\n"
                   "stages: {a: {when: {Go: {send: Late, after: 1h}, Late: b, Move: c}}, b: {}, c: {}}\n");
    assert_int_equal(tappa_cohort_new(w.model, 2, &cohort), TAPPA_OK);
    assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_OK);
    assert_int_equal(tappa_cohort_run_due(cohort, HOUR * MICRO, w.batch), TAPPA_OK);
    assert_int_equal(tappa_batch_taken_count(w.batch), 1);
    assert_int_equal(tappa_batch_step_count(w.batch), 0); /* a cohort tells no steps */
    in.journeys = second; /* the same, where an event is what makes time pass */
    in.flags = TAPPA_COHORT_TIMERS;
    assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_OK);
    in.times = &later;
    in.events = move; /* the send comes first, and where it leads nothing moves */
    assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_OK);
    assert_int_equal(tappa_batch_taken_count(w.batch), 1);
    assert_int_equal(tappa_cohort_get(cohort, 1, &j), TAPPA_OK);
    assert_string_equal(tappa_stage_name(tappa_journey_stage_at(j, 0)), "b");
    tappa_journey_free(j);
    in.events = what;
    assert_int_equal(tappa_cohort_run_due(cohort, INT64_MAX, w.batch), TAPPA_OK);
    assert_int_equal(tappa_batch_taken_count(w.batch), 0);
    tappa_cohort_free(cohort);
    world_close(&w);
    world_open(&w, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\nstages: {a: {when: {Go: b}}, b: {}}\n"); /* nothing waits at all */
    assert_int_equal(tappa_cohort_new(w.model, 2, &cohort), TAPPA_OK);
    assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_OK);
    assert_int_equal(tappa_batch_taken_count(w.batch), 1);
    in.count = 0; /* of no events no values are needed */
    in.columns = &column;
    in.column_count = 1;
    assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_OK);
    assert_int_equal(tappa_batch_taken_count(w.batch), 0);
    tappa_cohort_free(cohort);
    world_close(&w);
}

/* Nothing in a list or a map is handed out as nothing. */
static void
test_empty_values(void **state)
{
    (void)state;
    struct world w;

    world_open(&w, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\n"
                   "stages: {a: {when: {Go: {emit: x, with: {list: \"[]\", map: \"{}\", both: \"[[], {}]\"}}}}}\n");
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    assert_int_equal(tappa_batch_effect_count(w.batch), 1);
    for (uint32_t i = 0; i < 3; i++) {
        const struct tappa_value *v = &tappa_batch_effect_at(w.batch, 0)->arguments[i].value;

        assert_int_equal(v->kind, i == 1 ? TAPPA_MAP : TAPPA_LIST);
        assert_int_equal(v->size, i == 2 ? 2 : 0);
    }
    world_close(&w);
}

/* There are many doubles that are no number; a journey knows one. */
static void
test_no_number(void **state)
{
    (void)state;
    static const uint64_t bits[] = {UINT64_C(0x7ff8000000000000), UINT64_C(0x7ff8000000000001), UINT64_C(0xfff8000000000000), UINT64_C(0xffffffffffffffff)};
    unsigned char first[500], bytes[500];
    size_t size = 0;

    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
        struct tappa_value value = {.kind = TAPPA_DOUBLE};
        struct world w;

        memcpy(&value.real, &bits[i], sizeof bits[i]);
        world_open(&w, "tappa: 1\nmodel: m\nversion: 1\nprofile: {p: {type: double}}\ndata: {d: {type: double}}\n"
                       "events: {Go: {fields: {x: double}}}\nstages: {a: {when: {Go: {set: {d: event.x}}}}}\n");
        assert_int_equal(tappa_journey_set_profile(w.journey, 0, &value), TAPPA_OK);
        assert_int_equal(world_feed(&w, "Go", 1, &value), TAPPA_OK);
        if (i == 0)
            size = world_snapshot(w.journey, first, sizeof first);
        assert_int_equal(world_snapshot(w.journey, bytes, sizeof bytes), size);
        assert_memory_equal(bytes, first, size);
        world_close(&w);
    }
}

/* What another version wrote may be damaged too: what is taken for a journey is one, whose timers run. */
static tappa_status
try_moved(struct world *newer, unsigned char *bytes, size_t size)
{
    tappa_journey *j;
    tappa_status status;

    seal(bytes, size);
    status = tappa_snapshot_read(newer->model, bytes, size, newer->batch, &j);
    assert_true((status == TAPPA_OK) == (j != NULL));
    assert_int_not_equal(status, TAPPA_EINVAL);
    for (int i = 0; j && i < 5; i++) {
        int64_t due = tappa_journey_next_due(j);

        if (due == TAPPA_NEVER)
            break;
        assert_int_equal(tappa_journey_run_due(j, due, newer->batch), TAPPA_OK);
        assert_true(tappa_journey_next_due(j) >= due);
    }
    tappa_journey_free(j);
    return status;
}

static void
test_damaged_and_moved(void **state)
{
    (void)state;
    static const char old[] = "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}, Late: {fields: {n: int, s: string}}}\n"
                              "stages: {a: {when: {Go: {send: Late, after: 1h, with: {n: \"7\", s: \"'text'\"}}}, after: {2h: {every: 1h, emit: x}}}}\n";
    char text[sizeof old + 20];
    static unsigned char longer[71000];
    unsigned char bytes[500], forged[500];
    struct world w, newer;
    tappa_journey *j;
    size_t size;

    strcpy(text, old);
    strstr(text, "version: 1")[9] = '2';
    strcat(text, "migrate: {from: 1}\n");
    world_open(&w, old);
    world_open(&newer, text);
    assert_int_equal(tappa_journey_new(w.model, "a", 1, NULL, 0, &j), TAPPA_OK);
    tappa_journey_free(w.journey);
    w.journey = j;
    assert_int_equal(world_feed(&w, "Go", 1000, NULL), TAPPA_OK);
    size = world_snapshot(w.journey, bytes, sizeof bytes);
    for (size_t at = 4; at < size - 4; at++) {
        for (int bit = 0; bit < 8; bit++) {
            memcpy(forged, bytes, size);
            forged[at] ^= (unsigned char)(1 << bit);
            try_moved(&newer, forged, size);
        }
        memcpy(forged, bytes, at + 4); /* the end gone */
        if (at > 8)
            try_moved(&newer, forged, at + 4);
        for (size_t n = 1; n < 12 && at + 1 + n <= size - 4 && bytes[at]; n++) { /* a count lowered, what it counted gone */
            memcpy(forged, bytes, at);
            forged[at] = (unsigned char)(bytes[at] - 1);
            memcpy(forged + at + 1, bytes + at + 1 + n, size - at - 1 - n);
            try_moved(&newer, forged, size - n);
        }
    }
    /* Ended, but never begun. */
    memcpy(forged, bytes, size);
    assert_memory_equal(bytes + 24, "\1a\1a\0\1", 6); /* customer, id, zone, flags */
    forged[29] = 2;
    assert_int_equal(try_moved(&newer, forged, size), TAPPA_ESNAPSHOT);
    /* A name longer than a journey's may be. */
    memcpy(longer, bytes, 24);
    memcpy(longer + 24, "\xf0\xa2\x04", 3);
    memset(longer + 27, 'a', 70000);
    memcpy(longer + 70027, bytes + 26, size - 26);
    assert_int_equal(try_moved(&newer, longer, size + 70001), TAPPA_ESNAPSHOT);
    world_close(&w);
    world_close(&newer);
}

/* A timer that the newer version has and the older had not is told once, however many rows its key has. */
static void
test_a_timer_more(void **state)
{
    (void)state;
    struct world w, newer;
    unsigned char bytes[500];
    tappa_journey *j;
    size_t size;

    world_open(&w, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\nstages: {a: {when: {Go: {}}}, b: {when: {Go: a}}}\n");
    world_open(&newer, "tappa: 1\nmodel: m\nversion: 2\nevents: {Go: {}}\n"
                       "stages: {a: {when: {Go: {}}, after: {1h: [{if: \"false\", to: a}, b]}}, b: {when: {Go: a}}}\nmigrate: {from: 1}\n");
    assert_int_equal(world_feed(&w, "Go", 5, NULL), TAPPA_OK);
    size = world_snapshot(w.journey, bytes, sizeof bytes);
    assert_int_equal(tappa_snapshot_read(newer.model, bytes, size, newer.batch, &j), TAPPA_OK);
    assert_int_equal(tappa_batch_moved_count(newer.batch), 1);
    assert_int_equal(tappa_batch_moved_at(newer.batch, 0)->what, TAPPA_MOVED_REARMED);
    assert_int_equal(tappa_batch_moved_at(newer.batch, 0)->due, (HOUR + 5) * MICRO);
    assert_int_equal(tappa_journey_next_due(j), (HOUR + 5) * MICRO);
    tappa_journey_free(j);
    world_close(&w);
    world_close(&newer);
}

/* Whose action it is: the stage that is entered. */
static void
test_stage_of_an_action(void **state)
{
    (void)state;
    struct world w;

    world_open(&w, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\nstages: {a: {when: {Go: {to: b, do: [{emit: x}]}}}, b: {enter: [{emit: y}, {emit: z}], when: {Go: a}}}\n");
    for (uint32_t action = 0, of_b = 0; action < 4; action++) {
        const tappa_stage *stage = tappa_model_action_stage(w.model, action);

        of_b += stage != NULL;
        assert_true(!stage || strcmp(tappa_stage_name(stage), "b") == 0);
        assert_int_equal(action < 3 || of_b == 2, 1);
    }
    assert_null(tappa_model_action_stage(NULL, 0));
    world_close(&w);
}

/* What a newer version says of several older ones: each is taken by its own word. A send waits as a timer does. */
static void
test_several_versions(void **state)
{
    (void)state;
    static const char last[] = "tappa: 1\nmodel: m\nversion: 3\nevents: {Go: {}, Late: {}}\nstages: {a: {when: {Go: b}}, b: {when: {Late: a}}, c: {when: {Go: a}}}\n"
                               "migrate: [{from: 1, stages: {old: b}}, {from: 2, stages: {old: c}}]\n";
    struct world newer;

    world_open(&newer, last);
    for (int version = 1; version <= 2; version++) {
        char text[300];
        unsigned char bytes[500];
        struct world w;
        tappa_journey *j;

        snprintf(text, sizeof text, "tappa: 1\nmodel: m\nversion: %d\nevents: {Go: {}, Late: {}}\n"
                                    "stages: {old: {enter: [{send: Late, after: 1h}], when: {Go: {}, Late: {}}}}\n", version);
        world_open(&w, text);
        assert_int_equal(world_feed(&w, "Go", 0, NULL), TAPPA_OK);
        assert_int_equal(tappa_journey_timer_count(w.journey), 1);
        assert_int_equal(tappa_snapshot_read(newer.model, bytes, world_snapshot(w.journey, bytes, sizeof bytes), newer.batch, &j), TAPPA_OK);
        assert_string_equal(tappa_stage_name(tappa_journey_stage_at(j, 0)), version == 1 ? "b" : "c");
        assert_int_equal(tappa_journey_timer_count(j), 1);
        tappa_journey_free(j);
        world_close(&w);
    }
    world_close(&newer);
}

static void
test_wrong_arguments(void **state)
{
    (void)state;
    struct world w;
    struct tappa_value number = {.kind = TAPPA_INT, .integer = 1}, text = {.kind = TAPPA_STRING, .size = 1, .data = "x"};
    unsigned char bytes[200];
    size_t needed;

    world_open(&w, "tappa: 1\nmodel: m\nversion: 1\nprofile: {p: {type: string}}\ndata: {d: {type: int}}\nevents: {Go: {}}\nstages: {a: {when: {Go: {}}}}\n");
    assert_int_equal(tappa_journey_set_profile(w.journey, 0, &number), TAPPA_EFIELD);
    assert_int_equal(tappa_journey_set_profile(w.journey, 1, &text), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_set_profile(w.journey, 0, &text), TAPPA_OK);
    assert_int_equal(tappa_journey_forget(w.journey, 0), TAPPA_OK);
    assert_int_equal(tappa_journey_forget(w.journey, 1), TAPPA_EINVAL);
    assert_int_equal(tappa_snapshot_write(w.journey, NULL, sizeof bytes, &needed), TAPPA_EINVAL);
    assert_int_equal(tappa_snapshot_write(w.journey, NULL, 0, &needed), TAPPA_ELIMIT);
    assert_int_equal(tappa_snapshot_write(w.journey, bytes, needed, &needed), TAPPA_OK);
    world_close(&w);
}

/* ---- limits, of a context that is made anew for the same model */

static const char sends[] = "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}, Late: {}}\n"
                            "stages: {a: {when: {Go: {send: Late, after: 1h}, Late: {}}}}\n";

static tappa_status
read_with_limit(const unsigned char *bytes, size_t size, int32_t limit, uint64_t value)
{
    tappa_context *context;
    tappa_model *model;
    tappa_batch *batch;
    tappa_journey *j;
    tappa_status status;

    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    assert_int_equal(tappa_context_set_limit(context, limit, value), TAPPA_OK);
    assert_int_equal(tappa_model_compile(context, sends, strlen(sends), NULL, NULL, &model), TAPPA_OK);
    assert_int_equal(tappa_batch_new(context, &batch), TAPPA_OK);
    status = tappa_snapshot_read(model, bytes, size, batch, &j);
    assert_true((status == TAPPA_OK) == (j != NULL));
    tappa_journey_free(j);
    tappa_batch_free(batch);
    tappa_model_unref(model);
    tappa_context_unref(context);
    return status;
}

static void
test_snapshot_limits(void **state)
{
    (void)state;
    struct world w;
    unsigned char bytes[400];
    size_t size;

    world_open(&w, sends);
    for (int i = 0; i < 3; i++)
        assert_int_equal(world_feed(&w, "Go", i, NULL), TAPPA_OK);
    size = world_snapshot(w.journey, bytes, sizeof bytes);
    assert_int_equal(read_with_limit(bytes, size, TAPPA_LIMIT_SNAPSHOT_BYTES, size - 1), TAPPA_ELIMIT);
    assert_int_equal(read_with_limit(bytes, size, TAPPA_LIMIT_SNAPSHOT_BYTES, size), TAPPA_OK);
    assert_int_equal(read_with_limit(bytes, size, TAPPA_LIMIT_PENDING_SENDS, 2), TAPPA_ELIMIT);
    assert_int_equal(read_with_limit(bytes, size, TAPPA_LIMIT_PENDING_SENDS, 3), TAPPA_OK);
    world_close(&w);
}

/* The largest budget is ten times itself, too. */
static void
test_boundless_budget(void **state)
{
    (void)state;
    static const char text[] = "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\ngoals: {g: {event: Go, value: \"[1, 2].map(a, [3, a]).size()\"}}\n"
                               "stages: {a: {when: {Go: {if: \"[1, 2, 3].all(a, a > 0)\", to: b}}}, b: {}}\n";
    static const uint64_t budgets[] = {UINT64_MAX, UINT64_MAX / 10 + 1, UINT64_MAX / 10, 1000000, 100, 1};

    for (size_t i = 0; i < sizeof budgets / sizeof *budgets; i++) {
        struct world w;
        tappa_context *context;
        struct tappa_event event = {.size = sizeof event, .time = 1, .touchpoint = TAPPA_NONE};

        assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
        assert_int_equal(tappa_context_set_limit(context, TAPPA_LIMIT_EXPRESSION_COST, budgets[i]), TAPPA_OK);
        assert_int_equal(tappa_model_compile(context, text, sizeof text - 1, NULL, NULL, &w.model), TAPPA_OK);
        assert_int_equal(tappa_batch_new(context, &w.batch), TAPPA_OK);
        assert_int_equal(tappa_journey_new(w.model, "anna", 4, NULL, 0, &w.journey), TAPPA_OK);
        assert_int_equal(tappa_journey_feed(w.journey, &event, w.batch), TAPPA_OK);
        assert_string_equal(world_stages(&w), budgets[i] > 1 ? "b" : "a");
        tappa_journey_free(w.journey);
        tappa_batch_free(w.batch);
        tappa_model_unref(w.model);
        tappa_context_unref(context);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ends_on_starting),
        cmocka_unit_test(test_timers_of_one_instant),
        cmocka_unit_test(test_done_beside_a_history),
        cmocka_unit_test(test_two_timers_of_one_delay),
        cmocka_unit_test(test_bytes_of_a_timer),
        cmocka_unit_test(test_history_of_the_model),
        cmocka_unit_test(test_a_timer_that_loops),
        cmocka_unit_test(test_cohort_of_senders),
        cmocka_unit_test(test_empty_values),
        cmocka_unit_test(test_no_number),
        cmocka_unit_test(test_damaged_and_moved),
        cmocka_unit_test(test_a_timer_more),
        cmocka_unit_test(test_stage_of_an_action),
        cmocka_unit_test(test_several_versions),
        cmocka_unit_test(test_wrong_arguments),
        cmocka_unit_test(test_snapshot_limits),
        cmocka_unit_test(test_boundless_budget),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
