/* What the passes of the expression compiler share: tokens, the tree, one compile's state. Only lib/core/expr includes it.
 *
 * The tree is an array in the order in which evaluation meets things: operands before their operator, left before right, with
 * marks where control flow turns (behind the left operand of &&, behind a condition, where a loop begins). Checking and emitting
 * are therefore single walks over the array; only the parser nests, and it is bounded. */
#ifndef TAPPA__EXPR_TREE_H
#define TAPPA__EXPR_TREE_H

#include "lib/core/expr/expr.h"
#include "lib/core/expr/program.h"

#define TAPPA__EXPR_NESTING 64
#define TAPPA__EXPR_ERRORS 20 /* reported for one expression */
#define TAPPA__NO_NODE UINT32_MAX

enum tappa__token_kind {
    TAPPA__T_END,
    TAPPA__T_BAD, /* reported */
    TAPPA__T_NAME,
    TAPPA__T_QUOTED_NAME, /* `a-b`, behind a dot only */
    TAPPA__T_INT,   /* integer: magnitude, up to 2^63 */
    TAPPA__T_UINT,
    TAPPA__T_DOUBLE,
    TAPPA__T_STRING,
    TAPPA__T_BYTES,
    TAPPA__T_TRUE,
    TAPPA__T_FALSE,
    TAPPA__T_NULL,
    TAPPA__T_IN,
    TAPPA__T_OR,
    TAPPA__T_AND,
    TAPPA__T_EQ,
    TAPPA__T_NE,
    TAPPA__T_LE,
    TAPPA__T_GE,
    TAPPA__T_CHARACTER /* one of + - * / % < > ! ? : . , ( ) [ ] { }, in `character` */
};

struct tappa__token {
    uint32_t kind;
    uint32_t character;
    uint32_t start, end; /* bytes of the text */
    uint64_t integer;
    double real;
    struct tappa__text text; /* a name, or what a literal stands for */
};

enum tappa__node_kind {
    TAPPA__N_NOTHING, /* taken up by another node; emits nothing */
    TAPPA__N_CONST,
    TAPPA__N_NAME,  /* an identifier; the checker turns it into LOAD, CONST or ROOT */
    TAPPA__N_ROOT,  /* the `data` of data.visits: means nothing by itself, emits nothing */
    TAPPA__N_LOAD,
    TAPPA__N_LOCAL, /* a macro's variable; `scope`: its LOOP node */
    TAPPA__N_SELECT, /* first.name; the checker may turn it into LOAD */
    TAPPA__N_HAS,   /* has(first.name) */
    TAPPA__N_HAS_LOAD,
    TAPPA__N_CALL,  /* name(operands), or with `target` first.name(operands) */
    TAPPA__N_OPERATOR, /* opcode on `count` operands */
    TAPPA__N_LIST,
    TAPPA__N_MAP,   /* operands: key, value, key, value, … */
    TAPPA__N_LEFT,  /* mark: behind the left operand of && or || (opcode says which) */
    TAPPA__N_LOGIC, /* && or || */
    TAPPA__N_THEN,  /* mark: behind the condition */
    TAPPA__N_ELSE,  /* mark: behind the first branch */
    TAPPA__N_CONDITION,
    TAPPA__N_LOOP,  /* mark: behind the list or map of a macro; `type` is its variable's */
    TAPPA__N_TEST,  /* mark: behind the predicate of map(x, p, t) */
    TAPPA__N_LOOP_END /* the macro; opcode: its step */
};

struct tappa__node {
    uint8_t kind;
    uint8_t opcode;
    uint8_t target;    /* CALL: the first operand stands before the dot. NAME, SELECT: 1 where a dot follows */
    uint8_t root_only; /* NAME: written `.name`; macro variables do not hide it. CALL, checked: the opcode's argument */
    uint32_t count;    /* operands */
    uint32_t first;    /* operand, chained by `next` */
    uint32_t next;
    uint32_t scope;    /* LOCAL, TEST, LOOP_END: the LOOP; LOGIC, CONDITION, ELSE: the mark before. NO_NODE else */
    uint32_t start, end; /* span in the text */
    uint32_t from;     /* start, parentheses around it included: where what it is the first part of starts */
    uint32_t at, at_end; /* where the operator or name stands, for messages */
    uint32_t code;     /* where its instruction stands (marks) */
    uint32_t slot;     /* LOOP: stack slot of the list; zone of a getter + 1 */
    struct tappa__text name;
    struct tappa__binding binding;
    const struct tappa__type *type;
    struct tappa_value value; /* CONST */
};

/* One compile. */
struct tappa__compile {
    struct tappa__arena *arena;  /* the program's */
    struct tappa__arena scratch; /* dropped at the end */
    const struct tappa__expr_env *env;
    struct tappa__text text;
    const struct tappa__expr_source *source;
    tappa_diagnostics *diagnostics;
    uint32_t errors;
    int out_of_memory;
    char *literals; /* as long as the text: what quoted text stands for, each at its own place */

