/* The engine's binding inside: what its files share. */
#ifndef TAPPA_PYTHON_ENGINE_H
#define TAPPA_PYTHON_ENGINE_H

#include "shapes.h"
#include "tappa/engine/contact.h"
#include "tappa/engine/customer.h"
#include "tappa/engine/ingest.h"
#include "tappa/engine/plan.h"

struct engine {
    PyObject_HEAD
    struct state *state;
    tappa_engine *engine; /* NULL: closed */
    PyObject *models;     /* list of Model: those it was given, and those its store had */
    PyObject *path;       /* None: in memory */
    PyObject *weak;
    int is_shared;
    atomic_int busy;
};

/* Records as a caller gave them. All that they point to belongs to objects in `held`, so that no other thread can take it away. */
struct intake {
    struct state *state;
    struct tappa_record *records;
    size_t *firsts; /* of each record: its first field, its first identity */
    struct tappa_field *fields;
    struct tappa_identity *identities;
    size_t count, field_count, field_room, identity_count, identity_room;
    PyObject *held;
};

/* engine.c: one user at a time. What a call borrows from the library lies there until engine_release(). */
tappa_engine *engine_use(struct engine *self);
void engine_release(struct engine *self);
/* Raises where the status is an error: 0 where it is none. */
int engine_failed(struct engine *self, tappa_status status);
int customer_failed(struct engine *self, tappa_status status, long long customer); /* the same, of a call about a customer */
int now_read(struct engine *self, PyObject *object, int64_t *now); /* None, NULL: the clock */
int count_read(struct state *state, Py_ssize_t number, const char *what, uint32_t most, uint32_t *out); /* 0 stands for the library's own, or for any number */
int short_text_read(struct state *state, PyObject *object, const char *what, Py_ssize_t least, const char **text, Py_ssize_t *size); /* `least`: 0 or 1 */
struct model *engine_model(struct engine *self, tappa_model *model); /* borrowed */

/* engine-records.c */
int intake_read(struct intake *intake, struct state *state, PyObject *records);
void intake_free(struct intake *intake);

/* engine-flow.c, engine-look.c, engine-change.c: methods, all with keywords. */
int limit_read(struct engine *self, Py_ssize_t limit);
typedef PyObject *engine_method(struct engine *self, PyObject *args, PyObject *kwargs);
engine_method engine_ingest, engine_offset, engine_run_due, engine_decide, engine_claim, engine_report;
engine_method engine_find, engine_where, engine_journal, engine_export, engine_damaged, engine_counters, engine_counts, engine_metrics;
engine_method engine_add_model, engine_versions, engine_add_kind, engine_block, engine_plan, engine_apply, engine_part, engine_part_identities, engine_erase, engine_checkpoint;

/* A call into the library, without the interpreter's lock. */
#define WITHOUT_LOCK(call) \
    do { \
        Py_BEGIN_ALLOW_THREADS \
        call; \
        Py_END_ALLOW_THREADS \
    } while (0)

#endif
