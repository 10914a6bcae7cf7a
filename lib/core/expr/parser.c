/* Owns CEL's grammar: which tokens make which tree, and how deep it may nest.
 * Called once by a compile; macro.c parses the macros for it.
 * Nesting is bounded by TAPPA__EXPR_NESTING levels of brackets and conditionals; chains to the left are loops. */
#include "lib/core/expr/tree.h"

#include <string.h>

#include "lib/core/diagnostics/codes.h"

uint32_t
tappa__node_add(struct tappa__compile *c, uint32_t kind, uint32_t start)
{
    struct tappa__node *n;

    if (tappa__grow(&c->scratch.allocator, (void **)&c->nodes, &c->node_capacity, c->node_count + 1,
                    sizeof *c->nodes)) {
        c->out_of_memory = 1;
        return TAPPA__NO_NODE;
    }
    n = &c->nodes[c->node_count];
    memset(n, 0, sizeof *n);
    n->kind = (uint8_t)kind;
    n->first = n->next = n->scope = TAPPA__NO_NODE;
    n->from = n->start = n->at = start;
    n->end = n->at_end = c->last_end;
    return (uint32_t)c->node_count++;
}

/* Hangs one more operand under a node; `last` is the one before. */
void
tappa__node_operand(struct tappa__compile *c, uint32_t parent, uint32_t *last, uint32_t operand)
{
    if (*last == TAPPA__NO_NODE)
        c->nodes[parent].first = operand;
    else
        c->nodes[*last].next = operand;
    c->nodes[parent].count++;
    *last = operand;
}

int
tappa__at_character(const struct tappa__compile *c, char wanted)
{
    return c->token.kind == TAPPA__T_CHARACTER && c->token.character == (uint32_t)wanted;
}

/* What stands here although something else should: said once, as after a syntax error nothing more is read. */
static void
unexpected(struct tappa__compile *c, const char *wanted)
{
    const struct tappa__token *t = &c->token;

    if (t->kind == TAPPA__T_BAD)
        return;
    if (t->kind == TAPPA__T_END)
        tappa__expr_error(c, TAPPA__CODE_EXPR_SYNTAX, t->start, t->start, TAPPA__NO_HINT,
                          "the expression ends where %s should stand", wanted);
    else
        tappa__expr_error(c, TAPPA__CODE_EXPR_SYNTAX, t->start, t->end, TAPPA__NO_HINT,
                          "`%.*s` stands where %s should", (int)(t->end - t->start < 40 ? t->end - t->start : 40),
                          c->text.s + t->start, wanted);
    c->token.kind = TAPPA__T_BAD;
}

int
tappa__expect(struct tappa__compile *c, char wanted, const char *where)
{
    char words[64] = "`";

    if (tappa__at_character(c, wanted)) {
        tappa__lex(c);
        return 0;
    }
    words[1] = wanted;
    words[2] = '`';
    words[3] = ' ';
    memcpy(words + 4, where, strlen(where)); /* each fits */
    unexpected(c, words);
    return -1;
}

static int
is_reserved(struct tappa__text name)
{
    static const char *const words[] = {"as",       "break", "const",  "continue", "else",      "for",
                                        "function", "if",    "import", "let",      "loop",      "package",
                                        "namespace", "return", "var",  "void",     "while"};
    size_t i;

    for (i = 0; i < sizeof words / sizeof *words; i++)
        if (tappa__text_is(name, words[i]))
            return 1;
    return 0;
}

/* Expressions up to `close`, as operands of `node`; the bracket is taken. Returns 0, or -1 after a syntax error. */
static int
parse_operands(struct tappa__compile *c, uint32_t *operands, uint32_t *count, char close)
{
    uint32_t first = TAPPA__NO_NODE, last = TAPPA__NO_NODE;

    *count = 0;
    while (!tappa__at_character(c, close)) {
        uint32_t operand = tappa__parse_expression(c);

        if (operand == TAPPA__NO_NODE)
            return -1;
        if (last == TAPPA__NO_NODE)
            first = operand;
        else
            c->nodes[last].next = operand;
        last = operand;
        ++*count;
        if (!tappa__at_character(c, ','))
            break;
        tappa__lex(c);
        if (close == ')' && tappa__at_character(c, close)) {
            unexpected(c, "an argument");
            return -1;
        }
    }
    *operands = first;
    return tappa__expect(c, close, "to close what was opened");
}

