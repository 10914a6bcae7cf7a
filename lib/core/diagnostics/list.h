/* The inside of tappa_diagnostics: only lib/core/diagnostics sees it. */
#ifndef TAPPA__DIAGNOSTICS_LIST_H
#define TAPPA__DIAGNOSTICS_LIST_H

#include "lib/core/diagnostics/diagnostics.h"

struct tappa__diagnostic_item {
    struct tappa_diagnostic d;
    const char *line_start; /* where the excerpt begins in the source text: equal starts share one copy; never read through */
    uint64_t order;         /* of adding */
};

struct tappa_diagnostics {
    struct tappa_allocator allocator;
    struct tappa__arena arena; /* the texts */
    struct tappa__diagnostic_item *items;
    size_t count, capacity, limit;
    size_t errors, dropped;
    uint64_t order;
    const char *line_start; /* of the excerpt copied last */
    int out_of_memory;
};

/* One code point at `at`, U+FFFD for a byte that is not UTF-8; returns the bytes it takes. */
size_t tappa__lenient_next(const char *s, size_t n, size_t at, uint32_t *cp);

#endif
