/* The journey through its public calls: what feed promises, whatever is fed. Meaning is the scenarios' matter; here it is the contract:
 * all or nothing, statuses, the batch, probe, order of time. */
#include "tests/support/world.h"

static const char shop[] = "tappa: 1\n"
                           "model: shop\n"
                           "version: 1\n"
                           "data:\n"
                           "  visits: {type: int, default: 0}\n"
                           "  note: {type: string, default: \"\"}\n"
                           "events:\n"
                           "  view: {fields: {price: double}}\n"
                           "  buy: {fields: {price: double}}\n"
                           "  spin: {}\n"
                           "  grow: {}\n"
                           "  stop: {}\n"
                           "stages:\n"
                           "  browsing:\n"
                           "    when:\n"
                           "      view: {set: {visits: data.visits + 1}}\n"
                           "      buy: {if: event.price > 0.0, to: bought}\n"
                           "      spin: around\n"
                           "      grow: {set: {note: 'data.note + \"abcdefgh\"'}}\n"
                           "    after:\n"
                           "      1h: cold\n"
                           "  around:\n"
                           "    always:\n"
                           "      - around\n"
                           "  cold:\n"
                           "    when:\n"
                           "      view: browsing\n"
                           "      stop: gone\n"
                           "  bought:\n"
                           "    when:\n"
                           "      view: browsing\n"
                           "  gone: {final: true}\n"
                           "goals:\n"
                           "  sale: {reach: bought}\n";

static void
test_begins_and_moves(void **state)
{
    struct world w;
    struct tappa_value price = {.kind = TAPPA_DOUBLE, .real = 5.0};

    (void)state;
    world_open(&w, shop);
    assert_false(tappa_journey_begun(w.journey));
    assert_int_equal(world_feed(&w, "view", 10, &price), TAPPA_OK);
    assert_string_equal(world_stages(&w), "browsing");
    assert_int_equal(tappa_batch_step_count(w.batch), 2); /* the start, then the event */
    assert_int_equal(tappa_batch_step_at(w.batch, 0)->kind, TAPPA_STEP_START);
    assert_string_equal(tappa_batch_step_at(w.batch, 1)->name, "view");
    assert_int_equal(tappa_batch_change_count(w.batch), 1);
    assert_int_equal(tappa_batch_change_at(w.batch, 0)->value.integer, 1);
    assert_int_equal(world_feed(&w, "buy", 20, &price), TAPPA_OK);
    assert_string_equal(world_stages(&w), "bought");
    assert_int_equal(tappa_batch_taken_count(w.batch), 1);
    assert_int_equal(tappa_batch_left_count(w.batch), 1);
    assert_int_equal(tappa_batch_entered_count(w.batch), 1);
    assert_string_equal(tappa_stage_name(tappa_model_stage_at(w.model, tappa_batch_entered_at(w.batch, 0))), "bought");
    assert_int_equal(tappa_journey_next_due(w.journey), TAPPA_NEVER);
    world_close(&w);
}

/* Each refusal has its status, leaves an empty batch and the journey byte for byte. */
static void
test_refusals_change_nothing(void **state)
{
    static const struct {
        const char *name, *event;
        int64_t seconds;
        struct tappa_value field;
        tappa_status status;
    } rows[] = {
        {"older than the last", "view", 5, {.kind = TAPPA_DOUBLE, .real = 1.0}, TAPPA_ELATE},
        {"an int for a double", "view", 20, {.kind = TAPPA_INT, .integer = 1}, TAPPA_EFIELD},
        {"text for a double", "buy", 20, {.kind = TAPPA_STRING, .size = 1, .data = "x"}, TAPPA_EFIELD},
        {"a loop", "spin", 20, {.kind = TAPPA_UNSET}, TAPPA_ELOOP},
        {"beyond the year 9999", "view", INT64_C(400000000000), {.kind = TAPPA_UNSET}, TAPPA_ETIME},
        {"before the year 1", "view", -INT64_C(400000000000), {.kind = TAPPA_UNSET}, TAPPA_ETIME},
    };
    struct world w;
    struct tappa_value price = {.kind = TAPPA_DOUBLE, .real = 5.0};
    unsigned char before[1000], after[1000];
    size_t size;

    (void)state;
    world_open(&w, shop);
    assert_int_equal(world_feed(&w, "view", 10, &price), TAPPA_OK);
    size = world_snapshot(w.journey, before, sizeof before);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        tappa_status status = world_feed(&w, rows[i].event, rows[i].seconds, rows[i].field.kind ? &rows[i].field : NULL);
        if (status != rows[i].status)
            fail_msg("%s: %s", rows[i].name, tappa_status_text(status));
        assert_int_equal(tappa_batch_step_count(w.batch), 0);
        assert_int_equal(tappa_batch_taken_count(w.batch), 0);
        assert_int_equal(world_snapshot(w.journey, after, sizeof after), size);
        assert_memory_equal(before, after, size);
    }
    world_close(&w);
}

