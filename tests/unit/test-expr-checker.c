/* Owns the tests of lib/core/expr/check*.c, types.c and overloads.c, and of the places that diagnostics name.
 * Run by meson as one program.
 * Protects the expectations: what is said about a mistake and where; each independent mistake once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "expr-world.h"

static tappa_diagnostics *list;
static struct tappa__arena arena;
static struct tappa_allocator allocator;

static int
setup(void **state)
{
    (void)state;
    tappa__allocator_default(&allocator);
    tappa__arena_init(&arena, &allocator, 0);
    return tappa__diagnostics_create(&allocator, 100, &list);
}

static int
teardown(void **state)
{
    (void)state;
    tappa_diagnostics_free(list);
    tappa__arena_free(&arena);
    return 0;
}

static const struct tappa__program *
compile(const char *text, const struct tappa__type *want, tappa_status *status)
{
    struct tappa__source source = {TAPPA__TEXT("f"), tappa__text_of(text)};
    struct tappa__expr_source at = {&source, TAPPA__TEXT("stages.a"), {1, 1, 1}, 1};

    tappa_diagnostics_clear(list);
    return tappa__expr_compile(&arena, &world_env, tappa__text_of(text), want, &at, list, status);
}

static void
says_what_and_where(void **state)
{
    static const struct {
        const char *text;
        uint32_t column, width;
        const char *message, *hint;
    } rows[] = {
        {"data.visits == 1.5", 13, 2, "`==` is not for int and double", "convert with double(...), or write the number with a point"},
        {"data.visits > 1u", 13, 1, "`>` is not for int and uint", "convert one of them with int(...) or uint(...)"},
        {"data.visit", 6, 5, "`data` has no member `visit`", "did you mean `visits`?"},
        {"data.zzz", 6, 3, "`data` has no member `zzz`", ""},
        {"dat.visits", 1, 3, "`dat` is not declared", "did you mean `data`?"},
        {"dat.visits.x", 1, 3, "`dat` is not declared", "did you mean `data`?"},
        {"1 + noww", 5, 4, "`noww` is not declared", "did you mean `now`?"},
        {"data", 1, 4, "`data` is no value by itself", "name one of its members"},
        {"data == 1", 1, 4, "`data` is no value by itself", "name one of its members"},
        {"old", 1, 3, "`old` is only for migrations", ""},
        {"event.late > 1", 1, 10, "`event.late` differs between the events that can be meant", ""},
        {"journey.at(\"nowhere\")", 12, 9, "there is no stage `nowhere`", ""},
        {"journey.at(data.name)", 9, 2, "`journey.at` takes one text, written out", ""},
        {"journey.at()", 9, 2, "`journey.at` takes one text, written out", ""},
        {"journey.at(\"a\", 1)", 9, 2, "`journey.at` takes one text, written out", ""},
        {"journey.visit(\"a\")", 9, 5, "`journey` has no method `visit`", ""},
        {"nobody.at(\"a\")", 1, 6, "`nobody` is not declared", ""},
        {"data.visits.all(x, true)", 1, 11, "a macro goes through a list or a map, this is int", ""},
        {"data.visits && true", 1, 11, "`&&` wants a bool, this is int", "compare it with something, as in `x > 0`"},
        {"true || \"a\"", 9, 3, "`||` wants a bool, this is string", ""},
        {"!data.visits", 1, 1, "`!` is not for int", ""},
        {"\"a\" + 1", 5, 1, "`+` is not for string and int", "convert with string(...)"},
        {"now + 1", 5, 1, "`+` is not for timestamp and int", "times are written timestamp(\"2026-01-01T00:00:00Z\"), durations duration(\"1h30m\")"},
        {"5.0 % 2.0", 5, 1, "`%` is not for double and double", "`%` is for int and uint only"},
        {"size(1)", 1, 4, "`size` does not take (int)", ""},
        {"siez(\"a\")", 1, 4, "there is no function `siez`", "did you mean `size`?"},
        {"data.name.startWith(\"a\")", 11, 9, "there is no function `startWith`", "did you mean `startsWith`?"},
        {"data.name.int()", 11, 3, "`int` is not called with a dot", "write it before its argument: f(x)"},
        {"contains(data.name, \"a\")", 1, 8, "`contains` is called with a dot", "write it behind its first argument: x.f(y)"},
        {"data.name.matches(\"a\")", 11, 7, "there are no regular expressions here, so no `matches`", "use startsWith, endsWith, contains or `in` with a list"},
        {"now.getHours(\"Not/There\")", 14, 11, "there is no time zone `Not/There`", ""},
        {"\"a\" in \"abc\"", 5, 2, "`in` looks into a list or a map, not into string", "for texts there is `text.contains(part)`"},
        {"[1][\"a\"]", 4, 1, "the index is string, but int is wanted", ""},
        {"true ? 1 : 2.0", 1, 14, "the branches of the conditional differ: int and double", "convert one of them, or wrap it in dyn()"},
        {"data.visits ? 1 : 2", 1, 11, "the condition before `?` wants a bool, this is int", "compare it with something, as in `x > 0`"},
        {"{1.5: 2}", 2, 3, "a map's key is an int, uint, bool or string, this is double", ""},
        {"\"\xC3\xA9\xC3\xA9\" + nobody", 8, 6, "`nobody` is not declared", ""},
        {"1 +\n  nobody", 3, 6, "`nobody` is not declared", ""},
        {"x = 1", 3, 1, "`=` has no meaning here", "equality is written `==`"},
        {"if", 1, 2, "`if` is a reserved word", ""},
        {"1 +", 4, 1, "the expression ends where a value should stand", ""},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct tappa_diagnostic *d;
        tappa_status status;

        assert_null(compile(rows[i].text, NULL, &status));
        assert_int_equal(status, TAPPA_EEXPR);
        d = tappa_diagnostics_at(list, 0);
        if (tappa_diagnostics_count(list) != 1 || strcmp(d->message, rows[i].message) != 0 ||
            strcmp(d->hint, rows[i].hint) != 0 || d->column != rows[i].column || d->width != rows[i].width)
            fail_msg("%s: %u:%u (%u) %s / %s", rows[i].text, d->line, d->column, d->width, d->message, d->hint);
        assert_string_equal(d->path, "stages.a");
    }
}

static void
reports_each_mistake(void **state)
{
    static const struct {
        const char *text;
        size_t count;
    } rows[] = {
        {"a + b", 2},
        {"a && b || c", 3},
        {"[a, b].all(x, c + x > d)", 4},
        {"size(a) + siez(b) + data.visits.x", 4},
        {"(1 + 1.0) * 2 == \"a\"", 1},
        {"a.b.c.d", 1},
        {"(1 + \"a\") && (2 + \"b\")", 2},
        {"[nobody, 1][0] + 1 == \"a\"", 2},
        {"a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a", 20},
        {"1 + + a", 1},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tappa_status status;

        assert_null(compile(rows[i].text, NULL, &status));
        if (tappa_diagnostics_count(list) != rows[i].count)
            fail_msg("%s: %zu", rows[i].text, tappa_diagnostics_count(list));
    }
}

static void
wants_types(void **state)
{
    static const struct {
        const char *text;
        uint32_t want;
        const char *message; /* NULL: fits */
    } rows[] = {
        {"data.visits", TAPPA_INT, NULL},
        {"dyn(1)", TAPPA_BOOL, NULL},
        {"items[0]", TAPPA_STRING, NULL},
        {"data.visits > 1", TAPPA_BOOL, NULL},
        {"data.visits", TAPPA_DOUBLE, "the expression is int, but double is wanted here"},
        {"5", TAPPA_DOUBLE, "the expression is int, but double is wanted here"},
        {"1.0", TAPPA_INT, "the expression is double, but int is wanted here"},
        {"\"a\"", TAPPA_BOOL, "the expression is string, but bool is wanted here"},
        {"[1]", TAPPA_LIST, NULL},
        {"now - now", TAPPA_TIMESTAMP, "the expression is duration, but timestamp is wanted here"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tappa_status status;
        const struct tappa__program *p = compile(rows[i].text, tappa__type_of(rows[i].want), &status);

        if (!rows[i].message)
            assert_non_null(p);
        else
            assert_string_equal(tappa_diagnostics_at(list, 0)->message, rows[i].message);
    }
}

