/* Owns what a model says of offers and contacts, and what of it holds for a journey now.
 * Called by PHP code through Model and Journey; hosts without an engine decide by it.
 * Channels and touchpoints are told by name, null for all of them; nothing in the objects leads back to the library. */
#include "php_tappa.h"

#define THIS_MODEL(m)                                                                                                  \
    struct php_tappa_model *m = php_tappa_model_ready(Z_OBJ_P(ZEND_THIS));                                             \
    if (!m)                                                                                                            \
    RETURN_THROWS()
#define THIS_JOURNEY(j)                                                                                                \
    struct php_tappa_journey *j = php_tappa_journey_ready(Z_OBJ_P(ZEND_THIS));                                         \
    if (!j)                                                                                                            \
    RETURN_THROWS()

static const char *
channel_name(const struct php_tappa_model *m, uint32_t index)
{
    return index == TAPPA_NONE ? NULL : tappa_channel_name(tappa_model_channel_at(m->model, index));
}

static const char *
touchpoint_name(const struct php_tappa_model *m, uint32_t index)
{
    return index == TAPPA_NONE ? NULL : tappa_touchpoint_name(tappa_model_touchpoint_at(m->model, index));
}

/* ---- what the model says */

static void
offer_object(zval *out, struct php_tappa_model *m, uint32_t index)
{
    const tappa_touchpoint *touchpoint = tappa_model_offer_touchpoint(m->model, index);
    struct php_tappa_filler f = php_tappa_fill(out, php_tappa_class.offer);
    zval *stages;

    php_tappa_put_text(&f, tappa_model_offer_name(m->model, index));
    php_tappa_put_text_or_null(&f, touchpoint ? tappa_touchpoint_name(touchpoint) : NULL);
    stages = php_tappa_slot(&f);
    array_init(stages);
    for (uint32_t i = 0; i < tappa_model_offer_stage_count(m->model, index); i++)
        php_tappa_add_stage(stages, m, tappa_model_offer_stage_at(m->model, index, i));
    php_tappa_put_int(&f, tappa_model_offer_priority(m->model, index));
}

ZEND_METHOD(Tappa_Model, offers)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    array_init(return_value);
    for (uint32_t i = 0; i < tappa_model_offer_count(m->model); i++) {
        const char *name = tappa_model_offer_name(m->model, i);
        zval one;

        offer_object(&one, m, i);
        zend_symtable_str_update(Z_ARRVAL_P(return_value), name, strlen(name), &one);
    }
}

ZEND_METHOD(Tappa_Model, caps)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    array_init(return_value);
    for (uint32_t i = 0; i < tappa_model_cap_count(m->model); i++) {
        const struct tappa_cap *cap = tappa_model_cap_at(m->model, i);
        struct php_tappa_filler f;
        zval one;

        f = php_tappa_fill(&one, php_tappa_class.cap);
        php_tappa_put_text_or_null(&f, channel_name(m, cap->channel));
        php_tappa_put_text_or_null(&f, touchpoint_name(m, cap->touchpoint));
        php_tappa_put_int(&f, cap->at_most);
        php_tappa_duration(php_tappa_slot(&f), cap->per);
        zend_hash_next_index_insert(Z_ARRVAL_P(return_value), &one);
    }
}

ZEND_METHOD(Tappa_Model, quietHours)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    array_init(return_value);
    for (uint32_t i = 0; i < tappa_model_quiet_count(m->model); i++) {
        const struct tappa_quiet *quiet = tappa_model_quiet_at(m->model, i);
        struct php_tappa_filler f;
        zval one;

        f = php_tappa_fill(&one, php_tappa_class.quiet);
        php_tappa_put_text_or_null(&f, channel_name(m, quiet->channel));
        php_tappa_duration(php_tappa_slot(&f), quiet->from);
        php_tappa_duration(php_tappa_slot(&f), quiet->to);
        zend_hash_next_index_insert(Z_ARRVAL_P(return_value), &one);
    }
}

ZEND_METHOD(Tappa_Model, priorities)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    array_init(return_value);
    for (uint32_t i = 0; i < tappa_model_priority_count(m->model); i++) {
        const struct tappa_priority *priority = tappa_model_priority_at(m->model, i);

        add_assoc_long(return_value, touchpoint_name(m, priority->touchpoint), priority->priority);
    }
}

ZEND_METHOD(Tappa_Model, responses)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    array_init(return_value);
    for (uint32_t i = 0; i < tappa_model_response_count(m->model); i++) {
        const struct tappa_response *response = tappa_model_response_at(m->model, i);
        struct php_tappa_filler f;
        zval one;

        f = php_tappa_fill(&one, php_tappa_class.response);
        php_tappa_put_text_or_null(&f, channel_name(m, response->channel));
        php_tappa_put_text_or_null(&f, touchpoint_name(m, response->touchpoint));
        php_tappa_duration(php_tappa_slot(&f), response->within);
        zend_hash_next_index_insert(Z_ARRVAL_P(return_value), &one);
    }
}

ZEND_METHOD(Tappa_Model, leadsOn)
{
    zend_long version;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_LONG(version)
    ZEND_PARSE_PARAMETERS_END();
    THIS_MODEL(m);
    RETURN_BOOL(tappa_model_leads_on(m->model, version));
}

