/* Owns what a shop declares and changes: models and their versions, kinds of identities, undoing a join, erasing a person.
 * Called by Python as methods of Engine.
 * A model is held by the engine for as long as there is one, so that journeys handed out are under the very object that Python knows. */
#include "engine.h"

#include "generated.h"

static int
policy_read(struct engine *self, const char *policy)
{
    for (int i = 0; i < POLICY_WORD_COUNT; i++) {
        if (!strcmp(policy, POLICY_WORDS[i]))
            return i;
    }
    raise_status(self->state, TAPPA_EINVAL, "policy: follow, pin or migrate is wanted, not '%s'", policy);
    return -1;
}

/* What a call about a model came to: the two statuses that say something of it, then the others. */
static int
model_failed(struct engine *self, tappa_status status, const tappa_model *model)
{
    if (status == TAPPA_EMISMATCH)
        raise_status(self->state, status, "another model %s of version %lld is known: count the version up", tappa_model_name(model),
                     (long long)tappa_model_version(model));
    else if (status == TAPPA_EUNKNOWN)
        raise_status(self->state, status, "no model %s is in force", tappa_model_name(model));
    else
        return engine_failed(self, status);
    return -1;
}

static int
is_held(struct engine *self, struct model *model)
{
    int is = PySequence_Contains(self->models, (PyObject *)model);

    return is ? is : PyList_Append(self->models, (PyObject *)model);
}

PyObject *
engine_add_model(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"model", "policy", "now", NULL};
    PyObject *object, *now_object = Py_None;
    const char *policy = "follow";
    struct model *model;
    tappa_engine *engine;
    tappa_status status;
    int64_t now;
    int number, failed;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!|s$O:add_model", names, self->state->model, &object, &policy, &now_object)
        || (number = policy_read(self, policy)) < 0 || now_read(self, now_object, &now) || !(engine = engine_use(self)))
        return NULL;
    model = (struct model *)object;
    WITHOUT_LOCK(status = tappa_engine_add_model(engine, model->model, number, now));
    failed = model_failed(self, status, model->model) || is_held(self, model) < 0;
    engine_release(self);
    if (failed)
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *
version_object(struct engine *self, const struct tappa_version *v)
{
    PyObject *made = shape_new(self->state, SHAPE_VERSION);
    Py_ssize_t at = 0;

    if (!made)
        return NULL;
    PUT(text_object(v->model));
    PUT(PyLong_FromLongLong(v->version));
    PUT(time_object(self->state, v->since));
    PUT(word(POLICY_WORDS, POLICY_WORD_COUNT, (uint32_t)v->policy));
    PUT(time_object(self->state, v->applied));
    return shape_done(made);
}

PyObject *
engine_versions(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {NULL};
    const struct tappa_version *versions = NULL;
    tappa_engine *engine;
    size_t count = 0;
    PyObject *made;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, ":versions", names) || !(engine = engine_use(self)))
        return NULL;
    WITHOUT_LOCK(status = tappa_engine_versions(engine, &versions, &count));
    made = engine_failed(self, status) ? NULL : PyList_New((Py_ssize_t)count);
    for (size_t i = 0; made && i < count; i++) {
        PyObject *one = version_object(self, &versions[i]);

        if (!one || PyList_SetItem(made, (Py_ssize_t)i, one))
            Py_CLEAR(made);
    }
    engine_release(self);
    return made;
}

PyObject *
engine_add_kind(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"kind", "at_most", NULL};
    tappa_engine *engine;
    Py_ssize_t size, number = 0;
    uint32_t at_most;
    PyObject *object;
    const char *kind;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|n:add_kind", names, &object, &number) || short_text_read(self->state, object, "kind", 1, &kind, &size)
        || count_read(self->state, number, "at_most", UINT32_MAX, &at_most) || !(engine = engine_use(self)))
        return NULL;
    status = tappa_engine_add_kind(engine, kind, (size_t)size, at_most);
    engine_release(self);
    if (engine_failed(self, status))
        return NULL;
    Py_RETURN_NONE;
}

