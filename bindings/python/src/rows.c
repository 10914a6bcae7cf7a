/* Owns Rows: a sequence over one kind of thing in a batch, whose items are native tuples with names.
 * Called by Batch; the items are made when they are asked for, so that a batch nobody looks into costs nothing.
 * Rows hold their batch, and items hold nothing. */
#include "generated.h"
#include "tappa-python.h"

#define F(name, doc) {name, doc}
#define PLACE F("step", "index of its step"), F("journey", "cohort: index of the journey; else 0"), F("input", "cohort: index of the event; else 0"), {NULL, NULL}
static PyStructSequence_Field step_fields[] = {
    F("time", "aware datetime"), F("kind", "start, event, sent or after"), F("event", "canonical name, start or after"), F("stages", "names of the active leaf stages after it"),
    F("taken", "tuple of Taken"), F("left", "names of stages"), F("entered", "names of stages"), F("changes", "tuple of Change"), F("timers", "tuple of Timer"),
    F("effects", "tuple of Effect"), F("failures", "tuple of Failure"), F("considered", "tuple of Considered"), {NULL, NULL}};
static PyStructSequence_Field taken_fields[] = {
    F("time", "aware datetime"), F("source", "the row's own stage; None for entry"), F("target", "a name, a tuple of names, or None: stayed"), F("row", "index in Model.transitions"), PLACE};
static PyStructSequence_Field change_fields[] = {F("space", "data or profile"), F("name", "the slot"), F("value", "the new one; None: none"), PLACE};
static PyStructSequence_Field timer_fields[] = {
    F("what", "armed or dropped"), F("due", "aware datetime"), F("row", "index of the `after` row; None: a delayed send"), F("event", "name of the sent event, or None"), F("step", "index of its step"), {NULL, NULL}};
static PyStructSequence_Field effect_fields[] = {
    F("kind", "learn, contact, start, emit or count"), F("name", "slot, touchpoint, model, name"), F("arguments", "dict of what `with` says"), F("value", "learn: the value; count: by how much, None for 1"),
    F("expires", "contact: timedelta, or None"), F("time", "aware datetime"), F("row", "index of the row whose action it was; None: enter, leave, initial"), PLACE};
static PyStructSequence_Field failure_fields[] = {
    F("path", "YAML path of the expression"), F("expression", "its text"), F("message", "CEL's words"), F("line", "from 1"), F("column", "from 1"), F("row", "index of its row, or None"), PLACE};
static PyStructSequence_Field considered_fields[] = {
    F("row", "index in Model.transitions"), F("verdict", "taken, not-this-stage, false, failed, shadowed or preempted"), F("by", "the row that came before it, or None"), F("event", "name of the event then, or None"),
    F("because", "the failing part and its values; may be empty"), F("step", "index of its step"), {NULL, NULL}};
static PyStructSequence_Field moved_fields[] = {
    F("what", "mapped, dropped or rearmed"), F("stage", "name of the stage here, or None"), F("name", "the old stage, slot, row or event"), F("due", "rearmed: aware datetime, or None"), {NULL, NULL}};
static PyStructSequence_Field refused_fields[] = {F("input", "index of the event"), F("error", "the class that feed() would raise; None: it began no journey"), {NULL, NULL}};

static PyStructSequence_Desc descs[ROWS_KINDS] = {
    {"tappa.Step", "One event handled to its end.", step_fields, 12},
    {"tappa.Taken", "A transition that was taken.", taken_fields, 7},
    {"tappa.Change", "A slot that was written.", change_fields, 6},
    {"tappa.Timer", "A timer that was armed or dropped.", timer_fields, 5},
    {"tappa.Effect", "What the host is asked to do.", effect_fields, 10},
    {"tappa.Failure", "An expression that failed.", failure_fields, 9},
    {"tappa.Considered", "A row that was considered.", considered_fields, 6},
    {"tappa.Moved", "What restoring under another version did.", moved_fields, 4},
    {"tappa.Refused", "An event of a cohort that was not handled.", refused_fields, 2}};

int
rows_types(PyObject *module, struct state *state)
{
    for (int i = 0; i < ROWS_KINDS; i++) {
        state->row_types[i] = PyStructSequence_NewType(&descs[i]);
        if (!state->row_types[i] || PyModule_AddObjectRef(module, strchr(descs[i].name, '.') + 1, (PyObject *)state->row_types[i]))
            return -1;
    }
    return 0;
}

