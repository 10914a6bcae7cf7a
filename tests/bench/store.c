/* store [FOLDER] [ROWS] [ROUNDS]: what the SQLite store costs beside bare SQLite that writes the same rows: the same schema (a copy of an empty
 * store), prepared statements, the same pragmas, no checks. Both by turns in one process; medians. A case is the processor's time of a row and
 * how many times that of bare SQLite; with `-clock` by the clock, which in a folder on a disk is mostly waiting for it. */
#include "bench.h"

#include <sqlite3.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tappa/engine/store.h"
#include "tappa/journey.h"

static tappa_context *context;
static char path[200], bare_path[208], empty_path[208];

static double
clock_seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
must(int ok, const char *what)
{
    if (!ok)
        die(what);
}

static void
forget_files(const char *name)
{
    static const char *const ends[] = {"", "-wal", "-journal", "-lock"};
    char file[220];

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(file, sizeof file, "%s%s", name, ends[i]);
        (void)unlink(file);
    }
}

static tappa_store *
open_ours(uint32_t flags)
{
    tappa_store *store;

    must(tappa_store_sqlite(context, path, flags, &store) == TAPPA_OK, "the store does not open");
    return store;
}

static void
copy(const char *from, const char *to)
{
    static char bytes[1 << 16];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    size_t n;

    must(in && out, "cannot copy");
    while ((n = fread(bytes, 1, sizeof bytes, in)))
        must(fwrite(bytes, 1, n, out) == n, "cannot copy");
    fclose(in);
    must(!fclose(out), "cannot copy");
}

struct bare {
    sqlite3 *db;
    sqlite3_stmt *begin, *commit, *entry, *seen, *customer_get, *customer_add, *customer_set;
};

static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;

    must(!sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL), sqlite3_errmsg(db));
    return statement;
}

static void
run(struct bare *b, sqlite3_stmt *statement)
{
    must(sqlite3_step(statement) == SQLITE_DONE && !sqlite3_reset(statement), sqlite3_errmsg(b->db));
}

static struct bare
open_bare(int owner)
{
    struct bare b;

    must(!sqlite3_open(bare_path, &b.db), "bare SQLite does not open");
    must(!sqlite3_exec(b.db, owner ? "PRAGMA locking_mode=EXCLUSIVE;PRAGMA cache_size=-32768;PRAGMA journal_mode=WAL"
                                   : "PRAGMA cache_size=-4096;PRAGMA journal_mode=TRUNCATE", NULL, NULL, NULL), "pragmas");
    must(!sqlite3_exec(b.db, "PRAGMA cell_size_check=ON;PRAGMA secure_delete=ON;PRAGMA temp_store=MEMORY;PRAGMA synchronous=FULL;"
                             "PRAGMA wal_autocheckpoint=4096", NULL, NULL, NULL), "pragmas");
    b.begin = prepare(b.db, "BEGIN IMMEDIATE");
    b.commit = prepare(b.db, "COMMIT");
    b.entry = prepare(b.db, "INSERT INTO journal(sequence,previous,identity,time,received,kind,status,source,id,name,body)"
                            "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)");
    b.seen = prepare(b.db, "INSERT INTO seen(number)VALUES(?1)");
    b.customer_get = prepare(b.db, "SELECT revision,due,heads,state FROM customer WHERE customer=?1");
    b.customer_add = prepare(b.db, "INSERT INTO customer(customer,revision,due,heads,state)VALUES(?1,?2,?3,?4,?5)");
    b.customer_set = prepare(b.db, "UPDATE customer SET revision=?3,due=?4,heads=?5,state=?6 WHERE customer=?1 AND revision=?2");
    return b;
}

static void
close_bare(struct bare *b)
{
    sqlite3_stmt *all[] = {b->begin, b->commit, b->entry, b->seen, b->customer_get, b->customer_add, b->customer_set};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        sqlite3_finalize(all[i]);
    sqlite3_close(b->db);
}

