/* Owns the conversions int() uint() double() string() bytes() bool() timestamp() duration(), and the names of types.
 * Called by the machine, and where an error names a value.
 * A conversion gives exactly the value meant or an error; only double to integer drops a fraction. */
#include "lib/core/expr/program.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/number.h"
#include "lib/base/time.h"

struct tappa__text
tappa__kind_name(uint32_t kind)
{
    switch (kind) {
    case TAPPA_BOOL:
        return TAPPA__TEXT("bool");
    case TAPPA_INT:
        return TAPPA__TEXT("int");
    case TAPPA_UINT:
        return TAPPA__TEXT("uint");
    case TAPPA_DOUBLE:
        return TAPPA__TEXT("double");
    case TAPPA_STRING:
        return TAPPA__TEXT("string");
    case TAPPA_BYTES:
        return TAPPA__TEXT("bytes");
    case TAPPA_TIMESTAMP:
        return TAPPA__TEXT("google.protobuf.Timestamp");
    case TAPPA_DURATION:
        return TAPPA__TEXT("google.protobuf.Duration");
    case TAPPA_NULL:
        return TAPPA__TEXT("null_type");
    case TAPPA_LIST:
        return TAPPA__TEXT("list");
    case TAPPA_MAP:
        return TAPPA__TEXT("map");
    default:
        return TAPPA__TEXT("type");
    }
}

/* A text that cannot be read as the kind, or holds too much. */
static int
malformed(struct tappa__run *r, uint32_t kind, const struct tappa_value *a, int result, struct tappa_value *out)
{
    static const char *const words[] = {"",
                                        "type conversion error from 'string' to 'bool'",
                                        "type conversion error from 'string' to 'int'",
                                        "type conversion error from 'string' to 'uint'",
                                        "type conversion error from 'string' to 'double'",
                                        "type conversion error to 'string'",
                                        "type conversion error to 'bytes'",
                                        "type conversion error from 'string' to 'timestamp'",
                                        "type conversion error from 'string' to 'duration'"};

    if (result == -2 && (kind == TAPPA_TIMESTAMP || kind == TAPPA_DURATION))
        return tappa__fail(r, out, TAPPA_ERR_RANGE,
                           kind == TAPPA_DURATION ? TAPPA__TEXT("duration out of range")
                                                  : TAPPA__TEXT("timestamp out of range"));
    return tappa__fail_about(r, out, TAPPA_ERR_CONVERSION, words[kind], tappa__value_text(a));
}

static int
out_of_int(struct tappa__run *r, struct tappa_value *out)
{
    return tappa__fail(r, out, TAPPA_ERR_OVERFLOW, TAPPA__TEXT("integer overflow"));
}

static int
to_int(struct tappa__run *r, const struct tappa_value *a, struct tappa_value *out)
{
    int64_t value;
    int result;

    switch (a->kind) {
    case TAPPA_UINT:
        if (a->integer < 0)
            return out_of_int(r, out);
        value = a->integer;
        break;
    case TAPPA_DOUBLE: /* the bounds are open: the doubles there may stand for what is just outside */
        if (!(a->real > -9223372036854775808.0 && a->real < 9223372036854775808.0))
            return out_of_int(r, out);
        value = (int64_t)a->real;
        break;
    case TAPPA_STRING:
        result = tappa__int64_parse(tappa__value_text(a), &value);
        if (result)
            return malformed(r, TAPPA_INT, a, result, out);
        break;
    case TAPPA_TIMESTAMP:
        value = a->integer / TAPPA__SECOND - (a->integer % TAPPA__SECOND < 0);
        break;
    default:
        return tappa__fail_overload(r, out);
    }
    tappa__set(out, TAPPA_INT, value);
    return 0;
}

static int
to_uint(struct tappa__run *r, const struct tappa_value *a, struct tappa_value *out)
{
    uint64_t value;
    int result;

    switch (a->kind) {
    case TAPPA_INT:
        if (a->integer < 0)
            return tappa__fail(r, out, TAPPA_ERR_OVERFLOW, TAPPA__TEXT("unsigned integer overflow"));
        value = (uint64_t)a->integer;
        break;
    case TAPPA_DOUBLE:
        if (!(a->real >= 0 && a->real < 18446744073709551616.0))
            return tappa__fail(r, out, TAPPA_ERR_OVERFLOW, TAPPA__TEXT("unsigned integer overflow"));
        value = (uint64_t)a->real;
        break;
    case TAPPA_STRING:
        /* A uint has no sign, not even of 0. */
        result = a->size && (*(const char *)a->data == '-' || *(const char *)a->data == '+') ? -1 : tappa__uint64_parse(tappa__value_text(a), &value);
        if (result)
            return malformed(r, TAPPA_UINT, a, result, out);
        break;
    default:
        return tappa__fail_overload(r, out);
    }
    tappa__set(out, TAPPA_UINT, (int64_t)value);
    return 0;
}

