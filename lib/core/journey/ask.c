/* What a host asks a journey between steps: the key of an event, the value of a goal, whether an offer is open, whether what asked for a
 * contact still holds. The exchange and the engine call it. Nothing here writes to a journey. */
#include <string.h>

#include "lib/core/journey/work.h"

/* A subject at work outside any step: its expressions can be evaluated, nothing is noted or written. `now` TAPPA_NEVER: the event's. */
static tappa_status
open_work(struct tappa__work *w, const struct tappa__subject *subject, const struct tappa_event *event, int64_t now,
          struct tappa_batch *b)
{
    struct tappa__happening happening = {0};
    tappa_status status;

    tappa__batch_reset(b);
    status = event ? tappa__event_check(subject->model, event, &happening) : TAPPA_OK;
    if (!status)
        status = tappa__batch_warm(b, (tappa_model *)(uintptr_t)subject->model);
    if (!status)
        status = tappa__work_thaw(w, subject, b);
    if (status)
        return status;
    w->event = happening;
    w->now = now != TAPPA_NEVER ? now : event ? happening.time : w->head.last;
    w->evaluator.cost = b->budget;
    return TAPPA_OK;
}

/* The present as a host may say it. */
static int
is_time(int64_t now)
{
    return now == TAPPA_NEVER || (now >= TAPPA__TIME_MIN && now <= TAPPA__TIME_MAX);
}

static tappa_status
evaluate(struct tappa__work *w, uint32_t expression, struct tappa_value *value)
{
    tappa_status status;

    tappa__program_run(w->m->expressions[expression].program, &w->evaluator, value);
    if (value->kind == TAPPA_ERROR && value->integer == TAPPA_ERR_MEMORY)
        return TAPPA_ENOMEM;
    status = tappa__outlive(w, value);
    return status == TAPPA_ELOOP ? TAPPA_EEXPR : status; /* more text than a call may hold */
}

/* Whether a condition (TAPPA_NONE: none) is `wanted`, and where not, why. */
static tappa_status
ask(struct tappa__work *w, uint32_t expression, int64_t wanted, int32_t *holds, const char **because)
{
    const struct tappa__program *program;
    struct tappa__buffer text;
    struct tappa_value v;

    if (!*holds || expression == TAPPA_NONE)
        return TAPPA_OK;
    program = w->m->expressions[expression].program;
    tappa__program_run(program, &w->evaluator, &v);
    if (v.kind == TAPPA_ERROR && v.integer == TAPPA_ERR_MEMORY)
        return TAPPA_ENOMEM;
    *holds = v.kind == TAPPA_BOOL && v.integer == wanted;
    if (*holds || !because)
        return TAPPA_OK;
    tappa__buffer_init(&text, &w->b->allocator);
    tappa__program_blame(program, &w->evaluator, &text);
    *because = text.failed ? NULL : tappa__arena_text(&w->b->text, text.s, text.n).s;
    tappa__buffer_free(&text);
    return *because ? TAPPA_OK : TAPPA_ENOMEM;
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
        if (fit)
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
    struct tappa__work w;
    struct tappa_value key;
    tappa_status status;
    int failed = 0;

    if (!model || !event || !batch || !needed || (!buffer && size))
        return TAPPA_EINVAL;
    *needed = 0;
    if (model->key == TAPPA_NONE)
        return TAPPA_EEXPR;
    blank = tappa__alloc(&model->arena.allocator, tappa__state_bytes(model));
    if (!blank)
        return TAPPA_ENOMEM;
    tappa__state_clear(model, blank);
    subject = (struct tappa__subject){.model = model, .state = blank, .extra = &none};
    status = open_work(&w, &subject, event, TAPPA_NEVER, batch);
    if (!status)
        status = evaluate(&w, model->key, &key);
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
    struct tappa__work w;
    tappa_status status;

    if (!journey || !batch || !value || goal >= journey->model->goal_count)
        return TAPPA_EINVAL;
    *value = (struct tappa_value){.kind = TAPPA_UNSET};
    tappa__batch_reset(batch);
    if (journey->model->goals[goal].value == TAPPA_NONE)
        return TAPPA_OK;
    subject = tappa__subject_of(journey);
    status = open_work(&w, &subject, event, TAPPA_NEVER, batch);
    if (!status)
        status = evaluate(&w, journey->model->goals[goal].value, value);
    if (!status && value->kind == TAPPA_ERROR)
        status = TAPPA_EEXPR;
    return status;
}

