/* The cohort's own contract: what it refuses and how, what it counts, putting in and taking out. That it does what single journeys do is the
 * matter of test-properties. */
#include "lib/core/journey/state.h"
#include "tests/support/world.h"

static const char model[] = "tappa: 1\n"
                            "model: pair\n"
                            "version: 1\n"
                            "data:\n"
                            "  note: {type: string}\n"
                            "events:\n"
                            "  go: {fields: {n: int}}\n"
                            "  note: {fields: {text: string}}\n"
                            "  spin: {}\n"
                            "  end: {}\n"
                            "entry:\n"
                            "  go: {if: event.n > 0, to: a}\n"
                            "stages:\n"
                            "  a:\n"
                            "    when:\n"
                            "      go: {if: event.n >= 10, to: b}\n"
                            "      note: {set: {note: event.text}}\n"
                            "      spin: around\n"
                            "    after: {1h: b}\n"
                            "  around: {always: around}\n"
                            "  b: {when: {go: a, end: done}}\n"
                            "  done: {final: true}\n"
                            "goals:\n"
                            "  there: {reach: b}\n";

enum { GO, NOTE, SPIN, END };

static void
test_refuses_one_and_goes_on(void **state)
{
    static const struct {
        uint32_t journey, event;
        int64_t time, n;
        tappa_status status; /* TAPPA_OK: not refused */
    } rows[] = {
        {0, GO, 10, 0, TAPPA_NOT_BEGUN}, {0, GO, 20, 1, TAPPA_OK},       {0, GO, 15, 20, TAPPA_ELATE}, {0, SPIN, 30, 0, TAPPA_ELOOP},
        {1, END, 30, 0, TAPPA_NOT_BEGUN}, {1, GO, INT64_MAX, 5, TAPPA_ETIME}, {1, GO, 40, 5, TAPPA_OK},    {0, GO, 50, 10, TAPPA_OK},
        {0, END, 60, 0, TAPPA_OK},       {0, GO, 70, 10, TAPPA_OK},
    };
    enum { COUNT = sizeof rows / sizeof *rows };
    struct world w;
    uint32_t who[COUNT], what[COUNT];
    int64_t when[COUNT], n[COUNT];
    struct tappa_column column = {.field = "n", .field_size = 1, .kind = TAPPA_INT, .values = n};
    struct tappa_columns in = {.size = sizeof in, .count = COUNT, .journeys = who, .events = what, .times = when,
                               .columns = &column, .column_count = 1};
    tappa_cohort *cohort;
    uint64_t counts[4];
    size_t done, refused = 0;

    (void)state;
    world_open(&w, model);
    assert_int_equal(tappa_cohort_new(w.model, 3, &cohort), TAPPA_OK);
    for (size_t i = 0; i < COUNT; i++) {
        who[i] = rows[i].journey;
        what[i] = rows[i].event;
        when[i] = rows[i].time;
        n[i] = rows[i].n;
    }
    assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, &done), TAPPA_OK);
    assert_int_equal(done, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        if (rows[i].status == TAPPA_OK)
            continue;
        assert_non_null(tappa_batch_refused_at(w.batch, refused));
        assert_int_equal(tappa_batch_refused_at(w.batch, refused)->input, i);
        assert_int_equal(tappa_batch_refused_at(w.batch, refused)->status, rows[i].status);
        refused++;
    }
    assert_int_equal(tappa_batch_refused_count(w.batch), refused);
    assert_int_equal(tappa_batch_taken_count(w.batch), 4); /* two entries, a -> b, b -> done */
    assert_int_equal(tappa_batch_taken_at(w.batch, 2)->input, 7);
    assert_int_equal(tappa_batch_taken_at(w.batch, 2)->journey, 0);
    assert_int_equal(tappa_cohort_histogram(cohort, counts, 4), TAPPA_OK);
    assert_int_equal(counts[0], 1); /* journey 1 at a, journey 0 ended, journey 2 not begun */
    assert_int_equal(counts[3], 1);
    assert_int_equal(tappa_cohort_next_due(cohort), 40 + INT64_C(3600000000));
    assert_int_equal(tappa_cohort_run_due(cohort, INT64_C(4000000000), w.batch), TAPPA_OK);
    assert_int_equal(tappa_batch_taken_count(w.batch), 1);
    assert_int_equal(tappa_cohort_next_due(cohort), TAPPA_NEVER);
    tappa_cohort_free(cohort);
    world_close(&w);
}

