/* YAML text as a bounded tree of nodes with places. Everything lives in one parse arena and is dropped with it.
 *
 * A node knows its parent and, in a mapping, its key, so that its YAML path is written only when somebody asks for it.
 * The reader fills the first half of a node; the walker of lib/core/compile leaves what it understood in the second. */
#ifndef TAPPA__YAML_TREE_H
#define TAPPA__YAML_TREE_H

#include "lib/base/memory.h"
#include "lib/core/diagnostics/diagnostics.h"

enum { TAPPA__SCALAR = 1, TAPPA__SEQUENCE, TAPPA__MAPPING, TAPPA__POISON /* reported already: pass it over */ };
enum { TAPPA__PLAIN_STYLE = 1, TAPPA__QUOTED_STYLE, TAPPA__BLOCK_STYLE };

struct tappa__node {
    struct tappa__text text;    /* scalars: NUL-terminated, may hold NUL bytes */
    struct tappa__place place;  /* a mapping or sequence without brackets: its first key's or item's */
    uint8_t kind, style;
    uint8_t exact;              /* byte k of the text stands `inset` + (code points before k) columns behind the place */
    uint8_t inset;
    struct tappa__node *parent; /* NULL at the root */
    struct tappa__node *key;    /* of a value in a mapping: a scalar; else NULL */
    struct tappa__node *next, *first;
    uint32_t count, position;   /* children; index in the parent */

    /* What the walker understood. */
    union {
        void *decl;             /* mappings: the declaration of their shape */
        int64_t integer;        /* whole numbers, truth values, durations, times of day, words (1-based) */
        double real;
    } as;
};

struct tappa__yaml_limits {
    uint64_t bytes, scalar_bytes, nodes, depth;
};

/* Reads one document; a leading byte order mark is cut off the source. TAPPA_OK and *root (poison or wrong keys may have been reported and are left out or marked); else *root is NULL:
 * TAPPA_EMODEL, TAPPA_ELIMIT (the diagnostics say why), TAPPA_ENOMEM. *errors is increased by the diagnostics added. */
tappa_status tappa__yaml_read(const struct tappa__yaml_limits *limits, struct tappa__arena *arena,
                              struct tappa__source *source, tappa_diagnostics *diagnostics, size_t *errors,
                              struct tappa__node **root);

/* The part of the reader that looks at bytes before libyaml does: 0, or 1 after a diagnostic. `*skip` receives the bytes of a
 * leading byte order mark. */
int tappa__yaml_scan(const struct tappa__source *source, tappa_diagnostics *diagnostics, size_t *skip);
/* Nothing but blanks, comments and document ends may follow this place, where libyaml saw the document end: 0, or 1 after a
 * diagnostic. */
int tappa__yaml_scan_rest(const struct tappa__source *source, struct tappa__place end, tappa_diagnostics *diagnostics);

/* Null as YAML 1.2 writes it plain: nothing, `~`, `null`. */
int tappa__node_is_null(const struct tappa__node *n);

/* `stages.information.when.Product Added[0]`: each name is cut after 64 bytes, so a path has a bound. */
#define TAPPA__PATH_MAX 4800
struct tappa__path {
    char s[TAPPA__PATH_MAX];
    uint32_t n;
};
struct tappa__text tappa__node_path(const struct tappa__node *n, struct tappa__path *out);

/* Bytes of a text that a message shows, not cutting a code point: for "%.*s". */
int tappa__shown(struct tappa__text t);

/* A code point that no name may hold: controls, line and paragraph separators, changes of direction, the byte order mark. */
int tappa__is_control(uint32_t cp);

#endif