/* The rows: an event of a shop as it comes, and what is kept of a customer. */
static const char body[] = "{\"product\":\"moka-3\",\"price\":29.9,\"currency\":\"EUR\",\"category\":\"kitchen\",\"page\":\"/moka/3-cups\",\"referrer\":\"news\"}";
static char state[200];

static int64_t
spread(int64_t n)
{
    return (int64_t)((uint64_t)(n + 1) * UINT64_C(0x9E3779B97F4A7C15));
}

static struct tappa_span
id_of(int64_t n, char out[40])
{
    int size = snprintf(out, 40, "%08llx-1f2e-4d5c-8b7a-%012llx", (unsigned long long)(n * 2654435761 & 0xFFFFFFFF), (unsigned long long)n);

    return (struct tappa_span){out, (size_t)size};
}

static void
append_ours(tappa_store *store, int64_t from, size_t batch)
{
    static struct tappa_entry entries[10000];
    static struct tappa_store_seen seen[10000];
    static char ids[10000][40];
    struct tappa_commit commit = {.size = sizeof commit, .entries = entries, .entry_count = batch, .seen = seen, .seen_count = batch};

    for (size_t i = 0; i < batch; i++) {
        int64_t n = from + (int64_t)i;

        entries[i] = (struct tappa_entry){.size = sizeof *entries, .kind = 1, .identity = spread(n % 10000), .time = n, .received = n,
                                          .source = {"web", 3}, .id = id_of(n, ids[i]), .name = {"Product Viewed", 14},
                                          .body = {body, sizeof body - 1}};
        seen[i] = (struct tappa_store_seen){.size = sizeof *seen, .flags = TAPPA_STORE_NEW, .number = spread(n)};
    }
    must(store->table->commit(store, &commit) == TAPPA_OK, "commit");
}

static void
append_bare(struct bare *b, int64_t from, size_t batch)
{
    run(b, b->begin);
    for (size_t i = 0; i < batch; i++) {
        int64_t n = from + (int64_t)i;
        char id[40];
        struct tappa_span span = id_of(n, id);

        sqlite3_bind_int64(b->entry, 1, n + 1);
        sqlite3_bind_int64(b->entry, 2, 0);
        sqlite3_bind_int64(b->entry, 3, spread(n % 10000));
        sqlite3_bind_int64(b->entry, 4, n);
        sqlite3_bind_int64(b->entry, 5, n);
        sqlite3_bind_int64(b->entry, 6, 1);
        sqlite3_bind_int64(b->entry, 7, 0);
        sqlite3_bind_text(b->entry, 8, "web", 3, SQLITE_STATIC);
        sqlite3_bind_text(b->entry, 9, id, (int)span.size, SQLITE_STATIC);
        sqlite3_bind_text(b->entry, 10, "Product Viewed", 14, SQLITE_STATIC);
        sqlite3_bind_blob(b->entry, 11, body, sizeof body - 1, SQLITE_STATIC);
        run(b, b->entry);
        sqlite3_bind_int64(b->seen, 1, spread(n));
        run(b, b->seen);
    }
    run(b, b->commit);
}

/* Reads customers and writes them back one revision on. */
static void
update_ours(tappa_store *store, int64_t from, size_t batch, int64_t people)
{
    static struct tappa_store_customer customers[1000];
    static struct tappa_store_head heads[1000];
    struct tappa_commit commit = {.size = sizeof commit, .customers = customers, .customer_count = batch};

    for (size_t i = 0; i < batch; i++) {
        struct tappa_store_customer u = {.size = sizeof u};

        must(store->table->customer(store, spread((from + (int64_t)i) * 7919 % people), &u) == TAPPA_OK && u.revision, "customer");
        heads[i] = u.heads[0];
        customers[i] = (struct tappa_store_customer){.size = sizeof u, .customer = u.customer, .expected = u.revision,
                                                     .revision = u.revision + 1, .due = u.due, .heads = &heads[i], .head_count = 1,
                                                     .state = {state, sizeof state}};
    }
    must(store->table->commit(store, &commit) == TAPPA_OK, "update");
}

