/* Owns an engine's life: opening over a store and closing.
 * Called by hosts.
 * An engine is whole or does not exist; whatever it had in memory only, the journal has too. */
#include <string.h>
#include <unistd.h>

#include "lib/base/abi.h"
#include "lib/engine/lot.h"

#define FIRST_SIZE sizeof(struct tappa_engine_options) /* in the first version, which this is */

/* What is this process's own; the rest is the store's. */
static tappa_status
fill_options(struct tappa_engine_options *o)
{
    if (!o->cache)
        o->cache = 65536;
    if (!o->checkpoint)
        o->checkpoint = 65536;
    return o->flags ? TAPPA_EINVAL : TAPPA_OK;
}

static void
destroy(struct tappa_engine *e)
{
    struct tappa_allocator a = e->allocator;
    size_t i;

    while (e->newest)
        tappa__customer_drop(e->newest);
    for (i = 0; i < e->force_count; i++)
        tappa_model_unref(e->forces[i].model);
    tappa__work_free(e);
    tappa_batch_free(e->batch);
    tappa_batch_free(e->asking);
    tappa_zone_unref(e->zone);
    tappa__map_free(e->customers);
    tappa__map_free(e->owners);
    tappa__map_free(e->tails);
    tappa__map_free(e->left);
    tappa__map_free(e->recent);
    tappa__map_free(e->unseen);
    tappa__map_free(e->nobodies);
    tappa__sources_free(e);
    tappa__free(&a, e->forces);
    tappa__free(&a, e->kinds);
    tappa__free(&a, e->blocked);
    tappa__free(&a, e->values);
    tappa__free(&a, e->alarms);
    tappa__buffer_free(&e->message);
    tappa__buffer_free(&e->counted);
    tappa__buffer_free(&e->changes);
    tappa__arena_free(&e->arena);
    tappa__arena_free(&e->handed);
    tappa__arena_free(&e->scratch);
    tappa_context_unref(e->context);
    tappa__free(&a, e);
}

static tappa_status
make(struct tappa_engine *e, const struct tappa_engine_options *options)
{
    tappa_status status;

    e->customers = tappa__map_new(&e->allocator);
    e->owners = tappa__map_new(&e->allocator);
    e->tails = tappa__map_new(&e->allocator);
    e->left = tappa__map_new(&e->allocator);
    e->recent = tappa__map_new(&e->allocator);
    e->unseen = tappa__map_new(&e->allocator);
    e->nobodies = tappa__map_new(&e->allocator);
    e->sources = tappa__map_new(&e->allocator);
    if (!e->customers || !e->owners || !e->tails || !e->left || !e->recent || !e->unseen || !e->nobodies || !e->sources)
        return TAPPA_ENOMEM;
    status = tappa_batch_new(e->context, &e->batch);
    if (!status)
        status = tappa_batch_new(e->context, &e->asking);
    return status ? status : tappa__settings_say(e, options);
}

static tappa_status
start(struct tappa_engine *e)
{
    struct tappa_span note;
    tappa_status status;

    if (e->store->flags & TAPPA_STORE_SHARED)
        return TAPPA_OK;
    status = e->store->table->note(e->store, "checkpoint", 10, &note);
    if (!status && note.data)
        status = tappa__tails_unpack(e, &note);
    e->behind = 1;
    if (!status)
        status = tappa__tails_read(e);
    e->behind = tappa__map_count(e->tails) != 0;
    return status;
}

/* `for_others`: as an owner, whatever the store is. */
static tappa_status
open_over(tappa_context *context, tappa_store *store, const struct tappa_engine_options *options, int for_others, struct tappa_engine **engine)
{
    struct tappa_allocator a;
    struct tappa_engine *e;
    tappa_status status;

    tappa_context_allocator(context, &a);
    e = tappa__alloc_zero(&a, sizeof *e);
    if (!e)
        return TAPPA_ENOMEM;
    e->allocator = a;
    tappa__border_open(&e->border, store);
    e->store = &e->border.store;
    e->for_others = for_others;
    if (for_others)
        e->store->flags &= ~TAPPA_STORE_SHARED;
    e->context = tappa_context_ref(context);
    tappa__arena_init(&e->arena, &a, 0);
    tappa__arena_init(&e->handed, &a, 0);
    tappa__arena_init(&e->scratch, &a, 0);
    tappa__buffer_init(&e->message, &a);
    tappa__buffer_init(&e->counted, &a);
    tappa__buffer_init(&e->changes, &a);
    tappa__work_init(e);
    e->process = (int64_t)getpid();
    e->known = UINT32_MAX;
    e->options = *options;
    e->options.zone = NULL; /* until it is known what the store keeps */
    status = make(e, options);
    if (!status)
        status = start(e);
    if (status)
        destroy(e);
    else
        *engine = e;
    return status;
}

/* What an owner left behind who died. Another process may be about the same: of two that end it one comes too late, and looks anew. */
static tappa_status
bring_up_to_date(tappa_context *context, tappa_store *store, const struct tappa_engine_options *options)
{
    struct tappa__border border;
    struct tappa_engine *e = NULL;
    tappa_status status;
    int any, lost, races = 0;

    tappa__border_open(&border, store);
    do {
        status = tappa__behind_any(&border.store, &any);
        if (status || !any)
            return status;
        status = open_over(context, store, options, 1, &e);
        if (status)
            return status;
        tappa__begin(e, e->work.now);
        status = tappa__catch_up(e);
        if (!status && !tappa__behind_for_good(e))
            status = tappa_engine_checkpoint(e);
        lost = status == TAPPA_ESTORE && e->sums.conflicts;
        destroy(e);
    } while (lost && ++races < TAPPA__RACES_MAX);
    return status;
}

tappa_status
tappa_engine_open(tappa_context *context, tappa_store *store, const struct tappa_engine_options *options, tappa_engine **engine)
{
    struct tappa_engine_options o = {0};
    tappa_status status;

    if (engine)
        *engine = NULL;
    if (!context || !store || !engine || !tappa__border_may_open(store) ||
        (options && tappa__sized_read(options, options->size, &o, sizeof o, FIRST_SIZE)) || fill_options(&o))
        return TAPPA_EINVAL;
    status = bring_up_to_date(context, store, &o);
    return status ? status : open_over(context, store, &o, 0, engine);
}

tappa_status
tappa_engine_close(tappa_engine *engine)
{
    tappa_status status;
    tappa_store *store;

    if (!engine)
        return TAPPA_OK;
    if (engine->border.asked)
        return TAPPA_EBUSY;
    status = tappa_engine_checkpoint(engine);
    store = engine->border.own;
    destroy(engine);
    tappa_store_close(store);
    return status;
}
