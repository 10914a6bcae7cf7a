/* An event as a caller gave it becomes what a step works on. Feed, probe, begin and the cohort call it before anything else;
 * behind it every index is in range and every field has its declared type. */
#include "lib/base/abi.h"
#include "lib/core/journey/feed.h"

#define FIRST_SIZE 48 /* of struct tappa_event in the first version */

int
tappa__value_fits(const struct tappa_value *v, uint32_t kind)
{
    if (v->kind == TAPPA_UNSET)
        return 1;
    if (v->kind != kind)
        return 0;
    switch (kind) {
    case TAPPA_BOOL:
        return v->integer == 0 || v->integer == 1;
    case TAPPA_TIMESTAMP:
        return v->integer >= TAPPA__TIME_MIN && v->integer <= TAPPA__TIME_MAX;
    case TAPPA_STRING:
        return v->size <= TAPPA__STRING_MAX && (v->data || !v->size) && tappa__utf8_valid(v->data, v->size);
    default:
        return 1;
    }
}

tappa_status
tappa__event_check(const struct tappa_model *m, const struct tappa_event *event, struct tappa__happening *out)
{
    struct tappa_event e;

    if (tappa__sized_read(event, event->size, &e, sizeof e, FIRST_SIZE))
        return TAPPA_EINVAL;
    if (e.flags || (e.type != TAPPA_NONE && e.type >= m->event_count) ||
        (e.touchpoint != TAPPA_NONE && e.touchpoint >= m->touchpoint_count) || (e.field_count && !e.fields))
        return TAPPA_EINVAL;
    if (e.time < TAPPA__TIME_MIN || e.time > TAPPA__TIME_MAX)
        return TAPPA_ETIME;
    *out = (struct tappa__happening){.known = 1, .kind = TAPPA_STEP_EVENT, .type = e.type, .touchpoint = e.touchpoint,
                                     .time = e.time, .fields = e.fields, .field_count = e.field_count};
    if (e.type == TAPPA_NONE) {
        if (!e.name || !e.name_size || e.name_size > TAPPA__STRING_MAX || !tappa__utf8_valid(e.name, e.name_size))
            return TAPPA_EINVAL;
        out->name = (struct tappa__text){e.name, e.name_size};
        out->fields = NULL;
        out->field_count = 0;
        return TAPPA_OK;
    }
    out->name = m->events[e.type].name;
    if (e.field_count > m->events[e.type].fields.count)
        return TAPPA_EINVAL;
    for (uint32_t i = 0; i < e.field_count; i++)
        if (!tappa__value_fits(&e.fields[i], m->field_kinds[m->events[e.type].fields.first + i]))
            return TAPPA_EFIELD;
    return TAPPA_OK;
}
