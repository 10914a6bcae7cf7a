/* Owns the Batch object: what one call did, as lists of small objects that are made when they are first asked for.
 * Called by journeys and cohorts, which fill the library's batch, and by PHP code that reads it.
 * The library's batch belongs to one object at a time and is never filled again while that object lives; then it waits for its next use.
 * Of those that held much, a cohort's, one waits, and only as long as there is a cohort. */
#include "php_tappa.h"

#include <ext/spl/spl_array.h>

static zend_object_handlers handlers;

/* ---- the batches kept */

tappa_batch *
php_tappa_batch_take(int explain)
{
    tappa_batch *batch = NULL;
    tappa_status status = TAPPA_OK;

    if (EXPECTED(PHP_TAPPA_G(batch_count)))
        batch = PHP_TAPPA_G(batches)[--PHP_TAPPA_G(batch_count)];
    else
        status = tappa_batch_new(php_tappa_context(), &batch);
    if (UNEXPECTED(status))
        php_tappa_throw(status, "%s", tappa_status_text(status));
    else if (UNEXPECTED(explain))
        tappa_batch_set_explain(batch, 1);
    return batch;
}

void
php_tappa_batch_give_back(tappa_batch *batch, int explains)
{
    if (UNEXPECTED(explains))
        tappa_batch_set_explain(batch, 0);
    if (EXPECTED(PHP_TAPPA_G(batch_count) < PHP_TAPPA_BATCHES_KEPT))
        PHP_TAPPA_G(batches)[PHP_TAPPA_G(batch_count)++] = batch;
    else
        tappa_batch_free(batch);
}

tappa_batch *
php_tappa_bulk_take(void)
{
    tappa_batch *batch = PHP_TAPPA_G(bulk);
    tappa_status status = TAPPA_OK;

    PHP_TAPPA_G(bulk) = NULL;
    if (!batch)
        status = tappa_batch_new(php_tappa_context(), &batch);
    if (status)
        php_tappa_throw(status, "%s", tappa_status_text(status));
    return batch;
}

void
php_tappa_bulk_give_back(tappa_batch *batch)
{
    if (PHP_TAPPA_G(bulk) || !PHP_TAPPA_G(cohort_count))
        tappa_batch_free(batch);
    else
        PHP_TAPPA_G(bulk) = batch;
}

void
php_tappa_bulk_drop(void)
{
    tappa_batch_free(PHP_TAPPA_G(bulk));
    PHP_TAPPA_G(bulk) = NULL;
}

void
php_tappa_batches_drop(zend_tappa_globals *globals)
{
    while (globals->batch_count)
        tappa_batch_free(globals->batches[--globals->batch_count]);
}

/* ---- what stands in it */

static void
put_stage(struct php_tappa_filler *f, struct php_tappa_model *m, uint32_t index)
{
    zval *slot = php_tappa_slot(f);

    if (index == TAPPA_NONE)
        ZVAL_NULL(slot);
    else
        ZVAL_STR_COPY(slot, php_tappa_stage_name(m, index));
}

static void
put_event(struct php_tappa_filler *f, const tappa_model *model, uint32_t index)
{
    php_tappa_put_text_or_null(f, index == TAPPA_NONE ? NULL : tappa_event_type_name(tappa_model_event_at(model, index)));
}

static void
put_time(struct php_tappa_filler *f, int64_t time)
{
    php_tappa_time(php_tappa_slot(f), time);
}

static void
put_place(struct php_tappa_filler *f, uint32_t step, uint32_t journey, uint32_t input)
{
    php_tappa_put_int(f, step);
    php_tappa_put_int(f, journey);
    php_tappa_put_int(f, input);
}

static void
put_stages(struct php_tappa_filler *f, const struct php_tappa_batch *b, uint32_t (*at)(const tappa_batch *, size_t), uint32_t first,
           uint32_t count)
{
    zval *list = php_tappa_slot(f);

    array_init_size(list, count);
    for (uint32_t i = 0; i < count; i++) {
        zval name;

        ZVAL_STR_COPY(&name, php_tappa_stage_name(b->model, at(b->batch, first + i)));
        zend_hash_next_index_insert(Z_ARRVAL_P(list), &name);
    }
}

