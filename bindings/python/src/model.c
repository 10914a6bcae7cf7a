/* Owns Model: a compiled model, its text, and a few batches that its journeys' next calls may use again.
 * Called by Python, and by every object that belongs to a model and holds it.
 * A model never changes; what of it is handed out are objects that hold it. */
#include "generated.h"
#include "tappa-python.h"

static int
index_add(struct model *self, const char *name, PyObject *index)
{
    return PyDict_SetItemString(self->events, name, index);
}

static int
type_fill(const tappa_event_type *type, struct event_type *out)
{
    out->count = 0;
    out->names = PyMem_Calloc(tappa_event_type_field_count(type) + 1, sizeof *out->names);
    out->kinds = PyMem_Calloc(tappa_event_type_field_count(type) + 1, sizeof *out->kinds);
    if (!out->names || !out->kinds)
        return -1;
    for (; out->count < tappa_event_type_field_count(type); out->count++) {
        out->names[out->count] = PyUnicode_InternFromString(tappa_event_type_field_name(type, out->count));
        out->kinds[out->count] = tappa_event_type_field_kind(type, out->count);
        if (!out->names[out->count])
            return -1;
    }
    return 0;
}

/* The dictionary by which a call finds its event, and the names of fields. */
static int
types_fill(struct model *self)
{
    uint32_t count = tappa_model_event_declared(self->model);

    self->events = PyDict_New();
    self->types = PyMem_Calloc(count + 1, sizeof *self->types);
    if (!self->events || !self->types)
        return -1;
    for (uint32_t i = 0; i < count; i++) {
        const tappa_event_type *type = tappa_model_event_at(self->model, i);
        PyObject *index = PyLong_FromUnsignedLong(i);
        int failed = !index || index_add(self, tappa_event_type_name(type), index);

        for (uint32_t a = 0; !failed && a < tappa_event_type_alias_count(type); a++)
            failed = index_add(self, tappa_event_type_alias_at(type, a), index);
        Py_XDECREF(index);
        self->type_count++;
        if (failed || type_fill(type, &self->types[i]))
            return -1;
    }
    return 0;
}

static struct model *
model_empty(struct state *state, PyObject *source, PyObject *name)
{
    struct model *self = PyObject_New(struct model, state->model);

    if (!self)
        return NULL;
    memset(&self->state, 0, sizeof *self - offsetof(struct model, state));
    self->state = state;
    self->source = Py_NewRef(source);
    self->name = Py_NewRef(name);
    return self;
}

struct model *
model_wrap(struct state *state, tappa_model *model)
{
    size_t size;
    const char *text = tappa_model_dump(model, &size);
    PyObject *source = text ? PyBytes_FromStringAndSize(text, (Py_ssize_t)size) : PyErr_NoMemory(), *name = source ? PyUnicode_FromString("<store>") : NULL;
    struct model *self = name ? model_empty(state, source, name) : NULL;

    Py_XDECREF(source);
    Py_XDECREF(name);
    if (!self)
        return NULL;
    self->model = tappa_model_ref(model);
    self->warnings = PyTuple_New(0);
    if (self->warnings && !types_fill(self))
        return self;
    if (!PyErr_Occurred())
        PyErr_NoMemory();
    Py_DECREF(self);
    return NULL;
}

