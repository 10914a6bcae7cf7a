/* The inside of a cohort. */
#ifndef TAPPA__COHORT_H
#define TAPPA__COHORT_H

#include "lib/core/journey/feed.h"
#include "tappa/cohort.h"

/* What only some members have: put there from journeys with a name or zone of their own. */
struct tappa__member {
    char *text; /* customer, NUL, id, NUL; NULL: the digits of the index */
    uint32_t customer_size, id_size;
    tappa_zone *zone;
};

struct tappa_cohort {
    tappa_model *model;
    char *states;                  /* count blocks of `stride` bytes */
    size_t stride;
    struct tappa__extra **extras;  /* NULL where the model has neither text slots nor delayed sends, until a member brings some along */
    struct tappa__member *members; /* NULL until one is put that differs */
    uint32_t count;
    uint32_t brought; /* 1: a member was put that has sends waiting */
};

/* Whether any member may wait for something: one brought over from another version may have sends waiting that no row of this one makes. */
static inline int
tappa__cohort_waits(const struct tappa_cohort *c)
{
    return c->model->timer_count || c->model->has_sends || c->brought;
}

/* A member as a subject. `digits` holds its name where it has none of its own; `none` stands for an extra block that it cannot have. */
struct tappa__seat {
    struct tappa__subject subject;
    struct tappa__extra *none;
    char digits[12];
};
void tappa__cohort_seat(const struct tappa_cohort *c, uint32_t index, struct tappa__seat *seat);

static inline struct tappa__state *
tappa__cohort_state(const struct tappa_cohort *c, uint32_t index)
{
    return (struct tappa__state *)(void *)(c->states + (size_t)index * c->stride);
}

#endif
