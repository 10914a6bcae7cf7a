/* Any text as an expression: it compiles, or one diagnostic says where not. What compiles is evaluated twice, with the same result, and
 * ends in a value of its static type or in CEL's words. */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/variables.h"

static const char *const types[] = {"",      "bool",      "int",      "uint", "double", "string", "bytes",
                                    "timestamp", "duration", "null", "list",   "map",    "type"};

static void
check_value(const struct tappa_value *v, int depth)
{
    const struct tappa_value *items = v->data;
    size_t count = v->kind == TAPPA_MAP ? 2 * (size_t)v->size : v->kind == TAPPA_LIST ? v->size : 0;

    must(v->kind >= TAPPA_BOOL && v->kind <= TAPPA_TYPE && depth < 100);
    fuzz_touch_value(v);
    for (size_t i = 0; i < count; i++)
        check_value(&items[i], depth + 1);
}

static void
evaluate(tappa_expression *x)
{
    struct tappa_value result;
    size_t offset, n = 0;
    char *first = NULL, *again;
    const char *type = tappa_expression_type(x);

    for (int round = 0; round < 2; round++) {
        tappa_status status = tappa_expression_evaluate(x, variable_values, VARIABLES, &result, &offset);

        must(status == TAPPA_OK || status == TAPPA_EEXPR);
        if (status == TAPPA_EEXPR) {
            must(result.kind == TAPPA_ERROR && result.size);
            fuzz_touch(result.data, result.size);
            must(!first);
            continue;
        }
        check_value(&result, 0);
        /* In CEL null fits wherever a timestamp or a duration does. */
        must(!strncmp(type, "dyn", 3) || result.kind == TAPPA_NULL || !strncmp(type, types[result.kind], strlen(types[result.kind])));
        n = tappa_value_json(&result, NULL, 0);
        again = malloc(n + 1);
        must(again && tappa_value_json(&result, again, n + 1) == n && strlen(again) == n);
        must(!first || !strcmp(first, again));
        free(first);
        first = again;
    }
    free(first);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tappa_context *context = fuzz_context();
    char *text = fuzz_copy(data, size);
    tappa_diagnostics *list;
    tappa_expression *x;
    tappa_status status;

    must(tappa_diagnostics_new(context, &list) == TAPPA_OK);
    status = tappa_expression_compile(context, text, size, variables, VARIABLES, list, &x);
    free(text);
    must(status == TAPPA_OK || status == TAPPA_EEXPR || status == TAPPA_ELIMIT);
    must((status == TAPPA_OK) == (x != NULL) && (status != TAPPA_EEXPR || tappa_diagnostics_errors(list)));
    for (size_t i = 0; i < tappa_diagnostics_count(list); i++)
        must(tappa_diagnostics_render(list, i, NULL, 0) > 0);
    tappa_diagnostics_free(list);
    if (x)
        evaluate(x);
    tappa_expression_free(x);
    return 0;
}
