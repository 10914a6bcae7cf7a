/* The fast way: one event on a journey whose cell needs neither actions nor programs. Feed and cohort inline it. It must do
 * exactly what the general step does; tests hold one against the other.
 *
 * What the customer did is unpredictable, so nothing here branches on it: the guard is a comparison whose result becomes a mask,
 * the record is always written and counted by the mask, the leaf and its clock are exchanged under it. */
#ifndef TAPPA__FAST_H
#define TAPPA__FAST_H

#include <string.h>

#include "lib/core/journey/batch.h"

/* Keeps compilers from turning a mask back into a branch. */
#define TAPPA__HIDE(x) __asm__ volatile("" : "+r"(x))

/* Whether a row's guard lets a value pass, read as it stands in memory: 1 or 0. */
static inline uint64_t
tappa__fast_pass(const struct tappa__fast_row *row, const void *value)
{
    int64_t key;
    uint64_t pass;

    memcpy(&key, value, sizeof key);
    key ^= (int64_t)(((uint64_t)(key >> 63) >> 1) & (0 - (uint64_t)(row->flags & TAPPA__FAST_DOUBLE)));
    pass = (uint64_t)key - row->low <= row->span;
    TAPPA__HIDE(pass);
    return pass;
}

/* The candidate behind this one, or NULL where it passed or there is none. */
static inline const struct tappa__fast_row *
tappa__fast_next(const struct tappa__fast_row *table, const struct tappa__fast_row *row, uint64_t pass)
{
    uint32_t next = row->next & (0 - (uint32_t)(pass ^ 1));

    return __builtin_expect(!next, 1) ? NULL : table + next;
}

/* Does the row to the state where it was hit, and writes the record in any case. Returns 1 where a transition was taken. */
static inline uint64_t
tappa__fast_commit(const struct tappa_model *m, struct tappa__state *s, const struct tappa__fast_row *row, uint64_t hit,
                   int64_t time, struct tappa_taken *record)
{
    int64_t *clock = &s->words[m->at_clocks + row->clock];
    uint64_t moves;

    hit &= (uint64_t)row->flags / TAPPA__FAST_LIVE & 1;
    moves = hit & (uint64_t)row->flags / TAPPA__FAST_MOVES;
    TAPPA__HIDE(hit);
    TAPPA__HIDE(moves);
    record->time = time;
    record->row = row->row;
    record->from = (uint32_t)(int32_t)row->from;
    record->to = (uint32_t)(int32_t)row->to;
    s->last = time;
    s->sequence++;
    s->leaf ^= (s->leaf ^ row->target) & (0 - (uint32_t)moves);
    *clock ^= (*clock ^ time) & (0 - (int64_t)moves);
    return hit;
}

#endif
