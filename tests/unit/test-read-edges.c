/* What stands at the edges of the formats, and of a CSV's map: each text gives these records,
 * `customer event@time(count of fields, their names)`, and these words. */
#include "tests/support/world.h"

#include "tappa/exchange/reader.h"

static const char usual[] = "customer: c\nevent: e\ntime: t\n";

static const struct {
    const char *name, *map;
    int32_t format;
    const char *text, *wanted;
} rows[] = {
    {"plain", usual, TAPPA_FORMAT_CSV,
     "c,e,t\na,E,1\n",
     "a E@1(0);"},
    {"a column by number", "customer: 1\nevent: 2\ntime: 3\n", TAPPA_FORMAT_CSV,
     "c,e,t\na,E,1\n",
     "a E@1(0);"},
    {"column 0", "customer: 0\nevent: 2\ntime: 3\n", TAPPA_FORMAT_CSV,
     "c,e,t\na,E,1\n",
     "!no column `0` among the 3 of the first row;"},
    {"column -1", "customer: -1\nevent: 2\ntime: 3\n", TAPPA_FORMAT_CSV,
     "c,e,t\na,E,1\n",
     "map: line 1: a name, a number or a text in quotes is wanted here"},
    {"a column too far", "customer: 9\nevent: 2\ntime: 3\n", TAPPA_FORMAT_CSV,
     "c,e,t\na,E,1\n",
     "!no column `9` among the 3 of the first row;"},
    {"a long column", "customer: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nevent: e\ntime: t\n", TAPPA_FORMAT_CSV,
     "c,e,t\na,E,1\n",
     "!no column `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa` among the 3 of the first row;"},
    {"a header without a name", usual, TAPPA_FORMAT_CSV,
     "c,e,t,,x\na,E,1,2,3\n",
     "a E@1(0);"},
    {"a header of signs", usual, TAPPA_FORMAT_CSV,
     "c,e,t,A b-c!,__x__,1st,{z}\na,E,1,2,3,4,5\n",
     "a E@1(0);"},
    {"header twice", usual, TAPPA_FORMAT_CSV,
     "c,e,t,n,n\na,E,1,2,3\n",
     "a E@1(0);"},
    {"a quote left open", usual, TAPPA_FORMAT_CSV,
     "c,e,t\na,\"E,1\n",
     "!a quote is never closed;"},
    {"a quote at the end", usual, TAPPA_FORMAT_CSV,
     "c,e,t\na,E,\"1\"",
     "a E@1(0);"},
    {"quotes inside", usual, TAPPA_FORMAT_CSV,
     "c,e,t\na,\"E \"\"x\"\"\",1\n",
     "a E \"x\"@1(0);"},
    {"something behind a quote", usual, TAPPA_FORMAT_CSV,
     "c,e,t\na,\"E\"x,1\n",
     "!text behind a closing quote;"},
    {"semicolons", usual, TAPPA_FORMAT_CSV,
     "c;e;t\na;E;1\n",
     "!no column `c`: the first row is all one column; another `separator`?;"},
    {"tabs", usual, TAPPA_FORMAT_CSV,
     "c\te\tt\na\tE\t1\n",
     "!no column `c`: the first row is all one column; another `separator`?;"},
    {"no header", "header: false\ncustomer: 1\nevent: 2\ntime: 3\n", TAPPA_FORMAT_CSV,
     "a,E,1\nb,F,2\n",
     "a E@1(0);b F@2(0);"},
    {"an empty file", usual, TAPPA_FORMAT_CSV,
     "",
     ""},
    {"only a header", usual, TAPPA_FORMAT_CSV,
     "c,e,t",
     ""},
    {"blank lines", usual, TAPPA_FORMAT_CSV,
     "c,e,t\n\n\na,E,1\n\r\n\nb,F,2",
     "a E@1(0);b F@2(0);"},
    {"too few cells", usual, TAPPA_FORMAT_CSV,
     "c,e,t\na,E\n",
     "!the row has 2 columns, the first one 3;"},
    {"too many cells", usual, TAPPA_FORMAT_CSV,
     "c,e,t\na,E,1,2\n",
     "!the row has 4 columns, the first one 3;"},
    {"no event", usual, TAPPA_FORMAT_CSV,
     "c,e,t\na,,1\n",
     "!no event name;"},
    {"no customer", usual, TAPPA_FORMAT_CSV,
     "c,e,t\n,E,1\n",
     "!no customer;"},
    {"no time", usual, TAPPA_FORMAT_CSV,
     "c,e,t\na,E,\n",
     "!no time;"},
    {"a time of words", usual, TAPPA_FORMAT_CSV,
     "c,e,t\na,E,soon\n",
     "!the time cannot be read;"},
    {"before the year 1", usual, TAPPA_FORMAT_CSV,
     "c,e,t\na,E,-99999999999999999\n",
     "!the time cannot be read;"},
    {"behind the year 9999", usual, TAPPA_FORMAT_CSV,
     "c,e,t\na,E,999999999999999999\n",
     "!the time cannot be read;"},
    {"epochs", "customer: c\nevent: e\ntime: t\ntime_format: epoch\n", TAPPA_FORMAT_CSV,
     "c,e,t\na,E,1.5\na,E,-1.25\na,E,1.\na,E,.5\na,E,1.x\na,E,1./\na,E,99999999999999\na,E,-99999999999999\na,E,253402300800\na,E,-62135596801\na,E,1.1234567890\n",
     "a E@1500000(0);a E@-1250000(0);a E@1000000(0);!the time cannot be read;!the time cannot be read;!the time cannot be read;!the time cannot be read;!the time cannot be read;!the time cannot be read;!the time cannot be read;a E@1123456(0);"},
    {"microseconds", "customer: c\nevent: e\ntime: t\ntime_format: micros\n", TAPPA_FORMAT_CSV,
     "c,e,t\na,E,1500\na,E,-1500\na,E,9223372036854775807\na,E,-9223372036854775808\na,E,x\n",
     "a E@1500(0);a E@-1500(0);!the time cannot be read;!the time cannot be read;!the time cannot be read;"},
    {"a bad format", "customer: c\nevent: e\ntime: t\ntime_format: when\n", TAPPA_FORMAT_CSV,
     "c,e,t\na,E,1\n",
     "map: line 4: `when` is no time format: rfc3339, epoch, date or micros"},
    {"a separator", "separator: \";\"\ncustomer: c\nevent: e\ntime: t\n", TAPPA_FORMAT_CSV,
     "c;e;t\na;E,F;1\n",
     "a E,F@1(0);"},
    {"a tab as separator", "separator: \"\\t\"\ncustomer: c\nevent: e\ntime: t\n", TAPPA_FORMAT_CSV,
     "c\te\tt\na\tE,F\t1\n",
     "a E,F@1(0);"},
    {"separator tab", "separator: tab\ncustomer: c\nevent: e\ntime: t\n", TAPPA_FORMAT_CSV,
     "c\te\tt\na\tE,F\t1\n",
     "a E,F@1(0);"},
    {"no separator", "separator: \"\"\ncustomer: c\nevent: e\ntime: t\n", TAPPA_FORMAT_CSV,
     "c,e,t\n",
     "map: line 1: `` is no separator: one character, tab or space"},
    {"two separators", "separator: \";;\"\ncustomer: c\nevent: e\ntime: t\n", TAPPA_FORMAT_CSV,
     "c,e,t\n",
     "map: line 1: `;;` is no separator: one character, tab or space"},
    {"a quote as separator", "separator: '\"'\ncustomer: c\nevent: e\ntime: t\n", TAPPA_FORMAT_CSV,
     "c,e,t\n",
     "map: line 1: `\"` is no separator: one character, tab or space"},
    {"a letter as separator", "separator: x\ncustomer: c\nevent: e\ntime: t\n", TAPPA_FORMAT_CSV,
     "cxext\naxEx1\n",
     "a E@1(0);"},
    {"a constant", "customer: c\nevent: {const: Bought}\ntime: t\n", TAPPA_FORMAT_CSV,
     "c,t\na,1\n",
     "a Bought@1(0);"},
    {"an empty constant", "customer: c\nevent: {const: \"\"}\ntime: t\n", TAPPA_FORMAT_CSV,
     "c,t\na,1\n",
     "!no event name;"},
    {"a map with a quote open", "customer: \"c\nevent: e\n", TAPPA_FORMAT_CSV,
     "",
     "map: line 1: a text in quotes that does not end, or is not plain"},
    {"a map with an escape", "customer: \"\\x\"\nevent: e\ntime: t\n", TAPPA_FORMAT_CSV,
     "",
     "map: line 1: a text in quotes that does not end, or is not plain"},
    {"a map with an empty value", "customer:\nevent: e\ntime: t\n", TAPPA_FORMAT_CSV,
     "",
     "map: line 1: a name, a number or a text in quotes is wanted here"},
    {"a map with an unknown key", "customer: c\nevent: e\ntime: t\nwho: x\n", TAPPA_FORMAT_CSV,
     "",
     "map: line 4: unknown key `who`"},
    {"a map with a long unknown key", "customer: c\nevent: e\ntime: t\nwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww: x\n", TAPPA_FORMAT_CSV,
     "",
     "map: line 4: unknown key `wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww`"},
    {"a map with nothing", "", TAPPA_FORMAT_CSV,
     "",
     "map: line 1: the key `customer` is missing"},
    {"header maybe", "header: maybe\ncustomer: c\nevent: e\ntime: t\n", TAPPA_FORMAT_CSV,
     "",
     "map: line 1: `maybe` is neither true nor false"},
    {"known names in the header", NULL, TAPPA_FORMAT_CSV,
     "customer,event,time,A b-c!~,,_x,1st,n\na,E,1,2,3,4,5,6\n",
     "a E@1(4 A_b_c__ _x _1st n);"},
    {"an epoch just before the year 1", "customer: c\nevent: e\ntime: t\ntime_format: epoch\n", TAPPA_FORMAT_CSV,
     "c,e,t\na,E,-62135596800\na,E,-62135596800.000001\n",
     "a E@-62135596800000000(0);!the time cannot be read;"},
    {"a map with a long text in quotes",
     "customer: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"\n",
     TAPPA_FORMAT_CSV, "",
     "map: line 1: a text in quotes that does not end, or is not plain"},
    {"a hash in braces", "customer: c\nevent: e\ntime: t\nfields: {#a: b}\n", TAPPA_FORMAT_CSV,
     "",
     "map: line 4: `#a` cannot be the name of a field"},
    {"two constants", "customer: c\nevent: {const: a, const: b}\ntime: t\n", TAPPA_FORMAT_CSV,
     "",
     "map: line 2: `event` is a column, or {const: NAME}, not `const`"},
    {"DEL as separator", "separator: \"\x7f\"\ncustomer: c\nevent: e\ntime: t\n", TAPPA_FORMAT_CSV,
     "",
     "map: line 1: `\x7f` is no separator: one character, tab or space"},
    {"identities", NULL, TAPPA_FORMAT_NDJSON,
     "{\"customer\":\"a\",\"event\":\"E\",\"time\":1,\"identities\":{\"login\":\"x\",\"\":\"y\"}}\n{\"event\":\"E\",\"time\":1,\"identities\":{\"login\":null,\"card\":\"4711\"}}\n{\"event\":\"E\",\"time\":1,\"identities\":{\"login\":5}}\n{\"event\":\"E\",\"time\":1,\"identities\":5}\n{\"event\":\"E\",\"time\":1,\"identities\":{}}\n",
     "!`identities` has texts alone, each with a name: {\"login\": \"anna\"};4711 E@1(0);!`identities` has texts alone, each with a name: {\"login\": \"anna\"};!`identities` is no object;!no customer;"},
    {"items in items", NULL, TAPPA_FORMAT_NDJSON,
     "{\"batch\":[{\"batch\":[]}]}\n[]\n5\n{\"batch\":5}\n{\"batch\":[5]}\n",
     "!not an event: a JSON object is wanted;!not JSON: '[' or '{' expected (column 1);!`batch` is no array;!not an event: a JSON object is wanted;"},
    {"times", NULL, TAPPA_FORMAT_NDJSON,
     "{\"customer\":\"a\",\"event\":\"E\",\"time\":-99999999999999999}\n{\"customer\":\"a\",\"event\":\"E\",\"time\":999999999999999999}\n{\"customer\":\"a\",\"event\":\"E\",\"time\":1.5}\n{\"customer\":\"a\",\"event\":\"E\",\"time\":null}\n{\"customer\":\"a\",\"event\":\"E\"}\n",
     "!`time` is outside the years 0001 to 9999;!`time` is outside the years 0001 to 9999;!`time` is neither RFC 3339 nor whole microseconds;!no `time`;!no `time`;"},
    {"members of wrong types", NULL, TAPPA_FORMAT_NDJSON,
     "{\"customer\":{},\"event\":\"E\",\"time\":1}\n{\"customer\":\"a\",\"event\":5,\"time\":1}\n{\"customer\":\"a\",\"event\":\"E\",\"time\":1,\"data\":5}\n{\"customer\":\"a\",\"event\":\"E\",\"time\":1,\"zone\":5}\n{\"customer\":\"a\",\"event\":\"E\",\"time\":1,\"touchpoint\":[]}\n{\"customer\":\"a\",\"event\":\"E\",\"time\":1,\"id\":{}}\n{\"customer\":\"a\",\"event\":\"E\",\"time\":1,\"source\":[]}\n",
     "!`customer` is no text;!`event` is no text;!`data` is no object;!`zone` is no text;!`touchpoint` is no text;!`id` is no text;!`source` is no text;"},
    {"segment", NULL, TAPPA_FORMAT_NDJSON,
     "{\"type\":\"track\",\"userId\":5,\"anonymousId\":\"x\",\"event\":\"E\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"properties\":{\"a\":1},\"context\":{\"page\":5}}\n{\"type\":\"track\",\"userId\":{},\"event\":\"E\",\"timestamp\":\"2026-01-01T00:00:00Z\"}\n{\"type\":\"track\",\"userId\":\"u\",\"event\":\"E\",\"timestamp\":5}\n{\"type\":\"page\",\"userId\":\"u\",\"name\":5,\"timestamp\":\"2026-01-01T00:00:00Z\"}\n{\"type\":\"identify\",\"userId\":\"u\",\"traits\":5,\"timestamp\":\"2026-01-01T00:00:00Z\"}\n{\"type\":\"track\",\"userId\":\"u\",\"event\":[],\"timestamp\":\"2026-01-01T00:00:00Z\",\"messageId\":{}}\n",
     "5 E@1767225600000000(1 a);!`userId` is no text;u E@5(0);u page@1767225600000000(1 name);!`traits` is no object;!`messageId` is no text;"},
    {"cloudevents", NULL, TAPPA_FORMAT_NDJSON,
     "{\"specversion\":\"1.0\",\"type\":\"E\",\"source\":\"s\",\"id\":\"1\",\"subject\":\"a\",\"time\":\"2026-01-01T00:00:00Z\",\"data\":{\"x\":1}}\n{\"specversion\":\"1.0\",\"type\":5,\"source\":\"s\",\"id\":\"1\",\"subject\":\"a\",\"time\":\"2026-01-01T00:00:00Z\"}\n{\"specversion\":\"1.0\",\"type\":\"E\",\"source\":5,\"id\":\"1\",\"subject\":\"a\",\"time\":\"2026-01-01T00:00:00Z\"}\n{\"specversion\":\"1.0\",\"type\":\"E\",\"source\":\"s\",\"id\":5,\"subject\":[],\"time\":\"2026-01-01T00:00:00Z\"}\n{\"specversion\":\"1.0\",\"type\":\"E\",\"source\":\"s\",\"id\":\"1\",\"subject\":\"a\",\"time\":\"soon\"}\n{\"specversion\":\"1.0\",\"type\":\"E\",\"source\":\"s\",\"id\":\"1\",\"subject\":\"a\",\"time\":\"2026-01-01T00:00:00Z\",\"data\":[]}\n",
     "a E@1767225600000000(1 x);!`type` is no text;!`source` is no text;!`id` is no text;!`time` is neither RFC 3339 nor whole microseconds;a E@1767225600000000(0);"},
    {"more of segment", NULL, TAPPA_FORMAT_NDJSON,
     "{\"type\":\"track\",\"userId\":\"u\",\"anonymousId\":{},\"event\":\"E\",\"timestamp\":1}\n{\"type\":\"track\",\"userId\":\"u\",\"event\":[],\"timestamp\":1}\n{\"type\":\"track\",\"userId\":\"u\",\"event\":\"E\",\"timestamp\":1,\"context\":{\"timezone\":5}}\n"
     "{\"type\":\"screen\",\"userId\":\"u\",\"name\":\"n\",\"category\":\"c\",\"timestamp\":1}\n{\"type\":\"group\",\"userId\":\"u\",\"groupId\":\"g\",\"originalTimestamp\":1}\n{\"type\":\"alias\",\"userId\":\"u\",\"previousId\":\"p\",\"receivedAt\":1}\n"
     "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"E\"}\n",
     "!`anonymousId` is no text;!`event` is no text;!`context.timezone` is no text;u screen@1(2 name category);u group@1(1 groupId);u alias@1(1 previousId);!no `timestamp`;"},
    {"more of cloudevents", NULL, TAPPA_FORMAT_NDJSON,
     "{\"specversion\":\"1.0\",\"type\":\"E\",\"subject\":[],\"time\":1}\n{\"specversion\":\"1.0\",\"type\":\"E\",\"subject\":\"a\",\"touchpoint\":5,\"time\":1}\n{\"specversion\":\"1.0\",\"type\":\"E\",\"subject\":\"a\",\"zone\":5,\"time\":1}\n"
     "{\"specversion\":\"2.0\",\"type\":\"E\",\"subject\":\"a\",\"time\":1}\n{\"specversion\":1,\"type\":\"E\",\"subject\":\"a\",\"time\":1}\n",
     "!`subject` is no text;!`touchpoint` is no text;!`zone` is no text;!`specversion` is not 1.0;!`specversion` is not 1.0;"},
    {"xes", NULL, TAPPA_FORMAT_XES,
     "<log><trace><string key='concept:name' value='a'/><event><string key='concept:name' value='E'/><date key='time:timestamp' value='2026-01-01T00:00:00Z'/><int key='n' value='x'/></event><event><string key='concept:name' value='F'/><date key='time:timestamp' value='soon'/></event><event/></trace></log>",
     "a E@1767225600000000(4 concept_name time_timestamp n case_concept_name);!the time cannot be read;!no time:timestamp;"},
    {"xes in another", NULL, TAPPA_FORMAT_XES,
     "<x><log><trace/></log></x>",
     "!not XES: nothing more is read;"},
    {"xes cut off", NULL, TAPPA_FORMAT_XES,
     "<log><trace><event>",
     "!not XML: no element found (column 20); nothing more is read;"},
    {"a bad trace", NULL, TAPPA_FORMAT_XES,
     "<log><trace><date key='d' value='soon'/><string key='concept:name' value='a'/><event><string key='concept:name' value='E'/><date key='time:timestamp' value='2026-01-01T00:00:00Z'/></event></trace></log>",
     "a E@1767225600000000(4 concept_name time_timestamp case_d case_concept_name);"},
    {"xes with empty", NULL, TAPPA_FORMAT_XES,
     "<log><trace><string key='concept:name' value='a'/><event><string key='concept:name' value='E'/><string key='' value='x'/><string key='A:b-9c' value=''/><string key='9' value='y'/><date key='time:timestamp' value='2026-01-01T00:00:00Z'/></event></trace></log>",
     "a E@1767225600000000(5 concept_name  _ time_timestamp case_concept_name);"},
};

