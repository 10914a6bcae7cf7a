/* Owns journeys as bytes: Snapshot, and what serialize() makes of a journey.
 * Called by PHP code.
 * Bytes from outside are believed only as far as the library checks them; an object that they cannot make is not made. */
#include "php_tappa.h"

zend_string *
php_tappa_snapshot_of(const tappa_journey *journey)
{
    tappa_status status;
    zend_string *bytes;
    size_t size = 0;

    status = tappa_snapshot_write(journey, NULL, 0, &size);
    if (status == TAPPA_ELIMIT) {
        bytes = zend_string_alloc(size, 0);
        status = tappa_snapshot_write(journey, ZSTR_VAL(bytes), size, &size);
        if (!status) {
            ZSTR_VAL(bytes)[size] = '\0';
            return bytes;
        }
        zend_string_release(bytes);
    }
    php_tappa_throw(status, "%s", tappa_status_text(status));
    return NULL;
}

tappa_journey *
php_tappa_journey_read(struct php_tappa_model *m, zend_string *bytes, tappa_batch *batch)
{
    const struct tappa_moved *moved;
    tappa_journey *journey;
    tappa_status status = tappa_snapshot_read(m->model, ZSTR_VAL(bytes), ZSTR_LEN(bytes), batch, &journey);

    switch (status) {
    case TAPPA_OK:
        return journey;
    case TAPPA_ESNAPSHOT:
        php_tappa_throw(status, "These %zu bytes are no snapshot of a journey, or are damaged", ZSTR_LEN(bytes));
        break;
    case TAPPA_EMISMATCH:
        php_tappa_throw(status, "The snapshot is of another model than %s, or of a version that `migrate` does not lead on from",
                        tappa_model_name(m->model));
        break;
    case TAPPA_ENAME:
        moved = tappa_batch_moved_at(batch, tappa_batch_moved_count(batch) - 1);
        php_tappa_throw(status, "The snapshot's stage \"%s\" is neither in the model %s nor in its `migrate`", moved ? moved->name : "",
                        tappa_model_name(m->model));
        break;
    default:
        php_tappa_throw(status, "%s", tappa_status_text(status));
    }
    return NULL;
}

static void
snapshot_object(zval *out, zend_string *bytes)
{
    object_init_ex(out, php_tappa_class.snapshot);
    ZVAL_STR(OBJ_PROP_NUM(Z_OBJ_P(out), 0), bytes);
}

ZEND_METHOD(Tappa_Journey, snapshot)
{
    struct php_tappa_journey *j;
    zend_string *bytes;

    ZEND_PARSE_PARAMETERS_NONE();
    j = php_tappa_journey_ready(Z_OBJ_P(ZEND_THIS));
    bytes = j ? php_tappa_snapshot_of(j->journey) : NULL;
    if (!bytes)
        RETURN_THROWS();
    snapshot_object(return_value, bytes);
}

ZEND_METHOD(Tappa_Snapshot, __construct)
{
    zval *slot = OBJ_PROP_NUM(Z_OBJ_P(ZEND_THIS), 0);
    zend_string *bytes;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR(bytes)
    ZEND_PARSE_PARAMETERS_END();
    if (Z_TYPE_P(slot) != IS_UNDEF) {
        zend_throw_error(NULL, "This Tappa\\Snapshot has been made already");
        RETURN_THROWS();
    }
    ZVAL_STR_COPY(slot, bytes);
}

static zend_string *
bytes_of(zend_object *snapshot)
{
    zval *bytes = OBJ_PROP_NUM(snapshot, 0);

    if (Z_TYPE_P(bytes) == IS_STRING)
        return Z_STR_P(bytes);
    zend_throw_error(NULL, "This Tappa\\Snapshot was never made: its constructor did not run");
    return NULL;
}

ZEND_METHOD(Tappa_Snapshot, __toString)
{
    zend_string *bytes;

    ZEND_PARSE_PARAMETERS_NONE();
    bytes = bytes_of(Z_OBJ_P(ZEND_THIS));
    if (!bytes)
        RETURN_THROWS();
    RETURN_STR_COPY(bytes);
}

ZEND_METHOD(Tappa_Snapshot, restore)
{
    zend_string *bytes = bytes_of(Z_OBJ_P(ZEND_THIS));
    zend_object *model;
    zval *shown = NULL, object;
    struct php_tappa_model *m;
    tappa_journey *journey;
    tappa_batch *batch;

    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_OBJ_OF_CLASS(model, php_tappa_class.model)
        Z_PARAM_OPTIONAL
        Z_PARAM_ZVAL(shown)
    ZEND_PARSE_PARAMETERS_END();
    m = bytes ? php_tappa_model_ready(model) : NULL;
    batch = m ? php_tappa_batch_take(0) : NULL;
    if (!batch)
        RETURN_THROWS();
    journey = php_tappa_journey_read(m, bytes, batch);
    if (!journey) {
        php_tappa_batch_give_back(batch, 0);
        RETURN_THROWS();
    }
    php_tappa_journey_object(return_value, m, journey);
    if (!shown) {
        php_tappa_batch_give_back(batch, 0);
        return;
    }
    php_tappa_batch_object(&object, m, batch, 0, 0);
    ZEND_TRY_ASSIGN_REF_TMP(shown, &object);
}

ZEND_METHOD(Tappa_Journey, __serialize)
{
    struct php_tappa_journey *j;
    zend_string *bytes;
    zval model;

    ZEND_PARSE_PARAMETERS_NONE();
    j = php_tappa_journey_ready(Z_OBJ_P(ZEND_THIS));
    bytes = j ? php_tappa_snapshot_of(j->journey) : NULL;
    if (!bytes)
        RETURN_THROWS();
    array_init(return_value);
    ZVAL_OBJ_COPY(&model, &j->model->std);
    add_assoc_zval(return_value, "model", &model);
    add_assoc_str(return_value, "snapshot", bytes);
}

ZEND_METHOD(Tappa_Journey, __unserialize)
{
    struct php_tappa_journey *j = php_tappa_journey_of(Z_OBJ_P(ZEND_THIS));
    struct php_tappa_model *m;
    tappa_journey *journey;
    tappa_batch *batch;
    HashTable *data;
    zval *model, *bytes;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_ARRAY_HT(data)
    ZEND_PARSE_PARAMETERS_END();
    model = zend_hash_str_find_deref(data, "model", 5);
    bytes = zend_hash_str_find_deref(data, "snapshot", 8);
    if (j->journey || !model || Z_TYPE_P(model) != IS_OBJECT || Z_OBJCE_P(model) != php_tappa_class.model || !bytes
        || Z_TYPE_P(bytes) != IS_STRING) {
        php_tappa_throw(TAPPA_EFORMAT, "These are no data of a serialised Tappa\\Journey");
        RETURN_THROWS();
    }
    m = php_tappa_model_ready(Z_OBJ_P(model));
    batch = m ? php_tappa_batch_take(0) : NULL;
    if (!batch)
        RETURN_THROWS();
    journey = php_tappa_journey_read(m, Z_STR_P(bytes), batch);
    php_tappa_batch_give_back(batch, 0);
    if (!journey)
        RETURN_THROWS();
    php_tappa_journey_fill(Z_OBJ_P(ZEND_THIS), m, journey);
}
