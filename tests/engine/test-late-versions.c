/* What happened before a newer version came, and comes to be known behind that: under which version it is heard, and as of when it goes to the newer one. */
#include "versions.h"

#define LATE_OLD HEAD("1", "") TEXT "entry: {Go: a}\nstages: {a: {}}\n"
#define LATE_NEW HEAD("2", "migrate: {from: 1}\n") TEXT "entry: {Go: a}\nstages: {a: {after: {2h: {contact: text}}}}\n"

/* An event that comes late begins a journey under the version of its time, and goes to the newer one as whoever was there when that was applied: its timer
 * fires, if nothing else ever comes. So it is for both of whom an event had made one, when they part. */
static void
late_for_the_newer_version(void **state)
{
    const struct tappa_identity ann = {"login", "ann", 5, 3}, bob = {"login", "bob", 5, 3};

    (void)state;
    for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
        struct tappa_verdict const *verdicts;
        int64_t late, one, other;
        struct shop s;

        shop_open(&s, flags, NULL);
        assert_int_equal(add(&s, LATE_OLD, TAPPA_FOLLOW, MONDAY), TAPPA_OK);
        shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
        shop_event(&s, MONDAY, MONDAY, "login:bob", "Go", NULL);
        shop_event(&s, MONDAY + 1, MONDAY + 1, "login:ann login:bob", "Other", NULL);
        assert_int_equal(add(&s, LATE_NEW, TAPPA_MIGRATE, MONDAY + HOUR), TAPPA_OK);
        assert_int_equal(tappa_engine_apply(s.engine, "m", 1, MONDAY + HOUR, 9, NULL), TAPPA_OK);
        late = shop_event(&s, MONDAY + 2 * HOUR, MONDAY + HOUR / 2, "login:eve", "Go", NULL);
        assert_int_equal(tappa_engine_part_identities(s.engine, &ann, &bob, MONDAY + 2 * HOUR), TAPPA_OK);
        assert_int_equal(tappa_engine_find(s.engine, &ann, &one), TAPPA_OK);
        assert_int_equal(tappa_engine_find(s.engine, &bob, &other), TAPPA_OK);
        assert_int_equal(shop_decide(&s, late, MONDAY + 3 * HOUR, NULL, &verdicts), 1);
        assert_int_equal(verdicts[0].reason, TAPPA_OPEN);
        assert_int_equal(shop_due(&s, MONDAY + 3 * HOUR), 3);
        assert_int_equal(shop_contact(&s, late, "text").wanted, MONDAY + 2 * HOUR + HOUR / 2);
        assert_int_equal(shop_contact(&s, one, "text").wanted, MONDAY + 2 * HOUR);
        assert_int_equal(shop_contact(&s, other, "text").wanted, MONDAY + 2 * HOUR);
        assert_int_equal(shop_due(&s, MONDAY + 3 * HOUR), 0);
        shop_close(&s);
    }
}