static void
step_object(zval *out, const struct php_tappa_batch *b, size_t i)
{
    const struct tappa_step *step = tappa_batch_step_at(b->batch, i);
    struct php_tappa_filler f = php_tappa_fill(out, php_tappa_class.step);

    php_tappa_put_case(&f, PHP_TAPPA_StepKind, step->kind);
    ZVAL_STRINGL(php_tappa_slot(&f), step->name, step->name_size);
    put_time(&f, step->time);
    put_stages(&f, b, tappa_batch_left_at, step->left_first, step->left_count);
    put_stages(&f, b, tappa_batch_entered_at, step->entered_first, step->entered_count);
    put_stages(&f, b, tappa_batch_active_at, step->active_first, step->active_count);
}

static void
taken_object(zval *out, const struct php_tappa_batch *b, size_t i)
{
    const struct tappa_taken *taken = tappa_batch_taken_at(b->batch, i);
    const tappa_transition *row = tappa_model_transition_at(b->model->model, taken->row);
    struct php_tappa_filler f = php_tappa_fill(out, php_tappa_class.taken);
    zval *to;

    put_stage(&f, b->model, taken->from);
    to = php_tappa_slot(&f);
    array_init(to);
    for (uint32_t t = 0; t < tappa_transition_target_count(row); t++)
        php_tappa_add_stage(to, b->model, tappa_transition_target_at(row, t));
    php_tappa_put_int(&f, taken->row);
    put_time(&f, taken->time);
    put_place(&f, taken->step, taken->journey, taken->input);
}

static void
change_object(zval *out, const struct php_tappa_batch *b, size_t i)
{
    const struct tappa_change *change = tappa_batch_change_at(b->batch, i);
    struct php_tappa_filler f = php_tappa_fill(out, php_tappa_class.change);

    php_tappa_put_case(&f, PHP_TAPPA_Space, change->space);
    php_tappa_put_text(&f, change->space == TAPPA_SPACE_DATA ? tappa_model_data_name(b->model->model, change->slot)
                                                             : tappa_model_profile_name(b->model->model, change->slot));
    php_tappa_value(php_tappa_slot(&f), &change->value);
    put_place(&f, change->step, change->journey, change->input);
}

static void
timer_object(zval *out, const struct php_tappa_batch *b, size_t i)
{
    const struct tappa_timer *timer = tappa_batch_timer_at(b->batch, i);
    struct php_tappa_filler f = php_tappa_fill(out, php_tappa_class.timer_change);

    php_tappa_put_case(&f, PHP_TAPPA_TimerKind, timer->what);
    put_time(&f, timer->due);
    php_tappa_put_index(&f, timer->row);
    put_event(&f, b->model->model, timer->event);
    php_tappa_put_int(&f, timer->step);
}

static void
effect_object(zval *out, const struct php_tappa_batch *b, size_t i)
{
    const struct tappa_effect *effect = tappa_batch_effect_at(b->batch, i);
    struct php_tappa_filler f = php_tappa_fill(out, php_tappa_class.effect);
    zval *slot;

    php_tappa_put_case(&f, PHP_TAPPA_EffectKind, effect->kind);
    php_tappa_put_text(&f, effect->name);
    slot = php_tappa_slot(&f);
    array_init_size(slot, effect->argument_count);
    for (uint32_t a = 0; a < effect->argument_count; a++) {
        zval value;

        php_tappa_value(&value, &effect->arguments[a].value);
        add_assoc_zval(slot, effect->arguments[a].name, &value);
    }
    php_tappa_value(php_tappa_slot(&f), &effect->value);
    slot = php_tappa_slot(&f);
    if (effect->expires)
        php_tappa_duration(slot, effect->expires);
    else
        ZVAL_NULL(slot);
    put_time(&f, effect->time);
    php_tappa_put_index(&f, effect->row);
    put_place(&f, effect->step, effect->journey, effect->input);
}

static void
failure_object(zval *out, const struct php_tappa_batch *b, size_t i)
{
    const struct tappa_failure *failure = tappa_batch_failure_at(b->batch, i);
    struct php_tappa_filler f = php_tappa_fill(out, php_tappa_class.failure);

    php_tappa_put_text(&f, failure->path);
    php_tappa_put_text(&f, failure->expression);
    php_tappa_put_text(&f, failure->message);
    php_tappa_put_int(&f, failure->line);
    php_tappa_put_int(&f, failure->column);
    php_tappa_put_index(&f, failure->row);
    put_place(&f, failure->step, failure->journey, failure->input);
}

