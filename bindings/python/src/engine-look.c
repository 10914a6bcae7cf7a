/* Owns looking in: who it is, where a customer stands, its history, sums.
 * Called by Python as methods of Engine; nothing is changed by them.
 * Journeys are handed out as copies, under the model's own object where Python has it: nobody can move the engine's. */
#include "engine.h"

#include "generated.h"

PyObject *
engine_find(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"kind", "value", NULL};
    struct tappa_identity identity = {0};
    PyObject *kind, *value;
    Py_ssize_t kind_size, value_size;
    int64_t customer = 0;
    tappa_engine *engine;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OO:find", names, &kind, &value)
        || text_read(self->state, kind, "kind", &identity.kind, &kind_size) || text_read(self->state, value, "value", &identity.value, &value_size))
        return NULL;
    identity.kind_size = (uint32_t)kind_size;
    identity.value_size = (uint32_t)value_size;
    if (kind_size > UINT32_MAX || value_size > UINT32_MAX || !(engine = engine_use(self)))
        return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_OverflowError, "an identity of at most 4 GiB is wanted");
    WITHOUT_LOCK(status = tappa_engine_find(engine, &identity, &customer));
    engine_release(self);
    if (status == TAPPA_EUNKNOWN)
        raise_status(self->state, status, "nobody is known as %S %S", kind, value);
    return PyErr_Occurred() || engine_failed(self, status) ? NULL : PyLong_FromLongLong(customer);
}

/* What is made of a standing, item by item. */
struct looking {
    struct engine *self;
    const struct tappa_standing *w;
};

static PyObject *
identity_object(void *context, size_t index)
{
    const struct tappa_identity *one = &((struct looking *)context)->w->identities[index];

    return Py_BuildValue("(NN)", span_object(one->kind, one->kind_size), span_object(one->value, one->value_size));
}

/* A copy by way of its snapshot, which has all of a journey. */
static PyObject *
journey_object(void *context, size_t index)
{
    struct looking *looking = context;
    struct state *state = looking->self->state;
    const tappa_journey *from = looking->w->journeys[index];
    struct model *model = engine_model(looking->self, tappa_journey_model(from));
    struct batch *batch = model ? batch_make(model, 0, 0) : NULL;
    tappa_journey *copy = NULL;
    char *bytes = NULL;
    size_t size = 0;
    tappa_status status;

    if (!batch)
        return NULL;
    status = tappa_snapshot_write(from, NULL, 0, &size);
    if (status == TAPPA_ELIMIT) {
        bytes = PyMem_Malloc(size);
        status = bytes ? tappa_snapshot_write(from, bytes, size, &size) : TAPPA_ENOMEM;
    }
    if (!status)
        status = tappa_snapshot_read(model->model, bytes, size, batch->batch, &copy);
    PyMem_Free(bytes);
    Py_DECREF(batch);
    if (!status)
        return (PyObject *)journey_wrap(model, copy);
    raise_status(state, status, NULL);
    return NULL;
}

static PyObject *
last_event(void *context, size_t index)
{
    return name_object(((struct looking *)context)->w->last_events[index]);
}

static PyObject *
consent_object(void *context, size_t index)
{
    struct state *state = ((struct looking *)context)->self->state;
    const struct tappa_consent *c = &((struct looking *)context)->w->consents[index];
    PyObject *made = shape_new(state, SHAPE_CONSENT);
    Py_ssize_t at = 0;

    if (!made)
        return NULL;
    PUT(name_object(c->purpose));
    PUT(name_object(c->channel));
    PUT(PyBool_FromLong(c->given));
    PUT(time_object(state, c->since));
    PUT(time_object(state, c->expires));
    PUT(text_object(c->proof));
    return shape_done(made);
}

static PyObject *
trait_object(void *context, size_t index)
{
    struct state *state = ((struct looking *)context)->self->state;
    const struct tappa_trait *t = &((struct looking *)context)->w->traits[index];
    PyObject *made = shape_new(state, SHAPE_TRAIT);
    Py_ssize_t at = 0;

    if (!made)
        return NULL;
    PUT(text_object(t->name));
    PUT(value_object(state, &t->value));
    PUT(time_object(state, t->since));
    PUT(time_object(state, t->expires));
    PUT(word(SOURCE_WORDS, SOURCE_WORD_COUNT, (uint32_t)t->source));
    PUT(PyBool_FromLong(t->personal != 0));
    return shape_done(made);
}