ZEND_METHOD(Tappa_Model, experiments)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    array_init(return_value);
    for (uint32_t i = 0; i < tappa_model_experiment_count(m->model); i++)
        add_next_index_string(return_value, tappa_model_experiment_name(m->model, i));
}

/* Slots with how long their values are kept; those that are kept as long as there is room for them stand not there. */
static void
kept(zval *out, const tappa_model *model, uint32_t count, const char *(*name)(const tappa_model *, uint32_t),
     int64_t (*keep)(const tappa_model *, uint32_t))
{
    array_init(out);
    for (uint32_t i = 0; i < count; i++) {
        zval span;

        if (!keep(model, i))
            continue;
        php_tappa_duration(&span, keep(model, i));
        add_assoc_zval(out, name(model, i), &span);
    }
}

ZEND_METHOD(Tappa_Model, dataKept)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    kept(return_value, m->model, tappa_model_data_count(m->model), tappa_model_data_name, tappa_model_data_keep);
}

ZEND_METHOD(Tappa_Model, profileKept)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    kept(return_value, m->model, tappa_model_profile_count(m->model), tappa_model_profile_name, tappa_model_profile_keep);
}

ZEND_METHOD(Tappa_Model, sources)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    array_init(return_value);
    for (uint32_t i = 0; i < tappa_model_profile_count(m->model); i++) {
        int32_t source = tappa_model_profile_source(m->model, i);
        zval which;

        if (!source)
            continue;
        php_tappa_case(&which, PHP_TAPPA_Source, source);
        add_assoc_zval(return_value, tappa_model_profile_name(m->model, i), &which);
    }
}

/* ---- what holds now */

static tappa_status
proposal_object(zval *out, struct php_tappa_journey *j, uint32_t offer, const struct tappa_event *event, int64_t now, tappa_batch *batch)
{
    struct php_tappa_filler f;
    struct tappa_value value;
    const char *because;
    int32_t holds;
    tappa_status status = tappa_journey_offer(j->journey, offer, event, now, batch, &holds, &value, &because);

    if (status)
        return status;
    f = php_tappa_fill(out, php_tappa_class.proposal);
    offer_object(php_tappa_slot(&f), j->model, offer);
    ZVAL_BOOL(php_tappa_slot(&f), holds);
    php_tappa_value(php_tappa_slot(&f), &value);
    php_tappa_put_text(&f, because);
    return TAPPA_OK;
}

ZEND_METHOD(Tappa_Journey, offers)
{
    struct php_tappa_input input;
    zend_object *event = NULL;
    tappa_status status = TAPPA_OK;
    tappa_batch *batch;
    int64_t micros;
    zval *now;

    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_ZVAL(now)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS_OR_NULL(event, php_tappa_class.event)
    ZEND_PARSE_PARAMETERS_END();
    THIS_JOURNEY(j);
    if (php_tappa_read_time(now, 1, &micros) == FAILURE || (event && php_tappa_input_of(&input, j->model, event) == FAILURE))
        RETURN_THROWS();
    batch = php_tappa_batch_take(0);
    if (batch) {
        array_init(return_value);
        for (uint32_t i = 0; !status && i < tappa_model_offer_count(j->model->model); i++) {
            zval one;

            status = proposal_object(&one, j, i, event ? &input.event : NULL, micros, batch);
            if (!status)
                zend_hash_next_index_insert(Z_ARRVAL_P(return_value), &one);
        }
        php_tappa_batch_give_back(batch, 0);
    }
    if (event)
        php_tappa_input_end(&input);
    if (status)
        php_tappa_throw(status, "%s", tappa_status_text(status));
}

ZEND_METHOD(Tappa_Journey, arms)
{
    const tappa_model *model;

    ZEND_PARSE_PARAMETERS_NONE();
    THIS_JOURNEY(j);
    model = j->model->model;
    array_init(return_value);
    for (uint32_t i = 0; i < tappa_model_experiment_count(model); i++)
        add_assoc_string(return_value, tappa_model_experiment_name(model, i), tappa_journey_arm(j->journey, i));
}

ZEND_METHOD(Tappa_Journey, forget)
{
    const tappa_model *model;
    zend_string *name;
    tappa_status status;
    uint32_t slot = 0;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR(name)
    ZEND_PARSE_PARAMETERS_END();
    THIS_JOURNEY(j);
    model = j->model->model;
    while (slot < tappa_model_data_count(model) && strcmp(tappa_model_data_name(model, slot), ZSTR_VAL(name)))
        slot++;
    if (slot == tappa_model_data_count(model)) {
        php_tappa_throw(TAPPA_ENAME, "The journeys of the model %s have no slot \"%s\"", tappa_model_name(model), ZSTR_VAL(name));
        RETURN_THROWS();
    }
    status = tappa_journey_forget(j->journey, slot);
    if (status)
        php_tappa_throw(status, "%s", tappa_status_text(status));
}

ZEND_METHOD(Tappa_Journey, timerCount)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_JOURNEY(j);
    RETURN_LONG(tappa_journey_timer_count(j->journey));
}
