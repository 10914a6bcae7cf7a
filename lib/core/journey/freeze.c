/* Between rest and work: thawing copies a journey's state into a batch's memory, freezing writes it back. Every step that is not
 * the fast one goes through here. Freezing asks for the only memory it may need before it writes the first byte, so a
 * journey is never half written. */
#include <math.h>
#include <string.h>

#include "lib/core/journey/work.h"

void
tappa__state_clear(const struct tappa_model *m, struct tappa__state *s)
{
    memset(s, 0, tappa__state_bytes(m));
    for (uint32_t i = 0; i < m->timer_count; i++)
        s->words[m->at_timers + i] = TAPPA_NEVER;
    for (uint32_t i = 0; i < m->entered_count; i++)
        s->words[m->at_entered + i] = TAPPA_NEVER;
}

static const struct tappa__slot *
slot_of(const struct tappa_model *m, uint32_t slot)
{
    return slot < m->data_count ? &m->data[slot] : &m->profile[slot - m->data_count];
}

struct tappa_value
tappa__extra_value(const struct tappa__extra *x, uint32_t index)
{
    struct tappa_value v = tappa__extra_values(x)[index];

    if (v.kind == TAPPA_STRING) {
        v.data = tappa__extra_text(x) + (uint64_t)v.integer;
        v.integer = 0;
    }
    return v;
}

/* A slot that was never written has its default, and the state says nothing of it: a fresh state is all zero. */
void
tappa__slot_load(const struct tappa_model *m, const struct tappa__state *s, const struct tappa__extra *x, uint32_t slot,
                 struct tappa_value *out)
{
    const struct tappa__slot *declared = slot_of(m, slot);
    int64_t word = s->words[m->at_slots + slot];

    if (!((uint64_t)s->words[m->at_present + slot / 64] >> (slot % 64) & 1)) {
        *out = declared->fallback;
        return;
    }
    *out = (struct tappa_value){.kind = declared->kind};
    switch (declared->kind) {
    case TAPPA_DOUBLE:
        memcpy(&out->real, &word, sizeof word);
        break;
    case TAPPA_STRING:
        out->size = (uint32_t)word;
        out->data = x ? tappa__extra_text(x) + ((uint64_t)word >> 32) : "";
        break;
    default:
        out->integer = word;
    }
}

uint32_t
tappa__bit_next(const uint64_t *set, uint32_t from, uint32_t end)
{
    while (from < end) {
        uint64_t word = set[from / 64] >> (from % 64);
        if (word) {
            from += (uint32_t)__builtin_ctzll(word);
            return from < end ? from : end;
        }
        from = (from / 64 + 1) * 64;
    }
    return end;
}

uint32_t
tappa__bit_previous(const uint64_t *set, uint32_t before)
{
    while (before > 0) {
        uint32_t last = before - 1;
        uint64_t word = set[last / 64] << (63 - last % 64);

        if (word)
            return last - (uint32_t)__builtin_clzll(word);
        before = last / 64 * 64;
    }
    return TAPPA_NONE;
}

void
tappa__state_active(const struct tappa_model *m, const struct tappa__state *s, uint64_t *set)
{
    memset(set, 0, m->set_words * sizeof *set);
    if (s->flags != TAPPA__BEGUN)
        return;
    if (m->parallel) {
        memcpy(set, s->words + m->at_active, m->set_words * sizeof *set);
        return;
    }
    for (uint32_t stage = m->leaf_stage[s->leaf]; stage != TAPPA_NONE; stage = m->stages[stage].parent)
        tappa__bit_set(set, stage);
}

