/* The dice of tests with random histories: set `seed`, which must not be 0, and all that follows is the same each time. Source: Marsaglia, Xorshift RNGs, 2003. */
#ifndef TESTS_ENGINE_DICE_H
#define TESTS_ENGINE_DICE_H

#include <stdint.h>

static uint64_t seed;

static uint32_t
roll(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)((seed >> 16) % n);
}

#endif
