/* The engine's sums as Prometheus reads them, of a shop with one event: for test-metrics.py. */
#include "tests/engine/people.h"

static const char counting[] =
    "tappa: 1\nmodel: till\nversion: 1\nevents: {Added: {fields: {price: double}}}\n"
    "stages: {open: {when: {Added: [{do: [{count: '\"quoted\" \\\\ name'}, {count: spent, by: event.price}, {count: huge, by: event.price * 1e307}, "
    "{count: huge, by: event.price * 1e307}]}]}}}\n";

int
main(void)
{
    static char text[16384];
    const struct tappa_count *counts;
    size_t count;
    tappa_model *model;
    struct shop s;

    shop_open(&s, NULL, 0, NULL);
    model = shop_compile(s.context, counting);
    if (tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY))
        return 1;
    tappa_model_unref(model);
    shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", "price=10.5");
    shop_due(&s, SHOP_START + 2 * SHOP_HOUR);
    if (tappa_engine_metrics(s.engine, text, sizeof text) >= sizeof text || strstr(text, "counted") || /* nobody has asked yet */
        tappa_engine_counts(s.engine, &counts, &count))
        return 1;
    if (tappa_engine_metrics(s.engine, text, sizeof text) >= sizeof text)
        return 1;
    fputs(text, stdout);
    shop_close(&s);
    return 0;
}
