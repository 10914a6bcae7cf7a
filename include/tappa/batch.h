/* The batch: what one call produced. Owned by the caller, reset by each call that fills it, reused. */
#ifndef TAPPA_BATCH_H
#define TAPPA_BATCH_H

#include "tappa/event.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tappa_batch tappa_batch;

/*
 * Effect: makes an empty batch, for journeys of any model.
 * Parameters: context: not NULL. batch: set to NULL first; not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ENOMEM.
 * Ownership: the caller's, until tappa_batch_free(). Once it has seen a few steps of a model it asks for no more memory.
 * Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_batch_new(tappa_context *context, tappa_batch **batch);
/* Effect: frees a batch; NULL does nothing. Threads: one at a time. Since: 0.1. */
TAPPA_API void tappa_batch_free(tappa_batch *batch);
/*
 * Effect: whether calls that fill this batch also note every row considered and why it was or was not taken.
 * Parameters: batch: NULL does nothing. on: 0 or 1; 0 in a new batch. Threads: one at a time. Since: 0.1.
 */
TAPPA_API void tappa_batch_set_explain(tappa_batch *batch, int32_t on);

/* Everything below is read from a batch in the order in which it happened. All is borrowed from the batch until the next call
 * that fills or frees it. Structs only grow at their end. Counts are 0 and pointers NULL for a NULL batch or an index out of range.
 * Threads: one at a time. Since: 0.1. */

/* A step: one event handled to its end. One call may hold several: a start before the first event, events sent without delay. */
#define TAPPA_STEP_START 1 /* the journey began */
#define TAPPA_STEP_EVENT 2 /* an outer event */
#define TAPPA_STEP_SENT 3  /* an event the journey sent to itself, at once or when its delay was over */
#define TAPPA_STEP_AFTER 4 /* a timer of an `after` row */
struct tappa_step {
    int64_t time;
    uint32_t kind;
    uint32_t event;      /* event type index; TAPPA_NONE: start, after, an undeclared event */
    const char *name;    /* canonical name of the event, "start", "after"; NUL-terminated unless undeclared */
    uint32_t name_size;
    uint32_t taken_first, taken_count;   /* its run among the taken rows */
    uint32_t left_first, left_count;     /* among the stages left */
    uint32_t entered_first, entered_count;
    uint32_t change_first, change_count;
    uint32_t timer_first, timer_count;
    uint32_t effect_first, effect_count;
    uint32_t failure_first, failure_count;
    uint32_t considered_first, considered_count;
    uint32_t active_first, active_count; /* among the active leaf stages after the step */
};
/* Effect, Returns: the steps. Ownership, Threads, Since: see above. */
TAPPA_API size_t tappa_batch_step_count(const tappa_batch *batch);
TAPPA_API const struct tappa_step *tappa_batch_step_at(const tappa_batch *batch, size_t index);

/* A transition that was taken. */
struct tappa_taken {
    int64_t time;
    uint32_t row;     /* tappa_transition_index() */
    uint32_t from;    /* the row's own stage; TAPPA_NONE for an entry row */
    uint32_t to;      /* first target stage; TAPPA_NONE: stayed */
    uint32_t step;
    uint32_t journey; /* cohort: index of the journey; else 0 */
    uint32_t input;   /* cohort: index of the event in the arrays; else 0 */
};
/* Effect, Returns: the transitions taken. Ownership, Threads, Since: see above. */
TAPPA_API size_t tappa_batch_taken_count(const tappa_batch *batch);
TAPPA_API const struct tappa_taken *tappa_batch_taken_at(const tappa_batch *batch, size_t index);

/* Effect: stages left, entered, and active leaves after each step, as stage indices. Not filled by cohorts.
 * Returns: TAPPA_NONE for an index out of range. Ownership, Threads, Since: see above. */
TAPPA_API size_t tappa_batch_left_count(const tappa_batch *batch);
TAPPA_API uint32_t tappa_batch_left_at(const tappa_batch *batch, size_t index);
TAPPA_API size_t tappa_batch_entered_count(const tappa_batch *batch);
TAPPA_API uint32_t tappa_batch_entered_at(const tappa_batch *batch, size_t index);
TAPPA_API size_t tappa_batch_active_count(const tappa_batch *batch);
TAPPA_API uint32_t tappa_batch_active_at(const tappa_batch *batch, size_t index);

/* A slot of `data` or `profile` that was written. */
#define TAPPA_SPACE_DATA 1
#define TAPPA_SPACE_PROFILE 2
struct tappa_change {
    uint32_t space;
    uint32_t slot;
    struct tappa_value value; /* the new one */
    uint32_t step, journey, input;
    uint32_t alignment; /* 0 */
};
/* Effect, Returns: the slots written. Ownership, Threads, Since: see above. */
TAPPA_API size_t tappa_batch_change_count(const tappa_batch *batch);
TAPPA_API const struct tappa_change *tappa_batch_change_at(const tappa_batch *batch, size_t index);

