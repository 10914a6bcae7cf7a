/* What steps ask for beside plain contacts: journeys of other models with what these ask for, and effects, each of which is carried out. */
#include "shop.h"

static uint32_t flags;

/* A journey that another model starts asks by what it was started with, also when it is asked again. Started by a timer, what it asks for holds while it
 * stands where it began; by an event, in any stage. */
static void
a_started_journey_asks_by_its_start(void **state)
{
    static const char order[] = "tappa: 1\nmodel: order\nversion: 1\nevents: {Ordered: {fields: {tier: string}}, Look: {}}\n"
                                "stages: {all: {when: {Ordered: {start: care, with: {tier: event.tier}}, Look: {}},"
                                " after: {1h: {start: care, with: {tier: \"'gold'\"}}}}}\n";
    static const char care[] = "tappa: 1\nmodel: care\nversion: 1\nevents: {start: {fields: {tier: string}}, Left: {}}\n"
                               "channels: {email: {setting: online}}\ntouchpoints: {hello: {channel: email, direction: outbound}}\n"
                               "entry: {start: fresh}\n"
                               "stages: {fresh: {enter: [{contact: hello, if: \"event.tier == 'gold'\"}], when: {Left: gone}}, gone: {}}\n";
    struct tappa_claimed claimed[8];
    struct shop s;
    int by_timer, left;

    (void)state;
    for (by_timer = 0; by_timer < 2; by_timer++)
        for (left = 0; left < 2; left++) {
            int64_t ann;

            shop_open(&s, flags, NULL);
            shop_model(&s, order);
            shop_model(&s, care);
            (void)shop_event(&s, MONDAY, MONDAY, "login:bob", "Ordered", "tier", "tin", NULL);
            ann = by_timer ? shop_event(&s, MONDAY, MONDAY, "login:ann", "Look", NULL)
                           : shop_event(&s, MONDAY, MONDAY, "login:ann", "Ordered", "tier", "gold", NULL);
            if (by_timer)
                shop_due(&s, MONDAY + HOUR);
            if (left)
                (void)shop_event(&s, MONDAY + HOUR, MONDAY + HOUR, "login:ann", "Left", NULL);
            assert_int_equal(shop_claim(&s, MONDAY + HOUR, 8, claimed), !by_timer || !left);
            if (by_timer && left)
                assert_string_equal(shop_contact(&s, ann, "hello").because, "it stands in gone");
            shop_close(&s);
        }
}

/* Seven things bought in one instant, seven orders that one parcel ends: each is carried out, with what it says, and no other history makes more of them. */
static void
effects_of_one_instant_are_all_carried_out(void **state)
{
    static const char buying[] = "tappa: 1\nmodel: buying\nversion: 1\nevents: {Bought: {fields: {what: string}}, Look: {}}\n"
                                 "stages: {all: {when: {Bought: {emit: note, with: {what: event.what}}, Look: {}}}}\n";
    static const char orders[] = "tappa: 1\nmodel: orders\nversion: 1\ndata: {what: {type: string}}\n"
                                 "events: {Bought: {fields: {what: string}}, Look: {}, Sent: {}}\n"
                                 "entry: {Bought: open}\nentry_rules: {again: always}\n"
                                 "stages: {open: {enter: [{set: {what: event.what}}],"
                                 " when: {Look: {}, Sent: {to: gone, do: [{emit: note, with: {what: data.what}}]}}}, gone: {final: true}}\n";
    static const char *const models[] = {buying, orders};
    struct tappa_claimed claimed[8];
    struct shop s;
    size_t i, j;

    (void)state;
    for (i = 0; i < 2; i++) {
        uint32_t seen = 0;

        shop_open(&s, flags, NULL);
        shop_model(&s, models[i]);
        for (j = 1; j <= 7; j++) {
            const char what[] = {(char)('0' + j), '\0'};

            (void)shop_event(&s, MONDAY, MONDAY, j == 3 ? "cookie:a login:ann" : "login:ann", "Bought", "what", what, NULL);
        }
        (void)shop_event(&s, MONDAY + 1, MONDAY + 1, "login:ann", i ? "Sent" : "Look", NULL);
        (void)shop_event(&s, MONDAY + 2, MONDAY - 1, "login:ann", "Look", NULL);
        assert_int_equal(s.result.late, 1);
        assert_int_equal(shop_claim(&s, MONDAY + 2, 8, claimed), 7);
        for (j = 0; j < 7; j++) {
            seen |= 1u << (((const char *)claimed[j].arguments[0].value.data)[0] - '0');
            shop_report(&s, claimed[j].key, TAPPA_CONTACT_SENT, MONDAY + 3);
        }
        assert_int_equal(seen, 254);
        (void)shop_event(&s, MONDAY + 4, MONDAY - 2, "login:ann", "Look", NULL);
        assert_int_equal(s.result.late, 1);
        assert_int_equal(shop_claim(&s, MONDAY + DAY, 8, claimed), 0);
        shop_close(&s);
    }
}

