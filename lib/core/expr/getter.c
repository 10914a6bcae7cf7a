/* Owns the parts of times and durations: getFullYear() to getMilliseconds(), in a zone or in UTC.
 * Called by the machine.
 * At run time no zone is loaded: a name that was not written out is an offset, or an error. */
#include "lib/core/expr/program.h"

#include "lib/base/time.h"

int
tappa__zone_offset_text(struct tappa__text name, int32_t *seconds)
{
    char signed_text[8] = "+";
    uint32_t i;

    if (tappa__offset_parse(name, seconds) == 0)
        return 0;
    if (name.n != 5) /* CEL also writes an eastern offset without its sign */
        return -1;
    for (i = 0; i < name.n; i++)
        signed_text[i + 1] = name.s[i];
    return tappa__offset_parse((struct tappa__text){signed_text, name.n + 1}, seconds);
}

static int64_t
of_time(uint32_t which, int64_t time, int32_t offset)
{
    struct tappa__civil c;

    tappa__civil_from_time(time, offset, &c);
    switch (which) {
    case TAPPA__GET_FULL_YEAR:
        return c.year;
    case TAPPA__GET_MONTH:
        return c.month - 1;
    case TAPPA__GET_DATE:
        return c.day;
    case TAPPA__GET_DAY_OF_MONTH:
        return c.day - 1;
    case TAPPA__GET_DAY_OF_WEEK:
        return c.weekday;
    case TAPPA__GET_DAY_OF_YEAR:
        return c.yearday;
    case TAPPA__GET_HOURS:
        return c.hour;
    case TAPPA__GET_MINUTES:
        return c.minute;
    case TAPPA__GET_SECONDS:
        return c.second;
    default:
        return c.microsecond / 1000;
    }
}

/* Whole hours, minutes, seconds of the duration; of milliseconds only those behind the second. 0, or -1: no such part. */
static int
of_duration(uint32_t which, int64_t duration, int64_t *out)
{
    switch (which) {
    case TAPPA__GET_HOURS:
        *out = duration / (3600 * TAPPA__SECOND);
        return 0;
    case TAPPA__GET_MINUTES:
        *out = duration / (60 * TAPPA__SECOND);
        return 0;
    case TAPPA__GET_SECONDS:
        *out = duration / TAPPA__SECOND;
        return 0;
    case TAPPA__GET_MILLISECONDS:
        *out = duration % TAPPA__SECOND / 1000;
        return 0;
    default:
        return -1;
    }
}

int
tappa__getter(struct tappa__run *r, const struct tappa__instruction *i, const struct tappa_value *args,
              struct tappa_value *out)
{
    int32_t offset = 0;
    int64_t part;

    if (args[0].kind == TAPPA_DURATION && i->count == 1 && i->c == 0) {
        if (of_duration(i->a, args[0].integer, &part))
            return tappa__fail_overload(r, out);
        tappa__set(out, TAPPA_INT, part);
        return 0;
    }
    if (args[0].kind != TAPPA_TIMESTAMP)
        return tappa__fail_overload(r, out);
    if (i->c) {
        offset = tappa__zone_offset(r->zones[i->c - 1], args[0].integer);
    } else if (i->count == 2) {
        if (args[1].kind != TAPPA_STRING)
            return tappa__fail_overload(r, out);
        if (tappa__zone_offset_text(tappa__value_text(&args[1]), &offset))
            return tappa__fail_about(r, out, TAPPA_ERR_ZONE, "unknown time zone", tappa__value_text(&args[1]));
    }
    tappa__set(out, TAPPA_INT, of_time(i->a, args[0].integer, offset));
    return 0;
}
