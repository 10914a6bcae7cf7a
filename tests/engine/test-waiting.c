/* Contacts that wait while the world changes around them: new versions, another zone, people joined and parted. Nothing goes out that the version in
 * force does not want, and what may go out does not wait for a reason that is gone. */
#include "shop.h"

#include "tappa/engine/plan.h"

#include <unistd.h>

#define EMAIL "email: {setting: online, consent: marketing}"
#define MAIL "mail: {channel: email, direction: outbound, for: [all]}"

/* Version, channels, touchpoints, what else the only stage does, what comes behind. */
static void
bring(struct shop *s, int version, const char *channels, const char *touchpoints, const char *rows, const char *rest, int32_t policy, int64_t now)
{
    static const char form[] = "tappa: 1\nmodel: shop\nversion: %d\nevents: {Ask: {}, Other: {}, Look: {}}\n"
                               "channels: {post: {setting: offline}, web: {setting: online}, %s}\n"
                               "touchpoints: {card: {channel: post, direction: outbound}, site: {channel: web, direction: inbound}, %s}\n"
                               "stages: {all: {when: {Look: {}, %s}}}\n%s";
    char text[4096];
    tappa_model *model;
    tappa_diagnostics *list;

    snprintf(text, sizeof text, form, version, channels, touchpoints, rows, rest);
    assert_int_equal(tappa_diagnostics_new(s->context, &list), TAPPA_OK);
    if (tappa_model_compile(s->context, text, strlen(text), NULL, list, &model)) {
        char why[1024];

        (void)tappa_diagnostics_render(list, 0, why, sizeof why);
        fail_msg("%s", why);
    }
    tappa_diagnostics_free(list);
    assert_int_equal(tappa_engine_add_model(s->engine, model, policy, now), TAPPA_OK);
    tappa_model_unref(model);
}

static int64_t
hear(struct shop *s, int64_t time, const char *who, const char *event)
{
    return shop_event(s, time, time, who, event, NULL);
}

static void
consent(struct shop *s, int64_t time, const char *who)
{
    (void)shop_event(s, time, time, who, "Consent Given", "purpose", "marketing", NULL);
}

static const char *
because_of(struct shop *s, int64_t who, int64_t now, uint32_t *reason)
{
    const struct tappa_verdict *verdicts;
    size_t count = shop_decide(s, who, now, NULL, &verdicts);

    assert_int_equal(count, 1);
    *reason = verdicts[0].reason;
    return verdicts[0].because;
}

/* ---- which version's word counts ---- */

