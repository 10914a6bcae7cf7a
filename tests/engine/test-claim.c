/* The outbox: what is handed out, what waits and until when, what is withdrawn and why. */
#include "shop.h"

#define HEAD                                                                                                                     \
    "tappa: 1\nmodel: shop\nversion: 1\n"                                                                                        \
    "events: {Mail: {}, Card: {}, Text: {}, Bill: {}, Both: {}, Short: {}, Do: {fields: {what: string}}, Off: {}}\n"             \
    "data: {off: {type: bool, default: false}}\n"                                                                                \
    "channels: {email: {setting: online, consent: marketing}, sms: {setting: online}, post: {setting: offline}}\n"               \
    "touchpoints:\n"                                                                                                             \
    "  mail: {channel: email, direction: outbound}\n"                                                                            \
    "  card: {channel: post, direction: outbound}\n"                                                                             \
    "  text: {channel: sms, direction: outbound}\n"                                                                              \
    "  bill: {channel: sms, direction: outbound}\n"                                                                              \
    "experiments: {tone: {arms: {warm: 1}, holdout: 0.5}, ton: {arms: {a: 1}, holdout: 0.5}}\n"                                 \
    "stages:\n"                                                                                                                  \
    "  all:\n"                                                                                                                   \
    "    when:\n"                                                                                                                \
    "      Mail: {contact: mail}\n"                                                                                              \
    "      Card: {if: \"!data.off\", contact: card, with: {words: '\"to you\"', many: \"3\"}}\n"                                 \
    "      Text: {contact: text}\n"                                                                                              \
    "      Bill: {contact: bill}\n"                                                                                              \
    "      Both: {do: [{contact: bill}, {contact: text}]}\n"                                                                     \
    "      Short: {contact: text, expires: 2h}\n"                                                                                \
    "      Do: {emit: print, with: {what: event.what}}\n"                                                                        \
    "      Off: {set: {off: \"!data.off\"}}\n"

static uint32_t flags;

static void
open_with(struct shop *s, const char *rules)
{
    char text[8192];

    snprintf(text, sizeof text, "%s%s", HEAD, rules);
    shop_open(s, flags, NULL);
    shop_model(s, text);
}

static int64_t
hear(struct shop *s, int64_t time, const char *event)
{
    return shop_event(s, time, time, "login:ann", event, NULL);
}

static void
withdrawn(struct shop *s, int64_t customer, const char *touchpoint, const char *because)
{
    struct tappa_contact contact = shop_contact(s, customer, touchpoint);

    assert_int_equal(contact.state, TAPPA_CONTACT_WITHDRAWN);
    assert_int_equal(contact.due, TAPPA_NEVER);
    if (!strstr(contact.because, because))
        fail_msg("`%s` does not say `%s`", contact.because, because);
}

/* ---- consent and conditions ---- */

/* Asked for with consent, which was withdrawn before anybody claimed it. */
static void
consent_is_asked_at_the_claim(void **state)
{
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann;

    (void)state;
    open_with(&s, "");
    (void)hear(&s, MONDAY, "Mail"); /* nobody has agreed */
    assert_int_equal(shop_claim(&s, MONDAY, 8, claimed), 0);
    ann = shop_event(&s, MONDAY + 1, MONDAY + 1, "login:ann", "Consent Given", "purpose", "marketing", NULL);
    withdrawn(&s, ann, "mail", "no consent was given");
    (void)hear(&s, MONDAY + HOUR, "Mail");
    assert_int_equal(shop_claim(&s, MONDAY + HOUR, 8, claimed), 1);
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, MONDAY + HOUR);
    (void)hear(&s, MONDAY + 2 * HOUR, "Mail");
    (void)shop_event(&s, MONDAY + 2 * HOUR + 1, MONDAY + 2 * HOUR + 1, "login:ann", "Unsubscribed", "channel", "email", NULL);
    assert_int_equal(shop_claim(&s, MONDAY + 3 * HOUR, 8, claimed), 0);
    (void)hear(&s, MONDAY + 3 * HOUR, "Text"); /* needs none */
    assert_int_equal(shop_claim(&s, MONDAY + 3 * HOUR, 8, claimed), 1);
    shop_close(&s);
}

