/* Decisions: every reason that an offer can be stopped by, the ranking, and that nothing is changed by asking. */
#include "shop.h"

static const char model[] =
    "tappa: 1\nmodel: shop\nversion: 1\n"
    "events: {Look: {}, Fill: {}, Buy: {}}\n"
    "data: {basket: {type: double, default: 0.0}}\n"
    "profile: {size: {type: string, source: declared, keep: 30d}}\n"
    "channels: {web: {setting: online}, email: {setting: online, consent: news}, till: {setting: offline, consent: advice}}\n"
    "touchpoints:\n"
    "  site: {channel: web, direction: inbound}\n"
    "  till: {channel: till, direction: inbound}\n"
    "  mail: {channel: email, direction: outbound, for: [basket, late]}\n"
    "entry: {Look: looking}\n"
    "stages:\n"
    "  looking: {when: {Fill: {to: basket, set: {basket: data.basket + 10.0}}}}\n"
    "  basket: {when: {Buy: bought}, after: {1h: late}}\n"
    "  late: {enter: [{contact: mail}], when: {Buy: bought}}\n"
    "  bought: {}\n"
    "offers:\n"
    "  welcome: {touchpoint: site, for: [looking], value: 1.0}\n"
    "  anywhere: {for: [looking, basket, late], value: data.basket / 0.0}\n"
    "  worth_less: {touchpoint: site, for: [basket], value: 3, priority: 2}\n"
    "  dear: {touchpoint: site, if: data.basket > 5.0, value: data.basket, priority: 2}\n"
    "  advice: {touchpoint: till}\n"
    "  letter: {touchpoint: mail, priority: 9}\n"
    "  fit: {touchpoint: site, if: 'has(profile.size) && profile.size == \"m\"'}\n"
    "  hurry: {for: [late]}\n"
    "contact_rules:\n"
    "  quiet: {from: \"22:00\", to: \"06:00\", channel: email}\n"
    "  caps: [{channel: email, at_most: 1, per: 2d}, {touchpoint: site, at_most: 0, per: 1d}]\n";

static uint32_t flags;

static int64_t
open_with(struct shop *s)
{
    shop_open(s, flags, NULL);
    shop_model(s, model);
    return shop_event(s, MONDAY + 9 * HOUR, MONDAY + 9 * HOUR, "login:ann", "Look", NULL);
}

static void
is(struct shop *s, int64_t customer, int64_t now, const char *here, const char *offer, uint32_t reason, const char *because)
{
    const struct tappa_verdict *verdicts, *v;
    size_t count = shop_decide(s, customer, now, here, &verdicts);

    v = shop_verdict(verdicts, count, offer);
    if (v->reason != reason || (*because ? !strstr(v->because, because) : *v->because))
        fail_msg("%s: %u, `%s`, not %u, `%s`", offer, v->reason, v->because, reason, because);
}

