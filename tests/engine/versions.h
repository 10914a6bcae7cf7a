/* Versions of a model in a test. */
#ifndef TESTS_ENGINE_VERSIONS_H
#define TESTS_ENGINE_VERSIONS_H

#include "shop.h"

#include "tappa/engine/plan.h"

#define HEAD(version, more) "tappa: 1\nmodel: m\nversion: " version "\n" more "events: {Go: {}, Other: {}}\n"
#define TEXT "channels: {sms: {setting: online}}\ntouchpoints: {text: {channel: sms, direction: outbound}}\n"

static inline tappa_model *
compile(struct shop *s, const char *text)
{
    tappa_diagnostics *list;
    tappa_model *model;
    char why[2000];

    assert_int_equal(tappa_diagnostics_new(s->context, &list), TAPPA_OK);
    if (tappa_model_compile(s->context, text, strlen(text), NULL, list, &model)) {
        (void)tappa_diagnostics_render(list, 0, why, sizeof why);
        fail_msg("%s", why);
    }
    tappa_diagnostics_free(list);
    return model;
}

static inline tappa_status
add(struct shop *s, const char *text, int32_t policy, int64_t since)
{
    tappa_model *model = compile(s, text);
    tappa_status status = tappa_engine_add_model(s->engine, model, policy, since);

    tappa_model_unref(model);
    return status;
}

#endif
