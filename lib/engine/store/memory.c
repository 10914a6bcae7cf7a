/* Owns the memory store: its rows, and the commit that changes all of them or none.
 * Called by hosts to open it and by engines through its table.
 * Protects one invariant: whatever a commit has done so far stands in `changes` and can be taken back without asking for memory. */
#include "lib/engine/store/memory.h"

#include "lib/engine/store/check.h"
#include "tappa/journey.h"

#include <string.h>

/* Puts a row into the trees it belongs to. */
static void
link_row(struct memory *m, struct row *row)
{
    if (row->table == ENTRIES) {
        m->entries[row->as.entry.sequence - 1] = row;
        return;
    }
    tappa__tree_put(&m->by_key[row->table], &row->by_key);
    if (row->by_time.size)
        tappa__tree_put(&m->by_time[row->table], &row->by_time);
    if (row->by_owner.size)
        tappa__tree_put(&m->by_owner, &row->by_owner);
}

static void
unlink_row(struct memory *m, struct row *row)
{
    if (row->table == ENTRIES) {
        m->entries[row->as.entry.sequence - 1] = NULL;
        return;
    }
    tappa__tree_take(&m->by_key[row->table], &row->by_key);
    if (row->by_time.size)
        tappa__tree_take(&m->by_time[row->table], &row->by_time);
    if (row->by_owner.size)
        tappa__tree_take(&m->by_owner, &row->by_owner);
}

/* Takes `old` out and puts `made` in, either of which may be NULL; on a failure `made` is freed and nothing has changed. */
static tappa_status
change(struct memory *m, struct row *old, struct row *made)
{
    if (tappa__grow(&m->allocator, (void **)&m->changes, &m->change_capacity, m->change_count + 1, sizeof *m->changes)) {
        tappa__free(&m->allocator, made);
        return TAPPA_ENOMEM;
    }
    if (old)
        unlink_row(m, old);
    if (made)
        link_row(m, made);
    m->changes[m->change_count++] = (struct change){old, made};
    return TAPPA_OK;
}

/* Ends a commit: what it replaced is freed, or all it did is taken back, the last first. */
static void
finish(struct memory *m, int keep)
{
    while (!keep && m->change_count) {
        struct change *c = &m->changes[--m->change_count];

        if (c->made)
            unlink_row(m, c->made);
        if (c->old)
            link_row(m, c->old);
        tappa__free(&m->allocator, c->made);
    }
    for (size_t i = 0; i < m->change_count; i++)
        tappa__free(&m->allocator, m->changes[i].old);
    m->change_count = 0;
}

/* A row with room for the bytes of `spans`, which are copied; `as` then holds the struct with its spans led to the copies. `spans` lie
 * within `given`. */
static struct row *
row_new(struct memory *m, enum table table, const void *given, size_t size, const struct tappa_span *const spans[], size_t count)
{
    size_t bytes = 1; /* what is empty has a pointer too */
    struct row *row;
    char *at;

    for (size_t i = 0; i < count; i++)
        bytes += spans[i]->size;
    row = tappa__alloc(&m->allocator, sizeof *row + bytes);
    if (!row)
        return NULL;
    memset(row, 0, sizeof *row);
    row->table = table;
    memcpy(&row->as, given, size);
    at = (char *)(row + 1);
    *at = '\0';
    for (size_t i = 0; i < count; i++) {
        const struct tappa_span copy = {at, spans[i]->size};

        if (spans[i]->size)
            memcpy(at, spans[i]->data, spans[i]->size);
        memcpy((char *)&row->as + ((const char *)spans[i] - (const char *)given), &copy, sizeof copy);
        at += spans[i]->size;
    }
    return row;
}

static void
key_set(struct tappa__tree_node *node, const void *key, size_t size)
{
    node->key = key;
    node->size = size;
}

static struct row *
find(const struct memory *m, enum table table, const void *key, size_t size)
{
    return row_of(tappa__tree_find(&m->by_key[table], key, size));
}

