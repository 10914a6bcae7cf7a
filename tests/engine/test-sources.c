/* A source that several processes read at once: each of its events is taken by one of them, whoever was there first. Events have no ids here, so that
 * nothing else could tell. */
#include "tests/engine/people.h"
#include "tests/support/failing.h"

static const char model_text[] = "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\nstages: {a: {when: {Go: {count: n}}}}\n";

static struct failing memory;
static tappa_context *context;
static tappa_store *store;
static tappa_engine *engines[2];
static struct tappa_store_table table;
static tappa_status (*commit)(tappa_store *store, struct tappa_commit *commit);
static void (*close_store)(tappa_store *store);
static tappa_status (*between)(void); /* once, before the next commit */
static int held; /* the store is: until a commit, or until it is let go */

static tappa_status
commit_behind(tappa_store *own, struct tappa_commit *what)
{
    tappa_status (*first)(void) = between;

    between = NULL;
    held = 0;
    if (first)
        assert_int_equal(first(), TAPPA_OK);
    return commit(own, what);
}

static void
hold(tappa_store *own, int32_t on)
{
    (void)own;
    held = on;
}

static void
keep_open(tappa_store *own)
{
    (void)own;
}

static int
open_two(void **state)
{
    const struct tappa_allocator allocator = failing_allocator(&memory);
    tappa_model *model;

    (void)state;
    assert_int_equal(tappa_context_new(&allocator, &context), TAPPA_OK);
    model = shop_compile(context, model_text);
    assert_int_equal(tappa_store_memory(context, TAPPA_STORE_SHARED, &store), TAPPA_OK);
    table = *store->table;
    commit = table.commit;
    close_store = table.close;
    table.commit = commit_behind;
    table.close = keep_open;
    table.hold = hold;
    store->table = &table;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(tappa_engine_open(context, store, NULL, &engines[i]), TAPPA_OK);
        assert_int_equal(tappa_engine_add_model(engines[i], model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    }
    tappa_model_unref(model);
    return 0;
}

static int
close_two(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++)
        assert_int_equal(tappa_engine_close(engines[i]), TAPPA_OK);
    close_store(store);
    tappa_context_unref(context);
    return memory.live ? -1 : 0;
}

/* The next event of a source, which then stands at `to`; NULL: it is forgotten. Each is somebody else's: nothing but the source is raced for. */
static tappa_status
take(int engine, const char *source, const char *to)
{
    static int people;
    char who[32];
    struct tappa_store_offset offset = {.size = sizeof offset, .flags = to ? 0 : TAPPA_STORE_REMOVE, .source = {source, strlen(source)},
                                        .offset = {to, to ? strlen(to) : 0}};
    struct shop_event e;
    tappa_status status;

    snprintf(who, sizeof who, "login=%d", ++people);
    shop_event(&e, who, "Go", SHOP_START, "", NULL);
    status = tappa_engine_ingest(engines[engine], &e.record, 1, &offset, SHOP_START + SHOP_DAY, NULL);
    assert_int_equal(held, 0);
    return status;
}

/* Where a source stands; NULL: nothing is known of it. */
static void
stands(int engine, const char *source, const char *wanted)
{
    struct tappa_span span;

    assert_int_equal(tappa_engine_offset(engines[engine], source, strlen(source), &span), TAPPA_OK);
    assert_int_equal(span.data != NULL, wanted != NULL);
    if (wanted) {
        assert_int_equal(span.size, strlen(wanted));
        assert_memory_equal(span.data, wanted, span.size);
    }
}

static void
were_taken(int64_t wanted)
{
    int64_t last;

    assert_int_equal(store->table->last(store, &last), TAPPA_OK);
    assert_int_equal(last, wanted);
}

static void
by_one_of_them(void **state)
{
    (void)state;
    stands(0, "log", NULL);
    stands(1, "log", NULL);
    assert_int_equal(take(0, "log", "1"), TAPPA_OK);
    for (int i = 0; i < 1100; i++) /* a host that never asks is not told that the store is damaged */
        assert_int_equal(take(1, "log", "1"), TAPPA_ECONFLICT);
    were_taken(1);
    stands(1, "log", "1");
    assert_int_equal(take(1, "log", "2"), TAPPA_OK);
    assert_int_equal(take(1, "log", "3"), TAPPA_OK); /* its own step it knows */
    for (int i = 0; i < 1100; i++)
        assert_int_equal(take(0, "log", "2"), TAPPA_ECONFLICT);
    stands(0, "log", "3");
    assert_int_equal(take(0, "log", "4"), TAPPA_OK);
    were_taken(4);
}

