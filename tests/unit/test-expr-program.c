/* Owns the tests of what others ask of a program: constants, loads, ranges, blame, equality, JSON; and of running out of memory.
 * Run by meson as one program.
 * Protects the expectations: a range is exactly where the guard is true, checked by running the guard. */
#include <math.h>
#include "expr-run.h"
#include "tests/support/failing.h"


static struct tappa__evaluator
evaluator(struct world *w)
{
    struct tappa__evaluator e = {&scratch, stack, 100000, w, world_load};

    return e;
}

static void
knows_constants(void **state)
{
    static const struct {
        const char *text, *json; /* NULL: no constant */
    } rows[] = {
        {"1", "1"},
        {"-5", "-5"},
        {"24 * 60 * 60", "86400"},
        {"duration(\"1h\") + duration(\"30m\")", "\"5400s\""},
        {"timestamp(\"2026-01-01T00:00:00Z\")", "\"2026-01-01T00:00:00Z\""},
        {"[1, 2].map(x, x * 2)", "[2,4]"},
        {"true ? \"a\" : \"b\"", "\"a\""},
        {"true && !false", "true"},
        {"{\"a\": [1]}", "{\"a\":[1]}"},
        {"1 / 0", NULL},
        {"1 / 0 > 1 || true", "true"},
        {"data.visits", NULL},
        {"has(data.visits)", NULL},
        {"true || data.visits > 1", NULL},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tappa__buffer b;
        struct tappa_value value = {TAPPA_TYPE, 0, 0, 0, NULL};
        int constant = tappa__program_constant(compile(rows[i].text), &value);

        if (constant != (rows[i].json != NULL))
            fail_msg("%s", rows[i].text);
        if (!constant) {
            assert_int_equal(value.kind, TAPPA_TYPE); /* nothing was given out */
            continue;
        }
        tappa__buffer_init(&b, &allocator);
        tappa__value_json(&value, &b);
        assert_string_equal(b.s, rows[i].json);
        tappa__buffer_free(&b);
    }
}

static void
lists_loads(void **state)
{
    const struct tappa__program *p = compile("data.visits + data.visits > 1 && journey.at(\"x\") || has(data.bonus) && now == now");

    (void)state;
    assert_int_equal(tappa__program_load_count(p), 4);
    assert_int_equal(tappa__program_load_at(p, 0).index, VISITS);
    assert_int_equal(tappa__program_load_at(p, 1).index, AT);
    assert_int_equal(tappa__program_load_at(p, 2).index, BONUS);
    assert_int_equal(tappa__program_load_at(p, 3).index, NOW);
    assert_int_equal(tappa__program_type(p)->kind, TAPPA_BOOL);
    assert_int_equal(tappa__program_load_count(compile("1 + 1")), 0);
}

static int
of_its_own(void *user, struct tappa__text name, struct tappa__binding *out, struct tappa__text *hint)
{
    (void)name;
    (void)hint;
    *out = (struct tappa__binding){user, 1, 0};
    return 0;
}

/* A program outlives the types that it was compiled with, and what is of anything has one type. */
static void
keeps_its_types(void **state)
{
    struct tappa__type list = {TAPPA_LIST, tappa__type_of(TAPPA_INT), NULL};
    const struct tappa__expr_env env = {&list, of_its_own, NULL, NULL, NULL};
    const struct tappa__program *p;
    const struct tappa__type *type;
    tappa_status status;

    (void)state;
    p = tappa__expr_compile(&arena, &env, TAPPA__TEXT("x[0] > 1"), NULL, NULL, NULL, &status);
    assert_non_null(p);
    list = *tappa__type_of(TAPPA_STRING);
    type = tappa__program_load_at(p, 0).type;
    assert_int_equal(type->kind, TAPPA_LIST);
    assert_int_equal(type->element->kind, TAPPA_INT);
    assert_ptr_equal(tappa__program_type(compile("[dyn(1)]")), tappa__type_of(TAPPA_LIST));
    assert_ptr_equal(tappa__program_type(compile("{dyn(1): dyn(1)}")), tappa__type_of(TAPPA_MAP));
    assert_int_equal(tappa__program_type(compile("{dyn(1): 1}"))->element->kind, TAPPA_INT);
    assert_int_equal(tappa__program_type(compile("{1: dyn(1)}"))->key->kind, TAPPA_INT);
}

