/* Owns the objects that show what a model says: stages, events, touchpoints, channels, rows, goals.
 * Called by PHP code through Model.
 * They are plain values: each call makes new ones, and nothing in them leads back to the library. */
#include "php_tappa.h"

#include <ext/spl/spl_array.h>

static void
put_stage_or_null(struct php_tappa_filler *f, struct php_tappa_model *m, const tappa_stage *stage)
{
    zval *slot = php_tappa_slot(f);

    if (stage)
        ZVAL_STR_COPY(slot, php_tappa_stage_name(m, tappa_stage_index(stage)));
    else
        ZVAL_NULL(slot);
}

/* null where the number is 0. */
static void
put_case_or_null(struct php_tappa_filler *f, enum php_tappa_enum which, int32_t value)
{
    php_tappa_put_case(f, which, value ? value : -1);
}

static void
put_duration_or_null(struct php_tappa_filler *f, int64_t duration, int64_t none)
{
    zval *slot = php_tappa_slot(f);

    if (duration == none)
        ZVAL_NULL(slot);
    else
        php_tappa_duration(slot, duration);
}

void
php_tappa_stage_object(zval *out, struct php_tappa_model *m, const tappa_stage *stage, const char *language)
{
    static const char *const notes[] = {"demand", "phase", "tone", "audience"};
    struct php_tappa_filler f = php_tappa_fill(out, php_tappa_class.stage);
    zval *children;

    php_tappa_put_int(&f, tappa_stage_index(stage));
    put_stage_or_null(&f, m, stage);
    php_tappa_put_text(&f, tappa_stage_title(stage, language));
    php_tappa_put_case(&f, PHP_TAPPA_StageKind, tappa_stage_kind(stage));
    put_stage_or_null(&f, m, tappa_stage_parent(stage));
    php_tappa_put_int(&f, tappa_stage_depth(stage));
    children = php_tappa_slot(&f);
    array_init(children);
    for (uint32_t i = 0; i < tappa_stage_child_count(stage); i++)
        php_tappa_add_stage(children, m, tappa_stage_child_at(stage, i));
    put_stage_or_null(&f, m, tappa_stage_initial(stage));
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        php_tappa_put_text(&f, tappa_stage_note(stage, notes[i]));
}

static void
channel_object(zval *out, const tappa_channel *channel)
{
    struct php_tappa_filler f = php_tappa_fill(out, php_tappa_class.channel);

    php_tappa_put_text(&f, tappa_channel_name(channel));
    put_case_or_null(&f, PHP_TAPPA_Setting, tappa_channel_setting(channel));
    php_tappa_put_text(&f, tappa_channel_consent(channel));
}

static void
touchpoint_object(zval *out, struct php_tappa_model *m, const tappa_touchpoint *touchpoint)
{
    struct php_tappa_filler f = php_tappa_fill(out, php_tappa_class.touchpoint);
    zval *stages;

    php_tappa_put_int(&f, tappa_touchpoint_index(touchpoint));
    php_tappa_put_text(&f, tappa_touchpoint_name(touchpoint));
    channel_object(php_tappa_slot(&f), tappa_touchpoint_channel(touchpoint));
    php_tappa_put_case(&f, PHP_TAPPA_Direction, tappa_touchpoint_direction(touchpoint));
    put_case_or_null(&f, PHP_TAPPA_Owner, tappa_touchpoint_owner(touchpoint));
    php_tappa_put_text(&f, tappa_touchpoint_consent(touchpoint));
    ZVAL_DOUBLE(php_tappa_slot(&f), tappa_touchpoint_cost(touchpoint));
    stages = php_tappa_slot(&f);
    array_init(stages);
    for (uint32_t i = 0; i < tappa_touchpoint_stage_count(touchpoint); i++)
        php_tappa_add_stage(stages, m, tappa_touchpoint_stage_at(touchpoint, i));
}

