/* Owns time zones: finding and reading TZif files, and the way between local clocks and time.
 * Called by the context for hosts, by journeys for `at:`, by contact rules, and by the expression machine.
 * Protects one invariant: a zone never changes after it is made, and no byte of a hostile file is believed unchecked. */
#define _POSIX_C_SOURCE 200809L /* open and fstat: a FIFO or a folder under a zone's name must not be waited for */

#include "lib/base/zone.h"

#include "lib/base/cursor.h"
#include "lib/base/time.h"
#include "lib/base/zonerule.h"
#include "tappa/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "/usr/share/zoneinfo"
/* The largest file of tzdata 2025 has 3.5 kB and 243 changes. */
#define FILE_MAX ((size_t)262144)
#define CHANGES_MAX 8192
#define NAME_MAX_BYTES 255
#define HEADER_BYTES ((size_t)44)
#define HOUR (3600 * TAPPA__SECOND)

/* times[i] is when offsets[i + 1] begins; offsets[0] is for all before. After the last of them `rule` says, if there is
 * one. Offsets and name lie behind the times, in the same block. */
struct tappa_zone {
    atomic_size_t references;
    struct tappa_allocator allocator;
    struct tappa__text name;
    struct tappa__zone_rule rule;
    int has_rule;
    size_t count;
    int32_t *offsets;
    int64_t times[];
};

/* The name has 1 to NAME_MAX_BYTES bytes, as the callers have seen. */
static int32_t
zone_new(const struct tappa_allocator *a, struct tappa__text name, size_t count, struct tappa_zone **out)
{
    size_t size = sizeof(struct tappa_zone) + count * sizeof(int64_t) + (count + 1) * sizeof(int32_t);
    struct tappa_zone *zone;
    char *text;

    zone = tappa__alloc_zero(a, size + name.n + 1);
    if (!zone)
        return TAPPA_ENOMEM;
    atomic_init(&zone->references, 1);
    zone->allocator = *a;
    zone->count = count;
    zone->offsets = (int32_t *)(void *)(zone->times + count);
    text = (char *)zone + size;
    memcpy(text, name.s, name.n);
    zone->name.s = text;
    zone->name.n = name.n;
    *out = zone;
    return TAPPA_OK;
}

struct tappa_zone *
tappa__zone_ref(struct tappa_zone *zone)
{
    if (zone)
        atomic_fetch_add_explicit(&zone->references, 1, memory_order_relaxed);
    return zone;
}

/* Acquire and release: whatever another owner did with the zone has happened before it goes. */
void
tappa__zone_unref(struct tappa_zone *zone)
{
    struct tappa_allocator a;

    if (!zone || atomic_fetch_sub_explicit(&zone->references, 1, memory_order_acq_rel) != 1)
        return;
    a = zone->allocator;
    tappa__free(&a, zone);
}

struct tappa__text
tappa__zone_name(const struct tappa_zone *zone)
{
    return zone ? zone->name : TAPPA__TEXT("UTC");
}

/* A TZif header: the counts of what follows it, in the order in which the file names them. */
struct header {
    uint8_t version;
    uint32_t isut, isstd, leap, time, type, chars;
};

static uint32_t
big_endian_32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint64_t
big_endian_64(const uint8_t *p)
{
    return (uint64_t)big_endian_32(p) << 32 | big_endian_32(p + 4);
}

static int
header_read(const uint8_t *p, size_t left, struct header *out)
{
    if (left < HEADER_BYTES || memcmp(p, "TZif", 4) != 0 || (p[4] != 0 && p[4] < '2'))
        return 0;
    out->version = p[4];
    out->isut = big_endian_32(p + 20);
    out->isstd = big_endian_32(p + 24);
    out->leap = big_endian_32(p + 28);
    out->time = big_endian_32(p + 32);
    out->type = big_endian_32(p + 36);
    out->chars = big_endian_32(p + 40);
    return 1;
}

/* Bytes behind a header whose times have `width` bytes each. Six 32-bit counts times at most 12 cannot leave 64 bits. */
static uint64_t
body_size(const struct header *h, uint32_t width)
{
    return (uint64_t)h->time * (width + 1) + (uint64_t)h->type * 6 + h->chars + (uint64_t)h->leap * (width + 4) +
           h->isstd + h->isut;
}

/* What RFC 8536 demands of the counts. A file that counts leap seconds (`right/...`) has other seconds than ours. */
static int
header_good(const struct header *h)
{
    if (h->type == 0 || h->type > 256 || h->chars == 0 || h->time > CHANGES_MAX || h->leap != 0)
        return 0;
    return (h->isut == 0 || h->isut == h->type) && (h->isstd == 0 || h->isstd == h->type);
}

/* Seconds to microseconds. Old files begin with the Big Bang; such a time sticks at what cannot overflow later. */
static int64_t
to_time(int64_t seconds)
{
    int64_t most = INT64_MAX / 4 / TAPPA__SECOND;

    if (seconds > most)
        seconds = most;
    if (seconds < -most)
        seconds = -most;
    return seconds * TAPPA__SECOND;
}

