/* One compile: its state, and what its phases ask of each other.
 *
 * read: the YAML tree is held to the tables (walk.c), which leaves declarations. names: every declared thing gets its number
 * (names.c). build: one subject after the other goes from declarations into growing vectors; on the way names are resolved
 * (references.c), constants read (constants.c) and expressions compiled in their environment (types.c). freeze: the vectors become the
 * model's arrays (freeze.c). Every phase reports and goes on, so that one run shows all mistakes; memory running out is sticky. */
#ifndef TAPPA__COMPILE_COMPILER_H
#define TAPPA__COMPILE_COMPILER_H

#include "lib/core/compile/decl.h"
#include "lib/core/compile/shape.h"
#include "lib/core/model/model.h"
#include "lib/core/yaml/index.h"
#include "lib/core/yaml/tree.h"

struct tappa__vector {
    void *items;
    size_t count, capacity, size;
};

enum {
    TAPPA__V_TITLES,
    TAPPA__V_NOTES,
    TAPPA__V_NAMES,
    TAPPA__V_DATA,
    TAPPA__V_PROFILE,
    TAPPA__V_FIELDS,
    TAPPA__V_FIELD_NAMES,
    TAPPA__V_EVENTS,
    TAPPA__V_ALIASES,
    TAPPA__V_CHANNELS,
    TAPPA__V_TOUCHPOINTS,
    TAPPA__V_PERSONAS,
    TAPPA__V_EXPERIMENTS,
    TAPPA__V_ARMS,
    TAPPA__V_STAGES,
    TAPPA__V_ROWS,
    TAPPA__V_PATTERNS,
    TAPPA__V_TARGETS,
    TAPPA__V_LISTS,
    TAPPA__V_OPS,
    TAPPA__V_ARGS,
    TAPPA__V_EXPRESSIONS,
    TAPPA__V_GOALS,
    TAPPA__V_OFFERS,
    TAPPA__V_QUIETS,
    TAPPA__V_CAPS,
    TAPPA__V_PRIORITIES,
    TAPPA__V_RESPONSES,
    TAPPA__V_MAPPINGS,
    TAPPA__V_SIMULATE,
    TAPPA__V_COUNT
};

/* What is known of a field name across all declared events. */
struct tappa__field_info {
    uint32_t kind;         /* the type that all share, or 0 where they differ */
    uint32_t one, another; /* events that differ, or the first with the field */
};

/* Which events an expression may see. */
struct tappa__scope {
    enum { TAPPA__SCOPE_ANY_EVENT, TAPPA__SCOPE_ONE_EVENT, TAPPA__SCOPE_SOME_EVENTS, TAPPA__SCOPE_PERSONA } kind;
    uint32_t event;                /* ONE_EVENT */
    struct tappa__span patterns;   /* SOME_EVENTS: exact ones */
};

struct tappa__compiler {
    const struct tappa_allocator *allocator;
    const tappa_context *context;
    struct tappa__arena parse; /* dropped at the end */
    struct tappa__arena keep;  /* becomes the model's */
    struct tappa__source source;
    tappa_diagnostics *diagnostics;
    size_t errors;
    uint32_t hints;            /* comparisons left for finding near names */
    tappa_status status;       /* sticky: TAPPA_OK, TAPPA_ENOMEM, TAPPA_ELIMIT */
    const struct tappa__model_decl *decl;
    struct tappa_model head;   /* name, version, entry, …: what is not an array */
    struct tappa__vector v[TAPPA__V_COUNT];
    struct tappa__index stages, events, data, profile, channels, touchpoints, personas, experiments;
    struct tappa__index fields;            /* name → index in v[FIELDS]; equal names by event */
    struct tappa__vector stage_nodes;      /* const struct tappa__node *, by stage */
    struct tappa__vector done_events;      /* uint32_t, by stage: its done.state event, or TAPPA_NONE */
    struct tappa__vector field_events;     /* uint32_t, by field: its event */
    struct tappa__vector field_infos;      /* struct tappa__field_info, by field name */
    uint64_t transitions;                  /* rows so far, for the limit */
};

/* ---- compiler.c: memory, reports ---- */
void tappa__compiler_init(struct tappa__compiler *c, const tappa_context *context, tappa_diagnostics *diagnostics);
void tappa__compiler_free(struct tappa__compiler *c);
/* One more item, zeroed; NULL when out of memory (the status says so). Moves the items before it. */
void *tappa__push(struct tappa__compiler *c, struct tappa__vector *v);
#define TAPPA__AT(type, vector, i) (&((type *)(vector).items)[i])
/* Copies a text where the model can keep it. */
struct tappa__text tappa__keep(struct tappa__compiler *c, struct tappa__text t);
struct tappa__text tappa__keep_path(struct tappa__compiler *c, const struct tappa__node *node);

/* Adds a diagnostic at a node, or at its key. */
void tappa__report(struct tappa__compiler *c, int32_t code, const struct tappa__node *at, struct tappa__text hint,
                   const char *format, ...) __attribute__((format(printf, 5, 6)));
void tappa__report_key(struct tappa__compiler *c, int32_t code, const struct tappa__node *at, struct tappa__text hint,
                       const char *format, ...) __attribute__((format(printf, 5, 6)));
