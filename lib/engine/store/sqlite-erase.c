/* Owns what makes erasing true: no byte of a removed row is left in the file or the files beside it.
 * Called by engines through the store's table, behind the commit that removed.
 * Protects one invariant: only bytes that belong to no row are written over, so whatever interrupts it leaves a sound file. */
#include "lib/engine/store/sqlite.h"

#include <string.h>

/* How many bytes of the file are looked at in one go; a multiple of every page size. */
#define STRETCH 65536
/* The byte at which SQLite's locks lie: the page around it is never used. */
#define LOCK_BYTE 0x40000000
/* From so many pages on an overflow page, which begins with the number of the next one, could look like a page of a tree. */
#define PAGES_MAX 0x02000000

static size_t
two_bytes(const unsigned char *at)
{
    return (size_t)at[0] << 8 | at[1];
}

/* The bytes of a tree's page between the places of its cells and the cells: SQLite overwrites a row that is removed (secure_delete), but not
 * the copy that stays behind here when rows move to another page. `from` = `to` where it is no page of a tree; 0 where the page is damaged. */
static int
gap_of(const unsigned char *page, size_t page_size, int first, size_t *from, size_t *to)
{
    const size_t head = first ? 100 : 0;
    const unsigned char kind = page[head];

    *from = *to = 0;
    if (kind != 2 && kind != 5 && kind != 10 && kind != 13)
        return 1;
    *from = head + (kind < 10 ? 12 : 8) + 2 * two_bytes(page + head + 3);
    *to = two_bytes(page + head + 5);
    if (!*to)
        *to = 65536;
    return *from <= *to && *to <= page_size;
}

static int
is_blank(const unsigned char *bytes, size_t n)
{
    return !n || (!bytes[0] && !memcmp(bytes, bytes + 1, n - 1));
}

static int
stretch_sweep(sqlite3_file *file, unsigned char *bytes, size_t n, sqlite3_int64 at, size_t page_size)
{
    for (size_t i = 0; i < n; i += page_size) {
        size_t from, to;
        int rc;

        if (at + (sqlite3_int64)i <= LOCK_BYTE && LOCK_BYTE < at + (sqlite3_int64)(i + page_size))
            continue;
        if (!gap_of(bytes + i, page_size, at + (sqlite3_int64)i == 0, &from, &to))
            return SQLITE_CORRUPT;
        if (is_blank(bytes + i + from, to - from))
            continue;
        memset(bytes + i + from, 0, to - from);
        rc = file->pMethods->xWrite(file, bytes + i + from, (int)(to - from), at + (sqlite3_int64)(i + from));
        if (rc)
            return rc;
    }
    return SQLITE_OK;
}

/* Blanks the gaps of all pages in the file itself, and the numbers of who is gone. Nobody else writes meanwhile; who reads does not look at gaps. */
static int
sweep(struct sqlite *s)
{
    unsigned char *bytes = tappa__alloc(&s->allocator, STRETCH + TAPPA__SQLITE_BLUR_MORE);
    int64_t page_size = 0, pages = 0, end;
    sqlite3_file *file = NULL;
    int rc;

    if (!bytes)
        return SQLITE_NOMEM;
    rc = tappa__sqlite_ask(s, "PRAGMA page_size", &page_size);
    if (!rc)
        rc = tappa__sqlite_ask(s, "PRAGMA page_count", &pages);
    if (!rc)
        rc = sqlite3_file_control(s->db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (!rc && pages >= PAGES_MAX)
        rc = SQLITE_TOOBIG;
    end = page_size * pages;
    for (int64_t at = 0; !rc && at < end; at += STRETCH) {
        size_t n = end - at < STRETCH ? (size_t)(end - at) : STRETCH;

        rc = file->pMethods->xRead(file, bytes, (int)n, at);
        if (!rc)
            rc = stretch_sweep(file, bytes, n, at, (size_t)page_size);
    }
    if (!rc)
        rc = tappa__sqlite_blur(s, file, bytes, (size_t)page_size, pages);
    if (!rc)
        rc = file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
    tappa__free(&s->allocator, bytes);
    return rc;
}

static tappa_status
sweep_in_transaction(struct sqlite *s, struct sqlite_work *work)
{
    work->rc = sweep(s);
    return tappa__sqlite_status(work->rc);
}

/* An owner has everything in the file once the write-ahead log is emptied. Where the file is shared it is done in a transaction, which others see
 * as a change, so that they drop the pages they hold; the rollback journal is cut off at its end. Our own pages go with the connection. */
tappa_status
tappa__sqlite_erased(struct tappa_store *store)
{
    struct sqlite *s = (struct sqlite *)store;
    struct sqlite_work work = {sweep_in_transaction, SQLITE_OK, 0, 0};
    tappa_status status = tappa__sqlite_enter(s);

    if (status)
        return status;
    if (store->flags & TAPPA_STORE_SHARED) {
        status = tappa__sqlite_transact(s, &work);
    } else {
        work.rc = tappa__sqlite_checkpoint(s);
        status = work.rc ? tappa__sqlite_status(work.rc) : sweep_in_transaction(s, &work);
    }
    if (status)
        return status;
    tappa__sqlite_token_new(s); /* nothing is in doubt */
    return tappa__sqlite_reconnect(s);
}