static void
conditions_are_asked_at_the_claim(void **state)
{
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann;

    (void)state;
    open_with(&s, "");
    ann = hear(&s, MONDAY, "Card");
    (void)hear(&s, MONDAY + 1, "Off");
    assert_int_equal(shop_claim(&s, MONDAY + 2, 8, claimed), 0);
    withdrawn(&s, ann, "card", "data.off");
    shop_close(&s);
}

static void
arguments_and_effects_are_handed_out(void **state)
{
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann;
    int effect;

    (void)state;
    open_with(&s, "contact_rules: {quiet: {from: \"00:00\", to: \"23:59\", channel: email}, caps: [{at_most: 1, per: 1d}]}\n");
    ann = hear(&s, MONDAY, "Card");
    (void)shop_event(&s, MONDAY, MONDAY, "login:ann", "Do", "what", "label", NULL);
    assert_int_equal(shop_claim(&s, MONDAY + 5, 8, claimed), 2);
    effect = *claimed[0].effect ? 0 : 1;
    assert_string_equal(claimed[!effect].touchpoint, "card");
    assert_string_equal(claimed[!effect].channel, "post");
    assert_string_equal(claimed[!effect].model, "shop");
    assert_int_equal(claimed[!effect].customer, ann);
    assert_int_equal(claimed[!effect].lease, MONDAY + 5 + 5 * MINUTE);
    assert_int_equal(claimed[!effect].expires, TAPPA_NEVER);
    assert_int_equal(claimed[!effect].argument_count, 2);
    assert_string_equal(claimed[!effect].arguments[0].name, "words");
    assert_int_equal(claimed[!effect].arguments[0].value.size, 6);
    assert_memory_equal(claimed[!effect].arguments[0].value.data, "to you", 6);
    assert_int_equal(claimed[!effect].arguments[1].value.integer, 3);
    assert_string_equal(claimed[effect].effect, "print");
    assert_string_equal(claimed[effect].touchpoint, "");
    assert_string_equal(claimed[effect].channel, "");
    assert_memory_equal(claimed[effect].arguments[0].value.data, "label", 5);
    shop_report(&s, claimed[effect].key, TAPPA_CONTACT_SENT, MONDAY + 6);
    shop_report(&s, claimed[!effect].key, TAPPA_CONTACT_FAILED, MONDAY + 6);
    (void)hear(&s, MONDAY + 7, "Text"); /* what the host carried out is no contact that would count */
    assert_int_equal(shop_claim(&s, MONDAY + 7, 8, claimed), 1);
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_FAILED, MONDAY + 8);
    (void)shop_event(&s, MONDAY + 8, MONDAY + 8, "login:ann", "Do", "what", "label", NULL);
    assert_int_equal(shop_claim(&s, MONDAY + 8, 8, claimed), 1);
    effect = 0;
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, MONDAY + 9);
    assert_int_equal(tappa_engine_report(s.engine, claimed[effect].key, TAPPA_CONTACT_OPENED, MONDAY + 7), TAPPA_EINVAL);
    assert_int_equal(shop_contact(&s, ann, "print").state, TAPPA_CONTACT_SENT);
    shop_close(&s);
}

/* Half of all customers are held out; what they were to get names the experiment. */
static void
the_held_out_get_nothing(void **state)
{
    static const char rules[] = "offers: {warm: {if: 'experiment.tone == \"warm\"'}, cold: {if: 'data.off'},"
                                " never: {if: 'experiment.tone == \"none\"'}}\n";
    const struct tappa_verdict *verdicts;
    size_t count, held = 0, i;
    struct shop s;
    char who[32];

    (void)state;
    open_with(&s, rules);
    for (i = 0; i < 200; i++) {
        const struct tappa_verdict *warm;
        int64_t customer;

        snprintf(who, sizeof who, "login:c%zu", i);
        customer = shop_event(&s, MONDAY, MONDAY, who, "Off", NULL);
        (void)shop_event(&s, MONDAY, MONDAY, who, "Text", NULL);
        count = shop_decide(&s, customer, MONDAY + 1, NULL, &verdicts);
        warm = shop_verdict(verdicts, count, "warm");
        held += warm->reason == TAPPA_HOLDOUT;
        /* Held out of `ton` is not held out of `tone`. */
        assert_int_equal(shop_verdict(verdicts, count, "never")->reason, warm->reason ? TAPPA_HOLDOUT : TAPPA_CONDITION);
        if (warm->reason) {
            assert_int_equal(warm->reason, TAPPA_HOLDOUT);
            assert_non_null(strstr(warm->because, "experiment.tone"));
        }
        assert_int_equal(shop_verdict(verdicts, count, "cold")->reason, TAPPA_OPEN);
    }
    assert_in_range(held, 70, 130);
    shop_close(&s);
}

