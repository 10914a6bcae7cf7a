/* Owns rows of CSV: where one ends, and its cells, with quotes taken away in place.
 * Called by tappa_reader_next(); what the columns mean is columns.c's matter.
 * A row that is wrong costs its own first line and nothing else: reading goes on behind the first line break after its beginning. */
#include <string.h>

#include "lib/exchange/read/reader.h"

/* No row is whole, and more may come. */
#define NOT_YET SIZE_MAX

static int
all_ascii(const char *s, size_t n)
{
    uint64_t word, high = 0;
    size_t i;

    for (i = 0; i + sizeof word <= n; i += sizeof word) {
        memcpy(&word, s + i, sizeof word);
        high |= word;
    }
    for (; i < n; i++)
        high |= (uint64_t)(s[i] & 0x80);
    return (high & UINT64_C(0x8080808080808080)) == 0;
}

/* Where a row with quotes ends: at a line break outside of them. A quote opens a cell only at its beginning. */
static size_t
quoted_end(const char *s, size_t n, char separator)
{
    size_t i = 0, most = n > TAPPA_READ_LINE_BYTES + 1 ? TAPPA_READ_LINE_BYTES + 1 : n;
    int fresh = 1;

    while (i < most) {
        if (s[i] == '\n')
            return i;
        if (fresh && s[i] == '"') {
            for (i++; i < most && (s[i] != '"' || (i + 1 < n && s[i + 1] == '"')); i++)
                i += s[i] == '"';
            i++;
            fresh = 0;
            continue;
        }
        fresh = s[i] == separator;
        i++;
    }
    return NOT_YET;
}

static tappa_status
add_cell(struct tappa_reader *r, const char *s, size_t n)
{
    struct tappa__csv *csv = &r->csv;

    if (csv->cell_count >= TAPPA_READ_COLUMNS)
        return tappa__reader_bad(r, "too many columns", "the row has more than %d columns", TAPPA_READ_COLUMNS);
    if (tappa__grow(&r->allocator, (void **)&csv->cells, &csv->cell_capacity, csv->cell_count + 1, sizeof *csv->cells))
        return TAPPA_ENOMEM;
    csv->cells[csv->cell_count++] = (struct tappa__cell){s, (uint32_t)n};
    return TAPPA_OK;
}

/* What is wrong with the quotes of a row, NULL where they are sound: each that opens a cell is closed right before the next one. */
static const char *
unsound(const char *s, size_t n, char separator)
{
    size_t i = 0;

    for (;;) {
        if (i < n && s[i] == '"') {
            for (i++; i < n && (s[i] != '"' || (i + 1 < n && s[i + 1] == '"')); i++)
                i += s[i] == '"';
            if (i >= n)
                return "a quote is never closed";
            if (++i < n && s[i] != separator)
                return "text behind a closing quote";
        } else {
            while (i < n && s[i] != separator)
                i++;
        }
        if (i >= n)
            return NULL;
        i++;
    }
}

/* Takes the quotes from a cell that begins at s[*at]; *at is behind the closing one then. */
static tappa_status
cut_quoted(struct tappa_reader *r, char *s, size_t n, size_t *at)
{
    size_t from = ++*at, to = from;

    for (; *at < n && (s[*at] != '"' || (*at + 1 < n && s[*at + 1] == '"')); ++*at) {
        *at += s[*at] == '"';
        s[to++] = s[*at];
    }
    ++*at;
    return add_cell(r, s + from, to - from);
}

static tappa_status
cut(struct tappa_reader *r, char *s, size_t n, char separator)
{
    size_t i = 0, from;
    tappa_status status;

    for (;;) {
        if (i < n && s[i] == '"') {
            status = cut_quoted(r, s, n, &i);
        } else {
            for (from = i; i < n && s[i] != separator; i++)
                ;
            status = add_cell(r, s + from, i - from);
        }
        if (status || i >= n)
            return status;
        i++;
    }
}

/* Columns aligned with blanks: any run of them parts two cells, those at the ends mean nothing. */
static tappa_status
cut_blanks(struct tappa_reader *r, const char *s, size_t n)
{
    size_t i = 0, from;
    tappa_status status = TAPPA_OK;

    while (!status) {
        while (i < n && (s[i] == ' ' || s[i] == '\t'))
            i++;
        if (i >= n)
            break;
        for (from = i; i < n && s[i] != ' ' && s[i] != '\t'; i++)
            ;
        status = add_cell(r, s + from, i - from);
    }
    return status;
}

static uint64_t
breaks_in(const char *s, size_t n)
{
    const char *end = s + n;
    uint64_t count = 0;

    while ((s = memchr(s, '\n', (size_t)(end - s)))) {
        count++;
        s++;
    }
    return count;
}

/* Counts the row and moves behind it. */
static void
consume(struct tappa_reader *r, size_t n, int has_break)
{
    r->line += breaks_in(r->bytes + r->start, n);
    r->start += n + (size_t)has_break;
    r->scanned = 0;
}

