/* Nothing given is nothing read: every getter of models, batches, journeys and cohorts takes NULL, and an index behind the last, and says
 * what its header promises. Calls that do something refuse NULL. */
#include "tests/support/world.h"

static void
test_no_stage_or_row(void **state)
{
    (void)state;
    assert_int_equal(tappa_model_stage_count(NULL), 0);
    assert_null(tappa_model_stage_at(NULL, 0));
    assert_null(tappa_model_stage_find(NULL, "a", 1));
    assert_int_equal(tappa_stage_index(NULL), TAPPA_NONE);
    assert_int_equal(tappa_stage_kind(NULL), 0);
    assert_string_equal(tappa_stage_name(NULL), "");
    assert_string_equal(tappa_stage_title(NULL, "title"), "");
    assert_null(tappa_stage_parent(NULL));
    assert_int_equal(tappa_stage_depth(NULL), 0);
    assert_int_equal(tappa_stage_child_count(NULL), 0);
    assert_null(tappa_stage_child_at(NULL, 0));
    assert_int_equal(tappa_stage_transition_count(NULL), 0);
    assert_null(tappa_stage_transition_at(NULL, 0));
    assert_string_equal(tappa_stage_note(NULL, "title"), "");
    assert_null(tappa_stage_initial(NULL));
    assert_int_equal(tappa_transition_index(NULL), TAPPA_NONE);
    assert_int_equal(tappa_transition_kind(NULL), 0);
    assert_null(tappa_transition_source(NULL));
    assert_int_equal(tappa_transition_event_count(NULL), 0);
    assert_string_equal(tappa_transition_event_at(NULL, 0), "");
    assert_string_equal(tappa_transition_condition(NULL), "");
    assert_int_equal(tappa_transition_target_count(NULL), 0);
    assert_null(tappa_transition_target_at(NULL, 0));
    assert_int_equal(tappa_transition_is_list(NULL), 0);
    assert_int_equal(tappa_transition_is_internal(NULL), 0);
    assert_string_equal(tappa_transition_title(NULL, "title"), "");
    assert_string_equal(tappa_transition_path(NULL), "");
    assert_int_equal(tappa_transition_line(NULL), 0);
    assert_int_equal(tappa_transition_delay(NULL), 0);
    assert_int_equal(tappa_transition_every(NULL), 0);
    assert_int_equal(tappa_transition_at(NULL), -1);
}

static void
test_no_event_or_touchpoint(void **state)
{
    (void)state;
    assert_int_equal(tappa_model_event_count(NULL), 0);
    assert_int_equal(tappa_model_event_declared(NULL), 0);
    assert_null(tappa_model_event_at(NULL, 0));
    assert_null(tappa_model_event_find(NULL, "a", 1));
    assert_int_equal(tappa_event_type_index(NULL), TAPPA_NONE);
    assert_string_equal(tappa_event_type_name(NULL), "");
    assert_null(tappa_event_type_touchpoint(NULL));
    assert_int_equal(tappa_event_type_field_count(NULL), 0);
    assert_string_equal(tappa_event_type_field_name(NULL, 0), "");
    assert_int_equal(tappa_event_type_field_kind(NULL, 0), 0);
    assert_int_equal(tappa_event_type_field_find(NULL, "a", 1), TAPPA_NONE);
    assert_int_equal(tappa_event_type_alias_count(NULL), 0);
    assert_string_equal(tappa_event_type_alias_at(NULL, 0), "");
    assert_int_equal(tappa_model_channel_count(NULL), 0);
    assert_null(tappa_model_channel_at(NULL, 0));
    assert_string_equal(tappa_channel_name(NULL), "");
    assert_int_equal(tappa_channel_setting(NULL), 0);
    assert_string_equal(tappa_channel_consent(NULL), "");
    assert_int_equal(tappa_model_touchpoint_count(NULL), 0);
    assert_null(tappa_model_touchpoint_at(NULL, 0));
    assert_null(tappa_model_touchpoint_find(NULL, "a", 1));
    assert_int_equal(tappa_touchpoint_index(NULL), TAPPA_NONE);
    assert_string_equal(tappa_touchpoint_name(NULL), "");
    assert_null(tappa_touchpoint_channel(NULL));
    assert_int_equal(tappa_touchpoint_direction(NULL), 0);
    assert_int_equal(tappa_touchpoint_owner(NULL), 0);
    assert_string_equal(tappa_touchpoint_consent(NULL), "");
    assert_true(tappa_touchpoint_cost(NULL) == 0.0);
    assert_int_equal(tappa_touchpoint_stage_count(NULL), 0);
    assert_null(tappa_touchpoint_stage_at(NULL, 0));
}

