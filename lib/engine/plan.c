/* Owns the plan of a change of a running model: what it would do to the journeys under way.
 * Hosts call it before a new version is put into force.
 * It moves copies by what moves journeys for real, so that the two cannot differ. */
#include <stddef.h>
#include <string.h>

#include "lib/engine/outlook.h"
#include "lib/record/size.h"

#define LEAST offsetof(struct tappa_plan, now) /* of a caller of the first version */

struct planning {
    struct tappa_engine *e;
    tappa_model *next;
    uint32_t first;      /* the oldest version of the model */
    uint32_t known;      /* where `next` is in force already, or TAPPA_NONE */
    struct tappa_plan plan;
    struct tappa_plan_move *moves;
    const char **reasons;
    /* Of the journey at hand. */
    const char **names;  /* where its active stages have come to; "": dropped */
    int64_t *rearmed;    /* when the timers are due that were set anew */
    size_t rearmed_count;
    size_t move_capacity, reason_capacity, name_capacity, rearmed_capacity;
};

/* ---- lists ---- */

static tappa_status
count_move(struct planning *p, const char *from, const char *to)
{
    size_t i;

    for (i = 0; i < p->plan.move_count; i++)
        if (!strcmp(p->moves[i].from, from) && !strcmp(p->moves[i].to, to)) {
            p->moves[i].journeys++;
            return TAPPA_OK;
        }
    if (tappa__grow(&p->e->allocator, (void **)&p->moves, &p->move_capacity, i + 1, sizeof *p->moves))
        return TAPPA_ENOMEM;
    p->moves[p->plan.move_count++] = (struct tappa_plan_move){from, to, 1};
    return TAPPA_OK;
}

/* They stand in the engine's message; NULL: out of memory. */
static const char *
words_for(struct planning *p, const tappa_journey *journey, tappa_status why)
{
    const struct tappa_moved *moved = tappa_batch_moved_at(p->e->asking, 0);
    long long version = (long long)tappa_model_version(tappa_journey_model(journey));
    struct tappa__buffer *out = &p->e->message;

    tappa__buffer_reset(out);
    if (why == TAPPA_ENAME && moved)
        tappa__buffer_printf(out, "the stage '%s' is not there any more, and `migrate` does not say where to", moved->name);
    else if (why == TAPPA_EMISMATCH && !tappa_model_leads_on(p->next, version))
        tappa__buffer_printf(out, "`migrate` does not lead on from version %lld: `migrate: [{from: %lld}]` does, where stages keep their names", version, version);
    else
        tappa__buffer_str(out, why == TAPPA_EMISMATCH ? "the stages it would stand in cannot be active together" : tappa_status_text(why));
    return out->failed ? NULL : out->s;
}

static tappa_status
count_reason(struct planning *p, const tappa_journey *journey, tappa_status why)
{
    const char *words = words_for(p, journey, why);
    struct tappa__text text;
    size_t i;

    if (!words)
        return TAPPA_ENOMEM;
    p->plan.cannot++;
    for (i = 0; i < p->plan.reason_count; i++)
        if (!strcmp(p->reasons[i], words))
            return TAPPA_OK;
    text = tappa__arena_text(&p->e->scratch, words, strlen(words)); /* once for all who cannot go on for it */
    if (!text.s || tappa__grow(&p->e->allocator, (void **)&p->reasons, &p->reason_capacity, i + 1, sizeof *p->reasons))
        return TAPPA_ENOMEM;
    p->reasons[p->plan.reason_count++] = text.s;
    return TAPPA_OK;
}

/* ---- one step, from one version to another ---- */

/* The batch names what is dropped, stages and slots alike: a stage where the journey stands was none of it. */
static int
stands_at(const tappa_journey *journey, const char *name)
{
    const tappa_stage *stage = tappa_model_stage_find(tappa_journey_model(journey), name, strlen(name));

    return stage && tappa_journey_is_at(journey, stage);
}

/* What became of each stage: by the batch where it was mapped or dropped, else it stays under its name. Names live as long as models. */
static void
follow_names(struct planning *p, const tappa_journey *journey, uint32_t count)
{
    const tappa_model *model = tappa_journey_model(journey);
    const tappa_batch *batch = p->e->asking;
    uint32_t i;

    for (i = 0; i < count; i++) {
        const char *from = p->names[i];
        size_t j;

        for (j = 0; j < tappa_batch_moved_count(batch); j++) {
            const struct tappa_moved *m = tappa_batch_moved_at(batch, j);

            if (strcmp(m->name, from))
                continue;
            if (m->what == TAPPA_MOVED_MAPPED)
                p->names[i] = tappa_stage_name(tappa_model_stage_at(model, m->stage));
            else if (p->names[i] == from && !stands_at(journey, from))
                p->names[i] = "";
        }
    }
}

