/*
 * What a decision costs: 50 offers and 10 caps, a customer with a history of contacts, in microseconds for one call; and beside it, in the same
 * run, the conditions of the offers alone (tappa_journey_offer), which no decision can do without.
 *
 *     decide [ROUNDS]
 *
 * Medians of several rounds.
 */
#include "tests/bench/bench.h"

#include "tappa/engine/contact.h"
#include "tappa/engine/customer.h"
#include "tappa/engine/ingest.h"
#include "tappa/tappa.h"

#define OFFERS 50
#define CAPS 10
#define CALLS 2000
#define ROUNDS_MAX 101
#define HOUR INT64_C(3600000000)
#define NOW INT64_C(1767571200000000)

static void
check(tappa_status status)
{
    if (status)
        die(tappa_status_text(status));
}

/* Of the offers a third is open, a third stopped by its stage, a third by its condition; some go out by a channel under caps. */
static size_t
write_model(char *text, size_t size)
{
    size_t n = 0;
    int i;

#define PUT(...) n += (size_t)snprintf(text + n, size - n, __VA_ARGS__)
    PUT("tappa: 1\nmodel: shop\nversion: 1\nevents: {View: {}, Fill: {}, Mail: {}}\n"
        "data: {basket: {type: double, default: 0.0}, views: {type: int, default: 0}}\n"
        "channels: {web: {setting: online}, email: {setting: online, consent: news}, sms: {setting: online}}\n"
        "touchpoints:\n  site: {channel: web, direction: inbound}\n  mail: {channel: email, direction: outbound}\n"
        "  text: {channel: sms, direction: outbound}\n"
        "stages:\n  a: {when: {View: {set: {views: data.views + 1}}, Mail: {contact: text}, Fill: b}}\n"
        "  b: {when: {View: {set: {views: data.views + 1}}, Mail: {contact: text}}}\noffers:\n");
    for (i = 0; i < OFFERS; i++)
        PUT("  o%d: {touchpoint: %s, if: 'data.basket %s %d.0 && data.views < %d', for: [%s], value: data.basket + %d.0, priority: %d}\n", i,
            i % 5 == 4 ? "text" : "site", i % 3 == 1 ? ">" : "<=", i, 1000 + i, i % 3 == 2 ? "b" : "a", i, i % 4);
    PUT("contact_rules:\n  quiet: {from: \"21:00\", to: \"08:00\", channel: email}\n  caps:\n");
    for (i = 0; i < CAPS; i++)
        PUT("    - {%s, at_most: %d, per: %dd}\n", i % 3 == 0 ? "channel: sms" : i % 3 == 1 ? "touchpoint: text" : "channel: email", 40 + i, i + 1);
    return n;
}

static void
hear(tappa_engine *engine, int64_t time, const char *event, int64_t *customer)
{
    struct tappa_record r = {.size = sizeof r, .time = time, .event = event, .event_size = (uint32_t)strlen(event), .customer = "ann",
                             .customer_size = 3};
    struct tappa_ingested result = {.size = sizeof result};

    check(tappa_engine_ingest(engine, &r, 1, NULL, time, &result));
    *customer = result.customer;
}

static int64_t
live(tappa_engine *engine)
{
    const struct tappa_claimed *claimed;
    int64_t customer = 0;
    size_t count;
    int i;

    hear(engine, NOW - 100 * HOUR, "View", &customer);
    for (i = 0; i < 20; i++) { /* twenty texts within the last days */
        int64_t time = NOW - (60 - i) * HOUR;

        hear(engine, time, "Mail", &customer);
        check(tappa_engine_claim(engine, time, 1, &claimed, &count));
        if (count)
            check(tappa_engine_report(engine, claimed[0].key, TAPPA_CONTACT_SENT, time));
    }
    return customer;
}

int
main(int argc, char **argv)
{
    size_t rounds = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 11, size, count = 0, open = 0, i, j, k;
    static char text[32768];
    static double decide[ROUNDS_MAX], offers[ROUNDS_MAX];
    struct tappa_moment moment = {.size = sizeof moment, .now = NOW};
    struct tappa_standing standing = {.size = sizeof standing};
    const struct tappa_verdict *verdicts;
    tappa_context *context;
    tappa_engine *engine;
    tappa_store *store;
    tappa_model *model;
    tappa_batch *batch;
    int64_t customer;
    double ns;

    rounds = rounds < 1 ? 1 : rounds > ROUNDS_MAX ? ROUNDS_MAX : rounds;
    check(tappa_context_new(NULL, &context));
    check(tappa_store_memory(context, 0, &store));
    check(tappa_engine_open(context, store, NULL, &engine));
    size = write_model(text, sizeof text);
    check(tappa_model_compile(context, text, size, NULL, NULL, &model));
    check(tappa_engine_add_model(engine, model, TAPPA_FOLLOW, 0));
    check(tappa_batch_new(context, &batch));
    customer = live(engine);
    for (k = 0; k < rounds; k++) {
        double start = seconds();

        for (i = 0; i < CALLS; i++) {
            moment.now = NOW + (int64_t)i;
            check(tappa_engine_decide(engine, customer, &moment, &verdicts, &count));
        }
        decide[k] = (seconds() - start) / CALLS;
        check(tappa_engine_where(engine, customer, &standing));
        start = seconds();
        for (i = 0; i < CALLS; i++)
            for (j = 0; j < OFFERS; j++) {
                const char *because;
                int32_t holds;

                check(tappa_journey_offer(standing.journeys[0], (uint32_t)j, NULL, NOW, batch, &holds, NULL, &because));
            }
        offers[k] = (seconds() - start) / CALLS;
        check(tappa_engine_decide(engine, customer, &moment, &verdicts, &count));
    }
    for (i = 0; i < count; i++)
        open += verdicts[i].reason == TAPPA_OPEN;
    if (count != OFFERS || open != 17)
        die("not the verdicts that it was to be measured with");
    ns = median(decide, rounds) * 1e9;
    tell("decide, 50 offers and 10 caps", ns, ns / (median(offers, rounds) * 1e9));
    fprintf(stderr, "%.1f us a decision\n", ns * 1e-3);
    tappa_batch_free(batch);
    tappa_model_unref(model);
    check(tappa_engine_close(engine));
    tappa_context_unref(context);
    return 0;
}
