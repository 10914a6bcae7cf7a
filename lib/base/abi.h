/* Structs that begin with their size: the one place where a caller's version of a struct meets ours. */
#ifndef TAPPA__ABI_H
#define TAPPA__ABI_H

#include <stdint.h>

/* Copies a struct of `size` bytes as its caller knows it into `own` bytes as this version knows it. A caller that is older gets zeros for
 * what it lacks, but has at least the `oldest` bytes of the first version; one that is newer must have left what this version does
 * not know at zero. 0, or -1 where the size or the bytes behind are wrong. */
int tappa__sized_read(const void *given, uint32_t size, void *out, uint32_t own, uint32_t oldest);

#endif
