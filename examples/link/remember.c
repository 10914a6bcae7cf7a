#include <stdio.h>
#include <tappa/tappa-engine.h>

#define HOUR INT64_C(3600000000)
#define NINE INT64_C(1767603600000000) /* 2026-01-05T09:00:00Z */

static const struct tappa_identity anna = {"login", "anna", 5, 4};
static const struct tappa_field price = {"price", 5, 0, {.kind = TAPPA_DOUBLE, .real = 89.0}};
static const struct tappa_field purpose = {"purpose", 7, 0, {.kind = TAPPA_STRING, .size = 9, .data = "marketing"}};
static const struct tappa_record happened[] = {
    {.size = sizeof happened[0], .time = NINE, .id = "1", .id_size = 1, .event = TAPPA_CONSENT_GIVEN, .event_size = 13,
     .identities = &anna, .identity_count = 1, .fields = &purpose, .field_count = 1},
    {.size = sizeof happened[0], .time = NINE, .id = "2", .id_size = 1, .event = "Product Added", .event_size = 13,
     .identities = &anna, .identity_count = 1, .fields = &price, .field_count = 1},
};

int
main(void)
{
    tappa_context *context;
    tappa_model *model;
    tappa_store *store;
    tappa_engine *engine;
    const struct tappa_claimed *mails;
    size_t count, i;

    if (tappa_context_new(NULL, &context) || tappa_model_load(context, "basket.yaml", NULL, &model) ||
        tappa_store_sqlite(context, "customers.db", 0, &store) || tappa_engine_open(context, store, NULL, &engine) ||
        tappa_engine_add_model(engine, model, TAPPA_FOLLOW, NINE))
        return 1;
    /* As they come in: all of them and what follows are in the file when the call returns. */
    if (tappa_engine_ingest(engine, happened, 2, NULL, NINE, NULL))
        return 1;
    /* Every minute or so: an hour has gone by without an order. */
    if (tappa_engine_run_due(engine, NINE + HOUR, 100, NULL) || tappa_engine_claim(engine, NINE + HOUR, 100, &mails, &count))
        return 1;
    for (i = 0; i < count; i++) {
        printf("send %s by %s\n", mails[i].touchpoint, mails[i].channel);
        if (tappa_engine_report(engine, mails[i].key, TAPPA_CONTACT_SENT, NINE + HOUR))
            return 1;
    }
    tappa_model_unref(model);
    tappa_context_unref(context);
    return tappa_engine_close(engine) != TAPPA_OK;
}
