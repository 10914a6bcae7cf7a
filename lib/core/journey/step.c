/* The step: SCXML's algorithm on a journey at work. Feed, begin and the timers call it with what happened; it reads from
 * top to bottom: select, leave, act, enter, and again until nothing is left. Nothing here touches the journey itself, so any
 * error simply drops the work. Source: SCXML appendix D, mainEventLoop, microstep, exitStates, enterStates, exitInterpreter. */
#include "lib/core/journey/work.h"

/* ---- the record of a step ---- */

static struct tappa_step *
current(struct tappa__work *w)
{
    return &w->b->steps.items[w->step];
}

static tappa_status
open_step(struct tappa__work *w, const struct tappa__happening *event)
{
    struct tappa_batch *b = w->b;
    struct tappa_step *step;

    b->failed.count = b->faulted.count = 0;
    w->allowance -= w->granted - w->evaluator.cost;
    w->granted = w->evaluator.cost = w->allowance < b->budget ? w->allowance : b->budget;
    w->head.sequence++;
    if (b->cohort)
        return TAPPA_OK;
    step = TAPPA__PUSH(b, steps);
    if (!step)
        return TAPPA_ENOMEM;
    *step = (struct tappa_step){.time = event->time, .kind = event->kind, .event = event->type, .name = event->name.s,
                                .name_size = event->name.n, .taken_first = (uint32_t)b->taken.count,
                                .left_first = (uint32_t)b->left.count, .entered_first = (uint32_t)b->entered.count,
                                .change_first = (uint32_t)b->changes.count, .timer_first = (uint32_t)b->timers.count,
                                .effect_first = (uint32_t)b->effects.count, .failure_first = (uint32_t)b->failures.count,
                                .considered_first = (uint32_t)b->considered.count, .active_first = (uint32_t)b->active.count};
    w->step = (uint32_t)b->steps.count - 1;
    if (event->type == TAPPA_NONE) { /* the name may be the caller's, the record outlives the call */
        struct tappa__text name = tappa__arena_text(&b->text, event->name.s, event->name.n);
        if (!name.s)
            return TAPPA_ENOMEM;
        step->name = name.s;
    }
    return TAPPA_OK;
}

static tappa_status
push_stage(struct tappa__work *w, uint32_t **items, size_t *capacity, size_t *count, uint32_t stage)
{
    if (w->b->cohort)
        return TAPPA_OK;
    if (tappa__grow(&w->b->allocator, (void **)items, capacity, *count + 1, sizeof **items))
        return TAPPA_ENOMEM;
    (*items)[(*count)++] = stage;
    return TAPPA_OK;
}

#define PUSH_STAGE(w, list, stage) push_stage(w, &(w)->b->list.items, &(w)->b->list.capacity, &(w)->b->list.count, stage)

static tappa_status
close_step(struct tappa__work *w)
{
    const struct tappa_model *m = w->m;
    struct tappa_batch *b = w->b;
    struct tappa_step *step;

    if (b->cohort)
        return TAPPA_OK;
    if (w->final != TAPPA_NONE && PUSH_STAGE(w, active, w->final))
        return TAPPA_ENOMEM;
    for (uint32_t s = 0; (s = tappa__bit_next(w->active, s, m->stage_count)) < m->stage_count; s++)
        if (m->stage_leaf[s] != TAPPA_NONE && PUSH_STAGE(w, active, s))
            return TAPPA_ENOMEM;
    step = current(w);
    step->taken_count = (uint32_t)b->taken.count - step->taken_first;
    step->left_count = (uint32_t)b->left.count - step->left_first;
    step->entered_count = (uint32_t)b->entered.count - step->entered_first;
    step->change_count = (uint32_t)b->changes.count - step->change_first;
    step->timer_count = (uint32_t)b->timers.count - step->timer_first;
    step->effect_count = (uint32_t)b->effects.count - step->effect_first;
    step->failure_count = (uint32_t)b->failures.count - step->failure_first;
    step->considered_count = (uint32_t)b->considered.count - step->considered_first;
    step->active_count = (uint32_t)b->active.count - step->active_first;
    return TAPPA_OK;
}

/* ---- leaving ---- */

static tappa_status
leave_stages(struct tappa__work *w, uint64_t *set)
{
    const struct tappa_model *m = w->m;

    for (uint32_t s = m->stage_count; (s = tappa__bit_previous(set, s)) != TAPPA_NONE;)
        if (m->stages[s].has_history)
            tappa__remember(w, s);
    for (uint32_t s = m->stage_count; (s = tappa__bit_previous(set, s)) != TAPPA_NONE;) {
        tappa_status status = tappa__act(w, m->stages[s].leave);
        if (status)
            return status;
        if (tappa__timers_drop(w, s) || PUSH_STAGE(w, left, s))
            return TAPPA_ENOMEM;
        tappa__bit_clear(w->active, s);
    }
    return TAPPA_OK;
}

