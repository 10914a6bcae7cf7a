/* Owns what a commit writes: each kind of row with the statement that its flags ask for.
 * Called by engines through the store's table. Protects one invariant: a row that stands against the commit ends it, and the transaction
 * around it takes the rest back. */
#include "lib/engine/store/check.h"
#include "lib/engine/store/sqlite.h"

#include <string.h>

/* To look whether the file still stands costs as much as some rows: one commit of entries in so many does. */
#define LOOK_EVERY 16

struct commit_work {
    struct sqlite_work work; /* first */
    const struct tappa_commit *given;
    int64_t first;
};

/* What a statement of the work has led to; a key that is taken is a conflict. */
static tappa_status
result(struct sqlite_work *work, int rc)
{
    if (rc == SQLITE_CONSTRAINT_PRIMARYKEY) /* no table has another key */
        return TAPPA_ECONFLICT;
    work->rc = rc;
    return tappa__sqlite_status(rc);
}

static tappa_status
run(struct sqlite *s, struct sqlite_work *work, sqlite3_stmt *statement)
{
    return result(work, tappa__sqlite_run(s, statement));
}

/* The statement that a row's flags ask for; NULL where it could not be prepared. */
static sqlite3_stmt *
choose(struct sqlite *s, struct sqlite_work *work, uint32_t flags, enum statement set, enum statement removal)
{
    return tappa__sqlite_statement(s, flags & TAPPA_STORE_REMOVE ? removal : set, &work->rc);
}

static tappa_status
rows_put(struct sqlite *s, struct commit_work *w, enum statement which, const void *rows, size_t from, size_t end)
{
    return result(&w->work, tappa__sqlite_rows_run(s, which, (struct sqlite_given){.rows = rows, .from = from, .end = end, .first = w->first}));
}

static uint32_t
flags_at(const void *rows, size_t i)
{
    uint32_t head[2]; /* every row begins with its size and its flags */

    memcpy(head, rows, sizeof *head);
    memcpy(head, (const char *)rows + i * head[0], sizeof head);
    return head[1];
}

/* Behind the last row in a line that has the same flags. */
static size_t
end_of_like(const void *rows, size_t from, size_t count)
{
    size_t end = from + 1;

    while (end < count && flags_at(rows, end) == flags_at(rows, from))
        end++;
    return end;
}

/* All that a customer has in a table. */
static tappa_status
remove_of(struct sqlite *s, struct commit_work *w, enum statement which, int64_t customer)
{
    sqlite3_stmt *statement = tappa__sqlite_statement(s, which, &w->work.rc);

    if (!statement)
        return tappa__sqlite_status(w->work.rc);
    sqlite3_bind_int64(statement, 1, customer);
    return run(s, &w->work, statement);
}

static tappa_status
seen_remove(struct sqlite *s, struct commit_work *w, const struct tappa_store_seen *row)
{
    sqlite3_stmt *statement = tappa__sqlite_statement(s, SEEN_REMOVE, &w->work.rc);

    if (!statement)
        return tappa__sqlite_status(w->work.rc);
    tappa__sqlite_filter_remove(&s->seen);
    sqlite3_bind_int64(statement, 1, row->number);
    return run(s, &w->work, statement);
}

/* Those with the same flags at once. */
static tappa_status
seen_put(struct sqlite *s, struct commit_work *w, const struct tappa_store_seen *rows, size_t count)
{
    tappa_status status = TAPPA_OK;
    struct tappa_store_seen spare;
    size_t from, end, i;

    for (from = 0; !status && from < count; from = end) {
        uint32_t flags = flags_at(rows, from);

        end = end_of_like(rows, from, count);
        for (i = from; !status && i < end; i++) {
            const struct tappa_store_seen *row = tappa__row_at(rows, i, &spare, sizeof spare);

            if (flags & TAPPA_STORE_REMOVE)
                status = seen_remove(s, w, row);
            else
                tappa__sqlite_filter_add(s, &s->seen, row->number);
        }
        if (!(flags & TAPPA_STORE_REMOVE))
            status = rows_put(s, w, flags & TAPPA_STORE_NEW ? SEEN_ADD : SEEN_SET, rows, from, end);
    }
    return status;
}

