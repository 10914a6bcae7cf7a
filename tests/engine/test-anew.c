/* One reminder for one basket: what was sent goes out no second time, by whichever identity late events come, and what the timer of an earlier stay
 * asked for does not go out beside, or instead of, what the newer one will. */
#include "tests/engine/people.h"

#define MAIL (SHOP_START + SHOP_HOUR) /* the basket's timer */

/* How many were handed out, and the total that the last of them says. All are sent. */
static size_t
mails(struct shop *s, int64_t now, double *total)
{
    const struct tappa_claimed *claimed;
    size_t count, found = 0;

    shop_due(s, now);
    assert_int_equal(tappa_engine_claim(s->engine, now, 8, &claimed, &count), TAPPA_OK);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(claimed[i].touchpoint, "basket_mail") && strcmp(claimed[i].touchpoint, "reminder"))
            continue;
        found++;
        *total = claimed[i].arguments[0].value.real;
        assert_int_equal(tappa_engine_report(s->engine, claimed[i].key, TAPPA_CONTACT_SENT, now + 1), TAPPA_OK);
    }
    return found;
}

/* Between the basket and its mail, known after the mail. */
static void
what_was_sent_is_not_sent_again(void **state)
{
    static const char *const late[][2] = {
        {"login=l", "Viewed"}, {"login=l", "identify"}, {"login=l", "Never Declared"}, {"cookie=c", "Viewed"}, {"login=l card=4", "Viewed"}};

    (void)state;
    for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++)
        for (size_t i = 0; i < sizeof late / sizeof *late; i++) {
            double total = 0;
            struct shop s;

            shop_open(&s, NULL, flags, NULL);
            shop_ingest(&s, "login=l cookie=c", "Consent Given", SHOP_START - 2, "1", "purpose=marketing");
            shop_ingest(&s, "cookie=c", "Added", SHOP_START, "2", "price=30");
            assert_int_equal(mails(&s, MAIL + 1, &total), 1);
            assert_int_equal(shop_ingest(&s, late[i][0], late[i][1], MAIL - 1, "3", NULL).late, 1);
            assert_int_equal(mails(&s, MAIL + 2 * SHOP_DAY, &total), 0);
            assert_int_equal(shop_where(&s, "cookie=c").contact_count, 1);
            assert_int_equal(shop_contact(&s, "cookie=c", "basket_mail")->state, TAPPA_CONTACT_SENT);
            shop_close(&s);
        }
}

/* The join is known after the mail: the newest event before the timer is then the other's. */
static void
nor_behind_a_join(void **state)
{
    double total = 0;
    struct shop s;
    int64_t joined;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START - 2, "1", "purpose=marketing");
    shop_ingest(&s, "cookie=c", "Added", SHOP_START, "2", "price=30");
    shop_ingest(&s, "login=l", "Viewed", SHOP_START + 5, "3", NULL);
    assert_int_equal(mails(&s, MAIL + 1, &total), 1);
    joined = shop_ingest(&s, "login=l cookie=c", "Viewed", MAIL + 3, "4", NULL).sequence;
    shop_ingest(&s, "login=l", "Consent Given", MAIL + 4, "5", "purpose=marketing");
    assert_int_equal(mails(&s, MAIL + 2 * SHOP_DAY, &total), 0);
    assert_int_equal(tappa_engine_part(s.engine, joined, MAIL + 2 * SHOP_DAY), TAPPA_OK);
    assert_int_equal(mails(&s, MAIL + 3 * SHOP_DAY, &total), 0);
    shop_close(&s);
}

static const char again_and_again[] =
    "tappa: 1\nmodel: again\nversion: 1\n"
    "data: {value: {type: double, default: 0.0}}\n"
    "events:\n  Added: {fields: {price: double}}\n  Paying: {}\n"
    "channels: {email: {setting: online}}\n"
    "touchpoints: {reminder: {channel: email, direction: outbound, for: [filled, paying]}}\n"
    "stages:\n"
    "  empty: {when: {Added: {set: {value: event.price}, to: filled}}}\n"
    "  filled:\n"
    "    when: {Added: {set: {value: data.value + event.price}, to: filled}, Paying: paying}\n"
    "    after: {1h: {contact: reminder, with: {value: data.value}}}\n"
    "  paying: {when: {Added: {set: {value: data.value + event.price}, to: filled}}}\n"
    "goals: {added: {event: Added}}\n";

