/* Memory: the allocator that a context carries, arenas that are freed as one, vectors and a growing byte buffer.
 * Every growth returns a status; nothing here aborts. */
#ifndef TAPPA__MEMORY_H
#define TAPPA__MEMORY_H

#include "lib/base/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "tappa/context.h" /* struct tappa_allocator */

/* The caller's allocator, or malloc/realloc/free where it gave none. Copied by value into every owner. */
void tappa__allocator_default(struct tappa_allocator *out);
void *tappa__alloc(const struct tappa_allocator *a, size_t size);          /* size > 0; NULL when out of memory */
void *tappa__alloc_zero(const struct tappa_allocator *a, size_t size);
void *tappa__realloc(const struct tappa_allocator *a, void *p, size_t size); /* p survives a failure */
void tappa__free(const struct tappa_allocator *a, void *p);

/* An arena hands out aligned (16) memory that is freed all at once. `limit` bounds the sum of what it asks from the
 * allocator (0: no bound); past it allocation fails as if out of memory. */
struct tappa__arena_block;
struct tappa__arena {
    struct tappa_allocator allocator;
    struct tappa__arena_block *blocks; /* newest first */
    size_t used, capacity;             /* of the newest block */
    size_t total, limit;
};
void tappa__arena_init(struct tappa__arena *arena, const struct tappa_allocator *a, size_t limit);
void *tappa__arena_alloc(struct tappa__arena *arena, size_t size); /* zeroed; NULL when out of memory */
/* Copies and adds a NUL; out->s is NULL when out of memory. */
struct tappa__text tappa__arena_text(struct tappa__arena *arena, const char *s, size_t n);
/* printf into the arena; %s %d %u %zu %lld and friends only (no doubles: locale). */
struct tappa__text tappa__arena_printf(struct tappa__arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void tappa__arena_reset(struct tappa__arena *arena); /* keeps the largest block, so that a warm arena asks for nothing */
void tappa__arena_free(struct tappa__arena *arena);

/* Makes room for `need` elements in an array: 0, or -1 when out of memory and the array as it was.
 *     if (tappa__grow(&a, (void **)&items, &capacity, count + 1, sizeof *items)) return TAPPA_ENOMEM; */
int tappa__grow(const struct tappa_allocator *a, void **items, size_t *capacity, size_t need, size_t item_size);

/* A byte buffer for output. After a failed append `failed` is set and stays set; check once at the end. */
struct tappa__buffer {
    struct tappa_allocator allocator;
    char *s;         /* NUL-terminated once anything was appended and nothing failed */
    size_t n, capacity;
    int failed;
};
void tappa__buffer_init(struct tappa__buffer *b, const struct tappa_allocator *a);
void tappa__buffer_put(struct tappa__buffer *b, const char *s, size_t n);
/* Room for n bytes and a NUL behind what is there, for who writes them in place: 0, or -1 when it has failed. */
int tappa__buffer_room(struct tappa__buffer *b, size_t n);
void tappa__buffer_text(struct tappa__buffer *b, struct tappa__text t);
void tappa__buffer_str(struct tappa__buffer *b, const char *zero_terminated);
void tappa__buffer_printf(struct tappa__buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void tappa__buffer_json(struct tappa__buffer *b, const char *s, size_t n); /* a JSON string with its quotes */
void tappa__buffer_reset(struct tappa__buffer *b);
void tappa__buffer_free(struct tappa__buffer *b);

#endif
