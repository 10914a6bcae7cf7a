/* Owns a reader's life, its bytes, and the choice of the format.
 * Called by hosts through tappa/exchange/reader.h; the formats call back for lines, fields and messages.
 * At no time do more bytes wait than one line may have and one piece adds, whatever a file holds. */
#define _DEFAULT_SOURCE

#include "lib/exchange/read/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/record/size.h"

#define PIECE ((size_t)262144)

tappa_status
tappa__reader_bad(struct tappa_reader *reader, const char *reason, const char *format, ...)
{
    va_list args;

    reader->reason = reason;
    va_start(args, format);
    (void)vsnprintf(reader->message, sizeof reader->message, format, args);
    va_end(args);
    return TAPPA_EFORMAT;
}

struct tappa_field *
tappa__reader_field(struct tappa_reader *reader, const char *name, size_t size)
{
    struct tappa_field *field;

    if (tappa__grow(&reader->allocator, (void **)&reader->fields, &reader->field_capacity, reader->field_count + 1,
                    sizeof *reader->fields))
        return NULL;
    field = &reader->fields[reader->field_count++];
    memset(field, 0, sizeof *field);
    field->name = name;
    field->name_size = (uint32_t)size;
    return field;
}

tappa_status
tappa__reader_finish(struct tappa_reader *reader, struct tappa_record *record)
{
    if (!record->customer_size && !reader->takes_nobody)
        return tappa__reader_bad(reader, "no customer", "no customer");
    if (!record->event_size)
        return tappa__reader_bad(reader, "no event", "no event name");
    if (record->customer_size > TAPPA_READ_NAME_BYTES || record->event_size > TAPPA_READ_NAME_BYTES)
        return tappa__reader_bad(reader, "a name is too long", "a name has more than %d bytes", TAPPA_READ_NAME_BYTES);
    record->fields = reader->fields;
    record->field_count = (uint32_t)reader->field_count;
    record->order = (int64_t)++reader->records;
    return TAPPA_OK;
}

tappa_status
tappa__reader_too_long(struct tappa_reader *reader, size_t most)
{
    return tappa__reader_bad(reader, "the line is too long", "the line has more than %zu bytes", most);
}

tappa_status
tappa__reader_line(struct tappa_reader *reader, size_t most, char **line, size_t *size)
{
    char *from = tappa__reader_waiting(reader);
    size_t n = reader->end - reader->start;
    char *found = n > reader->scanned ? memchr(from + reader->scanned, '\n', n - reader->scanned) : NULL;

    if (!found && (!reader->ended || (!n && !reader->skipping))) {
        reader->scanned = n;
        if (n > most) {
            reader->skipping = 1;
            reader->start = reader->end;
            reader->scanned = 0;
        }
        return reader->ended ? TAPPA_END : TAPPA_MORE;
    }
    if (found)
        n = (size_t)(found - from);
    reader->start = found ? reader->start + n + 1 : reader->end;
    reader->scanned = 0;
    reader->line++;
    if (reader->skipping || n > most) {
        reader->skipping = 0;
        return tappa__reader_too_long(reader, most);
    }
    *line = from;
    *size = n && from[n - 1] == '\r' ? n - 1 : n;
    return TAPPA_OK;
}

/* Moves what waits to the front and makes room for `more` bytes behind it. */
static tappa_status
make_room(struct tappa_reader *reader, size_t more)
{
    size_t n = reader->end - reader->start;
    char *p;

    if (reader->start && n)
        memmove(reader->bytes, reader->bytes + reader->start, n);
    reader->start = 0;
    reader->end = n;
    if (more <= reader->capacity - n)
        return TAPPA_OK;
    if (more > PTRDIFF_MAX - n)
        return TAPPA_ENOMEM;
    p = tappa__realloc(&reader->allocator, reader->bytes, n + more);
    if (!p)
        return TAPPA_ENOMEM;
    reader->bytes = p;
    reader->capacity = n + more;
    return TAPPA_OK;
}

/* The next piece of the file. */
static tappa_status
fill(struct tappa_reader *reader)
{
    tappa_status status = make_room(reader, PIECE);
    ssize_t n;

    if (status)
        return status;
    do
        n = read(reader->file, reader->bytes + reader->end, PIECE);
    while (n < 0 && errno == EINTR);
    if (n < 0) {
        (void)tappa__reader_bad(reader, "the file cannot be read", "the file cannot be read");
        return TAPPA_EIO;
    }
    if (n == 0)
        reader->ended = 1;
    reader->end += (size_t)n;
    reader->done += (size_t)n;
    return TAPPA_OK;
}

