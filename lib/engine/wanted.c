/* Owns what a step asks of the world: contacts and effects for the outbox, what was learnt, other models' journeys, counts.
 * The fold calls it behind each step, with the batch.
 * A contact's key is made of what asked for it, so that folding a history again finds the contacts it had and makes none twice. */
#include <string.h>

#include "lib/base/hash.h"
#include "lib/base/time.h"
#include "lib/engine/engine.h"
#include "lib/engine/pack.h"

/* What asked: the identity behind the event, the journey, the name, the time. Of an effect also the action, and the how manieth like it in this step, or
 * behind that; of a contact not, as one journey asks for no more than one of a name in one instant, whichever of its rows does. */
static tappa_status
make_key(struct tappa__customer *c, const struct tappa__track *track, const tappa_batch *batch, size_t index, int64_t identity, uint32_t behind,
         uint8_t key[16])
{
    static const uint8_t secret[] = "tappa  contact  ";
    const struct tappa_effect *effect = tappa_batch_effect_at(batch, index);
    struct tappa__buffer text;
    uint32_t like = behind;
    int is_effect = effect->kind == TAPPA_EFFECT_EMIT, failed;
    size_t i;

    for (i = 0; is_effect && i < index; i++) {
        const struct tappa_effect *other = tappa_batch_effect_at(batch, i);

        like += other->kind == effect->kind && other->action == effect->action && other->time == effect->time;
    }
    tappa__buffer_init(&text, &c->engine->allocator);
    tappa__put_i64(&text, identity);
    tappa__put_text(&text, tappa__text_of(tappa_model_name(c->engine->forces[track->force].model)));
    tappa__put_text(&text, track->key);
    tappa__put_u64(&text, effect->kind);
    tappa__put_text(&text, tappa__text_of(effect->name));
    tappa__put_i64(&text, effect->time);
    tappa__put_u64(&text, is_effect ? effect->action : 0);
    tappa__put_u64(&text, like);
    failed = text.failed;
    if (!failed)
        tappa__siphash128(text.s, text.n, secret, key);
    tappa__buffer_free(&text);
    return failed ? TAPPA_ENOMEM : TAPPA_OK;
}

/* A value that outlives the batch. Lists and maps become their JSON: a row has no other form for them. */
static tappa_status
keep_value(struct tappa__arena *arena, struct tappa_value *value)
{
    size_t need;
    char *text;

    if (value->kind == TAPPA_STRING || value->kind == TAPPA_BYTES) {
        value->data = tappa__arena_text(arena, value->data, value->size).s;
        return value->data ? TAPPA_OK : TAPPA_ENOMEM;
    }
    if (value->kind != TAPPA_LIST && value->kind != TAPPA_MAP)
        return TAPPA_OK;
    need = tappa_value_json(value, NULL, 0);
    text = tappa__arena_alloc(arena, need + 1);
    if (!text)
        return TAPPA_ENOMEM;
    (void)tappa_value_json(value, text, need + 1);
    *value = (struct tappa_value){.kind = TAPPA_STRING, .size = (uint32_t)need, .data = text};
    return TAPPA_OK;
}

static tappa_status
keep_fields(struct tappa__arena *arena, const struct tappa_field *fields, uint32_t count, const struct tappa_field **out)
{
    struct tappa_field *kept = tappa__arena_alloc(arena, (count + 1) * sizeof *kept);
    tappa_status status = kept ? TAPPA_OK : TAPPA_ENOMEM;
    uint32_t i;

    for (i = 0; !status && i < count; i++) {
        kept[i] = fields[i];
        kept[i].name = tappa__arena_text(arena, fields[i].name, fields[i].name_size).s;
        status = kept[i].name ? keep_value(arena, &kept[i].value) : TAPPA_ENOMEM;
    }
    *out = kept;
    return status;
}

