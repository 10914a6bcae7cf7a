/* Pages of a damaged file are never followed: whatever stands where SQLite keeps the numbers above rows, the sweep says that the file is damaged, or that
 * there was nothing to do, and writes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "lib/engine/store/sqlite.h"
#include "workload.h"

#define SIZE 512

/* A file whose pages are all this one, but the first: that is one of rows. */
static unsigned char shown[SIZE];
static unsigned rows, row_at; /* of the first: how many are said to be there, and where one stands */
static int writes;

static int
show(sqlite3_file *file, void *out, int n, sqlite3_int64 at)
{
    (void)file;
    memcpy(out, shown + at % SIZE, (size_t)n);
    if (!at && n == SIZE) {
        unsigned char *leaf = out;

        leaf[3] = (unsigned char)(rows >> 8);
        leaf[4] = (unsigned char)rows;
        leaf[8] = (unsigned char)(row_at >> 8);
        leaf[9] = (unsigned char)row_at;
    }
    if (!at)
        *(unsigned char *)out = 13;
    return SQLITE_OK;
}

static int
take(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
    (void)file, (void)bytes, (void)n, (void)at;
    writes++;
    return SQLITE_OK;
}

static const sqlite3_io_methods methods = {.iVersion = 1, .xRead = show, .xWrite = take};

/* One number above rows: the kind of all pages, how many numbers are said to be there, the page behind the last, where the number stands, the page before
 * it, and its bytes; and the rows of the first page. */
struct page {
    unsigned char kind;
    unsigned cells, right, at, child;
    const char *number;
    size_t size;
    int64_t pages;
    int rc;
    unsigned rows, row_at;
};

#define NUMBER(text) text, sizeof text - 1

static void
put(size_t at, size_t size, unsigned number)
{
    while (size-- > 0) {
        shown[at + size] = (unsigned char)number;
        number >>= 8;
    }
}

static void
damaged_pages(void **state)
{
    static const struct page pages[] = {
        {5, 0xFFFF, 1, 100, 1, NUMBER("\1"), 1000, SQLITE_CORRUPT, 0, 0}, /* more numbers than a page has room for */
        {5, 0, 0, 100, 1, NUMBER("\1"), 1000, SQLITE_CORRUPT, 0, 0},      /* no page behind the last */
        {5, 0, 9999, 100, 1, NUMBER("\1"), 1000, SQLITE_CORRUPT, 0, 0},   /* one behind the end */
        {5, 0, 2, 100, 1, NUMBER("\1"), 1000, SQLITE_CORRUPT, 0, 0},      /* a ring */
        {5, 1, 1, 3, 1, NUMBER("\1"), 1000, SQLITE_CORRUPT, 0, 0},        /* a number in the page's head */
        {5, 1, 1, SIZE - 4, 1, NUMBER(""), 1000, SQLITE_CORRUPT, 0, 0},   /* at its end */
        {5, 1, 2, 100, 0, NUMBER("\1"), 1000, SQLITE_CORRUPT, 0, 0},      /* no page before it */
        {5, 1, 1, SIZE - 5, 1, NUMBER("\x80"), 1000, SQLITE_CORRUPT, 0, 0}, /* a number that goes on behind it */
        {5, 1, 1, 100, 1, NUMBER("\xC0\x80\x80\x80\x80\x80\x80\x80\x00"), 1000, SQLITE_OK, 0, 0}, /* the least that there is: nothing is below it */
        {5, 1, 1, 100, 0, NUMBER("\xBF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), 1000, SQLITE_OK, 0, 0}, /* no row behind the greatest */
        {5, 1, 1, 100, 1, NUMBER("\1"), 0, SQLITE_CORRUPT, 0, 0},         /* a file of no pages */
        {5, 1, 1, 100, 9999, NUMBER("\xBF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), 1000, SQLITE_OK, 0, 0}, /* the page before it lies behind the end, */
        {5, 1, 1, 100, 2, NUMBER("\xBF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), 1000, SQLITE_OK, 0, 0},    /* is none of rows, */
        {5, 1, 1, 100, 1, NUMBER("\xBF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), 1000, SQLITE_OK, 0, 0},    /* has none, */
        {5, 1, 1, 100, 1, NUMBER("\xBF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), 1000, SQLITE_OK, 0xFFFF, 0},   /* more than it has room for, */
        {5, 1, 1, 100, 1, NUMBER("\xBF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), 1000, SQLITE_OK, 1, 0xFFFF},   /* or one behind its end */
        {13, 1, 1, 100, 1, NUMBER("\1"), 1000, SQLITE_OK, 0, 0},          /* rows, and nothing above them */
    };
    struct workload *w = *state;
    unsigned char bytes[SIZE + 64];
    sqlite3_file file = {&methods};

    assert_true(sizeof bytes >= SIZE + TAPPA__SQLITE_BLUR_MORE);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        const struct page *p = &pages[i];
        int rc;

        memset(shown, 0, sizeof shown);
        shown[0] = p->kind;
        put(3, 2, p->cells);
        put(8, 4, p->right);
        put(12, 2, p->at);
        if (p->at >= 14 && p->at + 4 + p->size <= SIZE) {
            put(p->at, 4, p->child);
            memcpy(shown + p->at + 4, p->number, p->size);
        }
        rows = p->rows;
        row_at = p->row_at;
        writes = 0;
        rc = tappa__sqlite_blur((struct sqlite *)(void *)w->store, &file, bytes, SIZE, p->pages);
        if (rc != p->rc || writes)
            fail_msg("page %zu: %d, %d writes", i, rc, writes);
    }
}

int
main(void)
{
    struct workload w;
    const struct CMUnitTest tests[] = {cmocka_unit_test_prestate(damaged_pages, &w)};
    tappa_context *context;
    int failed;

    if (tappa_context_new(NULL, &context))
        return 1;
    workload_begin(&w, context, 0, 1);
    failed = workload_open(&w) ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
    workload_close(&w);
    workload_end(&w);
    tappa_context_unref(context);
    return failed;
}
