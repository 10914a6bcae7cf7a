/* Owns the ways between PHP's values and the library's: times, durations, and the kinds of slots and fields.
 * Called wherever a value crosses the boundary.
 * What does not fit exactly is refused, never rounded or cut: an int becomes a double only where that says the same number. */
#include "php_tappa.h"

#include <ext/date/php_date.h>
#include <ext/standard/html.h>
#include <math.h>
#include <zend_smart_str.h>

#define SECOND INT64_C(1000000)

/* ---- in */

zend_result
php_tappa_time_of(zval *value, int64_t *time)
{
    php_date_obj *date;
    int64_t micros;

    ZVAL_DEREF(value);
    if (Z_TYPE_P(value) == IS_LONG) {
        *time = Z_LVAL_P(value);
        return SUCCESS;
    }
    if (Z_TYPE_P(value) != IS_OBJECT || !instanceof_function(Z_OBJCE_P(value), php_date_get_interface_ce()))
        return FAILURE;
    date = Z_PHPDATE_P(value);
    if (!date->time || __builtin_mul_overflow((int64_t)date->time->sse, SECOND, &micros)
        || __builtin_add_overflow(micros, (int64_t)date->time->us, time))
        return FAILURE;
    return SUCCESS;
}

zend_result
php_tappa_read_time(zval *value, uint32_t argument, int64_t *time)
{
    if (EXPECTED(php_tappa_time_of(value, time) == SUCCESS))
        return SUCCESS;
    ZVAL_DEREF(value);
    if (Z_TYPE_P(value) != IS_OBJECT || !instanceof_function(Z_OBJCE_P(value), php_date_get_interface_ce()))
        zend_argument_type_error(argument, "must be of type DateTimeInterface|int, %s given", zend_zval_type_name(value));
    else if (!Z_PHPDATE_P(value)->time)
        zend_argument_value_error(argument, "must be a time: the constructor of this %s did not run", ZSTR_VAL(Z_OBJCE_P(value)->name));
    else
        zend_argument_value_error(argument, "must be a time between the years 1 and 9999");
    return FAILURE;
}

zend_result
php_tappa_keep_time(zval *slot, zval *time)
{
    ZVAL_DEREF(time);
    if (Z_TYPE_P(time) != IS_OBJECT || !instanceof_function(Z_OBJCE_P(time), php_date_get_date_ce())) {
        ZVAL_COPY(slot, time);
        return SUCCESS;
    }
    ZVAL_OBJ(slot, Z_OBJ_HANDLER_P(time, clone_obj)(Z_OBJ_P(time)));
    return EG(exception) ? FAILURE : SUCCESS;
}

/* A day is 24 hours; a month is no duration. */
static zend_result
duration_of_interval(zval *value, int64_t *duration)
{
    php_interval_obj *interval = Z_PHPINTERVAL_P(value);
    const timelib_rel_time *r;
    int64_t days, total;

    if (!interval->initialized || !interval->diff)
        return FAILURE;
    r = interval->diff;
    days = r->d;
    if (r->days != TIMELIB_UNSET && r->days >= 0) /* of two times: the whole difference in days stands apart */
        days = r->days;
    else if (r->y || r->m)
        return FAILURE;
    if (r->have_weekday_relative || r->have_special_relative)
        return FAILURE;
    if (__builtin_mul_overflow(days, INT64_C(86400), &total) || __builtin_add_overflow(total, (int64_t)r->h * 3600, &total)
        || __builtin_add_overflow(total, (int64_t)r->i * 60, &total) || __builtin_add_overflow(total, (int64_t)r->s, &total)
        || __builtin_mul_overflow(total, SECOND, &total) || __builtin_add_overflow(total, (int64_t)r->us, &total))
        return FAILURE;
    *duration = r->invert ? -total : total;
    return SUCCESS;
}

static zend_result
read_duration(zval *from, int64_t *duration)
{
    if (Z_TYPE_P(from) == IS_LONG) {
        *duration = Z_LVAL_P(from);
        return SUCCESS;
    }
    if (Z_TYPE_P(from) == IS_STRING)
        return tappa_duration_parse(Z_STRVAL_P(from), Z_STRLEN_P(from), duration) ? FAILURE : SUCCESS;
    if (Z_TYPE_P(from) != IS_OBJECT || !instanceof_function(Z_OBJCE_P(from), php_date_get_interval_ce()))
        return FAILURE;
    return duration_of_interval(from, duration);
}

