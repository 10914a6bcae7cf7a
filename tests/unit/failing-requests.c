/* Arenas and growing arrays ask the allocator for much at once, so a test whose allocator fails meets few of the places that must bear it.
 * A program linked with this fails each single request to them as well (-Wl,--wrap, see tests/meson.build), counted with the allocator's own.
 * Who has no failing allocator, the default one, is served as ever. */
#include "lib/base/memory.h"
#include "tests/support/world.h"

static int
fails(const struct tappa_allocator *a)
{
    return a->user && failing_now(a->user);
}

void *__real_tappa__arena_alloc(struct tappa__arena *arena, size_t size);
void *__wrap_tappa__arena_alloc(struct tappa__arena *arena, size_t size);
void *
__wrap_tappa__arena_alloc(struct tappa__arena *arena, size_t size)
{
    return fails(&arena->allocator) ? NULL : __real_tappa__arena_alloc(arena, size);
}

struct tappa__text __real_tappa__arena_text(struct tappa__arena *arena, const char *s, size_t n);
struct tappa__text __wrap_tappa__arena_text(struct tappa__arena *arena, const char *s, size_t n);
struct tappa__text
__wrap_tappa__arena_text(struct tappa__arena *arena, const char *s, size_t n)
{
    return fails(&arena->allocator) ? (struct tappa__text){NULL, 0} : __real_tappa__arena_text(arena, s, n);
}

struct tappa__text __wrap_tappa__arena_printf(struct tappa__arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct tappa__text
__wrap_tappa__arena_printf(struct tappa__arena *arena, const char *format, ...)
{
    char text[2000];
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    assert_in_range(n, 0, sizeof text - 1);
    return __wrap_tappa__arena_text(arena, text, (size_t)n);
}

int __real_tappa__grow(const struct tappa_allocator *a, void **items, size_t *capacity, size_t need, size_t item_size);
int __wrap_tappa__grow(const struct tappa_allocator *a, void **items, size_t *capacity, size_t need, size_t item_size);
int
__wrap_tappa__grow(const struct tappa_allocator *a, void **items, size_t *capacity, size_t need, size_t item_size)
{
    return fails(a) ? -1 : __real_tappa__grow(a, items, capacity, need, item_size);
}
