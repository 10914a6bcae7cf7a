/* Owns the way from a pure instruction to the function that does it.
 * Called by the machine where it has no fast path, and by the emitter when it folds constants.
 * An operand that is an error is the result: the first one wins. */
#include "lib/core/expr/program.h"

static void
relation(struct tappa__run *r, uint32_t opcode, const struct tappa_value *args, struct tappa_value *out)
{
    int order = tappa__compare(&args[0], &args[1]), holds;

    if (order == TAPPA__NO_ORDER) {
        tappa__fail_overload(r, out);
        return;
    }
    if (args[0].kind == TAPPA_STRING || args[0].kind == TAPPA_BYTES)
        if (tappa__charge(r, 1 + (args[0].size < args[1].size ? args[0].size : args[1].size) / 16, out))
            return;
    switch (opcode) {
    case TAPPA__OP_LT:
        holds = order == -1;
        break;
    case TAPPA__OP_LE:
        holds = order == -1 || order == 0;
        break;
    case TAPPA__OP_GT:
        holds = order == 1;
        break;
    default:
        holds = order == 1 || order == 0;
        break;
    }
    tappa__set(out, TAPPA_BOOL, holds);
}

static void
equality(struct tappa__run *r, uint32_t opcode, const struct tappa_value *args, struct tappa_value *out)
{
    int equal;

    if (tappa__equal(r, &args[0], &args[1], &equal, out))
        return;
    tappa__set(out, TAPPA_BOOL, equal == (opcode == TAPPA__OP_EQ));
}

static void
type_of(const struct tappa_value *a, struct tappa_value *out)
{
    struct tappa__text name = tappa__kind_name(a->kind);

    tappa__set_data(out, TAPPA_TYPE, name.s, name.n);
}

static void
on_two(struct tappa__run *r, const struct tappa__instruction *i, const struct tappa_value *args,
       struct tappa_value *out)
{
    switch (i->code) {
    case TAPPA__OP_EQ:
    case TAPPA__OP_NE:
        equality(r, i->code, args, out);
        break;
    case TAPPA__OP_LT:
    case TAPPA__OP_LE:
    case TAPPA__OP_GT:
    case TAPPA__OP_GE:
        relation(r, i->code, args, out);
        break;
    case TAPPA__OP_IN:
        tappa__in(r, &args[0], &args[1], out);
        break;
    case TAPPA__OP_INDEX:
        tappa__index(r, &args[0], &args[1], out);
        break;
    case TAPPA__OP_STARTS_WITH:
    case TAPPA__OP_ENDS_WITH:
    case TAPPA__OP_CONTAINS:
        tappa__string_test(r, i->code, &args[0], &args[1], out);
        break;
    default:
        tappa__arithmetic(r, i->code, &args[0], &args[1], out);
        break;
    }
}

static void
on_one(struct tappa__run *r, const struct tappa__instruction *i, const struct tappa_value *a, struct tappa_value *out)
{
    switch (i->code) {
    case TAPPA__OP_NOT:
        if (a->kind == TAPPA_BOOL)
            tappa__set(out, TAPPA_BOOL, !a->integer);
        else
            tappa__fail_overload(r, out);
        break;
    case TAPPA__OP_NEGATE:
        tappa__negate(r, a, out);
        break;
    case TAPPA__OP_FIELD:
        tappa__field(r, a, &r->constants[i->c], out);
        break;
    case TAPPA__OP_HAS_KEY:
        tappa__has_key(r, a, &r->constants[i->c], out);
        break;
    case TAPPA__OP_SIZE:
        tappa__size(r, a, out);
        break;
    case TAPPA__OP_CONVERT:
        tappa__convert(r, i->a, a, out);
        break;
    default: /* TYPE */
        type_of(a, out);
        break;
    }
}

/* `out` may be the first operand: what is read is copied before anything is written. */
void
tappa__apply(struct tappa__run *r, const struct tappa__instruction *i, struct tappa_value *args,
             struct tappa_value *out)
{
    uint32_t n = i->code == TAPPA__OP_LIST || i->code == TAPPA__OP_MAP ? i->c : i->count, k;
    struct tappa_value result = {0, 0, 0, 0, NULL};

    for (k = 0; k < n; k++) {
        if (args[k].kind == TAPPA_ERROR) {
            *out = args[k];
            return;
        }
    }
    if (i->code == TAPPA__OP_LIST)
        tappa__make_list(r, args, n, &result);
    else if (i->code == TAPPA__OP_MAP)
        tappa__make_map(r, args, n, &result);
    else if (i->code == TAPPA__OP_GETTER)
        tappa__getter(r, i, args, &result);
    else if (n == 2)
        on_two(r, i, args, &result);
    else
        on_one(r, i, &args[0], &result);
    *out = result;
}