/* `step`: so many bytes are given at once. */
static void
read_row(size_t i, size_t step, char *out)
{
    tappa_column_map *map = NULL;
    tappa_reader *reader;
    char message[200] = "";
    size_t n = 0, given = 0, size = strlen(rows[i].text);

    out[0] = '\0';
    if (rows[i].map && tappa_column_map_parse(NULL, rows[i].map, strlen(rows[i].map), &map, message, sizeof message)) {
        sprintf(out, "map: %s", message);
        return;
    }
    assert_int_equal(tappa_reader_new(NULL, rows[i].format, map, &reader), TAPPA_OK);
    tappa_column_map_free(map);
    for (;;) {
        struct tappa_record record = {.size = sizeof record};
        tappa_status status = tappa_reader_next(reader, &record);
        size_t more = size - given < step ? size - given : step;

        if (status == TAPPA_END)
            break;
        if (status == TAPPA_MORE) {
            assert_int_equal(tappa_reader_push(reader, more ? rows[i].text + given : NULL, more), TAPPA_OK);
            given += more;
        } else if (status == TAPPA_OK) {
            n += (size_t)sprintf(out + n, "%.*s %.*s@%lld(%u", (int)record.customer_size, record.customer, (int)record.event_size, record.event,
                                 (long long)record.time, record.field_count);
            for (uint32_t k = 0; k < record.field_count; k++)
                n += (size_t)sprintf(out + n, " %.*s", (int)record.fields[k].name_size, record.fields[k].name);
            n += (size_t)sprintf(out + n, ");");
        } else {
            assert_int_equal(status, TAPPA_EFORMAT);
            n += (size_t)sprintf(out + n, "!%s;", tappa_reader_message(reader));
        }
    }
    tappa_reader_free(reader);
}

