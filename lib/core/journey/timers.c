/* Timers of `after` rows: when they are due, arming, dropping, and which is first. The step arms and drops them as stages
 * are entered and left; hosts ask for the next. All times are absolute, so that a snapshot keeps them and a clock that
 * goes backwards fires nothing twice. */
#include "lib/core/journey/work.h"

/* A base time becomes a due time: the first such local time from then on. */
static int64_t
due_from(const struct tappa_transition *row, const struct tappa_zone *zone, int64_t base)
{
    if (base > TAPPA__TIME_MAX)
        return TAPPA_NEVER;
    if (row->at >= 0)
        base = tappa__zone_next_local(zone, base, row->at);
    return base > TAPPA__TIME_MAX ? TAPPA_NEVER : base;
}

int64_t
tappa__timer_first(const struct tappa_transition *row, const struct tappa_zone *zone, int64_t entered)
{
    return due_from(row, zone, entered + row->delay);
}

/* The next of a timer with `every`: the base times run on evenly from entering, and each waits for its local time, so that a
 * change of summer time does not move the ones behind it. */
int64_t
tappa__timer_again(const struct tappa_transition *row, const struct tappa_zone *zone, int64_t entered, int64_t fired)
{
    int64_t base = entered + row->delay;
    int64_t rounds;

    if (!row->every)
        return TAPPA_NEVER;
    rounds = fired >= base ? (fired - base) / row->every + 1 : 0;
    return due_from(row, zone, base + rounds * row->every);
}

static tappa_status
note(struct tappa__work *w, uint32_t what, uint32_t row, int64_t due)
{
    struct tappa_timer *t = TAPPA__PUSH(w->b, timers);

    if (!t)
        return TAPPA_ENOMEM;
    *t = (struct tappa_timer){.due = due, .what = what, .row = row, .event = TAPPA_NONE, .step = w->step};
    return TAPPA_OK;
}

tappa_status
tappa__timers_arm(struct tappa__work *w, uint32_t stage)
{
    const struct tappa_model *m = w->m;
    const struct tappa_stage *s = &m->stages[stage];

    if (!s->timer_count)
        return TAPPA_OK;
    for (uint32_t r = s->rows.first; r < s->rows.first + s->rows.count; r++) {
        const struct tappa_transition *row = &m->rows[r];
        int64_t due;

        if (row->kind != TAPPA__AFTER || row->group != r)
            continue;
        due = tappa__timer_first(row, w->subject->zone, w->now);
        w->words[m->at_timers + row->timer] = due;
        if (due != TAPPA_NEVER && note(w, TAPPA_TIMER_ARMED, r, due))
            return TAPPA_ENOMEM;
    }
    return TAPPA_OK;
}

tappa_status
tappa__timers_drop(struct tappa__work *w, uint32_t stage)
{
    const struct tappa_model *m = w->m;
    const struct tappa_stage *s = &m->stages[stage];

    if (!s->timer_count)
        return TAPPA_OK;
    for (uint32_t r = s->rows.first; r < s->rows.first + s->rows.count; r++) {
        const struct tappa_transition *row = &m->rows[r];
        int64_t *due;

        if (row->kind != TAPPA__AFTER || row->group != r)
            continue;
        due = &w->words[m->at_timers + row->timer];
        if (*due != TAPPA_NEVER && note(w, TAPPA_TIMER_DROPPED, r, *due))
            return TAPPA_ENOMEM;
        *due = TAPPA_NEVER;
    }
    return TAPPA_OK;
}

/* The stages of a single leaf's way down, or of the active set, in document order. */
static void
first_timer(const struct tappa_model *m, const struct tappa__state *s, uint32_t stage, struct tappa__due *next)
{
    const struct tappa_stage *at = &m->stages[stage];

    for (uint32_t r = at->rows.first; at->timer_count && r < at->rows.first + at->rows.count; r++) {
        const struct tappa_transition *row = &m->rows[r];
        int64_t due;

        if (row->kind != TAPPA__AFTER || row->group != r)
            continue;
        due = s->words[m->at_timers + row->timer];
        if (due < next->time || (due == next->time && due != TAPPA_NEVER && r < next->row))
            *next = (struct tappa__due){due, r, TAPPA_NONE};
    }
}

struct tappa__due
tappa__state_next(const struct tappa_model *m, const struct tappa__state *s, const struct tappa__extra *x)
{
    struct tappa__due next = {TAPPA_NEVER, TAPPA_NONE, TAPPA_NONE};

    if (s->flags != TAPPA__BEGUN)
        return next;
    if (m->parallel && m->timer_count) {
        const uint64_t *set = (const uint64_t *)(const void *)(s->words + m->at_active);
        for (uint32_t i = 0; (i = tappa__bit_next(set, i, m->stage_count)) < m->stage_count; i++)
            first_timer(m, s, i, &next);
    } else if (m->timer_count) {
        for (uint32_t i = m->leaf_stage[s->leaf]; i != TAPPA_NONE; i = m->stages[i].parent)
            first_timer(m, s, i, &next);
    }
    for (uint32_t i = 0; x && i < x->send_count; i++)
        if (x->sends[i].due < next.time)
            next = (struct tappa__due){x->sends[i].due, TAPPA_NONE, i};
    return next;
}
