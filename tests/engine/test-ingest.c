/* The way of an event into the engine: what becomes of each, that nothing is lost and that one bad event never stops the others. */
#include "tests/engine/people.h"
#include "tests/support/scratch.h"

#include "lib/engine/engine.h" /* how much memory a customer takes */

static void
each_outcome_has_its_name(void **state)
{
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    assert_int_equal(shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", "price=5").outcome, TAPPA_INGEST_TAKEN);
    assert_int_equal(shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", "price=5").outcome, TAPPA_INGEST_DUPLICATE);
    assert_int_equal(shop_ingest(&s, "cookie=c", "Returned", SHOP_START + 1, "2", NULL).outcome, TAPPA_INGEST_IGNORED);
    assert_int_equal(shop_ingest(&s, "cookie=c", "Strange", SHOP_START + 2, "3", NULL).outcome, TAPPA_INGEST_UNKNOWN_EVENT);
    assert_int_equal(shop_ingest(&s, "", "Added", SHOP_START + 3, "4", NULL).outcome, TAPPA_INGEST_NOBODY);
    assert_string_equal(shop_ingest(&s, "", "Added", SHOP_START + 3, NULL, NULL).message, "no identity, or only values that are blocked");
    assert_int_equal(shop_ingest(&s, "cookie=NULL login=n/a", "Added", SHOP_START + 3, "5", NULL).outcome, TAPPA_INGEST_NOBODY);
    assert_int_equal(shop_ingest(&s, "cookie=c", "Added", SHOP_START + 4, "6", "price=dear").outcome, TAPPA_INGEST_REFUSED);
    assert_int_equal(shop_ingest(&s, "cookie=c", "Viewed", SHOP_START - 4 * SHOP_DAY, "7", NULL).outcome, TAPPA_INGEST_TOO_LATE);
    assert_int_equal(shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START + 5, "8", "purpose=marketing").outcome, TAPPA_INGEST_TAKEN);
    assert_string_equal(shop_stage(&s, "cookie=c", s.basket), "choosing");
    shop_close(&s);
}

/* A word for each number, and none for those that nobody gives out. */
static void
numbers_have_words(void **state)
{
    uint32_t i, j;

    (void)state;
    assert_string_equal(tappa_ingest_text(TAPPA_INGEST_TOO_LATE), "too late");
    assert_string_equal(tappa_contact_text(TAPPA_CONTACT_WITHDRAWN), "withdrawn");
    assert_string_equal(tappa_reason_text(TAPPA_NOT_THIS_STAGE), "not this stage");
    for (i = 0; i < 20; i++) {
        assert_int_equal(*tappa_ingest_text(i) != '\0', i >= TAPPA_INGEST_TAKEN && i <= TAPPA_INGEST_DAMAGED);
        assert_int_equal(*tappa_contact_text(i) != '\0', i >= TAPPA_CONTACT_WANTED && i <= TAPPA_CONTACT_EXPIRED);
        assert_int_equal(*tappa_reason_text(i) != '\0', i <= TAPPA_OUTRANKED);
        for (j = 0; j < i; j++) {
            assert_true(!*tappa_ingest_text(i) || strcmp(tappa_ingest_text(i), tappa_ingest_text(j)));
            assert_true(!*tappa_contact_text(i) || strcmp(tappa_contact_text(i), tappa_contact_text(j)));
            assert_true(!*tappa_reason_text(i) || strcmp(tappa_reason_text(i), tappa_reason_text(j)));
        }
    }
    assert_string_equal(tappa_ingest_text(UINT32_MAX), "");
    assert_string_equal(tappa_contact_text(UINT32_MAX), "");
    assert_string_equal(tappa_reason_text(UINT32_MAX), "");
}

static void
a_refusal_says_why(void **state)
{
    struct tappa_ingested r;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    r = shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", "price=dear");
    assert_string_equal(r.message, "Added: `price` is no double");
    assert_true(r.sequence > 0 && r.customer == shop_find(&s, "cookie=c"));
    shop_close(&s);
}

/* What changes nothing but what is known of a person was taken in all the same. */
static void
what_is_said_of_a_person_is_taken(void **state)
{
    static const struct {
        const char *name, *fields;
        uint32_t outcome;
    } cases[] = {{"Consent Given", "purpose=marketing", TAPPA_INGEST_TAKEN},
                 {"Consent Withdrawn", "purpose=marketing", TAPPA_INGEST_TAKEN},
                 {"Unsubscribed", "channel=email", TAPPA_INGEST_TAKEN},
                 {"Channel Preferred", "channel=sms", TAPPA_INGEST_TAKEN},
                 {"identify", "email=anna", TAPPA_INGEST_TAKEN},
                 {"identify", "shoe=43", TAPPA_INGEST_IGNORED}};
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_ingest(&s, "cookie=c", "Added", SHOP_START, "0", "price=5");
    for (int i = 0; i < 6; i++)
        assert_int_equal(shop_ingest(&s, "cookie=c", cases[i].name, SHOP_START + i, NULL, cases[i].fields).outcome, cases[i].outcome);
    shop_close(&s);
}

/* Blanks make nobody of nobody. */
static void
blanks_hide_nothing(void **state)
{
    static const char *const values[] = {"  ", "null\n", "\tAnonymous ", " n/a"};
    struct tappa_identity identity = {"cookie", NULL, 6, 0};
    struct tappa_ingested result = {.size = sizeof result};
    struct shop_event e;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    assert_int_equal(tappa_engine_block(s.engine, " staff ", 7), TAPPA_OK);
    for (int i = 0; i < 5; i++) {
        identity.value = i < 4 ? values[i] : "Staff";
        identity.value_size = (uint32_t)strlen(identity.value);
        shop_event(&e, "", "Added", SHOP_START, NULL, "price=5");
        e.record.identities = &identity;
        e.record.identity_count = 1;
        assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, s.now, &result), TAPPA_OK);
        assert_int_equal(result.outcome, TAPPA_INGEST_NOBODY);
    }
    shop_close(&s);
}