static void
update_bare(struct bare *b, int64_t from, size_t batch, int64_t people)
{
    static int64_t numbers[1000], revisions[1000], dues[1000];
    static char heads[1000][60], states[200];

    for (size_t i = 0; i < batch; i++) {
        numbers[i] = spread((from + (int64_t)i) * 7919 % people);
        sqlite3_bind_int64(b->customer_get, 1, numbers[i]);
        must(sqlite3_step(b->customer_get) == SQLITE_ROW, "customer");
        revisions[i] = sqlite3_column_int64(b->customer_get, 0);
        dues[i] = sqlite3_column_int64(b->customer_get, 1);
        snprintf(heads[i], sizeof heads[i], "%s", (const char *)sqlite3_column_text(b->customer_get, 2));
        memcpy(states, sqlite3_column_blob(b->customer_get, 3), sizeof states);
        sqlite3_reset(b->customer_get);
    }
    run(b, b->begin);
    for (size_t i = 0; i < batch; i++) {
        sqlite3_bind_int64(b->customer_set, 1, numbers[i]);
        sqlite3_bind_int64(b->customer_set, 2, revisions[i]);
        sqlite3_bind_int64(b->customer_set, 3, revisions[i] + 1);
        sqlite3_bind_int64(b->customer_set, 4, dues[i]);
        sqlite3_bind_text(b->customer_set, 5, heads[i], -1, SQLITE_STATIC);
        sqlite3_bind_blob(b->customer_set, 6, state, sizeof state, SQLITE_STATIC);
        run(b, b->customer_set);
        must(sqlite3_changes(b->db) == 1, "update");
    }
    run(b, b->commit);
}

static void
people_add(tappa_store *store, int64_t people)
{
    static struct tappa_store_customer customers[10000];
    static struct tappa_store_head heads[10000];
    struct tappa_commit commit = {.size = sizeof commit, .customers = customers};

    for (int64_t n = 0; n < people;) {
        for (commit.customer_count = 0; n < people && commit.customer_count < 10000; n++, commit.customer_count++) {
            heads[commit.customer_count] = (struct tappa_store_head){spread(n), 0};
            customers[commit.customer_count] = (struct tappa_store_customer){
                .size = sizeof *customers, .customer = spread(n), .revision = 1, .due = n % 3 ? TAPPA_NEVER : n,
                .heads = &heads[commit.customer_count], .head_count = 1, .state = {state, sizeof state}};
        }
        must(store->table->commit(store, &commit) == TAPPA_OK, "people");
    }
}

/* Times of one side in one round. */
struct times {
    double cpu, clock;
};
#define ROUNDS_MAX 50
static struct times ours[ROUNDS_MAX], bare[ROUNDS_MAX];

static double
median_of(const struct times *t, int rounds, int clock)
{
    double all[ROUNDS_MAX];

    for (int i = 0; i < rounds; i++)
        all[i] = clock ? t[i].clock : t[i].cpu;
    return median(all, (size_t)rounds);
}

static void
report(const char *name, int rounds, int64_t rows)
{
    char text[80];

    for (int clock = 0; clock < 2; clock++) {
        double a = median_of(ours, rounds, clock), b = median_of(bare, rounds, clock);

        snprintf(text, sizeof text, "%s%s", name, clock ? "-clock" : "");
        tell(text, a / (double)rows * 1e9, a / b);
    }
}

#define TIMED(into, what)                                                                                                               \
    do {                                                                                                                               \
        double cpu = seconds(), clock = clock_seconds();                                                                               \
        what;                                                                                                                          \
        (into).cpu = seconds() - cpu;                                                                                                  \
        (into).clock = clock_seconds() - clock;                                                                                        \
    } while (0)

