/* Owns a customer as bytes: what the store keeps of it under a revision. Contacts have rows of their own, and how far the journal was taken in
 * stands beside the bytes, so that the same history gives the same bytes in whatever order and by whatever store it came.
 * Called when a customer is written, loaded, or copied to look ahead.
 * Decoding believes nothing; what it cannot read is a damaged store. */
#include <stdlib.h>
#include <string.h>

#include "lib/engine/engine.h"
#include "lib/engine/pack.h"

/* ---- writing ---- */

static uint64_t
permute(uint64_t mask, const uint8_t place[TAPPA__MEMBERS_MAX], size_t count)
{
    uint64_t out = 0;
    size_t i;

    for (i = 0; i < count; i++)
        if (mask >> i & 1)
            out |= UINT64_C(1) << place[i];
    return out;
}

#define LENGTH_ROOM 16

/* Its length stands before it and is known behind it: it is written where any length leaves it be, and moves up. */
static void
pack_snapshot(const tappa_journey *journey, struct tappa__buffer *out)
{
    size_t at = out->n, need = 512;
    tappa_status status = TAPPA_ELIMIT;

    while (status == TAPPA_ELIMIT && !tappa__put_room(out, need + LENGTH_ROOM))
        status = tappa_snapshot_write(journey, out->s + at + LENGTH_ROOM, out->capacity - at - LENGTH_ROOM - 1, &need);
    if (status) {
        out->failed = 1;
        return;
    }
    tappa__put_u64(out, need);
    memmove(out->s + out->n, out->s + at + LENGTH_ROOM, need);
    out->n += need;
    out->s[out->n] = '\0';
}

static void
pack_tracks(const struct tappa__customer *c, const uint8_t place[TAPPA__MEMBERS_MAX], struct tappa__buffer *out)
{
    size_t i;
    uint32_t j;

    tappa__put_u64(out, c->track_count);
    for (i = 0; i < c->track_count; i++) {
        const struct tappa__track *track = &c->tracks[i];
        const tappa_model *model = c->engine->forces[track->force].model;

        tappa__put_text(out, tappa__text_of(tappa_model_name(model)));
        tappa__put_i64(out, tappa_model_version(model));
        tappa__put_u64(out, track->ordinal);
        tappa__put_text(out, track->key);
        tappa__put_text(out, track->last_event);
        for (j = 0; track->kept && j < tappa_model_data_count(model); j++)
            tappa__put_i64(out, track->kept[j]);
        pack_snapshot(track->journey, out);
        tappa__brought_pack(c, track, place, out);
    }
}

static void
pack_people(const struct tappa__customer *c, const uint8_t place[TAPPA__MEMBERS_MAX], struct tappa__buffer *out)
{
    size_t i;

    tappa__put_u64(out, c->statement_count);
    for (i = 0; i < c->statement_count; i++) {
        const struct tappa__statement *s = &c->statements[i];

        tappa__put_text(out, s->purpose);
        tappa__put_text(out, s->channel);
        tappa__put_text(out, s->proof);
        tappa__put_i64(out, s->since);
        tappa__put_i64(out, s->expires);
        tappa__put_i64(out, s->until);
        tappa__put_u64(out, permute(s->members, place, c->member_count));
        tappa__put_u64(out, s->given != 0);
    }
    tappa__put_u64(out, c->trait_count);
    for (i = 0; i < c->trait_count; i++) {
        const struct tappa__trait *t = &c->traits[i];

        tappa__put_text(out, t->name);
        tappa__put_value(out, &t->value);
        tappa__put_i64(out, t->since);
        tappa__put_i64(out, t->expires);
        tappa__put_u64(out, (uint32_t)t->source);
    }
}

static uint64_t
count_archived(const struct tappa__customer *c, int64_t *sent)
{
    uint64_t count = c->away;
    size_t i;

    *sent = c->away_sent;
    for (i = 0; i < c->past_count; i++) {
        count += !c->past[i].gone;
        *sent = !c->past[i].gone && c->past[i].sent > *sent ? c->past[i].sent : *sent;
    }
    for (i = 0; i < c->contact_count; i++) {
        count += c->contacts[i].archived;
        *sent = c->contacts[i].archived && c->contacts[i].sent > *sent ? c->contacts[i].sent : *sent;
    }
    return count;
}

/* At most so many bytes. */
static size_t
room_of_head(const struct tappa__customer *c)
{
    size_t room = (17 + c->parted_count) * TAPPA__NUMBER_MAX + c->last.source.n + c->last.id.n + c->zone_name.n + c->preferred.n, i;

    for (i = 0; i < c->member_count; i++)
        room += 3 * TAPPA__NUMBER_MAX + c->members[i].kind.n + c->members[i].value.n;
    return room;
}