static int
holds(const struct tappa__program *p, struct world *w)
{
    struct tappa__evaluator e = evaluator(w);
    struct tappa_value result;

    tappa__program_run(p, &e, &result);
    assert_int_equal(result.kind, TAPPA_BOOL);
    return result.integer != 0;
}

static void
ranges_of_ints(void **state)
{
    static const int64_t values[] = {INT64_MIN, INT64_MIN + 1, -2, -1, 0, 1, 6, 7, 8, INT64_MAX - 1, INT64_MAX};
    static const char *const texts[] = {"data.visits == 7",  "data.visits > 7",   "data.visits >= 7",
                                        "data.visits < 7",   "data.visits <= 7",  "7 < data.visits",
                                        "7 >= data.visits",  "7 == data.visits",  "7 <= data.visits", "7 > data.visits",  "data.visits > 9223372036854775807",
                                        "data.visits < -9223372036854775808", "data.visits >= -1 * 2 + 1",
                                        "data.visits <= 9223372036854775807", "(data.visits) > (0)"};
    size_t i, k;

    (void)state;
    for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const struct tappa__program *p = compile(texts[i]);
        struct tappa__range r;

        if (!tappa__program_range(p, &r) || r.kind != TAPPA_INT || r.binding.index != VISITS)
            fail_msg("%s has no range", texts[i]);
        for (k = 0; k < sizeof values / sizeof values[0]; k++) {
            struct world w;

            world_init(&w);
            w.values[VISITS].integer = values[k];
            if (holds(p, &w) != (values[k] >= r.low && values[k] <= r.high))
                fail_msg("%s of %lld: [%lld, %lld]", texts[i], (long long)values[k], (long long)r.low, (long long)r.high);
        }
    }
}

/* Doubles in their total order, -0.0 below 0.0: what the fast table compares. */
static int64_t
rank(double d)
{
    int64_t bits;

    memcpy(&bits, &d, sizeof bits);
    return bits < 0 ? INT64_MIN - bits - 1 : bits;
}

static void
ranges_of_doubles(void **state)
{
    const double values[] = {-INFINITY, -1.7976931348623157e308, -1.5, -5e-324, -0.0, 0.0, 5e-324, 1.4999999999999998,
                             1.5,       1.5000000000000002,      1.7976931348623157e308, INFINITY, NAN};
    static const char *const texts[] = {
        "data.basket == 1.5", "data.basket > 1.5",  "data.basket >= 1.5",  "data.basket < 1.5",  "data.basket <= 1.5",
        "data.basket == 0.0", "data.basket > 0.0",  "data.basket >= 0.0",  "data.basket < 0.0",  "data.basket <= 0.0",
        "data.basket == -0.0", "data.basket > -0.0", "data.basket >= -0.0", "data.basket < -0.0", "data.basket <= -0.0",
        "1.5 < data.basket",  "data.basket > 1.0 / 0.0", "data.basket < 1.0 / 0.0", "data.basket < -1.0 / 0.0",
        "data.basket >= 1.0 / 0.0", "data.basket == 0.0 / 0.0", "data.basket <= 0.0 / 0.0",
        "data.basket > 1.7976931348623157e308", "data.basket > -5e-324", "data.basket >= 0.0 / 0.0", "data.basket > 0.0 / 0.0",
        "data.basket <= double(\"NaN\")", "data.basket < double(\"NaN\")", "data.basket == double(\"NaN\")",
    };
    size_t i, k;

    (void)state;
    for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const struct tappa__program *p = compile(texts[i]);
        struct tappa__range r;

        if (!tappa__program_range(p, &r) || r.kind != TAPPA_DOUBLE || r.binding.index != BASKET)
            fail_msg("%s has no range", texts[i]);
        if (isnan(r.low_real) || isnan(r.high_real))
            fail_msg("%s: [%g, %g]", texts[i], r.low_real, r.high_real);
        for (k = 0; k < sizeof values / sizeof values[0]; k++) {
            struct world w;
            int inside = values[k] == values[k] && rank(values[k]) >= rank(r.low_real) &&
                         rank(values[k]) <= rank(r.high_real);

            world_init(&w);
            w.values[BASKET].real = values[k];
            if (holds(p, &w) != inside)
                fail_msg("%s of %g: [%g, %g]", texts[i], values[k], r.low_real, r.high_real);
        }
    }
}

