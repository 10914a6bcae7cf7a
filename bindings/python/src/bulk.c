/* Owns Cohort.feed(): buffers of any integer or float format become the columns that the library reads.
 * Called by Python. What already has the right format is used where it lies and held until the feed is over.
 * Nothing is fed unless every column could be read. */
#include "bulk.h"

#define BLOCK 512 /* numbers that are read at once, into the cache */

int
bulk_room(struct bulk *bulk, size_t fields)
{
    bulk->fields = PyMem_Calloc(fields + 1, sizeof *bulk->fields);
    bulk->memory = PyMem_Calloc(fields + 3, sizeof *bulk->memory);
    bulk->memory_count = fields + 3;
    bulk->columns.size = sizeof bulk->columns;
    bulk->columns.columns = bulk->fields;
    if (bulk->fields && bulk->memory)
        return 0;
    PyErr_NoMemory();
    return -1;
}

void
bulk_free(struct bulk *bulk)
{
    for (size_t i = 0; bulk->memory && i < bulk->memory_count; i++) {
        if (bulk->memory[i].is_held)
            PyBuffer_Release(&bulk->memory[i].view);
        PyMem_Free(bulk->memory[i].values);
        PyMem_Free(bulk->memory[i].offsets);
        PyMem_Free(bulk->memory[i].present);
    }
    PyMem_Free(bulk->memory);
    PyMem_Free(bulk->fields);
}

uint32_t
field_kind(const struct model *model, PyObject *name)
{
    for (uint32_t t = 0; t < model->type_count; t++) {
        for (uint32_t f = 0; f < model->types[t].count; f++) {
            if (!PyUnicode_Compare(model->types[t].names[f], name))
                return model->types[t].kinds[f];
        }
    }
    return TAPPA_UNSET;
}

/* The format's one character; 0 where it is not one number of this machine's byte order. */
static char
format_of(const Py_buffer *view)
{
    const char *format = view->format ? view->format : "B";

    if (*format == '@' || *format == '=' || *format == '<')
        format++;
    return format[0] && !format[1] && strchr("bBhHiIlLqQnN?fd", format[0]) ? format[0] : '\0';
}

static int
is_signed(char format)
{
    return strchr("bhilqn", format) != NULL;
}

/* `count` numbers that are `stride` bytes apart; unsigned ones of 64 bits keep their bits. */
#define GATHER(type) \
    for (Py_ssize_t i = 0; i < count; i++) { \
        type one; \
        memcpy(&one, at + i * stride, sizeof one); \
        out[i] = (int64_t)one; \
    } \
    break

static void
integers_at(const char *at, Py_ssize_t stride, Py_ssize_t count, Py_ssize_t size, int has_sign, int64_t *out)
{
    switch (has_sign ? -size : size) {
    case 1:
        GATHER(uint8_t);
    case -1:
        GATHER(int8_t);
    case 2:
        GATHER(uint16_t);
    case -2:
        GATHER(int16_t);
    case 4:
        GATHER(uint32_t);
    case -4:
        GATHER(int32_t);
    default:
        GATHER(int64_t);
    }
}

static double
real_at(const char *at, char format)
{
    float narrow;
    double wide;

    if (format == 'd') {
        memcpy(&wide, at, sizeof wide);
        return wide;
    }
    memcpy(&narrow, at, sizeof narrow);
    return (double)narrow;
}

/* What has no buffer says itself why: a list, or NumPy's datetime64. */
static int
no_buffer(struct state *state, const char *what, const char *wanted)
{
    PyObject *type, *why, *trace;

    PyErr_Fetch(&type, &why, &trace);
    raise_status(state, TAPPA_EFIELD, "%s: a one-dimensional buffer of %s is wanted (%S)", what, wanted, why ? why : Py_None);
    Py_XDECREF(type);
    Py_XDECREF(why);
    Py_XDECREF(trace);
    return -1;
}

static int
wrong_format(struct state *state, const char *what, const char *wanted, const Py_buffer *view)
{
    const char *format = view->format ? view->format : "B";

    if (view->ndim != 1)
        raise_status(state, TAPPA_EFIELD, "%s: a one-dimensional buffer of %s is wanted, not one of %d dimensions", what, wanted, view->ndim);
    else
        raise_status(state, TAPPA_EFIELD, "%s: a one-dimensional buffer of %s is wanted, not of the format '%s'%s", what, wanted, format,
                     strchr(">!", format[0]) ? ": its byte order is another machine's" : "");
    return -1;
}

