/* It is no matter when somebody looks, nor by which call: what is due happens at its time. Nor what was asked for ahead of the clock: it waits for it. */
#include "tests/engine/people.h"

#include "lib/engine/engine.h" /* what would be written */

static const char nagging[] =
    "tappa: 1\nmodel: nagging\nversion: 1\n"
    "events: {Go: {}, contact.unopened: {}}\n"
    "channels: {email: {setting: online}}\n"
    "touchpoints:\n  site: {channel: email, direction: inbound}\n  hello: {channel: email, direction: outbound}\n  nag: {channel: email, direction: outbound, for: [waiting]}\n"
    "entry: {Go: waiting}\n"
    "stages:\n"
    "  waiting: {enter: [{contact: hello}], when: {contact.unopened: cold}, after: {5h: {contact: nag, to: nagged}}}\n"
    "  nagged: {}\n"
    "  cold: {}\n"
    "offers: {gift: {touchpoint: site, for: [waiting]}, comfort: {touchpoint: site, for: [cold]}}\n"
    "contact_rules: {response_times: [{within: 2h}]}\n";
static const char greeting[] =
    "tappa: 1\nmodel: greeting\nversion: 1\n"
    "events: {Go: {}, Again: {}}\n"
    "channels: {desk: {setting: offline}}\n"
    "touchpoints: {hello: {channel: desk, direction: outbound}, more: {channel: desk, direction: outbound}}\n"
    "stages: {all: {when: {Go: {contact: hello}, Again: {contact: more}}}}\n"
    "goals: {gone: {event: Go}}\n";

static void
open_with(struct shop *s, const char *text)
{
    shop_open(s, NULL, 0, NULL);
    shop_add(s, text);
}

/* The first of that name that is handed out is sent; how many were. */
static size_t
claim(struct shop *s, int64_t now, const char *touchpoint)
{
    const struct tappa_claimed *claimed;
    uint8_t key[16];
    size_t count, found = 0;

    assert_int_equal(tappa_engine_claim(s->engine, now, 8, &claimed, &count), TAPPA_OK);
    for (size_t i = 0; i < count; i++)
        if (!strcmp(claimed[i].touchpoint, touchpoint) && !found++)
            memcpy(key, claimed[i].key, sizeof key);
    if (found)
        assert_int_equal(tappa_engine_report(s->engine, key, TAPPA_CONTACT_SENT, now), TAPPA_OK);
    return found;
}

static const char *
stage_of(struct shop *s, const char *model)
{
    struct tappa_standing w = shop_where(s, "cookie=c");

    for (size_t i = 0; i < w.journey_count; i++)
        if (!strcmp(tappa_model_name(tappa_journey_model(w.journeys[i])), model))
            return tappa_stage_name(tappa_journey_stage_at(w.journeys[i], 0));
    return "";
}

/* Nobody opened it within two hours: that comes before the timer of the fifth, however long nobody looked. */
static void
unopened_before_a_timer(void **state)
{
    enum { HOURLY, ONCE, BY_CLAIM, BY_EVENT, BY_REPORT, BY_APPLY, WAYS };

    (void)state;
    for (int way = 0; way < WAYS; way++) {
        uint8_t key[16];
        struct shop s;

        open_with(&s, nagging);
        shop_ingest(&s, "cookie=c", "Go", SHOP_START, "1", NULL);
        assert_int_equal(claim(&s, SHOP_START, "hello"), 1);
        for (int64_t hour = 1; way == HOURLY && hour < 6; hour++)
            shop_due(&s, SHOP_START + hour * SHOP_HOUR);
        if (way == BY_CLAIM)
            assert_int_equal(claim(&s, SHOP_START + 6 * SHOP_HOUR, "nag"), 0);
        if (way == BY_EVENT)
            shop_ingest(&s, "cookie=c", "Viewed", SHOP_START + 6 * SHOP_HOUR, "2", NULL);
        if (way == ONCE) { /* and what may be said now is what could be said before anybody looked */
            struct tappa_counters sums = {.size = sizeof sums};
            struct shop_text before = {0}, after = {0};

            shop_decide(&s, "cookie=c", SHOP_START + 6 * SHOP_HOUR, &before);
            assert_int_equal(tappa_engine_counters(s.engine, &sums), TAPPA_OK);
            assert_int_equal(sums.unopened, 0);
            assert_int_equal(s.engine->work.entry_count + s.engine->work.touched_count, 0);
            assert_int_equal(shop_contact(&s, "cookie=c", "hello")->state, TAPPA_CONTACT_SENT);
            shop_due(&s, SHOP_START + 6 * SHOP_HOUR);
            assert_int_equal(tappa_engine_counters(s.engine, &sums), TAPPA_OK);
            assert_int_equal(sums.unopened, 1);
            shop_decide(&s, "cookie=c", SHOP_START + 6 * SHOP_HOUR, &after);
            assert_string_equal(before.s, after.s);
            assert_non_null(strstr(after.s, "comfort"));
            free(before.s);
            free(after.s);
        }
        if (way == BY_APPLY) {
            char text[sizeof nagging + 20];
            tappa_model *next;
            size_t done;

            snprintf(text, sizeof text, "%smigrate: {from: 1}\n", nagging);
            *(strstr(text, "version: 1") + 9) = '2';
            next = shop_compile(s.context, text);
            assert_int_equal(tappa_engine_add_model(s.engine, next, TAPPA_MIGRATE, SHOP_START + 6 * SHOP_HOUR), TAPPA_OK);
            assert_int_equal(tappa_engine_apply(s.engine, "nagging", 7, SHOP_START + 6 * SHOP_HOUR, 8, &done), TAPPA_OK);
            tappa_model_unref(next);
        }
        if (way == BY_REPORT) { /* opened after all, but not in time */
            memcpy(key, shop_contact(&s, "cookie=c", "hello")->key, sizeof key);
            assert_int_equal(tappa_engine_report(s.engine, key, TAPPA_CONTACT_OPENED, SHOP_START + 6 * SHOP_HOUR), TAPPA_OK);
        }
        assert_string_equal(stage_of(&s, "nagging"), "cold");
        assert_int_equal(shop_contact(&s, "cookie=c", "hello")->state, way == BY_REPORT ? TAPPA_CONTACT_OPENED : TAPPA_CONTACT_UNOPENED);
        shop_close(&s);
    }
}

