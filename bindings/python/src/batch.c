/* Owns Batch: what one call produced. The library's batch in it is its own until it is dropped.
 * Called by journeys and cohorts, which fill it before anybody else sees it.
 * A Batch never changes once Python has it, so that it may be read from any thread. */
#include "tappa-python.h"

struct batch *
batch_make(struct model *model, int explain, int is_bulk)
{
    struct batch *self = PyObject_New(struct batch, model->state->batch);
    tappa_status status = TAPPA_OK;

    if (!self)
        return NULL;
    self->model = (struct model *)Py_NewRef((PyObject *)model);
    self->status = TAPPA_OK;
    self->is_bulk = is_bulk;
    self->batch = model_take(model, is_bulk);
    if (!self->batch)
        status = tappa_batch_new(model->state->context, &self->batch);
    if (status) {
        raise_status(model->state, status, NULL);
        Py_DECREF(self);
        return NULL;
    }
    tappa_batch_set_explain(self->batch, explain);
    return self;
}

static void
batch_dealloc(struct batch *self)
{
    PyTypeObject *type = Py_TYPE((PyObject *)self);

    model_give(self->model, self->batch, self->is_bulk);
    Py_DECREF(self->model);
    PyObject_Free(self);
    Py_DECREF(type);
}

static PyObject *
batch_rows(struct batch *self, void *kind)
{
    struct rows *rows = PyObject_New(struct rows, self->model->state->rows);

    if (!rows)
        return NULL;
    rows->batch = (struct batch *)Py_NewRef((PyObject *)self);
    rows->kind = (enum rows_kind)(intptr_t)kind;
    return (PyObject *)rows;
}

static PyObject *
batch_stages(struct batch *self, void *what)
{
    size_t (*const count)(const tappa_batch *) = what ? tappa_batch_entered_count : tappa_batch_left_count;
    uint32_t (*const at)(const tappa_batch *, size_t) = what ? tappa_batch_entered_at : tappa_batch_left_at;
    PyObject *made = PyTuple_New((Py_ssize_t)count(self->batch));

    for (size_t i = 0; made && i < count(self->batch); i++) {
        PyObject *one = PyUnicode_FromString(tappa_stage_name(tappa_model_stage_at(self->model->model, at(self->batch, i))));

        if (!one || PyTuple_SetItem(made, (Py_ssize_t)i, one))
            Py_CLEAR(made);
    }
    return made;
}

static PyObject *
batch_model(struct batch *self, void *unused)
{
    (void)unused;
    return Py_NewRef((PyObject *)self->model);
}

static PyObject *
batch_begun(struct batch *self, void *unused)
{
    (void)unused;
    return PyBool_FromLong(self->status != TAPPA_NOT_BEGUN);
}

static PyObject *
batch_repr(struct batch *self)
{
    return PyUnicode_FromFormat("<tappa.Batch of %s: %zu steps, %zu transitions, %zu effects, %zu failures, %zu refused>",
                                tappa_model_name(self->model->model), tappa_batch_step_count(self->batch), tappa_batch_taken_count(self->batch),
                                tappa_batch_effect_count(self->batch), tappa_batch_failure_count(self->batch), tappa_batch_refused_count(self->batch));
}

static PyObject *
batch_iter(struct batch *self)
{
    PyObject *rows = batch_rows(self, (void *)(intptr_t)ROWS_STEPS), *made = rows ? PyObject_GetIter(rows) : NULL;

    Py_XDECREF(rows);
    return made;
}

static Py_ssize_t
batch_length(struct batch *self)
{
    return (Py_ssize_t)tappa_batch_step_count(self->batch);
}

#define ROWS(name, kind, doc) {name, (getter)batch_rows, NULL, doc, (void *)(intptr_t)(kind)}
static PyGetSetDef batch_getset[] = {
    {"model", (getter)batch_model, NULL, "The Model whose names stand in it.", NULL},
    {"begun", (getter)batch_begun, NULL, "False where the event began no journey: no row of `entry` matches.", NULL},
    {"left", (getter)batch_stages, NULL, "Names of the stages left, in order. Not filled by cohorts.", NULL},
    {"entered", (getter)batch_stages, NULL, "Names of the stages entered, in order. Not filled by cohorts.", (void *)1},
    ROWS("steps", ROWS_STEPS, "Rows of Step: each event handled to its end. Not filled by cohorts."),
    ROWS("taken", ROWS_TAKEN, "Rows of Taken: the transitions."),
    ROWS("changes", ROWS_CHANGES, "Rows of Change: slots written."),
    ROWS("timers", ROWS_TIMERS, "Rows of Timer: armed and dropped. Not filled by cohorts."),
    ROWS("effects", ROWS_EFFECTS, "Rows of Effect: what the host is asked to do."),
    ROWS("failures", ROWS_FAILURES, "Rows of Failure: expressions that failed."),
    ROWS("considered", ROWS_CONSIDERED, "Rows of Considered, where the journey explains."),
    ROWS("refused", ROWS_REFUSED, "Rows of Refused: events of a cohort's input that were not handled."),
    {NULL, NULL, NULL, NULL, NULL}};
static PyType_Slot batch_slots[] = {
    {Py_tp_dealloc, batch_dealloc}, {Py_tp_getset, batch_getset}, {Py_tp_repr, batch_repr}, {Py_tp_iter, batch_iter}, {Py_sq_length, batch_length},
    {Py_tp_doc, "What one call produced, in the order in which it happened. Iterates over its steps. It outlives its journey."}, {0, NULL}};
PyType_Spec batch_spec = {"tappa.Batch", sizeof(struct batch), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE, batch_slots};
