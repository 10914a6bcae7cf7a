/* Owns the customer as PHP code sees it: whose an identity is, where one stands, its history; parting and erasing.
 * Called by PHP code.
 * All of it is copied, journeys too: what is done to a copy stays with it. */
#include "php_engine.h"

void
php_tappa_engine_throw_customer(tappa_status status, zend_long customer)
{
    if (status == TAPPA_EUNKNOWN)
        php_tappa_throw(status, "There is no customer " ZEND_LONG_FMT, customer);
    else
        php_tappa_engine_throw(status, "The customer");
}

ZEND_METHOD(Tappa_Engine, find)
{
    struct tappa_identity identity;
    zend_string *kind, *value;
    tappa_status status;
    int64_t customer;

    ZEND_PARSE_PARAMETERS_START(2, 2)
        Z_PARAM_STR(kind)
        Z_PARAM_STR(value)
    ZEND_PARSE_PARAMETERS_END();
    THIS_ENGINE(e);
    if (ZSTR_LEN(kind) > UINT16_MAX || ZSTR_LEN(value) > UINT16_MAX)
        return; /* nobody can be known by it */
    identity = (struct tappa_identity){ZSTR_VAL(kind), ZSTR_VAL(value), (uint32_t)ZSTR_LEN(kind), (uint32_t)ZSTR_LEN(value)};
    status = tappa_engine_find(e->engine, &identity, &customer);
    if (!status)
        RETURN_LONG(customer);
    if (status != TAPPA_EUNKNOWN)
        php_tappa_engine_throw(status, "The customer");
}

/* ---- where it stands */

static void
put_identities(struct php_tappa_filler *f, const struct tappa_standing *s)
{
    zval *slot = php_tappa_slot(f);

    array_init(slot);
    for (size_t i = 0; i < s->identity_count; i++) {
        const struct tappa_identity *identity = &s->identities[i];
        zend_string *kind = zend_string_init(identity->kind, identity->kind_size, 0);
        zval *list = zend_symtable_find(Z_ARRVAL_P(slot), kind);

        if (!list) {
            zval fresh;

            array_init(&fresh);
            list = zend_symtable_update(Z_ARRVAL_P(slot), kind, &fresh);
        }
        add_next_index_stringl(list, identity->value, identity->value_size);
        zend_string_release(kind);
    }
}

/* A copy of a journey, by its snapshot. */
static zend_result
underway_object(zval *out, struct php_tappa_engine *e, const tappa_journey *journey, const char *last_event)
{
    struct php_tappa_model *m = php_tappa_engine_model(e, tappa_journey_model(journey));
    tappa_batch *batch = m ? php_tappa_batch_take(0) : NULL;
    zend_string *bytes = batch ? php_tappa_snapshot_of(journey) : NULL;
    tappa_journey *copy = bytes ? php_tappa_journey_read(m, bytes, batch) : NULL;

    if (bytes)
        zend_string_release(bytes);
    if (batch)
        php_tappa_batch_give_back(batch, 0);
    if (!copy)
        return FAILURE;
    object_init_ex(out, php_tappa_class.underway);
    php_tappa_journey_object(OBJ_PROP_NUM(Z_OBJ_P(out), 0), m, copy);
    ZVAL_STRING(OBJ_PROP_NUM(Z_OBJ_P(out), 1), last_event);
    return SUCCESS;
}

static zend_result
put_journeys(struct php_tappa_filler *f, struct php_tappa_engine *e, const struct tappa_standing *s)
{
    zval *slot = php_tappa_slot(f);

    array_init_size(slot, (uint32_t)s->journey_count);
    for (size_t i = 0; i < s->journey_count; i++) {
        zval one;

        if (underway_object(&one, e, s->journeys[i], s->last_events[i]) == FAILURE)
            return FAILURE;
        zend_hash_next_index_insert(Z_ARRVAL_P(slot), &one);
    }
    return SUCCESS;
}

