/* Owns how PHP's records become the engine's: names, identities and fields of any type, before a model has looked at them.
 * Called by Engine::ingest() before anything is done.
 * What cannot be a record at all throws, and says which one; what is one and fits no model is the engine's to refuse, one by one. */
#include "php_engine.h"

#include <ext/date/php_date.h>
#include <math.h>

enum property { EVENT, TIME, CUSTOMER, IDENTITIES, FIELDS, ID, SOURCE, TOUCHPOINT, ZONE, ORDER };

static void
put_text_or_null(zend_object *object, enum property which, zend_string *text)
{
    if (text)
        ZVAL_STR_COPY(OBJ_PROP_NUM(object, which), text);
    else
        ZVAL_NULL(OBJ_PROP_NUM(object, which));
}

static void
put_array(zend_object *object, enum property which, HashTable *array)
{
    if (array)
        ZVAL_ARR(OBJ_PROP_NUM(object, which), zend_array_dup(array));
    else
        ZVAL_EMPTY_ARRAY(OBJ_PROP_NUM(object, which));
}

ZEND_METHOD(Tappa_Record, __construct)
{
    zend_object *object = Z_OBJ_P(ZEND_THIS);
    zend_string *event, *customer = NULL, *id = NULL, *source = NULL, *touchpoint = NULL, *zone = NULL;
    HashTable *identities = NULL, *fields = NULL;
    zend_long order = 0;
    int64_t micros;
    zval *time;

    ZEND_PARSE_PARAMETERS_START(2, 10)
        Z_PARAM_STR(event)
        Z_PARAM_ZVAL(time)
        Z_PARAM_OPTIONAL
        Z_PARAM_STR_OR_NULL(customer)
        Z_PARAM_ARRAY_HT(identities)
        Z_PARAM_ARRAY_HT(fields)
        Z_PARAM_STR_OR_NULL(id)
        Z_PARAM_STR_OR_NULL(source)
        Z_PARAM_STR_OR_NULL(touchpoint)
        Z_PARAM_STR_OR_NULL(zone)
        Z_PARAM_LONG(order)
    ZEND_PARSE_PARAMETERS_END();
    if (php_tappa_read_time(time, 2, &micros) == FAILURE)
        RETURN_THROWS();
    if (Z_TYPE_P(OBJ_PROP_NUM(object, EVENT)) != IS_UNDEF) {
        zend_throw_error(NULL, "This Tappa\\Record has been made already");
        RETURN_THROWS();
    }
    ZVAL_STR_COPY(OBJ_PROP_NUM(object, EVENT), event);
    if (php_tappa_keep_time(OBJ_PROP_NUM(object, TIME), time) == FAILURE)
        RETURN_THROWS();
    put_text_or_null(object, CUSTOMER, customer);
    put_array(object, IDENTITIES, identities);
    put_array(object, FIELDS, fields);
    put_text_or_null(object, ID, id);
    put_text_or_null(object, SOURCE, source);
    put_text_or_null(object, TOUCHPOINT, touchpoint);
    put_text_or_null(object, ZONE, zone);
    ZVAL_LONG(OBJ_PROP_NUM(object, ORDER), order);
}

/* ---- counting, so that all stands in four blocks */

static int
is_made(zval *item)
{
    return Z_TYPE_P(OBJ_PROP_NUM(Z_OBJ_P(item), EVENT)) == IS_STRING && Z_TYPE_P(OBJ_PROP_NUM(Z_OBJ_P(item), IDENTITIES)) == IS_ARRAY
           && Z_TYPE_P(OBJ_PROP_NUM(Z_OBJ_P(item), FIELDS)) == IS_ARRAY && Z_TYPE_P(OBJ_PROP_NUM(Z_OBJ_P(item), ORDER)) == IS_LONG;
}

static uint32_t
count_identities(HashTable *identities)
{
    uint32_t count = 0;
    zval *value;

    ZEND_HASH_FOREACH_VAL(identities, value) {
        ZVAL_DEREF(value);
        count += Z_TYPE_P(value) == IS_ARRAY ? zend_hash_num_elements(Z_ARRVAL_P(value)) : 1;
    }
    ZEND_HASH_FOREACH_END();
    return count;
}

