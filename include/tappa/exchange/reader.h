/* Readers: events in, from NDJSON (bare, Segment, CloudEvents), CSV and XES. */
#ifndef TAPPA_EXCHANGE_READER_H
#define TAPPA_EXCHANGE_READER_H

#include "tappa/context.h"
#include "tappa/record.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tappa_reader tappa_reader;
typedef struct tappa_column_map tappa_column_map;

#define TAPPA_FORMAT_ANY 0    /* recognised by its first bytes, a file by its ending before that */
#define TAPPA_FORMAT_NDJSON 1 /* a JSON object on each line: bare {"id", "source", "customer", "identities": {kind: value}, "event", "time", "touchpoint", "zone", "data": {fields}}, Segment, CloudEvents */
#define TAPPA_FORMAT_CSV 2    /* RFC 4180, or parted by tabs, semicolons, blanks */
#define TAPPA_FORMAT_XES 3    /* IEEE 1849, without DOCTYPE */

/* What a reader accepts at most; beyond it a line is a bad line, and the run goes on. */
#define TAPPA_READ_LINE_BYTES 65536 /* bytes of a line, of a CSV row, of an XES event */
#define TAPPA_READ_BATCH_BYTES 524288 /* bytes of a line of JSON that holds several events: an array, Segment's batch (500 KB) */
#define TAPPA_READ_DEPTH 32         /* nesting of JSON or XML */
#define TAPPA_READ_FIELDS 256       /* members of an object, attributes of an event */
#define TAPPA_READ_COLUMNS 1024     /* columns of a CSV row */
#define TAPPA_READ_NAME_BYTES 65535 /* bytes of a customer, an event's name, an id */

/*
 * Effect: reads a column map: which column of a CSV log is what. A small YAML file:
 *
 *     format: csv
 *     separator: ";"            # one character; "tab"; "space": runs of blanks. ","
 *     header: true              # the first row names the columns. true
 *     customer: user_id         # a column, by its name in the header or its number from 1
 *     event: action             # a column, or {const: "Item Viewed"}
 *     time: when
 *     time_format: rfc3339      # rfc3339 (a blank for the T and a missing zone, UTC, are accepted), epoch (seconds, with
 *                               # fraction), date (YYYYMMDD, midnight UTC), micros. Absent: rfc3339 or whole microseconds
 *     id: row_id                # these are optional: id, touchpoint, zone, fields
 *     touchpoint: device
 *     zone: tz
 *     fields: {revenue: amount} # field of the event: column
 *
 * Parameters: text, size: UTF-8; not NULL. allocator: copied; NULL for malloc. map: set to NULL first; not NULL. message, message_size: receives
 * what is wrong, `line 3: unknown key`, cut to fit, ended by a NUL; NULL only with size 0.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_EFORMAT (the message says what); TAPPA_ENOMEM.
 * Ownership: the caller's, until tappa_column_map_free(); readers copy what they need. Threads: any. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_column_map_parse(const struct tappa_allocator *allocator, const char *text,
                                                               size_t size, tappa_column_map **map, char *message,
                                                               size_t message_size);
/* Effect: frees it; NULL does nothing. Threads: one at a time. Since: 0.1. */
TAPPA_API void tappa_column_map_free(tappa_column_map *map);

