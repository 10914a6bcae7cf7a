/* Owns the journeys of a customer: which of them an event speaks to, when one begins (`entry_rules`), and under which version each goes on.
 * The fold calls it for each event, model by model in the order in which they were added.
 * The rules are the format's, as the replay has them: an event with a key goes to the journeys of that key, one without to all. */
#include <string.h>

#include "lib/engine/engine.h"
#include "lib/record/again.h"
#include "lib/record/fit.h"

/* One event on its way through the journeys of one model. */
struct hearing {
    struct tappa__customer *c;
    const struct tappa__entry *entry;
    struct tappa_ingested *result;
    uint32_t first;         /* the model */
    uint32_t force;         /* its version in force */
    struct tappa_event event; /* as the version that was asked last reads it */
    uint32_t fitted;        /* which that is; */
    uint64_t fit;           /* and the how manieth to be asked in this engine: 0, and where others were asked since, it is asked anew */
    struct tappa__text key; /* of the event; no pointer: it has none */
};

static int
fit(struct hearing *h, uint32_t force)
{
    struct tappa_engine *e = h->c->engine;
    const struct tappa__entry *entry = h->entry;
    struct tappa__happened in = {entry->name, entry->touchpoint, entry->time, entry->fields, entry->field_count, (int)entry->is_text};
    int misfit;

    if (h->fit && h->fit == e->fits && h->fitted == force)
        return 0;
    h->fit = 0;
    ++e->fits; /* all share one room for fields */
    misfit = tappa__fit(e->forces[force].model, &in, e->values, &h->event, &e->message);
    if (!misfit) {
        h->fitted = force;
        h->fit = e->fits;
    }
    return misfit;
}

static void
refuse(struct hearing *h, const char *message)
{
    struct tappa_engine *e = h->c->engine;
    struct tappa__text kept;

    if (!h->result || (h->result->outcome == TAPPA_INGEST_TAKEN && h->result->message[0]))
        return;
    kept = tappa__arena_text(&e->scratch, message, strlen(message));
    h->result->message = kept.s ? kept.s : "";
    if (h->result->outcome != TAPPA_INGEST_TAKEN) /* else another took it, or it began a journey: what did not is told all the same */
        h->result->outcome = TAPPA_INGEST_REFUSED;
}

/* With the word that the model does not have: whoever sends it looks for that. */
static void
refuse_misfit(struct hearing *h, int misfit)
{
    struct tappa__buffer *message = &h->c->engine->message;
    struct tappa__text word = tappa__tell_cut(h->entry->touchpoint);

    if (misfit == TAPPA__MISFIT_TOUCHPOINT)
        tappa__buffer_printf(message, " `%.*s`", (int)word.n, word.s);
    refuse(h, message->s);
}

static const char *
reason_of(tappa_status status)
{
    switch (status) {
    case TAPPA_ELOOP:
        return "loop: more than 1,000 transitions, or more work than one call may do";
    case TAPPA_ELIMIT:
        return "too many delayed sends";
    default:
        return tappa_status_text(status);
    }
}

/* The event that moved a journey: by the model's own name where it declares it, which lasts as long as the model. */
static int
note_event(const struct hearing *h, struct tappa__track *track)
{
    const tappa_model *model = h->c->engine->forces[track->force].model;
    int is_known = h->event.type != TAPPA_NONE; /* it was just fitted to this version */
    const tappa_event_type *type = is_known ? tappa_model_event_at(model, h->event.type)
                                            : tappa_model_event_find(model, h->entry->name.s, h->entry->name.n);

    if (type)
        track->last_event = tappa__text_of(tappa_event_type_name(type));
    else if (!tappa__text_equal(track->last_event, h->entry->name))
        track->last_event = tappa__arena_text(&h->c->arena, h->entry->name.s, h->entry->name.n);
    return track->last_event.s ? 0 : -1;
}

/* What the core did: TAPPA_OK where the fold goes on. */
static tappa_status
settle(struct hearing *h, struct tappa__track *track, tappa_status status)
{
    struct tappa_engine *e = h->c->engine;
    size_t taken;

    if (status == TAPPA_ENOMEM)
        return status;
    if (status) {
        refuse(h, reason_of(status));
        return TAPPA_OK;
    }
    taken = tappa_batch_taken_count(e->batch);
    tappa__journal_hear(h->c, track, e->batch);
    if (!e->silent) {
        e->sums.transitions += taken;
        e->sums.failures += tappa_batch_failure_count(e->batch);
    }
    tappa__tell_failures(e, e->batch);
    if (taken && note_event(h, track))
        return TAPPA_ENOMEM;
    if (h->result && taken) {
        h->result->outcome = TAPPA_INGEST_TAKEN;
        h->result->transitions += (uint32_t)taken;
    }
    return tappa__want(h->c, track, e->batch);
}

/* ---- which journeys ---- */

static int
is_in_group(const struct hearing *h, const struct tappa__track *track)
{
    return tappa__force_is_of(h->c->engine, h->first, track->force) && (!h->key.s || tappa__text_equal(track->key, h->key));
}

