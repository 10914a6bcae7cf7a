/* Owns the tests of lib/base/time.c.
 * Run by meson as one program.
 * Protects the expectations: computed with Python's datetime, and a calendar that walks day by day. */
#include "lib/base/time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define T(literal) {(literal), sizeof(literal) - 1}

static const struct {
    const char *name;
    struct tappa__text text;
    int strict, loose; /* what parsing returns */
    int64_t time;
    const char *canonical; /* NULL: the text itself */
} time_rows[] = {
    {"new year", T("2026-01-01T00:00:00Z"), 0, 0, INT64_C(1767225600000000), NULL},
    {"RFC 3339, first example", T("1985-04-12T23:20:50.52Z"), 0, 0, INT64_C(482196050520000), NULL},
    {"RFC 3339, second example", T("1996-12-19T16:39:57-08:00"), 0, 0, INT64_C(851042397000000),
     "1996-12-20T00:39:57Z"},
    {"RFC 3339, Amsterdam", T("1937-01-01T12:00:27.87+00:20"), 0, 0, INT64_C(-1041337172130000),
     "1937-01-01T11:40:27.87Z"},
    {"first", T("0001-01-01T00:00:00Z"), 0, 0, TAPPA__TIME_MIN, NULL},
    {"last", T("9999-12-31T23:59:59.999999Z"), 0, 0, TAPPA__TIME_MAX, NULL},
    {"last, more digits", T("9999-12-31T23:59:59.9999999Z"), 0, 0, TAPPA__TIME_MAX, "9999-12-31T23:59:59.999999Z"},
    {"leap day", T("2000-02-29T12:34:56.789012Z"), 0, 0, INT64_C(951827696789012), NULL},
    {"just before 1970", T("1969-12-31T23:59:59.999999Z"), 0, 0, -1, NULL},
    {"zeros at the end", T("1970-01-01T00:00:00.000100Z"), 0, 0, 100, "1970-01-01T00:00:00.0001Z"},
    {"digits past the sixth", T("1970-01-01T00:00:00.0000019999999999Z"), 0, 0, 1, "1970-01-01T00:00:00.000001Z"},
    {"fraction of nothing", T("1970-01-01T00:00:00.0Z"), 0, 0, 0, "1970-01-01T00:00:00Z"},
    {"small letters", T("1970-01-01t00:00:01z"), 0, 0, 1000000, "1970-01-01T00:00:01Z"},
    {"unknown offset", T("1970-01-01T00:00:00-00:00"), 0, 0, 0, "1970-01-01T00:00:00Z"},
    {"east", T("2100-03-01T00:00:00+14:00"), 0, 0, INT64_C(4107492000000000), "2100-02-28T10:00:00Z"},
    {"offset leads into the first day", T("0001-01-01T23:59:00+23:59"), 0, 0, TAPPA__TIME_MIN, "0001-01-01T00:00:00Z"},
    {"offset leads out below", T("0001-01-01T00:00:00+00:01"), -2, -2, 0, NULL},
    {"offset leads out above", T("9999-12-31T23:59:59-00:01"), -2, -2, 0, NULL},
    {"year 0", T("0000-12-31T23:59:59Z"), -2, -2, 0, NULL},
    {"blank", T("2026-01-01 00:00:00Z"), -1, 0, INT64_C(1767225600000000), "2026-01-01T00:00:00Z"},
    {"no zone", T("2026-01-01T00:00:00"), -1, 0, INT64_C(1767225600000000), "2026-01-01T00:00:00Z"},
    {"blank, fraction, no zone", T("1970-01-01 00:00:00.25"), -1, 0, 250000, "1970-01-01T00:00:00.25Z"},
    {"date", T("2024-02-29"), -1, 0, INT64_C(1709164800000000), "2024-02-29T00:00:00Z"},
    {"empty", T(""), -1, -1, 0, NULL},
    {"no pointer", {NULL, 0}, -1, -1, 0, NULL},
    {"no leap year", T("2023-02-29T00:00:00Z"), -1, -1, 0, NULL},
    {"1900 had no leap day", T("1900-02-29T00:00:00Z"), -1, -1, 0, NULL},
    {"month 0", T("2026-00-01T00:00:00Z"), -1, -1, 0, NULL},
    {"month 13", T("2026-13-01T00:00:00Z"), -1, -1, 0, NULL},
    {"day 0", T("2026-01-00T00:00:00Z"), -1, -1, 0, NULL},
    {"April 31", T("2026-04-31T00:00:00Z"), -1, -1, 0, NULL},
    {"hour 24", T("2026-01-01T24:00:00Z"), -1, -1, 0, NULL},
    {"minute 60", T("2026-01-01T00:60:00Z"), -1, -1, 0, NULL},
    {"leap second", T("2016-12-31T23:59:60Z"), -1, -1, 0, NULL},
    {"offset hour 24", T("2026-01-01T00:00:00+24:00"), -1, -1, 0, NULL},
    {"offset minute 60", T("2026-01-01T00:00:00+00:60"), -1, -1, 0, NULL},
    {"offset without colon", T("2026-01-01T00:00:00+0100"), -1, -1, 0, NULL},
    {"offset of hours", T("2026-01-01T00:00:00+01"), -1, -1, 0, NULL},
    {"point without digits", T("2026-01-01T00:00:00.Z"), -1, -1, 0, NULL},
    {"comma", T("2026-01-01T00:00:00,5Z"), -1, -1, 0, NULL},
    {"short year", T("26-01-01T00:00:00Z"), -1, -1, 0, NULL},
    {"long year", T("12026-01-01T00:00:00Z"), -1, -1, 0, NULL},
    {"sign", T("-026-01-01T00:00:00Z"), -1, -1, 0, NULL},
    {"no seconds", T("2026-01-01T00:00Z"), -1, -1, 0, NULL},
    {"no dashes", T("20260101T000000Z"), -1, -1, 0, NULL},
    {"T and nothing", T("2026-01-01T"), -1, -1, 0, NULL},
    {"another letter", T("2026-01-01X00:00:00Z"), -1, -1, 0, NULL},
    {"something behind", T("2026-01-01T00:00:00Z "), -1, -1, 0, NULL},
    {"NUL behind", T("2026-01-01T00:00:00Z\0"), -1, -1, 0, NULL},
    {"blank before", T(" 2026-01-01T00:00:00Z"), -1, -1, 0, NULL},
    {"NUL behind, no zone", T("2026-01-01T00:00:00\0"), -1, -1, 0, NULL},
    {"NUL behind a date", T("2026-01-01\0"), -1, -1, 0, NULL},
};