/* name( or target.name( : the parenthesis is taken. */
static uint32_t
parse_call(struct tappa__compile *c, uint32_t target, struct tappa__token name)
{
    uint32_t operands, count, call;
    uint32_t start = target == TAPPA__NO_NODE ? name.start : c->nodes[target].from;

    if (target == TAPPA__NO_NODE ? tappa__text_is(name.text, "has") : tappa__is_macro(name.text))
        return tappa__parse_macro(c, target, name);
    if (target != TAPPA__NO_NODE && c->nodes[target].kind == TAPPA__N_NAME)
        c->nodes[target].target = 1;
    if (parse_operands(c, &operands, &count, ')'))
        return TAPPA__NO_NODE;
    call = tappa__node_add(c, TAPPA__N_CALL, start);
    if (call == TAPPA__NO_NODE)
        return call;
    c->nodes[call].at = name.start;
    c->nodes[call].at_end = name.end;
    c->nodes[call].name = name.text;
    c->nodes[call].first = operands;
    c->nodes[call].count = count;
    if (target != TAPPA__NO_NODE) {
        c->nodes[target].next = operands;
        c->nodes[call].first = target;
        c->nodes[call].count++;
        c->nodes[call].target = 1;
    }
    return call;
}

/* A name, perhaps a call; `root_only`: a dot stood before it. */
static uint32_t
parse_name(struct tappa__compile *c, uint32_t start, int root_only)
{
    struct tappa__token name = c->token;
    uint32_t n, i;

    tappa__lex(c);
    if (is_reserved(name.text)) {
        tappa__expr_error(c, TAPPA__CODE_EXPR_RESERVED, name.start, name.end, TAPPA__NO_HINT,
                          "`%.*s` is a reserved word", (int)name.text.n, name.text.s);
        c->token.kind = TAPPA__T_BAD;
        return TAPPA__NO_NODE;
    }
    if (tappa__at_character(c, '(')) {
        tappa__lex(c);
        return parse_call(c, TAPPA__NO_NODE, name);
    }
    n = tappa__node_add(c, TAPPA__N_NAME, start);
    if (n == TAPPA__NO_NODE)
        return n;
    c->nodes[n].name = name.text;
    c->nodes[n].root_only = (uint8_t)root_only;
    for (i = c->scope_count; i-- > 0 && !root_only;) {
        if (tappa__text_equal(c->nodes[c->scopes[i]].name, name.text)) {
            c->nodes[n].kind = TAPPA__N_LOCAL;
            c->nodes[n].scope = c->scopes[i];
            break;
        }
    }
    return n;
}

static uint32_t
parse_map(struct tappa__compile *c, uint32_t start)
{
    uint32_t first = TAPPA__NO_NODE, last = TAPPA__NO_NODE, count = 0, map;

    while (!tappa__at_character(c, '}')) {
        uint32_t half;

        for (half = 0; half < 2; half++) {
            uint32_t operand = tappa__parse_expression(c);

            if (operand == TAPPA__NO_NODE || (half == 0 && tappa__expect(c, ':', "behind a map's key")))
                return TAPPA__NO_NODE;
            if (last == TAPPA__NO_NODE)
                first = operand;
            else
                c->nodes[last].next = operand;
            last = operand;
            count++;
        }
        if (!tappa__at_character(c, ','))
            break;
        tappa__lex(c);
    }
    if (tappa__expect(c, '}', "to close the map"))
        return TAPPA__NO_NODE;
    map = tappa__node_add(c, TAPPA__N_MAP, start);
    if (map != TAPPA__NO_NODE) {
        c->nodes[map].first = first;
        c->nodes[map].count = count;
    }
    return map;
}

static uint32_t
parse_list(struct tappa__compile *c, uint32_t start)
{
    uint32_t operands, count, list;

    if (parse_operands(c, &operands, &count, ']'))
        return TAPPA__NO_NODE;
    list = tappa__node_add(c, TAPPA__N_LIST, start);
    if (list != TAPPA__NO_NODE) {
        c->nodes[list].first = operands;
        c->nodes[list].count = count;
    }
    return list;
}