static void
considered_object(zval *out, const struct php_tappa_batch *b, size_t i)
{
    const struct tappa_considered *considered = tappa_batch_considered_at(b->batch, i);
    struct php_tappa_filler f = php_tappa_fill(out, php_tappa_class.considered);

    php_tappa_put_int(&f, considered->row);
    php_tappa_put_case(&f, PHP_TAPPA_Verdict, considered->verdict);
    php_tappa_put_index(&f, considered->by);
    put_event(&f, b->model->model, considered->event);
    php_tappa_put_text(&f, considered->because);
    php_tappa_put_int(&f, considered->step);
}

static void
moved_object(zval *out, const struct php_tappa_batch *b, size_t i)
{
    const struct tappa_moved *moved = tappa_batch_moved_at(b->batch, i);
    struct php_tappa_filler f = php_tappa_fill(out, php_tappa_class.moved);

    php_tappa_put_case(&f, PHP_TAPPA_MovedKind, moved->what);
    put_stage(&f, b->model, moved->stage);
    php_tappa_put_text_or_null(&f, moved->name);
    if (moved->what == TAPPA_MOVED_REARMED)
        put_time(&f, moved->due);
    else
        ZVAL_NULL(php_tappa_slot(&f));
}

static void
refused_object(zval *out, const struct php_tappa_batch *b, size_t i)
{
    const struct tappa_refused *refused = tappa_batch_refused_at(b->batch, i);
    struct php_tappa_filler f = php_tappa_fill(out, php_tappa_class.refused);

    php_tappa_put_int(&f, refused->input);
    php_tappa_put_case(&f, PHP_TAPPA_Status, refused->status);
}

/* ---- the properties, in the order of the stub; the first is the model */

static const struct part {
    size_t (*count)(const tappa_batch *batch);
    void (*object)(zval *out, const struct php_tappa_batch *b, size_t index);
} parts[] = {
    {tappa_batch_step_count, step_object},           {tappa_batch_taken_count, taken_object},
    {tappa_batch_change_count, change_object},       {tappa_batch_timer_count, timer_object},
    {tappa_batch_effect_count, effect_object},       {tappa_batch_failure_count, failure_object},
    {tappa_batch_considered_count, considered_object}, {tappa_batch_moved_count, moved_object},
    {tappa_batch_refused_count, refused_object},
};

#define PARTS (sizeof parts / sizeof *parts)
#define EFFECTS 4 /* their place among the parts */

static zval *
part_of(struct php_tappa_batch *b, size_t part)
{
    zval *slot = OBJ_PROP_NUM(&b->std, part + 1);
    size_t count;

    if (Z_TYPE_P(slot) != IS_UNDEF || !b->batch)
        return slot;
    b->was_read = 1;
    count = parts[part].count(b->batch);
    if (!count) {
        ZVAL_EMPTY_ARRAY(slot);
        return slot;
    }
    array_init_size(slot, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        zval object;

        parts[part].object(&object, b, i);
        zend_hash_next_index_insert(Z_ARRVAL_P(slot), &object);
    }
    return slot;
}

/* Makes the list that a property shows, if it is one. */
static void
make(zend_object *object, zend_string *name)
{
    zend_property_info *info = zend_hash_find_ptr(&object->ce->properties_info, name);

    if (info && OBJ_PROP_TO_NUM(info->offset) > 0)
        part_of(php_tappa_batch_of(object), OBJ_PROP_TO_NUM(info->offset) - 1);
}

static zval *
read_property(zend_object *object, zend_string *name, int type, void **cache, zval *rv)
{
    make(object, name);
    return zend_std_read_property(object, name, type, cache, rv);
}

static int
has_property(zend_object *object, zend_string *name, int how, void **cache)
{
    make(object, name);
    return zend_std_has_property(object, name, how, cache);
}

static HashTable *
get_properties(zend_object *object)
{
    for (size_t part = 0; part < PARTS; part++)
        part_of(php_tappa_batch_of(object), part);
    return zend_std_get_properties(object);
}

/* ---- the object */

static zend_object *
create(zend_class_entry *ce)
{
    struct php_tappa_batch *b = zend_object_alloc(sizeof *b, ce);

    zend_object_std_init(&b->std, ce);
    /* What object_properties_init() would come to, for properties that all begin without a value. */
    for (size_t i = 0; i <= PARTS; i++) {
        ZVAL_UNDEF(OBJ_PROP_NUM(&b->std, i));
        Z_PROP_FLAG_P(OBJ_PROP_NUM(&b->std, i)) = IS_PROP_UNINIT;
    }
    b->std.handlers = &handlers;
    return &b->std;
}

