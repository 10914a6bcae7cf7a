/* Owns Cohort.replay(): what the rows of a table are called, customers and events, becomes indices; then they are fed.
 * Called by Python. All arrays of the stream are read before anything is fed, and released again whatever happens.
 * Dictionaries are looked up once for each entry and not for each row. */
#include "cells.h"
#include "table.h"

typedef int64_t key_function(struct cohort *, PyObject *);

static int64_t
event_key(struct cohort *self, PyObject *name)
{
    PyObject *index = PyDict_GetItemWithError(self->model->events, name);

    if (index)
        return (int64_t)PyLong_AsLongLong(index);
    if (!PyErr_Occurred())
        raise_status(self->model->state, TAPPA_ENAME, "the model declares no event %R", name);
    return -1;
}

/* A customer met for the first time takes the next free journey, under her own name: experiments go by it. */
static int64_t
customer_key(struct cohort *self, PyObject *name)
{
    PyObject *index = PyDict_GetItemWithError(self->keys, name);
    Py_ssize_t next = PyList_Size(self->customers), size;
    tappa_journey *journey = NULL;
    tappa_status status;
    const char *text;
    int failed;

    if (index)
        return (int64_t)PyLong_AsLongLong(index);
    if (PyErr_Occurred() || text_read(self->model->state, name, "customer", &text, &size))
        return -1;
    if (next >= (Py_ssize_t)tappa_cohort_count(self->cohort)) {
        raise_status(self->model->state, TAPPA_ELIMIT, "more customers than the cohort's %zd journeys", next);
        return -1;
    }
    status = tappa_journey_new(self->model->model, text, (size_t)size, NULL, 0, &journey);
    if (!status)
        status = tappa_cohort_put(self->cohort, (uint32_t)next, journey);
    tappa_journey_free(journey);
    if (status) {
        raise_status(self->model->state, status, NULL);
        return -1;
    }
    index = PyLong_FromSsize_t(next);
    failed = !index || PyDict_SetItem(self->keys, name, index) || PyList_Append(self->customers, name);
    Py_XDECREF(index);
    return failed ? -1 : next;
}

static int64_t
key_of(struct cohort *self, const struct ArrowSchema *schema, const struct ArrowArray *a, int64_t i, key_function *function)
{
    int64_t size, number;
    const char *text = cell_text(schema, a, i, &size);
    PyObject *name = PyUnicode_DecodeUTF8(text, (Py_ssize_t)size, NULL);

    number = name ? function(self, name) : -1;
    Py_XDECREF(name);
    return number;
}

/* Indices of one chunk; `known`: of a dictionary's entries, -1 where not met yet. */
static int
keys_chunk(struct cohort *self, const struct cell_place *p, const struct ArrowArray *chunk, size_t first, uint32_t *out, key_function *function)
{
    const struct ArrowArray *a = chunk->children[p->column];
    int64_t entries = p->schema->dictionary ? a->dictionary->length : 0;
    int64_t *known = PyMem_Malloc(((size_t)entries + 1) * sizeof *known);
    int failed = !known;

    for (int64_t i = 0; i < entries && known; i++)
        known[i] = -1;
    for (int64_t i = 0; i < chunk->length && !failed; i++) {
        int64_t at = i + chunk->offset, entry = -1, number;

        if (!cell_there(p->schema, a, at)) {
            raise_status(self->model->state, TAPPA_EFIELD, "%s: row %zu has none", p->name, first + (size_t)i);
            failed = 1;
            break;
        }
        if (is_integer(p->schema->format) && !p->schema->dictionary) {
            number = cell_integer(p->schema->format, a, at);
        } else {
            entry = entries ? cell_integer(p->schema->format, a, at) : -1;
            number = entry >= 0 && known[entry] >= 0 ? known[entry] : key_of(self, p->schema, a, at, function);
            if (entry >= 0)
                known[entry] = number;
        }
        if (number < 0 || number >= (int64_t)TAPPA_NONE) {
            failed = 1;
            if (!PyErr_Occurred())
                raise_status(self->model->state, TAPPA_EINVAL, "%s: row %zu: the index is out of range", p->name, first + (size_t)i);
        } else {
            out[i] = (uint32_t)number;
        }
    }
    PyMem_Free(known);
    if (failed && !PyErr_Occurred())
        PyErr_NoMemory();
    return failed ? -1 : 0;
}

static int
keys_column(struct cohort *self, struct source *source, int64_t at, struct memory *memory, key_function *function)
{
    struct cell_place p = {.source = source, .schema = source->schema.children[at], .name = source->schema.children[at]->name, .column = at};
    uint32_t *out = memory->values = PyMem_Calloc(source->rows + 1, sizeof *out);

    if (!out) {
        PyErr_NoMemory();
        return -1;
    }
    if (!is_text(p.schema) && (p.schema->dictionary || !is_integer(p.schema->format)))
        return wrong_column(self->model->state, p.schema, "text or ints", 1);
    if (function == customer_key) {
        if (is_text(p.schema) && self->fed_by_index && !PyList_Size(self->customers)) {
            raise_status(self->model->state, TAPPA_EINVAL, "the cohort was fed by index before: its journeys have no text keys");
            return -1;
        }
        self->fed_by_index = self->fed_by_index || !is_text(p.schema);
    }
    for (size_t c = 0, first = 0; c < source->chunk_count; first += (size_t)source->chunks[c++].length) {
        if (keys_chunk(self, &p, &source->chunks[c], first, out + first, function))
            return -1;
    }
    return 0;
}

