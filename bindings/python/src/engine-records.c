/* Owns the reading of records: dicts, or objects with the same attributes, become what the engine ingests.
 * Called by Engine.ingest() before the engine is locked, since it may run Python code.
 * A record of the wrong form raises and names its place; data of the wrong kind goes through, and is the engine's to refuse, so that one bad
 * event never stops the others. */
#include <math.h>

#include "engine.h"

/* Room for one more of `size` bytes each. */
static int
grow(void **block, size_t *room, size_t count, size_t size)
{
    void *grown;

    if (count < *room)
        return 0;
    grown = PyMem_Realloc(*block, 2 * (count + 8) * size);
    if (!grown) {
        PyErr_NoMemory();
        return -1;
    }
    *block = grown;
    *room = 2 * (count + 8);
    return 0;
}

/* The library takes texts without a NUL. */
static int
held_text(struct intake *in, PyObject *object, const char *what, const char **text, uint32_t *size)
{
    Py_ssize_t length;

    if (text_read(in->state, object, what, text, &length))
        return -1;
    if (length > TAPPA_STORE_SPAN_MAX || memchr(*text, 0, (size_t)length)) {
        raise_status(in->state, TAPPA_EFIELD, "%s: a text without NUL, of at most 128 MiB, is wanted", what);
        return -1;
    }
    *size = (uint32_t)length;
    return PyList_Append(in->held, object);
}

/* What no field of a model can hold is named by its kind alone, as from JSON. */
static int
number_value(PyObject *object, struct tappa_value *value)
{
    PyObject *number = PyIndex_Check(object) ? PyNumber_Index(object) : NULL;
    int overflow = 0;

    if (number) {
        value->kind = TAPPA_INT;
        value->integer = PyLong_AsLongLongAndOverflow(number, &overflow);
        Py_DECREF(number);
        if (!overflow)
            return value->integer == -1 && PyErr_Occurred() ? -1 : 0;
    }
    if (PyErr_Occurred())
        return -1;
    value->kind = TAPPA_DOUBLE;
    value->integer = 0;
    value->real = PyFloat_AsDouble(object);
    if (value->real != -1.0 || !PyErr_Occurred())
        return 0;
    if (PyErr_ExceptionMatches(PyExc_OverflowError)) {
        value->real = (double)INFINITY; /* which no field holds */
    } else if (PyErr_ExceptionMatches(PyExc_TypeError)) {
        *value = (struct tappa_value){.kind = PyDict_Check(object) ? TAPPA_MAP : TAPPA_LIST};
    } else {
        return -1;
    }
    PyErr_Clear();
    return 0;
}

static int
value_any(struct intake *in, PyObject *object, const char *what, struct tappa_value *value)
{
    struct state *state = in->state;
    const char *text;
    uint32_t size;
    int is;

    *value = (struct tappa_value){.kind = TAPPA_NULL};
    if (object == Py_None)
        return 0;
    if (PyFloat_CheckExact(object)) {
        value->kind = TAPPA_DOUBLE;
        value->real = PyFloat_AsDouble(object);
        return 0;
    }
    if (PyLong_CheckExact(object))
        return number_value(object, value);
    if (PyBool_Check(object)) {
        value->kind = TAPPA_BOOL;
        value->integer = object == Py_True;
        return 0;
    }
    if (PyUnicode_Check(object)) {
        if (held_text(in, object, what, &text, &size))
            return -1;
        *value = (struct tappa_value){.kind = TAPPA_STRING, .data = text, .size = size};
        return 0;
    }
    is = PyObject_IsInstance(object, state->datetime);
    if (is > 0) {
        value->kind = TAPPA_TIMESTAMP;
        return time_read(state, object, what, &value->integer);
    }
    is = is < 0 ? is : PyObject_IsInstance(object, state->timedelta);
    if (is > 0)
        return value_read(state, object, TAPPA_DURATION, what, value);
    value->integer = is ? -1 : bool_of(object);
    if (value->integer < 0)
        return is < 0 ? is : number_value(object, value);
    value->kind = TAPPA_BOOL;
    return 0;
}

