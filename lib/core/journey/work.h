/* A journey at work: its state thawed into a batch's memory. Everything a step changes is changed here; only freezing, which can
 * no longer fail once it has its memory, writes it back. So a step is all or nothing. */
#ifndef TAPPA__WORK_H
#define TAPPA__WORK_H

#include "lib/base/time.h"
#include "lib/core/journey/batch.h"

/* What expressions call `event`. */
struct tappa__happening {
    uint32_t known;     /* 0: before any event */
    uint32_t kind;      /* TAPPA_STEP_ */
    uint32_t type;      /* event type, or TAPPA_NONE */
    uint32_t touchpoint; /* of the event, or TAPPA_NONE */
    struct tappa__text name;
    int64_t time;
    const struct tappa_value *fields;
    uint32_t field_count;
};

struct tappa__work {
    const struct tappa_model *m;
    struct tappa_batch *b;
    const struct tappa__subject *subject;
    struct tappa__state head; /* the words stand in `words` */
    int64_t *words;
    uint64_t *active;  /* the active set */
    uint64_t *leaving; /* exit set of the transitions at work */
    uint64_t *coming;  /* entry set */
    uint64_t *defaults; /* stages of the entry set entered by default: their `initial` actions run */
    uint64_t *recalled; /* histories that had nothing to return to: the actions of their default run */
    struct tappa_value *slots;
    struct tappa__happening event;
    struct tappa__evaluator evaluator;
    int64_t now;
    uint32_t final;       /* the top-level final stage entered, or TAPPA_NONE */
    uint32_t transitions; /* taken in this call */
    uint32_t effort;      /* work done in this call, see tappa__exert() */
    uint64_t granted, allowance; /* evaluation steps: what this step began with, what the call has left */
    uint32_t row;         /* whose actions or guard are at work, or TAPPA_NONE */
    uint32_t step;        /* index of the step at work */
    size_t raised, sent;  /* how far the queues have been taken up */
};

#define TAPPA__TRANSITIONS_MAX 1000 /* in one call: beyond is a loop */
#define TAPPA__EFFORT_MAX 10000000  /* in one call: beyond is a loop */
#define TAPPA__EFFORT_ACTION 100    /* of one action; a row considered is 1 */
#define TAPPA__STRING_MAX 65535     /* bytes of a text slot */

/* Counts work that a model can multiply without a single transition: a list of ten thousand raised events, say, each held against ten
 * thousand rows. What takes memory counts for more. */
static inline tappa_status
tappa__exert(struct tappa__work *w, uint32_t effort)
{
    w->effort += effort;
    return w->effort > TAPPA__EFFORT_MAX ? TAPPA_ELOOP : TAPPA_OK;
}

/* freeze.c */
tappa_status tappa__work_thaw(struct tappa__work *w, const struct tappa__subject *subject, struct tappa_batch *b);
tappa_status tappa__work_freeze(struct tappa__work *w);

/* load.c: evaluating */
struct tappa__text tappa__arm_of(const struct tappa_model *m, uint32_t experiment, struct tappa__text customer);
void tappa__work_load(void *user, uint32_t load, uint32_t index, struct tappa_value *out);
/* Evaluates an expression of the model. TAPPA_OK and a value, or an error value, noted in the batch; TAPPA_ENOMEM. */
tappa_status tappa__evaluate(struct tappa__work *w, uint32_t expression, struct tappa_value *out);
/* Whether an `if` holds: TAPPA_NONE holds, a failing one does not. */
tappa_status tappa__holds(struct tappa__work *w, uint32_t expression, int *holds);
/* Notes a failure of the expression at hand, and queues error.execution as the format says. */
tappa_status tappa__work_fail(struct tappa__work *w, uint32_t expression, const struct tappa_value *error);
tappa_status tappa__raise(struct tappa__work *w, uint32_t event, const struct tappa_value *fields);

/* select.c: which rows an event takes. `event` TAPPA_NONE with always 0: an undeclared event, by w->event.name. */
tappa_status tappa__select_event(struct tappa__work *w, uint32_t event);
tappa_status tappa__select_always(struct tappa__work *w);
tappa_status tappa__select_timer(struct tappa__work *w, uint32_t row);
/* The first row of `entry` that fits w->event: batch.enabled has it, or is empty. */
tappa_status tappa__select_entry(struct tappa__work *w);

/* configuration.c: which stages the rows in batch.enabled leave and enter, as sets */
tappa_status tappa__row_domain(struct tappa__work *w, uint32_t row, uint32_t *domain);
tappa_status tappa__exit_set(struct tappa__work *w);
tappa_status tappa__entry_set(struct tappa__work *w);
/* Of a start: the targets of an entry row, or one stage. */
tappa_status tappa__entry_set_of(struct tappa__work *w, uint32_t entry_row, uint32_t stage);
/* Of a restored journey: the stages that must be active. */
void tappa__entry_set_for(struct tappa__work *w, const uint32_t *stages, uint32_t count);
void tappa__remember(struct tappa__work *w, uint32_t stage);

/* act.c */
/* Copies the text that a value points to into the batch, which outlives the caller's event and the journey's own text: TAPPA_OK,
 * TAPPA_ELOOP (see tappa__exert()), TAPPA_ENOMEM. */
tappa_status tappa__outlive(struct tappa__work *w, struct tappa_value *v);
tappa_status tappa__act(struct tappa__work *w, uint32_t list);

/* timers.c */
tappa_status tappa__timers_arm(struct tappa__work *w, uint32_t stage);
tappa_status tappa__timers_drop(struct tappa__work *w, uint32_t stage);
/* When a timer is due that is armed by entering its stage; when it is due again, or TAPPA_NEVER. */
int64_t tappa__timer_first(const struct tappa_transition *row, const struct tappa_zone *zone, int64_t entered);
int64_t tappa__timer_again(const struct tappa_transition *row, const struct tappa_zone *zone, int64_t entered, int64_t fired);

/* step.c: each runs the steps of one call. TAPPA_OK, TAPPA_NOT_BEGUN, TAPPA_ELOOP, TAPPA_ELIMIT, TAPPA_ENOMEM */
tappa_status tappa__work_begin(struct tappa__work *w, const struct tappa__happening *event);
tappa_status tappa__work_event(struct tappa__work *w, const struct tappa__happening *event);
tappa_status tappa__work_timer(struct tappa__work *w, uint32_t row, int64_t due);

/* explain.c */
tappa_status tappa__explain(struct tappa__work *w, uint32_t row, uint32_t verdict, uint32_t by);
tappa_status tappa__explain_guard(struct tappa__work *w, uint32_t row);
tappa_status tappa__explain_elsewhere(struct tappa__work *w);

/* event.c: an event as the caller gave it → a happening. Checks size, type, fields, time. */
tappa_status tappa__event_check(const struct tappa_model *m, const struct tappa_event *event, struct tappa__happening *out);

#endif