static void
test_no_model(void **state)
{
    char print[33];
    size_t size = 7;

    (void)state;
    assert_null(tappa_model_ref(NULL));
    tappa_model_unref(NULL);
    assert_string_equal(tappa_model_dump(NULL, &size), "");
    assert_int_equal(size, 0);
    assert_string_equal(tappa_model_dump(NULL, NULL), "");
    assert_string_equal(tappa_model_text(NULL, &size), "");
    assert_int_equal(size, 0);
    assert_string_equal(tappa_model_text(NULL, NULL), "");
    assert_int_equal(tappa_model_fingerprint(NULL, print), TAPPA_EINVAL);
    assert_null(tappa_model_offer_stage_at(NULL, 0, 0));
    assert_string_equal(tappa_model_name(NULL), "");
    assert_int_equal(tappa_model_version(NULL), 0);
    assert_string_equal(tappa_model_title(NULL, "title"), "");
    assert_int_equal(tappa_model_data_count(NULL), 0);
    assert_string_equal(tappa_model_data_name(NULL, 0), "");
    assert_int_equal(tappa_model_data_kind(NULL, 0), 0);
    assert_int_equal(tappa_model_profile_count(NULL), 0);
    assert_string_equal(tappa_model_profile_name(NULL, 0), "");
    assert_int_equal(tappa_model_profile_kind(NULL, 0), 0);
    assert_int_equal(tappa_model_profile_personal(NULL, 0), 0);
    assert_int_equal(tappa_model_transition_count(NULL), 0);
    assert_null(tappa_model_transition_at(NULL, 0));
    assert_int_equal(tappa_model_goal_count(NULL), 0);
    assert_string_equal(tappa_model_goal_name(NULL, 0), "");
    assert_null(tappa_model_goal_stage(NULL, 0));
    assert_null(tappa_model_goal_event(NULL, 0));
    assert_int_equal(tappa_model_has_entry(NULL), 0);
    assert_int_equal(tappa_model_again(NULL), 0);
    assert_int_equal(tappa_model_has_key(NULL), 0);
    assert_int_equal(tappa_model_cap_count(NULL), 0);
    assert_null(tappa_model_cap_at(NULL, 0));
    assert_int_equal(tappa_model_quiet_count(NULL), 0);
    assert_null(tappa_model_quiet_at(NULL, 0));
    assert_int_equal(tappa_model_priority_count(NULL), 0);
    assert_null(tappa_model_priority_at(NULL, 0));
    assert_int_equal(tappa_model_response_count(NULL), 0);
    assert_null(tappa_model_response_at(NULL, 0));
    assert_int_equal(tappa_model_offer_count(NULL), 0);
    assert_string_equal(tappa_model_offer_name(NULL, 0), "");
    assert_null(tappa_model_offer_touchpoint(NULL, 0));
    assert_int_equal(tappa_model_offer_stage_count(NULL, 0), 0);
    assert_int_equal(tappa_model_offer_priority(NULL, 0), 0);
    assert_int_equal(tappa_model_data_keep(NULL, 0), 0);
    assert_int_equal(tappa_model_leads_on(NULL, 1), 0);
    assert_int_equal(tappa_model_profile_keep(NULL, 0), 0);
    assert_int_equal(tappa_model_profile_source(NULL, 0), 0);
    assert_int_equal(tappa_model_experiment_count(NULL), 0);
    assert_string_equal(tappa_model_experiment_name(NULL, 0), "");
}

