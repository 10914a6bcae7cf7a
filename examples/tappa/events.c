/* Owns the reading of logs into one, in order of time, and the complaints about lines that cannot be read.
 * Called by run.c and explain.c.
 * A bad line costs itself and no more; a log that cannot be read at all ends the command. */
#define _DEFAULT_SOURCE

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tappa.h"

#define BAD_SHOWN 20
#define NOT_CLOSED "a quote is never closed" /* as the reader says it */
#define PROGRESS_EVERY 100000u

static int
read_map(struct events *events, const char *path)
{
    char message[200], *text;
    tappa_status status;
    size_t size;

    text = read_file(path, &size);
    if (!text)
        return -1;
    tappa_column_map_free(events->map);
    status = tappa_column_map_parse(NULL, text, size, &events->map, message, sizeof message);
    free(text);
    if (status)
        (void)complain(path, status == TAPPA_EFORMAT ? message : tappa_status_text(status));
    return status ? -1 : 1;
}

static int
read_format(struct events *events, const char *name)
{
    static const char *const names[] = {"", "ndjson", "csv", "xes"};
    int32_t i;

    for (i = TAPPA_FORMAT_NDJSON; i <= TAPPA_FORMAT_XES; i++) {
        if (!strcmp(name, names[i])) {
            events->format = i;
            return 1;
        }
    }
    (void)complain(name, "no format: ndjson, csv or xes");
    return -1;
}

int
events_option(struct events *events, int option, const char *value)
{
    switch (option) {
    case 'm':
        return read_map(events, value);
    case 'f':
        return read_format(events, value);
    case 'u':
        if (tappa_time_parse(value, strlen(value), &events->until) == TAPPA_OK)
            return 1;
        (void)complain(value, "no time: RFC 3339, or whole microseconds");
        return -1;
    default:
        return 0;
    }
}

void
events_progress(const char *what, uint64_t done, uint64_t all)
{
    static const char blank[] = "\r                                        \r";

    if (!isatty(STDERR_FILENO))
        return;
    if (!what)
        fputs(blank, stderr);
    else if (all)
        fprintf(stderr, "\r%s %3u %%", what, (unsigned)(done * 100 / all));
    else
        fprintf(stderr, "\r%s %llu", what, (unsigned long long)done);
    fflush(stderr);
}

const char *
events_name(const struct events *events, uint32_t input)
{
    return strcmp(events->paths[input], "-") ? events->paths[input] : "<standard input>";
}

/* What is said of a line may have words of it. */
static void
tell(const struct events *events, uint32_t input, uint64_t line, const char *how, const char *message)
{
    print_word(stderr, events_name(events, input));
    fprintf(stderr, ":%llu: %s: ", (unsigned long long)line, how);
    print_word(stderr, message);
    fputc('\n', stderr);
}

void
events_bad(struct events *events, uint32_t input, uint64_t line, const char *message)
{
    if (events->bad++ < BAD_SHOWN || events->tells_all)
        tell(events, input, line, "error", message);
}

void
events_doubtful(struct events *events, uint32_t input, uint64_t line, const char *message)
{
    if (events->doubtful++ < BAD_SHOWN)
        tell(events, input, line, "warning", message);
}

void
events_bad_end(const struct events *events)
{
    if (events->bad > BAD_SHOWN && !events->tells_all)
        fprintf(stderr, "tappa: and %llu more lines with errors\n", (unsigned long long)(events->bad - BAD_SHOWN));
    if (events->doubtful > BAD_SHOWN)
        fprintf(stderr, "tappa: and %llu more lines with warnings\n", (unsigned long long)(events->doubtful - BAD_SHOWN));
}

int
events_code(const struct events *events, uint64_t count, uint64_t refused)
{
    return events->bad && refused == count ? EXIT_ERRORS : EXIT_CLEAN;
}

/* Whether a line is one of those asked for. */
static int
is_asked_for(const struct events *events, uint32_t input, uint64_t line)
{
    return !events->lines || (line > events->lines[input].from && line <= events->lines[input].to);
}

/* What has no end yet is not taken as it stands: a row of a CSV is as good a row without the last digits of a number, and what is no JSON may be some by
 * and by. A quote that is not closed may be closed behind any number of lines: nothing behind it is known to be a row. */
static int
is_half(struct events *events, const tappa_reader *reader, uint32_t input, tappa_status status, uint64_t line)
{
    const int32_t format = tappa_reader_format(reader);
    const char *reason = tappa_reader_reason(reader);
    struct lines *lines = events->lines ? &events->lines[input] : NULL;
    int is_open;

    if (!lines)
        return 0;
    is_open = tappa_reader_done(reader) > lines->ended;
    lines->is_read |= is_open || format == TAPPA_FORMAT_XES; /* that is whole, wherever its last line ends */
    if (format == TAPPA_FORMAT_CSV)
        is_open |= !strcmp(reason, NOT_CLOSED);
    else if (format == TAPPA_FORMAT_XES || !status || (lines->is_closed && strcmp(reason, "not JSON")))
        is_open = 0;
    if (is_open)
        lines->half = line;
    return is_open;
}

/* Nothing of an XES log is taken where it is cut off or damaged: what it lacks is not behind its last line. */
static int
is_cut_xes(const struct events *events, const tappa_reader *reader)
{
    return events->lines && tappa_reader_format(reader) == TAPPA_FORMAT_XES && !strcmp(tappa_reader_reason(reader), "not XML");
}

