/* Owns an engine's life: its options, what it declares of identities, opening over a store and closing.
 * Called by hosts.
 * An engine is whole or does not exist; whatever it had in memory only, the journal has too. */
#include <string.h>
#include <unistd.h>

#include "lib/base/abi.h"
#include "lib/engine/engine.h"
#include "lib/engine/pack.h"

#define FIRST_SIZE sizeof(struct tappa_engine_options) /* in the first version, which this is */
#define DAY INT64_C(86400000000)

static const char *const blocked[] = {"0", "-", "none", "null", "nil", "undefined", "unknown", "anonymous", "guest", "n/a",
                                      "na", "nan", "false", "true", "test", "(null)", "[object Object]"};

static tappa_status
fill_options(struct tappa_engine_options *o)
{
    if (!o->lateness)
        o->lateness = 3 * DAY;
    if (!o->seen_window)
        o->seen_window = o->lateness > 7 * DAY ? o->lateness : 7 * DAY;
    if (!o->lease)
        o->lease = DAY / 288;
    if (!o->attempts)
        o->attempts = 5;
    if (!o->identities)
        o->identities = 64;
    if (!o->cache)
        o->cache = 65536;
    if (!o->checkpoint)
        o->checkpoint = 65536;
    if (!o->zone)
        o->zone = "UTC";
    if (o->lease > 3650 * DAY)
        return TAPPA_EINVAL;
    return o->lateness < 0 || o->seen_window < o->lateness || o->lease < 0 || o->identities > 64 || o->flags ? TAPPA_EINVAL
                                                                                                              : TAPPA_OK;
}

static tappa_status
add_word(struct tappa_engine *e, const char *s, size_t n)
{
    struct tappa__text word = tappa__arena_text(&e->arena, s, n);

    if (!word.s ||
        tappa__grow(&e->allocator, (void **)&e->blocked, &e->blocked_capacity, e->blocked_count + 1, sizeof *e->blocked))
        return TAPPA_ENOMEM;
    e->blocked[e->blocked_count++] = word;
    return TAPPA_OK;
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
    tappa__map_free(e->recent);
    tappa__free(&a, e->forces);
    tappa__free(&a, e->kinds);
    tappa__free(&a, e->blocked);
    tappa__free(&a, e->values);
    tappa__free(&a, e->alarms);
    tappa__buffer_free(&e->message);
    tappa__buffer_free(&e->models_seen);
    tappa__arena_free(&e->arena);
    tappa__arena_free(&e->handed);
    tappa__arena_free(&e->scratch);
    tappa_context_unref(e->context);
    tappa__free(&a, e);
}

static tappa_status
make(struct tappa_engine *e)
{
    tappa_status status;
    size_t i;

    e->customers = tappa__map_new(&e->allocator);
    e->owners = tappa__map_new(&e->allocator);
    e->tails = tappa__map_new(&e->allocator);
    e->recent = tappa__map_new(&e->allocator);
    if (!e->customers || !e->owners || !e->tails || !e->recent)
        return TAPPA_ENOMEM;
    status = tappa_batch_new(e->context, &e->batch);
    if (!status)
        status = tappa_batch_new(e->context, &e->asking);
    if (!status && strcmp(e->options.zone, "UTC")) /* which is what none is */
        status = tappa_zone_load(e->context, e->options.zone, strlen(e->options.zone), &e->zone);
    for (i = 0; !status && i < sizeof blocked / sizeof *blocked; i++)
        status = add_word(e, blocked[i], strlen(blocked[i]));
    return status ? status : tappa__models_read(e);
}

static tappa_status
start(struct tappa_engine *e)
{
    struct tappa_span note;
    tappa_status status;

    if (e->store->flags & TAPPA_STORE_SHARED)
        return TAPPA_OK;
    status = e->store->table->note(e->store, "checkpoint", 10, &note);
    if (!status && note.data) {
        struct tappa__unpack in = {note.data, (const uint8_t *)note.data + note.size, 0};

        e->checkpoint_at = tappa__get_i64(&in);
        if (in.bad || in.at != in.end)
            return TAPPA_ESTORE;
    }
    e->behind = 1;
    return status ? status : tappa__catch_up(e);
}

tappa_status
tappa_engine_open(tappa_context *context, tappa_store *store, const struct tappa_engine_options *options, tappa_engine **engine)
{
    struct tappa_engine_options o = {0};
    struct tappa_allocator a;
    struct tappa_engine *e;
    tappa_status status;

    if (engine)
        *engine = NULL;
    if (!context || !store || !engine || !store->table || store->table->version != TAPPA_STORE_VERSION ||
        (options && tappa__sized_read(options, options->size, &o, sizeof o, FIRST_SIZE)) || fill_options(&o))
        return TAPPA_EINVAL;
    tappa_context_allocator(context, &a);
    e = tappa__alloc_zero(&a, sizeof *e);
    if (!e)
        return TAPPA_ENOMEM;
    e->allocator = a;
    e->store = store;
    e->context = tappa_context_ref(context);
    tappa__arena_init(&e->arena, &a, 0);
    tappa__arena_init(&e->handed, &a, 0);
    tappa__arena_init(&e->scratch, &a, 0);
    tappa__buffer_init(&e->message, &a);
    tappa__buffer_init(&e->models_seen, &a);
    tappa__work_init(e);
    e->process = (int64_t)getpid();
    e->options = o;
    e->memory = o.lateness;
    e->options.zone = tappa__arena_text(&e->arena, o.zone, strlen(o.zone)).s;
    status = e->options.zone ? make(e) : TAPPA_ENOMEM;
    if (!status)
        status = start(e);
    if (status) {
        destroy(e);
        return status;
    }
    *engine = e;
    return TAPPA_OK;
}

tappa_status
tappa_engine_close(tappa_engine *engine)
{
    tappa_status status;
    tappa_store *store;

    if (!engine)
        return TAPPA_OK;
    status = tappa_engine_checkpoint(engine);
    store = engine->store;
    destroy(engine);
    tappa_store_close(store);
    return status;
}

tappa_status
tappa_engine_add_kind(tappa_engine *engine, const char *kind, size_t size, uint32_t at_most)
{
    struct tappa__text name = {kind, (uint32_t)size};
    size_t i;

    if (!engine || !kind || !size || size > UINT16_MAX || !tappa__utf8_valid(kind, size))
        return TAPPA_EINVAL;
    for (i = 0; i < engine->kind_count; i++)
        if (tappa__text_equal(engine->kinds[i].name, name)) {
            engine->kinds[i].at_most = at_most;
            return TAPPA_OK;
        }
    name = tappa__arena_text(&engine->arena, kind, size);
    if (!name.s ||
        tappa__grow(&engine->allocator, (void **)&engine->kinds, &engine->kind_capacity, engine->kind_count + 1, sizeof *engine->kinds))
        return TAPPA_ENOMEM;
    engine->kinds[engine->kind_count++] = (struct tappa__kind){name, at_most};
    return TAPPA_OK;
}

tappa_status
tappa_engine_block(tappa_engine *engine, const char *value, size_t size)
{
    if (!engine || !value || size > UINT16_MAX)
        return TAPPA_EINVAL;
    return add_word(engine, value, size);
}
