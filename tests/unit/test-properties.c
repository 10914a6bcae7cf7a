/* Properties that hold for every model: a run equals the same run the general way, the same run with a snapshot and restore after every
 * event, its own replay, and the cohort's; and its steps ask for no memory once the batch is warm. Models are given on the
 * command line; events are drawn from a seed. */
#include "lib/core/model/model.h"
#include "tests/support/world.h"

#define EVENTS 400
#define MEMBERS 8

struct drawn { /* one event, and all it points to */
    struct tappa_event event;
    struct tappa_value fields[16];
    char text[16][8];
    uint32_t member;
};

static uint32_t
draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33);
}

static struct tappa_value
draw_value(uint64_t *seed, uint32_t kind, char text[8])
{
    struct tappa_value v = {.kind = kind};
    uint32_t n = draw(seed);

    if (n % 8 == 0)
        return (struct tappa_value){.kind = TAPPA_UNSET};
    switch (kind) {
    case TAPPA_DOUBLE:
        v.real = (double)(n % 2000) / 10.0 - 20.0;
        break;
    case TAPPA_STRING:
        v.size = n % 5;
        for (uint32_t i = 0; i < v.size; i++)
            text[i] = (char)('a' + draw(seed) % 3);
        v.data = text;
        break;
    case TAPPA_BOOL:
        v.integer = n % 2;
        break;
    case TAPPA_TIMESTAMP:
    case TAPPA_DURATION:
        v.integer = (int64_t)n * 1000000;
        break;
    default:
        v.integer = (int64_t)(n % 30) - 5;
    }
    return v;
}

static void
draw_event(const tappa_model *m, uint64_t *seed, int64_t time, struct drawn *d)
{
    const tappa_event_type *type = tappa_model_event_at(m, draw(seed) % tappa_model_event_declared(m));
    uint32_t count = tappa_event_type_field_count(type);

    assert_true(count <= 16);
    d->member = draw(seed) % MEMBERS;
    for (uint32_t i = 0; i < count; i++)
        d->fields[i] = draw_value(seed, tappa_event_type_field_kind(type, i), d->text[i]);
    d->event = (struct tappa_event){.size = sizeof d->event, .type = tappa_event_type_index(type), .time = time,
                                    .fields = d->fields, .field_count = count, .touchpoint = TAPPA_NONE};
}

struct runs {
    tappa_model *model;
    tappa_batch *batch, *other;
    tappa_journey *plain[MEMBERS], *general[MEMBERS], *restored[MEMBERS];
    unsigned char bytes[65536], again[65536];
};

static void
assert_same_bytes(struct runs *r, const tappa_journey *a, const tappa_journey *b, const char *what)
{
    size_t n = world_snapshot(a, r->bytes, sizeof r->bytes), m = world_snapshot(b, r->again, sizeof r->again);

    if (n != m || memcmp(r->bytes, r->again, n))
        fail_msg("%s: %s: snapshots differ", tappa_model_name(r->model), what);
}

static void
assert_same_batch(const struct runs *r, const tappa_batch *a, const tappa_batch *b, const char *what)
{
    size_t taken = tappa_batch_taken_count(a), steps = tappa_batch_step_count(a);

    if (taken != tappa_batch_taken_count(b) || steps != tappa_batch_step_count(b) ||
        tappa_batch_left_count(a) != tappa_batch_left_count(b) || tappa_batch_entered_count(a) != tappa_batch_entered_count(b) ||
        tappa_batch_effect_count(a) != tappa_batch_effect_count(b) || tappa_batch_failure_count(a) != tappa_batch_failure_count(b) ||
        tappa_batch_active_count(a) != tappa_batch_active_count(b) || tappa_batch_timer_count(a) != tappa_batch_timer_count(b))
        fail_msg("%s: %s: batches differ", tappa_model_name(r->model), what);
    for (size_t i = 0; i < taken; i++)
        assert_memory_equal(tappa_batch_taken_at(a, i), tappa_batch_taken_at(b, i), sizeof(struct tappa_taken));
    for (size_t i = 0; i < tappa_batch_left_count(a); i++)
        assert_int_equal(tappa_batch_left_at(a, i), tappa_batch_left_at(b, i));
    for (size_t i = 0; i < tappa_batch_entered_count(a); i++)
        assert_int_equal(tappa_batch_entered_at(a, i), tappa_batch_entered_at(b, i));
    for (size_t i = 0; i < tappa_batch_active_count(a); i++)
        assert_int_equal(tappa_batch_active_at(a, i), tappa_batch_active_at(b, i));
    for (size_t i = 0; i < steps; i++) {
        assert_int_equal(tappa_batch_step_at(a, i)->kind, tappa_batch_step_at(b, i)->kind);
        assert_int_equal(tappa_batch_step_at(a, i)->time, tappa_batch_step_at(b, i)->time);
        assert_int_equal(tappa_batch_step_at(a, i)->taken_count, tappa_batch_step_at(b, i)->taken_count);
        assert_int_equal(tappa_batch_step_at(a, i)->active_count, tappa_batch_step_at(b, i)->active_count);
        assert_string_equal(tappa_batch_step_at(a, i)->name, tappa_batch_step_at(b, i)->name);
    }
}

