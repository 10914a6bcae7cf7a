/* What `count` actions count, over all customers: held to a plain sum over the events that came in, whatever their order, and whatever becomes of the
 * people, of the process and of the store. */
#include "tests/engine/dice.h"
#include "tests/engine/people.h"
#include "tests/support/scratch.h"

#include <math.h>

#include "lib/engine/engine.h" /* its sums */

static const char counting[] =
    "tappa: 1\nmodel: till\nversion: 1\n"
    "events: {Ordered: {fields: {revenue: double, items: double}}, Left: {}}\n"
    "stages:\n"
    "  shop:\n"
    "    when:\n"
    "      Ordered: [{do: [{count: orders}, {count: items, by: int(event.items)}, {count: revenue, by: event.revenue}]}]\n"
    "      Left: outside\n"
    "    after: {1h: {count: idle, every: 1h}}\n"
    "  outside: {when: {Ordered: {to: shop, count: back}}}\n"
    "goals: {sale: {event: Ordered}}\n";

/* What a shop knows of itself without any engine. */
struct books {
    int64_t orders, items;
    double revenue;
};

/* The sum under this name: as a number, with how often; 0 where there is none. */
static double
sum_of(struct shop *s, const char *name, uint64_t *times)
{
    const struct tappa_count *counts;
    size_t count, i;

    assert_int_equal(tappa_engine_counts(s->engine, &counts, &count), TAPPA_OK);
    *times = 0;
    for (i = 0; i < count; i++) {
        if (i) /* in order, each once */
            assert_true(strcmp(counts[i - 1].model, counts[i].model) < 0 || strcmp(counts[i - 1].name, counts[i].name) < 0);
        if (strcmp(counts[i].name, name))
            continue;
        assert_string_equal(counts[i].model, "till");
        *times = counts[i].times;
        return counts[i].sum.kind == TAPPA_DOUBLE ? counts[i].sum.real : (double)counts[i].sum.integer;
    }
    return 0.0;
}

static void
compare(struct shop *s, const struct books *books)
{
    uint64_t times;

    assert_true(sum_of(s, "orders", &times) == (double)books->orders);
    assert_int_equal(times, books->orders);
    assert_true(sum_of(s, "items", &times) == (double)books->items);
    assert_true(sum_of(s, "revenue", &times) == books->revenue);
    assert_int_equal(times, books->orders);
}

