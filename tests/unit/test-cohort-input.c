/* A cohort's arguments, one wrong at a time: refused as a whole, and nothing is done. Its timers, what they do in vain, and its counts.
 * And each allocation of its calls failed once: it says so, loses nothing, and goes on where it stood. */
#include "tests/support/world.h"

static const char model[] = "tappa: 1\n"
                            "model: input\n"
                            "version: 1\n"
                            "data:\n"
                            "  note: {type: string}\n"
                            "  n: {type: int, default: 0}\n"
                            "events:\n"
                            "  go: {fields: {n: int}}\n"
                            "  note: {fields: {text: string, on: bool, d: double, t: timestamp, p: duration}}\n"
                            "  plan: {}\n"
                            "  ring: {fields: {n: int}}\n"
                            "stages:\n"
                            "  house:\n"
                            "    parallel: true\n"
                            "    stages:\n"
                            "      l: {stages: {l1: {when: {go: {if: event.n > 0, to: l2}}}, l2: {after: {1h: {to: l1, do: [set: {n: data.n + 1}]}}}}}\n"
                            "      r: {stages: {r1: {when: {note: {set: {note: event.text, n: 'event.on ? 1 : 0'}}, plan: {send: ring, after: 2h}}}}}\n"
                            "    when:\n"
                            "      go: {if: event.n < 0, to: spin}\n"
                            "      ring: {if: event.n > 0, to: end}\n"
                            "    after: {30m: {if: 'data.n == 7', to: around}}\n"
                            "  spin: {after: {1h: around, 2h: {to: end}}, when: {go: end}}\n"
                            "  around: {always: around}\n"
                            "  end: {final: true}\n"
                            "goals: {g: {reach: end}}\n";

enum { GO, NOTE, PLAN, RING, COUNT = 3 };

struct input {
    uint32_t who[COUNT], what[COUNT];
    int64_t when[COUNT], n[COUNT], t[COUNT];
    double d[COUNT];
    uint8_t on[COUNT], present[1];
    int32_t offsets[COUNT + 1];
    struct tappa_column columns[6];
    struct tappa_columns in;
};

static void
fill(struct input *i)
{
    static const char text[] = "abcdef";

    *i = (struct input){.who = {0, 1, 0}, .what = {GO, NOTE, PLAN}, .when = {1000000, 2000000, 3000000}, .n = {1, 1, 1}, .t = {5, 6, 7},
                        .d = {0.5, 1.5, 2.5}, .on = {0, 1, 0}, .present = {0xff}, .offsets = {0, 2, 5, 6}};
    i->columns[0] = (struct tappa_column){.field = "n", .field_size = 1, .kind = TAPPA_INT, .values = i->n};
    i->columns[1] = (struct tappa_column){.field = "text", .field_size = 4, .kind = TAPPA_STRING, .values = text, .offsets = i->offsets};
    i->columns[2] = (struct tappa_column){.field = "on", .field_size = 2, .kind = TAPPA_BOOL, .values = i->on, .present = i->present};
    i->columns[3] = (struct tappa_column){.field = "d", .field_size = 1, .kind = TAPPA_DOUBLE, .values = i->d};
    i->columns[4] = (struct tappa_column){.field = "t", .field_size = 1, .kind = TAPPA_TIMESTAMP, .values = i->t};
    i->columns[5] = (struct tappa_column){.field = "p", .field_size = 1, .kind = TAPPA_DURATION, .values = i->t};
    i->in = (struct tappa_columns){.size = sizeof i->in, .flags = TAPPA_COHORT_TIMERS, .count = COUNT, .journeys = i->who, .events = i->what,
                                   .times = i->when, .columns = i->columns, .column_count = 6};
}

