/* The language as data: what each mapping may hold, of what shape, and where its declaration keeps it.
 *
 * One walker (walk.c) holds a tree to its shapes and reports everything that does not fit; the JSON Schema (schema.c) is written from
 * the same tables. A mapping with fixed keys gets a declaration: a struct of node pointers, one for each key, NULL where the key is
 * absent or its value was reported. Lists and maps of names stay nodes; what was reported in them is marked as poison. */
#ifndef TAPPA__COMPILE_SHAPE_H
#define TAPPA__COMPILE_SHAPE_H

#include "lib/core/yaml/tree.h"

enum tappa__shape_kind {
    TAPPA__SHAPE_TEXT = 1,   /* any scalar but null */
    TAPPA__SHAPE_NAME,       /* not empty, no control characters */
    TAPPA__SHAPE_IDENTIFIER, /* CEL's */
    TAPPA__SHAPE_MODEL_NAME, /* [a-z][a-z0-9_-]* */
    TAPPA__SHAPE_INT,        /* low .. high */
    TAPPA__SHAPE_NUMBER,     /* least .. most */
    TAPPA__SHAPE_BOOL,
    TAPPA__SHAPE_DURATION,
    TAPPA__SHAPE_CLOCK,      /* HH:MM or HH:MM:SS */
    TAPPA__SHAPE_EXPRESSION, /* CEL; its text is looked at later */
    TAPPA__SHAPE_CONSTANT,   /* a scalar whose type a neighbour says */
    TAPPA__SHAPE_WORD,       /* one of words */
    TAPPA__SHAPE_MAP,        /* fixed keys */
    TAPPA__SHAPE_MAP_OF,     /* names to element */
    TAPPA__SHAPE_LIST_OF,    /* of element */
    TAPPA__SHAPE_CHOICE,     /* scalar, mapping, sequence: by what stands there */
    TAPPA__SHAPE_ANY
};

enum {
    TAPPA__REQUIRED = 1,
    TAPPA__ELSEWHERE = 2 /* known, but not here: `about` says where */
};

struct tappa__key {
    const char *name;
    const struct tappa__shape *shape;
    uint16_t offset; /* of the `const struct tappa__node *` in the declaration */
    uint16_t flags;
    uint32_t bit;    /* the key's own bit in the rules of its mapping; 0: in none */
    const char *about;
};

/* How the keys of one mapping go together. */
enum {
    TAPPA__RULE_ONE = 1, /* exactly one of `others` must be there */
    TAPPA__RULE_TAKES,   /* where `key` is there, exactly one of `others` must be */
    TAPPA__RULE_ALONE    /* where `key` is there, none of `others` may be */
};
struct tappa__rule {
    uint32_t kind, key, others;
    const char *hint;
};

enum {
    TAPPA__NULL_IS_EMPTY = 1, /* a mapping left out is an empty one */
    TAPPA__NULLABLE = 2,      /* null has a meaning of its own */
    TAPPA__NOT_EMPTY = 4,
    TAPPA__KEEP_BAD = 8       /* map of names: a name whose value is wrong is still declared */
};

/* What the kind says which member of the union counts for; the tables are many, so they are kept small. */
struct tappa__shape {
    uint8_t kind, flags;
    uint8_t key_count, rule_count; /* 0 but for mappings with fixed keys */
    uint32_t size;                 /* of such a mapping's declaration */
    const char *noun;              /* for messages: "a stage name" */
    const char *definition;        /* name in the schema's definitions; NULL: written where it is used */
    union {
        struct { /* MAP */
            const struct tappa__key *keys;
            const struct tappa__rule *rules;
        };
        struct { /* MAP_OF; LIST_OF: element alone */
            const struct tappa__shape *key, *element;
        };
        struct { /* CHOICE; NULL: not allowed */
            const struct tappa__shape *scalar, *mapping, *sequence;
        };
        const char *const *words; /* WORD, NULL-terminated */
        struct {                  /* INT */
            int64_t low, high;
        };
        struct { /* NUMBER */
            double least, most;
        };
    };
};

/* The whole model; its declaration is a struct tappa__model_decl. */
extern const struct tappa__shape tappa__shape_model;
/* Regular expression (ECMA 262) of a scalar kind, or NULL. */
const char *tappa__shape_pattern(uint32_t kind);

struct tappa__compiler;
/* Holds `node` to `shape`: 1 where it fits, 0 after diagnostics. */
int tappa__walk(struct tappa__compiler *c, struct tappa__node *node, const struct tappa__shape *shape);
/* The part of it for scalars. */
int tappa__walk_scalar(struct tappa__compiler *c, struct tappa__node *node, const struct tappa__shape *shape);
/* `'to'`, `an item of 'enter'`, `the model`: what a message speaks of. */
struct tappa__subject {
    char s[120];
};
const char *tappa__subject(const struct tappa__node *node, struct tappa__subject *out);

/* The children of a list or map of names that were not reported. */
const struct tappa__node *tappa__first(const struct tappa__node *parent);
const struct tappa__node *tappa__next(const struct tappa__node *child);
#define TAPPA__EACH(child, parent) for (child = tappa__first(parent); child; child = tappa__next(child))

#endif
