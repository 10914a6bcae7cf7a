/* Two calls of different kinds at once over one shared store: just before the first commits, another engine does the second. What the first says is that
 * it is done or that it lost the race; called until it is done, both engines tell what one engine alone tells after the second and then the first.
 * A store may be one that lets nobody in between a lot's questions and its commit, or one that cannot: where it does, the other is just before that. */
#include "tests/engine/people.h"
#include "tests/support/scratch.h"

#define NOW (SHOP_START + 2 * SHOP_HOUR)

/* ---- the calls ---- */

static tappa_status
ingest(tappa_engine *engine, const char *who, const char *name, int64_t time, const char *id, const char *fields)
{
    struct tappa_ingested result = {.size = sizeof result};
    struct shop_event e;
    tappa_status status;

    shop_event(&e, who, name, time, id, fields);
    status = tappa_engine_ingest(engine, &e.record, 1, NULL, NOW, &result);
    if (!status && result.outcome != TAPPA_INGEST_TAKEN && result.outcome != TAPPA_INGEST_IGNORED)
        fail_msg("%s: outcome %u: %s", id, result.outcome, result.message);
    return status;
}

static tappa_status
order(tappa_engine *engine)
{
    return ingest(engine, "cookie=phone", "Ordered", NOW - 1, "order", "revenue=30");
}

static tappa_status
late(tappa_engine *engine)
{
    return ingest(engine, "login=anna", "Added", SHOP_START + SHOP_HOUR / 2, "late", "price=7");
}

static tappa_status
join(tappa_engine *engine)
{
    return ingest(engine, "login=anna email=bob", "Viewed", NOW - 2, "join", NULL);
}

static tappa_status
part(tappa_engine *engine)
{
    struct shop_event e;

    shop_event(&e, "login=anna cookie=phone", "-", 0, NULL, NULL);
    return tappa_engine_part_identities(engine, &e.identities[0], &e.identities[1], NOW);
}

static tappa_status
erase(tappa_engine *engine)
{
    struct shop s = {.engine = engine};
    char proof[33];

    return tappa_engine_erase(engine, shop_find(&s, "login=anna"), NOW, proof);
}

static tappa_status
run_due(tappa_engine *engine)
{
    return tappa_engine_run_due(engine, NOW, 9, NULL);
}

/* Keys handed out, by either engine. */
static uint8_t handed[8][16];
static size_t handed_count;

static tappa_status
claim(tappa_engine *engine)
{
    const struct tappa_claimed *claimed;
    size_t count;
    tappa_status status = tappa_engine_claim(engine, NOW, 9, &claimed, &count);

    for (size_t i = 0; !status && i < count; i++) {
        for (size_t k = 0; k < handed_count; k++)
            assert_memory_not_equal(handed[k], claimed[i].key, 16);
        memcpy(handed[handed_count++], claimed[i].key, 16);
    }
    return status;
}

/* Bob's invoice has been handed out. */
static uint8_t invoice[16];

static tappa_status
report(tappa_engine *engine)
{
    return tappa_engine_report(engine, invoice, TAPPA_CONTACT_SENT, NOW);
}

/* Of the basket a second version is in force, to which nobody has gone yet; of the care there may be one. */
static tappa_model *basket_2, *care_2;

static tappa_status
apply(tappa_engine *engine)
{
    return tappa_engine_apply(engine, "basket", 6, NOW, 9, NULL);
}

static tappa_status
add_model(tappa_engine *engine)
{
    return tappa_engine_add_model(engine, care_2, TAPPA_FOLLOW, NOW);
}

static const struct call {
    const char *name;
    tappa_status (*call)(tappa_engine *engine);
    int holds; /* it ingests */
} calls[] = {{"order", order, 1}, {"late", late, 1}, {"join", join, 1}, {"part", part, 0}, {"erase", erase, 0}, {"run_due", run_due, 0}, {"claim", claim, 0},
             {"report", report, 0}, {"apply", apply, 0}, {"add_model", add_model, 0}, {"checkpoint", tappa_engine_checkpoint, 0}};

#define CALLS (sizeof calls / sizeof *calls)

/* ---- the race ---- */

static struct tappa_store_table table;
static tappa_status (*commit)(tappa_store *store, struct tappa_commit *commit);
static void (*hold)(tappa_store *store, int32_t on);
static const struct call *faster; /* what the other does before the next commit */
static tappa_engine *other;
static int beaten;

static void
until_done(tappa_engine *engine, const struct call *what)
{
    tappa_status status;
    int times = 0;

    do {
        status = what->call(engine);
        if (status && status != TAPPA_ECONFLICT && status != TAPPA_EUNKNOWN)
            fail_msg("%s: status %d", what->name, status);
    } while (status == TAPPA_ECONFLICT && ++times < 10);
    assert_true(times < 10);
}

static void
be_beaten(void)
{
    const struct call *first = faster;

    faster = NULL;
    if (first)
        until_done(other, first);
}

static tappa_status
slow_commit(tappa_store *store, struct tappa_commit *what)
{
    be_beaten();
    return commit(store, what);
}

static void
slow_hold(tappa_store *store, int32_t on)
{
    if (on)
        be_beaten();
    hold(store, on);
}

enum slowness { SLOW_NOWHERE, SLOW_TO_COMMIT, SLOW_TO_HOLD };

