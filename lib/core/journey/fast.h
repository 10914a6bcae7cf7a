/* The fast way: one event on a journey whose cell needs neither actions nor programs. Feed and cohort inline it. It must do
 * exactly what the general step does; tests hold one against the other.
 *
 * What the customer did is unpredictable, so nothing here branches on it: the guard is a comparison whose result becomes a mask,
 * the record is always written and counted by the mask, the leaf and its clock are exchanged under it. */
#ifndef TAPPA__FAST_H
#define TAPPA__FAST_H

#include <string.h>

#include "lib/core/journey/batch.h"
#include "lib/core/journey/work.h"

/* Keeps compilers from turning a mask back into a branch. */
#define TAPPA__HIDE(x) __asm__ volatile("" : "+r"(x))

/* Whether a row's guard lets a value pass, read as it stands in memory: 1 or 0. */
static inline uint64_t
tappa__fast_pass(const struct tappa__fast_row *row, const void *value)
{
    int64_t key;
    uint64_t pass;

    memcpy(&key, value, sizeof key);
    pass = ((uint64_t)key ^ ((uint64_t)(key >> 63) & row->fold)) - row->low <= row->span;
    TAPPA__HIDE(pass);
    return pass;
}

/* The candidate behind this one, or NULL where it passed or there is none. */
static inline const struct tappa__fast_row *
tappa__fast_next(const struct tappa__fast_row *table, const struct tappa__fast_row *row, uint64_t pass)
{
    uint64_t next = row->next & (pass - 1);

    return __builtin_expect(!next, 1) ? NULL : table + next;
}

/* Whether an event at this time may take the fast way: the journey has begun and not ended, and the time is not before its last. */
static inline int
tappa__fast_open(const struct tappa__state *s, int64_t time)
{
    return s->flags == TAPPA__BEGUN && time >= s->last && time <= TAPPA__TIME_MAX;
}

/* Does the row to the state where it passed, and writes the record in any case. `clocks` is model->at_clocks. Returns 1 where a
 * transition was taken. */
static inline uint64_t
tappa__fast_commit(size_t clocks, struct tappa__state *s, const struct tappa__fast_row *row, uint64_t pass, int64_t time,
                   struct tappa_taken *record)
{
    int64_t *clock = &s->words[clocks + row->clock];
    int64_t moves = -(int64_t)(pass & row->flags / TAPPA__FAST_MOVES);

    _Static_assert(offsetof(struct tappa_taken, step) - offsetof(struct tappa_taken, row) == sizeof row->taken - sizeof(uint32_t),
                   "a row holds a part of the record as it stands there");
    record->time = time;
    memcpy((char *)record + offsetof(struct tappa_taken, row), &row->taken, sizeof row->taken);
    s->last = time;
    s->sequence++;
    s->leaf ^= row->turn & (uint32_t)moves;
    *clock ^= (*clock ^ time) & moves;
    return pass & row->flags;
}

#endif
