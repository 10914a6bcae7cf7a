/* Owns the Cohort object: plain arrays in, one call of the library, a batch out.
 * Called by PHP code.
 * Everything is read and checked before the library is called: an array that does not fit changes nothing. The arrays that the library reads
 * are kept between calls, so that the next feed of the same size asks for no memory. */
#include "cohort.h"

static zend_object_handlers handlers;

static inline struct php_tappa_cohort *
cohort_of(zend_object *object)
{
    return (struct php_tappa_cohort *)((char *)object - offsetof(struct php_tappa_cohort, std));
}

static zend_object *
create(zend_class_entry *ce)
{
    struct php_tappa_cohort *c = zend_object_alloc(sizeof *c, ce);

    zend_object_std_init(&c->std, ce);
    object_properties_init(&c->std, ce);
    c->std.handlers = &handlers;
    PHP_TAPPA_G(cohort_count)++;
    return &c->std;
}

static void
destroy(zend_object *object)
{
    struct php_tappa_cohort *c = cohort_of(object);

    for (uint32_t i = 0; i < c->room_count; i++) {
        free(c->rooms[i].values);
        free(c->rooms[i].offsets);
        free(c->rooms[i].present);
    }
    free(c->rooms);
    free(c->columns);
    free(c->journeys);
    free(c->events);
    free(c->times);
    tappa_cohort_free(c->cohort);
    if (!--PHP_TAPPA_G(cohort_count))
        php_tappa_bulk_drop();
    zend_object_std_dtor(object);
}

static struct php_tappa_cohort *
ready(zend_object *object)
{
    struct php_tappa_cohort *c = cohort_of(object);

    if (EXPECTED(c->cohort))
        return c;
    zend_throw_error(NULL, "This Tappa\\Cohort was never made: its constructor did not run");
    return NULL;
}

#define THIS_COHORT(c)                                                                                                 \
    struct php_tappa_cohort *c = ready(Z_OBJ_P(ZEND_THIS));                                                            \
    if (!c)                                                                                                            \
    RETURN_THROWS()

ZEND_METHOD(Tappa_Cohort, __construct)
{
    zend_object *model;
    zend_long count;
    struct php_tappa_cohort *c = cohort_of(Z_OBJ_P(ZEND_THIS));
    struct php_tappa_model *m;
    tappa_status status;

    ZEND_PARSE_PARAMETERS_START(2, 2)
        Z_PARAM_OBJ_OF_CLASS(model, php_tappa_class.model)
        Z_PARAM_LONG(count)
    ZEND_PARSE_PARAMETERS_END();
    m = php_tappa_model_ready(model);
    if (!m)
        RETURN_THROWS();
    if (c->cohort) {
        zend_throw_error(NULL, "This Tappa\\Cohort has been made already");
        RETURN_THROWS();
    }
    if (count < 1 || count >= TAPPA_NONE) {
        zend_argument_value_error(2, "must be between 1 and %u", TAPPA_NONE - 1);
        RETURN_THROWS();
    }
    status = tappa_cohort_new(m->model, (uint32_t)count, &c->cohort);
    if (status) {
        php_tappa_throw(status, "%s", tappa_status_text(status));
        RETURN_THROWS();
    }
    c->model = m;
    ZVAL_OBJ_COPY(OBJ_PROP_NUM(&c->std, 0), model);
    ZVAL_LONG(OBJ_PROP_NUM(&c->std, 1), (zend_long)tappa_cohort_journey_bytes(c->cohort));
}

