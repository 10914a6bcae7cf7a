/* Ids of events that are known. */
#ifndef TAPPA__SEEN_H
#define TAPPA__SEEN_H

#include "lib/engine/engine.h"

/* seen.c: ids of events, by their numbers. */
tappa_status tappa__seen_find(struct tappa_engine *e, int64_t number, int *known);
void tappa__seen_ask(struct tappa_engine *e, int64_t number); /* beforehand: the call at hand will need it */
tappa_status tappa__seen_add(struct tappa_engine *e, int64_t number); /* with the commit being made */
void tappa__seen_take_back(struct tappa_engine *e);                  /* the one added last */
void tappa__seen_settle(struct tappa_engine *e, int done);            /* it was written, or given up */
tappa_status tappa__seen_write(struct tappa_engine *e);               /* owner: those in memory, with the commit being made */
tappa_status tappa__seen_read(struct tappa_engine *e, const struct tappa_entry *row); /* back into memory */
tappa_status tappa__seen_forget(struct tappa_engine *e, int64_t now, int64_t came); /* of the oldest, twice as many as have come since */

#endif
