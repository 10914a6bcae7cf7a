/* Owns the tests of where an expression's budget and memory end: at every step of a run, and at every allocation of a compile.
 * Run by meson as one program.
 * Protects the expectations: too little of either is told, changes no answer that more of it gives, and leaves nothing behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "expr-world.h"
#include "lib/core/expr/tree.h"
#include "tappa/expression.h"
#include "tests/support/failing.h"

#define PLENTY 1000000

static struct tappa_allocator allocator;
static struct tappa_value stack[300];

/* Longer than what a message shows of a text; byte 200 stands within a character. */
static const char long_name[] = "Anna\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC"
                                "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC"
                                "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC"
                                "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC"
                                "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC"
                                "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC"
                                "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC";

static const struct tappa_value numbers[] = {{TAPPA_INT, 0, 1, 0, NULL}, {TAPPA_INT, 0, 2, 0, NULL}};
static const struct tappa_value pairs[] = {{TAPPA_STRING, 1, 0, 0, "k"}, {TAPPA_INT, 0, 7, 0, NULL}};
static const struct tappa_value mixed[] = {
    {TAPPA_STRING, sizeof long_name - 1, 0, 0, long_name}, {TAPPA_INT, 0, 2, 0, NULL}, {TAPPA_LIST, 2, 0, 0, numbers},
    {TAPPA_MAP, 1, 0, 0, pairs},                           {TAPPA_BYTES, 3, 0, 0, "abc"}};

/* Every operation that costs more than its step, or allocates; nothing here is a constant. */
static const char *const texts[] = {
    "data.name < data.name + \"x\"",
    "bytes(data.name) <= bytes(data.name)",
    "data.name == data.name",
    "items == items",
    "items != items + items",
    "[items, items] == [items, items]",
    "{\"a\": items, data.name: 1} == {data.name: 1, \"a\": items}",
    "data.name in items",
    "\"nobody\" in items",
    "data.visits in {1: true, data.visits: false}",
    "{data.name: 1}[data.name]",
    "{data.name: data.visits}.k",
    "{data.name: data.visits}[data.name + data.name]",
    "{data.visits: 1}[data.visits + 1]",
    "{data.visits: 1}[dyn(1.5)]",
    "{data.visits: 1}[dyn([data.visits])]",
    "has({data.name: 1}.k)",
    "{1: 1, data.visits - 1: 2}",
    "{data.name: 1, data.name: 2}",
    "size(data.name) + size(items)",
    "string(bytes(data.name))",
    "data.name.contains(\"nna\")",
    "data.name.contains(\"nobody of that name\")",
    "data.name.startsWith(data.name) && data.name.endsWith(data.name)",
    "items[9]",
    "items[data.visits]",
    "[data.visits, [items, [data.visits]], {\"a\": [data.visits], \"b\": {data.visits: items}}]",
    "items.map(x, [x])",
    "items.map(x, type(x) == int, x)",
    "items.filter(x, type(x) == int)",
    "items.exists_one(x, x == 2)",
    "items.all(x, true)",
    "items.exists(x, x == 3)",
    "[data.visits].map(x, [[[x]]]).map(x, [x, items])",
    "data.visits / (data.visits - 2)",
    "int(data.name)",
    "timestamp(data.name)",
    "string(data.visits) + string(now) + string(data.basket) + string(now - now)",
    "data.visits > 1 ? items : [data.visits]",
    "data.visits > 1 && data.basket > 0.0 || !(data.visits == 2)",
    "data.bonus + 1",
    "now.getHours(data.name)",
    "now.getHours(\"+01:00\") + now.getHours(\"Europe/Rome\")",
    "data.name + data.name",
    "bytes(data.name) + b\"x\"",
    "items + [data.visits] + []",
    "journey.at(\"basket\") ? has(data.bonus) : event.broken > 1",
};
#define TEXTS (sizeof texts / sizeof texts[0])

static void
rich_world(struct world *w)
{
    world_init(w);
    w->values[NAME].data = long_name;
    w->values[NAME].size = sizeof long_name - 1;
    w->values[ITEMS].data = mixed;
    w->values[ITEMS].size = 5;
}

static const struct tappa__program *
compile(struct tappa__arena *arena, const char *text)
{
    tappa_status status;
    const struct tappa__program *p =
        tappa__expr_compile(arena, &world_env, tappa__text_of(text), NULL, NULL, NULL, &status);

    if (!p)
        fail_msg("%s does not compile", text);
    assert_true(tappa__program_stack(p) < sizeof stack / sizeof stack[0]);
    return p;
}

