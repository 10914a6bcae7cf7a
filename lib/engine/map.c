/* Owns the engine's tables of numbers: customers by number, customers by identity, newest entries by identity.
 * Numbers are hashes already, so their high bits are the place; a full place sends to the next one. So a walk meets them in about their order,
 * which is that of a store's rows: what is written in it finds its pages one after the other.
 * At most half of the places are taken, and taking out closes the gap, so a look-up meets an empty place soon. */
#include <string.h>

#include "lib/engine/engine.h"

#define KEPT 1024 /* places that clearing leaves in memory */

struct place {
    int64_t number;
    void *value; /* NULL: empty */
};
struct tappa__map {
    struct tappa_allocator allocator;
    struct place *places;
    size_t mask, count; /* mask + 1 places; 0 places where `places` is NULL */
    unsigned shift;     /* brings the bits of a place down */
};

struct tappa__map *
tappa__map_new(const struct tappa_allocator *a)
{
    struct tappa__map *map = tappa__alloc_zero(a, sizeof *map);

    if (map)
        map->allocator = *a;
    return map;
}

void
tappa__map_free(struct tappa__map *map)
{
    struct tappa_allocator a;

    if (!map)
        return;
    a = map->allocator;
    tappa__free(&a, map->places);
    tappa__free(&a, map);
}

void
tappa__map_clear(struct tappa__map *map)
{
    if (map->mask >= KEPT) { /* to blank much for little is what a large one would be for */
        tappa__free(&map->allocator, map->places);
        map->places = NULL;
        map->mask = 0;
    } else if (map->places && map->count) {
        memset(map->places, 0, (map->mask + 1) * sizeof *map->places);
    }
    map->count = 0;
}

static size_t
home_of(const struct tappa__map *map, int64_t number)
{
    return (size_t)(((uint64_t)number ^ (uint64_t)INT64_MIN) >> map->shift); /* the least number comes first */
}

/* Where a number stands, or the empty place where it would. */
static size_t
place_of(const struct tappa__map *map, int64_t number)
{
    size_t at = home_of(map, number);

    while (map->places[at].value && map->places[at].number != number)
        at = (at + 1) & map->mask;
    return at;
}

void *
tappa__map_get(const struct tappa__map *map, int64_t number)
{
    return map->places ? map->places[place_of(map, number)].value : NULL;
}

void
tappa__map_soon(const struct tappa__map *map, int64_t number)
{
    if (map->places)
        __builtin_prefetch(&map->places[home_of(map, number)]);
}

static int
make_room(struct tappa__map *map)
{
    size_t count = map->places ? map->mask + 1 : 0, wanted = count ? 2 * count : 16, i;
    struct tappa__map larger = *map;

    if (count && 2 * (map->count + 1) <= count)
        return 0;
    larger.places = tappa__alloc_zero(&map->allocator, wanted * sizeof *larger.places);
    if (!larger.places)
        return -1;
    larger.mask = wanted - 1;
    larger.shift = count ? map->shift - 1 : 60;
    for (i = 0; i < count; i++)
        if (map->places[i].value)
            larger.places[place_of(&larger, map->places[i].number)] = map->places[i];
    tappa__free(&map->allocator, map->places);
    *map = larger;
    return 0;
}

/* Closes the gap at `hole`: whoever behind it would have been put there moves up. */
static void
close_gap(struct tappa__map *map, size_t hole)
{
    size_t at = hole;

    for (;;) {
        size_t home;

        at = (at + 1) & map->mask;
        if (!map->places[at].value)
            break;
        home = home_of(map, map->places[at].number);
        if (((at - home) & map->mask) < ((at - hole) & map->mask))
            continue;
        map->places[hole] = map->places[at];
        hole = at;
    }
    map->places[hole] = (struct place){0};
}

int
tappa__map_set(struct tappa__map *map, int64_t number, void *value)
{
    size_t at;

    if (!value && !map->places)
        return 0;
    if (value && make_room(map))
        return -1;
    at = place_of(map, number);
    if (!value) {
        if (map->places[at].value) {
            close_gap(map, at);
            map->count--;
        }
        return 0;
    }
    map->count += !map->places[at].value;
    map->places[at] = (struct place){number, value};
    return 0;
}

size_t
tappa__map_count(const struct tappa__map *map)
{
    return map->count;
}

void *
tappa__map_at(const struct tappa__map *map, size_t *at, int64_t *number)
{
    while (map->places && *at <= map->mask) {
        const struct place *place = &map->places[(*at)++];

        if (place->value) {
            *number = place->number;
            return place->value;
        }
    }
    return NULL;
}