static int
to_double(struct tappa__run *r, const struct tappa_value *a, struct tappa_value *out)
{
    double value;
    int result;

    switch (a->kind) {
    case TAPPA_INT:
        value = (double)a->integer;
        break;
    case TAPPA_UINT:
        value = (double)(uint64_t)a->integer;
        break;
    case TAPPA_STRING:
        result = tappa__double_parse(tappa__value_text(a), 1, &value);
        if (result)
            return malformed(r, TAPPA_DOUBLE, a, result, out);
        break;
    default:
        return tappa__fail_overload(r, out);
    }
    tappa__set_real(out, value);
    return 0;
}

static int
to_string(struct tappa__run *r, const struct tappa_value *a, struct tappa_value *out)
{
    char text[40];
    struct tappa__text copy;
    uint32_t n;

    switch (a->kind) {
    case TAPPA_BOOL:
        tappa__set_data(out, TAPPA_STRING, a->integer ? "true" : "false", a->integer ? 4 : 5);
        return 0;
    case TAPPA_INT:
        n = (uint32_t)snprintf(text, sizeof text, "%lld", (long long)a->integer);
        break;
    case TAPPA_UINT:
        n = (uint32_t)snprintf(text, sizeof text, "%llu", (unsigned long long)a->integer);
        break;
    case TAPPA_DOUBLE:
        n = tappa__double_format(a->real, 0, text);
        break;
    case TAPPA_TIMESTAMP:
        n = tappa__time_format(a->integer, text);
        break;
    case TAPPA_DURATION:
        n = tappa__cel_duration_format(a->integer, text);
        break;
    case TAPPA_BYTES:
        if (tappa__charge(r, 1 + a->size / 16, out))
            return -1;
        if (!tappa__utf8_valid(a->data, a->size))
            return tappa__fail(r, out, TAPPA_ERR_CONVERSION, TAPPA__TEXT("invalid UTF-8 in bytes, cannot convert to string"));
        tappa__set_data(out, TAPPA_STRING, a->data, a->size);
        return 0;
    default:
        return tappa__fail_overload(r, out);
    }
    copy = tappa__arena_text(r->e->scratch, text, n);
    if (!copy.s)
        return tappa__fail_memory(r, out);
    tappa__set_data(out, TAPPA_STRING, copy.s, copy.n);
    return 0;
}

static int
to_bool(struct tappa__run *r, const struct tappa_value *a, struct tappa_value *out)
{
    static const char *const words[][2] = {{"true", "false"}, {"True", "False"}, {"TRUE", "FALSE"},
                                           {"t", "f"},        {"T", "F"},        {"1", "0"}};
    size_t i;
    int value;

    if (a->kind != TAPPA_STRING)
        return tappa__fail_overload(r, out);
    for (i = 0; i < sizeof words / sizeof *words; i++) {
        for (value = 0; value < 2; value++) {
            if (tappa__text_is(tappa__value_text(a), words[i][!value])) {
                tappa__set(out, TAPPA_BOOL, value);
                return 0;
            }
        }
    }
    return malformed(r, TAPPA_BOOL, a, -1, out);
}

static int
to_time(struct tappa__run *r, const struct tappa_value *a, struct tappa_value *out)
{
    int64_t value;
    int result;

    if (a->kind == TAPPA_INT) {
        if (tappa__mul(a->integer, TAPPA__SECOND, &value) || value < TAPPA__TIME_MIN || value > TAPPA__TIME_MAX)
            return malformed(r, TAPPA_TIMESTAMP, a, -2, out);
    } else if (a->kind == TAPPA_STRING) {
        result = tappa__time_parse(tappa__value_text(a), 0, &value);
        if (result)
            return malformed(r, TAPPA_TIMESTAMP, a, result, out);
    } else {
        return tappa__fail_overload(r, out);
    }
    tappa__set(out, TAPPA_TIMESTAMP, value);
    return 0;
}

static int
to_duration(struct tappa__run *r, const struct tappa_value *a, struct tappa_value *out)
{
    int64_t value;
    int result;

    if (a->kind != TAPPA_STRING)
        return tappa__fail_overload(r, out);
    result = tappa__cel_duration_parse(tappa__value_text(a), &value);
    if (result)
        return malformed(r, TAPPA_DURATION, a, result, out);
    tappa__set(out, TAPPA_DURATION, value);
    return 0;
}

int
tappa__convert(struct tappa__run *r, uint32_t kind, const struct tappa_value *a, struct tappa_value *out)
{
    if (a->kind == kind) {
        *out = *a;
        return 0;
    }
    switch (kind) {
    case TAPPA_INT:
        return to_int(r, a, out);
    case TAPPA_UINT:
        return to_uint(r, a, out);
    case TAPPA_DOUBLE:
        return to_double(r, a, out);
    case TAPPA_STRING:
        return to_string(r, a, out);
    case TAPPA_BYTES:
        if (a->kind != TAPPA_STRING)
            return tappa__fail_overload(r, out);
        tappa__set_data(out, TAPPA_BYTES, a->data, a->size);
        return 0;
    case TAPPA_BOOL:
        return to_bool(r, a, out);
    case TAPPA_TIMESTAMP:
        return to_time(r, a, out);
    default: /* DURATION: no other kind is converted to */
        return to_duration(r, a, out);
    }
}