/* A caller that knows more of a result than we do steps through its own array. */
static void
results_are_as_large_as_their_caller_says(void **state)
{
    struct newer {
        struct tappa_ingested known;
        uint64_t more;
    } results[2];
    struct tappa_record records[2];
    struct shop_event e[2];
    struct shop s;

    (void)state;
    memset(results, 0xee, sizeof results);
    shop_open(&s, NULL, 0, NULL);
    shop_event(&e[0], "cookie=a", "Added", SHOP_START, "1", "price=5");
    shop_event(&e[1], "cookie=b", "Added", SHOP_START, "2", "price=dear");
    records[0] = e[0].record;
    records[1] = e[1].record;
    results[0].known.size = sizeof *results;
    assert_int_equal(tappa_engine_ingest(s.engine, records, 2, NULL, s.now, &results[0].known), TAPPA_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(results[i].known.size, sizeof *results);
        assert_int_equal(results[i].known.outcome, i ? TAPPA_INGEST_REFUSED : TAPPA_INGEST_TAKEN);
        assert_int_equal(results[i].more, 0);
    }
    for (uint32_t size = 0; size < sizeof results->known; size += 7) {
        results[0].known.size = size;
        assert_int_equal(tappa_engine_ingest(s.engine, records, 2, NULL, s.now, &results[0].known), TAPPA_EINVAL);
    }
    results[0].known.size = sizeof results->known + 1;
    assert_int_equal(tappa_engine_ingest(s.engine, records, 2, NULL, s.now, &results[0].known), TAPPA_EINVAL);
    shop_close(&s);
}

/* One record by hand, with all that can be wrong in it. */
static struct tappa_ingested
ingest_raw(struct shop *s, const struct tappa_record *record)
{
    struct tappa_ingested r = {.size = sizeof r};

    assert_int_equal(tappa_engine_ingest(s->engine, record, 1, NULL, s->now, &r), TAPPA_OK);
    return r;
}

