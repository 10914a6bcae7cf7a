/* The extension inside: what its files share. Over the public headers alone, and over Python's limited API. */
#ifndef TAPPA_PYTHON_H
#define TAPPA_PYTHON_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include "tappa/tappa.h"

#define STATUS_MOST 64  /* statuses are -1 to -63 */
#define SPARES 4        /* batches that a model keeps for the next calls */
#define BULK_ROWS_KEPT (1u << 20) /* rows of a cohort's batch that is kept for the next call; about 50 MiB */
#define FIELDS_INLINE 16
#define ZONE_TYPES 2    /* timezone, ZoneInfo */

/* Kinds of rows that a batch holds; the order of `row_types`. */
enum rows_kind {
    ROWS_STEPS,
    ROWS_TAKEN,
    ROWS_CHANGES,
    ROWS_TIMERS,
    ROWS_EFFECTS,
    ROWS_FAILURES,
    ROWS_CONSIDERED,
    ROWS_MOVED,
    ROWS_REFUSED,
    ROWS_KINDS
};

/* The parts of a model that have objects of their own; the order of `part_types`. */
enum part_kind { PART_STAGE, PART_EVENT, PART_TOUCHPOINT, PART_CHANNEL, PART_TRANSITION, PART_KINDS };

/* An attribute of one of Python's own types. Of that very type its descriptor is asked, as the interpreter would, which spares finding it. */
struct member {
    PyTypeObject *type;
    PyObject *name, *descriptor;
    descrgetfunc get; /* NULL: it has to be found each time */
};

/* A type of zones that cannot change, and the function behind its utcoffset(). */
struct zone_type {
    PyTypeObject *type; /* NULL: none yet */
    PyCFunction offset;
};

enum { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, MICROSECOND, TZINFO, DELTA_DAYS, DELTA_SECONDS, DELTA_MICROSECONDS, MEMBERS };

/* Tuples with names that are made at once; the order of `shapes`. */
enum shape {
    SHAPE_INGESTED,
    SHAPE_VERDICT,
    SHAPE_CLAIMED,
    SHAPE_STANDING,
    SHAPE_CONSENT,
    SHAPE_TRAIT,
    SHAPE_CONTACT,
    SHAPE_PLAN,
    SHAPE_MOVE,
    SHAPE_OFFER,
    SHAPE_CAP,
    SHAPE_QUIET,
    SHAPE_PRIORITY,
    SHAPE_RESPONSE,
    SHAPE_PROPOSAL,
    SHAPE_SLOT,
    SHAPE_COUNT,
    SHAPE_VERSION,
    SHAPES
};

/* What a record may have; the order of `record_names`. */
enum { RECORD_EVENT, RECORD_TIME, RECORD_CUSTOMER, RECORD_ID, RECORD_SOURCE, RECORD_TOUCHPOINT, RECORD_ZONE, RECORD_DATA, RECORD_IDENTITIES, RECORD_ORDER, RECORD_NAMES };

struct state {
    tappa_context *context;
    PyObject *error;                /* TappaError */
    PyObject *errors[STATUS_MOST];  /* by -status */
    PyObject *closed;
    PyTypeObject *model, *journey, *batch, *rows, *cohort, *snapshot, *diagnostic, *engine;
    PyTypeObject *part_types[PART_KINDS];
    PyTypeObject *row_types[ROWS_KINDS];
    PyTypeObject *shapes[SHAPES];
    PyObject *outcomes, *reasons, *contact_states; /* members of enumerations by number */
    PyObject *record_names[RECORD_NAMES];
    PyObject *datetime, *timedelta, *utc, *epoch; /* epoch: 1970-01-01T00:00:00+00:00 */
    struct member members[MEMBERS]; /* of datetime and timedelta */
    PyObject *utcoffset, *touchpoint;
    struct zone_type zones[ZONE_TYPES]; /* the interpreter's lock guards these; without one they stay empty */
    PyObject *offset;                   /* the timedelta that a zone gave last */
    int64_t ahead;                      /* its microseconds */
};

/* An event type as a call needs it: interned names of its fields, so that a keyword is found by its address. */
struct event_type {
    PyObject **names;
    uint32_t *kinds;
    uint32_t count;
};

struct model {
    PyObject_HEAD
    struct state *state;
    tappa_model *model;
    PyObject *source, *name;  /* bytes, str: what a pickle holds */
    PyObject *warnings;       /* tuple of Diagnostic */
    PyObject *events;         /* dict: name or alias to index */
    struct event_type *types; /* by index, the declared ones */
    uint32_t type_count;
    atomic_int spares_busy;
    tappa_batch *spares[SPARES];
    uint32_t spare_count;
    tappa_batch *bulk_spare;  /* of cohorts: its rows are memory that the machine has already given */
    PyObject *weak;           /* references to it that do not hold it */
};

struct part {
    PyObject_HEAD
    struct model *model;
    const void *handle;
    uint32_t index;
};

struct journey {
    PyObject_HEAD
    struct model *model;
    tappa_journey *journey; /* NULL: closed */
    PyObject *weak;
    atomic_int busy;
    int explain;
};

struct batch {
    PyObject_HEAD
    struct model *model;
    tappa_batch *batch;
    tappa_status status;
    int is_bulk;
};

struct cohort {
    PyObject_HEAD
    struct model *model;
    tappa_cohort *cohort; /* NULL: closed */
    PyObject *keys;       /* dict: text key to index */
    PyObject *customers;  /* list: the keys by index */
    PyObject *weak;
    atomic_int busy;
    int timers, fed_by_index;
};

/* One event as a caller gave it. `fields` is `small` or a block of its own. */
struct reading {
    struct tappa_event event;
    struct tappa_value *fields;
    struct tappa_value small[FIELDS_INLINE];
};

