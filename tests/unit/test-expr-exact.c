/* Owns the tests of what an expression is exactly: which kind converts into which, which operators times have, what is done while compiling,
 * where a budget ends, what a message shows.
 * Run by meson as one program.
 * Protects the expectations: CEL's tables, and that what cannot be paid, or held, fails where it stands. */
#include "expr-run.h"
#include "lib/core/diagnostics/codes.h"

#define PLENTY 100000

static struct world world;
static const struct tappa_value numbers[] = {{TAPPA_INT, 0, 1, 0, NULL}, {TAPPA_INT, 0, 2, 0, NULL}, {TAPPA_INT, 0, 3, 0, NULL}};
static const struct tappa_value lists[] = {{TAPPA_LIST, 3, 0, 0, numbers}, {TAPPA_LIST, 3, 0, 0, numbers}, {TAPPA_LIST, 3, 0, 0, numbers}};

static int
setup(void **state)
{
    world_init(&world);
    world.values[NAME].data = "a name of more than sixteen bytes";
    world.values[NAME].size = 33;
    world.values[ITEMS].data = numbers;
    world.values[ITEMS].size = 3;
    return run_begin(state);
}

/* JSON, or an error's words. */
static const char *
evaluate(const char *source)
{
    struct tappa__evaluator e = {&scratch, stack, PLENTY, &world, world_load};
    struct tappa_value result;

    tappa__program_run(compile(source), &e, &result);
    return said(&result);
}

static uint64_t
cost(const char *source)
{
    struct tappa__evaluator e = {&scratch, stack, PLENTY, &world, world_load};
    struct tappa_value result;

    tappa__program_run(compile(source), &e, &result);
    return PLENTY - e.cost;
}

/* ---- kinds ---- */

/* CEL's list of definitions, by columns: a value of each kind; `$` stands for a text that each conversion reads. */
static void
converts_what_cel_says(void **state)
{
    static const char *const from[] = {"true", "1", "1u", "1.5", "$", "b\"x\"", "now", "now - now", "null", "[1]", "{1: 1}", "int"};
    static const struct {
        const char *name, *readable, *can;
    } rows[] = {
        {"bool", "\"true\"", "y...y......."},
        {"int", "\"1\"", ".yyyy.y....."},
        {"uint", "\"1\"", ".yyyy......."},
        {"double", "\"1\"", ".yyyy......."},
        {"string", "\"x\"", "yyyyyyyy...."},
        {"bytes", "\"x\"", "....yy......"},
        {"timestamp", "\"2026-01-01T00:00:00Z\"", ".y..y.y....."},
        {"duration", "\"1s\"", "....y..y...."},
    };
    size_t i, k;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof *rows; i++)
        for (k = 0; k < sizeof from / sizeof *from; k++) {
            char source[100];

            snprintf(source, sizeof source, "%s(dyn(%s))", rows[i].name, from[k][0] == '$' ? rows[i].readable : from[k]);
            if ((strcmp(evaluate(source), "no such overload") != 0) != (rows[i].can[k] == 'y'))
                fail_msg("%s: %s", source, told);
        }
}

static void
times_have_their_operators(void **state)
{
    static const char *const kinds[] = {"dyn(now)", "dyn(now - event.time)"};
    static const char *const of_times[] = {"getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear"};
    static const struct {
        const char *operator, *expected[4]; /* time and time, time and duration, duration and time, both durations */
    } rows[] = {
        {"+", {"no such overload", "\"1970-01-01T00:00:02Z\"", "\"1970-01-01T00:00:02Z\"", "\"2s\""}},
        {"-", {"\"0s\"", "\"1970-01-01T00:00:00Z\"", "no such overload", "\"0s\""}},
        {"*", {"no such overload", "no such overload", "no such overload", "no such overload"}},
        {"/", {"no such overload", "no such overload", "no such overload", "no such overload"}},
        {"%", {"no such overload", "no such overload", "no such overload", "no such overload"}},
    };
    size_t i, k;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof *rows; i++)
        for (k = 0; k < 4; k++) {
            char source[100];

            snprintf(source, sizeof source, "%s %s %s", kinds[k / 2], rows[i].operator, kinds[k % 2]);
            if (strcmp(evaluate(source), rows[i].expected[k]) != 0)
                fail_msg("%s: %s", source, told);
        }
    for (i = 0; i < sizeof of_times / sizeof *of_times; i++) {
        char source[100];

        snprintf(source, sizeof source, "dyn(now - event.time).%s()", of_times[i]);
        assert_string_equal(evaluate(source), "no such overload");
    }
    /* What no host may hand in wraps around to a time that could be: still an error. */
    world.values[NOW].integer = INT64_MAX;
    world.values[TIME].kind = TAPPA_DURATION;
    world.values[TIME].integer = INT64_MAX;
    assert_string_equal(evaluate("dyn(now) + dyn(event.time)"), "timestamp overflow");
    assert_string_equal(evaluate("dyn(event.time) + dyn(event.time)"), "duration overflow");
}

