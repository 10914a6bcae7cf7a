/* Where a journey's state keeps which fact: one clock for each stage that can be active at once, one due time for each of its
 * timers, counters only for stages that expressions name. tappa__model_derive() calls it. Children of a compound stage
 * share their places, since only one of them is active; regions of a parallel stage do not. */
#include "lib/core/model/derive.h"

static int
shares_places(const struct tappa_model *m, uint32_t stage)
{
    return m->stages[stage].kind != TAPPA__PARALLEL;
}

/* Counts a stage's own timers: one for each `after` key. */
static uint32_t
number_timers(struct tappa_model *m, struct tappa_stage *s)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < s->rows.count; i++) {
        struct tappa_transition *row = &m->rows[s->rows.first + i];
        row->timer = TAPPA_NONE;
        if (row->kind != TAPPA__AFTER)
            continue;
        if (row->group == row->index)
            count++;
        row->timer = count - 1; /* from the stage's first, until the stage's own place is known */
    }
    s->timer_count = count;
    return count;
}

/* needs[s]: places that s and all that can be active below it take; children stand behind their parent, so backwards. */
static void
count_needs(struct tappa_model *m, uint32_t *clocks, uint32_t *timers)
{
    for (uint32_t s = m->stage_count; s-- > 0;) {
        struct tappa_stage *stage = &m->stages[s];
        uint32_t parent = stage->parent;

        if (tappa__is_history(stage))
            continue;
        clocks[s] += 1;
        timers[s] += number_timers(m, stage);
        if (parent == TAPPA_NONE)
            parent = m->stage_count; /* the root's sums */
        if (parent == m->stage_count || shares_places(m, parent)) {
            if (clocks[s] > clocks[parent])
                clocks[parent] = clocks[s];
            if (timers[s] > timers[parent])
                timers[parent] = timers[s];
        } else {
            clocks[parent] += clocks[s];
            timers[parent] += timers[s];
        }
    }
}

static void
place_stages(struct tappa_model *m, const uint32_t *clocks, const uint32_t *timers)
{
    for (uint32_t s = 0; s < m->stage_count; s++) {
        struct tappa_stage *stage = &m->stages[s];
        uint32_t clock = 0, timer = 0;

        if (stage->parent != TAPPA_NONE) {
            const struct tappa_stage *parent = &m->stages[stage->parent];
            clock = parent->clock + 1;
            timer = parent->timers + parent->timer_count;
            if (!shares_places(m, stage->parent))
                for (uint32_t region = stage->parent + 1; region < s; region = m->stages[region].end) {
                    clock += clocks[region];
                    timer += timers[region];
                }
        }
        stage->clock = clock;
        stage->timers = timer;
        for (uint32_t i = 0; i < stage->rows.count; i++)
            if (m->rows[stage->rows.first + i].timer != TAPPA_NONE)
                m->rows[stage->rows.first + i].timer += timer;
        if (stage->depth > m->max_depth)
            m->max_depth = stage->depth;
    }
}

/* Only what some expression asks is counted. */
static void
place_counters(struct tappa_model *m)
{
    for (uint32_t s = 0; s < m->stage_count; s++) {
        struct tappa_stage *stage = &m->stages[s];
        stage->visits = stage->entered = stage->history = TAPPA_NONE;
        if (tappa__is_history(stage)) {
            stage->history = m->history_count++;
            if (stage->parent != TAPPA_NONE)
                m->stages[stage->parent].has_history = 1;
        }
    }
    for (uint32_t e = 0; e < m->expression_count; e++) {
        const struct tappa__program *p = m->expressions[e].program;
        uint32_t loads = tappa__program_load_count(p);

        if (tappa__program_stack(p) > m->stack_need)
            m->stack_need = tappa__program_stack(p);
        for (uint32_t i = 0; i < loads; i++) {
            struct tappa__binding b = tappa__program_load_at(p, i);
            if (b.load == TAPPA__LOAD_JOURNEY_VISITS && m->stages[b.index].visits == TAPPA_NONE)
                m->stages[b.index].visits = m->visits_count++;
            if (b.load == TAPPA__LOAD_JOURNEY_ENTERED && m->stages[b.index].entered == TAPPA_NONE)
                m->stages[b.index].entered = m->entered_count++;
        }
    }
}

static void
place_parts(struct tappa_model *m)
{
    uint32_t at = 0;

    m->at_active = at;
    at += m->parallel ? m->set_words : 0;
    m->at_clocks = at;
    at += m->clock_count;
    m->at_timers = at;
    at += m->timer_count;
    m->at_entered = at;
    at += m->entered_count;
    m->at_visits = at;
    at += m->visits_count;
    m->at_history = at;
    at += m->history_count * m->set_words;
    m->at_present = at;
    at += (m->slot_count + 63) / 64;
    m->at_slots = at;
    at += m->slot_count;
    m->state_words = at;
}

tappa_status
tappa__derive_layout(struct tappa_model *m)
{
    uint32_t *needs = tappa__alloc_zero(&m->arena.allocator, 2 * ((size_t)m->stage_count + 1) * sizeof *needs);
    uint32_t *timers = needs + m->stage_count + 1;

    if (!needs)
        return TAPPA_ENOMEM;
    m->set_words = (m->stage_count + 63) / 64;
    m->slot_count = m->data_count + m->profile_count;
    for (uint32_t s = 0; s < m->stage_count; s++)
        m->parallel |= m->stages[s].kind == TAPPA__PARALLEL;
    count_needs(m, needs, timers);
    place_stages(m, needs, timers);
    m->clock_count = needs[m->stage_count];
    m->timer_count = timers[m->stage_count];
    place_counters(m);
    for (uint32_t i = 0; i < m->data_count; i++)
        m->has_strings |= m->data[i].kind == TAPPA_STRING;
    for (uint32_t i = 0; i < m->profile_count; i++)
        m->has_strings |= m->profile[i].kind == TAPPA_STRING;
    for (uint32_t i = 0; i < m->op_count; i++)
        m->has_sends |= m->ops[i].kind == TAPPA__SEND && m->ops[i].delay > 0;
    place_parts(m);
    tappa__free(&m->arena.allocator, needs);
    return TAPPA_OK;
}
