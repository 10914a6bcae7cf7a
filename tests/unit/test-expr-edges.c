/* Owns the tests of what only odd expressions, hosts and values reach: operands whose kind nobody promised, names without a type, values
 * that the machine itself would never make, hosts that hand in nonsense.
 * Run by meson as one program.
 * Protects the expectation that each has its own answer, written out here. */
#include "expr-run.h"
#include "lib/base/time.h"

static struct world world;

static int
setup(void **state)
{
    world_init(&world);
    return run_begin(state);
}

/* JSON, or an error's words. */
static const char *
evaluate(const char *source)
{
    struct tappa__evaluator e = {&scratch, stack, 10000, &world, world_load}, noting = e;
    const struct tappa__program *p = compile(source);
    struct tappa_value result, noted, memory[100];

    tappa__program_run(p, &e, &result);
    assert_true(p->code_count <= 100);
    tappa__execute(p, &noting, &noted, memory); /* what notes each part's value gives the same */
    assert_true(noted.kind == result.kind && noted.integer == result.integer && noting.cost == e.cost);
    return said(&result);
}

struct row {
    const char *source, *expected;
};

static void
check(const struct row *rows, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (strcmp(evaluate(rows[i].source), rows[i].expected) != 0)
            fail_msg("%s: %s, expected %s", rows[i].source, told, rows[i].expected);
}
#define CHECK(rows) check(rows, sizeof(rows) / sizeof *(rows))

/* Nothing is known of a dyn before it is there. */
static void
times_of_any_kind(void **state)
{
    static const struct row rows[] = {
        {"google.protobuf.Duration == type(now - now)", "true"},
        {"google.protobuf.Duration == type(now)", "false"},
        {"google.protobuf.Timestamp == type(now)", "true"},
        {"dyn(now) - dyn(now)", "\"0s\""},
        {"dyn(now) + dyn(now)", "no such overload"},
        {"dyn(now) * dyn(now)", "no such overload"},
        {"dyn(now) + dyn(now - now)", "\"1970-01-01T00:00:01Z\""},
        {"dyn(now - now) + dyn(now)", "\"1970-01-01T00:00:01Z\""},
        {"dyn(now) - dyn(now - now)", "\"1970-01-01T00:00:01Z\""},
        {"dyn(now - now) - dyn(now)", "no such overload"},
        {"dyn(now - now) - dyn(now - now)", "\"0s\""},
        {"dyn(now - now) + dyn(now - now)", "\"0s\""},
        {"dyn(now - now) * dyn(now - now)", "no such overload"},
        {"dyn(now - now) / dyn(now)", "no such overload"},
    };

    (void)state;
    CHECK(rows);
}

/* Every comparison, on every pair of kinds that it compares fast or slowly: 2, 2u and a double that is less, the same or more, each with each. */
static void
compares_numbers_of_any_kind(void **state)
{
    static const struct {
        const char *operator, *expected; /* where the left is less, where both are the same, where it is more */
    } rows[] = {{"==", "ftf"}, {"!=", "tft"}, {"<", "tff"}, {"<=", "ttf"}, {">", "fft"}, {">=", "ftt"}};
    static const char *const names[] = {"dyn(data.visits)", "dyn(uint(data.visits))", "dyn(data.basket)"};
    static const double doubles[] = {0.0, 2.0, 3.0};
    size_t i, k, d;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (k = 0; k < 9; k++) {
            char source[100];

            snprintf(source, sizeof source, "%s %s %s", names[k / 3], rows[i].operator, names[k % 3]);
            for (d = 0; d < 3; d++) {
                double left = k / 3 == 2 ? doubles[d] : 2.0, right = k % 3 == 2 ? doubles[d] : 2.0;

                world.values[BASKET].real = doubles[d];
                assert_string_equal(evaluate(source), rows[i].expected[(left >= right) + (left > right)] == 't' ? "true" : "false");
            }
        }
    }
}

