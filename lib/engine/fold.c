/* Owns the fold: one entry of a history after the other moves the customer, timers that are due in between run first.
 * Ingest calls it for what is new, history.c for what is folded again.
 * The result depends on the entries and the models in force alone: no clock, no order of arrival. */
#include <string.h>

#include "lib/base/time.h"
#include "lib/engine/engine.h"

void
tappa__root_name(const struct tappa__customer *c, char out[17])
{
    static const char digits[] = "0123456789abcdef";
    uint64_t v = (uint64_t)c->root;
    int i;

    for (i = 15; i >= 0; i--, v >>= 4)
        out[i] = digits[v & 15];
    out[16] = '\0';
}

/* The journey whose timer is due first, if it is due by `time`. */
static struct tappa__track *
next_due(const struct tappa__customer *c, int64_t time, int64_t *due)
{
    struct tappa__track *first = NULL;
    size_t i;

    for (i = 0; i < c->track_count; i++) {
        int64_t at = c->tracks[i].ended ? TAPPA_NEVER : tappa_journey_next_due(c->tracks[i].journey);

        if (at != TAPPA_NEVER && at <= time && (!first || at < *due)) {
            first = &c->tracks[i];
            *due = at;
        }
    }
    return first;
}

/* Behind all that the customer has heard so far. A newer version may set timers for times that are over by then. */
static int64_t
newest(const struct tappa__customer *c)
{
    return c->moved > c->last.time ? c->moved : c->last.time;
}

/* Into the journal: that its journeys went on to newer versions, behind all else of that time. */
static tappa_status
note_moved(struct tappa__customer *c, uint32_t kind)
{
    struct tappa__entry entry = {.kind = kind, .identity = c->current, .time = c->moved, .order = INT64_MAX - 1,
                                 .source = TAPPA__TEXT(""), .id = TAPPA__TEXT(""), .name = TAPPA__TEXT("moved"), .touchpoint = TAPPA__TEXT(""),
                                 .zone = TAPPA__TEXT("")};

    return tappa__append(c->engine, c, &entry);
}

/* By when a timer has fired, or journeys have moved, that is due then: behind all that has happened, and never before what had. */
static int64_t
fired_by(const struct tappa__customer *c, int64_t due)
{
    due = due > newest(c) ? due : newest(c);
    return due > c->fired ? due : c->fired;
}

tappa_status
tappa__fold_move(struct tappa__customer *c, int64_t time, enum tappa__mover by, int *moved)
{
    tappa_status status = tappa__tracks_move(c, time, by == TAPPA__BY_TIMER, moved);

    if (status || !*moved)
        return status;
    c->moved = c->fired = fired_by(c, time);
    return c->engine->silent ? TAPPA_OK : note_moved(c, by == TAPPA__BY_CALL ? TAPPA__ENTRY_MOVED : TAPPA__ENTRY_WENT_ON);
}

/* Into the journal: a timer of this journey fired. */
static tappa_status
note_timer(struct tappa__customer *c, const struct tappa__track *track, int64_t due)
{
    struct tappa_engine *e = c->engine;
    const struct tappa_step *step = tappa_batch_step_at(e->batch, 0); /* also of one that was used up in vain */
    const struct tappa_taken *taken = tappa_batch_taken_at(e->batch, 0);
    const char *path = taken ? tappa_transition_path(tappa_model_transition_at(e->forces[track->force].model, taken->row)) : "";
    struct tappa__entry entry = {.kind = TAPPA__ENTRY_TIMER, .identity = tappa__brought_by(c, track, e->batch), .time = c->fired,
                                 .order = due <= newest(c) ? INT64_MAX : 0, .status = TAPPA_INGEST_TAKEN};
    size_t size;
    const char *id = tappa_journey_id(track->journey, &size);

    entry.source = tappa__arena_text(&e->scratch, id, size);
    entry.id = tappa__text_of(path); /* the model's: it lasts */
    entry.name = tappa__arena_text(&e->scratch, step->name, step->name_size);
    entry.touchpoint = entry.zone = TAPPA__TEXT("");
    return entry.source.s && entry.name.s ? tappa__append(e, c, &entry) : TAPPA_ENOMEM;
}

/* What it asks for, and what is to be told of that: only the journal is. */
static tappa_status
want_by_timer(struct tappa__customer *c, struct tappa__track *track, size_t index)
{
    struct tappa_engine *e = c->engine;
    struct tappa_ingested said = {.message = ""};
    tappa_status status;

    e->told = e->silent ? NULL : &said;
    tappa__tell_failures(e, e->batch);
    status = tappa__want(c, track, e->batch);
    e->told = NULL;
    if (!e->silent)
        tappa__append_message(e, index, said.message);
    return status;
}

