/* Owns the public face of times and durations as text: include/tappa/time.h.
 * Called by hosts and bindings.
 * A result is written only where it is whole: an error leaves what the caller had. */
#include "tappa/time.h"

#include <string.h>

#include "lib/base/number.h"
#include "lib/base/time.h"

static tappa_status
status_of(int result)
{
    return result == 0 ? TAPPA_OK : result == -2 ? TAPPA_ETIME : TAPPA_EFORMAT;
}

/* Digits alone, perhaps with a sign, are microseconds. */
static int
parse_microseconds(struct tappa__text t, int64_t *out)
{
    int result = tappa__int64_parse(t, out);

    if (result == 0 && (*out < TAPPA__TIME_MIN || *out > TAPPA__TIME_MAX))
        return -2;
    return result;
}

tappa_status
tappa_time_parse(const char *text, size_t size, int64_t *time)
{
    struct tappa__text t = {text, (uint32_t)size};
    int64_t value;
    int result;

    if (!text || !time)
        return TAPPA_EINVAL;
    if (size > UINT32_MAX)
        return TAPPA_EFORMAT;
    result = parse_microseconds(t, &value);
    if (result == -1)
        result = tappa__time_parse(t, 0, &value);
    if (result == 0)
        *time = value;
    return status_of(result);
}

tappa_status
tappa_duration_parse(const char *text, size_t size, int64_t *duration)
{
    struct tappa__text t = {text, (uint32_t)size};
    int64_t value;
    int result;

    if (!text || !duration)
        return TAPPA_EINVAL;
    if (size > UINT32_MAX)
        return TAPPA_EFORMAT;
    result = tappa__duration_parse(t, &value);
    if (result == 0)
        *duration = value;
    return status_of(result);
}

static size_t
give(const char *text, uint32_t n, char *buffer, size_t size)
{
    if (buffer && size) {
        size_t shown = n < size ? n : size - 1;

        memcpy(buffer, text, shown);
        buffer[shown] = '\0';
    }
    return n;
}

size_t
tappa_time_format(int64_t time, char *buffer, size_t size)
{
    char text[40];

    return give(text, tappa__time_format(time, text), buffer, size);
}

size_t
tappa_duration_format(int64_t duration, char *buffer, size_t size)
{
    char text[64];

    return give(text, tappa__duration_format(duration, text), buffer, size);
}
