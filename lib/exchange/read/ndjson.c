/* Owns lines of JSON: decoding one, and handing out the items of a batch one by one.
 * Called by tappa_reader_next(); envelopes are envelope.c's matter.
 * No line reaches the decoder that is too long or too deep, so its recursion and memory are bounded. */
#include <string.h>

#include "lib/exchange/read/json.h"
#include "lib/exchange/read/reader.h"

/* jansson's words without what it quotes of the line: a message may go into a log, and a line holds personal data. */
static tappa_status
not_json(struct tappa_reader *reader, json_error_t *error)
{
    char *near = strstr(error->text, " near ");

    if (tappa__json_out_of_memory(error))
        return TAPPA_ENOMEM;
    if (near)
        *near = '\0';
    switch (json_error_code(error)) {
    case json_error_duplicate_key:
        return tappa__reader_bad(reader, "a duplicate key", "a duplicate key (column %d)", error->column);
    case json_error_numeric_overflow:
        return tappa__reader_bad(reader, "a number out of range", "a number out of range (column %d)", error->column);
    default:
        return tappa__reader_bad(reader, "not JSON", "not JSON: %s (column %d)", tappa__json_words(error), error->column);
    }
}

static tappa_status
decode(struct tappa_reader *reader, const char *line, size_t size)
{
    json_error_t error;

    if (tappa__json_too_deep(line, size))
        return tappa__reader_bad(reader, "nested too deeply", "nested more than %d deep", TAPPA_READ_DEPTH);
    reader->ndjson.root = json_loadb(line, size, JSON_REJECT_DUPLICATES, &error);
    reader->ndjson.next = 0;
    return reader->ndjson.root ? TAPPA_OK : not_json(reader, &error);
}

/* What a line holds: items of an array, of Segment's `batch`, or itself. */
static const json_t *
items_of(const json_t *root)
{
    const json_t *batch = json_is_object(root) ? json_object_get(root, "batch") : root;

    return json_is_array(batch) ? batch : NULL;
}

/* The next item of the line; TAPPA_END behind the last. */
static tappa_status
next_item(struct tappa_reader *reader, struct tappa_record *record)
{
    struct tappa__ndjson *n = &reader->ndjson;
    const json_t *items = items_of(n->root);
    const json_t *item = items ? json_array_get(items, n->next) : n->next ? NULL : n->root;
    int is_event;

    if (!item) {
        json_decref(n->root);
        n->root = NULL;
        return TAPPA_END;
    }
    n->next++;
    is_event = json_is_object(item);
    if (!is_event || (items && items_of(item)))
        return tappa__reader_bad(reader, "not an event", "not an event: a JSON object is wanted");
    return tappa__envelope_read(reader, item, record);
}

static int
is_blank(const char *s, size_t n)
{
    size_t i = 0;

    while (i < n && (s[i] == ' ' || s[i] == '\t' || s[i] == '\r'))
        i++;
    return i == n;
}

tappa_status
tappa__ndjson_next(struct tappa_reader *reader, struct tappa_record *record)
{
    tappa_status status;
    char *line;
    size_t size;

    for (;;) {
        if (reader->ndjson.root) {
            status = next_item(reader, record);
            if (status != TAPPA_END)
                return status;
        }
        status = tappa__reader_line(reader, TAPPA_READ_BATCH_BYTES, &line, &size);
        if (status)
            return status;
        if (is_blank(line, size))
            continue;
        status = decode(reader, line, size);
        if (status)
            return status;
        if (size > TAPPA_READ_LINE_BYTES && !items_of(reader->ndjson.root)) { /* one event alone is not that large */
            json_decref(reader->ndjson.root);
            reader->ndjson.root = NULL;
            return tappa__reader_too_long(reader, TAPPA_READ_LINE_BYTES);
        }
    }
}
