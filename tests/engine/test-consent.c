/* What a person has agreed to: nothing that cannot be read gives consent, nothing loses a withdrawal, and what is said counts at its own time. */
#include "tests/engine/people.h"

#define MAIL_STORY(s)                                                             \
    shop_ingest(s, "cookie=c", "Added", SHOP_START, NULL, "price=30 sku=x")

/* Whether a mail asked for by a timer goes out. */
static int
is_mailed(struct shop *s, int64_t now)
{
    const struct tappa_claimed *claimed;
    size_t count, mails = 0;

    shop_due(s, now);
    assert_int_equal(tappa_engine_claim(s->engine, now, 8, &claimed, &count), TAPPA_OK);
    for (size_t i = 0; i < count; i++)
        mails += !strcmp(claimed[i].touchpoint, "basket_mail");
    return mails != 0;
}

static struct tappa_ingested
say(struct shop *s, const char *name, int64_t time, const struct tappa_field *fields, uint32_t count, uint32_t flags)
{
    struct tappa_ingested result = {.size = sizeof result};
    struct shop_event e;

    shop_event(&e, "cookie=c", name, time, NULL, NULL);
    e.record.flags = flags;
    e.record.fields = fields;
    e.record.field_count = count;
    s->now = time > s->now ? time : s->now;
    assert_int_equal(tappa_engine_ingest(s->engine, &e.record, 1, NULL, s->now, &result), TAPPA_OK);
    return result;
}

#define TEXT(words) {.kind = TAPPA_STRING, .data = words, .size = sizeof words - 1}
#define FIELD(called, ...) {.name = called, .name_size = sizeof called - 1, .value = __VA_ARGS__}
#define MARKETING FIELD("purpose", TEXT("marketing"))