/* What a run gives, as text: JSON, or an error's number and words. */
static void
result_of(const struct tappa__program *p, struct tappa__evaluator *e, struct tappa__buffer *out)
{
    struct tappa_value result;

    tappa__buffer_reset(out);
    tappa__program_run(p, e, &result);
    assert_true(result.real == 0 || result.kind == TAPPA_DOUBLE);
    if (result.kind == TAPPA_ERROR)
        tappa__buffer_printf(out, "%d %.*s", (int)result.integer, (int)result.size, (const char *)result.data);
    else
        tappa__value_json(&result, out);
    assert_false(out->failed);
    assert_true(tappa__utf8_valid(out->s, out->n));
}

static int
ends_with(const struct tappa__buffer *b, const char *end)
{
    return b->n >= strlen(end) && strcmp(b->s + b->n - strlen(end), end) == 0;
}

static void
ends_at_every_budget(void **state)
{
    static const char spent[] = "evaluation cost limit exceeded";
    struct tappa__arena arena, scratch;
    struct tappa__buffer wanted, got;
    struct world w;
    size_t i;

    (void)state;
    tappa__arena_init(&arena, &allocator, 0);
    tappa__arena_init(&scratch, &allocator, 0);
    tappa__buffer_init(&wanted, &allocator);
    tappa__buffer_init(&got, &allocator);
    rich_world(&w);
    for (i = 0; i < TEXTS; i++) {
        const struct tappa__program *p = compile(&arena, texts[i]);
        struct tappa__evaluator e = {&scratch, stack, PLENTY, &w, world_load};
        uint64_t needed, n;

        result_of(p, &e, &wanted);
        needed = PLENTY - e.cost;
        for (n = 0; n < needed; n++) {
            struct tappa_value result;

            e.cost = n;
            tappa__program_run(p, &e, &result);
            if (result.kind != TAPPA_ERROR || result.integer != TAPPA_ERR_COST || result.size != sizeof spent - 1)
                fail_msg("%s: with %llu of %llu", texts[i], (unsigned long long)n, (unsigned long long)needed);
            assert_memory_equal(result.data, spent, sizeof spent - 1);
            assert_true(e.cost == 0);
            tappa__buffer_reset(&got);
            e.cost = n;
            tappa__program_blame(p, &e, &got);
            if (got.failed || !ends_with(&got, spent))
                fail_msg("%s: with %llu: %s", texts[i], (unsigned long long)n, got.s);
            e.cost = n;
            assert_true(world_error_at(p, &e) < strlen(texts[i]));
            tappa__arena_reset(&scratch);
        }
        e.cost = needed;
        result_of(p, &e, &got);
        assert_string_equal(got.s, wanted.s);
        tappa__program_release(p);
    }
    tappa__buffer_free(&wanted);
    tappa__buffer_free(&got);
    tappa__arena_free(&arena);
    tappa__arena_free(&scratch);
}

/* ---- memory ---- */

static void
ends_in_every_room(void **state)
{
    struct tappa__arena arena, scratch;
    struct tappa__buffer wanted, got;
    struct world w;
    size_t i, room, short_of = 0;

    (void)state;
    tappa__arena_init(&arena, &allocator, 0);
    tappa__arena_init(&scratch, &allocator, 0);
    tappa__buffer_init(&wanted, &allocator);
    tappa__buffer_init(&got, &allocator);
    rich_world(&w);
    for (i = 0; i < TEXTS; i++) {
        const struct tappa__program *p = compile(&arena, texts[i]);
        struct tappa__evaluator e = {&scratch, stack, PLENTY, &w, world_load};

        result_of(p, &e, &wanted);
        for (room = 16; room < 8192; room += 16) {
            struct tappa__arena small;
            struct tappa_value result;

            tappa__arena_init(&small, &allocator, room);
            e.scratch = &small;
            e.cost = PLENTY;
            tappa__program_run(p, &e, &result);
            if (result.kind == TAPPA_ERROR && result.integer == TAPPA_ERR_MEMORY) {
                short_of++;
            } else {
                e.cost = PLENTY;
                tappa__arena_reset(&small);
                result_of(p, &e, &got);
                assert_string_equal(got.s, wanted.s);
            }
            tappa__arena_reset(&small);
            tappa__buffer_reset(&got);
            e.cost = PLENTY;
            tappa__program_blame(p, &e, &got);
            assert_true(got.failed || got.n > 0);
            tappa__arena_free(&small);
        }
        assert_false(got.failed);
        tappa__arena_reset(&scratch);
        tappa__program_release(p);
    }
    assert_true(short_of > 100);
    tappa__buffer_free(&wanted);
    tappa__buffer_free(&got);
    tappa__arena_free(&arena);
    tappa__arena_free(&scratch);
}

