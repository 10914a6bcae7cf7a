/* Readers of JSON lines: the three envelopes, and what hostile lines get. */
#include "tests/support/reading.h"

struct row {
    const char *name, *text, *wanted;
};

#define TIME "\"time\":\"2026-01-01T00:00:00Z\""

static const struct row rows[] = {
    {"bare", "{\"id\":\"e1\",\"customer\":\"anna\",\"event\":\"Store Visited\",\"time\":\"2026-01-01T00:00:00.5Z\",\"touchpoint\":\"shop\","
             "\"data\":{\"a\":1,\"b\":1.5,\"c\":\"x\",\"d\":true,\"e\":null,\"f\":[1],\"g\":{\"h\":1}},\"zone\":\"Europe/Rome\"}\n",
     "1 anna|Store Visited|1767225600500000 id:e1 at:shop zone:Europe/Rome a=1 b=1.5d c='x' d=b1 f=list g=map\n"},
    {"bare, known by several", "{\"identities\":{\"card\":\"7\",\"login\":\"anna\",\"cookie\":null,\"phone\":\"\"},\"event\":\"e\",\"time\":1}",
     "1 7|e|1 card:7 login:anna\n"},
    {"bare, a customer and a card", "{\"customer\":\"anna\",\"identities\":{\"card\":\"7\"},\"event\":\"e\",\"time\":1}", "1 anna|e|1 customer:anna card:7\n"},
    {"bare, known by nothing", "{\"identities\":{},\"event\":\"e\",\"time\":1}\n{\"identities\":{\"card\":null},\"event\":\"e\",\"time\":1}",
     "1! no customer\n2! no customer\n"},
    {"bare, identities that are none",
     "{\"identities\":[\"7\"],\"event\":\"e\",\"time\":1}\n{\"identities\":{\"card\":7},\"event\":\"e\",\"time\":1}\n{\"identities\":{\"\":\"7\"},\"event\":\"e\",\"time\":1}\n"
     "{\"identities\":{\"a\":\"\",\"b\":\"\",\"c\":\"\",\"d\":\"\",\"e\":\"\",\"f\":\"\",\"g\":\"\",\"h\":\"\",\"i\":\"\",\"j\":\"\",\"k\":\"\",\"l\":\"\",\"m\":\"\",\"n\":\"\",\"o\":\"\",\"p\":\"\",\"q\":\"\"},"
     "\"event\":\"e\",\"time\":1}",
     "1! a member of the wrong type\n2! a member of the wrong type\n3! a member of the wrong type\n4! too many identities\n"},
    {"microseconds, numbers as ids, no line break at the end", "{\"id\":7,\"customer\":42,\"event\":\"e\",\"time\":1500}", "1 42|e|1500 id:7\n"},
    {"microseconds as text", "{\"customer\":\"a\",\"event\":\"e\",\"time\":\"1500\"}", "1 a|e|1500\n"},
    {"blank lines, CRLF, order of keys kept", "\n  \r\n{\"customer\":\"a\",\"event\":\"e\",\"time\":1,\"data\":{\"z\":1,\"a\":2}}\r\n", "3 a|e|1 z=1 a=2\n"},
    {"byte order mark", "\xef\xbb\xbf{\"customer\":\"a\",\"event\":\"e\",\"time\":1}\n", "1 a|e|1\n"},
    {"two byte order marks", "\xef\xbb\xbf\xef\xbb\xbf{\"customer\":\"a\",\"event\":\"e\",\"time\":1}\n", "1! not JSON\n"},
    {"escapes", "{\"customer\":\"\\u00e9\\ud83d\\ude00\",\"event\":\"a\\nb\",\"time\":1}\n", "1 \xc3\xa9\xf0\x9f\x98\x80|a\nb|1\n"},
    {"null members are absent", "{\"id\":null,\"customer\":\"a\",\"event\":\"e\",\"time\":1,\"touchpoint\":null,\"data\":null,\"zone\":null}", "1 a|e|1\n"},
    {"CloudEvents", "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/till\",\"subject\":\"anna\",\"type\":\"Order Completed\","
                    TIME ",\"touchpoint\":\"shop\",\"data\":{\"revenue\":3.5}}",
     "1 anna|Order Completed|1767225600000000 id:1 source:/till at:shop login:anna revenue=3.5d\n"},
    {"CloudEvents that say only when they were recorded, or not even that",
     "{\"specversion\":\"1.0\",\"subject\":\"a\",\"type\":\"e\",\"time\":null,\"recordedtime\":\"2026-01-01T00:00:00Z\"}\n"
     "{\"specversion\":\"1.0\",\"subject\":\"a\",\"type\":\"e\",\"time\":7,\"recordedtime\":5}\n{\"specversion\":\"1.0\",\"subject\":\"a\",\"type\":\"e\"}\n",
     "1 a|e|1767225600000000 login:a\n2 a|e|7 login:a\n3! no time\n"},
    {"CloudEvents without fields", "{\"specversion\":\"1.0\",\"subject\":\"a\",\"type\":\"e\"," TIME ",\"data\":\"text\"}", "1 a|e|1767225600000000 login:a\n"},
    {"Segment track", "{\"type\":\"track\",\"event\":\"Product Viewed\",\"userId\":\"u\",\"anonymousId\":\"x\",\"messageId\":\"m\",\"timestamp\":\"2026-01-01T00:00:00Z\","
                      "\"receivedAt\":\"2026-01-02T00:00:00Z\",\"context\":{\"timezone\":\"Europe/Rome\"},\"properties\":{\"price\":1.5}}",
     "1 u|Product Viewed|1767225600000000 id:m zone:Europe/Rome login:u cookie:x price=1.5d\n"},
    {"Segment anonymous page", "{\"type\":\"page\",\"name\":\"Home\",\"userId\":null,\"anonymousId\":\"x\",\"timestamp\":1,\"properties\":{\"url\":\"/\"}}",
     "1 x|page|1 cookie:x url='/' name='Home'\n"},
    {"Segment page, the name said twice", "{\"type\":\"page\",\"name\":\"Home\",\"userId\":\"\",\"anonymousId\":\"x\",\"timestamp\":1,\"properties\":{\"name\":\"In\"}}",
     "1 x|page|1 cookie:x name='In'\n"},
    {"Segment identify, screen, group, alias",
     "{\"type\":\"identify\",\"userId\":\"u\",\"timestamp\":1,\"traits\":{\"email\":\"a@b\"}}\n{\"type\":\"screen\",\"userId\":\"u\",\"timestamp\":2}\n"
     "{\"type\":\"group\",\"userId\":\"u\",\"timestamp\":3,\"groupId\":\"g\"}\n{\"type\":\"alias\",\"userId\":\"u\",\"timestamp\":4,\"previousId\":\"p\"}\n",
     "1 u|identify|1 login:u email='a@b'\n2 u|screen|2 login:u\n3 u|group|3 login:u groupId='g'\n4 u|alias|4 login:u cookie:p previousId='p'\n"},
    {"Segment, an alias of a device that has another name",
     "{\"type\":\"alias\",\"userId\":\"u\",\"anonymousId\":\"d\",\"timestamp\":4,\"previousId\":\"p\"}\n{\"type\":\"alias\",\"userId\":\"u\",\"timestamp\":4,\"previousId\":[]}\n",
     "1 u|alias|4 login:u cookie:d previousId='p'\n2! a member of the wrong type\n"},
    {"Segment batch", "{\"batch\":[{\"type\":\"track\",\"event\":\"a\",\"userId\":\"u\",\"timestamp\":1},7,{\"type\":\"track\",\"event\":\"b\",\"userId\":\"u\",\"timestamp\":2}],\"sentAt\":1}\n"
                      "{\"customer\":\"c\",\"event\":\"e\",\"time\":3}",
     "1 u|a|1 login:u\n1! not an event\n1 u|b|2 login:u\n2 c|e|3\n"},
    {"Segment, numbers as ids: each has digits of its own",
     "{\"type\":\"track\",\"event\":\"a\",\"userId\":7,\"anonymousId\":8,\"messageId\":9,\"timestamp\":1}", "1 7|a|1 id:9 login:7 cookie:8\n"},
    {"Segment without a person", "{\"type\":\"track\",\"event\":\"a\",\"anonymousId\":\"\",\"timestamp\":1}\n{\"type\":\"track\",\"event\":\"a\",\"userId\":\"u\",\"anonymousId\":[],\"timestamp\":1}",
     "1! no customer\n2! a member of the wrong type\n"},
    {"an array of events, empty ones", "[{\"customer\":\"c\",\"event\":\"e\",\"time\":3}]\n[]\n{\"batch\":[]}\n", "1 c|e|3\n"},
    {"a bare event may have a type of its own", "{\"type\":\"sale\",\"customer\":\"c\",\"event\":\"e\",\"time\":3}", "1 c|e|3\n"},

    {"Segment, a batch that is none, and a type that it does not know",
     "{\"batch\":{},\"sentAt\":1}\n{\"type\":\"beat\",\"messageId\":\"1\",\"userId\":\"u\",\"timestamp\":1}\n{\"messageId\":\"1\",\"customer\":\"c\",\"event\":\"e\",\"time\":3}\n",
     "1! not an event\n2! not an event\n3 c|e|3\n"},
    {"a batch in a batch", "{\"batch\":[{\"batch\":[]}]}", "1! not an event\n"},
    {"no object", "7\n\"x\"\n[1]\n", "1! not JSON\n2! not JSON\n3! not an event\n"},
    {"broken, then whole", "{\"customer\":\n{\"customer\":\"a\",\"event\":\"e\",\"time\":1}\n", "1! not JSON\n2 a|e|1\n"},
    {"cut off", "{\"customer\":\"a\",\"ev", "1! not JSON\n"},
    {"duplicate keys", "{\"customer\":\"a\",\"customer\":\"b\",\"event\":\"e\",\"time\":1}\n{\"customer\":\"a\",\"event\":\"e\",\"time\":1,\"data\":{\"x\":1,\"x\":1}}",
     "1! a duplicate key\n2! a duplicate key\n"},
    {"no numbers", "{\"a\":NaN}\n{\"a\":Infinity}\n{\"a\":-Infinity}\n{\"a\":01}\n{\"a\":+1}\n{\"a\":0x1}\n{\"a\":1.}\n", "1! not JSON\n2! not JSON\n3! not JSON\n4! not JSON\n5! not JSON\n6! not JSON\n7! not JSON\n"},
    {"numbers out of range", "{\"a\":9223372036854775808}\n{\"a\":-9223372036854775809}\n{\"a\":1e999}\n",
     "1! a number out of range\n2! a number out of range\n3! a number out of range\n"},
    {"the largest int64", "{\"customer\":\"a\",\"event\":\"e\",\"time\":1,\"data\":{\"x\":9223372036854775807,\"y\":-9223372036854775808}}",
     "1 a|e|1 x=9223372036854775807 y=-9223372036854775808\n"},
    {"lone surrogates, a NUL", "{\"a\":\"\\ud800\"}\n{\"a\":\"\\udc00\\ud800\"}\n{\"a\":\"\\u0000\"}\n", "1! not JSON\n2! not JSON\n3! not JSON\n"},
    {"bad UTF-8", "{\"a\":\"\xff\"}\n{\"a\":\"\xc0\xaf\"}\n{\"a\":\"\xed\xa0\x80\"}\n", "1! not JSON\n2! not JSON\n3! not JSON\n"},
    {"nothing to go by", "{}\n{\"customer\":\"a\",\"time\":1}\n{\"event\":\"e\",\"time\":1}\n{\"customer\":\"a\",\"event\":\"e\"}\n{\"customer\":\"\",\"event\":\"e\",\"time\":1}\n",
     "1! no time\n2! no event\n3! no customer\n4! no time\n5! no customer\n"},
    {"wrong types", "{\"customer\":[],\"event\":\"e\",\"time\":1}\n{\"customer\":\"a\",\"event\":7,\"time\":1}\n{\"customer\":\"a\",\"event\":\"e\",\"time\":1.5}\n"
                    "{\"customer\":\"a\",\"event\":\"e\",\"time\":1,\"data\":[]}\n{\"customer\":1.5,\"event\":\"e\",\"time\":1}\n",
     "1! a member of the wrong type\n2! a member of the wrong type\n3! not a time\n4! a member of the wrong type\n5! a member of the wrong type\n"},
    {"times", "{\"customer\":\"a\",\"event\":\"e\",\"time\":\"yesterday\"}\n{\"customer\":\"a\",\"event\":\"e\",\"time\":\"2026-02-30T00:00:00Z\"}\n"
              "{\"customer\":\"a\",\"event\":\"e\",\"time\":9223372036854775807}\n{\"customer\":\"a\",\"event\":\"e\",\"time\":\"0000-01-01T00:00:00Z\"}\n",
     "1! not a time\n2! not a time\n3! a time out of range\n4! a time out of range\n"},
    {"another CloudEvents", "{\"specversion\":\"2.0\",\"subject\":\"a\",\"type\":\"e\"," TIME "}\n{\"specversion\":1,\"subject\":\"a\",\"type\":\"e\"," TIME "}\n",
     "1! not CloudEvents 1\n2! not CloudEvents 1\n"},
    {"nothing", "", ""},
};

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        reads_as(rows[i].name, rows[i].text, strlen(rows[i].text), TAPPA_FORMAT_NDJSON, NULL, rows[i].wanted);
}

