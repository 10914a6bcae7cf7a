/* Much happens in few moments, and a process dies behind any of it: another that goes on sees the same as if none had died. */
#include "tests/engine/people.h"
#include "tests/engine/window.h"

/* Two events that nothing tells apart, one before a checkpoint and one behind it: what a person says of itself is heard before the other even so. */
static void
of_one_moment(void **state)
{
    static const char *const names[][2] = {{"Viewed", "Viewed"}, {"Viewed", "Added"}, {"Viewed", "Consent Given"}, {"Consent Given", "Consent Given"}, {"Consent Withdrawn", "Consent Given"}};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct shop_text live = {0}, behind = {0};
        tappa_store *store;
        struct window w, later;
        struct shop s;

        crowd_comes(&s, &store, &w);
        for (int j = 0; j < 2; j++) {
            shop_ingest(&s, "cookie=d", names[i][j], SHOP_START + 1, NULL, strncmp(names[i][j], "Consent", 7) ? NULL : "purpose=marketing");
            if (!j)
                assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
        }
        shop_describe(&s, "cookie=d", &live);
        die(&s, &w, &later, 0);
        shop_describe(&s, "cookie=d", &behind);
        assert_string_equal(live.s, behind.s);
        free(live.s);
        free(behind.s);
        shop_close(&s);
        tappa_store_close(store);
    }
}

/* The second version of the basket counts two for one, and does something else with its mail, elsewhen than an hour later. */
static void
second_version(struct shop *s, const char wait[2], const char what[7], int32_t policy, int64_t since)
{
    char text[sizeof shop_basket + 40];
    tappa_model *next;

    snprintf(text, sizeof text, "%smigrate: {from: 1}\n", shop_basket);
    *(strstr(text, "version: 1") + 9) = '2';
    memcpy(strstr(text, "1h: {if"), wait, 2);
    memcpy(strstr(text, "contact: basket_mail"), what, 7);
    *(strstr(text, "items + 1") + 8) = '2';
    next = shop_compile(s->context, text);
    assert_int_equal(tappa_engine_add_model(s->engine, next, policy, since), TAPPA_OK);
    tappa_model_unref(next);
}

#define FIRST (SHOP_START + SHOP_HOUR)
#define SECOND (FIRST + SHOP_HOUR)
#define THIRD (SECOND + SHOP_HOUR)

