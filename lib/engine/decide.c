/* Owns decisions: which offers and contacts are open to a customer at a moment, ranked, and what stops every other.
 * Hosts call it while the customer is there.
 * It changes nothing: what is due by then is run on a copy, and whoever asks twice gets the same answer. */
#include <math.h>
#include <string.h>

#include "lib/base/abi.h"
#include "lib/base/time.h"
#include "lib/engine/outlook.h"

#define FIRST_SIZE sizeof(struct tappa_moment) /* in the first version, which this is */

/* The offers being looked at. */
struct offers {
    struct tappa__outlook *o;
    struct tappa__text here; /* the touchpoint where the customer is; empty: nowhere in particular */
    struct tappa__judged *all;
    size_t count, model_first; /* so far; where those of the model at hand begin */
    /* What the rules say of a touchpoint is the same for all offers there: asked once. By index, of the model below. */
    struct tappa_verdict *rules;
    const tappa_model *rules_of;
};

/* ---- one offer ---- */

static int
stands_right(const tappa_journey *journey, const tappa_model *model, uint32_t offer)
{
    uint32_t count = tappa_model_offer_stage_count(model, offer), i;

    for (i = 0; i < count; i++)
        if (tappa_journey_is_at(journey, tappa_model_offer_stage_at(model, offer, i)))
            return 1;
    return !count;
}

static double
value_of(const struct tappa_value *v)
{
    double value = v->kind == TAPPA_DOUBLE ? v->real : v->kind == TAPPA_INT ? (double)v->integer : 0.0;

    return isnan(value) ? 0.0 : value;
}

static tappa_status
ask_condition(struct tappa__outlook *o, const struct tappa__track *track, uint32_t offer, struct tappa_verdict *v)
{
    struct tappa_value value;
    const char *because;
    int32_t holds;
    tappa_status status =
        tappa_journey_offer(track->journey, offer, NULL, o->now, o->engine->asking, &holds, &value, &because);

    if (status)
        return status;
    v->value = value_of(&value);
    if (holds)
        return TAPPA_OK;
    v->reason = tappa__is_held_out(track->journey, because) ? TAPPA_HOLDOUT : TAPPA_CONDITION;
    return tappa__keep_words(o->engine, because, &v->because);
}

/* What holds wherever the shop speaks; hours and caps only where it comes to the customer. */
static tappa_status
ask_customer(struct tappa__outlook *o, const tappa_touchpoint *touchpoint, struct tappa_verdict *v)
{
    struct tappa__text channel = tappa__text_of(v->channel);
    const struct tappa__hush *hush;
    struct tappa__capped capped;
    const char *because;
    tappa_status status;

    if (!tappa__consented(o->c, tappa__text_of(tappa_touchpoint_consent(touchpoint)), channel, o->now, &because)) {
        v->reason = TAPPA_NO_CONSENT;
        return tappa__keep_words(o->engine, because, &v->because);
    }
    if (tappa_touchpoint_direction(touchpoint) != TAPPA_OUTBOUND)
        return TAPPA_OK;
    status = tappa__outlook_hush(o, channel, &hush);
    if (status)
        return status;
    if (hush->until != o->now) {
        v->reason = TAPPA_QUIET;
        v->until = hush->until;
        v->because = hush->words;
        return TAPPA_OK;
    }
    return tappa__outlook_capped(o, channel, tappa__text_of(v->touchpoint), NULL, 0, &capped)
               ? tappa__outlook_stop(o, &capped, 0, v)
               : TAPPA_OK;
}

static tappa_status
ask_rules(struct offers *s, const tappa_model *model, const tappa_touchpoint *touchpoint, struct tappa_verdict *v)
{
    struct tappa_verdict *known;
    tappa_status status = TAPPA_OK;

    if (s->rules_of != model) {
        s->rules = tappa__arena_alloc(&s->o->engine->scratch, tappa_model_touchpoint_count(model) * sizeof *s->rules);
        s->rules_of = model;
    }
    if (!s->rules)
        return TAPPA_ENOMEM;
    known = &s->rules[tappa_touchpoint_index(touchpoint)];
    if (!known->because) {
        *known = (struct tappa_verdict){.channel = v->channel, .touchpoint = v->touchpoint, .because = "", .until = TAPPA_NEVER};
        status = ask_customer(s->o, touchpoint, known);
    }
    v->reason = known->reason;
    v->because = known->because;
    v->until = known->until;
    v->count = known->count;
    v->at_most = known->at_most;
    v->per = known->per;
    return status;
}