/* Writes one row as its flags say. `made` NULL: there was no memory for it, or it is to be removed. */
static tappa_status
put(struct memory *m, enum table table, uint32_t flags, const void *key, size_t size, struct row *made)
{
    struct row *old = find(m, table, key, size);

    if (flags & TAPPA_STORE_REMOVE)
        return old ? change(m, old, NULL) : TAPPA_OK;
    if (!made)
        return TAPPA_ENOMEM;
    if (flags & TAPPA_STORE_NEW && old) {
        tappa__free(&m->allocator, made);
        return TAPPA_ECONFLICT;
    }
    return change(m, old, made);
}

/* All rows of a table that are a customer's. Contacts alone stand under their customer; this is seldom enough to look through all. */
static tappa_status
remove_of(struct memory *m, enum table table, int64_t customer)
{
    struct tappa__tree_node *node = tappa__tree_from(&m->by_key[table], "", 0);
    tappa_status status = TAPPA_OK;

    while (!status && node) {
        struct row *row = row_of(node);
        int64_t of = table == IDENTITIES ? row->as.identity.customer : table == CUSTOMERS ? row->as.customer.customer : row->as.contact.customer;

        node = tappa__tree_next(node);
        if (of == customer)
            status = change(m, row, NULL);
    }
    return status;
}

static tappa_status
entry_put(struct memory *m, const struct tappa_entry *given, int64_t first)
{
    struct tappa_entry e = *given;
    struct row *row;

    e.size = sizeof e;
    e.previous = tappa__resolved(e.previous, first);
    e.sequence = (int64_t)m->entry_count + 1;
    row = row_new(m, ENTRIES, &e, sizeof e, (const struct tappa_span *const[]){&e.source, &e.id, &e.name, &e.body}, 4);
    if (!row)
        return TAPPA_ENOMEM;
    if (change(m, NULL, row))
        return TAPPA_ENOMEM;
    m->entry_count++;
    return TAPPA_OK;
}

static tappa_status
seen_put(struct memory *m, const struct tappa_store_seen *given)
{
    struct tappa_store_seen s = *given;
    struct row *row = NULL;
    unsigned char key[8];

    tappa__key_number(key, s.number);
    s.size = sizeof s;
    s.flags = 0;
    if (!(given->flags & TAPPA_STORE_REMOVE))
        row = row_new(m, SEEN, &s, sizeof s, NULL, 0);
    if (row) {
        memcpy(row->key, key, 8);
        key_set(&row->by_key, row->key, 8);
    }
    return put(m, SEEN, given->flags, key, 8, row);
}

static tappa_status
identity_put(struct memory *m, const struct tappa_store_identity *given)
{
    struct tappa_store_identity d = *given;
    struct row *row = NULL;
    unsigned char key[8];

    if (d.flags & TAPPA_STORE_OF)
        return remove_of(m, IDENTITIES, d.customer);
    tappa__key_number(key, d.identity);
    d.size = sizeof d;
    d.flags = 0;
    if (!(given->flags & TAPPA_STORE_REMOVE))
        row = row_new(m, IDENTITIES, &d, sizeof d, (const struct tappa_span *const[]){&d.kind, &d.value}, 2);
    if (row) {
        memcpy(row->key, key, 8);
        key_set(&row->by_key, row->key, 8);
    }
    return put(m, IDENTITIES, given->flags, key, 8, row);
}

/* The heads lie right behind the row, whose size keeps them aligned, and the state behind them. */
static struct row *
customer_row(struct memory *m, const struct tappa_store_customer *given, int64_t first)
{
    struct tappa_store_customer u = *given;
    const size_t bytes = u.head_count * sizeof *u.heads;
    struct tappa_store_head *heads;
    struct row *row = tappa__alloc(&m->allocator, sizeof *row + bytes + u.state.size + 1);

    if (!row)
        return NULL;
    memset(row, 0, sizeof *row);
    heads = (struct tappa_store_head *)(row + 1);
    for (size_t i = 0; i < u.head_count; i++) {
        heads[i].identity = u.heads[i].identity;
        heads[i].sequence = tappa__resolved(u.heads[i].sequence, first);
    }
    if (u.state.size)
        memcpy((char *)(row + 1) + bytes, u.state.data, u.state.size);
    u.size = sizeof u;
    u.flags = 0;
    u.expected = 0;
    u.heads = heads;
    u.state.data = (char *)(row + 1) + bytes;
    row->table = CUSTOMERS;
    row->as.customer = u;
    return row;
}

