/* Programs of expressions over the small environment, and their results as text: what its tests share. */
#ifndef TAPPA_TESTS_EXPR_RUN_H
#define TAPPA_TESTS_EXPR_RUN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "expr-world.h"
#include "lib/core/expr/program.h"
#include "tappa/expression.h"

static struct tappa_allocator allocator;
static struct tappa__arena arena, scratch;
static struct tappa_value stack[64];
static char told[600]; /* what the last result said */

static inline int
run_begin(void **state)
{
    (void)state;
    tappa__allocator_default(&allocator);
    tappa__arena_init(&arena, &allocator, 0);
    tappa__arena_init(&scratch, &allocator, 0);
    return 0;
}

static inline int
run_end(void **state)
{
    (void)state;
    tappa__arena_free(&arena);
    tappa__arena_free(&scratch);
    return 0;
}

static inline const struct tappa__program *
compile(const char *source)
{
    tappa_status status;
    const struct tappa__program *p = tappa__expr_compile(&arena, &world_env, tappa__text_of(source), NULL, NULL, NULL, &status);

    if (!p)
        fail_msg("%s does not compile", source);
    assert_int_equal(status, TAPPA_OK);
    assert_true(tappa__program_stack(p) < sizeof stack / sizeof *stack);
    return p;
}

/* JSON, or an error's words. */
static inline const char *
said(const struct tappa_value *result)
{
    struct tappa__buffer b;

    if (result->kind == TAPPA_ERROR) {
        snprintf(told, sizeof told, "%.*s", (int)result->size, (const char *)result->data);
        return told;
    }
    tappa__buffer_init(&b, &allocator);
    tappa__value_json(result, &b);
    snprintf(told, sizeof told, "%s", b.s);
    tappa__buffer_free(&b);
    return told;
}

#endif
