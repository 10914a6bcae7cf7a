/* Owns the static types of an expression: one walk gives every node its type, or a diagnostic.
 * Called once by a compile, behind the parser and before the emitter; names and calls are looked up by its neighbours.
 * A node below a mistake has TAPPA__TYPE_NONE and causes no second diagnostic, so each message is a mistake of its own. */
#include "lib/core/expr/tree.h"

#include "lib/core/diagnostics/codes.h"

static int
is_none(const struct tappa__type *t)
{
    return t->kind == TAPPA__TYPE_NONE;
}

static void
want_bool(struct tappa__compile *c, const struct tappa__node *operand, const char *who)
{
    struct tappa__text hint = TAPPA__NO_HINT;

    if (is_none(operand->type) || tappa__type_is(operand->type, TAPPA_BOOL))
        return;
    if (operand->kind == TAPPA__N_LOAD || tappa__type_is_number(operand->type))
        hint = TAPPA__TEXT("compare it with something, as in `x > 0`");
    tappa__expr_error(c, TAPPA__CODE_EXPR_TYPE, operand->start, operand->end, hint, "%s wants a bool, this is %s", who, tappa__type_name(c, operand->type));
}

static void
check_logic(struct tappa__compile *c, struct tappa__node *n)
{
    uint32_t i;

    for (i = n->first; i != TAPPA__NO_NODE; i = c->nodes[i].next)
        want_bool(c, &c->nodes[i], n->opcode == TAPPA__OP_AND ? "`&&`" : "`||`");
    n->type = tappa__type_of(TAPPA_BOOL);
}

static void
check_condition(struct tappa__compile *c, struct tappa__node *n)
{
    const struct tappa__node *condition = &c->nodes[n->first], *a = &c->nodes[condition->next],
                             *b = &c->nodes[a->next];

    want_bool(c, condition, "the condition before `?`");
    if (is_none(a->type) || is_none(b->type)) {
        n->type = tappa__type_of(TAPPA__TYPE_NONE);
        return;
    }
    if (!tappa__type_fits(a->type, b->type)) {
        tappa__expr_error(c, TAPPA__CODE_EXPR_TYPE, n->start, n->end,
                          TAPPA__TEXT("convert one of them, or wrap it in dyn()"),
                          "the branches of the conditional differ: %s and %s", tappa__type_name(c, a->type),
                          tappa__type_name(c, b->type));
        n->type = tappa__type_of(TAPPA__TYPE_NONE);
        return;
    }
    n->type = a->type->kind == TAPPA_NULL ? b->type : b->type->kind == TAPPA_NULL ? a->type
                                                                                  : tappa__type_join(c, a->type, b->type);
}

static void
check_list(struct tappa__compile *c, struct tappa__node *n)
{
    const struct tappa__type *element = NULL;
    uint32_t i;

    for (i = n->first; i != TAPPA__NO_NODE; i = c->nodes[i].next) {
        const struct tappa__type *t = c->nodes[i].type;

        if (is_none(t))
            t = tappa__type_of(TAPPA__TYPE_DYN);
        element = element ? tappa__type_join(c, element, t) : t;
    }
    n->type = tappa__type_list(c, element ? element : tappa__type_of(TAPPA__TYPE_DYN));
}

static int
may_be_key(const struct tappa__type *t)
{
    return t->kind == TAPPA_INT || t->kind == TAPPA_UINT || t->kind == TAPPA_BOOL || t->kind == TAPPA_STRING ||
           t->kind == TAPPA__TYPE_DYN || t->kind == TAPPA__TYPE_NONE;
}

static void
check_map(struct tappa__compile *c, struct tappa__node *n)
{
    const struct tappa__type *types[2] = {NULL, NULL};
    uint32_t i, half = 0;

    for (i = n->first; i != TAPPA__NO_NODE; i = c->nodes[i].next, half ^= 1) {
        const struct tappa__type *t = c->nodes[i].type;

        if (half == 0 && !may_be_key(t))
            tappa__expr_error(c, TAPPA__CODE_EXPR_TYPE, c->nodes[i].start, c->nodes[i].end, TAPPA__NO_HINT,
                              "a map's key is an int, uint, bool or string, this is %s", tappa__type_name(c, t));
        if (is_none(t))
            t = tappa__type_of(TAPPA__TYPE_DYN);
        types[half] = types[half] ? tappa__type_join(c, types[half], t) : t;
    }
    for (i = 0; i < 2; i++)
        types[i] = types[i] ? types[i] : tappa__type_of(TAPPA__TYPE_DYN);
    n->type = tappa__type_map(c, types[0], types[1]);
}

