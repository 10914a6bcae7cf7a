/* The checksum at the end of a snapshot, over bytes that a test has changed. */
#ifndef TAPPA_TESTS_SEAL_H
#define TAPPA_TESTS_SEAL_H

#include "lib/base/hash.h"

static inline void
seal(unsigned char *bytes, size_t size)
{
    uint32_t crc = tappa__crc32c(0, bytes, size - 4);

    for (int i = 0; i < 4; i++)
        bytes[size - 4 + (size_t)i] = (unsigned char)(crc >> (8 * i));
}

#endif
