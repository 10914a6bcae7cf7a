/* Owns the Engine object: opening and closing, and what it goes by: models, kinds of identities, values that name nobody.
 * Called by PHP code; a worker of PHP opens a shared file once in each request.
 * Each call is one transaction of the engine: after an exception nothing of it is in the store. A lost race is no exception before it was lost eight
 * times, as in claims: which of two requests comes first is not the shop's concern. */
#include "php_engine.h"

#include <ext/date/php_date.h>

static zend_object_handlers handlers;

static zend_object *
create(zend_class_entry *ce)
{
    struct php_tappa_engine *e = zend_object_alloc(sizeof *e, ce);

    zend_object_std_init(&e->std, ce);
    object_properties_init(&e->std, ce);
    e->std.handlers = &handlers;
    return &e->std;
}

static tappa_status
close_engine(struct php_tappa_engine *e)
{
    tappa_status status = tappa_engine_close(e->engine);

    e->engine = NULL;
    while (e->model_count)
        OBJ_RELEASE(e->models[--e->model_count]);
    if (e->models)
        efree(e->models);
    e->models = NULL;
    return status;
}

static void
destroy(zend_object *object)
{
    (void)close_engine(php_tappa_engine_of(object)); /* nothing is lost where it fails: the journal has it */
    zend_object_std_dtor(object);
}

void
php_tappa_engine_begin(void)
{
    memcpy(&handlers, zend_get_std_object_handlers(), sizeof handlers);
    handlers.offset = offsetof(struct php_tappa_engine, std);
    handlers.free_obj = destroy;
    handlers.clone_obj = NULL;
    handlers.compare = zend_objects_not_comparable;
    php_tappa_class.engine->create_object = create;
}

struct php_tappa_engine *
php_tappa_engine_ready(zend_object *object)
{
    struct php_tappa_engine *e = php_tappa_engine_of(object);

    if (EXPECTED(e->engine))
        return e;
    zend_throw_error(NULL, "This Tappa\\Engine is closed");
    return NULL;
}

void
php_tappa_engine_throw(tappa_status status, const char *what)
{
    if (status == TAPPA_ECONFLICT)
        php_tappa_throw(status, "%s: other processes were faster %d times; nothing is written", what, PHP_TAPPA_RACES);
    else if (status == TAPPA_EFORKED)
        php_tappa_throw(status, "%s: the engine belongs to the process that opened it, before the fork; open one here", what);
    else
        php_tappa_throw(status, "%s: %s", what, tappa_status_text(status));
}

zend_result
php_tappa_read_limit(zend_long limit, uint32_t argument, zend_long most)
{
    if (limit >= 1 && limit <= most)
        return SUCCESS;
    zend_argument_value_error(argument, "must be between 1 and " ZEND_LONG_FMT, most);
    return FAILURE;
}

zend_result
php_tappa_check_size(const zend_string *text, uint32_t argument)
{
    if (ZSTR_LEN(text) <= UINT16_MAX)
        return SUCCESS;
    zend_argument_value_error(argument, "must be at most 65,535 bytes");
    return FAILURE;
}

/* ---- opening */

struct options {
    struct tappa_engine_options all;
    zval *spans[3]; /* lateness, seen window, lease */
    zend_long numbers[4]; /* attempts, identities, cache, checkpoint */
    bool absent[4];
    zend_string *zone;
};

/* The options from PHP's arguments, of which the first is the `first`. */
static zend_result
read_options(struct options *o, uint32_t first)
{
    int64_t *const spans[] = {&o->all.lateness, &o->all.seen_window, &o->all.lease};
    uint32_t *const numbers[] = {&o->all.attempts, &o->all.identities, &o->all.cache, &o->all.checkpoint};

    o->all.size = sizeof o->all;
    for (uint32_t i = 0; i < 3; i++) {
        struct tappa_value value = {.kind = TAPPA_UNSET};

        if (o->spans[i] && Z_TYPE_P(o->spans[i]) == IS_STRING) {
            zend_argument_type_error(first + i, "must be of type DateInterval|int|null, string given");
            return FAILURE;
        }
        if (o->spans[i] && (php_tappa_read_value(o->spans[i], TAPPA_DURATION, &value) == FAILURE || (value.kind && value.integer <= 0))) {
            zend_argument_value_error(first + i, "must be a duration above 0: a DateInterval without months and years, or microseconds");
            return FAILURE;
        }
        *spans[i] = value.kind ? value.integer : 0;
    }
    for (uint32_t i = 0; i < 4; i++) {
        if (!o->absent[i] && (o->numbers[i] < 1 || o->numbers[i] > (i == 1 ? 64 : INT32_MAX))) {
            zend_argument_value_error(first + 3 + i, "must be between 1 and %d", i == 1 ? 64 : INT32_MAX);
            return FAILURE;
        }
        *numbers[i] = o->absent[i] ? 0 : (uint32_t)o->numbers[i];
    }
    o->all.zone = o->zone ? ZSTR_VAL(o->zone) : NULL;
    return SUCCESS;
}

