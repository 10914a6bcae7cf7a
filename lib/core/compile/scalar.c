/* Owns what each kind of scalar may look like, for the walker and, as regular expressions, for the schema.
 * Called for every value and every key whose shape is a scalar.
 * Protects the format from YAML's own types: `no`, `0o17` and `1:30` are what our shape says they are, and nothing is converted. */
#include "lib/core/compile/compiler.h"

#include <string.h>

#include "lib/base/number.h"
#include "lib/base/time.h"

#define NAME_PATTERN "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]+$"
/* Units falling, each once, more than nothing and not all zero; or ISO 8601 without years and months, its last number with a fraction. */
#define ISO_COUNT "([0-9]+([.,][0-9]+)?"
#define DURATION_PATTERN \
    "^(?=.*[1-9])(?=[0-9])([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$" \
    "|^(?=.*[1-9])P(?=[0-9T])(?!.*[.,][0-9]+[A-Z].)" ISO_COUNT "W)?" ISO_COUNT "D)?(T(?=[0-9])" ISO_COUNT "H)?" \
    ISO_COUNT "M)?" ISO_COUNT "S)?)?$"

const char *
tappa__shape_pattern(uint32_t kind)
{
    switch (kind) {
    case TAPPA__SHAPE_NAME:
        return NAME_PATTERN;
    case TAPPA__SHAPE_IDENTIFIER:
        return "^[A-Za-z_][A-Za-z0-9_]*$";
    case TAPPA__SHAPE_MODEL_NAME:
        return "^[a-z][a-z0-9_-]*$";
    case TAPPA__SHAPE_DURATION:
        return DURATION_PATTERN;
    case TAPPA__SHAPE_CLOCK:
        return "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$";
    default:
        return NULL;
    }
}

static int
bad(struct tappa__compiler *c, int32_t code, const struct tappa__node *node, const char *hint,
    const struct tappa__shape *shape)
{
    struct tappa__subject subject;

    tappa__report(c, code, node, tappa__text_of(hint), "%s must be %s", tappa__subject(node, &subject), shape->noun);
    return 0;
}

static int
walk_name(struct tappa__compiler *c, const struct tappa__node *node)
{
    size_t at = 0;

    while (at < node->text.n) {
        uint32_t cp = tappa__utf8_next(node->text.s, node->text.n, &at);
        if (tappa__is_control(cp)) {
            tappa__report(c, TAPPA__CODE_BAD_NAME, node, TAPPA__TEXT(""), "a name cannot hold the character U+%04X",
                          (unsigned)cp);
            return 0;
        }
    }
    return 1;
}

static int
walk_identifier(struct tappa__compiler *c, const struct tappa__node *node)
{
    if (tappa__is_identifier(node->text))
        return 1;
    tappa__report(c, TAPPA__CODE_BAD_NAME, node,
                  TAPPA__TEXT("letters, digits and '_', not beginning with a digit: expressions use the name"),
                  "'%.*s' cannot be a name here", TAPPA__SHOW(node->text));
    return 0;
}

static int
walk_model_name(struct tappa__compiler *c, const struct tappa__node *node)
{
    uint32_t i;

    for (i = 0; i < node->text.n; i++) {
        char ch = node->text.s[i];
        if ((ch < 'a' || ch > 'z') && (i == 0 || ((ch < '0' || ch > '9') && ch != '_' && ch != '-')))
            break;
    }
    if (i == node->text.n)
        return 1;
    tappa__report(c, TAPPA__CODE_BAD_NAME, node,
                  TAPPA__TEXT("small letters, digits, '_' and '-', beginning with a letter: local-shop"),
                  "'%.*s' cannot be a model's name", TAPPA__SHOW(node->text));
    return 0;
}

static int
walk_int(struct tappa__compiler *c, struct tappa__node *node, const struct tappa__shape *shape)
{
    struct tappa__subject subject;
    int failed = node->style == TAPPA__PLAIN_STYLE ? tappa__int64_parse(node->text, &node->as.integer) : -1;

    if (failed == -1)
        return bad(c, TAPPA__CODE_BAD_NUMBER, node, node->style == TAPPA__PLAIN_STYLE ? "" : "numbers are written without quotes",
                   shape);
    if (!failed && node->as.integer >= shape->low && node->as.integer <= shape->high)
        return 1;
    if (shape->low == shape->high) {
        tappa__report(c, TAPPA__CODE_FORMAT_VERSION, node, TAPPA__TEXT("this library reads format version 1: `tappa: 1`"),
                      "version %.*s of the format is unknown here", TAPPA__SHOW(node->text));
        return 0;
    }
    tappa__report(c, TAPPA__CODE_OUT_OF_RANGE, node, TAPPA__TEXT(""), "%s must be %s%s", tappa__subject(node, &subject),
                  shape->noun, failed ? " that fits 64 bits" : "");
    return 0;
}

static int
walk_number(struct tappa__compiler *c, struct tappa__node *node, const struct tappa__shape *shape)
{
    struct tappa__subject subject;
    int failed = node->style == TAPPA__PLAIN_STYLE ? tappa__double_parse(node->text, 0, &node->as.real) : -1;

    if (failed == -1)
        return bad(c, TAPPA__CODE_BAD_NUMBER, node, node->style == TAPPA__PLAIN_STYLE ? "" : "numbers are written without quotes",
                   shape);
    if (!failed && node->as.real >= shape->least && node->as.real <= shape->most)
        return 1;
    tappa__report(c, TAPPA__CODE_OUT_OF_RANGE, node, TAPPA__TEXT(""), "%s must be %s%s", tappa__subject(node, &subject),
                  shape->noun, shape->most <= 1.0 ? " between 0 and 1" : "");
    return 0;
}

