/* The frozen model: flat arrays and 32-bit indices, all in one arena. The compiler fills the part above the line "derived",
 * tappa__model_derive() the part below; afterwards nothing changes but the reference count.
 *
 * Stages stand in document order (parents before children), so the descendants of stage s are the indices
 * s + 1 .. stages[s].end - 1, and "is b a descendant of a" is a < b && b < end(a). Histories are stages too, never active.
 * Rows (transitions) of a stage stand together in the order written, across when, done, always and after. */
#ifndef TAPPA__MODEL_H
#define TAPPA__MODEL_H

#include <stdatomic.h>

#include "lib/base/memory.h"
#include "lib/base/zone.h"
#include "lib/core/expr/expr.h"
#include "tappa/rules.h"

struct tappa__span { /* a run in one of the model's arrays */
    uint32_t first, count;
};

/* Text for people, in one or several languages; one entry with an empty language where the model wrote plain text. */
struct tappa__title {
    struct tappa__text language, text;
};

/* An expression as it stands in the model. Index 0 is no expression: TAPPA_NONE is used for absent ones. */
struct tappa__expression {
    const struct tappa__program *program;
    struct tappa__text path;
    struct tappa__place place;
};

/* A typed slot: of data, of the profile, a field of an event. */
struct tappa__slot {
    struct tappa__text name;
    uint32_t kind;               /* TAPPA_BOOL INT DOUBLE STRING TIMESTAMP DURATION */
    uint32_t has_default;
    struct tappa_value fallback; /* the default; TAPPA_UNSET without one */
    int64_t keep;                /* retention in microseconds; 0 none (data, profile) */
    uint32_t personal;           /* profile */
    uint32_t source;             /* profile: 0 none, TAPPA_DECLARED, OBSERVED, DERIVED */
    uint32_t field_name;         /* event field: index in model->field_names */
    struct tappa__place place;
};

struct tappa_event_type {
    const struct tappa_model *model;
    uint32_t index;
    uint32_t declared; /* 1: in `events`; 0: error.execution, done.state.<stage> */
    struct tappa__text name;
    struct tappa__span aliases; /* in model->aliases, order written */
    struct tappa__span fields;  /* in model->fields */
    uint32_t touchpoint;        /* or TAPPA_NONE */
    uint32_t done_stage;        /* for done.state.<stage>: the stage; else TAPPA_NONE */
    struct tappa__span titles;
    struct tappa__place place;
};

enum tappa__stage_kind {
    TAPPA__ATOMIC = 1,
    TAPPA__COMPOUND,
    TAPPA__PARALLEL,
    TAPPA__FINAL,
    TAPPA__HISTORY_SHALLOW,
    TAPPA__HISTORY_DEEP
};

struct tappa_stage {
    const struct tappa_model *model;
    uint32_t index;
    uint32_t kind;
    uint32_t parent; /* TAPPA_NONE at top level */
    uint32_t end;    /* one past the last descendant */
    uint32_t depth;  /* 0 at top level */
    struct tappa__text name;
    struct tappa__span titles;
    struct tappa__span notes; /* in model->notes: demand, phase, tone, audience, … as written */
    uint32_t enter, leave;    /* action lists (index in model->lists), or TAPPA_NONE */
    struct tappa__span rows;
    /* Where the stage is entered by default: a row of kind TAPPA__INITIAL whose targets and actions count. Compound: always
     * set (an absent `initial` gets the first child that is not a history); parallel: where the model says it, regions it does not name
     * are entered by their own default; others TAPPA_NONE. A history: a row of kind
     * TAPPA__HISTORY_DEFAULT, always set (absent `default`: the parent's own default, targets copied; for a parallel parent all its
     * regions). */
    uint32_t initial;
    struct tappa__place place;