static PyObject *
compile(PyTypeObject *cls, PyObject *source, PyObject *name)
{
    struct state *state = PyType_GetModuleState(cls);
    struct model *self = model_empty(state, source, name);
    tappa_diagnostics *list = NULL;
    tappa_status status;
    const char *file;
    char *bytes;
    Py_ssize_t size;

    if (!self)
        return NULL;
    file = PyUnicode_AsUTF8AndSize(name, NULL);
    if (!file || PyBytes_AsStringAndSize(source, &bytes, &size)) {
        Py_DECREF(self);
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = tappa_diagnostics_new(state->context, &list);
    if (!status)
        status = tappa_model_compile(state->context, bytes, (size_t)size, file, list, &self->model);
    Py_END_ALLOW_THREADS
    if (status && list && tappa_diagnostics_count(list))
        raise_diagnostics(state, status, list);
    else if (status)
        raise_status(state, status, NULL);
    else if ((self->warnings = diagnostics_tuple(state, list)) && types_fill(self) && !PyErr_Occurred())
        PyErr_NoMemory();
    tappa_diagnostics_free(list);
    if (PyErr_Occurred())
        Py_CLEAR(self);
    return (PyObject *)self;
}

/* A name for diagnostics is a line of text: it ends where a NUL stands. */
static int
name_read(PyObject *cls, PyObject *name)
{
    const char *text;
    Py_ssize_t size;

    if (text_read(PyType_GetModuleState((PyTypeObject *)cls), name, "name", &text, &size))
        return -1;
    if (strlen(text) == (size_t)size)
        return 0;
    PyErr_SetString(PyExc_ValueError, "name: embedded null character");
    return -1;
}

static PyObject *
model_parse(PyObject *cls, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"text", "name", NULL};
    PyObject *text, *name = NULL, *source = NULL, *made = NULL;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|U:parse", names, &text, &name) || (name && name_read(cls, name)))
        return NULL;
    if (PyUnicode_Check(text)) {
        const char *bytes;
        Py_ssize_t size;

        if (!text_read(PyType_GetModuleState((PyTypeObject *)cls), text, "text", &bytes, &size))
            source = PyBytes_FromStringAndSize(bytes, size);
    } else if (PyBytes_Check(text)) {
        source = Py_NewRef(text);
    } else {
        PyErr_SetString(PyExc_TypeError, "text: a str, or bytes of UTF-8, is wanted");
    }
    name = source ? name ? Py_NewRef(name) : PyUnicode_FromString("<text>") : NULL;
    if (name)
        made = compile((PyTypeObject *)cls, source, name);
    Py_XDECREF(name);
    Py_XDECREF(source);
    return made;
}

/* A path as a name for people: what of it is no UTF-8 is shown, not lost. Takes its argument. */
static PyObject *
shown_name(PyObject *path)
{
    PyObject *text = PyBytes_Check(path) ? PyUnicode_DecodeFSDefault(PyBytes_AsString(path)) : Py_NewRef(path);
    PyObject *bytes = text ? PyUnicode_AsEncodedString(text, "utf-8", "backslashreplace") : NULL;
    PyObject *made = bytes ? PyUnicode_FromEncodedObject(bytes, "utf-8", NULL) : NULL;

    Py_XDECREF(bytes);
    Py_XDECREF(text);
    Py_DECREF(path);
    return made;
}

/* The path first: an int would be taken for an open file, read and closed. */
static PyObject *
model_load(PyObject *cls, PyObject *path)
{
    PyObject *io = PyImport_ImportModule("io"), *os = PyImport_ImportModule("os");
    PyObject *name = io && os ? PyObject_CallMethod(os, "fspath", "O", path) : NULL, *made = NULL;
    PyObject *file = name ? PyObject_CallMethod(io, "open", "Os", name, "rb") : NULL;
    PyObject *source = file ? PyObject_CallMethod(file, "read", NULL) : NULL;
    PyObject *closed = file ? PyObject_CallMethod(file, "close", NULL) : NULL;

    if (source && closed && (name = shown_name(name)))
        made = compile((PyTypeObject *)cls, source, name);
    Py_XDECREF(name);
    Py_XDECREF(closed);
    Py_XDECREF(source);
    Py_XDECREF(file);
    Py_XDECREF(os);
    Py_XDECREF(io);
    return made;
}

