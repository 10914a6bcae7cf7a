/* Any bytes as a XES log. */
#include "tests/fuzz/reading.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_reading(data, size, TAPPA_FORMAT_XES, NULL);
    return 0;
}