/* A late answer takes a call away, a late question asks for the same one again: it is one call, by whatever memory of it, and is made once. */
static void
an_effect_that_was_taken_back_is_the_same_again(void **state)
{
    static const char care[] = "tappa: 1\nmodel: care\nversion: 1\nevents: {Asked: {}, Solved: {}, Look: {}}\nentry: {Asked: open}\n"
                               "stages:\n  open: {when: {Solved: calm, Look: {}}, after: {1d: {emit: call, at: \"09:00\"}}}\n"
                               "  calm: {when: {Asked: open}}\n";
    const int64_t wednesday = MONDAY + 2 * DAY;
    struct tappa_claimed claimed[8];
    struct shop s;

    (void)state;
    shop_open(&s, flags, NULL);
    shop_model(&s, care);
    (void)shop_event(&s, MONDAY + 10 * HOUR, MONDAY + 10 * HOUR, "login:ann", "Asked", NULL);
    shop_due(&s, wednesday + 9 * HOUR);
    (void)shop_event(&s, wednesday + 10 * HOUR, MONDAY + 12 * HOUR, "login:ann", "Solved", NULL);
    assert_int_equal(shop_claim(&s, wednesday + 10 * HOUR, 8, claimed), 0);
    (void)shop_event(&s, wednesday + 11 * HOUR, MONDAY + 13 * HOUR, "login:ann", "Asked", NULL);
    shop_due(&s, wednesday + 12 * HOUR);
    assert_int_equal(shop_claim(&s, wednesday + 12 * HOUR, 8, claimed), 1);
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, wednesday + 12 * HOUR);
    (void)shop_event(&s, wednesday + 13 * HOUR, MONDAY + 11 * HOUR, "login:ann", "Look", NULL);
    assert_int_equal(s.result.late, 1);
    assert_int_equal(shop_claim(&s, wednesday + 14 * HOUR, 8, claimed), 0);
    shop_close(&s);
}

/* A mail that went out, then turned out to have had no reason, and then to have had one all the same: it went out once. */
static void
what_was_sent_is_not_sent_again(void **state)
{
    static const char care[] = "tappa: 1\nmodel: care\nversion: 1\nevents: {Asked: {}, Solved: {}}\nentry: {Asked: open}\n"
                               "channels: {email: {setting: online}}\ntouchpoints: {mail: {channel: email, direction: outbound}}\n"
                               "stages:\n  open: {when: {Solved: calm}, after: {1d: {contact: mail, at: \"09:00\"}}}\n"
                               "  calm: {when: {Asked: open}}\n";
    const int64_t wednesday = MONDAY + 2 * DAY;
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann;
    int is_sent;

    (void)state;
    for (is_sent = 0; is_sent < 2; is_sent++) { /* or handed out, and of that nothing is known yet */
        shop_open(&s, flags, NULL);
        shop_model(&s, care);
        ann = shop_event(&s, MONDAY + 10 * HOUR, MONDAY + 10 * HOUR, "login:ann", "Asked", NULL);
        shop_due(&s, wednesday + 9 * HOUR);
        assert_int_equal(shop_claim(&s, wednesday + 9 * HOUR, 8, claimed), 1);
        if (is_sent)
            shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, wednesday + 9 * HOUR);
        (void)shop_event(&s, wednesday + 9 * HOUR + 1, MONDAY + 12 * HOUR, "login:ann", "Solved", NULL);
        assert_int_equal(shop_claim(&s, wednesday + 9 * HOUR + 2, 8, claimed), 0);
        (void)shop_event(&s, wednesday + 9 * HOUR + 3, MONDAY + 13 * HOUR, "login:ann", "Asked", NULL);
        shop_due(&s, wednesday + 9 * HOUR + 4);
        assert_int_equal(shop_contact(&s, ann, "mail").state, is_sent ? TAPPA_CONTACT_SENT : TAPPA_CONTACT_CLAIMED);
        assert_int_equal(shop_claim(&s, wednesday + 9 * HOUR + 5, 8, claimed), 0);
        shop_close(&s);
    }
}

