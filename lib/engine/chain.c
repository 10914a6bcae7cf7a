/* Owns reading a history from the journal, along the chains of its identities, and putting it in order.
 * Called where a history is folded again, and where somebody wants to see it.
 * Many late events of one call read it once: what was read stays as it is, and what the call has added since is put to it. */
#include <string.h>

#include "lib/engine/history.h"

#define KEPT_MAX 65536 /* entries of all histories that a call keeps */

/* Of the commit being made, the how manieth from 0, by when it arrived: behind all that the journal has. */
#define ARRIVES INT64_C(4611686018427387904)

/* One entry from the commit being made or from the journal. */
static tappa_status
read_one(struct tappa_engine *e, int64_t sequence, struct tappa__entry *out)
{
    struct tappa_entry row = {.size = sizeof row};
    tappa_status status;

    if (sequence < 0) {
        *out = e->work.entries[-sequence - 1];
        out->previous = e->work.rows[-sequence - 1].previous;
        out->came = ARRIVES - sequence - 1;
        return TAPPA_OK;
    }
    status = e->store->table->entry(e->store, sequence, &row);
    if (status || !row.sequence)
        return status ? status : TAPPA_ESTORE;
    status = tappa__entry_unpack(&row, &e->scratch, out);
    out->came = sequence;
    return status;
}

tappa_status
tappa__history_chain(struct tappa_engine *e, struct tappa__history *h, int64_t head, int64_t until)
{
    int64_t at = head;

    while (at && at != until) {
        tappa_status status;

        if (h->count >= TAPPA__HISTORY_MAX)
            return TAPPA_ELIMIT;
        if (tappa__grow(&e->allocator, (void **)&h->entries, &h->capacity, h->count + 1, sizeof *h->entries))
            return TAPPA_ENOMEM;
        status = read_one(e, at, &h->entries[h->count]);
        if (status)
            return status;
        at = h->entries[h->count++].previous;
    }
    return at == until ? TAPPA_OK : TAPPA_ESTORE;
}

/* ---- their order ---- */

