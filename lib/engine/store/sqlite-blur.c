/* Owns the numbers that SQLite keeps above the rows of a table to part them, and leaves there when the row is gone that had the number: a number is made
 * of what somebody is known by.
 * Called by the sweep of sqlite-erase.c, where nobody else writes. Protects one invariant: a number in the place of another is not below it, and below
 * every row that comes behind, also where half of it was written; so whatever interrupts it leaves a sound file. */
#include "lib/engine/blur.h"
#include "lib/engine/store/sqlite.h"

#include <string.h>

#define INTERIOR 5 /* the kind of a page above rows, and what stands at its head */
#define HEAD 12
#define LEAF 13 /* of rows */
#define LEAF_HEAD 8
#define CHILD 4      /* bytes of a page's number before the number of a row */
#define VARINT_MAX 9 /* bytes of the latter */

struct blurring {
    struct sqlite *s;
    sqlite3_file *file;
    enum statement from; /* rows of the table behind a number */
    unsigned char *page, *leaf;
    size_t size;
    int64_t pages, visited;
    uint32_t *below; /* pages still to be looked at */
    size_t count, capacity;
};

static size_t
two_bytes(const unsigned char *at)
{
    return (size_t)at[0] << 8 | at[1];
}

static uint32_t
four_bytes(const unsigned char *at)
{
    return (uint32_t)two_bytes(at) << 16 | (uint32_t)two_bytes(at + 2);
}

/* Seven bits in each byte that has its first one set, in a ninth all eight. */
static size_t
varint_get(const unsigned char *at, int64_t *number)
{
    uint64_t n = 0;
    size_t i = 0;

    for (; i < VARINT_MAX - 1 && at[i] & 0x80; i++)
        n = n << 7 | (at[i] & 0x7F);
    n = i < VARINT_MAX - 1 ? n << 7 | at[i] : n << 8 | at[i];
    *number = (int64_t)n;
    return i + 1;
}

/* In as many bytes as it had before: bits that are set anew are not above its highest. */
static void
varint_put(unsigned char *at, size_t size, int64_t number)
{
    uint64_t n = (uint64_t)number;

    if (size == VARINT_MAX) {
        at[--size] = (unsigned char)n;
        n >>= 8;
    }
    for (size_t i = size; i-- > 0; n >>= 7)
        at[i] = (unsigned char)((n & 0x7F) | (at[i] & 0x80));
}

/* The first row at or behind a number; SQLITE_DONE where there is none. */
static int
row_at(struct blurring *b, int64_t number, int64_t *row)
{
    int rc;
    sqlite3_stmt *statement = tappa__sqlite_statement(b->s, b->from, &rc);

    if (!statement)
        return rc;
    sqlite3_bind_int64(statement, 1, number - 1);
    sqlite3_bind_int64(statement, 2, 1);
    rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW)
        *row = sqlite3_column_int64(statement, 0);
    (void)sqlite3_reset(statement);
    return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

/* Whether the row is still there, as it is for most: it is the last of the leaf below then, which costs less than to ask. */
static int
is_last_of(struct blurring *b, uint32_t leaf, int64_t number)
{
    size_t cells, at;
    int64_t size, row;

    if (!leaf || leaf > b->pages || b->file->pMethods->xRead(b->file, b->leaf, (int)b->size, (int64_t)(leaf - 1) * (int64_t)b->size))
        return 0;
    cells = two_bytes(b->leaf + 3);
    if (b->leaf[0] != LEAF || !cells || LEAF_HEAD + 2 * cells > b->size)
        return 0;
    at = two_bytes(b->leaf + LEAF_HEAD + 2 * (cells - 1));
    if (at >= b->size)
        return 0;
    at += varint_get(b->leaf + at, &size);
    (void)varint_get(b->leaf + at, &row);
    return row == number;
}