static tappa_status
keep_arguments(struct tappa__arena *arena, const struct tappa_effect *effect, const struct tappa_field **out)
{
    struct tappa_field *kept = tappa__arena_alloc(arena, (effect->argument_count + 1) * sizeof *kept);
    tappa_status status = kept ? TAPPA_OK : TAPPA_ENOMEM;
    uint32_t i;

    for (i = 0; !status && i < effect->argument_count; i++) {
        struct tappa__text name = tappa__text_of(effect->arguments[i].name);

        kept[i].value = effect->arguments[i].value;
        kept[i].name = tappa__arena_text(arena, name.s, name.n).s;
        kept[i].name_size = name.n;
        status = kept[i].name ? keep_value(arena, &kept[i].value) : TAPPA_ENOMEM;
    }
    *out = kept;
    return status;
}

/* The event behind it, for the conditions that are asked again when it is claimed. */
static tappa_status
keep_event(struct tappa__customer *c, const struct tappa__entry *entry, struct tappa__contact *contact)
{
    contact->event = contact->event_touchpoint = TAPPA__TEXT("");
    contact->event_time = 0;
    contact->event_field_count = contact->event_is_text = 0;
    contact->by_timer = !entry || entry->kind == TAPPA__ENTRY_TIMER;
    if (!entry)
        return TAPPA_OK;
    contact->event = tappa__arena_text(&c->arena, entry->name.s, entry->name.n);
    contact->event_touchpoint = tappa__arena_text(&c->arena, entry->touchpoint.n ? entry->touchpoint.s : "", entry->touchpoint.n);
    contact->event_time = entry->time;
    contact->event_is_text = entry->is_text;
    contact->event_field_count = entry->field_count;
    if (!contact->event.s || !contact->event_touchpoint.s)
        return TAPPA_ENOMEM;
    return keep_fields(&c->arena, entry->fields, entry->field_count, &contact->event_fields);
}

static tappa_status
fill(struct tappa__customer *c, const struct tappa__track *track, const struct tappa_effect *effect, int64_t identity,
     struct tappa__contact *contact)
{
    const tappa_model *model = c->engine->forces[track->force].model;
    struct tappa__text name = tappa__text_of(effect->name);
    tappa_status status;

    contact->identity = identity;
    contact->model = tappa__text_of(tappa_model_name(model)); /* the engine holds its models */
    contact->version = tappa_model_version(model);
    contact->journey_key = track->key;
    contact->ordinal = track->ordinal;
    contact->name = tappa__arena_text(&c->arena, name.s, name.n);
    contact->is_effect = effect->kind == TAPPA_EFFECT_EMIT;
    contact->row = effect->row;
    contact->action = effect->action;
    contact->wanted = effect->time;
    contact->expires = tappa__time_end(effect->time, effect->expires);
    contact->because = TAPPA__TEXT("");
    contact->argument_count = effect->argument_count;
    status = contact->name.s ? keep_arguments(&c->arena, effect, &contact->arguments) : TAPPA_ENOMEM;
    return status ? status : keep_event(c, c->engine->hearing, contact);
}

/* Asked for again by a history that is folded again: what it says of what it asks for may have changed. What somebody was handed stays as it was
 * handed out, under its key. */
static tappa_status
refresh(struct tappa__customer *c, const struct tappa__track *track, const struct tappa_effect *effect, int64_t identity,
        struct tappa__contact *contact)
{
    struct tappa__text because = contact->because;
    struct tappa__buffer before, after;
    tappa_status status;

    contact->changed_row |= contact->ordinal != track->ordinal;
    contact->ordinal = track->ordinal; /* before a join it was another */
    if (contact->attempt)
        return TAPPA_OK;
    tappa__buffer_init(&before, &c->engine->allocator);
    tappa__buffer_init(&after, &c->engine->allocator);
    tappa__contact_pack(contact, &before);
    status = fill(c, track, effect, identity, contact);
    contact->because = because;
    if (!status) { /* half of it filled in is nothing to write */
        tappa__contact_pack(contact, &after);
        status = before.failed || after.failed ? TAPPA_ENOMEM : TAPPA_OK;
    }
    if (!status)
        contact->changed_row |= before.n != after.n || memcmp(before.s, after.s, before.n);
    tappa__buffer_free(&before);
    tappa__buffer_free(&after);
    return status;
}

