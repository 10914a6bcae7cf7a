/* Owns the words that come back with an event: why it was refused, and what of it was not taken as it was meant.
 * Called on an event's way in, by whatever finds something to say.
 * They live in the scratch of the call and are no part of any state: where there is no room for them, the event goes its way without. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/engine/engine.h"

void
tappa__tell(struct tappa_engine *e, struct tappa_ingested *result, const char *format, ...)
{
    size_t before = strlen(result->message);
    va_list arguments;
    char *words;
    int n;

    va_start(arguments, format);
    n = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    words = tappa__arena_alloc(&e->scratch, before + 2 + (size_t)n + 1);
    if (!words)
        return;
    memcpy(words, result->message, before);
    memcpy(words + before, "; ", 2);
    before += before ? 2 : 0;
    va_start(arguments, format);
    (void)vsnprintf(words + before, (size_t)n + 1, format, arguments);
    va_end(arguments);
    result->message = words;
}
