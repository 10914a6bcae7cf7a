/* Owns what literals stand for: numbers and their ranges, quoted text and its escapes.
 * Called by the lexer where a digit or a quote begins a token.
 * A string's value is always valid UTF-8; only bytes may hold other octets. */
#include "lib/core/expr/tree.h"

#include <string.h>

#include "lib/base/number.h"
#include "lib/core/diagnostics/codes.h"

static int
byte_at(const struct tappa__compile *c, uint32_t at)
{
    return at < c->text.n ? (unsigned char)c->text.s[at] : -1;
}

static int
hex_value(int b)
{
    if (b >= '0' && b <= '9')
        return b - '0';
    if (b >= 'a' && b <= 'f')
        return b - 'a' + 10;
    return b >= 'A' && b <= 'F' ? b - 'A' + 10 : -1;
}

/* ---- numbers ---- */

static int
number_error(struct tappa__compile *c, const struct tappa__token *t, const char *message)
{
    tappa__expr_error(c, TAPPA__CODE_EXPR_LITERAL, t->start, c->at, TAPPA__NO_HINT, "%s", message);
    return -1;
}

static int
digits(struct tappa__compile *c)
{
    uint32_t first = c->at;

    while (byte_at(c, c->at) >= '0' && byte_at(c, c->at) <= '9')
        c->at++;
    return c->at > first;
}

static int
read_hex(struct tappa__compile *c, struct tappa__token *t)
{
    int value, overflow = 0;
    uint32_t first;

    c->at += 2;
    first = c->at;
    for (; (value = hex_value(byte_at(c, c->at))) >= 0; c->at++) {
        overflow |= t->integer >> 60 != 0;
        t->integer = t->integer << 4 | (uint64_t)value;
    }
    if (c->at == first)
        return number_error(c, t, "hexadecimal digits are missing");
    return overflow ? number_error(c, t, "the integer is out of range") : 0;
}

static int
read_real(struct tappa__compile *c, struct tappa__token *t)
{
    struct tappa__text text = {c->text.s + t->start, c->at - t->start};

    t->kind = TAPPA__T_DOUBLE;
    return tappa__double_parse(text, 0, &t->real) ? number_error(c, t, "the number is out of range") : 0;
}

/* Decimal digits, a fraction, an exponent: 1 where it is a double. */
static int
read_decimal(struct tappa__compile *c)
{
    int real = 0, b;

    digits(c);
    b = byte_at(c, c->at + 1);
    if (byte_at(c, c->at) == '.' && b >= '0' && b <= '9') {
        c->at++;
        digits(c);
        real = 1;
    }
    if (byte_at(c, c->at) == 'e' || byte_at(c, c->at) == 'E') {
        uint32_t before = c->at++;

        if (byte_at(c, c->at) == '+' || byte_at(c, c->at) == '-')
            c->at++;
        if (digits(c))
            return 1;
        c->at = before;
    }
    return real;
}

int
tappa__lex_number(struct tappa__compile *c, struct tappa__token *t)
{
    struct tappa__text text;
    int b;

    t->kind = TAPPA__T_INT;
    if (byte_at(c, c->at) == '0' && (byte_at(c, c->at + 1) | 0x20) == 'x') {
        if (read_hex(c, t))
            return -1;
    } else {
        if (read_decimal(c))
            return read_real(c, t);
        text = (struct tappa__text){c->text.s + t->start, c->at - t->start};
        if (tappa__uint64_parse(text, &t->integer))
            return number_error(c, t, "the integer is out of range");
    }
    b = byte_at(c, c->at);
    if (b == 'u' || b == 'U') {
        c->at++;
        t->kind = TAPPA__T_UINT;
    } else if (t->integer > UINT64_C(1) << 63) {
        return number_error(c, t, "the integer is out of range");
    }
    return 0;
}

/* ---- quoted text ---- */

struct quoted {
    struct tappa__compile *c;
    char *out;
    uint32_t n;
    int bytes;
};

static int
escape_error(struct quoted *q, uint32_t start, uint32_t end, const char *message)
{
    tappa__expr_error(q->c, TAPPA__CODE_EXPR_LITERAL, start, end > q->c->text.n ? q->c->text.n : end, TAPPA__NO_HINT,
                      "%s", message);
    return -1;
}

/* Reads `count` digits of base 8 or 16 at `at`: the number, or -1. */
static int64_t
escape_digits(const struct quoted *q, uint32_t at, uint32_t count, int base)
{
    int64_t value = 0;
    uint32_t i;

    for (i = 0; i < count; i++) {
        int digit = hex_value(byte_at(q->c, at + i));

        if (digit < 0 || digit >= base)
            return -1;
        value = value * base + digit;
    }
    return value;
}

