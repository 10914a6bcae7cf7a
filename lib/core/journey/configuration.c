/* Which stages a set of transitions leaves and enters, as bits over the stages in document order. The step asks for both
 * sets and then walks them. Source: SCXML appendix D, computeExitSet, computeEntrySet, addDescendantStatesToEnter,
 * addAncestorStatesToEnter, getEffectiveTargetStates; recursion goes no deeper than the stage tree and its histories. */
#include <string.h>

#include "lib/core/journey/work.h"
#include "lib/core/model/derive.h"

static uint64_t *
remembered(const struct tappa__work *w, uint32_t history)
{
    return (uint64_t *)(w->words + w->m->at_history) + (size_t)w->m->stages[history].history * w->m->set_words;
}

static int
remembers(const struct tappa__work *w, uint32_t history)
{
    return tappa__bit_next(remembered(w, history), 0, w->m->stage_count) < w->m->stage_count;
}

/* A stage about to be left: its histories note what of it is active. */
void
tappa__remember(struct tappa__work *w, uint32_t stage)
{
    const struct tappa_model *m = w->m;

    for (uint32_t h = stage + 1; h < m->stages[stage].end; h = m->stages[h].end) {
        uint64_t *set;

        if (!tappa__is_history(&m->stages[h]))
            continue;
        set = remembered(w, h);
        memset(set, 0, m->set_words * sizeof *set);
        for (uint32_t s = stage + 1; (s = tappa__bit_next(w->active, s, m->stages[stage].end)) < m->stages[stage].end; s++) {
            int leaf = m->stages[s].kind == TAPPA__ATOMIC || m->stages[s].kind == TAPPA__FINAL;
            if (m->stages[h].kind == TAPPA__HISTORY_DEEP ? leaf : m->stages[s].parent == stage)
                tappa__bit_set(set, s);
        }
    }
}

static tappa_status
add_effective(struct tappa__work *w, uint32_t target)
{
    const struct tappa_model *m = w->m;
    uint32_t *slot;

    if (!tappa__is_history(&m->stages[target])) {
        slot = TAPPA__PUSH(w->b, targets);
        if (!slot)
            return TAPPA_ENOMEM;
        *slot = target;
        return TAPPA_OK;
    }
    if (remembers(w, target)) {
        const uint64_t *set = remembered(w, target);
        for (uint32_t s = 0; (s = tappa__bit_next(set, s, m->stage_count)) < m->stage_count; s++)
            if (add_effective(w, s))
                return TAPPA_ENOMEM;
        return TAPPA_OK;
    }
    const struct tappa_transition *row = &m->rows[m->stages[target].initial];
    for (uint32_t i = 0; i < row->targets.count; i++)
        if (add_effective(w, m->targets[row->targets.first + i]))
            return TAPPA_ENOMEM;
    return TAPPA_OK;
}

static tappa_status
effective_targets(struct tappa__work *w, uint32_t row)
{
    struct tappa__span targets = w->m->rows[row].targets;

    w->b->targets.count = 0;
    for (uint32_t i = 0; i < targets.count; i++)
        if (add_effective(w, w->m->targets[targets.first + i]))
            return TAPPA_ENOMEM;
    return TAPPA_OK;
}

tappa_status
tappa__row_domain(struct tappa__work *w, uint32_t row, uint32_t *domain)
{
    const struct tappa_transition *r = &w->m->rows[row];

    *domain = r->domain;
    if (!r->moving_domain)
        return TAPPA_OK;
    if (effective_targets(w, row))
        return TAPPA_ENOMEM;
    *domain = tappa__domain(w->m, r, w->b->targets.items, (uint32_t)w->b->targets.count);
    return TAPPA_OK;
}

tappa_status
tappa__exit_set(struct tappa__work *w)
{
    const struct tappa_model *m = w->m;

    memset(w->leaving, 0, m->set_words * sizeof *w->leaving);
    for (size_t i = 0; i < w->b->enabled.count; i++) {
        uint32_t row = w->b->enabled.items[i], domain, s, end;

        if (!m->rows[row].targets.count)
            continue;
        if (tappa__row_domain(w, row, &domain))
            return TAPPA_ENOMEM;
        s = domain == TAPPA_NONE ? 0 : domain + 1;
        end = domain == TAPPA_NONE ? m->stage_count : m->stages[domain].end;
        for (; (s = tappa__bit_next(w->active, s, end)) < end; s++)
            tappa__bit_set(w->leaving, s);
    }
    return TAPPA_OK;
}

/* ---- entering ---- */

static void add_descendants(struct tappa__work *w, uint32_t stage);