static void
test_one_wrong_at_a_time(void **state)
{
    struct input i;
    struct world w;
    tappa_cohort *cohort;
    uint64_t counts[9];
    size_t done;

    (void)state;
    world_open(&w, model);
    assert_int_equal(tappa_cohort_new(w.model, 2, &cohort), TAPPA_OK);
#define WRONG(status, change) \
    do { \
        fill(&i); \
        change; \
        done = 7; \
        assert_int_equal(tappa_cohort_feed(cohort, &i.in, w.batch, &done), status); \
        assert_int_equal(done, 0); \
        assert_int_equal(tappa_batch_taken_count(w.batch), 0); \
    } while (0)
    WRONG(TAPPA_EINVAL, i.in.size = 55);
    WRONG(TAPPA_EINVAL, i.in.flags |= 2);
    WRONG(TAPPA_EINVAL, i.in.count = UINT32_MAX);
    WRONG(TAPPA_EINVAL, i.in.journeys = NULL);
    WRONG(TAPPA_EINVAL, i.in.events = NULL);
    WRONG(TAPPA_EINVAL, i.in.times = NULL);
    WRONG(TAPPA_EINVAL, i.in.columns = NULL);
    WRONG(TAPPA_EINVAL, i.who[2] = 2);
    WRONG(TAPPA_EINVAL, i.what[0] = tappa_model_event_count(w.model));
    for (size_t k = 0; k < 6; k++) {
        WRONG(TAPPA_EINVAL, i.columns[k].field = NULL);
        WRONG(TAPPA_EINVAL, i.columns[k].flags = 1);
        WRONG(TAPPA_EINVAL, i.columns[k].values = NULL);
        WRONG(TAPPA_EINVAL, i.columns[k].kind = TAPPA_LIST);
        WRONG(TAPPA_EINVAL, i.columns[k].kind = TAPPA_UINT);
        WRONG(TAPPA_EFIELD, i.columns[k].kind = k == 2 ? TAPPA_INT : TAPPA_BOOL);
    }
    WRONG(TAPPA_EINVAL, i.columns[1].offsets = NULL);
    WRONG(TAPPA_EINVAL, i.offsets[0] = -1);
    WRONG(TAPPA_EINVAL, i.offsets[1] = 6);
    WRONG(TAPPA_EINVAL, i.offsets[3] = 4);
#undef WRONG
    assert_int_equal(tappa_cohort_histogram(cohort, counts, 9), TAPPA_OK);
    assert_int_equal(counts[0], 0); /* nothing has begun */
    fill(&i);
    i.in.count = 0;
    i.in.journeys = NULL;
    i.in.events = NULL;
    i.in.times = NULL;
    assert_int_equal(tappa_cohort_feed(cohort, &i.in, w.batch, NULL), TAPPA_OK); /* none of nothing */
    i.in.column_count = 0;
    i.in.columns = NULL;
    assert_int_equal(tappa_cohort_feed(cohort, &i.in, w.batch, NULL), TAPPA_OK);
    tappa_cohort_free(cohort);
    world_close(&w);
}

/* What is read of a column is what is there: a name that only begins alike is another, what is not present is absent. */
static void
test_what_is_read(void **state)
{
    struct input i;
    struct world w;
    struct tappa_value v;
    tappa_cohort *cohort;
    tappa_journey *j;
    size_t done;

    (void)state;
    world_open(&w, model);
    assert_int_equal(tappa_cohort_new(w.model, 2, &cohort), TAPPA_OK);
    fill(&i);
    assert_int_equal(tappa_cohort_feed(cohort, &i.in, w.batch, &done), TAPPA_OK);
    assert_int_equal(done, 3);
    assert_int_equal(tappa_batch_refused_count(w.batch), 0);
    assert_int_equal(tappa_cohort_get(cohort, 1, &j), TAPPA_OK);
    assert_int_equal(tappa_journey_data(j, 0, &v), TAPPA_OK);
    assert_int_equal(v.size, 3);
    assert_memory_equal(v.data, "cde", 3);
    assert_int_equal(tappa_journey_data(j, 1, &v), TAPPA_OK);
    assert_int_equal(v.integer, 1);
    tappa_journey_free(j);
    fill(&i);
    i.when[0] = i.when[1] = i.when[2] = 4000000;
    i.columns[0].field = "number";
    i.columns[0].field_size = 6;
    i.what[1] = GO;
    i.who[1] = 1;
    assert_int_equal(tappa_cohort_feed(cohort, &i.in, w.batch, NULL), TAPPA_OK);
    assert_int_equal(tappa_batch_failure_count(w.batch), 3); /* event.n is not there: one of an inner row, two of the outer */
    fill(&i);
    i.when[0] = i.when[1] = i.when[2] = 5000000;
    i.what[0] = NOTE;
    i.present[0] = 0xfd;
    i.on[0] = 2; /* no bool */
    assert_int_equal(tappa_cohort_feed(cohort, &i.in, w.batch, NULL), TAPPA_OK);
    assert_int_equal(tappa_batch_refused_count(w.batch), 1);
    assert_int_equal(tappa_batch_refused_at(w.batch, 0)->status, TAPPA_EFIELD);
    assert_int_equal(tappa_batch_failure_count(w.batch), 1); /* event.on of the second */
    tappa_cohort_free(cohort);
    world_close(&w);
}

