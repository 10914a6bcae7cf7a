/* The seven-stage benchmark: the C switch, `feed` with a full batch, and the cohort with times and records, on the same events in the
 * same process, rounds interleaved. Prints medians and ratios to the switch. Every pass must end with the known histogram and the
 * known number of transitions: a fast wrong answer is an error. */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "seven.h"
#include "tappa/tappa.h"

enum { SWITCH, FEED, COHORT, WAYS };
static const char *const names[WAYS] = {"C switch", "feed, full batch", "cohort, times and records"};

struct bench {
    struct seven_event *events;
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
die(const char *what)
{
    fprintf(stderr, "seven: %s\n", what);
    exit(1);
}

static void *
room(size_t count, size_t size)
{
    void *p = calloc(count, size);

    if (!p)
        die("out of memory");
    return p;
}

static double
seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double
pass_switch(struct bench *b)
{
    double begun;

    memset(b->stage, 0, SEVEN_CUSTOMERS);
    b->taken = 0;
    begun = seconds();
    for (size_t i = 0; i < SEVEN_EVENTS; i++) {
        const struct seven_event *e = &b->events[i];
        unsigned next = seven_switch(b->stage[e->customer], e->type, e->value);
        if (next != 255) {
            b->stage[e->customer] = (uint8_t)next;
            b->taken++;
        }
    }
    begun = seconds() - begun;
    memset(b->histogram, 0, sizeof b->histogram);
    for (size_t i = 0; i < SEVEN_CUSTOMERS; i++)
        b->histogram[b->stage[i]]++;
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
    for (size_t i = 0; i < SEVEN_EVENTS; i++) {
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
    struct tappa_columns columns = {.size = sizeof columns, .count = SEVEN_EVENTS, .journeys = b->who, .events = b->what,
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

static void
check(const struct bench *b, const char *name)
{
    if (b->taken == SEVEN_TAKEN && !memcmp(b->histogram, seven_histogram, sizeof seven_histogram))
        return;
    fprintf(stderr, "seven: %s: %" PRIu64 " taken, histogram", name, b->taken);
    for (int i = 0; i < 7; i++)
        fprintf(stderr, " %" PRIu64, b->histogram[i]);
    fprintf(stderr, "\n");
    exit(1);
}

static int
by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static void
set_up(struct bench *b, const char *path)
{
    b->events = room(SEVEN_EVENTS, sizeof *b->events);
    seven_generate(b->events, SEVEN_EVENTS);
    b->stage = room(SEVEN_CUSTOMERS, 1);
    b->journeys = room(SEVEN_CUSTOMERS, sizeof(tappa_journey *));
    b->who = room(SEVEN_EVENTS, sizeof *b->who);
    b->what = room(SEVEN_EVENTS, sizeof *b->what);
    b->when = room(SEVEN_EVENTS, sizeof *b->when);
    b->value = room(SEVEN_EVENTS, sizeof *b->value);
    for (size_t i = 0; i < SEVEN_EVENTS; i++) {
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

/* seven MODEL [ROUNDS [WAY]]: WAY alone for callgrind. */
int
main(int argc, char **argv)
{
    static double (*const passes[WAYS])(struct bench *) = {pass_switch, pass_feed, pass_cohort};
    struct bench b = {0};
    int rounds = argc > 2 ? atoi(argv[2]) : 15, only = argc > 3 ? atoi(argv[3]) : -1;
    double *times[WAYS], base = 0;

    if (argc < 2 || rounds < 1)
        die("usage: seven MODEL [ROUNDS [WAY]]");
    set_up(&b, argv[1]);
    for (int w = 0; w < WAYS; w++)
        times[w] = room((size_t)rounds, sizeof(double));
    for (int r = 0; r < rounds; r++)
        for (int w = 0; w < WAYS; w++) {
            if (only >= 0 && w != only)
                continue;
            times[w][r] = passes[w](&b);
            check(&b, names[w]);
        }
    printf("%-28s %8s %8s\n", "seven stages, 1,000,000 events", "ratio", "ns");
    for (int w = 0; w < WAYS; w++) {
        qsort(times[w], (size_t)rounds, sizeof(double), by_size);
        if (!w)
            base = times[w][rounds / 2];
        printf("%-30s %8.2f %8.1f\n", names[w], base > 0 ? times[w][rounds / 2] / base : 0.0, times[w][rounds / 2] * 1e9 / SEVEN_EVENTS);
        free(times[w]);
    }
    if (b.journey_bytes)
        printf("a resting journey in the cohort: %zu bytes\n", b.journey_bytes);
    tear_down(&b);
    return 0;
}