/* The event says that it happened in twelve hours: until then nothing of it goes out, whatever else is due or wakes it. */
static void
ahead_of_the_clock(void **state)
{
    static const char *const wakes[] = {NULL, "Channel Preferred", "Consent Given", "Again"};
    int64_t ahead = SHOP_START + 12 * SHOP_HOUR;

    (void)state;
    for (size_t i = 0; i < sizeof wakes / sizeof *wakes; i++) {
        struct tappa_moment moment = {.size = sizeof moment, .now = SHOP_START + SHOP_HOUR};
        struct tappa_ingested result = {.size = sizeof result};
        const struct tappa_verdict *v;
        struct shop_event go, wake;
        struct shop s;
        size_t count, seen = 0;

        open_with(&s, greeting);
        shop_event(&go, "cookie=c", "Go", ahead, "1", NULL);
        if (i == 3) { /* another one of theirs is due at once */
            shop_event(&wake, "cookie=c", wakes[i], SHOP_START, "2", NULL);
            assert_int_equal(tappa_engine_ingest(s.engine, &wake.record, 1, NULL, SHOP_START, &result), TAPPA_OK);
        }
        assert_int_equal(tappa_engine_ingest(s.engine, &go.record, 1, NULL, SHOP_START, &result), TAPPA_OK);
        assert_int_equal(result.outcome, TAPPA_INGEST_TAKEN);
        if (i && i < 3) {
            shop_event(&wake, "cookie=c", wakes[i], ahead + 1, "2", i == 1 ? "channel=desk" : "purpose=marketing");
            assert_int_equal(tappa_engine_ingest(s.engine, &wake.record, 1, NULL, SHOP_START + 1, &result), TAPPA_OK);
            assert_int_equal(result.outcome, TAPPA_INGEST_TAKEN);
        }
        assert_int_equal(tappa_engine_decide(s.engine, shop_find(&s, "cookie=c"), &moment, &v, &count), TAPPA_OK);
        for (size_t k = 0; k < count; k++)
            if (v[k].kind == TAPPA_CONTACT && !strcmp(v[k].name, "hello")) {
                assert_int_equal(v[k].reason, TAPPA_NOT_YET);
                assert_int_equal(v[k].until, ahead);
                seen++;
            }
        assert_int_equal(seen, 1);
        assert_int_equal(claim(&s, SHOP_START + SHOP_HOUR, "hello"), 0);
        assert_int_equal(claim(&s, ahead - 1, "hello"), 0);
        assert_int_equal(claim(&s, ahead, "hello"), 1);
        shop_close(&s);
    }
}

static const char mailing[] =
    "tappa: 1\nmodel: mailing\nversion: 1\n"
    "events: {Go: {}}\n"
    "channels: {email: {setting: online, consent: marketing}}\n"
    "touchpoints: {hello: {channel: email, direction: outbound}}\n"
    "stages: {all: {when: {Go: {contact: hello}}}}\n"
    "goals: {gone: {event: Go}}\n";

static void
say(struct shop *s, const char *name, int64_t time, int64_t now, const char *fields)
{
    struct tappa_ingested result = {.size = sizeof result};
    struct shop_event event;

    shop_event(&event, "cookie=c", name, time, NULL, fields);
    assert_int_equal(tappa_engine_ingest(s->engine, &event.record, 1, NULL, now, &result), TAPPA_OK);
    assert_int_equal(result.outcome, TAPPA_INGEST_TAKEN);
}

