/* Owns the objects of what a model is made of: stages, events, touchpoints, channels, transitions.
 * Called by Model, by journeys and by each other; each is a borrowed handle and an owner of the model.
 * Two are equal where they are the same part of the same model. */
#include "generated.h"
#include "tappa-python.h"

PyObject *
part_new(struct model *model, enum part_kind kind, const void *handle)
{
    struct part *self;

    if (!handle)
        Py_RETURN_NONE;
    self = PyObject_New(struct part, model->state->part_types[kind]);
    if (!self)
        return NULL;
    self->model = (struct model *)Py_NewRef((PyObject *)model);
    self->handle = handle;
    self->index = 0;
    if (kind == PART_STAGE)
        self->index = tappa_stage_index(handle);
    else if (kind == PART_EVENT)
        self->index = tappa_event_type_index(handle);
    else if (kind == PART_TOUCHPOINT)
        self->index = tappa_touchpoint_index(handle);
    else if (kind == PART_TRANSITION)
        self->index = tappa_transition_index(handle);
    else
        while (tappa_model_channel_at(model->model, self->index) != handle)
            self->index++;
    return (PyObject *)self;
}

uint32_t
part_count(const struct model *model, enum part_kind kind)
{
    uint32_t (*const counts[])(const tappa_model *) = {tappa_model_stage_count, tappa_model_event_count, tappa_model_touchpoint_count,
                                                       tappa_model_channel_count, tappa_model_transition_count};

    return counts[kind](model->model);
}

const void *
part_at(const struct model *model, enum part_kind kind, uint32_t index)
{
    switch (kind) {
    case PART_STAGE:
        return tappa_model_stage_at(model->model, index);
    case PART_EVENT:
        return tappa_model_event_at(model->model, index);
    case PART_TOUCHPOINT:
        return tappa_model_touchpoint_at(model->model, index);
    case PART_CHANNEL:
        return tappa_model_channel_at(model->model, index);
    default:
        return tappa_model_transition_at(model->model, index);
    }
}

static PyObject *
tuple_of(struct model *model, enum part_kind kind, const void *owner, uint32_t count, const void *(*at)(const void *, uint32_t))
{
    PyObject *made = PyTuple_New(count);

    for (uint32_t i = 0; made && i < count; i++) {
        PyObject *one = part_new(model, kind, owner ? at(owner, i) : part_at(model, kind, i));

        if (!one || PyTuple_SetItem(made, i, one))
            Py_CLEAR(made);
    }
    return made;
}

PyObject *
parts_tuple(struct model *model, enum part_kind kind)
{
    return tuple_of(model, kind, NULL, part_count(model, kind), NULL);
}

static PyObject *
texts_tuple(const void *owner, uint32_t count, const char *(*at)(const void *, uint32_t))
{
    PyObject *made = PyTuple_New(count);

    for (uint32_t i = 0; made && i < count; i++) {
        PyObject *one = PyUnicode_FromString(at(owner, i));

        if (!one || PyTuple_SetItem(made, i, one))
            Py_CLEAR(made);
    }
    return made;
}

static void
part_dealloc(struct part *self)
{
    PyTypeObject *type = Py_TYPE((PyObject *)self);

    Py_DECREF(self->model);
    PyObject_Free(self);
    Py_DECREF(type);
}

static PyObject *
part_compare(PyObject *a, PyObject *b, int op)
{
    const struct part *x = (const struct part *)a, *y = (const struct part *)b;
    PyObject *models;

    if (Py_TYPE(a) != Py_TYPE(b) || (op != Py_EQ && op != Py_NE))
        Py_RETURN_NOTIMPLEMENTED;
    if (x->index != y->index || x->model == y->model)
        return PyBool_FromLong((x->index == y->index) == (op == Py_EQ));
    models = PyObject_RichCompare((PyObject *)x->model, (PyObject *)y->model, op);
    return models;
}

static Py_hash_t
part_hash(struct part *self)
{
    Py_hash_t hash = PyObject_Hash((PyObject *)self->model) ^ (Py_hash_t)((size_t)self->index * 0x9e3779b9u);

    return hash == -1 ? -2 : hash;
}

enum { INDEX, NAME, TITLE, KIND, PARENT, DEPTH, CHILDREN, TRANSITIONS, INITIAL, DEMAND, PHASE, TONE, AUDIENCE };

