/* Owns what an owner leaves behind who dies: a note says that the journal has entries which customers' rows, and the ids that were taken up, have not.
 * The first commit behind a checkpoint puts it there, the next checkpoint takes it away, unless it passes somebody over who cannot be read. An owner that opens reads the journal from the checkpoint on and
 * needs no note; where others may write, whoever opens first brings all rows up to date before anybody goes by them. */
#include "lib/engine/engine.h"

#define BEHIND "behind"
#define IS_SO "1"

static tappa_status
add(struct tappa_engine *e, uint32_t flags, struct tappa_span value)
{
    struct tappa__work *w = &e->work;

    if (tappa__grow(&e->allocator, (void **)&w->notes, &w->note_capacity, w->note_count + 1, sizeof *w->notes))
        return TAPPA_ENOMEM;
    w->notes[w->note_count++] =
        (struct tappa_store_note){.size = sizeof *w->notes, .flags = flags, .name = {BEHIND, sizeof BEHIND - 1}, .value = value};
    return TAPPA_OK;
}

/* Into an owner's commit that leaves rows behind. */
tappa_status
tappa__behind_begin(struct tappa_engine *e)
{
    return e->marked || e->work.through || !e->work.entry_count ? TAPPA_OK : add(e, 0, (struct tappa_span){IS_SO, sizeof IS_SO - 1});
}

/* Into a checkpoint. One that is made for others is made once: whoever comes second finds nothing left to do. */
tappa_status
tappa__behind_end(struct tappa_engine *e)
{
    tappa_status status = e->for_others ? add(e, TAPPA_STORE_SAME, (struct tappa_span){IS_SO, sizeof IS_SO - 1}) : TAPPA_OK;

    return status || tappa__left_any(e) ? status : add(e, TAPPA_STORE_REMOVE, (struct tappa_span){NULL, 0});
}

/* Behind tappa__catch_up(): whether a checkpoint for others would write no more than that somebody cannot be read still. */
int
tappa__behind_for_good(const struct tappa_engine *e)
{
    return !e->dirty_count && !tappa__map_count(e->recent) && tappa__left_any(e);
}

/* The commit is done. */
void
tappa__behind_settle(struct tappa_engine *e)
{
    if (e->work.through)
        e->marked = tappa__left_any(e);
    else if (e->work.entry_count)
        e->marked = 1;
}

tappa_status
tappa__behind_any(tappa_store *store, int *any)
{
    struct tappa_span note = {NULL, 0};
    tappa_status status = store->flags & TAPPA_STORE_SHARED ? store->table->note(store, BEHIND, sizeof BEHIND - 1, &note) : TAPPA_OK;

    *any = !status && note.data;
    return status;
}
