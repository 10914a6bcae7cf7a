/* The newest of several and not the last of them, the longest rule and not the last written, the very instant at which something is due or over, another
 * person at the same time: each test here fails by a change of one line that all other tests let pass. */
#include "tests/engine/people.h"

#include "lib/engine/engine.h" /* where the archive is */


#define NEWS \
    "tappa: 1\nmodel: news\nversion: 1\nevents: {Ask: {}, Two: {}}\nchannels: {sms: {setting: online}}\n" \
    "touchpoints:\n  one: {channel: sms, direction: outbound}\n  two: {channel: sms, direction: outbound}\n  three: {channel: sms, direction: outbound}\n" \
    "stages: {all: {when: {Ask: {contact: one}, Two: {do: [{contact: one}, {contact: two}, {contact: three}]}}}}\ngoals: {g: {event: Ask}}\n"

static void
open_news(struct shop *s, const char *rules)
{
    char text[2000];

    shop_open(s, NULL, 0, NULL);
    snprintf(text, sizeof text, "%s%s", NEWS, rules);
    shop_add(s, text);
}

static size_t
claim(struct shop *s, int64_t now, const struct tappa_claimed **claimed)
{
    size_t count;

    assert_int_equal(tappa_engine_claim(s->engine, now, 8, claimed, &count), TAPPA_OK);
    return count;
}

/* All that is handed out; how many. */
static size_t
send_all(struct shop *s, int64_t now)
{
    const struct tappa_claimed *c;
    size_t count = claim(s, now, &c);

    for (size_t i = 0; i < count; i++)
        assert_int_equal(tappa_engine_report(s->engine, c[i].key, TAPPA_CONTACT_SENT, now), TAPPA_OK);
    return count;
}

/* Written first or last. */
static void
the_longest_cap_looks_back(void **state)
{
    const struct tappa_claimed *c;
    struct shop s;

    (void)state;
    open_news(&s, "contact_rules: {caps: [{channel: sms, at_most: 1, per: 7d}, {channel: sms, at_most: 5, per: 1d}]}\n");
    shop_ingest(&s, "cookie=c", "Ask", SHOP_START, "1", NULL);
    assert_int_equal(send_all(&s, SHOP_START), 1);
    shop_ingest(&s, "cookie=c", "Ask", SHOP_START + 2 * SHOP_DAY, "2", NULL);
    assert_int_equal(claim(&s, SHOP_START + 2 * SHOP_DAY, &c), 0);
    shop_close(&s);
}

static void
of_one_instant_by_key(void **state)
{
    const struct tappa_claimed *c;
    struct shop s;

    (void)state;
    open_news(&s, "");
    shop_ingest(&s, "cookie=c", "Two", SHOP_START, "1", NULL);
    assert_int_equal(claim(&s, SHOP_START, &c), 3);
    assert_true(memcmp(c[0].key, c[1].key, 16) < 0 && memcmp(c[1].key, c[2].key, 16) < 0);
    shop_close(&s);
}

/* It came a day before its own time. */
static void
an_id_counts_from_its_time_on(void **state)
{
    struct tappa_engine_options o = {.size = sizeof o, .seen_window = 3 * SHOP_DAY, .checkpoint = 1};
    struct tappa_ingested r = {.size = sizeof r};
    struct shop_event e;
    struct shop s;
    int64_t ahead = SHOP_START + 23 * SHOP_HOUR;

    (void)state;
    shop_open(&s, NULL, 0, &o);
    shop_event(&e, "cookie=c", "Viewed", ahead, "id", NULL);
    assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, SHOP_START, &r), TAPPA_OK);
    shop_ingest(&s, "cookie=d", "Viewed", ahead + 3 * SHOP_DAY - SHOP_HOUR, NULL, NULL);
    assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
    assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, ahead + 3 * SHOP_DAY - 1, &r), TAPPA_OK);
    assert_int_equal(r.outcome, TAPPA_INGEST_DUPLICATE);
    shop_close(&s);
}

/* Whoever is erased is known anew by whatever comes again. */
static void
the_last_id_goes_too(void **state)
{
    struct shop s;

    (void)state;
    for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
        shop_open(&s, NULL, flags, NULL);
        shop_ingest(&s, "cookie=c", "Viewed", SHOP_START, "first", NULL);
        shop_ingest(&s, "cookie=c", "Viewed", SHOP_START + 1, "last", NULL);
        assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
        assert_int_equal(tappa_engine_erase(s.engine, shop_find(&s, "cookie=c"), s.now, NULL), TAPPA_OK);
        assert_int_equal(shop_ingest(&s, "cookie=c", "Viewed", SHOP_START, "first", NULL).outcome, TAPPA_INGEST_TAKEN);
        assert_int_equal(shop_ingest(&s, "cookie=c", "Viewed", SHOP_START + 1, "last", NULL).outcome, TAPPA_INGEST_TAKEN);
        shop_close(&s);
    }
}