static PyObject *
stage_get(struct part *self, void *what)
{
    static const char *const notes[] = {"demand", "phase", "tone", "audience"};
    const tappa_stage *s = self->handle;

    switch ((intptr_t)what) {
    case INDEX:
        return PyLong_FromUnsignedLong(self->index);
    case NAME:
        return PyUnicode_FromString(tappa_stage_name(s));
    case TITLE:
        return PyUnicode_FromString(tappa_stage_title(s, NULL));
    case KIND:
        return word(STAGE_WORDS, STAGE_WORD_COUNT, (uint32_t)tappa_stage_kind(s));
    case PARENT:
        return part_new(self->model, PART_STAGE, tappa_stage_parent(s));
    case DEPTH:
        return PyLong_FromUnsignedLong(tappa_stage_depth(s));
    case CHILDREN:
        return tuple_of(self->model, PART_STAGE, s, tappa_stage_child_count(s), (const void *(*)(const void *, uint32_t))tappa_stage_child_at);
    case TRANSITIONS:
        return tuple_of(self->model, PART_TRANSITION, s, tappa_stage_transition_count(s),
                        (const void *(*)(const void *, uint32_t))tappa_stage_transition_at);
    case INITIAL:
        return part_new(self->model, PART_STAGE, tappa_stage_initial(s));
    default:
        return PyUnicode_FromString(tappa_stage_note(s, notes[(intptr_t)what - DEMAND]));
    }
}

enum { EVENT_INDEX, EVENT_NAME, EVENT_TOUCHPOINT, EVENT_FIELDS, EVENT_ALIASES };

static PyObject *
event_get(struct part *self, void *what)
{
    const tappa_event_type *e = self->handle;
    PyObject *made;

    switch ((intptr_t)what) {
    case EVENT_INDEX:
        return PyLong_FromUnsignedLong(self->index);
    case EVENT_NAME:
        return PyUnicode_FromString(tappa_event_type_name(e));
    case EVENT_TOUCHPOINT:
        return part_new(self->model, PART_TOUCHPOINT, tappa_event_type_touchpoint(e));
    case EVENT_ALIASES:
        return texts_tuple(e, tappa_event_type_alias_count(e), (const char *(*)(const void *, uint32_t))tappa_event_type_alias_at);
    default:
        break;
    }
    made = PyDict_New();
    for (uint32_t i = 0; made && i < tappa_event_type_field_count(e); i++) {
        PyObject *kind = word(KIND_WORDS, KIND_WORD_COUNT, tappa_event_type_field_kind(e, i));

        if (!kind || PyDict_SetItemString(made, tappa_event_type_field_name(e, i), kind))
            Py_CLEAR(made);
        Py_XDECREF(kind);
    }
    return made;
}

enum { TOUCHPOINT_INDEX, TOUCHPOINT_NAME, TOUCHPOINT_CHANNEL, TOUCHPOINT_DIRECTION, TOUCHPOINT_OWNER, TOUCHPOINT_CONSENT, TOUCHPOINT_COST, TOUCHPOINT_STAGES };

static PyObject *
touchpoint_get(struct part *self, void *what)
{
    const tappa_touchpoint *t = self->handle;

    switch ((intptr_t)what) {
    case TOUCHPOINT_INDEX:
        return PyLong_FromUnsignedLong(self->index);
    case TOUCHPOINT_NAME:
        return PyUnicode_FromString(tappa_touchpoint_name(t));
    case TOUCHPOINT_CHANNEL:
        return part_new(self->model, PART_CHANNEL, tappa_touchpoint_channel(t));
    case TOUCHPOINT_DIRECTION:
        return word(DIRECTION_WORDS, DIRECTION_WORD_COUNT, (uint32_t)tappa_touchpoint_direction(t));
    case TOUCHPOINT_OWNER:
        return word(OWNER_WORDS, OWNER_WORD_COUNT, (uint32_t)tappa_touchpoint_owner(t));
    case TOUCHPOINT_CONSENT:
        return PyUnicode_FromString(tappa_touchpoint_consent(t));
    case TOUCHPOINT_COST:
        return PyFloat_FromDouble(tappa_touchpoint_cost(t));
    default:
        return tuple_of(self->model, PART_STAGE, t, tappa_touchpoint_stage_count(t),
                        (const void *(*)(const void *, uint32_t))tappa_touchpoint_stage_at);
    }
}

enum { CHANNEL_INDEX, CHANNEL_NAME, CHANNEL_SETTING, CHANNEL_CONSENT };

static PyObject *
channel_get(struct part *self, void *what)
{
    const tappa_channel *c = self->handle;

    switch ((intptr_t)what) {
    case CHANNEL_INDEX:
        return PyLong_FromUnsignedLong(self->index);
    case CHANNEL_NAME:
        return PyUnicode_FromString(tappa_channel_name(c));
    case CHANNEL_SETTING:
        return word(SETTING_WORDS, SETTING_WORD_COUNT, (uint32_t)tappa_channel_setting(c));
    default:
        return PyUnicode_FromString(tappa_channel_consent(c));
    }
}

enum { ROW_INDEX, ROW_KIND, ROW_SOURCE, ROW_EVENTS, ROW_CONDITION, ROW_TARGETS, ROW_IS_LIST, ROW_INTERNAL, ROW_TITLE, ROW_PATH, ROW_LINE, ROW_DELAY, ROW_EVERY, ROW_AT };

