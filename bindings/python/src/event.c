/* Owns the reading of a call's event: its type by name or by Event, its time, its fields by keyword.
 * Called by feed, begin and probe before the journey is locked, since it may run Python code.
 * Behind it every field has its declared kind, and all that is borrowed belongs to the caller's arguments. */
#include "generated.h"
#include "tappa-python.h"

/* The index of the event that an argument names: TAPPA_NONE where nobody declared it. */
static int
type_read(struct model *model, PyObject *object, struct tappa_event *event)
{
    PyObject *index;
    Py_ssize_t size;

    if (Py_TYPE(object) == model->state->part_types[PART_EVENT]) {
        event->type = ((const struct part *)object)->index;
        return part_fits(model, object, "an event") ? 0 : -1;
    }
    if (!PyUnicode_Check(object)) {
        PyErr_Format(PyExc_TypeError, "event: a name or a tappa.Event is wanted, not %R", object);
        return -1;
    }
    index = PyDict_GetItemWithError(model->events, object);
    if (index) {
        event->type = (uint32_t)PyLong_AsUnsignedLong(index);
        return 0;
    }
    if (PyErr_Occurred() || text_read(model->state, object, "event", &event->name, &size))
        return -1;
    event->type = TAPPA_NONE;
    event->name_size = (uint32_t)size;
    if (size && size <= UINT32_MAX)
        return 0;
    raise_status(model->state, TAPPA_EINVAL, "event: a name has at least one character");
    return -1;
}

static int
touchpoint_read(struct model *model, PyObject *object, struct tappa_event *event)
{
    const tappa_touchpoint *found;
    Py_ssize_t size;
    const char *text;

    if (object == Py_None)
        return 0;
    if (Py_TYPE(object) == model->state->part_types[PART_TOUCHPOINT]) {
        event->touchpoint = ((const struct part *)object)->index;
        return part_fits(model, object, "a touchpoint") ? 0 : -1;
    }
    if (!PyUnicode_Check(object)) {
        PyErr_Format(PyExc_TypeError, "touchpoint: a name or a tappa.Touchpoint is wanted, not %R", object);
        return -1;
    }
    if (text_read(model->state, object, "touchpoint", &text, &size))
        return -1;
    found = tappa_model_touchpoint_find(model->model, text, (size_t)size);
    event->touchpoint = tappa_touchpoint_index(found);
    if (found)
        return 0;
    raise_status(model->state, TAPPA_ENAME, "the model has no touchpoint %R", object);
    return -1;
}

static uint32_t
field_find(const struct event_type *type, PyObject *name)
{
    for (uint32_t i = 0; i < type->count; i++) {
        if (type->names[i] == name)
            return i;
    }
    for (uint32_t i = 0; i < type->count; i++) {
        if (PyUnicode_Compare(type->names[i], name) == 0)
            return i;
    }
    return TAPPA_NONE;
}

static int
field_read(struct reading *reading, struct model *model, PyObject *name, PyObject *object)
{
    const struct event_type *type = reading->event.type < model->type_count ? &model->types[reading->event.type] : NULL;
    uint32_t at = type ? field_find(type, name) : TAPPA_NONE;
    struct tappa_value *value;

    if (at == TAPPA_NONE) {
        if (!PyErr_Occurred())
            raise_status(model->state, TAPPA_ENAME, type ? "the event has no field %R" : "an event that the model does not declare has no fields: %R", name);
        return -1;
    }
    value = &reading->fields[at];
    if (type->kinds[at] == TAPPA_DOUBLE && PyFloat_CheckExact(object)) {
        value->kind = TAPPA_DOUBLE;
        value->real = PyFloat_AsDouble(object);
        return 0;
    }
    if (!value_read(model->state, object, type->kinds[at], "field", value))
        return 0;
    /* The name is only wanted where something is wrong: the value is read again to say so. */
    if (PyErr_ExceptionMatches(model->state->error)) {
        char what[128];
        PyObject *ascii = PyUnicode_AsEncodedString(name, "ascii", "backslashreplace");

        PyErr_Clear();
        PyOS_snprintf(what, sizeof what, "field `%.100s`", ascii ? PyBytes_AsString(ascii) : "?");
        Py_XDECREF(ascii);
        (void)value_read(model->state, object, type->kinds[at], what, value);
    }
    return -1;
}

static int
room(struct reading *reading, const struct model *model)
{
    uint32_t count = reading->event.type < model->type_count ? model->types[reading->event.type].count : 0;

    reading->event.fields = reading->fields;
    reading->event.field_count = count;
    if (count > FIELDS_INLINE) {
        reading->fields = PyMem_Calloc(count, sizeof *reading->fields);
        reading->event.fields = reading->fields;
        if (!reading->fields) {
            PyErr_NoMemory();
            return -1;
        }
    } else {
        memset(reading->small, 0, count * sizeof *reading->small);
    }
    return 0;
}

/* (event, time, /, *, touchpoint=None, **fields) */
int
reading_read(struct reading *reading, struct model *model, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    Py_ssize_t keywords = names ? PyTuple_Size(names) : 0;

    reading->fields = reading->small;
    reading->event = (struct tappa_event){.size = sizeof reading->event, .touchpoint = TAPPA_NONE};
    if (count != 2) {
        PyErr_Format(PyExc_TypeError, "an event and a time are wanted, and %zd positional arguments were given", count);
        return -1;
    }
    if (type_read(model, args[0], &reading->event) || time_read(model->state, args[1], "time", &reading->event.time)
        || room(reading, model))
        return -1;
    for (Py_ssize_t i = 0; i < keywords; i++) {
        PyObject *name = PyTuple_GetItem(names, i), *object = args[count + i];
        int is_touchpoint = name == model->state->touchpoint || !PyUnicode_CompareWithASCIIString(name, "touchpoint");

        if (is_touchpoint ? touchpoint_read(model, object, &reading->event) : field_read(reading, model, name, object)) {
            reading_free(reading);
            return -1;
        }
    }
    return 0;
}

void
reading_free(struct reading *reading)
{
    if (reading->fields != reading->small)
        PyMem_Free(reading->fields);
    reading->fields = reading->small;
}