static void
gives_exactly(void **state)
{
    static const struct {
        const char *source, *expected;
    } rows[] = {
        {"dyn(18446744073709551615u) + 1u", "unsigned integer overflow"},
        {"dyn(18446744073709551615u) + 0u", "18446744073709551615"},
        {"dyn(0u) - 1u", "unsigned integer overflow"},
        {"dyn(1u) - 1u", "0"},
        {"dyn(4294967296u) * 4294967296u", "unsigned integer overflow"},
        {"dyn(4294967296u) * 4294967295u", "18446744069414584320"},
        {"dyn(18446744073709551615u) * 0u", "0"},
        {"dyn(0u) * 18446744073709551615u", "0"},
        {"dyn(7u) / 2u", "3"},
        {"dyn(7u) % 2u", "1"},
        {"dyn(7u) / 0u", "division by zero"},
        {"dyn(7u) % 0u", "modulus by zero"},
        {"dyn(7) / 0", "division by zero"},
        {"dyn(7) % 0", "modulus by zero"},
        {"dyn(1.5) % dyn(1.5)", "no such overload"},
        {"dyn(true) + dyn(true)", "no such overload"},
        {"{data.visits: 1}[dyn([data.visits])]", "no such key"},
        {"{data.visits: 1}[dyn(b\"\\377\")]", "no such key"},
        {"{data.visits: 1}[data.visits + 1]", "no such key: 3"},
        {"{data.name: 1}[\"x\"]", "no such key: x"},
        {"{dyn(1.5): data.visits}", "unsupported key type"},
        {"{data.visits: 1, 2: 1}", "repeated key: 2"},
        {"items.all(x, dyn(x))", "no such overload"},
        {"items.exists(x, dyn(x))", "no such overload"},
        {"items.exists_one(x, dyn(x))", "no such overload"},
        {"items.filter(x, dyn(x))", "no such overload"},
        {"items.map(x, dyn(x), x)", "no such overload"},
        {"items.all(x, x == 1 ? 1 / (x - 1) > 0 : 1 % (x - x) > 0)", "division by zero"}, /* the first error is told */
        {"items.exists(x, x == 1 ? 1 % (x - 1) > 0 : 1 / (x - x) > 0)", "modulus by zero"},
        {"dyn(data.visits) && true", "no such overload"},
        {"items[dyn(2.0)]", "3"},
        {"items[dyn(2u)]", "3"},
        {"items[dyn(3u)]", "index out of bounds: 3"},
        {"items[dyn(18446744073709551615u)]", "index out of bounds: 18446744073709551615"},
        {"items[dyn(-1e18)]", "index out of bounds: -1e+18"},
        {"items[dyn(1e18)]", "index out of bounds: 1e+18"},
        {"items[dyn(1e300)]", "invalid argument: the index is no whole number"},
        {"items[dyn(-1e300)]", "invalid argument: the index is no whole number"},
        {"items[dyn(0.5)]", "invalid argument: the index is no whole number"},
        {"items[dyn(double(\"NaN\"))]", "invalid argument: the index is no whole number"},
        {"items[dyn(true)]", "no such overload"},
        {"[dyn(1), double(\"NaN\")].exists(x, x < dyn(double(\"NaN\")) || x >= dyn(double(\"NaN\")))", "false"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(evaluate(rows[i].source), rows[i].expected) != 0)
            fail_msg("%s: %s", rows[i].source, told);
    world.values[NAME].size = 5; /* and behind it no end */
    assert_string_equal(evaluate("data.name.contains(\"\")"), "true");
    assert_string_equal(evaluate("data.name.startsWith(\"\") && data.name.endsWith(\"\")"), "true");
    assert_string_equal(evaluate("data.name.contains(\"ab\")"), "false");
    assert_string_equal(evaluate("data.name.contains(\"am\")"), "true");
    world.values[NAME].data = NULL; /* an empty text may lead nowhere */
    world.values[NAME].size = 0;
    assert_string_equal(evaluate("uint(data.name)"), "type conversion error from 'string' to 'uint': ");
    assert_string_equal(evaluate("size(data.name)"), "0");
    assert_string_equal(evaluate("string(bytes(data.name)) == \"\""), "true");
}

/* ---- costs ---- */

/* What is constant is done while compiling: it costs what the value written out costs. */
static void
does_constants_once(void **state)
{
    static const char *const rows[][2] = {
        {"!true", "false"}, {"!(1 > 2)", "true"}, {"1 + 2", "3"}, {"-(3)", "-3"}, {"1u * 3u", "3u"}, {"\"a\" + \"b\"", "\"ab\""},
        {"1 < 2", "true"}, {"1 != 1", "false"}, {"size(\"abc\")", "3"}, {"type(1) == int", "true"}, {"{\"a\": 1}.a", "1"},
        {"has({\"a\": 1}.a)", "true"}, {"[1][0]", "1"}, {"int(\"1\")", "1"}, {"\"abc\".contains(\"b\")", "true"}, {"1 in [1]", "true"},
        {"timestamp(\"2026-01-01T00:00:00Z\").getFullYear()", "2026"}, {"duration(\"1h\").getHours()", "1"}, {"dyn(1)", "1"},
    };
    uint64_t long_one;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        char one[100], other[100];

        snprintf(one, sizeof one, "[data.visits, dyn(%s)]", rows[i][0]);
        snprintf(other, sizeof other, "[data.visits, dyn(%s)]", rows[i][1]);
        if (cost(one) != cost(other))
            fail_msg("%s costs %u", one, (unsigned)cost(one));
    }
    /* Texts of different lengths are told apart for nothing; of the same, for what is read. */
    assert_int_equal(cost("data.name in {\"another that is as long as the na\": 1}"), cost("data.name in {\"short\": 1}") + 33 / 16);
    long_one = cost("data.name in {\"short\": 1}");
    world.values[NAME].size = 1;
    assert_int_equal(cost("data.name in {\"short\": 1}"), long_one);
    /* To join nothing costs nothing. */
    assert_int_equal(cost("items + []"), cost("items") + 2);
    assert_int_equal(cost("[] + items"), cost("items") + 2);
    /* What is chosen from a list is no deeper than the list: nobody looks. */
    long_one = cost("items.filter(x, true)");
    world.values[ITEMS].data = lists;
    assert_int_equal(cost("items.filter(x, true)"), long_one);
}