/* Reads times, types and offsets out of a body whose size was checked. */
static int
body_read(const uint8_t *p, const struct header *h, uint32_t width, struct tappa_zone *zone)
{
    const uint8_t *types = p + (size_t)h->time * width, *infos = types + h->time;
    int64_t before = INT64_MIN;
    uint32_t i;

    for (i = 0; i < h->type; i++) {
        int32_t offset = (int32_t)big_endian_32(infos + (size_t)i * 6);
        if (offset <= TAPPA__OFFSET_MIN || offset >= TAPPA__OFFSET_MAX || infos[i * 6 + 4] > 1 ||
            infos[i * 6 + 5] >= h->chars)
            return 0;
    }
    zone->offsets[0] = (int32_t)big_endian_32(infos);
    for (i = 0; i < h->time; i++) {
        const uint8_t *at = p + (size_t)i * width;
        int64_t seconds = width == 8 ? (int64_t)big_endian_64(at) : (int32_t)big_endian_32(at);
        if ((i > 0 && seconds <= before) || types[i] >= h->type)
            return 0;
        before = seconds;
        zone->times[i] = to_time(seconds);
        zone->offsets[i + 1] = (int32_t)big_endian_32(infos + (size_t)types[i] * 6);
    }
    return 1;
}

/* The rule stands between two line feeds; nothing between them is no rule. */
static int
footer_read(const uint8_t *p, size_t left, struct tappa_zone *zone)
{
    const uint8_t *end = left > 1 && p[0] == '\n' ? memchr(p + 1, '\n', left - 1) : NULL;
    struct tappa__text rule;

    if (!end || end - p > 256)
        return 0;
    rule.s = (const char *)p + 1;
    rule.n = (uint32_t)(end - p - 1);
    if (rule.n == 0)
        return 1;
    zone->has_rule = 1;
    return tappa__zone_rule_parse(rule, &zone->rule) == 0;
}

/* A file of version 2 or later holds everything twice; the first, with 32-bit times, is for readers of 1990 and is only
 * stepped over. */
int32_t
tappa__zone_parse(const struct tappa_allocator *a, struct tappa__text name, const uint8_t *bytes, size_t n,
                  struct tappa_zone **out)
{
    struct tappa_zone *zone;
    struct header h;
    const uint8_t *body;
    size_t at = HEADER_BYTES;
    uint32_t width = 4;
    int32_t status;

    *out = NULL;
    if (!header_read(bytes, n, &h))
        return TAPPA_EZONE;
    if (h.version) {
        if (body_size(&h, 4) > n - at)
            return TAPPA_EZONE;
        at += (size_t)body_size(&h, 4);
        if (!header_read(bytes + at, n - at, &h) || !h.version)
            return TAPPA_EZONE;
        at += HEADER_BYTES;
        width = 8;
    }
    if (!header_good(&h) || body_size(&h, width) > n - at)
        return TAPPA_EZONE;
    status = zone_new(a, name, h.time, &zone);
    if (status)
        return status;
    body = bytes + at;
    at += (size_t)body_size(&h, width);
    if (body_read(body, &h, width, zone) && (width == 4 || footer_read(bytes + at, n - at, zone))) {
        *out = zone;
        return TAPPA_OK;
    }
    tappa__zone_unref(zone);
    return TAPPA_EZONE;
}

/* No dot is allowed at all, so that `..` needs no rule of its own; every part between slashes has at least one byte. */
static int
name_good(struct tappa__text name)
{
    int in_part = 0;
    uint32_t i;

    for (i = 0; i < name.n; i++) {
        char c = name.s[i];
        int letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (c == '/' ? !in_part : !letter && c != '_' && c != '+' && c != '-')
            return 0;
        in_part = c != '/';
    }
    return in_part && name.n <= NAME_MAX_BYTES;
}

/* Reads a regular file of bounded size into *bytes, which the caller frees, also after an error. */
static int32_t
file_read(const struct tappa_allocator *a, const char *path, uint8_t **bytes, size_t *n)
{
    int32_t status = TAPPA_EZONE;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat st;
    ssize_t got = 0;
    size_t size;

    if (file < 0)
        return TAPPA_EZONE;
    if (fstat(file, &st) || !S_ISREG(st.st_mode) || st.st_size <= 0 || (uintmax_t)st.st_size > FILE_MAX)
        goto out;
    size = (size_t)st.st_size;
    *bytes = tappa__alloc(a, size);
    if (!*bytes) {
        status = TAPPA_ENOMEM;
        goto out;
    }
    for (*n = 0; *n < size; *n += (size_t)got) {
        do
            got = read(file, *bytes + *n, size - *n);
        while (got < 0 && errno == EINTR);
        if (got <= 0)
            goto out;
    }
    status = TAPPA_OK;
out:
    close(file);
    return status;
}

