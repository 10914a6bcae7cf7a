/* A file whose rows are not as we wrote them: every column of every table, damaged in every way that a row can be, is a damaged store or does no harm.
 * No call answers anything else, and none does what it must not (this runs under the sanitizers). */
#include "tests/engine/people.h"
#include "tests/support/scratch.h"

#include <sqlite3.h>

static char sound[64], damaged[64]; /* files */

/* ---- a store with some of everything ---- */

static const uint8_t *
claim_all(struct shop *s, int64_t now)
{
    const struct tappa_claimed *claimed;
    size_t count;

    assert_int_equal(tappa_engine_claim(s->engine, now, 10, &claimed, &count), TAPPA_OK);
    assert_true(count > 0);
    return claimed[0].key;
}

static void
make_store(void)
{
    struct tappa_store_offset offset = {.size = sizeof offset, .source = {"log", 3}, .offset = {"line 3", 6}};
    struct shop_event e;
    struct shop s;

    shop_open(&s, sound, 0, NULL);
    shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START, "1", "purpose=marketing proof=form");
    shop_ingest(&s, "cookie=c login=anna", "identify", SHOP_START + 1, "2", "email=anna");
    shop_ingest(&s, "cookie=c", "Added", SHOP_START + 2, "3", "price=30 sku=x");
    shop_ingest(&s, "cookie=d", "Added", SHOP_START + 3, "4", "price=40");
    shop_ingest(&s, "login=anna cookie=d", "Viewed", SHOP_START + 4, "5", NULL);
    assert_int_equal(tappa_engine_part(s.engine, shop_ingest(&s, "login=anna cookie=e", "Viewed", SHOP_START + 5, "6", NULL).sequence, s.now),
                     TAPPA_OK);
    shop_ingest(&s, "cookie=f", "Ordered", SHOP_START + 6, "7", "revenue=9");
    shop_due(&s, SHOP_START + 2 * SHOP_HOUR);
    assert_int_equal(tappa_engine_report(s.engine, claim_all(&s, s.now), TAPPA_CONTACT_SENT, s.now), TAPPA_OK);
    shop_event(&e, "cookie=g", "Added", s.now, "8", "price=30 sku=y");
    e.record.zone = "Europe/Rome";
    e.record.zone_size = 11;
    assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, &offset, s.now, NULL), TAPPA_OK);
    shop_close(&s);
}

/* ---- damaging one row ---- */

static void
must(sqlite3 *db, const char *sql)
{
    char *why = NULL;

    if (sqlite3_exec(db, sql, NULL, NULL, &why))
        fail_msg("%s: %s", sql, why);
}

static sqlite3 *
open_plain(void)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(damaged, &db), SQLITE_OK);
    must(db, "PRAGMA journal_mode=DELETE;PRAGMA synchronous=OFF;PRAGMA writable_schema=ON;PRAGMA ignore_check_constraints=ON");
    return db;
}

/* Without its rules a table takes anything. They are read when a connection begins. */
static sqlite3 *
loosen(const char *table)
{
    sqlite3 *db = open_plain();
    char sql[500];

    snprintf(sql, sizeof sql,
             "UPDATE sqlite_master SET sql=replace(replace(replace(replace(replace(replace(replace(sql,' STRICT,',' '),' STRICT',''),' NOT NULL',''),"
             "' INTEGER',''),' TEXT',''),' BLOB',''),' PRIMARY KEY CHECK',' INTEGER PRIMARY KEY CHECK')"
             "WHERE type='table' AND name='%s' AND name<>'contact'", table);
    must(db, sql);
    must(db, "UPDATE sqlite_master SET sql=replace(replace(replace(replace(sql,' STRICT,',' '),' NOT NULL',''),' INTEGER',''),' BLOB','')"
             "WHERE type='table' AND name='contact'");
    sqlite3_close(db);
    return open_plain();
}

/* They are put back: nobody opens a file of another form. */
static void
tighten(sqlite3 *db)
{
    char sql[200];

    snprintf(sql, sizeof sql, "ATTACH '%s' AS sound", sound);
    must(db, sql);
    must(db, "UPDATE main.sqlite_master SET sql=(SELECT k.sql FROM sound.sqlite_master k WHERE k.name=main.sqlite_master.name AND k.type=main.sqlite_master.type)");
    sqlite3_close(db);
}

