/* What a batch holds: the lists that callers read, and the memory that a step works in, both kept warm between calls. */
#ifndef TAPPA__BATCH_H
#define TAPPA__BATCH_H

#include "lib/core/journey/state.h"

#define TAPPA__LIST(type)                                                                                                  \
    struct {                                                                                                               \
        type *items;                                                                                                       \
        size_t count, capacity;                                                                                            \
    }

/* A queued event: raised, sent, or a delayed send that came due. */
struct tappa__queued {
    uint32_t event;
    uint32_t immediate_send; /* 0 raised, 1 sent */
    const struct tappa_value *fields;
};

struct tappa__pending { /* a delayed send while a step runs */
    int64_t due;
    uint32_t event, id;
    const struct tappa_value *fields;
};

struct tappa_batch {
    struct tappa_allocator allocator;
    tappa_model *model; /* the model last seen, held: what the lists point to lives as long as they do */
    uint32_t explain;
    uint32_t fast; /* 1: the last call took the fast way; the lists but `taken` are derived when somebody asks */
    uint32_t fast_event, fast_leaf; /* the event, the leaf before */
    uint32_t cohort;  /* filled by a cohort: stages and timers are not listed */
    uint32_t journey, input; /* of the cohort event at work */
    uint64_t budget;  /* evaluation steps that one step may take */
    int64_t fast_time;

    TAPPA__LIST(struct tappa_step) steps;
    TAPPA__LIST(struct tappa_taken) taken;
    TAPPA__LIST(uint32_t) left;
    TAPPA__LIST(uint32_t) entered;
    TAPPA__LIST(uint32_t) active;
    TAPPA__LIST(struct tappa_change) changes;
    TAPPA__LIST(struct tappa_timer) timers;
    TAPPA__LIST(struct tappa_effect) effects;
    TAPPA__LIST(struct tappa_failure) failures;
    TAPPA__LIST(struct tappa_considered) considered;
    TAPPA__LIST(struct tappa_moved) moved;
    TAPPA__LIST(struct tappa_refused) refused;
    struct tappa__arena text; /* what the lists point to */

    /* memory of a step, see lib/core/journey/work.h */
    TAPPA__LIST(uint64_t) words;
    TAPPA__LIST(struct tappa_value) slots;
    TAPPA__LIST(struct tappa_value) stack;
    TAPPA__LIST(struct tappa__queued) internal;
    TAPPA__LIST(struct tappa__queued) external;
    TAPPA__LIST(struct tappa__pending) pending;
    TAPPA__LIST(uint32_t) enabled;
    TAPPA__LIST(uint32_t) targets;
    TAPPA__LIST(uint32_t) failed;  /* expressions that failed in this step */
    TAPPA__LIST(uint32_t) faulted; /* rows that raised error.execution in this step */
    TAPPA__LIST(uint64_t) extra;   /* where a new extra block is composed */
};

/* Room for one more in a list of the batch, and the new item's place: NULL when out of memory. The item is not zeroed. */
#define TAPPA__PUSH(batch, list)                                                                                           \
    (tappa__grow(&(batch)->allocator, (void **)&(batch)->list.items, &(batch)->list.capacity, (batch)->list.count + 1,     \
                 sizeof *(batch)->list.items)                                                                              \
         ? NULL                                                                                                            \
         : &(batch)->list.items[(batch)->list.count++])
#define TAPPA__RESERVE(batch, list, need)                                                                                  \
    tappa__grow(&(batch)->allocator, (void **)&(batch)->list.items, &(batch)->list.capacity, (need),                       \
                sizeof *(batch)->list.items)

/* For a batch that is no allocation of its own. */
void tappa__batch_init(struct tappa_batch *b, const struct tappa_allocator *a);
void tappa__batch_done(struct tappa_batch *b);
/* Empties the lists. */
void tappa__batch_reset(struct tappa_batch *b);
/* Holds `m` and makes room for what the fast way writes, so that it cannot fail. TAPPA_OK, TAPPA_ENOMEM. */
tappa_status tappa__batch_warm(struct tappa_batch *b, tappa_model *m);
/* Turns what the fast way left into lists; every getter but those of `taken` calls it. */
void tappa__batch_settle(const struct tappa_batch *b);

/* How far a cohort's lists have grown, to go back to when one event fails. */
struct tappa__mark {
    size_t taken, changes, effects, failures;
};
struct tappa__mark tappa__batch_mark(const struct tappa_batch *b);
void tappa__batch_cut(struct tappa_batch *b, const struct tappa__mark *mark);

#endif
