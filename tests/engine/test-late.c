/* What people say of themselves counts at its own time, however late it comes: a withdrawal, a preference, a value of the profile. Their journeys do
 * not move by what came too late for them. */
#include "tests/engine/people.h"
#include "tests/support/scratch.h"

#define LATER (SHOP_START + 30 * SHOP_DAY)

/* Consent on the first day, a basket a month later. */
static void
open_shop(struct shop *s)
{
    shop_open(s, NULL, 0, NULL);
    shop_ingest(s, "cookie=c", "Consent Given", SHOP_START, "1", "purpose=marketing");
    shop_ingest(s, "cookie=c", "Added", LATER, "2", "price=30 sku=x");
}

static size_t
mails(struct shop *s)
{
    const struct tappa_claimed *claimed;
    size_t count, found = 0;

    shop_due(s, LATER + 2 * SHOP_HOUR);
    assert_int_equal(tappa_engine_claim(s->engine, s->now, 8, &claimed, &count), TAPPA_OK);
    for (size_t i = 0; i < count; i++)
        found += !strcmp(claimed[i].touchpoint, "basket_mail");
    return found;
}

#define COUNTS "it counts for what is known of the person; for journeys it is too late"

static void
late_consent_counts_at_its_own_time(void **state)
{
    static const struct {
        const char *before[2], *late, *fields; /* `before`: on the tenth day; `late`: of the fifth */
        size_t mails, consents;
    } cases[] = {
        {{NULL}, "Consent Withdrawn", "purpose=marketing", 0, 1},
        {{NULL}, "Consent Withdrawn", "purpose=marketing channel=email", 0, 2},
        {{NULL}, "Consent Withdrawn", "purpose=marketing channel=sms", 1, 2},
        {{NULL}, "Consent Withdrawn", NULL, 0, 1},
        {{NULL}, "Unsubscribed", NULL, 0, 1},
        {{"Consent Given", "purpose=marketing"}, "Consent Withdrawn", "purpose=marketing", 1, 1},
        {{"Consent Given", "purpose=marketing"}, "Unsubscribed", NULL, 1, 2},
        {{"Unsubscribed", NULL}, "Consent Given", "purpose=marketing", 0, 1},
        {{"Unsubscribed", "channel=sms"}, "Consent Given", "purpose=marketing", 1, 2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tappa_ingested r;
        struct shop s;

        open_shop(&s);
        if (cases[i].before[0]) /* it is too late as well */
            shop_ingest(&s, "cookie=c", cases[i].before[0], SHOP_START + 10 * SHOP_DAY, "3", cases[i].before[1]);
        r = shop_ingest(&s, "cookie=c", cases[i].late, SHOP_START + 5 * SHOP_DAY, "4", cases[i].fields);
        assert_int_equal(r.outcome, TAPPA_INGEST_TOO_LATE);
        assert_string_equal(r.message, COUNTS);
        assert_int_equal(r.late, 0);
        assert_int_equal(shop_where(&s, "cookie=c").consent_count, cases[i].consents);
        assert_int_equal(mails(&s), cases[i].mails);
        shop_close(&s);
    }
}

/* Asked for, not yet claimed: the withdrawal keeps it back. */
static void
late_withdrawal_comes_before_the_claim(void **state)
{
    struct shop s;

    (void)state;
    open_shop(&s);
    shop_due(&s, LATER + 2 * SHOP_HOUR);
    assert_int_equal(shop_contact(&s, "cookie=c", "basket_mail")->state, TAPPA_CONTACT_WANTED);
    shop_ingest(&s, "cookie=c", "Consent Withdrawn", SHOP_START + SHOP_DAY, "3", NULL);
    assert_int_equal(mails(&s), 0);
    assert_int_equal(shop_contact(&s, "cookie=c", "basket_mail")->state, TAPPA_CONTACT_WITHDRAWN);
    assert_string_equal(shop_contact(&s, "cookie=c", "basket_mail")->because, "consent was withdrawn or is over");
    shop_close(&s);
}

/* It counts for those identities alone that were known to be one at its own time. */
static void
late_consent_counts_for_those_it_was_said_by(void **state)
{
    for (int late = 0; late < 2; late++) {
        struct shop s;

        (void)state;
        shop_open(&s, NULL, 0, NULL);
        shop_ingest(&s, "login=a", "Consent Withdrawn", SHOP_START, "1", NULL);
        if (!late)
            shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START + SHOP_DAY, "2", "purpose=marketing");
        shop_ingest(&s, "cookie=c login=a", "Added", LATER, "3", "price=30 sku=x");
        if (late)
            assert_int_equal(
                shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START + SHOP_DAY, "2", "purpose=marketing").outcome, TAPPA_INGEST_TOO_LATE);
        assert_int_equal(shop_where(&s, "cookie=c").consent_count, 2);
        assert_int_equal(mails(&s), 0);
        shop_close(&s);
    }
}

