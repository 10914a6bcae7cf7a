/* Owns the contacts of a customer that nothing asks about any more: settled, and older than any cap looks back and any event comes late. They stay
 * in the store under a number of their own and out of memory, so that a customer of many years costs what one of a few weeks does.
 * Commit puts them there; whatever needs all of them (a history that is folded again, a join, an export) calls them back.
 * A contact is never forgotten by it: asked for by its key, it is found where it stands. */
#include <stdlib.h>
#include <string.h>

#include "lib/base/hash.h"
#include "lib/base/time.h"
#include "lib/engine/engine.h"
#include "lib/engine/pack.h"

/* Whose rows the archived ones are, for the store: nobody's that is known. */
int64_t
tappa__archive_of(int64_t customer)
{
    static const uint8_t key[] = "tappa  archive  ";
    uint64_t hash = tappa__siphash(&customer, sizeof customer, key);

    return hash << 1 ? (int64_t)hash : 1;
}

int64_t
tappa__archive_before(const struct tappa__customer *c)
{
    return tappa__time_before(c->last.time > c->fired ? c->last.time : c->fired, c->engine->memory);
}

int
tappa__contact_is_past(const struct tappa__contact *contact, int64_t before)
{
    return !tappa__contact_is_open(contact) && contact->due == TAPPA_NEVER && contact->wanted < before && contact->changed < before &&
           contact->sent < before;
}

void
tappa__archive_mark(struct tappa__customer *c)
{
    int64_t before = c->contact_count ? tappa__archive_before(c) : 0;
    size_t i;

    for (i = 0; i < c->contact_count; i++)
        if (!c->contacts[i].gone && tappa__contact_is_past(&c->contacts[i], before))
            c->contacts[i].archived = c->contacts[i].changed_row = 1;
}

int64_t
tappa__archive_row(const struct tappa__customer *c, const struct tappa__contact *contact)
{
    return contact->archived ? tappa__archive_of(c->id) : c->id;
}

static void
go_away(struct tappa__customer *c, const struct tappa__contact *contact)
{
    c->away++;
    c->away_sent = contact->sent > c->away_sent ? contact->sent : c->away_sent;
}

void
tappa__archive_leave(struct tappa__customer *c)
{
    size_t i, kept = 0;

    for (i = 0; i < c->contact_count; i++) {
        if (c->contacts[i].archived)
            go_away(c, &c->contacts[i]);
        else if (!c->contacts[i].gone)
            c->contacts[kept++] = c->contacts[i];
    }
    c->contact_count = kept;
    for (i = 0; i < c->past_count; i++)
        if (!c->past[i].gone)
            go_away(c, &c->past[i]);
    c->past_count = c->again_count = 0;
}

/* One more of those in memory; they are in the order of their keys once tappa__past_sort() has been called. */
struct tappa__contact *
tappa__past_add(struct tappa__customer *c)
{
    if (tappa__grow(&c->engine->allocator, (void **)&c->past, &c->past_capacity, c->past_count + 1, sizeof *c->past))
        return NULL;
    memset(&c->past[c->past_count], 0, sizeof *c->past);
    return &c->past[c->past_count++];
}

static int
compare_keys(const void *a, const void *b)
{
    return memcmp(((const struct tappa__contact *)a)->key, ((const struct tappa__contact *)b)->key, 16);
}

void
tappa__past_sort(struct tappa__customer *c)
{
    if (c->past_count > 1)
        qsort(c->past, c->past_count, sizeof *c->past, compare_keys);
}

/* All or none: what is half in memory would be taken for all of it. */
tappa_status
tappa__archive_recall(struct tappa__customer *c)
{
    struct tappa_engine *e = c->engine;
    const struct tappa_store_contact *rows;
    size_t count = 0, before = c->past_count, i;
    tappa_status status = c->away ? e->store->table->contacts_of(e->store, tappa__archive_of(c->id), &rows, &count) : TAPPA_OK;

    for (i = 0; !status && i < count; i++) {
        const struct tappa_store_contact *row = tappa__row(rows, i);
        struct tappa__contact *contact;

        if (tappa__contact_find(c, row->key)) /* out of it already, and not yet written so */
            continue;
        contact = tappa__past_add(c);
        if (!contact) {
            status = TAPPA_ENOMEM;
            break;
        }
        memcpy(contact->key, row->key, sizeof contact->key);
        status = tappa__contact_unpack(c, row, contact);
        contact->archived = 1;
    }
    if (status) {
        c->past_count = before;
        return status;
    }
    tappa__past_sort(c);
    c->away = 0;
    c->away_sent = 0;
    return TAPPA_OK;
}