static int
fields_read(struct cohort *self, struct source *source, struct bulk *bulk, const int64_t *taken)
{
    for (int64_t i = 0; i < source->schema.n_children; i++) {
        struct tappa_column *column = &bulk->fields[bulk->columns.column_count];
        PyObject *name = PyUnicode_FromString(source->schema.children[i]->name);
        uint32_t kind = name ? field_kind(self->model, name) : TAPPA_UNSET;

        Py_XDECREF(name);
        if (!name)
            return -1;
        if (i == taken[0] || i == taken[1] || i == taken[2] || kind == TAPPA_UNSET)
            continue;
        *column = (struct tappa_column){.field = source->schema.children[i]->name, .field_size = strlen(source->schema.children[i]->name), .kind = kind};
        if (column_read(self->model->state, source, i, kind, &bulk->memory[3 + bulk->columns.column_count], column))
            return -1;
        bulk->columns.column_count++;
    }
    return 0;
}

/* Customers from index `met` on are as if they had not been met; their journeys have not begun, and the next customers take them. */
static void
forget(struct cohort *self, Py_ssize_t met)
{
    PyObject *type, *value, *trace;

    PyErr_Fetch(&type, &value, &trace);
    for (Py_ssize_t i = met; i < PyList_Size(self->customers); i++)
        (void)PyDict_DelItem(self->keys, PyList_GetItem(self->customers, i));
    (void)PyList_SetSlice(self->customers, met, PyList_Size(self->customers), NULL);
    PyErr_Restore(type, value, trace);
}

/* All that can be wrong with the table is found here, before anything is fed. */
static int
table_read(struct cohort *self, struct source *source, struct bulk *bulk, const char *const *names)
{
    struct state *state = self->model->state;
    struct tappa_column times = {0};
    int64_t at[3];

    if (source_read(state, source) || bulk_room(bulk, (size_t)source->schema.n_children))
        return -1;
    for (int i = 0; i < 3; i++) {
        at[i] = column_find(source, names[i]);
        if (at[i] < 0) {
            raise_status(state, TAPPA_ENAME, "the table has no column `%s`", names[i]);
            return -1;
        }
    }
    if (column_read(state, source, at[2], TAPPA_TIMESTAMP, &bulk->memory[2], &times) || fields_read(self, source, bulk, at)
        || keys_column(self, source, at[1], &bulk->memory[1], event_key) || keys_column(self, source, at[0], &bulk->memory[0], customer_key))
        return -1;
    for (size_t row = 0; row < source->rows; row++) {
        if (!(times.present[row / 8] >> row % 8 & 1)) {
            raise_status(state, TAPPA_EFIELD, "%s: row %zu has none", names[2], row);
            return -1;
        }
    }
    bulk->columns.count = source->rows;
    bulk->columns.journeys = bulk->memory[0].values;
    bulk->columns.events = bulk->memory[1].values;
    bulk->columns.times = times.values;
    bulk->columns.flags = self->timers ? TAPPA_COHORT_TIMERS : 0;
    return 0;
}

static PyObject *
stream_of(PyObject *object)
{
    PyObject *capsule, *method = PyObject_GetAttrString(object, "__arrow_c_stream__");

    if (!method && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        return PyErr_Format(PyExc_TypeError, "stream: a table of pyarrow, Polars, DuckDB or pandas, or whatever else has __arrow_c_stream__, is wanted, not %.100R", object);
    }
    capsule = method ? PyObject_CallNoArgs(method) : NULL;
    Py_XDECREF(method);
    if (!capsule || PyCapsule_IsValid(capsule, "arrow_array_stream"))
        return capsule;
    PyErr_Format(PyExc_TypeError, "stream: __arrow_c_stream__() gives no Arrow stream, but %.100R", capsule);
    Py_DECREF(capsule);
    return NULL;
}

PyObject *
cohort_replay(struct cohort *self, PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"", "customer", "event", "time", NULL};
    const char *names[3] = {"customer", "event", "time"};
    struct source source = {0};
    struct bulk bulk = {0};
    PyObject *object, *capsule, *made = NULL;
    Py_ssize_t met;
    int by_index, failed;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|$sss:replay", keywords, &object, &names[0], &names[1], &names[2]))
        return NULL;
    capsule = stream_of(object);
    if (!capsule)
        return NULL;
    source.stream = PyCapsule_GetPointer(capsule, "arrow_array_stream");
    if (source.stream && cohort_use(self)) {
        met = PyList_Size(self->customers);
        by_index = self->fed_by_index;
        failed = table_read(self, &source, &bulk, names);
        if (!failed) {
            made = cohort_run(self, &bulk.columns);
            failed = !made && !PyErr_ExceptionMatches(self->model->state->errors[-TAPPA_ENOMEM]); /* anything else: nothing was fed */
        }
        if (failed) {
            forget(self, met);
            self->fed_by_index = by_index;
        }
        cohort_release(self);
    }
    bulk_free(&bulk);
    source_free(&source);
    Py_DECREF(capsule);
    return made;
}
