/* Owns the machine: one loop over a program's instructions and a stack of values.
 * Called for every guard of every step, so that it allocates nothing of its own and small guards stay on its fast paths.
 * It ends: an instruction costs at least one, and the budget is finite. No kind is trusted to be what was declared. */
#include "lib/core/expr/program.h"

#include <string.h>

#if defined(__GNUC__)
#define ALWAYS_INLINE inline __attribute__((always_inline))
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#else
#define ALWAYS_INLINE inline
#define UNLIKELY(x) (x)
#endif

static void
load_value(struct tappa__run *r, uint32_t which, struct tappa_value *out)
{
    const struct tappa__load_entry *entry = &r->program->loads[which];

    r->e->load(r->e->user, entry->binding.load, entry->binding.index, out);
    if (out->kind == TAPPA_UNSET)
        tappa__fail(r, out, TAPPA_ERR_NO_SUCH_FIELD, entry->unset);
    else if (out->kind == TAPPA_ERROR)
        out->real = (double)r->at;
}

static void
has_value(struct tappa__run *r, uint32_t which, struct tappa_value *out)
{
    const struct tappa__load_entry *entry = &r->program->loads[which];

    r->e->load(r->e->user, entry->binding.load, entry->binding.index, out);
    if (out->kind == TAPPA_ERROR && out->integer != TAPPA_ERR_NO_VALUE)
        out->real = (double)r->at;
    else /* what the event has not, its touchpoint say, is as absent as a slot without a value */
        tappa__set(out, TAPPA_BOOL, out->kind != TAPPA_UNSET && out->kind != TAPPA_ERROR);
}

/* A bool or an error, whatever it was. */
static int
as_bool(struct tappa__run *r, struct tappa_value *v)
{
    if (v->kind == TAPPA_BOOL)
        return 1;
    if (v->kind != TAPPA_ERROR)
        tappa__fail_overload(r, v);
    return 0;
}

/* a && b or a || b in a[0], where a[0] did not decide: `absorbing` is what decides. */
static void
combine(struct tappa__run *r, struct tappa_value *a, int absorbing)
{
    if (as_bool(r, &a[1]) && a[1].integer == absorbing)
        a[0] = a[1];
    else if (a[0].kind != TAPPA_ERROR)
        a[0] = a[1];
}

/* ---- loops: slots are the list, how far it has come, the variable, what has gathered ---- */

/* Opens the loop over s[0]: 0, or -1 where s[0] is now an error. */
static int
loop_open(struct tappa__run *r, uint32_t step, struct tappa_value *s)
{
    struct tappa_value error;
    struct tappa_value *items = NULL;

    if (s[0].kind == TAPPA_ERROR)
        return -1;
    if (s[0].kind != TAPPA_LIST && s[0].kind != TAPPA_MAP)
        return tappa__fail_overload(r, &s[0]);
    tappa__set(&s[1], TAPPA_INT, 0);
    tappa__set(&s[2], TAPPA_NULL, 0);
    if (step != TAPPA__OP_FILTER && step != TAPPA__OP_MAP_STEP) {
        tappa__set(&s[3], step == TAPPA__OP_EXISTS_ONE ? TAPPA_INT : TAPPA_BOOL, step == TAPPA__OP_ALL);
        return 0;
    }
    if (s[0].size && (tappa__charge(r, s[0].size, &error) ||
                      !(items = tappa__run_alloc(r, s[0].size * sizeof *items, &error)))) {
        s[0] = error;
        return -1;
    }
    tappa__set_data(&s[3], TAPPA_LIST, items, 0);
    return 0;
}

/* Puts the next element into the variable: 0, or -1 where there is none. */
static int
loop_next(struct tappa_value *s)
{
    uint32_t at = (uint32_t)s[1].integer;

    if (at >= s[0].size)
        return -1;
    s[2] = tappa__items(&s[0])[s[0].kind == TAPPA_MAP ? 2 * (size_t)at : at];
    s[1].integer++;
    return 0;
}

