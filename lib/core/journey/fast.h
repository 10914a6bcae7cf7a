/* The fast way: one event on a journey whose cell needs neither actions nor programs. Feed and cohort inline it. It must do
 * exactly what the general step does; tests hold one against the other.
 *
 * What the customer did is unpredictable, so a cell with one candidate does not branch on it: the guard is a comparison whose result becomes a
 * mask, the record is always written and counted by the mask, the leaf is exchanged under it, and the time goes to the word that it leaves, the
 * clock of the leaf or that of the last event. */
#ifndef TAPPA__FAST_H
#define TAPPA__FAST_H

#include <string.h>

#include "lib/core/journey/batch.h"
#include "lib/core/journey/work.h"

/* Keeps compilers from turning a mask back into a branch. */
#define TAPPA__HIDE(x) __asm__ volatile("" : "+r"(x))

/* Whether a row's guard stops a value, read as it stands in memory: all bits or none. `folds`: 0 where no value can be a double. */
static inline uint64_t
tappa__fast_stops(const struct tappa__fast_row *row, const void *value, int folds)
{
    int64_t key;
    uint64_t stops;

    memcpy(&key, value, sizeof key);
    if (folds)
        key ^= (key >> 63) & (int64_t)row->fold;
    stops = -(uint64_t)((uint64_t)key - row->low > row->span);
    TAPPA__HIDE(stops);
    return stops;
}

/* Whether this row does not decide: another is to be tried behind one that stops, or the cell is the general step's. */
static inline int
tappa__fast_asks(const struct tappa__fast_row *row, uint64_t stops)
{
    return (int)__builtin_expect((row->next & ((uint32_t)stops | TAPPA__FAST_SLOW)) != 0, 0);
}

/* Whether an event at this time may take the fast way: the journey has begun and not ended, and the time is not before its last. */
static inline int
tappa__fast_open(const struct tappa__state *s, int64_t time)
{
    return s->flags == TAPPA__BEGUN && time >= s->last && time <= TAPPA__TIME_MAX;
}

/* Does the row to the state unless it stops, and writes the record in any case: all of it but journey and input. Returns 1 where a transition was
 * taken. */
static inline uint32_t
tappa__fast_commit(struct tappa__state *s, const struct tappa__fast_row *row, uint64_t stops, int64_t time, struct tappa_taken *record)
{
    const uint64_t move = row->move & ~stops;

    _Static_assert(offsetof(struct tappa_taken, step) - offsetof(struct tappa_taken, row) == sizeof row->taken - sizeof(uint32_t),
                   "a row holds a part of the record as it stands there");
    record->time = time;
    memcpy((char *)record + offsetof(struct tappa_taken, row), &row->taken, sizeof row->taken);
    s->leaf ^= (uint32_t)move;
    s->sequence++;
    ((int64_t *)(void *)s)[move >> 32] = time; /* where the leaf stays, `last` */
    s->last = time;
    return row->live & (uint32_t)~stops;
}

#endif
