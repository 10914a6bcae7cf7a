/* Any text as a time, a duration, a duration of CEL, an offset, a zone's name; any bytes as a zone file. What is read is written and read
 * again as the same; a zone that is accepted answers for any time, and the next local time is the first one. */
#include "tests/fuzz/fuzz.h"

#include "lib/base/time.h"
#include "lib/base/zone.h"

static void
check_time(const char *text, size_t size)
{
    char out[64];
    int64_t time = 7, again;
    tappa_status status = tappa_time_parse(text, size, &time);

    must(status == TAPPA_OK || status == TAPPA_EFORMAT || status == TAPPA_ETIME || status == TAPPA_EINVAL);
    must(status == TAPPA_OK || time == 7);
    if (status)
        return;
    must(time >= TAPPA__TIME_MIN && time <= TAPPA__TIME_MAX);
    must(tappa_time_format(time, out, sizeof out) == strlen(out) && strlen(out) < 40);
    must(tappa_time_parse(out, strlen(out), &again) == TAPPA_OK && again == time);
}

static void
check_duration(const char *text, size_t size)
{
    char out[64];
    int64_t duration = 7, again;
    tappa_status status = tappa_duration_parse(text, size, &duration);

    must(status == TAPPA_OK || status == TAPPA_EFORMAT || status == TAPPA_ETIME || status == TAPPA_EINVAL);
    must(status == TAPPA_OK || duration == 7);
    if (status)
        return;
    must(duration > 0 && duration <= INT64_C(3650) * TAPPA__DAY);
    must(tappa_duration_format(duration, out, sizeof out) == strlen(out));
    must(tappa_duration_parse(out, strlen(out), &again) == TAPPA_OK && again == duration);
}

static void
check_internal(const char *text, size_t size)
{
    struct tappa__text t = {text, (uint32_t)size};
    char out[64];
    int64_t value, again;
    int32_t seconds;

    if (!tappa__cel_duration_parse(t, &value)) {
        uint32_t n = tappa__cel_duration_format(value, out);

        must(n < 40 && !tappa__cel_duration_parse((struct tappa__text){out, n}, &again) && again == value);
    }
    if (!tappa__time_parse(t, 1, &value)) {
        uint32_t n = tappa__time_format(value, out);
        struct tappa__civil c;

        must(n < 40 && !tappa__time_parse((struct tappa__text){out, n}, 0, &again) && again == value);
        tappa__civil_from_time(value, 0, &c);
        must(tappa__time_from_civil(&c, 0) == value);
    }
    if (!tappa__offset_parse(t, &seconds))
        must(seconds > -100 * 3600 && seconds < 100 * 3600);
}

/* Asked for times all over and around them; a local time of day is found within a few days, never before it was asked for. */
static void
ask(const struct tappa_zone *zone, int64_t seed)
{
    static const int64_t around[] = {TAPPA__TIME_MIN, INT64_C(-2000000000000000), 0, INT64_C(1300000000000000), INT64_C(1767603600000000),
                                     INT64_C(4102444800000000), TAPPA__TIME_MAX};

    for (size_t i = 0; i < sizeof around / sizeof around[0]; i++) {
        int64_t of_day = (int64_t)((uint64_t)seed * 7919 % 86400) * TAPPA__SECOND;
        int64_t found = tappa__zone_next_local(zone, around[i], of_day);

        must(found >= around[i] && found - around[i] < 10 * TAPPA__DAY);
        must(tappa__zone_offset(zone, around[i]) == tappa__zone_offset(zone, around[i]));
    }
}

static void
check_zone(const char *text, size_t size)
{
    struct tappa__text name = {"Test/Zone", 9};
    struct tappa_allocator allocator;
    struct tappa_zone *zone = NULL;
    tappa_status status = tappa_zone_load(fuzz_context(), text, size, &zone);

    must(status == TAPPA_OK || status == TAPPA_EZONE || status == TAPPA_EINVAL);
    must((status == TAPPA_OK) == (zone != NULL));
    if (zone)
        ask(zone, (int64_t)size);
    tappa_zone_unref(zone);
    zone = NULL;
    tappa__allocator_default(&allocator);
    status = tappa__zone_parse(&allocator, name, (const uint8_t *)text, size, &zone);
    must(status == TAPPA_OK || status == TAPPA_EZONE);
    if (status == TAPPA_OK) {
        ask(zone, size ? (unsigned char)text[size / 2] : 0);
        tappa__zone_unref(zone);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_copy(data, size);

    check_time(text, size);
    check_duration(text, size);
    check_internal(text, size);
    check_zone(text, size);
    free(text);
    return 0;
}