/* Nobody had said yes when the mail was to go. What had been said by then, and is known only now, brings it back; what is said later does not. */
static void
late_consent_brings_back(void **state)
{
    static const struct {
        const char *who, *name, *fields;
        int64_t time;
        size_t mails;
    } cases[] = {
        {"cookie=c", "Consent Given", "purpose=marketing", LATER - SHOP_HOUR, 1},
        {"cookie=c", "Consent Given", "purpose=marketing", LATER + 2 * SHOP_HOUR, 1},
        {"cookie=c", "Consent Given", "purpose=marketing", LATER + 2 * SHOP_HOUR + 1, 0},
        {"cookie=c", "Consent Given", "purpose=marketing channel=sms", LATER - SHOP_HOUR, 0},
        {"cookie=c", "Consent Given", "purpose=service", LATER - SHOP_HOUR, 0},
        {"login=l cookie=c", "Viewed", NULL, LATER + 3 * SHOP_HOUR, 1},
        {"cookie=c", "Viewed", NULL, LATER + 3 * SHOP_HOUR, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
            struct shop s;

            shop_open(&s, NULL, flags, NULL);
            shop_ingest(&s, "login=l", "Consent Given", LATER - 1, "1", "purpose=marketing");
            shop_ingest(&s, "cookie=c", "Added", LATER, "2", "price=30 sku=x");
            assert_int_equal(mails(&s), 0);
            assert_int_equal(shop_contact(&s, "cookie=c", "basket_mail")->state, TAPPA_CONTACT_WITHDRAWN);
            assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
            shop_ingest(&s, cases[i].who, cases[i].name, cases[i].time, "3", cases[i].fields);
            if (mails(&s) != cases[i].mails)
                fail_msg("case %zu", i);
            assert_int_equal(shop_contact(&s, "cookie=c", "basket_mail")->state, cases[i].mails ? TAPPA_CONTACT_CLAIMED : TAPPA_CONTACT_WITHDRAWN);
            assert_int_equal(mails(&s), 0);
            shop_close(&s);
        }
}

static void
late_preference_counts_where_none_is_newer(void **state)
{
    struct shop s;

    (void)state;
    open_shop(&s);
    shop_ingest(&s, "cookie=c", "Channel Preferred", SHOP_START + 5 * SHOP_DAY, "3", "channel=sms");
    assert_string_equal(shop_where(&s, "cookie=c").preferred, "sms");
    shop_ingest(&s, "cookie=c", "Channel Preferred", SHOP_START + 4 * SHOP_DAY, "4", "channel=email");
    assert_string_equal(shop_where(&s, "cookie=c").preferred, "sms");
    shop_close(&s);
}

static void
late_refusals_are_refused(void **state)
{
    struct tappa_counters sums = {.size = sizeof sums};
    struct tappa_ingested r;
    struct shop s;

    (void)state;
    open_shop(&s);
    r = shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START + SHOP_DAY, "3", "purpose=marketing expires=soon");
    assert_int_equal(r.outcome, TAPPA_INGEST_REFUSED);
    r = shop_ingest(&s, "cookie=c", "Viewed", SHOP_START + SHOP_DAY, "4", NULL);
    assert_int_equal(r.outcome, TAPPA_INGEST_TOO_LATE);
    assert_string_equal(r.message, "29d older than the customer's newest event; 3d are allowed");
    shop_ingest(&s, "cookie=c", "Unsubscribed", SHOP_START + SHOP_DAY, "5", NULL);
    assert_int_equal(tappa_engine_counters(s.engine, &sums), TAPPA_OK);
    assert_int_equal(sums.too_late, 2);
    assert_int_equal(sums.refused, 1);
    assert_int_equal(sums.late, 0);
    shop_close(&s);
}