static void
put_consents(struct php_tappa_filler *f, const struct tappa_standing *s)
{
    zval *slot = php_tappa_slot(f);

    array_init_size(slot, (uint32_t)s->consent_count);
    for (size_t i = 0; i < s->consent_count; i++) {
        const struct tappa_consent *c = &s->consents[i];
        struct php_tappa_filler one;
        zval object;

        one = php_tappa_fill(&object, php_tappa_class.consent);
        php_tappa_put_name_or_null(&one, c->purpose);
        php_tappa_put_name_or_null(&one, c->channel);
        ZVAL_BOOL(php_tappa_slot(&one), c->given);
        php_tappa_time(php_tappa_slot(&one), c->since);
        php_tappa_put_time_or_null(&one, c->expires, TAPPA_NEVER);
        php_tappa_put_text(&one, c->proof);
        zend_hash_next_index_insert(Z_ARRVAL_P(slot), &object);
    }
}

static void
put_profile(struct php_tappa_filler *f, const struct tappa_standing *s)
{
    zval *slot = php_tappa_slot(f);

    array_init_size(slot, (uint32_t)s->trait_count);
    for (size_t i = 0; i < s->trait_count; i++) {
        const struct tappa_trait *t = &s->traits[i];
        struct php_tappa_filler one;
        zval object;

        one = php_tappa_fill(&object, php_tappa_class.known);
        php_tappa_value(php_tappa_slot(&one), &t->value);
        php_tappa_time(php_tappa_slot(&one), t->since);
        php_tappa_put_time_or_null(&one, t->expires, TAPPA_NEVER);
        php_tappa_put_case(&one, PHP_TAPPA_Source, t->source);
        ZVAL_BOOL(php_tappa_slot(&one), t->personal);
        add_assoc_zval(slot, t->name, &object);
    }
}

static void
put_contacts(struct php_tappa_filler *f, const struct tappa_standing *s)
{
    zval *slot = php_tappa_slot(f);

    array_init_size(slot, (uint32_t)s->contact_count);
    for (size_t i = 0; i < s->contact_count; i++) {
        const struct tappa_contact *c = &s->contacts[i];
        struct php_tappa_filler one;
        zval object;

        one = php_tappa_fill(&object, php_tappa_class.contact);
        php_tappa_put_key(&one, c->key);
        php_tappa_put_text(&one, c->model);
        php_tappa_put_text(&one, c->touchpoint);
        php_tappa_put_name_or_null(&one, c->channel);
        php_tappa_put_case(&one, PHP_TAPPA_ContactState, c->state);
        php_tappa_time(php_tappa_slot(&one), c->wanted);
        php_tappa_time(php_tappa_slot(&one), c->changed);
        php_tappa_put_time_or_null(&one, c->due, TAPPA_NEVER);
        php_tappa_put_int(&one, c->attempt);
        ZVAL_BOOL(php_tappa_slot(&one), c->not_today);
        php_tappa_put_text(&one, c->because);
        zend_hash_next_index_insert(Z_ARRVAL_P(slot), &object);
    }
}

ZEND_METHOD(Tappa_Engine, where)
{
    struct tappa_standing s = {.size = sizeof s};
    struct php_tappa_filler f;
    zend_long customer;
    tappa_status status;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_LONG(customer)
    ZEND_PARSE_PARAMETERS_END();
    THIS_ENGINE(e);
    status = tappa_engine_where(e->engine, customer, &s);
    if (status) {
        php_tappa_engine_throw_customer(status, customer);
        RETURN_THROWS();
    }
    f = php_tappa_fill(return_value, php_tappa_class.standing);
    php_tappa_put_int(&f, s.customer);
    php_tappa_put_int(&f, s.revision);
    php_tappa_put_time_or_null(&f, s.last, INT64_MIN);
    php_tappa_put_time_or_null(&f, s.next_due, TAPPA_NEVER);
    php_tappa_put_text(&f, s.zone);
    php_tappa_put_name_or_null(&f, s.preferred);
    put_identities(&f, &s);
    if (put_journeys(&f, e, &s) == FAILURE)
        RETURN_THROWS();
    put_consents(&f, &s);
    put_profile(&f, &s);
    put_contacts(&f, &s);
}

/* ---- its history */

ZEND_METHOD(Tappa_Engine, journal)
{
    bool explain = 0;
    zend_long customer;
    tappa_status status;
    const char *text;
    size_t size;

    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_LONG(customer)
        Z_PARAM_OPTIONAL
        Z_PARAM_BOOL(explain)
    ZEND_PARSE_PARAMETERS_END();
    THIS_ENGINE(e);
    status = tappa_engine_journal(e->engine, customer, explain, &text, &size);
    if (status) {
        php_tappa_engine_throw_customer(status, customer);
        RETURN_THROWS();
    }
    RETURN_STRINGL(text, size);
}

