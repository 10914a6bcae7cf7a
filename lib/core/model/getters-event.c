/* Owns the public view of a model's events and their fields.
 * Hosts and bindings call it, and whatever turns foreign logs into events.
 * Every getter takes NULL and any index, and what it returns is borrowed from the immutable model. */
#include "lib/core/model/getters.h"

uint32_t
tappa_model_event_count(const tappa_model *model)
{
    return model != NULL ? model->event_count : 0;
}

uint32_t
tappa_model_event_declared(const tappa_model *model)
{
    return model != NULL ? model->declared_count : 0;
}

const tappa_event_type *
tappa_model_event_at(const tappa_model *model, uint32_t index)
{
    return model != NULL && index < model->event_count ? &model->events[index] : NULL;
}

const tappa_event_type *
tappa_model_event_find(const tappa_model *model, const char *name, size_t size)
{
    uint32_t event = TAPPA_NONE;

    if (model != NULL && name != NULL && size <= UINT32_MAX)
        event = tappa__model_event(model, (struct tappa__text){name, (uint32_t)size});
    return event != TAPPA_NONE ? &model->events[event] : NULL;
}

uint32_t
tappa_event_type_index(const tappa_event_type *event)
{
    return event != NULL ? event->index : TAPPA_NONE;
}

const char *
tappa_event_type_name(const tappa_event_type *event)
{
    return event != NULL ? tappa__c_string(event->name) : "";
}

const tappa_touchpoint *
tappa_event_type_touchpoint(const tappa_event_type *event)
{
    return event != NULL && event->touchpoint != TAPPA_NONE ? &event->model->touchpoints[event->touchpoint] : NULL;
}

static const struct tappa__slot *
field_at(const tappa_event_type *event, uint32_t index)
{
    return event != NULL && index < event->fields.count ? &event->model->fields[event->fields.first + index] : NULL;
}

uint32_t
tappa_event_type_field_count(const tappa_event_type *event)
{
    return event != NULL ? event->fields.count : 0;
}

const char *
tappa_event_type_field_name(const tappa_event_type *event, uint32_t index)
{
    const struct tappa__slot *field = field_at(event, index);

    return field != NULL ? tappa__c_string(field->name) : "";
}

uint32_t
tappa_event_type_field_kind(const tappa_event_type *event, uint32_t index)
{
    const struct tappa__slot *field = field_at(event, index);

    return field != NULL ? field->kind : 0;
}

uint32_t
tappa_event_type_field_find(const tappa_event_type *event, const char *name, size_t size)
{
    if (event == NULL || name == NULL || size > UINT32_MAX)
        return TAPPA_NONE;
    for (uint32_t i = 0; i < event->fields.count; i++)
        if (tappa__text_equal(event->model->fields[event->fields.first + i].name,
                              (struct tappa__text){name, (uint32_t)size}))
            return i;
    return TAPPA_NONE;
}

uint32_t
tappa_event_type_alias_count(const tappa_event_type *event)
{
    return event != NULL ? event->aliases.count : 0;
}

const char *
tappa_event_type_alias_at(const tappa_event_type *event, uint32_t index)
{
    if (event == NULL || index >= event->aliases.count)
        return "";
    return tappa__c_string(event->model->aliases[event->aliases.first + index]);
}