    /* derived */
    uint32_t clock;       /* slot of the state's clocks: when the stage was entered; siblings share one */
    uint32_t timers;      /* first slot of the state's due times for this stage's `after` rows */
    uint32_t timer_count;
    uint32_t visits;      /* slot of the state's visit counters, or TAPPA_NONE where no expression asks */
    uint32_t entered;     /* slot of the state's latest-entry times, or TAPPA_NONE */
    uint32_t history;     /* history stages: first word of the remembered set in the state; else TAPPA_NONE */
    uint32_t has_history; /* 1: a child is a history */
    struct tappa__span cells;     /* in model->cells: events that this stage's rows name, sorted by event */
    struct tappa__span any_rows;  /* in model->candidates: rows for declared/internal events not in cells (wildcards, prefixes never here) */
    struct tappa__span open_rows; /* in model->candidates: rows with a prefix or `*`, for undeclared events: matched by name */
    struct tappa__span always_rows; /* in model->candidates */
};

enum tappa__row_kind {
    TAPPA__WHEN = 1,
    TAPPA__DONE,   /* has one exact pattern: done.state.<stage> */
    TAPPA__ALWAYS,
    TAPPA__AFTER,
    TAPPA__ENTRY,  /* source TAPPA_NONE */
    TAPPA__INITIAL,
    TAPPA__HISTORY_DEFAULT
};

enum { TAPPA__EXACT = 1, TAPPA__PREFIX, TAPPA__ANY };
struct tappa__pattern {
    uint32_t kind;
    uint32_t event;           /* EXACT */
    struct tappa__text name;  /* as written: canonical name, "order.*", "*" ; PREFIX matches `order` and `order.…` */
};

struct tappa_transition {
    const struct tappa_model *model;
    uint32_t index;
    uint32_t kind;
    uint32_t source;              /* stage, or TAPPA_NONE for an entry row */
    struct tappa__span patterns;  /* WHEN, DONE, ENTRY */
    uint32_t guard;               /* in model->expressions, or TAPPA_NONE */
    struct tappa__span targets;   /* in model->targets; count 0: stays, leaving nothing */
    uint32_t target_is_list;      /* written as a list: reported as a list */
    uint32_t internal;
    uint32_t actions;             /* in model->lists, or TAPPA_NONE */
    struct tappa__span titles;
    struct tappa__text path;      /* YAML path: "stages.information.when.Product Added[0]" */
    struct tappa__place place;
    /* AFTER */
    uint32_t group;               /* first row of the same `after` key: rows of one key share one timer */
    int64_t delay;                /* microseconds */
    int64_t every;                /* 0: once */
    int64_t at;                   /* microseconds since local midnight, or -1 */

    /* derived */
    uint32_t timer;               /* AFTER: slot of the state's due times */
    uint32_t domain;              /* the stage that a transition with targets stays in; TAPPA_NONE: the root */
    uint32_t moving_domain;       /* 1: a target is a history, so the domain is found when it is taken */
};

/* Actions, flattened: a list is a run of ops; {if, do, else} is IF, the `do` ops, JUMP, the `else` ops. Executing starts at
 * lists[i].first and ends at first + count; op.list_end is where a failing op's own (inner) list ends. */
enum tappa__op_kind {
    TAPPA__SET = 1, /* args: slot index, expression */
    TAPPA__LEARN,   /* args: profile slot index, expression */
    TAPPA__CONTACT, /* name: touchpoint index; args; expires */
    TAPPA__RAISE,   /* name: event index; args: field position in the event, expression */
    TAPPA__SEND,    /* name: event index; args; delay (0: immediately), id */
    TAPPA__CANCEL,  /* id */
    TAPPA__START,   /* name: in model->names, the other model's name; args by name */
    TAPPA__EMIT,    /* name: in model->names; args by name */
    TAPPA__COUNT,   /* name: in model->names; by: expression or NONE */
    TAPPA__IF,      /* guard; else_at: op to go on with where it does not hold */
    TAPPA__JUMP     /* else_at: op to go on with */
};
struct tappa__arg {
    struct tappa__text name; /* as written */
    uint32_t slot;           /* SET, LEARN: slot; RAISE, SEND: field position; others TAPPA_NONE */
    uint32_t expression;
};
struct tappa__op {
    uint32_t kind;
    uint32_t guard;    /* the action's own `if` (for IF: its condition), or TAPPA_NONE */
    uint32_t name;
    struct tappa__span args; /* in model->args */
    int64_t delay;     /* SEND */
    int64_t expires;   /* CONTACT; 0 none */
    uint32_t id;       /* SEND, CANCEL: in model->names, or TAPPA_NONE */
    uint32_t by;       /* COUNT */
    uint32_t else_at;  /* IF, JUMP: op index */
    uint32_t list_end; /* op index behind the list that holds this op */
    struct tappa__place place;
};

