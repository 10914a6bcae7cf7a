/* Models that come while a shop is at work, also from other processes: what each event meets is the same for everybody, now and whenever its history is
 * folded again. */
#include "tests/engine/people.h"
#include "tests/support/scratch.h"
#include "tests/support/world.h"

#define TEXT(text) {.kind = TAPPA_STRING, .data = text, .size = sizeof text - 1}

static tappa_model *
put_in_force(struct shop *s, tappa_engine *engine, const char *yaml, int64_t since)
{
    tappa_model *model = shop_compile(s->context, yaml);

    assert_int_equal(tappa_engine_add_model(engine, model, TAPPA_FOLLOW, since), TAPPA_OK);
    return model;
}

/* ---- a version that is met in the middle of reading ---- */

static const char first[] = "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\nstages: {here: {when: {Go: there}}, there: {when: {Go: here}}}\n";
static const char second[] = "tappa: 1\nmodel: m\nversion: 2\nevents: {Go: {}}\nmigrate: {from: 1}\n"
                             "stages: {here: {when: {Go: there}}, there: {when: {Go: away}}, away: {}}\n";

static const char beside[] = "tappa: 1\nmodel: n\nversion: 1\nevents: {Go: {}}\nstages: {here: {when: {Go: here}}}\n";

static struct shop brought;
static tappa_engine *bringer;
static struct tappa_store_table table;
static const struct tappa_store_table *real;
static int is_awaited;
static struct failing memory; /* the reader's; counted from there on */
static uint64_t failing;

/* Between a question and its answer another process adds a version and moves the customer to it. */
static tappa_status
customer(tappa_store *store, int64_t number, struct tappa_store_customer *out)
{
    if (is_awaited) {
        struct shop other = {.engine = bringer, .now = SHOP_START};

        is_awaited = 0;
        tappa_model_unref(put_in_force(&brought, bringer, second, SHOP_START + 1));
        shop_ingest(&other, "cookie=a", "Go", SHOP_START + SHOP_HOUR, "2", NULL);
        memory.count = 0;
        memory.fail_at = failing;
    }
    return real->customer(store, number, out);
}

static tappa_engine *
open_beside(tappa_context *context, const char *path, int wrapped)
{
    tappa_engine *engine;
    tappa_store *store;

    assert_int_equal(tappa_store_sqlite(context, path, TAPPA_STORE_SHARED, &store), TAPPA_OK);
    if (wrapped) {
        real = store->table;
        table = *real;
        table.customer = customer;
        store->table = &table;
    }
    assert_int_equal(tappa_engine_open(context, store, NULL, &engine), TAPPA_OK);
    return engine;
}

/* Whether so many requests of the reader are more than there are. */
static int
read_while_it_comes(uint64_t n)
{
    char path[100];
    struct tappa_allocator allocator = failing_allocator(&memory);
    struct tappa_standing w = {.size = sizeof w};
    tappa_context *context;
    tappa_engine *reader;
    tappa_status status = n ? TAPPA_OK : TAPPA_ENOMEM;
    int64_t anybody;
    int over;

    scratch_file(path, sizeof path, "brought");
    memset(&brought, 0, sizeof brought);
    brought.now = SHOP_START;
    assert_int_equal(tappa_context_new(NULL, &brought.context), TAPPA_OK);
    assert_int_equal(tappa_context_new(&allocator, &context), TAPPA_OK);
    bringer = brought.engine = open_beside(brought.context, path, 0);
    tappa_model_unref(put_in_force(&brought, bringer, first, SHOP_START - SHOP_DAY));
    tappa_model_unref(put_in_force(&brought, bringer, beside, SHOP_START - SHOP_DAY));
    anybody = shop_ingest(&brought, "cookie=a", "Go", SHOP_START, "1", NULL).customer;
    reader = open_beside(context, path, 1);
    is_awaited = 1;
    failing = n;
    if (n)
        status = tappa_engine_where(reader, anybody, &w);
    over = memory.count < n;
    if (status != (over ? TAPPA_OK : TAPPA_ENOMEM))
        fail_msg("request %llu: %d", (unsigned long long)n, status);
    memory.fail_at = 0;
    assert_int_equal(tappa_engine_where(reader, anybody, &w), TAPPA_OK);
    assert_int_equal(is_awaited, 0);
    assert_int_equal(w.journey_count, 2);
    assert_int_equal(tappa_model_version(tappa_journey_model(w.journeys[0])), 2);
    assert_true(tappa_journey_is_at(w.journeys[0], tappa_model_stage_find(tappa_journey_model(w.journeys[0]), "away", 4)));
    assert_int_equal(tappa_engine_close(reader), TAPPA_OK);
    assert_int_equal(tappa_engine_close(bringer), TAPPA_OK);
    tappa_context_unref(brought.context);
    tappa_context_unref(context);
    assert_int_equal(memory.live, 0);
    scratch_remove(path);
    return over;
}

