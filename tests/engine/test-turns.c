/* Hundreds of thousands of timers of one customer: what one call runs of them, and what waits outside until they have run. No more of it than of a few
 * is about memory, so the sanitizers are spared it. */
#include "tests/engine/people.h"

static const char hasty[] = "tappa: 1\nmodel: hasty\nversion: 1\nevents: {Begin: {}, Look: {}, Stop: {}}\n"
                            "data: {ticks: {type: int, default: 0}}\nstages:\n  a: {when: {Begin: b}}\n"
                            "  b:\n    when: {Look: {}, Stop: a}\n    after:\n      1ms: {every: 1ms, set: {ticks: data.ticks + 1}}\n";

static int64_t
ticks(struct shop *s)
{
    struct tappa_standing standing = shop_where(s, "cookie=c");
    struct tappa_value value = {0};

    for (size_t i = 0; i < standing.journey_count; i++)
        if (!strcmp(tappa_model_name(tappa_journey_model(standing.journeys[i])), "hasty"))
            assert_int_equal(tappa_journey_data(standing.journeys[i], 0, &value), TAPPA_OK);
    return value.integer;
}

/* A timer each millisecond: no commit runs all that are due, none is lost or runs twice. Before an event as many commits run them as it needs, and what
 * came with it and earlier is put into its place; where it would need too many it waits outside, and takes its place when it comes again. */
static void
timers_run_in_turns_over(uint32_t flags)
{
    const int64_t second = 1000000, ms = 1000;
    struct tappa_ingested results[3] = {{.size = sizeof *results}}, r;
    struct tappa_record records[3];
    struct shop_event events[3];
    struct shop s;
    tappa_model *model;
    size_t done, turns = 0;

    shop_open(&s, NULL, flags, NULL);
    model = shop_compile(s.context, hasty);
    assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, 0), TAPPA_OK);
    assert_int_equal(shop_ingest(&s, "cookie=c", "Begin", SHOP_START, "1", NULL).outcome, TAPPA_INGEST_TAKEN);
    shop_event(&events[0], "cookie=c", "Look", SHOP_START + 10 * second, "2", NULL);
    shop_event(&events[1], "cookie=d", "Begin", SHOP_START + 10 * second, "3", NULL);
    shop_event(&events[2], "cookie=c", "Stop", SHOP_START + 200 * second, "4", NULL);
    for (int i = 0; i < 3; i++)
        records[i] = events[i].record;
    assert_int_equal(tappa_engine_ingest(s.engine, records, 3, NULL, SHOP_START + 200 * second, results), TAPPA_OK);
    for (int i = 0; i < 3; i++)
        assert_int_equal(results[i].outcome, TAPPA_INGEST_TAKEN);
    assert_int_equal(ticks(&s), 200 * second / ms);
    assert_int_equal(shop_ingest(&s, "cookie=c", "Stop", SHOP_START + 200 * second, "4", NULL).outcome, TAPPA_INGEST_DUPLICATE);
    assert_int_equal(shop_ingest(&s, "cookie=c", "Begin", SHOP_START + 200 * second, "5", NULL).outcome, TAPPA_INGEST_TAKEN);
    r = shop_ingest(&s, "cookie=c", "Stop", SHOP_START + 800 * second, "6", NULL);
    assert_int_equal(r.outcome, TAPPA_INGEST_REFUSED);
    assert_string_equal(r.message, "more timers are due before it than one call runs: run what is due, then send it again");
    assert_true(r.sequence > 0 && r.customer == shop_find(&s, "cookie=c"));
    assert_int_equal(ticks(&s), 200000 + 524288);
    /* So far behind, nothing is said of it that the rest could change. */
    assert_int_equal(tappa_engine_run_due(s.engine, SHOP_START + 800 * second, 1, &done), TAPPA_OK);
    assert_int_equal(done, 1);
    do {
        assert_int_equal(tappa_engine_run_due(s.engine, SHOP_START + 800 * second, 1, &done), TAPPA_OK);
        assert_true(++turns < 30);
    } while (done == 1);
    assert_int_equal(ticks(&s), 800 * second / ms);
    assert_int_equal(shop_ingest(&s, "cookie=c", "Stop", SHOP_START + 800 * second, "6", NULL).outcome, TAPPA_INGEST_TAKEN);
    assert_int_equal(tappa_engine_run_due(s.engine, SHOP_START + 801 * second, 5, &done), TAPPA_OK);
    assert_int_equal(ticks(&s), 800 * second / ms);
    tappa_model_unref(model);
    shop_close(&s);
}

