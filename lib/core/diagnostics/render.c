/* Owns how a diagnostic looks to people: place and message, the line with a caret below, the hint.
 * Called by hosts and the command through tappa_diagnostics_render().
 * Output is only ever what the list holds, so it has no control characters but tabs and line breaks. */
#include <string.h>

#include "lib/core/diagnostics/list.h"

#define LINE_MOST 120 /* code points: a longer line is cut around the place */
#define LINE_BEFORE 40 /* how many of them stand before the place then */

struct writer {
    char *s;
    size_t size, n; /* n counts on where the buffer is full */
};

static void
put(struct writer *w, const char *s, size_t n)
{
    if (w->n < w->size) {
        size_t room = w->size - w->n;

        memcpy(w->s + w->n, s, n < room ? n : room);
    }
    w->n += n;
}

static void
put_str(struct writer *w, const char *s)
{
    put(w, s, strlen(s));
}

static void
put_number(struct writer *w, uint32_t number)
{
    char digits[10];
    size_t at = sizeof digits;

    do
        digits[--at] = (char)('0' + number % 10);
    while ((number /= 10) != 0);
    put(w, digits + at, sizeof digits - at);
}

/* Code points [first, first + count) of a line of which `from` is the byte where `first` begins. */
struct cut {
    const char *line;
    size_t size, from;
    uint32_t first, count;
    int cut_after;
};

static void
cut_line(const struct tappa_diagnostic *d, struct cut *c)
{
    uint32_t total, cp, i;

    c->line = d->excerpt;
    c->size = strlen(d->excerpt);
    c->from = 0;
    c->first = 0;
    total = (uint32_t)tappa__utf8_count(c->line, c->size);
    if (total > LINE_MOST) {
        uint32_t at = d->column - 1 < total ? d->column - 1 : total;

        c->first = at > LINE_BEFORE ? at - LINE_BEFORE : 0;
        if (c->first > total - LINE_MOST)
            c->first = total - LINE_MOST;
        for (i = 0; i < c->first; i++)
            c->from += tappa__lenient_next(c->line, c->size, c->from, &cp);
    }
    c->count = total - c->first < LINE_MOST ? total - c->first : LINE_MOST;
    c->cut_after = c->first + c->count < total;
}

static void
put_line(struct writer *w, const struct cut *c)
{
    size_t at = c->from;
    uint32_t cp, i;

    put_str(w, "\n  ");
    if (c->first)
        put_str(w, "\xE2\x80\xA6");
    for (i = 0; i < c->count; i++)
        at += tappa__lenient_next(c->line, c->size, at, &cp);
    put(w, c->line + c->from, at - c->from);
    if (c->cut_after)
        put_str(w, "\xE2\x80\xA6");
}

static void
put_caret(struct writer *w, const struct tappa_diagnostic *d, const struct cut *c)
{
    uint32_t column = d->column - 1, end = c->first + c->count, i, cp;
    uint32_t width = d->width;
    size_t at = c->from;

    put_str(w, "\n  ");
    if (c->first)
        put_str(w, " ");
    for (i = c->first; i < column && i < end; i++) {
        at += tappa__lenient_next(c->line, c->size, at, &cp);
        put(w, cp == '\t' ? "\t" : " ", 1);
    }
    put_str(w, "^");
    for (i++; width > 1 && i < end; i++, width--)
        put_str(w, "~");
}

size_t
tappa_diagnostics_render(const tappa_diagnostics *list, size_t index, char *buffer, size_t size)
{
    const struct tappa_diagnostic *d = tappa_diagnostics_at(list, index);
    struct writer w = {buffer, size ? size - 1 : 0, 0};
    struct cut c;

    if (buffer && size)
        buffer[0] = '\0';
    if (!d)
        return 0;
    if (!buffer)
        w.size = 0;
    if (d->file[0]) {
        put_str(&w, d->file);
        put_str(&w, ":");
    }
    if (d->line) {
        put_number(&w, d->line);
        put_str(&w, ":");
        put_number(&w, d->column);
        put_str(&w, ":");
    }
    put_str(&w, w.n ? " " : "");
    put_str(&w, d->severity == TAPPA_WARNING_SEVERITY ? "warning: " : "error: ");
    put_str(&w, d->message);
    put_str(&w, " [");
    put_str(&w, d->name);
    put_str(&w, "]");
    if (d->line && d->excerpt[0]) {
        cut_line(d, &c);
        put_line(&w, &c);
        put_caret(&w, d, &c);
    }
    if (d->hint[0]) {
        put_str(&w, "\nhint: ");
        put_str(&w, d->hint);
    }
    if (buffer && size)
        buffer[w.n < size ? w.n : size - 1] = '\0';
    return w.n;
}