static int
fields_read(struct intake *in, struct tappa_record *record, PyObject *data, const char *what)
{
    PyObject *name, *object;
    Py_ssize_t place = 0;
    int failed;

    if (data == Py_None)
        return 0;
    if (!PyDict_Check(data)) {
        PyErr_Format(PyExc_TypeError, "%s: a dict is wanted", what);
        return -1;
    }
    data = PyDict_Copy(data); /* one that nobody else changes while it is gone through */
    failed = !data;
    while (!failed && PyDict_Next(data, &place, &name, &object)) {
        struct tappa_field field = {0};

        failed = grow((void **)&in->fields, &in->field_room, in->field_count, sizeof *in->fields) || held_text(in, name, what, &field.name, &field.name_size)
                 || value_any(in, object, what, &field.value);
        if (failed)
            break;
        in->fields[in->field_count++] = field;
        record->field_count++;
    }
    Py_XDECREF(data);
    return failed ? -1 : 0;
}

/* A dict of kind to value, or pairs of them. */
static int
identities_read(struct intake *in, struct tappa_record *record, PyObject *identities, const char *what)
{
    PyObject *pairs = identities == Py_None ? PyList_New(0) : PyDict_Check(identities) ? PyDict_Items(identities) : PySequence_List(identities);
    Py_ssize_t count = pairs ? PyList_Size(pairs) : 0;
    int failed = !pairs;

    for (Py_ssize_t i = 0; !failed && i < count; i++) {
        PyObject *pair = PyList_GetItem(pairs, i), *kind, *value;
        struct tappa_identity *one;

        failed = grow((void **)&in->identities, &in->identity_room, in->identity_count, sizeof *in->identities);
        if (!failed && (!PyTuple_Check(pair) || !PyArg_ParseTuple(pair, "OO", &kind, &value))) {
            PyErr_Format(PyExc_TypeError, "%s: a dict of kind to value, or tuples of both, are wanted", what);
            failed = 1;
        }
        if (failed)
            break;
        one = &in->identities[in->identity_count++];
        failed = held_text(in, kind, what, &one->kind, &one->kind_size) || held_text(in, value, what, &one->value, &one->value_size);
        record->identity_count++;
    }
    Py_XDECREF(pairs);
    return failed;
}

/* The library looks at `customer` only where there is no identity. */
static int
customer_joins(struct intake *in, struct tappa_record *r)
{
    if (!r->identity_count || !r->customer_size)
        return 0;
    if (grow((void **)&in->identities, &in->identity_room, in->identity_count, sizeof *in->identities))
        return -1;
    in->identities[in->identity_count++] = (struct tappa_identity){"customer", r->customer, 8, r->customer_size};
    r->identity_count++;
    return 0;
}

static int
part_read(struct intake *in, struct tappa_record *r, int which, PyObject *object, const char *what)
{
    const char **texts[] = {&r->event, NULL, &r->customer, &r->id, &r->source, &r->touchpoint, &r->zone};
    uint32_t *sizes[] = {&r->event_size, NULL, &r->customer_size, &r->id_size, &r->source_size, &r->touchpoint_size, &r->zone_size};

    switch (which) {
    case RECORD_TIME:
        return time_read(in->state, object, what, &r->time);
    case RECORD_DATA:
        return fields_read(in, r, object, what);
    case RECORD_IDENTITIES:
        return identities_read(in, r, object, what);
    case RECORD_ORDER:
        r->order = object == Py_None ? 0 : PyLong_AsLongLong(object);
        return r->order == -1 && PyErr_Occurred() ? -1 : 0;
    default:
        return object == Py_None && which != RECORD_EVENT ? 0 : held_text(in, object, what, texts[which], sizes[which]);
    }
}

/* Says in front of an exception which record it is of. */
static void
raise_of_record(size_t index)
{
    PyObject *kind, *value, *trace, *message = NULL;

    PyErr_Fetch(&kind, &value, &trace);
    PyErr_NormalizeException(&kind, &value, &trace);
    if (value)
        message = PyUnicode_FromFormat("record %zu: %S", index, value);
    if (message) {
        PyErr_SetObject(kind, message);
        Py_XDECREF(kind);
        Py_XDECREF(value);
        Py_XDECREF(trace);
    } else {
        PyErr_Restore(kind, value, trace);
    }
    Py_XDECREF(message);
}

static const char *const part_names[RECORD_NAMES] = {"event", "time", "customer", "id", "source", "touchpoint", "zone", "data", "identities", "order"};

