/* Owns the list of customers who are passed over, as what the store has of them cannot be read.
 * Calls that go through many customers keep one: the damage is one customer's, and the others have their turn.
 * It lasts as long as the call: whoever has been mended since is looked at by the next. */
#include "lib/engine/engine.h"

int
tappa__damaged_has(const struct tappa__damaged *d, int64_t customer)
{
    size_t i = 0;

    while (i < d->count && d->customers[i] != customer)
        i++;
    return i < d->count;
}

tappa_status
tappa__damaged_add(struct tappa_engine *e, struct tappa__damaged *d, int64_t customer)
{
    if (tappa__grow(&e->allocator, (void **)&d->customers, &d->capacity, d->count + 1, sizeof *d->customers))
        return TAPPA_ENOMEM;
    d->customers[d->count++] = customer;
    return TAPPA_OK;
}

void
tappa__damaged_free(struct tappa_engine *e, struct tappa__damaged *d)
{
    tappa__free(&e->allocator, d->customers);
}
