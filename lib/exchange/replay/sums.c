/* Owns the sums of a replay: rows taken, goals, refusals, stages.
 * Called by deliver.c for each batch, and by hosts for the results.
 * A sum is only ever added to, so the sums of a run do not depend on when they are asked for. */
#include <stdlib.h>
#include <string.h>

#include "lib/record/size.h"
#include "lib/exchange/replay/replay.h"

#define REASONS_MOST 256

static void
sum_goal_value(struct tappa_replay *r, const tappa_journey *journey, uint32_t goal, const struct tappa_event *event)
{
    struct tappa_replay_goal *sum = &r->goals[goal];
    struct tappa_value value;

    if (tappa_journey_goal_value(journey, goal, event, r->scratch, &value))
        return;
    if (value.kind == TAPPA_INT)
        value.real = (double)value.integer;
    else if (value.kind != TAPPA_DOUBLE)
        return;
    sum->valued += r->hits[goal];
    sum->value += value.real * r->hits[goal];
}

/* How often a step reaches a goal: by entering its stage, or by being its event. */
static uint32_t
hits_of(const struct tappa_replay *r, const struct tappa_step *step, const struct tappa_event *event, uint32_t goal)
{
    uint32_t hits = 0, i;

    if (r->goal_stage[goal] != TAPPA_NONE) {
        for (i = 0; i < step->entered_count; i++)
            hits += tappa_batch_entered_at(r->batch, step->entered_first + i) == r->goal_stage[goal];
    } else if (step->kind == TAPPA_STEP_START) {
        hits = event && event->type == r->goal_event[goal]; /* `entry` used it up */
    } else {
        hits = step->event == r->goal_event[goal] && (event || step->kind == TAPPA_STEP_SENT);
    }
    return hits;
}

/* The event's fields are only known for the step of the event itself: a goal that a sent event reaches has the value that can do without. */
static void
sum_goals(struct tappa_replay *r, const tappa_journey *journey, const struct tappa_event *event)
{
    size_t steps = tappa_batch_step_count(r->batch), i;
    uint32_t goal;

    for (i = 0; i < steps; i++) {
        const struct tappa_step *step = tappa_batch_step_at(r->batch, i);
        int is_outer = step->kind == TAPPA_STEP_START || step->kind == TAPPA_STEP_EVENT;

        for (goal = 0; goal < r->goal_count; goal++) {
            r->hits[goal] = hits_of(r, step, event, goal);
            if (!r->hits[goal])
                continue;
            r->goals[goal].count += r->hits[goal];
            sum_goal_value(r, journey, goal, is_outer ? event : NULL);
        }
    }
}

void
tappa__sum_batch(struct tappa_replay *r, const tappa_journey *journey, const struct tappa_event *event)
{
    size_t count = tappa_batch_taken_count(r->batch), i;

    for (i = 0; i < count; i++)
        r->rows[tappa_batch_taken_at(r->batch, i)->row]++;
    r->counts.transitions += count;
    r->counts.failures += tappa_batch_failure_count(r->batch);
    if (r->goal_count)
        sum_goals(r, journey, event);
}

tappa_status
tappa__sum_refused(struct tappa_replay *r, const char *reason, uint32_t input, uint64_t line)
{
    size_t known = r->reason_names.count;
    uint32_t number;

    /* Reasons name the model's words; many of them say no more than some. */
    if (known >= REASONS_MOST && tappa__names_find(&r->reason_names, reason, strlen(reason)) == TAPPA_NONE)
        reason = "other reasons";
    if (tappa__grow(&r->allocator, (void **)&r->reasons, &r->reason_capacity, known + 1, sizeof *r->reasons)
        || tappa__names_add(&r->reason_names, reason, strlen(reason), &number))
        return TAPPA_ENOMEM;
    if (r->reason_names.count > known)
        r->reasons[number] = (struct tappa__reason){0, line, input, 0};
    r->reasons[number].count++;
    r->counts.refused++;
    return TAPPA_OK;
}

tappa_status
tappa_replay_refuse(tappa_replay *replay, const char *reason, uint32_t input, uint64_t line)
{
    tappa_status status;

    if (!replay || !reason)
        return TAPPA_EINVAL;
    status = tappa__sum_refused(replay, reason, input, line);
    if (!status)
        replay->counts.read++;
    return status;
}

tappa_status
tappa_replay_counts(const tappa_replay *replay, struct tappa_replay_counts *counts)
{
    struct tappa_replay_counts full;
    size_t i;

    if (!replay || !counts || !tappa__size_known(counts, counts->size, sizeof(uint32_t), sizeof full))
        return TAPPA_EINVAL;
    full = replay->counts;
    full.size = counts->size;
    full.ended = 0;
    for (i = 0; i < replay->track_count; i++)
        full.ended += (uint64_t)tappa_journey_ended(replay->tracks[i].journey);
    tappa__size_give(counts, &full, counts->size, sizeof full);
    return TAPPA_OK;
}

/* A row taken, with what it is summed by. */
struct taken_row {
    const tappa_transition *row;
    uint64_t count;
};

static uint32_t
target(const tappa_transition *row, uint32_t index)
{
    return tappa_stage_index(tappa_transition_target_at(row, index));
}

