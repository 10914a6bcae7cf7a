/* What becomes of contacts: reports in any order and twice, leases, attempts, waiting times, and how journeys hear of it. */
#include "shop.h"

#define MODEL                                                                                                                    \
    "tappa: 1\nmodel: shop\nversion: 1\n"                                                                                        \
    "events: {Go: {}, contact.sent: {fields: {key: string}}, contact.failed: {}, contact.opened: {}, contact.unopened: {},"      \
    " contact.bounced: {}}\n"                                                                                                    \
    "data: {sent: {type: int, default: 0}, failed: {type: int, default: 0}, opened: {type: int, default: 0},"                    \
    " unopened: {type: int, default: 0}, bounced: {type: int, default: 0}, key: {type: string, default: '\"\"'},"                \
    " at: {type: timestamp, default: \"2000-01-01T00:00:00Z\"}}\n"                                                  \
    "channels: {email: {setting: online}}\n"                                                                                     \
    "touchpoints: {mail: {channel: email, direction: outbound}, card: {channel: email, direction: outbound}}\n"                  \
    "stages:\n  all:\n    when:\n"                                                                                               \
    "      Go: {contact: mail}\n"                                                                                                \
    "      contact.sent: {set: {sent: data.sent + 1, key: event.key, at: event.time}}\n"                                         \
    "      contact.failed: {set: {failed: data.failed + 1}}\n"                                                                   \
    "      contact.opened: {set: {opened: data.opened + 1}}\n"                                                                   \
    "      contact.unopened: {set: {unopened: data.unopened + 1, at: event.time}}\n"                                             \
    "      contact.bounced: {set: {bounced: data.bounced + 1}}\n"

/* No event of contacts is declared: the sign of life that `*` means is not our own mail. */
static const char deaf[] = "tappa: 1\nmodel: deaf\nversion: 1\nevents: {Go: {}}\n"
                           "channels: {email: {setting: online}}\n"
                           "touchpoints: {mail: {channel: email, direction: outbound}}\n"
                           "stages: {asleep: {when: {Go: {contact: mail}, \"*\": awake}}, awake: {}}\n";

static uint32_t flags;

/* One mail, handed out at midnight. */
static int64_t
hand_out(struct shop *s, const char *model, uint8_t key[16])
{
    struct tappa_claimed claimed[8];
    int64_t ann;

    shop_open(s, flags, NULL);
    shop_model(s, model);
    ann = shop_event(s, MONDAY, MONDAY, "login:ann", "Go", NULL);
    assert_int_equal(shop_claim(s, MONDAY, 8, claimed), 1);
    memcpy(key, claimed[0].key, 16);
    return ann;
}

static struct tappa_value
slot(struct shop *s, int64_t customer, const char *name)
{
    struct tappa_standing standing = shop_where(s, customer);
    const tappa_model *model = tappa_journey_model(standing.journeys[0]);
    struct tappa_value value = {0};
    uint32_t i;

    for (i = 0; i < tappa_model_data_count(model); i++)
        if (!strcmp(tappa_model_data_name(model, i), name))
            assert_int_equal(tappa_journey_data(standing.journeys[0], i, &value), TAPPA_OK);
    return value;
}

static int64_t
heard(struct shop *s, int64_t customer, const char *name)
{
    return slot(s, customer, name).integer;
}