static void
test_probe_changes_nothing(void **state)
{
    struct world w;
    struct tappa_value price = {.kind = TAPPA_DOUBLE, .real = 5.0};
    struct tappa_event event = {.size = sizeof event, .time = 20000000, .touchpoint = TAPPA_NONE, .fields = &price, .field_count = 1};
    unsigned char before[1000], after[1000];
    size_t size;

    (void)state;
    world_open(&w, shop);
    assert_int_equal(world_feed(&w, "view", 10, &price), TAPPA_OK);
    size = world_snapshot(w.journey, before, sizeof before);
    event.type = tappa_event_type_index(tappa_model_event_find(w.model, "buy", 3));
    assert_int_equal(tappa_journey_probe(w.journey, &event, w.batch), TAPPA_OK);
    assert_int_equal(tappa_batch_taken_count(w.batch), 1);
    assert_int_equal(world_snapshot(w.journey, after, sizeof after), size);
    assert_memory_equal(before, after, size);
    assert_int_equal(tappa_journey_feed(w.journey, &event, w.batch), TAPPA_OK);
    assert_string_equal(world_stages(&w), "bought");
    world_close(&w);
}

static void
test_timers_fire_once(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, shop);
    assert_int_equal(world_feed(&w, "view", 0, NULL), TAPPA_OK);
    assert_int_equal(tappa_journey_next_due(w.journey), INT64_C(3600000000));
    assert_int_equal(tappa_journey_run_due(w.journey, 3599999999, w.batch), TAPPA_NOT_DUE);
    assert_int_equal(tappa_journey_run_due(w.journey, 9000000000, w.batch), TAPPA_OK);
    assert_string_equal(world_stages(&w), "cold");
    assert_int_equal(tappa_batch_step_at(w.batch, 0)->time, INT64_C(3600000000)); /* as at its due time */
    assert_string_equal(tappa_batch_step_at(w.batch, 0)->name, "after");
    assert_int_equal(tappa_journey_run_due(w.journey, 9000000000, w.batch), TAPPA_NOT_DUE);
    assert_int_equal(tappa_journey_run_due(w.journey, 0, w.batch), TAPPA_NOT_DUE);
    world_close(&w);
}

static void
test_nothing_after_the_end(void **state)
{
    struct world w;
    unsigned char before[1000], after[1000];
    size_t size;

    (void)state;
    world_open(&w, shop);
    assert_int_equal(world_feed(&w, "view", 0, NULL), TAPPA_OK);
    assert_int_equal(tappa_journey_run_due(w.journey, 3600000000, w.batch), TAPPA_OK);
    assert_int_equal(world_feed(&w, "stop", 4000, NULL), TAPPA_OK);
    assert_true(tappa_journey_ended(w.journey));
    assert_string_equal(world_stages(&w), "gone");
    size = world_snapshot(w.journey, before, sizeof before);
    assert_int_equal(world_feed(&w, "view", 5000, NULL), TAPPA_OK);
    assert_int_equal(tappa_batch_taken_count(w.batch), 0);
    assert_int_equal(tappa_batch_active_count(w.batch), 1);
    assert_int_equal(world_snapshot(w.journey, after, sizeof after), size);
    assert_memory_equal(before, after, size);
    world_close(&w);
}