static void
event_type_object(zval *out, const tappa_event_type *event)
{
    struct php_tappa_filler f = php_tappa_fill(out, php_tappa_class.event_type);
    const tappa_touchpoint *touchpoint = tappa_event_type_touchpoint(event);
    zval *list;

    php_tappa_put_int(&f, tappa_event_type_index(event));
    php_tappa_put_text(&f, tappa_event_type_name(event));
    list = php_tappa_slot(&f);
    array_init(list);
    for (uint32_t i = 0; i < tappa_event_type_alias_count(event); i++)
        add_next_index_string(list, tappa_event_type_alias_at(event, i));
    list = php_tappa_slot(&f);
    array_init(list);
    for (uint32_t i = 0; i < tappa_event_type_field_count(event); i++) {
        zval kind;

        php_tappa_case(&kind, PHP_TAPPA_Kind, tappa_event_type_field_kind(event, i));
        add_assoc_zval(list, tappa_event_type_field_name(event, i), &kind);
    }
    php_tappa_put_text_or_null(&f, touchpoint ? tappa_touchpoint_name(touchpoint) : NULL);
}

static void
transition_object(zval *out, struct php_tappa_model *m, const tappa_transition *row)
{
    struct php_tappa_filler f = php_tappa_fill(out, php_tappa_class.transition);
    zval *list;

    php_tappa_put_int(&f, tappa_transition_index(row));
    php_tappa_put_case(&f, PHP_TAPPA_RowKind, tappa_transition_kind(row));
    put_stage_or_null(&f, m, tappa_transition_source(row));
    list = php_tappa_slot(&f);
    array_init(list);
    for (uint32_t i = 0; i < tappa_transition_event_count(row); i++)
        add_next_index_string(list, tappa_transition_event_at(row, i));
    php_tappa_put_text(&f, tappa_transition_condition(row));
    list = php_tappa_slot(&f);
    array_init(list);
    for (uint32_t i = 0; i < tappa_transition_target_count(row); i++)
        php_tappa_add_stage(list, m, tappa_transition_target_at(row, i));
    ZVAL_BOOL(php_tappa_slot(&f), tappa_transition_is_list(row));
    ZVAL_BOOL(php_tappa_slot(&f), tappa_transition_is_internal(row));
    php_tappa_put_text(&f, tappa_transition_title(row, NULL));
    php_tappa_put_text(&f, tappa_transition_path(row));
    php_tappa_put_int(&f, tappa_transition_line(row));
    put_duration_or_null(&f, tappa_transition_delay(row), 0);
    put_duration_or_null(&f, tappa_transition_every(row), 0);
    put_duration_or_null(&f, tappa_transition_at(row), -1);
}

static void
goal_object(zval *out, struct php_tappa_model *m, uint32_t goal)
{
    struct php_tappa_filler f = php_tappa_fill(out, php_tappa_class.goal);
    const tappa_event_type *event = tappa_model_goal_event(m->model, goal);

    php_tappa_put_text(&f, tappa_model_goal_name(m->model, goal));
    put_stage_or_null(&f, m, tappa_model_goal_stage(m->model, goal));
    php_tappa_put_text_or_null(&f, event ? tappa_event_type_name(event) : NULL);
}

/* ---- Model's methods that give them */

#define THIS_MODEL(m)                                                                                                  \
    struct php_tappa_model *m = php_tappa_model_ready(Z_OBJ_P(ZEND_THIS));                                             \
    if (!m)                                                                                                            \
    RETURN_THROWS()

static void
all_stages(zval *out, struct php_tappa_model *m, const char *language)
{
    uint32_t count = tappa_model_stage_count(m->model);

    array_init_size(out, count);
    for (uint32_t i = 0; i < count; i++) {
        zval stage;

        php_tappa_stage_object(&stage, m, tappa_model_stage_at(m->model, i), language);
        zend_symtable_update(Z_ARRVAL_P(out), php_tappa_stage_name(m, i), &stage);
    }
}

ZEND_METHOD(Tappa_Model, stages)
{
    char *language = NULL;
    size_t size;

    ZEND_PARSE_PARAMETERS_START(0, 1)
        Z_PARAM_OPTIONAL
        Z_PARAM_STRING_OR_NULL(language, size)
    ZEND_PARSE_PARAMETERS_END();
    THIS_MODEL(m);
    all_stages(return_value, m, language);
}

