/* Who is who: joining, parting, limits; what is known and agreed to; looking in; forgetting. */
#include "tests/engine/people.h"

#include "lib/engine/engine.h" /* whether a contact may be made: what decisions ask */

static void
two_identities_in_one_event_are_one_person(void **state)
{
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", "price=30");
    shop_ingest(&s, "login=anna", "Ordered", SHOP_START + SHOP_HOUR, "2", "revenue=5");
    assert_true(shop_find(&s, "cookie=c") != shop_find(&s, "login=anna"));
    assert_string_equal(shop_stage(&s, "login=anna", s.basket), "looking");
    shop_ingest(&s, "login=anna cookie=c", "Viewed", SHOP_START + 2 * SHOP_HOUR, "3", NULL);
    assert_true(shop_find(&s, "cookie=c") == shop_find(&s, "login=anna"));
    /* The order of the one closes the basket of the other, as if they had always been one. */
    assert_string_equal(shop_stage(&s, "cookie=c", s.basket), "bought");
    assert_int_equal(shop_where(&s, "cookie=c").identity_count, 2);
    shop_close(&s);
}

static void
a_number_from_before_a_join_still_leads_there(void **state)
{
    struct tappa_standing standing = {.size = sizeof standing};
    int64_t cookie, login;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    cookie = shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", "price=30").customer;
    login = shop_ingest(&s, "login=anna", "Viewed", SHOP_START, "2", NULL).customer;
    shop_ingest(&s, "login=anna cookie=c", "Viewed", SHOP_START, "3", NULL);
    assert_int_equal(tappa_engine_where(s.engine, cookie, &standing), TAPPA_OK);
    assert_int_equal(tappa_engine_where(s.engine, login, &standing), TAPPA_OK);
    assert_int_equal(tappa_engine_where(s.engine, 12345, &standing), TAPPA_EUNKNOWN);
    standing.size = 3;
    assert_int_equal(tappa_engine_where(s.engine, login, &standing), TAPPA_EINVAL);
    shop_close(&s);
}

static void
parting_leaves_what_would_have_been(void **state)
{
    struct shop_text before = {0}, after = {0};
    int64_t joined;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START, "0", "purpose=marketing channel=email");
    shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", "price=30");
    shop_ingest(&s, "login=anna", "Consent Withdrawn", SHOP_START, "2", NULL);
    shop_ingest(&s, "login=anna", "Added", SHOP_START + SHOP_HOUR / 4, "3", "price=5");
    shop_due(&s, SHOP_START + SHOP_HOUR);
    joined = shop_ingest(&s, "login=anna cookie=c", "Strange", SHOP_START + 2 * SHOP_HOUR, "4", NULL).sequence;
    shop_ingest(&s, "login=anna", "Ordered", SHOP_START + 3 * SHOP_HOUR, "5", "revenue=5");
    assert_int_equal(tappa_engine_part(s.engine, joined, s.now), TAPPA_OK);
    assert_true(shop_find(&s, "cookie=c") != shop_find(&s, "login=anna"));
    shop_due(&s, SHOP_START + SHOP_DAY);
    shop_describe(&s, "cookie=c", &before);
    shop_describe(&s, "login=anna", &before);
    assert_int_equal(tappa_engine_part(s.engine, joined, s.now), TAPPA_EUNKNOWN); /* it joins nobody any more */
    assert_int_equal(tappa_engine_part(s.engine, 1, s.now), TAPPA_EUNKNOWN);
    assert_int_equal(tappa_engine_part(s.engine, 999, s.now), TAPPA_EUNKNOWN);
    assert_int_equal(tappa_engine_part(s.engine, 0, s.now), TAPPA_EINVAL);
    shop_close(&s);

    shop_open(&s, NULL, 0, NULL); /* the same without it having been one */
    shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START, "0", "purpose=marketing channel=email");
    shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", "price=30");
    shop_ingest(&s, "login=anna", "Consent Withdrawn", SHOP_START, "2", NULL);
    shop_ingest(&s, "login=anna", "Added", SHOP_START + SHOP_HOUR / 4, "3", "price=5");
    shop_ingest(&s, "login=anna", "Strange", SHOP_START + 2 * SHOP_HOUR, "4", NULL);
    shop_ingest(&s, "login=anna", "Ordered", SHOP_START + 3 * SHOP_HOUR, "5", "revenue=5");
    shop_due(&s, SHOP_START + SHOP_DAY);
    shop_describe(&s, "cookie=c", &after);
    shop_describe(&s, "login=anna", &after);
    assert_string_equal(before.s, after.s);
    shop_close(&s);
    free(before.s);
    free(after.s);
}

