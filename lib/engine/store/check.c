/* Owns the rules of what may stand in a commit.
 * Called by both stores before they touch anything.
 * Protects one invariant: behind it a store meets no row that it would have to refuse half-way for its form. */
#include "lib/engine/store/check.h"

#include "lib/base/abi.h"

#include <string.h>

/* More heads than any person has identities; so many still fit in one row of SQLite. */
#define HEADS_MAX 1000000

static uint32_t
size_of(const void *row)
{
    uint32_t size;

    memcpy(&size, row, sizeof size);
    return size;
}

const void *
tappa__row_at(const void *rows, size_t i, void *spare, size_t own)
{
    uint32_t step = size_of(rows);
    const char *row = (const char *)rows + i * step;

    if (step == own)
        return row;
    (void)tappa__sized_read(row, step, spare, (uint32_t)own, (uint32_t)own);
    return spare;
}

int
tappa__out_fits(const void *out, size_t own)
{
    return out && size_of(out) >= own;
}

void
tappa__out_give(void *out, const void *ours, size_t own)
{
    uint32_t size = size_of(out);

    memcpy((char *)out + sizeof size, (const char *)ours + sizeof size, own - sizeof size);
    memset((char *)out + own, 0, size - own);
}

static int
is_number(int64_t n)
{
    return n != 0 && n != INT64_MIN;
}

/* Whether `sequence` is one that was given, or refers to one of the first `count` of this commit. */
static int
is_reference(int64_t sequence, int64_t last, size_t count)
{
    return sequence >= 0 ? sequence <= last : sequence != INT64_MIN && (uint64_t)-sequence <= count;
}

/* What is known of the commit while its rows are looked at. */
struct check {
    int64_t last;
    size_t entry_count;
};

static tappa_status
spans_check(const struct tappa_span *const spans[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (spans[i]->size && !spans[i]->data)
            return TAPPA_EINVAL;
    }
    for (size_t i = 0; i < count; i++) {
        if (spans[i]->size > TAPPA_STORE_SPAN_MAX)
            return TAPPA_ELIMIT;
    }
    return TAPPA_OK;
}

static tappa_status
entry_check(const struct check *c, size_t i, const void *row)
{
    const struct tappa_entry *e = row;

    if (e->sequence || e->flags || !is_reference(e->previous, c->last, i) || e->identity == INT64_MIN)
        return TAPPA_EINVAL;
    return spans_check((const struct tappa_span *const[]){&e->source, &e->id, &e->name, &e->body}, 4);
}

static tappa_status
seen_check(const struct check *c, size_t i, const void *row)
{
    const struct tappa_store_seen *s = row;

    (void)c, (void)i;
    return s->flags & ~(TAPPA_STORE_REMOVE | TAPPA_STORE_NEW) || !is_number(s->number) ? TAPPA_EINVAL : TAPPA_OK;
}

/* Whether a row that speaks of all rows of its customer does so as it must. */
static int
is_of_customer(uint32_t flags, int64_t customer)
{
    return flags == (TAPPA_STORE_OF | TAPPA_STORE_REMOVE) && is_number(customer);
}

static tappa_status
identity_check(const struct check *c, size_t i, const void *row)
{
    const struct tappa_store_identity *d = row;

    (void)c, (void)i;
    if (d->flags & TAPPA_STORE_OF)
        return is_of_customer(d->flags, d->customer) ? TAPPA_OK : TAPPA_EINVAL;
    if (d->flags & ~(TAPPA_STORE_REMOVE | TAPPA_STORE_NEW) || !is_number(d->identity)
        || (!(d->flags & TAPPA_STORE_REMOVE) && !is_number(d->customer)))
        return TAPPA_EINVAL;
    return spans_check((const struct tappa_span *const[]){&d->kind, &d->value}, 2);
}

static tappa_status
customer_check(const struct check *c, size_t i, const void *row)
{
    const struct tappa_store_customer *u = row;

    (void)i;
    if (u->flags & TAPPA_STORE_OF)
        return is_of_customer(u->flags, u->customer) ? TAPPA_OK : TAPPA_EINVAL;
    if (u->flags & ~(TAPPA_STORE_REMOVE | TAPPA_STORE_MOVED) || !is_number(u->customer) || u->expected < 0)
        return TAPPA_EINVAL;
    if (u->flags & TAPPA_STORE_REMOVE)
        return u->flags == TAPPA_STORE_REMOVE && u->expected ? TAPPA_OK : TAPPA_EINVAL;
    if (u->revision <= u->expected || (u->head_count && !u->heads))
        return TAPPA_EINVAL;
    if (u->head_count > HEADS_MAX)
        return TAPPA_ELIMIT;
    for (size_t h = 0; h < u->head_count; h++) {
        if (!is_number(u->heads[h].identity) || !is_reference(u->heads[h].sequence, c->last, c->entry_count))
            return TAPPA_EINVAL;
    }
    return spans_check((const struct tappa_span *const[]){&u->state}, 1);
}

