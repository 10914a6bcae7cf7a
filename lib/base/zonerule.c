/* Owns the yearly rule that a zone follows after the last change its file lists.
 * Called by zone.c, once to parse and then for every time past the table.
 * Protects one invariant: a parsed rule holds only numbers in range, so that its arithmetic needs no further checks. */
#include "lib/base/zonerule.h"

#include "lib/base/cursor.h"
#include "lib/base/time.h"

#include <string.h>

static int
take_number(struct tappa__cursor *c, int32_t least, int32_t most, int32_t *out)
{
    int64_t value;

    if (!tappa__take_count(c, most, &value) || value < least || value > most)
        return 0;
    *out = (int32_t)value;
    return 1;
}

/* At least three letters, or `<+03>` with letters, digits and signs. What it says is not kept. */
static int
take_name(struct tappa__cursor *c)
{
    int quoted = tappa__take(c, '<'), length = 0;

    for (;; c->at++, length++) {
        int byte = tappa__peek(c);
        int letter = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
        if (!letter && (!quoted || (!tappa__at_digit(c) && byte != '+' && byte != '-')))
            break;
    }
    if (quoted && !tappa__take(c, '>'))
        return 0;
    return length >= 3;
}

/* `[+-]h[:mm[:ss]]` in seconds. */
static int
take_clock(struct tappa__cursor *c, int32_t most_hours, int32_t *out)
{
    int32_t sign = tappa__peek(c) == '-' ? -1 : 1, hours, minutes = 0, seconds = 0;

    if (!tappa__take(c, '-'))
        (void)tappa__take(c, '+');
    if (!take_number(c, 0, most_hours, &hours))
        return 0;
    if (tappa__take(c, ':')) {
        if (!take_number(c, 0, 59, &minutes))
            return 0;
        if (tappa__take(c, ':') && !take_number(c, 0, 59, &seconds))
            return 0;
    }
    *out = sign * (hours * 3600 + minutes * 60 + seconds);
    return 1;
}

static int
take_change(struct tappa__cursor *c, struct tappa__zone_change *out)
{
    if (!tappa__take(c, ','))
        return 0;
    if (tappa__take(c, 'M')) {
        out->form = 'M';
        if (!take_number(c, 1, 12, &out->month) || !tappa__take(c, '.') || !take_number(c, 1, 5, &out->week) ||
            !tappa__take(c, '.') || !take_number(c, 0, 6, &out->weekday))
            return 0;
    } else {
        out->form = tappa__take(c, 'J') ? 'J' : '0';
        if (!take_number(c, out->form == 'J', 365, &out->day))
            return 0;
    }
    out->seconds = 2 * 3600;
    return tappa__take(c, '/') ? take_clock(c, 167, &out->seconds) : 1;
}

/* POSIX counts west of UTC. A summer time without dates would mean whatever the system likes: it is refused. */
int
tappa__zone_rule_parse(struct tappa__text t, struct tappa__zone_rule *out)
{
    struct tappa__cursor c = {t, 0};
    int32_t west;

    memset(out, 0, sizeof *out);
    if (!take_name(&c) || !take_clock(&c, 24, &west))
        return -1;
    out->standard = -west;
    if (tappa__peek(&c) < 0)
        return 0;
    out->has_daylight = 1;
    out->daylight = out->standard + 3600;
    if (!take_name(&c))
        return -1;
    if (tappa__peek(&c) != ',') {
        if (!take_clock(&c, 24, &west))
            return -1;
        out->daylight = -west;
    }
    if (!take_change(&c, &out->start) || !take_change(&c, &out->end) || tappa__peek(&c) >= 0)
        return -1;
    return 0;
}

static int64_t
month_start(int32_t year, int32_t month)
{
    struct tappa__civil c = {0};

    c.year = year + (month > 12);
    c.month = month > 12 ? 1 : month;
    c.day = 1;
    return tappa__time_from_civil(&c, 0);
}

/* The moment of a change in a year, on a clock that runs `offset` seconds before UTC. */
static int64_t
change_time(const struct tappa__zone_change *change, int32_t year, int32_t offset)
{
    int64_t day = month_start(year, change->form == 'M' ? change->month : 1);
    struct tappa__civil first;

    if (change->form == 'M') {
        int64_t next = month_start(year, change->month + 1);
        tappa__civil_from_time(day, 0, &first);
        day += ((change->weekday - first.weekday + 7) % 7 + (change->week - 1) * 7) * TAPPA__DAY;
        if (day >= next) /* week 5 is the last, which may be the fourth */
            day -= 7 * TAPPA__DAY;
    } else if (change->form == 'J') {
        int leap = month_start(year, 3) - day == 60 * TAPPA__DAY;
        day += (change->day - 1 + (leap && change->day >= 60)) * TAPPA__DAY;
    } else {
        day += change->day * TAPPA__DAY;
    }
    return day + (change->seconds - offset) * TAPPA__SECOND;
}

static void
narrow(struct tappa__zone_span *span, int64_t time, int64_t change, int32_t offset)
{
    if (change > time) {
        if (change < span->until)
            span->until = change;
    } else if (change >= span->from) {
        span->from = change;
        span->offset = offset;
    }
}

/* The change times reach up to a week and two days into the years beside theirs, so that two on either side are looked at.
 * Of changes at the same moment the later in the calendar counts: that is how a file says summer time all year
 * (`XXX3EDT4,0/0,J365/23`). */
struct tappa__zone_span
tappa__zone_rule_at(const struct tappa__zone_rule *rule, int64_t time)
{
    struct tappa__zone_span span = {INT64_MIN, INT64_MAX, rule->standard};
    struct tappa__civil now;
    int32_t year;

    if (!rule->has_daylight)
        return span;
    tappa__civil_from_time(time, 0, &now);
    for (year = now.year - 2; year <= now.year + 2; year++) {
        int64_t start = change_time(&rule->start, year, rule->standard);
        int64_t end = change_time(&rule->end, year, rule->daylight);
        if (start <= end)
            narrow(&span, time, start, rule->daylight);
        narrow(&span, time, end, rule->standard);
        if (start > end)
            narrow(&span, time, start, rule->daylight);
    }
    return span;
}
