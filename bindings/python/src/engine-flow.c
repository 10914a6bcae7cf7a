/* Owns what moves customers: events in, what is due, decisions, contacts handed out and reported.
 * Called by Python as methods of Engine; arguments are read before the engine is locked.
 * The interpreter's lock is not held while the library works, and what it lends becomes Python's before the engine is let go. */
#include "engine.h"

static PyObject *
ingested_object(struct engine *self, const struct tappa_ingested *one)
{
    PyObject *made = shape_new(self->state, SHAPE_INGESTED);
    Py_ssize_t at = 0;

    if (!made)
        return NULL;
    PUT(member_object(self->state->outcomes, one->outcome));
    PUT(one->sequence ? PyLong_FromLongLong(one->sequence) : Py_NewRef(Py_None));
    PUT(one->customer ? PyLong_FromLongLong(one->customer) : Py_NewRef(Py_None));
    PUT(PyLong_FromUnsignedLong(one->transitions));
    PUT(PyBool_FromLong(one->late != 0));
    PUT(text_object(one->message));
    return shape_done(made);
}

/* (source, how far): a str, and bytes or a str. */
static int
offset_read(struct engine *self, PyObject *object, struct tappa_store_offset *offset)
{
    PyObject *source_object, *far_;
    Py_ssize_t source_size, size;
    const char *source;
    char *bytes;

    if (!PyTuple_Check(object)) {
        PyErr_SetString(PyExc_TypeError, "offset: a tuple of the source and how far it was read is wanted");
        return -1;
    }
    if (!PyArg_ParseTuple(object, "OO;offset: a tuple of the source and how far it was read is wanted", &source_object, &far_)
        || text_read(self->state, source_object, "offset", &source, &source_size))
        return -1;
    if (PyUnicode_Check(far_)) {
        const char *text;

        if (text_read(self->state, far_, "offset", &text, &size))
            return -1;
        offset->offset.data = text;
    } else {
        if (PyBytes_AsStringAndSize(far_, &bytes, &size))
            return -1;
        offset->offset.data = bytes;
    }
    offset->size = sizeof *offset;
    offset->offset.size = (size_t)size;
    offset->source.data = source;
    offset->source.size = (size_t)source_size;
    return 0;
}

static PyObject *
ingest(struct engine *self, const struct intake *in, const struct tappa_store_offset *offset, int64_t now)
{
    struct tappa_ingested *results = PyMem_Calloc(in->count + 1, sizeof *results);
    PyObject *made = NULL;
    tappa_engine *engine;
    tappa_status status;

    if (!results)
        return PyErr_NoMemory();
    results->size = sizeof *results;
    engine = engine_use(self);
    if (engine) {
        WITHOUT_LOCK(status = tappa_engine_ingest(engine, in->records, in->count, offset, now, results));
        made = engine_failed(self, status) ? NULL : PyList_New((Py_ssize_t)in->count);
        for (size_t i = 0; made && i < in->count; i++) {
            PyObject *one = ingested_object(self, &results[i]);

            if (!one || PyList_SetItem(made, (Py_ssize_t)i, one))
                Py_CLEAR(made);
        }
        engine_release(self);
    }
    PyMem_Free(results);
    return made;
}

PyObject *
engine_ingest(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"records", "offset", "now", NULL};
    struct tappa_store_offset offset = {0};
    PyObject *records, *offset_object = Py_None, *now_object = Py_None, *made = NULL;
    struct intake in;
    int64_t now;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|$OO:ingest", names, &records, &offset_object, &now_object) || now_read(self, now_object, &now)
        || (offset_object != Py_None && offset_read(self, offset_object, &offset)))
        return NULL;
    if (!intake_read(&in, self->state, records))
        made = ingest(self, &in, offset.size ? &offset : NULL, now);
    intake_free(&in);
    return made;
}

