/* Owns how an event of PHP code becomes one of the library: its type by name, its fields by name and kind, its touchpoint.
 * Called for each event fed.
 * Names are looked up in the model once for each of its objects and then in PHP's own tables. A field that nobody declared is an error, not a
 * slip without a word; null is an absent one. */
#include "php_tappa.h"

#include <math.h>

ZEND_METHOD(Tappa_Event, __construct)
{
    zend_string *name, *touchpoint = NULL;
    HashTable *fields = NULL;
    zval *time, *slot;
    int64_t micros;

    ZEND_PARSE_PARAMETERS_START(2, 4)
        Z_PARAM_STR(name)
        Z_PARAM_ZVAL(time)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT(fields)
        Z_PARAM_STR_OR_NULL(touchpoint)
    ZEND_PARSE_PARAMETERS_END();
    if (php_tappa_read_time(time, 2, &micros) == FAILURE)
        RETURN_THROWS();
    slot = OBJ_PROP_NUM(Z_OBJ_P(ZEND_THIS), 0);
    if (Z_TYPE_P(slot) != IS_UNDEF) {
        zend_throw_error(NULL, "This Tappa\\Event has been made already");
        RETURN_THROWS();
    }
    ZVAL_STR_COPY(slot, name);
    if (php_tappa_keep_time(OBJ_PROP_NUM(Z_OBJ_P(ZEND_THIS), 1), time) == FAILURE)
        RETURN_THROWS();
    slot = OBJ_PROP_NUM(Z_OBJ_P(ZEND_THIS), 2);
    if (fields)
        ZVAL_ARR(slot, zend_array_dup(fields));
    else
        ZVAL_EMPTY_ARRAY(slot);
    slot = OBJ_PROP_NUM(Z_OBJ_P(ZEND_THIS), 3);
    if (touchpoint)
        ZVAL_STR_COPY(slot, touchpoint);
    else
        ZVAL_NULL(slot);
}

uint32_t
php_tappa_event_index(struct php_tappa_model *m, zend_string *name)
{
    zval *known = zend_hash_find(&m->events, name), fresh;
    const tappa_event_type *type;
    uint32_t index;

    if (EXPECTED(known))
        return (uint32_t)Z_LVAL_P(known);
    type = tappa_model_event_find(m->model, ZSTR_VAL(name), ZSTR_LEN(name));
    index = type ? tappa_event_type_index(type) : TAPPA_NONE;
    /* The machine's own events are no type that one could feed. */
    if (index >= tappa_model_event_declared(m->model))
        return TAPPA_NONE; /* and not kept: there may be any number of such names */
    ZVAL_LONG(&fresh, index);
    zend_hash_add(&m->events, name, &fresh);
    return index;
}

static void
read_type(struct php_tappa_event_type *t, const tappa_event_type *type)
{
    t->field_count = tappa_event_type_field_count(type);
    t->read = 1;
    if (!t->field_count)
        return;
    t->names = safe_emalloc(t->field_count, sizeof *t->names, 0);
    t->kinds = safe_emalloc(t->field_count, sizeof *t->kinds, 0);
    for (uint32_t i = 0; i < t->field_count; i++) {
        const char *name = tappa_event_type_field_name(type, i);

        t->names[i] = zend_string_init(name, strlen(name), 0);
        zend_string_hash_val(t->names[i]);
        t->kinds[i] = tappa_event_type_field_kind(type, i);
    }
}

struct php_tappa_event_type *
php_tappa_event_fields(struct php_tappa_model *m, uint32_t index)
{
    if (UNEXPECTED(!m->types))
        m->types = ecalloc(tappa_model_event_count(m->model), sizeof *m->types);
    if (UNEXPECTED(!m->types[index].read))
        read_type(&m->types[index], tappa_model_event_at(m->model, index));
    return &m->types[index];
}

static void
no_such_field(const struct php_tappa_model *m, uint32_t index, zend_string *name, zend_ulong number)
{
    const char *event = tappa_event_type_name(tappa_model_event_at(m->model, index));

    if (name)
        php_tappa_throw(TAPPA_ENAME, "The event \"%s\" has no field \"%s\"", event, ZSTR_VAL(name));
    else
        php_tappa_throw(TAPPA_ENAME, "The event \"%s\" has no field " ZEND_LONG_FMT ": fields are given by name", event, (zend_long)number);
}

/* The field's place; field_count where there is none of this name, or it is none. */
static uint32_t
find_field(struct php_tappa_event_type *t, zend_string *name)
{
    uint32_t at = 0;

    while (at < t->field_count && !(name && zend_string_equals(t->names[at], name)))
        at++;
    if (at < t->field_count && t->names[at] != name && ZSTR_IS_INTERNED(name)) {
        zend_string_release(t->names[at]);
        t->names[at] = name;
    }
    return at;
}

