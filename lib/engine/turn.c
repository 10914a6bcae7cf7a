/* Owns for how long a call keeps other processes from committing to a shared store: from what a lot asks to its commit, and from a race that was lost
 * to the next commit.
 * Each call that commits begins and ends here.
 * Nobody is kept waiting for work that takes long: it is done as if nothing were held, and the commit says whether somebody was faster. */
#include "lib/engine/engine.h"

#define FOLDED_MOST 4096 /* entries: some milliseconds */

void
tappa__turn_take(struct tappa_engine *e)
{
    if (!e->lost) /* who has the store alone loses none */
        return;
    e->has_turn = 1;
    e->store->table->turn(e->store, 1);
}

void
tappa__hold(struct tappa_engine *e)
{
    e->holds = 1;
    e->store->table->hold(e->store, 2);
}

static void
let_go(struct tappa_engine *e)
{
    if (e->holds)
        e->store->table->hold(e->store, 0);
    e->holds = 0;
}

void
tappa__hold_less(struct tappa_engine *e, size_t entries)
{
    e->folded += entries;
    if (e->folded > FOLDED_MOST)
        let_go(e);
}

void
tappa__turn_end(struct tappa_engine *e)
{
    let_go(e);
    if (e->has_turn)
        e->store->table->turn(e->store, 0);
    e->has_turn = 0;
    e->folded = 0;
}