static void
has_no_range(void **state)
{
    static const char *const texts[] = {"data.visits != 7", "data.visits > data.visits", "data.visits > data.bonus", "data.visits + 1 > 7",
                                        "data.name == \"x\"", "journey.at(\"x\")",        "!journey.at(\"x\")",
                                        "false",            "1",                          "data.visits > 1 && true",
                                        "data.visits > dyn(1.5)", "data.visits + 1", "true == has(data.bonus)", "has(data.bonus) == true",
                                        "has(data.bonus) == dyn(2)", "dyn(2) == has(data.bonus)", "free > 1", "items[0] > 1",
                                        "1 / 0 > 1", "has(data.visits)"};
    struct tappa__range r;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (tappa__program_range(compile(texts[i]), &r))
            fail_msg("%s has a range", texts[i]);
    assert_true(tappa__program_range(compile("true"), &r));
    assert_null(r.binding.type);
    assert_int_equal(r.kind, TAPPA_BOOL);
}

static void
blames(void **state)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"data.basket > 0.0", "data.basket > 0.0 (data.basket = 0.0)"},
        {"data.visits > 1 && data.basket > 0.0", "data.basket > 0.0 (data.basket = 0.0)"},
        {"data.visits > 5 && data.basket > 0.0", "data.visits > 5 (data.visits = 2)"},
        {"data.visits > 1 && data.visits < 3", "data.visits > 1 && data.visits < 3 (data.visits = 2)"},
        {"data.visits > 5 || data.basket > 0.0", "data.visits > 5 || data.basket > 0.0 (data.visits = 2, data.basket = 0.0)"},
        {"data.visits > 5 || data.visits == 2", "data.visits == 2 (data.visits = 2)"},
        {"!(data.visits > 1)", "data.visits > 1 (data.visits = 2)"},
        {"!(data.visits > 1 && data.name == \"Berta\")", "data.name == \"Berta\" (data.name = \"Anna\")"},
        {"journey.at(\"x\")", "journey.at(\"x\") (journey.at(\"x\") = true)"},
        {"data.bonus > 1", "data.bonus (data.bonus is not set): no such field: bonus"},
        {"event.broken > 1", "event.broken (event.broken has no value): no event is here"},
        {"data.visits > 1 && 1 / (data.visits - 2) > 1", "1 / (data.visits - 2) (data.visits = 2): division by zero"},
        {"data.bonus > 1 || data.visits == 2", "data.visits == 2 (data.visits = 2)"},
        {"data.bonus > 1 && data.visits == 3", "data.visits == 3 (data.visits = 2)"},
        {"data.visits > 1 ? data.basket > 0.0 : data.visits == 9", "data.basket > 0.0 (data.basket = 0.0)"},
        {"data.visits > 5 ? data.basket > 0.0 : data.visits == 9", "data.visits == 9 (data.visits = 2)"},
        {"data.visits > 5 ? true : data.visits > 4 ? true : data.name == \"x\" && true", "data.name == \"x\" (data.name = \"Anna\")"},
        {"(data.visits > 1 ? data.visits == 9 : true) && true", "data.visits == 9 (data.visits = 2)"},
        {"true && (data.visits > 1 ? data.visits == 9 : true)", "data.visits == 9 (data.visits = 2)"},
        {"[1, 3].exists(x, x == data.visits)", "[1, 3].exists(x, x == data.visits) (data.visits = 2)"},
        {"false", "false"},
        {"1 / 0 > 1", "1 / 0: division by zero"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct world w;
        struct tappa__evaluator e = evaluator(&w);
        struct tappa__buffer b;

        world_init(&w);
        tappa__buffer_init(&b, &allocator);
        tappa__program_blame(compile(rows[i].text), &e, &b);
        if (strcmp(b.s, rows[i].expected) != 0)
            fail_msg("%s: %s, expected %s", rows[i].text, b.s, rows[i].expected);
        tappa__buffer_free(&b);
    }
}

