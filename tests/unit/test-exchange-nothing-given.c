/* Nothing given is nothing read: each call of libtappa-exchange takes NULL and says what its header promises; who can fail refuses it, an
 * allocator without one of its functions, and a struct whose size no version had. */
#include <errno.h>
#include <limits.h>

#include "tests/support/world.h"

#include "tappa/exchange/draw.h"
#include "tappa/exchange/json.h"
#include "tappa/exchange/log.h"
#include "tappa/exchange/reader.h"
#include "tappa/exchange/replay.h"

static const char model_text[] = "tappa: 1\nmodel: m\nversion: 1\nevents: {E: {}}\nstages: {a: {when: {E: b}}, b: {}}\ngoals: {g: {event: E}}\n";
static const char map_text[] = "customer: c\nevent: e\ntime: t\n";

static tappa_context *context;
static tappa_model *model;

static int
open_model(void **state)
{
    (void)state;
    return tappa_context_new(NULL, &context) || tappa_model_compile(context, model_text, strlen(model_text), NULL, NULL, &model);
}

static int
close_model(void **state)
{
    (void)state;
    tappa_model_unref(model);
    tappa_context_unref(context);
    return 0;
}

/* Allocators that lack one function each. */
static struct tappa_allocator lacking[3];

static void
make_lacking(void)
{
    static struct failing failing;

    for (int i = 0; i < 3; i++)
        lacking[i] = failing_allocator(&failing);
    lacking[0].allocate = NULL;
    lacking[1].reallocate = NULL;
    lacking[2].release = NULL;
}

static void
test_allocators(void **state)
{
    struct tappa_record record = {.size = sizeof record}, *copy;

    (void)state;
    make_lacking();
    for (int i = 0; i < 3; i++) {
        tappa_drawing *drawing;
        tappa_json *json;
        tappa_log *log;
        tappa_column_map *map;
        tappa_reader *reader;
        tappa_replay *replay;

        assert_int_equal(tappa_drawing_new(&lacking[i], model, TAPPA_DRAW_DOT, NULL, &drawing), TAPPA_EINVAL);
        assert_int_equal(tappa_json_parse(&lacking[i], "1", 1, &json, NULL, 0), TAPPA_EINVAL);
        assert_int_equal(tappa_log_new(&lacking[i], model, &log), TAPPA_EINVAL);
        assert_int_equal(tappa_column_map_parse(&lacking[i], map_text, strlen(map_text), &map, NULL, 0), TAPPA_EINVAL);
        assert_int_equal(tappa_reader_new(&lacking[i], TAPPA_FORMAT_NDJSON, NULL, &reader), TAPPA_EINVAL);
        assert_int_equal(tappa_reader_open(&lacking[i], "-", TAPPA_FORMAT_NDJSON, NULL, &reader), TAPPA_EINVAL);
        assert_int_equal(tappa_record_copy(&lacking[i], &record, &copy), TAPPA_EINVAL);
        assert_int_equal(tappa_replay_new(context, model, &lacking[i], &replay), TAPPA_EINVAL);
    }
}