static void
parses_times(void **state)
{
    size_t i;
    int loose;

    (void)state;
    for (i = 0; i < sizeof time_rows / sizeof time_rows[0]; i++) {
        for (loose = 0; loose <= 1; loose++) {
            int64_t time = 99;
            int wanted = loose ? time_rows[i].loose : time_rows[i].strict;
            int status = tappa__time_parse(time_rows[i].text, loose, &time);
            if (status != wanted || time != (status ? 99 : time_rows[i].time))
                fail_msg("%s, loose %d: %d, %lld", time_rows[i].name, loose, status, (long long)time);
        }
    }
}

static void
knows_how_long_months_are(void **state)
{
    static const int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t time;
    int month;

    (void)state;
    for (month = 1; month <= 12; month++) {
        char text[32];
        snprintf(text, sizeof text, "2026-%02d-%02d", month, lengths[month - 1]);
        if (tappa__time_parse(tappa__text_of(text), 1, &time))
            fail_msg("%s", text);
        snprintf(text, sizeof text, "2026-%02d-%02d", month, lengths[month - 1] + 1);
        if (tappa__time_parse(tappa__text_of(text), 1, &time) != -1)
            fail_msg("%s", text);
    }
}

/* No text is longer than its pointer says: each proper beginning of a good one is read without the rest. */
static void
reads_no_further(void **state)
{
    struct tappa__text t = TAPPA__TEXT("1996-12-19T16:39:57.125-08:00");
    int64_t time;

    (void)state;
    for (; t.n > 0; t.n--)
        assert_int_equal(tappa__time_parse(t, 0, &time), t.n == 29 ? 0 : -1);
}

