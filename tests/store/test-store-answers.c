/* What the system and SQLite answer seldom: no memory at each single question, no such page, a file that cannot be opened, a lock beside it that is
 * none. The call says so and has done nothing; asked again it is answered. */
#define _DEFAULT_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/world.h"

#include <sqlite3.h>

#include "lib/engine/store/sqlite.h"
#include "tests/support/leave.h"
#include "workload.h"

static struct failing memory; /* of the store's context */
static tappa_context *context;
static struct workload w;

/* ---- what fails ---- */

enum what { NOTHING, COLUMN, PREPARE, STEP, OPEN, PAGE, BLANK, LOCK };

static struct {
    enum what what;
    uint64_t count, at; /* calls of that kind so far; the one that fails, from 1 */
    uint64_t more;      /* how many behind it fail as well */
    int code;           /* what it says then */
} fault;

static int
fails(enum what what)
{
    return fault.what == what && ++fault.count >= fault.at && fault.count <= fault.at + fault.more;
}

static void
fail_at(enum what what, uint64_t at, int code)
{
    fault.what = what;
    fault.count = 0;
    fault.at = at;
    fault.code = code;
}

const void *__real_sqlite3_column_blob(sqlite3_stmt *statement, int at);
const void *__wrap_sqlite3_column_blob(sqlite3_stmt *statement, int at);
const void *
__wrap_sqlite3_column_blob(sqlite3_stmt *statement, int at)
{
    return fails(COLUMN) ? NULL : __real_sqlite3_column_blob(statement, at);
}

int __real_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **out, const char **rest);
int __wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **out, const char **rest);
int
__wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **out, const char **rest)
{
    if (fails(PREPARE)) {
        *out = NULL;
        return fault.code;
    }
    return __real_sqlite3_prepare_v3(db, sql, n, flags, out, rest);
}

int __real_sqlite3_step(sqlite3_stmt *statement);
int __wrap_sqlite3_step(sqlite3_stmt *statement);
int
__wrap_sqlite3_step(sqlite3_stmt *statement)
{
    if (!fails(STEP))
        return __real_sqlite3_step(statement);
    if (fault.code == SQLITE_IOERR_READ) /* SQLite gives up the transaction, where there is one */
        (void)sqlite3_exec(sqlite3_db_handle(statement), "ROLLBACK", NULL, NULL, NULL);
    return fault.code;
}

int __real_sqlite3_open_v2(const char *path, sqlite3 **db, int flags, const char *vfs);
int __wrap_sqlite3_open_v2(const char *path, sqlite3 **db, int flags, const char *vfs);
int
__wrap_sqlite3_open_v2(const char *path, sqlite3 **db, int flags, const char *vfs)
{
    int rc = __real_sqlite3_open_v2(path, db, flags, vfs);

    return fails(OPEN) ? fault.code : rc;
}

void *__real_mmap64(void *at, size_t size, int protection, int flags, int file, off_t from);
void *__wrap_mmap64(void *at, size_t size, int protection, int flags, int file, off_t from);
void *
__wrap_mmap64(void *at, size_t size, int protection, int flags, int file, off_t from)
{
    return fails(PAGE) ? MAP_FAILED : __real_mmap64(at, size, protection, flags, file, from);
}

int __real_madvise(void *at, size_t size, int advice);
int __wrap_madvise(void *at, size_t size, int advice);
int
__wrap_madvise(void *at, size_t size, int advice)
{
    return fails(BLANK) ? -1 : __real_madvise(at, size, advice);
}

int __real_flock(int file, int how);
int __wrap_flock(int file, int how);
int
__wrap_flock(int file, int how)
{
    if (!fails(LOCK))
        return __real_flock(file, how);
    errno = fault.code;
    return -1;
}

static int
begin(void **state)
{
    (void)state;
    fault.what = NOTHING;
    workload_begin(&w, context, 0, 1);
    return 0;
}

static int
end(void **state)
{
    (void)state;
    fault.what = NOTHING;
    workload_end(&w);
    return 0;
}

