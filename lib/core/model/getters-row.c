/* Owns the public view of a model's rows: the transitions, and the defaults of stages and histories.
 * Hosts and bindings call it, and the drawings of lib/exchange.
 * Every getter takes NULL and any index, and what it returns is borrowed from the immutable model. */
#include "lib/core/model/getters.h"

_Static_assert(TAPPA_ROW_WHEN == (int)TAPPA__WHEN && TAPPA_ROW_DONE == (int)TAPPA__DONE &&
                   TAPPA_ROW_ALWAYS == (int)TAPPA__ALWAYS && TAPPA_ROW_AFTER == (int)TAPPA__AFTER &&
                   TAPPA_ROW_ENTRY == (int)TAPPA__ENTRY && TAPPA_ROW_INITIAL == (int)TAPPA__INITIAL &&
                   TAPPA_ROW_HISTORY_DEFAULT == (int)TAPPA__HISTORY_DEFAULT,
               "the public numbers of row kinds are the frozen ones");

uint32_t
tappa_model_transition_count(const tappa_model *model)
{
    return model != NULL ? model->row_count : 0;
}

const tappa_transition *
tappa_model_transition_at(const tappa_model *model, uint32_t index)
{
    return model != NULL && index < model->row_count ? &model->rows[index] : NULL;
}

uint32_t
tappa_transition_index(const tappa_transition *row)
{
    return row != NULL ? row->index : TAPPA_NONE;
}

int32_t
tappa_transition_kind(const tappa_transition *row)
{
    return row != NULL ? (int32_t)row->kind : 0;
}

const tappa_stage *
tappa_transition_source(const tappa_transition *row)
{
    return row != NULL && row->source != TAPPA_NONE ? &row->model->stages[row->source] : NULL;
}

uint32_t
tappa_transition_event_count(const tappa_transition *row)
{
    return row != NULL ? row->patterns.count : 0;
}

const char *
tappa_transition_event_at(const tappa_transition *row, uint32_t index)
{
    if (row == NULL || index >= row->patterns.count)
        return "";
    return tappa__c_string(row->model->patterns[row->patterns.first + index].name);
}

const char *
tappa_transition_condition(const tappa_transition *row)
{
    if (row == NULL || row->guard == TAPPA_NONE)
        return "";
    return tappa__c_string(tappa__program_text(row->model->expressions[row->guard].program));
}

uint32_t
tappa_transition_target_count(const tappa_transition *row)
{
    return row != NULL ? row->targets.count : 0;
}

const tappa_stage *
tappa_transition_target_at(const tappa_transition *row, uint32_t index)
{
    if (row == NULL || index >= row->targets.count)
        return NULL;
    return &row->model->stages[row->model->targets[row->targets.first + index]];
}

int32_t
tappa_transition_is_list(const tappa_transition *row)
{
    return row != NULL && row->target_is_list;
}

int32_t
tappa_transition_is_internal(const tappa_transition *row)
{
    return row != NULL && row->internal;
}

const char *
tappa_transition_title(const tappa_transition *row, const char *language)
{
    const char *title = row != NULL ? tappa__title_in(row->model, row->titles, language) : NULL;

    return title != NULL ? title : "";
}

const char *
tappa_transition_path(const tappa_transition *row)
{
    return row != NULL ? tappa__c_string(row->path) : "";
}

uint32_t
tappa_transition_line(const tappa_transition *row)
{
    return row != NULL ? row->place.line : 0;
}

int64_t
tappa_transition_delay(const tappa_transition *row)
{
    return row != NULL && row->kind == TAPPA__AFTER ? row->delay : 0;
}

int64_t
tappa_transition_every(const tappa_transition *row)
{
    return row != NULL && row->kind == TAPPA__AFTER ? row->every : 0;
}

int64_t
tappa_transition_at(const tappa_transition *row)
{
    return row != NULL && row->kind == TAPPA__AFTER ? row->at : -1;
}
