/* Owns finding all that a store has of one person, to be taken away.
 * Erasing calls it.
 * Of whom the rows can be read, the customer in memory says it. Of whom they cannot, the rest does: whose an identity is stands with the identity, and
 * whose an entry is with the entry, so that all of it is found and nothing need be unpacked. */
#include "lib/engine/remains.h"

#include <string.h>

#include "lib/engine/history.h"
#include "lib/engine/pack.h"

#define AT_ONCE 1024 /* entries read with one call */

void
tappa__remains_free(struct tappa__remains *r)
{
    const struct tappa_allocator *a = &r->engine->allocator;

    tappa__free(a, r->identities);
    tappa__free(a, r->sequences);
    tappa__free(a, r->seen);
    tappa__free(a, r->contacts);
}

static tappa_status
add_identity(struct tappa__remains *r, int64_t identity)
{
    if (tappa__grow(&r->engine->allocator, (void **)&r->identities, &r->identity_capacity, r->identity_count + 1, sizeof *r->identities))
        return TAPPA_ENOMEM;
    r->identities[r->identity_count++] = identity;
    return TAPPA_OK;
}

/* `seen`: the number of its id; 0: it has none. */
static tappa_status
add_entry(struct tappa__remains *r, int64_t sequence, int64_t seen)
{
    const struct tappa_allocator *a = &r->engine->allocator;

    if (tappa__grow(a, (void **)&r->sequences, &r->entry_capacity, r->entry_count + 1, sizeof *r->sequences) ||
        tappa__grow(a, (void **)&r->seen, &r->seen_capacity, r->seen_count + 1, sizeof *r->seen))
        return TAPPA_ENOMEM;
    r->sequences[r->entry_count++] = sequence;
    r->seen[r->seen_count] = seen;
    r->seen_count += seen != 0;
    return TAPPA_OK;
}

static tappa_status
add_contact(struct tappa__remains *r, const uint8_t key[16])
{
    struct tappa_store_contact row = {.size = sizeof row, .flags = TAPPA_STORE_REMOVE};

    if (tappa__grow(&r->engine->allocator, (void **)&r->contacts, &r->contact_capacity, r->contact_count + 1, sizeof *r->contacts))
        return TAPPA_ENOMEM;
    memcpy(row.key, key, sizeof row.key);
    r->contacts[r->contact_count++] = row;
    return TAPPA_OK;
}

static int64_t
seen_number(int is_seen, struct tappa__text source, struct tappa__text id)
{
    return is_seen ? tappa__seen_number(source, id) : 0;
}

/* ---- who can be read ---- */

tappa_status
tappa__remains_of(struct tappa__customer *c, struct tappa__remains *out)
{
    struct tappa__entry *entries;
    size_t count, i;
    tappa_status status = tappa__archive_recall(c);

    *out = (struct tappa__remains){.engine = c->engine, .customer = c->id, .revision = c->revision, .tallies = c->tallies,
                                   .tally_count = c->tally_count};
    if (!status)
        status = tappa__history_read(c, &entries, &count);
    for (i = 0; !status && i < count; i++) {
        const struct tappa__entry *entry = &entries[i];
        int is_seen = entry->kind == TAPPA__ENTRY_EVENT && entry->id.n && !entry->unseen;

        status = add_entry(out, entry->sequence, seen_number(is_seen, entry->source, entry->id));
    }
    for (i = 0; !status && i < c->member_count; i++)
        status = add_identity(out, c->members[i].identity);
    for (i = 0; !status && i < c->contact_count; i++)
        status = add_contact(out, c->contacts[i].key);
    for (i = 0; !status && i < c->past_count; i++)
        status = add_contact(out, c->past[i].key);
    return status;
}

/* ---- who cannot ---- */

struct search {
    struct tappa__remains *r;
    struct tappa__map *asked; /* identity → whether it is the customer's */
};
#define YES ((void *)(intptr_t)1)
#define NO ((void *)(intptr_t)2)

