/* The public face of times and durations: statuses, room, and that an error touches nothing. What the texts mean is the matter of
 * test-base-time and test-base-duration. */
#include "tests/support/world.h"

static void
test_times(void **state)
{
    static const struct {
        const char *name, *text;
        tappa_status status;
        int64_t time;
    } rows[] = {
        {"RFC 3339", "2026-01-01T00:00:00Z", TAPPA_OK, INT64_C(1767225600000000)},
        {"with an offset", "2026-01-01T01:00:00+01:00", TAPPA_OK, INT64_C(1767225600000000)},
        {"microseconds", "1767225600000000", TAPPA_OK, INT64_C(1767225600000000)},
        {"before the epoch", "-1", TAPPA_OK, -1},
        {"no such day", "2026-02-30T00:00:00Z", TAPPA_EFORMAT, 0},
        {"no zone", "2026-01-01T00:00:00", TAPPA_EFORMAT, 0},
        {"nothing", "", TAPPA_EFORMAT, 0},
        {"behind the year 9999", "253402300800000000", TAPPA_ETIME, 0},
        {"the year 9999 to its end", "253402300799999999", TAPPA_OK, INT64_C(253402300799999999)},
        {"the year 1 from its beginning", "-62135596800000000", TAPPA_OK, -INT64_C(62135596800000000)},
        {"before the year 1", "-62135596800000001", TAPPA_ETIME, 0},
        {"far too many digits", "99999999999999999999999", TAPPA_ETIME, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t time = 42;
        tappa_status status = tappa_time_parse(rows[i].text, strlen(rows[i].text), &time);
        if (status != rows[i].status || time != (status ? 42 : rows[i].time))
            fail_msg("%s: %s, %lld", rows[i].name, tappa_status_text(status), (long long)time);
    }
    assert_int_equal(tappa_time_parse(NULL, 0, &(int64_t){0}), TAPPA_EINVAL);
    assert_int_equal(tappa_time_parse("0", 1, NULL), TAPPA_EINVAL);
    if (SIZE_MAX > UINT32_MAX) /* refused before a byte is read */
        assert_int_equal(tappa_time_parse("0", (size_t)1 << 32 | 1, &(int64_t){0}), TAPPA_EFORMAT);
    assert_int_equal(tappa_duration_parse(NULL, 0, &(int64_t){0}), TAPPA_EINVAL);
    if (SIZE_MAX > UINT32_MAX)
        assert_int_equal(tappa_duration_parse("1s", (size_t)1 << 32 | 2, &(int64_t){0}), TAPPA_EFORMAT);
}

static void
test_durations(void **state)
{
    static const struct {
        const char *name, *text;
        tappa_status status;
        int64_t duration;
    } rows[] = {
        {"joined", "1d12h", TAPPA_OK, INT64_C(129600000000)},
        {"ISO 8601", "P1DT12H", TAPPA_OK, INT64_C(129600000000)},
        {"zero", "0s", TAPPA_ETIME, 0},
        {"above ten years", "600w", TAPPA_ETIME, 0},
        {"a unit nobody knows", "3y", TAPPA_EFORMAT, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t duration = 42;
        tappa_status status = tappa_duration_parse(rows[i].text, strlen(rows[i].text), &duration);
        if (status != rows[i].status || duration != (status ? 42 : rows[i].duration))
            fail_msg("%s: %s, %lld", rows[i].name, tappa_status_text(status), (long long)duration);
    }
    assert_int_equal(tappa_duration_parse("1s", 2, NULL), TAPPA_EINVAL);
}

/* What does not fit is cut, ended by a NUL, and the whole length told. */
static void
test_room(void **state)
{
    char buffer[40] = "untouched";

    (void)state;
    assert_int_equal(tappa_time_format(INT64_C(1767225600500000), NULL, 0), 22);
    assert_int_equal(tappa_time_format(INT64_C(1767225600500000), buffer, 0), 22);
    assert_string_equal(buffer, "untouched");
    assert_int_equal(tappa_time_format(INT64_C(1767225600500000), buffer, 5), 22);
    assert_string_equal(buffer, "2026");
    assert_int_equal(tappa_time_format(INT64_C(1767225600500000), buffer, sizeof buffer), 22);
    assert_string_equal(buffer, "2026-01-01T00:00:00.5Z");
    assert_int_equal(tappa_duration_format(INT64_C(129600000000), buffer, sizeof buffer), 5);
    assert_string_equal(buffer, "1d12h");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_durations),
        cmocka_unit_test(test_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