/* What an operation costs beside its step is paid by it, not by what comes behind: the end costs one, and so does every step that does no more.
 * `visits`: how often the loop, if there is one, asks for the next. */
static void
fails_where_it_stands(void **state)
{
    static const struct {
        const char *source;
        uint32_t visits;
    } rows[] = {
        {"data.name == data.name", 0}, {"data.name != data.name", 0}, {"data.name < data.name", 0}, {"bytes(data.name) >= bytes(data.name)", 0},
        {"items == items", 0}, {"[items] == [items]", 0}, {"{1: items} == {1: items}", 0}, {"data.visits in items", 0}, {"data.name in items", 0},
        {"data.visits in {1: true, data.visits: false}", 0}, {"{data.name: 1}[data.name]", 0}, {"{data.name: 1}.k", 0},
        {"has({data.name: 1}.k)", 0}, {"size(data.name)", 0}, {"string(bytes(data.name))", 0}, {"data.name.contains(\"that\")", 0},
        {"data.name.startsWith(data.name)", 0}, {"data.name.endsWith(data.name)", 0}, {"items + items", 0}, {"data.name + data.name", 0},
        {"[data.visits, data.visits]", 0}, {"[[items]]", 0}, {"{data.name: 1, data.visits: 2}", 0}, {"{data.name: [items]}", 0},
        {"{data.name: 1, data.name: 2}", 0}, {"items.map(x, x)", 4}, {"items.map(x, [x])", 4}, {"items.filter(x, true)", 4},
        {"items.exists_one(x, x == 1)", 4}, {"data.visits > 1 && data.basket <= 0.0", 0}, {"data.visits == 2 ? data.name : \"x\"", 0},
    };
    struct tappa_value memory[40], *both[] = {NULL, memory};
    size_t i, k;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof *rows; i++)
        for (k = 0; k < 2; k++) {
            const struct tappa__program *p = compile(rows[i].source);
            struct tappa__evaluator e = {&scratch, stack, PLENTY, &world, world_load};
            uint32_t failed[40] = {0}, at;
            struct tappa_value whole, result;
            uint64_t needed, n;

            assert_true(p->code_count < 40);
            memset(memory, 0, sizeof memory);
            tappa__execute(p, &e, &whole, both[k]);
            needed = PLENTY - e.cost;
            for (n = 0; n < needed; n++) {
                e.cost = n;
                tappa__execute(p, &e, &result, both[k]);
                assert_int_equal(result.kind, TAPPA_ERROR);
                assert_int_equal(result.integer, TAPPA_ERR_COST);
                failed[(uint32_t)result.real]++;
            }
            for (at = 0; at < p->code_count; at++) {
                uint32_t code = p->code[at].code;

                if (code == TAPPA__OP_NEXT && failed[at] != rows[i].visits)
                    fail_msg("%s: %u at the loop's head", rows[i].source, failed[at]);
                if ((code == TAPPA__OP_HALT || code == TAPPA__OP_CONST || code == TAPPA__OP_LOAD || code == TAPPA__OP_AND) && !rows[i].visits &&
                    failed[at] > 1)
                    fail_msg("%s: step %u costs %u", rows[i].source, at, failed[at]);
            }
            assert_int_equal(failed[p->code_count - 1], 1);
            e.cost = needed;
            tappa__execute(p, &e, &result, both[k]);
            assert_int_equal(result.kind, whole.kind);
        }
}

