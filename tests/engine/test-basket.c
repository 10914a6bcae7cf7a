/* The recurring bug of this trade: the mail about the basket that arrives after the purchase. The order comes from another device, before, at and
 * after the claim, with the join known and not; and models are written in each of the ways in which people write them. */
#include "shop.h"

#define HEAD                                                                                                                     \
    "tappa: 1\nmodel: shop\nversion: 1\n"                                                                                        \
    "events: {Product Added: {}, Order Completed: {}, Product Viewed: {}, Logged In: {}, remind: {}}\n"                                      \
    "channels: {email: {setting: online}}\n"

/* The touchpoint names the stages that it serves. */
static const char by_stage[] = HEAD
    "touchpoints: {basket_mail: {channel: email, direction: outbound, for: [basket]}}\n"
    "entry: {Product Added: basket, \"*\": looking}\n"
    "stages:\n"
    "  looking: {when: {Product Added: basket, Order Completed: bought}}\n"
    "  basket: {when: {Order Completed: bought, Product Added: {}}, after: {1h: {contact: basket_mail}}}\n"
    "  bought: {when: {Product Added: basket}}\n";
/* Nothing is named: the timer's row says it. */
static const char by_timer[] = HEAD
    "touchpoints: {basket_mail: {channel: email, direction: outbound}}\n"
    "entry: {Product Added: basket, \"*\": looking}\n"
    "stages:\n"
    "  looking: {when: {Product Added: basket, Order Completed: bought}}\n"
    "  basket: {when: {Order Completed: bought, Product Added: {}}, after: {1h: {contact: basket_mail}}}\n"
    "  bought: {when: {Product Added: basket}}\n";
/* A stage of its own for it, reached by a timer, which contacts on entering. */
static const char by_entering[] = HEAD
    "touchpoints: {basket_mail: {channel: email, direction: outbound}}\n"
    "entry: {Product Added: basket, \"*\": looking}\n"
    "stages:\n"
    "  looking: {when: {Product Added: basket, Order Completed: bought}}\n"
    "  basket: {when: {Order Completed: bought, Product Added: {}}, after: {1h: abandoned}}\n"
    "  abandoned: {enter: [{contact: basket_mail}], when: {Order Completed: bought, Product Added: basket}}\n"
    "  bought: {when: {Product Added: basket}}\n";
/* One stage, a slot that says whether there is a basket. */
static const char by_condition[] = HEAD
    "touchpoints: {basket_mail: {channel: email, direction: outbound}}\n"
    "data: {full: {type: bool, default: false}}\n"
    "stages:\n"
    "  shop:\n"
    "    when:\n"
    "      Product Added: [{set: {full: \"true\"}, send: remind, after: 1h, id: reminder}]\n"
    "      Order Completed: [{set: {full: \"false\"}}]\n"
    "      remind: [{if: data.full, contact: basket_mail}]\n";

static const char *const models[] = {by_stage, by_timer, by_entering, by_condition};
#define MODELS (sizeof models / sizeof *models)

static uint32_t flags;

/* A full basket on the phone at ten; `known`: the login was given there. */
static int64_t
fill_basket(struct shop *s, size_t model, int known)
{
    shop_open(s, flags, NULL);
    shop_model(s, models[model]);
    if (known)
        (void)shop_event(s, MONDAY + 9 * HOUR, MONDAY + 9 * HOUR, "cookie:phone login:ann", "Logged In", NULL);
    return shop_event(s, MONDAY + 10 * HOUR, MONDAY + 10 * HOUR, "cookie:phone", "Product Added", NULL);
}