/* What most fields are, without a call. */
static zend_always_inline zend_result
read_field(zval *from, uint32_t kind, struct tappa_value *value)
{
    if (EXPECTED(kind == TAPPA_INT && Z_TYPE_P(from) == IS_LONG)) {
        value->kind = kind;
        value->integer = Z_LVAL_P(from);
        return SUCCESS;
    }
    if (EXPECTED(kind == TAPPA_DOUBLE && Z_TYPE_P(from) == IS_DOUBLE && isfinite(Z_DVAL_P(from)))) {
        value->kind = kind;
        value->real = Z_DVAL_P(from);
        return SUCCESS;
    }
    return php_tappa_read_value(from, kind, value);
}

static zend_result
read_fields(struct php_tappa_input *input, struct php_tappa_model *m, uint32_t index, HashTable *fields)
{
    struct php_tappa_event_type *t = EXPECTED(m->types && m->types[index].read) ? &m->types[index] : php_tappa_event_fields(m, index);
    struct tappa_value *values = input->few;
    uint32_t next = 0; /* fields mostly come in the order declared */
    zend_ulong number;
    zend_string *name;
    zval *value;

    if (UNEXPECTED(t->field_count > sizeof input->few / sizeof *input->few))
        values = input->many = safe_emalloc(t->field_count, sizeof *values, 0);
    for (uint32_t i = 0; i < t->field_count; i++)
        values[i].kind = TAPPA_UNSET;
    ZEND_HASH_FOREACH_KEY_VAL(fields, number, name, value) {
        uint32_t at = next;

        if (UNEXPECTED(at >= t->field_count || t->names[at] != name))
            at = find_field(t, name);
        if (UNEXPECTED(at == t->field_count)) {
            no_such_field(m, index, name, number);
            return FAILURE;
        }
        next = at + 1;
        if (UNEXPECTED(read_field(value, t->kinds[at], &values[at]) == FAILURE)) {
            php_tappa_throw(TAPPA_EFIELD, "The field \"%s\" of the event \"%s\" takes %s, and this %s does not fit", ZSTR_VAL(name),
                            tappa_event_type_name(tappa_model_event_at(m->model, index)), php_tappa_kind_name(t->kinds[at]),
                            zend_zval_type_name(value));
            return FAILURE;
        }
    }
    ZEND_HASH_FOREACH_END();
    input->event.fields = values;
    input->event.field_count = t->field_count;
    return SUCCESS;
}

/* In a model without touchpoints there is nothing to say about where things happen; in one that has, a strange name is probably a slip. */
static zend_result
read_touchpoint(struct php_tappa_input *input, const struct php_tappa_model *m, zend_string *name)
{
    const tappa_touchpoint *touchpoint;

    if (!tappa_model_touchpoint_count(m->model))
        return SUCCESS;
    touchpoint = tappa_model_touchpoint_find(m->model, ZSTR_VAL(name), ZSTR_LEN(name));
    if (!touchpoint) {
        php_tappa_throw(TAPPA_ENAME, "The model %s has no touchpoint \"%s\"", tappa_model_name(m->model), ZSTR_VAL(name));
        return FAILURE;
    }
    input->event.touchpoint = tappa_touchpoint_index(touchpoint);
    return SUCCESS;
}

zend_result
php_tappa_input_begin(struct php_tappa_input *input, struct php_tappa_model *m, zend_string *name, int64_t time,
                      HashTable *fields, zend_string *touchpoint)
{
    uint32_t index = php_tappa_event_index(m, name);

    input->event = (struct tappa_event){.size = sizeof input->event, .type = index, .time = time, .touchpoint = TAPPA_NONE};
    input->many = NULL;
    if (UNEXPECTED(index == TAPPA_NONE)) {
        /* Rows of `*` and of prefixes see no fields. */
        if (ZSTR_LEN(name) > UINT32_MAX) {
            php_tappa_throw(TAPPA_EINVAL, "The name of the event is too long");
            return FAILURE;
        }
        input->event.name = ZSTR_VAL(name);
        input->event.name_size = (uint32_t)ZSTR_LEN(name);
    } else if (fields && zend_hash_num_elements(fields) && read_fields(input, m, index, fields) == FAILURE) {
        php_tappa_input_end(input);
        return FAILURE;
    }
    if (UNEXPECTED(touchpoint) && read_touchpoint(input, m, touchpoint) == FAILURE) {
        php_tappa_input_end(input);
        return FAILURE;
    }
    return SUCCESS;
}

zend_result
php_tappa_input_of(struct php_tappa_input *input, struct php_tappa_model *m, zend_object *event)
{
    zval *name = OBJ_PROP_NUM(event, 0), *time = OBJ_PROP_NUM(event, 1), *fields = OBJ_PROP_NUM(event, 2),
         *touchpoint = OBJ_PROP_NUM(event, 3);
    int64_t micros;

    /* One that unserialize() made of rubbish, or whose time was never constructed. */
    if (Z_TYPE_P(name) != IS_STRING || Z_TYPE_P(fields) != IS_ARRAY || php_tappa_time_of(time, &micros) == FAILURE) {
        zend_throw_error(NULL, "This Tappa\\Event was never made: its constructor did not run");
        return FAILURE;
    }
    return php_tappa_input_begin(input, m, Z_STR_P(name), micros, Z_ARRVAL_P(fields),
                                 Z_TYPE_P(touchpoint) == IS_STRING ? Z_STR_P(touchpoint) : NULL);
}
