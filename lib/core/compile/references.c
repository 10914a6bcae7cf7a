/* Owns the step from a written name to the number of what was declared under it.
 * Called by the builders of every subject.
 * Protects the model from dangling names: an unknown one is reported with the near one, and the number that comes back says so. */
#include "lib/core/compile/compiler.h"

static uint32_t
find(struct tappa__compiler *c, const struct tappa__node *node, struct tappa__text text, const struct tappa__index *index,
     int32_t code, const char *what)
{
    uint32_t found = tappa__index_find(index, text);

    if (found != TAPPA_NONE || c->status != TAPPA_OK)
        return found;
    tappa__report(c, code, node, tappa__did_you_mean_name(c, tappa__near(c, text, index)), "there is no %s '%.*s'", what,
                  TAPPA__SHOW(text));
    return TAPPA_NONE;
}

uint32_t
tappa__ref_stage(struct tappa__compiler *c, const struct tappa__node *name)
{
    return name ? find(c, name, name->text, &c->stages, TAPPA__CODE_UNKNOWN_STAGE, "stage") : TAPPA_NONE;
}

uint32_t
tappa__ref_channel(struct tappa__compiler *c, const struct tappa__node *name)
{
    return name ? find(c, name, name->text, &c->channels, TAPPA__CODE_UNKNOWN_CHANNEL, "channel") : TAPPA_NONE;
}

uint32_t
tappa__ref_touchpoint(struct tappa__compiler *c, const struct tappa__node *name)
{
    return name ? find(c, name, name->text, &c->touchpoints, TAPPA__CODE_UNKNOWN_TOUCHPOINT, "touchpoint") : TAPPA_NONE;
}

struct tappa__span
tappa__ref_stages(struct tappa__compiler *c, const struct tappa__node *names)
{
    struct tappa__vector *v = &c->v[TAPPA__V_TARGETS];
    struct tappa__span span = {(uint32_t)v->count, 0};
    const struct tappa__node *name;

    if (!names)
        return span;
    for (name = names->kind == TAPPA__SCALAR ? names : tappa__first(names); name;
         name = name == names ? NULL : tappa__next(name)) {
        uint32_t stage = tappa__ref_stage(c, name), *item;
        if (stage == TAPPA_NONE)
            continue;
        item = tappa__push(c, v);
        if (!item)
            break;
        *item = stage;
        span.count++;
    }
    return span;
}

/* Events that nobody declares and that happen all the same. */
static int
is_machine_name(struct tappa__text text)
{
    return tappa__text_is(text, "error.execution") || tappa__text_starts_with(text, TAPPA__TEXT("done.state."));
}

static uint32_t
machine_event(struct tappa__compiler *c, const struct tappa__node *node, struct tappa__text text)
{
    struct tappa__text stage = {text.s + 11, text.n - 11}, near;
    uint32_t found;

    if (tappa__text_is(text, "error.execution"))
        return c->head.error_event;
    found = tappa__index_find(&c->stages, stage);
    if (found != TAPPA_NONE)
        return tappa__done_event(c, found);
    near = tappa__near(c, stage, &c->stages);
    tappa__report(c, TAPPA__CODE_UNKNOWN_EVENT, node,
                  near.n ? tappa__hint(c, "did you mean 'done.state.%.*s'?", TAPPA__SHOW(near)) : near,
                  "'%.*s' never happens: there is no stage '%.*s'", TAPPA__SHOW(text), TAPPA__SHOW(stage));
    return TAPPA_NONE;
}

uint32_t
tappa__ref_event(struct tappa__compiler *c, const struct tappa__node *node, struct tappa__text text, int machine)
{
    uint32_t found = tappa__index_find(&c->events, text);
    struct tappa__text near;

    if (found != TAPPA_NONE)
        return found;
    if (is_machine_name(text) && machine)
        return machine_event(c, node, text);
    if (is_machine_name(text)) {
        tappa__report(c, TAPPA__CODE_RESERVED_NAME, node, TAPPA__TEXT("declare it under 'events' to raise it yourself"),
                      "'%.*s' is an event of the machine itself", TAPPA__SHOW(text));
        return TAPPA_NONE;
    }
    near = tappa__near(c, text, &c->events);
    tappa__report(c, TAPPA__CODE_UNKNOWN_EVENT, node,
                  near.n ? tappa__did_you_mean_name(c, near) : TAPPA__TEXT("declare it under 'events'"),
                  "there is no event '%.*s'", TAPPA__SHOW(text));
    return TAPPA_NONE;
}

uint32_t
tappa__find_field(const struct tappa__compiler *c, uint32_t event, struct tappa__text name)
{
    const struct tappa__index *index = &c->fields;
    size_t low = 0, high = index->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = tappa__text_compare(index->entries[middle].name, name);
        if (order < 0 || (order == 0 && *TAPPA__AT(uint32_t, c->field_events, index->entries[middle].value) < event))
            low = middle + 1;
        else
            high = middle;
    }
    if (low < index->count && tappa__text_equal(index->entries[low].name, name) &&
        *TAPPA__AT(uint32_t, c->field_events, index->entries[low].value) == event)
        return index->entries[low].value;
    return TAPPA_NONE;
}

/* Fields of the one event, so that a hint names one that is really there. */
struct tappa__text
tappa__near_field(struct tappa__compiler *c, uint32_t event, struct tappa__text name)
{
    struct tappa__span fields = TAPPA__AT(struct tappa_event_type, c->v[TAPPA__V_EVENTS], event)->fields;
    uint32_t limit = tappa__near_limit(name), i;
    struct tappa__text best = {"", 0};

    for (i = 0; i < fields.count && c->hints; i++, c->hints--) {
        struct tappa__text candidate = TAPPA__AT(struct tappa__slot, c->v[TAPPA__V_FIELDS], fields.first + i)->name;
        uint32_t distance = tappa__text_distance(name, candidate, limit);
        if (distance > limit || distance >= name.n)
            continue;
        best = candidate;
        limit = distance - 1;
    }
    return best;
}