static tappa_status
feed_one(tappa_cohort *cohort, tappa_batch *b, uint32_t who, uint32_t what, int64_t seconds, int64_t n)
{
    int64_t when = seconds * 1000000;
    struct tappa_column column = {.field = "n", .field_size = 1, .kind = TAPPA_INT, .values = &n};
    struct tappa_columns in = {.size = sizeof in, .flags = TAPPA_COHORT_TIMERS, .count = 1, .journeys = &who, .events = &what, .times = &when,
                               .columns = &column, .column_count = 1};

    return tappa_cohort_feed(cohort, &in, b, NULL);
}

static void
test_timers(void **state)
{
    struct world w;
    tappa_cohort *cohort;
    uint64_t counts[9];
    const tappa_stage *end;

    (void)state;
    world_open(&w, model);
    end = tappa_model_stage_find(w.model, "end", 3);
    assert_int_equal(tappa_cohort_new(w.model, 3, &cohort), TAPPA_OK);
    assert_true(tappa_cohort_next_due(cohort) == TAPPA_NEVER);
    assert_int_equal(feed_one(cohort, w.batch, 0, GO, 100, 1), TAPPA_OK);  /* to l2: due 1900 (the house's), 3700 */
    assert_int_equal(feed_one(cohort, w.batch, 1, GO, 50, -1), TAPPA_OK);  /* to spin: 3650 loops, 7250 ends */
    assert_int_equal(feed_one(cohort, w.batch, 2, PLAN, 200, 0), TAPPA_OK); /* house 2000, a send 7400 */
    assert_true(tappa_cohort_next_due(cohort) == INT64_C(1900000000));
    assert_int_equal(tappa_cohort_histogram(cohort, counts, 9), TAPPA_OK);
    assert_int_equal(counts[0], 2); /* house */
    assert_int_equal(counts[3], 1); /* l2 */
    assert_int_equal(tappa_cohort_run_due(cohort, INT64_C(1899999999), w.batch), TAPPA_OK);
    assert_true(tappa_cohort_next_due(cohort) == INT64_C(1900000000));
    assert_int_equal(feed_one(cohort, w.batch, 0, GO, INT64_C(300000000000), 1), TAPPA_OK); /* of no year that there is: refused, and nothing is due by it */
    assert_int_equal(tappa_batch_refused_count(w.batch), 1);
    assert_int_equal(tappa_batch_refused_at(w.batch, 0)->status, TAPPA_ETIME);
    assert_int_equal(tappa_batch_taken_count(w.batch), 0);
    assert_true(tappa_cohort_next_due(cohort) == INT64_C(1900000000));
    assert_int_equal(tappa_cohort_run_due(cohort, INT64_C(3650000000), w.batch), TAPPA_OK);
    assert_int_equal(tappa_batch_refused_count(w.batch), 1); /* around and around */
    assert_int_equal(tappa_batch_refused_at(w.batch, 0)->input, 1);
    assert_int_equal(tappa_batch_refused_at(w.batch, 0)->status, TAPPA_ELOOP);
    assert_int_equal(tappa_batch_taken_count(w.batch), 0);
    assert_true(tappa_cohort_next_due(cohort) == INT64_C(3700000000));
    assert_int_equal(tappa_cohort_run_due(cohort, INT64_C(8000000000), w.batch), TAPPA_OK);
    assert_int_equal(tappa_batch_refused_count(w.batch), 0);
    assert_int_equal(tappa_batch_taken_count(w.batch), 2); /* l2 -> l1, spin -> end */
    assert_int_equal(tappa_batch_taken_at(w.batch, 0)->journey, 0);
    assert_int_equal(tappa_batch_taken_at(w.batch, 1)->journey, 1);
    assert_int_equal(tappa_batch_taken_at(w.batch, 1)->to, tappa_stage_index(end));
    assert_int_equal(tappa_batch_failure_count(w.batch), 1); /* the ring had no n */
    assert_int_equal(tappa_batch_failure_at(w.batch, 0)->journey, 2);
    assert_true(tappa_cohort_next_due(cohort) == TAPPA_NEVER);
    assert_int_equal(tappa_cohort_histogram(cohort, counts, 9), TAPPA_OK);
    assert_int_equal(counts[tappa_stage_index(end)], 1);
    assert_int_equal(counts[0], 2);
    assert_int_equal(counts[2], 2); /* l1 */
    /* A timer that loops before an event: noted with the event, which is fed all the same. */
    assert_int_equal(feed_one(cohort, w.batch, 0, GO, 9000, -1), TAPPA_OK);
    assert_int_equal(feed_one(cohort, w.batch, 0, GO, 9000 + 3600, 0), TAPPA_OK);
    assert_int_equal(tappa_batch_refused_count(w.batch), 1);
    assert_int_equal(tappa_batch_refused_at(w.batch, 0)->input, 0);
    assert_int_equal(tappa_batch_taken_count(w.batch), 1);
    tappa_cohort_free(cohort);
    world_close(&w);
}