static int
walk_bool(struct tappa__compiler *c, struct tappa__node *node, const struct tappa__shape *shape)
{
    if (node->style == TAPPA__PLAIN_STYLE && tappa__text_is(node->text, "true")) {
        node->as.integer = 1;
        return 1;
    }
    if (node->style == TAPPA__PLAIN_STYLE && tappa__text_is(node->text, "false"))
        return 1;
    return bad(c, TAPPA__CODE_BAD_BOOL, node,
               node->style == TAPPA__PLAIN_STYLE ? "" : "true and false are written without quotes", shape);
}

static int
walk_duration(struct tappa__compiler *c, struct tappa__node *node)
{
    int failed = tappa__duration_parse(node->text, &node->as.integer);

    if (!failed)
        return 1;
    if (failed == -2)
        tappa__report(c, TAPPA__CODE_BAD_DURATION, node, TAPPA__TEXT(""),
                      "'%.*s' must be more than nothing and at most 3650d", TAPPA__SHOW(node->text));
    else
        tappa__report(c, TAPPA__CODE_BAD_DURATION, node,
                      TAPPA__TEXT("write 250ms, 90s, 15m, 1h, 14d, 2w, joined as 1d12h, or ISO 8601 as P1DT12H"),
                      "'%.*s' is not a duration", TAPPA__SHOW(node->text));
    return 0;
}

/* Two digits below `most`, or -1. */
static int64_t
two_digits(const char *s, int64_t most)
{
    int64_t n;

    if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
        return -1;
    n = (s[0] - '0') * 10 + (s[1] - '0');
    return n < most ? n : -1;
}

static int
walk_clock(struct tappa__compiler *c, struct tappa__node *node, const struct tappa__shape *shape)
{
    const char *s = node->text.s;
    int64_t hour, minute, second = 0;

    if ((node->text.n != 5 && node->text.n != 8) || s[2] != ':' || (node->text.n == 8 && s[5] != ':'))
        return bad(c, TAPPA__CODE_BAD_TIME, node, "two digits for hours and minutes, on a clock of 24 hours", shape);
    hour = two_digits(s, 24);
    minute = two_digits(s + 3, 60);
    if (node->text.n == 8)
        second = two_digits(s + 6, 60);
    if (hour < 0 || minute < 0 || second < 0)
        return bad(c, TAPPA__CODE_BAD_TIME, node, "hours 00 to 23, minutes 00 to 59", shape);
    node->as.integer = ((hour * 60 + minute) * 60 + second) * TAPPA__SECOND;
    return 1;
}

static int
walk_word(struct tappa__compiler *c, struct tappa__node *node, const struct tappa__shape *shape)
{
    struct tappa__text near = {"", 0};
    struct tappa__subject subject;
    uint32_t limit = tappa__near_limit(node->text), i;

    for (i = 0; shape->words[i]; i++) {
        struct tappa__text word = tappa__text_of(shape->words[i]);
        uint32_t distance = tappa__text_distance(node->text, word, limit);
        if (!distance) {
            node->as.integer = (int64_t)i + 1;
            return 1;
        }
        if (distance <= limit) {
            near = word;
            limit = distance - 1;
        } else if (!near.n && node->text.n > 1 &&
                   (tappa__text_starts_with(node->text, word) || tappa__text_starts_with(word, node->text))) {
            near = word; /* `integer` for int, `in` for inbound */
        }
    }
    tappa__report(c, TAPPA__CODE_BAD_VALUE, node, tappa__did_you_mean_name(c, near), "%s must be %s, not '%.*s'",
                  tappa__subject(node, &subject), shape->noun, TAPPA__SHOW(node->text));
    return 0;
}

static int
empty(struct tappa__compiler *c, const struct tappa__node *node, const struct tappa__shape *shape)
{
    struct tappa__subject subject;

    if (node->key || node->parent->kind != TAPPA__MAPPING)
        tappa__report(c, TAPPA__CODE_EMPTY, node, TAPPA__TEXT(""), "%s is empty; it must be %s",
                      tappa__subject(node, &subject), shape->noun);
    else
        tappa__report(c, TAPPA__CODE_EMPTY, node,
                      node->text.n ? TAPPA__TEXT("null and ~ mean nothing in YAML; quote a name that reads so") : TAPPA__TEXT(""),
                      "a name is missing before ':'");
    return 0;
}

int
tappa__walk_scalar(struct tappa__compiler *c, struct tappa__node *node, const struct tappa__shape *shape)
{
    int may_be_empty = shape->kind == TAPPA__SHAPE_TEXT || shape->kind == TAPPA__SHAPE_CONSTANT;

    if (tappa__node_is_null(node))
        return shape->flags & TAPPA__NULLABLE ? 1 : empty(c, node, shape);
    if (!node->text.n && !may_be_empty)
        return empty(c, node, shape);
    switch (shape->kind) {
    case TAPPA__SHAPE_NAME:
        return walk_name(c, node);
    case TAPPA__SHAPE_IDENTIFIER:
        return walk_identifier(c, node);
    case TAPPA__SHAPE_MODEL_NAME:
        return walk_model_name(c, node);
    case TAPPA__SHAPE_INT:
        return walk_int(c, node, shape);
    case TAPPA__SHAPE_NUMBER:
        return walk_number(c, node, shape);
    case TAPPA__SHAPE_BOOL:
        return walk_bool(c, node, shape);
    case TAPPA__SHAPE_DURATION:
        return walk_duration(c, node);
    case TAPPA__SHAPE_CLOCK:
        return walk_clock(c, node, shape);
    case TAPPA__SHAPE_WORD:
        return walk_word(c, node, shape);
    default:
        return 1;
    }
}
