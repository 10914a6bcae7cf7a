/* Actions: runs a flattened list, op by op, on a journey at work. The step calls tappa__act() for enter, leave, initial,
 * history and transition actions. An action that fails ends its own list, and what was done before stands. */
#include <string.h>

#include "lib/core/journey/work.h"

/* An expression's value has the wrong kind for where it goes: only dynamic ones can. */
static tappa_status
fail_kind(struct tappa__work *w, uint32_t expression, const char *message)
{
    struct tappa_value error = {.kind = TAPPA_ERROR, .integer = TAPPA_ERR_NO_OVERLOAD, .data = message,
                                .size = (uint32_t)strlen(message)};

    return tappa__work_fail(w, expression, &error);
}

static const char *
misfit(const struct tappa__slot *slot, const struct tappa_value *v)
{
    if (v->kind != slot->kind)
        return "the value is not of the declared type";
    if (v->kind == TAPPA_STRING && v->size > TAPPA__STRING_MAX)
        return "the text is longer than 65535 bytes";
    return NULL;
}

tappa_status
tappa__outlive(struct tappa__work *w, struct tappa_value *v)
{
    size_t n = v->kind == TAPPA_MAP ? 2 * (size_t)v->size : v->size;

    struct tappa_value *items;
    tappa_status status = TAPPA_OK;

    if (v->kind == TAPPA_STRING || v->kind == TAPPA_BYTES) {
        if (tappa__exert(w, v->size / 16))
            return TAPPA_ELOOP;
        v->data = tappa__arena_text(&w->b->text, v->data, n).s;
        return v->data ? TAPPA_OK : TAPPA_ENOMEM;
    }
    if ((v->kind != TAPPA_LIST && v->kind != TAPPA_MAP) || !n)
        return TAPPA_OK;
    if (tappa__exert(w, 2 * v->size))
        return TAPPA_ELOOP;
    items = tappa__arena_alloc(&w->b->text, n * sizeof *items);
    if (!items)
        return TAPPA_ENOMEM;
    for (size_t i = 0; !status && i < n; i++) {
        items[i] = ((const struct tappa_value *)v->data)[i];
        status = tappa__outlive(w, &items[i]);
    }
    v->data = items;
    return status;
}

static tappa_status
note_change(struct tappa__work *w, uint32_t space, uint32_t slot, const struct tappa_value *v)
{
    struct tappa_change *c = TAPPA__PUSH(w->b, changes);

    if (!c)
        return TAPPA_ENOMEM;
    *c = (struct tappa_change){.space = space, .slot = slot, .value = *v, .step = w->step, .journey = w->b->journey,
                               .input = w->b->input};
    return TAPPA_OK;
}

/* A new effect with what all effects have; NULL when out of memory. */
static struct tappa_effect *
new_effect(struct tappa__work *w, const struct tappa__op *op, uint32_t kind, uint32_t index, struct tappa__text name)
{
    struct tappa_effect *e = TAPPA__PUSH(w->b, effects);

    if (e)
        *e = (struct tappa_effect){.kind = kind, .index = index, .name = name.s, .row = w->row, .time = w->now, .step = w->step,
                                   .journey = w->b->journey, .input = w->b->input, .action = (uint32_t)(op - w->m->ops)};
    return e;
}

/* set and learn: slots in the order written, each seeing the ones before. */
static tappa_status
act_assign(struct tappa__work *w, const struct tappa__op *op, int *failed)
{
    const struct tappa_model *m = w->m;
    int learn = op->kind == TAPPA__LEARN;

    for (uint32_t i = 0; i < op->args.count; i++) {
        const struct tappa__arg *arg = &m->args[op->args.first + i];
        const struct tappa__slot *slot = learn ? &m->profile[arg->slot] : &m->data[arg->slot];
        uint32_t at = learn ? m->data_count + arg->slot : arg->slot;
        struct tappa_value v;
        tappa_status status = tappa__evaluate(w, arg->expression, &v);

        if (status || v.kind == TAPPA_ERROR || misfit(slot, &v)) {
            *failed = 1;
            return status || v.kind == TAPPA_ERROR ? status : fail_kind(w, arg->expression, misfit(slot, &v));
        }
        w->slots[at] = v;
        tappa__bit_set((uint64_t *)(w->words + m->at_present), at);
        status = tappa__outlive(w, &v);
        if (!status)
            status = note_change(w, learn ? TAPPA_SPACE_PROFILE : TAPPA_SPACE_DATA, arg->slot, &v);
        if (status)
            return status;
        if (learn) {
            struct tappa_effect *e = new_effect(w, op, TAPPA_EFFECT_LEARN, arg->slot, slot->name);
            if (!e)
                return TAPPA_ENOMEM;
            e->value = v;
        }
    }
    return TAPPA_OK;
}