/* A file of which no line can be read. */
static tappa_status
bad_whole(struct tappa_reader *reader, const char *reason, const char *message)
{
    reader->format = TAPPA_FORMAT_NDJSON; /* of no account: nothing more is read */
    reader->begun = reader->ended = reader->whole = 1;
    reader->start = reader->end;
    return tappa__reader_bad(reader, reason, "%s", message);
}

/* By the first bytes: TAPPA_MORE where they do not tell yet. A byte order mark is dropped. */
static tappa_status
recognise(struct tappa_reader *reader)
{
    const unsigned char *s = (const unsigned char *)tappa__reader_waiting(reader);
    size_t n = reader->end - reader->start, mark, i;

    if (n < 3 && !reader->ended)
        return TAPPA_MORE;
    if (n >= 2 && s[0] == 0x1f && s[1] == 0x8b)
        return bad_whole(reader, "compressed", "compressed with gzip: unpack it first (gzip -d)");
    if (n >= 2 && (!memcmp(s, "\xff\xfe", 2) || !memcmp(s, "\xfe\xff", 2)) && reader->format != TAPPA_FORMAT_XES) /* XML says its encoding itself */
        return bad_whole(reader, "UTF-16", "in UTF-16: UTF-8 is wanted (iconv -f UTF-16 -t UTF-8)");
    mark = n >= 3 && s[0] == 0xef && s[1] == 0xbb && s[2] == 0xbf ? 3 : 0;
    i = mark;
    while (i < n && (s[i] == ' ' || s[i] == '\t' || s[i] == '\r' || s[i] == '\n'))
        i++;
    if (i == n && n <= PIECE && !reader->ended)
        return TAPPA_MORE;
    reader->start += mark; /* once: a second mark is no mark */
    if (reader->format == TAPPA_FORMAT_ANY)
        reader->format = i == n || s[i] == '{' || s[i] == '[' ? TAPPA_FORMAT_NDJSON
                         : s[i] == '<'                        ? TAPPA_FORMAT_XES
                                                              : TAPPA_FORMAT_CSV;
    reader->begun = 1;
    return TAPPA_OK;
}

static tappa_status
next_in_bytes(struct tappa_reader *reader, struct tappa_record *record)
{
    if (!reader->begun) {
        tappa_status status = recognise(reader);

        if (status)
            return status;
    }
    switch (reader->format) {
    case TAPPA_FORMAT_CSV:
        return tappa__csv_next(reader, record);
    case TAPPA_FORMAT_XES:
        return tappa__xes_next(reader, record);
    default:
        return tappa__ndjson_next(reader, record);
    }
}

tappa_status
tappa_reader_next(tappa_reader *reader, struct tappa_record *record)
{
    struct tappa_record full;
    tappa_status status;

    if (!reader || !record || !tappa__size_known(record, record->size, TAPPA__RECORD_LEAST, sizeof full))
        return TAPPA_EINVAL;
    reader->message[0] = '\0';
    reader->reason = "";
    do {
        reader->field_count = 0;
        memset(&full, 0, sizeof full);
        status = next_in_bytes(reader, &full);
    } while (status == TAPPA_MORE && reader->by_bytes == 0 && (status = fill(reader)) == TAPPA_OK);
    if (status == TAPPA_OK || status == TAPPA_EFORMAT) {
        if (!full.line)
            full.line = reader->line;
        if (status == TAPPA_EFORMAT)
            full = (struct tappa_record){.line = reader->whole ? 0 : full.line};
        reader->whole = 0;
        tappa__size_give(record, &full, record->size, sizeof full);
    }
    return status;
}

void
tappa_reader_set_nobody(tappa_reader *reader, int32_t on)
{
    if (reader)
        reader->takes_nobody = on != 0;
}

tappa_status
tappa_reader_push(tappa_reader *reader, const void *bytes, size_t size)
{
    tappa_status status;

    if (!reader || (!bytes && size) || !reader->by_bytes || (reader->ended && size))
        return TAPPA_EINVAL;
    if (!size) {
        reader->ended = 1;
        return TAPPA_OK;
    }
    status = make_room(reader, size);
    if (status)
        return status;
    memcpy(reader->bytes + reader->end, bytes, size);
    reader->end += size;
    reader->done += size;
    return TAPPA_OK;
}

