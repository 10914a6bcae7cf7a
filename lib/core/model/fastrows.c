/* The fast table: for each leaf and event the rows that move a journey by comparing one number, with neither actions nor
 * programs nor anything else to write than the leaf and its clock. tappa__model_derive() calls it; lib/core/journey/fast.h
 * reads it. A cell with one row that needs more sends the event to the general step: both must always agree.
 *
 * Form and figures: a guard `field op constant` is (uint64)(key - low) <= span, key being the integer or the double's bits
 * in an order that is monotone; "no row" is a row that never stops and stays. Branches on what the customer
 * did would be mispredicted; the first candidate of a cell is no branch. */
#include <math.h>
#include <string.h>

#include "lib/core/model/derive.h"
#include "tappa/event.h"

#define CELLS_MAX 4096 /* beyond, the table leaves the cache and the general step is as good */
#define ROWS_MAX 65536 /* many rows that hold everywhere stand in each cell: those that have no room are the general step's */

struct fast {
    struct tappa_model *m;
    struct tappa__fast_row *rows;
    size_t count, capacity;
};

static uint64_t
double_key(double d)
{
    int64_t bits;

    memcpy(&bits, &d, sizeof bits);
    return (uint64_t)bits ^ ((uint64_t)(bits >> 63) >> 1);
}

/* Leaving or entering this stage writes nothing but its clock. */
static int
is_quiet(const struct tappa_model *m, uint32_t stage)
{
    const struct tappa_stage *s = &m->stages[stage];

    return s->kind == TAPPA__ATOMIC && s->enter == TAPPA_NONE && s->leave == TAPPA_NONE && !s->timer_count &&
           s->visits == TAPPA_NONE && s->entered == TAPPA_NONE;
}

/* No `always` row is tried with this leaf active. */
static int
is_settled(const struct tappa_model *m, uint32_t leaf)
{
    for (uint32_t s = leaf; s != TAPPA_NONE; s = m->stages[s].parent)
        if (m->stages[s].always_rows.count)
            return 0;
    return 1;
}

/* The row's guard as a range of one field; 0 where it needs a program. */
static int
range_of(const struct tappa_model *m, const struct tappa_transition *row, uint32_t event, struct tappa__fast_row *out)
{
    struct tappa__range range;
    struct tappa__span fields = m->events[event].fields;
    uint32_t at;

    out->low = 0;
    out->span = UINT64_MAX;
    if (row->guard == TAPPA_NONE)
        return 1;
    if (!tappa__program_range(m->expressions[row->guard].program, &range))
        return 0;
    if (range.kind == TAPPA_BOOL)
        return 1;
    if (range.binding.load == TAPPA__LOAD_EVENT_FIELD_AT) {
        at = range.binding.index - fields.first; /* another event's: beyond the count */
    } else if (range.binding.load == TAPPA__LOAD_EVENT_FIELD) {
        for (at = 0; at < fields.count; at++)
            if (m->fields[fields.first + at].field_name == range.binding.index)
                break;
    } else {
        return 0;
    }
    if (at >= fields.count)
        return 0;
    out->field = at * (uint32_t)sizeof(struct tappa_value) + (uint32_t)offsetof(struct tappa_value, integer);
    if (range.kind == TAPPA_DOUBLE) {
        if (!(range.low_real <= range.high_real))
            return 0;
        out->field = at * (uint32_t)sizeof(struct tappa_value) + (uint32_t)offsetof(struct tappa_value, real);
        out->fold = INT64_MAX;
        /* -0.0 == 0.0: a bound at zero takes in both */
        out->low = double_key(range.low_real == 0.0 ? -0.0 : range.low_real);
        out->span = double_key(range.high_real == 0.0 ? 0.0 : range.high_real) - out->low;
        return 1;
    }
    if (range.low > range.high)
        return 0;
    out->low = (uint64_t)range.low;
    out->span = (uint64_t)range.high - (uint64_t)range.low;
    return 1;
}

/* One row of a cell as a fast row; 0 where the general step must do it. `leaf` is a stage. */
static int
fast_row(const struct tappa_model *m, uint32_t leaf, uint32_t event, uint32_t r, struct tappa__fast_row *out)
{
    const struct tappa_transition *row = &m->rows[r];

    *out = (struct tappa__fast_row){.taken = {r, row->source, TAPPA_NONE, 0}, .live = 1};
    if (row->actions != TAPPA_NONE || !range_of(m, row, event, out))
        return 0;
    if (row->targets.count) {
        uint32_t target = m->targets[row->targets.first];

        /* The same parent stays active: only the leaf is left and only a leaf entered. */
        if (row->moving_domain || row->domain != m->stages[leaf].parent ||
            m->stages[target].parent != row->domain || !is_quiet(m, leaf) || !is_quiet(m, target) ||
            (row->domain != TAPPA_NONE && m->stages[row->domain].has_history))
            return 0;
        out->move = (uint64_t)(TAPPA__STATE_HEAD + m->at_clocks + m->stages[target].clock) << 32 | (m->stage_leaf[leaf] ^ m->stage_leaf[target]);
        out->taken.to = target;
        leaf = target;
    }
    return is_settled(m, leaf);
}