size_t
rows_count(const struct batch *batch, enum rows_kind kind)
{
    size_t (*const counts[])(const tappa_batch *) = {tappa_batch_step_count, tappa_batch_taken_count, tappa_batch_change_count,
                                                     tappa_batch_timer_count, tappa_batch_effect_count, tappa_batch_failure_count,
                                                     tappa_batch_considered_count, tappa_batch_moved_count, tappa_batch_refused_count};

    return counts[kind](batch->batch);
}

static PyObject *
stage_name(struct model *model, uint32_t index)
{
    if (index == TAPPA_NONE)
        Py_RETURN_NONE;
    return PyUnicode_FromString(tappa_stage_name(tappa_model_stage_at(model->model, index)));
}

static PyObject *
event_name(struct model *model, uint32_t index)
{
    if (index == TAPPA_NONE)
        Py_RETURN_NONE;
    return PyUnicode_FromString(tappa_event_type_name(tappa_model_event_at(model->model, index)));
}

/* Fills items one after the other; a NULL among them is found by PyErr_Occurred() at the end. */
#define PUT(object) PyStructSequence_SetItem(made, at++, (object))
#define PUT_PLACE(x) (PUT(PyLong_FromUnsignedLong((x)->step)), PUT(PyLong_FromUnsignedLong((x)->journey)), PUT(PyLong_FromUnsignedLong((x)->input)))

static PyObject *
names_run(struct batch *batch, uint32_t (*get)(const tappa_batch *, size_t), uint32_t first, uint32_t count)
{
    PyObject *made = PyTuple_New(count);

    for (uint32_t i = 0; made && i < count; i++) {
        PyObject *one = stage_name(batch->model, get(batch->batch, first + i));

        if (!one || PyTuple_SetItem(made, i, one))
            Py_CLEAR(made);
    }
    return made;
}

static PyObject *
rows_run(struct batch *batch, enum rows_kind kind, uint32_t first, uint32_t count)
{
    PyObject *made = PyTuple_New(count);

    for (uint32_t i = 0; made && i < count; i++) {
        PyObject *one = rows_item(batch, kind, first + i);

        if (!one || PyTuple_SetItem(made, i, one))
            Py_CLEAR(made);
    }
    return made;
}

static void
put_step(struct batch *batch, const struct tappa_step *s, PyObject *made)
{
    struct state *state = batch->model->state;
    Py_ssize_t at = 0;

    PUT(time_object(state, s->time));
    PUT(word(STEP_WORDS, STEP_WORD_COUNT, s->kind));
    PUT(PyUnicode_DecodeUTF8(s->name, s->name_size, NULL));
    PUT(names_run(batch, tappa_batch_active_at, s->active_first, s->active_count));
    PUT(rows_run(batch, ROWS_TAKEN, s->taken_first, s->taken_count));
    PUT(names_run(batch, tappa_batch_left_at, s->left_first, s->left_count));
    PUT(names_run(batch, tappa_batch_entered_at, s->entered_first, s->entered_count));
    PUT(rows_run(batch, ROWS_CHANGES, s->change_first, s->change_count));
    PUT(rows_run(batch, ROWS_TIMERS, s->timer_first, s->timer_count));
    PUT(rows_run(batch, ROWS_EFFECTS, s->effect_first, s->effect_count));
    PUT(rows_run(batch, ROWS_FAILURES, s->failure_first, s->failure_count));
    PUT(rows_run(batch, ROWS_CONSIDERED, s->considered_first, s->considered_count));
}

static PyObject *
target_object(struct model *model, uint32_t row)
{
    const tappa_transition *r = tappa_model_transition_at(model->model, row);
    uint32_t count = tappa_transition_target_count(r);
    PyObject *made;

    if (!count)
        Py_RETURN_NONE;
    if (!tappa_transition_is_list(r))
        return PyUnicode_FromString(tappa_stage_name(tappa_transition_target_at(r, 0)));
    made = PyTuple_New(count);
    for (uint32_t i = 0; made && i < count; i++) {
        PyObject *one = PyUnicode_FromString(tappa_stage_name(tappa_transition_target_at(r, i)));

        if (!one || PyTuple_SetItem(made, i, one))
            Py_CLEAR(made);
    }
    return made;
}

static void
put_taken(struct batch *batch, const struct tappa_taken *t, PyObject *made)
{
    Py_ssize_t at = 0;

    PUT(time_object(batch->model->state, t->time));
    PUT(stage_name(batch->model, t->from));
    PUT(target_object(batch->model, t->row));
    PUT(index_object(t->row));
    PUT_PLACE(t);
}