static void
journeys_hear_of_it(void **state)
{
    struct tappa_counters sums = {.size = sizeof sums};
    uint8_t key[16];
    char hex[33];
    struct shop s;
    int64_t ann;
    int i;

    (void)state;
    ann = hand_out(&s, MODEL, key);
    shop_report(&s, key, TAPPA_CONTACT_SENT, MONDAY + 5);
    assert_int_equal(heard(&s, ann, "sent"), 1);
    assert_int_equal(heard(&s, ann, "at"), MONDAY + 5);
    for (i = 0; i < 16; i++)
        snprintf(hex + 2 * i, 3, "%02x", key[i]);
    assert_int_equal(slot(&s, ann, "key").size, 32);
    assert_memory_equal(slot(&s, ann, "key").data, hex, 32);
    shop_report(&s, key, TAPPA_CONTACT_SENT, MONDAY + 6);
    assert_int_equal(heard(&s, ann, "sent"), 1);
    assert_int_equal(shop_contact(&s, ann, NULL).changed, MONDAY + 5);
    shop_report(&s, key, TAPPA_CONTACT_OPENED, MONDAY + 7);
    shop_report(&s, key, TAPPA_CONTACT_OPENED, MONDAY + 8);
    shop_report(&s, key, TAPPA_CONTACT_SENT, MONDAY + 9); /* late, and told before */
    assert_int_equal(heard(&s, ann, "opened"), 1);
    assert_int_equal(heard(&s, ann, "sent"), 1);
    assert_int_equal(tappa_engine_report(s.engine, key, TAPPA_CONTACT_FAILED, MONDAY + 9), TAPPA_EINVAL);
    assert_int_equal(tappa_engine_report(s.engine, key, TAPPA_CONTACT_BOUNCED, MONDAY + 9), TAPPA_EINVAL);
    assert_int_equal(shop_contact(&s, ann, NULL).state, TAPPA_CONTACT_OPENED);
    assert_int_equal(tappa_engine_counters(s.engine, &sums), TAPPA_OK);
    assert_int_equal(sums.claimed, 1);
    assert_int_equal(sums.sent, 1);
    assert_int_equal(sums.opened, 1);
    assert_int_equal(sums.failed, 0);
    shop_close(&s);
}

/* Each state it can be in, each report: what is answered, and where it then stands. */
static void
every_report_in_every_state(void **state)
{
    enum { MAIL_WANTED, CLAIMED, LEASE_OVER, SENT, OPENED, UNOPENED, BOUNCED, FAILED, EXPIRED_CLAIM, STATES };
    static const uint32_t reports[] = {TAPPA_CONTACT_SENT, TAPPA_CONTACT_OPENED, TAPPA_CONTACT_BOUNCED, TAPPA_CONTACT_FAILED};
    /* 0: refused. */
    static const uint32_t after[STATES][4] = {
        [MAIL_WANTED] = {0, 0, 0, 0},
        [CLAIMED] = {TAPPA_CONTACT_SENT, TAPPA_CONTACT_OPENED, TAPPA_CONTACT_BOUNCED, TAPPA_CONTACT_FAILED},
        [LEASE_OVER] = {TAPPA_CONTACT_SENT, TAPPA_CONTACT_OPENED, TAPPA_CONTACT_BOUNCED, TAPPA_CONTACT_FAILED},
        [SENT] = {TAPPA_CONTACT_SENT, TAPPA_CONTACT_OPENED, TAPPA_CONTACT_BOUNCED, 0},
        [OPENED] = {TAPPA_CONTACT_OPENED, TAPPA_CONTACT_OPENED, 0, 0},
        [UNOPENED] = {TAPPA_CONTACT_UNOPENED, TAPPA_CONTACT_OPENED, TAPPA_CONTACT_BOUNCED, 0},
        [BOUNCED] = {TAPPA_CONTACT_BOUNCED, TAPPA_CONTACT_OPENED, TAPPA_CONTACT_BOUNCED, 0},
        [FAILED] = {TAPPA_CONTACT_SENT, TAPPA_CONTACT_OPENED, TAPPA_CONTACT_BOUNCED, TAPPA_CONTACT_FAILED},
        [EXPIRED_CLAIM] = {TAPPA_CONTACT_SENT, TAPPA_CONTACT_OPENED, TAPPA_CONTACT_BOUNCED, TAPPA_CONTACT_EXPIRED},
    };
    static const char model[] = "tappa: 1\nmodel: shop\nversion: 1\nevents: {Go: {}}\nchannels: {email: {setting: online}}\n"
                                "touchpoints: {mail: {channel: email, direction: outbound}}\n"
                                "stages: {all: {when: {Go: {contact: mail, expires: 2h}}}}\n"
                                "contact_rules: {response_times: [{channel: email, within: 1d}]}\n";
    struct tappa_claimed claimed[8];
    struct shop s;
    size_t i, j;

    (void)state;
    for (i = 0; i < STATES; i++)
        for (j = 0; j < 4; j++) {
            int64_t ann, now = MONDAY + 2 * MINUTE;
            uint8_t key[16];
            tappa_status status;

            shop_open(&s, flags, NULL);
            shop_model(&s, model);
            ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
            memcpy(key, shop_contact(&s, ann, NULL).key, 16);
            if (i != MAIL_WANTED)
                assert_int_equal(shop_claim(&s, MONDAY, 8, claimed), 1);
            if (i == SENT || i == UNOPENED)
                shop_report(&s, key, TAPPA_CONTACT_SENT, MONDAY + 1);
            if (i == OPENED || i == BOUNCED || i == FAILED)
                shop_report(&s, key, i == OPENED ? TAPPA_CONTACT_OPENED : i == BOUNCED ? TAPPA_CONTACT_BOUNCED : TAPPA_CONTACT_FAILED,
                            MONDAY + 1);
            now = i == LEASE_OVER ? MONDAY + 6 * MINUTE : i == UNOPENED || i == EXPIRED_CLAIM ? MONDAY + 2 * DAY : now;
            shop_due(&s, now);
            status = tappa_engine_report(s.engine, key, reports[j], now);
            if (status != (after[i][j] ? TAPPA_OK : TAPPA_EINVAL) ||
                (after[i][j] && shop_contact(&s, ann, NULL).state != after[i][j]))
                fail_msg("state %zu, report %zu: status %d, state %u", i, j, (int)status, shop_contact(&s, ann, NULL).state);
            status = tappa_engine_report(s.engine, key, reports[j], now + 1);
            if (status != (after[i][j] ? TAPPA_OK : TAPPA_EINVAL) ||
                (after[i][j] && shop_contact(&s, ann, NULL).state != after[i][j]))
                fail_msg("state %zu, report %zu again: status %d", i, j, (int)status);
            shop_close(&s);
        }
}

