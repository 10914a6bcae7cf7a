/* The replay inside: customers, their journeys, the timers of all, what is being delivered, and the sums. */
#ifndef TAPPA__REPLAY_H
#define TAPPA__REPLAY_H

#include "lib/base/memory.h"
#include "lib/exchange/read/names.h"
#include "tappa/event.h"
#include "tappa/exchange/replay.h"

/* A journey that began. Tracks are numbered in the order in which they began, which decides between timers of one time. */
struct tappa__track {
    tappa_journey *journey;
    int64_t due;               /* as the core said after its last call; TAPPA_NEVER: not in the heap */
    uint32_t place;            /* in the heap, TAPPA_NONE outside */
    uint32_t customer;
    uint32_t next_of_customer; /* among the living, in the order in which they began */
    uint32_t next_of_group;
};

/* Journeys of one customer, or of one customer and one key: how many there have been, the newest, and a list of the living ones from which
 * those that have ended drop out when it is next walked. */
struct tappa__group {
    uint32_t count, newest, first, last;
};

/* Numbered as in `names`. */
struct tappa__customer {
    struct tappa__group journeys;
    tappa_zone *zone; /* borrowed from the replay; NULL: UTC */
};

struct tappa__reason {
    uint64_t count, line;
    uint32_t input, alignment;
};

enum tappa__phase {
    TAPPA__IDLE,   /* nothing is under way */
    TAPPA__TIMERS, /* what is due before the record, or by the time asked for */
    TAPPA__BEGIN,  /* does the record begin a journey? */
    TAPPA__HANDLE, /* the journey that it began without `entry` handles it */
    TAPPA__EACH    /* the living candidates, one after the other */
};

struct tappa_replay {
    struct tappa_allocator allocator;
    tappa_context *context;
    tappa_model *model;
    tappa_batch *batch, *scratch; /* scratch: for values beside the step's own */
    int trace_on, has_entry, has_key, again;

    struct tappa__names names; /* of customers */
    struct tappa__customer *customers;
    size_t customer_capacity;
    struct tappa__names keys; /* number of the customer, key */
    struct tappa__group *groups;
    size_t group_capacity;
    struct tappa__track *tracks;
    size_t track_count, track_capacity;
    uint32_t *heap; /* tracks by (due, number), the next one first */
    size_t heap_count, heap_capacity;
    struct tappa__names zone_names;
    tappa_zone **zones;
    size_t zone_capacity;

    enum tappa__phase phase;
    int64_t until;
    int pending; /* a record waits behind the timers */
    struct tappa_event event;
    struct tappa_value *values;
    uint32_t customer;            /* of the record */
    uint32_t current;             /* the track that TAPPA__HANDLE or TAPPA__EACH comes to next */
    uint32_t group;               /* in `groups`; TAPPA_NONE: the customer's own list, or no key */
    int32_t outcome;
    int took, failed;             /* some journey took the record; some refused it */
    const char *reason;           /* why it was refused; NULL: it was not */
    uint64_t line;
    uint32_t input;
    struct tappa__buffer message, key, id, trace;

    struct tappa_replay_counts counts;
    uint64_t *rows; /* rows taken, by index */
    uint32_t row_count;
    struct tappa_replay_move *moves;
    size_t move_count, move_capacity;
    struct tappa_replay_goal *goals;
    uint32_t *goal_stage, *goal_event, *hits; /* by goal; hits: goals of a batch, how often */
    uint32_t goal_count;
    struct tappa__names reason_names;
    struct tappa__reason *reasons;
    size_t reason_capacity;
};


/* people.c: the customer's number, made where new; -1: out of memory. */
int tappa__replay_customer(struct tappa_replay *replay, const struct tappa_record *record);
/* The journeys that the record speaks to, and whether it may begin another one; -1: out of memory. */
int tappa__replay_candidates(struct tappa_replay *replay, struct tappa__group **group, int *may_begin);
/* Makes a journey that has not begun, with the customer's zone and profile. */
tappa_status tappa__replay_journey(struct tappa_replay *replay, tappa_journey **journey);
/* Keeps one that has. */
tappa_status tappa__replay_keep(struct tappa_replay *replay, tappa_journey *journey, uint32_t *track);
/* The first living track at or behind `track` in the list of a group; TAPPA_NONE at the end. Drops ended ones. */
uint32_t tappa__replay_living(struct tappa_replay *replay, struct tappa__group *group, uint32_t after);
/* Hands on what a journey has learnt to the customer's others. */
tappa_status tappa__replay_share(struct tappa_replay *replay, uint32_t track);

/* heap.c: the due time of a track has changed. There is room for it since it was made. */
void tappa__heap_update(struct tappa_replay *replay, uint32_t track, int64_t due);

/* trace.c: lines for the steps in the batch; one for a step that came to nothing, by a loop or a limit. */
void tappa__trace_steps(struct tappa_replay *replay, const tappa_journey *journey);
void tappa__trace_undone(struct tappa_replay *replay, const tappa_journey *journey, const char *name, size_t size,
                         int64_t time, tappa_status status);

/* sums.c: adds what is in the batch; `event`: what was fed, NULL for a timer. */
void tappa__sum_batch(struct tappa_replay *replay, const tappa_journey *journey, const struct tappa_event *event);
tappa_status tappa__sum_refused(struct tappa_replay *replay, const char *reason, uint32_t input, uint64_t line);

#endif
