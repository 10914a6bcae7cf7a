/* Owns the body of an entry: what the journal's columns do not say of an event.
 * Called when an entry is written and when a history is read.
 * A body that cannot be read is a damaged store, never a different event. */
#include <string.h>

#include "lib/base/time.h"
#include "lib/engine/engine.h"
#include "lib/engine/pack.h"

/* Of the body; a number means one form for ever. */
#define FORM 2
#define FORM_WITHOUT_KNOWN 1
#define MESSAGE 16u /* among the flags: there is one, at the end */

/* At most so many bytes. */
static size_t
room_of(const struct tappa__entry *entry)
{
    size_t room = (9 + (size_t)entry->identity_count) * TAPPA__NUMBER_MAX + sizeof entry->key + entry->touchpoint.n + entry->zone.n + entry->message.n;
    uint32_t i;

    for (i = 0; i < entry->field_count; i++)
        room += TAPPA__NUMBER_MAX + entry->fields[i].name_size + tappa__value_room(&entry->fields[i].value);
    return room;
}

void
tappa__entry_pack(const struct tappa__entry *entry, struct tappa__buffer *body)
{
    char *at;
    uint32_t i;

    if (tappa__put_room(body, room_of(entry)))
        return;
    at = tappa__u64_at(body->s + body->n, FORM);
    at = tappa__u64_at(at, (entry->is_text ? 1u : 0u) | (entry->too_late ? 2u : 0u) | (entry->unseen ? 4u : 0u) | (entry->aside ? 8u : 0u) |
                               (entry->message.n ? MESSAGE : 0u));
    at = tappa__u64_at(at, entry->known);
    at = tappa__i64_at(at, entry->order);
    at = tappa__text_at(at, entry->touchpoint);
    at = tappa__text_at(at, entry->zone);
    at = tappa__u64_at(at, entry->identity_count);
    for (i = 0; i < entry->identity_count; i++)
        at = tappa__i64_at(at, entry->identities[i]);
    at = tappa__u64_at(at, entry->field_count);
    for (i = 0; i < entry->field_count; i++) {
        at = tappa__text_at(at, (struct tappa__text){entry->fields[i].name, entry->fields[i].name_size});
        at = tappa__value_at(at, &entry->fields[i].value);
    }
    if (entry->kind == TAPPA__ENTRY_CLAIM || entry->kind == TAPPA__ENTRY_OUTCOME) {
        memcpy(at, entry->key, sizeof entry->key);
        at += sizeof entry->key;
    }
    if (entry->kind == TAPPA__ENTRY_PART)
        at = tappa__i64_at(at, entry->about);
    if (entry->message.n)
        at = tappa__text_at(at, entry->message);
    tappa__put_end(body, at);
}

static struct tappa__text
keep_span(struct tappa__arena *arena, struct tappa_span span, int *failed)
{
    struct tappa__text t = {"", 0};

    if (span.size)
        t = tappa__arena_text(arena, span.data, span.size);
    *failed |= !t.s;
    return t;
}

static const int64_t *
get_identities(struct tappa__unpack *in, struct tappa__arena *arena, uint32_t count)
{
    int64_t *identities = tappa__arena_alloc(arena, (count + 1) * sizeof *identities);
    uint32_t i;

    for (i = 0; identities && i < count; i++)
        identities[i] = tappa__get_i64(in);
    return identities;
}

static const struct tappa_field *
get_fields(struct tappa__unpack *in, struct tappa__arena *arena, uint32_t count)
{
    struct tappa_field *fields = tappa__arena_alloc(arena, (count + 1) * sizeof *fields);
    uint32_t i;

    for (i = 0; fields && i < count; i++) {
        struct tappa__text name = tappa__get_text(in);

        fields[i] = (struct tappa_field){.name = name.s, .name_size = name.n};
        fields[i].value = tappa__get_value(in);
    }
    return fields;
}

