/* Owns how far a source of events is known to have been read: what tappa_engine_offset() said, and what was written since.
 * Called by hosts that ask, and by each lot that moves the offset of its source.
 * Of several processes that read one source at once each event is taken by one: who goes on from where another has been meanwhile is told, and
 * nothing of it is written. */
#include <string.h>

#include "lib/base/abi.h"
#include "lib/engine/lot.h"

struct source {
    struct tappa__buffer offset;
    int is_there; /* 0: nothing was read yet */
};

void
tappa__sources_free(struct tappa_engine *e)
{
    struct source *source;
    int64_t number;
    size_t at = 0;

    while (e->sources && (source = tappa__map_at(e->sources, &at, &number))) {
        tappa__buffer_free(&source->offset);
        tappa__free(&e->allocator, source);
    }
    tappa__map_free(e->sources);
}

static int64_t
number_of(const char *source, size_t size)
{
    return tappa__seen_number((struct tappa__text){source, (uint32_t)size}, TAPPA__TEXT(""));
}

static struct source *
add(struct tappa_engine *e, int64_t number)
{
    struct source *source = tappa__alloc_zero(&e->allocator, sizeof *source);

    if (source && tappa__map_set(e->sources, number, source)) {
        tappa__free(&e->allocator, source);
        return NULL;
    }
    if (source)
        tappa__buffer_init(&source->offset, &e->allocator);
    return source;
}

static void
put(struct source *source, const struct tappa_span *offset, int is_there)
{
    tappa__buffer_reset(&source->offset);
    if (is_there && offset->size)
        tappa__buffer_put(&source->offset, offset->data, offset->size);
    source->is_there = is_there;
}

tappa_status
tappa_engine_offset(tappa_engine *engine, const char *source, size_t size, struct tappa_span *offset)
{
    struct source *known;
    int64_t number;
    tappa_status status;

    if (!engine || !source || !offset)
        return TAPPA_EINVAL;
    status = tappa__may_call(engine);
    if (status)
        return status;
    status = engine->store->table->offset(engine->store, source, size, offset);
    if (status || !(engine->store->flags & TAPPA_STORE_SHARED))
        return status;
    number = number_of(source, size);
    known = tappa__map_get(engine->sources, number);
    known = known ? known : add(engine, number);
    if (!known)
        return TAPPA_ENOMEM;
    put(known, offset, offset->data != NULL);
    return known->offset.failed ? TAPPA_ENOMEM : TAPPA_OK;
}

static int
stands(const struct source *source, const struct tappa_span *there)
{
    if (!source->is_there || !there->data)
        return source->is_there == (there->data != NULL);
    return there->size == source->offset.n && (!there->size || !memcmp(there->data, source->offset.s, there->size));
}

/* What must still stand when the commit is made; room for what will then. */
static tappa_status
guard(struct tappa_engine *e, struct source *source, struct tappa_store_offset *guarded, const struct tappa_store_offset *moved)
{
    struct tappa_span there;
    tappa_status status = e->store->table->offset(e->store, moved->source.data, moved->source.size, &there);

    if (status)
        return status;
    if (!stands(source, &there)) {
        tappa__customer_fresh(e); /* what is in memory may be as old */
        e->sums.conflicts++;      /* but no race that is lost for ever: as long as the host does not ask, it cannot be won */
        return TAPPA_ECONFLICT;
    }
    if (tappa__buffer_room(&source->offset, moved->offset.size)) {
        source->offset.failed = 0; /* it has what it had */
        return TAPPA_ENOMEM;
    }
    *guarded = (struct tappa_store_offset){.size = sizeof *guarded, .flags = TAPPA_STORE_SAME, .source = moved->source};
    if (source->is_there)
        guarded->offset = (struct tappa_span){source->offset.n ? source->offset.s : "", source->offset.n};
    return TAPPA_OK;
}

tappa_status
tappa__source_move(struct tappa_engine *e, const struct tappa_store_offset *offset)
{
    struct tappa_store_offset *rows = tappa__arena_alloc(&e->scratch, 2 * sizeof *rows), *moved = rows + 1;
    struct source *known;

    if (!rows)
        return TAPPA_ENOMEM;
    if (tappa__sized_read(offset, offset->size, moved, sizeof *moved, sizeof *moved) || moved->flags & ~TAPPA_STORE_REMOVE ||
        (moved->source.size && !moved->source.data))
        return TAPPA_EINVAL;
    moved->size = sizeof *moved;
    known = tappa__map_get(e->sources, number_of(moved->source.data, moved->source.size));
    e->work.offsets = known ? rows : moved;
    e->work.offset_count = known ? 2 : 1;
    return known ? guard(e, known, rows, moved) : TAPPA_OK;
}

void
tappa__source_moved(struct tappa_engine *e)
{
    const struct tappa_store_offset *moved = e->work.offsets + 1;

    if (e->work.offset_count == 2) /* there is room */
        put(tappa__map_get(e->sources, number_of(moved->source.data, moved->source.size)), &moved->offset, !(moved->flags & TAPPA_STORE_REMOVE));
}