static void
nobody_becomes_a_giant(void **state)
{
    struct tappa_engine_options options = {.size = sizeof options, .identities = 3};
    struct tappa_counters c = {.size = sizeof c};
    struct tappa_ingested r;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, &options);
    assert_int_equal(tappa_engine_add_kind(s.engine, "login", 5, 1), TAPPA_OK);
    shop_ingest(&s, "cookie=c", "Viewed", SHOP_START, "1", NULL);
    shop_ingest(&s, "login=anna cookie=c", "Viewed", SHOP_START + 1, "2", NULL);
    r = shop_ingest(&s, "login=bruno cookie=c", "Viewed", SHOP_START + 2, "3", NULL); /* a second person at one machine */
    assert_true(r.message[0] != '\0');
    assert_true(shop_find(&s, "login=bruno") != shop_find(&s, "login=anna"));
    assert_true(shop_find(&s, "cookie=c") == shop_find(&s, "login=anna"));
    assert_true(r.customer == shop_find(&s, "login=bruno"));
    shop_ingest(&s, "cookie=c card=1", "Viewed", SHOP_START + 3, "4", NULL);
    r = shop_ingest(&s, "cookie=c card=2", "Viewed", SHOP_START + 4, "5", NULL); /* a fourth identity */
    assert_true(r.message[0] != '\0');
    assert_int_equal(shop_find(&s, "card=2"), 0);
    assert_int_equal(tappa_engine_block(s.engine, "kiosk", 5), TAPPA_OK);
    assert_int_equal(shop_ingest(&s, "cookie=KIOSK", "Viewed", SHOP_START, "6", NULL).outcome, TAPPA_INGEST_NOBODY);
    assert_int_equal(tappa_engine_counters(s.engine, &c), TAPPA_OK);
    assert_int_equal(c.joins_refused, 2);
    shop_close(&s);
}

/* Of two limits that stand in the way the same one is told, whichever member the store names first. */
static void
one_limit_is_told(void **state)
{
    static const char *const people[][3] = {{"login=a", "cookie=a", "login=a cookie=a"}, {"cookie=a", "login=a", "cookie=a login=a"}};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct tappa_ingested r;
        struct shop s;

        shop_open(&s, NULL, 0, NULL);
        assert_int_equal(tappa_engine_add_kind(s.engine, "login", 5, 1), TAPPA_OK);
        assert_int_equal(tappa_engine_add_kind(s.engine, "cookie", 6, 1), TAPPA_OK);
        for (int j = 0; j < 3; j++)
            shop_ingest(&s, people[i][j], "Viewed", SHOP_START + j, NULL, NULL);
        shop_ingest(&s, "cookie=b login=b", "Viewed", SHOP_START + 3, NULL, NULL);
        shop_ingest(&s, "card=1 cookie=b", "Viewed", SHOP_START + 4, NULL, NULL);
        r = shop_ingest(&s, "card=1 login=a", "Viewed", SHOP_START + 5, NULL, NULL);
        assert_non_null(strstr(r.message, "at most 1 of the kind `cookie`"));
        shop_close(&s);
    }
}

