/* Owns which operator or function a call means, by the kinds of its operands, and what is said where none fits.
 * Called by the checker for operators and calls.
 * Every call that it lets pass names an opcode of the machine. */
#include "lib/core/expr/tree.h"

#include <string.h>

#include "lib/core/diagnostics/codes.h"

#define ARGUMENTS 4 /* no overload takes more than two */

static uint32_t
collect(struct tappa__compile *c, const struct tappa__node *n, const struct tappa__type **types, int *none)
{
    uint32_t i, count = 0;

    *none = 0;
    for (i = n->first; i != TAPPA__NO_NODE; i = c->nodes[i].next, count++) {
        if (count < ARGUMENTS)
            types[count] = c->nodes[i].type;
        *none |= c->nodes[i].type->kind == TAPPA__TYPE_NONE && c->nodes[i].kind != TAPPA__N_ROOT;
    }
    return count;
}

/* Two numbers are of different kinds: how to convert. (What two doubles lack is said apart.) */
static struct tappa__text
number_hint(const struct tappa__type *a, const struct tappa__type *b)
{
    if (!tappa__type_is_number(a) || !tappa__type_is_number(b))
        return TAPPA__NO_HINT;
    if (a->kind == TAPPA_DOUBLE || b->kind == TAPPA_DOUBLE)
        return TAPPA__TEXT("convert with double(...), or write the number with a point");
    return TAPPA__TEXT("convert one of them with int(...) or uint(...)");
}

static struct tappa__text
operand_hint(uint32_t opcode, const struct tappa__type *a, const struct tappa__type *b)
{
    struct tappa__text hint = number_hint(a, b);

    if (opcode == TAPPA__OP_MOD && (a->kind == TAPPA_DOUBLE || b->kind == TAPPA_DOUBLE))
        return TAPPA__TEXT("`%` is for int and uint only");
    if (hint.n)
        return hint;
    if (opcode == TAPPA__OP_ADD && (a->kind == TAPPA_STRING || b->kind == TAPPA_STRING))
        return TAPPA__TEXT("convert with string(...)");
    if (a->kind == TAPPA_TIMESTAMP || b->kind == TAPPA_TIMESTAMP || a->kind == TAPPA_DURATION ||
        b->kind == TAPPA_DURATION)
        return TAPPA__TEXT("times are written timestamp(\"2026-01-01T00:00:00Z\"), durations duration(\"1h30m\")");
    return TAPPA__NO_HINT;
}

static void
no_operator(struct tappa__compile *c, struct tappa__node *n, const struct tappa__type *const *types, uint32_t count)
{
    if (count == 1)
        tappa__expr_error(c, TAPPA__CODE_EXPR_OVERLOAD, n->at, n->at_end, TAPPA__NO_HINT, "`%s` is not for %s",
                          tappa__operator_text(n->opcode), tappa__type_name(c, types[0]));
    else
        tappa__expr_error(c, TAPPA__CODE_EXPR_OVERLOAD, n->at, n->at_end, operand_hint(n->opcode, types[0], types[1]),
                          "`%s` is not for %s and %s", tappa__operator_text(n->opcode), tappa__type_name(c, types[0]),
                          tappa__type_name(c, types[1]));
    n->type = tappa__type_of(TAPPA__TYPE_NONE);
}

static void
check_in(struct tappa__compile *c, struct tappa__node *n, const struct tappa__type *const *types)
{
    const struct tappa__type *inside = types[1]->kind == TAPPA_MAP ? tappa__type_key(types[1])
                                                                   : tappa__type_element(types[1]);

    if (types[1]->kind != TAPPA_LIST && types[1]->kind != TAPPA_MAP && types[1]->kind != TAPPA__TYPE_DYN) {
        tappa__expr_error(c, TAPPA__CODE_EXPR_OVERLOAD, n->at, n->at_end,
                          types[1]->kind == TAPPA_STRING ? TAPPA__TEXT("for texts there is `text.contains(part)`")
                                                         : TAPPA__NO_HINT,
                          "`in` looks into a list or a map, not into %s", tappa__type_name(c, types[1]));
        n->type = tappa__type_of(TAPPA__TYPE_NONE);
        return;
    }
    n->type = tappa__type_of(TAPPA_BOOL);
    if (!tappa__type_fits(types[0], inside))
        no_operator(c, n, types, 2);
}

