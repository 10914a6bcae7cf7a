/* Owns the tests of what a host hands to an expression and is given back: texts without a NUL behind them, names of any length, where a mistake stands,
 * and which name was meant.
 * Run by meson as one program.
 * Protects the expectation that nothing is read or written beyond what the host said is there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tappa/tappa.h"
#include "tests/support/world.h"

static const struct tappa_variable variables[] = {
    {"s", 1, TAPPA_STRING, 0}, {"ab", 2, TAPPA_STRING, 0}, {"words", 5, TAPPA_LIST, 0}, {"any", 3, TAPPA_UNSET, 0}, {"n", 1, TAPPA_INT, 0}, {"t", 1, TAPPA_TIMESTAMP, 0},
};
#define VARIABLES (sizeof variables / sizeof *variables)

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

static tappa_expression *
compile(const char *text)
{
    tappa_expression *x;

    if (tappa_expression_compile(context, text, strlen(text), variables, VARIABLES, NULL, &x))
        fail_msg("%s does not compile", text);
    return x;
}

/* What it gives as JSON, or `error N at OFFSET`; each text in a block of its own size. */
static void
says(const char *text, const char *expected)
{
    char *s = malloc(3), *ab = malloc(2), told[200];
    const struct tappa_value words[] = {{.kind = TAPPA_STRING, .data = "a", .size = 1}, {.kind = TAPPA_STRING, .data = "b", .size = 1}};
    struct tappa_value values[] = {
        {.kind = TAPPA_STRING, .size = 3},
        {.kind = TAPPA_STRING, .size = 2},
        {.kind = TAPPA_LIST, .data = words, .size = 2},
        {.kind = TAPPA_LIST, .data = words, .size = 2},
        {.kind = TAPPA_INT, .integer = 7},
        {.kind = TAPPA_TIMESTAMP, .integer = 0},
    };
    struct tappa_value result;
    tappa_expression *x = compile(text);
    size_t offset = 99;
    tappa_status status;

    assert_true(s && ab);
    values[0].data = memcpy(s, "xyz", 3);
    values[1].data = memcpy(ab, "yz", 2);
    status = tappa_expression_evaluate(x, values, VARIABLES, &result, &offset);
    if (status)
        snprintf(told, sizeof told, "error %d at %zu", status, offset);
    else
        (void)tappa_value_json(&result, told, sizeof told);
    if (!status)
        assert_int_equal(offset, 0);
    if (strcmp(told, expected))
        fail_msg("%s: %s, expected %s", text, told, expected);
    tappa_expression_free(x);
    free(s);
    free(ab);
}

static void
texts_end_where_the_host_says(void **state)
{
    (void)state;
    says("s.contains('')", "true");
    says("s.contains(ab)", "true");
    says("ab.contains(s)", "false");
    says("s.contains('z')", "true");
    says("s.contains('zy')", "false");
    says("s.startsWith('') && s.endsWith('')", "true");
    says("s.endsWith(ab) && !s.startsWith(ab)", "true");
    says("'b' in words && !('c' in words)", "true");
    says("'b' in any && !('c' in any) && !(1 in any)", "true");
}

/* A zone may be called anything; none of these is one, and what is as long as an offset is looked at as one. */
static void
zones_of_any_name(void **state)
{
    static const char *const names[] = {"", "0", "02:0", "02:000", "+02:000", "0123456789012345678901234567890123456789012345678901234567890123456789"};
    char text[200];

    (void)state;
    says("t.getHours('02:00')", "2");
    says("t.getHours('+02:00')", "2");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(text, sizeof text, "t.getHours(s == '' ? 'UTC' : '%s' + '')", names[i]);
        says(text, "error -14 at 0");
    }
}

/* Where it fails, and 0 where it does not. */
static void
offsets_of_failures(void **state)
{
    (void)state;
    says("1 + 1", "2");
    says("1 + n / 0", "error -14 at 4");
    says("n + words[9]", "error -14 at 4");
    says("any.all(w, w)", "error -14 at 0");
    says("any.exists(w, w)", "error -14 at 0");
    says("any.exists_one(w, w)", "error -14 at 0");
    says("any.filter(w, w)", "error -14 at 0");
    says("any.map(w, dyn(n), w)", "error -14 at 11");
}