/* Who goes through nothing needs no room. */
static void
goes_through_nothing_without_room(void **state)
{
    static const char *const loops[] = {"items.map(x, x)", "items.map(x, true, x)", "items.filter(x, true)", "items + items"};
    struct tappa__arena arena, none;
    struct world w;
    size_t i;

    (void)state;
    tappa__arena_init(&arena, &allocator, 0);
    tappa__arena_init(&none, &allocator, 1);
    world_init(&w);
    for (i = 0; i < sizeof loops / sizeof *loops; i++) {
        struct tappa__evaluator e = {&none, stack, PLENTY, &w, world_load};
        struct tappa_value result;

        tappa__program_run(compile(&arena, loops[i]), &e, &result);
        assert_int_equal(result.kind, TAPPA_LIST);
        assert_int_equal(result.size, 0);
    }
    tappa__arena_free(&arena);
}

/* ---- compiling ---- */

/* What the compiler must say, read, or lay out; also what it refuses. */
static const char *const sources[] = {
    "data.visits + 1 > 7 && data.name + \"x\" != \"\\n\" || has(data.bonus)",
    "data.visits > 1 ? [1, 2 + 3].map(x, x > 1, [x]) : [[data.visits]]",
    "{\"a\": [1.5], data.name: [data.basket]}.a + [[2.5], [3.5]][0]",
    "[[1, 2], [3]].all(x, x.exists(y, y == data.visits)) && !items.exists_one(z, z == 1)",
    "now.getHours(\"Europe/Rome\") - -data.visits * (3 + 4)",
    "string(1) + string(data.visits) + string(b\"abc\" + b\"def\")",
    "journey.at(\"basket\") && type(1) == int && items.filter(x, x in [1, 2])[0] == 1",
    "{}.k == [] || {1: [2], 3: [4]}[data.visits] == [5]",
    "data.vistis + 1",
    "data.visits + 1.5",
    "nwo > 1",
    "[1].mpa(x, x) + size(1, 2, 3)",
    "1 +",
    "(1, 2",
    "\"text without an end",
    "now.getHours(\"No/Zone\")",
    "[1, 2].map(x, x * 2) == [2, 4]",
    "1 / 0 > 1 || [3].exists(x, x == 3)",
    "google.protobuf.Timestamp == type(now) && [[1]] + [[2.5]] != [dyn(1)]",
};
#define SOURCES (sizeof sources / sizeof sources[0])

static void
compiles_in_every_room(void **state)
{
    size_t i, room;

    (void)state;
    for (i = 0; i < SOURCES; i++) {
        tappa_status last = TAPPA_ENOMEM;

        for (room = 16; room < 16384; room += 16) {
            struct tappa__arena arena;
            const struct tappa__program *p;
            tappa_status status;

            tappa__arena_init(&arena, &allocator, room);
            p = tappa__expr_compile(&arena, &world_env, tappa__text_of(sources[i]), NULL, NULL, NULL, &status);
            assert_true((p != NULL) == (status == TAPPA_OK));
            if (status != last && last != TAPPA_ENOMEM)
                fail_msg("%s: %d with less, %d in %zu bytes", sources[i], last, status, room);
            last = status;
            tappa__program_release(p);
            tappa__arena_free(&arena);
        }
        assert_true(last == TAPPA_OK || last == TAPPA_EEXPR);
    }
}