static void
test_no_batch(void **state)
{
    tappa_batch *batch = (tappa_batch *)(void *)state;

    (void)state;
    tappa_batch_free(NULL);
    tappa_batch_set_explain(NULL, 1);
    assert_int_equal(tappa_batch_new(NULL, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_batch_new(NULL, &batch), TAPPA_EINVAL);
    assert_null(batch);
    assert_int_equal(tappa_batch_step_count(NULL), 0);
    assert_null(tappa_batch_step_at(NULL, 0));
    assert_int_equal(tappa_batch_taken_count(NULL), 0);
    assert_null(tappa_batch_taken_at(NULL, 0));
    assert_int_equal(tappa_batch_left_count(NULL), 0);
    assert_int_equal(tappa_batch_left_at(NULL, 0), TAPPA_NONE);
    assert_int_equal(tappa_batch_entered_count(NULL), 0);
    assert_int_equal(tappa_batch_entered_at(NULL, 0), TAPPA_NONE);
    assert_int_equal(tappa_batch_active_count(NULL), 0);
    assert_int_equal(tappa_batch_active_at(NULL, 0), TAPPA_NONE);
    assert_int_equal(tappa_batch_change_count(NULL), 0);
    assert_null(tappa_batch_change_at(NULL, 0));
    assert_int_equal(tappa_batch_timer_count(NULL), 0);
    assert_null(tappa_batch_timer_at(NULL, 0));
    assert_int_equal(tappa_batch_effect_count(NULL), 0);
    assert_null(tappa_batch_effect_at(NULL, 0));
    assert_int_equal(tappa_batch_failure_count(NULL), 0);
    assert_null(tappa_batch_failure_at(NULL, 0));
    assert_int_equal(tappa_batch_considered_count(NULL), 0);
    assert_null(tappa_batch_considered_at(NULL, 0));
    assert_int_equal(tappa_batch_moved_count(NULL), 0);
    assert_null(tappa_batch_moved_at(NULL, 0));
    assert_int_equal(tappa_batch_refused_count(NULL), 0);
    assert_null(tappa_batch_refused_at(NULL, 0));
}

static void
test_no_journey(void **state)
{
    struct tappa_value value;
    struct tappa_event event = {.size = sizeof event};
    tappa_journey *journey = (tappa_journey *)&value;
    struct world w;
    size_t size = 7;

    (void)state;
    world_open(&w, "{tappa: 1, model: m, version: 1, events: {go: {}}, stages: {a: {when: {go: a}}}}");
    tappa_journey_free(NULL);
    assert_true(tappa_journey_next_due(NULL) == TAPPA_NEVER);
    assert_int_equal(tappa_journey_begun(NULL), 0);
    assert_int_equal(tappa_journey_ended(NULL), 0);
    assert_int_equal(tappa_journey_started(NULL), 0);
    assert_int_equal(tappa_journey_last(NULL), 0);
    assert_int_equal(tappa_journey_sequence(NULL), 0);
    assert_int_equal(tappa_journey_stage_count(NULL), 0);
    assert_null(tappa_journey_stage_at(NULL, 0));
    assert_null(tappa_journey_model(NULL));
    assert_string_equal(tappa_journey_id(NULL, &size), "");
    assert_int_equal(size, 0);
    assert_string_equal(tappa_journey_id(NULL, NULL), "");
    size = 7;
    assert_string_equal(tappa_journey_customer(NULL, &size), "");
    assert_int_equal(size, 0);
    assert_string_equal(tappa_journey_customer(NULL, NULL), "");
    assert_false(tappa_journey_is_at(NULL, tappa_model_stage_at(w.model, 0)));
    assert_false(tappa_journey_is_at(w.journey, NULL));
    assert_true(tappa_journey_since(NULL, NULL) == TAPPA_NEVER);
    assert_int_equal(tappa_journey_data(NULL, 0, &value), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_data(w.journey, 0, &value), TAPPA_EINVAL); /* there is none */
    assert_int_equal(tappa_journey_data(w.journey, 0, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_profile(w.journey, 0, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_set_profile(w.journey, 0, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_batch_new(w.context, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_profile(NULL, 0, &value), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_profile(w.journey, 0, &value), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_set_profile(NULL, 0, &value), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_forget(NULL, 0), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_timer_count(NULL), 0);
    assert_int_equal(tappa_journey_set_zone(NULL, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_new(NULL, "a", 1, NULL, 0, &journey), TAPPA_EINVAL);
    assert_null(journey);
    assert_int_equal(tappa_journey_new(w.model, NULL, 0, NULL, 0, &journey), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_new(w.model, "a", 1, NULL, 0, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_new(w.model, "\xff", 1, NULL, 0, &journey), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_new(w.model, "a", 1, "\xff", 1, &journey), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_feed(NULL, &event, w.batch), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_feed(w.journey, NULL, w.batch), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_feed(w.journey, &event, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_begin(NULL, &event, w.batch), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_begin(w.journey, NULL, w.batch), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_begin(w.journey, &event, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_probe(NULL, &event, w.batch), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_probe(w.journey, NULL, w.batch), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_probe(w.journey, &event, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_run_due(NULL, 0, w.batch), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_run_due(w.journey, 0, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_run_due(w.journey, 0, w.batch), TAPPA_NOT_DUE);
    assert_int_equal(tappa_snapshot_write(NULL, NULL, 0, &size), TAPPA_EINVAL);
    assert_int_equal(tappa_snapshot_write(w.journey, NULL, 0, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_snapshot_read(NULL, "", 0, w.batch, &journey), TAPPA_EINVAL);
    assert_int_equal(tappa_snapshot_read(w.model, NULL, 1, w.batch, &journey), TAPPA_EINVAL);
    assert_int_equal(tappa_snapshot_read(w.model, "", 0, NULL, &journey), TAPPA_EINVAL);
    assert_int_equal(tappa_snapshot_read(w.model, "", 0, w.batch, NULL), TAPPA_EINVAL);
    world_close(&w);
}

static void
test_no_key_or_goal(void **state)
{
    struct tappa_value value;
    struct tappa_event event = {.size = sizeof event, .touchpoint = TAPPA_NONE};
    struct world w;
    char buffer[8];
    size_t size;

    (void)state;
    world_open(&w, "{tappa: 1, model: m, version: 1, events: {go: {fields: {n: int}}}, entry: {go: a}, "
                   "entry_rules: {again: always, key: event.n}, stages: {a: {when: {go: a}}}, goals: {g: {reach: a, value: event.n}}}");
    assert_true(tappa_model_has_entry(w.model));
    assert_int_equal(tappa_model_again(w.model), TAPPA_AGAIN_ALWAYS);
    assert_true(tappa_model_has_key(w.model));
    assert_int_equal(tappa_model_event_key(NULL, &event, w.batch, buffer, sizeof buffer, &size), TAPPA_EINVAL);
    assert_int_equal(tappa_model_event_key(w.model, NULL, w.batch, buffer, sizeof buffer, &size), TAPPA_EINVAL);
    assert_int_equal(tappa_model_event_key(w.model, &event, NULL, buffer, sizeof buffer, &size), TAPPA_EINVAL);
    assert_int_equal(tappa_model_event_key(w.model, &event, w.batch, NULL, sizeof buffer, &size), TAPPA_EINVAL);
    assert_int_equal(tappa_model_event_key(w.model, &event, w.batch, buffer, sizeof buffer, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_goal_value(NULL, 0, &event, w.batch, &value), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_goal_value(w.journey, 1, &event, w.batch, &value), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_goal_value(w.journey, 0, NULL, w.batch, &value), TAPPA_EEXPR); /* there was no event */
    assert_int_equal(tappa_journey_goal_value(w.journey, 0, &event, NULL, &value), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_goal_value(w.journey, 0, &event, w.batch, NULL), TAPPA_EINVAL);
    world_close(&w);
}

static void
test_no_cohort(void **state)
{
    struct tappa_columns columns = {.size = sizeof columns};
    struct world w;
    tappa_cohort *cohort = (tappa_cohort *)&w;
    tappa_journey *journey = (tappa_journey *)&w;
    uint64_t counts[4];
    size_t done = 7;

    (void)state;
    world_open(&w, "{tappa: 1, model: m, version: 1, events: {go: {}}, stages: {a: {when: {go: a}}}}");
    tappa_cohort_free(NULL);
    assert_int_equal(tappa_cohort_count(NULL), 0);
    assert_int_equal(tappa_cohort_journey_bytes(NULL), 0);
    assert_true(tappa_cohort_next_due(NULL) == TAPPA_NEVER);
    assert_int_equal(tappa_cohort_new(NULL, 1, &cohort), TAPPA_EINVAL);
    assert_null(cohort);
    assert_int_equal(tappa_cohort_new(w.model, 1, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_cohort_new(w.model, 0, &cohort), TAPPA_EINVAL);
    assert_int_equal(tappa_cohort_new(w.model, TAPPA_NONE, &cohort), TAPPA_EINVAL);
    assert_int_equal(tappa_cohort_new(w.model, 2, &cohort), TAPPA_OK);
    assert_int_equal(tappa_cohort_count(cohort), 2);
    assert_true(tappa_cohort_journey_bytes(cohort) > 0 && tappa_cohort_journey_bytes(cohort) <= 64);
    assert_int_equal(tappa_cohort_feed(NULL, &columns, w.batch, &done), TAPPA_EINVAL);
    assert_int_equal(done, 0);
    assert_int_equal(tappa_cohort_feed(cohort, NULL, w.batch, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_cohort_feed(cohort, &columns, NULL, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_cohort_feed(cohort, &columns, w.batch, NULL), TAPPA_OK);
    assert_int_equal(tappa_cohort_run_due(NULL, 0, w.batch), TAPPA_EINVAL);
    assert_int_equal(tappa_cohort_run_due(cohort, 0, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_cohort_run_due(cohort, 0, w.batch), TAPPA_OK);
    assert_int_equal(tappa_cohort_get(NULL, 0, &journey), TAPPA_EINVAL);
    assert_int_equal(tappa_cohort_get(cohort, 0, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_cohort_get(cohort, 2, &journey), TAPPA_EINVAL);
    assert_null(journey);
    assert_int_equal(tappa_cohort_get(cohort, 1, &journey), TAPPA_OK);
    assert_int_equal(tappa_cohort_put(NULL, 0, journey), TAPPA_EINVAL);
    assert_int_equal(tappa_cohort_put(cohort, 0, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_cohort_put(cohort, 2, journey), TAPPA_EINVAL);
    tappa_journey_free(journey);
    assert_int_equal(tappa_cohort_histogram(NULL, counts, 4), TAPPA_EINVAL);
    assert_int_equal(tappa_cohort_histogram(cohort, NULL, 4), TAPPA_EINVAL);
    assert_int_equal(tappa_cohort_histogram(cohort, counts, 0), TAPPA_EINVAL);
    tappa_cohort_free(cohort);
    world_close(&w);
}

/* Of a getter and its count: the first and the last are there, nothing is behind. */
#define BEHIND(count, at, of, nothing) \
    do { \
        assert_true(count(of) > 0); \
        assert_true(at(of, 0) != (nothing)); \
        assert_true(at(of, count(of) - 1) != (nothing)); \
        assert_true(at(of, count(of)) == (nothing)); \
        assert_true(at(of, UINT32_MAX) == (nothing)); \
    } while (0)

static void
test_behind_the_last(void **state)
{
    struct tappa_value price = {.kind = TAPPA_INT, .integer = 3};
    struct world w;

    (void)state;
    world_open(&w, "{tappa: 1, model: m, version: 1, data: {n: {type: int}}, events: {go: {fields: {n: int}}},\n"
                   "touchpoints: {t: {channel: c}}, channels: {c: {setting: online}},\n"
                   "stages: {a: {when: {go: {to: b, do: [set: {n: event.n}, emit: e, set: {n: 1 / 0}]}}}, b: {after: {1h: a}, when: {go: a}}}}");
    assert_int_equal(world_feed(&w, "go", 1, &price), TAPPA_OK);
    BEHIND(tappa_batch_step_count, tappa_batch_step_at, w.batch, NULL);
    BEHIND(tappa_batch_taken_count, tappa_batch_taken_at, w.batch, NULL);
    BEHIND(tappa_batch_left_count, tappa_batch_left_at, w.batch, TAPPA_NONE);
    BEHIND(tappa_batch_entered_count, tappa_batch_entered_at, w.batch, TAPPA_NONE);
    BEHIND(tappa_batch_active_count, tappa_batch_active_at, w.batch, TAPPA_NONE);
    BEHIND(tappa_batch_change_count, tappa_batch_change_at, w.batch, NULL);
    BEHIND(tappa_batch_timer_count, tappa_batch_timer_at, w.batch, NULL);
    BEHIND(tappa_batch_effect_count, tappa_batch_effect_at, w.batch, NULL);
    BEHIND(tappa_batch_failure_count, tappa_batch_failure_at, w.batch, NULL);
    assert_null(tappa_batch_moved_at(w.batch, 0));
    assert_null(tappa_batch_refused_at(w.batch, 0));
    assert_null(tappa_batch_considered_at(w.batch, 0));
    assert_int_equal(tappa_batch_considered_count(w.batch), 0);
    BEHIND(tappa_model_stage_count, tappa_model_stage_at, w.model, NULL);
    BEHIND(tappa_model_event_count, tappa_model_event_at, w.model, NULL);
    BEHIND(tappa_model_transition_count, tappa_model_transition_at, w.model, NULL);
    BEHIND(tappa_model_channel_count, tappa_model_channel_at, w.model, NULL);
    BEHIND(tappa_model_touchpoint_count, tappa_model_touchpoint_at, w.model, NULL);
    BEHIND(tappa_journey_stage_count, tappa_journey_stage_at, w.journey, NULL);
    world_close(&w);
}

/* Names that are not given, or longer than any can be; indices of lists within things; what other kinds of things have. */
static void
test_no_name(void **state)
{
    const size_t huge = (size_t)UINT32_MAX + 2;
    const tappa_event_type *go;
    const tappa_stage *a;
    struct world w;

    (void)state;
    world_open(&w, "{tappa: 1, model: m, version: 1, title: {en: A, pt-BR: B}, data: {n: {type: int}}, events: {go: {aka: [went], fields: {n: int}}},\n"
                   "touchpoints: {t: {channel: c, for: [a]}}, channels: {c: {setting: online}}, goals: {g: {reach: a}},\n"
                   "stages: {a: {when: {go: b}, after: {1h: b}}, b: {initial: [e, f], stages: {d: {parallel: true, stages: {e: {}, f: {}}}}}}}");
    a = tappa_model_stage_find(w.model, "a", 1);
    go = tappa_model_event_find(w.model, "went", 4);
    assert_ptr_equal(a, tappa_model_stage_at(w.model, 0));
    assert_ptr_equal(go, tappa_model_event_at(w.model, 0));
    assert_null(tappa_model_stage_find(w.model, NULL, 0));
    assert_null(tappa_model_stage_find(w.model, "a", huge));
    assert_null(tappa_model_stage_find(w.model, "aa", 2));
    assert_null(tappa_model_event_find(w.model, NULL, 0));
    assert_null(tappa_model_event_find(w.model, "go", huge));
    assert_null(tappa_model_event_find(w.model, "gone", 4));
    assert_non_null(tappa_model_touchpoint_find(w.model, "t", 1));
    assert_null(tappa_model_touchpoint_find(w.model, NULL, 0));
    assert_null(tappa_model_touchpoint_find(w.model, "t", huge));
    assert_int_equal(tappa_event_type_field_find(go, "n", 1), 0);
    assert_int_equal(tappa_event_type_field_find(go, NULL, 0), TAPPA_NONE);
    assert_int_equal(tappa_event_type_field_find(go, "n", huge), TAPPA_NONE);
    assert_string_equal(tappa_event_type_field_name(go, 0), "n");
    assert_string_equal(tappa_event_type_field_name(go, 1), "");
    assert_int_equal(tappa_event_type_field_kind(go, 1), 0);
    assert_string_equal(tappa_event_type_alias_at(go, 1), "");
    assert_string_equal(tappa_stage_note(a, NULL), "");
    assert_string_equal(tappa_stage_note(a, "colour"), "");
    assert_int_equal(tappa_model_fingerprint(w.model, NULL), TAPPA_EINVAL);
    assert_string_equal(tappa_model_goal_name(w.model, 0), "g");
    assert_string_equal(tappa_model_goal_name(w.model, 1), "");
    assert_null(tappa_model_goal_stage(w.model, 1));
    assert_null(tappa_model_goal_event(w.model, 1));
    assert_string_equal(tappa_model_title(w.model, "pt-BR"), "B");
    assert_string_equal(tappa_model_title(w.model, "pt_BR"), tappa_model_title(w.model, "xx"));
    assert_string_equal(tappa_model_title(w.model, "en_GB"), "A");
    assert_string_equal(tappa_model_title(w.model, "en-GB"), "A");
    assert_int_equal(tappa_transition_delay(tappa_model_transition_at(w.model, 0)), 0);
    assert_int_equal(tappa_transition_every(tappa_model_transition_at(w.model, 0)), 0);
    assert_true(tappa_transition_at(tappa_model_transition_at(w.model, 0)) == -1);
    assert_int_equal(tappa_transition_delay(tappa_model_transition_at(w.model, 1)), INT64_C(3600000000));
    assert_null(tappa_stage_initial(a));                                          /* it has no children */
    assert_null(tappa_stage_initial(tappa_model_stage_find(w.model, "b", 1)));    /* two, one in each region */
    assert_null(tappa_stage_initial(tappa_model_stage_find(w.model, "d", 1)));    /* all of its regions */
    assert_null(tappa_transition_target_at(tappa_model_transition_at(w.model, 0), 1));
    assert_string_equal(tappa_transition_event_at(tappa_model_transition_at(w.model, 0), 1), "");
    assert_null(tappa_touchpoint_stage_at(tappa_model_touchpoint_at(w.model, 0), 1));
    assert_null(tappa_stage_child_at(a, 0));
    assert_null(tappa_stage_transition_at(a, 2));
    world_close(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_stage_or_row), cmocka_unit_test(test_no_event_or_touchpoint), cmocka_unit_test(test_no_model),
        cmocka_unit_test(test_no_batch),        cmocka_unit_test(test_no_journey),             cmocka_unit_test(test_no_key_or_goal),
        cmocka_unit_test(test_no_cohort),       cmocka_unit_test(test_behind_the_last), cmocka_unit_test(test_no_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
