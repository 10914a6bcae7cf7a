/* Owns a change of a running model: what it would do to the journeys under way, and moving them.
 * Hosts call it before and while a new version is put into force.
 * The plan tries on copies what moving would do for real, so that the two cannot differ. */
#include <string.h>

#include "lib/engine/engine.h"
#include "lib/engine/pack.h"
#include "lib/record/size.h"

#define AT_ONCE 256 /* customers read or moved between two looks at the store */

struct planning {
    struct tappa_engine *e;
    tappa_model *next;
    struct tappa_plan plan;
    struct tappa_plan_move *moves;
    const char **reasons;
    size_t move_capacity, reason_capacity;
};

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

static tappa_status
count_reason(struct planning *p, tappa_status why)
{
    const tappa_batch *batch = p->e->asking;
    const struct tappa_moved *moved = tappa_batch_moved_at(batch, 0);
    struct tappa__text text;
    struct tappa__buffer b;
    size_t i;

    tappa__buffer_init(&b, &p->e->allocator);
    if (why == TAPPA_ENAME && moved)
        tappa__buffer_printf(&b, "the stage '%s' is not there any more, and `migrate` does not say where to", moved->name);
    else
        tappa__buffer_str(&b, tappa_status_text(why));
    text = b.failed ? (struct tappa__text){NULL, 0} : tappa__arena_text(&p->e->scratch, b.s, b.n);
    tappa__buffer_free(&b);
    if (!text.s)
        return TAPPA_ENOMEM;
    for (i = 0; i < p->plan.reason_count; i++)
        if (!strcmp(p->reasons[i], text.s))
            return TAPPA_OK;
    if (tappa__grow(&p->e->allocator, (void **)&p->reasons, &p->reason_capacity, i + 1, sizeof *p->reasons))
        return TAPPA_ENOMEM;
    p->reasons[p->plan.reason_count++] = text.s;
    return TAPPA_OK;
}

static uint64_t
count_timers(const tappa_journey *journey)
{
    return tappa_journey_next_due(journey) != TAPPA_NEVER;
}

/* What became of each leaf stage: by the batch where it was mapped, else it stays under its name. */
static tappa_status
count_stages(struct planning *p, const tappa_journey *old, int *moved_any)
{
    const tappa_batch *batch = p->e->asking;
    tappa_status status = TAPPA_OK;
    uint32_t i;

    for (i = 0; !status && i < tappa_journey_stage_count(old); i++) {
        const char *from = tappa_stage_name(tappa_journey_stage_at(old, i)), *to = from;
        size_t j;

        for (j = 0; j < tappa_batch_moved_count(batch); j++) {
            const struct tappa_moved *m = tappa_batch_moved_at(batch, j);

            if (strcmp(m->name, from))
                continue;
            if (m->what == TAPPA_MOVED_MAPPED)
                to = tappa_stage_name(tappa_model_stage_at(p->next, m->stage));
            else if (m->what == TAPPA_MOVED_DROPPED)
                to = "";
        }
        *moved_any |= strcmp(from, to) != 0;
        status = count_move(p, from, to);
    }
    return status;
}

static tappa_status
try_one(struct planning *p, const tappa_journey *journey)
{
    struct tappa_engine *e = p->e;
    tappa_journey *moved;
    size_t need = 0, i;
    int moves = 0;
    void *bytes;
    tappa_status status;

    if (tappa_snapshot_write(journey, NULL, 0, &need) != TAPPA_ELIMIT)
        return TAPPA_ENOMEM;
    bytes = tappa__alloc(&e->allocator, need);
    status = bytes ? tappa_snapshot_write(journey, bytes, need, &need) : TAPPA_ENOMEM;
    if (status) {
        tappa__free(&e->allocator, bytes);
        return TAPPA_ENOMEM;
    }
    status = tappa_snapshot_read(p->next, bytes, need, e->asking, &moved);
    tappa__free(&e->allocator, bytes);
    p->plan.journeys++;
    if (status == TAPPA_ENOMEM)
        return status;
    if (status) {
        p->plan.cannot++;
        return count_reason(p, status);
    }
    status = count_stages(p, journey, &moves);
    if (moves)
        p->plan.move++;
    else
        p->plan.stay++;
    for (i = 0; i < tappa_batch_moved_count(e->asking); i++)
        p->plan.timers_rearmed += tappa_batch_moved_at(e->asking, i)->what == TAPPA_MOVED_REARMED;
    if (count_timers(journey) && !count_timers(moved))
        p->plan.timers_dropped++;
    else if (count_timers(journey) && tappa_journey_next_due(journey) == tappa_journey_next_due(moved))
        p->plan.timers_kept++;
    tappa_journey_free(moved);
    return status;
}