static void
model_dealloc(struct model *self)
{
    PyTypeObject *type = Py_TYPE((PyObject *)self);

    weak_clear((PyObject *)self, self->weak);
    tappa_batch_free(self->bulk_spare);
    while (self->spare_count)
        tappa_batch_free(self->spares[--self->spare_count]);
    for (uint32_t i = 0; i < self->type_count; i++) {
        for (uint32_t f = 0; self->types[i].names && f < self->types[i].count; f++)
            Py_XDECREF(self->types[i].names[f]);
        PyMem_Free(self->types[i].names);
        PyMem_Free(self->types[i].kinds);
    }
    PyMem_Free(self->types);
    Py_XDECREF(self->events);
    Py_XDECREF(self->warnings);
    Py_XDECREF(self->source);
    Py_XDECREF(self->name);
    tappa_model_unref(self->model);
    PyObject_Free(self);
    Py_DECREF(type);
}

static PyObject *
model_check(struct model *self, PyObject *unused)
{
    (void)unused;
    return PySequence_List(self->warnings);
}

static PyObject *
model_dump(struct model *self, PyObject *unused)
{
    size_t size;
    const char *text = tappa_model_dump(self->model, &size);

    (void)unused;
    return PyUnicode_FromStringAndSize(text, (Py_ssize_t)size);
}

static PyObject *
model_reduce(struct model *self, PyObject *unused)
{
    PyObject *parse = PyObject_GetAttrString((PyObject *)Py_TYPE((PyObject *)self), "parse"), *made = NULL;

    (void)unused;
    if (parse)
        made = Py_BuildValue("O(OO)", parse, self->source, self->name);
    Py_XDECREF(parse);
    return made;
}

static PyObject *
model_stage(struct model *self, PyObject *name)
{
    const tappa_stage *found;
    Py_ssize_t size;
    const char *text;

    if (text_read(self->state, name, "name", &text, &size))
        return NULL;
    found = tappa_model_stage_find(self->model, text, (size_t)size);
    if (found)
        return part_new(self, PART_STAGE, found);
    raise_status(self->state, TAPPA_ENAME, "the model has no stage %R", name);
    return NULL;
}

static PyObject *
model_event(struct model *self, PyObject *name)
{
    const tappa_event_type *found;
    Py_ssize_t size;
    const char *text;

    if (text_read(self->state, name, "name", &text, &size))
        return NULL;
    found = tappa_model_event_find(self->model, text, (size_t)size);
    if (found)
        return part_new(self, PART_EVENT, found);
    raise_status(self->state, TAPPA_ENAME, "the model declares no event %R", name);
    return NULL;
}

static PyObject *
model_leads_on(struct model *self, PyObject *version)
{
    int64_t number = PyLong_AsLongLong(version);

    if (number == -1 && PyErr_Occurred())
        return NULL;
    return PyBool_FromLong(tappa_model_leads_on(self->model, number));
}

static PyObject *
model_title(struct model *self, PyObject *language)
{
    Py_ssize_t size;
    const char *text;

    if (text_read(self->state, language, "language", &text, &size))
        return NULL;
    return PyUnicode_FromString(tappa_model_title(self->model, text));
}

static PyObject *
model_event_key(struct model *self, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    struct reading reading;
    char buffer[4096];
    size_t need = 0;
    tappa_batch *batch = NULL;
    tappa_status status;

    if (reading_read(&reading, self, args, count, names))
        return NULL;
    status = tappa_batch_new(self->state->context, &batch);
    if (!status)
        status = tappa_model_event_key(self->model, &reading.event, batch, buffer, sizeof buffer, &need);
    tappa_batch_free(batch);
    reading_free(&reading);
    if (status == TAPPA_EEXPR)
        Py_RETURN_NONE;
    if (!status && need >= sizeof buffer)
        status = TAPPA_ELIMIT;
    if (!status)
        return PyUnicode_FromStringAndSize(buffer, (Py_ssize_t)need);
    raise_status(self->state, status, NULL);
    return NULL;
}

