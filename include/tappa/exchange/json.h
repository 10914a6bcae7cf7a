/* JSON text as values: for the variables of an expression, the fields of an event. */
#ifndef TAPPA_EXCHANGE_JSON_H
#define TAPPA_EXCHANGE_JSON_H

#include "tappa/context.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tappa_json tappa_json;

/*
 * Effect: reads one JSON text, nested at most 32 deep. Duplicate keys, integers beyond int64, lone surrogates are errors. A number without point and exponent is a
 * TAPPA_INT, any other a TAPPA_DOUBLE; texts stay TAPPA_STRING.
 * Parameters: allocator: copied; NULL for malloc (jansson uses malloc in any case). text, size: not NULL; at most 1 MiB. json: set to NULL first; not NULL.
 * message, message_size: receives what is wrong, cut to fit, ended by a NUL; NULL only with size 0.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_EFORMAT (the message says what); TAPPA_ENOMEM.
 * Ownership: the caller's, until tappa_json_free(). Threads: any. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_json_parse(const struct tappa_allocator *allocator, const char *text,
                                                         size_t size, tappa_json **json, char *message,
                                                         size_t message_size);
/* Effect: the value. Returns: borrowed from the JSON; NULL for NULL. Threads: any. Since: 0.1. */
TAPPA_API const struct tappa_value *tappa_json_value(const tappa_json *json);
/* Effect: frees it; NULL does nothing. Threads: one at a time. Since: 0.1. */
TAPPA_API void tappa_json_free(tappa_json *json);

#ifdef __cplusplus
}
#endif

#endif
