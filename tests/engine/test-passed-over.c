/* What the store has of one customer is damaged: that one's calls say so, everybody else's go on, and claim hands out what is of the others before it
 * says so too. */
#include "tests/engine/damage.h"
#include "tests/engine/people.h"
#include "tests/support/scratch.h"
#include "tests/support/leave.h"

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

static char file[64];

static const char *const people[] = {"cookie=a", "cookie=b", "cookie=c"};

/* Three people, each with a mail that is due, or with a timer that will ask for it; the number of the one to be damaged. */
static int64_t
make_store_at(const char *damaged, int hours)
{
    struct shop s;
    int64_t customer;

    scratch_remove(file);
    shop_open(&s, file, 0, NULL);
    for (size_t i = 0; i < 3; i++) {
        shop_ingest(&s, people[i], "Consent Given", SHOP_START, NULL, "purpose=marketing");
        shop_ingest(&s, people[i], "Added", SHOP_START + 1, NULL, "price=30");
    }
    if (hours)
        shop_due(&s, SHOP_START + hours * SHOP_HOUR);
    customer = shop_find(&s, damaged);
    shop_close(&s);
    return customer;
}

static int64_t
make_store(const char *damaged)
{
    return make_store_at(damaged, 2);
}

/* Whichever call comes to the end says so, not only the one that met the damage: who asks until nobody is left hears of it. */
static void
apply_one_by_one(struct shop *s)
{
    size_t count, sum = 0;
    tappa_status status;

    do {
        status = tappa_engine_apply(s->engine, "basket", 6, s->now, 1, &count);
        assert_true(status == TAPPA_OK || status == TAPPA_ESTORE);
        sum += count;
    } while (count);
    assert_int_equal(status, TAPPA_ESTORE);
    assert_int_equal(sum, 3);
}

/* Timers of the others run, all that can be is planned, applied and counted; each says at its end that somebody could not be read. */
static void
time_goes_on_for_others(struct shop *s, const char *damaged, size_t limit)
{
    struct tappa_plan plan = {.size = sizeof plan};
    const struct tappa_count *counts;
    size_t count, sum = 0;
    tappa_status status;

    s->now = SHOP_START + 9 * SHOP_DAY;
    do {
        status = tappa_engine_run_due(s->engine, s->now, limit, &count);
        sum += count;
    } while (!status && count);
    assert_int_equal(status, TAPPA_ESTORE);
    assert_true(sum >= 2);
    for (size_t i = 0; i < 3; i++)
        if (strcmp(people[i], damaged))
            assert_string_equal(shop_stage(s, people[i], s->basket), "looking");
    assert_int_equal(tappa_engine_plan(s->engine, s->basket, &plan), TAPPA_OK);
    assert_int_equal(plan.damaged, 1);
    assert_int_equal(plan.customers, 2);
    assert_int_equal(tappa_engine_apply(s->engine, "basket", 6, s->now, 10, &count), TAPPA_ESTORE);
    assert_int_equal(count, 3);
    apply_one_by_one(s);
    status = tappa_engine_counts(s->engine, &counts, &count);
    assert_true(status == TAPPA_OK || status == TAPPA_ESTORE); /* sums can be read where the rest cannot */
}

/* Who is damaged, and nobody else, is named. */
static void
is_named(struct shop *s, const char *who, int64_t customer)
{
    char line[200] = "";
    const char *text;
    size_t size;

    if (who)
        snprintf(line, sizeof line, "{\"customer\": \"%lld\", \"identities\": [{\"kind\": \"cookie\", \"value\": \"%s\"}]}\n", (long long)customer,
                 strchr(who, '=') + 1);
    assert_int_equal(tappa_engine_damaged(s->engine, &text, &size), TAPPA_OK);
    assert_string_equal(text, line);
    assert_int_equal(size, strlen(line));
}

static void
the_others_get_theirs(const char *sql, size_t at, size_t limit, uint32_t flags)
{
    int64_t customer = make_store(people[at]);
    const struct tappa_claimed *claimed;
    struct tappa_ingested result = {.size = sizeof result};
    struct shop_event e;
    struct shop s;
    size_t count, sum = 0;
    tappa_status status;

    damage_row(file, sql, customer);
    shop_open(&s, file, flags, NULL);
    s.now = SHOP_START + 3 * SHOP_HOUR;
    shop_event(&e, people[at], "Added", s.now, NULL, "price=30");
    assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, s.now, &result), TAPPA_OK);
    assert_int_equal(result.outcome, TAPPA_INGEST_DAMAGED);
    assert_int_equal(result.customer, customer);
    shop_ingest(&s, people[(at + 1) % 3], "Viewed", s.now, NULL, NULL);
    while ((status = tappa_engine_claim(s.engine, s.now, limit, &claimed, &count)) == TAPPA_OK && count)
        for (size_t i = 0; i < count; i++, sum++)
            assert_true(claimed[i].customer != customer);
    if (sum != 2 || status != TAPPA_ESTORE)
        fail_msg("%s: %zu handed out, at the end: %s", sql, sum, tappa_status_text(status));
    assert_int_equal(count, 0);
    time_goes_on_for_others(&s, people[at], limit);
    is_named(&s, people[at], customer);
    shop_close(&s);
    scratch_remove(file);
}

