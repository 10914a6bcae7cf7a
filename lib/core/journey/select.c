/* Which rows an event takes: for each active leaf, inner stages before outer ones, the first row in the order written whose
 * condition holds; then rows that would leave the same stage are settled. The step calls one of the three selects; the
 * result is batch.enabled, in document order of the leaves. Source: SCXML appendix D, selectTransitions, removeConflictingTransitions. */
#include "lib/core/journey/work.h"

enum mode { BY_EVENT, BY_NAME, BY_ALWAYS };

static struct tappa__span
rows_of(const struct tappa_model *m, const struct tappa_stage *s, uint32_t event, enum mode mode)
{
    uint32_t low = 0, high = s->cells.count;

    if (mode == BY_ALWAYS)
        return s->always_rows;
    if (mode == BY_NAME)
        return s->open_rows;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct tappa__cell *cell = &m->cells[s->cells.first + middle];

        if (cell->event == event)
            return cell->rows;
        if (cell->event < event)
            low = middle + 1;
        else
            high = middle;
    }
    return s->any_rows;
}

/* An undeclared event has no cell: its name is held against the patterns. */
static int
matches_name(const struct tappa_model *m, const struct tappa_transition *row, struct tappa__text name)
{
    for (uint32_t i = 0; i < row->patterns.count; i++) {
        const struct tappa__pattern *p = &m->patterns[row->patterns.first + i];
        if (p->kind != TAPPA__EXACT && tappa__pattern_matches(p, TAPPA_NONE, name))
            return 1;
    }
    return 0;
}

static tappa_status
enable(struct tappa__work *w, uint32_t row)
{
    uint32_t *slot;

    for (size_t i = 0; i < w->b->enabled.count; i++)
        if (w->b->enabled.items[i] == row)
            return TAPPA_OK;
    slot = TAPPA__PUSH(w->b, enabled);
    if (!slot)
        return TAPPA_ENOMEM;
    *slot = row;
    return TAPPA_OK;
}

static tappa_status
consider(struct tappa__work *w, uint32_t r, enum mode mode, uint32_t *taken)
{
    int holds;
    tappa_status status;

    if (mode == BY_NAME && !matches_name(w->m, &w->m->rows[r], w->event.name))
        return TAPPA_OK;
    if (*taken != TAPPA_NONE) /* only where the batch explains */
        return tappa__explain(w, r, TAPPA_VERDICT_SHADOWED, *taken);
    status = tappa__exert(w, w->b->explain ? 10 + (uint32_t)w->b->considered.count / 16 : 1);
    if (status)
        return status;
    w->row = r;
    status = tappa__holds(w, w->m->rows[r].guard, &holds);
    w->row = TAPPA_NONE;
    if (status)
        return status;
    if (!holds)
        return tappa__explain_guard(w, r);
    *taken = r;
    return enable(w, r);
}

/* One leaf: climbs from it to the root until a row is found. */
static tappa_status
select_for_leaf(struct tappa__work *w, uint32_t leaf, uint32_t event, enum mode mode)
{
    uint32_t taken = TAPPA_NONE;

    for (uint32_t s = leaf; s != TAPPA_NONE; s = w->m->stages[s].parent) {
        struct tappa__span rows = rows_of(w->m, &w->m->stages[s], event, mode);

        if (tappa__exert(w, 1))
            return TAPPA_ELOOP;
        for (uint32_t i = 0; i < rows.count; i++) {
            tappa_status status = consider(w, w->m->candidates[rows.first + i], mode, &taken);
            if (status)
                return status;
            if (taken != TAPPA_NONE && !w->b->explain)
                return TAPPA_OK;
        }
    }
    return TAPPA_OK;
}

/* What a row would leave: the active stages below its domain; nothing where it has no target. */
static tappa_status
exit_range(struct tappa__work *w, uint32_t row, uint32_t *first, uint32_t *end)
{
    uint32_t domain;

    *first = *end = 0;
    if (!w->m->rows[row].targets.count)
        return TAPPA_OK;
    if (tappa__row_domain(w, row, &domain))
        return TAPPA_ENOMEM;
    *first = domain == TAPPA_NONE ? 0 : domain + 1;
    *end = domain == TAPPA_NONE ? w->m->stage_count : w->m->stages[domain].end;
    return TAPPA_OK;
}

static tappa_status
leave_the_same(struct tappa__work *w, uint32_t a, uint32_t b, int *same)
{
    uint32_t first_a, end_a, first_b, end_b;

    if (exit_range(w, a, &first_a, &end_a) || exit_range(w, b, &first_b, &end_b))
        return TAPPA_ENOMEM;
    if (first_b > first_a)
        first_a = first_b;
    if (end_b < end_a)
        end_a = end_b;
    *same = first_a < end_a; /* one holds the other, and of that the source is active, or what is below it */
    return TAPPA_OK;
}

