/* The file of a store: whose it is, who may have it, what is done with one that is not ours, newer or damaged, and fork(). */
#define _DEFAULT_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "tests/support/leave.h"
#include "workload.h"

static tappa_context *context;
static struct workload w;

/* The kernel's, but that somebody comes between while it gives a shared lock for an exclusive one, and has the file for himself at so many looks. */
static struct {
    int tries, descriptor;
} between = {0, -1};

int
flock(int descriptor, int how)
{
    if (between.descriptor >= 0 && how == (LOCK_SH | LOCK_NB) && between.tries) {
        (void)syscall(SYS_flock, descriptor, LOCK_UN);
        (void)syscall(SYS_flock, between.descriptor, --between.tries ? LOCK_EX | LOCK_NB : LOCK_UN);
    }
    return (int)syscall(SYS_flock, descriptor, how);
}

static int
begin(void **state)
{
    (void)state;
    workload_begin(&w, context, 0, 1);
    return 0;
}

static int
end(void **state)
{
    (void)state;
    workload_end(&w);
    return 0;
}

static tappa_status
open_as(uint32_t flags, tappa_store **store)
{
    return tappa_store_sqlite(context, w.path, flags, store);
}

static void
opens(uint32_t flags)
{
    w.flags = flags;
    assert_int_equal(workload_open(&w), TAPPA_OK);
}

static void
steps(int from, int to)
{
    for (int step = from; step < to; step++)
        assert_int_equal(workload_step(&w, step), TAPPA_OK);
}

/* SQL on the file without Tappa; the first number of the answer. */
static int64_t
sql(const char *text)
{
    sqlite3 *db;
    sqlite3_stmt *statement;
    int64_t number = -1;
    int rc;

    assert_int_equal(sqlite3_open(w.path, &db), SQLITE_OK);
    for (; *text; sqlite3_finalize(statement)) {
        if (sqlite3_prepare_v2(db, text, -1, &statement, &text))
            fail_msg("%s", sqlite3_errmsg(db));
        if (!statement)
            break;
        while ((rc = sqlite3_step(statement)) == SQLITE_ROW)
            number = sqlite3_column_int64(statement, 0);
        if (rc != SQLITE_DONE)
            fail_msg("%s", sqlite3_errmsg(db));
    }
    sqlite3_close(db);
    return number;
}

static void
for_its_owner_alone(void **state)
{
    static const char *const ends[] = {"", "-wal", "-journal", "-lock"};
    mode_t before = umask(0);
    int looked = 0;

    (void)state;
    for (int shared = 0; shared < 2; shared++) {
        opens(shared ? TAPPA_STORE_SHARED : 0);
        steps(0, 3);
        for (int i = 0; i < 4; i++) {
            struct stat about;
            char name[100];

            snprintf(name, sizeof name, "%s%s", w.path, ends[i]);
            if (stat(name, &about) == 0) {
                assert_int_equal(about.st_mode & 0777, 0600);
                looked++;
            }
        }
        workload_clear(&w);
    }
    umask(before);
    assert_int_equal(looked, 6);
}

static void
one_owner_or_many(void **state)
{
    tappa_store *other, *third;

    (void)state;
    opens(0);
    assert_int_equal(open_as(0, &other), TAPPA_EBUSY);
    assert_null(other);
    assert_int_equal(open_as(TAPPA_STORE_SHARED, &other), TAPPA_EBUSY);
    steps(0, 2);
    workload_close(&w);
    opens(TAPPA_STORE_SHARED);
    assert_int_equal(open_as(0, &other), TAPPA_EBUSY);
    assert_int_equal(open_as(TAPPA_STORE_SHARED, &other), TAPPA_OK);
    assert_int_equal(open_as(TAPPA_STORE_SHARED, &third), TAPPA_OK);
    steps(2, 4);
    tappa_store_close(third);
    tappa_store_close(w.store);
    w.store = other;
    workload_same(&w, 0, "the other one");
    steps(4, 6);
    workload_close(&w);
    opens(0);
    steps(6, 16);
    workload_same(&w, 0, "owner again");
}

