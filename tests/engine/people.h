/* What tests of the engine share: a shop with two models, records by a few words, and where everybody stands as one text. Everything fails the
 * test where it does not work, so that tests read as the story they tell. */
#ifndef SHOP_H
#define SHOP_H

#include "tests/support/world.h"

#include "tappa/engine/contact.h"
#include "tappa/engine/customer.h"
#include "tappa/engine/ingest.h"
#include "tappa/engine/plan.h"

#define SHOP_HOUR INT64_C(3600000000)
#define SHOP_DAY (24 * SHOP_HOUR)
#define SHOP_START INT64_C(1767603600000000) /* 2026-01-05T09:00:00Z, a Monday */

static const char shop_basket[] =
    "tappa: 1\nmodel: basket\nversion: 1\n"
    "data: {value: {type: double, default: 0.0}, items: {type: int, default: 0}}\n"
    "profile:\n  email: {type: string, source: declared, personal: true}\n  fan: {type: bool, source: derived, keep: 30d}\n"
    "events:\n  Viewed: {}\n  Added: {fields: {price: double, sku: string}}\n  Ordered: {fields: {revenue: double}}\n  Returned: {}\n"
    "  contact.sent: {fields: {key: string}}\n  contact.opened: {}\n"
    "channels: {web: {setting: online}, email: {setting: online, consent: marketing}, sms: {setting: online, consent: marketing}}\n"
    "touchpoints:\n  site: {channel: web, direction: inbound}\n"
    "  basket_mail: {channel: email, direction: outbound, for: [choosing]}\n"
    "  thanks: {channel: sms, direction: outbound, for: [bought]}\n"
    "stages:\n"
    "  looking:\n    when: {Added: {set: {value: event.price, items: 1}, to: choosing}, Viewed: {}}\n"
    "  choosing:\n"
    "    when:\n"
    "      Added: {set: {value: data.value + event.price, items: data.items + 1}}\n"
    "      Ordered: bought\n"
    "    after: {1h: {if: data.value > 20.0, contact: basket_mail, with: {value: data.value}}, 7d: looking}\n"
    "  bought:\n"
    "    enter: [{learn: {fan: true}, if: data.items > 2}, {contact: thanks}, {emit: invoice, with: {value: data.value}}]\n"
    "    when: {Returned: looking, Added: {set: {value: event.price, items: 1}, to: choosing}}\n"
    "goals: {sale: {reach: bought, value: event.revenue}}\n"
    "contact_rules:\n  caps: [{channel: email, at_most: 1, per: 1d}]\n";

static const char shop_care[] =
    "tappa: 1\nmodel: care\nversion: 1\n"
    "data: {asked: {type: int, default: 0}}\n"
    "profile: {fan: {type: bool, source: derived}}\n"
    "events: {Ordered: {fields: {revenue: double}}, Asked: {}, Solved: {}}\n"
    "entry: {Ordered: fresh}\nentry_rules: {again: after_end}\n"
    "stages:\n"
    "  fresh: {when: {Asked: open}, after: {14d: done}}\n"
    "  open:\n    enter: [{set: {asked: data.asked + 1}}]\n    when: {Solved: fresh}\n"
    "    after: {2d: {emit: call, every: 1d}}\n"
    "  done: {final: true}\n"
    "goals: {solved: {event: Solved}}\n";

struct shop {
    tappa_context *context;
    tappa_engine *engine;
    tappa_model *basket, *care;
    int64_t now;
};

static inline tappa_model *
shop_compile(tappa_context *context, const char *yaml)
{
    tappa_diagnostics *list;
    tappa_model *model;
    tappa_status status;

    assert_int_equal(tappa_diagnostics_new(context, &list), TAPPA_OK);
    status = tappa_model_compile(context, yaml, strlen(yaml), "shop.yaml", list, &model);
    if (status)
        world_print(list);
    tappa_diagnostics_free(list);
    assert_int_equal(status, TAPPA_OK);
    return model;
}

