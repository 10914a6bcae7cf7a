/* A lot of events on its way in. */
#ifndef TAPPA__LOT_H
#define TAPPA__LOT_H

#include "lib/engine/damaged.h"

/* How a record is taken up that stopped the lot when half of it was done. */
#define TAPPA__BARRED_ONCE 1    /* as it is: what could not be read may be read now */
#define TAPPA__BARRED_DAMAGED 2 /* it is only kept: who it would join cannot be read */
#define TAPPA__BARRED_LONG 3    /* it is only kept: too much would have to run again */
#define TAPPA__BARRED_BEHIND 4  /* it is only kept: more timers are due before it than run with many commits */

/* ingest.c: one record into the commit being made. `unread`: customers who stopped the lot as something of theirs cannot be read; who stands there once
 * is not asked for its history any more, who stands there twice for nothing. Where it fails for such a reason, `result` says whose it is. */
tappa_status tappa__take(struct tappa_engine *e, const struct tappa_record *r, const struct tappa__soon *soon, int barred,
                         const struct tappa__damaged *unread, struct tappa_ingested *result);

/* source.c: how far sources have been read. */
/* The commit being made moves the offset of a source: from where tappa_engine_offset() said it was, if it was asked for, else from wherever it is.
 * TAPPA_ECONFLICT: it is no longer there. */
tappa_status tappa__source_move(struct tappa_engine *e, const struct tappa_store_offset *offset);
void tappa__source_moved(struct tappa_engine *e); /* that commit was made */
void tappa__sources_free(struct tappa_engine *e);

#endif
