/* Owns the table of CEL's standard definitions: which operators and functions take which kinds, and what they give.
 * Called by the checker; a mistyped name is looked for here too.
 * What the table allows the machine does: each row's opcode handles the row's kinds, and refuses others itself. */
#include "lib/core/expr/tree.h"

#include <string.h>

#define D TAPPA__TYPE_DYN
#define BOOL TAPPA_BOOL
#define INT TAPPA_INT
#define UINT TAPPA_UINT
#define DOUBLE TAPPA_DOUBLE
#define STRING TAPPA_STRING
#define BYTES TAPPA_BYTES
#define TIME TAPPA_TIMESTAMP
#define DURATION TAPPA_DURATION
#define LIST TAPPA_LIST
#define MAP TAPPA_MAP

struct row {
    const char *name;
    uint8_t method, opcode, argument, count;
    uint8_t kinds[2];
    uint8_t result;
};

#define ORDER(opcode, kind) {NULL, 0, opcode, 0, 2, {kind, kind}, BOOL}
#define ORDERS(opcode) \
    ORDER(opcode, BOOL), ORDER(opcode, INT), ORDER(opcode, UINT), ORDER(opcode, DOUBLE), ORDER(opcode, STRING), \
        ORDER(opcode, BYTES), ORDER(opcode, TIME), ORDER(opcode, DURATION)
#define SAME(opcode, kind) {NULL, 0, opcode, 0, 2, {kind, kind}, kind}

static const struct row operators[] = {
    ORDERS(TAPPA__OP_LT),
    ORDERS(TAPPA__OP_LE),
    ORDERS(TAPPA__OP_GT),
    ORDERS(TAPPA__OP_GE),
    SAME(TAPPA__OP_ADD, INT),
    SAME(TAPPA__OP_ADD, UINT),
    SAME(TAPPA__OP_ADD, DOUBLE),
    SAME(TAPPA__OP_ADD, STRING),
    SAME(TAPPA__OP_ADD, BYTES),
    SAME(TAPPA__OP_ADD, LIST),
    SAME(TAPPA__OP_ADD, DURATION),
    {NULL, 0, TAPPA__OP_ADD, 0, 2, {TIME, DURATION}, TIME},
    {NULL, 0, TAPPA__OP_ADD, 0, 2, {DURATION, TIME}, TIME},
    SAME(TAPPA__OP_SUB, INT),
    SAME(TAPPA__OP_SUB, UINT),
    SAME(TAPPA__OP_SUB, DOUBLE),
    SAME(TAPPA__OP_SUB, DURATION),
    {NULL, 0, TAPPA__OP_SUB, 0, 2, {TIME, DURATION}, TIME},
    {NULL, 0, TAPPA__OP_SUB, 0, 2, {TIME, TIME}, DURATION},
    SAME(TAPPA__OP_MUL, INT),
    SAME(TAPPA__OP_MUL, UINT),
    SAME(TAPPA__OP_MUL, DOUBLE),
    SAME(TAPPA__OP_DIV, INT),
    SAME(TAPPA__OP_DIV, UINT),
    SAME(TAPPA__OP_DIV, DOUBLE),
    SAME(TAPPA__OP_MOD, INT),
    SAME(TAPPA__OP_MOD, UINT),
    {NULL, 0, TAPPA__OP_NOT, 0, 1, {BOOL, 0}, BOOL},
    {NULL, 0, TAPPA__OP_NEGATE, 0, 1, {INT, 0}, INT},
    {NULL, 0, TAPPA__OP_NEGATE, 0, 1, {DOUBLE, 0}, DOUBLE},
};

#define CONVERT(name, from, to) {name, 0, TAPPA__OP_CONVERT, to, 1, {from, 0}, to}
#define GET(name, which) \
    {name, 1, TAPPA__OP_GETTER, which, 1, {TIME, 0}, INT}, {name, 1, TAPPA__OP_GETTER, which, 2, {TIME, STRING}, INT}
#define GET_BOTH(name, which) GET(name, which), {name, 1, TAPPA__OP_GETTER, which, 1, {DURATION, 0}, INT}