PyObject *
engine_block(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"value", NULL};
    tappa_engine *engine;
    const char *value;
    PyObject *object;
    Py_ssize_t size;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O:block", names, &object) || short_text_read(self->state, object, "value", 0, &value, &size)
        || !(engine = engine_use(self)))
        return NULL;
    status = tappa_engine_block(engine, value, (size_t)size);
    engine_release(self);
    if (engine_failed(self, status))
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *
move_object(struct engine *self, const struct tappa_plan_move *move)
{
    PyObject *made = shape_new(self->state, SHAPE_MOVE);
    Py_ssize_t at = 0;

    if (!made)
        return NULL;
    PUT(text_object(move->from));
    PUT(name_object(move->to));
    PUT(PyLong_FromUnsignedLongLong(move->journeys));
    return shape_done(made);
}

struct planned {
    struct engine *self;
    const struct tappa_plan *plan;
};

static PyObject *
plan_move(void *context, size_t index)
{
    return move_object(((struct planned *)context)->self, &((struct planned *)context)->plan->moves[index]);
}

static PyObject *
plan_reason(void *context, size_t index)
{
    return text_object(((struct planned *)context)->plan->reasons[index]);
}

static PyObject *
plan_object(struct engine *self, const struct tappa_plan *p)
{
    const uint64_t numbers[] = {p->customers, p->journeys, p->stay, p->move, p->cannot, p->timers_kept, p->timers_rearmed, p->timers_due,
                                p->timers_dropped, p->damaged, p->overdue};
    struct planned planned = {self, p};
    PyObject *made = shape_new(self->state, SHAPE_PLAN);
    Py_ssize_t at = 0;

    if (!made)
        return NULL;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        PUT(PyLong_FromUnsignedLongLong(numbers[i]));
    PUT(tuple_made(p->move_count, plan_move, &planned));
    PUT(tuple_made(p->reason_count, plan_reason, &planned));
    return shape_done(made);
}

PyObject *
engine_plan(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"model", "now", NULL};
    struct tappa_plan plan = {.size = sizeof plan};
    tappa_model *next;
    PyObject *object, *now_object = Py_None, *made;
    tappa_engine *engine;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!|$O:plan", names, self->state->model, &object, &now_object) || now_read(self, now_object, &plan.now)
        || !(engine = engine_use(self)))
        return NULL;
    next = ((struct model *)object)->model;
    WITHOUT_LOCK(status = tappa_engine_plan(engine, next, &plan));
    made = model_failed(self, status, next) ? NULL : plan_object(self, &plan);
    engine_release(self);
    return made;
}

PyObject *
engine_apply(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"model", "limit", "now", NULL};
    PyObject *object, *now_object = Py_None;
    Py_ssize_t size, limit = 1000;
    tappa_engine *engine;
    const char *name;
    size_t done = 0;
    int64_t now;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|$nO:apply", names, &object, &limit, &now_object)
        || short_text_read(self->state, object, "model", 0, &name, &size) || now_read(self, now_object, &now) || limit_read(self, limit)
        || !(engine = engine_use(self)))
        return NULL;
    WITHOUT_LOCK(status = tappa_engine_apply(engine, name, (size_t)size, now, (size_t)limit, &done));
    engine_release(self);
    if (status == TAPPA_EUNKNOWN)
        raise_status(self->state, status, "no model %s is in force", name);
    return PyErr_Occurred() || engine_failed(self, status) ? NULL : PyLong_FromSize_t(done);
}

PyObject *
engine_part(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"sequence", "now", NULL};
    PyObject *now_object = Py_None;
    long long sequence;
    tappa_engine *engine;
    int64_t now;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "L|$O:part", names, &sequence, &now_object) || now_read(self, now_object, &now))
        return NULL;
    if (sequence < 1) {
        raise_status(self->state, TAPPA_EINVAL, "sequence: a number above 0 is wanted, not %lld", sequence);
        return NULL;
    }
    engine = engine_use(self);
    if (!engine)
        return NULL;
    WITHOUT_LOCK(status = tappa_engine_part(engine, sequence, now));
    engine_release(self);
    if (status == TAPPA_EUNKNOWN)
        raise_status(self->state, status, "there is no entry %lld, or it joined nobody", sequence);
    if (PyErr_Occurred() || engine_failed(self, status))
        return NULL;
    Py_RETURN_NONE;
}