/* What one version after the other says of a touchpoint, under each policy, before anybody has touched the journey; NULL: it is handed out. */
static void
the_version_in_force_has_its_say(void **state)
{
    static const struct {
        const char *name, *channels, *touchpoints, *rows;
        const char *because[3]; /* FOLLOW, PIN, MIGRATE as yet not applied */
        const char *channel;    /* it goes out over */
    } changes[] = {
        {"the touchpoint is gone", EMAIL, "news: {channel: email, direction: outbound}", "Ask: {}", {"its touchpoint is no more", NULL, NULL}, "email"},
        {"another purpose", "email: {setting: online, consent: adverts}", MAIL, "Ask: {contact: mail}", {"consent", "consent", "consent"}, "email"},
        {"another channel", "email: {setting: online, consent: marketing}, sms: {setting: online}", "mail: {channel: sms, direction: outbound, for: [all]}",
         "Ask: {contact: mail}", {NULL, NULL, NULL}, "sms"},
        {"another stage", EMAIL, "mail: {channel: email, direction: outbound, for: [later]}", "Ask: {contact: mail}}}, later: {when: {Other: {}",
         {"it stands in all", NULL, NULL}, "email"},
    };
    struct tappa_claimed claimed[8];
    struct tappa_contact contact;
    struct shop s;
    uint32_t reason;

    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        for (int32_t policy = TAPPA_FOLLOW; policy <= TAPPA_MIGRATE; policy++) {
            const char *because = changes[i].because[policy], *told;
            int64_t ann;

            shop_open(&s, 0, NULL);
            bring(&s, 1, EMAIL, MAIL, "Ask: {contact: mail}", "", TAPPA_FOLLOW, MONDAY - DAY);
            consent(&s, MONDAY, "login:ann");
            ann = hear(&s, MONDAY, "login:ann", "Ask");
            bring(&s, 2, changes[i].channels, changes[i].touchpoints, changes[i].rows, "migrate: {from: 1}\n", policy, MONDAY + HOUR);
            told = because_of(&s, ann, MONDAY + 2 * HOUR, &reason);
            if (!!because != !!reason || (because && !strstr(told, because)))
                fail_msg("%s, policy %d: decide says %u, `%s`", changes[i].name, policy, reason, told);
            assert_int_equal(shop_claim(&s, MONDAY + 2 * HOUR, 8, claimed), because ? 0 : 1);
            if (!because)
                assert_string_equal(claimed[0].channel, changes[i].channel);
            contact = shop_contact(&s, ann, "mail");
            assert_int_equal(contact.state, because ? TAPPA_CONTACT_WITHDRAWN : TAPPA_CONTACT_CLAIMED);
            assert_true(!because || strstr(contact.because, because));
            assert_int_equal(tappa_model_version(tappa_journey_model(shop_where(&s, ann).journeys[0])), 1); /* claiming moves nobody */
            shop_close(&s);
        }
}

/* A journey that the new version has no place for stays behind: what the new version has done away with is gone for it too. */
static void
who_cannot_move_is_not_asked_by_the_old(void **state)
{
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann;

    (void)state;
    shop_open(&s, 0, NULL);
    bring(&s, 1, EMAIL, MAIL, "Ask: {contact: mail}", "", TAPPA_FOLLOW, MONDAY - DAY);
    consent(&s, MONDAY, "login:ann");
    ann = hear(&s, MONDAY, "login:ann", "Ask");
    bring(&s, 2, EMAIL, "news: {channel: email, direction: outbound}", "Ask: {}", "", TAPPA_FOLLOW, MONDAY + HOUR);
    assert_int_equal(shop_claim(&s, MONDAY + 2 * HOUR, 8, claimed), 0);
    assert_string_equal(shop_contact(&s, ann, "mail").because, "its touchpoint is no more");
    shop_close(&s);
}

/* An offer is the one of the version that the journey is under, or would move to if it was touched now. */
static void
a_new_versions_offers_are_made(void **state)
{
    static const struct {
        int32_t policy;
        const char *offer;
    } policies[] = {{TAPPA_FOLLOW, "new"}, {TAPPA_PIN, "old"}, {TAPPA_MIGRATE, "old"}};
    struct shop s;

    (void)state;
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        const struct tappa_verdict *verdicts;
        int64_t ann;

        shop_open(&s, 0, NULL);
        bring(&s, 1, EMAIL, MAIL, "Ask: {}", "offers: {old: {for: [all], value: 1}}\n", TAPPA_FOLLOW, MONDAY - DAY);
        ann = hear(&s, MONDAY, "login:ann", "Look");
        bring(&s, 2, EMAIL, MAIL, "Ask: {}", "offers: {new: {for: [all], value: 1}}\nmigrate: {from: 1}\n", policies[i].policy, MONDAY + HOUR);
        assert_int_equal(shop_decide(&s, ann, MONDAY + HOUR - 1, NULL, &verdicts), 1);
        assert_string_equal(verdicts[0].name, "old");
        assert_int_equal(shop_decide(&s, ann, MONDAY + HOUR, NULL, &verdicts), 1);
        assert_string_equal(verdicts[0].name, policies[i].offer);
        assert_int_equal(verdicts[0].reason, TAPPA_OPEN);
        (void)hear(&s, MONDAY + 2 * HOUR, "login:ann", "Look"); /* and when it was touched, the same */
        assert_int_equal(shop_decide(&s, ann, MONDAY + 2 * HOUR, NULL, &verdicts), 1);
        assert_string_equal(verdicts[0].name, policies[i].offer);
        shop_close(&s);
    }
}

