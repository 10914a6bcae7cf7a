/* More than may be: of members, columns, bytes and names. What is too much is told and costs its own line; what is behind it is read. */
#include "tests/support/world.h"

#include "tappa/exchange/log.h"
#include "tappa/exchange/reader.h"

static char text[3000000];
static size_t used;

static void
begin(const char *s)
{
    used = (size_t)sprintf(text, "%s", s);
}

static void
put(const char *s)
{
    used += (size_t)sprintf(text + used, "%s", s);
}

/* `format` has one %d, the number of the piece. */
static void
put_each(int count, const char *format)
{
    for (int i = 0; i < count; i++) {
        const char *at = strstr(format, "%d");

        used += (size_t)sprintf(text + used, "%.*s%d%s", (int)(at - format), format, i, at + 2);
    }
}

static void
put_many(char c, size_t count)
{
    memset(text + used, c, count);
    used += count;
    text[used] = '\0';
}

/* The text given `step` bytes at once: what is wrong with it in a row, then how many records are good. */
static void
read_as(int32_t format, const char *map_text, size_t step, const char *wanted)
{
    struct tappa_record record = {.size = sizeof record};
    tappa_column_map *map = NULL;
    tappa_reader *reader;
    tappa_status status;
    char said[1000];
    size_t n = 0, given = 0, good = 0;

    if (map_text)
        assert_int_equal(tappa_column_map_parse(NULL, map_text, strlen(map_text), &map, NULL, 0), TAPPA_OK);
    assert_int_equal(tappa_reader_new(NULL, format, map, &reader), TAPPA_OK);
    tappa_column_map_free(map);
    while ((status = tappa_reader_next(reader, &record)) != TAPPA_END) {
        if (status == TAPPA_MORE) {
            size_t more = used - given < step ? used - given : step;

            assert_int_equal(tappa_reader_push(reader, more ? text + given : NULL, more), TAPPA_OK);
            given += more;
        } else if (status == TAPPA_OK) {
            good++;
        } else {
            assert_int_equal(status, TAPPA_EFORMAT);
            n += (size_t)sprintf(said + n, "%s; ", tappa_reader_message(reader));
        }
    }
    sprintf(said + n, "%zu", good);
    assert_string_equal(said, wanted);
    assert_int_equal(tappa_reader_push(reader, NULL, 0), TAPPA_OK); /* the end may be told twice */
    assert_int_equal(tappa_reader_push(reader, "x", 1), TAPPA_EINVAL);
    tappa_reader_free(reader);
}

#define GOOD "{\"customer\":\"a\",\"event\":\"E\",\"time\":1}"

static void
test_members(void **state)
{
    (void)state;
    begin(GOOD "\n{\"customer\":\"a\",\"event\":\"E\",\"time\":1,\"data\":{");
    put_each(257, "\"k%d\":1,");
    put("\"z\":1}}\n{\"customer\":\"a\",\"event\":\"E\",\"time\":1,");
    put_each(257, "\"k%d\":1,");
    put("\"z\":1}\n{\"event\":\"E\",\"time\":1,\"identities\":{");
    put_each(17, "\"k%d\":\"x\",");
    put("\"z\":\"x\"}}\n" GOOD);
    read_as(TAPPA_FORMAT_NDJSON, NULL, 1000, "`data` has more than 256 members; the event has more than 256 members; `identities` has more than 16 members; 2");
}

static void
test_names(void **state)
{
    (void)state;
    begin("[" GOOD ",{\"customer\":\"");
    put_many('x', 65536);
    put("\",\"event\":\"E\",\"time\":1},{\"customer\":\"a\",\"event\":\"");
    put_many('x', 65536);
    put("\",\"time\":1},{\"customer\":\"a\",\"event\":\"");
    put_many('x', 65535);
    put("\",\"time\":1}]\n");
    read_as(TAPPA_FORMAT_NDJSON, NULL, 50000, "a name has more than 65535 bytes; a name has more than 65535 bytes; 2");
}

static void
test_columns(void **state)
{
    (void)state;
    for (int blanks = 0; blanks < 2; blanks++) {
        char words[100];

        begin(blanks ? "a E 1\n" : "a,E,1\n");
        put_each(1025, blanks ? "%d " : "%d,");
        put(blanks ? "\nb E 2\n" : "\nb,E,2\n");
        sprintf(words, "header: false\nseparator: %s\ncustomer: 1\nevent: 2\ntime: 3\n", blanks ? "space" : "','");
        read_as(TAPPA_FORMAT_CSV, words, 100, "the row has more than 1024 columns; 2");
    }
}

/* A first line that does not end tells nothing of its columns; one that ends late is too long. */
static void
test_first_lines(void **state)
{
    (void)state;
    begin("customer,event,time,");
    put_many('x', 70000);
    read_as(TAPPA_FORMAT_CSV, NULL, 4096, "the line has more than 65536 bytes; 0");
    put("\na,E,1\n");
    read_as(TAPPA_FORMAT_CSV, NULL, 4096, "the line has more than 65536 bytes; 0");
    begin("\"");
    put_many('x', 70000); /* given up in pieces, and the end comes without a line break */
    read_as(TAPPA_FORMAT_NDJSON, NULL, 70001, "not JSON: premature end of input (column 70001); 0");
    put_many('x', 500000);
    read_as(TAPPA_FORMAT_NDJSON, NULL, 570001, "the line has more than 524288 bytes; 0");
}

