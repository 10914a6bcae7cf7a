/* The variables that expressions of the corpora may read: those of tests/cel, so that its cases are seeds. */
#ifndef FUZZ_VARIABLES_H
#define FUZZ_VARIABLES_H

#include "tappa/expression.h"

static const struct tappa_value variable_items[] = {
    {TAPPA_INT, 0, 1, 0, NULL}, {TAPPA_INT, 0, 2, 0, NULL}, {TAPPA_INT, 0, 3, 0, NULL}};
static const struct tappa_value variable_pairs[] = {
    {TAPPA_STRING, 1, 0, 0, "a"}, {TAPPA_INT, 0, 1, 0, NULL}, {TAPPA_STRING, 1, 0, 0, "b"}, {TAPPA_STRING, 3, 0, 0, "two"}};

static const struct tappa_variable variables[] = {
    {"i", 1, TAPPA_INT, 0},    {"u", 1, TAPPA_UINT, 0},  {"d", 1, TAPPA_DOUBLE, 0},    {"s", 1, TAPPA_STRING, 0},
    {"b", 1, TAPPA_BOOL, 0},   {"y", 1, TAPPA_BYTES, 0}, {"t", 1, TAPPA_TIMESTAMP, 0}, {"p", 1, TAPPA_DURATION, 0},
    {"l", 1, TAPPA_LIST, 0},   {"m", 1, TAPPA_MAP, 0},   {"any", 3, TAPPA_UNSET, 0},   {"none", 4, TAPPA_INT, 0},
};
#define VARIABLES (sizeof variables / sizeof variables[0])

static const struct tappa_value variable_values[VARIABLES] = {
    {TAPPA_INT, 0, 5, 0, NULL},
    {TAPPA_UINT, 0, 7, 0, NULL},
    {TAPPA_DOUBLE, 0, 0, 1.5, NULL},
    {TAPPA_STRING, 5, 0, 0, "tappa"},
    {TAPPA_BOOL, 0, 1, 0, NULL},
    {TAPPA_BYTES, 2, 0, 0, "\0\xff"},
    {TAPPA_TIMESTAMP, 0, INT64_C(1234567890000000), 0, NULL},
    {TAPPA_DURATION, 0, 90000000, 0, NULL},
    {TAPPA_LIST, 3, 0, 0, variable_items},
    {TAPPA_MAP, 2, 0, 0, variable_pairs},
    {TAPPA_INT, 0, 1, 0, NULL},
    {TAPPA_UNSET, 0, 0, 0, NULL},
};

#endif