static zend_result
count_all(HashTable *list, size_t *fields, size_t *identities)
{
    zend_ulong at = 0;
    zval *item;

    *fields = *identities = 0;
    ZEND_HASH_FOREACH_VAL(list, item) {
        ZVAL_DEREF(item);
        if (Z_TYPE_P(item) != IS_OBJECT || Z_OBJCE_P(item) != php_tappa_class.record) {
            zend_argument_type_error(1, "must be a list of Tappa\\Record; the item " ZEND_ULONG_FMT " is %s", at, zend_zval_type_name(item));
            return FAILURE;
        }
        if (!is_made(item)) {
            zend_throw_error(NULL, "This Tappa\\Record was never made: its constructor did not run");
            return FAILURE;
        }
        *fields += zend_hash_num_elements(Z_ARRVAL_P(OBJ_PROP_NUM(Z_OBJ_P(item), FIELDS)));
        *identities += count_identities(Z_ARRVAL_P(OBJ_PROP_NUM(Z_OBJ_P(item), IDENTITIES))) + 1; /* and the customer */
        at++;
    }
    ZEND_HASH_FOREACH_END();
    return SUCCESS;
}

/* ---- reading one */

/* Longer than any text that the engine takes: it refuses the record for it, and reads none of it. */
static uint32_t
size_of(const zend_string *text)
{
    return ZSTR_LEN(text) > UINT32_MAX ? UINT32_MAX : (uint32_t)ZSTR_LEN(text);
}

static void
read_text(zend_object *object, enum property which, const char **text, uint32_t *size)
{
    zval *slot = OBJ_PROP_NUM(object, which);

    if (Z_TYPE_P(slot) != IS_STRING)
        return;
    *text = Z_STRVAL_P(slot);
    *size = size_of(Z_STR_P(slot));
}

static zend_result
read_field_value(zval *from, struct tappa_value *value)
{
    switch (Z_TYPE_P(from)) {
    case IS_TRUE:
    case IS_FALSE:
        return php_tappa_read_value(from, TAPPA_BOOL, value);
    case IS_LONG:
        return php_tappa_read_value(from, TAPPA_INT, value);
    case IS_DOUBLE:
        if (php_tappa_read_value(from, TAPPA_DOUBLE, value) == FAILURE)
            value->kind = TAPPA_LIST; /* what is no number is data gone wrong, not code: it stops no other record */
        return SUCCESS;
    case IS_STRING:
        value->kind = TAPPA_STRING;
        value->data = Z_STRVAL_P(from);
        value->size = size_of(Z_STR_P(from));
        return SUCCESS;
    case IS_ARRAY: /* no field of a model can hold it: the engine refuses it by its kind */
        value->kind = TAPPA_LIST;
        return SUCCESS;
    case IS_OBJECT:
        return php_tappa_read_value(from, instanceof_function(Z_OBJCE_P(from), php_date_get_interval_ce()) ? TAPPA_DURATION : TAPPA_TIMESTAMP, value);
    default:
        return FAILURE;
    }
}

static zend_result
read_fields(struct tappa_record *record, struct tappa_field *out, HashTable *fields, zend_ulong at)
{
    zend_ulong number;
    zend_string *name;
    zval *from;

    record->fields = out;
    ZEND_HASH_FOREACH_KEY_VAL(fields, number, name, from) {
        if (!name) {
            zend_argument_value_error(1, "must give fields by name; the record " ZEND_ULONG_FMT " has a field " ZEND_LONG_FMT, at, (zend_long)number);
            return FAILURE;
        }
        ZVAL_DEREF(from);
        if (Z_TYPE_P(from) == IS_NULL)
            continue;
        *out = (struct tappa_field){.name = ZSTR_VAL(name), .name_size = size_of(name)};
        if (read_field_value(from, &out->value) == FAILURE) {
            php_tappa_throw(TAPPA_EFIELD, "The field \"%s\" of the record " ZEND_ULONG_FMT " is a %s that no model can take", ZSTR_VAL(name), at,
                            zend_zval_type_name(from));
            return FAILURE;
        }
        out++;
        record->field_count++;
    }
    ZEND_HASH_FOREACH_END();
    return SUCCESS;
}