/* A timer that loops is used up, and asks for nothing. */
static tappa_status
settle_timer(struct tappa__customer *c, struct tappa__track *track, int64_t due, tappa_status status)
{
    struct tappa_engine *e = c->engine;
    size_t index = e->work.entry_count;

    if (status == TAPPA_ENOMEM)
        return status;
    tappa__journal_hear(c, track, e->batch);
    if (!e->silent) {
        tappa_status noted = note_timer(c, track, due);

        if (noted)
            return noted;
        e->sums.timers++;
        e->sums.transitions += tappa_batch_taken_count(e->batch);
        e->sums.failures += tappa_batch_failure_count(e->batch);
    }
    return status ? TAPPA_OK : want_by_timer(c, track, index);
}

/* What a timer has cost of those that may still run: more where it asked for a contact of somebody who has thousands, among whom that must stand. */
static void
count_down(const struct tappa__customer *c, size_t contacts, size_t *left)
{
    size_t asked = c->contact_count > contacts ? c->contact_count - contacts : 0, cost = 1 + asked * (c->contact_count / 64);

    *left -= cost < *left ? cost : *left;
}

static void
sooner(int64_t *due, int64_t at)
{
    *due = at < *due ? at : *due;
}

/* When journeys go to a version that was applied, as far as any is behind; TAPPA_NEVER. */
static tappa_status
moves_at(const struct tappa__customer *c, int64_t *time)
{
    const struct tappa__force *forces = c->engine->forces;
    tappa_status status = TAPPA_OK;
    int64_t applied;
    size_t i;

    *time = TAPPA_NEVER;
    for (i = 0; !status && i < c->track_count; i++) {
        if (c->tracks[i].ended || forces[c->tracks[i].force].next == TAPPA_NONE) /* most are */
            continue;
        status = tappa__track_due(c->engine, &c->tracks[i], &applied);
        sooner(time, applied);
    }
    return status;
}

tappa_status
tappa__fold_until(struct tappa__customer *c, int64_t time)
{
    struct tappa_engine *e = c->engine;
    size_t contacts, *left = e->silent ? &e->again_left : &e->timers_left;
    tappa_status status = TAPPA_OK;

    while (!status) {
        int64_t due = TAPPA_NEVER, kept = tappa__kept_until(c), moves;
        struct tappa__track *track = next_due(c, time, &due);
        int moved;

        status = moves_at(c, &moves);
        if (status)
            return status;
        if (moves < time && moves < due && moves < kept) { /* what is due at that instant is the old version's */
            status = tappa__fold_move(c, moves, TAPPA__BY_TIME, &moved);
            continue;
        }
        if (kept != TAPPA_NEVER && kept <= time && kept <= due) { /* no timer sees what is kept no longer */
            status = tappa__forget(c, kept);
            continue;
        }
        if (!track)
            break;
        if (!*left)
            return TAPPA_ELIMIT;
        status = tappa__fold_move(c, due, TAPPA__BY_TIMER, &moved);
        if (status)
            return status;
        if (moved) /* under another version others may be due */
            continue;
        contacts = c->contact_count;
        e->hearing = NULL;
        status = tappa_journey_run_due(track->journey, due, e->batch);
        c->fired = fired_by(c, due);
        status = settle_timer(c, track, due, status);
        count_down(c, contacts, left);
    }
    return status;
}

/* A text that changes with each event has one place, as large as the largest. */
static int
write_over(struct tappa__customer *c, struct tappa__text *text, uint32_t *room, struct tappa__text with)
{
    if (with.n > *room) {
        uint32_t wanted = 2 * with.n > 32 ? 2 * with.n : 32;
        char *place = tappa__arena_alloc(&c->arena, (size_t)wanted + 1);

        if (!place)
            return -1;
        text->s = place;
        *room = wanted;
    }
    if (with.n) {
        char *place = (char *)(uintptr_t)text->s;

        memcpy(place, with.s, with.n);
        place[with.n] = '\0';
    }
    text->n = with.n;
    return 0;
}

/* It is the newest event so far. */
static tappa_status
note_last(struct tappa__customer *c, const struct tappa__entry *entry)
{
    c->last.time = entry->time;
    c->last.order = entry->order;
    c->entry_count++;
    if (write_over(c, &c->last.source, &c->source_room, entry->source) || write_over(c, &c->last.id, &c->id_room, entry->id))
        return TAPPA_ENOMEM;
    return tappa__tracks_prune(c);
}

/* What it says of the person counts as if it had come in time; no journey hears it, and none is told before it came. Where customers part it may be
 * the newest event of one of them. */
static tappa_status
fold_aside(struct tappa__customer *c, const struct tappa__entry *entry, struct tappa_ingested *result)
{
    int taken = 0;
    tappa_status status = tappa__fold_until(c, entry->time);

    if (!status)
        status = tappa__people_hear(c, entry, &taken, result);
    if (result && taken)
        tappa__tell(c->engine, result, "it counts for what is known of the person; for journeys it is too late");
    if (!c->current) /* of a person of whom nothing else is known something is forgotten all the same, and the journal says whose */
        c->current = entry->identity;
    return status ? status : note_last(c, entry);
}