/* A line of `n` bytes, good but for its length. */
static char *
long_line(size_t n, size_t *size)
{
    static const char head[] = "{\"customer\":\"a\",\"event\":\"e\",\"time\":1,\"data\":{\"x\":\"", tail[] = "\"}}";
    static const char more[] = "\n{\"customer\":\"b\",\"event\":\"e\",\"time\":2}\n";
    char *text = malloc(n + 100);

    assert_non_null(text);
    memcpy(text, head, sizeof head - 1);
    memset(text + sizeof head - 1, 'x', n - (sizeof head - 1) - (sizeof tail - 1));
    memcpy(text + n - (sizeof tail - 1), tail, sizeof tail - 1);
    memcpy(text + n, more, sizeof more);
    *size = n + sizeof more - 1;
    return text;
}

static void
test_length(void **state)
{
    static const struct {
        size_t n;
        int good, bad;
    } cases[] = {{65536, 2, 0}, {65537, 1, 1}, {700000, 1, 1}};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        for (size_t piece = 999; piece < 1000000; piece *= 31) {
            size_t size;
            char *text = long_line(cases[i].n, &size);
            struct reading r = reading_of(text, size, piece, TAPPA_FORMAT_NDJSON, NULL);

            assert_int_equal(r.good, cases[i].good);
            assert_int_equal(r.bad, cases[i].bad);
            assert_non_null(strstr(r.text, "2 b|e|2\n"));
            free(r.text);
            free(text);
        }
    }
}

