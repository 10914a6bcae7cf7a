/* Owns the run of the CEL cases: reads the .cel files named on its command line, see README.md.
 * Run by meson as one program.
 * Protects the expectations: a line that it cannot read is a failure too. */
#include "tappa/expression.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES 8192
#define VALUE_BYTES 8192

static const struct tappa_value list_items[] = {
    {TAPPA_INT, 0, 1, 0, NULL}, {TAPPA_INT, 0, 2, 0, NULL}, {TAPPA_INT, 0, 3, 0, NULL}};
static const struct tappa_value map_items[] = {{TAPPA_STRING, 1, 0, 0, "a"},
                                               {TAPPA_INT, 0, 1, 0, NULL},
                                               {TAPPA_STRING, 1, 0, 0, "b"},
                                               {TAPPA_STRING, 3, 0, 0, "two"}};

static const struct {
    struct tappa_variable variable;
    struct tappa_value value;
} inputs[] = {
    {{"i", 1, TAPPA_INT, 0}, {TAPPA_INT, 0, 5, 0, NULL}},
    {{"u", 1, TAPPA_UINT, 0}, {TAPPA_UINT, 0, 7, 0, NULL}},
    {{"d", 1, TAPPA_DOUBLE, 0}, {TAPPA_DOUBLE, 0, 0, 1.5, NULL}},
    {{"s", 1, TAPPA_STRING, 0}, {TAPPA_STRING, 5, 0, 0, "tappa"}},
    {{"b", 1, TAPPA_BOOL, 0}, {TAPPA_BOOL, 0, 1, 0, NULL}},
    {{"y", 1, TAPPA_BYTES, 0}, {TAPPA_BYTES, 2, 0, 0, "\0\xff"}},
    {{"t", 1, TAPPA_TIMESTAMP, 0}, {TAPPA_TIMESTAMP, 0, INT64_C(1234567890000000), 0, NULL}},
    {{"p", 1, TAPPA_DURATION, 0}, {TAPPA_DURATION, 0, 90000000, 0, NULL}},
    {{"l", 1, TAPPA_LIST, 0}, {TAPPA_LIST, 3, 0, 0, list_items}},
    {{"m", 1, TAPPA_MAP, 0}, {TAPPA_MAP, 2, 0, 0, map_items}},
    {{"any", 3, TAPPA_UNSET, 0}, {TAPPA_INT, 0, 1, 0, NULL}},
    {{"none", 4, TAPPA_INT, 0}, {TAPPA_UNSET, 0, 0, 0, NULL}},
};
#define INPUTS (sizeof inputs / sizeof inputs[0])

struct suite {
    tappa_context *context;
    tappa_diagnostics *diagnostics;
    struct tappa_variable variables[INPUTS];
    struct tappa_value values[INPUTS];
    unsigned passed, failed;
};

/* What a case gave, in the words of the right side that was expected. */
static void
outcome(struct suite *suite, const char *text, size_t size, const char *expected, char *out)
{
    tappa_expression *x;
    struct tappa_value result;
    size_t n;

    tappa_diagnostics_clear(suite->diagnostics);
    if (tappa_expression_compile(suite->context, text, size, suite->variables, INPUTS, suite->diagnostics, &x)) {
        const struct tappa_diagnostic *d = tappa_diagnostics_at(suite->diagnostics, 0);

        snprintf(out, VALUE_BYTES, "wrong: %s", d ? d->name : "without a diagnostic");
        return;
    }
    if (strncmp(expected, "type: ", 6) == 0) {
        snprintf(out, VALUE_BYTES, "type: %s", tappa_expression_type(x));
    } else if (tappa_expression_evaluate(x, suite->values, INPUTS, &result, NULL) == TAPPA_OK) {
        n = tappa_value_json(&result, out, VALUE_BYTES);
        if (n == 0 || n >= VALUE_BYTES)
            snprintf(out, VALUE_BYTES, "no JSON");
    } else {
        snprintf(out, VALUE_BYTES, "error: %.*s", (int)result.size, result.data ? (const char *)result.data : "");
    }
    tappa_expression_free(x);
}

static int
fits(const char *expected, const char *got)
{
    if (strncmp(expected, "error: ", 7) == 0)
        return strncmp(got, "error: ", 7) == 0 && strstr(got + 7, expected + 7) != NULL;
    return strcmp(expected, got) == 0;
}

static void
run_line(struct suite *suite, const char *file, unsigned number, char *line)
{
    static const char arrow[] = " => ";
    char got[VALUE_BYTES], *text, *at, *expected = NULL;
    size_t size;

    for (at = strstr(line, arrow); at; at = strstr(at + 1, arrow))
        expected = at;
    if (!expected) {
        printf("%s:%u: no ` => `\n", file, number);
        suite->failed++;
        return;
    }
    size = (size_t)(expected - line);
    expected += sizeof arrow - 1;
    text = malloc(size + 1); /* its own, so that a sanitizer sees a read behind it */
    if (!text)
        exit(2);
    memcpy(text, line, size);
    outcome(suite, text, size, expected, got);
    free(text);
    if (fits(expected, got)) {
        suite->passed++;
        return;
    }
    suite->failed++;
    printf("%s:%u: %.*s\n  expected %s\n  got      %s\n", file, number, (int)size, line, expected, got);
}

static void
run_file(struct suite *suite, const char *name)
{
    char line[LINE_BYTES];
    unsigned number = 0;
    FILE *f = fopen(name, "r");

    if (!f) {
        printf("%s: cannot be read\n", name);
        suite->failed++;
        return;
    }
    while (fgets(line, sizeof line, f)) {
        size_t n = strcspn(line, "\n");

        number++;
        if (line[n] != '\n' && !feof(f)) {
            printf("%s:%u: longer than %d bytes\n", name, number, LINE_BYTES);
            suite->failed++;
            break;
        }
        line[n] = '\0';
        if (n && line[0] != '#')
            run_line(suite, name, number, line);
    }
    fclose(f);
}

int
main(int argc, char **argv)
{
    struct suite suite;
    size_t k;
    int i;

    memset(&suite, 0, sizeof suite);
    for (k = 0; k < INPUTS; k++) {
        suite.variables[k] = inputs[k].variable;
        suite.values[k] = inputs[k].value;
    }
    if (tappa_context_new(NULL, &suite.context) || tappa_diagnostics_new(suite.context, &suite.diagnostics))
        return 2;
    for (i = 1; i < argc; i++)
        run_file(&suite, argv[i]);
    tappa_diagnostics_free(suite.diagnostics);
    tappa_context_unref(suite.context);
    printf("%u cases as CEL says, %u not\n", suite.passed, suite.failed);
    return suite.failed > 0 || suite.passed == 0;
}
