/* Feeding: the calls by which a journey moves. Hosts call them for single journeys, the cohort through feed.h. An event is thawed, run
 * and frozen, where it has not taken the fast way (feed-fast.c); after any error the journey is byte for byte what it was. */
#include "lib/core/journey/feed.h"

static tappa_status
run_event(struct tappa__work *w, const struct tappa__happening *event, enum tappa__call call)
{
    tappa_status status;

    if (w->head.flags & TAPPA__BEGUN) {
        if (w->head.flags & TAPPA__ENDED)
            w->final = w->m->leaf_stage[w->head.leaf];
        return call == TAPPA__BEGIN ? TAPPA_EINVAL : tappa__work_event(w, event);
    }
    status = tappa__work_begin(w, event);
    if (status || w->m->has_entry || call == TAPPA__BEGIN || w->final != TAPPA_NONE)
        return status;
    return tappa__work_event(w, event);
}

tappa_status
tappa__feed(const struct tappa__subject *subject, const struct tappa_event *event, struct tappa_batch *b, enum tappa__call call)
{
    struct tappa__happening happening;
    struct tappa__work w;
    tappa_status status = tappa__event_check(subject->model, event, &happening);

    if (!status && subject->state->flags & TAPPA__BEGUN && happening.time < subject->state->last)
        status = TAPPA_ELATE;
    if (!status)
        status = tappa__work_thaw(&w, subject, b);
    if (!status)
        status = run_event(&w, &happening, call);
    /* What comes after the end changes nothing. */
    if (!status && call != TAPPA__PROBE && !(subject->state->flags & TAPPA__ENDED))
        status = tappa__work_freeze(&w);
    return status;
}

/* The timer is used up, or waits for its next round; a delayed send is no longer pending. */
static void
use_up(struct tappa__work *w, const struct tappa__due *due)
{
    const struct tappa_model *m = w->m;

    if (due->row != TAPPA_NONE) {
        const struct tappa_transition *row = &m->rows[due->row];
        int64_t entered = w->words[m->at_clocks + m->stages[row->source].clock];
        w->words[m->at_timers + row->timer] = tappa__timer_again(row, w->subject->zone, entered, due->time);
        return;
    }
    for (size_t i = due->send; i + 1 < w->b->pending.count; i++)
        w->b->pending.items[i] = w->b->pending.items[i + 1];
    w->b->pending.count--;
}

static tappa_status
run_due(struct tappa__work *w, const struct tappa__due *due)
{
    struct tappa__happening event;
    struct tappa__pending sent;

    if (due->row != TAPPA_NONE) {
        use_up(w, due);
        return tappa__work_timer(w, due->row, due->time);
    }
    sent = w->b->pending.items[due->send];
    use_up(w, due);
    event = (struct tappa__happening){.known = 1, .kind = TAPPA_STEP_SENT, .type = sent.event, .touchpoint = TAPPA_NONE,
                                      .name = w->m->events[sent.event].name, .time = due->time, .fields = sent.fields,
                                      .field_count = w->m->events[sent.event].fields.count};
    return tappa__work_event(w, &event);
}

tappa_status
tappa__feed_due(const struct tappa__subject *subject, int64_t now, struct tappa_batch *b)
{
    struct tappa__due due = tappa__state_next(subject->model, subject->state, *subject->extra);
    struct tappa__work w;
    tappa_status status;

    if (due.time > now || due.time == TAPPA_NEVER)
        return TAPPA_NOT_DUE;
    status = tappa__work_thaw(&w, subject, b);
    if (!status)
        status = run_due(&w, &due);
    if (status == TAPPA_ELOOP || status == TAPPA_ELIMIT) { /* it would fail for ever, and no timer behind it would run */
        tappa_status failed = status;

        status = tappa__work_thaw(&w, subject, b);
        if (!status)
            use_up(&w, &due);
        if (!status)
            status = tappa__work_freeze(&w);
        return status ? status : failed;
    }
    return status ? status : tappa__work_freeze(&w);
}

