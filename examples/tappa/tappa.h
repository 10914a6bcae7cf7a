/* The command: what its subcommands share. Each stands in a file of its own and returns the exit code. */
#ifndef TAPPA_COMMAND_H
#define TAPPA_COMMAND_H

#include <getopt.h>
#include <stdio.h>

#include "tappa/exchange/log.h"
#include "tappa/exchange/reader.h"
#include "tappa/exchange/replay.h"
#include "tappa/tappa.h"

#define EXIT_CLEAN 0
#define EXIT_ERRORS 1
#define EXIT_USAGE 2

int command_check(int argc, char **argv);
int command_run(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_eval(int argc, char **argv);
int command_draw(int argc, char **argv);
int command_dump(int argc, char **argv);
int command_schema(int argc, char **argv);

/* help.c */

void print_help(FILE *out);
/* Of one subcommand; -1: there is none of this name. */
int print_help_of(FILE *out, const char *name);
/* Prints `tappa: WHAT: WHY` and how the subcommand is used; returns EXIT_USAGE. */
int usage(const char *name, const char *why);

/* common.c */

/* Prints `tappa: WHAT: WHY`; returns EXIT_ERRORS. */
int complain(const char *what, const char *why);
int complain_status(const char *what, tappa_status status);
/* As getopt_long() does; an option whose value was given already is '?' as an unknown one is, after printing that. */
int next_option(int argc, char **argv, const char *letters, const struct option *options, int *at);
/* Prints `tappa: VALUE: a second --NAME: one at a time`. */
void complain_second(const char *name, const char *value);
/* Prints every diagnostic as people read them. */
void print_diagnostics(FILE *out, const tappa_diagnostics *list);
/* Compiles a model; where it has errors it prints them and *model is NULL. Warnings are not printed. Returns an exit code. */
int load_model(tappa_context *context, const char *path, tappa_model **model);
/* Flushes standard output; EXIT_ERRORS where not all of it could be written, else `code`. */
int finish_output(int code);
/* A whole file, ended by a NUL; NULL after printing why not. The caller frees it. */
char *read_file(const char *path, size_t *size);
void print_json(FILE *out, const char *s, size_t n);
void print_json_text(FILE *out, const char *s);
void print_json_value(FILE *out, const struct tappa_value *value);
/* JSON that is made: what a terminal would obey in its strings is escaped. */
void print_json_bytes(FILE *out, const char *s, size_t n);
/* How wide a text is on a terminal, in code points. */
size_t width_of(const char *s);
/* Text from outside, without what a terminal would obey. */
void print_plain(FILE *out, const char *s, size_t n);
void print_word(FILE *out, const char *s);
/* A number with commas between the thousands; buffer: 32 bytes. */
const char *number_text(uint64_t number, char *buffer);
/* The row for people: `Product Viewed, Order Completed [data.visits > 1]`. */
void print_row(FILE *out, const tappa_transition *row);
/* Where a row leads: `a, b`, or `stays`. */
void print_targets(FILE *out, const tappa_transition *row);

/* events.c: the logs of a run. */

/* Lines of a log: those behind `from`, up to `to`. Of these those that have ended are `ended` bytes; what stands behind them looks `closed`, as the end of
 * a JSON text does, and has been read, or not. `half`: the line with which something begins that may be still being written, or 0. */
struct lines {
    uint64_t from, to, ended, half;
    int is_closed, is_read;
};
struct events {
    tappa_context *context;
    tappa_model *model;
    tappa_log *log;
    char **paths;
    int path_count;
    const char *customer; /* only this one's records are kept; NULL: all are */
    int64_t until;        /* later records are not kept; TAPPA_NEVER: all are */
    int tells_all;        /* each line with an error is told, as it is not read again; without, the first of them */
    int whole;            /* all of each record is kept, not only what the model names, and all records, also nobody's */
    struct lines *lines;  /* for each path; NULL: all of all */
    tappa_column_map *map;
    int32_t format;
    uint64_t later;       /* records after `until` */
    uint64_t bad;         /* lines complained of */
    uint64_t unreadable;  /* of these, lines that no reader could read */
    uint64_t doubtful;    /* lines that were taken, and warned of */
    int (*refused)(struct events *events, const char *reason, uint32_t input, uint64_t line); /* NULL, or told of bad lines */
    void *user;
};

/* Options that all subcommands over events have; 1 where `option` was one, 0 where not, -1 after printing what is wrong. */
#define EVENT_OPTIONS \
    {"map", required_argument, NULL, 'm'}, {"until", required_argument, NULL, 'u'}, {"format", required_argument, NULL, 'f'}
int events_option(struct events *events, int option, const char *value);
/* Reads all logs and puts them in order. Returns an exit code. */
int events_read(struct events *events);
/* Whether all logs can be read, as far as their beginnings tell: before anything is made that they are to go into. Returns an exit code. */
int events_look(const struct events *events);
void events_free(struct events *events);
/* What a log is called in messages. */
const char *events_name(const struct events *events, uint32_t input);
/* `FILE:LINE: error: MESSAGE` on standard error, for the first of them, or for all that `tells_all` speaks of. */
void events_bad(struct events *events, uint32_t input, uint64_t line, const char *message);
/* `FILE:LINE: warning: MESSAGE`, for the first of them. */
void events_doubtful(struct events *events, uint32_t input, uint64_t line, const char *message);
/* How many there were beyond those shown. */
void events_bad_end(const struct events *events);
/* A line with an error stops no other; but EXIT_ERRORS where nothing but errors came: of `count` that could be read all were refused. */
int events_code(const struct events *events, uint64_t count, uint64_t refused);
/* A line that shows how far a long run has come, on a terminal; `done` of `all`, 0: unknown. NULL ends it. */
void events_progress(const char *what, uint64_t done, uint64_t all);

/* report.c: what a run came to. */

void report_people(FILE *out, const struct events *events, tappa_replay *replay);
void report_json(FILE *out, const struct events *events, tappa_replay *replay);

#endif
