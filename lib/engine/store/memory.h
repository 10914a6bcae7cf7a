/* The inside of the memory store: memory.c changes it, memory-read.c looks into it. */
#ifndef TAPPA__STORE_MEMORY_H
#define TAPPA__STORE_MEMORY_H

#include "lib/base/memory.h"
#include "lib/engine/store/tree.h"
#include "tappa/engine/store.h"

/* The tables: rows under a key each. ENTRIES have none, they lie in order of their sequences. */
enum table { IDENTITIES, SEEN, CUSTOMERS, CONTACTS, OFFSETS, NOTES, TABLES, ENTRIES = TABLES };

/* One row of any table, with the bytes it points to behind it; a row is never changed, a new one takes its place. It stands in up to
 * three trees: under its key; by time (customers and contacts: when due, unless never); contacts also under their customer. */
struct row {
    struct tappa__tree_node by_key, by_time, by_owner;
    unsigned char key[16], time_key[24], owner_key[24];
    enum table table;
    union {
        struct tappa_entry entry;
        struct tappa_store_identity identity;
        struct tappa_store_seen seen;
        struct tappa_store_customer customer;
        struct tappa_store_contact contact;
        struct tappa_store_offset offset;
        struct tappa_store_note note;
    } as;
};

/* What a commit did, so that it can be taken back: `old` went from its table, `made` came. */
struct change {
    struct row *old, *made;
};

struct memory {
    tappa_store store; /* first: a store is its table */
    struct tappa_allocator allocator;
    struct tappa__tree by_key[TABLES], by_time[TABLES], by_owner;
    struct row **entries; /* by sequence - 1; NULL where erased */
    size_t entry_count, entry_capacity;
    struct change *changes; /* of the commit under way */
    size_t change_count, change_capacity;
    struct tappa_entry *entries_out; /* what was handed out last */
    struct tappa_store_contact *contacts_out;
    struct tappa_store_note *notes_out;
    size_t entries_room, contacts_room, notes_room;
};

static inline struct row *
row_of(struct tappa__tree_node *by_key)
{
    return (struct row *)(void *)by_key;
}

/* The functions of the table that read; memory-read.c. */
tappa_status tappa__memory_last(struct tappa_store *store, int64_t *sequence);
tappa_status tappa__memory_identity(struct tappa_store *store, int64_t identity, struct tappa_store_identity *out);
tappa_status tappa__memory_customer(struct tappa_store *store, int64_t customer, struct tappa_store_customer *out);
tappa_status tappa__memory_entry(struct tappa_store *store, int64_t sequence, struct tappa_entry *out);
tappa_status tappa__memory_journal(struct tappa_store *store, int64_t after, const struct tappa_entry **out, size_t limit,
                                   size_t *count);
tappa_status tappa__memory_seen(struct tappa_store *store, int64_t number, struct tappa_store_seen *out);
tappa_status tappa__memory_due(struct tappa_store *store, int64_t now, int64_t *customers, size_t limit, size_t *count);
tappa_status tappa__memory_customers(struct tappa_store *store, int64_t after, int64_t *customers, size_t limit, size_t *count);
tappa_status tappa__memory_contact(struct tappa_store *store, const uint8_t key[16], struct tappa_store_contact *out);
tappa_status tappa__memory_contacts(struct tappa_store *store, int64_t now, const struct tappa_store_contact **out, size_t limit,
                                    size_t *count);
tappa_status tappa__memory_contacts_of(struct tappa_store *store, int64_t customer, const struct tappa_store_contact **out,
                                       size_t *count);
tappa_status tappa__memory_offset(struct tappa_store *store, const char *source, size_t size, struct tappa_span *out);
tappa_status tappa__memory_note(struct tappa_store *store, const char *name, size_t size, struct tappa_span *out);
tappa_status tappa__memory_notes(struct tappa_store *store, const char *prefix, size_t size, const struct tappa_store_note **out,
                                 size_t *count);

#endif
