/* The seven-stage benchmark: the C switch, a table walk, `feed` with a full batch, and the cohort with times and records, on the same events in the
 * same process, rounds interleaved. Prints medians and ratios to the switch as JSON lines. Every pass must end with the known histogram and the
 * known number of transitions: a fast wrong answer is an error. */
#include "bench.h"
#include "seven.h"
#include "tappa/tappa.h"

enum { SWITCH, TABLE, FEED, COHORT, WAYS };
static const char *const names[WAYS] = {"switch", "table", "feed", "cohort"};

struct bench {
    struct seven_event *events;
    size_t count;
    struct seven_table table;
    tappa_model *model;
    tappa_context *context;
    tappa_batch *batch;
    tappa_journey **journeys;
    uint8_t *stage;
    uint32_t *who, *what;
    int64_t *when, *value;
    uint64_t histogram[7], taken;
    size_t journey_bytes;
};

static void
count_stages(struct bench *b)
{
    memset(b->histogram, 0, sizeof b->histogram);
    for (size_t i = 0; i < SEVEN_CUSTOMERS; i++)
        b->histogram[b->stage[i]]++;
}

static double
pass_switch(struct bench *b)
{
    double begun;

    memset(b->stage, 0, SEVEN_CUSTOMERS);
    b->taken = 0;
    begun = seconds();
    for (size_t i = 0; i < b->count; i++) {
        const struct seven_event *e = &b->events[i];
        unsigned next = seven_switch(b->stage[e->customer], e->type, e->value);
        if (next != 255) {
            b->stage[e->customer] = (uint8_t)next;
            b->taken++;
        }
    }
    begun = seconds() - begun;
    count_stages(b);
    return begun;
}

static double
pass_table(struct bench *b)
{
    double begun;

    memset(b->stage, 0, SEVEN_CUSTOMERS);
    b->taken = 0;
    begun = seconds();
    for (size_t i = 0; i < b->count; i++) {
        const struct seven_event *e = &b->events[i];
        unsigned next = seven_walk(&b->table, b->stage[e->customer], e->type, e->value);
        if (next != 255) {
            b->stage[e->customer] = (uint8_t)next;
            b->taken++;
        }
    }
    begun = seconds() - begun;
    count_stages(b);
    return begun;
}

/* Journeys begun anew, outside the measured time, as the switch's stages are. */
static void
begin_journeys(struct bench *b)
{
    struct tappa_event start = {.size = sizeof start, .type = 0, .time = 0, .touchpoint = TAPPA_NONE};

    for (uint32_t i = 0; i < SEVEN_CUSTOMERS; i++) {
        char id[12];
        int n = snprintf(id, sizeof id, "%" PRIu32, i);

        tappa_journey_free(b->journeys[i]);
        if (tappa_journey_new(b->model, id, (size_t)n, NULL, 0, &b->journeys[i]) ||
            tappa_journey_begin(b->journeys[i], &start, b->batch))
            die("a journey does not begin");
    }
}

static double
pass_feed(struct bench *b)
{
    struct tappa_value value = {.kind = TAPPA_INT};
    struct tappa_event event = {.size = sizeof event, .touchpoint = TAPPA_NONE, .fields = &value, .field_count = 1};
    double begun;

    begin_journeys(b);
    b->taken = 0;
    begun = seconds();
    for (size_t i = 0; i < b->count; i++) {
        const struct seven_event *e = &b->events[i];

        event.type = e->type;
        event.time = (int64_t)i;
        value.integer = e->value;
        if (tappa_journey_feed(b->journeys[e->customer], &event, b->batch))
            die("feed fails");
        b->taken += tappa_batch_taken_count(b->batch);
    }
    begun = seconds() - begun;
    memset(b->histogram, 0, sizeof b->histogram);
    for (uint32_t i = 0; i < SEVEN_CUSTOMERS; i++)
        b->histogram[tappa_stage_index(tappa_journey_stage_at(b->journeys[i], 0))]++;
    return begun;
}

static double
pass_cohort(struct bench *b)
{
    struct tappa_column column = {.field = "value", .field_size = 5, .kind = TAPPA_INT, .values = b->value};
    struct tappa_columns columns = {.size = sizeof columns, .count = b->count, .journeys = b->who, .events = b->what,
                                    .times = b->when, .columns = &column, .column_count = 1};
    tappa_cohort *cohort;
    double begun;

    begin_journeys(b);
    if (tappa_cohort_new(b->model, SEVEN_CUSTOMERS, &cohort))
        die("no cohort");
    for (uint32_t i = 0; i < SEVEN_CUSTOMERS; i++)
        if (tappa_cohort_put(cohort, i, b->journeys[i]))
            die("put fails");
    begun = seconds();
    if (tappa_cohort_feed(cohort, &columns, b->batch, NULL))
        die("the cohort fails");
    begun = seconds() - begun;
    b->taken = tappa_batch_taken_count(b->batch);
    if (tappa_batch_refused_count(b->batch) || tappa_cohort_histogram(cohort, b->histogram, 7))
        die("the cohort refuses");
    b->journey_bytes = tappa_cohort_journey_bytes(cohort);
    if (b->journey_bytes > SEVEN_BYTES)
        die("a resting journey takes more than 64 bytes in a cohort");
    tappa_cohort_free(cohort);
    return begun;
}