/* The number that stands at a place of the page; `leaf`: the page below it, 0 where that is none. */
static int
blur_one(struct blurring *b, uint32_t page, size_t at, uint32_t leaf)
{
    unsigned char *place = b->page + at;
    int64_t number, row = 0, other;
    size_t size = varint_get(place, &number);
    int rc;

    if (at + size > b->size)
        return SQLITE_CORRUPT;
    if (is_last_of(b, leaf, number))
        return SQLITE_OK;
    rc = number == INT64_MIN ? SQLITE_DONE : row_at(b, number, &row);
    if (rc)
        return rc == SQLITE_DONE ? SQLITE_OK : rc;
    other = tappa__blur(number, row);
    if (other == number)
        return SQLITE_OK;
    varint_put(place, size, other);
    return b->file->pMethods->xWrite(b->file, place, (int)size, (int64_t)(page - 1) * (int64_t)b->size + (int64_t)at);
}

static int
push(struct blurring *b, uint32_t page)
{
    if (!page || page > b->pages || ++b->visited > b->pages)
        return SQLITE_CORRUPT;
    if (tappa__grow(&b->s->allocator, (void **)&b->below, &b->capacity, b->count + 1, sizeof *b->below))
        return SQLITE_NOMEM;
    b->below[b->count++] = page;
    return SQLITE_OK;
}

static int
page_read(struct blurring *b, uint32_t page)
{
    return b->file->pMethods->xRead(b->file, b->page, (int)b->size, (int64_t)(page - 1) * (int64_t)b->size);
}

/* All leaves of a tree are equally far down: the first page below says of all whether there are numbers in them. */
static int
look_below(struct blurring *b, uint32_t child, int *leaves)
{
    unsigned char kind = 0;
    int rc = child && child <= b->pages ? b->file->pMethods->xRead(b->file, &kind, 1, (int64_t)(child - 1) * (int64_t)b->size) : SQLITE_CORRUPT;

    *leaves = kind != INTERIOR;
    return rc;
}

static int
blur_page(struct blurring *b, uint32_t page)
{
    const size_t cells = two_bytes(b->page + 3);
    int leaves, rc;

    if (HEAD + 2 * cells > b->size)
        return SQLITE_CORRUPT;
    rc = look_below(b, four_bytes(b->page + 8), &leaves);
    if (!rc && !leaves)
        rc = push(b, four_bytes(b->page + 8));
    for (size_t i = 0; !rc && i < cells; i++) {
        size_t at = two_bytes(b->page + HEAD + 2 * i);

        if (at < HEAD + 2 * cells || at + CHILD >= b->size)
            return SQLITE_CORRUPT;
        rc = leaves ? SQLITE_OK : push(b, four_bytes(b->page + at));
        if (!rc)
            rc = blur_one(b, page, at + CHILD, leaves ? four_bytes(b->page + at) : 0);
    }
    return rc;
}

static int
blur_table(struct blurring *b, const char *sql)
{
    int64_t root = 0;
    int rc = tappa__sqlite_ask(b->s, sql, &root);

    b->visited = 0;
    b->count = 0;
    if (!rc)
        rc = push(b, (uint32_t)root);
    while (!rc && b->count) {
        uint32_t page = b->below[--b->count];

        rc = page_read(b, page);
        if (!rc && b->page[0] == INTERIOR)
            rc = blur_page(b, page);
    }
    return rc;
}

int
tappa__sqlite_blur(struct sqlite *s, sqlite3_file *file, unsigned char *bytes, size_t page_size, int64_t pages)
{
    struct blurring b = {.s = s, .file = file, .page = bytes, .leaf = tappa__alloc_zero(&s->allocator, page_size + TAPPA__SQLITE_BLUR_MORE), .size = page_size,
                         .pages = pages};
    int rc;

    if (!b.leaf)
        return SQLITE_NOMEM;
    memset(bytes + page_size, 0, TAPPA__SQLITE_BLUR_MORE); /* where a number ends that is cut off by the end of a damaged page */
    b.from = SEEN_FROM;
    rc = blur_table(&b, "SELECT rootpage FROM sqlite_schema WHERE name='seen'");
    b.from = IDENTITY_FROM;
    if (!rc)
        rc = blur_table(&b, "SELECT rootpage FROM sqlite_schema WHERE name='identity'");
    b.from = CUSTOMER_ALL;
    if (!rc)
        rc = blur_table(&b, "SELECT rootpage FROM sqlite_schema WHERE name='customer'");
    tappa__free(&s->allocator, b.below);
    tappa__free(&s->allocator, b.leaf);
    return rc;
}