static struct tappa__span
cell_rows(const struct tappa_model *m, uint32_t stage, uint32_t event)
{
    const struct tappa_stage *s = &m->stages[stage];

    for (uint32_t i = 0; i < s->cells.count; i++)
        if (m->cells[s->cells.first + i].event == event)
            return m->cells[s->cells.first + i].rows;
    return s->any_rows;
}

static tappa_status
append(struct fast *f, struct tappa__fast_row row)
{
    if (tappa__grow(&f->m->arena.allocator, (void **)&f->rows, &f->capacity, f->count + 1, sizeof *f->rows))
        return TAPPA_ENOMEM;
    f->rows[f->count++] = row;
    return TAPPA_OK;
}

/* Fills the cell of a leaf and an event; further candidates go behind the table's first part. */
static tappa_status
fill_cell(struct fast *f, uint32_t number, uint32_t event)
{
    const struct tappa_model *m = f->m;
    const uint32_t leaf = m->leaf_stage[number], cell = event * m->leaf_count + number;
    const struct tappa__fast_row stay = {.span = UINT64_MAX, .taken = {TAPPA_NONE, TAPPA_NONE, TAPPA_NONE, 0}};
    const size_t count = f->count;
    uint32_t here = cell, used = 0;

    f->rows[cell] = stay;
    if (!is_settled(m, leaf)) { /* `always` rows are tried after an event that took nothing, too: their conditions may read the event */
        f->rows[cell].next = TAPPA__FAST_SLOW;
        return TAPPA_OK;
    }
    for (uint32_t s = leaf; s != TAPPA_NONE; s = m->stages[s].parent) {
        struct tappa__span rows = cell_rows(m, s, event);

        for (uint32_t i = 0; i < rows.count; i++) {
            struct tappa__fast_row row;

            if (!fast_row(m, leaf, event, m->candidates[rows.first + i], &row) || f->count >= ROWS_MAX) {
                f->rows[cell].next = TAPPA__FAST_SLOW;
                f->count = count;
                return TAPPA_OK;
            }
            if (used++) {
                f->rows[here].next = (uint32_t)f->count;
                here = (uint32_t)f->count;
                if (append(f, row))
                    return TAPPA_ENOMEM;
            } else {
                f->rows[here] = row;
            }
        }
    }
    return TAPPA_OK;
}

static tappa_status
number_leaves(struct tappa_model *m)
{
    m->stage_leaf = tappa__arena_alloc(&m->arena, ((size_t)m->stage_count + 1) * sizeof *m->stage_leaf);
    m->leaf_stage = tappa__arena_alloc(&m->arena, ((size_t)m->stage_count + 1) * sizeof *m->leaf_stage);
    if (!m->stage_leaf || !m->leaf_stage)
        return TAPPA_ENOMEM;
    for (uint32_t s = 0; s < m->stage_count; s++) {
        m->stage_leaf[s] = TAPPA_NONE;
        if (m->stages[s].kind != TAPPA__ATOMIC && m->stages[s].kind != TAPPA__FINAL)
            continue;
        m->stage_leaf[s] = m->leaf_count;
        m->leaf_stage[m->leaf_count++] = s;
    }
    return TAPPA_OK;
}

tappa_status
tappa__derive_fast(struct tappa_model *m)
{
    struct fast f = {.m = m};
    tappa_status status = number_leaves(m);
    size_t cells = (size_t)m->leaf_count * m->declared_count;

    if (status || m->parallel || !cells || cells > CELLS_MAX)
        return status;
    if (tappa__grow(&m->arena.allocator, (void **)&f.rows, &f.capacity, cells, sizeof *f.rows))
        return TAPPA_ENOMEM;
    f.count = cells;
    m->fast_events = m->declared_count;
    for (uint32_t event = 0; !status && event < m->fast_events; event++)
        for (uint32_t leaf = 0; !status && leaf < m->leaf_count; leaf++)
            status = fill_cell(&f, leaf, event);
    if (!status) {
        m->fast = tappa__arena_alloc(&m->arena, f.count * sizeof *m->fast);
        if (m->fast)
            memcpy(m->fast, f.rows, f.count * sizeof *m->fast);
        else
            status = TAPPA_ENOMEM;
        m->fast_count = (uint32_t)f.count;
    }
    tappa__free(&m->arena.allocator, f.rows);
    return status;
}
