/* Owns looking in: whose an identity is and where a customer stands.
 * Hosts call it, often within the request of that customer.
 * Nothing is copied that the cache has; all of it is borrowed until the engine's next call. */
#include <string.h>

#include "lib/engine/engine.h"
#include "lib/record/size.h"

/* Shared stores: what is in memory may be old. */
static tappa_status
begin_reading(struct tappa_engine *e)
{
    tappa_status status = tappa__enter(e, e->work.now);

    return status ? status : tappa__customer_fresh(e);
}

/* Whose an identity is that leads to somebody who cannot be read: it is known all the same, so that all of it can be erased. */
static tappa_status
find_damaged(struct tappa_engine *e, int64_t identity, int64_t *customer)
{
    struct tappa_store_identity row = {.size = sizeof row};
    struct tappa__customer *c;
    tappa_status status = e->store->table->identity(e->store, identity, &row);
    int64_t number = row.customer;

    if (status) /* whether anybody is known by it cannot be said */
        return status;
    status = tappa__customer_get(e, number, &c);
    if (status && status != TAPPA_ESTORE && status != TAPPA_EUNKNOWN)
        return status;
    *customer = status ? number : c->id;
    return number ? TAPPA_OK : TAPPA_EUNKNOWN;
}

tappa_status
tappa_engine_find(tappa_engine *engine, const struct tappa_identity *identity, int64_t *customer)
{
    struct tappa_identity own;
    struct tappa__customer *c;
    int64_t number;
    tappa_status status;

    if (customer)
        *customer = 0;
    if (!engine || !identity || !customer || !identity->kind || !identity->value)
        return TAPPA_EINVAL;
    if (tappa__identity_copy(engine, identity, &own))
        return TAPPA_ENOMEM;
    number = tappa__identity_number(&own);
    status = begin_reading(engine);
    if (!status)
        status = tappa__customer_of(engine, number, &own, &c);
    tappa__identity_release(engine, &own);
    if (status == TAPPA_ESTORE)
        return find_damaged(engine, number, customer);
    if (status || !c)
        return status && status != TAPPA_EINVAL ? status : TAPPA_EUNKNOWN;
    *customer = c->id;
    return TAPPA_OK;
}

static int
is_personal(const struct tappa_engine *e, struct tappa__text name)
{
    size_t i;
    uint32_t slot;

    for (i = 0; i < e->force_count; i++)
        for (slot = 0; slot < tappa_model_profile_count(e->forces[i].model); slot++)
            if (tappa__text_is(name, tappa_model_profile_name(e->forces[i].model, slot)) &&
                tappa_model_profile_personal(e->forces[i].model, slot))
                return 1;
    return 0;
}

static void
fill_contact(const struct tappa_engine *e, const struct tappa__contact *from, struct tappa_contact *to)
{
    uint32_t force = tappa__force_version(e, from->model, from->version);
    const tappa_touchpoint *touchpoint =
        force == TAPPA_NONE || from->is_effect ? NULL : tappa_model_touchpoint_find(e->forces[force].model, from->name.s, from->name.n);

    memcpy(to->key, from->key, sizeof to->key);
    to->model = from->model.s;
    to->touchpoint = from->name.s;
    to->channel = tappa_channel_name(tappa_touchpoint_channel(touchpoint));
    to->wanted = from->wanted;
    to->changed = from->changed;
    to->due = from->due;
    to->because = tappa__contact_words(from).s;
    to->state = from->state;
    to->attempt = from->attempt;
    to->not_today = from->not_today && from->state >= TAPPA_CONTACT_SENT && from->state <= TAPPA_CONTACT_BOUNCED;
}

/* Arrays of a standing, in the scratch. */
struct arrays {
    struct tappa_identity *identities;
    const tappa_journey **journeys;
    const char **last_events;
    struct tappa_consent *consents;
    struct tappa_trait *traits;
    struct tappa_contact *contacts;
    const struct tappa__track **tracks;
    size_t contact_count, track_count, consent_count;
};