static PyObject *
contact_object(void *context, size_t index)
{
    struct state *state = ((struct looking *)context)->self->state;
    const struct tappa_contact *c = &((struct looking *)context)->w->contacts[index];
    PyObject *made = shape_new(state, SHAPE_CONTACT);
    Py_ssize_t at = 0;

    if (!made)
        return NULL;
    PUT(key_object(c->key));
    PUT(text_object(c->model));
    PUT(name_object(c->touchpoint));
    PUT(name_object(c->channel));
    PUT(member_object(state->contact_states, c->state));
    PUT(time_object(state, c->wanted));
    PUT(time_object(state, c->changed));
    PUT(time_object(state, c->due));
    PUT(PyLong_FromUnsignedLong(c->attempt));
    PUT(PyBool_FromLong(c->not_today != 0));
    PUT(text_object(c->because));
    return shape_done(made);
}

static PyObject *
standing_object(struct engine *self, const struct tappa_standing *w)
{
    struct looking looking = {self, w};
    PyObject *made = shape_new(self->state, SHAPE_STANDING);
    Py_ssize_t at = 0;

    if (!made)
        return NULL;
    PUT(PyLong_FromLongLong(w->customer));
    PUT(PyLong_FromLongLong(w->revision));
    PUT(time_object(self->state, w->last));
    PUT(time_object(self->state, w->next_due));
    PUT(text_object(w->zone));
    PUT(name_object(w->preferred));
    PUT(tuple_made(w->identity_count, identity_object, &looking));
    PUT(tuple_made(w->journey_count, journey_object, &looking));
    PUT(tuple_made(w->journey_count, last_event, &looking));
    PUT(tuple_made(w->consent_count, consent_object, &looking));
    PUT(tuple_made(w->trait_count, trait_object, &looking));
    PUT(tuple_made(w->contact_count, contact_object, &looking));
    return shape_done(made);
}

PyObject *
engine_where(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"customer", NULL};
    struct tappa_standing standing = {.size = sizeof standing};
    tappa_engine *engine;
    long long customer;
    PyObject *made;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "L:where", names, &customer) || !(engine = engine_use(self)))
        return NULL;
    WITHOUT_LOCK(status = tappa_engine_where(engine, customer, &standing));
    made = customer_failed(self, status, customer) ? NULL : standing_object(self, &standing);
    engine_release(self);
    return made;
}

/* Takes its argument. */
static PyObject *
from_json(PyObject *text)
{
    PyObject *module = text ? PyImport_ImportModule("json") : NULL, *made = NULL;

    if (module)
        made = PyObject_CallMethod(module, "loads", "O", text);
    Py_XDECREF(module);
    Py_XDECREF(text);
    return made;
}

/* Lines of JSON as one list of them; the last one ends too. */
static PyObject *
lines_list(const char *text, size_t size)
{
    PyObject *made = PyList_New(0);
    const char *end = text + size;

    while (made && text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        PyObject *line;

        stop = stop ? stop : end;
        line = span_object(text, (size_t)(stop - text));
        if (!line || PyList_Append(made, line))
            Py_CLEAR(made);
        Py_XDECREF(line);
        text = stop + 1;
    }
    return made;
}

/* Takes a dict over: the number of a customer, which JSON has as text for readers that have no such numbers, is one. */
static PyObject *
with_number(PyObject *whose)
{
    PyObject *text = whose ? PyDict_GetItemString(whose, "customer") : NULL, *number = text ? PyNumber_Long(text) : NULL;

    if (!number || PyDict_SetItemString(whose, "customer", number))
        Py_CLEAR(whose);
    Py_XDECREF(number);
    return whose;
}

/* Takes a list of lines over; what they say stands in their places. */
static PyObject *
from_json_each(PyObject *lines, int is_of_customers)
{
    for (Py_ssize_t i = 0; lines && i < PyList_Size(lines); i++) {
        PyObject *one = from_json(Py_NewRef(PyList_GetItem(lines, i)));

        if (is_of_customers)
            one = with_number(one);
        if (!one || PyList_SetItem(lines, i, one))
            Py_CLEAR(lines);
    }
    return lines;
}