static tappa_status
identity_set(struct sqlite *s, struct commit_work *w, const struct tappa_store_identity *row)
{
    sqlite3_stmt *statement;

    if (row->flags & TAPPA_STORE_OF)
        return remove_of(s, w, IDENTITY_REMOVE_OF, row->customer);
    statement = choose(s, &w->work, row->flags, IDENTITY_SET, IDENTITY_REMOVE);
    if (!statement)
        return tappa__sqlite_status(w->work.rc);
    sqlite3_bind_int64(statement, 1, row->identity);
    if (row->flags & TAPPA_STORE_REMOVE) {
        tappa__sqlite_filter_remove(&s->identities);
    } else {
        tappa__sqlite_filter_add(s, &s->identities, row->identity);
        sqlite3_bind_int64(statement, 2, row->customer);
        tappa__sqlite_bind(statement, 3, row->kind, 1);
        tappa__sqlite_bind(statement, 4, row->value, 1);
    }
    return run(s, &w->work, statement);
}

/* New ones in a line at once. */
static tappa_status
identity_put(struct sqlite *s, struct commit_work *w, const struct tappa_store_identity *rows, size_t count)
{
    tappa_status status = TAPPA_OK;
    struct tappa_store_identity spare;
    size_t from, end, i;

    for (from = 0; !status && from < count; from = end) {
        uint32_t flags = flags_at(rows, from);

        end = end_of_like(rows, from, count);
        for (i = from; !status && i < end; i++) {
            const struct tappa_store_identity *row = tappa__row_at(rows, i, &spare, sizeof spare);

            if (flags == TAPPA_STORE_NEW)
                tappa__sqlite_filter_add(s, &s->identities, row->identity);
            else
                status = identity_set(s, w, row);
        }
        if (flags == TAPPA_STORE_NEW)
            status = rows_put(s, w, IDENTITY_ADD, rows, from, end);
    }
    return status;
}

/* One of the statements that write a customer, on which a wrong revision has no effect. */
static tappa_status
customer_run(struct sqlite *s, struct commit_work *w, const struct tappa_store_customer *row, enum statement which)
{
    sqlite3_stmt *statement = tappa__sqlite_statement(s, which, &w->work.rc);
    tappa_status status;

    if (!statement)
        return tappa__sqlite_status(w->work.rc);
    sqlite3_bind_int64(statement, 1, row->customer);
    sqlite3_bind_int64(statement, 2, row->expected);
    if (which != CUSTOMER_REMOVE) {
        sqlite3_bind_int64(statement, 3, row->revision);
        sqlite3_bind_int64(statement, 4, row->due);
        tappa__sqlite_bind(statement, 5, (struct tappa_span){s->text.s, s->text.n}, 1);
        tappa__sqlite_bind(statement, 6, row->state, 0);
    }
    status = run(s, &w->work, statement);
    return status || sqlite3_changes(s->db) == 1 ? status : TAPPA_ECONFLICT;
}

/* A customer whose due time stays the same is written without its index, which doubles the cost; that it stays is tried first, unless it is said not to. */
static tappa_status
customer_change(struct sqlite *s, struct commit_work *w, const struct tappa_store_customer *row)
{
    tappa_status status;

    if (row->flags & TAPPA_STORE_OF)
        return remove_of(s, w, CUSTOMER_REMOVE_OF, row->customer);
    if (row->flags & TAPPA_STORE_REMOVE)
        return customer_run(s, w, row, CUSTOMER_REMOVE);
    status = tappa__sqlite_heads(s, row, w->first);
    if (status)
        return status;
    if (row->flags & TAPPA_STORE_MOVED)
        return customer_run(s, w, row, CUSTOMER_SET_DUE);
    status = customer_run(s, w, row, CUSTOMER_SET);
    return status == TAPPA_ECONFLICT ? customer_run(s, w, row, CUSTOMER_SET_DUE) : status;
}

