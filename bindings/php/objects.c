/* Owns how an object that only shows something is made, how a status is thrown, diagnostics, and the functions that belong to no object.
 * Called by all files of the extension.
 * An object is filled in the order in which tappa.stub.php declares its properties. */
#include <stdarg.h>

#include "php_tappa.h"

static zend_object *
throw_text(tappa_status status, const char *text)
{
    return zend_throw_exception(php_tappa_exception(status), text, status);
}

void
php_tappa_throw(tappa_status status, const char *format, ...)
{
    va_list arguments;
    zend_string *readable;
    char *text;
    size_t size;

    va_start(arguments, format);
    size = zend_vspprintf(&text, 0, format, arguments);
    va_end(arguments);
    readable = php_tappa_as_utf8(text, size); /* names come from anywhere */
    throw_text(status, ZSTR_VAL(readable));
    zend_string_release(readable);
    efree(text);
}

/* The first error in one line, and how many more there are. */
static zend_string *
first_error(const tappa_diagnostics *list, tappa_status status)
{
    size_t count = tappa_diagnostics_count(list), errors = tappa_diagnostics_errors(list);

    for (size_t i = 0; i < count; i++) {
        const struct tappa_diagnostic *d = tappa_diagnostics_at(list, i);

        if (d->severity != TAPPA_ERROR_SEVERITY)
            continue;
        if (!d->line)
            return strpprintf(0, "%s: %s%s%s", d->file, d->message, *d->hint ? "; " : "", d->hint);
        return strpprintf(0, "%s:%" PRIu32 ":%" PRIu32 ": %s%s%s%s", d->file, d->line, d->column, d->message,
                          *d->hint ? "; " : "", d->hint, errors > 1 ? " (and more)" : "");
    }
    return strpprintf(0, "%s", tappa_status_text(status));
}

void
php_tappa_throw_model(tappa_status status, const char *name, const tappa_diagnostics *list)
{
    zend_string *text = first_error(list, status), *readable;
    zend_object *exception;
    zval diagnostics;

    if (status == TAPPA_EIO && !tappa_diagnostics_count(list)) {
        zend_string_release(text);
        text = strpprintf(0, "%s: cannot be read", name);
    }
    readable = php_tappa_as_utf8(ZSTR_VAL(text), ZSTR_LEN(text));
    exception = throw_text(status, ZSTR_VAL(readable));
    zend_string_release(readable);
    zend_string_release(text);
    if (status != TAPPA_EMODEL)
        return;
    php_tappa_diagnostics(&diagnostics, list);
    zend_update_property(exception->ce, exception, "diagnostics", 11, &diagnostics);
    zval_ptr_dtor(&diagnostics);
}

struct php_tappa_filler
php_tappa_fill(zval *out, zend_class_entry *ce)
{
    object_init_ex(out, ce);
    return (struct php_tappa_filler){Z_OBJ_P(out), 0};
}

zval *
php_tappa_slot(struct php_tappa_filler *filler)
{
    return OBJ_PROP_NUM(filler->object, filler->next++);
}

void
php_tappa_put_text(struct php_tappa_filler *filler, const char *text)
{
    ZVAL_STRING(php_tappa_slot(filler), text);
}

void
php_tappa_put_text_or_null(struct php_tappa_filler *filler, const char *text)
{
    zval *slot = php_tappa_slot(filler);

    if (text)
        ZVAL_STRING(slot, text);
    else
        ZVAL_NULL(slot);
}

void
php_tappa_put_int(struct php_tappa_filler *filler, int64_t value)
{
    ZVAL_LONG(php_tappa_slot(filler), value);
}

void
php_tappa_put_index(struct php_tappa_filler *filler, uint32_t index)
{
    zval *slot = php_tappa_slot(filler);

    if (index == TAPPA_NONE)
        ZVAL_NULL(slot);
    else
        ZVAL_LONG(slot, index);
}

void
php_tappa_put_case(struct php_tappa_filler *filler, enum php_tappa_enum which, int64_t value)
{
    php_tappa_case(php_tappa_slot(filler), which, value);
}

/* A model that is no UTF-8 is told of in UTF-8. */
static void
put_readable(struct php_tappa_filler *f, const char *text)
{
    ZVAL_STR(php_tappa_slot(f), php_tappa_as_utf8(text, strlen(text)));
}

