/* The journey: one customer's way through one model. One owner, one thread at a time. */
#ifndef TAPPA_JOURNEY_H
#define TAPPA_JOURNEY_H

#include "tappa/batch.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tappa_journey tappa_journey;

/* Nothing was due: result of tappa_journey_run_due(). */
#define TAPPA_NOT_DUE 2

/*
 * Effect: makes a journey that has not begun; its first event begins it.
 * Parameters: model: not NULL; the journey holds a reference. customer, customer_size: whose it is (experiments go by it); UTF-8, at
 * most 65,535 bytes. id, id_size: `journey.id`; NULL for the customer's. journey: set to NULL first; not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ENOMEM.
 * Ownership: the caller's, until tappa_journey_free(). Threads: any. Since: 0.1.
 *
 * The arm of `experiment.NAME` is the same on every machine: h = SipHash-2-4 of the customer's bytes under a key of 16 bytes, which is
 * SipHash-2-4-128 of the model's name, a zero byte and the experiment's name under the key "tappa experiment"; u = (h >> 11) / 2^53. Where u is
 * below the holdout the arm is "holdout"; else v = (u - holdout) / (1 - holdout) times the sum of the weights falls into the arms laid end to
 * end in the order written.
 * Source: Aumasson and Bernstein, SipHash: a fast short-input PRF, 2012.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_journey_new(tappa_model *model, const char *customer, size_t customer_size,
                                                          const char *id, size_t id_size, tappa_journey **journey);
/* Effect: frees it; NULL does nothing. Threads: one at a time. Since: 0.1. */
TAPPA_API void tappa_journey_free(tappa_journey *journey);

/*
 * Effect: one event, handled to its end: the rows it takes, `always` rows, raised events, then events sent without delay. All or nothing:
 * after any error the journey is byte for byte what it was and the batch is empty. Runs no timers: those due at or before the event's time
 * are run first by the caller, see tappa_journey_run_due(). A journey that has not begun is begun by it: with `entry` by the
 * first row that matches, and the event is used up; without, it starts in the first stage and then handles the event.
 * Parameters: journey, event, batch: not NULL. The batch is reset.
 * Returns: TAPPA_OK (an event without a row, or for a journey that has ended, takes nothing and is TAPPA_OK); TAPPA_NOT_BEGUN (no row of
 * `entry` matches); TAPPA_EINVAL (NULL; a size, type or flag out of range); TAPPA_EFIELD; TAPPA_ETIME; TAPPA_ELATE (older than the last
 * one); TAPPA_ELOOP; TAPPA_ELIMIT (too many delayed sends); TAPPA_ENOMEM.
 * Ownership: nothing of the event is kept. Threads: one at a time for a journey and for a batch. Since: 0.1.
 * Source: SCXML, W3C Recommendation 2015-09-01, appendix D.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_journey_feed(tappa_journey *journey, const struct tappa_event *event,
                                                           tappa_batch *batch);
/*
 * Effect: begins the journey without handling the event further: with `entry` as tappa_journey_feed(); without, only the start, at the
 * event's time. For callers that want the start and the first event apart.
 * Parameters, Returns, Threads, Since: as tappa_journey_feed(); TAPPA_EINVAL also where it has begun.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_journey_begin(tappa_journey *journey, const struct tappa_event *event,
                                                            tappa_batch *batch);
/*
 * Effect: what tappa_journey_feed() would do: fills the batch, changes nothing in the journey.
 * Parameters, Returns, Threads, Since: as tappa_journey_feed().
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_journey_probe(const tappa_journey *journey, const struct tappa_event *event,
                                                            tappa_batch *batch);
/*
 * Effect: runs the one timer that is due first, if it is due at or before `now`, as at its due time. Call it until it returns
 * TAPPA_NOT_DUE. Order: due time, then `after` rows in document order, then sends in the order sent. A timer with `at` whose local time is skipped as
 * summer time begins is due where the clock is set; where it comes twice, the first time.
 * Parameters: journey, batch: not NULL. now: microseconds UTC; a clock that goes backwards does no harm.
 * Returns: TAPPA_OK (one timer ran); TAPPA_NOT_DUE; TAPPA_ELOOP, TAPPA_ELIMIT (the timer is used up, or armed for its next `every`;
 * nothing else has changed; the batch holds one step that names it); TAPPA_EINVAL; TAPPA_ENOMEM.
 * Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_journey_run_due(tappa_journey *journey, int64_t now, tappa_batch *batch);
/*
 * Effect: when the next timer is due; how many are armed, delayed sends among them.
 * Returns: next_due: microseconds UTC; TAPPA_NEVER where none is armed, or for NULL. timer_count: 0 for NULL. Threads: one at a time. Since: 0.1.
 */
TAPPA_API int64_t tappa_journey_next_due(const tappa_journey *journey);
TAPPA_API uint32_t tappa_journey_timer_count(const tappa_journey *journey);