static PyObject *
kinds_dict(uint32_t count, const tappa_model *model, const char *(*name)(const tappa_model *, uint32_t), uint32_t (*kind)(const tappa_model *, uint32_t))
{
    PyObject *made = PyDict_New();

    for (uint32_t i = 0; made && i < count; i++) {
        PyObject *value = word(KIND_WORDS, KIND_WORD_COUNT, kind(model, i));

        if (!value || PyDict_SetItemString(made, name(model, i), value))
            Py_CLEAR(made);
        Py_XDECREF(value);
    }
    return made;
}

static PyObject *
goals_dict(struct model *self)
{
    PyObject *made = PyDict_New();

    for (uint32_t i = 0; made && i < tappa_model_goal_count(self->model); i++) {
        const tappa_stage *stage = tappa_model_goal_stage(self->model, i);
        const tappa_event_type *event = tappa_model_goal_event(self->model, i);
        PyObject *value = stage ? part_new(self, PART_STAGE, stage) : part_new(self, PART_EVENT, event);

        if (!value || PyDict_SetItemString(made, tappa_model_goal_name(self->model, i), value))
            Py_CLEAR(made);
        Py_XDECREF(value);
    }
    return made;
}

enum { NAME, VERSION, TITLE, FINGERPRINT, SOURCE, DATA, PROFILE, GOALS, HAS_ENTRY, HAS_KEY, AGAIN };

static PyObject *
model_get(struct model *self, void *what)
{
    const tappa_model *m = self->model;
    char hex[33];

    switch ((intptr_t)what) {
    case NAME:
        return PyUnicode_FromString(tappa_model_name(m));
    case VERSION:
        return PyLong_FromLongLong(tappa_model_version(m));
    case TITLE:
        return PyUnicode_FromString(tappa_model_title(m, NULL));
    case FINGERPRINT:
        (void)tappa_model_fingerprint(m, hex);
        return PyUnicode_FromString(hex);
    case DATA:
        return kinds_dict(tappa_model_data_count(m), m, tappa_model_data_name, tappa_model_data_kind);
    case PROFILE:
        return kinds_dict(tappa_model_profile_count(m), m, tappa_model_profile_name, tappa_model_profile_kind);
    case GOALS:
        return goals_dict(self);
    case HAS_ENTRY:
        return PyBool_FromLong(tappa_model_has_entry(m));
    case HAS_KEY:
        return PyBool_FromLong(tappa_model_has_key(m));
    case AGAIN:
        return PyUnicode_FromString(tappa_model_again(m) == TAPPA_AGAIN_NEVER ? "never" : tappa_model_again(m) == TAPPA_AGAIN_ALWAYS ? "always" : "after_end");
    default:
        return PyUnicode_FromEncodedObject(self->source, "utf-8", "replace");
    }
}

static PyObject *
model_parts(struct model *self, void *kind)
{
    return parts_tuple(self, (enum part_kind)(intptr_t)kind);
}

static PyObject *
model_repr(struct model *self)
{
    return PyUnicode_FromFormat("<tappa.Model %s version %lld, %u stages>", tappa_model_name(self->model),
                                (long long)tappa_model_version(self->model), (unsigned)tappa_model_stage_count(self->model));
}

/* Two models are equal where they say the same: the fingerprint is of the canonical text. */
int
model_equals(const struct model *a, const struct model *b)
{
    char x[33], y[33];

    if (a->model == b->model)
        return 1;
    (void)tappa_model_fingerprint(a->model, x);
    (void)tappa_model_fingerprint(b->model, y);
    return !memcmp(x, y, 32);
}

static PyObject *
model_compare(PyObject *a, PyObject *b, int op)
{
    if (Py_TYPE(a) != Py_TYPE(b) || (op != Py_EQ && op != Py_NE))
        Py_RETURN_NOTIMPLEMENTED;
    return PyBool_FromLong(model_equals((const struct model *)a, (const struct model *)b) == (op == Py_EQ));
}

static Py_hash_t
model_hash(struct model *self)
{
    char hex[33];
    uint64_t hash = 0;

    (void)tappa_model_fingerprint(self->model, hex);
    for (int i = 0; i < 15; i++)
        hash = hash << 4 | (uint64_t)(hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10);
    return (Py_hash_t)hash;
}

