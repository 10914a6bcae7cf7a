/* Owns the tests of lib/base/number.c and lib/base/decimal.c.
 * Run by meson as one program.
 * Protects the expectations: hard cases from the literature as bit patterns, all else against the C library's own strtod
 * and printf, which know nothing of ours. */
#include "lib/base/number.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define T(literal) {(literal), sizeof(literal) - 1}

static uint64_t
bits_of(double d)
{
    uint64_t bits;

    memcpy(&bits, &d, sizeof bits);
    return bits;
}

static double
double_of(uint64_t bits)
{
    double d;

    memcpy(&d, &bits, sizeof d);
    return d;
}

/* xorshift64*, so that a failure comes back in the next run. */
static uint64_t
next_random(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * UINT64_C(2685821657736338717);
}

static void
parses_integers(void **state)
{
    static const struct {
        const char *name;
        struct tappa__text text;
        int status;
        int64_t value;
        int unsigned_status;
        uint64_t unsigned_value;
    } rows[] = {
        {"zero", T("0"), 0, 0, 0, 0},
        {"plus", T("+7"), 0, 7, 0, 7},
        {"minus", T("-7"), 0, -7, -2, 0},
        {"minus zero", T("-0"), 0, 0, 0, 0},
        {"leading zeros", T("0000000000000000000000042"), 0, 42, 0, 42},
        {"greatest int64", T("9223372036854775807"), 0, INT64_MAX, 0, INT64_MAX},
        {"one more", T("9223372036854775808"), -2, 0, 0, UINT64_C(9223372036854775808)},
        {"least int64", T("-9223372036854775808"), 0, INT64_MIN, -2, 0},
        {"one less", T("-9223372036854775809"), -2, 0, -2, 0},
        {"greatest uint64", T("18446744073709551615"), -2, 0, 0, UINT64_MAX},
        {"past uint64", T("18446744073709551616"), -2, 0, -2, 0},
        {"far past", T("99999999999999999999999999"), -2, 0, -2, 0},
        {"wraps to small", T("36893488147419103232"), -2, 0, -2, 0},
        {"empty", T(""), -1, 0, -1, 0},
        {"sign alone", T("-"), -1, 0, -1, 0},
        {"two signs", T("+-1"), -1, 0, -1, 0},
        {"blank", T(" 1"), -1, 0, -1, 0},
        {"blank behind", T("1 "), -1, 0, -1, 0},
        {"letter", T("12x"), -1, 0, -1, 0},
        {"letter in a long one", T("99999999999999999999999x"), -1, 0, -1, 0},
        {"underscore", T("1_000"), -1, 0, -1, 0},
        {"hexadecimal", T("0x10"), -1, 0, -1, 0},
        {"NUL", T("1\0"), -1, 0, -1, 0},
        {"before 0", T("/"), -1, 0, -1, 0},
        {"behind 9", T(":"), -1, 0, -1, 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t value = 99;
        uint64_t unsigned_value = 99;
        int status = tappa__int64_parse(rows[i].text, &value);
        if (status != rows[i].status || value != (status ? 99 : rows[i].value))
            fail_msg("%s: int64: %d, %lld", rows[i].name, status, (long long)value);
        status = tappa__uint64_parse(rows[i].text, &unsigned_value);
        if (status != rows[i].unsigned_status || unsigned_value != (status ? 99 : rows[i].unsigned_value))
            fail_msg("%s: uint64: %d, %llu", rows[i].name, status, (unsigned long long)unsigned_value);
    }
}

/* Bit patterns: the published hard cases, and powers of two as C's hexadecimal constants. */
static void
parses_doubles(void **state)
{
    static const struct {
        const char *name;
        struct tappa__text text;
        int status;
        double value;
    } rows[] = {
        {"zero", T("0"), 0, 0.0},
        {"minus zero", T("-0.0"), 0, -0.0},
        {"zero with an exponent", T("0e999999"), 0, 0.0},
        {"point first", T(".5"), 0, 0.5},
        {"point last", T("5."), 0, 5.0},
        {"point last and exponent", T("5.e2"), 0, 500.0},
        {"plus", T("+1.25"), 0, 1.25},
        {"capital E", T("1E3"), 0, 1000.0},
        {"exponent with plus", T("1e+3"), 0, 1000.0},
        {"one tenth", T("0.1"), 0, 0x1.999999999999ap-4},
        {"short way's last power", T("1e22"), 0, 0x1.0f0cf064dd592p+73},
        {"first past it", T("1e23"), 0, 0x1.52d02c7e14af6p+76},
        {"2^53 + 1, a tie to even", T("9007199254740993"), 0, 9007199254740992.0},
        {"2^53 + 3, a tie to even", T("9007199254740995"), 0, 9007199254740996.0},
        {"just above a tie", T("9007199254740993.00000000000000000000000000000000001"), 0, 9007199254740994.0},
        {"least normal", T("2.2250738585072014e-308"), 0, 0x1p-1022},
        {"rounds to the least normal", T("2.2250738585072012e-308"), 0, 0x1p-1022},
        {"greatest subnormal (PHP's endless loop)", T("2.2250738585072011e-308"), 0, 0x0.fffffffffffffp-1022},
        {"least", T("4.9406564584124654e-324"), 0, 0x1p-1074},
        {"just above half of the least", T("2.4703282292062328e-324"), 0, 0x1p-1074},
        {"just below half of the least", T("2.4703282292062327e-324"), 0, 0.0},
        {"far below", T("1e-400"), 0, 0.0},
        {"farther below", T("-1e-99999999999999999999"), 0, -0.0},
        {"sixteen digits far below", T("6631236846766476e-316"), 0, 0x1.c6bf52634p-998},
        {"a subnormal", T("1.5e-323"), 0, 0x3p-1074},
        {"greatest", T("1.7976931348623157e308"), 0, DBL_MAX},
        {"rounds down to the greatest", T("1.7976931348623158e308"), 0, DBL_MAX},
        {"half a step past the greatest", T("1.797693134862315807937289714053034150799341327100378269361737789804449"
                                            "68292764750946649017977587207096330286416692887910946555547851940402630"
                                            "65748867150582068190890200070838367627385484581771153176447573027006985"
                                            "55713669596228429148198608349364752927190741684443655107043427115596995"
                                            "08093042880177904174497792e308"), -2, 0},
        {"past the greatest", T("1.8e308"), -2, 0},
        {"far past", T("1e99999999999999999999"), -2, 0},
        {"negative past", T("-1e309"), -2, 0},
        {"small digits, large exponent", T("0.00000000000000000000000000000001e340"), 0, 1e308},
        {"large digits, small exponent", T("10000000000000000000000000000000000e-350"), 0, 1e-316},
        {"empty", T(""), -1, 0},
        {"sign", T("-"), -1, 0},
        {"point", T("."), -1, 0},
        {"no digits but an exponent", T(".e1"), -1, 0},
        {"exponent without digits", T("1e"), -1, 0},
        {"exponent with a sign alone", T("1e+"), -1, 0},
        {"two points", T("1.2.3"), -1, 0},
        {"comma", T("1,5"), -1, 0},
        {"blank", T(" 1"), -1, 0},
        {"letters behind", T("1.5x"), -1, 0},
        {"a sign behind 9 in the exponent", T("1e1:"), -1, 0},
        {"a sign before 0 in the exponent", T("1e1/"), -1, 0},
        {"fraction in the exponent", T("1e1.5"), -1, 0},
        {"hexadecimal", T("0x1p3"), -1, 0},
        {"NUL behind", T("1\0"), -1, 0},
        {"inf", T("inf"), -1, 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double value = 99;
        int status = tappa__double_parse(rows[i].text, 0, &value);
        if (status != rows[i].status || bits_of(value) != bits_of(status ? 99 : rows[i].value))
            fail_msg("%s: %d, %a", rows[i].name, status, value);
    }
}

static void
parses_specials(void **state)
{
    static const struct {
        const char *name;
        struct tappa__text text;
        int status;
        double value;
    } rows[] = {
        {"inf", T("inf"), 0, INFINITY},          {"+inf", T("+inf"), 0, INFINITY},
        {"-inf", T("-inf"), 0, -INFINITY},       {"Infinity", T("Infinity"), 0, INFINITY},
        {"-INFINITY", T("-INFINITY"), 0, -INFINITY}, {"infinit", T("infinit"), -1, 0},
        {"infinityx", T("infinityx"), -1, 0},    {".inf", T(".inf"), -1, 0},
        {"a number too", T("1.5"), 0, 1.5},      {"empty", T(""), -1, 0},
        {"sign", T("-"), -1, 0},                 {"wrong letters", T("xyz"), -1, 0},
        {"wrong first letter", T("xnf"), -1, 0}, {"wrong last letter", T("nax"), -1, 0},
        {"overflow stays an error", T("1e999"), -2, 0},
    };
    static const struct tappa__text nans[] = {T("nan"), T("NaN"), T("-NAN"), T("+nan")};
    double value;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int status = tappa__double_parse(rows[i].text, 1, &value);
        if (status != rows[i].status || (!status && bits_of(value) != bits_of(rows[i].value)))
            fail_msg("%s: %d, %a", rows[i].name, status, value);
    }
    for (i = 0; i < sizeof nans / sizeof nans[0]; i++) {
        if (tappa__double_parse(nans[i], 1, &value) || !isnan(value))
            fail_msg("%s", nans[i].s);
        assert_int_equal(tappa__double_parse(nans[i], 0, &value), -1);
    }
}

static void
formats_doubles(void **state)
{
    static const struct {
        const char *name;
        double value;
        const char *text, *with_point; /* NULL: the same */
    } rows[] = {
        {"zero", 0.0, "0", "0.0"},
        {"minus zero", -0.0, "-0", "-0.0"},
        {"one", 1.0, "1", "1.0"},
        {"one tenth", 0.1, "0.1", NULL},
        {"a sum that is not 0.3", 0.1 + 0.2, "0.30000000000000004", NULL},
        {"two thirds", 2.0 / 3.0, "0.6666666666666666", NULL},
        {"hundred", 100.0, "100", "100.0"},
        {"price", -19.99, "-19.99", NULL},
        {"last in plain digits", 1234567890123456.0, "1234567890123456", "1234567890123456.0"},
        {"10^15", 1e15, "1000000000000000", "1000000000000000.0"},
        {"10^16", 1e16, "1e+16", NULL},
        {"2^53", 9007199254740992.0, "9007199254740992", "9007199254740992.0"},
        {"10^22", 1e22, "1e+22", NULL},
        {"10^23, which is not a double", 1e23, "1e+23", NULL},
        {"10^300", 1e300, "1e+300", NULL},
        {"digits and exponent", 6.02214076e23, "6.02214076e+23", NULL},
        {"0.0001", 0.0001, "0.0001", NULL},
        {"0.00012345", 0.00012345, "0.00012345", NULL},
        {"0.00001", 0.00001, "1e-05", NULL},
        {"1.5e-7", 1.5e-7, "1.5e-07", NULL},
        {"least", 0x1p-1074, "5e-324", NULL},
        {"least normal", 0x1p-1022, "2.2250738585072014e-308", NULL},
        {"greatest subnormal", 0x0.fffffffffffffp-1022, "2.225073858507201e-308", NULL},
        {"greatest", DBL_MAX, "1.7976931348623157e+308", NULL},
        {"power of two with a near neighbour below", 0x1p-44, "5.684341886080802e-14", NULL},
        {"2^-1017", 0x1p-1017, "7.120236347223045e-307", NULL},
        {"half at 17 digits", 2251799813685248.5, "2251799813685248.5", NULL},
        {"three times the least", 0x3p-1074, "1.5e-323", NULL},
        {"infinity", INFINITY, "Infinity", NULL},
        {"minus infinity", -INFINITY, "-Infinity", NULL},
        {"not a number", NAN, "NaN", NULL},
        {"minus not a number", -NAN, "NaN", NULL},
    };
    size_t i;
    int point;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (point = 0; point <= 1; point++) {
            const char *wanted = point && rows[i].with_point ? rows[i].with_point : rows[i].text;
            char out[32];
            uint32_t n;
            memset(out, 'x', sizeof out);
            n = tappa__double_format(rows[i].value, point, out);
            if (n >= sizeof out || out[n] != '\0' || strcmp(out, wanted) != 0)
                fail_msg("%s: %.31s", rows[i].name, out);
        }
    }
}