/* Where the first of them does not fit; -1: nowhere. */
static Py_ssize_t
block_put(const int64_t *numbers, Py_ssize_t count, uint32_t kind, int is_huge, void *out, Py_ssize_t row)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        int64_t number = numbers[i];

        if (kind == TAPPA_DOUBLE) {
            ((double *)out)[row + i] = is_huge ? (double)(uint64_t)number : (double)number;
        } else if (kind == TAPPA_UINT) {
            if (number < 0 || number >= (int64_t)TAPPA_NONE)
                return i;
            ((uint32_t *)out)[row + i] = (uint32_t)number;
        } else if (kind == TAPPA_BOOL) {
            if (number < 0 || number > 1)
                return i;
            ((uint8_t *)out)[row + i] = (uint8_t)number;
        } else {
            if (is_huge && number < 0)
                return i;
            ((int64_t *)out)[row + i] = number;
        }
    }
    return -1;
}

/* Copies into `out` of 8 (int, double), 4 (index) or 1 (bool) bytes each. */
static int
convert(struct state *state, const Py_buffer *view, char format, uint32_t kind, const char *what, void *out)
{
    Py_ssize_t count = view->shape[0], stride = view->strides ? view->strides[0] : view->itemsize;
    int is_huge = view->itemsize == 8 && !is_signed(format);
    int64_t numbers[BLOCK];

    for (Py_ssize_t i = 0; strchr("fd", format) && i < count; i++)
        ((double *)out)[i] = real_at((const char *)view->buf + i * stride, format);
    for (Py_ssize_t done = 0, some; !strchr("fd", format) && done < count; done += some) {
        Py_ssize_t wrong;

        some = count - done < BLOCK ? count - done : BLOCK;
        integers_at((const char *)view->buf + done * stride, stride, some, view->itemsize, is_signed(format), numbers);
        wrong = block_put(numbers, some, kind, is_huge, out, done);
        if (wrong >= 0) {
            raise_status(state, TAPPA_EINVAL, "%s: the number at %zd is out of range", what, done + wrong);
            return -1;
        }
    }
    return 0;
}

/* kind: TAPPA_UINT for indices. */
static int
buffer_read(struct state *state, PyObject *object, uint32_t kind, const char *what, struct memory *memory, const void **values, size_t *count)
{
    Py_ssize_t wanted = kind == TAPPA_UINT ? 4 : kind == TAPPA_BOOL ? 1 : 8;
    const char *words = kind == TAPPA_DOUBLE ? "floats or ints" : kind == TAPPA_BOOL ? "bools" : "ints";
    int is_same;
    char format;

    if (PyObject_GetBuffer(object, &memory->view, PyBUF_RECORDS_RO)) {
        return no_buffer(state, what, words);
    }
    memory->is_held = 1;
    format = format_of(&memory->view);
    if (memory->view.ndim != 1 || !format || (kind == TAPPA_BOOL ? !strchr("?bB", format) : strchr(kind == TAPPA_DOUBLE ? "?" : "?fd", format) != NULL))
        return wrong_format(state, what, words, &memory->view);
    *count = (size_t)memory->view.shape[0];
    is_same = memory->view.itemsize == wanted && (!memory->view.strides || memory->view.strides[0] == wanted)
              && (uintptr_t)memory->view.buf % (uintptr_t)wanted == 0
              && (kind == TAPPA_DOUBLE ? format == 'd' : kind == TAPPA_UINT ? !is_signed(format) : kind != TAPPA_BOOL && is_signed(format));
    *values = memory->view.buf;
    if (is_same)
        return 0;
    memory->values = PyMem_Malloc(*count * (size_t)wanted + 1);
    *values = memory->values;
    if (memory->values)
        return convert(state, &memory->view, format, kind, what, memory->values);
    PyErr_NoMemory();
    return -1;
}

