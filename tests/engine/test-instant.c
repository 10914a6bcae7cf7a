/* What a journey asks for in one instant: one contact of a name, whichever of its rows asks, and whether it holds is looked at at once. */
#include "tests/engine/people.h"

#define HEAD "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}, Turn: {}, Rest: {}}\nchannels: {email: {setting: online}}\n"
#define MAIL HEAD "touchpoints: {mail: {channel: email, direction: outbound}}\nstages:\n"

static void
one_of_a_name(void **state)
{
    static const struct {
        const char *stages, *before; /* an event that comes a second before */
    } all[] = {
        {"  a: {when: {Go: {do: [{contact: mail}, {contact: mail}]}}}\n", NULL},
        {"  a: {when: {Go: {to: b, contact: mail}}}\n  b: {enter: [{contact: mail}]}\n", "Rest"},
        {"  a: {enter: [{contact: mail}], when: {Go: {contact: mail}}}\n", NULL},
        {"  a: {when: {Go: {to: b, contact: mail}}}\n  b: {always: [{to: c, contact: mail}]}\n  c: {}\n", "Rest"},
        {"  a: {when: {Go: {do: [{contact: mail}, {send: Turn}]}, Turn: {contact: mail}}}\n", NULL},
        {"  a: {when: {Go: {do: [{contact: mail}, {raise: Turn}]}, Turn: {contact: mail}}}\n", NULL},
        {"  a: {leave: [{contact: mail}], when: {Go: {to: b, contact: mail}}}\n  b: {enter: [{contact: mail}]}\n", "Rest"},
        {"  a: {when: {Rest: {}}, after: {1h: [{contact: mail}], 60m: {contact: mail}}}\n", "Rest"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const struct tappa_claimed *claimed;
        char text[1000];
        struct shop s;
        size_t count;

        snprintf(text, sizeof text, MAIL "%s", all[i].stages);
        shop_open(&s, NULL, 0, NULL);
        shop_add(&s, text);
        if (all[i].before)
            shop_ingest(&s, "cookie=c", all[i].before, SHOP_START - 1000000, "0", NULL);
        shop_ingest(&s, "cookie=c", "Go", SHOP_START, "1", NULL);
        shop_due(&s, SHOP_START + 2 * SHOP_HOUR);
        assert_int_equal(tappa_engine_claim(s.engine, s.now, 8, &claimed, &count), TAPPA_OK);
        if (count != 1)
            fail_msg("%zu mails for one instant of:\n%s", count, all[i].stages);
        shop_close(&s);
    }
}

/* A late event changes which row asks for the mail, not that it is asked for: it has been made. */
static void
another_row_asks_for_the_same(void **state)
{
    const struct tappa_claimed *claimed;
    uint8_t key[16];
    struct shop s;
    size_t count;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_add(&s, MAIL "  a: {when: {Go: {contact: mail}, Turn: b}}\n  b: {when: {Go: {contact: mail}}}\n");
    shop_ingest(&s, "cookie=c", "Go", SHOP_START + SHOP_HOUR, "1", NULL);
    s.now = SHOP_START + SHOP_HOUR;
    assert_int_equal(tappa_engine_claim(s.engine, s.now, 8, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 1);
    memcpy(key, claimed->key, 16);
    assert_int_equal(tappa_engine_report(s.engine, key, TAPPA_CONTACT_SENT, s.now), TAPPA_OK);
    assert_true(shop_ingest(&s, "cookie=c", "Turn", SHOP_START, "2", NULL).late);
    assert_int_equal(tappa_engine_claim(s.engine, s.now + SHOP_HOUR, 8, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 0);
    assert_int_equal(shop_contact(&s, "cookie=c", "mail")->state, TAPPA_CONTACT_SENT);
    assert_false(shop_contact(&s, "cookie=c", "mail")->not_today);
    shop_close(&s);
}

/* Asked for as the journey begins, in a stage that the touchpoint does not serve: by an event that takes a row, and by one that takes none. */
static void
what_begins_is_looked_at(void **state)
{
    static const char *const first[] = {"Rest", "Go", "Viewed", "Consent Given"};

    (void)state;
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
        const struct tappa_claimed *claimed;
        struct shop s;
        size_t count;

        shop_open(&s, NULL, 0, NULL);
        shop_add(&s, HEAD "touchpoints: {mail: {channel: email, direction: outbound, for: [b]}}\nstages:\n"
                          "  a: {enter: [{contact: mail}], when: {Turn: b, Rest: {}}}\n  b: {}\n");
        shop_ingest(&s, "cookie=c", first[i], SHOP_START, "1", i == 3 ? "purpose=marketing" : NULL);
        assert_int_equal(shop_contact(&s, "cookie=c", "mail")->state, TAPPA_CONTACT_WITHDRAWN);
        shop_ingest(&s, "cookie=c", "Turn", SHOP_START + SHOP_DAY, "2", NULL);
        assert_int_equal(tappa_engine_claim(s.engine, s.now, 8, &claimed, &count), TAPPA_OK);
        assert_int_equal(count, 0);
        shop_close(&s);
    }
}

/* Two people were handed the same mail of one instant, and turn out to be one: what counts is one of both, however many rows ask for it. */
static void
two_rows_ask_for_one_of_two(void **state)
{
    static const char *const after[] = {"{1h: {contact: mail}}", "{1h: {contact: mail}, 60m: {contact: mail}}", "{1h: {do: [{contact: mail}, {contact: mail}]}}"};

    (void)state;
    for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
        const struct tappa_claimed *claimed;
        struct tappa_standing standing;
        char text[1000];
        struct shop s;
        size_t count, marked = 0;

        snprintf(text, sizeof text, MAIL "  a: {when: {Rest: {}, Go: {}}, after: %s}\n", after[i]);
        shop_open(&s, NULL, 0, NULL);
        shop_add(&s, text);
        shop_ingest(&s, "cookie=c", "Go", SHOP_START, "1", NULL);
        shop_ingest(&s, "cookie=d", "Go", SHOP_START, "2", NULL);
        shop_due(&s, SHOP_START + 2 * SHOP_HOUR);
        assert_int_equal(tappa_engine_claim(s.engine, s.now, 8, &claimed, &count), TAPPA_OK);
        assert_int_equal(count, 2);
        assert_true(shop_ingest(&s, "cookie=c cookie=d", "Rest", SHOP_START + SHOP_HOUR / 2, "3", NULL).late);
        standing = shop_where(&s, "cookie=c");
        assert_int_equal(standing.contact_count, 2);
        for (size_t k = 0; k < 2; k++)
            marked += standing.contacts[k].because[0] != 0;
        if (marked != 1)
            fail_msg("%zu of two are no more asked for by %s", marked, after[i]);
        shop_close(&s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_of_a_name), cmocka_unit_test(another_row_asks_for_the_same),
                                       cmocka_unit_test(what_begins_is_looked_at), cmocka_unit_test(two_rows_ask_for_one_of_two)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