/* Our text must be read back by strtod, and no printf with fewer digits may be; then ours must read what printf wrote. */
static void
check_round_trip(double d)
{
    char ours[32], theirs[64];
    const char *p;
    double back = 99;
    int digits = 0, zeros = 0, precision;
    uint32_t n = tappa__double_format(d, 0, ours);

    if (bits_of(strtod(ours, NULL)) != bits_of(d))
        fail_msg("%a: strtod reads %s otherwise", d, ours);
    if (tappa__double_parse((struct tappa__text){ours, n}, 0, &back) || bits_of(back) != bits_of(d))
        fail_msg("%a: %s is read as %a", d, ours, back);
    for (p = ours; *p && *p != 'e'; p++) {
        if (*p >= '0' && *p <= '9' && (digits || *p != '0')) {
            digits++;
            zeros = *p == '0' ? zeros + 1 : 0;
        }
    }
    for (precision = 0; precision < 17; precision++) {
        snprintf(theirs, sizeof theirs, "%.*e", precision, d);
        if (strtod(theirs, NULL) == d)
            break;
    }
    /* printf rounds to nearest and so may need one digit more than the shortest, never fewer. */
    if (d != 0 && digits - zeros > precision + 1)
        fail_msg("%a: %s, but %s would do", d, ours, theirs);
    snprintf(theirs, sizeof theirs, "%.*e", precision + 3, d);
    if (tappa__double_parse(tappa__text_of(theirs), 0, &back) || bits_of(back) != bits_of(strtod(theirs, NULL)))
        fail_msg("%s is read as %a", theirs, back);
}

