/* Times and durations as text. */
#ifndef TAPPA_TIME_H
#define TAPPA_TIME_H

#include "tappa/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Effect: reads a time: RFC 3339, or whole microseconds since 1970-01-01T00:00:00Z.
 * Parameters: text, size: not NULL. time: microseconds UTC; not NULL, untouched on error.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_EFORMAT; TAPPA_ETIME (outside the years 0001 to 9999). Threads: any. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_time_parse(const char *text, size_t size, int64_t *time);
/*
 * Effect: writes a time as RFC 3339 in UTC, the fraction only where there is one.
 * Parameters: buffer, size: 40 bytes are enough; NULL only with size 0.
 * Returns: bytes needed without the NUL. Threads: any. Since: 0.1.
 */
TAPPA_API size_t tappa_time_format(int64_t time, char *buffer, size_t size);
/*
 * Effect: reads a duration of the model format: `1d12h`, `90s`, `P1DT12H`.
 * Parameters: text, size: not NULL. duration: microseconds; not NULL, untouched on error.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_EFORMAT; TAPPA_ETIME (zero, or above ten years). Threads: any. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_duration_parse(const char *text, size_t size, int64_t *duration);
/* Effect: writes a duration, `1d12h`. Parameters, Returns: as tappa_time_format(). Threads: any. Since: 0.1. */
TAPPA_API size_t tappa_duration_format(int64_t duration, char *buffer, size_t size);

#ifdef __cplusplus
}
#endif

#endif