static void
test_rows(void **state)
{
    int wrong = 0;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t step = 1; step <= 4096; step *= 64) {
            char out[3000];

            read_row(i, step, out);
            if (strcmp(out, rows[i].wanted) != 0) {
                print_error("%s, %u at once:\n%s\nnot\n%s\n", rows[i].name, (unsigned)step, out, rows[i].wanted);
                wrong++;
            }
        }
    assert_int_equal(wrong, 0);
}

/* Names and lines longer than may be. */
static void
test_too_long(void **state)
{
    static char text[3000000];

    (void)state;
    for (int which = 0; which < 4; which++) {
        struct tappa_record record = {.size = sizeof record};
        size_t n = which < 2 ? 70000 : 1200000;
        tappa_column_map *map = NULL;
        tappa_reader *reader;
        char *at = text;

        at += sprintf(at, which == 3 ? "c,e,t\n" : "");
        if (which == 0)
            at += sprintf(at, "{\"event\":\"E\",\"time\":1,\"customer\":\"");
        else if (which == 1)
            at += sprintf(at, "{\"customer\":\"a\",\"time\":1,\"event\":\"");
        else
            at += sprintf(at, "\"");
        memset(at, 'x', n);
        at += n;
        at += sprintf(at, which < 2 ? "\"}\n" : "\",E,1\n");
        at += sprintf(at, which < 2 ? "{\"customer\":\"a\",\"event\":\"E\",\"time\":1}\n" : "a,E,1\n");
        if (which >= 2)
            assert_int_equal(tappa_column_map_parse(NULL, usual, strlen(usual), &map, NULL, 0), TAPPA_OK);
        assert_int_equal(tappa_reader_new(NULL, which < 2 ? TAPPA_FORMAT_NDJSON : TAPPA_FORMAT_CSV, map, &reader), TAPPA_OK);
        tappa_column_map_free(map);
        assert_int_equal(tappa_reader_push(reader, text, (size_t)(at - text)), TAPPA_OK);
        assert_int_equal(tappa_reader_push(reader, NULL, 0), TAPPA_OK);
        assert_int_equal(tappa_reader_next(reader, &record), TAPPA_EFORMAT);
        if (which != 2) { /* a header too long is no header */
            assert_int_equal(tappa_reader_next(reader, &record), TAPPA_OK);
            assert_int_equal(record.time, 1);
        }
        assert_int_equal(tappa_reader_next(reader, &record), TAPPA_END);
        tappa_reader_free(reader);
    }
}

