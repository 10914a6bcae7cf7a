/* Owns the way of a batch's rows out in bulk: columns as memoryviews, and an Arrow stream of them.
 * Called by Rows. The structs are those of the Arrow C data interface, whose layout is its ABI.
 * What leaves here owns its bytes: a stream outlives the batch that it was made from. */
#include <errno.h>
#include <stdlib.h>

#include "arrow.h"
#include "generated.h"
#include "tappa-python.h"

/* What a column holds: u and t are numbers, s a stage (a number, in Arrow an index into the names), x text. */
struct column {
    const char *name;
    char form;
};
static const struct column taken_columns[] = {{"time", 't'}, {"row", 'u'}, {"source", 's'}, {"target", 's'}, {"journey", 'u'}, {"input", 'u'}};
static const struct column effect_columns[] = {{"time", 't'}, {"row", 'u'}, {"kind", 'x'}, {"name", 'x'}, {"arguments", 'x'}, {"value", 'x'}, {"journey", 'u'}, {"input", 'u'}};
static const struct column refused_columns[] = {{"input", 'u'}, {"error", 'x'}};

static int
columns_of(enum rows_kind kind, const struct column **columns)
{
    *columns = kind == ROWS_TAKEN ? taken_columns : kind == ROWS_EFFECTS ? effect_columns : kind == ROWS_REFUSED ? refused_columns : NULL;
    return kind == ROWS_TAKEN ? 6 : kind == ROWS_EFFECTS ? 8 : kind == ROWS_REFUSED ? 2 : 0;
}

static int64_t
number_at(const struct rows *rows, char first, char second, size_t index)
{
    const struct tappa_taken *t;
    const struct tappa_effect *e;

    if (rows->kind == ROWS_REFUSED)
        return tappa_batch_refused_at(rows->batch->batch, index)->input;
    if (rows->kind == ROWS_EFFECTS) {
        e = tappa_batch_effect_at(rows->batch->batch, index);
        return first == 't' ? e->time : first == 'r' ? e->row : first == 'j' ? e->journey : e->input;
    }
    t = tappa_batch_taken_at(rows->batch->batch, index);
    if (first == 't')
        return second == 'i' ? t->time : t->to;
    return first == 'r' ? t->row : first == 's' ? t->from : first == 'j' ? t->journey : t->input;
}

/* All numbers of a column into `out`, 8 bytes each for times, 4 for others; how many are none. */
static int64_t
fill(const struct rows *rows, const struct column *column, void *out, uint8_t *present)
{
    size_t count = rows_count(rows->batch, rows->kind);
    int64_t none = 0;

    for (size_t i = 0; i < count; i++) {
        int64_t number = number_at(rows, column->name[0], column->name[1], i);
        int is_none = column->form != 't' && number == TAPPA_NONE;

        if (column->form == 't')
            ((int64_t *)out)[i] = number;
        else
            ((uint32_t *)out)[i] = present && is_none ? 0 : (uint32_t)number;
        if (present && !is_none)
            present[i / 8] = (uint8_t)(present[i / 8] | 1u << i % 8);
        none += is_none;
    }
    return none;
}

PyObject *
rows_column(struct rows *self, PyObject *name)
{
    const struct column *columns;
    int count = columns_of(self->kind, &columns), at = 0;
    PyObject *bytes, *view, *made = NULL;

    if (!PyUnicode_Check(name)) {
        PyErr_SetString(PyExc_TypeError, "name: a str is wanted");
        return NULL;
    }
    while (at < count && (columns[at].form == 'x' || PyUnicode_CompareWithASCIIString(name, columns[at].name)))
        at++;
    if (at == count) {
        raise_status(self->batch->model->state, TAPPA_ENAME, "there is no numeric column %R", name);
        return NULL;
    }
    bytes = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(rows_count(self->batch, self->kind) * (columns[at].form == 't' ? 8 : 4)));
    if (!bytes)
        return NULL;
    (void)fill(self, &columns[at], PyBytes_AsString(bytes), NULL);
    view = PyMemoryView_FromObject(bytes);
    if (view)
        made = PyObject_CallMethod(view, "cast", "s", columns[at].form == 't' ? "q" : "I");
    Py_XDECREF(view);
    Py_DECREF(bytes);
    return made;
}

/* ---- text columns: values are written as JSON, since actions differ in what they carry */

static PyObject *
text_at(const struct rows *rows, const char *column, size_t index, PyObject *dumps)
{
    PyObject *item = rows_item(rows->batch, rows->kind, index), *value = item ? PyObject_GetAttrString(item, column) : NULL, *made = NULL;

    if (value && rows->kind == ROWS_REFUSED)
        made = value == Py_None ? Py_NewRef(Py_None) : PyObject_GetAttrString(value, "__name__");
    else if (value && (column[0] == 'a' || column[0] == 'v') && value != Py_None)
        made = PyObject_CallFunctionObjArgs(dumps, value, NULL);
    else if (value)
        made = Py_NewRef(value);
    Py_XDECREF(value);
    Py_XDECREF(item);
    return made;
}