static void
consent_that_cannot_be_read_is_none(void **state)
{
    static const struct {
        struct tappa_field fields[3];
        uint32_t count, flags;
        const char *message;
    } cases[] = {
        {{MARKETING, FIELD("expires", TEXT("2026-03-10"))}, 2, 0, "`expires` is no time: RFC 3339, or whole microseconds"},
        {{MARKETING, FIELD("expires", TEXT(""))}, 2, 0, "`expires` is no time: RFC 3339, or whole microseconds"},
        {{MARKETING, FIELD("expires", TEXT("next year"))}, 2, TAPPA_RECORD_TEXT, "`expires` is no time: RFC 3339, or whole microseconds"},
        {{MARKETING, FIELD("expires", {.kind = TAPPA_DOUBLE, .real = 1.8e15})}, 2, 0, "`expires` is no time: RFC 3339, or whole microseconds"},
        {{MARKETING, FIELD("expires", {.kind = TAPPA_INT, .integer = INT64_MAX})}, 2, 0, "`expires` is no time: RFC 3339, or whole microseconds"},
        {{MARKETING, FIELD("expires", {.kind = TAPPA_LIST})}, 2, 0, "`expires` is no time: RFC 3339, or whole microseconds"},
        {{MARKETING, FIELD("expires", TEXT("2026-01-05T09:00:00Z"))}, 2, 0, "`expires` is not after the event's time"},
        {{MARKETING, FIELD("expires", {.kind = TAPPA_INT, .integer = SHOP_START / 1000})}, 2, 0, "`expires` is not after the event's time"},
        {{FIELD("channel", TEXT("email"))}, 1, 0, "`purpose` is missing"},
        {{FIELD("purpose", {.kind = TAPPA_NULL})}, 1, 0, "`purpose` is missing"},
        {{FIELD("purpose", TEXT(""))}, 1, 0, "`purpose` is empty"},
        {{FIELD("purpose", {.kind = TAPPA_LIST})}, 1, 0, "`purpose` is no text"},
        {{MARKETING, FIELD("channel", {.kind = TAPPA_INT, .integer = 7})}, 2, 0, "`channel` is no text"},
        {{MARKETING, FIELD("channel", {.kind = TAPPA_LIST})}, 2, 0, "`channel` is no text"},
        {{MARKETING, FIELD("channel", TEXT(""))}, 2, 0, "`channel` is empty"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tappa_ingested r;
        const char *text;
        struct shop s;
        size_t size;

        shop_open(&s, NULL, 0, NULL);
        MAIL_STORY(&s);
        r = say(&s, "Consent Given", SHOP_START, cases[i].fields, cases[i].count, cases[i].flags);
        assert_string_equal(r.message, cases[i].message);
        assert_int_equal(r.outcome, TAPPA_INGEST_REFUSED);
        assert_int_equal(shop_where(&s, "cookie=c").consent_count, 0);
        (void)say(&s, "Viewed", SHOP_START - 3 * SHOP_HOUR, NULL, 0, 0); /* late: all that is known is read in the journal */
        assert_int_equal(shop_where(&s, "cookie=c").consent_count, 0);
        assert_int_equal(tappa_engine_journal(s.engine, shop_find(&s, "cookie=c"), 0, &text, &size), TAPPA_OK);
        assert_null(strstr(text, "\"purpose\": []"));
        assert_null(strstr(text, "\"channel\": []")); /* what was in the list nobody knows any more */
        assert_false(is_mailed(&s, SHOP_START + 2 * SHOP_HOUR));
        shop_close(&s);
    }
}

static void
consent_that_can_be_read_is_given(void **state)
{
    static const struct {
        struct tappa_field fields[3];
        uint32_t count, flags;
        int64_t expires;
    } cases[] = {
        {{MARKETING}, 1, 0, TAPPA_NEVER},
        {{MARKETING, FIELD("expires", {.kind = TAPPA_NULL}), FIELD("channel", {.kind = TAPPA_NULL})}, 3, 0, TAPPA_NEVER},
        {{MARKETING, FIELD("expires", TEXT("")), FIELD("channel", TEXT(""))}, 3, TAPPA_RECORD_TEXT, TAPPA_NEVER},
        {{MARKETING, FIELD("expires", TEXT("2026-01-05T10:00:00+01:00")), FIELD("channel", TEXT("email"))}, 3, 0, SHOP_START},
        {{MARKETING, FIELD("expires", {.kind = TAPPA_INT, .integer = SHOP_START + SHOP_DAY})}, 2, 0, SHOP_START + SHOP_DAY},
        {{MARKETING, FIELD("expires", {.kind = TAPPA_TIMESTAMP, .integer = SHOP_START + SHOP_DAY})}, 2, 0, SHOP_START + SHOP_DAY},
        {{MARKETING, FIELD("expires", TEXT("1767603600000000"))}, 2, TAPPA_RECORD_TEXT, SHOP_START},
        {{MARKETING, FIELD("expires", TEXT("2026-01-06"))}, 2, TAPPA_RECORD_TEXT, SHOP_START + 15 * SHOP_HOUR},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tappa_ingested r;
        struct shop s;

        shop_open(&s, NULL, 0, NULL);
        MAIL_STORY(&s);
        r = say(&s, "Consent Given", SHOP_START - 1, cases[i].fields, cases[i].count, cases[i].flags);
        assert_string_equal(r.message, "");
        assert_int_equal(r.outcome, TAPPA_INGEST_TAKEN);
        assert_int_equal(shop_where(&s, "cookie=c").consent_count, 1);
        assert_int_equal(shop_where(&s, "cookie=c").consents[0].expires, cases[i].expires);
        assert_int_equal(is_mailed(&s, SHOP_START + 2 * SHOP_HOUR), cases[i].expires > SHOP_START + 2 * SHOP_HOUR);
        shop_close(&s);
    }
}

/* Whatever it says, it takes consent away: where it cannot be read, all of it. */
static void
no_withdrawal_is_lost(void **state)
{
    static const struct {
        const char *name;
        struct tappa_field fields[3];
        uint32_t count;
        const char *message;
    } cases[] = {
        {"Consent Withdrawn", {{0}}, 0, ""},
        {"Consent Withdrawn", {MARKETING}, 1, ""},
        {"Consent Withdrawn", {FIELD("purpose", {.kind = TAPPA_LIST})}, 1, "`purpose` is no text: withdrawn for all"},
        {"Consent Withdrawn", {FIELD("purpose", TEXT(""))}, 1, "`purpose` is empty: withdrawn for all"},
        {"Consent Withdrawn", {MARKETING, FIELD("channel", {.kind = TAPPA_INT, .integer = 1})}, 2, "`channel` is no text: withdrawn for all"},
        {"Consent Withdrawn", {MARKETING, FIELD("expires", TEXT("soon"))}, 2, ""},
        {"Unsubscribed", {FIELD("channel", TEXT("email"))}, 1, ""},
        {"Unsubscribed", {FIELD("channel", {.kind = TAPPA_MAP})}, 1, "`channel` is no text: withdrawn for all"},
        {"Unsubscribed", {FIELD("purpose", TEXT("newsletter"))}, 1, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tappa_ingested r;
        struct shop s;

        shop_open(&s, NULL, 0, NULL);
        MAIL_STORY(&s);
        shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START, NULL, "purpose=marketing channel=email");
        r = say(&s, cases[i].name, SHOP_START + 1, cases[i].fields, cases[i].count, 0);
        assert_string_equal(r.message, cases[i].message);
        assert_int_equal(r.outcome, TAPPA_INGEST_TAKEN);
        assert_false(is_mailed(&s, SHOP_START + 2 * SHOP_HOUR));
        shop_close(&s);
    }
}

static void
strange_names_are_told(void **state)
{
    static const struct {
        const char *name, *fields, *message;
    } cases[] = {
        {"Consent Given", "purpose=marketing channel=e-mail", "no model in force has a channel `e-mail`"},
        {"Consent Given", "purpose=Marketing channel=email", "no model in force has a purpose `Marketing`"},
        {"Consent Given", "purpose=ads channel=fax", "no model in force has a purpose `ads`; no model in force has a channel `fax`"},
        {"Consent Withdrawn", "purpose=ads", "no model in force has a purpose `ads`"},
        {"Unsubscribed", "channel=e-mail", "no model in force has a channel `e-mail`"},
        {"Channel Preferred", "channel=sms", ""},
    };
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tappa_ingested r = shop_ingest(&s, "cookie=c", cases[i].name, SHOP_START + (int64_t)i, NULL, cases[i].fields);

        assert_string_equal(r.message, cases[i].message);
        assert_int_equal(r.outcome, TAPPA_INGEST_TAKEN);
    }
    shop_close(&s);
}