static uint32_t
asked_by(const struct tappa__customer *c)
{
    const struct tappa__entry *hearing = c->engine->hearing;

    return hearing && hearing->kind == TAPPA__ENTRY_EVENT ? TAPPA__ASKED : TAPPA__ASKED_BY_TIME;
}

static tappa_status
ask_once_more(struct tappa__customer *c, const struct tappa__track *track, const struct tappa_effect *effect, int64_t identity,
              struct tappa__contact *contact)
{
    int was_left = contact->state == TAPPA_CONTACT_WITHDRAWN && contact->not_today;

    contact->asked = asked_by(c);
    if (was_left && (contact->gone || (!contact->attempt && contact->refused == TAPPA_NEVER))) { /* and now it would be asked for again */
        tappa__contact_move(contact, TAPPA_CONTACT_WANTED, effect->time);
        contact->due = effect->time;
        contact->because = TAPPA__TEXT("");
    }
    tappa__contact_for(contact);
    contact->gone = 0;
    return refresh(c, track, effect, identity, contact);
}

/* What a step asks for, and what stands under its key: that of the `behind`-th like it. */
struct wish {
    struct tappa__customer *c;
    const struct tappa__track *track;
    const tappa_batch *batch;
    size_t index;
    int64_t identity;
    uint8_t key[16];
    struct tappa__contact *contact; /* NULL: nothing */
    int is_past;
};

static tappa_status
look(struct wish *w, uint32_t behind)
{
    tappa_status status = make_key(w->c, w->track, w->batch, w->index, w->identity, behind, w->key);

    w->contact = status ? NULL : tappa__past_find(w->c, w->key);
    w->is_past = w->contact != NULL;
    return status || w->contact ? status : tappa__archive_find(w->c, w->key, &w->contact);
}

static int
is_taken(const struct wish *w)
{
    return w->contact && w->contact->asked;
}

/* Two effects of one instant are two: the first key under which none was asked for. All before it are taken, so it is found in few steps. Contacts are
 * one: nobody wants the same twice in one instant. */
static tappa_status
find_place(struct wish *w)
{
    uint32_t low = 0, high = 1;
    tappa_status status = look(w, 0);

    if (status || !is_taken(w) || tappa_batch_effect_at(w->batch, w->index)->kind != TAPPA_EFFECT_EMIT)
        return status;
    while (!(status = look(w, high)) && is_taken(w)) {
        low = high;
        high *= 2;
    }
    while (!status && high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        status = look(w, middle);
        low = is_taken(w) ? middle : low;
        high = is_taken(w) ? high : middle;
    }
    return status ? status : look(w, high);
}

/* `identity`: whose it is. `key`: under which it stands then. */
static tappa_status
want_one(struct tappa__customer *c, struct tappa__track *track, const tappa_batch *batch, size_t index, int64_t identity, uint8_t key[16])
{
    const struct tappa_effect *effect = tappa_batch_effect_at(batch, index);
    struct wish w = {.c = c, .track = track, .batch = batch, .index = index, .identity = identity};
    struct tappa__contact *contact;
    tappa_status status = find_place(&w);

    if (status)
        return status;
    memcpy(key, w.key, sizeof w.key);
    if (w.is_past)
        status = tappa__past_ask(c, w.contact);
    if (status)
        return status;
    if (w.contact)
        return ask_once_more(c, track, effect, identity, w.contact);
    contact = tappa__contact_add(c, w.key);
    if (!contact)
        return TAPPA_ENOMEM;
    contact->is_new = 1;
    contact->asked = asked_by(c);
    tappa__contact_move(contact, TAPPA_CONTACT_WANTED, effect->time);
    contact->due = effect->time;
    c->engine->sums.wanted += !c->engine->silent;
    return fill(c, track, effect, identity, contact);
}

