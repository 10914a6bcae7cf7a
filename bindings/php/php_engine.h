/* The engine's object, and how what it says becomes PHP's. */
#ifndef PHP_TAPPA_ENGINE_H
#define PHP_TAPPA_ENGINE_H

#include "php_tappa.h"

#include <tappa/engine/contact.h>
#include <tappa/engine/customer.h>
#include <tappa/engine/ingest.h>
#include <tappa/engine/plan.h>

/* Lost races before PHP code is told, as in tappa_engine_claim(). */
#define PHP_TAPPA_RACES 8

struct php_tappa_engine {
    tappa_engine *engine; /* NULL: closed, or never opened */
    zend_object **models; /* held: those that it was given, and those that journeys of its store came with */
    uint32_t model_count;
    zend_object std;
};

static inline struct php_tappa_engine *
php_tappa_engine_of(zend_object *object)
{
    return (struct php_tappa_engine *)((char *)object - offsetof(struct php_tappa_engine, std));
}

/* Throws and gives NULL where it is closed. */
struct php_tappa_engine *php_tappa_engine_ready(zend_object *object);
#define THIS_ENGINE(e)                                                                                                 \
    struct php_tappa_engine *e = php_tappa_engine_ready(Z_OBJ_P(ZEND_THIS));                                           \
    if (!e)                                                                                                            \
    RETURN_THROWS()

/* Does a call again for as long as others were faster, within bounds. */
#define PHP_TAPPA_AGAIN(status, call)                                                                                  \
    do {                                                                                                               \
        uint32_t races_ = 0;                                                                                           \
        do {                                                                                                           \
            (status) = (call);                                                                                         \
        } while ((status) == TAPPA_ECONFLICT && ++races_ < PHP_TAPPA_RACES);                                           \
    } while (0)

/* Throws what an engine's call answered; `what`: what could not be done. */
void php_tappa_engine_throw(tappa_status status, const char *what);
void php_tappa_engine_throw_customer(tappa_status status, zend_long customer);
/* The object of a model of the engine's, which holds it. */
struct php_tappa_model *php_tappa_engine_model(struct php_tappa_engine *e, tappa_model *model);
/* A limit from PHP code; FAILURE where an exception was thrown. */
zend_result php_tappa_read_limit(zend_long limit, uint32_t argument, zend_long most);
/* That a text from PHP code is none that the engine refuses for its size; FAILURE where an exception was thrown. */
zend_result php_tappa_check_size(const zend_string *text, uint32_t argument);

/* A contact's key as text, and back; FAILURE where it is none. */
void php_tappa_put_key(struct php_tappa_filler *filler, const uint8_t key[16]);
zend_result php_tappa_read_key(zend_string *text, uint8_t key[16]);
/* null for "" */
void php_tappa_put_name_or_null(struct php_tappa_filler *filler, const char *name);
void php_tappa_put_time_or_null(struct php_tappa_filler *filler, int64_t time, int64_t none);

/* The sums by their names in the header (module.c). */
void php_tappa_counters(zval *out, const struct tappa_counters *sums);

/* ---- records (record.c) */

/* Records as the engine reads them; what they point to is the PHP objects'. */
struct php_tappa_records {
    struct tappa_record *records;
    struct tappa_field *fields;
    struct tappa_identity *identities;
    struct tappa_ingested *results;
    uint32_t count;
};
/* FAILURE: an exception was thrown; there is nothing to end. */
zend_result php_tappa_records_begin(struct php_tappa_records *r, HashTable *list);
void php_tappa_records_end(struct php_tappa_records *r);

#endif