/* The same events, in which the two are shown together (`both`), or only the first of them. */
static void
live(struct shop *s, int both)
{
    static const struct {
        const char *both, *first, *event, *fields;
    } events[] = {
        {"cookie=c", "cookie=c", "Added", "price=30"},       {"login=anna", "login=anna", "Consent Given", "purpose=marketing"},
        {"login=anna", "login=anna", "Added", "price=50"},   {"cookie=c login=anna", "cookie=c", "Viewed", NULL},
        {"cookie=c", "cookie=c", "Added", "price=9"},        {"login=anna cookie=c", "login=anna", "identify", "email=a@b"},
        {"cookie=c", "cookie=c", "Consent Given", "purpose=marketing channel=email"},
        {"login=anna", "login=anna", "Ordered", NULL},
    };
    size_t i;

    for (i = 0; i < sizeof events / sizeof *events; i++) {
        char id[8];

        snprintf(id, sizeof id, "%zu", i);
        shop_ingest(s, both ? events[i].both : events[i].first, events[i].event, SHOP_START + (int64_t)i * 20 * SHOP_HOUR / 60, id, events[i].fields);
    }
    shop_due(s, s->now + 4 * SHOP_HOUR);
}

static tappa_status
part(struct shop *s, const char *one, const char *other)
{
    struct shop_event a, b;

    shop_event(&a, one, "-", 0, NULL, NULL);
    shop_event(&b, other, "-", 0, NULL, NULL);
    return tappa_engine_part_identities(s->engine, &a.identities[0], &b.identities[0], s->now);
}

/* Afterwards journeys, contacts and consents of both are what they would have been if no event had shown them together. */
static void
parting_undoes_all_that_showed_both(void **state)
{
    struct shop s, twin;

    (void)state;
    for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
        struct shop_text got = {0}, wanted = {0};
        struct tappa_counters c = {.size = sizeof c};

        shop_open(&s, NULL, flags, NULL);
        shop_open(&twin, NULL, flags, NULL);
        live(&s, 1);
        live(&twin, 0);
        assert_int_equal(shop_find(&s, "cookie=c"), shop_find(&s, "login=anna"));
        assert_int_equal(part(&s, "cookie=c", "login=anna"), TAPPA_OK);
        shop_due(&s, s.now);
        shop_describe(&s, "cookie=c", &got);
        shop_describe(&s, "login=anna", &got);
        shop_describe(&twin, "cookie=c", &wanted);
        shop_describe(&twin, "login=anna", &wanted);
        assert_string_equal(got.s, wanted.s);
        assert_int_equal(tappa_engine_counters(s.engine, &c), TAPPA_OK);
        assert_int_equal(c.parted, 1);
        assert_int_equal(part(&s, "cookie=c", "login=anna"), TAPPA_EUNKNOWN);
        assert_int_equal(part(&s, "cookie=c", "cookie=c"), TAPPA_EUNKNOWN);
        assert_int_equal(part(&s, "cookie=c", "card=1"), TAPPA_EUNKNOWN);
        /* A third identity holds two together that no event shows any more. */
        shop_ingest(&s, "cookie=c card=1", "Viewed", s.now, "c1", NULL);
        shop_ingest(&s, "login=anna card=1", "Viewed", s.now, "c2", NULL);
        shop_ingest(&s, "login=anna cookie=c", "Viewed", s.now, "c3", NULL);
        assert_int_equal(part(&s, "login=anna", "cookie=c"), TAPPA_OK);
        assert_int_equal(shop_find(&s, "cookie=c"), shop_find(&s, "login=anna"));
        assert_int_equal(part(&s, "login=anna", "cookie=c"), TAPPA_EUNKNOWN);
        assert_int_equal(part(&s, "card=1", "login=anna"), TAPPA_OK);
        assert_true(shop_find(&s, "cookie=c") != shop_find(&s, "login=anna"));
        assert_int_equal(shop_find(&s, "cookie=c"), shop_find(&s, "card=1"));
        free(got.s);
        free(wanted.s);
        shop_close(&s);
        shop_close(&twin);
    }
}

/* ---- consent ---- */

static int
may(struct shop *s, const char *who, const char *channel, int64_t now)
{
    struct tappa__customer *c;
    const char *because;
    int yes;

    assert_int_equal(tappa__customer_get(s->engine, shop_find(s, who), &c), TAPPA_OK);
    yes = tappa__consented(c, TAPPA__TEXT("marketing"), tappa__text_of(channel), now, &because);
    assert_int_equal(yes, because[0] == '\0');
    return yes;
}

