/* Owns the list behind tappa_diagnostics: what was added, the texts it lends out, and how many did not fit.
 * Called by every pass of a compile, and by the host through include/tappa/diagnostics.h.
 * No text it holds has a raw control character, and an error is never dropped while a warning is kept. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/core/context.h"
#include "lib/core/diagnostics/diagnostics.h"
#include "lib/core/diagnostics/list.h"

#define MESSAGE_BYTES 1000 /* a longer message, hint or path is cut: names can be 64 KiB long */

tappa_status
tappa__diagnostics_create(const struct tappa_allocator *a, uint64_t limit, tappa_diagnostics **out)
{
    tappa_diagnostics *list;

    *out = NULL;
    list = tappa__alloc_zero(a, sizeof *list);
    if (!list)
        return TAPPA_ENOMEM;
    list->allocator = *a;
    list->limit = limit > UINT32_MAX ? UINT32_MAX : (size_t)limit;
    tappa__arena_init(&list->arena, a, 0);
    *out = list;
    return TAPPA_OK;
}

tappa_status
tappa_diagnostics_new(tappa_context *context, tappa_diagnostics **list)
{
    if (!list)
        return TAPPA_EINVAL;
    *list = NULL;
    if (!context)
        return TAPPA_EINVAL;
    return tappa__diagnostics_create(tappa__context_allocator(context),
                                     tappa_context_limit(context, TAPPA_LIMIT_DIAGNOSTICS), list);
}

void
tappa_diagnostics_free(tappa_diagnostics *list)
{
    struct tappa_allocator a;

    if (!list)
        return;
    a = list->allocator;
    tappa__arena_free(&list->arena);
    tappa__free(&a, list->items);
    tappa__free(&a, list);
}

void
tappa_diagnostics_clear(tappa_diagnostics *list)
{
    if (!list)
        return;
    tappa__arena_reset(&list->arena);
    list->count = list->errors = list->dropped = 0;
    list->out_of_memory = 0;
}

size_t
tappa_diagnostics_count(const tappa_diagnostics *list)
{
    return list ? list->count : 0;
}

size_t
tappa_diagnostics_errors(const tappa_diagnostics *list)
{
    return list ? list->errors : 0;
}

size_t
tappa_diagnostics_dropped(const tappa_diagnostics *list)
{
    return list ? list->dropped : 0;
}

const struct tappa_diagnostic *
tappa_diagnostics_at(const tappa_diagnostics *list, size_t index)
{
    return list && index < list->count ? &list->items[index].d : NULL;
}

int
tappa__diagnostics_out_of_memory(const tappa_diagnostics *list)
{
    return list && list->out_of_memory;
}

