/* Owns the module: its start and end, what phpinfo() says, its classes, and which enums and exceptions the library's numbers become.
 * Called by PHP, then by all that makes an object or throws.
 * Which numbers there are is written in names.h, which is made from the headers: nothing here lists them. What lives longer than a
 * request (compiled models, batches kept for their next use) begins and ends here. */
#include "php_engine.h"

#include <ext/standard/info.h>

#include "tappa_arginfo.h"

struct enum_case {
    int64_t value;
    const char *name;
};

struct enum_type {
    zend_class_entry *(*add)(void);
    const struct enum_case *cases;
    uint32_t count;
};

struct exception_type {
    tappa_status status;
    zend_class_entry *(*add)(zend_class_entry *parent);
};

struct counter {
    const char *name;
    size_t offset;
};

#include "names.h"

#define ENUMS (sizeof enum_types / sizeof *enum_types)
#define EXCEPTIONS (sizeof exception_types / sizeof *exception_types)

ZEND_DECLARE_MODULE_GLOBALS(tappa)

struct php_tappa_classes php_tappa_class;
static zend_class_entry *enums[ENUMS];
static zend_class_entry *exceptions[EXCEPTIONS];

/* A shop's own tests throw them too: an exception knows its status from the class that it is of. */
static zend_object *
create_exception(zend_class_entry *ce)
{
    zend_object *exception = zend_ce_exception->create_object(ce);
    const zend_class_entry *known = ce;
    size_t i = 0;
    zval status;

    while (known != exceptions[i]) {
        if (++i == EXCEPTIONS) {
            i = 0;
            known = known->parent;
        }
    }
    php_tappa_case(&status, PHP_TAPPA_Status, exception_types[i].status);
    zend_update_property(php_tappa_class.exception, exception, "status", 6, &status);
    zend_update_property_long(zend_ce_exception, exception, "code", 4, exception_types[i].status);
    zval_ptr_dtor(&status);
    return exception;
}

static void
register_classes(int module_number)
{
    struct php_tappa_classes *c = &php_tappa_class;

    register_tappa_symbols(module_number);
    for (size_t i = 0; i < ENUMS; i++)
        enums[i] = enum_types[i].add();
    c->exception = register_class_Tappa_Exception(zend_ce_exception);
    for (size_t i = 0; i < EXCEPTIONS; i++) {
        exceptions[i] = exception_types[i].add(c->exception);
        exceptions[i]->create_object = create_exception;
    }
    c->model = register_class_Tappa_Model(zend_ce_aggregate, zend_ce_countable);
    c->stage = register_class_Tappa_Stage();
    c->channel = register_class_Tappa_Channel();
    c->touchpoint = register_class_Tappa_Touchpoint();
    c->event_type = register_class_Tappa_EventType();
    c->transition = register_class_Tappa_Transition();
    c->goal = register_class_Tappa_Goal();
    c->offer = register_class_Tappa_Offer();
    c->proposal = register_class_Tappa_Proposal();
    c->cap = register_class_Tappa_Cap();
    c->quiet = register_class_Tappa_Quiet();
    c->response = register_class_Tappa_Response();
    c->diagnostic = register_class_Tappa_Diagnostic(zend_ce_stringable);
    c->event = register_class_Tappa_Event();
    c->journey = register_class_Tappa_Journey();
    c->snapshot = register_class_Tappa_Snapshot(zend_ce_stringable);
    c->batch = register_class_Tappa_Batch(zend_ce_aggregate, zend_ce_countable);
    c->step = register_class_Tappa_Step();
    c->taken = register_class_Tappa_Taken();
    c->change = register_class_Tappa_Change();
    c->timer_change = register_class_Tappa_TimerChange();
    c->effect = register_class_Tappa_Effect();
    c->failure = register_class_Tappa_Failure();
    c->considered = register_class_Tappa_Considered();
    c->moved = register_class_Tappa_Moved();
    c->refused = register_class_Tappa_Refused();
    c->cohort = register_class_Tappa_Cohort(zend_ce_aggregate, zend_ce_countable);
    c->mode = register_class_Tappa_Mode();
    c->record = register_class_Tappa_Record();
    c->engine = register_class_Tappa_Engine();
    c->offset = register_class_Tappa_Offset();
    c->ingested = register_class_Tappa_Ingested();
    c->decision = register_class_Tappa_Decision();
    c->claimed = register_class_Tappa_Claimed();
    c->count = register_class_Tappa_Count();
    c->version = register_class_Tappa_Version();
    c->plan = register_class_Tappa_Plan();
    c->plan_move = register_class_Tappa_PlanMove();
    c->standing = register_class_Tappa_Standing();
    c->underway = register_class_Tappa_Underway();
    c->consent = register_class_Tappa_Consent();
    c->known = register_class_Tappa_Known();
    c->contact = register_class_Tappa_Contact();
}

