/* Properties of a replay that hold for every model: a customer's journeys are what they are when nobody else is there, whatever the order in
 * which different customers' records of one instant come, also through a log that is sorted; and, where a customer has one journey at most,
 * they are what feeding that journey alone gives. Models are given on the command line; records are drawn from a seed. */
#include "tests/support/world.h"

#include "tappa/exchange/log.h"
#include "tappa/exchange/replay.h"

#define RECORDS 300
#define CUSTOMERS 6
#define FIELDS 16
#define START INT64_C(1767603600000000)

struct drawn { /* one record, and all it points to */
    struct tappa_record record;
    struct tappa_field fields[FIELDS];
    struct tappa_event event;
    struct tappa_value values[FIELDS];
    char text[FIELDS][4];
    char customer[2];
    uint32_t who;
};

static uint32_t
draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33);
}

static void
draw_field(uint64_t *seed, uint32_t kind, char text[4], struct tappa_value *v)
{
    uint32_t n = draw(seed);

    *v = (struct tappa_value){.kind = n % 8 ? kind : TAPPA_UNSET};
    if (v->kind == TAPPA_DOUBLE) {
        v->real = (double)(n % 900) / 4.0;
    } else if (v->kind == TAPPA_STRING) {
        v->size = n % 3;
        memset(text, 'a' + (int)(n / 8 % 3), 3);
        v->data = text;
    } else if (v->kind == TAPPA_BOOL) {
        v->integer = n / 8 % 2;
    } else if (v->kind != TAPPA_UNSET) {
        v->integer = (int64_t)(n / 8 % 20);
    }
}

/* Several records have one time, so that their order is free. */
static void
draw_record(const tappa_model *m, uint64_t *seed, int64_t time, struct drawn *d)
{
    const tappa_event_type *type = tappa_model_event_at(m, draw(seed) % tappa_model_event_declared(m));
    uint32_t count = tappa_event_type_field_count(type);

    assert_true(count <= FIELDS);
    d->who = draw(seed) % CUSTOMERS;
    d->customer[0] = (char)('a' + d->who);
    d->record = (struct tappa_record){.size = sizeof d->record, .time = time, .customer = d->customer, .customer_size = 1,
                                      .event = tappa_event_type_name(type), .fields = d->fields, .line = 1};
    d->record.event_size = (uint32_t)strlen(d->record.event);
    d->event = (struct tappa_event){.size = sizeof d->event, .type = tappa_event_type_index(type), .time = time, .fields = d->values,
                                    .field_count = count, .touchpoint = TAPPA_NONE};
    for (uint32_t i = 0; i < count; i++) {
        const char *name = tappa_event_type_field_name(type, i);

        draw_field(seed, tappa_event_type_field_kind(type, i), d->text[i], &d->values[i]);
        /* A log has no timestamps or durations: numbers and texts are read as the kind declared. */
        if (d->values[i].kind == TAPPA_TIMESTAMP || d->values[i].kind == TAPPA_DURATION)
            d->values[i].kind = TAPPA_UNSET;
        if (d->values[i].kind != TAPPA_UNSET)
            d->fields[d->record.field_count++] = (struct tappa_field){.name = name, .name_size = (uint32_t)strlen(name), .value = d->values[i]};
    }
}

/* Neighbours of one time and of different customers change places. */
static void
permute(const struct drawn *records, uint32_t *order, uint64_t *seed)
{
    for (uint32_t i = 0; i < RECORDS; i++)
        order[i] = i;
    for (uint32_t round = 0; round < 20 * RECORDS; round++) {
        uint32_t i = draw(seed) % (RECORDS - 1), one = order[i], other = order[i + 1];

        if (records[one].record.time == records[other].record.time && records[one].who != records[other].who) {
            order[i] = other;
            order[i + 1] = one;
        }
    }
}

/* All of a customer's journeys, by id. */
struct journeys {
    unsigned char bytes[65536];
    size_t n;
};

static void
take_journeys(const tappa_replay *replay, uint32_t who, struct journeys *out)
{
    out->n = 0;
    for (size_t i = 0; i < tappa_replay_journey_count(replay); i++) {
        const tappa_journey *j = tappa_replay_journey_at(replay, i);

        if (tappa_journey_customer(j, NULL)[0] == (char)('a' + who))
            out->n += world_snapshot(j, out->bytes + out->n, sizeof out->bytes - out->n);
    }
}

/* `only`: one customer's records, or TAPPA_NONE for all. */
static tappa_replay *
run(tappa_context *context, tappa_model *m, const struct drawn *records, const uint32_t *order, uint32_t only, int64_t end)
{
    tappa_replay *replay;

    assert_int_equal(tappa_replay_new(context, m, NULL, &replay), TAPPA_OK);
    for (uint32_t i = 0; i < RECORDS; i++)
        if (only == TAPPA_NONE || records[order[i]].who == only)
            assert_int_equal(tappa_replay_feed(replay, &records[order[i]].record, NULL), TAPPA_OK);
    assert_int_equal(tappa_replay_advance(replay, end), TAPPA_OK);
    return replay;
}

