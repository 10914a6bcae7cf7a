/* Structs that grow at their end: what a caller of another age hands in or takes out; and the allocator it gives. */
#ifndef TAPPA__SIZE_H
#define TAPPA__SIZE_H

#include <string.h>

#include "lib/base/memory.h"
#include "tappa/record.h"

/* The least that a record may have: all of version 0.1. */
#define TAPPA__RECORD_LEAST (offsetof(struct tappa_record, line) + sizeof(uint64_t))

/* A size of this version or an older one, or of a newer one whose further bytes are all 0. */
static inline int
tappa__size_known(const void *given, uint32_t size, size_t least, size_t known)
{
    const unsigned char *s = given;
    size_t i;

    if (size < least || size > 4096)
        return 0;
    for (i = known; i < size; i++) {
        if (s[i])
            return 0;
    }
    return 1;
}

/* Fills a caller's struct from ours, as far as it has room; its first member, the size, stays. */
static inline void
tappa__size_give(void *out, const void *ours, uint32_t size, size_t known)
{
    size_t n = size < known ? size : known;

    memcpy((unsigned char *)out + sizeof size, (const unsigned char *)ours + sizeof size, n - sizeof size);
    if (size > known) /* a newer caller: what it knows more of is not there */
        memset((unsigned char *)out + known, 0, size - known);
}

/* Copies the caller's allocator, or ours for NULL; 0 where one of its functions is missing. */
static inline int
tappa__allocator_take(const struct tappa_allocator *given, struct tappa_allocator *out)
{
    if (!given) {
        tappa__allocator_default(out);
        return 1;
    }
    *out = *given;
    return given->allocate && given->reallocate && given->release;
}

#endif
