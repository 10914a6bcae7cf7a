/* The list behind tappa_diagnostics, and the registry of codes. */
#ifndef TAPPA__DIAGNOSTICS_H
#define TAPPA__DIAGNOSTICS_H

#include "lib/base/memory.h"
#include "tappa/diagnostics.h"

/* Codes live in lib/core/diagnostics/codes.h: X(number, NAME, "name", severity). A number means one thing for ever. */
#include "lib/core/diagnostics/codes.h"

/* A place in a source text. line 0: no place. */
struct tappa__place {
    uint32_t line, column, width;
};

/* The text that diagnostics speak of; excerpts are cut from it. */
struct tappa__source {
    struct tappa__text file;
    struct tappa__text text;
};

/* Adds one; a NULL list is allowed and counts nothing. Out of memory makes the list "incomplete", which the compile call
 * reports as TAPPA_ENOMEM. `path` and the formatted message are copied. No doubles in the format. */
void tappa__diagnose(tappa_diagnostics *list, const struct tappa__source *source, int32_t code, struct tappa__place place,
                     struct tappa__text path, struct tappa__text hint, const char *format, ...)
    __attribute__((format(printf, 7, 8)));
/* What tappa_diagnostics_new() calls; keeps at most `limit`. */
tappa_status tappa__diagnostics_create(const struct tappa_allocator *a, uint64_t limit, tappa_diagnostics **out);
int tappa__diagnostics_out_of_memory(const tappa_diagnostics *list);
/* By line, then column, then order of adding: compile does it once at its end. */
void tappa__diagnostics_sort(tappa_diagnostics *list);

#endif
