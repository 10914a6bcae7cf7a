/* Owns the tests of evaluation: the machine with an environment of loads, and the public tappa_expression.
 * Run by meson as one program.
 * Protects the expectations: values and errors by CEL, refusal of bad input, bounded cost. CEL's own cases are in tests/cel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "expr-world.h"
#include "tappa/expression.h"

/* The value as JSON, or `error N at BYTE: words`. */
static void
evaluate(const char *text, struct world *w, uint64_t cost, char *out, size_t size)
{
    struct tappa_allocator a;
    struct tappa__arena arena, scratch;
    struct tappa__evaluator e;
    struct tappa_value result;
    const struct tappa__program *p;
    struct tappa__buffer b;
    tappa_status status;

    tappa__allocator_default(&a);
    tappa__arena_init(&arena, &a, 0);
    tappa__arena_init(&scratch, &a, 0);
    p = tappa__expr_compile(&arena, &world_env, tappa__text_of(text), NULL, NULL, NULL, &status);
    if (!p)
        fail_msg("%s does not compile", text);
    e.scratch = &scratch;
    e.stack = malloc((tappa__program_stack(p) + 1) * sizeof *e.stack);
    e.cost = cost;
    e.user = w;
    e.load = world_load;
    assert_non_null(e.stack);
    tappa__program_run(p, &e, &result);
    if (result.kind == TAPPA_ERROR) {
        assert_true(result.real == 0);
        e.cost = cost;
        snprintf(out, size, "error %d at %u: %.*s", (int)result.integer, world_error_at(p, &e), (int)result.size,
                 (const char *)result.data);
    } else {
        tappa__buffer_init(&b, &a);
        tappa__value_json(&result, &b);
        snprintf(out, size, "%s", b.s);
        tappa__buffer_free(&b);
    }
    free(e.stack);
    tappa__program_release(p);
    tappa__arena_free(&arena);
    tappa__arena_free(&scratch);
}

static void
runs(void **state)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"data.visits + 1", "3"},
        {"data.visits", "2"},
        {"data.bonus", "error 1 at 0: no such field: bonus"},
        {"1 + data.bonus", "error 1 at 4: no such field: bonus"},
        {"has(data.bonus)", "false"},
        {"has(data.visits)", "true"},
        {"has(data.bonus) && data.bonus > 1", "false"},
        {"has(data.bonus) ? data.bonus : 7", "7"},
        {"data.bonus > 1 || data.visits == 2", "true"},
        {"event.broken + 1", "error 12 at 0: no event is here"},
        {"has(event.broken)", "false"},
        {"event.broken > 1 || true", "true"},
        {"journey.at(\"x\") && !journey.at(\"y\")", "false"},
        {"now - event.time == duration(\"1s\")", "true"},
        {"now.getSeconds()", "1"},
        {"now.getHours(\"Europe/Rome\")", "1"},
        {"now.getHours(data.name)", "error 13 at 0: unknown time zone: Anna"},
        {"data.name + \"!\"", "\"Anna!\""},
        {"data.name in [\"Anna\", \"Berta\"]", "true"},
        {"data.visits in [1, 3]", "false"},
        {"data.basket + event.price * double(data.visits)", "25.0"},
        {"data.visits / (data.visits - 2)", "error 4 at 0: division by zero"},
        {"true && data.visits % (data.visits - 2) == 1", "error 5 at 8: modulus by zero"},
        {"[data.visits, 9].map(x, x * 2)", "[4,18]"},
        {"[1, 2].map(x, x + data.visits).all(y, y > data.visits)", "true"},
        {"{\"a\": data.visits}.a", "2"},
        {"{\"a\": data.visits}.b", "error 2 at 0: no such key: b"},
        {"[data.visits][data.visits]", "error 7 at 0: index out of bounds: 2"},
        {"items.all(x, x > 1)", "true"},
        {"string(data.visits) + string(data.basket)", "\"20\""},
        {"(data.visits > 1 ? data.name : \"x\") + (data.visits > 9 ? \"y\" : \"z\")", "\"Annaz\""},
        {"9223372036854775807 + data.visits", "error 6 at 0: integer overflow"},
        {"dyn(data.name) < 1", "error 3 at 0: no such overload"},
    };
    char got[200];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct world w;

        world_init(&w);
        evaluate(rows[i].text, &w, 100000, got, sizeof got);
        if (strcmp(got, rows[i].expected) != 0)
            fail_msg("%s: %s, expected %s", rows[i].text, got, rows[i].expected);
    }
}