static void
opens(uint32_t flags)
{
    w.flags = flags;
    assert_int_equal(workload_open(&w), TAPPA_OK);
}

/* ---- questions ---- */

static void
fill(void)
{
    struct pile *p = pile_new();
    struct tappa_entry *entry = pile_entry(p, 7, 0, "name");
    struct tappa_store_identity *identity = pile_identity(p, 7, 7);
    struct tappa_store_customer *customer = pile_customer(p, 7, 0, 1);
    struct tappa_store_contact *contact = pile_contact(p, 9, 7, 5);
    static const struct tappa_store_head head = {7, -1};

    entry->source = span_of("source");
    entry->id = span_of("id");
    entry->body = span_of("body");
    identity->kind = span_of("kind");
    identity->value = span_of("value");
    customer->state = span_of("state");
    customer->due = 3;
    customer->heads = &head;
    customer->head_count = 1;
    contact->body = span_of("body");
    (void)pile_seen(p, 11);
    (void)pile_offset(p, "a", "offset");
    (void)pile_note(p, "note", "value");
    assert_int_equal(pile_commit(w.store, p), TAPPA_OK);
}

enum question { IDENTITY, CUSTOMER, ENTRY, JOURNAL, SEEN, DUE, CUSTOMERS, CONTACT, CONTACTS, CONTACTS_OF, OFFSET, NOTE, NOTES, LAST, QUESTIONS };

static tappa_status
ask(enum question which)
{
    static const uint8_t key[16] = {9};
    const struct tappa_store_table *t = w.store->table;
    struct tappa_store_identity identity = {.size = sizeof identity};
    struct tappa_store_customer customer = {.size = sizeof customer};
    struct tappa_store_contact contact = {.size = sizeof contact};
    struct tappa_store_seen seen = {.size = sizeof seen};
    struct tappa_entry entry = {.size = sizeof entry};
    const struct tappa_store_contact *contacts;
    const struct tappa_store_note *notes;
    const struct tappa_entry *entries;
    struct tappa_span span = {NULL, 0};
    int64_t numbers[4];
    size_t count = 1;
    tappa_status status;

    switch (which) {
    case IDENTITY:
        status = t->identity(w.store, 7, &identity);
        count = identity.value.size == 5;
        break;
    case CUSTOMER:
        status = t->customer(w.store, 7, &customer);
        count = customer.head_count == 1 && customer.state.size == 5;
        break;
    case ENTRY:
        status = t->entry(w.store, 1, &entry);
        count = entry.source.size == 6 && entry.id.size == 2 && entry.body.size == 4;
        break;
    case JOURNAL:
        status = t->journal(w.store, 0, &entries, 9, &count);
        break;
    case SEEN:
        status = t->seen(w.store, 11, &seen);
        count = seen.number == 11;
        break;
    case DUE:
        status = t->due(w.store, 4, numbers, 4, &count);
        break;
    case CUSTOMERS:
        status = t->customers(w.store, 0, numbers, 4, &count);
        break;
    case CONTACT:
        status = t->contact(w.store, key, &contact);
        count = contact.body.size == 4;
        break;
    case CONTACTS:
        status = t->contacts(w.store, 5, &contacts, 4, &count);
        break;
    case CONTACTS_OF:
        status = t->contacts_of(w.store, 7, &contacts, &count);
        break;
    case OFFSET:
        status = t->offset(w.store, "a", 1, &span);
        count = span.size == 6;
        break;
    case NOTE:
        status = t->note(w.store, "note", 4, &span);
        count = span.size == 5;
        break;
    case NOTES:
        status = t->notes(w.store, "n", 1, &notes, &count);
        break;
    default:
        status = t->last(w.store, numbers);
        count = numbers[0] == 1;
        break;
    }
    if (!status)
        assert_int_equal(count, 1);
    return status;
}

