/* Owns the way from the checked tree to stack code: one walk, jumps patched when their ends are known, constants folded.
 * Called once by a compile whose checks found nothing.
 * What is folded is what the machine itself gives for the same operands; an operation that fails is left for run time. */
#include "lib/core/expr/tree.h"

#include <string.h>

#define FOLD_COST 1000 /* and two for each byte of the text */

static void
no_memory(struct tappa__compile *c)
{
    c->out_of_memory = 1;
}

/* Appends an instruction for a node: its index. */
static uint32_t
put(struct tappa__compile *c, const struct tappa__node *n, uint32_t code, uint32_t a, uint32_t count, uint32_t operand)
{
    struct tappa__instruction *i;

    if (tappa__grow(&c->scratch.allocator, (void **)&c->code, &c->code_capacity, c->code_count + 1, sizeof *c->code) ||
        tappa__grow(&c->scratch.allocator, (void **)&c->spans, &c->span_capacity, c->code_count + 1,
                    sizeof *c->spans)) {
        no_memory(c);
        return 0;
    }
    i = &c->code[c->code_count];
    i->code = (uint8_t)code;
    i->a = (uint8_t)a;
    i->count = (uint16_t)count;
    i->c = operand;
    c->spans[c->code_count].start = n->start;
    c->spans[c->code_count].end = n->end;
    return (uint32_t)c->code_count++;
}

static void
push(struct tappa__compile *c, uint32_t start)
{
    if (tappa__grow(&c->scratch.allocator, (void **)&c->starts, &c->start_capacity, c->start_count + 1,
                    sizeof *c->starts)) {
        no_memory(c);
        return;
    }
    c->starts[c->start_count++] = start;
}

static uint32_t
constant(struct tappa__compile *c, const struct tappa_value *value)
{
    if (tappa__grow(&c->scratch.allocator, (void **)&c->constants, &c->constant_capacity, c->constant_count + 1,
                    sizeof *c->constants)) {
        no_memory(c);
        return 0;
    }
    c->constants[c->constant_count] = *value;
    return (uint32_t)c->constant_count++;
}

static void
put_constant(struct tappa__compile *c, const struct tappa__node *n, const struct tappa_value *value)
{
    push(c, put(c, n, TAPPA__OP_CONST, 0, 0, constant(c, value)));
}

static uint32_t
load_index(struct tappa__compile *c, const struct tappa__node *n)
{
    struct tappa__load_entry *entry;
    size_t i;

    for (i = 0; i < c->load_count; i++)
        if (c->loads[i].binding.load == n->binding.load && c->loads[i].binding.index == n->binding.index)
            return (uint32_t)i;
    if (tappa__grow(&c->scratch.allocator, (void **)&c->loads, &c->load_capacity, c->load_count + 1,
                    sizeof *c->loads)) {
        no_memory(c);
        return 0;
    }
    entry = &c->loads[c->load_count];
    entry->binding = n->binding;
    entry->unset = tappa__arena_printf(c->arena, "no such field: %.*s", (int)n->name.n, n->name.s);
    if (!entry->unset.s)
        no_memory(c);
    return (uint32_t)c->load_count++;
}

/* ---- folding ---- */

static int
are_constants(const struct tappa__compile *c, uint32_t n)
{
    uint32_t first = (uint32_t)c->code_count - n, i;

    for (i = 0; i < n; i++)
        if (c->starts[c->start_count - n + i] != first + i || c->code[first + i].code != TAPPA__OP_CONST)
            return 0;
    return 1;
}

/* Does the instruction now if its n operands are constants: 1, and one constant stands for them. */
static int
fold(struct tappa__compile *c, const struct tappa__node *n, const struct tappa__instruction *i, uint32_t count)
{
    struct tappa__evaluator e = {c->arena, NULL, c->fold_cost, NULL, NULL};
    struct tappa__run r = {NULL, &e, 0, c->zones, c->constants};
    struct tappa_value *args, result;
    uint32_t k, first;

    if (!are_constants(c, count))
        return 0;
    args = tappa__arena_alloc(&c->scratch, (count ? count : 1) * sizeof *args);
    if (!args) {
        no_memory(c);
        return 0;
    }
    first = (uint32_t)c->code_count - count;
    for (k = 0; k < count; k++)
        args[k] = c->constants[c->code[first + k].c];
    tappa__apply(&r, i, args, &result);
    c->fold_cost = e.cost;
    if (result.kind == TAPPA_ERROR) {
        if (result.integer == TAPPA_ERR_MEMORY)
            no_memory(c);
        return 0;
    }
    c->code_count = first;
    c->start_count -= count;
    put_constant(c, n, &result);
    return 1;
}

static void
put_pure(struct tappa__compile *c, const struct tappa__node *n, uint32_t code, uint32_t a, uint32_t count,
         uint32_t operand)
{
    int listed = code == TAPPA__OP_LIST || code == TAPPA__OP_MAP;
    struct tappa__instruction i = {(uint8_t)code, (uint8_t)a, (uint16_t)(listed ? 0 : count),
                                   listed ? count : operand};
    uint32_t start;

    if (fold(c, n, &i, count) || c->out_of_memory)
        return;
    start = c->starts[c->start_count - count]; /* without operands it was folded: `[]` and `{}` cost nothing */
    put(c, n, code, a, i.count, i.c);
    c->start_count -= count;
    push(c, start);
}

