/* Owns `tappa eval`: one expression, its value as JSON or its type.
 * Called by main.c. An error goes to standard error with the place it was made at. */
#include <stdlib.h>
#include <string.h>

#include "tappa.h"
#include "tappa/exchange/json.h"

#define LINE_MOST 120 /* code points shown of a line */

struct variables {
    tappa_json *json;
    struct tappa_variable *names;
    const struct tappa_value *pairs; /* key, value, key, value, ... */
    struct tappa_value *values;
    size_t count;
};

/* Where `count` code points behind `s` end, but not behind `end`. */
static const char *
skip(const char *s, const char *end, uint32_t count)
{
    while (s < end && count) {
        s++;
        count -= s == end || ((unsigned char)*s & 0xc0) != 0x80;
    }
    return s;
}

/* `EXPR:LINE:COLUMN: error: MESSAGE`, the line, cut around the column where it is long, and a caret below. */
static void
print_error(const char *text, uint32_t line, uint32_t column, const char *message, size_t size)
{
    const char *end, *first, *last;
    uint32_t at, before = column - 1;

    fprintf(stderr, "EXPR:%u:%u: error: ", line, column);
    print_plain(stderr, message, size);
    for (at = 1; at < line && strchr(text, '\n'); at++)
        text = strchr(text, '\n') + 1;
    end = text + strcspn(text, "\n");
    first = text;
    if (before > LINE_MOST / 2 && skip(text, end, LINE_MOST) < end) {
        first = skip(text, end, before - LINE_MOST / 2);
        before = LINE_MOST / 2 + 1; /* the dots stand there too */
    }
    last = skip(first, end, LINE_MOST);
    fputs(first > text ? "\n    \xe2\x80\xa6" : "\n    ", stderr);
    print_plain(stderr, first, (size_t)(last - first));
    fprintf(stderr, "%s\n    %*s^\n", last < end ? "\xe2\x80\xa6" : "", (int)before, "");
}

/* Line and column, in code points, of a byte. */
static void
place_of(const char *text, size_t offset, uint32_t *line, uint32_t *column)
{
    size_t i;

    *line = *column = 1;
    for (i = 0; i < offset && text[i]; i++) {
        if (text[i] == '\n') {
            ++*line;
            *column = 1;
        } else if (((unsigned char)text[i + 1] & 0xc0) != 0x80) {
            ++*column;
        }
    }
}

static int
is_name(const char *s, size_t n)
{
    static const char letters[] = "_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t i;

    for (i = 0; i < n; i++) {
        if (!s[i] || !(strchr(letters, s[i]) || (i && s[i] >= '0' && s[i] <= '9')))
            return 0;
    }
    return n > 0;
}

/* Kinds that the checker knows beforehand; a member of a list or a map may be anything. */
static int
read_variables(const char *text, struct variables *v)
{
    char message[200];
    const struct tappa_value *value;
    size_t i;
    tappa_status status = tappa_json_parse(NULL, text, strlen(text), &v->json, message, sizeof message);

    if (status)
        return complain("--with", status == TAPPA_EFORMAT ? message : tappa_status_text(status));
    value = tappa_json_value(v->json);
    if (value->kind != TAPPA_MAP)
        return complain("--with", "a JSON object is wanted: {\"name\": value}");
    v->count = value->size;
    v->pairs = value->data;
    v->names = calloc(v->count + 1, sizeof *v->names);
    v->values = calloc(v->count + 1, sizeof *v->values);
    if (!v->names || !v->values)
        return complain_status("--with", TAPPA_ENOMEM);
    for (i = 0; i < v->count; i++) {
        uint32_t kind = v->pairs[2 * i + 1].kind;

        if (!is_name(v->pairs[2 * i].data, v->pairs[2 * i].size))
            return complain("--with", "the name of a variable has letters, digits and _, and begins with no digit");
        v->names[i].name = v->pairs[2 * i].data;
        v->names[i].name_size = v->pairs[2 * i].size;
        v->names[i].kind = kind == TAPPA_LIST || kind == TAPPA_MAP || kind == TAPPA_NULL ? TAPPA_UNSET : kind;
        v->values[i] = v->pairs[2 * i + 1];
    }
    return EXIT_CLEAN;
}

