/* A place in a text that is being read. For the files of this room only: times, durations, zone rules. */
#ifndef TAPPA__CURSOR_H
#define TAPPA__CURSOR_H

#include "lib/base/text.h"

struct tappa__cursor {
    struct tappa__text t;
    uint32_t at;
};

/* The next byte, -1 at the end. */
static inline int
tappa__peek(const struct tappa__cursor *c)
{
    return c->at < c->t.n ? (unsigned char)c->t.s[c->at] : -1;
}

/* Moves behind `wanted` if it is next. */
static inline int
tappa__take(struct tappa__cursor *c, char wanted)
{
    if (tappa__peek(c) != (unsigned char)wanted)
        return 0;
    c->at++;
    return 1;
}

static inline int
tappa__at_digit(const struct tappa__cursor *c)
{
    return tappa__peek(c) >= '0' && tappa__peek(c) <= '9';
}

/* All digits that follow, at least one. A value past `most` sticks somewhere above it; most <= 10^17. */
static inline int
tappa__take_count(struct tappa__cursor *c, int64_t most, int64_t *out)
{
    int64_t value = 0;

    if (!tappa__at_digit(c))
        return 0;
    for (; tappa__at_digit(c); c->at++) {
        if (value <= most)
            value = value * 10 + (tappa__peek(c) - '0');
    }
    *out = value;
    return 1;
}

/* What stands behind the point of a second, in microseconds: at least one digit; those past the sixth are dropped. */
static inline int
tappa__take_fraction(struct tappa__cursor *c, int32_t *out)
{
    int32_t value = 0, unit = 100000;

    if (!tappa__at_digit(c))
        return 0;
    for (; tappa__at_digit(c); c->at++) {
        value += (tappa__peek(c) - '0') * unit;
        unit /= 10;
    }
    *out = value;
    return 1;
}

/* Writes `.5` for 500,000 microseconds and nothing for 0; at most 7 bytes, no NUL. Returns how many. */
static inline uint32_t
tappa__put_fraction(char *out, uint32_t microseconds)
{
    uint32_t n = 0, unit = 100000;

    if (microseconds)
        out[n++] = '.';
    for (; microseconds; unit /= 10) {
        out[n++] = (char)('0' + microseconds / unit);
        microseconds %= unit;
    }
    return n;
}

#endif