static tappa_status
fold_moved(struct tappa__customer *c, int64_t time)
{
    tappa_status status = tappa__fold_until(c, time);
    int moved;

    return status ? status : tappa__fold_move(c, time, TAPPA__BY_CALL, &moved);
}

/* As the history was known when it was noted. Now they do by then what this history has them do. */
static tappa_status
fold_went_on(struct tappa__customer *c, int64_t time)
{
    int64_t moves = TAPPA_NEVER;
    tappa_status status = tappa__fold_until(c, time);
    int moved;

    if (!status)
        status = moves_at(c, &moves);
    return status || moves != time ? status : tappa__fold_move(c, time, TAPPA__BY_TIME, &moved);
}

/* Before an event: what is due by then under the versions that the journeys have; these go on to the newest; and what is due by then under those. So
 * the event finds no timer whose time is over, and it is no matter when somebody looks for such. */
static tappa_status
fold_before(struct tappa__customer *c, const struct tappa__entry *entry)
{
    tappa_status status = entry->is_next ? TAPPA_OK : tappa__fold_until(c, entry->time);
    int moved = 0;

    if (!status)
        status = tappa__tracks_move(c, entry->time, 0, &moved);
    return status || !moved ? status : tappa__fold_until(c, entry->time);
}

/* With what became of it elsewhere behind why. */
static void
refuse_all_the_same(struct tappa_engine *e, struct tappa_ingested *result, const char *why)
{
    const char *words = result->message;

    result->outcome = TAPPA_INGEST_REFUSED;
    if (!strncmp(words, why, strlen(why)))
        return;
    result->message = why;
    if (*words)
        tappa__tell(e, result, "%s", words);
}

static tappa_status
fold(struct tappa__customer *c, const struct tappa__entry *entry, struct tappa_ingested *result)
{
    struct tappa_engine *e = c->engine;
    const char *zone = c->zone_name.s; /* another one has a place of its own */
    const char *refused;
    int taken = 0;
    tappa_status status;

    if (entry->aside)
        return fold_aside(c, entry, result);
    if (c->unshown && !entry->too_late) {
        status = tappa__people_show(c, entry->arrived);
        if (status)
            return status;
    }
    if (entry->kind == TAPPA__ENTRY_TIMER || entry->kind == TAPPA__ENTRY_FORGET) /* it fired then; where it is still armed, it does so again */
        return tappa__fold_until(c, entry->time);
    if (entry->kind == TAPPA__ENTRY_MOVED)
        return fold_moved(c, entry->time);
    if (entry->kind == TAPPA__ENTRY_WENT_ON)
        return fold_went_on(c, entry->time);
    if (entry->too_late || (entry->kind != TAPPA__ENTRY_EVENT && entry->kind != TAPPA__ENTRY_OUTCOME))
        return TAPPA_OK;
    if (!c->root)
        c->root = entry->identity;
    status = fold_before(c, entry);
    if (!status)
        status = tappa__people_hear(c, entry, &taken, result);
    refused = result && result->outcome == TAPPA_INGEST_REFUSED ? result->message : NULL;
    if (entry->is_next && (taken || c->zone_name.s != zone)) /* behind a history that is folded again all wake */
        tappa__contacts_wake(c);
    if (result && taken)
        result->outcome = TAPPA_INGEST_TAKEN;
    e->hearing = entry;
    e->told = result;
    if (!status)
        status = tappa__tracks_hear(c, entry, result);
    e->hearing = NULL;
    e->told = NULL;
    if (refused) /* what journeys do about it gives no consent */
        refuse_all_the_same(e, result, refused);
    if (status)
        return status;
    c->current = entry->identity;
    return note_last(c, entry);
}

tappa_status
tappa__fold(struct tappa__customer *c, const struct tappa__entry *entry, struct tappa_ingested *result)
{
    struct tappa_engine *e = c->engine;
    uint32_t known = e->known;
    tappa_status status;

    if (entry->sequence)
        e->known = entry->known;
    status = fold(c, entry, result);
    e->known = known;
    return status;
}

int64_t
tappa__customer_due(const struct tappa__customer *c)
{
    int64_t due = tappa__kept_until(c);
    size_t i;

    for (i = 0; i < c->track_count; i++)
        if (!c->tracks[i].ended)
            sooner(&due, tappa_journey_next_due(c->tracks[i].journey));
    for (i = 0; i < c->contact_count; i++)
        sooner(&due, tappa__contact_due(&c->contacts[i]));
    return due;
}

tappa_status
tappa__customer_next(const struct tappa__customer *c, int64_t *next)
{
    tappa_status status = moves_at(c, next);

    if (*next < TAPPA__TIME_MAX) /* behind that instant */
        ++*next;
    sooner(next, tappa__customer_due(c));
    return status;
}
