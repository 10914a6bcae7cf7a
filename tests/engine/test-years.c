/* A customer of many years: what is long settled is kept out of memory and out of the way, and is found where it is needed. */
#include "tests/engine/people.h"

#include "lib/engine/engine.h" /* how many contacts a customer has in memory */

#ifdef __SANITIZE_ADDRESS__ /* takes ten times as long, and looks for other things */
#define ORDERS 600
#else
#define ORDERS 1500 /* one each day */
#endif
#define LIVE 40     /* contacts within the memory of caps and lateness, with room to spare */

static size_t
in_memory(struct shop *s, const char *who)
{
    struct tappa__customer *c;

    assert_int_equal(tappa__customer_get(s->engine, shop_find(s, who), &c), TAPPA_OK);
    return c->contact_count;
}

/* An order: thanks are sent (consent is there), the invoice is carried out. */
static void
order(struct shop *s, const char *who, int i)
{
    int64_t now = SHOP_START + i * SHOP_DAY;
    const struct tappa_claimed *claimed;
    char id[32];
    size_t count;

    snprintf(id, sizeof id, "%s a%d", who, i);
    shop_ingest(s, who, "Added", now, id, "price=5");
    snprintf(id, sizeof id, "%s o%d", who, i);
    shop_ingest(s, who, "Ordered", now + 1, id, "revenue=5");
    assert_int_equal(tappa_engine_claim(s->engine, s->now + 2, 10, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, *who == 'c' ? 2 : 1);
    for (size_t j = 0; j < count; j++)
        assert_int_equal(tappa_engine_report(s->engine, claimed[j].key, TAPPA_CONTACT_SENT, s->now + 3), TAPPA_OK);
}

/* The sanitizers' strstr() would look for the end of the text each time. */
static size_t
count_in(const char *text, const char *word)
{
    const size_t size = strlen(word);
    size_t count = 0;

    for (const char *end = text + strlen(text); (size_t)(end - text) >= size; text++)
        count += *text == *word && !memcmp(text, word, size);
    return count;
}

static void
nothing_is_open(struct shop *s)
{
    const struct tappa_claimed *claimed;
    size_t count;

    assert_int_equal(tappa_engine_claim(s->engine, s->now + SHOP_HOUR, 100, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 0);
}

static void
live(struct shop *s, uint32_t flags)
{
    struct tappa_engine_options options = {.size = sizeof options, .checkpoint = 50};

    shop_open(s, NULL, flags, &options);
    shop_ingest(s, "cookie=c", "Consent Given", SHOP_START - 1, "consent", "purpose=marketing");
    for (int i = 0; i < ORDERS; i++) {
        order(s, "cookie=c", i);
        if (i % 100 == 99) {
            assert_in_range(in_memory(s, "cookie=c"), 2, LIVE);
            assert_in_range(shop_where(s, "cookie=c").journey_count, 2, 10);
        }
    }
}

/* All of it is exported, none asked for again by a late event, a join or its undoing, and a report from long ago finds its contact. */
static void
what_is_past_is_not_forgotten(void **state)
{
    const char *text;
    uint8_t key[16];
    int64_t joined;
    struct shop s;
    size_t size;

    (void)state;
    for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
        live(&s, flags);
        assert_in_range(shop_where(&s, "cookie=c").contact_count, 2, LIVE);
        assert_int_equal(tappa_engine_export(s.engine, shop_find(&s, "cookie=c"), &text, &size), TAPPA_OK);
        assert_int_equal(count_in(text, "\"state\": \"sent\""), 2 * ORDERS);
        for (size_t i = 0; i < 16; i++) {
            unsigned byte;

            assert_int_equal(sscanf(strstr(text, "{\"name\": \"thanks\", \"key\": \"") + 27 + 2 * i, "%2x", &byte), 1);
            key[i] = (uint8_t)byte;
        }
        assert_int_equal(shop_ingest(&s, "cookie=c", "Viewed", s.now - SHOP_DAY, "late", NULL).late, 1);
        nothing_is_open(&s);
        shop_ingest(&s, "login=l", "Added", s.now, "l", "price=1");
        joined = shop_ingest(&s, "login=l cookie=c", "Viewed", s.now + 1, "join", NULL).sequence;
        nothing_is_open(&s);
        assert_int_equal(tappa_engine_part(s.engine, joined, s.now + 2), TAPPA_OK);
        nothing_is_open(&s);
        assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
        assert_in_range(in_memory(&s, "cookie=c"), 0, LIVE);
        assert_int_equal(in_memory(&s, "login=l"), 0);
        assert_int_equal(tappa_engine_report(s.engine, key, TAPPA_CONTACT_SENT, s.now + 3), TAPPA_OK); /* told before: nothing is written */
        assert_int_equal(tappa_engine_export(s.engine, shop_find(&s, "cookie=c"), &text, &size), TAPPA_OK);
        assert_int_equal(count_in(text, "\"state\": \"sent\""), 2 * ORDERS);
        assert_int_equal(tappa_engine_report(s.engine, key, TAPPA_CONTACT_OPENED, s.now + 3), TAPPA_OK);
        assert_int_equal(tappa_engine_export(s.engine, shop_find(&s, "cookie=c"), &text, &size), TAPPA_OK);
        assert_int_equal(count_in(text, "\"state\": \"opened\""), 1);
        assert_int_equal(count_in(text, "\"state\": \"sent\""), 2 * ORDERS - 1);
        shop_close(&s);
    }
}

static size_t
exported(struct shop *s, const char *who, const char *word)
{
    const char *text;
    size_t size;

    assert_int_equal(tappa_engine_export(s->engine, shop_find(s, who), &text, &size), TAPPA_OK);
    return count_in(text, word);
}

/* Two long pasts become one, and two again. What one journey would not have asked for is marked, however long ago it was sent. */
static void
pasts_are_joined(void **state)
{
    struct shop s;
    int64_t joined;

    (void)state;
    for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
        live(&s, flags);
        for (int i = 0; i < ORDERS / 3; i++) /* in the years after */
            order(&s, "login=l", ORDERS + i);
        assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
        joined = shop_ingest(&s, "login=l cookie=c", "Viewed", s.now + 4 * SHOP_DAY, "join", NULL).sequence;
        nothing_is_open(&s); /* too late for the thanks that l, who had agreed to nothing, did not get */
        assert_int_equal(exported(&s, "cookie=c", "\"state\": \"sent\""), 2 * ORDERS + ORDERS / 3); /* l has no consent: its invoices */
        assert_int_equal(tappa_engine_part(s.engine, joined, s.now + 2), TAPPA_OK);
        nothing_is_open(&s);
        assert_int_equal(exported(&s, "cookie=c", "\"state\": \"sent\""), 2 * ORDERS);
        assert_int_equal(exported(&s, "login=l", "\"state\": \"sent\""), ORDERS / 3);
        shop_close(&s);
    }
}

/* No row of it is left when it is erased. */
static void
the_past_is_erased_too(void **state)
{
    const struct tappa_store_contact *rows;
    struct shop s;
    int64_t number;
    size_t count;

    (void)state;
    live(&s, 0);
    {
        struct tappa__customer *c;
        struct tappa__contact past = {.archived = 1};

        assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
        assert_int_equal(tappa__customer_get(s.engine, shop_find(&s, "cookie=c"), &c), TAPPA_OK);
        number = tappa__archive_row(c, &past);
    }
    assert_int_equal(s.engine->store->table->contacts_of(s.engine->store, number, &rows, &count), TAPPA_OK);
    assert_true(count > ORDERS);
    assert_int_equal(tappa_engine_erase(s.engine, shop_find(&s, "cookie=c"), s.now, NULL), TAPPA_OK);
    assert_int_equal(s.engine->store->table->contacts_of(s.engine->store, number, &rows, &count), TAPPA_OK);
    assert_int_equal(count, 0);
    shop_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_past_is_not_forgotten),
        cmocka_unit_test(pasts_are_joined),
        cmocka_unit_test(the_past_is_erased_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
