/* Owns the public view of the stage tree.
 * Hosts and bindings call it, and the drawings of lib/exchange; nothing inside libtappa does.
 * Every getter takes NULL and any index, and what it returns is borrowed from the immutable model. */
#include "lib/core/model/getters.h"

_Static_assert(TAPPA_STAGE_ATOMIC == (int)TAPPA__ATOMIC && TAPPA_STAGE_COMPOUND == (int)TAPPA__COMPOUND &&
                   TAPPA_STAGE_PARALLEL == (int)TAPPA__PARALLEL && TAPPA_STAGE_FINAL == (int)TAPPA__FINAL &&
                   TAPPA_STAGE_HISTORY_SHALLOW == (int)TAPPA__HISTORY_SHALLOW &&
                   TAPPA_STAGE_HISTORY_DEEP == (int)TAPPA__HISTORY_DEEP,
               "the public numbers of stage kinds are the frozen ones");

uint32_t
tappa_model_stage_count(const tappa_model *model)
{
    return model != NULL ? model->stage_count : 0;
}

const tappa_stage *
tappa_model_stage_at(const tappa_model *model, uint32_t index)
{
    return model != NULL && index < model->stage_count ? &model->stages[index] : NULL;
}

const tappa_stage *
tappa_model_stage_find(const tappa_model *model, const char *name, size_t size)
{
    uint32_t stage = TAPPA_NONE;

    if (model != NULL && name != NULL && size <= UINT32_MAX)
        stage = tappa__model_stage(model, (struct tappa__text){name, (uint32_t)size});
    return stage != TAPPA_NONE ? &model->stages[stage] : NULL;
}

uint32_t
tappa_stage_index(const tappa_stage *stage)
{
    return stage != NULL ? stage->index : TAPPA_NONE;
}

int32_t
tappa_stage_kind(const tappa_stage *stage)
{
    return stage != NULL ? (int32_t)stage->kind : 0;
}

const char *
tappa_stage_name(const tappa_stage *stage)
{
    return stage != NULL ? tappa__c_string(stage->name) : "";
}

const char *
tappa_stage_title(const tappa_stage *stage, const char *language)
{
    const char *title = stage != NULL ? tappa__title_in(stage->model, stage->titles, language) : NULL;

    return title != NULL ? title : tappa_stage_name(stage);
}

const tappa_stage *
tappa_stage_parent(const tappa_stage *stage)
{
    return stage != NULL && stage->parent != TAPPA_NONE ? &stage->model->stages[stage->parent] : NULL;
}

uint32_t
tappa_stage_depth(const tappa_stage *stage)
{
    return stage != NULL ? stage->depth : 0;
}

uint32_t
tappa_stage_child_count(const tappa_stage *stage)
{
    uint32_t count = 0;

    if (stage == NULL)
        return 0;
    for (uint32_t i = stage->index + 1; i < stage->end; i = stage->model->stages[i].end)
        count++;
    return count;
}

const tappa_stage *
tappa_stage_child_at(const tappa_stage *stage, uint32_t index)
{
    if (stage == NULL)
        return NULL;
    for (uint32_t i = stage->index + 1; i < stage->end; i = stage->model->stages[i].end)
        if (index-- == 0)
            return &stage->model->stages[i];
    return NULL;
}

uint32_t
tappa_stage_transition_count(const tappa_stage *stage)
{
    return stage != NULL ? stage->rows.count : 0;
}

const tappa_transition *
tappa_stage_transition_at(const tappa_stage *stage, uint32_t index)
{
    return stage != NULL && index < stage->rows.count ? &stage->model->rows[stage->rows.first + index] : NULL;
}

const char *
tappa_stage_note(const tappa_stage *stage, const char *key)
{
    if (stage == NULL || key == NULL)
        return "";
    for (uint32_t i = 0; i < stage->notes.count; i++) {
        const struct tappa__note *note = &stage->model->notes[stage->notes.first + i];

        if (tappa__text_is(note->key, key))
            return tappa__c_string(note->value);
    }
    return "";
}

const tappa_stage *
tappa_stage_initial(const tappa_stage *stage)
{
    const struct tappa_transition *row;

    if (stage == NULL || stage->kind != TAPPA__COMPOUND)
        return NULL;
    row = &stage->model->rows[stage->initial];
    return row->targets.count == 1 ? &stage->model->stages[stage->model->targets[row->targets.first]] : NULL;
}