/* The `with` of an effect. */
static tappa_status
evaluate_arguments(struct tappa__work *w, const struct tappa__op *op, struct tappa_argument **out, int *failed)
{
    struct tappa_argument *arguments = NULL;

    if (op->args.count) {
        arguments = tappa__arena_alloc(&w->b->text, op->args.count * sizeof *arguments);
        if (!arguments)
            return TAPPA_ENOMEM;
    }
    for (uint32_t i = 0; i < op->args.count; i++) {
        const struct tappa__arg *arg = &w->m->args[op->args.first + i];
        tappa_status status = tappa__evaluate(w, arg->expression, &arguments[i].value);

        if (status || arguments[i].value.kind == TAPPA_ERROR) {
            *failed = 1;
            return status;
        }
        status = tappa__outlive(w, &arguments[i].value);
        if (status)
            return status;
        arguments[i].name = arg->name.s;
    }
    *out = arguments;
    return TAPPA_OK;
}

static tappa_status
act_effect(struct tappa__work *w, const struct tappa__op *op, int *failed)
{
    static const uint32_t kinds[] = {[TAPPA__CONTACT] = TAPPA_EFFECT_CONTACT, [TAPPA__START] = TAPPA_EFFECT_START,
                                     [TAPPA__EMIT] = TAPPA_EFFECT_EMIT, [TAPPA__COUNT] = TAPPA_EFFECT_COUNT};
    int contact = op->kind == TAPPA__CONTACT;
    struct tappa_argument *arguments = NULL;
    struct tappa_value by = {.kind = TAPPA_UNSET};
    struct tappa_effect *e;
    tappa_status status = evaluate_arguments(w, op, &arguments, failed);

    if (status || *failed)
        return status;
    if (op->by != TAPPA_NONE) {
        status = tappa__evaluate(w, op->by, &by);
        *failed = status || by.kind == TAPPA_ERROR;
        if (*failed)
            return status;
        if (by.kind != TAPPA_INT && by.kind != TAPPA_UINT && by.kind != TAPPA_DOUBLE) {
            *failed = 1;
            return fail_kind(w, op->by, "a counter counts by a number");
        }
    }
    e = new_effect(w, op, kinds[op->kind], contact ? op->name : TAPPA_NONE,
                   contact ? w->m->touchpoints[op->name].name : w->m->names[op->name]);
    if (!e)
        return TAPPA_ENOMEM;
    e->arguments = arguments;
    e->argument_count = op->args.count;
    e->expires = op->expires;
    e->value = by;
    return TAPPA_OK;
}

/* The fields of a raised or sent event: those of `with`, the others absent, so that their defaults count. */
static tappa_status
evaluate_fields(struct tappa__work *w, const struct tappa__op *op, const struct tappa_value **out, int *failed)
{
    struct tappa__span declared = w->m->events[op->name].fields;
    struct tappa_value *fields;

    if (tappa__exert(w, 4 * declared.count))
        return TAPPA_ELOOP;
    fields = tappa__arena_alloc(&w->b->text, (declared.count + 1) * sizeof *fields);
    if (!fields)
        return TAPPA_ENOMEM;
    for (uint32_t i = 0; i < op->args.count; i++) {
        const struct tappa__arg *arg = &w->m->args[op->args.first + i];
        const struct tappa__slot *slot = &w->m->fields[declared.first + arg->slot];
        struct tappa_value v;
        tappa_status status = tappa__evaluate(w, arg->expression, &v);

        if (status || v.kind == TAPPA_ERROR || misfit(slot, &v)) {
            *failed = 1;
            return status || v.kind == TAPPA_ERROR ? status : fail_kind(w, arg->expression, misfit(slot, &v));
        }
        fields[arg->slot] = v;
    }
    *out = fields;
    return TAPPA_OK;
}