static void
restore(struct runs *r, tappa_journey **journey)
{
    size_t n = world_snapshot(*journey, r->bytes, sizeof r->bytes);

    tappa_journey_free(*journey);
    assert_int_equal(tappa_snapshot_read(r->model, r->bytes, n, r->other, journey), TAPPA_OK);
}

static void
run_timers(struct runs *r, uint32_t member, int64_t now)
{
    tappa_status status;

    do {
        status = tappa_journey_run_due(r->plain[member], now, r->batch);
        tappa_batch_set_explain(r->other, 1);
        assert_int_equal(tappa_journey_run_due(r->general[member], now, r->other), status);
        tappa_batch_set_explain(r->other, 0);
        assert_same_batch(r, r->batch, r->other, "a timer the general way");
        assert_int_equal(tappa_journey_run_due(r->restored[member], now, r->other), status);
        assert_same_batch(r, r->batch, r->other, "a timer after a restore");
        restore(r, &r->restored[member]);
    } while (status != TAPPA_NOT_DUE);
}

static void
run_one(struct runs *r, const struct drawn *d)
{
    tappa_status status;

    run_timers(r, d->member, d->event.time);
    status = tappa_journey_feed(r->plain[d->member], &d->event, r->batch);
    tappa_batch_set_explain(r->other, 1);
    assert_int_equal(tappa_journey_feed(r->general[d->member], &d->event, r->other), status);
    tappa_batch_set_explain(r->other, 0);
    assert_same_batch(r, r->batch, r->other, "the general way");
    assert_int_equal(tappa_journey_feed(r->restored[d->member], &d->event, r->other), status);
    assert_same_batch(r, r->batch, r->other, "after a restore");
    restore(r, &r->restored[d->member]);
    assert_same_bytes(r, r->plain[d->member], r->general[d->member], "the general way");
    assert_same_bytes(r, r->plain[d->member], r->restored[d->member], "restored");
}

