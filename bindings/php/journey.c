/* Owns the Journey object: feeding, timers, where it stands and what it remembers.
 * Called by PHP code.
 * It holds its model, so that the order in which objects go does not matter. A call that throws leaves the journey as it was. */
#include "php_tappa.h"

#include <ext/date/php_date.h>

static zend_object_handlers handlers;

static zend_object *
create(zend_class_entry *ce)
{
    struct php_tappa_journey *j = zend_object_alloc(sizeof *j, ce);

    zend_object_std_init(&j->std, ce);
    object_properties_init(&j->std, ce);
    j->std.handlers = &handlers;
    return &j->std;
}

static void
destroy(zend_object *object)
{
    tappa_journey_free(php_tappa_journey_of(object)->journey);
    zend_object_std_dtor(object); /* lets the model go */
}

/* Equal where their snapshots are. */
static int
compare(zval *a, zval *b)
{
    struct php_tappa_journey *x, *y;
    zend_string *one, *other;
    int same;

    ZEND_COMPARE_OBJECTS_FALLBACK(a, b);
    if (Z_OBJCE_P(a) != Z_OBJCE_P(b))
        return ZEND_UNCOMPARABLE;
    x = php_tappa_journey_of(Z_OBJ_P(a));
    y = php_tappa_journey_of(Z_OBJ_P(b));
    if (x == y)
        return 0;
    if (!x->journey || !y->journey)
        return ZEND_UNCOMPARABLE;
    one = php_tappa_snapshot_of(x->journey);
    other = one ? php_tappa_snapshot_of(y->journey) : NULL;
    same = one && other && zend_string_equals(one, other);
    if (one)
        zend_string_release(one);
    if (other)
        zend_string_release(other);
    return same ? 0 : ZEND_UNCOMPARABLE;
}

void
php_tappa_journey_begin(void)
{
    memcpy(&handlers, zend_get_std_object_handlers(), sizeof handlers);
    handlers.offset = offsetof(struct php_tappa_journey, std);
    handlers.free_obj = destroy;
    handlers.clone_obj = NULL;
    handlers.compare = compare;
    php_tappa_class.journey->create_object = create;
}

struct php_tappa_journey *
php_tappa_journey_ready(zend_object *object)
{
    struct php_tappa_journey *j = php_tappa_journey_of(object);

    if (EXPECTED(j->journey))
        return j;
    zend_throw_error(NULL, "This Tappa\\Journey was never made: its constructor did not run");
    return NULL;
}

#define THIS_JOURNEY(j)                                                                                                \
    struct php_tappa_journey *j = php_tappa_journey_ready(Z_OBJ_P(ZEND_THIS));                                         \
    if (UNEXPECTED(!j))                                                                                                \
    RETURN_THROWS()

/* ---- making one */

void
php_tappa_journey_fill(zend_object *object, struct php_tappa_model *m, tappa_journey *journey)
{
    struct php_tappa_journey *j = php_tappa_journey_of(object);
    const char *text;
    size_t size;

    j->journey = journey;
    j->model = m;
    ZVAL_OBJ_COPY(OBJ_PROP_NUM(object, 0), &m->std);
    text = tappa_journey_customer(journey, &size);
    ZVAL_STRINGL(OBJ_PROP_NUM(object, 1), text, size);
    text = tappa_journey_id(journey, &size);
    ZVAL_STRINGL(OBJ_PROP_NUM(object, 2), text, size);
}

void
php_tappa_journey_object(zval *out, struct php_tappa_model *m, tappa_journey *journey)
{
    object_init_ex(out, php_tappa_class.journey);
    php_tappa_journey_fill(Z_OBJ_P(out), m, journey);
}

