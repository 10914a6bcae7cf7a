/* Owns the border to the store: all that an engine asks of one, of whatever make it is, goes through here.
 * The engine has this table for its store's, so that nobody inside can go around it.
 * What comes in is as store.h says: a status that is known, bytes where a length says that there are some, an order that goes on, and references to
 * entries that were given. Behind it rows are trusted for their form; what their bytes say is the matter of those who read them. */
#include <stddef.h>

#include "lib/engine/engine.h"
#include "lib/engine/store/check.h"

static struct tappa__border *
border_of(tappa_store *store)
{
    return (struct tappa__border *)(void *)store;
}

/* As long as it is asked, the engine takes no call: see tappa__enter(). */
static tappa_store *
ask(struct tappa__border *b)
{
    b->asked = 1;
    return b->own;
}

/* A number that is none of ours would tell the host anything. */
static tappa_status
said(struct tappa__border *b, tappa_status status)
{
    b->asked = 0;
    return status <= TAPPA_OK && status >= TAPPA_EUNKNOWN ? status : TAPPA_ESTORE;
}

static int
is_whole(const struct tappa_span *span)
{
    return !span->size || (span->data && span->size <= TAPPA_STORE_SPAN_MAX);
}

static int
is_sequence(int64_t sequence)
{
    return sequence > 0 && sequence <= TAPPA__SEQUENCE_MAX;
}

static int
is_entry(const struct tappa_entry *row)
{
    return is_sequence(row->sequence) && row->previous >= 0 && row->previous < row->sequence && is_whole(&row->source) &&
           is_whole(&row->id) && is_whole(&row->name) && is_whole(&row->body);
}

#define ASK(store, function, ...) said(border_of(store), ask(border_of(store))->table->function(border_of(store)->own, __VA_ARGS__))

/* Whether an array can be stepped through, each row of at least so many bytes. */
static int
are_rows(const void *rows, size_t count, size_t least)
{
    uint32_t size = count && rows ? *(const uint32_t *)rows : 0;

    return !count || (size >= least && !(size % _Alignof(int64_t)));
}

int
tappa__border_may_open(const tappa_store *own)
{
    const struct tappa_store_table *t = own->table;

    return t && t->size >= offsetof(struct tappa_store_table, hold) && t->version == TAPPA_STORE_VERSION && t->commit && t->last && t->identity &&
           t->customer && t->entry && t->journal && t->seen && t->due && t->customers && t->contact && t->contacts && t->contacts_of && t->offset &&
           t->note && t->notes && t->erased && t->close;
}

/* ---- what is written ---- */

static tappa_status
border_commit(tappa_store *store, struct tappa_commit *commit)
{
    struct tappa__border *b = border_of(store);
    tappa_status status = ASK(store, commit, commit);

    if (status == TAPPA_EINVAL && !commit->offset_count) /* all but offsets is ours: the rows that it was made from are damaged */
        return TAPPA_ESTORE;
    if (status || !commit->entry_count)
        return status;
    if (!is_sequence(commit->first) || commit->entry_count > (uint64_t)(TAPPA__SEQUENCE_MAX - commit->first))
        return TAPPA_ESTORE;
    b->last = commit->first + (int64_t)commit->entry_count - 1;
    return TAPPA_OK;
}

static tappa_status
border_erased(tappa_store *store)
{
    return said(border_of(store), ask(border_of(store))->table->erased(border_of(store)->own));
}

static tappa_status
border_last(tappa_store *store, int64_t *sequence)
{
    tappa_status status = ASK(store, last, sequence);

    return status || *sequence >= 0 ? status : TAPPA_ESTORE;
}

/* ---- customers ---- */

static tappa_status
ask_customer(tappa_store *store, int64_t customer, struct tappa_store_customer *out, int64_t *newest)
{
    tappa_status status = ASK(store, customer, customer, out);
    size_t i;

    *newest = 0;
    if (!status && (!is_whole(&out->state) || (out->head_count && !out->heads)))
        status = TAPPA_ESTORE;
    for (i = 0; !status && i < out->head_count; i++) {
        if (out->heads[i].sequence < 0)
            status = TAPPA_ESTORE;
        if (out->heads[i].sequence > *newest)
            *newest = out->heads[i].sequence;
    }
    return status;
}

/* A head behind all entries that are known may be another process's: the row is asked for again behind the question, which ends its life. */
static tappa_status
border_customer(tappa_store *store, int64_t customer, struct tappa_store_customer *out)
{
    struct tappa__border *b = border_of(store);
    int64_t newest;

    for (;;) {
        tappa_status status = ask_customer(store, customer, out, &newest);

        if (status || newest <= b->last)
            return status;
        status = border_last(store, &b->last);
        if (status || newest > b->last)
            return status ? status : TAPPA_ESTORE;
    }
}

static tappa_status
border_identity(tappa_store *store, int64_t identity, struct tappa_store_identity *out)
{
    tappa_status status = ASK(store, identity, identity, out);

    return status || (is_whole(&out->kind) && is_whole(&out->value)) ? status : TAPPA_ESTORE;
}

/* Of `due` and of `customers`; where they are in order, each is behind the one before. */
static tappa_status
border_due(tappa_store *store, int64_t now, int64_t *customers, size_t limit, size_t *count)
{
    tappa_status status = ASK(store, due, now, customers, limit, count);

    return status || *count <= limit ? status : TAPPA_ESTORE;
}