/* Values beyond what any check lets in: still an error, and no overflow. */
static void
times_beyond_their_range(void **state)
{
    static const struct row timestamps[] = {
        {"now + duration(\"1s\")", "timestamp overflow"},
        {"dyn(event.time) + dyn(event.time)", "duration overflow"},
        {"dyn(event.time) - duration(\"1s\")", "duration overflow"},
        {"timestamp(data.visits)", "timestamp out of range"},
    };
    static const struct row seconds[] = {{"timestamp(data.visits)", "timestamp out of range"}};
    static const struct row good[] = {{"timestamp(data.visits)", "\"0001-01-01T00:00:00Z\""}};

    (void)state;
    world.values[NOW].integer = INT64_MAX;
    world.values[TIME].kind = TAPPA_DURATION;
    world.values[TIME].integer = INT64_MAX;
    world.values[VISITS].integer = INT64_MAX;
    CHECK(timestamps);
    world.values[VISITS].integer = TAPPA__TIME_MIN / TAPPA__SECOND - 1;
    CHECK(seconds);
    world.values[VISITS].integer = TAPPA__TIME_MAX / TAPPA__SECOND + 1;
    CHECK(seconds);
    world.values[VISITS].integer = TAPPA__TIME_MIN / TAPPA__SECOND;
    CHECK(good);
}

static void
zones_of_a_slot(void **state)
{
    static const char *const names[] = {"/1:00", ":1:00", "01:0", "+1:00", "Europe"};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        char expected[60];

        world.values[NAME].data = names[i];
        world.values[NAME].size = (uint32_t)strlen(names[i]);
        snprintf(expected, sizeof expected, "unknown time zone: %s", names[i]);
        assert_string_equal(evaluate("now.getHours(data.name)"), expected);
    }
    world.values[NAME].data = "01:00";
    world.values[NAME].size = 5;
    assert_string_equal(evaluate("now.getHours(data.name)"), "1");
}

/* has() is false of what has no value here; another failure of the loader stays one. */
static void
has_of_a_failing_slot(void **state)
{
    struct tappa__evaluator e = {&scratch, stack, 10000, &world, world_load};
    const struct tappa__program *p = compile("true && has(event.broken)");

    (void)state;
    world.values[BROKEN].integer = TAPPA_ERR_RANGE;
    assert_string_equal(evaluate("true && has(event.broken)"), "no event is here");
    assert_int_equal(world_error_at(p, &e), 8);
    world.values[BROKEN].integer = TAPPA_ERR_NO_VALUE;
    assert_string_equal(evaluate("true && has(event.broken)"), "false");
    assert_int_equal(world_error_at(p, &e), 0);
}

/* What lies beneath an empty stack is nobody's value: not even an error there ends a run. */
static void
looks_at_nothing_beneath_the_stack(void **state)
{
    struct tappa_value beneath[64] = {{TAPPA_ERROR, 0, TAPPA_ERR_COST, 0, NULL}}, memory[100], result;
    struct tappa__evaluator e = {&scratch, beneath + 1, 10000, &world, world_load};
    const struct tappa__program *p = compile("data.visits > 1 ? data.visits : 0");

    (void)state;
    tappa__program_run(p, &e, &result);
    assert_string_equal(said(&result), "2");
    tappa__execute(p, &e, &result, memory);
    assert_string_equal(said(&result), "2");
}

/* What is noted of an operand that failed is the failure. */
static void
notes_what_failed(void **state)
{
    struct tappa__evaluator e = {&scratch, stack, 10000, &world, world_load};
    const struct tappa__program *p = compile("data.bonus > 1 && data.visits > 1");
    struct tappa_value memory[100] = {{0, 0, 0, 0, NULL}}, result;
    size_t i = 0;

    (void)state;
    tappa__execute(p, &e, &result, memory);
    while (p->code[i].code != TAPPA__OP_AND_LEFT)
        i++;
    assert_int_equal(memory[i].kind, TAPPA_ERROR);
    assert_int_equal(memory[i].integer, TAPPA_ERR_NO_SUCH_FIELD);
}