/* `more`: of the calls behind the one that fails; where there are none a question may do without the one, as with an owner's filter. */
static void
each_answer(enum what what, int code, uint64_t more, tappa_status expected)
{
    for (int i = 0; i < 2 * QUESTIONS; i++)
        for (uint64_t n = 1, reached = 1; reached; n++) {
            tappa_status status;

            opens(i & 1 ? TAPPA_STORE_SHARED : 0);
            fail_at(what, n, code);
            fault.more = more;
            if (what == NOTHING) { /* our own memory */
                memory.count = 0;
                memory.fail_at = n;
            }
            status = ask((enum question)(i / 2));
            reached = what == NOTHING ? memory.count >= n : fault.count >= n;
            memory.fail_at = 0;
            fault.what = NOTHING;
            fault.more = 0;
            if ((status && status != expected) || (reached && !status && more))
                fail_msg("question %d, kind %d, %llu: %d", i / 2, (int)what, (unsigned long long)n, status);
            assert_int_equal(ask((enum question)(i / 2)), TAPPA_OK);
            workload_close(&w);
        }
}

static void
each_question(void **state)
{
    (void)state;
    opens(0);
    fill();
    workload_close(&w);
    each_answer(NOTHING, 0, 0, TAPPA_ENOMEM);
    each_answer(COLUMN, 0, 0, TAPPA_ENOMEM);
    each_answer(PREPARE, SQLITE_NOMEM, 0, TAPPA_ENOMEM);
    each_answer(STEP, SQLITE_NOMEM, 0, TAPPA_ENOMEM);
    each_answer(STEP, SQLITE_BUSY, 0, TAPPA_EBUSY);
    each_answer(STEP, SQLITE_IOERR_READ, 0, TAPPA_OK); /* it passes */
    each_answer(STEP, SQLITE_IOERR_READ, 2, TAPPA_ESTORE);
    each_answer(STEP, SQLITE_CORRUPT, 0, TAPPA_ESTORE);
}

/* Questions that belong together, of which one cannot be read: what held them together is gone, so none is asked again by itself. */
static void
held_together(void **state)
{
    (void)state;
    opens(0);
    fill();
    workload_close(&w);
    opens(TAPPA_STORE_SHARED);
    w.store->table->hold(w.store, 1);
    assert_int_equal(ask(CUSTOMER), TAPPA_OK);
    fail_at(STEP, 1, SQLITE_IOERR_READ);
    assert_int_equal(ask(CUSTOMER), TAPPA_ESTORE);
    fault.what = NOTHING;
    w.store->table->hold(w.store, 0);
    assert_int_equal(ask(CUSTOMER), TAPPA_OK);
    workload_close(&w);
}

/* ---- commits ---- */

static struct pile *
make(int which)
{
    struct pile *p = pile_new();

    switch (which) {
    case 0:
        pile_note(p, "note", "value")->flags = TAPPA_STORE_SAME;
        pile_note(p, "other", "new");
        break;
    case 1:
        pile_customer(p, 7, 0, 0)->flags = TAPPA_STORE_REMOVE | TAPPA_STORE_OF;
        pile_identity(p, 0, 7)->flags = TAPPA_STORE_REMOVE | TAPPA_STORE_OF;
        pile_contact(p, 0, 7, 0)->flags = TAPPA_STORE_REMOVE | TAPPA_STORE_OF;
        break;
    case 2:
        (void)pile_entry(p, 7, 1, "more");
        (void)pile_customer(p, 7, 1, 2);
        pile_seen(p, 11)->flags = TAPPA_STORE_REMOVE;
        pile_offset(p, "a", "")->flags = TAPPA_STORE_REMOVE;
        break;
    default:
        pile_erase(p, 1);
        (void)pile_identity(p, 7, 7);
        break;
    }
    return p;
}

#define COMMITS 4

enum way { OWNER, SHARED, HELD, WAYS };

static tappa_status
make_in(enum way way, int which)
{
    if (way == HELD)
        w.store->table->hold(w.store, 2);
    return pile_commit(w.store, make(which));
}

