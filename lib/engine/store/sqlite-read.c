/* Owns what can be asked of the SQLite store.
 * Called by engines through its table. Protects one invariant: what is handed out is a copy that the store keeps until the next call, and
 * no statement is left between two rows, where it would hold a lock against other processes. */
#include "lib/base/number.h"
#include "lib/engine/store/check.h"
#include "lib/engine/store/sqlite.h"

#include <string.h>

/* Begins to read: the statement with its place for bindings. */
static tappa_status
begin(struct tappa_store *store, enum statement which, sqlite3_stmt **statement)
{
    struct sqlite *s = (struct sqlite *)store;
    tappa_status status = tappa__sqlite_enter(s);
    int rc;

    if (status)
        return status;
    *statement = tappa__sqlite_statement(s, which, &rc);
    return tappa__sqlite_status(rc);
}

/* The next row: 1, 0 at the end, or a negative status; TAPPA_EIO: the system could not read it. */
static tappa_status
next(struct sqlite *s, sqlite3_stmt *statement)
{
    int rc = tappa__sqlite_step(s, statement);

    if ((rc & 0xFF) == SQLITE_IOERR && rc != SQLITE_IOERR_NOMEM)
        return TAPPA_EIO;
    return rc == SQLITE_ROW ? 1 : rc == SQLITE_DONE ? 0 : tappa__sqlite_status(rc);
}

/* Ends reading; `status` is what the last next() said. */
static tappa_status
end(sqlite3_stmt *statement, tappa_status status)
{
    (void)sqlite3_reset(statement);
    return status == TAPPA_EIO ? TAPPA_ESTORE : status < 0 ? status : TAPPA_OK;
}

/* Whether what the system could not read is read once more, from the beginning: what has passed by then is no damage, for which a whole person would be
 * passed over. Where SQLite gave up what held the answers together, they are no answers to one question any more. */
static int
reads_again(struct sqlite *s, sqlite3_stmt *statement, tappa_status status, int is_held, int *tries)
{
    if (status != TAPPA_EIO || ++*tries > 1 || sqlite3_get_autocommit(s->db) == is_held)
        return 0;
    (void)sqlite3_reset(statement);
    return 1;
}

/* As next(), of the first row. */
static tappa_status
first(struct sqlite *s, sqlite3_stmt *statement)
{
    int is_held = !sqlite3_get_autocommit(s->db), tries = 0;
    tappa_status status;

    do
        status = next(s, statement);
    while (reads_again(s, statement, status, is_held, &tries));
    return status;
}

/* A copy of a column's bytes; not NULL where it is empty, NULL when out of memory. */
static struct tappa_span
column(struct sqlite *s, sqlite3_stmt *statement, int at)
{
    const void *data = sqlite3_column_blob(statement, at);
    struct tappa_span span = {"", (size_t)sqlite3_column_bytes(statement, at)};

    if (span.size) {
        span.data = data ? tappa__arena_alloc(&s->arena, span.size) : NULL;
        if (span.data)
            memcpy((void *)(uintptr_t)span.data, data, span.size);
    }
    return span;
}

tappa_status
tappa__sqlite_last(struct tappa_store *store, int64_t *sequence)
{
    sqlite3_stmt *statement;
    tappa_status status = begin(store, STORE_GET, &statement);

    if (status)
        return status;
    status = first((struct sqlite *)store, statement);
    if (status == 0 || (status > 0 && !tappa__sqlite_is_row(statement, "iib")))
        status = TAPPA_ESTORE;
    if (status > 0)
        *sequence = sqlite3_column_int64(statement, 1);
    return end(statement, status);
}

static tappa_status
identity_row(struct sqlite *s, sqlite3_stmt *statement, void *row)
{
    struct tappa_store_identity *out = row;

    if (!tappa__sqlite_is_row(statement, "iitt"))
        return TAPPA_ESTORE;
    out->identity = sqlite3_column_int64(statement, 0);
    out->customer = sqlite3_column_int64(statement, 1);
    if (!out->customer)
        return TAPPA_ESTORE;
    out->kind = column(s, statement, 2);
    out->value = column(s, statement, 3);
    return out->kind.data && out->value.data ? TAPPA_OK : TAPPA_ENOMEM;
}