/* One that cannot go on is not due for ever. */
static void
late_and_stays(void **state)
{
    struct shop s;
    int64_t eve;

    (void)state;
    shop_open(&s, 0, NULL);
    assert_int_equal(add(&s, HEAD("1", "") "stages: {a: {}}\n", TAPPA_FOLLOW, MONDAY), TAPPA_OK);
    assert_int_equal(add(&s, HEAD("2", "") "stages: {a: {}}\n", TAPPA_MIGRATE, MONDAY + HOUR), TAPPA_OK);
    assert_int_equal(tappa_engine_apply(s.engine, "m", 1, MONDAY + HOUR, 9, NULL), TAPPA_OK);
    shop_event(&s, MONDAY + 2 * HOUR, MONDAY, "login:eve", "Go", NULL);
    assert_int_equal(shop_due(&s, MONDAY + 3 * HOUR), 0);
    shop_close(&s);
    shop_open(&s, 0, NULL); /* nor one that a version to come will lead on, as it does by itself */
    assert_int_equal(add(&s, HEAD("1", "") "stages: {a: {}}\n", TAPPA_FOLLOW, MONDAY), TAPPA_OK);
    assert_int_equal(add(&s, HEAD("2", "") "stages: {b: {}}\n", TAPPA_MIGRATE, MONDAY + HOUR), TAPPA_OK);
    assert_int_equal(add(&s, HEAD("3", "migrate: {from: 1, stages: {a: c}}\n") "stages: {c: {}}\n", TAPPA_FOLLOW, MONDAY + 9 * HOUR), TAPPA_OK);
    assert_int_equal(tappa_engine_apply(s.engine, "m", 1, MONDAY + HOUR, 9, NULL), TAPPA_OK);
    eve = shop_event(&s, MONDAY + 2 * HOUR, MONDAY, "login:eve", "Go", NULL);
    assert_int_equal(shop_due(&s, MONDAY + 3 * HOUR), 0);
    assert_string_equal(shop_stage(&s, eve), "a");
    shop_close(&s);
    shop_open(&s, 0, NULL); /* but one that cannot go to the first that was applied, and can to the next */
    assert_int_equal(add(&s, HEAD("1", "") "stages: {a: {}}\n", TAPPA_FOLLOW, MONDAY), TAPPA_OK);
    assert_int_equal(add(&s, HEAD("2", "") "stages: {b: {}}\n", TAPPA_MIGRATE, MONDAY + HOUR), TAPPA_OK);
    assert_int_equal(add(&s, HEAD("3", "migrate: {from: 1, stages: {a: c}}\n") "stages: {c: {}}\n", TAPPA_MIGRATE, MONDAY + 2 * HOUR), TAPPA_OK);
    assert_int_equal(tappa_engine_apply(s.engine, "m", 1, MONDAY + HOUR, 9, NULL), TAPPA_OK);
    assert_int_equal(tappa_engine_apply(s.engine, "m", 1, MONDAY + 2 * HOUR, 9, NULL), TAPPA_OK);
    eve = shop_event(&s, MONDAY + 3 * HOUR, MONDAY, "login:eve", "Go", NULL);
    assert_int_equal(shop_due(&s, MONDAY + 3 * HOUR), 1);
    assert_string_equal(shop_stage(&s, eve), "c");
    shop_close(&s);
}

/* It goes to the newer version as of when that was applied: what is kept until later is there for what the newer version does before, whenever anybody looks. */
static void
late_and_kept(void **state)
{
#define KEPT(version, more, after) "tappa: 1\nmodel: m\nversion: " version "\n" more "data: {u: {type: string, keep: 2h}}\nevents: {Go: {}}\n" \
                                   "entry: {Go: a}\nstages: {a: {enter: [{set: {u: '\"x\"'}}]" after "}, b: {}, c: {}}\n"
    (void)state;
    for (int looks = 0; looks < 3; looks++) {
        struct shop s;
        int64_t eve;

        shop_open(&s, 0, NULL);
        assert_int_equal(add(&s, KEPT("1", "", ""), TAPPA_FOLLOW, MONDAY - HOUR), TAPPA_OK);
        assert_int_equal(add(&s, KEPT("2", "migrate: {from: 1}\n", ", after: {90m: [{if: has(data.u), to: c}, b]}"), TAPPA_MIGRATE, MONDAY + HOUR), TAPPA_OK);
        assert_int_equal(tappa_engine_apply(s.engine, "m", 1, MONDAY + HOUR, 9, NULL), TAPPA_OK);
        eve = shop_event(&s, MONDAY + HOUR + 1, MONDAY, "login:eve", "Go", NULL);
        if (looks)
            shop_due(&s, MONDAY + HOUR + looks * 20 * MINUTE);
        shop_due(&s, MONDAY + 5 * HOUR);
        assert_string_equal(shop_stage(&s, eve), "c");
        shop_close(&s);
    }
}

/* The keep of a slot in a version that was not in force yet counts for nobody who said it before, whenever that came in. */
static void
said_before_the_newer_version(void **state)
{
#define SLOT(version, keep) "tappa: 1\nmodel: m\nversion: " version "\nevents: {Go: {}}\nprofile: {p: {type: string" keep "}}\nstages: {a: {}}\n"
    (void)state;
    for (int before = 0; before < 2; before++) {
        struct shop s;
        int64_t ann;

        shop_open(&s, 0, NULL);
        assert_int_equal(add(&s, SLOT("1", ""), TAPPA_FOLLOW, MONDAY), TAPPA_OK);
        if (before)
            shop_event(&s, MONDAY + HOUR, MONDAY + HOUR, "login:ann", "identify", "p", "x", NULL);
        assert_int_equal(add(&s, SLOT("2", ", keep: 7h"), TAPPA_FOLLOW, MONDAY + 2 * HOUR), TAPPA_OK);
        if (!before)
            shop_event(&s, MONDAY + 3 * HOUR, MONDAY + HOUR, "login:ann", "identify", "p", "x", NULL);
        ann = shop_event(&s, MONDAY + DAY, MONDAY + DAY, "login:ann", "Go", NULL);
        assert_int_equal(shop_where(&s, ann).trait_count, 1);
        shop_close(&s);
    }
}

