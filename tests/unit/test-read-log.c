/* The log: what goes in comes out, in order of time, ties as they came; and JSON as values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tappa/exchange/json.h"
#include "tappa/exchange/log.h"
#include "tappa/exchange/reader.h"
#include "tappa/expression.h"
#include "tappa/model.h"

static struct tappa_record
simple(const char *customer, int64_t time, uint64_t line)
{
    return (struct tappa_record){.size = sizeof(struct tappa_record), .time = time, .customer = customer, .customer_size = (uint32_t)strlen(customer),
                                 .event = "e", .event_size = 1, .line = line};
}

static void
test_round_trip(void **state)
{
    static const struct tappa_value values[] = {
        {.kind = TAPPA_INT, .integer = INT64_MIN}, {.kind = TAPPA_DOUBLE, .real = 0.1},          {.kind = TAPPA_STRING, .size = 3, .data = "a\0b"},
        {.kind = TAPPA_BOOL, .integer = 1},        {.kind = TAPPA_STRING, .size = 0, .data = ""}, {.kind = TAPPA_LIST},
        {.kind = TAPPA_NULL},
    };
    struct tappa_field fields[7];
    struct tappa_record in = simple("anna", -5, 7), out = {.size = sizeof out};
    tappa_log *log;

    (void)state;
    memset(fields, 0, sizeof fields);
    for (uint32_t i = 0; i < 7; i++)
        fields[i] = (struct tappa_field){.name = &"abcdefg"[i], .name_size = 1, .value = values[i]};
    in.fields = fields;
    in.field_count = 7;
    in.touchpoint = "shop";
    in.touchpoint_size = 4;
    in.zone = "UTC";
    in.zone_size = 3;
    in.flags = TAPPA_RECORD_TEXT;
    in.input = 3;
    assert_int_equal(tappa_log_new(NULL, NULL, &log), TAPPA_OK);
    assert_int_equal(tappa_log_append(log, &in), TAPPA_OK);
    assert_int_equal(tappa_log_count(log), 1);
    assert_true(tappa_log_bytes(log) > 0);
    assert_int_equal(tappa_log_at(log, 0, &out), TAPPA_OK);
    assert_memory_equal(out.customer, "anna", 4);
    assert_memory_equal(out.touchpoint, "shop", 4);
    assert_memory_equal(out.zone, "UTC", 3);
    assert_int_equal(out.flags, TAPPA_RECORD_TEXT);
    assert_int_equal(out.input, 3);
    assert_int_equal(out.line, 7);
    assert_int_equal(out.time, -5);
    assert_int_equal(out.field_count, 6); /* null is absent */
    for (uint32_t i = 0; i < 6; i++) {
        assert_int_equal(out.fields[i].value.kind, values[i].kind);
        assert_int_equal(out.fields[i].value.integer, values[i].integer);
        assert_true(out.fields[i].value.real == values[i].real);
        assert_int_equal(out.fields[i].value.size, values[i].size);
        if (values[i].kind == TAPPA_STRING)
            assert_memory_equal(out.fields[i].value.data, values[i].data, values[i].size);
        assert_int_equal(out.fields[i].name[0], "abcdefg"[i]);
    }
    tappa_log_free(log);
}

static void
same_text(const char *a, uint32_t n, const char *b, uint32_t m)
{
    assert_int_equal(n, m);
    if (n)
        assert_memory_equal(a, b, n);
}

static void
same_record(const struct tappa_record *a, const struct tappa_record *b)
{
    same_text(a->customer, a->customer_size, b->customer, b->customer_size);
    same_text(a->event, a->event_size, b->event, b->event_size);
    same_text(a->id, a->id_size, b->id, b->id_size);
    same_text(a->source, a->source_size, b->source, b->source_size);
    same_text(a->touchpoint, a->touchpoint_size, b->touchpoint, b->touchpoint_size);
    same_text(a->zone, a->zone_size, b->zone, b->zone_size);
    assert_true(a->time == b->time && a->line == b->line && a->order == b->order && a->flags == b->flags && a->input == b->input);
    assert_int_equal(a->identity_count, b->identity_count);
    for (uint32_t i = 0; i < a->identity_count; i++) {
        same_text(a->identities[i].kind, a->identities[i].kind_size, b->identities[i].kind, b->identities[i].kind_size);
        same_text(a->identities[i].value, a->identities[i].value_size, b->identities[i].value, b->identities[i].value_size);
    }
    assert_int_equal(a->field_count, b->field_count);
    for (uint32_t i = 0; i < a->field_count; i++) {
        const struct tappa_value *x = &a->fields[i].value, *y = &b->fields[i].value;

        same_text(a->fields[i].name, a->fields[i].name_size, b->fields[i].name, b->fields[i].name_size);
        assert_true(x->kind == y->kind && x->integer == y->integer && x->real == y->real);
        same_text(x->data, x->size, y->data, y->size);
    }
}

