/* The texts of scenarios: names, values, complaints. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/scenario.h"

struct run run;

void
wrong_at(int line, const char *what, const char *expected, const char *actual)
{
    run.failures++;
    printf("%s:%d: %s: expected %s, is %s\n", run.file, line, what, expected, actual);
}

void
wrong(const char *what, const char *expected, const char *actual)
{
    wrong_at(run.line, what, expected, actual);
}

/* The scenario itself cannot be read. */
void
bad_line(const char *why)
{
    run.failures++;
    printf("%s:%d: %s\n", run.file, run.line, why);
}

void
add(char *out, const char *s, size_t n)
{
    size_t used = strlen(out);

    if (used + n + 1 > TEXT_MOST)
        n = TEXT_MOST - 1 - used;
    memcpy(out + used, s, n);
    out[used + n] = '\0';
}

void
add_str(char *out, const char *s)
{
    add(out, s, strlen(s));
}

const char *
blanks(const char *s)
{
    while (*s == ' ' || *s == '\t')
        s++;
    return s;
}

/* Behind `word`, where s begins with it as a word of its own; else NULL. */
const char *
after_word(const char *s, const char *word)
{
    size_t n = strlen(word);

    if (strncmp(s, word, n) != 0 || (s[n] && s[n] != ' ' && s[n] != '\t' && word[n - 1] != ':'))
        return NULL;
    return blanks(s + n);
}

/* Behind a JSON string that begins at s. */
static const char *
string_end(const char *s)
{
    for (s++; *s && *s != '"'; s++)
        s += *s == '\\' && s[1];
    return *s ? s + 1 : s;
}

/* `name=`: behind the `=`, or NULL. */
const char *
field_value(const char *s)
{
    if (!isalpha((unsigned char)*s) && *s != '_')
        return NULL;
    while (isalnum((unsigned char)*s) || *s == '_')
        s++;
    return *s == '=' ? s + 1 : NULL;
}

/* A name: a JSON string, or words up to one of `stops`, to ` -> `, or to a field; inner blanks count as one. Returns behind it. */
const char *
read_name(const char *s, const char *stops, int fields_stop, char *out)
{
    out[0] = '\0';
    s = blanks(s);
    if (*s == '"') {
        const char *end = string_end(s);
        char message[100];
        tappa_json *json;

        if (tappa_json_parse(NULL, s, (size_t)(end - s), &json, message, sizeof message)) {
            bad_line("no JSON string");
            return end;
        }
        add(out, tappa_json_value(json)->data, tappa_json_value(json)->size);
        tappa_json_free(json);
        return blanks(end);
    }
    while (*s && !strchr(stops, *s) && strncmp(s, "-> ", 3) != 0 && !(fields_stop && field_value(s))) {
        const char *from = s;

        while (*s && *s != ' ' && *s != '\t' && !strchr(stops, *s))
            s++;
        if (out[0])
            add_str(out, " ");
        add(out, from, (size_t)(s - from));
        s = blanks(s);
    }
    return s;
}

void
add_quoted(char *out, const char *s)
{
    struct tappa_value value = {.kind = TAPPA_STRING, .size = (uint32_t)strlen(s), .data = s};
    char text[1024];

    (void)tappa_value_json(&value, text, sizeof text);
    add_str(out, text);
}

/* ---- values */

static int
same_value(const struct tappa_value *a, const struct tappa_value *b)
{
    if ((a->kind == TAPPA_INT || a->kind == TAPPA_DOUBLE) && (b->kind == TAPPA_INT || b->kind == TAPPA_DOUBLE)) {
        if (a->kind == b->kind && a->kind == TAPPA_INT)
            return a->integer == b->integer;
        return (a->kind == TAPPA_INT ? (double)a->integer : a->real) == (b->kind == TAPPA_INT ? (double)b->integer : b->real);
    }
    if (a->kind != b->kind)
        return 0;
    if (a->kind == TAPPA_STRING)
        return a->size == b->size && !memcmp(a->data, b->data, a->size);
    return a->integer == b->integer;
}

int
same_json(const char *a, size_t an, const char *b, size_t bn)
{
    tappa_json *x = NULL, *y = NULL;
    int same = !tappa_json_parse(NULL, a, an, &x, NULL, 0) && !tappa_json_parse(NULL, b, bn, &y, NULL, 0)
               && same_value(tappa_json_value(x), tappa_json_value(y));

    tappa_json_free(x);
    tappa_json_free(y);
    return same;
}

/* Behind the value of a field. */
const char *
value_end(const char *s, const char *stops)
{
    if (*s == '"')
        return string_end(s);
    while (*s && *s != ' ' && *s != '\t' && !strchr(stops, *s))
        s++;
    return s;
}
