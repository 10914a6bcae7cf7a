/* The registry of diagnostic codes: X(number, NAME, "name", severity). A number means one thing for ever; a retired one stays in
 * the list. Numbers stand in ranges for the reader's sake only: 100 YAML text, 200 shape and keys, 300 names, 400 types and
 * expressions, 500 meaning, 600 warnings. Add at the end of a range. */
#ifndef TAPPA__CODES_H
#define TAPPA__CODES_H

#include <stdint.h>

#define TAPPA__CODES(X) \
    /* 100: the YAML text */ \
    X(100, YAML_SYNTAX, "yaml-syntax", 1) \
    X(101, NOT_UTF8, "not-utf8", 1) \
    X(102, CONTROL_CHARACTER, "control-character", 1) \
    X(103, TOO_LARGE, "too-large", 1) \
    X(104, SCALAR_TOO_LARGE, "scalar-too-large", 1) \
    X(105, TOO_MANY_NODES, "too-many-nodes", 1) \
    X(106, TOO_DEEP, "too-deep", 1) \
    X(107, ANCHOR, "anchor", 1) \
    X(108, ALIAS, "alias", 1) \
    X(109, TAG, "tag", 1) \
    X(110, DIRECTIVE, "directive", 1) \
    X(111, SECOND_DOCUMENT, "second-document", 1) \
    X(112, EMPTY_DOCUMENT, "empty-document", 1) \
    X(113, MERGE_KEY, "merge-key", 1) \
    X(114, UNREADABLE, "unreadable", 1) \
    /* 200: shape and keys */ \
    X(200, UNKNOWN_KEY, "unknown-key", 1) \
    X(201, DUPLICATE_KEY, "duplicate-key", 1) \
    X(202, MISSING_KEY, "missing-key", 1) \
    X(203, WRONG_SHAPE, "wrong-shape", 1) \
    X(204, KEY_NOT_TEXT, "key-not-text", 1) \
    X(205, BAD_VALUE, "bad-value", 1) \
    X(206, BAD_NUMBER, "bad-number", 1) \
    X(207, BAD_BOOL, "bad-bool", 1) \
    X(208, BAD_DURATION, "bad-duration", 1) \
    X(209, BAD_TIME, "bad-time", 1) \
    X(210, OUT_OF_RANGE, "out-of-range", 1) \
    X(211, FORMAT_VERSION, "format-version", 1) \
    X(212, KEYS_TOGETHER, "keys-together", 1) \
    X(213, KEY_OUT_OF_PLACE, "key-out-of-place", 1) \
    X(214, EMPTY, "empty", 1) \
    X(215, FIRST_KEY, "first-key", 1) \
    X(216, TOO_MANY, "too-many", 1) \
    /* 300: names */ \
    X(300, UNKNOWN_NAME, "unknown-name", 1) \
    X(301, DUPLICATE_NAME, "duplicate-name", 1) \
    X(302, BAD_NAME, "bad-name", 1) \
    X(303, RESERVED_NAME, "reserved-name", 1) \
    X(304, UNKNOWN_STAGE, "unknown-stage", 1) \
    X(305, UNKNOWN_EVENT, "unknown-event", 1) \
    X(306, UNKNOWN_FIELD, "unknown-field", 1) \
    X(307, UNKNOWN_SLOT, "unknown-slot", 1) \
    X(308, UNKNOWN_TOUCHPOINT, "unknown-touchpoint", 1) \
    X(309, UNKNOWN_CHANNEL, "unknown-channel", 1) \
    X(310, UNKNOWN_PERSONA, "unknown-persona", 1) \
    X(311, UNKNOWN_EXPERIMENT, "unknown-experiment", 1) \
    X(312, UNKNOWN_ZONE, "unknown-zone", 1) \
    X(313, UNKNOWN_TYPE, "unknown-type", 1) \
    X(314, UNKNOWN_FUNCTION, "unknown-function", 1) \
    X(315, UNKNOWN_SEND, "unknown-send", 1) \
    /* 400: types and expressions */ \
    X(400, EXPR_SYNTAX, "expression-syntax", 1) \
    X(401, EXPR_LITERAL, "expression-literal", 1) \
    X(402, EXPR_TOO_DEEP, "expression-too-deep", 1) \
    X(403, EXPR_TOO_LARGE, "expression-too-large", 1) \
    X(404, EXPR_RESERVED, "expression-reserved", 1) \
    X(405, EXPR_MESSAGE, "expression-message", 1) \
    X(406, EXPR_TYPE, "expression-type", 1) \
    X(407, EXPR_OVERLOAD, "expression-overload", 1) \
    X(408, EXPR_ARGUMENTS, "expression-arguments", 1) \
    X(409, EXPR_MACRO, "expression-macro", 1) \
    X(410, EXPR_REGEX, "expression-regex", 1) \
    X(411, EXPR_NOT_HERE, "expression-not-here", 1) \
    X(412, NOT_CONSTANT, "not-constant", 1) \
    X(413, TYPES_DIFFER, "types-differ", 1) \
    X(414, DEFAULT_TYPE, "default-type", 1) \
    X(415, CONSTANT_FAILS, "constant-fails", 1) \
    X(416, EXPR_CIRCLE, "expression-circle", 1) \
    /* 500: meaning */ \
    X(500, BAD_INITIAL, "bad-initial", 1) \
    X(501, BAD_TARGET, "bad-target", 1) \
    X(502, BAD_HISTORY, "bad-history", 1) \
    X(503, HISTORY_CIRCLE, "history-circle", 1) \
    X(504, FINAL_HAS_ROWS, "final-has-rows", 1) \
    X(505, PARALLEL_NEEDS_CHILDREN, "parallel-needs-children", 1) \
    X(506, TARGETS_CLASH, "targets-clash", 1) \
    X(507, ENTRY_NEEDS_TARGET, "entry-needs-target", 1) \
    X(508, NO_STAGES, "no-stages", 1) \
    X(509, TIMER_NOT_ALLOWED, "timer-not-allowed", 1) \
    X(510, WRONG_DIRECTION, "wrong-direction", 1) \
    X(511, BAD_WEIGHTS, "bad-weights", 1) \
    X(512, BAD_MIGRATION, "bad-migration", 1) \
    X(513, ACTION_ORDER, "action-order", 1) \
    X(514, AMBIGUOUS_OWNER, "ambiguous-owner", 1) \
    X(515, MISSING_FIELD, "missing-field", 1) \
    X(516, ENDLESS, "endless", 1) \
    X(517, FINAL_REGION, "final-region", 1) \
    /* 600: warnings */ \
    X(600, UNREACHABLE_STAGE, "unreachable-stage", 2) \
    X(601, SHADOWED_ROW, "shadowed-row", 2) \
    X(602, ALWAYS_CIRCLE, "always-circle", 2) \
    X(603, UNHANDLED_EVENT, "unhandled-event", 2) \
    X(604, NO_GOAL, "no-goal", 2) \
    X(605, USELESS_INTERNAL, "useless-internal", 2) \
    X(606, UNUSED_NAME, "unused-name", 2) \
    X(607, NEVER_TRUE, "never-true", 2) \
    X(608, ALWAYS_TRUE, "always-true", 2) \
    X(609, DEAD_END, "dead-end", 2) \
    X(610, NO_CONSENT, "no-consent", 2) \
    X(611, USELESS_KEY, "useless-key", 2) \
    X(612, BYTE_ORDER_MARK, "byte-order-mark", 2) \
    X(613, CANCELS_NOTHING, "cancels-nothing", 2) \
    X(614, SERVES_NO_STAGE, "serves-no-stage", 2)

enum tappa__code {
#define TAPPA__CODE_ENUM(number, NAME, name, severity) TAPPA__CODE_##NAME = number,
    TAPPA__CODES(TAPPA__CODE_ENUM)
#undef TAPPA__CODE_ENUM
};

/* "unknown-key"; "unknown" for a number that is not in the list. */
const char *tappa__code_name(int32_t code);
/* TAPPA_ERROR_SEVERITY, TAPPA_WARNING_SEVERITY; an error for a number that is not in the list. */
int32_t tappa__code_severity(int32_t code);

#endif