/* Whether an identity is the customer's, who then has it among its own; one of which there is no row is of whoever has its number. */
static tappa_status
ask(struct search *s, int64_t identity, int *is)
{
    struct tappa_engine *e = s->r->engine;
    struct tappa_store_identity row = {.size = sizeof row};
    void *known = tappa__map_get(s->asked, identity);
    tappa_status status;

    *is = known == YES;
    if (known || !identity)
        return TAPPA_OK;
    status = e->store->table->identity(e->store, identity, &row);
    if (status)
        return status;
    *is = (row.identity ? row.customer : identity) == s->r->customer;
    s->r->led |= *is && row.identity;
    if (tappa__map_set(s->asked, identity, *is ? YES : NO))
        return TAPPA_ENOMEM;
    return *is ? add_identity(s->r, identity) : TAPPA_OK;
}

/* Of the row what can still be read: the identities that it names, the sums that stand before all else. */
static tappa_status
search_row(struct search *s)
{
    struct tappa_engine *e = s->r->engine;
    struct tappa_store_customer row = {.size = sizeof row};
    int64_t *named = NULL;
    size_t i;
    int is;
    tappa_status status = e->store->table->customer(e->store, s->r->customer, &row);

    if (status == TAPPA_ESTORE)
        return TAPPA_OK;
    if (!status && row.revision > 0)
        s->r->revision = row.revision;
    if (!status)
        status = tappa__tallies_of(e, &row, &s->r->tallies, &s->r->tally_count);
    if (!status && row.head_count)
        named = tappa__arena_alloc(&e->scratch, row.head_count * sizeof *named);
    if (!status && row.head_count && !named)
        return TAPPA_ENOMEM;
    for (i = 0; !status && i < row.head_count; i++)
        named[i] = row.heads[i].identity; /* the row goes with the next question */
    for (i = 0; !status && i < row.head_count; i++)
        status = ask(s, named[i], &is);
    return status;
}

/* Bodies need not be read for it, but the rows must be. */
static tappa_status
search_contacts(struct search *s, int64_t of)
{
    struct tappa_store *store = s->r->engine->store;
    const struct tappa_store_contact *rows;
    size_t count, i;
    tappa_status status = store->table->contacts_of(store, of, &rows, &count);

    for (i = 0; !status && i < count; i++)
        status = add_contact(s->r, ((const struct tappa_store_contact *)tappa__row(rows, i))->key);
    return status == TAPPA_ESTORE ? TAPPA_OK : status;
}

struct found { /* an entry, until it is known whose its identity is */
    int64_t sequence, identity, seen;
};

/* The rows of the journal go with the next question. */
static tappa_status
search_lot(struct search *s, struct found *lot, int64_t *after, size_t *count)
{
    struct tappa_store *store = s->r->engine->store;
    const struct tappa_entry *rows;
    size_t i;
    int is;
    tappa_status status = store->table->journal(store, *after, &rows, AT_ONCE, count);

    for (i = 0; !status && i < *count; i++) {
        const struct tappa_entry *row = tappa__row(rows, i);
        struct tappa__text source = {row->source.data, (uint32_t)row->source.size}, id = {row->id.data, (uint32_t)row->id.size};

        lot[i] = (struct found){*after = row->sequence, row->identity, seen_number(tappa__entry_may_be_seen(row), source, id)};
    }
    for (i = 0; !status && i < *count; i++) {
        status = ask(s, lot[i].identity, &is);
        if (!status && is)
            status = add_entry(s->r, lot[i].sequence, lot[i].seen);
    }
    return status;
}

static tappa_status
search_journal(struct search *s)
{
    struct found *lot = tappa__arena_alloc(&s->r->engine->scratch, AT_ONCE * sizeof *lot);
    int64_t after = 0;
    size_t count;
    tappa_status status = lot ? TAPPA_OK : TAPPA_ENOMEM;

    do {
        if (!status)
            status = search_lot(s, lot, &after, &count);
    } while (!status && count);
    return status;
}

tappa_status
tappa__remains_search(struct tappa_engine *e, int64_t customer, struct tappa__remains *out)
{
    struct search s = {.r = out, .asked = tappa__map_new(&e->allocator)};
    int is;
    tappa_status status = s.asked ? TAPPA_OK : TAPPA_ENOMEM;

    *out = (struct tappa__remains){.engine = e, .customer = customer, .damaged = 1};
    if (!status)
        status = search_row(&s);
    if (!status)
        status = ask(&s, customer, &is);
    if (!status)
        status = search_contacts(&s, customer);
    if (!status)
        status = search_contacts(&s, tappa__archive_of(customer));
    if (!status)
        status = search_journal(&s);
    tappa__map_free(s.asked);
    return status;
}