static void
claim_one(struct shop *s, int64_t now)
{
    const struct tappa_claimed *claimed;
    size_t count;

    assert_int_equal(tappa_engine_claim(s->engine, now, 1, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 1);
}

/* Much happens in few moments, timers among it. */
static int
contacts_in_few_moments(struct shop *s, int step)
{
    static const char who[] = "cookie=d";

    switch (step) {
    case 0: shop_ingest(s, who, "Consent Given", SHOP_START, "a", "purpose=marketing"); break;
    case 1: shop_ingest(s, who, "Added", SHOP_START + 1, "b", "price=30"); break;
    case 2: shop_ingest(s, who, "Ordered", FIRST, "c", "revenue=30"); break; /* thanks are wanted */
    case 3: shop_ingest(s, who, "Viewed", FIRST, "d", NULL); break;
    case 4: shop_ingest(s, who, "Returned", FIRST, "e", NULL); break;
    case 5: shop_ingest(s, who, "Added", FIRST, "f", "price=40"); break;
    case 6: shop_ingest(s, who, "Ordered", FIRST, "g", "revenue=40"); break;
    case 7: shop_ingest(s, who, "Viewed", FIRST, "h", NULL); break;
    case 8: claim_one(s, FIRST); break;
    case 9: shop_ingest(s, who, "Returned", FIRST + 1, "i", NULL); break;
    case 10: shop_ingest(s, who, "Added", FIRST + 1, "j", "price=50"); break;
    case 11: shop_due(s, SECOND + 1); break; /* the mail is */
    case 12: shop_ingest(s, who, "Viewed", SECOND + 1, "k", NULL); break;
    case 13: shop_ingest(s, who, "Viewed", SECOND + 2, "l", NULL); break;
    case 14: shop_ingest(s, who, "Ordered", SECOND + 3, "m", "revenue=50"); break;
    case 15: second_version(s, "3h", "contact", TAPPA_FOLLOW, THIRD); break;
    case 16: shop_ingest(s, who, "Added", SECOND + 4, "n", "price=60"); break;
    case 17: shop_ingest(s, who, "Viewed", SECOND + 5, "o", NULL); break;
    case 18: shop_ingest(s, who, "Ordered", THIRD + 1, "p", "revenue=60"); break;
    default: return 0;
    }
    return 1;
}

/* Something comes at the moment of a move. */
static int
move_in_one_moment(struct shop *s, int step)
{
    static const char who[] = "cookie=d";
    size_t done;

    switch (step) {
    case 0: shop_ingest(s, who, "Added", SHOP_START, "a", "price=3"); break;
    case 1: second_version(s, "3h", "contact", TAPPA_MIGRATE, SHOP_START + 1); break;
    case 2: assert_int_equal(tappa_engine_apply(s->engine, "basket", 6, FIRST, 9, &done), TAPPA_OK); break;
    case 3: shop_ingest(s, who, "Added", FIRST, "b", "price=4"); break;
    case 4: shop_ingest(s, who, "Added", FIRST + 1, "c", "price=5"); break;
    default: return 0;
    }
    return 1;
}

/* Under the version that they go on to, what they wait for was due long ago: what the mail is now was asked for before
 * they moved, and not twice. */
static int
move_to_a_shorter_wait(struct shop *s, int step)
{
    static const char who[] = "cookie=d";
    size_t done;

    switch (step) {
    case 0: shop_ingest(s, who, "Consent Given", SHOP_START, "a", "purpose=marketing"); break;
    case 1: shop_ingest(s, who, "Added", SHOP_START + 1, "b", "price=30"); break;
    case 2: shop_ingest(s, who, "Ordered", SHOP_START + 2, "c", "revenue=30"); break; /* thanks are wanted */
    case 3: shop_ingest(s, who, "Returned", SHOP_START + 3, "d", NULL); break;
    case 4: shop_ingest(s, who, "Added", SHOP_START + 4, "e", "price=40"); break;
    case 5: second_version(s, "1m", "   emit", TAPPA_MIGRATE, FIRST - 9); break;
    case 6: assert_int_equal(tappa_engine_apply(s->engine, "basket", 6, FIRST - 9, 9, &done), TAPPA_OK); break;
    case 7: shop_ingest(s, who, "Viewed", FIRST - 8, "f", NULL); break;
    case 8: shop_ingest(s, who, "Viewed", FIRST - 7, "g", NULL); break;
    default: return 0;
    }
    return 1;
}

/* Where the customer stands from step `from` on, with a process that dies behind step `death` and what the last checkpoint, behind another, knew. */
static char *
told(int (*story)(struct shop *, int), int checkpoint, int death, int from, uint32_t flags)
{
    struct shop_text out = {0};
    struct window w, later;
    tappa_store *store;
    struct shop s;

    shop_behind(&s, &store, &w);
    for (int i = 0; story(&s, i); i++) {
        if (i == checkpoint)
            assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
        if (i == death)
            die(&s, &w, &later, flags);
        if (i >= from)
            shop_describe(&s, "cookie=d", &out);
    }
    shop_close(&s);
    tappa_store_close(store);
    return out.s;
}

static void
same_as_nobody_had_died(int (*story)(struct shop *, int), int steps)
{
    for (int death = 0; death < steps; death++) {
        char *live = told(story, steps, steps, death, 0);

        for (int checkpoint = -1; checkpoint < death; checkpoint++)
            for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags += TAPPA_STORE_SHARED) {
                char *dead = told(story, checkpoint, death, death, flags);

                if (strcmp(live, dead))
                    fprintf(stderr, "checkpoint behind %d, death behind %d, then %s:\n", checkpoint, death, flags ? "shared" : "an owner");
                assert_string_equal(live, dead);
                free(dead);
            }
        free(live);
    }
}

static void
of_few_moments(void **state)
{
    (void)state;
    same_as_nobody_had_died(contacts_in_few_moments, 19);
    same_as_nobody_had_died(move_in_one_moment, 5);
    same_as_nobody_had_died(move_to_a_shorter_wait, 9);
}

static int
is_behind(tappa_store *store)
{
    struct tappa_span note;

    assert_int_equal(store->table->note(store, "behind", 6, &note), TAPPA_OK);
    return note.data != NULL;
}

/* The store says so as long as it is true, and no longer: whoever opens a shared file asks no more than that. */
static void
it_is_said_that_rows_are_behind(void **state)
{
    tappa_store *store;
    struct window w, later;
    struct shop s;

    (void)state;
    shop_behind(&s, &store, &w);
    assert_false(is_behind(store)); /* a model alone leaves nobody behind */
    shop_ingest(&s, "cookie=d", "Viewed", SHOP_START, "a", NULL);
    assert_true(is_behind(store));
    assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
    assert_false(is_behind(store));
    shop_ingest(&s, "cookie=d", "Viewed", SHOP_START + 1, "b", NULL);
    assert_true(is_behind(store));
    die(&s, &w, &later, TAPPA_STORE_SHARED);
    assert_false(is_behind(store));
    shop_ingest(&s, "cookie=d", "Viewed", SHOP_START + 2, "c", NULL);
    assert_false(is_behind(store));
    die(&s, &later, &w, 0);
    shop_ingest(&s, "cookie=d", "Viewed", SHOP_START + 3, "d", NULL);
    assert_true(is_behind(store));
    shop_close(&s);
    assert_false(is_behind(store));
    tappa_store_close(store);
}

