/* The libraries that Tappa uses (libyaml, jansson, expat) take memory from malloc itself. This program is its own malloc: each request
 * fails once, alone and with all behind it, while a model is compiled or a log is read. The call says TAPPA_ENOMEM, nothing is left. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tappa/exchange/draw.h"
#include "tappa/exchange/json.h"
#include "tappa/exchange/log.h"
#include "tappa/exchange/reader.h"
#include "tappa/exchange/replay.h"
#include "tappa/tappa.h"

/* glibc's own, below the names that are taken over here. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);

static struct {
    long count, fail_at, live;
    int sticky, on;
} memory;

static int
fails(void)
{
    if (!memory.on)
        return 0;
    memory.count++;
    if (!memory.fail_at || (memory.sticky ? memory.count < memory.fail_at : memory.count != memory.fail_at))
        return 0;
    errno = ENOMEM;
    return 1;
}

static void *
counted(void *block)
{
    memory.live += memory.on && block;
    return block;
}

void *
malloc(size_t size)
{
    return fails() ? NULL : counted(__libc_malloc(size));
}

void *
calloc(size_t count, size_t size)
{
    return fails() ? NULL : counted(__libc_calloc(count, size));
}

void *
realloc(void *block, size_t size)
{
    void *p = fails() ? NULL : __libc_realloc(block, size);

    return block ? p : counted(p);
}

void
free(void *block)
{
    memory.live -= memory.on && block;
    __libc_free(block);
}

/* ---- what is done ---- */

static const char *model_path;
static char model_text[65536];

static tappa_status
compile(tappa_model **model)
{
    tappa_context *context;
    tappa_diagnostics *list = NULL;
    tappa_status status = tappa_context_new(NULL, &context);

    *model = NULL;
    if (!status)
        status = tappa_diagnostics_new(context, &list);
    if (!status)
        status = tappa_model_compile(context, model_text, strlen(model_text), NULL, list, model);
    tappa_diagnostics_free(list);
    tappa_context_unref(context);
    return status;
}

/* A call that takes no allocator: it says nothing, or all. */
static tappa_status
do_value(void)
{
    char many[200], text[40] = "before";
    const struct tappa_value items[] = {{.kind = TAPPA_INT, .integer = 1}, {.kind = TAPPA_STRING, .data = many, .size = sizeof many}};
    const struct tappa_value list = {.kind = TAPPA_LIST, .data = items, .size = 2};
    size_t size;

    memset(many, 'x', sizeof many);
    size = tappa_value_json(&list, text, sizeof text);
    if (!size && !*text)
        return TAPPA_ENOMEM;
    return size == sizeof many + 6 && !strncmp(text, "[1,\"xxx", 7) ? TAPPA_OK : TAPPA_EIO;
}

static tappa_status
do_compile(void)
{
    tappa_model *model;
    tappa_status status = compile(&model);

    tappa_model_unref(model);
    return status;
}

static tappa_status
do_load(void)
{
    tappa_context *context;
    tappa_model *model = NULL;
    tappa_status status = tappa_context_new(NULL, &context);

    if (!status)
        status = tappa_model_load(context, model_path, NULL, &model);
    tappa_model_unref(model);
    tappa_context_unref(context);
    return status;
}

static tappa_status
do_draw(void)
{
    tappa_model *model;
    tappa_drawing *drawing = NULL;
    tappa_status status = compile(&model);

    for (int32_t format = TAPPA_DRAW_DOT; !status && format <= TAPPA_DRAW_SVG; format++) {
        status = tappa_drawing_new(NULL, model, format, NULL, &drawing);
        tappa_drawing_free(drawing);
    }
    tappa_model_unref(model);
    return status;
}

/* Jansson may take a text cut short by missing memory for a mistake, but never for another text. */
static tappa_status
do_json(void)
{
    static const char text[] = "{\"a\":[1,2.5,\"three\",null,true],\"b\":{\"c\":\"\xc3\xa9\"}}";
    char out[sizeof text];
    tappa_json *json;
    tappa_status status = tappa_json_parse(NULL, text, sizeof text - 1, &json, NULL, 0);

    if (!status) {
        memory.on = 0;
        tappa_value_json(tappa_json_value(json), out, sizeof out);
        memory.on = 1;
        assert_string_equal(out, text);
    }
    tappa_json_free(json);
    return status == TAPPA_EFORMAT ? TAPPA_ENOMEM : status;
}

static tappa_status
do_schema(void)
{
    return tappa_schema(NULL, 0) ? TAPPA_OK : TAPPA_ENOMEM;
}

