/* What a journey is given, one wrong at a time: refused with its own status, alike by feed, begin and probe, by a batch that is new and one
 * that is warm; the journey stays byte for byte. And at each edge the last that is right. */
#include "lib/base/time.h"
#include "tests/support/world.h"

/* One model goes the fast way, the other, whose stages have things to do, does not. */
static const char fast[] = "{tappa: 1, model: fast, version: 1, touchpoints: {t: {channel: c}}, channels: {c: {setting: online}},\n"
                           " events: {go: {fields: {n: int, d: double}}, all: {fields: {b: bool, s: string, t: timestamp, p: duration}}, no: {}},\n"
                           " stages: {a: {when: {go: {if: event.n > 5, to: b}, all: b}}, b: {when: {go: a, all: a}}}, goals: {g: {reach: b}}}\n";
static const char slow[] = "{tappa: 1, model: slow, version: 1, touchpoints: {t: {channel: c}}, channels: {c: {setting: online}},\n"
                           " events: {go: {fields: {n: int, d: double}}, all: {fields: {b: bool, s: string, t: timestamp, p: duration}}, no: {}},\n"
                           " stages: {a: {when: {go: {if: event.n > 5, to: b, emit: e}, all: {to: b, emit: e}}}, b: {when: {go: {to: a, emit: e}, all: {to: a, emit: e}}}},\n"
                           " goals: {g: {reach: b}}}\n";

enum { GO, ALL, NO };

static struct tappa_value fields[8];
static char long_text[70000];

static struct tappa_event
plain_event(const struct world *w, uint32_t type)
{
    (void)w;
    memset(fields, 0, sizeof fields);
    fields[0] = (struct tappa_value){.kind = type == GO ? TAPPA_INT : TAPPA_BOOL, .integer = type == GO ? 6 : 1};
    fields[1] = (struct tappa_value){.kind = type == GO ? TAPPA_DOUBLE : TAPPA_STRING, .real = type == GO ? 1.5 : 0.0,
                                     .data = type == GO ? NULL : "x", .size = type != GO};
    fields[2] = (struct tappa_value){.kind = TAPPA_TIMESTAMP, .integer = 7};
    fields[3] = (struct tappa_value){.kind = TAPPA_DURATION, .integer = 8};
    return (struct tappa_event){.size = sizeof(struct tappa_event), .type = type, .time = 1000000, .touchpoint = TAPPA_NONE, .fields = fields,
                                .field_count = type == GO ? 2 : type == ALL ? 4 : 0};
}

/* The same by three calls, each with a batch that is new and then once more; what is refused changes nothing. */
static void
expect(struct world *w, const struct tappa_event *event, tappa_status status, const char *what)
{
    for (int i = 0; i < 6; i++) {
        unsigned char before[1000], after[1000];
        size_t size = world_snapshot(w->journey, before, sizeof before), n;
        int begun = tappa_journey_begun(w->journey);
        tappa_status got;

        if (i % 2 == 0) {
            tappa_batch_free(w->batch);
            assert_int_equal(tappa_batch_new(w->context, &w->batch), TAPPA_OK);
        }
        if (i / 2 == 2 && status == TAPPA_OK && begun)
            continue; /* no second beginning */
        got = i / 2 == 0   ? tappa_journey_probe(w->journey, event, w->batch)
              : i / 2 == 1 ? tappa_journey_feed(w->journey, event, w->batch)
                           : tappa_journey_begin(w->journey, event, w->batch);
        if (got != status)
            fail_msg("%s, call %d, %s: %s", what, i, tappa_model_name(w->model), tappa_status_text(got));
        n = world_snapshot(w->journey, after, sizeof after);
        if (status || i / 2 == 0) {
            assert_int_equal(n, size);
            assert_memory_equal(before, after, n);
        }
        assert_true(status == TAPPA_OK || tappa_batch_step_count(w->batch) == 0);
    }
}

