/* Owns the tests of lib/core/diagnostics.
 * Run by meson as one program.
 * Protects the expectations: what people see, byte for byte, and that nothing of a text can write to their terminal. */
#include "lib/core/diagnostics/diagnostics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <cmocka.h>

#define NO_TEXT ((struct tappa__text){"", 0})

static tappa_diagnostics *
new_list(uint64_t limit)
{
    struct tappa_allocator a;
    tappa_diagnostics *list;

    tappa__allocator_default(&a);
    assert_int_equal(tappa__diagnostics_create(&a, limit, &list), TAPPA_OK);
    return list;
}

static void
renders(void **state)
{
    static const struct {
        const char *name, *text;
        struct tappa__place place;
        int32_t code;
        const char *hint, *message, *expected;
    } rows[] = {
        {"one caret", "a: 1\nb: 2\n", {2, 4, 1}, TAPPA__CODE_BAD_VALUE, "", "wrong",
         "f.yaml:2:4: error: wrong [bad-value]\n  b: 2\n     ^"},
        {"wide and a hint", "visits: 1", {1, 1, 6}, TAPPA__CODE_UNKNOWN_KEY, "did you mean `x`?", "unknown",
         "f.yaml:1:1: error: unknown [unknown-key]\n  visits: 1\n  ^~~~~~\nhint: did you mean `x`?"},
        {"warning", "x", {1, 1, 1}, TAPPA__CODE_NO_GOAL, "", "no goal", "f.yaml:1:1: warning: no goal [no-goal]\n  x\n  ^"},
        {"no place", "x", {0, 0, 0}, TAPPA__CODE_NO_STAGES, "", "none", "f.yaml: error: none [no-stages]"},
        {"tabs are kept", "\ta\tb", {1, 4, 1}, TAPPA__CODE_BAD_VALUE, "", "m",
         "f.yaml:1:4: error: m [bad-value]\n  \ta\tb\n  \t \t^"},
        {"code points, not bytes", "\xC3\xA9\xC3\xA9 x", {1, 4, 1}, TAPPA__CODE_BAD_VALUE, "", "m",
         "f.yaml:1:4: error: m [bad-value]\n  \xC3\xA9\xC3\xA9 x\n     ^"},
        {"carriage return", "a\r\nb\r\n", {1, 1, 1}, TAPPA__CODE_BAD_VALUE, "", "m",
         "f.yaml:1:1: error: m [bad-value]\n  a\n  ^"},
        {"column behind the end", "ab", {1, 9, 3}, TAPPA__CODE_BAD_VALUE, "", "m",
         "f.yaml:1:9: error: m [bad-value]\n  ab\n    ^"},
        {"width behind the end", "ab", {1, 2, 30}, TAPPA__CODE_BAD_VALUE, "", "m",
         "f.yaml:1:2: error: m [bad-value]\n  ab\n   ^"},
        {"line behind the end", "ab", {7, 1, 1}, TAPPA__CODE_BAD_VALUE, "", "m", "f.yaml:7:1: error: m [bad-value]"},
        {"escape sequences", "\x1B[31mred", {1, 6, 3}, TAPPA__CODE_BAD_VALUE, "\x07", "a\x1Bz",
         "f.yaml:1:6: error: a\xEF\xBF\xBDz [bad-value]\n  \xEF\xBF\xBD[31mred\n       ^~~\nhint: \xEF\xBF\xBD"},
        {"direction changes", "\xE2\x80\xAEx", {1, 2, 1}, TAPPA__CODE_BAD_VALUE, "", "m",
         "f.yaml:1:2: error: m [bad-value]\n  \xEF\xBF\xBDx\n   ^"},
        {"the edges of what is no text", "\xE2\x80\xA9\xE2\x81\xA6\xE2\x81\xA9\xEF\xBB\xBF\xC2\x9F\x7F", {1, 1, 1}, TAPPA__CODE_BAD_VALUE, "",
         "\xE2\x81\xA5\xE2\x81\xAA\xE2\x80\xAF\xC2\xA0",
         "f.yaml:1:1: error: \xE2\x81\xA5\xE2\x81\xAA\xE2\x80\xAF\xC2\xA0 [bad-value]\n  "
         "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\n  ^"},
        {"a line without a column", "ab", {1, 0, 0}, TAPPA__CODE_BAD_VALUE, "", "m", "f.yaml:1:1: error: m [bad-value]\n  ab\n  ^"},
        {"broken bytes", "\xFF\xC3x", {1, 3, 1}, TAPPA__CODE_BAD_VALUE, "", "m",
         "f.yaml:1:3: error: m [bad-value]\n  \xEF\xBF\xBD\xEF\xBF\xBDx\n    ^"},
        {"unknown code", "x", {1, 1, 1}, 9999, "", "m", "f.yaml:1:1: error: m [unknown]\n  x\n  ^"},
    };
    char out[600];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tappa_diagnostics *list = new_list(10);
        struct tappa__source source = {TAPPA__TEXT("f.yaml"), tappa__text_of(rows[i].text)};
        size_t n;

        tappa__diagnose(list, &source, rows[i].code, rows[i].place, NO_TEXT, tappa__text_of(rows[i].hint), "%s",
                        rows[i].message);
        n = tappa_diagnostics_render(list, 0, out, sizeof out);
        if (strcmp(out, rows[i].expected) != 0)
            fail_msg("%s:\n%s\nexpected\n%s", rows[i].name, out, rows[i].expected);
        assert_int_equal(n, strlen(out));
        assert_int_equal(tappa_diagnostics_render(list, 0, NULL, 0), n);
        assert_int_equal(tappa_diagnostics_render(list, 0, out, 7), n);
        assert_int_equal(strlen(out), 6);
        tappa_diagnostics_free(list);
    }
}

