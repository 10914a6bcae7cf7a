/* Owns the rows of a commit in the form of tables that SQLite reads, so that many are written with one statement: to start one for each row and to
 * bind it costs as much as the row.
 * Called when a connection is opened, and by what writes a commit.
 * Protects one invariant: a table shows the rows that it was given for the statement at hand, once, from the first to the last. */
#include "lib/engine/store/check.h"
#include "lib/engine/store/sqlite.h"

#include <string.h>

struct shape {
    const char *name, *columns;
    size_t own; /* bytes of a row */
    void (*show)(struct sqlite *s, sqlite3_context *out, int at);
};

struct view {
    sqlite3_vtab table;         /* first */
    sqlite3_vtab_cursor cursor; /* no statement reads a table twice */
    struct sqlite *s;
    const struct shape *shape;
};

static void
show_span(sqlite3_context *out, struct tappa_span span, int text)
{
    const void *data = span.size ? span.data : "";

    if (text)
        sqlite3_result_text(out, data, (int)span.size, SQLITE_STATIC);
    else
        sqlite3_result_blob(out, data, (int)span.size, SQLITE_STATIC);
}

static void
show_entry(struct sqlite *s, sqlite3_context *out, int at)
{
    const struct tappa_entry *e = s->given.row;

    switch (at) {
    case 0:
        sqlite3_result_int64(out, s->given.first + (int64_t)s->given.at);
        break;
    case 1:
        sqlite3_result_int64(out, tappa__resolved(e->previous, s->given.first));
        break;
    case 2:
        sqlite3_result_int64(out, e->identity);
        break;
    case 3:
        sqlite3_result_int64(out, e->time);
        break;
    case 4:
        sqlite3_result_int64(out, e->received);
        break;
    case 5:
        sqlite3_result_int64(out, e->kind);
        break;
    case 6:
        sqlite3_result_int64(out, e->status);
        break;
    case 7:
        show_span(out, e->source, 1);
        break;
    case 8:
        show_span(out, e->id, 1);
        break;
    case 9:
        show_span(out, e->name, 1);
        break;
    default:
        show_span(out, e->body, 0);
    }
}

static void
show_seen(struct sqlite *s, sqlite3_context *out, int at)
{
    const struct tappa_store_seen *row = s->given.row;

    (void)at;
    sqlite3_result_int64(out, row->number);
}

static void
show_identity(struct sqlite *s, sqlite3_context *out, int at)
{
    const struct tappa_store_identity *row = s->given.row;

    if (at < 2)
        sqlite3_result_int64(out, at ? row->customer : row->identity);
    else
        show_span(out, at == 2 ? row->kind : row->value, 1);
}

#define DIGITS 20 /* of the longest number, with its sign */

/* Two digits at a time, written from behind: where they end. */
static char *
number_at(char *at, int64_t number)
{
    char digits[DIGITS];
    size_t n = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

    for (; rest >= 10; rest /= 100) {
        const unsigned pair = (unsigned)(rest % 100);

        digits[--n] = (char)('0' + pair % 10);
        digits[--n] = (char)('0' + pair / 10);
    }
    if (rest || n == sizeof digits)
        digits[--n] = (char)('0' + rest);
    if (number < 0)
        digits[--n] = '-';
    memcpy(at, digits + n, sizeof digits - n);
    return at + sizeof digits - n;
}

/* The heads as JSON in `text`. */
tappa_status
tappa__sqlite_heads(struct sqlite *s, const struct tappa_store_customer *row, int64_t first)
{
    char *at;

    tappa__buffer_reset(&s->text);
    if (tappa__buffer_room(&s->text, row->head_count * (2 * DIGITS + 4) + 2))
        return TAPPA_ENOMEM;
    at = s->text.s;
    *at++ = '[';
    for (size_t i = 0; i < row->head_count; i++) {
        if (i)
            *at++ = ',';
        *at++ = '[';
        at = number_at(at, row->heads[i].identity);
        *at++ = ',';
        at = number_at(at, tappa__resolved(row->heads[i].sequence, first));
        *at++ = ']';
    }
    *at++ = ']';
    *at = '\0';
    s->text.n = (size_t)(at - s->text.s);
    return TAPPA_OK;
}

static void
show_customer(struct sqlite *s, sqlite3_context *out, int at)
{
    const struct tappa_store_customer *row = s->given.row;
    const int64_t numbers[] = {row->customer, row->revision, row->due};

    if (at < 3)
        sqlite3_result_int64(out, numbers[at]);
    else if (at == 4)
        show_span(out, row->state, 0);
    else if (tappa__sqlite_heads(s, row, s->given.first))
        sqlite3_result_error_nomem(out);
    else
        show_span(out, (struct tappa_span){s->text.s, s->text.n}, 1); /* until the next row */
}

