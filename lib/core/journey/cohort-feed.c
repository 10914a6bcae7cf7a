/* Moving a cohort: arrays of events against arrays of journeys. Events that the fast table covers are done in one loop
 * (cohort-fast.c); the others go through the same general step as a single journey's. One bad event never stops the rest. */
#include <string.h>

#include "lib/base/abi.h"
#include "lib/core/journey/cohort-feed.h"

#define FIRST_SIZE 56 /* of struct tappa_columns in the first version */

/* ---- one event the general way ---- */

/* There is always room for one: a timer that was used up in vain must be told. */
static tappa_status
refuse(struct tappa_batch *b, uint32_t input, tappa_status status)
{
    b->refused.items[b->refused.count++] = (struct tappa_refused){input, status};
    return TAPPA__RESERVE(b, refused, b->refused.count + 1) ? TAPPA_ENOMEM : TAPPA_OK;
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
            /* After a loop, or a limit, it is used up: the ones behind it run. */
            if (status == TAPPA_ENOMEM || refuse(b, b->input, status))
                return TAPPA_ENOMEM;
        }
    } while (status != TAPPA_NOT_DUE);
    return TAPPA_OK;
}

static tappa_status
feed_general(struct tappa__cohort_feed *f, size_t i)
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
    if ((f->in->flags & TAPPA_COHORT_TIMERS) && event.time <= TAPPA__TIME_MAX) /* no timer is due by an event that is none */
        status = run_timers(f->b, &seat.subject, event.time);
    if (status)
        return status;
    memset(f->values, 0, fields.count * sizeof *f->values);
    for (uint32_t k = 0; k < fields.count; k++)
        tappa__column_load(f->columns[fields.first + k], i, &f->values[k]);
    mark = tappa__batch_mark(f->b);
    status = tappa__feed(&seat.subject, &event, f->b, TAPPA__FEED);
    if (!status)
        return TAPPA_OK;
    tappa__batch_cut(f->b, &mark);
    return status == TAPPA_ENOMEM ? status : refuse(f->b, (uint32_t)i, status);
}

/* ---- all events ---- */

static tappa_status
feed_all(struct tappa__cohort_feed *f, size_t *done)
{
    /* Timers that are due must run first, so the fast way is only for cohorts that have none. */
    int timers = (f->in->flags & TAPPA_COHORT_TIMERS) && tappa__cohort_waits(f->c), fast = f->m->fast_events && !timers;
    tappa_status status = TAPPA_OK;

    while (*done < f->in->count) {
        if (fast) {
            /* The fast way writes one record for each event and cannot stop to grow the list. */
            if (TAPPA__RESERVE(f->b, taken, f->b->taken.count + (f->in->count - *done) + 1))
                return TAPPA_ENOMEM;
            *done = tappa__cohort_fast(f, *done);
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
    return TAPPA__RESERVE(b, refused, 1) ? TAPPA_ENOMEM : tappa__batch_warm(b, c->model);
}

tappa_status
tappa_cohort_feed(tappa_cohort *cohort, const struct tappa_columns *columns, tappa_batch *batch, size_t *done)
{
    struct tappa_columns in;
    struct tappa__cohort_feed f = {.c = cohort, .in = &in, .b = batch};
    size_t handled = 0;
    uint32_t explain;
    tappa_status status;

    if (done)
        *done = 0;
    if (!cohort || !columns || !batch || read_input(columns, &in))
        return TAPPA_EINVAL;
    f.m = cohort->model;
    if (!tappa__cohort_fits(&f)) /* nothing is done unless every index is in range */
        return TAPPA_EINVAL;
    status = open_batch(cohort, batch);
    if (!status)
        status = tappa__cohort_bind(&f);
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
    for (uint32_t i = 0; !status && tappa__cohort_waits(cohort) && i < cohort->count; i++) {
        struct tappa__seat seat;

        batch->journey = batch->input = i;
        tappa__cohort_seat(cohort, i, &seat);
        status = run_timers(batch, &seat.subject, now);
    }
    batch->explain = explain;
    return status;
}
