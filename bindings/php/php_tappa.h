/* What the files of the extension share: the objects, their classes, and the ways between PHP's values and the library's. */
#ifndef PHP_TAPPA_H
#define PHP_TAPPA_H

#include <php.h>
#include <zend_enum.h>
#include <zend_exceptions.h>
#include <zend_interfaces.h>

#include <tappa/tappa.h>

#define PHP_TAPPA_VERSION "0.1.0"

/* Batches that wait for their next use: enough for a request that keeps a few at a time. */
#define PHP_TAPPA_BATCHES_KEPT 8

ZEND_BEGIN_MODULE_GLOBALS(tappa)
    tappa_batch *batches[PHP_TAPPA_BATCHES_KEPT];
    uint32_t batch_count;
    tappa_batch *bulk; /* a large one, kept while there is a cohort that may fill it again */
    uint32_t cohort_count;
ZEND_END_MODULE_GLOBALS(tappa)
ZEND_EXTERN_MODULE_GLOBALS(tappa)
#define PHP_TAPPA_G(member) ZEND_MODULE_GLOBALS_ACCESSOR(tappa, member)

/* ---- classes */

enum php_tappa_enum {
    PHP_TAPPA_Kind,
    PHP_TAPPA_Severity,
    PHP_TAPPA_StageKind,
    PHP_TAPPA_Setting,
    PHP_TAPPA_Direction,
    PHP_TAPPA_Owner,
    PHP_TAPPA_RowKind,
    PHP_TAPPA_Again,
    PHP_TAPPA_StepKind,
    PHP_TAPPA_Space,
    PHP_TAPPA_TimerKind,
    PHP_TAPPA_EffectKind,
    PHP_TAPPA_Verdict,
    PHP_TAPPA_MovedKind,
    PHP_TAPPA_Source,
    PHP_TAPPA_Policy,
    PHP_TAPPA_Outcome,
    PHP_TAPPA_DecisionKind,
    PHP_TAPPA_Reason,
    PHP_TAPPA_ContactState,
    PHP_TAPPA_Status
};

struct php_tappa_classes {
    zend_class_entry *model, *stage, *channel, *touchpoint, *event_type, *transition, *goal, *diagnostic;
    zend_class_entry *event, *journey, *snapshot, *cohort;
    zend_class_entry *batch, *step, *taken, *change, *timer_change, *effect, *failure, *considered, *moved, *refused;
    zend_class_entry *mode, *engine, *record, *offset, *ingested, *decision, *claimed, *count, *version, *plan, *plan_move;
    zend_class_entry *standing, *underway, *consent, *known, *contact;
    zend_class_entry *offer, *proposal, *cap, *quiet, *response;
    zend_class_entry *exception;
};
extern struct php_tappa_classes php_tappa_class;

/* The class that a status is thrown as. */
zend_class_entry *php_tappa_exception(tappa_status status);
/* The class of an enum that stands for numbers. */
zend_class_entry *php_tappa_enum_class(enum php_tappa_enum which);
/* A case of an enum; null where the headers give the number no name. */
void php_tappa_case(zval *out, enum php_tappa_enum which, int64_t value);
/* Throws the exception of a status. */
void php_tappa_throw(tappa_status status, const char *format, ...) ZEND_ATTRIBUTE_FORMAT(printf, 2, 3);
void php_tappa_throw_model(tappa_status status, const char *name, const tappa_diagnostics *list);
void php_tappa_diagnostics(zval *out, const tappa_diagnostics *list);

/* Fills an object's properties, in the order of the stub. The object is new, and nobody has seen it. */
struct php_tappa_filler {
    zend_object *object;
    uint32_t next;
};
struct php_tappa_filler php_tappa_fill(zval *out, zend_class_entry *ce);
zval *php_tappa_slot(struct php_tappa_filler *filler);
void php_tappa_put_text(struct php_tappa_filler *filler, const char *text);
void php_tappa_put_text_or_null(struct php_tappa_filler *filler, const char *text);
void php_tappa_put_int(struct php_tappa_filler *filler, int64_t value);
/* null for TAPPA_NONE */
void php_tappa_put_index(struct php_tappa_filler *filler, uint32_t index);
void php_tappa_put_case(struct php_tappa_filler *filler, enum php_tappa_enum which, int64_t value);

/* ---- models that requests share (shared.c) */

/* A compiled model and what was doubtful in it; lives as long as an object or the cache holds it. */
struct php_tappa_shared {
    tappa_model *model;
    tappa_diagnostics *diagnostics;
    uint32_t owners; /* changed under the lock */
};
tappa_context *php_tappa_context(void);
zend_result php_tappa_shared_begin(void);
void php_tappa_shared_end(void);
/* NULL where an exception was thrown. */
struct php_tappa_shared *php_tappa_shared_load(const char *path, size_t size);
struct php_tappa_shared *php_tappa_shared_parse(const char *text, size_t size, const char *name);
struct php_tappa_shared *php_tappa_shared_of(tappa_model *model);
void php_tappa_shared_drop(struct php_tappa_shared *shared);
uint32_t php_tappa_shared_count(void);
/* The whole path, links and dots in it as they stand; FAILURE where an exception was thrown. */
zend_result php_tappa_path(const char *path, size_t size, char out[MAXPATHLEN]);

/* ---- the model's object */

/* An event type as `feed` needs it, read from the model when it is first fed. */
struct php_tappa_event_type {
    uint32_t field_count;
    uint32_t read; /* 1: what stands here was read */
    zend_string **names; /* where PHP code names a field by a literal, that literal: then comparing is one instruction */
    uint32_t *kinds;
};