/* What an event is told by may stand behind many blanks. */
static void
test_blanks(void **state)
{
    (void)state;
    begin("");
    put_many('\n', 300000);
    put(GOOD);
    read_as(TAPPA_FORMAT_ANY, NULL, 65536, "1");
}

#define XES_NAME "<string key='concept:name' value='a'/>"
#define XES_EVENT "<event>" XES_NAME "<date key='time:timestamp' value='2026-01-01T00:00:00Z'/>"

static void
test_xes(void **state)
{
    (void)state;
    begin("<log><trace>" XES_NAME);
    put_each(200, "<int key='t%d' value='1'/>");
    put(XES_EVENT);
    put_each(200, "<int key='e%d' value='1'/>"); /* together more than a record has: the trace's last ones are left out */
    put("</event></trace><trace>" XES_NAME);
    put_each(256, "<int key='t%d' value='1'/>");
    put(XES_EVENT "</event></trace><trace>" XES_NAME XES_EVENT);
    put_each(255, "<int key='e%d' value='1'/>");
    put("</event>" XES_EVENT "</event></trace></log>");
    read_as(TAPPA_FORMAT_XES, NULL, 10000, "too many fields; too many fields; 2");
    begin("<log><trace>" XES_NAME "<string key='k' value='");
    put_many('x', 65536);
    put("'/>" XES_EVENT "</event></trace></log>");
    read_as(TAPPA_FORMAT_XES, NULL, 10000, "the event is too long; 0");
    begin("<log>");
    for (int i = 0; i < 33; i++)
        put("<x>");
    read_as(TAPPA_FORMAT_XES, NULL, 10000, "nested too deeply: nothing more is read; 0");
}

static void
test_maps(void **state)
{
    static const char head[] = "customer: c\nevent: e\ntime: t\nfields:\n";
    tappa_column_map *map;
    char message[100];

    (void)state;
    begin(head);
    put_each(256, "  f%d: c\n");
    assert_int_equal(tappa_column_map_parse(NULL, text, used, &map, message, sizeof message), TAPPA_OK);
    tappa_column_map_free(map);
    put("  more: c\n");
    assert_int_equal(tappa_column_map_parse(NULL, text, used, &map, message, sizeof message), TAPPA_EFORMAT);
    assert_string_equal(message, "line 261: too many fields");
    begin(head);
    put_many('\n', 65536);
    assert_int_equal(tappa_column_map_parse(NULL, text, used, &map, message, sizeof message), TAPPA_EFORMAT);
    assert_string_equal(message, "line 0: no column map: too long, or no UTF-8 text");
}

/* Bytes and what is not there, kept and copied; identities that are not given are refused. */
static void
test_records(void **state)
{
    static const struct tappa_field fields[] = {
        {"b", 1, 0, {.kind = TAPPA_BYTES, .size = 3, .data = "x\0y"}}, {"u", 1, 0, {.kind = TAPPA_UNSET}}, {"n", 1, 0, {.kind = TAPPA_NULL}}};
    struct tappa_record record = {.size = sizeof record, .customer = "a", .customer_size = 1, .event = "E", .event_size = 1, .fields = fields,
                                  .field_count = 3}, out = {.size = sizeof out}, *copy;
    tappa_log *log;

    (void)state;
    assert_int_equal(tappa_record_copy(NULL, &record, &copy), TAPPA_OK);
    assert_memory_equal(copy->fields[0].value.data, "x\0y", 3);
    assert_ptr_not_equal(copy->fields[0].value.data, fields[0].value.data);
    tappa_record_free(copy);
    assert_int_equal(tappa_log_new(NULL, NULL, &log), TAPPA_OK);
    assert_int_equal(tappa_log_append(log, &record), TAPPA_OK);
    record.identity_count = 1;
    assert_int_equal(tappa_log_append(log, &record), TAPPA_EINVAL);
    assert_int_equal(tappa_record_copy(NULL, &record, &copy), TAPPA_EINVAL);
    assert_int_equal(tappa_log_at(log, 0, &out), TAPPA_OK);
    assert_int_equal(out.field_count, 1);
    assert_int_equal(out.fields[0].value.kind, TAPPA_BYTES);
    assert_memory_equal(out.fields[0].value.data, "x\0y", 3);
    tappa_log_free(log);
}

static void
test_push(void **state)
{
    tappa_reader *reader;

    (void)state;
    assert_int_equal(tappa_reader_new(NULL, TAPPA_FORMAT_NDJSON, NULL, &reader), TAPPA_OK);
    assert_int_equal(tappa_reader_push(reader, "x", 1), TAPPA_OK);
    assert_int_equal(tappa_reader_push(reader, "x", PTRDIFF_MAX), TAPPA_ENOMEM); /* more than there can be: not a byte is read */
    tappa_reader_free(reader);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members), cmocka_unit_test(test_names), cmocka_unit_test(test_columns), cmocka_unit_test(test_first_lines),
        cmocka_unit_test(test_blanks),  cmocka_unit_test(test_xes),   cmocka_unit_test(test_maps),    cmocka_unit_test(test_records),
        cmocka_unit_test(test_push),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