tappa_status
tappa__entry_unpack(const struct tappa_entry *row, struct tappa__arena *arena, struct tappa__entry *out)
{
    struct tappa__unpack in;
    struct tappa__text body;
    uint64_t form, flags;
    int failed = 0;

    memset(out, 0, sizeof *out);
    out->sequence = out->came = out->arrived = row->sequence;
    out->previous = row->previous;
    out->identity = row->identity;
    out->time = row->time;
    out->received = row->received;
    out->kind = row->kind;
    out->status = row->status;
    out->source = keep_span(arena, row->source, &failed);
    out->id = keep_span(arena, row->id, &failed);
    out->name = keep_span(arena, row->name, &failed);
    body = keep_span(arena, row->body, &failed);
    if (failed)
        return TAPPA_ENOMEM;
    in = (struct tappa__unpack){(const uint8_t *)body.s, (const uint8_t *)body.s + body.n, 0};
    form = tappa__get_u64(&in);
    if (form != FORM && form != FORM_WITHOUT_KNOWN)
        return TAPPA_ESTORE;
    flags = tappa__get_u64(&in);
    out->known = form == FORM ? tappa__get_u32(&in) : UINT32_MAX;
    out->is_text = flags & 1;
    out->too_late = flags >> 1 & 1;
    out->unseen = flags >> 2 & 1;
    out->aside = flags >> 3 & 1;
    out->order = tappa__get_i64(&in);
    out->touchpoint = tappa__get_text(&in);
    out->zone = tappa__get_text(&in);
    out->identity_count = tappa__get_count(&in);
    out->identities = get_identities(&in, arena, out->identity_count);
    out->field_count = tappa__get_count(&in);
    out->fields = get_fields(&in, arena, out->field_count);
    if (out->kind == TAPPA__ENTRY_CLAIM || out->kind == TAPPA__ENTRY_OUTCOME)
        tappa__get_bytes(&in, out->key, sizeof out->key);
    if (out->kind == TAPPA__ENTRY_PART)
        out->about = tappa__get_i64(&in);
    if (flags & MESSAGE)
        out->message = tappa__get_text(&in);
    if (!out->identities || !out->fields)
        return TAPPA_ENOMEM;
    if (out->identity && (out->time < TAPPA__TIME_MIN || out->time > TAPPA__TIME_MAX)) /* nobody's may have any: it was refused for it */
        return TAPPA_ESTORE;
    return in.bad || in.at != in.end || flags > 31 || (out->aside && !out->too_late) || (flags & MESSAGE && !out->message.n) ? TAPPA_ESTORE : TAPPA_OK;
}

/* Whether an event's id is known by its entry: 1, 0, or -1 where that cannot be read. */
static int
seen_by(const struct tappa_entry *row)
{
    struct tappa__unpack in = {row->body.data, (const uint8_t *)row->body.data + row->body.size, 0};
    uint64_t form = tappa__get_u64(&in), flags = tappa__get_u64(&in);

    if (row->kind != TAPPA__ENTRY_EVENT || !row->id.size)
        return 0;
    return (form != FORM && form != FORM_WITHOUT_KNOWN) || in.bad ? -1 : !(flags & 4);
}

int
tappa__entry_is_seen(const struct tappa_entry *row)
{
    return seen_by(row) > 0;
}

int
tappa__entry_may_be_seen(const struct tappa_entry *row)
{
    return seen_by(row) != 0;
}

struct tappa__position
tappa__entry_position(const struct tappa__entry *entry)
{
    return (struct tappa__position){entry->time, entry->order, entry->source, entry->id};
}

int
tappa__position_compare(const struct tappa__position *a, const struct tappa__position *b)
{
    int64_t left[] = {a->time, a->order}, right[] = {b->time, b->order};
    int i, order;

    for (i = 0; i < 2; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    order = tappa__text_compare(a->source, b->source);
    return order ? order : tappa__text_compare(a->id, b->id);
}

static int
compare_values(const struct tappa_value *a, const struct tappa_value *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->kind == TAPPA_STRING || a->kind == TAPPA_BYTES)
        return tappa__text_compare((struct tappa__text){a->data, a->size}, (struct tappa__text){b->data, b->size});
    if (a->kind == TAPPA_DOUBLE && a->real != b->real)
        return a->real < b->real ? -1 : 1;
    return a->kind == TAPPA_DOUBLE ? 0 : a->integer < b->integer ? -1 : a->integer > b->integer;
}

static int
compare_fields(const struct tappa__entry *a, const struct tappa__entry *b)
{
    uint32_t i;

    for (i = 0; i < a->field_count && i < b->field_count; i++) {
        const struct tappa_field *x = &a->fields[i], *y = &b->fields[i];
        int order = tappa__text_compare((struct tappa__text){x->name, x->name_size}, (struct tappa__text){y->name, y->name_size});

        if (!order)
            order = compare_values(&x->value, &y->value);
        if (order)
            return order;
    }
    return a->field_count < b->field_count ? -1 : a->field_count > b->field_count;
}

static int
speaks(const struct tappa__entry *entry)
{
    return entry->kind == TAPPA__ENTRY_EVENT && tappa__is_of_person(entry->name);
}

int
tappa__entry_compare(const struct tappa__entry *a, const struct tappa__entry *b)
{
    struct tappa__position left = tappa__entry_position(a), right = tappa__entry_position(b);
    int order = tappa__position_compare(&left, &right);

    if (!order)
        order = speaks(b) - speaks(a);
    if (!order && speaks(a))
        order = tappa__text_compare(a->name, b->name);
    if (!order && speaks(a))
        order = compare_fields(a, b);
    return order ? order : a->came < b->came ? -1 : a->came > b->came;
}
