/* What no calendar has is no present: every call that takes one refuses it, and nothing has changed. */
#include "tests/engine/people.h"

enum call { INGEST, DUE, CLAIM, REPORT, PART, ERASE, ADD_MODEL, APPLY, DECIDE, CALLS };

static const char *const names[] = {"ingest", "run_due", "claim", "report", "part", "erase", "add_model", "apply", "decide"};

struct scene {
    struct shop shop;
    tappa_model *next;
    int64_t customer, joined;
    uint8_t key[16];
};

static tappa_status
call(struct scene *s, enum call which, int64_t now)
{
    struct tappa_moment moment = {.size = sizeof moment, .now = now};
    tappa_engine *e = s->shop.engine;
    const struct tappa_claimed *claimed;
    const struct tappa_verdict *verdicts;
    struct shop_event event;
    size_t count;

    switch (which) {
    case INGEST:
        shop_event(&event, "cookie=c", "Viewed", s->shop.now, "new", NULL);
        return tappa_engine_ingest(e, &event.record, 1, NULL, now, NULL);
    case DUE:
        return tappa_engine_run_due(e, now, 10, &count);
    case CLAIM:
        return tappa_engine_claim(e, now, 10, &claimed, &count);
    case REPORT:
        return tappa_engine_report(e, s->key, TAPPA_CONTACT_SENT, now);
    case PART:
        return tappa_engine_part(e, s->joined, now);
    case ERASE:
        return tappa_engine_erase(e, s->customer, now, NULL);
    case ADD_MODEL:
        return tappa_engine_add_model(e, s->next, TAPPA_MIGRATE, now);
    case APPLY:
        return tappa_engine_apply(e, "basket", 6, now, 10, &count);
    default:
        return tappa_engine_decide(e, s->customer, &moment, &verdicts, &count);
    }
}

static char *
describe(struct scene *s)
{
    struct shop_text out = {0};
    const char *text;
    size_t size;

    shop_describe(&s->shop, "cookie=c", &out);
    assert_int_equal(tappa_engine_export(s->shop.engine, s->customer, &text, &size), TAPPA_OK);
    shop_put(&out, "%s", text);
    assert_int_equal(tappa_engine_journal(s->shop.engine, s->customer, 1, &text, &size), TAPPA_OK);
    shop_put(&out, "%s", text);
    return out.s;
}

static void
open_scene(struct scene *s, uint32_t flags)
{
    const struct tappa_claimed *claimed;
    char text[sizeof shop_basket + 40];
    size_t count;

    shop_open(&s->shop, NULL, flags, NULL);
    snprintf(text, sizeof text, "%smigrate: {from: 1}\n", shop_basket);
    *(strstr(text, "version: 1") + 9) = '2';
    s->next = shop_compile(s->shop.context, text);
    shop_ingest(&s->shop, "cookie=c", "Consent Given", SHOP_START, "1", "purpose=marketing");
    shop_ingest(&s->shop, "cookie=c", "Added", SHOP_START + 1, "2", "price=30");
    s->joined = shop_ingest(&s->shop, "cookie=c login=anna", "Viewed", SHOP_START + 2, "3", NULL).sequence;
    shop_due(&s->shop, SHOP_START + 2 * SHOP_HOUR);
    assert_int_equal(tappa_engine_claim(s->shop.engine, s->shop.now, 10, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 1);
    memcpy(s->key, claimed->key, sizeof s->key);
    s->customer = shop_find(&s->shop, "cookie=c");
}

static void
refuse(uint32_t flags)
{
    /* the years 1 to 9999 */
    static const int64_t times[] = {INT64_C(-62135596800000001), INT64_C(253402300800000000), INT64_MIN, INT64_MAX};
    struct scene s;
    char *before;

    open_scene(&s, flags);
    before = describe(&s);
    for (int which = 0; which < CALLS; which++)
        for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
            tappa_status status = call(&s, (enum call)which, times[i]);
            char *after = describe(&s);

            if (status != TAPPA_ETIME)
                fail_msg("%s at %lld: %s", names[which], (long long)times[i], tappa_status_text(status));
            assert_string_equal(after, before);
            free(after);
        }
    free(before);
    for (int which = 0; which < CALLS; which++) /* and the present is taken */
        if (which != ERASE)
            assert_int_equal(call(&s, (enum call)which, s.shop.now), TAPPA_OK);
    s.customer = shop_find(&s.shop, "cookie=c");
    assert_int_equal(call(&s, ERASE, s.shop.now), TAPPA_OK);
    tappa_model_unref(s.next);
    shop_close(&s.shop);
}

static void
an_owner(void **state)
{
    (void)state;
    refuse(0);
}

static void
one_of_several(void **state)
{
    (void)state;
    refuse(TAPPA_STORE_SHARED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_owner), cmocka_unit_test(one_of_several)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