/* A value of another kind than was declared is an error and nothing worse. */
static void
trusts_no_kind(void **state)
{
    static const char *const texts[] = {"data.visits + 1",     "data.visits > 1",  "-data.visits",   "data.visits in [1]",
                                        "[1, 2][data.visits]", "data.name + \"\"", "size(data.name)", "data.name.contains(\"x\")",
                                        "now.getHours()",      "journey.at(\"a\") && true", "journey.at(\"a\") ? 1 : 2",
                                        "items.map(x, x)",     "items.all(x, x)",  "items[0]",       "string(data.basket)"};
    size_t i, kind;
    uint32_t slot;

    (void)state;
    for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        for (kind = 0; kind <= TAPPA_ERROR; kind++) {
            struct world w;
            char got[200];

            world_init(&w);
            for (slot = 0; slot < WORLD_VALUES; slot++) {
                memset(&w.values[slot], 0, sizeof w.values[slot]);
                w.values[slot].kind = (uint32_t)kind;
            }
            evaluate(texts[i], &w, 1000, got, sizeof got);
        }
    }
}

static void
spends_its_budget(void **state)
{
    static const char *const texts[] = {
        "[1, 2, 3, 4].all(x, [1, 2, 3, 4].all(y, [1, 2, 3, 4].all(z, x + y + z < data.visits + 100)))",
        "data.bonus == 1 || [1, 2, 3, 4].map(x, [x, x, x, x]).map(x, [x, x, x]).size() > 1",
    };
    char got[200], whole[200];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        uint64_t cost, enough = 0;
        struct world w;

        world_init(&w);
        evaluate(texts[i], &w, 1000000, whole, sizeof whole);
        assert_string_equal(whole, "true");
        for (cost = 0; cost < 3000 && !enough; cost++) {
            evaluate(texts[i], &w, cost, got, sizeof got);
            if (strcmp(got, whole) == 0)
                enough = cost;
            else if (strncmp(got, "error 10 ", 9) != 0) /* never absorbed */
                fail_msg("%s with %u: %s", texts[i], (unsigned)cost, got);
        }
        assert_true(enough > 20);
    }
}

/* ---- the public face ---- */

static tappa_context *context;

static int
setup(void **state)
{
    (void)state;
    return tappa_context_new(NULL, &context);
}

static int
teardown(void **state)
{
    (void)state;
    tappa_context_unref(context);
    return 0;
}

static tappa_status
run_with(const char *text, uint32_t kind, const struct tappa_value *value, struct tappa_value *result)
{
    struct tappa_variable x = {"x", 1, kind, 0};
    tappa_expression *made;
    tappa_status status;

    assert_int_equal(tappa_expression_compile(context, text, strlen(text), &x, 1, NULL, &made), TAPPA_OK);
    status = tappa_expression_evaluate(made, value, 1, result, NULL);
    tappa_expression_free(made);
    return status;
}