/* Records with all that one may have, each other than the one before: in a log, and as copies whose originals are gone. */
static void
test_whole(void **state)
{
    enum { COUNT = 40 };
    struct tappa_record *copies[COUNT], lent = {.size = sizeof lent};
    tappa_reader *reader;
    tappa_log *log;
    size_t n = 0;
    char line[400];

    (void)state;
    assert_int_equal(tappa_reader_new(NULL, TAPPA_FORMAT_NDJSON, NULL, &reader), TAPPA_OK);
    assert_int_equal(tappa_log_new(NULL, NULL, &log), TAPPA_OK);
    for (int i = 0; i < COUNT; i++) {
        int size = i % 2 ? snprintf(line, sizeof line, "{\"type\": \"track\", \"userId\": \"u%d\", \"anonymousId\": \"a%d\", \"messageId\": \"m%d\", "
                                    "\"event\": \"Seen\", \"timestamp\": \"2026-01-05T09:00:%02dZ\", \"properties\": {\"n\": %d, \"t\": \"t%d\"}}\n",
                                    i % 7, i, i, i, i, i)
                         : snprintf(line, sizeof line, "{\"customer\": \"c%d\", \"event\": \"e\", \"time\": %d, \"zone\": \"UTC\"}\n", i, i);

        assert_int_equal(tappa_reader_push(reader, line, (size_t)size), TAPPA_OK);
    }
    assert_int_equal(tappa_reader_push(reader, NULL, 0), TAPPA_OK);
    for (; tappa_reader_next(reader, &lent) == TAPPA_OK; n++) {
        lent.order = (int64_t)n * 3;
        assert_int_equal(tappa_record_copy(NULL, &lent, &copies[n]), TAPPA_OK);
        same_record(&lent, copies[n]);
        assert_int_equal(tappa_log_append(log, &lent), TAPPA_OK);
    }
    assert_int_equal(n, COUNT);
    tappa_reader_free(reader);
    assert_int_equal(copies[1]->identity_count, 2);
    for (size_t i = COUNT; i > 0; i--) {
        assert_int_equal(tappa_log_at(log, i - 1, &lent), TAPPA_OK);
        same_record(&lent, copies[i - 1]);
        tappa_record_free(copies[i - 1]);
    }
    tappa_log_free(log);
}

/* A record of an older header has no identities, whatever stands behind it; one of a newer, or with nothing where it says there is, is no record. */
static void
test_copies_of_other_ages(void **state)
{
    struct tappa_record r = simple("anna", 1, 1), *copy;

    (void)state;
    r.size = offsetof(struct tappa_record, identities);
    r.identity_count = 7;
    assert_int_equal(tappa_record_copy(NULL, &r, &copy), TAPPA_OK);
    assert_int_equal(copy->identity_count, 0);
    assert_int_equal(copy->size, sizeof *copy);
    tappa_record_free(copy);
    r.size = sizeof r;
    assert_int_equal(tappa_record_copy(NULL, &r, &copy), TAPPA_EINVAL);
    assert_null(copy);
    r.identity_count = 0;
    r.field_count = 1;
    assert_int_equal(tappa_record_copy(NULL, &r, &copy), TAPPA_EINVAL);
    assert_int_equal(tappa_record_copy(NULL, NULL, &copy), TAPPA_EINVAL);
    assert_int_equal(tappa_record_copy(NULL, &r, NULL), TAPPA_EINVAL);
    r.field_count = 0;
    r.size = 8;
    assert_int_equal(tappa_record_copy(NULL, &r, &copy), TAPPA_EINVAL);
    tappa_record_free(NULL);
}

static void
test_order(void **state)
{
    struct tappa_record out = {.size = sizeof out};
    uint64_t random = 1;
    int64_t time = INT64_MIN;
    uint64_t line = 0;
    tappa_log *log;

    (void)state;
    assert_int_equal(tappa_log_new(NULL, NULL, &log), TAPPA_OK);
    for (uint64_t i = 0; i < 300000; i++) {
        char customer[32];
        struct tappa_record record;

        random = random * 6364136223846793005u + 1442695040888963407u;
        snprintf(customer, sizeof customer, "customer %u", (unsigned)(random >> 45));
        record = simple(customer, (int64_t)(random >> 33 & 1023), i);
        assert_int_equal(tappa_log_append(log, &record), TAPPA_OK);
    }
    tappa_log_sort(log);
    for (uint64_t i = 0; i < 300000; i++) {
        assert_int_equal(tappa_log_at(log, i, &out), TAPPA_OK);
        assert_true(out.time > time || (out.time == time && out.line > line));
        time = out.time;
        line = out.line;
    }
    tappa_log_free(log);
}

