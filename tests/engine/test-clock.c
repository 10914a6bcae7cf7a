/* The clock goes back: what has been done by a later time is not done again, neither timers nor contacts nor what a cap has counted, and nothing waits for
 * longer than it would have: when the time has come again all is as if it had never gone. */
#include "tests/engine/dice.h"
#include "tests/engine/people.h"

#define LEASE (5 * INT64_C(60000000))

static const char ticking[] =
    "tappa: 1\nmodel: ticking\nversion: 1\ndata: {times: {type: int, default: 0}}\nevents: {Added: {}}\n"
    "channels: {email: {setting: online}}\ntouchpoints: {mail: {channel: email, direction: outbound}}\n"
    "stages: {here: {when: {Added: {contact: mail}}, after: {1h: {set: {times: data.times + 1}, every: 1h}}}}\n"
    "contact_rules: {caps: [{channel: email, at_most: 1, per: 1d}]}\n";

/* A shop whose one model is that. */
static void
open_ticking(struct shop *s, uint32_t flags)
{
    struct tappa_engine_options options = {.size = sizeof options, .lease = LEASE};
    tappa_store *store;

    memset(s, 0, sizeof *s);
    assert_int_equal(tappa_context_new(NULL, &s->context), TAPPA_OK);
    s->basket = shop_compile(s->context, ticking);
    assert_int_equal(tappa_store_memory(s->context, flags, &store), TAPPA_OK);
    assert_int_equal(tappa_engine_open(s->context, store, &options, &s->engine), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(s->engine, s->basket, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    s->now = SHOP_START;
}

static int64_t
times_of(struct shop *s, const char *who)
{
    struct tappa_standing w = shop_where(s, who);
    struct tappa_value value;

    assert_int_equal(w.journey_count, 1);
    assert_int_equal(tappa_journey_data(w.journeys[0], 0, &value), TAPPA_OK);
    return value.integer;
}

static size_t
due(struct shop *s, int64_t hours)
{
    size_t done;

    assert_int_equal(tappa_engine_run_due(s->engine, SHOP_START + hours * SHOP_HOUR, 100, &done), TAPPA_OK);
    return done;
}

/* How many are handed out; the key of the first. */
static size_t
claim(struct shop *s, int64_t now, uint8_t key[16])
{
    const struct tappa_claimed *claimed;
    size_t count;

    assert_int_equal(tappa_engine_claim(s->engine, now, 9, &claimed, &count), TAPPA_OK);
    if (count)
        memcpy(key, claimed[0].key, 16);
    return count;
}

/* What stops the only contact. */
static uint32_t
reason(struct shop *s, const char *who, int64_t now)
{
    struct tappa_moment moment = {.size = sizeof moment, .now = now};
    const struct tappa_verdict *verdicts;
    size_t count;

    assert_int_equal(tappa_engine_decide(s->engine, shop_find(s, who), &moment, &verdicts, &count), TAPPA_OK);
    assert_int_equal(count, 1);
    return verdicts[0].reason;
}

static void
timers(uint32_t flags)
{
    struct shop s;

    open_ticking(&s, flags);
    shop_ingest(&s, "cookie=a", "Added", SHOP_START, "1", NULL);
    assert_int_equal(due(&s, 3), 1);
    assert_int_equal(times_of(&s, "cookie=a"), 3);
    assert_int_equal(due(&s, 1), 0);
    assert_int_equal(due(&s, 3), 0);
    assert_int_equal(times_of(&s, "cookie=a"), 3);
    /* Somebody who comes by the clock that was set back does not wait for it to be where it was. */
    shop_ingest(&s, "cookie=b", "Added", SHOP_START + 1, "2", NULL);
    assert_int_equal(due(&s, 2), 1);
    assert_int_equal(times_of(&s, "cookie=b"), 1);
    assert_int_equal(due(&s, 4), 2);
    assert_int_equal(times_of(&s, "cookie=a"), 4);
    assert_int_equal(times_of(&s, "cookie=b"), 3);
    shop_close(&s);
}

static void
contacts(uint32_t flags, int64_t reported)
{
    const int64_t at = SHOP_START + 2 * SHOP_HOUR, back = SHOP_START + SHOP_HOUR;
    struct shop s;
    uint8_t key[16], other[16];

    open_ticking(&s, flags);
    shop_ingest(&s, "cookie=a", "Added", SHOP_START, "1", NULL);
    assert_int_equal(claim(&s, at, key), 1);
    assert_int_equal(claim(&s, back, other), 0);
    assert_int_equal(reason(&s, "cookie=a", back), TAPPA_CLAIMED);
    assert_int_equal(claim(&s, at + LEASE - 1, other), 0);
    assert_int_equal(claim(&s, at + LEASE, other), 1);
    assert_memory_equal(key, other, 16);
    assert_int_equal(tappa_engine_report(s.engine, key, TAPPA_CONTACT_SENT, reported), TAPPA_OK);
    assert_int_equal(claim(&s, at + 2 * LEASE, other), 0);
    /* A cap counts what was sent by the clock that was ahead, and no longer than a day. */
    shop_ingest(&s, "cookie=a", "Added", SHOP_START + 1, "2", NULL);
    assert_int_equal(reason(&s, "cookie=a", back), TAPPA_CAPPED);
    assert_int_equal(claim(&s, back, other), 0);
    assert_int_equal(claim(&s, SHOP_START + 2, other), 0);
    assert_int_equal(claim(&s, at + SHOP_DAY + 2 * LEASE, other), 1);
    assert_memory_not_equal(key, other, 16);
    /* One that failed waits for a lease from when it was said to have. */
    assert_int_equal(tappa_engine_report(s.engine, other, TAPPA_CONTACT_FAILED, at + SHOP_DAY), TAPPA_OK);
    assert_int_equal(claim(&s, at + SHOP_DAY - 1, key), 0);
    assert_int_equal(reason(&s, "cookie=a", at), TAPPA_NOT_YET);
    assert_int_equal(claim(&s, at + SHOP_DAY + LEASE, key), 1);
    shop_close(&s);
}

static void
all_the_rest(uint32_t flags)
{
    char text[1000], proof[33] = "";
    struct tappa_ingested result;
    tappa_model *newer;
    struct shop s;
    int64_t customer;
    size_t done;

    open_ticking(&s, flags);
    shop_ingest(&s, "cookie=a", "Added", SHOP_START, "1", NULL);
    assert_int_equal(due(&s, 5), 1);
    s.now = SHOP_START + SHOP_HOUR;
    assert_int_equal(shop_ingest(&s, "cookie=a", "Added", SHOP_START, "1", NULL).outcome, TAPPA_INGEST_DUPLICATE);
    result = shop_ingest(&s, "cookie=a", "Added", SHOP_START + SHOP_HOUR / 2, "2", NULL);
    assert_int_equal(result.outcome, TAPPA_INGEST_TAKEN);
    assert_int_equal(times_of(&s, "cookie=a"), 5);
    snprintf(text, sizeof text, "tappa: 1\nmodel: ticking\nversion: 2\nmigrate: {from: 1}\n%s", strstr(ticking, "data:"));
    newer = shop_compile(s.context, text);
    assert_int_equal(tappa_engine_add_model(s.engine, newer, TAPPA_MIGRATE, SHOP_START + 6 * SHOP_HOUR), TAPPA_OK);
    tappa_model_unref(newer);
    assert_int_equal(tappa_engine_apply(s.engine, "ticking", 7, SHOP_START + 2 * SHOP_HOUR, 9, &done), TAPPA_OK);
    assert_int_equal(times_of(&s, "cookie=a"), 5);
    assert_int_equal(tappa_engine_apply(s.engine, "ticking", 7, SHOP_START + 7 * SHOP_HOUR, 9, &done), TAPPA_OK);
    assert_int_equal(tappa_model_version(tappa_journey_model(shop_where(&s, "cookie=a").journeys[0])), 2);
    customer = shop_find(&s, "cookie=a");
    assert_int_equal(tappa_engine_erase(s.engine, customer, SHOP_START, proof), TAPPA_OK);
    assert_int_equal(strlen(proof), 32);
    assert_int_equal(shop_find(&s, "cookie=a"), 0);
    shop_close(&s);
}

static void
goes_back(void **state)
{
    (void)state;
    for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
        timers(flags);
        contacts(flags, SHOP_START + SHOP_HOUR); /* by the clock that was set back, or by the one that was ahead */
        contacts(flags, SHOP_START + 2 * SHOP_HOUR + LEASE);
        all_the_rest(flags);
    }
}

/* ---- any story ---- */

static const char *const people[] = {"login=ann cookie=1", "cookie=1", "cookie=2", "login=bob", "login=ann cookie=2"};

static void
hear(struct shop *s, int step)
{
    static const char *const names[] = {"Added", "Added", "Ordered", "Returned", "Consent Given", "Asked", "Solved"};
    const char *name = names[roll(7)];
    char id[16];

    snprintf(id, sizeof id, "%d", step);
    shop_ingest(s, people[roll(5)], name, s->now, id,
                *name == 'C' ? "purpose=marketing" : !strcmp(name, "Added") ? "price=25 sku=x" : !strcmp(name, "Ordered") ? "revenue=9" : NULL);
}

static size_t
send(struct shop *s, int64_t now)
{
    const struct tappa_claimed *claimed;
    uint8_t keys[64][16];
    size_t count, i;

    assert_int_equal(tappa_engine_claim(s->engine, now, 64, &claimed, &count), TAPPA_OK);
    for (i = 0; i < count; i++)
        memcpy(keys[i], claimed[i].key, 16);
    for (i = 0; i < count; i++)
        assert_int_equal(tappa_engine_report(s->engine, keys[i], TAPPA_CONTACT_SENT, now), TAPPA_OK);
    return count;
}

/* By an earlier time than the last there is nothing to do. How much earlier hangs on the time alone, as the dice are the story's. */
static void
look_back(struct shop *s)
{
    const uint64_t chance = (uint64_t)s->now * UINT64_C(0x9E3779B97F4A7C15) >> 32;
    const int64_t now = s->now - (int64_t)(chance % 3) * SHOP_DAY - (int64_t)(chance / 3 % 100) * SHOP_HOUR / 10 - 1;
    struct tappa_moment moment = {.size = sizeof moment, .now = now};
    const struct tappa_verdict *verdicts;
    int64_t customer = shop_find(s, "cookie=1");
    size_t count;

    assert_int_equal(tappa_engine_run_due(s->engine, now, 100, &count), TAPPA_OK);
    assert_int_equal(count, 0);
    assert_int_equal(send(s, now), 0);
    if (customer)
        assert_int_equal(tappa_engine_decide(s->engine, customer, &moment, &verdicts, &count), TAPPA_OK);
    assert_int_equal(tappa_engine_apply(s->engine, "basket", 6, now, 100, &count), TAPPA_OK);
}

static char *
tell(uint64_t story, uint32_t flags, int goes, size_t *sent)
{
    struct shop_text text = {NULL, 0, 0};
    struct shop s;

    seed = story;
    shop_open(&s, NULL, flags, NULL);
    for (int step = 0; step < 40; step++) {
        hear(&s, step);
        s.now += (int64_t)roll(60) * SHOP_HOUR / 10;
        shop_due(&s, s.now);
        *sent += send(&s, s.now);
        if (goes)
            look_back(&s);
    }
    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        shop_describe(&s, people[i], &text);
    shop_close(&s);
    return text.s;
}

static void
goes_back_at_any_time(void **state)
{
    size_t sent = 0;

    (void)state;
    for (uint64_t story = 1; story <= 60; story++) {
        size_t once = 0, again = 0;
        char *steady = tell(story * 77, story % 2, 0, &once), *jumping = tell(story * 77, story % 2, 1, &again);

        if (strcmp(steady, jumping)) {
            fprintf(stderr, "story %llu, going back:\n%s--- going on:\n%s", (unsigned long long)story, jumping, steady);
            fail();
        }
        assert_int_equal(once, again);
        sent += once;
        free(steady);
        free(jumping);
    }
    print_message("%zu contacts\n", sent);
    assert_true(sent > 100);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(goes_back), cmocka_unit_test(goes_back_at_any_time)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
