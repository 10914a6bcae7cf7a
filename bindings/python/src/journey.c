/* Owns Journey: one customer's way, and what moves it.
 * Called by Python; arguments are read before the journey is locked, since reading may run Python code.
 * A journey has one user at a time: a second one gets BusyError, in builds with and without the interpreter's lock. */
#include "tappa-python.h"

tappa_journey *
journey_use(struct journey *self)
{
    if (!lock_try(&self->busy)) {
        raise_status(self->model->state, TAPPA_EBUSY, "the journey is being used by another thread");
        return NULL;
    }
    if (self->journey)
        return self->journey;
    lock_release(&self->busy);
    PyErr_SetString(self->model->state->closed, "the journey was closed");
    return NULL;
}

void
journey_release(struct journey *self)
{
    lock_release(&self->busy);
}

struct journey *
journey_wrap(struct model *model, tappa_journey *journey)
{
    struct journey *self = PyObject_New(struct journey, model->state->journey);

    if (!self) {
        tappa_journey_free(journey);
        return NULL;
    }
    self->model = (struct model *)Py_NewRef((PyObject *)model);
    self->journey = journey;
    self->weak = NULL;
    self->busy = 0;
    self->explain = 0;
    return self;
}

static int
zone_set(struct model *model, tappa_journey *journey, PyObject *name)
{
    tappa_zone *zone = NULL;
    const char *text;
    Py_ssize_t size;
    tappa_status status;

    if (text_read(model->state, name, "zone", &text, &size))
        return -1;
    status = tappa_zone_load(model->state->context, text, (size_t)size, &zone);
    if (!status)
        status = tappa_journey_set_zone(journey, zone);
    tappa_zone_unref(zone);
    if (status)
        raise_status(model->state, status, "zone %R: %s", name, tappa_status_text(status));
    return status ? -1 : 0;
}

static PyObject *
journey_new(PyTypeObject *cls, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"model", "customer", "id", "zone", "explain", NULL};
    struct state *state = PyType_GetModuleState(cls);
    PyObject *model, *customer, *id = Py_None, *zone = Py_None;
    const char *customer_text, *id_text = NULL;
    Py_ssize_t customer_size, id_size = 0;
    struct journey *self;
    tappa_journey *journey;
    tappa_status status;
    int explain = 0;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!O|O$Op:Journey", names, state->model, &model, &customer, &id, &zone, &explain)
        || text_read(state, customer, "customer", &customer_text, &customer_size)
        || (id != Py_None && text_read(state, id, "id", &id_text, &id_size)))
        return NULL;
    status = tappa_journey_new(((struct model *)model)->model, customer_text, (size_t)customer_size, id_text, (size_t)id_size, &journey);
    if (status) {
        raise_status(state, status, "a customer or id of at most 65,535 bytes is wanted");
        return NULL;
    }
    self = journey_wrap((struct model *)model, journey);
    if (!self)
        return NULL;
    self->explain = explain;
    if (zone != Py_None && zone_set((struct model *)model, journey, zone))
        Py_CLEAR(self);
    return (PyObject *)self;
}

static void
journey_dealloc(struct journey *self)
{
    PyTypeObject *type = Py_TYPE((PyObject *)self);

    weak_clear((PyObject *)self, self->weak);
    tappa_journey_free(self->journey);
    Py_DECREF(self->model);
    PyObject_Free(self);
    Py_DECREF(type);
}

/* The library's words, with what can be said beyond them. */
static void
raise_step(struct journey *self, tappa_status status)
{
    struct state *state = self->model->state;

    if (status == TAPPA_ELIMIT)
        raise_status(state, status, "more delayed sends than a journey may hold; nothing has changed");
    else if (status == TAPPA_EINVAL)
        raise_status(state, status, "the event cannot be taken up here: it is no outer event, or the journey has begun");
    else
        raise_status(state, status, "%s; nothing has changed", tappa_status_text(status));
}

typedef tappa_status step_function(tappa_journey *, const struct tappa_event *, tappa_batch *);

static PyObject *
step(struct journey *self, PyObject *const *args, Py_ssize_t count, PyObject *names, step_function *function)
{
    struct reading reading;
    struct batch *batch = NULL;
    tappa_status status;

    if (reading_read(&reading, self->model, args, count, names))
        return NULL;
    batch = batch_make(self->model, self->explain, 0);
    if (batch && journey_use(self)) {
        status = function(self->journey, &reading.event, batch->batch);
        journey_release(self);
        batch->status = status;
        if (status < 0) {
            raise_step(self, status);
            Py_CLEAR(batch);
        }
    } else {
        Py_CLEAR(batch);
    }
    reading_free(&reading);
    return (PyObject *)batch;
}

static PyObject *
journey_feed(struct journey *self, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    return step(self, args, count, names, tappa_journey_feed);
}

static PyObject *
journey_begin(struct journey *self, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    return step(self, args, count, names, tappa_journey_begin);
}

static tappa_status
probe(tappa_journey *journey, const struct tappa_event *event, tappa_batch *batch)
{
    return tappa_journey_probe(journey, event, batch);
}

