/* What the benchmarks of PHP and Python are measured against, and its events. `bench feed`: nanoseconds of one feed with two fields, by index, from C. `bench
 * cohort MODEL`: nanoseconds of one event of the seven-stage stream in a cohort. `bench events`: that stream, for unpack(). */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tappa/tappa.h"
#include "tests/bench/seven.h"

#define FEEDS 1000000

static const char two_fields[] =
    "tappa: 1\nmodel: two-fields\nversion: 1\n"
    "events:\n  added: {fields: {price: double, quantity: int}}\n"
    "stages:\n"
    "  looking: {when: {added: {if: event.price > 1.0, to: filled}}}\n"
    "  filled: {when: {added: {if: event.quantity > 0, to: looking}}}\n"
    "goals: {sale: {reach: filled}}\n";

static tappa_context *context;
static tappa_model *model;
static tappa_batch *batch;

static double
seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int
feed(void)
{
    struct tappa_value fields[2] = {{.kind = TAPPA_DOUBLE, .real = 2.0}, {.kind = TAPPA_INT}};
    struct tappa_event event = {.size = sizeof event, .touchpoint = TAPPA_NONE, .fields = fields, .field_count = 2};
    tappa_journey *journey;
    double begun;

    if (tappa_model_compile(context, two_fields, sizeof two_fields - 1, NULL, NULL, &model) ||
        tappa_journey_new(model, "anna", 4, NULL, 0, &journey))
        return 1;
    begun = seconds();
    for (int i = 0; i < FEEDS; i++) {
        event.time = i;
        fields[1].integer = i + 1;
        if (tappa_journey_feed(journey, &event, batch))
            return 1;
    }
    printf("%.3f\n", (seconds() - begun) * 1e9 / FEEDS);
    tappa_journey_free(journey);
    return 0;
}

static int
cohort(const char *path, const struct seven_event *events)
{
    uint32_t *who = calloc(SEVEN_EVENTS, sizeof *who), *what = calloc(SEVEN_EVENTS, sizeof *what);
    int64_t *when = calloc(SEVEN_EVENTS, sizeof *when), *value = calloc(SEVEN_EVENTS, sizeof *value);
    struct tappa_column column = {.field = "value", .field_size = 5, .kind = TAPPA_INT, .values = value};
    struct tappa_columns columns = {.size = sizeof columns, .count = SEVEN_EVENTS, .journeys = who, .events = what, .times = when,
                                    .columns = &column, .column_count = 1};
    tappa_cohort *all;
    double begun;

    if (!who || !what || !when || !value || tappa_model_load(context, path, NULL, &model))
        return 1;
    for (size_t i = 0; i < SEVEN_EVENTS; i++) {
        who[i] = events[i].customer;
        what[i] = events[i].type;
        when[i] = (int64_t)i + 1;
        value[i] = events[i].value;
    }
    /* The second feed is measured, as in PHP: the first one grows the batch. */
    for (int round = 0; round < 2; round++) {
        if (tappa_cohort_new(model, SEVEN_CUSTOMERS, &all))
            return 1;
        begun = seconds();
        if (tappa_cohort_feed(all, &columns, batch, NULL))
            return 1;
        begun = seconds() - begun;
        tappa_cohort_free(all);
    }
    printf("%.3f\n", begun * 1e9 / SEVEN_EVENTS);
    free(who);
    free(what);
    free(when);
    free(value);
    return 0;
}

int
main(int argc, char **argv)
{
    struct seven_event *events = calloc(SEVEN_EVENTS, sizeof *events);
    int failed = 1;

    if (argc < 2 || !events || tappa_context_new(NULL, &context) || tappa_batch_new(context, &batch))
        return 2;
    if (strcmp(argv[1], "feed") != 0)
        seven_generate(events, SEVEN_EVENTS);
    if (!strcmp(argv[1], "feed"))
        failed = feed();
    else if (!strcmp(argv[1], "cohort") && argc == 3)
        failed = cohort(argv[2], events);
    else if (!strcmp(argv[1], "events"))
        failed = fwrite(events, sizeof *events, SEVEN_EVENTS, stdout) != SEVEN_EVENTS;
    tappa_batch_free(batch);
    tappa_model_unref(model);
    tappa_context_unref(context);
    free(events);
    return failed;
}
