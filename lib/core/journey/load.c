/* What expressions read and how a step evaluates them. The evaluator calls tappa__work_load() for every name; the step calls
 * tappa__evaluate() and tappa__holds(). A failure never stops the step: it is noted, and the model may handle the event
 * error.execution that it raises. */
#include <string.h>

#include "lib/core/journey/work.h"
#include "lib/base/hash.h"

static void
no_value(struct tappa_value *out, const char *message)
{
    *out = (struct tappa_value){.kind = TAPPA_ERROR, .integer = TAPPA_ERR_NO_VALUE, .data = message,
                                .size = (uint32_t)strlen(message)};
}

static void
load_text(struct tappa_value *out, struct tappa__text t)
{
    *out = (struct tappa_value){.kind = TAPPA_STRING, .size = t.n, .data = t.s};
}

static void
load_int(struct tappa_value *out, uint32_t kind, int64_t integer)
{
    *out = (struct tappa_value){.kind = kind, .integer = integer};
}

/* `field` is one of the model's: an event of another type, as a host may hand in when it asks for a goal's value, has none such. */
static void
load_field_at(const struct tappa__work *w, uint32_t field, struct tappa_value *out)
{
    const struct tappa__happening *e = &w->event;
    uint32_t at;

    *out = (struct tappa_value){.kind = TAPPA_UNSET};
    if (!e->known || e->type == TAPPA_NONE)
        return;
    at = field - w->m->events[e->type].fields.first;
    if (at >= w->m->events[e->type].fields.count)
        return;
    if (at < e->field_count)
        *out = e->fields[at];
    if (out->kind == TAPPA_UNSET)
        *out = w->m->fields[field].fallback;
}

static void
load_field(const struct tappa__work *w, uint32_t name, struct tappa_value *out)
{
    const struct tappa__happening *e = &w->event;
    struct tappa__span fields = {0, 0};

    if (e->known && e->type != TAPPA_NONE)
        fields = w->m->events[e->type].fields;
    for (uint32_t i = 0; i < fields.count; i++)
        if (w->m->fields[fields.first + i].field_name == name) {
            load_field_at(w, fields.first + i, out);
            return;
        }
    *out = (struct tappa_value){.kind = TAPPA_UNSET};
}

static uint32_t
touchpoint_of(const struct tappa__work *w)
{
    if (w->event.touchpoint != TAPPA_NONE || w->event.type == TAPPA_NONE)
        return w->event.touchpoint;
    return w->m->events[w->event.type].touchpoint;
}

static void
load_event(struct tappa__work *w, uint32_t load, uint32_t index, struct tappa_value *out)
{
    uint32_t touchpoint;

    if (!w->event.known && load != TAPPA__LOAD_EVENT_FIELD && load != TAPPA__LOAD_EVENT_FIELD_AT) {
        no_value(out, "no event has happened yet");
        return;
    }
    switch (load) {
    case TAPPA__LOAD_EVENT_NAME:
        load_text(out, w->event.name);
        return;
    case TAPPA__LOAD_EVENT_TIME:
        load_int(out, TAPPA_TIMESTAMP, w->event.time);
        return;
    case TAPPA__LOAD_EVENT_FIELD:
        load_field(w, index, out);
        return;
    case TAPPA__LOAD_EVENT_FIELD_AT:
        load_field_at(w, index, out);
        return;
    default:
        break;
    }
    touchpoint = touchpoint_of(w);
    if (touchpoint == TAPPA_NONE)
        no_value(out, "the event has no touchpoint");
    else if (load == TAPPA__LOAD_EVENT_TOUCHPOINT)
        load_text(out, w->m->touchpoints[touchpoint].name);
    else
        load_text(out, w->m->channels[w->m->touchpoints[touchpoint].channel].name);
}

/* A persona is a program within a program, on a stack of its own and out of the same budget. */
static void
load_persona(struct tappa__work *w, uint32_t index, struct tappa_value *out)
{
    struct tappa__evaluator inner = w->evaluator;

    inner.stack += w->m->stack_need;
    tappa__program_run(w->m->expressions[w->m->personas[index].expression].program, &inner, out);
    w->evaluator.cost = inner.cost;
}

/* The arm: SipHash-2-4 of the customer's id under the experiment's key, as a fraction of 2^53, against the shares in the order written;
 * the holdout comes first. */
struct tappa__text
tappa__arm_of(const struct tappa_model *m, uint32_t experiment, struct tappa__text customer)
{
    const struct tappa__experiment *e = &m->experiments[experiment];
    uint64_t hash = tappa__siphash(customer.s, customer.n, e->key);
    double share = (double)(hash >> 11) * 0x1p-53, sum = 0.0, upto = 0.0;
    uint32_t arm = 0;

    if (share < e->holdout)
        return TAPPA__TEXT("holdout");
    for (uint32_t i = 0; i < e->arms.count; i++)
        sum += m->arms[e->arms.first + i].weight;
    share = (share - e->holdout) / (1.0 - e->holdout) * sum;
    for (; arm + 1 < e->arms.count; arm++) {
        upto += m->arms[e->arms.first + arm].weight;
        if (share < upto)
            break;
    }
    return m->arms[e->arms.first + arm].name;
}