/* The value of a literal token; `negative`: a minus stands directly before an int or a double. */
static int
literal_value(struct tappa__compile *c, const struct tappa__token *t, int negative, struct tappa_value *out)
{
    switch (t->kind) {
    case TAPPA__T_INT:
        if (!negative && t->integer > INT64_MAX) {
            tappa__expr_error(c, TAPPA__CODE_EXPR_LITERAL, t->start, t->end, TAPPA__NO_HINT,
                              "the integer is out of range");
            return -1;
        }
        tappa__set(out, TAPPA_INT, (int64_t)(negative ? 0 - t->integer : t->integer));
        return 0;
    case TAPPA__T_UINT:
        tappa__set(out, TAPPA_UINT, (int64_t)t->integer);
        return 0;
    case TAPPA__T_DOUBLE:
        tappa__set_real(out, negative ? -t->real : t->real);
        return 0;
    case TAPPA__T_TRUE:
    case TAPPA__T_FALSE:
        tappa__set(out, TAPPA_BOOL, t->kind == TAPPA__T_TRUE);
        return 0;
    case TAPPA__T_NULL:
        tappa__set(out, TAPPA_NULL, 0);
        return 0;
    default:
        tappa__set_data(out, t->kind == TAPPA__T_STRING ? TAPPA_STRING : TAPPA_BYTES, t->text.s, t->text.n);
        return 0;
    }
}

static uint32_t
parse_literal(struct tappa__compile *c, uint32_t start, int negative)
{
    struct tappa_value value;
    uint32_t n;
    int bad = literal_value(c, &c->token, negative, &value);

    tappa__lex(c);
    if (bad)
        c->token.kind = TAPPA__T_BAD;
    n = bad ? TAPPA__NO_NODE : tappa__node_add(c, TAPPA__N_CONST, start);
    if (n != TAPPA__NO_NODE)
        c->nodes[n].value = value;
    return n;
}

static uint32_t
parse_primary(struct tappa__compile *c)
{
    uint32_t start = c->token.start, n;

    switch (c->token.kind) {
    case TAPPA__T_NAME:
        return parse_name(c, start, 0);
    case TAPPA__T_INT:
    case TAPPA__T_UINT:
    case TAPPA__T_DOUBLE:
    case TAPPA__T_STRING:
    case TAPPA__T_BYTES:
    case TAPPA__T_TRUE:
    case TAPPA__T_FALSE:
    case TAPPA__T_NULL:
        return parse_literal(c, start, 0);
    default:
        break;
    }
    if (tappa__at_character(c, '(')) {
        tappa__lex(c);
        n = tappa__parse_expression(c);
        if (n == TAPPA__NO_NODE || tappa__expect(c, ')', "to close the parenthesis"))
            return TAPPA__NO_NODE;
        c->nodes[n].from = start;
        return n;
    }
    if (tappa__at_character(c, '[')) {
        tappa__lex(c);
        return parse_list(c, start);
    }
    if (tappa__at_character(c, '{')) {
        tappa__lex(c);
        return parse_map(c, start);
    }
    if (tappa__at_character(c, '.')) {
        tappa__lex(c);
        if (c->token.kind == TAPPA__T_NAME)
            return parse_name(c, start, 1);
    }
    unexpected(c, "a value");
    return TAPPA__NO_NODE;
}

/* Behind a dot: a member, or a call on `target`. */
static uint32_t
parse_member(struct tappa__compile *c, uint32_t target)
{
    struct tappa__token name = c->token;
    uint32_t n;

    if (name.kind != TAPPA__T_NAME && name.kind != TAPPA__T_QUOTED_NAME) {
        unexpected(c, "a name");
        return TAPPA__NO_NODE;
    }
    tappa__lex(c);
    if (name.kind == TAPPA__T_NAME && tappa__at_character(c, '(')) {
        tappa__lex(c);
        return parse_call(c, target, name);
    }
    if (c->nodes[target].kind == TAPPA__N_NAME || c->nodes[target].kind == TAPPA__N_SELECT)
        c->nodes[target].target = 1;
    n = tappa__node_add(c, TAPPA__N_SELECT, c->nodes[target].from);
    if (n != TAPPA__NO_NODE) {
        c->nodes[n].first = target;
        c->nodes[n].count = 1;
        c->nodes[n].at = name.start;
        c->nodes[n].at_end = name.end;
        c->nodes[n].name = name.text;
    }
    return n;
}