static tappa_status
seen_row(struct sqlite *s, sqlite3_stmt *statement, void *row)
{
    struct tappa_store_seen *out = row;

    (void)s;
    if (!tappa__sqlite_is_row(statement, "i"))
        return TAPPA_ESTORE;
    out->number = sqlite3_column_int64(statement, 0);
    return TAPPA_OK;
}

/* A number that was written as 32 bits. */
static int
is_small(sqlite3_stmt *statement, int at)
{
    const int64_t number = sqlite3_column_int64(statement, at);

    return number >= 0 && number <= UINT32_MAX;
}

static tappa_status
entry_row(struct sqlite *s, sqlite3_stmt *statement, void *row)
{
    struct tappa_entry *out = row;

    if (!tappa__sqlite_is_row(statement, "iiiiiiitttb") || !is_small(statement, 5) || !is_small(statement, 6))
        return TAPPA_ESTORE;
    out->sequence = sqlite3_column_int64(statement, 0);
    out->previous = sqlite3_column_int64(statement, 1);
    out->identity = sqlite3_column_int64(statement, 2);
    out->time = sqlite3_column_int64(statement, 3);
    out->received = sqlite3_column_int64(statement, 4);
    out->kind = (uint32_t)sqlite3_column_int64(statement, 5);
    out->status = (uint32_t)sqlite3_column_int64(statement, 6);
    out->source = column(s, statement, 7);
    out->id = column(s, statement, 8);
    out->name = column(s, statement, 9);
    out->body = column(s, statement, 10);
    if (out->sequence <= 0 || out->previous < 0 || out->previous >= out->sequence)
        return TAPPA_ESTORE;
    return out->source.data && out->id.data && out->name.data && out->body.data ? TAPPA_OK : TAPPA_ENOMEM;
}

static tappa_status
contact_row(struct sqlite *s, sqlite3_stmt *statement, void *row)
{
    struct tappa_store_contact *out = row;
    const void *key = sqlite3_column_blob(statement, 0);

    if (!tappa__sqlite_is_row(statement, "biiib") || sqlite3_column_bytes(statement, 0) != (int)sizeof out->key || !is_small(statement, 3))
        return TAPPA_ESTORE;
    if (!key)
        return TAPPA_ENOMEM;
    memcpy(out->key, key, sizeof out->key);
    out->customer = sqlite3_column_int64(statement, 1);
    out->due = sqlite3_column_int64(statement, 2);
    out->state = (uint32_t)sqlite3_column_int64(statement, 3);
    out->body = column(s, statement, 4);
    if (!out->customer)
        return TAPPA_ESTORE;
    return out->body.data ? TAPPA_OK : TAPPA_ENOMEM;
}

static tappa_status
note_row(struct sqlite *s, sqlite3_stmt *statement, void *row)
{
    struct tappa_store_note *out = row;

    if (!tappa__sqlite_is_row(statement, "tb"))
        return TAPPA_ESTORE;
    out->name = column(s, statement, 0);
    out->value = column(s, statement, 1);
    return out->name.data && out->value.data ? TAPPA_OK : TAPPA_ENOMEM;
}

/* A whole number and the character behind it; 0 where there is none. */
static int
take_number(struct tappa__text *text, char behind, int64_t *out)
{
    const char *at = text->n ? memchr(text->s, behind, text->n) : NULL;
    const struct tappa__text digits = {text->s, at ? (uint32_t)(at - text->s) : 0};

    if (!at || tappa__int64_parse(digits, out))
        return 0;
    text->n -= digits.n + 1;
    text->s = at + 1;
    return 1;
}

static int
take(struct tappa__text *text, char c)
{
    if (!text->n || *text->s != c)
        return 0;
    text->s++;
    text->n--;
    return 1;
}

/* The heads from the JSON that was written: anything else is damage. */
static tappa_status
heads_read(struct sqlite *s, struct tappa_span json, struct tappa_store_customer *out)
{
    struct tappa__text text = {json.data, (uint32_t)json.size};
    struct tappa_store_head *heads;
    size_t count = 0;

    for (size_t i = 0; i < json.size; i++)
        count += text.s[i] == '[';
    heads = tappa__arena_alloc(&s->arena, count * sizeof *heads);
    if (!heads)
        return TAPPA_ENOMEM;
    out->heads = heads;
    if (!take(&text, '['))
        return TAPPA_ESTORE;
    for (; !take(&text, ']'); out->head_count++) {
        struct tappa_store_head *head = &heads[out->head_count];

        if ((out->head_count && !take(&text, ',')) || !take(&text, '[') || !take_number(&text, ',', &head->identity)
            || !take_number(&text, ']', &head->sequence))
            return TAPPA_ESTORE;
    }
    return text.n ? TAPPA_ESTORE : TAPPA_OK;
}

