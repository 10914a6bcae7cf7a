/* The flat program and the machine that runs it. Only lib/core/expr includes it.
 *
 * A program is stack code. Each operand takes one slot; a macro's loop takes four on its list's place: the list, how far it has
 * come, the variable, what has gathered. Errors are values: they flow through operators to whoever absorbs them. Errors of cost and of
 * memory end the run at once. */
#ifndef TAPPA__EXPR_PROGRAM_H
#define TAPPA__EXPR_PROGRAM_H

#include "lib/base/value.h"
#include "lib/core/expr/expr.h"

enum tappa__opcode {
    /* control: run.c */
    TAPPA__OP_HALT,
    TAPPA__OP_CONST,    /* c: constant */
    TAPPA__OP_LOAD,     /* c: load */
    TAPPA__OP_HAS_LOAD, /* c: load */
    TAPPA__OP_LOCAL,    /* c: slot */
    TAPPA__OP_AND_LEFT, /* c: where to go if the left operand is false */
    TAPPA__OP_AND,      /* c: its AND_LEFT */
    TAPPA__OP_OR_LEFT,
    TAPPA__OP_OR,
    TAPPA__OP_THEN,     /* c: the other branch; a JUMP stands before it */
    TAPPA__OP_JUMP,     /* c: behind the conditional */
    TAPPA__OP_LOOP,     /* a: 1 if it builds a list; c: its LOOP_END */
    TAPPA__OP_NEXT,     /* c: its LOOP_END */
    TAPPA__OP_TEST,     /* c: its NEXT */
    TAPPA__OP_ALL,      /* c: its NEXT, and so the other steps */
    TAPPA__OP_EXISTS,
    TAPPA__OP_EXISTS_ONE,
    TAPPA__OP_FILTER,
    TAPPA__OP_MAP_STEP,
    TAPPA__OP_LOOP_END, /* a: the step's opcode */
    /* pure: from `count` operands (LIST, MAP: c) one value; tappa__apply */
    TAPPA__OP_NOT,
    TAPPA__OP_NEGATE,
    TAPPA__OP_EQ,
    TAPPA__OP_NE,
    TAPPA__OP_LT,
    TAPPA__OP_LE,
    TAPPA__OP_GT,
    TAPPA__OP_GE,
    TAPPA__OP_ADD,
    TAPPA__OP_SUB,
    TAPPA__OP_MUL,
    TAPPA__OP_DIV,
    TAPPA__OP_MOD,
    TAPPA__OP_IN,
    TAPPA__OP_INDEX,
    TAPPA__OP_FIELD,   /* c: constant, the key */
    TAPPA__OP_HAS_KEY, /* c: constant, the key */
    TAPPA__OP_LIST,    /* c: elements */
    TAPPA__OP_MAP,     /* c: keys and values */
    TAPPA__OP_SIZE,
    TAPPA__OP_STARTS_WITH,
    TAPPA__OP_ENDS_WITH,
    TAPPA__OP_CONTAINS,
    TAPPA__OP_CONVERT, /* a: TAPPA_ kind */
    TAPPA__OP_TYPE,
    TAPPA__OP_DYN,     /* emits nothing */
    TAPPA__OP_GETTER,  /* a: TAPPA__GET_; count 2: with a zone; c: zone + 1 of a literal */
    TAPPA__OP_COUNT
};

enum tappa__getter {
    TAPPA__GET_FULL_YEAR,
    TAPPA__GET_MONTH,
    TAPPA__GET_DATE,
    TAPPA__GET_DAY_OF_MONTH,
    TAPPA__GET_DAY_OF_WEEK,
    TAPPA__GET_DAY_OF_YEAR,
    TAPPA__GET_HOURS,
    TAPPA__GET_MINUTES,
    TAPPA__GET_SECONDS,
    TAPPA__GET_MILLISECONDS
};

struct tappa__instruction {
    uint8_t code;
    uint8_t a;
    uint16_t count; /* operands of a pure one */
    uint32_t c;
};

struct tappa__code_span { /* the part of the text that an instruction is for */
    uint32_t start, end;
};

struct tappa__load_entry {
    struct tappa__binding binding;
    struct tappa__text unset; /* "no such field: visits" */
};

struct tappa__program {
    const struct tappa__instruction *code;
    const struct tappa_value *constants;
    const struct tappa__load_entry *loads;
    const struct tappa__code_span *spans;
    struct tappa_zone *const *zones;
    const struct tappa__type *type;
    struct tappa__text text;
    uint32_t code_count, constant_count, load_count, zone_count;
    uint32_t stack;
    uint32_t constant; /* 1: code is one CONST */
};

/* One run. An error value carries the instruction that made it in `real` until it leaves the machine. */
struct tappa__run {
    const struct tappa__program *program; /* NULL while folding */
    struct tappa__evaluator *e;
    uint32_t at; /* instruction */
    struct tappa_zone *const *zones;
    const struct tappa_value *constants;
};

/* run.c: leaves the error's origin in out->real. `memory`: NULL, or a value for each instruction: what it gave last, UNSET where it
 * was never met (has() and the value of an absent name: TAPPA_ERROR). */
void tappa__execute(const struct tappa__program *p, struct tappa__evaluator *e, struct tappa_value *out,
                    struct tappa_value *memory);

