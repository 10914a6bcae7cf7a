/* Owns what can be asked of the memory store.
 * Called by engines through its table.
 * Protects one invariant: nothing here changes a row, and what is handed out points into rows, which stay until the next commit. */
#include "lib/engine/store/check.h"
#include "lib/engine/store/memory.h"
#include "tappa/journey.h"

#include <stdint.h>
#include <string.h>

static struct row *
find_number(struct tappa_store *store, enum table table, int64_t number)
{
    struct memory *m = (struct memory *)store;
    unsigned char key[8];

    tappa__key_number(key, number);
    return row_of(tappa__tree_find(&m->by_key[table], key, sizeof key));
}

tappa_status
tappa__memory_last(struct tappa_store *store, int64_t *sequence)
{
    *sequence = (int64_t)((struct memory *)store)->entry_count;
    return TAPPA_OK;
}

tappa_status
tappa__memory_identity(struct tappa_store *store, int64_t identity, struct tappa_store_identity *out)
{
    static const struct tappa_store_identity none = {0};
    const struct row *row = find_number(store, IDENTITIES, identity);

    if (!tappa__out_fits(out, sizeof *out))
        return TAPPA_EINVAL;
    tappa__out_give(out, row ? &row->as.identity : &none, sizeof *out);
    return TAPPA_OK;
}

tappa_status
tappa__memory_customer(struct tappa_store *store, int64_t customer, struct tappa_store_customer *out)
{
    static const struct tappa_store_customer none = {0};
    const struct row *row = find_number(store, CUSTOMERS, customer);

    if (!tappa__out_fits(out, sizeof *out))
        return TAPPA_EINVAL;
    tappa__out_give(out, row ? &row->as.customer : &none, sizeof *out);
    return TAPPA_OK;
}

tappa_status
tappa__memory_entry(struct tappa_store *store, int64_t sequence, struct tappa_entry *out)
{
    static const struct tappa_entry none = {0};
    const struct memory *m = (struct memory *)store;
    const struct row *row = sequence > 0 && (uint64_t)sequence <= m->entry_count ? m->entries[sequence - 1] : NULL;

    if (!tappa__out_fits(out, sizeof *out))
        return TAPPA_EINVAL;
    tappa__out_give(out, row ? &row->as.entry : &none, sizeof *out);
    return TAPPA_OK;
}

tappa_status
tappa__memory_journal(struct tappa_store *store, int64_t after, const struct tappa_entry **out, size_t limit, size_t *count)
{
    struct memory *m = (struct memory *)store;

    *count = 0;
    *out = NULL;
    for (size_t i = after > 0 ? (size_t)after : 0; i < m->entry_count && *count < limit; i++) {
        if (!m->entries[i])
            continue;
        if (tappa__grow(&m->allocator, (void **)&m->entries_out, &m->entries_room, *count + 1, sizeof *m->entries_out)) {
            *count = 0;
            return TAPPA_ENOMEM;
        }
        m->entries_out[(*count)++] = m->entries[i]->as.entry;
    }
    *out = m->entries_out;
    return TAPPA_OK;
}

tappa_status
tappa__memory_seen(struct tappa_store *store, int64_t number, struct tappa_store_seen *out)
{
    static const struct tappa_store_seen none = {0};
    const struct row *row = find_number(store, SEEN, number);

    if (!tappa__out_fits(out, sizeof *out))
        return TAPPA_EINVAL;
    tappa__out_give(out, row ? &row->as.seen : &none, sizeof *out);
    return TAPPA_OK;
}

/* The first of a table in order of time. */
static struct tappa__tree_node *
earliest(const struct memory *m, enum table table)
{
    return tappa__tree_from(&m->by_time[table], "", 0);
}

/* The row whose time node this is: its own key stands behind the time. */
static const struct row *
row_by_time(const struct memory *m, enum table table, const struct tappa__tree_node *by_time)
{
    return row_of(tappa__tree_find(&m->by_key[table], by_time->key + 8, by_time->size - 8));
}

tappa_status
tappa__memory_due(struct tappa_store *store, int64_t now, int64_t *customers, size_t limit, size_t *count)
{
    struct memory *m = (struct memory *)store;
    struct tappa__tree_node *node = earliest(m, CUSTOMERS);

    for (*count = 0; node && *count < limit; node = tappa__tree_next(node)) {
        const struct row *row = row_by_time(m, CUSTOMERS, node);

        if (row->as.customer.due > now)
            break;
        customers[(*count)++] = row->as.customer.customer;
    }
    return TAPPA_OK;
}