/*
 * Effect: the customer's time zone, for `at` timers armed from now on. UTC in a new journey.
 * Parameters: journey: not NULL. zone: NULL for UTC; the journey holds a reference.
 * Returns: TAPPA_OK; TAPPA_EINVAL. Threads: one at a time. Since: 0.1.
 */
TAPPA_API tappa_status tappa_journey_set_zone(tappa_journey *journey, tappa_zone *zone);
/*
 * Effect: writes a slot of the profile from outside: what the shop knows, or what another journey of the customer learnt.
 * Parameters: journey, value: not NULL. slot: index in the model's profile. value: of the slot's kind, or TAPPA_UNSET; copied.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_EFIELD (of another kind, or bad UTF-8); TAPPA_ENOMEM. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_journey_set_profile(tappa_journey *journey, uint32_t slot,
                                                                  const struct tappa_value *value);
/*
 * Effect: a slot of `data` is as in a new journey: at its default, or unset. For hosts that keep to tappa_model_data_keep().
 * Parameters: journey: not NULL. slot: index in the model's data.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ENOMEM. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_journey_forget(tappa_journey *journey, uint32_t slot);

/*
 * Effect: where the journey stands. `begun` and `ended` are 0 or 1; times are microseconds UTC (0 before it has begun); `sequence`: steps so far.
 * stage_count, stage_at: the active leaf stages in document order; after the end the final one. is_at: 1 where the stage is active, also as
 * an ancestor. since: when an active stage was entered, TAPPA_NEVER for others.
 * Returns: 0, NULL or TAPPA_NEVER for NULL. Ownership: borrowed from the journey or its model. Threads: one at a time. Since: 0.1.
 */
TAPPA_API int32_t tappa_journey_begun(const tappa_journey *journey);
TAPPA_API int32_t tappa_journey_ended(const tappa_journey *journey);
TAPPA_API int64_t tappa_journey_started(const tappa_journey *journey);
TAPPA_API int64_t tappa_journey_last(const tappa_journey *journey);
TAPPA_API uint32_t tappa_journey_sequence(const tappa_journey *journey);
TAPPA_API uint32_t tappa_journey_stage_count(const tappa_journey *journey);
TAPPA_API const tappa_stage *tappa_journey_stage_at(const tappa_journey *journey, uint32_t index);
TAPPA_API int32_t tappa_journey_is_at(const tappa_journey *journey, const tappa_stage *stage);
TAPPA_API int64_t tappa_journey_since(const tappa_journey *journey, const tappa_stage *stage);
TAPPA_API tappa_model *tappa_journey_model(const tappa_journey *journey);
TAPPA_API const char *tappa_journey_id(const tappa_journey *journey, size_t *size);
TAPPA_API const char *tappa_journey_customer(const tappa_journey *journey, size_t *size);
/*
 * Effect: a slot of `data` or of the profile.
 * Parameters: value: not NULL; TAPPA_UNSET where the slot has none. Text is borrowed until the journey next changes.
 * Returns: TAPPA_OK; TAPPA_EINVAL. Threads: one at a time. Since: 0.1.
 */
TAPPA_API tappa_status tappa_journey_data(const tappa_journey *journey, uint32_t slot, struct tappa_value *value);
TAPPA_API tappa_status tappa_journey_profile(const tappa_journey *journey, uint32_t slot, struct tappa_value *value);

/*
 * Effect: for hosts that keep several journeys of a customer: whether the model has `entry`, what `entry_rules.again` says
 * (TAPPA_AGAIN_), whether it has a `key`, and the key of an event as text.
 * Parameters: buffer, size: as in tappa_diagnostics_render(). needed: bytes of the key, without its NUL.
 * Returns: key: TAPPA_OK; TAPPA_EEXPR (the event has no key: the model asks for none, or it cannot be computed); TAPPA_EINVAL;
 * TAPPA_EFIELD; TAPPA_ETIME; TAPPA_ENOMEM. The others 0 for NULL. Threads: any; one at a time for the batch, which lends memory. Since: 0.1.
 */
#define TAPPA_AGAIN_NEVER 0
#define TAPPA_AGAIN_AFTER_END 1
#define TAPPA_AGAIN_ALWAYS 2
TAPPA_API int32_t tappa_model_has_entry(const tappa_model *model);
TAPPA_API int32_t tappa_model_again(const tappa_model *model);
TAPPA_API int32_t tappa_model_has_key(const tappa_model *model);
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_model_event_key(const tappa_model *model, const struct tappa_event *event,
                                                              tappa_batch *batch, char *buffer, size_t size,
                                                              size_t *needed);
/*
 * Effect: the value of a goal for the event that reached it, computed on the journey as it now stands.
 * Parameters: goal: index. event: the event; NULL where there was none. value: not NULL; TAPPA_UNSET where the goal has no value.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_EEXPR (it could not be computed); TAPPA_ENOMEM. Ownership: borrowed from the batch. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_journey_goal_value(const tappa_journey *journey, uint32_t goal,
                                                                 const struct tappa_event *event, tappa_batch *batch,
                                                                 struct tappa_value *value);

#ifdef __cplusplus
}
#endif

#endif