/* At each moment what counts is what had been said by then, also where something newer is known already: of a clock ahead, or before something late. */
static void
what_had_been_said_by_then(void **state)
{
    static const char all[] = "purpose=marketing", email[] = "purpose=marketing channel=email";
    int64_t hour = SHOP_HOUR, now = SHOP_START;
    struct shop s;

    (void)state;
    /* Given, and given anew by a clock that is ahead. */
    open_with(&s, mailing);
    say(&s, "Consent Given", now - 2 * hour, now - 2 * hour, all);
    say(&s, "Consent Given", now + 30000000, now, all);
    say(&s, "Go", now, now, NULL);
    assert_int_equal(claim(&s, now + 1000000, "hello"), 1);
    assert_int_equal(shop_where(&s, "cookie=c").consent_count, 1);
    shop_close(&s);
    /* Withdrawn for the channel; given for it anew, from tomorrow on. */
    open_with(&s, mailing);
    say(&s, "Consent Given", now - 2 * hour, now - 2 * hour, all);
    say(&s, "Consent Withdrawn", now - hour, now - hour, email);
    say(&s, "Consent Given", now + 12 * hour, now, email);
    say(&s, "Go", now, now, NULL);
    assert_int_equal(claim(&s, now + hour, "hello"), 0);
    shop_close(&s);
    /* A consent that comes late brings back what it would have let through, whether one behind it is known by then or not. */
    for (int behind = 0; behind < 2; behind++) {
        open_with(&s, mailing);
        say(&s, "Go", now, now, NULL);
        assert_int_equal(claim(&s, now + 2 * hour, "hello"), 0);
        if (behind)
            say(&s, "Consent Given", now + 3 * hour, now + 3 * hour, all);
        say(&s, "Consent Given", now + hour, now + 4 * hour, all);
        if (!behind)
            say(&s, "Consent Given", now + 3 * hour, now + 5 * hour, all);
        assert_int_equal(claim(&s, now + 6 * hour, "hello"), 1);
        shop_close(&s);
    }
}

/* How late an event is that shows both, by the newest event of both, whoever of them has more. */
static void
late_for_both(void **state)
{
    (void)state;
    for (int cookies = 0; cookies < 2; cookies++) {
        struct shop s;

        open_with(&s, mailing);
        for (int i = 0; i < 3; i++)
            shop_ingest(&s, cookies && i ? "cookie=c" : "login=a", "Go", SHOP_START + 10 * SHOP_DAY + (cookies && i ? -9 * SHOP_DAY : 0) + i, NULL, NULL);
        if (!cookies)
            shop_ingest(&s, "cookie=c", "Go", SHOP_START + SHOP_DAY, NULL, NULL);
        assert_int_equal(shop_ingest(&s, "login=a cookie=c", "Go", SHOP_START + 2 * SHOP_DAY, NULL, NULL).outcome, TAPPA_INGEST_TOO_LATE);
        assert_int_equal(shop_ingest(&s, "login=a cookie=c", "Go", SHOP_START + 8 * SHOP_DAY, NULL, NULL).late, 1);
        shop_close(&s);
    }
}

/* What its host said wrong is told, and what a journey made of it as well. */
static void
a_refusal_keeps_its_words(void **state)
{
    static const char failing[] = "tappa: 1\nmodel: failing\nversion: 1\ndata: {zero: {type: int, default: 0}, n: {type: int}}\nevents: {Consent Given: {}}\n"
                                  "stages: {all: {when: {Consent Given: {set: {n: 1 / data.zero}}}}}\ngoals: {given: {event: Consent Given}}\n";
    struct tappa_ingested result;
    struct shop s;

    (void)state;
    open_with(&s, failing);
    result = shop_ingest(&s, "cookie=c", "Consent Given", SHOP_START, NULL, NULL);
    assert_int_equal(result.outcome, TAPPA_INGEST_REFUSED);
    assert_non_null(strstr(result.message, "purpose"));
    assert_non_null(strstr(result.message, "an action failed"));
    shop_close(&s);
}

static const char capped[] =
    "tappa: 1\nmodel: greeting\nversion: 2\nmigrate: {from: 1}\n"
    "events: {Go: {}, Again: {}}\n"
    "channels: {desk: {setting: offline}}\n"
    "touchpoints: {hello: {channel: desk, direction: outbound}, more: {channel: desk, direction: outbound}}\n"
    "stages: {all: {when: {Go: {contact: hello}, Again: {contact: more}}}}\n"
    "goals: {gone: {event: Go}}\n"
    "contact_rules: {caps: [{at_most: 1, per: 30d}]}\n";