ZEND_METHOD(Tappa_Journey, __construct)
{
    zend_object *model;
    zend_string *customer, *id = NULL;
    struct php_tappa_model *m;
    tappa_journey *journey;
    tappa_status status;

    ZEND_PARSE_PARAMETERS_START(2, 3)
        Z_PARAM_OBJ_OF_CLASS(model, php_tappa_class.model)
        Z_PARAM_STR(customer)
        Z_PARAM_OPTIONAL
        Z_PARAM_STR_OR_NULL(id)
    ZEND_PARSE_PARAMETERS_END();
    m = php_tappa_model_ready(model);
    if (!m)
        RETURN_THROWS();
    if (php_tappa_journey_of(Z_OBJ_P(ZEND_THIS))->journey) {
        zend_throw_error(NULL, "This Tappa\\Journey has been made already");
        RETURN_THROWS();
    }
    status = tappa_journey_new(m->model, ZSTR_VAL(customer), ZSTR_LEN(customer), id ? ZSTR_VAL(id) : NULL, id ? ZSTR_LEN(id) : 0,
                               &journey);
    if (status) {
        php_tappa_throw(status, status == TAPPA_EINVAL ? "A customer and an id are UTF-8 of at most 65,535 bytes" : "%s",
                        tappa_status_text(status));
        RETURN_THROWS();
    }
    php_tappa_journey_fill(Z_OBJ_P(ZEND_THIS), m, journey);
}

/* ---- feeding */

#define FIRST_TIME INT64_C(-62135596800000000) /* of the year 1 */
#define LAST_TIME INT64_C(253402300799999999) /* of the year 9999 */

/* What is wrong with a value of the right type; NULL: nothing. */
static const char *
wrong_in(const struct tappa_value *value)
{
    if (value->kind == TAPPA_TIMESTAMP && (value->integer < FIRST_TIME || value->integer > LAST_TIME))
        return "is outside the years 1 to 9999";
    if (value->kind == TAPPA_STRING && value->size > 65535)
        return "is longer than 65,535 bytes";
    if (value->kind == TAPPA_STRING && !php_tappa_is_utf8(value->data, value->size))
        return "is no UTF-8";
    return NULL;
}

static void
throw_field(const struct php_tappa_journey *j, const struct tappa_event *event)
{
    const tappa_event_type *type = tappa_model_event_at(j->model->model, event->type);

    uint32_t at = 0;

    while (at + 1 < event->field_count && !wrong_in(&event->fields[at]))
        at++;
    php_tappa_throw(TAPPA_EFIELD, "The field \"%s\" of the event \"%s\" %s", tappa_event_type_field_name(type, at), tappa_event_type_name(type),
                    wrong_in(&event->fields[at]));
}

static void
throw_refusal(tappa_status status, const struct php_tappa_journey *j, const struct php_tappa_input *input)
{
    char then[48], last[48];

    switch (status) {
    case TAPPA_ELATE:
        tappa_time_format(input->event.time, then, sizeof then);
        tappa_time_format(tappa_journey_last(j->journey), last, sizeof last);
        php_tappa_throw(status, "The event of %s is older than the journey's last one, of %s", then, last);
        break;
    case TAPPA_ELOOP:
        php_tappa_throw(status, "The model goes round in a circle: more than 1,000 transitions, or more work than one call may do");
        break;
    case TAPPA_EFIELD:
        throw_field(j, &input->event);
        break;
    case TAPPA_ETIME:
        php_tappa_throw(status, "The time of the event is outside the years 1 to 9999");
        break;
    case TAPPA_EINVAL:
        php_tappa_throw(status, input->event.name_size ? "The name of the event is no UTF-8 of at most 65,535 bytes" : "An event needs a name");
        break;
    default:
        php_tappa_throw(status, "%s", tappa_status_text(status));
    }
}

static tappa_status
probe(tappa_journey *journey, const struct tappa_event *event, tappa_batch *batch)
{
    return tappa_journey_probe(journey, event, batch);
}

typedef tappa_status feeding(tappa_journey *journey, const struct tappa_event *event, tappa_batch *batch);

