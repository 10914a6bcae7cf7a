/* Owns Cohort: many journeys of one model, fed in bulk. The interpreter's lock is released while the library works.
 * Called by Python; feed() here reads buffers, replay() in replay.c reads Arrow.
 * A second user of a cohort gets BusyError: the handle is locked from before the lock is released until after it is taken again. */
#include "bulk.h"

tappa_cohort *
cohort_use(struct cohort *self)
{
    if (!lock_try(&self->busy)) {
        raise_status(self->model->state, TAPPA_EBUSY, "the cohort is being used by another thread");
        return NULL;
    }
    if (self->cohort)
        return self->cohort;
    lock_release(&self->busy);
    PyErr_SetString(self->model->state->closed, "the cohort was closed");
    return NULL;
}

void
cohort_release(struct cohort *self)
{
    lock_release(&self->busy);
}

static PyObject *
cohort_new(PyTypeObject *cls, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"model", "count", "timers", NULL};
    struct state *state = PyType_GetModuleState(cls);
    PyObject *model;
    Py_ssize_t count;
    int timers = 0;
    struct cohort *self;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!n|$p:Cohort", names, state->model, &model, &count, &timers))
        return NULL;
    if (count < 1 || count >= (Py_ssize_t)TAPPA_NONE) {
        raise_status(state, TAPPA_EINVAL, "count: 1 to 4,294,967,294 journeys");
        return NULL;
    }
    self = PyObject_New(struct cohort, cls);
    if (!self)
        return NULL;
    memset(&self->model, 0, sizeof *self - offsetof(struct cohort, model));
    self->model = (struct model *)Py_NewRef(model);
    self->timers = timers;
    self->keys = PyDict_New();
    self->customers = PyList_New(0);
    status = tappa_cohort_new(self->model->model, (uint32_t)count, &self->cohort);
    if (status)
        raise_status(state, status, NULL);
    if (!self->keys || !self->customers || status)
        Py_CLEAR(self);
    return (PyObject *)self;
}

static void
cohort_dealloc(struct cohort *self)
{
    PyTypeObject *type = Py_TYPE((PyObject *)self);

    weak_clear((PyObject *)self, self->weak);
    tappa_cohort_free(self->cohort);
    Py_XDECREF(self->keys);
    Py_XDECREF(self->customers);
    Py_DECREF(self->model);
    PyObject_Free(self);
    Py_DECREF(type);
}

/* Feeds columns; the cohort is in use by the caller. */
PyObject *
cohort_run(struct cohort *self, const struct tappa_columns *columns)
{
    struct batch *batch = batch_make(self->model, 0, 1);
    tappa_status status;
    size_t done = 0;

    if (!batch)
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    status = tappa_cohort_feed(self->cohort, columns, batch->batch, &done);
    Py_END_ALLOW_THREADS
    if (!status)
        return (PyObject *)batch;
    if (status == TAPPA_EINVAL)
        raise_status(self->model->state, status, "a customer's or an event's index is out of range; nothing was fed");
    else if (status == TAPPA_EFIELD)
        raise_status(self->model->state, status, "a field is declared with different kinds by different events; nothing was fed");
    else
        raise_status(self->model->state, status, "%s after %zu events", tappa_status_text(status), done);
    Py_DECREF(batch);
    return NULL;
}

