/* The columns of a cohort's input: checked, bound to the model's fields by name, and turned into lanes, from which the fast way
 * reads without asking. cohort-feed.c calls it once for each call; what does not fit is refused before anything is done. */
#include <string.h>

#include "lib/core/journey/cohort-feed.h"

static int
is_present(const struct tappa_column *column, size_t i)
{
    return !column->present || column->present[i / 8] >> (i % 8) & 1;
}

void
tappa__column_load(const struct tappa_column *column, size_t i, struct tappa_value *out)
{
    out->kind = TAPPA_UNSET;
    if (!column || !is_present(column, i))
        return;
    out->kind = column->kind;
    switch (column->kind) {
    case TAPPA_DOUBLE:
        out->real = ((const double *)column->values)[i];
        break;
    case TAPPA_BOOL:
        out->integer = ((const uint8_t *)column->values)[i];
        break;
    case TAPPA_STRING:
        out->size = (uint32_t)(column->offsets[i + 1] - column->offsets[i]);
        out->data = (const char *)column->values + column->offsets[i];
        break;
    default:
        out->integer = ((const int64_t *)column->values)[i];
    }
}

static tappa_status
check_column(const struct tappa_column *column, size_t count)
{
    if (!column->field || column->flags || (count && !column->values) || (column->kind == TAPPA_STRING && !column->offsets))
        return TAPPA_EINVAL;
    if (column->kind != TAPPA_BOOL && column->kind != TAPPA_INT && column->kind != TAPPA_DOUBLE && column->kind != TAPPA_STRING &&
        column->kind != TAPPA_TIMESTAMP && column->kind != TAPPA_DURATION)
        return TAPPA_EINVAL;
    for (size_t i = 0; column->kind == TAPPA_STRING && i < count; i++)
        if (column->offsets[i] < 0 || column->offsets[i + 1] < column->offsets[i])
            return TAPPA_EINVAL;
    return TAPPA_OK;
}

/* The lane that serves every event, where none has more than one field: then nothing need be looked up for each. */
static const struct tappa__lane *
only_lane(const struct tappa__cohort_feed *f)
{
    const struct tappa__lane *only = NULL;

    for (uint32_t e = 0; e < f->m->fast_events; e++) {
        if (!f->event_rows[e] || !f->m->events[e].fields.count)
            continue;
        if (f->m->events[e].fields.count > 1 || (only && only->base != f->event_lanes[e]->base))
            return NULL;
        only = f->event_lanes[e];
    }
    return only;
}

/* The fast way is for events whose fields are all there in every row and need no look at their contents. */
static tappa_status
bind_lanes(struct tappa__cohort_feed *f)
{
    static const struct tappa_value nothing;
    const struct tappa_model *m = f->m;

    f->lanes = tappa__arena_alloc(&f->b->text, (m->field_count + 1) * sizeof *f->lanes);
    f->event_lanes = tappa__arena_alloc(&f->b->text, (m->event_count + 1) * sizeof *f->event_lanes);
    f->event_rows = tappa__arena_alloc(&f->b->text, (m->event_count + 1) * sizeof *f->event_rows);
    if (!f->lanes || !f->event_lanes || !f->event_rows)
        return TAPPA_ENOMEM;
    f->lanes[m->field_count] = (struct tappa__lane){(const char *)&nothing, 0};
    for (uint32_t i = 0; i < m->field_count; i++) {
        if (f->columns[i])
            f->lanes[i] = (struct tappa__lane){f->columns[i]->values, sizeof(int64_t)};
        f->folds |= m->fields[i].kind == TAPPA_DOUBLE;
    }
    for (uint32_t e = 0; e < m->fast_events; e++) {
        struct tappa__span fields = m->events[e].fields;
        int all = m->event_plain[e];

        for (uint32_t k = 0; k < fields.count; k++)
            all &= f->columns[fields.first + k] && !f->columns[fields.first + k]->present;
        f->event_lanes[e] = &f->lanes[fields.count ? fields.first : m->field_count];
        if (all)
            f->event_rows[e] = m->fast + (size_t)e * m->leaf_count;
    }
    f->lane = only_lane(f);
    return TAPPA_OK;
}

tappa_status
tappa__cohort_bind(struct tappa__cohort_feed *f)
{
    const struct tappa_model *m = f->m;
    uint32_t most = 0;

    for (size_t c = 0; c < f->in->column_count; c++) {
        tappa_status status = check_column(&f->in->columns[c], f->in->count);
        if (status)
            return status;
    }
    f->columns = tappa__arena_alloc(&f->b->text, (m->field_count + 1) * sizeof *f->columns);
    if (!f->columns)
        return TAPPA_ENOMEM;
    for (uint32_t i = 0; i < m->field_count; i++)
        for (size_t c = 0; c < f->in->column_count; c++) {
            const struct tappa_column *column = &f->in->columns[c];
            if (column->field_size != m->fields[i].name.n || memcmp(column->field, m->fields[i].name.s, column->field_size))
                continue;
            if (column->kind != m->fields[i].kind)
                return TAPPA_EFIELD;
            f->columns[i] = column;
        }
    for (uint32_t e = 0; e < m->event_count; e++)
        if (m->events[e].fields.count > most)
            most = m->events[e].fields.count;
    f->values = tappa__arena_alloc(&f->b->text, (most + 1) * sizeof *f->values);
    return f->values ? bind_lanes(f) : TAPPA_ENOMEM;
}