#define OPTIONS(o)                                                                                                     \
    Z_PARAM_ZVAL((o).spans[0])                                                                                         \
    Z_PARAM_ZVAL((o).spans[1])                                                                                         \
    Z_PARAM_ZVAL((o).spans[2])                                                                                         \
    Z_PARAM_LONG_OR_NULL((o).numbers[0], (o).absent[0])                                                                \
    Z_PARAM_LONG_OR_NULL((o).numbers[1], (o).absent[1])                                                                \
    Z_PARAM_LONG_OR_NULL((o).numbers[2], (o).absent[2])                                                                \
    Z_PARAM_LONG_OR_NULL((o).numbers[3], (o).absent[3])                                                                \
    Z_PARAM_PATH_STR_OR_NULL((o).zone) /* a path below the zones' folder: no NUL in it */

/* Over a store, which it takes over in any case. */
static void
open_over(zval *out, tappa_store *store, const struct options *o, const char *name)
{
    tappa_engine *engine;
    tappa_status status = tappa_engine_open(php_tappa_context(), store, &o->all, &engine);

    if (!status) {
        object_init_ex(out, php_tappa_class.engine);
        php_tappa_engine_of(Z_OBJ_P(out))->engine = engine;
        return;
    }
    tappa_store_close(store);
    if (status == TAPPA_EZONE)
        php_tappa_throw(status, "\"%s\": %s", o->all.zone, tappa_status_text(status));
    else if (status == TAPPA_EINVAL)
        php_tappa_throw(status, "An option is out of range: seenWindow at least lateness, a lease of at most ten years (3,650 days)");
    else
        php_tappa_throw(status, "%s: %s", name, tappa_status_text(status));
}

static void
throw_opening(tappa_status status, const char *path, int is_shared)
{
    const char *word = tappa_status_text(status);

    if (status == TAPPA_EIO)
        word = "cannot be opened or made";
    else if (status == TAPPA_EBUSY)
        word = is_shared ? "another process owns it, or others kept it busy for too long" : "other processes use it";
    else if (status == TAPPA_EFORMAT)
        word = "it is no store of Tappa's";
    else if (status == TAPPA_EVERSION)
        word = "it is of a newer version of Tappa";
    php_tappa_throw(status, "%s: %s", path, word);
}

ZEND_METHOD(Tappa_Engine, open)
{
    struct options o = {.absent = {1, 1, 1, 1}};
    zend_object *mode = NULL;
    char resolved[MAXPATHLEN];
    zend_string *path;
    tappa_store *store;
    tappa_status status;
    int is_shared;

    ZEND_PARSE_PARAMETERS_START(1, 10)
        Z_PARAM_PATH_STR(path)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS(mode, php_tappa_class.mode)
        OPTIONS(o)
    ZEND_PARSE_PARAMETERS_END();
    if (read_options(&o, 3) == FAILURE)
        RETURN_THROWS();
    if (zend_string_equals_literal(path, ":memory:")) {
        zend_argument_value_error(1, "must be a file: Tappa\\Engine::memory() makes an engine in memory");
        RETURN_THROWS();
    }
    if (php_tappa_path(ZSTR_VAL(path), ZSTR_LEN(path), resolved) == FAILURE)
        RETURN_THROWS();
    is_shared = !mode || zend_string_equals_literal(Z_STR_P(zend_enum_fetch_case_name(mode)), "Shared");
    status = tappa_store_sqlite(php_tappa_context(), resolved, is_shared ? TAPPA_STORE_SHARED : 0, &store);
    if (status) {
        throw_opening(status, ZSTR_VAL(path), is_shared);
        RETURN_THROWS();
    }
    open_over(return_value, store, &o, ZSTR_VAL(path));
}

ZEND_METHOD(Tappa_Engine, memory)
{
    struct options o = {.absent = {1, 1, 1, 1}};
    tappa_store *store;
    tappa_status status;

    ZEND_PARSE_PARAMETERS_START(0, 8)
        Z_PARAM_OPTIONAL
        OPTIONS(o)
    ZEND_PARSE_PARAMETERS_END();
    if (read_options(&o, 1) == FAILURE)
        RETURN_THROWS();
    status = tappa_store_memory(php_tappa_context(), 0, &store);
    if (status) {
        php_tappa_engine_throw(status, "The store");
        RETURN_THROWS();
    }
    open_over(return_value, store, &o, "The store");
}

