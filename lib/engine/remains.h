/* What a store has of one person, as far as it must be known to take it away. */
#ifndef TAPPA__REMAINS_H
#define TAPPA__REMAINS_H

#include "lib/engine/engine.h"

struct tappa__remains {
    struct tappa_engine *engine;
    int64_t customer, revision; /* revision 0: there is no row, or it cannot be read */
    int64_t *identities, *sequences, *seen; /* of its entries; of their ids */
    struct tappa_store_contact *contacts;   /* as a commit removes them */
    const struct tappa__tally *tallies;     /* lives in the engine's scratch, or in the customer */
    size_t identity_count, entry_count, seen_count, contact_count, tally_count;
    size_t identity_capacity, entry_capacity, seen_capacity, contact_capacity;
    int damaged; /* there may be rows beside these */
    int led;     /* an identity leads to it */
};

/* remains.c: either is to be freed, also where it failed. */
tappa_status tappa__remains_of(struct tappa__customer *c, struct tappa__remains *out);
/* Of one whose rows cannot be read: by whose its identities are, from end to end of the journal. */
tappa_status tappa__remains_search(struct tappa_engine *e, int64_t customer, struct tappa__remains *out);
void tappa__remains_free(struct tappa__remains *r);

#endif
