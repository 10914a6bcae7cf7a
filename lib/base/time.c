/* Owns the calendar and RFC 3339.
 * Called by the model reader, the expression machine, the exchange formats and the zones.
 * Protects one invariant: no clock, no zone of the system and no locale is asked, and no arithmetic leaves int64. */
#include "lib/base/time.h"

#include "lib/base/cursor.h"

#include <stdio.h>

static int64_t
floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int
is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days since 1970-01-01. Years begin in March here, which puts the leap day last; an era is 400 years (Hinnant 2013). */
static int64_t
days_from_date(int64_t year, int32_t month, int32_t day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = floor_div(y, 400), year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

static void
date_from_days(int64_t days, struct tappa__civil *out)
{
    int64_t z = days + 719468, era = floor_div(z, 146097), day_of_era = z - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153;
    int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    int64_t year = year_of_era + era * 400 + (month <= 2);

    out->year = (int32_t)year;
    out->month = (int32_t)month;
    out->day = (int32_t)(day_of_year - (153 * shifted + 2) / 5 + 1);
    out->yearday = (int32_t)(days - days_from_date(year, 1, 1));
    out->weekday = (int32_t)(days + 4 - floor_div(days + 4, 7) * 7);
}

void
tappa__civil_from_time(int64_t time, int32_t offset, struct tappa__civil *out)
{
    int64_t seconds = floor_div(time, TAPPA__SECOND) + offset;
    int64_t microsecond = (time % TAPPA__SECOND + TAPPA__SECOND) % TAPPA__SECOND;
    int64_t days, rest;

    days = floor_div(seconds, 86400);
    rest = seconds - days * 86400;
    date_from_days(days, out);
    out->hour = (int32_t)(rest / 3600);
    out->minute = (int32_t)(rest / 60 % 60);
    out->second = (int32_t)(rest % 60);
    out->microsecond = (int32_t)microsecond;
}

int64_t
tappa__time_from_civil(const struct tappa__civil *c, int32_t offset)
{
    int64_t seconds = days_from_date(c->year, c->month, c->day) * 86400;

    seconds += c->hour * 3600 + c->minute * 60 + c->second - offset;
    return seconds * TAPPA__SECOND + c->microsecond;
}

/* Exactly `count` digits. */
static int
take_digits(struct tappa__cursor *c, int count, int32_t *out)
{
    int32_t value = 0;

    for (; count > 0; count--) {
        if (!tappa__at_digit(c))
            return 0;
        value = value * 10 + (tappa__peek(c) - '0');
        c->at++;
    }
    *out = value;
    return 1;
}

static int
take_date(struct tappa__cursor *c, struct tappa__civil *out)
{
    static const int32_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (!take_digits(c, 4, &out->year) || !tappa__take(c, '-') || !take_digits(c, 2, &out->month) || !tappa__take(c, '-') ||
        !take_digits(c, 2, &out->day))
        return 0;
    if (out->month < 1 || out->month > 12 || out->day < 1)
        return 0;
    return out->day <= days[out->month - 1] + (out->month == 2 && is_leap(out->year));
}

/* A leap second is no time here: the count of microseconds has no place for it. */
static int
take_clock(struct tappa__cursor *c, struct tappa__civil *out)
{
    if (!take_digits(c, 2, &out->hour) || !tappa__take(c, ':') || !take_digits(c, 2, &out->minute) || !tappa__take(c, ':') ||
        !take_digits(c, 2, &out->second))
        return 0;
    if (out->hour > 23 || out->minute > 59 || out->second > 59)
        return 0;
    return tappa__take(c, '.') ? tappa__take_fraction(c, &out->microsecond) : 1;
}

static int
take_offset(struct tappa__cursor *c, int loose, int32_t *seconds)
{
    int32_t sign, hours, minutes;

    if (tappa__take(c, 'Z') || tappa__take(c, 'z'))
        return 1;
    if (loose && tappa__peek(c) < 0)
        return 1;
    sign = tappa__peek(c) == '-' ? -1 : 1;
    if (!tappa__take(c, '+') && !tappa__take(c, '-'))
        return 0;
    if (!take_digits(c, 2, &hours) || !tappa__take(c, ':') || !take_digits(c, 2, &minutes) || hours > 23 || minutes > 59)
        return 0;
    *seconds = sign * (hours * 3600 + minutes * 60);
    return 1;
}

int
tappa__time_parse(struct tappa__text t, int loose, int64_t *out)
{
    struct tappa__cursor c = {t, 0};
    struct tappa__civil civil = {0};
    int32_t offset = 0;
    int64_t time;

    if (!take_date(&c, &civil))
        return -1;
    if (!loose || tappa__peek(&c) >= 0) {
        if (!tappa__take(&c, 'T') && !tappa__take(&c, 't') && (!loose || !tappa__take(&c, ' ')))
            return -1;
        if (!take_clock(&c, &civil) || !take_offset(&c, loose, &offset))
            return -1;
    }
    if (tappa__peek(&c) >= 0)
        return -1;
    time = tappa__time_from_civil(&civil, offset);
    if (time < TAPPA__TIME_MIN || time > TAPPA__TIME_MAX)
        return -2;
    *out = time;
    return 0;
}

uint32_t
tappa__time_format(int64_t time, char out[40])
{
    struct tappa__civil c;
    uint32_t n;

    tappa__civil_from_time(time, 0, &c);
    n = (uint32_t)snprintf(out, 30, "%04d-%02d-%02dT%02d:%02d:%02d", (int)c.year, (int)c.month, (int)c.day,
                           (int)c.hour, (int)c.minute, (int)c.second);
    n += tappa__put_fraction(out + n, (uint32_t)c.microsecond);
    out[n++] = 'Z';
    out[n] = '\0';
    return n;
}
