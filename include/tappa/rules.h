/* Offers and contact rules: what a model says of them, and what holds now. They have no effect on the machine; hosts that decide what to say
 * to a customer, the engine first among them, go by them. */
#ifndef TAPPA_RULES_H
#define TAPPA_RULES_H

#include "tappa/journey.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A cap: at most so many contacts within any stretch of `per`. */
struct tappa_cap {
    uint32_t channel, touchpoint; /* indices; TAPPA_NONE: all */
    int64_t at_most;
    int64_t per; /* microseconds */
};
/* Quiet hours, in the customer's zone; where `to` is not after `from` they last over midnight. */
struct tappa_quiet {
    int64_t from, to;   /* microseconds since local midnight; `to` no longer belongs to them */
    uint32_t channel;   /* index; TAPPA_NONE: all */
    uint32_t alignment; /* 0 */
};
/* What goes before what where not all may be said. */
struct tappa_priority {
    uint32_t touchpoint; /* index */
    uint32_t alignment;  /* 0 */
    int64_t priority;    /* higher goes first; a touchpoint without one has 0 */
};
/* How long an answer is waited for. */
struct tappa_response {
    uint32_t channel, touchpoint; /* indices; TAPPA_NONE: all */
    int64_t within;               /* microseconds */
};

/*
 * Effect: the contact rules in the order written.
 * Returns: counts: 0 for NULL. at: borrowed from the model; NULL for NULL or an index out of range. Threads: any. Since: 0.1.
 */
TAPPA_API uint32_t tappa_model_cap_count(const tappa_model *model);
TAPPA_API const struct tappa_cap *tappa_model_cap_at(const tappa_model *model, uint32_t index);
TAPPA_API uint32_t tappa_model_quiet_count(const tappa_model *model);
TAPPA_API const struct tappa_quiet *tappa_model_quiet_at(const tappa_model *model, uint32_t index);
TAPPA_API uint32_t tappa_model_priority_count(const tappa_model *model);
TAPPA_API const struct tappa_priority *tappa_model_priority_at(const tappa_model *model, uint32_t index);
TAPPA_API uint32_t tappa_model_response_count(const tappa_model *model);
TAPPA_API const struct tappa_response *tappa_model_response_at(const tappa_model *model, uint32_t index);

/*
 * Effect: the offers in the order written: name, touchpoint (NULL: any), the stages that it serves, priority.
 * Returns: borrowed from the model; "", NULL or 0 for NULL or an index out of range. Threads: any. Since: 0.1.
 */
TAPPA_API uint32_t tappa_model_offer_count(const tappa_model *model);
TAPPA_API const char *tappa_model_offer_name(const tappa_model *model, uint32_t index);
TAPPA_API const tappa_touchpoint *tappa_model_offer_touchpoint(const tappa_model *model, uint32_t index);
TAPPA_API uint32_t tappa_model_offer_stage_count(const tappa_model *model, uint32_t index);
TAPPA_API const tappa_stage *tappa_model_offer_stage_at(const tappa_model *model, uint32_t index, uint32_t stage);
TAPPA_API int64_t tappa_model_offer_priority(const tappa_model *model, uint32_t index);

/*
 * Effect: how long a slot's value is kept after it was written (microseconds; 0: as long as the journey), and by what the shop knows a slot of the
 * profile: TAPPA_DECLARED (the customer said so), TAPPA_OBSERVED, TAPPA_DERIVED, or 0.
 * Returns: 0 for NULL or an index out of range. Threads: any. Since: 0.1.
 */
#define TAPPA_DECLARED 1
#define TAPPA_OBSERVED 2
#define TAPPA_DERIVED 3
TAPPA_API int64_t tappa_model_data_keep(const tappa_model *model, uint32_t index);
TAPPA_API int64_t tappa_model_profile_keep(const tappa_model *model, uint32_t index);
TAPPA_API int32_t tappa_model_profile_source(const tappa_model *model, uint32_t index);

/*
 * Effect: whether an offer's condition holds, and what it is worth, on the journey as it stands. Its stages are not looked at.
 * Parameters: journey, batch, holds: not NULL. offer: index. event: what `event` means in the condition; NULL: none. now: microseconds UTC; TAPPA_NEVER: the
 * time of `event`, or of what the journey last handled. holds:
 * 0 or 1; a condition that cannot be computed does not hold. value: TAPPA_UNSET where the offer has none, where it cannot be computed or
 * does not hold; NULL is allowed. because: why it does not hold, with the values met; "" where it does; NULL is allowed.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_EFIELD; TAPPA_ETIME; TAPPA_ENOMEM.
 * Ownership: value and because are borrowed from the batch. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_journey_offer(const tappa_journey *journey, uint32_t offer,
                                                            const struct tappa_event *event, int64_t now,
                                                            tappa_batch *batch, int32_t *holds,
                                                            struct tappa_value *value, const char **because);
/*
 * Effect: whether the conditions under which an action ran still hold on the journey as it stands: its row's, those of the `{if, do, else}` around
 * it, its own. The stage is not looked at.
 * Parameters: journey, batch, holds: not NULL. row, action: as in struct tappa_effect. event, now, holds, because: as in tappa_journey_offer().
 * Returns: TAPPA_OK; TAPPA_EINVAL (no such row or action); TAPPA_EFIELD; TAPPA_ETIME; TAPPA_ENOMEM.
 * Ownership: because is borrowed from the batch. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_journey_still_holds(const tappa_journey *journey, uint32_t row,
                                                                  uint32_t action, const struct tappa_event *event,
                                                                  int64_t now, tappa_batch *batch, int32_t *holds,
                                                                  const char **because);

/*
 * Effect: the stage on entering which an action runs.
 * Parameters: action: as in struct tappa_effect.
 * Returns: borrowed from the model; NULL for a NULL model, an index out of range, an action of a row or of `leave`. Threads: any. Since: 0.1.
 */
TAPPA_API const tappa_stage *tappa_model_action_stage(const tappa_model *model, uint32_t action);

/*
 * Effect: whether `migrate` says how journeys that began under this older version go on under the model.
 * Returns: 0 or 1; 0 for NULL. Threads: any. Since: 0.1.
 */
TAPPA_API int32_t tappa_model_leads_on(const tappa_model *model, int64_t version);

/*
 * Effect: the experiments: name, and the arm that a journey's customer is in.
 * Returns: borrowed from the model; "" for NULL or an index out of range. Threads: any. Since: 0.1.
 */
TAPPA_API uint32_t tappa_model_experiment_count(const tappa_model *model);
TAPPA_API const char *tappa_model_experiment_name(const tappa_model *model, uint32_t index);
TAPPA_API const char *tappa_journey_arm(const tappa_journey *journey, uint32_t experiment);

#ifdef __cplusplus
}
#endif

#endif