static void
cuts_long_lines(void **state)
{
    tappa_diagnostics *list = new_list(10);
    char text[2001], out[600];
    struct tappa__source source = {NO_TEXT, {text, 2000}};
    const char *line, *caret;

    (void)state;
    memset(text, 'a', 2000);
    text[1000] = 'X';
    text[2000] = '\0';
    tappa__diagnose(list, &source, TAPPA__CODE_BAD_VALUE, (struct tappa__place){1, 1001, 1}, NO_TEXT, NO_TEXT, "m");
    assert_true(tappa_diagnostics_render(list, 0, out, sizeof out) < 400);
    line = strchr(out, '\n') + 1;
    caret = strchr(line, '\n') + 1;
    assert_int_equal(strncmp(line, "  \xE2\x80\xA6", 5), 0);
    /* The mark of the cut is one code point of three bytes. */
    assert_int_equal(strchr(line, 'X') - line - 2, strchr(caret, '^') - caret);
    tappa_diagnostics_free(list);
}

/* A place near the beginning of a long line, and one behind its end. */
static void
cuts_around_any_place(void **state)
{
    static const struct {
        uint32_t column;
        size_t caret; /* as many blanks before it */
    } rows[] = {{1, 0}, {40, 39}, {41, 40}, {42, 41}, {300, 120}, {999, 121}};
    char text[301], out[600];
    struct tappa__source source = {NO_TEXT, {text, 300}};
    size_t i;

    (void)state;
    memset(text, 'a', 300);
    text[300] = '\0';
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tappa_diagnostics *list = new_list(10);
        const char *caret;

        tappa__diagnose(list, &source, TAPPA__CODE_BAD_VALUE, (struct tappa__place){1, rows[i].column, 1}, NO_TEXT, NO_TEXT, "m");
        assert_true(tappa_diagnostics_render(list, 0, out, sizeof out) < 400);
        caret = strchr(strchr(out, '\n') + 1, '\n') + 3;
        if (strspn(caret, " ") != rows[i].caret)
            fail_msg("column %u: %zu", (unsigned)rows[i].column, strspn(caret, " "));
        tappa_diagnostics_free(list);
    }
}

