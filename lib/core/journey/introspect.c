/* Where a journey stands, read from its state at rest. Hosts call these between steps. Nothing here writes. */
#include "lib/core/journey/state.h"

int32_t
tappa_journey_begun(const tappa_journey *journey)
{
    return journey ? (tappa__journey_state(journey)->flags & TAPPA__BEGUN) != 0 : 0;
}

int32_t
tappa_journey_ended(const tappa_journey *journey)
{
    return journey ? (tappa__journey_state(journey)->flags & TAPPA__ENDED) != 0 : 0;
}

int64_t
tappa_journey_started(const tappa_journey *journey)
{
    return journey ? tappa__journey_state(journey)->started : 0;
}

int64_t
tappa_journey_last(const tappa_journey *journey)
{
    return journey ? tappa__journey_state(journey)->last : 0;
}

uint32_t
tappa_journey_sequence(const tappa_journey *journey)
{
    return journey ? tappa__journey_state(journey)->sequence : 0;
}

int64_t
tappa_journey_next_due(const tappa_journey *journey)
{
    return journey ? tappa__state_next(journey->model, tappa__journey_state(journey), journey->extra).time : TAPPA_NEVER;
}

uint32_t
tappa_journey_timer_count(const tappa_journey *journey)
{
    const struct tappa_model *m = journey ? journey->model : NULL;
    uint32_t count = journey && journey->extra ? journey->extra->send_count : 0;

    for (uint32_t s = 0; m && s < m->stage_count; s++) {
        struct tappa__span rows = m->stages[s].rows;

        for (uint32_t r = rows.first; tappa_journey_is_at(journey, &m->stages[s]) && r < rows.first + rows.count; r++)
            count += m->rows[r].kind == TAPPA__AFTER && m->rows[r].group == r &&
                     tappa__journey_state(journey)->words[m->at_timers + m->rows[r].timer] != TAPPA_NEVER;
    }
    return count;
}

/* The active leaf behind `from` in document order, or TAPPA_NONE. */
static uint32_t
next_leaf(const tappa_journey *j, uint32_t from)
{
    const struct tappa_model *m = j->model;
    const uint64_t *set = (const uint64_t *)(const void *)(tappa__journey_state(j)->words + m->at_active);

    if (!(tappa__journey_state(j)->flags & TAPPA__BEGUN))
        return TAPPA_NONE;
    if (!m->parallel || tappa__journey_state(j)->flags & TAPPA__ENDED)
        return m->leaf_stage[tappa__journey_state(j)->leaf] >= from ? m->leaf_stage[tappa__journey_state(j)->leaf] : TAPPA_NONE;
    for (; (from = tappa__bit_next(set, from, m->stage_count)) < m->stage_count; from++)
        if (m->stage_leaf[from] != TAPPA_NONE)
            return from;
    return TAPPA_NONE;
}

uint32_t
tappa_journey_stage_count(const tappa_journey *journey)
{
    uint32_t count = 0;

    if (journey)
        for (uint32_t s = next_leaf(journey, 0); s != TAPPA_NONE; s = next_leaf(journey, s + 1))
            count++;
    return count;
}

const tappa_stage *
tappa_journey_stage_at(const tappa_journey *journey, uint32_t index)
{
    uint32_t s = journey ? next_leaf(journey, 0) : TAPPA_NONE;

    for (; s != TAPPA_NONE && index > 0; index--)
        s = next_leaf(journey, s + 1);
    return s == TAPPA_NONE ? NULL : &journey->model->stages[s];
}

int32_t
tappa_journey_is_at(const tappa_journey *journey, const tappa_stage *stage)
{
    if (!journey || !stage || stage->model != journey->model)
        return 0;
    for (uint32_t s = next_leaf(journey, 0); s != TAPPA_NONE; s = next_leaf(journey, s + 1))
        if (s == stage->index || (!(tappa__journey_state(journey)->flags & TAPPA__ENDED) && tappa__is_descendant(journey->model, s, stage->index)))
            return 1;
    return 0;
}

int64_t
tappa_journey_since(const tappa_journey *journey, const tappa_stage *stage)
{
    if (!tappa_journey_is_at(journey, stage))
        return TAPPA_NEVER;
    if (tappa__journey_state(journey)->flags & TAPPA__ENDED) /* with its last step: a snapshot of it has no stages any more */
        return tappa__journey_state(journey)->last;
    return tappa__journey_state(journey)->words[journey->model->at_clocks + stage->clock];
}

tappa_model *
tappa_journey_model(const tappa_journey *journey)
{
    return journey ? journey->model : NULL;
}

const char *
tappa_journey_id(const tappa_journey *journey, size_t *size)
{
    if (size)
        *size = journey ? journey->id.n : 0;
    return journey ? journey->id.s : "";
}

const char *
tappa_journey_customer(const tappa_journey *journey, size_t *size)
{
    if (size)
        *size = journey ? journey->customer.n : 0;
    return journey ? journey->customer.s : "";
}

tappa_status
tappa_journey_data(const tappa_journey *journey, uint32_t slot, struct tappa_value *value)
{
    if (!journey || !value || slot >= journey->model->data_count)
        return TAPPA_EINVAL;
    tappa__slot_load(journey->model, tappa__journey_state(journey), journey->extra, slot, value);
    return TAPPA_OK;
}

tappa_status
tappa_journey_profile(const tappa_journey *journey, uint32_t slot, struct tappa_value *value)
{
    if (!journey || !value || slot >= journey->model->profile_count)
        return TAPPA_EINVAL;
    tappa__slot_load(journey->model, tappa__journey_state(journey), journey->extra, journey->model->data_count + slot, value);
    return TAPPA_OK;
}
