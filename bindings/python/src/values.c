/* Owns the way between Python's values and the library's: slots, fields, what functions of the module take and give.
 * Called wherever one crosses. May run Python code (a tzinfo, __index__), so never while a handle is locked.
 * Nothing is guessed: a value that does not fit raises, and what was being read is named. */
#include "generated.h"
#include "tappa-python.h"

#define FIRST_TIME INT64_C(-62135596800000000) /* 0001-01-01T00:00:00Z */
#define LAST_TIME INT64_C(253402300799999999)  /* 9999-12-31T23:59:59.999999Z */

PyObject *
word(const char *const *words, size_t count, uint32_t number)
{
    if (number >= count || !words[number])
        Py_RETURN_NONE;
    return PyUnicode_InternFromString(words[number]);
}

PyObject *
index_object(uint32_t index)
{
    if (index == TAPPA_NONE)
        Py_RETURN_NONE;
    return PyLong_FromUnsignedLong(index);
}

static PyObject *
list_object(struct state *state, const struct tappa_value *value)
{
    const struct tappa_value *items = value->data;
    PyObject *made = PyList_New(value->size);

    for (uint32_t i = 0; made && i < value->size; i++) {
        PyObject *item = value_object(state, &items[i]);

        if (!item || PyList_SetItem(made, i, item))
            Py_CLEAR(made);
    }
    return made;
}

static PyObject *
map_object(struct state *state, const struct tappa_value *value)
{
    const struct tappa_value *items = value->data;
    PyObject *made = PyDict_New();

    for (uint32_t i = 0; made && i < value->size; i++) {
        PyObject *key = value_object(state, &items[2 * i]), *item = key ? value_object(state, &items[2 * i + 1]) : NULL;

        if (!item || PyDict_SetItem(made, key, item))
            Py_CLEAR(made);
        Py_XDECREF(key);
        Py_XDECREF(item);
    }
    return made;
}

PyObject *
value_object(struct state *state, const struct tappa_value *value)
{
    switch (value->kind) {
    case TAPPA_BOOL:
        return PyBool_FromLong(value->integer != 0);
    case TAPPA_INT:
        return PyLong_FromLongLong(value->integer);
    case TAPPA_UINT:
        return PyLong_FromUnsignedLongLong((uint64_t)value->integer);
    case TAPPA_DOUBLE:
        return PyFloat_FromDouble(value->real);
    case TAPPA_STRING:
    case TAPPA_TYPE:
    case TAPPA_ERROR:
        return PyUnicode_FromStringAndSize(value->data, value->size);
    case TAPPA_BYTES:
        return PyBytes_FromStringAndSize(value->data, value->size);
    case TAPPA_TIMESTAMP:
        return time_object(state, value->integer);
    case TAPPA_DURATION:
        return duration_object(state, value->integer);
    case TAPPA_LIST:
        return list_object(state, value);
    case TAPPA_MAP:
        return map_object(state, value);
    default:
        Py_RETURN_NONE;
    }
}

/* UTF-8 of a str; a lone surrogate has none. */
int
text_read(struct state *state, PyObject *object, const char *what, const char **text, Py_ssize_t *size)
{
    if (!PyUnicode_Check(object)) {
        PyErr_Format(PyExc_TypeError, "%s: a str is wanted", what);
        return -1;
    }
    *text = PyUnicode_AsUTF8AndSize(object, size);
    if (*text)
        return 0;
    if (PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
        PyErr_Clear();
        raise_status(state, TAPPA_EFIELD, "%s: %R cannot be written as UTF-8: it holds a lone surrogate", what, object);
    }
    return -1;
}

/* Whether a str is a name of the model. */
int
text_is(PyObject *text, const char *utf8)
{
    Py_ssize_t size;
    const char *mine = PyUnicode_AsUTF8AndSize(text, &size);

    if (!mine)
        PyErr_Clear(); /* a lone surrogate: no name has one */
    return mine && strlen(utf8) == (size_t)size && !memcmp(mine, utf8, (size_t)size);
}

