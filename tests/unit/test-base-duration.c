/* Owns the tests of lib/base/duration.c.
 * Run by meson as one program.
 * Protects the expectations: sums written out, the limits of the model format and of CEL's protobuf Duration. */
#include "lib/base/time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define T(literal) {(literal), sizeof(literal) - 1}

#define MS INT64_C(1000)
#define S TAPPA__SECOND
#define M (60 * S)
#define H (60 * M)
#define D TAPPA__DAY

static const struct {
    const char *name;
    struct tappa__text text;
    int status;
    int64_t duration;
    const char *canonical; /* NULL: the text itself */
} duration_rows[] = {
    {"milliseconds", T("250ms"), 0, 250 * MS, NULL},
    {"seconds", T("59s"), 0, 59 * S, NULL},
    {"a minute and a half", T("90s"), 0, 90 * S, "1m30s"},
    {"minutes", T("15m"), 0, 15 * M, NULL},
    {"hour", T("1h"), 0, H, NULL},
    {"days", T("14d"), 0, 14 * D, NULL},
    {"weeks", T("2w"), 0, 14 * D, "14d"},
    {"joined", T("1d12h"), 0, 36 * H, NULL},
    {"all units", T("1w2d3h4m5s6ms"), 0, 9 * D + 3 * H + 4 * M + 5 * S + 6 * MS, "9d3h4m5s6ms"},
    {"units left out", T("1w6ms"), 0, 7 * D + 6 * MS, "7d6ms"},
    {"a zero among them", T("1h0m5s"), 0, H + 5 * S, "1h5s"},
    {"leading zeros", T("007d"), 0, 7 * D, "7d"},
    {"more than the next unit", T("1d100h"), 0, 124 * H, "5d4h"},
    {"ISO", T("P1DT12H"), 0, 36 * H, "1d12h"},
    {"ISO weeks", T("P2W"), 0, 14 * D, "14d"},
    {"ISO minutes", T("PT15M"), 0, 15 * M, "15m"},
    {"ISO all", T("P1W1DT1H1M1S"), 0, 8 * D + H + M + S, "8d1h1m1s"},
    {"ISO fraction", T("PT1.5S"), 0, 1500 * MS, "1s500ms"},
    {"ISO fraction with a comma", T("PT1,5S"), 0, 1500 * MS, "1s500ms"},
    {"ISO fraction of hours", T("PT1.5H"), 0, 90 * M, "1h30m"},
    {"ISO fraction of weeks", T("P0.5W"), 0, 84 * H, "3d12h"},
    {"ISO fraction of minutes behind days", T("P1DT0.25M"), 0, D + 15 * S, "1d15s"},
    {"ISO microsecond", T("PT0.000001S"), 0, 1, NULL},
    {"ISO with a microsecond", T("P1DT2H3M4.000005S"), 0, D + 2 * H + 3 * M + 4 * S + 5, NULL},
    {"ISO days and a microsecond", T("P1DT0.000001S"), 0, D + 1, NULL},
    {"ISO digits past the sixth", T("PT0.0000019S"), 0, 1, "PT0.000001S"},
    {"greatest", T("3650d"), 0, 3650 * D, NULL},
    {"greatest in ISO", T("P3650D"), 0, 3650 * D, "3650d"},
    {"past the greatest", T("3650d1ms"), -2, 0, NULL},
    {"past it by a microsecond", T("P3650DT0.000001S"), -2, 0, NULL},
    {"far past", T("99999999999999999999999999w"), -2, 0, NULL},
    {"far past, milliseconds", T("18446744073709551617ms"), -2, 0, NULL},
    {"far past in ISO, then small", T("P99999999999999999999DT1S"), -2, 0, NULL},
    {"zero", T("0s"), -2, 0, NULL},
    {"zeros", T("0d0h"), -2, 0, NULL},
    {"zero in ISO", T("PT0S"), -2, 0, NULL},
    {"less than a microsecond", T("PT0.0000009S"), -2, 0, NULL},
    {"empty", T(""), -1, 0, NULL},
    {"no pointer", {NULL, 0}, -1, 0, NULL},
    {"number alone", T("5"), -1, 0, NULL},
    {"unit alone", T("d"), -1, 0, NULL},
    {"unit twice", T("1h2h"), -1, 0, NULL},
    {"rising units", T("1h1d"), -1, 0, NULL},
    {"milliseconds before seconds", T("1ms1s"), -1, 0, NULL},
    {"blank between", T("1d 12h"), -1, 0, NULL},
    {"blank behind", T("1d "), -1, 0, NULL},
    {"negative", T("-1d"), -1, 0, NULL},
    {"plus", T("+1d"), -1, 0, NULL},
    {"fraction", T("1.5h"), -1, 0, NULL},
    {"capital", T("1D"), -1, 0, NULL},
    {"no such unit", T("1y"), -1, 0, NULL},
    {"a sign behind z", T("1d{"), -1, 0, NULL},
    {"an accent", T("1d\xC3\xA9"), -1, 0, NULL},
    {"a unit and more letters", T("1min"), -1, 0, NULL},
    {"microseconds", T("1us"), -1, 0, NULL},
    {"P alone", T("P"), -1, 0, NULL},
    {"PT alone", T("PT"), -1, 0, NULL},
    {"T and nothing", T("P1DT"), -1, 0, NULL},
    {"T twice", T("PT1HT1M"), -1, 0, NULL},
    {"hours before T", T("P1H"), -1, 0, NULL},
    {"days behind T", T("PT1D"), -1, 0, NULL},
    {"months", T("P1M"), -1, 0, NULL},
    {"years", T("P1Y"), -1, 0, NULL},
    {"ISO twice", T("PT1H1H"), -1, 0, NULL},
    {"ISO rising", T("PT1S1H"), -1, 0, NULL},
    {"fraction before the last unit", T("PT1.5H1M"), -1, 0, NULL},
    {"fraction before T", T("P1.5DT1H"), -1, 0, NULL},
    {"comma without digits", T("PT1,S"), -1, 0, NULL},
    {"point without digits", T("PT1.S"), -1, 0, NULL},
    {"point first", T("PT.5S"), -1, 0, NULL},
    {"small p", T("p1d"), -1, 0, NULL},
    {"ISO and a sign", T("P-1D"), -1, 0, NULL},
    {"NUL", T("1d\0"), -1, 0, NULL},
    {"NUL behind ISO", T("PT1H\0"), -1, 0, NULL},
};