static tappa_status
note_timer(struct tappa__work *w, uint32_t what, const struct tappa__pending *p)
{
    struct tappa_timer *t = TAPPA__PUSH(w->b, timers);

    if (!t)
        return TAPPA_ENOMEM;
    *t = (struct tappa_timer){.due = p->due, .what = what, .row = TAPPA_NONE, .event = p->event, .step = w->step};
    return TAPPA_OK;
}

static tappa_status
send_later(struct tappa__work *w, const struct tappa__op *op, const struct tappa_value *fields)
{
    struct tappa__pending *p;

    if (w->b->pending.count >= w->m->limits[TAPPA_LIMIT_PENDING_SENDS])
        return TAPPA_ELIMIT;
    if (w->now > TAPPA__TIME_MAX - op->delay)
        return TAPPA_OK; /* due after the end of time */
    p = TAPPA__PUSH(w->b, pending);
    if (!p)
        return TAPPA_ENOMEM;
    *p = (struct tappa__pending){w->now + op->delay, op->name, op->id, fields};
    return note_timer(w, TAPPA_TIMER_ARMED, p);
}

static tappa_status
act_event(struct tappa__work *w, const struct tappa__op *op, int *failed)
{
    const struct tappa_value *fields = NULL;
    tappa_status status = evaluate_fields(w, op, &fields, failed);
    struct tappa__queued *q;

    if (status || *failed)
        return status;
    if (op->kind == TAPPA__RAISE)
        return tappa__raise(w, op->name, fields);
    if (op->delay)
        return send_later(w, op, fields);
    q = TAPPA__PUSH(w->b, external);
    if (!q)
        return TAPPA_ENOMEM;
    *q = (struct tappa__queued){op->name, 1, fields};
    return TAPPA_OK;
}

static tappa_status
act_cancel(struct tappa__work *w, uint32_t id)
{
    size_t kept = 0;

    for (size_t i = 0; i < w->b->pending.count; i++) {
        struct tappa__pending p = w->b->pending.items[i];
        if (p.id != id)
            w->b->pending.items[kept++] = p;
        else if (note_timer(w, TAPPA_TIMER_DROPPED, &p))
            return TAPPA_ENOMEM;
    }
    w->b->pending.count = kept;
    return TAPPA_OK;
}

static tappa_status
act_one(struct tappa__work *w, const struct tappa__op *op, int *failed)
{
    switch (op->kind) {
    case TAPPA__SET:
    case TAPPA__LEARN:
        return act_assign(w, op, failed);
    case TAPPA__RAISE:
    case TAPPA__SEND:
        return act_event(w, op, failed);
    case TAPPA__CANCEL:
        return act_cancel(w, op->id);
    default:
        return act_effect(w, op, failed);
    }
}

tappa_status
tappa__act(struct tappa__work *w, uint32_t list)
{
    const struct tappa_model *m = w->m;
    uint32_t at, end;

    if (list == TAPPA_NONE)
        return TAPPA_OK;
    at = m->lists[list].first;
    end = at + m->lists[list].count;
    while (at < end) {
        const struct tappa__op *op = &m->ops[at];
        int holds = 1, failed = 0;
        tappa_status status;

        if (op->kind == TAPPA__JUMP) {
            at = op->else_at;
            continue;
        }
        status = tappa__exert(w, TAPPA__EFFORT_ACTION + 10 * op->args.count);
        if (!status)
            status = tappa__holds(w, op->guard, &holds);
        if (!status && op->kind != TAPPA__IF && holds)
            status = act_one(w, op, &failed);
        if (status)
            return status;
        if (op->kind == TAPPA__IF)
            at = holds ? at + 1 : op->else_at;
        else
            at = failed ? op->list_end : at + 1;
    }
    return TAPPA_OK;
}