/* Segment sends up to 500 KB in one batch; its events, one line of JSON, are read all the same. */
static void
test_batches(void **state)
{
    static const char head[] = "{\"batch\":[", tail[] = "]}\n{\"customer\":\"b\",\"event\":\"e\",\"time\":2}\n";
    static const char event[] = "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"Seen\",\"timestamp\":\"2026-01-05T09:00:00Z\",\"properties\":{\"n\":12345}}";
    static const size_t most = TAPPA_READ_BATCH_BYTES;

    (void)state;
    for (int fits = 0; fits < 2; fits++) {
        size_t count = 500000 / sizeof event, n = sizeof head - 1, i;
        char *text = malloc(most + 1000);
        struct reading r;

        assert_non_null(text);
        memcpy(text, head, n);
        for (i = 0; i < count; i++, n += sizeof event) {
            memcpy(text + n, event, sizeof event - 1);
            text[n + sizeof event - 1] = i + 1 < count ? ',' : ' ';
        }
        for (; n + 2 < most + !fits; n++)
            text[n] = ' ';
        memcpy(text + n, tail, sizeof tail);
        r = reading_of(text, n + sizeof tail - 1, 4099, TAPPA_FORMAT_NDJSON, NULL);
        assert_int_equal(r.good, fits ? count + 1 : 1);
        assert_int_equal(r.bad, !fits);
        free(r.text);
        free(text);
    }
}