struct tappa_channel {
    const struct tappa_model *model;
    uint32_t index;
    struct tappa__text name;
    uint32_t setting; /* 0 none, 1 online, 2 offline */
    struct tappa__text consent; /* purpose, or empty */
    struct tappa__span titles;
    struct tappa__place place;
};

struct tappa_touchpoint {
    const struct tappa_model *model;
    uint32_t index;
    struct tappa__text name;
    uint32_t channel;
    uint32_t direction; /* 1 inbound, 2 outbound */
    uint32_t owner;     /* 0 none, 1 owned, 2 paid, 3 earned */
    uint32_t controlled;  /* 1 unless `controlled: false` */
    struct tappa__text consent;   /* purpose, or empty: the channel's */
    struct tappa__span serves;  /* `for`: in model->targets (stage indices) */
    double cost;
    uint32_t has_cost;
    struct tappa__span titles;
    struct tappa__place place;
};

struct tappa__persona {
    struct tappa__text name;
    uint32_t expression;
    struct tappa__place place;
};

struct tappa__arm {
    struct tappa__text name;
    double weight;
};
struct tappa__experiment {
    struct tappa__text name;
    struct tappa__span arms; /* in model->arms; weights as written */
    double holdout;          /* share held out, 0 <= holdout < 1; a held-out customer's arm is "holdout" */
    uint8_t key[16];         /* SipHash key made from model and experiment name */
    struct tappa__place place;
};

struct tappa__goal {
    struct tappa__text name;
    uint32_t stage; /* reach, or TAPPA_NONE */
    uint32_t event; /* event, or TAPPA_NONE */
    uint32_t value; /* expression, or TAPPA_NONE */
    struct tappa__span titles;
    struct tappa__place place;
};

struct tappa__offer {
    struct tappa__text name;
    uint32_t touchpoint; /* or TAPPA_NONE */
    uint32_t guard, value; /* expressions or TAPPA_NONE */
    struct tappa__span serves;
    int64_t priority;
    struct tappa__span titles;
    struct tappa__place place;
};

/* migrate: stage of the old version → stage here. In the order written; a version whose map is empty has one entry with an empty
 * old_stage, so that the version is known. */
struct tappa__mapping {
    uint32_t from_version;
    struct tappa__text old_stage;
    uint32_t stage; /* TAPPA_NONE: dropped */
};

struct tappa__note { /* key and text, in the order written */
    struct tappa__text key, value;
};

enum { TAPPA__AGAIN_NEVER, TAPPA__AGAIN_AFTER_END, TAPPA__AGAIN_ALWAYS };

/* ---- derived for the step ---- */
struct tappa__cell { /* what one stage does on one event */
    uint32_t event;
    struct tappa__span rows; /* in model->candidates: row indices in the order tried */
};

/* Words of a journey's state in front of the parts that a model lays out; the first is the time of its last event. */
enum { TAPPA__STATE_HEAD = 4 };