/* Customers, ids and zones go in and come out, whichever there were before. */
static void
test_who_they_are(void **state)
{
    static const struct {
        uint32_t index;
        const char *customer, *id;
        int zone;
    } rows[] = {{0, "anna", NULL, 0}, {0, "bert", "b#2", 1}, {1, "1", NULL, 0}, {0, "0", NULL, 0}, {12, "12", "13", 0}, {12, "13", "12", 0},
                {12, "12", "12", 1},  {12, "12", "12", 0},   {11, "1", NULL, 0}};
    struct world w;
    tappa_cohort *cohort;
    tappa_zone *zone;
    tappa_journey *j;
    size_t size, plain;

    (void)state;
    world_open(&w, model);
    assert_int_equal(tappa_zone_load(w.context, "Asia/Tokyo", 10, &zone), TAPPA_OK);
    assert_int_equal(tappa_cohort_new(w.model, 13, &cohort), TAPPA_OK);
    plain = tappa_cohort_journey_bytes(cohort);
    assert_int_equal(tappa_cohort_get(cohort, 10, &j), TAPPA_OK);
    assert_string_equal(tappa_journey_customer(j, &size), "10");
    assert_int_equal(size, 2);
    assert_string_equal(tappa_journey_id(j, &size), "10");
    assert_int_equal(tappa_cohort_put(cohort, 10, j), TAPPA_OK);
    assert_int_equal(tappa_cohort_journey_bytes(cohort), plain); /* its place says it all */
    tappa_journey_free(j);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned char one[500], other[500];
        size_t n;

        assert_int_equal(tappa_journey_new(w.model, rows[i].customer, strlen(rows[i].customer), rows[i].id, rows[i].id ? strlen(rows[i].id) : 0, &j),
                         TAPPA_OK);
        if (rows[i].zone)
            assert_int_equal(tappa_journey_set_zone(j, zone), TAPPA_OK);
        n = world_snapshot(j, one, sizeof one);
        assert_int_equal(tappa_cohort_put(cohort, rows[i].index, j), TAPPA_OK);
        tappa_journey_free(j);
        assert_int_equal(tappa_cohort_get(cohort, rows[i].index, &j), TAPPA_OK);
        assert_string_equal(tappa_journey_customer(j, NULL), rows[i].customer);
        assert_string_equal(tappa_journey_id(j, NULL), rows[i].id ? rows[i].id : rows[i].customer);
        assert_int_equal(world_snapshot(j, other, sizeof other), n);
        assert_memory_equal(one, other, n);
        tappa_journey_free(j);
        assert_true(tappa_cohort_journey_bytes(cohort) > plain);
    }
    tappa_cohort_free(cohort);
    tappa_zone_unref(zone);
    world_close(&w);
}