static void
rubbish_is_kept_and_named(void **state)
{
    static const char bad[] = "\xff\xfe";
    struct tappa_field field = {.name = bad, .name_size = 2};
    struct shop_event e;
    struct tappa_record r;
    struct shop s;
    char *large = malloc(70000);

    (void)state;
    assert_non_null(large);
    memset(large, 'x', 70000);
    shop_open(&s, NULL, 0, NULL);
    shop_event(&e, "cookie=c", "Added", SHOP_START, "1", NULL);
    r = e.record;
    r.event_size = 0;
    assert_string_equal(ingest_raw(&s, &r).message, "no event");
    r = e.record;
    r.event = bad;
    r.event_size = 2;
    assert_string_equal(ingest_raw(&s, &r).message, "a name that is too long or no UTF-8");
    r = e.record;
    r.id = large;
    r.id_size = 70000;
    assert_string_equal(ingest_raw(&s, &r).message, "a name that is too long or no UTF-8");
    r = e.record;
    r.id = NULL; /* with a size: a caller's slip that must not be read */
    assert_int_equal(ingest_raw(&s, &r).outcome, TAPPA_INGEST_REFUSED);
    r = e.record;
    r.fields = &field;
    r.field_count = 1;
    assert_string_equal(ingest_raw(&s, &r).message, "a field whose name is empty, too long or no UTF-8");
    field = (struct tappa_field){.name = "price", .name_size = 5, .value = {.kind = TAPPA_STRING, .data = bad, .size = 2}};
    assert_string_equal(ingest_raw(&s, &r).message, "a field that is too long or no UTF-8");
    r = e.record;
    r.time = INT64_MAX;
    assert_string_equal(ingest_raw(&s, &r).message, "time outside the years 0001 to 9999");
    r.time = s.now + SHOP_DAY + 1;
    assert_string_equal(ingest_raw(&s, &r).message, "more than a day in the future");
    r = e.record;
    r.zone = "Mars/Olympus";
    r.zone_size = 12;
    assert_string_equal(ingest_raw(&s, &r).message, "unknown time zone `Mars/Olympus`");
    r = e.record;
    r.identities = &(struct tappa_identity){"", "v", 0, 1};
    assert_int_equal(ingest_raw(&s, &r).outcome, TAPPA_INGEST_REFUSED);
    assert_int_equal(shop_find(&s, "cookie=c"), 0); /* nothing of it made a customer */
    shop_close(&s);
    free(large);
}

static void
misuse_does_nothing(void **state)
{
    struct tappa_ingested r = {.size = sizeof r}, small = {.size = 4};
    struct shop_event e;
    struct tappa_record old;
    struct shop s;
    int64_t customer;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_event(&e, "cookie=c", "Added", SHOP_START, "1", NULL);
    assert_int_equal(tappa_engine_ingest(NULL, &e.record, 1, NULL, s.now, &r), TAPPA_EINVAL);
    assert_int_equal(tappa_engine_ingest(s.engine, NULL, 1, NULL, s.now, &r), TAPPA_EINVAL);
    assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, s.now, &small), TAPPA_EINVAL);
    assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, INT64_MAX, &r), TAPPA_ETIME);
    old = e.record;
    old.size = 8;
    assert_int_equal(tappa_engine_ingest(s.engine, &old, 1, NULL, s.now, &r), TAPPA_EINVAL);
    old = e.record;
    old.size = sizeof old - 4;
    assert_int_equal(tappa_engine_ingest(s.engine, &old, 1, NULL, s.now, &r), TAPPA_EINVAL);
    old = e.record;
    old.flags = 8;
    assert_int_equal(tappa_engine_ingest(s.engine, &old, 1, NULL, s.now, &r), TAPPA_EINVAL);
    old = e.record;
    old.fields = NULL;
    old.field_count = 1;
    assert_int_equal(tappa_engine_ingest(s.engine, &old, 1, NULL, s.now, &r), TAPPA_EINVAL);
    assert_int_equal(tappa_engine_ingest(s.engine, NULL, 0, NULL, s.now, NULL), TAPPA_OK);
    assert_int_equal(tappa_engine_find(s.engine, NULL, &customer), TAPPA_EINVAL);
    assert_int_equal(tappa_engine_run_due(s.engine, INT64_MIN, 1, NULL), TAPPA_ETIME);
    assert_int_equal(shop_find(&s, "cookie=c"), 0);
    shop_close(&s);
}