static void
put_member(struct tappa__compile *c, const struct tappa__node *n, uint32_t code)
{
    struct tappa_value key;

    tappa__set_data(&key, TAPPA_STRING, n->name.s, n->name.n);
    put_pure(c, n, code, 0, 1, constant(c, &key));
}

/* ---- control flow ---- */

static void
put_logic(struct tappa__compile *c, const struct tappa__node *n)
{
    uint32_t left = c->nodes[n->scope].code;

    put(c, n, n->opcode, 0, 0, left);
    c->code[left].c = (uint32_t)c->code_count;
    c->start_count--;
}

static void
put_then(struct tappa__compile *c, struct tappa__node *n)
{
    n->code = put(c, n, TAPPA__OP_THEN, 0, 0, 0);
    n->slot = c->starts[--c->start_count];
}

static void
put_else(struct tappa__compile *c, struct tappa__node *n)
{
    n->code = put(c, n, TAPPA__OP_JUMP, 0, 0, 0);
    c->code[c->nodes[n->scope].code].c = (uint32_t)c->code_count;
    c->start_count--;
}

static void
put_condition(struct tappa__compile *c, const struct tappa__node *n)
{
    const struct tappa__node *otherwise = &c->nodes[n->scope];

    c->code[otherwise->code].c = (uint32_t)c->code_count;
    c->starts[c->start_count - 1] = c->nodes[otherwise->scope].slot;
}

static void
put_loop(struct tappa__compile *c, struct tappa__node *n)
{
    int i;

    n->slot = (uint32_t)c->start_count - 1;
    n->code = put(c, n, TAPPA__OP_LOOP, 0, 0, 0);
    put(c, n, TAPPA__OP_NEXT, 0, 0, 0);
    for (i = 0; i < 3; i++)
        push(c, n->code);
}

static void
put_loop_end(struct tappa__compile *c, const struct tappa__node *n)
{
    uint32_t loop = c->nodes[n->scope].code, end;

    put(c, n, n->opcode, 0, 0, loop + 1);
    end = put(c, n, TAPPA__OP_LOOP_END, n->opcode, 0, 0);
    c->code[loop].a = n->opcode;
    c->code[loop].c = end;
    c->code[loop + 1].c = end;
    c->start_count -= 4; /* the body and the three slots; the list's is the result's */
}

static void
put_call(struct tappa__compile *c, const struct tappa__node *n)
{
    uint32_t operands = n->slot ? n->count - 1 : n->count; /* a zone that is loaded is no operand */

    if (n->opcode != TAPPA__OP_DYN)
        put_pure(c, n, n->opcode, n->root_only, operands, n->slot);
}

static void
put_node(struct tappa__compile *c, struct tappa__node *n)
{
    switch (n->kind) {
    case TAPPA__N_CONST:
        put_constant(c, n, &n->value);
        break;
    case TAPPA__N_LOAD:
    case TAPPA__N_HAS_LOAD:
        push(c, put(c, n, n->kind == TAPPA__N_LOAD ? TAPPA__OP_LOAD : TAPPA__OP_HAS_LOAD, 0, 0, load_index(c, n)));
        break;
    case TAPPA__N_LOCAL:
        push(c, put(c, n, TAPPA__OP_LOCAL, 0, 0, c->nodes[n->scope].slot + 2));
        break;
    case TAPPA__N_SELECT:
    case TAPPA__N_HAS:
        put_member(c, n, n->kind == TAPPA__N_SELECT ? TAPPA__OP_FIELD : TAPPA__OP_HAS_KEY);
        break;
    case TAPPA__N_CALL:
        put_call(c, n);
        break;
    case TAPPA__N_OPERATOR:
        put_pure(c, n, n->opcode, 0, n->count, 0);
        break;
    case TAPPA__N_LIST:
    case TAPPA__N_MAP:
        put_pure(c, n, n->kind == TAPPA__N_LIST ? TAPPA__OP_LIST : TAPPA__OP_MAP, 0, n->count, 0);
        break;
    case TAPPA__N_LEFT:
        n->code = put(c, n, n->opcode, 0, 0, 0);
        break;
    case TAPPA__N_LOGIC:
        put_logic(c, n);
        break;
    case TAPPA__N_THEN:
        put_then(c, n);
        break;
    case TAPPA__N_ELSE:
        put_else(c, n);
        break;
    case TAPPA__N_CONDITION:
        put_condition(c, n);
        break;
    case TAPPA__N_LOOP:
        put_loop(c, n);
        break;
    case TAPPA__N_TEST:
        put(c, n, TAPPA__OP_TEST, 0, 0, c->nodes[n->scope].code + 1);
        c->start_count--;
        break;
    case TAPPA__N_LOOP_END:
        put_loop_end(c, n);
        break;
    default: /* NOTHING, ROOT */
        break;
    }
}

int
tappa__emit_code(struct tappa__compile *c)
{
    const struct tappa__node *root = &c->nodes[c->node_count - 1];
    size_t i;

    c->fold_cost = FOLD_COST + 2 * (uint64_t)c->text.n;
    for (i = 0; i < c->node_count && !c->out_of_memory; i++)
        put_node(c, &c->nodes[i]);
    put(c, root, TAPPA__OP_HALT, 0, 0, 0);
    return c->out_of_memory ? -1 : 0;
}
