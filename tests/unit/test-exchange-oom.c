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
        status = tappa_json_parse(a, "[{\"a\": []}]", 11, &json, NULL, 0);
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

/* Whatever a log without a model keeps: read, copied, kept and given again. */
static const struct {
    const char *map, *text;
} kept[] = {
    {NULL, "customer,event,time,n,o\na,E,1,1,2\n"},
    {"customer: c\nevent: {const: E}\ntime: t\nseparator: space\nfields: {n: n}\n", "c t n\na 1 5\n"},
    {NULL, "{\"customer\":\"a\",\"event\":\"E\",\"time\":1,\"id\":\"1\",\"source\":\"s\",\"touchpoint\":\"p\",\"zone\":\"UTC\",\"identities\":{\"login\":\"x\"},\"data\":{\"n\":1}}\n"},
    {NULL, "{\"type\":\"page\",\"userId\":\"u\",\"anonymousId\":\"d\",\"name\":\"n\",\"category\":\"c\",\"timestamp\":1}\n"},
    {NULL, "{\"type\":\"page\",\"userId\":\"u\",\"category\":\"c\",\"timestamp\":1}\n"},
    {NULL, "{\"type\":\"group\",\"userId\":\"u\",\"groupId\":\"g\",\"timestamp\":1}\n"},
    {NULL, "{\"type\":\"alias\",\"userId\":\"u\",\"previousId\":\"p\",\"timestamp\":1}\n"},
    {NULL, "<log><trace><string key=\"concept:name\" value=\"a\"/><event><string key=\"concept:name\" value=\"E\"/><date key=\"time:timestamp\" value=\"2026-01-01T00:00:00Z\"/></event></trace></log>"},
};

static tappa_status
keep(struct tappa_allocator *a, size_t row)
{
    struct tappa_record record = {.size = sizeof record}, *copy = NULL;
    tappa_column_map *map = NULL;
    tappa_reader *reader = NULL;
    tappa_log *log = NULL;
    tappa_status status = kept[row].map ? tappa_column_map_parse(a, kept[row].map, strlen(kept[row].map), &map, NULL, 0) : TAPPA_OK;

    if (!status)
        status = tappa_reader_new(a, TAPPA_FORMAT_ANY, map, &reader);
    if (!status)
        status = tappa_reader_push(reader, kept[row].text, strlen(kept[row].text));
    if (!status)
        status = tappa_reader_push(reader, NULL, 0);
    if (!status)
        status = tappa_log_new(a, NULL, &log);
    if (!status)
        status = tappa_reader_next(reader, &record);
    if (!status)
        status = tappa_record_copy(a, &record, &copy);
    if (!status)
        status = tappa_log_append(log, copy);
    if (!status)
        status = tappa_log_at(log, 0, &record);
    if (!status)
        assert_memory_equal(record.event, copy->event, copy->event_size);
    tappa_record_free(copy);
    tappa_log_free(log);
    tappa_reader_free(reader);
    tappa_column_map_free(map);
    return status;
}

static void
test_each_reading_fails(void **state)
{
    (void)state;
    for (size_t which = 0; which < 2 * sizeof kept / sizeof *kept; which++)
        for (uint64_t fail = 1;; fail++) {
            struct failing c = {.fail_at = fail, .sticky = which % 2};
            struct tappa_allocator a = failing_allocator(&c);
            tappa_status status = keep(&a, which / 2);

            assert_int_equal(c.live, 0);
            if (status != (c.count < fail ? TAPPA_OK : TAPPA_ENOMEM))
                fail_msg("row %u, allocation %u of %u: %s", (unsigned)which / 2, (unsigned)fail, (unsigned)c.count, tappa_status_text(status));
            if (c.count < fail)
                break;
        }
}

static const char long_model[] =
    "tappa: 1\nmodel: m\nversion: 1\ndata: {s: {type: string, default: \"\"}}\nprofile: {k: {type: string}}\nevents: {E: {fields: {o: string, n: string}}, F: {fields: {n: string}}}\n"
    "entry: {E: a}\nentry_rules: {again: always, key: event.o}\nstages:\n  a:\n    when: {F: {do: [{learn: {k: event.n}}, {emit: x, with: {n: event.n}}]}}\n"
    "    after: {1s: {do: [{set: {s: profile.k + profile.k}}, {emit: y, with: {s: profile.k + profile.k + profile.k}}]}}\ngoals: {g: {event: F}}\n";