/* A record from a caller built before there were identities: its customer's name counts. */
static void
an_older_record_is_understood(void **state)
{
    struct shop_event e;
    struct tappa_record old;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_event(&e, "", "Added", SHOP_START, "1", "price=5");
    old = e.record;
    old.size = (uint32_t)offsetof(struct tappa_record, identities);
    old.customer = "carla";
    old.customer_size = 5;
    assert_int_equal(ingest_raw(&s, &old).outcome, TAPPA_INGEST_TAKEN);
    assert_true(shop_find(&s, "customer=carla") != 0);
    shop_close(&s);
}

static void
one_bad_event_stops_nobody(void **state)
{
    struct shop_event e[3];
    struct tappa_record records[3];
    struct tappa_ingested results[3] = {{.size = sizeof results[0]}};
    struct tappa_store_offset offset = {.size = sizeof offset, .source = {"log", 3}, .offset = {"line 3", 6}};
    struct tappa_span span;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_event(&e[0], "cookie=a", "Added", SHOP_START, "1", "price=5");
    shop_event(&e[1], "cookie=b", "Added", SHOP_START, "2", "price=dear");
    shop_event(&e[2], "cookie=c", "Added", SHOP_START, "3", "price=5");
    for (int i = 0; i < 3; i++)
        records[i] = e[i].record;
    assert_int_equal(tappa_engine_offset(s.engine, "log", 3, &span), TAPPA_OK);
    assert_null(span.data);
    assert_int_equal(tappa_engine_ingest(s.engine, records, 3, &offset, s.now, results), TAPPA_OK);
    assert_int_equal(results[0].outcome, TAPPA_INGEST_TAKEN);
    assert_int_equal(results[1].outcome, TAPPA_INGEST_REFUSED);
    assert_int_equal(results[2].outcome, TAPPA_INGEST_TAKEN);
    assert_int_equal(results[1].sequence, results[0].sequence + 1);
    assert_int_equal(tappa_engine_offset(s.engine, "log", 3, &span), TAPPA_OK);
    assert_int_equal(span.size, 6);
    assert_memory_equal(span.data, "line 3", 6);
    shop_close(&s);
}

/* The order that came late takes the mail away that was asked for in the meantime. */
static void
late_is_put_into_its_place(void **state)
{
    struct tappa_ingested r;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", "price=30");
    shop_due(&s, SHOP_START + 2 * SHOP_HOUR);
    assert_int_equal(shop_contact(&s, "cookie=c", "basket_mail")->state, TAPPA_CONTACT_WANTED);
    shop_ingest(&s, "cookie=c", "Viewed", SHOP_START + 3 * SHOP_HOUR, "2", NULL);
    r = shop_ingest(&s, "cookie=c", "Ordered", SHOP_START + SHOP_HOUR / 2, "3", "revenue=30");
    assert_int_equal(r.outcome, TAPPA_INGEST_TAKEN);
    assert_int_equal(r.late, 1);
    assert_int_equal(r.transitions, 2); /* the basket is bought, and a journey of care begins */
    assert_string_equal(shop_stage(&s, "cookie=c", s.basket), "bought");
    assert_null(shop_contact(&s, "cookie=c", "basket_mail"));
    assert_int_equal(shop_contact(&s, "cookie=c", "thanks")->state, TAPPA_CONTACT_WANTED);
    assert_string_equal(shop_stage(&s, "cookie=c", s.care), "fresh");
    shop_close(&s);
}

