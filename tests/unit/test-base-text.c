/* Owns the tests of lib/base/text.c.
 * Run by meson as one program.
 * Protects the expectations: UTF-8 by Unicode's table 3-7, distances counted by hand. */
#include "lib/base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define T(literal) {(literal), sizeof(literal) - 1}

static void
compares(void **state)
{
    static const struct {
        const char *name;
        struct tappa__text a, b;
        int order, starts;
    } rows[] = {
        {"both empty", T(""), T(""), 0, 1},
        {"empty without a pointer", {NULL, 0}, {NULL, 0}, 0, 1},
        {"no pointer and a letter", {NULL, 0}, T("a"), -1, 0},
        {"same", T("stage"), T("stage"), 0, 1},
        {"shorter first", T("stag"), T("stage"), -1, 0},
        {"longer last", T("stage"), T("stag"), 1, 1},
        {"first byte decides", T("b"), T("aaaa"), 1, 0},
        {"bytes are unsigned", T("\xC3\xA9"), T("z"), 1, 0},
        {"behind a NUL", T("a\0b"), T("a\0c"), -1, 0},
        {"a NUL counts", T("a\0"), T("a"), 1, 1},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int order = tappa__text_compare(rows[i].a, rows[i].b);
        if ((order > 0) - (order < 0) != rows[i].order)
            fail_msg("%s: order %d", rows[i].name, order);
        if (tappa__text_equal(rows[i].a, rows[i].b) != (rows[i].order == 0))
            fail_msg("%s: equal", rows[i].name);
        if (tappa__text_starts_with(rows[i].a, rows[i].b) != rows[i].starts)
            fail_msg("%s: starts_with", rows[i].name);
    }
}

static void
makes_texts(void **state)
{
    struct tappa__text none = tappa__text_of(NULL);
    struct tappa__text some = tappa__text_of("some");

    (void)state;
    assert_int_equal(none.n, 0);
    assert_non_null(none.s);
    assert_int_equal(some.n, 4);
    assert_true(tappa__text_is(some, "some"));
    assert_false(tappa__text_is(some, "somé"));
    assert_false(tappa__text_is(TAPPA__TEXT("so\0me"), "so"));
    assert_true(tappa__text_is(none, ""));
}

static const struct {
    const char *name;
    struct tappa__text text;
    int valid;
    size_t count; /* of code points, where valid */
    uint32_t first;
} utf8_rows[] = {
    {"empty", T(""), 1, 0, 0},
    {"letters", T("abc"), 1, 3, 'a'},
    {"NUL", T("\0a"), 1, 2, 0},
    {"U+007F", T("\x7F"), 1, 1, 0x7F},
    {"U+0080", T("\xC2\x80"), 1, 1, 0x80},
    {"U+07FF", T("\xDF\xBF"), 1, 1, 0x7FF},
    {"U+0800", T("\xE0\xA0\x80"), 1, 1, 0x800},
    {"U+D7FF", T("\xED\x9F\xBF"), 1, 1, 0xD7FF},
    {"U+E000", T("\xEE\x80\x80"), 1, 1, 0xE000},
    {"U+FFFF", T("\xEF\xBF\xBF"), 1, 1, 0xFFFF},
    {"U+10000", T("\xF0\x90\x80\x80"), 1, 1, 0x10000},
    {"U+10FFFF", T("\xF4\x8F\xBF\xBF"), 1, 1, 0x10FFFF},
    {"mixed", T("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x9B\x92"), 1, 4, 'a'},
    {"lone continuation", T("\x80"), 0, 0, 0xFFFD},
    {"overlong slash, two bytes", T("\xC0\xAF"), 0, 0, 0xFFFD},
    {"overlong slash, three bytes", T("\xE0\x80\xAF"), 0, 0, 0xFFFD},
    {"overlong slash, four bytes", T("\xF0\x80\x80\xAF"), 0, 0, 0xFFFD},
    {"overlong U+07FF", T("\xE0\x9F\xBF"), 0, 0, 0xFFFD},
    {"overlong U+FFFF", T("\xF0\x8F\xBF\xBF"), 0, 0, 0xFFFD},
    {"surrogate D800", T("\xED\xA0\x80"), 0, 0, 0xFFFD},
    {"surrogate DFFF", T("\xED\xBF\xBF"), 0, 0, 0xFFFD},
    {"U+110000", T("\xF4\x90\x80\x80"), 0, 0, 0xFFFD},
    {"F5", T("\xF5\x80\x80\x80"), 0, 0, 0xFFFD},
    {"FF", T("\xFF"), 0, 0, 0xFFFD},
    {"two bytes, one there", T("\xC3"), 0, 0, 0xFFFD},
    {"three bytes, two there", T("\xE2\x82"), 0, 0, 0xFFFD},
    {"four bytes, three there", T("\xF0\x9F\x9B"), 0, 0, 0xFFFD},
    {"third byte is a letter", T("\xE2\x82x"), 0, 0, 0xFFFD},
    {"fourth byte is a letter", T("\xF0\x9F\x9Bx"), 0, 0, 0xFFFD},
    {"bad at the end", T("abc\xC3"), 0, 0, 'a'},
    {"two bytes, the second outside", {"\xC3\xA9", 1}, 0, 0, 0xFFFD},
    {"four bytes, the last outside", {"\xF0\x9F\x9B\x92", 3}, 0, 0, 0xFFFD},
    {"outside behind a letter", {"a\xE2\x82\xAC", 3}, 0, 0, 'a'},
};

