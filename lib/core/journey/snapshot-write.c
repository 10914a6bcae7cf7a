/* Writing snapshots: a journey's state as canonical bytes, see snapshot.h for the format. Hosts call it between steps; reading
 * calls it to hold what it read against the bytes. Everything stands in an order that the model fixes, so equal journeys
 * give equal bytes. */
#include <string.h>

#include "lib/base/hash.h"
#include "lib/core/journey/snapshot.h"

/* Most snapshots fit into `few`, and ask for no memory; a larger one goes on in a block of its own. */
struct writing {
    const struct tappa_allocator *allocator;
    char *s; /* `few`, or the block */
    size_t n, capacity;
    int failed;
    char few[512];
};

static char *
more_room(struct writing *b, size_t n)
{
    size_t wanted = 2 * b->capacity + n;
    char *block = b->failed ? NULL : tappa__alloc(b->allocator, wanted);

    b->failed |= !block;
    if (!block)
        return NULL;
    memcpy(block, b->s, b->n);
    if (b->s != b->few)
        tappa__free(b->allocator, b->s);
    b->s = block;
    b->capacity = wanted;
    return b->s + b->n;
}

/* Where the next n bytes go; NULL: out of memory, now or before. */
static inline char *
room(struct writing *b, size_t n)
{
    return b->capacity - b->n >= n && !b->failed ? b->s + b->n : more_room(b, n);
}

static void
put_bytes(struct writing *b, const void *bytes, size_t n)
{
    char *at = room(b, n);

    if (!at)
        return;
    memcpy(at, bytes, n);
    b->n += n;
}

#define NUMBER 10 /* bytes of the longest */

static inline char *
number_at(char *at, uint64_t n)
{
    for (; n >= 0x80; n >>= 7)
        *at++ = (char)(n | 0x80);
    *at++ = (char)n;
    return at;
}

static void
put_number(struct writing *b, uint64_t n)
{
    char *at = room(b, NUMBER);

    if (at)
        b->n = (size_t)(number_at(at, n) - b->s);
}

static void
put_signed(struct writing *b, int64_t n)
{
    put_number(b, ((uint64_t)n << 1) ^ (uint64_t)(n >> 63));
}

static void
put_text(struct writing *b, struct tappa__text t)
{
    char *at = room(b, NUMBER + (size_t)t.n);

    if (!at)
        return;
    at = number_at(at, t.n);
    if (t.n)
        memcpy(at, t.s, t.n);
    b->n = (size_t)(at + t.n - b->s);
}

static void
put_value(struct writing *b, const struct tappa_value *v)
{
    put_number(b, v->kind);
    if (v->kind == TAPPA_STRING) {
        put_text(b, (struct tappa__text){v->data, v->size});
    } else if (v->kind == TAPPA_DOUBLE) {
        uint64_t bits;
        char bytes[8];

        memcpy(&bits, &v->real, sizeof bits);
        for (int i = 0; i < 8; i++)
            bytes[i] = (char)(bits >> (8 * i));
        put_bytes(b, bytes, sizeof bytes);
    } else {
        put_signed(b, v->integer);
    }
}

static uint32_t
count_bits(const struct tappa_model *m, const uint64_t *set)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < m->set_words; i++)
        count += (uint32_t)__builtin_popcountll(set[i]);
    return count;
}

static void
put_stage(struct writing *b, const struct tappa_model *m, const struct tappa__state *s, uint32_t index)
{
    const struct tappa_stage *stage = &m->stages[index];

    put_text(b, stage->name);
    put_signed(b, s->words[m->at_clocks + stage->clock]);
    put_number(b, stage->timer_count);
    for (uint32_t r = stage->rows.first; stage->timer_count && r < stage->rows.first + stage->rows.count; r++) {
        const struct tappa_transition *row = &m->rows[r];
        int64_t due;

        if (row->kind != TAPPA__AFTER || row->group != r)
            continue;
        due = s->words[m->at_timers + row->timer];
        put_number(b, (uint64_t)row->delay);
        put_signed(b, due == TAPPA_NEVER ? 0 : due);
    }
}