/* An engine over a store in memory, or over a SQLite file where `path` names one; both models in force. */
static inline void
shop_start(struct shop *s, const char *path, uint32_t flags, const struct tappa_engine_options *options)
{
    tappa_store *store;

    assert_int_equal(path ? tappa_store_sqlite(s->context, path, flags, &store) : tappa_store_memory(s->context, flags, &store), TAPPA_OK);
    assert_int_equal(tappa_engine_open(s->context, store, options, &s->engine), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(s->engine, s->basket, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(s->engine, s->care, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
}

static inline void
shop_open(struct shop *s, const char *path, uint32_t flags, const struct tappa_engine_options *options)
{
    memset(s, 0, sizeof *s);
    s->now = SHOP_START;
    assert_int_equal(tappa_context_new(NULL, &s->context), TAPPA_OK);
    s->basket = shop_compile(s->context, shop_basket);
    s->care = shop_compile(s->context, shop_care);
    shop_start(s, path, flags, options);
}

/* One model more, in force since the day before. */
static inline void
shop_add(struct shop *s, const char *yaml)
{
    tappa_model *model = shop_compile(s->context, yaml);

    assert_int_equal(tappa_engine_add_model(s->engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    tappa_model_unref(model);
}

static inline void
shop_close(struct shop *s)
{
    assert_int_equal(tappa_engine_close(s->engine), TAPPA_OK);
    tappa_model_unref(s->basket);
    tappa_model_unref(s->care);
    tappa_context_unref(s->context);
}

/* An event of a person. `who` names identities by kind and value: "cookie=c1 login=anna". `fields`: "price=19.5 sku=x", numbers as doubles. */
struct shop_event {
    struct tappa_record record;
    struct tappa_identity identities[4];
    struct tappa_field fields[4];
    char text[512];
};

static inline const char *
shop_word(char **at, uint32_t *size)
{
    const char *word = *at;

    while (**at && **at != '=' && **at != ' ')
        ++*at;
    *size = (uint32_t)(*at - word);
    return word;
}

static inline void
shop_event(struct shop_event *e, const char *who, const char *name, int64_t time, const char *id, const char *fields)
{
    char *at = e->text;

    memset(e, 0, sizeof *e);
    snprintf(e->text, sizeof e->text, "%s|%s", who, fields ? fields : "");
    e->record = (struct tappa_record){.size = sizeof e->record, .time = time, .event = name, .event_size = (uint32_t)strlen(name),
                                      .id = id, .id_size = id ? (uint32_t)strlen(id) : 0, .source = "test", .source_size = 4,
                                      .identities = e->identities, .fields = e->fields};
    *strchr(at, '|') = '\0';
    while (*at) {
        struct tappa_identity *i = &e->identities[e->record.identity_count++];

        i->kind = shop_word(&at, &i->kind_size);
        at++;
        i->value = shop_word(&at, &i->value_size);
        at += *at == ' ';
    }
    for (at++; *at; at += *at == ' ') {
        struct tappa_field *f = &e->fields[e->record.field_count++];
        char *end;

        f->name = shop_word(&at, &f->name_size);
        at++;
        f->value = (struct tappa_value){.kind = TAPPA_DOUBLE, .real = strtod(at, &end)};
        if (end != at && (!*end || *end == ' ')) {
            at = end;
        } else {
            f->value = (struct tappa_value){.kind = TAPPA_STRING};
            f->value.data = shop_word(&at, &f->value.size);
        }
    }
}

static inline struct tappa_ingested
shop_ingest(struct shop *s, const char *who, const char *name, int64_t time, const char *id, const char *fields)
{
    struct tappa_ingested result = {.size = sizeof result};
    struct shop_event e;

    shop_event(&e, who, name, time, id, fields);
    if (time > s->now)
        s->now = time;
    assert_int_equal(tappa_engine_ingest(s->engine, &e.record, 1, NULL, s->now, &result), TAPPA_OK);
    return result;
}

static inline void
shop_due(struct shop *s, int64_t now)
{
    size_t done;

    s->now = now > s->now ? now : s->now;
    do
        assert_int_equal(tappa_engine_run_due(s->engine, now, 7, &done), TAPPA_OK);
    while (done == 7);
}

/* Whose "kind=value" is; 0: nobody's. */
static inline int64_t
shop_find(struct shop *s, const char *who)
{
    struct shop_event e;
    int64_t customer;
    tappa_status status;

    shop_event(&e, who, "-", 0, NULL, NULL);
    status = tappa_engine_find(s->engine, &e.identities[0], &customer);
    assert_true(status == TAPPA_OK || status == TAPPA_EUNKNOWN);
    return customer;
}

static inline struct tappa_standing
shop_where(struct shop *s, const char *who)
{
    struct tappa_standing standing = {.size = sizeof standing};

    assert_int_equal(tappa_engine_where(s->engine, shop_find(s, who), &standing), TAPPA_OK);
    return standing;
}

/* The stage of a person's journey of this model, "" where there is none. */
static inline const char *
shop_stage(struct shop *s, const char *who, const tappa_model *model)
{
    struct tappa_standing standing = shop_where(s, who);
    const char *stage = "";

    for (size_t i = 0; i < standing.journey_count; i++)
        if (!strcmp(tappa_model_name(tappa_journey_model(standing.journeys[i])), tappa_model_name(model)))
            stage = tappa_stage_name(tappa_journey_stage_at(standing.journeys[i], 0));
    return stage;
}

/* The newest contact of this name, NULL where there is none. */
static inline const struct tappa_contact *
shop_contact(struct shop *s, const char *who, const char *name)
{
    struct tappa_standing standing = shop_where(s, who);
    const struct tappa_contact *newest = NULL;

    for (size_t i = 0; i < standing.contact_count; i++)
        if (!strcmp(standing.contacts[i].touchpoint, name) && (!newest || standing.contacts[i].wanted > newest->wanted))
            newest = &standing.contacts[i];
    return newest;
}

/* ---- everything of a person as text, for comparing ---- */

struct shop_text {
    char *s;
    size_t n, room;
};

static inline void
shop_put(struct shop_text *t, const char *format, ...)
{
    va_list arguments;
    int n;

    va_start(arguments, format);
    n = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (t->n + (size_t)n + 1 > t->room) {
        t->room = 2 * (t->n + (size_t)n + 1);
        t->s = realloc(t->s, t->room);
        assert_non_null(t->s);
    }
    va_start(arguments, format);
    t->n += (size_t)vsnprintf(t->s + t->n, t->room - t->n, format, arguments);
    va_end(arguments);
}

static inline void
shop_put_bytes(struct shop_text *t, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        shop_put(t, "%02x", ((const unsigned char *)bytes)[i]);
}

static inline void
shop_put_journey(struct shop_text *t, const tappa_journey *journey)
{
    unsigned char bytes[4096];
    size_t size = world_snapshot(journey, bytes, sizeof bytes);

    shop_put(t, "  journey %s at %s:", tappa_journey_id(journey, NULL), tappa_stage_name(tappa_journey_stage_at(journey, 0)));
    shop_put_bytes(t, bytes, size);
    shop_put(t, "\n");
}

static inline void
shop_describe(struct shop *s, const char *who, struct shop_text *t)
{
    struct tappa_standing w;

    if (!shop_find(s, who)) {
        shop_put(t, "%s: nobody\n", who);
        return;
    }
    w = shop_where(s, who);
    shop_put(t, "%s: %zu identities, last %lld, due %lld, prefers '%s', zone %s\n", who, w.identity_count, (long long)w.last,
             (long long)w.next_due, w.preferred, w.zone);
    for (size_t i = 0; i < w.journey_count; i++) {
        shop_put_journey(t, w.journeys[i]);
        shop_put(t, "  heard %s\n", w.last_events[i]);
    }
    for (size_t i = 0; i < w.consent_count; i++)
        shop_put(t, "  consent %s %s %d since %lld until %lld %s\n", w.consents[i].purpose, w.consents[i].channel, w.consents[i].given,
                 (long long)w.consents[i].since, (long long)w.consents[i].expires, w.consents[i].proof);
    for (size_t i = 0; i < w.trait_count; i++)
        shop_put(t, "  trait %s is %u %.*s since %lld source %d\n", w.traits[i].name, w.traits[i].value.kind, (int)w.traits[i].value.size,
                 w.traits[i].value.size ? (const char *)w.traits[i].value.data : "", (long long)w.traits[i].since, w.traits[i].source);
    for (size_t i = 0; i < w.contact_count; i++) {
        shop_put(t, "  contact %s wanted %lld state %u since %lld due %lld attempt %u today %u because '%s' ", w.contacts[i].touchpoint,
                 (long long)w.contacts[i].wanted, w.contacts[i].state, (long long)w.contacts[i].changed, (long long)w.contacts[i].due,
                 w.contacts[i].attempt, !w.contacts[i].not_today, w.contacts[i].because);
        shop_put_bytes(t, w.contacts[i].key, sizeof w.contacts[i].key);
        shop_put(t, "\n");
    }
}

/* What is open to a person, and why all else is not. */
static inline void
shop_decide(struct shop *s, const char *who, int64_t now, struct shop_text *t)
{
    struct tappa_moment moment = {.size = sizeof moment, .now = now};
    const struct tappa_verdict *v;
    size_t count;

    if (!shop_find(s, who))
        return;
    assert_int_equal(tappa_engine_decide(s->engine, shop_find(s, who), &moment, &v, &count), TAPPA_OK);
    for (size_t i = 0; i < count; i++)
        shop_put(t, "  %s: %s %s rank %u reason %u %s until %lld count %llu\n", who, v[i].model, v[i].name, v[i].rank, v[i].reason, v[i].because,
                 (long long)v[i].until, (unsigned long long)v[i].count);
}

#endif
