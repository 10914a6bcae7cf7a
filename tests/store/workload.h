/* The reference workload: what a store goes through while something fails, beside a memory store that takes only what was acknowledged. */
#ifndef WORKLOAD_H
#define WORKLOAD_H

#include "../conformance/conformance.h"

#define WORKLOAD_STEPS 16
#define LOG_PAGES 24 /* of a short log; a step writes two to seventeen */

struct workload {
    tappa_context *context;    /* of the store under test */
    tappa_context *sound;      /* of the reference: its allocations do not fail */
    uint32_t flags;
    int sqlite;                /* or the memory store */
    int log_pages;             /* so long may an owner's log become until it goes into the file and begins anew; 0: as the store says */
    char folder[64], path[80];
    tappa_store *store;        /* NULL where it is closed */
    tappa_store *reference;
};

/* A folder in memory, and the reference with nothing in it. */
void workload_begin(struct workload *w, tappa_context *context, uint32_t flags, int sqlite);
void workload_end(struct workload *w);
/* No files, an empty reference, a closed store. */
void workload_clear(struct workload *w);
tappa_status workload_open(struct workload *w);
void workload_close(struct workload *w);
/* One step on the store: a commit for most, every other one held before, or forgetting, erasing, reopening. When it was acknowledged the reference does
 * the same. */
tappa_status workload_step(struct workload *w, int step);
/* The same on the reference alone. */
void workload_adopt(struct workload *w, int step);
char *workload_dump(struct workload *w, tappa_status *status);
/* Whether store and reference hold the same; fails the test with both written down where not, unless `may` is set. */
int workload_same(struct workload *w, int may, const char *where);

/* Something below the store that is to fail while it goes through all steps. */
struct workload_faults {
    void (*start)(uint64_t n); /* the n-th call from now on fails; 0: none */
    void (*stop)(void);
    uint64_t (*count)(void);   /* calls since the start */
    int sticky;                /* and all calls behind it */
    const char *name;
};
/* How often what happened, over all runs: a test that never met a failure shows nothing. */
struct workload_tally {
    int runs, failed, absorbed; /* runs with a step that failed, and without one */
    int lost, lost_for_once;    /* stores that answered no more as the step was done, all and those by one single fault */
};
/* Goes through all steps on a new store while the n-th call fails: what was acknowledged is there, what was reported as failed is not, and a
 * store answers again when nothing fails any more, unless a step that was reported as failed was done. Returns how many calls there were. */
uint64_t workload_survive(struct workload *w, const struct workload_faults *faults, uint64_t n, struct workload_tally *tally);
/* The same for each n, or each `stride`-th. */
void workload_survive_all(struct workload *w, const struct workload_faults *faults, uint64_t stride, struct workload_tally *tally);

#endif