/* A timer that was armed or dropped. Firing drops none; a timer with `every` is armed again. Not filled by cohorts. */
#define TAPPA_TIMER_ARMED 1
#define TAPPA_TIMER_DROPPED 2
struct tappa_timer {
    int64_t due;
    uint32_t what;
    uint32_t row;   /* the `after` row; TAPPA_NONE: a delayed send */
    uint32_t event; /* the sent event; TAPPA_NONE for an `after` row */
    uint32_t step;
};
/* Effect, Returns: changes of timers. Ownership, Threads, Since: see above. */
TAPPA_API size_t tappa_batch_timer_count(const tappa_batch *batch);
TAPPA_API const struct tappa_timer *tappa_batch_timer_at(const tappa_batch *batch, size_t index);

/* What the host is asked to do. */
#define TAPPA_EFFECT_LEARN 1   /* name: profile slot; value */
#define TAPPA_EFFECT_CONTACT 2 /* name: touchpoint; arguments; expires */
#define TAPPA_EFFECT_START 3   /* name: another model; arguments: fields of its first event */
#define TAPPA_EFFECT_EMIT 4    /* name; arguments */
#define TAPPA_EFFECT_COUNT 5   /* name; value: by how much, TAPPA_UNSET where the model does not say (1) */
struct tappa_argument {
    const char *name;
    struct tappa_value value;
};
struct tappa_effect {
    uint32_t kind;
    uint32_t index;      /* LEARN: profile slot, CONTACT: touchpoint; else TAPPA_NONE */
    const char *name;    /* NUL-terminated */
    const struct tappa_argument *arguments;
    uint32_t argument_count;
    uint32_t row;        /* the row whose action it was; TAPPA_NONE: enter, leave, initial */
    int64_t expires;     /* CONTACT: microseconds; 0: does not */
    struct tappa_value value;
    int64_t time;
    uint32_t step, journey, input;
    uint32_t action;     /* which of the model's actions it was, for tappa_journey_still_holds() */
};
/* Effect, Returns: the effects. Ownership, Threads, Since: see above. */
TAPPA_API size_t tappa_batch_effect_count(const tappa_batch *batch);
TAPPA_API const struct tappa_effect *tappa_batch_effect_at(const tappa_batch *batch, size_t index);

/* An expression that failed; each once in a step. */
struct tappa_failure {
    const char *path;       /* YAML path of the expression */
    const char *expression; /* its text */
    const char *message;    /* CEL's words */
    uint32_t line, column;
    uint32_t row;           /* TAPPA_NONE: an action of enter, leave, initial */
    uint32_t step, journey, input;
};
/* Effect, Returns: the failures. Ownership, Threads, Since: see above. */
TAPPA_API size_t tappa_batch_failure_count(const tappa_batch *batch);
TAPPA_API const struct tappa_failure *tappa_batch_failure_at(const tappa_batch *batch, size_t index);

/* A row considered, where the batch explains. */
#define TAPPA_VERDICT_TAKEN 1
#define TAPPA_VERDICT_NOT_THIS_STAGE 2 /* its stage is not active */
#define TAPPA_VERDICT_FALSE 3          /* its condition does not hold: `because` has the failing part and its values */
#define TAPPA_VERDICT_FAILED 4         /* its condition failed to evaluate: `because` */
#define TAPPA_VERDICT_SHADOWED 5       /* a row before it, or of an inner stage, was taken: `by` */
#define TAPPA_VERDICT_PREEMPTED 6      /* it was chosen, but a row of an earlier region or a descendant leaves the same stage: `by` */
struct tappa_considered {
    uint32_t row;
    uint32_t verdict;
    uint32_t by;         /* a row, or TAPPA_NONE */
    uint32_t step;
    uint32_t event;      /* the event then, raised ones included; TAPPA_NONE: `always`, `after`, undeclared */
    uint32_t alignment;  /* 0 */
    const char *because; /* "" where there is nothing to say */
};
/* Effect, Returns: the rows considered. Ownership, Threads, Since: see above. */
TAPPA_API size_t tappa_batch_considered_count(const tappa_batch *batch);
TAPPA_API const struct tappa_considered *tappa_batch_considered_at(const tappa_batch *batch, size_t index);

/* What restoring a snapshot under another version did. */
#define TAPPA_MOVED_MAPPED 1  /* a stage of the old version became `stage` */
#define TAPPA_MOVED_DROPPED 2 /* a stage, slot, timer or send of the old version has no place here */
#define TAPPA_MOVED_REARMED 3 /* a timer of `stage` was set anew */
struct tappa_moved {
    uint32_t what;
    uint32_t stage;    /* here; TAPPA_NONE */
    const char *name;  /* the old stage, slot, row or event */
    int64_t due;       /* REARMED */
};
/* Effect, Returns: what was mapped, dropped, armed anew. Ownership, Threads, Since: see above. */
TAPPA_API size_t tappa_batch_moved_count(const tappa_batch *batch);
TAPPA_API const struct tappa_moved *tappa_batch_moved_at(const tappa_batch *batch, size_t index);

/* An event of a cohort's input that was not handled: TAPPA_NOT_BEGUN, TAPPA_ELATE, TAPPA_EFIELD, TAPPA_ELOOP, ... */
struct tappa_refused {
    uint32_t input;
    tappa_status status;
};
/* Effect, Returns: the events refused. Ownership, Threads, Since: see above. */
TAPPA_API size_t tappa_batch_refused_count(const tappa_batch *batch);
TAPPA_API const struct tappa_refused *tappa_batch_refused_at(const tappa_batch *batch, size_t index);

#ifdef __cplusplus
}
#endif

#endif