/* A host's compile in which the n-th request from its start fails, and after it all or none. */
static tappa_status
host_compiles(const char *text, const char *name, struct failing *f)
{
    struct tappa_allocator a = failing_allocator(f);
    struct tappa_variable variables[] = {{"data", 4, TAPPA_MAP, 0},      {"now", 3, TAPPA_TIMESTAMP, 0},
                                         {"items", 5, TAPPA_LIST, 0},    {"journey", 7, TAPPA_UNSET, 0},
                                         {name, strlen(name), TAPPA_INT, 0}};
    uint64_t at = f->fail_at;
    tappa_diagnostics *list = NULL;
    tappa_expression *made = NULL;
    tappa_context *c = NULL;
    tappa_status status;

    f->fail_at = 0;
    if (tappa_context_new(&a, &c) || tappa_diagnostics_new(c, &list))
        fail_msg("no context");
    f->fail_at = at;
    f->count = 0;
    status = tappa_expression_compile(c, text, strlen(text), variables, 5, list, &made);
    assert_true((made != NULL) == (status == TAPPA_OK));
    tappa_expression_free(made);
    tappa_diagnostics_free(list);
    tappa_context_unref(c);
    return status;
}

/* What stands before a source moves all that it needs along the blocks of memory, so that each request comes to stand at an end. */
static void
compiles_without_memory(void **state)
{
    char text[2000], name[64];
    size_t i, pad, n, failures = 0;
    int sticky;

    (void)state;
    for (i = 0; i < SOURCES; i++) {
        for (pad = 0; pad < 40; pad++) {
            size_t used = 0;

            for (n = 0; n < pad; n++)
                used += (size_t)snprintf(text + used, sizeof text - used, n == 0 ? "[[1], " : "[1], ");
            snprintf(text + used, sizeof text - used, pad ? "%s]" : "%s", sources[i]);
            memset(name, 'v', pad + 1);
            name[pad + 1] = '\0';
            for (sticky = 0; sticky < 2; sticky++) {
                for (n = 1;; n++) {
                    struct failing f = {0, n, sticky, 0};
                    tappa_status status = host_compiles(text, name, &f);

                    if (f.live != 0)
                        fail_msg("%s: %zu blocks are left at %zu", text, f.live, n);
                    if (f.count < n) {
                        assert_true(status == TAPPA_OK || status == TAPPA_EEXPR);
                        break;
                    }
                    failures++;
                    /* A zone that cannot be loaded for want of memory is not told from one that is not there. */
                    if (status != TAPPA_ENOMEM && !(status == TAPPA_EEXPR && strstr(text, "getHours")))
                        fail_msg("%s: %d at %zu", text, status, n);
                }
            }
        }
    }
    assert_true(failures > 1000);
}

/* ---- depth and size ---- */

/* Chains nest what they make without nesting themselves: the static type is bounded, the value too. */
static void
nests_without_end(void **state)
{
    static const struct {
        const char *step;
        int levels;
        int kind; /* TAPPA_ERROR: too deep */
    } rows[] = {
        {".map(y, [y])", 60, TAPPA_BOOL}, {".map(y, [y])", 80, TAPPA_ERROR},
        {".map(y, {\"a\": y})", 30, TAPPA_BOOL}, {".map(y, {\"a\": y})", 80, TAPPA_ERROR},
    };
    struct tappa__arena arena, scratch;
    struct world w;
    size_t i;

    (void)state;
    world_init(&w);
    w.values[ITEMS].data = numbers;
    w.values[ITEMS].size = 2;
    tappa__arena_init(&arena, &allocator, 0);
    tappa__arena_init(&scratch, &allocator, 0);
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        static const char *const forms[][3] = {{"[data.visits]", " == [data.basket]", ""},
                                               {"items", " + [data.visits]", " == items"},
                                               {"[[data.visits]", ", [data.name]", "] == []"}};
        char chain[2000] = "", text[5000];
        size_t k;

        for (k = 0; k < (size_t)rows[i].levels; k++)
            strcat(chain, rows[i].step);
        for (k = 0; k < 3; k++) {
            struct tappa__evaluator e = {&scratch, stack, PLENTY, &w, world_load};
            const struct tappa__program *p;
            struct tappa_value result;
            tappa_status status;

            snprintf(text, sizeof text, "%s%s%s%s%s", forms[k][0], chain, forms[k][1], chain, forms[k][2]);
            p = tappa__expr_compile(&arena, &world_env, tappa__text_of(text), NULL, NULL, NULL, &status);
            if (!p) { /* a type that differs within the bound is a mistake */
                assert_int_equal(status, TAPPA_EEXPR);
                assert_int_equal(rows[i].kind, TAPPA_BOOL);
                continue;
            }
            tappa__program_run(p, &e, &result);
            if ((int)result.kind != rows[i].kind)
                fail_msg("%d times %s: kind %u", rows[i].levels, rows[i].step, (unsigned)result.kind);
        }
    }
    tappa__arena_free(&arena);
    tappa__arena_free(&scratch);
}