/* Workers die: the same key comes again, five times in all. Then it counts as failed, once. */
static void
leases_return(void **state)
{
    struct tappa_counters sums = {.size = sizeof sums};
    struct tappa_claimed claimed[8];
    uint8_t key[16];
    struct shop s;
    int64_t ann, now;
    uint32_t i;

    (void)state;
    ann = hand_out(&s, MODEL, key);
    for (i = 2; i <= 5; i++) {
        now = MONDAY + (i - 1) * 5 * MINUTE;
        assert_int_equal(shop_claim(&s, now - 1, 8, claimed), 0);
        assert_int_equal(shop_claim(&s, now, 8, claimed), 1);
        assert_int_equal(claimed[0].attempt, i);
        assert_memory_equal(claimed[0].key, key, 16);
        assert_int_equal(claimed[0].wanted, MONDAY);
    }
    assert_int_equal(shop_due(&s, MONDAY + 25 * MINUTE - 1), 0);
    assert_int_equal(shop_due(&s, MONDAY + 25 * MINUTE), 1);
    assert_int_equal(shop_due(&s, MONDAY + 25 * MINUTE), 0);
    assert_int_equal(shop_contact(&s, ann, NULL).state, TAPPA_CONTACT_FAILED);
    assert_int_equal(shop_contact(&s, ann, NULL).due, TAPPA_NEVER);
    assert_int_equal(heard(&s, ann, "failed"), 1);
    assert_int_equal(shop_claim(&s, MONDAY + 30 * DAY, 8, claimed), 0);
    assert_int_equal(tappa_engine_counters(s.engine, &sums), TAPPA_OK);
    assert_int_equal(sums.claimed, 5);
    assert_int_equal(sums.reclaimed, 4);
    assert_int_equal(sums.failed, 1);
    shop_close(&s);
}