/* A new version's timer may have been due before another that has fired already: what comes in late is late all the same. */
static void
an_old_timer_makes_nothing_timely(void **state)
{
    static const char one[] = "tappa: 1\nmodel: mail\nversion: 1\nevents: {Go: {}, Stop: {}}\nchannels: {email: {setting: online}}\n"
                              "touchpoints: {mail: {channel: email, direction: outbound}}\n"
                              "stages: {all: {when: {Go: {}, Stop: stopped}, after: {5h: {contact: mail}}}, stopped: {}}\n";
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann;
    size_t done;

    (void)state;
    shop_open(&s, 0, NULL);
    shop_model(&s, one);
    bring(&s, 1, EMAIL, MAIL, "Ask: {}", "", TAPPA_FOLLOW, MONDAY - DAY);
    (void)hear(&s, MONDAY, "login:ann", "Look");
    ann = hear(&s, MONDAY, "login:ann", "Go");
    shop_due(&s, MONDAY + 5 * HOUR);
    assert_int_equal(shop_contact(&s, ann, "mail").state, TAPPA_CONTACT_WANTED);
    bring(&s, 2, EMAIL, MAIL, "Ask: {}}, after: {1h: {emit: note}", "migrate: {from: 1}\n", TAPPA_MIGRATE, MONDAY + 6 * HOUR);
    assert_int_equal(tappa_engine_apply(s.engine, "shop", 4, MONDAY + 6 * HOUR, 10, &done), TAPPA_OK);
    shop_due(&s, MONDAY + 7 * HOUR);
    (void)hear(&s, MONDAY + 3 * HOUR, "login:ann", "Stop");
    assert_int_equal(s.result.late, 1);
    assert_int_equal(shop_where(&s, ann).contact_count, 1); /* the mail is gone, the note is not */
    assert_int_equal(shop_claim(&s, MONDAY + 8 * HOUR, 8, claimed), 1);
    assert_string_equal(claimed[0].effect, "note");
    shop_close(&s);
}

/* What went out by the new version's channel counts under that channel's caps. */
static void
it_counts_where_it_went(void **state)
{
    static const char channels[] = "email: {setting: online}, sms: {setting: online}";
    struct tappa_claimed claimed[8];
    uint32_t reason;
    struct shop s;
    int64_t ann;

    (void)state;
    shop_open(&s, 0, NULL);
    bring(&s, 1, channels, "mail: {channel: email, direction: outbound}", "Ask: {contact: mail}", "", TAPPA_FOLLOW, MONDAY - DAY);
    ann = hear(&s, MONDAY, "login:ann", "Ask");
    bring(&s, 2, channels, "mail: {channel: sms, direction: outbound}", "Ask: {contact: mail}",
          "contact_rules: {caps: [{channel: sms, at_most: 1, per: 1d}]}\nmigrate: {from: 1}\n", TAPPA_FOLLOW, MONDAY + HOUR);
    assert_int_equal(shop_claim(&s, MONDAY + 2 * HOUR, 8, claimed), 1);
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, MONDAY + 2 * HOUR);
    (void)hear(&s, MONDAY + 3 * HOUR, "login:ann", "Ask");
    (void)because_of(&s, ann, MONDAY + 3 * HOUR, &reason);
    assert_int_equal(reason, TAPPA_CAPPED);
    shop_close(&s);
}

/* ---- why it waits ---- */