/* One candidate of the fast table, see lib/core/journey/fast.h. */
#define TAPPA__FAST_SLOW UINT32_C(0x80000000)
struct tappa__fast_row {  /* 64 bytes: found by a shift */
    uint64_t low, span;   /* taken where key - low <= span, in uint64 */
    struct {              /* as it will stand in struct tappa_taken: copied as one */
        uint32_t row;     /* transition; TAPPA_NONE: the row that stands for "ignored" */
        uint32_t from, to; /* the row's own stage; the stage entered, or TAPPA_NONE: stays */
        uint32_t step;    /* 0 */
    } taken;
    uint64_t fold;        /* INT64_MAX for doubles: makes the order of their bits that of their values; 0 for integers */
    uint64_t move;        /* 0: stays. Low half: the leaf's number xor that of the leaf entered. High half: the word of the state with its clock */
    uint32_t live;        /* 1: a transition; 0: the row that stands for "ignored" */
    uint32_t next;        /* index of the next candidate of this cell, or 0; TAPPA__FAST_SLOW, in the first: the cell is the general step's */
    uint32_t field;       /* byte offset of the value's member from the event's fields */
    uint32_t alignment;
};
_Static_assert(sizeof(struct tappa__fast_row) == 64, "a row is found by a shift");

struct tappa_model {
    _Atomic uint32_t references;
    struct tappa__arena arena; /* everything below lives here */
    uint64_t limits[16];       /* of the context it was compiled under */

    struct tappa__text name;
    int64_t version;
    struct tappa__span titles;

    struct tappa__title *all_titles;
    struct tappa__note *notes;
    struct tappa__text *names; /* interned: ids, emits, counts, other models */
    uint32_t title_count, note_count, name_count;

    struct tappa__slot *data;      uint32_t data_count;
    struct tappa__slot *profile;   uint32_t profile_count;
    struct tappa__slot *fields;    uint32_t field_count;
    struct tappa__text *field_names; uint32_t field_name_count;
    struct tappa_event_type *events; uint32_t event_count, declared_count; /* declared ones first */
    uint32_t error_event;          /* error.execution */
    struct tappa__text *aliases;   uint32_t alias_count;
    struct tappa_channel *channels; uint32_t channel_count;
    struct tappa_touchpoint *touchpoints; uint32_t touchpoint_count;
    struct tappa__persona *personas; uint32_t persona_count;
    struct tappa__experiment *experiments; uint32_t experiment_count;
    struct tappa__arm *arms;       uint32_t arm_count;
    struct tappa_stage *stages;    uint32_t stage_count;
    struct tappa_transition *rows; uint32_t row_count;
    struct tappa__pattern *patterns; uint32_t pattern_count;
    uint32_t *targets;             uint32_t target_count; /* stage indices */
    struct tappa__span *lists;     uint32_t list_count;   /* runs in ops */
    struct tappa__op *ops;         uint32_t op_count;
    struct tappa__arg *args;       uint32_t arg_count;
    struct tappa__expression *expressions; uint32_t expression_count;
    struct tappa__span entry;      /* rows of `entry`; count 0 with has_entry 0: no `entry` key */
    uint32_t has_entry;
    uint32_t again;                /* TAPPA__AGAIN_ */
    uint32_t key;                  /* entry_rules.key: expression, or TAPPA_NONE */
    struct tappa__goal *goals;     uint32_t goal_count;
    struct tappa__offer *offers;   uint32_t offer_count;
    struct tappa_quiet *quiets;   uint32_t quiet_count;
    struct tappa_cap *caps;       uint32_t cap_count;
    struct tappa_priority *priorities; uint32_t priority_count;
    struct tappa_response *responses; uint32_t response_count;
    struct tappa__mapping *mappings; uint32_t mapping_count;
    struct tappa__note *simulate;  uint32_t simulate_count; /* dotted path → scalar as written */

    struct tappa__text text;       /* as it was given */

