/* Readers of CSV: rows and quotes, column maps, columns by name, and what hostile rows get. */
#include "tests/support/reading.h"

struct row {
    const char *name, *map, *text, *wanted;
};

#define MAP "customer: c\nevent: e\ntime: t\ntime_format: micros\n"
#define HEAD "c,e,t,x\n"

static const struct row rows[] = {
    {"by name, all other columns are fields", NULL, "id,Customer,EVENT,timestamp,price,Unit Price,1st\n7,anna,Seen,2026-01-01 00:00:00,1.5,2,3\n",
     "2 anna|Seen|1767225600000000 id:7 price='1.5' Unit_Price='2' _1st='3'\n"},
    {"process mining's names", NULL, "case:concept:name,concept:name,time:timestamp\n1,a,2026-01-01T00:00:00+01:00\n", "2 1|a|1767222000000000\n"},
    {"semicolons are seen", NULL, "user_id;activity;time;zone\nu;a;1;Europe/Rome\n", "2 u|a|1 zone:Europe/Rome\n"},
    {"tabs are seen", NULL, "case\tevent\ttime\ttouchpoint\nu\ta\t1\tshop\n", "2 u|a|1 at:shop\n"},
    {"a map keeps what it names", MAP "fields: {price: x}\n", HEAD "a,b,1,2\n", "2 a|b|1 price='2'\n"},
    {"by number, without a header", "header: false\ncustomer: 1\nevent: 2\ntime: 3\nfields:\n  x: 4\n", "a,b,1,2\nc,d,3,4\n", "1 a|b|1 x='2'\n2 c|d|3 x='4'\n"},
    {"a constant event", "customer: c\nevent: {const: \"Item: Viewed\"}\ntime: t\n", "c,t\na,1\n", "2 a|Item: Viewed|1\n"},
    {"a constant event below its key", "customer: c\nevent:\n  const: Seen\ntime: t\n", "c,t\na,1\n", "2 a|Seen|1\n"},
    {"all columns that a map may name", "customer: c\nevent: e\ntime: t\nid: i\ntouchpoint: p\nzone: z\n", "c,e,t,i,p,z\na,b,1,2,shop,UTC\n", "2 a|b|1 id:2 at:shop zone:UTC\n"},
    {"empty cells are absent", MAP "id: x\nfields: {f: x}\n", HEAD "a,b,1,\n", "2 a|b|1\n"},
    {"quotes, separators, doubled quotes", MAP "fields: {f: x}\n", HEAD "\"a,b\",\"\"\"e\"\"\",1,\"\"\n", "2 a,b|\"e\"|1\n"},
    {"line breaks in quotes; lines are counted", MAP "fields: {f: x}\n", HEAD "a,b,1,\"x\ny\r\nz\"\nc,d,2,w\n", "2 a|b|1 f='x\ny\r\nz'\n5 c|d|2 f='w'\n"},
    {"a quote inside a cell is a quote", MAP "fields: {f: x}\n", HEAD "a,b,1,5\"\n", "2 a|b|1 f='5\"'\n"},
    {"CRLF behind a quote", MAP "fields: {f: x}\n", HEAD "a,b,1,\"x\"\r\nc,d,2,\"y\nz\"\r\ne,f,3,\"\"\r\ng,h,4,\"w\"\r", "2 a|b|1 f='x'\n3 c|d|2 f='y\nz'\n5 e|f|3\n6 g|h|4 f='w'\n"},
    {"CRLF, byte order mark, blank lines, no break at the end", MAP, "\xef\xbb\xbf" "c,e,t,x\r\n\r\na,b,1,\r\nc,d,2,", "3 a|b|1\n4 c|d|2\n"},
    {"blanks", "separator: space\ncustomer: id\nevent: {const: E}\ntime: day\ntime_format: date\nfields: {n: 3}\n", "   id  day \t n\n 7  19970101   2  \n", "2 7|E|852076800000000 n='2'\n"},
    {"epoch", "customer: 1\nevent: 2\ntime: 3\ntime_format: epoch\nheader: false\n", "a,b,1396437466.94\na,b,-1.5\na,b,0\na,b,1.0000009\na,b,1.\n",
     "1 a|b|1396437466940000\n2 a|b|-1500000\n3 a|b|0\n4 a|b|1000000\n5 a|b|1000000\n"},
    {"epoch, wrong", "customer: 1\nevent: 2\ntime: 3\ntime_format: epoch\nheader: false\n", "a,b,x\na,b,1e5\na,b,99999999999999\na,b,1.5x\na,b,-\na,b,\n",
     "1! not a time\n2! not a time\n3! not a time\n4! not a time\n5! not a time\n6! no time\n"},
    {"dates, wrong", "customer: 1\nevent: 2\ntime: 3\ntime_format: date\nheader: false\n", "a,b,20260229\na,b,2026022\na,b,2026-1-1\na,b,20240229\n", "1! not a time\n2! not a time\n3! not a time\n4 a|b|1709164800000000\n"},
    {"rows of another width", MAP, HEAD "a,b,1\na,b,1,2,3\na,b,1,2\n", "2! a row of another width\n3! a row of another width\n4 a|b|1\n"},
    {"nothing to go by", MAP, HEAD ",b,1,2\na,,1,2\na,b,,2\n", "2! no customer\n3! no event\n4! no time\n"},
    {"text behind a quote", MAP, HEAD "\"a\"x,b,1,2\na,b,1,\"2\" \nc,d,1,2\n", "2! text behind a closing quote\n3! text behind a closing quote\n4 c|d|1\n"},
    {"text behind a quote two lines on", MAP, HEAD "\"a\n\"x,b,1,2\nc,\"\"\"d\",1,2\n", "2! text behind a closing quote\n3! text behind a closing quote\n4 c|\"d|1\n"},
    {"a quote that never closes costs its own line", MAP, HEAD "a,\"b,1,2\nc,d,1,2\n", "2! a quote is never closed\n3 c|d|1\n"},
    {"nor is it said to be of wrong bytes, of which some may be missing", MAP, HEAD "a,\"b\xc3", "2! a quote is never closed\n"},
    {"bad UTF-8, a NUL's neighbour", MAP, HEAD "a\xff,b,1,2\na,b\xc0\xaf,1,2\nc,d,1,2\n", "2! not UTF-8\n3! not UTF-8\n4 c|d|1\n"},
    {"no column of that name", "customer: nobody\nevent: e\ntime: t\n", HEAD "a,b,1,2\n", "0! a column is missing\n"},
    {"the wrong separator", "separator: \";\"\ncustomer: case\nevent: e\ntime: t\n", HEAD "a,b,1,2\n", "0! a column is missing\n"},
    {"no column of that number", "customer: 5\nevent: e\ntime: t\n", HEAD "a,b,1,2\n", "0! a column is missing\n"},
    {"nobody in the header", NULL, "a,b,c\n1,2,3\n", "0! a column is missing\n"},
    {"the header is broken", NULL, "\"customer\"x,event,time\na,b,1\n", "0! text behind a closing quote\n"},
    {"a column may be called by a number", "customer: 1\nevent: 2\ntime: 3\n", "3,2,1\n9,b,a\n", "2 a|b|9\n"},
    {"nothing but a header", NULL, "customer,event,time\n", ""},
    {"nothing", MAP, "", ""},
};

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        reads_as(rows[i].name, rows[i].text, strlen(rows[i].text), TAPPA_FORMAT_CSV, rows[i].map, rows[i].wanted);
    reads_as("a NUL", HEAD "a,b\0,1,2\nc,d,1,2\n", 25, TAPPA_FORMAT_CSV, MAP, "2! a NUL byte\n3 c|d|1\n");
}