static void
describe(const struct tappa__outlook *o, const tappa_model *model, uint32_t offer, struct tappa__judged *out)
{
    const tappa_touchpoint *touchpoint = tappa_model_offer_touchpoint(model, offer);
    struct tappa_verdict *v = &out->verdict;

    memset(out, 0, sizeof *out);
    v->kind = TAPPA_OFFER;
    v->model = tappa_model_name(model);
    v->name = tappa_model_offer_name(model, offer);
    v->touchpoint = tappa_touchpoint_name(touchpoint);
    v->channel = tappa_channel_name(tappa_touchpoint_channel(touchpoint));
    v->priority = tappa_model_offer_priority(model, offer);
    v->because = "";
    v->until = TAPPA_NEVER;
    out->preferred = *v->channel && tappa__text_is(o->c->preferred, v->channel);
    out->goes_out = touchpoint && tappa_touchpoint_direction(touchpoint) == TAPPA_OUTBOUND;
}

/* Of one offer to one journey; `track` NULL: the customer has none of this model. `standing`: where it stands, in words, once that was asked. */
static tappa_status
look(struct offers *s, const tappa_model *model, const struct tappa__track *track, uint32_t offer, const char **standing,
     struct tappa__judged *out)
{
    const tappa_touchpoint *touchpoint = tappa_model_offer_touchpoint(model, offer);
    struct tappa_verdict *v = &out->verdict;
    tappa_status status;

    describe(s->o, model, offer, out);
    if (s->here.n && touchpoint && !tappa__text_is(s->here, v->touchpoint)) {
        v->reason = TAPPA_NOT_HERE;
        return TAPPA_OK;
    }
    if (!track || !stands_right(track->journey, model, offer)) {
        v->reason = TAPPA_NOT_THIS_STAGE;
        if (!*standing)
            *standing = track ? tappa__standing_words(s->o->engine, track->journey) : "no journey of it has begun";
        v->because = *standing;
        return *standing ? TAPPA_OK : TAPPA_ENOMEM;
    }
    status = ask_condition(s->o, track, offer, v);
    return status || v->reason || !touchpoint ? status : ask_rules(s, model, touchpoint, v);
}

/* ---- all offers ---- */

/* Open is better than stopped, and late in the order of reasons better than early. */
static int
is_better(const struct tappa__judged *a, const struct tappa__judged *b)
{
    if (!a->verdict.reason || !b->verdict.reason)
        return !a->verdict.reason && b->verdict.reason;
    return a->verdict.reason > b->verdict.reason;
}

/* An offer has one verdict, the best that any of the model's journeys gives it, whatever their versions. */
static void
keep_best(struct offers *s, struct tappa__judged *judged)
{
    size_t i = s->model_first;

    while (i < s->count && strcmp(s->all[i].verdict.name, judged->verdict.name))
        i++;
    judged->order = (uint32_t)i;
    if (i == s->count)
        s->all[s->count++] = *judged;
    else if (is_better(judged, &s->all[i]))
        s->all[i] = *judged;
}

static tappa_status
look_at_all(struct offers *s, const tappa_model *model, const struct tappa__track *track)
{
    uint32_t count = tappa_model_offer_count(model), i;
    int is_first = s->count == s->model_first;
    const char *standing = NULL;
    tappa_status status = TAPPA_OK;

    for (i = 0; !status && i < count; i++) {
        struct tappa__judged judged;

        if (is_first) {
            status = look(s, model, track, i, &standing, &s->all[s->count]);
            s->all[s->count].order = (uint32_t)s->count;
            s->count++;
        } else {
            status = look(s, model, track, i, &standing, &judged);
            if (!status)
                keep_best(s, &judged);
        }
    }
    return status;
}

/* The journey as it would stand if it was touched now: what a new version says counts before the journey has moved there. */
static tappa_status
look_at_track(struct offers *s, const struct tappa__track *track)
{
    struct tappa_engine *e = s->o->engine;
    struct tappa__track seen;
    tappa_status status = tappa__track_ahead(e, track, s->o->now, &seen);

    if (status)
        return status;
    status = look_at_all(s, e->forces[seen.force].model, &seen);
    if (seen.journey != track->journey)
        tappa_journey_free(seen.journey);
    return status;
}

/* The journeys of one model, newest first. */
static tappa_status
look_at_model(struct offers *s, uint32_t first)
{
    struct tappa__outlook *o = s->o;
    const struct tappa_engine *e = o->engine;
    tappa_status status = TAPPA_OK;
    int none = 1;
    size_t i;

    s->model_first = s->count;
    for (i = o->c->track_count; !status && i > 0; i--) {
        const struct tappa__track *track = &o->c->tracks[i - 1];

        if (!tappa__force_is_of(e, first, track->force))
            continue;
        none = 0;
        status = look_at_track(s, track);
    }
    return status || !none ? status : look_at_all(s, e->forces[tappa__force_at(e, first, o->now)].model, NULL);
}

