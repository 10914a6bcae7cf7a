/* Owns the look ahead in a lot: what of memory the next records will need is fetched while those before them are worked at, and a shared store is
 * asked at once what all of them will need of it.
 * Called by ingest, for each record some records ahead of its turn, and where a commit goes through many customers.
 * It changes nothing: a lot has the same outcome without it. */
#include <stddef.h>

#include "lib/engine/seen.h"

#define LINE 64     /* bytes that a processor fetches at once */
#define JOURNEY 256 /* of a journey: where it stands, and its timers */

static void
fetch(const void *at, size_t size)
{
    for (size_t i = 0; i < size; i += LINE)
        __builtin_prefetch((const char *)at + i);
}

#define FIELDS 8 /* of a record: more are fetched when they are needed */

static uint32_t
first_fields(const struct tappa_record *r)
{
    return r->field_count < FIELDS ? r->field_count : FIELDS;
}

/* A text may begin in one line and end in the next. */
static void
fetch_text(const char *s, uint32_t size)
{
    if (s && size) {
        __builtin_prefetch(s);
        __builtin_prefetch(s + (size < LINE ? size - 1 : LINE));
    }
}

void
tappa__soon_record(const struct tappa_record *r)
{
    fetch_text(r->id, r->id_size);
    fetch(r->identities, r->identity_count ? 1 : 0);
    fetch(r->fields, first_fields(r) * sizeof *r->fields);
}

void
tappa__soon_texts(const struct tappa_record *r)
{
    uint32_t i;

    if (r->identity_count)
        fetch_text(r->identities[0].value, r->identities[0].value_size);
    for (i = 0; i < first_fields(r); i++)
        if (r->fields[i].value.kind == TAPPA_STRING)
            fetch_text(r->fields[i].value.data, r->fields[i].value.size);
}

void
tappa__soon_customer(const struct tappa__customer *c)
{
    fetch(c, offsetof(struct tappa__customer, statements));
}

void
tappa__soon_arrays(const struct tappa__customer *c)
{
    fetch(c->members, c->member_count ? LINE : 0);
    fetch(c->tracks, c->track_count ? sizeof *c->tracks : 0);
    fetch(c->contacts, c->contact_count ? LINE : 0);
    fetch(c->traits, c->trait_count ? LINE : 0);
}

void
tappa__soon_journeys(const struct tappa__customer *c)
{
    for (size_t i = 0; i < c->track_count && i < 2; i++) {
        fetch(c->tracks[i].journey, JOURNEY);
        fetch(c->tracks[i].kept, c->tracks[i].kept ? LINE : 0);
    }
}

static int
is_name(const char *s, uint32_t size)
{
    return s && size <= TAPPA__NAME_MAX;
}

void
tappa__soon_numbers(struct tappa_engine *e, const struct tappa_record *r, struct tappa__soon *soon)
{
    const struct tappa_identity alone = {"customer", r->customer, 8, r->customer_size};
    const struct tappa_identity *first = r->identity_count ? r->identities : &alone;

    *soon = (struct tappa__soon){0, 0};
    if (r->id && r->id_size && r->id_size <= TAPPA__NAME_MAX && r->source_size <= TAPPA__NAME_MAX) {
        soon->seen = tappa__seen_number((struct tappa__text){r->source, r->source ? r->source_size : 0}, (struct tappa__text){r->id, r->id_size});
        tappa__map_soon(e->recent, soon->seen);
    }
    if (is_name(first->kind, first->kind_size) && is_name(first->value, first->value_size)) {
        soon->identity = tappa__identity_number(first);
        tappa__map_soon(e->owners, soon->identity);
        tappa__map_soon(e->customers, soon->identity); /* where it is a new one's */
    }
}

/* Whatever fails is asked again when its turn comes, and fails then. */
void
tappa__soon_ask(struct tappa_engine *e, const struct tappa_record *r, const struct tappa__soon *soon)
{
    const struct tappa_identity alone = {"customer", r->customer, 8, r->customer_size};
    uint32_t i, count = r->identity_count ? r->identity_count : 1;

    if (soon->seen)
        tappa__seen_ask(e, soon->seen);
    for (i = 0; i < count; i++) {
        const struct tappa_identity *named = r->identity_count ? &r->identities[i] : &alone;
        struct tappa_store_customer there = {.size = sizeof there};
        struct tappa__customer *c;
        int64_t number;

        if (!is_name(named->kind, named->kind_size) || !is_name(named->value, named->value_size))
            continue;
        number = i ? tappa__identity_number(named) : soon->identity;
        if (!tappa__customer_of(e, number, named, &c) && !c && !e->store->table->customer(e->store, number, &there) && !there.revision)
            (void)tappa__map_set(e->nobodies, number, e);
    }
}

void
tappa__soon_fetch(struct tappa_engine *e, const struct tappa__soon *soon, tappa__fetching *what)
{
    const struct tappa__customer *c = soon->identity ? tappa__map_get(e->owners, soon->identity) : NULL;

    if (c)
        what(c);
}