static tappa_engine *
another(struct shop *s, const char *path, enum slowness slowness)
{
    struct tappa_engine_options options = {.size = sizeof options, .lease = SHOP_DAY};
    tappa_engine *engine;
    tappa_store *store;

    assert_int_equal(tappa_store_sqlite(s->context, path, TAPPA_STORE_SHARED, &store), TAPPA_OK);
    if (slowness) {
        table = *store->table;
        commit = table.commit;
        hold = table.hold;
        table.commit = slow_commit;
        table.hold = slowness == SLOW_TO_HOLD ? slow_hold : NULL;
        store->table = &table;
    }
    assert_int_equal(tappa_engine_open(s->context, store, &options, &engine), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(engine, s->basket, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(engine, s->care, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    return engine;
}

/* Anna of two devices, with a basket that waits for its mail, and Bob, who has bought. */
static void
begin(struct shop *s, const char *path, enum slowness slowness, int is_claimable)
{
    const struct tappa_claimed *claimed;
    size_t count;

    memset(s, 0, sizeof *s);
    s->now = SHOP_START;
    handed_count = 0;
    scratch_remove(path);
    assert_int_equal(tappa_context_new(NULL, &s->context), TAPPA_OK);
    s->basket = shop_compile(s->context, shop_basket);
    s->care = shop_compile(s->context, shop_care);
    s->engine = another(s, path, slowness);
    shop_ingest(s, "login=anna cookie=phone", "Consent Given", SHOP_START, "1", "purpose=marketing");
    shop_ingest(s, "login=anna", "Added", SHOP_START + 1, "2", "price=25");
    shop_ingest(s, "email=bob", "Added", SHOP_START + 2, "3", "price=12");
    shop_ingest(s, "email=bob", "Ordered", SHOP_START + SHOP_HOUR + 5, "4", "revenue=12");
    assert_int_equal(tappa_engine_claim(s->engine, s->now, 9, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 1); /* Bob's invoice: from here on all that may be claimed is Anna's */
    memcpy(invoice, claimed[0].key, sizeof invoice);
    assert_int_equal(tappa_engine_add_model(s->engine, basket_2, TAPPA_MIGRATE, s->now), TAPPA_OK);
    if (is_claimable)
        shop_due(s, NOW);
}

static void
describe(struct shop *s, struct shop_text *out)
{
    static const char *const people[] = {"login=anna", "cookie=phone", "email=bob"};

    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        shop_describe(s, people[i], out);
    for (size_t i = 0; i < handed_count; i++)
        shop_put(out, "handed out %02x%02x%02x%02x\n", handed[i][0], handed[i][1], handed[i][2], handed[i][3]);
}

static void
pair(const char *path, const struct call *slow, const struct call *fast, enum slowness slowness, int is_claimable)
{
    struct shop_text texts[3] = {0};
    struct shop s;
    int is_beaten;

    begin(&s, path, slowness, is_claimable);
    other = another(&s, path, SLOW_NOWHERE);
    faster = fast;
    until_done(s.engine, slow);
    is_beaten = !faster;
    faster = NULL;
    if (!is_beaten) /* it had nothing to commit */
        until_done(other, fast);
    beaten += is_beaten;
    describe(&s, &texts[1]);
    assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
    s.engine = other;
    describe(&s, &texts[2]);
    shop_close(&s);

    begin(&s, path, slowness, is_claimable);
    until_done(s.engine, is_beaten ? fast : slow);
    until_done(s.engine, is_beaten ? slow : fast);
    describe(&s, &texts[0]);
    shop_close(&s);
    for (int i = 1; i < 3; i++)
        if (strcmp(texts[0].s, texts[i].s)) {
            fprintf(stderr, "%s beside %s, alone:\n%s\nengine %d:\n%s", slow->name, fast->name, texts[0].s, i, texts[i].s);
            fail();
        }
    for (int i = 0; i < 3; i++)
        free(texts[i].s);
}

static void
all_pairs(void **state)
{
    char path[200];

    (void)state;
    scratch_file(path, sizeof path, "beside");
    for (size_t slow = 0; slow < CALLS; slow++)
        for (size_t fast = 0; fast < CALLS; fast++)
            for (int is_claimable = 0; slow != fast && is_claimable < 2; is_claimable++)
                for (int slowness = SLOW_TO_COMMIT; slowness <= (calls[slow].holds ? SLOW_TO_HOLD : SLOW_TO_COMMIT); slowness++)
                    pair(path, &calls[slow], &calls[fast], (enum slowness)slowness, is_claimable);
    scratch_remove(path);
    print_message("%d races\n", beaten);
    assert_true(beaten > (int)(CALLS * (CALLS - 1)));
}

static tappa_model *
second(tappa_context *context, const char *name, const char *first)
{
    char text[4096];

    snprintf(text, sizeof text, "tappa: 1\nmodel: %s\nversion: 2\nmigrate: {from: 1}\n%s", name, strstr(first, "data:"));
    return shop_compile(context, text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_pairs)};
    tappa_context *context;
    int failed;

    if (tappa_context_new(NULL, &context))
        return 1;
    basket_2 = second(context, "basket", shop_basket);
    care_2 = second(context, "care", shop_care);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tappa_model_unref(basket_2);
    tappa_model_unref(care_2);
    tappa_context_unref(context);
    return failed;
}
