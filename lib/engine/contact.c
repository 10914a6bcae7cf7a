/* Owns contacts as rows, their order within a customer, and how one comes into a state.
 * Called when a customer is loaded or written, by whatever asks for a contact, and by what becomes of one.
 * A row says all there is to say of a contact: what the journal has of it is evidence, and is not needed to know where it stands. */
#include <string.h>

#include "lib/base/time.h"
#include "lib/engine/engine.h"
#include "lib/engine/pack.h"

#define FORM 1 /* of the body; a number means one form for ever */

enum { IS_EFFECT = 1, EVENT_IS_TEXT = 2, NOT_TODAY = 4, BY_TIMER = 8, REFUSED = 16, IN_SPITE = 32, HELD = 64, ANSWERED = 128, ALL = 255 };
/* BY_TIMER: said where there is an event, else it goes without saying. */

/* ---- writing ---- */

static void
put_fields(const struct tappa_field *fields, uint32_t count, struct tappa__buffer *out)
{
    uint32_t i;

    tappa__put_u64(out, count);
    for (i = 0; i < count; i++) {
        tappa__put_text(out, (struct tappa__text){fields[i].name, fields[i].name_size});
        tappa__put_value(out, &fields[i].value);
    }
}

static uint32_t
flags_of(const struct tappa__contact *contact)
{
    uint32_t flags = 0;
    int is_refused = contact->refused != TAPPA_NEVER;

    if (contact->is_effect)
        flags |= IS_EFFECT;
    if (contact->event_is_text)
        flags |= EVENT_IS_TEXT;
    if (contact->by_timer && contact->event.n)
        flags |= BY_TIMER;
    if (is_refused)
        flags |= REFUSED;
    if (contact->in_spite)
        flags |= IN_SPITE;
    if (contact->held_state || contact->against != TAPPA_NEVER)
        flags |= HELD;
    if (contact->answered != TAPPA_NEVER)
        flags |= ANSWERED;
    /* No late consent comes to the archive: whether the stage of one that waited for it was left before or behind its going there says nothing. */
    if (contact->not_today && (!contact->archived || !is_refused))
        flags |= NOT_TODAY;
    return flags;
}

void
tappa__contact_pack(const struct tappa__contact *contact, struct tappa__buffer *body)
{
    tappa__put_u64(body, FORM);
    tappa__put_u64(body, flags_of(contact));
    tappa__put_i64(body, contact->identity);
    tappa__put_text(body, contact->model);
    tappa__put_i64(body, contact->version);
    tappa__put_text(body, contact->journey_key);
    tappa__put_u64(body, contact->ordinal);
    tappa__put_text(body, contact->name);
    tappa__put_u64(body, contact->row);
    tappa__put_u64(body, contact->action);
    tappa__put_text(body, contact->event);
    tappa__put_text(body, contact->event_touchpoint);
    tappa__put_i64(body, contact->event_time);
    put_fields(contact->event_fields, contact->event_field_count, body);
    tappa__put_i64(body, contact->wanted);
    tappa__put_i64(body, contact->expires);
    put_fields(contact->arguments, contact->argument_count, body);
    tappa__put_u64(body, contact->attempt);
    tappa__put_i64(body, contact->changed);
    tappa__put_i64(body, contact->sent);
    tappa__put_text(body, contact->because);
    if (flags_of(contact) & REFUSED)
        tappa__put_i64(body, contact->refused);
    if (flags_of(contact) & HELD) {
        tappa__put_u64(body, contact->held_state);
        tappa__put_i64(body, contact->held_changed);
        tappa__put_i64(body, contact->held_due);
        tappa__put_i64(body, contact->against);
    }
    if (flags_of(contact) & ANSWERED)
        tappa__put_i64(body, contact->answered);
}

/* ---- reading ---- */

/* A text that outlives the row, with a NUL behind it. */
static struct tappa__text
get_kept(struct tappa__arena *arena, struct tappa__unpack *in, int *failed)
{
    struct tappa__text t = tappa__get_text(in);

    if (!t.n)
        return TAPPA__TEXT("");
    t = tappa__arena_text(arena, t.s, t.n);
    *failed |= !t.s;
    return t;
}

