/* Owns lists and maps: making them, size, index, membership, and how deep values may nest.
 * Called by the machine.
 * A map's keys are of the four kinds that CEL allows and all different; nothing nests deeper than TAPPA__VALUE_NESTING. */
#include "lib/core/expr/program.h"

#include <string.h>

#include "lib/base/number.h"

int
tappa__size(struct tappa__run *r, const struct tappa_value *a, struct tappa_value *out)
{
    uint32_t size = a->size;

    switch (a->kind) {
    case TAPPA_STRING:
        if (tappa__charge(r, 1 + size / 16, out))
            return -1;
        size = (uint32_t)tappa__utf8_count(a->data, size);
        break;
    case TAPPA_BYTES:
    case TAPPA_LIST:
    case TAPPA_MAP:
        break;
    default:
        return tappa__fail_overload(r, out);
    }
    tappa__set(out, TAPPA_INT, size);
    return 0;
}

static int
is_key(const struct tappa_value *v)
{
    return v->kind == TAPPA_INT || v->kind == TAPPA_UINT || v->kind == TAPPA_BOOL || v->kind == TAPPA_STRING;
}

/* The value of a key: its place in the pairs, size where there is none, UINT32_MAX with an error. */
static uint32_t
find_key(struct tappa__run *r, const struct tappa_value *map, const struct tappa_value *key, struct tappa_value *out)
{
    uint32_t i;

    for (i = 0; i < map->size; i++) {
        const struct tappa_value *candidate = &tappa__items(map)[2 * (size_t)i];

        if (tappa__charge(r, 1 + (key->size == candidate->size ? key->size / 16 : 0), out))
            return UINT32_MAX;
        if (tappa__compare(candidate, key) == 0)
            return i;
    }
    return map->size;
}

int
tappa__in(struct tappa__run *r, const struct tappa_value *a, const struct tappa_value *b, struct tappa_value *out)
{
    uint32_t i;
    int equal = 0;

    if (b->kind == TAPPA_MAP) {
        uint32_t at = find_key(r, b, a, out), size = b->size;

        if (at == UINT32_MAX)
            return -1;
        tappa__set(out, TAPPA_BOOL, at < size);
        return 0;
    }
    if (b->kind != TAPPA_LIST)
        return tappa__fail_overload(r, out);
    for (i = 0; i < b->size && !equal; i++)
        if (tappa__equal(r, a, &tappa__items(b)[i], &equal, out))
            return -1;
    tappa__set(out, TAPPA_BOOL, equal);
    return 0;
}

/* Names the value that it is about; a list, say, has no text. */
static int
fail_at(struct tappa__run *r, struct tappa_value *out, int64_t number, const char *words, const struct tappa_value *about)
{
    if (!tappa__convert(r, TAPPA_STRING, about, out))
        return tappa__fail_about(r, out, number, words, tappa__value_text(out));
    return tappa__is_fatal(out) ? -1 : tappa__fail(r, out, number, tappa__text_of(words));
}

static int
lookup(struct tappa__run *r, const struct tappa_value *map, const struct tappa_value *key, struct tappa_value *out)
{
    uint32_t at = find_key(r, map, key, out);

    if (at == UINT32_MAX)
        return -1;
    if (at == map->size)
        return fail_at(r, out, TAPPA_ERR_NO_SUCH_KEY, "no such key", key);
    *out = tappa__items(map)[2 * (size_t)at + 1];
    return 0;
}

/* An index as a whole number: doubles and uints that are whole count as the int. 0, or -1: it is none. */
static int
whole_index(struct tappa__run *r, const struct tappa_value *v, int64_t *out)
{
    struct tappa_value whole;

    switch (v->kind) {
    case TAPPA_INT:
        *out = v->integer;
        return 0;
    case TAPPA_UINT:
        *out = v->integer < 0 ? INT64_MAX : v->integer;
        return 0;
    case TAPPA_DOUBLE:
        if (tappa__convert(r, TAPPA_INT, v, &whole) || tappa__compare(&whole, v) != 0)
            return -1;
        *out = whole.integer;
        return 0;
    default:
        return -1;
    }
}