PyObject *
engine_offset(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"source", NULL};
    struct tappa_span span = {0};
    tappa_engine *engine;
    const char *source;
    PyObject *object, *made;
    Py_ssize_t size;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O:offset", names, &object) || text_read(self->state, object, "source", &source, &size)
        || !(engine = engine_use(self)))
        return NULL;
    WITHOUT_LOCK(status = tappa_engine_offset(engine, source, (size_t)size, &span));
    made = engine_failed(self, status) ? NULL : span.data ? PyBytes_FromStringAndSize(span.data, (Py_ssize_t)span.size) : Py_NewRef(Py_None);
    engine_release(self);
    return made;
}

int
limit_read(struct engine *self, Py_ssize_t limit)
{
    if (limit > 0)
        return 0;
    raise_status(self->state, TAPPA_EINVAL, "limit: a number above 0 is wanted, not %zd", limit);
    return -1;
}

PyObject *
engine_run_due(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"now", "limit", NULL};
    PyObject *now_object = Py_None;
    Py_ssize_t limit = 1000;
    tappa_engine *engine;
    size_t done = 0;
    int64_t now;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|On:run_due", names, &now_object, &limit) || now_read(self, now_object, &now) || limit_read(self, limit)
        || !(engine = engine_use(self)))
        return NULL;
    WITHOUT_LOCK(status = tappa_engine_run_due(engine, now, (size_t)limit, &done));
    engine_release(self);
    return engine_failed(self, status) ? NULL : PyLong_FromSize_t(done);
}

static PyObject *
verdict_object(struct engine *self, const struct tappa_verdict *v)
{
    struct state *state = self->state;
    PyObject *made = shape_new(state, SHAPE_VERDICT);
    Py_ssize_t at = 0;

    if (!made)
        return NULL;
    PUT(text_object(v->kind == TAPPA_OFFER ? "offer" : "contact"));
    PUT(member_object(state->reasons, v->reason));
    PUT(text_object(v->model));
    PUT(text_object(v->name));
    PUT(name_object(v->touchpoint));
    PUT(name_object(v->channel));
    PUT(PyLong_FromLongLong(v->priority));
    PUT(PyFloat_FromDouble(v->value));
    PUT(text_object(v->because));
    PUT(v->until ? time_object(state, v->until) : Py_NewRef(Py_None));
    PUT(PyLong_FromUnsignedLongLong(v->count));
    PUT(PyLong_FromUnsignedLongLong(v->at_most));
    PUT(per_object(state, v->per));
    PUT(key_object(v->key));
    PUT(v->rank ? PyLong_FromUnsignedLong(v->rank) : Py_NewRef(Py_None));
    return shape_done(made);
}

PyObject *
engine_decide(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"customer", "now", "touchpoint", NULL};
    struct tappa_moment moment = {.size = sizeof moment};
    const struct tappa_verdict *verdicts = NULL;
    PyObject *now = Py_None, *touchpoint = Py_None, *made;
    tappa_engine *engine;
    Py_ssize_t size = 0;
    long long customer;
    size_t count = 0;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "L|$OO:decide", names, &customer, &now, &touchpoint) || now_read(self, now, &moment.now)
        || (touchpoint != Py_None && short_text_read(self->state, touchpoint, "touchpoint", 0, &moment.touchpoint, &size)))
        return NULL;
    moment.touchpoint_size = (size_t)size;
    engine = engine_use(self);
    if (!engine)
        return NULL;
    WITHOUT_LOCK(status = tappa_engine_decide(engine, customer, &moment, &verdicts, &count));
    if (status == TAPPA_ENAME)
        raise_status(self->state, status, "no model has a touchpoint '%s'", moment.touchpoint);
    made = PyErr_Occurred() || customer_failed(self, status, customer) ? NULL : PyList_New((Py_ssize_t)count);
    for (size_t i = 0; made && i < count; i++) {
        PyObject *one = verdict_object(self, &verdicts[i]);

        if (!one || PyList_SetItem(made, (Py_ssize_t)i, one))
            Py_CLEAR(made);
    }
    engine_release(self);
    return made;
}

static PyObject *
arguments_dict(struct engine *self, const struct tappa_claimed *c)
{
    PyObject *made = PyDict_New();

    for (uint32_t i = 0; made && i < c->argument_count; i++) {
        PyObject *value = value_object(self->state, &c->arguments[i].value);

        if (!value || PyDict_SetItemString(made, c->arguments[i].name, value))
            Py_CLEAR(made);
        Py_XDECREF(value);
    }
    return made;
}