static void
each_reason(void **state)
{
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann = open_with(&s), now = MONDAY + 10 * HOUR;

    (void)state;
    is(&s, ann, now, NULL, "welcome", TAPPA_OPEN, "");
    is(&s, ann, now, "site", "welcome", TAPPA_OPEN, "");
    is(&s, ann, now, "till", "welcome", TAPPA_NOT_HERE, "");
    is(&s, ann, now, "till", "anywhere", TAPPA_OPEN, "");
    is(&s, ann, now, "site", "dear", TAPPA_CONDITION, "data.basket > 5.0 (data.basket = 0.0)");
    is(&s, ann, now, "site", "worth_less", TAPPA_NOT_THIS_STAGE, "it stands in looking");
    is(&s, ann, now, "till", "advice", TAPPA_NO_CONSENT, "no consent was given");
    is(&s, ann, now, NULL, "letter", TAPPA_NO_CONSENT, "no consent was given");
    is(&s, ann, now, NULL, "fit", TAPPA_CONDITION, "profile.size");
    (void)shop_event(&s, now, now, "login:ann", "Consent Given", "purpose", "news", NULL);
    (void)shop_event(&s, now, now, "login:ann", "Consent Given", "purpose", "advice", "channel", "till", NULL);
    is(&s, ann, now + 1, "till", "advice", TAPPA_OPEN, "");
    is(&s, ann, now + 1, NULL, "letter", TAPPA_OPEN, "");
    is(&s, ann, MONDAY + 22 * HOUR, NULL, "letter", TAPPA_QUIET, "quiet from 22:00 to 06:00 in UTC");
    (void)shop_event(&s, now, now, "login:ann", "Fill", NULL);
    shop_due(&s, now + HOUR);
    assert_int_equal(shop_claim(&s, now + HOUR, 8, claimed), 1);
    is(&s, ann, now + HOUR, NULL, "letter", TAPPA_CAPPED, "at most 1 in 2d by email");
    is(&s, ann, now + HOUR, NULL, "mail", TAPPA_CLAIMED, "");
    (void)shop_event(&s, now + 2 * HOUR, now + 2 * HOUR, "login:ann", "Buy", NULL);
    is(&s, ann, now + 2 * HOUR, NULL, "hurry", TAPPA_NOT_THIS_STAGE, "it stands in bought");
    shop_close(&s);
}

static void
ranked(void **state)
{
    static const char *const order[] = {"letter", "dear", "worth_less", "anywhere"};
    const struct tappa_verdict *verdicts;
    struct shop s;
    int64_t ann = open_with(&s), now = MONDAY + 10 * HOUR;
    size_t count, i;

    (void)state;
    (void)shop_event(&s, now, now, "login:ann", "Consent Given", "purpose", "news", NULL);
    (void)shop_event(&s, now, now, "login:ann", "Fill", NULL);
    count = shop_decide(&s, ann, now + 1, NULL, &verdicts);
    assert_int_equal(count, 8);
    for (i = 0; i < count; i++) {
        assert_int_equal(verdicts[i].rank, i < 4 ? i + 1 : 0);
        assert_int_equal(verdicts[i].reason == TAPPA_OPEN, i < 4);
        assert_int_equal(verdicts[i].kind, TAPPA_OFFER);
        assert_string_equal(verdicts[i].model, "shop");
        if (i < 4)
            assert_string_equal(verdicts[i].name, order[i]);
    }
    assert_true(verdicts[1].value == 10.0 && verdicts[2].value == 3.0); /* whatever kind of number the model gives */
    assert_true(verdicts[3].value == 0.0 || verdicts[3].value > 1e300); /* 10 / 0 is infinite; never a NaN */
    assert_string_equal(verdicts[0].channel, "email");
    assert_string_equal(verdicts[0].touchpoint, "mail");
    assert_string_equal(verdicts[3].touchpoint, "");
    shop_close(&s);
    ann = open_with(&s); /* an empty basket divided by nothing */
    count = shop_decide(&s, ann, now + 1, NULL, &verdicts);
    assert_true(shop_verdict(verdicts, count, "anywhere")->value == 0.0);
    (void)shop_event(&s, now, now, "login:ann", "Consent Given", "purpose", "news", NULL);
    /* Her channel goes before value, not before priority. */
    (void)shop_event(&s, now + 2, now + 2, "login:ann", "Channel Preferred", "channel", "web", NULL);
    count = shop_decide(&s, ann, now + 3, NULL, &verdicts);
    assert_string_equal(verdicts[0].name, "letter");
    shop_close(&s);
}