static zend_always_inline void
feed_by(INTERNAL_FUNCTION_PARAMETERS, feeding *way)
{
    zend_object *event;
    zend_string *name, *touchpoint = NULL;
    HashTable *fields = NULL;
    zval *time = NULL;
    bool explain = 0;
    struct php_tappa_input input;
    tappa_batch *batch;
    tappa_status status;
    zend_result read;
    int64_t micros;

    ZEND_PARSE_PARAMETERS_START(1, 5)
        Z_PARAM_OBJ_OF_CLASS_OR_STR(event, php_tappa_class.event, name)
        Z_PARAM_OPTIONAL
        Z_PARAM_ZVAL(time)
        Z_PARAM_ARRAY_HT(fields)
        Z_PARAM_STR_OR_NULL(touchpoint)
        Z_PARAM_BOOL(explain)
    ZEND_PARSE_PARAMETERS_END();
    THIS_JOURNEY(j);
    if (event) {
        if ((time && Z_TYPE_P(time) != IS_NULL) || (fields && zend_hash_num_elements(fields)) || touchpoint) {
            zend_argument_value_error(1, "must be a name where time, fields or touchpoint follow: a Tappa\\Event has its own");
            RETURN_THROWS();
        }
        read = php_tappa_input_of(&input, j->model, event);
    } else if (UNEXPECTED(!time)) {
        zend_argument_value_error(2, "must be the time of the event: Tappa reads no clock");
        RETURN_THROWS();
    } else if (UNEXPECTED(php_tappa_read_time(time, 2, &micros) == FAILURE)) {
        RETURN_THROWS();
    } else {
        read = php_tappa_input_begin(&input, j->model, name, micros, fields, touchpoint);
    }
    if (UNEXPECTED(read == FAILURE))
        RETURN_THROWS();
    batch = php_tappa_batch_take(explain);
    if (UNEXPECTED(!batch)) {
        php_tappa_input_end(&input);
        RETURN_THROWS();
    }
    status = way(j->journey, &input.event, batch);
    if (EXPECTED(status == TAPPA_OK || status == TAPPA_NOT_BEGUN)) {
        php_tappa_input_end(&input);
        php_tappa_batch_object(return_value, j->model, batch, 0, explain);
        return;
    }
    php_tappa_batch_give_back(batch, explain);
    if (status == TAPPA_EINVAL && way == tappa_journey_begin && tappa_journey_begun(j->journey))
        php_tappa_throw(status, "The journey has begun already");
    else
        throw_refusal(status, j, &input);
    php_tappa_input_end(&input);
}

ZEND_METHOD(Tappa_Journey, feed)
{
    feed_by(INTERNAL_FUNCTION_PARAM_PASSTHRU, tappa_journey_feed);
}

ZEND_METHOD(Tappa_Journey, begin)
{
    feed_by(INTERNAL_FUNCTION_PARAM_PASSTHRU, tappa_journey_begin);
}

ZEND_METHOD(Tappa_Journey, probe)
{
    feed_by(INTERNAL_FUNCTION_PARAM_PASSTHRU, probe);
}

ZEND_METHOD(Tappa_Journey, runDue)
{
    zval *now;
    bool explain = 0;
    int64_t micros;
    tappa_batch *batch;
    tappa_status status;

    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_ZVAL(now)
        Z_PARAM_OPTIONAL
        Z_PARAM_BOOL(explain)
    ZEND_PARSE_PARAMETERS_END();
    THIS_JOURNEY(j);
    if (php_tappa_read_time(now, 1, &micros) == FAILURE)
        RETURN_THROWS();
    batch = php_tappa_batch_take(explain);
    if (!batch)
        RETURN_THROWS();
    status = tappa_journey_run_due(j->journey, micros, batch);
    if (!status) {
        php_tappa_batch_object(return_value, j->model, batch, 0, explain);
        return;
    }
    if (status == TAPPA_ELOOP || status == TAPPA_ELIMIT) {
        const struct tappa_step *step = tappa_batch_step_at(batch, 0);
        char due[48] = "";

        if (step)
            tappa_time_format(step->time, due, sizeof due);
        php_tappa_throw(status, "The timer %.*s of %s came to nothing and is used up: %s", step ? (int)step->name_size : 0,
                        step ? step->name : "", due, tappa_status_text(status));
    } else if (status != TAPPA_NOT_DUE) {
        php_tappa_throw(status, "%s", tappa_status_text(status));
    }
    php_tappa_batch_give_back(batch, explain);
}