static int
is_new(const struct tappa_store_customer *row)
{
    return !(row->flags & TAPPA_STORE_REMOVE) && !row->expected;
}

/* New ones in a line at once. */
static tappa_status
customer_put(struct sqlite *s, struct commit_work *w, const struct tappa_store_customer *rows, size_t count)
{
    tappa_status status = TAPPA_OK;
    struct tappa_store_customer spare;
    size_t from, at;

    for (at = from = 0; !status && at < count; at++) {
        const struct tappa_store_customer *row = tappa__row_at(rows, at, &spare, sizeof spare);

        if (is_new(row))
            continue;
        if (from < at)
            status = rows_put(s, w, CUSTOMER_ADD, rows, from, at);
        if (!status)
            status = customer_change(s, w, row);
        from = at + 1;
    }
    return status || from == at ? status : rows_put(s, w, CUSTOMER_ADD, rows, from, at);
}

static tappa_status
contact_put(struct sqlite *s, struct commit_work *w, const struct tappa_store_contact *row)
{
    sqlite3_stmt *statement;

    if (row->flags & TAPPA_STORE_OF)
        return remove_of(s, w, CONTACT_REMOVE_OF, row->customer);
    statement = choose(s, &w->work, row->flags, row->flags & TAPPA_STORE_NEW ? CONTACT_ADD : CONTACT_SET, CONTACT_REMOVE);
    if (!statement)
        return tappa__sqlite_status(w->work.rc);
    tappa__sqlite_bind(statement, 1, (struct tappa_span){row->key, sizeof row->key}, 0);
    if (!(row->flags & TAPPA_STORE_REMOVE)) {
        sqlite3_bind_int64(statement, 2, row->customer);
        sqlite3_bind_int64(statement, 3, row->due);
        sqlite3_bind_int64(statement, 4, row->state);
        tappa__sqlite_bind(statement, 5, row->body, 0);
    }
    return run(s, &w->work, statement);
}

static tappa_status
pair_put(struct sqlite *s, struct commit_work *w, sqlite3_stmt *statement, uint32_t flags, struct tappa_span name, struct tappa_span value)
{
    if (!statement)
        return tappa__sqlite_status(w->work.rc);
    tappa__sqlite_bind(statement, 1, name, 1);
    if (!(flags & TAPPA_STORE_REMOVE))
        tappa__sqlite_bind(statement, 2, value, 0);
    return run(s, &w->work, statement);
}

/* Whether the first column of a row is that: SQLITE_DONE, SQLITE_ROW where it is another, or what failed. */
static int
compare(sqlite3_stmt *statement, struct tappa_span value)
{
    const void *there = sqlite3_column_blob(statement, 0);
    size_t size = (size_t)sqlite3_column_bytes(statement, 0);

    if (size && !there)
        return SQLITE_NOMEM;
    return value.data && size == value.size && (!size || !memcmp(there, value.data, size)) ? SQLITE_DONE : SQLITE_ROW;
}

/* Whether a note or an offset stands as it is given. */
static tappa_status
pair_same(struct commit_work *w, sqlite3_stmt *statement, struct tappa_span name, struct tappa_span value)
{
    int rc;

    if (!statement)
        return tappa__sqlite_status(w->work.rc);
    tappa__sqlite_bind(statement, 1, name, 1);
    rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW)
        rc = compare(statement, value);
    else if (rc == SQLITE_DONE && value.data) /* there is none */
        rc = SQLITE_ROW;
    (void)sqlite3_reset(statement);
    if (rc == SQLITE_ROW)
        return TAPPA_ECONFLICT;
    w->work.rc = rc == SQLITE_DONE ? SQLITE_OK : rc;
    return tappa__sqlite_status(w->work.rc);
}

