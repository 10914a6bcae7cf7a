/* Owns what is done with texts and bytes: joining, prefixes, suffixes, parts; lists are joined here too.
 * Called by the machine.
 * Work is paid before it is done, 16 bytes for one step. */
#include "lib/core/expr/program.h"

#include <string.h>

static int
concat_lists(struct tappa__run *r, const struct tappa_value *a, const struct tappa_value *b, struct tappa_value *out)
{
    struct tappa_value *items;

    if (a->size == 0 || b->size == 0) {
        *out = a->size == 0 ? *b : *a;
        return 0;
    }
    if (a->size > UINT32_MAX - b->size)
        return tappa__fail_cost(r, out);
    if (tappa__charge(r, (uint64_t)a->size + b->size, out))
        return -1;
    items = tappa__run_alloc(r, ((size_t)a->size + b->size) * sizeof *items, out);
    if (!items)
        return -1;
    memcpy(items, a->data, a->size * sizeof *items);
    memcpy(items + a->size, b->data, b->size * sizeof *items);
    tappa__set_data(out, TAPPA_LIST, items, a->size + b->size);
    return 0;
}

int
tappa__concat(struct tappa__run *r, const struct tappa_value *a, const struct tappa_value *b, struct tappa_value *out)
{
    uint32_t kind = a->kind, n;
    char *s;

    if (kind == TAPPA_LIST)
        return concat_lists(r, a, b, out);
    if (a->size == 0 || b->size == 0) {
        *out = a->size == 0 ? *b : *a;
        return 0;
    }
    if (a->size > UINT32_MAX - 1 - b->size)
        return tappa__fail_cost(r, out);
    n = a->size + b->size;
    if (tappa__charge(r, 1 + n / 16, out))
        return -1;
    s = tappa__run_alloc(r, (size_t)n + 1, out);
    if (!s)
        return -1;
    memcpy(s, a->data, a->size);
    memcpy(s + a->size, b->data, b->size);
    tappa__set_data(out, kind, s, n);
    return 0;
}

/* 1 found, 0 not, -1 the budget is spent. Every candidate pays for what comparing it costs. */
static int
find_part(struct tappa__run *r, struct tappa__text whole, struct tappa__text part, struct tappa_value *out)
{
    const char *at = whole.s, *end = whole.s + whole.n;

    if (part.n == 0)
        return 1;
    while ((size_t)(end - at) >= part.n) {
        const char *next = memchr(at, part.s[0], (size_t)(end - at) - part.n + 1);
        size_t skipped = next ? (size_t)(next - at) : (size_t)(end - at);

        if (tappa__charge(r, 1 + skipped / 16 + (next ? part.n / 16 : 0), out))
            return -1;
        if (!next)
            return 0;
        if (memcmp(next, part.s, part.n) == 0)
            return 1;
        at = next + 1;
    }
    return 0;
}

int
tappa__string_test(struct tappa__run *r, uint32_t opcode, const struct tappa_value *a, const struct tappa_value *b,
                   struct tappa_value *out)
{
    struct tappa__text whole, part;
    int found;

    if (a->kind != TAPPA_STRING || b->kind != TAPPA_STRING)
        return tappa__fail_overload(r, out);
    whole = tappa__value_text(a);
    part = tappa__value_text(b);
    if (tappa__charge(r, 1 + part.n / 16, out))
        return -1;
    if (opcode == TAPPA__OP_CONTAINS)
        found = find_part(r, whole, part, out);
    else if (part.n > whole.n)
        found = 0;
    else
        found = part.n == 0 ||
                memcmp(opcode == TAPPA__OP_STARTS_WITH ? whole.s : whole.s + whole.n - part.n, part.s, part.n) == 0;
    if (found < 0)
        return -1;
    tappa__set(out, TAPPA_BOOL, found);
    return 0;
}
