/* Owns the canonical text as a whole: the head, and everything that is declared before the stages.
 * tappa__model_seal() calls it once for a model; the fingerprint is made of its bytes.
 * The same model gives the same bytes: keys in the format's order, rows and names in the order written, defaults left out. */
#include <string.h>

#include "lib/base/number.h"
#include "lib/base/time.h"
#include "lib/core/model/dump.h"

static const char *
kind_name(uint32_t kind)
{
    static const char *const names[] = {[TAPPA_BOOL] = "bool",           [TAPPA_INT] = "int",
                                        [TAPPA_DOUBLE] = "double",       [TAPPA_STRING] = "string",
                                        [TAPPA_TIMESTAMP] = "timestamp", [TAPPA_DURATION] = "duration"};

    return names[kind];
}

static void
put_value(struct tappa__buffer *out, const struct tappa_value *v)
{
    char text[64];

    if (v->kind == TAPPA_BOOL)
        tappa__buffer_str(out, v->integer ? "true" : "false");
    else if (v->kind == TAPPA_INT)
        tappa__buffer_printf(out, "%lld", (long long)v->integer);
    else if (v->kind == TAPPA_DOUBLE)
        tappa__buffer_put(out, text, tappa__double_format(v->real, 1, text));
    else if (v->kind == TAPPA_STRING)
        tappa__dump_string(out, (struct tappa__text){v->data, v->size});
    else if (v->kind == TAPPA_DURATION)
        tappa__dump_duration(out, v->integer);
    else /* a timestamp */
        tappa__dump_string(out, (struct tappa__text){text, tappa__time_format(v->integer, text)});
}

static void
put_slot(struct tappa__buffer *out, const struct tappa__slot *slot)
{
    static const char *const sources[] = {
        [TAPPA_DECLARED] = "declared", [TAPPA_OBSERVED] = "observed", [TAPPA_DERIVED] = "derived"};
    struct tappa__map map = tappa__map_flow(out);

    tappa__map_string(&map, "type", tappa__text_of(kind_name(slot->kind)));
    if (slot->has_default) {
        tappa__map_key(&map, "default");
        tappa__buffer_put(out, " ", 1);
        put_value(out, &slot->fallback);
    }
    if (slot->keep > 0)
        tappa__map_duration(&map, "keep", slot->keep);
    if (slot->personal) {
        tappa__map_key(&map, "personal");
        tappa__buffer_str(out, " true");
    }
    if (slot->source != 0)
        tappa__map_string(&map, "source", tappa__text_of(sources[slot->source]));
    tappa__map_end(&map);
}

static void
put_slots(struct tappa__buffer *out, const char *key, const struct tappa__slot *slots, uint32_t count)
{
    struct tappa__map map = tappa__map_block(out, 2);

    if (count == 0)
        return;
    tappa__buffer_str(out, key);
    for (uint32_t i = 0; i < count; i++) {
        tappa__map_name(&map, slots[i].name);
        tappa__buffer_put(out, " ", 1);
        put_slot(out, &slots[i]);
    }
}

static void
put_fields(struct tappa__map *event, const struct tappa_model *m, struct tappa__span fields)
{
    struct tappa__map map = tappa__map_flow(event->out);

    if (fields.count == 0)
        return;
    tappa__map_key(event, "fields");
    tappa__buffer_put(event->out, " ", 1);
    for (uint32_t i = 0; i < fields.count; i++) {
        const struct tappa__slot *field = &m->fields[fields.first + i];

        tappa__map_name(&map, field->name);
        tappa__buffer_put(event->out, " ", 1);
        if (field->has_default)
            put_slot(event->out, field);
        else
            tappa__buffer_str(event->out, kind_name(field->kind));
    }
    tappa__map_end(&map);
}

static void
put_aliases(struct tappa__map *event, const struct tappa_model *m, struct tappa__span aliases)
{
    if (aliases.count == 0)
        return;
    tappa__map_key(event, "aka");
    for (uint32_t i = 0; i < aliases.count; i++) {
        tappa__buffer_str(event->out, i == 0 ? " [" : ", ");
        tappa__dump_string(event->out, m->aliases[aliases.first + i]);
    }
    tappa__buffer_put(event->out, "]", 1);
}

static void
put_events(const struct tappa_model *m, struct tappa__buffer *out)
{
    struct tappa__map map = tappa__map_block(out, 2);

    if (m->declared_count > 0)
        tappa__buffer_str(out, "\nevents:");
    for (uint32_t i = 0; i < m->declared_count; i++) {
        struct tappa__map event = tappa__map_flow(out);

        tappa__map_name(&map, m->events[i].name);
        tappa__buffer_put(out, " ", 1);
        put_aliases(&event, m, m->events[i].aliases);
        tappa__map_titles(&event, m, m->events[i].titles);
        if (m->events[i].touchpoint != TAPPA_NONE)
            tappa__map_string(&event, "touchpoint", m->touchpoints[m->events[i].touchpoint].name);
        put_fields(&event, m, m->events[i].fields);
        tappa__map_end(&event);
    }
}

