/* Times are int64_t microseconds since 1970-01-01T00:00:00Z, durations int64_t microseconds; civil time is the
 * proleptic Gregorian calendar. Nothing here reads a clock. Times that CEL knows: years 0001 to 9999. */
#ifndef TAPPA__TIME_H
#define TAPPA__TIME_H

#include "lib/base/text.h"

#define TAPPA__SECOND INT64_C(1000000)
#define TAPPA__DAY (INT64_C(86400) * TAPPA__SECOND)
#define TAPPA__TIME_MIN INT64_C(-62135596800000000) /* 0001-01-01T00:00:00Z */
#define TAPPA__TIME_MAX INT64_C(253402300799999999) /* 9999-12-31T23:59:59.999999Z */

/* So long before; the earliest time there is where that is earlier. */
static inline int64_t
tappa__time_before(int64_t time, int64_t span)
{
    return time > INT64_MIN + span ? time - span : INT64_MIN;
}

/* The end of what is kept for so long, 0: for ever; INT64_MAX, which is TAPPA_NEVER, where it has none or is behind all times. */
static inline int64_t
tappa__time_end(int64_t since, int64_t keep)
{
    return keep && since <= TAPPA__TIME_MAX - keep ? since + keep : INT64_MAX;
}

struct tappa__civil {
    int32_t year;
    int32_t month, day;           /* 1..12, 1..31 */
    int32_t hour, minute, second; /* 0..23, 0..59, 0..59 */
    int32_t microsecond;
    int32_t weekday; /* 0 Sunday */
    int32_t yearday; /* 0 .. 365 */
};

/* Civil fields of a time shifted by `offset` seconds east of UTC. */
void tappa__civil_from_time(int64_t time, int32_t offset, struct tappa__civil *out);
/* Only year .. microsecond are read; fields must be in range. */
int64_t tappa__time_from_civil(const struct tappa__civil *c, int32_t offset);

/* RFC 3339: date, 'T', 't' or a blank where `loose`, time with optional fraction (digits past the sixth must be read and are
 * truncated), 'Z', 'z' or ±hh:mm; where `loose` the zone may be missing (UTC), and a bare date is midnight. 0; -1 not a time; -2 out of range. */
int tappa__time_parse(struct tappa__text t, int loose, int64_t *out);
/* `2026-01-01T00:00:00.5Z`; returns the length (< 40). */
uint32_t tappa__time_format(int64_t time, char out[40]);

/* The format's durations: `250ms 90s 15m 1h 14d 2w`, joined `1d12h` (each unit once, falling), or ISO 8601 `P1DT12H` (weeks, days,
 * hours, minutes, seconds with fraction; no years and months, they have no length). Must be > 0 and at most 3,650 days.
 * 0; -1 not a duration; -2 zero, or out of range. */
int tappa__duration_parse(struct tappa__text t, int64_t *out);
/* One text for each duration: falling units from days to milliseconds without zeros, `14d`, `1d12h`; what has microseconds
 * below a millisecond as ISO 8601, `P1DT0.000001S`. Zero is `0s`; a negative one has `-` before it (neither is read back).
 * Length < 64. */
uint32_t tappa__duration_format(int64_t duration, char out[64]);
/* CEL's: `1h30m`, `-1.5s`, units h m s ms us ns, cut to microseconds; a bare `0`. 0, -1 malformed, -2 past protobuf's
 * 315,576,000,000 seconds either way. */
int tappa__cel_duration_parse(struct tappa__text t, int64_t *out);
/* CEL's string(duration): seconds, `1.5s`; length < 40. */
uint32_t tappa__cel_duration_format(int64_t duration, char out[40]);

#endif