ZEND_METHOD(Tappa_Engine, export)
{
    zend_long customer;
    tappa_status status;
    const char *text;
    size_t size;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_LONG(customer)
    ZEND_PARSE_PARAMETERS_END();
    THIS_ENGINE(e);
    status = tappa_engine_export(e->engine, customer, &text, &size);
    if (status) {
        php_tappa_engine_throw_customer(status, customer);
        RETURN_THROWS();
    }
    RETURN_STRINGL(text, size);
}

ZEND_METHOD(Tappa_Engine, damaged)
{
    tappa_status status;
    const char *text;
    size_t size;

    ZEND_PARSE_PARAMETERS_NONE();
    THIS_ENGINE(e);
    status = tappa_engine_damaged(e->engine, &text, &size);
    if (status) {
        php_tappa_engine_throw(status, "Looking at everybody");
        RETURN_THROWS();
    }
    RETURN_STRINGL(text, size);
}

ZEND_METHOD(Tappa_Engine, erase)
{
    zend_long customer;
    tappa_status status;
    char proof[33];
    int64_t micros;
    zval *now;

    ZEND_PARSE_PARAMETERS_START(2, 2)
        Z_PARAM_LONG(customer)
        Z_PARAM_ZVAL(now)
    ZEND_PARSE_PARAMETERS_END();
    THIS_ENGINE(e);
    if (php_tappa_read_time(now, 2, &micros) == FAILURE)
        RETURN_THROWS();
    PHP_TAPPA_AGAIN(status, tappa_engine_erase(e->engine, customer, micros, proof));
    if (status) {
        php_tappa_engine_throw_customer(status, customer);
        RETURN_THROWS();
    }
    RETURN_STRING(proof);
}

ZEND_METHOD(Tappa_Engine, part)
{
    zend_long sequence;
    tappa_status status;
    int64_t micros;
    zval *now;

    ZEND_PARSE_PARAMETERS_START(2, 2)
        Z_PARAM_LONG(sequence)
        Z_PARAM_ZVAL(now)
    ZEND_PARSE_PARAMETERS_END();
    THIS_ENGINE(e);
    if (php_tappa_read_time(now, 2, &micros) == FAILURE)
        RETURN_THROWS();
    PHP_TAPPA_AGAIN(status, tappa_engine_part(e->engine, sequence, micros));
    if (status == TAPPA_EUNKNOWN || sequence < 1)
        php_tappa_throw(TAPPA_EUNKNOWN, "There is no event " ZEND_LONG_FMT " in the journal, or it joined nobody", sequence);
    else if (status)
        php_tappa_engine_throw(status, "Parting");
}

ZEND_METHOD(Tappa_Engine, partIdentities)
{
    struct tappa_identity one, other;
    zend_string *texts[4];
    tappa_status status;
    int64_t micros;
    zval *now;

    ZEND_PARSE_PARAMETERS_START(5, 5)
        Z_PARAM_STR(texts[0])
        Z_PARAM_STR(texts[1])
        Z_PARAM_STR(texts[2])
        Z_PARAM_STR(texts[3])
        Z_PARAM_ZVAL(now)
    ZEND_PARSE_PARAMETERS_END();
    THIS_ENGINE(e);
    if (php_tappa_read_time(now, 5, &micros) == FAILURE)
        RETURN_THROWS();
    for (int i = 0; i < 4; i++)
        if (php_tappa_check_size(texts[i], (uint32_t)i + 1) == FAILURE)
            RETURN_THROWS();
    one = (struct tappa_identity){ZSTR_VAL(texts[0]), ZSTR_VAL(texts[1]), (uint32_t)ZSTR_LEN(texts[0]), (uint32_t)ZSTR_LEN(texts[1])};
    other = (struct tappa_identity){ZSTR_VAL(texts[2]), ZSTR_VAL(texts[3]), (uint32_t)ZSTR_LEN(texts[2]), (uint32_t)ZSTR_LEN(texts[3])};
    PHP_TAPPA_AGAIN(status, tappa_engine_part_identities(e->engine, &one, &other, micros));
    if (status == TAPPA_EUNKNOWN)
        php_tappa_throw(status, "%s \"%s\" and %s \"%s\" are not one customer by any event that shows both", one.kind, one.value, other.kind, other.value);
    else if (status)
        php_tappa_engine_throw(status, "Parting");
}
