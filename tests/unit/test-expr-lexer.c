/* Owns the tests of lib/core/expr/lexer.c and literal.c.
 * Run by meson as one program.
 * Protects the expectations: tokens by CEL's lexis, and that any bytes of text come to an end. */
#include "lib/core/expr/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
begin(struct tappa__compile *c, struct tappa__arena *arena, const char *text, size_t n)
{
    struct tappa_allocator a;

    tappa__allocator_default(&a);
    tappa__arena_init(arena, &a, 0);
    memset(c, 0, sizeof *c);
    tappa__arena_init(&c->scratch, &a, 0);
    c->arena = arena;
    c->text = (struct tappa__text){text, (uint32_t)n};
}

static void
end(struct tappa__compile *c)
{
    tappa__arena_free(c->arena);
    tappa__arena_free(&c->scratch);
}

/* One letter for each token: what it is, `.` for a character. */
static char
letter(const struct tappa__token *t)
{
    static const char letters[] = "$!nqiudsbTFNI|&=~LG";

    return t->kind == TAPPA__T_CHARACTER ? (char)t->character : letters[t->kind];
}

static void
splits(void **state)
{
    static const struct {
        const char *text, *tokens;
    } rows[] = {
        {"", "$"},
        {"  \t\r\n\f ", "$"},
        {"a", "n$"},
        {"_a9 A", "nn$"},
        {"a.b", "n.n$"},
        {"a.1", "nd$"},
        {"1.a", "i.n$"},
        {"1..2", "i.d$"},
        {"1 2u 3.0 0xAu", "iudu$"},
        {"1e", "in$"},
        {"1e+", "in+$"},
        {"1u1", "ui$"},
        {"true false null in", "TFNI$"},
        {"truer inn", "nn$"},
        {"|| && == != <= >=", "|&=~LG$"},
        {"+-*/%<>!?:.,()[]{}", "+-*/%<>!?:.,()[]{}$"},
        {"<==", "L!"},
        {"!==", "~!"},
        {"a//b\nc", "nn$"},
        {"//", "$"},
        {"'a' \"b\" r'c' b'd' rb'e' Br\"f\"", "sssbbb$"},
        {"rr'a'", "ns$"},
        {"'''a\nb''' \"\"\"c\"\"\"", "ss$"},
        {"`a-b/c.d 1`", "q$"},
        {"``", "!"},
        {"`a", "!"},
        {"'a", "!"},
        {"'a\n'", "!"},
        {"'''a''", "!"},
        {"@", "!"},
        {"a & b", "n!"},
        {"\xC3\xA9", "!"},
    };
    size_t i, n;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tappa__compile c;
        struct tappa__arena arena;
        char got[64] = "";

        begin(&c, &arena, rows[i].text, strlen(rows[i].text));
        for (n = 0; n + 1 < sizeof got; n++) {
            tappa__lex(&c);
            got[n] = letter(&c.token);
            if (c.token.kind == TAPPA__T_END || c.token.kind == TAPPA__T_BAD)
                break;
        }
        if (strcmp(got, rows[i].tokens) != 0)
            fail_msg("%s: %s, expected %s", rows[i].text, got, rows[i].tokens);
        assert_int_equal(c.errors, c.token.kind == TAPPA__T_BAD);
        end(&c);
    }
}

static void
keeps_places(void **state)
{
    static const char text[] = "  ab \xC2\xA0";
    struct tappa__compile c;
    struct tappa__arena arena;

    (void)state;
    begin(&c, &arena, text, 5);
    tappa__lex(&c);
    assert_int_equal(c.token.start, 2);
    assert_int_equal(c.token.end, 4);
    tappa__lex(&c);
    assert_int_equal(c.last_end, 4);
    assert_int_equal(c.token.kind, TAPPA__T_END);
    tappa__lex(&c);
    assert_int_equal(c.token.kind, TAPPA__T_END);
    end(&c);
}

/* What is wrong is behind it as well. */
static void
passes_a_bad_name(void **state)
{
    struct tappa__compile c;
    struct tappa__arena arena;

    (void)state;
    begin(&c, &arena, "`` a", 4);
    tappa__lex(&c);
    assert_int_equal(c.token.kind, TAPPA__T_BAD);
    assert_int_equal(c.token.end, 2);
    tappa__lex(&c);
    assert_int_equal(c.token.kind, TAPPA__T_NAME);
    end(&c);
}

static void
reads_values(void **state)
{
    static const struct {
        const char *text, *value;
        size_t size;
    } rows[] = {
        {"'a\\nb'", "a\nb", 3},
        {"'\\x00'", "\0", 1},
        {"b'\\xff'", "\xFF", 1},
        {"'\\xff'", "\xC3\xBF", 2},
        {"'\\377'", "\xC3\xBF", 2},
        {"'\\u20ac'", "\xE2\x82\xAC", 3},
        {"'\\U0001F600'", "\xF0\x9F\x98\x80", 4},
        {"'\\uD83D\\uDE00'", "\xF0\x9F\x98\x80", 4},
        {"r'\\'", "\\", 1},
        {"'\\'\\\"\\?\\`\\\\'", "'\"?`\\", 5},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tappa__compile c;
        struct tappa__arena arena;

        begin(&c, &arena, rows[i].text, strlen(rows[i].text));
        tappa__lex(&c);
        if (c.token.text.n != rows[i].size || memcmp(c.token.text.s, rows[i].value, rows[i].size) != 0)
            fail_msg("%s", rows[i].text);
        end(&c);
    }
}

/* Every two bytes, and each literal cut at every place, in memory of just that size. */
static void
ends_always(void **state)
{
    static const char *const literals[] = {"'\\u20ac'", "'\\U0001F600'", "b'\\x41\\101'", "\"\"\"a\"\"\"", "0x1Fu",
                                           "1.5e-3",    "`a-b`",         "'\\uD83D\\uDE00'"};
    size_t i, n;

    (void)state;
    for (i = 0; i < 65536; i++) {
        struct tappa__compile c;
        struct tappa__arena arena;
        char text[2] = {(char)(i & 255), (char)(i >> 8)};
        uint32_t last = UINT32_MAX;

        begin(&c, &arena, text, 2);
        if (!tappa__utf8_valid(text, 2)) {
            end(&c);
            continue;
        }
        do {
            assert_true(c.at != last);
            last = c.at;
            tappa__lex(&c);
        } while (c.token.kind != TAPPA__T_END && c.at < 2);
        end(&c);
    }
    for (i = 0; i < sizeof literals / sizeof literals[0]; i++) {
        for (n = 0; n <= strlen(literals[i]); n++) {
            struct tappa__compile c;
            struct tappa__arena arena;
            char *text = malloc(n + 1);

            assert_non_null(text);
            memcpy(text, literals[i], n);
            begin(&c, &arena, text, n);
            do
                tappa__lex(&c);
            while (c.token.kind != TAPPA__T_END);
            end(&c);
            free(text);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits),
        cmocka_unit_test(keeps_places),
        cmocka_unit_test(passes_a_bad_name),
        cmocka_unit_test(reads_values),
        cmocka_unit_test(ends_always),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