/* ---- entering ---- */

static int
is_done(const struct tappa__work *w, uint32_t stage)
{
    const struct tappa_model *m = w->m;
    int all = m->stages[stage].kind == TAPPA__PARALLEL;

    for (uint32_t c = stage + 1; c < m->stages[stage].end; c = m->stages[c].end) {
        if (tappa__is_history(&m->stages[c]))
            continue;
        if (!all && m->stages[c].kind == TAPPA__FINAL && tappa__bit(w->active, c))
            return 1;
        if (all && !is_done(w, c))
            return 0;
    }
    return all;
}

/* A final stage was entered: its parent is done, and so may be the parallel stages above it. */
static tappa_status
finish(struct tappa__work *w, uint32_t stage)
{
    const struct tappa_model *m = w->m;
    uint32_t s = m->stages[stage].parent;

    if (s == TAPPA_NONE) {
        w->final = stage;
        return TAPPA_OK;
    }
    do {
        if (tappa__raise(w, m->done_event[s], NULL))
            return TAPPA_ENOMEM;
        s = m->stages[s].parent;
    } while (s != TAPPA_NONE && m->stages[s].kind == TAPPA__PARALLEL && is_done(w, s));
    return TAPPA_OK;
}

static void
mark_entered(struct tappa__work *w, const struct tappa_stage *stage)
{
    tappa__bit_set(w->active, stage->index);
    w->words[w->m->at_clocks + stage->clock] = w->now;
    if (stage->entered != TAPPA_NONE)
        w->words[w->m->at_entered + stage->entered] = w->now;
    if (stage->visits != TAPPA_NONE)
        w->words[w->m->at_visits + stage->visits]++;
}

static tappa_status
enter_stage(struct tappa__work *w, uint32_t s)
{
    const struct tappa_model *m = w->m;
    const struct tappa_stage *stage = &m->stages[s];
    tappa_status status;

    mark_entered(w, stage);
    if (tappa__timers_arm(w, s) || PUSH_STAGE(w, entered, s))
        return TAPPA_ENOMEM;
    status = tappa__act(w, stage->enter);
    if (!status && tappa__bit(w->defaults, s))
        status = tappa__act(w, m->rows[stage->initial].actions);
    if (stage->has_history)
        for (uint32_t h = s + 1; !status && h < stage->end; h = m->stages[h].end)
            if (tappa__is_history(&m->stages[h]) && tappa__bit(w->recalled, h))
                status = tappa__act(w, m->rows[m->stages[h].initial].actions);
    if (!status && stage->kind == TAPPA__FINAL)
        status = finish(w, s);
    return status;
}

static tappa_status
enter_stages(struct tappa__work *w)
{
    tappa_status status = TAPPA_OK;

    for (uint32_t s = 0; !status && (s = tappa__bit_next(w->coming, s, w->m->stage_count)) < w->m->stage_count; s++)
        status = enter_stage(w, s);
    return status;
}

/* ---- one transition set ---- */

static tappa_status
take_row(struct tappa__work *w, uint32_t r)
{
    const struct tappa_transition *row = &w->m->rows[r];
    struct tappa_taken *taken = TAPPA__PUSH(w->b, taken);
    tappa_status status;

    if (!taken)
        return TAPPA_ENOMEM;
    *taken = (struct tappa_taken){.time = w->now, .row = r, .from = row->source,
                                  .to = row->targets.count ? w->m->targets[row->targets.first] : TAPPA_NONE,
                                  .step = w->step, .journey = w->b->journey, .input = w->b->input};
    w->row = r;
    status = tappa__act(w, row->actions);
    w->row = TAPPA_NONE;
    return status;
}

static tappa_status
microstep(struct tappa__work *w)
{
    tappa_status status;

    w->transitions += (uint32_t)w->b->enabled.count;
    if (w->transitions > TAPPA__TRANSITIONS_MAX)
        return TAPPA_ELOOP;
    status = tappa__exit_set(w);
    if (!status)
        status = leave_stages(w, w->leaving);
    for (size_t i = 0; !status && i < w->b->enabled.count; i++)
        status = take_row(w, w->b->enabled.items[i]);
    if (!status)
        status = tappa__entry_set(w);
    if (!status)
        status = enter_stages(w);
    return status;
}

/* ---- to the end of a step ---- */

static void
take_up(struct tappa__work *w, const struct tappa__queued *q, uint32_t kind)
{
    const struct tappa_event_type *type = &w->m->events[q->event];

    w->event = (struct tappa__happening){.known = 1, .kind = kind, .type = q->event, .touchpoint = TAPPA_NONE,
                                         .name = type->name, .time = w->now, .fields = q->fields,
                                         .field_count = q->fields ? type->fields.count : 0};
}

