/* Owns the question whether a contact that was asked for earlier still holds: its journey, its conditions, consent, quiet hours.
 * Called for each open contact whenever it is looked at, above all in the transaction that hands it out.
 * The first thing that stands against it is told; what cannot be known any more stands against it. */
#include <string.h>

#include "lib/base/time.h"
#include "lib/engine/outlook.h"
#include "lib/record/fit.h"

#define HOLDOUT "holdout"

/* ---- words ---- */

tappa_status
tappa__keep_words(struct tappa_engine *e, const char *words, const char **out)
{
    *out = *words ? tappa__arena_text(&e->scratch, words, strlen(words)).s : "";
    return *out ? TAPPA_OK : TAPPA_ENOMEM;
}

const char *
tappa__standing_words(struct tappa_engine *e, const tappa_journey *journey)
{
    struct tappa__buffer text;
    uint32_t count = tappa_journey_stage_count(journey), i;
    const char *words;

    tappa__buffer_init(&text, &e->allocator);
    tappa__buffer_str(&text, "it stands in ");
    for (i = 0; i < count; i++) {
        tappa__buffer_str(&text, i ? ", " : "");
        tappa__buffer_str(&text, tappa_stage_name(tappa_journey_stage_at(journey, i)));
    }
    words = text.failed ? NULL : tappa__arena_text(&e->scratch, text.s, text.n).s;
    tappa__buffer_free(&text);
    return words;
}