/* Who is alone gives way to others; one that comes first then is alone for a moment, and waited for. */
static void
somebody_between(void **state)
{
    char name[100];

    (void)state;
    snprintf(name, sizeof name, "%s-lock", w.path);
    opens(TAPPA_STORE_SHARED); /* the file is there, and the lock */
    workload_close(&w);
    between.descriptor = open(name, O_RDWR | O_CLOEXEC);
    between.tries = 4;
    assert_true(between.descriptor >= 0);
    opens(TAPPA_STORE_SHARED);
    close(between.descriptor);
    between.descriptor = -1;
    assert_int_equal(between.tries, 0);
    steps(0, 3);
    workload_same(&w, 0, "somebody came between");
}

/* An owner that was killed leaves a write-ahead log behind; whoever comes next, in either way, has all of it. */
static void
after_a_killed_owner(void **state)
{
    (void)state;
    for (int shared = 0; shared < 2; shared++) {
        pid_t child;
        int status;

        workload_clear(&w);
        child = fork();
        if (child == 0) {
            opens(0);
            for (int step = 0; step < 6; step++) {
                if (workload_step(&w, step))
                    leave(1);
            }
            raise(SIGKILL);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        for (int step = 0; step < 6; step++)
            workload_adopt(&w, step);
        opens(shared ? TAPPA_STORE_SHARED : 0);
        workload_same(&w, 0, shared ? "shared behind a killed owner" : "owner behind a killed owner");
        steps(6, 16);
        workload_same(&w, 0, "and goes on");
    }
}

static void
child_of_fork(void **state)
{
    (void)state;
    for (int shared = 0; shared < 2; shared++) {
        const struct tappa_store_table *t;
        pid_t child;
        int status;

        workload_clear(&w);
        opens(shared ? TAPPA_STORE_SHARED : 0);
        steps(0, 5);
        t = w.store->table;
        child = fork();
        if (child == 0) {
            int64_t number = 0;
            size_t count;
            struct tappa_span span;
            uint8_t key[16] = {0};
            const struct tappa_entry *entries;
            const struct tappa_store_contact *contacts;
            const struct tappa_store_note *notes;
            struct tappa_entry e = {.size = sizeof e};
            struct tappa_store_identity d = {.size = sizeof d};
            struct tappa_store_customer u = {.size = sizeof u};
            struct tappa_store_seen s = {.size = sizeof s};
            struct tappa_store_contact o = {.size = sizeof o};
            struct pile *p = pile_new();
            int all = pile_commit(w.store, p) == TAPPA_EFORKED && t->last(w.store, &number) == TAPPA_EFORKED &&
                      t->identity(w.store, 1, &d) == TAPPA_EFORKED && t->customer(w.store, 1, &u) == TAPPA_EFORKED &&
                      t->entry(w.store, 1, &e) == TAPPA_EFORKED && t->journal(w.store, 0, &entries, 1, &count) == TAPPA_EFORKED &&
                      t->seen(w.store, 1, &s) == TAPPA_EFORKED &&
                      t->due(w.store, 1, &number, 1, &count) == TAPPA_EFORKED && t->customers(w.store, 1, &number, 1, &count) == TAPPA_EFORKED &&
                      t->contact(w.store, key, &o) == TAPPA_EFORKED && t->contacts(w.store, 1, &contacts, 1, &count) == TAPPA_EFORKED &&
                      t->contacts_of(w.store, 1, &contacts, &count) == TAPPA_EFORKED && t->offset(w.store, "a", 1, &span) == TAPPA_EFORKED &&
                      t->note(w.store, "a", 1, &span) == TAPPA_EFORKED && t->notes(w.store, "a", 1, &notes, &count) == TAPPA_EFORKED &&
                      t->erased(w.store) == TAPPA_EFORKED;

            tappa_store_close(w.store); /* must not drop the parent's locks */
            leave(all ? 0 : 1);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        child = fork(); /* a stranger: still kept out, or let in */
        if (child == 0) {
            tappa_store *other;

            leave(open_as(0, &other) == TAPPA_EBUSY ? 0 : 1);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        steps(5, 16);
        workload_same(&w, 0, "the parent");
    }
}

static int
is_locked(const char *path)
{
    sqlite3 *other;
    int rc;

    assert_int_equal(sqlite3_open_v2(path, &other, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    rc = sqlite3_exec(other, "BEGIN EXCLUSIVE", NULL, NULL, NULL);
    sqlite3_close(other);
    assert_true(rc == SQLITE_OK || rc == SQLITE_BUSY);
    return rc == SQLITE_BUSY;
}

/* From the first question on, until it is let go of: then others write, and it sees what they wrote. */
static void
held(void **state)
{
    struct tappa_span note;
    tappa_store *other;

    (void)state;
    workload_clear(&w);
    opens(TAPPA_STORE_SHARED);
    steps(0, 5);
    assert_int_equal(open_as(TAPPA_STORE_SHARED, &other), TAPPA_OK);
    for (int turn = 0; turn < 2; turn++) {
        w.store->table->hold(w.store, 1);
        w.store->table->hold(w.store, 1); /* once more is no more */
        assert_false(is_locked(w.path));
        assert_int_equal(w.store->table->note(w.store, "held", 4, &note), TAPPA_OK);
        assert_int_equal(note.size, turn);
        assert_true(is_locked(w.path));
        w.store->table->hold(w.store, 0);
        assert_false(is_locked(w.path));
        w.store->table->hold(w.store, 0);
        if (!turn) {
            const struct tappa_store_note row = {.size = sizeof row, .name = {"held", 4}, .value = {"x", 1}};
            struct tappa_commit commit = {.size = sizeof commit, .notes = &row, .note_count = 1};

            assert_int_equal(other->table->commit(other, &commit), TAPPA_OK);
        }
    }
    tappa_store_close(other);
}

/* A child that never asks for the store has its lock all the same, as it has all files of its parent. */
static void
closed_is_closed(void **state)
{
    (void)state;
    for (int shared = 0; shared < 2; shared++) {
        int ends[2], status;
        char byte;
        pid_t child;

        workload_clear(&w);
        opens(shared ? TAPPA_STORE_SHARED : 0);
        steps(0, 5);
        assert_int_equal(pipe(ends), 0);
        child = fork();
        if (child == 0) {
            close(ends[1]);
            leave(read(ends[0], &byte, 1) == 0 ? 0 : 1); /* until the parent has looked */
        }
        close(ends[0]);
        workload_close(&w);
        opens(0); /* nobody else may have it */
        steps(5, 16);
        workload_same(&w, 0, "beside a child");
        close(ends[1]);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
}

static void
put_file(const char *bytes, size_t n)
{
    FILE *file = fopen(w.path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

static char *
get_file(size_t *n)
{
    FILE *file = fopen(w.path, "rb");
    char *bytes;

    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    *n = (size_t)ftell(file);
    rewind(file);
    bytes = malloc(*n + 1);
    assert_true(bytes && fread(bytes, 1, *n, file) == *n);
    fclose(file);
    return bytes;
}

static void
refused(tappa_status wanted, const char *why)
{
    size_t before_size, after_size;
    char *before = get_file(&before_size), *after;

    for (int shared = 0; shared < 2; shared++) {
        tappa_store *store;
        tappa_status status = open_as(shared ? TAPPA_STORE_SHARED : 0, &store);

        if (status != wanted || store)
            fail_msg("%s: %d instead of %d", why, status, wanted);
        after = get_file(&after_size);
        assert_true(before_size == after_size && !memcmp(before, after, before_size)); /* it is not touched */
        free(after);
    }
    free(before);
}

static void
not_ours(void **state)
{
    static const struct {
        const char *sql;
        tappa_status status;
    } strangers[] = {
        {"PRAGMA user_version=2", TAPPA_EVERSION},
        {"PRAGMA user_version=0", TAPPA_EFORMAT},
        {"PRAGMA application_id=0", TAPPA_EFORMAT},
        {"PRAGMA application_id=7", TAPPA_EFORMAT},
        {"CREATE TRIGGER t AFTER INSERT ON journal BEGIN DELETE FROM seen; END", TAPPA_EFORMAT},
        {"CREATE INDEX i ON seen(number)", TAPPA_EFORMAT},
        {"ALTER TABLE customer ADD COLUMN more INTEGER", TAPPA_EFORMAT},
        {"DROP INDEX customer_due", TAPPA_EFORMAT},
        {"DROP TABLE note", TAPPA_EFORMAT},
        {"DROP TABLE seen; CREATE VIEW seen AS SELECT 1 AS number", TAPPA_EFORMAT},
        {"CREATE TABLE Tappa_Entry(a)", TAPPA_EFORMAT}, /* it would stand before ours */
        {"CREATE VIEW tappa_seen AS SELECT 1 AS number", TAPPA_EFORMAT},
        {"CREATE VIEW tappa_identity AS SELECT 1", TAPPA_EFORMAT},
        {"CREATE TABLE tappa_customer(a)", TAPPA_EFORMAT},
    };

    (void)state;
    put_file("customer,event,time\nanna,Order Completed,1\n", 43);
    refused(TAPPA_EFORMAT, "a CSV file");
    workload_clear(&w);
    sql("CREATE TABLE other(a); INSERT INTO other VALUES(1)");
    refused(TAPPA_EFORMAT, "another program's database");
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
        workload_clear(&w);
        opens(TAPPA_STORE_SHARED);
        steps(0, 2);
        workload_close(&w);
        sql(strangers[i].sql);
        refused(strangers[i].status, strangers[i].sql);
    }
}

/* What people do to a database of their own: looking at it, statistics, views and tables beside ours. */
static void
ours_all_the_same(void **state)
{
    (void)state;
    opens(TAPPA_STORE_SHARED);
    steps(0, 3);
    workload_close(&w);
    sql("ANALYZE; CREATE VIEW mine AS SELECT count(*) AS n FROM journal; CREATE TABLE other(a)");
    opens(0);
    steps(3, 5);
    workload_same(&w, 0, "with things beside ours");
    workload_clear(&w);
    put_file("", 0); /* what a crash leaves between making the file and its first transaction */
    opens(0);
    steps(0, 2);
    workload_same(&w, 0, "an empty file");
}

static void
places(void **state)
{
    char folder[64], name[200];
    tappa_store *store = (tappa_store *)1;

    (void)state;
    snprintf(folder, sizeof folder, "%s", w.folder);
    assert_int_equal(tappa_store_sqlite(context, folder, 0, &store), TAPPA_EIO);
    assert_null(store);
    snprintf(name, sizeof name, "%s-lock", folder);
    assert_int_equal(access(name, F_OK), -1);
    snprintf(name, sizeof name, "%s/none/store", folder);
    assert_int_equal(tappa_store_sqlite(context, name, 0, &store), TAPPA_EIO);
    assert_int_equal(tappa_store_sqlite(context, "", 0, &store), TAPPA_EINVAL);
    assert_int_equal(tappa_store_sqlite(context, NULL, 0, &store), TAPPA_EINVAL);
    assert_int_equal(tappa_store_sqlite(NULL, w.path, 0, &store), TAPPA_EINVAL);
    assert_int_equal(tappa_store_sqlite(context, w.path, 2, &store), TAPPA_EINVAL);
    assert_int_equal(tappa_store_sqlite(context, w.path, 0, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_store_memory(NULL, 0, &store), TAPPA_EINVAL);
    assert_int_equal(tappa_store_memory(context, 2, &store), TAPPA_EINVAL);
    assert_int_equal(tappa_store_memory(context, 0, NULL), TAPPA_EINVAL);
    tappa_store_close(NULL);
    /* A name that SQLite would read otherwise is a name; and the store stays where it is when the process goes elsewhere. */
    assert_int_equal(chdir(folder), 0);
    assert_int_equal(tappa_store_sqlite(context, ":memory:", 0, &store), TAPPA_OK);
    tappa_store_close(store);
    assert_int_equal(unlink(":memory:"), 0);
    assert_int_equal(unlink(":memory:-lock"), 0);
    assert_int_equal(tappa_store_sqlite(context, "file:x?mode=memory", TAPPA_STORE_SHARED, &w.store), TAPPA_OK);
    assert_int_equal(chdir("/"), 0);
    steps(0, 2);
    assert_int_equal(w.store->table->erased(w.store), TAPPA_OK);
    steps(2, 3);
    workload_close(&w);
    snprintf(name, sizeof name, "%s/file:x?mode=memory", folder);
    assert_int_equal(unlink(name), 0);
    strcat(name, "-journal");
    (void)unlink(name);
    strcpy(strstr(name, "-journal"), "-lock");
    assert_int_equal(unlink(name), 0);
}

/* Bytes changed at random, and the file cut: a status that is documented, and no crash. */
static void
damaged(void **state)
{
    uint64_t seed = 4242424242424242u;
    int failed = 0, whole = 0;
    size_t size;
    char *sound;

    (void)state;
    opens(TAPPA_STORE_SHARED);
    steps(0, 16);
    workload_close(&w);
    sound = get_file(&size);
    for (int round = 0; round < 400; round++) {
        char *bytes = malloc(size);
        size_t left = size;
        tappa_status status;

        assert_non_null(bytes);
        memcpy(bytes, sound, size);
        for (int i = 0; i < 1 + round % 9; i++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
            bytes[round % 3 ? (seed >> 20) % size : (seed >> 20) % 5000] = (char)(seed >> 13);
        }
        if (round % 7 == 0)
            left = (seed >> 25) % size;
        remove(w.path);
        put_file(bytes, left);
        free(bytes);
        w.flags = round % 2 ? TAPPA_STORE_SHARED : 0;
        status = workload_open(&w);
        if (!status) {
            free(store_dump(w.store, &status));
            if (!status)
                status = w.store->table->erased(w.store);
            if (!status)
                status = pile_commit(w.store, pile_new());
            workload_close(&w);
        }
        if (status != TAPPA_OK && status != TAPPA_ESTORE && status != TAPPA_EFORMAT && status != TAPPA_EVERSION && status != TAPPA_EIO)
            fail_msg("round %d: %d", round, status);
        failed += status != TAPPA_OK;
        whole += status == TAPPA_OK;
    }
    free(sound);
    assert_true(failed > 50 && whole > 50);
}

/* Whoever checks a store without Tappa finds its rows by plain SQL. */
static void
plain_sql(void **state)
{
    (void)state;
    opens(0);
    steps(0, 9);
    workload_close(&w);
    assert_int_equal(sql("SELECT count(*) FROM journal"), 16);
    assert_int_equal(sql("SELECT count(*) FROM journal a JOIN journal b ON b.sequence=a.previous AND b.identity=a.identity"), 8);
    assert_int_equal(sql("SELECT max(last,(SELECT max(sequence) FROM journal)) FROM store"), 16);
    assert_int_equal(sql("SELECT sum(revision) FROM customer"), 8);
    assert_int_equal(sql("SELECT count(*) FROM customer,json_each(heads) h JOIN journal ON sequence=h.value->>1 AND identity=h.value->>0"), 4);
    assert_int_equal(sql("SELECT count(*) FROM identity WHERE value='anna@example.org'"), 4);
    assert_int_equal(sql("SELECT count(DISTINCT hex(key)) FROM contact"), 5);
    assert_int_equal(sql("SELECT count(*) FROM source WHERE source='a' AND offset=CAST('even' AS BLOB)"), 1);
    assert_int_equal(sql("SELECT count(*)=1 FROM pragma_integrity_check WHERE integrity_check='ok'"), 1);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(for_its_owner_alone), TEST(one_owner_or_many), TEST(somebody_between), TEST(after_a_killed_owner), TEST(child_of_fork), TEST(held), TEST(closed_is_closed), TEST(not_ours),
        TEST(ours_all_the_same),   TEST(places),            TEST(damaged),              TEST(plain_sql),
    };
    int failed;

    if (tappa_context_new(NULL, &context))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tappa_context_unref(context);
    return failed;
}
