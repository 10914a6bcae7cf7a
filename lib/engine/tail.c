/* Owns the journal behind the last checkpoint of an owner's store: what it has of customers whose rows are behind.
 * Called at opening, and where a call that failed has let somebody go whom the rows do not know.
 * While nobody is behind, everybody who differs from the store is in memory, and nothing of this is needed. */
#include "lib/engine/engine.h"

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

tappa_status
tappa__catch_up(struct tappa_engine *e)
{
    struct tappa__customer *c;
    int64_t identity;
    size_t at = 0;
    tappa_status status = tappa__tails_read(e);

    while (!status && tappa__map_at(e->tails, &at, &identity))
        status = tappa__customer_of(e, identity, NULL, &c);
    if (status)
        return status;
    tappa__map_clear(e->tails);
    e->behind = 0;
    return TAPPA_OK;
}
