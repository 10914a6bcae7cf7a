/* Owns the handling of borrowed texts: comparison, UTF-8, identifiers, edit distance.
 * Called by every room, from the YAML reader to the expression machine.
 * Protects one invariant: no byte outside [s, s + n) is ever read, and NUL bytes are bytes like any other. */
#include "lib/base/text.h"

#include <string.h>

#define DISTANCE_MAX 64

struct tappa__text
tappa__text_of(const char *zero_terminated)
{
    struct tappa__text t = {"", 0};

    if (zero_terminated) {
        size_t n = strlen(zero_terminated);
        t.s = zero_terminated;
        t.n = n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
    }
    return t;
}

/* An empty text may carry a NULL pointer, which memcmp must not see. */
static int
bytes_compare(const char *a, const char *b, size_t n)
{
    return n ? memcmp(a, b, n) : 0;
}

int
tappa__text_equal(struct tappa__text a, struct tappa__text b)
{
    return a.n == b.n && bytes_compare(a.s, b.s, a.n) == 0;
}

int
tappa__text_is(struct tappa__text a, const char *zero_terminated)
{
    return tappa__text_equal(a, tappa__text_of(zero_terminated));
}

int
tappa__text_starts_with(struct tappa__text a, struct tappa__text prefix)
{
    return a.n >= prefix.n && bytes_compare(a.s, prefix.s, prefix.n) == 0;
}

int
tappa__text_compare(struct tappa__text a, struct tappa__text b)
{
    int order = bytes_compare(a.s, b.s, a.n < b.n ? a.n : b.n);

    if (order)
        return order;
    return (a.n > b.n) - (a.n < b.n);
}

/* Length of the well-formed sequence that starts at p, 0 where there is none. The second byte carries the rules against
 * overlong forms, surrogates and values past U+10FFFF (Unicode, table 3-7); later bytes are plain continuations. */
static uint32_t
sequence(const unsigned char *p, size_t left)
{
    unsigned char low = 0x80, high = 0xBF;
    uint32_t length, i;

    if (p[0] < 0x80)
        return 1;
    if (p[0] < 0xC2 || p[0] > 0xF4)
        return 0;
    length = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (left < length)
        return 0;
    if (p[0] == 0xE0)
        low = 0xA0;
    else if (p[0] == 0xED)
        high = 0x9F;
    else if (p[0] == 0xF0)
        low = 0x90;
    else if (p[0] == 0xF4)
        high = 0x8F;
    if (p[1] < low || p[1] > high)
        return 0;
    for (i = 2; i < length; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    }
    return length;
}

/* Most texts are, and are looked at eight bytes at a time; the last eight may overlap those before. */
static int
is_ascii(const char *s, size_t n)
{
    uint64_t all = 0, eight;
    size_t at;

    if (n < sizeof eight) {
        for (at = 0; at < n; at++)
            all |= (unsigned char)s[at];
        return !(all & 0x80);
    }
    for (at = 0; at < n - sizeof eight; at += sizeof eight) {
        memcpy(&eight, s + at, sizeof eight);
        all |= eight;
    }
    memcpy(&eight, s + (n - sizeof eight), sizeof eight);
    return !((all | eight) & UINT64_C(0x8080808080808080));
}

int
tappa__utf8_valid(const char *s, size_t n)
{
    size_t at = 0;

    if (is_ascii(s, n))
        return 1;
    while (at < n) {
        uint32_t length = sequence((const unsigned char *)s + at, n - at);

        if (!length)
            return 0;
        at += length;
    }
    return 1;
}

/* Bytes that are no UTF-8 count as U+FFFD, one each, so that a caller who forgot to check cannot read out of bounds. */
uint32_t
tappa__utf8_next(const char *s, size_t n, size_t *at)
{
    static const unsigned char lead_mask[5] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    const unsigned char *p;
    uint32_t length, i, cp;

    if (*at >= n)
        return 0xFFFD;
    p = (const unsigned char *)s + *at;
    length = sequence(p, n - *at);
    if (!length) {
        *at += 1;
        return 0xFFFD;
    }
    cp = p[0] & lead_mask[length];
    for (i = 1; i < length; i++)
        cp = cp << 6 | (p[i] & 0x3Fu);
    *at += length;
    return cp;
}

uint32_t
tappa__utf8_put(uint32_t cp, char out[4])
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
        return 0;
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

size_t
tappa__utf8_count(const char *s, size_t n)
{
    size_t i, count = 0;

    for (i = 0; i < n; i++)
        count += ((unsigned char)s[i] & 0xC0) != 0x80;
    return count;
}

/* Not isalpha(): that asks the locale. */
static int
is_word(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

int
tappa__is_identifier(struct tappa__text t)
{
    uint32_t i;

    if (t.n == 0 || !is_word(t.s[0]))
        return 0;
    for (i = 1; i < t.n; i++) {
        if (!is_word(t.s[i]) && (t.s[i] < '0' || t.s[i] > '9'))
            return 0;
    }
    return 1;
}

static uint32_t
least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* One row of the table of distances: row[j] is the distance of a[0..i) and b[0..j). `above` is the row of i - 1,
 * `before` that of i - 2, which a transposition of two neighbours looks back to. Returns the row's least value. */
static uint32_t
distance_row(struct tappa__text a, struct tappa__text b, uint32_t i, const uint32_t *before, const uint32_t *above,
             uint32_t *row)
{
    uint32_t j, lowest = i;

    row[0] = i;
    for (j = 1; j <= b.n; j++) {
        uint32_t change = above[j - 1] + (a.s[i - 1] != b.s[j - 1]);
        row[j] = least(change, least(above[j], row[j - 1]) + 1);
        if (i > 1 && j > 1 && a.s[i - 1] == b.s[j - 2] && a.s[i - 2] == b.s[j - 1])
            row[j] = least(row[j], before[j - 2] + 1);
        lowest = least(lowest, row[j]);
    }
    return lowest;
}

uint32_t
tappa__text_distance(struct tappa__text a, struct tappa__text b, uint32_t limit)
{
    uint32_t rows[3][DISTANCE_MAX + 1];
    uint32_t past = limit < UINT32_MAX ? limit + 1 : limit;
    uint32_t i, lowest, above_lowest = 0;

    if (a.n > DISTANCE_MAX || b.n > DISTANCE_MAX)
        return past;
    for (i = 0; i <= b.n; i++)
        rows[0][i] = i;
    for (i = 1; i <= a.n; i++) {
        lowest = distance_row(a, b, i, rows[(i + 1) % 3], rows[(i + 2) % 3], rows[i % 3]);
        /* Both rows that a later one builds on are past the limit: no later one can come back under it. */
        if (lowest > limit && above_lowest > limit)
            return past;
        above_lowest = lowest;
    }
    return least(rows[a.n % 3][b.n], past);
}
