/* CEL as Tappa has it: text → tokens → tree → checked tree → flat program → value.
 * The compiler asks an environment what names mean; a program, once made, is immutable and shared. */
#ifndef TAPPA__EXPR_H
#define TAPPA__EXPR_H

#include "lib/base/memory.h"
#include "lib/base/zone.h"
#include "lib/core/diagnostics/diagnostics.h"
#include "tappa/base.h"

/* ---- types: kinds are the TAPPA_ numbers of a value, and these ---- */
#define TAPPA__TYPE_DYN 100   /* known only at run time */
#define TAPPA__TYPE_NONE 101  /* no type: an error was reported */

struct tappa__type { /* immutable, in an arena or static */
    uint32_t kind;
    const struct tappa__type *element; /* list element, map value; NULL is dyn */
    const struct tappa__type *key;     /* map key */
};
const struct tappa__type *tappa__type_of(uint32_t kind); /* static, for kinds without parameters; LIST and MAP: of dyn */
void tappa__type_text(const struct tappa__type *t, struct tappa__buffer *out); /* `map(string, list(int))` */

/* ---- what names mean ---- */
struct tappa__binding {
    const struct tappa__type *type;
    uint32_t load;  /* handed to the loader: what kind of thing ... */
    uint32_t index; /* ... and which */
};

/* The environment of one compile. Each function returns 0 and fills `out`, or 1: no such name (`hint` may be set to the
 * declared name that is near), or 2: it has a meaning, but not here (`hint` says why; it becomes the message, and
 * out->index its code, 0 for expression-not-here). */
struct tappa__expr_env {
    void *user;
    /* A plain identifier: `now`, a variable of `tappa eval`. */
    int (*variable)(void *user, struct tappa__text name, struct tappa__binding *out, struct tappa__text *hint);
    /* root.member, as `data.visits`, `event.price`, `journey.started`, `persona.fan`. Asked only where `root` is no
     * variable (macro variables come first). Returns 1 with out->load == 0 where the root itself is unknown. */
    int (*member)(void *user, struct tappa__text root, struct tappa__text member, struct tappa__binding *out,
                  struct tappa__text *hint);
    /* root.method("literal"), as `journey.at("basket")`. */
    int (*method)(void *user, struct tappa__text root, struct tappa__text method, struct tappa__text argument,
                  struct tappa__binding *out, struct tappa__text *hint);
    /* Loads a zone that a literal names (date getters); NULL: only fixed offsets. The program keeps the zone. */
    struct tappa_zone *(*zone)(void *user, struct tappa__text name);
};

/* ---- programs ---- */
struct tappa__program; /* lives in the arena it was compiled into; immutable */

/* Where an expression stands in its YAML text, for diagnostics. A plain or quoted scalar may be folded or escaped: `columns`
 * is exact only for plain single-line scalars; otherwise diagnostics carry the scalar's own place. */
struct tappa__expr_source {
    const struct tappa__source *source;
    struct tappa__text path;
    struct tappa__place place;  /* of the scalar */
    int exact;                  /* column of byte k of the expression is place.column + code points before k */
};

/* Compiles `text` into `arena`. `want`: the type it must have, NULL for any; dyn fits any. Returns the program, or NULL when
 * diagnostics were added or memory ran out (*status: TAPPA_OK, TAPPA_EEXPR, TAPPA_ENOMEM).
 * Limits: text <= 64 KiB (scalar limit), nesting 64, tokens bounded by the text. No recursion on the C stack deeper than 64 levels. Long left chains
 * (a + a + a …) do not nest. A constant subexpression that always fails (1/0) stays a run-time error. */
const struct tappa__program *tappa__expr_compile(struct tappa__arena *arena, const struct tappa__expr_env *env,
                                                 struct tappa__text text, const struct tappa__type *want,
                                                 const struct tappa__expr_source *source, tappa_diagnostics *diagnostics,
                                                 tappa_status *status);
const struct tappa__type *tappa__program_type(const struct tappa__program *p);
struct tappa__text tappa__program_text(const struct tappa__program *p); /* the source text, as written */
void tappa__program_release(const struct tappa__program *p); /* drops its zones; memory is the arena's. NULL does nothing */
uint32_t tappa__program_stack(const struct tappa__program *p); /* operand slots an evaluation needs */

