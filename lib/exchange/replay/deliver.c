/* Owns what happens when: the timers that come before a record, then the record, to one journey after the other.
 * Called by hosts through tappa_replay_feed() and its pieces push and next.
 * Each call of next makes one call of the core, and everything of a record is done before the next record is taken up. */
#include <string.h>

#include "lib/base/time.h"
#include "lib/record/size.h"
#include "lib/exchange/replay/replay.h"
#include "lib/record/fit.h"
#include "tappa/exchange/reader.h"

static const char *
reason_of(tappa_status status)
{
    switch (status) {
    case TAPPA_ELATE:
        return "older than the journey's last event";
    case TAPPA_EFIELD:
        return "a field does not fit";
    case TAPPA_ELOOP:
        return "loop: more than 1,000 transitions, or more work than one call may do";
    default:
        return "too many delayed sends";
    }
}

/* The name under which the trace knows what was fed. */
static const char *
event_name(const struct tappa_replay *r, size_t *size)
{
    const char *name = tappa_event_type_name(tappa_model_event_at(r->model, r->event.type));

    *size = r->event.type == TAPPA_NONE ? r->event.name_size : strlen(name);
    return r->event.type == TAPPA_NONE ? r->event.name : name;
}

/* A failure of the core that only says that this event was not for this journey. */
static int
is_refusal(tappa_status status)
{
    return status == TAPPA_ELATE || status == TAPPA_EFIELD || status == TAPPA_ELOOP || status == TAPPA_ELIMIT;
}

/* Something was done to a journey: its timers, its siblings' profile, the trace, the sums. */
static tappa_status
settle(struct tappa_replay *r, uint32_t number, const struct tappa_event *event)
{
    const tappa_journey *journey = r->tracks[number].journey;
    tappa_status status = tappa__replay_share(r, number);

    if (status)
        return status;
    tappa__heap_update(r, number, tappa_journey_next_due(journey));
    if (r->trace_on)
        tappa__trace_steps(r, journey);
    tappa__sum_batch(r, journey, event);
    return r->trace.failed ? TAPPA_ENOMEM : TAPPA_OK;
}

/* A step that came to nothing: TAPPA_OK where the run goes on. */
static tappa_status
not_done(struct tappa_replay *r, const tappa_journey *journey, const char *name, size_t size, tappa_status status)
{
    if (!is_refusal(status))
        return status;
    if ((status == TAPPA_ELOOP || status == TAPPA_ELIMIT) && r->trace_on)
        tappa__trace_undone(r, journey, name, size, r->event.time, status);
    r->failed = 1;
    r->reason = reason_of(status);
    return r->trace.failed ? TAPPA_ENOMEM : TAPPA_OK;
}

/* The timer that is due first of all, if it is due by `until`; TAPPA_END where none is. */
static tappa_status
next_timer(struct tappa_replay *r, const tappa_journey **journey, tappa_status *step)
{
    uint32_t number = r->heap_count ? r->heap[0] : TAPPA_NONE;
    int64_t due;

    if (number == TAPPA_NONE || r->tracks[number].due > r->until)
        return TAPPA_END;
    due = r->tracks[number].due;
    *journey = r->tracks[number].journey;
    *step = tappa_journey_run_due(r->tracks[number].journey, due, r->batch);
    r->counts.timers++;
    if (*step == TAPPA_OK)
        return settle(r, number, NULL);
    if (*step != TAPPA_ELOOP && *step != TAPPA_ELIMIT)
        return *step;
    /* The timer is used up in vain; which one it was, the batch says. */
    if (r->trace_on) {
        const struct tappa_step *tried = tappa_batch_step_at(r->batch, 0);

        tappa__trace_undone(r, *journey, tried->name, tried->name_size, due, *step);
    }
    tappa__heap_update(r, number, tappa_journey_next_due(*journey));
    return r->trace.failed ? TAPPA_ENOMEM : TAPPA_OK;
}

/* The first candidate to see the event: the living ones in turn, the newest ended one where none lives. */
static void
start_each(struct tappa_replay *r, struct tappa__group *group)
{
    r->phase = TAPPA__EACH;
    r->current = tappa__replay_living(r, group, TAPPA_NONE);
    if (r->current == TAPPA_NONE)
        r->current = group->newest;
}