/* What is read lies in the tuple that is handed out: items of another sequence may be gone as soon as it was asked for them. */
static PyObject *
pair_read(struct engine *self, PyObject *object, const char *what, struct tappa_identity *identity)
{
    PyObject *held = PySequence_Tuple(object);
    Py_ssize_t sizes[2];

    if (!held && !PyErr_ExceptionMatches(PyExc_TypeError))
        return NULL;
    if (!held || PyTuple_Size(held) != 2)
        PyErr_Format(PyExc_TypeError, "%s: a pair of kind and value is wanted", what);
    else if (!text_read(self->state, PyTuple_GetItem(held, 0), what, &identity->kind, &sizes[0])
             && !text_read(self->state, PyTuple_GetItem(held, 1), what, &identity->value, &sizes[1])) {
        identity->kind_size = (uint32_t)sizes[0];
        identity->value_size = (uint32_t)sizes[1];
        if (sizes[0] <= UINT16_MAX && sizes[1] <= UINT16_MAX)
            return held;
        PyErr_SetString(PyExc_OverflowError, "an identity of at most 65,535 bytes is wanted");
    }
    Py_XDECREF(held);
    return NULL;
}

static void
part_identities(struct engine *self, const struct tappa_identity *one, const struct tappa_identity *other, int64_t now)
{
    tappa_engine *engine = engine_use(self);
    tappa_status status;

    if (!engine)
        return;
    WITHOUT_LOCK(status = tappa_engine_part_identities(engine, one, other, now));
    engine_release(self);
    if (status == TAPPA_EUNKNOWN)
        raise_status(self->state, status, "%s %s and %s %s are not one customer by any event that shows both", one->kind, one->value, other->kind, other->value);
    else
        (void)engine_failed(self, status);
}

PyObject *
engine_part_identities(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"one", "other", "now", NULL};
    PyObject *objects[2], *held[2] = {NULL, NULL}, *now_object = Py_None;
    struct tappa_identity one, other;
    int64_t now;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OO|$O:part_identities", names, &objects[0], &objects[1], &now_object) || now_read(self, now_object, &now))
        return NULL;
    held[0] = pair_read(self, objects[0], "one", &one);
    held[1] = held[0] ? pair_read(self, objects[1], "other", &other) : NULL;
    if (held[1])
        part_identities(self, &one, &other, now);
    Py_XDECREF(held[0]);
    Py_XDECREF(held[1]);
    return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
}

PyObject *
engine_erase(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"customer", "now", NULL};
    PyObject *now_object = Py_None;
    long long customer;
    tappa_engine *engine;
    char proof[33];
    int64_t now;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "L|$O:erase", names, &customer, &now_object) || now_read(self, now_object, &now)
        || !(engine = engine_use(self)))
        return NULL;
    WITHOUT_LOCK(status = tappa_engine_erase(engine, customer, now, proof));
    engine_release(self);
    if (status == TAPPA_EBUSY)
        raise_status(self->state, status, "all is removed, but a reader keeps old bytes alive: call it again to clear the files");
    return PyErr_Occurred() || customer_failed(self, status, customer) ? NULL : PyUnicode_FromString(proof);
}

PyObject *
engine_checkpoint(struct engine *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {NULL};
    tappa_engine *engine;
    tappa_status status;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, ":checkpoint", names) || !(engine = engine_use(self)))
        return NULL;
    WITHOUT_LOCK(status = tappa_engine_checkpoint(engine));
    engine_release(self);
    if (engine_failed(self, status))
        return NULL;
    Py_RETURN_NONE;
}