static void
test_drawing(void **state)
{
    tappa_drawing *drawing;
    size_t size = 1;

    (void)state;
    assert_int_equal(tappa_drawing_new(NULL, model, TAPPA_DRAW_DOT, NULL, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_drawing_new(NULL, NULL, TAPPA_DRAW_DOT, NULL, &drawing), TAPPA_EINVAL);
    assert_null(drawing);
    assert_string_equal(tappa_drawing_text(NULL, &size), "");
    assert_int_equal(size, 0);
    assert_string_equal(tappa_drawing_text(NULL, NULL), "");
    assert_int_equal(tappa_drawing_new(NULL, model, TAPPA_DRAW_DOT, NULL, &drawing), TAPPA_OK);
    assert_non_null(strstr(tappa_drawing_text(drawing, NULL), "digraph"));
    tappa_drawing_free(drawing);
    tappa_drawing_free(NULL);
}

static void
test_json_and_map(void **state)
{
    tappa_json *json;
    tappa_column_map *map;
    char message[50];

    (void)state;
    assert_int_equal(tappa_json_parse(NULL, "1", 1, NULL, NULL, 0), TAPPA_EINVAL);
    assert_int_equal(tappa_json_parse(NULL, NULL, 1, &json, NULL, 0), TAPPA_EINVAL);
    assert_int_equal(tappa_json_parse(NULL, "1", 1, &json, NULL, 1), TAPPA_EINVAL);
    assert_int_equal(tappa_json_parse(NULL, "1", 1, &json, message, 0), TAPPA_OK);
    tappa_json_free(json);
    assert_int_equal(tappa_json_parse(NULL, "x", 1, &json, NULL, 0), TAPPA_EFORMAT);
    assert_int_equal(tappa_json_parse(NULL, "x", (size_t)INT_MAX * 4, &json, NULL, 0), TAPPA_EFORMAT); /* told without a look */
    tappa_json_free(NULL);
    assert_int_equal(tappa_column_map_parse(NULL, map_text, strlen(map_text), NULL, NULL, 0), TAPPA_EINVAL);
    assert_int_equal(tappa_column_map_parse(NULL, NULL, 1, &map, NULL, 0), TAPPA_EINVAL);
    assert_int_equal(tappa_column_map_parse(NULL, map_text, strlen(map_text), &map, NULL, 1), TAPPA_EINVAL);
    assert_int_equal(tappa_column_map_parse(NULL, "nonsense", 8, &map, NULL, 0), TAPPA_EFORMAT);
    assert_int_equal(tappa_column_map_parse(NULL, "nonsense", 8, &map, message, 0), TAPPA_EFORMAT);
    assert_int_equal(tappa_column_map_parse(NULL, "customer: \0c", 12, &map, message, sizeof message), TAPPA_EFORMAT);
    tappa_column_map_free(NULL);
}

static void
test_reader(void **state)
{
    struct tappa_record record = {.size = sizeof record}, *copy;
    tappa_reader *reader;

    (void)state;
    assert_int_equal(tappa_reader_new(NULL, TAPPA_FORMAT_NDJSON, NULL, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_reader_open(NULL, NULL, TAPPA_FORMAT_NDJSON, NULL, &reader), TAPPA_EINVAL);
    assert_null(reader);
    assert_int_equal(tappa_reader_open(NULL, "-", TAPPA_FORMAT_NDJSON, NULL, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_reader_open(NULL, "/", TAPPA_FORMAT_NDJSON, NULL, &reader), TAPPA_EIO);
    assert_int_equal(errno, EISDIR);
    assert_int_equal(tappa_reader_push(NULL, "x", 1), TAPPA_EINVAL);
    assert_int_equal(tappa_reader_next(NULL, &record), TAPPA_EINVAL);
    assert_string_equal(tappa_reader_message(NULL), "");
    assert_string_equal(tappa_reader_reason(NULL), "");
    assert_int_equal(tappa_reader_format(NULL), TAPPA_FORMAT_ANY);
    assert_int_equal(tappa_reader_done(NULL), 0);
    assert_int_equal(tappa_reader_total(NULL), 0);
    tappa_reader_free(NULL);
    assert_int_equal(tappa_reader_open(NULL, "-", TAPPA_FORMAT_ANY, NULL, &reader), TAPPA_OK);
    assert_int_equal(tappa_reader_format(reader), TAPPA_FORMAT_ANY);
    assert_int_equal(tappa_reader_done(reader), 0);
    assert_int_equal(tappa_reader_push(reader, "x", 1), TAPPA_EINVAL); /* it reads by itself */
    tappa_reader_free(reader);
    assert_int_equal(tappa_reader_new(NULL, TAPPA_FORMAT_NDJSON, NULL, &reader), TAPPA_OK);
    assert_int_equal(tappa_reader_push(reader, NULL, 1), TAPPA_EINVAL);
    assert_int_equal(tappa_reader_next(reader, NULL), TAPPA_EINVAL);
    tappa_reader_free(reader);
    assert_int_equal(tappa_record_copy(NULL, NULL, &copy), TAPPA_EINVAL);
    assert_int_equal(tappa_record_copy(NULL, &record, NULL), TAPPA_EINVAL);
    tappa_record_free(NULL);
}

static void
test_log(void **state)
{
    static const struct tappa_field field = {"n", 1, 0, {.kind = TAPPA_INT, .integer = 1}};
    static const struct tappa_field endless = {"n", 1, 0, {.kind = TAPPA_STRING, .size = UINT32_MAX, .data = "x"}};
    static const struct tappa_identity identity = {"login", "anna", 5, 4};
    struct tappa_record good = {.size = sizeof good, .customer = "a", .customer_size = 1, .event = "E", .event_size = 1}, record = good;
    tappa_log *log;

    (void)state;
    assert_int_equal(tappa_log_new(NULL, NULL, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_log_append(NULL, &good), TAPPA_EINVAL);
    assert_int_equal(tappa_log_at(NULL, 0, &record), TAPPA_EINVAL);
    assert_int_equal(tappa_log_count(NULL), 0);
    assert_int_equal(tappa_log_bytes(NULL), 0);
    tappa_log_sort(NULL);
    tappa_log_free(NULL);
    assert_int_equal(tappa_log_new(NULL, NULL, &log), TAPPA_OK);
    assert_int_equal(tappa_log_append(log, NULL), TAPPA_EINVAL);
    record.event_size = 0;
    assert_int_equal(tappa_log_append(log, &record), TAPPA_EINVAL);
    record = good;
    record.customer_size = 0;
    record.identities = &identity;
    record.identity_count = 1;
    assert_int_equal(tappa_log_append(log, &record), TAPPA_OK);
    record.identities = NULL;
    assert_int_equal(tappa_log_append(log, &record), TAPPA_EINVAL);
    record = good;
    record.identities = &identity; /* none counted */
    assert_int_equal(tappa_log_append(log, &record), TAPPA_OK);
    record.identity_count = 1000000;
    assert_int_equal(tappa_log_append(log, &record), TAPPA_EINVAL);
    record = good;
    record.field_count = 1;
    assert_int_equal(tappa_log_append(log, &record), TAPPA_EINVAL);
    record.fields = &field;
    assert_int_equal(tappa_log_append(log, &record), TAPPA_OK);
    record.field_count = 1000000;
    assert_int_equal(tappa_log_append(log, &record), TAPPA_EINVAL);
    record = good;
    record.fields = &endless;
    record.field_count = 1;
    assert_int_equal(tappa_log_append(log, &record), TAPPA_EINVAL);
    for (uint32_t size = 0; size < 5000; size += 4999) {
        record = good;
        record.size = size;
        assert_int_equal(tappa_log_append(log, &record), TAPPA_EINVAL);
        assert_int_equal(tappa_log_at(log, 0, &record), TAPPA_EINVAL);
    }
    record = good;
    record.size = offsetof(struct tappa_record, identities); /* a caller of the first version */
    assert_int_equal(tappa_log_append(log, &record), TAPPA_OK);
    assert_int_equal(tappa_log_count(log), 4);
    assert_int_equal(tappa_log_at(log, 0, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_log_at(log, 4, &good), TAPPA_EINVAL);
    assert_int_equal(tappa_log_at(log, 0, &good), TAPPA_OK);
    assert_int_equal(good.identity_count, 1);
    tappa_log_free(log);
}

static void
test_replay(void **state)
{
    struct tappa_replay_counts counts = {.size = sizeof counts};
    struct tappa_replay_goal goal;
    struct tappa_replay_move move;
    struct tappa_replay_refusal refusal;
    struct tappa_record record = {.size = sizeof record, .customer = "a", .customer_size = 1, .event = "E", .event_size = 1, .time = INT64_MIN};
    const tappa_journey *journey;
    tappa_replay *replay;
    tappa_status status;
    uint64_t stages[2];
    size_t size = 1;
    int32_t outcome;

    (void)state;
    assert_int_equal(tappa_replay_new(NULL, model, NULL, &replay), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_new(context, NULL, NULL, &replay), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_new(context, model, NULL, NULL), TAPPA_EINVAL);
    tappa_replay_set_trace(NULL, 1);
    tappa_replay_set_explain(NULL, 1);
    assert_int_equal(tappa_replay_feed(NULL, &record, &outcome), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_advance(NULL, 1), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_push(NULL, &record), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_push_time(NULL, 1), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_next(NULL, &journey, &status), TAPPA_EINVAL);
    assert_null(tappa_replay_batch(NULL));
    assert_int_equal(tappa_replay_outcome(NULL), 0);
    assert_string_equal(tappa_replay_message(NULL), "");
    assert_string_equal(tappa_replay_trace(NULL, &size), "");
    assert_int_equal(size, 0);
    tappa_replay_trace_clear(NULL);
    assert_int_equal(tappa_replay_counts(NULL, &counts), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_refuse(NULL, "x", 0, 0), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_move_count(NULL), 0);
    assert_int_equal(tappa_replay_move_at(NULL, 0, &move), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_refusal_count(NULL), 0);
    assert_int_equal(tappa_replay_refusal_at(NULL, 0, &refusal), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_goal_at(NULL, 0, &goal), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_stage_counts(NULL, stages, 2), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_journey_count(NULL), 0);
    assert_null(tappa_replay_journey_at(NULL, 0));
    tappa_replay_free(NULL);

    assert_int_equal(tappa_replay_new(context, model, NULL, &replay), TAPPA_OK);
    assert_string_equal(tappa_replay_message(replay), "");
    assert_int_equal(tappa_replay_push(replay, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_push(replay, &record), TAPPA_ETIME);
    record.time = 1000000;
    record.customer_size = 0;
    assert_int_equal(tappa_replay_push(replay, &record), TAPPA_EINVAL);
    record.customer_size = 100000000;
    assert_int_equal(tappa_replay_push(replay, &record), TAPPA_EINVAL);
    record.customer_size = 1;
    record.size = 3;
    assert_int_equal(tappa_replay_push(replay, &record), TAPPA_EINVAL);
    record.size = sizeof record;
    assert_int_equal(tappa_replay_feed(replay, &record, NULL), TAPPA_OK);
    assert_int_equal(tappa_replay_counts(replay, NULL), TAPPA_EINVAL);
    counts.size = 3;
    assert_int_equal(tappa_replay_counts(replay, &counts), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_refuse(replay, NULL, 0, 0), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_move_count(replay), 1);
    assert_int_equal(tappa_replay_move_at(replay, 0, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_move_at(replay, 1, &move), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_refusal_at(replay, 0, &refusal), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_refuse(replay, "x", 0, 0), TAPPA_OK);
    assert_int_equal(tappa_replay_refusal_at(replay, 0, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_refusal_at(replay, 0, &refusal), TAPPA_OK);
    assert_int_equal(tappa_replay_goal_at(replay, 0, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_goal_at(replay, 1, &goal), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_stage_counts(replay, NULL, 2), TAPPA_EINVAL);
    assert_int_equal(tappa_replay_stage_counts(replay, stages, 1), TAPPA_EINVAL);
    assert_null(tappa_replay_journey_at(replay, 1));
    tappa_replay_free(replay);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_allocators), cmocka_unit_test(test_drawing), cmocka_unit_test(test_json_and_map),
        cmocka_unit_test(test_reader),     cmocka_unit_test(test_log),     cmocka_unit_test(test_replay),
    };

    return cmocka_run_group_tests(tests, open_model, close_model);
}