static void
consent_by_purpose_channel_and_time(void **state)
{
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_ingest(&s, "cookie=c", "Viewed", SHOP_START, "1", NULL);
    assert_false(may(&s, "cookie=c", "email", s.now)); /* not asked is not given */
    shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START + 1, "2", "purpose=marketing channel=email expires=2026-02-01T00:00:00Z");
    assert_true(may(&s, "cookie=c", "email", s.now));
    assert_false(may(&s, "cookie=c", "sms", s.now));
    assert_false(may(&s, "cookie=c", "email", SHOP_START)); /* not before it was given */
    assert_false(may(&s, "cookie=c", "email", SHOP_START + 60 * SHOP_DAY)); /* over */
    shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START + 2, "3", "purpose=service");
    assert_false(may(&s, "cookie=c", "sms", s.now));
    shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START + 3, "4", "purpose=marketing");
    assert_true(may(&s, "cookie=c", "sms", s.now));
    shop_ingest(&s, "cookie=c", "Unsubscribed", SHOP_START + 4, "5", "channel=email");
    assert_false(may(&s, "cookie=c", "email", s.now));
    assert_true(may(&s, "cookie=c", "sms", s.now));
    shop_ingest(&s, "cookie=c", "Unsubscribed", SHOP_START + 5, "6", NULL);
    assert_false(may(&s, "cookie=c", "sms", s.now));
    shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START + 6, "7", "purpose=marketing channel=sms");
    assert_true(may(&s, "cookie=c", "sms", s.now));
    assert_false(may(&s, "cookie=c", "email", s.now));
    assert_int_equal(shop_where(&s, "cookie=c").consent_count, 2); /* what newer words have replaced is not kept */
    shop_close(&s);
}

static void
after_a_join_the_strictest_counts(void **state)
{
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_ingest(&s, "login=anna", "Consent Withdrawn", SHOP_START, "1", "purpose=marketing channel=email");
    shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START + 1, "2", "purpose=marketing");
    assert_true(may(&s, "cookie=c", "email", s.now));
    shop_ingest(&s, "cookie=c login=anna", "Viewed", SHOP_START + 2, "3", NULL);
    assert_false(may(&s, "cookie=c", "email", s.now)); /* the older "no" of the one is stronger than the newer "yes" of the other */
    assert_true(may(&s, "cookie=c", "sms", s.now));
    shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START + 3, "4", "purpose=marketing channel=email");
    assert_true(may(&s, "login=anna", "email", s.now)); /* said by the person that they are now */
    shop_close(&s);
}

/* ---- profile, zone ---- */

static const struct tappa_trait *
trait(const struct tappa_standing *w, const char *name)
{
    for (size_t i = 0; i < w->trait_count; i++)
        if (!strcmp(w->traits[i].name, name))
            return &w->traits[i];
    return NULL;
}

static void
the_profile_has_origin_and_end(void **state)
{
    struct tappa_standing w;
    struct tappa_value value;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    for (int i = 0; i < 3; i++)
        shop_ingest(&s, "cookie=c", "Added", SHOP_START + i, (const char *[]){"1", "2", "3"}[i], "price=5");
    shop_ingest(&s, "cookie=c", "Ordered", SHOP_START + 10, "4", "revenue=5");
    shop_ingest(&s, "cookie=c", "identify", SHOP_START + 11, "5", "email=a@b shoe=44");
    w = shop_where(&s, "cookie=c");
    assert_int_equal(w.trait_count, 2); /* no model has a place for shoes */
    assert_int_equal(trait(&w, "email")->source, TAPPA_DECLARED);
    assert_int_equal(trait(&w, "email")->personal, 1);
    assert_true(trait(&w, "email")->expires == TAPPA_NEVER);
    assert_int_equal(trait(&w, "fan")->source, TAPPA_DERIVED);
    assert_int_equal(trait(&w, "fan")->personal, 0);
    assert_true(trait(&w, "fan")->expires == SHOP_START + 10 + 30 * SHOP_DAY);
    for (size_t i = 0; i < w.journey_count; i++) { /* both models' journeys know it */
        const tappa_model *m = tappa_journey_model(w.journeys[i]);
        uint32_t slot = strcmp(tappa_model_name(m), "care") ? 1 : 0;

        assert_int_equal(tappa_journey_profile(w.journeys[i], slot, &value), TAPPA_OK);
        assert_true(value.kind == TAPPA_BOOL && value.integer == 1);
    }
    shop_ingest(&s, "cookie=c", "Viewed", SHOP_START + 31 * SHOP_DAY, "6", NULL);
    w = shop_where(&s, "cookie=c");
    assert_null(trait(&w, "fan")); /* kept thirty days */
    assert_int_equal(tappa_journey_profile(w.journeys[0], 1, &value), TAPPA_OK);
    assert_int_equal(value.kind, TAPPA_UNSET);
    shop_close(&s);
}

