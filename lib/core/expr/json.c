/* Owns how a value looks as JSON: CEL's mapping, with the house's rules for doubles, times and bytes.
 * Called by traces, dumps and the command.
 * The text is valid JSON for any value; what nests deeper than values may is written as null. */
#include <string.h>

#include "lib/base/number.h"
#include "lib/base/time.h"
#include "lib/core/expr/program.h"

static void
put_base64(struct tappa__buffer *out, const unsigned char *s, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t i;

    tappa__buffer_put(out, "\"", 1);
    for (i = 0; i < n; i += 3) {
        uint32_t left = n - i > 2 ? 3 : (uint32_t)(n - i), bits = (uint32_t)s[i] << 16;
        char group[4];

        bits |= left > 1 ? (uint32_t)s[i + 1] << 8 : 0;
        bits |= left > 2 ? s[i + 2] : 0;
        group[0] = digits[bits >> 18];
        group[1] = digits[bits >> 12 & 63];
        group[2] = left > 1 ? digits[bits >> 6 & 63] : '=';
        group[3] = left > 2 ? digits[bits & 63] : '=';
        tappa__buffer_put(out, group, 4);
    }
    tappa__buffer_put(out, "\"", 1);
}

static void
put_double(struct tappa__buffer *out, double d)
{
    char text[32];
    uint32_t n = tappa__double_format(d, 1, text);
    int special = d - d != 0; /* NaN, too, as it is not even equal to 0 */

    tappa__buffer_put(out, "\"", special ? 1 : 0);
    tappa__buffer_put(out, text, n);
    tappa__buffer_put(out, "\"", special ? 1 : 0);
}

static void
put_quoted(struct tappa__buffer *out, const char *s, uint32_t n)
{
    tappa__buffer_put(out, "\"", 1);
    tappa__buffer_put(out, s, n);
    tappa__buffer_put(out, "\"", 1);
}

/* A value that holds no others. */
static void
put_scalar(struct tappa__buffer *out, const struct tappa_value *v)
{
    struct tappa__text t;
    char text[40];

    switch (v->kind) {
    case TAPPA_BOOL:
        tappa__buffer_str(out, v->integer ? "true" : "false");
        break;
    case TAPPA_INT:
        tappa__buffer_printf(out, "%lld", (long long)v->integer);
        break;
    case TAPPA_UINT:
        tappa__buffer_printf(out, "%llu", (unsigned long long)v->integer);
        break;
    case TAPPA_DOUBLE:
        put_double(out, v->real);
        break;
    case TAPPA_STRING:
    case TAPPA_TYPE:
        t = tappa__value_text(v);
        tappa__buffer_json(out, t.s, t.n);
        break;
    case TAPPA_BYTES:
        t = tappa__value_text(v);
        put_base64(out, (const unsigned char *)t.s, t.n);
        break;
    case TAPPA_TIMESTAMP:
        put_quoted(out, text, tappa__time_format(v->integer, text));
        break;
    case TAPPA_DURATION:
        put_quoted(out, text, tappa__cel_duration_format(v->integer, text));
        break;
    default:
        tappa__buffer_str(out, "null");
        break;
    }
}

static void
put_key(struct tappa__buffer *out, const struct tappa_value *key)
{
    int text = key->kind == TAPPA_STRING;

    tappa__buffer_put(out, "\"", text ? 0 : 1);
    put_scalar(out, key);
    tappa__buffer_put(out, text ? ":" : "\":", text ? 1 : 2);
}

static void
put_value(struct tappa__buffer *out, const struct tappa_value *v)
{
    const struct tappa_value *items = tappa__items(v);
    uint32_t i;

    if (v->kind != TAPPA_LIST && v->kind != TAPPA_MAP) {
        put_scalar(out, v);
    } else if (v->kind == TAPPA_LIST) {
        tappa__buffer_put(out, "[", 1);
        for (i = 0; i < v->size; i++) {
            tappa__buffer_put(out, ",", i > 0);
            put_value(out, &items[i]);
        }
        tappa__buffer_put(out, "]", 1);
    } else {
        tappa__buffer_put(out, "{", 1);
        for (i = 0; i < v->size; i++) {
            tappa__buffer_put(out, ",", i > 0);
            put_key(out, &items[2 * (size_t)i]);
            put_value(out, &items[2 * (size_t)i + 1]);
        }
        tappa__buffer_put(out, "}", 1);
    }
}

void
tappa__value_json(const struct tappa_value *v, struct tappa__buffer *out)
{
    put_value(out, v);
}