static PyObject *
claimed_object(struct engine *self, const struct tappa_claimed *c)
{
    struct state *state = self->state;
    PyObject *made = shape_new(state, SHAPE_CLAIMED);
    Py_ssize_t at = 0;

    if (!made)
        return NULL;
    PUT(key_object(c->key));
    PUT(PyLong_FromLongLong(c->customer));
    PUT(text_object(c->model));
    PUT(name_object(c->touchpoint));
    PUT(name_object(c->channel));
    PUT(name_object(c->effect));
    PUT(time_object(state, c->wanted));
    PUT(time_object(state, c->lease));
    PUT(time_object(state, c->expires));
    PUT(PyLong_FromUnsignedLong(c->attempt));
    PUT(arguments_dict(self, c));
    return shape_done(made);
}

PyObject *
engine_claim(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"now", "limit", NULL};
    const struct tappa_claimed *claimed = NULL;
    PyObject *now_object = Py_None, *made;
    Py_ssize_t limit = 100;
    tappa_engine *engine;
    size_t count = 0;
    int64_t now;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|On:claim", names, &now_object, &limit) || now_read(self, now_object, &now) || limit_read(self, limit)
        || !(engine = engine_use(self)))
        return NULL;
    WITHOUT_LOCK(status = tappa_engine_claim(engine, now, (size_t)limit, &claimed, &count));
    made = engine_failed(self, status) ? NULL : PyList_New((Py_ssize_t)count);
    for (size_t i = 0; made && i < count; i++) {
        PyObject *one = claimed_object(self, &claimed[i]);

        if (!one || PyList_SetItem(made, (Py_ssize_t)i, one))
            Py_CLEAR(made);
    }
    engine_release(self);
    return made;
}

static int
hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int
key_read(struct engine *self, const char *text, uint8_t key[16])
{
    size_t size = strlen(text);
    int i = 0;

    for (; size == 32 && i < 16 && hex_digit(text[2 * i]) >= 0 && hex_digit(text[2 * i + 1]) >= 0; i++)
        key[i] = (uint8_t)(hex_digit(text[2 * i]) << 4 | hex_digit(text[2 * i + 1]));
    if (i == 16)
        return 0;
    raise_status(self->state, TAPPA_EFORMAT, "key: 32 hexadecimal digits, as a contact has them, are wanted");
    return -1;
}

/* Only what may be reported; the library says of others that they are wrong, and not which there are. */
static int
reported_read(struct engine *self, const char *word_, uint32_t *number)
{
    static const struct {
        const char *word;
        uint32_t number;
    } states[] = {{"sent", TAPPA_CONTACT_SENT}, {"opened", TAPPA_CONTACT_OPENED}, {"bounced", TAPPA_CONTACT_BOUNCED}, {"failed", TAPPA_CONTACT_FAILED}};

    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        *number = states[i].number;
        if (!strcmp(word_, states[i].word))
            return 0;
    }
    raise_status(self->state, TAPPA_EINVAL, "state: sent, opened, bounced or failed is wanted, not '%s'", word_);
    return -1;
}

PyObject *
engine_report(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"key", "state", "now", NULL};
    PyObject *now_object = Py_None;
    const char *text, *state;
    tappa_engine *engine;
    uint8_t key[16];
    uint32_t number;
    int64_t now;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "ss|$O:report", names, &text, &state, &now_object) || now_read(self, now_object, &now)
        || key_read(self, text, key) || reported_read(self, state, &number) || !(engine = engine_use(self)))
        return NULL;
    WITHOUT_LOCK(status = tappa_engine_report(engine, key, number, now));
    engine_release(self);
    if (status == TAPPA_EUNKNOWN)
        raise_status(self->state, status, "there is no contact %s", text);
    else if (status == TAPPA_EINVAL)
        raise_status(self->state, status, "the contact %s cannot become %s from where it is", text, state);
    if (PyErr_Occurred() || engine_failed(self, status))
        return NULL;
    Py_RETURN_NONE;
}
