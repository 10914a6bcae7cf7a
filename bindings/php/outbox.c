/* Owns what may be said and is said: decisions, claims, reports.
 * Called by PHP code: a page decides, a mailer claims, sends and reports.
 * Nothing of the engine's is kept: what is claimed is copied, with the key under which it is reported. */
#include "php_engine.h"

#define CLAIM_MOST 1024

/* ---- keys */

void
php_tappa_put_key(struct php_tappa_filler *filler, const uint8_t key[16])
{
    static const char digits[] = "0123456789abcdef";
    zend_string *text = zend_string_alloc(32, 0);

    for (size_t i = 0; i < 16; i++) {
        ZSTR_VAL(text)[2 * i] = digits[key[i] >> 4];
        ZSTR_VAL(text)[2 * i + 1] = digits[key[i] & 15];
    }
    ZSTR_VAL(text)[32] = '\0';
    ZVAL_STR(php_tappa_slot(filler), text);
}

static int
digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

zend_result
php_tappa_read_key(zend_string *text, uint8_t key[16])
{
    if (ZSTR_LEN(text) != 32)
        return FAILURE;
    for (size_t i = 0; i < 16; i++) {
        int high = digit(ZSTR_VAL(text)[2 * i]), low = digit(ZSTR_VAL(text)[2 * i + 1]);

        if (high < 0 || low < 0)
            return FAILURE;
        key[i] = (uint8_t)(high << 4 | low);
    }
    return SUCCESS;
}

void
php_tappa_put_name_or_null(struct php_tappa_filler *filler, const char *name)
{
    php_tappa_put_text_or_null(filler, name && *name ? name : NULL);
}

void
php_tappa_put_time_or_null(struct php_tappa_filler *filler, int64_t time, int64_t none)
{
    php_tappa_time_or_null(php_tappa_slot(filler), time, none);
}

/* ---- deciding */

static void
decision_object(zval *out, const struct tappa_verdict *v)
{
    struct php_tappa_filler f = php_tappa_fill(out, php_tappa_class.decision);

    php_tappa_put_case(&f, PHP_TAPPA_DecisionKind, v->kind);
    php_tappa_put_case(&f, PHP_TAPPA_Reason, v->reason);
    php_tappa_put_text(&f, v->model);
    php_tappa_put_text(&f, v->name);
    php_tappa_put_name_or_null(&f, v->touchpoint);
    php_tappa_put_name_or_null(&f, v->channel);
    php_tappa_put_int(&f, v->priority);
    ZVAL_DOUBLE(php_tappa_slot(&f), v->value);
    php_tappa_put_text(&f, v->because);
    php_tappa_put_time_or_null(&f, v->reason == TAPPA_OPEN ? TAPPA_NEVER : v->until, TAPPA_NEVER);
    php_tappa_put_int(&f, (int64_t)v->count);
    php_tappa_put_int(&f, (int64_t)v->at_most);
    if (v->per)
        php_tappa_duration(php_tappa_slot(&f), v->per);
    else
        ZVAL_NULL(php_tappa_slot(&f));
    if (v->kind == TAPPA_CONTACT)
        php_tappa_put_key(&f, v->key);
    else
        ZVAL_NULL(php_tappa_slot(&f));
    php_tappa_put_index(&f, v->rank ? v->rank : TAPPA_NONE);
}

ZEND_METHOD(Tappa_Engine, decide)
{
    struct tappa_moment moment = {.size = sizeof moment};
    const struct tappa_verdict *verdicts;
    zend_string *touchpoint = NULL;
    zend_long customer;
    tappa_status status;
    size_t count;
    zval *now;

    ZEND_PARSE_PARAMETERS_START(2, 3)
        Z_PARAM_LONG(customer)
        Z_PARAM_ZVAL(now)
        Z_PARAM_OPTIONAL
        Z_PARAM_STR_OR_NULL(touchpoint)
    ZEND_PARSE_PARAMETERS_END();
    THIS_ENGINE(e);
    if (php_tappa_read_time(now, 2, &moment.now) == FAILURE || (touchpoint && php_tappa_check_size(touchpoint, 3) == FAILURE))
        RETURN_THROWS();
    if (touchpoint) {
        moment.touchpoint = ZSTR_VAL(touchpoint);
        moment.touchpoint_size = ZSTR_LEN(touchpoint);
    }
    status = tappa_engine_decide(e->engine, customer, &moment, &verdicts, &count);
    if (status == TAPPA_ENAME) {
        php_tappa_throw(status, "No model has a touchpoint \"%s\"", moment.touchpoint);
        RETURN_THROWS();
    }
    if (status) {
        php_tappa_engine_throw_customer(status, customer);
        RETURN_THROWS();
    }
    array_init_size(return_value, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        zval one;

        decision_object(&one, &verdicts[i]);
        zend_hash_next_index_insert(Z_ARRVAL_P(return_value), &one);
    }
}