static void
is_sent_to_those_who_left_it(void **state)
{
    struct tappa_claimed claimed[8];
    struct shop s;
    size_t i;

    (void)state;
    for (i = 0; i < MODELS; i++) {
        int64_t ann = fill_basket(&s, i, 0);

        assert_int_equal(shop_claim(&s, MONDAY + 10 * HOUR + 59 * MINUTE, 8, claimed), 0);
        shop_due(&s, MONDAY + 11 * HOUR);
        assert_int_equal(shop_claim(&s, MONDAY + 11 * HOUR, 8, claimed), 1);
        assert_int_equal(claimed[0].customer, ann);
        assert_string_equal(claimed[0].touchpoint, "basket_mail");
        assert_string_equal(claimed[0].channel, "email");
        assert_string_equal(claimed[0].effect, "");
        assert_int_equal(claimed[0].wanted, MONDAY + 11 * HOUR);
        assert_int_equal(claimed[0].attempt, 1);
        shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, MONDAY + 11 * HOUR + 1);
        assert_int_equal(shop_claim(&s, MONDAY + 12 * HOUR, 8, claimed), 0);
        assert_int_equal(shop_contact(&s, ann, NULL).state, TAPPA_CONTACT_SENT);
        assert_int_equal(shop_contact(&s, ann, NULL).not_today, 0);
        shop_close(&s);
    }
}

/* The order is in before the claim, from another device that is known to be hers: `at` is when it happened, `in` when it was ingested. */
static void
order_before(size_t model, int64_t at, int64_t in, int64_t claim, int run_due_first)
{
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann = fill_basket(&s, model, 1);

    if (run_due_first)
        shop_due(&s, MONDAY + 11 * HOUR);
    assert_int_equal(shop_event(&s, in, at, "cookie:desk login:ann", "Order Completed", NULL), ann);
    assert_int_equal(shop_claim(&s, claim, 8, claimed), 0);
    assert_int_equal(shop_claim(&s, claim + 30 * DAY, 8, claimed), 0);
    shop_close(&s);
}

static void
never_after_an_order_that_is_known(void **state)
{
    size_t i;
    int due;

    (void)state;
    for (i = 0; i < MODELS; i++)
        for (due = 0; due < 2; due++) {
            int64_t eleven = MONDAY + 11 * HOUR;

            order_before(i, eleven - MINUTE, eleven + due, eleven + due, due); /* just before the timer */
            order_before(i, eleven, eleven, eleven, due);                      /* with it, and with the claim */
            order_before(i, eleven + MINUTE, eleven + MINUTE, eleven + MINUTE, due);
            order_before(i, eleven + MINUTE, eleven + 2 * HOUR, eleven + 2 * HOUR, due);
        }
}

/* Bought, and looking at the next thing, before anybody claimed: the mail would be about what she has. */
static void
never_after_an_order_and_a_new_basket(void **state)
{
    struct tappa_claimed claimed[8];
    struct shop s;
    size_t i;

    (void)state;
    for (i = 0; i < MODELS; i++) {
        int64_t ann = fill_basket(&s, i, 1);

        shop_due(&s, MONDAY + 11 * HOUR);
        (void)shop_event(&s, MONDAY + 12 * HOUR, MONDAY + 12 * HOUR, "cookie:desk login:ann", "Order Completed", NULL);
        (void)shop_event(&s, MONDAY + 13 * HOUR, MONDAY + 13 * HOUR, "cookie:phone", "Product Added", NULL);
        if (i == 3) /* there a basket is a slot, and it is full again: about this one there may be a mail */
            (void)shop_event(&s, MONDAY + 13 * HOUR, MONDAY + 13 * HOUR, "cookie:phone", "Order Completed", NULL);
        assert_int_equal(shop_claim(&s, MONDAY + 13 * HOUR + MINUTE, 8, claimed), 0);
        assert_int_equal(shop_contact(&s, ann, NULL).state, TAPPA_CONTACT_WITHDRAWN);
        shop_close(&s);
    }
}