struct php_tappa_model {
    struct php_tappa_shared *shared; /* NULL: not made by load, parse or unserialize */
    tappa_model *model;
    HashTable events; /* name as it was given => index of the event type, TAPPA_NONE where nobody declared it */
    struct php_tappa_event_type *types;
    zend_string **stage_names;
    zend_object std;
};

static inline struct php_tappa_model *
php_tappa_model_of(zend_object *object)
{
    return (struct php_tappa_model *)((char *)object - offsetof(struct php_tappa_model, std));
}

/* A stage's name as one string for all that speak of it. */
zend_string *php_tappa_stage_name(struct php_tappa_model *m, uint32_t index);
void php_tappa_add_stage(zval *list, struct php_tappa_model *m, const tappa_stage *stage);
const tappa_stage *php_tappa_find_stage(const struct php_tappa_model *m, zend_string *name);
/* Throws and gives NULL where the object was never made a model. */
struct php_tappa_model *php_tappa_model_ready(zend_object *object);
/* An object for a model that is there, of which nothing doubtful is known; NULL where an exception was thrown. */
struct php_tappa_model *php_tappa_model_show(tappa_model *model);
void php_tappa_model_begin(void);
void php_tappa_stage_object(zval *out, struct php_tappa_model *m, const tappa_stage *stage, const char *language);

/* ---- values (values.c) */

/* Microseconds of a time that PHP code gave as an argument. */
zend_result php_tappa_read_time(zval *value, uint32_t argument, int64_t *time);
/* The same without a word; SUCCESS, or FAILURE where it is no time. */
zend_result php_tappa_time_of(zval *value, int64_t *time);
/* The time as an object keeps it: what may still be changed is copied. FAILURE where an exception was thrown. */
zend_result php_tappa_keep_time(zval *slot, zval *time);
void php_tappa_time(zval *out, int64_t time);
void php_tappa_time_or_null(zval *out, int64_t time, int64_t none);
void php_tappa_duration(zval *out, int64_t duration);
/* A value of the kind wanted. Text is borrowed from the zval. FAILURE: it does not fit. Nothing is thrown. */
zend_result php_tappa_read_value(zval *from, uint32_t kind, struct tappa_value *value);
void php_tappa_value(zval *out, const struct tappa_value *value);
const char *php_tappa_kind_name(uint32_t kind);
int php_tappa_is_utf8(const char *text, size_t size);
/* A copy in which what is no UTF-8 is U+FFFD, so that json_encode() takes it. */
zend_string *php_tappa_as_utf8(const char *text, size_t size);

/* ---- events (event.c) */

/* An event as it is fed, and where its fields stand. */
struct php_tappa_input {
    struct tappa_event event;
    struct tappa_value few[16];
    struct tappa_value *many;
};

uint32_t php_tappa_event_index(struct php_tappa_model *m, zend_string *name);
struct php_tappa_event_type *php_tappa_event_fields(struct php_tappa_model *m, uint32_t index);
/* FAILURE: an exception was thrown; there is nothing to end. */
zend_result php_tappa_input_begin(struct php_tappa_input *input, struct php_tappa_model *m, zend_string *name, int64_t time,
                                  HashTable *fields, zend_string *touchpoint);
zend_result php_tappa_input_of(struct php_tappa_input *input, struct php_tappa_model *m, zend_object *event);
static inline void
php_tappa_input_end(struct php_tappa_input *input)
{
    if (UNEXPECTED(input->many))
        efree(input->many);
}

/* ---- batches (batch.c) */

struct php_tappa_batch {
    tappa_batch *batch;
    struct php_tappa_model *model; /* held by the property `model` */
    uint8_t is_bulk, explains, was_read; /* was_read: some property holds its list */
    zend_object std;
};

static inline struct php_tappa_batch *
php_tappa_batch_of(zend_object *object)
{
    return (struct php_tappa_batch *)((char *)object - offsetof(struct php_tappa_batch, std));
}

/* A batch to fill, out of those kept; NULL where an exception was thrown. */
tappa_batch *php_tappa_batch_take(int explain);
void php_tappa_batch_give_back(tappa_batch *batch, int explains);
/* The same for a cohort's, which may become large. */
tappa_batch *php_tappa_bulk_take(void);
void php_tappa_bulk_give_back(tappa_batch *batch);
void php_tappa_bulk_drop(void);
/* The object that shows it, and owns it from now on. */
void php_tappa_batch_object(zval *out, struct php_tappa_model *m, tappa_batch *batch, int is_bulk, int explains);
void php_tappa_batch_begin(void);
void php_tappa_batches_drop(zend_tappa_globals *globals);

/* ---- journeys (journey.c), cohorts (cohort.c), diagnostics */

struct php_tappa_journey {
    tappa_journey *journey; /* NULL: not constructed */
    struct php_tappa_model *model;
    zend_object std;
};

static inline struct php_tappa_journey *
php_tappa_journey_of(zend_object *object)
{
    return (struct php_tappa_journey *)((char *)object - offsetof(struct php_tappa_journey, std));
}

struct php_tappa_journey *php_tappa_journey_ready(zend_object *object);
/* An object around a journey, which it owns from now on: one that is there, or a new one. */
void php_tappa_journey_fill(zend_object *object, struct php_tappa_model *m, tappa_journey *journey);
void php_tappa_journey_object(zval *out, struct php_tappa_model *m, tappa_journey *journey);
/* Its snapshot; NULL where an exception was thrown. */
zend_string *php_tappa_snapshot_of(const tappa_journey *journey);
/* A journey from a snapshot; NULL where an exception was thrown. */
tappa_journey *php_tappa_journey_read(struct php_tappa_model *m, zend_string *bytes, tappa_batch *batch);
void php_tappa_journey_begin(void);
void php_tappa_cohort_begin(void);
void php_tappa_engine_begin(void);

#endif