#define QUIET "contact_rules: {quiet: {from: \"21:00\", to: \"08:00\"}}\n"
#define LOUD "contact_rules: {quiet: {from: \"23:00\", to: \"08:00\"}}\n"
#define ONE "contact_rules: {caps: [{channel: sms, at_most: 1, per: 1d}]}\n"
#define TWO "contact_rules: {caps: [{channel: sms, at_most: 2, per: 1d}]}\n"
#define SMS "email: {setting: online}, sms: {setting: online}"
#define TEXTS "text: {channel: sms, direction: outbound}, other: {channel: sms, direction: outbound}"
#define ROWS "Ask: {contact: text}, Other: {contact: other}"

static void
open_with(struct shop *s, uint32_t flags, const char *rules)
{
    shop_open(s, flags, NULL);
    bring(s, 1, SMS, TEXTS, ROWS, rules, TAPPA_FOLLOW, MONDAY - DAY);
}

/* Decide says that it may go out, and claim hands it out. */
static void
goes_out(struct shop *s, int64_t who, int64_t now, size_t count)
{
    struct tappa_claimed claimed[8];
    uint32_t reason;

    (void)because_of(s, who, now, &reason);
    assert_int_equal(reason, TAPPA_OPEN);
    assert_int_equal(shop_claim(s, now, 8, claimed), count);
}

static void
waits(struct shop *s, int64_t now)
{
    struct tappa_claimed claimed[8];

    assert_int_equal(shop_claim(s, now, 8, claimed), 0);
}

/* A cap that looks further back than any before it counts what was long settled when it came. */
static void
a_longer_cap_counts_what_was_settled_before_it(void **state)
{
    static const char caps[] = "contact_rules: {caps: [{channel: sms, at_most: 4, per: 30d}]}\nmigrate: {from: 1}\n";
    static const char channels[] = "email: {setting: online}, sms: {setting: online}";
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t day;

    (void)state;
    for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
        const struct tappa_verdict *verdicts;
        int64_t ann = 0;
        size_t count;

        shop_open(&s, flags, NULL);
        bring(&s, 1, channels, "mail: {channel: sms, direction: outbound}", "Ask: {contact: mail}", "", TAPPA_FOLLOW, MONDAY - DAY);
        for (day = 0; day < 20; day += 5) {
            ann = hear(&s, MONDAY + day * DAY, "login:ann", "Ask");
            assert_int_equal(shop_claim(&s, MONDAY + day * DAY, 8, claimed), 1);
            shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, MONDAY + day * DAY);
            assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
        }
        (void)hear(&s, MONDAY + 20 * DAY, "login:ann", "Ask");
        assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
        assert_int_equal(shop_where(&s, ann).contact_count, 1);
        bring(&s, 2, channels, "mail: {channel: sms, direction: outbound}", "Ask: {contact: mail}", caps, TAPPA_FOLLOW, MONDAY + 20 * DAY + 1);
        count = shop_decide(&s, ann, MONDAY + 20 * DAY + 1, NULL, &verdicts);
        assert_int_equal(count, 1);
        assert_int_equal(verdicts[0].reason, TAPPA_CAPPED);
        assert_int_equal(verdicts[0].count, 4);
        assert_int_equal(verdicts[0].until, MONDAY + 30 * DAY);
        waits(&s, MONDAY + 20 * DAY + 1);
        waits(&s, MONDAY + 30 * DAY - 1);
        assert_int_equal(shop_claim(&s, MONDAY + 30 * DAY, 8, claimed), 1);
        shop_close(&s);
    }
}

/* The first moment of the calendar is one like any other: simulations begin there. */
static void
caps_count_at_nought(void **state)
{
    struct tappa_claimed claimed[8];
    struct shop s;

    (void)state;
    shop_open(&s, 0, NULL);
    bring(&s, 1, SMS, TEXTS, ROWS, ONE, TAPPA_FOLLOW, 0);
    (void)hear(&s, 0, "login:ann", "Ask");
    assert_int_equal(shop_claim(&s, 0, 8, claimed), 1);
    (void)hear(&s, 1, "login:ann", "Other");
    waits(&s, 1);
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, 0);
    waits(&s, HOUR + 1);
    waits(&s, DAY);
    assert_int_equal(shop_claim(&s, DAY + 1, 8, claimed), 1);
    shop_close(&s);
}