/* What had fired by then has fired still. */
static void
late_takes_nothing_else_back(void **state)
{
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", "price=30");
    shop_due(&s, SHOP_START + 2 * SHOP_HOUR);
    assert_int_equal(shop_ingest(&s, "cookie=c", "Viewed", SHOP_START + SHOP_HOUR / 2, "2", NULL).late, 1);
    assert_int_equal(shop_contact(&s, "cookie=c", "basket_mail")->state, TAPPA_CONTACT_WANTED);
    assert_true(shop_where(&s, "cookie=c").next_due > SHOP_START + SHOP_DAY);
    shop_close(&s);
}

/* What became of an event stands with it, also where timers had to run before it. */
static void
outcome_stands_with_the_event(void **state)
{
    const char *text, *line;
    size_t size;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", "price=30");
    shop_ingest(&s, "cookie=c", "Viewed", SHOP_START + 2 * SHOP_HOUR, "2", NULL);
    assert_int_equal(tappa_engine_journal(s.engine, shop_find(&s, "cookie=c"), 0, &text, &size), TAPPA_OK);
    line = strstr(text, "\"timer\": ");
    assert_non_null(line);
    assert_non_null(strstr(line, "\"outcome\": \"taken\""));
    line = strstr(line, "\"event\": \"Viewed\"");
    assert_non_null(line);
    assert_non_null(strstr(line, "\"outcome\": \"ignored\""));
    shop_close(&s);
}

/* One customer's year: what its words take in memory stays within bounds, however many come. */
static void
memory_stays_within_bounds(void **state)
{
    struct tappa__customer *c;
    struct shop s;
    char id[16], sku[64];

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    for (int i = 0; i < 10000; i++) {
        snprintf(id, sizeof id, "e%d", i);
        snprintf(sku, sizeof sku, "email=somebody-%d@example.org", i);
        shop_ingest(&s, "cookie=c", i % 2 ? "Viewed" : "identify", SHOP_START + i, id, sku);
    }
    assert_int_equal(tappa__customer_get(s.engine, shop_find(&s, "cookie=c"), &c), TAPPA_OK);
    assert_true(c->arena.total < 200000);
    assert_int_equal(c->entry_count, 10000);
    shop_close(&s);
}

static void
sums_add_up(void **state)
{
    struct tappa_counters c = {.size = sizeof c};
    char text[8192];
    struct shop s;
    size_t n;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", "price=30");
    shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", "price=30");
    shop_ingest(&s, "cookie=c login=anna", "Strange", SHOP_START, "2", NULL);
    shop_due(&s, SHOP_START + 2 * SHOP_HOUR);
    assert_int_equal(tappa_engine_counters(s.engine, &c), TAPPA_OK);
    assert_int_equal(c.events, 3);
    assert_int_equal(c.taken + c.ignored + c.duplicates + c.too_late + c.unknown_events + c.nobody + c.refused + c.damaged, c.events);
    assert_int_equal(c.duplicates, 1);
    assert_int_equal(c.timers, 1);
    assert_int_equal(c.wanted, 1);
    n = tappa_engine_metrics(s.engine, text, sizeof text);
    assert_true(n < sizeof text && strlen(text) == n);
    assert_non_null(strstr(text, "tappa_events_total{outcome=\"duplicate\"} 1\n"));
    assert_non_null(strstr(text, "# TYPE tappa_timers_total counter\ntappa_timers_total 1\n"));
    assert_int_equal(tappa_engine_metrics(s.engine, text, 10), n);
    assert_int_equal(strlen(text), 9);
    shop_close(&s);
}

/* In memory until the next checkpoint or in a row at once, before and after opening again: an id is known for its window and a day, and may
 * come again then. What was refused before its id was looked at may come again at once. */
