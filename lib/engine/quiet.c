/* Owns quiet hours: whether the customer's clock shows one, and when it no longer does.
 * Called when a contact is looked at.
 * What counts is what the clock shows at that moment: an hour that summer time repeats is quiet twice, one that it skips never comes. */
#include "lib/base/time.h"
#include "lib/base/zone.h"
#include "lib/engine/outlook.h"

#define HOUR (INT64_C(3600) * TAPPA__SECOND)
/* A local time that comes at all comes within so long, wherever the clock is set, also over a day that was left out (Pacific/Apia 2011). */
#define LONG_ENOUGH (4 * TAPPA__DAY)

static int64_t
time_of_day(int64_t time, int32_t offset)
{
    int64_t shown = (time + offset * TAPPA__SECOND) % TAPPA__DAY;

    return shown < 0 ? shown + TAPPA__DAY : shown;
}

static int
holds(const struct tappa_quiet *rule, int64_t shown)
{
    return rule->from < rule->to ? shown >= rule->from && shown < rule->to : shown >= rule->from || shown < rule->to;
}

/* The first change of the zone's offset in (from, to], or `to`. */
static int64_t
first_change(const struct tappa_zone *zone, int64_t from, int64_t to)
{
    int32_t offset = tappa__zone_offset(zone, from);
    int64_t low = from, high = from;

    while (high < to && tappa__zone_offset(zone, high) == offset) {
        low = high;
        high = to - high > HOUR ? high + HOUR : to;
    }
    if (tappa__zone_offset(zone, high) == offset)
        return to;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;

        if (tappa__zone_offset(zone, middle) == offset)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* Where the rule that holds at `time` ends, or the clock is set before that. */
static int64_t
next_look(const struct tappa_zone *zone, const struct tappa_quiet *rule, int64_t time)
{
    int64_t left = rule->to - time_of_day(time, tappa__zone_offset(zone, time));

    return first_change(zone, time, time + (left > 0 ? left : left + TAPPA__DAY));
}

int64_t
tappa__quiet_until(const struct tappa_zone *zone, const struct tappa_quiet *const *rules, size_t count, int64_t now,
                   const struct tappa_quiet **by)
{
    int64_t time = now;
    size_t i;

    *by = NULL;
    do {
        int64_t shown = time_of_day(time, tappa__zone_offset(zone, time));

        for (i = 0; i < count && !holds(rules[i], shown); i++)
            ;
        if (i == count)
            return time;
        if (!*by)
            *by = rules[i];
        time = next_look(zone, rules[i], time);
    } while (time - now < LONG_ENOUGH);
    return TAPPA_NEVER;
}