/* What is due by then is seen, and still to come afterwards: asking twice, or asking about later, changes nothing. */
static void
asking_changes_nothing(void **state)
{
    const struct tappa_verdict *verdicts;
    struct tappa_claimed claimed[8];
    struct tappa_standing before, after;
    struct tappa_counters then = {.size = sizeof then}, now_sums = {.size = sizeof now_sums};
    uint8_t key[16];
    struct shop s;
    int64_t ann = open_with(&s), now = MONDAY + 10 * HOUR;
    size_t count;
    int i;

    (void)state;
    (void)shop_event(&s, now, now, "login:ann", "Consent Given", "purpose", "news", NULL);
    (void)shop_event(&s, now, now, "login:ann", "identify", "size", "m", NULL);
    is(&s, ann, now + 1, NULL, "fit", TAPPA_OPEN, "");
    is(&s, ann, now + 31 * DAY, NULL, "fit", TAPPA_CONDITION, "profile.size"); /* kept no longer by then */
    (void)shop_event(&s, now, now, "login:ann", "Fill", NULL);
    before = shop_where(&s, ann);
    assert_int_equal(tappa_engine_counters(s.engine, &then), TAPPA_OK);
    for (i = 0; i < 3; i++) {
        count = shop_decide(&s, ann, now + HOUR, NULL, &verdicts);
        assert_int_equal(shop_verdict(verdicts, count, "hurry")->reason, TAPPA_OPEN);
        assert_int_equal(shop_verdict(verdicts, count, "mail")->reason, TAPPA_OPEN); /* the timer will have asked for it */
        assert_int_equal(shop_verdict(verdicts, count, "mail")->kind, TAPPA_CONTACT);
        memcpy(key, shop_verdict(verdicts, count, "mail")->key, 16);
        assert_string_equal(shop_stage(&s, ann), "basket");
    }
    after = shop_where(&s, ann);
    assert_int_equal(before.contact_count, 0);
    assert_int_equal(after.contact_count, 0);
    assert_int_equal(after.revision, before.revision);
    assert_int_equal(after.next_due, now + HOUR);
    assert_int_equal(after.trait_count, 1);
    assert_int_equal(tappa_engine_counters(s.engine, &now_sums), TAPPA_OK);
    assert_memory_equal(&then, &now_sums, sizeof then);
    /* And it comes as it was foretold. */
    shop_due(&s, now + HOUR);
    assert_int_equal(shop_claim(&s, now + HOUR, 8, claimed), 1);
    assert_memory_equal(claimed[0].key, key, 16);
    shop_close(&s);
}

/* A model of which the customer has no journey; and two journeys of one, of which the better counts. */
static void
journeys_none_and_many(void **state)
{
    static const char orders[] = "tappa: 1\nmodel: orders\nversion: 1\n"
                                 "events: {Order: {fields: {number: string}}, Arrive: {fields: {number: string}}}\n"
                                 "entry: {Order: away}\nentry_rules: {key: event.number, again: always}\n"
                                 "stages: {away: {when: {Arrive: here}}, here: {}}\n"
                                 "offers: {review: {for: [here]}, patience: {for: [away]}, both: {}}\n";
    const struct tappa_verdict *verdicts;
    struct shop s;
    int64_t ann = open_with(&s), now = MONDAY + 10 * HOUR;
    size_t count;

    (void)state;
    shop_model(&s, orders);
    is(&s, ann, now, NULL, "review", TAPPA_NOT_THIS_STAGE, "no journey of it has begun");
    is(&s, ann, now, NULL, "both", TAPPA_NOT_THIS_STAGE, "no journey of it has begun");
    (void)shop_event(&s, now, now, "login:ann", "Order", "number", "1", NULL);
    (void)shop_event(&s, now, now, "login:ann", "Order", "number", "2", NULL);
    is(&s, ann, now, NULL, "review", TAPPA_NOT_THIS_STAGE, "it stands in away");
    is(&s, ann, now, NULL, "patience", TAPPA_OPEN, "");
    (void)shop_event(&s, now, now, "login:ann", "Arrive", "number", "1", NULL);
    count = shop_decide(&s, ann, now, NULL, &verdicts);
    assert_int_equal(count, 8 + 3);
    assert_int_equal(shop_verdict(verdicts, count, "review")->reason, TAPPA_OPEN);
    assert_int_equal(shop_verdict(verdicts, count, "patience")->reason, TAPPA_OPEN);
    assert_int_equal(shop_verdict(verdicts, count, "both")->reason, TAPPA_OPEN);
    shop_close(&s);
}