static uint32_t
operator_node(struct tappa__compile *c, uint32_t kind, uint32_t opcode, uint32_t left, uint32_t right,
              const struct tappa__token *at)
{
    uint32_t last = TAPPA__NO_NODE, n;

    if (right == TAPPA__NO_NODE)
        return TAPPA__NO_NODE;
    n = tappa__node_add(c, kind, c->nodes[left].from);
    if (n == TAPPA__NO_NODE)
        return n;
    tappa__node_operand(c, n, &last, left);
    tappa__node_operand(c, n, &last, right);
    c->nodes[n].opcode = (uint8_t)opcode;
    c->nodes[n].at = at->start;
    c->nodes[n].at_end = at->end;
    return n;
}

static uint32_t
parse_index(struct tappa__compile *c, uint32_t target)
{
    struct tappa__token at = c->token;
    uint32_t index;

    tappa__lex(c);
    index = tappa__parse_expression(c);
    if (index == TAPPA__NO_NODE || tappa__expect(c, ']', "to close the index"))
        return TAPPA__NO_NODE;
    return operator_node(c, TAPPA__N_OPERATOR, TAPPA__OP_INDEX, target, index, &at);
}

static uint32_t
parse_postfix(struct tappa__compile *c, uint32_t n)
{
    while (n != TAPPA__NO_NODE) {
        if (tappa__at_character(c, '.')) {
            tappa__lex(c);
            n = parse_member(c, n);
        } else if (tappa__at_character(c, '[')) {
            n = parse_index(c, n);
        } else if (tappa__at_character(c, '{') &&
                   (c->nodes[n].kind == TAPPA__N_NAME || c->nodes[n].kind == TAPPA__N_SELECT)) {
            tappa__expr_error(c, TAPPA__CODE_EXPR_MESSAGE, c->nodes[n].start, c->token.end,
                              TAPPA__TEXT("a map is written {\"key\": value}"), "messages cannot be made here");
            c->token.kind = TAPPA__T_BAD;
            return TAPPA__NO_NODE;
        } else {
            break;
        }
    }
    return n;
}

/* `!` and `-` before a member: a row of them is one or two, which mean the same. */
static uint32_t
parse_unary(struct tappa__compile *c)
{
    struct tappa__token first = c->token, last = c->token;
    uint32_t opcode, count = 0, n, i;

    if (!tappa__at_character(c, '!') && !tappa__at_character(c, '-'))
        return parse_postfix(c, parse_primary(c));
    opcode = first.character == '!' ? TAPPA__OP_NOT : TAPPA__OP_NEGATE;
    while (tappa__at_character(c, (char)first.character)) {
        count++;
        last = c->token;
        tappa__lex(c);
    }
    if (opcode == TAPPA__OP_NEGATE && (c->token.kind == TAPPA__T_INT || c->token.kind == TAPPA__T_DOUBLE)) {
        count--;
        n = parse_postfix(c, parse_literal(c, last.start, 1));
    } else {
        n = parse_postfix(c, parse_primary(c));
    }
    for (i = 0; count > 0 && i < 2 - count % 2; i++) {
        uint32_t inner = n, chain = TAPPA__NO_NODE;

        n = n == TAPPA__NO_NODE ? n : tappa__node_add(c, TAPPA__N_OPERATOR, first.start);
        if (n == TAPPA__NO_NODE)
            return n;
        tappa__node_operand(c, n, &chain, inner);
        c->nodes[n].opcode = (uint8_t)opcode;
        c->nodes[n].at_end = first.end;
    }
    return n;
}

/* How tightly the operator here binds, and its opcode; 0: none is here. */
static uint32_t
binary_operator(const struct tappa__compile *c, uint32_t *opcode)
{
    static const struct {
        char character;
        uint8_t opcode, level;
    } rows[] = {{'<', TAPPA__OP_LT, 3},  {'>', TAPPA__OP_GT, 3},  {'+', TAPPA__OP_ADD, 4}, {'-', TAPPA__OP_SUB, 4},
                {'*', TAPPA__OP_MUL, 5}, {'/', TAPPA__OP_DIV, 5}, {'%', TAPPA__OP_MOD, 5}};
    size_t i;

    *opcode = TAPPA__OP_HALT;
    switch (c->token.kind) {
    case TAPPA__T_OR:
        *opcode = TAPPA__OP_OR;
        return 1;
    case TAPPA__T_AND:
        *opcode = TAPPA__OP_AND;
        return 2;
    case TAPPA__T_EQ:
        *opcode = TAPPA__OP_EQ;
        return 3;
    case TAPPA__T_NE:
        *opcode = TAPPA__OP_NE;
        return 3;
    case TAPPA__T_LE:
        *opcode = TAPPA__OP_LE;
        return 3;
    case TAPPA__T_GE:
        *opcode = TAPPA__OP_GE;
        return 3;
    case TAPPA__T_IN:
        *opcode = TAPPA__OP_IN;
        return 3;
    case TAPPA__T_CHARACTER:
        for (i = 0; i < sizeof rows / sizeof *rows; i++) {
            if (c->token.character == (uint32_t)rows[i].character) {
                *opcode = rows[i].opcode;
                return rows[i].level;
            }
        }
        return 0;
    default:
        return 0;
    }
}