static PyObject *
cohort_run_due(struct cohort *self, PyObject *now)
{
    struct batch *batch;
    tappa_status status;
    int64_t time;

    if (time_read(self->model->state, now, "now", &time) || !(batch = batch_make(self->model, 0, 1)))
        return NULL;
    if (!cohort_use(self)) {
        Py_DECREF(batch);
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = tappa_cohort_run_due(self->cohort, time, batch->batch);
    Py_END_ALLOW_THREADS
    cohort_release(self);
    if (!status)
        return (PyObject *)batch;
    raise_status(self->model->state, status, NULL);
    Py_DECREF(batch);
    return NULL;
}

static PyObject *
cohort_get(struct cohort *self, Py_ssize_t index)
{
    tappa_journey *journey = NULL;
    tappa_status status;

    if (!cohort_use(self))
        return NULL;
    if (index < 0 || index >= (Py_ssize_t)tappa_cohort_count(self->cohort)) {
        cohort_release(self);
        PyErr_SetString(PyExc_IndexError, "no journey of this index");
        return NULL;
    }
    status = tappa_cohort_get(self->cohort, (uint32_t)index, &journey);
    cohort_release(self);
    if (!status)
        return (PyObject *)journey_wrap(self->model, journey);
    raise_status(self->model->state, status, NULL);
    return NULL;
}

static int
cohort_put(struct cohort *self, Py_ssize_t index, PyObject *value)
{
    struct journey *journey;
    tappa_status status = TAPPA_EINVAL;

    if (!value || Py_TYPE(value) != self->model->state->journey) {
        PyErr_SetString(PyExc_TypeError, "a tappa.Journey is wanted");
        return -1;
    }
    journey = journey_under((struct journey *)value, self->model);
    if (!journey || !cohort_use(self)) {
        Py_XDECREF((PyObject *)journey);
        return -1;
    }
    if (index < 0 || index >= (Py_ssize_t)tappa_cohort_count(self->cohort)) {
        PyErr_SetString(PyExc_IndexError, "no journey of this index");
    } else if (journey_use(journey)) {
        status = tappa_cohort_put(self->cohort, (uint32_t)index, journey->journey);
        journey_release(journey);
        if (status)
            raise_status(self->model->state, status, "%s", tappa_status_text(status));
    }
    cohort_release(self);
    Py_DECREF((PyObject *)journey);
    return status ? -1 : 0;
}

static PyObject *
cohort_histogram(struct cohort *self, PyObject *unused)
{
    uint32_t count = tappa_model_stage_count(self->model->model);
    uint64_t *counts = PyMem_Calloc(count, sizeof *counts);
    PyObject *made = counts ? PyDict_New() : PyErr_NoMemory();
    int used = made && cohort_use(self);

    (void)unused;
    if (used) {
        (void)tappa_cohort_histogram(self->cohort, counts, count);
        cohort_release(self);
    } else {
        Py_CLEAR(made);
    }
    for (uint32_t i = 0; made && i < count; i++) {
        PyObject *number = PyLong_FromUnsignedLongLong(counts[i]);

        if (!number || PyDict_SetItemString(made, tappa_stage_name(tappa_model_stage_at(self->model->model, i)), number))
            Py_CLEAR(made);
        Py_XDECREF(number);
    }
    PyMem_Free(counts);
    return made;
}

static PyObject *
cohort_close(struct cohort *self, PyObject *unused)
{
    tappa_cohort *cohort;

    (void)unused;
    if (!lock_try(&self->busy)) {
        raise_status(self->model->state, TAPPA_EBUSY, "the cohort is being used by another thread");
        return NULL;
    }
    cohort = self->cohort;
    self->cohort = NULL;
    lock_release(&self->busy);
    tappa_cohort_free(cohort);
    Py_RETURN_NONE;
}

static PyObject *
cohort_enter(struct cohort *self, PyObject *unused)
{
    (void)unused;
    if (!cohort_use(self))
        return NULL;
    cohort_release(self);
    return Py_NewRef((PyObject *)self);
}

static PyObject *
cohort_exit(struct cohort *self, PyObject *unused)
{
    PyObject *closed = cohort_close(self, unused);

    Py_XDECREF(closed);
    if (!closed)
        return NULL;
    Py_RETURN_FALSE;
}

static Py_ssize_t
cohort_length(struct cohort *self)
{
    Py_ssize_t count;

    if (!cohort_use(self))
        return -1;
    count = (Py_ssize_t)tappa_cohort_count(self->cohort);
    cohort_release(self);
    return count;
}

enum { MODEL, CUSTOMERS, JOURNEY_BYTES, NEXT_DUE };

static PyObject *
cohort_attribute(struct cohort *self, void *what)
{
    PyObject *made;

    if ((intptr_t)what == MODEL)
        return Py_NewRef((PyObject *)self->model);
    if (!cohort_use(self))
        return NULL;
    if ((intptr_t)what == CUSTOMERS)
        made = PyList_AsTuple(self->customers);
    else if ((intptr_t)what == JOURNEY_BYTES)
        made = PyLong_FromSize_t(tappa_cohort_journey_bytes(self->cohort));
    else
        made = time_object(self->model->state, tappa_cohort_next_due(self->cohort));
    cohort_release(self);
    return made;
}

static PyObject *
cohort_repr(struct cohort *self)
{
    Py_ssize_t count = cohort_length(self);

    if (count < 0) {
        PyErr_Clear();
        return PyUnicode_FromString(self->cohort ? "<tappa.Cohort, busy>" : "<tappa.Cohort, closed>");
    }
    return PyUnicode_FromFormat("<tappa.Cohort of %zd journeys of %s>", count, tappa_model_name(self->model->model));
}

static PyMethodDef cohort_methods[] = {
    {"feed", (PyCFunction)(void (*)(void))cohort_feed, METH_VARARGS | METH_KEYWORDS,
     "feed($self, customers, events, times, /, **fields)\n--\n\nFeeds events in the order given, each as Journey.feed() would; returns a Batch.\n\n"
     "customers: indices, ints. events: Event.index, ints. times: microseconds since 1970 UTC, ints. All of one length and with the buffer\n"
     "protocol: NumPy, array.array, memoryview. fields: such a buffer of ints (int, timestamp and duration in microseconds), floats\n"
     "(double) or bools; a list of str and None for strings. uint32, uint32, int64 and float64 are used where they lie, others are copied.\n"
     "(datetime64: `.astype('datetime64[us]').view('int64')`.) An event that is refused stands in Batch.refused and the next one goes on.\n"
     "Other threads run meanwhile, and Ctrl-C waits for the end of the call: hand over a long log piece by piece.\n\n"
     "Raises InvalidError, FieldError, UnknownNameError (nothing is fed), BusyError, ClosedError, OutOfMemoryError."},
    {"replay", (PyCFunction)(void (*)(void))cohort_replay, METH_VARARGS | METH_KEYWORDS,
     "replay($self, stream, /, *, customer='customer', event='event', time='time')\n--\n\nFeeds a table in the order given; returns a Batch.\n\n"
     "stream: whatever has __arrow_c_stream__: pyarrow, Polars, DuckDB, pandas. The column `customer` holds dense indices, or text, also\n"
     "dictionary-encoded: then journeys get indices in the order met (`customers`). `event`: names or aliases\n"
     "that the model declares, also dictionary-encoded, or Event.index.\n"
     "`time`: timestamps with a zone, or whole microseconds. Columns called as a field of an event are that field, null is absent; others\n"
     "are ignored. (pandas has ints with gaps as floats: `astype('Int64')`.) Results of one call are held together, and Ctrl-C\n"
     "waits for its end: hand over a long log piece by piece.\n\n"
     "Raises as feed() (nothing is fed), TypeError for what is no such stream, LimitError (more customers than journeys), TimeError (timestamps without a zone)."},
    {"run_due", (PyCFunction)cohort_run_due, METH_O, "run_due($self, now, /)\n--\n\nRuns all timers that are due by `now`, journey by journey; returns a Batch."},
    {"histogram", (PyCFunction)cohort_histogram, METH_NOARGS, "histogram($self, /)\n--\n\nHow many begun journeys have each stage active, by its name."},
    {"close", (PyCFunction)cohort_close, METH_NOARGS, "close($self, /)\n--\n\nFrees it now; every later use raises ClosedError."},
    {"__enter__", (PyCFunction)cohort_enter, METH_NOARGS, "Itself."},
    {"__exit__", (PyCFunction)cohort_exit, METH_VARARGS, "Closes it."},
    {NULL, NULL, 0, NULL}};

#define GET(name, what, doc) {name, (getter)cohort_attribute, NULL, doc, (void *)(intptr_t)(what)}
static PyGetSetDef cohort_getset[] = {
    GET("model", MODEL, "The Model they go through."),
    GET("customers", CUSTOMERS, "The text keys that replay() met, by index."),
    GET("journey_bytes", JOURNEY_BYTES, "Bytes that a resting journey takes."),
    GET("next_due", NEXT_DUE, "When the earliest timer of all is due; None where none is armed."),
    {NULL, NULL, NULL, NULL, NULL}};
WEAK_MEMBER(cohort);
static PyType_Slot cohort_slots[] = {
    {Py_tp_new, cohort_new}, {Py_tp_dealloc, cohort_dealloc}, {Py_tp_methods, cohort_methods}, {Py_tp_getset, cohort_getset}, {Py_tp_repr, cohort_repr},
    {Py_sq_length, cohort_length}, {Py_sq_item, cohort_get}, {Py_sq_ass_item, cohort_put}, {Py_tp_iter, PySeqIter_New}, {Py_tp_members, cohort_members},
    {Py_tp_doc, "Cohort(model, count, *, timers=False)\n--\n\nMany journeys of one model in flat arrays. cohort[i] is a copy of one journey; cohort[i] = journey puts one in.\n\ntimers: run each journey's due timers before an event.\nRaises InvalidError, OutOfMemoryError."},
    {0, NULL}};
PyType_Spec cohort_spec = {"tappa.Cohort", sizeof(struct cohort), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE, cohort_slots};
