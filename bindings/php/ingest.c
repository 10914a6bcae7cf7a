/* Owns events into the engine, how far their source was read, and time.
 * Called by PHP code.
 * What the engine tells of each event is copied before the call returns. */
#include "php_engine.h"

ZEND_METHOD(Tappa_Offset, __construct)
{
    zval *slot = OBJ_PROP_NUM(Z_OBJ_P(ZEND_THIS), 0);
    zend_string *source, *offset;

    ZEND_PARSE_PARAMETERS_START(2, 2)
        Z_PARAM_STR(source)
        Z_PARAM_STR(offset)
    ZEND_PARSE_PARAMETERS_END();
    if (Z_TYPE_P(slot) != IS_UNDEF) {
        zend_throw_error(NULL, "This Tappa\\Offset has been made already");
        RETURN_THROWS();
    }
    ZVAL_STR_COPY(slot, source);
    ZVAL_STR_COPY(OBJ_PROP_NUM(Z_OBJ_P(ZEND_THIS), 1), offset);
}

static zend_result
read_offset(zend_object *object, struct tappa_store_offset *offset)
{
    const zval *source = OBJ_PROP_NUM(object, 0), *at = OBJ_PROP_NUM(object, 1);

    if (Z_TYPE_P(source) != IS_STRING || Z_TYPE_P(at) != IS_STRING) {
        zend_throw_error(NULL, "This Tappa\\Offset was never made: its constructor did not run");
        return FAILURE;
    }
    *offset = (struct tappa_store_offset){.size = sizeof *offset, .source = {Z_STRVAL_P(source), Z_STRLEN_P(source)},
                                          .offset = {Z_STRVAL_P(at), Z_STRLEN_P(at)}};
    return SUCCESS;
}

static void
ingested_object(zval *out, const struct tappa_ingested *result)
{
    struct php_tappa_filler f = php_tappa_fill(out, php_tappa_class.ingested);

    php_tappa_put_case(&f, PHP_TAPPA_Outcome, result->outcome);
    php_tappa_put_int(&f, result->sequence);
    if (result->customer)
        php_tappa_put_int(&f, result->customer);
    else
        ZVAL_NULL(php_tappa_slot(&f));
    php_tappa_put_int(&f, result->transitions);
    ZVAL_BOOL(php_tappa_slot(&f), result->late);
    php_tappa_put_text(&f, result->message ? result->message : "");
}

ZEND_METHOD(Tappa_Engine, ingest)
{
    struct tappa_store_offset offset;
    struct php_tappa_records r;
    zend_object *given = NULL;
    HashTable *list;
    tappa_status status;
    int64_t micros;
    zval *now;

    ZEND_PARSE_PARAMETERS_START(2, 3)
        Z_PARAM_ARRAY_HT(list)
        Z_PARAM_ZVAL(now)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS_OR_NULL(given, php_tappa_class.offset)
    ZEND_PARSE_PARAMETERS_END();
    THIS_ENGINE(e);
    if (php_tappa_read_time(now, 2, &micros) == FAILURE || (given && read_offset(given, &offset) == FAILURE)
        || php_tappa_records_begin(&r, list) == FAILURE)
        RETURN_THROWS();
    PHP_TAPPA_AGAIN(status, tappa_engine_ingest(e->engine, r.records, r.count, given ? &offset : NULL, micros, r.results));
    if (status) {
        php_tappa_engine_throw(status, "The events");
    } else {
        array_init_size(return_value, r.count);
        for (uint32_t i = 0; i < r.count; i++) {
            zval one;

            ingested_object(&one, &r.results[i]);
            zend_hash_next_index_insert(Z_ARRVAL_P(return_value), &one);
        }
    }
    php_tappa_records_end(&r);
}

ZEND_METHOD(Tappa_Engine, offset)
{
    struct tappa_span offset;
    zend_string *source;
    tappa_status status;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR(source)
    ZEND_PARSE_PARAMETERS_END();
    THIS_ENGINE(e);
    status = tappa_engine_offset(e->engine, ZSTR_VAL(source), ZSTR_LEN(source), &offset);
    if (status) {
        php_tappa_engine_throw(status, "The offset");
        RETURN_THROWS();
    }
    if (offset.data)
        RETURN_STRINGL(offset.data, offset.size);
}

ZEND_METHOD(Tappa_Engine, runDue)
{
    zend_long limit = 1000;
    tappa_status status;
    int64_t micros;
    size_t done;
    zval *now;

    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_ZVAL(now)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG(limit)
    ZEND_PARSE_PARAMETERS_END();
    THIS_ENGINE(e);
    if (php_tappa_read_time(now, 1, &micros) == FAILURE || php_tappa_read_limit(limit, 2, INT32_MAX) == FAILURE)
        RETURN_THROWS();
    PHP_TAPPA_AGAIN(status, tappa_engine_run_due(e->engine, micros, (size_t)limit, &done));
    if (status) {
        php_tappa_engine_throw(status, "What is due");
        RETURN_THROWS();
    }
    RETURN_LONG((zend_long)done);
}