#define DEPTH_MAX 64 /* of stages: the YAML of a model is no deeper */

static void
put_active(struct writing *b, const struct tappa_model *m, const struct tappa__state *s)
{
    const uint64_t *set = (const uint64_t *)(const void *)(s->words + m->at_active);
    uint32_t way[DEPTH_MAX], count = 0;

    if (s->flags == TAPPA__BEGUN && m->parallel) {
        put_number(b, count_bits(m, set));
        for (uint32_t i = 0; (i = tappa__bit_next(set, i, m->stage_count)) < m->stage_count; i++)
            put_stage(b, m, s, i);
        return;
    }
    for (uint32_t i = s->flags == TAPPA__BEGUN ? m->leaf_stage[s->leaf] : TAPPA_NONE; i != TAPPA_NONE; i = m->stages[i].parent)
        way[count++] = i;
    put_number(b, count);
    while (count)
        put_stage(b, m, s, way[--count]);
}

static void
put_counters(struct writing *b, const struct tappa_model *m, const struct tappa__state *s)
{
    uint32_t entered = 0, visits = 0;

    for (uint32_t i = 0; i < m->stage_count; i++) {
        entered += m->stages[i].entered != TAPPA_NONE && s->words[m->at_entered + m->stages[i].entered] != TAPPA_NEVER;
        visits += m->stages[i].visits != TAPPA_NONE && s->words[m->at_visits + m->stages[i].visits] != 0;
    }
    put_number(b, entered);
    for (uint32_t i = 0; i < m->stage_count && entered; i++)
        if (m->stages[i].entered != TAPPA_NONE && s->words[m->at_entered + m->stages[i].entered] != TAPPA_NEVER) {
            put_text(b, m->stages[i].name);
            put_signed(b, s->words[m->at_entered + m->stages[i].entered]);
        }
    put_number(b, visits);
    for (uint32_t i = 0; i < m->stage_count && visits; i++)
        if (m->stages[i].visits != TAPPA_NONE && s->words[m->at_visits + m->stages[i].visits] != 0) {
            put_text(b, m->stages[i].name);
            put_number(b, (uint64_t)s->words[m->at_visits + m->stages[i].visits]);
        }
}

static void
put_histories(struct writing *b, const struct tappa_model *m, const struct tappa__state *s)
{
    const uint64_t *sets = (const uint64_t *)(const void *)(s->words + m->at_history);
    uint32_t count = 0;

    for (uint32_t h = 0; h < m->history_count; h++)
        count += count_bits(m, sets + (size_t)h * m->set_words) != 0;
    put_number(b, count);
    for (uint32_t i = 0; i < m->stage_count && count; i++) {
        const uint64_t *set;

        if (m->stages[i].history == TAPPA_NONE)
            continue;
        set = sets + (size_t)m->stages[i].history * m->set_words;
        if (!count_bits(m, set))
            continue;
        put_text(b, m->stages[i].name);
        put_number(b, count_bits(m, set));
        for (uint32_t t = 0; (t = tappa__bit_next(set, t, m->stage_count)) < m->stage_count; t++)
            put_text(b, m->stages[t].name);
    }
}

static void
put_slots(struct writing *b, const struct tappa__subject *subject, const struct tappa__slot *slots, uint32_t first,
          uint32_t count)
{
    const struct tappa_model *m = subject->model;
    const uint64_t *present = (const uint64_t *)(const void *)(subject->state->words + m->at_present);
    uint32_t written = 0;

    for (uint32_t i = 0; i < count; i++)
        written += (uint32_t)tappa__bit(present, first + i);
    put_number(b, written);
    for (uint32_t i = 0; i < count; i++) {
        struct tappa_value v;

        if (!tappa__bit(present, first + i))
            continue;
        tappa__slot_load(m, subject->state, *subject->extra, first + i, &v);
        put_text(b, slots[i].name);
        put_value(b, &v);
    }
}