/* Two runs that stand behind each other become one. The first is mostly long and the second short: what stands before all of that stays. */
static void
merge(const struct tappa__entry *entries, size_t *order, size_t *spare, size_t half, size_t count)
{
    size_t low = 0, high = half, i = 0, j = half, n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (tappa__entry_compare(&entries[order[middle]], &entries[order[half]]) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    memcpy(spare, order + low, (half - low) * sizeof *order);
    for (n = low; i < half - low; n++)
        order[n] = j == count || tappa__entry_compare(&entries[spare[i]], &entries[order[j]]) <= 0 ? spare[i++] : order[j++];
}

static void
sort_run(const struct tappa__entry *entries, size_t *order, size_t *spare, size_t count)
{
    size_t half = count / 2;

    if (count < 2)
        return;
    sort_run(entries, order, spare, half);
    sort_run(entries, order + half, spare, count - half);
    merge(entries, order, spare, half, count);
}

/* An entry has come once all have that follow it: so what came too late for journeys shows behind everything that was there before it. */
static void
date_arrivals(struct tappa__history *h)
{
    int64_t first = INT64_MAX;
    size_t i;

    for (i = h->count; i-- > 0;) {
        struct tappa__entry *entry = tappa__history_at(h, i);

        if (!entry->too_late && entry->came < first)
            first = entry->came;
        entry->arrived = entry->too_late ? entry->came : first;
    }
}

tappa_status
tappa__history_sort(struct tappa_engine *e, struct tappa__history *h)
{
    size_t sorted = h->sorted, i, *spare = tappa__alloc(&e->allocator, (h->count + 1) * sizeof *spare);

    if (!spare || tappa__grow(&e->allocator, (void **)&h->order, &h->order_capacity, h->count, sizeof *h->order)) {
        tappa__free(&e->allocator, spare);
        return TAPPA_ENOMEM;
    }
    for (i = sorted; i < h->count; i++) /* chains are read from their ends */
        h->order[i] = h->count - 1 - (i - sorted);
    sort_run(h->entries, h->order + sorted, spare, h->count - sorted);
    if (sorted && sorted < h->count)
        merge(h->entries, h->order, spare, sorted, h->count);
    h->sorted = h->count;
    tappa__free(&e->allocator, spare);
    date_arrivals(h);
    return TAPPA_OK;
}

/* ---- a whole one ---- */

void
tappa__history_free(struct tappa_engine *e, struct tappa__history *h)
{
    e->kept -= h->kept;
    tappa__free(&e->allocator, h->entries);
    tappa__free(&e->allocator, h->order);
    tappa__free(&e->allocator, h->read);
    *h = (struct tappa__history){0};
}

void
tappa__history_forget(struct tappa__customer *c)
{
    if (c->history)
        tappa__history_free(c->engine, c->history);
    tappa__free(&c->engine->allocator, c->history);
    c->history = NULL;
}

void
tappa__history_spare(struct tappa__customer *c)
{
    struct tappa__history *h = c->history;

    if (!h)
        return;
    c->engine->kept += h->count - h->kept;
    h->kept = h->count;
    if (c->engine->kept > KEPT_MAX)
        tappa__history_forget(c);
}

/* Up to where an identity's chain was read. */
static struct tappa_store_head *
read_of(const struct tappa__history *h, int64_t identity)
{
    size_t i;

    for (i = 0; i < h->read_count; i++)
        if (h->read[i].identity == identity)
            return &h->read[i];
    return NULL;
}

/* Where members have gone to another customer it is another history. What the call has made is told meanwhile. */
static void
look_at_kept(struct tappa__customer *c, struct tappa__history *h)
{
    const struct tappa__entry *made = c->engine->work.entries;
    size_t i;

    for (i = 0; i < h->read_count; i++)
        if (tappa__member_at(c, h->read[i].identity) == c->member_count) {
            tappa__history_free(c->engine, h);
            return;
        }
    for (i = 0; i < h->count; i++)
        if (h->entries[i].came >= ARRIVES) {
            h->entries[i].told = made[h->entries[i].came - ARRIVES].told;
            h->entries[i].status = made[h->entries[i].came - ARRIVES].status;
            h->entries[i].message = made[h->entries[i].came - ARRIVES].message;
        }
}

static tappa_status
read_on(struct tappa__customer *c, struct tappa__history *h)
{
    struct tappa_engine *e = c->engine;
    tappa_status status = TAPPA_OK;
    size_t i;

    if (tappa__grow(&e->allocator, (void **)&h->read, &h->read_capacity, c->member_count, sizeof *h->read))
        return TAPPA_ENOMEM;
    for (i = 0; !status && i < c->member_count; i++) {
        const struct tappa__member *m = &c->members[i];
        struct tappa_store_head *read = read_of(h, m->identity);

        status = tappa__history_chain(e, h, m->head, read ? read->sequence : 0);
        if (!read) {
            read = &h->read[h->read_count++];
            read->identity = m->identity;
        }
        read->sequence = m->head;
    }
    return status ? tappa__customer_as_read(c, status) : tappa__history_sort(e, h);
}

tappa_status
tappa__history_whole(struct tappa__customer *c, struct tappa__history **out)
{
    tappa_status status;

    if (!c->history)
        c->history = tappa__alloc_zero(&c->engine->allocator, sizeof *c->history);
    *out = c->history;
    if (!c->history)
        return TAPPA_ENOMEM;
    look_at_kept(c, c->history);
    status = read_on(c, c->history);
    if (status)
        tappa__history_forget(c);
    return status;
}

tappa_status
tappa__history_read(struct tappa__customer *c, struct tappa__entry **out, size_t *count)
{
    struct tappa__history h = {0};
    tappa_status status = read_on(c, &h);
    struct tappa__entry *kept = status ? NULL : tappa__arena_alloc(&c->engine->scratch, (h.count + 1) * sizeof *kept);
    size_t i;

    for (i = 0; kept && i < h.count; i++)
        kept[i] = *tappa__history_at(&h, i);
    *out = kept;
    *count = h.count;
    tappa__history_free(c->engine, &h);
    return status || kept ? status : TAPPA_ENOMEM;
}