/* A cap that is newer than what went to the archive counts it all the same, from whenever it says that it is in force. */
static void
a_cap_counts_the_archive(void **state)
{
    (void)state;
    for (int ahead = 0; ahead < 2; ahead++) {
        int64_t day = ahead ? 29 : 5;
        struct tappa_ingested result = {.size = sizeof result};
        struct shop_event event;
        tappa_model *model;
        struct shop s;

        open_with(&s, greeting);
        if (ahead) {
            model = shop_compile(s.context, capped);
            assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
            tappa_model_unref(model);
        }
        shop_ingest(&s, "cookie=c", "Go", SHOP_START, NULL, NULL);
        assert_int_equal(claim(&s, SHOP_START, "hello"), 1);
        /* By a clock that is ahead, twenty hours; or before a version that says that it was in force long ago. */
        shop_event(&event, "cookie=c", "Viewed", SHOP_START + day * SHOP_DAY + 20 * SHOP_HOUR, NULL, NULL);
        assert_int_equal(tappa_engine_ingest(s.engine, &event.record, 1, NULL, SHOP_START + day * SHOP_DAY, &result), TAPPA_OK);
        assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
        shop_event(&event, "cookie=c", "Again", SHOP_START + day * SHOP_DAY + 21 * SHOP_HOUR, NULL, NULL);
        assert_int_equal(tappa_engine_ingest(s.engine, &event.record, 1, NULL, SHOP_START + day * SHOP_DAY, &result), TAPPA_OK);
        if (!ahead) {
            model = shop_compile(s.context, capped);
            assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, SHOP_START - 40 * SHOP_DAY), TAPPA_OK);
            tappa_model_unref(model);
        }
        assert_int_equal(claim(&s, SHOP_START + day * SHOP_DAY + 22 * SHOP_HOUR, "more"), 0);
        assert_int_equal(claim(&s, SHOP_START + 30 * SHOP_DAY + 22 * SHOP_HOUR, "more"), 1);
        shop_close(&s);
    }
}

/* A timer whose time is the very instant at which a version is applied is the old version's, whoever looks first. */
static void
a_timer_at_the_instant_of_a_version(void **state)
{
    static const char text[] =
        "tappa: 1\nmodel: asking\nversion: %d\n"
        "events: {Go: {}}\n"
        "channels: {desk: {setting: offline}}\n"
        "touchpoints: {old: {channel: desk, direction: outbound}, new: {channel: desk, direction: outbound}}\n"
        "stages: {a: {when: {Go: b}}, b: {after: {3h: {contact: %s}}}}\n"
        "goals: {there: {reach: b}}\n%s";
    enum { APPLY, DUE_APPLY, CLAIM_APPLY, EVENT_APPLY, DECIDE_APPLY, WAYS };
    const int64_t then = SHOP_START + 3 * SHOP_HOUR;

    (void)state;
    for (int way = 0; way < WAYS; way++) {
        struct tappa_moment moment = {.size = sizeof moment, .now = then};
        const struct tappa_claimed *claimed;
        const struct tappa_verdict *v;
        char first[600], second[600];
        tappa_model *model;
        struct shop s;
        size_t count;

        snprintf(first, sizeof first, text, 1, "old", "");
        snprintf(second, sizeof second, text, 2, "new", "migrate: {from: 1}\n");
        open_with(&s, first);
        shop_ingest(&s, "cookie=c", "Go", SHOP_START, "1", NULL);
        model = shop_compile(s.context, second);
        assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_MIGRATE, then), TAPPA_OK);
        tappa_model_unref(model);
        if (way == DUE_APPLY)
            shop_due(&s, then);
        if (way == CLAIM_APPLY)
            assert_int_equal(tappa_engine_claim(s.engine, then, 8, &claimed, &count), TAPPA_OK);
        if (way == EVENT_APPLY)
            shop_ingest(&s, "cookie=c", "Viewed", then, "2", NULL);
        if (way == DECIDE_APPLY)
            assert_int_equal(tappa_engine_decide(s.engine, shop_find(&s, "cookie=c"), &moment, &v, &count), TAPPA_OK);
        assert_int_equal(tappa_engine_apply(s.engine, "asking", 6, then, 8, &count), TAPPA_OK);
        shop_due(&s, then + SHOP_HOUR);
        assert_non_null(shop_contact(&s, "cookie=c", "old"));
        assert_null(shop_contact(&s, "cookie=c", "new"));
        shop_close(&s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(unopened_before_a_timer), cmocka_unit_test(a_timer_at_the_instant_of_a_version), cmocka_unit_test(ahead_of_the_clock), cmocka_unit_test(what_had_been_said_by_then),
                                       cmocka_unit_test(late_for_both), cmocka_unit_test(a_refusal_keeps_its_words), cmocka_unit_test(a_cap_counts_the_archive)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