ZEND_METHOD(Tappa_Cohort, feed)
{
    HashTable *journeys, *events, *times, *fields = NULL;
    struct tappa_columns columns = {.size = sizeof columns};
    bool timers = 0;
    tappa_batch *batch;
    tappa_status status;
    size_t done = 0;

    ZEND_PARSE_PARAMETERS_START(3, 5)
        Z_PARAM_ARRAY_HT(journeys)
        Z_PARAM_ARRAY_HT(events)
        Z_PARAM_ARRAY_HT(times)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT(fields)
        Z_PARAM_BOOL(timers)
    ZEND_PARSE_PARAMETERS_END();
    THIS_COHORT(c);
    columns.count = zend_hash_num_elements(events);
    if (zend_hash_num_elements(journeys) != columns.count || zend_hash_num_elements(times) != columns.count) {
        zend_argument_value_error(zend_hash_num_elements(journeys) != columns.count ? 1 : 3, "must have as many items as there are events");
        RETURN_THROWS();
    }
    if (php_tappa_read_journeys(c, journeys) == FAILURE || php_tappa_read_events(c, events) == FAILURE || php_tappa_read_times(c, times) == FAILURE
        || (fields && php_tappa_read_columns(c, fields, (uint32_t)columns.count) == FAILURE))
        RETURN_THROWS();
    columns.flags = timers ? TAPPA_COHORT_TIMERS : 0;
    columns.journeys = c->journeys;
    columns.events = c->events;
    columns.times = c->times;
    columns.columns = c->columns;
    columns.column_count = fields ? zend_hash_num_elements(fields) : 0;
    batch = php_tappa_bulk_take();
    if (!batch)
        RETURN_THROWS();
    status = tappa_cohort_feed(c->cohort, &columns, batch, &done);
    if (!status) {
        php_tappa_batch_object(return_value, c->model, batch, 1, 0);
        return;
    }
    php_tappa_bulk_give_back(batch);
    if (status == TAPPA_EFIELD)
        php_tappa_throw(status, "A field is declared with another type in another event of the model: such fields are fed to each journey by itself");
    else
        php_tappa_throw(status, "%s; %zu events were handled", tappa_status_text(status), done);
}

ZEND_METHOD(Tappa_Cohort, runDue)
{
    tappa_batch *batch;
    tappa_status status;
    int64_t micros;
    zval *now;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_ZVAL(now)
    ZEND_PARSE_PARAMETERS_END();
    THIS_COHORT(c);
    if (php_tappa_read_time(now, 1, &micros) == FAILURE)
        RETURN_THROWS();
    batch = php_tappa_bulk_take();
    if (!batch)
        RETURN_THROWS();
    status = tappa_cohort_run_due(c->cohort, micros, batch);
    if (!status) {
        php_tappa_batch_object(return_value, c->model, batch, 1, 0);
        return;
    }
    php_tappa_bulk_give_back(batch);
    php_tappa_throw(status, "%s", tappa_status_text(status));
}

ZEND_METHOD(Tappa_Cohort, nextDue)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_COHORT(c);
    php_tappa_time_or_null(return_value, tappa_cohort_next_due(c->cohort), TAPPA_NEVER);
}

/* ---- single journeys */

static int
has(struct php_tappa_cohort *c, zend_long index)
{
    if (index >= 0 && index < (zend_long)tappa_cohort_count(c->cohort))
        return 1;
    zend_argument_value_error(1, "must be between 0 and %u", tappa_cohort_count(c->cohort) - 1);
    return 0;
}

static void
copy_out(zval *out, struct php_tappa_cohort *c, uint32_t index)
{
    tappa_journey *journey;
    tappa_status status = tappa_cohort_get(c->cohort, index, &journey);

    if (status) {
        ZVAL_NULL(out);
        php_tappa_throw(status, "%s", tappa_status_text(status));
    } else {
        php_tappa_journey_object(out, c->model, journey);
    }
}

ZEND_METHOD(Tappa_Cohort, get)
{
    zend_long index;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_LONG(index)
    ZEND_PARSE_PARAMETERS_END();
    THIS_COHORT(c);
    if (!has(c, index))
        RETURN_THROWS();
    copy_out(return_value, c, (uint32_t)index);
}

ZEND_METHOD(Tappa_Cohort, put)
{
    struct php_tappa_journey *j;
    zend_object *journey;
    zend_long index;
    tappa_status status;

    ZEND_PARSE_PARAMETERS_START(2, 2)
        Z_PARAM_LONG(index)
        Z_PARAM_OBJ_OF_CLASS(journey, php_tappa_class.journey)
    ZEND_PARSE_PARAMETERS_END();
    THIS_COHORT(c);
    j = php_tappa_journey_ready(journey);
    if (!j || !has(c, index))
        RETURN_THROWS();
    status = tappa_cohort_put(c->cohort, (uint32_t)index, j->journey);
    if (status == TAPPA_EMODELS)
        php_tappa_throw(status, "The journey is of another model (%s, version %" PRId64 ") than the cohort (%s, version %" PRId64 ")",
                        tappa_model_name(j->model->model), (int64_t)tappa_model_version(j->model->model), tappa_model_name(c->model->model),
                        (int64_t)tappa_model_version(c->model->model));
    else if (status)
        php_tappa_throw(status, "%s", tappa_status_text(status));
}