static zend_result
read_number(zval *from, uint32_t kind, struct tappa_value *value)
{
    if (kind == TAPPA_INT && Z_TYPE_P(from) == IS_LONG) {
        value->integer = Z_LVAL_P(from);
    } else if (kind == TAPPA_DOUBLE && Z_TYPE_P(from) == IS_DOUBLE) {
        value->real = Z_DVAL_P(from);
        return isfinite(value->real) ? SUCCESS : FAILURE;
    } else if (kind == TAPPA_DOUBLE && Z_TYPE_P(from) == IS_LONG) {
        /* Beyond 2^53 not every int is a double. */
        value->real = (double)Z_LVAL_P(from);
        return value->real < 9223372036854775808.0 && (zend_long)value->real == Z_LVAL_P(from) ? SUCCESS : FAILURE;
    } else if (kind == TAPPA_INT && Z_TYPE_P(from) == IS_DOUBLE) {
        double real = Z_DVAL_P(from);

        if (!(real >= -9223372036854775808.0 && real < 9223372036854775808.0) || (double)(int64_t)real != real)
            return FAILURE;
        value->integer = (int64_t)real;
    } else {
        return FAILURE;
    }
    return SUCCESS;
}

zend_result
php_tappa_read_value(zval *from, uint32_t kind, struct tappa_value *value)
{
    ZVAL_DEREF(from);
    value->kind = Z_TYPE_P(from) == IS_NULL ? TAPPA_UNSET : kind;
    if (UNEXPECTED(value->kind == TAPPA_UNSET))
        return SUCCESS;
    switch (kind) {
    case TAPPA_INT:
    case TAPPA_DOUBLE:
        return read_number(from, kind, value);
    case TAPPA_BOOL:
        value->integer = Z_TYPE_P(from) == IS_TRUE;
        return Z_TYPE_P(from) == IS_TRUE || Z_TYPE_P(from) == IS_FALSE ? SUCCESS : FAILURE;
    case TAPPA_STRING:
        if (Z_TYPE_P(from) != IS_STRING || Z_STRLEN_P(from) > UINT32_MAX)
            return FAILURE;
        value->data = Z_STRVAL_P(from);
        value->size = (uint32_t)Z_STRLEN_P(from);
        return SUCCESS;
    case TAPPA_TIMESTAMP:
        if (Z_TYPE_P(from) == IS_STRING)
            return tappa_time_parse(Z_STRVAL_P(from), Z_STRLEN_P(from), &value->integer) ? FAILURE : SUCCESS;
        return php_tappa_time_of(from, &value->integer);
    case TAPPA_DURATION:
        return read_duration(from, &value->integer);
    default:
        return FAILURE;
    }
}

const char *
php_tappa_kind_name(uint32_t kind)
{
    static const char *const names[] = {"nothing", "a bool", "an int", "an int", "a float", "a string", "a string",
                                        "a DateTimeInterface", "a DateInterval"};

    return kind < sizeof names / sizeof *names ? names[kind] : "a value";
}

int
php_tappa_is_utf8(const char *text, size_t size)
{
    zend_result status = SUCCESS;

    for (size_t at = 0; at < size && status == SUCCESS;)
        (void)php_next_utf8_char((const unsigned char *)text, size, &at, &status);
    return status == SUCCESS;
}

zend_string *
php_tappa_as_utf8(const char *text, size_t size)
{
    smart_str out = {0};

    for (size_t at = 0, from = 0; at < size; from = at) {
        zend_result status = SUCCESS;

        (void)php_next_utf8_char((const unsigned char *)text, size, &at, &status);
        if (status == SUCCESS)
            smart_str_appendl(&out, text + from, at - from);
        else
            smart_str_appendl(&out, "\xef\xbf\xbd", 3);
    }
    smart_str_0(&out);
    return out.s ? out.s : ZSTR_EMPTY_ALLOC();
}