/* As a mailer does: what was handed out stays readable while one after the other is reported, and other calls are made in between. */
static void
handed_out_until_the_next_claim(void **state)
{
    const struct tappa_claimed *claimed;
    struct shop s;
    char who[32];
    size_t count, i;

    (void)state;
    shop_open(&s, flags, NULL);
    shop_model(&s, MODEL);
    for (i = 0; i < 40; i++) {
        snprintf(who, sizeof who, "login:c%zu", i);
        (void)shop_event(&s, MONDAY, MONDAY, who, "Go", NULL);
    }
    assert_int_equal(tappa_engine_claim(s.engine, MONDAY, 40, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 40);
    for (i = 0; i < count; i++) {
        assert_string_equal(claimed[i].touchpoint, "mail");
        assert_int_equal(tappa_engine_report(s.engine, claimed[i].key, TAPPA_CONTACT_SENT, MONDAY + 1), TAPPA_OK);
        assert_int_equal(heard(&s, claimed[i].customer, "sent"), 1);
        (void)shop_event(&s, MONDAY + 2, MONDAY + 2, "login:ann", "Go", NULL);
    }
    shop_close(&s);
}

/* The first that had it was only slow, and a second has it by now: it was sent, and nobody gets it again. */
static void
a_slow_worker_is_believed(void **state)
{
    struct tappa_claimed claimed[8];
    uint8_t key[16];
    struct shop s;
    int64_t ann;

    (void)state;
    ann = hand_out(&s, MODEL, key);
    assert_int_equal(shop_claim(&s, MONDAY + 5 * MINUTE, 8, claimed), 1);
    shop_report(&s, key, TAPPA_CONTACT_SENT, MONDAY + 6 * MINUTE);
    shop_report(&s, key, TAPPA_CONTACT_SENT, MONDAY + 7 * MINUTE);
    assert_int_equal(shop_claim(&s, MONDAY + 30 * DAY, 8, claimed), 0);
    assert_int_equal(heard(&s, ann, "sent"), 1);
    shop_close(&s);
}

/* The first that had it was slow, and failed; meanwhile a second has sent it. */
static void
a_slow_failure_is_no_news(void **state)
{
    struct tappa_claimed claimed[8];
    uint8_t key[16];
    struct shop s;
    int64_t ann;

    (void)state;
    ann = hand_out(&s, MODEL, key);
    assert_int_equal(shop_claim(&s, MONDAY + 5 * MINUTE, 8, claimed), 1);
    shop_report(&s, key, TAPPA_CONTACT_SENT, MONDAY + 6 * MINUTE);
    shop_report(&s, key, TAPPA_CONTACT_FAILED, MONDAY + 7 * MINUTE);
    assert_int_equal(shop_contact(&s, ann, NULL).state, TAPPA_CONTACT_SENT);
    assert_int_equal(shop_claim(&s, MONDAY + 30 * DAY, 8, claimed), 0);
    assert_int_equal(heard(&s, ann, "failed"), 0);
    shop_close(&s);
}

/* Again after one lease, two, four, eight; then for good. */
static void
failures_are_tried_again_later_each_time(void **state)
{
    struct tappa_claimed claimed[8];
    uint8_t key[16];
    struct shop s;
    int64_t ann, now = MONDAY, wait = 5 * MINUTE;
    uint32_t i;

    (void)state;
    ann = hand_out(&s, MODEL, key);
    for (i = 1; i < 5; i++, wait *= 2) {
        shop_report(&s, key, TAPPA_CONTACT_FAILED, now + 1);
        shop_report(&s, key, TAPPA_CONTACT_FAILED, now + 2);
        assert_int_equal(heard(&s, ann, "failed"), i);
        assert_int_equal(shop_contact(&s, ann, NULL).due, now + 1 + wait);
        now += 1 + wait;
        assert_int_equal(shop_due(&s, now + HOUR), 0); /* waits to be claimed */
        assert_int_equal(shop_claim(&s, now - 1, 8, claimed), 0);
        assert_int_equal(shop_claim(&s, now, 8, claimed), 1);
        assert_int_equal(claimed[0].attempt, i + 1);
        assert_memory_equal(claimed[0].key, key, 16);
    }
    shop_report(&s, key, TAPPA_CONTACT_FAILED, now + 1);
    assert_int_equal(shop_contact(&s, ann, NULL).due, TAPPA_NEVER);
    assert_int_equal(shop_claim(&s, now + 30 * DAY, 8, claimed), 0);
    assert_int_equal(heard(&s, ann, "failed"), 5);
    shop_close(&s);
}

static void
silence_is_an_answer(void **state)
{
    static const char rules[] = MODEL "contact_rules: {response_times: [{within: 1d}, {touchpoint: mail, within: 3d}, {channel: email, within: 2d}]}\n";
    uint8_t key[16];
    struct shop s;
    int64_t ann;

    (void)state;
    ann = hand_out(&s, rules, key);
    shop_report(&s, key, TAPPA_CONTACT_SENT, MONDAY + HOUR);
    assert_int_equal(shop_where(&s, ann).next_due, MONDAY + 3 * DAY + HOUR);
    assert_int_equal(shop_due(&s, MONDAY + 3 * DAY + HOUR - 1), 0);
    assert_int_equal(shop_due(&s, MONDAY + 3 * DAY + 5 * HOUR), 1);
    assert_int_equal(shop_contact(&s, ann, NULL).state, TAPPA_CONTACT_UNOPENED);
    assert_int_equal(heard(&s, ann, "unopened"), 1);
    assert_int_equal(heard(&s, ann, "at"), MONDAY + 3 * DAY + HOUR); /* as at its time */
    assert_int_equal(shop_due(&s, MONDAY + 9 * DAY), 0);
    shop_report(&s, key, TAPPA_CONTACT_OPENED, MONDAY + 9 * DAY); /* in the end */
    assert_int_equal(heard(&s, ann, "opened"), 1);
    assert_int_equal(heard(&s, ann, "unopened"), 1);
    shop_close(&s);
}

/* Without a response time nothing is waited for; with one, opening ends it. */
static void
an_opened_one_is_not_unopened(void **state)
{
    uint8_t key[16];
    struct shop s;
    int64_t ann;

    (void)state;
    ann = hand_out(&s, MODEL, key);
    shop_report(&s, key, TAPPA_CONTACT_SENT, MONDAY + HOUR);
    assert_int_equal(shop_where(&s, ann).next_due, TAPPA_NEVER);
    shop_close(&s);
    ann = hand_out(&s, MODEL "contact_rules: {response_times: [{touchpoint: card, within: 1h}, {within: 1d}]}\n", key);
    shop_report(&s, key, TAPPA_CONTACT_SENT, MONDAY + HOUR);
    assert_int_equal(shop_where(&s, ann).next_due, MONDAY + DAY + HOUR);
    shop_report(&s, key, TAPPA_CONTACT_OPENED, MONDAY + 2 * HOUR);
    assert_int_equal(shop_due(&s, MONDAY + 9 * DAY), 0);
    assert_int_equal(heard(&s, ann, "unopened"), 0);
    shop_close(&s);
}

static void
our_own_mail_is_no_sign_of_life(void **state)
{
    uint8_t key[16];
    struct shop s;
    int64_t ann;

    (void)state;
    ann = hand_out(&s, deaf, key);
    shop_report(&s, key, TAPPA_CONTACT_SENT, MONDAY + HOUR);
    assert_string_equal(shop_stage(&s, ann), "asleep");
    (void)shop_event(&s, MONDAY + DAY, MONDAY + DAY, "login:ann", "Anything", NULL);
    assert_string_equal(shop_stage(&s, ann), "awake");
    shop_close(&s);
}

/* Events that happened before the report, told after it: the history is folded again, what was reported keeps its place in it. */
static void
late_events_find_their_place_among_reports(void **state)
{
    uint8_t key[16];
    struct shop s;
    int64_t ann;

    (void)state;
    ann = hand_out(&s, MODEL, key);
    shop_report(&s, key, TAPPA_CONTACT_SENT, MONDAY + HOUR);
    (void)shop_event(&s, MONDAY + 2 * HOUR, MONDAY + MINUTE, "login:ann", "Go", NULL);
    assert_int_equal(s.result.late, 1);
    assert_int_equal(heard(&s, ann, "sent"), 1);
    assert_int_equal(shop_where(&s, ann).contact_count, 2);
    /* Two reports in one microsecond, one with a clock that runs behind: each has its own place. */
    shop_report(&s, key, TAPPA_CONTACT_BOUNCED, MONDAY + 30 * MINUTE);
    assert_int_equal(heard(&s, ann, "bounced"), 1);
    (void)shop_event(&s, MONDAY + 3 * HOUR, MONDAY + 2 * MINUTE, "login:ann", "Go", NULL);
    assert_int_equal(heard(&s, ann, "sent"), 1);
    assert_int_equal(heard(&s, ann, "bounced"), 1);
    assert_int_equal(shop_where(&s, ann).contact_count, 3);
    shop_close(&s);
}

/* At one time with another event, or with a clock that runs behind timers that have fired: a report has a place behind all that was there. */
static void
a_report_comes_last(void **state)
{
    static const char text[] = "tappa: 1\nmodel: shop\nversion: 1\nevents: {Go: {}, Look: {}, Other: {}, contact.sent: {}}\n"
                               "data: {sent: {type: int, default: 0}, seen: {type: int, default: 7}, rang: {type: int, default: 0}}\n"
                               "channels: {email: {setting: online}}\n"
                               "touchpoints: {mail: {channel: email, direction: outbound}}\n"
                               "stages:\n  all:\n    after: {4h: {set: {rang: data.sent + 1}}}\n    when:\n"
                               "      Go: {contact: mail}\n      Look: {set: {seen: data.sent}}\n"
                               "      contact.sent: {set: {sent: data.sent + 1}}\n";
    uint8_t key[16];
    struct shop s;
    int64_t ann = hand_out(&s, text, key);

    (void)state;
    (void)shop_event(&s, MONDAY + HOUR, MONDAY + HOUR, "login:ann", "Look", NULL);
    shop_report(&s, key, TAPPA_CONTACT_SENT, MONDAY + HOUR);
    assert_int_equal(heard(&s, ann, "seen"), 0);
    assert_int_equal(heard(&s, ann, "sent"), 1);
    (void)shop_event(&s, MONDAY + 2 * HOUR, MONDAY + MINUTE, "login:ann", "Other", NULL);
    assert_int_equal(s.result.late, 1);
    assert_int_equal(heard(&s, ann, "seen"), 0);
    assert_int_equal(heard(&s, ann, "sent"), 1);
    shop_close(&s);
    ann = hand_out(&s, text, key);
    shop_due(&s, MONDAY + 5 * HOUR);
    shop_report(&s, key, TAPPA_CONTACT_SENT, MONDAY + HOUR);
    assert_int_equal(heard(&s, ann, "sent"), 1);
    assert_int_equal(heard(&s, ann, "rang"), 1);
    shop_close(&s);
}

/* What its own report sets going is nothing that had come in before: it was rightly sent, whatever is folded again later. */
static void
a_report_speaks_not_against_itself(void **state)
{
    static const char text[] = "tappa: 1\nmodel: shop\nversion: 1\nevents: {Go: {}, Other: {}, contact.sent: {}, contact.opened: {}, contact.bounced: {}}\n"
                               "channels: {email: {setting: online}}\n"
                               "touchpoints: {mail: {channel: email, direction: outbound, for: [asked]}}\n"
                               "stages: {asked: {when: {Go: {contact: mail}, contact.sent: told, contact.opened: told, contact.bounced: told}, after: {2h: given_up}},"
                               " told: {when: {Other: {}}}, given_up: {when: {Other: {}}}}\n";
    uint8_t key[16];
    struct shop s;
    uint32_t i;

    (void)state;
    for (i = TAPPA_CONTACT_SENT; i <= TAPPA_CONTACT_BOUNCED; i++) {
        int64_t ann;

        if (i == TAPPA_CONTACT_UNOPENED)
            continue;
        ann = hand_out(&s, text, key);

        shop_report(&s, key, i, MONDAY + MINUTE);
        assert_string_equal(shop_stage(&s, ann), "told");
        assert_int_equal(shop_contact(&s, ann, NULL).state, i);
        assert_int_equal(shop_contact(&s, ann, NULL).not_today, 0);
        (void)shop_event(&s, MONDAY + HOUR, MONDAY + 1, "login:ann", "Other", NULL);
        assert_int_equal(s.result.late, 1);
        assert_int_equal(shop_contact(&s, ann, NULL).not_today, 0);
        shop_close(&s);
        for (int hours = 2; hours <= 3; hours++) {
            ann = hand_out(&s, text, key); /* a timer that was due before does, or in that very instant */
            shop_report(&s, key, i, MONDAY + hours * HOUR);
            assert_string_equal(shop_stage(&s, ann), "given_up");
            for (int late = 0; late < 2; late++) { /* and still, once all is folded again */
                assert_int_equal(shop_contact(&s, ann, NULL).state, i);
                assert_int_equal(shop_contact(&s, ann, NULL).not_today, 1);
                assert_string_equal(shop_contact(&s, ann, NULL).because, "it stands in given_up");
                (void)shop_event(&s, MONDAY + 4 * HOUR, MONDAY + 1, "login:ann", "Other", NULL);
            }
            shop_close(&s);
        }
    }
}

/* It was withdrawn when its lease was over, and had been made all the same: whatever is reported first says so. One that was not made can still
 * be, once it is known that it was agreed to by then. */
static void
withdrawn_and_made_all_the_same(void **state)
{
    static const char text[] = "tappa: 1\nmodel: shop\nversion: 1\nevents: {Go: {}}\nchannels: {email: {setting: online, consent: news}}\n"
                               "touchpoints: {mail: {channel: email, direction: outbound}}\nstages: {all: {when: {Go: {contact: mail}}}}\n";
    static const uint32_t reports[] = {TAPPA_CONTACT_SENT, TAPPA_CONTACT_OPENED, TAPPA_CONTACT_BOUNCED, TAPPA_CONTACT_FAILED};
    struct tappa_claimed claimed[8];
    uint8_t key[16];
    struct shop s;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof reports / sizeof *reports; i++) {
        int was_made = reports[i] != TAPPA_CONTACT_FAILED;
        int64_t ann;

        shop_open(&s, flags, NULL);
        shop_model(&s, text);
        (void)shop_event(&s, MONDAY, MONDAY, "login:ann", "Consent Given", "purpose", "news", NULL);
        ann = shop_event(&s, MONDAY + 1, MONDAY + 1, "login:ann", "Go", NULL);
        assert_int_equal(shop_claim(&s, MONDAY + 1, 8, claimed), 1);
        memcpy(key, claimed[0].key, 16);
        (void)shop_event(&s, MONDAY + MINUTE, MONDAY + MINUTE, "login:ann", "Unsubscribed", NULL);
        assert_int_equal(shop_claim(&s, MONDAY + HOUR, 8, claimed), 0);
        assert_int_equal(shop_contact(&s, ann, NULL).state, TAPPA_CONTACT_WITHDRAWN);
        shop_report(&s, key, reports[i], MONDAY + 2 * HOUR);
        assert_int_equal(shop_contact(&s, ann, NULL).state, was_made ? reports[i] : TAPPA_CONTACT_WITHDRAWN);
        assert_int_equal(shop_contact(&s, ann, NULL).not_today, was_made);
        (void)shop_event(&s, MONDAY + 3 * HOUR, MONDAY + 2 * MINUTE, "login:ann", "Consent Given", "purpose", "news", NULL);
        assert_int_equal(shop_claim(&s, MONDAY + 4 * HOUR, 8, claimed), !was_made);
        shop_close(&s);
    }
}