static const struct tappa_field *
get_fields(struct tappa__arena *arena, struct tappa__unpack *in, uint32_t *count, int *failed)
{
    struct tappa_field *fields;
    uint32_t i;

    *count = tappa__get_count(in);
    if (!*count)
        return NULL;
    fields = tappa__arena_alloc(arena, *count * sizeof *fields);
    *failed |= !fields;
    for (i = 0; fields && i < *count; i++) {
        struct tappa__text name = get_kept(arena, in, failed);
        struct tappa_value value = tappa__get_value(in);

        if (value.kind == TAPPA_STRING || value.kind == TAPPA_BYTES) {
            value.data = tappa__arena_text(arena, value.data, value.size).s;
            *failed |= !value.data;
        }
        fields[i] = (struct tappa_field){.name = name.s, .name_size = name.n, .value = value};
    }
    return fields;
}

static void
get_wish(struct tappa__contact *out, struct tappa__unpack *in, struct tappa__arena *arena, int *failed)
{
    out->identity = tappa__get_i64(in);
    out->model = get_kept(arena, in, failed);
    out->version = tappa__get_i64(in);
    out->journey_key = get_kept(arena, in, failed);
    out->ordinal = tappa__get_u32(in);
    out->name = get_kept(arena, in, failed);
    out->row = tappa__get_u32(in);
    out->action = tappa__get_u32(in);
    out->event = get_kept(arena, in, failed);
    out->event_touchpoint = get_kept(arena, in, failed);
    out->event_time = tappa__get_i64(in);
    out->event_fields = get_fields(arena, in, &out->event_field_count, failed);
    out->wanted = tappa__get_i64(in);
    out->expires = tappa__get_i64(in);
    out->arguments = get_fields(arena, in, &out->argument_count, failed);
}

static void
get_held(struct tappa__contact *out, struct tappa__unpack *in, uint64_t is_held)
{
    out->held_state = is_held ? tappa__get_u32(in) : 0;
    out->held_changed = is_held ? tappa__get_i64(in) : 0;
    out->held_due = is_held ? tappa__get_i64(in) : 0;
    out->against = is_held ? tappa__get_i64(in) : TAPPA_NEVER;
    in->bad |= out->held_state != 0 && out->held_state != TAPPA_CONTACT_WANTED && out->held_state != TAPPA_CONTACT_FAILED;
}

tappa_status
tappa__contact_identity_of(const struct tappa_store_contact *row, int64_t *identity)
{
    struct tappa__unpack in = {row->body.data, (const uint8_t *)row->body.data + row->body.size, 0};
    uint64_t form = tappa__get_u64(&in);

    (void)tappa__get_u64(&in);
    *identity = tappa__get_i64(&in);
    return in.bad || form != FORM || !*identity ? TAPPA_ESTORE : TAPPA_OK;
}

tappa_status
tappa__contact_unpack(struct tappa__customer *c, const struct tappa_store_contact *row, struct tappa__contact *out)
{
    struct tappa__unpack in = {row->body.data, (const uint8_t *)row->body.data + row->body.size, 0};
    uint64_t flags;
    int failed = 0;

    if (tappa__get_u64(&in) != FORM)
        return TAPPA_ESTORE;
    flags = tappa__get_u64(&in);
    out->is_effect = flags & IS_EFFECT ? 1 : 0;
    out->event_is_text = flags & EVENT_IS_TEXT ? 1 : 0;
    out->not_today = flags & NOT_TODAY ? 1 : 0;
    out->in_spite = flags & IN_SPITE ? 1 : 0;
    get_wish(out, &in, &c->arena, &failed);
    out->by_timer = flags & BY_TIMER || !out->event.n;
    out->attempt = tappa__get_u32(&in);
    out->changed = tappa__get_i64(&in);
    out->sent = tappa__get_i64(&in);
    out->because = get_kept(&c->arena, &in, &failed);
    out->refused = flags & REFUSED ? tappa__get_i64(&in) : TAPPA_NEVER;
    get_held(out, &in, flags & HELD);
    out->answered = flags & ANSWERED ? tappa__get_i64(&in) : TAPPA_NEVER;
    out->state = row->state;
    out->due = row->due;
    out->asked = !out->not_today; /* by the fold that the customer's state comes from; one from the start clears it first */
    out->is_new = out->changed_row = out->archived = out->gone = 0;
    if (failed)
        return TAPPA_ENOMEM;
    return in.bad || in.at != in.end || flags > ALL || row->state < TAPPA_CONTACT_WANTED || row->state > TAPPA_CONTACT_EXPIRED
               ? TAPPA_ESTORE
               : TAPPA_OK;
}