/* A text ends where its size says: what lies around it may look like more of it. */
static void
reads_within_a_text(void **state)
{
    static const struct row rows[] = {
        {"data.name.startsWith(\"Annabel\")", "false"}, {"data.name.startsWith(\"Anna\")", "true"},
        {"data.name.endsWith(\"JoAnna\")", "false"},     {"data.name.endsWith(\"Anna\")", "true"},
        {"data.name.contains(\"Annab\")", "false"},      {"data.name.contains(\"nna\")", "true"},
    };

    (void)state;
    world.values[NAME].data = &"JoAnnabel"[2];
    CHECK(rows);
}

static void
errors_equal_nothing(void **state)
{
    static const struct tappa_value one = {TAPPA_INT, 0, 1, 0, NULL}, bad = {TAPPA_ERROR, 0, 1, 0, NULL},
                                    unset = {TAPPA_UNSET, 0, 0, 0, NULL};

    (void)state;
    assert_false(tappa__value_equal(&bad, &bad));
    assert_false(tappa__value_equal(&bad, &one));
    assert_false(tappa__value_equal(&one, &bad));
    assert_true(tappa__value_equal(&one, &one));
    assert_true(tappa__value_equal(&unset, &unset));
    assert_false(tappa__value_equal(&unset, &one));
}

/* Names that mean something of which nobody said the type. */
static void
names_without_a_type(void **state)
{
    static const struct row rows[] = {
        {"free + 1", "3"},
        {"free == 2.0", "true"},
        {"journey.any(\"x\") ? free : 0", "2"},
        {"[free, \"x\"].filter(y, y == 2)", "[2]"},
    };

    (void)state;
    CHECK(rows);
    assert_int_equal(tappa__program_type(compile("free"))->kind, TAPPA__TYPE_DYN);
    assert_int_equal(tappa__program_type(compile("journey.any(\"x\")"))->kind, TAPPA__TYPE_DYN);
}

/* ---- mistakes ---- */

static const struct {
    const char *source;
    uint32_t column, width;
    const char *message, *hint;
} mistakes[] = {
    {"journey.gone(data.name)", 9, 4, "`journey.gone` takes one text, written out", ""},
    {"journey.gone(\"x\")", 14, 3, "`gone` is no more", ""},
    {"gone > 1", 1, 4, "`gone` is not declared", ""},
    {"data > 1", 1, 4, "`data` is no value by itself", "name one of its members"},
    {"google.protobuf.Struct", 1, 15, "`protobuf` is not declared", ""},
    {"google.other", 1, 6, "`google` is not declared", ""},
    {"google.protobuf", 1, 6, "`google` is not declared", ""},
    {"data.name && true", 1, 9, "`&&` wants a bool, this is string", "compare it with something, as in `x > 0`"},
    {"1 && true", 1, 1, "`&&` wants a bool, this is int", "compare it with something, as in `x > 0`"},
    {"\"x\" && true", 1, 3, "`&&` wants a bool, this is string", ""},
    {"(1 + \"x\").filter(y, y > 1)", 4, 1, "`+` is not for int and string", "convert with string(...)"},
    {"{1u: 2}[1]", 8, 1, "the index is int, but uint is wanted", "convert it with uint(...)"},
    {"[1].map(x, 1 2)", 5, 3, "`map` wants two or three arguments", ""},
    {"[1].all(\"abc", 9, 4, "the quoted text does not end", ""},
    {"[1].all(x \"abc", 11, 4, "the quoted text does not end", ""},
    {"1 abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", 3, 52,
     "`abcdefghijklmnopqrstuvwxyzabcdefghijklmn` stands where the end of the expression should", ""},
    {"data.name[1", 12, 1, "the expression ends where `]` to close the index should stand", ""},
    {"data.name[", 11, 1, "the expression ends where a value should stand", ""},
    {"data.name[1}", 12, 1, "`}` stands where `]` to close the index should", ""},
    {"data.name{}", 1, 10, "messages cannot be made here", "a map is written {\"key\": value}"},
    {"now{}", 1, 4, "messages cannot be made here", "a map is written {\"key\": value}"},
    {"1{}", 2, 1, "`{` stands where the end of the expression should", ""},
};