/* The same on a model that the fast way covers: events out of order and beyond time among good ones. */
static void
test_the_fast_way_refuses_too(void **state)
{
    static const char plain[] = "{tappa: 1, model: plain, version: 1, events: {go: {fields: {n: int}}},\n"
                                " stages: {a: {when: {go: {if: event.n >= 3, to: b}}}, b: {when: {go: a}}}, goals: {there: {reach: b}}}\n";
    struct world w;
    uint32_t who[5] = {0}, what[5] = {0};
    int64_t when[5] = {10, 20, 15, INT64_MAX, 30}, n[5] = {1, 3, 9, 9, 0};
    struct tappa_column column = {.field = "n", .field_size = 1, .kind = TAPPA_INT, .values = n};
    struct tappa_columns in = {.size = sizeof in, .count = 5, .journeys = who, .events = what, .times = when,
                               .columns = &column, .column_count = 1};
    tappa_cohort *cohort;

    (void)state;
    world_open(&w, plain);
    assert_int_equal(tappa_cohort_new(w.model, 1, &cohort), TAPPA_OK);
    assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_OK);
    assert_int_equal(tappa_batch_taken_count(w.batch), 2);
    assert_int_equal(tappa_batch_taken_at(w.batch, 0)->input, 1);
    assert_int_equal(tappa_batch_taken_at(w.batch, 1)->input, 4);
    assert_int_equal(tappa_batch_refused_count(w.batch), 2);
    assert_int_equal(tappa_batch_refused_at(w.batch, 0)->status, TAPPA_ELATE);
    assert_int_equal(tappa_batch_refused_at(w.batch, 1)->status, TAPPA_ETIME);
    tappa_cohort_free(cohort);
    world_close(&w);
}

/* A column of truth values has one byte for each event, where the fast way would read eight. The arrays are allocated as long as they
 * are, so that a sanitizer sees it. */
static void
test_columns_of_truth_values(void **state)
{
    static const char plain[] =
        "{tappa: 1, model: plain, version: 1, events: {look: {fields: {seen: bool}}, go: {fields: {seen: bool, n: int}}},\n"
        " stages: {a: {when: {look: b, go: {if: event.n >= 32, to: b}}}, b: {when: {look: a, go: a}}}, goals: {there: {reach: b}}}\n";
    enum { COUNT = 64 };
    struct world w;
    uint32_t who[COUNT], what[COUNT];
    int64_t when[COUNT], *n = malloc(COUNT * sizeof *n);
    uint8_t *seen = malloc(COUNT);
    struct tappa_column columns[] = {{.field = "n", .field_size = 1, .kind = TAPPA_INT, .values = n},
                                     {.field = "seen", .field_size = 4, .kind = TAPPA_BOOL, .values = seen}};
    struct tappa_columns in = {.size = sizeof in, .count = COUNT, .journeys = who, .events = what, .times = when,
                               .columns = columns, .column_count = 2};
    tappa_cohort *cohort;

    (void)state;
    assert_non_null(n);
    assert_non_null(seen);
    for (uint32_t i = 0; i < COUNT; i++) {
        who[i] = i;
        what[i] = i & 1;
        when[i] = n[i] = i;
        seen[i] = i & 1;
    }
    world_open(&w, plain);
    assert_int_equal(tappa_cohort_new(w.model, COUNT, &cohort), TAPPA_OK);
    assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_OK); /* begins all */
    assert_int_equal(tappa_batch_taken_count(w.batch), 48);
    assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_OK);
    assert_int_equal(tappa_batch_taken_count(w.batch), 48);
    for (size_t i = 0; i < 48; i++) {
        const struct tappa_taken *t = tappa_batch_taken_at(w.batch, i);

        assert_int_equal(t->input, i < 16 ? 2 * i : i + 16);
        assert_int_equal(t->journey, t->input);
        assert_int_equal(t->time, t->input);
        assert_int_equal(t->from, 1);
        assert_int_equal(t->to, 0);
    }
    tappa_cohort_free(cohort);
    world_close(&w);
    free(n);
    free(seen);
}