static void
round_trips(void **state)
{
    uint64_t seed = 20260101, exponent;
    double prices;
    int i;

    (void)state;
    for (exponent = 0; exponent < 2047; exponent++) {
        check_round_trip(double_of(exponent << 52));
        check_round_trip(double_of((exponent << 52) + 1));
        check_round_trip(double_of(((exponent + 1) << 52) - 1));
        check_round_trip(double_of(exponent << 52 | next_random(&seed) >> 12));
    }
    for (i = 0; i < 20000; i++) {
        double d = double_of(next_random(&seed));
        if (isfinite(d))
            check_round_trip(d);
        prices = (double)(next_random(&seed) % 100000000) / 100;
        check_round_trip(prices);
        check_round_trip(prices * 1.19);
    }
}

/* Long literals around the middle of two neighbours, where only the last digit of hundreds decides. */
static void
reads_long_literals(void **state)
{
    uint64_t seed = 7;
    char text[1400];
    int i, j, n;

    (void)state;
    for (i = 0; i < 3000; i++) {
        uint64_t bits = next_random(&seed) >> (i % 3 ? 1 : 12);
        double low = double_of(bits), high = double_of(bits + 1), back = 99;
        if (!isfinite(low) || !isfinite(high))
            continue;
        n = snprintf(text, 900, "%.770e", low);
        j = n - 1;
        while (text[j] != 'e')
            j--;
        text[j - 1 - i % 700] = (char)('0' + i % 10);
        if (tappa__double_parse(tappa__text_of(text), 0, &back) || bits_of(back) != bits_of(strtod(text, NULL)))
            fail_msg("%s is read as %a", text, back);
    }
}