/* Quiet in UTC, then the customer turns out to be where it is afternoon. */
static void
her_zone_wakes(void **state)
{
    struct shop s;

    (void)state;
    for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
        int64_t ann;

        open_with(&s, flags, QUIET);
        ann = hear(&s, MONDAY + 22 * HOUR, "login:ann", "Ask");
        waits(&s, MONDAY + 22 * HOUR);
        (void)shop_event(&s, MONDAY + 22 * HOUR + MINUTE, MONDAY + 22 * HOUR + MINUTE, "login:ann", "Look", "zone", "America/New_York", NULL);
        goes_out(&s, ann, MONDAY + 22 * HOUR + 2 * MINUTE, 1);
        shop_close(&s);
    }
}

/* Two at once under one cap: put off for a day by what the other part of the customer got; then they are two. And joined, with the zone of the other. */
static void
parting_and_joining_wake(void **state)
{
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann, joined;

    (void)state;
    open_with(&s, 0, ONE);
    (void)hear(&s, MONDAY, "login:ann", "Ask");
    assert_int_equal(shop_claim(&s, MONDAY, 8, claimed), 1);
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, MONDAY);
    (void)hear(&s, MONDAY + HOUR, "card:7", "Other");
    (void)hear(&s, MONDAY + HOUR, "login:ann card:7", "Look");
    joined = s.result.sequence;
    waits(&s, MONDAY + 2 * HOUR);
    assert_int_equal(tappa_engine_part(s.engine, joined, MONDAY + 2 * HOUR + 1), TAPPA_OK);
    ann = hear(&s, MONDAY + 2 * HOUR + 2, "card:7", "Look");
    goes_out(&s, ann, MONDAY + 2 * HOUR + 2, 1);
    shop_close(&s);

    open_with(&s, 0, QUIET);
    (void)shop_event(&s, MONDAY, MONDAY, "card:7", "Look", "zone", "America/New_York", NULL);
    (void)hear(&s, MONDAY + 22 * HOUR, "login:ann", "Ask");
    waits(&s, MONDAY + 22 * HOUR);
    (void)hear(&s, MONDAY + 22 * HOUR + 1, "card:7", "Look");
    ann = hear(&s, MONDAY + 22 * HOUR + 2, "login:ann card:7", "Look");
    goes_out(&s, ann, MONDAY + 22 * HOUR + 2, 1);
    shop_close(&s);
}

/* The one that took the last place under the cap turns out to have failed. */
static void
a_failure_makes_room(void **state)
{
    const struct tappa_verdict *verdicts;
    struct tappa_claimed claimed[8];
    struct shop s;
    size_t count;
    int64_t ann;

    (void)state;
    open_with(&s, 0, ONE);
    ann = hear(&s, MONDAY, "login:ann", "Ask");
    (void)hear(&s, MONDAY, "login:ann", "Other");
    assert_int_equal(shop_claim(&s, MONDAY, 8, claimed), 1);
    waits(&s, MONDAY + 1);
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_FAILED, MONDAY + MINUTE);
    count = shop_decide(&s, ann, MONDAY + 2 * MINUTE, NULL, &verdicts);
    assert_int_equal(count, 2);
    assert_int_equal(verdicts[0].reason, TAPPA_OPEN);
    assert_int_equal(shop_claim(&s, MONDAY + 2 * MINUTE, 8, claimed), 1);
    shop_close(&s);
}