static void
test_of_another_model(void **state)
{
    struct world w, other;
    tappa_cohort *cohort;

    (void)state;
    world_open(&w, model);
    world_open(&other, model);
    assert_int_equal(tappa_cohort_new(w.model, 1, &cohort), TAPPA_OK);
    assert_int_equal(tappa_cohort_put(cohort, 0, other.journey), TAPPA_EMODELS);
    assert_int_equal(tappa_cohort_put(cohort, 0, w.journey), TAPPA_OK);
    tappa_cohort_free(cohort);
    world_close(&other);
    world_close(&w);
}

/* Starts the call again with one more allocation granted until none fails. */
#define STARVING(call, between) \
    for (uint64_t at = 1;; at++) { \
        tappa_status got; \
        w.memory.count = 0; \
        w.memory.fail_at = at; \
        w.memory.sticky = at % 2; \
        got = call; \
        w.memory.fail_at = 0; \
        if (w.memory.count < at) { \
            assert_int_equal(got, TAPPA_OK); \
            break; \
        } \
        assert_int_equal(got, TAPPA_ENOMEM); \
        between; \
    }

static void
test_out_of_memory(void **state)
{
    struct input i;
    struct world w;
    tappa_cohort *cohort, *again;
    tappa_journey *j;
    int64_t live;
    size_t done;

    (void)state;
    world_open(&w, model);
    live = w.memory.live;
    STARVING(tappa_cohort_new(w.model, 2, &cohort), (assert_null(cohort), assert_int_equal(w.memory.live, live)));
    fill(&i);
    for (uint64_t at = 1;; at++) { /* what was done before stays done; the rest goes on with a new batch */
        tappa_status got;

        tappa_batch_free(w.batch);
        assert_int_equal(tappa_batch_new(w.context, &w.batch), TAPPA_OK);
        w.memory.count = 0;
        w.memory.fail_at = at;
        got = tappa_cohort_feed(cohort, &i.in, w.batch, &done);
        w.memory.fail_at = 0;
        i.in.journeys += done;
        i.in.events += done;
        i.in.times += done;
        i.in.count -= done;
        for (size_t k = 0; k < 6; k++) {
            size_t wide = i.columns[k].kind == TAPPA_BOOL ? 1 : i.columns[k].kind == TAPPA_STRING ? 0 : 8;

            i.columns[k].values = (const char *)i.columns[k].values + done * wide;
            i.columns[k].offsets += i.columns[k].offsets ? done : 0;
        }
        if (w.memory.count < at) {
            assert_int_equal(got, TAPPA_OK);
            break;
        }
        assert_int_equal(got, TAPPA_ENOMEM);
    }
    assert_int_equal(i.in.count, 0);
    live = w.memory.live;
    STARVING(tappa_cohort_get(cohort, 1, &j), (assert_null(j), assert_int_equal(w.memory.live, live)));
    assert_int_equal(tappa_cohort_new(w.model, 2, &again), TAPPA_OK);
    STARVING(tappa_cohort_put(again, 0, j), (void)0);
    STARVING(tappa_cohort_put(again, 0, j), (void)0);
    tappa_cohort_free(again);
    tappa_journey_free(j);
    for (uint64_t at = 1; tappa_cohort_next_due(cohort) != TAPPA_NEVER; at++) {
        tappa_batch_free(w.batch);
        assert_int_equal(tappa_batch_new(w.context, &w.batch), TAPPA_OK);
        w.memory.count = 0;
        w.memory.fail_at = at;
        (void)!tappa_cohort_run_due(cohort, INT64_C(1000000000000), w.batch);
        w.memory.fail_at = 0;
    }
    tappa_cohort_free(cohort);
    world_close(&w);
}

/* ---- the fast way: columns that are all there, of events whose guards are ranges */

/* One field for all events, a field of its own for each, two fields at once, none, numbers of one kind: each binds its columns in another way.
 * Several rows for an event, with a guard that is missed before one that holds. */
