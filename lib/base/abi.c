/* Reading size-first structs. Every public call that takes one goes through here, so that the rule is written once. What is read is a copy:
 * the caller's struct is never touched. */
#include "lib/base/abi.h"

#include <string.h>

int
tappa__sized_read(const void *given, uint32_t size, void *out, uint32_t own, uint32_t oldest)
{
    const unsigned char *bytes = given;

    if (!given || size < oldest)
        return -1;
    memset(out, 0, own);
    memcpy(out, given, size < own ? size : own);
    for (uint32_t i = own; i < size; i++)
        if (bytes[i])
            return -1;
    return 0;
}
