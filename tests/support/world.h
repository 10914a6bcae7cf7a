/* What tests of the machine share: a model from text, journeys of it, events by name. Everything fails the
 * test where it does not work, so that tests read as the story they tell. */
#ifndef WORLD_H
#define WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tappa/tappa.h"
#include "tests/support/failing.h"

struct world {
    struct failing memory;
    tappa_context *context;
    tappa_model *model;
    tappa_batch *batch;
    tappa_journey *journey;
};

static inline void
world_print(const tappa_diagnostics *list)
{
    char text[2000];

    for (size_t i = 0; i < tappa_diagnostics_count(list); i++)
        if (tappa_diagnostics_at(list, i)->severity == TAPPA_ERROR_SEVERITY) {
            tappa_diagnostics_render(list, i, text, sizeof text);
            print_error("%s\n", text);
        }
}

static inline void
world_open(struct world *w, const char *yaml)
{
    tappa_diagnostics *list;
    tappa_status status;
    struct tappa_allocator allocator = failing_allocator(&w->memory);

    memset(w, 0, sizeof *w);
    assert_int_equal(tappa_context_new(&allocator, &w->context), TAPPA_OK);
    assert_int_equal(tappa_diagnostics_new(w->context, &list), TAPPA_OK);
    status = tappa_model_compile(w->context, yaml, strlen(yaml), "test.yaml", list, &w->model);
    if (status)
        world_print(list);
    tappa_diagnostics_free(list);
    assert_int_equal(status, TAPPA_OK);
    assert_int_equal(tappa_batch_new(w->context, &w->batch), TAPPA_OK);
    assert_int_equal(tappa_journey_new(w->model, "anna", 4, NULL, 0, &w->journey), TAPPA_OK);
}

static inline void
world_close(struct world *w)
{
    /* The model first: what is held by others must not go with it. */
    tappa_model_unref(w->model);
    tappa_context_unref(w->context);
    tappa_journey_free(w->journey);
    tappa_batch_free(w->batch);
    assert_int_equal(w->memory.live, 0); /* nothing is left behind */
}

/* An event by name, with one field value or none. */
static inline tappa_status
world_feed(struct world *w, const char *name, int64_t seconds, const struct tappa_value *field)
{
    const tappa_event_type *type = tappa_model_event_find(w->model, name, strlen(name));
    struct tappa_event event = {.size = sizeof event, .type = tappa_event_type_index(type), .time = seconds * 1000000,
                                .touchpoint = TAPPA_NONE, .fields = field, .field_count = field ? 1 : 0, .name = name,
                                .name_size = (uint32_t)strlen(name)};

    return tappa_journey_feed(w->journey, &event, w->batch);
}

/* The active leaf stages, joined by blanks. */
static inline const char *
world_stages(const struct world *w)
{
    static char text[1000];
    size_t used = 0;

    text[0] = '\0';
    for (uint32_t i = 0; i < tappa_journey_stage_count(w->journey); i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i ? " " : "",
                                 tappa_stage_name(tappa_journey_stage_at(w->journey, i)));
    return text;
}

static inline size_t
world_snapshot(const tappa_journey *j, unsigned char *bytes, size_t size)
{
    size_t needed;

    assert_int_equal(tappa_snapshot_write(j, bytes, size, &needed), TAPPA_OK);
    return needed;
}

#endif