    struct tappa__token token; /* the next one */
    uint32_t at;               /* behind it */
    uint32_t last_end;         /* end of the token taken last */
    uint32_t depth;
    struct tappa__node *nodes;
    size_t node_count, node_capacity;
    uint32_t scopes[TAPPA__EXPR_NESTING + 1]; /* LOOP nodes that are open */
    uint32_t scope_count;

    /* the emitter's */
    struct tappa__instruction *code;
    struct tappa__code_span *spans;
    struct tappa_value *constants;
    struct tappa__load_entry *loads;
    struct tappa_zone **zones;
    uint32_t *starts; /* of each operand on the stack: its first instruction */
    size_t code_capacity, span_capacity, constant_capacity, load_capacity, zone_capacity, start_capacity;
    uint64_t fold_cost;
    size_t code_count, constant_count, load_count, zone_count, start_count;
};

/* Adds a diagnostic for the bytes [start, end) of the expression. */
void tappa__expr_error(struct tappa__compile *c, int32_t code, uint32_t start, uint32_t end, struct tappa__text hint,
                       const char *format, ...) __attribute__((format(printf, 6, 7)));
#define TAPPA__NO_HINT ((struct tappa__text){"", 0})

/* lexer.c: reads the next token into c->token. */
void tappa__lex(struct tappa__compile *c);
/* literal.c: quoted text at [start, end) with its prefix and quotes, into token->text. 0, or -1 and a diagnostic. */
int tappa__lex_quoted(struct tappa__compile *c, struct tappa__token *token, uint32_t prefix, uint32_t quotes);
int tappa__lex_number(struct tappa__compile *c, struct tappa__token *token);

/* parser.c, macro.c */
void tappa__parse(struct tappa__compile *c); /* fills c->nodes; the last one is the root */
uint32_t tappa__parse_expression(struct tappa__compile *c);
uint32_t tappa__node_add(struct tappa__compile *c, uint32_t kind, uint32_t start); /* NO_NODE: out of memory */
void tappa__node_operand(struct tappa__compile *c, uint32_t parent, uint32_t *last, uint32_t operand);
int tappa__at_character(const struct tappa__compile *c, char wanted);
int tappa__expect(struct tappa__compile *c, char wanted, const char *where); /* 0, or -1 and a diagnostic */
uint32_t tappa__parse_macro(struct tappa__compile *c, uint32_t target, struct tappa__token name); /* behind `(` */
int tappa__is_macro(struct tappa__text name);

/* check*.c: types and meanings, in place. */
void tappa__check(struct tappa__compile *c, const struct tappa__type *want);
void tappa__check_name(struct tappa__compile *c, struct tappa__node *n);
void tappa__check_select(struct tappa__compile *c, struct tappa__node *n);
void tappa__check_call(struct tappa__compile *c, struct tappa__node *n);
void tappa__check_operator(struct tappa__compile *c, struct tappa__node *n);
/* How to convert a number of one type into one of the other. */
struct tappa__text tappa__want_hint(const struct tappa__type *want, const struct tappa__type *have);
/* The hint that a text near `name` makes: "did you mean `x`?"; empty where near is. */
struct tappa__text tappa__did_you_mean(struct tappa__compile *c, struct tappa__text near);
const char *tappa__type_name(struct tappa__compile *c, const struct tappa__type *t); /* in scratch */

/* types.c */
int tappa__type_fits(const struct tappa__type *a, const struct tappa__type *b); /* dyn fits anything */
const struct tappa__type *tappa__type_join(struct tappa__compile *c, const struct tappa__type *a,
                                           const struct tappa__type *b); /* the type of both; dyn where they differ */
const struct tappa__type *tappa__type_list(struct tappa__compile *c, const struct tappa__type *element);
const struct tappa__type *tappa__type_map(struct tappa__compile *c, const struct tappa__type *key,
                                          const struct tappa__type *value);
const struct tappa__type *tappa__type_element(const struct tappa__type *t); /* never NULL */
const struct tappa__type *tappa__type_key(const struct tappa__type *t);
int tappa__type_is_number(const struct tappa__type *t);

/* overloads.c */
struct tappa__overloads { /* what fits */
    uint32_t known;  /* rows with this name and form exist */
    uint32_t fitting;
    uint32_t opcode, argument;
    const struct tappa__type *type;
};
/* `method`: 0 global, 1 receiver; operators are looked up by opcode. */
void tappa__overload_operator(uint32_t opcode, const struct tappa__type *const *types, uint32_t count,
                              struct tappa__overloads *out);
void tappa__overload_function(struct tappa__text name, int method, const struct tappa__type *const *types,
                              uint32_t count, struct tappa__overloads *out);
const char *tappa__function_near(struct tappa__text name); /* NULL: none */
const char *tappa__operator_text(uint32_t opcode);

/* emit.c: nodes → c->code and its companions. 0, or -1: memory ran out. */
int tappa__emit_code(struct tappa__compile *c);
/* pack.c: emits, and copies into c->arena. NULL when memory ran out. */
const struct tappa__program *tappa__emit(struct tappa__compile *c);

static inline int
tappa__type_is(const struct tappa__type *t, uint32_t kind)
{
    return t->kind == kind || t->kind == TAPPA__TYPE_DYN;
}

#endif
