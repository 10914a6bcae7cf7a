/* Owns the look at the raw bytes before libyaml sees them: encoding, forbidden characters, directives, what follows the document.
 * Called by the reader alone, once before the first event and once behind the document.
 * Protects libyaml from what it accepts or answers slowly: after the scan the text is UTF-8 whose lines end in LF or CR LF alone. */
#include "lib/core/yaml/tree.h"

#include <string.h>

/* A walk over the text that knows its line and column. */
struct walk {
    const char *s;
    size_t n, at;
    uint32_t line, column;
};

static struct tappa__place
here(const struct walk *w)
{
    return (struct tappa__place){w->line, w->column, 1};
}

/* Length of the well-formed sequence at p, or 0. */
static size_t
sequence_length(const char *p, size_t left)
{
    unsigned char c = (unsigned char)*p;
    size_t n = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;

    return n && n <= left && (n == 1 || tappa__utf8_valid(p, n)) ? n : 0;
}

/* What YAML 1.2 does not print, and the three characters that libyaml takes for line breaks and YAML 1.2 does not. */
static int
is_forbidden(uint32_t cp)
{
    return (cp < 0x20 && cp != '\t' && cp != '\n' && cp != '\r') || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 ||
           cp == 0x2029 || cp == 0xFEFF || cp == 0xFFFE || cp == 0xFFFF;
}

static void
report_character(const struct tappa__source *source, tappa_diagnostics *d, const struct walk *w, uint32_t cp)
{
    struct tappa__text hint = TAPPA__TEXT("in double quotes it can be written as an escape, \"\\u....\"");

    if (cp == 0)
        hint = TAPPA__TEXT("the file is damaged, or not a text file");
    else if (cp == 0xFEFF)
        hint = TAPPA__TEXT("a byte order mark may stand at the very beginning only; remove it");
    else if (cp == '\r')
        hint = TAPPA__TEXT("end lines with a line feed, or carriage return and line feed");
    tappa__diagnose(d, source, TAPPA__CODE_CONTROL_CHARACTER, here(w), TAPPA__TEXT(""), hint,
                    cp == '\r' ? "a carriage return without a line feed" : "the character U+%04X is not allowed in a model",
                    (unsigned)cp);
}

/* UTF-16 and UTF-32 begin with a mark, or with a NUL in the first two characters. */
static int
is_wide(const struct tappa__text t)
{
    if (t.n < 2)
        return 0;
    return memcmp(t.s, "\xFF\xFE", 2) == 0 || memcmp(t.s, "\xFE\xFF", 2) == 0 || (t.s[0] == 0) != (t.s[1] == 0);
}

static int
scan_characters(const struct tappa__source *source, tappa_diagnostics *d, struct walk *w)
{
    while (w->at < w->n) {
        size_t length = sequence_length(w->s + w->at, w->n - w->at), next = w->at;
        uint32_t cp;
        if (!length) {
            tappa__diagnose(d, source, TAPPA__CODE_NOT_UTF8, here(w), TAPPA__TEXT(""),
                            TAPPA__TEXT("save the file as UTF-8"), "the byte 0x%02X is not UTF-8",
                            (unsigned)(unsigned char)w->s[w->at]);
            return 1;
        }
        cp = tappa__utf8_next(w->s, w->n, &next);
        if (is_forbidden(cp) || (cp == '\r' && (next >= w->n || w->s[next] != '\n'))) {
            report_character(source, d, w, cp);
            return 1;
        }
        w->at = next;
        w->column++;
        if (cp == '\n') {
            w->line++;
            w->column = 1;
        }
    }
    return 0;
}

static size_t
line_end(const char *s, size_t n, size_t at)
{
    const char *found = memchr(s + at, '\n', n - at);

    return found ? (size_t)(found - s) : n;
}

/* Does the line [at, end) begin with the three characters of a marker, alone or before a blank? */
static int
is_marker(const char *s, size_t at, size_t end, const char *marker)
{
    return end - at >= 3 && memcmp(s + at, marker, 3) == 0 &&
           (end - at == 3 || s[at + 3] == ' ' || s[at + 3] == '\t' || s[at + 3] == '\r');
}