/* Regions that no target has reached yet are entered by default. */
static void
add_regions(struct tappa__work *w, uint32_t parallel)
{
    const struct tappa_model *m = w->m;

    for (uint32_t region = parallel + 1; region < m->stages[parallel].end; region = m->stages[region].end)
        if (!tappa__is_history(&m->stages[region]) &&
            tappa__bit_next(w->coming, region, m->stages[region].end) == m->stages[region].end)
            add_descendants(w, region);
}

static void
add_ancestors(struct tappa__work *w, uint32_t stage, uint32_t below)
{
    for (uint32_t s = w->m->stages[stage].parent; s != below; s = w->m->stages[s].parent) {
        tappa__bit_set(w->coming, s);
        if (w->m->stages[s].kind == TAPPA__PARALLEL)
            add_regions(w, s);
    }
}

static void
add_targets(struct tappa__work *w, uint32_t row, uint32_t below)
{
    struct tappa__span targets = w->m->rows[row].targets;

    for (uint32_t i = 0; i < targets.count; i++)
        add_descendants(w, w->m->targets[targets.first + i]);
    for (uint32_t i = 0; i < targets.count; i++)
        add_ancestors(w, w->m->targets[targets.first + i], below);
}

static void
add_history(struct tappa__work *w, uint32_t history)
{
    const struct tappa_model *m = w->m;
    uint32_t parent = m->stages[history].parent;
    const uint64_t *set = remembered(w, history);

    if (!remembers(w, history)) {
        tappa__bit_set(w->recalled, history);
        add_targets(w, m->stages[history].initial, parent);
        return;
    }
    for (uint32_t s = 0; (s = tappa__bit_next(set, s, m->stage_count)) < m->stage_count; s++)
        add_descendants(w, s);
    for (uint32_t s = 0; (s = tappa__bit_next(set, s, m->stage_count)) < m->stage_count; s++)
        add_ancestors(w, s, parent);
}

static void
add_descendants(struct tappa__work *w, uint32_t stage)
{
    const struct tappa_stage *s = &w->m->stages[stage];

    if (tappa__is_history(s)) {
        add_history(w, stage);
        return;
    }
    tappa__bit_set(w->coming, stage);
    if (s->initial != TAPPA_NONE) {
        tappa__bit_set(w->defaults, stage);
        add_targets(w, s->initial, stage);
    }
    if (s->kind == TAPPA__PARALLEL)
        add_regions(w, stage);
}

static void
clear_entry_set(struct tappa__work *w)
{
    size_t bytes = w->m->set_words * sizeof *w->coming;

    memset(w->coming, 0, bytes);
    memset(w->defaults, 0, bytes);
    memset(w->recalled, 0, bytes);
}

static tappa_status
add_row(struct tappa__work *w, uint32_t row)
{
    const struct tappa_model *m = w->m;
    struct tappa__span targets = m->rows[row].targets;
    uint32_t domain = TAPPA_NONE;

    for (uint32_t i = 0; i < targets.count; i++)
        add_descendants(w, m->targets[targets.first + i]);
    if (m->rows[row].source != TAPPA_NONE && tappa__row_domain(w, row, &domain))
        return TAPPA_ENOMEM;
    if (effective_targets(w, row))
        return TAPPA_ENOMEM;
    for (size_t i = 0; i < w->b->targets.count; i++)
        add_ancestors(w, w->b->targets.items[i], domain);
    /* A parallel stage that an internal row stays in is not entered anew, but all its regions were left. */
    if (domain != TAPPA_NONE && m->stages[domain].kind == TAPPA__PARALLEL)
        add_regions(w, domain);
    return TAPPA_OK;
}

tappa_status
tappa__entry_set(struct tappa__work *w)
{
    clear_entry_set(w);
    for (size_t i = 0; i < w->b->enabled.count; i++)
        if (w->m->rows[w->b->enabled.items[i]].targets.count && add_row(w, w->b->enabled.items[i]))
            return TAPPA_ENOMEM;
    return TAPPA_OK;
}

tappa_status
tappa__entry_set_of(struct tappa__work *w, uint32_t entry_row, uint32_t stage)
{
    clear_entry_set(w);
    if (entry_row != TAPPA_NONE)
        return add_row(w, entry_row);
    add_descendants(w, stage);
    add_ancestors(w, stage, TAPPA_NONE);
    return TAPPA_OK;
}

void
tappa__entry_set_for(struct tappa__work *w, const uint32_t *stages, uint32_t count)
{
    clear_entry_set(w);
    for (uint32_t i = 0; i < count; i++)
        add_descendants(w, stages[i]);
    for (uint32_t i = 0; i < count; i++)
        add_ancestors(w, stages[i], TAPPA_NONE);
}