/* By where from, then by where to: rows that are equal in this are one move. */
static int
compare_rows(const void *a, const void *b)
{
    const tappa_transition *x = ((const struct taken_row *)a)->row, *y = ((const struct taken_row *)b)->row;
    uint32_t from = tappa_stage_index(tappa_transition_source(x)), i;
    uint32_t other = tappa_stage_index(tappa_transition_source(y));
    uint32_t count = tappa_transition_target_count(x);

    if (from != other)
        return from < other ? -1 : 1;
    if (count != tappa_transition_target_count(y))
        return count < tappa_transition_target_count(y) ? -1 : 1;
    if (tappa_transition_is_list(x) != tappa_transition_is_list(y))
        return tappa_transition_is_list(y) ? -1 : 1;
    for (i = 0; i < count; i++) {
        if (target(x, i) != target(y, i))
            return target(x, i) < target(y, i) ? -1 : 1;
    }
    return 0;
}

/* Most frequent first; of equal ones in document order, entries first. */
static int
compare_counts(const void *a, const void *b)
{
    const struct tappa_replay_move *x = a, *y = b;

    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static size_t
sum_rows(struct tappa_replay *r, struct taken_row *rows)
{
    size_t count = 0, moves = 0, i;
    uint32_t index;

    for (index = 0; index < r->row_count; index++) {
        if (r->rows[index])
            rows[count++] = (struct taken_row){tappa_model_transition_at(r->model, index), r->rows[index]};
    }
    if (count)
        qsort(rows, count, sizeof *rows, compare_rows);
    for (i = 0; i < count; i++) {
        uint32_t row = tappa_transition_index(rows[i].row);

        if (i && !compare_rows(&rows[i - 1], &rows[i])) {
            r->moves[moves - 1].count += rows[i].count;
            if (row < r->moves[moves - 1].row)
                r->moves[moves - 1].row = row;
        } else {
            r->moves[moves++] = (struct tappa_replay_move){
                tappa_stage_index(tappa_transition_source(rows[i].row)), row, rows[i].count};
        }
    }
    return moves;
}

size_t
tappa_replay_move_count(tappa_replay *r)
{
    struct taken_row *rows;

    if (!r)
        return 0;
    r->move_count = 0;
    rows = tappa__alloc(&r->allocator, (r->row_count + (size_t)1) * sizeof *rows);
    if (rows
        && !tappa__grow(&r->allocator, (void **)&r->moves, &r->move_capacity, r->row_count + (size_t)1, sizeof *r->moves))
        r->move_count = sum_rows(r, rows);
    tappa__free(&r->allocator, rows);
    if (r->move_count)
        qsort(r->moves, r->move_count, sizeof *r->moves, compare_counts);
    return r->move_count;
}

tappa_status
tappa_replay_move_at(const tappa_replay *replay, size_t index, struct tappa_replay_move *move)
{
    if (!replay || !move || index >= replay->move_count)
        return TAPPA_EINVAL;
    *move = replay->moves[index];
    return TAPPA_OK;
}

size_t
tappa_replay_refusal_count(const tappa_replay *replay)
{
    return replay ? replay->reason_names.count : 0;
}

tappa_status
tappa_replay_refusal_at(const tappa_replay *replay, size_t index, struct tappa_replay_refusal *refusal)
{
    if (!replay || !refusal || index >= replay->reason_names.count)
        return TAPPA_EINVAL;
    *refusal = (struct tappa_replay_refusal){replay->reason_names.items[index].s, replay->reasons[index].count,
                                             replay->reasons[index].line, replay->reasons[index].input, 0};
    return TAPPA_OK;
}

tappa_status
tappa_replay_goal_at(const tappa_replay *replay, uint32_t goal, struct tappa_replay_goal *counts)
{
    if (!replay || !counts || goal >= replay->goal_count)
        return TAPPA_EINVAL;
    *counts = replay->goals[goal];
    return TAPPA_OK;
}

tappa_status
tappa_replay_stage_counts(const tappa_replay *replay, uint64_t *counts, size_t size)
{
    uint32_t stages = replay ? tappa_model_stage_count(replay->model) : 0, i;
    size_t *seen, track;

    if (!replay || !counts || size < stages)
        return TAPPA_EINVAL;
    memset(counts, 0, stages * sizeof *counts);
    seen = tappa__alloc_zero(&replay->allocator, (stages + (size_t)1) * sizeof *seen);
    if (!seen)
        return TAPPA_ENOMEM;
    for (track = 0; track < replay->track_count; track++) {
        const tappa_journey *journey = replay->tracks[track].journey;

        for (i = 0; i < tappa_journey_stage_count(journey); i++) {
            const tappa_stage *stage = tappa_journey_stage_at(journey, i);

            /* Ancestors once for each journey, however many of their regions are active. */
            for (; stage && seen[tappa_stage_index(stage)] != track + 1; stage = tappa_stage_parent(stage)) {
                seen[tappa_stage_index(stage)] = track + 1;
                counts[tappa_stage_index(stage)]++;
            }
        }
    }
    tappa__free(&replay->allocator, seen);
    return TAPPA_OK;
}
