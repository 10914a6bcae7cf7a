/* Owns what a journey says of itself: stages, times, slots, snapshots.
 * Called through Journey's attributes and methods.
 * Everything is turned into Python's own values while the journey is locked, so nothing borrowed leaves. */
#include "tappa-python.h"

enum { MODEL, ID, CUSTOMER, STAGES, STAGE, BEGUN, ENDED, STARTED, LAST, SEQUENCE, NEXT_DUE, TIMER_COUNT, DATA, PROFILE };

static PyObject *
stages(struct journey *self)
{
    uint32_t count = tappa_journey_stage_count(self->journey);
    PyObject *made = PyTuple_New(count);

    for (uint32_t i = 0; made && i < count; i++) {
        PyObject *one = part_new(self->model, PART_STAGE, tappa_journey_stage_at(self->journey, i));

        if (!one || PyTuple_SetItem(made, i, one))
            Py_CLEAR(made);
    }
    return made;
}

/* Slots that have a value. */
static PyObject *
slots(struct journey *self, int is_data)
{
    const tappa_model *m = self->model->model;
    uint32_t count = is_data ? tappa_model_data_count(m) : tappa_model_profile_count(m);
    PyObject *made = PyDict_New();

    for (uint32_t i = 0; made && i < count; i++) {
        struct tappa_value value = {0};
        PyObject *object;

        (void)(is_data ? tappa_journey_data(self->journey, i, &value) : tappa_journey_profile(self->journey, i, &value));
        if (value.kind == TAPPA_UNSET)
            continue;
        object = value_object(self->model->state, &value);
        if (!object || PyDict_SetItemString(made, is_data ? tappa_model_data_name(m, i) : tappa_model_profile_name(m, i), object))
            Py_CLEAR(made);
        Py_XDECREF(object);
    }
    return made;
}

static PyObject *
begun_time(struct journey *self, int64_t time)
{
    if (!tappa_journey_begun(self->journey))
        Py_RETURN_NONE;
    return time_object(self->model->state, time);
}

static PyObject *
get(struct journey *self, intptr_t what)
{
    const tappa_journey *j = self->journey;
    const char *text;
    size_t size;

    switch (what) {
    case ID:
    case CUSTOMER:
        text = what == ID ? tappa_journey_id(j, &size) : tappa_journey_customer(j, &size);
        return PyUnicode_DecodeUTF8(text, (Py_ssize_t)size, NULL);
    case STAGES:
        return stages(self);
    case STAGE:
        return part_new(self->model, PART_STAGE, tappa_journey_stage_at(j, 0));
    case BEGUN:
        return PyBool_FromLong(tappa_journey_begun(j));
    case ENDED:
        return PyBool_FromLong(tappa_journey_ended(j));
    case STARTED:
        return begun_time(self, tappa_journey_started(j));
    case LAST:
        return begun_time(self, tappa_journey_last(j));
    case SEQUENCE:
        return PyLong_FromUnsignedLong(tappa_journey_sequence(j));
    case TIMER_COUNT:
        return PyLong_FromUnsignedLong(tappa_journey_timer_count(j));
    case NEXT_DUE:
        return time_object(self->model->state, tappa_journey_next_due(j));
    default:
        return slots(self, what == DATA);
    }
}

static PyObject *
journey_get(struct journey *self, void *what)
{
    PyObject *made;

    if ((intptr_t)what == MODEL)
        return Py_NewRef((PyObject *)self->model);
    if (!journey_use(self))
        return NULL;
    made = get(self, (intptr_t)what);
    journey_release(self);
    return made;
}

static PyObject *
journey_explain(struct journey *self, void *unused)
{
    (void)unused;
    if (!journey_use(self))
        return NULL;
    journey_release(self);
    return PyBool_FromLong(self->explain);
}

static int
journey_set_explain(struct journey *self, PyObject *value, void *unused)
{
    int on = value ? PyObject_IsTrue(value) : -1;

    (void)unused;
    if (!value)
        PyErr_SetString(PyExc_AttributeError, "explain cannot be deleted");
    if (on < 0 || !journey_use(self))
        return -1;
    self->explain = on;
    journey_release(self);
    return 0;
}