static void
check_index(struct tappa__compile *c, struct tappa__node *n, const struct tappa__type *const *types)
{
    const struct tappa__type *wanted = types[0]->kind == TAPPA_LIST ? tappa__type_of(TAPPA_INT) : tappa__type_key(types[0]);

    n->type = tappa__type_element(types[0]);
    if (types[0]->kind != TAPPA_LIST && types[0]->kind != TAPPA_MAP && types[0]->kind != TAPPA__TYPE_DYN)
        tappa__expr_error(c, TAPPA__CODE_EXPR_OVERLOAD, n->at, n->at_end, TAPPA__NO_HINT,
                          "`[]` is for lists and maps, not for %s", tappa__type_name(c, types[0]));
    else if (!tappa__type_fits(types[1], wanted))
        tappa__expr_error(c, TAPPA__CODE_EXPR_TYPE, n->at, n->at_end, tappa__want_hint(wanted, types[1]),
                          "the index is %s, but %s is wanted", tappa__type_name(c, types[1]),
                          tappa__type_name(c, wanted));
}

void
tappa__check_operator(struct tappa__compile *c, struct tappa__node *n)
{
    const struct tappa__type *types[ARGUMENTS] = {NULL, NULL, NULL, NULL};
    struct tappa__overloads found;
    int none;
    uint32_t count = collect(c, n, types, &none);

    n->type = tappa__type_of(TAPPA__TYPE_NONE);
    if (none)
        return;
    switch (n->opcode) {
    case TAPPA__OP_EQ:
    case TAPPA__OP_NE:
        n->type = tappa__type_of(TAPPA_BOOL);
        if (!tappa__type_fits(types[0], types[1]))
            no_operator(c, n, types, 2);
        return;
    case TAPPA__OP_IN:
        check_in(c, n, types);
        return;
    case TAPPA__OP_INDEX:
        check_index(c, n, types);
        return;
    default:
        break;
    }
    tappa__overload_operator(n->opcode, types, count, &found);
    if (found.fitting == 0) {
        no_operator(c, n, types, count);
        return;
    }
    n->type = found.type;
    if (found.type->kind != TAPPA_LIST) /* only list + list gives one */
        return;
    if (!tappa__type_fits(types[0], types[1]))
        no_operator(c, n, types, count);
    else
        n->type = tappa__type_join(c, types[0]->kind == TAPPA_LIST ? types[0] : tappa__type_of(TAPPA_LIST),
                                   types[1]->kind == TAPPA_LIST ? types[1] : tappa__type_of(TAPPA_LIST));
}

/* root.method("literal"). */
static void
check_method(struct tappa__compile *c, struct tappa__node *n, struct tappa__node *root)
{
    struct tappa__node *argument = root->next == TAPPA__NO_NODE ? NULL : &c->nodes[root->next];
    struct tappa__text hint = TAPPA__NO_HINT, literal = TAPPA__NO_HINT, near = TAPPA__NO_HINT;
    struct tappa__binding ignored = {NULL, 0, 0};
    int found = 1, is_literal = argument && argument->value.kind == TAPPA_STRING; /* no other node has a value */

    if (is_literal)
        literal = tappa__value_text(&argument->value);
    if (c->env->method)
        found = c->env->method(c->env->user, root->name, n->name, literal, &n->binding, &hint);
    if (found == 0 && (!is_literal || n->count != 2)) {
        tappa__expr_error(c, TAPPA__CODE_EXPR_ARGUMENTS, n->at, n->at_end, TAPPA__NO_HINT,
                          "`%.*s.%.*s` takes one text, written out", (int)root->name.n, root->name.s, (int)n->name.n,
                          n->name.s);
    } else if (found == 0) {
        argument->kind = TAPPA__N_NOTHING;
        n->kind = TAPPA__N_LOAD;
        n->type = n->binding.type ? n->binding.type : tappa__type_of(TAPPA__TYPE_DYN);
    } else if (found == 2) {
        if (is_literal)
            tappa__expr_error(c, n->binding.index ? (int32_t)n->binding.index : TAPPA__CODE_EXPR_NOT_HERE,
                              argument->start, argument->end, TAPPA__NO_HINT, "%.*s",
                              (int)hint.n, hint.s);
        else
            tappa__expr_error(c, TAPPA__CODE_EXPR_ARGUMENTS, n->at, n->at_end, TAPPA__NO_HINT,
                              "`%.*s.%.*s` takes one text, written out", (int)root->name.n, root->name.s,
                              (int)n->name.n, n->name.s);
    } else if (c->env->member &&
               (c->env->member(c->env->user, root->name, n->name, &ignored, &near) != 1 || ignored.load != 0)) {
        tappa__expr_error(c, TAPPA__CODE_UNKNOWN_FUNCTION, n->at, n->at_end, tappa__did_you_mean(c, hint),
                          "`%.*s` has no method `%.*s`", (int)root->name.n, root->name.s, (int)n->name.n, n->name.s);
    } else {
        tappa__expr_error(c, TAPPA__CODE_UNKNOWN_NAME, root->start, root->end, tappa__did_you_mean(c, near),
                          "`%.*s` is not declared", (int)root->name.n, root->name.s);
    }
}

