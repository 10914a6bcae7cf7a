/* The cohort's object, and how plain arrays become what the library reads. */
#ifndef PHP_TAPPA_COHORT_H
#define PHP_TAPPA_COHORT_H

#include "php_tappa.h"

/* One column of field values, and how many bytes its parts have. */
struct column_room {
    void *values;
    int32_t *offsets;
    uint8_t *present;
    size_t values_size, offsets_size, present_size;
};

struct php_tappa_cohort {
    tappa_cohort *cohort; /* NULL: not constructed */
    struct php_tappa_model *model;
    uint32_t *journeys, *events;
    int64_t *times;
    size_t journeys_size, events_size, times_size;
    struct column_room *rooms;
    struct tappa_column *columns;
    uint32_t room_count;
    zend_object std;
};

/* Each reads an argument of `feed`; FAILURE where an exception was thrown. */
zend_result php_tappa_read_journeys(struct php_tappa_cohort *c, HashTable *list);
zend_result php_tappa_read_events(struct php_tappa_cohort *c, HashTable *list);
zend_result php_tappa_read_times(struct php_tappa_cohort *c, HashTable *list);
zend_result php_tappa_read_columns(struct php_tappa_cohort *c, HashTable *fields, uint32_t events);

#endif
