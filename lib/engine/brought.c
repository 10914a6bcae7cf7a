/* Owns whose event brought a journey into each stage where it stands: whose it is what the stage's timers ask for, and what comes of that.
 * The fold tells of each step, and of each move to another version.
 * What a timer asks for hangs on nothing else, so it is the same without all that others did meanwhile, who may turn out to be somebody else. */
#include <string.h>

#include "lib/engine/engine.h"
#include "lib/engine/pack.h"

static const tappa_model *
model_of(const struct tappa__customer *c, const struct tappa__track *track)
{
    return c->engine->forces[track->force].model;
}

tappa_status
tappa__brought_begin(struct tappa__customer *c, struct tappa__track *track, int64_t identity)
{
    uint32_t count = tappa_model_stage_count(model_of(c, track)), i;

    track->brought = tappa__arena_alloc(&c->arena, count * sizeof *track->brought);
    for (i = 0; track->brought && i < count; i++)
        track->brought[i] = identity;
    return track->brought ? TAPPA_OK : TAPPA_ENOMEM;
}

int64_t
tappa__brought_by(const struct tappa__customer *c, const struct tappa__track *track, const tappa_batch *batch)
{
    const struct tappa_taken *taken = tappa_batch_taken_at(batch, 0);
    const tappa_stage *stage;

    if (c->engine->hearing)
        return c->engine->hearing->identity;
    stage = taken ? tappa_transition_source(tappa_model_transition_at(model_of(c, track), taken->row)) : tappa_journey_stage_at(track->journey, 0);
    return track->brought[tappa_stage_index(stage)];
}

void
tappa__brought(struct tappa__track *track, const tappa_batch *batch, int64_t identity)
{
    size_t count = tappa_batch_entered_count(batch), i;

    for (i = 0; i < count; i++)
        track->brought[tappa_batch_entered_at(batch, i)] = identity;
}

/* Into a stage where it did not stand whoever brought it into the one around, or to where it stood. */
tappa_status
tappa__brought_moved(struct tappa__customer *c, struct tappa__track *track, const tappa_journey *from)
{
    const tappa_model *old = tappa_journey_model(from), *model = model_of(c, track);
    const int64_t *before = track->brought;
    tappa_status status = tappa__brought_begin(c, track, before[tappa_stage_index(tappa_journey_stage_at(from, 0))]);
    uint32_t count = tappa_model_stage_count(model), i;

    for (i = 0; !status && i < count; i++) {
        const tappa_stage *stage = tappa_model_stage_at(model, i), *around = tappa_stage_parent(stage);
        const char *name = tappa_stage_name(stage);
        const tappa_stage *then = tappa_model_stage_find(old, name, strlen(name));

        if (then && tappa_journey_is_at(from, then))
            track->brought[i] = before[tappa_stage_index(then)];
        else if (around)
            track->brought[i] = track->brought[tappa_stage_index(around)];
    }
    return status;
}

/* ---- as bytes: of each stage where it stands, where one of several might have brought it ---- */

void
tappa__brought_pack(const struct tappa__customer *c, const struct tappa__track *track,
                    const uint8_t place[TAPPA__MEMBERS_MAX], struct tappa__buffer *out)
{
    const tappa_model *model = model_of(c, track);
    uint32_t count = c->member_count > 1 ? tappa_model_stage_count(model) : 0, i;

    for (i = 0; i < count; i++)
        if (tappa_journey_is_at(track->journey, tappa_model_stage_at(model, i)))
            tappa__put_u64(out, place[tappa__member_at(c, track->brought[i])]);
}

tappa_status
tappa__brought_unpack(struct tappa__customer *c, struct tappa__track *track, struct tappa__unpack *in)
{
    const tappa_model *model = model_of(c, track);
    uint32_t count = c->member_count > 1 ? tappa_model_stage_count(model) : 0, i;
    tappa_status status = c->member_count ? tappa__brought_begin(c, track, c->members[0].identity) : TAPPA_ESTORE;

    for (i = 0; !status && i < count; i++)
        if (tappa_journey_is_at(track->journey, tappa_model_stage_at(model, i))) {
            uint32_t place = tappa__get_u32(in);

            if (in->bad || place >= c->member_count)
                return TAPPA_ESTORE;
            track->brought[i] = c->members[place].identity;
        }
    return status;
}
