/* Owns the way of a journey from one version of its model to the next.
 * The fold takes it before a journey hears anything, applying takes it at once, and a plan tries it on copies.
 * A journey that cannot go on stays whole where it is. */
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

tappa_status
tappa__track_move(struct tappa__customer *c, struct tappa__track *track, int64_t time)
{
    struct tappa_engine *e = c->engine;
    uint32_t next = e->forces[track->force].next, from;
    tappa_status status = TAPPA_OK;

    for (; status != TAPPA_ENOMEM && next != TAPPA_NONE && e->forces[next].since <= time; next = e->forces[next].next) {
        const struct tappa__force *force = &e->forces[next];
        tappa_journey *moved;

        if (force->policy == TAPPA_PIN || (force->policy == TAPPA_MIGRATE && force->applied > time))
            break;
        status = tappa__journey_moved(e, track->journey, force->model, &moved);
        if (status)
            continue; /* a later version may know how it goes on */
        from = track->force;
        tappa_journey_free(track->journey);
        track->journey = moved;
        track->force = next;
        status = tappa__retain_moved(c, track, from, time);
    }
    return status == TAPPA_ENOMEM ? status : TAPPA_OK; /* one that cannot move stays where it is, and is counted by the plan */
}
