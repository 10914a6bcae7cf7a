/* Owns the Model object: what stands at the model's head, and the names that its journeys speak of.
 * Called by PHP code, by journeys and cohorts.
 * Many objects, of many requests, may show one compiled model; what is kept here for speed (names as PHP's strings) is of one request. */
#include "php_tappa.h"

static zend_object_handlers handlers;

static zend_object *
create(zend_class_entry *ce)
{
    struct php_tappa_model *m = zend_object_alloc(sizeof *m, ce);

    zend_object_std_init(&m->std, ce);
    object_properties_init(&m->std, ce);
    m->std.handlers = &handlers;
    return &m->std;
}

static void
destroy(zend_object *object)
{
    struct php_tappa_model *m = php_tappa_model_of(object);

    if (m->shared) {
        uint32_t events = tappa_model_event_count(m->model), stages = tappa_model_stage_count(m->model);

        for (uint32_t i = 0; i < events && m->types; i++) {
            for (uint32_t f = 0; f < m->types[i].field_count; f++)
                zend_string_release(m->types[i].names[f]);
            if (m->types[i].names)
                efree(m->types[i].names);
            if (m->types[i].kinds)
                efree(m->types[i].kinds);
        }
        if (m->types)
            efree(m->types);
        for (uint32_t i = 0; i < stages && m->stage_names; i++) {
            if (m->stage_names[i])
                zend_string_release(m->stage_names[i]);
        }
        if (m->stage_names)
            efree(m->stage_names);
        zend_hash_destroy(&m->events);
        php_tappa_shared_drop(m->shared);
    }
    zend_object_std_dtor(object);
}

/* Equal where they mean the same. */
static int
compare(zval *a, zval *b)
{
    struct php_tappa_model *x, *y;
    char one[33], other[33];

    ZEND_COMPARE_OBJECTS_FALLBACK(a, b);
    if (Z_OBJCE_P(a) != Z_OBJCE_P(b))
        return ZEND_UNCOMPARABLE;
    x = php_tappa_model_of(Z_OBJ_P(a));
    y = php_tappa_model_of(Z_OBJ_P(b));
    if (x->model == y->model)
        return 0;
    if (tappa_model_fingerprint(x->model, one) || tappa_model_fingerprint(y->model, other))
        return ZEND_UNCOMPARABLE;
    return strcmp(one, other) ? ZEND_UNCOMPARABLE : 0;
}

void
php_tappa_model_begin(void)
{
    memcpy(&handlers, zend_get_std_object_handlers(), sizeof handlers);
    handlers.offset = offsetof(struct php_tappa_model, std);
    handlers.free_obj = destroy;
    handlers.clone_obj = NULL;
    handlers.compare = compare;
    php_tappa_class.model->create_object = create;
}

struct php_tappa_model *
php_tappa_model_ready(zend_object *object)
{
    struct php_tappa_model *m = php_tappa_model_of(object);

    if (EXPECTED(m->shared))
        return m;
    zend_throw_error(NULL, "This Tappa\\Model was never made: Model::load() and Model::parse() make one");
    return NULL;
}

#define THIS_MODEL(m)                                                                                                  \
    struct php_tappa_model *m = php_tappa_model_ready(Z_OBJ_P(ZEND_THIS));                                             \
    if (!m)                                                                                                            \
    RETURN_THROWS()

/* ---- names */

zend_string *
php_tappa_stage_name(struct php_tappa_model *m, uint32_t index)
{
    zend_string **name;

    if (UNEXPECTED(!m->stage_names))
        m->stage_names = ecalloc(tappa_model_stage_count(m->model), sizeof *m->stage_names);
    name = &m->stage_names[index];
    if (UNEXPECTED(!*name)) {
        const char *text = tappa_stage_name(tappa_model_stage_at(m->model, index));

        *name = zend_string_init(text, strlen(text), 0);
    }
    return *name;
}

void
php_tappa_add_stage(zval *list, struct php_tappa_model *m, const tappa_stage *stage)
{
    zval name;

    ZVAL_STR_COPY(&name, php_tappa_stage_name(m, tappa_stage_index(stage)));
    zend_hash_next_index_insert(Z_ARRVAL_P(list), &name);
}

const tappa_stage *
php_tappa_find_stage(const struct php_tappa_model *m, zend_string *name)
{
    const tappa_stage *stage = tappa_model_stage_find(m->model, ZSTR_VAL(name), ZSTR_LEN(name));

    if (!stage)
        php_tappa_throw(TAPPA_ENAME, "The model %s has no stage \"%s\"", tappa_model_name(m->model), ZSTR_VAL(name));
    return stage;
}

/* ---- making one */

static void
show(zend_object *object, struct php_tappa_shared *shared)
{
    struct php_tappa_model *m = php_tappa_model_of(object);
    struct php_tappa_filler f = {object, 0};
    char fingerprint[33] = "";

    m->shared = shared;
    m->model = shared->model;
    zend_hash_init(&m->events, 8, NULL, NULL, 0);
    (void)tappa_model_fingerprint(m->model, fingerprint);
    php_tappa_put_text(&f, tappa_model_name(m->model));
    php_tappa_put_int(&f, tappa_model_version(m->model));
    php_tappa_put_text(&f, tappa_model_title(m->model, NULL));
    php_tappa_put_text(&f, fingerprint);
    ZVAL_BOOL(php_tappa_slot(&f), tappa_model_has_entry(m->model));
    php_tappa_put_case(&f, PHP_TAPPA_Again, tappa_model_again(m->model));
    ZVAL_BOOL(php_tappa_slot(&f), tappa_model_has_key(m->model));
}