/* What cannot be meant is refused as a whole, and nothing is done. */
static void
test_wrong_columns(void **state)
{
    struct world w;
    uint32_t who[2] = {0, 1}, what[2] = {GO, NOTE};
    int64_t when[2] = {1, 2}, n[2] = {5, 5};
    int32_t offsets[3] = {0, 1, 0};
    struct tappa_column column = {.field = "n", .field_size = 1, .kind = TAPPA_INT, .values = n};
    struct tappa_columns in = {.size = sizeof in, .count = 2, .journeys = who, .events = what, .times = when,
                               .columns = &column, .column_count = 1};
    struct tappa_columns wrong;
    tappa_cohort *cohort;
    uint64_t counts[4];

    (void)state;
    world_open(&w, model);
    assert_int_equal(tappa_cohort_new(w.model, 2, &cohort), TAPPA_OK);
    wrong = in;
    wrong.size = 8;
    assert_int_equal(tappa_cohort_feed(cohort, &wrong, w.batch, NULL), TAPPA_EINVAL);
    wrong = in;
    wrong.flags = 1u << 31;
    assert_int_equal(tappa_cohort_feed(cohort, &wrong, w.batch, NULL), TAPPA_EINVAL);
    wrong = in;
    wrong.times = NULL;
    assert_int_equal(tappa_cohort_feed(cohort, &wrong, w.batch, NULL), TAPPA_EINVAL);
    who[1] = 2;
    assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_EINVAL);
    who[1] = 1;
    what[1] = 1000;
    assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_EINVAL);
    what[1] = NOTE;
    column.kind = TAPPA_DOUBLE;
    assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_EFIELD);
    column = (struct tappa_column){.field = "text", .field_size = 4, .kind = TAPPA_STRING, .values = "x", .offsets = offsets};
    assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_EINVAL); /* offsets go backwards */
    assert_int_equal(tappa_cohort_feed(NULL, &in, w.batch, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_cohort_histogram(cohort, counts, 3), TAPPA_EINVAL); /* no room */
    assert_int_equal(tappa_cohort_histogram(cohort, counts, 4), TAPPA_OK);
    assert_int_equal(counts[0] + counts[1] + counts[2] + counts[3], 0);
    tappa_cohort_free(cohort);
    world_close(&w);
}

/* A journey put in and taken out is the same, name, zone and text included. */
static void
test_put_and_get(void **state)
{
    struct world w;
    struct tappa_value one = {.kind = TAPPA_INT, .integer = 1}, text = {.kind = TAPPA_STRING, .size = 5, .data = "hello"};
    unsigned char before[1000], after[1000];
    tappa_cohort *cohort;
    tappa_journey *j;
    tappa_zone *zone;
    size_t size;

    (void)state;
    world_open(&w, model);
    assert_int_equal(tappa_zone_load(w.context, "+02:00", 6, &zone), TAPPA_OK);
    assert_int_equal(tappa_journey_set_zone(w.journey, zone), TAPPA_OK);
    assert_int_equal(world_feed(&w, "go", 1, &one), TAPPA_OK);
    assert_int_equal(world_feed(&w, "note", 2, &text), TAPPA_OK);
    size = world_snapshot(w.journey, before, sizeof before);
    assert_int_equal(tappa_cohort_new(w.model, 2, &cohort), TAPPA_OK);
    assert_int_equal(tappa_cohort_put(cohort, 2, w.journey), TAPPA_EINVAL);
    for (int again = 0; again < 2; again++) {
        assert_int_equal(tappa_cohort_put(cohort, 1, w.journey), TAPPA_OK);
        assert_int_equal(tappa_cohort_get(cohort, 1, &j), TAPPA_OK);
        assert_int_equal(world_snapshot(j, after, sizeof after), size);
        assert_memory_equal(before, after, size);
        tappa_journey_free(j);
    }
    tappa_cohort_free(cohort);
    tappa_zone_unref(zone);
    world_close(&w);
}