static int
goes_on(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* `experiment.NAME` as a whole. */
static int
mentions(const char *words, const char *name)
{
    size_t n = strlen(name);

    for (words = strstr(words, "experiment."); words; words = strstr(words, "experiment.")) {
        words += sizeof "experiment." - 1;
        if (!strncmp(words, name, n) && !goes_on(words[n]))
            return 1;
    }
    return 0;
}

int
tappa__is_held_out(const tappa_journey *journey, const char *because)
{
    const tappa_model *model = tappa_journey_model(journey);
    uint32_t count = tappa_model_experiment_count(model), i;

    for (i = 0; i < count; i++)
        if (!strcmp(tappa_journey_arm(journey, i), HOLDOUT) && mentions(because, tappa_model_experiment_name(model, i)))
            return 1;
    return 0;
}

/* ---- the journey that asked ---- */

static const struct tappa__track *
find_track(const struct tappa__customer *c, const struct tappa__contact *contact)
{
    size_t i;

    for (i = 0; i < c->track_count; i++)
        if (tappa__contact_is_of(c, contact, &c->tracks[i]))
            return &c->tracks[i];
    return NULL;
}

/* Since when the journey is at the same stage in the version that it is under by now; TAPPA_NEVER: it is not. */
static int64_t
at_since(const tappa_journey *journey, const tappa_stage *stage)
{
    const char *name = stage ? tappa_stage_name(stage) : "";
    const tappa_stage *here = tappa_model_stage_find(tappa_journey_model(journey), name, strlen(name));

    return here && tappa_journey_is_at(journey, here) ? tappa_journey_since(journey, here) : TAPPA_NEVER;
}

/* ... and whether it has been there since it asked. */
static int
has_stayed(const struct tappa__contact *contact, const tappa_journey *journey, const tappa_stage *stage)
{
    return at_since(journey, stage) <= contact->wanted;
}

/* The row that asked for it and the stage of that, by the version that asked; NULL: it is no more. */
static const tappa_transition *
asking_row(const struct tappa_engine *e, const struct tappa__contact *contact, const tappa_stage **stage)
{
    uint32_t force = tappa__force_version(e, contact->model, contact->version);
    const tappa_model *model = force == TAPPA_NONE ? NULL : e->forces[force].model;
    const tappa_transition *row = tappa_model_transition_at(model, contact->row);

    *stage = row ? tappa_transition_source(row) : tappa_model_action_stage(model, contact->action);
    return row;
}

/*
 * A timer says: the customer has been here for so long and has done nothing else. So what it asks for, where the touchpoint does not name the
 * stages that it serves, holds only as long as the journey is still where the timer's row left it.
 */
static int
timer_holds(const struct tappa_engine *e, const struct tappa__contact *contact, const tappa_journey *journey)
{
    const tappa_stage *stage;
    const tappa_transition *row = asking_row(e, contact, &stage);
    uint32_t count, i;

    count = tappa_transition_target_count(row);
    for (i = 0; i < count; i++) {
        const tappa_stage *target = tappa_transition_target_at(row, i);
        int32_t kind = tappa_stage_kind(target);

        if (kind == TAPPA_STAGE_HISTORY_SHALLOW || kind == TAPPA_STAGE_HISTORY_DEEP || has_stayed(contact, journey, target))
            return 1;
    }
    return !count && (!stage || has_stayed(contact, journey, stage));
}

/* Where it names them: the stage has been entered again since, so its timer runs anew and asks anew. */
static int
runs_anew(const struct tappa_engine *e, const struct tappa__contact *contact, const tappa_journey *journey)
{
    const tappa_stage *stage;
    int64_t since;

    (void)asking_row(e, contact, &stage);
    since = at_since(journey, stage);
    return since != TAPPA_NEVER && since > contact->wanted;
}

static int
stands_right(const struct tappa_engine *e, const struct tappa__contact *contact, const tappa_journey *journey,
             const tappa_touchpoint *touchpoint)
{
    uint32_t count = tappa_touchpoint_stage_count(touchpoint), i;

    for (i = 0; i < count; i++)
        if (tappa_journey_is_at(journey, tappa_touchpoint_stage_at(touchpoint, i)))
            return !contact->by_timer || !runs_anew(e, contact, journey);
    return !count && (!contact->by_timer || timer_holds(e, contact, journey));
}

static const tappa_touchpoint *
find_touchpoint(const tappa_model *model, const struct tappa__contact *contact)
{
    return contact->is_effect ? NULL : tappa_model_touchpoint_find(model, contact->name.s, contact->name.n);
}

/*
 * The model whose word counts for the touchpoint: the version in force. A version to which the journey may not go (it is pinned, or the move was not
 * applied yet) takes no touchpoint from it: there the one of the journey's own version is as good as ever.
 */
static const tappa_model *
ruling(const struct tappa__outlook *o, const struct tappa__contact *contact, uint32_t force)
{
    const struct tappa_engine *e = o->engine;
    uint32_t first = tappa__force_find(e, contact->model), in_force, next;

    if (first == TAPPA_NONE || force == TAPPA_NONE)
        return NULL;
    in_force = tappa__force_at(e, first, o->now);
    while ((next = tappa__force_next(e, force, o->now, 0)) != TAPPA_NONE)
        force = next;
    return e->forces[find_touchpoint(e->forces[in_force].model, contact) ? in_force : force].model;
}

int
tappa__contact_had_consent(const struct tappa__customer *c, const struct tappa__contact *contact, int64_t then)
{
    const struct tappa__outlook o = {.engine = c->engine, .now = then};
    const struct tappa__track *track = find_track(c, contact);
    const tappa_model *model =
        ruling(&o, contact, track ? track->force : tappa__force_version(c->engine, contact->model, contact->version));
    const tappa_touchpoint *touchpoint = find_touchpoint(model, contact);
    const char *because;

    return touchpoint && tappa__consented(c, tappa__text_of(tappa_touchpoint_consent(touchpoint)),
                                          tappa__text_of(tappa_channel_name(tappa_touchpoint_channel(touchpoint))), then, &because);
}

/* Why it stands wrong; NULL: out of memory. */
static const char *
words_against(struct tappa_engine *e, const struct tappa__track *track, const tappa_touchpoint *touchpoint)
{
    if (!track)
        return "its journey is no more";
    return touchpoint ? tappa__standing_words(e, track->journey) : "its touchpoint is no more";
}

static int
is_own_outcome(const struct tappa__entry *entry, const struct tappa__contact *contact)
{
    return entry && entry->kind == TAPPA__ENTRY_OUTCOME && !memcmp(entry->key, contact->key, sizeof entry->key);
}

/* Whether it makes a difference that its journey leaves it at this time. What was made before that was made in time; what was given up or is over may
 * have been made all the same, which is told later. What is told of it comes behind all else of that instant. */
static int
is_concerned(const struct tappa__customer *c, const struct tappa__contact *contact, int64_t time)
{
    int64_t told;

    switch (contact->state) {
    case TAPPA_CONTACT_WANTED:
    case TAPPA_CONTACT_CLAIMED:
    case TAPPA_CONTACT_FAILED:
        return 1;
    case TAPPA_CONTACT_WITHDRAWN:
        return contact->refused != TAPPA_NEVER && contact->expires > time;
    case TAPPA_CONTACT_EXPIRED:
        return contact->attempt || contact->expires > time;
    default:
        told = contact->answered != TAPPA_NEVER ? contact->answered : contact->sent; /* at last */
        return told > time || (told == time && !is_own_outcome(c->engine->hearing, contact));
    }
}

void
tappa__contact_left(struct tappa__customer *c, struct tappa__contact *contact, struct tappa__text words, int64_t time)
{
    if (is_concerned(c, contact, time))
        tappa__contact_against(c, contact, words, time);
}

/* Withdrawn now, not only when somebody wants to claim it: the journey may be back in the stage by then, with what lay in between forgotten.
 * One that is handed out, or was made before that became known, cannot be taken back; it is marked. Where a late event changes the history, the fold
 * asks for it again. One whose time was over before, though nobody has looked since, is over. */
static tappa_status
leave_one(struct tappa__customer *c, const struct tappa__track *track, struct tappa__contact *contact, int64_t time)
{
    const tappa_touchpoint *touchpoint;
    struct tappa__text kept;
    const char *words;

    if (!contact->asked || contact->not_today || !is_concerned(c, contact, time) || !tappa__contact_is_of(c, contact, track))
        return TAPPA_OK;
    touchpoint = find_touchpoint(c->engine->forces[track->force].model, contact);
    if (contact->is_effect || (touchpoint && stands_right(c->engine, contact, track->journey, touchpoint)))
        return TAPPA_OK;
    if (!contact->attempt && contact->expires <= time && tappa__contact_is_open(contact)) {
        tappa__contact_expire(c, contact);
        return TAPPA_OK;
    }
    words = words_against(c->engine, track, touchpoint);
    kept = words ? tappa__arena_text(&c->arena, words, strlen(words)) : (struct tappa__text){NULL, 0};
    if (!kept.s)
        return TAPPA_ENOMEM;
    tappa__contact_against(c, contact, kept, time);
    return TAPPA_OK;
}

tappa_status
tappa__contacts_asked(struct tappa__customer *c, const struct tappa__track *track, const uint8_t (*keys)[16], size_t count, int64_t time)
{
    tappa_status status = TAPPA_OK;
    size_t i;

    for (i = 0; !status && i < count; i++) {
        struct tappa__contact *contact = tappa__contact_find(c, keys[i]);

        if (!contact)
            contact = tappa__past_find(c, keys[i]);
        status = contact ? leave_one(c, track, contact, time) : TAPPA_OK;
    }
    return status;
}

tappa_status
tappa__contacts_leave(struct tappa__customer *c, const struct tappa__track *track, int64_t time)
{
    tappa_status status = TAPPA_OK;
    size_t i, kept = 0;

    for (i = 0; !status && i < c->contact_count; i++)
        status = leave_one(c, track, &c->contacts[i], time);
    for (i = 0; !status && i < c->again_count; i++) {
        struct tappa__contact *contact = &c->past[c->again[i]];

        status = leave_one(c, track, contact, time);
        if (!contact->not_today && is_concerned(c, contact, time))
            c->again[kept++] = c->again[i];
    }
    c->again_count = kept;
    return status;
}

/* ---- its conditions ---- */

/* The event as it was when the contact was asked for; a timer's is called `after`, as in the step. */
static tappa_status
recall(struct tappa_engine *e, const struct tappa__contact *contact, const tappa_model *model, struct tappa_event *event)
{
    struct tappa__happened happened = {.event = contact->event,
                                       .touchpoint = contact->event_touchpoint,
                                       .time = contact->event_time,
                                       .fields = contact->event_fields,
                                       .field_count = contact->event_field_count,
                                       .is_text = (int)contact->event_is_text};

    if (!contact->event.n) {
        happened.event = TAPPA__TEXT("after");
        happened.time = contact->wanted;
    }
    e->fits++;
    return tappa__fit(model, &happened, e->values, event, &e->message) < 0 ? TAPPA_ENOMEM : TAPPA_OK;
}

/* Under another version rows and actions have other numbers: there the stage alone counts. */
static tappa_status
ask_conditions(struct tappa__outlook *o, const struct tappa__contact *contact, const struct tappa__track *track,
               struct tappa_verdict *v)
{
    struct tappa_engine *e = o->engine;
    const tappa_model *model = e->forces[track->force].model;
    struct tappa_event event;
    const char *because;
    int32_t holds;
    tappa_status status;

    if (tappa_model_version(model) != contact->version)
        return TAPPA_OK;
    status = recall(e, contact, model, &event);
    if (!status)
        status = tappa_journey_still_holds(track->journey, contact->row, contact->action, &event, o->now, e->asking, &holds,
                                           &because);
    if (status || holds)
        return status;
    v->reason = tappa__is_held_out(track->journey, because) ? TAPPA_HOLDOUT : TAPPA_CONDITION;
    return tappa__keep_words(e, because, &v->because);
}

/* ---- all of it ---- */

/* What the contact itself says. */
static uint32_t
look_at_contact(const struct tappa__outlook *o, const struct tappa__contact *contact, struct tappa_verdict *v)
{
    const int64_t lease_end = tappa__time_end(contact->sent, o->engine->options.lease);

    if (contact->state == TAPPA_CONTACT_WANTED && contact->wanted > o->now) { /* by an event ahead of the clock */
        v->until = contact->wanted;
        return TAPPA_NOT_YET;
    }
    if (contact->state == TAPPA_CONTACT_FAILED && contact->due > o->now) {
        v->until = contact->due;
        return TAPPA_NOT_YET;
    }
    if (contact->state == TAPPA_CONTACT_CLAIMED) {
        v->until = contact->due;
        return TAPPA_CLAIMED;
    }
    if (contact->state == TAPPA_CONTACT_WANTED && contact->attempt && contact->sent && lease_end > o->now) { /* over by another's clock, which is ahead */
        v->until = lease_end;
        return TAPPA_CLAIMED;
    }
    return contact->expires <= o->now ? TAPPA_OVER : TAPPA_OPEN;
}

/* `touchpoint`: by the version in force; the stages that it serves are those of the journey's own. */
static tappa_status
look_at_journey(struct tappa__outlook *o, const struct tappa__contact *contact, const struct tappa__track *track,
                const tappa_touchpoint *touchpoint, struct tappa_verdict *v)
{
    const tappa_touchpoint *own = track ? find_touchpoint(o->engine->forces[track->force].model, contact) : NULL;

    if (touchpoint && own && stands_right(o->engine, contact, track->journey, own))
        return ask_conditions(o, contact, track, v);
    v->reason = TAPPA_NOT_THIS_STAGE;
    v->because = words_against(o->engine, track, touchpoint ? own : NULL);
    return v->because ? TAPPA_OK : TAPPA_ENOMEM;
}

static tappa_status
look_at_customer(struct tappa__outlook *o, const tappa_touchpoint *touchpoint, struct tappa_verdict *v)
{
    struct tappa__text channel = tappa__text_of(v->channel);
    const struct tappa__hush *hush;
    const char *because;
    tappa_status status;

    if (!tappa__consented(o->c, tappa__text_of(tappa_touchpoint_consent(touchpoint)), channel, o->now, &because)) {
        v->reason = TAPPA_NO_CONSENT;
        return tappa__keep_words(o->engine, because, &v->because);
    }
    status = tappa__outlook_hush(o, channel, &hush);
    if (status || hush->until == o->now)
        return status;
    v->reason = TAPPA_QUIET;
    v->until = hush->until;
    v->because = hush->words;
    return TAPPA_OK;
}

static int64_t
priority_of(const tappa_model *model, uint32_t touchpoint)
{
    uint32_t count = tappa_model_priority_count(model), i;

    for (i = 0; i < count; i++)
        if (tappa_model_priority_at(model, i)->touchpoint == touchpoint)
            return tappa_model_priority_at(model, i)->priority;
    return 0;
}

static const tappa_touchpoint *
describe(struct tappa__outlook *o, const struct tappa__contact *contact, const struct tappa__track *track, struct tappa__judged *out)
{
    const tappa_model *model =
        ruling(o, contact, track ? track->force : tappa__force_version(o->engine, contact->model, contact->version));
    const tappa_touchpoint *touchpoint = find_touchpoint(model, contact);
    struct tappa_verdict *v = &out->verdict;

    memset(out, 0, sizeof *out);
    out->wanted = contact->wanted;
    v->kind = TAPPA_CONTACT;
    v->model = contact->model.s;
    v->name = contact->name.s;
    v->touchpoint = contact->is_effect ? "" : contact->name.s;
    v->channel = touchpoint ? tappa_channel_name(tappa_touchpoint_channel(touchpoint)) : "";
    v->priority = touchpoint ? priority_of(model, tappa_touchpoint_index(touchpoint)) : 0;
    v->because = "";
    v->until = TAPPA_NEVER;
    memcpy(v->key, contact->key, sizeof v->key);
    out->preferred = *v->channel && tappa__text_is(o->c->preferred, v->channel);
    out->goes_out = !contact->is_effect;
    return touchpoint;
}

static tappa_status
look(struct tappa__outlook *o, const struct tappa__contact *contact, const struct tappa__track *track, struct tappa__judged *out)
{
    const tappa_touchpoint *touchpoint = describe(o, contact, track, out);
    struct tappa_verdict *v = &out->verdict;
    tappa_status status;

    v->reason = look_at_contact(o, contact, v);
    /* An effect was asked of the host, not of the customer: else it is carried out unless it expired. */
    if (v->reason || contact->is_effect)
        return TAPPA_OK;
    status = look_at_journey(o, contact, track, touchpoint, v);
    if (status || v->reason)
        return status;
    return look_at_customer(o, touchpoint, v);
}

/* The journey as it would stand if it was touched now: what a new version says counts before the journey has moved there. */
tappa_status
tappa__recheck(struct tappa__outlook *o, struct tappa__contact *contact, struct tappa__judged *out)
{
    const struct tappa__track *track = find_track(o->c, contact);
    struct tappa__track seen;
    tappa_status status = track ? tappa__track_ahead(o->engine, track, o->now, &seen) : TAPPA_OK;

    if (status)
        return status;
    status = look(o, contact, track ? &seen : NULL, out);
    out->contact = contact;
    if (track && seen.journey != track->journey)
        tappa_journey_free(seen.journey);
    return status;
}
