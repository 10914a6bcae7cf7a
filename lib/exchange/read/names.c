/* Owns the tables that turn customers, names and keys of a log into numbers.
 * Called by the log and the replay for every record.
 * A text has one number for the life of its table, and numbers count from 0 in the order first met. */
#define _DEFAULT_SOURCE

#include "lib/exchange/read/names.h"

#include <string.h>
#include <sys/random.h>

#include "lib/base/hash.h"
#include "tappa/base.h"

#define FIRST_SLOTS ((size_t)64)

void
tappa__names_init(struct tappa__names *names, const struct tappa_allocator *allocator)
{
    memset(names, 0, sizeof *names);
    tappa__arena_init(&names->arena, allocator, 0);
    /* Without random bytes the table is slower for whoever attacks it, and as right as before. */
    (void)!getrandom(names->key, sizeof names->key, GRND_NONBLOCK);
}

void
tappa__names_free(struct tappa__names *names)
{
    const struct tappa_allocator *a = &names->arena.allocator;

    tappa__free(a, names->items);
    tappa__free(a, names->hashes);
    tappa__free(a, names->slots);
    tappa__arena_free(&names->arena);
}

/* The slot where a text is, or would be. */
static size_t
slot_of(const struct tappa__names *names, const char *s, size_t n, uint64_t hash)
{
    size_t at = (size_t)hash & (names->slot_count - 1);

    for (; names->slots[at]; at = (at + 1) & (names->slot_count - 1)) {
        uint32_t number = names->slots[at] - 1;
        const struct tappa__text *item = &names->items[number];

        if (names->hashes[number] == hash && item->n == n && !memcmp(item->s, s, n))
            break;
    }
    return at;
}

uint32_t
tappa__names_find(const struct tappa__names *names, const char *s, size_t n)
{
    size_t at;

    if (!names->count)
        return TAPPA_NONE;
    at = slot_of(names, s, n, tappa__siphash(s, n, names->key));
    return names->slots[at] ? names->slots[at] - 1 : TAPPA_NONE;
}

static int
grow_slots(struct tappa__names *names)
{
    size_t count = names->slot_count ? names->slot_count * 2 : FIRST_SLOTS, i;
    uint32_t *slots;

    if (count > SIZE_MAX / sizeof *slots / 2)
        return -1;
    slots = tappa__alloc_zero(&names->arena.allocator, count * sizeof *slots);
    if (!slots)
        return -1;
    for (i = 0; i < names->count; i++) {
        size_t at = (size_t)names->hashes[i] & (count - 1);

        while (slots[at])
            at = (at + 1) & (count - 1);
        slots[at] = (uint32_t)i + 1;
    }
    tappa__free(&names->arena.allocator, names->slots);
    names->slots = slots;
    names->slot_count = count;
    return 0;
}

int
tappa__names_add(struct tappa__names *names, const char *s, size_t n, uint32_t *number)
{
    const struct tappa_allocator *a = &names->arena.allocator;
    uint64_t hash = tappa__siphash(s, n, names->key);
    size_t at;

    if ((names->count + 1) * 2 > names->slot_count && grow_slots(names))
        return -1;
    at = slot_of(names, s, n, hash);
    if (!names->slots[at]) {
        struct tappa__text copy;

        if (names->count >= UINT32_MAX - 1
            || tappa__grow(a, (void **)&names->items, &names->item_capacity, names->count + 1, sizeof *names->items)
            || tappa__grow(a, (void **)&names->hashes, &names->hash_capacity, names->count + 1, sizeof *names->hashes))
            return -1;
        copy = tappa__arena_text(&names->arena, s, n);
        if (!copy.s)
            return -1;
        names->items[names->count] = copy;
        names->hashes[names->count] = hash;
        names->slots[at] = (uint32_t)++names->count;
    }
    *number = names->slots[at] - 1;
    return 0;
}