static void
stay(tappa_store *s)
{
    (void)s;
}

static const struct tappa_store_table *real_table;

/* One that is there for longer than the engine over it. */
static tappa_store *
own_store(struct shop *s, uint32_t flags, struct tappa_store_table *table)
{
    tappa_store *store;

    memset(s, 0, sizeof *s);
    s->now = SHOP_START;
    assert_int_equal(tappa_context_new(NULL, &s->context), TAPPA_OK);
    assert_int_equal(tappa_store_memory(s->context, flags, &store), TAPPA_OK);
    real_table = store->table;
    *table = *real_table;
    table->close = stay;
    store->table = table;
    assert_int_equal(tappa_engine_open(s->context, store, NULL, &s->engine), TAPPA_OK);
    s->basket = shop_compile(s->context, shop_basket);
    s->care = shop_compile(s->context, shop_care);
    assert_int_equal(tappa_engine_add_model(s->engine, s->basket, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    return store;
}

/* The person's own row is lost. */
static void
an_archive_without_its_person_goes(void **state)
{
    const struct tappa_store_contact *rows;
    const struct tappa_store_table *real;
    struct tappa_store_table table;
    tappa_store *store;
    struct shop s;
    int64_t who;
    size_t n;

    (void)state;
    store = own_store(&s, 0, &table);
    real = real_table;
    shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START, "0", "purpose=marketing");
    shop_ingest(&s, "cookie=c", "Added", SHOP_START + 1, "1", "price=5");
    shop_ingest(&s, "cookie=c", "Ordered", SHOP_START + 2, "2", "revenue=5");
    assert_int_equal(send_all(&s, SHOP_START + 3), 2);
    shop_due(&s, SHOP_START + 30 * SHOP_DAY);
    shop_ingest(&s, "cookie=c", "Viewed", SHOP_START + 40 * SHOP_DAY, "3", NULL);
    who = shop_find(&s, "cookie=c");
    assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
    assert_int_equal(real->contacts_of(store, tappa__archive_of(who), &rows, &n), TAPPA_OK);
    assert_true(n >= 2);
    {
        struct tappa_store_customer gone = {.size = sizeof gone, .flags = TAPPA_STORE_REMOVE | TAPPA_STORE_OF, .customer = who};
        struct tappa_commit commit = {.size = sizeof commit, .customers = &gone, .customer_count = 1};

        assert_int_equal(real->commit(store, &commit), TAPPA_OK);
    }
    assert_int_equal(tappa_engine_open(s.context, store, NULL, &s.engine), TAPPA_OK);
    assert_int_equal(tappa_engine_erase(s.engine, who, s.now, NULL), TAPPA_OK);
    assert_int_equal(real->contacts_of(store, tappa__archive_of(who), &rows, &n), TAPPA_OK);
    assert_int_equal(n, 0);
    assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
    real->close(store);
    tappa_model_unref(s.basket);
    tappa_model_unref(s.care);
    tappa_context_unref(s.context);
}

/* Also once both have become part of another. */
static void
what_was_undone_stays_undone(void **state)
{
    struct shop s;
    int64_t one, three;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    one = shop_ingest(&s, "cookie=a cookie=b", "Viewed", SHOP_START, "1", NULL).sequence;
    assert_int_equal(tappa_engine_part(s.engine, one, s.now), TAPPA_OK);
    for (int i = 1; i < 9; i++)
        shop_ingest(&s, "cookie=c", "Viewed", SHOP_START + i, NULL, NULL);
    shop_ingest(&s, "cookie=c cookie=a", "Viewed", SHOP_START + 20, "2", NULL);
    three = shop_ingest(&s, "cookie=c cookie=b", "Viewed", SHOP_START + 30, "3", NULL).sequence;
    assert_true(shop_find(&s, "cookie=a") == shop_find(&s, "cookie=b"));
    assert_int_equal(tappa_engine_part(s.engine, three, s.now), TAPPA_OK);
    assert_true(shop_find(&s, "cookie=a") == shop_find(&s, "cookie=c"));
    assert_true(shop_find(&s, "cookie=a") != shop_find(&s, "cookie=b"));
    shop_close(&s);
}

static tappa_engine *second; /* erases somebody before the next commit of another */
static int64_t second_who;

static tappa_status
commit_behind(tappa_store *store, struct tappa_commit *commit)
{
    tappa_engine *by = second;

    second = NULL;
    if (by)
        assert_int_equal(tappa_engine_erase(by, second_who, SHOP_START + 9, NULL), TAPPA_OK);
    return real_table->commit(store, commit);
}

/* Of both the sums stay. */
static void
two_persons_erased_at_once(void **state)
{
    static const char text[] = "tappa: 1\nmodel: tills\nversion: 1\nevents: {Came: {}}\n"
                               "stages: {a: {when: {Came: {do: [{count: came}]}}}}\ngoals: {g: {event: Came}}\n";
    struct tappa_store_table table;
    const struct tappa_count *counts;
    tappa_engine *other;
    tappa_store *store;
    tappa_status status;
    struct shop s;
    size_t n;

    (void)state;
    store = own_store(&s, TAPPA_STORE_SHARED, &table);
    shop_add(&s, text);
    shop_ingest(&s, "cookie=a", "Came", SHOP_START, NULL, NULL);
    shop_ingest(&s, "cookie=b", "Came", SHOP_START, NULL, NULL);
    table.commit = commit_behind;
    assert_int_equal(tappa_engine_open(s.context, store, NULL, &other), TAPPA_OK);
    second = other;
    second_who = shop_find(&s, "cookie=b");
    n = 0;
    {
        int64_t a = shop_find(&s, "cookie=a");

        do
            status = tappa_engine_erase(s.engine, a, SHOP_START + 9, NULL);
        while (status == TAPPA_ECONFLICT && n++ < 5);
    }
    assert_int_equal(status, TAPPA_OK);
    assert_int_equal(tappa_engine_counts(s.engine, &counts, &n), TAPPA_OK);
    assert_int_equal(n, 1);
    assert_int_equal(counts[0].times, 2);
    assert_int_equal(tappa_engine_close(other), TAPPA_OK);
    assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
    real_table->close(store);
    tappa_model_unref(s.basket);
    tappa_model_unref(s.care);
    tappa_context_unref(s.context);
}

static const char kept_text[] =
    "tappa: 1\nmodel: kept\nversion: 1\nevents: {Go: {}, contact.unopened: {}}\n"
    "profile: {vip: {type: string, keep: 30d}}\n"
    "channels: {email: {setting: online}}\n"
    "touchpoints:\n  site: {channel: email, direction: inbound}\n  hello: {channel: email, direction: outbound}\n"
    "entry: {Go: waiting}\n"
    "stages:\n  waiting: {enter: [{contact: hello}], when: {contact.unopened: cold}}\n  cold: {}\n"
    "offers: {comfort: {touchpoint: site, for: [cold]}, gift: {touchpoint: site, if: profile.vip == 'yes'}}\n"
    "contact_rules: {response_times: [{within: 2h}]}\n";

static uint32_t
reason_of(struct shop *s, int64_t now, const char *name)
{
    struct tappa_moment moment = {.size = sizeof moment, .now = now};
    const struct tappa_verdict *v;
    size_t n;

    assert_int_equal(tappa_engine_decide(s->engine, shop_find(s, "cookie=c"), &moment, &v, &n), TAPPA_OK);
    for (size_t i = 0; i < n; i++)
        if (!strcmp(v[i].name, name))
            return v[i].reason;
    return 99;
}

static void
decide_as_a_waiting_time_ends(void **state)
{
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_add(&s, kept_text);
    shop_ingest(&s, "cookie=c", "Go", SHOP_START, "1", NULL);
    assert_int_equal(send_all(&s, SHOP_START), 1);
    assert_int_equal(reason_of(&s, SHOP_START + 2 * SHOP_HOUR - 1, "comfort"), TAPPA_NOT_THIS_STAGE);
    assert_int_equal(reason_of(&s, SHOP_START + 2 * SHOP_HOUR, "comfort"), TAPPA_OPEN);
    shop_close(&s);
}

static void
decide_as_a_value_is_forgotten(void **state)
{
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_add(&s, kept_text);
    shop_ingest(&s, "cookie=c", "Go", SHOP_START, "1", NULL);
    shop_ingest(&s, "cookie=c", "identify", SHOP_START + 1, "2", "vip=yes");
    shop_due(&s, SHOP_START + SHOP_DAY);
    assert_int_equal(reason_of(&s, SHOP_START + 30 * SHOP_DAY, "gift"), TAPPA_OPEN);
    assert_int_equal(reason_of(&s, SHOP_START + 30 * SHOP_DAY + 1, "gift"), TAPPA_CONDITION);
    shop_close(&s);
}

/* Many in the archive: the newest of them counts for a longer cap, whatever their keys. */
static void
the_newest_of_the_archive(void **state)
{
    const struct tappa_claimed *c;
    char text[2000];
    tappa_model *m;
    struct shop s;

    (void)state;
    for (int who = 0; who < 8; who++) {
        char name[16];

        snprintf(name, sizeof name, "cookie=x%d", who);
        open_news(&s, "");
        for (int i = 0; i < 3; i++) {
            shop_ingest(&s, name, "Ask", SHOP_START + i * 8 * SHOP_DAY, NULL, NULL);
            assert_int_equal(send_all(&s, s.now), 1);
        }
        shop_ingest(&s, name, "Ask", SHOP_START + 24 * SHOP_DAY, NULL, NULL);
        assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
        snprintf(text, sizeof text, "%smigrate: {from: 1}\ncontact_rules: {caps: [{at_most: 1, per: 9d}]}\n", NEWS);
        *(strstr(text, "version: 1") + 9) = '2';
        m = shop_compile(s.context, text);
        assert_int_equal(tappa_engine_add_model(s.engine, m, TAPPA_FOLLOW, s.now), TAPPA_OK);
        tappa_model_unref(m);
        assert_int_equal(claim(&s, s.now + 1, &c), 0);
        shop_close(&s);
    }
}

static void
a_late_consent_at_its_last_moment(void **state)
{
    static const char text[] = "tappa: 1\nmodel: agreed\nversion: 1\nevents: {Ask: {}}\nchannels: {sms: {setting: online}}\n"
        "touchpoints: {one: {channel: sms, direction: outbound, consent: news}}\n"
        "stages: {all: {when: {Ask: {contact: one}}}}\ngoals: {g: {event: Ask}}\n";
    const int64_t claimed_at = SHOP_START + SHOP_HOUR;

    (void)state;
    for (int after = 0; after < 2; after++) {
        const struct tappa_claimed *c;
        struct tappa_ingested r = {.size = sizeof r};
        struct shop_event e;
        struct shop s;

        shop_open(&s, NULL, 0, NULL);
        shop_add(&s, text);
        shop_ingest(&s, "cookie=c", "Ask", SHOP_START, "1", NULL);
        assert_int_equal(claim(&s, claimed_at, &c), 0);
        shop_event(&e, "cookie=c", "Consent Given", SHOP_START - 1, "2", "purpose=news");
        assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, claimed_at + 3 * SHOP_DAY + after, &r), TAPPA_OK);
        assert_int_equal(claim(&s, claimed_at + 3 * SHOP_DAY + after, &c), !after);
        shop_close(&s);
    }
}

