/* What a call is not given, or given wrongly, it refuses, and nothing has changed: each argument of each call of the engine. */
#include "tests/engine/people.h"

#define EARLY (INT64_C(-62135596800000000) - 1) /* before the year 1 */
#define LATE INT64_C(253402300800000000)        /* the year 10000 */

static struct shop shop;
static tappa_engine *e;
static int64_t anna;

static uint64_t
commits(void)
{
    struct tappa_counters sums = {.size = sizeof sums};

    assert_int_equal(tappa_engine_counters(e, &sums), TAPPA_OK);
    return sums.commits;
}

static int
open_shop(void **state)
{
    (void)state;
    shop_open(&shop, NULL, 0, NULL);
    e = shop.engine;
    anna = shop_ingest(&shop, "login=anna", "Added", SHOP_START, "1", "price=30").customer;
    return 0;
}

static int
close_shop(void **state)
{
    (void)state;
    shop_close(&shop);
    return 0;
}

#define refused(call) assert_int_equal(call, TAPPA_EINVAL)
#define out_of_time(call) \
    for (int late = 0; late < 2; late++) { \
        const int64_t now = late ? LATE : EARLY; \
\
        assert_int_equal(call, TAPPA_ETIME); \
    }

static void
opening(void **state)
{
    struct tappa_store_table other;
    struct tappa_engine_options options = {.size = sizeof options};
    struct {
        struct tappa_engine_options known;
        uint64_t more;
    } newer = {.known = {.size = sizeof newer}};
    const struct tappa_store_table *own;
    tappa_store *store;
    tappa_engine *engine;

    (void)state;
    assert_int_equal(tappa_store_memory(shop.context, 0, &store), TAPPA_OK);
    own = store->table;
    other = *own;
    refused(tappa_engine_open(NULL, store, NULL, &engine));
    assert_null(engine);
    refused(tappa_engine_open(shop.context, NULL, NULL, &engine));
    refused(tappa_engine_open(shop.context, store, NULL, NULL));
    store->table = NULL;
    refused(tappa_engine_open(shop.context, store, NULL, &engine));
    store->table = &other;
    other.version = TAPPA_STORE_VERSION + 1;
    refused(tappa_engine_open(shop.context, store, NULL, &engine));
    for (size_t at = offsetof(struct tappa_store_table, commit); at < offsetof(struct tappa_store_table, hold); at += sizeof(void (*)(void))) {
        other = *own;
        memset((char *)&other + at, 0, sizeof(void (*)(void))); /* which all must have */
        refused(tappa_engine_open(shop.context, store, NULL, &engine));
        other = *own;
        other.size = (uint32_t)at;
        refused(tappa_engine_open(shop.context, store, NULL, &engine));
    }
    store->table = own;
    options.size = 7;
    refused(tappa_engine_open(shop.context, store, &options, &engine));
    options.size = sizeof options;
    options.flags = 1;
    refused(tappa_engine_open(shop.context, store, &options, &engine));
    newer.more = 1; /* something that is not known here */
    refused(tappa_engine_open(shop.context, store, &newer.known, &engine));
    newer.more = 0;
    assert_int_equal(tappa_engine_open(shop.context, store, &newer.known, &engine), TAPPA_OK);
    assert_int_equal(tappa_engine_close(engine), TAPPA_OK);
    assert_int_equal(tappa_engine_close(NULL), TAPPA_OK);
    refused(tappa_engine_checkpoint(NULL));
}

static void
settings(void **state)
{
    static char long_one[UINT16_MAX + 2];
    uint64_t before = commits();

    (void)state;
    memset(long_one, 'k', sizeof long_one);
    refused(tappa_engine_add_model(NULL, shop.basket, TAPPA_FOLLOW, SHOP_START));
    refused(tappa_engine_add_model(e, NULL, TAPPA_FOLLOW, SHOP_START));
    refused(tappa_engine_add_model(e, shop.basket, TAPPA_FOLLOW - 1, SHOP_START));
    refused(tappa_engine_add_model(e, shop.basket, TAPPA_MIGRATE + 1, SHOP_START));
    out_of_time(tappa_engine_add_model(e, shop.basket, TAPPA_FOLLOW, now));
    refused(tappa_engine_add_kind(NULL, "card", 4, 1));
    refused(tappa_engine_add_kind(e, NULL, 4, 1));
    refused(tappa_engine_add_kind(e, "card", 0, 1));
    refused(tappa_engine_add_kind(e, long_one, UINT16_MAX + 1, 1));
    refused(tappa_engine_add_kind(e, "\xff", 1, 1));
    refused(tappa_engine_block(NULL, "x", 1));
    refused(tappa_engine_block(e, NULL, 1));
    refused(tappa_engine_block(e, long_one, UINT16_MAX + 1));
    refused(tappa_engine_block(e, "\xff", 1));
    assert_int_equal(commits(), before);
    assert_int_equal(tappa_engine_add_kind(e, long_one, UINT16_MAX, 1), TAPPA_OK);
    assert_int_equal(tappa_engine_block(e, long_one, UINT16_MAX), TAPPA_OK);
}