ZEND_METHOD(Tappa_Cohort, histogram)
{
    uint64_t *counts;
    uint32_t stages;
    tappa_status status;

    ZEND_PARSE_PARAMETERS_NONE();
    THIS_COHORT(c);
    stages = tappa_model_stage_count(c->model->model);
    counts = safe_emalloc(stages, sizeof *counts, 0);
    status = tappa_cohort_histogram(c->cohort, counts, stages);
    if (status) {
        php_tappa_throw(status, "%s", tappa_status_text(status));
    } else {
        array_init_size(return_value, stages);
        for (uint32_t i = 0; i < stages; i++) {
            zval count;

            ZVAL_LONG(&count, (zend_long)counts[i]);
            zend_symtable_update(Z_ARRVAL_P(return_value), php_tappa_stage_name(c->model, i), &count);
        }
    }
    efree(counts);
}

ZEND_METHOD(Tappa_Cohort, count)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_COHORT(c);
    RETURN_LONG(tappa_cohort_count(c->cohort));
}

/* ---- iterating: one copy at a time */

struct iterator {
    zend_object_iterator std; /* std.data: the cohort */
    uint32_t index;
    zval current;
};

static void
forget_current(zend_object_iterator *iterator)
{
    struct iterator *it = (struct iterator *)iterator;

    zval_ptr_dtor(&it->current);
    ZVAL_UNDEF(&it->current);
}

static void
iterator_destroy(zend_object_iterator *iterator)
{
    forget_current(iterator);
    zval_ptr_dtor(&iterator->data);
}

#if PHP_VERSION_ID >= 80400
static zend_result
#else
static int
#endif
iterator_valid(zend_object_iterator *iterator)
{
    const struct php_tappa_cohort *c = cohort_of(Z_OBJ(iterator->data));

    return ((struct iterator *)iterator)->index < tappa_cohort_count(c->cohort) ? SUCCESS : FAILURE;
}

static zval *
iterator_current(zend_object_iterator *iterator)
{
    struct iterator *it = (struct iterator *)iterator;

    if (Z_TYPE(it->current) == IS_UNDEF && iterator_valid(iterator) == SUCCESS)
        copy_out(&it->current, cohort_of(Z_OBJ(iterator->data)), it->index);
    return Z_TYPE(it->current) == IS_UNDEF ? NULL : &it->current;
}

static void
iterator_key(zend_object_iterator *iterator, zval *key)
{
    ZVAL_LONG(key, ((struct iterator *)iterator)->index);
}

static void
iterator_next(zend_object_iterator *iterator)
{
    forget_current(iterator);
    ((struct iterator *)iterator)->index++;
}

static void
iterator_rewind(zend_object_iterator *iterator)
{
    forget_current(iterator);
    ((struct iterator *)iterator)->index = 0;
}

static const zend_object_iterator_funcs iterator_funcs = {
    .dtor = iterator_destroy,
    .valid = iterator_valid,
    .get_current_data = iterator_current,
    .get_current_key = iterator_key,
    .move_forward = iterator_next,
    .rewind = iterator_rewind,
    .invalidate_current = forget_current,
};

static zend_object_iterator *
get_iterator(zend_class_entry *ce, zval *object, int by_ref)
{
    struct iterator *it;

    (void)ce;
    if (by_ref) {
        zend_throw_error(NULL, "A cohort cannot be iterated by reference");
        return NULL;
    }
    if (!ready(Z_OBJ_P(object)))
        return NULL;
    it = emalloc(sizeof *it);
    zend_iterator_init(&it->std);
    ZVAL_OBJ_COPY(&it->std.data, Z_OBJ_P(object));
    it->std.funcs = &iterator_funcs;
    it->index = 0;
    ZVAL_UNDEF(&it->current);
    return &it->std;
}

ZEND_METHOD(Tappa_Cohort, getIterator)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_COHORT(c);
    (void)c;
    zend_create_internal_iterator_zval(return_value, ZEND_THIS);
}

void
php_tappa_cohort_begin(void)
{
    memcpy(&handlers, zend_get_std_object_handlers(), sizeof handlers);
    handlers.offset = offsetof(struct php_tappa_cohort, std);
    handlers.free_obj = destroy;
    handlers.clone_obj = NULL;
    handlers.compare = zend_objects_not_comparable;
    php_tappa_class.cohort->create_object = create;
    php_tappa_class.cohort->get_iterator = get_iterator;
}