static struct tappa__group *
group_now(struct tappa_replay *r)
{
    return r->group != TAPPA_NONE && r->key.n > sizeof r->customer ? &r->groups[r->group]
                                                                   : &r->customers[r->customer].journeys;
}

static tappa_status
feed_current(struct tappa_replay *r, uint32_t number, const tappa_journey **journey, tappa_status *step)
{
    size_t size;
    const char *name = event_name(r, &size);
    int was_over = tappa_journey_ended(r->tracks[number].journey);

    *journey = r->tracks[number].journey;
    *step = tappa_journey_feed(r->tracks[number].journey, &r->event, r->batch);
    if (*step)
        return not_done(r, *journey, name, size, *step);
    if (tappa_batch_taken_count(r->batch))
        r->took = 1;
    return settle(r, number, was_over ? NULL : &r->event);
}

static tappa_status
next_each(struct tappa_replay *r, const tappa_journey **journey, tappa_status *step)
{
    uint32_t number = r->current;

    if (number == TAPPA_NONE)
        return TAPPA_END;
    /* The one after it is found before it may end and drop out of the list. */
    r->current = tappa_journey_ended(r->tracks[number].journey) ? TAPPA_NONE
                                                                : tappa__replay_living(r, group_now(r), number);
    return feed_current(r, number, journey, step);
}

/* A journey begins with the event, or does not: then TAPPA_NOT_BEGUN. */
static tappa_status
begin(struct tappa_replay *r, const tappa_journey **journey, tappa_status *step)
{
    tappa_journey *fresh;
    uint32_t number;
    tappa_status status = tappa__replay_journey(r, &fresh);

    if (status)
        return status;
    *step = tappa_journey_begin(fresh, &r->event, r->batch);
    if (*step == TAPPA_OK) {
        status = tappa__replay_keep(r, fresh, &number);
        if (status) {
            tappa_journey_free(fresh);
            return status;
        }
        *journey = fresh;
        r->took = 1;
        r->counts.journeys++;
        r->current = r->has_entry ? TAPPA_NONE : number;
        r->phase = r->has_entry ? TAPPA__EACH : TAPPA__HANDLE;
        return settle(r, number, r->has_entry ? &r->event : NULL);
    }
    status = *step == TAPPA_NOT_BEGUN ? TAPPA_NOT_BEGUN : not_done(r, fresh, "start", 5, *step);
    r->phase = TAPPA__EACH; /* with nobody to see it: the event was used up */
    r->current = TAPPA_NONE;
    tappa_journey_free(fresh);
    return status;
}

static tappa_status
next_begin(struct tappa_replay *r, const tappa_journey **journey, tappa_status *step)
{
    struct tappa__group *group;
    int may_begin;

    if (r->reason) {
        r->failed = 1;
        return TAPPA_END;
    }
    if (tappa__replay_candidates(r, &group, &may_begin))
        return TAPPA_ENOMEM;
    if (may_begin) {
        tappa_status status = begin(r, journey, step);

        if (status != TAPPA_NOT_BEGUN)
            return status;
        group = group_now(r);
    }
    start_each(r, group);
    return next_each(r, journey, step);
}

/* The record is done: what became of it? */
static tappa_status
finish(struct tappa_replay *r)
{
    r->phase = TAPPA__IDLE;
    if (!r->pending)
        return TAPPA_END;
    r->pending = 0;
    r->counts.read++;
    if (r->took) {
        r->outcome = TAPPA_OUTCOME_TAKEN;
        r->counts.taken++;
    } else if (r->failed) {
        r->outcome = TAPPA_OUTCOME_REFUSED;
        if (tappa__sum_refused(r, r->reason, r->input, r->line))
            return TAPPA_ENOMEM;
    } else {
        r->outcome = TAPPA_OUTCOME_IGNORED;
        r->counts.ignored++;
    }
    return TAPPA_END;
}

