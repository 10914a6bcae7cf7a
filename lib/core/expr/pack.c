/* Owns the program as it is kept: the emitter's arrays copied tight into the model's arena, the stack it needs, its constant.
 * Called once at the end of a compile.
 * Nothing in a program points into the compile's scratch. */
#include "lib/core/expr/tree.h"

#include <string.h>

#define RUN_COST 1000 /* of a constant program, once; and two for each byte of the text */

static void *
copy_of(struct tappa__compile *c, const void *items, size_t count, size_t size)
{
    void *copy;

    if (count == 0)
        return NULL;
    copy = tappa__arena_alloc(c->arena, count * size);
    if (copy)
        memcpy(copy, items, count * size);
    else
        c->out_of_memory = 1;
    return copy;
}

static const struct tappa__type *
copy_type(struct tappa__compile *c, const struct tappa__type *t, uint32_t level)
{
    struct tappa__type *copy;

    if (!t->element || level > TAPPA__EXPR_NESTING)
        return tappa__type_of(level > TAPPA__EXPR_NESTING ? TAPPA__TYPE_DYN : t->kind);
    copy = copy_of(c, t, 1, sizeof *t);
    if (!copy)
        return tappa__type_of(t->kind);
    copy->element = copy_type(c, t->element, level + 1);
    if (t->key)
        copy->key = copy_type(c, t->key, level + 1);
    return copy;
}

/* By how much an instruction moves the stack, where it goes on to the next one. */
static int32_t
stack_effect(const struct tappa__instruction *i)
{
    switch (i->code) {
    case TAPPA__OP_CONST:
    case TAPPA__OP_LOAD:
    case TAPPA__OP_HAS_LOAD:
    case TAPPA__OP_LOCAL:
        return 1;
    case TAPPA__OP_HALT:
    case TAPPA__OP_AND_LEFT:
    case TAPPA__OP_OR_LEFT:
    case TAPPA__OP_NEXT:
        return 0;
    case TAPPA__OP_LOOP:
        return 3;
    case TAPPA__OP_LOOP_END:
        return -3;
    case TAPPA__OP_LIST:
    case TAPPA__OP_MAP:
        return 1 - (int32_t)i->c;
    default:
        return i->code < TAPPA__OP_NOT ? -1 : 1 - (int32_t)i->count;
    }
}

/* Code is nested, so that the depth before an instruction is that of the text before it; a JUMP takes the first branch's value
 * away, as the other branch then finds it. */
static uint32_t
stack_need(const struct tappa__compile *c)
{
    int32_t depth = 0, most = 0;
    size_t i;

    for (i = 0; i < c->code_count; i++) {
        depth += stack_effect(&c->code[i]);
        most = depth > most ? depth : most;
    }
    return (uint32_t)most;
}

/* Constants that folding left over are dropped; each use has its own. */
static struct tappa_value *
pack_constants(struct tappa__compile *c, uint32_t *count)
{
    struct tappa_value *packed;
    size_t i, n = 0;

    for (i = 0; i < c->code_count; i++)
        n += c->code[i].code == TAPPA__OP_CONST || c->code[i].code == TAPPA__OP_FIELD ||
             c->code[i].code == TAPPA__OP_HAS_KEY;
    *count = (uint32_t)n;
    packed = tappa__arena_alloc(c->arena, (n ? n : 1) * sizeof *packed);
    if (!packed) {
        c->out_of_memory = 1;
        return NULL;
    }
    for (i = n = 0; i < c->code_count; i++) {
        struct tappa__instruction *op = &c->code[i];

        if (op->code == TAPPA__OP_CONST || op->code == TAPPA__OP_FIELD || op->code == TAPPA__OP_HAS_KEY) {
            packed[n] = c->constants[op->c];
            op->c = (uint32_t)n++;
        }
    }
    return packed;
}

/* A program that loads nothing is run now: if it has a value, it becomes that constant. */
static void
find_constant(struct tappa__compile *c, struct tappa__program *p)
{
    struct tappa__evaluator e = {c->arena, NULL, RUN_COST + 2 * (uint64_t)p->text.n, NULL, NULL};
    struct tappa__instruction *code;
    struct tappa__code_span *spans;
    struct tappa_value *value, result;

    if (p->load_count)
        return;
    if (p->code_count == 2) {
        p->constant = 1;
        return;
    }
    e.stack = tappa__arena_alloc(&c->scratch, (p->stack + 1) * sizeof *e.stack);
    code = tappa__arena_alloc(c->arena, 2 * sizeof *code);
    spans = tappa__arena_alloc(c->arena, 2 * sizeof *spans);
    value = tappa__arena_alloc(c->arena, sizeof *value);
    if (!e.stack || !code || !spans || !value) {
        c->out_of_memory = 1;
        return;
    }
    tappa__execute(p, &e, &result, NULL);
    if (result.kind == TAPPA_ERROR) {
        c->out_of_memory |= result.integer == TAPPA_ERR_MEMORY;
        return;
    }
    *value = result;
    code[0].code = TAPPA__OP_CONST;
    code[1].code = TAPPA__OP_HALT;
    spans[0] = spans[1] = p->spans[p->code_count - 1];
    p->code = code;
    p->spans = spans;
    p->constants = value;
    p->code_count = 2;
    p->constant_count = p->stack = p->constant = 1;
}

const struct tappa__program *
tappa__emit(struct tappa__compile *c)
{
    struct tappa__program *p = tappa__arena_alloc(c->arena, sizeof *p);
    size_t i;

    if (!p || tappa__emit_code(c)) {
        c->out_of_memory = 1;
        return NULL;
    }
    p->stack = stack_need(c);
    p->constants = pack_constants(c, &p->constant_count);
    for (i = 0; i < c->load_count; i++)
        if (c->loads[i].binding.type)
            c->loads[i].binding.type = copy_type(c, c->loads[i].binding.type, 0);
    p->code = copy_of(c, c->code, c->code_count, sizeof *c->code);
    p->spans = copy_of(c, c->spans, c->code_count, sizeof *c->spans);
    p->loads = copy_of(c, c->loads, c->load_count, sizeof *c->loads);
    p->zones = copy_of(c, c->zones, c->zone_count, sizeof(struct tappa_zone *));
    p->type = copy_type(c, c->nodes[c->node_count - 1].type, 0);
    p->text = c->text;
    p->code_count = (uint32_t)c->code_count;
    p->load_count = (uint32_t)c->load_count;
    p->zone_count = (uint32_t)c->zone_count;
    if (!c->out_of_memory)
        find_constant(c, p);
    return c->out_of_memory ? NULL : p;
}