static void
says_what_is_wrong(void **state)
{
    tappa_diagnostics *list;
    size_t i;

    (void)state;
    assert_int_equal(tappa__diagnostics_create(&allocator, 100, &list), 0);
    for (i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        struct tappa__source source = {TAPPA__TEXT("f"), tappa__text_of(mistakes[i].source)};
        struct tappa__expr_source at = {&source, TAPPA__TEXT(""), {1, 1, 1}, 1};
        const struct tappa_diagnostic *d;
        tappa_status status;

        tappa_diagnostics_clear(list);
        assert_null(tappa__expr_compile(&arena, &world_env, source.text, NULL, &at, list, &status));
        assert_int_equal(status, TAPPA_EEXPR);
        if (tappa_diagnostics_count(list) != 1)
            fail_msg("%s: %u mistakes", mistakes[i].source, (unsigned)tappa_diagnostics_count(list));
        d = tappa_diagnostics_at(list, 0);
        if (d->column != mistakes[i].column || d->width != mistakes[i].width || strcmp(d->message, mistakes[i].message) != 0 ||
            strcmp(d->hint ? d->hint : "", mistakes[i].hint) != 0)
            fail_msg("%s: %u+%u %s (%s)", mistakes[i].source, (unsigned)d->column, (unsigned)d->width, d->message,
                     d->hint ? d->hint : "");
    }
    tappa_diagnostics_free(list);
}

/* Where nobody loads zones, only offsets are known. */
static void
compiles_without_zones(void **state)
{
    struct tappa__expr_env env = world_env;
    tappa_status status;

    (void)state;
    env.zone = NULL;
    assert_null(tappa__expr_compile(&arena, &env, TAPPA__TEXT("now.getHours(\"Europe/Rome\")"), NULL, NULL, NULL, &status));
    assert_int_equal(status, TAPPA_EEXPR);
    assert_non_null(tappa__expr_compile(&arena, &env, TAPPA__TEXT("now.getHours(\"+01:00\")"), NULL, NULL, NULL, &status));
}

/* ---- blame ---- */

struct failing {
    size_t left;
};

static void *
failing_allocate(void *user, size_t size)
{
    struct failing *f = user;

    return f->left == 0 ? NULL : (f->left--, malloc(size));
}

static void *
failing_reallocate(void *user, void *block, size_t size)
{
    struct failing *f = user;

    return f->left == 0 ? NULL : (f->left--, realloc(block, size));
}

static void
failing_release(void *user, void *block)
{
    (void)user;
    free(block);
}

/* A long value is cut between two characters; a buffer that cannot grow says that it failed. */
static void
blames_within_bounds(void **state)
{
    static const char euro[] = "\xE2\x82\xAC";
    char name[1201];
    struct failing f = {0};
    struct tappa_allocator a = {failing_allocate, failing_reallocate, failing_release, &f};
    struct tappa__evaluator e = {&scratch, stack, 10000, &world, world_load};
    const struct tappa__program *p = compile("data.name == \"x\"");
    struct tappa__buffer b;
    size_t i, n;

    (void)state;
    for (i = 0; i < 400; i++)
        memcpy(name + 3 * i, euro, 3);
    for (i = 190; i < 210; i++) {
        world.values[NAME].data = name;
        world.values[NAME].size = (uint32_t)(i / 3 * 3);
        tappa__buffer_init(&b, &allocator);
        tappa__program_blame(p, &e, &b);
        assert_true(tappa__utf8_valid(b.s, b.n));
        assert_true((strstr(b.s, "...") != NULL) == (i / 3 * 3 + 2 > 200));
        tappa__buffer_free(&b);
    }
    world.values[NAME].size = 1200;
    for (n = 0;; n++) {
        f.left = n;
        tappa__buffer_init(&b, &a);
        tappa__program_blame(p, &e, &b);
        if (!b.failed)
            break;
        tappa__buffer_free(&b);
    }
    assert_true(n > 1);
    assert_non_null(strstr(b.s, "..."));
    tappa__buffer_free(&b);
}