/* The stage is entered again, straight or by way of another that the touchpoint serves: its hour begins again. */
static void
an_earlier_stay_asks_no_more(void **state)
{
    (void)state;
    for (int by_way = 0; by_way < 2; by_way++) {
        tappa_model *model;
        double total = 0;
        struct shop s;

        shop_open(&s, NULL, 0, NULL);
        model = shop_compile(s.context, again_and_again);
        assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
        shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", "price=30");
        shop_due(&s, MAIL + 1);
        assert_int_equal(shop_contact(&s, "cookie=c", "reminder")->state, TAPPA_CONTACT_WANTED);
        if (by_way) /* it stands where it serves, and its hour has not begun again */
            shop_ingest(&s, "cookie=c", "Paying", MAIL + 2, "2", NULL);
        assert_int_equal(shop_contact(&s, "cookie=c", "reminder")->state, TAPPA_CONTACT_WANTED);
        shop_ingest(&s, "cookie=c", "Added", MAIL + SHOP_HOUR / 2, "3", "price=50");
        assert_int_equal(shop_contact(&s, "cookie=c", "reminder")->state, TAPPA_CONTACT_WITHDRAWN);
        assert_int_equal(mails(&s, MAIL + SHOP_HOUR, &total), 0);
        assert_int_equal(mails(&s, MAIL + 2 * SHOP_HOUR, &total), 1);
        assert_true(total > 79 && total < 81);
        tappa_model_unref(model);
        shop_close(&s);
    }
}

static const char noting[] =
    "tappa: 1\nmodel: again\nversion: 1\n"
    "events:\n  Added: {}\n  Paying: {}\n"
    "stages:\n"
    "  empty: {when: {Added: filled}}\n"
    "  filled: {when: {Paying: empty}, after: {1h: {emit: note}, 3h: {emit: later}}}\n"
    "goals: {added: {event: Added}}\n";
static const char renamed[] =
    "tappa: 1\nmodel: again\nversion: 2\nmigrate: [{from: 1, stages: {filled: basket}}]\n"
    "events:\n  Added: {}\n  Paying: {}\n"
    "stages:\n"
    "  empty: {when: {Added: basket}}\n"
    "  basket: {when: {Paying: empty}, after: {1h: {emit: note}, 2h: {emit: between}, 3h: {emit: later}}}\n"
    "goals: {added: {event: Added}}\n";

/* What has fired does not fire again because its stage has another name now; what has not yet, and what is new, fires as if it had always been there. */
static void
a_new_name_fires_nothing_again(void **state)
{
    static const struct {
        int64_t at;
        const char *effect;
    } steps[] = {{2 * SHOP_HOUR - 1, NULL}, {2 * SHOP_HOUR, "between"}, {3 * SHOP_HOUR, "later"}, {9 * SHOP_HOUR, NULL}};
    const struct tappa_claimed *claimed;
    tappa_model *model, *next;
    struct shop s;
    size_t count;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    model = shop_compile(s.context, noting);
    next = shop_compile(s.context, renamed);
    assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", NULL);
    shop_due(&s, MAIL + 1);
    assert_int_equal(tappa_engine_claim(s.engine, MAIL + 1, 8, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 1);
    assert_string_equal(claimed[0].effect, "note");
    assert_int_equal(tappa_engine_report(s.engine, claimed[0].key, TAPPA_CONTACT_SENT, MAIL + 2), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(s.engine, next, TAPPA_FOLLOW, MAIL + 3), TAPPA_OK);
    assert_int_equal(tappa_engine_apply(s.engine, "again", 5, MAIL + 3, 8, &count), TAPPA_OK);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        shop_due(&s, SHOP_START + steps[i].at);
        assert_int_equal(tappa_engine_claim(s.engine, SHOP_START + steps[i].at, 8, &claimed, &count), TAPPA_OK);
        assert_int_equal(count, steps[i].effect != NULL);
        if (count) {
            assert_string_equal(claimed[0].effect, steps[i].effect);
            assert_int_equal(tappa_engine_report(s.engine, claimed[0].key, TAPPA_CONTACT_SENT, SHOP_START + steps[i].at), TAPPA_OK);
        }
    }
    tappa_model_unref(next);
    tappa_model_unref(model);
    shop_close(&s);
}

