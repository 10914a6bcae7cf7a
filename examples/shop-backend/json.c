/* Owns how answers are written: texts, values, times, errors.
 * Called by every handler.
 * What came from outside is escaped, so an answer is JSON whatever a customer is called. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"

void
write_text(FILE *out, const char *s, size_t n)
{
    size_t i;

    fputc('"', out);
    for (i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];

        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            fprintf(out, "\\u%04x", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

void
write_name(FILE *out, int first, const char *name)
{
    fputs(first ? "" : ", ", out);
    write_text(out, name, strlen(name));
    fputs(": ", out);
}

void
write_member(FILE *out, int first, const char *name, const char *text)
{
    write_name(out, first, name);
    write_text(out, text, strlen(text));
}

void
write_time(FILE *out, int64_t time)
{
    char text[40];

    if (time == TAPPA_NEVER)
        fputs("null", out);
    else
        write_text(out, text, tappa_time_format(time, text, sizeof text));
}

void
write_number(FILE *out, double number)
{
    char text[32];
    int digits = 15;

    do
        snprintf(text, sizeof text, "%.*g", digits, number);
    while (strtod(text, NULL) != number && digits++ < 17);
    fputs(isfinite(number) ? text : "null", out);
}

void
write_value(FILE *out, const struct tappa_value *value)
{
    char text[64];

    if (value->kind == TAPPA_STRING)
        write_text(out, value->data, value->size);
    else if (value->kind == TAPPA_BOOL)
        fputs(value->integer ? "true" : "false", out);
    else if (value->kind == TAPPA_INT)
        fprintf(out, "%" PRId64, value->integer);
    else if (value->kind == TAPPA_UINT)
        fprintf(out, "%" PRIu64, (uint64_t)value->integer);
    else if (value->kind == TAPPA_DOUBLE)
        write_number(out, value->real);
    else if (value->kind == TAPPA_TIMESTAMP)
        write_time(out, value->integer);
    else if (value->kind == TAPPA_DURATION) /* in JSON all of Tappa writes "5400s", as protobuf and CEL do */
        fwrite(text, 1, tappa_value_json(value, text, sizeof text), out);
    else
        fputs("null", out);
}

void
write_key(FILE *out, const uint8_t key[16])
{
    size_t i;

    fputc('"', out);
    for (i = 0; i < 16; i++)
        fprintf(out, "%02x", key[i]);
    fputc('"', out);
}

void
write_person(FILE *out, const struct tappa_standing *standing)
{
    size_t i;

    fputs("\"identities\": [", out);
    for (i = 0; i < standing->identity_count; i++) {
        const struct tappa_identity *known = &standing->identities[i];

        fputs(i ? ", {\"kind\": " : "{\"kind\": ", out);
        write_text(out, known->kind, known->kind_size);
        fputs(", \"value\": ", out);
        write_text(out, known->value, known->value_size);
        fputc('}', out);
    }
    fputs("], \"profile\": {", out);
    for (i = 0; i < standing->trait_count; i++) {
        write_name(out, !i, standing->traits[i].name);
        write_value(out, &standing->traits[i].value);
    }
    fputc('}', out);
}

unsigned
refuse(FILE *out, unsigned code, const char *why)
{
    fputc('{', out);
    write_member(out, 1, "error", why);
    fputc('}', out);
    return code;
}

unsigned
refuse_status(FILE *out, tappa_status status)
{
    switch (status) {
    case TAPPA_EUNKNOWN:
        return refuse(out, MHD_HTTP_NOT_FOUND, "nobody is known by this");
    case TAPPA_EINVAL:
        return refuse(out, MHD_HTTP_BAD_REQUEST, "the request is not as the README describes it");
    case TAPPA_EBUSY:
    case TAPPA_ECONFLICT:
        return refuse(out, MHD_HTTP_SERVICE_UNAVAILABLE, "nothing was written: ask again");
    default:
        return refuse(out, MHD_HTTP_INTERNAL_SERVER_ERROR, tappa_status_text(status));
    }
}
