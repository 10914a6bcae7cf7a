/* Customers who are passed over by a call that goes through many. */
#ifndef TAPPA__DAMAGED_H
#define TAPPA__DAMAGED_H

#include "lib/engine/engine.h"

struct tappa__damaged {
    int64_t *customers;
    size_t count, capacity;
};

int tappa__damaged_has(const struct tappa__damaged *d, int64_t customer);
tappa_status tappa__damaged_add(struct tappa_engine *e, struct tappa__damaged *d, int64_t customer);
void tappa__damaged_free(struct tappa_engine *e, struct tappa__damaged *d);

#endif