/* It failed, and an order by somebody else's login took its reason away. Once the two are parted it has its reason again, and its key and attempts. */
static void
what_failed_comes_back_with_its_reason(void **state)
{
    for (int stays = 0; stays < 2; stays++) {
        const struct tappa_claimed *claimed;
        struct shop_event both;
        uint8_t key[16];
        struct shop s;
        size_t count;

        (void)state;
        shop_open(&s, NULL, 0, NULL);
        shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START - 2, "1", "purpose=marketing");
        shop_ingest(&s, "cookie=c", "Added", SHOP_START, "2", "price=30");
        shop_due(&s, MAIL);
        assert_int_equal(tappa_engine_claim(s.engine, MAIL, 8, &claimed, &count), TAPPA_OK);
        assert_int_equal(count, 1);
        memcpy(key, claimed[0].key, sizeof key);
        assert_int_equal(tappa_engine_report(s.engine, key, TAPPA_CONTACT_FAILED, MAIL), TAPPA_OK);
        assert_int_equal(shop_ingest(&s, "login=o cookie=c", "Ordered", MAIL - 1, "3", "revenue=1").late, 1);
        assert_int_equal(mails(&s, MAIL + SHOP_HOUR, &(double){0}), 0);
        assert_int_equal(shop_contact(&s, "cookie=c", "basket_mail")->state, TAPPA_CONTACT_WITHDRAWN);
        if (!stays) /* nor would it be wanted without that order */
            shop_ingest(&s, "cookie=c", "Ordered", MAIL + SHOP_HOUR, "4", "revenue=30");
        shop_event(&both, "login=o cookie=c", "-", 0, NULL, NULL);
        assert_int_equal(tappa_engine_part_identities(s.engine, &both.identities[0], &both.identities[1], MAIL + SHOP_HOUR), TAPPA_OK);
        assert_int_equal(shop_contact(&s, "cookie=c", "basket_mail")->state, stays ? TAPPA_CONTACT_FAILED : TAPPA_CONTACT_WITHDRAWN);
        assert_int_equal(mails(&s, MAIL + 2 * SHOP_HOUR, &(double){0}), stays);
        assert_memory_equal(shop_contact(&s, "cookie=c", "basket_mail")->key, key, sizeof key);
        assert_int_equal(shop_contact(&s, "cookie=c", "basket_mail")->attempt, 1 + stays);
        shop_close(&s);
    }
}

/* An offer is over when it expires, whether somebody has looked by then or the journey has left its stage since. */
static void
over_is_over(void **state)
{
    static const char text[] = "tappa: 1\nmodel: offers\nversion: 1\nevents: {Viewed: {}, Asked: {}}\nchannels: {desk: {setting: offline}}\n"
                               "touchpoints: {offer: {channel: desk, direction: outbound, for: [fresh]}}\n"
                               "entry: {Viewed: fresh}\n"
                               "stages: {fresh: {enter: [{contact: offer, expires: 1h}], when: {Asked: gone}}, gone: {}}\n";

    (void)state;
    for (int looks = 0; looks < 2; looks++) {
        struct shop s;
        tappa_model *model;

        shop_open(&s, NULL, 0, NULL);
        model = shop_compile(s.context, text);
        assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
        tappa_model_unref(model);
        shop_ingest(&s, "cookie=c", "Viewed", SHOP_START, "1", NULL);
        if (looks)
            shop_due(&s, SHOP_START + 2 * SHOP_HOUR);
        shop_ingest(&s, "cookie=c", "Asked", SHOP_START + 3 * SHOP_HOUR, "2", NULL);
        assert_int_equal(shop_contact(&s, "cookie=c", "offer")->state, TAPPA_CONTACT_EXPIRED);
        assert_int_equal(shop_contact(&s, "cookie=c", "offer")->changed, SHOP_START + SHOP_HOUR);
        shop_close(&s);
    }
}