static void
put_change(struct batch *batch, const struct tappa_change *c, PyObject *made)
{
    const tappa_model *m = batch->model->model;
    Py_ssize_t at = 0;

    PUT(word(SPACE_WORDS, SPACE_WORD_COUNT, c->space));
    PUT(PyUnicode_FromString(c->space == TAPPA_SPACE_DATA ? tappa_model_data_name(m, c->slot) : tappa_model_profile_name(m, c->slot)));
    PUT(value_object(batch->model->state, &c->value));
    PUT_PLACE(c);
}

static void
put_timer(struct batch *batch, const struct tappa_timer *t, PyObject *made)
{
    Py_ssize_t at = 0;

    PUT(word(TIMER_WORDS, TIMER_WORD_COUNT, t->what));
    PUT(time_object(batch->model->state, t->due));
    PUT(index_object(t->row));
    PUT(event_name(batch->model, t->event));
    PUT(PyLong_FromUnsignedLong(t->step));
}

static PyObject *
arguments_dict(struct state *state, const struct tappa_effect *e)
{
    PyObject *made = PyDict_New();

    for (uint32_t i = 0; made && i < e->argument_count; i++) {
        PyObject *value = value_object(state, &e->arguments[i].value);

        if (!value || PyDict_SetItemString(made, e->arguments[i].name, value))
            Py_CLEAR(made);
        Py_XDECREF(value);
    }
    return made;
}

static void
put_effect(struct batch *batch, const struct tappa_effect *e, PyObject *made)
{
    struct state *state = batch->model->state;
    Py_ssize_t at = 0;

    PUT(word(EFFECT_WORDS, EFFECT_WORD_COUNT, e->kind));
    PUT(PyUnicode_FromString(e->name));
    PUT(arguments_dict(state, e));
    PUT(value_object(state, &e->value));
    PUT(e->expires ? duration_object(state, e->expires) : Py_NewRef(Py_None));
    PUT(time_object(state, e->time));
    PUT(index_object(e->row));
    PUT_PLACE(e);
}

static void
put_failure(const struct tappa_failure *f, PyObject *made)
{
    Py_ssize_t at = 0;

    PUT(PyUnicode_FromString(f->path));
    PUT(PyUnicode_FromString(f->expression));
    PUT(PyUnicode_FromString(f->message));
    PUT(PyLong_FromUnsignedLong(f->line));
    PUT(PyLong_FromUnsignedLong(f->column));
    PUT(index_object(f->row));
    PUT_PLACE(f);
}

static void
put_considered(struct batch *batch, const struct tappa_considered *c, PyObject *made)
{
    Py_ssize_t at = 0;

    PUT(index_object(c->row));
    PUT(word(VERDICT_WORDS, VERDICT_WORD_COUNT, c->verdict));
    PUT(index_object(c->by));
    PUT(event_name(batch->model, c->event));
    PUT(PyUnicode_DecodeUTF8(c->because, (Py_ssize_t)strlen(c->because), "replace"));
    PUT(PyLong_FromUnsignedLong(c->step));
}

static void
put_moved(struct batch *batch, const struct tappa_moved *m, PyObject *made)
{
    Py_ssize_t at = 0;

    PUT(word(MOVED_WORDS, MOVED_WORD_COUNT, m->what));
    PUT(stage_name(batch->model, m->stage));
    PUT(PyUnicode_DecodeUTF8(m->name ? m->name : "", m->name ? (Py_ssize_t)strlen(m->name) : 0, "replace"));
    PUT(m->what == TAPPA_MOVED_REARMED ? time_object(batch->model->state, m->due) : Py_NewRef(Py_None));
}

static void
put_refused(struct batch *batch, const struct tappa_refused *r, PyObject *made)
{
    struct state *state = batch->model->state;
    PyObject *kind = r->status < 0 && r->status > -STATUS_MOST ? state->errors[-r->status] : NULL;
    Py_ssize_t at = 0;

    PUT(PyLong_FromUnsignedLong(r->input));
    PUT(Py_NewRef(kind ? kind : r->status < 0 ? state->error : Py_None));
}