/* A value of the profile that is kept no longer by the time of the claim. */
static void
what_is_forgotten_counts_no_more(void **state)
{
    static const char text[] = "tappa: 1\nmodel: shop\nversion: 1\nevents: {Card: {}}\n"
                               "profile: {size: {type: string, source: declared, keep: 30d}}\nchannels: {post: {setting: offline}}\n"
                               "touchpoints: {card: {channel: post, direction: outbound}}\n"
                               "stages: {all: {when: {Card: {if: has(profile.size), contact: card}}}}\n";
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann;

    (void)state;
    shop_open(&s, flags, NULL);
    shop_model(&s, text);
    (void)shop_event(&s, MONDAY, MONDAY, "login:ann", "identify", "size", "m", NULL);
    ann = hear(&s, MONDAY + 1, "Card");
    assert_int_equal(shop_where(&s, ann).contact_count, 1);
    assert_int_equal(shop_claim(&s, MONDAY + 30 * DAY, 8, claimed), 0);
    withdrawn(&s, ann, "card", "profile.size");
    shop_close(&s);
}

/* ---- when ---- */

/* Rome, the night in which summer time begins: quiet from nine in the evening to half past eight on her clock. */
static void
quiet_hours_are_hers(void **state)
{
    const int64_t saturday = INT64_C(1774656000000000); /* 2026-03-28T00:00:00Z; the clocks are set the night after */
    const int64_t evening = saturday + 21 * HOUR, morning = saturday + DAY + 6 * HOUR + 30 * MINUTE;
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann;

    (void)state;
    open_with(&s, "contact_rules: {quiet: [{from: \"21:00\", to: \"08:30\"}, {from: \"08:30\", to: \"22:00\", channel: sms}]}\n");
    ann = shop_event(&s, evening, evening, "login:ann", "Card", "zone", "Europe/Rome", NULL);
    assert_int_equal(shop_claim(&s, evening, 8, claimed), 0);
    assert_int_equal(shop_contact(&s, ann, "card").state, TAPPA_CONTACT_WANTED);
    assert_int_equal(shop_contact(&s, ann, "card").due, evening + HOUR); /* looked at again by then, in case rules change */
    assert_int_equal(shop_claim(&s, morning - 1, 8, claimed), 0);
    assert_int_equal(shop_claim(&s, morning, 8, claimed), 1);
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, morning);
    /* Never at all by sms: what can never be sent is not kept waiting. */
    (void)hear(&s, morning + HOUR, "Text");
    assert_int_equal(shop_claim(&s, morning + HOUR, 8, claimed), 0);
    withdrawn(&s, ann, "text", "quiet from");
    shop_close(&s);
}

/* What waits is looked at when its time has come, and not before, whatever else is claimed meanwhile. */
static void
what_waits_is_left_alone(void **state)
{
    struct tappa_claimed claimed[8];
    struct shop s;

    (void)state;
    open_with(&s, "contact_rules: {quiet: {from: \"00:00\", to: \"06:00\", channel: post}}\n");
    (void)hear(&s, MONDAY + 1, "Card");
    assert_int_equal(shop_claim(&s, MONDAY + 1, 8, claimed), 0);
    (void)hear(&s, MONDAY + 2, "Off");
    (void)hear(&s, MONDAY + 3, "Text");
    assert_int_equal(shop_claim(&s, MONDAY + 3, 8, claimed), 1);
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, MONDAY + 3);
    (void)hear(&s, MONDAY + 4, "Off"); /* and on again */
    assert_int_equal(shop_claim(&s, MONDAY + 6 * HOUR, 8, claimed), 1);
    assert_string_equal(claimed[0].touchpoint, "card");
    shop_close(&s);
}

