/* Any bytes as a CSV log; where a NUL stands in them, what is before it is a column map. */
#include "tests/fuzz/reading.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
    tappa_column_map *map = NULL;
    char message[200];

    if (nul) {
        size_t n = (size_t)(nul - data);
        char *text = fuzz_copy(data, n);
        tappa_status status = tappa_column_map_parse(NULL, text, n, &map, message, sizeof message);

        free(text);
        must(status == TAPPA_OK ? map != NULL : status == TAPPA_EFORMAT && *message && !map);
        size -= n + 1;
        data = nul + 1;
    }
    check_reading(data, size, TAPPA_FORMAT_CSV, map);
    tappa_column_map_free(map);
    return 0;
}
