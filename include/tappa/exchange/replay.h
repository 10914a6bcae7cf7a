/* Replay: one model and many customers, moved by records in order of time. */
#ifndef TAPPA_EXCHANGE_REPLAY_H
#define TAPPA_EXCHANGE_REPLAY_H

#include "tappa/record.h"
#include "tappa/journey.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tappa_replay tappa_replay;

/*
 * Effect: makes a replay without customers. It keeps the journeys of each customer as `entry_rules` says, lets them share one
 * profile, and runs the timers of all in order of their due time (those of one time in the order in which the journeys began).
 * Parameters: context: for batches and zones; not NULL. model: not NULL; held. allocator: copied; NULL for malloc. replay: set to NULL first; not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ENOMEM.
 * Ownership: the caller's, until tappa_replay_free(). Threads: any. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_replay_new(tappa_context *context, tappa_model *model,
                                                         const struct tappa_allocator *allocator, tappa_replay **replay);
/* Effect: frees it and its journeys; NULL does nothing. Threads: one at a time. Since: 0.1. */
TAPPA_API void tappa_replay_free(tappa_replay *replay);
/*
 * Effect: whether each step is written as a line of the trace (model-format, "The trace"); whether batches explain. Both 0 in a new replay.
 * Parameters: replay: NULL does nothing. on: 0 or 1. Threads: one at a time. Since: 0.1.
 */
TAPPA_API void tappa_replay_set_trace(tappa_replay *replay, int32_t on);
TAPPA_API void tappa_replay_set_explain(tappa_replay *replay, int32_t on);

/* What became of a record. */
#define TAPPA_OUTCOME_TAKEN 1   /* a journey began, or took a row */
#define TAPPA_OUTCOME_IGNORED 2 /* no row anywhere, no journey began */
#define TAPPA_OUTCOME_REFUSED 3 /* a field does not fit, an unknown touchpoint (in a model that has any) or zone, too late, a loop: tappa_replay_message() */

/*
 * Effect: one record, handled to its end: the timers of all customers that are due at or before its time, then the record.
 * Parameters: replay, record: not NULL. outcome: a TAPPA_OUTCOME_ number; NULL is allowed.
 * Returns: TAPPA_OK, also where the record was refused; TAPPA_EINVAL (nothing done); TAPPA_ETIME (nothing done); TAPPA_ENOMEM (the record may
 * have been handled by some of the customer's journeys: give up).
 * Ownership: nothing of the record is kept. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_replay_feed(tappa_replay *replay, const struct tappa_record *record,
                                                          int32_t *outcome);
/*
 * Effect: runs all timers that are due at or before `time`.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ENOMEM. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_replay_advance(tappa_replay *replay, int64_t time);

/*
 * Effect: the same, piece by piece, for callers that look at each batch: `push` a record, or `push_time`, then `next` until it returns TAPPA_END.
 * Each `next` makes one call of the core and leaves its batch in tappa_replay_batch(). What is still to do from an earlier push is done first
 * without being shown.
 * Parameters: replay, record: not NULL; what the record points to must last until `next` returns TAPPA_END. journey: whose step it was, NULL where it has not begun; step_status: what the core returned:
 * TAPPA_OK, TAPPA_ELOOP, TAPPA_EFIELD, TAPPA_ELATE, TAPPA_ELIMIT (batch empty; after a timer's loop or limit it names the timer). Both may be NULL.
 * Returns: push: as tappa_replay_feed(). next: TAPPA_OK; TAPPA_END (tappa_replay_outcome() is now known); TAPPA_EINVAL; TAPPA_ENOMEM.
 * Ownership: the journey is the replay's. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_replay_push(tappa_replay *replay, const struct tappa_record *record);
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_replay_push_time(tappa_replay *replay, int64_t time);
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_replay_next(tappa_replay *replay, const tappa_journey **journey,
                                                          tappa_status *step_status);
/* Effect: the batch of the last step. Returns: borrowed until the next call; NULL for NULL. Threads: one at a time. Since: 0.1. */
TAPPA_API const tappa_batch *tappa_replay_batch(const tappa_replay *replay);
/* Effect: what became of the last record. Returns: a TAPPA_OUTCOME_ number; 0 before any. Threads: one at a time. Since: 0.1. */
TAPPA_API int32_t tappa_replay_outcome(const tappa_replay *replay);
/* Effect: why the last record was refused. Returns: borrowed until the next push; "" where it was not. Threads: one at a time. Since: 0.1. */
TAPPA_API const char *tappa_replay_message(const tappa_replay *replay);