static tappa_status
customer_row(struct sqlite *s, sqlite3_stmt *statement, void *row)
{
    struct tappa_store_customer *out = row;
    struct tappa_span heads;

    if (!tappa__sqlite_is_row(statement, "iiitb"))
        return TAPPA_ESTORE;
    heads = column(s, statement, 3);
    out->customer = sqlite3_column_int64(statement, 0);
    out->revision = sqlite3_column_int64(statement, 1);
    out->due = sqlite3_column_int64(statement, 2);
    out->state = column(s, statement, 4);
    if (!out->customer || out->revision <= 0)
        return TAPPA_ESTORE;
    return heads.data && out->state.data ? heads_read(s, heads, out) : TAPPA_ENOMEM;
}

typedef tappa_status read_row(struct sqlite *s, sqlite3_stmt *statement, void *row);

/* The one row of a statement that is bound already, given out behind the caller's size; all 0 where there is none. */
static tappa_status
one(struct sqlite *s, sqlite3_stmt *statement, read_row *read, void *out, size_t own)
{
    union {
        struct tappa_entry entry;
        struct tappa_store_identity identity;
        struct tappa_store_seen seen;
        struct tappa_store_customer customer;
        struct tappa_store_contact contact;
    } row;
    tappa_status status;

    memset(&row, 0, sizeof row);
    if (!tappa__out_fits(out, own))
        return TAPPA_EINVAL;
    status = first(s, statement);
    if (status > 0)
        status = read(s, statement, &row);
    status = end(statement, status);
    if (!status)
        tappa__out_give(out, &row, own);
    return status;
}

/* The row of a number; where the filter knows that there is none, none is asked. */
static tappa_status
one_numbered(struct tappa_store *store, struct sqlite_filter *filter, enum statement from, enum statement get, int64_t number, read_row *read,
             void *out, size_t own)
{
    static const struct tappa_store_identity none = {0}; /* and no seen id */
    struct sqlite *s = (struct sqlite *)store;
    sqlite3_stmt *statement;
    tappa_status status = tappa__sqlite_enter(s);
    int rc;

    if (!status && !tappa__out_fits(out, own))
        status = TAPPA_EINVAL;
    if (status)
        return status;
    if (tappa__sqlite_filter_excludes(s, filter, from, number)) {
        tappa__out_give(out, &none, own);
        return TAPPA_OK;
    }
    statement = tappa__sqlite_statement(s, get, &rc);
    if (!statement)
        return tappa__sqlite_status(rc);
    sqlite3_bind_int64(statement, 1, number);
    return one(s, statement, read, out, own);
}

tappa_status
tappa__sqlite_identity(struct tappa_store *store, int64_t identity, struct tappa_store_identity *out)
{
    return one_numbered(store, &((struct sqlite *)store)->identities, IDENTITY_FROM, IDENTITY_GET, identity, identity_row, out, sizeof *out);
}

tappa_status
tappa__sqlite_customer(struct tappa_store *store, int64_t customer, struct tappa_store_customer *out)
{
    sqlite3_stmt *statement;
    tappa_status status = begin(store, CUSTOMER_GET, &statement);

    if (status)
        return status;
    sqlite3_bind_int64(statement, 1, customer);
    return one((struct sqlite *)store, statement, customer_row, out, sizeof *out);
}

tappa_status
tappa__sqlite_entry(struct tappa_store *store, int64_t sequence, struct tappa_entry *out)
{
    sqlite3_stmt *statement;
    tappa_status status = begin(store, ENTRY_GET, &statement);

    if (status)
        return status;
    sqlite3_bind_int64(statement, 1, sequence);
    return one((struct sqlite *)store, statement, entry_row, out, sizeof *out);
}