static void
reads_utf8(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof utf8_rows / sizeof utf8_rows[0]; i++) {
        struct tappa__text t = utf8_rows[i].text;
        size_t at = 0;
        uint32_t cp;
        if (tappa__utf8_valid(t.s, t.n) != utf8_rows[i].valid)
            fail_msg("%s: valid", utf8_rows[i].name);
        if (utf8_rows[i].valid && tappa__utf8_count(t.s, t.n) != utf8_rows[i].count)
            fail_msg("%s: count", utf8_rows[i].name);
        if (t.n == 0)
            continue;
        cp = tappa__utf8_next(t.s, t.n, &at);
        if (cp != utf8_rows[i].first)
            fail_msg("%s: first is U+%04X", utf8_rows[i].name, (unsigned)cp);
        if (at == 0 || at > t.n)
            fail_msg("%s: moved to %zu", utf8_rows[i].name, at);
    }
}

static void
walks_utf8(void **state)
{
    static const uint32_t wanted[] = {'a', 0xE9, 0x20AC, 0xFFFD, 0x1F6D2, 0xFFFD};
    static const char text[] = "a\xC3\xA9\xE2\x82\xAC\xFF\xF0\x9F\x9B\x92\xE2\x82\xAC"; /* the last is cut to its first byte */
    size_t at = 0, i;

    (void)state;
    for (i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        assert_int_equal(tappa__utf8_next(text, 12, &at), wanted[i]);
    assert_int_equal(at, 12);
}

static void
stays_within_the_text(void **state)
{
    size_t at = 3;

    (void)state;
    assert_int_equal(tappa__utf8_next("abc", 3, &at), 0xFFFD);
    assert_int_equal(at, 3);
}

/* Every scalar value comes back, and nothing else is written. */
static void
writes_utf8(void **state)
{
    uint32_t cp;

    (void)state;
    for (cp = 0; cp <= 0x110001; cp++) {
        uint32_t wanted = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
        char out[4];
        size_t at = 0;
        uint32_t n = tappa__utf8_put(cp, out);
        if ((cp >= 0xD800 && cp <= 0xDFFF) || cp > 0x10FFFF)
            wanted = 0;
        if (n != wanted)
            fail_msg("U+%04X: %u bytes", (unsigned)cp, (unsigned)n);
        if (n && (!tappa__utf8_valid(out, n) || tappa__utf8_next(out, n, &at) != cp || at != n))
            fail_msg("U+%04X does not come back", (unsigned)cp);
    }
}

static void
knows_identifiers(void **state)
{
    static const struct {
        const char *name;
        struct tappa__text text;
        int is;
    } rows[] = {
        {"word", T("visits"), 1},          {"underscore first", T("_x9"), 1}, {"capitals", T("AZaz09_"), 1},
        {"one letter", T("x"), 1},         {"empty", T(""), 0},               {"digit first", T("9x"), 0},
        {"hyphen", T("local-shop"), 0},    {"blank", T("a b"), 0},            {"dot", T("a.b"), 0},
        {"accent", T("caf\xC3\xA9"), 0},   {"NUL", T("a\0b"), 0},             {"before A", T("@"), 0},
        {"behind Z", T("["), 0},           {"before a", T("`"), 0},           {"behind z", T("{"), 0},
        {"before 0", T("a/"), 0},          {"behind 9", T("a:"), 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (tappa__is_identifier(rows[i].text) != rows[i].is)
            fail_msg("%s", rows[i].name);
    }
}

static void
measures_distance(void **state)
{
    static const char long_text[] = "0123456789012345678901234567890123456789012345678901234567890123";
    static const struct {
        const char *name;
        const char *a, *b;
        uint32_t limit, distance;
    } rows[] = {
        {"same", "purchase", "purchase", 2, 0},
        {"both empty", "", "", 2, 0},
        {"one dropped", "purchase", "purchse", 2, 1},
        {"one added", "lapsed", "lapssed", 2, 1},
        {"one changed", "lapsed", "lapsad", 2, 1},
        {"neighbours swapped", "discovery", "dicsovery", 2, 1},
        {"swapped at the start", "ab", "ba", 2, 1},
        {"two apart", "visits", "vist", 2, 2},
        {"swap and change", "problem", "porblam", 2, 2},
        {"kitten and sitting", "kitten", "sitting", 5, 3},
        {"swap is not edited again", "ca", "abc", 5, 3},
        {"past the limit", "kitten", "sitting", 2, 3},
        {"far past the limit", "kitten", "purchase", 2, 3},
        {"limit 0, same", "a", "a", 0, 0},
        {"limit 0, other", "a", "b", 0, 1},
        {"empty and three", "", "abc", 5, 3},
        {"three and empty", "abc", "", 5, 3},
        {"64 bytes", long_text, long_text, 2, 0},
        {"no limit", "kitten", "sitting", UINT32_MAX, 3},
    };
    struct tappa__text longer = {"0123456789012345678901234567890123456789012345678901234567890123x", 65};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tappa__text a = tappa__text_of(rows[i].a), b = tappa__text_of(rows[i].b);
        uint32_t there = tappa__text_distance(a, b, rows[i].limit);
        uint32_t back = tappa__text_distance(b, a, rows[i].limit);
        if (there != rows[i].distance || back != rows[i].distance)
            fail_msg("%s: %u there, %u back", rows[i].name, (unsigned)there, (unsigned)back);
    }
    assert_int_equal(tappa__text_distance(longer, longer, 2), 3);
    assert_int_equal(tappa__text_distance(longer, tappa__text_of("x"), 100), 101);
    assert_int_equal(tappa__text_distance(tappa__text_of("x"), longer, 100), 101);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares),         cmocka_unit_test(makes_texts),
        cmocka_unit_test(reads_utf8),       cmocka_unit_test(walks_utf8),
        cmocka_unit_test(stays_within_the_text),
        cmocka_unit_test(writes_utf8),      cmocka_unit_test(knows_identifiers),
        cmocka_unit_test(measures_distance),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