static tappa_replay *
run_log(tappa_context *context, tappa_model *m, const struct drawn *records, const uint32_t *order, int64_t end)
{
    struct tappa_record record = {.size = sizeof record};
    tappa_replay *replay;
    tappa_log *log;

    assert_int_equal(tappa_log_new(NULL, m, &log), TAPPA_OK);
    assert_int_equal(tappa_replay_new(context, m, NULL, &replay), TAPPA_OK);
    for (uint32_t who = 0; who < CUSTOMERS; who++) /* one customer's whole log behind the other's */
        for (uint32_t i = 0; i < RECORDS; i++)
            if (records[order[i]].who == who)
                assert_int_equal(tappa_log_append(log, &records[order[i]].record), TAPPA_OK);
    tappa_log_sort(log);
    for (uint64_t i = 0; i < tappa_log_count(log); i++) {
        assert_int_equal(tappa_log_at(log, i, &record), TAPPA_OK);
        assert_int_equal(tappa_replay_feed(replay, &record, NULL), TAPPA_OK);
    }
    assert_int_equal(tappa_replay_advance(replay, end), TAPPA_OK);
    tappa_log_free(log);
    return replay;
}

/* One journey, fed by hand: its timers run before each event and at the end. */
static void
feed_alone(tappa_context *context, tappa_model *m, const struct drawn *records, uint32_t who, int64_t end, struct journeys *out)
{
    const char customer = (char)('a' + who);
    tappa_batch *batch;
    tappa_journey *j;

    assert_int_equal(tappa_batch_new(context, &batch), TAPPA_OK);
    assert_int_equal(tappa_journey_new(m, &customer, 1, NULL, 0, &j), TAPPA_OK);
    for (uint32_t i = 0; i <= RECORDS; i++) {
        if (i < RECORDS && records[i].who != who)
            continue;
        while (tappa_journey_run_due(j, i < RECORDS ? records[i].event.time : end, batch) != TAPPA_NOT_DUE)
            ;
        /* As the replay has it, start and first event are two calls, each with a loop limit of its own. */
        if (i < RECORDS && !tappa_model_has_entry(m) && !tappa_journey_begun(j) &&
            tappa_journey_begin(j, &records[i].event, batch) != TAPPA_OK)
            continue;
        if (i < RECORDS)
            assert_true(tappa_journey_feed(j, &records[i].event, batch) != TAPPA_EINVAL);
    }
    out->n = tappa_journey_begun(j) ? world_snapshot(j, out->bytes, sizeof out->bytes) : 0;
    tappa_journey_free(j);
    tappa_batch_free(batch);
}

static void
assert_same(const tappa_model *m, const struct journeys *a, const struct journeys *b, uint32_t who, const char *what)
{
    if (a->n != b->n || memcmp(a->bytes, b->bytes, a->n))
        fail_msg("%s: customer %c: %s: journeys differ", tappa_model_name(m), (char)('a' + who), what);
}

static struct journeys first, second;

static void
compare(tappa_model *m, const tappa_replay *all, const tappa_replay *other, const char *what)
{
    struct tappa_replay_counts one = {.size = sizeof one}, two = {.size = sizeof two};

    assert_int_equal(tappa_replay_counts(all, &one), TAPPA_OK);
    assert_int_equal(tappa_replay_counts(other, &two), TAPPA_OK);
    assert_memory_equal(&one, &two, sizeof one);
    for (uint32_t who = 0; who < CUSTOMERS; who++) {
        take_journeys(all, who, &first);
        take_journeys(other, who, &second);
        assert_same(m, &first, &second, who, what);
    }
}

static void
check_model(tappa_context *context, const char *path, uint64_t seed)
{
    struct drawn *records = calloc(RECORDS, sizeof *records);
    uint32_t order[RECORDS], plain[RECORDS];
    tappa_replay *all, *other;
    tappa_model *m;
    int64_t time = START, end;

    assert_int_equal(tappa_model_load(context, path, NULL, &m), TAPPA_OK);
    for (uint32_t i = 0; i < RECORDS && tappa_model_event_declared(m); i++) {
        plain[i] = i;
        if (i % 8 == 0)
            time += (int64_t)(draw(&seed) % 90000) * 1000000;
        draw_record(m, &seed, time, &records[i]);
    }
    end = time + INT64_C(864000000000);
    if (tappa_model_event_declared(m)) {
        all = run(context, m, records, plain, TAPPA_NONE, end);
        permute(records, order, &seed);
        other = run(context, m, records, order, TAPPA_NONE, end);
        compare(m, all, other, "another order of customers");
        tappa_replay_free(other);
        other = run_log(context, m, records, plain, end);
        compare(m, all, other, "through a log");
        tappa_replay_free(other);
        for (uint32_t who = 0; who < CUSTOMERS; who++) {
            take_journeys(all, who, &first);
            other = run(context, m, records, plain, who, end);
            take_journeys(other, who, &second);
            assert_same(m, &first, &second, who, "without the others");
            tappa_replay_free(other);
            if (tappa_model_again(m) == TAPPA_AGAIN_NEVER && !tappa_model_has_key(m)) {
                feed_alone(context, m, records, who, end, &second);
                assert_same(m, &first, &second, who, "fed by hand");
            }
        }
        tappa_replay_free(all);
    }
    tappa_model_unref(m);
    free(records);
}

static char **models;

static void
test_properties(void **state)
{
    tappa_context *context;

    (void)state;
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    /* A model whose delayed sends breed is refused early, and alike everywhere. */
    assert_int_equal(tappa_context_set_limit(context, TAPPA_LIMIT_PENDING_SENDS, 3), TAPPA_OK);
    for (char **path = models; *path; path++)
        for (uint64_t seed = 1; seed <= 3; seed++) {
            print_message("%s seed %u\n", *path, (unsigned)seed);
            check_model(context, *path, seed);
        }
    tappa_context_unref(context);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_properties)};

    (void)argc;
    models = argv + 1;
    return *models ? cmocka_run_group_tests(tests, NULL, NULL) : 2;
}