/* ---- where it stands */

ZEND_METHOD(Tappa_Journey, nextDue)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_JOURNEY(j);
    php_tappa_time_or_null(return_value, tappa_journey_next_due(j->journey), TAPPA_NEVER);
}

ZEND_METHOD(Tappa_Journey, setZone)
{
    zend_string *name;
    zend_object *object;
    tappa_zone *zone;
    tappa_status status;
    zval got;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_OBJ_OF_CLASS_OR_STR(object, php_date_get_timezone_ce(), name)
    ZEND_PARSE_PARAMETERS_END();
    THIS_JOURNEY(j);
    ZVAL_UNDEF(&got);
    if (object) {
        zend_call_method_with_0_params(object, object->ce, NULL, "getname", &got);
        if (EG(exception) || Z_TYPE(got) != IS_STRING) {
            zval_ptr_dtor(&got);
            RETURN_THROWS();
        }
        name = Z_STR(got);
    }
    status = tappa_zone_load(php_tappa_context(), ZSTR_VAL(name), ZSTR_LEN(name), &zone);
    if (!status) {
        status = tappa_journey_set_zone(j->journey, zone);
        tappa_zone_unref(zone);
    }
    if (status)
        php_tappa_throw(status, "\"%s\": %s", ZSTR_VAL(name), tappa_status_text(status));
    zval_ptr_dtor(&got);
}

ZEND_METHOD(Tappa_Journey, hasBegun)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_JOURNEY(j);
    RETURN_BOOL(tappa_journey_begun(j->journey));
}

ZEND_METHOD(Tappa_Journey, hasEnded)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_JOURNEY(j);
    RETURN_BOOL(tappa_journey_ended(j->journey));
}

ZEND_METHOD(Tappa_Journey, started)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_JOURNEY(j);
    if (tappa_journey_begun(j->journey))
        php_tappa_time(return_value, tappa_journey_started(j->journey));
}

ZEND_METHOD(Tappa_Journey, last)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_JOURNEY(j);
    if (tappa_journey_begun(j->journey))
        php_tappa_time(return_value, tappa_journey_last(j->journey));
}

ZEND_METHOD(Tappa_Journey, sequence)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_JOURNEY(j);
    RETURN_LONG(tappa_journey_sequence(j->journey));
}

ZEND_METHOD(Tappa_Journey, stages)
{
    uint32_t count;

    ZEND_PARSE_PARAMETERS_NONE();
    THIS_JOURNEY(j);
    count = tappa_journey_stage_count(j->journey);
    array_init_size(return_value, count);
    for (uint32_t i = 0; i < count; i++)
        php_tappa_add_stage(return_value, j->model, tappa_journey_stage_at(j->journey, i));
}

ZEND_METHOD(Tappa_Journey, isAt)
{
    const tappa_stage *stage;
    zend_string *name;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR(name)
    ZEND_PARSE_PARAMETERS_END();
    THIS_JOURNEY(j);
    stage = php_tappa_find_stage(j->model, name);
    if (!stage)
        RETURN_THROWS();
    RETURN_BOOL(tappa_journey_is_at(j->journey, stage));
}

ZEND_METHOD(Tappa_Journey, since)
{
    const tappa_stage *stage;
    zend_string *name;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR(name)
    ZEND_PARSE_PARAMETERS_END();
    THIS_JOURNEY(j);
    stage = php_tappa_find_stage(j->model, name);
    if (!stage)
        RETURN_THROWS();
    php_tappa_time_or_null(return_value, tappa_journey_since(j->journey, stage), TAPPA_NEVER);
}

/* ---- what it remembers */