/* Where an event that comes late gives an offer another time to be over, it is over then, also where the first was over already. */
static void
over_at_another_time(void **state)
{
    static const char text[] = "tappa: 1\nmodel: offers\nversion: 1\ndata: {short: {type: bool, default: true}}\nevents: {Viewed: {}, Prolonged: {}}\n"
                               "channels: {desk: {setting: offline}}\ntouchpoints: {offer: {channel: desk, direction: outbound, for: [fresh]}}\n"
                               "entry: {Viewed: fresh}\n"
                               "stages: {fresh: {when: {Prolonged: {set: {short: false}}},\n"
                               "  after: {1h: [{if: data.short, contact: offer, expires: %s}, {contact: offer, expires: %s}]}}}\n";
    static const char *const times[][2] = {{"1h", "3d"}, {"2h", "1h"}, {"1h", "2h"}};

    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
            struct shop_text told[2] = {{0}};

            for (int late = 0; late < 2; late++) {
                const struct tappa_claimed *claimed;
                char model[sizeof text + 8];
                struct shop s;
                size_t count;

                snprintf(model, sizeof model, text, times[i][0], times[i][1]);
                shop_open(&s, NULL, flags, NULL);
                shop_add(&s, model);
                shop_ingest(&s, "cookie=c", "Viewed", SHOP_START, "1", NULL);
                if (late)
                    shop_due(&s, SHOP_START + 4 * SHOP_HOUR);
                shop_ingest(&s, "cookie=c", "Prolonged", SHOP_START + SHOP_HOUR / 2, "2", NULL);
                if (late)
                    assert_int_equal(shop_contact(&s, "cookie=c", "offer")->state, i == 1 ? TAPPA_CONTACT_EXPIRED : TAPPA_CONTACT_WANTED);
                shop_due(&s, SHOP_START + 4 * SHOP_HOUR);
                shop_describe(&s, "cookie=c", &told[late]);
                assert_int_equal(tappa_engine_claim(s.engine, SHOP_START + 4 * SHOP_HOUR, 10, &claimed, &count), TAPPA_OK);
                assert_int_equal(count, i == 0);
                shop_close(&s);
            }
            assert_string_equal(told[1].s, told[0].s);
            free(told[0].s);
            free(told[1].s);
        }
}

/* What nobody had consented to when a claim looked is over at its time, where a consent comes to be known late: before or behind the leaving of its stage, which
 * is later still. */
static void
late_consent_and_over(void **state)
{
    static const char text[] = "tappa: 1\nmodel: offers\nversion: 1\nevents: {Viewed: {}, Asked: {}}\nchannels: {mail: {setting: online, consent: ads}}\n"
                               "touchpoints: {offer: {channel: mail, direction: outbound, for: [fresh]}}\n"
                               "entry: {Viewed: fresh}\n"
                               "stages: {fresh: {enter: [{contact: offer, expires: 1h}], when: {Asked: gone}}, gone: {}}\n";

    (void)state;
    for (int left = 0; left < 2; left++)
        for (int when = 0; when < 2; when++) { /* it leaves when it is over, or before */
            int64_t leaves = SHOP_START + SHOP_HOUR - 1 + !when;
            const struct tappa_claimed *claimed;
            struct shop s;
            size_t count;

            shop_open(&s, NULL, 0, NULL);
            shop_add(&s, text);
            shop_ingest(&s, "cookie=c", "Viewed", SHOP_START, "1", NULL);
            assert_int_equal(tappa_engine_claim(s.engine, SHOP_START + 10, 10, &claimed, &count), TAPPA_OK);
            assert_int_equal(count, 0);
            if (left)
                shop_ingest(&s, "cookie=c", "Asked", leaves, "2", NULL);
            shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START + 5, "3", "purpose=ads");
            if (!left)
                shop_ingest(&s, "cookie=c", "Asked", leaves, "2", NULL);
            shop_due(&s, SHOP_START + 2 * SHOP_HOUR);
            assert_int_equal(shop_contact(&s, "cookie=c", "offer")->state, when ? TAPPA_CONTACT_WITHDRAWN : TAPPA_CONTACT_EXPIRED);
            assert_int_equal(shop_contact(&s, "cookie=c", "offer")->changed, when ? SHOP_START + 10 : SHOP_START + SHOP_HOUR);
            shop_close(&s);
        }
}