/* Out of the archive: something asks for it again. */
static tappa_status
revive(struct tappa__customer *c, const struct tappa__contact *past, struct tappa__contact **out)
{
    struct tappa__contact copy = *past, *contact = tappa__contact_add(c, past->key);

    if (!contact)
        return TAPPA_ENOMEM;
    copy.archived = copy.is_new = 0;
    copy.changed_row = 1;
    *contact = copy;
    *out = contact;
    return TAPPA_OK;
}

static tappa_status
hash_row(const struct tappa__customer *c, const struct tappa__contact *contact, uint64_t *hash)
{
    static const uint8_t key[] = "tappa   as it is";
    struct tappa__buffer text;

    tappa__buffer_init(&text, &c->engine->allocator);
    tappa__contact_pack(contact, &text);
    tappa__put_u64(&text, contact->state);
    tappa__put_i64(&text, contact->due);
    *hash = text.failed ? 0 : tappa__siphash(text.s, text.n, key) | 1;
    tappa__buffer_free(&text);
    return *hash ? TAPPA_OK : TAPPA_ENOMEM;
}

tappa_status
tappa__past_ask(struct tappa__customer *c, struct tappa__contact *past)
{
    if (tappa__grow(&c->engine->allocator, (void **)&c->again, &c->again_capacity, c->again_count + 1, sizeof *c->again))
        return TAPPA_ENOMEM;
    c->again[c->again_count++] = (size_t)(past - c->past);
    if (past->asked) /* and was taken back meanwhile */
        return TAPPA_OK;
    past->row_was = 0;
    return past->changed_row ? TAPPA_OK : hash_row(c, past, &past->row_was);
}

/* Among the live ones; in the order of their keys once all are there. */
static tappa_status
leave_archive(struct tappa__customer *c, const struct tappa__contact *past)
{
    struct tappa__contact *contact;

    if (tappa__grow(&c->engine->allocator, (void **)&c->contacts, &c->contact_capacity, c->contact_count + 1, sizeof *c->contacts))
        return TAPPA_ENOMEM;
    contact = &c->contacts[c->contact_count++];
    *contact = *past;
    contact->archived = 0;
    contact->changed_row = 1;
    return TAPPA_OK;
}

/* Most are, after all that the history did with them, as they were. */
tappa_status
tappa__archive_settle(struct tappa__customer *c)
{
    int64_t before = tappa__archive_before(c);
    size_t live = c->contact_count, kept = 0, i;
    uint64_t hash;
    tappa_status status = TAPPA_OK;

    for (i = 0; !status && i < c->past_count; i++) {
        struct tappa__contact *past = &c->past[i];

        if (past->row_was) {
            status = hash_row(c, past, &hash);
            past->changed_row = hash != past->row_was;
            past->row_was = 0;
        }
        if (past->gone || tappa__contact_is_past(past, before))
            c->past[kept++] = *past;
        else if (!status)
            status = leave_archive(c, past);
    }
    c->past_count = status ? c->past_count : kept;
    c->again_count = 0;
    if (c->contact_count > live)
        qsort(c->contacts, c->contact_count, sizeof *c->contacts, compare_keys);
    return status;
}

struct tappa__contact *
tappa__past_find(const struct tappa__customer *c, const uint8_t key[16])
{
    struct tappa__contact wanted;

    memcpy(wanted.key, key, sizeof wanted.key);
    return c->past_count ? bsearch(&wanted, c->past, c->past_count, sizeof *c->past, compare_keys) : NULL;
}

tappa_status
tappa__archive_find(struct tappa__customer *c, const uint8_t key[16], struct tappa__contact **out)
{
    struct tappa_engine *e = c->engine;
    struct tappa_store_contact row = {.size = sizeof row};
    struct tappa__contact past = {.asked = 0};
    struct tappa__contact *found;
    tappa_status status;

    *out = tappa__contact_find(c, key);
    found = *out ? NULL : tappa__past_find(c, key);
    if (found) {
        status = revive(c, found, out);
        if (!status)
            memmove(found, found + 1, (size_t)(c->past + c->past_count-- - found - 1) * sizeof *found);
        return status;
    }
    if (*out || !c->away)
        return TAPPA_OK;
    status = e->store->table->contact(e->store, key, &row);
    if (status || !row.customer)
        return status;
    if (row.customer != tappa__archive_of(c->id)) /* where others write, one of them has just asked for it, or made this customer part of another */
        return tappa__committed(e, TAPPA_ECONFLICT);
    memcpy(past.key, key, sizeof past.key);
    status = tappa__contact_unpack(c, &row, &past);
    if (!status)
        status = revive(c, &past, out);
    c->away -= !status;
    return status;
}
