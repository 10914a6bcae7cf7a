/* Owns exact conversion between doubles and decimal digits, over large integers of a fixed size.
 * Called by number.c alone, for what the exact arithmetic of doubles cannot decide.
 * Protects one invariant: no operation here rounds, so that each result is right under every locale and rounding mode. */
#include "lib/base/decimal.h"

#include <assert.h>
#include <string.h>

/* 769 digits beside 5^1093, with 64 bits for a quotient, take 2,620 bits; the rest is air. */
#define LIMBS 96

#define MANTISSA_BITS 52
#define HIDDEN_BIT (UINT64_C(1) << MANTISSA_BITS)
#define EXPONENT_MIN (-1022)
#define EXPONENT_MAX 1023

/* A natural number, the lowest limb first, no zero limb on top; n == 0 is zero. */
struct big {
    uint32_t n;
    uint32_t limb[LIMBS];
};

static void
big_set(struct big *b, uint64_t value)
{
    for (b->n = 0; value; value >>= 32)
        b->limb[b->n++] = (uint32_t)value;
}

/* Copies only the limbs in use; the others of `from` were never written. */
static void
big_copy(struct big *to, const struct big *from)
{
    to->n = from->n;
    memcpy(to->limb, from->limb, from->n * sizeof from->limb[0]);
}

/* b = b * factor + addend */
static void
big_multiply(struct big *b, uint32_t factor, uint32_t addend)
{
    uint64_t carry = addend;
    uint32_t i;

    for (i = 0; i < b->n; i++) {
        carry += (uint64_t)b->limb[i] * factor;
        b->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry) {
        assert(b->n < LIMBS);
        b->limb[b->n++] = (uint32_t)carry;
    }
}

/* b = b * 5^power */
static void
big_multiply_5(struct big *b, uint32_t power)
{
    for (; power >= 13; power -= 13)
        big_multiply(b, 1220703125, 0); /* 5^13, the last that fits a limb */
    for (; power > 0; power--)
        big_multiply(b, 5, 0);
}

/* b = b * 2^bits */
static void
big_shift(struct big *b, uint32_t bits)
{
    uint32_t limbs = bits / 32;

    if (b->n == 0)
        return;
    assert(b->n + limbs < LIMBS);
    memmove(b->limb + limbs, b->limb, b->n * sizeof b->limb[0]);
    memset(b->limb, 0, limbs * sizeof b->limb[0]);
    b->n += limbs;
    if (bits % 32)
        big_multiply(b, UINT32_C(1) << bits % 32, 0);
}

static int32_t
big_bits(const struct big *b)
{
    uint32_t top, bits = 32 * (b->n - 1);

    for (top = b->limb[b->n - 1]; top; top >>= 1)
        bits++;
    return (int32_t)bits;
}

static int
big_compare(const struct big *a, const struct big *b)
{
    uint32_t i = a->n;

    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    while (i-- > 0) {
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    }
    return 0;
}