static void
test_depth(void **state)
{
    char text[70000];
    size_t n;

    (void)state;
    for (int depth = 30; depth <= 34; depth++) { /* two more are the event and its data */
        n = (size_t)snprintf(text, sizeof text, "{\"customer\":\"a\",\"event\":\"e\",\"time\":1,\"data\":{\"s\":\"]}\\\"[[\",\"x\":");
        memset(text + n, '[', (size_t)depth);
        memset(text + n + depth, ']', (size_t)depth);
        memcpy(text + n + 2 * depth, "}}", 3);
        reads_as("depth", text, strlen(text), TAPPA_FORMAT_NDJSON, NULL, depth <= 30 ? "1 a|e|1 s=']}\"[[' x=list\n" : "1! nested too deeply\n");
    }
    memset(text, '[', 65536);
    reads_as("only brackets", text, 65536, TAPPA_FORMAT_NDJSON, NULL, "1! nested too deeply\n");
}

static void
test_field_count(void **state)
{
    char *text = malloc(65536);
    struct reading r;

    (void)state;
    assert_non_null(text);
    for (int count = 256; count <= 257; count++) {
        size_t n = (size_t)sprintf(text, "{\"customer\":\"a\",\"event\":\"e\",\"time\":1,\"data\":{");

        for (int i = 0; i < count; i++)
            n += (size_t)sprintf(text + n, "%s\"f%d\":1", i ? "," : "", i);
        n += (size_t)sprintf(text + n, "}}");
        r = reading_of(text, n, 4096, TAPPA_FORMAT_NDJSON, NULL);
        assert_int_equal(r.good, count == 256);
        assert_int_equal(r.bad, count == 257);
        free(r.text);
    }
    free(text);
}