static void
copy_file(void)
{
    static char bytes[1 << 20];
    FILE *from = fopen(sound, "rb"), *to = fopen(damaged, "wb");
    size_t n = fread(bytes, 1, sizeof bytes, from);

    assert_true(n > 0 && n < sizeof bytes && fwrite(bytes, 1, n, to) == n);
    fclose(from);
    assert_int_equal(fclose(to), 0);
}

/* ---- everything that reads it ---- */

static char what[600]; /* is being tried */

static void
fine_at(tappa_status status, int may_be_unknown, int line)
{
    if (status != TAPPA_OK && status != TAPPA_ESTORE && !(may_be_unknown && status == TAPPA_EUNKNOWN))
        fail_msg("line %d: %s: %s", line, what, tappa_status_text(status));
}

/* As hosts do: a race that is lost is run again, and that ends. */
#define fine(call, may_be_unknown)                                                                                                      \
    do {                                                                                                                               \
        tappa_status said;                                                                                                             \
        do                                                                                                                             \
            said = (call);                                                                                                             \
        while (said == TAPPA_ECONFLICT);                                                                                               \
        fine_at(said, may_be_unknown, __LINE__);                                                                                       \
    } while (0)

static void
look_at(struct shop *s, int64_t customer)
{
    struct tappa_standing standing = {.size = sizeof standing};
    struct tappa_moment moment = {.size = sizeof moment, .now = s->now + 3 * SHOP_HOUR};
    const struct tappa_verdict *verdicts;
    const char *text;
    size_t size;

    fine(tappa_engine_where(s->engine, customer, &standing), 1);
    fine(tappa_engine_decide(s->engine, customer, &moment, &verdicts, &size), 1);
    fine(tappa_engine_journal(s->engine, customer, 1, &text, &size), 1);
    fine(tappa_engine_export(s->engine, customer, &text, &size), 1);
}

static void
use(struct shop *s)
{
    static const char *const people[] = {"cookie=c", "login=anna", "cookie=d", "cookie=e", "cookie=f", "cookie=g"};
    const struct tappa_claimed *claimed;
    const struct tappa_count *counts;
    struct tappa_plan plan = {.size = sizeof plan};
    struct tappa_ingested result = {.size = sizeof result};
    struct tappa_span span;
    struct shop_event e;
    int64_t customer;
    size_t count;

    for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
        shop_event(&e, people[i], "Added", s->now - SHOP_HOUR / 2, NULL, "price=3"); /* late */
        fine(tappa_engine_find(s->engine, &e.identities[0], &customer), 1);
        if (customer)
            look_at(s, customer);
        fine(tappa_engine_ingest(s->engine, &e.record, 1, NULL, s->now, &result), 0);
    }
    fine(tappa_engine_offset(s->engine, "log", 3, &span), 0);
    fine(tappa_engine_claim(s->engine, s->now, 10, &claimed, &count), 0);
    fine(tappa_engine_run_due(s->engine, s->now + 20 * SHOP_DAY, 100, &count), 0);
    fine(tappa_engine_claim(s->engine, s->now + 20 * SHOP_DAY, 10, &claimed, &count), 0);
    if (count)
        fine(tappa_engine_report(s->engine, claimed[0].key, TAPPA_CONTACT_OPENED, s->now + 20 * SHOP_DAY), 1);
    fine(tappa_engine_counts(s->engine, &counts, &count), 0);
    fine(tappa_engine_plan(s->engine, s->basket, &plan), 1);
    fine(tappa_engine_apply(s->engine, "basket", 6, s->now, 100, &count), 1);
    fine(tappa_engine_part(s->engine, 5, s->now), 1);
    fine(tappa_engine_erase(s->engine, customer, s->now, NULL), 1);
}

