/* Zone files built byte by byte, for test-base-zone.c and test-base-zone-file.c. */
#ifndef TEST_BASE_ZONE_H
#define TEST_BASE_ZONE_H

#include "lib/base/time.h"
#include "lib/base/zone.h"
#include "tappa/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define T(literal) {(literal), sizeof(literal) - 1}

/* A whole file is written from this; each member can also be wrong. */
struct plan {
    const char *name;
    int version;
    const char *footer;
    int64_t times[3];
    int32_t offsets[3];
    uint8_t types[3];
    uint32_t time_count, type_count, char_count, leap_count, isstd_count, isut_count;
    uint8_t isdst, abbreviation;
    int32_t status;
};

struct file {
    uint8_t bytes[4096];
    size_t n;
};

static inline void
put(struct file *f, uint64_t value, int bytes)
{
    while (bytes-- > 0)
        f->bytes[f->n++] = (uint8_t)(value >> (8 * bytes));
}

/* Counts beyond the members' arrays are only said, not written. */
static inline void
put_block(struct file *f, const struct plan *p, int width)
{
    uint32_t i;

    memcpy(f->bytes + f->n, "TZif", 4);
    f->n += 4;
    put(f, (uint64_t)p->version, 1);
    f->n += 15;
    put(f, p->isut_count, 4);
    put(f, p->isstd_count, 4);
    put(f, p->leap_count, 4);
    put(f, p->time_count, 4);
    put(f, p->type_count, 4);
    put(f, p->char_count, 4);
    for (i = 0; i < p->time_count && i < 3; i++)
        put(f, (uint64_t)p->times[i], width);
    for (i = 0; i < p->time_count && i < 3; i++)
        put(f, p->types[i], 1);
    for (i = 0; i < p->type_count && i < 3; i++) {
        put(f, (uint32_t)p->offsets[i], 4);
        put(f, p->isdst, 1);
        put(f, p->abbreviation, 1);
    }
    for (i = 0; i < p->char_count && i < 8; i++)
        put(f, (uint8_t)"AAA\0BBB"[i], 1);
    f->n += p->leap_count < 2 ? p->leap_count * (uint32_t)(width + 4) : 0;
    f->n += p->isstd_count < 4 ? p->isstd_count : 0;
    f->n += p->isut_count < 4 ? p->isut_count : 0;
}

static inline void
build(struct file *f, const struct plan *p)
{
    memset(f, 0, sizeof *f);
    put_block(f, p, 4);
    if (!p->version)
        return;
    put_block(f, p, 8);
    if (p->footer) {
        memcpy(f->bytes + f->n, p->footer, strlen(p->footer));
        f->n += strlen(p->footer);
    }
}

static inline struct tappa_allocator
allocator(void)
{
    struct tappa_allocator a;

    tappa__allocator_default(&a);
    return a;
}

/* In a block of exactly its size, so that the sanitizer sees a byte too many. */
static inline int32_t
parse(const uint8_t *bytes, size_t n, struct tappa_zone **out)
{
    struct tappa_allocator a = allocator();
    uint8_t *copy = malloc(n ? n : 1);
    int32_t status;

    assert_non_null(copy);
    memcpy(copy, bytes, n);
    status = tappa__zone_parse(&a, TAPPA__TEXT("Test/Zone"), copy, n, out);
    free(copy);
    return status;
}

/* Whatever a zone says, it must say it within the bounds and come to an end. */
static inline void
use(const struct tappa_zone *zone)
{
    static const int64_t times[] = {INT64_MIN,       TAPPA__TIME_MIN, -1, 0, INT64_C(1767225600000000),
                                    TAPPA__TIME_MAX, INT64_MAX};
    size_t i;

    for (i = 0; i < sizeof times / sizeof times[0]; i++) {
        int32_t offset = tappa__zone_offset(zone, times[i]);
        int64_t next = tappa__zone_next_local(zone, times[i], 9 * 3600 * TAPPA__SECOND);
        assert_true(offset > -25 * 3600 && offset < 26 * 3600);
        if (times[i] >= TAPPA__TIME_MIN && times[i] <= TAPPA__TIME_MAX)
            assert_true(next >= times[i] && next <= times[i] + 4 * TAPPA__DAY);
    }
}

/* A zone that is nothing but a rule; NULL where it is refused. */
static inline struct tappa_zone *
zone_of_rule(const char *rule)
{
    struct plan p = {"", '3', NULL, {0}, {0}, {0}, 0, 1, 4, 0, 0, 0, 0, 0, TAPPA_OK};
    struct tappa_zone *zone;
    struct file f;
    char footer[300];

    snprintf(footer, sizeof footer, "\n%s\n", rule);
    p.footer = footer;
    build(&f, &p);
    return parse(f.bytes, f.n, &zone) == TAPPA_OK ? zone : NULL;
}

#endif
