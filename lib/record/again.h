/* Second journeys of one customer (`entry_rules`): what the replay and the engine share. */
#ifndef TAPPA__AGAIN_H
#define TAPPA__AGAIN_H

#include <stddef.h>

#include "tappa/journey.h"

/*
 * When an event may begin one more journey: TAPPA_AGAIN_ALWAYS, TAPPA_AGAIN_NEVER, or where none of its group lives, TAPPA_AGAIN_AFTER_END. Its group are
 * the journeys of its key, or where the model has none all of the customer's; `count`: how many of them there were. `keyless`: the model has a key, and
 * the event has not got one: it is for all of the customer's journeys, which are its group then, and begins one only where there is none. `again`: what
 * the model says; `has_entry`: whether it says how a journey begins: otherwise any event would begin one, and `always` give each event one of its own.
 */
static inline int
tappa__may_begin(int again, int has_entry, int keyless, size_t count)
{
    if (!count)
        return TAPPA_AGAIN_ALWAYS;
    if (keyless)
        return TAPPA_AGAIN_NEVER;
    return again == TAPPA_AGAIN_ALWAYS && !has_entry ? TAPPA_AGAIN_AFTER_END : again;
}

#endif
