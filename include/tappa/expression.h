/* Expressions on their own: what `tappa eval` uses, and hosts that want CEL beside their models. */
#ifndef TAPPA_EXPRESSION_H
#define TAPPA_EXPRESSION_H

#include "tappa/diagnostics.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tappa_expression tappa_expression;

/* A variable of an expression: its name, and the kind it has (TAPPA_INT ... TAPPA_MAP), or TAPPA_UNSET for any. */
struct tappa_variable {
    const char *name;
    size_t name_size;
    uint32_t kind;
    uint32_t flags; /* 0 */
};

/*
 * Effect: checks and compiles one CEL expression.
 * Parameters: context: not NULL. text, size: UTF-8, at most TAPPA_LIMIT_SCALAR_BYTES. variables, count: the names it may use (`a`,
 * and members of maps as `a.b`); NULL only with count 0. expression: set to NULL first. diagnostics: NULL is allowed.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_EEXPR (the diagnostics say where); TAPPA_ELIMIT (too long or too many variables); TAPPA_ENOMEM.
 * Ownership: the caller's, until tappa_expression_free(). Threads: any. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_expression_compile(tappa_context *context, const char *text, size_t size,
                                                                 const struct tappa_variable *variables, size_t count,
                                                                 tappa_diagnostics *diagnostics,
                                                                 tappa_expression **expression);
/* Effect: frees it; NULL does nothing. Threads: one at a time. Since: 0.1. */
TAPPA_API void tappa_expression_free(tappa_expression *expression);
/* Effect: the static type: `int`, `list(string)`, `dyn`. Returns: borrowed from the expression; "" for NULL. Threads: any. Since: 0.1. */
TAPPA_API const char *tappa_expression_type(const tappa_expression *expression);
/*
 * Effect: evaluates.
 * Parameters: values: one for each variable in the order compiled; TAPPA_UNSET means absent. count: how many. result: not NULL.
 * Returns: TAPPA_OK; TAPPA_EEXPR (result is a TAPPA_ERROR with CEL's words; `*offset`, NULL allowed, is the byte of the text that
 * failed); TAPPA_EINVAL; TAPPA_EFIELD (a value is not of its variable's kind); TAPPA_ENOMEM.
 * Ownership: the result is borrowed from the expression until its next evaluation. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_expression_evaluate(tappa_expression *expression,
                                                                  const struct tappa_value *values, size_t count,
                                                                  struct tappa_value *result, size_t *offset);
/*
 * Effect: a value as JSON.
 * Parameters: value: not NULL; of any kind but TAPPA_ERROR. buffer, size: as in tappa_diagnostics_render().
 * Returns: bytes the whole text needs without its NUL; 0 for NULL, an error, what has a size and no data, and lists
 * and maps in more than 64 levels. Threads: any. Since: 0.1.
 */
TAPPA_API size_t tappa_value_json(const struct tappa_value *value, char *buffer, size_t size);

#ifdef __cplusplus
}
#endif

#endif