/* Rows that are too long: with and without quotes, closed far behind or never. */
static void
test_length(void **state)
{
    static const struct {
        const char *before, *behind, *wanted;
        size_t n;
    } cases[] = {
        {"a,b,1,", "\nc,d,2,x\n", "2 a|b|1\n3 c|d|2\n", 65530},
        {"a,b,1,", "\nc,d,2,x\n", "2! the line is too long\n3 c|d|2\n", 65531},
        {"a,b,1,", "\nc,d,2,x\n", "2! the line is too long\n3 c|d|2\n", 900000},
        {"a,b,1,\"", "\"\nc,d,2,x\n", "2 a|b|1\n3 c|d|2\n", 65528},
        {"a,b,1,\"", "\"\nc,d,2,x\n", "2! the row is too long\n3 c|d|2\n", 65529},
        {"a,b,1,\"\n", "\"\nc,d,2,x\n", "2! the row is too long\n3! the line is too long\n4 c|d|2\n", 200000},
        {"a,b,1,\"\nc,d,2,x\n", "\n", "2! the row is too long\n3 c|d|2\n4! the line is too long\n", 200000},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t before = strlen(HEAD) + strlen(cases[i].before), size = before + cases[i].n + strlen(cases[i].behind);
        char *text = malloc(size + 1);

        assert_non_null(text);
        memcpy(text, HEAD, strlen(HEAD));
        memcpy(text + strlen(HEAD), cases[i].before, strlen(cases[i].before));
        memset(text + before, 'x', cases[i].n);
        strcpy(text + before + cases[i].n, cases[i].behind);
        reads_as(cases[i].before, text, size, TAPPA_FORMAT_CSV, MAP, cases[i].wanted);
        free(text);
    }
}