static tappa_status
learn(struct tappa__customer *c, const struct tappa__track *track, const struct tappa_effect *effect)
{
    const tappa_model *model = c->engine->forces[track->force].model;
    int32_t source = tappa_model_profile_source(model, effect->index);

    return tappa__people_learn(c, tappa__text_of(effect->name), &effect->value, source ? source : TAPPA_DERIVED,
                               tappa_model_profile_keep(model, effect->index), effect->time);
}

/* Starting other models uses the batch in which it was asked for: what it asks is set aside first. */
static tappa_status
start_all(struct tappa__customer *c, int64_t identity, const tappa_batch *batch, size_t count)
{
    struct tappa__arena *arena = &c->engine->scratch;
    struct tappa_effect *effects = tappa__arena_alloc(arena, count * sizeof *effects);
    const struct tappa_field **fields = tappa__arena_alloc(arena, count * sizeof *fields);
    tappa_status status = effects && fields ? TAPPA_OK : TAPPA_ENOMEM;
    size_t i, n = 0;

    for (i = 0; !status && i < tappa_batch_effect_count(batch); i++) {
        const struct tappa_effect *effect = tappa_batch_effect_at(batch, i);

        if (effect->kind != TAPPA_EFFECT_START)
            continue;
        effects[n] = *effect;
        status = keep_arguments(arena, effect, &fields[n++]);
    }
    for (i = 0; !status && i < n; i++)
        status = tappa__tracks_start(c, identity, &effects[i], fields[i]);
    return status;
}

#define FEW 8 /* contacts of one step */

/* Of what the journey asked for, what it serves no more. As long as it leaves no stage, no more than it has just asked for is in question, if all was
 * looked at since it did: however much waits. */
static tappa_status
leave(struct tappa__customer *c, struct tappa__track *track, const tappa_batch *batch, const uint8_t (*keys)[16], size_t count)
{
    size_t steps = tappa_batch_step_count(batch);
    int64_t time = tappa_batch_step_at(batch, steps - 1)->time;

    if (track->looked && !tappa_batch_left_count(batch) && !tappa_batch_entered_count(batch) && count < FEW)
        return tappa__contacts_asked(c, track, keys, count, time);
    track->looked = 1;
    return tappa__contacts_leave(c, track, time);
}

tappa_status
tappa__want(struct tappa__customer *c, struct tappa__track *track, const tappa_batch *batch)
{
    size_t count = tappa_batch_effect_count(batch), starts = 0, asked = 0, i;
    uint8_t keys[FEW][16];
    int64_t identity = tappa__brought_by(c, track, batch); /* what it starts may have the track moved in memory */
    tappa_status status = TAPPA_OK;

    track->ended = tappa_journey_ended(track->journey) != 0;
    tappa__brought(track, batch, identity);
    tappa__retain(c, track, batch);
    for (i = 0; !status && i < count; i++) {
        const struct tappa_effect *effect = tappa_batch_effect_at(batch, i);

        if (effect->kind == TAPPA_EFFECT_CONTACT || effect->kind == TAPPA_EFFECT_EMIT)
            status = want_one(c, track, batch, i, identity, keys[asked < FEW ? asked++ : 0]);
        else if (effect->kind == TAPPA_EFFECT_LEARN)
            status = learn(c, track, effect);
        else if (effect->kind == TAPPA_EFFECT_COUNT)
            status = tappa__tally_add(c, tappa__text_of(tappa_model_name(c->engine->forces[track->force].model)), effect);
        else
            starts++;
    }
    if (!status && (asked || tappa_batch_taken_count(batch))) /* a journey may begin by an event that no row takes */
        status = leave(c, track, batch, (const uint8_t (*)[16])keys, asked);
    return status || !starts ? status : start_all(c, identity, batch, starts);
}
