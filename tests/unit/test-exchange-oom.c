/* Every allocation of a replay fails, once alone and once with all behind it: readers, maps, the log, the replay, drawings. The answer is
 * TAPPA_ENOMEM and nothing leaks; for what jansson and expat ask of malloc see test-oom-malloc.c. */
#include "tests/support/world.h"

#include "tappa/exchange/draw.h"
#include "tappa/exchange/json.h"
#include "tappa/exchange/log.h"
#include "tappa/exchange/reader.h"
#include "tappa/exchange/replay.h"

static const char model_text[] =
    "tappa: 1\nmodel: m\nversion: 1\nprofile: {k: {type: string}}\nevents: {E: {fields: {n: int, o: string}}, F: {fields: {n: int}}}\n"
    "entry: {E: a}\nentry_rules: {again: always, key: event.o}\nstages:\n  a:\n    when: {F: {do: [{learn: {k: string(event.n)}}, {emit: x, with: {n: event.n}}]}}\n"
    "    after: {1s: b}\n  b: {}\ngoals: {g: {event: F, value: event.n}}\n";

static const char *const logs[] = {
    "{\"customer\":\"a\",\"event\":\"E\",\"time\":2,\"data\":{\"o\":\"x\",\"n\":1},\"zone\":\"UTC\"}\n{\"customer\":\"a\",\"event\":\"E\",\"time\":1,\"data\":{\"o\":\"y\"}}\n"
    "{\"customer\":\"a\",\"event\":\"F\",\"time\":3,\"data\":{\"n\":5}}\n{\"customer\":\"b\",\"event\":\"F\",\"time\":3,\"data\":{\"n\":\"x\"}}\nnot JSON\n",
    "c,e,t,n\na,E,1,1\na,\"F\",2,2\na,F,5000000,\"\"\n",
    "<log><trace><string key=\"concept:name\" value=\"a\"/><event><string key=\"concept:name\" value=\"E\"/><date key=\"time:timestamp\" value=\"2026-01-01T00:00:00Z\"/>"
    "<int key=\"n\" value=\"1\"/></event></trace></log>",
};
static const char map_text[] = "customer: c\nevent: e\ntime: t\nfields: {n: n, o: 1}\n";

static tappa_status
read_all(struct tappa_allocator *a, int which, tappa_log *log)
{
    struct tappa_record record = {.size = sizeof record};
    tappa_column_map *map = NULL;
    tappa_reader *reader = NULL;
    tappa_status status = which == 1 ? tappa_column_map_parse(a, map_text, sizeof map_text - 1, &map, NULL, 0) : TAPPA_OK;

    if (!status)
        status = tappa_reader_new(a, TAPPA_FORMAT_ANY, map, &reader);
    tappa_column_map_free(map);
    if (!status)
        status = tappa_reader_push(reader, logs[which], strlen(logs[which]));
    if (!status)
        status = tappa_reader_push(reader, NULL, 0);
    while (status == TAPPA_OK || status == TAPPA_EFORMAT) {
        status = tappa_reader_next(reader, &record);
        if (status == TAPPA_OK)
            status = tappa_log_append(log, &record);
    }
    tappa_reader_free(reader);
    return status == TAPPA_END ? TAPPA_OK : status;
}

static tappa_status
replay_all(struct tappa_allocator *a, tappa_context *context, tappa_model *model, tappa_log *log)
{
    struct tappa_record record = {.size = sizeof record};
    tappa_replay *replay = NULL;
    tappa_status status = tappa_replay_new(context, model, a, &replay);
    uint64_t stages[2];

    tappa_replay_set_trace(replay, 1);
    for (uint64_t i = 0; i < tappa_log_count(log) && !status; i++) {
        status = tappa_log_at(log, i, &record);
        if (!status)
            status = tappa_replay_feed(replay, &record, NULL);
    }
    if (!status)
        status = tappa_replay_advance(replay, 4000000000000000);
    if (!status)
        status = tappa_replay_refuse(replay, "x", 0, 0);
    if (!status)
        status = tappa_replay_stage_counts(replay, stages, 2);
    if (!status && !tappa_replay_move_count(replay))
        status = TAPPA_ENOMEM;
    tappa_replay_free(replay);
    return status;
}

static tappa_status
all(struct tappa_allocator *a, int which)
{
    tappa_context *context = NULL;
    tappa_model *model = NULL;
    tappa_log *log = NULL;
    tappa_json *json = NULL;
    tappa_drawing *drawing = NULL;
    tappa_status status = tappa_context_new(a, &context);

    if (!status)
        status = tappa_model_compile(context, model_text, sizeof model_text - 1, NULL, NULL, &model);
    if (!status)
        status = tappa_json_parse(a, "[{\"a\": 1}]", 10, &json, NULL, 0);
    for (int32_t format = TAPPA_DRAW_DOT; !status && format <= TAPPA_DRAW_SVG; format++) {
        status = tappa_drawing_new(a, model, format, NULL, &drawing);
        tappa_drawing_free(drawing);
    }
    if (!status)
        status = tappa_log_new(a, model, &log);
    if (!status)
        status = read_all(a, which, log);
    if (!status) {
        tappa_log_sort(log);
        status = replay_all(a, context, model, log);
    }
    tappa_json_free(json);
    tappa_log_free(log);
    tappa_model_unref(model);
    tappa_context_unref(context);
    return status;
}

static void
test_each_fails(void **state)
{
    (void)state;
    for (int which = 0; which < 6; which++) {
        struct failing c = {0};
        struct tappa_allocator a = failing_allocator(&c);
        uint64_t fail = 1;

        assert_int_equal(all(&a, which / 2), TAPPA_OK);
        assert_int_equal(c.live, 0);
        for (;; fail++) {
            tappa_status status;

            c = (struct failing){.fail_at = fail, .sticky = which % 2};
            status = all(&a, which / 2);
            assert_int_equal(c.live, 0);
            if (c.count < fail)
                break;
            if (status != TAPPA_ENOMEM)
                fail_msg("log %d, allocation %u of %u, %s: %s", which / 2, (unsigned)fail, (unsigned)c.count, c.sticky ? "and all behind" : "alone", tappa_status_text(status));
        }
        assert_true(fail > 100);
    }
}

static const char *path;

/* The same of drawings alone, of a model that has all that is drawn. */
static void
test_each_drawing_fails(void **state)
{
    tappa_context *context;
    tappa_model *model;

    (void)state;
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    assert_int_equal(tappa_model_load(context, path, NULL, &model), TAPPA_OK);
    for (int which = 0; which < 8; which++) {
        for (uint64_t fail = 1;; fail++) {
            struct failing c = {.fail_at = fail, .sticky = which % 2};
            struct tappa_allocator a = failing_allocator(&c);
            tappa_drawing *drawing;
            tappa_status status = tappa_drawing_new(&a, model, TAPPA_DRAW_DOT + which / 2, "it", &drawing);
            int reached = c.count >= fail;

            c.fail_at = 0;
            assert_true((status == TAPPA_OK) == (drawing != NULL));
            if (status != (reached ? TAPPA_ENOMEM : TAPPA_OK))
                fail_msg("format %d, allocation %u of %u: %s", which / 2, (unsigned)fail, (unsigned)c.count, tappa_status_text(status));
            tappa_drawing_free(drawing);
            assert_int_equal(c.live, 0);
            if (!reached)
                break;
        }
    }
    tappa_model_unref(model);
    tappa_context_unref(context);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each_fails), cmocka_unit_test(test_each_drawing_fails)};

    if (argc != 2)
        return 2;
    path = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