static PyObject *
model_iter(struct model *self)
{
    PyObject *stages = parts_tuple(self, PART_STAGE), *made = stages ? PyObject_GetIter(stages) : NULL;

    Py_XDECREF(stages);
    return made;
}

static Py_ssize_t
model_length(struct model *self)
{
    return (Py_ssize_t)tappa_model_stage_count(self->model);
}

/* What a batch that was dropped leaves behind is used again: no allocation of the core for a step that is looked at and dropped. */
tappa_batch *
model_take(struct model *self, int is_bulk)
{
    tappa_batch *batch = NULL;

    if (lock_try(&self->spares_busy)) {
        if (is_bulk) {
            batch = self->bulk_spare;
            self->bulk_spare = NULL;
        } else if (self->spare_count) {
            batch = self->spares[--self->spare_count];
        }
        lock_release(&self->spares_busy);
    }
    return batch;
}

void
model_give(struct model *self, tappa_batch *batch, int is_bulk)
{
    int kept = 0;

    if (batch && lock_try(&self->spares_busy)) {
        if (is_bulk)
            kept = !self->bulk_spare && tappa_batch_taken_count(batch) + tappa_batch_change_count(batch) + tappa_batch_effect_count(batch) <= BULK_ROWS_KEPT;
        else
            kept = self->spare_count < SPARES;
        if (kept && is_bulk)
            self->bulk_spare = batch;
        else if (kept)
            self->spares[self->spare_count++] = batch;
        lock_release(&self->spares_busy);
    }
    if (!kept)
        tappa_batch_free(batch);
}

/* A stage of it, or the name of one. */
static int
model_contains(struct model *self, PyObject *object)
{
    Py_ssize_t size;
    const char *text;

    if (Py_TYPE(object) == self->state->part_types[PART_STAGE])
        return model_equals(self, ((const struct part *)object)->model);
    if (!PyUnicode_Check(object))
        return 0;
    text = PyUnicode_AsUTF8AndSize(object, &size);
    if (!text)
        PyErr_Clear(); /* a lone surrogate: no name has one */
    return text && tappa_model_stage_find(self->model, text, (size_t)size);
}

static PyObject *
model_same(struct model *self, PyObject *unused)
{
    (void)unused;
    return Py_NewRef((PyObject *)self);
}

static PyMethodDef model_methods[] = {
    {"load", model_load, METH_O | METH_CLASS,
     "load($type, path, /)\n--\n\nReads and compiles a YAML file.\n\nRaises ModelError with all that is wrong (`diagnostics`), LimitError, OSError."},
    {"parse", (PyCFunction)(void (*)(void))model_parse, METH_VARARGS | METH_KEYWORDS | METH_CLASS,
     "parse($type, /, text, name='<text>')\n--\n\nCompiles YAML: a str, or bytes of UTF-8. `name` stands in diagnostics for the file.\n\nRaises ModelError with all that is wrong (`diagnostics`), LimitError."},
    {"check", (PyCFunction)model_check, METH_NOARGS,
     "check($self, /)\n--\n\nWhat is doubtful in the model: a list of Diagnostic, empty where nothing is."},
    {"dump", (PyCFunction)model_dump, METH_NOARGS, "dump($self, /)\n--\n\nThe canonical YAML: it compiles to the same model."},
    {"stage", (PyCFunction)model_stage, METH_O, "stage($self, name, /)\n--\n\nA stage by its name.\n\nRaises UnknownNameError."},
    {"event", (PyCFunction)model_event, METH_O, "event($self, name, /)\n--\n\nAn event by its name or an alias.\n\nRaises UnknownNameError."},
    {"leads_on", (PyCFunction)model_leads_on, METH_O, "leads_on($self, version, /)\n--\n\nWhether `migrate` says how journeys that began under this older version go on under the model."},
    {"title_in", (PyCFunction)model_title, METH_O, "title_in($self, language, /)\n--\n\nThe title in a language, `it`; the first one written where it has none."},
    {"event_key", (PyCFunction)(void (*)(void))model_event_key, METH_FASTCALL | METH_KEYWORDS,
     "event_key($self, event, time, /, *, touchpoint=None, **fields)\n--\n\nThe key of an event as `entry_rules.key` says, as text; None where it has none."},
    {"__reduce__", (PyCFunction)model_reduce, METH_NOARGS, "Pickled as its text."},
    {"__copy__", (PyCFunction)model_same, METH_NOARGS, "Itself: it never changes."},
    {"__deepcopy__", (PyCFunction)model_same, METH_O, "Itself: it never changes."},
    {NULL, NULL, 0, NULL}};

