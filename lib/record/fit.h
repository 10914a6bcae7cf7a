/* A record read as an event of a model: what the replay and the engine share. */
#ifndef TAPPA__FIT_H
#define TAPPA__FIT_H

#include "lib/base/memory.h"
#include "tappa/event.h"
#include "tappa/record.h"

struct tappa__happened {
    struct tappa__text event, touchpoint;
    int64_t time;
    const struct tappa_field *fields;
    uint32_t field_count;
    int is_text; /* TAPPA_RECORD_TEXT */
};

/* A value as the kind wanted, borrowing from it: 0; -1: it does not fit. UNSET and NULL, and text that is empty where `is_text`, are absent: UNSET. */
int tappa__fit_value(const struct tappa_value *value, int is_text, uint32_t kind, struct tappa_value *out);
const char *tappa__fit_kind_name(uint32_t kind);
/* How many values an event of the model needs room for. */
uint32_t tappa__fit_room(const tappa_model *model);
#define TAPPA__MISFIT_FIELD 1
#define TAPPA__MISFIT_TOUCHPOINT 2 /* the model has none of its name */
/* 0: `event` is filled in, borrowing from `in` and `values`; a misfit, and `message` says why in the model's words; -1: out of memory. */
int tappa__fit(const tappa_model *model, const struct tappa__happened *in, struct tappa_value *values, struct tappa_event *event,
               struct tappa__buffer *message);

#endif