static tappa_status
thaw_sends(struct tappa__work *w, const struct tappa__extra *x)
{
    struct tappa_batch *b = w->b;

    b->pending.count = 0;
    for (uint32_t i = 0; x && i < x->send_count; i++) {
        const struct tappa__send *send = &x->sends[i];
        uint32_t n = w->m->events[send->event].fields.count;
        struct tappa__pending *p = TAPPA__PUSH(b, pending);
        struct tappa_value *fields = tappa__arena_alloc(&b->text, (n + 1) * sizeof *fields);

        if (!p || !fields)
            return TAPPA_ENOMEM;
        for (uint32_t f = 0; f < n; f++)
            fields[f] = tappa__extra_value(x, send->first_value + f);
        *p = (struct tappa__pending){send->due, send->event, send->id, fields};
    }
    return TAPPA_OK;
}

tappa_status
tappa__work_thaw(struct tappa__work *w, const struct tappa__subject *subject, struct tappa_batch *b)
{
    const struct tappa_model *m = subject->model;
    const struct tappa__extra *x = *subject->extra;
    uint64_t *sets;

    *w = (struct tappa__work){.m = m, .b = b, .subject = subject, .head = *subject->state, .final = TAPPA_NONE, .row = TAPPA_NONE};
    if (TAPPA__RESERVE(b, words, (size_t)m->state_words + 5 * (size_t)m->set_words + 1) ||
        TAPPA__RESERVE(b, slots, (size_t)m->slot_count + 1) || TAPPA__RESERVE(b, stack, 2 * (size_t)m->stack_need + 1))
        return TAPPA_ENOMEM;
    w->words = (int64_t *)b->words.items;
    memcpy(w->words, subject->state->words, m->state_words * sizeof *w->words);
    sets = b->words.items + m->state_words;
    w->active = sets;
    w->leaving = sets + m->set_words;
    w->coming = sets + 2 * (size_t)m->set_words;
    w->defaults = sets + 3 * (size_t)m->set_words;
    w->recalled = sets + 4 * (size_t)m->set_words;
    tappa__state_active(m, subject->state, w->active);
    w->slots = b->slots.items;
    for (uint32_t i = 0; i < m->slot_count; i++)
        tappa__slot_load(m, subject->state, x, i, &w->slots[i]);
    w->evaluator = (struct tappa__evaluator){&b->text, b->stack.items, b->budget, w, tappa__work_load};
    return thaw_sends(w, x);
}

/* ---- back ---- */

static int
is_written(const struct tappa__work *w, uint32_t slot)
{
    return tappa__bit((const uint64_t *)(w->words + w->m->at_present), slot);
}

static void
extra_sizes(const struct tappa__work *w, struct tappa__extra *sizes)
{
    const struct tappa_model *m = w->m;
    size_t text = 0, values = 0;

    for (uint32_t i = 0; i < m->slot_count; i++)
        if (w->slots[i].kind == TAPPA_STRING && is_written(w, i))
            text += w->slots[i].size;
    for (size_t i = 0; i < w->b->pending.count; i++) {
        const struct tappa__pending *p = &w->b->pending.items[i];
        uint32_t n = m->events[p->event].fields.count;

        values += n;
        for (uint32_t f = 0; f < n; f++)
            if (p->fields[f].kind == TAPPA_STRING)
                text += p->fields[f].size;
    }
    sizes->send_count = (uint32_t)w->b->pending.count;
    sizes->value_count = (uint32_t)values;
    sizes->text_size = (uint32_t)text;
    sizes->capacity = (uint32_t)(sizeof *sizes + sizes->send_count * sizeof(struct tappa__send) +
                                 values * sizeof(struct tappa_value) + text);
}

static int64_t
put_text(char *text, uint32_t *used, const struct tappa_value *v)
{
    int64_t where = (int64_t)*used;

    if (v->size)
        memcpy(text + *used, v->data, v->size);
    *used += v->size;
    return where;
}