static void
unknown_function(struct tappa__compile *c, struct tappa__node *n)
{
    struct tappa__overloads other;
    const struct tappa__type *none[ARGUMENTS] = {NULL, NULL, NULL, NULL};
    const char *near = tappa__function_near(n->name);
    int name = (int)n->name.n;

    tappa__overload_function(n->name, !n->target, none, UINT32_MAX, &other);
    if (tappa__text_is(n->name, "matches"))
        tappa__expr_error(c, TAPPA__CODE_EXPR_REGEX, n->at, n->at_end,
                          TAPPA__TEXT("use startsWith, endsWith, contains or `in` with a list"),
                          "there are no regular expressions here, so no `matches`");
    else if (other.known && n->target)
        tappa__expr_error(c, TAPPA__CODE_UNKNOWN_FUNCTION, n->at, n->at_end,
                          TAPPA__TEXT("write it before its argument: f(x)"), "`%.*s` is not called with a dot", name,
                          n->name.s);
    else if (other.known || tappa__is_macro(n->name)) /* behind a dot it would be one */
        tappa__expr_error(c, TAPPA__CODE_UNKNOWN_FUNCTION, n->at, n->at_end,
                          TAPPA__TEXT("write it behind its first argument: x.f(y)"), "`%.*s` is called with a dot",
                          name, n->name.s);
    else
        tappa__expr_error(c, TAPPA__CODE_UNKNOWN_FUNCTION, n->at, n->at_end,
                          tappa__did_you_mean(c, tappa__text_of(near)),
                          "there is no function `%.*s`", name, n->name.s);
}

static void
no_function(struct tappa__compile *c, struct tappa__node *n, const struct tappa__type *const *types, uint32_t count)
{
    char list[200] = "";
    size_t used = 0;
    uint32_t i;

    for (i = 0; i < count && i < ARGUMENTS; i++) {
        const char *name = tappa__type_name(c, types[i]);
        size_t length = strlen(name);

        if (used + length + 3 > sizeof list)
            break;
        memcpy(list + used, i ? ", " : "", i ? 2 : 0);
        used += i ? 2 : 0;
        memcpy(list + used, name, length + 1);
        used += length;
    }
    tappa__expr_error(c, TAPPA__CODE_EXPR_OVERLOAD, n->at, n->at_end, TAPPA__NO_HINT, "`%.*s` does not take (%s)",
                      (int)n->name.n, n->name.s, list);
}

/* A zone written out is loaded now: a name that no system has is a mistake, not a surprise at night. */
static void
check_zone(struct tappa__compile *c, struct tappa__node *n)
{
    struct tappa__node *zone = &c->nodes[c->nodes[n->first].next];
    struct tappa__text name = tappa__value_text(&zone->value);
    struct tappa_zone *loaded;
    int32_t seconds;

    if (zone->kind != TAPPA__N_CONST || tappa__zone_offset_text(name, &seconds) == 0)
        return;
    loaded = c->env->zone ? c->env->zone(c->env->user, name) : NULL;
    if (!loaded) {
        tappa__expr_error(c, TAPPA__CODE_UNKNOWN_ZONE, zone->start, zone->end, TAPPA__NO_HINT,
                          "there is no time zone `%.*s`", (int)name.n, name.s);
        return;
    }
    if (tappa__grow(&c->scratch.allocator, (void **)&c->zones, &c->zone_capacity, c->zone_count + 1,
                    sizeof *c->zones)) {
        tappa__zone_unref(loaded);
        c->out_of_memory = 1;
        return;
    }
    c->zones[c->zone_count++] = loaded;
    zone->kind = TAPPA__N_NOTHING;
    n->slot = (uint32_t)c->zone_count;
}

void
tappa__check_call(struct tappa__compile *c, struct tappa__node *n)
{
    const struct tappa__type *types[ARGUMENTS] = {NULL, NULL, NULL, NULL};
    struct tappa__overloads found;
    int none;
    uint32_t count = collect(c, n, types, &none);

    if (n->target && c->nodes[n->first].kind == TAPPA__N_ROOT) {
        check_method(c, n, &c->nodes[n->first]);
        return;
    }
    tappa__overload_function(n->name, n->target, types, none ? UINT32_MAX : count, &found);
    if (found.known == 0) {
        unknown_function(c, n);
    } else if (!none && found.fitting == 0) {
        no_function(c, n, types, count);
    } else if (!none) {
        n->opcode = (uint8_t)found.opcode;
        n->type = found.type;
        n->root_only = (uint8_t)found.argument;
        if (found.opcode == TAPPA__OP_GETTER && count == 2)
            check_zone(c, n);
    }
}