static void
destroy(zend_object *object)
{
    struct php_tappa_batch *b = php_tappa_batch_of(object);

    if (UNEXPECTED(b->is_bulk))
        php_tappa_bulk_give_back(b->batch);
    else if (b->batch)
        php_tappa_batch_give_back(b->batch, (int)b->explains);
    /* Most batches die unread: then there is nothing but the model to let go. */
    if (b->was_read || object->properties || (GC_FLAGS(object) & IS_OBJ_WEAKLY_REFERENCED))
        zend_object_std_dtor(object);
    else
        zval_ptr_dtor_nogc(OBJ_PROP_NUM(object, 0));
}

void
php_tappa_batch_begin(void)
{
    memcpy(&handlers, zend_get_std_object_handlers(), sizeof handlers);
    handlers.offset = offsetof(struct php_tappa_batch, std);
    handlers.free_obj = destroy;
    handlers.clone_obj = NULL;
    handlers.compare = zend_objects_not_comparable;
    handlers.read_property = read_property;
    handlers.has_property = has_property;
    handlers.get_properties = get_properties;
    php_tappa_class.batch->create_object = create;
}

void
php_tappa_batch_object(zval *out, struct php_tappa_model *m, tappa_batch *batch, int is_bulk, int explains)
{
    zend_object *object = create(php_tappa_class.batch);
    struct php_tappa_batch *b = php_tappa_batch_of(object);

    b->batch = batch;
    b->model = m;
    b->is_bulk = (uint8_t)is_bulk;
    b->explains = (uint8_t)explains;
    ZVAL_OBJ_COPY(OBJ_PROP_NUM(object, 0), &m->std);
    ZVAL_OBJ(out, object);
}

ZEND_METHOD(Tappa_Batch, takenCount)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_LONG((zend_long)tappa_batch_taken_count(php_tappa_batch_of(Z_OBJ_P(ZEND_THIS))->batch));
}

ZEND_METHOD(Tappa_Batch, count)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_LONG((zend_long)tappa_batch_effect_count(php_tappa_batch_of(Z_OBJ_P(ZEND_THIS))->batch));
}

ZEND_METHOD(Tappa_Batch, getIterator)
{
    zval *effects;

    ZEND_PARSE_PARAMETERS_NONE();
    effects = part_of(php_tappa_batch_of(Z_OBJ_P(ZEND_THIS)), EFFECTS);
    if (EG(exception))
        RETURN_THROWS();
    object_init_ex(return_value, spl_ce_ArrayIterator);
    zend_call_known_instance_method_with_1_params(spl_ce_ArrayIterator->constructor, Z_OBJ_P(return_value), NULL, effects);
}

static int64_t
column_value(const struct tappa_taken *taken, int column)
{
    switch (column) {
    case 0:
        return taken->time;
    case 1:
        return taken->row;
    case 2:
        return taken->from == TAPPA_NONE ? -1 : (int64_t)taken->from;
    case 3:
        return taken->to == TAPPA_NONE ? -1 : (int64_t)taken->to;
    case 4:
        return taken->journey;
    default:
        return taken->input;
    }
}

ZEND_METHOD(Tappa_Batch, takenColumns)
{
    static const char *const names[] = {"time", "row", "from", "to", "journey", "input"};
    const tappa_batch *batch;
    size_t count;

    ZEND_PARSE_PARAMETERS_NONE();
    batch = php_tappa_batch_of(Z_OBJ_P(ZEND_THIS))->batch;
    count = tappa_batch_taken_count(batch);
    array_init(return_value);
    for (int column = 0; column < 6; column++) {
        zval list;

        array_init_size(&list, (uint32_t)count);
        zend_hash_real_init_packed(Z_ARRVAL(list));
        ZEND_HASH_FILL_PACKED(Z_ARRVAL(list)) {
            for (size_t i = 0; i < count; i++) {
                ZEND_HASH_FILL_SET_LONG(column_value(tappa_batch_taken_at(batch, i), column));
                ZEND_HASH_FILL_NEXT();
            }
        }
        ZEND_HASH_FILL_END();
        add_assoc_zval(return_value, names[column], &list);
    }
}