static tappa_status
follow_timers(struct planning *p)
{
    const tappa_batch *batch = p->e->asking;
    size_t i, j;

    for (i = 0; i < tappa_batch_moved_count(batch); i++) {
        const struct tappa_moved *m = tappa_batch_moved_at(batch, i);

        if (m->what == TAPPA_MOVED_REARMED && m->due != TAPPA_NEVER) {
            if (tappa__grow(&p->e->allocator, (void **)&p->rearmed, &p->rearmed_capacity, p->rearmed_count + 1, sizeof *p->rearmed))
                return TAPPA_ENOMEM;
            p->rearmed[p->rearmed_count++] = m->due;
        }
        for (j = 0; m->what == TAPPA_MOVED_DROPPED && m->due && j < p->rearmed_count; j++)
            if (p->rearmed[j] == m->due) { /* set anew by one version, dropped by the next */
                p->rearmed[j] = p->rearmed[--p->rearmed_count];
                break;
            }
    }
    return TAPPA_OK;
}

/* `journey` becomes a copy of it under the model, or stays; `why`: TAPPA_OK, or why it stays. */
static tappa_status
step(struct planning *p, tappa_model *model, uint32_t count, tappa_journey **journey, tappa_status *why)
{
    tappa_journey *moved;

    *why = tappa__journey_moved(p->e, *journey, model, &moved);
    if (*why == TAPPA_ENOMEM)
        return TAPPA_ENOMEM;
    if (*why)
        return TAPPA_OK;
    tappa_journey_free(*journey);
    *journey = moved;
    follow_names(p, moved, count);
    return follow_timers(p);
}

/* ---- one journey ---- */

/* Through the versions that are in force, then to the new one. `pinned`: one of them does not let it go on. */
static tappa_status
walk(struct planning *p, uint32_t force, uint32_t count, tappa_journey **journey, int *pinned, tappa_status *why)
{
    const struct tappa__force *forces = p->e->forces;
    uint32_t at;
    tappa_status status = TAPPA_OK;

    *pinned = 0;
    *why = TAPPA_OK;
    for (at = forces[force].next; !status && at != TAPPA_NONE; at = forces[at].next) {
        if (forces[at].policy == TAPPA_PIN) {
            *pinned = 1;
            return TAPPA_OK;
        }
        status = step(p, forces[at].model, count, journey, why);
    }
    return status || p->known != TAPPA_NONE ? status : step(p, p->next, count, journey, why);
}

static tappa_status
count_journey(struct planning *p, const tappa_journey *old, const tappa_journey *moved, uint32_t count)
{
    uint64_t before = tappa_journey_timer_count(old), after = tappa_journey_timer_count(moved);
    uint64_t kept = after > p->rearmed_count ? after - p->rearmed_count : 0;
    int moves = 0;
    tappa_status status = TAPPA_OK;
    uint32_t i;

    for (i = 0; !status && i < count; i++) {
        const char *from = tappa_stage_name(tappa_journey_stage_at(old, i));

        moves |= strcmp(from, p->names[i]) != 0;
        status = count_move(p, from, p->names[i]);
    }
    p->plan.move += (uint64_t)moves;
    p->plan.stay += (uint64_t)!moves;
    p->plan.timers_kept += kept;
    p->plan.timers_rearmed += after - kept;
    for (i = 0; i < p->rearmed_count; i++)
        p->plan.timers_due += p->rearmed[i] <= p->plan.now;
    p->plan.timers_dropped += before > kept ? before - kept : 0;
    p->plan.overdue += tappa_journey_next_due(old) <= p->plan.now;
    return status;
}

