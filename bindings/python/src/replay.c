/* Owns Cohort.replay(): a table becomes the columns that the library reads, and is fed.
 * Called by Python. All arrays of the stream are read before anything is fed, and released again whatever happens.
 * Where something is wrong, no customer has been met. */
#include "table.h"

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
        || keys_column(self, source, at[1], &bulk->memory[1], event_key, &bulk->columns.events)
        || keys_column(self, source, at[0], &bulk->memory[0], customer_key, &bulk->columns.journeys))
        return -1;
    for (size_t row = 0; times.present && row < source->rows; row++) {
        if (!(times.present[row / 8] >> row % 8 & 1)) {
            raise_status(state, TAPPA_EFIELD, "%s: row %zu has none", names[2], row);
            return -1;
        }
    }
    bulk->columns.count = source->rows;
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
