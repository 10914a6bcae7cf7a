/* Every allocation of the engine's calls fails, alone and with all that follow: the call says so, nothing of it is there, and done again it leads
 * to where it would have led. */
#include "tests/engine/people.h"

enum what { HEAR, DUE, CLAIM, SENT, PART, ADD_MODEL, APPLY, CHECKPOINT, ERASE };

struct call {
    enum what what;
    int hours; /* after the start */
    const char *who, *name, *fields;
};

static const struct call calls[] = {
    {HEAR, 0, "cookie=c", "Consent Given", "purpose=marketing"},
    {HEAR, 1, "cookie=c", "Added", "price=30 sku=x"},
    {HEAR, 2, "login=anna", "Viewed", NULL},
    {DUE, 4, NULL, NULL, NULL},
    {CLAIM, 4, NULL, NULL, NULL},
    {SENT, 4, NULL, NULL, NULL},
    {HEAR, 5, "login=anna cookie=c", "identify", "email=a@b"}, /* a join */
    {HEAR, 1, "cookie=c", "Ordered", "revenue=30"},            /* late */
    {HEAR, 6, "cookie=d", "Added", "price=30"},
    {CHECKPOINT, 6, NULL, NULL, NULL},
    {PART, 6, NULL, NULL, NULL},
    {ADD_MODEL, 6, NULL, NULL, NULL},
    {APPLY, 6, NULL, NULL, NULL},
    {DUE, 24 * 20, NULL, NULL, NULL},
    {ERASE, 24 * 20, "login=anna", NULL, NULL},
};
#define CALLS (sizeof calls / sizeof *calls)

/* Journeys take their memory from where their models have it: all have the same, and models are compiled once. */
static struct failing memory;
static tappa_context *context;
static tappa_model *basket, *care, *next;
static int64_t live; /* blocks of these */

struct story {
    struct shop shop;
    int64_t joined;  /* the entry that did */
    int64_t who;     /* is to be erased */
    uint8_t key[16]; /* of the contact that was handed out */
    size_t done;     /* by the last call */
};

static tappa_status
hear(struct story *s, size_t i, int64_t time)
{
    struct tappa_ingested result = {.size = sizeof result};
    char id[] = {(char)('a' + i), '\0'};
    struct shop_event e;
    tappa_status status;

    shop_event(&e, calls[i].who, calls[i].name, time, id, calls[i].fields);
    status = tappa_engine_ingest(s->shop.engine, &e.record, 1, NULL, s->shop.now, &result);
    if (!status && e.record.identity_count == 2)
        s->joined = result.sequence;
    return status;
}

static tappa_status
claim(struct story *s)
{
    const struct tappa_claimed *claimed;
    tappa_status status = tappa_engine_claim(s->shop.engine, s->shop.now, 10, &claimed, &s->done);

    if (!status) {
        assert_int_equal(s->done, 1);
        memcpy(s->key, claimed->key, sizeof s->key);
    }
    return status;
}

static tappa_status
run(struct story *s, size_t i)
{
    int64_t time = SHOP_START + calls[i].hours * SHOP_HOUR;
    tappa_engine *e = s->shop.engine;

    s->shop.now = time > s->shop.now ? time : s->shop.now;
    s->done = 0;
    switch (calls[i].what) {
    case HEAR:
        return hear(s, i, time);
    case DUE:
        return tappa_engine_run_due(e, time, 100, &s->done);
    case CLAIM:
        return claim(s);
    case SENT:
        return tappa_engine_report(e, s->key, TAPPA_CONTACT_SENT, time);
    case PART:
        return tappa_engine_part(e, s->joined, time);
    case ADD_MODEL:
        return tappa_engine_add_model(e, next, TAPPA_MIGRATE, time);
    case APPLY:
        return tappa_engine_apply(e, "basket", 6, time, 100, &s->done);
    case CHECKPOINT:
        return tappa_engine_checkpoint(e);
    default:
        return tappa_engine_erase(e, s->who, time, NULL);
    }
}

/* What stands before a call and is none of it. */
static void
ready(struct story *s, size_t i)
{
    if (calls[i].what == ERASE)
        s->who = shop_find(&s->shop, calls[i].who);
}

static void
run_from(struct story *s, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        ready(s, i);
        assert_int_equal(run(s, i), TAPPA_OK);
    }
}

/* Where everybody stands, and all that the store has of them. */
static char *
describe(struct story *s)
{
    static const char *const people[] = {"cookie=c", "login=anna", "cookie=d"};
    struct shop_text out = {0};

    for (size_t i = 0; i < 3; i++) {
        int64_t customer = shop_find(&s->shop, people[i]);
        const char *text = "";
        size_t size;

        shop_describe(&s->shop, people[i], &out);
        if (customer)
            assert_int_equal(tappa_engine_export(s->shop.engine, customer, &text, &size), TAPPA_OK);
        shop_put(&out, "%s\n", text);
    }
    return out.s;
}

static void
open_until(struct story *s, uint32_t flags, size_t call)
{
    memset(s, 0, sizeof *s);
    s->shop = (struct shop){.context = tappa_context_ref(context), .basket = tappa_model_ref(basket), .care = tappa_model_ref(care),
                            .now = SHOP_START};
    shop_start(&s->shop, NULL, flags, NULL);
    run_from(s, 0, call);
}