static tappa_status
border_customers(tappa_store *store, int64_t after, int64_t *customers, size_t limit, size_t *count)
{
    tappa_status status = ASK(store, customers, after, customers, limit, count);
    size_t i;

    if (!status && *count > limit)
        return TAPPA_ESTORE;
    for (i = 0; !status && i < *count; after = customers[i++])
        if (customers[i] <= after)
            status = TAPPA_ESTORE;
    return status;
}

/* ---- the journal ---- */

static tappa_status
border_entry(tappa_store *store, int64_t sequence, struct tappa_entry *out)
{
    tappa_status status = ASK(store, entry, sequence, out);

    if (status || !out->sequence)
        return status;
    return out->sequence == sequence && is_entry(out) ? TAPPA_OK : TAPPA_ESTORE;
}

static tappa_status
border_journal(tappa_store *store, int64_t after, const struct tappa_entry **out, size_t limit, size_t *count)
{
    tappa_status status = ASK(store, journal, after, out, limit, count);
    size_t i;

    if (!status && !are_rows(*out, *count, sizeof **out))
        return TAPPA_ESTORE;
    for (i = 0; !status && i < *count; i++) {
        const struct tappa_entry *row = tappa__row(*out, i);

        if (row->sequence <= after || !is_entry(row))
            status = TAPPA_ESTORE;
        after = row->sequence;
    }
    return status;
}

static tappa_status
border_seen(tappa_store *store, int64_t number, struct tappa_store_seen *out)
{
    return ASK(store, seen, number, out);
}

/* ---- contacts ---- */

static tappa_status
border_contact(tappa_store *store, const uint8_t key[16], struct tappa_store_contact *out)
{
    tappa_status status = ASK(store, contact, key, out);

    return status || is_whole(&out->body) ? status : TAPPA_ESTORE;
}

/* One body is that of one customer: who reads it says that it is damaged, and the others go on. */
static tappa_status
border_contacts(tappa_store *store, int64_t now, const struct tappa_store_contact **out, size_t limit, size_t *count)
{
    tappa_status status = ASK(store, contacts, now, out, limit, count);

    return status || are_rows(*out, *count, sizeof **out) ? status : TAPPA_ESTORE;
}

static tappa_status
border_contacts_of(tappa_store *store, int64_t customer, const struct tappa_store_contact **out, size_t *count)
{
    tappa_status status = ASK(store, contacts_of, customer, out, count);
    size_t i;

    if (!status && !are_rows(*out, *count, sizeof **out))
        return TAPPA_ESTORE;
    for (i = 0; !status && i < *count; i++)
        if (!is_whole(&((const struct tappa_store_contact *)tappa__row(*out, i))->body))
            status = TAPPA_ESTORE;
    return status;
}

/* ---- named values ---- */

static tappa_status
border_offset(tappa_store *store, const char *source, size_t size, struct tappa_span *out)
{
    tappa_status status = ASK(store, offset, source, size, out);

    return status || is_whole(out) ? status : TAPPA_ESTORE;
}

static tappa_status
border_note(tappa_store *store, const char *name, size_t size, struct tappa_span *out)
{
    tappa_status status = ASK(store, note, name, size, out);

    return status || is_whole(out) ? status : TAPPA_ESTORE;
}

static tappa_status
border_notes(tappa_store *store, const char *prefix, size_t size, const struct tappa_store_note **out, size_t *count)
{
    tappa_status status = ASK(store, notes, prefix, size, out, count);
    size_t i;

    if (!status && !are_rows(*out, *count, sizeof **out))
        return TAPPA_ESTORE;
    for (i = 0; !status && i < *count; i++) {
        const struct tappa_store_note *row = tappa__row(*out, i);

        if (!is_whole(&row->name) || !is_whole(&row->value) || row->name.size < size)
            status = TAPPA_ESTORE;
    }
    return status;
}

/* A store of an earlier age, or one with nothing to lock, has no such function. */
static void
border_hold(tappa_store *store, int32_t on)
{
    struct tappa__border *b = border_of(store);
    const struct tappa_store_table *t = b->own->table;

    if (t->size < offsetof(struct tappa_store_table, hold) + sizeof t->hold || !t->hold)
        return;
    t->hold(ask(b), on);
    b->asked = 0;
}

static void
border_turn(tappa_store *store, int32_t on)
{
    struct tappa__border *b = border_of(store);
    const struct tappa_store_table *t = b->own->table;

    if (t->size < offsetof(struct tappa_store_table, turn) + sizeof t->turn || !t->turn)
        return;
    t->turn(ask(b), on);
    b->asked = 0;
}

void
tappa__border_open(struct tappa__border *border, tappa_store *own)
{
    static const struct tappa_store_table table = {
        .size = sizeof table,         .version = TAPPA_STORE_VERSION,     .commit = border_commit,   .last = border_last,
        .identity = border_identity,  .customer = border_customer,        .entry = border_entry,     .journal = border_journal,
        .seen = border_seen,          .due = border_due,                  .customers = border_customers, .contact = border_contact,
        .contacts = border_contacts,  .contacts_of = border_contacts_of,  .offset = border_offset,   .note = border_note,
        .notes = border_notes,        .erased = border_erased,            .hold = border_hold,
        .turn = border_turn,
    };

    *border = (struct tappa__border){.store = {.table = &table, .flags = own->flags}, .own = own};
}