static void
ids_are_known_for_their_window(void **state)
{
    static const struct {
        uint32_t flags, checkpoint;
    } ways[] = {{0, 1}, {0, 0}, {TAPPA_STORE_SHARED, 0}};

    char path[200];

    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct tappa_engine_options options = {.size = sizeof options, .seen_window = 3 * SHOP_DAY, .checkpoint = ways[i].checkpoint};
        struct shop s;

        scratch_file(path, sizeof path, "ingest");
        shop_open(&s, path, ways[i].flags, &options);
        assert_int_equal(shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", "price=5").outcome, TAPPA_INGEST_TAKEN);
        assert_int_equal(shop_ingest(&s, "cookie=d", "Added", SHOP_START, "2", "price=5").outcome, TAPPA_INGEST_TAKEN);
        assert_int_equal(shop_ingest(&s, "cookie=c", "", SHOP_START, "3", "price=5").outcome, TAPPA_INGEST_REFUSED);
        assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
        shop_start(&s, path, ways[i].flags, &options);
        assert_int_equal(shop_ingest(&s, "cookie=c", "Added", SHOP_START + 1, "3", "price=5").outcome, TAPPA_INGEST_TAKEN);
        assert_int_equal(shop_ingest(&s, "cookie=c", "Added", SHOP_START + 3 * SHOP_DAY, "4", "price=5").outcome, TAPPA_INGEST_TAKEN);
        for (int id = 1; id <= 4; id++) {
            const char name[] = {(char)('0' + id), '\0'};

            assert_int_equal(shop_ingest(&s, "cookie=d", "Added", SHOP_START + 3 * SHOP_DAY, name, "price=5").outcome, TAPPA_INGEST_DUPLICATE);
        }
        for (int n = 0; n < 1024; n++) /* it is looked for what is over now and then */
            shop_ingest(&s, "cookie=e", "Viewed", SHOP_START + 4 * SHOP_DAY + 1 + n, NULL, NULL);
        assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
        assert_int_equal(shop_ingest(&s, "cookie=d", "Added", s.now, "2", "price=5").outcome, TAPPA_INGEST_TAKEN);
        assert_int_equal(shop_ingest(&s, "cookie=d", "Added", s.now, "4", "price=5").outcome, TAPPA_INGEST_DUPLICATE);
        shop_close(&s);
    }
    scratch_remove(path);
}

/* What is old by the time somebody looks, but stands in no row yet, is forgotten when it does. */
static void
ids_without_a_row_are_forgotten_later(void **state)
{
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", "price=5");
    for (int round = 1; round <= 2; round++) {
        for (int n = 0; n < 1025; n++)
            shop_ingest(&s, "cookie=e", "Viewed", SHOP_START + 30 * round * SHOP_DAY + n, NULL, NULL);
        assert_int_equal(shop_ingest(&s, "cookie=c", "Added", s.now, "1", "price=5").outcome, round == 1 ? TAPPA_INGEST_DUPLICATE : TAPPA_INGEST_TAKEN);
        assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
    }
    shop_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_outcome_has_its_name), cmocka_unit_test(a_refusal_says_why), cmocka_unit_test(numbers_have_words),
        cmocka_unit_test(what_is_said_of_a_person_is_taken), cmocka_unit_test(blanks_hide_nothing),
        cmocka_unit_test(results_are_as_large_as_their_caller_says),
        cmocka_unit_test(rubbish_is_kept_and_named), cmocka_unit_test(misuse_does_nothing),
        cmocka_unit_test(an_older_record_is_understood), cmocka_unit_test(one_bad_event_stops_nobody),
        cmocka_unit_test(late_is_put_into_its_place), cmocka_unit_test(late_takes_nothing_else_back), cmocka_unit_test(outcome_stands_with_the_event), cmocka_unit_test(memory_stays_within_bounds),
        cmocka_unit_test(sums_add_up), cmocka_unit_test(ids_are_known_for_their_window), cmocka_unit_test(ids_without_a_row_are_forgotten_later),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