int
tappa__index(struct tappa__run *r, const struct tappa_value *a, const struct tappa_value *b, struct tappa_value *out)
{
    int64_t at;

    if (a->kind == TAPPA_MAP)
        return lookup(r, a, b, out);
    if (a->kind != TAPPA_LIST)
        return tappa__fail_overload(r, out);
    if (whole_index(r, b, &at)) {
        if (b->kind != TAPPA_DOUBLE)
            return tappa__fail_overload(r, out);
        return tappa__fail(r, out, TAPPA_ERR_INDEX, TAPPA__TEXT("invalid argument: the index is no whole number"));
    }
    if (at < 0 || at >= (int64_t)a->size)
        return fail_at(r, out, TAPPA_ERR_INDEX, "index out of bounds", b);
    *out = tappa__items(a)[at];
    return 0;
}

int
tappa__field(struct tappa__run *r, const struct tappa_value *a, const struct tappa_value *key,
             struct tappa_value *out)
{
    return a->kind == TAPPA_MAP ? lookup(r, a, key, out) : tappa__fail_overload(r, out);
}

int
tappa__has_key(struct tappa__run *r, const struct tappa_value *a, const struct tappa_value *key,
               struct tappa_value *out)
{
    uint32_t at, size = a->size;

    if (a->kind != TAPPA_MAP)
        return tappa__fail_overload(r, out);
    at = find_key(r, a, key, out);
    if (at == UINT32_MAX)
        return -1;
    tappa__set(out, TAPPA_BOOL, at < size);
    return 0;
}

/* 0 within bounds, -1 not, with the error. Only containers are walked, and each costs what it holds. */
int
tappa__check_depth(struct tappa__run *r, const struct tappa_value *v, uint32_t level, struct tappa_value *out)
{
    uint32_t i, n = v->kind == TAPPA_MAP ? 2 * v->size : v->size;

    if (level >= TAPPA__VALUE_NESTING)
        return tappa__fail(r, out, TAPPA_ERR_COST, TAPPA__TEXT("a value nests deeper than 64 levels"));
    for (i = 0; i < n; i++) {
        const struct tappa_value *item = &tappa__items(v)[i];

        if (item->kind != TAPPA_LIST && item->kind != TAPPA_MAP)
            continue;
        if (tappa__charge(r, 1 + item->size, out) || tappa__check_depth(r, item, level + 1, out))
            return -1;
    }
    return 0;
}

static struct tappa_value *
copy_items(struct tappa__run *r, const struct tappa_value *items, uint32_t n, struct tappa_value *out)
{
    struct tappa_value *copy;

    if (tappa__charge(r, n, out))
        return NULL;
    copy = tappa__run_alloc(r, n * sizeof *copy, out);
    if (copy)
        memcpy(copy, items, n * sizeof *copy);
    return copy;
}

int
tappa__make_list(struct tappa__run *r, const struct tappa_value *items, uint32_t n, struct tappa_value *out)
{
    const struct tappa_value *copy = copy_items(r, items, n, out);
    struct tappa_value list;

    if (!copy)
        return -1;
    tappa__set_data(&list, TAPPA_LIST, copy, n);
    if (tappa__check_depth(r, &list, 0, out))
        return -1;
    *out = list;
    return 0;
}

int
tappa__make_map(struct tappa__run *r, const struct tappa_value *items, uint32_t n, struct tappa_value *out)
{
    const struct tappa_value *copy = copy_items(r, items, n, out);
    struct tappa_value map;
    uint32_t i;

    if (!copy)
        return -1;
    tappa__set_data(&map, TAPPA_MAP, copy, 0);
    for (i = 0; i < n; i += 2, map.size++) {
        uint32_t at;

        if (!is_key(&copy[i]))
            return tappa__fail(r, out, TAPPA_ERR_NO_OVERLOAD, TAPPA__TEXT("unsupported key type"));
        at = find_key(r, &map, &copy[i], out);
        if (at == UINT32_MAX)
            return -1;
        if (at == map.size)
            continue;
        return fail_at(r, out, TAPPA_ERR_DUPLICATE_KEY, "repeated key", &copy[i]);
    }
    if (tappa__check_depth(r, &map, 0, out))
        return -1;
    *out = map;
    return 0;
}