/* A sequence of str and None: bytes, offsets, and who is there. */
static int
texts_read(struct state *state, PyObject *object, const char *what, struct memory *memory, struct tappa_column *column, size_t *count)
{
    PyObject *list = PySequence_List(object);
    Py_ssize_t size = list ? PyList_Size(list) : -1, used = 0;
    int failed;

    if (!list)
        return -1;
    *count = (size_t)size;
    memory->offsets = PyMem_Calloc((size_t)size + 1, sizeof(int32_t));
    memory->present = PyMem_Calloc((size_t)size / 8 + 1, 1);
    failed = !memory->offsets || !memory->present;
    for (int pass = 0; pass < 2 && !failed; pass++) {
        if (pass)
            failed = used > INT32_MAX || !(memory->values = PyMem_Malloc((size_t)used + 1));
        used = 0;
        for (Py_ssize_t i = 0; i < size && !failed; i++) {
            PyObject *item = PyList_GetItem(list, i);
            Py_ssize_t n = 0;
            const char *s = NULL;

            failed = item != Py_None && text_read(state, item, what, &s, &n);
            if (pass && s) {
                memcpy((char *)memory->values + used, s, (size_t)n);
                ((uint8_t *)memory->present)[i / 8] = (uint8_t)(((uint8_t *)memory->present)[i / 8] | 1u << i % 8);
            }
            used += n;
            if (pass && !failed)
                ((int32_t *)memory->offsets)[i + 1] = (int32_t)used;
        }
    }
    if (failed && !PyErr_Occurred())
        raise_status(state, used > INT32_MAX ? TAPPA_ELIMIT : TAPPA_ENOMEM, "%s: more than 2 GiB of text in one call, or no memory for it", what);
    column->values = memory->values;
    column->offsets = memory->offsets;
    column->present = memory->present;
    Py_DECREF(list);
    return failed ? -1 : 0;
}

static int
field_column(struct cohort *self, struct bulk *bulk, size_t at, PyObject *name, PyObject *object)
{
    struct tappa_column *column = &bulk->fields[at];
    struct state *state = self->model->state;
    size_t count = 0;
    Py_ssize_t size;

    column->kind = field_kind(self->model, name);
    if (column->kind == TAPPA_UNSET) {
        raise_status(state, TAPPA_ENAME, "no event has a field %R", name);
        return -1;
    }
    if (text_read(state, name, "field", &column->field, &size))
        return -1;
    column->field_size = (size_t)size;
    if (column->kind == TAPPA_STRING ? texts_read(state, object, column->field, &bulk->memory[at + 3], column, &count)
                                     : buffer_read(state, object, column->kind, column->field, &bulk->memory[at + 3], &column->values, &count))
        return -1;
    if (count == bulk->columns.count)
        return 0;
    raise_status(state, TAPPA_EINVAL, "%s: %zu values for %zu events", column->field, count, bulk->columns.count);
    return -1;
}

static int
bulk_read(struct cohort *self, struct bulk *bulk, PyObject *args, PyObject *kwargs)
{
    struct state *state = self->model->state;
    struct tappa_columns *c = &bulk->columns;
    PyObject *customers, *events, *times, *name, *object;
    size_t event_count, time_count, at = 0;
    Py_ssize_t place = 0;
    const void *pointers[3];

    if (!PyArg_ParseTuple(args, "OOO:feed", &customers, &events, &times)
        || buffer_read(state, customers, TAPPA_UINT, "customers", &bulk->memory[0], &pointers[0], &c->count)
        || buffer_read(state, events, TAPPA_UINT, "events", &bulk->memory[1], &pointers[1], &event_count)
        || buffer_read(state, times, TAPPA_INT, "times", &bulk->memory[2], &pointers[2], &time_count))
        return -1;
    c->journeys = pointers[0];
    c->events = pointers[1];
    c->times = pointers[2];
    if (c->count != event_count || c->count != time_count) {
        raise_status(state, TAPPA_EINVAL, "%zu customers, %zu events and %zu times are not of one length", c->count, event_count, time_count);
        return -1;
    }
    while (kwargs && PyDict_Next(kwargs, &place, &name, &object)) {
        if (field_column(self, bulk, at++, name, object))
            return -1;
    }
    c->column_count = at;
    c->flags = self->timers ? TAPPA_COHORT_TIMERS : 0;
    return 0;
}

PyObject *
cohort_feed(struct cohort *self, PyObject *args, PyObject *kwargs)
{
    struct bulk bulk = {0};
    PyObject *made = NULL;

    if (!bulk_room(&bulk, kwargs ? (size_t)PyDict_Size(kwargs) : 0) && !bulk_read(self, &bulk, args, kwargs) && cohort_use(self)) {
        made = cohort_run(self, &bulk.columns);
        self->fed_by_index = 1;
        cohort_release(self);
    }
    bulk_free(&bulk);
    return made;
}