#define GET(name, what, doc) {name, (getter)journey_get, NULL, doc, (void *)(intptr_t)(what)}
PyGetSetDef journey_getset[] = {
    GET("model", MODEL, "The Model it goes through."),
    GET("id", ID, "The journey's own id; the customer's unless given."),
    GET("customer", CUSTOMER, "Whose it is."),
    GET("stages", STAGES, "The active leaf stages in document order; the final one after the end; empty before the beginning."),
    GET("stage", STAGE, "The first of `stages`; None before the beginning."),
    GET("begun", BEGUN, "Whether it has begun."),
    GET("ended", ENDED, "Whether it has ended."),
    GET("started", STARTED, "When it began, an aware datetime in UTC; None before."),
    GET("last", LAST, "The time of the last step; None before the beginning."),
    GET("sequence", SEQUENCE, "Steps so far."),
    GET("next_due", NEXT_DUE, "When the next timer is due; None where none is armed."),
    GET("timer_count", TIMER_COUNT, "Timers that are armed, delayed sends among them."),
    GET("data", DATA, "A new dict of the slots that have a value."),
    GET("profile", PROFILE, "A new dict of what is known of the customer."),
    {"arms", (getter)journey_arms, NULL, "A new dict: the arm of each experiment that the customer is in.", NULL},
    {"explain", (getter)journey_explain, (setter)journey_set_explain, "Whether batches say which rows were considered.", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static const tappa_stage *
stage_of(struct journey *self, PyObject *object)
{
    struct state *state = self->model->state;
    const tappa_stage *found;
    Py_ssize_t size;
    const char *text;

    if (Py_TYPE(object) == state->part_types[PART_STAGE])
        return part_fits(self->model, object, "a stage") ? part_at(self->model, PART_STAGE, ((struct part *)object)->index) : NULL;
    if (!PyUnicode_Check(object)) {
        PyErr_Format(PyExc_TypeError, "stage: a name or a tappa.Stage is wanted, not %R", object);
        return NULL;
    }
    if (text_read(state, object, "stage", &text, &size))
        return NULL;
    found = tappa_model_stage_find(self->model->model, text, (size_t)size);
    if (!found)
        raise_status(state, TAPPA_ENAME, "the model has no stage %R", object);
    return found;
}

PyObject *
journey_at(struct journey *self, PyObject *object)
{
    const tappa_stage *stage = stage_of(self, object);
    int at;

    if (!stage || !journey_use(self))
        return NULL;
    at = tappa_journey_is_at(self->journey, stage);
    journey_release(self);
    return PyBool_FromLong(at);
}

PyObject *
journey_since(struct journey *self, PyObject *object)
{
    const tappa_stage *stage = stage_of(self, object);
    int64_t time;

    if (!stage || !journey_use(self))
        return NULL;
    time = tappa_journey_since(self->journey, stage);
    journey_release(self);
    return time_object(self->model->state, time);
}

static uint32_t
slot_find(const tappa_model *model, PyObject *name)
{
    uint32_t count = tappa_model_profile_count(model), i = 0;

    while (i < count && !text_is(name, tappa_model_profile_name(model, i)))
        i++;
    return i < count ? i : TAPPA_NONE;
}

static int
learn_one(struct journey *self, PyObject *name, PyObject *object)
{
    struct state *state = self->model->state;
    uint32_t slot = slot_find(self->model->model, name);
    struct tappa_value value;
    tappa_status status;

    if (slot == TAPPA_NONE) {
        raise_status(state, TAPPA_ENAME, "the profile has no slot %R", name);
        return -1;
    }
    if (value_read(state, object, tappa_model_profile_kind(self->model->model, slot), tappa_model_profile_name(self->model->model, slot), &value)
        || !journey_use(self))
        return -1;
    status = tappa_journey_set_profile(self->journey, slot, &value);
    journey_release(self);
    if (status)
        raise_status(state, status, NULL);
    return status ? -1 : 0;
}

/* The values are tried on a copy of nothing: all are read once before any is written, so a wrong one leaves all as they were. */
PyObject *
journey_learn(struct journey *self, PyObject *args, PyObject *kwargs)
{
    struct state *state = self->model->state;
    PyObject *name, *object;
    Py_ssize_t at = 0;

    if (PyTuple_Size(args)) {
        PyErr_SetString(PyExc_TypeError, "learn() takes slots by their names");
        return NULL;
    }
    while (kwargs && PyDict_Next(kwargs, &at, &name, &object)) {
        uint32_t slot = slot_find(self->model->model, name);
        struct tappa_value value;

        if (slot != TAPPA_NONE
            && value_read(state, object, tappa_model_profile_kind(self->model->model, slot), tappa_model_profile_name(self->model->model, slot), &value))
            return NULL;
        if (slot == TAPPA_NONE) {
            raise_status(state, TAPPA_ENAME, "the profile has no slot %R", name);
            return NULL;
        }
    }
    at = 0;
    while (kwargs && PyDict_Next(kwargs, &at, &name, &object)) {
        if (learn_one(self, name, object))
            return NULL;
    }
    Py_RETURN_NONE;
}

PyObject *
journey_forget(struct journey *self, PyObject *name)
{
    const tappa_model *m = self->model->model;
    uint32_t count = tappa_model_data_count(m), i = 0;
    tappa_status status;

    if (!PyUnicode_Check(name)) {
        PyErr_SetString(PyExc_TypeError, "slot: a str is wanted");
        return NULL;
    }
    while (i < count && !text_is(name, tappa_model_data_name(m, i)))
        i++;
    if (i == count) {
        raise_status(self->model->state, TAPPA_ENAME, "the data has no slot %R", name);
        return NULL;
    }
    if (!journey_use(self))
        return NULL;
    status = tappa_journey_forget(self->journey, i);
    journey_release(self);
    if (!status)
        Py_RETURN_NONE;
    raise_status(self->model->state, status, NULL);
    return NULL;
}

static PyObject *
goal_value(struct journey *self, uint32_t goal, const struct tappa_event *event)
{
    struct batch *batch = batch_make(self->model, 0, 0);
    struct tappa_value value = {0};
    PyObject *made = NULL;
    tappa_status status;

    if (batch && journey_use(self)) {
        status = tappa_journey_goal_value(self->journey, goal, event, batch->batch, &value);
        if (status == TAPPA_EEXPR)
            raise_status(self->model->state, status, "the value of goal `%s` cannot be computed%s", tappa_model_goal_name(self->model->model, goal),
                         event ? " for this event and its fields" : ": it may need the event that reached it, with its time and fields");
        else if (status)
            raise_status(self->model->state, status, NULL);
        else
            made = value_object(self->model->state, &value);
        journey_release(self);
    }
    Py_XDECREF((PyObject *)batch);
    return made;
}

/* (goal, event=None, time=None, /, *, touchpoint=None, **fields) */
PyObject *
journey_goal_value(struct journey *self, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    const tappa_model *m = self->model->model;
    struct reading reading;
    uint32_t goal = 0;
    PyObject *made;

    if ((count != 1 && count != 3) || !PyUnicode_Check(args[0]) || (count == 1 && names && PyTuple_Size(names))) {
        PyErr_SetString(PyExc_TypeError, "the name of a goal is wanted, and an event with its time and fields where there was one");
        return NULL;
    }
    while (goal < tappa_model_goal_count(m) && !text_is(args[0], tappa_model_goal_name(m, goal)))
        goal++;
    if (goal == tappa_model_goal_count(m)) {
        raise_status(self->model->state, TAPPA_ENAME, "the model has no goal %R", args[0]);
        return NULL;
    }
    if (count == 1)
        return goal_value(self, goal, NULL);
    if (reading_read(&reading, self->model, args + 1, 2, names))
        return NULL;
    made = goal_value(self, goal, &reading.event);
    reading_free(&reading);
    return made;
}

PyObject *
journey_snapshot(struct journey *self, PyObject *unused)
{
    struct state *state = self->model->state;
    PyObject *made = NULL;
    size_t need = 0;
    char *bytes;
    tappa_status status;

    (void)unused;
    if (!journey_use(self))
        return NULL;
    status = tappa_snapshot_write(self->journey, NULL, 0, &need);
    bytes = status == TAPPA_ELIMIT ? PyMem_Malloc(need) : NULL;
    if (bytes)
        status = tappa_snapshot_write(self->journey, bytes, need, &need);
    else if (status == TAPPA_ELIMIT)
        status = TAPPA_ENOMEM;
    journey_release(self);
    if (status)
        raise_status(state, status, NULL);
    else
        made = PyObject_CallFunction((PyObject *)state->snapshot, "y#", bytes, (Py_ssize_t)need);
    PyMem_Free(bytes);
    return made;
}

/* restore(model) -> (journey, moved) */
static PyObject *
snapshot_restore(PyObject *self, PyObject *model)
{
    struct state *state = PyType_GetModuleState(Py_TYPE((PyObject *)self));
    struct batch *batch;
    tappa_journey *journey = NULL;
    PyObject *made = NULL;
    tappa_status status;

    if (Py_TYPE(model) != state->model) {
        PyErr_Format(PyExc_TypeError, "a tappa.Model is wanted, not %R", model);
        return NULL;
    }
    batch = batch_make((struct model *)model, 0, 0);
    if (!batch)
        return NULL;
    status = tappa_snapshot_read(((struct model *)model)->model, PyBytes_AsString(self), (size_t)PyBytes_Size(self), batch->batch, &journey);
    if (status == TAPPA_ENAME && tappa_batch_moved_count(batch->batch)) {
        raise_status(state, status, "the model has no stage `%s`, and `migrate` does not say where it went", tappa_batch_moved_at(batch->batch, 0)->name);
    } else if (status) {
        raise_status(state, status, NULL);
    } else {
        struct journey *wrapped = journey_wrap((struct model *)model, journey);
        PyObject *moved = wrapped ? PyTuple_New((Py_ssize_t)rows_count(batch, ROWS_MOVED)) : NULL;

        for (size_t i = 0; moved && i < rows_count(batch, ROWS_MOVED); i++) {
            if (PyTuple_SetItem(moved, (Py_ssize_t)i, rows_item(batch, ROWS_MOVED, i)))
                Py_CLEAR(moved);
        }
        made = moved && !PyErr_Occurred() ? PyTuple_Pack(2, wrapped, moved) : NULL;
        Py_XDECREF(moved);
        Py_XDECREF((PyObject *)wrapped);
    }
    Py_DECREF(batch);
    return made;
}

/* A journey as one of `model`: itself, or a copy where its own model is another object that says the same. */
struct journey *
journey_under(struct journey *self, struct model *model)
{
    PyObject *snapshot, *restored;
    struct journey *made = NULL;

    if (self->model->model == model->model)
        return (struct journey *)Py_NewRef((PyObject *)self);
    if (!model_equals(self->model, model)) {
        raise_status(model->state, TAPPA_EMODELS, "%R is a journey of another model", self);
        return NULL;
    }
    snapshot = journey_snapshot(self, NULL);
    restored = snapshot ? snapshot_restore(snapshot, (PyObject *)model) : NULL;
    if (restored)
        made = (struct journey *)Py_NewRef(PyTuple_GetItem(restored, 0));
    Py_XDECREF(restored);
    Py_XDECREF(snapshot);
    return made;
}

static PyObject *
snapshot_repr(PyObject *self)
{
    return PyUnicode_FromFormat("<tappa.Snapshot of %zd bytes>", PyBytes_Size(self));
}

static PyMethodDef snapshot_methods[] = {
    {"restore", snapshot_restore, METH_O,
     "restore($self, model, /)\n--\n\nA Journey from these bytes, and a tuple of Moved: what was mapped, dropped or armed anew under a newer version.\n\nRaises SnapshotError, VersionError, MismatchError, UnknownNameError, ZoneError, LimitError."},
    {NULL, NULL, 0, NULL}};
static PyType_Slot snapshot_slots[] = {{Py_tp_methods, snapshot_methods}, {Py_tp_repr, snapshot_repr}, {Py_tp_str, snapshot_repr},
    {Py_tp_doc, "A journey as bytes. Canonical: the same journey gives the same bytes on every machine."}, {0, NULL}};
PyType_Spec snapshot_spec = {"tappa.Snapshot", 0, 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE, snapshot_slots};