static void
the_zone_and_the_channel_are_the_customers(void **state)
{
    struct shop_event e;
    struct tappa_standing w;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_event(&e, "cookie=c", "Channel Preferred", SHOP_START, "1", "channel=sms");
    e.record.zone = "Europe/Rome";
    e.record.zone_size = 11;
    assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, s.now, NULL), TAPPA_OK);
    w = shop_where(&s, "cookie=c");
    assert_string_equal(w.zone, "Europe/Rome");
    assert_string_equal(w.preferred, "sms");
    shop_close(&s);
}

/* ---- looking in, forgetting ---- */

static void
a_history_tells_what_each_entry_did(void **state)
{
    const char *text;
    size_t size;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", "price=30 sku=x");
    shop_due(&s, SHOP_START + SHOP_HOUR);
    assert_int_equal(tappa_engine_journal(s.engine, shop_find(&s, "cookie=c"), 0, &text, &size), TAPPA_OK);
    assert_int_equal(strlen(text), size);
    assert_non_null(strstr(text, "\"event\": \"Added\", \"source\": \"test\", \"id\": \"1\""));
    assert_non_null(strstr(text, "\"data\": {\"price\": 30.0, \"sku\": \"x\"}"));
    assert_non_null(strstr(text, "\"kind\": \"timer\""));
    assert_null(strstr(text, "considered"));
    assert_int_equal(tappa_engine_journal(s.engine, shop_find(&s, "cookie=c"), 1, &text, &size), TAPPA_OK);
    assert_non_null(strstr(text, "{\"row\": \"stages.looking.when.Added\", \"verdict\": \"taken\"}"));
    assert_int_equal(tappa_engine_journal(s.engine, shop_find(&s, "cookie=c"), 2, &text, &size), TAPPA_EINVAL);
    assert_int_equal(tappa_engine_journal(s.engine, 77, 0, &text, &size), TAPPA_EUNKNOWN);
    assert_int_equal(tappa_engine_export(s.engine, shop_find(&s, "cookie=c"), &text, &size), TAPPA_OK);
    assert_non_null(strstr(text, "\"value\": 30.0"));
    shop_ingest(&s, "cookie=c", "Ordered", SHOP_START + 2 * SHOP_HOUR, "2", "revenue=30");
    assert_int_equal(tappa_engine_journal(s.engine, shop_find(&s, "cookie=c"), 0, &text, &size), TAPPA_OK);
    /* Journeys of two models have one id, and each is told of. */
    assert_non_null(strstr(text, "\"model\": \"basket\", \"stages\": [\"bought\"]}, {\"id\": "));
    assert_non_null(strstr(text, "\"model\": \"care\", \"stages\": [\"fresh\"]}]"));
    assert_null(strstr(text, "\"stages\": {"));
    shop_close(&s);
}