/* Operators of `level` and above; at most five levels deep. */
static uint32_t
parse_binary(struct tappa__compile *c, uint32_t level)
{
    uint32_t left = parse_unary(c), opcode, here;

    while (left != TAPPA__NO_NODE && (here = binary_operator(c, &opcode)) >= level) {
        struct tappa__token at = c->token;
        uint32_t mark = TAPPA__NO_NODE, right;

        tappa__lex(c);
        if (here <= 2) {
            mark = tappa__node_add(c, TAPPA__N_LEFT, at.start);
            if (mark == TAPPA__NO_NODE)
                return mark;
            c->nodes[mark].opcode = (uint8_t)(opcode == TAPPA__OP_AND ? TAPPA__OP_AND_LEFT : TAPPA__OP_OR_LEFT);
            c->nodes[mark].start = c->nodes[left].start;
            c->nodes[mark].end = c->nodes[left].end;
        }
        right = parse_binary(c, here + 1);
        left = operator_node(c, here <= 2 ? TAPPA__N_LOGIC : TAPPA__N_OPERATOR, opcode, left, right, &at);
        if (left != TAPPA__NO_NODE)
            c->nodes[left].scope = mark;
    }
    return left;
}

/* Behind `condition ?`. */
static uint32_t
parse_branches(struct tappa__compile *c, uint32_t condition)
{
    struct tappa__token at = c->token;
    uint32_t then, otherwise, first, second, n, last = TAPPA__NO_NODE;

    tappa__lex(c);
    then = tappa__node_add(c, TAPPA__N_THEN, c->nodes[condition].start);
    if (then == TAPPA__NO_NODE)
        return then;
    c->nodes[then].end = c->nodes[condition].end; /* a failure here is the condition's */
    first = parse_binary(c, 1);
    if (first == TAPPA__NO_NODE || tappa__expect(c, ':', "of the conditional"))
        return TAPPA__NO_NODE;
    otherwise = tappa__node_add(c, TAPPA__N_ELSE, at.start);
    second = otherwise == TAPPA__NO_NODE ? otherwise : tappa__parse_expression(c);
    if (second == TAPPA__NO_NODE)
        return second;
    n = tappa__node_add(c, TAPPA__N_CONDITION, c->nodes[condition].from);
    if (n == TAPPA__NO_NODE)
        return n;
    tappa__node_operand(c, n, &last, condition);
    tappa__node_operand(c, n, &last, first);
    tappa__node_operand(c, n, &last, second);
    c->nodes[n].at = at.start;
    c->nodes[n].at_end = at.end;
    c->nodes[n].scope = otherwise;
    c->nodes[otherwise].scope = then;
    return n;
}

uint32_t
tappa__parse_expression(struct tappa__compile *c)
{
    uint32_t n;

    if (c->depth >= TAPPA__EXPR_NESTING) {
        tappa__expr_error(c, TAPPA__CODE_EXPR_TOO_DEEP, c->token.start, c->token.end, TAPPA__NO_HINT,
                          "the expression nests deeper than %d levels", TAPPA__EXPR_NESTING);
        c->token.kind = TAPPA__T_BAD;
        return TAPPA__NO_NODE;
    }
    c->depth++;
    n = parse_binary(c, 1);
    if (n != TAPPA__NO_NODE && tappa__at_character(c, '?'))
        n = parse_branches(c, n);
    c->depth--;
    return n;
}

void
tappa__parse(struct tappa__compile *c)
{
    tappa__lex(c);
    if (tappa__parse_expression(c) != TAPPA__NO_NODE && c->token.kind != TAPPA__T_END)
        unexpected(c, "the end of the expression");
}