static void
formats_times(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof time_rows / sizeof time_rows[0]; i++) {
        const char *wanted = time_rows[i].canonical ? time_rows[i].canonical : time_rows[i].text.s;
        char out[40];
        uint32_t n;
        if (time_rows[i].loose)
            continue;
        n = tappa__time_format(time_rows[i].time, out);
        if (n >= sizeof out || out[n] != '\0' || strcmp(out, wanted) != 0)
            fail_msg("%s: %s", time_rows[i].name, out);
    }
}

/* Outside of CEL's years there is nothing to show, but nothing may break either. */
static void
formats_any_number(void **state)
{
    static const struct {
        const char *name;
        int64_t time;
        const char *text;
    } rows[] = {
        {"least", INT64_MIN, "-290308-12-21T19:59:05.224192Z"},
        {"greatest", INT64_MAX, "294247-01-10T04:00:54.775807Z"},
        {"before the first", TAPPA__TIME_MIN - 1, "0000-12-31T23:59:59.999999Z"},
        {"behind the last", TAPPA__TIME_MAX + 1, "10000-01-01T00:00:00Z"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[40];
        uint32_t n = tappa__time_format(rows[i].time, out);
        if (n >= sizeof out || strcmp(out, rows[i].text) != 0)
            fail_msg("%s: %s", rows[i].name, out);
    }
}

/* Ten thousand years, one day after the other. */
static void
walks_the_calendar(void **state)
{
    static const int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = 1, month = 1, day = 1, weekday = 1, yearday = 0; /* 0001-01-01 was a Monday */
    int64_t time = TAPPA__TIME_MIN;

    (void)state;
    while (year <= 9999) {
        int leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        struct tappa__civil c;
        tappa__civil_from_time(time + 1, 0, &c);
        if (c.year != year || c.month != month || c.day != day || c.weekday != weekday || c.yearday != yearday ||
            c.hour || c.minute || c.second || c.microsecond != 1)
            fail_msg("%04d-%02d-%02d: %04d-%02d-%02d", year, month, day, c.year, c.month, c.day);
        if (tappa__time_from_civil(&c, 0) != time + 1)
            fail_msg("%04d-%02d-%02d does not come back", year, month, day);
        time += TAPPA__DAY;
        weekday = (weekday + 1) % 7;
        yearday++;
        if (++day > lengths[month - 1] + (month == 2 && leap)) {
            day = 1;
            if (++month > 12) {
                month = 1;
                year++;
                yearday = 0;
            }
        }
    }
    assert_true(time == TAPPA__TIME_MAX + 1);
}

static void
shifts_by_offset(void **state)
{
    static const struct {
        const char *name;
        int64_t time;
        int32_t offset;
        struct tappa__civil civil;
    } rows[] = {
        {"into the next year", INT64_C(1767225599999999), 3600, {2026, 1, 1, 0, 59, 59, 999999, 4, 0}},
        {"into the year before", INT64_C(1767225600000000), -1, {2025, 12, 31, 23, 59, 59, 0, 3, 364}},
        {"into a leap day", INT64_C(1709164799000000), 34200, {2024, 2, 29, 9, 29, 59, 0, 4, 59}},
        {"before 1970", -1, -43200, {1969, 12, 31, 11, 59, 59, 999999, 3, 364}},
        {"an odd offset", 0, 34501, {1970, 1, 1, 9, 35, 1, 0, 4, 0}},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tappa__civil c;
        tappa__civil_from_time(rows[i].time, rows[i].offset, &c);
        if (memcmp(&c, &rows[i].civil, sizeof c) != 0)
            fail_msg("%s: %d-%d-%d %d:%d:%d", rows[i].name, c.year, c.month, c.day, c.hour, c.minute, c.second);
        if (tappa__time_from_civil(&c, rows[i].offset) != rows[i].time)
            fail_msg("%s: does not come back", rows[i].name);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses_times),       cmocka_unit_test(knows_how_long_months_are),
        cmocka_unit_test(reads_no_further),
        cmocka_unit_test(formats_times),      cmocka_unit_test(formats_any_number),
        cmocka_unit_test(walks_the_calendar), cmocka_unit_test(shifts_by_offset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
