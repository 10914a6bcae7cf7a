/* Somebody of whom what the store has is damaged can be erased as anybody can: no byte is left in any file, sums stay as they were as far as they can be
 * read, and everybody else is as before. */
#include "lib/engine/pack.h"
#include "tests/engine/damage.h"
#include "tests/engine/people.h"
#include "tests/support/scratch.h"
#include "tests/support/world.h"
#include "tests/support/leave.h"

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

static const char model_text[] =
    "tappa: 1\nmodel: shop\nversion: 1\nevents: {Added: {fields: {sku: string}}}\n"
    "channels: {sms: {setting: online}}\ntouchpoints: {text: {channel: sms, direction: outbound}}\n"
    "data: {sku: {type: string, default: ''}}\n"
    "stages: {in: {when: {Added: {do: [{set: {sku: event.sku}}, {count: added}, {contact: text, with: {sku: event.sku}}]}}}}\n";

static char file[64];
static const char *const endings[] = {"", "-wal", "-shm", "-journal", "-lock"};

static void
open_shop_with(struct shop *s, uint32_t flags, const struct tappa_allocator *allocator)
{
    tappa_store *store;

    memset(s, 0, sizeof *s);
    s->now = SHOP_START;
    assert_int_equal(tappa_context_new(allocator, &s->context), TAPPA_OK);
    assert_int_equal(tappa_store_sqlite(s->context, file, flags, &store), TAPPA_OK);
    assert_int_equal(tappa_engine_open(s->context, store, NULL, &s->engine), TAPPA_OK);
    s->basket = shop_compile(s->context, model_text);
    assert_int_equal(tappa_engine_add_model(s->engine, s->basket, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
}

static void
open_shop(struct shop *s, uint32_t flags)
{
    open_shop_with(s, flags, NULL);
}

static void
close_shop(struct shop *s)
{
    assert_int_equal(tappa_engine_close(s->engine), TAPPA_OK);
    tappa_model_unref(s->basket);
    tappa_context_unref(s->context);
}

/* What the person who goes is known by, each word's bytes are looked for afterwards; and somebody who stays, beside and behind it. */
static const char *const people[] = {"cookie=clandestine", "cookie=clandestine login=loretta card=cardinal", "login=loretta", "login=stays", "card=cardinal"};

static void
hear(struct shop *s, int64_t from, int turns)
{
    static const char *const skus[] = {"sku=secretive", "sku=unspoken", "sku=whispered", "sku=public", "sku=murmured"};
    char id[30];

    for (int turn = 0; turn < turns; turn++)
        for (size_t i = 0; i < 5; i++) {
            snprintf(id, sizeof id, "%s-%lld-%d", i == 3 ? "known" : "hidden", (long long)from, turn);
            if (i != 3)
                snprintf(id + strlen(id), sizeof id - strlen(id), "-%zu", i);
            shop_ingest(s, people[i], "Added", SHOP_START + from + turn, id, skus[i]);
        }
}

static void
no_byte_is_left(int64_t customer)
{
    static const char *const words[] = {"clandestine", "loretta", "cardinal", "secretive", "unspoken", "whispered", "murmured", "hidden"};
    static char bytes[1 << 20];
    static char digits[30];

    snprintf(digits, sizeof digits, "%lld", (long long)customer);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char name[100];
        size_t n;
        FILE *f;

        snprintf(name, sizeof name, "%s%s", file, endings[i]);
        f = fopen(name, "rb");
        if (!f)
            continue;
        n = fread(bytes, 1, sizeof bytes, f);
        assert_true(n < sizeof bytes);
        fclose(f);
        for (size_t w = 0; w <= sizeof words / sizeof *words; w++) {
            const char *word = w < sizeof words / sizeof *words ? words[w] : digits;

            for (size_t at = 0; at + strlen(word) <= n; at++)
                if (!memcmp(bytes + at, word, strlen(word)))
                    fail_msg("'%s' is left in %s, at %zu", word, name, at);
        }
    }
}

/* No row of the person is left, and no number of an id: only those of who stays, and of the sums. */
static void
only_one_is_left(void)
{
    static const char *const counts[] = {"SELECT count(*)-1 FROM identity", "SELECT count(*)-1 FROM customer", "SELECT count(DISTINCT identity)-1 FROM journal",
                                         "SELECT count(DISTINCT customer)-1 FROM contact", "SELECT count(*)-(SELECT count(*) FROM journal WHERE kind=1) FROM seen"};
    sqlite3 *db;

    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        sqlite3_stmt *get;
        int64_t left;

        assert_int_equal(sqlite3_prepare_v2(db, counts[i], -1, &get, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_step(get), SQLITE_ROW);
        left = sqlite3_column_int64(get, 0);
        if (left < 0 || left > (i == 4)) /* the sums take an id of their own */
            fail_msg("%s: %lld", counts[i], (long long)left);
        sqlite3_finalize(get);
    }
    sqlite3_close(db);
}

static uint64_t
counted(struct shop *s, const char *what, tappa_status expected)
{
    const struct tappa_count *counts;
    tappa_status status;
    size_t count;

    status = tappa_engine_counts(s->engine, &counts, &count);
    if (status != expected)
        fail_msg("%s: counts: %s", what, tappa_status_text(status));
    return count ? counts[0].times : 0;
}

struct damage {
    const char *sql;
    int by_row; /* its sums cannot be read either */
};

static void
is_erased(const struct damage *damage, uint32_t flags, int death)
{
    static const struct tappa_identity login = {"login", "loretta", 5, 7};
    struct shop_text before = {0}, after = {0};
    struct shop s;
    int64_t customer, found;
    uint64_t sum;
    char proof[33] = "";
    int said;
    pid_t child;

    scratch_remove(file);
    open_shop(&s, flags);
    hear(&s, 0, 3);
    customer = shop_find(&s, "card=cardinal");
    close_shop(&s);
    if (death) {
        child = fork();
        if (!child) {
            open_shop(&s, flags);
            hear(&s, 100, 2);
            leave(0);
        }
        assert_int_equal(waitpid(child, &said, 0), child);
        assert_int_equal(said, 0);
    }
    damage_row(file, damage->sql, customer);
    open_shop(&s, flags);
    shop_describe(&s, "login=stays", &before);
    sum = counted(&s, damage->sql, damage->by_row || death ? TAPPA_ESTORE : TAPPA_OK); /* behind a death the row is not all */
    assert_int_equal(tappa_engine_find(s.engine, &login, &found), TAPPA_OK);
    assert_true(found == customer);
    if (tappa_engine_erase(s.engine, found, s.now, proof))
        fail_msg("not erased: %s", damage->sql);
    assert_int_equal(strlen(proof), 32);
    assert_int_equal(tappa_engine_find(s.engine, &login, &found), TAPPA_EUNKNOWN);
    assert_int_equal(tappa_engine_erase(s.engine, customer, s.now, proof), TAPPA_EUNKNOWN);
    shop_describe(&s, "login=stays", &after);
    assert_string_equal(before.s, after.s);
    assert_int_equal(counted(&s, damage->sql, TAPPA_OK), sum);
    assert_int_equal(tappa_engine_run_due(s.engine, s.now + SHOP_DAY, 9, NULL), TAPPA_OK); /* nobody is damaged any more */
    close_shop(&s);
    no_byte_is_left(customer);
    only_one_is_left();
    free(before.s);
    free(after.s);
    scratch_remove(file);
}

static void
whoever_is_damaged_is_erased(void **state)
{
    static const struct damage damages[] = {
        {"UPDATE customer SET state=x'' WHERE customer=", 1},
        {"UPDATE customer SET state=substr(state,1,length(state)-1) WHERE customer=", 0},
        {"UPDATE customer SET heads='[[' WHERE customer=", 1},
        {"UPDATE customer SET heads='[['||customer||',999999]]' WHERE customer=", 1},
        {"UPDATE customer SET heads='[[5,1],[-9,1]]',state=x'07' WHERE customer=", 1},
        {"UPDATE contact SET body=x'' WHERE customer=", 0},
        {"PRAGMA ignore_check_constraints=1;UPDATE contact SET state=-1 WHERE customer=", 0},
        {"UPDATE journal SET body=x'' WHERE sequence>2 AND identity=", 0},
        {"PRAGMA ignore_check_constraints=1;UPDATE customer SET revision=-3 WHERE customer=", 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++)
        for (int way = 0; way < 3; way++)
            is_erased(&damages[i], way == 2 ? TAPPA_STORE_SHARED : 0, way == 1);
}

/* Each request for memory fails once: the call says so and has done nothing. */
static void
memory_runs_out(void **state)
{
    static const char *const damages[] = {"UPDATE customer SET state=x'' WHERE customer=", "UPDATE customer SET heads='[[' WHERE customer=",
                                          "UPDATE journal SET body=x'' WHERE sequence>2 AND identity="};
    struct failing memory = {0};
    struct tappa_allocator a = failing_allocator(&memory);

    (void)state;
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        tappa_status status = TAPPA_ENOMEM;
        const char *text;
        struct shop s;
        int64_t customer, found;
        size_t size;

        scratch_remove(file);
        open_shop(&s, 0);
        hear(&s, 0, 3);
        customer = shop_find(&s, "card=cardinal");
        close_shop(&s);
        damage_row(file, damages[i], customer);
        open_shop_with(&s, 0, &a);
        for (int call = 0; call < 2; call++) /* who it is, and erasing */
            for (uint64_t n = 1; n == 1 || status == TAPPA_ENOMEM; n++) {
                found = shop_find(&s, "card=cardinal");
                assert_true(found == customer || (call && !found)); /* then all is removed, and the files alone are to be cleared */
                memory.count = 0;
                memory.fail_at = n;
                status = call ? tappa_engine_erase(s.engine, customer, s.now, NULL) : tappa_engine_damaged(s.engine, &text, &size);
                memory.fail_at = 0;
                if (status != TAPPA_ENOMEM)
                    assert_int_equal(status, found ? TAPPA_OK : TAPPA_EUNKNOWN);
            }
        assert_int_equal(shop_find(&s, "card=cardinal"), 0);
        assert_string_equal(shop_stage(&s, "login=stays", s.basket), "in");
        close_shop(&s);
        no_byte_is_left(customer);
        only_one_is_left();
        scratch_remove(file);
    }
    assert_int_equal(memory.live, 0);
}

/* ---- over a store that does what it is told to ---- */

static struct tappa_store_table table, real;
static tappa_engine *other; /* another process, that hears of a person in the middle of what is done next */
static int cleared, identity_fails, customer_fails;

static tappa_status
busy_once(tappa_store *store)
{
    (void)store;
    return cleared++ ? TAPPA_OK : TAPPA_EBUSY;
}

static tappa_status
commit_behind_another(tappa_store *store, struct tappa_commit *commit)
{
    struct shop there = {.engine = other, .now = SHOP_START};

    other = NULL;
    if (there.engine)
        shop_ingest(&there, "cookie=again", "Added", SHOP_START + 9, "again", "sku=x");
    return real.commit(store, commit);
}

static tappa_status
identity_or_not(tappa_store *store, int64_t identity, struct tappa_store_identity *out)
{
    return identity_fails ? TAPPA_ESTORE : real.identity(store, identity, out);
}

/* Asked for the first time it is damaged. */
static tappa_status
customer_or_not(tappa_store *store, int64_t customer, struct tappa_store_customer *out)
{
    return !customer_fails ? real.customer(store, customer, out) : customer_fails++ == 1 ? TAPPA_ESTORE : TAPPA_ENOMEM;
}

static tappa_engine *eraser; /* erases somebody just before an entry is read, once */
static int64_t erased_by;

static tappa_status
entry_behind_another(tappa_store *store, int64_t sequence, struct tappa_entry *out)
{
    tappa_engine *first = eraser;

    eraser = NULL;
    if (first)
        assert_int_equal(tappa_engine_erase(first, erased_by, SHOP_START, NULL), TAPPA_OK);
    return real.entry(store, sequence, out);
}

static void
stay_open(tappa_store *store)
{
    (void)store;
}

static tappa_store *
open_told(struct shop *s, uint32_t flags)
{
    tappa_store *store;

    *s = (struct shop){.now = SHOP_START};
    assert_int_equal(tappa_context_new(NULL, &s->context), TAPPA_OK);
    assert_int_equal(tappa_store_memory(s->context, flags, &store), TAPPA_OK);
    real = table = *store->table;
    table.erased = busy_once;
    table.commit = commit_behind_another;
    table.identity = identity_or_not;
    table.customer = customer_or_not;
    table.entry = entry_behind_another;
    table.close = stay_open;
    store->table = &table;
    cleared = identity_fails = customer_fails = 0;
    assert_int_equal(tappa_engine_open(s->context, store, NULL, &s->engine), TAPPA_OK);
    s->basket = shop_compile(s->context, model_text);
    assert_int_equal(tappa_engine_add_model(s->engine, s->basket, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    return store;
}

static void
close_told(struct shop *s, tappa_store *store)
{
    close_shop(s);
    real.close(store);
}

/* All is removed, and a reader kept the files from being cleared: the proof is there, and the same call does the rest, though nobody is known any more. */
static void
called_again_it_clears_the_files(void **state)
{
    char proof[33] = "", later[33] = "some";
    tappa_store *store;
    struct tappa_span note;
    char name[41];
    struct shop s;
    int64_t customer;

    (void)state;
    store = open_told(&s, 0);
    hear(&s, 0, 1);
    customer = shop_find(&s, "card=cardinal");
    assert_int_equal(tappa_engine_erase(s.engine, customer, s.now, proof), TAPPA_EBUSY);
    assert_int_equal(cleared, 1);
    assert_int_equal(strlen(proof), 32);
    snprintf(name, sizeof name, "erasure/%s", proof);
    assert_int_equal(real.note(store, name, 40, &note), TAPPA_OK);
    assert_non_null(note.data);
    cleared = 0;
    assert_int_equal(tappa_engine_erase(s.engine, customer, s.now, proof), TAPPA_EBUSY);
    assert_string_equal(proof, name + 8); /* whoever calls again with the same room has it still */
    assert_int_equal(tappa_engine_erase(s.engine, customer, s.now, later), TAPPA_EUNKNOWN);
    assert_int_equal(cleared, 2);
    assert_string_equal(later, "");
    close_told(&s, store);
}

/* Nobody has the number, and before that is settled an event makes somebody who has: that one keeps what it has, and the caller is told. */
static void
somebody_comes_meanwhile(void **state)
{
    tappa_engine *second;
    tappa_store *store;
    struct shop s, there;
    int64_t customer;

    (void)state;
    store = open_told(&s, TAPPA_STORE_SHARED);
    cleared = 1;
    assert_int_equal(tappa_engine_open(s.context, store, NULL, &second), TAPPA_OK);
    there = (struct shop){.engine = second, .now = SHOP_START};
    shop_ingest(&s, "cookie=again", "Added", SHOP_START + 1, "once", "sku=x");
    customer = shop_find(&s, "cookie=again");
    assert_int_equal(tappa_engine_erase(s.engine, customer, s.now, NULL), TAPPA_OK);
    assert_int_equal(tappa_engine_erase(s.engine, customer, s.now, NULL), TAPPA_EUNKNOWN);
    other = second;
    assert_int_equal(tappa_engine_erase(s.engine, customer, s.now, NULL), TAPPA_ECONFLICT);
    assert_null(other);
    for (int turn = 0; turn < 2; turn++) {
        struct shop *one = turn ? &there : &s;

        assert_true(shop_find(one, "cookie=again") == customer);
        assert_int_equal(shop_ingest(one, "cookie=again", "Added", SHOP_START + 10 + turn, NULL, "sku=x").outcome, TAPPA_INGEST_TAKEN);
    }
    assert_int_equal(tappa_engine_erase(s.engine, customer, s.now, NULL), TAPPA_OK);
    assert_int_equal(tappa_engine_erase(s.engine, customer, s.now, NULL), TAPPA_EUNKNOWN);
    assert_int_equal(tappa_engine_close(second), TAPPA_OK);
    close_told(&s, store);
}

/* Two erase one person: what that one counted stays once. */
static void
two_erase_at_once(void **state)
{
    const struct tappa_count *counts;
    struct tappa_count before;
    tappa_engine *second;
    tappa_store *store;
    struct shop s;
    size_t count;

    (void)state;
    store = open_told(&s, TAPPA_STORE_SHARED);
    cleared = 1;
    assert_int_equal(tappa_engine_open(s.context, store, NULL, &second), TAPPA_OK);
    hear(&s, 0, 1);
    assert_int_equal(tappa_engine_counts(s.engine, &counts, &count), TAPPA_OK);
    assert_true(count > 0);
    before = counts[0];
    erased_by = shop_find(&s, "card=cardinal");
    eraser = second;
    assert_int_equal(tappa_engine_erase(s.engine, erased_by, s.now, NULL), TAPPA_EUNKNOWN);
    assert_null(eraser);
    assert_int_equal(tappa_engine_counts(s.engine, &counts, &count), TAPPA_OK);
    assert_true(counts[0].times == before.times && counts[0].sum.integer == before.sum.integer);
    assert_int_equal(tappa_engine_close(second), TAPPA_OK);
    close_told(&s, store);
}

/* Whose an identity is, is not told to be nobody's where the store could not say it. */
static void
who_it_is_cannot_be_said(void **state)
{
    static const struct tappa_identity login = {"login", "loretta", 5, 7};
    tappa_store *store;
    struct shop s;
    int64_t customer, found;

    (void)state;
    store = open_told(&s, TAPPA_STORE_SHARED);
    hear(&s, 0, 1);
    customer = shop_find(&s, "login=loretta");
    identity_fails = 1;
    assert_int_equal(tappa_engine_find(s.engine, &login, &found), TAPPA_ESTORE);
    assert_int_equal(found, 0);
    identity_fails = 0;
    customer_fails = 1;
    assert_int_equal(tappa_engine_find(s.engine, &login, &found), TAPPA_ENOMEM);
    assert_int_equal(found, 0);
    customer_fails = 0;
    assert_int_equal(tappa_engine_find(s.engine, &login, &found), TAPPA_OK);
    assert_true(found == customer);
    close_told(&s, store);
}

/* A version is applied to the first of two, who is then erased: how far it has come is not said by a number of theirs. */
static void
half_way_through_a_version(void **state)
{
    char text[600], found[100];
    struct tappa__unpack in;
    struct shop s;
    tappa_model *newer;
    int64_t first, second, place;
    sqlite3_stmt *get;
    sqlite3 *db;
    size_t done;
    int size;

    (void)state;
    scratch_remove(file);
    open_shop(&s, TAPPA_STORE_SHARED);
    hear(&s, 0, 1);
    snprintf(text, sizeof text, "tappa: 1\nmodel: shop\nversion: 2\nmigrate: {from: 1}\n%s", strstr(model_text, "events:"));
    newer = shop_compile(s.context, text);
    assert_int_equal(tappa_engine_add_model(s.engine, newer, TAPPA_MIGRATE, s.now), TAPPA_OK);
    tappa_model_unref(newer);
    assert_int_equal(tappa_engine_apply(s.engine, "shop", 4, s.now, 1, &done), TAPPA_OK);
    assert_int_equal(done, 1);
    first = shop_find(&s, "login=loretta");
    second = shop_find(&s, "login=stays");
    if (first > second) {
        place = first;
        first = second;
        second = place;
    }
    assert_int_equal(tappa_engine_erase(s.engine, first, s.now, NULL), TAPPA_OK);
    close_shop(&s);

    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT value FROM note WHERE name='apply/shop'", -1, &get, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(get), SQLITE_ROW);
    size = sqlite3_column_bytes(get, 0);
    assert_true(size && size < (int)sizeof found);
    memcpy(found, sqlite3_column_blob(get, 0), (size_t)size);
    sqlite3_finalize(get);
    sqlite3_close(db);
    in = (struct tappa__unpack){(const uint8_t *)found, (const uint8_t *)found + size, 0};
    assert_int_equal(tappa__get_i64(&in), 2);
    place = tappa__get_i64(&in);
    assert_true(place > first && place < second);
    scratch_remove(file);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_runs_out),
        cmocka_unit_test(called_again_it_clears_the_files),
        cmocka_unit_test(somebody_comes_meanwhile),
        cmocka_unit_test(two_erase_at_once),
        cmocka_unit_test(who_it_is_cannot_be_said),
        cmocka_unit_test(whoever_is_damaged_is_erased),
        cmocka_unit_test(half_way_through_a_version),
    };

    scratch_file(file, sizeof file, "erased");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
