/* Time zones from TZif files (RFC 8536, versions 1 to 4, with the POSIX footer), immutable and shared.
 * Nothing here touches TZ or tzset. */
#ifndef TAPPA__ZONE_H
#define TAPPA__ZONE_H

#include "lib/base/memory.h"

struct tappa_zone; /* public opaque handle, reference-counted atomically */

/* Loads NAME (`Europe/Rome`; letters, digits, `_ + - /`, no `..`, no leading `/`) from `folder`, or from /usr/share/zoneinfo
 * where NULL; "UTC" and fixed offsets `+01:00` need no file. TAPPA_OK, TAPPA_EZONE, TAPPA_ENOMEM. */
int32_t tappa__zone_load(const struct tappa_allocator *a, const char *folder, struct tappa__text name,
                         struct tappa_zone **out);
/* Parses the bytes of a TZif file: what load calls once it has them. */
int32_t tappa__zone_parse(const struct tappa_allocator *a, struct tappa__text name, const uint8_t *bytes, size_t n,
                          struct tappa_zone **out);
struct tappa_zone *tappa__zone_ref(struct tappa_zone *zone);
void tappa__zone_unref(struct tappa_zone *zone);
struct tappa__text tappa__zone_name(const struct tappa_zone *zone);

/* Seconds east of UTC in force at `time`. A NULL zone is UTC. */
int32_t tappa__zone_offset(const struct tappa_zone *zone, int64_t time);
/* A fixed offset text `+01:00`, `-08:30`, `+0100`, "UTC", "Z": 0 and seconds, or -1. */
int tappa__offset_parse(struct tappa__text t, int32_t *seconds);
/* The first time >= `from` whose local clock shows `time_of_day` (microseconds since local midnight): a local time that a
 * gap skips is the gap's end, also where the gap is a whole day (Pacific/Apia, 2011-12-30); of two in an overlap the
 * first. `from` outside the years 0001 to 9999 counts as their nearer end; the result may lie up to a few days past it. */
int64_t tappa__zone_next_local(const struct tappa_zone *zone, int64_t from, int64_t time_of_day);

#endif
