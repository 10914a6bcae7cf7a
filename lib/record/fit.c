/* Owns the reading of a record as an event of a model: its type, its fields as the kinds declared, its touchpoint.
 * The replay and the engine call it before any journey sees the record; it stands in each of their libraries.
 * Nothing is guessed: what does not fit refuses the record, with a reason that names the model's words and none of the log's. */
#include <math.h>
#include <string.h>

#include "lib/base/number.h"
#include "lib/base/time.h"
#include "lib/record/fit.h"

/* A double that is a whole number in range, as an integer. */
static int
whole(double real, int64_t *out)
{
    if (!(real >= -9223372036854775808.0) || !(real < 9223372036854775808.0) || (double)(int64_t)real != real)
        return -1;
    *out = (int64_t)real;
    return 0;
}

static int
int_of_text(struct tappa__text t, int64_t *out)
{
    double real;
    int status = tappa__int64_parse(t, out);

    if (status != -1)
        return status;
    return tappa__double_parse(t, 0, &real) ? -1 : whole(real, out);
}

/* Written by many hands: `true`, `TRUE`, `1`. */
static int
bool_of_text(struct tappa__text t, int64_t *out)
{
    static const char *const words[] = {"false", "False", "FALSE", "0", "true", "True", "TRUE", "1"};
    size_t i;

    for (i = 0; i < 8; i++) {
        if (tappa__text_is(t, words[i])) {
            *out = i >= 4;
            return 0;
        }
    }
    return -1;
}

/* The format's durations, `14d`, and CEL's, `1.5s`: they agree where both can be read. */
static int
duration_of_text(struct tappa__text t, int64_t *out)
{
    return tappa__duration_parse(t, out) ? tappa__cel_duration_parse(t, out) : 0;
}

/* A cell of a log without types; an empty one is absent. */
static int
fit_text(struct tappa__text t, uint32_t kind, struct tappa_value *out)
{
    if (!t.n)
        return 0;
    out->kind = kind;
    switch (kind) {
    case TAPPA_INT:
        return int_of_text(t, &out->integer);
    case TAPPA_DOUBLE:
        return tappa__double_parse(t, 0, &out->real);
    case TAPPA_BOOL:
        return bool_of_text(t, &out->integer);
    case TAPPA_TIMESTAMP:
        return tappa__time_parse(t, 1, &out->integer);
    case TAPPA_DURATION:
        return duration_of_text(t, &out->integer);
    case TAPPA_STRING:
        out->data = t.s;
        out->size = t.n;
        return 0;
    default:
        return -1;
    }
}

/* JSON has one type of number, and neither times nor durations. */
static int
fit_typed(const struct tappa_value *value, uint32_t kind, struct tappa_value *out)
{
    struct tappa__text t = {value->data, value->size};

    out->kind = kind;
    if (kind == TAPPA_DOUBLE && value->kind == TAPPA_INT) {
        out->real = (double)value->integer;
        return 0;
    }
    if (kind == TAPPA_INT && value->kind == TAPPA_DOUBLE)
        return whole(value->real, &out->integer);
    if (kind == TAPPA_TIMESTAMP && value->kind == TAPPA_STRING)
        return tappa__time_parse(t, 0, &out->integer);
    if (kind == TAPPA_DURATION && value->kind == TAPPA_STRING)
        return duration_of_text(t, &out->integer);
    *out = *value;
    return kind == value->kind && (kind != TAPPA_DOUBLE || isfinite(value->real)) ? 0 : -1;
}

int
tappa__fit_value(const struct tappa_value *value, int is_text, uint32_t kind, struct tappa_value *out)
{
    memset(out, 0, sizeof *out);
    if (value->kind == TAPPA_UNSET || value->kind == TAPPA_NULL)
        return 0;
    return is_text && value->kind == TAPPA_STRING ? fit_text((struct tappa__text){value->data, value->size}, kind, out)
                                                  : fit_typed(value, kind, out);
}

const char *
tappa__fit_kind_name(uint32_t kind)
{
    switch (kind) {
    case TAPPA_INT:
        return "int";
    case TAPPA_DOUBLE:
        return "double";
    case TAPPA_BOOL:
        return "bool";
    case TAPPA_TIMESTAMP:
        return "timestamp";
    case TAPPA_DURATION:
        return "duration";
    default:
        return "string";
    }
}

static int
read_field(const tappa_event_type *type, const struct tappa_field *field, int is_text, struct tappa_value *values,
           struct tappa__buffer *message)
{
    uint32_t at = tappa_event_type_field_find(type, field->name, field->name_size), kind;

    if (at == TAPPA_NONE || field->value.kind == TAPPA_UNSET || field->value.kind == TAPPA_NULL)
        return 0;
    kind = tappa_event_type_field_kind(type, at);
    if (!tappa__fit_value(&field->value, is_text, kind, &values[at]))
        return 0;
    tappa__buffer_reset(message);
    tappa__buffer_printf(message, "%s: `%s` is no %s", tappa_event_type_name(type), tappa_event_type_field_name(type, at),
                         tappa__fit_kind_name(kind));
    return message->failed ? -1 : TAPPA__MISFIT_FIELD;
}

static int
read_fields(const tappa_event_type *type, const struct tappa__happened *in, struct tappa_value *values, struct tappa_event *event,
            struct tappa__buffer *message)
{
    uint32_t count = tappa_event_type_field_count(type), i;
    int misfit = 0;

    if (!count)
        return 0;
    memset(values, 0, count * sizeof *values);
    for (i = 0; i < in->field_count && !misfit; i++)
        misfit = read_field(type, &in->fields[i], in->is_text, values, message);
    event->fields = values;
    event->field_count = count;
    return misfit;
}

uint32_t
tappa__fit_room(const tappa_model *model)
{
    uint32_t count = tappa_model_event_count(model), most = 1, i;

    for (i = 0; i < count; i++) {
        uint32_t fields = tappa_event_type_field_count(tappa_model_event_at(model, i));

        most = fields > most ? fields : most;
    }
    return most;
}

int
tappa__fit(const tappa_model *model, const struct tappa__happened *in, struct tappa_value *values, struct tappa_event *event,
           struct tappa__buffer *message)
{
    const tappa_event_type *type = tappa_model_event_find(model, in->event.s, in->event.n);

    memset(event, 0, sizeof *event);
    event->size = sizeof *event;
    event->time = in->time;
    event->touchpoint = TAPPA_NONE;
    /* The machine's own events are no type that a log could name. */
    event->type = type ? tappa_event_type_index(type) : TAPPA_NONE;
    if (event->type >= tappa_model_event_declared(model))
        event->type = TAPPA_NONE;
    if (event->type == TAPPA_NONE) {
        event->name = in->event.s;
        event->name_size = in->event.n;
    }
    /* A model without touchpoints has nothing to say about where things happen; in one that has, a strange name is probably a slip. */
    if (in->touchpoint.n && tappa_model_touchpoint_count(model)) {
        const tappa_touchpoint *touchpoint = tappa_model_touchpoint_find(model, in->touchpoint.s, in->touchpoint.n);

        if (!touchpoint) {
            tappa__buffer_reset(message);
            tappa__buffer_str(message, "unknown touchpoint");
            return message->failed ? -1 : TAPPA__MISFIT_TOUCHPOINT;
        }
        event->touchpoint = tappa_touchpoint_index(touchpoint);
    }
    return event->type == TAPPA_NONE ? 0 : read_fields(type, in, values, event, message);
}
