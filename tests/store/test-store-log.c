/* The write-ahead log of an open store is cut, or overwritten, by something else; its folder goes away. */
#define _GNU_SOURCE

#include <fcntl.h>
#include <string.h>

#include "strangers.h"

/* What the file has without its log. */
static char *
before_log(void)
{
    tappa_status status;

    opens(0);
    steps(0, 4);
    workload_close(&w);
    return store_dump(w.reference, &status);
}

/* The store is open, and more stands in its log. */
static void
open_with_log(char log[100])
{
    workload_clear(&w);
    opens(0);
    steps(0, 4);
    workload_close(&w);
    opens(0);
    steps(4, 7);
    snprintf(log, 100, "%s-wal", w.path);
}

/* Some of the log is cut off, and perhaps more written behind that. `to` below 0: so many bytes are. */
static void
cut(off_t to, int behind, enum teller teller, const char *before)
{
    char log[100], *found;

    open_with_log(log);
    assert_true(size_of(log, "") > 20000);
    assert_int_equal(truncate(log, to < 0 ? size_of(log, "") + to : to), 0);
    for (int i = 0; i < behind; i++) {
        struct pile *p = pile_new();

        pile_entry(p, 1, 0, "Product Viewed");
        assert_int_equal(pile_commit(w.store, p), TAPPA_ESTORE); /* it is not taken for written */
    }
    if (teller != CLOSING)
        assert_int_equal(tell(teller), TAPPA_ESTORE);
    if (teller == COMMIT_WITHOUT)
        assert_int_equal(tell(COMMIT_WITHOUT), TAPPA_ESTORE);
    workload_close(&w);
    found = dump_of(w.path); /* it is whole: as it was before the log, or with the beginning of that */
    if (to >= 0 && to < 4096)
        assert_string_equal(found, before);
    free(found);
}

/* A log that something else has cut under an open store: what is missing in it never gets into the file, and somebody is told. */
static void
a_log_is_cut(void **state)
{
    static const off_t to[] = {-1, 0, 16, 32, 4000, 10000, 20000};
    char *before;

    (void)state;
    before = before_log();
    for (size_t i = 0; i < sizeof to / sizeof *to; i++)
        for (int behind = 0; behind < 3; behind++) {
            cut(to[i], behind, COMMIT_WITHOUT, before);
            cut(to[i], behind, ERASED, before);
            cut(to[i], behind, CLOSING, before);
            if (to[i] >= 0 && to[i] < 32)
                cut(to[i], behind, COMMITS_OF_ENTRIES, before);
        }
    free(before);
}

struct spoil {
    off_t at, size; /* 0: to the end */
    int byte;
};

/* The open store's log is as long as before, but what is in it is of no log, or of another. */
static void
spoil_log(const struct spoil *spoil, size_t count, enum teller teller, const char *before)
{
    char log[100], *found;
    int file;

    open_with_log(log);
    file = open(log, O_WRONLY | O_CLOEXEC);
    for (size_t i = 0; i < count; i++) {
        const size_t size = (size_t)(spoil[i].size ? spoil[i].size : size_of(log, "") - spoil[i].at);
        char *bytes = malloc(size);

        assert_non_null(bytes);
        memset(bytes, spoil[i].byte, size);
        assert_int_equal(pwrite(file, bytes, size, spoil[i].at), size);
        free(bytes);
    }
    close(file);
    if (teller != CLOSING)
        assert_int_equal(tell(teller), TAPPA_ESTORE);
    workload_close(&w);
    found = dump_of(w.path);
    assert_string_equal(found, before);
    free(found);
}

static void
a_log_is_spoilt(void **state)
{
    static const struct spoil all[] = {{0, 0, 0}}, page[] = {{8, 4, 0xff}}, frames[] = {{32, 0, 0}}, marks[] = {{16, 8, 0}, {32, 0, 0}},
                              first[] = {{32 + 8, 8, 0x55}}, later[] = {{32 + (24 + 4096) + 8, 8, 0x55}};
    static const struct {
        const struct spoil *spoil;
        size_t count;
    } ways[] = {{all, 1}, {page, 1}, {frames, 1}, {marks, 2}, {first, 1}, {later, 1}};
    char *before;

    (void)state;
    before = before_log();
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        spoil_log(ways[i].spoil, ways[i].count, COMMIT_WITHOUT, before);
        spoil_log(ways[i].spoil, ways[i].count, ERASED, before);
        spoil_log(ways[i].spoil, ways[i].count, CLOSING, before);
    }
    free(before);
}

/* The folder of the store goes away, and what stands in its place is none: the file is not there any more. Where the way to it leads in a circle
 * nobody can say so, and what is committed goes where the file is. */
static void
its_folder_goes(void **state)
{
    enum { GONE, A_FILE, A_CIRCLE, PLACES };
    char folder[100], away[100], path[120];

    (void)state;
    snprintf(folder, sizeof folder, "%s.d", w.path);
    snprintf(away, sizeof away, "%s.away", w.path);
    snprintf(path, sizeof path, "%s/x", folder);
    for (int place = GONE; place < PLACES; place++) {
        struct pile *p = pile_new();
        tappa_store *store;

        assert_int_equal(mkdir(folder, 0700), 0);
        assert_int_equal(tappa_store_sqlite(context, path, 0, &store), TAPPA_OK);
        assert_int_equal(rename(folder, away), 0);
        if (place == A_FILE)
            copy_file("/dev/null", folder);
        if (place == A_CIRCLE)
            assert_int_equal(symlink(folder, folder), 0);
        pile_note(p, "checkpoint", "x");
        assert_int_equal(pile_commit(store, p), place == A_CIRCLE ? TAPPA_OK : TAPPA_ESTORE);
        store->table->close(store);
        if (place != GONE)
            assert_int_equal(unlink(folder), 0);
        assert_int_equal(rename(away, folder), 0);
        remove_store(path);
        assert_int_equal(rmdir(folder), 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {TEST(a_log_is_cut), TEST(a_log_is_spoilt), TEST(its_folder_goes)};
    int failed;

    shim_install();
    if (tappa_context_new(NULL, &context))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tappa_context_unref(context);
    return failed;
}
