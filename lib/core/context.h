/* What the library's rooms ask of a context. */
#ifndef TAPPA__CONTEXT_H
#define TAPPA__CONTEXT_H

#include "lib/base/memory.h"
#include "tappa/context.h"

/* The allocator of a context, never NULL: to be copied by whoever outlives it. */
const struct tappa_allocator *tappa__context_allocator(const tappa_context *context);

#endif