/* Members, where the history stands, and what was said of the person for good. */
static void
pack_head(const struct tappa__customer *c, const uint8_t order[TAPPA__MEMBERS_MAX], const uint8_t place[TAPPA__MEMBERS_MAX], struct tappa__buffer *out)
{
    int64_t sent;
    char *at;
    size_t i;

    if (tappa__put_room(out, room_of_head(c)))
        return;
    at = tappa__u64_at(out->s + out->n, c->member_count);
    for (i = 0; i < c->member_count; i++) {
        const struct tappa__member *m = &c->members[order[i]];

        at = tappa__text_at(at, m->kind);
        at = tappa__text_at(at, m->value);
        at = tappa__u64_at(at, permute(m->linked, place, c->member_count));
    }
    at = tappa__i64_at(at, c->root);
    at = tappa__i64_at(at, c->current);
    at = tappa__i64_at(at, c->last.time);
    at = tappa__i64_at(at, c->last.order);
    at = tappa__text_at(at, c->last.source);
    at = tappa__text_at(at, c->last.id);
    at = tappa__i64_at(at, c->fired);
    at = tappa__i64_at(at, c->moved);
    at = tappa__u64_at(at, c->entry_count);
    at = tappa__text_at(at, c->zone_name);
    at = tappa__text_at(at, c->preferred);
    at = tappa__u64_at(at, c->parted_count);
    for (i = 0; i < c->parted_count; i++)
        at = tappa__i64_at(at, c->parted[i]);
    at = tappa__u64_at(at, count_archived(c, &sent));
    tappa__put_end(out, tappa__i64_at(at, sent));
}

void
tappa__state_pack(const struct tappa__customer *c, struct tappa__buffer *out)
{
    uint8_t order[TAPPA__MEMBERS_MAX], place[TAPPA__MEMBERS_MAX]; /* where each goes, so that masks can follow */
    size_t i;

    tappa__members_sort(c, order);
    for (i = 0; i < c->member_count; i++)
        place[order[i]] = (uint8_t)i;
    tappa__put_u64(out, TAPPA__STATE_FORM);
    tappa__tallies_pack(c->tallies, c->tally_count, out);
    pack_head(c, order, place, out);
    pack_people(c, place, out);
    pack_tracks(c, place, out);
}

/* ---- reading ---- */

/* A text that outlives the bytes. */
static struct tappa__text
get_kept(struct tappa__customer *c, struct tappa__unpack *in, int *failed)
{
    return tappa__customer_keep(c, tappa__get_text(in), failed);
}

static tappa_status
get_tallies(struct tappa__customer *c, struct tappa__unpack *in)
{
    uint32_t count = tappa__get_count(in), i;
    int failed = 0;

    if (tappa__grow(&c->engine->allocator, (void **)&c->tallies, &c->tally_capacity, count, sizeof *c->tallies))
        return TAPPA_ENOMEM;
    for (i = 0; !in->bad && i < count; i++) {
        struct tappa__tally t = tappa__tally_unpack(in);

        t.model = tappa__arena_text(&c->arena, t.model.s, t.model.n);
        t.name = tappa__arena_text(&c->arena, t.name.s, t.name.n);
        failed |= !t.model.s || !t.name.s;
        c->tallies[c->tally_count++] = t;
    }
    return failed ? TAPPA_ENOMEM : in->bad ? TAPPA_ESTORE : TAPPA_OK;
}

static tappa_status
get_members(struct tappa__customer *c, struct tappa__unpack *in)
{
    uint32_t count = tappa__get_count(in), i;

    if (count > TAPPA__MEMBERS_MAX)
        return TAPPA_ESTORE;
    for (i = 0; i < count; i++) {
        struct tappa__text kind = tappa__get_text(in), value = tappa__get_text(in);
        struct tappa_identity named = {kind.s, value.s, kind.n, value.n};
        uint64_t linked = tappa__get_u64(in);
        tappa_status status = in->bad ? TAPPA_ESTORE : tappa__member_add(c, tappa__identity_number(&named), &named);

        if (status)
            return status;
        c->members[i].linked = linked;
    }
    return TAPPA_OK;
}

static tappa_status
get_head(struct tappa__customer *c, struct tappa__unpack *in)
{
    struct tappa_engine *e = c->engine;
    uint32_t count, i;
    tappa_status status;
    int failed = 0;

    c->root = tappa__get_i64(in);
    c->current = tappa__get_i64(in);
    c->last.time = tappa__get_i64(in);
    c->last.order = tappa__get_i64(in);
    c->last.source = get_kept(c, in, &failed);
    c->last.id = get_kept(c, in, &failed);
    c->fired = tappa__get_i64(in);
    c->moved = tappa__get_i64(in);
    c->entry_count = tappa__get_u32(in);
    c->zone_name = get_kept(c, in, &failed);
    c->preferred = get_kept(c, in, &failed);
    count = tappa__get_count(in);
    if (failed || tappa__grow(&e->allocator, (void **)&c->parted, &c->parted_capacity, count, sizeof *c->parted))
        return TAPPA_ENOMEM;
    for (i = 0; i < count; i++)
        c->parted[i] = tappa__get_i64(in);
    c->parted_count = count;
    c->away = tappa__get_u64(in);
    c->away_sent = tappa__get_i64(in);
    if (in->bad || !c->zone_name.n)
        return in->bad ? TAPPA_ESTORE : TAPPA_OK;
    status = tappa_zone_load(e->context, c->zone_name.s, c->zone_name.n, &c->zone);
    return status == TAPPA_ENOMEM ? status : status ? TAPPA_ESTORE : TAPPA_OK; /* it was there when it was written */
}

