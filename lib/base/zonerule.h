/* The rule that a TZif file ends with, `CET-1CEST,M3.5.0,M10.5.0/3`: POSIX's TZ with RFC 8536's extensions. For zone.c only. */
#ifndef TAPPA__ZONERULE_H
#define TAPPA__ZONERULE_H

#include "lib/base/text.h"

/* No zone is further from UTC than this (RFC 8536, 3.2), in seconds; both ends are excluded. */
#define TAPPA__OFFSET_MIN (-25 * 3600)
#define TAPPA__OFFSET_MAX (26 * 3600)

/* One day of the year and a time on it: month, week and weekday; or a day counted from 1 without leap days (`J60`); or
 * a day counted from 0 (`59`). The time may be negative or past midnight. */
struct tappa__zone_change {
    char form; /* 'M', 'J', '0' */
    int32_t month, week, weekday;
    int32_t day;
    int32_t seconds;
};

struct tappa__zone_rule {
    int32_t standard, daylight; /* seconds east of UTC */
    int has_daylight;           /* if not, the rest is 0 */
    struct tappa__zone_change start, end;
};

/* `from` <= t < `until`: the offset is the same for all of them. Neighbouring spans may have equal offsets. */
struct tappa__zone_span {
    int64_t from, until;
    int32_t offset;
};

/* 0, or -1 where the text is no such rule. */
int tappa__zone_rule_parse(struct tappa__text t, struct tappa__zone_rule *out);
/* The span that `time` lies in; time within a day or two of the years 0001 .. 9999. */
struct tappa__zone_span tappa__zone_rule_at(const struct tappa__zone_rule *rule, int64_t time);

#endif