static void
test_model_keeps_declared_fields(void **state)
{
    static const char text[] = "tappa: 1\nmodel: m\nversion: 1\nevents:\n  e: {aka: [f], fields: {a: int}}\nstages:\n  s: {when: {e: s}}\ngoals: {g: {event: e}}\n";
    struct tappa_field fields[2] = {{.name = "b", .name_size = 1, .value = {.kind = TAPPA_INT}}, {.name = "a", .name_size = 1, .value = {.kind = TAPPA_INT}}};
    struct tappa_record in = simple("anna", 1, 1), out = {.size = sizeof out};
    tappa_context *context;
    tappa_model *model;
    tappa_log *log;

    (void)state;
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    assert_int_equal(tappa_model_compile(context, text, sizeof text - 1, NULL, NULL, &model), TAPPA_OK);
    assert_int_equal(tappa_log_new(NULL, model, &log), TAPPA_OK);
    tappa_model_unref(model);
    tappa_context_unref(context);
    in.fields = fields;
    in.field_count = 2;
    for (int i = 0; i < 3; i++) {
        in.event = &"efx"[i];
        assert_int_equal(tappa_log_append(log, &in), TAPPA_OK);
        assert_int_equal(tappa_log_at(log, (uint64_t)i, &out), TAPPA_OK);
        assert_int_equal(out.field_count, i < 2); /* an event nobody declared has no fields */
    }
    in.customer_size = 0; /* in a log of a model it is somebody's */
    assert_int_equal(tappa_log_append(log, &in), TAPPA_EINVAL);
    tappa_log_free(log);
}

static void
test_arguments(void **state)
{
    struct tappa_record record = simple("a", 1, 1);
    tappa_log *log;

    (void)state;
    assert_int_equal(tappa_log_new(NULL, NULL, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_log_new(NULL, NULL, &log), TAPPA_OK);
    assert_int_equal(tappa_log_append(NULL, &record), TAPPA_EINVAL);
    assert_int_equal(tappa_log_append(log, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_log_at(log, 0, &record), TAPPA_EINVAL);
    record.flags = 2;
    assert_int_equal(tappa_log_append(log, &record), TAPPA_EINVAL);
    record.flags = 0;
    record.field_count = 1;
    assert_int_equal(tappa_log_append(log, &record), TAPPA_EINVAL);
    record.field_count = 0;
    assert_int_equal(tappa_log_count(log) + tappa_log_count(NULL) + tappa_log_bytes(NULL), 0);
    record.customer_size = 0;
    assert_int_equal(tappa_log_append(log, &record), TAPPA_OK); /* nobody's */
    assert_int_equal(tappa_log_at(log, 0, &record), TAPPA_OK);
    assert_true(!record.customer_size && record.event_size == 1);
    tappa_log_sort(NULL);
    tappa_log_sort(log);
    tappa_log_free(log);
    tappa_log_free(NULL);
}

static void
test_json(void **state)
{
    static const struct {
        const char *text, *wanted; /* NULL: refused */
    } cases[] = {
        {"1", "1"}, {"-9223372036854775808", "-9223372036854775808"}, {"1.0", "1.0"}, {"\"a\\u00e9\"", "\"a\xc3\xa9\""}, {"null", "null"}, {"true", "true"},
        {"[1, [], {\"b\": false}]", "[1,[],{\"b\":false}]"}, {"{}", "{}"},
        {"", NULL}, {"1 2", NULL}, {"{\"a\": 1, \"a\": 1}", NULL}, {"9223372036854775808", NULL}, {"NaN", NULL}, {"\"\\ud800\"", NULL}, {"\"\xff\"", NULL}, {"[1,]", NULL},
        {"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", NULL},
    };
    char deep[5000], text[200], message[100];
    tappa_json *json;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tappa_status status = tappa_json_parse(NULL, cases[i].text, strlen(cases[i].text), &json, message, sizeof message);

        assert_int_equal(status, cases[i].wanted ? TAPPA_OK : TAPPA_EFORMAT);
        if (!cases[i].wanted) {
            assert_true(message[0]);
            assert_null(json);
            continue;
        }
        (void)tappa_value_json(tappa_json_value(json), text, sizeof text);
        assert_string_equal(text, cases[i].wanted);
        tappa_json_free(json);
    }
    memset(deep, '[', sizeof deep);
    assert_int_equal(tappa_json_parse(NULL, deep, sizeof deep, &json, message, sizeof message), TAPPA_EFORMAT);
    assert_int_equal(tappa_json_parse(NULL, NULL, 0, &json, NULL, 0), TAPPA_EINVAL);
    assert_null(tappa_json_value(NULL));
    tappa_json_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip), cmocka_unit_test(test_whole), cmocka_unit_test(test_copies_of_other_ages), cmocka_unit_test(test_order), cmocka_unit_test(test_model_keeps_declared_fields),
        cmocka_unit_test(test_arguments),  cmocka_unit_test(test_json),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