/*
 * The bytes of the next row, without its line break. A row without quotes is a line. One with quotes may go over several; if it does not end
 * within what a row may have, its first line alone is given up as bad.
 */
static tappa_status
next_row(struct tappa_reader *r, char **row, size_t *size, uint64_t *line)
{
    char *s = tappa__reader_waiting(r);
    size_t n = r->end - r->start, end;
    char *found = n && !r->skipping ? memchr(s, '\n', n) : NULL;
    size_t first = found ? (size_t)(found - s) : n;
    tappa_status status;

    if (!n || r->skipping || r->csv.separator == ' ' || (!found && !r->ended)
        || !memchr(s, '"', first < TAPPA_READ_LINE_BYTES ? first : TAPPA_READ_LINE_BYTES)) {
        status = tappa__reader_line(r, TAPPA_READ_LINE_BYTES, row, size);
        *line = r->line;
        return status;
    }
    end = quoted_end(s, n, r->csv.separator);
    if (end == NOT_YET && n <= TAPPA_READ_LINE_BYTES && r->ended)
        end = n;
    if (end == NOT_YET && n <= TAPPA_READ_LINE_BYTES)
        return TAPPA_MORE;
    *line = ++r->line;
    if (end == NOT_YET) {
        consume(r, first, found != NULL);
        return tappa__reader_bad(r, "the row is too long", "a quote is not closed within %d bytes", TAPPA_READ_LINE_BYTES);
    }
    *row = s;
    *size = s[end - 1] == '\r' ? end - 1 : end; /* its quote stands before */
    consume(r, end, end < n);
    return TAPPA_OK;
}

/* Cuts the row into cells. One that cannot be cut is taken back but for its first line, before anything in it is moved. */
static tappa_status
cut_row(struct tappa_reader *r, char *row, size_t size, uint64_t line)
{
    const char *reason = NULL, *first;
    const int is_blank = r->csv.separator == ' ';

    if (!is_blank && memchr(row, '"', size)) /* before its bytes: what is not closed may be cut off anywhere */
        reason = unsound(row, size, r->csv.separator);
    if (!reason && !all_ascii(row, size) && !tappa__utf8_valid(row, size))
        reason = "not UTF-8";
    if (!reason && memchr(row, '\0', size))
        reason = "a NUL byte";
    if (!reason)
        return is_blank ? cut_blanks(r, row, size) : cut(r, row, size, r->csv.separator);
    first = memchr(row, '\n', size);
    if (first) {
        r->start = (size_t)(first - r->bytes) + 1;
        r->line = line;
        r->scanned = 0;
    }
    return tappa__reader_bad(r, reason, "%s", reason);
}

/* Without a map: whichever of comma, semicolon and tab the first line has most of. */
static char
guess_separator(const char *s, size_t n)
{
    static const char candidates[] = {',', ';', '\t'};
    size_t best = 0, most = 0, i, k;

    for (k = 0; k < sizeof candidates; k++) {
        size_t count = 0;

        for (i = 0; i < n && s[i] != '\n'; i++)
            count += s[i] == candidates[k];
        if (count > most) {
            most = count;
            best = k;
        }
    }
    return candidates[best];
}

/* 0 where the first line is not all there yet. */
static int
choose_separator(struct tappa_reader *r)
{
    const char *s = tappa__reader_waiting(r);
    size_t n = r->end - r->start;

    if (!r->map && !r->ended && n <= TAPPA_READ_LINE_BYTES && !memchr(s, '\n', n))
        return 0;
    r->csv.separator = r->map ? r->map->separator : guess_separator(s, n);
    return 1;
}

/* The first row decides what the columns are; nothing can be read without it. */
static tappa_status
bind(struct tappa_reader *r)
{
    tappa_status status = tappa__columns_bind(r, !r->map || r->map->header);

    r->csv.bound = status == TAPPA_OK;
    r->csv.dead = r->whole = status != TAPPA_OK;
    return status;
}

tappa_status
tappa__csv_next(struct tappa_reader *r, struct tappa_record *record)
{
    struct tappa__csv *csv = &r->csv;

    for (;;) {
        tappa_status status;
        char *row;
        size_t size;

        if (csv->dead)
            return TAPPA_END;
        if (!csv->separator && !choose_separator(r))
            return TAPPA_MORE;
        csv->cell_count = 0;
        status = next_row(r, &row, &size, &record->line);
        if (!status && !size)
            continue;
        if (!status)
            status = cut_row(r, row, size, record->line);
        if (status && (status != TAPPA_EFORMAT || csv->bound))
            return status;
        if (status) {
            csv->dead = r->whole = 1; /* the header itself is no row */
            return status;
        }
        if (!csv->cell_count)
            continue;
        if (!csv->bound) {
            status = bind(r);
            if (status)
                return status;
            if (!r->map || r->map->header)
                continue;
        }
        return tappa__columns_read(r, record);
    }
}