/* The same at a place of its own; `at` gives the path. */
void tappa__report_at(struct tappa__compiler *c, int32_t code, const struct tappa__node *at, struct tappa__place place,
                      struct tappa__text hint, const char *format, ...) __attribute__((format(printf, 6, 7)));
/* A hint in the parse arena: "did you mean 'x'?", or nothing. */
struct tappa__text tappa__hint(struct tappa__compiler *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct tappa__text tappa__did_you_mean_name(struct tappa__compiler *c, struct tappa__text near);
/* How far a name may be off to be meant; and the nearest of an index, empty where none is near or the allowance is used up. */
uint32_t tappa__near_limit(struct tappa__text name);
struct tappa__text tappa__near(struct tappa__compiler *c, struct tappa__text name, const struct tappa__index *index);
/* Text for "%.*s". */
#define TAPPA__SHOW(t) tappa__shown(t), (t).s

/* ---- names.c ---- */
void tappa__declare_names(struct tappa__compiler *c);
/* A name that expressions use must not be one of CEL's words. */
void tappa__check_reserved(struct tappa__compiler *c, const struct tappa__node *node);
/* The done.state event of a stage, made when it is first asked for. */
uint32_t tappa__done_event(struct tappa__compiler *c, uint32_t stage);
void tappa__declare_machine_events(struct tappa__compiler *c);

/* ---- references.c: TAPPA_NONE after a diagnostic ---- */
uint32_t tappa__ref_stage(struct tappa__compiler *c, const struct tappa__node *name);
uint32_t tappa__ref_event(struct tappa__compiler *c, const struct tappa__node *name, struct tappa__text text, int machine);
uint32_t tappa__ref_channel(struct tappa__compiler *c, const struct tappa__node *name);
uint32_t tappa__ref_touchpoint(struct tappa__compiler *c, const struct tappa__node *name);
/* A name, or a list of them, as stages in v[TARGETS]. */
struct tappa__span tappa__ref_stages(struct tappa__compiler *c, const struct tappa__node *names);
/* Index in v[FIELDS] of a field of an event, or TAPPA_NONE. */
uint32_t tappa__find_field(const struct tappa__compiler *c, uint32_t event, struct tappa__text name);

/* The field of an event that was probably meant; empty where none is near. */
struct tappa__text tappa__near_field(struct tappa__compiler *c, uint32_t event, struct tappa__text name);

/* ---- types.c ---- */
/* Compiles an expression into v[EXPRESSIONS]: its index; TAPPA_NONE for a NULL node or after diagnostics. want: TAPPA_UNSET for any. */
uint32_t tappa__expression_of(struct tappa__compiler *c, const struct tappa__node *node, const struct tappa__scope *scope,
                              uint32_t want);
/* The same for something that must be a number. */
uint32_t tappa__number_of(struct tappa__compiler *c, const struct tappa__node *node, const struct tappa__scope *scope);
extern const struct tappa__scope tappa__any_event;
const char *tappa__kind_word(uint32_t kind);

/* ---- constants.c ---- */
void tappa__read_default(struct tappa__compiler *c, const struct tappa__node *node, struct tappa__slot *slot);

/* ---- build: one subject each ---- */
struct tappa__span tappa__titles_of(struct tappa__compiler *c, const struct tappa__node *title);
void tappa__build_head(struct tappa__compiler *c);     /* name, version, title, data, profile */
void tappa__build_events(struct tappa__compiler *c);
void tappa__build_places(struct tappa__compiler *c);   /* channels, touchpoints */
void tappa__build_people(struct tappa__compiler *c);   /* personas, experiments, entry rules */
void tappa__build_stages(struct tappa__compiler *c);   /* kinds, titles, notes */
void tappa__build_rows(struct tappa__compiler *c);     /* entry rows, then the rows of each stage */
void tappa__build_rules(struct tappa__compiler *c);    /* goals, offers, contact rules */
void tappa__build_versions(struct tappa__compiler *c); /* migrate, simulate */
/* Index in v[LISTS] of a list of actions; TAPPA_NONE for NULL. */
uint32_t tappa__build_actions(struct tappa__compiler *c, const struct tappa__node *list, const struct tappa__scope *scope);
/* The same for the actions written beside `if` and `to`, or the list under `do`. */
uint32_t tappa__build_row_actions(struct tappa__compiler *c, const struct tappa__action_decl *decl,
                                  const struct tappa__scope *scope);
void tappa__finish_names(struct tappa__compiler *c); /* equal names in v[NAMES] become one */
/* targets.c: are these stages, all together, a legal place to be? Reports at `node`. */
int tappa__check_targets(struct tappa__compiler *c, const struct tappa__node *node, struct tappa__span targets);
/* ways.c: the INITIAL row of a compound stage, the HISTORY_DEFAULT row of a history. */
void tappa__build_way(struct tappa__compiler *c, uint32_t stage);
void tappa__check_histories(struct tappa__compiler *c);

/* ---- freeze.c ---- */
/* The finished model in the arena that was `keep`, with one reference; NULL when out of memory. */
struct tappa_model *tappa__freeze(struct tappa__compiler *c);

#endif