/* And not a microsecond less. */
static void
id_to_the_microsecond(void **state)
{
    struct tappa_engine_options o = {.size = sizeof o, .seen_window = 3 * SHOP_DAY, .checkpoint = 1};
    struct tappa_ingested r = {.size = sizeof r};
    struct shop_event e;
    struct shop s;
    int64_t ahead = SHOP_START + SHOP_DAY;

    (void)state;
    shop_open(&s, NULL, 0, &o);
    shop_event(&e, "cookie=c", "Viewed", ahead, "id", NULL);
    assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, SHOP_START, &r), TAPPA_OK);
    assert_int_equal(r.outcome, TAPPA_INGEST_TAKEN);
    shop_ingest(&s, "cookie=d", "Viewed", ahead + 3 * SHOP_DAY, NULL, NULL);
    assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
    assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, ahead + 3 * SHOP_DAY, &r), TAPPA_OK);
    assert_int_equal(r.outcome, TAPPA_INGEST_DUPLICATE);
    shop_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_cap_looks_back),
        cmocka_unit_test(of_one_instant_by_key),
        cmocka_unit_test(an_id_counts_from_its_time_on),
        cmocka_unit_test(the_last_id_goes_too),
        cmocka_unit_test(an_archive_without_its_person_goes),
        cmocka_unit_test(what_was_undone_stays_undone),
        cmocka_unit_test(two_persons_erased_at_once),
        cmocka_unit_test(decide_as_a_waiting_time_ends),
        cmocka_unit_test(a_late_consent_at_its_last_moment),
        cmocka_unit_test(id_to_the_microsecond),
        cmocka_unit_test(decide_as_a_value_is_forgotten),
        cmocka_unit_test(the_newest_of_the_archive),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
