/* Owns what a model says of offers and contact rules, and how its offers stand for one journey.
 * Called through attributes of Model and Journey.
 * They have no effect on the machine: whoever decides what to say to a customer goes by them, Engine first among them. */
#include "generated.h"
#include "shapes.h"

static PyObject *
channel_part(struct model *model, uint32_t index)
{
    return part_new(model, PART_CHANNEL, index == TAPPA_NONE ? NULL : tappa_model_channel_at(model->model, index));
}

static PyObject *
touchpoint_part(struct model *model, uint32_t index)
{
    return part_new(model, PART_TOUCHPOINT, index == TAPPA_NONE ? NULL : tappa_model_touchpoint_at(model->model, index));
}

struct offer_stages {
    struct model *model;
    uint32_t offer;
};

static PyObject *
offer_stage(void *context, size_t index)
{
    struct offer_stages *o = context;

    return part_new(o->model, PART_STAGE, tappa_model_offer_stage_at(o->model->model, o->offer, (uint32_t)index));
}

static PyObject *
offer(void *context, size_t index)
{
    struct offer_stages of = {context, (uint32_t)index};
    const tappa_model *m = of.model->model;
    PyObject *made = shape_new(of.model->state, SHAPE_OFFER);
    Py_ssize_t at = 0;

    if (!made)
        return NULL;
    PUT(text_object(tappa_model_offer_name(m, of.offer)));
    PUT(part_new(of.model, PART_TOUCHPOINT, tappa_model_offer_touchpoint(m, of.offer)));
    PUT(tuple_made(tappa_model_offer_stage_count(m, of.offer), offer_stage, &of));
    PUT(PyLong_FromLongLong(tappa_model_offer_priority(m, of.offer)));
    return shape_done(made);
}

static PyObject *
cap(void *context, size_t index)
{
    struct model *model = context;
    const struct tappa_cap *c = tappa_model_cap_at(model->model, (uint32_t)index);
    PyObject *made = shape_new(model->state, SHAPE_CAP);
    Py_ssize_t at = 0;

    if (!made)
        return NULL;
    PUT(channel_part(model, c->channel));
    PUT(touchpoint_part(model, c->touchpoint));
    PUT(PyLong_FromLongLong(c->at_most));
    PUT(duration_object(model->state, c->per));
    return shape_done(made);
}

static PyObject *
quiet(void *context, size_t index)
{
    struct model *model = context;
    const struct tappa_quiet *q = tappa_model_quiet_at(model->model, (uint32_t)index);
    PyObject *made = shape_new(model->state, SHAPE_QUIET);
    Py_ssize_t at = 0;

    if (!made)
        return NULL;
    PUT(channel_part(model, q->channel));
    PUT(duration_object(model->state, q->from));
    PUT(duration_object(model->state, q->to));
    return shape_done(made);
}

static PyObject *
priority(void *context, size_t index)
{
    struct model *model = context;
    const struct tappa_priority *p = tappa_model_priority_at(model->model, (uint32_t)index);
    PyObject *made = shape_new(model->state, SHAPE_PRIORITY);
    Py_ssize_t at = 0;

    if (!made)
        return NULL;
    PUT(touchpoint_part(model, p->touchpoint));
    PUT(PyLong_FromLongLong(p->priority));
    return shape_done(made);
}

static PyObject *
response(void *context, size_t index)
{
    struct model *model = context;
    const struct tappa_response *r = tappa_model_response_at(model->model, (uint32_t)index);
    PyObject *made = shape_new(model->state, SHAPE_RESPONSE);
    Py_ssize_t at = 0;

    if (!made)
        return NULL;
    PUT(channel_part(model, r->channel));
    PUT(touchpoint_part(model, r->touchpoint));
    PUT(duration_object(model->state, r->within));
    return shape_done(made);
}

static PyObject *
experiment(void *context, size_t index)
{
    return text_object(tappa_model_experiment_name(((struct model *)context)->model, (uint32_t)index));
}