tappa_status
tappa__sqlite_seen(struct tappa_store *store, int64_t number, struct tappa_store_seen *out)
{
    return one_numbered(store, &((struct sqlite *)store)->seen, SEEN_FROM, SEEN_GET, number, seen_row, out, sizeof *out);
}

tappa_status
tappa__sqlite_contact(struct tappa_store *store, const uint8_t key[16], struct tappa_store_contact *out)
{
    sqlite3_stmt *statement;
    tappa_status status = begin(store, CONTACT_GET, &statement);

    if (status)
        return status;
    tappa__sqlite_bind(statement, 1, (struct tappa_span){key, 16}, 0);
    return one((struct sqlite *)store, statement, contact_row, out, sizeof *out);
}

static int64_t
limit_of(size_t limit)
{
    return limit < INT64_MAX ? (int64_t)limit : INT64_MAX;
}

/* Rows of a bound statement into an array that grows; nothing is handed out on a failure. The first row whose first column does not begin
 * with `prefix` ends them. */
struct rows {
    void **items;
    size_t *room, item_size;
    tappa_status (*read)(struct sqlite *s, sqlite3_stmt *statement, void *row);
    struct tappa_span prefix;
};

/* Where there is no memory for it, that is for who reads the row to say. */
static int
begins_with(sqlite3_stmt *statement, struct tappa_span prefix)
{
    const void *name = prefix.size ? sqlite3_column_blob(statement, 0) : NULL;

    return !name || ((size_t)sqlite3_column_bytes(statement, 0) >= prefix.size && !memcmp(name, prefix.data, prefix.size));
}

static tappa_status
all_rows(struct sqlite *s, sqlite3_stmt *statement, const struct rows *rows, size_t *count)
{
    const uint32_t size = (uint32_t)rows->item_size;
    tappa_status status;

    *count = 0;
    while ((status = next(s, statement)) > 0 && begins_with(statement, rows->prefix)) {
        char *row;

        if (tappa__grow(&s->allocator, rows->items, rows->room, *count + 1, rows->item_size)) {
            status = TAPPA_ENOMEM;
            break;
        }
        row = (char *)*rows->items + *count * rows->item_size;
        memset(row, 0, rows->item_size);
        memcpy(row, &size, sizeof size);
        status = rows->read(s, statement, row);
        if (status)
            break;
        ++*count;
    }
    return status;
}

static tappa_status
many(struct sqlite *s, sqlite3_stmt *statement, const struct rows *rows, size_t *count)
{
    int is_held = !sqlite3_get_autocommit(s->db), tries = 0;
    tappa_status status;

    do
        status = all_rows(s, statement, rows, count);
    while (reads_again(s, statement, status, is_held, &tries));
    status = end(statement, status);
    if (status)
        *count = 0;
    return status;
}

tappa_status
tappa__sqlite_journal(struct tappa_store *store, int64_t after, const struct tappa_entry **out, size_t limit, size_t *count)
{
    struct sqlite *s = (struct sqlite *)store;
    const struct rows rows = {(void **)&s->entries, &s->entries_room, sizeof *s->entries, entry_row, {NULL, 0}};
    sqlite3_stmt *statement;
    tappa_status status;

    *count = 0;
    *out = NULL;
    status = begin(store, JOURNAL_GET, &statement);
    if (status)
        return status;
    sqlite3_bind_int64(statement, 1, after);
    sqlite3_bind_int64(statement, 2, limit_of(limit));
    status = many(s, statement, &rows, count);
    *out = s->entries;
    return status;
}

static tappa_status
contacts_read(struct sqlite *s, sqlite3_stmt *statement, const struct tappa_store_contact **out, size_t *count)
{
    const struct rows rows = {(void **)&s->contacts, &s->contacts_room, sizeof *s->contacts, contact_row, {NULL, 0}};
    tappa_status status = many(s, statement, &rows, count);

    *out = s->contacts;
    return status;
}

tappa_status
tappa__sqlite_contacts(struct tappa_store *store, int64_t now, const struct tappa_store_contact **out, size_t limit, size_t *count)
{
    sqlite3_stmt *statement;
    tappa_status status;

    *count = 0;
    *out = NULL;
    status = begin(store, CONTACT_DUE, &statement);
    if (status)
        return status;
    sqlite3_bind_int64(statement, 1, now);
    sqlite3_bind_int64(statement, 2, limit_of(limit));
    return contacts_read((struct sqlite *)store, statement, out, count);
}