static tappa_status
reader_new(const struct tappa_allocator *allocator, int32_t format, const tappa_column_map *map, tappa_reader **reader)
{
    struct tappa_allocator a;
    struct tappa_reader *r;

    if (reader)
        *reader = NULL;
    if (!reader || format < TAPPA_FORMAT_ANY || format > TAPPA_FORMAT_XES || !tappa__allocator_take(allocator, &a))
        return TAPPA_EINVAL;
    if (map && format != TAPPA_FORMAT_ANY && format != TAPPA_FORMAT_CSV)
        return TAPPA_EINVAL;
    r = tappa__alloc_zero(&a, sizeof *r);
    if (!r)
        return TAPPA_ENOMEM;
    r->allocator = a;
    r->file = -1;
    r->by_bytes = 1;
    r->reason = "";
    r->format = map ? TAPPA_FORMAT_CSV : format;
    r->map = map ? tappa__map_ref(map) : NULL;
    tappa__arena_init(&r->csv.arena, &a, 0);
    *reader = r;
    return TAPPA_OK;
}

tappa_status
tappa_reader_new(const struct tappa_allocator *allocator, int32_t format, const tappa_column_map *map,
                 tappa_reader **reader)
{
    return reader_new(allocator, format, map, reader);
}

static int
ends_with(const char *path, const char *ending)
{
    size_t n = strlen(path), m = strlen(ending);

    return n > m && !strcmp(path + n - m, ending);
}

static int32_t
format_of(const char *path)
{
    if (ends_with(path, ".ndjson") || ends_with(path, ".jsonl") || ends_with(path, ".json"))
        return TAPPA_FORMAT_NDJSON;
    if (ends_with(path, ".csv") || ends_with(path, ".tsv"))
        return TAPPA_FORMAT_CSV;
    return ends_with(path, ".xes") || ends_with(path, ".xml") ? TAPPA_FORMAT_XES : TAPPA_FORMAT_ANY;
}

tappa_status
tappa_reader_open(const struct tappa_allocator *allocator, const char *path, int32_t format,
                  const tappa_column_map *map, tappa_reader **reader)
{
    struct stat about = {0};
    tappa_status status;
    int file, standard, why = 0;

    if (reader)
        *reader = NULL;
    if (!path || !reader)
        return TAPPA_EINVAL;
    standard = !strcmp(path, "-");
    if (format == TAPPA_FORMAT_ANY && !map && !standard)
        format = format_of(path);
    status = reader_new(allocator, format, map, reader);
    if (status)
        return status;
    file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &about)) /* standard input may be closed */
        why = errno;
    else if (S_ISDIR(about.st_mode))
        why = EISDIR;
    if (why) {
        if (file >= 0 && !standard)
            (void)close(file);
        tappa_reader_free(*reader);
        *reader = NULL;
        errno = why;
        return TAPPA_EIO;
    }
    (*reader)->file = file;
    (*reader)->own_file = !standard;
    (*reader)->by_bytes = 0;
    (*reader)->total = S_ISREG(about.st_mode) ? (uint64_t)about.st_size : 0;
    return TAPPA_OK;
}

void
tappa_reader_free(tappa_reader *reader)
{
    struct tappa_allocator a;

    if (!reader)
        return;
    a = reader->allocator;
    if (reader->own_file)
        (void)close(reader->file);
    tappa_column_map_free(reader->map);
    json_decref(reader->ndjson.root);
    tappa__xes_free(reader);
    tappa__arena_free(&reader->csv.arena);
    tappa__free(&a, reader->csv.cells);
    tappa__free(&a, reader->fields);
    tappa__free(&a, reader->bytes);
    tappa__free(&a, reader);
}

const char *
tappa_reader_message(const tappa_reader *reader)
{
    return reader ? reader->message : "";
}

const char *
tappa_reader_reason(const tappa_reader *reader)
{
    return reader ? reader->reason : "";
}

int32_t
tappa_reader_format(const tappa_reader *reader)
{
    return reader && reader->begun ? reader->format : TAPPA_FORMAT_ANY;
}

uint64_t
tappa_reader_done(const tappa_reader *reader)
{
    return reader ? reader->done - (reader->end - reader->start) : 0;
}

uint64_t
tappa_reader_total(const tappa_reader *reader)
{
    return reader ? reader->total : 0;
}