static tappa_status
next_step(struct tappa_replay *r, const tappa_journey **journey, tappa_status *step)
{
    tappa_status status = TAPPA_END;
    uint32_t number;

    if (r->phase == TAPPA__TIMERS) {
        status = next_timer(r, journey, step);
        if (status != TAPPA_END)
            return status;
        r->phase = r->pending ? TAPPA__BEGIN : TAPPA__IDLE;
    }
    if (r->phase == TAPPA__BEGIN)
        status = next_begin(r, journey, step);
    else if (r->phase == TAPPA__HANDLE) {
        number = r->current;
        r->phase = TAPPA__EACH;
        r->current = TAPPA_NONE;
        status = feed_current(r, number, journey, step);
    } else if (r->phase == TAPPA__EACH)
        status = next_each(r, journey, step);
    return status == TAPPA_END ? finish(r) : status;
}

tappa_status
tappa_replay_next(tappa_replay *replay, const tappa_journey **journey, tappa_status *step_status)
{
    const tappa_journey *whose = NULL;
    tappa_status step = TAPPA_OK, status;

    if (!replay)
        return TAPPA_EINVAL;
    status = next_step(replay, &whose, &step);
    if (status && status != TAPPA_END)
        replay->phase = TAPPA__IDLE;
    if (journey)
        *journey = whose;
    if (step_status)
        *step_status = step;
    return status;
}

static tappa_status
drain(struct tappa_replay *replay)
{
    tappa_status status;

    do
        status = tappa_replay_next(replay, NULL, NULL);
    while (status == TAPPA_OK);
    return status == TAPPA_END ? TAPPA_OK : status;
}

/* The record as an event of the model, or the reason why it is none. -1: out of memory. */
static int
read_event(struct tappa_replay *replay, const struct tappa_record *record)
{
    struct tappa__happened happened = {{record->event, record->event_size}, {record->touchpoint, record->touchpoint_size},
                                       record->time, record->fields, record->field_count,
                                       (record->flags & TAPPA_RECORD_TEXT) != 0};
    int misfit = tappa__fit(replay->model, &happened, replay->values, &replay->event, &replay->message);

    if (misfit > 0)
        replay->reason = replay->message.s;
    return misfit < 0;
}

tappa_status
tappa_replay_push(tappa_replay *replay, const struct tappa_record *record)
{
    struct tappa_record full;
    tappa_status status;

    if (!replay || !record || !tappa__size_known(record, record->size, TAPPA__RECORD_LEAST, sizeof full)
        || !record->customer_size || !record->event_size || (record->flags & ~TAPPA_RECORD_TEXT)
        || record->customer_size > TAPPA_READ_NAME_BYTES || (record->field_count && !record->fields))
        return TAPPA_EINVAL;
    if (record->time < TAPPA__TIME_MIN || record->time > TAPPA__TIME_MAX)
        return TAPPA_ETIME;
    status = drain(replay);
    if (status)
        return status;
    replay->reason = NULL;
    replay->took = replay->failed = 0;
    replay->outcome = 0;
    if (read_event(replay, record) || (!replay->reason && tappa__replay_customer(replay, record)))
        return TAPPA_ENOMEM;
    replay->counts.customers = replay->names.count;
    replay->line = record->line;
    replay->input = record->input;
    replay->until = record->time;
    replay->pending = 1;
    replay->phase = TAPPA__TIMERS;
    return TAPPA_OK;
}

tappa_status
tappa_replay_push_time(tappa_replay *replay, int64_t time)
{
    tappa_status status = replay ? drain(replay) : TAPPA_EINVAL;

    if (status)
        return status;
    replay->until = time;
    replay->phase = TAPPA__TIMERS;
    return TAPPA_OK;
}

tappa_status
tappa_replay_feed(tappa_replay *replay, const struct tappa_record *record, int32_t *outcome)
{
    tappa_status status = tappa_replay_push(replay, record);

    if (!status)
        status = drain(replay);
    if (outcome)
        *outcome = status ? 0 : replay->outcome;
    return status;
}

tappa_status
tappa_replay_advance(tappa_replay *replay, int64_t time)
{
    tappa_status status = tappa_replay_push_time(replay, time);

    return status ? status : drain(replay);
}
