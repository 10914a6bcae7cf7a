/* Moving a cohort: arrays of events against arrays of journeys. Events that the fast table covers are done in one loop, 16 journeys
 * ahead of memory; the others go through the same general step as a single journey's. One bad event never stops the rest. */
#include <string.h>

#include "lib/base/abi.h"
#include "lib/core/journey/cohort.h"
#include "lib/core/journey/fast.h"

#define FIRST_SIZE 56 /* of struct tappa_columns in the first version */
#define AHEAD 16 /* measured: beyond it gains nothing, below it waits for memory */

/* Where the fast way reads one field of event i: base + i * stride; a stride of 0 is for events that have no field. */
struct lane {
    const char *base;
    size_t stride;
};

struct feed {
    struct tappa_cohort *c;
    const struct tappa_model *m;
    const struct tappa_columns *in;
    struct tappa_batch *b;
    const struct tappa_column **columns; /* for each of the model's fields, or NULL */
    struct tappa_value *values;          /* room for the fields of one event */
    struct lane *lanes;                  /* for each of the model's fields */
    const struct lane **event_lanes;     /* event → lanes of its fields; NULL: the general way only */
};

/* ---- columns ---- */

static int
is_present(const struct tappa_column *column, size_t i)
{
    return !column->present || column->present[i / 8] >> (i % 8) & 1;
}

static void
load_value(const struct tappa_column *column, size_t i, struct tappa_value *out)
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

/* The fast way is for events whose fields are all there in every row and need no look at their contents. */
static tappa_status
bind_lanes(struct feed *f)
{
    static const struct tappa_value nothing;
    const struct tappa_model *m = f->m;

    f->lanes = tappa__arena_alloc(&f->b->text, (m->field_count + 1) * sizeof *f->lanes);
    f->event_lanes = tappa__arena_alloc(&f->b->text, (m->event_count + 1) * sizeof *f->event_lanes);
    if (!f->lanes || !f->event_lanes)
        return TAPPA_ENOMEM;
    f->lanes[m->field_count] = (struct lane){(const char *)&nothing, 0};
    for (uint32_t i = 0; i < m->field_count; i++)
        if (f->columns[i])
            f->lanes[i] = (struct lane){f->columns[i]->values, sizeof(int64_t)};
    for (uint32_t e = 0; e < m->fast_events; e++) {
        struct tappa__span fields = m->events[e].fields;
        int all = m->event_plain[e];

        for (uint32_t k = 0; k < fields.count; k++)
            all &= f->columns[fields.first + k] && !f->columns[fields.first + k]->present;
        if (all)
            f->event_lanes[e] = &f->lanes[fields.count ? fields.first : m->field_count];
    }
    return TAPPA_OK;
}

/* Finds the column of every declared field, by its name. */
static tappa_status
bind_columns(struct feed *f)
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

/* Nothing is done unless every index is in range. */
static tappa_status
check_indices(const struct feed *f)
{
    uint32_t journey = 0, event = 0;

    for (size_t i = 0; i < f->in->count; i++) {
        journey = f->in->journeys[i] > journey ? f->in->journeys[i] : journey;
        event = f->in->events[i] > event ? f->in->events[i] : event;
    }
    return f->in->count && (journey >= f->c->count || event >= f->m->event_count) ? TAPPA_EINVAL : TAPPA_OK;
}

/* ---- one event the general way ---- */

static tappa_status
refuse(struct tappa_batch *b, uint32_t input, tappa_status status)
{
    struct tappa_refused *r = TAPPA__PUSH(b, refused);

    if (!r)
        return TAPPA_ENOMEM;
    *r = (struct tappa_refused){input, status};
    return TAPPA_OK;
}

/* Runs what is due; a loop or a limit is noted, the timer is used up, and the next goes on. */
static tappa_status
run_timers(struct tappa_batch *b, const struct tappa__subject *subject, int64_t now)
{
    tappa_status status;

    do {
        struct tappa__mark mark = tappa__batch_mark(b);

        status = tappa__feed_due(subject, now, b);
        if (status < 0) {
            tappa__batch_cut(b, &mark);
            if (status == TAPPA_ENOMEM || refuse(b, b->input, status))
                return TAPPA_ENOMEM;
            if (status != TAPPA_ELOOP && status != TAPPA_ELIMIT) /* what stays due would be tried for ever */
                return TAPPA_OK;
        }
    } while (status != TAPPA_NOT_DUE);
    return TAPPA_OK;
}

static tappa_status
feed_general(struct feed *f, size_t i)
{
    struct tappa__span fields = f->m->events[f->in->events[i]].fields;
    struct tappa_event event = {.size = sizeof event, .type = f->in->events[i], .time = f->in->times[i], .fields = f->values,
                                .field_count = fields.count, .touchpoint = TAPPA_NONE};
    struct tappa__seat seat;
    struct tappa__mark mark;
    tappa_status status = TAPPA_OK;

    f->b->journey = f->in->journeys[i];
    f->b->input = (uint32_t)i;
    tappa__cohort_seat(f->c, f->in->journeys[i], &seat);
    if (f->in->flags & TAPPA_COHORT_TIMERS)
        status = run_timers(f->b, &seat.subject, event.time);
    if (status)
        return status;
    memset(f->values, 0, fields.count * sizeof *f->values);
    for (uint32_t k = 0; k < fields.count; k++)
        load_value(f->columns[fields.first + k], i, &f->values[k]);
    mark = tappa__batch_mark(f->b);
    status = tappa__feed(&seat.subject, &event, f->b, TAPPA__FEED);
    if (!status)
        return TAPPA_OK;
    tappa__batch_cut(f->b, &mark);
    return status == TAPPA_ENOMEM ? status : refuse(f->b, (uint32_t)i, status);
}

