/* Owns the written forms of numbers, and integer arithmetic that notices overflow.
 * Called by the YAML scalars, the expression machine, the exchange formats and the canonical dump.
 * Protects one invariant: text to double is correctly rounded, double to text is the shortest that comes back, and
 * neither asks the locale. */
#include "lib/base/number.h"

#include "lib/base/decimal.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Why not the C library: strtod and printf write the decimal sign of the host's locale, strtod_l wants a locale object
 * (which may fail to be made) and a copy with a NUL, and no printf knows the shortest text. Most numbers take the short
 * ways below; the others go to decimal.c. */

/* A double that holds both numbers exactly gives their product or quotient correctly rounded (Clinger 1990): mantissa to
 * 2^53, powers of ten to 10^22. Not where intermediate results are wider than double, as on the x87. */
#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD == 0
#define SHORT_WAY 1
#else
#define SHORT_WAY 0
#endif

#define EXACT_MANTISSA (UINT64_C(1) << 53)
#define EXACT_POWER 22
static const double exact_power[EXACT_POWER + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* Sign and digits; 0 ok, -1 not a number, -2 past uint64. */
static int
parse_digits(struct tappa__text t, int *negative, uint64_t *out)
{
    uint64_t value = 0;
    uint32_t i = 0;
    int over = 0;

    *negative = t.n > 0 && t.s[0] == '-';
    if (t.n > 0 && (t.s[0] == '-' || t.s[0] == '+'))
        i++;
    if (i == t.n)
        return -1;
    for (; i < t.n; i++) {
        if (t.s[i] < '0' || t.s[i] > '9')
            return -1;
        over |= __builtin_mul_overflow(value, (uint64_t)10, &value);
        over |= __builtin_add_overflow(value, (uint64_t)(t.s[i] - '0'), &value);
    }
    *out = value;
    return over ? -2 : 0;
}

int
tappa__int64_parse(struct tappa__text t, int64_t *out)
{
    uint64_t value;
    int negative, status = parse_digits(t, &negative, &value);

    if (status)
        return status;
    if (value > (uint64_t)INT64_MAX + (uint64_t)negative)
        return -2;
    /* The least int64 has no positive twin to negate. */
    *out = negative && value ? -(int64_t)(value - 1) - 1 : (int64_t)value;
    return 0;
}

int
tappa__uint64_parse(struct tappa__text t, uint64_t *out)
{
    uint64_t value;
    int negative, status = parse_digits(t, &negative, &value);

    if (status)
        return status;
    if (negative && value)
        return -2;
    *out = value;
    return 0;
}

/* Significant digits as they are read: leading zeros fall away, what is past DECIMAL_KEPT leaves only a mark. The value
 * is 0.digits * 10^point. */
struct literal {
    char digits[TAPPA__DECIMAL_DIGITS];
    uint32_t n;
    int64_t point;
    int rest; /* a digit that was not kept is not zero */
};

static void
literal_digit(struct literal *l, char digit, int behind_point)
{
    if (l->n == 0 && digit == '0') {
        l->point -= behind_point;
        return;
    }
    if (l->n < TAPPA__DECIMAL_KEPT)
        l->digits[l->n++] = digit;
    else
        l->rest |= digit != '0';
    l->point += !behind_point;
}

/* Reads `12.5`, `.5`, `5.` up to the exponent; returns where it stopped, 0 where there is no digit. */
static uint32_t
literal_read(struct literal *l, struct tappa__text t, uint32_t at)
{
    uint32_t digits = 0;
    int behind_point = 0;

    for (; at < t.n; at++) {
        if (t.s[at] == '.' && !behind_point) {
            behind_point = 1;
        } else if (t.s[at] >= '0' && t.s[at] <= '9') {
            literal_digit(l, t.s[at], behind_point);
            digits++;
        } else {
            break;
        }
    }
    if (l->rest)
        l->digits[l->n++] = '1';
    while (l->n > 0 && l->digits[l->n - 1] == '0')
        l->n--;
    return digits ? at : 0;
}

/* The exponent at `at` up to the end of the text. A text has fewer than 2^32 digits, so that past 10^11 nothing that
 * stands before an exponent can make up for it. */
static int
exponent_read(struct tappa__text t, uint32_t at, int64_t *out)
{
    int64_t value = 0;
    int negative;

    *out = 0;
    if (at == t.n)
        return 0;
    if (t.s[at] != 'e' && t.s[at] != 'E')
        return -1;
    at++;
    negative = at < t.n && t.s[at] == '-';
    if (at < t.n && (t.s[at] == '-' || t.s[at] == '+'))
        at++;
    if (at == t.n)
        return -1;
    for (; at < t.n; at++) {
        if (t.s[at] < '0' || t.s[at] > '9')
            return -1;
        if (value < INT64_C(100000000000))
            value = value * 10 + (t.s[at] - '0');
    }
    *out = negative ? -value : value;
    return 0;
}

/* Clinger's short way; 0 where it does not lead there. */
static int
short_way(const struct literal *l, int32_t exponent, double *out)
{
    uint64_t mantissa = 0;
    uint32_t i;

    if (!SHORT_WAY || l->n > 16 || exponent < -EXACT_POWER || exponent > EXACT_POWER)
        return 0;
    for (i = 0; i < l->n; i++)
        mantissa = mantissa * 10 + (uint64_t)(l->digits[i] - '0');
    if (mantissa > EXACT_MANTISSA)
        return 0;
    if (exponent < 0)
        *out = (double)mantissa / exact_power[-exponent];
    else
        *out = (double)mantissa * exact_power[exponent];
    return 1;
}

static int
literal_value(const struct literal *l, double *out)
{
    int32_t exponent;

    if (l->n == 0 || l->point < -330) {
        *out = 0;
        return 0;
    }
    if (l->point > 310)
        return -2;
    exponent = (int32_t)l->point - (int32_t)l->n;
    if (short_way(l, exponent, out))
        return 0;
    return tappa__decimal_to_double(l->digits, l->n, exponent, out) ? -2 : 0;
}

/* `inf`, `infinity`, `nan` in any case. */
static int
special_value(struct tappa__text t, uint32_t at, double *out)
{
    static const struct {
        const char *name;
        double value;
    } specials[] = {{"inf", INFINITY}, {"infinity", INFINITY}, {"nan", NAN}};
    size_t i, j, n = t.n - at;

    for (i = 0; i < sizeof specials / sizeof specials[0]; i++) {
        if (strlen(specials[i].name) != n)
            continue;
        for (j = 0; j < n && (t.s[at + j] == specials[i].name[j] || t.s[at + j] == specials[i].name[j] - 32); j++)
            ;
        if (j == n) {
            *out = specials[i].value;
            return 0;
        }
    }
    return -1;
}

int
tappa__double_parse(struct tappa__text t, int special, double *out)
{
    struct literal l;
    int64_t exponent;
    uint32_t at = t.n > 0 && (t.s[0] == '-' || t.s[0] == '+'), end;
    double value;
    int status;

    l.n = 0;
    l.point = 0;
    l.rest = 0;
    end = literal_read(&l, t, at);
    if (end && exponent_read(t, end, &exponent) == 0) {
        l.point += exponent;
        status = literal_value(&l, &value);
    } else {
        status = special ? special_value(t, at, &value) : -1;
    }
    if (status)
        return status;
    *out = t.s[0] == '-' ? -value : value;
    return 0;
}

/* A number with few decimals: the least k for which d is m / 10^k with m below 10^15. Below that bound at most one m can
 * round to d, and that quotient is exact in Clinger's sense, so fewer digits cannot do. Returns how many digits, 0 for
 * none. */
static uint32_t
few_decimals(double d, char digits[20], int32_t *point)
{
    uint64_t mantissa = 0;
    uint32_t n = 0, i;
    int k, found = 0;

    if (!SHORT_WAY || d >= 1e15 || d < 1e-5)
        return 0;
    for (k = 0; d * exact_power[k] < 1e15 && !found; k++) { /* d >= 1e-5: k stays below 20 */
        mantissa = (uint64_t)(d * exact_power[k] + 0.5);
        found = (double)mantissa / exact_power[k] == d;
    }
    if (!found)
        return 0;
    for (; mantissa; mantissa /= 10)
        digits[19 - n++] = (char)('0' + mantissa % 10);
    memmove(digits, digits + 20 - n, n);
    *point = (int32_t)n - (k - 1);
    for (i = n; i > 1 && digits[i - 1] == '0'; i--)
        ;
    return i;
}

/* Digits as printf's %g with a high precision would lay them out: plain from 0.0001 to below 10^16. */
static uint32_t
lay_out(char *out, const char *digits, uint32_t n, int32_t point, int keep_point)
{
    char *p = out;
    int32_t i, count = (int32_t)n, exponent = point - 1;

    if (point <= -4 || point > 16) {
        *p++ = digits[0];
        if (count > 1)
            *p++ = '.';
        for (i = 1; i < count; i++)
            *p++ = digits[i];
        *p++ = 'e';
        *p++ = exponent < 0 ? '-' : '+';
        exponent = exponent < 0 ? -exponent : exponent;
        if (exponent >= 100)
            *p++ = (char)('0' + exponent / 100);
        *p++ = (char)('0' + exponent / 10 % 10);
        *p++ = (char)('0' + exponent % 10);
        return (uint32_t)(p - out);
    }
    if (point <= 0)
        *p++ = '0';
    for (i = 0; i < point; i++)
        *p++ = i < count ? digits[i] : '0';
    if (count > point || keep_point)
        *p++ = '.';
    for (i = point; i < 0; i++)
        *p++ = '0';
    for (i = point > 0 ? point : 0; i < count; i++)
        *p++ = digits[i];
    if (count <= point && keep_point)
        *p++ = '0';
    return (uint32_t)(p - out);
}

uint32_t
tappa__double_format(double d, int keep_point, char out[32])
{
    char digits[20];
    uint32_t n = 0, count;
    int32_t point = 1;

    if (isnan(d)) {
        memcpy(out, "NaN", 4);
        return 3;
    }
    if (signbit(d)) {
        out[n++] = '-';
        d = -d;
    }
    if (isinf(d)) {
        memcpy(out + n, "Infinity", 9);
        return n + 8;
    }
    if (d == 0) {
        digits[0] = '0';
        count = 1;
    } else {
        count = few_decimals(d, digits, &point);
        if (!count)
            count = tappa__decimal_from_double(d, digits, &point);
    }
    n += lay_out(out + n, digits, count, point, keep_point);
    out[n] = '\0';
    return n;
}

int
tappa__add(int64_t a, int64_t b, int64_t *out)
{
    return __builtin_add_overflow(a, b, out) ? -1 : 0;
}

int
tappa__sub(int64_t a, int64_t b, int64_t *out)
{
    return __builtin_sub_overflow(a, b, out) ? -1 : 0;
}

int
tappa__mul(int64_t a, int64_t b, int64_t *out)
{
    return __builtin_mul_overflow(a, b, out) ? -1 : 0;
}