/* ---- out */

void
php_tappa_time(zval *out, int64_t time)
{
    char text[48];
    size_t size = tappa_time_format(time, text, sizeof text);

    php_date_instantiate(php_date_get_immutable_ce(), out);
    memcpy(text + size - 1, " UTC", 5); /* in place of the Z: a zone with a name */
    if (!php_date_initialize(Z_PHPDATE_P(out), text, size + 3, NULL, NULL, 0)) {
        zval_ptr_dtor(out);
        ZVAL_NULL(out);
    }
}

void
php_tappa_time_or_null(zval *out, int64_t time, int64_t none)
{
    if (time == none)
        ZVAL_NULL(out);
    else
        php_tappa_time(out, time);
}

void
php_tappa_duration(zval *out, int64_t duration)
{
    uint64_t size = duration < 0 ? 0 - (uint64_t)duration : (uint64_t)duration, seconds = size / (uint64_t)SECOND;
    zval text, micros;

    ZVAL_STR(&text, strpprintf(0, "PT%" PRIu64 "H%" PRIu64 "M%" PRIu64 "S", seconds / 3600, seconds / 60 % 60, seconds % 60));
    object_init_ex(out, php_date_get_interval_ce());
    zend_call_known_instance_method_with_1_params(Z_OBJCE_P(out)->constructor, Z_OBJ_P(out), NULL, &text);
    zval_ptr_dtor(&text);
    if (EG(exception))
        return;
    if (size % (uint64_t)SECOND) {
        ZVAL_DOUBLE(&micros, (double)(size % (uint64_t)SECOND) / (double)SECOND);
        zend_update_property_ex(Z_OBJCE_P(out), Z_OBJ_P(out), ZSTR_CHAR('f'), &micros);
    }
    if (duration < 0)
        zend_update_property_long(Z_OBJCE_P(out), Z_OBJ_P(out), "invert", 6, 1);
}

static void
list_out(zval *out, const struct tappa_value *value)
{
    const struct tappa_value *items = value->data;

    array_init_size(out, value->size);
    for (uint32_t i = 0; i < value->size; i++) {
        zval item;

        php_tappa_value(&item, &items[i]);
        zend_hash_next_index_insert(Z_ARRVAL_P(out), &item);
    }
}

/* CEL's keys are ints, bools and texts; PHP's are ints and texts. */
static void
map_out(zval *out, const struct tappa_value *value)
{
    const struct tappa_value *pairs = value->data;

    array_init_size(out, value->size);
    for (uint32_t i = 0; i < value->size; i++) {
        zval key, item;

        php_tappa_value(&key, &pairs[2 * i]);
        php_tappa_value(&item, &pairs[2 * i + 1]);
        if (array_set_zval_key(Z_ARRVAL_P(out), &key, &item) == SUCCESS)
            zval_ptr_dtor(&item);
        zval_ptr_dtor(&key);
    }
}

void
php_tappa_value(zval *out, const struct tappa_value *value)
{
    switch (value->kind) {
    case TAPPA_BOOL:
        ZVAL_BOOL(out, value->integer != 0);
        break;
    case TAPPA_INT:
        ZVAL_LONG(out, value->integer);
        break;
    case TAPPA_UINT: /* beyond PHP's int: its digits, so that nothing is lost */
        if (value->integer >= 0)
            ZVAL_LONG(out, value->integer);
        else
            ZVAL_STR(out, strpprintf(0, "%" PRIu64, (uint64_t)value->integer));
        break;
    case TAPPA_DOUBLE:
        ZVAL_DOUBLE(out, value->real);
        break;
    case TAPPA_STRING:
    case TAPPA_BYTES:
    case TAPPA_TYPE:
        ZVAL_STRINGL(out, (const char *)value->data, value->size);
        break;
    case TAPPA_TIMESTAMP:
        php_tappa_time(out, value->integer);
        break;
    case TAPPA_DURATION:
        php_tappa_duration(out, value->integer);
        break;
    case TAPPA_LIST:
        list_out(out, value);
        break;
    case TAPPA_MAP:
        map_out(out, value);
        break;
    default:
        ZVAL_NULL(out);
    }
}