static void
test_fuzz(void **state)
{
    const char *seeds[sizeof rows / sizeof *rows];
    size_t count = sizeof rows / sizeof *rows - 1; /* the last is empty */

    (void)state;
    for (size_t i = 0; i < count; i++)
        seeds[i] = rows[i].text;
    survives(seeds, count, TAPPA_FORMAT_NDJSON, NULL);
    survives(seeds, count, TAPPA_FORMAT_ANY, NULL);
}

static void
test_recognised(void **state)
{
    static const struct {
        const char *text;
        int32_t format;
    } cases[] = {{"{\"customer\":1}", TAPPA_FORMAT_NDJSON}, {" \n[", TAPPA_FORMAT_NDJSON},      {"<log/>", TAPPA_FORMAT_XES},
                 {"\xef\xbb\xbf <?xml?>", TAPPA_FORMAT_XES}, {"customer,event", TAPPA_FORMAT_CSV}, {"", TAPPA_FORMAT_NDJSON},
                 {" \n", TAPPA_FORMAT_NDJSON},               {"x", TAPPA_FORMAT_CSV}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t piece = 1; piece < 20; piece += 18) {
            struct reading r = reading_of(cases[i].text, strlen(cases[i].text), piece, TAPPA_FORMAT_ANY, NULL);

            if (r.format != cases[i].format)
                fail_msg("%s is format %d", cases[i].text, (int)r.format);
            free(r.text);
        }
    }
}

static void
test_compressed(void **state)
{
    (void)state;
    reads_as("gzip", "\x1f\x8b\x08\x00 and so on\n", 15, TAPPA_FORMAT_ANY, NULL, "0! compressed\n");
    reads_as("gzip, named", "\x1f\x8b\x08\x00 and so on\n", 15, TAPPA_FORMAT_CSV, NULL, "0! compressed\n");
}

static void
test_utf16(void **state)
{
    (void)state;
    reads_as("little endian", "\xff\xfe{\0}\0\n\0", 8, TAPPA_FORMAT_ANY, NULL, "0! UTF-16\n");
    reads_as("big endian, named", "\xfe\xff\0{\0}\0\n", 8, TAPPA_FORMAT_CSV, NULL, "0! UTF-16\n");
    reads_as("no mark", "\xfe\xfe\n", 3, TAPPA_FORMAT_NDJSON, NULL, "1! not JSON\n");
    reads_as("no mark either", "\xff\xff\n", 3, TAPPA_FORMAT_NDJSON, NULL, "1! not JSON\n");
    reads_as("XML says it itself", "\xff\xfe<\0a\0/\0>\0", 10, TAPPA_FORMAT_XES, NULL, "1! not XES\n");
}