/* Which part a key names; RECORD_NAMES for none. Keys are mostly interned, and then the very object. */
static int
part_find(struct intake *in, PyObject *key)
{
    int which = 0;

    while (which < RECORD_NAMES && in->state->record_names[which] != key)
        which++;
    if (which < RECORD_NAMES || !PyUnicode_Check(key))
        return which;
    for (which = 0; which < RECORD_NAMES && PyUnicode_Compare(in->state->record_names[which], key); which++)
        ;
    return which;
}

/* A key that is misspelt must not be a part that is missing. Takes its dict. */
static int
dict_read(struct intake *in, struct tappa_record *r, PyObject *dict)
{
    int is_there[RECORD_NAMES] = {0}, failed = !dict;
    PyObject *key, *object;
    Py_ssize_t place = 0;

    while (!failed && PyDict_Next(dict, &place, &key, &object)) {
        int which = part_find(in, key);

        if (which == RECORD_NAMES) {
            raise_status(in->state, TAPPA_ENAME, "a record has no %R; fields of the event stand in `data`", key);
            failed = 1;
        } else {
            is_there[which] = 1;
            failed = part_read(in, r, which, object, part_names[which]);
        }
    }
    if (!failed && (!is_there[RECORD_EVENT] || !is_there[RECORD_TIME])) {
        PyErr_SetString(PyExc_TypeError, "`event` and `time` are wanted");
        failed = 1;
    }
    Py_XDECREF(dict);
    return failed;
}

static int
attributes_read(struct intake *in, struct tappa_record *r, PyObject *record)
{
    int failed = 0;

    for (int which = 0; !failed && which < RECORD_NAMES; which++) {
        PyObject *object = PyObject_GetAttr(record, in->state->record_names[which]);

        failed = !object || part_read(in, r, which, object, part_names[which]);
        if (!object && PyErr_ExceptionMatches(PyExc_AttributeError))
            PyErr_Format(PyExc_TypeError, "a dict or a tappa.Record is wanted, not %.100R", record);
        Py_XDECREF(object);
    }
    return failed;
}

static int
record_read(struct intake *in, PyObject *record, size_t index)
{
    struct tappa_record *r = &in->records[index];

    *r = (struct tappa_record){.size = sizeof *r};
    in->firsts[2 * index] = in->field_count;
    in->firsts[2 * index + 1] = in->identity_count;
    /* A copy is one that nobody else changes while it is gone through. */
    if (PyDict_Check(record) ? dict_read(in, r, PyDict_Copy(record)) : attributes_read(in, r, record))
        return -1;
    return customer_joins(in, r);
}

int
intake_read(struct intake *in, struct state *state, PyObject *records)
{
    PyObject *list = PyDict_Check(records) || PyUnicode_Check(records) ? NULL : PySequence_List(records);
    int failed = 0;

    *in = (struct intake){.state = state};
    if (!list) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_TypeError, "records: dicts or tappa.Record in a list, or whatever else can be gone through, are wanted");
        return -1;
    }
    in->count = (size_t)PyList_Size(list);
    in->records = PyMem_Calloc(in->count + 1, sizeof *in->records);
    in->firsts = PyMem_Calloc(in->count + 1, 2 * sizeof *in->firsts);
    in->held = in->records && in->firsts ? PyList_New(0) : PyErr_NoMemory();
    failed = !in->held;
    for (size_t i = 0; !failed && i < in->count; i++) {
        failed = record_read(in, PyList_GetItem(list, (Py_ssize_t)i), i);
        if (failed && (PyErr_ExceptionMatches(PyExc_TypeError) || PyErr_ExceptionMatches(state->error)))
            raise_of_record(i);
    }
    for (size_t i = 0; !failed && i < in->count; i++) {
        in->records[i].fields = in->fields + in->firsts[2 * i];
        in->records[i].identities = in->identities + in->firsts[2 * i + 1];
    }
    Py_DECREF(list);
    return failed ? -1 : 0;
}

void
intake_free(struct intake *in)
{
    PyMem_Free(in->records);
    PyMem_Free(in->firsts);
    PyMem_Free(in->fields);
    PyMem_Free(in->identities);
    Py_XDECREF(in->held);
}