/* A word that no model knows would close every offer: it is a slip, and said so. */
static void
a_place_that_nobody_knows(void **state)
{
    struct tappa_moment moment = {.size = sizeof moment, .now = MONDAY, .touchpoint = "webshop", .touchpoint_size = 7};
    const struct tappa_verdict *verdicts;
    struct shop s;
    size_t count;
    int64_t ann;

    (void)state;
    shop_open(&s, flags, NULL);
    shop_model(&s, "tappa: 1\nmodel: a\nversion: 1\nevents: {Look: {}}\nchannels: {web: {setting: online}}\n"
                   "touchpoints: {website: {channel: web, direction: inbound}}\nstages: {all: {when: {Look: {}}}}\n");
    shop_model(&s, "tappa: 1\nmodel: b\nversion: 1\nevents: {Look: {}}\nchannels: {web: {setting: online}}\n"
                   "touchpoints: {chat: {channel: web, direction: inbound}}\nstages: {all: {when: {Look: {}}}}\n");
    ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Look", NULL);
    assert_int_equal(tappa_engine_decide(s.engine, ann, &moment, &verdicts, &count), TAPPA_ENAME);
    assert_int_equal(shop_decide(&s, ann, MONDAY, "website", &verdicts), 0);
    assert_int_equal(shop_decide(&s, ann, MONDAY, "chat", &verdicts), 0);
    assert_int_equal(shop_decide(&s, ann, MONDAY, "", &verdicts), 0);
    shop_close(&s);
}

/* An offer is as good as the best that any journey of its model gives it, in whatever order they stand. */
static void
the_best_of_several_journeys(void **state)
{
    static const char *const names[] = {"Wait", "Open"};
    struct shop s;
    int64_t ann;

    (void)state;
    for (int i = 0; i < 4; i++) {
        shop_open(&s, 0, NULL);
        shop_model(&s, "tappa: 1\nmodel: tickets\nversion: 1\nevents: {Open: {fields: {no: string}}, Wait: {fields: {no: string}}}\n"
            "channels: {email: {setting: online, consent: news}, sms: {setting: online}}\n"
            "touchpoints: {mail: {channel: email, direction: outbound}, phone: {channel: sms, direction: outbound}}\n"
            "offers: {letter: {touchpoint: mail, for: [open]}, text: {touchpoint: phone, for: [open]}}\n"
            "entry: {Open: open, Wait: waiting}\nentry_rules: {again: always, key: event.no}\nstages: {open: {}, waiting: {}}\n");
        shop_event(&s, MONDAY, MONDAY, "login:ann", names[i % 2], "no", i / 2 ? "1" : "2", NULL);
        ann = shop_event(&s, MONDAY + 1, MONDAY + 1, "login:ann", names[1 - i % 2], "no", i / 2 ? "2" : "1", NULL);
        assert_int_equal(shop_where(&s, ann).journey_count, 2);
        is(&s, ann, MONDAY + 2, NULL, "text", 0, "");
        is(&s, ann, MONDAY + 2, NULL, "letter", TAPPA_NO_CONSENT, "no consent");
        shop_close(&s);
    }
}

/* An offer at a touchpoint where the shop comes to the customer goes by the caps that contacts go by, behind what is ranked before it; and takes no
 * place from them. */