static PyObject *
row_time(struct state *state, int64_t micros, int64_t absent)
{
    if (micros == absent)
        Py_RETURN_NONE;
    return duration_object(state, micros);
}

static PyObject *
row_get(struct part *self, void *what)
{
    const tappa_transition *r = self->handle;
    struct state *state = self->model->state;

    switch ((intptr_t)what) {
    case ROW_INDEX:
        return PyLong_FromUnsignedLong(self->index);
    case ROW_KIND:
        return word(ROW_WORDS, ROW_WORD_COUNT, (uint32_t)tappa_transition_kind(r));
    case ROW_SOURCE:
        return part_new(self->model, PART_STAGE, tappa_transition_source(r));
    case ROW_EVENTS:
        return texts_tuple(r, tappa_transition_event_count(r), (const char *(*)(const void *, uint32_t))tappa_transition_event_at);
    case ROW_CONDITION:
        return PyUnicode_FromString(tappa_transition_condition(r));
    case ROW_TARGETS:
        return tuple_of(self->model, PART_STAGE, r, tappa_transition_target_count(r),
                        (const void *(*)(const void *, uint32_t))tappa_transition_target_at);
    case ROW_IS_LIST:
        return PyBool_FromLong(tappa_transition_is_list(r));
    case ROW_INTERNAL:
        return PyBool_FromLong(tappa_transition_is_internal(r));
    case ROW_TITLE:
        return PyUnicode_FromString(tappa_transition_title(r, NULL));
    case ROW_PATH:
        return PyUnicode_FromString(tappa_transition_path(r));
    case ROW_LINE:
        return PyLong_FromUnsignedLong(tappa_transition_line(r));
    case ROW_DELAY:
        return row_time(state, tappa_transition_delay(r), 0);
    case ROW_EVERY:
        return row_time(state, tappa_transition_every(r), 0);
    default:
        return row_time(state, tappa_transition_at(r), -1);
    }
}

static PyObject *
named_repr(struct part *self, const char *kind, const char *name)
{
    return PyUnicode_FromFormat("<tappa.%s %s of %s>", kind, name, tappa_model_name(self->model->model));
}

static PyObject *
stage_repr(struct part *self)
{
    return named_repr(self, "Stage", tappa_stage_name(self->handle));
}

static PyObject *
event_repr(struct part *self)
{
    return named_repr(self, "Event", tappa_event_type_name(self->handle));
}

static PyObject *
touchpoint_repr(struct part *self)
{
    return named_repr(self, "Touchpoint", tappa_touchpoint_name(self->handle));
}

static PyObject *
channel_repr(struct part *self)
{
    return named_repr(self, "Channel", tappa_channel_name(self->handle));
}

static PyObject *
row_repr(struct part *self)
{
    return named_repr(self, "Transition", tappa_transition_path(self->handle));
}

/* Pickled as the model and the name of its tuple. */
int
part_fits(const struct model *model, PyObject *part, const char *what)
{
    if (model_equals(model, ((const struct part *)part)->model))
        return 1;
    raise_status(model->state, TAPPA_EMODELS, "%R is %s of another model", part, what);
    return 0;
}

static PyObject *
part_reduce(struct part *self, PyObject *unused)
{
    static const char *const names[] = {"stages", "events", "touchpoints", "channels", "transitions"};
    PyObject *module = PyImport_ImportModule("tappa"), *find = module ? PyObject_GetAttrString(module, "_part") : NULL, *made = NULL;
    int kind = 0;

    (void)unused;
    while (self->model->state->part_types[kind] != Py_TYPE((PyObject *)self))
        kind++;
    if (find)
        made = Py_BuildValue("O(OsI)", find, self->model, names[kind], self->index);
    Py_XDECREF(find);
    Py_XDECREF(module);
    return made;
}

#define GET(name, function, what, doc) {name, (getter)function, NULL, doc, (void *)(intptr_t)(what)}
#define END {NULL, NULL, NULL, NULL, NULL}
static PyGetSetDef stage_getset[] = {
    GET("index", stage_get, INDEX, "Its place in document order."),
    GET("name", stage_get, NAME, "Its name, unique in the model."),
    GET("title", stage_get, TITLE, "Its title; the name where it has none."),
    GET("kind", stage_get, KIND, "atomic, compound, parallel, final, history-shallow or history-deep."),
    GET("parent", stage_get, PARENT, "The stage around it, or None."),
    GET("depth", stage_get, DEPTH, "0 at top level."),
    GET("children", stage_get, CHILDREN, "The stages in it, in document order."),
    GET("transitions", stage_get, TRANSITIONS, "Its own rows, in the order written."),
    GET("initial", stage_get, INITIAL, "The stage in it that is entered by default, where it is one."),
    GET("demand", stage_get, DEMAND, "A word for people; empty where absent."),
    GET("phase", stage_get, PHASE, "A word for people; empty where absent."),
    GET("tone", stage_get, TONE, "A word for people; empty where absent."),
    GET("audience", stage_get, AUDIENCE, "A word for people; empty where absent."),
    END};