/* The other device is nobody's so far. Then it is found to be hers, before the claim. */
static void
never_after_an_order_that_became_known(void **state)
{
    struct tappa_claimed claimed[8];
    struct shop s;
    size_t i;

    (void)state;
    for (i = 0; i < MODELS; i++) {
        int64_t phone = fill_basket(&s, i, 0), desk;

        shop_due(&s, MONDAY + 11 * HOUR);
        desk = shop_event(&s, MONDAY + 12 * HOUR, MONDAY + 12 * HOUR, "cookie:desk", "Order Completed", NULL);
        assert_int_not_equal(phone, desk);
        (void)shop_event(&s, MONDAY + 13 * HOUR, MONDAY + 13 * HOUR, "cookie:desk login:ann", "Logged In", NULL);
        (void)shop_event(&s, MONDAY + 14 * HOUR, MONDAY + 14 * HOUR, "cookie:phone login:ann", "Logged In", NULL);
        assert_int_equal(s.result.customer == phone || s.result.customer == desk, 1);
        assert_int_equal(shop_claim(&s, MONDAY + 14 * HOUR, 8, claimed), 0);
        assert_int_equal(shop_claim(&s, MONDAY + 30 * DAY, 8, claimed), 0);
        shop_close(&s);
    }
}

/* The order came while a worker had the mail. It cannot be taken back; but it is not handed out once more, and it is marked. */
static void
order_after_the_claim(void **state)
{
    struct tappa_claimed claimed[8], again[8];
    struct tappa_contact contact;
    struct shop s;
    size_t i;

    (void)state;
    for (i = 0; i < MODELS; i++) {
        int64_t ann = fill_basket(&s, i, 1);

        shop_due(&s, MONDAY + 11 * HOUR);
        assert_int_equal(shop_claim(&s, MONDAY + 11 * HOUR, 8, claimed), 1);
        (void)shop_event(&s, MONDAY + 11 * HOUR, MONDAY + 11 * HOUR, "cookie:desk login:ann", "Order Completed", NULL);
        if (i != 3)
            (void)shop_event(&s, MONDAY + 11 * HOUR, MONDAY + 11 * HOUR, "cookie:desk login:ann", "Product Added", NULL);
        /* The worker died. */
        if (i == 1) {
            shop_due(&s, MONDAY + 11 * HOUR + 10 * MINUTE);
            assert_int_equal(shop_contact(&s, ann, NULL).state, TAPPA_CONTACT_WITHDRAWN);
        }
        assert_int_equal(shop_claim(&s, MONDAY + 11 * HOUR + 10 * MINUTE, 8, again), 0);
        contact = shop_contact(&s, ann, NULL);
        assert_int_equal(contact.state, TAPPA_CONTACT_WITHDRAWN);
        /* It did not: it was only slow. */
        shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, MONDAY + 11 * HOUR + 11 * MINUTE);
        contact = shop_contact(&s, ann, NULL);
        assert_int_equal(contact.state, TAPPA_CONTACT_SENT);
        assert_int_equal(contact.not_today, 1);
        assert_int_equal(shop_claim(&s, MONDAY + 11 * HOUR + 20 * MINUTE, 8, again), 0);
        (void)shop_event(&s, MONDAY + 12 * HOUR, MONDAY + 10 * HOUR + 30 * MINUTE, "login:ann", "Product Viewed", NULL);
        assert_int_equal(s.result.late, 1);
        if (i != 3) /* of that model only its condition spoke against it */
            assert_int_equal(shop_contact(&s, ann, NULL).not_today, 1);
        shop_close(&s);
    }
}

