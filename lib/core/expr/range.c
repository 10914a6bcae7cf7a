/* Owns the view of a guard as a range: `field op constant` is the values from low to high.
 * Called when a model's fast table is made.
 * A value lies in the range exactly where the program would give true: -0.0 and 0.0 are one, NaN is nowhere. */
#include <math.h>
#include <string.h>

#include "lib/core/expr/program.h"

/* The next double above; of the largest: infinity. */
static double
next_up(double d)
{
    uint64_t bits;

    if (d == 0)
        d = 0; /* not -0.0 */
    memcpy(&bits, &d, sizeof bits);
    bits = d >= 0 ? bits + 1 : bits - 1;
    memcpy(&d, &bits, sizeof d);
    return d;
}

static double
next_down(double d)
{
    return -next_up(-d);
}

static void
range_int(uint32_t opcode, int64_t c, struct tappa__range *out)
{
    out->low = INT64_MIN;
    out->high = INT64_MAX;
    switch (opcode) {
    case TAPPA__OP_EQ:
        out->low = out->high = c;
        break;
    case TAPPA__OP_LE:
        out->high = c;
        break;
    case TAPPA__OP_GE:
        out->low = c;
        break;
    case TAPPA__OP_LT:
        if (c == INT64_MIN) {
            out->low = 1;
            out->high = 0;
        } else {
            out->high = c - 1;
        }
        break;
    default:
        if (c == INT64_MAX) {
            out->low = 1;
            out->high = 0;
        } else {
            out->low = c + 1;
        }
        break;
    }
}

static void
range_double(uint32_t opcode, double c, struct tappa__range *out)
{
    double most = (double)INFINITY;
    int never = c != c || (opcode == TAPPA__OP_LT && c == -most) || (opcode == TAPPA__OP_GT && c == most);

    out->low_real = -most;
    out->high_real = most;
    if (never) {
        out->low_real = most;
        out->high_real = -most;
        return;
    }
    if (opcode == TAPPA__OP_EQ || opcode == TAPPA__OP_GE)
        out->low_real = c == 0 ? -0.0 : c;
    if (opcode == TAPPA__OP_EQ || opcode == TAPPA__OP_LE)
        out->high_real = c == 0 ? 0.0 : c;
    if (opcode == TAPPA__OP_GT)
        out->low_real = next_up(c);
    if (opcode == TAPPA__OP_LT)
        out->high_real = next_down(c);
}

static uint32_t
turned(uint32_t opcode)
{
    switch (opcode) {
    case TAPPA__OP_LT:
        return TAPPA__OP_GT;
    case TAPPA__OP_LE:
        return TAPPA__OP_GE;
    case TAPPA__OP_GT:
        return TAPPA__OP_LT;
    case TAPPA__OP_GE:
        return TAPPA__OP_LE;
    default:
        return opcode;
    }
}

int
tappa__program_range(const struct tappa__program *p, struct tappa__range *out)
{
    const struct tappa__instruction *i = p->code;
    const struct tappa_value *value;
    const struct tappa__load_entry *load;
    uint32_t opcode;

    memset(out, 0, sizeof *out);
    if (p->constant) {
        value = &p->constants[i[0].c];
        out->kind = TAPPA_BOOL;
        return value->kind == TAPPA_BOOL && value->integer;
    }
    if (p->code_count != 4)
        return 0;
    opcode = i[2].code;
    if (opcode != TAPPA__OP_EQ && (opcode < TAPPA__OP_LT || opcode > TAPPA__OP_GE))
        return 0;
    if (i[0].code == TAPPA__OP_CONST && i[1].code == TAPPA__OP_LOAD) {
        opcode = turned(opcode);
        value = &p->constants[i[0].c];
        load = &p->loads[i[1].c];
    } else if (i[0].code == TAPPA__OP_LOAD && i[1].code == TAPPA__OP_CONST) {
        value = &p->constants[i[1].c];
        load = &p->loads[i[0].c];
    } else {
        return 0;
    }
    if (!load->binding.type || load->binding.type->kind != value->kind ||
        (value->kind != TAPPA_INT && value->kind != TAPPA_DOUBLE))
        return 0;
    out->binding = load->binding;
    out->kind = value->kind;
    if (value->kind == TAPPA_INT)
        range_int(opcode, value->integer, out);
    else
        range_double(opcode, value->real, out);
    return 1;
}
