/* Owns what is the same for every store: its end.
 * Called by hosts that opened a store which no engine took over.
 * Protects one invariant: a store of any make is closed through its own table. */
#include "tappa/engine/store.h"

void
tappa_store_close(tappa_store *store)
{
    if (store && store->table->close)
        store->table->close(store);
}
