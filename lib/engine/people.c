/* Owns what is known of a person beside its journeys and consents: the zone, the profile, and which of its identities were known to be one when.
 * The fold calls it for each event; whatever shows a customer reads it.
 * A value that does not fit any slot of its name changes nothing: what was known before still is. */
#include <string.h>

#include "lib/base/time.h"
#include "lib/engine/engine.h"
#include "lib/engine/pack.h"
#include "lib/record/fit.h"

/* ---- profile ---- */

static struct tappa__trait *
find_trait(struct tappa__customer *c, struct tappa__text name)
{
    size_t i;

    for (i = 0; i < c->trait_count; i++)
        if (tappa__text_equal(c->traits[i].name, name))
            return &c->traits[i];
    return NULL;
}

/* The value as a slot of this kind takes it, or TAPPA_UNSET. */
static struct tappa_value
as_kind(const struct tappa_value *v, uint32_t kind)
{
    struct tappa_value out;

    return tappa__fit_value(v, 0, kind, &out) ? (struct tappa_value){.kind = TAPPA_UNSET} : out;
}

static uint32_t
profile_slot(const tappa_model *model, struct tappa__text name)
{
    uint32_t count = tappa_model_profile_count(model), i;

    for (i = 0; i < count; i++)
        if (tappa__text_is(name, tappa_model_profile_name(model, i)))
            return i;
    return TAPPA_NONE;
}

static tappa_status
tell_one(struct tappa__customer *c, struct tappa__track *track, const struct tappa__trait *trait)
{
    const tappa_model *model = c->engine->forces[track->force].model;
    uint32_t slot = profile_slot(model, trait->name);
    struct tappa_value value, there = {.kind = TAPPA_UNSET};

    if (slot == TAPPA_NONE)
        return TAPPA_OK;
    value = as_kind(&trait->shown, tappa_model_profile_kind(model, slot));
    (void)tappa_journey_profile(track->journey, slot, &there);
    if (there.kind == TAPPA_UNSET && value.kind == TAPPA_UNSET)
        return TAPPA_OK;
    return tappa_journey_set_profile(track->journey, slot, &value);
}

static tappa_status
tell_all(struct tappa__customer *c, const struct tappa__trait *trait)
{
    tappa_status status = TAPPA_OK;
    size_t i;

    for (i = 0; !status && i < c->track_count; i++)
        if (!c->tracks[i].ended)
            status = tell_one(c, &c->tracks[i], trait);
    return status;
}

tappa_status
tappa__people_tell(struct tappa__customer *c, struct tappa__track *track)
{
    tappa_status status = TAPPA_OK;
    size_t i;

    for (i = 0; !status && i < c->trait_count; i++)
        status = tell_one(c, track, &c->traits[i]);
    return status;
}

/* `unshown`: it came too late for journeys, and when; 0: they are told. */
static tappa_status
learn(struct tappa__customer *c, struct tappa__text name, const struct tappa_value *value, int32_t source, int64_t keep_for, int64_t time,
      int64_t unshown)
{
    struct tappa__trait *trait = find_trait(c, name);
    struct tappa_value v = *value;
    int failed = 0;

    if (v.kind == TAPPA_STRING) /* no slot takes bytes */
        v.data = tappa__customer_keep(c, (struct tappa__text){v.data, v.size}, &failed).s;
    if (!trait) {
        name = tappa__customer_keep(c, name, &failed);
        if (tappa__grow(&c->engine->allocator, (void **)&c->traits, &c->trait_capacity, c->trait_count + 1, sizeof *c->traits))
            return TAPPA_ENOMEM;
        trait = &c->traits[c->trait_count++];
        *trait = (struct tappa__trait){.name = name};
    }
    if (failed)
        return TAPPA_ENOMEM;
    trait->value = v;
    trait->source = source;
    trait->since = time;
    trait->expires = tappa__time_end(time, keep_for);
    trait->unshown = unshown;
    c->unshown |= unshown != 0;
    if (unshown)
        return TAPPA_OK;
    trait->shown = v;
    return tell_all(c, trait);
}

tappa_status
tappa__people_learn(struct tappa__customer *c, struct tappa__text name, const struct tappa_value *value, int32_t source,
                    int64_t keep_for, int64_t time)
{
    return learn(c, name, value, source, keep_for, time, 0);
}

tappa_status
tappa__people_show(struct tappa__customer *c, int64_t arrived)
{
    uint32_t unshown = 0;
    tappa_status status = TAPPA_OK;
    size_t i;

    for (i = 0; c->unshown && !status && i < c->trait_count; i++) {
        struct tappa__trait *trait = &c->traits[i];

        unshown |= trait->unshown >= arrived;
        if (!trait->unshown || trait->unshown >= arrived)
            continue;
        trait->unshown = 0;
        trait->shown = trait->value;
        status = tell_all(c, trait);
    }
    c->unshown = unshown;
    return status;
}

tappa_status
tappa__people_forget(struct tappa__customer *c, int64_t time)
{
    tappa_status status = TAPPA_OK;
    size_t i, kept = 0;

    for (i = 0; i < c->trait_count; i++) {
        struct tappa__trait trait = c->traits[i];

        if (trait.expires > time) {
            c->traits[kept++] = trait;
            continue;
        }
        trait.shown = (struct tappa_value){.kind = TAPPA_UNSET};
        if (!status)
            status = tell_all(c, &trait);
    }
    c->trait_count = kept;
    return status;
}