/* One record, or one bad line; TAPPA_OK where reading goes on. */
static tappa_status
take(struct events *events, tappa_reader *reader, uint32_t input)
{
    struct tappa_record record = {.size = sizeof record};
    tappa_status status = tappa_reader_next(reader, &record);
    const int is_line = !status || (status == TAPPA_EFORMAT && record.line);

    if (status == TAPPA_EFORMAT && is_cut_xes(events, reader))
        return status;
    if (is_line && !is_asked_for(events, input, record.line))
        return TAPPA_OK;
    if (is_line && is_half(events, reader, input, status, record.line)) {
        events_doubtful(events, input, record.line,
                        strcmp(tappa_reader_reason(reader), NOT_CLOSED) ? "it has no end yet, and is left until it has"
                                                                        : "a quote is not closed yet: the row is left with all that follows until it is");
        return TAPPA_END;
    }
    if (status == TAPPA_EFORMAT && record.line) {
        if (events->customer)
            return TAPPA_OK; /* whose line it was is not known */
        events->unreadable++;
        events_bad(events, input, record.line, tappa_reader_message(reader));
        return events->refused(events, tappa_reader_reason(reader), input, record.line) ? TAPPA_ENOMEM : TAPPA_OK;
    }
    if (status)
        return status;
    if (events->customer
        && (record.customer_size != strlen(events->customer)
            || memcmp(record.customer, events->customer, record.customer_size) != 0))
        return TAPPA_OK;
    if (record.time > events->until && !events->whole) {
        events->later++;
        return TAPPA_OK;
    }
    record.input = input;
    return tappa_log_append(events->log, &record);
}

static int
open_one(const struct events *events, const char *path, tappa_reader **reader)
{
    tappa_status status = tappa_reader_open(NULL, path, events->format, events->map, reader);

    return status ? complain(path, status == TAPPA_EIO ? strerror(errno) : tappa_status_text(status)) : EXIT_CLEAN;
}

/* Why a log cannot be read on. */
static void
complain_log(const char *path, const tappa_reader *reader, tappa_status status)
{
    if (status == TAPPA_EFORMAT)
        (void)complain(path, tappa_reader_message(reader));
    else if (status == TAPPA_EIO)
        (void)complain(path, strerror(errno));
    else
        (void)complain_status(path, status);
}

/* What comes by a pipe can be read only once: of that it is only seen whether it is open. */
static int
look_at(const struct events *events, const char *path)
{
    struct tappa_record record = {.size = sizeof record};
    struct stat kind;
    tappa_reader *reader;
    tappa_status status;

    if (strcmp(path, "-") && !stat(path, &kind) && !S_ISREG(kind.st_mode) && !S_ISDIR(kind.st_mode))
        return access(path, R_OK) ? complain(path, strerror(errno)) : EXIT_CLEAN;
    if (!strcmp(path, "-"))
        return read(STDIN_FILENO, NULL, 0) < 0 ? complain(path, strerror(errno)) : EXIT_CLEAN;
    if (open_one(events, path, &reader))
        return EXIT_ERRORS;
    status = tappa_reader_next(reader, &record);
    if (status == TAPPA_END || (status == TAPPA_EFORMAT && record.line))
        status = TAPPA_OK;
    if (status)
        complain_log(path, reader, status);
    tappa_reader_free(reader);
    return status ? EXIT_ERRORS : EXIT_CLEAN;
}

int
events_look(const struct events *events)
{
    int code = EXIT_CLEAN;

    for (int i = 0; !code && i < events->path_count; i++)
        code = look_at(events, events->paths[i]);
    return code;
}

static int
read_one(struct events *events, uint32_t input)
{
    const char *path = events->paths[input];
    tappa_reader *reader;
    tappa_status status;
    uint64_t count = 0;

    if (open_one(events, path, &reader))
        return EXIT_ERRORS;
    tappa_reader_set_nobody(reader, events->whole);
    while ((status = take(events, reader, input)) == TAPPA_OK) {
        if (++count % PROGRESS_EVERY == 0)
            events_progress("reading", tappa_reader_total(reader) ? tappa_reader_done(reader) : count,
                            tappa_reader_total(reader));
    }
    if (count >= PROGRESS_EVERY)
        events_progress(NULL, 0, 0);
    if (status != TAPPA_END)
        complain_log(path, reader, status);
    tappa_reader_free(reader);
    return status == TAPPA_END ? EXIT_CLEAN : EXIT_ERRORS;
}

/* Seconds or milliseconds since 1970, taken for microseconds, are an hour or some weeks of it: no shop's log, and nothing else would tell. */
static void
hint_at_unit(const struct events *events)
{
    const int64_t seconds[] = {INT64_C(900000000), INT64_C(4000000000)}; /* of 1998 and of 2096 */
    struct tappa_record last = {.size = sizeof last};
    uint64_t count = tappa_log_count(events->log);
    const char *unit = NULL;

    if (!count || tappa_log_at(events->log, count - 1, &last))
        return;
    if (last.time >= seconds[0] && last.time < seconds[1])
        unit = "seconds";
    else if (last.time >= seconds[0] * 1000 && last.time < seconds[1] * 1000)
        unit = "milliseconds";
    if (unit)
        fprintf(stderr, "tappa: all of it is in January or February of 1970: are its times %s? whole microseconds, or RFC 3339, are wanted\n", unit);
}

int
events_read(struct events *events)
{
    tappa_status status = tappa_log_new(NULL, events->whole ? NULL : events->model, &events->log);
    int i;

    if (status)
        return complain_status("log", status);
    for (i = 0; i < events->path_count; i++) {
        if (read_one(events, (uint32_t)i))
            return EXIT_ERRORS;
    }
    tappa_log_sort(events->log);
    hint_at_unit(events);
    return EXIT_CLEAN;
}

void
events_free(struct events *events)
{
    tappa_log_free(events->log);
    tappa_column_map_free(events->map);
    tappa_model_unref(events->model);
    tappa_context_unref(events->context);
}