static void
open_and_use(uint32_t flags)
{
    struct shop s = {.now = SHOP_START + 2 * SHOP_HOUR};
    tappa_store *store;
    tappa_status status;

    assert_int_equal(tappa_context_new(NULL, &s.context), TAPPA_OK);
    s.basket = shop_compile(s.context, shop_basket);
    status = tappa_store_sqlite(s.context, damaged, flags, &store);
    fine(status, 0);
    if (!status) {
        status = tappa_engine_open(s.context, store, NULL, &s.engine);
        fine(status, 0);
        if (status)
            tappa_store_close(store);
    }
    if (!status) {
        status = tappa_engine_add_model(s.engine, s.basket, TAPPA_FOLLOW, SHOP_START);
        if (status != TAPPA_EMISMATCH) /* the damaged text of a model may still be a model */
            fine(status, 0);
        use(&s);
        fine(tappa_engine_close(s.engine), 0);
    }
    tappa_model_unref(s.basket);
    tappa_context_unref(s.context);
}

/* ---- all of them ---- */

static const char *const tables[][12] = {
    {"store", "commits", "last", "recent", NULL},
    {"journal", "sequence", "previous", "identity", "time", "received", "kind", "status", "source", "id", "name", "body"},
    {"seen", "number", NULL},
    {"identity", "identity", "customer", "kind", "value", NULL},
    {"customer", "customer", "revision", "due", "heads", "state", NULL},
    {"contact", "key", "customer", "due", "state", "body", NULL},
    {"source", "source", "offset", NULL},
    {"note", "name", "value", NULL},
};

/* `%c` is the column. */
static const char *const damages[] = {
    "NULL", "0", "-1", "1", "9223372036854775807", "-9223372036854775807-1", "4294967296", "1e300", "''", "x''", "'word'", "x'ff'", "x'00'",
    "substr(%c,1,length(%c)-1)", "substr(%c,1,length(%c)/2)", "CAST(%c||x'00' AS BLOB)", "zeroblob(length(%c))", "%c+1", "zeroblob(100000)",
    "CAST(substr(%c,1,length(%c)/3)||x'ff'||substr(%c,length(%c)/3+2) AS BLOB)", "CAST(x'80'||substr(%c,2) AS BLOB)",
    "CAST(substr(%c,1,length(%c)-1)||x'7f' AS BLOB)", "'[[1,2],[3'", "'[[0,9223372036854775807]]'", "'[[1,-5]]'",
};

static int
put_damage(char *out, size_t room, const char *damage, const char *column)
{
    size_t n = 0;

    for (; *damage && n + 20 < room; damage++)
        if (damage[0] == '%') {
            n += (size_t)snprintf(out + n, room - n, "%s", column);
            damage++;
        } else {
            out[n++] = *damage;
        }
    out[n] = '\0';
    return (int)n;
}

/* The rows one after the other: a third of the ways meets each. */
static void
damage_and_use(size_t table, size_t column, size_t damage)
{
    const char *name = tables[table][column], *key = tables[table][1];
    char with[300];
    sqlite3 *db;
    int changed;

    copy_file();
    db = loosen(tables[table][0]);
    put_damage(with, sizeof with, damages[damage], name);
    snprintf(what, sizeof what, "UPDATE OR IGNORE %s SET %s=%s WHERE %s IN (SELECT %s FROM %s ORDER BY 1 LIMIT %d OFFSET %d*(SELECT count(*) FROM %s)/10)",
             tables[table][0], name, with, key, key, tables[table][0], damage % 4 ? 1 : 1000, damage % 4 ? (int)((damage * 7 + column) % 10) : 0,
             tables[table][0]);
    /* A row that cannot even be written so (an id that is no number) is none. */
    changed = sqlite3_exec(db, what, NULL, NULL, NULL) == SQLITE_OK;
    tighten(db);
    if (changed)
        open_and_use((damage + column) % 2 ? TAPPA_STORE_SHARED : 0);
}

static void
every_column_in_every_way(void **state)
{
    (void)state;
    make_store();
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
        for (size_t c = 1; c < 12 && tables[t][c]; c++)
            for (size_t d = 0; d < sizeof damages / sizeof *damages; d++)
                damage_and_use(t, c, d);
}

static int
remove_all(void **state)
{
    (void)state;
    scratch_remove(sound);
    scratch_remove(damaged);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_column_in_every_way, remove_all),
    };

    scratch_file(sound, sizeof sound, "sound");
    scratch_file(damaged, sizeof damaged, "damaged");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
