/* Owns order and equality, across the numeric types as CEL has them.
 * Called by the machine, by lookups in maps and lists, and by others through tappa__value_equal().
 * Different integers of one program are never equal, NaN is equal to nothing, and nesting is bounded. */
#include "lib/core/expr/program.h"

#include <string.h>

static int
sign(int greater, int less)
{
    return greater - less;
}

/* CEL's tests want it so: the integer is held to the double as a double, so that near 2^63 neighbours are equal. */
static int
with_double(double a, double b)
{
    return b != b ? TAPPA__UNORDERED : sign(a > b, a < b);
}

static int
is_number(const struct tappa_value *v)
{
    return v->kind == TAPPA_INT || v->kind == TAPPA_UINT || v->kind == TAPPA_DOUBLE;
}

static int
different_numbers(const struct tappa_value *a, const struct tappa_value *b)
{
    if (a->kind > b->kind)
        return -different_numbers(b, a); /* once: the kinds are now in order */
    if (b->kind == TAPPA_DOUBLE)
        return with_double(a->kind == TAPPA_INT ? (double)a->integer : (double)(uint64_t)a->integer, b->real);
    if (a->integer < 0)
        return -1;
    return sign((uint64_t)a->integer > (uint64_t)b->integer, (uint64_t)a->integer < (uint64_t)b->integer);
}

int
tappa__compare(const struct tappa_value *a, const struct tappa_value *b)
{
    if (a->kind != b->kind)
        return is_number(a) && is_number(b) ? different_numbers(a, b) : TAPPA__NO_ORDER;
    switch (a->kind) {
    case TAPPA_BOOL:
    case TAPPA_INT:
    case TAPPA_TIMESTAMP:
    case TAPPA_DURATION:
        return sign(a->integer > b->integer, a->integer < b->integer);
    case TAPPA_UINT:
        return sign((uint64_t)a->integer > (uint64_t)b->integer, (uint64_t)a->integer < (uint64_t)b->integer);
    case TAPPA_DOUBLE:
        return a->real != a->real || b->real != b->real ? TAPPA__UNORDERED
                                                        : sign(a->real > b->real, a->real < b->real);
    case TAPPA_STRING:
    case TAPPA_BYTES: {
        int order = tappa__text_compare(tappa__value_text(a), tappa__value_text(b));

        return sign(order > 0, order < 0);
    }
    default:
        return TAPPA__NO_ORDER;
    }
}

/* ---- equality of containers ---- */

struct equality {
    struct tappa__run *run; /* NULL: without a budget */
    struct tappa_value *error;
};

/* 1 equal, 0 not, -1 the budget is spent. */
static int equal_values(const struct equality *q, const struct tappa_value *a, const struct tappa_value *b);

static int
pay(const struct equality *q, const struct tappa_value *a)
{
    uint64_t bytes = a->kind == TAPPA_STRING || a->kind == TAPPA_BYTES ? a->size / 16 : 0;

    return q->run ? tappa__charge(q->run, 1 + bytes, q->error) : 0;
}

static int
equal_lists(const struct equality *q, const struct tappa_value *a, const struct tappa_value *b)
{
    uint32_t i;

    if (a->size != b->size)
        return 0;
    for (i = 0; i < a->size; i++) {
        int equal = equal_values(q, &tappa__items(a)[i], &tappa__items(b)[i]);

        if (equal != 1)
            return equal;
    }
    return 1;
}

/* Keys of a map are all different, so that equal sizes and each key found are enough. */
static int
equal_maps(const struct equality *q, const struct tappa_value *a, const struct tappa_value *b)
{
    uint32_t i, j;

    if (a->size != b->size)
        return 0;
    for (i = 0; i < a->size; i++) {
        const struct tappa_value *pair = &tappa__items(a)[2 * (size_t)i], *other = NULL;
        int equal = 0;

        for (j = 0; j < b->size && equal == 0; j++) { /* maps written alike are found at once */
            other = &tappa__items(b)[2 * (size_t)((i + j) % b->size)];
            equal = equal_values(q, &pair[0], &other[0]);
        }
        if (equal == 1)
            equal = equal_values(q, &pair[1], &other[1]);
        if (equal != 1)
            return equal;
    }
    return 1;
}

static int
equal_values(const struct equality *q, const struct tappa_value *a, const struct tappa_value *b)
{
    int order;

    if (pay(q, a))
        return -1;
    order = tappa__compare(a, b);
    if (order != TAPPA__NO_ORDER)
        return order == 0;
    if (a->kind != b->kind)
        return 0;
    switch (a->kind) {
    case TAPPA_LIST:
        return equal_lists(q, a, b);
    case TAPPA_MAP:
        return equal_maps(q, a, b);
    case TAPPA_TYPE:
        return tappa__text_equal(tappa__value_text(a), tappa__value_text(b));
    case TAPPA_ERROR:
        return 0;
    default: /* null, and what is not set */
        return 1;
    }
}

int
tappa__equal(struct tappa__run *r, const struct tappa_value *a, const struct tappa_value *b, int *equal,
             struct tappa_value *out)
{
    struct equality q = {r, out};

    *equal = equal_values(&q, a, b);
    return *equal < 0 ? -1 : 0;
}

int
tappa__value_equal(const struct tappa_value *a, const struct tappa_value *b)
{
    struct equality q = {NULL, NULL};

    return equal_values(&q, a, b);
}