static void
parses_durations(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof duration_rows / sizeof duration_rows[0]; i++) {
        int64_t duration = 99;
        int status = tappa__duration_parse(duration_rows[i].text, &duration);
        if (status != duration_rows[i].status || duration != (status ? 99 : duration_rows[i].duration))
            fail_msg("%s: %d, %lld", duration_rows[i].name, status, (long long)duration);
    }
}

static void
formats_durations(void **state)
{
    static const struct {
        const char *name;
        int64_t duration;
        const char *text;
    } rows[] = {
        {"zero", 0, "0s"},
        {"negative", -(H + 500 * MS), "-1h500ms"},
        {"negative microsecond", -1, "-PT0.000001S"},
        {"least", INT64_MIN, "-P106751991DT4H54.775808S"},
        {"greatest", INT64_MAX, "P106751991DT4H54.775807S"},
    };
    char out[64];
    size_t i;
    uint32_t n;

    (void)state;
    for (i = 0; i < sizeof duration_rows / sizeof duration_rows[0]; i++) {
        const char *wanted = duration_rows[i].canonical ? duration_rows[i].canonical : duration_rows[i].text.s;
        if (duration_rows[i].status)
            continue;
        n = tappa__duration_format(duration_rows[i].duration, out);
        if (n >= sizeof out || out[n] != '\0' || strcmp(out, wanted) != 0)
            fail_msg("%s: %s", duration_rows[i].name, out);
    }
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        n = tappa__duration_format(rows[i].duration, out);
        if (n >= sizeof out || strcmp(out, rows[i].text) != 0)
            fail_msg("%s: %s", rows[i].name, out);
    }
}

/* Every duration of the format has one text, and that text means it. */
static void
durations_come_back(void **state)
{
    int64_t duration, back;
    char out[64];

    (void)state;
    for (duration = 1; duration <= 3650 * D; duration += duration / 97 + 1) {
        uint32_t n = tappa__duration_format(duration, out);
        if (tappa__duration_parse((struct tappa__text){out, n}, &back) || back != duration)
            fail_msg("%lld: %s", (long long)duration, out);
    }
}

#define CEL_MAX INT64_C(315576000000000000)