/* How long the models keep a slot of this name that came into force by then, and before it came in: the shortest; -1: none has it. */
static int64_t
kept_for(const struct tappa_engine *e, struct tappa__text name, int64_t time)
{
    int64_t shortest = -1;
    size_t i;

    for (i = 0; i < e->force_count; i++) {
        uint32_t slot = tappa__force_counts(e, (uint32_t)i, time) ? profile_slot(e->forces[i].model, name) : TAPPA_NONE;
        int64_t keeps = slot == TAPPA_NONE ? -1 : tappa_model_profile_keep(e->forces[i].model, slot);

        if (keeps > 0 && (shortest <= 0 || keeps < shortest))
            shortest = keeps;
        else if (!keeps && shortest < 0)
            shortest = 0;
    }
    return shortest;
}

/* A field as the newest model that it fits has the slot: 0, also where it is absent; or what it is not. */
static const char *
read_trait(const struct tappa_engine *e, const struct tappa__entry *entry, const struct tappa_field *field, struct tappa_value *out)
{
    const char *fault = NULL;
    size_t i;

    for (i = e->force_count; i-- > 0;) {
        struct tappa__text name = {field->name, field->name_size};
        uint32_t slot = tappa__force_counts(e, (uint32_t)i, entry->time) ? profile_slot(e->forces[i].model, name) : TAPPA_NONE;
        uint32_t kind = slot == TAPPA_NONE ? TAPPA_UNSET : tappa_model_profile_kind(e->forces[i].model, slot);

        if (slot != TAPPA_NONE && !tappa__fit_value(&field->value, (int)entry->is_text, kind, out))
            return NULL;
        if (slot != TAPPA_NONE && !fault)
            fault = tappa__fit_kind_name(kind);
    }
    return fault;
}

/* `identify`: what the customer says of itself, as far as a model has a place for it. A value that fits none leaves what was known. */
static tappa_status
identify(struct tappa__customer *c, const struct tappa__entry *entry, int *taken, struct tappa_ingested *result)
{
    tappa_status status = TAPPA_OK;
    int refused = 0;
    uint32_t i;

    for (i = 0; !status && i < entry->field_count; i++) {
        struct tappa__text name = {entry->fields[i].name, entry->fields[i].name_size};
        int64_t keeps = kept_for(c->engine, name, entry->time);
        struct tappa_value value;
        const char *fault = keeps < 0 ? NULL : read_trait(c->engine, entry, &entry->fields[i], &value);

        if (fault && result)
            tappa__tell(c->engine, result, "`%.*s` is no %s", (int)name.n, name.s, fault);
        refused |= fault != NULL;
        if (keeps < 0 || fault || value.kind == TAPPA_UNSET)
            continue;
        status = learn(c, name, &value, TAPPA_DECLARED, keeps, entry->time, entry->aside ? entry->arrived : 0);
        *taken = 1;
    }
    if (refused && result)
        result->outcome = TAPPA_INGEST_REFUSED;
    return status;
}

/* ---- what an event says ---- */

int
tappa__is_of_person(struct tappa__text name)
{
    static const char *const names[] = {TAPPA_CONSENT_GIVEN, TAPPA_CONSENT_WITHDRAWN, TAPPA_UNSUBSCRIBED, TAPPA_CHANNEL_PREFERRED,
                                        TAPPA_IDENTIFY};
    size_t i;

    for (i = 0; i < sizeof names / sizeof *names; i++)
        if (tappa__text_is(name, names[i]))
            return 1;
    return 0;
}

/* The identities that an event names are one from here on, unless that was undone. */
static uint64_t
link_members(struct tappa__customer *c, const struct tappa__entry *entry)
{
    uint64_t one = 0;
    size_t i, j;

    for (i = 0; i < c->member_count; i++) {
        const struct tappa__member *m = &c->members[i];

        if (m->identity == entry->identity)
            one |= m->linked;
        for (j = 0; j < entry->identity_count && tappa__entry_joins(c, entry); j++)
            if (entry->identities[j] == m->identity)
                one |= m->linked;
    }
    for (i = 0; i < c->member_count; i++)
        if (one >> i & 1)
            c->members[i].linked |= one;
    return one;
}

static tappa_status
set_zone(struct tappa__customer *c, struct tappa__text name)
{
    struct tappa_engine *e = c->engine;
    tappa_zone *zone;
    int failed = 0;
    tappa_status status;
    size_t i;

    if (!name.n || tappa__text_equal(name, c->zone_name))
        return TAPPA_OK;
    status = tappa_zone_load(e->context, name.s, name.n, &zone);
    if (status)
        return status == TAPPA_ENOMEM ? status : TAPPA_OK; /* ingest has refused unknown ones; this one is gone from the system since */
    name = tappa__customer_keep(c, name, &failed);
    tappa_zone_unref(c->zone);
    c->zone = zone;
    c->zone_name = name;
    for (i = 0; i < c->track_count; i++)
        (void)tappa_journey_set_zone(c->tracks[i].journey, zone); /* cannot fail: neither is NULL */
    return failed ? TAPPA_ENOMEM : TAPPA_OK;
}

tappa_status
tappa__people_hear(struct tappa__customer *c, const struct tappa__entry *entry, int *taken, struct tappa_ingested *result)
{
    uint64_t members = link_members(c, entry);
    tappa_status status = entry->aside ? TAPPA_OK : set_zone(c, entry->zone); /* timers go by the zone */

    if (status || entry->kind != TAPPA__ENTRY_EVENT)
        return status;
    if (tappa__text_equal(entry->name, TAPPA__TEXT(TAPPA_IDENTIFY)))
        return identify(c, entry, taken, result);
    return tappa__consent_hear(c, entry, members, taken, result);
}