/* Nobody knew, so it was sent; when it became known it is marked, and stays sent. */
static void
order_known_after_it_was_sent(void **state)
{
    struct tappa_claimed claimed[8];
    struct tappa_contact contact;
    struct shop s;

    (void)state;
    (void)fill_basket(&s, 0, 0);
    (void)shop_event(&s, MONDAY + 10 * HOUR + MINUTE, MONDAY + 10 * HOUR + MINUTE, "cookie:desk", "Order Completed", NULL);
    shop_due(&s, MONDAY + 11 * HOUR);
    assert_int_equal(shop_claim(&s, MONDAY + 11 * HOUR, 8, claimed), 1);
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, MONDAY + 11 * HOUR + 1);
    (void)shop_event(&s, MONDAY + 12 * HOUR, MONDAY + 12 * HOUR, "cookie:desk cookie:phone", "Logged In", NULL);
    contact = shop_contact(&s, s.result.customer, NULL);
    assert_int_equal(contact.state, TAPPA_CONTACT_SENT);
    assert_int_equal(contact.not_today, 1);
    shop_close(&s);
}

/* The order was made between the timer and the mail, and became known behind both: it is marked as well, and stays so whatever is folded again. One
 * made behind the mail says nothing against it. */
static void
order_made_before_it_was_sent(void **state)
{
    static const int64_t minutes[] = {2, 6};
    struct tappa_claimed claimed[8];
    struct tappa_contact contact;
    struct shop s;
    size_t i, j, k;

    (void)state;
    for (i = 0; i < 3; i++)
        for (j = 0; j < 2; j++) {
            int64_t ann = fill_basket(&s, i, 1);

            shop_due(&s, MONDAY + 11 * HOUR);
            assert_int_equal(shop_claim(&s, MONDAY + 11 * HOUR, 8, claimed), 1);
            shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, MONDAY + 11 * HOUR + 5 * MINUTE);
            (void)shop_event(&s, MONDAY + 12 * HOUR, MONDAY + 12 * HOUR, "cookie:desk login:ann", "Product Viewed", NULL);
            for (k = 0; k < 2; k++) {
                (void)shop_event(&s, MONDAY + 12 * HOUR, MONDAY + 11 * HOUR + minutes[j] * MINUTE + (int64_t)k, "login:ann",
                                 k ? "Product Viewed" : "Order Completed", NULL);
                assert_int_equal(s.result.late, 1);
                contact = shop_contact(&s, ann, NULL);
                assert_int_equal(contact.state, TAPPA_CONTACT_SENT);
                assert_int_equal(contact.not_today, !j);
            }
            shop_close(&s);
        }
}

/* It was never asked for, as it turned out: nothing is left of it but the sum. */
static void
what_was_never_asked_for_is_gone(void **state)
{
    struct tappa_counters sums = {.size = sizeof sums};
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann;

    (void)state;
    (void)fill_basket(&s, 0, 1);
    shop_due(&s, MONDAY + 11 * HOUR);
    ann = shop_event(&s, MONDAY + 12 * HOUR, MONDAY + 10 * HOUR + 30 * MINUTE, "login:ann", "Order Completed", NULL);
    assert_int_equal(shop_where(&s, ann).contact_count, 0);
    assert_int_equal(tappa_engine_counters(s.engine, &sums), TAPPA_OK);
    assert_int_equal(sums.wanted, 1);
    assert_int_equal(sums.withdrawn, 1);
    assert_int_equal(shop_claim(&s, MONDAY + 13 * HOUR, 8, claimed), 0);
    shop_close(&s);
}

/* A mail that an order leaves no reason for is settled: where it stands says so, and nobody looks at it again. */
static void
what_is_withdrawn_rests(void **state)
{
    struct tappa_counters before = {.size = sizeof before}, after = {.size = sizeof after};
    struct tappa_claimed claimed[8];
    struct tappa_contact contact;
    struct shop s;
    int64_t ann;

    (void)state;
    (void)fill_basket(&s, 0, 1);
    shop_due(&s, MONDAY + 11 * HOUR);
    ann = shop_event(&s, MONDAY + 12 * HOUR, MONDAY + 12 * HOUR, "login:ann", "Order Completed", NULL);
    contact = shop_contact(&s, ann, NULL);
    assert_int_equal(contact.state, TAPPA_CONTACT_WITHDRAWN);
    assert_int_equal(contact.due, TAPPA_NEVER);
    assert_int_equal(contact.not_today, 0); /* it was never sent */
    assert_int_equal(tappa_engine_counters(s.engine, &before), TAPPA_OK);
    assert_int_equal(shop_claim(&s, MONDAY + 13 * HOUR, 8, claimed), 0);
    assert_int_equal(tappa_engine_counters(s.engine, &after), TAPPA_OK);
    assert_int_equal(after.commits, before.commits);
    shop_close(&s);
}