/* Where two rows would leave the same stage, the one from the descendant wins, else the earlier. */
static tappa_status
settle_conflicts(struct tappa__work *w)
{
    uint32_t *rows = w->b->enabled.items;
    size_t kept = 0;

    for (size_t i = 0; i < w->b->enabled.count; i++) {
        uint32_t r = rows[i];
        int preempted = 0;

        for (size_t k = 0; k < kept && !preempted; k++) {
            int same;
            if (leave_the_same(w, r, rows[k], &same))
                return TAPPA_ENOMEM;
            if (same && !tappa__is_descendant(w->m, w->m->rows[r].source, w->m->rows[rows[k]].source)) {
                preempted = 1;
                if (tappa__explain(w, r, TAPPA_VERDICT_PREEMPTED, rows[k]))
                    return TAPPA_ENOMEM;
            }
        }
        if (preempted)
            continue;
        size_t stay = 0;
        for (size_t k = 0; k < kept; k++) {
            int same;
            if (leave_the_same(w, r, rows[k], &same))
                return TAPPA_ENOMEM;
            if (!same)
                rows[stay++] = rows[k];
            else /* it is an ancestor's, and noted as shadowed when that was climbed to: no memory is asked for */
                (void)tappa__explain(w, rows[k], TAPPA_VERDICT_PREEMPTED, r);
        }
        rows[stay++] = r;
        kept = stay;
    }
    w->b->enabled.count = kept;
    return TAPPA_OK;
}

static tappa_status
select_rows(struct tappa__work *w, uint32_t event, enum mode mode)
{
    const struct tappa_model *m = w->m;
    tappa_status status = TAPPA_OK;

    w->b->enabled.count = 0;
    for (uint32_t s = 0; !status && (s = tappa__bit_next(w->active, s, m->stage_count)) < m->stage_count; s++)
        if (m->stages[s].kind == TAPPA__ATOMIC || m->stages[s].kind == TAPPA__FINAL)
            status = select_for_leaf(w, s, event, mode);
    if (!status && w->b->enabled.count > 1)
        status = settle_conflicts(w);
    for (size_t i = 0; !status && w->b->explain && i < w->b->enabled.count; i++)
        status = tappa__explain(w, w->b->enabled.items[i], TAPPA_VERDICT_TAKEN, TAPPA_NONE);
    return status;
}

tappa_status
tappa__select_event(struct tappa__work *w, uint32_t event)
{
    return select_rows(w, event, event == TAPPA_NONE ? BY_NAME : BY_EVENT);
}

tappa_status
tappa__select_always(struct tappa__work *w)
{
    return select_rows(w, TAPPA_NONE, BY_ALWAYS);
}

/* A timer is an event for the rows of its own `after` key alone. */
tappa_status
tappa__select_timer(struct tappa__work *w, uint32_t row)
{
    const struct tappa_stage *s = &w->m->stages[w->m->rows[row].source];
    uint32_t taken = TAPPA_NONE;
    tappa_status status = TAPPA_OK;

    w->b->enabled.count = 0;
    for (uint32_t r = row; !status && r < s->rows.first + s->rows.count && w->m->rows[r].kind == TAPPA__AFTER &&
                           w->m->rows[r].group == row;
         r++) {
        status = consider(w, r, BY_EVENT, &taken);
        if (taken != TAPPA_NONE && !w->b->explain)
            break;
    }
    if (!status && taken != TAPPA_NONE)
        status = tappa__explain(w, taken, TAPPA_VERDICT_TAKEN, TAPPA_NONE);
    return status;
}

tappa_status
tappa__select_entry(struct tappa__work *w)
{
    const struct tappa_model *m = w->m;
    uint32_t taken = TAPPA_NONE;
    tappa_status status = TAPPA_OK;

    w->b->enabled.count = 0;
    for (uint32_t r = m->entry.first; !status && r < m->entry.first + m->entry.count; r++) {
        int fits = 0;
        for (uint32_t i = 0; i < m->rows[r].patterns.count; i++)
            fits |= tappa__pattern_matches(&m->patterns[m->rows[r].patterns.first + i], w->event.type, w->event.name);
        if (fits)
            status = consider(w, r, BY_EVENT, &taken);
        if (taken != TAPPA_NONE && !w->b->explain)
            break;
    }
    if (!status && taken != TAPPA_NONE)
        status = tappa__explain(w, taken, TAPPA_VERDICT_TAKEN, TAPPA_NONE);
    return status;
}
