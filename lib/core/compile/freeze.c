/* Owns the last step: growing vectors become the model's arrays, in the arena that already holds its texts and programs.
 * Called once, for a model without errors.
 * Protects the frozen model from its making: nothing in it points into the YAML text, the parse arena or a vector. */
#include "lib/core/compile/compiler.h"

#include <string.h>

#include "lib/core/context.h"

static void *
copy(struct tappa__compiler *c, int which, uint32_t *count)
{
    const struct tappa__vector *v = &c->v[which];
    void *items = tappa__arena_alloc(&c->keep, v->count * v->size);

    if (!items)
        c->status = TAPPA_ENOMEM;
    else if (v->count)
        memcpy(items, v->items, v->count * v->size);
    *count = (uint32_t)v->count;
    return items;
}

static void
copy_declared(struct tappa__compiler *c, struct tappa_model *m)
{
    m->all_titles = copy(c, TAPPA__V_TITLES, &m->title_count);
    m->notes = copy(c, TAPPA__V_NOTES, &m->note_count);
    m->names = copy(c, TAPPA__V_NAMES, &m->name_count);
    m->data = copy(c, TAPPA__V_DATA, &m->data_count);
    m->profile = copy(c, TAPPA__V_PROFILE, &m->profile_count);
    m->fields = copy(c, TAPPA__V_FIELDS, &m->field_count);
    m->field_names = copy(c, TAPPA__V_FIELD_NAMES, &m->field_name_count);
    m->events = copy(c, TAPPA__V_EVENTS, &m->event_count);
    m->aliases = copy(c, TAPPA__V_ALIASES, &m->alias_count);
    m->channels = copy(c, TAPPA__V_CHANNELS, &m->channel_count);
    m->touchpoints = copy(c, TAPPA__V_TOUCHPOINTS, &m->touchpoint_count);
    m->personas = copy(c, TAPPA__V_PERSONAS, &m->persona_count);
    m->experiments = copy(c, TAPPA__V_EXPERIMENTS, &m->experiment_count);
    m->arms = copy(c, TAPPA__V_ARMS, &m->arm_count);
}

static void
copy_machine(struct tappa__compiler *c, struct tappa_model *m)
{
    m->stages = copy(c, TAPPA__V_STAGES, &m->stage_count);
    m->rows = copy(c, TAPPA__V_ROWS, &m->row_count);
    m->patterns = copy(c, TAPPA__V_PATTERNS, &m->pattern_count);
    m->targets = copy(c, TAPPA__V_TARGETS, &m->target_count);
    m->lists = copy(c, TAPPA__V_LISTS, &m->list_count);
    m->ops = copy(c, TAPPA__V_OPS, &m->op_count);
    m->args = copy(c, TAPPA__V_ARGS, &m->arg_count);
    m->expressions = copy(c, TAPPA__V_EXPRESSIONS, &m->expression_count);
    m->goals = copy(c, TAPPA__V_GOALS, &m->goal_count);
    m->offers = copy(c, TAPPA__V_OFFERS, &m->offer_count);
    m->quiets = copy(c, TAPPA__V_QUIETS, &m->quiet_count);
    m->caps = copy(c, TAPPA__V_CAPS, &m->cap_count);
    m->priorities = copy(c, TAPPA__V_PRIORITIES, &m->priority_count);
    m->responses = copy(c, TAPPA__V_RESPONSES, &m->response_count);
    m->mappings = copy(c, TAPPA__V_MAPPINGS, &m->mapping_count);
    m->simulate = copy(c, TAPPA__V_SIMULATE, &m->simulate_count);
}

/* Handles know their model. */
static void
set_owner(struct tappa_model *m)
{
    uint32_t i;

    for (i = 0; i < m->event_count; i++)
        m->events[i].model = m;
    for (i = 0; i < m->channel_count; i++)
        m->channels[i].model = m;
    for (i = 0; i < m->touchpoint_count; i++)
        m->touchpoints[i].model = m;
    for (i = 0; i < m->stage_count; i++)
        m->stages[i].model = m;
    for (i = 0; i < m->row_count; i++)
        m->rows[i].model = m;
}

struct tappa_model *
tappa__freeze(struct tappa__compiler *c)
{
    struct tappa_model *m = tappa__arena_alloc(&c->keep, sizeof *m);
    uint32_t i;

    if (!m)
        return NULL;
    memcpy(m, &c->head, sizeof *m);
    copy_declared(c, m);
    copy_machine(c, m);
    if (c->status != TAPPA_OK)
        return NULL;
    set_owner(m);
    for (i = 0; i < TAPPA__LIMITS && i < sizeof m->limits / sizeof *m->limits; i++)
        m->limits[i] = tappa_context_limit(c->context, (int32_t)i);
    atomic_init(&m->references, 1);
    m->arena = c->keep;
    tappa__arena_init(&c->keep, c->allocator, 0);
    return m;
}