/* A message is cut at a thousand bytes, and never within a character. */
static void
cuts_long_messages(void **state)
{
    char message[1200], out[1400];
    size_t i;

    (void)state;
    for (i = 0; i < 5; i++) {
        tappa_diagnostics *list = new_list(10);
        const char *kept;

        memset(message, 'x', sizeof message);
        memcpy(message + 996 + i, "\xF0\x9F\x9B\x92", 4);
        message[1199] = '\0';
        tappa__diagnose(list, NULL, TAPPA__CODE_BAD_VALUE, (struct tappa__place){0, 0, 0}, NO_TEXT, NO_TEXT, "%s", message);
        kept = tappa_diagnostics_at(list, 0)->message;
        assert_int_equal(strlen(kept), 996 + i); /* the last character goes even where it would just fit */
        assert_int_equal(strncmp(kept, message, 996 + i), 0);
        assert_int_equal(tappa_diagnostics_render(list, 0, out, 0), strlen(kept) + strlen("error:  [bad-value]"));
        tappa_diagnostics_free(list);
    }
}

/* A format that the C library cannot follow: a diagnostic without words, and nothing worse. */
static void
survives_a_bad_format(void **state)
{
    static const wchar_t no_character[] = {0x7FFFFFFF, 0};
    tappa_diagnostics *list = new_list(UINT64_MAX);

    (void)state;
    tappa__diagnose(list, NULL, TAPPA__CODE_BAD_VALUE, (struct tappa__place){1, 1, 1}, NO_TEXT, NO_TEXT, "%ls", no_character);
    assert_string_equal(tappa_diagnostics_at(list, 0)->message, "");
    tappa_diagnostics_free(list);
}

/* Two lines behind the end of a text are at one place of it, and are not taken for one. */
static void
lines_behind_the_end(void **state)
{
    struct tappa__source source = {NO_TEXT, TAPPA__TEXT("a")};
    tappa_diagnostics *list = new_list(10);
    uint32_t line;

    (void)state;
    for (line = 1; line < 4; line++)
        tappa__diagnose(list, &source, TAPPA__CODE_BAD_VALUE, (struct tappa__place){line, 1, 1}, NO_TEXT, NO_TEXT, "m");
    for (line = 1; line < 4; line++) {
        assert_int_equal(tappa_diagnostics_at(list, line - 1)->line, line);
        assert_string_equal(tappa_diagnostics_at(list, line - 1)->excerpt, line == 1 ? "a" : "");
    }
    tappa_diagnostics_free(list);
}

static void
keeps_errors(void **state)
{
    tappa_diagnostics *list = new_list(2);
    struct tappa__place place = {1, 1, 1};

    (void)state;
    tappa__diagnose(list, NULL, TAPPA__CODE_NO_GOAL, place, NO_TEXT, NO_TEXT, "first");
    tappa__diagnose(list, NULL, TAPPA__CODE_NO_GOAL, place, NO_TEXT, NO_TEXT, "second");
    tappa__diagnose(list, NULL, TAPPA__CODE_NO_GOAL, place, NO_TEXT, NO_TEXT, "third");
    assert_int_equal(tappa_diagnostics_count(list), 2);
    assert_int_equal(tappa_diagnostics_errors(list), 0);
    tappa__diagnose(list, NULL, TAPPA__CODE_BAD_VALUE, place, NO_TEXT, NO_TEXT, "fourth");
    tappa__diagnose(list, NULL, TAPPA__CODE_BAD_VALUE, place, NO_TEXT, NO_TEXT, "fifth");
    tappa__diagnose(list, NULL, TAPPA__CODE_BAD_VALUE, place, NO_TEXT, NO_TEXT, "sixth");
    assert_int_equal(tappa_diagnostics_count(list), 2);
    assert_int_equal(tappa_diagnostics_errors(list), 2);
    assert_int_equal(tappa_diagnostics_dropped(list), 4);
    assert_string_equal(tappa_diagnostics_at(list, 0)->message, "fourth");
    assert_string_equal(tappa_diagnostics_at(list, 1)->message, "fifth");
    tappa_diagnostics_clear(list);
    assert_int_equal(tappa_diagnostics_count(list) + tappa_diagnostics_dropped(list), 0);
    tappa_diagnostics_free(list);
}