static void
an_offer_under_a_cap(void **state)
{
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann;

    (void)state;
    shop_open(&s, flags, NULL);
    shop_model(&s, "tappa: 1\nmodel: letters\nversion: 1\nevents: {Bill: {}, Greet: {}}\n"
        "channels: {email: {setting: online}}\n"
        "touchpoints: {bill: {channel: email, direction: outbound}, hello: {channel: email, direction: outbound},\n"
        "  page: {channel: email, direction: outbound}}\n"
        "offers: {letter: {touchpoint: page, priority: 5}}\n"
        "stages: {only: {when: {Bill: {contact: bill}, Greet: {contact: hello}}}}\n"
        "contact_rules:\n  caps: [{channel: email, at_most: 1, per: 2d}]\n  priorities: {bill: 9, hello: 1}\n");
    ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Greet", NULL);
    is(&s, ann, MONDAY, NULL, "letter", 0, "");
    is(&s, ann, MONDAY, NULL, "hello", 0, "");
    shop_event(&s, MONDAY + 1, MONDAY + 1, "login:ann", "Bill", NULL);
    is(&s, ann, MONDAY + 1, NULL, "bill", 0, "");
    is(&s, ann, MONDAY + 1, NULL, "letter", TAPPA_OUTRANKED, "bill");
    is(&s, ann, MONDAY + 1, NULL, "hello", TAPPA_OUTRANKED, "bill");
    assert_int_equal(shop_claim(&s, MONDAY + HOUR, 8, claimed), 1);
    assert_string_equal(claimed[0].touchpoint, "bill");
    is(&s, ann, MONDAY + HOUR, NULL, "letter", TAPPA_CAPPED, "at most 1 in 2d");
    is(&s, ann, MONDAY + 3 * HOUR, NULL, "bill", 0, ""); /* the lease is over; it was handed out all the same */
    is(&s, ann, MONDAY + 3 * HOUR, NULL, "letter", TAPPA_CAPPED, "at most 1 in 2d");
    is(&s, ann, MONDAY + 3 * HOUR, NULL, "hello", TAPPA_CAPPED, "at most 1 in 2d");
    is(&s, ann, MONDAY + 49 * HOUR, NULL, "letter", TAPPA_OUTRANKED, "bill");
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_FAILED, MONDAY + 50 * HOUR);
    is(&s, ann, MONDAY + 50 * HOUR, NULL, "letter", 0, "");
    is(&s, ann, MONDAY + 50 * HOUR, NULL, "hello", 0, "");
    shop_close(&s);
}

/* What is handed out again takes one place, not two. */
static void
once_more_is_one(void **state)
{
    struct tappa_claimed claimed[8];
    struct shop s;

    (void)state;
    shop_open(&s, flags, NULL);
    shop_model(&s, "tappa: 1\nmodel: letters\nversion: 1\nevents: {Bill: {}, Greet: {}}\nchannels: {email: {setting: online}}\n"
        "touchpoints: {bill: {channel: email, direction: outbound}, hello: {channel: email, direction: outbound}}\n"
        "stages: {only: {when: {Bill: {contact: bill}, Greet: {contact: hello}}}}\n"
        "contact_rules:\n  caps: [{channel: email, at_most: 2, per: 2d}]\n  priorities: {bill: 9}\n");
    shop_event(&s, MONDAY, MONDAY, "login:ann", "Bill", NULL);
    assert_int_equal(shop_claim(&s, MONDAY, 8, claimed), 1);
    shop_event(&s, MONDAY + HOUR, MONDAY + HOUR, "login:ann", "Greet", NULL);
    assert_int_equal(shop_claim(&s, MONDAY + 3 * HOUR, 8, claimed), 2);
    shop_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_reason),
        cmocka_unit_test(ranked),
        cmocka_unit_test(asking_changes_nothing),
        cmocka_unit_test(journeys_none_and_many),
        cmocka_unit_test(a_place_that_nobody_knows), cmocka_unit_test(the_best_of_several_journeys),
        cmocka_unit_test(an_offer_under_a_cap), cmocka_unit_test(once_more_is_one),
    };
    int failed = cmocka_run_group_tests_name("owner", tests, NULL, NULL);

    flags = TAPPA_STORE_SHARED;
    return failed + cmocka_run_group_tests_name("shared", tests, NULL, NULL);
}