/* a = a + b */
static void
big_add(struct big *a, const struct big *b)
{
    uint64_t carry = 0;
    uint32_t i;

    for (i = 0; i < a->n || i < b->n; i++) {
        carry += (uint64_t)(i < a->n ? a->limb[i] : 0) + (i < b->n ? b->limb[i] : 0);
        a->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    a->n = i;
    if (carry) {
        assert(a->n < LIMBS);
        a->limb[a->n++] = (uint32_t)carry;
    }
}

/* a = a - b, where a >= b */
static void
big_subtract(struct big *a, const struct big *b)
{
    uint64_t borrow = 0;
    uint32_t i;

    for (i = 0; i < a->n; i++) {
        uint64_t step = (uint64_t)a->limb[i] - (i < b->n ? b->limb[i] : 0) - borrow;
        a->limb[i] = (uint32_t)step;
        borrow = step >> 63;
    }
    while (a->n > 0 && a->limb[a->n - 1] == 0)
        a->n--;
}

/* Order of a + b and c. */
static int
big_compare_sum(const struct big *a, const struct big *b, const struct big *c)
{
    struct big sum;

    big_copy(&sum, a);
    big_add(&sum, b);
    return big_compare(&sum, c);
}

static void
big_set_digits(struct big *b, const char *digits, uint32_t n)
{
    uint32_t i;

    b->n = 0;
    for (i = 0; i < n; i++)
        big_multiply(b, 10, (uint32_t)(digits[i] - '0'));
}

/* A double is bits; memcpy is how C says so. */
static double
double_of_bits(uint64_t bits)
{
    double d;

    memcpy(&d, &bits, sizeof d);
    return d;
}

/* Rounds q * 2^(exponent - 63), q >= 2^63, to a double; the lowest bit of q also stands for all that was cut off. A
 * carry out of the mantissa runs into the exponent, which is just what IEEE 754's layout is for. */
static int
assemble(uint64_t q, int32_t exponent, double *out)
{
    int32_t drop = 63 - MANTISSA_BITS;
    uint64_t mantissa, rest, half, bits;

    if (exponent > EXPONENT_MAX)
        return -1;
    if (exponent < EXPONENT_MIN)
        drop += EXPONENT_MIN - exponent;
    if (drop > 64) {
        *out = 0;
        return 0;
    }
    half = UINT64_C(1) << (drop - 1);
    mantissa = drop < 64 ? q >> drop : 0;
    rest = q & (half | (half - 1));
    if (rest > half || (rest == half && (mantissa & 1)))
        mantissa++;
    bits = mantissa;
    if (exponent >= EXPONENT_MIN)
        bits = ((uint64_t)(exponent - EXPONENT_MIN + 1) << MANTISSA_BITS) + (mantissa - HIDDEN_BIT);
    if (bits >= UINT64_C(0x7FF) << MANTISSA_BITS)
        return -1;
    *out = double_of_bits(bits);
    return 0;
}

/* The quotient's first 64 bits by long division, bit by bit; what is left over is told by the last bit. */
int
tappa__decimal_to_double(const char *digits, uint32_t n, int32_t exponent, double *out)
{
    struct big rest, divisor;
    uint64_t q = 0;
    int32_t shift, i;

    big_set_digits(&rest, digits, n);
    big_set(&divisor, 1);
    big_multiply_5(exponent < 0 ? &divisor : &rest, (uint32_t)(exponent < 0 ? -exponent : exponent));
    shift = big_bits(&divisor) - big_bits(&rest); /* now 1/2 < rest * 2^shift / divisor < 2 */
    if (shift >= 0)
        big_shift(&rest, (uint32_t)shift);
    else
        big_shift(&divisor, (uint32_t)-shift);
    if (big_compare(&rest, &divisor) < 0) {
        big_shift(&rest, 1);
        shift++;
    }
    for (i = 0; i < 64; i++) {
        q <<= 1;
        if (big_compare(&rest, &divisor) >= 0) {
            big_subtract(&rest, &divisor);
            q |= 1;
        }
        big_shift(&rest, 1);
    }
    return assemble(q | (rest.n != 0), exponent - shift, out);
}

/* Steele and White's free-format printing in the form of Burger and Dybvig (1996): the value is r / s, everything
 * between (r - low) / s and (r + high) / s reads back as it, the ends included where the mantissa is even. */
struct printing {
    struct big r, s, low, high;
    int even;
};

/* Ceiling of log10 of 2^exponent .. 2^(exponent+1), exact or one too small: 0.30103 is above log10(2) by less than
 * 5e-9, and no power of two with |exponent| <= 1074, 1 excepted, comes as near to a power of ten. */
static int32_t
estimate(int32_t exponent)
{
    int32_t product = exponent * 30103;

    return product > 0 ? (product + 99999) / 100000 : product / 100000;
}

static int32_t
printing_start(struct printing *p, double d)
{
    uint64_t bits, mantissa;
    int32_t exponent, point, top;
    int lopsided; /* a power of two: its lower neighbour is half as far away as its upper one */

    memcpy(&bits, &d, sizeof bits);
    mantissa = bits & (HIDDEN_BIT - 1);
    exponent = (int32_t)(bits >> MANTISSA_BITS);
    lopsided = mantissa == 0 && exponent > 1;
    if (exponent)
        mantissa |= HIDDEN_BIT;
    exponent = (exponent ? exponent : 1) + EXPONENT_MIN - 1 - MANTISSA_BITS;
    big_set(&p->r, mantissa);
    top = exponent + big_bits(&p->r) - 1;
    big_set(&p->s, 1);
    big_set(&p->low, 1);
    big_shift(&p->r, (uint32_t)(1 + lopsided + (exponent > 0 ? exponent : 0)));
    big_shift(&p->s, (uint32_t)(1 + lopsided + (exponent < 0 ? -exponent : 0)));
    big_shift(&p->low, (uint32_t)(exponent > 0 ? exponent : 0));
    big_copy(&p->high, &p->low);
    big_shift(&p->high, (uint32_t)lopsided);
    p->even = !(mantissa & 1);
    point = estimate(top);
    if (point >= 0) {
        big_multiply_5(&p->s, (uint32_t)point);
        big_shift(&p->s, (uint32_t)point);
    } else {
        struct big *each[3] = {&p->r, &p->low, &p->high};
        int i;
        for (i = 0; i < 3; i++) {
            big_multiply_5(each[i], (uint32_t)-point);
            big_shift(each[i], (uint32_t)-point);
        }
    }
    return point;
}

/* Whether r + high reaches s: the value may be rounded up to the next digit. */
static int
reaches_up(const struct printing *p)
{
    int order = big_compare_sum(&p->r, &p->high, &p->s);

    return p->even ? order >= 0 : order > 0;
}

static int
reaches_down(const struct printing *p)
{
    int order = big_compare(&p->r, &p->low);

    return p->even ? order <= 0 : order < 0;
}

static void
next_digit(struct printing *p)
{
    big_multiply(&p->r, 10, 0);
    big_multiply(&p->low, 10, 0);
    big_multiply(&p->high, 10, 0);
}

uint32_t
tappa__decimal_from_double(double d, char digits[20], int32_t *point)
{
    struct printing p;
    uint32_t n = 0;

    *point = printing_start(&p, d);
    if (reaches_up(&p))
        *point += 1;
    else
        next_digit(&p);
    for (;;) {
        int digit = 0, down, up, half;
        while (big_compare(&p.r, &p.s) >= 0) {
            big_subtract(&p.r, &p.s);
            digit++;
        }
        down = reaches_down(&p);
        up = reaches_up(&p);
        if (down && up) { /* both ends would do: the nearer one, a tie to the even digit */
            half = big_compare_sum(&p.r, &p.r, &p.s);
            up = half > 0 || (half == 0 && digit % 2 == 1);
        }
        digits[n++] = (char)('0' + digit + up);
        if (down || up)
            return n;
        next_digit(&p);
    }
}