/* What a claim has withdrawn for its condition stays withdrawn, also where it was asked for no more in between, as two events came late one by one. */
static void
withdrawn_is_withdrawn(void **state)
{
    static const char text[] = "tappa: 1\nmodel: odd\nversion: 1\ndata: {n: {type: int, default: 0}}\nevents: {Ask: {}, Add: {}, Clear: {}}\n"
                               "channels: {desk: {setting: offline}}\ntouchpoints: {offer: {channel: desk, direction: outbound}}\n"
                               "stages: {fresh: {when: {Ask: {if: data.n % 2 == 0, contact: offer}, Add: {set: {n: data.n + 1}}, Clear: {set: {n: 0}}}}}\n";
    static const char *const names[] = {"Add", "Clear"};

    (void)state;
    for (int first = 0; first < 2; first++)
        for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
            const struct tappa_claimed *claimed;
            struct shop s;
            size_t count;

            shop_open(&s, NULL, flags, NULL);
            shop_add(&s, text);
            shop_ingest(&s, "cookie=c", "Ask", SHOP_START + 10, "1", NULL);
            shop_ingest(&s, "cookie=c", "Add", SHOP_START + 20, "2", NULL);
            assert_int_equal(tappa_engine_claim(s.engine, SHOP_START + 21, 10, &claimed, &count), TAPPA_OK);
            assert_int_equal(count, 0);
            shop_ingest(&s, "cookie=c", names[first], SHOP_START + 5 + first, "3", NULL);
            shop_ingest(&s, "cookie=c", names[!first], SHOP_START + 5 + !first, "4", NULL);
            shop_ingest(&s, "cookie=c", "Add", SHOP_START + 22, "5", NULL);
            assert_int_equal(tappa_engine_claim(s.engine, SHOP_START + 23, 10, &claimed, &count), TAPPA_OK);
            assert_int_equal(count, 0);
            assert_int_equal(shop_contact(&s, "cookie=c", "offer")->state, TAPPA_CONTACT_WITHDRAWN);
            shop_close(&s);
        }
}

/* A consent that comes to be known late brings back what it would have let through, but not what the journey has left since, nor for longer than until it
 * leaves it: then all is as if it had left before. */
static void
late_consent_brings_back_what_still_holds(void **state)
{
    enum { STAYS, LEAVES_BEFORE, LEAVES_BEHIND };

    (void)state;
    for (int way = STAYS; way <= LEAVES_BEHIND; way++) {
        struct shop s;

        shop_open(&s, NULL, 0, NULL);
        shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", "price=30");
        assert_int_equal(mails(&s, MAIL + 1, &(double){0}), 0);
        if (way == LEAVES_BEFORE)
            shop_ingest(&s, "cookie=c", "Ordered", MAIL + 2, "2", "revenue=30");
        shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START + 1, "3", "purpose=marketing");
        assert_int_equal(shop_contact(&s, "cookie=c", "basket_mail")->state, way == LEAVES_BEFORE ? TAPPA_CONTACT_WITHDRAWN : TAPPA_CONTACT_WANTED);
        if (way == LEAVES_BEHIND)
            shop_ingest(&s, "cookie=c", "Ordered", MAIL + 2, "2", "revenue=30");
        assert_int_equal(shop_contact(&s, "cookie=c", "basket_mail")->state, way == STAYS ? TAPPA_CONTACT_WANTED : TAPPA_CONTACT_WITHDRAWN);
        assert_string_equal(shop_contact(&s, "cookie=c", "basket_mail")->because, way == STAYS ? "" : "no consent was given");
        assert_int_equal(shop_contact(&s, "cookie=c", "basket_mail")->changed, MAIL + 1);
        assert_int_equal(mails(&s, MAIL + SHOP_HOUR, &(double){0}), way == STAYS);
        shop_close(&s);
    }
}