/* ---- hosts ---- */

static void
refuses_what_hosts_should_not_say(void **state)
{
    static char long_name[70000];
    static const struct tappa_variable good = {"x", 1, TAPPA_INT, 0};
    struct tappa_variable rows[] = {{NULL, 1, TAPPA_INT, 0}, {long_name, sizeof long_name, TAPPA_INT, 0}, {"x", 1, TAPPA_INT, 1},
                                    {"x", 1, TAPPA_TYPE + 1, 0}, {"1x", 2, TAPPA_INT, 0}};
    struct failing f = {SIZE_MAX};
    struct tappa_allocator a = {failing_allocate, failing_reallocate, failing_release, &f};
    struct tappa_variable *many = malloc(65537 * sizeof *many);
    tappa_diagnostics *list;
    tappa_expression *made;
    tappa_context *c;
    size_t i, n;

    (void)state;
    assert_non_null(many);
    memset(long_name, 'x', sizeof long_name);
    assert_int_equal(tappa_context_new(&a, &c), TAPPA_OK);
    assert_int_equal(tappa_diagnostics_new(c, &list), TAPPA_OK);
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(tappa_expression_compile(c, "1", 1, &rows[i], 1, NULL, &made), TAPPA_EINVAL);
    for (i = 0; i < 65537; i++)
        many[i] = good;
    assert_int_equal(tappa_expression_compile(c, "1", 1, many, 65537, NULL, &made), TAPPA_ELIMIT);
    free(many);
    /* The name is copied where a block of memory ends: for each length of it. */
    for (i = 600; i < 1100; i += 16) {
        struct tappa_variable named = {long_name, i, TAPPA_INT, 0};

        for (n = 0;; n++) {
            tappa_status status;

            f.left = n;
            status = tappa_expression_compile(c, "1", 1, &named, 1, NULL, &made);
            if (status == TAPPA_OK)
                break;
            assert_int_equal(status, TAPPA_ENOMEM);
        }
        assert_true(n >= 2);
        tappa_expression_free(made);
    }
    f.left = SIZE_MAX;
    assert_int_equal(tappa_context_set_limit(c, TAPPA_LIMIT_SCALAR_BYTES, 10), TAPPA_OK);
    assert_int_equal(tappa_expression_compile(c, "1 + 1 + 1 + 1", 13, NULL, 0, list, &made), TAPPA_ELIMIT);
    assert_string_equal(tappa_diagnostics_at(list, 0)->message, "this text has more than 10 bytes");
    assert_int_equal(tappa_expression_compile(c, "1 + 1 + 1 ", 10, NULL, 0, list, &made), TAPPA_OK);
    tappa_expression_free(made);
    tappa_diagnostics_free(list);
    assert_int_equal(tappa_diagnostics_new(c, &list), TAPPA_OK);
    f.left = 0;
    assert_int_equal(tappa_expression_compile(c, "1 + 1 + 1 + 1", 13, NULL, 0, list, &made), TAPPA_ENOMEM);
    tappa_diagnostics_free(list);
    tappa_context_unref(c);
}

static const struct tappa_value unset = {TAPPA_UNSET, 0, 0, 0, NULL}, two = {TAPPA_BOOL, 0, 2, 0, NULL};
static const struct tappa_value keys[][2] = {
    {{TAPPA_INT, 0, 1, 0, NULL}, {TAPPA_BOOL, 0, 0, 0, NULL}},   {{TAPPA_UINT, 0, 1, 0, NULL}, {TAPPA_BOOL, 0, 1, 0, NULL}},
    {{TAPPA_BOOL, 0, 1, 0, NULL}, {TAPPA_INT, 0, 1, 0, NULL}},   {{TAPPA_STRING, 1, 0, 0, "k"}, {TAPPA_INT, 0, 1, 0, NULL}},
    {{TAPPA_DOUBLE, 0, 0, 1.0, NULL}, {TAPPA_INT, 0, 1, 0, NULL}}, {{TAPPA_NULL, 0, 0, 0, NULL}, {TAPPA_INT, 0, 1, 0, NULL}}};