/* What is sent to oneself later is due as a timer is, also in a model that has no other. */
static void
test_sends_are_due(void **state)
{
    static const char sending[] = "tappa: 1\nmodel: sending\nversion: 1\nevents: {go: {}, ring: {}}\n"
                                  "stages: {a: {when: {go: {send: ring, after: 1h}, ring: b}}, b: {}}\n";
    uint32_t who[] = {1}, what[] = {0};
    int64_t when[] = {1000000};
    struct tappa_columns in = {.size = sizeof in, .count = 1, .journeys = who, .events = what, .times = when};
    uint64_t counts[2];
    tappa_cohort *cohort;
    struct world w;
    size_t done;

    (void)state;
    world_open(&w, sending);
    assert_int_equal(tappa_cohort_new(w.model, 2, &cohort), TAPPA_OK);
    assert_int_equal(tappa_cohort_next_due(cohort), TAPPA_NEVER);
    assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, &done), TAPPA_OK);
    assert_int_equal(tappa_cohort_next_due(cohort), INT64_C(3601000000));
    assert_int_equal(tappa_cohort_run_due(cohort, INT64_C(3601000000), w.batch), TAPPA_OK);
    assert_int_equal(tappa_cohort_next_due(cohort), TAPPA_NEVER);
    assert_int_equal(tappa_cohort_histogram(cohort, counts, 2), TAPPA_OK);
    assert_int_equal(counts[1], 1);
    tappa_cohort_free(cohort);
    world_close(&w);
}

/* A cohort explains nothing, and who asked a batch to explain still has what it asked for when a journey uses it next. */
static void
test_explaining_is_for_journeys(void **state)
{
    uint32_t who[] = {0}, what[] = {GO};
    int64_t when[] = {1000000}, n[] = {1};
    struct tappa_column column = {.field = "n", .field_size = 1, .kind = TAPPA_INT, .values = n};
    struct tappa_columns in = {.size = sizeof in, .count = 1, .journeys = who, .events = what, .times = when, .columns = &column, .column_count = 1};
    struct tappa_value one = {.kind = TAPPA_INT, .integer = 1};
    tappa_cohort *cohort;
    size_t done;

    (void)state;
    for (int due = 0; due < 2; due++) {
        struct world w;

        world_open(&w, model);
        assert_int_equal(tappa_cohort_new(w.model, 1, &cohort), TAPPA_OK);
        tappa_batch_set_explain(w.batch, 1);
        assert_int_equal(due ? tappa_cohort_run_due(cohort, 1, w.batch) : tappa_cohort_feed(cohort, &in, w.batch, &done), TAPPA_OK);
        assert_int_equal(tappa_batch_considered_count(w.batch), 0);
        assert_int_equal(world_feed(&w, "go", 1, &one), TAPPA_OK);
        assert_int_equal(world_feed(&w, "go", 2, &one), TAPPA_OK);
        assert_true(tappa_batch_considered_count(w.batch) > 0);
        tappa_cohort_free(cohort);
        world_close(&w);
    }
}

/* A timer whose step loops is used up and told; those behind it run all the same, whoever lets them. */
static void
test_a_timer_that_loops(void **state)
{
    static const char looping[] = "tappa: 1\nmodel: looping\nversion: 1\nevents: {go: {}}\n"
                                  "stages:\n  a: {when: {go: {}}, after: {1h: around, 2h: b}}\n  around: {always: around}\n  b: {when: {go: {}}}\n";
    uint32_t who[] = {0, 0}, what[] = {0, 0};
    int64_t when[] = {1000000, INT64_C(10000000000)};
    struct tappa_columns in = {.size = sizeof in, .count = 1, .journeys = who, .events = what, .times = when};
    tappa_cohort *cohort;
    uint64_t counts[3];
    size_t done;

    (void)state;
    for (int fed = 0; fed < 2; fed++) {
        struct world w;

        world_open(&w, looping);
        assert_int_equal(tappa_cohort_new(w.model, 1, &cohort), TAPPA_OK);
        assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, &done), TAPPA_OK);
        in.journeys++; /* the next */
        in.events++;
        in.times++;
        in.flags = TAPPA_COHORT_TIMERS;
        assert_int_equal(fed ? tappa_cohort_feed(cohort, &in, w.batch, &done) : tappa_cohort_run_due(cohort, when[1], w.batch), TAPPA_OK);
        assert_int_equal(tappa_batch_refused_count(w.batch), 1);
        assert_int_equal(tappa_batch_refused_at(w.batch, 0)->status, TAPPA_ELOOP);
        assert_int_equal(tappa_cohort_next_due(cohort), TAPPA_NEVER);
        assert_int_equal(tappa_cohort_histogram(cohort, counts, 3), TAPPA_OK);
        assert_int_equal(counts[2], 1);
        in = (struct tappa_columns){.size = sizeof in, .count = 1, .journeys = who, .events = what, .times = when};
        tappa_cohort_free(cohort);
        world_close(&w);
    }
}