static void
timers_run_in_turns(void **state)
{
    (void)state;
    timers_run_in_turns_over(0);
    timers_run_in_turns_over(TAPPA_STORE_SHARED);
}

/* Who comes with a lot that would run more timers than a call may has none that could run before it: what is too much stays outside. */
static void
who_comes_with_too_much_stays(void **state)
{
    struct tappa_ingested results[2] = {{.size = sizeof *results}};
    struct tappa_record records[2];
    struct shop_event events[2];
    tappa_model *model;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    model = shop_compile(s.context, hasty);
    assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, 0), TAPPA_OK);
    shop_event(&events[0], "cookie=c", "Begin", SHOP_START, "1", NULL);
    shop_event(&events[1], "cookie=c", "Stop", SHOP_START + 600 * INT64_C(1000000), "2", NULL);
    for (int i = 0; i < 2; i++)
        records[i] = events[i].record;
    assert_int_equal(tappa_engine_ingest(s.engine, records, 2, NULL, SHOP_START + 600 * INT64_C(1000000), results), TAPPA_OK);
    assert_int_equal(results[0].outcome, TAPPA_INGEST_TAKEN);
    assert_int_equal(results[1].outcome, TAPPA_INGEST_REFUSED);
    assert_string_equal(shop_stage(&s, "cookie=c", model), "b");
    tappa_model_unref(model);
    shop_close(&s);
}

/* An event that came late would make a million and more timers run that had not run: it is kept, and the others of its lot are taken. */
static void
what_would_run_too_much_is_kept_outside(void **state)
{
    static const struct {
        const char *who, *name, *id;
        int64_t time;
        uint32_t outcome;
    } lot[] = {{"cookie=d", "Begin", "4", 2000000000, TAPPA_INGEST_TAKEN}, {"cookie=c", "Begin", "5", 1, TAPPA_INGEST_REFUSED},
               {"cookie=c", "Look", "6", 2000000001, TAPPA_INGEST_IGNORED}};
    struct tappa_ingested results[3] = {{.size = sizeof *results}};
    struct tappa_record records[3];
    struct shop_event events[3];
    tappa_model *model;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    model = shop_compile(s.context, hasty);
    assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, 0), TAPPA_OK);
    assert_int_equal(shop_ingest(&s, "cookie=c", "Look", SHOP_START, "1", NULL).transitions, 0);
    assert_int_equal(shop_ingest(&s, "cookie=c", "Look", SHOP_START + 2000000000, "2", NULL).transitions, 0); /* 2,000 seconds */
    for (int i = 0; i < 3; i++) {
        shop_event(&events[i], lot[i].who, lot[i].name, SHOP_START + lot[i].time, lot[i].id, NULL);
        records[i] = events[i].record;
    }
    assert_int_equal(tappa_engine_ingest(s.engine, records, 3, NULL, SHOP_START + 2000000001, results), TAPPA_OK);
    for (int i = 0; i < 3; i++)
        assert_int_equal(results[i].outcome, lot[i].outcome);
    assert_string_equal(results[1].message, "it would change a history of more than a million entries and timers");
    assert_true(results[1].customer == shop_find(&s, "cookie=c") && results[1].sequence > 0);
    assert_string_equal(shop_stage(&s, "cookie=c", model), "a");
    assert_string_equal(shop_stage(&s, "cookie=d", model), "b");
    tappa_model_unref(model);
    shop_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timers_run_in_turns),
        cmocka_unit_test(who_comes_with_too_much_stays),
        cmocka_unit_test(what_would_run_too_much_is_kept_outside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