static void
open_till(struct shop *s, const char *path, uint32_t flags)
{
    struct tappa_engine_options options = {.size = sizeof options, .cache = 8, .checkpoint = 50};
    tappa_model *model = shop_compile(s->context, counting);
    tappa_store *store;

    assert_int_equal(path ? tappa_store_sqlite(s->context, path, flags, &store) : tappa_store_memory(s->context, flags, &store), TAPPA_OK);
    assert_int_equal(tappa_engine_open(s->context, store, &options, &s->engine), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(s->engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    tappa_model_unref(model);
}

/* An order of somebody who may be somebody else, up to a day late. Revenue in quarters, so that sums are exact in any order. */
static void
order(struct shop *s, struct books *books, int i)
{
    int items = (int)roll(9) - 2;
    double revenue = roll(4000) * 0.25;
    char who[64], id[16], fields[64];
    struct tappa_ingested r;

    if (roll(5))
        snprintf(who, sizeof who, "cookie=c%u", roll(20));
    else
        snprintf(who, sizeof who, "cookie=c%u login=l%u", roll(20), roll(8));
    snprintf(id, sizeof id, "%d", i);
    snprintf(fields, sizeof fields, "revenue=%.2f items=%d", revenue, items);
    r = shop_ingest(s, who, "Ordered", SHOP_START + i * (SHOP_HOUR / 7) - (roll(3) ? 0 : roll(24) * SHOP_HOUR), id, fields);
    assert_int_equal(r.outcome, TAPPA_INGEST_TAKEN);
    books->orders++;
    books->items += items;
    books->revenue += revenue;
    if (!roll(6) && r.sequence) {
        tappa_status status = tappa_engine_part(s->engine, r.sequence, s->now);

        assert_true(status == TAPPA_OK || status == TAPPA_EUNKNOWN);
    }
}

static void
erase_somebody(struct shop *s)
{
    char who[16];

    snprintf(who, sizeof who, "cookie=c%u", roll(20));
    if (shop_find(s, who))
        assert_int_equal(tappa_engine_erase(s->engine, shop_find(s, who), s->now, NULL), TAPPA_OK);
}

static void
run(const char *path, uint32_t flags, uint64_t with)
{
    struct books books = {0};
    struct shop s = {.now = SHOP_START};

    seed = with * 0x9e3779b97f4a7c15u + 1;
    assert_int_equal(tappa_context_new(NULL, &s.context), TAPPA_OK);
    open_till(&s, path, flags);
    for (int i = 0; i < 200; i++) {
        order(&s, &books, i);
        if (!roll(25))
            shop_due(&s, s.now);
        if (!roll(25))
            erase_somebody(&s);
        if (!roll(20))
            compare(&s, &books);
        if (path && !roll(40)) {
            assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
            open_till(&s, path, flags);
        }
    }
    compare(&s, &books);
    assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
    tappa_context_unref(s.context);
}

static void
sums_are_those_of_the_events(void **state)
{
    char path[64];

    (void)state;
    scratch_file(path, sizeof path, "counts");
    for (uint64_t i = 0; i < 20; i++) {
        uint32_t flags = i % 2 ? TAPPA_STORE_SHARED : 0;

        run(NULL, flags, i);
        if (i < 6)
            run(path, flags, i + 100);
        scratch_remove(path);
    }
}

/* Whole numbers stay whole, too large ones become doubles, and what is no finite number is counted and not added. */
static void
numbers_of_all_kinds(void **state)
{
    static const char text[] =
        "tappa: 1\nmodel: till\nversion: 1\nevents: {Ordered: {fields: {revenue: double, items: double}}}\n"
        "stages:\n  shop:\n    when:\n      Ordered: [{do: [{count: huge, by: event.revenue * 1.5e308}, {count: large, by: 9223372036854775807}, {count: unsigned, by: 18446744073709551615u},\n"
        "        {count: spoilt, by: event.revenue / 0.0}, {count: mixed, by: 'event.items > 1.0 ? dyn(1) : dyn(0.5)'}]}]\n"
        "goals: {sale: {event: Ordered}}\n";
    static const struct {
        const char *name;
        uint64_t times;
        double sum;
    } wanted[] = {{"huge", 2, INFINITY}, {"large", 2, 0x1p64}, {"mixed", 2, 1.5}, {"spoilt", 2, 0.0}, {"unsigned", 2, 0x1p65}};
    struct shop s;
    const struct tappa_count *counts;
    tappa_model *model;
    size_t count;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    assert_int_equal(tappa_engine_counts(s.engine, &counts, &count), TAPPA_OK);
    assert_int_equal(count, 0);
    model = shop_compile(s.context, text);
    assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    tappa_model_unref(model);
    shop_ingest(&s, "cookie=a", "Ordered", SHOP_START, "1", "revenue=1 items=1");
    shop_ingest(&s, "cookie=b", "Ordered", SHOP_START, "2", "revenue=1 items=2");
    assert_int_equal(tappa_engine_counts(s.engine, &counts, &count), TAPPA_OK);
    assert_int_equal(count, 5);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(counts[i].name, wanted[i].name);
        assert_int_equal(counts[i].times, wanted[i].times);
        assert_true((counts[i].sum.kind == TAPPA_DOUBLE ? counts[i].sum.real : (double)counts[i].sum.integer) == wanted[i].sum);
    }
    {
        const char *document;
        size_t size;

        assert_int_equal(tappa_engine_export(s.engine, shop_find(&s, "cookie=b"), &document, &size), TAPPA_OK);
        assert_non_null(strstr(document, "{\"name\": \"large\", \"model\": \"till\", \"times\": 1, \"sum\": 9223372036854775807}, "));
        assert_non_null(strstr(document, "{\"name\": \"mixed\", \"model\": \"till\", \"times\": 1, \"sum\": 1}"));
    }
    assert_int_equal(tappa_engine_counts(NULL, &counts, &count), TAPPA_EINVAL);
    assert_int_equal(tappa_engine_counts(s.engine, NULL, &count), TAPPA_EINVAL);
    assert_int_equal(tappa_engine_counts(s.engine, &counts, NULL), TAPPA_EINVAL);
    shop_close(&s);
}

/* Two, among ten thousand billions that come and go: of one person, of four, of four who have gone; with the store closed and opened between. */
static void
what_rounding_takes_away_is_kept(void **state)
{
    static const char *const fields[] = {"revenue=1e16 items=0", "revenue=1 items=0", "revenue=1 items=0", "revenue=-1e16 items=0"};
    char path[64];

    (void)state;
    scratch_file(path, sizeof path, "counts");
    for (int way = 0; way < 3; way++) {
        struct shop s = {.now = SHOP_START};
        uint64_t times;

        assert_int_equal(tappa_context_new(NULL, &s.context), TAPPA_OK);
        for (int i = 0; i < 4; i++) {
            const char who[] = {'k', '=', way ? (char)('a' + i) : 'a', '\0'};
            const char id[] = {(char)('0' + i), '\0'};

            open_till(&s, path, 0);
            shop_ingest(&s, who, "Ordered", SHOP_START + i, id, fields[i]);
            if (way == 2)
                assert_int_equal(tappa_engine_erase(s.engine, shop_find(&s, who), s.now, NULL), TAPPA_OK);
            assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
        }
        open_till(&s, path, 0);
        assert_true(sum_of(&s, "revenue", &times) == 2.0);
        assert_int_equal(times, 4);
        assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
        tappa_context_unref(s.context);
        scratch_remove(path);
    }
}

/* Every sum of the struct stands in the text for Prometheus, once; all events together are the sum of their outcomes. */
static void
every_sum_is_in_the_metrics(void **state)
{
    const size_t first = offsetof(struct tappa_counters, taken) / sizeof(uint64_t), end = offsetof(struct tappa_counters, cached) / sizeof(uint64_t);
    struct tappa_counters sums = {.size = sizeof sums}, back = {.size = sizeof back};
    uint64_t members[sizeof sums / sizeof(uint64_t)];
    char text[16384], sample[32];
    size_t lines = 0;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    memcpy(members, &sums, sizeof sums);
    for (size_t i = first; i < end; i++)
        members[i] = 1000000 + i;
    memcpy(&s.engine->sums, members, sizeof sums);
    assert_int_equal(tappa_engine_counters(s.engine, &back), TAPPA_OK);
    assert_memory_equal((const char *)&back + first * sizeof(uint64_t), members + first, (end - first) * sizeof(uint64_t));
    assert_true(tappa_engine_metrics(s.engine, text, sizeof text) < sizeof text);
    for (size_t i = first; i < end; i++) {
        snprintf(sample, sizeof sample, " %zu\n", 1000000 + i);
        assert_non_null(strstr(text, sample));
    }
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
        lines += *line != '#';
    assert_int_equal(lines, sizeof sums / sizeof(uint64_t) - first); /* `cached` and `dirty` too */
    shop_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_are_those_of_the_events),
        cmocka_unit_test(every_sum_is_in_the_metrics),
        cmocka_unit_test(numbers_of_all_kinds),
        cmocka_unit_test(what_rounding_takes_away_is_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
