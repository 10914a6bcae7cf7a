/* The event: something that happened, handed to journeys. */
#ifndef TAPPA_EVENT_H
#define TAPPA_EVENT_H

#include "tappa/model.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * One event. The caller owns it and all it points to; the library reads it during the call and keeps nothing of it.
 * A caller built against an older header passes a smaller size: what it lacks counts as 0. A larger size is accepted where the bytes
 * this version does not know are 0.
 *
 *     struct tappa_value price = {.kind = TAPPA_DOUBLE, .real = 19.9};
 *     struct tappa_event event = {.size = sizeof event, .type = tappa_event_type_index(viewed), .time = now,
 *                                 .touchpoint = TAPPA_NONE, .fields = &price, .field_count = 1};
 */
struct tappa_event {
    uint32_t size;                    /* sizeof(struct tappa_event) */
    uint32_t type;                    /* tappa_event_type_index(), or TAPPA_NONE: an event nobody declared, by name */
    int64_t time;                     /* when it happened: microseconds UTC */
    const struct tappa_value *fields; /* one for each declared field in order, of just its kind (no int for a double); TAPPA_UNSET: absent */
    uint32_t field_count;             /* how many there are: at most the declared; the rest is absent */
    uint32_t touchpoint;              /* tappa_touchpoint_index() where it happened, or TAPPA_NONE: as declared */
    const char *name;                 /* read only where type is TAPPA_NONE; not looked up: tappa_model_event_find() does that */
    uint32_t name_size;
    uint32_t flags; /* 0 */
};

#ifdef __cplusplus
}
#endif

#endif
