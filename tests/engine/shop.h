/* What tests of contacts share: a shop with an engine over a store, people known by cookie and login, and days to count in. Everything fails the
 * test where it does not work, so that tests read as the story they tell. */
#ifndef SHOP_H
#define SHOP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tappa/engine/contact.h"
#include "tappa/engine/customer.h"
#include "tappa/engine/ingest.h"
#include "tappa/tappa.h"

#define MINUTE INT64_C(60000000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define MONDAY INT64_C(1767571200000000) /* 2026-01-05T00:00:00Z */

struct shop {
    tappa_context *context;
    tappa_engine *engine;
    uint32_t flags;
    struct tappa_ingested result; /* of the last event */
};

static inline void
shop_open(struct shop *s, uint32_t flags, const struct tappa_engine_options *options)
{
    tappa_store *store;

    memset(s, 0, sizeof *s);
    s->flags = flags;
    assert_int_equal(tappa_context_new(NULL, &s->context), TAPPA_OK);
    assert_int_equal(tappa_store_memory(s->context, flags, &store), TAPPA_OK);
    assert_int_equal(tappa_engine_open(s->context, store, options, &s->engine), TAPPA_OK);
}

static inline void
shop_model(struct shop *s, const char *text)
{
    tappa_diagnostics *diagnostics;
    tappa_model *model;
    char why[4096];
    tappa_status status;
    size_t i;

    assert_int_equal(tappa_diagnostics_new(s->context, &diagnostics), TAPPA_OK);
    status = tappa_model_compile(s->context, text, strlen(text), NULL, diagnostics, &model);
    for (i = 0; status && i < tappa_diagnostics_count(diagnostics); i++) {
        (void)tappa_diagnostics_render(diagnostics, i, why, sizeof why);
        print_error("%s\n", why);
    }
    tappa_diagnostics_free(diagnostics);
    assert_int_equal(status, TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(s->engine, model, TAPPA_FOLLOW, MONDAY - 30 * DAY), TAPPA_OK);
    tappa_model_unref(model);
}

static inline void
shop_close(struct shop *s)
{
    assert_int_equal(tappa_engine_close(s->engine), TAPPA_OK);
    tappa_context_unref(s->context);
}

/* `who`: "cookie:a", "cookie:a login:ann". `fields`: none, or up to three of name and text, name and NULL ends. */
static inline int64_t
shop_event(struct shop *s, int64_t now, int64_t time, const char *who, const char *event, ...)
{
    static uint64_t number;
    struct tappa_identity identities[4];
    struct tappa_field fields[4];
    struct tappa_record r = {.size = sizeof r, .time = time, .event = event, .event_size = (uint32_t)strlen(event), .source = "test",
                             .source_size = 4, .identities = identities, .fields = fields};
    char id[32], copy[256], *word, *colon;
    const char *name;
    va_list list;

    snprintf(copy, sizeof copy, "%s", who);
    for (word = strtok(copy, " "); word; word = strtok(NULL, " ")) {
        colon = strchr(word, ':');
        identities[r.identity_count++] =
            (struct tappa_identity){word, colon + 1, (uint32_t)(colon - word), (uint32_t)strlen(colon + 1)};
    }
    va_start(list, event);
    while ((name = va_arg(list, const char *))) {
        struct tappa_field *f = &fields[r.field_count++];

        *f = (struct tappa_field){.name = name, .name_size = (uint32_t)strlen(name)};
        f->value = (struct tappa_value){.kind = TAPPA_STRING, .data = va_arg(list, const char *)};
        f->value.size = (uint32_t)strlen(f->value.data);
        if (!strcmp(name, "zone")) { /* of the customer, no field */
            r.zone = f->value.data;
            r.zone_size = f->value.size;
            r.field_count--;
        }
    }
    va_end(list);
    r.flags = TAPPA_RECORD_TEXT;
    r.id = id;
    r.id_size = (uint32_t)snprintf(id, sizeof id, "%llu", (unsigned long long)++number);
    s->result = (struct tappa_ingested){.size = sizeof s->result};
    assert_int_equal(tappa_engine_ingest(s->engine, &r, 1, NULL, now, &s->result), TAPPA_OK);
    return s->result.customer;
}

/* How many are handed out, at most eight; copied. */
static inline size_t
shop_claim(struct shop *s, int64_t now, size_t limit, struct tappa_claimed out[8])
{
    const struct tappa_claimed *claimed;
    size_t count;

    assert_true(limit <= 8);
    assert_int_equal(tappa_engine_claim(s->engine, now, limit, &claimed, &count), TAPPA_OK);
    if (count)
        memcpy(out, claimed, count * sizeof *out);
    return count;
}

static inline void
shop_report(struct shop *s, const uint8_t key[16], uint32_t state, int64_t now)
{
    assert_int_equal(tappa_engine_report(s->engine, key, state, now), TAPPA_OK);
}

static inline struct tappa_standing
shop_where(struct shop *s, int64_t customer)
{
    struct tappa_standing standing = {.size = sizeof standing};

    assert_int_equal(tappa_engine_where(s->engine, customer, &standing), TAPPA_OK);
    return standing;
}

static inline const char *
shop_stage(struct shop *s, int64_t customer)
{
    struct tappa_standing standing = shop_where(s, customer);

    assert_true(standing.journey_count > 0);
    return tappa_stage_name(tappa_journey_stage_at(standing.journeys[0], 0));
}

/* The only contact of a customer, or the one at a touchpoint. */
static inline struct tappa_contact
shop_contact(struct shop *s, int64_t customer, const char *touchpoint)
{
    struct tappa_standing standing = shop_where(s, customer);
    size_t i;

    for (i = 0; i < standing.contact_count; i++)
        if (!touchpoint || !strcmp(standing.contacts[i].touchpoint, touchpoint))
            return standing.contacts[i];
    fail_msg("no contact");
    return (struct tappa_contact){.state = 0};
}

static inline size_t
shop_decide(struct shop *s, int64_t customer, int64_t now, const char *touchpoint, const struct tappa_verdict **verdicts)
{
    struct tappa_moment moment = {.size = sizeof moment, .now = now, .touchpoint = touchpoint,
                                  .touchpoint_size = touchpoint ? strlen(touchpoint) : 0};
    size_t count;

    assert_int_equal(tappa_engine_decide(s->engine, customer, &moment, verdicts, &count), TAPPA_OK);
    return count;
}

static inline const struct tappa_verdict *
shop_verdict(const struct tappa_verdict *verdicts, size_t count, const char *name)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (!strcmp(verdicts[i].name, name))
            return &verdicts[i];
    fail_msg("no verdict about %s", name);
    return NULL;
}

static inline size_t
shop_due(struct shop *s, int64_t now)
{
    size_t done;

    assert_int_equal(tappa_engine_run_due(s->engine, now, 1000, &done), TAPPA_OK);
    return done;
}

#endif