/* The same events through a cohort, one call for all or one for each. */
static void
compare_cohort(struct runs *r, const struct drawn *events, size_t chunk)
{
    tappa_cohort *cohort;

    assert_int_equal(tappa_cohort_new(r->model, MEMBERS, &cohort), TAPPA_OK);
    for (size_t first = 0; first < EVENTS; first += chunk) {
        size_t count = EVENTS - first < chunk ? EVENTS - first : chunk, used = 0;
        uint32_t *who = calloc(count, sizeof *who), *what = calloc(count, sizeof *what);
        int64_t *when = calloc(count, sizeof *when);
        struct tappa_column columns[64];
        void *keep[64 * 3];
        size_t kept = 0;

        for (size_t i = 0; i < count; i++) {
            who[i] = events[first + i].member;
            what[i] = events[first + i].event.type;
            when[i] = events[first + i].event.time;
        }
        for (uint32_t e = 0; e < tappa_model_event_declared(r->model); e++) {
            const tappa_event_type *type = tappa_model_event_at(r->model, e);
            for (uint32_t f = 0; f < tappa_event_type_field_count(type); f++) {
                const char *name = tappa_event_type_field_name(type, f);
                uint32_t kind = tappa_event_type_field_kind(type, f);
                int64_t *values = calloc(count + 1, sizeof *values);
                uint8_t *present = calloc(count / 8 + 1, 1);
                int32_t *offsets = calloc(count + 1, sizeof *offsets);
                char *text = calloc(count + 1, 8);
                size_t c;

                for (c = 0; c < used; c++)
                    if (!strcmp(columns[c].field, name))
                        break;
                assert_true(c < 64);
                if (c < used) {
                    free(values);
                    free(present);
                    free(offsets);
                    free(text);
                    continue;
                }
                for (size_t i = 0; i < count; i++) {
                    const struct drawn *d = &events[first + i];
                    uint32_t at = tappa_event_type_field_find(tappa_model_event_at(r->model, d->event.type), name, strlen(name));
                    const struct tappa_value *v = at == TAPPA_NONE ? NULL : &d->fields[at];

                    offsets[i + 1] = offsets[i];
                    if (!v || v->kind == TAPPA_UNSET)
                        continue;
                    present[i / 8] = (uint8_t)(present[i / 8] | 1u << (i % 8));
                    if (kind == TAPPA_STRING) {
                        memcpy(text + offsets[i], v->data, v->size);
                        offsets[i + 1] += (int32_t)v->size;
                    } else if (kind == TAPPA_BOOL) {
                        ((uint8_t *)values)[i] = (uint8_t)v->integer;
                    } else if (kind == TAPPA_DOUBLE) {
                        memcpy(&values[i], &v->real, sizeof v->real);
                    } else {
                        values[i] = v->integer;
                    }
                }
                columns[used++] = (struct tappa_column){.field = name, .field_size = strlen(name), .kind = kind,
                                                        .values = kind == TAPPA_STRING ? (void *)text : (void *)values,
                                                        .offsets = kind == TAPPA_STRING ? offsets : NULL, .present = present};
                keep[kept++] = values;
                keep[kept++] = present;
                keep[kept++] = offsets;
                columns[used - 1].flags = 0;
                if (kind != TAPPA_STRING)
                    free(text);
                else
                    keep[kept - 3] = (free(values), text);
            }
        }
        struct tappa_columns in = {.size = sizeof in, .flags = TAPPA_COHORT_TIMERS, .count = count, .journeys = who,
                                   .events = what, .times = when, .columns = columns, .column_count = used};
        assert_int_equal(tappa_cohort_feed(cohort, &in, r->batch, NULL), TAPPA_OK);
        while (kept)
            free(keep[--kept]);
        free(who);
        free(what);
        free(when);
    }
    for (uint32_t i = 0; i < MEMBERS; i++) {
        tappa_journey *j;
        assert_int_equal(tappa_cohort_get(cohort, i, &j), TAPPA_OK);
        assert_same_bytes(r, r->plain[i], j, "the cohort");
        tappa_journey_free(j);
    }
    tappa_cohort_free(cohort);
}

static void
check_model(tappa_context *context, const char *path, uint64_t seed)
{
    struct runs *r = calloc(1, sizeof *r);
    struct drawn *events = calloc(EVENTS, sizeof *events);
    int64_t time = 0;

    assert_int_equal(tappa_model_load(context, path, NULL, &r->model), TAPPA_OK);
    assert_int_equal(tappa_batch_new(context, &r->batch), TAPPA_OK);
    assert_int_equal(tappa_batch_new(context, &r->other), TAPPA_OK);
    for (uint32_t i = 0; i < MEMBERS; i++) {
        char id[12];
        int n = snprintf(id, sizeof id, "%u", (unsigned)i);
        assert_int_equal(tappa_journey_new(r->model, id, (size_t)n, NULL, 0, &r->plain[i]), TAPPA_OK);
        assert_int_equal(tappa_journey_new(r->model, id, (size_t)n, NULL, 0, &r->general[i]), TAPPA_OK);
        assert_int_equal(tappa_journey_new(r->model, id, (size_t)n, NULL, 0, &r->restored[i]), TAPPA_OK);
    }
    if (tappa_model_event_declared(r->model)) {
        for (int i = 0; i < EVENTS; i++) {
            time += (int64_t)(draw(&seed) % 50000) * 1000000;
            draw_event(r->model, &seed, time, &events[i]);
            run_one(r, &events[i]);
        }
        compare_cohort(r, events, EVENTS);
        compare_cohort(r, events, 7);
    }
    for (uint32_t i = 0; i < MEMBERS; i++) {
        tappa_journey_free(r->plain[i]);
        tappa_journey_free(r->general[i]);
        tappa_journey_free(r->restored[i]);
    }
    tappa_batch_free(r->batch);
    tappa_batch_free(r->other);
    tappa_model_unref(r->model);
    free(events);
    free(r);
}