/* Those of the data, then those of the profile. */
static PyObject *
slot(void *context, size_t index)
{
    struct model *model = context;
    const tappa_model *m = model->model;
    uint32_t count = tappa_model_data_count(m), i = (uint32_t)index;
    int is_data = i < count;
    PyObject *made = shape_new(model->state, SHAPE_SLOT);
    Py_ssize_t at = 0;

    if (!made)
        return NULL;
    i -= is_data ? 0 : count;
    PUT(text_object(is_data ? "data" : "profile"));
    PUT(text_object(is_data ? tappa_model_data_name(m, i) : tappa_model_profile_name(m, i)));
    PUT(word(KIND_WORDS, KIND_WORD_COUNT, is_data ? tappa_model_data_kind(m, i) : tappa_model_profile_kind(m, i)));
    PUT(per_object(model->state, is_data ? tappa_model_data_keep(m, i) : tappa_model_profile_keep(m, i)));
    PUT(word(SOURCE_WORDS, SOURCE_WORD_COUNT, is_data ? 0 : (uint32_t)tappa_model_profile_source(m, i)));
    PUT(PyBool_FromLong(!is_data && tappa_model_profile_personal(m, i)));
    return shape_done(made);
}

PyObject *
rules_get(struct model *self, void *rule)
{
    const tappa_model *m = self->model;

    switch ((enum rule)(intptr_t)rule) {
    case RULE_OFFERS:
        return tuple_made(tappa_model_offer_count(m), offer, self);
    case RULE_CAPS:
        return tuple_made(tappa_model_cap_count(m), cap, self);
    case RULE_QUIET:
        return tuple_made(tappa_model_quiet_count(m), quiet, self);
    case RULE_PRIORITIES:
        return tuple_made(tappa_model_priority_count(m), priority, self);
    case RULE_RESPONSES:
        return tuple_made(tappa_model_response_count(m), response, self);
    case RULE_SLOTS:
        return tuple_made(tappa_model_data_count(m) + tappa_model_profile_count(m), slot, self);
    default:
        return tuple_made(tappa_model_experiment_count(m), experiment, self);
    }
}

static int
is_served(const tappa_journey *journey, const tappa_model *model, uint32_t offer_)
{
    uint32_t count = tappa_model_offer_stage_count(model, offer_);

    for (uint32_t i = 0; i < count; i++) {
        if (tappa_journey_is_at(journey, tappa_model_offer_stage_at(model, offer_, i)))
            return 1;
    }
    return !count;
}

static PyObject *
proposal(struct journey *self, uint32_t index, int64_t now, tappa_batch *batch)
{
    int is_here = is_served(self->journey, self->model->model, index);
    const char *because = "";
    struct tappa_value value = {0};
    int32_t holds = 0;
    tappa_status status = tappa_journey_offer(self->journey, index, NULL, now, batch, &holds, &value, &because);
    PyObject *made = status ? NULL : shape_new(self->model->state, SHAPE_PROPOSAL);
    Py_ssize_t at = 0;

    if (status)
        raise_status(self->model->state, status, NULL);
    if (!made)
        return NULL;
    PUT(offer(self->model, index));
    PUT(PyBool_FromLong(holds && is_here));
    PUT(value_object(self->model->state, &value));
    PUT(text_object(holds && !is_here ? "no stage that it serves is active" : because));
    return shape_done(made);
}

PyObject *
journey_offers(struct journey *self, PyObject *now)
{
    uint32_t count = tappa_model_offer_count(self->model->model);
    struct batch *batch;
    PyObject *made;
    int64_t time;

    if (time_read(self->model->state, now, "now", &time) || !(batch = batch_make(self->model, 0, 0)))
        return NULL;
    if (!journey_use(self)) {
        Py_DECREF(batch);
        return NULL;
    }
    made = PyList_New(count);
    for (uint32_t i = 0; made && i < count; i++) {
        PyObject *one = proposal(self, i, time, batch->batch);

        if (!one || PyList_SetItem(made, i, one))
            Py_CLEAR(made);
    }
    journey_release(self);
    Py_DECREF(batch);
    return made;
}

PyObject *
journey_arms(struct journey *self, void *unused)
{
    const tappa_model *m = self->model->model;
    PyObject *made;

    (void)unused;
    if (!journey_use(self))
        return NULL;
    made = PyDict_New();
    for (uint32_t i = 0; made && i < tappa_model_experiment_count(m); i++) {
        PyObject *arm = text_object(tappa_journey_arm(self->journey, i));

        if (!arm || PyDict_SetItemString(made, tappa_model_experiment_name(m, i), arm))
            Py_CLEAR(made);
        Py_XDECREF(arm);
    }
    journey_release(self);
    return made;
}