static void
shows_a_deep_type(void **state)
{
    char text[2000] = "[1]";
    tappa_expression *made;
    tappa_context *c;
    int k;

    (void)state;
    assert_int_equal(tappa_context_new(NULL, &c), TAPPA_OK);
    for (k = 0; k < 80; k++)
        strcat(text, ".map(y, [y])");
    assert_int_equal(tappa_expression_compile(c, text, strlen(text), NULL, 0, NULL, &made), TAPPA_OK);
    assert_memory_equal(tappa_expression_type(made), "list(list(list(", 15);
    assert_non_null(strstr(tappa_expression_type(made), "list(...)))"));
    tappa_expression_free(made);
    tappa_context_unref(c);
}

/* A type is kept as deep as an expression nests; what lies deeper is of anything. */
static void
keeps_a_type_to_the_bound(void **state)
{
    static const char *const steps[] = {".map(y, [y])", ".map(y, {\"a\": y})"};
    struct tappa__arena arena;
    uint32_t i, k, n;

    (void)state;
    tappa__arena_init(&arena, &allocator, 0);
    for (i = 0; i < 2; i++) {
        for (k = TAPPA__EXPR_NESTING - 2; k < TAPPA__EXPR_NESTING + 3; k++) {
            const int within = k < TAPPA__EXPR_NESTING;
            const struct tappa__type *t, *last = NULL;
            char text[2000] = "[data.visits]";

            for (n = 0; n < k; n++)
                strcat(text, steps[i]);
            for (n = 0, t = tappa__program_type(compile(&arena, text)); t->element; last = t, t = t->element)
                n++;
            assert_int_equal(n, within ? k + 1 : TAPPA__EXPR_NESTING + 1);
            assert_int_equal(t->kind, within ? TAPPA_INT : TAPPA__TYPE_DYN);
            if (i == 1)
                assert_int_equal(last->key->kind, within ? TAPPA_STRING : TAPPA__TYPE_DYN);
        }
    }
    tappa__arena_free(&arena);
}

/* What quoted texts stand for is kept in the room of one text, however many they are. */
static void
keeps_many_texts(void **state)
{
    enum { COUNT = 10000 };
    struct tappa__arena arena;
    char *text = malloc(4 * COUNT + 2);
    size_t i;

    (void)state;
    assert_non_null(text);
    text[0] = '[';
    for (i = 0; i < COUNT; i++)
        memcpy(text + 1 + 4 * i, "'a',", 4);
    memcpy(text + 4 * COUNT, "]", 2);
    tappa__arena_init(&arena, &allocator, 8 << 20);
    assert_non_null(compile(&arena, text));
    tappa__arena_free(&arena);
    free(text);
}

/* Sizes whose sum leaves 32 bits: refused before a byte is touched. */
static void
joins_beyond_32_bits(void **state)
{
    static const char *const sums[] = {"items + items", "data.name + data.name"};
    struct tappa__arena arena, scratch;
    size_t i;

    (void)state;
    tappa__arena_init(&arena, &allocator, 0);
    tappa__arena_init(&scratch, &allocator, 0);
    for (i = 0; i < 2; i++) {
        struct world w;
        struct tappa__evaluator e = {&scratch, stack, UINT64_MAX, &w, world_load};
        struct tappa_value result;

        rich_world(&w);
        w.values[ITEMS].size = UINT32_MAX - 1;
        w.values[NAME].size = UINT32_MAX - 1;
        tappa__program_run(compile(&arena, sums[i]), &e, &result);
        assert_int_equal(result.kind, TAPPA_ERROR);
        assert_int_equal(result.integer, TAPPA_ERR_COST);
    }
    tappa__arena_free(&arena);
    tappa__arena_free(&scratch);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_at_every_budget),    cmocka_unit_test(ends_in_every_room),
        cmocka_unit_test(goes_through_nothing_without_room),
        cmocka_unit_test(compiles_in_every_room),  cmocka_unit_test(compiles_without_memory),
        cmocka_unit_test(nests_without_end),       cmocka_unit_test(shows_a_deep_type),
        cmocka_unit_test(keeps_a_type_to_the_bound), cmocka_unit_test(keeps_many_texts),
        cmocka_unit_test(joins_beyond_32_bits),
    };

    tappa__allocator_default(&allocator);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
