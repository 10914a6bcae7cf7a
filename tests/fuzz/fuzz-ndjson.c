/* Any bytes as NDJSON, bare or in an envelope; its first line also as one JSON text, which written and read again is the same. */
#include "tests/fuzz/reading.h"

static void
check_json(const uint8_t *data, size_t size)
{
    char *text = fuzz_copy(data, size), *out, *again, message[100];
    tappa_json *json, *second;
    tappa_status status = tappa_json_parse(NULL, text, size, &json, message, sizeof message);
    size_t n;

    free(text);
    must(status == TAPPA_OK || (status == TAPPA_EFORMAT && *message));
    if (status)
        return;
    n = tappa_value_json(tappa_json_value(json), NULL, 0);
    out = malloc(n + 1);
    again = malloc(n + 1);
    must(out && again && tappa_value_json(tappa_json_value(json), out, n + 1) == n);
    must(tappa_json_parse(NULL, out, n, &second, message, sizeof message) == TAPPA_OK);
    must(tappa_value_json(tappa_json_value(second), again, n + 1) == n && !memcmp(out, again, n));
    tappa_json_free(json);
    tappa_json_free(second);
    free(out);
    free(again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *line = size ? memchr(data, '\n', size) : NULL;

    check_json(data, line ? (size_t)(line - data) : size);
    check_reading(data, size, size % 3 ? TAPPA_FORMAT_NDJSON : TAPPA_FORMAT_ANY, NULL);
    return 0;
}