static void
checks_input(void **state)
{
    static const struct tappa_value one = {TAPPA_INT, 0, 1, 0, NULL}, two_keys[2] = {{TAPPA_DOUBLE, 0, 0, 1, NULL},
                                                                                      {TAPPA_INT, 0, 1, 0, NULL}};
    static const struct {
        const char *name;
        uint32_t kind;
        struct tappa_value value;
        tappa_status status;
    } rows[] = {
        {"as declared", TAPPA_INT, {TAPPA_INT, 0, 1, 0, NULL}, TAPPA_OK},
        {"absent", TAPPA_INT, {TAPPA_UNSET, 0, 0, 0, NULL}, TAPPA_EEXPR},
        {"another kind", TAPPA_INT, {TAPPA_DOUBLE, 0, 0, 1, NULL}, TAPPA_EFIELD},
        {"any kind", TAPPA_UNSET, {TAPPA_DOUBLE, 0, 0, 1, NULL}, TAPPA_OK},
        {"an error", TAPPA_UNSET, {TAPPA_ERROR, 0, 0, 0, NULL}, TAPPA_EINVAL},
        {"no kind", TAPPA_UNSET, {77, 0, 0, 0, NULL}, TAPPA_EINVAL},
        {"no bool", TAPPA_BOOL, {TAPPA_BOOL, 0, 2, 0, NULL}, TAPPA_EINVAL},
        {"no data", TAPPA_STRING, {TAPPA_STRING, 3, 0, 0, NULL}, TAPPA_EINVAL},
        {"empty without data", TAPPA_STRING, {TAPPA_STRING, 0, 0, 0, NULL}, TAPPA_OK},
        {"not UTF-8", TAPPA_STRING, {TAPPA_STRING, 1, 0, 0, "\xFF"}, TAPPA_EINVAL},
        {"bytes are any", TAPPA_BYTES, {TAPPA_BYTES, 1, 0, 0, "\xFF"}, TAPPA_OK},
        {"late", TAPPA_TIMESTAMP, {TAPPA_TIMESTAMP, 0, INT64_MAX, 0, NULL}, TAPPA_ETIME},
        {"long", TAPPA_DURATION, {TAPPA_DURATION, 0, INT64_MIN, 0, NULL}, TAPPA_ETIME},
        {"list", TAPPA_LIST, {TAPPA_LIST, 1, 0, 0, &one}, TAPPA_OK},
        {"list without data", TAPPA_LIST, {TAPPA_LIST, 1, 0, 0, NULL}, TAPPA_EINVAL},
        {"a key of another kind", TAPPA_MAP, {TAPPA_MAP, 1, 0, 0, two_keys}, TAPPA_EINVAL},
    };
    struct tappa_value result;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tappa_status status = run_with("x", rows[i].kind, &rows[i].value, &result);

        if (status != rows[i].status)
            fail_msg("%s: %d", rows[i].name, status);
    }
}

static void
bounds_nesting(void **state)
{
    struct tappa_value levels[80], shared[64][2], result;
    uint32_t i;

    (void)state;
    levels[0] = (struct tappa_value){TAPPA_LIST, 0, 0, 0, NULL};
    for (i = 1; i < 80; i++)
        levels[i] = (struct tappa_value){TAPPA_LIST, 1, 0, 0, &levels[i - 1]};
    assert_int_equal(run_with("x", TAPPA_LIST, &levels[63], &result), TAPPA_OK);
    assert_int_equal(run_with("x == x", TAPPA_LIST, &levels[63], &result), TAPPA_OK);
    assert_int_equal(result.integer, 1);
    assert_int_equal(run_with("[x]", TAPPA_LIST, &levels[63], &result), TAPPA_EEXPR);
    assert_int_equal(run_with("x.map(y, [y])", TAPPA_LIST, &levels[63], &result), TAPPA_EEXPR);
    assert_int_equal(run_with("x", TAPPA_LIST, &levels[64], &result), TAPPA_ELIMIT);
    /* Few values that share what they hold stand for very many. */
    shared[0][0] = shared[0][1] = (struct tappa_value){TAPPA_INT, 0, 1, 0, NULL};
    for (i = 1; i < 64; i++)
        shared[i][0] = shared[i][1] = (struct tappa_value){TAPPA_LIST, 2, 0, 0, shared[i - 1]};
    assert_int_equal(run_with("x == x", TAPPA_LIST, &shared[40][0], &result), TAPPA_ELIMIT);
}