static void
test_arguments(void **state)
{
    struct tappa_record record = {.size = sizeof record};
    struct tappa_allocator half = {0};
    tappa_column_map *map;
    tappa_reader *reader;
    struct {
        struct tappa_record record;
        uint64_t more;
    } newer = {.record = {.size = sizeof newer}, .more = 1};

    (void)state;
    assert_int_equal(tappa_reader_new(NULL, 0, NULL, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_reader_new(NULL, -1, NULL, &reader), TAPPA_EINVAL);
    assert_int_equal(tappa_reader_new(NULL, 4, NULL, &reader), TAPPA_EINVAL);
    assert_int_equal(tappa_reader_new(&half, 0, NULL, &reader), TAPPA_EINVAL);
    assert_int_equal(tappa_column_map_parse(NULL, "customer: 1\nevent: 2\ntime: 3\n", 29, &map, NULL, 0), TAPPA_OK);
    assert_int_equal(tappa_reader_new(NULL, TAPPA_FORMAT_XES, map, &reader), TAPPA_EINVAL);
    assert_null(reader);
    tappa_column_map_free(map);
    assert_int_equal(tappa_reader_open(NULL, "/nowhere/at/all", 0, NULL, &reader), TAPPA_EIO);
    assert_int_equal(tappa_reader_open(NULL, "/", 0, NULL, &reader), TAPPA_EIO);
    assert_int_equal(tappa_reader_open(NULL, NULL, 0, NULL, &reader), TAPPA_EINVAL);
    assert_int_equal(tappa_reader_next(NULL, &record), TAPPA_EINVAL);
    assert_int_equal(tappa_reader_new(NULL, 0, NULL, &reader), TAPPA_OK);
    assert_int_equal(tappa_reader_next(reader, NULL), TAPPA_EINVAL);
    record.size = 8;
    assert_int_equal(tappa_reader_next(reader, &record), TAPPA_EINVAL);
    assert_int_equal(tappa_reader_next(reader, &newer.record), TAPPA_EINVAL);
    newer.more = 0;
    assert_int_equal(tappa_reader_next(reader, &newer.record), TAPPA_MORE);
    assert_int_equal(tappa_reader_push(reader, NULL, 1), TAPPA_EINVAL);
    assert_int_equal(tappa_reader_push(reader, NULL, 0), TAPPA_OK);
    assert_int_equal(tappa_reader_push(reader, "x", 1), TAPPA_EINVAL);
    assert_int_equal(tappa_reader_next(reader, &newer.record), TAPPA_END);
    assert_int_equal(tappa_reader_next(reader, &newer.record), TAPPA_END);
    assert_string_equal(tappa_reader_message(NULL), "");
    assert_int_equal(tappa_reader_done(NULL) + tappa_reader_total(NULL), 0);
    tappa_reader_free(reader);
    tappa_reader_free(NULL);
    tappa_column_map_free(NULL);
}

/* What happens in one second stays in the order of its log: a place of its own for each record, those of one batch too, none for a bad line. */
static void
test_order(void **state)
{
    static const char text[] = "{\"customer\":\"a\",\"event\":\"e\"," TIME "}\n{\"customer\":7\n"
                               "[{\"customer\":\"a\",\"event\":\"f\"," TIME "},{\"customer\":\"a\",\"event\":\"g\"," TIME "}]\n"
                               "{\"customer\":\"a\",\"event\":\"h\"," TIME "}\n";
    tappa_reader *reader;
    tappa_status status;
    int64_t place = 0;

    (void)state;
    assert_int_equal(tappa_reader_new(NULL, 0, NULL, &reader), TAPPA_OK);
    assert_int_equal(tappa_reader_push(reader, text, sizeof text - 1), TAPPA_OK);
    assert_int_equal(tappa_reader_push(reader, NULL, 0), TAPPA_OK);
    do {
        struct tappa_record record = {.size = sizeof record};

        status = tappa_reader_next(reader, &record);
        if (!status) {
            assert_int_equal(record.order, ++place);
            assert_int_equal(record.event[0], "efgh"[place - 1]);
        }
    } while (status == TAPPA_OK || status == TAPPA_EFORMAT);
    assert_int_equal(status, TAPPA_END);
    assert_int_equal(place, 4);
    tappa_reader_free(reader);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),       cmocka_unit_test(test_length), cmocka_unit_test(test_batches),     cmocka_unit_test(test_depth),
        cmocka_unit_test(test_field_count), cmocka_unit_test(test_recognised), cmocka_unit_test(test_compressed), cmocka_unit_test(test_utf16),
        cmocka_unit_test(test_arguments),  cmocka_unit_test(test_order), cmocka_unit_test(test_fuzz),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
