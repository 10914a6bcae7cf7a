/* Owns a replay's life and its settings, and the answers that are no sums.
 * Called by hosts through tappa/exchange/replay.h.
 * A replay is whole or does not exist: `new` undoes what it has made where the rest cannot be had. */
#include "lib/exchange/replay/replay.h"

#include <string.h>

#include "lib/record/size.h"
#include "lib/record/fit.h"

static tappa_status
make_goals(struct tappa_replay *r)
{
    uint32_t count = tappa_model_goal_count(r->model), i;

    r->goal_count = count;
    r->goals = tappa__alloc_zero(&r->allocator, (count + 1) * sizeof *r->goals);
    r->goal_stage = tappa__alloc_zero(&r->allocator, (count + 1) * sizeof *r->goal_stage);
    r->goal_event = tappa__alloc_zero(&r->allocator, (count + 1) * sizeof *r->goal_event);
    r->hits = tappa__alloc_zero(&r->allocator, (count + 1) * sizeof *r->hits);
    if (!r->goals || !r->goal_stage || !r->goal_event || !r->hits)
        return TAPPA_ENOMEM;
    for (i = 0; i < count; i++) {
        const tappa_event_type *event = tappa_model_goal_event(r->model, i);

        r->goal_stage[i] = tappa_stage_index(tappa_model_goal_stage(r->model, i));
        r->goal_event[i] = event ? tappa_event_type_index(event) : TAPPA_NONE;
    }
    return TAPPA_OK;
}

static tappa_status
make(struct tappa_replay *r)
{
    tappa_status status = tappa_batch_new(r->context, &r->batch);

    if (!status)
        status = tappa_batch_new(r->context, &r->scratch);
    if (status)
        return status;
    r->row_count = tappa_model_transition_count(r->model);
    r->values = tappa__alloc_zero(&r->allocator, tappa__fit_room(r->model) * sizeof *r->values);
    r->rows = tappa__alloc_zero(&r->allocator, (r->row_count + (size_t)1) * sizeof *r->rows);
    return r->values && r->rows ? make_goals(r) : TAPPA_ENOMEM;
}

tappa_status
tappa_replay_new(tappa_context *context, tappa_model *model, const struct tappa_allocator *allocator,
                 tappa_replay **replay)
{
    struct tappa_allocator a;
    struct tappa_replay *r;
    tappa_status status;

    if (replay)
        *replay = NULL;
    if (!context || !model || !replay || !tappa__allocator_take(allocator, &a))
        return TAPPA_EINVAL;
    r = tappa__alloc_zero(&a, sizeof *r);
    if (!r)
        return TAPPA_ENOMEM;
    r->allocator = a;
    r->context = tappa_context_ref(context);
    r->model = tappa_model_ref(model);
    r->has_entry = tappa_model_has_entry(model);
    r->has_key = tappa_model_has_key(model);
    r->again = tappa_model_again(model);
    tappa__names_init(&r->names, &a);
    tappa__names_init(&r->keys, &a);
    tappa__names_init(&r->zone_names, &a);
    tappa__names_init(&r->reason_names, &a);
    tappa__buffer_init(&r->message, &a);
    tappa__buffer_init(&r->key, &a);
    tappa__buffer_init(&r->id, &a);
    tappa__buffer_init(&r->trace, &a);
    status = make(r);
    if (status)
        tappa_replay_free(r);
    else
        *replay = r;
    return status;
}

static void
free_people(struct tappa_replay *r)
{
    size_t i;

    for (i = 0; i < r->track_count; i++)
        tappa_journey_free(r->tracks[i].journey);
    for (i = 0; i < r->zone_names.count; i++)
        tappa_zone_unref(r->zones[i]);
    tappa__free(&r->allocator, r->tracks);
    tappa__free(&r->allocator, r->heap);
    tappa__free(&r->allocator, r->zones);
    tappa__free(&r->allocator, r->customers);
    tappa__free(&r->allocator, r->groups);
}

void
tappa_replay_free(tappa_replay *r)
{
    struct tappa_allocator a;

    if (!r)
        return;
    a = r->allocator;
    free_people(r);
    tappa__names_free(&r->names);
    tappa__names_free(&r->keys);
    tappa__names_free(&r->zone_names);
    tappa__names_free(&r->reason_names);
    tappa__buffer_free(&r->message);
    tappa__buffer_free(&r->key);
    tappa__buffer_free(&r->id);
    tappa__buffer_free(&r->trace);
    tappa__free(&a, r->values);
    tappa__free(&a, r->rows);
    tappa__free(&a, r->moves);
    tappa__free(&a, r->goals);
    tappa__free(&a, r->goal_stage);
    tappa__free(&a, r->goal_event);
    tappa__free(&a, r->hits);
    tappa__free(&a, r->reasons);
    tappa_batch_free(r->batch);
    tappa_batch_free(r->scratch);
    tappa_model_unref(r->model);
    tappa_context_unref(r->context);
    tappa__free(&a, r);
}

void
tappa_replay_set_trace(tappa_replay *replay, int32_t on)
{
    if (replay)
        replay->trace_on = on != 0;
}

void
tappa_replay_set_explain(tappa_replay *replay, int32_t on)
{
    if (replay)
        tappa_batch_set_explain(replay->batch, on != 0);
}

const tappa_batch *
tappa_replay_batch(const tappa_replay *replay)
{
    return replay ? replay->batch : NULL;
}

int32_t
tappa_replay_outcome(const tappa_replay *replay)
{
    return replay ? replay->outcome : 0;
}

const char *
tappa_replay_message(const tappa_replay *replay)
{
    return replay && replay->outcome == TAPPA_OUTCOME_REFUSED ? replay->reason : "";
}

const char *
tappa_replay_trace(const tappa_replay *replay, size_t *size)
{
    size_t n = replay ? replay->trace.n : 0;

    if (size)
        *size = n;
    return n ? replay->trace.s : "";
}

void
tappa_replay_trace_clear(tappa_replay *replay)
{
    if (replay)
        tappa__buffer_reset(&replay->trace);
}

size_t
tappa_replay_journey_count(const tappa_replay *replay)
{
    return replay ? replay->track_count : 0;
}

const tappa_journey *
tappa_replay_journey_at(const tappa_replay *replay, size_t index)
{
    return replay && index < replay->track_count ? replay->tracks[index].journey : NULL;
}
