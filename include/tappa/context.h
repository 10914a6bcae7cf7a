/* The context: allocator and limits, for everything made under it. */
#ifndef TAPPA_CONTEXT_H
#define TAPPA_CONTEXT_H

#include "tappa/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tappa_context tappa_context;

/* Where memory comes from. All three functions are needed; `user` is handed to each. They may be called by several
 * threads at once if objects of the context are used by several threads. None may call the library. */
struct tappa_allocator {
    void *(*allocate)(void *user, size_t size);
    void *(*reallocate)(void *user, void *block, size_t size);
    void (*release)(void *user, void *block);
    void *user;
};

/* Limits on what a model may ask for; each has a default that a person's model does not meet. */
#define TAPPA_LIMIT_MODEL_BYTES 1   /* bytes of the YAML text; 1,048,576 */
#define TAPPA_LIMIT_SCALAR_BYTES 2  /* bytes of one scalar; 65,536 */
#define TAPPA_LIMIT_NODES 3         /* YAML nodes; 100,000 */
#define TAPPA_LIMIT_DEPTH 4         /* nesting of the YAML; 64 */
#define TAPPA_LIMIT_STAGES 5        /* stages; 1,000 */
#define TAPPA_LIMIT_TRANSITIONS 6   /* transitions; 10,000 */
#define TAPPA_LIMIT_DIAGNOSTICS 7   /* diagnostics kept of one compile; 1,000 */
#define TAPPA_LIMIT_EXPRESSION_COST 8 /* evaluation steps in one step of a journey, ten times as many in one call; 1,000,000 */
#define TAPPA_LIMIT_PENDING_SENDS 9 /* delayed sends that one journey holds; 1,000 */
#define TAPPA_LIMIT_SNAPSHOT_BYTES 10 /* bytes of one snapshot; 1,048,576 */

/*
 * Effect: makes a context.
 * Parameters: allocator: copied; NULL for malloc, realloc and free. context: where the result goes, set to NULL first;
 * not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL (a NULL function in the allocator, a NULL context); TAPPA_ENOMEM.
 * Ownership: the caller's, until tappa_context_unref(). Threads: set limits before sharing it. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_context_new(const struct tappa_allocator *allocator,
                                                          tappa_context **context);

/*
 * Effect: one more, one fewer owner; the last unref frees. Models keep what they need of a context and outlive it.
 * Parameters: context: NULL is allowed and does nothing.
 * Returns: ref: its argument. Threads: any. Since: 0.1.
 */
TAPPA_API tappa_context *tappa_context_ref(tappa_context *context);
TAPPA_API void tappa_context_unref(tappa_context *context);

/*
 * Effect: sets a limit for what is compiled from now on.
 * Parameters: context: not NULL. limit: a TAPPA_LIMIT_ number. value: at least 1; TAPPA_LIMIT_DEPTH at most 64 (the YAML reader's own).
 * Returns: TAPPA_OK; TAPPA_EINVAL. Threads: not while another thread uses the context. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_context_set_limit(tappa_context *context, int32_t limit, uint64_t value);

/*
 * Effect: reads a limit.
 * Returns: its value; 0 for an unknown number or a NULL context. Threads: any. Since: 0.1.
 */
TAPPA_API uint64_t tappa_context_limit(const tappa_context *context, int32_t limit);

/*
 * Effect: copies the allocator, for what is made under the context by another library.
 * Parameters: context: not NULL. allocator: filled in; not NULL. Returns: nothing. Threads: any. Since: 0.1.
 */
TAPPA_API void tappa_context_allocator(const tappa_context *context, struct tappa_allocator *allocator);

typedef struct tappa_zone tappa_zone;

/*
 * Effect: loads a time zone by its name in the system's zone files.
 * Parameters: context: not NULL. name, size: "Europe/Rome", "UTC" or a fixed offset "+01:00". zone: set to NULL first.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_EZONE (no such zone, a damaged file); TAPPA_ENOMEM.
 * Ownership: the caller's, until tappa_zone_unref(); journeys keep a reference of their own.
 * Threads: any; a zone is immutable. Reads a file. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_zone_load(tappa_context *context, const char *name, size_t size,
                                                        tappa_zone **zone);
/* Effect: one more, one fewer owner. NULL does nothing. Returns: ref: its argument. Threads: any. Since: 0.1. */
TAPPA_API tappa_zone *tappa_zone_ref(tappa_zone *zone);
TAPPA_API void tappa_zone_unref(tappa_zone *zone);
/* Effect: the zone's name. Returns: borrowed from the zone; "UTC" for NULL. Threads: any. Since: 0.1. */
TAPPA_API const char *tappa_zone_name(const tappa_zone *zone);

#ifdef __cplusplus
}
#endif

#endif
