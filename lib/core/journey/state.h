/* A journey at rest: a fixed block of words laid out by the model, and where it has text or delayed sends, a block of its own
 * for these. A single journey owns one of each; a cohort holds the fixed blocks side by side. */
#ifndef TAPPA__STATE_H
#define TAPPA__STATE_H

#include "lib/core/model/model.h"
#include "tappa/journey.h"

enum { TAPPA__BEGUN = 1, TAPPA__ENDED = 2 };

/* What every journey has. Behind it stand model->state_words words, see tappa_model.at_*: the active set (models with
 * parallel stages only), clocks, due times, latest entries, visits, histories, presence bits of slots, slots. */
struct tappa__state {
    int64_t last;      /* time of the last event or timer taken up */
    int64_t started;
    uint32_t leaf;     /* number of the active leaf; after the end of the final one; models with parallel stages: only after the end */
    uint32_t sequence; /* steps so far */
    uint32_t flags;    /* TAPPA__BEGUN, TAPPA__ENDED */
    uint32_t alignment;
    int64_t words[];
};
_Static_assert(offsetof(struct tappa__state, last) == 0 && offsetof(struct tappa__state, words) == TAPPA__STATE_HEAD * sizeof(int64_t),
               "a model numbers the words of a state");

/* A delayed send, waiting. Its fields stand in the extra block's values. */
struct tappa__send {
    int64_t due;
    uint32_t event;
    uint32_t id;          /* in model->names, or TAPPA_NONE */
    uint32_t first_value; /* in the block's values */
    uint32_t alignment;
};

/* Sends, then values of their fields, then text. Values and string slots hold text as (offset << 32 | size) in `integer`. */
struct tappa__extra {
    uint32_t capacity, send_count, value_count, text_size; /* bytes, items, items, bytes */
    struct tappa__send sends[];
};

/* What a step is run on: a journey or a member of a cohort. */
struct tappa__subject {
    const struct tappa_model *model;
    struct tappa__state *state;
    struct tappa__extra **extra; /* where the pointer stands; *extra is NULL while there is nothing to hold */
    const struct tappa_zone *zone;
    struct tappa__text customer, id;
};

/* In the same allocation stand the state, right behind the model that every event reads first, and the texts. */
struct tappa_journey {
    struct tappa__text customer, id;
    tappa_zone *zone;
    struct tappa__extra *extra;
    tappa_model *model;
};

/* No pointer leads to it: following one would be a second wait for memory. */
static inline struct tappa__state *
tappa__journey_state(const struct tappa_journey *j)
{
    return (struct tappa__state *)(uintptr_t)(j + 1);
}

static inline size_t
tappa__state_bytes(const struct tappa_model *m)
{
    return sizeof(struct tappa__state) + m->state_words * sizeof(int64_t);
}

static inline const struct tappa_value *
tappa__extra_values(const struct tappa__extra *x)
{
    return (const struct tappa_value *)(const void *)(x->sends + x->send_count);
}

static inline const char *
tappa__extra_text(const struct tappa__extra *x)
{
    return (const char *)(tappa__extra_values(x) + x->value_count);
}

static inline struct tappa__subject
tappa__subject_of(const struct tappa_journey *j)
{
    struct tappa_journey *writable = (struct tappa_journey *)(uintptr_t)j;

    return (struct tappa__subject){j->model, tappa__journey_state(j), &writable->extra, j->zone, j->customer, j->id};
}

/* A fresh state: nothing begun, slots at their defaults, no timer armed. */
void tappa__state_clear(const struct tappa_model *m, struct tappa__state *s);

/* A slot's value; text points into the extra block. `slot` counts data first, then the profile. */
void tappa__slot_load(const struct tappa_model *m, const struct tappa__state *s, const struct tappa__extra *x, uint32_t slot,
                      struct tappa_value *out);
/* An extra block's value with its text turned into a pointer. */
struct tappa_value tappa__extra_value(const struct tappa__extra *x, uint32_t index);

/* The active set as bits, into model->set_words words. */
void tappa__state_active(const struct tappa_model *m, const struct tappa__state *s, uint64_t *set);

/* The first timer due: its time (TAPPA_NEVER: none), the `after` row group's first row or TAPPA_NONE, the index of the send. */
struct tappa__due {
    int64_t time;
    uint32_t row, send;
};
struct tappa__due tappa__state_next(const struct tappa_model *m, const struct tappa__state *s, const struct tappa__extra *x);

static inline int
tappa__bit(const uint64_t *set, uint32_t i)
{
    return (int)(set[i / 64] >> (i % 64) & 1);
}

static inline void
tappa__bit_set(uint64_t *set, uint32_t i)
{
    set[i / 64] |= UINT64_C(1) << (i % 64);
}

static inline void
tappa__bit_clear(uint64_t *set, uint32_t i)
{
    set[i / 64] &= ~(UINT64_C(1) << (i % 64));
}

/* The first member at or behind `from` and before `end`, else `end`. */
uint32_t tappa__bit_next(const uint64_t *set, uint32_t from, uint32_t end);
/* The last member before `before`, or TAPPA_NONE. */
uint32_t tappa__bit_previous(const uint64_t *set, uint32_t before);

#endif
