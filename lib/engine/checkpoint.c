/* Owns the checkpoint: what an owner has changed in memory, and has in its journal alone so far, becomes rows.
 * Lots call it once enough has come together, hosts whenever they like, and closing.
 * Without it nothing is lost: the journal says all, and whoever opens the store next folds what the rows have not. */
#include "lib/engine/engine.h"
#include "lib/engine/seen.h"

static tappa_status
write_checkpoint(struct tappa_engine *e)
{
    struct tappa_store_note note = {.size = sizeof note, .name = {"checkpoint", 10}};
    struct tappa__buffer value;
    struct tappa__customer *c;
    int64_t number;
    size_t at = 0;
    tappa_status status = TAPPA_OK;

    tappa__buffer_init(&value, &e->allocator);
    tappa__tails_pack(e, e->last_sequence, NULL, &value);
    while (!status && (c = tappa__map_at(e->customers, &at, &number)))
        if (c->dirty) {
            c->at_once = 1;
            status = tappa__touch(c);
        }
    if (!status)
        status = tappa__behind_end(e);
    if (!status && tappa__grow(&e->allocator, (void **)&e->work.notes, &e->work.note_capacity, e->work.note_count + 1, sizeof *e->work.notes))
        status = TAPPA_ENOMEM;
    if (value.failed)
        status = TAPPA_ENOMEM;
    if (!status)
        status = tappa__seen_write(e);
    if (!status) {
        note.value = (struct tappa_span){value.s, value.n};
        e->work.notes[e->work.note_count++] = note;
        status = tappa__commit(e);
    } else {
        tappa__abandon(e);
    }
    tappa__buffer_free(&value);
    return status;
}

static tappa_status
try_checkpoint(struct tappa_engine *e)
{
    tappa_status status;

    tappa__begin(e, e->work.now);
    status = tappa__catch_up(e);
    return status ? status : write_checkpoint(e);
}

tappa_status
tappa_engine_checkpoint(tappa_engine *engine)
{
    uint64_t conflicts;
    tappa_status status;

    if (!engine)
        return TAPPA_EINVAL;
    status = tappa__may_call(engine);
    /* A contact that expires changes its customer without an entry. */
    if (status || engine->store->flags & TAPPA_STORE_SHARED ||
        (engine->last_sequence == engine->checkpoint_at && !engine->dirty_count && !engine->for_others))
        return status;
    conflicts = engine->sums.conflicts;
    status = try_checkpoint(engine);
    if (status == TAPPA_ESTORE && engine->sums.conflicts != conflicts) /* somebody who was thought to be new has a row: all are read anew */
        status = try_checkpoint(engine);
    if (status)
        return status;
    tappa__tails_settle(engine, NULL);
    engine->checkpoint_at = engine->last_sequence;
    engine->alarm_count = 0; /* every row is true again */
    return TAPPA_OK;
}