static const struct tappa_value by_bytes[] = {{TAPPA_BYTES, 1, 0, 0, "k"}, {TAPPA_INT, 0, 1, 0, NULL}},
                                second_bad[] = {{TAPPA_INT, 0, 1, 0, NULL}, {TAPPA_INT, 0, 1, 0, NULL}, {TAPPA_INT, 0, 2, 0, NULL}, {TAPPA_UNSET, 0, 0, 0, NULL}},
                                then_good[] = {{TAPPA_BOOL, 0, 2, 0, NULL}, {TAPPA_BOOL, 0, 1, 0, NULL}};
static const struct tappa_value nested[] = {
    {TAPPA_LIST, 2, 0, 0, then_good}, {TAPPA_INT, 0, 1, 0, NULL},    {TAPPA_LIST, 1, 0, 0, NULL},       {TAPPA_STRING, 1, 0, 0, NULL},
    {TAPPA_LIST, 0, 0, 0, NULL},      {TAPPA_STRING, 0, 0, 0, NULL}, {TAPPA_MAP, 0, 0, 0, NULL},        {TAPPA_MAP, 1, 0, 0, keys[5]},
    {TAPPA_MAP, 1, 0, 0, by_bytes},   {TAPPA_MAP, 2, 0, 0, second_bad}, {TAPPA_MAP, 1, 0, 0, keys[3]},  {TAPPA_INT, 5, 1, 0, NULL},
};