tappa_status
tappa__memory_customers(struct tappa_store *store, int64_t after, int64_t *customers, size_t limit, size_t *count)
{
    struct memory *m = (struct memory *)store;
    struct tappa__tree_node *node = NULL;
    unsigned char key[8];

    if (after < INT64_MAX) {
        tappa__key_number(key, after + 1);
        node = tappa__tree_from(&m->by_key[CUSTOMERS], key, sizeof key);
    }
    for (*count = 0; node && *count < limit; node = tappa__tree_next(node))
        customers[(*count)++] = row_of(node)->as.customer.customer;
    return TAPPA_OK;
}

tappa_status
tappa__memory_contact(struct tappa_store *store, const uint8_t key[16], struct tappa_store_contact *out)
{
    static const struct tappa_store_contact none = {0};
    const struct row *row = row_of(tappa__tree_find(&((struct memory *)store)->by_key[CONTACTS], key, 16));

    if (!tappa__out_fits(out, sizeof *out))
        return TAPPA_EINVAL;
    tappa__out_give(out, row ? &row->as.contact : &none, sizeof *out);
    return TAPPA_OK;
}

static tappa_status
contact_add(struct memory *m, const struct row *row, size_t *count)
{
    if (tappa__grow(&m->allocator, (void **)&m->contacts_out, &m->contacts_room, *count + 1, sizeof *m->contacts_out)) {
        *count = 0;
        return TAPPA_ENOMEM;
    }
    m->contacts_out[(*count)++] = row->as.contact;
    return TAPPA_OK;
}

tappa_status
tappa__memory_contacts(struct tappa_store *store, int64_t now, const struct tappa_store_contact **out, size_t limit, size_t *count)
{
    struct memory *m = (struct memory *)store;
    struct tappa__tree_node *node = earliest(m, CONTACTS);

    *out = NULL;
    for (*count = 0; node && *count < limit; node = tappa__tree_next(node)) {
        const struct row *row = row_by_time(m, CONTACTS, node);

        if (row->as.contact.due > now)
            break;
        if (contact_add(m, row, count))
            return TAPPA_ENOMEM;
    }
    *out = m->contacts_out;
    return TAPPA_OK;
}

tappa_status
tappa__memory_contacts_of(struct tappa_store *store, int64_t customer, const struct tappa_store_contact **out, size_t *count)
{
    struct memory *m = (struct memory *)store;
    unsigned char key[8];
    struct tappa__tree_node *node;

    *out = NULL;
    *count = 0;
    tappa__key_number(key, customer);
    node = tappa__tree_from(&m->by_owner, key, sizeof key);
    for (; node && memcmp(node->key, key, sizeof key) == 0; node = tappa__tree_next(node)) {
        if (contact_add(m, row_of(tappa__tree_find(&m->by_key[CONTACTS], node->key + 8, 16)), count))
            return TAPPA_ENOMEM;
    }
    *out = m->contacts_out;
    return TAPPA_OK;
}

tappa_status
tappa__memory_offset(struct tappa_store *store, const char *source, size_t size, struct tappa_span *out)
{
    const struct row *row = row_of(tappa__tree_find(&((struct memory *)store)->by_key[OFFSETS], source, size));

    *out = row ? row->as.offset.offset : (struct tappa_span){NULL, 0};
    return TAPPA_OK;
}

tappa_status
tappa__memory_note(struct tappa_store *store, const char *name, size_t size, struct tappa_span *out)
{
    const struct row *row = row_of(tappa__tree_find(&((struct memory *)store)->by_key[NOTES], name, size));

    *out = row ? row->as.note.value : (struct tappa_span){NULL, 0};
    return TAPPA_OK;
}

tappa_status
tappa__memory_notes(struct tappa_store *store, const char *prefix, size_t size, const struct tappa_store_note **out, size_t *count)
{
    struct memory *m = (struct memory *)store;
    struct tappa__tree_node *node = tappa__tree_from(&m->by_key[NOTES], prefix, size);

    *out = NULL;
    for (*count = 0; node; node = tappa__tree_next(node)) {
        if (node->size < size || (size && memcmp(node->key, prefix, size) != 0))
            break;
        if (tappa__grow(&m->allocator, (void **)&m->notes_out, &m->notes_room, *count + 1, sizeof *m->notes_out)) {
            *count = 0;
            return TAPPA_ENOMEM;
        }
        m->notes_out[(*count)++] = row_of(node)->as.note;
    }
    *out = m->notes_out;
    return TAPPA_OK;
}