static void
caps_make_wait(void **state)
{
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann, i;

    (void)state;
    open_with(&s, "contact_rules: {caps: [{channel: sms, at_most: 2, per: 1d}, {touchpoint: card, at_most: 0, per: 1d}]}\n");
    for (i = 0; i < 3; i++) { /* within one lease */
        (void)hear(&s, MONDAY + i * MINUTE, "Text");
        assert_int_equal(shop_claim(&s, MONDAY + i * MINUTE, 8, claimed), i < 2);
    }
    ann = hear(&s, MONDAY + 3 * MINUTE, "Card");
    assert_int_equal(shop_claim(&s, MONDAY + 3 * MINUTE, 8, claimed), 0);
    withdrawn(&s, ann, "card", "at most 0 in 1d");
    /* Two were not reported: they come again, and are no news to the cap. */
    assert_int_equal(shop_claim(&s, MONDAY + 4 * HOUR, 8, claimed), 2);
    assert_int_equal(claimed[0].attempt, 2);
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, MONDAY + 4 * HOUR);
    shop_report(&s, claimed[1].key, TAPPA_CONTACT_SENT, MONDAY + 4 * HOUR);
    (void)hear(&s, MONDAY + DAY + 3 * HOUR, "Text"); /* the whole day counts, for one that was asked for just now too */
    assert_int_equal(shop_claim(&s, MONDAY + DAY + 4 * HOUR - 1, 8, claimed), 0);
    assert_int_equal(shop_claim(&s, MONDAY + DAY + 4 * HOUR, 1, claimed), 1);
    assert_int_equal(claimed[0].wanted, MONDAY + 2 * MINUTE);
    shop_close(&s);
}

/* One place under the cap, two that want it. */
static void
the_better_one_goes_first(void **state)
{
    static const char rules[] = "contact_rules: {caps: [{at_most: 1, per: 1d}], priorities: {text: 1}}\n";
    const struct tappa_verdict *verdicts, *bill;
    struct tappa_claimed claimed[8];
    struct tappa_contact contact;
    struct shop s;
    size_t count;
    int64_t ann;

    (void)state;
    open_with(&s, rules);
    ann = hear(&s, MONDAY, "Both");
    count = shop_decide(&s, ann, MONDAY + 7, NULL, &verdicts);
    assert_int_equal(count, 2);
    assert_string_equal(verdicts[0].name, "text");
    assert_int_equal(verdicts[0].rank, 1);
    bill = shop_verdict(verdicts, count, "bill");
    assert_int_equal(bill->reason, TAPPA_OUTRANKED);
    assert_string_equal(bill->because, "text");
    assert_int_equal(bill->rank, 0);
    assert_int_equal(bill->until, MONDAY + DAY + 7);
    assert_int_equal(bill->count, 1);
    assert_int_equal(bill->at_most, 1);
    assert_int_equal(bill->per, DAY);
    assert_int_equal(shop_claim(&s, MONDAY + 7, 8, claimed), 1);
    assert_string_equal(claimed[0].touchpoint, "text");
    contact = shop_contact(&s, ann, "bill");
    assert_int_equal(contact.state, TAPPA_CONTACT_WANTED);
    assert_int_equal(contact.due, MONDAY + HOUR + 7);
    count = shop_decide(&s, ann, MONDAY + 8, NULL, &verdicts);
    assert_int_equal(shop_verdict(verdicts, count, "bill")->reason, TAPPA_CAPPED);
    assert_string_equal(shop_verdict(verdicts, count, "bill")->because, "at most 1 in 1d");
    assert_int_equal(shop_verdict(verdicts, count, "text")->reason, TAPPA_CLAIMED);
    /* It failed: its place is free, and the other need not wait a day. */
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_FAILED, MONDAY + MINUTE);
    count = shop_decide(&s, ann, MONDAY + MINUTE, NULL, &verdicts);
    assert_int_equal(shop_verdict(verdicts, count, "text")->reason, TAPPA_NOT_YET);
    assert_int_equal(shop_verdict(verdicts, count, "text")->until, MONDAY + 6 * MINUTE);
    assert_int_equal(shop_claim(&s, MONDAY + MINUTE, 8, claimed), 1);
    assert_string_equal(claimed[0].touchpoint, "bill");
    shop_close(&s);
}