static void
put_sends(struct writing *b, const struct tappa_model *m, const struct tappa__extra *x)
{
    put_number(b, x ? x->send_count : 0);
    for (uint32_t i = 0; x && i < x->send_count; i++) {
        const struct tappa__send *send = &x->sends[i];
        const struct tappa_event_type *event = &m->events[send->event];
        uint32_t set = 0;

        put_signed(b, send->due);
        put_text(b, event->name);
        put_text(b, send->id == TAPPA_NONE ? TAPPA__TEXT("") : m->names[send->id]);
        for (uint32_t f = 0; f < event->fields.count; f++)
            set += tappa__extra_values(x)[send->first_value + f].kind != TAPPA_UNSET;
        put_number(b, set);
        for (uint32_t f = 0; f < event->fields.count; f++) {
            struct tappa_value v = tappa__extra_value(x, send->first_value + f);
            if (v.kind == TAPPA_UNSET)
                continue;
            put_text(b, m->fields[event->fields.first + f].name);
            put_value(b, &v);
        }
    }
}

static void
put_journey(struct writing *b, const struct tappa__subject *subject)
{
    const struct tappa_model *m = subject->model;
    const struct tappa__state *s = subject->state;

    put_number(b, s->flags);
    if (s->flags & TAPPA__BEGUN) {
        put_signed(b, s->started);
        put_signed(b, s->last);
        put_number(b, s->sequence);
    }
    if (s->flags & TAPPA__ENDED)
        put_text(b, m->stages[m->leaf_stage[s->leaf]].name);
    put_active(b, m, s);
    put_counters(b, m, s);
    put_histories(b, m, s);
    put_slots(b, subject, m->data, 0, m->data_count);
    put_slots(b, subject, m->profile, m->data_count, m->profile_count);
    put_sends(b, m, *subject->extra);
}

static void
put_checksum(struct writing *b)
{
    uint32_t crc = b->failed ? 0 : tappa__crc32c(0, b->s, b->n);
    char bytes[4];

    for (int i = 0; i < 4; i++)
        bytes[i] = (char)(crc >> (8 * i));
    put_bytes(b, bytes, sizeof bytes);
}

static void
put_all(struct writing *b, const tappa_journey *journey)
{
    const struct tappa_model *m = journey->model;
    struct tappa__subject subject = tappa__subject_of(journey);

    put_bytes(b, TAPPA__SNAPSHOT_MAGIC, 4);
    put_number(b, TAPPA_SNAPSHOT_CURRENT);
    put_text(b, m->name);
    put_number(b, (uint64_t)m->version);
    put_bytes(b, m->fingerprint, sizeof m->fingerprint);
    put_text(b, journey->customer);
    put_text(b, journey->id);
    put_text(b, journey->zone ? tappa__zone_name(journey->zone) : TAPPA__TEXT(""));
    put_journey(b, &subject);
    put_checksum(b);
}

tappa_status
tappa_snapshot_write(const tappa_journey *journey, void *buffer, size_t size, size_t *needed)
{
    struct writing b;
    tappa_status status;

    if (!journey || !needed || (!buffer && size))
        return TAPPA_EINVAL;
    b.allocator = &journey->model->arena.allocator;
    b.s = b.few;
    b.n = 0;
    b.capacity = sizeof b.few;
    b.failed = 0;
    put_all(&b, journey);
    *needed = b.n;
    status = b.failed ? TAPPA_ENOMEM : b.n > size ? TAPPA_ELIMIT : TAPPA_OK;
    if (!status)
        memcpy(buffer, b.s, b.n);
    if (b.s != b.few)
        tappa__free(b.allocator, b.s);
    return status;
}