/* The last lease was over: that was the failure. Whoever had it and says so later tells nothing new, but that it makes room under a cap. */
static void
the_last_failure_is_heard_once(void **state)
{
    static const char text[] = MODEL "contact_rules: {caps: [{channel: email, at_most: 1, per: 1d}]}\n";
    struct tappa_counters sums = {.size = sizeof sums};
    const struct tappa_verdict *verdicts;
    struct tappa_claimed claimed[8];
    uint8_t key[16];
    struct shop s;
    int64_t ann;
    int i;

    (void)state;
    ann = hand_out(&s, text, key);
    for (i = 1; i < 5; i++)
        assert_int_equal(shop_claim(&s, MONDAY + i * 5 * MINUTE, 8, claimed), 1);
    assert_int_equal(shop_decide(&s, ann, MONDAY + 25 * MINUTE - 1, NULL, &verdicts), 1);
    assert_int_equal(verdicts[0].reason, TAPPA_CLAIMED);
    assert_int_equal(shop_decide(&s, ann, MONDAY + 25 * MINUTE, NULL, &verdicts), 0); /* nobody will be handed it, noted or not */
    shop_due(&s, MONDAY + 25 * MINUTE);
    assert_int_equal(heard(&s, ann, "failed"), 1);
    (void)shop_event(&s, MONDAY + 26 * MINUTE, MONDAY + 26 * MINUTE, "login:ann", "Go", NULL);
    assert_int_equal(shop_claim(&s, MONDAY + 26 * MINUTE, 8, claimed), 0);
    shop_report(&s, key, TAPPA_CONTACT_FAILED, MONDAY + 27 * MINUTE);
    assert_int_equal(heard(&s, ann, "failed"), 1);
    assert_int_equal(tappa_engine_counters(s.engine, &sums), TAPPA_OK);
    assert_int_equal(sums.failed, 1);
    assert_int_equal(shop_claim(&s, MONDAY + 28 * MINUTE, 8, claimed), 1);
    shop_close(&s);
}