/* ---- the profile ---- */

static const char club[] = "tappa: 1\nmodel: club\nversion: 1\nprofile: {level: {type: string, source: declared}, seen: {type: string, source: declared}}\n"
                           "data: {level: {type: string, default: none}}\n"
                           "events: {Came: {}, identify: {}}\nentry: {Came: out}\n"
                           "stages:\n  out:\n    when:\n      Came:\n        - {if: has(profile.level), set: {level: profile.level}, to: in}\n"
                           "      identify: heard\n  in: {}\n  heard: {}\n";

static const char *
trait(struct shop *s, const char *name)
{
    static char text[64];
    struct tappa_standing w = shop_where(s, "cookie=c");

    text[0] = '\0';
    for (size_t i = 0; i < w.trait_count; i++)
        if (!strcmp(w.traits[i].name, name))
            snprintf(text, sizeof text, "%.*s", (int)w.traits[i].value.size, (const char *)w.traits[i].value.data);
    return text;
}

/* The value is known as of its own time; what journeys did without it stays done, and they have it from when it came on. */
static void
late_profile_moves_no_journey(void **state)
{
    char path[200];
    const char *const files[] = {NULL, path};

    (void)state;
    scratch_file(path, sizeof path, "late");
    for (size_t file = 0; file < 2; file++)
        for (int again = 0; again < 2; again++) {
            struct tappa_ingested r;
            tappa_model *model;
            struct shop s;

            scratch_remove(path);
            shop_open(&s, files[file], file ? TAPPA_STORE_SHARED : 0, NULL);
            model = shop_compile(s.context, club);
            assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
            shop_ingest(&s, "cookie=c", "Came", SHOP_START, "1", NULL);
            shop_ingest(&s, "cookie=c", "Came", LATER, "2", NULL);
            shop_ingest(&s, "cookie=c", "Came", LATER + SHOP_HOUR, "3", NULL);
            assert_string_equal(shop_stage(&s, "cookie=c", model), "out");
            r = shop_ingest(&s, "cookie=c", "identify", SHOP_START + SHOP_DAY, "4", "level=gold seen=a");
            assert_int_equal(r.outcome, TAPPA_INGEST_TOO_LATE);
            assert_string_equal(r.message, COUNTS);
            assert_string_equal(trait(&s, "level"), "gold");
            assert_int_equal(shop_where(&s, "cookie=c").traits[0].since, SHOP_START + SHOP_DAY);
            assert_string_equal(shop_stage(&s, "cookie=c", model), "out");
            shop_ingest(&s, "cookie=c", "identify", SHOP_START + SHOP_HOUR, "5", "level=tin seen=b");
            assert_string_equal(trait(&s, "level"), "gold");
            if (again) /* something late in time has the history folded again */
                assert_int_equal(shop_ingest(&s, "cookie=c", "Viewed", LATER + SHOP_HOUR / 2, "6", NULL).late, 1);
            assert_string_equal(shop_stage(&s, "cookie=c", model), "out");
            shop_ingest(&s, "cookie=c", "Came", LATER + 2 * SHOP_HOUR, "7", NULL);
            assert_string_equal(shop_stage(&s, "cookie=c", model), "in");
            tappa_model_unref(model);
            shop_close(&s);
        }
    scratch_remove(path);
}

/* Timers and quiet hours go by the zone: where somebody was long ago is not where they are. */
static void
late_profile_moves_nobody_elsewhere(void **state)
{
    struct tappa_ingested r = {.size = sizeof r};
    struct shop_event e;
    struct shop s;

    (void)state;
    open_shop(&s);
    assert_string_equal(shop_where(&s, "cookie=c").zone, "UTC");
    for (int late = 1; late >= 0; late--) {
        shop_event(&e, "cookie=c", "identify", late ? SHOP_START + SHOP_DAY : s.now, late ? "3" : "4", "email=a@b");
        e.record.zone = "Asia/Tokyo";
        e.record.zone_size = 10;
        assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, s.now, &r), TAPPA_OK);
        assert_int_equal(r.outcome == TAPPA_INGEST_TOO_LATE, late);
        assert_string_equal(shop_where(&s, "cookie=c").zone, late ? "UTC" : "Asia/Tokyo");
    }
    shop_close(&s);
}