static void
load_journey(struct tappa__work *w, uint32_t load, uint32_t index, struct tappa_value *out)
{
    const struct tappa_stage *s = &w->m->stages[index];
    int64_t entered;

    switch (load) {
    case TAPPA__LOAD_JOURNEY_AT:
        load_int(out, TAPPA_BOOL, tappa__bit(w->active, index));
        return;
    case TAPPA__LOAD_JOURNEY_VISITS:
        load_int(out, TAPPA_INT, w->words[w->m->at_visits + s->visits]);
        return;
    case TAPPA__LOAD_JOURNEY_ENTERED:
        entered = w->words[w->m->at_entered + s->entered];
        if (entered == TAPPA_NEVER)
            no_value(out, "the stage was never entered");
        else
            load_int(out, TAPPA_TIMESTAMP, entered);
        return;
    case TAPPA__LOAD_JOURNEY_STARTED:
        load_int(out, TAPPA_TIMESTAMP, w->head.started);
        return;
    case TAPPA__LOAD_JOURNEY_AGE:
        load_int(out, TAPPA_DURATION, w->now - w->head.started);
        return;
    default:
        load_text(out, w->subject->id);
    }
}

void
tappa__work_load(void *user, uint32_t load, uint32_t index, struct tappa_value *out)
{
    struct tappa__work *w = user;

    switch (load) {
    case TAPPA__LOAD_DATA:
        *out = w->slots[index];
        return;
    case TAPPA__LOAD_PROFILE:
        *out = w->slots[w->m->data_count + index];
        return;
    case TAPPA__LOAD_PERSONA:
        load_persona(w, index, out);
        return;
    case TAPPA__LOAD_EXPERIMENT:
        load_text(out, tappa__arm_of(w->m, index, w->subject->customer));
        return;
    case TAPPA__LOAD_NOW:
        load_int(out, TAPPA_TIMESTAMP, w->now);
        return;
    default:
        break;
    }
    if (load >= TAPPA__LOAD_JOURNEY_AT)
        load_journey(w, load, index, out);
    else
        load_event(w, load, index, out);
}

/* ---- evaluating ---- */

static int
is_listed(const uint32_t *items, size_t count, uint32_t item)
{
    for (size_t i = 0; i < count; i++)
        if (items[i] == item)
            return 1;
    return 0;
}

tappa_status
tappa__raise(struct tappa__work *w, uint32_t event, const struct tappa_value *fields)
{
    struct tappa__queued *q = TAPPA__PUSH(w->b, internal);

    if (!q)
        return TAPPA_ENOMEM;
    *q = (struct tappa__queued){event, 0, fields};
    return TAPPA_OK;
}

static tappa_status
note_failure(struct tappa__work *w, uint32_t expression, const struct tappa_value *error)
{
    const struct tappa__expression *e = &w->m->expressions[expression];
    struct tappa__text text = tappa__program_text(e->program), message, copy;
    struct tappa_failure *f;
    uint32_t *seen;

    w->effort += (uint32_t)w->b->failed.count / 16;
    if (is_listed(w->b->failed.items, w->b->failed.count, expression))
        return TAPPA_OK;
    seen = TAPPA__PUSH(w->b, failed);
    f = TAPPA__PUSH(w->b, failures);
    copy = tappa__arena_text(&w->b->text, text.s, text.n);
    message = tappa__arena_text(&w->b->text, error->data, error->size);
    if (!seen || !f || !copy.s || !message.s)
        return TAPPA_ENOMEM;
    *seen = expression;
    *f = (struct tappa_failure){.path = e->path.s, .expression = copy.s, .message = message.s, .line = e->place.line,
                                .column = e->place.column, .row = w->row, .step = w->step, .journey = w->b->journey,
                                .input = w->b->input};
    return TAPPA_OK;
}

tappa_status
tappa__work_fail(struct tappa__work *w, uint32_t expression, const struct tappa_value *error)
{
    if (error->integer == TAPPA_ERR_MEMORY || note_failure(w, expression, error))
        return TAPPA_ENOMEM;
    if (w->row != TAPPA_NONE) {
        uint32_t *seen;
        if (is_listed(w->b->faulted.items, w->b->faulted.count, w->row))
            return TAPPA_OK;
        seen = TAPPA__PUSH(w->b, faulted);
        if (!seen)
            return TAPPA_ENOMEM;
        *seen = w->row;
    }
    return tappa__raise(w, w->m->error_event, NULL);
}

tappa_status
tappa__evaluate(struct tappa__work *w, uint32_t expression, struct tappa_value *out)
{
    tappa__program_run(w->m->expressions[expression].program, &w->evaluator, out);
    if (out->kind == TAPPA_ERROR)
        return tappa__work_fail(w, expression, out);
    return TAPPA_OK;
}

tappa_status
tappa__holds(struct tappa__work *w, uint32_t expression, int *holds)
{
    struct tappa_value v;
    tappa_status status;

    *holds = 1;
    if (expression == TAPPA_NONE)
        return TAPPA_OK;
    *holds = 0;
    status = tappa__evaluate(w, expression, &v);
    if (status || v.kind == TAPPA_ERROR)
        return status;
    if (v.kind != TAPPA_BOOL) { /* a dynamic condition that turned out to be something else */
        struct tappa_value error;
        no_value(&error, "the condition is not a bool");
        return tappa__work_fail(w, expression, &error);
    }
    *holds = v.integer != 0;
    return TAPPA_OK;
}
