/* Owns the question whether two stores have the same rows.
 * Called by the engine's benchmark, once for each case.
 * Two files that differ in any row end the program: what it would say of their times would be of different work. */
#include "bench.h"

#include "recorded.h"

static int
same_value(sqlite3_stmt *a, sqlite3_stmt *b, int at, long long *bytes)
{
    int size = sqlite3_column_bytes(a, at);

    *bytes += sqlite3_column_type(a, at) == SQLITE_INTEGER ? 0 : size;
    if (sqlite3_column_type(a, at) == SQLITE_INTEGER)
        return sqlite3_column_int64(a, at) == sqlite3_column_int64(b, at);
    return size == sqlite3_column_bytes(b, at) && (!size || !memcmp(sqlite3_column_blob(a, at), sqlite3_column_blob(b, at), (size_t)size));
}

static long long
same_rows(sqlite3 *a, sqlite3 *b, const char *sql, long long *bytes)
{
    sqlite3_stmt *x, *y;
    long long rows = 0;
    int more;

    if (sqlite3_prepare_v2(a, sql, -1, &x, NULL) || sqlite3_prepare_v2(b, sql, -1, &y, NULL))
        die("cannot compare");
    while ((more = sqlite3_step(x)) == SQLITE_ROW) {
        int i;

        rows++;
        if (sqlite3_step(y) != SQLITE_ROW)
            die("bare SQLite has fewer rows");
        for (i = 0; i < sqlite3_column_count(x); i++)
            if (!same_value(x, y, i, bytes))
                die("bare SQLite has other rows");
    }
    if (more != SQLITE_DONE || sqlite3_step(y) != SQLITE_DONE)
        die("bare SQLite has more rows");
    sqlite3_finalize(x);
    sqlite3_finalize(y);
    return rows;
}

struct left
must_be_equal(const char *a, const char *b)
{
    struct left left = {0};
    sqlite3 *x, *y;

    if (sqlite3_open(a, &x) || sqlite3_open(b, &y))
        die("cannot compare");
    left.journal = same_rows(x, y, "SELECT * FROM journal ORDER BY 1", &left.bytes);
    if (same_rows(x, y, "SELECT * FROM seen ORDER BY 1", &left.bytes) > left.journal)
        die("more ids than events");
    left.identities = same_rows(x, y, "SELECT * FROM identity ORDER BY 1", &left.bytes);
    left.customers = same_rows(x, y, "SELECT * FROM customer ORDER BY 1", &left.bytes);
    left.contacts = same_rows(x, y, "SELECT * FROM contact ORDER BY 1", &left.bytes);
    (void)same_rows(x, y, "SELECT * FROM note ORDER BY 1", &left.bytes);
    (void)same_rows(x, y, "SELECT * FROM source ORDER BY 1", &left.bytes);
    (void)same_rows(x, y, "SELECT commits,last,length(recent) FROM store", &left.bytes); /* whose signs are chance */
    sqlite3_close(x);
    sqlite3_close(y);
    return left;
}