static void
a_preference_that_cannot_be_read_changes_nothing(void **state)
{
    static const struct {
        const char *fields, *message;
    } cases[] = {
        {NULL, "`channel` is missing"},
        {"chanel=email", "`channel` is missing"},
        {"channel=phone", "no model in force has a channel `phone`"},
        {"channel=Email", "no model in force has a channel `Email`"},
    };
    static const struct tappa_field number[] = {FIELD("channel", {.kind = TAPPA_INT, .integer = 1})};
    static const struct tappa_field none[] = {FIELD("channel", {.kind = TAPPA_NULL})};
    struct tappa_ingested r;
    tappa_model *phone;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_ingest(&s, "cookie=c", "Channel Preferred", SHOP_START, NULL, "channel=sms");
    r = say(&s, "Channel Preferred", SHOP_START + 1, number, 1, 0);
    assert_string_equal(r.message, "`channel` is no text");
    assert_int_equal(r.outcome, TAPPA_INGEST_REFUSED);
    assert_string_equal(shop_where(&s, "cookie=c").preferred, "sms");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        r = shop_ingest(&s, "cookie=c", "Channel Preferred", SHOP_START + 2 + (int64_t)i, NULL, cases[i].fields);
        assert_string_equal(r.message, cases[i].message);
        assert_int_equal(r.outcome, TAPPA_INGEST_REFUSED);
        assert_string_equal(shop_where(&s, "cookie=c").preferred, "sms");
    }
    /* A model that comes later and has the channel makes no preference of it, whatever is folded again. */
    phone = shop_compile(s.context, "tappa: 1\nmodel: calls\nversion: 1\nchannels: {phone: {setting: online}}\n"
                                    "events: {A: {}}\nstages: {a: {when: {A: b}}, b: {}}\ngoals: {g: {reach: b}}\n");
    assert_int_equal(tappa_engine_add_model(s.engine, phone, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    tappa_model_unref(phone);
    shop_ingest(&s, "cookie=c", "Viewed", SHOP_START - SHOP_HOUR, NULL, NULL);
    assert_string_equal(shop_where(&s, "cookie=c").preferred, "sms");
    r = say(&s, "Channel Preferred", SHOP_START + 9, none, 1, 0);
    assert_int_equal(r.outcome, TAPPA_INGEST_TAKEN);
    assert_string_equal(shop_where(&s, "cookie=c").preferred, "");
    shop_close(&s);
}

/* A journey that waits for such an event hears it; that gives no consent. */
static void
journeys_hear_what_gives_no_consent(void **state)
{
    static const char newsletter[] = "tappa: 1\nmodel: newsletter\nversion: 1\nevents: {Consent Given: {fields: {email: string}}}\n"
                                     "stages: {out: {when: {Consent Given: in}}, in: {}}\n";
    struct tappa_ingested r;
    tappa_model *model;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    model = shop_compile(s.context, newsletter);
    assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    r = shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START, NULL, "email=a@b");
    assert_int_equal(r.outcome, TAPPA_INGEST_REFUSED);
    assert_string_equal(r.message, "`purpose` is missing");
    assert_int_equal(r.transitions, 1);
    assert_string_equal(shop_stage(&s, "cookie=c", model), "in");
    assert_int_equal(shop_where(&s, "cookie=c").consent_count, 0);
    tappa_model_unref(model);
    shop_close(&s);
}