static tappa_status
contact_check(const struct check *c, size_t i, const void *row)
{
    const struct tappa_store_contact *o = row;

    (void)c, (void)i;
    if (o->flags & TAPPA_STORE_OF)
        return is_of_customer(o->flags, o->customer) ? TAPPA_OK : TAPPA_EINVAL;
    if (o->flags & ~(TAPPA_STORE_REMOVE | TAPPA_STORE_NEW) || (!(o->flags & TAPPA_STORE_REMOVE) && !is_number(o->customer)) || o->spare)
        return TAPPA_EINVAL;
    return spans_check((const struct tappa_span *const[]){&o->body}, 1);
}

static tappa_status
offset_check(const struct check *c, size_t i, const void *row)
{
    const struct tappa_store_offset *o = row;

    (void)c, (void)i;
    if (o->flags & ~(TAPPA_STORE_REMOVE | TAPPA_STORE_SAME) || o->flags == (TAPPA_STORE_REMOVE | TAPPA_STORE_SAME))
        return TAPPA_EINVAL;
    return spans_check((const struct tappa_span *const[]){&o->source, &o->offset}, 2);
}

static tappa_status
note_check(const struct check *c, size_t i, const void *row)
{
    const struct tappa_store_note *n = row;

    (void)c, (void)i;
    if (n->flags & ~(TAPPA_STORE_REMOVE | TAPPA_STORE_SAME) || n->flags == (TAPPA_STORE_REMOVE | TAPPA_STORE_SAME))
        return TAPPA_EINVAL;
    return spans_check((const struct tappa_span *const[]){&n->name, &n->value}, 2);
}

/* Every row of an array: its size is that of the first, what is unknown to us is 0, and the rest is the rule's matter. */
static tappa_status
rows_check(const struct check *c, const void *rows, size_t count, size_t own,
           tappa_status (*rule)(const struct check *c, size_t i, const void *row))
{
    union {
        struct tappa_entry entry;
        struct tappa_store_customer customer;
        struct tappa_store_contact contact;
    } spare; /* the largest ones */
    uint32_t step;

    if (count && !rows)
        return TAPPA_EINVAL;
    step = count ? size_of(rows) : 0;
    for (size_t i = 0; i < count; i++) {
        const char *row = (const char *)rows + i * step;
        tappa_status status;

        if (size_of(row) != step)
            return TAPPA_EINVAL;
        if (step != own) {
            if (tappa__sized_read(row, step, &spare, (uint32_t)own, (uint32_t)own))
                return TAPPA_EINVAL;
            row = (const char *)&spare;
        }
        status = rule(c, i, row);
        if (status)
            return status;
    }
    return TAPPA_OK;
}

tappa_status
tappa__commit_read(const struct tappa_commit *given, int64_t last, struct tappa_commit *out)
{
    struct check c = {last, 0};
    tappa_status status;

    if (!given || tappa__sized_read(given, given->size, out, sizeof *out, sizeof *out) || out->flags)
        return TAPPA_EINVAL;
    c.entry_count = out->entry_count;
    if (out->erase_count && !out->erase)
        return TAPPA_EINVAL;
    if (out->entry_count && (last >= TAPPA__SEQUENCE_MAX || out->entry_count >= (uint64_t)(TAPPA__SEQUENCE_MAX - last)))
        return TAPPA_ELIMIT;
    for (size_t i = 0; i < out->erase_count; i++) {
        if (out->erase[i] <= 0)
            return TAPPA_EINVAL;
    }
    status = rows_check(&c, out->entries, out->entry_count, sizeof *out->entries, entry_check);
    if (!status)
        status = rows_check(&c, out->seen, out->seen_count, sizeof *out->seen, seen_check);
    if (!status)
        status = rows_check(&c, out->identities, out->identity_count, sizeof *out->identities, identity_check);
    if (!status)
        status = rows_check(&c, out->customers, out->customer_count, sizeof *out->customers, customer_check);
    if (!status)
        status = rows_check(&c, out->contacts, out->contact_count, sizeof *out->contacts, contact_check);
    if (!status)
        status = rows_check(&c, out->offsets, out->offset_count, sizeof *out->offsets, offset_check);
    if (!status)
        status = rows_check(&c, out->notes, out->note_count, sizeof *out->notes, note_check);
    return status;
}