struct php_tappa_model *
php_tappa_model_show(tappa_model *model)
{
    struct php_tappa_shared *shared = php_tappa_shared_of(model);
    zval object;

    if (!shared)
        return NULL;
    object_init_ex(&object, php_tappa_class.model);
    show(Z_OBJ(object), shared);
    return php_tappa_model_of(Z_OBJ(object));
}

ZEND_METHOD(Tappa_Model, load)
{
    struct php_tappa_shared *shared;
    zend_string *path;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_PATH_STR(path)
    ZEND_PARSE_PARAMETERS_END();
    shared = php_tappa_shared_load(ZSTR_VAL(path), ZSTR_LEN(path));
    if (!shared)
        RETURN_THROWS();
    object_init_ex(return_value, php_tappa_class.model);
    show(Z_OBJ_P(return_value), shared);
}

ZEND_METHOD(Tappa_Model, parse)
{
    struct php_tappa_shared *shared;
    zend_string *text, *name = NULL;

    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_STR(text)
        Z_PARAM_OPTIONAL
        Z_PARAM_PATH_STR(name)
    ZEND_PARSE_PARAMETERS_END();
    shared = php_tappa_shared_parse(ZSTR_VAL(text), ZSTR_LEN(text), name ? ZSTR_VAL(name) : NULL);
    if (!shared)
        RETURN_THROWS();
    object_init_ex(return_value, php_tappa_class.model);
    show(Z_OBJ_P(return_value), shared);
}

ZEND_METHOD(Tappa_Model, __serialize)
{
    const char *text;
    size_t size;

    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    text = tappa_model_dump(m->model, &size);
    array_init(return_value);
    add_assoc_stringl(return_value, "text", text, size);
}

ZEND_METHOD(Tappa_Model, __unserialize)
{
    struct php_tappa_shared *shared;
    HashTable *data;
    zval *text;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_ARRAY_HT(data)
    ZEND_PARSE_PARAMETERS_END();
    text = zend_hash_str_find(data, "text", 4);
    if (php_tappa_model_of(Z_OBJ_P(ZEND_THIS))->shared || !text || Z_TYPE_P(text) != IS_STRING) {
        php_tappa_throw(TAPPA_EFORMAT, "These are no data of a serialised Tappa\\Model");
        RETURN_THROWS();
    }
    shared = php_tappa_shared_parse(Z_STRVAL_P(text), Z_STRLEN_P(text), "<serialised>");
    if (shared)
        show(Z_OBJ_P(ZEND_THIS), shared);
}

/* ---- what it says */

ZEND_METHOD(Tappa_Model, check)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    php_tappa_diagnostics(return_value, m->shared->diagnostics);
}

ZEND_METHOD(Tappa_Model, title)
{
    char *language = NULL;
    size_t size;

    ZEND_PARSE_PARAMETERS_START(0, 1)
        Z_PARAM_OPTIONAL
        Z_PARAM_STRING_OR_NULL(language, size)
    ZEND_PARSE_PARAMETERS_END();
    THIS_MODEL(m);
    RETURN_STRING(tappa_model_title(m->model, language));
}

ZEND_METHOD(Tappa_Model, dump)
{
    const char *text;
    size_t size;

    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    text = tappa_model_dump(m->model, &size);
    RETURN_STRINGL(text, size);
}

ZEND_METHOD(Tappa_Model, count)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    RETURN_LONG(tappa_model_stage_count(m->model));
}

/* Slots as name => Kind. */
static void
slots(zval *out, const tappa_model *model, uint32_t count, const char *(*name)(const tappa_model *, uint32_t),
      uint32_t (*kind)(const tappa_model *, uint32_t))
{
    array_init_size(out, count);
    for (uint32_t i = 0; i < count; i++) {
        zval which;

        php_tappa_case(&which, PHP_TAPPA_Kind, kind(model, i));
        add_assoc_zval(out, name(model, i), &which);
    }
}

ZEND_METHOD(Tappa_Model, data)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    slots(return_value, m->model, tappa_model_data_count(m->model), tappa_model_data_name, tappa_model_data_kind);
}

ZEND_METHOD(Tappa_Model, profile)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    slots(return_value, m->model, tappa_model_profile_count(m->model), tappa_model_profile_name, tappa_model_profile_kind);
}

ZEND_METHOD(Tappa_Model, personal)
{
    ZEND_PARSE_PARAMETERS_NONE();
    THIS_MODEL(m);
    array_init(return_value);
    for (uint32_t i = 0; i < tappa_model_profile_count(m->model); i++) {
        if (tappa_model_profile_personal(m->model, i))
            add_next_index_string(return_value, tappa_model_profile_name(m->model, i));
    }
}

ZEND_METHOD(Tappa_Model, eventKey)
{
    struct php_tappa_input input;
    zend_object *event;
    tappa_batch *batch;
    tappa_status status;
    zend_string *key;
    size_t needed = 0;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_OBJ_OF_CLASS(event, php_tappa_class.event)
    ZEND_PARSE_PARAMETERS_END();
    THIS_MODEL(m);
    batch = php_tappa_batch_take(0);
    if (!batch)
        RETURN_THROWS();
    if (php_tappa_input_of(&input, m, event) == FAILURE) {
        php_tappa_batch_give_back(batch, 0);
        RETURN_THROWS();
    }
    status = tappa_model_event_key(m->model, &input.event, batch, NULL, 0, &needed);
    if (!status) {
        key = zend_string_alloc(needed, 0);
        status = tappa_model_event_key(m->model, &input.event, batch, ZSTR_VAL(key), needed + 1, &needed);
        RETVAL_STR(key);
    }
    php_tappa_input_end(&input);
    php_tappa_batch_give_back(batch, 0);
    if (status && status != TAPPA_EEXPR)
        php_tappa_throw(status, "%s", tappa_status_text(status));
}