/* The name that was meant is named where it is near: of two letters one may be another, of four two; of one letter none. */
static void
names_that_were_meant(void **state)
{
    static const struct {
        const char *text, *hint;
    } rows[] = {
        {"m", ""}, {"ac", "ab"}, {"cd", ""}, {"any1", "any"}, {"wordy", "words"}, {"wards", "words"}, {"warde", "words"}, {"carde", ""}, {"anyway", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct tappa_diagnostic *d;
        tappa_diagnostics *list;
        tappa_expression *x;
        const char *hint;

        assert_int_equal(tappa_diagnostics_new(context, &list), TAPPA_OK);
        assert_int_equal(tappa_expression_compile(context, rows[i].text, strlen(rows[i].text), variables, VARIABLES, list, &x), TAPPA_EEXPR);
        assert_int_equal(tappa_diagnostics_count(list), 1);
        d = tappa_diagnostics_at(list, 0);
        hint = d->hint ? d->hint : "";
        if (*rows[i].hint ? !strstr(hint, rows[i].hint) : strstr(hint, "mean") != NULL)
            fail_msg("%s: %s", rows[i].text, hint);
        tappa_diagnostics_free(list);
    }
}

static void
mistakes_are_told_by_what_should_stand_there(void **state)
{
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"[1, )", "stands where a value should"},
        {"size(s, )", "stands where an argument should"},
        {"{1: 2} == {'a': 2}", "is not for map(int, int) and map(string, int)"},
        {"{1: 2} == {1: 'a'}", "is not for map(int, int) and map(int, string)"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        tappa_diagnostics *list;
        tappa_expression *x;

        assert_int_equal(tappa_diagnostics_new(context, &list), TAPPA_OK);
        assert_int_equal(tappa_expression_compile(context, rows[i].text, strlen(rows[i].text), variables, VARIABLES, list, &x), TAPPA_EEXPR);
        assert_int_equal(tappa_diagnostics_count(list), 1);
        if (!strstr(tappa_diagnostics_at(list, 0)->message, rows[i].message))
            fail_msg("%s: %s", rows[i].text, tappa_diagnostics_at(list, 0)->message);
        tappa_diagnostics_free(list);
    }
}

/* Where there is no memory for what is made, nothing is given that looks as if it was. */
static void
what_needs_memory(void **state)
{
    static const char *const texts[] = {"words + any", "s + ab", "[s, ab]", "{s: ab}", "words.map(w, w + s)", "words.filter(w, w != s)", "string(n)"};
    static const struct tappa_value words[] = {{.kind = TAPPA_STRING, .data = "a", .size = 1}, {.kind = TAPPA_STRING, .data = "b", .size = 1}};
    static const struct tappa_value values[] = {
        {.kind = TAPPA_STRING, .data = "xyz", .size = 3},   {.kind = TAPPA_STRING, .data = "yz", .size = 2}, {.kind = TAPPA_LIST, .data = words, .size = 2},
        {.kind = TAPPA_LIST, .data = words, .size = 2}, {.kind = TAPPA_INT, .integer = 7},           {.kind = TAPPA_TIMESTAMP},
    };
    struct failing memory = {0};
    struct tappa_allocator allocator = failing_allocator(&memory);
    tappa_context *own;

    (void)state;
    assert_int_equal(tappa_context_new(&allocator, &own), TAPPA_OK);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct tappa_value result;
        tappa_expression *x;

        assert_int_equal(tappa_expression_compile(own, texts[i], strlen(texts[i]), variables, VARIABLES, NULL, &x), TAPPA_OK);
        memory.count = 0;
        memory.fail_at = 1;
        assert_int_equal(tappa_expression_evaluate(x, values, VARIABLES, &result, NULL), TAPPA_ENOMEM);
        memory.fail_at = 0;
        assert_int_equal(tappa_expression_evaluate(x, values, VARIABLES, &result, NULL), TAPPA_OK);
        tappa_expression_free(x);
    }
    tappa_context_unref(own);
    assert_int_equal(memory.live, 0);
}