static tappa_status
customer_put(struct memory *m, const struct tappa_store_customer *u, int64_t first)
{
    unsigned char key[8];
    struct row *old, *row = NULL;

    if (u->flags & TAPPA_STORE_OF)
        return remove_of(m, CUSTOMERS, u->customer);
    tappa__key_number(key, u->customer);
    old = find(m, CUSTOMERS, key, 8);
    if ((old ? old->as.customer.revision : 0) != u->expected)
        return TAPPA_ECONFLICT;
    if (!(u->flags & TAPPA_STORE_REMOVE))
        row = customer_row(m, u, first);
    if (row) {
        memcpy(row->key, key, 8);
        key_set(&row->by_key, row->key, 8);
        tappa__key_number(row->time_key, u->due);
        memcpy(row->time_key + 8, key, 8);
        key_set(&row->by_time, row->time_key, u->due == TAPPA_NEVER ? 0 : 16);
    }
    return put(m, CUSTOMERS, u->flags, key, 8, row);
}

static tappa_status
contact_put(struct memory *m, const struct tappa_store_contact *given)
{
    struct tappa_store_contact o = *given;
    struct row *row = NULL;

    if (given->flags & TAPPA_STORE_OF)
        return remove_of(m, CONTACTS, o.customer);
    o.size = sizeof o;
    o.flags = 0;
    if (!(given->flags & TAPPA_STORE_REMOVE))
        row = row_new(m, CONTACTS, &o, sizeof o, (const struct tappa_span *const[]){&o.body}, 1);
    if (row) {
        key_set(&row->by_key, row->as.contact.key, 16);
        tappa__key_number(row->time_key, o.due);
        memcpy(row->time_key + 8, o.key, 16);
        key_set(&row->by_time, row->time_key, o.due == TAPPA_NEVER ? 0 : 24);
        tappa__key_number(row->owner_key, o.customer);
        memcpy(row->owner_key + 8, o.key, 16);
        key_set(&row->by_owner, row->owner_key, 24);
    }
    return put(m, CONTACTS, given->flags, given->key, 16, row);
}

static int
is_same(const struct tappa_span *there, const struct tappa_span *value)
{
    return value->data ? there && there->size == value->size && (!value->size || !memcmp(there->data, value->data, value->size)) : !there;
}

static tappa_status
offset_put(struct memory *m, const struct tappa_store_offset *given)
{
    struct tappa_store_offset o = *given;
    struct row *row = NULL;

    if (given->flags & TAPPA_STORE_SAME) {
        row = find(m, OFFSETS, given->source.data, given->source.size);
        return is_same(row ? &row->as.offset.offset : NULL, &given->offset) ? TAPPA_OK : TAPPA_ECONFLICT;
    }
    o.size = sizeof o;
    o.flags = 0;
    if (!(given->flags & TAPPA_STORE_REMOVE))
        row = row_new(m, OFFSETS, &o, sizeof o, (const struct tappa_span *const[]){&o.source, &o.offset}, 2);
    if (row)
        key_set(&row->by_key, row->as.offset.source.data, o.source.size);
    return put(m, OFFSETS, given->flags, given->source.data, given->source.size, row);
}

static tappa_status
note_put(struct memory *m, const struct tappa_store_note *given)
{
    struct tappa_store_note n = *given;
    struct row *row = NULL;

    if (given->flags & TAPPA_STORE_SAME) {
        row = find(m, NOTES, given->name.data, given->name.size);
        return is_same(row ? &row->as.note.value : NULL, &given->value) ? TAPPA_OK : TAPPA_ECONFLICT;
    }
    n.size = sizeof n;
    n.flags = 0;
    if (!(given->flags & TAPPA_STORE_REMOVE))
        row = row_new(m, NOTES, &n, sizeof n, (const struct tappa_span *const[]){&n.name, &n.value}, 2);
    if (row)
        key_set(&row->by_key, row->as.note.name.data, n.name.size);
    return put(m, NOTES, given->flags, given->name.data, given->name.size, row);
}