static void
test_wrong_arguments(void **state)
{
    struct world w;
    struct tappa_event event = {.size = sizeof event, .type = 0, .touchpoint = TAPPA_NONE};
    struct tappa_event wrong;

    (void)state;
    world_open(&w, shop);
    assert_int_equal(tappa_journey_feed(NULL, &event, w.batch), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_feed(w.journey, NULL, w.batch), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_feed(w.journey, &event, NULL), TAPPA_EINVAL);
    wrong = event;
    wrong.type = 1000;
    assert_int_equal(tappa_journey_feed(w.journey, &wrong, w.batch), TAPPA_EINVAL);
    wrong = event;
    wrong.touchpoint = 0; /* the model has none */
    assert_int_equal(tappa_journey_feed(w.journey, &wrong, w.batch), TAPPA_EINVAL);
    wrong = event;
    wrong.flags = 1;
    assert_int_equal(tappa_journey_feed(w.journey, &wrong, w.batch), TAPPA_EINVAL);
    wrong = event;
    wrong.field_count = 2;
    assert_int_equal(tappa_journey_feed(w.journey, &wrong, w.batch), TAPPA_EINVAL);
    wrong = event;
    wrong.type = TAPPA_NONE; /* an undeclared event needs a name */
    assert_int_equal(tappa_journey_feed(w.journey, &wrong, w.batch), TAPPA_EINVAL);
    assert_false(tappa_journey_begun(w.journey));
    world_close(&w);
}

/* A model that the fast way covers keeps the same contract as the others. */
static const char plain[] = "tappa: 1\n"
                            "model: plain\n"
                            "version: 1\n"
                            "events:\n"
                            "  go: {fields: {n: int}}\n"
                            "  flag: {fields: {on: bool}}\n"
                            "stages:\n"
                            "  a: {when: {go: {if: event.n >= 3, to: b}, flag: b}}\n"
                            "  b: {when: {go: a}}\n"
                            "goals:\n"
                            "  there: {reach: b}\n";

static void
test_the_fast_way_refuses_as_the_others(void **state)
{
    static const struct {
        const char *name, *event;
        int64_t seconds;
        struct tappa_value field;
        tappa_status status;
    } rows[] = {
        {"older than the last", "go", 5, {.kind = TAPPA_INT, .integer = 9}, TAPPA_ELATE},
        {"a double for an int", "go", 20, {.kind = TAPPA_DOUBLE, .real = 9.0}, TAPPA_EFIELD},
        {"a bool that is two", "flag", 20, {.kind = TAPPA_BOOL, .integer = 2}, TAPPA_EFIELD},
        {"beyond the year 9999", "go", INT64_C(400000000000), {.kind = TAPPA_INT, .integer = 9}, TAPPA_ETIME},
    };
    struct world w;
    struct tappa_value n = {.kind = TAPPA_INT, .integer = 1};
    unsigned char before[1000], after[1000];
    size_t size;

    (void)state;
    world_open(&w, plain);
    assert_int_equal(world_feed(&w, "go", 10, &n), TAPPA_OK);
    size = world_snapshot(w.journey, before, sizeof before);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        tappa_status status = world_feed(&w, rows[i].event, rows[i].seconds, &rows[i].field);
        if (status != rows[i].status)
            fail_msg("%s: %s", rows[i].name, tappa_status_text(status));
        assert_int_equal(tappa_batch_step_count(w.batch), 0);
        assert_int_equal(world_snapshot(w.journey, after, sizeof after), size);
        assert_memory_equal(before, after, size);
    }
    n.integer = 3; /* the bound itself */
    assert_int_equal(world_feed(&w, "go", 10, &n), TAPPA_OK);
    assert_string_equal(world_stages(&w), "b");
    assert_int_equal(tappa_batch_taken_at(w.batch, 0)->time, 10000000);
    world_close(&w);
}

