/* Reading a batch: a count and an item for each list. Callers read; nothing here changes what they see. Every getter but those of
 * `taken`, which are filled in any case, first settles what the fast way left open. */
#include "lib/core/journey/batch.h"

#define GETTERS(name, list, type)                                                                                          \
    size_t tappa_batch_##name##_count(const tappa_batch *batch)                                                           \
    {                                                                                                                      \
        tappa__batch_settle(batch);                                                                                        \
        return batch ? batch->list.count : 0;                                                                              \
    }                                                                                                                      \
    const type *tappa_batch_##name##_at(const tappa_batch *batch, size_t index)                                           \
    {                                                                                                                      \
        tappa__batch_settle(batch);                                                                                        \
        return batch && index < batch->list.count ? &batch->list.items[index] : NULL;                                      \
    }

/* Lists that the fast way leaves empty: what they held before is not cleared then. */
#define SLOW_GETTERS(name, list, type)                                                                                     \
    size_t tappa_batch_##name##_count(const tappa_batch *batch)                                                           \
    {                                                                                                                      \
        return batch && !batch->fast ? batch->list.count : 0;                                                              \
    }                                                                                                                      \
    const type *tappa_batch_##name##_at(const tappa_batch *batch, size_t index)                                           \
    {                                                                                                                      \
        return batch && !batch->fast && index < batch->list.count ? &batch->list.items[index] : NULL;                      \
    }

#define STAGE_GETTERS(name)                                                                                                \
    size_t tappa_batch_##name##_count(const tappa_batch *batch)                                                           \
    {                                                                                                                      \
        tappa__batch_settle(batch);                                                                                        \
        return batch ? batch->name.count : 0;                                                                              \
    }                                                                                                                      \
    uint32_t tappa_batch_##name##_at(const tappa_batch *batch, size_t index)                                              \
    {                                                                                                                      \
        tappa__batch_settle(batch);                                                                                        \
        return batch && index < batch->name.count ? batch->name.items[index] : TAPPA_NONE;                                 \
    }

GETTERS(step, steps, struct tappa_step)
SLOW_GETTERS(change, changes, struct tappa_change)
SLOW_GETTERS(timer, timers, struct tappa_timer)
SLOW_GETTERS(effect, effects, struct tappa_effect)
SLOW_GETTERS(failure, failures, struct tappa_failure)
SLOW_GETTERS(considered, considered, struct tappa_considered)
SLOW_GETTERS(moved, moved, struct tappa_moved)
SLOW_GETTERS(refused, refused, struct tappa_refused)
STAGE_GETTERS(left)
STAGE_GETTERS(entered)
STAGE_GETTERS(active)

size_t
tappa_batch_taken_count(const tappa_batch *batch)
{
    return batch ? batch->taken.count : 0;
}

const struct tappa_taken *
tappa_batch_taken_at(const tappa_batch *batch, size_t index)
{
    tappa__batch_settle(batch);
    return batch && index < batch->taken.count ? &batch->taken.items[index] : NULL;
}
