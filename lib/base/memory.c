/* Owns the ways memory is asked for: the caller's allocator, arenas, growing arrays, output buffers.
 * Called by everything that allocates; no other file of the library calls malloc.
 * Protects one invariant: a failed request changes nothing but the failure it reports. */
#include "lib/base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT ((size_t)16)
#define FIRST_BLOCK ((size_t)256)
#define FIRST_ITEMS ((size_t)8)
#define FIRST_BYTES ((size_t)128) /* of larger items fewer come first: of most things a customer has one or two */
#define FIRST_BUFFER ((size_t)64)

static void *
default_allocate(void *user, size_t size)
{
    (void)user;
    return malloc(size);
}

static void *
default_reallocate(void *user, void *block, size_t size)
{
    (void)user;
    return realloc(block, size);
}

static void
default_release(void *user, void *block)
{
    (void)user;
    free(block);
}

void
tappa__allocator_default(struct tappa_allocator *out)
{
    out->allocate = default_allocate;
    out->reallocate = default_reallocate;
    out->release = default_release;
    out->user = NULL;
}

void *
tappa__alloc(const struct tappa_allocator *a, size_t size)
{
    return a->allocate(a->user, size);
}

void *
tappa__alloc_zero(const struct tappa_allocator *a, size_t size)
{
    void *p = a->allocate(a->user, size);

    if (p)
        memset(p, 0, size);
    return p;
}

/* A caller's `reallocate` is never shown NULL: not everybody's knows C's rule for it. */
void *
tappa__realloc(const struct tappa_allocator *a, void *p, size_t size)
{
    return p ? a->reallocate(a->user, p, size) : a->allocate(a->user, size);
}

void
tappa__free(const struct tappa_allocator *a, void *p)
{
    if (p)
        a->release(a->user, p);
}

/* Blocks are chained newest first and double in size, so that after a reset the one that is kept soon holds a whole
 * run. `data` is aligned within the block: the caller's allocator need not promise 16. */
struct tappa__arena_block {
    struct tappa__arena_block *next;
    unsigned char *data;
    size_t capacity, asked;
};

#define BLOCK_OVERHEAD (sizeof(struct tappa__arena_block) + ALIGNMENT)

void
tappa__arena_init(struct tappa__arena *arena, const struct tappa_allocator *a, size_t limit)
{
    memset(arena, 0, sizeof *arena);
    arena->allocator = *a;
    arena->limit = limit;
}

/* How large the next block should be, with its overhead; 0 where `size` bytes cannot be had. A block that would cross
 * the limit is cut down to what is left, so that the limit and not the doubling decides. */
static size_t
block_size(const struct tappa__arena *arena, size_t size)
{
    size_t left = arena->limit ? arena->limit - arena->total : SIZE_MAX;
    size_t want = arena->capacity <= SIZE_MAX / 4 ? arena->capacity * 2 : size;

    if (want < FIRST_BLOCK)
        want = FIRST_BLOCK;
    if (want < size)
        want = size;
    if (left < BLOCK_OVERHEAD || size > left - BLOCK_OVERHEAD)
        return 0;
    return want > left - BLOCK_OVERHEAD ? left : want + BLOCK_OVERHEAD;
}

static int
block_add(struct tappa__arena *arena, size_t size)
{
    size_t asked = block_size(arena, size);
    struct tappa__arena_block *block;

    if (!asked)
        return -1;
    block = tappa__alloc(&arena->allocator, asked);
    if (!block)
        return -1;
    block->data = (unsigned char *)(block + 1);
    block->data += (ALIGNMENT - (uintptr_t)block->data % ALIGNMENT) % ALIGNMENT;
    block->capacity = asked - BLOCK_OVERHEAD;
    block->asked = asked;
    block->next = arena->blocks;
    arena->blocks = block;
    arena->used = 0;
    arena->capacity = block->capacity;
    arena->total += asked;
    return 0;
}

void *
tappa__arena_alloc(struct tappa__arena *arena, size_t size)
{
    size_t rounded;
    void *p;

    if (size > SIZE_MAX / 2)
        return NULL;
    rounded = size ? (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT : ALIGNMENT;
    if (rounded > arena->capacity - arena->used && block_add(arena, rounded))
        return NULL;
    p = arena->blocks->data + arena->used;
    arena->used += rounded;
    memset(p, 0, rounded);
    return p;
}

struct tappa__text
tappa__arena_text(struct tappa__arena *arena, const char *s, size_t n)
{
    struct tappa__text t = {NULL, 0};
    char *p;

    if (n >= UINT32_MAX)
        return t;
    p = tappa__arena_alloc(arena, n + 1);
    if (!p)
        return t;
    if (n)
        memcpy(p, s, n);
    t.s = p;
    t.n = (uint32_t)n;
    return t;
}

struct tappa__text
tappa__arena_printf(struct tappa__arena *arena, const char *format, ...)
{
    struct tappa__text t = {NULL, 0};
    va_list args;
    char *p;
    int n;

    va_start(args, format);
    n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0)
        return t;
    p = tappa__arena_alloc(arena, (size_t)n + 1);
    if (!p)
        return t;
    va_start(args, format);
    (void)vsnprintf(p, (size_t)n + 1, format, args); /* what could be counted can be written */
    va_end(args);
    t.s = p;
    t.n = (uint32_t)n;
    return t;
}

static void
blocks_free(struct tappa__arena *arena, const struct tappa__arena_block *kept)
{
    struct tappa__arena_block *block = arena->blocks;

    while (block) {
        struct tappa__arena_block *next = block->next;
        if (block != kept)
            tappa__free(&arena->allocator, block);
        block = next;
    }
}