static void
sums(void **state)
{
    struct {
        struct tappa_counters known;
        uint64_t more;
    } newer = {.known = {.size = sizeof newer}, .more = 7};
    struct tappa_counters older = {.size = 16, .taken = 77}, all = {.size = sizeof all};
    const struct tappa_version *versions;
    const struct tappa_count *counts;
    const char *whom;
    char text[8000];
    size_t count, need;

    (void)state;
    refused(tappa_engine_counters(NULL, &all));
    refused(tappa_engine_counters(e, NULL));
    all.size = 7;
    refused(tappa_engine_counters(e, &all));
    assert_int_equal(tappa_engine_counters(e, &older), TAPPA_OK);
    assert_int_equal(older.events, 1);
    assert_int_equal(older.taken, 77); /* behind what it has room for */
    assert_int_equal(tappa_engine_counters(e, &newer.known), TAPPA_OK);
    assert_int_equal(newer.known.taken, 1);
    assert_int_equal(newer.more, 0);
    need = tappa_engine_metrics(e, NULL, 0);
    assert_true(need > 1000 && need < sizeof text);
    assert_int_equal(tappa_engine_metrics(NULL, text, sizeof text), 0);
    assert_int_equal(tappa_engine_metrics(e, NULL, 10), 0);
    assert_int_equal(tappa_engine_metrics(e, text, 10), need);
    assert_string_equal(text, "# HELP ta");
    assert_int_equal(tappa_engine_metrics(e, text, sizeof text), need);
    assert_int_equal(strlen(text), need);
    refused(tappa_engine_damaged(NULL, &whom, &count));
    refused(tappa_engine_damaged(e, NULL, &count));
    refused(tappa_engine_damaged(e, &whom, NULL));
    refused(tappa_engine_counts(NULL, &counts, &count));
    refused(tappa_engine_counts(e, NULL, &count));
    refused(tappa_engine_counts(e, &counts, NULL));
    refused(tappa_engine_versions(NULL, &versions, &count));
    refused(tappa_engine_versions(e, NULL, &count));
    refused(tappa_engine_versions(e, &versions, NULL));
}

