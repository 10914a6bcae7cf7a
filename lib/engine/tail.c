/* Owns the journal behind the last checkpoint of an owner's store: what it has of customers whose rows are behind.
 * Called at opening, at checkpoints, and where a call that failed has let somebody go whom the rows do not know.
 * While nobody is behind, everybody who differs from the store is in memory, or is one whom the store's rows do not let be read: how far the journal is
 * ahead of those stands with the checkpoint, which passes them over, until they can be read again or are erased. */
#include "lib/engine/pack.h"
#include "lib/engine/remains.h"
#include "lib/engine/seen.h"

#define AT_ONCE 4096 /* entries read with one call */

/* For each identity its newest entry, so that a customer can be brought up to date when it is next looked at. */
tappa_status
tappa__tails_read(struct tappa_engine *e)
{
    const struct tappa_entry *rows;
    int64_t after = e->checkpoint_at;
    size_t count, i;
    tappa_status status = TAPPA_OK;

    if (!e->behind || tappa__map_count(e->tails))
        return TAPPA_OK;
    do {
        status = e->store->table->journal(e->store, after, &rows, AT_ONCE, &count);
        for (i = 0; !status && i < count; i++) {
            const struct tappa_entry *row = tappa__row(rows, i);

            after = row->sequence;
            if (row->identity && tappa__map_set(e->tails, row->identity, (void *)(intptr_t)after))
                status = TAPPA_ENOMEM;
            if (!status)
                status = tappa__seen_read(e, row);
        }
    } while (!status && count);
    if (status)
        tappa__map_clear(e->tails); /* part of it would say too little */
    else
        e->last_sequence = after;
    return status;
}

int64_t
tappa__tail_of(const struct tappa_engine *e, int64_t identity)
{
    int64_t tail = (int64_t)(intptr_t)tappa__map_get(e->tails, identity), left = (int64_t)(intptr_t)tappa__map_get(e->left, identity);

    return tail > left ? tail : left;
}

/* All who can be read are up to date then. Of those left, some may have been mended since. */
tappa_status
tappa__catch_up(struct tappa_engine *e)
{
    struct tappa__map *maps[] = {e->tails, e->left};
    struct tappa__customer *c;
    int64_t identity;
    size_t at, i;
    void *tail;
    tappa_status status = tappa__tails_read(e);

    for (i = 0; i < 2; i++)
        for (at = 0; !status && (tail = tappa__map_at(maps[i], &at, &identity));) {
            status = tappa__customer_of(e, identity, NULL, &c);
            if (status == TAPPA_ESTORE) /* the damage is one customer's */
                status = i || !tappa__map_set(e->left, identity, tail) ? TAPPA_OK : TAPPA_ENOMEM;
        }
    if (status)
        return status;
    tappa__map_clear(e->tails);
    e->behind = 0;
    return TAPPA_OK;
}

/* ---- who is left ---- */

int
tappa__left_any(const struct tappa_engine *e)
{
    int64_t identity;
    size_t at = 0;

    while (tappa__map_at(e->left, &at, &identity))
        if (!tappa__map_get(e->owners, identity))
            return 1;
    return 0;
}

/* Whether the note leaves it out: it is erased, or with this checkpoint it is written. */
static int
is_settled(const struct tappa_engine *e, int64_t identity, const struct tappa__remains *gone)
{
    size_t i = 0;

    if (!gone)
        return tappa__map_get(e->owners, identity) != NULL;
    while (i < gone->identity_count && gone->identities[i] != identity)
        i++;
    return i < gone->identity_count;
}

void
tappa__tails_pack(const struct tappa_engine *e, int64_t sequence, const struct tappa__remains *gone, struct tappa__buffer *out)
{
    int64_t identity;
    size_t at = 0;
    void *tail;

    tappa__put_i64(out, sequence);
    while ((tail = tappa__map_at(e->left, &at, &identity)))
        if (!is_settled(e, identity, gone)) {
            tappa__put_i64(out, identity);
            tappa__put_i64(out, (int64_t)(intptr_t)tail);
        }
}

void
tappa__tails_settle(struct tappa_engine *e, const struct tappa__remains *gone)
{
    int64_t identity;
    size_t at = 0;

    while (tappa__map_at(e->left, &at, &identity))
        if (is_settled(e, identity, gone)) {
            (void)tappa__map_set(e->left, identity, NULL);
            at = 0; /* others may have moved up */
        }
}

tappa_status
tappa__tails_unpack(struct tappa_engine *e, const struct tappa_span *note)
{
    struct tappa__unpack in = {note->data, (const uint8_t *)note->data + note->size, 0};

    e->checkpoint_at = tappa__get_i64(&in);
    while (!in.bad && in.at != in.end) {
        int64_t identity = tappa__get_i64(&in), tail = tappa__get_i64(&in);

        if (in.bad || !identity || identity == INT64_MIN || tail <= 0)
            return TAPPA_ESTORE;
        if (tappa__map_set(e->left, identity, (void *)(intptr_t)tail))
            return TAPPA_ENOMEM;
    }
    return in.bad ? TAPPA_ESTORE : TAPPA_OK;
}