static void
sorts(void **state)
{
    static const struct tappa__place places[] = {{3, 1, 1}, {1, 5, 1}, {1, 2, 1}, {3, 1, 1}, {0, 0, 0}};
    static const char expected[] = "42103";
    tappa_diagnostics *list = new_list(10);
    uint32_t i;

    (void)state;
    for (i = 0; i < 5; i++)
        tappa__diagnose(list, NULL, TAPPA__CODE_BAD_VALUE, places[i], NO_TEXT, NO_TEXT, "%u", i);
    tappa__diagnostics_sort(list);
    for (i = 0; i < 5; i++)
        assert_int_equal(tappa_diagnostics_at(list, i)->message[0], expected[i]);
    tappa_diagnostics_free(list);
}

static void
keeps_its_own_texts(void **state)
{
    tappa_diagnostics *list = new_list(10);
    char text[] = "key: value", path[] = "a.b", name[3000];
    struct tappa__source source = {TAPPA__TEXT("f"), {text, 10}};
    const struct tappa_diagnostic *d;

    (void)state;
    memset(name, 'n', sizeof name);
    tappa__diagnose(list, &source, TAPPA__CODE_BAD_VALUE, (struct tappa__place){1, 6, 5}, (struct tappa__text){path, 3},
                    NO_TEXT, "long %.*s", (int)sizeof name, name);
    tappa__diagnose(list, &source, TAPPA__CODE_BAD_VALUE, (struct tappa__place){1, 1, 3}, NO_TEXT, NO_TEXT, "m");
    assert_ptr_equal(tappa_diagnostics_at(list, 0)->excerpt, tappa_diagnostics_at(list, 1)->excerpt);
    memset(text, '#', 10);
    memset(path, '#', 3);
    d = tappa_diagnostics_at(list, 0);
    assert_string_equal(d->excerpt, "key: value");
    assert_string_equal(d->path, "a.b");
    assert_string_equal(d->file, "f");
    assert_true(strlen(d->message) < 1100);
    assert_int_equal(d->width, 5);
    tappa__diagnostics_sort(list);
    /* Another text at the same address has excerpts of its own. */
    tappa__diagnose(list, &source, TAPPA__CODE_BAD_VALUE, (struct tappa__place){1, 1, 3}, NO_TEXT, NO_TEXT, "m");
    assert_string_equal(tappa_diagnostics_at(list, 2)->excerpt, "##########");
    tappa_diagnostics_free(list);
}

static void
takes_nothing(void **state)
{
    char out[4] = "abc";

    (void)state;
    tappa__diagnose(NULL, NULL, TAPPA__CODE_BAD_VALUE, (struct tappa__place){1, 1, 1}, NO_TEXT, NO_TEXT, "m");
    tappa__diagnostics_sort(NULL);
    tappa_diagnostics_free(NULL);
    tappa_diagnostics_clear(NULL);
    assert_int_equal(tappa_diagnostics_count(NULL) + tappa_diagnostics_errors(NULL) + tappa_diagnostics_dropped(NULL), 0);
    assert_null(tappa_diagnostics_at(NULL, 0));
    assert_int_equal(tappa_diagnostics_render(NULL, 0, out, sizeof out), 0);
    assert_string_equal(out, "");
    assert_int_equal(tappa_diagnostics_new(NULL, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_diagnostics_new(NULL, &(tappa_diagnostics *){NULL}), TAPPA_EINVAL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(renders),       cmocka_unit_test(cuts_long_lines),
        cmocka_unit_test(keeps_errors),  cmocka_unit_test(sorts),
        cmocka_unit_test(cuts_around_any_place), cmocka_unit_test(cuts_long_messages),
        cmocka_unit_test(survives_a_bad_format), cmocka_unit_test(lines_behind_the_end),
        cmocka_unit_test(keeps_its_own_texts), cmocka_unit_test(takes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