static int
is_blank_line(const char *s, size_t at, size_t end)
{
    while (at < end && (s[at] == ' ' || s[at] == '\t' || s[at] == '\r'))
        at++;
    return at == end || s[at] == '#';
}

static void
report_directive(const struct tappa__source *source, tappa_diagnostics *d, uint32_t line, uint32_t width)
{
    tappa__diagnose(d, source, TAPPA__CODE_DIRECTIVE, (struct tappa__place){line, 1, width}, TAPPA__TEXT(""),
                    TAPPA__TEXT("remove the line"), "YAML directives (lines that begin with %%) are not allowed");
}

/* Ten thousand %TAG lines take libyaml half a second, and ten times as many fifty: the first one ends the reading. */
static int
scan_directives(const struct tappa__source *source, tappa_diagnostics *d, size_t skip)
{
    const char *s = source->text.s;
    size_t n = source->text.n, at = skip, end;
    uint32_t line = 1;

    for (; at < n; at = end + 1, line++) {
        end = line_end(s, n, at);
        if (s[at] == '%') {
            report_directive(source, d, line, (uint32_t)tappa__utf8_count(s + at, end - at));
            return 1;
        }
        if (!is_blank_line(s, at, end))
            return 0;
    }
    return 0;
}

int
tappa__yaml_scan(const struct tappa__source *source, tappa_diagnostics *diagnostics, size_t *skip)
{
    struct walk w = {source->text.s, source->text.n, 0, 1, 1};

    *skip = 0;
    if (is_wide(source->text)) {
        tappa__diagnose(diagnostics, source, TAPPA__CODE_NOT_UTF8, here(&w), TAPPA__TEXT(""),
                        TAPPA__TEXT("save the file as UTF-8"), "the text is UTF-16 or UTF-32, a model is UTF-8");
        return 1;
    }
    if (w.n >= 3 && memcmp(w.s, "\xEF\xBB\xBF", 3) == 0) {
        tappa__diagnose(diagnostics, source, TAPPA__CODE_BYTE_ORDER_MARK, here(&w), TAPPA__TEXT(""),
                        TAPPA__TEXT("save the file as UTF-8 without a mark"),
                        "the text begins with a byte order mark, which means nothing in UTF-8");
        w.at = *skip = 3;
    }
    return scan_characters(source, diagnostics, &w) || scan_directives(source, diagnostics, *skip);
}

/* Byte offset of a place whose line and column libyaml counted. */
static size_t
offset_of(const struct tappa__source *source, struct tappa__place place)
{
    const char *s = source->text.s;
    size_t n = source->text.n, at = 0;
    uint32_t i;

    for (i = 1; i < place.line && at < n; i++)
        at = line_end(s, n, at) + 1;
    for (i = 1; i < place.column && at < n; i++)
        (void)tappa__utf8_next(s, n, &at);
    return at < n ? at : n;
}

int
tappa__yaml_scan_rest(const struct tappa__source *source, struct tappa__place place, tappa_diagnostics *diagnostics)
{
    const char *s = source->text.s;
    size_t n = source->text.n, at = offset_of(source, place), end;

    for (; at < n; at = end + 1, place.line++, place.column = 1) {
        end = line_end(s, n, at);
        if (is_blank_line(s, at, end) || is_marker(s, at, end, "..."))
            continue;
        place.width = 3;
        if (s[at] == '%')
            report_directive(source, diagnostics, place.line, (uint32_t)tappa__utf8_count(s + at, end - at));
        else if (is_marker(s, at, end, "---"))
            tappa__diagnose(diagnostics, source, TAPPA__CODE_SECOND_DOCUMENT, place, TAPPA__TEXT(""),
                            TAPPA__TEXT("one file holds one model; put the second one into a file of its own"),
                            "a second YAML document begins here");
        else
            tappa__diagnose(diagnostics, source, TAPPA__CODE_YAML_SYNTAX, place, TAPPA__TEXT(""), TAPPA__TEXT(""),
                            "there is text behind the end of the model");
        return 1;
    }
    return 0;
}