zend_class_entry *
php_tappa_enum_class(enum php_tappa_enum which)
{
    return enums[which];
}

void
php_tappa_counters(zval *out, const struct tappa_counters *sums)
{
    array_init(out);
    for (size_t i = 0; i < sizeof counters / sizeof *counters; i++) {
        uint64_t sum;

        memcpy(&sum, (const char *)sums + counters[i].offset, sizeof sum);
        add_assoc_long(out, counters[i].name, (zend_long)sum);
    }
}

void
php_tappa_case(zval *out, enum php_tappa_enum which, int64_t value)
{
    const struct enum_type *type = &enum_types[which];

    for (uint32_t i = 0; i < type->count; i++) {
        if (type->cases[i].value == value) {
            ZVAL_OBJ_COPY(out, zend_enum_get_case_cstr(enums[which], type->cases[i].name));
            return;
        }
    }
    ZVAL_NULL(out);
}

zend_class_entry *
php_tappa_exception(tappa_status status)
{
    for (size_t i = 0; i < EXCEPTIONS; i++) {
        if (exception_types[i].status == status)
            return exceptions[i];
    }
    return php_tappa_class.exception;
}

static PHP_GINIT_FUNCTION(tappa)
{
#if ZEND_COMPILE_DL_EXT && defined(ZTS)
    ZEND_TSRMLS_CACHE_UPDATE();
#endif
    memset(tappa_globals, 0, sizeof *tappa_globals);
}

static PHP_GSHUTDOWN_FUNCTION(tappa)
{
    php_tappa_batches_drop(tappa_globals);
}

static PHP_MINIT_FUNCTION(tappa)
{
    if (php_tappa_shared_begin() == FAILURE)
        return FAILURE;
    register_classes(module_number);
    php_tappa_model_begin();
    php_tappa_journey_begin();
    php_tappa_batch_begin();
    php_tappa_cohort_begin();
    php_tappa_engine_begin();
    return SUCCESS;
}

static PHP_MSHUTDOWN_FUNCTION(tappa)
{
    php_tappa_shared_end();
    return SUCCESS;
}

static PHP_MINFO_FUNCTION(tappa)
{
    char count[16];

    snprintf(count, sizeof count, "%" PRIu32, php_tappa_shared_count());
    php_info_print_table_start();
    php_info_print_table_row(2, "Tappa", "customer journeys");
    php_info_print_table_row(2, "Version of the extension", PHP_TAPPA_VERSION);
    php_info_print_table_row(2, "Version of the library", tappa_version());
    php_info_print_table_row(2, "Models kept by this process", count);
    php_info_print_table_end();
}

static const zend_module_dep dependencies[] = {ZEND_MOD_REQUIRED("date") ZEND_MOD_REQUIRED("spl") ZEND_MOD_END};

zend_module_entry tappa_module_entry = {
    STANDARD_MODULE_HEADER_EX,
    NULL,
    dependencies,
    "tappa",
    ext_functions,
    PHP_MINIT(tappa),
    PHP_MSHUTDOWN(tappa),
    NULL,
    NULL,
    PHP_MINFO(tappa),
    PHP_TAPPA_VERSION,
    PHP_MODULE_GLOBALS(tappa),
    PHP_GINIT(tappa),
    PHP_GSHUTDOWN(tappa),
    NULL,
    STANDARD_MODULE_PROPERTIES_EX,
};

#if ZEND_COMPILE_DL_EXT
#ifdef ZTS
ZEND_TSRMLS_CACHE_DEFINE()
#endif
ZEND_GET_MODULE(tappa)
#endif
