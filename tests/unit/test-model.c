/* Owns the tests of lib/core/model's getters, lookups and lifetime, through the public headers.
 * Run by meson as one program.
 * Protects what include/tappa/model.h promises of each getter, NULL and indices out of range included. */
#include "tappa/model.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char text[] = "tappa: 1\n"
                           "model: shop\n"
                           "version: 3\n"
                           "title: {en: A shop, it: Un negozio, pt-BR: Uma loja}\n"
                           "data: {visits: {type: int, default: 0}, last: {type: timestamp}}\n"
                           "profile: {email: {type: string, personal: true}, fans: {type: bool}}\n"
                           "events:\n"
                           "  Zoom: {touchpoint: web}\n"
                           "  Added: {aka: [add, put], fields: {price: double, count: {type: int, default: 1}}}\n"
                           "channels: {net: {setting: online, consent: news}, street: {setting: offline}}\n"
                           "touchpoints:\n"
                           "  web: {channel: net}\n"
                           "  mail: {channel: net, direction: outbound, owner: owned, for: [b, a], cost: 0.5}\n"
                           "  flyer: {channel: street, direction: outbound, owner: paid, consent: street, for: [a]}\n"
                           "entry: {Added: b}\n"
                           "stages:\n"
                           "  a:\n"
                           "    title: First\n"
                           "    demand: latent\n"
                           "    when:\n"
                           "      Added: [{if: event.price > 1.0, to: [b], title: dear}, {}]\n"
                           "      zoom.*: c\n"
                           "    after: {2h: {at: \"09:30\", to: c}, 1d: {every: 7d, count: n}}\n"
                           "  b:\n"
                           "    initial: d\n"
                           "    when: {Zoom: a}\n"
                           "    stages:\n"
                           "      h: {history: deep}\n"
                           "      c: {when: {Added: h}}\n"
                           "      d: {when: {Added: {to: f, internal: true}}, stages: {e: {}, f: {final: true}}}\n"
                           "  p: {parallel: true, when: {Zoom: a}, stages: {r: {}, s: {}}}\n"
                           "goals: {sale: {reach: b}, adds: {event: Added, value: event.price}}\n";

static tappa_model *
compiled(void)
{
    tappa_context *context;
    tappa_model *model;

    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    assert_int_equal(tappa_model_compile(context, text, sizeof text - 1, NULL, NULL, &model), TAPPA_OK);
    tappa_context_unref(context); /* the model does not need it any more */
    return model;
}

static const tappa_stage *
stage(const tappa_model *model, const char *name)
{
    const tappa_stage *found = tappa_model_stage_find(model, name, strlen(name));

    assert_non_null(found);
    assert_string_equal(tappa_stage_name(found), name);
    return found;
}

static void
test_head(void **state)
{
    tappa_model *model = compiled();

    (void)state;
    assert_string_equal(tappa_model_name(model), "shop");
    assert_int_equal(tappa_model_version(model), 3);
    assert_string_equal(tappa_model_title(model, NULL), "A shop");
    assert_string_equal(tappa_model_title(model, "it"), "Un negozio");
    assert_string_equal(tappa_model_title(model, "it-CH"), "Un negozio");
    assert_string_equal(tappa_model_title(model, "pt-BR"), "Uma loja");
    assert_string_equal(tappa_model_title(model, "fr"), "A shop");
    assert_string_equal(tappa_model_title(model, ""), "A shop");
    assert_int_equal(tappa_model_data_count(model), 2);
    assert_string_equal(tappa_model_data_name(model, 1), "last");
    assert_int_equal(tappa_model_data_kind(model, 1), TAPPA_TIMESTAMP);
    assert_string_equal(tappa_model_data_name(model, 2), "");
    assert_int_equal(tappa_model_profile_count(model), 2);
    assert_int_equal(tappa_model_profile_personal(model, 0), 1);
    assert_int_equal(tappa_model_profile_personal(model, 1), 0);
    assert_int_equal(tappa_model_profile_personal(model, 2), 0);
    assert_int_equal(tappa_model_profile_kind(model, 1), TAPPA_BOOL);
    assert_int_equal(tappa_model_goal_count(model), 2);
    assert_ptr_equal(tappa_model_goal_stage(model, 0), stage(model, "b"));
    assert_null(tappa_model_goal_event(model, 0));
    assert_null(tappa_model_goal_stage(model, 1));
    assert_string_equal(tappa_event_type_name(tappa_model_goal_event(model, 1)), "Added");
    tappa_model_unref(model);
}

