/* Owns retention: until when values are kept that a model keeps for a time only (`keep`), and that they are forgotten then.
 * The fold calls it behind each step, and whenever time goes on.
 * What is forgotten, and when, follows from the history: whoever folds it again forgets the same. */
#include <string.h>

#include "lib/base/time.h"
#include "lib/engine/engine.h"

/* ---- slots of journeys ---- */

static int
keeps_any(const tappa_model *model)
{
    uint32_t count = tappa_model_data_count(model), i;

    for (i = 0; i < count; i++)
        if (tappa_model_data_keep(model, i))
            return 1;
    return 0;
}

tappa_status
tappa__retain_begin(struct tappa__customer *c, struct tappa__track *track)
{
    const tappa_model *model = c->engine->forces[track->force].model;
    uint32_t count = tappa_model_data_count(model), i;

    track->kept = NULL;
    if (!keeps_any(model))
        return TAPPA_OK;
    track->kept = tappa__arena_alloc(&c->arena, count * sizeof *track->kept);
    for (i = 0; track->kept && i < count; i++)
        track->kept[i] = TAPPA_NEVER;
    return track->kept ? TAPPA_OK : TAPPA_ENOMEM;
}

void
tappa__retain(struct tappa__customer *c, struct tappa__track *track, const tappa_batch *batch)
{
    const tappa_model *model = c->engine->forces[track->force].model;
    size_t count = track->kept ? tappa_batch_change_count(batch) : 0, i;

    for (i = 0; i < count; i++) {
        const struct tappa_change *change = tappa_batch_change_at(batch, i);

        if (change->space == TAPPA_SPACE_DATA)
            track->kept[change->slot] = tappa__time_end(tappa_batch_step_at(batch, change->step)->time, tappa_model_data_keep(model, change->slot));
    }
}

static uint32_t
data_slot(const tappa_model *model, const char *name)
{
    uint32_t count = tappa_model_data_count(model), i;

    for (i = 0; i < count; i++)
        if (!strcmp(tappa_model_data_name(model, i), name))
            return i;
    return TAPPA_NONE;
}

/* Under another version a value is kept for as long as that one says, counted from when it was written; where that is not known, from now on. */
tappa_status
tappa__retain_moved(struct tappa__customer *c, struct tappa__track *track, uint32_t from, int64_t time)
{
    const tappa_model *old = c->engine->forces[from].model, *model = c->engine->forces[track->force].model;
    const int64_t *before = track->kept;
    uint32_t count = tappa_model_data_count(model), i;
    tappa_status status = tappa__retain_begin(c, track);

    for (i = 0; !status && track->kept && i < count; i++) {
        uint32_t slot = data_slot(old, tappa_model_data_name(model, i));
        int64_t since = time;

        if (slot == TAPPA_NONE || !tappa_model_data_keep(model, i))
            continue;
        if (before && tappa_model_data_keep(old, slot)) {
            if (before[slot] == TAPPA_NEVER)
                continue; /* not written, or forgotten */
            since = before[slot] - tappa_model_data_keep(old, slot);
        }
        track->kept[i] = tappa__time_end(since, tappa_model_data_keep(model, i));
    }
    return status;
}

static tappa_status
forget_slots(struct tappa__customer *c, struct tappa__track *track, int64_t time)
{
    uint32_t count = track->kept ? tappa_model_data_count(c->engine->forces[track->force].model) : 0, i;
    tappa_status status = TAPPA_OK;

    for (i = 0; !status && i < count; i++)
        if (track->kept[i] <= time) {
            status = tappa_journey_forget(track->journey, i);
            track->kept[i] = TAPPA_NEVER;
        }
    return status;
}

/* ---- all ---- */

int64_t
tappa__kept_until(const struct tappa__customer *c)
{
    int64_t until = TAPPA_NEVER;
    size_t i;
    uint32_t j;

    for (i = 0; i < c->trait_count; i++)
        until = c->traits[i].expires < until ? c->traits[i].expires : until;
    for (i = 0; i < c->track_count; i++) {
        const struct tappa__track *track = &c->tracks[i];

        for (j = 0; track->kept && j < tappa_model_data_count(c->engine->forces[track->force].model); j++)
            until = track->kept[j] < until ? track->kept[j] : until;
    }
    return until;
}

/* Into the journal: that it was done, and when; not what. */
static tappa_status
note(struct tappa__customer *c, int64_t time)
{
    struct tappa__entry entry = {.kind = TAPPA__ENTRY_FORGET, .identity = c->current, .time = time, .source = TAPPA__TEXT(""),
                                 .id = TAPPA__TEXT(""), .name = TAPPA__TEXT("forgotten"), .touchpoint = TAPPA__TEXT(""), .zone = TAPPA__TEXT("")};

    return tappa__append(c->engine, c, &entry);
}

tappa_status
tappa__forget(struct tappa__customer *c, int64_t time)
{
    tappa_status status = tappa__people_forget(c, time);
    size_t i;

    for (i = 0; !status && i < c->track_count; i++)
        status = forget_slots(c, &c->tracks[i], time);
    c->fired = time > c->fired ? time : c->fired;
    return status || c->engine->silent ? status : note(c, time);
}
