/* Owns the words that come back with an event: why it was refused, and what of it was not taken as it was meant.
 * Called on an event's way in, by whatever finds something to say.
 * They live in the scratch of the call and the journal keeps them; they are no part of any state: where there is no room for them, the event goes its
 * way without. */
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

#define WORD_MOST 64

struct tappa__text
tappa__tell_cut(struct tappa__text word)
{
    if (word.n > WORD_MOST)
        for (word.n = WORD_MOST; word.n && ((unsigned char)word.s[word.n] & 0xc0) == 0x80; word.n--) /* between two characters */
            ;
    return word;
}

/* A condition that fails counts as not holding, as the format says: that is no news. What an action's list did not come to is. */
static int
is_condition(const struct tappa_failure *failure)
{
    size_t n = strlen(failure->path);

    return n >= 3 && !strcmp(failure->path + n - 3, ".if");
}

void
tappa__tell_failures(struct tappa_engine *e, const tappa_batch *batch)
{
    size_t count = e->told ? tappa_batch_failure_count(batch) : 0, more = 0, i;
    int told = 0;

    for (i = 0; i < count; i++) {
        const struct tappa_failure *f = tappa_batch_failure_at(batch, i);

        if (is_condition(f))
            continue;
        if (told++)
            more++;
        else
            tappa__tell(e, e->told, "an action failed, and what stands behind it in its list was not done: %s: `%s`: %s", f->path, f->expression,
                        f->message);
    }
    if (more)
        tappa__tell(e, e->told, "and %zu more failed", more);
}