static const char *const lanes[] = {
    "{tappa: 1, model: one, version: 1, events: {u: {fields: {n: int}}, v: {fields: {n: int}}},\n"
    " stages: {a: {when: {u: [{if: event.n < 10, to: b}, {if: event.n < 20, to: c}, {if: event.n >= 40, to: a}], v: {if: event.n > 25, to: c}}},\n"
    " b: {when: {u: a, v: [{if: event.n == 7, to: c}, {if: event.n != 9, to: a}]}}, c: {when: {u: {if: event.n > 3, to: b}, v: a}}}, goals: {g: {reach: b}}}",
    "{tappa: 1, model: each, version: 1, events: {u: {fields: {n: int}}, v: {fields: {x: double}}, w: {}},\n"
    " stages: {a: {when: {u: [{if: event.n < 10, to: b}, {if: event.n < 20, to: c}], v: {if: event.x > 2.5, to: c}, w: b}},\n"
    " b: {when: {u: a, v: [{if: event.x <= -1.0, to: c}, {if: event.x >= 0.5, to: a}], w: c}}, c: {when: {u: {if: event.n > 3, to: b}, v: a}}}, goals: {g: {reach: b}}}",
    "{tappa: 1, model: two, version: 1, events: {u: {fields: {n: int, m: int}}, v: {fields: {m: int, n: int, x: double}}, w: {}},\n"
    " stages: {a: {when: {u: [{if: event.m < 10, to: b}, {if: event.n < 20, to: c}], v: [{if: event.x > 2.5, to: c}, {if: event.n < 30, to: b}], w: c}},\n"
    " b: {when: {u: {if: event.n > 8, to: a}, v: [{if: event.m > 25, to: c}, {if: event.x >= 0.5, to: a}], w: a}}, c: {when: {u: {if: event.m > 3, to: b}, v: a}}},\n"
    " goals: {g: {reach: b}}}",
    "{tappa: 1, model: apart, version: 1, events: {u: {fields: {n: int}}, v: {fields: {m: int}}, w: {}},\n"
    " stages: {a: {when: {u: {if: event.n < 20, to: b}, v: c}}, b: {when: {u: a, v: {if: event.m > 25, to: c}, w: a}}, c: {when: {u: b, v: a}}},\n"
    " goals: {g: {reach: b}}}",
};

enum { MANY = 400, PEOPLE = 7 };