/* What a value holds is looked at, however deep it lies: a key that may be none, a text that is not there. */
static void
values_are_looked_into(void **state)
{
    static const struct {
        struct tappa_value key, value;
        tappa_status status;
    } rows[] = {
        {{.kind = TAPPA_INT, .integer = 1}, {.kind = TAPPA_INT, .integer = 1}, TAPPA_OK},
        {{.kind = TAPPA_STRING, .data = "k", .size = 1}, {.kind = TAPPA_DOUBLE}, TAPPA_OK},
        {{.kind = TAPPA_BOOL, .integer = 1}, {.kind = TAPPA_NULL}, TAPPA_OK},
        {{.kind = TAPPA_UINT, .integer = 1}, {.kind = TAPPA_BYTES}, TAPPA_OK},
        {{.kind = TAPPA_DOUBLE}, {.kind = TAPPA_INT}, TAPPA_EINVAL},
        {{.kind = TAPPA_NULL}, {.kind = TAPPA_INT}, TAPPA_EINVAL},
        {{.kind = TAPPA_BYTES}, {.kind = TAPPA_INT}, TAPPA_EINVAL},
        {{.kind = TAPPA_INT, .integer = 1}, {.kind = TAPPA_STRING, .size = 1}, TAPPA_EINVAL},
        {{.kind = TAPPA_INT, .integer = 1}, {.kind = TAPPA_LIST, .size = 1}, TAPPA_EINVAL},
        {{.kind = TAPPA_STRING, .size = 1}, {.kind = TAPPA_INT}, TAPPA_EINVAL},
    };
    tappa_expression *x = compile("any == any");

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int depth = 0; depth < 6; depth++)
            for (int maps = 0; maps < 1 << depth; maps++) {
                struct tappa_value levels[6][2], pair[] = {rows[i].key, rows[i].value}, any = {.kind = TAPPA_MAP, .data = pair, .size = 1}, result;
                struct tappa_value values[] = {{.kind = TAPPA_STRING}, {.kind = TAPPA_STRING}, {.kind = TAPPA_LIST}, any, {.kind = TAPPA_INT}, {.kind = TAPPA_TIMESTAMP}};
                tappa_status status;

                for (int level = 0; level < depth; level++) {
                    levels[level][0] = (struct tappa_value){.kind = TAPPA_INT, .integer = level};
                    levels[level][1] = values[3];
                    values[3] = (struct tappa_value){.kind = maps >> level & 1 ? TAPPA_MAP : TAPPA_LIST, .data = levels[level], .size = maps >> level & 1 ? 1 : 2};
                }
                status = tappa_expression_evaluate(x, values, VARIABLES, &result, NULL);
                if (status != rows[i].status)
                    fail_msg("row %zu, %d deep, maps %d: %d", i, depth, maps, status);
            }
    tappa_expression_free(x);
}

/* A call is of a name, and not of a name in quotes. */
static void
calls_of_quoted_names(void **state)
{
    static const char *const texts[] = {"s.`size`()", "s.`contains`('x')", "any.`map`(w, w)"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        tappa_expression *x;

        assert_int_equal(tappa_expression_compile(context, texts[i], strlen(texts[i]), variables, VARIABLES, NULL, &x), TAPPA_EEXPR);
        assert_null(x);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_end_where_the_host_says), cmocka_unit_test(zones_of_any_name),     cmocka_unit_test(offsets_of_failures),
        cmocka_unit_test(names_that_were_meant),         cmocka_unit_test(calls_of_quoted_names), cmocka_unit_test(what_needs_memory),
        cmocka_unit_test(values_are_looked_into),        cmocka_unit_test(mistakes_are_told_by_what_should_stand_there),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
