/* Owns whether a value from outside may be looked into: nothing that it leads to is missing, and it ends.
 * Called where values come in that no type has checked: events that no model declares, values to be written as JSON. */
#include "lib/base/value.h"

#include <stddef.h>

static int
is_whole(const struct tappa_value *v, uint32_t level)
{
    const int has_text = v->kind == TAPPA_STRING || v->kind == TAPPA_BYTES || v->kind == TAPPA_TYPE || v->kind == TAPPA_ERROR;
    const struct tappa_value *items = v->data;
    size_t i, n = v->kind == TAPPA_MAP ? 2 * (size_t)v->size : v->kind == TAPPA_LIST ? v->size : 0;

    if (n && (!items || level >= TAPPA__VALUE_NESTING))
        return 0;
    if (has_text && v->size && !v->data)
        return 0;
    for (i = 0; i < n; i++)
        if (!is_whole(&items[i], level + 1))
            return 0;
    return 1;
}

int
tappa__value_is_whole(const struct tappa_value *value)
{
    return is_whole(value, 0);
}