static void
compares_values(void **state)
{
    static const struct tappa_value one[] = {{TAPPA_INT, 0, 1, 0, NULL}}, two[] = {{TAPPA_DOUBLE, 0, 0, 1, NULL}};
    static const struct {
        struct tappa_value a, b;
        int equal;
    } rows[] = {
        {{TAPPA_INT, 0, 1, 0, NULL}, {TAPPA_UINT, 0, 1, 0, NULL}, 1},
        {{TAPPA_INT, 0, -1, 0, NULL}, {TAPPA_UINT, 0, -1, 0, NULL}, 0},
        {{TAPPA_LIST, 1, 0, 0, one}, {TAPPA_LIST, 1, 0, 0, two}, 1},
        {{TAPPA_STRING, 1, 0, 0, "a"}, {TAPPA_BYTES, 1, 0, 0, "a"}, 0},
        {{TAPPA_STRING, 0, 0, 0, NULL}, {TAPPA_STRING, 0, 0, 0, ""}, 1},
        {{TAPPA_NULL, 0, 0, 0, NULL}, {TAPPA_NULL, 0, 0, 0, NULL}, 1},
        {{TAPPA_NULL, 5, 0, 0, NULL}, {TAPPA_NULL, 0, 0, 0, NULL}, 1}, /* of null the size says nothing */
        {{TAPPA_TIMESTAMP, 0, 1, 0, NULL}, {TAPPA_DURATION, 0, 1, 0, NULL}, 0},
        {{TAPPA_ERROR, 0, 1, 0, NULL}, {TAPPA_ERROR, 0, 1, 0, NULL}, 0},
        {{TAPPA_TYPE, 3, 0, 0, "int"}, {TAPPA_TYPE, 4, 0, 0, "uint"}, 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(tappa__value_equal(&rows[i].a, &rows[i].b), rows[i].equal);
        assert_int_equal(tappa__value_equal(&rows[i].b, &rows[i].a), rows[i].equal);
    }
}

/* ---- memory that fails ---- */

/* All that a host does with an expression; the status of the first call that fails. */
static tappa_status
whole_life(const char *text, struct failing *f)
{
    struct tappa_allocator a = failing_allocator(f);
    struct tappa_variable x = {"x", 1, TAPPA_STRING, 0};
    struct tappa_value value = {TAPPA_STRING, 3, 0, 0, "abc"}, result;
    tappa_diagnostics *list = NULL;
    tappa_expression *made = NULL;
    tappa_context *c = NULL;
    tappa_status status = tappa_context_new(&a, &c);

    if (status == TAPPA_OK)
        status = tappa_diagnostics_new(c, &list);
    if (status == TAPPA_OK)
        status = tappa_expression_compile(c, text, strlen(text), &x, 1, list, &made);
    if (status == TAPPA_OK)
        status = tappa_expression_evaluate(made, &value, 1, &result, NULL);
    tappa_expression_free(made);
    tappa_diagnostics_free(list);
    tappa_context_unref(c);
    return status;
}

static void
survives_without_memory(void **state)
{
    static const struct {
        const char *text;
        tappa_status status;
    } rows[] = {
        {"x + string(1 + 2) + [x, \"\\n\"].map(y, y + x).filter(z, z != x)[0]", TAPPA_OK},
        {"timestamp(\"2026-01-01T00:00:00Z\").getHours(\"Europe/Rome\") + size(x) > 1 ? {\"a\": x}.a : x", TAPPA_OK},
        {"[1].map(x, [1, x].map(y, [y]))", TAPPA_OK},
        {"a + b + size(1) + timestamp(\"2026-01-01T00:00:00Z\").getHours(\"No/Zone\")", TAPPA_EEXPR},
        {"{x: 1}.zzz", TAPPA_EEXPR},
    };
    size_t i, n;
    int sticky;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (sticky = 0; sticky < 2; sticky++) {
            for (n = 1;; n++) {
                struct failing f = {0, n, sticky, 0};
                tappa_status status = whole_life(rows[i].text, &f);

                if (f.live != 0)
                    fail_msg("%s: %zu blocks are left at %zu", rows[i].text, f.live, n);
                if (f.count < n) {
                    assert_int_equal(status, rows[i].status);
                    break;
                }
                /* A zone that cannot be loaded for want of memory is not told from one that is not there. */
                if (status != TAPPA_ENOMEM && !(status == TAPPA_EEXPR && strstr(rows[i].text, "getHours")))
                    fail_msg("%s: %d at %zu", rows[i].text, status, n);
            }
            assert_true(n > 5);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(knows_constants, run_begin, run_end),
        cmocka_unit_test_setup_teardown(lists_loads, run_begin, run_end),
        cmocka_unit_test_setup_teardown(keeps_its_types, run_begin, run_end),
        cmocka_unit_test_setup_teardown(ranges_of_ints, run_begin, run_end),
        cmocka_unit_test_setup_teardown(ranges_of_doubles, run_begin, run_end),
        cmocka_unit_test_setup_teardown(has_no_range, run_begin, run_end),
        cmocka_unit_test_setup_teardown(blames, run_begin, run_end),
        cmocka_unit_test(compares_values),
        cmocka_unit_test(survives_without_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