/* A journey that begins before it came does not know it; one that begins behind does. */
static void
late_profile_begins_no_journey_anew(void **state)
{
    struct shop s;
    tappa_model *model;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    model = shop_compile(s.context, club);
    assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    shop_ingest(&s, "cookie=c", "Viewed", SHOP_START, "1", NULL);
    shop_ingest(&s, "cookie=c", "Viewed", LATER, "2", NULL);
    shop_ingest(&s, "cookie=c", "identify", SHOP_START + SHOP_DAY, "3", "level=gold");
    shop_ingest(&s, "cookie=c", "Came", LATER + SHOP_HOUR, "4", NULL);
    shop_ingest(&s, "cookie=c", "Came", LATER + SHOP_HOUR, "5", NULL);
    assert_string_equal(shop_stage(&s, "cookie=c", model), "in");
    tappa_model_unref(model);
    shop_close(&s);
}

/* What was too late beside what the other one did may be the newest that is known of somebody who turns out not to be that one. */
static void
late_is_newest_of_those_who_part(void **state)
{
    (void)state;
    for (int in_time = 0; in_time < 2; in_time++) {
        struct tappa_ingested joined, late;
        struct shop s;

        shop_open(&s, NULL, 0, NULL);
        joined = shop_ingest(&s, "login=anna cookie=c", "Viewed", SHOP_START, "1", NULL);
        if (!in_time)
            shop_ingest(&s, "cookie=c", "Added", LATER, "2", "price=30 sku=x");
        late = shop_ingest(&s, "login=anna", "Consent Given", SHOP_START + 5 * SHOP_DAY, "3", "purpose=marketing");
        assert_int_equal(late.outcome, in_time ? TAPPA_INGEST_TAKEN : TAPPA_INGEST_TOO_LATE);
        if (in_time)
            shop_ingest(&s, "cookie=c", "Added", LATER, "2", "price=30 sku=x");
        assert_int_equal(shop_where(&s, "login=anna").last, LATER);
        assert_int_equal(tappa_engine_part(s.engine, joined.sequence, s.now), TAPPA_OK);
        assert_int_equal(shop_where(&s, "login=anna").last, SHOP_START + 5 * SHOP_DAY);
        assert_int_equal(shop_where(&s, "cookie=c").last, LATER);
        /* And what is late is so beside that. */
        late = shop_ingest(&s, "login=anna", "Added", SHOP_START + SHOP_DAY, "4", "price=30 sku=x");
        assert_int_equal(late.outcome, TAPPA_INGEST_TOO_LATE);
        shop_close(&s);
    }
}

/* An event that joins two comes late for both: by what the newer of them has heard. */
static void
a_join_is_as_late_as_the_newer(void **state)
{
    static const char *const both[] = {"cookie=old login=new", "login=new cookie=old"};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct shop s;

        shop_open(&s, NULL, 0, NULL);
        shop_ingest(&s, "cookie=old", "Viewed", SHOP_START, "1", NULL);
        shop_ingest(&s, "login=new", "Viewed", SHOP_START + 10 * SHOP_DAY, "2", NULL);
        assert_int_equal(shop_ingest(&s, both[i], "Viewed", SHOP_START + SHOP_DAY, "3", NULL).outcome, TAPPA_INGEST_TOO_LATE);
        shop_close(&s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(late_consent_counts_at_its_own_time),
        cmocka_unit_test(late_withdrawal_comes_before_the_claim),
        cmocka_unit_test(late_consent_counts_for_those_it_was_said_by),
        cmocka_unit_test(late_consent_brings_back),
        cmocka_unit_test(late_is_newest_of_those_who_part),
        cmocka_unit_test(late_preference_counts_where_none_is_newer),
        cmocka_unit_test(late_refusals_are_refused),
        cmocka_unit_test(late_profile_moves_no_journey), cmocka_unit_test(late_profile_moves_nobody_elsewhere),
        cmocka_unit_test(late_profile_begins_no_journey_anew), cmocka_unit_test(a_join_is_as_late_as_the_newer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