static tappa_status
look_at_offers(struct offers *s)
{
    struct tappa_engine *e = s->o->engine;
    tappa_status status = TAPPA_OK;
    size_t room = 1;
    uint32_t i;

    for (i = 0; i < e->force_count; i++)
        room += tappa_model_offer_count(e->forces[i].model);
    s->all = tappa__arena_alloc(&e->scratch, room * sizeof *s->all);
    if (!s->all)
        return TAPPA_ENOMEM;
    for (i = 0; !status && i < e->force_count; i++)
        if (e->forces[i].first)
            status = look_at_model(s, i);
    return status;
}

/* ---- the answer ---- */

/* Names of contacts that only the look ahead asked for are not to go away with it. */
static tappa_status
outlive(struct tappa_engine *e, struct tappa_verdict *v)
{
    tappa_status status;

    if (v->kind != TAPPA_CONTACT)
        return TAPPA_OK;
    status = tappa__keep_words(e, v->name, &v->name);
    if (!status)
        status = tappa__keep_words(e, v->model, &v->model);
    if (!status)
        status = tappa__keep_words(e, v->because, &v->because);
    if (*v->touchpoint)
        v->touchpoint = v->name;
    return status;
}

static tappa_status
answer(struct tappa_engine *e, struct tappa__judged **all, size_t all_count, const struct tappa_verdict **verdicts, size_t *count)
{
    struct tappa_verdict *out = tappa__arena_alloc(&e->scratch, (all_count + 1) * sizeof *out);
    tappa_status status = out ? TAPPA_OK : TAPPA_ENOMEM;
    size_t i;

    for (i = 0; !status && i < all_count; i++) {
        out[i] = all[i]->verdict;
        out[i].rank = out[i].reason ? 0 : (uint32_t)i + 1;
        status = outlive(e, &out[i]);
    }
    *verdicts = status ? NULL : out;
    *count = status ? 0 : all_count;
    return status;
}

static tappa_status
decide(struct tappa__customer *c, int is_ahead, const struct tappa_moment *moment, const struct tappa_verdict **verdicts, size_t *count)
{
    struct tappa__outlook o;
    struct offers s = {.o = &o, .here = {moment->touchpoint, (uint32_t)moment->touchpoint_size}};
    struct tappa__judged **all;
    size_t all_count;
    tappa_status status = tappa__outlook_open(&o, c, moment->now);

    o.is_ahead = is_ahead;
    if (!status)
        status = look_at_offers(&s);
    if (!status)
        status = tappa__judge(&o, s.all, s.count, &all, &all_count);
    return status ? status : answer(c->engine, all, all_count, verdicts, count);
}

/* The name as a model has it, which lasts, or NULL where none does: a word that no model knows is a slip, and would close all offers. */
static const char *
find_touchpoint(const struct tappa_engine *e, const char *name, size_t size)
{
    const tappa_touchpoint *found = NULL;
    size_t i;

    for (i = 0; !found && size && i < e->force_count; i++)
        found = tappa_model_touchpoint_find(e->forces[i].model, name, size);
    return found ? tappa_touchpoint_name(found) : NULL;
}

tappa_status
tappa_engine_decide(tappa_engine *engine, int64_t customer, const struct tappa_moment *moment,
                    const struct tappa_verdict **verdicts, size_t *count)
{
    struct tappa_moment m = {0};
    struct tappa__customer *c, *ahead;
    const char *known;
    tappa_status status;

    if (!engine || !moment || !verdicts || !count || tappa__sized_read(moment, moment->size, &m, sizeof m, FIRST_SIZE) || m.flags ||
        (!m.touchpoint && m.touchpoint_size) || m.touchpoint_size > UINT16_MAX)
        return TAPPA_EINVAL;
    *verdicts = NULL;
    *count = 0;
    if (m.now < TAPPA__TIME_MIN || m.now > TAPPA__TIME_MAX)
        return TAPPA_ETIME;
    known = find_touchpoint(engine, m.touchpoint, m.touchpoint_size);
    if (known)
        m.touchpoint = known; /* the caller's may lie in what an earlier call lent */
    status = tappa__enter(engine, m.now);
    if (!status)
        status = tappa__customer_fresh(engine);
    if (!status && m.touchpoint_size && !find_touchpoint(engine, m.touchpoint, m.touchpoint_size))
        status = TAPPA_ENAME;
    if (!status)
        status = tappa__customer_get(engine, customer, &c);
    if (!status)
        status = tappa__look_ahead(c, m.now, &ahead);
    if (status)
        return status;
    status = decide(ahead, ahead != c, &m, verdicts, count);
    if (ahead != c)
        tappa__customer_free(ahead);
    return status;
}