static int
is_of(const struct tappa_engine *e, const struct tappa__track *track, struct tappa__text name)
{
    return tappa__text_is(name, tappa_model_name(e->forces[track->force].model)) && !tappa_journey_ended(track->journey);
}

static tappa_status
plan_customer(struct planning *p, int64_t id)
{
    struct tappa__text name = tappa__text_of(tappa_model_name(p->next));
    struct tappa__customer *c;
    tappa_status status = tappa__customer_get(p->e, id, &c);
    size_t i;
    int any = 0;

    for (i = 0; !status && i < c->track_count; i++)
        if (is_of(p->e, &c->tracks[i], name)) {
            any = 1;
            status = try_one(p, c->tracks[i].journey);
        }
    p->plan.customers += (uint64_t)any;
    return status;
}

static tappa_status
plan_all(struct planning *p)
{
    struct tappa_engine *e = p->e;
    int64_t ids[AT_ONCE], after = INT64_MIN;
    size_t count, i;
    tappa_status status;

    do {
        status = e->store->table->customers(e->store, after, ids, AT_ONCE, &count);
        for (i = 0; !status && i < count; i++) {
            after = ids[i];
            status = plan_customer(p, ids[i]);
        }
        tappa__customer_shrink(e);
    } while (!status && count);
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

/* The plan's lists live in the engine until its next call. */
static tappa_status
hand_out(struct planning *p, struct tappa_plan *out)
{
    struct tappa__arena *arena = &p->e->scratch;
    struct tappa_plan_move *moves = tappa__arena_alloc(arena, (p->plan.move_count + 1) * sizeof *moves);
    const char **reasons = tappa__arena_alloc(arena, (p->plan.reason_count + 1) * sizeof *reasons);

    if (!moves || !reasons)
        return TAPPA_ENOMEM;
    if (p->plan.move_count)
        memcpy(moves, p->moves, p->plan.move_count * sizeof *moves);
    if (p->plan.reason_count)
        memcpy(reasons, p->reasons, p->plan.reason_count * sizeof *reasons);
    p->plan.moves = moves;
    p->plan.reasons = reasons;
    tappa__size_give(out, &p->plan, out->size, sizeof p->plan);
    return TAPPA_OK;
}

tappa_status
tappa_engine_plan(tappa_engine *engine, tappa_model *next, struct tappa_plan *plan)
{
    struct planning p = {.e = engine, .next = next, .plan = {.size = sizeof p.plan}};
    tappa_status status;

    if (!engine || !next || !plan || plan->size < sizeof *plan || plan->flags)
        return TAPPA_EINVAL;
    if (tappa__force_find(engine, tappa__text_of(tappa_model_name(next))) == TAPPA_NONE)
        return TAPPA_EUNKNOWN;
    status = tappa_engine_checkpoint(engine); /* the store's list of customers is then complete */
    if (status)
        return status;
    tappa__begin(engine, engine->work.now);
    status = tappa__customer_fresh(engine);
    if (!status)
        status = plan_all(&p);
    sort_moves(&p);
    if (!status)
        status = hand_out(&p, plan);
    tappa__free(&engine->allocator, p.moves);
    tappa__free(&engine->allocator, p.reasons);
    return status;
}

/* ---- doing it ---- */

/* How far it has come stands in a note, written with each lot of customers. */
static void
note_name(struct tappa__text model, struct tappa__buffer *out)
{
    tappa__buffer_str(out, "apply/");
    tappa__buffer_text(out, model);
}

static tappa_status
read_progress(struct tappa_engine *e, const struct tappa__buffer *name, int64_t *after)
{
    struct tappa_span span;
    tappa_status status = e->store->table->note(e->store, name->s, name->n, &span);

    *after = INT64_MIN;
    if (!status && span.data) {
        struct tappa__unpack in = {span.data, (const uint8_t *)span.data + span.size, 0};

        *after = tappa__get_i64(&in);
        status = in.bad ? TAPPA_ESTORE : TAPPA_OK;
    }
    return status;
}

static tappa_status
add_note(struct tappa_engine *e, const struct tappa__buffer *name, const struct tappa__buffer *value, int is_over)
{
    struct tappa__work *w = &e->work;

    if (name->failed || value->failed ||
        tappa__grow(&e->allocator, (void **)&w->notes, &w->note_capacity, w->note_count + 1, sizeof *w->notes))
        return TAPPA_ENOMEM;
    w->notes[w->note_count++] = (struct tappa_store_note){.size = sizeof *w->notes, .flags = is_over ? TAPPA_STORE_REMOVE : 0,
                                                          .name = {name->s, name->n}, .value = {value->s, value->n}};
    return TAPPA_OK;
}

static tappa_status
move_customer(struct tappa_engine *e, int64_t id, struct tappa__text model, int64_t now)
{
    struct tappa__customer *c;
    tappa_status status = tappa__customer_get(e, id, &c);
    size_t i;

    if (!status)
        c->moved = now > c->moved ? now : c->moved;
    for (i = 0; !status && i < c->track_count; i++) {
        uint32_t was = c->tracks[i].force;

        if (!is_of(e, &c->tracks[i], model))
            continue;
        status = tappa__track_move(c, &c->tracks[i], now);
        if (!status && c->tracks[i].force != was) {
            c->at_once = 1; /* its timers may be others: the row must say so */
            status = tappa__touch(c);
        }
    }
    return status;
}

/* One lot; `count` less than asked: nobody is left. */
static tappa_status
move_some(struct tappa_engine *e, struct tappa__text model, int64_t now, size_t most, size_t *count)
{
    int64_t ids[AT_ONCE], after = INT64_MIN;
    struct tappa__buffer name, value;
    tappa_status status;
    size_t i;

    *count = 0;
    tappa__begin(e, now);
    tappa__buffer_init(&name, &e->allocator);
    tappa__buffer_init(&value, &e->allocator);
    note_name(model, &name);
    status = name.failed ? TAPPA_ENOMEM : read_progress(e, &name, &after);
    if (!status)
        status = e->store->table->customers(e->store, after, ids, most, count);
    for (i = 0; !status && i < *count; i++) {
        after = ids[i];
        status = move_customer(e, ids[i], model, now);
    }
    tappa__put_i64(&value, after);
    if (!status)
        status = add_note(e, &name, &value, *count < most);
    if (status)
        tappa__abandon(e);
    else
        status = tappa__commit(e);
    tappa__buffer_free(&name);
    tappa__buffer_free(&value);
    return status;
}

/* The newest version under TAPPA_MIGRATE may be gone to from now on. */
static tappa_status
allow(struct tappa_engine *e, uint32_t force, int64_t now)
{
    tappa_status status = TAPPA_OK;

    for (; !status && force != TAPPA_NONE; force = e->forces[force].next) {
        struct tappa__force *f = &e->forces[force];

        if (f->policy != TAPPA_MIGRATE || f->applied != TAPPA_NEVER)
            continue;
        f->applied = now;
        status = tappa__models_write(e, f);
        if (status)
            f->applied = TAPPA_NEVER;
    }
    return status;
}

tappa_status
tappa_engine_apply(tappa_engine *engine, const char *model, size_t size, int64_t now, size_t limit, size_t *done)
{
    struct tappa__text name = {model, (uint32_t)size};
    size_t sum = 0, count;
    uint32_t force;
    tappa_status status;

    if (done)
        *done = 0;
    if (!engine || !model || size > UINT16_MAX)
        return TAPPA_EINVAL;
    force = tappa__force_find(engine, name);
    if (force == TAPPA_NONE)
        return TAPPA_EUNKNOWN;
    status = tappa_engine_checkpoint(engine);
    if (!status)
        status = allow(engine, force, now);
    while (!status && sum < limit) {
        size_t most = limit - sum < AT_ONCE ? limit - sum : AT_ONCE;

        status = move_some(engine, name, now, most, &count);
        if (status)
            break;
        sum += count;
        if (done)
            *done = sum;
        if (count < most)
            break;
    }
    return status;
}