static int
evaluate(tappa_expression *expression, const char *text, const struct variables *v)
{
    struct tappa_value result;
    uint32_t line, column;
    size_t offset = 0;
    tappa_status status = tappa_expression_evaluate(expression, v->values, v->count, &result, &offset);

    if (status == TAPPA_EEXPR) {
        place_of(text, offset, &line, &column);
        print_error(text, line, column, result.data, result.size);
        return EXIT_ERRORS;
    }
    if (status)
        return complain_status("eval", status);
    print_json_value(stdout, &result);
    putchar('\n');
    return EXIT_CLEAN;
}

static void
print_compile_errors(const char *text, const tappa_diagnostics *list)
{
    size_t i;

    for (i = 0; i < tappa_diagnostics_count(list); i++) {
        const struct tappa_diagnostic *d = tappa_diagnostics_at(list, i);

        print_error(text, d->line ? d->line : 1, d->column ? d->column : 1, d->message, strlen(d->message));
        if (d->hint[0])
            fprintf(stderr, "    %s\n", d->hint);
    }
}

static int
eval(tappa_context *context, const char *text, const struct variables *v, int type_only)
{
    tappa_diagnostics *list = NULL;
    tappa_expression *expression = NULL;
    tappa_status status = tappa_diagnostics_new(context, &list);
    int code = EXIT_ERRORS;

    if (!status)
        status = tappa_expression_compile(context, text, strlen(text), v->names, v->count, list, &expression);
    if (status && tappa_diagnostics_count(list))
        print_compile_errors(text, list);
    else if (status)
        (void)complain_status("eval", status);
    else if (type_only)
        code = printf("%s\n", tappa_expression_type(expression)) < 0;
    else
        code = evaluate(expression, text, v);
    tappa_expression_free(expression);
    tappa_diagnostics_free(list);
    return code;
}

#define SAID -2 /* it is wrong, and has been said */

/* Not getopt: an expression may well begin with a minus. Only two dashes and a letter are an option. The number of expressions; negative: it is wrong. */
static int
read_arguments(int argc, char **argv, const char **with, int *type_only, const char **text)
{
    int count = 0, options = 1;

    for (int i = 1; i < argc; i++) {
        const char *json = NULL;
        int option = options && argv[i][0] == '-' && argv[i][1] == '-' && argv[i][2] >= 'a' && argv[i][2] <= 'z';

        if (options && !strcmp(argv[i], "--"))
            options = 0;
        else if (option && !strcmp(argv[i], "--type"))
            *type_only = 1;
        else if (option && !strncmp(argv[i], "--with=", 7))
            json = argv[i] + 7;
        else if (option && !strcmp(argv[i], "--with") && i + 1 < argc)
            json = argv[++i];
        else if (option)
            return -1;
        else {
            *text = argv[i];
            count++;
        }
        if (json && *with) {
            complain_second("with", json);
            return SAID;
        }
        if (json)
            *with = json;
    }
    return count;
}

int
command_eval(int argc, char **argv)
{
    struct variables v = {0};
    tappa_context *context = NULL;
    const char *with = NULL, *text = NULL;
    int type_only = 0, count = read_arguments(argc, argv, &with, &type_only, &text), code;

    if (count == SAID)
        return EXIT_USAGE;
    if (count != 1)
        return usage("eval", "one EXPRESSION is needed, and of options --with JSON and --type");
    code = with ? read_variables(with, &v) : EXIT_CLEAN;
    if (!code && tappa_context_new(NULL, &context))
        code = complain_status("eval", TAPPA_ENOMEM);
    if (!code)
        code = eval(context, text, &v, type_only);
    tappa_context_unref(context);
    tappa_json_free(v.json);
    free(v.names);
    free(v.values);
    return finish_output(code);
}
