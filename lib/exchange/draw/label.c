/* Owns how a row is put into words: what it waits for, its title or its condition, whole or cut short.
 * Every format calls it, so that the same row has the same words in each.
 * What comes out is one line of valid UTF-8; what a format must escape is that format's matter. */
#include <string.h>

#include "lib/base/text.h"
#include "lib/base/time.h"
#include "lib/exchange/draw/draw.h"

void
tappa__label_cut(const char *s, size_t n, uint32_t most, struct tappa__buffer *out)
{
    size_t at = 0, from;
    int cut = most > 0 && tappa__utf8_count(s, n) > most;

    for (uint32_t count = 0; at < n; count++) {
        if (cut && count + 1 == most) {
            tappa__buffer_str(out, "\xE2\x80\xA6");
            return;
        }
        from = at;
        if (tappa__utf8_next(s, n, &at) < 0x20)
            tappa__buffer_put(out, " ", 1);
        else
            tappa__buffer_put(out, s + from, at - from);
    }
}

static void
put_duration(struct tappa__buffer *out, const char *word, int64_t duration)
{
    char text[64];

    tappa__buffer_str(out, word);
    tappa__buffer_put(out, text, tappa__duration_format(duration, text));
}

static void
put_timer(const tappa_transition *row, struct tappa__buffer *out)
{
    int64_t at = tappa_transition_at(row);

    put_duration(out, "after ", tappa_transition_delay(row));
    if (tappa_transition_every(row) > 0)
        put_duration(out, ", every ", tappa_transition_every(row));
    if (at >= 0)
        tappa__buffer_printf(out, ", at %02d:%02d", (int)(at / (3600 * TAPPA__SECOND)),
                             (int)(at / (60 * TAPPA__SECOND) % 60));
}

void
tappa__label_begin(struct tappa__buffer *out)
{
    int failed = out->failed;

    tappa__buffer_reset(out);
    out->failed = failed;
}

void
tappa__label_cause(const tappa_transition *row, struct tappa__buffer *out)
{
    int32_t kind = tappa_transition_kind(row);

    if (kind == TAPPA_ROW_AFTER)
        put_timer(row, out);
    else if (kind == TAPPA_ROW_ALWAYS)
        tappa__buffer_str(out, "always");
    else if (kind == TAPPA_ROW_DONE)
        tappa__buffer_str(out, "done");
    else
        for (uint32_t i = 0; i < tappa_transition_event_count(row); i++) {
            const char *event = tappa_transition_event_at(row, i);

            tappa__buffer_str(out, i > 0 ? ", " : "");
            if (strcmp(event, "*") == 0)
                tappa__buffer_str(out, "any event");
            else
                tappa__label_cut(event, strlen(event), 0, out);
        }
}

void
tappa__label_row(const struct tappa__picture *p, const tappa_transition *row, uint32_t most, struct tappa__buffer *out)
{
    const char *title = tappa_transition_title(row, p->language), *condition = tappa_transition_condition(row);
    struct tappa__buffer cause;

    tappa__buffer_init(&cause, &out->allocator);
    tappa__label_cause(row, &cause);
    tappa__label_cut(cause.s != NULL ? cause.s : "", cause.n, most, out);
    out->failed |= cause.failed;
    tappa__buffer_free(&cause);
    if (title[0] == '\0' && condition[0] == '\0')
        return;
    tappa__buffer_str(out, title[0] != '\0' ? " (" : " [");
    tappa__label_cut(title[0] != '\0' ? title : condition, strlen(title[0] != '\0' ? title : condition), most, out);
    tappa__buffer_str(out, title[0] != '\0' ? ")" : "]");
}

void
tappa__label_whole(const struct tappa__picture *p, const tappa_transition *row, struct tappa__buffer *out)
{
    const char *title = tappa_transition_title(row, p->language), *condition = tappa_transition_condition(row);

    tappa__label_cause(row, out);
    if (condition[0] != '\0') {
        tappa__buffer_str(out, " [");
        tappa__label_cut(condition, strlen(condition), 0, out);
        tappa__buffer_str(out, "]");
    }
    if (title[0] != '\0') {
        tappa__buffer_str(out, " (");
        tappa__label_cut(title, strlen(title), 0, out);
        tappa__buffer_str(out, ")");
    }
}

void
tappa__xml_escape(struct tappa__buffer *out, const char *s, size_t n)
{
    size_t at = 0, from;

    while (at < n) {
        uint32_t cp;

        from = at;
        cp = tappa__utf8_next(s, n, &at);
        if (cp == '&')
            tappa__buffer_str(out, "&amp;");
        else if (cp == '<')
            tappa__buffer_str(out, "&lt;");
        else if (cp == '>')
            tappa__buffer_str(out, "&gt;");
        else if (cp == '"')
            tappa__buffer_str(out, "&quot;");
        else if (cp == '\n' || cp == '\t' || cp == '\r')
            tappa__buffer_printf(out, "&#%u;", (unsigned)cp);
        else if (cp < 0x20 || cp == 0xfffe || cp == 0xffff)
            tappa__buffer_str(out, "\xEF\xBF\xBD");
        else
            tappa__buffer_put(out, s + from, at - from);
    }
}