/* All rows of one array, with the row's own type. */
#define EACH(type, rows, count, call)                                                                                                   \
    for (size_t i = 0; !status && i < (count); i++) {                                                                                  \
        type spare;                                                                                                                    \
        const type *row = tappa__row_at(rows, i, &spare, sizeof spare);                                                                \
        status = call;                                                                                                                 \
    }

static tappa_status
write_all(struct memory *m, const struct tappa_commit *c, int64_t first)
{
    tappa_status status = TAPPA_OK;

    for (size_t i = 0; !status && i < c->erase_count; i++) {
        if (c->erase[i] < first && m->entries[c->erase[i] - 1])
            status = change(m, m->entries[c->erase[i] - 1], NULL);
    }
    EACH(struct tappa_entry, c->entries, c->entry_count, entry_put(m, row, first))
    EACH(struct tappa_store_seen, c->seen, c->seen_count, seen_put(m, row))
    EACH(struct tappa_store_identity, c->identities, c->identity_count, identity_put(m, row))
    EACH(struct tappa_store_customer, c->customers, c->customer_count, customer_put(m, row, first))
    EACH(struct tappa_store_contact, c->contacts, c->contact_count, contact_put(m, row))
    EACH(struct tappa_store_offset, c->offsets, c->offset_count, offset_put(m, row))
    EACH(struct tappa_store_note, c->notes, c->note_count, note_put(m, row))
    return status;
}

static tappa_status
memory_commit(struct tappa_store *store, struct tappa_commit *commit)
{
    struct memory *m = (struct memory *)store;
    const size_t before = m->entry_count;
    struct tappa_commit c;
    tappa_status status = tappa__commit_read(commit, (int64_t)before, &c);

    if (status)
        return status;
    if (tappa__grow(&m->allocator, (void **)&m->entries, &m->entry_capacity, before + c.entry_count, sizeof *m->entries))
        return TAPPA_ENOMEM;
    status = write_all(m, &c, (int64_t)before + 1);
    finish(m, !status);
    if (status)
        m->entry_count = before;
    else
        commit->first = c.entry_count ? (int64_t)before + 1 : 0;
    return status;
}

/* There is no file in which a byte could be left. */
static tappa_status
memory_erased(struct tappa_store *store)
{
    (void)store;
    return TAPPA_OK;
}

static void
memory_close(struct tappa_store *store)
{
    struct memory *m = (struct memory *)store;
    const struct tappa_allocator a = m->allocator;

    for (int table = 0; table < TABLES; table++) {
        while (m->by_key[table].root) {
            struct row *row = row_of(m->by_key[table].root);

            tappa__tree_take(&m->by_key[table], &row->by_key);
            tappa__free(&a, row);
        }
    }
    for (size_t i = 0; i < m->entry_count; i++)
        tappa__free(&a, m->entries[i]);
    tappa__free(&a, m->entries);
    tappa__free(&a, m->changes);
    tappa__free(&a, m->entries_out);
    tappa__free(&a, m->contacts_out);
    tappa__free(&a, m->notes_out);
    tappa__free(&a, m);
}

static const struct tappa_store_table memory_table = {
    sizeof memory_table,      TAPPA_STORE_VERSION,     memory_commit,         tappa__memory_last,        tappa__memory_identity,
    tappa__memory_customer,   tappa__memory_entry,     tappa__memory_journal, tappa__memory_seen,        tappa__memory_due,
    tappa__memory_customers,  tappa__memory_contact,   tappa__memory_contacts, tappa__memory_contacts_of, tappa__memory_offset,
    tappa__memory_note,       tappa__memory_notes,     memory_erased,         memory_close,
    NULL,                     NULL,
};

tappa_status
tappa_store_memory(tappa_context *context, uint32_t flags, tappa_store **store)
{
    struct tappa_allocator a;
    struct memory *m;

    if (store)
        *store = NULL;
    if (!context || !store || flags & ~TAPPA_STORE_SHARED)
        return TAPPA_EINVAL;
    tappa_context_allocator(context, &a);
    m = tappa__alloc_zero(&a, sizeof *m);
    if (!m)
        return TAPPA_ENOMEM;
    m->store.table = &memory_table;
    m->store.flags = flags;
    m->allocator = a;
    *store = &m->store;
    return TAPPA_OK;
}