PyObject *
rows_item(struct batch *batch, enum rows_kind kind, size_t index)
{
    PyObject *made = PyStructSequence_New(batch->model->state->row_types[kind]);

    if (!made)
        return NULL;
    switch (kind) {
    case ROWS_STEPS:
        put_step(batch, tappa_batch_step_at(batch->batch, index), made);
        break;
    case ROWS_TAKEN:
        put_taken(batch, tappa_batch_taken_at(batch->batch, index), made);
        break;
    case ROWS_CHANGES:
        put_change(batch, tappa_batch_change_at(batch->batch, index), made);
        break;
    case ROWS_TIMERS:
        put_timer(batch, tappa_batch_timer_at(batch->batch, index), made);
        break;
    case ROWS_EFFECTS:
        put_effect(batch, tappa_batch_effect_at(batch->batch, index), made);
        break;
    case ROWS_FAILURES:
        put_failure(tappa_batch_failure_at(batch->batch, index), made);
        break;
    case ROWS_CONSIDERED:
        put_considered(batch, tappa_batch_considered_at(batch->batch, index), made);
        break;
    case ROWS_MOVED:
        put_moved(batch, tappa_batch_moved_at(batch->batch, index), made);
        break;
    default:
        put_refused(batch, tappa_batch_refused_at(batch->batch, index), made);
        break;
    }
    if (PyErr_Occurred())
        Py_CLEAR(made);
    return made;
}

static void
rows_dealloc(struct rows *self)
{
    PyTypeObject *type = Py_TYPE((PyObject *)self);

    Py_DECREF(self->batch);
    PyObject_Free(self);
    Py_DECREF(type);
}

static Py_ssize_t
rows_length(struct rows *self)
{
    return (Py_ssize_t)rows_count(self->batch, self->kind);
}

static PyObject *
rows_get(struct rows *self, Py_ssize_t index)
{
    if (index >= 0 && index < rows_length(self))
        return rows_item(self->batch, self->kind, (size_t)index);
    PyErr_SetString(PyExc_IndexError, "no row of this index");
    return NULL;
}

/* rows[i] and rows[a:b:c], as a tuple has them. */
static PyObject *
rows_subscript(struct rows *self, PyObject *key)
{
    Py_ssize_t first, stop, by, index, count;
    PyObject *made;

    if (!PySlice_Check(key)) {
        if (!PyIndex_Check(key))
            return PyErr_Format(PyExc_TypeError, "rows have whole numbers or slices as indices, not %R", key);
        index = PyNumber_AsSsize_t(key, PyExc_IndexError);
        return index == -1 && PyErr_Occurred() ? NULL : rows_get(self, index < 0 ? index + rows_length(self) : index);
    }
    if (PySlice_Unpack(key, &first, &stop, &by))
        return NULL;
    count = PySlice_AdjustIndices(rows_length(self), &first, &stop, by);
    made = PyTuple_New(count);
    for (Py_ssize_t i = 0; made && i < count; i++) {
        PyObject *one = rows_item(self->batch, self->kind, (size_t)(first + i * by));

        if (!one || PyTuple_SetItem(made, i, one))
            Py_CLEAR(made);
    }
    return made;
}

static PyObject *
rows_repr(struct rows *self)
{
    return PyUnicode_FromFormat("<tappa.Rows of %zd %s>", rows_length(self), descs[self->kind].name);
}

static PyMethodDef rows_methods[] = {
    {"column", (PyCFunction)rows_column, METH_O,
     "column($self, name, /)\n--\n\nA numeric column as a memoryview: time in microseconds UTC (q), others as uint32 (I) with 4294967295 for none.\n\nOf Taken: time, row, source, target, journey, input; of Refused: input; of Effect: time, row, journey, input.\nRaises UnknownNameError."},
    {"__arrow_c_stream__", (PyCFunction)(void (*)(void))rows_stream, METH_VARARGS | METH_KEYWORDS,
     "__arrow_c_stream__($self, requested_schema=None)\n--\n\nThe rows as an Arrow stream, for pyarrow, Polars, DuckDB and pandas. For taken, effects and refused; TypeError for others."},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, "Rows[Taken], as annotations have it."},
    {NULL, NULL, 0, NULL}};
static PyType_Slot rows_slots[] = {
    {Py_tp_dealloc, rows_dealloc}, {Py_sq_length, rows_length}, {Py_sq_item, rows_get}, {Py_mp_subscript, rows_subscript},
    {Py_tp_iter, PySeqIter_New}, {Py_tp_methods, rows_methods}, {Py_tp_repr, rows_repr},
    {Py_tp_doc, "A sequence of named tuples out of a batch, a slice of it a tuple; also columns, and an Arrow stream."}, {0, NULL}};
PyType_Spec rows_spec = {"tappa.Rows", sizeof(struct rows), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE, rows_slots};
