/* The batch: its making, emptying, warming and freeing, and what the fast way left turned into lists. Steps fill it, callers read
 * it through batch-getters.c. Its memory only grows, so a warm batch asks for none. */
#include <string.h>

#include "lib/core/context.h"
#include "lib/core/journey/batch.h"

tappa_status
tappa_batch_new(tappa_context *context, tappa_batch **batch)
{
    const struct tappa_allocator *a;
    struct tappa_batch *b;

    if (batch)
        *batch = NULL;
    if (!context || !batch)
        return TAPPA_EINVAL;
    a = tappa__context_allocator(context);
    b = tappa__alloc_zero(a, sizeof *b);
    if (!b)
        return TAPPA_ENOMEM;
    tappa__batch_init(b, a);
    *batch = b;
    return TAPPA_OK;
}

void
tappa__batch_init(struct tappa_batch *b, const struct tappa_allocator *a)
{
    memset(b, 0, sizeof *b);
    b->allocator = *a;
    tappa__arena_init(&b->text, a, 0);
}

void
tappa__batch_done(struct tappa_batch *b)
{
    void *lists[] = {b->steps.items,    b->taken.items,    b->left.items,       b->entered.items, b->active.items,
                     b->changes.items,  b->timers.items,   b->effects.items,    b->failures.items, b->considered.items,
                     b->moved.items,    b->refused.items,  b->words.items,      b->slots.items,   b->stack.items,
                     b->internal.items, b->external.items, b->pending.items,    b->enabled.items, b->targets.items,
                     b->failed.items,   b->faulted.items,  b->extra.items};

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        tappa__free(&b->allocator, lists[i]);
    tappa__arena_free(&b->text);
    tappa_model_unref(b->model);
}

void
tappa_batch_free(tappa_batch *batch)
{
    struct tappa_allocator a;

    if (!batch)
        return;
    a = batch->allocator;
    tappa__batch_done(batch);
    tappa__free(&a, batch);
}

void
tappa_batch_set_explain(tappa_batch *batch, int32_t on)
{
    if (batch)
        batch->explain = on != 0;
}

void
tappa__batch_reset(struct tappa_batch *b)
{
    b->fast = b->cohort = b->journey = b->input = 0;
    b->steps.count = b->taken.count = b->left.count = b->entered.count = b->active.count = 0;
    b->changes.count = b->timers.count = b->effects.count = b->failures.count = 0;
    b->considered.count = b->moved.count = b->refused.count = 0;
    tappa__arena_reset(&b->text);
}

tappa_status
tappa__batch_warm(struct tappa_batch *b, tappa_model *m)
{
    if (b->model == m)
        return TAPPA_OK;
    if (TAPPA__RESERVE(b, steps, 1) || TAPPA__RESERVE(b, taken, 1) || TAPPA__RESERVE(b, left, 1) ||
        TAPPA__RESERVE(b, entered, 1) || TAPPA__RESERVE(b, active, 1))
        return TAPPA_ENOMEM;
    tappa_model_unref(b->model);
    b->model = tappa_model_ref(m);
    b->budget = m->limits[TAPPA_LIMIT_EXPRESSION_COST];
    return TAPPA_OK;
}

/* The fast way leaves the record in `taken` and nothing else: the rest follows from it and the model. Room was made when the batch
 * was warmed, so this cannot fail. */
void
tappa__batch_settle(const struct tappa_batch *const_batch)
{
    struct tappa_batch *b = (struct tappa_batch *)(uintptr_t)const_batch;
    size_t taken;
    uint32_t leaf;
    const struct tappa_event_type *event;

    if (!b || !b->fast)
        return;
    taken = b->taken.count;
    leaf = b->model->leaf_stage[b->fast_leaf];
    event = &b->model->events[b->fast_event];
    tappa__batch_reset(b);
    b->taken.count = taken;
    b->steps.count = 1;
    b->steps.items[0] = (struct tappa_step){.time = b->fast_time, .kind = TAPPA_STEP_EVENT, .event = b->fast_event,
                                            .name = event->name.s, .name_size = event->name.n, .taken_count = (uint32_t)taken,
                                            .active_count = 1};
    if (taken) {
        struct tappa_taken *t = &b->taken.items[0];

        t->step = t->journey = t->input = 0;
        if (t->to != TAPPA_NONE) {
            b->left.items[b->left.count++] = leaf;
            b->entered.items[b->entered.count++] = leaf = t->to;
            b->steps.items[0].left_count = b->steps.items[0].entered_count = 1;
        }
    }
    b->active.items[b->active.count++] = leaf;
}

struct tappa__mark
tappa__batch_mark(const struct tappa_batch *b)
{
    return (struct tappa__mark){b->taken.count, b->changes.count, b->effects.count, b->failures.count};
}

void
tappa__batch_cut(struct tappa_batch *b, const struct tappa__mark *mark)
{
    b->taken.count = mark->taken;
    b->changes.count = mark->changes;
    b->effects.count = mark->effects;
    b->failures.count = mark->failures;
}
