/* Owns the binary mode of CloudEvents: the attributes of the event are headers, its data is the body.
 * Called by events.c, which reads the one JSON object that comes out, as the other mode has it in the body.
 * Source: CloudEvents 1.0, HTTP Protocol Binding, section 3.1. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "backend.h"
#include "tappa/exchange/json.h"

static int
hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A header's value has what is no printable ASCII as %C3%B6, in quotes or without. Returns its length. */
static size_t
decode(const char *value, size_t size, char *out)
{
    int is_quoted = size > 1 && value[0] == '"' && value[size - 1] == '"';
    size_t at = (size_t)is_quoted, end = size - (size_t)is_quoted, n = 0;

    for (; at < end; at++) {
        at += is_quoted && value[at] == '\\' && at + 1 < end;
        if (value[at] == '%' && end - at > 2 && hex(value[at + 1]) >= 0 && hex(value[at + 2]) >= 0) {
            out[n++] = (char)(hex(value[at + 1]) * 16 + hex(value[at + 2]));
            at += 2;
        } else {
            out[n++] = value[at];
        }
    }
    return n;
}

struct writer {
    FILE *out;
    int failed;
};

static enum MHD_Result
write_attribute(void *user, enum MHD_ValueKind kind, const char *name, size_t name_size, const char *value, size_t size)
{
    struct writer *w = user;
    char *text;

    (void)kind;
    if (name_size < 4 || strncasecmp(name, "ce-", 3))
        return MHD_YES;
    text = malloc(size + name_size);
    if (!text) {
        w->failed = 1;
        return MHD_NO;
    }
    for (size_t i = 3; i < name_size; i++) /* names of headers have no case, those of attributes are small letters */
        text[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] | 0x20) : name[i];
    write_text(w->out, text + 3, name_size - 3);
    fputs(": ", w->out);
    write_text(w->out, text, decode(value ? value : "", value ? size : 0, text));
    fputs(", ", w->out);
    free(text);
    return MHD_YES;
}

static const char *
type_of(const struct request *request)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, "Content-Type");
}

int
is_binary_cloudevent(const struct request *request)
{
    const char *type = type_of(request);

    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, "ce-specversion") &&
           (!type || strncasecmp(type, "application/cloudevents", 23));
}

/* By its subtype, or where nothing is said. What is no JSON has nothing that a model could ask for, and is left out. */
static int
has_json(const struct request *request)
{
    const char *type = type_of(request);
    size_t n = type ? strcspn(type, "; \t") : 0;

    return request->size && (!n || (n > 5 && strchr("/+", type[n - 5]) && !strncasecmp(type + n - 4, "json", 4)));
}

/* The body alone must be one JSON text: it may not go on with members that are no data of the event. */
static tappa_status
write_data(const struct request *request, FILE *out)
{
    tappa_json *json;
    tappa_status status = tappa_json_parse(NULL, request->body, request->size, &json, NULL, 0);

    if (status)
        return status;
    tappa_json_free(json);
    fputs("\"data\": ", out);
    for (size_t i = 0; i < request->size; i++)
        fputc(request->body[i] == '\n' || request->body[i] == '\r' ? ' ' : request->body[i], out);
    return TAPPA_OK;
}

tappa_status
binary_cloudevent(const struct request *request, char **text, size_t *size)
{
    struct writer w = {.out = open_memstream(text, size)};
    tappa_status status = TAPPA_OK;

    if (!w.out)
        return TAPPA_ENOMEM;
    fputc('{', w.out);
    (void)MHD_get_connection_values_n(request->connection, MHD_HEADER_KIND, write_attribute, &w);
    if (has_json(request))
        status = write_data(request, w.out);
    else
        fputs("\"data\": null", w.out);
    fputc('}', w.out);
    w.failed |= ferror(w.out);
    w.failed |= fclose(w.out) != 0;
    if (!status && w.failed)
        status = TAPPA_ENOMEM;
    if (status)
        free(*text);
    return status;
}
