/* A process may die at any moment: after each call a second engine looks at what the store has then, and must see the same as the first one, which
 * has it all in memory. Random shops; the seed of one that fails is told. */
#include "tests/engine/dice.h"
#include "tests/engine/people.h"
#include "tests/engine/window.h"

static const char *const people[] = {"cookie=c1", "cookie=c2", "cookie=c3", "login=anna", "login=bruno"};
#define PEOPLE (sizeof people / sizeof *people)

static void
describe(struct shop *s, struct shop_text *out)
{
    for (size_t i = 0; i < PEOPLE; i++)
        shop_describe(s, people[i], out);
}

static void
same_after_a_restart(struct shop *s, tappa_store *store, const struct tappa_engine_options *options, uint64_t round, int step)
{
    struct shop other = {.context = s->context, .basket = s->basket, .care = s->care, .now = s->now};
    struct shop_text here = {0}, there = {0};
    struct window w;

    window_make(&w, store);
    w.closed = 1;
    assert_int_equal(tappa_engine_open(s->context, &w.store, options, &other.engine), TAPPA_OK);
    describe(s, &here);
    describe(&other, &there);
    if (strcmp(here.s, there.s)) {
        fprintf(stderr, "round %llu, step %d, in memory:\n%s\nafter a restart:\n%s\n", (unsigned long long)round, step, here.s, there.s);
        fail();
    }
    (void)tappa_engine_close(other.engine); /* it cannot write, and need not */
    free(here.s);
    free(there.s);
}

/* A newer version of the basket comes, for now, for some time ago or for soon, with another time to wait before it is called abandoned. */
static void
new_version(struct shop *s)
{
    int64_t version = tappa_model_version(s->basket);
    int64_t since = s->now + ((int64_t)roll(60) - 40) * SHOP_HOUR;
    size_t done;
    char text[sizeof shop_basket + 100];

    strcpy(text, shop_basket);
    *(strstr(text, "version: 1") + 9) = (char)('1' + version);
    *strstr(text, "1h: {if") = (char)('1' + version);
    snprintf(text + strlen(text), 100, "migrate: {from: %lld}\n", (long long)version);
    tappa_model_unref(s->basket);
    s->basket = shop_compile(s->context, text);
    assert_int_equal(tappa_engine_add_model(s->engine, s->basket, (int32_t)roll(3), since), TAPPA_OK);
    if (roll(2))
        assert_int_equal(tappa_engine_apply(s->engine, "basket", 6, s->now, 2, &done), TAPPA_OK);
}

static void
one_call(struct shop *s, int number)
{
    /* What people say of themselves stands at the end: it comes weeks late as well. */
    static const char *const names[] = {"Viewed", "Added", "Added", "Ordered", "Returned", "Asked", "Solved",
                                        "Consent Given", "identify", "Consent Withdrawn", "Unsubscribed", "Channel Preferred"};
    const uint32_t which = roll(12);
    const char *name = names[which], *fields = NULL, *one, *other;
    const struct tappa_claimed *claimed;
    int is_alone;
    uint8_t key[16];
    char who[64], id[16];
    size_t count;

    if (!roll(20) && tappa_model_version(s->basket) < 8) {
        new_version(s);
        return;
    }
    switch (roll(6)) {
    case 0:
        shop_due(s, s->now + roll(30) * SHOP_HOUR);
        break;
    case 1:
        assert_int_equal(tappa_engine_claim(s->engine, s->now, 2, &claimed, &count), TAPPA_OK);
        if (!count)
            break;
        memcpy(key, claimed[0].key, 16);
        if (roll(3))
            assert_int_equal(tappa_engine_report(s->engine, key, roll(3) ? TAPPA_CONTACT_SENT : TAPPA_CONTACT_FAILED, s->now), TAPPA_OK);
        break;
    case 2:
        if (!roll(4))
            assert_int_equal(tappa_engine_checkpoint(s->engine), TAPPA_OK);
        break;
    default:
        if (!strcmp(name, "Added"))
            fields = roll(2) ? "price=30" : "price=5";
        else if (!strcmp(name, "Consent Given"))
            fields = "purpose=marketing";
        else if (!strcmp(name, "identify"))
            fields = roll(2) ? "email=x@y" : "email=z@y";
        else if (!strcmp(name, "Channel Preferred"))
            fields = roll(2) ? "channel=sms" : "channel=email";
        snprintf(id, sizeof id, "e%d", number);
        is_alone = roll(10) != 0; /* one throw behind the other, so that each compiler throws the same */
        one = people[roll(PEOPLE)];
        other = people[roll(PEOPLE)];
        snprintf(who, sizeof who, is_alone ? "%s" : "%s %s", one, other);
        shop_ingest(s, who, name, s->now - (roll(4) ? 0 : (which < 7 ? roll(20) : roll(500)) * SHOP_HOUR), id, fields);
        s->now += roll(3) * SHOP_HOUR;
    }
}