ZEND_METHOD(Tappa_Model, getIterator)
{
    zval stages;

    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    all_stages(&stages, m, NULL);
    object_init_ex(return_value, spl_ce_ArrayIterator);
    zend_call_known_instance_method_with_1_params(spl_ce_ArrayIterator->constructor, Z_OBJ_P(return_value), NULL, &stages);
    zval_ptr_dtor(&stages);
}

ZEND_METHOD(Tappa_Model, stage)
{
    const tappa_stage *stage;
    char *language = NULL;
    zend_string *name;
    size_t size;

    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_STR(name)
        Z_PARAM_OPTIONAL
        Z_PARAM_STRING_OR_NULL(language, size)
    ZEND_PARSE_PARAMETERS_END();
    THIS_MODEL(m);
    stage = php_tappa_find_stage(m, name);
    if (!stage)
        RETURN_THROWS();
    php_tappa_stage_object(return_value, m, stage, language);
}

ZEND_METHOD(Tappa_Model, events)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    array_init(return_value);
    for (uint32_t i = 0; i < tappa_model_event_declared(m->model); i++) {
        const tappa_event_type *type = tappa_model_event_at(m->model, i);
        const char *name = tappa_event_type_name(type);
        zval event;

        event_type_object(&event, type);
        zend_symtable_str_update(Z_ARRVAL_P(return_value), name, strlen(name), &event);
    }
}

ZEND_METHOD(Tappa_Model, event)
{
    zend_string *name;
    uint32_t index;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR(name)
    ZEND_PARSE_PARAMETERS_END();
    THIS_MODEL(m);
    index = php_tappa_event_index(m, name);
    if (index == TAPPA_NONE) {
        php_tappa_throw(TAPPA_ENAME, "The model %s declares no event \"%s\"", tappa_model_name(m->model), ZSTR_VAL(name));
        RETURN_THROWS();
    }
    event_type_object(return_value, tappa_model_event_at(m->model, index));
}

ZEND_METHOD(Tappa_Model, touchpoints)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    array_init(return_value);
    for (uint32_t i = 0; i < tappa_model_touchpoint_count(m->model); i++) {
        const tappa_touchpoint *touchpoint = tappa_model_touchpoint_at(m->model, i);
        const char *name = tappa_touchpoint_name(touchpoint);
        zval one;

        touchpoint_object(&one, m, touchpoint);
        zend_symtable_str_update(Z_ARRVAL_P(return_value), name, strlen(name), &one);
    }
}

ZEND_METHOD(Tappa_Model, touchpoint)
{
    const tappa_touchpoint *touchpoint;
    zend_string *name;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR(name)
    ZEND_PARSE_PARAMETERS_END();
    THIS_MODEL(m);
    touchpoint = tappa_model_touchpoint_find(m->model, ZSTR_VAL(name), ZSTR_LEN(name));
    if (!touchpoint) {
        php_tappa_throw(TAPPA_ENAME, "The model %s has no touchpoint \"%s\"", tappa_model_name(m->model), ZSTR_VAL(name));
        RETURN_THROWS();
    }
    touchpoint_object(return_value, m, touchpoint);
}

ZEND_METHOD(Tappa_Model, channels)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    array_init(return_value);
    for (uint32_t i = 0; i < tappa_model_channel_count(m->model); i++) {
        const tappa_channel *channel = tappa_model_channel_at(m->model, i);
        const char *name = tappa_channel_name(channel);
        zval one;

        channel_object(&one, channel);
        zend_symtable_str_update(Z_ARRVAL_P(return_value), name, strlen(name), &one);
    }
}

ZEND_METHOD(Tappa_Model, transitions)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    array_init(return_value);
    for (uint32_t i = 0; i < tappa_model_transition_count(m->model); i++) {
        zval row;

        transition_object(&row, m, tappa_model_transition_at(m->model, i));
        zend_hash_next_index_insert(Z_ARRVAL_P(return_value), &row);
    }
}

ZEND_METHOD(Tappa_Model, goals)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    array_init(return_value);
    for (uint32_t i = 0; i < tappa_model_goal_count(m->model); i++) {
        const char *name = tappa_model_goal_name(m->model, i);
        zval goal;

        goal_object(&goal, m, i);
        zend_symtable_str_update(Z_ARRVAL_P(return_value), name, strlen(name), &goal);
    }
}
