/* The cohort: many journeys of one model in flat arrays, for replay and simulation. */
#ifndef TAPPA_COHORT_H
#define TAPPA_COHORT_H

#include "tappa/snapshot.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tappa_cohort tappa_cohort;

/*
 * Effect: makes a cohort of journeys that have not begun. Customer and id of journey i are the decimal digits of i.
 * Parameters: model: not NULL; held. count: how many, at least 1. cohort: set to NULL first; not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ENOMEM. Ownership: the caller's, until tappa_cohort_free(). Threads: any. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_cohort_new(tappa_model *model, uint32_t count, tappa_cohort **cohort);
/* Effect: frees it; NULL does nothing. Threads: one at a time. Since: 0.1. */
TAPPA_API void tappa_cohort_free(tappa_cohort *cohort);
/* Effect: how many journeys; bytes that a resting journey takes in the arrays. Returns: 0 for NULL. Threads: any. Since: 0.1. */
TAPPA_API uint32_t tappa_cohort_count(const tappa_cohort *cohort);
TAPPA_API size_t tappa_cohort_journey_bytes(const tappa_cohort *cohort);

/* A column of field values, for all events of a feed: one value for each event in an array of the field's kind (int64_t for
 * TAPPA_INT, TAPPA_TIMESTAMP, TAPPA_DURATION; double; uint8_t for TAPPA_BOOL; for TAPPA_STRING bytes, cut by `offsets`). */
struct tappa_column {
    const char *field; /* name of the field, in every event type that declares it with this kind */
    size_t field_size;
    uint32_t kind;
    uint32_t flags;          /* 0 */
    const void *values;
    const int32_t *offsets;  /* TAPPA_STRING: count + 1 offsets into values; else NULL */
    const uint8_t *present;  /* one bit for each event, lowest first (as Arrow); NULL: all are there */
};

/* Run each journey's due timers before an event. */
#define TAPPA_COHORT_TIMERS 1u

struct tappa_columns {
    uint32_t size;            /* sizeof(struct tappa_columns) */
    uint32_t flags;           /* TAPPA_COHORT_ */
    size_t count;             /* events */
    const uint32_t *journeys; /* index of the journey */
    const uint32_t *events;   /* event type index */
    const int64_t *times;     /* microseconds UTC */
    const struct tappa_column *columns;
    size_t column_count;
};

/*
 * Effect: feeds events in the order given, each as tappa_journey_feed() would: the same transitions, effects and states, byte for byte. An event that
 * is refused is noted in the batch and the next one goes on.
 * Parameters: cohort, columns, batch: not NULL. The batch receives transitions, changes, effects, failures and refusals, with journey and input.
 * done: how many events were handled or refused; NULL is allowed.
 * Returns: TAPPA_OK; TAPPA_EINVAL (nothing done: an index out of range, a NULL column, a size or flag unknown); TAPPA_EFIELD (nothing done: a column of
 * another kind than a declared field of its name); TAPPA_ENOMEM (`done` events are complete, the next is not begun; of timers that were due before it
 * some may have run: the batch tells of them).
 * Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_cohort_feed(tappa_cohort *cohort, const struct tappa_columns *columns,
                                                          tappa_batch *batch, size_t *done);
/*
 * Effect: runs what is due at or before `now`, journey by journey. A timer that loops or meets a limit is noted as a refusal (input: the journey).
 * Parameters: as tappa_cohort_feed(). Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ENOMEM (what ran stays, and the batch tells of it: call again). Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_cohort_run_due(tappa_cohort *cohort, int64_t now, tappa_batch *batch);
/* Effect: earliest due timer of all. Returns: TAPPA_NEVER for none or NULL. Threads: one at a time. Since: 0.1. */
TAPPA_API int64_t tappa_cohort_next_due(const tappa_cohort *cohort);
/*
 * Effect: copies one journey out; puts one in.
 * Parameters: cohort, journey: not NULL; `put`: of the same model. Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_EMODELS; TAPPA_ENOMEM.
 * Ownership: what `get` gives is the caller's. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_cohort_get(const tappa_cohort *cohort, uint32_t index,
                                                         tappa_journey **journey);
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_cohort_put(tappa_cohort *cohort, uint32_t index,
                                                         const tappa_journey *journey);
/*
 * Effect: how many begun journeys have each stage active (ancestors included).
 * Parameters: counts: one for each stage of the model; size: how many there is room for.
 * Returns: TAPPA_OK; TAPPA_EINVAL. Threads: one at a time. Since: 0.1.
 */
TAPPA_API tappa_status tappa_cohort_histogram(const tappa_cohort *cohort, uint64_t *counts, size_t size);

#ifdef __cplusplus
}
#endif

#endif
