/* Owns the written forms of durations: the model format's and CEL's.
 * Called by the model reader, the canonical dump and the expression machine.
 * Protects one invariant: what cannot be counted in int64 microseconds is refused, never wrapped or saturated. */
#include "lib/base/cursor.h"
#include "lib/base/number.h"
#include "lib/base/time.h"

#include <stdio.h>

#define DURATION_MAX (3650 * TAPPA__DAY)
/* The protobuf Duration that CEL is defined by: ten thousand years, leap years counted. */
#define CEL_DURATION_MAX (INT64_C(315576000000) * TAPPA__SECOND)

/* The units in the order in which they may follow each other; ISO 8601 has no letter for a millisecond. */
static const struct {
    char name[3];
    char iso;
    int of_time; /* behind ISO's T */
    int64_t length;
} units[] = {
    {"w", 'W', 0, 7 * TAPPA__DAY},        {"d", 'D', 0, TAPPA__DAY},   {"h", 'H', 1, 3600 * TAPPA__SECOND},
    {"m", 'M', 1, 60 * TAPPA__SECOND},    {"s", 'S', 1, TAPPA__SECOND}, {"ms", '\0', 0, 1000},
};

#define UNITS (sizeof units / sizeof units[0])
#define UNIT_SECONDS 4

static void
duration_add(int64_t *total, int64_t count, int64_t unit)
{
    if (count > DURATION_MAX / unit || *total > DURATION_MAX)
        *total = DURATION_MAX + 1;
    else
        *total += count * unit;
}

/* Letters up to the next digit are the unit's name; `*next` is the first unit that may still come. */
static int
joined_duration(struct tappa__cursor *c, int64_t *total)
{
    size_t next = 0;
    int64_t count;

    do {
        struct tappa__text name;
        if (!tappa__take_count(c, DURATION_MAX, &count))
            return 0;
        name.s = c->t.s + c->at;
        while (tappa__peek(c) >= 'a' && tappa__peek(c) <= 'z')
            c->at++;
        name.n = (uint32_t)(c->t.s + c->at - name.s);
        while (next < UNITS && !tappa__text_is(name, units[next].name))
            next++;
        if (next == UNITS)
            return 0;
        duration_add(total, count, units[next].length);
        next++;
    } while (tappa__peek(c) >= 0);
    return 1;
}

/* Moves behind the unit's letter if it is next, on its side of the T. */
static int
take_iso_unit(struct tappa__cursor *c, size_t unit, int behind_t)
{
    return units[unit].of_time == behind_t && tappa__take(c, units[unit].iso);
}

/* Behind the P. */
static int
iso_duration(struct tappa__cursor *c, int64_t *total)
{
    size_t next = 0;
    int behind_t = 0;
    int64_t count;

    do {
        int32_t fraction = 0;
        int fractional;
        if (!behind_t && tappa__take(c, 'T'))
            behind_t = 1;
        if (!tappa__take_count(c, DURATION_MAX, &count))
            return 0;
        fractional = tappa__take(c, '.') || tappa__take(c, ',');
        if (fractional && !tappa__take_fraction(c, &fraction))
            return 0;
        while (next <= UNIT_SECONDS && !take_iso_unit(c, next, behind_t))
            next++;
        /* Only the last number may have a fraction. */
        if (next > UNIT_SECONDS || (fractional && tappa__peek(c) >= 0))
            return 0;
        duration_add(total, count, units[next].length);
        duration_add(total, fraction, units[next].length / TAPPA__SECOND);
        next++;
    } while (tappa__peek(c) >= 0);
    return 1;
}

int
tappa__duration_parse(struct tappa__text t, int64_t *out)
{
    struct tappa__cursor c = {t, 0};
    int64_t total = 0;

    if (tappa__take(&c, 'P') ? !iso_duration(&c, &total) : !joined_duration(&c, &total))
        return -1;
    if (total == 0 || total > DURATION_MAX)
        return -2;
    *out = total;
    return 0;
}

/* Below a millisecond the joined form has no unit, so that the whole is written as ISO 8601. Weeks are not written: `9d`
 * is shorter than `1w2d`, and one duration then has one text. */
uint32_t
tappa__duration_format(int64_t duration, char out[64])
{
    uint64_t left = duration < 0 ? 0 - (uint64_t)duration : (uint64_t)duration;
    int iso = left % 1000 != 0;
    uint32_t n = 0;
    size_t i;

    if (duration < 0)
        out[n++] = '-';
    if (iso)
        out[n++] = 'P';
    for (i = 1; i < UNITS; i++) {
        uint64_t unit = (uint64_t)units[i].length, count = left / unit;
        if (iso && i == 2)
            out[n++] = 'T'; /* always needed: what makes it ISO is a part of a second */
        if (iso && i > UNIT_SECONDS)
            break;
        left %= unit;
        if (count || (iso && i == UNIT_SECONDS))
            n += (uint32_t)snprintf(out + n, 24, "%llu", (unsigned long long)count);
        if (iso && i == UNIT_SECONDS)
            n += tappa__put_fraction(out + n, (uint32_t)left);
        if (count || (iso && i == UNIT_SECONDS))
            n += (uint32_t)snprintf(out + n, 4, iso ? "%.1s" : "%.2s", iso ? &units[i].iso : units[i].name);
    }
    if (duration == 0)
        n += (uint32_t)snprintf(out, 4, "0s");
    out[n] = '\0';
    return n;
}