/* 2^-1075, the middle of 0 and the least double, has 751 digits; only a 1 far behind them lifts it to the least. */
static void
reads_past_the_kept_digits(void **state)
{
    char text[1400];
    int i, carry = 0;
    double d = 99;

    (void)state;
    snprintf(text, sizeof text, "%.1074f", 0x1p-1074);
    for (i = 1075; i > 1; i--) { /* times five, and a tenth of that by the exponent */
        int product = (text[i] - '0') * 5 + carry;
        text[i] = (char)('0' + product % 10);
        carry = product / 10;
    }
    strcpy(text + 1076, "e-1");
    assert_true(strtod(text, NULL) == 0);
    assert_int_equal(tappa__double_parse(tappa__text_of(text), 0, &d), 0);
    assert_true(d == 0);
    strcpy(text + 1076, "00000000000000000000000000000000000000000000000001e-1");
    assert_true(strtod(text, NULL) == 0x1p-1074);
    assert_int_equal(tappa__double_parse(tappa__text_of(text), 0, &d), 0);
    assert_true(d == 0x1p-1074);
}

/* The host may have asked for decimal commas. Without such a locale on the system there is nothing to see. */
static void
asks_no_locale(void **state)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "it_IT.UTF-8", "fr_FR.UTF-8", "ps_AF.UTF-8"};
    char out[32];
    double d;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof names / sizeof names[0] && !setlocale(LC_ALL, names[i]); i++)
        ;
    assert_int_equal(tappa__double_parse(TAPPA__TEXT("1.5"), 0, &d), 0);
    assert_true(d == 1.5);
    assert_int_equal(tappa__double_parse(TAPPA__TEXT("1,5"), 0, &d), -1);
    tappa__double_format(2.0 / 3.0, 0, out);
    assert_string_equal(out, "0.6666666666666666");
    setlocale(LC_ALL, "C");
    if (i == sizeof names / sizeof names[0])
        skip();
}