    /* derived by tappa__model_derive() */
    struct tappa__text dump;       /* canonical YAML */
    uint8_t fingerprint[16];       /* SipHash-2-4-128 of the dump under the key "tappa fingerprnt" */
    struct tappa__cell *cells;     uint32_t cell_count;
    uint32_t *candidates;          uint32_t candidate_count;
    struct tappa__name_index {     /* names of events and aliases, sorted by tappa__text_compare: name → event */
        struct tappa__text name;
        uint32_t event;
    } *event_names;
    uint32_t event_name_count;
    uint32_t *stage_order;         /* stage indices sorted by name */
    uint32_t *done_event;          /* stage → its done.state event; TAPPA_NONE: has no children */
    uint8_t *field_kinds;          /* kind of each of model->fields, packed */
    uint8_t *event_plain;          /* event → 1: its fields need no look at their contents (no text, no timestamp) */
    uint32_t max_depth;
    uint32_t initial_stage;        /* first top-level stage that is not a history */
    uint32_t parallel;             /* 1: some stage is parallel, several leaves may be active */
    uint32_t stack_need;           /* deepest program */
    /* layout of a journey's state, in 8-byte words behind the header; see lib/core/journey/state.h */
    uint32_t set_words;            /* words of a set of stages */
    uint32_t clock_count, timer_count, visits_count, entered_count, history_count, slot_count;
    uint32_t at_active;            /* word where each part begins; the active set is empty where one leaf says it all */
    uint32_t at_clocks, at_timers, at_entered, at_visits, at_history, at_present, at_slots;
    uint32_t state_words;          /* all together, header excluded */
    uint32_t has_strings;          /* a slot of kind string */
    uint32_t has_sends;            /* a delayed send exists */
    /* the fast table, event by event a row for each leaf, then further candidates; fast_events == 0: the model has none */
    struct tappa__fast_row *fast;
    uint32_t fast_count, fast_events;
    uint32_t *leaf_stage;          /* leaf number → stage */
    uint32_t *stage_leaf;          /* stage → leaf number, TAPPA_NONE for others */
    uint32_t leaf_count;
};

/* What expressions load: `load` of a binding; index says which. */
enum tappa__load {
    TAPPA__LOAD_EVENT_NAME = 1,
    TAPPA__LOAD_EVENT_TIME,
    TAPPA__LOAD_EVENT_TOUCHPOINT,
    TAPPA__LOAD_EVENT_CHANNEL,
    TAPPA__LOAD_EVENT_FIELD,    /* index: in model->field_names; for rows that several events can reach */
    TAPPA__LOAD_EVENT_FIELD_AT, /* index: into fields, of the one event; rows with one exact declared event only */
    TAPPA__LOAD_DATA,
    TAPPA__LOAD_PROFILE,
    TAPPA__LOAD_PERSONA,
    TAPPA__LOAD_EXPERIMENT,     /* the arm's name, a string */
    TAPPA__LOAD_JOURNEY_AT,     /* index: stage; bool */
    TAPPA__LOAD_JOURNEY_ENTERED, /* index: stage; timestamp */
    TAPPA__LOAD_JOURNEY_VISITS, /* index: stage; int */
    TAPPA__LOAD_JOURNEY_STARTED,
    TAPPA__LOAD_JOURNEY_AGE,
    TAPPA__LOAD_JOURNEY_ID,
    TAPPA__LOAD_NOW
};

/* Fills the derived part. The arrays above must be complete. TAPPA_OK, TAPPA_ENOMEM. */
tappa_status tappa__model_derive(struct tappa_model *m);
/* Writes the canonical YAML: the same model text gives the same bytes, and compiling them gives them again.
 * Everything is written that has a meaning; defaults are left out, aliases, titles and notes are kept. */
void tappa__model_dump(const struct tappa_model *m, struct tappa__buffer *out);

/* Event of a name or alias: index or TAPPA_NONE. */
uint32_t tappa__model_event(const struct tappa_model *m, struct tappa__text name);
uint32_t tappa__model_stage(const struct tappa_model *m, struct tappa__text name);
uint32_t tappa__model_touchpoint(const struct tappa_model *m, struct tappa__text name);
int tappa__pattern_matches(const struct tappa__pattern *p, uint32_t event, struct tappa__text name);

static inline int
tappa__is_descendant(const struct tappa_model *m, uint32_t stage, uint32_t ancestor)
{
    return ancestor == TAPPA_NONE || (ancestor < stage && stage < m->stages[ancestor].end);
}

static inline int
tappa__is_history(const struct tappa_stage *s)
{
    return s->kind == TAPPA__HISTORY_SHALLOW || s->kind == TAPPA__HISTORY_DEEP;
}

#endif
