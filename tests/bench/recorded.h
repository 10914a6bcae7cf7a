/* What an engine asks of its store, recorded, so that bare SQLite can be made to write the very same rows in the very same transactions. */
#ifndef RECORDED_H
#define RECORDED_H

#include <sqlite3.h>

#include "tappa/engine/store.h"

/* From here on everything that the engine on this store writes, and what it asks of ids, identities, customers and their contacts, is recorded; one
 * store at a time. */
void record(tappa_store *store);
/* How many transactions are recorded; of these, the first `from` may be passed over. */
size_t recorded(void);
void recorded_free(void);

/* Bare SQLite on a copy of an empty store: prepared statements, the pragmas of the store, no checks. */
struct bare;
struct bare *bare_open(const char *path, int owner);
/* Writes the transactions from `from` up to but not including `to`; `asking`: what the engine asked before each is asked first in it. */
void bare_replay(struct bare *b, size_t from, size_t to, int asking);
void bare_close(struct bare *b);

/* Ends the program where the two files do not have the same rows in every table. Gives how many rows there are and how many bytes. */
struct left {
    long long journal, identities, customers, contacts, bytes;
};
struct left must_be_equal(const char *a, const char *b);

#endif