/* A new version moves the journey, when it is touched or by apply: its rules count at once. */
static void
moving_wakes(void **state)
{
    struct shop s;

    (void)state;
    for (int32_t policy = TAPPA_FOLLOW; policy <= TAPPA_MIGRATE; policy += TAPPA_MIGRATE - TAPPA_FOLLOW) {
        int64_t now = MONDAY + 21 * HOUR, ann;
        size_t done;

        open_with(&s, 0, QUIET);
        ann = hear(&s, now, "login:ann", "Ask");
        waits(&s, now);
        bring(&s, 2, SMS, TEXTS, ROWS, LOUD "migrate: {from: 1}\n", policy, now + MINUTE);
        if (policy == TAPPA_FOLLOW)
            (void)hear(&s, now + 2 * MINUTE, "login:ann", "Look");
        else
            assert_int_equal(tappa_engine_apply(s.engine, "shop", 4, now + 2 * MINUTE, 10, &done), TAPPA_OK);
        goes_out(&s, ann, now + 2 * MINUTE, 1);
        shop_close(&s);
    }
}

/* Rules of all customers, whom nobody touches: within the hour. */
static void
rules_of_all_count_within_the_hour(void **state)
{
    static const struct {
        const char *before, *after;
    } rules[] = {{QUIET, LOUD}, {ONE, TWO}};
    struct tappa_claimed claimed[8];
    struct shop s;

    (void)state;
    for (size_t i = 0; i < 2; i++)
        for (int32_t policy = TAPPA_FOLLOW; policy <= TAPPA_MIGRATE; policy++) {
            int64_t now = MONDAY + 21 * HOUR, ann;
            uint32_t reason;

            open_with(&s, 0, rules[i].before);
            if (i) {
                (void)hear(&s, now - HOUR, "login:ann", "Other");
                assert_int_equal(shop_claim(&s, now - HOUR, 8, claimed), 1);
                shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, now - HOUR);
            }
            ann = hear(&s, now, "login:ann", "Ask");
            waits(&s, now);
            bring(&s, 2, SMS, TEXTS, ROWS, rules[i].after, policy, now + 1);
            (void)because_of(&s, ann, now + HOUR - 1, &reason);
            assert_int_equal(reason, TAPPA_OPEN);
            goes_out(&s, ann, now + HOUR, 1);
            shop_close(&s);
        }
}

/* Nothing but time changes her, and that is no entry of the journal: behind a checkpoint her row is written all the same, or it would be due for ever. */
static void
what_expires_behind_a_checkpoint_is_looked_at_once(void **state)
{
    struct tappa_contact contact;
    struct shop s;
    int64_t ann;

    (void)state;
    shop_open(&s, 0, NULL);
    bring(&s, 1, EMAIL, MAIL, "Ask: {contact: mail, expires: 1d}", "", TAPPA_FOLLOW, MONDAY - DAY);
    ann = hear(&s, MONDAY, "login:ann", "Ask");
    assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
    alarm(60); /* it was looked for without end */
    assert_int_equal(shop_due(&s, MONDAY + 2 * DAY), 1);
    contact = shop_contact(&s, ann, "mail");
    assert_int_equal(contact.state, TAPPA_CONTACT_EXPIRED);
    assert_int_equal(shop_due(&s, MONDAY + 2 * DAY), 0);
    assert_int_equal(shop_due(&s, MONDAY + 3 * DAY), 0);
    alarm(0);
    shop_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_version_in_force_has_its_say),
        cmocka_unit_test(who_cannot_move_is_not_asked_by_the_old),
        cmocka_unit_test(a_new_versions_offers_are_made),
        cmocka_unit_test(an_old_timer_makes_nothing_timely),
        cmocka_unit_test(a_longer_cap_counts_what_was_settled_before_it),
        cmocka_unit_test(it_counts_where_it_went),
        cmocka_unit_test(caps_count_at_nought),
        cmocka_unit_test(her_zone_wakes),
        cmocka_unit_test(parting_and_joining_wake),
        cmocka_unit_test(a_failure_makes_room),
        cmocka_unit_test(moving_wakes),
        cmocka_unit_test(rules_of_all_count_within_the_hour),
        cmocka_unit_test(what_expires_behind_a_checkpoint_is_looked_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