tappa_status
tappa_journey_offer(const tappa_journey *journey, uint32_t offer, const struct tappa_event *event, int64_t now, tappa_batch *batch,
                    int32_t *holds, struct tappa_value *value, const char **because)
{
    const struct tappa__offer *o;
    struct tappa__subject subject;
    struct tappa__work w;
    tappa_status status;

    if (value)
        *value = (struct tappa_value){.kind = TAPPA_UNSET};
    if (because)
        *because = "";
    if (!journey || !batch || !holds || offer >= journey->model->offer_count)
        return TAPPA_EINVAL;
    o = &journey->model->offers[offer];
    subject = tappa__subject_of(journey);
    *holds = 1;
    status = is_time(now) ? open_work(&w, &subject, event, now, batch) : TAPPA_ETIME;
    if (!status)
        status = ask(&w, o->guard, 1, holds, because);
    if (!status && *holds && value && o->value != TAPPA_NONE)
        status = evaluate(&w, o->value, value);
    if (value && value->kind == TAPPA_ERROR)
        *value = (struct tappa_value){.kind = TAPPA_UNSET};
    return status;
}

/* The list that holds an op, or the end of lists. */
static uint32_t
list_of(const struct tappa_model *m, uint32_t op)
{
    uint32_t list = 0;

    while (list < m->list_count && op - m->lists[list].first >= m->lists[list].count)
        list++;
    return list;
}

/* The way from the list's start to the action, through the conditions that lead there. */
static tappa_status
retrace(struct tappa__work *w, uint32_t action, int32_t *holds, const char **because)
{
    const struct tappa_model *m = w->m;
    uint32_t at = m->lists[list_of(m, action)].first;
    tappa_status status = TAPPA_OK;

    while (!status && at < action) {
        const struct tappa__op *op = &m->ops[at++];

        if (op->kind == TAPPA__IF && action < op->else_at)
            status = ask(w, op->guard, 1, holds, because);
        else if (op->kind == TAPPA__IF) {
            const struct tappa__op *last = &m->ops[op->else_at - 1];

            if (last->kind == TAPPA__JUMP && action < last->else_at)
                status = ask(w, op->guard, 0, holds, because);
            at = op->else_at;
        }
    }
    return status ? status : ask(w, m->ops[action].guard, 1, holds, because);
}

tappa_status
tappa_journey_still_holds(const tappa_journey *journey, uint32_t row, uint32_t action, const struct tappa_event *event, int64_t now,
                          tappa_batch *batch, int32_t *holds, const char **because)
{
    const struct tappa_model *m = journey ? journey->model : NULL;
    struct tappa__subject subject;
    struct tappa__work w;
    tappa_status status;

    if (because)
        *because = "";
    if (!m || !batch || !holds || (row != TAPPA_NONE && row >= m->row_count) || list_of(m, action) == m->list_count)
        return TAPPA_EINVAL;
    subject = tappa__subject_of(journey);
    *holds = 1;
    status = is_time(now) ? open_work(&w, &subject, event, now, batch) : TAPPA_ETIME;
    if (!status && row != TAPPA_NONE)
        status = ask(&w, m->rows[row].guard, 1, holds, because);
    return status ? status : retrace(&w, action, holds, because);
}

const char *
tappa_journey_arm(const tappa_journey *journey, uint32_t experiment)
{
    if (!journey || experiment >= journey->model->experiment_count)
        return "";
    return tappa__arm_of(journey->model, experiment, journey->customer).s;
}