/* Equal priority: the channel that she prefers; then who waits longer. */
static void
her_channel_goes_first(void **state)
{
    static const char rules[] = "contact_rules: {caps: [{at_most: 1, per: 1d}]}\n";
    struct tappa_claimed claimed[8];
    struct shop s;

    (void)state;
    open_with(&s, rules);
    (void)hear(&s, MONDAY, "Text");
    (void)hear(&s, MONDAY + 1, "Card");
    assert_int_equal(shop_claim(&s, MONDAY + 2, 8, claimed), 1);
    assert_string_equal(claimed[0].touchpoint, "text"); /* it waited longer */
    shop_close(&s);
    open_with(&s, rules);
    (void)hear(&s, MONDAY, "Card");
    (void)hear(&s, MONDAY + 1, "Text");
    assert_int_equal(shop_claim(&s, MONDAY + 2, 8, claimed), 1);
    assert_string_equal(claimed[0].touchpoint, "card");
    shop_close(&s);
    open_with(&s, rules);
    (void)hear(&s, MONDAY, "Text");
    (void)hear(&s, MONDAY + 1, "Card");
    (void)shop_event(&s, MONDAY + 2, MONDAY + 2, "login:ann", "Channel Preferred", "channel", "post", NULL);
    assert_int_equal(shop_claim(&s, MONDAY + 3, 8, claimed), 1);
    assert_string_equal(claimed[0].touchpoint, "card");
    shop_close(&s);
}

/* Rules of one model hold for contacts of another: they are the person's. */
static void
rules_are_the_persons(void **state)
{
    static const char other[] = "tappa: 1\nmodel: club\nversion: 1\nevents: {Text: {}}\n"
                                "channels: {sms: {setting: online}}\n"
                                "touchpoints: {text: {channel: sms, direction: outbound}, gift: {channel: sms, direction: outbound}}\n"
                                "stages: {in: {when: {Text: {contact: gift}}}}\n"
                                "contact_rules: {caps: [{channel: sms, at_most: 1, per: 1d}], quiet: {from: \"06:00\", to: \"07:00\"}}\n";
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann;

    (void)state;
    open_with(&s, "");
    shop_model(&s, other);
    ann = hear(&s, MONDAY, "Text"); /* both models ask */
    assert_int_equal(shop_where(&s, ann).contact_count, 2);
    assert_int_equal(shop_claim(&s, MONDAY, 8, claimed), 1);
    (void)hear(&s, MONDAY + DAY + 6 * HOUR, "Card");
    assert_int_equal(shop_claim(&s, MONDAY + DAY + 6 * HOUR, 8, claimed), 0);
    assert_int_equal(shop_contact(&s, ann, "card").due, MONDAY + DAY + 7 * HOUR);
    shop_close(&s);
}

/* The model has a new version, with other rows, and the journey has moved to it: what it asked for before goes by its stage alone. */
static void
a_new_version_keeps_what_was_asked_for(void **state)
{
    static const char next[] = "tappa: 1\nmodel: shop\nversion: 2\nevents: {Look: {}}\nchannels: {sms: {setting: online}}\n"
                               "touchpoints: {text: {channel: sms, direction: outbound}}\n"
                               "stages: {all: {when: {Look: {}}}}\nmigrate: {from: 1}\n";
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann;

    (void)state;
    open_with(&s, "");
    ann = hear(&s, MONDAY, "Text");
    (void)hear(&s, MONDAY, "Card");
    shop_model(&s, next);
    (void)hear(&s, MONDAY + HOUR, "Look");
    assert_int_equal(tappa_model_version(tappa_journey_model(shop_where(&s, ann).journeys[0])), 2);
    assert_int_equal(shop_claim(&s, MONDAY + HOUR, 8, claimed), 1);
    assert_string_equal(claimed[0].touchpoint, "text");
    withdrawn(&s, ann, "card", "its touchpoint is no more");
    shop_close(&s);
}