ZEND_METHOD(Tappa_Engine, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(Tappa_Engine, close)
{
    tappa_status status;

    ZEND_PARSE_PARAMETERS_NONE();
    THIS_ENGINE(e);
    status = close_engine(e);
    if (status && status != TAPPA_EFORKED) /* a child lets go of its parent's: there is nothing to write */
        php_tappa_engine_throw(status, "Closing");
}

ZEND_METHOD(Tappa_Engine, checkpoint)
{
    tappa_status status;

    ZEND_PARSE_PARAMETERS_NONE();
    THIS_ENGINE(e);
    PHP_TAPPA_AGAIN(status, tappa_engine_checkpoint(e->engine));
    if (status)
        php_tappa_engine_throw(status, "Writing");
}

/* ---- what it goes by */

static struct php_tappa_model *
find_model(const struct php_tappa_engine *e, const tappa_model *model)
{
    for (uint32_t i = 0; i < e->model_count; i++) {
        struct php_tappa_model *m = php_tappa_model_of(e->models[i]);

        if (m->model == model)
            return m;
    }
    return NULL;
}

static void
hold_model(struct php_tappa_engine *e, struct php_tappa_model *m)
{
    e->models = safe_erealloc(e->models, e->model_count + 1, sizeof *e->models, 0);
    e->models[e->model_count++] = &m->std;
}

struct php_tappa_model *
php_tappa_engine_model(struct php_tappa_engine *e, tappa_model *model)
{
    struct php_tappa_model *m = find_model(e, model);

    if (m)
        return m;
    m = php_tappa_model_show(model);
    if (m)
        hold_model(e, m);
    return m;
}

ZEND_METHOD(Tappa_Engine, addModel)
{
    zend_object *model, *policy = NULL;
    struct php_tappa_model *m;
    tappa_status status;
    int32_t which = TAPPA_FOLLOW;
    int64_t micros;
    zval *now;

    ZEND_PARSE_PARAMETERS_START(2, 3)
        Z_PARAM_OBJ_OF_CLASS(model, php_tappa_class.model)
        Z_PARAM_ZVAL(now)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS(policy, php_tappa_enum_class(PHP_TAPPA_Policy))
    ZEND_PARSE_PARAMETERS_END();
    THIS_ENGINE(e);
    m = php_tappa_model_ready(model);
    if (!m || php_tappa_read_time(now, 2, &micros) == FAILURE)
        RETURN_THROWS();
    if (policy)
        which = (int32_t)Z_LVAL_P(zend_enum_fetch_case_value(policy));
    PHP_TAPPA_AGAIN(status, tappa_engine_add_model(e->engine, m->model, which, micros));
    if (status == TAPPA_EMISMATCH)
        php_tappa_throw(status, "Another model %s of version %" PRId64 " is known: count the version up", tappa_model_name(m->model),
                        (int64_t)tappa_model_version(m->model));
    else if (status)
        php_tappa_engine_throw(status, "Putting the model into force");
    if (status || find_model(e, m->model))
        return;
    GC_ADDREF(model);
    hold_model(e, m);
}

ZEND_METHOD(Tappa_Engine, addKind)
{
    zend_string *kind;
    zend_long at_most = 0;
    tappa_status status;

    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_STR(kind)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG(at_most)
    ZEND_PARSE_PARAMETERS_END();
    THIS_ENGINE(e);
    if (at_most < 0 || at_most > UINT32_MAX) {
        zend_argument_value_error(2, "must be between 0 and %u", UINT32_MAX);
        RETURN_THROWS();
    }
    status = tappa_engine_add_kind(e->engine, ZSTR_VAL(kind), ZSTR_LEN(kind), (uint32_t)at_most);
    if (status)
        php_tappa_throw(status, status == TAPPA_EINVAL ? "A kind of identity has a name, UTF-8 of at most 65,535 bytes" : "%s",
                        tappa_status_text(status));
}

ZEND_METHOD(Tappa_Engine, block)
{
    zend_string *value;
    tappa_status status;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR(value)
    ZEND_PARSE_PARAMETERS_END();
    THIS_ENGINE(e);
    status = tappa_engine_block(e->engine, ZSTR_VAL(value), ZSTR_LEN(value));
    if (status)
        php_tappa_throw(status, status == TAPPA_EINVAL ? "A value is UTF-8 of at most 65,535 bytes" : "%s", tappa_status_text(status));
}