/* ---- among a customer's ---- */

/* Where the key is, or would be. */
static size_t
place_of(const struct tappa__customer *c, const uint8_t key[16])
{
    size_t low = 0, high = c->contact_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (memcmp(c->contacts[middle].key, key, 16) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct tappa__contact *
tappa__contact_find(struct tappa__customer *c, const uint8_t key[16])
{
    size_t at = place_of(c, key);

    return at < c->contact_count && !memcmp(c->contacts[at].key, key, 16) ? &c->contacts[at] : NULL;
}

struct tappa__contact *
tappa__contact_add(struct tappa__customer *c, const uint8_t key[16])
{
    size_t at = place_of(c, key);
    struct tappa__contact *contact;

    if (tappa__grow(&c->engine->allocator, (void **)&c->contacts, &c->contact_capacity, c->contact_count + 1,
                    sizeof *c->contacts))
        return NULL;
    contact = &c->contacts[at];
    memmove(contact + 1, contact, (c->contact_count++ - at) * sizeof *contact);
    memset(contact, 0, sizeof *contact);
    memcpy(contact->key, key, 16);
    contact->model = contact->journey_key = contact->name = TAPPA__TEXT("");
    contact->event = contact->event_touchpoint = contact->because = TAPPA__TEXT("");
    contact->row = contact->action = TAPPA_NONE;
    contact->expires = contact->due = contact->refused = contact->against = contact->answered = TAPPA_NEVER;
    contact->state = TAPPA_CONTACT_WANTED;
    contact->is_new = contact->changed_row = 1;
    return contact;
}

/* ---- states ---- */

void
tappa__contact_move(struct tappa__contact *contact, uint32_t state, int64_t now)
{
    contact->state = state;
    contact->changed = now;
    contact->changed_row = 1;
}

/* A consent that had been given by then, and came to be known since, has it wanted again; as long as it is known. */
static void
ask_consent(struct tappa__customer *c, struct tappa__contact *contact, int64_t now)
{
    int had;

    if (contact->refused == TAPPA_NEVER || contact->not_today || contact->refused < tappa__time_before(now, c->engine->options.lateness))
        return;
    had = tappa__contact_had_consent(c, contact, contact->refused);
    if (had == (contact->state != TAPPA_CONTACT_WITHDRAWN))
        return;
    if (!had) {
        tappa__contact_refuse(contact);
        return;
    }
    tappa__contact_move(contact, TAPPA_CONTACT_WANTED, contact->refused);
}

void
tappa__contacts_wake(struct tappa__customer *c)
{
    int64_t now = c->engine->work.now;
    size_t i;

    for (i = 0; i < c->contact_count; i++) {
        struct tappa__contact *contact = &c->contacts[i];

        ask_consent(c, contact, now);
        if (contact->state == TAPPA_CONTACT_WANTED && contact->due > contact->wanted) {
            contact->due = contact->wanted; /* whenever that was; by an event ahead of the clock: not before its time */
            contact->changed_row = 1;
        }
    }
}

int
tappa__contact_is_open(const struct tappa__contact *contact)
{
    return contact->state == TAPPA_CONTACT_WANTED || contact->state == TAPPA_CONTACT_CLAIMED ||
           (contact->state == TAPPA_CONTACT_FAILED && contact->due != TAPPA_NEVER);
}

int
tappa__contact_may_open(const struct tappa__contact *contact)
{
    return tappa__contact_is_open(contact) || contact->refused != TAPPA_NEVER;
}

int
tappa__contact_is_of(const struct tappa__customer *c, const struct tappa__contact *contact, const struct tappa__track *track)
{
    return contact->ordinal == track->ordinal && tappa__text_equal(track->key, contact->journey_key) &&
           tappa__text_is(contact->model, tappa_model_name(c->engine->forces[track->force].model));
}

int64_t
tappa__contact_due(const struct tappa__contact *contact)
{
    if (contact->state == TAPPA_CONTACT_CLAIMED || contact->state == TAPPA_CONTACT_SENT)
        return contact->due;
    return tappa__contact_is_open(contact) ? contact->expires : TAPPA_NEVER;
}
