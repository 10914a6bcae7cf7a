/* A table of texts: each once, with a number in the order first met. */
#ifndef TAPPA__NAMES_H
#define TAPPA__NAMES_H

#include "lib/base/memory.h"

/* Open addressing over `slots` (a number + 1; 0: free), never more than half full. The hash is keyed with random bytes, so that nobody who
 * writes a log can choose customers that collide; no order and no result depends on it. */
struct tappa__names {
    struct tappa__arena arena;
    struct tappa__text *items;
    uint64_t *hashes;
    uint32_t *slots;
    size_t count, item_capacity, hash_capacity, slot_count;
    uint8_t key[16];
};

void tappa__names_init(struct tappa__names *names, const struct tappa_allocator *allocator);
void tappa__names_free(struct tappa__names *names);
/* The number of a text, TAPPA_NONE where it is not in the table. */
uint32_t tappa__names_find(const struct tappa__names *names, const char *s, size_t n);
/* The number of a text, which is copied where it is new: 0, or -1 when out of memory and nothing changed. */
int tappa__names_add(struct tappa__names *names, const char *s, size_t n, uint32_t *number);

#endif
