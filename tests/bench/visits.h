/* What a shop hears: visits of many customers, most of whom come seldom, as records of the model examples/shop-backend/shop.yaml. */
#ifndef VISITS_H
#define VISITS_H

#include <stdio.h>
#include <string.h>

#include "tappa/record.h"

#define VISITS_START INT64_C(1767571200000000) /* 2026-01-05 */
#define VISITS_DAY INT64_C(86400000000)

struct visit {
    char cookie[37], login[16], id[37], email[32], product[16], page[40];
    struct tappa_identity identities[2];
    struct tappa_field fields[5];
};

/* A record and what it points to. */
static inline uint64_t
visit_mix(uint64_t v)
{
    v += UINT64_C(0x9E3779B97F4A7C15);
    v = (v ^ v >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    v = (v ^ v >> 27) * UINT64_C(0x94D049BB133111EB);
    return v ^ v >> 31;
}

static inline void
visit_uuid(char out[37], uint64_t a)
{
    uint64_t b = visit_mix(a);

    (void)snprintf(out, 37, "%08x-%04x-4%03x-8%03x-%012llx", (unsigned)(a >> 32), (unsigned)(a >> 16 & 0xFFFF), (unsigned)(a & 0xFFF),
                   (unsigned)(b >> 52), (unsigned long long)(b & 0xFFFFFFFFFFFF));
}

static inline struct tappa_field
visit_text(const char *name, const char *value)
{
    struct tappa_field f = {.name = name, .name_size = (uint32_t)strlen(name)};

    f.value = (struct tappa_value){.kind = TAPPA_STRING, .size = (uint32_t)strlen(value), .data = value};
    return f;
}

static inline struct tappa_field
visit_number(const char *name, double value)
{
    struct tappa_field f = {.name = name, .name_size = (uint32_t)strlen(name)};

    f.value = (struct tappa_value){.kind = TAPPA_DOUBLE, .real = value};
    return f;
}

/* Event n of the customer with this number. Who orders or signs up is known by a login as well as by the browser. */
static inline void
visit_make(struct visit *v, struct tappa_record *r, uint64_t n, uint64_t customer, int64_t time)
{
    uint64_t roll = visit_mix(n * 2 + 1) % 100;

    visit_uuid(v->cookie, visit_mix(customer ^ UINT64_C(0xC00C1E)));
    visit_uuid(v->id, visit_mix(n ^ UINT64_C(0x1D)));
    (void)snprintf(v->login, sizeof v->login, "u%07u", (unsigned)customer);
    (void)snprintf(v->product, sizeof v->product, "moka-%u", (unsigned)(n % 997));
    (void)snprintf(v->page, sizeof v->page, "/kitchen/moka/%u", (unsigned)(n % 997));
    *r = (struct tappa_record){.size = sizeof *r, .time = time, .source = "web", .source_size = 3, .id = v->id, .id_size = 36,
                               .identities = v->identities, .identity_count = 1, .fields = v->fields};
    v->identities[0] = (struct tappa_identity){"cookie", v->cookie, 6, 36};
    v->identities[1] = (struct tappa_identity){"login", v->login, 5, 8};
    v->fields[0] = visit_text("product", v->product);
    v->fields[1] = visit_number("price", 29.9);
    v->fields[2] = visit_text("currency", "EUR");
    v->fields[3] = visit_text("category", "kitchen");
    v->fields[4] = visit_text("page", v->page);
    r->field_count = 5;
    r->event = roll < 72 ? "Product Viewed" : roll < 91 ? "Product Added" : roll < 98 ? "Order Completed" : "identify";
    r->event_size = (uint32_t)strlen(r->event);
    if (roll >= 91)
        r->identity_count = 2;
    if (roll >= 98) {
        (void)snprintf(v->email, sizeof v->email, "%s@example.org", v->login);
        v->fields[0] = visit_text("email", v->email);
        r->field_count = 1;
    } else if (roll >= 91) {
        v->fields[0] = visit_number("revenue", 59.8);
        r->field_count = 2;
        v->fields[1] = visit_text("currency", "EUR");
    }
}

/* Who event n is of, among `people`: where one in ten thousand comes a hundred times as often as the one in the middle. */
static inline uint64_t
visit_who(uint64_t n, uint64_t people)
{
    double u = (double)(visit_mix(n ^ UINT64_C(0xABCDEF)) >> 11) / 9007199254740992.0;

    return (uint64_t)((double)people * u * u);
}

#endif