/* null is a visitor who has not said who it is. */
static zend_result
add_identity(struct tappa_record *record, struct tappa_identity *out, zend_string *kind, zval *value)
{
    ZVAL_DEREF(value);
    if (Z_TYPE_P(value) == IS_NULL)
        return SUCCESS;
    if (Z_TYPE_P(value) != IS_STRING)
        return FAILURE;
    out[record->identity_count++] = (struct tappa_identity){ZSTR_VAL(kind), Z_STRVAL_P(value), size_of(kind), size_of(Z_STR_P(value))};
    return SUCCESS;
}

static zend_result
read_identities(struct tappa_record *record, struct tappa_identity *out, HashTable *identities, zend_ulong at)
{
    zend_string *kind;
    zval *value, *each;

    record->identities = out;
    ZEND_HASH_FOREACH_STR_KEY_VAL(identities, kind, value) {
        zend_result is_right = kind ? SUCCESS : FAILURE;

        ZVAL_DEREF(value);
        if (is_right == SUCCESS && Z_TYPE_P(value) != IS_ARRAY) {
            is_right = add_identity(record, out, kind, value);
        } else if (is_right == SUCCESS) {
            ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(value), each) {
                if (add_identity(record, out, kind, each) == FAILURE)
                    is_right = FAILURE;
            }
            ZEND_HASH_FOREACH_END();
        }
        if (is_right == FAILURE) {
            zend_argument_value_error(1, "must give identities as strings by kind; those of the record " ZEND_ULONG_FMT " are not", at);
            return FAILURE;
        }
    }
    ZEND_HASH_FOREACH_END();
    /* The library looks at `customer` only where there is no identity. */
    if (record->identity_count && record->customer_size)
        out[record->identity_count++] = (struct tappa_identity){"customer", record->customer, 8, record->customer_size};
    return SUCCESS;
}

static zend_result
read_record(struct tappa_record *record, zend_object *object, zend_ulong at)
{
    *record = (struct tappa_record){.size = sizeof *record, .order = Z_LVAL_P(OBJ_PROP_NUM(object, ORDER))};
    if (php_tappa_time_of(OBJ_PROP_NUM(object, TIME), &record->time) == FAILURE) {
        zend_argument_value_error(1, "must have times between the years 1 and 9999; that of the record " ZEND_ULONG_FMT " is none", at);
        return FAILURE;
    }
    read_text(object, EVENT, &record->event, &record->event_size);
    read_text(object, CUSTOMER, &record->customer, &record->customer_size);
    read_text(object, ID, &record->id, &record->id_size);
    read_text(object, SOURCE, &record->source, &record->source_size);
    read_text(object, TOUCHPOINT, &record->touchpoint, &record->touchpoint_size);
    read_text(object, ZONE, &record->zone, &record->zone_size);
    return SUCCESS;
}

void
php_tappa_records_end(struct php_tappa_records *r)
{
    efree(r->records);
    efree(r->fields);
    efree(r->identities);
    efree(r->results);
}

zend_result
php_tappa_records_begin(struct php_tappa_records *r, HashTable *list)
{
    size_t fields, identities;
    struct tappa_field *field;
    struct tappa_identity *identity;
    zval *item;

    if (count_all(list, &fields, &identities) == FAILURE)
        return FAILURE;
    r->count = 0;
    r->records = safe_emalloc(zend_hash_num_elements(list) + 1, sizeof *r->records, 0);
    r->results = ecalloc(zend_hash_num_elements(list) + 1, sizeof *r->results);
    r->results->size = sizeof *r->results;
    r->fields = field = safe_emalloc(fields + 1, sizeof *r->fields, 0);
    r->identities = identity = safe_emalloc(identities + 1, sizeof *r->identities, 0);
    ZEND_HASH_FOREACH_VAL(list, item) {
        struct tappa_record *record = &r->records[r->count];
        zend_object *object;

        ZVAL_DEREF(item);
        object = Z_OBJ_P(item);
        if (read_record(record, object, r->count) == FAILURE
            || read_fields(record, field, Z_ARRVAL_P(OBJ_PROP_NUM(object, FIELDS)), r->count) == FAILURE
            || read_identities(record, identity, Z_ARRVAL_P(OBJ_PROP_NUM(object, IDENTITIES)), r->count) == FAILURE) {
            php_tappa_records_end(r);
            return FAILURE;
        }
        field += record->field_count;
        identity += record->identity_count;
        r->count++;
    }
    ZEND_HASH_FOREACH_END();
    return SUCCESS;
}
