/* Owns the shape of the macros: has, all, exists, exists_one, map with two and three arguments, filter.
 * Called by the parser where a macro's name stands before a parenthesis.
 * A variable is in scope from its LOOP node to the end of its macro, and nowhere else. */
#include "lib/core/expr/tree.h"

#include "lib/core/diagnostics/codes.h"

static const struct {
    const char *name;
    uint32_t opcode, most; /* arguments */
} macros[] = {
    {"all", TAPPA__OP_ALL, 2},
    {"exists", TAPPA__OP_EXISTS, 2},
    {"exists_one", TAPPA__OP_EXISTS_ONE, 2},
    {"existsOne", TAPPA__OP_EXISTS_ONE, 2},
    {"filter", TAPPA__OP_FILTER, 2},
    {"map", TAPPA__OP_MAP_STEP, 3},
};

static uint32_t
macro_index(struct tappa__text name)
{
    uint32_t i;

    for (i = 0; i < sizeof macros / sizeof *macros; i++)
        if (tappa__text_is(name, macros[i].name))
            return i;
    return UINT32_MAX;
}

int
tappa__is_macro(struct tappa__text name)
{
    return macro_index(name) != UINT32_MAX;
}

static void
say(struct tappa__compile *c, const struct tappa__token *name, struct tappa__text hint, const char *message)
{
    if (c->token.kind != TAPPA__T_BAD)
        tappa__expr_error(c, TAPPA__CODE_EXPR_MACRO, name->start, name->end, hint, "`%.*s` %s", (int)name->text.n,
                          name->text.s, message);
    c->token.kind = TAPPA__T_BAD;
}

static uint32_t
parse_has(struct tappa__compile *c, const struct tappa__token *name)
{
    uint32_t n = tappa__parse_expression(c);

    if (n == TAPPA__NO_NODE)
        return n;
    if (c->nodes[n].kind != TAPPA__N_SELECT || !tappa__at_character(c, ')')) {
        say(c, name, TAPPA__TEXT("write has(data.slot) or has(map.key)"), "asks for one member, written with a dot");
        return TAPPA__NO_NODE;
    }
    tappa__lex(c);
    c->nodes[n].kind = TAPPA__N_HAS;
    c->nodes[n].from = c->nodes[n].start = name->start;
    c->nodes[n].end = c->last_end;
    return n;
}

/* The variable and its comma: a LOOP node that is open, or NO_NODE. */
static uint32_t
open_loop(struct tappa__compile *c, uint32_t target, const struct tappa__token *name)
{
    struct tappa__token variable = c->token;
    uint32_t loop;

    if (variable.kind == TAPPA__T_NAME)
        tappa__lex(c);
    if (variable.kind != TAPPA__T_NAME || !tappa__at_character(c, ',')) {
        say(c, name, TAPPA__TEXT("as in list.all(x, x > 0)"), "wants the name of a variable first");
        return TAPPA__NO_NODE;
    }
    tappa__lex(c);
    loop = tappa__node_add(c, TAPPA__N_LOOP, c->nodes[target].start);
    if (loop == TAPPA__NO_NODE)
        return loop;
    c->nodes[loop].name = variable.text;
    c->nodes[loop].first = target;
    c->nodes[loop].count = 1;
    c->nodes[loop].at = c->nodes[target].start;
    c->nodes[loop].end = c->nodes[loop].at_end = c->nodes[target].end; /* a failure here is the target's */
    c->scopes[c->scope_count++] = loop; /* within the array: each scope is an expression deeper */
    return loop;
}

/* The arguments behind the variable, one or two; the last is returned. */
static uint32_t
parse_bodies(struct tappa__compile *c, uint32_t loop, uint32_t most, const struct tappa__token *name, uint32_t *test)
{
    uint32_t body = tappa__parse_expression(c);

    *test = TAPPA__NO_NODE;
    if (body == TAPPA__NO_NODE || !tappa__at_character(c, ',') || most < 3)
        return body;
    tappa__lex(c);
    *test = tappa__node_add(c, TAPPA__N_TEST, c->nodes[body].start);
    if (*test == TAPPA__NO_NODE)
        return TAPPA__NO_NODE;
    c->nodes[*test].end = c->nodes[body].end;
    c->nodes[*test].scope = loop;
    c->nodes[*test].first = body;
    c->nodes[*test].count = 1;
    c->nodes[*test].at = name->start;
    c->nodes[*test].at_end = name->end;
    return tappa__parse_expression(c);
}

uint32_t
tappa__parse_macro(struct tappa__compile *c, uint32_t target, struct tappa__token name)
{
    uint32_t which, loop, body, test, n;

    if (target == TAPPA__NO_NODE)
        return parse_has(c, &name);
    which = macro_index(name.text);
    loop = open_loop(c, target, &name);
    if (loop == TAPPA__NO_NODE)
        return loop;
    body = parse_bodies(c, loop, macros[which].most, &name, &test);
    c->scope_count--;
    if (body == TAPPA__NO_NODE)
        return body;
    if (!tappa__at_character(c, ')')) {
        say(c, &name, TAPPA__NO_HINT, macros[which].most == 2 ? "wants two arguments" : "wants two or three arguments");
        return TAPPA__NO_NODE;
    }
    tappa__lex(c);
    n = tappa__node_add(c, TAPPA__N_LOOP_END, c->nodes[target].from);
    if (n == TAPPA__NO_NODE)
        return n;
    c->nodes[n].opcode = (uint8_t)macros[which].opcode;
    c->nodes[n].scope = loop;
    c->nodes[n].first = body;
    c->nodes[n].count = 1;
    c->nodes[n].name = name.text;
    c->nodes[n].at = name.start;
    c->nodes[n].at_end = name.end;
    return n;
}