static void
test_stages(void **state)
{
    tappa_model *model = compiled();
    const tappa_stage *b = stage(model, "b"), *d = stage(model, "d");

    (void)state;
    assert_int_equal(tappa_model_stage_count(model), 10);
    for (uint32_t i = 0; i < tappa_model_stage_count(model); i++) {
        const tappa_stage *s = tappa_model_stage_at(model, i);

        assert_int_equal(tappa_stage_index(s), i);
        assert_ptr_equal(stage(model, tappa_stage_name(s)), s);
    }
    assert_null(tappa_model_stage_at(model, 10));
    assert_null(tappa_model_stage_find(model, "A", 1));
    assert_null(tappa_model_stage_find(model, "", 0));
    assert_string_equal(tappa_stage_title(stage(model, "a"), "it"), "First");
    assert_string_equal(tappa_stage_title(b, NULL), "b");
    assert_string_equal(tappa_stage_note(stage(model, "a"), "demand"), "latent");
    assert_string_equal(tappa_stage_note(stage(model, "a"), "tone"), "");
    assert_int_equal(tappa_stage_kind(b), TAPPA_STAGE_COMPOUND);
    assert_int_equal(tappa_stage_kind(stage(model, "h")), TAPPA_STAGE_HISTORY_DEEP);
    assert_int_equal(tappa_stage_kind(stage(model, "f")), TAPPA_STAGE_FINAL);
    assert_int_equal(tappa_stage_kind(stage(model, "p")), TAPPA_STAGE_PARALLEL);
    assert_int_equal(tappa_stage_kind(stage(model, "e")), TAPPA_STAGE_ATOMIC);
    assert_null(tappa_stage_parent(b));
    assert_ptr_equal(tappa_stage_parent(d), b);
    assert_int_equal(tappa_stage_depth(stage(model, "e")), 2);
    assert_int_equal(tappa_stage_child_count(b), 3);
    assert_ptr_equal(tappa_stage_child_at(b, 2), d);
    assert_null(tappa_stage_child_at(b, 3));
    assert_ptr_equal(tappa_stage_initial(b), d);
    assert_ptr_equal(tappa_stage_initial(d), stage(model, "e"));
    assert_null(tappa_stage_initial(stage(model, "p")));
    assert_null(tappa_stage_initial(stage(model, "a")));
    tappa_model_unref(model);
}