/* An event without fields reads no column, though the field of another event were the first, and nobody gave it. */
static void
test_no_fields_at_all(void **state)
{
    static const char plain[] = "tappa: 1\nmodel: plain\nversion: 1\nevents: {go: {}, look: {fields: {n: int, m: int}}}\n"
                                "stages: {a: {when: {go: b, look: {if: event.n > 3, to: b}}}, b: {when: {go: a}}}\n";
    uint32_t who[] = {0, 0, 0}, what[] = {0, 0, 1};
    int64_t when[] = {1, 2, 3};
    struct tappa_columns in = {.size = sizeof in, .count = 3, .journeys = who, .events = what, .times = when};
    tappa_cohort *cohort;
    struct world w;

    (void)state;
    world_open(&w, plain);
    assert_int_equal(tappa_cohort_new(w.model, 1, &cohort), TAPPA_OK);
    assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_OK);
    assert_int_equal(tappa_batch_taken_count(w.batch), 2);
    assert_int_equal(tappa_batch_failure_count(w.batch), 1); /* look had no n */
    tappa_cohort_free(cohort);
    world_close(&w);
}

/* Of many that are refused each is noted, or the call says that there is no memory to. */
static void
test_many_refused(void **state)
{
    enum { COUNT = 40 };
    uint32_t who[COUNT] = {0}, what[COUNT];
    int64_t when[COUNT] = {0};
    struct tappa_columns in = {.size = sizeof in, .count = COUNT, .journeys = who, .events = what, .times = when};
    tappa_cohort *cohort;
    struct world w;

    (void)state;
    for (int i = 0; i < COUNT; i++)
        what[i] = END;
    world_open(&w, model);
    assert_int_equal(tappa_cohort_new(w.model, 1, &cohort), TAPPA_OK);
    for (uint64_t n = 1, over = 0; !over; n++) {
        tappa_status status;

        tappa_batch_free(w.batch);
        assert_int_equal(tappa_batch_new(w.context, &w.batch), TAPPA_OK);
        w.memory.count = 0;
        w.memory.fail_at = n;
        status = tappa_cohort_feed(cohort, &in, w.batch, NULL);
        over = w.memory.count < n;
        w.memory.fail_at = 0;
        assert_int_equal(status, over ? TAPPA_OK : TAPPA_ENOMEM);
    }
    assert_int_equal(tappa_batch_refused_count(w.batch), COUNT);
    tappa_cohort_free(cohort);
    world_close(&w);
}

/* Where a model has neither texts nor what is planned, a member takes what its state does and no more; who has a name of their own is put beside it,
 * or the call says that there is no memory to. */