static void
one_customer_is_damaged(void **state)
{
    static const char *const damages[] = {
        "UPDATE customer SET state=x'' WHERE customer=",
        "UPDATE customer SET state=substr(state,1,length(state)-1) WHERE customer=",
        "UPDATE customer SET heads='[['||customer||',999999]]' WHERE customer=",
        "UPDATE customer SET heads='[['||customer||',-7]]' WHERE customer=",
        "UPDATE customer SET heads='[['||customer||',-9223372036854775807]]' WHERE customer=",
        "UPDATE contact SET body=x'' WHERE customer=",
        "UPDATE contact SET body=zeroblob(length(body)) WHERE customer=",
        /* with more contacts than claim looks at, all before those of the others */
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<300)"
        "INSERT INTO contact(key,customer,due,state,body) SELECT randomblob(16),customer,due-i,state,x'' FROM contact,n WHERE customer=",
    };

    (void)state;
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++)
        for (size_t at = 0; at < 3; at++) {
            the_others_get_theirs(damages[i], at, at ? 10 : 1, 0);
            the_others_get_theirs(damages[i], at, at ? 1 : 10, TAPPA_STORE_SHARED);
        }
}

/* Time goes on for everybody else. */
static void
the_others_have_their_turn(void **state)
{
    static const char *const damages[] = {"UPDATE customer SET state=x'' WHERE customer=",
                                          "UPDATE customer SET state=substr(state,1,length(state)-1) WHERE customer="};

    (void)state;
    for (size_t i = 0; i < 3 * 2 * 2 * 2; i++) {
        size_t at = i / 8, limit = i & 4 ? 10 : 1, sum = 0, done;
        int64_t customer = make_store_at(people[at], 0);
        struct shop s;
        tappa_status status;

        damage_row(file, damages[i & 1], customer);
        shop_open(&s, file, i & 2 ? TAPPA_STORE_SHARED : 0, NULL);
        s.now = SHOP_START + 2 * SHOP_HOUR;
        do {
            status = tappa_engine_run_due(s.engine, s.now, limit, &done);
            sum += done;
        } while (!status && done);
        assert_int_equal(status, TAPPA_ESTORE);
        assert_int_equal(sum, 2);
        for (size_t other = 0; other < 3; other++)
            if (other != at)
                assert_int_equal(shop_where(&s, people[other]).contact_count, 1);
        shop_close(&s);
        scratch_remove(file);
    }
}

/* ---- behind a death ---- */

/* Each of the three has something more in the journal, of which the rows know nothing. */
static void
die_having_heard(int64_t time)
{
    pid_t child = fork();
    int said;

    if (!child) {
        struct shop s;

        shop_open(&s, file, 0, NULL);
        for (size_t i = 0; i < 3; i++)
            shop_ingest(&s, people[i], "Added", time, NULL, "price=5");
        leave(0);
    }
    assert_int_equal(waitpid(child, &said, 0), child);
    assert_int_equal(said, 0);
}

/* A row's state out of its place and, in `kept`, back. */
static void
swap_state(int64_t customer, unsigned char *kept, int *size)
{
    sqlite3_stmt *get, *set;
    sqlite3 *db;

    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT state FROM customer WHERE customer=?1", -1, &get, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "UPDATE customer SET state=?2 WHERE customer=?1", -1, &set, NULL), SQLITE_OK);
    sqlite3_bind_int64(set, 1, customer);
    sqlite3_bind_blob(set, 2, *size ? (const void *)kept : "", *size, SQLITE_TRANSIENT);
    sqlite3_bind_int64(get, 1, customer);
    assert_int_equal(sqlite3_step(get), SQLITE_ROW);
    *size = sqlite3_column_bytes(get, 0);
    if (*size)
        memcpy(kept, sqlite3_column_blob(get, 0), (size_t)*size);
    sqlite3_reset(get);
    assert_int_equal(sqlite3_step(set), SQLITE_DONE);
    assert_int_equal(sqlite3_changes(db), 1);
    sqlite3_finalize(get);
    sqlite3_finalize(set);
    sqlite3_close(db);
}

static int64_t
checkpoint_at(void)
{
    sqlite3_stmt *get;
    sqlite3 *db;
    int64_t size;

    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT length(value) FROM note WHERE name='checkpoint'", -1, &get, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(get), SQLITE_ROW);
    size = sqlite3_column_int64(get, 0);
    sqlite3_finalize(get);
    sqlite3_close(db);
    return size;
}

static char *
tell_all(void)
{
    struct shop_text out = {0};
    const struct tappa_count *counts;
    struct shop s;
    size_t count;

    shop_open(&s, file, 0, NULL);
    assert_int_equal(tappa_engine_counts(s.engine, &counts, &count), TAPPA_OK); /* whoever was mended is no longer passed over */
    shop_due(&s, SHOP_START + 3 * SHOP_HOUR);
    is_named(&s, NULL, 0);
    for (size_t i = 0; i < 3; i++)
        shop_describe(&s, people[i], &out);
    shop_close(&s);
    return out.s;
}