PyObject *
engine_journal(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"customer", "explain", NULL};
    const char *text = "";
    tappa_engine *engine;
    long long customer;
    PyObject *made;
    size_t size = 0;
    int explain = 0;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "L|$p:journal", names, &customer, &explain) || !(engine = engine_use(self)))
        return NULL;
    WITHOUT_LOCK(status = tappa_engine_journal(engine, customer, explain, &text, &size));
    made = customer_failed(self, status, customer) ? NULL : lines_list(text, size);
    engine_release(self);
    return made ? from_json_each(made, 0) : NULL;
}

PyObject *
engine_damaged(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {NULL};
    const char *text = "";
    tappa_engine *engine;
    PyObject *made;
    size_t size = 0;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, ":damaged", names) || !(engine = engine_use(self)))
        return NULL;
    WITHOUT_LOCK(status = tappa_engine_damaged(engine, &text, &size));
    made = engine_failed(self, status) ? NULL : lines_list(text, size);
    engine_release(self);
    return made ? from_json_each(made, 1) : NULL;
}

PyObject *
engine_export(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"customer", NULL};
    const char *text = "";
    tappa_engine *engine;
    long long customer;
    PyObject *made;
    size_t size = 0;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "L:export", names, &customer) || !(engine = engine_use(self)))
        return NULL;
    WITHOUT_LOCK(status = tappa_engine_export(engine, customer, &text, &size));
    made = customer_failed(self, status, customer) ? NULL : span_object(text, size);
    engine_release(self);
    return made ? with_number(from_json(made)) : NULL;
}

PyObject *
engine_counters(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {NULL};
    struct tappa_counters c = {.size = sizeof c};
    tappa_engine *engine;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, ":counters", names) || !(engine = engine_use(self)))
        return NULL;
    status = tappa_engine_counters(engine, &c);
    engine_release(self);
    if (engine_failed(self, status))
        return NULL;
#define NAME(name) #name, (unsigned long long)c.name,
#define FORMAT(name) "sK"
    return Py_BuildValue("{" COUNTERS(FORMAT) "}", COUNTERS(NAME) NULL);
#undef NAME
#undef FORMAT
}

static PyObject *
count_object(struct engine *self, const struct tappa_count *c)
{
    PyObject *made = shape_new(self->state, SHAPE_COUNT);
    Py_ssize_t at = 0;

    if (!made)
        return NULL;
    PUT(text_object(c->model));
    PUT(text_object(c->name));
    PUT(PyLong_FromUnsignedLongLong(c->times));
    PUT(value_object(self->state, &c->sum));
    return shape_done(made);
}

PyObject *
engine_counts(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {NULL};
    const struct tappa_count *counts = NULL;
    tappa_engine *engine;
    size_t count = 0;
    PyObject *made;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, ":counts", names) || !(engine = engine_use(self)))
        return NULL;
    WITHOUT_LOCK(status = tappa_engine_counts(engine, &counts, &count));
    made = engine_failed(self, status) ? NULL : PyList_New((Py_ssize_t)count);
    for (size_t i = 0; made && i < count; i++) {
        PyObject *one = count_object(self, &counts[i]);

        if (!one || PyList_SetItem(made, (Py_ssize_t)i, one))
            Py_CLEAR(made);
    }
    engine_release(self);
    return made;
}

PyObject *
engine_metrics(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {NULL};
    struct tappa_counters c = {.size = sizeof c};
    tappa_engine *engine;
    PyObject *made = NULL;
    char *text;
    size_t size;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, ":metrics", names) || !(engine = engine_use(self)))
        return NULL;
    status = tappa_engine_counters(engine, &c); /* the text alone has no status, and is empty where there is none */
    if (status) {
        engine_release(self);
        (void)engine_failed(self, status);
        return NULL;
    }
    size = tappa_engine_metrics(engine, NULL, 0);
    text = PyMem_Malloc(size + 1);
    if (text) {
        (void)tappa_engine_metrics(engine, text, size + 1);
        made = span_object(text, size);
    } else {
        PyErr_NoMemory();
    }
    engine_release(self);
    PyMem_Free(text);
    return made;
}
