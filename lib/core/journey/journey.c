/* A journey as an object: making, freeing, and what hosts write into it from outside. Its state, customer and id stand in one
 * allocation behind it; text slots and delayed sends have a block of their own. It holds its model and zone, so the order in which
 * a host frees things does not matter. */
#include <string.h>

#include "lib/core/journey/feed.h"

#define NAME_MAX_BYTES 65535

static struct tappa__text
put_name(char **at, const char *s, size_t n)
{
    struct tappa__text t = {*at, (uint32_t)n};

    if (n)
        memcpy(*at, s, n);
    (*at)[n] = '\0';
    *at += n + 1;
    return t;
}

tappa_status
tappa_journey_new(tappa_model *model, const char *customer, size_t customer_size, const char *id, size_t id_size,
                  tappa_journey **journey)
{
    struct tappa_journey *j;
    char *text;

    if (journey)
        *journey = NULL;
    if (!model || !customer || !journey || customer_size > NAME_MAX_BYTES || id_size > NAME_MAX_BYTES ||
        !tappa__utf8_valid(customer, customer_size) || (id && !tappa__utf8_valid(id, id_size)))
        return TAPPA_EINVAL;
    j = tappa__alloc(&model->arena.allocator, sizeof *j + tappa__state_bytes(model) + customer_size + id_size + 2);
    if (!j)
        return TAPPA_ENOMEM;
    memset(j, 0, sizeof *j);
    j->state = (struct tappa__state *)(void *)(j + 1);
    text = (char *)j->state + tappa__state_bytes(model);
    j->customer = put_name(&text, customer, customer_size);
    j->id = id ? put_name(&text, id, id_size) : j->customer;
    j->model = tappa_model_ref(model);
    tappa__state_clear(model, j->state);
    *journey = j;
    return TAPPA_OK;
}

void
tappa_journey_free(tappa_journey *journey)
{
    struct tappa_allocator a;
    tappa_model *model;

    if (!journey)
        return;
    model = journey->model;
    a = model->arena.allocator;
    tappa__free(&a, journey->extra);
    tappa_zone_unref(journey->zone);
    tappa__free(&a, journey);
    tappa_model_unref(model);
}

tappa_status
tappa_journey_set_zone(tappa_journey *journey, tappa_zone *zone)
{
    tappa_zone *old;

    if (!journey)
        return TAPPA_EINVAL;
    old = journey->zone;
    journey->zone = tappa_zone_ref(zone);
    tappa_zone_unref(old);
    return TAPPA_OK;
}

tappa_status
tappa_journey_set_profile(tappa_journey *journey, uint32_t slot, const struct tappa_value *value)
{
    struct tappa__subject subject;
    struct tappa_batch b;
    tappa_status status;

    if (!journey || !value || slot >= journey->model->profile_count)
        return TAPPA_EINVAL;
    if (!tappa__value_fits(value, journey->model->profile[slot].kind))
        return TAPPA_EFIELD;
    subject = tappa__subject_of(journey);
    tappa__batch_init(&b, &journey->model->arena.allocator);
    status = tappa__write_slot(&subject, journey->model->data_count + slot, value, &b);
    tappa__batch_done(&b);
    return status;
}

/* ---- what a host asks before there is a journey, or beside one ---- */

int32_t
tappa_model_has_entry(const tappa_model *model)
{
    return model ? (int32_t)model->has_entry : 0;
}

int32_t
tappa_model_again(const tappa_model *model)
{
    return model ? (int32_t)model->again : 0;
}

int32_t
tappa_model_has_key(const tappa_model *model)
{
    return model && model->key != TAPPA_NONE;
}

/* Evaluates one expression on a subject, outside any step; failures are not noted, the value tells. */
static tappa_status
evaluate_alone(const struct tappa__subject *subject, const struct tappa_event *event, uint32_t expression, struct tappa_batch *b,
               struct tappa_value *value)
{
    struct tappa__work w;
    struct tappa__happening happening = {0};
    tappa_status status = event ? tappa__event_check(subject->model, event, &happening) : TAPPA_OK;

    if (!status)
        status = tappa__batch_warm(b, (tappa_model *)(uintptr_t)subject->model);
    if (!status)
        status = tappa__work_thaw(&w, subject, b);
    if (status)
        return status;
    w.event = happening;
    w.now = event ? happening.time : w.head.last;
    w.evaluator.cost = b->budget;
    tappa__program_run(subject->model->expressions[expression].program, &w.evaluator, value);
    if (value->kind == TAPPA_ERROR && value->integer == TAPPA_ERR_MEMORY)
        return TAPPA_ENOMEM;
    status = tappa__outlive(&w, value);
    return status == TAPPA_ELOOP ? TAPPA_EEXPR : status; /* a list of more text than a call may hold */
}

static size_t
copy_key(const struct tappa_value *v, const struct tappa_allocator *a, char *buffer, size_t size, int *failed)
{
    struct tappa__buffer text;
    size_t n;

    tappa__buffer_init(&text, a);
    if (v->kind == TAPPA_STRING)
        tappa__buffer_put(&text, v->data, v->size);
    else
        tappa__value_json(v, &text);
    n = text.n;
    *failed = text.failed;
    if (size) {
        size_t fit = n < size ? n : size - 1;
        if (fit && text.s)
            memcpy(buffer, text.s, fit);
        buffer[fit] = '\0';
    }
    tappa__buffer_free(&text);
    return n;
}

tappa_status
tappa_model_event_key(const tappa_model *model, const struct tappa_event *event, tappa_batch *batch, char *buffer, size_t size,
                      size_t *needed)
{
    struct tappa__state *blank;
    struct tappa__extra *none = NULL;
    struct tappa__subject subject;
    struct tappa_value key;
    tappa_status status;
    int failed = 0;

    if (!model || !event || !batch || !needed || (!buffer && size))
        return TAPPA_EINVAL;
    *needed = 0;
    tappa__batch_reset(batch);
    if (model->key == TAPPA_NONE)
        return TAPPA_EEXPR;
    blank = tappa__alloc(&model->arena.allocator, tappa__state_bytes(model));
    if (!blank)
        return TAPPA_ENOMEM;
    tappa__state_clear(model, blank);
    subject = (struct tappa__subject){.model = model, .state = blank, .extra = &none};
    status = evaluate_alone(&subject, event, model->key, batch, &key);
    if (!status && key.kind == TAPPA_ERROR)
        status = TAPPA_EEXPR;
    if (!status)
        *needed = copy_key(&key, &model->arena.allocator, buffer, size, &failed);
    tappa__free(&model->arena.allocator, blank);
    return failed ? TAPPA_ENOMEM : status;
}

tappa_status
tappa_journey_goal_value(const tappa_journey *journey, uint32_t goal, const struct tappa_event *event, tappa_batch *batch,
                         struct tappa_value *value)
{
    struct tappa__subject subject;
    tappa_status status;

    if (!journey || !batch || !value || goal >= journey->model->goal_count)
        return TAPPA_EINVAL;
    *value = (struct tappa_value){.kind = TAPPA_UNSET};
    tappa__batch_reset(batch);
    if (journey->model->goals[goal].value == TAPPA_NONE)
        return TAPPA_OK;
    subject = tappa__subject_of(journey);
    status = evaluate_alone(&subject, event, journey->model->goals[goal].value, batch, value);
    if (!status && value->kind == TAPPA_ERROR)
        status = TAPPA_EEXPR;
    return status;
}