static void
test_columns(void **state)
{
    char *text = malloc(40000);
    struct reading r;

    (void)state;
    assert_non_null(text);
    for (int count = 1024; count <= 1025; count++) {
        size_t n = (size_t)sprintf(text, "customer,event,time");

        for (int i = 3; i < count; i++)
            n += (size_t)sprintf(text + n, ",f%d", i);
        n += (size_t)sprintf(text + n, "\na,b,1");
        for (int i = 3; i < count; i++)
            n += (size_t)sprintf(text + n, ",%d", i);
        r = reading_of(text, n, 4096, TAPPA_FORMAT_CSV, NULL);
        assert_int_equal(r.good, count == 1024);
        if (count == 1024)
            assert_non_null(strstr(r.text, " f258='258'\n")); /* 256 fields and no more */
        else
            assert_string_equal(r.text, "0! too many columns\n");
        free(r.text);
    }
    free(text);
}

/* Maps: what is understood is in the rows above; this is what is not, each with its line. */
static void
test_maps(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "line 1: the key `customer` is missing"},
        {"customer: c\n", "line 2: the key `event` is missing"},
        {"customer: c\nevent: e\n", "line 3: the key `time` is missing"},
        {"customer: c\ncustomer: d\n", "line 2: the key `customer` stands here twice"},
        {"# c\n\ncolour: red\n", "line 3: unknown key `colour`"},
        {"format: xes\n", "line 1: `xes`: only the format csv has columns"},
        {"separator: two words\n", "line 1: `two words` is no separator: one character, tab or space"},
        {"separator: \"\\\"\"\n", "line 1: `\"` is no separator: one character, tab or space"},
        {"header: yes\n", "line 1: `yes` is neither true nor false"},
        {"time_format: iso\n", "line 1: `iso` is no time format: rfc3339, epoch, date or micros"},
        {"event: {name: x}\n", "line 1: `event` is a column, or {const: NAME}, not `name`"},
        {"fields: x\n", "line 1: `fields` is a map: field: column"},
        {"fields: {a: 1, a: 2}\n", "line 1: the field `a` stands here twice"},
        {"fields: {a b: 1}\n", "line 1: `a b` cannot be the name of a field"},
        {"fields: {a: 1\n", "line 1: a closing brace is wanted"},
        {"fields: {a: 1} x\n", "line 1: `x` is too much here"},
        {"fields: {a}\n", "line 1: a colon and a value are wanted behind `a`"},
        {"fields:\n\ta: 1\n", "line 2: a tab at the beginning of a line"},
        {"  customer: c\n", "line 1: `customer` is indented, and nothing above it asks for that"},
        {"customer: \"c\n", "line 1: a text in quotes that does not end, or is not plain"},
        {"customer: \"c\\x41\"\n", "line 1: a text in quotes that does not end, or is not plain"},
        {"customer: *c\n", "line 1: a name, a number or a text in quotes is wanted here"},
        {"customer: &a c\n", "line 1: a name, a number or a text in quotes is wanted here"},
        {"customer:\n", "line 1: a name, a number or a text in quotes is wanted here"},
        {"customer\n", "line 1: a colon and a value are wanted behind `customer`"},
        {"- customer: c\n", "line 1: a name, a number or a text in quotes is wanted here"},
        {"customer: \xff\n", "line 0: no column map: too long, or no UTF-8 text"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tappa_column_map *map;
        char message[200];

        assert_int_equal(tappa_column_map_parse(NULL, cases[i].text, strlen(cases[i].text), &map, message, sizeof message), TAPPA_EFORMAT);
        assert_null(map);
        assert_string_equal(message, cases[i].message);
    }
    assert_int_equal(tappa_column_map_parse(NULL, NULL, 0, NULL, NULL, 0), TAPPA_EINVAL);
}