static void
same(char *there, const char *expected, const char *when, size_t call, uint64_t n, uint32_t flags, int sticky)
{
    if (strcmp(expected, there)) {
        print_error("call %zu, allocation %llu, flags %u, sticky %d, %s:\n%s\nexpected:\n%s\n", call, (unsigned long long)n, flags, sticky, when, there,
                    expected);
        fail();
    }
    free(there);
}

/* One failure; whether it was reached. */
static int
fails(size_t call, uint64_t n, uint32_t flags, int sticky, const char *before, const char *expected)
{
    struct story s;
    tappa_status status;
    int reached;

    open_until(&s, flags, call);
    ready(&s, call);
    memory.count = 0;
    memory.fail_at = n;
    memory.sticky = sticky;
    status = run(&s, call);
    reached = memory.count >= n;
    memory.fail_at = 0;
    if (status) { /* it is said, and then it is done again */
        assert_int_equal(status, TAPPA_ENOMEM);
        if (!s.done) /* in one commit after the other: what was done is told */
            same(describe(&s), before, "before it is done again", call, n, flags, sticky);
        assert_int_equal(run(&s, call), TAPPA_OK);
    }
    run_from(&s, call + 1, CALLS);
    same(describe(&s), expected, "at the end", call, n, flags, sticky);
    shop_close(&s.shop);
    assert_int_equal(memory.live, live);
    return reached;
}

static void
each_allocation_of(uint32_t flags, int sticky)
{
    char *before, *expected;
    struct story s;

    open_until(&s, flags, CALLS);
    expected = describe(&s);
    shop_close(&s.shop);
    assert_int_equal(memory.live, live);
    for (size_t call = 0; call < CALLS; call++) {
        open_until(&s, flags, call);
        before = describe(&s);
        shop_close(&s.shop);
        for (uint64_t n = 1; fails(call, n, flags, sticky, before, expected); n++)
            ;
        free(before);
    }
    free(expected);
}

static void
one_is_missing(void **state)
{
    (void)state;
    each_allocation_of(0, 0);
}

static void
one_is_missing_where_others_are_at_work(void **state)
{
    (void)state;
    each_allocation_of(TAPPA_STORE_SHARED, 0);
}

static void
all_are_missing_from_one_on(void **state)
{
    (void)state;
    each_allocation_of(0, 1);
}

static size_t
events_of(tappa_engine *engine, const char *name)
{
    struct tappa_identity login = {"login", name, 5, (uint32_t)strlen(name)};
    const char *text;
    size_t size, count = 0;
    int64_t customer;

    assert_int_equal(tappa_engine_find(engine, &login, &customer), TAPPA_OK);
    assert_int_equal(tappa_engine_journal(engine, customer, 0, &text, &size), TAPPA_OK);
    while ((text = strstr(text, "\"kind\": \"event\""))) {
        text++;
        count++;
    }
    return count;
}

/* Somebody new for whom memory was missing, and who comes again: with so small a cache that one of the two would soon go, and take the other along. */
static void
nobody_is_there_twice(void **state)
{
    static const char *const names[] = {"login=ann", "login=bob", "login=eve"};
    const struct tappa_engine_options small = {.size = sizeof small, .cache = 1, .checkpoint = 4};
    int done = 0;

    (void)state;
    for (uint64_t n = 1; !done; n++) {
        struct shop s = {.now = SHOP_START};
        struct shop_event e;
        tappa_store *store;

        assert_int_equal(tappa_store_memory(context, 0, &store), TAPPA_OK);
        assert_int_equal(tappa_engine_open(context, store, &small, &s.engine), TAPPA_OK);
        assert_int_equal(tappa_engine_add_model(s.engine, basket, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
        shop_event(&e, names[0], "Added", SHOP_START, "0", "price=3");
        memory.count = 0;
        memory.fail_at = n;
        done = !tappa_engine_ingest(s.engine, &e.record, 1, NULL, s.now, NULL) && memory.count < n;
        memory.fail_at = 0;
        shop_ingest(&s, names[0], "Added", SHOP_START, "0", "price=3"); /* where it was taken it is known now */
        for (int i = 0; i < 14; i++)
            shop_ingest(&s, names[i % 3], "Added", SHOP_START + 1 + i, NULL, "price=3");
        assert_int_equal(events_of(s.engine, names[0] + 6), 6);
        assert_int_equal(events_of(s.engine, names[1] + 6), 5);
        assert_int_equal(events_of(s.engine, names[2] + 6), 4);
        assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
    }
}

static int
make_models(void **state)
{
    char text[sizeof shop_basket + 40];
    struct tappa_allocator a = failing_allocator(&memory);

    (void)state;
    snprintf(text, sizeof text, "%smigrate: {from: 1}\n", shop_basket);
    *(strstr(text, "version: 1") + 9) = '2';
    if (tappa_context_new(&a, &context))
        return -1;
    basket = shop_compile(context, shop_basket);
    care = shop_compile(context, shop_care);
    next = shop_compile(context, text);
    live = memory.live;
    return 0;
}

static int
free_models(void **state)
{
    (void)state;
    tappa_model_unref(basket);
    tappa_model_unref(care);
    tappa_model_unref(next);
    tappa_context_unref(context);
    return memory.live ? -1 : 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_is_missing),
        cmocka_unit_test(one_is_missing_where_others_are_at_work),
        cmocka_unit_test(all_are_missing_from_one_on),
        cmocka_unit_test(nobody_is_there_twice),
    };

    return cmocka_run_group_tests(tests, make_models, free_models);
}