static void
each_commit_fails(enum what what, int code, tappa_status expected)
{
    for (int i = 0; i < WAYS * COMMITS; i++)
        for (uint64_t n = 1, reached = 1; reached; n++) {
            const enum way way = (enum way)(i % WAYS);
            char *before, *after;
            tappa_status status;

            workload_clear(&w);
            opens(way != OWNER ? TAPPA_STORE_SHARED : 0);
            fill();
            before = store_dump(w.store, &status);
            workload_close(&w);
            opens(way != OWNER ? TAPPA_STORE_SHARED : 0);
            fail_at(what, n, code);
            status = make_in(way, i / WAYS);
            reached = fault.count >= n;
            fault.what = NOTHING;
            if (status && status != expected)
                fail_msg("commit %d, way %d, kind %d, %llu: %d", i / WAYS, (int)way, (int)what, (unsigned long long)n, status);
            if (status) {
                tappa_status read;

                after = store_dump(w.store, &read);
                assert_int_equal(read, TAPPA_OK);
                assert_string_equal(after, before);
                free(after);
                assert_int_equal(make_in(way, i / WAYS), TAPPA_OK);
            }
            free(before);
            workload_close(&w);
        }
}

static void
each_commit(void **state)
{
    (void)state;
    each_commit_fails(PREPARE, SQLITE_NOMEM, TAPPA_ENOMEM);
    each_commit_fails(STEP, SQLITE_NOMEM, TAPPA_ENOMEM);
    each_commit_fails(STEP, SQLITE_IOERR_WRITE, TAPPA_ESTORE);
    each_commit_fails(STEP, SQLITE_BUSY, TAPPA_EBUSY);
    each_commit_fails(COLUMN, 0, TAPPA_ENOMEM);
}

/* ---- opening ---- */

static void
what_opening_says(void **state)
{
    static const struct {
        int code;
        tappa_status status;
    } all[] = {{SQLITE_READONLY, TAPPA_EIO}, {SQLITE_PERM, TAPPA_EIO}, {SQLITE_AUTH, TAPPA_EIO}, {SQLITE_CANTOPEN, TAPPA_EIO},
               {SQLITE_IOERR_READ, TAPPA_EIO}, {SQLITE_IOERR_NOMEM, TAPPA_ENOMEM}, {SQLITE_NOMEM, TAPPA_ENOMEM}, {SQLITE_NOTADB, TAPPA_EFORMAT},
               {SQLITE_CORRUPT, TAPPA_ESTORE}, {SQLITE_BUSY, TAPPA_EBUSY}};
    tappa_store *store;

    (void)state;
    opens(0);
    fill();
    workload_close(&w);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        fail_at(OPEN, 1, all[i].code);
        assert_int_equal(tappa_store_sqlite(context, w.path, 0, &store), all[i].status);
        assert_null(store);
    }
    for (uint64_t n = 1; n < 30; n++) { /* and while it looks at the file */
        tappa_status status;

        fail_at(STEP, n, SQLITE_NOMEM);
        status = tappa_store_sqlite(context, w.path, n & 1 ? TAPPA_STORE_SHARED : 0, &store);
        fault.what = NOTHING;
        assert_true(status == TAPPA_OK || status == TAPPA_ENOMEM);
        tappa_store_close(store);
    }
    opens(0);
    assert_int_equal(ask(ENTRY), TAPPA_OK);
}

static void
what_stands_beside_it(void **state)
{
    char name[100];
    tappa_store *store;

    (void)state;
    snprintf(name, sizeof name, "%s-lock", w.path); /* a folder where the lock would be */
    assert_int_equal(mkdir(name, 0700), 0);
    assert_int_equal(tappa_store_sqlite(context, w.path, 0, &store), TAPPA_EIO);
    assert_int_equal(rmdir(name), 0);
    assert_int_equal(unlink(w.path), 0);
    assert_int_equal(symlink("/nowhere/at/all", w.path), 0); /* a file that is elsewhere, where there is none */
    assert_int_equal(tappa_store_sqlite(context, w.path, 0, &store), TAPPA_EIO);
    assert_int_equal(unlink(w.path), 0);
    fail_at(LOCK, 1, ENOLCK);
    assert_int_equal(tappa_store_sqlite(context, w.path, 0, &store), TAPPA_EIO);
    fail_at(LOCK, 1, EINTR); /* somebody else's signal: an owner asks once, others again */
    assert_int_equal(tappa_store_sqlite(context, w.path, 0, &store), TAPPA_EBUSY);
    fail_at(LOCK, 2, EINTR);
    assert_int_equal(tappa_store_sqlite(context, w.path, TAPPA_STORE_SHARED, &store), TAPPA_OK);
    tappa_store_close(store);
}