static void
refuses_arguments(void **state)
{
    struct tappa_variable good = {"x", 1, TAPPA_INT, 0}, twice[2], reserved = {"1x", 2, 0, 0}, kind = {"x", 1, 99, 0};
    tappa_expression *made = (tappa_expression *)(uintptr_t)1;
    struct tappa_value value = {TAPPA_INT, 0, 1, 0, NULL}, result;
    size_t offset = 99;
    char *big = calloc(1, 65537), out[8];
    tappa_diagnostics *list;

    (void)state;
    assert_non_null(big);
    twice[0] = twice[1] = good;
    assert_int_equal(tappa_expression_compile(context, "x", 1, &good, 1, NULL, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_expression_compile(NULL, "x", 1, &good, 1, NULL, &made), TAPPA_EINVAL);
    assert_null(made);
    assert_int_equal(tappa_expression_compile(context, NULL, 1, &good, 1, NULL, &made), TAPPA_EINVAL);
    assert_int_equal(tappa_expression_compile(context, "x", 1, NULL, 1, NULL, &made), TAPPA_EINVAL);
    assert_int_equal(tappa_expression_compile(context, "x", 1, twice, 2, NULL, &made), TAPPA_EINVAL);
    assert_int_equal(tappa_expression_compile(context, "x", 1, &reserved, 1, NULL, &made), TAPPA_EINVAL);
    assert_int_equal(tappa_expression_compile(context, "x", 1, &kind, 1, NULL, &made), TAPPA_EINVAL);
    assert_int_equal(tappa_diagnostics_new(context, &list), TAPPA_OK);
    assert_int_equal(tappa_expression_compile(context, big, 65537, &good, 1, NULL, &made), TAPPA_ELIMIT);
    assert_int_equal(tappa_expression_compile(context, big, 65537, &good, 1, list, &made), TAPPA_ELIMIT);
    assert_int_equal(tappa_diagnostics_count(list), 1);
    assert_string_equal(tappa_diagnostics_at(list, 0)->message, "this text has more than 65536 bytes");
    tappa_diagnostics_free(list);
    assert_int_equal(tappa_expression_compile(context, "y", 1, &good, 1, NULL, &made), TAPPA_EEXPR);
    assert_int_equal(tappa_expression_compile(context, "1 + x / 0", 9, &good, 1, NULL, &made), TAPPA_OK);
    assert_string_equal(tappa_expression_type(made), "int");
    assert_int_equal(tappa_expression_evaluate(made, &value, 0, &result, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_expression_evaluate(made, NULL, 1, &result, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_expression_evaluate(made, &value, 1, NULL, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_expression_evaluate(NULL, &value, 1, &result, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_expression_evaluate(made, &value, 1, &result, &offset), TAPPA_EEXPR);
    assert_int_equal(offset, 4);
    assert_int_equal(result.integer, TAPPA_ERR_DIVIDE_BY_ZERO);
    assert_int_equal(tappa_value_json(&result, out, sizeof out), 0);
    assert_int_equal(tappa_value_json(NULL, out, sizeof out), 0);
    assert_int_equal(tappa_value_json(&value, NULL, 0), 1);
    value.integer = 123456789;
    assert_int_equal(tappa_value_json(&value, out, sizeof out), 9);
    assert_string_equal(out, "1234567");
    tappa_expression_free(made);
    tappa_expression_free(NULL);
    assert_string_equal(tappa_expression_type(NULL), "");
    free(big);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs),
        cmocka_unit_test(trusts_no_kind),
        cmocka_unit_test(spends_its_budget),
        cmocka_unit_test_setup_teardown(checks_input, setup, teardown),
        cmocka_unit_test_setup_teardown(bounds_nesting, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_arguments, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