/*
 * Effect: makes a reader over bytes that the caller hands in by tappa_reader_push().
 * Parameters: allocator: copied; NULL for malloc (jansson and expat use malloc in any case). format: a TAPPA_FORMAT_ number. map: the columns of a
 * CSV log, which makes the format CSV; NULL: they are recognised by the names in the header (customer, customer_id, user_id, case,
 * case:concept:name, ...; event, activity, concept:name; time, timestamp, time:timestamp; id, touchpoint, zone), and all other columns are
 * fields. reader: set to NULL first; not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ENOMEM.
 * Ownership: the caller's, until tappa_reader_free(); the map may be freed before. Threads: any. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_reader_new(const struct tappa_allocator *allocator, int32_t format,
                                                         const tappa_column_map *map, tappa_reader **reader);
/*
 * Effect: makes a reader over a file, which it reads piece by piece as records are asked for.
 * Parameters: path: not NULL; "-" is standard input. The others as in tappa_reader_new().
 * Returns: as tappa_reader_new(); TAPPA_EIO (cannot be opened; errno says why).
 * Ownership, Threads, Since: as tappa_reader_new().
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_reader_open(const struct tappa_allocator *allocator, const char *path,
                                                          int32_t format, const tappa_column_map *map,
                                                          tappa_reader **reader);
/* Effect: frees a reader, closes its file; NULL does nothing. Threads: one at a time. Since: 0.1. */
TAPPA_API void tappa_reader_free(tappa_reader *reader);
/*
 * Effect: hands bytes to a reader without a file; they are copied. Size 0 says that there are no more.
 * Parameters: reader: not NULL. bytes: NULL only with size 0.
 * Returns: TAPPA_OK; TAPPA_EINVAL (NULL; a reader of a file; bytes after the end); TAPPA_ENOMEM. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_reader_push(tappa_reader *reader, const void *bytes, size_t size);
/*
 * Effect: whether an event that says of nobody whose it is, is handed out as a record without customer and identities, and not told as a bad line: for
 * hosts that keep such events for looking at, as an engine does. 0 in a new reader.
 * Parameters: reader: NULL does nothing. on: 0 or 1. Threads: one at a time. Since: 0.1.
 */
TAPPA_API void tappa_reader_set_nobody(tappa_reader *reader, int32_t on);
/*
 * Effect: the next record.
 * Parameters: reader: not NULL. record: `size` set; filled on TAPPA_OK; on TAPPA_EFORMAT only `line` is. Events of Segment have identities:
 * `userId` as "login", `anonymousId`, or an `alias`'s `previousId`, as "cookie"; those of CloudEvents their `subject`, as "login"; those of a bare line its `customer`, as "customer", and what its `identities` names; where there is no
 * `customer`, it is the first of them. `order` counts the records from 1, so that events of one time stay in the order of their log.
 * Returns: TAPPA_OK; TAPPA_END; TAPPA_MORE (hand in more bytes; never for a file); TAPPA_EFORMAT (a bad line: tappa_reader_message() says
 * what; go on with the next call; with line 0 it is the input as a whole that cannot be read, and TAPPA_END follows); TAPPA_EIO (the file cannot be read on); TAPPA_EINVAL; TAPPA_ENOMEM.
 * Ownership: what the record points to is borrowed until the next call on the reader. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_reader_next(tappa_reader *reader, struct tappa_record *record);
/*
 * Effect: a copy of a record with all that it points to, in one block: for hosts that gather several before they hand them on, as a reader lends one
 * at a time. Free it with tappa_record_free().
 * Parameters: allocator: copied; NULL for malloc. record: of this version or an older one; not NULL. copy: set to NULL first; not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ENOMEM.
 * Ownership: the caller's; the record's texts need not last. Threads: any. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_record_copy(const struct tappa_allocator *allocator,
                                                          const struct tappa_record *record, struct tappa_record **copy);
/* Effect: frees a copy and all it points to; NULL does nothing. Threads: one at a time. Since: 0.1. */
TAPPA_API void tappa_record_free(struct tappa_record *copy);
/*
 * Effect: what was wrong with the last bad line. `reason` has no numbers and no text of the log, and is one of a few: for counting.
 * Returns: one sentence without full stop; "" where nothing was wrong. Ownership: borrowed until the next call. Threads: one at a time. Since: 0.1.
 */
TAPPA_API const char *tappa_reader_message(const tappa_reader *reader);
TAPPA_API const char *tappa_reader_reason(const tappa_reader *reader);
/*
 * Effect: the format, once recognised. Returns: a TAPPA_FORMAT_ number; TAPPA_FORMAT_ANY before, or for NULL. Threads: one at a time. Since: 0.1.
 */
TAPPA_API int32_t tappa_reader_format(const tappa_reader *reader);
/*
 * Effect: bytes taken up so far, and bytes in all where the file says so (0: unknown): for a progress line.
 * Returns: 0 for NULL. Threads: one at a time. Since: 0.1.
 */
TAPPA_API uint64_t tappa_reader_done(const tappa_reader *reader);
TAPPA_API uint64_t tappa_reader_total(const tappa_reader *reader);

#ifdef __cplusplus
}
#endif

#endif