static void
of_each_source_by_itself(void **state)
{
    (void)state;
    stands(0, "one", NULL);
    stands(1, "two", NULL);
    assert_int_equal(take(0, "one", "1"), TAPPA_OK);
    assert_int_equal(take(1, "two", "1"), TAPPA_OK);
    assert_int_equal(take(1, "one", "9"), TAPPA_OK); /* it never asked */
    assert_int_equal(take(0, "two", "9"), TAPPA_OK);
    assert_int_equal(take(0, "one", "2"), TAPPA_ECONFLICT);
    assert_int_equal(take(1, "two", "2"), TAPPA_ECONFLICT);
    were_taken(4);
}

/* Nothing known, nothing in it, and some of it are three places; and a source may be forgotten. */
static void
wherever_it_stands(void **state)
{
    static const char *const places[] = {NULL, "", "a", "b", "ab"};

    (void)state;
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < 5; j++) {
            assert_int_equal(take(1, "log", places[i]), TAPPA_OK);
            stands(0, "log", places[i]);
            assert_int_equal(take(1, "log", places[j]), TAPPA_OK);
            assert_int_equal(take(0, "log", "c"), i == j ? TAPPA_OK : TAPPA_ECONFLICT);
            stands(0, "log", i == j ? "c" : places[j]);
            assert_int_equal(take(0, "log", places[i]), TAPPA_OK);
            assert_int_equal(take(0, "log", places[j]), TAPPA_OK);
            stands(1, "log", places[j]);
            assert_int_equal(tappa_engine_close(engines[1]), TAPPA_OK); /* it knows none again */
            assert_int_equal(tappa_engine_open(context, store, NULL, &engines[1]), TAPPA_OK);
        }
}

static tappa_status
other_takes(void)
{
    return take(1, "log", "1");
}

/* Between the question and the commit. */
static void
in_the_last_moment(void **state)
{
    (void)state;
    stands(0, "log", NULL);
    between = other_takes;
    assert_int_equal(take(0, "log", "1"), TAPPA_ECONFLICT);
    were_taken(1);
    assert_int_equal(take(0, "log", "1"), TAPPA_ECONFLICT);
    stands(0, "log", "1");
    assert_int_equal(take(0, "log", "2"), TAPPA_OK);
    were_taken(2);
}

/* Whichever piece of memory is missing, nothing is taken and the source stands where it stood; and whoever does it again has it done. */
static void
short_of_memory(void **state)
{
    static char far_on[5000]; /* it takes more room than any place before it */
    int done = 0;

    memset(far_on, 'x', sizeof far_on - 1);
    for (uint64_t n = 1; !done; n++) {
        struct tappa_span span;
        tappa_status status;
        int asked;

        assert_int_equal(open_two(state), 0);
        assert_int_equal(take(1, "log", "1"), TAPPA_OK);
        stands(1, "log", "1");
        memory.count = 0;
        memory.fail_at = n;
        status = tappa_engine_offset(engines[0], "log", 3, &span);
        asked = !status;
        if (asked)
            status = take(0, "log", far_on);
        done = memory.count < n;
        memory.fail_at = 0;
        if (status) {
            assert_int_equal(status, TAPPA_ENOMEM);
            were_taken(1);
            if (!asked)
                stands(0, "log", "1");
            assert_int_equal(take(0, "log", far_on), TAPPA_OK);
        }
        were_taken(2);
        stands(0, "log", far_on);
        assert_int_equal(take(1, "log", "2"), TAPPA_ECONFLICT);
        assert_int_equal(close_two(state), 0);
    }
}

static void
no_offset(void **state)
{
    struct tappa_store_offset offset = {.size = sizeof offset, .source = {"log", 3}, .offset = {"1", 1}};
    struct tappa_store_offset wrong[] = {offset, offset, offset, offset};

    (void)state;
    wrong[0].size--;
    wrong[1].flags = TAPPA_STORE_SAME;
    wrong[2].flags = 64;
    wrong[3].source.data = NULL;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(tappa_engine_ingest(engines[0], NULL, 0, &wrong[i], SHOP_START, NULL), TAPPA_EINVAL);
    stands(0, "log", NULL);
    assert_int_equal(tappa_engine_ingest(engines[0], NULL, 0, &offset, SHOP_START, NULL), TAPPA_OK);
    stands(0, "log", "1");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(by_one_of_them, open_two, close_two),
        cmocka_unit_test_setup_teardown(of_each_source_by_itself, open_two, close_two),
        cmocka_unit_test_setup_teardown(wherever_it_stands, open_two, close_two),
        cmocka_unit_test_setup_teardown(in_the_last_moment, open_two, close_two),
        cmocka_unit_test(short_of_memory),
        cmocka_unit_test_setup_teardown(no_offset, open_two, close_two),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