/* Finds the unit that follows, in nanoseconds; the longer names stand first. */
static int64_t
take_cel_unit(struct tappa__cursor *c)
{
    static const struct {
        char name[3];
        int64_t nanoseconds;
    } cel_units[] = {
        {"ms", 1000000},
        {"us", 1000},
        {"ns", 1},
        {"h", INT64_C(3600000000000)},
        {"m", INT64_C(60000000000)},
        {"s", 1000000000},
    };
    size_t i;

    for (i = 0; i < sizeof cel_units / sizeof cel_units[0]; i++) {
        struct tappa__text name = tappa__text_of(cel_units[i].name);
        struct tappa__text rest = {c->t.s + c->at, c->t.n - c->at};
        if (tappa__text_starts_with(rest, name)) {
            c->at += name.n;
            return cel_units[i].nanoseconds;
        }
    }
    return 0;
}

/* floor(0.d1d2d3... * unit), exact for any number of digits: from the last digit to the first, and dividing by ten after
 * each loses nothing that the floor would not. */
static int64_t
scale_fraction(const char *digits, uint32_t n, int64_t unit)
{
    int64_t value = 0;

    while (n-- > 0)
        value = ((digits[n] - '0') * unit + value) / 10;
    return value;
}

/* A run of digits; past every use it sticks above 4 * 10^17. */
static int64_t
number(const char *digits, uint32_t n)
{
    int64_t value = 0;
    uint32_t i;

    for (i = 0; i < n && value <= INT64_C(400000000000000000); i++)
        value = value * 10 + (digits[i] - '0');
    return value;
}

static uint32_t
skip_digits(struct tappa__cursor *c)
{
    uint32_t start = c->at;

    while (tappa__at_digit(c))
        c->at++;
    return c->at - start;
}

/* One `1.5h`: adds it to *total microseconds and *rest nanoseconds. 1, or 0 where malformed; too much leaves *total past
 * the limit, where it stays. */
static int
take_cel_term(struct tappa__cursor *c, int64_t *total, int64_t *rest)
{
    const char *digits = c->t.s + c->at, *fraction;
    uint32_t n = skip_digits(c), fraction_n;
    int64_t unit, whole;

    fraction_n = tappa__take(c, '.') ? skip_digits(c) : 0;
    fraction = c->t.s + c->at - fraction_n;
    unit = take_cel_unit(c);
    if (unit == 0 || n + fraction_n == 0)
        return 0;
    *rest += scale_fraction(fraction, fraction_n, unit);
    if (unit == 1) { /* cut before the last three digits: nanoseconds alone would not fit int64 */
        uint32_t micro = n > 3 ? n - 3 : 0;
        whole = number(digits, micro);
        *rest += number(digits + micro, n - micro);
    } else if (tappa__mul(number(digits, n), unit / 1000, &whole)) {
        whole = CEL_DURATION_MAX + 1;
    }
    if (*total > CEL_DURATION_MAX || whole > CEL_DURATION_MAX)
        *total = CEL_DURATION_MAX + 1;
    else
        *total += whole + *rest / 1000;
    *rest %= 1000;
    return 1;
}

int
tappa__cel_duration_parse(struct tappa__text t, int64_t *out)
{
    struct tappa__cursor c = {t, 0};
    int64_t total = 0, rest = 0;
    int negative = tappa__take(&c, '-');

    if (!negative)
        (void)tappa__take(&c, '+');
    if (c.at == t.n) /* also keeps a text without a pointer out of pointer arithmetic */
        return -1;
    /* A bare 0 needs no unit. */
    if (c.at + 1 == t.n && tappa__take(&c, '0')) {
        *out = 0;
        return 0;
    }
    do {
        if (!take_cel_term(&c, &total, &rest))
            return -1;
    } while (tappa__peek(&c) >= 0);
    if (total > CEL_DURATION_MAX)
        return -2;
    *out = negative ? -total : total;
    return 0;
}

uint32_t
tappa__cel_duration_format(int64_t duration, char out[40])
{
    uint64_t left = duration < 0 ? 0 - (uint64_t)duration : (uint64_t)duration;
    uint64_t second = (uint64_t)TAPPA__SECOND;
    uint32_t n;

    n = (uint32_t)snprintf(out, 24, "%s%llu", duration < 0 ? "-" : "", (unsigned long long)(left / second));
    n += tappa__put_fraction(out + n, (uint32_t)(left % second));
    out[n++] = 's';
    out[n] = '\0';
    return n;
}