static void
test_rows(void **state)
{
    tappa_model *model = compiled();
    const tappa_stage *a = stage(model, "a");
    const tappa_transition *row = tappa_stage_transition_at(a, 0);

    (void)state;
    assert_int_equal(tappa_stage_transition_count(a), 5);
    assert_int_equal(tappa_transition_kind(row), TAPPA_ROW_WHEN);
    assert_ptr_equal(tappa_transition_source(row), a);
    assert_int_equal(tappa_transition_event_count(row), 1);
    assert_string_equal(tappa_transition_event_at(row, 0), "Added");
    assert_string_equal(tappa_transition_event_at(row, 1), "");
    assert_string_equal(tappa_transition_condition(row), "event.price > 1.0");
    assert_int_equal(tappa_transition_target_count(row), 1);
    assert_int_equal(tappa_transition_is_list(row), 1);
    assert_ptr_equal(tappa_transition_target_at(row, 0), stage(model, "b"));
    assert_null(tappa_transition_target_at(row, 1));
    assert_string_equal(tappa_transition_title(row, NULL), "dear");
    assert_string_equal(tappa_transition_path(row), "stages.a.when.Added[0]");
    assert_int_equal(tappa_transition_line(row), 21);
    assert_int_equal(tappa_transition_at(row), -1);
    row = tappa_stage_transition_at(a, 1);
    assert_int_equal(tappa_transition_target_count(row), 0);
    assert_string_equal(tappa_transition_condition(row), "");
    assert_string_equal(tappa_transition_event_at(tappa_stage_transition_at(a, 2), 0), "zoom.*");
    row = tappa_stage_transition_at(a, 3);
    assert_int_equal(tappa_transition_kind(row), TAPPA_ROW_AFTER);
    assert_int_equal(tappa_transition_delay(row), INT64_C(7200000000));
    assert_int_equal(tappa_transition_at(row), INT64_C(34200000000));
    assert_int_equal(tappa_transition_every(row), 0);
    assert_int_equal(tappa_transition_every(tappa_stage_transition_at(a, 4)), INT64_C(604800000000));
    assert_int_equal(tappa_transition_is_internal(tappa_stage_transition_at(stage(model, "d"), 0)), 1);
    assert_null(tappa_stage_transition_at(a, 5));
    row = tappa_model_transition_at(model, 0);
    assert_int_equal(tappa_transition_kind(row), TAPPA_ROW_ENTRY);
    assert_null(tappa_transition_source(row));
    for (uint32_t i = 0; i < tappa_model_transition_count(model); i++)
        assert_int_equal(tappa_transition_index(tappa_model_transition_at(model, i)), i);
    assert_null(tappa_model_transition_at(model, tappa_model_transition_count(model)));
    tappa_model_unref(model);
}

static void
test_events(void **state)
{
    tappa_model *model = compiled();
    const tappa_event_type *added = tappa_model_event_find(model, "put", 3);

    (void)state;
    assert_int_equal(tappa_model_event_declared(model), 2);
    assert_true(tappa_model_event_count(model) >= 3);
    assert_string_equal(tappa_event_type_name(added), "Added");
    assert_int_equal(tappa_event_type_index(added), 1);
    assert_ptr_equal(tappa_model_event_find(model, "Added", 5), added);
    assert_ptr_equal(tappa_model_event_at(model, 1), added);
    assert_null(tappa_model_event_find(model, "added", 5));
    assert_non_null(tappa_model_event_find(model, "error.execution", 15));
    assert_null(tappa_model_event_at(model, tappa_model_event_count(model)));
    assert_int_equal(tappa_event_type_alias_count(added), 2);
    assert_string_equal(tappa_event_type_alias_at(added, 1), "put");
    assert_string_equal(tappa_event_type_alias_at(added, 2), "");
    assert_int_equal(tappa_event_type_field_count(added), 2);
    assert_string_equal(tappa_event_type_field_name(added, 1), "count");
    assert_int_equal(tappa_event_type_field_kind(added, 0), TAPPA_DOUBLE);
    assert_int_equal(tappa_event_type_field_find(added, "count", 5), 1);
    assert_int_equal(tappa_event_type_field_find(added, "coun", 4), TAPPA_NONE);
    assert_null(tappa_event_type_touchpoint(added));
    assert_string_equal(tappa_touchpoint_name(tappa_event_type_touchpoint(tappa_model_event_at(model, 0))), "web");
    tappa_model_unref(model);
}

static void
test_touchpoints(void **state)
{
    tappa_model *model = compiled();
    const tappa_touchpoint *mail = tappa_model_touchpoint_find(model, "mail", 4), *flyer = tappa_model_touchpoint_at(model, 2);

    (void)state;
    assert_int_equal(tappa_model_touchpoint_count(model), 3);
    assert_int_equal(tappa_touchpoint_index(mail), 1);
    assert_int_equal(tappa_touchpoint_direction(mail), TAPPA_OUTBOUND);
    assert_int_equal(tappa_touchpoint_direction(tappa_model_touchpoint_at(model, 0)), TAPPA_INBOUND);
    assert_int_equal(tappa_touchpoint_owner(mail), TAPPA_OWNED);
    assert_int_equal(tappa_touchpoint_owner(flyer), TAPPA_PAID);
    assert_string_equal(tappa_touchpoint_consent(mail), "news");
    assert_string_equal(tappa_touchpoint_consent(flyer), "street");
    assert_true(tappa_touchpoint_cost(mail) == 0.5 && tappa_touchpoint_cost(flyer) == 0.0);
    assert_int_equal(tappa_touchpoint_stage_count(mail), 2);
    assert_string_equal(tappa_stage_name(tappa_touchpoint_stage_at(mail, 0)), "b");
    assert_null(tappa_touchpoint_stage_at(mail, 2));
    assert_null(tappa_model_touchpoint_find(model, "post", 4));
    assert_int_equal(tappa_model_channel_count(model), 2);
    assert_ptr_equal(tappa_touchpoint_channel(flyer), tappa_model_channel_at(model, 1));
    assert_int_equal(tappa_channel_setting(tappa_model_channel_at(model, 1)), TAPPA_OFFLINE);
    assert_string_equal(tappa_channel_name(tappa_model_channel_at(model, 0)), "net");
    assert_string_equal(tappa_channel_consent(tappa_model_channel_at(model, 1)), "");
    tappa_model_unref(model);
}