/* ---- claiming and reporting */

static void
claimed_object(zval *out, const struct tappa_claimed *c)
{
    struct php_tappa_filler f = php_tappa_fill(out, php_tappa_class.claimed);
    zval *arguments;

    php_tappa_put_key(&f, c->key);
    php_tappa_put_int(&f, c->customer);
    php_tappa_put_text(&f, c->model);
    php_tappa_put_name_or_null(&f, c->touchpoint);
    php_tappa_put_name_or_null(&f, c->channel);
    php_tappa_put_name_or_null(&f, c->effect);
    php_tappa_time(php_tappa_slot(&f), c->wanted);
    php_tappa_time(php_tappa_slot(&f), c->lease);
    php_tappa_put_time_or_null(&f, c->expires, TAPPA_NEVER);
    php_tappa_put_int(&f, c->attempt);
    arguments = php_tappa_slot(&f);
    array_init_size(arguments, c->argument_count);
    for (uint32_t i = 0; i < c->argument_count; i++) {
        zval value;

        php_tappa_value(&value, &c->arguments[i].value);
        add_assoc_zval(arguments, c->arguments[i].name, &value);
    }
}

ZEND_METHOD(Tappa_Engine, claim)
{
    const struct tappa_claimed *claimed;
    zend_long limit = 100;
    tappa_status status;
    int64_t micros;
    size_t count;
    zval *now;

    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_ZVAL(now)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG(limit)
    ZEND_PARSE_PARAMETERS_END();
    THIS_ENGINE(e);
    if (php_tappa_read_time(now, 1, &micros) == FAILURE || php_tappa_read_limit(limit, 2, CLAIM_MOST) == FAILURE)
        RETURN_THROWS();
    status = tappa_engine_claim(e->engine, micros, (size_t)limit, &claimed, &count);
    if (status) {
        php_tappa_engine_throw(status, "Claiming");
        RETURN_THROWS();
    }
    array_init_size(return_value, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        zval one;

        claimed_object(&one, &claimed[i]);
        zend_hash_next_index_insert(Z_ARRVAL_P(return_value), &one);
    }
}

ZEND_METHOD(Tappa_Engine, report)
{
    zend_object *state;
    uint8_t bytes[16];
    zend_string *key;
    tappa_status status;
    int64_t micros;
    zval *now;

    ZEND_PARSE_PARAMETERS_START(3, 3)
        Z_PARAM_STR(key)
        Z_PARAM_OBJ_OF_CLASS(state, php_tappa_enum_class(PHP_TAPPA_ContactState))
        Z_PARAM_ZVAL(now)
    ZEND_PARSE_PARAMETERS_END();
    THIS_ENGINE(e);
    if (php_tappa_read_key(key, bytes) == FAILURE) {
        zend_argument_value_error(1, "must be the key of a contact, 32 hexadecimal digits");
        RETURN_THROWS();
    }
    if (php_tappa_read_time(now, 3, &micros) == FAILURE)
        RETURN_THROWS();
    PHP_TAPPA_AGAIN(status, tappa_engine_report(e->engine, bytes, (uint32_t)Z_LVAL_P(zend_enum_fetch_case_value(state)), micros));
    if (status == TAPPA_EUNKNOWN)
        php_tappa_throw(status, "There is no contact %s", ZSTR_VAL(key));
    else if (status == TAPPA_EINVAL)
        php_tappa_throw(status, "The contact %s cannot go to the state %s", ZSTR_VAL(key), Z_STRVAL_P(zend_enum_fetch_case_name(state)));
    else if (status)
        php_tappa_engine_throw(status, "The report");
}