static void
in_the_middle_of_reading(void **state)
{
    uint64_t n = 1;

    (void)state;
    (void)read_while_it_comes(0);
    while (!read_while_it_comes(n))
        n++;
    assert_true(n > 20);
}

/* ---- in which order they stand ---- */

static const char zeta[] = "tappa: 1\nmodel: zeta\nversion: 1\nprofile: {size: {type: string}}\nevents: {Go: {}}\nstages: {a: {when: {Go: {}}}}\n";
static const char alpha[] = "tappa: 1\nmodel: alpha\nversion: 1\nprofile: {size: {type: int}}\nevents: {Go: {}}\nstages: {a: {when: {Go: {}}}}\n";

static struct tappa_ingested
identify(struct shop *s, const char *who, int64_t time)
{
    static const struct tappa_field field = {.name = "size", .name_size = 4, .value = TEXT("42")};
    struct tappa_ingested result = {.size = sizeof result};
    struct shop_event e;

    shop_event(&e, who, "identify", time, NULL, NULL);
    e.record.fields = &field;
    e.record.field_count = 1;
    e.record.flags = TAPPA_RECORD_TEXT;
    s->now = time > s->now ? time : s->now;
    assert_int_equal(tappa_engine_ingest(s->engine, &e.record, 1, NULL, s->now, &result), TAPPA_OK);
    return result;
}

static uint32_t
kind_of_size(struct shop *s, const char *who)
{
    struct tappa_standing w = shop_where(s, who);

    return w.trait_count ? w.traits[0].value.kind : TAPPA_UNSET;
}

/* The newest says what a field is, also for whoever opens the store later. */
static void
in_the_order_in_which_they_came(void **state)
{
    char path[200];
    tappa_model *models[2];
    struct shop s;

    (void)state;
    scratch_file(path, sizeof path, "brought");
    shop_open(&s, path, 0, NULL);
    models[0] = put_in_force(&s, s.engine, zeta, SHOP_START - SHOP_DAY);
    models[1] = put_in_force(&s, s.engine, alpha, SHOP_START - SHOP_DAY);
    identify(&s, "cookie=a", SHOP_START);
    assert_int_equal(kind_of_size(&s, "cookie=a"), TAPPA_INT);
    assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
    shop_start(&s, path, 0, NULL);
    identify(&s, "cookie=b", SHOP_START);
    assert_int_equal(kind_of_size(&s, "cookie=b"), TAPPA_INT);
    for (int i = 0; i < 2; i++)
        tappa_model_unref(models[i]);
    shop_close(&s);
    scratch_remove(path);
}

/* ---- what came before ---- */

static void
not_by_what_came_before(void **state)
{
    tappa_model *model;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    identify(&s, "cookie=a", SHOP_START);
    assert_int_equal(kind_of_size(&s, "cookie=a"), TAPPA_UNSET); /* no model has a place for it */
    model = put_in_force(&s, s.engine, alpha, SHOP_START - SHOP_DAY);
    shop_ingest(&s, "cookie=a", "Viewed", SHOP_START - SHOP_HOUR, "late", NULL); /* all that is known is read in the journal */
    assert_int_equal(kind_of_size(&s, "cookie=a"), TAPPA_UNSET);
    identify(&s, "cookie=a", SHOP_START + SHOP_HOUR);
    assert_int_equal(kind_of_size(&s, "cookie=a"), TAPPA_INT);
    tappa_model_unref(model);
    shop_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(in_the_middle_of_reading), cmocka_unit_test(in_the_order_in_which_they_came),
                                       cmocka_unit_test(not_by_what_came_before)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