/* Two journeys of one customer with keys and values too long for any small buffer, and timers that a later record sets off. */
static tappa_status
replay_long(struct tappa_allocator *a, tappa_context *context, tappa_model *model)
{
    char text[300];
    struct tappa_field fields[2] = {{"n", 1, 0, {.kind = TAPPA_STRING, .data = text, .size = sizeof text}},
                                    {"o", 1, 0, {.kind = TAPPA_STRING, .data = text, .size = sizeof text}}};
    struct tappa_record record = {.size = sizeof record, .customer = "a", .customer_size = 1, .event = "E", .event_size = 1, .fields = fields,
                                  .field_count = 2, .zone = "UTC", .zone_size = 3};
    tappa_replay *replay = NULL;
    tappa_status status = tappa_replay_new(context, model, a, &replay);

    memset(text, 'x', sizeof text);
    tappa_replay_set_trace(replay, 1);
    if (!status)
        status = tappa_replay_feed(replay, &record, NULL);
    text[299] = 'y';
    if (!status)
        status = tappa_replay_feed(replay, &record, NULL);
    record.event = "F";
    record.field_count = 1;
    record.time = 1;
    if (!status)
        status = tappa_replay_feed(replay, &record, NULL);
    if (!status)
        status = tappa_replay_push_time(replay, 1500000);
    record.time = 2000000;
    if (!status)
        status = tappa_replay_feed(replay, &record, NULL); /* the timers first */
    tappa_replay_free(replay);
    return status;
}

static void
test_each_long_replay_fails(void **state)
{
    (void)state;
    for (int sticky = 0; sticky < 2; sticky++) {
        struct failing c = {.sticky = sticky};
        struct tappa_allocator a = failing_allocator(&c);
        tappa_context *context;
        tappa_model *model;
        uint64_t fail = 1;

        assert_int_equal(tappa_context_new(&a, &context), TAPPA_OK);
        assert_int_equal(tappa_model_compile(context, long_model, sizeof long_model - 1, NULL, NULL, &model), TAPPA_OK);
        for (;; fail++) {
            int64_t live = c.live;
            tappa_status status;

            c.count = 0;
            c.fail_at = fail;
            status = replay_long(&a, context, model);
            c.fail_at = 0;
            assert_int_equal(c.live, live);
            if (status != (c.count < fail ? TAPPA_OK : TAPPA_ENOMEM))
                fail_msg("allocation %u of %u: %s", (unsigned)fail, (unsigned)c.count, tappa_status_text(status));
            if (c.count < fail)
                break;
        }
        assert_true(fail > 50);
        tappa_model_unref(model);
        tappa_context_unref(context);
        assert_int_equal(c.live, 0);
    }
}

static const char *path;

static void
draw_each(const tappa_model *model)
{
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
}

/* The same of drawings alone: of a model that has all that is drawn, and of one with names that become one, and regions without stages. */
static void
test_each_drawing_fails(void **state)
{
    static const char twins[] = "tappa: 1\nmodel: m\nversion: 1\nevents: {E: {}}\nstages: {a b: {when: {E: x}}, a_b: {parallel: true, stages: {x: {}, y: {}}}}\ngoals: {g: {reach: x}}\n";
    tappa_context *context;
    tappa_model *models[2];

    (void)state;
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    assert_int_equal(tappa_model_load(context, path, NULL, &models[0]), TAPPA_OK);
    assert_int_equal(tappa_model_compile(context, twins, sizeof twins - 1, NULL, NULL, &models[1]), TAPPA_OK);
    for (int i = 0; i < 2; i++) {
        draw_each(models[i]);
        tappa_model_unref(models[i]);
    }
    tappa_context_unref(context);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each_fails), cmocka_unit_test(test_each_drawing_fails), cmocka_unit_test(test_each_reading_fails),
                                       cmocka_unit_test(test_each_long_replay_fails)};

    if (argc != 2)
        return 2;
    path = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