/* Runs the events on new journeys with a batch that may be warm; says how many blocks the steps alone asked for. */
static uint64_t
blocks_asked_for(tappa_model *model, tappa_batch *batch, struct failing *counter, const struct drawn *events)
{
    tappa_journey *journeys[MEMBERS];
    uint64_t asked = 0, steps = 0;

    for (uint32_t i = 0; i < MEMBERS; i++)
        assert_int_equal(tappa_journey_new(model, "anna", 4, NULL, 0, &journeys[i]), TAPPA_OK);
    for (int i = 0; i < EVENTS; i++) {
        tappa_journey *j = journeys[events[i].member];
        uint64_t before = counter->count;

        while (tappa_journey_run_due(j, events[i].event.time, batch) != TAPPA_NOT_DUE)
            steps++;
        steps++;
        assert_true(tappa_journey_feed(j, &events[i].event, batch) != TAPPA_ENOMEM);
        asked += counter->count - before;
    }
    for (uint32_t i = 0; i < MEMBERS; i++)
        tappa_journey_free(journeys[i]);
    /* A journey with text or delayed sends keeps them in a block of its own, made anew where it changes. */
    if (model->has_strings || model->has_sends) {
        assert_true(asked <= steps);
        return 0;
    }
    return asked;
}

/* Once a batch has seen a model's steps, they ask for no memory. */
static void
check_warm(const char *path, uint64_t seed)
{
    struct failing counter = {0};
    struct tappa_allocator allocator = failing_allocator(&counter);
    struct drawn *events = calloc(EVENTS, sizeof *events);
    tappa_context *context;
    tappa_model *model;
    tappa_batch *batch;
    int64_t time = 0;

    assert_int_equal(tappa_context_new(&allocator, &context), TAPPA_OK);
    assert_int_equal(tappa_model_load(context, path, NULL, &model), TAPPA_OK);
    assert_int_equal(tappa_batch_new(context, &batch), TAPPA_OK);
    for (int i = 0; i < EVENTS && tappa_model_event_declared(model); i++)
        draw_event(model, &seed, time += (int64_t)(draw(&seed) % 50000) * 1000000, &events[i]);
    if (time) {
        (void)blocks_asked_for(model, batch, &counter, events);
        if (blocks_asked_for(model, batch, &counter, events))
            fail_msg("%s: a step with a warm batch asked for memory", path);
    }
    tappa_batch_free(batch);
    tappa_model_unref(model);
    tappa_context_unref(context);
    free(events);
    assert_int_equal(counter.live, 0);
}

static char **models;

static void
test_warm_batches(void **state)
{
    (void)state;
    for (char **path = models; *path; path++)
        check_warm(*path, 1);
}

static void
test_properties(void **state)
{
    tappa_context *context;

    (void)state;
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    /* A model whose delayed sends breed is refused early, and alike everywhere. */
    assert_int_equal(tappa_context_set_limit(context, TAPPA_LIMIT_PENDING_SENDS, 3), TAPPA_OK);
    for (char **path = models; *path; path++)
        for (uint64_t seed = 1; seed <= 5; seed++) {
            print_message("%s seed %u\n", *path, (unsigned)seed);
            check_model(context, *path, seed);
        }
    tappa_context_unref(context);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_properties), cmocka_unit_test(test_warm_batches)};

    (void)argc;
    models = argv + 1;
    return *models ? cmocka_run_group_tests(tests, NULL, NULL) : 2;
}