static PyObject *
journey_probe(struct journey *self, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    return step(self, args, count, names, probe);
}

/* A timer that came to nothing is used up: the exception carries the batch that names it. */
static void
raise_timer(struct journey *self, tappa_status status, struct batch *batch)
{
    PyObject *kind, *value, *trace;

    raise_step(self, status);
    PyErr_Fetch(&kind, &value, &trace);
    PyErr_NormalizeException(&kind, &value, &trace);
    if (value && PyObject_SetAttrString(value, "batch", (PyObject *)batch))
        PyErr_Clear();
    PyErr_Restore(kind, value, trace);
}

static PyObject *
journey_run_due(struct journey *self, PyObject *now)
{
    struct batch *batch;
    tappa_status status;
    int64_t time;

    if (time_read(self->model->state, now, "now", &time))
        return NULL;
    batch = batch_make(self->model, self->explain, 0);
    if (!batch || !journey_use(self)) {
        Py_XDECREF((PyObject *)batch);
        return NULL;
    }
    status = tappa_journey_run_due(self->journey, time, batch->batch);
    journey_release(self);
    batch->status = status;
    if (!status)
        return (PyObject *)batch;
    if (status < 0)
        raise_timer(self, status, batch);
    Py_DECREF(batch);
    if (status < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *
journey_close(struct journey *self, PyObject *unused)
{
    tappa_journey *journey;

    (void)unused;
    if (!lock_try(&self->busy)) {
        raise_status(self->model->state, TAPPA_EBUSY, "the journey is being used by another thread");
        return NULL;
    }
    journey = self->journey;
    self->journey = NULL;
    lock_release(&self->busy);
    tappa_journey_free(journey);
    Py_RETURN_NONE;
}

static PyObject *
journey_enter(struct journey *self, PyObject *unused)
{
    (void)unused;
    if (!journey_use(self))
        return NULL;
    journey_release(self);
    return Py_NewRef((PyObject *)self);
}

static PyObject *
journey_exit(struct journey *self, PyObject *unused)
{
    PyObject *closed = journey_close(self, unused);

    Py_XDECREF(closed);
    if (!closed)
        return NULL;
    Py_RETURN_FALSE;
}

static PyObject *
journey_repr(struct journey *self)
{
    PyObject *made = NULL;
    const char *id;
    size_t size;

    if (!journey_use(self)) {
        PyErr_Clear();
        return PyUnicode_FromString(self->journey ? "<tappa.Journey, busy>" : "<tappa.Journey, closed>");
    }
    id = tappa_journey_id(self->journey, &size);
    {
        const tappa_stage *stage = tappa_journey_stage_at(self->journey, 0);
        PyObject *text = PyUnicode_DecodeUTF8(id, (Py_ssize_t)size, "replace");

        if (text && stage)
            made = PyUnicode_FromFormat("<tappa.Journey %U of %s at %s>", text, tappa_model_name(self->model->model), tappa_stage_name(stage));
        else if (text)
            made = PyUnicode_FromFormat("<tappa.Journey %U of %s, not begun>", text, tappa_model_name(self->model->model));
        Py_XDECREF(text);
    }
    journey_release(self);
    return made;
}

/* Two journeys are equal where their models are and their snapshots have the same bytes. */
static PyObject *
journey_compare(PyObject *a, PyObject *b, int op)
{
    PyObject *x, *y, *made = NULL;

    if (Py_TYPE(a) != Py_TYPE(b) || (op != Py_EQ && op != Py_NE))
        Py_RETURN_NOTIMPLEMENTED;
    if (a == b)
        return PyBool_FromLong(op == Py_EQ);
    x = journey_snapshot((struct journey *)a, NULL);
    y = x ? journey_snapshot((struct journey *)b, NULL) : NULL;
    if (y)
        made = PyObject_RichCompare(x, y, op);
    Py_XDECREF(x);
    Py_XDECREF(y);
    return made;
}

static PyObject *
journey_reduce(struct journey *self, PyObject *unused)
{
    PyObject *module = PyImport_ImportModule("tappa"), *find = module ? PyObject_GetAttrString(module, "_journey") : NULL;
    PyObject *bytes = find ? journey_snapshot(self, unused) : NULL, *made = NULL;

    if (bytes)
        made = Py_BuildValue("O(OO)", find, self->model, bytes);
    Py_XDECREF(bytes);
    Py_XDECREF(find);
    Py_XDECREF(module);
    return made;
}

static PyObject *
journey_zone(struct journey *self, PyObject *name)
{
    int failed;

    if (!journey_use(self))
        return NULL;
    failed = zone_set(self->model, self->journey, name);
    journey_release(self);
    if (failed)
        return NULL;
    Py_RETURN_NONE;
}

#define FAST(function) (PyCFunction)(void (*)(void))(function), METH_FASTCALL | METH_KEYWORDS
#define EVENT_DOC                                                                                                                  \
    "event: a name, an alias or an Event. time: an aware datetime, or whole microseconds since 1970 UTC. touchpoint: a name or a\n" \
    "Touchpoint, where it differs from the event's own. fields: as declared, int, float, bool, str, datetime, timedelta; None is absent.\n" \
    "A name that the model does not declare is no error, as a log has many: rows of `*` take it, it has no fields, and\n" \
    "Model.event() tells whether it is known.\n\n"
static PyMethodDef journey_methods[] = {
    {"feed", FAST(journey_feed),
     "feed($self, event, time, /, *, touchpoint=None, **fields)\n--\n\nOne event, handled to its end, all or nothing; returns a Batch. Runs no timers: run_due() does.\n\n" EVENT_DOC
     "Raises FieldError, LateError, LoopError, LimitError, TimeError, UnknownNameError, OtherModelError, BusyError, ClosedError; the journey\nis then what it was."},
    {"begin", FAST(journey_begin),
     "begin($self, event, time, /, *, touchpoint=None, **fields)\n--\n\nBegins the journey without handling the event further; returns a Batch.\n\n" EVENT_DOC "Raises as feed(), and InvalidError where it has begun."},
    {"probe", FAST(journey_probe),
     "probe($self, event, time, /, *, touchpoint=None, **fields)\n--\n\nThe Batch that feed() would return; changes nothing.\n\n" EVENT_DOC "Raises as feed()."},
    {"run_due", (PyCFunction)journey_run_due, METH_O,
     "run_due($self, now, /)\n--\n\nRuns the one timer that is due first, if it is due by `now`; returns its Batch, or None where none is due.\n\nRaises LoopError or LimitError where the timer came to nothing: it is used up, and `batch` of the exception names it."},
    {"learn", (PyCFunction)(void (*)(void))journey_learn, METH_VARARGS | METH_KEYWORDS,
     "learn($self, /, **slots)\n--\n\nWrites slots of the profile from outside; None takes the value away.\n\nRaises FieldError, UnknownNameError."},
    {"set_zone", (PyCFunction)journey_zone, METH_O, "set_zone($self, name, /)\n--\n\nThe customer's time zone, `Europe/Rome` or `+01:00`, for timers armed from now on.\n\nRaises ZoneError."},
    {"at", (PyCFunction)journey_at, METH_O, "at($self, stage, /)\n--\n\nWhether a stage (a Stage or its name) is active, also around the active leaves.\n\nRaises UnknownNameError, OtherModelError."},
    {"since", (PyCFunction)journey_since, METH_O, "since($self, stage, /)\n--\n\nWhen an active stage was entered; None for others.\n\nRaises UnknownNameError, OtherModelError."},
    {"forget", (PyCFunction)journey_forget, METH_O,
     "forget($self, slot, /)\n--\n\nA slot of the data is as in a new journey: at its default, or unset; for hosts that keep to Model.slots.\n\nRaises UnknownNameError."},
    {"goal_value", FAST(journey_goal_value),
     "goal_value($self, goal, event=None, time=None, /, *, touchpoint=None, **fields)\n--\n\nThe value of a goal as the journey stands, for the event that reached it; None where the goal has none.\n\n"
     EVENT_DOC "Raises UnknownNameError, ExpressionError where it cannot be computed."},
    {"offers", (PyCFunction)journey_offers, METH_O,
     "offers($self, now, /)\n--\n\nThe model's offers as they stand for this journey: a list of Proposal in the order written. Consent, caps and quiet hours are no\n"
     "matter here: Engine.decide() knows them.\n\nRaises TimeError."},
    {"snapshot", (PyCFunction)journey_snapshot, METH_NOARGS, "snapshot($self, /)\n--\n\nThe journey as a Snapshot: the same bytes on every machine."},
    {"close", (PyCFunction)journey_close, METH_NOARGS, "close($self, /)\n--\n\nFrees it now; every later use raises ClosedError."},
    {"__enter__", (PyCFunction)journey_enter, METH_NOARGS, "Itself."},
    {"__exit__", (PyCFunction)journey_exit, METH_VARARGS, "Closes it."},
    {"__reduce__", (PyCFunction)journey_reduce, METH_NOARGS, "Pickled as its model and its snapshot."},
    {NULL, NULL, 0, NULL}};

WEAK_MEMBER(journey);
static PyType_Slot journey_slots[] = {
    {Py_tp_new, journey_new}, {Py_tp_dealloc, journey_dealloc}, {Py_tp_methods, journey_methods}, {Py_tp_getset, journey_getset},
    {Py_tp_members, journey_members}, {Py_tp_repr, journey_repr}, {Py_tp_richcompare, journey_compare}, {Py_tp_hash, PyObject_HashNotImplemented},
    {Py_tp_doc, "Journey(model, customer, id=None, *, zone=None, explain=False)\n--\n\nOne customer's way through one model. One owner, one thread at a time.\n\nexplain: batches also say which rows were considered, and why each was or was not taken.\nRaises ZoneError, FieldError."},
    {0, NULL}};
PyType_Spec journey_spec = {"tappa.Journey", sizeof(struct journey), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE, journey_slots};
