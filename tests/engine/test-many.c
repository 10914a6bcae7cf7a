/* Calls that go through everybody reach those as well who come behind the first few hundred: plan, counts, whose rows are damaged. */
#include "tests/engine/people.h"

#define MANY 600 /* more than are asked for at once, twice */

static const char first[] =
    "tappa: 1\nmodel: many\nversion: 1\n"
    "events: {Came: {}}\n"
    "stages: {out: {when: {Came: [{do: [{count: came}], to: in}]}}, in: {}}\n"
    "goals: {came: {event: Came}}\n";
static const char second[] =
    "tappa: 1\nmodel: many\nversion: 2\nmigrate: {from: 1, stages: {in: inside}}\n"
    "events: {Came: {}}\n"
    "stages: {out: {when: {Came: inside}}, inside: {}}\n"
    "goals: {came: {event: Came}}\n";

static void
everybody_is_reached(void **state)
{
    (void)state;
    for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
        struct tappa_plan plan = {.size = sizeof plan};
        const struct tappa_count *counts;
        tappa_model *model, *next;
        const char *text;
        char who[24];
        struct shop s;
        size_t count;

        shop_open(&s, NULL, flags, NULL);
        model = shop_compile(s.context, first);
        next = shop_compile(s.context, second);
        assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
        for (int i = 0; i < MANY; i++) {
            snprintf(who, sizeof who, "cookie=c%d", i);
            shop_ingest(&s, who, "Came", SHOP_START + i, who, NULL);
        }
        assert_int_equal(tappa_engine_plan(s.engine, next, &plan), TAPPA_OK);
        assert_int_equal(plan.customers, MANY);
        assert_int_equal(plan.move, MANY);
        assert_int_equal(tappa_engine_counts(s.engine, &counts, &count), TAPPA_OK);
        assert_int_equal(count, 1);
        assert_int_equal(counts[0].times, MANY);
        assert_int_equal(tappa_engine_damaged(s.engine, &text, &count), TAPPA_OK);
        assert_int_equal(count, 0);
        tappa_model_unref(next);
        tappa_model_unref(model);
        shop_close(&s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_is_reached),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