static int
integer_read(struct state *state, PyObject *object, const char *what, int64_t *out)
{
    PyObject *number = PyBool_Check(object) || !PyIndex_Check(object) ? NULL : PyNumber_Index(object);

    if (!number) {
        if (!PyErr_Occurred())
            raise_status(state, TAPPA_EFIELD, "%s: an int is wanted, not %R", what, object);
        return -1;
    }
    *out = PyLong_AsLongLong(number);
    Py_DECREF(number);
    if (*out != -1 || !PyErr_Occurred())
        return 0;
    if (PyErr_ExceptionMatches(PyExc_OverflowError)) {
        PyErr_Clear();
        raise_status(state, TAPPA_EFIELD, "%s: the int has more than 64 bits", what);
    }
    return -1;
}

/* NumPy's own bool is one to its users, and not a number either. */
static int
is_numpy_bool(PyObject *object)
{
    PyObject *module = PyObject_GetAttrString((PyObject *)Py_TYPE(object), "__module__"), *name = PyType_GetName(Py_TYPE(object));
    int is = module && name && PyUnicode_Check(module) && !PyUnicode_CompareWithASCIIString(module, "numpy")
             && (!PyUnicode_CompareWithASCIIString(name, "bool") || !PyUnicode_CompareWithASCIIString(name, "bool_"));

    Py_XDECREF(module);
    Py_XDECREF(name);
    PyErr_Clear();
    return is;
}

int
bool_of(PyObject *object)
{
    if (PyBool_Check(object))
        return object == Py_True;
    return is_numpy_bool(object) ? PyObject_IsTrue(object) : -1;
}

static int
double_read(struct state *state, PyObject *object, const char *what, double *out)
{
    int is_number = PyLong_CheckExact(object) || bool_of(object) < 0;

    *out = is_number ? PyFloat_AsDouble(object) : -1.0;
    if (is_number && (*out != -1.0 || !PyErr_Occurred()))
        return 0;
    if (!PyErr_Occurred() || PyErr_ExceptionMatches(PyExc_TypeError) || PyErr_ExceptionMatches(PyExc_OverflowError)) {
        PyErr_Clear();
        raise_status(state, TAPPA_EFIELD, "%s: a float is wanted, not %.100R", what, object);
    }
    return -1;
}

static int
duration_read(struct state *state, PyObject *object, const char *what, int64_t *out)
{
    int is = PyObject_IsInstance(object, state->timedelta);

    if (is > 0)
        return delta_read(state, object, what, out);
    if (!is)
        raise_status(state, TAPPA_EFIELD, "%s: a timedelta is wanted, not %R", what, object);
    return -1;
}

/* None is absent. What `value` points to is borrowed from the object. */
int
value_read(struct state *state, PyObject *object, uint32_t kind, const char *what, struct tappa_value *value)
{
    Py_ssize_t size;
    const char *text;

    *value = (struct tappa_value){.kind = object == Py_None ? TAPPA_UNSET : kind};
    switch (value->kind) {
    case TAPPA_UNSET:
        return 0;
    case TAPPA_INT:
        return integer_read(state, object, what, &value->integer);
    case TAPPA_DOUBLE:
        return double_read(state, object, what, &value->real);
    case TAPPA_TIMESTAMP:
        if (is_time(state, object))
            return time_read(state, object, what, &value->integer);
        raise_status(state, TAPPA_EFIELD, "%s: an aware datetime, or whole microseconds since 1970 UTC, is wanted, not %R", what, object);
        return -1;
    case TAPPA_DURATION:
        return duration_read(state, object, what, &value->integer);
    case TAPPA_BOOL:
        value->integer = bool_of(object);
        if (value->integer >= 0)
            return 0;
        break;
    case TAPPA_STRING:
        if (PyUnicode_Check(object)) {
            if (text_read(state, object, what, &text, &size))
                return -1;
            value->data = text;
            value->size = (uint32_t)size;
            if (size <= UINT32_MAX)
                return 0;
        }
        break;
    default:
        break;
    }
    raise_status(state, TAPPA_EFIELD, "%s: a %s is wanted, not %.100R", what, KIND_WORDS[kind], object);
    return -1;
}