static void
put_point(struct quoted *q, uint32_t cp)
{
    if (q->bytes) /* below 256: no escape of a code point is for bytes */
        q->out[q->n++] = (char)cp;
    else
        q->n += tappa__utf8_put(cp, q->out + q->n);
}

/* \u or \U at `at` (the letter): bytes read behind the backslash, or -1. Two \u may be a surrogate pair. */
static int
unicode_escape(struct quoted *q, uint32_t at)
{
    uint32_t count = byte_at(q->c, at) == 'u' ? 4 : 8, read = count + 1;
    int64_t cp = escape_digits(q, at + 1, count, 16);

    if (q->bytes)
        return escape_error(q, at - 1, at + read, "bytes have no \\u escapes; write \\x or the character");
    if (cp < 0)
        return escape_error(q, at - 1, at + read, count == 4 ? "\\u wants four hexadecimal digits"
                                                             : "\\U wants eight hexadecimal digits");
    if (cp >= 0xD800 && cp < 0xDC00 && count == 4 && byte_at(q->c, at + 5) == '\\' && byte_at(q->c, at + 6) == 'u') {
        int64_t low = escape_digits(q, at + 7, 4, 16);

        if (low >= 0xDC00 && low < 0xE000) {
            cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
            read = 11;
        }
    }
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000))
        return escape_error(q, at - 1, at + read, "the escape names no character");
    put_point(q, (uint32_t)cp);
    return (int)read;
}

/* The escape whose letter stands at `at`: bytes read behind the backslash, or -1. */
static int
escape(struct quoted *q, uint32_t at)
{
    static const char letters[] = "abfnrtv\\?\"'`", values[] = "\a\b\f\n\r\t\v\\?\"'`";
    int b = byte_at(q->c, at);
    const char *p = b ? strchr(letters, b) : NULL;
    int64_t value;

    if (p) {
        q->out[q->n++] = values[p - letters];
        return 1;
    }
    if (b == 'u' || b == 'U')
        return unicode_escape(q, at);
    if (b == 'x' || b == 'X') {
        value = escape_digits(q, at + 1, 2, 16);
        if (value < 0)
            return escape_error(q, at - 1, at + 3, "\\x wants two hexadecimal digits");
        put_point(q, (uint32_t)value);
        return 3;
    }
    value = escape_digits(q, at, 3, 8);
    if (value < 0 || value > 255)
        return escape_error(q, at - 1, at + 1, "this escape is none of CEL's");
    put_point(q, (uint32_t)value);
    return 3;
}

/* The body up to the closing quotes; c->at ends behind them. */
static int
read_body(struct quoted *q, int quote, uint32_t quotes, int raw)
{
    struct tappa__compile *c = q->c;
    int bad = 0;

    for (;;) {
        int b = byte_at(c, c->at), read;

        if (b < 0 || (quotes == 1 && (b == '\n' || b == '\r')))
            return 1;
        if (b == quote && (quotes == 1 || (byte_at(c, c->at + 1) == quote && byte_at(c, c->at + 2) == quote))) {
            c->at += quotes;
            return bad;
        }
        c->at++;
        if (b != '\\' || raw) {
            q->out[q->n++] = (char)b;
            continue;
        }
        read = escape(q, c->at);
        if (read < 0)
            bad = -1;
        else
            c->at += (uint32_t)read;
    }
}

int
tappa__lex_quoted(struct tappa__compile *c, struct tappa__token *t, uint32_t prefix, uint32_t quotes)
{
    struct quoted q = {c, NULL, 0, 0};
    uint32_t i;
    int raw = 0, quote = byte_at(c, c->at + prefix), result;

    for (i = 0; i < prefix; i++) {
        int b = byte_at(c, c->at + i) | 0x20;

        raw |= b == 'r';
        q.bytes |= b == 'b';
    }
    t->kind = q.bytes ? TAPPA__T_BYTES : TAPPA__T_STRING;
    c->at += prefix + quotes;
    if (!c->literals)
        c->literals = tappa__arena_alloc(c->arena, (size_t)c->text.n + 8);
    if (!c->literals) {
        c->out_of_memory = 1;
        c->at = c->text.n;
        return -1;
    }
    q.out = c->literals + t->start; /* no escape is shorter than what it stands for */
    result = read_body(&q, quote, quotes, raw);
    if (result > 0)
        tappa__expr_error(c, TAPPA__CODE_EXPR_LITERAL, t->start, c->at, TAPPA__NO_HINT, "the quoted text does not end");
    t->text = (struct tappa__text){q.out, q.n};
    return result ? -1 : 0;
}
