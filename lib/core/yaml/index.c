/* Owns the sorted array that finds names.
 * Called by the YAML reader for duplicate keys and by the compiler for every kind of declared name.
 * Protects one bound: whatever the names are, n of them cost n log n, and equal ones keep the order in which they came. */
#include "lib/core/yaml/index.h"

#include <string.h>

int
tappa__index_add(const struct tappa_allocator *a, struct tappa__index *index, struct tappa__text name, uint32_t value)
{
    if (tappa__grow(a, (void **)&index->entries, &index->capacity, index->count + 1, sizeof *index->entries))
        return -1;
    index->entries[index->count++] = (struct tappa__index_entry){name, value};
    return 0;
}

/* Merges the runs [at, middle) and [middle, end) of `from` into `to`. */
static void
merge(const struct tappa__index_entry *from, struct tappa__index_entry *to, size_t at, size_t middle, size_t end)
{
    size_t left = at, right = middle, i;

    for (i = at; i < end; i++) {
        if (right >= end || (left < middle && tappa__text_compare(from[left].name, from[right].name) <= 0))
            to[i] = from[left++];
        else
            to[i] = from[right++];
    }
}

int
tappa__index_sort(const struct tappa_allocator *a, struct tappa__index *index)
{
    size_t n = index->count, width, at;
    struct tappa__index_entry *from = index->entries, *to, *scratch;

    if (n < 2)
        return 0;
    scratch = tappa__alloc(a, n * sizeof *scratch);
    if (!scratch)
        return -1;
    to = scratch;
    for (width = 1; width < n; width *= 2) {
        struct tappa__index_entry *swap = from;
        for (at = 0; at < n; at += 2 * width) {
            size_t middle = at + width < n ? at + width : n;
            size_t end = middle + width < n ? middle + width : n;
            merge(from, to, at, middle, end);
        }
        from = to;
        to = swap;
    }
    if (from != index->entries)
        memcpy(index->entries, from, n * sizeof *from);
    tappa__free(a, scratch);
    return 0;
}

size_t
tappa__index_seek(const struct tappa__index *index, struct tappa__text name)
{
    size_t low = 0, high = index->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (tappa__text_compare(index->entries[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t
tappa__index_find(const struct tappa__index *index, struct tappa__text name)
{
    size_t at = tappa__index_seek(index, name);

    if (at < index->count && tappa__text_equal(index->entries[at].name, name))
        return index->entries[at].value;
    return UINT32_MAX;
}

void
tappa__index_free(const struct tappa_allocator *a, struct tappa__index *index)
{
    tappa__free(a, index->entries);
    memset(index, 0, sizeof *index);
}
