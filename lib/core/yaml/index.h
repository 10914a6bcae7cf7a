/* Names to numbers: a sorted array. Adding is in any order, sorting happens once, then names are found by halving.
 * No hash: without randomness its keys could be chosen to collide, and the order of equal names (first one declared wins) is free. */
#ifndef TAPPA__YAML_INDEX_H
#define TAPPA__YAML_INDEX_H

#include "lib/base/memory.h"

struct tappa__index_entry {
    struct tappa__text name;
    uint32_t value;
};
struct tappa__index {
    struct tappa__index_entry *entries;
    size_t count, capacity;
};

/* 0, or -1 when out of memory. Names are borrowed. */
int tappa__index_add(const struct tappa_allocator *a, struct tappa__index *index, struct tappa__text name, uint32_t value);
/* By name; equal names stay in the order added. 0, or -1 when out of memory. */
int tappa__index_sort(const struct tappa_allocator *a, struct tappa__index *index);
/* Position of the first entry whose name is not less: equal to `name`, or not there. */
size_t tappa__index_seek(const struct tappa__index *index, struct tappa__text name);
/* The value of the first one added under this name; UINT32_MAX where there is none. Sorted indexes only. */
uint32_t tappa__index_find(const struct tappa__index *index, struct tappa__text name);
void tappa__index_free(const struct tappa_allocator *a, struct tappa__index *index);

#endif
