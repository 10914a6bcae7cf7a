/* Owns the versions of models in force: since when, under which policy, and their texts in the store.
 * Called when an engine opens and when a model is added; the fold asks which version a time belongs to.
 * A version never changes once it is known: journeys of it may come back at any time. */
#include <stdlib.h>
#include <string.h>

#include "lib/base/time.h"
#include "lib/engine/engine.h"
#include "lib/engine/pack.h"
#include "lib/record/fit.h"

#define FORM 2
#define FORM_WITHOUT_NUMBER 1

static struct tappa__text
name_of(const struct tappa__force *force)
{
    return tappa__text_of(tappa_model_name(force->model));
}

uint32_t
tappa__force_find(const struct tappa_engine *e, struct tappa__text name)
{
    uint32_t i;

    for (i = 0; i < e->force_count; i++)
        if (e->forces[i].first && tappa__text_equal(name_of(&e->forces[i]), name))
            return i;
    return TAPPA_NONE;
}

uint32_t
tappa__force_version(const struct tappa_engine *e, struct tappa__text name, int64_t version)
{
    uint32_t i = tappa__force_find(e, name);

    while (i != TAPPA_NONE && tappa_model_version(e->forces[i].model) != version)
        i = e->forces[i].next;
    return i;
}

uint32_t
tappa__force_at(const struct tappa_engine *e, uint32_t first, int64_t time)
{
    uint32_t at = first, i;

    for (i = e->forces[first].next; i != TAPPA_NONE && e->forces[i].since <= time && tappa__force_was_there(e, i); i = e->forces[i].next)
        at = i;
    return at;
}

uint32_t
tappa__force_changes(const struct tappa_engine *e)
{
    uint32_t count = (uint32_t)e->force_count;
    size_t i;

    for (i = 0; i < e->force_count; i++)
        count += e->forces[i].applied != TAPPA_NEVER;
    return count;
}

/* What came in before a version was added was handled without it, whatever its time. A history that is folded again, after a death or behind a late
 * event, must say the same. */
int
tappa__force_was_there(const struct tappa_engine *e, uint32_t force)
{
    return e->forces[force].number < e->known;
}

/* Whether its word counts for what happened then. */
int
tappa__force_counts(const struct tappa_engine *e, uint32_t force, int64_t time)
{
    const struct tappa__force *f = &e->forces[force];

    return tappa__force_was_there(e, force) && (f->first || f->since <= time);
}

/* Puts a version behind the older ones of its model. The engine takes the reference over. */
static tappa_status
enlist(struct tappa_engine *e, const struct tappa__force *force)
{
    uint32_t first = tappa__force_find(e, name_of(force)), last = first;
    size_t room = tappa__fit_room(force->model);

    if (tappa__grow(&e->allocator, (void **)&e->forces, &e->force_capacity, e->force_count + 1, sizeof *e->forces) ||
        tappa__grow(&e->allocator, (void **)&e->values, &e->value_room, room, sizeof *e->values))
        return TAPPA_ENOMEM;
    while (last != TAPPA_NONE && e->forces[last].next != TAPPA_NONE)
        last = e->forces[last].next;
    if (last != TAPPA_NONE)
        e->forces[last].next = (uint32_t)e->force_count;
    e->forces[e->force_count] = *force;
    e->forces[e->force_count].first = first == TAPPA_NONE;
    e->forces[e->force_count++].next = TAPPA_NONE;
    tappa__memory_count(e);
    return TAPPA_OK;
}

void
tappa__memory_count(struct tappa_engine *e)
{
    uint32_t cap, i;

    e->memory = e->options.lateness;
    for (i = 0; i < e->force_count; i++)
        for (cap = 0; cap < tappa_model_cap_count(e->forces[i].model); cap++)
            if (tappa_model_cap_at(e->forces[i].model, cap)->per > e->memory)
                e->memory = tappa_model_cap_at(e->forces[i].model, cap)->per;
}

int
tappa__force_is_of(const struct tappa_engine *e, uint32_t first, uint32_t force)
{
    while (first != TAPPA_NONE && first != force)
        first = e->forces[first].next;
    return first == force;
}

/* `model/NAME/VERSION`, the version in twelve digits so that names sort as versions do. */
static void
note_name(const tappa_model *model, struct tappa__buffer *out)
{
    tappa__buffer_printf(out, "model/%s/%012lld", tappa_model_name(model), (long long)tappa_model_version(model));
}

