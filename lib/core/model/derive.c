/* What the step looks up, computed once from what the compiler declared: names in order, which rows a stage tries on which
 * event, what a transition stays in. The compiler calls tappa__model_derive() as its last act. Afterwards the model is
 * frozen: nothing below is ever computed again. */
#include <stdlib.h>
#include <string.h>

#include "lib/core/model/derive.h"

static int
by_name(const void *a, const void *b)
{
    const struct tappa__name_index *x = a, *y = b;
    return tappa__text_compare(x->name, y->name);
}

static tappa_status
derive_event_names(struct tappa_model *m)
{
    uint32_t n = 0;

    m->event_names = tappa__arena_alloc(&m->arena, (m->event_count + m->alias_count + 1) * sizeof *m->event_names);
    m->done_event = tappa__arena_alloc(&m->arena, (m->stage_count + 1) * sizeof *m->done_event);
    if (!m->event_names || !m->done_event)
        return TAPPA_ENOMEM;
    for (uint32_t s = 0; s < m->stage_count; s++)
        m->done_event[s] = TAPPA_NONE;
    for (uint32_t e = 0; e < m->event_count; e++) {
        const struct tappa_event_type *event = &m->events[e];

        m->event_names[n++] = (struct tappa__name_index){event->name, e};
        for (uint32_t i = 0; i < event->aliases.count; i++)
            m->event_names[n++] = (struct tappa__name_index){m->aliases[event->aliases.first + i], e};
        if (event->done_stage != TAPPA_NONE)
            m->done_event[event->done_stage] = e;
    }
    m->event_name_count = n;
    qsort(m->event_names, n, sizeof *m->event_names, by_name);
    return TAPPA_OK;
}

/* qsort has no room for the model, so stages are sorted as names and only their numbers kept. */
static tappa_status
derive_stage_names(struct tappa_model *m)
{
    struct tappa__name_index *sorted = tappa__alloc(&m->arena.allocator, (m->stage_count + 1) * sizeof *sorted);

    m->stage_order = tappa__arena_alloc(&m->arena, (m->stage_count + 1) * sizeof *m->stage_order);
    if (!sorted || !m->stage_order) {
        tappa__free(&m->arena.allocator, sorted);
        return TAPPA_ENOMEM;
    }
    for (uint32_t s = 0; s < m->stage_count; s++)
        sorted[s] = (struct tappa__name_index){m->stages[s].name, s};
    qsort(sorted, m->stage_count, sizeof *sorted, by_name);
    for (uint32_t s = 0; s < m->stage_count; s++)
        m->stage_order[s] = sorted[s].event;
    tappa__free(&m->arena.allocator, sorted);

    m->initial_stage = TAPPA_NONE;
    for (uint32_t s = 0; s < m->stage_count && m->initial_stage == TAPPA_NONE; s = m->stages[s].end)
        if (!tappa__is_history(&m->stages[s]))
            m->initial_stage = s;
    return TAPPA_OK;
}

static tappa_status
derive_fields(struct tappa_model *m)
{
    m->field_kinds = tappa__arena_alloc(&m->arena, m->field_count + 1);
    m->event_plain = tappa__arena_alloc(&m->arena, m->event_count + 1);
    if (!m->field_kinds || !m->event_plain)
        return TAPPA_ENOMEM;
    for (uint32_t f = 0; f < m->field_count; f++)
        m->field_kinds[f] = (uint8_t)m->fields[f].kind;
    for (uint32_t e = 0; e < m->event_count; e++) {
        struct tappa__span fields = m->events[e].fields;
        int plain = 1;

        for (uint32_t i = 0; i < fields.count; i++) {
            uint32_t kind = m->fields[fields.first + i].kind;
            plain &= kind == TAPPA_INT || kind == TAPPA_DOUBLE || kind == TAPPA_DURATION;
        }
        m->event_plain[e] = (uint8_t)plain;
    }
    return TAPPA_OK;
}

uint32_t
tappa__domain(const struct tappa_model *m, const struct tappa_transition *row, const uint32_t *targets, uint32_t count)
{
    uint32_t ancestor = row->source;

    if (row->internal) /* said only where all targets are inside */
        return row->source;
    for (;;) {
        uint32_t inside = 0;

        ancestor = m->stages[ancestor].parent;
        if (ancestor != TAPPA_NONE && m->stages[ancestor].kind != TAPPA__COMPOUND)
            continue;
        for (uint32_t i = 0; i < count; i++)
            inside += (uint32_t)tappa__is_descendant(m, targets[i], ancestor);
        if (inside == count)
            return ancestor;
    }
}

