/* Changing a running model: what it would do, before it is done. */
#ifndef TAPPA_ENGINE_PLAN_H
#define TAPPA_ENGINE_PLAN_H

#include "tappa/engine/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where the journeys of one stage would go. */
struct tappa_plan_move {
    const char *from;   /* a stage of the old version */
    const char *to;     /* of the new one; "": dropped; equal to `from`: stays */
    uint64_t journeys;
};
struct tappa_plan {
    uint32_t size;  /* sizeof(struct tappa_plan) */
    uint32_t flags; /* 0 */
    uint64_t customers, journeys; /* looked at: living journeys of the model, whatever their version, and whose they are */
    uint64_t stay, move, cannot;  /* stages all as before; at least one moved by `migrate`; refused: `reasons` */
    /* Of those that can: timers that go on as they are, that are set anew by the new version, that are armed now and then no more. */
    uint64_t timers_kept, timers_rearmed, timers_dropped;
    const struct tappa_plan_move *moves; /* most frequent first */
    const char *const *reasons;          /* why some cannot move, each once */
    size_t move_count, reason_count;
    int64_t now;         /* in: the present, for `timers_due` and `overdue`; INT64_MIN: before all times, so that neither counts any */
    uint64_t timers_due; /* of those set anew: for a time that is over by `now`, so that they would fire at once */
    uint64_t damaged;    /* customers of whom the store has what cannot be read: not looked at */
    uint64_t overdue;    /* of those that can: with a timer whose time is over by `now`. It fires before they move, tappa_engine_run_due() or not; what
                          * it leads to is in none of these numbers */
};
/*
 * Effect: what putting `next` into force, and moving all that may move, would do to the living journeys of a model that is in force. Journeys go from
 * version to version, as they will; those that a version in between has pinned stay as they are. Changes nothing.
 * Parameters: engine, next, plan: not NULL; plan->size set.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_EUNKNOWN (no model of this name is in force); TAPPA_EMISMATCH (as tappa_engine_add_model(); also where a newer version is
 * in force: no journey goes back); TAPPA_ENOMEM; what the store returns.
 * Ownership: borrowed until the engine's next call. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_plan(tappa_engine *engine, tappa_model *next,
                                                          struct tappa_plan *plan);
/*
 * Effect: moves the journeys of a model under TAPPA_MIGRATE to its newest version, customer by customer; timers and what comes of contacts by `now`
 * go first, each at its time. Begun again after a crash it goes on where it was. A journey that cannot move stays under its version, and goes on there.
 * Under TAPPA_FOLLOW it moves those that nobody has touched yet.
 * A timer that the new version sets for a time that is over (`timers_due`) is due then: the next tappa_engine_run_due() fires it as of its own time, and so
 * do an event, a claim and another call of this that come before. It makes no difference in which order they are called, or whether anybody looked in between.
 * What begins under an older version after that, by an event that came late, and who was parted since, goes on as of the first call, by whatever looks next.
 * Parameters: engine, model: not NULL; size: of its name. limit: customers at most. done: how many were looked at; less than limit: none is left.
 * Returns: as tappa_engine_ingest(); TAPPA_EUNKNOWN; TAPPA_ESTORE also where all others were looked at, and what the store has of somebody cannot be
 * read. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_apply(tappa_engine *engine, const char *model, size_t size,
                                                           int64_t now, size_t limit, size_t *done);

#ifdef __cplusplus
}
#endif

#endif