static struct state *
module_state(PyObject *module)
{
    return PyModule_GetState(module);
}

static PyObject *
parse(PyObject *module, PyObject *text, const char *wanted, tappa_status (*read)(const char *, size_t, int64_t *), int64_t *number)
{
    Py_ssize_t size;
    const char *bytes;
    tappa_status status;

    if (text_read(module_state(module), text, "text", &bytes, &size))
        return NULL;
    status = read(bytes, (size_t)size, number);
    if (!status)
        return module;
    raise_status(module_state(module), status, "%R: %s", text, status == TAPPA_ETIME || status == TAPPA_EFORMAT ? wanted : tappa_status_text(status));
    return NULL;
}

static PyObject *
parse_time(PyObject *module, PyObject *text)
{
    int64_t time;

    return parse(module, text, "RFC 3339, such as 2026-03-01T10:00:00Z, or whole microseconds since 1970 UTC, in the years 0001 to 9999, are wanted", tappa_time_parse, &time) ? time_object(module_state(module), time) : NULL;
}

static PyObject *
parse_duration(PyObject *module, PyObject *text)
{
    int64_t duration;

    return parse(module, text, "a duration such as 1d12h or P1DT12H, above zero and of at most ten years, is wanted", tappa_duration_parse, &duration) ? duration_object(module_state(module), duration) : NULL;
}

static PyObject *
format_time(PyObject *module, PyObject *time)
{
    char buffer[48];
    int64_t micros;

    if (time_read(module_state(module), time, "time", &micros))
        return NULL;
    if (micros < FIRST_TIME || micros > LAST_TIME) {
        raise_status(module_state(module), TAPPA_ETIME, "time: %R is outside the years 0001 to 9999", time);
        return NULL;
    }
    return PyUnicode_FromStringAndSize(buffer, (Py_ssize_t)tappa_time_format(micros, buffer, sizeof buffer));
}

static PyObject *
format_duration(PyObject *module, PyObject *duration)
{
    char buffer[64];
    int64_t micros;

    if (PyObject_IsInstance(duration, module_state(module)->timedelta) == 0)
        return PyErr_Format(PyExc_TypeError, "duration: a timedelta is wanted, not %R", duration);
    if (duration_read(module_state(module), duration, "duration", &micros))
        return NULL;
    return PyUnicode_FromStringAndSize(buffer, (Py_ssize_t)tappa_duration_format(micros, buffer, sizeof buffer));
}

static PyObject *
schema(PyObject *module, PyObject *unused)
{
    size_t size = tappa_schema(NULL, 0);
    char *text = size ? PyMem_Malloc(size + 1) : NULL;
    PyObject *made = NULL;

    (void)module;
    (void)unused;
    if (text && tappa_schema(text, size + 1) == size)
        made = PyUnicode_FromStringAndSize(text, (Py_ssize_t)size);
    else
        PyErr_NoMemory();
    PyMem_Free(text);
    return made;
}

PyMethodDef value_functions[] = {
    {"schema", schema, METH_NOARGS, "schema($module)\n--\n\nThe JSON Schema (draft-07) of the model format, for editors, as text."},
    {"parse_time", parse_time, METH_O,
     "parse_time($module, text, /)\n--\n\nReads RFC 3339, or whole microseconds since 1970 UTC, as an aware datetime.\n\nRaises FormatError, TimeError."},
    {"parse_duration", parse_duration, METH_O,
     "parse_duration($module, text, /)\n--\n\nReads a duration of the model format, `1d12h` or `P1DT12H`, as a timedelta.\n\nRaises FormatError, TimeError."},
    {"format_time", format_time, METH_O,
     "format_time($module, time, /)\n--\n\nWrites an aware datetime (or microseconds) as the trace does: RFC 3339 in UTC.\n\nRaises TimeError for a naive one, and outside the years 0001 to 9999."},
    {"format_duration", format_duration, METH_O,
     "format_duration($module, duration, /)\n--\n\nWrites a timedelta as the model format does: `1d12h`.\n\nRaises FieldError where it has more than 64 bits of microseconds."},
    {NULL, NULL, 0, NULL}};