/* A pure instruction on its operands; `out` may be args[0]. apply.c */
void tappa__apply(struct tappa__run *r, const struct tappa__instruction *i, struct tappa_value *args,
                  struct tappa_value *out);

/* errors.c: make error values. Always return -1, so that `return tappa__fail(…)` reads well. */
int tappa__fail(struct tappa__run *r, struct tappa_value *out, int64_t number, struct tappa__text words);
int tappa__fail_about(struct tappa__run *r, struct tappa_value *out, int64_t number, const char *words,
                      struct tappa__text about); /* "words: about" in scratch */
int tappa__fail_overload(struct tappa__run *r, struct tappa_value *out);
int tappa__fail_cost(struct tappa__run *r, struct tappa_value *out);
int tappa__fail_memory(struct tappa__run *r, struct tappa_value *out);
static inline int
tappa__is_fatal(const struct tappa_value *v)
{
    return v->kind == TAPPA_ERROR && (v->integer == TAPPA_ERR_COST || v->integer == TAPPA_ERR_MEMORY);
}
/* Takes n from the budget: 0, or -1 and the error. */
static inline int
tappa__charge(struct tappa__run *r, uint64_t n, struct tappa_value *out)
{
    if (r->e->cost < n) {
        tappa__fail_cost(r, out);
        return -1;
    }
    r->e->cost -= n;
    return 0;
}
void *tappa__run_alloc(struct tappa__run *r, size_t size, struct tappa_value *out); /* NULL: out is the error */

/* arithmetic.c; 0, or -1 with an error in out. Operands are no errors. */
int tappa__arithmetic(struct tappa__run *r, uint32_t opcode, const struct tappa_value *a, const struct tappa_value *b,
                      struct tappa_value *out);
int tappa__negate(struct tappa__run *r, const struct tappa_value *a, struct tappa_value *out);
/* compare.c */
#define TAPPA__UNORDERED 2  /* NaN; as well with a minus */
#define TAPPA__NO_ORDER 3   /* kinds that have none */
int tappa__compare(const struct tappa_value *a, const struct tappa_value *b); /* -1, 0, 1, or those above */
/* Equality that pays: 0 and *equal, or -1 and the error. Values nest no deeper than TAPPA__VALUE_NESTING. */
int tappa__equal(struct tappa__run *r, const struct tappa_value *a, const struct tappa_value *b, int *equal,
                 struct tappa_value *out);
/* container.c */
int tappa__size(struct tappa__run *r, const struct tappa_value *a, struct tappa_value *out);
int tappa__in(struct tappa__run *r, const struct tappa_value *a, const struct tappa_value *b, struct tappa_value *out);
int tappa__index(struct tappa__run *r, const struct tappa_value *a, const struct tappa_value *b,
                 struct tappa_value *out);
int tappa__has_key(struct tappa__run *r, const struct tappa_value *a, const struct tappa_value *key,
                   struct tappa_value *out);
int tappa__field(struct tappa__run *r, const struct tappa_value *a, const struct tappa_value *key,
                 struct tappa_value *out);
int tappa__make_list(struct tappa__run *r, const struct tappa_value *items, uint32_t n, struct tappa_value *out);
int tappa__make_map(struct tappa__run *r, const struct tappa_value *items, uint32_t n, struct tappa_value *out);
/* Bounds how deep a list or map would nest one level further down: 0, or -1 and the error. */
int tappa__check_depth(struct tappa__run *r, const struct tappa_value *v, uint32_t level, struct tappa_value *out);
/* string.c */
int tappa__concat(struct tappa__run *r, const struct tappa_value *a, const struct tappa_value *b,
                  struct tappa_value *out);
int tappa__string_test(struct tappa__run *r, uint32_t opcode, const struct tappa_value *a, const struct tappa_value *b,
                       struct tappa_value *out);
/* convert.c */
int tappa__convert(struct tappa__run *r, uint32_t kind, const struct tappa_value *a, struct tappa_value *out);
struct tappa__text tappa__kind_name(uint32_t kind); /* CEL's name of the type: "google.protobuf.Timestamp" */
/* getter.c */
int tappa__zone_offset_text(struct tappa__text name, int32_t *seconds); /* "UTC", "+01:00", "01:00": 0, or -1 */
int tappa__getter(struct tappa__run *r, const struct tappa__instruction *i, const struct tappa_value *args,
                  struct tappa_value *out);

#define TAPPA__DURATION_MOST (INT64_C(315576000000) * INT64_C(1000000)) /* ten thousand years */

static inline void
tappa__set(struct tappa_value *out, uint32_t kind, int64_t integer)
{
    out->kind = kind;
    out->size = 0;
    out->integer = integer;
    out->real = 0;
    out->data = NULL;
}

static inline void
tappa__set_real(struct tappa_value *out, double real)
{
    tappa__set(out, TAPPA_DOUBLE, 0);
    out->real = real;
}

static inline void
tappa__set_data(struct tappa_value *out, uint32_t kind, const void *data, uint32_t size)
{
    tappa__set(out, kind, 0);
    out->data = data;
    out->size = size;
}

static inline struct tappa__text
tappa__value_text(const struct tappa_value *v)
{
    return (struct tappa__text){v->data ? v->data : "", v->data ? v->size : 0};
}

static inline const struct tappa_value *
tappa__items(const struct tappa_value *v)
{
    return v->data;
}

#endif
