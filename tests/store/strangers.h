/* What tests of a store share whose file others touch: the reference workload on it, what is in files beside it, and by which calls a host is told. */
#ifndef TAPPA_TESTS_STORE_STRANGERS_H
#define TAPPA_TESTS_STORE_STRANGERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "shim.h"
#include "workload.h"

static tappa_context *context;
static struct workload w;

static inline int
begin(void **state)
{
    (void)state;
    workload_begin(&w, context, 0, 1);
    return 0;
}

static inline int
end(void **state)
{
    (void)state;
    workload_end(&w);
    return 0;
}

static inline void
opens(uint32_t flags)
{
    w.flags = flags;
    assert_int_equal(workload_open(&w), TAPPA_OK);
}

static inline void
steps(int from, int to)
{
    for (int step = from; step < to; step++)
        assert_int_equal(workload_step(&w, step), TAPPA_OK);
}

static inline off_t
size_of(const char *path, const char *end)
{
    struct stat about;
    char name[100];

    snprintf(name, sizeof name, "%s%s", path, end);
    return stat(name, &about) ? -1 : about.st_size;
}

static inline void
copy_file(const char *from, const char *to)
{
    static char bytes[1 << 20];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    size_t n;

    assert_true(in && out);
    n = fread(bytes, 1, sizeof bytes, in);
    assert_true(n < sizeof bytes && fwrite(bytes, 1, n, out) == n);
    fclose(in);
    assert_int_equal(fclose(out), 0);
}

/* All that is in the file, which SQLite finds whole. */
static inline char *
dump_of(const char *path)
{
    sqlite3_stmt *check;
    sqlite3 *db;
    tappa_store *store;
    tappa_status status;
    char *text;

    assert_int_equal(tappa_store_sqlite(context, path, 0, &store), TAPPA_OK);
    text = store_dump(store, &status);
    assert_int_equal(status, TAPPA_OK);
    tappa_store_close(store);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &check, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(check), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(check, 0), "ok");
    sqlite3_finalize(check);
    sqlite3_close(db);
    return text;
}

enum teller { COMMITS_OF_ENTRIES, COMMIT_WITHOUT, COMMIT_THAT_FAILS, ERASED, CLOSING };

static inline tappa_status
tell(enum teller teller)
{
    tappa_status status = TAPPA_OK;

    if (teller == COMMIT_THAT_FAILS) { /* and would open the file again */
        struct pile *p = pile_new();

        pile_entry(p, 1, 0, "Product Viewed");
        shim_reset();
        shim.fail_at = 1;
        status = pile_commit(w.store, p);
        assert_true(shim.count >= 1);
        shim_reset();
    } else if (teller == COMMITS_OF_ENTRIES) {
        for (int i = 0; i < 16 && !status; i++) {
            struct pile *p = pile_new(), *same = pile_new();

            pile_entry(p, 1, 0, "Product Viewed");
            pile_entry(same, 1, 0, "Product Viewed");
            status = pile_commit(w.store, p);
            if (!status)
                assert_int_equal(pile_commit(w.reference, same), TAPPA_OK);
            else
                free(same);
        }
    } else if (teller == COMMIT_WITHOUT) {
        struct pile *p = pile_new();

        pile_note(p, "checkpoint", "x");
        status = pile_commit(w.store, p);
    } else if (teller == ERASED) {
        status = w.store->table->erased(w.store);
    }
    return status;
}

static inline void
remove_store(const char *path)
{
    static const char *const ends[] = {"", "-lock", "-wal"};
    char name[140];

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        (void)unlink(name);
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

#endif