/* The journey has reached a top-level final stage: what is active is left, what was planned is dropped. */
static tappa_status
end_journey(struct tappa__work *w)
{
    tappa_status status;

    for (uint32_t i = 0; i < w->m->set_words; i++)
        w->leaving[i] = w->active[i];
    status = leave_stages(w, w->leaving);
    if (status)
        return status;
    for (size_t i = 0; i < w->b->pending.count; i++) {
        struct tappa_timer *t = TAPPA__PUSH(w->b, timers);
        if (!t)
            return TAPPA_ENOMEM;
        *t = (struct tappa_timer){w->b->pending.items[i].due, TAPPA_TIMER_DROPPED, TAPPA_NONE, w->b->pending.items[i].event, w->step};
    }
    w->b->pending.count = 0;
    w->head.flags |= TAPPA__ENDED;
    return TAPPA_OK;
}

/* `always` rows first, then what was raised, until nothing is left. */
static tappa_status
run_to_completion(struct tappa__work *w)
{
    tappa_status status = TAPPA_OK;

    while (!status && w->final == TAPPA_NONE) {
        status = tappa__select_always(w);
        if (!status && !w->b->enabled.count) {
            struct tappa__queued q;
            if (w->raised == w->b->internal.count)
                break;
            q = w->b->internal.items[w->raised++];
            take_up(w, &q, TAPPA_STEP_EVENT);
            status = tappa__select_event(w, q.event);
        }
        if (!status && w->b->enabled.count)
            status = microstep(w);
    }
    if (!status && w->final != TAPPA_NONE)
        status = end_journey(w);
    return status ? status : close_step(w);
}

/* The rows selected are taken, and all that follows; then the events sent without delay, each a step. */
static tappa_status
run_steps(struct tappa__work *w)
{
    tappa_status status = w->b->enabled.count ? microstep(w) : TAPPA_OK;

    if (!status)
        status = run_to_completion(w);
    while (!status && w->sent < w->b->external.count && w->final == TAPPA_NONE) {
        struct tappa__queued q = w->b->external.items[w->sent++];

        take_up(w, &q, TAPPA_STEP_SENT);
        w->b->internal.count = w->raised = 0;
        status = open_step(w, &w->event);
        if (!status)
            status = tappa__select_event(w, q.event);
        if (!status && w->b->enabled.count)
            status = microstep(w);
        if (!status)
            status = run_to_completion(w);
    }
    return status;
}

static void
prepare(struct tappa__work *w, int64_t time)
{
    w->b->internal.count = w->b->external.count = w->b->enabled.count = 0;
    w->raised = w->sent = 0;
    w->transitions = w->effort = 0;
    w->granted = w->evaluator.cost = 0;
    w->allowance = w->b->budget > UINT64_MAX / 10 ? UINT64_MAX : 10 * w->b->budget;
    w->now = time;
    if (time > w->head.last)
        w->head.last = time;
}

tappa_status
tappa__work_event(struct tappa__work *w, const struct tappa__happening *event)
{
    tappa_status status;

    prepare(w, event->time);
    w->event = *event;
    status = open_step(w, event);
    if (!status)
        status = tappa__select_event(w, event->type);
    if (!status)
        status = tappa__explain_elsewhere(w);
    return status ? status : run_steps(w);
}

tappa_status
tappa__work_timer(struct tappa__work *w, uint32_t row, int64_t due)
{
    tappa_status status;

    prepare(w, due);
    w->event = (struct tappa__happening){.known = 1, .kind = TAPPA_STEP_AFTER, .type = TAPPA_NONE, .touchpoint = TAPPA_NONE,
                                         .name = TAPPA__TEXT("after"), .time = due};
    status = open_step(w, &w->event);
    if (!status)
        status = tappa__select_timer(w, row);
    return status ? status : run_steps(w);
}

tappa_status
tappa__work_begin(struct tappa__work *w, const struct tappa__happening *event)
{
    const struct tappa_model *m = w->m;
    struct tappa__happening start = {.kind = TAPPA_STEP_START, .type = TAPPA_NONE, .name = TAPPA__TEXT("start"), .time = event->time};
    tappa_status status;

    w->head.last = INT64_MIN;
    prepare(w, event->time);
    w->head.flags = TAPPA__BEGUN;
    w->head.started = event->time;
    status = open_step(w, &start);
    if (m->has_entry)
        w->event = *event;
    if (!status && m->has_entry)
        status = tappa__select_entry(w);
    if (!status && m->has_entry && !w->b->enabled.count)
        status = TAPPA_NOT_BEGUN;
    if (status)
        return status;
    if (m->has_entry) {
        uint32_t row = w->b->enabled.items[0];
        w->transitions++;
        status = take_row(w, row);
        if (!status)
            status = tappa__entry_set_of(w, row, TAPPA_NONE);
    } else {
        status = tappa__entry_set_of(w, TAPPA_NONE, m->initial_stage);
    }
    w->b->enabled.count = 0;
    if (!status)
        status = enter_stages(w);
    return status ? status : run_steps(w);
}
