/* Owns the search for keys that stand twice in one mapping.
 * Called by the reader when a mapping is complete.
 * Protects two things: the first of equal keys is the one that counts, and a mapping of n keys costs n log n, whatever they are. */
#include "lib/core/yaml/index.h"
#include "lib/core/yaml/reader.h"

#define SMALL 12 /* up to here all pairs are compared, and no memory is needed */

struct repeated {
    const struct tappa__source *source;
    tappa_diagnostics *diagnostics;
    size_t *errors;
};

/* Marks the node with kind 0. */
static void
report(const struct repeated *r, const struct tappa__node *first, struct tappa__node *again)
{
    struct tappa__path path;

    ++*r->errors;
    tappa__diagnose(r->diagnostics, r->source, TAPPA__CODE_DUPLICATE_KEY, again->key->place, tappa__node_path(again, &path),
                    TAPPA__TEXT("keep one of them"), "the key '%.*s' stands here already, in line %u",
                    tappa__shown(again->key->text), again->key->text.s, first->key->place.line);
    again->kind = 0;
}

static void
mark_small(const struct repeated *r, struct tappa__node *map)
{
    struct tappa__node *a, *b;

    for (b = map->first; b; b = b->next) {
        for (a = map->first; a != b && !tappa__text_equal(a->key->text, b->key->text); a = a->next)
            ;
        if (a != b)
            report(r, a, b);
    }
}

/* Equal keys stand together once sorted, in the order written. */
static int
mark_large(const struct repeated *r, struct tappa__node *map, struct tappa__arena *arena, struct tappa__index *index)
{
    const struct tappa_allocator *a = &arena->allocator;
    struct tappa__node **nodes = tappa__arena_alloc(arena, map->count * sizeof *nodes), *n;
    uint32_t i = 0, first = 0;
    size_t at;

    if (!nodes)
        return -1;
    for (n = map->first; n; n = n->next) {
        nodes[i] = n;
        if (tappa__index_add(a, index, n->key->text, i++))
            return -1;
    }
    if (tappa__index_sort(a, index))
        return -1;
    for (at = 0; at < index->count; at++) {
        if (at && tappa__text_equal(index->entries[at - 1].name, index->entries[at].name))
            report(r, nodes[first], nodes[index->entries[at].value]);
        else
            first = index->entries[at].value;
    }
    return 0;
}

int
tappa__yaml_drop_repeated(struct tappa__node *map, struct tappa__arena *arena, const struct tappa__source *source,
                          tappa_diagnostics *diagnostics, size_t *errors)
{
    const struct repeated r = {source, diagnostics, errors};
    struct tappa__index index = {NULL, 0, 0};
    struct tappa__node **link = &map->first;
    int failed = 0;

    if (map->count > SMALL)
        failed = mark_large(&r, map, arena, &index);
    else
        mark_small(&r, map);
    tappa__index_free(&arena->allocator, &index);
    while (*link) {
        if ((*link)->kind) {
            link = &(*link)->next;
        } else {
            *link = (*link)->next;
            map->count--;
        }
    }
    return failed;
}