/* Events that do not say whose they are: bad lines, or, where the host wants them, records of nobody; what is no event is a bad line in either case. */
static void
test_nobody(void **state)
{
    static const char *const logs[] = {
        "{\"event\":\"E\",\"time\":1}\n{\"identities\":{\"card\":null},\"event\":\"E\",\"time\":1,\"id\":\"7\"}\n"
        "{\"type\":\"track\",\"event\":\"E\",\"timestamp\":1}\n{\"specversion\":\"1.0\",\"type\":\"E\",\"time\":1}\n{\"time\":1}\n",
        "customer,event,time\n,E,1\n,E,1\n,E,1\n,E,1\n,,1\n",
    };

    (void)state;
    for (size_t i = 0; i < 2 * sizeof logs / sizeof *logs; i++) {
        struct tappa_record record = {.size = sizeof record};
        tappa_reader *reader;

        assert_int_equal(tappa_reader_new(NULL, TAPPA_FORMAT_ANY, NULL, &reader), TAPPA_OK);
        tappa_reader_set_nobody(reader, (int32_t)(i % 2));
        assert_int_equal(tappa_reader_push(reader, logs[i / 2], strlen(logs[i / 2])), TAPPA_OK);
        assert_int_equal(tappa_reader_push(reader, NULL, 0), TAPPA_OK);
        for (int line = 0; line < 5; line++) {
            assert_int_equal(tappa_reader_next(reader, &record), i % 2 && line < 4 ? TAPPA_OK : TAPPA_EFORMAT);
            assert_string_equal(tappa_reader_reason(reader), line == 4 && i % 2 ? "no event" : i % 2 ? "" : "no customer");
            if (i % 2 && line < 4)
                assert_true(!record.customer_size && !record.identity_count && record.event_size == 1 && record.order == line + 1);
        }
        assert_int_equal(tappa_reader_next(reader, &record), TAPPA_END);
        tappa_reader_free(reader);
    }
    tappa_reader_set_nobody(NULL, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_too_long), cmocka_unit_test(test_nobody)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
