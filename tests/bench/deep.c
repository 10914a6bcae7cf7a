/* The deep benchmark: leaf stages four levels down in two parallel regions, beside the same journeys as two numbers and a switch. Both must
 * take the same number of transitions and end in the same stages. */
#include "bench.h"
#include "seven.h"
#include "tappa/tappa.h"

#define CUSTOMERS 10000u
#define EVENTS 500000u

enum { COME, GO, VIEW, BACK, JOIN, BOUNCE, BUY, RETURN };
struct place {
    uint8_t visit, trust; /* 0: outside, stranger; 1: shelf, fresh; 2: product, loyal */
};

static uint32_t
move(uint8_t *from, uint8_t to, int holds)
{
    if (holds)
        *from = to;
    return holds != 0;
}

static uint32_t
step(struct place *p, unsigned type, unsigned value)
{
    switch (type) {
    case COME:
        return move(&p->visit, 1, p->visit == 0);
    case GO:
        return move(&p->visit, 0, p->visit != 0);
    case VIEW:
        return move(&p->visit, 2, p->visit == 1);
    case BACK:
        return move(&p->visit, 1, p->visit == 2);
    case JOIN:
        return move(&p->trust, 1, p->trust == 0);
    case BOUNCE:
        return move(&p->trust, 0, p->trust != 0);
    case BUY:
        return move(&p->trust, 2, p->trust == 1 && value >= 500);
    default:
        return move(&p->trust, 1, p->trust == 2);
    }
}

struct bench {
    struct seven_event *events;
    struct place *places;
    tappa_context *context;
    tappa_model *model;
    tappa_batch *batch;
    tappa_journey **journeys;
};

static uint64_t
pass_switch(struct bench *b, double *time)
{
    uint64_t taken = 0;
    double begun;

    memset(b->places, 0, CUSTOMERS * sizeof *b->places);
    begun = seconds();
    for (size_t i = 0; i < EVENTS; i++)
        taken += step(&b->places[b->events[i].customer], b->events[i].type, b->events[i].value);
    *time = seconds() - begun;
    return taken;
}

static uint64_t
pass_feed(struct bench *b, double *time)
{
    struct tappa_value value = {.kind = TAPPA_INT};
    struct tappa_event event = {.size = sizeof event, .touchpoint = TAPPA_NONE, .fields = &value, .field_count = 1};
    uint64_t taken = 0;
    double begun;

    for (uint32_t i = 0; i < CUSTOMERS; i++) {
        tappa_journey_free(b->journeys[i]);
        if (tappa_journey_new(b->model, "x", 1, NULL, 0, &b->journeys[i]) || tappa_journey_begin(b->journeys[i], &event, b->batch))
            die("a journey does not begin");
    }
    begun = seconds();
    for (size_t i = 0; i < EVENTS; i++) {
        event.type = b->events[i].type;
        event.time = (int64_t)i;
        value.integer = b->events[i].value;
        if (tappa_journey_feed(b->journeys[b->events[i].customer], &event, b->batch))
            die("feed fails");
        taken += tappa_batch_taken_count(b->batch);
    }
    *time = seconds() - begun;
    return taken;
}

static void
compare_places(const struct bench *b)
{
    static const char *const visits[] = {"outside", "shelf", "product"}, *const trusts[] = {"stranger", "fresh", "loyal"};

    for (uint32_t i = 0; i < CUSTOMERS; i++)
        if (strcmp(tappa_stage_name(tappa_journey_stage_at(b->journeys[i], 0)), visits[b->places[i].visit]) ||
            strcmp(tappa_stage_name(tappa_journey_stage_at(b->journeys[i], 1)), trusts[b->places[i].trust]))
            die("deep: the model and the switch part ways");
}

/* deep MODEL ROUNDS */
int
main(int argc, char **argv)
{
    struct bench b = {0};
    size_t rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : 5;
    double *by_switch = room(rounds, sizeof(double)), *by_feed = room(rounds, sizeof(double)), base, middle;
    uint64_t seed = 7;

    b.events = room(EVENTS, sizeof *b.events);
    b.places = room(CUSTOMERS, sizeof *b.places);
    b.journeys = room(CUSTOMERS, sizeof(tappa_journey *));
    for (size_t i = 0; i < EVENTS; i++)
        b.events[i] = (struct seven_event){seven_random(&seed) % CUSTOMERS, (uint16_t)(seven_random(&seed) % 1000),
                                           (uint8_t)(seven_random(&seed) % 8), 0};
    if (argc < 2 || tappa_context_new(NULL, &b.context) || tappa_model_load(b.context, argv[1], NULL, &b.model) ||
        tappa_batch_new(b.context, &b.batch))
        die("usage: deep MODEL [ROUNDS]");
    for (size_t r = 0; r < rounds; r++) {
        if (pass_switch(&b, &by_switch[r]) != pass_feed(&b, &by_feed[r]))
            die("deep: another number of transitions");
        compare_places(&b);
    }
    base = median(by_switch, rounds);
    middle = median(by_feed, rounds);
    tell("switch", base * 1e9 / EVENTS, 1.0);
    tell("feed", middle * 1e9 / EVENTS, middle / base);
    for (uint32_t i = 0; i < CUSTOMERS; i++)
        tappa_journey_free(b.journeys[i]);
    tappa_batch_free(b.batch);
    tappa_model_unref(b.model);
    tappa_context_unref(b.context);
    free(b.events);
    free(b.places);
    free(b.journeys);
    free(by_switch);
    free(by_feed);
    return 0;
}