static int
text_fill(const struct rows *rows, const struct column *column, struct ArrowArray *array)
{
    size_t count = rows_count(rows->batch, rows->kind), used = 0, room = 64 * count + 64;
    PyObject *module = PyImport_ImportModule("tappa._replay"), *dumps = module ? PyObject_GetAttrString(module, "to_json") : NULL;
    int64_t *offsets = (int64_t *)(uintptr_t)array->buffers[1];
    char *bytes = malloc(room);
    int failed = !bytes || !dumps;

    for (size_t i = 0; i < count && !failed; i++) {
        PyObject *text = text_at(rows, column->name, i, dumps);
        Py_ssize_t size = 0;
        const char *s = text && text != Py_None ? PyUnicode_AsUTF8AndSize(text, &size) : NULL;
        uint8_t *present = (uint8_t *)(uintptr_t)array->buffers[0];

        failed = !text || (text != Py_None && !s);
        if (!failed && used + (size_t)size > room) {
            char *grown = realloc(bytes, room = 2 * (used + (size_t)size));

            failed = !grown;
            bytes = grown ? grown : bytes;
        }
        if (!failed && s) {
            memcpy(bytes + used, s, (size_t)size);
            present[i / 8] = (uint8_t)(present[i / 8] | 1u << i % 8);
        }
        array->null_count += !s;
        used += failed ? 0 : (size_t)size;
        offsets[i + 1] = (int64_t)used;
        Py_XDECREF(text);
    }
    array->buffers[2] = bytes;
    Py_XDECREF(dumps);
    Py_XDECREF(module);
    if (failed && !PyErr_Occurred())
        PyErr_NoMemory();
    return failed ? -1 : 0;
}

/* ---- Arrow */

static void
array_release(struct ArrowArray *array)
{
    for (int64_t i = 0; i < array->n_buffers; i++)
        free((void *)(uintptr_t)array->buffers[i]);
    free(array->buffers);
    for (int64_t i = 0; i < array->n_children; i++) {
        if (array->children[i] && array->children[i]->release)
            array->children[i]->release(array->children[i]);
        free(array->children[i]);
    }
    free(array->children);
    if (array->dictionary && array->dictionary->release)
        array->dictionary->release(array->dictionary);
    free(array->dictionary);
    array->release = NULL;
}

static void
schema_release(struct ArrowSchema *schema)
{
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (schema->children[i] && schema->children[i]->release)
            schema->children[i]->release(schema->children[i]);
        free(schema->children[i]);
    }
    free(schema->children);
    if (schema->dictionary && schema->dictionary->release)
        schema->dictionary->release(schema->dictionary);
    free(schema->dictionary);
    schema->release = NULL;
}

/* An array with zeroed buffers of the sizes given; 0 is a buffer that is absent. */
static int
array_make(struct ArrowArray *array, int64_t length, int64_t buffers, const size_t *sizes, int64_t children)
{
    *array = (struct ArrowArray){.length = length, .n_buffers = buffers, .n_children = 0, .release = array_release};
    array->buffers = calloc((size_t)buffers + 1, sizeof *array->buffers);
    array->children = calloc((size_t)children + 1, sizeof *array->children);
    if (!array->buffers || !array->children)
        return -1;
    for (int64_t i = 0; i < buffers; i++) {
        if (sizes[i] && !(array->buffers[i] = calloc(1, sizes[i])))
            return -1;
    }
    for (; array->n_children < children; array->n_children++) {
        if (!(array->children[array->n_children] = calloc(1, sizeof **array->children)))
            return -1;
    }
    return 0;
}

static int
schema_make(struct ArrowSchema *schema, const char *format, const char *name, int64_t flags, int64_t children)
{
    *schema = (struct ArrowSchema){.format = format, .name = name, .flags = flags, .release = schema_release};
    schema->children = calloc((size_t)children + 1, sizeof *schema->children);
    for (; schema->children && schema->n_children < children; schema->n_children++) {
        if (!(schema->children[schema->n_children] = calloc(1, sizeof **schema->children)))
            return -1;
    }
    return schema->children ? 0 : -1;
}