/* Behind the last microsecond there is none, and the journal can be read all the same. */
static void
at_the_end_of_time(void **state)
{
    const int64_t end = INT64_C(253402300799999999);
    struct tappa_claimed claimed[8];
    const char *text;
    struct shop s;
    int64_t ann;
    size_t size;

    (void)state;
    shop_open(&s, flags, NULL);
    shop_model(&s, MODEL);
    ann = shop_event(&s, end, end, "login:ann", "Go", NULL);
    assert_int_equal(shop_claim(&s, end, 8, claimed), 1);
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, end);
    assert_int_equal(heard(&s, ann, "sent"), 1);
    assert_int_equal(tappa_engine_journal(s.engine, ann, 0, &text, &size), TAPPA_OK);
    shop_close(&s);
}

/* Given up, and then somebody opened it, or it came back: it was made, and counts for caps since they said so. */
static void
failed_and_made_all_the_same(void **state)
{
    (void)state;
    for (int is_back = 0; is_back < 2; is_back++) {
        struct tappa_claimed claimed[8];
        struct shop s;
        uint8_t key[16];

        (void)hand_out(&s, MODEL "contact_rules:\n  caps: [{channel: email, at_most: 1, per: 2d}]\n", key);
        shop_report(&s, key, TAPPA_CONTACT_FAILED, MONDAY + MINUTE);
        shop_report(&s, key, is_back ? TAPPA_CONTACT_BOUNCED : TAPPA_CONTACT_OPENED, MONDAY + HOUR);
        shop_event(&s, MONDAY + DAY, MONDAY + DAY, "login:ann", "Go", NULL);
        assert_int_equal(shop_claim(&s, MONDAY + 2 * DAY, 8, claimed), 0); /* an hour of the two days is left */
        assert_int_equal(shop_claim(&s, MONDAY + 2 * DAY + HOUR, 8, claimed), 1);
        shop_close(&s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(journeys_hear_of_it),
        cmocka_unit_test(every_report_in_every_state),
        cmocka_unit_test(handed_out_until_the_next_claim),
        cmocka_unit_test(leases_return),
        cmocka_unit_test(a_slow_worker_is_believed),
        cmocka_unit_test(a_slow_failure_is_no_news),
        cmocka_unit_test(failures_are_tried_again_later_each_time),
        cmocka_unit_test(silence_is_an_answer),
        cmocka_unit_test(an_opened_one_is_not_unopened),
        cmocka_unit_test(our_own_mail_is_no_sign_of_life),
        cmocka_unit_test(late_events_find_their_place_among_reports),
        cmocka_unit_test(a_report_comes_last),
        cmocka_unit_test(a_report_speaks_not_against_itself),
        cmocka_unit_test(withdrawn_and_made_all_the_same),
        cmocka_unit_test(failed_and_made_all_the_same),
        cmocka_unit_test(the_last_failure_is_heard_once),
        cmocka_unit_test(at_the_end_of_time),
    };
    int failed = cmocka_run_group_tests_name("owner", tests, NULL, NULL);

    flags = TAPPA_STORE_SHARED;
    return failed + cmocka_run_group_tests_name("shared", tests, NULL, NULL);
}