/* ---- how many ---- */

static void
no_more_than_asked(void **state)
{
    struct tappa_claimed claimed[8];
    uint8_t first[16];
    struct shop s;

    (void)state;
    open_with(&s, "");
    (void)hear(&s, MONDAY, "Both");
    assert_int_equal(shop_claim(&s, MONDAY, 0, claimed), 0);
    assert_int_equal(shop_claim(&s, MONDAY, 1, claimed), 1);
    memcpy(first, claimed[0].key, 16);
    assert_int_equal(shop_claim(&s, MONDAY, 1, claimed), 1);
    assert_memory_not_equal(first, claimed[0].key, 16);
    assert_int_equal(shop_claim(&s, MONDAY, 1, claimed), 0);
    assert_int_equal(shop_claim(&s, MONDAY - 1, 8, claimed), 0);
    shop_close(&s);
}

/* The one that may go out stands behind hundreds that must wait. */
static void
those_that_wait_block_nobody(void **state)
{
    struct tappa_claimed claimed[8];
    struct shop s;
    char who[32];
    int i;

    (void)state;
    open_with(&s, "contact_rules: {quiet: {from: \"00:00\", to: \"12:00\", channel: sms}}\n");
    for (i = 0; i < 700; i++) {
        snprintf(who, sizeof who, "login:c%d", i);
        (void)shop_event(&s, MONDAY, MONDAY, who, "Text", NULL);
    }
    (void)shop_event(&s, MONDAY + 1, MONDAY + 1, "login:ann", "Card", NULL);
    assert_int_equal(shop_claim(&s, MONDAY + 2, 1, claimed), 1);
    assert_string_equal(claimed[0].touchpoint, "card");
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, MONDAY + 2);
    assert_int_equal(shop_claim(&s, MONDAY + 3, 8, claimed), 0);
    for (i = 0; i < 700; i += 7)
        assert_int_equal(shop_claim(&s, MONDAY + 12 * HOUR, 7, claimed), 7);
    assert_int_equal(shop_claim(&s, MONDAY + 12 * HOUR, 7, claimed), 0);
    shop_close(&s);
}

static void
what_expired_is_not_sent(void **state)
{
    const struct tappa_verdict *verdicts;
    struct tappa_claimed claimed[8];
    struct shop s;
    size_t count;
    int64_t ann;

    (void)state;
    open_with(&s, "");
    ann = hear(&s, MONDAY, "Short");
    assert_int_equal(shop_due(&s, MONDAY + HOUR), 0); /* it waits to be claimed: nothing is due by itself */
    count = shop_decide(&s, ann, MONDAY + 2 * HOUR - 1, NULL, &verdicts);
    assert_int_equal(shop_verdict(verdicts, count, "text")->reason, TAPPA_OPEN);
    count = shop_decide(&s, ann, MONDAY + 2 * HOUR, NULL, &verdicts);
    assert_int_equal(shop_verdict(verdicts, count, "text")->reason, TAPPA_OVER);
    assert_int_equal(shop_due(&s, MONDAY + 2 * HOUR), 1);
    assert_int_equal(shop_contact(&s, ann, "text").state, TAPPA_CONTACT_EXPIRED);
    assert_int_equal(shop_claim(&s, MONDAY + 2 * HOUR, 8, claimed), 0);
    (void)hear(&s, MONDAY + 3 * HOUR, "Short");
    assert_int_equal(shop_claim(&s, MONDAY + 9 * HOUR, 8, claimed), 0);
    assert_int_equal(shop_due(&s, MONDAY + 9 * HOUR), 0);
    shop_close(&s);
}