static const struct {
    const char *name;
    struct tappa_value value;
    tappa_status status;
} inputs[] = {
    {"a list of what is not set", {TAPPA_LIST, 1, 0, 0, &unset}, TAPPA_EINVAL},
    {"a list of what is no truth", {TAPPA_LIST, 1, 0, 0, &two}, TAPPA_EINVAL},
    {"a list of what is no truth, and one", {TAPPA_LIST, 2, 0, 0, then_good}, TAPPA_EINVAL},
    {"a list of such a list, and one", {TAPPA_LIST, 2, 0, 0, nested}, TAPPA_EINVAL},
    {"a list of a list that leads nowhere", {TAPPA_LIST, 1, 0, 0, &nested[2]}, TAPPA_EINVAL},
    {"a list of a text that leads nowhere", {TAPPA_LIST, 1, 0, 0, &nested[3]}, TAPPA_EINVAL},
    {"a list of what is empty", {TAPPA_LIST, 3, 0, 0, &nested[4]}, TAPPA_OK},
    {"a list of a map by null", {TAPPA_LIST, 1, 0, 0, &nested[7]}, TAPPA_EINVAL},
    {"a list of a map by bytes", {TAPPA_LIST, 1, 0, 0, &nested[8]}, TAPPA_EINVAL},
    {"a map whose second value is none", {TAPPA_MAP, 2, 0, 0, second_bad}, TAPPA_EINVAL},
    {"a list of that map", {TAPPA_LIST, 1, 0, 0, &nested[9]}, TAPPA_EINVAL},
    {"a list of a map by a text", {TAPPA_LIST, 1, 0, 0, &nested[10]}, TAPPA_OK},
    {"a number with a size", {TAPPA_INT, 5, 1, 0, NULL}, TAPPA_OK},
    {"a list of such a number", {TAPPA_LIST, 1, 0, 0, &nested[11]}, TAPPA_OK},
    {"false", {TAPPA_BOOL, 0, 0, 0, NULL}, TAPPA_OK},
    {"true", {TAPPA_BOOL, 0, 1, 0, NULL}, TAPPA_OK},
    {"two", {TAPPA_BOOL, 0, 2, 0, NULL}, TAPPA_EINVAL},
    {"an error", {TAPPA_ERROR, 0, 1, 0, NULL}, TAPPA_EINVAL},
    {"the first time", {TAPPA_TIMESTAMP, 0, TAPPA__TIME_MIN, 0, NULL}, TAPPA_OK},
    {"before the first time", {TAPPA_TIMESTAMP, 0, TAPPA__TIME_MIN - 1, 0, NULL}, TAPPA_ETIME},
    {"the last time", {TAPPA_TIMESTAMP, 0, TAPPA__TIME_MAX, 0, NULL}, TAPPA_OK},
    {"behind the last time", {TAPPA_TIMESTAMP, 0, TAPPA__TIME_MAX + 1, 0, NULL}, TAPPA_ETIME},
    {"the longest duration", {TAPPA_DURATION, 0, TAPPA__DURATION_MOST, 0, NULL}, TAPPA_OK},
    {"a longer one", {TAPPA_DURATION, 0, TAPPA__DURATION_MOST + 1, 0, NULL}, TAPPA_ETIME},
    {"the same backwards", {TAPPA_DURATION, 0, -TAPPA__DURATION_MOST - 1, 0, NULL}, TAPPA_ETIME},
    {"a type", {TAPPA_TYPE, 3, 0, 0, "int"}, TAPPA_OK},
    {"a type without its name", {TAPPA_TYPE, 3, 0, 0, NULL}, TAPPA_EINVAL},
    {"a type that is no text", {TAPPA_TYPE, 1, 0, 0, "\xFF"}, TAPPA_EINVAL},
    {"bytes that are no text", {TAPPA_BYTES, 1, 0, 0, "\xFF"}, TAPPA_OK},
    {"bytes without bytes", {TAPPA_BYTES, 1, 0, 0, NULL}, TAPPA_EINVAL},
    {"a list without items", {TAPPA_LIST, 1, 0, 0, NULL}, TAPPA_EINVAL},
    {"a map without pairs", {TAPPA_MAP, 1, 0, 0, NULL}, TAPPA_EINVAL},
    {"nothing in a list", {TAPPA_LIST, 0, 0, 0, NULL}, TAPPA_OK},
    {"a key that is an int", {TAPPA_MAP, 1, 0, 0, keys[0]}, TAPPA_OK},
    {"a key that is a uint", {TAPPA_MAP, 1, 0, 0, keys[1]}, TAPPA_OK},
    {"a key that is a bool", {TAPPA_MAP, 1, 0, 0, keys[2]}, TAPPA_OK},
    {"a key that is a text", {TAPPA_MAP, 1, 0, 0, keys[3]}, TAPPA_OK},
    {"a key that is a double", {TAPPA_MAP, 1, 0, 0, keys[4]}, TAPPA_EINVAL},
    {"a key that is null", {TAPPA_MAP, 1, 0, 0, keys[5]}, TAPPA_EINVAL},
};

static void
checks_values(void **state)
{
    static const struct tappa_variable any = {"x", 1, TAPPA_UNSET, 0};
    tappa_expression *made;
    tappa_context *c;
    size_t i;

    (void)state;
    assert_int_equal(tappa_context_new(NULL, &c), TAPPA_OK);
    assert_int_equal(tappa_expression_compile(c, "x", 1, &any, 1, NULL, &made), TAPPA_OK);
    for (i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        struct tappa_value result;
        tappa_status status = tappa_expression_evaluate(made, &inputs[i].value, 1, &result, NULL);

        if (status != inputs[i].status)
            fail_msg("%s: %d", inputs[i].name, (int)status);
        assert_int_equal(result.kind, status ? TAPPA_UNSET : inputs[i].value.kind);
    }
    tappa_expression_free(made);
    tappa_context_unref(c);
}