tappa_status
tappa__write_slot(const struct tappa__subject *subject, uint32_t slot, const struct tappa_value *value, struct tappa_batch *b)
{
    struct tappa__work w;
    uint64_t *present;
    tappa_status status = tappa__work_thaw(&w, subject, b);

    if (status)
        return status;
    present = (uint64_t *)(w.words + w.m->at_present);
    if (subject->state->flags & TAPPA__ENDED)
        w.final = w.m->leaf_stage[w.head.leaf];
    if (value->kind == TAPPA_UNSET) {
        tappa__bit_clear(present, slot);
        w.words[w.m->at_slots + slot] = 0;
    } else {
        tappa__bit_set(present, slot);
        w.slots[slot] = *value;
    }
    return tappa__work_freeze(&w);
}

tappa_status
tappa__call(tappa_journey *j, const struct tappa_event *event, tappa_batch *b, enum tappa__call what)
{
    struct tappa__subject subject;
    tappa_status status;

    if (!j || !event || !b)
        return TAPPA_EINVAL;
    tappa__batch_reset(b);
    subject = tappa__subject_of(j);
    status = tappa__batch_warm(b, j->model);
    if (!status)
        status = tappa__feed(&subject, event, b, what);
    if (status) {
        size_t considered = status == TAPPA_NOT_BEGUN ? b->considered.count : 0;
        b->steps.count = b->taken.count = b->left.count = b->entered.count = b->active.count = 0;
        b->changes.count = b->timers.count = b->effects.count = b->failures.count = 0;
        b->considered.count = considered;
    }
    return status;
}

tappa_status
tappa_journey_begin(tappa_journey *journey, const struct tappa_event *event, tappa_batch *batch)
{
    return tappa__call(journey, event, batch, TAPPA__BEGIN);
}

tappa_status
tappa_journey_probe(const tappa_journey *journey, const struct tappa_event *event, tappa_batch *batch)
{
    /* Probing freezes nothing, so the journey is only read. */
    return tappa__call((tappa_journey *)(uintptr_t)journey, event, batch, TAPPA__PROBE);
}

/* A timer was used up in vain, by a loop or a limit: the batch tells which it was by one step in which nothing happened; there is room for it. `event` is
 * what a delayed send sent. */
static void
tell_used_up(const tappa_journey *j, int64_t time, uint32_t event, tappa_batch *b)
{
    struct tappa__text name = event == TAPPA_NONE ? TAPPA__TEXT("after") : j->model->events[event].name;
    uint32_t count = tappa_journey_stage_count(j);

    b->steps.items[b->steps.count++] =
        (struct tappa_step){.time = time, .kind = event == TAPPA_NONE ? TAPPA_STEP_AFTER : TAPPA_STEP_SENT, .event = event,
                            .name = name.s, .name_size = name.n, .active_count = count};
    for (uint32_t i = 0; i < count; i++)
        b->active.items[b->active.count++] = tappa_stage_index(tappa_journey_stage_at(j, i));
}

tappa_status
tappa_journey_run_due(tappa_journey *journey, int64_t now, tappa_batch *batch)
{
    struct tappa__subject subject;
    struct tappa__due due;
    uint32_t event;
    tappa_status status;

    if (!journey || !batch)
        return TAPPA_EINVAL;
    tappa__batch_reset(batch);
    due = tappa__state_next(journey->model, tappa__journey_state(journey), journey->extra);
    if (due.time > now || due.time == TAPPA_NEVER)
        return TAPPA_NOT_DUE;
    event = due.row == TAPPA_NONE ? journey->extra->sends[due.send].event : TAPPA_NONE;
    subject = tappa__subject_of(journey);
    status = tappa__batch_warm(batch, journey->model);
    if (!status && (TAPPA__RESERVE(batch, steps, 1) || TAPPA__RESERVE(batch, active, (size_t)tappa_journey_stage_count(journey) + 1)))
        status = TAPPA_ENOMEM; /* before anything is used up: there is room to tell it */
    if (!status)
        status = tappa__feed_due(&subject, now, batch);
    if (status)
        tappa__batch_reset(batch);
    if (status == TAPPA_ELOOP || status == TAPPA_ELIMIT)
        tell_used_up(journey, due.time, event, batch);
    return status;
}