static int64_t
version_of(struct shop *s, int64_t customer, const char *model)
{
    struct tappa_standing standing = shop_where(s, customer);

    for (size_t i = 0; i < standing.journey_count; i++)
        if (!strcmp(tappa_model_name(tappa_journey_model(standing.journeys[i])), model))
            return tappa_model_version(tappa_journey_model(standing.journeys[i]));
    return 0;
}

/* A timer touched the journey, as the history was known. As it is known now there is no such timer: nobody has touched it, whoever looked. */
static void
touched_by_a_timer_that_never_was(void **state)
{
    static const char clock[] = "tappa: 1\nmodel: clock\nversion: 1\nevents: {Go: {}}\nstages: {a: {after: {5h: b}}, b: {}}\n";
    const int64_t times[] = {MONDAY, MONDAY + 10 * HOUR};

    (void)state;
    for (int first = 0; first < 2; first++) {
        int64_t eve = 0;
        struct shop s;

        shop_open(&s, 0, NULL);
        assert_int_equal(add(&s, HEAD("1", "") "stages: {a: {}}\n", TAPPA_FOLLOW, MONDAY), TAPPA_OK);
        assert_int_equal(add(&s, clock, TAPPA_FOLLOW, MONDAY), TAPPA_OK);
        assert_int_equal(add(&s, HEAD("2", "migrate: {from: 1}\n") "stages: {a: {}}\n", TAPPA_FOLLOW, MONDAY + 11 * HOUR), TAPPA_OK);
        for (int i = 0; i < 2; i++) {
            eve = shop_event(&s, MONDAY + 16 * HOUR, times[(i + first) % 2], "login:eve", "Other", NULL);
            shop_due(&s, MONDAY + 16 * HOUR);
            assert_int_equal(version_of(&s, eve, "m"), first && !i ? 2 : 1);
        }
        shop_event(&s, MONDAY + 17 * HOUR, MONDAY + 17 * HOUR, "login:eve", "Other", NULL);
        assert_int_equal(version_of(&s, eve, "m"), 2);
        shop_close(&s);
    }
}

/* It was applied before it is in force: they go on once it is, and whoever looks for what is due finds them. */
static void
applied_before_it_is_in_force(void **state)
{
    (void)state;
    for (int owner = 0; owner < 2; owner++) {
        struct shop s;
        int64_t eve;

        shop_open(&s, owner ? 0 : TAPPA_STORE_SHARED, NULL);
        assert_int_equal(add(&s, HEAD("1", "") "stages: {a: {}}\n", TAPPA_FOLLOW, MONDAY), TAPPA_OK);
        eve = shop_event(&s, MONDAY, MONDAY, "login:eve", "Go", NULL);
        assert_int_equal(add(&s, HEAD("2", "migrate: {from: 1}\n") "stages: {a: {}}\n", TAPPA_MIGRATE, MONDAY + 2 * HOUR), TAPPA_OK);
        assert_int_equal(tappa_engine_apply(s.engine, "m", 1, MONDAY + HOUR, 9, NULL), TAPPA_OK);
        assert_int_equal(version_of(&s, eve, "m"), 1);
        assert_int_equal(shop_due(&s, MONDAY + 2 * HOUR), 0);
        assert_int_equal(shop_due(&s, MONDAY + 3 * HOUR), 1);
        assert_int_equal(version_of(&s, eve, "m"), 2);
        shop_close(&s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(late_for_the_newer_version),
        cmocka_unit_test(late_and_stays),
        cmocka_unit_test(late_and_kept),
        cmocka_unit_test(said_before_the_newer_version),
        cmocka_unit_test(touched_by_a_timer_that_never_was),
        cmocka_unit_test(applied_before_it_is_in_force),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
