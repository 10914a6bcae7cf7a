/* A customer's history: the entries that the journal has of its identities, in their order. */
#ifndef TAPPA__HISTORY_H
#define TAPPA__HISTORY_H

#include "lib/engine/engine.h"

struct tappa__history {
    struct tappa__entry *entries;  /* as they were read, the newest of a chain first; */
    size_t *order;                 /* their places, in the order in which they are folded */
    struct tappa_store_head *read; /* up to where the chain of each identity has been */
    size_t count, capacity, order_capacity, read_count, read_capacity;
    size_t sorted; /* so many of the first are in order */
    size_t kept;   /* so many of the engine's are these */
};

static inline struct tappa__entry *
tappa__history_at(const struct tappa__history *h, size_t i)
{
    return &h->entries[h->order[i]];
}

/* chain.c */
/* The whole of it, with the entries of the call at hand. It is the customer's, and what was read is there the next time that the same call asks. */
tappa_status tappa__history_whole(struct tappa__customer *c, struct tappa__history **out);
void tappa__history_spare(struct tappa__customer *c);  /* where memory has better uses it goes */
void tappa__history_forget(struct tappa__customer *c); /* the call is over */
/* A chain from its newest entry back to the one behind `until`, which it must come to. */
tappa_status tappa__history_chain(struct tappa_engine *e, struct tappa__history *h, int64_t head, int64_t until);
tappa_status tappa__history_sort(struct tappa_engine *e, struct tappa__history *h);
void tappa__history_free(struct tappa_engine *e, struct tappa__history *h);
tappa_status tappa__history_read(struct tappa__customer *c, struct tappa__entry **out, size_t *count); /* in their order; lives in e->scratch */

/* history.c: folding again. */
tappa_status tappa__history_again(struct tappa__customer *c); /* from the beginning, with the entries of the call at hand */
tappa_status tappa__history_tail(struct tappa__customer *c);  /* what the journal has and the state has not */

#endif