/* Composes the block in the batch: its text may come from the journey's own old block. */
static void
compose_extra(struct tappa__work *w, struct tappa__extra *x)
{
    const struct tappa_model *m = w->m;
    struct tappa_value *values = (struct tappa_value *)(void *)(x->sends + x->send_count);
    char *text = (char *)(values + x->value_count);
    uint32_t used = 0, value = 0;

    for (uint32_t i = 0; i < m->slot_count; i++)
        if (w->slots[i].kind == TAPPA_STRING && is_written(w, i))
            w->words[m->at_slots + i] = (int64_t)((uint64_t)put_text(text, &used, &w->slots[i]) << 32 | w->slots[i].size);
    for (uint32_t i = 0; i < x->send_count; i++) {
        const struct tappa__pending *p = &w->b->pending.items[i];
        uint32_t n = m->events[p->event].fields.count;

        x->sends[i] = (struct tappa__send){p->due, p->event, p->id, value, 0};
        for (uint32_t f = 0; f < n; f++) {
            struct tappa_value v = p->fields[f];
            if (v.kind == TAPPA_STRING)
                v.integer = put_text(text, &used, &v);
            v.data = NULL;
            values[value++] = v;
        }
    }
}

static tappa_status
freeze_extra(struct tappa__work *w)
{
    struct tappa__extra sizes, *old = *w->subject->extra, *into = old, *composed;
    struct tappa_batch *b = w->b;

    extra_sizes(w, &sizes);
    if (!old && sizes.capacity == sizeof sizes)
        return TAPPA_OK;
    if (TAPPA__RESERVE(b, extra, sizes.capacity / sizeof(uint64_t) + 1))
        return TAPPA_ENOMEM;
    if (!old || old->capacity < sizes.capacity) {
        into = tappa__alloc(&w->m->arena.allocator, sizes.capacity);
        if (!into)
            return TAPPA_ENOMEM;
        into->capacity = sizes.capacity;
    }
    composed = (struct tappa__extra *)(void *)b->extra.items;
    *composed = sizes;
    compose_extra(w, composed);
    composed->capacity = into->capacity;
    memcpy(into, composed, sizes.capacity);
    if (into != old) {
        *w->subject->extra = into;
        tappa__free(&w->m->arena.allocator, old);
    }
    return TAPPA_OK;
}

static void
freeze_slots(struct tappa__work *w)
{
    const struct tappa_model *m = w->m;

    for (uint32_t i = 0; i < m->slot_count; i++) {
        const struct tappa_value *v = &w->slots[i];
        int64_t *word = &w->words[m->at_slots + i];

        if (!is_written(w, i) || v->kind == TAPPA_STRING)
            continue;
        if (v->kind == TAPPA_DOUBLE) {
            /* One NaN of the many: which bits an operation gives differs between machines. */
            double real = isnan(v->real) ? (double)NAN : v->real;
            memcpy(word, &real, sizeof *word);
        } else {
            *word = v->integer;
        }
    }
}

tappa_status
tappa__work_freeze(struct tappa__work *w)
{
    const struct tappa_model *m = w->m;
    struct tappa__state *s = w->subject->state;

    /* A journey brought over from another version may have sends waiting that no row of this one makes. */
    if ((m->has_strings || m->has_sends || w->b->pending.count || *w->subject->extra) && freeze_extra(w))
        return TAPPA_ENOMEM;
    freeze_slots(w);
    if (m->parallel && w->head.flags == TAPPA__BEGUN)
        memcpy(w->words + m->at_active, w->active, m->set_words * sizeof *w->active);
    else if (m->parallel)
        memset(w->words + m->at_active, 0, m->set_words * sizeof *w->active);
    if (w->head.flags & TAPPA__ENDED)
        w->head.leaf = m->stage_leaf[w->final];
    else if (!m->parallel) {
        uint32_t leaf = 0;
        for (uint32_t i = 0; (i = tappa__bit_next(w->active, i, m->stage_count)) < m->stage_count; i++)
            leaf = i; /* the active stages of a model without regions stand on one way down */
        w->head.leaf = m->stage_leaf[leaf];
    }
    *s = w->head;
    memcpy(s->words, w->words, m->state_words * sizeof *s->words);
    return TAPPA_OK;
}
