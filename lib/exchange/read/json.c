/* Owns JSON texts as values, and the guard before every decoding.
 * Called by hosts through tappa/exchange/json.h; the guard by ndjson.c too.
 * No text reaches the decoder that is nested deeper than allowed, so its recursion and ours are bounded. */
#include "tappa/exchange/json.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "lib/exchange/read/json.h"
#include "lib/record/size.h"
#include "tappa/exchange/reader.h"

#define MOST_BYTES ((size_t)1 << 20)

struct tappa_json {
    struct tappa__arena arena;
    json_t *root; /* its strings are borrowed */
    struct tappa_value value;
};

int
tappa__json_too_deep(const char *s, size_t n)
{
    size_t i, opened = 0;
    int depth = 0, quoted = 0;

    for (i = 0; i < n; i++)
        opened += s[i] == '{' || s[i] == '[';
    if (opened <= TAPPA_READ_DEPTH)
        return 0;
    for (i = 0; i < n; i++) {
        if (quoted) {
            if (s[i] == '\\')
                i++;
            else if (s[i] == '"')
                quoted = 0;
        } else if (s[i] == '"') {
            quoted = 1;
        } else if (s[i] == '{' || s[i] == '[') {
            if (++depth > TAPPA_READ_DEPTH)
                return 1;
        } else if (s[i] == '}' || s[i] == ']') {
            depth--;
        }
    }
    return 0;
}

static int convert(struct tappa__arena *arena, const json_t *json, struct tappa_value *out);

static int
convert_list(struct tappa__arena *arena, const json_t *json, struct tappa_value *out)
{
    size_t count = json_array_size(json), i;
    struct tappa_value *items = tappa__arena_alloc(arena, (count + 1) * sizeof *items);

    if (!items)
        return -1;
    for (i = 0; i < count; i++) {
        if (convert(arena, json_array_get(json, i), &items[i]))
            return -1;
    }
    out->kind = TAPPA_LIST;
    out->size = (uint32_t)count;
    out->data = items;
    return 0;
}

static int
convert_map(struct tappa__arena *arena, json_t *json, struct tappa_value *out)
{
    size_t count = json_object_size(json), i = 0;
    struct tappa_value *items = tappa__arena_alloc(arena, (2 * count + 1) * sizeof *items);
    const char *key;
    json_t *member;

    if (!items)
        return -1;
    json_object_foreach(json, key, member) {
        items[i].kind = TAPPA_STRING;
        items[i].data = key;
        items[i].size = (uint32_t)strlen(key);
        if (convert(arena, member, &items[i + 1]))
            return -1;
        i += 2;
    }
    out->kind = TAPPA_MAP;
    out->size = (uint32_t)count;
    out->data = items;
    return 0;
}

/* Recurses as deep as the text is nested, which the guard has bounded. */
static int
convert(struct tappa__arena *arena, const json_t *json, struct tappa_value *out)
{
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        return convert_map(arena, (json_t *)(uintptr_t)json, out); /* jansson's loop wants it writable */
    case JSON_ARRAY:
        return convert_list(arena, json, out);
    case JSON_STRING:
        out->kind = TAPPA_STRING;
        out->data = json_string_value(json);
        out->size = (uint32_t)json_string_length(json);
        break;
    case JSON_INTEGER:
        out->kind = TAPPA_INT;
        out->integer = json_integer_value(json);
        break;
    case JSON_REAL:
        out->kind = TAPPA_DOUBLE;
        out->real = json_real_value(json);
        break;
    case JSON_NULL:
        out->kind = TAPPA_NULL;
        break;
    default:
        out->kind = TAPPA_BOOL;
        out->integer = json_is_true(json);
    }
    return 0;
}

static tappa_status
decode(struct tappa_json *j, const char *text, size_t size, char *message, size_t message_size)
{
    json_error_t error;

    if (size > MOST_BYTES || tappa__json_too_deep(text, size)) {
        if (message_size)
            (void)snprintf(message, message_size, "too long, or nested more than %d deep", TAPPA_READ_DEPTH);
        return TAPPA_EFORMAT;
    }
    j->root = json_loadb(text, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (!j->root) {
        if (message_size)
            (void)snprintf(message, message_size, "line %d, column %d: %s", error.line, error.column, tappa__json_words(&error));
        return tappa__json_out_of_memory(&error) ? TAPPA_ENOMEM : TAPPA_EFORMAT;
    }
    return convert(&j->arena, j->root, &j->value) ? TAPPA_ENOMEM : TAPPA_OK;
}

tappa_status
tappa_json_parse(const struct tappa_allocator *allocator, const char *text, size_t size, tappa_json **json,
                 char *message, size_t message_size)
{
    struct tappa_allocator a;
    struct tappa_json *j;
    tappa_status status;

    if (json)
        *json = NULL;
    if (!text || !json || (!message && message_size) || !tappa__allocator_take(allocator, &a))
        return TAPPA_EINVAL;
    if (message_size)
        message[0] = '\0';
    j = tappa__alloc_zero(&a, sizeof *j);
    if (!j)
        return TAPPA_ENOMEM;
    tappa__arena_init(&j->arena, &a, 0);
    status = decode(j, text, size, message, message_size);
    if (status)
        tappa_json_free(j);
    else
        *json = j;
    return status;
}

const struct tappa_value *
tappa_json_value(const tappa_json *json)
{
    return json ? &json->value : NULL;
}

void
tappa_json_free(tappa_json *json)
{
    struct tappa_allocator a;

    if (!json)
        return;
    a = json->arena.allocator;
    json_decref(json->root);
    tappa__arena_free(&json->arena);
    tappa__free(&a, json);
}