void
php_tappa_diagnostics(zval *out, const tappa_diagnostics *list)
{
    size_t count = tappa_diagnostics_count(list);

    array_init_size(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        const struct tappa_diagnostic *d = tappa_diagnostics_at(list, i);
        size_t size = tappa_diagnostics_render(list, i, NULL, 0);
        zend_string *text = zend_string_alloc(size, 0);
        struct php_tappa_filler f;
        zval one;

        tappa_diagnostics_render(list, i, ZSTR_VAL(text), size + 1);
        f = php_tappa_fill(&one, php_tappa_class.diagnostic);
        php_tappa_put_int(&f, d->code);
        php_tappa_put_text(&f, d->name);
        php_tappa_put_case(&f, PHP_TAPPA_Severity, d->severity);
        put_readable(&f, d->file);
        php_tappa_put_int(&f, d->line);
        php_tappa_put_int(&f, d->column);
        php_tappa_put_int(&f, d->width);
        put_readable(&f, d->path);
        put_readable(&f, d->message);
        put_readable(&f, d->hint);
        put_readable(&f, d->excerpt);
        put_readable(&f, ZSTR_VAL(text));
        zend_string_release(text);
        zend_hash_next_index_insert(Z_ARRVAL_P(out), &one);
    }
}

ZEND_METHOD(Tappa_Diagnostic, __toString)
{
    zval *text;

    ZEND_PARSE_PARAMETERS_NONE();
    text = OBJ_PROP_NUM(Z_OBJ_P(ZEND_THIS), 11);
    if (Z_TYPE_P(text) == IS_STRING)
        RETURN_COPY(text);
    RETURN_EMPTY_STRING();
}

/* Objects that only show something have a constructor that nobody can call. */
#define NO_CONSTRUCTOR(class)                                                                                          \
    ZEND_METHOD(Tappa_##class, __construct)                                                                            \
    {                                                                                                                  \
        ZEND_PARSE_PARAMETERS_NONE();                                                                                  \
    }
NO_CONSTRUCTOR(Model)
NO_CONSTRUCTOR(Stage)
NO_CONSTRUCTOR(Channel)
NO_CONSTRUCTOR(Touchpoint)
NO_CONSTRUCTOR(EventType)
NO_CONSTRUCTOR(Transition)
NO_CONSTRUCTOR(Goal)
NO_CONSTRUCTOR(Offer)
NO_CONSTRUCTOR(Proposal)
NO_CONSTRUCTOR(Cap)
NO_CONSTRUCTOR(Quiet)
NO_CONSTRUCTOR(Response)
NO_CONSTRUCTOR(Diagnostic)
NO_CONSTRUCTOR(Batch)
NO_CONSTRUCTOR(Step)
NO_CONSTRUCTOR(Taken)
NO_CONSTRUCTOR(Change)
NO_CONSTRUCTOR(TimerChange)
NO_CONSTRUCTOR(Effect)
NO_CONSTRUCTOR(Failure)
NO_CONSTRUCTOR(Considered)
NO_CONSTRUCTOR(Moved)
NO_CONSTRUCTOR(Refused)
NO_CONSTRUCTOR(Ingested)
NO_CONSTRUCTOR(Decision)
NO_CONSTRUCTOR(Claimed)
NO_CONSTRUCTOR(Count)
NO_CONSTRUCTOR(Version)
NO_CONSTRUCTOR(Plan)
NO_CONSTRUCTOR(PlanMove)
NO_CONSTRUCTOR(Standing)
NO_CONSTRUCTOR(Underway)
NO_CONSTRUCTOR(Consent)
NO_CONSTRUCTOR(Known)
NO_CONSTRUCTOR(Contact)

ZEND_FUNCTION(Tappa_duration)
{
    zend_string *text;
    int64_t duration;
    tappa_status status;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR(text)
    ZEND_PARSE_PARAMETERS_END();
    status = tappa_duration_parse(ZSTR_VAL(text), ZSTR_LEN(text), &duration);
    if (status) {
        php_tappa_throw(status, "\"%s\" is no duration as `1d12h`, `90s` or `P1DT12H`, above 0 and at most ten years", ZSTR_VAL(text));
        RETURN_THROWS();
    }
    RETURN_LONG(duration);
}

ZEND_FUNCTION(Tappa_schema)
{
    size_t size;
    zend_string *text;

    ZEND_PARSE_PARAMETERS_NONE();
    size = tappa_schema(NULL, 0);
    text = zend_string_alloc(size, 0);
    tappa_schema(ZSTR_VAL(text), size + 1);
    RETURN_STR(text);
}