static void
test_map_text(void **state)
{
    static const char text[] = "\xef\xbb\xbf# what is what\r\nformat: csv   # the only one\r\nseparator: '|'\nheader: true\n\ncustomer: 'it''s \"who\"'\n"
                               "event: \"a\\tb\"\ntime: case:time # colons without a blank are plain\nfields:\n  x: a#b\n  y: \"1\"\n";

    static const char log[] = "it's \"who\"|a\tb|case:time|a#b\nanna|e|1|2\n";

    (void)state;
    reads_as("map", log, sizeof log - 1, TAPPA_FORMAT_CSV, text, "2 anna|e|1 x='2' y='anna'\n");
}

static void
test_fuzz(void **state)
{
    static const char *const maps[] = {"format: csv\nseparator: \"tab\"\nheader: true\ncustomer: a\nevent: {const: \"x y\"}\ntime: 3\nfields: {a: 1, b: 2}\n",
                                       "customer: 'a''b'\nevent:\n  const: \"\\\"\"\nfields:\n  x: 1 # y\n"};
    const char *seeds[sizeof rows / sizeof *rows];
    uint64_t random = 88172645463325252u;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        seeds[i] = rows[i].text[0] ? rows[i].text : HEAD;
    survives(seeds, sizeof rows / sizeof *rows, TAPPA_FORMAT_CSV, NULL);
    survives(seeds, sizeof rows / sizeof *rows, TAPPA_FORMAT_CSV, MAP "fields: {f: 4}\n");
    survives(seeds, sizeof rows / sizeof *rows, TAPPA_FORMAT_CSV, "separator: space\nheader: false\ncustomer: 1\nevent: 2\ntime: 3\n");
    for (int round = 0; round < 5000; round++) {
        char text[200], message[64];
        size_t n = strlen(maps[round % 2]);
        tappa_column_map *map;

        memcpy(text, maps[round % 2], n);
        for (int change = 0; change <= round % 3; change++) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            text[(random >> 8) % n] = "\"'{}:, #\n\ta1\\"[(random >> 40) % 13];
        }
        if (tappa_column_map_parse(NULL, text, (random >> 20) % (n + 1), &map, message, sizeof message) == TAPPA_OK)
            tappa_column_map_free(map);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows), cmocka_unit_test(test_length),   cmocka_unit_test(test_columns),
        cmocka_unit_test(test_maps), cmocka_unit_test(test_map_text), cmocka_unit_test(test_fuzz),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