tappa_status
tappa__sqlite_contacts_of(struct tappa_store *store, int64_t customer, const struct tappa_store_contact **out, size_t *count)
{
    sqlite3_stmt *statement;
    tappa_status status;

    *count = 0;
    *out = NULL;
    status = begin(store, CONTACT_OF, &statement);
    if (status)
        return status;
    sqlite3_bind_int64(statement, 1, customer);
    return contacts_read((struct sqlite *)store, statement, out, count);
}

static tappa_status
all_numbers(struct sqlite *s, sqlite3_stmt *statement, int64_t *out, size_t *count)
{
    tappa_status status;

    *count = 0;
    while ((status = next(s, statement)) > 0) {
        out[*count] = sqlite3_column_int64(statement, 0); /* a rowid: it is a number, whatever the file holds */
        if (!out[*count] || out[*count] == INT64_MIN)
            return TAPPA_ESTORE;
        ++*count;
    }
    return status;
}

/* Numbers into the caller's array, from `which` bound to a time or a number. */
static tappa_status
numbers(struct tappa_store *store, enum statement which, int64_t bound, int64_t *out, size_t limit, size_t *count)
{
    struct sqlite *s = (struct sqlite *)store;
    int is_held, tries = 0;
    sqlite3_stmt *statement;
    tappa_status status;

    *count = 0;
    status = begin(store, which, &statement);
    if (status)
        return status;
    sqlite3_bind_int64(statement, 1, bound);
    sqlite3_bind_int64(statement, 2, limit_of(limit));
    is_held = !sqlite3_get_autocommit(s->db);
    do
        status = all_numbers(s, statement, out, count);
    while (reads_again(s, statement, status, is_held, &tries));
    status = end(statement, status);
    if (status)
        *count = 0;
    return status;
}

tappa_status
tappa__sqlite_due(struct tappa_store *store, int64_t now, int64_t *customers, size_t limit, size_t *count)
{
    return numbers(store, CUSTOMER_DUE, now, customers, limit, count);
}

tappa_status
tappa__sqlite_customers(struct tappa_store *store, int64_t after, int64_t *customers, size_t limit, size_t *count)
{
    return numbers(store, CUSTOMER_ALL, after, customers, limit, count);
}

static tappa_status
value_of(struct tappa_store *store, enum statement which, const char *name, size_t size, struct tappa_span *out)
{
    struct sqlite *s = (struct sqlite *)store;
    struct tappa_span value = {NULL, 0};
    sqlite3_stmt *statement;
    tappa_status status = begin(store, which, &statement);

    *out = value;
    if (status)
        return status;
    tappa__sqlite_bind(statement, 1, (struct tappa_span){name, size}, 1);
    status = first(s, statement);
    if (status > 0) {
        value = column(s, statement, 0);
        status = !tappa__sqlite_is_row(statement, "b") ? TAPPA_ESTORE : value.data ? TAPPA_OK : TAPPA_ENOMEM;
    }
    status = end(statement, status);
    if (!status)
        *out = value;
    return status;
}

tappa_status
tappa__sqlite_offset(struct tappa_store *store, const char *source, size_t size, struct tappa_span *out)
{
    return value_of(store, OFFSET_GET, source, size, out);
}

tappa_status
tappa__sqlite_note(struct tappa_store *store, const char *name, size_t size, struct tappa_span *out)
{
    return value_of(store, NOTE_GET, name, size, out);
}

/* Names from the prefix on stand together; the first without it ends them. */
tappa_status
tappa__sqlite_notes(struct tappa_store *store, const char *prefix, size_t size, const struct tappa_store_note **out, size_t *count)
{
    struct sqlite *s = (struct sqlite *)store;
    const struct rows rows = {(void **)&s->notes, &s->notes_room, sizeof *s->notes, note_row, {prefix, size}};
    sqlite3_stmt *statement;
    tappa_status status;

    *count = 0;
    *out = NULL;
    status = begin(store, NOTE_FROM, &statement);
    if (status)
        return status;
    tappa__sqlite_bind(statement, 1, (struct tappa_span){prefix, size}, 1);
    status = many(s, statement, &rows, count);
    *out = s->notes;
    return status;
}