static tappa_status
offset_put(struct sqlite *s, struct commit_work *w, const struct tappa_store_offset *row)
{
    if (row->flags & TAPPA_STORE_SAME)
        return pair_same(w, tappa__sqlite_statement(s, OFFSET_GET, &w->work.rc), row->source, row->offset);
    return pair_put(s, w, choose(s, &w->work, row->flags, OFFSET_SET, OFFSET_REMOVE), row->flags, row->source, row->offset);
}

static tappa_status
note_put(struct sqlite *s, struct commit_work *w, const struct tappa_store_note *row)
{
    if (row->flags & TAPPA_STORE_SAME)
        return pair_same(w, tappa__sqlite_statement(s, NOTE_GET, &w->work.rc), row->name, row->value);
    return pair_put(s, w, choose(s, &w->work, row->flags, NOTE_SET, NOTE_REMOVE), row->flags, row->name, row->value);
}

static tappa_status
erase(struct sqlite *s, struct commit_work *w, int64_t sequence)
{
    sqlite3_stmt *statement = tappa__sqlite_statement(s, ENTRY_ERASE, &w->work.rc);

    if (!statement)
        return tappa__sqlite_status(w->work.rc);
    sqlite3_bind_int64(statement, 1, sequence);
    return run(s, &w->work, statement);
}

/* All rows of one array, each as `row` of its own type. */
#define EACH(type, rows, count, call)                                                                                                   \
    for (size_t i = 0; !status && i < (count); i++) {                                                                                  \
        type spare;                                                                                                                    \
        const type *row = tappa__row_at(rows, i, &spare, sizeof spare);                                                                \
        status = call;                                                                                                                 \
    }

static tappa_status
write_all(struct sqlite *s, struct sqlite_work *work)
{
    struct commit_work *w = (struct commit_work *)work;
    struct tappa_commit c;
    tappa_status status = tappa__commit_read(w->given, s->head.last, &c);

    w->first = s->head.last + 1;
    for (size_t i = 0; !status && i < c.erase_count; i++)
        status = erase(s, w, c.erase[i]);
    if (!status && c.entry_count)
        status = rows_put(s, w, ENTRY_ADD, c.entries, 0, c.entry_count);
    if (!status)
        status = seen_put(s, w, c.seen, c.seen_count);
    if (!status)
        status = identity_put(s, w, c.identities, c.identity_count);
    if (!status)
        status = customer_put(s, w, c.customers, c.customer_count);
    EACH(struct tappa_store_contact, c.contacts, c.contact_count, contact_put(s, w, row))
    EACH(struct tappa_store_offset, c.offsets, c.offset_count, offset_put(s, w, row))
    EACH(struct tappa_store_note, c.notes, c.note_count, note_put(s, w, row))
    if (!status) {
        work->added = c.entry_count > 0;
        work->erased = c.erase_count > 0;
        s->head.last += (int64_t)c.entry_count;
        w->first = c.entry_count ? w->first : 0;
    }
    return status;
}

/* Whether it is time to look whether the file still stands; what is no commit is refused later. */
static int
is_time_to_look(struct sqlite *s, const struct tappa_commit *commit)
{
    return commit && commit->size >= sizeof *commit && (!commit->entry_count || ++s->unlooked % LOOK_EVERY == 0);
}

tappa_status
tappa__sqlite_commit(struct tappa_store *store, struct tappa_commit *commit)
{
    struct sqlite *s = (struct sqlite *)store;
    struct commit_work w = {{write_all, SQLITE_OK, 0, 0}, commit, 0};
    tappa_status status = tappa__sqlite_enter(s);
    const int look = !status && is_time_to_look(s, commit);

    if (look || (!status && tappa__sqlite_log_is_short(s)))
        status = tappa__sqlite_stands(s, look && !commit->entry_count);
    if (!status)
        status = tappa__sqlite_transact(s, &w.work);
    else if (status != TAPPA_EFORKED)
        tappa__sqlite_let_go(s);
    if (!status)
        commit->first = w.first;
    return status;
}