/* A character that must not reach a terminal: C0 but the tab, DEL, C1, line and paragraph separators, direction changes. */
static int
is_control(uint32_t cp)
{
    return (cp < 0x20 && cp != '\t') || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029 ||
           (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0xFEFF;
}

size_t
tappa__lenient_next(const char *s, size_t n, size_t at, uint32_t *cp)
{
    unsigned char c = (unsigned char)s[at];
    size_t length = c < 0x80 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 0;

    *cp = 0xFFFD;
    if (length == 0 || length > n - at || !tappa__utf8_valid(s + at, length))
        return 1;
    *cp = tappa__utf8_next(s, n, &at);
    return length;
}

/* Copies at most `most` bytes of text into the arena, control characters and broken bytes as U+FFFD. Each code point stays one. */
static const char *
clean_copy(tappa_diagnostics *list, struct tappa__text t, size_t most)
{
    size_t at = 0, n = 0;
    char *out = tappa__arena_alloc(&list->arena, (t.n < most ? t.n : most) * 3 + 8);

    if (!out) {
        list->out_of_memory = 1;
        return "";
    }
    while (at < t.n && at < most) {
        uint32_t cp;
        size_t step = tappa__lenient_next(t.s, t.n, at, &cp);

        n += tappa__utf8_put(is_control(cp) ? 0xFFFD : cp, out + n);
        at += step;
    }
    if (at < t.n)
        n += tappa__utf8_put(0x2026, out + n);
    out[n] = '\0';
    return out;
}

/* The line of the source that a place names; several diagnostics of one line share its copy. */
static const char *
excerpt_of(tappa_diagnostics *list, const struct tappa__source *source, uint32_t line)
{
    const char *s, *end, *newline, *stop;
    uint32_t at = 1;
    size_t i;

    if (!source || !source->text.s || line == 0)
        return "";
    s = source->text.s;
    end = s + source->text.n;
    while (at < line && s < end) {
        newline = memchr(s, '\n', (size_t)(end - s));
        s = newline ? newline + 1 : end;
        at++;
    }
    for (i = list->count; i-- > 0;)
        if (list->items[i].line_start == s && list->items[i].d.line == line)
            return list->items[i].d.excerpt;
    list->line_start = s;
    newline = s < end ? memchr(s, '\n', (size_t)(end - s)) : NULL;
    stop = newline ? newline : end;
    if (stop > s && stop[-1] == '\r')
        stop--;
    return clean_copy(list, (struct tappa__text){s, (uint32_t)(stop - s)}, (size_t)(stop - s));
}

/* The slot for one more: NULL where the list is full (the newest warning makes room for an error) or memory is out. */
static struct tappa__diagnostic_item *
slot_for(tappa_diagnostics *list, int32_t severity)
{
    size_t i;

    if (list->count >= list->limit) {
        list->dropped++;
        if (severity != TAPPA_ERROR_SEVERITY || list->errors == list->count)
            return NULL;
        for (i = list->count; list->items[i - 1].d.severity == TAPPA_ERROR_SEVERITY;)
            i--;
        memmove(&list->items[i - 1], &list->items[i], (list->count - i) * sizeof *list->items);
        list->count--;
    }
    if (tappa__grow(&list->allocator, (void **)&list->items, &list->capacity, list->count + 1, sizeof *list->items)) {
        list->out_of_memory = 1;
        return NULL;
    }
    return &list->items[list->count];
}

static void
fill(tappa_diagnostics *list, struct tappa__diagnostic_item *item, const struct tappa__source *source, int32_t code,
     struct tappa__place place)
{
    memset(item, 0, sizeof *item);
    item->order = list->order++;
    item->d.code = code;
    item->d.severity = tappa__code_severity(code);
    item->d.name = tappa__code_name(code);
    item->d.line = place.line;
    item->d.column = place.line ? (place.column ? place.column : 1) : 0;
    item->d.width = place.width ? place.width : 1;
    list->line_start = NULL;
    item->d.excerpt = excerpt_of(list, source, place.line);
    item->line_start = list->line_start;
}

void
tappa__diagnose(tappa_diagnostics *list, const struct tappa__source *source, int32_t code, struct tappa__place place,
                struct tappa__text path, struct tappa__text hint, const char *format, ...)
{
    struct tappa__diagnostic_item *item;
    struct tappa__text file = source ? source->file : (struct tappa__text){"", 0};
    char message[MESSAGE_BYTES + 1];
    va_list arguments;
    int length;

    if (!list)
        return;
    item = slot_for(list, tappa__code_severity(code));
    if (!item)
        return;
    fill(list, item, source, code, place);
    va_start(arguments, format);
    length = vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (length < 0)
        length = 0;
    if (length > MESSAGE_BYTES) { /* a code point cut in two would become U+FFFD */
        length = MESSAGE_BYTES;
        while (length > MESSAGE_BYTES - 4 && ((unsigned char)message[length - 1] & 0xC0) == 0x80)
            length--;
        length -= (unsigned char)message[length - 1] >= 0xC0;
    }
    item->d.message = clean_copy(list, (struct tappa__text){message, (uint32_t)length}, MESSAGE_BYTES);
    item->d.file = clean_copy(list, file, MESSAGE_BYTES);
    item->d.path = clean_copy(list, path, MESSAGE_BYTES);
    item->d.hint = clean_copy(list, hint, MESSAGE_BYTES);
    list->count++;
    if (item->d.severity == TAPPA_ERROR_SEVERITY)
        list->errors++;
}

static int
by_place(const void *a, const void *b)
{
    const struct tappa__diagnostic_item *x = a, *y = b;

    if (x->d.line != y->d.line)
        return x->d.line < y->d.line ? -1 : 1;
    if (x->d.column != y->d.column)
        return x->d.column < y->d.column ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

void
tappa__diagnostics_sort(tappa_diagnostics *list)
{
    size_t i;

    if (!list)
        return;
    for (i = 0; i < list->count; i++)
        list->items[i].line_start = NULL; /* the next compile may have another text at the same address */
    if (list->count > 1)
        qsort(list->items, list->count, sizeof *list->items, by_place);
}