static void
test_null(void **state)
{
    char out[33];
    size_t size = 7;

    (void)state;
    tappa_model_unref(NULL);
    assert_null(tappa_model_ref(NULL));
    assert_string_equal(tappa_model_name(NULL), "");
    assert_string_equal(tappa_model_title(NULL, "en"), "");
    assert_string_equal(tappa_model_dump(NULL, &size), "");
    assert_int_equal(size, 0);
    assert_int_equal(tappa_model_fingerprint(NULL, out), TAPPA_EINVAL);
    assert_int_equal(tappa_model_version(NULL) + tappa_model_stage_count(NULL) + tappa_model_event_count(NULL) +
                         tappa_model_event_declared(NULL) + tappa_model_data_count(NULL) + tappa_model_profile_count(NULL) +
                         tappa_model_channel_count(NULL) + tappa_model_touchpoint_count(NULL) + tappa_model_transition_count(NULL) +
                         tappa_model_goal_count(NULL) + tappa_stage_child_count(NULL) + tappa_stage_transition_count(NULL) +
                         tappa_stage_depth(NULL) + tappa_event_type_field_count(NULL) + tappa_event_type_alias_count(NULL) +
                         tappa_touchpoint_stage_count(NULL) + tappa_transition_event_count(NULL) + tappa_transition_target_count(NULL),
                     0);
    assert_int_equal(tappa_stage_index(NULL), TAPPA_NONE);
    assert_int_equal(tappa_event_type_index(NULL), TAPPA_NONE);
    assert_int_equal(tappa_touchpoint_index(NULL), TAPPA_NONE);
    assert_int_equal(tappa_transition_index(NULL), TAPPA_NONE);
    assert_null(tappa_model_stage_find(NULL, "a", 1));
    assert_null(tappa_stage_parent(NULL));
    assert_null(tappa_stage_initial(NULL));
    assert_string_equal(tappa_stage_title(NULL, NULL), "");
    assert_string_equal(tappa_stage_note(NULL, "tone"), "");
    assert_string_equal(tappa_touchpoint_consent(NULL), "");
    assert_null(tappa_touchpoint_channel(NULL));
    assert_string_equal(tappa_transition_condition(NULL), "");
    assert_string_equal(tappa_transition_path(NULL), "");
    assert_int_equal(tappa_transition_at(NULL), -1);
    assert_string_equal(tappa_model_goal_name(NULL, 0), "");
}

static void *
hold_and_drop(void *user)
{
    for (int i = 0; i < 20000; i++)
        tappa_model_unref(tappa_model_ref(user));
    return NULL;
}

/* The count is right whoever counts: the last unref frees, which the address sanitizer and valgrind see. */
static void
test_threads(void **state)
{
    tappa_model *model = compiled();
    pthread_t threads[4];

    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, hold_and_drop, model), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    assert_string_equal(tappa_model_name(model), "shop");
    tappa_model_unref(model);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_head),        cmocka_unit_test(test_stages), cmocka_unit_test(test_rows),    cmocka_unit_test(test_events),
        cmocka_unit_test(test_touchpoints), cmocka_unit_test(test_null),   cmocka_unit_test(test_threads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
