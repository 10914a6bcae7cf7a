/* A number that stands where somebody's number stood, and tells as little of it as its place in an order allows. */
#ifndef TAPPA__BLUR_H
#define TAPPA__BLUR_H

#include <stdint.h>

/* At or above `number`, below `next`, or `number` itself where that is next: as many of the last bits as can be are set, so that it does not come
 * before anything that `number` came behind, and whatever mixture of the bytes of both a torn write leaves does neither. */
static inline int64_t
tappa__blur(int64_t number, int64_t next)
{
    uint64_t bits = 0;

    while (bits < (uint64_t)INT64_MAX && (number | (int64_t)(bits << 1 | 1)) < next)
        bits = bits << 1 | 1;
    return number | (int64_t)bits;
}

#endif
