/* What an event costs as the number of journeys grows: a cohort fed with customers and events drawn uniformly, beside the switch on an
 * array of stages. Both must end with the same stages. */
#include "bench.h"
#include "seven.h"
#include "tappa/tappa.h"

#define BLOCK 4000000u /* events of one call, and journeys begun by one */

struct bench {
    uint32_t journeys;
    size_t count;
    uint32_t *who, *what;
    int64_t *when, *value;
    uint8_t *stage;
    tappa_batch *batch;
    tappa_cohort *cohort;
};

static void
feed(struct bench *b, size_t count)
{
    struct tappa_column column = {.field = "value", .field_size = 5, .kind = TAPPA_INT, .values = b->value};
    struct tappa_columns columns = {.size = sizeof columns, .count = count, .journeys = b->who, .events = b->what,
                                    .times = b->when, .columns = &column, .column_count = 1};

    if (tappa_cohort_feed(b->cohort, &columns, b->batch, NULL) || tappa_batch_refused_count(b->batch))
        die("the cohort fails");
}

/* All journeys begin with an event that nothing reacts to. */
static void
begin(struct bench *b)
{
    for (uint32_t first = 0; first < b->journeys; first += BLOCK) {
        uint32_t count = b->journeys - first < BLOCK ? b->journeys - first : BLOCK;

        for (uint32_t i = 0; i < count; i++) {
            b->who[i] = first + i;
            b->what[i] = EMAIL_OPEN;
            b->when[i] = b->value[i] = 0;
        }
        feed(b, count);
    }
}

static double
pass_switch(struct bench *b)
{
    double begun = seconds();

    for (size_t i = 0; i < b->count; i++) {
        unsigned next = seven_switch(b->stage[b->who[i]], b->what[i], (unsigned)b->value[i]);
        if (next != 255)
            b->stage[b->who[i]] = (uint8_t)next;
    }
    return seconds() - begun;
}

static void
compare_stages(const struct bench *b)
{
    uint64_t expected[7] = {0}, found[7];

    for (uint32_t i = 0; i < b->journeys; i++)
        expected[b->stage[i]]++;
    if (tappa_cohort_histogram(b->cohort, found, 7) || memcmp(found, expected, sizeof found))
        die("scale: the cohort and the switch part ways");
}

/* scale MODEL JOURNEYS ROUNDS */
int
main(int argc, char **argv)
{
    struct bench b = {.count = BLOCK};
    size_t rounds = argc > 3 ? strtoul(argv[3], NULL, 10) : 3;
    double *by_switch = room(rounds, sizeof(double)), *by_cohort = room(rounds, sizeof(double)), base, middle;
    tappa_context *context;
    tappa_model *model;
    uint64_t seed = 11;
    int64_t now = 0;

    if (argc < 3 || tappa_context_new(NULL, &context) || tappa_model_load(context, argv[1], NULL, &model) ||
        tappa_batch_new(context, &b.batch))
        die("usage: scale MODEL JOURNEYS [ROUNDS]");
    b.journeys = (uint32_t)strtoul(argv[2], NULL, 10);
    if (tappa_cohort_new(model, b.journeys, &b.cohort))
        die("no cohort");
    b.stage = room(b.journeys, 1);
    b.who = room(BLOCK, sizeof *b.who);
    b.what = room(BLOCK, sizeof *b.what);
    b.when = room(BLOCK, sizeof *b.when);
    b.value = room(BLOCK, sizeof *b.value);
    begin(&b);
    for (size_t r = 0; r < rounds; r++) {
        double begun;

        for (size_t i = 0; i < b.count; i++) {
            b.who[i] = seven_random(&seed) % b.journeys;
            b.what[i] = seven_random(&seed) % 12;
            b.value[i] = seven_random(&seed) % 1000;
            b.when[i] = ++now;
        }
        by_switch[r] = pass_switch(&b);
        begun = seconds();
        feed(&b, b.count);
        by_cohort[r] = seconds() - begun;
    }
    compare_stages(&b);
    base = median(by_switch, rounds);
    middle = median(by_cohort, rounds);
    tell("switch", base * 1e9 / (double)b.count, 1.0);
    tell("cohort", middle * 1e9 / (double)b.count, middle / base);
    tappa_cohort_free(b.cohort);
    tappa_batch_free(b.batch);
    tappa_model_unref(model);
    tappa_context_unref(context);
    free(b.stage);
    free(b.who);
    free(b.what);
    free(b.when);
    free(b.value);
    free(by_switch);
    free(by_cohort);
    return 0;
}