/* As many values as stand on the stack at once, and no more: of a loop the list, how far it has come, its variable, what has gathered. */
static void
asks_for_the_stack_it_needs(void **state)
{
    static const struct {
        const char *source;
        uint32_t slots;
    } rows[] = {
        {"data.visits", 1}, {"-data.visits", 1}, {"has(data.bonus)", 1}, {"data.visits + data.visits", 2},
        {"data.visits + data.visits * data.visits", 3}, {"(data.visits + data.visits) * data.visits", 2},
        {"[data.visits, data.visits, data.visits]", 3}, {"{data.visits: data.visits}", 2}, {"{\"a\": data.visits}.a", 2},
        {"data.visits > 1 && data.visits < 3", 3}, {"data.visits > 1 || data.visits < 3 || data.visits == 2", 3},
        {"data.visits > 1 ? data.visits : 0", 2}, {"items.all(x, x > 1)", 6}, {"items.map(x, x)", 5}, {"items.map(x, x > 1, x)", 6},
        {"items.map(x, items.map(y, x + y))", 10}, {"now.getHours(data.name)", 2}, {"now.getHours()", 1}, {"data.name.contains(data.name)", 2},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof *rows; i++)
        if (tappa__program_stack(compile(rows[i].source)) != rows[i].slots)
            fail_msg("%s: %u", rows[i].source, tappa__program_stack(compile(rows[i].source)));
}

/* ---- memory ---- */

struct failing {
    size_t left;
    int reached;
};

static void *
reallocate(void *user, void *block, size_t size)
{
    struct failing *f = user;

    if (f->left-- == 0) {
        f->reached = 1;
        return NULL;
    }
    return realloc(block, size);
}

static void *
allocate(void *user, size_t size)
{
    return reallocate(user, NULL, size);
}

static void
release(void *user, void *block)
{
    (void)user;
    free(block);
}