static PyGetSetDef event_getset[] = {
    GET("index", event_get, EVENT_INDEX, "What Cohort.feed() takes for it."),
    GET("name", event_get, EVENT_NAME, "Its canonical name."),
    GET("touchpoint", event_get, EVENT_TOUCHPOINT, "Where it happens unless said otherwise, or None."),
    GET("fields", event_get, EVENT_FIELDS, "Fields in the order declared: name to kind."),
    GET("aliases", event_get, EVENT_ALIASES, "Its other names."),
    END};
static PyGetSetDef touchpoint_getset[] = {
    GET("index", touchpoint_get, TOUCHPOINT_INDEX, "Its place in the order declared."),
    GET("name", touchpoint_get, TOUCHPOINT_NAME, "Its name."),
    GET("channel", touchpoint_get, TOUCHPOINT_CHANNEL, "Its Channel, or None."),
    GET("direction", touchpoint_get, TOUCHPOINT_DIRECTION, "inbound or outbound."),
    GET("owner", touchpoint_get, TOUCHPOINT_OWNER, "owned, paid, earned or None."),
    GET("consent", touchpoint_get, TOUCHPOINT_CONSENT, "The purpose needed; empty for none."),
    GET("cost", touchpoint_get, TOUCHPOINT_COST, "Cost of one contact."),
    GET("stages", touchpoint_get, TOUCHPOINT_STAGES, "The stages that a contact serves."),
    END};
static PyGetSetDef channel_getset[] = {
    GET("index", channel_get, CHANNEL_INDEX, "Its place in the order declared."),
    GET("name", channel_get, CHANNEL_NAME, "Its name."),
    GET("setting", channel_get, CHANNEL_SETTING, "online, offline or None."),
    GET("consent", channel_get, CHANNEL_CONSENT, "The purpose needed; empty for none."),
    END};
static PyGetSetDef row_getset[] = {
    GET("index", row_get, ROW_INDEX, "What `row` of a batch says."),
    GET("kind", row_get, ROW_KIND, "when, done, always, after, entry, initial or history-default."),
    GET("source", row_get, ROW_SOURCE, "The row's own stage; None for entry."),
    GET("events", row_get, ROW_EVENTS, "Names as written, prefixes and `*`."),
    GET("condition", row_get, ROW_CONDITION, "The text of its `if`; empty without one."),
    GET("targets", row_get, ROW_TARGETS, "Where it leads; empty where it stays."),
    GET("is_list", row_get, ROW_IS_LIST, "Whether its targets are written as a list."),
    GET("is_internal", row_get, ROW_INTERNAL, "Whether it does not leave its stage."),
    GET("title", row_get, ROW_TITLE, "Its title; empty where absent."),
    GET("path", row_get, ROW_PATH, "Where it stands: a YAML path."),
    GET("line", row_get, ROW_LINE, "Where it stands: a line, from 1."),
    GET("delay", row_get, ROW_DELAY, "timedelta of an `after`, or None."),
    GET("every", row_get, ROW_EVERY, "timedelta between repetitions, or None."),
    GET("at", row_get, ROW_AT, "timedelta since local midnight, or None."),
    END};
static PyMethodDef part_methods[] = {{"__reduce__", (PyCFunction)part_reduce, METH_NOARGS, "Pickled as its model and its place."}, {NULL, NULL, 0, NULL}};

#define SLOTS(name, doc)                                                                                                       \
    static PyType_Slot name##_slots[] = {                                                                                      \
        {Py_tp_dealloc, part_dealloc}, {Py_tp_getset, name##_getset}, {Py_tp_repr, name##_repr}, {Py_tp_methods, part_methods}, \
        {Py_tp_richcompare, part_compare}, {Py_tp_hash, part_hash}, {Py_tp_doc, doc}, {0, NULL}}
SLOTS(stage, "A stage of a model.");
SLOTS(event, "An event that a model knows.");
SLOTS(touchpoint, "Where customer and shop meet.");
SLOTS(channel, "A channel of touchpoints.");
SLOTS(row, "A row of a model: under what condition an event or a time leads where.");

#define SPEC(name, slots) {name, sizeof(struct part), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE, slots}
PyType_Spec part_specs[PART_KINDS] = {SPEC("tappa.Stage", stage_slots), SPEC("tappa.Event", event_slots), SPEC("tappa.Touchpoint", touchpoint_slots),
                                      SPEC("tappa.Channel", channel_slots), SPEC("tappa.Transition", row_slots)};