static void
test_plain_members(void **state)
{
    static const char plain[] = "tappa: 1\nmodel: plain\nversion: 1\nevents: {go: {}}\nstages: {a: {when: {go: b}}, b: {when: {go: a}}}\n";
    unsigned char before[500], after[500];
    tappa_cohort *cohort;
    tappa_journey *j;
    struct world w;
    size_t size;

    (void)state;
    world_open(&w, plain);
    assert_int_equal(tappa_cohort_new(w.model, 2, &cohort), TAPPA_OK);
    assert_int_equal(tappa_cohort_journey_bytes(cohort), tappa__state_bytes(w.model));
    assert_int_equal(world_feed(&w, "go", 1, NULL), TAPPA_OK);
    assert_int_equal(tappa_cohort_get(cohort, 0, &j), TAPPA_OK);
    assert_int_equal(tappa_cohort_put(cohort, 0, j), TAPPA_OK);
    assert_int_equal(tappa_cohort_journey_bytes(cohort), tappa__state_bytes(w.model));
    tappa_journey_free(j);
    w.memory.count = 0;
    w.memory.fail_at = 1;
    assert_int_equal(tappa_cohort_put(cohort, 1, w.journey), TAPPA_ENOMEM);
    w.memory.fail_at = 0;
    assert_int_equal(tappa_cohort_put(cohort, 1, w.journey), TAPPA_OK);
    assert_true(tappa_cohort_journey_bytes(cohort) > tappa__state_bytes(w.model));
    size = world_snapshot(w.journey, before, sizeof before);
    assert_int_equal(tappa_cohort_get(cohort, 1, &j), TAPPA_OK);
    assert_int_equal(world_snapshot(j, after, sizeof after), size);
    assert_memory_equal(before, after, size);
    tappa_journey_free(j);
    tappa_cohort_free(cohort);
    world_close(&w);
}

/* A journey that was brought over from another version may wait for a send that no row of this one makes: a cohort holds it as the journey does. */
static void
test_a_send_brought_along(void **state)
{
    static const char old[] = "tappa: 1\nmodel: sending\nversion: 1\nevents: {go: {}, ring: {}}\nstages: {a: {when: {go: {send: ring, after: 1h}, ring: b}}, b: {}}\n";
    static const char new[] = "tappa: 1\nmodel: sending\nversion: 2\nevents: {go: {}, ring: {}}\nstages: {a: {when: {ring: b}}, b: {when: {go: {}}}}\nmigrate: {from: 1}\n";
    uint32_t who[] = {1}, what[] = {0};
    int64_t when[] = {INT64_C(7200000000)};
    struct tappa_columns in = {.size = sizeof in, .flags = TAPPA_COHORT_TIMERS, .count = 1, .journeys = who, .events = what, .times = when};
    unsigned char bytes[1000], after[1000];

    (void)state;
    for (int way = 0; way < 3; way++) {
        struct world w, next;
        tappa_cohort *cohort;
        tappa_journey *j;
        size_t size;

        world_open(&w, old);
        world_open(&next, new);
        assert_int_equal(world_feed(&w, "go", 1, NULL), TAPPA_OK);
        size = world_snapshot(w.journey, bytes, sizeof bytes);
        tappa_journey_free(next.journey);
        assert_int_equal(tappa_snapshot_read(next.model, bytes, size, next.batch, &next.journey), TAPPA_OK);
        size = world_snapshot(next.journey, bytes, sizeof bytes);
        assert_int_equal(tappa_cohort_new(next.model, 2, &cohort), TAPPA_OK);
        for (uint64_t n = 1, over = 0; !over; n++) {
            tappa_status status;

            next.memory.count = 0;
            next.memory.fail_at = n;
            status = tappa_cohort_put(cohort, 1, next.journey);
            over = next.memory.count < n;
            next.memory.fail_at = 0;
            assert_int_equal(status, over ? TAPPA_OK : TAPPA_ENOMEM);
        }
        assert_int_equal(tappa_cohort_next_due(cohort), INT64_C(3601000000));
        assert_int_equal(tappa_cohort_get(cohort, 1, &j), TAPPA_OK);
        assert_int_equal(world_snapshot(j, after, sizeof after), size);
        assert_memory_equal(bytes, after, size);
        tappa_journey_free(j);
        if (way) {
            assert_int_equal(way == 1 ? tappa_cohort_run_due(cohort, when[0], next.batch) : tappa_cohort_feed(cohort, &in, next.batch, NULL), TAPPA_OK);
            assert_int_equal(tappa_batch_taken_at(next.batch, 0)->to, 1);
            assert_int_equal(tappa_cohort_next_due(cohort), TAPPA_NEVER);
        }
        tappa_cohort_free(cohort);
        world_close(&w);
        world_close(&next);
    }
}