static tappa_status
make_arrays(const struct tappa__customer *c, struct arrays *a)
{
    struct tappa__arena *arena = &c->engine->scratch;

    a->identities = tappa__arena_alloc(arena, (c->member_count + 1) * sizeof *a->identities);
    a->journeys = tappa__arena_alloc(arena, (c->track_count + 1) * sizeof *a->journeys);
    a->last_events = tappa__arena_alloc(arena, (c->track_count + 1) * sizeof *a->last_events);
    a->tracks = tappa__arena_alloc(arena, (c->track_count + 1) * sizeof *a->tracks);
    a->consents = tappa__arena_alloc(arena, (c->statement_count + 1) * sizeof *a->consents);
    a->traits = tappa__arena_alloc(arena, (c->trait_count + 1) * sizeof *a->traits);
    a->contacts = tappa__arena_alloc(arena, (c->contact_count + 1) * sizeof *a->contacts);
    if (!a->identities || !a->journeys || !a->last_events || !a->tracks || !a->consents || !a->traits || !a->contacts)
        return TAPPA_ENOMEM;
    return tappa__tracks_told(c, a->tracks, &a->track_count);
}

static void
fill_arrays(const struct tappa__customer *c, struct arrays *a)
{
    int64_t before = tappa__archive_before(c);
    uint8_t order[TAPPA__MEMBERS_MAX];
    size_t i;

    tappa__members_sort(c, order);
    for (i = 0; i < c->member_count; i++) {
        const struct tappa__member *m = &c->members[order[i]];

        a->identities[i] = (struct tappa_identity){m->kind.s, m->value.s, m->kind.n, m->value.n};
    }
    for (i = 0; i < a->track_count; i++) {
        a->journeys[i] = a->tracks[i]->journey;
        a->last_events[i] = a->tracks[i]->last_event.s;
    }
    for (i = 0; i < c->statement_count; i++) {
        const struct tappa__statement *s = &c->statements[i];

        if (s->until == TAPPA_NEVER)
            a->consents[a->consent_count++] = (struct tappa_consent){s->purpose.s, s->channel.s, s->proof.s, s->since, s->expires, s->given, 0};
    }
    for (i = 0; i < c->trait_count; i++) {
        const struct tappa__trait *t = &c->traits[i];

        a->traits[i] = (struct tappa_trait){t->name.s, t->value, t->since, t->expires, t->source,
                                            (uint32_t)is_personal(c->engine, t->name)};
    }
    for (i = 0; i < c->contact_count; i++)
        if (!c->contacts[i].gone && !tappa__contact_is_past(&c->contacts[i], before)) /* some of them may still be in memory */
            fill_contact(c->engine, &c->contacts[i], &a->contacts[a->contact_count++]);
}

tappa_status
tappa_engine_where(tappa_engine *engine, int64_t customer, struct tappa_standing *standing)
{
    struct tappa__customer *c;
    struct tappa_standing s;
    struct arrays a = {0};
    tappa_status status;

    if (!engine || !standing || standing->size < sizeof s || standing->flags)
        return TAPPA_EINVAL;
    status = begin_reading(engine);
    if (!status)
        status = tappa__customer_get(engine, customer, &c);
    if (!status)
        status = make_arrays(c, &a);
    if (status)
        return status;
    fill_arrays(c, &a);
    s = (struct tappa_standing){.size = sizeof s, .customer = c->id, .revision = c->revision,
                                .last = c->last.time == INT64_MIN ? TAPPA_NEVER : c->last.time,
                                .next_due = tappa__customer_due(c), .zone = c->zone_name.n ? c->zone_name.s : engine->options.zone,
                                .preferred = c->preferred.s, .identities = a.identities, .journeys = a.journeys,
                                .last_events = a.last_events, .consents = a.consents, .traits = a.traits, .contacts = a.contacts,
                                .identity_count = c->member_count, .journey_count = a.track_count,
                                .consent_count = a.consent_count, .trait_count = c->trait_count, .contact_count = a.contact_count};
    tappa__size_give(standing, &s, standing->size, sizeof s);
    return TAPPA_OK;
}