static void
pack_force(const struct tappa__force *force, struct tappa__buffer *out)
{
    size_t size;
    const char *text = tappa_model_text(force->model, &size); /* where rows are called as its author does */

    tappa__put_u64(out, FORM);
    tappa__put_i64(out, force->since);
    tappa__put_i64(out, force->applied);
    tappa__put_u64(out, (uint32_t)force->policy);
    tappa__put_u64(out, force->number);
    tappa__put_u64(out, force->applied_number);
    tappa__put_text(out, (struct tappa__text){text, (uint32_t)size});
}

/* The version that a note is of, without reading its text; TAPPA_NONE: it is not known yet. */
static tappa_status
find_noted(struct tappa_engine *e, struct tappa_span name, uint32_t *found)
{
    struct tappa__buffer own;
    tappa_status status;
    uint32_t i;

    *found = TAPPA_NONE;
    tappa__buffer_init(&own, &e->allocator);
    for (i = 0; !own.failed && *found == TAPPA_NONE && i < e->force_count; i++) {
        tappa__buffer_reset(&own);
        note_name(e->forces[i].model, &own);
        if (own.n == name.size && !memcmp(own.s, name.data, own.n))
            *found = i;
    }
    status = own.failed ? TAPPA_ENOMEM : TAPPA_OK;
    tappa__buffer_free(&own);
    return status;
}

struct noted {
    struct tappa__force force; /* without its model */
    const struct tappa_store_note *note;
    struct tappa__text text;
};

static tappa_status
unpack_force(const struct tappa_store_note *note, struct noted *out)
{
    struct tappa__unpack in = {note->value.data, (const uint8_t *)note->value.data + note->value.size, 0};
    uint64_t form = tappa__get_u64(&in);

    if (form != FORM && form != FORM_WITHOUT_NUMBER)
        return TAPPA_ESTORE;
    out->note = note;
    out->force.since = tappa__get_i64(&in);
    out->force.applied = tappa__get_i64(&in);
    out->force.policy = (int32_t)tappa__get_u32(&in);
    out->force.number = form == FORM ? tappa__get_u32(&in) : 0;
    out->force.applied_number = form == FORM ? tappa__get_u32(&in) : 0;
    out->text = tappa__get_text(&in);
    return in.bad || in.at != in.end ? TAPPA_ESTORE : TAPPA_OK;
}

static tappa_status
read_force(struct tappa_engine *e, const struct noted *noted)
{
    struct tappa__force force = noted->force;
    uint32_t known;
    tappa_status status = find_noted(e, noted->note->name, &known);

    if (status)
        return status;
    if (known != TAPPA_NONE) {
        e->forces[known].applied = force.applied;
        e->forces[known].applied_number = force.applied_number;
        return TAPPA_OK;
    }
    status = tappa_model_compile(e->context, noted->text.s, noted->text.n, "store", NULL, &force.model);
    if (status)
        return status == TAPPA_ENOMEM ? status : TAPPA_ESTORE;
    /* A model that is there under another name than its own is not what was written. */
    status = tappa__force_version(e, name_of(&force), tappa_model_version(force.model)) == TAPPA_NONE ? enlist(e, &force) : TAPPA_ESTORE;
    if (status)
        tappa_model_unref(force.model);
    return status;
}

static int
compare_noted(const void *a, const void *b)
{
    const struct noted *x = a, *y = b;

    if (x->force.number != y->force.number)
        return x->force.number < y->force.number ? -1 : 1;
    return (x->note > y->note) - (x->note < y->note);
}

/* In the order in which they were added, which the folds go by: the notes come by name. */
tappa_status
tappa__models_read(struct tappa_engine *e)
{
    const struct tappa_store_note *notes;
    size_t count, i;
    tappa_status status = e->store->table->notes(e->store, "model/", 6, &notes, &count);
    struct noted *all = status ? NULL : tappa__alloc_zero(&e->allocator, (count + 1) * sizeof *all);

    if (!status && !all)
        return TAPPA_ENOMEM;
    for (i = 0; !status && i < count; i++)
        status = unpack_force(tappa__row(notes, i), &all[i]);
    if (!status && count > 1)
        qsort(all, count, sizeof *all, compare_noted);
    for (i = 0; !status && i < count; i++)
        status = read_force(e, &all[i]);
    tappa__free(&e->allocator, all);
    return status;
}

