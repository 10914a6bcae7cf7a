/* Owns + - * / % and the unary minus on numbers, times and durations.
 * Called by the machine for what its fast paths leave over, and while folding constants.
 * No result wraps: what leaves its range is an error, and doubles follow IEEE 754. */
#include "lib/core/expr/program.h"

#include "lib/base/number.h"
#include "lib/base/time.h"

/* CEL's tests want the difference of two times in 64 bits of nanoseconds: 292 years. */
#define DIFFERENCE_MOST (INT64_MAX / 1000)

static int
overflow(struct tappa__run *r, struct tappa_value *out)
{
    return tappa__fail(r, out, TAPPA_ERR_OVERFLOW, TAPPA__TEXT("integer overflow"));
}

static int
by_zero(struct tappa__run *r, uint32_t opcode, struct tappa_value *out)
{
    if (opcode == TAPPA__OP_DIV)
        return tappa__fail(r, out, TAPPA_ERR_DIVIDE_BY_ZERO, TAPPA__TEXT("division by zero"));
    return tappa__fail(r, out, TAPPA_ERR_MODULUS_BY_ZERO, TAPPA__TEXT("modulus by zero"));
}

static int
divide_int(struct tappa__run *r, uint32_t opcode, int64_t a, int64_t b, struct tappa_value *out)
{
    if (b == 0)
        return by_zero(r, opcode, out);
    if (a == INT64_MIN && b == -1)
        return overflow(r, out);
    tappa__set(out, TAPPA_INT, opcode == TAPPA__OP_DIV ? a / b : a % b);
    return 0;
}

static int
on_ints(struct tappa__run *r, uint32_t opcode, int64_t a, int64_t b, struct tappa_value *out)
{
    int64_t result;
    int failed;

    switch (opcode) {
    case TAPPA__OP_ADD:
        failed = tappa__add(a, b, &result);
        break;
    case TAPPA__OP_SUB:
        failed = tappa__sub(a, b, &result);
        break;
    case TAPPA__OP_MUL:
        failed = tappa__mul(a, b, &result);
        break;
    default:
        return divide_int(r, opcode, a, b, out);
    }
    if (failed)
        return overflow(r, out);
    tappa__set(out, TAPPA_INT, result);
    return 0;
}

static int
on_uints(struct tappa__run *r, uint32_t opcode, uint64_t a, uint64_t b, struct tappa_value *out)
{
    uint64_t result;
    int failed;

    switch (opcode) {
    case TAPPA__OP_ADD:
        result = a + b;
        failed = result < a;
        break;
    case TAPPA__OP_SUB:
        result = a - b;
        failed = a < b;
        break;
    case TAPPA__OP_MUL:
        result = a * b;
        failed = b != 0 && a > UINT64_MAX / b;
        break;
    default:
        if (b == 0)
            return by_zero(r, opcode, out);
        result = opcode == TAPPA__OP_DIV ? a / b : a % b;
        failed = 0;
        break;
    }
    if (failed)
        return tappa__fail(r, out, TAPPA_ERR_OVERFLOW, TAPPA__TEXT("unsigned integer overflow"));
    tappa__set(out, TAPPA_UINT, (int64_t)result);
    return 0;
}

static int
on_doubles(struct tappa__run *r, uint32_t opcode, double a, double b, struct tappa_value *out)
{
    double result;

    if (opcode == TAPPA__OP_MOD)
        return tappa__fail_overload(r, out);
    switch (opcode) {
    case TAPPA__OP_ADD:
        result = a + b;
        break;
    case TAPPA__OP_SUB:
        result = a - b;
        break;
    case TAPPA__OP_MUL:
        result = a * b;
        break;
    default: /* DIV */
        result = a / b;
        break;
    }
    tappa__set_real(out, result);
    return 0;
}

/* Two times cannot be added, and no time taken from a duration; the rest of CEL's operators are not for either. */
static int
times_join(uint32_t opcode, uint32_t a, uint32_t b)
{
    if (b == TAPPA_DURATION)
        return opcode == TAPPA__OP_ADD || opcode == TAPPA__OP_SUB;
    return opcode == (a == TAPPA_DURATION ? TAPPA__OP_ADD : TAPPA__OP_SUB);
}

/* Times and durations, both. */
static int
on_times(struct tappa__run *r, uint32_t opcode, const struct tappa_value *a, const struct tappa_value *b,
         struct tappa_value *out)
{
    int64_t most = a->kind == TAPPA_TIMESTAMP && b->kind == TAPPA_TIMESTAMP ? DIFFERENCE_MOST : TAPPA__DURATION_MOST;
    uint32_t kind = a->kind == b->kind ? TAPPA_DURATION : TAPPA_TIMESTAMP;
    int64_t result;
    int failed;

    if (!times_join(opcode, a->kind, b->kind))
        return tappa__fail_overload(r, out);
    failed = opcode == TAPPA__OP_ADD ? tappa__add(a->integer, b->integer, &result) : tappa__sub(a->integer, b->integer, &result);
    if (kind == TAPPA_TIMESTAMP) {
        if (failed || result < TAPPA__TIME_MIN || result > TAPPA__TIME_MAX)
            return tappa__fail(r, out, TAPPA_ERR_RANGE, TAPPA__TEXT("timestamp overflow"));
    } else if (failed || result < -most || result > most) {
        return tappa__fail(r, out, TAPPA_ERR_RANGE, TAPPA__TEXT("duration overflow"));
    }
    tappa__set(out, kind, result);
    return 0;
}

static int
is_time(const struct tappa_value *v)
{
    return v->kind == TAPPA_TIMESTAMP || v->kind == TAPPA_DURATION;
}

int
tappa__arithmetic(struct tappa__run *r, uint32_t opcode, const struct tappa_value *a, const struct tappa_value *b,
                  struct tappa_value *out)
{
    if (is_time(a) && is_time(b))
        return on_times(r, opcode, a, b, out);
    if (a->kind != b->kind)
        return tappa__fail_overload(r, out);
    switch (a->kind) {
    case TAPPA_INT:
        return on_ints(r, opcode, a->integer, b->integer, out);
    case TAPPA_UINT:
        return on_uints(r, opcode, (uint64_t)a->integer, (uint64_t)b->integer, out);
    case TAPPA_DOUBLE:
        return on_doubles(r, opcode, a->real, b->real, out);
    case TAPPA_STRING:
    case TAPPA_BYTES:
    case TAPPA_LIST:
        return opcode == TAPPA__OP_ADD ? tappa__concat(r, a, b, out) : tappa__fail_overload(r, out);
    default:
        return tappa__fail_overload(r, out);
    }
}

int
tappa__negate(struct tappa__run *r, const struct tappa_value *a, struct tappa_value *out)
{
    if (a->kind == TAPPA_DOUBLE) {
        tappa__set_real(out, -a->real);
        return 0;
    }
    if (a->kind != TAPPA_INT)
        return tappa__fail_overload(r, out);
    if (a->integer == INT64_MIN)
        return overflow(r, out);
    tappa__set(out, TAPPA_INT, -a->integer);
    return 0;
}