#define KEY_MAX (TAPPA__NAME_MAX - 32) /* longer is none: with the root before it and a number behind it a key is a journey's name */

static tappa_status
read_key(struct hearing *h)
{
    struct tappa_engine *e = h->c->engine;
    tappa_model *model = e->forces[h->force].model;
    size_t need = 0;
    char *text;
    tappa_status status;

    h->key = (struct tappa__text){NULL, 0};
    if (!tappa_model_has_key(model))
        return TAPPA_OK;
    status = tappa_model_event_key(model, &h->event, e->asking, NULL, 0, &need);
    if (status || need > KEY_MAX)
        return status == TAPPA_ENOMEM ? status : TAPPA_OK;
    text = tappa__arena_alloc(&e->scratch, need + 1);
    if (!text || tappa_model_event_key(model, &h->event, e->asking, text, need + 1, &need))
        return TAPPA_ENOMEM;
    h->key = (struct tappa__text){text, (uint32_t)need};
    return TAPPA_OK;
}

/* How many journeys of its group there were; whether one more may begin with this event. */
static int
may_begin(const struct hearing *h, uint32_t *before)
{
    const tappa_model *model = h->c->engine->forces[h->force].model;
    int again, living = 0;
    uint32_t count = 0;
    size_t i;

    for (i = 0; i < h->c->track_count; i++)
        if (is_in_group(h, &h->c->tracks[i])) {
            count = h->c->tracks[i].ordinal > count ? h->c->tracks[i].ordinal : count;
            living |= !h->c->tracks[i].ended;
        }
    *before = count;
    again = tappa__may_begin(tappa_model_again(model), tappa_model_has_entry(model), tappa_model_has_key(model) && !h->key.s, count);
    return again == TAPPA_AGAIN_ALWAYS || (again == TAPPA_AGAIN_AFTER_END && !living);
}

/* ---- beginning ---- */

/* `ROOT`, which is the customer's name too, `ROOT#2`, `ROOT#KEY`, `ROOT#KEY#2`. */
static tappa_status
make(struct hearing *h, uint32_t before, struct tappa__track *track)
{
    struct tappa__customer *c = h->c;
    struct tappa_engine *e = c->engine;
    char root[17];
    struct tappa__buffer id;
    int is_root = !h->key.s && !before;
    tappa_status status = TAPPA_ENOMEM;

    *track = (struct tappa__track){.force = h->force, .ordinal = before + 1, .key = TAPPA__TEXT(""), .last_event = TAPPA__TEXT("")};
    if (h->key.s)
        track->key = tappa__arena_text(&c->arena, h->key.s, h->key.n);
    tappa__root_name(c, root);
    tappa__buffer_init(&id, &e->allocator);
    if (!is_root)
        tappa__buffer_str(&id, root);
    if (h->key.s) {
        tappa__buffer_str(&id, "#");
        tappa__buffer_text(&id, h->key);
    }
    if (before)
        tappa__buffer_printf(&id, "#%u", before + 1);
    if (!id.failed && track->key.s)
        status = tappa_journey_new(e->forces[h->force].model, root, 16, is_root ? NULL : id.s, id.n, &track->journey);
    tappa__buffer_free(&id);
    if (!status)
        status = tappa_journey_set_zone(track->journey, c->zone ? c->zone : e->zone);
    if (!status)
        status = tappa__people_tell(c, track);
    return status;
}

/* Takes the track over, which has begun: of others the customer's arena keeps nothing. */
static tappa_status
add(struct hearing *h, struct tappa__track *track)
{
    struct tappa__customer *c = h->c;

    if (tappa__grow(&c->engine->allocator, (void **)&c->tracks, &c->track_capacity, c->track_count + 1, sizeof *c->tracks) ||
        tappa__brought_begin(c, track, h->entry->identity) || tappa__retain_begin(c, track))
        return TAPPA_ENOMEM;
    c->tracks[c->track_count++] = *track;
    return TAPPA_OK;
}

#define JOURNEYS_MAX 16384 /* of one customer: models whose timers start two of each other make twice as many each time */
static const char too_many[] = "a customer has no more than 16,384 journeys, with those that ended within the lateness";

/* Why it begins no journey that its rows would let begin; NULL: it does. */
static const char *
why_not(tappa_status status, size_t count)
{
    if (status)
        return reason_of(status);
    return count >= JOURNEYS_MAX ? too_many : NULL;
}

