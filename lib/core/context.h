/* The inside of a context: what the rooms above read when they make something under it. */
#ifndef TAPPA__CORE_CONTEXT_H
#define TAPPA__CORE_CONTEXT_H

#include "tappa/context.h"

#include <stdatomic.h>

#define TAPPA__LIMITS (TAPPA_LIMIT_SNAPSHOT_BYTES + 1) /* number 0 is not used */

struct tappa_context {
    atomic_size_t references;
    struct tappa_allocator allocator;
    uint64_t limits[TAPPA__LIMITS];
};

/* Borrowed from the context; an owner that may outlive it copies the value. */
const struct tappa_allocator *tappa__context_allocator(const tappa_context *context);

#endif
