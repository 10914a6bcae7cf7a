/* The scenario runner inside: what a run knows, and the texts it is written in. */
#ifndef SCENARIO_H
#define SCENARIO_H

#include <stdint.h>

#include "tappa/exchange/json.h"
#include "tappa/exchange/reader.h"
#include "tappa/exchange/replay.h"
#include "tappa/tappa.h"

#define CUSTOMERS_MOST 64
#define TEXT_MOST 8192
#define FIELDS_MOST 64

struct customer {
    char id[256];
    char zone[64];
    tappa_replay *replay;
};

/* What the last `at` did, as text that checks compare with, and what its checks have spoken of. */
struct done {
    char taken[TEXT_MOST];
    char effects[TEXT_MOST]; /* for showing: the comparison goes by `effect_names` and `effect_json` */
    char *effect_names[FIELDS_MOST];
    char *effect_json[FIELDS_MOST]; /* {"name": value, ...} */
    int effect_count, errors, loops, outcome, at_line, was_event;
    int said_errors, said_loop, said_refused, said_ignored;
    struct customer *customer;
};

extern struct run {
    const char *file;
    int line, scenarios, failures;
    int tells; /* prints what each step did and why, for another language to be compared with */
    tappa_context *context;
    tappa_model *model;
    struct customer customers[CUSTOMERS_MOST];
    int customer_count;
    struct customer *customer;
    char zone[64];
    int64_t time;
    int has_time;
    struct done done;
} run;

void wrong_at(int line, const char *what, const char *expected, const char *actual);
void wrong(const char *what, const char *expected, const char *actual);
void bad_line(const char *why);
void add(char *out, const char *s, size_t n);
void add_str(char *out, const char *s);
const char *blanks(const char *s);
const char *after_word(const char *s, const char *word);
const char *field_value(const char *s);
const char *read_name(const char *s, const char *stops, int fields_stop, char *out);
void add_quoted(char *out, const char *s);
int same_json(const char *a, size_t an, const char *b, size_t bn);
const char *value_end(const char *s, const char *stops);
int read_time(const char **s, int64_t base, int has_base, int64_t *time);
void line_then(const char *s);

#endif