/* TAPPA_NOT_BEGUN: no row of `entry` matches, the event is for those that live. */
static tappa_status
begin(struct hearing *h, uint32_t before)
{
    struct tappa__customer *c = h->c;
    struct tappa_engine *e = c->engine;
    struct tappa__track track;
    size_t at = c->track_count; /* what begins may start others */
    const char *why = NULL;
    tappa_status status = make(h, before, &track);

    if (!status)
        status = tappa_journey_begin(track.journey, &h->event, e->batch);
    if (status != TAPPA_NOT_BEGUN && status != TAPPA_ENOMEM)
        why = why_not(status, at);
    if (status == TAPPA_NOT_BEGUN || why) {
        tappa_journey_free(track.journey);
        if (why)
            refuse(h, why);
        return why ? TAPPA_OK : status;
    }
    if (!status)
        status = add(h, &track);
    if (status) {
        tappa_journey_free(track.journey);
        return status;
    }
    if (h->result)
        h->result->outcome = TAPPA_INGEST_TAKEN;
    status = settle(h, &c->tracks[at], TAPPA_OK);
    if (status || tappa_model_has_entry(e->forces[h->force].model))
        return status;
    (void)fit(h, h->force); /* what it started may have used the room for fields; it did fit */
    return settle(h, &c->tracks[at], tappa_journey_feed(c->tracks[at].journey, &h->event, e->batch));
}

/* ---- going on ---- */

/* Each living journey of the group hears the event, as its own version reads it. */
static tappa_status
tell_living(struct hearing *h)
{
    struct tappa__customer *c = h->c;
    size_t count = c->track_count, i; /* one that begins meanwhile has nothing to do with this event */
    tappa_status status = TAPPA_OK;

    for (i = 0; !status && i < count; i++) {
        struct tappa__track *track = &c->tracks[i];
        int misfit;

        if (track->ended || !is_in_group(h, track))
            continue;
        misfit = fit(h, track->force);
        if (misfit > 0)
            refuse_misfit(h, misfit);
        else if (misfit < 0)
            status = TAPPA_ENOMEM;
        else
            status = settle(h, track, tappa_journey_feed(track->journey, &h->event, c->engine->batch));
    }
    return status;
}

static tappa_status
hear(struct hearing *h)
{
    uint32_t before;
    int misfit = fit(h, h->force);
    tappa_status status;

    if (misfit < 0)
        return TAPPA_ENOMEM;
    if (misfit) {
        refuse_misfit(h, misfit);
        return TAPPA_OK;
    }
    status = read_key(h);
    if (!status && may_begin(h, &before)) {
        status = begin(h, before);
        if (status != TAPPA_NOT_BEGUN)
            return status;
        status = TAPPA_OK;
    }
    return status ? status : tell_living(h);
}

tappa_status
tappa__tracks_hear(struct tappa__customer *c, const struct tappa__entry *entry, struct tappa_ingested *result)
{
    struct tappa_engine *e = c->engine;
    tappa_status status = TAPPA_OK;
    uint32_t i;

    for (i = 0; !status && i < e->force_count; i++) {
        struct hearing h = {.c = c, .entry = entry, .result = result, .first = i};

        if (!e->forces[i].first || !tappa__force_was_there(e, i))
            continue;
        h.force = tappa__force_at(e, i, entry->time);
        /* What became of our own contact is no sign of life: a row for every event (`*`) does not mean it. */
        if (entry->kind == TAPPA__ENTRY_OUTCOME && !tappa_model_event_find(e->forces[h.force].model, entry->name.s, entry->name.n))
            continue;
        status = hear(&h);
    }
    return status;
}

#define STARTS_MAX 16 /* models that start models: deeper is a circle */

static tappa_status
tell_not_started(struct tappa_engine *e, const struct tappa_effect *effect, const char *why)
{
    if (e->told)
        tappa__tell(e, e->told, "`start: %s`: %s", effect->name, why);
    return TAPPA_OK;
}

tappa_status
tappa__tracks_start(struct tappa__customer *c, int64_t identity, const struct tappa_effect *effect, const struct tappa_field *fields)
{
    struct tappa_engine *e = c->engine;
    const struct tappa__entry *outer = e->hearing;
    struct tappa__entry entry = {.kind = outer ? outer->kind : TAPPA__ENTRY_TIMER, .identity = identity, .time = effect->time,
                                 .name = TAPPA__TEXT("start"), .fields = fields, .field_count = effect->argument_count};
    struct hearing h = {.c = c, .entry = &entry, .first = tappa__force_find(e, tappa__text_of(effect->name))};
    uint32_t before;
    int misfit;
    tappa_status status;

    if (h.first == TAPPA_NONE || !tappa__force_was_there(e, h.first)) /* a model that this shop does not run, or did not then */
        return tell_not_started(e, effect, "no model of this name is in force");
    if (e->starting == STARTS_MAX)
        return tell_not_started(e, effect, "models start each other in a circle");
    if (c->track_count >= JOURNEYS_MAX)
        return tell_not_started(e, effect, too_many);
    h.force = tappa__force_at(e, h.first, effect->time);
    misfit = fit(&h, h.force);
    if (misfit > 0)
        return tell_not_started(e, effect, e->message.s);
    status = misfit ? TAPPA_ENOMEM : read_key(&h);
    if (status || !may_begin(&h, &before))
        return status;
    e->starting++;
    e->hearing = &entry; /* what begins with it asks by it, and is asked again by it */
    status = begin(&h, before);
    e->hearing = outer;
    e->starting--;
    return status == TAPPA_NOT_BEGUN ? TAPPA_OK : status;
}