static void
gather(struct tappa_value *list, const struct tappa_value *item)
{
    struct tappa_value *items = (struct tappa_value *)(uintptr_t)list->data; /* allocated by loop_open() */

    items[list->size++] = *item;
}

/* Takes the body's value s[4] into s[3]: 0 go on, -1 the loop is decided. */
static int
loop_step(struct tappa__run *r, uint32_t step, struct tappa_value *s)
{
    struct tappa_value *body = &s[4], *all = &s[3];
    int is_bool;

    if (step == TAPPA__OP_MAP_STEP) {
        if (body->kind == TAPPA_ERROR) {
            *all = *body;
            return -1;
        }
        gather(all, body);
        return 0;
    }
    is_bool = as_bool(r, body);
    switch (step) {
    case TAPPA__OP_ALL:
    case TAPPA__OP_EXISTS:
        if (is_bool && body->integer == (step == TAPPA__OP_EXISTS)) {
            *all = *body; /* decides, whatever failed before */
            return -1;
        }
        if (!is_bool && all->kind != TAPPA_ERROR)
            *all = *body;
        return 0;
    case TAPPA__OP_EXISTS_ONE:
        if (!is_bool)
            *all = *body;
        else
            all->integer += body->integer;
        return is_bool ? 0 : -1;
    default: /* FILTER */
        if (!is_bool)
            *all = *body;
        else if (body->integer)
            gather(all, &s[2]);
        return is_bool ? 0 : -1;
    }
}

static void
loop_close(struct tappa__run *r, uint32_t step, struct tappa_value *s)
{
    struct tappa_value error;

    if (s[3].kind != TAPPA_ERROR && step == TAPPA__OP_EXISTS_ONE)
        tappa__set(&s[3], TAPPA_BOOL, s[3].integer == 1);
    if (s[3].kind == TAPPA_LIST && step == TAPPA__OP_MAP_STEP && tappa__check_depth(r, &s[3], 0, &error))
        s[3] = error;
    s[0] = s[3];
}

/* An instruction of a loop. `top` is the first free slot; returns the new one, and *at is the instruction before the next. */
static struct tappa_value *
loop_instruction(struct tappa__run *r, const struct tappa__instruction **at, struct tappa_value *top)
{
    const struct tappa__instruction *code = r->program->code, *i = *at;

    switch (i->code) {
    case TAPPA__OP_LOOP:
        if (!loop_open(r, i->a, top - 1))
            return top + 3;
        *at = code + i->c;
        return top;
    case TAPPA__OP_NEXT:
        if (loop_next(top - 4))
            *at = code + i->c - 1;
        return top;
    case TAPPA__OP_TEST:
        top--;
        if (!as_bool(r, top)) {
            top[-1] = *top;
            *at = code + code[i->c].c - 1;
        } else if (!top->integer) {
            *at = code + i->c - 1;
        }
        return top;
    case TAPPA__OP_LOOP_END:
        loop_close(r, i->a, top - 4);
        return top - 3;
    default:
        top--;
        *at = code + (loop_step(r, i->code, top - 4) ? code[i->c].c : i->c) - 1;
        return top;
    }
}

/* A pure instruction; returns the new first free slot. */
static struct tappa_value *
pure(struct tappa__run *r, const struct tappa__instruction *i, struct tappa_value *sp)
{
    sp -= i->code == TAPPA__OP_LIST || i->code == TAPPA__OP_MAP ? i->c : i->count;
    tappa__apply(r, i, sp, sp);
    return sp + 1;
}

/* ---- the loop ---- */

/* Compares two numbers of one kind where both are what is declared nearly always; else the slow way. */
#define COMPARE(opcode, operator) \
    case opcode: \
        sp--; \
        if (sp[-1].kind == TAPPA_INT && sp[0].kind == TAPPA_INT) \
            tappa__set(&sp[-1], TAPPA_BOOL, sp[-1].integer operator sp[0].integer); \
        else if (sp[-1].kind == TAPPA_DOUBLE && sp[0].kind == TAPPA_DOUBLE) \
            tappa__set(&sp[-1], TAPPA_BOOL, sp[-1].real operator sp[0].real); \
        else \
            tappa__apply(&r, i, sp - 1, sp - 1); \
        break