static void
put_channels(const struct tappa_model *m, struct tappa__buffer *out)
{
    struct tappa__map map = tappa__map_block(out, 2);

    if (m->channel_count > 0)
        tappa__buffer_str(out, "\nchannels:");
    for (uint32_t i = 0; i < m->channel_count; i++) {
        const struct tappa_channel *channel = &m->channels[i];
        struct tappa__map one = tappa__map_flow(out);

        tappa__map_name(&map, channel->name);
        tappa__buffer_put(out, " ", 1);
        tappa__map_titles(&one, m, channel->titles);
        if (channel->setting != 0)
            tappa__map_string(&one, "setting",
                              tappa__text_of(channel->setting == TAPPA_OFFLINE ? "offline" : "online"));
        if (channel->consent.n > 0)
            tappa__map_string(&one, "consent", channel->consent);
        tappa__map_end(&one);
    }
}

static void
put_touchpoint(const struct tappa_model *m, const struct tappa_touchpoint *t, struct tappa__buffer *out)
{
    static const char *const owners[] = {"", "owned", "paid", "earned"};
    struct tappa__map map = tappa__map_flow(out);

    tappa__map_titles(&map, m, t->titles);
    tappa__map_string(&map, "channel", m->channels[t->channel].name);
    tappa__map_string(&map, "direction", tappa__text_of(t->direction == TAPPA_OUTBOUND ? "outbound" : "inbound"));
    if (t->owner != 0)
        tappa__map_string(&map, "owner", tappa__text_of(owners[t->owner]));
    if (!t->controlled) {
        tappa__map_key(&map, "controlled");
        tappa__buffer_str(out, " false");
    }
    if (t->consent.n > 0)
        tappa__map_string(&map, "consent", t->consent);
    if (t->serves.count > 0)
        tappa__map_stages(&map, "for", m, t->serves, 1);
    if (t->has_cost)
        tappa__map_number(&map, "cost", t->cost);
    tappa__map_end(&map);
}

static void
put_touchpoints(const struct tappa_model *m, struct tappa__buffer *out)
{
    struct tappa__map map = tappa__map_block(out, 2);

    if (m->touchpoint_count > 0)
        tappa__buffer_str(out, "\ntouchpoints:");
    for (uint32_t i = 0; i < m->touchpoint_count; i++) {
        tappa__map_name(&map, m->touchpoints[i].name);
        tappa__buffer_put(out, " ", 1);
        put_touchpoint(m, &m->touchpoints[i], out);
    }
}

static void
put_experiment(const struct tappa_model *m, const struct tappa__experiment *e, struct tappa__buffer *out)
{
    struct tappa__map map = tappa__map_flow(out), arms = tappa__map_flow(out);
    char text[32];

    tappa__map_key(&map, "arms");
    tappa__buffer_put(out, " ", 1);
    for (uint32_t i = 0; i < e->arms.count; i++) {
        tappa__map_name(&arms, m->arms[e->arms.first + i].name);
        tappa__buffer_put(out, " ", 1);
        tappa__buffer_put(out, text, tappa__double_format(m->arms[e->arms.first + i].weight, 0, text));
    }
    tappa__map_end(&arms);
    if (e->holdout > 0)
        tappa__map_number(&map, "holdout", e->holdout);
    tappa__map_end(&map);
}

static void
put_people(const struct tappa_model *m, struct tappa__buffer *out)
{
    struct tappa__map map = tappa__map_block(out, 2);

    if (m->persona_count > 0)
        tappa__buffer_str(out, "\npersonas:");
    for (uint32_t i = 0; i < m->persona_count; i++) {
        tappa__map_name(&map, m->personas[i].name);
        tappa__buffer_put(out, " ", 1);
        tappa__dump_expression(m, m->personas[i].expression, out);
    }
    if (m->experiment_count > 0)
        tappa__buffer_str(out, "\nexperiments:");
    for (uint32_t i = 0; i < m->experiment_count; i++) {
        tappa__map_name(&map, m->experiments[i].name);
        tappa__buffer_put(out, " ", 1);
        put_experiment(m, &m->experiments[i], out);
    }
}

void
tappa__model_dump(const struct tappa_model *m, struct tappa__buffer *out)
{
    /* error.execution is in every model, so there is an event. */
    uint32_t *seen = tappa__alloc_zero(&out->allocator, (size_t)m->event_count * sizeof *seen);
    struct tappa__map map = tappa__map_block(out, 0);

    if (seen == NULL) {
        out->failed = 1;
        return;
    }
    tappa__map_integer(&map, "tappa", 1);
    tappa__map_string(&map, "model", m->name);
    tappa__map_integer(&map, "version", m->version);
    tappa__map_titles(&map, m, m->titles);
    put_slots(out, "\ndata:", m->data, m->data_count);
    put_slots(out, "\nprofile:", m->profile, m->profile_count);
    put_events(m, out);
    put_channels(m, out);
    put_touchpoints(m, out);
    put_people(m, out);
    tappa__dump_entry(m, out, seen);
    tappa__dump_stages(m, out, seen);
    tappa__dump_rules(m, out);
    tappa__buffer_put(out, "\n", 1);
    tappa__free(&out->allocator, seen);
}