static void
erased_is_gone_and_others_stay(void **state)
{
    struct tappa_counters before = {.size = sizeof before}, after = {.size = sizeof after};
    struct tappa_standing standing = {.size = sizeof standing};
    int64_t anna;
    char proof[33];
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    anna = shop_ingest(&s, "login=anna cookie=c", "Added", SHOP_START, "1", "price=30").customer;
    shop_ingest(&s, "login=bruno", "Added", SHOP_START, "2", "price=30");
    shop_due(&s, SHOP_START + SHOP_HOUR);
    assert_int_equal(tappa_engine_counters(s.engine, &before), TAPPA_OK);
    assert_int_equal(tappa_engine_erase(s.engine, anna, s.now, proof), TAPPA_OK);
    assert_int_equal(strlen(proof), 32);
    assert_int_equal(tappa_engine_where(s.engine, anna, &standing), TAPPA_EUNKNOWN);
    assert_int_equal(shop_find(&s, "login=anna") + shop_find(&s, "cookie=c"), 0);
    assert_int_equal(tappa_engine_erase(s.engine, anna, s.now, proof), TAPPA_EUNKNOWN);
    assert_int_equal(tappa_engine_counters(s.engine, &after), TAPPA_OK);
    assert_int_equal(after.events, before.events);
    assert_int_equal(after.wanted, before.wanted);
    assert_string_equal(shop_stage(&s, "login=bruno", s.basket), "choosing");
    /* A new life under the old name, its ids forgotten too. */
    assert_int_equal(shop_ingest(&s, "login=anna", "Viewed", s.now, "1", NULL).outcome, TAPPA_INGEST_TAKEN);
    assert_string_equal(shop_stage(&s, "login=anna", s.basket), "looking");
    shop_close(&s);
}

/* In how many entries of the journal a word stands. */
static size_t
entries_with(struct shop *s, const char *word)
{
    tappa_store *store = s->engine->store;
    const struct tappa_entry *rows;
    size_t count, found = 0, i, j;

    assert_int_equal(store->table->journal(store, 0, &rows, 1000, &count), TAPPA_OK);
    for (i = 0; i < count; i++)
        for (j = 0; j + strlen(word) <= rows[i].body.size; j++)
            if (!memcmp((const char *)rows[i].body.data + j, word, strlen(word))) {
                found++;
                break;
            }
    return found;
}

/* An event whose zone nobody knows is refused and kept, and goes with its person; of somebody unknown its fields are not kept. */
static void
a_refused_zone_leaves_nothing_behind(void **state)
{
    static const char *const people[] = {"login=anna", "login=bruno"}, *const words[] = {"sku=secret", "sku=hidden"};
    struct tappa_ingested r = {.size = sizeof r};
    struct shop_event e;
    struct shop s;
    int64_t anna;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    anna = shop_ingest(&s, "login=anna", "Viewed", SHOP_START, "1", NULL).customer;
    for (int i = 0; i < 2; i++) {
        shop_event(&e, people[i], "Added", SHOP_START, NULL, words[i]);
        e.record.zone = "Mars/Olympus";
        e.record.zone_size = 12;
        assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, s.now, &r), TAPPA_OK);
        assert_int_equal(r.outcome, TAPPA_INGEST_REFUSED);
        assert_string_equal(r.message, "unknown time zone `Mars/Olympus`");
        assert_int_equal(r.customer, i ? 0 : anna);
    }
    assert_string_equal(shop_stage(&s, "login=anna", s.basket), "looking");
    assert_int_equal(shop_find(&s, "login=bruno"), 0);
    assert_int_equal(entries_with(&s, "secret"), 1);
    assert_int_equal(entries_with(&s, "hidden"), 0);
    assert_int_equal(tappa_engine_erase(s.engine, anna, s.now, NULL), TAPPA_OK);
    assert_int_equal(entries_with(&s, "secret"), 0);
    shop_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parting_undoes_all_that_showed_both),
        cmocka_unit_test(two_identities_in_one_event_are_one_person),
        cmocka_unit_test(a_number_from_before_a_join_still_leads_there),
        cmocka_unit_test(parting_leaves_what_would_have_been),
        cmocka_unit_test(nobody_becomes_a_giant), cmocka_unit_test(one_limit_is_told),
        cmocka_unit_test(consent_by_purpose_channel_and_time),
        cmocka_unit_test(after_a_join_the_strictest_counts),
        cmocka_unit_test(the_profile_has_origin_and_end),
        cmocka_unit_test(the_zone_and_the_channel_are_the_customers),
        cmocka_unit_test(a_history_tells_what_each_entry_did),
        cmocka_unit_test(erased_is_gone_and_others_stay),
        cmocka_unit_test(a_refused_zone_leaves_nothing_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