/* Every allocation of a step fails once: out of memory, and the journey as before; nothing leaks. */
static void
test_out_of_memory(void **state)
{
    struct failing failing = {0};
    struct tappa_allocator allocator = failing_allocator(&failing);
    struct world w = {0};
    unsigned char before[4000], after[4000];
    int failed = 0;

    (void)state;
    assert_int_equal(tappa_context_new(&allocator, &w.context), TAPPA_OK);
    assert_int_equal(tappa_model_compile(w.context, shop, strlen(shop), NULL, NULL, &w.model), TAPPA_OK);
    assert_int_equal(tappa_journey_new(w.model, "anna", 4, NULL, 0, &w.journey), TAPPA_OK);
    for (int round = 0; round < 40; round++) {
        size_t size = world_snapshot(w.journey, before, sizeof before);
        tappa_status status = TAPPA_ENOMEM;

        /* A fresh batch each round, so that its lists have to grow. */
        assert_int_equal(tappa_batch_new(w.context, &w.batch), TAPPA_OK);
        for (uint64_t n = 1; status == TAPPA_ENOMEM; n++) {
            failing.count = 0;
            failing.fail_at = n;
            status = world_feed(&w, "grow", round, NULL);
            failing.fail_at = 0;
            if (status == TAPPA_ENOMEM) {
                failed++;
                assert_int_equal(world_snapshot(w.journey, after, sizeof after), size);
                assert_memory_equal(before, after, size);
            }
        }
        assert_int_equal(status, TAPPA_OK);
        tappa_batch_free(w.batch);
        w.batch = NULL;
    }
    assert_true(failed > 40);
    world_close(&w);
    assert_int_equal(failing.live, 0);
}

/* Once warm, the step asks for no memory. */
static void
test_warm_step_allocates_nothing(void **state)
{
    struct failing failing = {0};
    struct tappa_allocator allocator = failing_allocator(&failing);
    struct world w = {0};
    struct tappa_value price = {.kind = TAPPA_DOUBLE, .real = 5.0};

    (void)state;
    assert_int_equal(tappa_context_new(&allocator, &w.context), TAPPA_OK);
    assert_int_equal(tappa_model_compile(w.context, shop, strlen(shop), NULL, NULL, &w.model), TAPPA_OK);
    assert_int_equal(tappa_batch_new(w.context, &w.batch), TAPPA_OK);
    assert_int_equal(tappa_journey_new(w.model, "anna", 4, NULL, 0, &w.journey), TAPPA_OK);
    for (int i = 0; i < 1000; i++) {
        if (i == 10)
            failing.count = 0;
        assert_int_equal(world_feed(&w, i % 2 ? "buy" : "view", i, &price), TAPPA_OK);
    }
    assert_int_equal(failing.count, 0);
    world_close(&w);
}

/* A goal that counts one event reads its fields by their places: an event of another type has none of them, and is not read as if it were that one. */
static void
test_goal_value_of_another_event(void **state)
{
    static const char model[] = "tappa: 1\nmodel: m\nversion: 1\nevents:\n  Buy: {fields: {a: string, b: int, c: double}}\n  Ask: {fields: {text: string}}\n"
                                "stages: {one: {when: {Buy: one, Ask: one}}}\ngoals: {sale: {event: Buy, value: event.c}}\n";
    struct world w;
    struct tappa_value fields[] = {{.kind = TAPPA_STRING, .size = 1, .data = "x"}, {.kind = TAPPA_INT}, {.kind = TAPPA_DOUBLE, .real = 2.5}}, value;
    struct tappa_event event = {.size = sizeof event, .type = 0, .touchpoint = TAPPA_NONE, .fields = fields, .field_count = 3};

    (void)state;
    world_open(&w, model);
    assert_int_equal(tappa_journey_goal_value(w.journey, 0, &event, w.batch, &value), TAPPA_OK);
    assert_int_equal(value.kind, TAPPA_DOUBLE);
    event.type = 1;
    event.field_count = 1;
    assert_int_equal(tappa_journey_goal_value(w.journey, 0, &event, w.batch, &value), TAPPA_EEXPR);
    event.type = 0;
    event.field_count = 2; /* less than declared: the rest is absent */
    assert_int_equal(tappa_journey_goal_value(w.journey, 0, &event, w.batch, &value), TAPPA_EEXPR);
    world_close(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_begins_and_moves),
        cmocka_unit_test(test_refusals_change_nothing),
        cmocka_unit_test(test_probe_changes_nothing),
        cmocka_unit_test(test_timers_fire_once),
        cmocka_unit_test(test_nothing_after_the_end),
        cmocka_unit_test(test_goal_value_of_another_event),
        cmocka_unit_test(test_wrong_arguments),
        cmocka_unit_test(test_the_fast_way_refuses_as_the_others),
        cmocka_unit_test(test_out_of_memory),
        cmocka_unit_test(test_warm_step_allocates_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
