/* Owns the public view of what stands at a model's head, of its slots and of its goals.
 * Hosts and bindings call it; nothing inside the library does.
 * Every getter takes NULL and any index, and what it returns is borrowed from the immutable model. */
#include <string.h>

#include "lib/core/model/getters.h"

const char *
tappa__title_in(const struct tappa_model *m, struct tappa__span titles, const char *language)
{
    size_t size = language != NULL ? strlen(language) : 0;
    const struct tappa__title *t;

    if (titles.count == 0)
        return NULL;
    t = m->all_titles + titles.first;
    while (size > 0) {
        for (uint32_t i = 0; i < titles.count; i++)
            if (t[i].language.n == size && memcmp(t[i].language.s, language, size) == 0)
                return tappa__c_string(t[i].text);
        do
            size--;
        while (size > 0 && language[size] != '-' && language[size] != '_');
    }
    return tappa__c_string(t[0].text);
}

const char *
tappa_model_name(const tappa_model *model)
{
    return model != NULL ? tappa__c_string(model->name) : "";
}

int64_t
tappa_model_version(const tappa_model *model)
{
    return model != NULL ? model->version : 0;
}

const char *
tappa_model_title(const tappa_model *model, const char *language)
{
    const char *title = model != NULL ? tappa__title_in(model, model->titles, language) : NULL;

    return title != NULL ? title : "";
}

static const char *
slot_name(const struct tappa__slot *slots, uint32_t count, uint32_t index)
{
    return index < count ? tappa__c_string(slots[index].name) : "";
}

static uint32_t
slot_kind(const struct tappa__slot *slots, uint32_t count, uint32_t index)
{
    return index < count ? slots[index].kind : 0;
}

uint32_t
tappa_model_data_count(const tappa_model *model)
{
    return model != NULL ? model->data_count : 0;
}

const char *
tappa_model_data_name(const tappa_model *model, uint32_t index)
{
    return model != NULL ? slot_name(model->data, model->data_count, index) : "";
}

uint32_t
tappa_model_data_kind(const tappa_model *model, uint32_t index)
{
    return model != NULL ? slot_kind(model->data, model->data_count, index) : 0;
}

uint32_t
tappa_model_profile_count(const tappa_model *model)
{
    return model != NULL ? model->profile_count : 0;
}

const char *
tappa_model_profile_name(const tappa_model *model, uint32_t index)
{
    return model != NULL ? slot_name(model->profile, model->profile_count, index) : "";
}

uint32_t
tappa_model_profile_kind(const tappa_model *model, uint32_t index)
{
    return model != NULL ? slot_kind(model->profile, model->profile_count, index) : 0;
}

int32_t
tappa_model_profile_personal(const tappa_model *model, uint32_t index)
{
    return model != NULL && index < model->profile_count && model->profile[index].personal;
}

uint32_t
tappa_model_goal_count(const tappa_model *model)
{
    return model != NULL ? model->goal_count : 0;
}

static const struct tappa__goal *
goal_at(const tappa_model *model, uint32_t index)
{
    return model != NULL && index < model->goal_count ? &model->goals[index] : NULL;
}

const char *
tappa_model_goal_name(const tappa_model *model, uint32_t index)
{
    const struct tappa__goal *goal = goal_at(model, index);

    return goal != NULL ? tappa__c_string(goal->name) : "";
}

const tappa_stage *
tappa_model_goal_stage(const tappa_model *model, uint32_t index)
{
    const struct tappa__goal *goal = goal_at(model, index);

    return goal != NULL && goal->stage != TAPPA_NONE ? &model->stages[goal->stage] : NULL;
}

const tappa_event_type *
tappa_model_goal_event(const tappa_model *model, uint32_t index)
{
    const struct tappa__goal *goal = goal_at(model, index);

    return goal != NULL && goal->event != TAPPA_NONE ? &model->events[goal->event] : NULL;
}