/* What was withdrawn by an order comes back where the order turns out to have been another time: a late event before it changes the story. */
static void
a_late_order_is_put_into_its_place(void **state)
{
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann;

    (void)state;
    ann = fill_basket(&s, 0, 1);
    shop_due(&s, MONDAY + 11 * HOUR);
    /* Half past ten, told at twelve: the basket was bought before the timer came. */
    (void)shop_event(&s, MONDAY + 12 * HOUR, MONDAY + 10 * HOUR + 30 * MINUTE, "cookie:desk login:ann", "Order Completed", NULL);
    assert_int_equal(s.result.late, 1);
    assert_int_equal(shop_claim(&s, MONDAY + 12 * HOUR, 8, claimed), 0);
    /* And a quarter to eleven there was a new basket, told at half past twelve. Its mail is due a quarter to twelve. */
    (void)shop_event(&s, MONDAY + 12 * HOUR + 30 * MINUTE, MONDAY + 10 * HOUR + 45 * MINUTE, "cookie:phone", "Product Added", NULL);
    assert_string_equal(shop_stage(&s, ann), "basket");
    shop_due(&s, MONDAY + 12 * HOUR + 30 * MINUTE);
    assert_int_equal(shop_claim(&s, MONDAY + 12 * HOUR + 30 * MINUTE, 8, claimed), 1);
    assert_int_equal(claimed[0].wanted, MONDAY + 11 * HOUR + 45 * MINUTE);
    shop_close(&s);
}

/* Back in the stage by one step: the timer has begun anew, and what the old one asked for speaks of a silence that is over. */
static void
entering_again_begins_a_new_silence(void **state)
{
    static const char text[] = HEAD "touchpoints: {basket_mail: {channel: email, direction: outbound}}\n"
                                    "stages: {basket: {when: {Product Added: basket}, after: {1h: {contact: basket_mail}}}}\n";
    struct tappa_claimed claimed[8];
    struct shop s;

    (void)state;
    shop_open(&s, flags, NULL);
    shop_model(&s, text);
    (void)shop_event(&s, MONDAY + 10 * HOUR, MONDAY + 10 * HOUR, "cookie:phone", "Product Added", NULL);
    shop_due(&s, MONDAY + 11 * HOUR);
    (void)shop_event(&s, MONDAY + 11 * HOUR + MINUTE, MONDAY + 11 * HOUR + MINUTE, "cookie:phone", "Product Added", NULL);
    assert_int_equal(shop_claim(&s, MONDAY + 11 * HOUR + 2 * MINUTE, 8, claimed), 0);
    shop_due(&s, MONDAY + 12 * HOUR + MINUTE);
    assert_int_equal(shop_claim(&s, MONDAY + 12 * HOUR + MINUTE, 8, claimed), 1);
    assert_int_equal(claimed[0].wanted, MONDAY + 12 * HOUR + MINUTE);
    shop_close(&s);
}