/* A million events end where they always did; fewer, where they take the switch. */
static void
check(struct bench *b, int way)
{
    static uint64_t histogram[7], taken;

    if (way == SWITCH) {
        memcpy(histogram, b->histogram, sizeof histogram);
        taken = b->taken;
    }
    if (b->taken == taken && !memcmp(b->histogram, histogram, sizeof histogram) &&
        (b->count != SEVEN_EVENTS || (taken == SEVEN_TAKEN && !memcmp(histogram, seven_histogram, sizeof histogram))))
        return;
    fprintf(stderr, "seven: %s: %" PRIu64 " taken, histogram", names[way], b->taken);
    for (int i = 0; i < 7; i++)
        fprintf(stderr, " %" PRIu64, b->histogram[i]);
    fprintf(stderr, "\n");
    exit(1);
}

static void
set_up(struct bench *b, const char *path)
{
    b->events = room(SEVEN_EVENTS, sizeof *b->events);
    seven_generate(b->events, b->count);
    seven_tabulate(&b->table);
    b->stage = room(SEVEN_CUSTOMERS, 1);
    b->journeys = room(SEVEN_CUSTOMERS, sizeof(tappa_journey *));
    b->who = room(SEVEN_EVENTS, sizeof *b->who);
    b->what = room(SEVEN_EVENTS, sizeof *b->what);
    b->when = room(SEVEN_EVENTS, sizeof *b->when);
    b->value = room(SEVEN_EVENTS, sizeof *b->value);
    for (size_t i = 0; i < b->count; i++) {
        b->who[i] = b->events[i].customer;
        b->what[i] = b->events[i].type;
        b->when[i] = (int64_t)i;
        b->value[i] = b->events[i].value;
    }
    if (tappa_context_new(NULL, &b->context) || tappa_model_load(b->context, path, NULL, &b->model) ||
        tappa_batch_new(b->context, &b->batch))
        die("the model does not compile");
}

static void
tear_down(struct bench *b)
{
    for (uint32_t i = 0; i < SEVEN_CUSTOMERS; i++)
        tappa_journey_free(b->journeys[i]);
    tappa_batch_free(b->batch);
    tappa_model_unref(b->model);
    tappa_context_unref(b->context);
    free(b->events);
    free(b->stage);
    free(b->journeys);
    free(b->who);
    free(b->what);
    free(b->when);
    free(b->value);
}

/* Every implementation in another language reads the events from this file: customer, event, value on each line; the first says what
 * must come of them. */
static void
write_events(struct bench *b, const char *path)
{
    FILE *file = fopen(path, "w");

    if (!file)
        die("cannot write the events");
    (void)pass_switch(b);
    for (int i = 0; i < 7; i++)
        fprintf(file, "%" PRIu64 " ", b->histogram[i]);
    fprintf(file, "%" PRIu64 "\n", b->taken);
    for (size_t i = 0; i < b->count; i++)
        fprintf(file, "%" PRIu32 " %u %u\n", b->events[i].customer, b->events[i].type, b->events[i].value);
    if (fclose(file))
        die("cannot write the events");
}

/* seven MODEL [ROUNDS [EVENTS [WAY]]]: WAY alone, behind the switch, for callgrind. seven - PATH EVENTS writes the events to a file. */
int
main(int argc, char **argv)
{
    static double (*const passes[WAYS])(struct bench *) = {pass_switch, pass_table, pass_feed, pass_cohort};
    struct bench b = {.count = argc > 3 ? strtoul(argv[3], NULL, 10) : SEVEN_EVENTS};
    size_t rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : 15;
    const char *only = argc > 4 ? argv[4] : NULL;
    double *times[WAYS], base;

    if (argc < 3 || !b.count || b.count > SEVEN_EVENTS)
        die("usage: seven MODEL ROUNDS [EVENTS [WAY]]");
    if (!strcmp(argv[1], "-")) {
        b.events = room(b.count, sizeof *b.events);
        b.stage = room(SEVEN_CUSTOMERS, 1);
        seven_generate(b.events, b.count);
        write_events(&b, argv[2]);
        free(b.events);
        free(b.stage);
        return 0;
    }
    set_up(&b, argv[1]);
    for (int w = 0; w < WAYS; w++)
        times[w] = room(rounds, sizeof(double));
    for (size_t r = 0; r < rounds; r++)
        for (int w = 0; w < WAYS; w++) {
            if (w != SWITCH && only && strcmp(only, names[w]))
                continue;
            times[w][r] = passes[w](&b);
            check(&b, w);
        }
    base = median(times[SWITCH], rounds);
    for (int w = 0; w < WAYS; w++) {
        double middle = median(times[w], rounds);
        tell(names[w], middle * 1e9 / (double)b.count, middle / base);
        free(times[w]);
    }
    tear_down(&b);
    return 0;
}