static void
derive_domains(struct tappa_model *m)
{
    for (uint32_t r = 0; r < m->row_count; r++) {
        struct tappa_transition *row = &m->rows[r];
        const uint32_t *targets = m->targets + row->targets.first;

        row->domain = TAPPA_NONE;
        row->moving_domain = 0;
        if (row->source == TAPPA_NONE || row->kind >= TAPPA__ENTRY || !row->targets.count)
            continue;
        for (uint32_t i = 0; i < row->targets.count; i++)
            row->moving_domain |= (uint32_t)tappa__is_history(&m->stages[targets[i]]);
        row->domain = tappa__domain(m, row, targets, row->targets.count);
    }
}

/* ---- cells: which rows of a stage an event tries ---- */

struct pair {
    uint32_t event, row;
};

struct cells { /* growing, then copied into the model's arena */
    struct tappa_model *m;
    struct pair *pairs;
    size_t pair_count, pair_capacity;
    uint32_t *wild; /* rows of the stage with `*` */
    size_t wild_count, wild_capacity;
    struct tappa__cell *cells;
    size_t cell_count, cell_capacity;
    uint32_t *candidates;
    size_t candidate_count, candidate_capacity;
};

static int
by_event(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;

    if (x->event != y->event)
        return x->event < y->event ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static tappa_status
add_pair(struct cells *c, uint32_t event, uint32_t row)
{
    if (tappa__grow(&c->m->arena.allocator, (void **)&c->pairs, &c->pair_capacity, c->pair_count + 1, sizeof *c->pairs))
        return TAPPA_ENOMEM;
    c->pairs[c->pair_count++] = (struct pair){event, row};
    return TAPPA_OK;
}

static tappa_status
add_candidate(struct cells *c, uint32_t row)
{
    if (tappa__grow(&c->m->arena.allocator, (void **)&c->candidates, &c->candidate_capacity, c->candidate_count + 1,
                    sizeof *c->candidates))
        return TAPPA_ENOMEM;
    c->candidates[c->candidate_count++] = row;
    return TAPPA_OK;
}

/* Names that a prefix matches stand together in the sorted names; canonical ones count, aliases do not. */
static tappa_status
add_prefix(struct cells *c, const struct tappa__pattern *p, uint32_t row)
{
    struct tappa_model *m = c->m;
    struct tappa__text stem = {p->name.s, p->name.n - 2}; /* without ".*" */
    uint32_t low = 0, high = m->event_name_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (tappa__text_compare(m->event_names[middle].name, stem) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < m->event_name_count && tappa__text_starts_with(m->event_names[low].name, stem); low++) {
        uint32_t event = m->event_names[low].event;
        if (tappa__text_equal(m->event_names[low].name, m->events[event].name) &&
            tappa__pattern_matches(p, event, m->events[event].name) && add_pair(c, event, row))
            return TAPPA_ENOMEM;
    }
    return TAPPA_OK;
}

static tappa_status
add_row(struct cells *c, uint32_t r, uint32_t *open)
{
    const struct tappa_transition *row = &c->m->rows[r];
    uint32_t wild = 0;
    tappa_status status = TAPPA_OK;

    *open = 0;
    for (uint32_t i = 0; !status && i < row->patterns.count; i++) {
        const struct tappa__pattern *p = &c->m->patterns[row->patterns.first + i];

        if (p->kind == TAPPA__EXACT)
            status = add_pair(c, p->event, r);
        else if (p->kind == TAPPA__PREFIX)
            status = add_prefix(c, p, r);
        else
            wild = 1;
        *open |= p->kind != TAPPA__EXACT;
    }
    if (!status && wild) {
        if (tappa__grow(&c->m->arena.allocator, (void **)&c->wild, &c->wild_capacity, c->wild_count + 1, sizeof *c->wild))
            return TAPPA_ENOMEM;
        c->wild[c->wild_count++] = r;
    }
    return status;
}

/* Rows of one event and the stage's `*` rows, merged in the order written, each once. */
static tappa_status
merge_cell(struct cells *c, size_t first, size_t last)
{
    struct tappa__cell cell = {c->pairs[first].event, {(uint32_t)c->candidate_count, 0}};
    size_t w = 0;

    for (size_t i = first; i < last; i++) {
        uint32_t row = c->pairs[i].row;
        if (i > first && row == c->pairs[i - 1].row)
            continue;
        for (; w < c->wild_count && c->wild[w] < row; w++)
            if (add_candidate(c, c->wild[w]))
                return TAPPA_ENOMEM;
        w += w < c->wild_count && c->wild[w] == row;
        if (add_candidate(c, row))
            return TAPPA_ENOMEM;
    }
    for (; w < c->wild_count; w++)
        if (add_candidate(c, c->wild[w]))
            return TAPPA_ENOMEM;
    cell.rows.count = (uint32_t)c->candidate_count - cell.rows.first;
    if (tappa__grow(&c->m->arena.allocator, (void **)&c->cells, &c->cell_capacity, c->cell_count + 1, sizeof *c->cells))
        return TAPPA_ENOMEM;
    c->cells[c->cell_count++] = cell;
    return TAPPA_OK;
}

static tappa_status
collect_rows(struct cells *c, struct tappa_stage *s)
{
    s->always_rows.first = (uint32_t)c->candidate_count;
    for (uint32_t i = 0; i < s->rows.count; i++)
        if (c->m->rows[s->rows.first + i].kind == TAPPA__ALWAYS && add_candidate(c, s->rows.first + i))
            return TAPPA_ENOMEM;
    s->always_rows.count = (uint32_t)c->candidate_count - s->always_rows.first;
    s->open_rows.first = (uint32_t)c->candidate_count;
    for (uint32_t i = 0; i < s->rows.count; i++) {
        uint32_t open;
        if (add_row(c, s->rows.first + i, &open) || (open && add_candidate(c, s->rows.first + i)))
            return TAPPA_ENOMEM;
    }
    s->open_rows.count = (uint32_t)c->candidate_count - s->open_rows.first;
    s->any_rows.first = (uint32_t)c->candidate_count;
    for (size_t w = 0; w < c->wild_count; w++)
        if (add_candidate(c, c->wild[w]))
            return TAPPA_ENOMEM;
    s->any_rows.count = (uint32_t)c->wild_count;
    return TAPPA_OK;
}

static tappa_status
derive_stage_cells(struct cells *c, struct tappa_stage *s)
{
    c->pair_count = c->wild_count = 0;
    if (collect_rows(c, s))
        return TAPPA_ENOMEM;
    if (c->pair_count)
        qsort(c->pairs, c->pair_count, sizeof *c->pairs, by_event);
    s->cells.first = (uint32_t)c->cell_count;
    for (size_t i = 0, last; i < c->pair_count; i = last) {
        for (last = i + 1; last < c->pair_count && c->pairs[last].event == c->pairs[i].event; last++)
            ;
        if (merge_cell(c, i, last))
            return TAPPA_ENOMEM;
    }
    s->cells.count = (uint32_t)c->cell_count - s->cells.first;
    return TAPPA_OK;
}

static tappa_status
derive_cells(struct tappa_model *m)
{
    struct cells c = {.m = m};
    tappa_status status = TAPPA_OK;

    for (uint32_t s = 0; !status && s < m->stage_count; s++)
        status = derive_stage_cells(&c, &m->stages[s]);
    if (!status) {
        m->cells = tappa__arena_alloc(&m->arena, (c.cell_count + 1) * sizeof *m->cells);
        m->candidates = tappa__arena_alloc(&m->arena, (c.candidate_count + 1) * sizeof *m->candidates);
        if (!m->cells || !m->candidates)
            status = TAPPA_ENOMEM;
    }
    if (!status) {
        if (c.cell_count)
            memcpy(m->cells, c.cells, c.cell_count * sizeof *m->cells);
        if (c.candidate_count)
            memcpy(m->candidates, c.candidates, c.candidate_count * sizeof *m->candidates);
        m->cell_count = (uint32_t)c.cell_count;
        m->candidate_count = (uint32_t)c.candidate_count;
    }
    tappa__free(&m->arena.allocator, c.pairs);
    tappa__free(&m->arena.allocator, c.wild);
    tappa__free(&m->arena.allocator, c.cells);
    tappa__free(&m->arena.allocator, c.candidates);
    return status;
}

tappa_status
tappa__model_derive(struct tappa_model *m)
{
    tappa_status status = derive_event_names(m);

    if (!status)
        status = derive_stage_names(m);
    if (!status)
        status = derive_fields(m);
    if (!status)
        status = derive_cells(m);
    if (!status) {
        derive_domains(m);
        status = tappa__derive_layout(m);
    }
    if (!status)
        status = tappa__derive_fast(m);
    if (!status)
        status = tappa__model_seal(m);
    return status;
}
