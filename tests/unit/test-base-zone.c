/* Owns the tests of lib/base/zonerule.c and of the way between local clocks and time in lib/base/zone.c.
 * Run by meson as one program; test-base-zone.py asks about the zones of the system.
 * Protects the expectations: local times worked out by hand. */
#include "tests/unit/test-base-zone.h"

static void
reads_the_table(void **state)
{
    static const struct {
        const char *name;
        int64_t time;
        int32_t offset;
    } rows[] = {
        {"long before", INT64_MIN, -1800},
        {"just before the first", -5 * TAPPA__SECOND - 1, -1800},
        {"the first", -5 * TAPPA__SECOND, 3600},
        {"just before the second", -1, 3600},
        {"the second", 0, -1800},
        {"just before the last", 5 * TAPPA__SECOND - 1, -1800},
        {"the last", 5 * TAPPA__SECOND, 7200},
        {"long behind", INT64_MAX, 7200},
    };
    static const int versions[] = {0, '2'};
    struct plan p = {"", 0, "\n\n", {-5, 0, 5}, {-1800, 3600, 7200}, {1, 0, 2}, 3, 3, 8, 0, 0, 0, 0, 0, TAPPA_OK};
    size_t i, j;

    (void)state;
    for (j = 0; j < 2; j++) {
        struct tappa_zone *zone;
        struct file f;
        p.version = versions[j];
        build(&f, &p);
        assert_int_equal(parse(f.bytes, f.n, &zone), TAPPA_OK);
        for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            int32_t offset = tappa__zone_offset(zone, rows[i].time);
            if (offset != rows[i].offset)
                fail_msg("%s: %d", rows[i].name, (int)offset);
        }
        tappa__zone_unref(zone);
    }
}

