/* The log: records kept compactly, to be put in order of time. */
#ifndef TAPPA_EXCHANGE_LOG_H
#define TAPPA_EXCHANGE_LOG_H

#include "tappa/record.h"
#include "tappa/model.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tappa_log tappa_log;

/*
 * Effect: makes an empty log. A record takes 16 bytes and about as many more as its fields' values; customers and names are kept once each.
 * Parameters: allocator: copied; NULL for malloc. model: what a replay needs is kept: no id, source, order and identities, and only fields that the
 * model declares; NULL: all of a record is kept. Held. log: set to NULL first; not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ENOMEM.
 * Ownership: the caller's, until tappa_log_free(). Threads: any. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_log_new(const struct tappa_allocator *allocator, tappa_model *model,
                                                      tappa_log **log);
/* Effect: frees it; NULL does nothing. Threads: one at a time. Since: 0.1. */
TAPPA_API void tappa_log_free(tappa_log *log);
/*
 * Effect: appends a copy of a record.
 * Parameters: log, record: not NULL; in a log of a model it has a customer.
 * Returns: TAPPA_OK; TAPPA_EINVAL (NULL; a size or flag unknown; a text too long for a reader; nobody's, in a log of a model); TAPPA_ENOMEM (the log
 * is as it was).
 * Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_log_append(tappa_log *log, const struct tappa_record *record);
/* Effect: puts the records in order of time; those of one time stay in the order appended. NULL does nothing. Threads: one at a time. Since: 0.1. */
TAPPA_API void tappa_log_sort(tappa_log *log);
/* Effect: how many records; bytes of memory the log takes. Returns: 0 for NULL. Threads: one at a time. Since: 0.1. */
TAPPA_API uint64_t tappa_log_count(const tappa_log *log);
TAPPA_API uint64_t tappa_log_bytes(const tappa_log *log);
/*
 * Effect: one record, in the order appended or, after tappa_log_sort(), in order of time.
 * Parameters: log: not NULL. index: below the count. record: `size` set; not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL. Ownership: borrowed until the next call on the log. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_log_at(tappa_log *log, uint64_t index, struct tappa_record *record);

#ifdef __cplusplus
}
#endif

#endif
