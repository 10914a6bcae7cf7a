/* Owns the check of values that come from outside: kinds, UTF-8, ranges, nesting and number.
 * Called by tappa_expression_evaluate() before it runs.
 * Past it every value is one that the machine could have made itself. */
#include "lib/core/expr/input.h"

#include "lib/base/time.h"
#include "lib/core/expr/program.h"

#define VALUES_MOST 1000000 /* lists may share what they hold: counted as often as it is met */

static tappa_status
check_scalar(const struct tappa_value *v)
{
    if (v->kind == TAPPA_UNSET || v->kind > TAPPA_TYPE)
        return TAPPA_EINVAL;
    if (v->kind == TAPPA_BOOL && v->integer != 0 && v->integer != 1)
        return TAPPA_EINVAL;
    if (v->kind == TAPPA_TIMESTAMP && (v->integer < TAPPA__TIME_MIN || v->integer > TAPPA__TIME_MAX))
        return TAPPA_ETIME;
    if (v->kind == TAPPA_DURATION && (v->integer < -TAPPA__DURATION_MOST || v->integer > TAPPA__DURATION_MOST))
        return TAPPA_ETIME;
    if (v->kind == TAPPA_STRING || v->kind == TAPPA_BYTES || v->kind == TAPPA_TYPE || v->kind == TAPPA_LIST ||
        v->kind == TAPPA_MAP) {
        if (v->size && !v->data)
            return TAPPA_EINVAL;
        if (v->size && (v->kind == TAPPA_STRING || v->kind == TAPPA_TYPE) && !tappa__utf8_valid(v->data, v->size))
            return TAPPA_EINVAL;
    }
    return TAPPA_OK;
}

static tappa_status
check(const struct tappa_value *v, uint32_t level, uint32_t *left)
{
    tappa_status status = check_scalar(v);
    size_t i, n = v->kind == TAPPA_MAP ? 2 * (size_t)v->size : v->size;

    if (status != TAPPA_OK || (v->kind != TAPPA_LIST && v->kind != TAPPA_MAP))
        return status;
    if (level >= TAPPA__VALUE_NESTING || n > *left)
        return TAPPA_ELIMIT;
    *left -= (uint32_t)n;
    for (i = 0; i < n && status == TAPPA_OK; i++) {
        const struct tappa_value *item = &tappa__items(v)[i];

        if (v->kind == TAPPA_MAP && i % 2 == 0 && item->kind != TAPPA_INT && item->kind != TAPPA_UINT &&
            item->kind != TAPPA_BOOL && item->kind != TAPPA_STRING)
            return TAPPA_EINVAL;
        status = check(item, level + 1, left);
    }
    return status;
}

tappa_status
tappa__value_check(const struct tappa_value *v)
{
    uint32_t left = VALUES_MOST;

    return check(v, 0, &left);
}
