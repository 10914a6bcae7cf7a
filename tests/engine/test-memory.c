/* Every allocation of the engine's calls fails once: the call says so, nothing of it is there, and done again it leads to where it would have led. */
#include "tests/engine/people.h"

struct call {
    const char *who, *name, *fields;
    int hours; /* after the start; a negative one: time only, until then */
};

static const struct call calls[] = {
    {"cookie=c", "Consent Given", "purpose=marketing", 0},
    {"cookie=c", "Added", "price=30 sku=x", 1},
    {"login=anna", "Viewed", NULL, 2},
    {NULL, NULL, NULL, -4},
    {"login=anna cookie=c", "identify", "email=a@b", 5},  /* a join */
    {"cookie=c", "Ordered", "revenue=30", 1},             /* late */
    {"cookie=d", "Added", "price=30", 6},
    {NULL, NULL, NULL, -24 * 20},
};
#define CALLS (sizeof calls / sizeof *calls)

/* One call; TAPPA_ENOMEM where memory was missing. */
static tappa_status
run(struct shop *s, size_t i)
{
    const struct call *c = &calls[i];
    int64_t time = SHOP_START + (c->hours < 0 ? -c->hours : c->hours) * SHOP_HOUR;
    char id[] = {(char)('a' + i), '\0'};
    struct shop_event e;

    s->now = time > s->now ? time : s->now;
    if (!c->name)
        return tappa_engine_run_due(s->engine, time, 100, NULL);
    shop_event(&e, c->who, c->name, time, id, c->fields);
    return tappa_engine_ingest(s->engine, &e.record, 1, NULL, s->now, NULL);
}

static void
describe(struct shop *s, struct shop_text *out)
{
    static const char *const people[] = {"cookie=c", "login=anna", "cookie=d"};

    for (size_t i = 0; i < 3; i++)
        shop_describe(s, people[i], out);
}

static void
open_with(struct shop *s, struct failing *f)
{
    struct tappa_allocator a = failing_allocator(f);

    memset(s, 0, sizeof *s);
    s->now = SHOP_START;
    assert_int_equal(tappa_context_new(&a, &s->context), TAPPA_OK);
    s->basket = shop_compile(s->context, shop_basket);
    s->care = shop_compile(s->context, shop_care);
    shop_start(s, NULL, 0, NULL);
}

static void
each_allocation_of_each_call(void **state)
{
    struct failing none = {0};
    struct shop_text expected = {0};
    struct shop s;

    (void)state;
    open_with(&s, &none);
    for (size_t i = 0; i < CALLS; i++)
        assert_int_equal(run(&s, i), TAPPA_OK);
    describe(&s, &expected);
    shop_close(&s);
    assert_int_equal(none.live, 0);
    for (size_t failing = 0; failing < CALLS; failing++) {
        int reached = 1;

        for (uint64_t n = 1; reached; n++) {
            struct failing f = {0};
            struct shop_text there = {0};
            tappa_status status;

            open_with(&s, &f);
            for (size_t i = 0; i < failing; i++)
                assert_int_equal(run(&s, i), TAPPA_OK);
            f.count = 0;
            f.fail_at = n;
            status = run(&s, failing);
            reached = f.count >= n;
            f.fail_at = 0;
            assert_true(status == TAPPA_OK || status == TAPPA_ENOMEM);
            if (status) /* it is said, and then it is done again */
                assert_int_equal(run(&s, failing), TAPPA_OK);
            for (size_t i = failing + 1; i < CALLS; i++)
                assert_int_equal(run(&s, i), TAPPA_OK);
            describe(&s, &there);
            if (strcmp(expected.s, there.s)) {
                print_error("call %zu, allocation %llu:\n%s\nwithout a failure:\n%s\n", failing, (unsigned long long)n, there.s, expected.s);
                fail();
            }
            free(there.s);
            shop_close(&s);
            assert_int_equal(f.live, 0);
        }
    }
    free(expected.s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_allocation_of_each_call)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