/* errors.c */
int errors_add(PyObject *module, struct state *state);
void raise_status(struct state *state, tappa_status status, const char *format, ...);
PyObject *diagnostics_tuple(struct state *state, const tappa_diagnostics *list);
void raise_diagnostics(struct state *state, tappa_status status, const tappa_diagnostics *list);
PyTypeObject *diagnostic_type(void);

/* values.c */
PyObject *word(const char *const *words, size_t count, uint32_t number);
PyObject *value_object(struct state *state, const struct tappa_value *value);
int value_read(struct state *state, PyObject *object, uint32_t kind, const char *what, struct tappa_value *value);
int bool_of(PyObject *object); /* -1: it is none */
int text_is(PyObject *text, const char *utf8);
int text_read(struct state *state, PyObject *object, const char *what, const char **text, Py_ssize_t *size);
extern PyMethodDef value_functions[];
PyObject *index_object(uint32_t index); /* None for TAPPA_NONE */

/* times.c */
PyObject *time_object(struct state *state, int64_t time);  /* None for TAPPA_NEVER */
PyObject *duration_object(struct state *state, int64_t duration);
int is_time(struct state *state, PyObject *object); /* of a type that time_read() takes */
int time_read(struct state *state, PyObject *object, const char *what, int64_t *time);
int delta_read(struct state *state, PyObject *delta, const char *what, int64_t *out); /* of a timedelta */

/* model.c */
extern PyType_Spec model_spec;
struct model *model_wrap(struct state *state, tappa_model *model); /* one that the library made */
int model_equals(const struct model *a, const struct model *b);     /* what they say; then every part has the same index in both */
tappa_batch *model_take(struct model *model, int is_bulk);
void model_give(struct model *model, tappa_batch *batch, int is_bulk);

/* parts.c */
extern PyType_Spec part_specs[PART_KINDS];
PyObject *part_new(struct model *model, enum part_kind kind, const void *handle);
uint32_t part_count(const struct model *model, enum part_kind kind);
const void *part_at(const struct model *model, enum part_kind kind, uint32_t index);
PyObject *parts_tuple(struct model *model, enum part_kind kind);
int part_fits(const struct model *model, PyObject *part, const char *what); /* raises where it is of another model, and that one says something else */

/* journey.c, journey-state.c */
extern PyType_Spec journey_spec, snapshot_spec;
extern PyGetSetDef journey_getset[];
tappa_journey *journey_use(struct journey *self);
void journey_release(struct journey *self);
struct journey *journey_wrap(struct model *model, tappa_journey *journey);
struct journey *journey_under(struct journey *self, struct model *model);
PyObject *journey_snapshot(struct journey *self, PyObject *unused);
PyObject *journey_learn(struct journey *self, PyObject *args, PyObject *kwargs);
PyObject *journey_forget(struct journey *self, PyObject *name);
PyObject *journey_goal_value(struct journey *self, PyObject *const *args, Py_ssize_t count, PyObject *names);
PyObject *journey_at(struct journey *self, PyObject *stage);
PyObject *journey_since(struct journey *self, PyObject *stage);

/* rules.c */
enum rule { RULE_OFFERS, RULE_CAPS, RULE_QUIET, RULE_PRIORITIES, RULE_RESPONSES, RULE_EXPERIMENTS, RULE_SLOTS };
PyObject *rules_get(struct model *self, void *rule);
PyObject *journey_offers(struct journey *self, PyObject *now);
PyObject *journey_arms(struct journey *self, void *unused);

/* engine.c */
extern PyType_Spec engine_spec;

/* event.c */
int reading_read(struct reading *reading, struct model *model, PyObject *const *args, Py_ssize_t count, PyObject *names);
void reading_free(struct reading *reading);

/* batch.c, rows.c, columns.c */
extern PyType_Spec batch_spec, rows_spec;
struct batch *batch_make(struct model *model, int explain, int is_bulk);
int rows_types(PyObject *module, struct state *state);
size_t rows_count(const struct batch *batch, enum rows_kind kind);
PyObject *rows_item(struct batch *batch, enum rows_kind kind, size_t index);

struct rows {
    PyObject_HEAD
    struct batch *batch;
    enum rows_kind kind;
};
PyObject *rows_stream(struct rows *self, PyObject *args, PyObject *kwargs);
PyObject *rows_column(struct rows *self, PyObject *name);

/* cohort.c, columns-in.c, arrow.c */
extern PyType_Spec cohort_spec;
PyObject *cohort_feed(struct cohort *self, PyObject *args, PyObject *kwargs);
PyObject *cohort_replay(struct cohort *self, PyObject *args, PyObject *kwargs);
PyObject *cohort_run(struct cohort *self, const struct tappa_columns *columns);
tappa_cohort *cohort_use(struct cohort *self);
void cohort_release(struct cohort *self);

/* The member by which the interpreter finds an object's weak references. */
#define WEAK_MEMBER(type) static PyMemberDef type##_members[] = {{"__weaklistoffset__", T_PYSSIZET, offsetof(struct type, weak), READONLY, NULL}, {NULL, 0, 0, 0, NULL}}

/* The first thing in a dealloc, where anybody ever asked for one. */
static inline void
weak_clear(PyObject *self, const PyObject *weak)
{
    if (weak)
        PyObject_ClearWeakRefs(self);
}

static inline int
lock_try(atomic_int *lock)
{
    int free_ = 0;

    return atomic_compare_exchange_strong(lock, &free_, 1);
}

static inline void
lock_release(atomic_int *lock)
{
    atomic_store_explicit(lock, 0, memory_order_release);
}

#endif