static void
appends(size_t batch, int64_t rows, int rounds)
{
    char name[60];

    for (int round = 0; round < rounds; round++) {
        tappa_store *store;
        struct bare b;

        forget_files(path);
        forget_files(bare_path);
        copy(empty_path, path);
        copy(empty_path, bare_path);
        store = open_ours(0);
        append_ours(store, 0, 1);
        TIMED(ours[round], for (int64_t n = 1; n < rows; n += (int64_t)batch) append_ours(store, n, batch));
        tappa_store_close(store);
        b = open_bare(1);
        append_bare(&b, 0, 1);
        TIMED(bare[round], for (int64_t n = 1; n < rows; n += (int64_t)batch) append_bare(&b, n, batch));
        close_bare(&b);
    }
    snprintf(name, sizeof name, "store-append-%zu", batch);
    report(name, rounds, rows);
}

static void
updates(size_t batch, int64_t rows, int rounds)
{
    const int64_t people = 20000;
    char name[60];

    forget_files(path);
    forget_files(bare_path);
    copy(empty_path, path);
    tappa_store *store = open_ours(TAPPA_STORE_SHARED);
    people_add(store, people);
    tappa_store_close(store);
    copy(path, bare_path);
    store = open_ours(TAPPA_STORE_SHARED);
    struct bare b = open_bare(0);
    update_ours(store, 0, 1, people);
    update_bare(&b, 0, 1, people);
    for (int round = 0; round < rounds; round++) {
        TIMED(ours[round], for (int64_t n = 0; n < rows; n += (int64_t)batch) update_ours(store, n, batch, people));
        TIMED(bare[round], for (int64_t n = 0; n < rows; n += (int64_t)batch) update_bare(&b, n, batch, people));
    }
    tappa_store_close(store);
    close_bare(&b);
    snprintf(name, sizeof name, "store-guarded-%zu", batch);
    report(name, rounds, rows);
}

/* Opening what a million customers left, with one read of each kind. */
static void
opening(int64_t people)
{
    struct tappa_store_customer u = {.size = sizeof u};
    tappa_store *store;
    struct stat about;
    int64_t due[100];
    size_t count;

    forget_files(path);
    store = open_ours(0);
    people_add(store, people);
    tappa_store_close(store);
    TIMED(ours[0], {
        store = open_ours(0);
        must(store->table->customer(store, spread(people / 2), &u) == TAPPA_OK && u.revision == 1, "a customer");
        must(store->table->due(store, 1000, due, 100, &count) == TAPPA_OK && count, "due");
    });
    tappa_store_close(store);
    must(!stat(path, &about), "the file");
    printf("{\"case\": \"store-open\", \"customers\": %lld, \"bytes\": %lld, \"ms\": %.2f}\n", (long long)people, (long long)about.st_size,
           ours[0].clock * 1e3);
}

int
main(int argc, char **argv)
{
    const char *folder = argc > 1 ? argv[1] : ".";
    int64_t rows = argc > 2 ? atoll(argv[2]) : 200000;
    int rounds = argc > 3 ? atoi(argv[3]) : 5;

    must(rounds > 0 && rounds <= ROUNDS_MAX && rows > 0, "store [FOLDER] [ROWS] [ROUNDS]");
    snprintf(path, sizeof path, "%s/bench-store-%d", folder, (int)getpid());
    snprintf(bare_path, sizeof bare_path, "%s-bare", path);
    snprintf(empty_path, sizeof empty_path, "%s-empty", path);
    must(tappa_context_new(NULL, &context) == TAPPA_OK, "context");
    memset(state, 's', sizeof state);
    tappa_store_close(open_ours(0));
    copy(path, empty_path);
    appends(1, rows / 100 + 1, rounds);
    appends(100, rows / 2 + 1, rounds);
    appends(10000, rows + 1, rounds);
    updates(1, rows / 100 + 1, rounds);
    updates(100, rows / 4 + 1, rounds);
    opening(rows * 5);
    forget_files(path);
    forget_files(bare_path);
    forget_files(empty_path);
    tappa_context_unref(context);
    return 0;
}