/* What the variable of a macro is. */
static void
check_loop(struct tappa__compile *c, struct tappa__node *n)
{
    const struct tappa__node *target = &c->nodes[n->first];
    const struct tappa__type *t = target->type;

    n->type = tappa__type_of(TAPPA__TYPE_DYN);
    if (t->kind == TAPPA_LIST)
        n->type = tappa__type_element(t);
    else if (t->kind == TAPPA_MAP)
        n->type = tappa__type_key(t);
    else if (t->kind != TAPPA__TYPE_DYN && !is_none(t))
        tappa__expr_error(c, TAPPA__CODE_EXPR_TYPE, target->start, target->end, TAPPA__NO_HINT,
                          "a macro goes through a list or a map, this is %s", tappa__type_name(c, t));
}

static void
check_loop_end(struct tappa__compile *c, struct tappa__node *n)
{
    const struct tappa__node *loop = &c->nodes[n->scope], *body = &c->nodes[n->first];
    const struct tappa__type *dyn = tappa__type_of(TAPPA__TYPE_DYN);

    switch (n->opcode) {
    case TAPPA__OP_MAP_STEP:
        n->type = tappa__type_list(c, is_none(body->type) ? dyn : body->type);
        return;
    case TAPPA__OP_FILTER:
        want_bool(c, body, "`filter`");
        n->type = tappa__type_list(c, loop->type);
        return;
    default:
        want_bool(c, body, n->opcode == TAPPA__OP_ALL ? "`all`"
                           : n->opcode == TAPPA__OP_EXISTS ? "`exists`" : "`exists_one`");
        n->type = tappa__type_of(TAPPA_BOOL);
    }
}

static void
check_node(struct tappa__compile *c, struct tappa__node *n)
{
    switch (n->kind) {
    case TAPPA__N_CONST:
        n->type = tappa__type_of(n->value.kind);
        break;
    case TAPPA__N_NAME:
        tappa__check_name(c, n);
        break;
    case TAPPA__N_LOCAL:
        n->type = c->nodes[n->scope].type;
        break;
    case TAPPA__N_SELECT:
    case TAPPA__N_HAS:
        tappa__check_select(c, n);
        break;
    case TAPPA__N_CALL:
        tappa__check_call(c, n);
        break;
    case TAPPA__N_OPERATOR:
        tappa__check_operator(c, n);
        break;
    case TAPPA__N_LIST:
        check_list(c, n);
        break;
    case TAPPA__N_MAP:
        check_map(c, n);
        break;
    case TAPPA__N_LOGIC:
        check_logic(c, n);
        break;
    case TAPPA__N_CONDITION:
        check_condition(c, n);
        break;
    case TAPPA__N_LOOP:
        check_loop(c, n);
        break;
    case TAPPA__N_TEST:
        want_bool(c, &c->nodes[n->first], "the second argument of `map`");
        break;
    case TAPPA__N_LOOP_END:
        check_loop_end(c, n);
        break;
    default:
        break;
    }
}

struct tappa__text
tappa__want_hint(const struct tappa__type *want, const struct tappa__type *have)
{
    if (!tappa__type_is_number(want) || !tappa__type_is_number(have))
        return TAPPA__NO_HINT;
    switch (want->kind) {
    case TAPPA_INT:
        return TAPPA__TEXT("convert it with int(...)");
    case TAPPA_UINT:
        return TAPPA__TEXT("convert it with uint(...)");
    default:
        return TAPPA__TEXT("convert it with double(...), or write a number with a point");
    }
}

void
tappa__check(struct tappa__compile *c, const struct tappa__type *want)
{
    const struct tappa__node *root;
    size_t i;

    for (i = 0; i < c->node_count; i++) {
        c->nodes[i].type = tappa__type_of(TAPPA__TYPE_NONE);
        check_node(c, &c->nodes[i]);
    }
    root = &c->nodes[c->node_count - 1];
    if (want && !is_none(root->type) && !tappa__type_fits(root->type, want))
        tappa__expr_error(c, TAPPA__CODE_EXPR_TYPE, root->start, root->end, tappa__want_hint(want, root->type),
                          "the expression is %s, but %s is wanted here", tappa__type_name(c, root->type),
                          tappa__type_name(c, want));
}
