/* An allocator that can fail. */
#ifndef FAILING_H
#define FAILING_H

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tappa/context.h"

/* Counts allocations and fails the one numbered `fail_at` (from 1), and all behind it where `sticky`. */
struct failing {
    uint64_t count, fail_at;
    int sticky;
    int64_t live; /* blocks not yet freed */
};

static inline int
failing_now(struct failing *f)
{
    f->count++;
    return f->fail_at && (f->sticky ? f->count >= f->fail_at : f->count == f->fail_at);
}

static inline void *
failing_allocate(void *user, size_t size)
{
    struct failing *f = user;

    if (failing_now(f))
        return NULL;
    f->live++;
    return malloc(size);
}

static inline void *
failing_reallocate(void *user, void *block, size_t size)
{
    struct failing *f = user;
    void *p;

    if (failing_now(f))
        return NULL;
    p = realloc(block, size);
    f->live += p && !block;
    return p;
}

static inline void
failing_release(void *user, void *block)
{
    struct failing *f = user;

    f->live -= block != NULL;
    if (block)
        memset(block, 0xa5, malloc_usable_size(block)); /* whoever looks at it all the same sees that it is gone */
    __asm__ volatile("" : : "r"(block) : "memory");
    free(block);
}

static inline struct tappa_allocator
failing_allocator(struct failing *f)
{
    return (struct tappa_allocator){failing_allocate, failing_reallocate, failing_release, f};
}

#endif
