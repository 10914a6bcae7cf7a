/* Readers inside: bytes that are waiting, the record being made, and what each format keeps. */
#ifndef TAPPA__READER_H
#define TAPPA__READER_H

#include <jansson.h>

#include "lib/base/memory.h"
#include "lib/exchange/read/map.h"
#include "tappa/exchange/reader.h"

#define TAPPA__READ_IDENTITIES 16 /* of one event */

struct tappa__xes;

/* The JSON of the line that is being handed out, one record of a batch after the other. */
struct tappa__ndjson {
    json_t *root;
    size_t next;         /* of the items of a batch */
    char digits[4][24];  /* customer, event id, source, device where they are written as numbers */
    struct tappa_identity identities[TAPPA__READ_IDENTITIES + 1];
};

/* A cell of the row, cut out of the reader's bytes. */
struct tappa__cell {
    const char *s;
    uint32_t n;
};

/* How the columns of a CSV log are used. Positions count from 0; TAPPA_NONE: there is no such column. */
struct tappa__csv {
    struct tappa__arena arena; /* names of fields */
    struct tappa__cell *cells;
    size_t cell_count, cell_capacity;
    uint32_t role[TAPPA__ROLES];
    struct tappa__text constant; /* the event's name where the map fixes it */
    struct tappa__text *names;
    uint32_t *columns; /* the column of each field */
    uint32_t field_count, column_count;
    char separator;
    int bound, dead; /* the header is known; it is unusable and nothing more is read */
};

/*
 * `bytes[start, end)` wait to be read; `scanned` of them are known to hold no line break. Whatever a record borrows is in these bytes, in the
 * JSON of the line or in what the format keeps, and all three change in the next call only.
 */
struct tappa_reader {
    struct tappa_allocator allocator;
    int file, own_file;
    int32_t format;
    struct tappa_column_map *map;
    char *bytes;
    size_t start, scanned, end, capacity;
    int ended, skipping, begun, by_bytes, whole; /* whole: it is not one line that is bad, but the input */
    int takes_nobody;
    uint64_t line, done, total, records;
    const char *reason;
    char message[256];
    struct tappa_field *fields;
    size_t field_count, field_capacity;
    struct tappa__ndjson ndjson;
    struct tappa__csv csv;
    struct tappa__xes *xes;
};

/* The bytes that wait to be read; NULL before the first came: to that nothing may be added, not even 0. */
static inline char *
tappa__reader_waiting(const struct tappa_reader *reader)
{
    return reader->bytes ? reader->bytes + reader->start : NULL;
}

/* Each hands out one record, or says TAPPA_MORE where the bytes do not hold a whole one (and none is to come: TAPPA_END). */
tappa_status tappa__ndjson_next(struct tappa_reader *reader, struct tappa_record *record);
tappa_status tappa__csv_next(struct tappa_reader *reader, struct tappa_record *record);
tappa_status tappa__xes_next(struct tappa_reader *reader, struct tappa_record *record);
void tappa__xes_free(struct tappa_reader *reader);

/* Cuts the next line, without its line break, and counts it: TAPPA_OK, TAPPA_MORE, TAPPA_END; TAPPA_EFORMAT for one of more than `most` bytes. */
tappa_status tappa__reader_line(struct tappa_reader *reader, size_t most, char **line, size_t *size);
tappa_status tappa__reader_too_long(struct tappa_reader *reader, size_t most); /* TAPPA_EFORMAT */
/* Notes what is wrong with a line; `reason` is a literal. Returns TAPPA_EFORMAT. */
tappa_status tappa__reader_bad(struct tappa_reader *reader, const char *reason, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* One more field of the record being made, its value empty; NULL when out of memory. */
struct tappa_field *tappa__reader_field(struct tappa_reader *reader, const char *name, size_t size);
/* What every record must have, whatever the format: TAPPA_OK or TAPPA_EFORMAT. Hands the fields over. */
tappa_status tappa__reader_finish(struct tappa_reader *reader, struct tappa_record *record);
/* Takes one item of the JSON apart: bare, Segment, CloudEvents. */
tappa_status tappa__envelope_read(struct tappa_reader *reader, const json_t *item, struct tappa_record *record);
/* The roles and fields of the columns that the first row (its cells are in reader->csv) names; TAPPA_EFORMAT where one is missing. */
tappa_status tappa__columns_bind(struct tappa_reader *reader, int names);
tappa_status tappa__columns_read(struct tappa_reader *reader, struct tappa_record *record);

#endif