static int
names_make(const tappa_model *model, struct ArrowArray *array)
{
    uint32_t count = tappa_model_stage_count(model);
    size_t size = 1;
    int64_t *offsets;
    char *bytes;

    for (uint32_t i = 0; i < count; i++)
        size += strlen(tappa_stage_name(tappa_model_stage_at(model, i)));
    if (array_make(array, count, 3, (const size_t[]){0, 8 * ((size_t)count + 1), size}, 0))
        return -1;
    offsets = (int64_t *)(uintptr_t)array->buffers[1];
    bytes = (char *)(uintptr_t)array->buffers[2];
    for (uint32_t i = 0; i < count; i++) {
        const char *name = tappa_stage_name(tappa_model_stage_at(model, i));

        memcpy(bytes + offsets[i], name, strlen(name));
        offsets[i + 1] = offsets[i] + (int64_t)strlen(name);
    }
    return 0;
}

static int
column_make(const struct rows *rows, const struct column *column, struct ArrowArray *array)
{
    size_t count = rows_count(rows->batch, rows->kind), bits = count / 8 + 1;

    if (column->form == 'x')
        return array_make(array, (int64_t)count, 3, (const size_t[]){bits, 8 * (count + 1), 0}, 0) || text_fill(rows, column, array) ? -1 : 0;
    if (array_make(array, (int64_t)count, 2, (const size_t[]){bits, 8 * count + 8}, 0))
        return -1;
    array->null_count = fill(rows, column, (void *)(uintptr_t)array->buffers[1], (uint8_t *)(uintptr_t)array->buffers[0]);
    if (column->form != 's')
        return 0;
    array->dictionary = calloc(1, sizeof *array->dictionary);
    return array->dictionary ? names_make(rows->batch->model->model, array->dictionary) : -1;
}

struct stream {
    struct ArrowArray array;
    const struct column *columns;
    int count;
};

static int
stream_schema(struct ArrowArrayStream *self, struct ArrowSchema *out)
{
    struct stream *stream = self->private_data;
    int failed = schema_make(out, "+s", "", 0, stream->count);

    for (int i = 0; i < stream->count && !failed; i++) {
        const struct column *c = &stream->columns[i];
        const char *format = c->form == 't' ? "tsu:UTC" : c->form == 'x' ? "U" : "I";

        failed = schema_make(out->children[i], format, c->name, ARROW_NULLABLE, 0);
        if (c->form != 's' || failed)
            continue;
        out->children[i]->dictionary = calloc(1, sizeof(struct ArrowSchema));
        failed = !out->children[i]->dictionary || schema_make(out->children[i]->dictionary, "U", "", 0, 0);
    }
    if (failed)
        schema_release(out);
    return failed ? ENOMEM : 0;
}

static int
stream_next(struct ArrowArrayStream *self, struct ArrowArray *out)
{
    struct stream *stream = self->private_data;

    *out = stream->array; /* one array holds all; behind it, one that is released ends the stream */
    stream->array = (struct ArrowArray){0};
    return 0;
}

static const char *
stream_error(struct ArrowArrayStream *self)
{
    (void)self;
    return "out of memory";
}

static void
stream_release(struct ArrowArrayStream *self)
{
    struct stream *stream = self->private_data;

    if (stream->array.release)
        stream->array.release(&stream->array);
    free(stream);
    self->release = NULL;
}

static void
capsule_free(PyObject *capsule)
{
    struct ArrowArrayStream *stream = PyCapsule_GetPointer(capsule, "arrow_array_stream");

    if (stream && stream->release)
        stream->release(stream);
    free(stream);
}

PyObject *
rows_stream(struct rows *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"requested_schema", NULL};
    struct ArrowArrayStream *out = calloc(1, sizeof *out);
    struct stream *stream = calloc(1, sizeof *stream);
    PyObject *schema = NULL, *made = NULL;
    int failed = !out || !stream || !PyArg_ParseTupleAndKeywords(args, kwargs, "|O:__arrow_c_stream__", names, &schema);

    if (!failed) {
        stream->count = columns_of(self->kind, &stream->columns);
        failed = !stream->count;
        if (failed)
            PyErr_Format(PyExc_TypeError, "%R has no Arrow form", (PyObject *)self);
    }
    if (!failed)
        failed = array_make(&stream->array, (int64_t)rows_count(self->batch, self->kind), 1, (const size_t[]){0}, stream->count);
    for (int i = 0; !failed && i < stream->count; i++)
        failed = column_make(self, &stream->columns[i], stream->array.children[i]);
    if (!failed) {
        *out = (struct ArrowArrayStream){stream_schema, stream_next, stream_error, stream_release, stream};
        made = PyCapsule_New(out, "arrow_array_stream", capsule_free);
    } else if (!PyErr_Occurred()) {
        PyErr_NoMemory();
    }
    if (!made) {
        if (stream && stream->array.release)
            stream->array.release(&stream->array);
        free(stream);
        free(out);
    }
    return made;
}
