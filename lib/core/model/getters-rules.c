/* Owns the public view of a model's offers, contact rules, experiments and retention.
 * Whoever decides what to say to a customer calls it, the engine first among them.
 * Every getter takes NULL and any index, and what it returns is borrowed from the immutable model. */
#include "lib/core/model/getters.h"

#define TAPPA__RULES(name, items)                                                                                                \
    uint32_t tappa_model_##name##_count(const tappa_model *model)                                                                \
    {                                                                                                                            \
        return model != NULL ? model->name##_count : 0;                                                                          \
    }                                                                                                                            \
    const struct tappa_##name *tappa_model_##name##_at(const tappa_model *model, uint32_t index)                                 \
    {                                                                                                                            \
        return model != NULL && index < model->name##_count ? &model->items[index] : NULL;                                       \
    }

TAPPA__RULES(cap, caps)
TAPPA__RULES(quiet, quiets)
TAPPA__RULES(priority, priorities)
TAPPA__RULES(response, responses)

static const struct tappa__offer *
offer_at(const tappa_model *model, uint32_t index)
{
    return model != NULL && index < model->offer_count ? &model->offers[index] : NULL;
}

uint32_t
tappa_model_offer_count(const tappa_model *model)
{
    return model != NULL ? model->offer_count : 0;
}

const char *
tappa_model_offer_name(const tappa_model *model, uint32_t index)
{
    const struct tappa__offer *offer = offer_at(model, index);

    return offer != NULL ? tappa__c_string(offer->name) : "";
}

const tappa_touchpoint *
tappa_model_offer_touchpoint(const tappa_model *model, uint32_t index)
{
    const struct tappa__offer *offer = offer_at(model, index);

    return offer != NULL && offer->touchpoint != TAPPA_NONE ? &model->touchpoints[offer->touchpoint] : NULL;
}

uint32_t
tappa_model_offer_stage_count(const tappa_model *model, uint32_t index)
{
    const struct tappa__offer *offer = offer_at(model, index);

    return offer != NULL ? offer->serves.count : 0;
}

const tappa_stage *
tappa_model_offer_stage_at(const tappa_model *model, uint32_t index, uint32_t stage)
{
    const struct tappa__offer *offer = offer_at(model, index);

    return offer != NULL && stage < offer->serves.count ? &model->stages[model->targets[offer->serves.first + stage]] : NULL;
}

int64_t
tappa_model_offer_priority(const tappa_model *model, uint32_t index)
{
    const struct tappa__offer *offer = offer_at(model, index);

    return offer != NULL ? offer->priority : 0;
}

int64_t
tappa_model_data_keep(const tappa_model *model, uint32_t index)
{
    return model != NULL && index < model->data_count ? model->data[index].keep : 0;
}

int64_t
tappa_model_profile_keep(const tappa_model *model, uint32_t index)
{
    return model != NULL && index < model->profile_count ? model->profile[index].keep : 0;
}

int32_t
tappa_model_profile_source(const tappa_model *model, uint32_t index)
{
    return model != NULL && index < model->profile_count ? (int32_t)model->profile[index].source : 0;
}

int32_t
tappa_model_leads_on(const tappa_model *model, int64_t version)
{
    uint32_t i = 0;

    while (model != NULL && i < model->mapping_count && (int64_t)model->mappings[i].from_version != version)
        i++;
    return model != NULL && i < model->mapping_count;
}

uint32_t
tappa_model_experiment_count(const tappa_model *model)
{
    return model != NULL ? model->experiment_count : 0;
}

const char *
tappa_model_experiment_name(const tappa_model *model, uint32_t index)
{
    return model != NULL && index < model->experiment_count ? tappa__c_string(model->experiments[index].name) : "";
}

const tappa_stage *
tappa_model_action_stage(const tappa_model *model, uint32_t action)
{
    uint32_t i;

    for (i = 0; model != NULL && i < model->stage_count; i++) {
        uint32_t list = model->stages[i].enter;

        if (list != TAPPA_NONE && action >= model->lists[list].first && action - model->lists[list].first < model->lists[list].count)
            return &model->stages[i];
    }
    return NULL;
}