void
tappa__arena_reset(struct tappa__arena *arena)
{
    struct tappa__arena_block *block, *largest = arena->blocks;

    if (largest && !largest->next) {
        arena->used = 0;
        return;
    }
    for (block = arena->blocks; block; block = block->next) {
        if (block->capacity > largest->capacity)
            largest = block;
    }
    blocks_free(arena, largest);
    arena->blocks = largest;
    arena->used = 0;
    arena->capacity = largest ? largest->capacity : 0;
    arena->total = largest ? largest->asked : 0;
    if (largest)
        largest->next = NULL;
}

void
tappa__arena_free(struct tappa__arena *arena)
{
    blocks_free(arena, NULL);
    arena->blocks = NULL;
    arena->used = 0;
    arena->capacity = 0;
    arena->total = 0;
}

int
tappa__grow(const struct tappa_allocator *a, void **items, size_t *capacity, size_t need, size_t item_size)
{
    size_t want = *capacity <= SIZE_MAX / 4 ? *capacity * 2 : need;
    void *p;

    if (need <= *capacity)
        return 0;
    if (!*capacity)
        want = item_size <= FIRST_BYTES / FIRST_ITEMS ? FIRST_ITEMS : FIRST_BYTES / item_size;
    if (want < need || want > PTRDIFF_MAX / item_size)
        want = need;
    if (want > PTRDIFF_MAX / item_size)
        return -1;
    /* The caller's pointer has a type of its own; copying its bytes keeps clear of the aliasing rules. */
    memcpy(&p, (const void *)items, sizeof p);
    p = tappa__realloc(a, p, want * item_size);
    if (!p)
        return -1;
    memcpy((void *)items, &p, sizeof p);
    *capacity = want;
    return 0;
}

void
tappa__buffer_init(struct tappa__buffer *b, const struct tappa_allocator *a)
{
    memset(b, 0, sizeof *b);
    b->allocator = *a;
}

/* Room for n more bytes and the NUL. */
int
tappa__buffer_room(struct tappa__buffer *b, size_t n)
{
    size_t need, want;
    char *p;

    if (b->failed)
        return -1;
    if (n >= PTRDIFF_MAX - b->n) {
        b->failed = 1;
        return -1;
    }
    need = b->n + n + 1;
    if (need <= b->capacity)
        return 0;
    want = b->capacity <= PTRDIFF_MAX / 2 ? b->capacity * 2 : need;
    if (want < FIRST_BUFFER)
        want = FIRST_BUFFER;
    if (want < need)
        want = need;
    p = tappa__realloc(&b->allocator, b->s, want);
    if (!p) {
        b->failed = 1;
        return -1;
    }
    b->s = p;
    b->capacity = want;
    return 0;
}

void
tappa__buffer_put(struct tappa__buffer *b, const char *s, size_t n)
{
    if (tappa__buffer_room(b, n))
        return;
    if (n)
        memcpy(b->s + b->n, s, n);
    b->n += n;
    b->s[b->n] = '\0';
}

void
tappa__buffer_text(struct tappa__buffer *b, struct tappa__text t)
{
    tappa__buffer_put(b, t.s, t.n);
}

void
tappa__buffer_str(struct tappa__buffer *b, const char *zero_terminated)
{
    tappa__buffer_put(b, zero_terminated, strlen(zero_terminated));
}

void
tappa__buffer_printf(struct tappa__buffer *b, const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0)
        b->failed = 1;
    if (n < 0 || tappa__buffer_room(b, (size_t)n))
        return;
    va_start(args, format);
    (void)vsnprintf(b->s + b->n, (size_t)n + 1, format, args);
    va_end(args);
    b->n += (size_t)n;
}

/* One character that cannot stand in a JSON string as it is. */
static void
buffer_escape(struct tappa__buffer *b, unsigned char c)
{
    static const char plain[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *found = c ? strchr(plain, c) : NULL;
    char pair[2] = {'\\', '\0'};

    if (found) {
        pair[1] = letters[found - plain];
        tappa__buffer_put(b, pair, 2);
    } else {
        tappa__buffer_printf(b, "\\u%04x", c);
    }
}

/* Bytes that are no UTF-8 become U+FFFD: whatever reads the JSON may rely on its encoding. */
void
tappa__buffer_json(struct tappa__buffer *b, const char *s, size_t n)
{
    size_t i = 0, start = 0;

    tappa__buffer_put(b, "\"", 1);
    while (i < n) {
        unsigned char c = (unsigned char)s[i];
        size_t at = i;
        uint32_t cp = c < 0x80 ? c : tappa__utf8_next(s, n, &at);
        int damaged = cp == 0xFFFD && at == i + 1;
        if (c >= 0x20 && c != '"' && c != '\\' && !damaged) {
            i = at > i ? at : i + 1;
            continue;
        }
        tappa__buffer_put(b, s + start, i - start);
        if (damaged)
            tappa__buffer_put(b, "\xEF\xBF\xBD", 3);
        else
            buffer_escape(b, c);
        start = ++i;
    }
    if (n > start)
        tappa__buffer_put(b, s + start, n - start);
    tappa__buffer_put(b, "\"", 1);
}

void
tappa__buffer_reset(struct tappa__buffer *b)
{
    b->n = 0;
    b->failed = 0;
    if (b->s)
        b->s[0] = '\0';
}

void
tappa__buffer_free(struct tappa__buffer *b)
{
    tappa__free(&b->allocator, b->s);
    b->s = NULL;
    b->n = 0;
    b->capacity = 0;
    b->failed = 0;
}