/* An owner could not read somebody, and passed them over; who shares the file can. */
static void
who_was_passed_over_is_caught_up(void **state)
{
    struct shop_text live = {0}, later = {0};
    struct window first, second, third;
    tappa_store *store;
    struct shop s;

    (void)state;
    shop_behind(&s, &store, &first);
    shop_ingest(&s, "cookie=d", "Added", SHOP_START, "a", "price=30");
    assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
    shop_ingest(&s, "cookie=d", "Ordered", SHOP_START + 1, "b", "revenue=30");
    shop_describe(&s, "cookie=d", &live);
    window_blind = 1;
    die(&s, &first, &second, 0);
    assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
    assert_true(is_behind(store));
    shop_ingest(&s, "cookie=e", "Viewed", SHOP_START + 2, "c", NULL);
    assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
    assert_true(is_behind(store));
    die(&s, &second, &third, TAPPA_STORE_SHARED); /* nor can who shares it at first */
    assert_true(is_behind(store));
    window_blind = 0;
    die(&s, &third, &first, TAPPA_STORE_SHARED);
    assert_false(is_behind(store));
    shop_describe(&s, "cookie=d", &later);
    assert_string_equal(live.s, later.s);
    free(live.s);
    free(later.s);
    shop_close(&s);
    tappa_store_close(store);
}

static struct shop another;
static struct window anothers;

static void
another_is_faster(void)
{
    assert_int_equal(tappa_engine_open(another.context, &anothers.store, NULL, &another.engine), TAPPA_OK);
    shop_ingest(&another, "cookie=d", "Ordered", SHOP_START + 1, "b", "revenue=30");
    assert_int_equal(tappa_engine_close(another.engine), TAPPA_OK);
}

/* Two open what an owner left behind. The one who comes second does nothing over, and knows what the first has done since. */
static void
who_comes_second_looks_anew(void **state)
{
    struct shop_text alone = {0}, second = {0};
    tappa_store *store;
    struct window w, later;
    struct shop s;

    (void)state;
    for (int has_rival = 0; has_rival < 2; has_rival++) {
        shop_behind(&s, &store, &w);
        shop_ingest(&s, "cookie=d", "Added", SHOP_START, "a", "price=30");
        if (has_rival) {
            another = s;
            window_make(&anothers, store);
            anothers.store.flags = TAPPA_STORE_SHARED;
            window_before = another_is_faster;
        }
        die(&s, &w, &later, TAPPA_STORE_SHARED);
        if (!has_rival)
            shop_ingest(&s, "cookie=d", "Ordered", SHOP_START + 1, "b", "revenue=30");
        assert_false(is_behind(store));
        shop_describe(&s, "cookie=d", has_rival ? &second : &alone);
        shop_close(&s);
        tappa_store_close(store);
    }
    assert_string_equal(alone.s, second.s);
    free(alone.s);
    free(second.s);
}

static void
another_erases(void)
{
    assert_int_equal(tappa_engine_open(another.context, &anothers.store, NULL, &another.engine), TAPPA_OK);
    assert_int_equal(tappa_engine_erase(another.engine, shop_find(&another, "cookie=d"), SHOP_START + 1, NULL), TAPPA_OK);
    assert_int_equal(tappa_engine_close(another.engine), TAPPA_OK);
}

/* Somebody who had no row yet has none again. */
static void
who_comes_second_brings_nobody_back(void **state)
{
    struct tappa_identity identity = {"cookie", "d", 6, 1};
    tappa_store *store;
    struct window w, later;
    int64_t customer, rows[2];
    struct shop s;
    size_t count;

    (void)state;
    shop_behind(&s, &store, &w);
    shop_ingest(&s, "cookie=d", "Added", SHOP_START, "a", "price=30");
    another = s;
    window_make(&anothers, store);
    anothers.store.flags = TAPPA_STORE_SHARED;
    window_before = another_erases;
    die(&s, &w, &later, TAPPA_STORE_SHARED);
    assert_null(window_before);
    assert_int_equal(tappa_engine_find(s.engine, &identity, &customer), TAPPA_EUNKNOWN);
    assert_int_equal(store->table->customers(store, INT64_MIN, rows, 2, &count), TAPPA_OK);
    assert_int_equal(count, 0);
    shop_close(&s);
    tappa_store_close(store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(of_one_moment), cmocka_unit_test(of_few_moments),
                                       cmocka_unit_test(it_is_said_that_rows_are_behind), cmocka_unit_test(who_was_passed_over_is_caught_up),
                                       cmocka_unit_test(who_comes_second_looks_anew), cmocka_unit_test(who_comes_second_brings_nobody_back)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