static void
wrong_calls_are_refused(void **state)
{
    const struct tappa_claimed *claimed;
    const struct tappa_verdict *verdicts;
    struct tappa_moment moment = {.size = sizeof moment, .now = MONDAY};
    uint8_t key[16] = "nobody's";
    struct shop s;
    size_t count;
    int64_t ann;

    (void)state;
    open_with(&s, "");
    ann = hear(&s, MONDAY, "Text");
    assert_int_equal(tappa_engine_decide(s.engine, 0, &moment, &verdicts, &count), TAPPA_EUNKNOWN);
    assert_int_equal(tappa_engine_claim(NULL, MONDAY, 1, &claimed, &count), TAPPA_EINVAL);
    assert_int_equal(tappa_engine_claim(s.engine, MONDAY, 1, NULL, &count), TAPPA_EINVAL);
    assert_int_equal(tappa_engine_claim(s.engine, MONDAY, 1, &claimed, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_engine_claim(s.engine, INT64_MAX, 1, &claimed, &count), TAPPA_ETIME);
    assert_int_equal(tappa_engine_claim(s.engine, INT64_MIN, 1, &claimed, &count), TAPPA_ETIME);
    assert_int_equal(tappa_engine_report(NULL, key, TAPPA_CONTACT_SENT, MONDAY), TAPPA_EINVAL);
    assert_int_equal(tappa_engine_report(s.engine, NULL, TAPPA_CONTACT_SENT, MONDAY), TAPPA_EINVAL);
    assert_int_equal(tappa_engine_report(s.engine, key, TAPPA_CONTACT_WANTED, MONDAY), TAPPA_EINVAL);
    assert_int_equal(tappa_engine_report(s.engine, key, TAPPA_CONTACT_UNOPENED, MONDAY), TAPPA_EINVAL);
    assert_int_equal(tappa_engine_report(s.engine, key, TAPPA_CONTACT_SENT, INT64_MAX), TAPPA_ETIME);
    assert_int_equal(tappa_engine_report(s.engine, key, TAPPA_CONTACT_SENT, MONDAY), TAPPA_EUNKNOWN);
    assert_int_equal(tappa_engine_decide(NULL, ann, &moment, &verdicts, &count), TAPPA_EINVAL);
    assert_int_equal(tappa_engine_decide(s.engine, ann, NULL, &verdicts, &count), TAPPA_EINVAL);
    assert_int_equal(tappa_engine_decide(s.engine, ann, &moment, NULL, &count), TAPPA_EINVAL);
    assert_int_equal(tappa_engine_decide(s.engine, ann, &moment, &verdicts, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_engine_decide(s.engine, ann + 1, &moment, &verdicts, &count), TAPPA_EUNKNOWN);
    moment.flags = 1;
    assert_int_equal(tappa_engine_decide(s.engine, ann, &moment, &verdicts, &count), TAPPA_EINVAL);
    moment.flags = 0;
    moment.touchpoint_size = 3;
    assert_int_equal(tappa_engine_decide(s.engine, ann, &moment, &verdicts, &count), TAPPA_EINVAL);
    moment.touchpoint_size = 0;
    moment.size = 8;
    assert_int_equal(tappa_engine_decide(s.engine, ann, &moment, &verdicts, &count), TAPPA_EINVAL);
    moment.size = sizeof moment;
    moment.now = INT64_MAX;
    assert_int_equal(tappa_engine_decide(s.engine, ann, &moment, &verdicts, &count), TAPPA_ETIME);
    shop_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(consent_is_asked_at_the_claim),
        cmocka_unit_test(conditions_are_asked_at_the_claim),
        cmocka_unit_test(arguments_and_effects_are_handed_out),
        cmocka_unit_test(the_held_out_get_nothing),
        cmocka_unit_test(quiet_hours_are_hers),
        cmocka_unit_test(what_is_forgotten_counts_no_more),
        cmocka_unit_test(what_waits_is_left_alone),
        cmocka_unit_test(caps_make_wait),
        cmocka_unit_test(the_better_one_goes_first),
        cmocka_unit_test(her_channel_goes_first),
        cmocka_unit_test(rules_are_the_persons),
        cmocka_unit_test(a_new_version_keeps_what_was_asked_for),
        cmocka_unit_test(no_more_than_asked),
        cmocka_unit_test(those_that_wait_block_nobody),
        cmocka_unit_test(what_expired_is_not_sent),
        cmocka_unit_test(wrong_calls_are_refused),
    };
    int failed = cmocka_run_group_tests_name("owner", tests, NULL, NULL);

    flags = TAPPA_STORE_SHARED;
    return failed + cmocka_run_group_tests_name("shared", tests, NULL, NULL);
}