static const struct shape shapes[] = {
    {"tappa_entry", "CREATE TABLE x(sequence,previous,identity,time,received,kind,status,source,id,name,body)", sizeof(struct tappa_entry),
     show_entry},
    {"tappa_seen", "CREATE TABLE x(number)", sizeof(struct tappa_store_seen), show_seen},
    {"tappa_identity", "CREATE TABLE x(identity,customer,kind,value)", sizeof(struct tappa_store_identity), show_identity},
    {"tappa_customer", "CREATE TABLE x(customer,revision,due,heads,state)", sizeof(struct tappa_store_customer), show_customer},
};

/* ---- what SQLite asks ---- */

static int
view_connect(sqlite3 *db, void *user, int argc, const char *const *argv, sqlite3_vtab **out, char **message)
{
    struct view *view = sqlite3_malloc(sizeof *view);
    size_t i = 0;
    int rc;

    (void)argc, (void)message;
    if (!view)
        return SQLITE_NOMEM;
    while (strcmp(shapes[i].name, argv[0]))
        i++;
    memset(view, 0, sizeof *view);
    view->s = user;
    view->shape = &shapes[i];
    rc = sqlite3_declare_vtab(db, shapes[i].columns);
    if (rc)
        sqlite3_free(view);
    else
        *out = &view->table;
    return rc;
}

static int
view_disconnect(sqlite3_vtab *table)
{
    sqlite3_free(table);
    return SQLITE_OK;
}

static int
view_plan(sqlite3_vtab *table, sqlite3_index_info *plan)
{
    (void)table, (void)plan; /* all rows, in their order */
    return SQLITE_OK;
}

static int
view_open(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    *out = &((struct view *)table)->cursor;
    return SQLITE_OK;
}

static int
view_close(sqlite3_vtab_cursor *cursor)
{
    (void)cursor;
    return SQLITE_OK;
}

static void
go_to(sqlite3_vtab_cursor *cursor, size_t at)
{
    const struct view *view = (const struct view *)cursor->pVtab;
    struct sqlite_given *given = &view->s->given;

    given->at = at;
    if (at < given->end)
        given->row = tappa__row_at(given->rows, at, &given->spare, view->shape->own);
}

static size_t
place_of(const sqlite3_vtab_cursor *cursor)
{
    return ((const struct view *)cursor->pVtab)->s->given.at;
}

static int
view_first(sqlite3_vtab_cursor *cursor, int number, const char *text, int argc, sqlite3_value **argv)
{
    (void)number, (void)text, (void)argc, (void)argv;
    go_to(cursor, ((const struct view *)cursor->pVtab)->s->given.from);
    return SQLITE_OK;
}

static int
view_next(sqlite3_vtab_cursor *cursor)
{
    go_to(cursor, place_of(cursor) + 1);
    return SQLITE_OK;
}

static int
view_is_over(sqlite3_vtab_cursor *cursor)
{
    return place_of(cursor) >= ((const struct view *)cursor->pVtab)->s->given.end;
}

static int
view_column(sqlite3_vtab_cursor *cursor, sqlite3_context *out, int at)
{
    const struct view *view = (const struct view *)cursor->pVtab;

    view->shape->show(view->s, out, at);
    return SQLITE_OK;
}

static int
view_number(sqlite3_vtab_cursor *cursor, sqlite3_int64 *number)
{
    *number = (sqlite3_int64)place_of(cursor);
    return SQLITE_OK;
}

static const sqlite3_module module = {
    .xConnect = view_connect, /* there without being made, as xCreate is NULL */
    .xBestIndex = view_plan,
    .xDisconnect = view_disconnect,
    .xOpen = view_open,
    .xClose = view_close,
    .xFilter = view_first,
    .xNext = view_next,
    .xEof = view_is_over,
    .xColumn = view_column,
    .xRowid = view_number,
};

int
tappa__sqlite_rows_make(struct sqlite *s)
{
    int rc = SQLITE_OK;

    for (size_t i = 0; !rc && i < sizeof shapes / sizeof *shapes; i++)
        rc = sqlite3_create_module(s->db, shapes[i].name, &module, s);
    return rc;
}

int
tappa__sqlite_rows_run(struct sqlite *s, enum statement which, struct sqlite_given given)
{
    int rc;
    sqlite3_stmt *statement = tappa__sqlite_statement(s, which, &rc);

    s->given = given;
    return statement ? tappa__sqlite_run(s, statement) : rc;
}