static void
knows_rules(void **state)
{
    static const struct {
        const char *rule;
        int good;
    } rows[] = {
        {"UTC0", 1},
        {"CET-1", 1},
        {"CET-1CEST,M3.5.0,M10.5.0/3", 1},
        {"<+0330>-3:30", 1},
        {"<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", 1},
        {"AAA+24BBB-24:59:59,J1/-167,365/167:59:59", 1},
        {"EST5EDT,0/0,J365/25", 1},
        {"abcdefghijklmnopqrstuvwxyz0", 1},
        {"CET", 0},
        {"C-1", 0},
        {"CE-1", 0},
        {"CE_T-1", 0},
        {"CE{T-1", 0},
        {"CE@T-1", 0},
        {"<+_1>-1", 0},
        {"<+/1>-1", 0},
        {"<+:1>-1", 0},
        {"<+1>-1", 0},
        {"<+01-1", 0},
        {"+01-1", 0},
        {"<+0 1>-1", 0},
        {"CET-25", 0},
        {"CET-1:60", 0},
        {"CET-1:30:60", 0},
        {"CET-1:", 0},
        {"CET--1", 0},
        {"CET-1 ", 0},
        {"CET-1CEST", 0},
        {"CET-1CEST-2", 0},
        {"CET-1CEST,M3.5.0", 0},
        {"CET-1CEST,M3.5.0,", 0},
        {"CET-1CEST,M3.5.0,M10.5.0,", 0},
        {"CET-1CEST,M3.5.0,M10.5.0/3x", 0},
        {"CET-1CE,M3.5.0,M10.5.0", 0},
        {"CET-1CEST,M0.5.0,M10.5.0", 0},
        {"CET-1CEST,M13.5.0,M10.5.0", 0},
        {"CET-1CEST,M3.0.0,M10.5.0", 0},
        {"CET-1CEST,M3.6.0,M10.5.0", 0},
        {"CET-1CEST,M3.5.7,M10.5.0", 0},
        {"CET-1CEST,M3.5,M10.5.0", 0},
        {"CET-1CEST,M3-5-0,M10.5.0", 0},
        {"CET-1CEST,M3.5.0,M10.5.0/168", 0},
        {"CET-1CEST,M3.5.0,M10.5.0/-168", 0},
        {"CET-1CEST,J0,M10.5.0", 0},
        {"CET-1CEST,J366,M10.5.0", 0},
        {"CET-1CEST,366,M10.5.0", 0},
        {"CET-1CEST,-1,M10.5.0", 0},
        {"CET-1CEST,J,M10.5.0", 0},
        {"CET-99999999999999999999", 0},
        {"CET-1CEST,M99999999999999999999.1.1,M10.5.0", 0},
        {":Europe/Rome", 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tappa_zone *zone = zone_of_rule(rows[i].rule);
        if (!zone != !rows[i].good)
            fail_msg("%s", rows[i].rule);
        if (zone)
            use(zone);
        tappa__zone_unref(zone);
    }
}

static int64_t
time_of(const char *text)
{
    int64_t time = 0;

    if (tappa__time_parse(tappa__text_of(text), 0, &time))
        fail_msg("%s is no time", text);
    return time;
}

/* What neither Python nor the C library gets right: changes that lie in another year than their rule's, and a summer
 * that begins before the one of the year before has ended. */
static void
follows_odd_rules(void **state)
{
    static const struct {
        const char *rule, *time;
        int32_t offset;
    } rows[] = {
        {"AAA0BBB,J364/0,J365/167", "2026-12-29T23:59:59Z", 0},
        {"AAA0BBB,J364/0,J365/167", "2026-12-30T00:00:00Z", 3600},
        {"AAA0BBB,J364/0,J365/167", "2027-01-06T21:59:59Z", 3600},
        {"AAA0BBB,J364/0,J365/167", "2027-01-06T22:00:00Z", 0},
        {"AAA0BBB,J1/-48,J10/0", "2026-12-29T23:59:59Z", 0},
        {"AAA0BBB,J1/-48,J10/0", "2026-12-30T00:00:00Z", 3600},
        {"AAA0BBB,J1/-48,J10/0", "2027-01-09T22:59:59Z", 3600},
        {"AAA0BBB,J1/-48,J10/0", "2027-01-09T23:00:00Z", 0},
        {"AAA0BBB,59,J90", "2024-02-29T01:59:59Z", 0},
        {"AAA0BBB,59,J90", "2024-02-29T02:00:00Z", 3600},
        {"AAA0BBB,59,J90", "2025-03-01T01:59:59Z", 0},
        {"AAA0BBB,59,J90", "2025-03-01T02:00:00Z", 3600},
        {"AAA0BBB,J60,J90", "2024-03-01T01:59:59Z", 0},
        {"AAA0BBB,J60,J90", "2024-03-01T02:00:00Z", 3600},
        {"AAA0BBB,J59,J90", "2024-02-28T02:00:00Z", 3600},
        {"EST5EDT,0/0,J365/25", "2026-01-01T04:59:59Z", -14400},
        {"EST5EDT,0/0,J365/25", "2026-01-01T05:00:00Z", -14400},
        {"EST5EDT,0/0,J365/25", "2026-07-01T00:00:00Z", -14400},
        {"AAA0BBB,M2.5.0/2,M4.1.0", "2026-02-22T01:59:59Z", 0}, /* February of four Sundays */
        {"AAA0BBB,M2.5.0/2,M4.1.0", "2026-02-22T02:00:00Z", 3600},
        {"AAA0BBB,M10.1.0,M12.4.0", "2026-12-27T00:59:59Z", 3600},
        {"AAA0BBB,M10.1.0,M12.4.0", "2026-12-27T01:00:00Z", 0},
        {"AAA0BBB,M10.1.0,M12.5.0", "2026-12-27T00:59:59Z", 3600}, /* December of four Sundays */
        {"AAA0BBB,M10.1.0,M12.5.0", "2026-12-27T01:00:00Z", 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tappa_zone *zone = zone_of_rule(rows[i].rule);
        int32_t offset = zone ? tappa__zone_offset(zone, time_of(rows[i].time)) : -1;
        if (offset != rows[i].offset)
            fail_msg("%s at %s: %d", rows[i].rule, rows[i].time, (int)offset);
        tappa__zone_unref(zone);
    }
}

/* A table that contradicts the rule stands until the rule's next change. */
static void
table_before_rule(void **state)
{
    struct plan p = {"", '2', "\nAAA0BBB,M3.2.0,M11.1.0\n", {0}, {0, 3600}, {0}, 1, 2, 8, 0, 0, 0, 0, 0, TAPPA_OK};
    struct tappa_zone *zone;
    struct file f;

    (void)state;
    p.times[0] = time_of("2022-10-30T08:00:00Z") / TAPPA__SECOND;
    build(&f, &p);
    assert_int_equal(parse(f.bytes, f.n, &zone), TAPPA_OK);
    assert_int_equal(tappa__zone_offset(zone, time_of("2022-10-30T07:59:59Z")), 0);
    assert_int_equal(tappa__zone_offset(zone, time_of("2022-11-05T00:00:00Z")), 0);
    assert_int_equal(tappa__zone_offset(zone, time_of("2022-11-07T00:00:00Z")), 0);
    assert_int_equal(tappa__zone_offset(zone, time_of("2023-03-13T00:00:00Z")), 3600);
    tappa__zone_unref(zone);
}

#define ROME "CET-1CEST,M3.5.0,M10.5.0/3"
#define LORD_HOWE "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"
#define SANTIAGO "<-04>4<-03>,M9.1.6/24,M4.1.6/24"

static const struct {
    const char *name, *rule, *from;
    int32_t hour, minute;
    const char *next;
} local_rows[] = {
    {"UTC, today", NULL, "2026-01-01T08:00:00Z", 9, 0, "2026-01-01T09:00:00Z"},
    {"UTC, this very moment", NULL, "2026-01-01T09:00:00Z", 9, 0, "2026-01-01T09:00:00Z"},
    {"UTC, tomorrow", NULL, "2026-01-01T09:00:00.000001Z", 9, 0, "2026-01-02T09:00:00Z"},
    {"UTC, before 1970", NULL, "1969-12-31T23:59:59Z", 0, 0, "1970-01-01T00:00:00Z"},
    {"the first day", NULL, "0001-01-01T00:00:00Z", 0, 0, "0001-01-01T00:00:00Z"},
    {"Rome in winter", ROME, "2026-01-15T12:00:00Z", 9, 0, "2026-01-16T08:00:00Z"},
    {"Rome in summer", ROME, "2026-07-15T12:00:00Z", 9, 0, "2026-07-16T07:00:00Z"},
    {"gap", ROME, "2026-03-28T12:00:00Z", 2, 30, "2026-03-29T01:00:00Z"},
    {"gap, its first moment", ROME, "2026-03-28T12:00:00Z", 2, 0, "2026-03-29T01:00:00Z"},
    {"gap, just before it", ROME, "2026-03-28T12:00:00Z", 1, 59, "2026-03-29T00:59:00Z"},
    {"gap, its end", ROME, "2026-03-28T12:00:00Z", 3, 0, "2026-03-29T01:00:00Z"},
    {"gap, from its end", ROME, "2026-03-29T01:00:00Z", 2, 30, "2026-03-29T01:00:00Z"},
    {"gap, from behind its end", ROME, "2026-03-29T01:00:00.000001Z", 2, 30, "2026-03-30T00:30:00Z"},
    {"overlap, the first of two", ROME, "2026-10-24T12:00:00Z", 2, 30, "2026-10-25T00:30:00Z"},
    {"overlap, from between the two", ROME, "2026-10-25T00:30:00.000001Z", 2, 30, "2026-10-26T01:30:00Z"},
    {"overlap, from its second half", ROME, "2026-10-25T01:15:00Z", 2, 30, "2026-10-26T01:30:00Z"},
    {"overlap, its first moment", ROME, "2026-10-24T12:00:00Z", 2, 0, "2026-10-25T00:00:00Z"},
    {"overlap, its end", ROME, "2026-10-24T12:00:00Z", 3, 0, "2026-10-25T02:00:00Z"},
    {"half an hour's gap", LORD_HOWE, "2026-10-03T02:00:00Z", 2, 15, "2026-10-03T15:30:00Z"},
    {"half an hour's overlap", LORD_HOWE, "2026-04-04T02:00:00Z", 1, 45, "2026-04-04T14:45:00Z"},
    {"half an hour's overlap, from within", LORD_HOWE, "2026-04-04T14:50:00Z", 1, 45, "2026-04-05T15:15:00Z"},
    {"midnight is skipped", SANTIAGO, "2026-09-05T12:00:00Z", 0, 0, "2026-09-06T04:00:00Z"},
    {"half past midnight is skipped", SANTIAGO, "2026-09-05T12:00:00Z", 0, 30, "2026-09-06T04:00:00Z"},
    {"the evening before twice", SANTIAGO, "2026-04-04T12:00:00Z", 23, 30, "2026-04-05T02:30:00Z"},
    {"the evening before twice, from between", SANTIAGO, "2026-04-05T02:30:00.000001Z", 23, 30, "2026-04-06T03:30:00Z"},
    {"midnight after the evening twice", SANTIAGO, "2026-04-04T12:00:00Z", 0, 0, "2026-04-05T04:00:00Z"},
    {"Apia, before the missing day", "Apia", "2011-12-29T12:00:00Z", 9, 0, "2011-12-29T19:00:00Z"},
    {"Apia, on the missing day", "Apia", "2011-12-29T20:00:00Z", 9, 0, "2011-12-30T10:00:00Z"},
    {"Apia, after it", "Apia", "2011-12-30T10:00:00.000001Z", 9, 0, "2011-12-30T19:00:00Z"},
    {"Apia, midnight", "Apia", "2011-12-29T12:00:00Z", 0, 0, "2011-12-30T10:00:00Z"},
    {"Apia, midnight after", "Apia", "2011-12-30T10:00:00.000001Z", 0, 0, "2011-12-31T10:00:00Z"},
    {"a day twice", "Twice", "2011-12-30T12:00:00Z", 9, 0, "2011-12-30T19:00:00Z"},
    {"a day twice, from the second", "Twice", "2011-12-31T12:00:00Z", 9, 0, "2012-01-01T19:00:00Z"},
};

/* Apia: from 10 hours west to 14 east. Twice: the same way back, a year of no zone. */
static struct tappa_zone *
zone_of_row(const char *rule)
{
    struct plan p = {"", '2', "\n\n", {0}, {-36000, 50400}, {1}, 1, 2, 8, 0, 0, 0, 0, 0, TAPPA_OK};
    struct tappa_zone *zone;
    struct file f;

    if (!rule)
        return NULL;
    if (strcmp(rule, "Apia") != 0 && strcmp(rule, "Twice") != 0)
        return zone_of_rule(rule);
    p.times[0] = time_of(rule[0] == 'A' ? "2011-12-30T10:00:00Z" : "2011-12-31T10:00:00Z") / TAPPA__SECOND;
    if (rule[0] == 'T') {
        p.offsets[0] = 50400;
        p.offsets[1] = -36000;
    }
    build(&f, &p);
    return parse(f.bytes, f.n, &zone) == TAPPA_OK ? zone : NULL;
}

static void
finds_local_times(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof local_rows / sizeof local_rows[0]; i++) {
        struct tappa_zone *zone = zone_of_row(local_rows[i].rule);
        int64_t time_of_day = (local_rows[i].hour * 60 + local_rows[i].minute) * 60 * TAPPA__SECOND;
        int64_t next = tappa__zone_next_local(zone, time_of(local_rows[i].from), time_of_day);
        char out[40];
        tappa__time_format(next, out);
        if (!zone != !local_rows[i].rule || strcmp(out, local_rows[i].next) != 0)
            fail_msg("%s: %s", local_rows[i].name, out);
        tappa__zone_unref(zone);
    }
}

static void
parses_offsets(void **state)
{
    static const struct {
        const char *name;
        struct tappa__text text;
        int status;
        int32_t seconds;
    } rows[] = {
        {"UTC", T("UTC"), 0, 0},
        {"Z", T("Z"), 0, 0},
        {"east", T("+01:00"), 0, 3600},
        {"west with minutes", T("-08:30"), 0, -30600},
        {"no colon", T("+0545"), 0, 20700},
        {"widest", T("-23:59"), 0, -86340},
        {"minus nothing", T("-00:00"), 0, 0},
        {"hour 24", T("+24:00"), -1, 0},
        {"minute 60", T("+01:60"), -1, 0},
        {"hours alone", T("+01"), -1, 0},
        {"colon and nothing", T("+01:"), -1, 0},
        {"one digit of minutes", T("+01:0"), -1, 0},
        {"colon too early", T("+1:000"), -1, 0},
        {"two colons", T("+01::00"), -1, 0},
        {"seconds", T("+01:00:00"), -1, 0},
        {"no sign", T("01:00"), -1, 0},
        {"two signs", T("+-01:00"), -1, 0},
        {"small letters", T("utc"), -1, 0},
        {"blank", T("+01:00 "), -1, 0},
        {"NUL", T("UTC\0"), -1, 0},
        {"NUL behind an offset", T("+01:00\0"), -1, 0},
        {"empty", T(""), -1, 0},
        {"no pointer", {NULL, 0}, -1, 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int32_t seconds = 99;
        int status = tappa__offset_parse(rows[i].text, &seconds);
        if (status != rows[i].status || seconds != (status ? 99 : rows[i].seconds))
            fail_msg("%s: %d, %d", rows[i].name, status, (int)seconds);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_table),   cmocka_unit_test(knows_rules),
        cmocka_unit_test(follows_odd_rules), cmocka_unit_test(table_before_rule),
        cmocka_unit_test(finds_local_times), cmocka_unit_test(parses_offsets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