/* Memory that is missing once and then there again: what failed is said to have failed for that. */
static void
tells_missing_memory(void **state)
{
    static const char *const sources[] = {"items[data.visits + 7]", "{data.visits: 1}[data.visits + 1]", "{data.visits: 1, data.visits: 2}",
                                          "int(data.name)", "[data.visits]", "data.name + data.name", "items + items", "items.map(x, x)",
                                          "items.filter(x, true)", "string(data.visits)", "now.getHours(data.name)"};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof sources / sizeof *sources; i++) {
        const struct tappa__program *p = compile(sources[i]);
        size_t n;

        for (n = 0;; n++) {
            struct failing f = {n, 0};
            struct tappa_allocator a = {allocate, reallocate, release, &f};
            struct tappa__arena small;
            struct tappa__evaluator e = {&small, stack, PLENTY, &world, world_load};
            struct tappa_value result;

            tappa__arena_init(&small, &a, 0);
            tappa__program_run(p, &e, &result);
            if (f.reached && (result.kind != TAPPA_ERROR || result.integer != TAPPA_ERR_MEMORY))
                fail_msg("%s: %d", sources[i], (int)result.integer);
            tappa__arena_free(&small);
            if (!f.reached)
                break;
        }
        assert_true(n > 0);
    }
}

/* ---- words ---- */

static void
shows_two_hundred_bytes(void **state)
{
    static const struct {
        uint32_t letters, euros, shown;
    } rows[] = {{199, 0, 199}, {200, 0, 200}, {201, 0, 200}, {300, 0, 200}, {199, 1, 199}, {198, 1, 198}, {197, 1, 200}, {197, 2, 200}};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        char name[400], expected[400];
        uint32_t n = rows[i].letters, k;

        memset(name, 'a', n);
        for (k = 0; k < rows[i].euros; k++, n += 3)
            memcpy(name + n, "\xE2\x82\xAC", 3);
        world.values[NAME].data = name;
        world.values[NAME].size = n;
        snprintf(expected, sizeof expected, "type conversion error from 'string' to 'int': %.*s%s", (int)rows[i].shown, name,
                 rows[i].shown < n ? "..." : "");
        assert_string_equal(evaluate("int(data.name)"), expected);
    }
}

/* A value is no error's place, whatever number it is. */
static void
blames_no_value(void **state)
{
    struct tappa__evaluator e = {&scratch, stack, PLENTY, &world, world_load};

    (void)state;
    assert_int_equal(world_error_at(compile("1.0 + data.basket"), &e), 0);
}

/* What no text file holds: a byte 0, control characters, ends of lines within quotes. */
static void
reads_odd_bytes(void **state)
{
    static const struct {
        const char *source;
        uint32_t n;
        const char *message;
    } rows[] = {
        {"1 + \0", 5, "a control character has no meaning here"},
        {"1 + \x1F 1", 7, "a control character has no meaning here"},
        {"\"a\rb\"", 5, "the quoted text does not end"},
        {"\"a\nb\"", 5, "the quoted text does not end"},
        {"\"\\\0\"", 4, "this escape is none of CEL's"},
        {"\"\\", 2, "this escape is none of CEL's"},
    };
    tappa_diagnostics *list;
    tappa_status status;
    size_t i;

    (void)state;
    assert_int_equal(tappa__diagnostics_create(&allocator, 100, &list), 0);
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tappa__source source = {TAPPA__TEXT("f"), {rows[i].source, rows[i].n}};
        struct tappa__expr_source at = {&source, TAPPA__TEXT(""), {1, 1, 1}, 1};

        assert_null(tappa__expr_compile(&arena, &world_env, source.text, NULL, &at, list, &status));
        assert_string_equal(tappa_diagnostics_at(list, 0)->message, rows[i].message);
        tappa_diagnostics_clear(list);
    }
    tappa_diagnostics_free(list);
    assert_string_equal(evaluate("\"\"\"a\r\nb\"\"\""), "\"a\\r\\nb\"");
    assert_string_equal(evaluate("1\t+\r\n\f2"), "3");
}