static void
test_lanes(void **state)
{
    static const char *const names[] = {"n", "m", "x"};
    uint64_t seed = 7;

    (void)state;
    for (size_t m = 0; m < sizeof lanes / sizeof *lanes; m++)
        for (uint32_t without = 0; without < 4; without++) { /* one of the columns is not given, or all are */
            struct world w;
            static uint32_t who[MANY], what[MANY];
            static int64_t when[MANY], n[2][MANY];
            static double x[MANY];
            struct tappa_column columns[3];
            struct tappa_columns in = {.size = sizeof in, .journeys = who, .events = what, .times = when, .columns = columns};
            tappa_cohort *cohort;
            tappa_journey *alone[PEOPLE], *member;

            world_open(&w, lanes[m]);
            assert_int_equal(tappa_cohort_new(w.model, PEOPLE, &cohort), TAPPA_OK);
            for (uint32_t i = 0; i < PEOPLE; i++) {
                char id[2] = {(char)('0' + i), '\0'};

                assert_int_equal(tappa_journey_new(w.model, id, 1, NULL, 0, &alone[i]), TAPPA_OK);
            }
            for (uint32_t k = 0; k < 3; k++)
                if (k != without)
                    columns[in.column_count++] = (struct tappa_column){.field = names[k], .field_size = 1, .kind = k == 2 ? TAPPA_DOUBLE : TAPPA_INT,
                                                                       .values = k == 2 ? (const void *)x : n[k]};
            for (int i = 0; i < MANY; i++) {
                seed = seed * 6364136223846793005u + 1442695040888963407u;
                who[i] = (uint32_t)(seed >> 33) % PEOPLE;
                what[i] = (uint32_t)(seed >> 40) % tappa_model_event_declared(w.model);
                when[i] = i % 50 == 49 ? 0 : i % 53 == 52 ? INT64_MAX : i; /* now and then too late, or of no year that there is */
                n[0][i] = (int64_t)(seed >> 45) % 50;
                n[1][i] = (int64_t)(seed >> 52) % 50;
                x[i] = (double)((int64_t)(seed >> 50) % 16) / 2.0 - 3.0;
            }
            in.count = MANY;
            assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_OK);
            size_t at = 0;
            for (uint32_t i = 0; i < MANY; i++) {
                const tappa_event_type *type = tappa_model_event_at(w.model, what[i]);
                struct tappa_value fields[3] = {{0}};
                struct tappa_event e = {.size = sizeof e, .type = what[i], .time = when[i], .touchpoint = TAPPA_NONE, .fields = fields,
                                        .field_count = tappa_event_type_field_count(type)};
                tappa_batch *b;

                for (uint32_t k = 0; k < 3; k++) {
                    uint32_t field = tappa_event_type_field_find(type, names[k], 1);

                    if (field != TAPPA_NONE && k != without)
                        fields[field] = (struct tappa_value){.kind = k == 2 ? TAPPA_DOUBLE : TAPPA_INT, .integer = k == 2 ? 0 : n[k][i],
                                                             .real = k == 2 ? x[i] : 0.0};
                }
                assert_int_equal(tappa_batch_new(w.context, &b), TAPPA_OK);
                if (tappa_journey_feed(alone[who[i]], &e, b) == TAPPA_OK)
                    for (size_t t = 0; t < tappa_batch_taken_count(b); t++, at++) {
                        const struct tappa_taken *one = tappa_batch_taken_at(b, t), *other = tappa_batch_taken_at(w.batch, at);

                        assert_true(other && other->journey == who[i] && other->input == i && other->time == one->time);
                        assert_true(other->row == one->row && other->from == one->from && other->to == one->to);
                    }
                tappa_batch_free(b);
            }
            assert_int_equal(at, tappa_batch_taken_count(w.batch));
            for (uint32_t i = 0; i < PEOPLE; i++) {
                unsigned char one[500], other[500];
                size_t size = world_snapshot(alone[i], one, sizeof one);

                assert_int_equal(tappa_cohort_get(cohort, i, &member), TAPPA_OK);
                assert_int_equal(world_snapshot(member, other, sizeof other), size);
                assert_memory_equal(one, other, size);
                tappa_journey_free(member);
                tappa_journey_free(alone[i]);
            }
            tappa_cohort_free(cohort);
            world_close(&w);
        }
}

/* A number that is nobody's, or no event's, is found wherever it stands, and nothing is done. */
static void
test_a_wrong_number_anywhere(void **state)
{
    static uint32_t who[MANY], what[MANY];
    static int64_t when[MANY], n[MANY];
    struct tappa_column column = {.field = "n", .field_size = 1, .kind = TAPPA_INT, .values = n};
    struct tappa_columns in = {.size = sizeof in, .count = MANY, .journeys = who, .events = what, .times = when, .columns = &column, .column_count = 1};
    struct world w;
    tappa_cohort *cohort;
    uint32_t events;
    uint64_t begun[3];

    (void)state;
    world_open(&w, lanes[0]);
    events = tappa_model_event_count(w.model);
    assert_int_equal(tappa_cohort_new(w.model, PEOPLE, &cohort), TAPPA_OK);
    for (size_t i = 0; i < MANY; i++) {
        static const uint32_t beyond[] = {0, 1, UINT32_C(0x7fffffff), UINT32_C(0x80000000)};

        for (size_t k = 0; k < 4; k++) {
            who[i] = PEOPLE + beyond[k];
            assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_EINVAL);
            who[i] = PEOPLE - 1; /* the last there is */
            what[i] = events + beyond[k];
            assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_EINVAL);
            what[i] = 0;
        }
    }
    assert_int_equal(tappa_cohort_histogram(cohort, begun, 3), TAPPA_OK);
    assert_int_equal(begun[0] + begun[1] + begun[2], 0);
    assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_OK);
    assert_true(tappa_batch_taken_count(w.batch) > 0);
    tappa_cohort_free(cohort);
    world_close(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_wrong_at_a_time), cmocka_unit_test(test_what_is_read),     cmocka_unit_test(test_timers),
        cmocka_unit_test(test_who_they_are),        cmocka_unit_test(test_of_another_model), cmocka_unit_test(test_out_of_memory), cmocka_unit_test(test_lanes),
        cmocka_unit_test(test_a_wrong_number_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