#define REFUSED(type, wanted, change) \
    do { \
        struct tappa_event e = plain_event(w, type); \
        change; \
        expect(w, &e, wanted, #change); \
    } while (0)

static void
refuse_all(struct world *w)
{
    REFUSED(GO, TAPPA_EINVAL, e.size = 47);
    REFUSED(GO, TAPPA_EINVAL, e.size = 0);
    REFUSED(GO, TAPPA_EINVAL, e.flags = 1);
    REFUSED(GO, TAPPA_EINVAL, e.type = tappa_model_event_count(w->model));
    REFUSED(GO, TAPPA_EINVAL, e.touchpoint = 1);
    REFUSED(GO, TAPPA_EINVAL, e.fields = NULL);
    REFUSED(GO, TAPPA_EINVAL, e.field_count = 3);
    REFUSED(NO, TAPPA_EINVAL, e.field_count = 1);
    REFUSED(GO, TAPPA_ETIME, e.time = TAPPA__TIME_MAX + 1);
    REFUSED(GO, TAPPA_ETIME, e.time = INT64_MAX);
    REFUSED(GO, TAPPA_ETIME, e.time = TAPPA__TIME_MIN - 1);
    REFUSED(GO, TAPPA_EFIELD, fields[0].kind = TAPPA_DOUBLE);
    REFUSED(GO, TAPPA_EFIELD, fields[1].kind = TAPPA_INT);
    REFUSED(GO, TAPPA_EFIELD, fields[0].kind = TAPPA_ERROR);
    REFUSED(ALL, TAPPA_EFIELD, fields[0].integer = 2);
    REFUSED(ALL, TAPPA_EFIELD, fields[0].integer = -1);
    REFUSED(ALL, TAPPA_EFIELD, fields[1].data = NULL);
    REFUSED(ALL, TAPPA_EFIELD, fields[1].data = "\xff");
    REFUSED(ALL, TAPPA_EFIELD, (fields[1].data = long_text, fields[1].size = 65536));
    REFUSED(ALL, TAPPA_EFIELD, fields[2].integer = TAPPA__TIME_MAX + 1);
    REFUSED(ALL, TAPPA_EFIELD, fields[2].integer = TAPPA__TIME_MIN - 1);
    REFUSED(ALL, TAPPA_EFIELD, fields[3].kind = TAPPA_TIMESTAMP);
    REFUSED(NO, TAPPA_EINVAL, e.type = TAPPA_NONE);
    REFUSED(NO, TAPPA_EINVAL, (e.type = TAPPA_NONE, e.name = "x"));
    REFUSED(NO, TAPPA_EINVAL, (e.type = TAPPA_NONE, e.name_size = 1));
    REFUSED(NO, TAPPA_EINVAL, (e.type = TAPPA_NONE, e.name = "\xff", e.name_size = 1));
    REFUSED(NO, TAPPA_EINVAL, (e.type = TAPPA_NONE, e.name = long_text, e.name_size = 65536));
}

static void
accept_all(struct world *w)
{
    REFUSED(GO, TAPPA_OK, (void)e);
    REFUSED(GO, TAPPA_OK, e.size = 48);
    REFUSED(GO, TAPPA_OK, e.touchpoint = 0);
    REFUSED(GO, TAPPA_OK, e.field_count = 1);
    REFUSED(ALL, TAPPA_OK, e.field_count = 0);
    REFUSED(ALL, TAPPA_OK, (e.field_count = 0, e.fields = NULL));
    REFUSED(NO, TAPPA_OK, (void)e);
    REFUSED(ALL, TAPPA_OK, fields[0].kind = TAPPA_UNSET);
    REFUSED(ALL, TAPPA_OK, fields[0].integer = 0);
    REFUSED(ALL, TAPPA_OK, (fields[1].data = NULL, fields[1].size = 0));
    REFUSED(ALL, TAPPA_OK, (fields[1].data = long_text, fields[1].size = 65535));
    REFUSED(ALL, TAPPA_OK, fields[2].integer = TAPPA__TIME_MAX);
    REFUSED(ALL, TAPPA_OK, fields[2].integer = TAPPA__TIME_MIN);
    REFUSED(ALL, TAPPA_OK, fields[3].integer = INT64_MIN);
    REFUSED(NO, TAPPA_OK, (e.type = TAPPA_NONE, e.name = "x", e.name_size = 1));
    REFUSED(NO, TAPPA_OK, (e.type = TAPPA_NONE, e.name = long_text, e.name_size = 65535));
}

static void
test_one_wrong_at_a_time(void **state)
{
    static const char *const models[] = {fast, slow};

    (void)state;
    memset(long_text, 'x', sizeof long_text);
    for (size_t m = 0; m < 2; m++) {
        struct world w;

        world_open(&w, models[m]);
        refuse_all(&w);
        assert_false(tappa_journey_begun(w.journey));
        accept_all(&w);
        assert_true(tappa_journey_begun(w.journey));
        refuse_all(&w);
        accept_all(&w);
        world_close(&w);
    }
}

static void
test_times(void **state)
{
    static const char *const models[] = {fast, slow};

    (void)state;
    for (size_t m = 0; m < 2; m++) {
        struct world world, *w = &world;

        world_open(w, models[m]);
        REFUSED(GO, TAPPA_OK, e.time = TAPPA__TIME_MIN);
        REFUSED(GO, TAPPA_OK, e.time = TAPPA__TIME_MIN);
        assert_true(tappa_journey_started(w->journey) == TAPPA__TIME_MIN);
        REFUSED(GO, TAPPA_OK, e.time = 5);
        REFUSED(GO, TAPPA_ELATE, e.time = 4);
        assert_true(tappa_journey_last(w->journey) == 5);
        REFUSED(GO, TAPPA_OK, e.time = TAPPA__TIME_MAX);
        REFUSED(GO, TAPPA_OK, e.time = TAPPA__TIME_MAX);
        REFUSED(GO, TAPPA_ELATE, e.time = TAPPA__TIME_MAX - 1);
        assert_true(tappa_journey_started(w->journey) == TAPPA__TIME_MIN && tappa_journey_last(w->journey) == TAPPA__TIME_MAX);
        world_close(w);
    }
}

/* A batch that explains, one of another model: the same is done. */
static void
test_the_batch(void **state)
{
    struct world one, other;
    struct tappa_event e;

    (void)state;
    world_open(&one, fast);
    world_open(&other, slow);
    e = plain_event(&one, GO);
    assert_int_equal(tappa_journey_feed(one.journey, &e, one.batch), TAPPA_OK);
    assert_string_equal(world_stages(&one), "b");
    assert_int_equal(tappa_journey_feed(other.journey, &e, one.batch), TAPPA_OK);
    assert_string_equal(world_stages(&other), "b");
    assert_int_equal(tappa_batch_effect_count(one.batch), 1);
    assert_int_equal(tappa_journey_feed(one.journey, &e, one.batch), TAPPA_OK);
    assert_string_equal(world_stages(&one), "a");
    assert_int_equal(tappa_batch_taken_count(one.batch), 1);
    assert_int_equal(tappa_batch_left_count(one.batch), 1);
    assert_int_equal(tappa_batch_effect_count(one.batch), 0);
    tappa_batch_set_explain(one.batch, 1);
    assert_int_equal(tappa_journey_feed(one.journey, &e, one.batch), TAPPA_OK);
    assert_string_equal(world_stages(&one), "b");
    assert_true(tappa_batch_considered_count(one.batch) > 0);
    tappa_batch_set_explain(one.batch, 0);
    assert_int_equal(tappa_journey_feed(one.journey, &e, one.batch), TAPPA_OK);
    assert_int_equal(tappa_batch_considered_count(one.batch), 0);
    tappa_batch_free(one.batch); /* of the other's context once, so it must not be asked for after that is gone */
    one.batch = NULL;
    world_close(&other);
    world_close(&one);
}

static void
test_a_new_journey(void **state)
{
    struct world w;
    tappa_journey *j;
    size_t size;

    (void)state;
    memset(long_text, 'x', sizeof long_text);
    world_open(&w, fast);
    assert_int_equal(tappa_journey_new(w.model, long_text, 65536, NULL, 0, &j), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_new(w.model, "a", 1, long_text, 65536, &j), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_new(w.model, long_text, 65535, long_text, 65535, &j), TAPPA_OK);
    assert_int_equal(strlen(tappa_journey_customer(j, &size)), 65535);
    assert_int_equal(size, 65535);
    assert_int_equal(strlen(tappa_journey_id(j, &size)), 65535);
    tappa_journey_free(j);
    assert_int_equal(tappa_journey_new(w.model, "", 0, NULL, 7, &j), TAPPA_OK); /* without an id its size says nothing */
    assert_string_equal(tappa_journey_customer(j, NULL), "");
    assert_string_equal(tappa_journey_id(j, NULL), "");
    tappa_journey_free(j);
    assert_int_equal(tappa_journey_new(w.model, "anna", 4, "", 0, &j), TAPPA_OK); /* an empty id is one */
    assert_string_equal(tappa_journey_id(j, &size), "");
    assert_string_equal(tappa_journey_customer(j, &size), "anna");
    assert_int_equal(tappa_journey_sequence(j), 0);
    assert_int_equal(tappa_journey_stage_count(j), 0);
    assert_null(tappa_journey_stage_at(j, 0));
    assert_false(tappa_journey_is_at(j, tappa_model_stage_at(w.model, 0)));
    assert_ptr_equal(tappa_journey_model(j), w.model);
    tappa_journey_free(j);
    w.memory.count = 0;
    w.memory.fail_at = 1;
    assert_int_equal(tappa_journey_new(w.model, "anna", 4, "", 0, &j), TAPPA_ENOMEM);
    w.memory.fail_at = 0;
    assert_null(j);
    world_close(&w);
}

/* Another model's stage has no place here, though its number would fit. */
static void
test_stages_of_another_model(void **state)
{
    struct world w, other;
    struct tappa_event e;

    (void)state;
    world_open(&w, fast);
    world_open(&other, fast);
    e = plain_event(&w, NO);
    assert_int_equal(tappa_journey_feed(w.journey, &e, w.batch), TAPPA_OK);
    assert_true(tappa_journey_is_at(w.journey, tappa_model_stage_at(w.model, 0)));
    assert_false(tappa_journey_is_at(w.journey, tappa_model_stage_at(w.model, 1)));
    assert_false(tappa_journey_is_at(w.journey, tappa_model_stage_at(other.model, 0)));
    assert_true(tappa_journey_since(w.journey, tappa_model_stage_at(w.model, 0)) == 1000000);
    assert_true(tappa_journey_since(w.journey, tappa_model_stage_at(w.model, 1)) == TAPPA_NEVER);
    world_close(&other);
    world_close(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_wrong_at_a_time), cmocka_unit_test(test_times), cmocka_unit_test(test_the_batch),
        cmocka_unit_test(test_a_new_journey),       cmocka_unit_test(test_stages_of_another_model),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