static void
dying_loses_nothing(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= 75; round++) {
        struct tappa_engine_options options = {.size = sizeof options, .cache = round % 2 ? 3 : 0, .checkpoint = round % 3 ? 7 : 0};
        uint32_t flags = round % 4 ? 0 : TAPPA_STORE_SHARED;
        struct window w;
        tappa_store *store;
        struct shop s = {.now = SHOP_START};

        seed = round * UINT64_C(0x9e3779b97f4a7c15);
        assert_int_equal(tappa_context_new(NULL, &s.context), TAPPA_OK);
        s.basket = shop_compile(s.context, shop_basket);
        s.care = shop_compile(s.context, shop_care);
        assert_int_equal(tappa_store_memory(s.context, flags, &store), TAPPA_OK);
        window_make(&w, store);
        assert_int_equal(tappa_engine_open(s.context, &w.store, &options, &s.engine), TAPPA_OK);
        assert_int_equal(tappa_engine_add_model(s.engine, s.basket, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
        assert_int_equal(tappa_engine_add_model(s.engine, s.care, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
        for (int step = 0; step < 60; step++) {
            one_call(&s, step);
            same_after_a_restart(&s, store, &options, round, step);
        }
        shop_close(&s);
        tappa_store_close(store);
    }
}

static void
all_stand_alike(struct shop *a, struct shop *b)
{
    struct shop_text here = {0}, there = {0};
    char who[32];

    for (int i = 0; i < CROWD; i++) {
        snprintf(who, sizeof who, "cookie=c%d", i);
        shop_describe(a, who, &here);
        shop_describe(b, who, &there);
    }
    assert_string_equal(here.s, there.s);
    free(here.s);
    free(there.s);
}

static struct tappa_ingested
again(struct shop *s, int number, int64_t time)
{
    char who[32], id[16];

    snprintf(who, sizeof who, "cookie=c%d", number);
    snprintf(id, sizeof id, "e%d", number);
    return shop_ingest(s, who, "Added", time, id, "price=30");
}

/* Behind a death nobody is brought up to date before somebody asks: opening does not become slow by how many are behind. */
static void
opening_reads_nobody(void **state)
{
    struct tappa_engine_options often = {.size = sizeof often, .checkpoint = 1};
    struct shop s, other;
    struct window w, later;
    tappa_store *store;

    (void)state;
    crowd_comes(&s, &store, &w);
    other = (struct shop){.context = s.context, .basket = s.basket, .care = s.care, .now = s.now};
    window_make(&later, store);
    assert_int_equal(tappa_engine_open(s.context, &later.store, NULL, &other.engine), TAPPA_OK);
    assert_int_equal(later.read, 0);
    for (int i = 0; i < CROWD; i++)
        assert_int_equal(again(&other, i, SHOP_START).outcome, TAPPA_INGEST_DUPLICATE);
    assert_int_equal(later.read, 0);
    later.closed = 1;
    all_stand_alike(&s, &other);
    assert_true(later.read > 0);
    (void)tappa_engine_close(other.engine);
    assert_int_equal(tappa_engine_open(s.context, &later.store, NULL, &other.engine), TAPPA_OK);
    later.closed = 0;
    w.closed = 1;
    shop_due(&other, SHOP_START + 2 * SHOP_HOUR); /* nobody has asked for any of them by then */
    for (int i = 0; i < CROWD; i++) {
        char who[32];

        snprintf(who, sizeof who, "cookie=c%d", i);
        assert_non_null(shop_contact(&other, who, "basket_mail"));
    }
    (void)tappa_engine_close(other.engine);
    assert_int_equal(tappa_engine_open(s.context, &later.store, &often, &other.engine), TAPPA_OK);
    shop_ingest(&other, "cookie=c1", "Viewed", SHOP_START + 60 * SHOP_DAY, "late", NULL); /* with which it forgets ids whose window is over, and no others */
    assert_int_equal(shop_ingest(&other, "cookie=c1", "Viewed", SHOP_START + 60 * SHOP_DAY, "late", NULL).outcome, TAPPA_INGEST_DUPLICATE);
    assert_int_equal(again(&other, 7, SHOP_START + 60 * SHOP_DAY).outcome, TAPPA_INGEST_TAKEN);
    assert_int_equal(again(&other, 7, SHOP_START + 60 * SHOP_DAY).outcome, TAPPA_INGEST_DUPLICATE);
    (void)tappa_engine_close(other.engine);
    (void)tappa_engine_close(s.engine); /* it is dead, and cannot write */
    s.engine = NULL;
    shop_close(&s);
    tappa_store_close(store);
}

/* A version has nothing to say of what came in before it was added, whatever its time: not behind a death either, nor behind a late event. */
static void
a_version_comes_behind_an_event(void **state)
{
    char text[sizeof shop_basket + 40];
    tappa_model *next;

    (void)state;
    for (int i = 0; i < 3 * 3 * 2; i++) {
        struct tappa_engine_options options = {.size = sizeof options};
        struct shop_text live = {0}, behind = {0};
        tappa_store *store;
        struct window w;
        struct shop s;

        crowd_comes(&s, &store, &w);
        shop_ingest(&s, "cookie=d", "Added", SHOP_START + i % 3 - 1, "5", "price=30");
        snprintf(text, sizeof text, "%smigrate: {from: 1}\n", shop_basket);
        *(strstr(text, "version: 1") + 9) = '2';
        next = shop_compile(s.context, text);
        assert_int_equal(tappa_engine_add_model(s.engine, next, i / 3 % 3, SHOP_START), TAPPA_OK);
        tappa_model_unref(next);
        assert_int_equal(tappa_model_version(tappa_journey_model(shop_where(&s, "cookie=d").journeys[0])), 1);
        if (i / 9)
            shop_ingest(&s, "cookie=d", "Viewed", SHOP_START - SHOP_DAY, "6", NULL);
        assert_int_equal(tappa_model_version(tappa_journey_model(shop_where(&s, "cookie=d").journeys[0])), 1);
        same_after_a_restart(&s, store, &options, 0, i);
        shop_describe(&s, "cookie=d", &live);
        (void)tappa_engine_close(s.engine);
        window_make(&w, store);
        w.closed = 1;
        assert_int_equal(tappa_engine_open(s.context, &w.store, &options, &s.engine), TAPPA_OK);
        shop_describe(&s, "cookie=d", &behind);
        assert_string_equal(live.s, behind.s);
        free(live.s);
        free(behind.s);
        shop_close(&s);
        tappa_store_close(store);
    }
}

/* A model that is new to the shop has nothing to say of what was there before it, whether a death lies between or not. */
static void
a_model_comes_after_a_death(void **state)
{
    struct shop s, other, third;
    struct window w, later, last;
    tappa_store *store;

    (void)state;
    crowd_comes(&s, &store, &w);
    shop_ingest(&s, "cookie=c3", "Ordered", SHOP_START + 1, "o", "revenue=30"); /* which would begin a journey of the other model */
    w.closed = 1;
    other = (struct shop){.context = s.context, .basket = s.basket, .care = s.care, .now = s.now};
    window_make(&later, store);
    assert_int_equal(tappa_engine_open(s.context, &later.store, NULL, &other.engine), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(other.engine, s.care, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    assert_int_equal(shop_where(&other, "cookie=c3").journey_count, shop_where(&s, "cookie=c3").journey_count);
    all_stand_alike(&s, &other);
    later.closed = 1;
    third = other; /* behind a death that comes after the model */
    window_make(&last, store);
    assert_int_equal(tappa_engine_open(s.context, &last.store, NULL, &third.engine), TAPPA_OK);
    last.closed = 1;
    all_stand_alike(&s, &third);
    (void)tappa_engine_close(third.engine);
    (void)tappa_engine_close(other.engine);
    (void)tappa_engine_close(s.engine); /* it is dead, and cannot write */
    s.engine = NULL;
    shop_close(&s);
    tappa_store_close(store);
}

/* What a person reads of a journey says the author's words, in every process: not those of a canonical text. */
static void
places_are_the_authors(void **state)
{
    static const char late[] =
        "tappa: 1\nmodel: late\nversion: 1\ndata: {n: {type: int, default: 0}}\nevents: {Go: {fields: {by: int}}}\n"
        "stages:\n  a: {when: {Go: {set: {n: 1 / event.by}, to: b}}}\n  b: {after: {90m: {set: {n: 1 / (data.n - data.n)}, to: a}}}\n";
    static const char place[] = "stages.b.after.90m.set.n";
    const char *text;
    size_t size;

    (void)state;
    for (int dies = 0; dies < 2; dies++) {
        struct window w, later;
        tappa_store *store;
        struct shop s;

        shop_behind(&s, &store, &w);
        shop_add(&s, late);
        shop_ingest(&s, "cookie=c", "Go", SHOP_START, "1", "by=1");
        if (dies)
            die(&s, &w, &later, 0);
        shop_due(&s, SHOP_START + 2 * SHOP_HOUR);
        assert_int_equal(tappa_engine_journal(s.engine, shop_find(&s, "cookie=c"), 1, &text, &size), TAPPA_OK);
        assert_non_null(strstr(text, place));
        shop_close(&s);
        tappa_store_close(store);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(dying_loses_nothing), cmocka_unit_test(opening_reads_nobody), cmocka_unit_test(a_version_comes_behind_an_event),
                                       cmocka_unit_test(a_model_comes_after_a_death), cmocka_unit_test(places_are_the_authors)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