int32_t
tappa__zone_load(const struct tappa_allocator *a, const char *folder, struct tappa__text name, struct tappa_zone **out)
{
    struct tappa__buffer path;
    uint8_t *bytes = NULL;
    int32_t status, offset;
    size_t n = 0;

    *out = NULL;
    if (tappa__offset_parse(name, &offset) == 0) {
        status = zone_new(a, name, 0, out);
        if (status == TAPPA_OK)
            (*out)->offsets[0] = offset;
        return status;
    }
    if (!name_good(name))
        return TAPPA_EZONE;
    tappa__buffer_init(&path, a);
    tappa__buffer_str(&path, folder ? folder : FOLDER);
    tappa__buffer_str(&path, "/");
    tappa__buffer_text(&path, name);
    status = path.failed ? TAPPA_ENOMEM : file_read(a, path.s, &bytes, &n);
    if (status == TAPPA_OK)
        status = tappa__zone_parse(a, name, bytes, n, out);
    tappa__free(a, bytes);
    tappa__buffer_free(&path);
    return status;
}

int
tappa__offset_parse(struct tappa__text t, int32_t *seconds)
{
    struct tappa__cursor c = {t, 0};
    int32_t sign = tappa__peek(&c) == '-' ? -1 : 1, digit[4];
    int i;

    if (tappa__text_is(t, "UTC") || tappa__text_is(t, "Z")) {
        *seconds = 0;
        return 0;
    }
    if (!tappa__take(&c, '+') && !tappa__take(&c, '-'))
        return -1;
    for (i = 0; i < 4; i++, c.at++) {
        if (i == 2)
            (void)tappa__take(&c, ':');
        if (!tappa__at_digit(&c))
            return -1;
        digit[i] = tappa__peek(&c) - '0';
    }
    if (tappa__peek(&c) >= 0 || digit[0] * 10 + digit[1] > 23 || digit[2] > 5)
        return -1;
    *seconds = sign * ((digit[0] * 10 + digit[1]) * 3600 + (digit[2] * 10 + digit[3]) * 60);
    return 0;
}

/* A NULL zone and a fixed one are the case without any change. */
static struct tappa__zone_span
span_at(const struct tappa_zone *zone, int64_t time)
{
    struct tappa__zone_span span = {INT64_MIN, INT64_MAX, 0};
    size_t low = 0, high = zone ? zone->count : 0;

    if (!zone)
        return span;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->times[middle] <= time)
            low = middle + 1;
        else
            high = middle;
    }
    span.offset = zone->offsets[low];
    if (low > 0)
        span.from = zone->times[low - 1];
    if (low == zone->count && zone->has_rule) {
        struct tappa__zone_span ruled = tappa__zone_rule_at(&zone->rule, time);
        /* The rule takes over with its first change behind the table. It should agree before that, but slim files exist
         * (America/Ojinaga of 2022-11, by zic 2.36) whose last entry is an exception to it. */
        if (low == 0 || ruled.from > span.from)
            return ruled;
        span.until = ruled.until;
    }
    if (low < zone->count)
        span.until = zone->times[low];
    return span;
}

static int64_t
within_years(int64_t time)
{
    if (time < TAPPA__TIME_MIN)
        return TAPPA__TIME_MIN;
    return time > TAPPA__TIME_MAX ? TAPPA__TIME_MAX : time;
}

int32_t
tappa__zone_offset(const struct tappa_zone *zone, int64_t time)
{
    return span_at(zone, within_years(time)).offset;
}

/* The first time at which the local clock shows `local` or more. That one rule covers a plain day (shows it), a gap
 * (its end, be it an hour or a whole day) and an overlap (the first of two). */
static int64_t
first_showing(const struct tappa_zone *zone, int64_t local)
{
    int64_t time = local - TAPPA__OFFSET_MAX * TAPPA__SECOND;

    for (;;) {
        struct tappa__zone_span span = span_at(zone, time);
        int64_t shown = local - span.offset * TAPPA__SECOND;
        if (shown < time)
            shown = time;
        if (shown < span.until)
            return shown;
        time = span.until;
    }
}

/* `from` outside the years 0001 .. 9999 counts as their nearer end. */
int64_t
tappa__zone_next_local(const struct tappa_zone *zone, int64_t from, int64_t time_of_day)
{
    struct tappa__zone_span span;
    int64_t local, day, found;

    from = within_years(from);
    span = span_at(zone, from);
    /* Far from any change the clock is a plain one. Two offsets differ by less than 51 hours: no change longer ago can
     * have shown the wanted local time already. */
    local = from + span.offset * TAPPA__SECOND;
    day = local - (local % TAPPA__DAY + TAPPA__DAY) % TAPPA__DAY;
    found = day + time_of_day - span.offset * TAPPA__SECOND;
    if (found < from)
        found += TAPPA__DAY;
    if (span.from <= from - 52 * HOUR && found < span.until)
        return found;
    /* Otherwise date by date, from one whose time has surely passed; first_showing() never falls as dates rise. */
    for (local = day + time_of_day - 4 * TAPPA__DAY;; local += TAPPA__DAY) {
        found = first_showing(zone, local);
        if (found >= from)
            return found;
    }
}
