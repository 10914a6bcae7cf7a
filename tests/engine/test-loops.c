/* A timer that would loop: it is used up and asks for nothing, what else is due goes on, and so it is again when the history is. One that asks for a contact
 * each time, of somebody for whom nothing was run for long. */
#include "tests/engine/people.h"

static const char circle[] = "tappa: 1\nmodel: circle\nversion: 1\nevents: {Go: {}, Round: {}}\n"
                             "stages:\n  a:\n    when: {Go: {}, Round: b}\n"
                             "    after: {1h: {to: b, emit: lost}, 2h: {emit: kept}, 3h: {if: true, to: b, every: 3h}}\n"
                             "  b: {always: [c]}\n  c: {always: [b]}\n";

static void
a_timer_that_loops(void **state)
{
    static const uint32_t kinds[] = {0, TAPPA_STORE_SHARED};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const struct tappa_claimed *claimed;
        struct tappa_counters counters = {.size = sizeof counters};
        struct shop_text before = {0}, after = {0};
        tappa_model *model;
        const char *text;
        struct shop s;
        size_t count;

        shop_open(&s, NULL, kinds[i], NULL);
        model = shop_compile(s.context, circle);
        assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
        shop_ingest(&s, "cookie=a", "Go", SHOP_START, "1", NULL);
        shop_due(&s, SHOP_START + 4 * SHOP_HOUR);
        assert_string_equal(shop_stage(&s, "cookie=a", model), "a");
        assert_int_equal(tappa_engine_counters(s.engine, &counters), TAPPA_OK);
        assert_int_equal(counters.timers, 3);
        assert_int_equal(shop_where(&s, "cookie=a").next_due, SHOP_START + 6 * SHOP_HOUR);
        assert_int_equal(tappa_engine_journal(s.engine, shop_find(&s, "cookie=a"), 0, &text, &count), TAPPA_OK);
        assert_non_null(strstr(text, "\"after\""));
        assert_int_equal(tappa_engine_claim(s.engine, s.now, 10, &claimed, &count), TAPPA_OK);
        assert_int_equal(count, 1);
        assert_string_equal(claimed->effect, "kept");
        shop_describe(&s, "cookie=a", &before);
        assert_int_equal(shop_ingest(&s, "cookie=a", "Round", SHOP_START + SHOP_HOUR + 1, "2", NULL).outcome, TAPPA_INGEST_REFUSED); /* late */
        shop_describe(&s, "cookie=a", &after);
        assert_string_equal(strstr(after.s, " at a:"), strstr(before.s, " at a:"));
        free(before.s);
        free(after.s);
        tappa_model_unref(model);
        shop_close(&s);
    }
}

#define HOURS 4000

static const char hourly[] = "tappa: 1\nmodel: hourly\nversion: 1\nevents: {Go: {}}\nchannels: {sms: {setting: online}}\n"
                             "touchpoints: {text: {channel: sms, direction: outbound}}\n"
                             "stages:\n  a:\n    when: {Go: {}}\n    after: {1h: {every: 1h, contact: text}}\n";

/* Of somebody for whom nothing was run for long no call asks for all: each does some of it, and none is lost and none is twice. */
static void
many_contacts_by_turns(void **state)
{
    struct tappa_standing w;
    tappa_model *model;
    size_t done = 1, turns = 0, contacts = 0;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    model = shop_compile(s.context, hourly);
    assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    shop_ingest(&s, "cookie=a", "Go", SHOP_START, "1", NULL);
    for (; contacts < HOURS; turns++) {
        assert_int_equal(tappa_engine_run_due(s.engine, SHOP_START + HOURS * SHOP_HOUR, 1, &done), TAPPA_OK);
        assert_int_equal(done, 1);
        w = shop_where(&s, "cookie=a");
        assert_in_range(w.contact_count, contacts + 1, contacts + 3200);
        contacts = w.contact_count;
    }
    assert_in_range(turns, 2, 8);
    assert_int_equal(contacts, HOURS);
    for (size_t i = 0; i < contacts; i++) {
        assert_int_equal((w.contacts[i].wanted - SHOP_START) % SHOP_HOUR, 0);
        for (size_t j = 0; j < i; j += 97)
            assert_int_not_equal(w.contacts[i].wanted, w.contacts[j].wanted);
    }
    tappa_model_unref(model);
    shop_close(&s);
}

static const char asking[] = "tappa: 1\nmodel: asking\nversion: 1\nevents: {Go: {}, Ask: {}}\nchannels: {sms: {setting: online}}\n"
                             "touchpoints: {text: {channel: sms, direction: outbound, for: [b]}}\n"
                             "stages:\n  a:\n    when: {Go: {}, Ask: {contact: text}}\n  b: {when: {Go: {}}}\n";

/* What is asked for in a stage that it does not serve is withdrawn with the step, the first time and when the stage has not been left since. */
static void
not_for_this_stage(void **state)
{
    tappa_model *model;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    model = shop_compile(s.context, asking);
    assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    shop_ingest(&s, "cookie=a", "Go", SHOP_START, "0", NULL);
    for (int i = 1; i < 4; i++) {
        char id[10];

        snprintf(id, sizeof id, "%d", i);
        shop_ingest(&s, "cookie=a", "Ask", SHOP_START + i * SHOP_HOUR, id, NULL);
        assert_int_equal(shop_where(&s, "cookie=a").contact_count, i);
        assert_int_equal(shop_contact(&s, "cookie=a", "text")->state, TAPPA_CONTACT_WITHDRAWN);
        assert_string_equal(shop_contact(&s, "cookie=a", "text")->because, "it stands in a");
    }
    tappa_model_unref(model);
    shop_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_timer_that_loops), cmocka_unit_test(many_contacts_by_turns), cmocka_unit_test(not_for_this_stage)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
