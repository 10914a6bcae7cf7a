/* Owns the words for syntax errors: libyaml speaks to people who write parsers, we speak to people who write shops.
 * Called by the reader when libyaml gives up.
 * Protects nothing but the reader's patience: an unknown complaint is passed on in libyaml's own words. */
#include "lib/core/yaml/reader.h"

#include <string.h>

struct phrase {
    const char *problem, *context; /* NULL context: any */
    const char *message, *hint;
    int at_beginning; /* the place that helps is where the construct began */
    int32_t code;
};

static const struct phrase phrases[] = {
    {"mapping values are not allowed in this context", NULL, "a ':' stands where no key can be",
     "quote a text that holds a colon, or check the indentation of this line", 0, TAPPA__CODE_YAML_SYNTAX},
    {"block sequence entries are not allowed in this context", NULL, "a '-' stands where no list can be",
     "begin the list on a line of its own", 0, TAPPA__CODE_YAML_SYNTAX},
    {"mapping keys are not allowed in this context", NULL, "a '?' stands where no key can be", "quote the text", 0,
     TAPPA__CODE_YAML_SYNTAX},
    {"did not find expected key", "while parsing a block mapping", "this line does not fit the map around it",
     "keys of one map stand in one column; check the indentation, and what is open on the lines above", 0,
     TAPPA__CODE_YAML_SYNTAX},
    {"did not find expected '-' indicator", NULL, "this line does not fit the list around it",
     "items of one list stand in one column and begin with '- '", 0, TAPPA__CODE_YAML_SYNTAX},
    {"did not find expected ',' or ']'", NULL, "the list that begins here is not closed",
     "put a comma between its items and ']' at its end", 1, TAPPA__CODE_YAML_SYNTAX},
    {"did not find expected ',' or '}'", NULL, "the map that begins here is not closed",
     "put a comma between its pairs and '}' at its end", 1, TAPPA__CODE_YAML_SYNTAX},
    {"could not find expected ':'", NULL, "this line is a key without ':'",
     "write 'key: value'; a list item begins with '- '", 1, TAPPA__CODE_YAML_SYNTAX},
    {"found unexpected end of stream", "while scanning a quoted scalar", "the quotes that open here are never closed",
     "", 1, TAPPA__CODE_YAML_SYNTAX},
    {"found unexpected document indicator", "while scanning a quoted scalar",
     "the quotes that open here are never closed", "", 1, TAPPA__CODE_YAML_SYNTAX},
    {"found unknown escape character", NULL, "an unknown escape after '\\' in double quotes",
     "write '\\\\' for a backslash, or use single quotes", 0, TAPPA__CODE_YAML_SYNTAX},
    {"did not find expected hexdecimal number", NULL, "hexadecimal digits are missing in this escape", "", 0,
     TAPPA__CODE_YAML_SYNTAX},
    {"found invalid Unicode character escape code", NULL, "this escape is not a character", "", 0,
     TAPPA__CODE_YAML_SYNTAX},
    {"found a tab character that violates indentation", NULL, "a tab stands in the indentation", "indent with spaces", 0,
     TAPPA__CODE_YAML_SYNTAX},
    {"found undefined tag handle", NULL, "tags (!name) are not allowed", "quote a text that begins with '!'", 0,
     TAPPA__CODE_TAG},
    {"did not find expected alphabetic or numeric character", "while scanning an alias",
     "a '*' at the beginning of a text would be an alias", "put it in quotes: \"*\"", 1, TAPPA__CODE_ALIAS},
    {"did not find expected alphabetic or numeric character", "while scanning an anchor",
     "a '&' at the beginning of a text would be an anchor", "put the text in quotes", 1, TAPPA__CODE_ANCHOR},
    {"did not find expected node content", NULL, "a value is missing before this character",
     "close what is open in the right order, '[' with ']' and '{' with '}'", 0, TAPPA__CODE_YAML_SYNTAX},
    {"did not find expected <document start>", NULL, "there is text behind the end of the model", "", 0,
     TAPPA__CODE_YAML_SYNTAX},
};

/* The character that cannot begin a value: the tab is by far the most frequent. */
static void
explain_token(tappa_diagnostics *d, const struct tappa__source *source, struct tappa__place at)
{
    const char *s = source->text.s, *end = s + source->text.n;
    uint32_t line, column;
    size_t i = 0;

    for (line = 1; line < at.line && s < end; line++) {
        const char *found = memchr(s, '\n', (size_t)(end - s));
        s = found ? found + 1 : end;
    }
    for (column = 1; column < at.column && i < (size_t)(end - s); column++)
        (void)tappa__utf8_next(s, (size_t)(end - s), &i);
    if (i < (size_t)(end - s) && s[i] == '\t')
        tappa__diagnose(d, source, TAPPA__CODE_YAML_SYNTAX, at, TAPPA__TEXT(""), TAPPA__TEXT("indent with spaces"),
                        "a tab stands in the indentation");
    else
        tappa__diagnose(d, source, TAPPA__CODE_YAML_SYNTAX, at, TAPPA__TEXT(""), TAPPA__TEXT("put the text in quotes"),
                        "no text can begin with this character");
}

void
tappa__yaml_explain(tappa_diagnostics *diagnostics, const struct tappa__source *source, const char *problem,
                    const char *context, struct tappa__place at, struct tappa__place begun)
{
    size_t i;

    if (!problem)
        problem = "not YAML";
    if (strcmp(problem, "found character that cannot start any token") == 0) {
        explain_token(diagnostics, source, at);
        return;
    }
    for (i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        const struct phrase *p = &phrases[i];
        if (strcmp(p->problem, problem) == 0 && (!p->context || (context && strcmp(p->context, context) == 0))) {
            if (p->at_beginning && context)
                at = begun;
            tappa__diagnose(diagnostics, source, p->code, at, TAPPA__TEXT(""), tappa__text_of(p->hint), "%s", p->message);
            return;
        }
    }
    tappa__diagnose(diagnostics, source, TAPPA__CODE_YAML_SYNTAX, at, TAPPA__TEXT(""), TAPPA__TEXT(""),
                    "this is not YAML: %s", problem);
}