tappa_status
tappa__models_write(struct tappa_engine *e, const struct tappa__force *force)
{
    struct tappa_store_note note = {.size = sizeof note};
    struct tappa__buffer name, value;
    tappa_status status = TAPPA_ENOMEM;

    tappa__buffer_init(&name, &e->allocator);
    tappa__buffer_init(&value, &e->allocator);
    note_name(force->model, &name);
    pack_force(force, &value);
    if (!name.failed && !value.failed) {
        note.name = (struct tappa_span){name.s, name.n};
        note.value = (struct tappa_span){value.s, value.n};
        status = tappa__changes_write(e, &note, 1);
    }
    tappa__buffer_free(&name);
    tappa__buffer_free(&value);
    return status;
}

tappa_status
tappa__models_look_up(const struct tappa_engine *e, tappa_model *model, uint32_t *known)
{
    struct tappa__text name = tappa__text_of(tappa_model_name(model));
    uint32_t at = tappa__force_version(e, name, tappa_model_version(model)), i;
    char ours[33], theirs[33];

    *known = at;
    if (at != TAPPA_NONE) {
        tappa_status status = tappa_model_fingerprint(e->forces[at].model, ours);

        if (!status)
            status = tappa_model_fingerprint(model, theirs);
        return status ? status : memcmp(ours, theirs, sizeof ours) ? TAPPA_EMISMATCH : TAPPA_OK;
    }
    for (i = tappa__force_find(e, name); i != TAPPA_NONE; i = e->forces[i].next)
        if (tappa_model_version(e->forces[i].model) > tappa_model_version(model))
            return TAPPA_EMISMATCH;
    return TAPPA_OK;
}

/* First the memory, then the store: nothing to undo there. */
static tappa_status
put_into_force(struct tappa_engine *e, const struct tappa__force *force)
{
    tappa_status status = enlist(e, force);
    uint32_t i;

    if (status)
        return status;
    status = tappa__models_write(e, force);
    if (!status)
        return status;
    e->force_count--;
    for (i = 0; i < e->force_count; i++)
        if (e->forces[i].next == e->force_count)
            e->forces[i].next = TAPPA_NONE;
    return status;
}

tappa_status
tappa_engine_add_model(tappa_engine *engine, tappa_model *model, int32_t policy, int64_t now)
{
    struct tappa__force force = {.model = model, .since = now, .applied = TAPPA_NEVER, .policy = policy};
    uint32_t known;
    int lost = 0;
    tappa_status status;

    if (!engine || !model || policy < TAPPA_FOLLOW || policy > TAPPA_MIGRATE)
        return TAPPA_EINVAL;
    if (now < TAPPA__TIME_MIN || now > TAPPA__TIME_MAX)
        return TAPPA_ETIME;
    status = tappa__enter(engine, now);
    if (status)
        return status;
    do {
        tappa__turn_take(engine);
        status = tappa__changes_fresh(engine); /* another process may have added it */
        if (!status)
            status = tappa__models_look_up(engine, model, &known);
        if (status || known != TAPPA_NONE) {
            tappa__turn_end(engine);
            return status;
        }
        force.number = tappa__force_changes(engine);
        status = put_into_force(engine, &force);
    } while (status == TAPPA_ECONFLICT && ++lost < TAPPA__RACES_MAX);
    if (!status)
        tappa_model_ref(model);
    return status;
}

tappa_status
tappa_engine_versions(tappa_engine *engine, const struct tappa_version **versions, size_t *count)
{
    struct tappa_version *out;
    size_t n = 0, i;
    uint32_t at;
    tappa_status status;

    if (!engine || !versions || !count)
        return TAPPA_EINVAL;
    *versions = NULL;
    *count = 0;
    status = tappa__enter(engine, engine->work.now);
    if (!status)
        status = tappa__customer_fresh(engine); /* another process may have added one */
    if (status)
        return status;
    out = tappa__arena_alloc(&engine->scratch, (engine->force_count + 1) * sizeof *out);
    if (!out)
        return TAPPA_ENOMEM;
    for (i = 0; i < engine->force_count; i++)
        for (at = engine->forces[i].first ? (uint32_t)i : TAPPA_NONE; at != TAPPA_NONE; at = engine->forces[at].next) {
            const struct tappa__force *f = &engine->forces[at];

            out[n++] = (struct tappa_version){tappa_model_name(f->model), tappa_model_version(f->model), f->since, f->applied, f->policy, 0};
        }
    *versions = out;
    *count = n;
    return TAPPA_OK;
}