static tappa_status
get_people(struct tappa__customer *c, struct tappa__unpack *in)
{
    const struct tappa_allocator *a = &c->engine->allocator;
    uint32_t count = tappa__get_count(in), i;
    int failed = 0;

    if (tappa__grow(a, (void **)&c->statements, &c->statement_capacity, count, sizeof *c->statements))
        return TAPPA_ENOMEM;
    for (i = 0; i < count; i++) {
        struct tappa__statement *s = &c->statements[i];

        s->purpose = get_kept(c, in, &failed);
        s->channel = get_kept(c, in, &failed);
        s->proof = get_kept(c, in, &failed);
        s->since = tappa__get_i64(in);
        s->expires = tappa__get_i64(in);
        s->until = tappa__get_i64(in);
        s->members = tappa__get_u64(in);
        s->given = tappa__get_u64(in) != 0;
    }
    c->statement_count = count;
    count = tappa__get_count(in);
    if (tappa__grow(a, (void **)&c->traits, &c->trait_capacity, count, sizeof *c->traits))
        return TAPPA_ENOMEM;
    for (i = 0; i < count; i++) {
        struct tappa__trait *t = &c->traits[i];

        t->name = get_kept(c, in, &failed);
        t->value = tappa__get_value(in);
        if (t->value.kind == TAPPA_STRING || t->value.kind == TAPPA_BYTES) {
            t->value.data = tappa__arena_text(&c->arena, t->value.data, t->value.size).s;
            failed |= !t->value.data;
        }
        t->shown = t->value;
        t->unshown = 0;
        t->since = tappa__get_i64(in);
        t->expires = tappa__get_i64(in);
        t->source = (int32_t)tappa__get_u32(in);
    }
    c->trait_count = count;
    return failed ? TAPPA_ENOMEM : in->bad ? TAPPA_ESTORE : TAPPA_OK;
}

static tappa_status
get_track(struct tappa__customer *c, struct tappa__unpack *in)
{
    struct tappa_engine *e = c->engine;
    struct tappa__text name = tappa__get_text(in), snapshot;
    int64_t version = tappa__get_i64(in);
    struct tappa__track track = {0};
    uint32_t i;
    int failed = 0;
    tappa_status status;

    track.ordinal = tappa__get_u32(in);
    track.key = get_kept(c, in, &failed);
    track.last_event = get_kept(c, in, &failed);
    if (in->bad || failed)
        return failed ? TAPPA_ENOMEM : TAPPA_ESTORE;
    if (tappa__grow(&e->allocator, (void **)&c->tracks, &c->track_capacity, c->track_count + 1, sizeof *c->tracks))
        return TAPPA_ENOMEM;
    track.force = tappa__force_version(e, name, version);
    status = track.force == TAPPA_NONE ? TAPPA_EMISMATCH : tappa__retain_begin(c, &track);
    if (status)
        return status;
    for (i = 0; track.kept && i < tappa_model_data_count(e->forces[track.force].model); i++)
        track.kept[i] = tappa__get_i64(in);
    snapshot = tappa__get_text(in);
    if (in->bad)
        return TAPPA_ESTORE;
    status = tappa_snapshot_read(e->forces[track.force].model, snapshot.s, snapshot.n, e->asking, &track.journey);
    if (status)
        return status == TAPPA_ENOMEM ? status : TAPPA_ESTORE;
    status = tappa__brought_unpack(c, &track, in);
    if (status) {
        tappa_journey_free(track.journey);
        return status;
    }
    track.ended = tappa_journey_ended(track.journey) != 0;
    c->tracks[c->track_count++] = track;
    return tappa_journey_set_zone(track.journey, c->zone ? c->zone : e->zone); /* that of all may be another by now */
}

tappa_status
tappa__state_unpack(struct tappa__customer *c, const void *bytes, size_t size)
{
    struct tappa__unpack in = {bytes, (const uint8_t *)bytes + size, 0};
    uint32_t count;
    tappa_status status;

    if (tappa__get_u64(&in) != TAPPA__STATE_FORM)
        return TAPPA_ESTORE;
    status = get_tallies(c, &in);
    if (!status)
        status = get_members(c, &in);
    if (!status)
        status = get_head(c, &in);
    if (!status)
        status = get_people(c, &in);
    if (status)
        return status;
    for (count = tappa__get_count(&in); !status && count; count--)
        status = get_track(c, &in);
    return status ? status : in.bad || in.at != in.end ? TAPPA_ESTORE : TAPPA_OK;
}