static void
people(void **state)
{
    static const struct tappa_identity login = {"login", "anna", 5, 4}, other = {"login", "bea", 5, 3}, no_kind = {NULL, "x", 1, 1},
                                       no_value = {"x", NULL, 1, 1};
    struct tappa_standing standing = {.size = sizeof standing};
    struct {
        struct tappa_standing known;
        uint64_t more;
    } newer = {.known = {.size = sizeof newer}, .more = 7};
    uint64_t before = commits();
    const char *text;
    char proof[33] = "?";
    int64_t customer;
    size_t size;

    (void)state;
    refused(tappa_engine_find(NULL, &login, &customer));
    refused(tappa_engine_find(e, NULL, &customer));
    refused(tappa_engine_find(e, &login, NULL));
    refused(tappa_engine_find(e, &no_kind, &customer));
    refused(tappa_engine_find(e, &no_value, &customer));
    assert_int_equal(tappa_engine_find(e, &other, &customer), TAPPA_EUNKNOWN);
    assert_int_equal(customer, 0);
    refused(tappa_engine_where(NULL, anna, &standing));
    refused(tappa_engine_where(e, anna, NULL));
    standing.size--;
    refused(tappa_engine_where(e, anna, &standing));
    standing = (struct tappa_standing){.size = sizeof standing, .flags = 1};
    refused(tappa_engine_where(e, anna, &standing));
    assert_int_equal(tappa_engine_where(e, anna, &newer.known), TAPPA_OK);
    assert_int_equal(newer.more, 0);
    assert_int_equal(newer.known.customer, anna);
    refused(tappa_engine_part(NULL, 1, SHOP_START));
    refused(tappa_engine_part(e, 0, SHOP_START));
    out_of_time(tappa_engine_part(e, 1, now));
    refused(tappa_engine_part_identities(NULL, &login, &other, SHOP_START));
    refused(tappa_engine_part_identities(e, NULL, &other, SHOP_START));
    refused(tappa_engine_part_identities(e, &login, NULL, SHOP_START));
    refused(tappa_engine_part_identities(e, &no_kind, &other, SHOP_START));
    refused(tappa_engine_part_identities(e, &no_value, &other, SHOP_START));
    refused(tappa_engine_part_identities(e, &login, &no_kind, SHOP_START));
    refused(tappa_engine_part_identities(e, &login, &no_value, SHOP_START));
    out_of_time(tappa_engine_part_identities(e, &login, &other, now));
    refused(tappa_engine_journal(NULL, anna, 0, &text, &size));
    refused(tappa_engine_journal(e, anna, 0, NULL, &size));
    refused(tappa_engine_journal(e, anna, 0, &text, NULL));
    refused(tappa_engine_journal(e, anna, 2, &text, &size));
    refused(tappa_engine_journal(e, anna, -1, &text, &size));
    refused(tappa_engine_export(NULL, anna, &text, &size));
    refused(tappa_engine_export(e, anna, NULL, &size));
    refused(tappa_engine_export(e, anna, &text, NULL));
    refused(tappa_engine_erase(NULL, anna, SHOP_START, proof));
    out_of_time(tappa_engine_erase(e, anna, now, proof));
    assert_string_equal(proof, "?");
    assert_int_equal(tappa_engine_erase(e, 12345, SHOP_START, NULL), TAPPA_EUNKNOWN);
    assert_int_equal(tappa_engine_erase(e, 12345, SHOP_START, proof), TAPPA_EUNKNOWN);
    assert_string_equal(proof, "");
    assert_int_equal(tappa_engine_erase(e, 0, SHOP_START, NULL), TAPPA_EUNKNOWN);
    assert_int_equal(commits(), before);
}