/* A constant program's value (literals, and what folds from them without an error): 1 and *out, or 0. */
int tappa__program_constant(const struct tappa__program *p, struct tappa_value *out);

/* Every name the program loads, in order of first use: for checks (which events, slots, stages a model's expressions name). */
uint32_t tappa__program_load_count(const struct tappa__program *p);
struct tappa__binding tappa__program_load_at(const struct tappa__program *p, uint32_t i);

/* What `field op constant` guards look like to the step: the value loaded lies in [low, high] (inclusive, as int64, or as
 * the double order for TAPPA_DOUBLE). 1 where the program is of that form (==, <, <=, >, >= of one load of type int or
 * double with a constant, either way round; also a bare `true`: then binding->type is NULL), else 0. NaN is never inside. */
struct tappa__range {
    struct tappa__binding binding;
    uint32_t kind; /* TAPPA_INT, TAPPA_DOUBLE, or TAPPA_BOOL for the constant true */
    int64_t low, high;        /* TAPPA_INT; low > high: never */
    double low_real, high_real; /* TAPPA_DOUBLE; -INFINITY and INFINITY are allowed bounds */
};
int tappa__program_range(const struct tappa__program *p, struct tappa__range *out);

/* ---- evaluation ---- */
/* What a program runs on: owned by the caller, reused; allocates nothing once warm. */
struct tappa__evaluator {
    struct tappa__arena *scratch; /* strings, lists and maps that results point to; the caller resets it */
    struct tappa_value *stack;    /* room for tappa__program_stack() slots */
    uint64_t cost;                /* evaluation steps left; each op, list element and 16 bytes of text compared or built cost one */
    void *user;
    /* Fetches what a binding means now. Writes a value, or TAPPA_UNSET (reading it is the error "no such field: NAME"; has() is
     * false), or TAPPA_ERROR. */
    void (*load)(void *user, uint32_t load, uint32_t index, struct tappa_value *out);
};

/* Error numbers in TAPPA_ERROR values (`integer`). */
#define TAPPA_ERR_NO_SUCH_FIELD 1
#define TAPPA_ERR_NO_SUCH_KEY 2
#define TAPPA_ERR_NO_OVERLOAD 3
#define TAPPA_ERR_DIVIDE_BY_ZERO 4
#define TAPPA_ERR_MODULUS_BY_ZERO 5
#define TAPPA_ERR_OVERFLOW 6
#define TAPPA_ERR_INDEX 7
#define TAPPA_ERR_CONVERSION 8
#define TAPPA_ERR_RANGE 9 /* timestamp or duration out of range */
#define TAPPA_ERR_COST 10
#define TAPPA_ERR_MEMORY 11 /* scratch is out of memory: the step fails as a whole with TAPPA_ENOMEM */
#define TAPPA_ERR_NO_VALUE 12 /* journey.entered() of a stage never entered, event.* before any event, ... */
#define TAPPA_ERR_ZONE 13
#define TAPPA_ERR_DUPLICATE_KEY 14

/* Runs the program: a value, or kind TAPPA_ERROR with CEL's words ("division by zero", "no such field: x"). Results may point into
 * scratch, the program, or what was loaded. */
void tappa__program_run(const struct tappa__program *p, struct tappa__evaluator *e, struct tappa_value *out);

/* Runs it again with a memory of what each part gave, and writes the smallest part that decided (for a false && the false operand,
 * for an error the part that failed) with the values it read: `data.basket > 0.0 (data.basket = 0.0)`. */
void tappa__program_blame(const struct tappa__program *p, struct tappa__evaluator *e, struct tappa__buffer *out);

/* A value as JSON (decisions: doubles keep `.0`, durations "1.5s", timestamps RFC 3339, bytes base64, uint as number, NaN and infinities as
 * strings, types as their names). No recursion deeper than a value can nest (64). */
void tappa__value_json(const struct tappa_value *v, struct tappa__buffer *out);
/* CEL equality (numbers across types); for canonical comparison. Errors are equal to nothing. */
int tappa__value_equal(const struct tappa_value *a, const struct tappa_value *b);

#endif