static ALWAYS_INLINE void
run(const struct tappa__program *p, struct tappa__evaluator *e, struct tappa_value *out, struct tappa_value *memory)
{
    struct tappa__run r = {p, e, 0, p->zones, p->constants};
    const struct tappa__instruction *i = p->code;
    struct tappa_value *sp = e->stack; /* the first free slot */

    for (;; i++) {
        r.at = (uint32_t)(i - p->code);
        if (UNLIKELY(e->cost == 0)) {
            tappa__fail_cost(&r, out);
            return;
        }
        e->cost--;
        switch (i->code) {
        case TAPPA__OP_HALT:
            *out = sp[-1];
            return;
        case TAPPA__OP_CONST:
            *sp++ = p->constants[i->c];
            break;
        case TAPPA__OP_LOAD:
            load_value(&r, i->c, sp++);
            break;
        case TAPPA__OP_HAS_LOAD:
            has_value(&r, i->c, sp++);
            break;
        case TAPPA__OP_LOCAL:
            *sp++ = e->stack[i->c];
            break;
        case TAPPA__OP_AND_LEFT:
        case TAPPA__OP_OR_LEFT:
            if (as_bool(&r, &sp[-1]) && sp[-1].integer == (i->code == TAPPA__OP_OR_LEFT))
                i = p->code + i->c - 1;
            break;
        case TAPPA__OP_AND:
        case TAPPA__OP_OR:
            sp--;
            combine(&r, sp - 1, i->code == TAPPA__OP_OR);
            break;
        case TAPPA__OP_THEN:
            if (!as_bool(&r, &sp[-1]))
                i = p->code + p->code[i->c - 1].c - 1; /* where the JUMP before the other branch leads */
            else if (!(--sp)->integer)
                i = p->code + i->c - 1;
            break;
        case TAPPA__OP_JUMP:
            i = p->code + i->c - 1;
            break;
        case TAPPA__OP_NOT:
            if (sp[-1].kind == TAPPA_BOOL)
                sp[-1].integer ^= 1;
            else
                tappa__apply(&r, i, sp - 1, sp - 1);
            break;
            COMPARE(TAPPA__OP_EQ, ==);
            COMPARE(TAPPA__OP_NE, !=);
            COMPARE(TAPPA__OP_LT, <);
            COMPARE(TAPPA__OP_LE, <=);
            COMPARE(TAPPA__OP_GT, >);
            COMPARE(TAPPA__OP_GE, >=);
        default:
            if (i->code > TAPPA__OP_LOOP_END) {
                sp = pure(&r, i, sp);
            } else {
                const struct tappa__instruction *at = i;

                sp = loop_instruction(&r, &at, sp);
                i = at;
            }
            break;
        }
        if (sp > e->stack && UNLIKELY(tappa__is_fatal(&sp[-1]))) {
            *out = sp[-1];
            return;
        }
        if (memory && sp > e->stack)
            memory[r.at] = sp[-1];
    }
}

/* Two copies of the loop: the usual one does not even ask for a memory. */
static void
run_plain(const struct tappa__program *p, struct tappa__evaluator *e, struct tappa_value *out)
{
    run(p, e, out, NULL);
}

void
tappa__execute(const struct tappa__program *p, struct tappa__evaluator *e, struct tappa_value *out,
               struct tappa_value *memory)
{
    if (memory)
        run(p, e, out, memory);
    else
        run_plain(p, e, out);
}

void
tappa__program_run(const struct tappa__program *p, struct tappa__evaluator *e, struct tappa_value *out)
{
    run_plain(p, e, out);
    if (out->kind == TAPPA_ERROR)
        out->real = 0;
}