static void
measures_json(void **state)
{
    static const struct tappa_value value = {TAPPA_STRING, 3, 0, 0, "abc"}, number = {TAPPA_INT, 5, 7, 0, NULL},
                                    nothing = {TAPPA_UNSET, 0, 0, 0, NULL},
                                    letter = {TAPPA_BYTES, 1, 0, 0, "\377\377\377"}, letters = {TAPPA_BYTES, 2, 0, 0, "\377\377\377"};
    char buffer[10] = "###";

    (void)state;
    assert_int_equal(tappa_value_json(&value, buffer, 0), 5);
    assert_string_equal(buffer, "###");
    assert_int_equal(tappa_value_json(&value, NULL, 4), 5);
    assert_int_equal(tappa_value_json(&value, buffer, 4), 5);
    assert_string_equal(buffer, "\"ab");
    assert_int_equal(tappa_value_json(&number, buffer, sizeof buffer), 1); /* of a number the size says nothing */
    assert_int_equal(tappa_value_json(&nothing, buffer, sizeof buffer), 4);
    assert_string_equal(buffer, "null");
    assert_int_equal(tappa_value_json(&letter, buffer, sizeof buffer), 6);
    assert_string_equal(buffer, "\"/w==\"");
    assert_int_equal(tappa_value_json(&letters, buffer, sizeof buffer), 6);
    assert_string_equal(buffer, "\"//8=\"");
    memset(buffer, '#', sizeof buffer);
    assert_int_equal(tappa_value_json(&value, buffer, sizeof buffer), 5);
    assert_memory_equal(buffer, "\"abc\"\0####", sizeof buffer);
}

/* A host's own values may lead nowhere, or too deep for the stack. */
static void
json_of_what_is_not_whole(void **state)
{
    static const uint32_t kinds[] = {TAPPA_STRING, TAPPA_BYTES, TAPPA_TYPE, TAPPA_LIST, TAPPA_MAP};
    static struct tappa_value deep[100001];
    const size_t end = sizeof deep / sizeof *deep - 1;
    char buffer[300];

    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct tappa_value nowhere = {.kind = kinds[i], .size = 5}, empty = {.kind = kinds[i]};
        const struct tappa_value two_items[] = {empty, nowhere}, holds = {.kind = TAPPA_LIST, .size = 1, .data = &nowhere};
        const struct tappa_value holds_two = {.kind = TAPPA_LIST, .size = 2, .data = two_items};

        assert_int_equal(tappa_value_json(&nowhere, buffer, sizeof buffer), 0);
        assert_string_equal(buffer, "");
        assert_int_equal(tappa_value_json(&holds, buffer, sizeof buffer), 0);
        assert_int_equal(tappa_value_json(&holds_two, buffer, sizeof buffer), 0);
        assert_int_equal(tappa_value_json(&empty, buffer, sizeof buffer), 2);
    }
    for (size_t i = 0; i < end; i++)
        deep[i] = (struct tappa_value){.kind = TAPPA_LIST, .size = 1, .data = &deep[i + 1]};
    deep[end] = (struct tappa_value){.kind = TAPPA_INT, .integer = 7};
    assert_int_equal(tappa_value_json(&deep[end - 64], buffer, sizeof buffer), 129);
    assert_int_equal(tappa_value_json(&deep[end - 65], buffer, sizeof buffer), 0);
    assert_int_equal(tappa_value_json(deep, buffer, sizeof buffer), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, run_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(times_of_any_kind),     TEST(compares_numbers_of_any_kind),
        TEST(times_beyond_their_range), TEST(zones_of_a_slot),
        TEST(looks_at_nothing_beneath_the_stack), TEST(notes_what_failed),
        TEST(reads_within_a_text),   TEST(errors_equal_nothing),
        TEST(has_of_a_failing_slot),
        TEST(names_without_a_type),  TEST(says_what_is_wrong),
        TEST(compiles_without_zones), TEST(blames_within_bounds),
        TEST(refuses_what_hosts_should_not_say), TEST(checks_values),
        TEST(measures_json), TEST(json_of_what_is_not_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