static const struct row functions[] = {
    {"size", 0, TAPPA__OP_SIZE, 0, 1, {STRING, 0}, INT},
    {"size", 0, TAPPA__OP_SIZE, 0, 1, {BYTES, 0}, INT},
    {"size", 0, TAPPA__OP_SIZE, 0, 1, {LIST, 0}, INT},
    {"size", 0, TAPPA__OP_SIZE, 0, 1, {MAP, 0}, INT},
    {"size", 1, TAPPA__OP_SIZE, 0, 1, {STRING, 0}, INT},
    {"size", 1, TAPPA__OP_SIZE, 0, 1, {BYTES, 0}, INT},
    {"size", 1, TAPPA__OP_SIZE, 0, 1, {LIST, 0}, INT},
    {"size", 1, TAPPA__OP_SIZE, 0, 1, {MAP, 0}, INT},
    {"startsWith", 1, TAPPA__OP_STARTS_WITH, 0, 2, {STRING, STRING}, BOOL},
    {"endsWith", 1, TAPPA__OP_ENDS_WITH, 0, 2, {STRING, STRING}, BOOL},
    {"contains", 1, TAPPA__OP_CONTAINS, 0, 2, {STRING, STRING}, BOOL},
    {"type", 0, TAPPA__OP_TYPE, 0, 1, {D, 0}, TAPPA_TYPE},
    {"dyn", 0, TAPPA__OP_DYN, 0, 1, {D, 0}, D},
    CONVERT("int", INT, INT),
    CONVERT("int", UINT, INT),
    CONVERT("int", DOUBLE, INT),
    CONVERT("int", STRING, INT),
    CONVERT("int", TIME, INT),
    CONVERT("uint", INT, UINT),
    CONVERT("uint", UINT, UINT),
    CONVERT("uint", DOUBLE, UINT),
    CONVERT("uint", STRING, UINT),
    CONVERT("double", INT, DOUBLE),
    CONVERT("double", UINT, DOUBLE),
    CONVERT("double", DOUBLE, DOUBLE),
    CONVERT("double", STRING, DOUBLE),
    CONVERT("string", BOOL, STRING),
    CONVERT("string", INT, STRING),
    CONVERT("string", UINT, STRING),
    CONVERT("string", DOUBLE, STRING),
    CONVERT("string", STRING, STRING),
    CONVERT("string", BYTES, STRING),
    CONVERT("string", TIME, STRING),
    CONVERT("string", DURATION, STRING),
    CONVERT("bytes", STRING, BYTES),
    CONVERT("bytes", BYTES, BYTES),
    CONVERT("bool", BOOL, BOOL),
    CONVERT("bool", STRING, BOOL),
    CONVERT("timestamp", STRING, TIME),
    CONVERT("timestamp", INT, TIME),
    CONVERT("timestamp", TIME, TIME),
    CONVERT("duration", STRING, DURATION),
    CONVERT("duration", DURATION, DURATION),
    GET("getFullYear", TAPPA__GET_FULL_YEAR),
    GET("getMonth", TAPPA__GET_MONTH),
    GET("getDate", TAPPA__GET_DATE),
    GET("getDayOfMonth", TAPPA__GET_DAY_OF_MONTH),
    GET("getDayOfWeek", TAPPA__GET_DAY_OF_WEEK),
    GET("getDayOfYear", TAPPA__GET_DAY_OF_YEAR),
    GET_BOTH("getHours", TAPPA__GET_HOURS),
    GET_BOTH("getMinutes", TAPPA__GET_MINUTES),
    GET_BOTH("getSeconds", TAPPA__GET_SECONDS),
    GET_BOTH("getMilliseconds", TAPPA__GET_MILLISECONDS),
};

static void
take(const struct row *row, const struct tappa__type *const *types, uint32_t count, struct tappa__overloads *out)
{
    const struct tappa__type *result;
    uint32_t i;

    out->known++;
    if (row->count != count) /* UINT32_MAX: only asked whether the name is known */
        return;
    for (i = 0; i < count; i++)
        if (row->kinds[i] != D && !tappa__type_is(types[i], row->kinds[i]))
            return;
    result = tappa__type_of(row->result);
    out->type = out->fitting == 0 || out->type == result ? result : tappa__type_of(D);
    out->fitting++;
    out->opcode = row->opcode;
    out->argument = row->argument;
}

void
tappa__overload_operator(uint32_t opcode, const struct tappa__type *const *types, uint32_t count,
                         struct tappa__overloads *out)
{
    size_t i;

    memset(out, 0, sizeof *out);
    for (i = 0; i < sizeof operators / sizeof *operators; i++)
        if (operators[i].opcode == opcode)
            take(&operators[i], types, count, out);
}

void
tappa__overload_function(struct tappa__text name, int method, const struct tappa__type *const *types, uint32_t count,
                         struct tappa__overloads *out)
{
    size_t i;

    memset(out, 0, sizeof *out);
    for (i = 0; i < sizeof functions / sizeof *functions; i++)
        if (functions[i].method == method && tappa__text_is(name, functions[i].name))
            take(&functions[i], types, count, out);
}

const char *
tappa__function_near(struct tappa__text name)
{
    static const char *const others[] = {"has", "all", "exists", "exists_one", "map", "filter"};
    const char *best = NULL;
    uint32_t limit = name.n < 4 ? 1 : 2;
    size_t i, n = sizeof functions / sizeof *functions, m = sizeof others / sizeof *others;

    for (i = 0; i < n + m; i++) {
        const char *candidate = i < n ? functions[i].name : others[i - n];
        uint32_t distance = tappa__text_distance(name, tappa__text_of(candidate), limit);

        if (distance > 0 && distance <= limit) {
            best = candidate;
            limit = distance - 1;
        }
    }
    return best;
}

const char *
tappa__operator_text(uint32_t opcode)
{
    static const char *const texts[] = {"!", "-", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "in", "[]"};

    if (opcode == TAPPA__OP_AND || opcode == TAPPA__OP_OR)
        return opcode == TAPPA__OP_AND ? "&&" : "||";
    return texts[opcode - TAPPA__OP_NOT];
}