/* What the others have is brought up to date and written, over and over; what the journal has of the damaged one is there once it is mended. */
static void
left_behind(size_t at, int deaths)
{
    static unsigned char kept[1 << 16];
    int64_t customer = make_store_at(people[at], 0), note = checkpoint_at();
    char *expected, *there;
    int size = 0;

    die_having_heard(SHOP_START + 2);
    die_having_heard(SHOP_START + 3);
    expected = tell_all(); /* of one that was never damaged */
    assert_int_equal(make_store_at(people[at], 0), customer);
    die_having_heard(SHOP_START + 2);
    die_having_heard(SHOP_START + 3);
    swap_state(customer, kept, &size);
    for (int turn = 0; turn < 3; turn++) {
        struct shop s;
        size_t done;

        if (turn < deaths) { /* it is looked for, and the rows are written, by one who dies */
            pid_t child = fork();
            int said;

            if (!child) {
                shop_open(&s, file, 0, NULL);
                leave(tappa_engine_checkpoint(s.engine) || tappa_engine_run_due(s.engine, SHOP_START + 1, 9, &done) != TAPPA_ESTORE);
            }
            assert_int_equal(waitpid(child, &said, 0), child);
            assert_int_equal(said, 0);
            continue;
        }
        shop_open(&s, file, 0, NULL);
        assert_int_equal(tappa_engine_run_due(s.engine, SHOP_START + (turn + 1) * SHOP_HOUR, 9, &done), TAPPA_ESTORE);
        for (size_t i = 0; i < 3; i++)
            if (i != at)
                assert_int_equal(shop_where(&s, people[i]).last, SHOP_START + 3);
        assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
        is_named(&s, people[at], customer);
        shop_close(&s);
        assert_true(checkpoint_at() > note);
    }
    swap_state(customer, kept, &size);
    there = tell_all();
    assert_string_equal(there, expected);
    assert_int_equal(checkpoint_at(), note); /* nobody is left any more */
    free(there);
    free(expected);
    scratch_remove(file);
}

static void
behind_a_death(void **state)
{
    (void)state;
    for (size_t i = 0; i < 9; i++)
        left_behind(i / 3, (int)(i % 3));
}

/* A journal that leads out of itself is not followed. */
static void
an_entry_leads_nowhere(void **state)
{
    static const char *const damages[] = {
        "PRAGMA ignore_check_constraints=1;UPDATE journal SET previous=-1 WHERE previous>0 AND identity=",
        "PRAGMA ignore_check_constraints=1;UPDATE journal SET previous=-5000 WHERE previous>0 AND identity=",
        "PRAGMA ignore_check_constraints=1;UPDATE journal SET previous=-9223372036854775807-1 WHERE previous>0 AND identity=",
    };

    (void)state;
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        int64_t customer = make_store("cookie=a");
        const char *text;
        struct tappa_ingested result = {.size = sizeof result};
        struct shop_event e;
        struct shop s;
        size_t size;

        damage_row(file, damages[i], customer);
        shop_open(&s, file, 0, NULL);
        is_named(&s, "cookie=a", customer);
        shop_event(&e, "cookie=a", "Added", SHOP_START - SHOP_HOUR, NULL, "price=30"); /* late */
        assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, SHOP_START + 3 * SHOP_HOUR, &result), TAPPA_OK);
        assert_int_equal(result.outcome, TAPPA_INGEST_DAMAGED);
        assert_int_equal(tappa_engine_journal(s.engine, customer, 1, &text, &size), TAPPA_ESTORE);
        assert_int_equal(tappa_engine_export(s.engine, customer, &text, &size), TAPPA_ESTORE);
        shop_close(&s);
        scratch_remove(file);
    }
}

/* Sequences end: where no more can be given, that is said, and nothing is counted on beyond. */
static void
sequences_are_at_their_end(void **state)
{
    static const char *const damages[] = {"UPDATE store SET last=9223372036854775807 WHERE 0<>", "UPDATE store SET last=9223372036854775806 WHERE 0<>",
                                          "UPDATE store SET last=4611686018427387903 WHERE 0<>"};

    (void)state;
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        struct shop_event e;
        struct shop s;
        tappa_status status;

        damage_row(file, damages[i], make_store("cookie=a"));
        shop_open(&s, file, 0, NULL);
        shop_event(&e, "cookie=a", "Added", SHOP_START + 3 * SHOP_HOUR, NULL, "price=30");
        status = tappa_engine_ingest(s.engine, &e.record, 1, NULL, SHOP_START + 3 * SHOP_HOUR, NULL);
        assert_true(status == TAPPA_ELIMIT || status == TAPPA_ESTORE);
        shop_close(&s);
        scratch_remove(file);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_customer_is_damaged),
        cmocka_unit_test(the_others_have_their_turn),
        cmocka_unit_test(behind_a_death),
        cmocka_unit_test(an_entry_leads_nowhere),
        cmocka_unit_test(sequences_are_at_their_end),
    };

    scratch_file(file, sizeof file, "passed");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