/* Ids order events of one time; of consents of one time the withdrawal counts, whichever way round they stand. */
static void
at_one_time_the_withdrawal_wins(void **state)
{
    static const struct {
        const char *given, *withdrawn;
    } cases[] = {{"purpose=marketing", "purpose=marketing"},
                 {"purpose=marketing channel=email", "purpose=marketing"},
                 {"purpose=marketing", "purpose=marketing channel=email"},
                 {"purpose=marketing channel=email", NULL}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int way = 0; way < 4; way++) {
            struct shop s;

            shop_open(&s, NULL, 0, NULL);
            MAIL_STORY(&s);
            if (way & 1)
                shop_ingest(&s, "cookie=c", "Consent Withdrawn", SHOP_START + 1, way & 2 ? "a" : "b", cases[i].withdrawn);
            shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START + 1, way & 2 ? "b" : "a", cases[i].given);
            if (!(way & 1))
                shop_ingest(&s, "cookie=c", "Consent Withdrawn", SHOP_START + 1, way & 2 ? "a" : "b", cases[i].withdrawn);
            assert_false(is_mailed(&s, SHOP_START + 2 * SHOP_HOUR));
            shop_close(&s);
        }
}

/* Two consents of one time: the one that is over first counts. */
static void
at_one_time_the_shorter_consent_wins(void **state)
{
    (void)state;
    for (int way = 0; way < 2; way++) {
        struct shop s;

        shop_open(&s, NULL, 0, NULL);
        MAIL_STORY(&s);
        shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START + 1, way ? "a" : "b", "purpose=marketing");
        shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START + 1, way ? "b" : "a", "purpose=marketing expires=2026-01-05T09:30:00Z");
        assert_int_equal(shop_where(&s, "cookie=c").consent_count, 1);
        assert_false(is_mailed(&s, SHOP_START + 2 * SHOP_HOUR));
        shop_close(&s);
    }
}

/* Of what was said of a purpose and a channel, of that or of more, the newest counts, whatever was said of others: each three of eight sayings. */
static void
what_is_said_of_others_is_no_matter(void **state)
{
    static const char *const fields[] = {"purpose=marketing", "purpose=marketing channel=email", "purpose=marketing channel=sms", "purpose=news"};
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    for (int all = 0; all < 512; all++) {
        char who[32];
        int wanted = 0;
        const struct tappa_claimed *claimed;
        uint8_t key[16];
        size_t count;

        snprintf(who, sizeof who, "cookie=c%d", all);
        s.now = SHOP_START + all * SHOP_DAY;
        shop_ingest(&s, who, "Added", s.now, NULL, "price=30 sku=x");
        for (int i = 0; i < 3; i++) {
            int saying = all >> 3 * i & 7;

            shop_ingest(&s, who, saying & 4 ? "Consent Given" : "Consent Withdrawn", s.now + 1, NULL, fields[saying & 3]);
            wanted = saying & 2 ? wanted : saying & 4;
        }
        shop_due(&s, s.now + 2 * SHOP_HOUR);
        assert_int_equal(tappa_engine_claim(s.engine, s.now, 8, &claimed, &count), TAPPA_OK);
        if ((count != 0) != (wanted != 0))
            fail_msg("%d, %d, %d: %zu mails", all & 7, all >> 3 & 7, all >> 6, count);
        if (!count)
            continue;
        assert_int_equal(count, 1);
        assert_string_equal(claimed->touchpoint, "basket_mail");
        memcpy(key, claimed->key, 16);
        assert_int_equal(tappa_engine_report(s.engine, key, TAPPA_CONTACT_SENT, s.now), TAPPA_OK);
    }
    shop_close(&s);
}

/* An event's clock may be a day ahead of who claims: what was given by the claim's own time is known as long, whatever has been said since. */
static void
who_claims_by_a_clock_behind_goes_by_its_own_time(void **state)
{
    struct tappa_engine_options options = {.size = sizeof options, .lateness = SHOP_HOUR, .seen_window = SHOP_HOUR};

    (void)state;
    for (int said = 1; said <= 3; said++) {
        struct shop s;

        shop_open(&s, NULL, 0, &options);
        shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START, NULL, "purpose=marketing");
        MAIL_STORY(&s);
        for (int i = 0; i < said; i++) /* the last one 23 hours behind the claim */
            say(&s, "Consent Withdrawn", SHOP_START + (8 * i + 9) * SHOP_HOUR, (struct tappa_field[]){MARKETING}, 1, 0);
        s.now = SHOP_START;
        assert_true(is_mailed(&s, SHOP_START + 2 * SHOP_HOUR));
        shop_close(&s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(consent_that_cannot_be_read_is_none),
        cmocka_unit_test(consent_that_can_be_read_is_given),
        cmocka_unit_test(no_withdrawal_is_lost),
        cmocka_unit_test(strange_names_are_told),
        cmocka_unit_test(a_preference_that_cannot_be_read_changes_nothing),
        cmocka_unit_test(journeys_hear_what_gives_no_consent),
        cmocka_unit_test(at_one_time_the_withdrawal_wins),
        cmocka_unit_test(at_one_time_the_shorter_consent_wins),
        cmocka_unit_test(who_claims_by_a_clock_behind_goes_by_its_own_time),
        cmocka_unit_test(what_is_said_of_others_is_no_matter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