static const struct {
    const char *name;
    struct tappa__text text;
    int status;
    int64_t duration;
    const char *canonical;
} cel_rows[] = {
    {"seconds", T("100s"), 0, 100 * S, NULL},
    {"a fraction", T("1.5s"), 0, 1500 * MS, NULL},
    {"negative", T("-1.5s"), 0, -1500 * MS, NULL},
    {"plus", T("+2s"), 0, 2 * S, "2s"},
    {"joined", T("1h30m"), 0, 90 * M, "5400s"},
    {"any order", T("30m1h"), 0, 90 * M, "5400s"},
    {"twice", T("1s1s"), 0, 2 * S, "2s"},
    {"milliseconds", T("1500ms"), 0, 1500 * MS, "1.5s"},
    {"microseconds", T("7us"), 0, 7, "0.000007s"},
    {"nanoseconds", T("2500ns"), 0, 2, "0.000002s"},
    {"nanoseconds below a microsecond", T("999ns"), 0, 0, "0s"},
    {"nanoseconds that add up", T("999ns1ns"), 0, 1, "0.000001s"},
    {"negative nanoseconds, towards zero", T("-1999ns"), 0, -1, "-0.000001s"},
    {"many nanoseconds", T("315576000000000000000ns"), 0, CEL_MAX, "315576000000s"},
    {"fraction of hours", T("1.5h"), 0, 90 * M, "5400s"},
    {"fraction of an hour, exact", T("0.000000000277777778h"), 0, 1, "0.000001s"},
    {"fraction of an hour, just below", T("0.000000000277777777h"), 0, 0, "0s"},
    {"just below an hour", T("0.99999999999999h"), 0, 3600 * S - 1, "3599.999999s"},
    {"just below a minute", T("0.9999999999999m"), 0, 60 * S - 1, "59.999999s"},
    {"just below a millisecond", T("0.9999999999ms"), 0, 999, "0.000999s"},
    {"just below a microsecond", T("0.9999999us"), 0, 0, "0s"},
    {"point first", T(".5s"), 0, 500 * MS, "0.5s"},
    {"point last", T("5.s"), 0, 5 * S, "5s"},
    {"a long fraction", T("0.999999999999999999999999999999999999999999999999s"), 0, 999999, "0.999999s"},
    {"zero", T("0s"), 0, 0, NULL},
    {"bare zero", T("0"), 0, 0, "0s"},
    {"negative bare zero", T("-0"), 0, 0, "0s"},
    {"greatest", T("315576000000s"), 0, CEL_MAX, NULL},
    {"least", T("-315576000000s"), 0, -CEL_MAX, NULL},
    {"past the greatest", T("315576000000.000001s"), -2, 0, NULL},
    {"past the least", T("-315576000001s"), -2, 0, NULL},
    {"CEL's own test, over", T("320000000000s"), -2, 0, NULL},
    {"CEL's own test, under", T("-320000000000s"), -2, 0, NULL},
    {"sum past the greatest", T("315576000000s1us"), -2, 0, NULL},
    {"far past", T("99999999999999999999999999h"), -2, 0, NULL},
    {"hours that wrap to a small number", T("5124095577h"), -2, 0, NULL},
    {"far past, nanoseconds", T("99999999999999999999999999ns"), -2, 0, NULL},
    {"far past, then small", T("99999999999999999999999999h1s"), -2, 0, NULL},
    {"empty", T(""), -1, 0, NULL},
    {"no pointer", {NULL, 0}, -1, 0, NULL},
    {"sign alone", T("-"), -1, 0, NULL},
    {"two signs", T("--1s"), -1, 0, NULL},
    {"number alone", T("1"), -1, 0, NULL},
    {"two zeros", T("00"), -1, 0, NULL},
    {"unit alone", T("s"), -1, 0, NULL},
    {"point and unit", T(".s"), -1, 0, NULL},
    {"days", T("1d"), -1, 0, NULL},
    {"capital", T("1S"), -1, 0, NULL},
    {"number behind", T("1s1"), -1, 0, NULL},
    {"sign inside", T("1h-1m"), -1, 0, NULL},
    {"blank", T("1 s"), -1, 0, NULL},
    {"two points", T("1.2.3s"), -1, 0, NULL},
    {"far past, microseconds", T("111111111111111111111111us"), -2, 0, NULL},
    {"far past, nanoseconds", T("111111111111111111111111111ns"), -2, 0, NULL},
    {"NUL", T("1s\0"), -1, 0, NULL},
};

static void
parses_cel(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cel_rows / sizeof cel_rows[0]; i++) {
        int64_t duration = 99;
        int status = tappa__cel_duration_parse(cel_rows[i].text, &duration);
        if (status != cel_rows[i].status || duration != (status ? 99 : cel_rows[i].duration))
            fail_msg("%s: %d, %lld", cel_rows[i].name, status, (long long)duration);
    }
}

/* Each term is in range; only the sum is not, and would leave int64 if it went on growing. */
static void
adds_up_cel(void **state)
{
    char text[40 * 13 + 1];
    int64_t duration;
    uint32_t n;

    (void)state;
    for (n = 0; n < 40 * 13; n += 13)
        memcpy(text + n, "315575999999s", 13);
    assert_int_equal(tappa__cel_duration_parse((struct tappa__text){text, n}, &duration), -2);
}

static void
formats_cel(void **state)
{
    char out[40];
    size_t i;
    uint32_t n;

    (void)state;
    for (i = 0; i < sizeof cel_rows / sizeof cel_rows[0]; i++) {
        const char *wanted = cel_rows[i].canonical ? cel_rows[i].canonical : cel_rows[i].text.s;
        if (cel_rows[i].status)
            continue;
        n = tappa__cel_duration_format(cel_rows[i].duration, out);
        if (n >= sizeof out || out[n] != '\0' || strcmp(out, wanted) != 0)
            fail_msg("%s: %s", cel_rows[i].name, out);
    }
    n = tappa__cel_duration_format(INT64_MIN, out);
    assert_int_equal(n, 22);
    assert_string_equal(out, "-9223372036854.775808s");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses_durations),    cmocka_unit_test(formats_durations),
        cmocka_unit_test(durations_come_back), cmocka_unit_test(parses_cel),
        cmocka_unit_test(adds_up_cel),         cmocka_unit_test(formats_cel),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