#define GET(name, what, doc) {name, (getter)model_get, NULL, doc, (void *)(intptr_t)(what)}
#define PARTS(name, kind, doc) {name, (getter)model_parts, NULL, doc, (void *)(intptr_t)(kind)}
#define RULES(name, rule, doc) {name, (getter)rules_get, NULL, doc, (void *)(intptr_t)(rule)}
static PyGetSetDef model_getset[] = {
    GET("name", NAME, "The model's name."),
    GET("version", VERSION, "The model's version, 1 and more."),
    GET("title", TITLE, "The title; empty where it has none."),
    GET("fingerprint", FINGERPRINT, "128 bits of the canonical text, as 32 hexadecimal digits."),
    GET("source", SOURCE, "The text it was compiled from."),
    GET("data", DATA, "Slots of a journey: name to kind, such as int or timestamp."),
    GET("profile", PROFILE, "Slots of a customer: name to kind."),
    GET("goals", GOALS, "Goals: name to the Stage to reach or the Event that counts."),
    GET("has_entry", HAS_ENTRY, "Whether `entry` says where journeys begin."),
    GET("has_key", HAS_KEY, "Whether `entry_rules` has a key."),
    GET("again", AGAIN, "When a customer has a second journey: never, after_end or always."),
    PARTS("stages", PART_STAGE, "All stages in document order."),
    PARTS("events", PART_EVENT, "The declared events, then the machine's own."),
    PARTS("touchpoints", PART_TOUCHPOINT, "Touchpoints in the order declared."),
    PARTS("channels", PART_CHANNEL, "Channels in the order declared."),
    PARTS("transitions", PART_TRANSITION, "All rows: those of `entry`, then by stage in the order written."),
    RULES("offers", RULE_OFFERS, "Tuple of Offer in the order written."),
    RULES("caps", RULE_CAPS, "Tuple of Cap: how many contacts there may be."),
    RULES("quiet_hours", RULE_QUIET, "Tuple of Quiet: when there are none."),
    RULES("priorities", RULE_PRIORITIES, "Tuple of Priority; a touchpoint without one has 0."),
    RULES("responses", RULE_RESPONSES, "Tuple of Response: how long an answer is waited for."),
    RULES("slots", RULE_SLOTS, "Tuple of Slot: those of the data, then those of the profile, with how long they are kept."),
    RULES("experiments", RULE_EXPERIMENTS, "Names of the experiments."),
    {NULL, NULL, NULL, NULL, NULL}};

WEAK_MEMBER(model);
static PyType_Slot model_slots[] = {
    {Py_tp_dealloc, model_dealloc}, {Py_tp_members, model_members}, {Py_tp_methods, model_methods}, {Py_tp_getset, model_getset}, {Py_tp_repr, model_repr},
    {Py_tp_richcompare, model_compare}, {Py_tp_hash, model_hash}, {Py_tp_iter, model_iter}, {Py_sq_length, model_length}, {Py_sq_contains, model_contains},
    {Py_tp_doc, "A compiled model: immutable, shared by threads, equal to another that says the same, whose parts and journeys can stand for its own. Made by Model.load() and Model.parse()."},
    {0, NULL}};
PyType_Spec model_spec = {"tappa.Model", sizeof(struct model), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE, model_slots};