/* ---- many events the fast way ---- */

/* The value that a row's guard reads of event i: its offset in an event's fields says which field it is. */
static inline const char *
value_at(const struct lane *lanes, const struct tappa__fast_row *row, size_t i)
{
    const struct lane *lane = &lanes[row->field / sizeof(struct tappa_value)];

    return lane->base + i * lane->stride;
}

/* Does events from `first` on until one needs the general way; returns its index, or the count. */
static size_t
feed_fast(struct feed *f, size_t first)
{
    const struct tappa_model *m = f->m;
    const struct tappa_columns *in = f->in;
    const struct tappa__fast_row *table = m->fast;
    const size_t stride = f->c->stride, ahead = in->count > AHEAD ? in->count - AHEAD : 0;
    const uint32_t width = m->fast_events;
    char *const states = f->c->states;
    struct tappa_taken *record = f->b->taken.items + f->b->taken.count;
    size_t i = first;

    for (; i < in->count; i++) {
        struct tappa__state *s = (struct tappa__state *)(void *)(states + in->journeys[i] * stride);
        const struct lane *lanes = f->event_lanes[in->events[i]];
        const int64_t time = in->times[i];
        const struct tappa__fast_row *row, *next;
        uint64_t pass;

        if (i < ahead)
            __builtin_prefetch(states + in->journeys[i + AHEAD] * stride, 1);
        if (!lanes || s->flags != TAPPA__BEGUN || time < s->last || time > TAPPA__TIME_MAX)
            break;
        row = table + s->leaf * width + in->events[i];
        if (row->flags & TAPPA__FAST_SLOW)
            break;
        pass = tappa__fast_pass(row, value_at(lanes, row, i));
        while ((next = tappa__fast_next(table, row, pass))) {
            row = next;
            pass = tappa__fast_pass(row, value_at(lanes, row, i));
        }
        record->step = 0;
        record->journey = in->journeys[i];
        record->input = (uint32_t)i;
        record += tappa__fast_commit(m, s, row, pass, time, record);
    }
    f->b->taken.count = (size_t)(record - f->b->taken.items);
    return i;
}

static tappa_status
feed_all(struct feed *f, size_t *done)
{
    /* Timers that are due must run first, so the fast way is only for models that have none. */
    int fast = f->m->fast_events && !((f->in->flags & TAPPA_COHORT_TIMERS) && (f->m->timer_count || f->m->has_sends));
    tappa_status status = TAPPA_OK;

    while (*done < f->in->count) {
        if (fast) {
            /* The fast way writes one record for each event and cannot stop to grow the list. */
            if (TAPPA__RESERVE(f->b, taken, f->b->taken.count + (f->in->count - *done) + 1))
                return TAPPA_ENOMEM;
            *done = feed_fast(f, *done);
        }
        if (*done < f->in->count) {
            status = feed_general(f, *done);
            if (status)
                return status;
            ++*done;
        }
    }
    return TAPPA_OK;
}

static tappa_status
read_input(const struct tappa_columns *given, struct tappa_columns *in)
{
    if (tappa__sized_read(given, given->size, in, sizeof *in, FIRST_SIZE) || in->flags & ~TAPPA_COHORT_TIMERS || in->count > TAPPA_NONE - 1)
        return TAPPA_EINVAL;
    if (in->count && (!in->journeys || !in->events || !in->times))
        return TAPPA_EINVAL;
    return in->column_count && !in->columns ? TAPPA_EINVAL : TAPPA_OK;
}

static tappa_status
open_batch(struct tappa_cohort *c, struct tappa_batch *b)
{
    tappa__batch_reset(b);
    b->cohort = 1;
    return tappa__batch_warm(b, c->model);
}

tappa_status
tappa_cohort_feed(tappa_cohort *cohort, const struct tappa_columns *columns, tappa_batch *batch, size_t *done)
{
    struct tappa_columns in;
    struct feed f = {.c = cohort, .in = &in, .b = batch};
    size_t handled = 0;
    uint32_t explain;
    tappa_status status;

    if (done)
        *done = 0;
    if (!cohort || !columns || !batch || read_input(columns, &in))
        return TAPPA_EINVAL;
    f.m = cohort->model;
    status = check_indices(&f);
    if (!status)
        status = open_batch(cohort, batch);
    if (!status)
        status = bind_columns(&f);
    if (status)
        return status;
    explain = batch->explain; /* a cohort explains nothing: there would be no end of it */
    batch->explain = 0;
    status = feed_all(&f, &handled);
    batch->explain = explain;
    if (done)
        *done = handled;
    return status;
}

tappa_status
tappa_cohort_run_due(tappa_cohort *cohort, int64_t now, tappa_batch *batch)
{
    uint32_t explain;
    tappa_status status;

    if (!cohort || !batch)
        return TAPPA_EINVAL;
    status = open_batch(cohort, batch);
    explain = batch->explain;
    batch->explain = 0;
    for (uint32_t i = 0; !status && (cohort->model->timer_count || cohort->model->has_sends) && i < cohort->count; i++) {
        struct tappa__seat seat;

        batch->journey = batch->input = i;
        tappa__cohort_seat(cohort, i, &seat);
        status = run_timers(batch, &seat.subject, now);
    }
    batch->explain = explain;
    return status;
}