/* A journey that is under the version already, or is pinned, stays as it is. */
static tappa_status
plan_journey(struct planning *p, const struct tappa__track *track)
{
    tappa_model *model = p->e->forces[track->force].model;
    uint32_t count = tappa_journey_stage_count(track->journey), i;
    tappa_journey *copy = NULL;
    int pinned = 0;
    tappa_status status, why = TAPPA_OK;

    if (tappa__grow(&p->e->allocator, (void **)&p->names, &p->name_capacity, count, sizeof *p->names))
        return TAPPA_ENOMEM;
    for (i = 0; i < count; i++)
        p->names[i] = tappa_stage_name(tappa_journey_stage_at(track->journey, i));
    p->rearmed_count = 0;
    p->plan.journeys++;
    status = tappa__journey_copy(p->e, track->journey, model, &copy);
    if (!status)
        status = walk(p, track->force, count, &copy, &pinned, &why);
    if (!status && why && !pinned)
        status = count_reason(p, copy, why);
    else if (!status)
        status = count_journey(p, track->journey, copy, count);
    tappa_journey_free(copy);
    return status;
}

/* ---- all ---- */

static tappa_status
plan_customer(void *arg, int64_t id)
{
    struct planning *p = arg;
    struct tappa__customer *c;
    tappa_status status = tappa__customer_get(p->e, id, &c);
    uint64_t before = p->plan.journeys;
    size_t i;

    if (status == TAPPA_EUNKNOWN) /* another process has just made it part of another, or erased it */
        return TAPPA_OK;
    if (status == TAPPA_ESTORE) { /* the damage is one customer's: the plan is that of the others */
        p->plan.damaged++;
        return TAPPA_OK;
    }
    for (i = 0; !status && i < c->track_count; i++)
        if (tappa__force_is_of(p->e, p->first, c->tracks[i].force) && !tappa_journey_ended(c->tracks[i].journey))
            status = plan_journey(p, &c->tracks[i]);
    p->plan.customers += p->plan.journeys != before;
    return status;
}

/* Most frequent first; of equals as met. */
static void
sort_moves(struct planning *p)
{
    size_t i, j;

    for (i = 1; i < p->plan.move_count; i++) {
        struct tappa_plan_move move = p->moves[i];

        for (j = i; j > 0 && p->moves[j - 1].journeys < move.journeys; j--)
            p->moves[j] = p->moves[j - 1];
        p->moves[j] = move;
    }
}

/* The plan's lists live in the engine until its next call; so do their names, as `next` need not. */
static tappa_status
hand_out(struct planning *p, struct tappa_plan *out)
{
    struct tappa__arena *arena = &p->e->scratch;
    struct tappa_plan_move *moves = tappa__arena_alloc(arena, (p->plan.move_count + 1) * sizeof *moves);
    const char **reasons = tappa__arena_alloc(arena, (p->plan.reason_count + 1) * sizeof *reasons);
    tappa_status status = moves && reasons ? TAPPA_OK : TAPPA_ENOMEM;
    size_t i;

    sort_moves(p);
    for (i = 0; !status && i < p->plan.move_count; i++) {
        moves[i] = p->moves[i];
        status = tappa__keep_words(p->e, moves[i].to, &moves[i].to);
    }
    for (i = 0; !status && i < p->plan.reason_count; i++)
        reasons[i] = p->reasons[i];
    p->plan.moves = moves;
    p->plan.reasons = reasons;
    if (!status)
        tappa__size_give(out, &p->plan, out->size, sizeof p->plan);
    return status;
}

tappa_status
tappa_engine_plan(tappa_engine *engine, tappa_model *next, struct tappa_plan *plan)
{
    struct planning p = {.e = engine, .next = next, .plan = {.size = sizeof p.plan}};
    tappa_status status;

    if (!engine || !next || !plan || plan->size < LEAST || plan->flags)
        return TAPPA_EINVAL;
    p.plan.now = plan->size < sizeof *plan ? INT64_MIN : plan->now;
    status = tappa_engine_checkpoint(engine); /* the store's list of customers is then complete */
    if (status)
        return status;
    tappa__begin(engine, engine->work.now);
    status = tappa__customer_fresh(engine);
    p.first = tappa__force_find(engine, tappa__text_of(tappa_model_name(next)));
    if (!status)
        status = p.first == TAPPA_NONE ? TAPPA_EUNKNOWN : tappa__models_look_up(engine, next, &p.known);
    if (!status && p.known != TAPPA_NONE && engine->forces[p.known].next != TAPPA_NONE)
        status = TAPPA_EMISMATCH; /* nobody goes back to it */
    if (!status)
        status = tappa__customer_each(engine, plan_customer, &p);
    if (!status)
        status = hand_out(&p, plan);
    tappa__free(&engine->allocator, p.moves);
    tappa__free(&engine->allocator, p.reasons);
    tappa__free(&engine->allocator, p.names);
    tappa__free(&engine->allocator, p.rearmed);
    return status;
}
