/* Owns how processes over one store agree on models and settings: a note that counts how often either was changed.
 * Called by each call that goes by them, and by whatever changes one.
 * A change counts from its commit on for everybody: what others knew before is read anew, and no commit that went by it is written. */
#include "lib/engine/engine.h"
#include "lib/engine/pack.h"

#define CHANGES "changes" /* the note: how many there were */
#define ROOM 16           /* for any count */

tappa_status
tappa__changes_read(struct tappa_engine *e)
{
    tappa_status status = tappa__settings_read(e);

    return status ? status : tappa__models_read(e);
}

static int
is_known(const struct tappa_engine *e, const struct tappa_span *note)
{
    return note->size == e->changes.n && (!note->size || !memcmp(note->data, e->changes.s, note->size));
}

/* The count first: what comes between is read twice, and not missed. */
static tappa_status
look(struct tappa_engine *e, int always)
{
    struct tappa_span note;
    tappa_status status = e->store->table->note(e->store, CHANGES, sizeof CHANGES - 1, &note);

    if (status || (is_known(e, &note) && !always))
        return status;
    tappa__buffer_reset(&e->changes);
    tappa__buffer_put(&e->changes, note.data ? note.data : "", note.size);
    status = e->changes.failed ? TAPPA_ENOMEM : tappa__changes_read(e);
    if (status)
        tappa__buffer_reset(&e->changes); /* again next time */
    return status;
}

tappa_status
tappa__changes_open(struct tappa_engine *e)
{
    return look(e, 1);
}

tappa_status
tappa__changes_fresh(struct tappa_engine *e)
{
    return e->store->flags & TAPPA_STORE_SHARED ? look(e, 0) : TAPPA_OK;
}

struct tappa_store_note
tappa__changes_guard(const struct tappa_engine *e)
{
    return (struct tappa_store_note){.size = sizeof(struct tappa_store_note),
                                     .flags = TAPPA_STORE_SAME,
                                     .name = {CHANGES, sizeof CHANGES - 1},
                                     .value = {e->changes.n ? e->changes.s : NULL, e->changes.n}};
}

/* How many there are with this one. */
static tappa_status
count_on(const struct tappa_engine *e, struct tappa__buffer *out)
{
    struct tappa__unpack in = {(const uint8_t *)e->changes.s, (const uint8_t *)e->changes.s + e->changes.n, 0};
    uint64_t count = e->changes.n ? tappa__get_u64(&in) : 0;

    tappa__put_u64(out, count + 1);
    return in.bad ? TAPPA_ESTORE : out->failed ? TAPPA_ENOMEM : TAPPA_OK;
}

tappa_status
tappa__changes_write(struct tappa_engine *e, const struct tappa_store_note *notes, size_t count)
{
    struct tappa_store_note *rows = tappa__arena_alloc(&e->scratch, (count + 2) * sizeof *rows);
    struct tappa_commit commit = {.size = sizeof commit, .notes = rows, .note_count = count + 2};
    struct tappa__buffer next;
    tappa_status status;
    size_t i;

    tappa__buffer_init(&next, &e->allocator);
    status = rows && !tappa__buffer_room(&e->changes, ROOM) ? count_on(e, &next) : TAPPA_ENOMEM;
    e->changes.failed = 0; /* it has what it had */
    if (!status) {
        rows[0] = tappa__changes_guard(e);
        rows[1] = (struct tappa_store_note){.size = sizeof *rows, .name = rows[0].name, .value = {next.s, next.n}};
        for (i = 0; i < count; i++)
            rows[i + 2] = notes[i];
        status = e->store->table->commit(e->store, &commit);
    }
    if (!status) {
        tappa__buffer_reset(&e->changes);
        tappa__buffer_put(&e->changes, next.s, next.n); /* there is room */
    }
    tappa__buffer_free(&next);
    return tappa__committed(e, status);
}