/* A folded or quoted scalar has no exact columns: its own place is told. */
static void
keeps_the_scalars_place(void **state)
{
    struct tappa__source source = {TAPPA__TEXT("f"), TAPPA__TEXT("if: \"1 + nobody\"")};
    struct tappa__expr_source at = {&source, TAPPA__TEXT("p"), {1, 5, 12}, 0};
    const struct tappa_diagnostic *d;
    tappa_status status;

    (void)state;
    tappa_diagnostics_clear(list);
    assert_null(tappa__expr_compile(&arena, &world_env, TAPPA__TEXT("1 + nobody"), NULL, &at, list, &status));
    d = tappa_diagnostics_at(list, 0);
    assert_int_equal(d->column, 5);
    assert_int_equal(d->width, 12);
    at.exact = 1;
    assert_null(tappa__expr_compile(&arena, &world_env, TAPPA__TEXT("1 + nobody"), NULL, &at, list, &status));
    d = tappa_diagnostics_at(list, 1);
    assert_int_equal(d->column, 9);
    assert_int_equal(d->width, 6);
}

static void
needs_nothing(void **state)
{
    static const struct tappa__expr_env empty = {NULL, NULL, NULL, NULL, NULL};
    char *big = malloc(70000);
    tappa_status status;

    (void)state;
    assert_non_null(big);
    assert_null(tappa__expr_compile(&arena, &empty, TAPPA__TEXT("a.b(\"c\") + d + e.f"), NULL, NULL, NULL, &status));
    assert_int_equal(status, TAPPA_EEXPR);
    assert_null(tappa__expr_compile(&arena, &empty, (struct tappa__text){NULL, 0}, NULL, NULL, NULL, &status));
    assert_null(tappa__expr_compile(&arena, &empty, (struct tappa__text){NULL, 5}, NULL, NULL, NULL, &status));
    assert_int_equal(status, TAPPA_EEXPR);
    assert_null(tappa__expr_compile(&arena, &empty, TAPPA__TEXT("'\xFF'"), NULL, NULL, list, &status));
    memset(big, ' ', 70000);
    big[0] = '1';
    assert_null(tappa__expr_compile(&arena, &empty, (struct tappa__text){big, 70000}, NULL, NULL, NULL, &status));
    assert_int_equal(status, TAPPA_EEXPR);
    assert_non_null(tappa__expr_compile(&arena, &empty, (struct tappa__text){big, 65536}, NULL, NULL, NULL, &status));
    free(big);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(says_what_and_where, setup, teardown),
        cmocka_unit_test_setup_teardown(reports_each_mistake, setup, teardown),
        cmocka_unit_test_setup_teardown(wants_types, setup, teardown),
        cmocka_unit_test_setup_teardown(keeps_the_scalars_place, setup, teardown),
        cmocka_unit_test_setup_teardown(needs_nothing, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