/* What a contact says is what its history says by now, until somebody was handed it; then it stays as it was handed out. */
static void
what_a_contact_says_follows_its_history(void **state)
{
    static const char basket[] = "tappa: 1\nmodel: basket\nversion: 1\ndata: {value: {type: double, default: 0.0}}\n"
                                 "events: {Added: {fields: {price: double}}}\nchannels: {email: {setting: online}}\n"
                                 "touchpoints: {mail: {channel: email, direction: outbound}}\nstages:\n  all:\n"
                                 "    when: {Added: {set: {value: data.value + event.price}}}\n"
                                 "    after: {1h: {contact: mail, with: {value: data.value}}}\n";
    struct tappa_claimed claimed[8];
    struct shop s;

    (void)state;
    shop_open(&s, flags, NULL);
    shop_model(&s, basket);
    (void)shop_event(&s, MONDAY, MONDAY, "login:ann", "Added", "price", "10.0", NULL);
    shop_due(&s, MONDAY + HOUR);
    (void)shop_event(&s, MONDAY + HOUR + MINUTE, MONDAY + MINUTE, "login:ann", "Added", "price", "5.0", NULL);
    assert_int_equal(s.result.late, 1);
    assert_int_equal(shop_claim(&s, MONDAY + HOUR + 2 * MINUTE, 8, claimed), 1);
    assert_true(claimed[0].arguments[0].value.real == 15.0);
    (void)shop_event(&s, MONDAY + HOUR + 3 * MINUTE, MONDAY + 2 * MINUTE, "login:ann", "Added", "price", "7.0", NULL);
    assert_int_equal(shop_claim(&s, MONDAY + DAY, 8, claimed), 1);
    assert_true(claimed[0].arguments[0].value.real == 15.0);
    shop_close(&s);
}

/* What became of a contact is part of the history of whoever it was asked for: it goes with them when two who were one are parted. */
static void
outcomes_stay_with_whom_they_are_of(void **state)
{
    static const char mails[] = "tappa: 1\nmodel: mails\nversion: 1\nevents: {Look: {}, Met: {}, contact.opened: {}}\n"
                                "channels: {email: {setting: online}}\ntouchpoints: {mail: {channel: email, direction: outbound}}\nstages:\n"
                                "  new: {when: {Look: waiting, Met: {}}}\n"
                                "  waiting: {enter: [{contact: mail}], when: {contact.opened: happy, Met: {}}}\n  happy: {}\n";
    static const char *const names[][3] = {{"cookie:a", "login:b", "cookie:a login:b"}, {"cookie:a", "login:b", "login:b cookie:a"},
                                           {"login:b", "cookie:a", "cookie:a login:b"}, {"login:b", "cookie:a", "login:b cookie:a"}};
    struct tappa_claimed claimed[8];
    struct shop s;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof names / sizeof *names; i++) {
        int64_t looked, met, joined;

        shop_open(&s, flags, NULL);
        shop_model(&s, mails);
        met = shop_event(&s, MONDAY, MONDAY, names[i][1], "Met", NULL);
        looked = shop_event(&s, MONDAY + MINUTE, MONDAY + MINUTE, names[i][0], "Look", NULL);
        (void)shop_event(&s, MONDAY + 2 * MINUTE, MONDAY + 2 * MINUTE, names[i][2], "Met", NULL);
        joined = s.result.sequence;
        assert_int_equal(shop_claim(&s, MONDAY + HOUR, 8, claimed), 1);
        shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, MONDAY + HOUR);
        shop_report(&s, claimed[0].key, TAPPA_CONTACT_OPENED, MONDAY + 2 * HOUR);
        assert_string_equal(shop_stage(&s, looked), "happy");
        assert_int_equal(tappa_engine_part(s.engine, joined, MONDAY + 3 * HOUR), TAPPA_OK);
        assert_string_equal(shop_stage(&s, looked), "happy");
        assert_string_equal(shop_stage(&s, met), "new");
        assert_int_equal(shop_claim(&s, MONDAY + DAY, 8, claimed), 0);
        shop_close(&s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_started_journey_asks_by_its_start),
        cmocka_unit_test(effects_of_one_instant_are_all_carried_out),
        cmocka_unit_test(an_effect_that_was_taken_back_is_the_same_again),
        cmocka_unit_test(what_was_sent_is_not_sent_again),
        cmocka_unit_test(what_a_contact_says_follows_its_history),
        cmocka_unit_test(outcomes_stay_with_whom_they_are_of),
    };
    int failed = cmocka_run_group_tests_name("owner", tests, NULL, NULL);

    flags = TAPPA_STORE_SHARED;
    return failed + cmocka_run_group_tests_name("shared", tests, NULL, NULL);
}