/* The nearest of a host's variables, as far as a slip of the length reaches. */
static void
means_the_nearest(void **state)
{
    static const struct {
        const char *source, *first, *second, *hint;
    } rows[] = {
        {"x", "y", "z", ""},
        {"ac", "ab", "zz", "did you mean `ab`?"},
        {"cd", "ab", "zz", ""},
        {"abc", "abd", "zz", "did you mean `abd`?"},
        {"abc", "ade", "zz", ""},
        {"abcd", "abxy", "zz", "did you mean `abxy`?"},
        {"abcd", "axyz", "zz", ""},
        {"abcdef", "abcdxy", "abcdeg", "did you mean `abcdeg`?"},
        {"abcdef", "abcdeg", "abcdxy", "did you mean `abcdeg`?"},
        {"abcdef", "abcdeg", "abcdeh", "did you mean `abcdeg`?"},
    };
    tappa_context *context;
    tappa_diagnostics *list;
    tappa_expression *made;
    struct tappa_value values[2] = {{TAPPA_INT, 0, 1, 0, NULL}, {TAPPA_INT, 0, 1, 0, NULL}}, result;
    size_t i, offset = 9;

    (void)state;
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    assert_int_equal(tappa_diagnostics_new(context, &list), TAPPA_OK);
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct tappa_variable variables[] = {{rows[i].first, strlen(rows[i].first), TAPPA_INT, 0},
                                                   {rows[i].second, strlen(rows[i].second), TAPPA_INT, 0}};

        assert_int_equal(tappa_expression_compile(context, rows[i].source, strlen(rows[i].source), variables, 2, list, &made), TAPPA_EEXPR);
        assert_string_equal(tappa_diagnostics_at(list, 0)->hint, rows[i].hint);
        tappa_diagnostics_clear(list);
        assert_int_equal(tappa_expression_compile(context, rows[i].second, strlen(rows[i].second), variables, 2, list, &made), TAPPA_OK);
        assert_int_equal(tappa_expression_evaluate(made, values, 2, &result, &offset), TAPPA_OK);
        assert_int_equal(offset, 0);
        tappa_expression_free(made);
    }
    tappa_diagnostics_free(list);
    tappa_context_unref(context);
}

/* ---- hosts that know little ---- */

static int
loose_member(void *user, struct tappa__text root, struct tappa__text name, struct tappa__binding *out, struct tappa__text *hint)
{
    (void)user;
    (void)root;
    (void)name;
    (void)hint;
    *out = (struct tappa__binding){NULL, 1, VISITS};
    return 0;
}

static int
later(void *user, struct tappa__text name, struct tappa__binding *out, struct tappa__text *hint)
{
    (void)user;
    (void)name;
    out->index = TAPPA__CODE_EXPR_REGEX;
    *hint = TAPPA__TEXT("not today");
    return 2;
}

static void
compiles_for_hosts_that_know_little(void **state)
{
    static const char *const unknown[] = {"foo.bar()", "foo.bar(\"x\")", "foo.bar(1)", "foo.bar", "foo", "has(foo.bar)"};
    struct tappa__expr_env none = {NULL, NULL, NULL, NULL, NULL}, loose = world_env, named = {NULL, later, NULL, NULL, NULL};
    const struct tappa__program *p;
    tappa_diagnostics *list;
    tappa_status status;
    size_t i;

    (void)state;
    assert_int_equal(tappa__diagnostics_create(&allocator, 100, &list), 0);
    for (i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        struct tappa__source source = {TAPPA__TEXT("f"), tappa__text_of(unknown[i])};
        struct tappa__expr_source at = {&source, TAPPA__TEXT(""), {1, 1, 1}, 1};

        assert_null(tappa__expr_compile(&arena, &none, source.text, NULL, &at, list, &status));
        assert_int_equal(status, TAPPA_EEXPR);
        assert_int_equal(tappa_diagnostics_count(list), 1);
        assert_string_equal(tappa_diagnostics_at(list, 0)->message, "`foo` is not declared");
        tappa_diagnostics_clear(list);
        if (i < 4)
            continue;
        assert_null(tappa__expr_compile(&arena, &named, TAPPA__TEXT("foo"), NULL, &at, list, &status));
        assert_int_equal(tappa_diagnostics_at(list, 0)->code, TAPPA__CODE_EXPR_REGEX);
        tappa_diagnostics_clear(list);
    }
    loose.member = loose_member;
    p = tappa__expr_compile(&arena, &loose, TAPPA__TEXT("any.thing"), NULL, NULL, NULL, &status);
    assert_non_null(p);
    assert_int_equal(tappa__program_type(p)->kind, TAPPA__TYPE_DYN);
    tappa_diagnostics_free(list);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, run_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(converts_what_cel_says), TEST(times_have_their_operators), TEST(gives_exactly),      TEST(does_constants_once),
        TEST(fails_where_it_stands),  TEST(tells_missing_memory),       TEST(shows_two_hundred_bytes), TEST(blames_no_value),
        TEST(asks_for_the_stack_it_needs), TEST(reads_odd_bytes),   TEST(means_the_nearest),          TEST(compiles_for_hosts_that_know_little),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
