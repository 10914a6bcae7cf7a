/* Owns the trace: one line of JSON for each step, as model-format fixes it.
 * Called by deliver.c for what the core has just done.
 * Keys stand in the order journey, event, time, stages, taken, effects, errors, and a line is written whole or the buffer has failed. */
#include <string.h>

#include "lib/base/time.h"
#include "lib/exchange/replay/replay.h"
#include "tappa/expression.h"

#define PUT(b, literal) tappa__buffer_put((b), (literal), sizeof(literal) - 1)

static void
put_name(struct tappa__buffer *b, const char *s)
{
    tappa__buffer_json(b, s, strlen(s));
}

static void
put_value(struct tappa__buffer *b, const struct tappa_value *value)
{
    char small[256], *large;
    size_t need = tappa_value_json(value, small, sizeof small);

    if (!need) {
        PUT(b, "null");
    } else if (need < sizeof small) {
        tappa__buffer_put(b, small, need);
    } else {
        large = tappa__alloc(&b->allocator, need + 1);
        if (large) {
            (void)tappa_value_json(value, large, need + 1);
            tappa__buffer_put(b, large, need);
            tappa__free(&b->allocator, large);
        } else {
            b->failed = 1;
        }
    }
}

/* `{"journey":…,"event":…,"time":…,"stages":[` */
static void
put_head(struct tappa__buffer *b, const tappa_journey *journey, const char *name, size_t size, int64_t time)
{
    char text[40];
    size_t n;
    const char *id = tappa_journey_id(journey, &n);

    PUT(b, "{\"journey\": ");
    tappa__buffer_json(b, id, n);
    PUT(b, ", \"event\": ");
    tappa__buffer_json(b, name, size);
    PUT(b, ", \"time\": \"");
    tappa__buffer_put(b, text, tappa__time_format(time, text));
    PUT(b, "\", \"stages\": [");
}

static void
put_stage(struct tappa__buffer *b, const tappa_stage *stage, size_t before)
{
    if (before)
        PUT(b, ", ");
    put_name(b, tappa_stage_name(stage));
}

static void
put_taken(struct tappa__buffer *b, const tappa_model *model, const struct tappa_taken *taken)
{
    const tappa_transition *row = tappa_model_transition_at(model, taken->row);
    uint32_t count = tappa_transition_target_count(row), i;
    int32_t is_list = tappa_transition_is_list(row);

    PUT(b, "{\"from\": ");
    if (taken->from == TAPPA_NONE)
        PUT(b, "null");
    else
        put_name(b, tappa_stage_name(tappa_model_stage_at(model, taken->from)));
    PUT(b, ", \"to\": ");
    if (!count)
        PUT(b, "null");
    if (is_list)
        PUT(b, "[");
    for (i = 0; i < count; i++)
        put_stage(b, tappa_transition_target_at(row, i), i);
    if (is_list)
        PUT(b, "]");
    PUT(b, "}");
}

static void
put_with(struct tappa__buffer *b, const struct tappa_effect *effect)
{
    uint32_t i;

    if (!effect->argument_count)
        return;
    PUT(b, ", \"with\": {");
    for (i = 0; i < effect->argument_count; i++) {
        if (i)
            PUT(b, ", ");
        put_name(b, effect->arguments[i].name);
        PUT(b, ": ");
        put_value(b, &effect->arguments[i].value);
    }
    PUT(b, "}");
}

static const char *
effect_key(uint32_t kind)
{
    switch (kind) {
    case TAPPA_EFFECT_LEARN:
        return "{\"learn\": ";
    case TAPPA_EFFECT_CONTACT:
        return "{\"contact\": ";
    case TAPPA_EFFECT_START:
        return "{\"start\": ";
    case TAPPA_EFFECT_EMIT:
        return "{\"emit\": ";
    default:
        return "{\"count\": ";
    }
}

static void
put_effect(struct tappa__buffer *b, const struct tappa_effect *effect)
{
    tappa__buffer_str(b, effect_key(effect->kind));
    put_name(b, effect->name);
    if (effect->kind == TAPPA_EFFECT_LEARN) {
        PUT(b, ", \"value\": ");
        put_value(b, &effect->value);
    }
    put_with(b, effect);
    if (effect->kind == TAPPA_EFFECT_COUNT && effect->value.kind != TAPPA_UNSET) {
        PUT(b, ", \"by\": ");
        put_value(b, &effect->value);
    }
    if (effect->expires) {
        struct tappa_value expires = {.kind = TAPPA_DURATION, .integer = effect->expires};

        PUT(b, ", \"expires\": ");
        put_value(b, &expires);
    }
    PUT(b, "}");
}

static void
put_failure(struct tappa__buffer *b, const struct tappa_failure *failure)
{
    PUT(b, "{\"path\": ");
    put_name(b, failure->path);
    tappa__buffer_printf(b, ", \"line\": %u, \"column\": %u, \"expression\": ", failure->line, failure->column);
    put_name(b, failure->expression);
    PUT(b, ", \"message\": ");
    put_name(b, failure->message);
    PUT(b, "}");
}

static void
put_step(struct tappa_replay *r, const tappa_journey *journey, const struct tappa_step *step)
{
    struct tappa__buffer *b = &r->trace;
    uint32_t i;

    put_head(b, journey, step->name, step->name_size, step->time);
    for (i = 0; i < step->active_count; i++)
        put_stage(b, tappa_model_stage_at(r->model, tappa_batch_active_at(r->batch, step->active_first + i)), i);
    PUT(b, "], \"taken\": [");
    for (i = 0; i < step->taken_count; i++) {
        if (i)
            PUT(b, ", ");
        put_taken(b, r->model, tappa_batch_taken_at(r->batch, step->taken_first + i));
    }
    PUT(b, "], \"effects\": [");
    for (i = 0; i < step->effect_count; i++) {
        if (i)
            PUT(b, ", ");
        put_effect(b, tappa_batch_effect_at(r->batch, step->effect_first + i));
    }
    PUT(b, "], \"errors\": [");
    for (i = 0; i < step->failure_count; i++) {
        if (i)
            PUT(b, ", ");
        put_failure(b, tappa_batch_failure_at(r->batch, step->failure_first + i));
    }
    PUT(b, "]}\n");
}

void
tappa__trace_steps(struct tappa_replay *replay, const tappa_journey *journey)
{
    size_t count = tappa_batch_step_count(replay->batch), i;

    for (i = 0; i < count; i++)
        put_step(replay, journey, tappa_batch_step_at(replay->batch, i));
}

void
tappa__trace_undone(struct tappa_replay *replay, const tappa_journey *journey, const char *name, size_t size,
                    int64_t time, tappa_status status)
{
    struct tappa__buffer *b = &replay->trace;
    uint32_t count = tappa_journey_stage_count(journey), i;

    put_head(b, journey, name, size, time);
    for (i = 0; i < count; i++)
        put_stage(b, tappa_journey_stage_at(journey, i), i);
    PUT(b, "], \"taken\": [], \"effects\": [], \"errors\": [], \"error\": ");
    if (status == TAPPA_ELOOP)
        PUT(b, "\"loop\"}\n");
    else
        PUT(b, "\"limit\"}\n");
}
