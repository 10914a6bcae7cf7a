/* What our stores read alike: a commit and its rows, of whatever age their sizes say they are; and what they hand out. */
#ifndef TAPPA__STORE_CHECK_H
#define TAPPA__STORE_CHECK_H

#include "tappa/engine/store.h"

/* Sequences end here, so that what is counted on from one is a number still. */
#define TAPPA__SEQUENCE_MAX (INT64_MAX / 2)

/* Copies the head of a commit and checks all of it; `last` is the newest sequence given. TAPPA_OK, TAPPA_EINVAL, TAPPA_ELIMIT. */
tappa_status tappa__commit_read(const struct tappa_commit *given, int64_t last, struct tappa_commit *out);

/* The i-th of an array of size-first rows: itself where its size is ours, else its copy in `spare`. Only behind tappa__commit_read(). */
const void *tappa__row_at(const void *rows, size_t i, void *spare, size_t own);

/* A reference as it is kept: -1 has become `first`, -2 the one behind it. */
static inline int64_t
tappa__resolved(int64_t sequence, int64_t first)
{
    return sequence < 0 ? first - sequence - 1 : sequence;
}

/* Whether the caller's struct, which begins with its size, has room for ours. */
int tappa__out_fits(const void *out, size_t own);
/* Fills it from ours, behind its size; what it has and we do not know becomes 0. */
void tappa__out_give(void *out, const void *ours, size_t own);

#endif