/* A file that somebody else is about to make a store of: who is not alone with it leaves it be. */
static void
empty_and_not_alone(void **state)
{
    char name[100];
    struct stat about;
    tappa_store *store;
    int file, lock;

    (void)state;
    snprintf(name, sizeof name, "%s-lock", w.path);
    file = open(w.path, O_RDWR | O_CREAT, 0600);
    lock = open(name, O_RDWR | O_CREAT, 0600);
    assert_true(file >= 0 && lock >= 0);
    close(file);
    assert_int_equal(flock(lock, LOCK_SH), 0);
    assert_int_equal(tappa_store_sqlite(context, w.path, TAPPA_STORE_SHARED, &store), TAPPA_EFORMAT);
    assert_int_equal(stat(w.path, &about), 0);
    assert_int_equal(about.st_size, 0);
    close(lock);
    assert_int_equal(tappa_store_sqlite(context, w.path, TAPPA_STORE_SHARED, &store), TAPPA_OK);
    tappa_store_close(store);
}

/* All is ours but how texts are written. */
static void
in_another_alphabet(void **state)
{
    char numbers[100];
    tappa_store *store;
    sqlite3 *db;

    (void)state;
    assert_int_equal(sqlite3_open(w.path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA encoding='UTF-16le'", NULL, NULL, NULL), SQLITE_OK);
    for (int i = 0; tappa__sqlite_schema[i]; i++)
        assert_int_equal(sqlite3_exec(db, tappa__sqlite_schema[i], NULL, NULL, NULL), SQLITE_OK);
    snprintf(numbers, sizeof numbers, "PRAGMA application_id=%d;PRAGMA user_version=%d", TAPPA__SQLITE_APPLICATION, TAPPA__SQLITE_FORMAT);
    assert_int_equal(sqlite3_exec(db, numbers, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(tappa_store_sqlite(context, w.path, 0, &store), TAPPA_EFORMAT);
}

/* ---- whose it is ---- */

/* A system without pages that are blank in a child: it is asked whose the store is. */
static void
without_a_seal(void **state)
{
    (void)state;
    for (int kind = PAGE; kind <= BLANK; kind++) {
        pid_t child;
        int said;

        workload_clear(&w);
        fail_at((enum what)kind, 1, 0);
        opens(0);
        assert_int_equal(fault.count, 1);
        fill();
        assert_int_equal(ask(ENTRY), TAPPA_OK);
        child = fork();
        if (!child)
            leave(ask(ENTRY) != TAPPA_EFORKED);
        assert_int_equal(waitpid(child, &said, 0), child);
        assert_int_equal(said, 0);
        assert_int_equal(ask(ENTRY), TAPPA_OK);
        workload_close(&w);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_question, begin, end),
        cmocka_unit_test_setup_teardown(held_together, begin, end),
        cmocka_unit_test_setup_teardown(each_commit, begin, end),
        cmocka_unit_test_setup_teardown(what_opening_says, begin, end),
        cmocka_unit_test_setup_teardown(what_stands_beside_it, begin, end),
        cmocka_unit_test_setup_teardown(empty_and_not_alone, begin, end),
        cmocka_unit_test_setup_teardown(in_another_alphabet, begin, end),
        cmocka_unit_test_setup_teardown(without_a_seal, begin, end),
    };
    struct tappa_allocator allocator = failing_allocator(&memory);
    int failed;

    if (tappa_context_new(&allocator, &context))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tappa_context_unref(context);
    return failed;
}
