/* Owns how an expression's text falls into tokens: names, numbers, quoted text, operators, what is skipped.
 * Called by the parser, one token at a time.
 * Every call moves forward or returns END, so that reading any text ends. */
#include "lib/core/expr/tree.h"

#include <string.h>

#include "lib/core/diagnostics/codes.h"

static int
is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static int
is_name_start(int c)
{
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The byte `ahead` places on, or -1. */
static int
peek(const struct tappa__compile *c, uint32_t ahead)
{
    return ahead < c->text.n - c->at ? (unsigned char)c->text.s[c->at + ahead] : -1;
}

static void
skip_blanks(struct tappa__compile *c)
{
    for (;;) {
        int b = peek(c, 0);

        if (b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == '\f') {
            c->at++;
        } else if (b == '/' && peek(c, 1) == '/') {
            const char *newline = memchr(c->text.s + c->at, '\n', c->text.n - c->at);

            c->at = newline ? (uint32_t)(newline - c->text.s) : c->text.n;
        } else {
            return;
        }
    }
}

/* How many bytes of prefix (r, b, rb, …) stand before a quote here; UINT32_MAX where no quoted text begins. */
static uint32_t
quote_prefix(const struct tappa__compile *c)
{
    uint32_t n = 0, raw = 0, bytes = 0;

    for (; n < 2; n++) {
        int b = peek(c, n);

        if ((b == 'r' || b == 'R') && !raw)
            raw = 1;
        else if ((b == 'b' || b == 'B') && !bytes)
            bytes = 1;
        else
            break;
    }
    return peek(c, n) == '"' || peek(c, n) == '\'' ? n : UINT32_MAX;
}

static void
read_name(struct tappa__compile *c, struct tappa__token *t)
{
    static const struct {
        const char *word;
        uint32_t kind;
    } words[] = {{"true", TAPPA__T_TRUE}, {"false", TAPPA__T_FALSE}, {"null", TAPPA__T_NULL}, {"in", TAPPA__T_IN}};
    size_t i;

    while (is_name_start(peek(c, 0)) || is_digit(peek(c, 0)))
        c->at++;
    t->kind = TAPPA__T_NAME;
    t->text = (struct tappa__text){c->text.s + t->start, c->at - t->start};
    for (i = 0; i < sizeof words / sizeof *words; i++)
        if (tappa__text_is(t->text, words[i].word))
            t->kind = words[i].kind;
}

/* `a-b`: letters, digits and _ . - / and blanks between backticks. */
static void
read_quoted_name(struct tappa__compile *c, struct tappa__token *t)
{
    int b;

    c->at++;
    while (b = peek(c, 0),
           is_name_start(b) || is_digit(b) || b == '.' || b == '-' || b == '/' || b == ' ')
        c->at++;
    t->text = (struct tappa__text){c->text.s + t->start + 1, c->at - t->start - 1};
    t->kind = TAPPA__T_QUOTED_NAME;
    if (b != '`' || t->text.n == 0) {
        t->kind = TAPPA__T_BAD;
        tappa__expr_error(c, TAPPA__CODE_EXPR_SYNTAX, t->start, c->at, TAPPA__NO_HINT,
                          "a name in backticks does not end, or has a character that it may not have");
    }
    if (b == '`')
        c->at++;
}

static void
read_operator(struct tappa__compile *c, struct tappa__token *t)
{
    static const struct {
        char text[3];
        uint32_t kind;
    } pairs[] = {{"||", TAPPA__T_OR}, {"&&", TAPPA__T_AND}, {"==", TAPPA__T_EQ},
                 {"!=", TAPPA__T_NE}, {"<=", TAPPA__T_LE},  {">=", TAPPA__T_GE}};
    int b = peek(c, 0);
    size_t i;

    for (i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (b == pairs[i].text[0] && peek(c, 1) == pairs[i].text[1]) {
            c->at += 2;
            t->kind = pairs[i].kind;
            return;
        }
    }
    if (b && strchr("+-*/%<>!?:.,()[]{}", b)) {
        c->at++;
        t->kind = TAPPA__T_CHARACTER;
        t->character = (uint32_t)b;
        return;
    }
    {
        size_t at = c->at;
        struct tappa__text hint = TAPPA__NO_HINT;

        (void)tappa__utf8_next(c->text.s, c->text.n, &at);
        c->at = (uint32_t)at;
        t->kind = TAPPA__T_BAD;
        if (b == '=')
            hint = TAPPA__TEXT("equality is written `==`");
        else if (b == '&' || b == '|')
            hint = b == '&' ? TAPPA__TEXT("and is written `&&`") : TAPPA__TEXT("or is written `||`");
        if (b < 0x20)
            tappa__expr_error(c, TAPPA__CODE_EXPR_SYNTAX, t->start, c->at, hint,
                              "a control character has no meaning here");
        else
            tappa__expr_error(c, TAPPA__CODE_EXPR_SYNTAX, t->start, c->at, hint, "`%.*s` has no meaning here",
                              (int)(c->at - t->start), c->text.s + t->start);
    }
}

void
tappa__lex(struct tappa__compile *c)
{
    struct tappa__token *t = &c->token;
    uint32_t prefix;
    int b;

    c->last_end = t->end;
    skip_blanks(c);
    memset(t, 0, sizeof *t);
    t->start = c->at;
    b = peek(c, 0);
    prefix = quote_prefix(c);
    if (b < 0) {
        t->kind = TAPPA__T_END;
    } else if (prefix != UINT32_MAX) {
        int q = peek(c, prefix);
        uint32_t quotes = peek(c, prefix + 1) == q && peek(c, prefix + 2) == q ? 3 : 1;

        if (tappa__lex_quoted(c, t, prefix, quotes))
            t->kind = TAPPA__T_BAD;
    } else if (is_name_start(b)) {
        read_name(c, t);
    } else if (is_digit(b) || (b == '.' && is_digit(peek(c, 1)))) {
        if (tappa__lex_number(c, t))
            t->kind = TAPPA__T_BAD;
    } else if (b == '`') {
        read_quoted_name(c, t);
    } else {
        read_operator(c, t);
    }
    t->end = c->at;
}