static void
contacts(void **state)
{
    struct tappa_moment moment = {.size = sizeof moment, .now = SHOP_START};
    const struct tappa_verdict *verdicts;
    const struct tappa_claimed *claimed;
    static const uint8_t key[16] = {1};
    uint64_t before = commits();
    size_t count;

    (void)state;
    refused(tappa_engine_decide(NULL, anna, &moment, &verdicts, &count));
    refused(tappa_engine_decide(e, anna, NULL, &verdicts, &count));
    refused(tappa_engine_decide(e, anna, &moment, NULL, &count));
    refused(tappa_engine_decide(e, anna, &moment, &verdicts, NULL));
    moment.size--;
    refused(tappa_engine_decide(e, anna, &moment, &verdicts, &count));
    moment = (struct tappa_moment){.size = sizeof moment, .now = SHOP_START, .flags = 1};
    refused(tappa_engine_decide(e, anna, &moment, &verdicts, &count));
    moment = (struct tappa_moment){.size = sizeof moment, .now = SHOP_START, .touchpoint_size = 4};
    refused(tappa_engine_decide(e, anna, &moment, &verdicts, &count));
    moment = (struct tappa_moment){.size = sizeof moment, .now = SHOP_START, .touchpoint = "site", .touchpoint_size = UINT16_MAX + 1};
    refused(tappa_engine_decide(e, anna, &moment, &verdicts, &count));
    out_of_time(tappa_engine_decide(e, anna, &(struct tappa_moment){.size = sizeof moment, .now = now}, &verdicts, &count));
    refused(tappa_engine_claim(NULL, SHOP_START, 1, &claimed, &count));
    refused(tappa_engine_claim(e, SHOP_START, 1, NULL, &count));
    refused(tappa_engine_claim(e, SHOP_START, 1, &claimed, NULL));
    out_of_time(tappa_engine_claim(e, now, 1, &claimed, &count));
    assert_int_equal(tappa_engine_claim(e, SHOP_START, 0, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 0);
    refused(tappa_engine_report(NULL, key, TAPPA_CONTACT_SENT, SHOP_START));
    refused(tappa_engine_report(e, NULL, TAPPA_CONTACT_SENT, SHOP_START));
    for (uint32_t state_of = 0; state_of < 12; state_of++)
        assert_int_equal(tappa_engine_report(e, key, state_of, SHOP_START),
                         state_of == TAPPA_CONTACT_SENT || state_of == TAPPA_CONTACT_OPENED || state_of == TAPPA_CONTACT_BOUNCED ||
                                 state_of == TAPPA_CONTACT_FAILED
                             ? TAPPA_EUNKNOWN
                             : TAPPA_EINVAL);
    out_of_time(tappa_engine_report(e, key, TAPPA_CONTACT_SENT, now));
    assert_int_equal(commits(), before);
}

static void
events(void **state)
{
    struct shop_event one, two[2];
    struct tappa_record records[2];
    struct {
        struct tappa_record known;
        unsigned char more[5000];
    } newer;
    struct tappa_ingested result = {.size = sizeof result};
    struct tappa_span span;
    uint64_t before = commits();
    size_t done;

    (void)state;
    shop_event(&one, "login=anna", "Viewed", SHOP_START, "9", "price=3");
    shop_event(&two[1], "login=anna", "Viewed", SHOP_START, "10", NULL);
    refused(tappa_engine_ingest(NULL, &one.record, 1, NULL, SHOP_START, NULL));
    refused(tappa_engine_ingest(e, NULL, 1, NULL, SHOP_START, NULL));
    out_of_time(tappa_engine_ingest(e, &one.record, 1, NULL, now, NULL));
#define WITH(member, value) \
    records[0] = one.record; \
    records[0].member = value; \
    refused(tappa_engine_ingest(e, records, 1, NULL, SHOP_START, NULL))
    WITH(size, 0);
    WITH(size, offsetof(struct tappa_record, line)); /* less than in the first version */
    WITH(size, sizeof(struct tappa_record) - 1);     /* the next would lie crooked */
    WITH(fields, NULL);
    WITH(identities, NULL);
    WITH(flags, TAPPA_RECORD_TEXT << 1);
#undef WITH
    records[0] = records[1] = one.record;
    records[1].size = sizeof one.record + 8; /* of two sizes */
    refused(tappa_engine_ingest(e, records, 2, NULL, SHOP_START, NULL));
    memset(&newer, 0, sizeof newer);
    newer.known = one.record;
    newer.known.size = 4104;
    refused(tappa_engine_ingest(e, &newer.known, 1, NULL, SHOP_START, NULL));
    newer.known.size = 4096;
    newer.more[0] = 1;
    refused(tappa_engine_ingest(e, &newer.known, 1, NULL, SHOP_START, NULL));
    for (uint32_t size = 0; size < 4200; size++) {
        result.size = size;
        if (size < sizeof result || size > 4096 || size % 8)
            refused(tappa_engine_ingest(e, &one.record, 1, NULL, SHOP_START, &result));
    }
    refused(tappa_engine_offset(NULL, "log", 3, &span));
    refused(tappa_engine_offset(e, NULL, 3, &span));
    refused(tappa_engine_offset(e, "log", 3, NULL));
    refused(tappa_engine_run_due(NULL, SHOP_START, 1, &done));
    out_of_time(tappa_engine_run_due(e, now, 1, &done));
    assert_int_equal(tappa_engine_run_due(e, SHOP_START, 0, &done), TAPPA_OK);
    assert_int_equal(done, 0);
    assert_int_equal(tappa_engine_ingest(e, NULL, 0, NULL, SHOP_START, NULL), TAPPA_OK);
    assert_int_equal(commits(), before);
    newer.more[0] = 0; /* a newer caller who says nothing that is not known here */
    assert_int_equal(tappa_engine_ingest(e, &newer.known, 1, NULL, SHOP_START, NULL), TAPPA_OK);
    assert_int_equal(tappa_engine_run_due(e, SHOP_START + 2 * SHOP_HOUR, 10, NULL), TAPPA_OK);
}

/* What an older caller's records lack is not there: the identities, of which `customer` alone is left. */
static void
an_older_caller(void **state)
{
    struct shop_event one;
    struct tappa_ingested result = {.size = sizeof result};
    int64_t bea;

    (void)state;
    shop_event(&one, "customer=bea", "Viewed", SHOP_START, "older", NULL);
    one.record.customer = "bea";
    one.record.customer_size = 3;
    one.record.identities = &(struct tappa_identity){"login", "anna", 5, 4};
    one.record.size = offsetof(struct tappa_record, identities);
    assert_int_equal(tappa_engine_ingest(e, &one.record, 1, NULL, SHOP_START, &result), TAPPA_OK);
    bea = shop_find(&shop, "customer=bea");
    assert_true(bea && bea == result.customer && bea != anna);
}

static void
plans(void **state)
{
    static char long_one[UINT16_MAX + 2];
    struct tappa_plan plan = {.size = sizeof plan};
    struct {
        struct tappa_plan known;
        uint64_t more;
    } newer = {.known = {.size = sizeof newer}, .more = 7};
    tappa_model *stranger = shop_compile(shop.context, "tappa: 1\nmodel: stranger\nversion: 1\nstages: {a: {}}\n");
    size_t done;

    (void)state;
    refused(tappa_engine_plan(NULL, shop.basket, &plan));
    refused(tappa_engine_plan(e, NULL, &plan));
    refused(tappa_engine_plan(e, shop.basket, NULL));
    plan.size = offsetof(struct tappa_plan, now) - 1;
    refused(tappa_engine_plan(e, shop.basket, &plan));
    plan = (struct tappa_plan){.size = sizeof plan, .flags = 1};
    refused(tappa_engine_plan(e, shop.basket, &plan));
    plan.flags = 0;
    assert_int_equal(tappa_engine_plan(e, stranger, &plan), TAPPA_EUNKNOWN);
    assert_int_equal(tappa_engine_plan(e, shop.basket, &newer.known), TAPPA_OK);
    assert_int_equal(newer.more, 0);
    refused(tappa_engine_apply(NULL, "basket", 6, SHOP_START, 1, &done));
    refused(tappa_engine_apply(e, NULL, 6, SHOP_START, 1, &done));
    refused(tappa_engine_apply(e, long_one, UINT16_MAX + 1, SHOP_START, 1, &done));
    out_of_time(tappa_engine_apply(e, "basket", 6, now, 1, &done));
    assert_int_equal(tappa_engine_apply(e, "stranger", 8, SHOP_START, 1, &done), TAPPA_EUNKNOWN);
    assert_int_equal(tappa_engine_apply(e, long_one, UINT16_MAX, SHOP_START, 1, &done), TAPPA_EUNKNOWN);
    assert_int_equal(tappa_engine_apply(e, "basket", 6, SHOP_START, 0, &done), TAPPA_OK);
    assert_int_equal(done, 0);
    assert_int_equal(tappa_engine_apply(e, "basket", 6, SHOP_START, 10, NULL), TAPPA_OK);
    tappa_model_unref(stranger);
}

/* The first moment and the last are times like all others: whatever a call says of them, it is not that. */
static void
the_first_moment_and_the_last(void **state)
{
    static const struct tappa_identity one = {"login", "nobody", 5, 6}, other = {"cookie", "none", 6, 4};
    static const uint8_t key[16] = {1};
    const struct tappa_verdict *verdicts;
    const struct tappa_claimed *claimed;
    size_t count;

    (void)state;
    for (int late = 0; late < 2; late++) {
        const int64_t now = late ? LATE - 1 : EARLY + 1;

        assert_int_equal(tappa_engine_add_model(e, shop.basket, TAPPA_FOLLOW, now), TAPPA_OK);
        assert_int_equal(tappa_engine_part(e, 1, now), TAPPA_EUNKNOWN);
        assert_int_equal(tappa_engine_part_identities(e, &one, &other, now), TAPPA_EUNKNOWN);
        assert_int_equal(tappa_engine_erase(e, 12345, now, NULL), TAPPA_EUNKNOWN);
        assert_int_equal(tappa_engine_decide(e, 12345, &(struct tappa_moment){.size = sizeof(struct tappa_moment), .now = now}, &verdicts, &count), TAPPA_EUNKNOWN);
        assert_int_equal(tappa_engine_report(e, key, TAPPA_CONTACT_SENT, now), TAPPA_EUNKNOWN);
        assert_int_equal(tappa_engine_apply(e, "stranger", 8, now, 1, &count), TAPPA_EUNKNOWN);
        assert_int_equal(tappa_engine_ingest(e, NULL, 0, NULL, now, NULL), TAPPA_OK);
        assert_int_equal(tappa_engine_run_due(e, now, 0, &count), TAPPA_OK);
        assert_int_equal(tappa_engine_claim(e, now, 0, &claimed, &count), TAPPA_OK);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums), /* of one event alone */
        cmocka_unit_test(opening),
        cmocka_unit_test(settings),
        cmocka_unit_test(people),
        cmocka_unit_test(contacts),
        cmocka_unit_test(events),
        cmocka_unit_test(an_older_caller),
        cmocka_unit_test(plans),
        cmocka_unit_test(the_first_moment_and_the_last),
    };

    return cmocka_run_group_tests(tests, open_shop, close_shop);
}
