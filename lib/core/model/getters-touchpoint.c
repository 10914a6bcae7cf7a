/* Owns the public view of a model's channels and touchpoints.
 * Hosts and bindings call it, and whoever asks before a contact is made.
 * Every getter takes NULL and any index, and what it returns is borrowed from the immutable model. */
#include "lib/core/model/getters.h"

uint32_t
tappa_model_channel_count(const tappa_model *model)
{
    return model != NULL ? model->channel_count : 0;
}

const tappa_channel *
tappa_model_channel_at(const tappa_model *model, uint32_t index)
{
    return model != NULL && index < model->channel_count ? &model->channels[index] : NULL;
}

const char *
tappa_channel_name(const tappa_channel *channel)
{
    return channel != NULL ? tappa__c_string(channel->name) : "";
}

int32_t
tappa_channel_setting(const tappa_channel *channel)
{
    return channel != NULL ? (int32_t)channel->setting : 0;
}

const char *
tappa_channel_consent(const tappa_channel *channel)
{
    return channel != NULL ? tappa__c_string(channel->consent) : "";
}

uint32_t
tappa_model_touchpoint_count(const tappa_model *model)
{
    return model != NULL ? model->touchpoint_count : 0;
}

const tappa_touchpoint *
tappa_model_touchpoint_at(const tappa_model *model, uint32_t index)
{
    return model != NULL && index < model->touchpoint_count ? &model->touchpoints[index] : NULL;
}

const tappa_touchpoint *
tappa_model_touchpoint_find(const tappa_model *model, const char *name, size_t size)
{
    uint32_t touchpoint = TAPPA_NONE;

    if (model != NULL && name != NULL && size <= UINT32_MAX)
        touchpoint = tappa__model_touchpoint(model, (struct tappa__text){name, (uint32_t)size});
    return touchpoint != TAPPA_NONE ? &model->touchpoints[touchpoint] : NULL;
}

uint32_t
tappa_touchpoint_index(const tappa_touchpoint *touchpoint)
{
    return touchpoint != NULL ? touchpoint->index : TAPPA_NONE;
}

const char *
tappa_touchpoint_name(const tappa_touchpoint *touchpoint)
{
    return touchpoint != NULL ? tappa__c_string(touchpoint->name) : "";
}

const tappa_channel *
tappa_touchpoint_channel(const tappa_touchpoint *touchpoint)
{
    if (touchpoint == NULL)
        return NULL;
    return &touchpoint->model->channels[touchpoint->channel];
}

int32_t
tappa_touchpoint_direction(const tappa_touchpoint *touchpoint)
{
    return touchpoint != NULL ? (int32_t)touchpoint->direction : 0;
}

int32_t
tappa_touchpoint_owner(const tappa_touchpoint *touchpoint)
{
    return touchpoint != NULL ? (int32_t)touchpoint->owner : 0;
}

const char *
tappa_touchpoint_consent(const tappa_touchpoint *touchpoint)
{
    if (touchpoint == NULL)
        return "";
    if (touchpoint->consent.n > 0)
        return tappa__c_string(touchpoint->consent);
    return tappa_channel_consent(tappa_touchpoint_channel(touchpoint));
}

double
tappa_touchpoint_cost(const tappa_touchpoint *touchpoint)
{
    return touchpoint != NULL && touchpoint->has_cost ? touchpoint->cost : 0.0;
}

uint32_t
tappa_touchpoint_stage_count(const tappa_touchpoint *touchpoint)
{
    return touchpoint != NULL ? touchpoint->serves.count : 0;
}

const tappa_stage *
tappa_touchpoint_stage_at(const tappa_touchpoint *touchpoint, uint32_t index)
{
    if (touchpoint == NULL || index >= touchpoint->serves.count)
        return NULL;
    return &touchpoint->model->stages[touchpoint->model->targets[touchpoint->serves.first + index]];
}