ZEND_METHOD(Tappa_Journey, data)
{
    const tappa_model *model;

    ZEND_PARSE_PARAMETERS_NONE();
    THIS_JOURNEY(j);
    model = j->model->model;
    array_init(return_value);
    for (uint32_t i = 0; i < tappa_model_data_count(model); i++) {
        struct tappa_value value;
        zval one;

        if (tappa_journey_data(j->journey, i, &value) || value.kind == TAPPA_UNSET)
            continue;
        php_tappa_value(&one, &value);
        add_assoc_zval(return_value, tappa_model_data_name(model, i), &one);
    }
}

ZEND_METHOD(Tappa_Journey, profile)
{
    const tappa_model *model;

    ZEND_PARSE_PARAMETERS_NONE();
    THIS_JOURNEY(j);
    model = j->model->model;
    array_init(return_value);
    for (uint32_t i = 0; i < tappa_model_profile_count(model); i++) {
        struct tappa_value value;
        zval one;

        if (tappa_journey_profile(j->journey, i, &value) || value.kind == TAPPA_UNSET)
            continue;
        php_tappa_value(&one, &value);
        add_assoc_zval(return_value, tappa_model_profile_name(model, i), &one);
    }
}

ZEND_METHOD(Tappa_Journey, setProfile)
{
    const tappa_model *model;
    struct tappa_value value;
    uint32_t slot = 0, kind;
    zend_string *name;
    tappa_status status;
    zval *from;

    ZEND_PARSE_PARAMETERS_START(2, 2)
        Z_PARAM_STR(name)
        Z_PARAM_ZVAL(from)
    ZEND_PARSE_PARAMETERS_END();
    THIS_JOURNEY(j);
    model = j->model->model;
    while (slot < tappa_model_profile_count(model) && strcmp(tappa_model_profile_name(model, slot), ZSTR_VAL(name)))
        slot++;
    if (slot == tappa_model_profile_count(model)) {
        php_tappa_throw(TAPPA_ENAME, "The profile of the model %s has no slot \"%s\"", tappa_model_name(model), ZSTR_VAL(name));
        RETURN_THROWS();
    }
    kind = tappa_model_profile_kind(model, slot);
    status = php_tappa_read_value(from, kind, &value) == FAILURE ? TAPPA_EFIELD : tappa_journey_set_profile(j->journey, slot, &value);
    if (status == TAPPA_EFIELD)
        php_tappa_throw(status, "The slot \"%s\" takes %s, and this %s does not fit", ZSTR_VAL(name), php_tappa_kind_name(kind),
                        zend_zval_type_name(from));
    else if (status)
        php_tappa_throw(status, "%s", tappa_status_text(status));
}

ZEND_METHOD(Tappa_Journey, goalValue)
{
    const tappa_model *model;
    struct php_tappa_input input;
    struct tappa_value value;
    zend_object *event = NULL;
    zend_string *name;
    uint32_t goal = 0;
    tappa_batch *batch;
    tappa_status status;

    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_STR(name)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS_OR_NULL(event, php_tappa_class.event)
    ZEND_PARSE_PARAMETERS_END();
    THIS_JOURNEY(j);
    model = j->model->model;
    while (goal < tappa_model_goal_count(model) && strcmp(tappa_model_goal_name(model, goal), ZSTR_VAL(name)))
        goal++;
    if (goal == tappa_model_goal_count(model)) {
        php_tappa_throw(TAPPA_ENAME, "The model %s has no goal \"%s\"", tappa_model_name(model), ZSTR_VAL(name));
        RETURN_THROWS();
    }
    input.many = NULL;
    if (event && php_tappa_input_of(&input, j->model, event) == FAILURE)
        RETURN_THROWS();
    batch = php_tappa_batch_take(0);
    if (batch) {
        status = tappa_journey_goal_value(j->journey, goal, event ? &input.event : NULL, batch, &value);
        if (status)
            php_tappa_throw(status, "The value of the goal \"%s\": %s", ZSTR_VAL(name), tappa_status_text(status));
        else
            php_tappa_value(return_value, &value);
        php_tappa_batch_give_back(batch, 0);
    }
    php_tappa_input_end(&input);
}
