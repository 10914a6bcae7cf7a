/* Owns the way of a journey from one version of its model to the next.
 * The fold takes it before journeys hear anything, applying takes it at once, and a plan tries it on copies.
 * A journey that cannot go on stays whole where it is. */
#include "lib/base/time.h"
#include "lib/engine/engine.h"

tappa_status
tappa__journey_moved(struct tappa_engine *e, const tappa_journey *journey, tappa_model *model, tappa_journey **out)
{
    *out = NULL;
    return tappa_model_leads_on(model, tappa_model_version(tappa_journey_model(journey))) ? tappa__journey_copy(e, journey, model, out)
                                                                                        : TAPPA_EMISMATCH;
}

tappa_status
tappa__journey_copy(struct tappa_engine *e, const tappa_journey *journey, tappa_model *model, tappa_journey **out)
{
    size_t need = 0;
    void *bytes;
    tappa_status status;

    *out = NULL;
    if (tappa_snapshot_write(journey, NULL, 0, &need) != TAPPA_ELIMIT)
        return TAPPA_ENOMEM;
    bytes = tappa__alloc(&e->allocator, need);
    status = bytes ? tappa_snapshot_write(journey, bytes, need, &need) : TAPPA_ENOMEM;
    if (!status)
        status = tappa_snapshot_read(model, bytes, need, e->asking, out);
    tappa__free(&e->allocator, bytes);
    return status;
}

uint32_t
tappa__force_next(const struct tappa_engine *e, uint32_t force, int64_t time, int is_timer)
{
    uint32_t next = e->forces[force].next;
    const struct tappa__force *f = next == TAPPA_NONE ? NULL : &e->forces[next];

    if (!f || f->since > time || !tappa__force_was_there(e, next) || f->policy == TAPPA_PIN)
        return TAPPA_NONE;
    return f->policy == TAPPA_FOLLOW || (f->applied <= time - is_timer && f->applied_number < e->known) ? next : TAPPA_NONE;
}

static tappa_status
move(struct tappa__customer *c, struct tappa__track *track, int64_t time, int is_timer)
{
    struct tappa_engine *e = c->engine;
    uint32_t next = track->force, from;
    tappa_status status = TAPPA_OK;

    while (status != TAPPA_ENOMEM && (next = tappa__force_next(e, next, time, is_timer)) != TAPPA_NONE) {
        tappa_journey *old = track->journey, *moved;

        status = tappa__journey_moved(e, track->journey, e->forces[next].model, &moved);
        if (status)
            continue; /* a later version may know how it goes on */
        from = track->force;
        track->journey = moved;
        track->force = next;
        track->ended = tappa_journey_ended(moved) != 0;
        track->looked = 0;
        status = tappa__brought_moved(c, track, old);
        tappa_journey_free(old);
        if (!status)
            status = tappa__retain_moved(c, track, from, time);
        if (!e->silent)
            tappa__contacts_wake(c);
    }
    return status == TAPPA_ENOMEM ? status : TAPPA_OK; /* one that cannot move stays where it is, and is counted by the plan */
}

tappa_status
tappa__tracks_move(struct tappa__customer *c, int64_t time, int is_timer, int *moved)
{
    tappa_status status = TAPPA_OK;
    size_t i;

    *moved = 0;
    for (i = 0; !status && i < c->track_count; i++) {
        uint32_t was = c->tracks[i].force;

        if (c->tracks[i].ended)
            continue;
        status = move(c, &c->tracks[i], time, is_timer);
        *moved |= c->tracks[i].force != was;
    }
    return status;
}

tappa_status
tappa__track_due(struct tappa_engine *e, const struct tappa__track *track, int64_t *due)
{
    uint32_t next = track->force;
    tappa_status status = TAPPA_OK;

    *due = TAPPA_NEVER;
    while (!status && *due == TAPPA_NEVER && (next = tappa__force_next(e, next, TAPPA__TIME_MAX, 0)) != TAPPA_NONE) {
        const struct tappa__force *f = &e->forces[next];
        int64_t then = f->applied > f->since ? f->applied : f->since;
        struct tappa__track ahead;

        if (f->policy != TAPPA_MIGRATE)
            continue;
        status = tappa__track_ahead(e, track, then, &ahead);
        if (status || ahead.journey == track->journey) /* a later version may know how it goes on */
            continue;
        tappa_journey_free(ahead.journey);
        *due = then;
    }
    return status;
}

tappa_status
tappa__track_ahead(struct tappa_engine *e, const struct tappa__track *track, int64_t time, struct tappa__track *out)
{
    uint32_t next = track->force;
    tappa_status status = TAPPA_OK;

    *out = *track;
    while (status != TAPPA_ENOMEM && (next = tappa__force_next(e, next, time, 0)) != TAPPA_NONE && !tappa_journey_ended(track->journey)) {
        tappa_journey *moved;

        status = tappa__journey_moved(e, out->journey, e->forces[next].model, &moved);
        if (status)
            continue;
        if (out->journey != track->journey)
            tappa_journey_free(out->journey);
        out->journey = moved;
        out->force = next;
    }
    if (status != TAPPA_ENOMEM)
        return TAPPA_OK;
    if (out->journey != track->journey)
        tappa_journey_free(out->journey);
    return status;
}