/* ... nor what the journey has left by what that consent makes known of somebody else. */
static void
nor_what_another_one_has_left(void **state)
{
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_ingest(&s, "cookie=c", "Added", SHOP_START, "1", "price=30");
    assert_int_equal(mails(&s, MAIL + 1, &(double){0}), 0);
    shop_ingest(&s, "login=o", "Ordered", MAIL + 2, "2", "revenue=30");
    shop_ingest(&s, "cookie=c login=o", "Consent Given", SHOP_START + 1, "3", "purpose=marketing");
    assert_int_equal(shop_contact(&s, "cookie=c", "basket_mail")->state, TAPPA_CONTACT_WITHDRAWN);
    assert_string_equal(shop_contact(&s, "cookie=c", "basket_mail")->because, "no consent was given");
    shop_close(&s);
}

/* Two were handed one each, and became one: a third's event was the last before their timers. Which of the two counts does not depend on who is named
 * first. */
static void
one_of_two_counts(void **state)
{
    static const char *const who[] = {"cookie=c cookie=d cookie=e", "cookie=c cookie=e cookie=d"};
    uint8_t counts[2][16];

    (void)state;
    for (int i = 0; i < 2; i++) {
        const struct tappa_claimed *claimed;
        struct tappa_standing w;
        uint8_t keys[2][16];
        tappa_model *model;
        struct shop s;
        size_t count, counting = 0;

        shop_open(&s, NULL, 0, NULL);
        model = shop_compile(s.context, again_and_again);
        assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
        tappa_model_unref(model);
        shop_ingest(&s, "cookie=d", "Added", SHOP_START, "1", "price=30");
        shop_ingest(&s, "cookie=e", "Added", SHOP_START, "2", "price=30");
        shop_due(&s, MAIL);
        assert_int_equal(tappa_engine_claim(s.engine, MAIL, 8, &claimed, &count), TAPPA_OK);
        assert_int_equal(count, 2);
        for (size_t k = 0; k < 2; k++)
            memcpy(keys[k], claimed[k].key, sizeof keys[k]);
        for (size_t k = 0; k < 2; k++)
            assert_int_equal(tappa_engine_report(s.engine, keys[k], TAPPA_CONTACT_SENT, MAIL + 1), TAPPA_OK);
        assert_int_equal(shop_ingest(&s, who[i], "Never Declared", MAIL - 1, "3", NULL).late, 1);
        w = shop_where(&s, "cookie=c");
        for (size_t k = 0; k < w.contact_count; k++) {
            if (w.contacts[k].state != TAPPA_CONTACT_SENT || w.contacts[k].not_today)
                continue;
            memcpy(counts[i], w.contacts[k].key, sizeof counts[i]);
            counting++;
        }
        assert_int_equal(counting, 1);
        shop_close(&s);
    }
    assert_memory_equal(counts[0], counts[1], sizeof counts[0]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_sent_is_not_sent_again),
        cmocka_unit_test(nor_behind_a_join),
        cmocka_unit_test(an_earlier_stay_asks_no_more),
        cmocka_unit_test(a_new_name_fires_nothing_again),
        cmocka_unit_test(what_failed_comes_back_with_its_reason),
        cmocka_unit_test(over_is_over), cmocka_unit_test(over_at_another_time), cmocka_unit_test(late_consent_and_over), cmocka_unit_test(withdrawn_is_withdrawn),
        cmocka_unit_test(late_consent_brings_back_what_still_holds),
        cmocka_unit_test(nor_what_another_one_has_left),
        cmocka_unit_test(one_of_two_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