/* It failed once and waits; then it comes out that the timer which asked for it never ran, though the stage is the same again. */
static void
a_failed_one_without_a_reason_is_not_tried_again(void **state)
{
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann = fill_basket(&s, 0, 1);

    (void)state;
    shop_due(&s, MONDAY + 11 * HOUR);
    assert_int_equal(shop_claim(&s, MONDAY + 11 * HOUR, 8, claimed), 1);
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_FAILED, MONDAY + 11 * HOUR);
    (void)shop_event(&s, MONDAY + 11 * HOUR + 1, MONDAY + 10 * HOUR + 30 * MINUTE, "cookie:desk login:ann", "Order Completed", NULL);
    (void)shop_event(&s, MONDAY + 11 * HOUR + 2, MONDAY + 10 * HOUR + 45 * MINUTE, "cookie:phone", "Product Added", NULL);
    assert_string_equal(shop_stage(&s, ann), "basket");
    assert_int_equal(shop_claim(&s, MONDAY + 11 * HOUR + 30 * MINUTE, 8, claimed), 0);
    assert_int_equal(shop_contact(&s, ann, NULL).state, TAPPA_CONTACT_WITHDRAWN);
    shop_close(&s);
}

/* Side by side: what one journey does is nothing to the contacts of another. */
static void
journeys_are_told_apart(void **state)
{
    static const char text[] = HEAD "touchpoints: {basket_mail: {channel: email, direction: outbound, for: [basket]}}\n"
                                    "entry: {Product Added: basket, Product Viewed: looking}\nentry_rules: {again: always}\n"
                                    "stages:\n"
                                    "  basket: {when: {Order Completed: bought}, after: {1h: {contact: basket_mail}}}\n"
                                    "  looking: {always: [seen]}\n  seen: {}\n  bought: {}\n";
    struct tappa_claimed claimed[8];
    struct shop s;

    (void)state;
    shop_open(&s, flags, NULL);
    shop_model(&s, text);
    (void)shop_event(&s, MONDAY + 10 * HOUR, MONDAY + 10 * HOUR, "cookie:phone", "Product Added", NULL);
    shop_due(&s, MONDAY + 11 * HOUR);
    (void)shop_event(&s, MONDAY + 11 * HOUR + 1, MONDAY + 11 * HOUR + 1, "cookie:phone", "Product Viewed", NULL);
    assert_int_equal(shop_where(&s, s.result.customer).journey_count, 2);
    assert_int_equal(shop_claim(&s, MONDAY + 11 * HOUR + 2, 8, claimed), 1);
    shop_close(&s);
    /* And the other way round: the first is over, the second stands where the mail of the first was for. */
    shop_open(&s, flags, NULL);
    shop_model(&s, text);
    (void)shop_event(&s, MONDAY + 10 * HOUR, MONDAY + 10 * HOUR, "cookie:phone", "Product Added", NULL);
    shop_due(&s, MONDAY + 11 * HOUR);
    (void)shop_event(&s, MONDAY + 11 * HOUR + 1, MONDAY + 11 * HOUR + 1, "cookie:phone", "Order Completed", NULL);
    (void)shop_event(&s, MONDAY + 11 * HOUR + 2, MONDAY + 11 * HOUR + 2, "cookie:phone", "Product Added", NULL);
    assert_int_equal(shop_claim(&s, MONDAY + 11 * HOUR + 3, 8, claimed), 0);
    shop_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_sent_to_those_who_left_it),
        cmocka_unit_test(never_after_an_order_that_is_known),
        cmocka_unit_test(never_after_an_order_and_a_new_basket),
        cmocka_unit_test(never_after_an_order_that_became_known),
        cmocka_unit_test(order_after_the_claim),
        cmocka_unit_test(order_known_after_it_was_sent),
        cmocka_unit_test(order_made_before_it_was_sent),
        cmocka_unit_test(a_late_order_is_put_into_its_place),
        cmocka_unit_test(what_was_never_asked_for_is_gone),
        cmocka_unit_test(what_is_withdrawn_rests),
        cmocka_unit_test(entering_again_begins_a_new_silence),
        cmocka_unit_test(a_failed_one_without_a_reason_is_not_tried_again),
        cmocka_unit_test(journeys_are_told_apart),
    };
    int failed = cmocka_run_group_tests_name("owner", tests, NULL, NULL);

    flags = TAPPA_STORE_SHARED;
    return failed + cmocka_run_group_tests_name("shared", tests, NULL, NULL);
}