/* The same call with less of its columns: what was read of the call before says nothing of this one. */
static void
test_a_size_too_small(void **state)
{
    uint32_t who[] = {0}, what[] = {END};
    int64_t when[] = {1};
    struct tappa_columns in = {.size = sizeof in, .count = 1, .journeys = who, .events = what, .times = when};
    tappa_status first, second;
    tappa_cohort *cohort;
    struct world w;

    (void)state;
    world_open(&w, model);
    assert_int_equal(tappa_cohort_new(w.model, 1, &cohort), TAPPA_OK);
    first = tappa_cohort_feed(cohort, &in, w.batch, NULL);
    in.size = 55;
    second = tappa_cohort_feed(cohort, &in, w.batch, NULL);
    assert_int_equal(first, TAPPA_OK);
    assert_int_equal(second, TAPPA_EINVAL);
    tappa_cohort_free(cohort);
    world_close(&w);
}

/* Timers run with an event only where that is asked for; and where there is no memory to run one, that is said, whoever comes behind. */
static void
test_timers_without_memory(void **state)
{
    enum { COUNT = 3 };
    uint32_t who[COUNT] = {0, 1, 2}, what[COUNT] = {GO, GO, GO};
    int64_t when[COUNT] = {1000000, 1000000, 1000000}, n[COUNT] = {1, 1, 1};
    struct tappa_column column = {.field = "n", .field_size = 1, .kind = TAPPA_INT, .values = n};
    struct tappa_columns in = {.size = sizeof in, .count = COUNT, .journeys = who, .events = what, .times = when, .columns = &column, .column_count = 1};

    (void)state;
    for (int fed = 0; fed < 2; fed++) {
        tappa_cohort *cohort;
        uint64_t counts[4];
        struct world w;

        world_open(&w, model);
        assert_int_equal(tappa_cohort_new(w.model, COUNT, &cohort), TAPPA_OK);
        for (int i = 0; i < COUNT; i++)
            when[i] = 1000000;
        in.flags = 0;
        assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_OK);
        for (int i = 0; i < COUNT; i++)
            when[i] = INT64_C(7200000000);
        what[0] = what[1] = what[2] = NOTE; /* without its text, which goes the general way */
        assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_OK);
        assert_int_equal(tappa_batch_taken_count(w.batch), COUNT);
        assert_int_equal(tappa_cohort_next_due(cohort), INT64_C(3601000000));
        in.flags = TAPPA_COHORT_TIMERS;
        for (uint64_t at = 1, over = 0; !over; at++) {
            tappa_status status;

            tappa_batch_free(w.batch);
            assert_int_equal(tappa_batch_new(w.context, &w.batch), TAPPA_OK);
            w.memory.count = 0;
            w.memory.fail_at = at;
            status = fed ? tappa_cohort_feed(cohort, &in, w.batch, NULL) : tappa_cohort_run_due(cohort, when[0], w.batch);
            over = w.memory.count < at;
            w.memory.fail_at = 0;
            assert_int_equal(status, over ? TAPPA_OK : TAPPA_ENOMEM);
        }
        assert_int_equal(tappa_cohort_histogram(cohort, counts, 4), TAPPA_OK);
        assert_int_equal(counts[2], COUNT); /* at b */
        what[0] = what[1] = what[2] = GO;
        tappa_cohort_free(cohort);
        world_close(&w);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refuses_one_and_goes_on),
        cmocka_unit_test(test_the_fast_way_refuses_too),
        cmocka_unit_test(test_columns_of_truth_values),
        cmocka_unit_test(test_wrong_columns),
        cmocka_unit_test(test_put_and_get),
        cmocka_unit_test(test_sends_are_due),
        cmocka_unit_test(test_explaining_is_for_journeys),
        cmocka_unit_test(test_a_timer_that_loops),
        cmocka_unit_test(test_no_fields_at_all),
        cmocka_unit_test(test_many_refused),
        cmocka_unit_test(test_plain_members),
        cmocka_unit_test(test_a_send_brought_along),
        cmocka_unit_test(test_a_size_too_small),
        cmocka_unit_test(test_timers_without_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