static void
notices_overflow(void **state)
{
    static const struct {
        const char *name;
        int64_t a, b;
        int add, sub, mul;
    } rows[] = {
        {"small", 6, -7, 0, 0, 0},
        {"greatest and one", INT64_MAX, 1, -1, 0, 0},
        {"greatest and minus one", INT64_MAX, -1, 0, -1, 0},
        {"least and one", INT64_MIN, 1, 0, -1, 0},
        {"least and minus one", INT64_MIN, -1, -1, 0, -1},
        {"zero and least", 0, INT64_MIN, 0, -1, 0},
        {"greatest twice", INT64_MAX, INT64_MAX, -1, 0, -1},
        {"least twice", INT64_MIN, INT64_MIN, -1, 0, -1},
        {"2^32 squared", INT64_C(4294967296), INT64_C(4294967296), 0, 0, -1},
        {"product is the least", INT64_C(-4294967296), INT64_C(2147483648), 0, 0, 0},
    };
    int64_t out;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (tappa__add(rows[i].a, rows[i].b, &out) != rows[i].add)
            fail_msg("%s: add", rows[i].name);
        if (tappa__sub(rows[i].a, rows[i].b, &out) != rows[i].sub)
            fail_msg("%s: sub", rows[i].name);
        if (tappa__mul(rows[i].a, rows[i].b, &out) != rows[i].mul)
            fail_msg("%s: mul", rows[i].name);
    }
    assert_int_equal(tappa__add(6, -7, &out), 0);
    assert_int_equal(out, -1);
    assert_int_equal(tappa__sub(6, -7, &out), 0);
    assert_int_equal(out, 13);
    assert_int_equal(tappa__mul(6, -7, &out), 0);
    assert_int_equal(out, -42);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses_integers),
        cmocka_unit_test(parses_doubles),
        cmocka_unit_test(parses_specials),
        cmocka_unit_test(formats_doubles),
        cmocka_unit_test(round_trips),
        cmocka_unit_test(reads_long_literals),
        cmocka_unit_test(reads_past_the_kept_digits),
        cmocka_unit_test(asks_no_locale),
        cmocka_unit_test(notices_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
