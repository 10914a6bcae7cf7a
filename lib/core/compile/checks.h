/* What is legal in a model but probably a slip. */
#ifndef TAPPA__CHECKS_H
#define TAPPA__CHECKS_H

#include "lib/core/model/model.h"

/* Adds the warnings of a model that has no errors: reads only what the compiler fills, nothing that is derived.
 * Linear in the model but for sorting within a stage; recursion nowhere. TAPPA_OK, TAPPA_ENOMEM. */
tappa_status tappa__model_checks(const struct tappa_model *m, const struct tappa__source *source,
                                 tappa_diagnostics *diagnostics);

/* ---- between the files checks*.c ---- */
struct tappa__checks {
    const struct tappa_model *m;
    const struct tappa__source *source;
    tappa_diagnostics *diagnostics;
    struct tappa__arena scratch; /* dropped as a whole at the end */
    int failed;                  /* 1: out of memory for a path */
    uint8_t *reached;            /* by stage: 1 where a journey can be in it (a history: where it can be a target) */
};

/* A name in a message: printf's %.*s of it, cut to what a person reads. */
#define TAPPA__CHECKS_NAME(t) (int)((t).n < 80 ? (t).n : 80), (t).s
void *tappa__checks_array(struct tappa__checks *c, size_t count, size_t size); /* zeroed; at least one element */
struct tappa__text tappa__checks_path(struct tappa__checks *c, const char *section,
                                      struct tappa__text name); /* "events.Order" */
struct tappa__text tappa__checks_stage_path(struct tappa__checks *c, uint32_t stage);
/* 1 where the row has no `if`, or one that is always true. */
int tappa__checks_unconditional(const struct tappa_model *m, const struct tappa_transition *row);
/* The nearest compound ancestor within which a row moves; its own stage for an internal one; TAPPA_NONE: the whole model. */
uint32_t tappa__checks_domain(const struct tappa_model *m, const struct tappa_transition *row);

tappa_status tappa__check_reach(struct tappa__checks *c); /* fills c->reached */
tappa_status tappa__check_leaving(struct tappa__checks *c);
tappa_status tappa__check_shadows(struct tappa__checks *c);
tappa_status tappa__check_circles(struct tappa__checks *c);

#endif
