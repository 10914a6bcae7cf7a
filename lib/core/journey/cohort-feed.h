/* Moving a cohort: what the files of it share while one call runs. */
#ifndef TAPPA__COHORT_FEED_H
#define TAPPA__COHORT_FEED_H

#include "lib/core/journey/cohort.h"

/* Where the fast way reads one field of event i: base + i * stride; a stride of 0 is for events that have no such number. */
struct tappa__lane {
    const char *base;
    size_t stride;
};

struct tappa__cohort_feed {
    struct tappa_cohort *c;
    const struct tappa_model *m;
    const struct tappa_columns *in;
    struct tappa_batch *b;
    const struct tappa_column **columns; /* for each of the model's fields, or NULL */
    struct tappa_value *values;          /* room for the fields of one event */
    struct tappa__lane *lanes;           /* for each of the model's fields */
    const struct tappa__lane **event_lanes; /* event → lanes of its fields, for those that the fast table has */
    const struct tappa__fast_row **event_rows; /* event → its part of the fast table; NULL: the general way only */
    const struct tappa__lane *lane;      /* the only one that any row reads, or NULL: they differ, or none is read */
    int folds;                           /* 1: some field is a double */
};

/* Finds the column of every declared field, by its name, and makes the lanes. */
tappa_status tappa__cohort_bind(struct tappa__cohort_feed *f);
/* One event's value of a field; TAPPA_UNSET where there is none. */
void tappa__column_load(const struct tappa_column *column, size_t i, struct tappa_value *out);
/* Whether every index is in range: 1 or 0. */
int tappa__cohort_fits(const struct tappa__cohort_feed *f);
/* Does events from `first` on until one needs the general way; returns its index, or the count. There must be room in the batch for a
 * record of each. */
size_t tappa__cohort_fast(struct tappa__cohort_feed *f, size_t first);

#endif