/* All of a log, kept and sorted. Each line of it is good: a bad one is memory that was missing. */
static tappa_status
read_log(const char *text, int32_t format, const char *map_text)
{
    struct tappa_record record = {.size = sizeof record};
    tappa_column_map *map = NULL;
    tappa_reader *reader = NULL;
    tappa_log *log = NULL;
    tappa_status status = tappa_log_new(NULL, NULL, &log);

    if (!status && map_text)
        status = tappa_column_map_parse(NULL, map_text, strlen(map_text), &map, NULL, 0);
    if (!status)
        status = tappa_reader_new(NULL, format, map, &reader);
    tappa_column_map_free(map);
    if (!status)
        status = tappa_reader_push(reader, text, strlen(text));
    if (!status)
        status = tappa_reader_push(reader, NULL, 0);
    while (!status) {
        status = tappa_reader_next(reader, &record);
        if (!status)
            status = tappa_log_append(log, &record);
        if (status == TAPPA_EFORMAT && format == TAPPA_FORMAT_NDJSON) /* see do_json() */
            status = TAPPA_ENOMEM;
    }
    tappa_log_sort(log);
    tappa_reader_free(reader);
    tappa_log_free(log);
    return status == TAPPA_END ? TAPPA_OK : status;
}

static tappa_status
do_ndjson(void)
{
    return read_log("{\"customer\":\"a\",\"event\":\"E\",\"time\":2,\"data\":{\"o\":\"x\",\"n\":1,\"d\":1.5},\"zone\":\"UTC\"}\n"
                    "{\"batch\":[{\"type\":\"track\",\"userId\":\"u\",\"event\":\"E\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"properties\":{\"p\":[1]}}]}\n",
                    TAPPA_FORMAT_NDJSON, NULL);
}

static tappa_status
do_csv(void)
{
    return read_log("c,e,t,n\na,E,1,\"1\"\na,F,2,\"2\"\n", TAPPA_FORMAT_CSV, "customer: c\nevent: e\ntime: t\nfields: {n: n, o: 1}\n");
}

static tappa_status
do_xes(void)
{
    return read_log("<?xml version=\"1.0\" encoding=\"UTF-8\"?><log xmlns=\"http://www.xes-standard.org/\"><trace><string key=\"concept:name\" value=\"a\"/>"
                    "<event><string key=\"concept:name\" value=\"E\"/><date key=\"time:timestamp\" value=\"2026-01-01T00:00:00Z\"/>"
                    "<list key=\"l\"><values><int key=\"n\" value=\"1\"/></values></list></event></trace></log>",
                    TAPPA_FORMAT_XES, NULL);
}

static const struct {
    const char *name;
    tappa_status (*run)(void);
    long least;
} things[] = {
    {"compile", do_compile, 300}, {"load", do_load, 300},     {"draw", do_draw, 400}, {"json", do_json, 20},
    {"value", do_value, 2},        {"schema", do_schema, 1},     {"ndjson", do_ndjson, 40},  {"csv", do_csv, 10},    {"xes", do_xes, 20},
};

static int
fails_at(size_t k, long n, int sticky)
{
    tappa_status status;
    long live;
    int reached;

    memory.count = memory.live = 0;
    memory.fail_at = n;
    memory.sticky = sticky;
    memory.on = 1;
    status = things[k].run();
    memory.on = 0;
    reached = memory.count >= n;
    live = memory.live;
    if (live)
        fail_msg("%s: request %ld: %ld blocks are left", things[k].name, n, live);
    /* What can do without (qsort has a way that needs none) may go on. */
    if (status != TAPPA_ENOMEM && (status || (reached && sticky)))
        fail_msg("%s: request %ld of %ld, %s: %s", things[k].name, n, memory.count, sticky ? "and all behind" : "alone", tappa_status_text(status));
    return reached;
}

static void
test_every_request(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof things / sizeof things[0]; k++) {
        long n = 1;

        for (int sticky = 0; sticky < 2; sticky++)
            for (n = 1; fails_at(k, n, sticky); n++)
                ;
        print_message("%s: %ld requests\n", things[k].name, n - 1);
        if (n - 1 < things[k].least)
            fail_msg("%s: only %ld requests", things[k].name, n - 1);
    }
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_request)};
    FILE *f = argc == 2 ? fopen(argv[1], "rb") : NULL;

    if (!f || fread(model_text, 1, sizeof model_text - 1, f) == 0)
        return 2;
    fclose(f);
    model_path = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