/*
 * Effect: the trace so far: lines that each end with a line break; `clear` empties it.
 * Parameters: size: receives its length; NULL is allowed.
 * Returns: borrowed until the next call; "" where there is none. Threads: one at a time. Since: 0.1.
 */
TAPPA_API const char *tappa_replay_trace(const tappa_replay *replay, size_t *size);
TAPPA_API void tappa_replay_trace_clear(tappa_replay *replay);

/* Sums. read = taken + ignored + refused. */
struct tappa_replay_counts {
    uint32_t size; /* sizeof(struct tappa_replay_counts) */
    uint32_t flags; /* 0 */
    uint64_t customers, journeys, ended; /* journeys: those that began; ended: of these */
    uint64_t read, taken, ignored, refused;
    uint64_t timers;      /* timers that ran */
    uint64_t transitions; /* rows taken */
    uint64_t failures;    /* expressions that failed */
};
/*
 * Effect: the sums so far.
 * Parameters: counts: `size` set; not NULL. A smaller size gets what it has room for. Returns: TAPPA_OK; TAPPA_EINVAL. Threads: one at a time. Since: 0.1.
 */
TAPPA_API tappa_status tappa_replay_counts(const tappa_replay *replay, struct tappa_replay_counts *counts);
/*
 * Effect: adds a line that no reader could read to the refused ones.
 * Parameters: replay, reason: not NULL. input, line: where it stood.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ENOMEM. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_replay_refuse(tappa_replay *replay, const char *reason, uint32_t input,
                                                            uint64_t line);

/* Rows taken, summed by where from and where to. */
struct tappa_replay_move {
    uint32_t from;  /* stage; TAPPA_NONE: entry */
    uint32_t row;   /* one of the rows, tappa_transition_index(): its targets say where to */
    uint64_t count; /* more than 0 */
};
/* Records refused for one reason. */
struct tappa_replay_refusal {
    const char *reason;
    uint64_t count;
    uint64_t first_line;
    uint32_t first_input;
    uint32_t alignment; /* 0 */
};
/* How often a goal was reached: its stage entered, its event handled; with the sum of the values that could be computed. */
struct tappa_replay_goal {
    uint64_t count;
    uint64_t valued;
    double value;
};
/*
 * Effect: the moves, most frequent first; the reasons in the order met; the goals in the order of the model.
 * Parameters: move, refusal, goal: where the answer goes; not NULL.
 * Returns: counts: 0 for NULL or when out of memory. at: TAPPA_OK; TAPPA_EINVAL. Ownership: a reason is borrowed from the replay.
 * Threads: one at a time. Since: 0.1.
 */
TAPPA_API size_t tappa_replay_move_count(tappa_replay *replay);
TAPPA_API tappa_status tappa_replay_move_at(const tappa_replay *replay, size_t index, struct tappa_replay_move *move);
TAPPA_API size_t tappa_replay_refusal_count(const tappa_replay *replay);
TAPPA_API tappa_status tappa_replay_refusal_at(const tappa_replay *replay, size_t index,
                                               struct tappa_replay_refusal *refusal);
TAPPA_API tappa_status tappa_replay_goal_at(const tappa_replay *replay, uint32_t goal, struct tappa_replay_goal *counts);
/*
 * Effect: how many journeys stand in each stage (ancestors included; an ended journey in its final stage).
 * Parameters: counts: one for each stage of the model; size: how many there is room for.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ENOMEM. Threads: one at a time. Since: 0.1.
 */
TAPPA_API tappa_status tappa_replay_stage_counts(const tappa_replay *replay, uint64_t *counts, size_t size);

/*
 * Effect: the journeys in the order in which they began.
 * Returns: 0 or NULL for NULL or an index out of range. Ownership: borrowed from the replay. Threads: one at a time. Since: 0.1.
 */
TAPPA_API size_t tappa_replay_journey_count(const tappa_replay *replay);
TAPPA_API const tappa_journey *tappa_replay_journey_at(const tappa_replay *replay, size_t index);

#ifdef __cplusplus
}
#endif

#endif
