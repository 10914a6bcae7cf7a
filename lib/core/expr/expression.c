/* Owns tappa_expression: a program with the variables it was compiled for and the memory it runs in.
 * Called by hosts and by `tappa eval`.
 * What the host hands in is checked before it is used and never kept. */
#include "tappa/expression.h"

#include <string.h>

#include "lib/core/context.h"
#include "lib/core/expr/input.h"
#include "lib/core/expr/program.h"

#define TEXT_MOST 65536

struct variable {
    struct tappa__text name;
    uint32_t kind;
};

struct tappa_expression {
    struct tappa_allocator allocator;
    struct tappa__arena arena;   /* program, names */
    struct tappa__arena scratch; /* of the latest evaluation */
    const struct tappa__program *program;
    struct variable *variables;
    size_t count;
    struct tappa_value *stack;
    const struct tappa_value *values; /* while it runs */
    const char *type;
    uint64_t cost;
    int out_of_memory; /* while loading a zone: that is no zone unknown */
};

/* ---- what names mean ---- */

static int
find_variable(void *user, struct tappa__text name, struct tappa__binding *out, struct tappa__text *hint)
{
    const tappa_expression *x = user;
    uint32_t best = name.n < 2 ? 1 : name.n < 4 ? 2 : 3; /* a hint is nearer than this */
    size_t i;

    for (i = 0; i < x->count; i++) {
        const struct variable *v = &x->variables[i];
        uint32_t distance;

        if (tappa__text_equal(v->name, name)) {
            out->type = tappa__type_of(v->kind == TAPPA_UNSET ? TAPPA__TYPE_DYN : v->kind);
            out->load = 1;
            out->index = (uint32_t)i;
            return 0;
        }
        distance = tappa__text_distance(v->name, name, best - 1);
        if (distance < best) {
            best = distance;
            *hint = v->name;
        }
    }
    return 1;
}

static struct tappa_zone *
load_zone(void *user, struct tappa__text name)
{
    tappa_expression *x = user;
    struct tappa_zone *zone = NULL;

    x->out_of_memory |= tappa__zone_load(&x->allocator, NULL, name, &zone) == TAPPA_ENOMEM;
    return zone;
}

static void
load_value(void *user, uint32_t load, uint32_t index, struct tappa_value *out)
{
    const tappa_expression *x = user;

    (void)load;
    *out = x->values[index];
}

/* ---- making ---- */

static tappa_status
take_variables(tappa_expression *x, const struct tappa_variable *variables, size_t count)
{
    size_t i, k;

    x->variables = tappa__arena_alloc(&x->arena, count * sizeof *x->variables);
    if (!x->variables)
        return TAPPA_ENOMEM;
    for (i = 0; i < count; i++) {
        struct tappa__text name = {variables[i].name, (uint32_t)variables[i].name_size};

        if (!name.s || variables[i].name_size > TEXT_MOST || !tappa__is_identifier(name) ||
            variables[i].kind > TAPPA_TYPE || variables[i].flags)
            return TAPPA_EINVAL;
        for (k = 0; k < i; k++)
            if (tappa__text_equal(x->variables[k].name, name))
                return TAPPA_EINVAL;
        x->variables[i].name = tappa__arena_text(&x->arena, name.s, name.n);
        x->variables[i].kind = variables[i].kind;
        if (!x->variables[i].name.s)
            return TAPPA_ENOMEM;
        x->count = i + 1;
    }
    return TAPPA_OK;
}

static tappa_status
type_text(tappa_expression *x)
{
    struct tappa__buffer b;
    struct tappa__text t = {NULL, 0};

    tappa__buffer_init(&b, &x->allocator);
    tappa__type_text(tappa__program_type(x->program), &b);
    if (!b.failed)
        t = tappa__arena_text(&x->arena, b.s, b.n);
    tappa__buffer_free(&b);
    x->type = t.s;
    return t.s ? TAPPA_OK : TAPPA_ENOMEM;
}

static tappa_status
build(tappa_expression *x, struct tappa__text text, const struct tappa_variable *variables, size_t count,
      tappa_diagnostics *diagnostics)
{
    struct tappa__expr_env env = {x, find_variable, NULL, NULL, load_zone};
    struct tappa__source source = {{"", 0}, text};
    struct tappa__expr_source at = {&source, {"", 0}, {1, 1, 1}, 1};
    tappa_status status = take_variables(x, variables, count);

    if (status != TAPPA_OK)
        return status;
    x->program = tappa__expr_compile(&x->arena, &env, text, NULL, &at, diagnostics, &status);
    tappa__diagnostics_sort(diagnostics);
    if (x->out_of_memory || tappa__diagnostics_out_of_memory(diagnostics))
        return TAPPA_ENOMEM;
    if (!x->program)
        return status;
    x->stack = tappa__arena_alloc(&x->arena, tappa__program_stack(x->program) * sizeof *x->stack);
    return x->stack ? type_text(x) : TAPPA_ENOMEM;
}

/* The text is not shown: it may be of any length. */
static tappa_status
too_long(tappa_diagnostics *diagnostics, uint64_t most)
{
    struct tappa__source source = {{"", 0}, {"", 0}};

    tappa__diagnose(diagnostics, &source, TAPPA__CODE_SCALAR_TOO_LARGE, (struct tappa__place){1, 1, 1}, TAPPA__TEXT(""),
                    TAPPA__TEXT(""), "this text has more than %llu bytes", (unsigned long long)most);
    return tappa__diagnostics_out_of_memory(diagnostics) ? TAPPA_ENOMEM : TAPPA_ELIMIT;
}

tappa_status
tappa_expression_compile(tappa_context *context, const char *text, size_t size, const struct tappa_variable *variables,
                         size_t count, tappa_diagnostics *diagnostics, tappa_expression **expression)
{
    const struct tappa_allocator *a;
    tappa_expression *x;
    tappa_status status;
    uint64_t most;

    if (!expression)
        return TAPPA_EINVAL;
    *expression = NULL;
    if (!context || !text || (!variables && count))
        return TAPPA_EINVAL;
    most = tappa_context_limit(context, TAPPA_LIMIT_SCALAR_BYTES);
    if (size > TEXT_MOST || size > most)
        return too_long(diagnostics, most < TEXT_MOST ? most : TEXT_MOST);
    if (count > TEXT_MOST)
        return TAPPA_ELIMIT;
    a = tappa__context_allocator(context);
    x = tappa__alloc_zero(a, sizeof *x);
    if (!x)
        return TAPPA_ENOMEM;
    x->allocator = *a;
    x->cost = tappa_context_limit(context, TAPPA_LIMIT_EXPRESSION_COST);
    tappa__arena_init(&x->arena, a, 0);
    tappa__arena_init(&x->scratch, a, 0);
    status = build(x, (struct tappa__text){text, (uint32_t)size}, variables, count, diagnostics);
    if (status == TAPPA_OK)
        *expression = x;
    else
        tappa_expression_free(x);
    return status;
}

void
tappa_expression_free(tappa_expression *expression)
{
    struct tappa_allocator a;

    if (!expression)
        return;
    a = expression->allocator;
    tappa__program_release(expression->program);
    tappa__arena_free(&expression->arena);
    tappa__arena_free(&expression->scratch);
    tappa__free(&a, expression);
}

const char *
tappa_expression_type(const tappa_expression *expression)
{
    return expression ? expression->type : "";
}

/* ---- running ---- */

static tappa_status
check_values(const tappa_expression *x, const struct tappa_value *values)
{
    size_t i;

    for (i = 0; i < x->count; i++) {
        tappa_status status;

        if (values[i].kind == TAPPA_UNSET)
            continue;
        status = tappa__value_check(&values[i]);
        if (status != TAPPA_OK)
            return status;
        if (x->variables[i].kind != TAPPA_UNSET && x->variables[i].kind != values[i].kind)
            return TAPPA_EFIELD;
    }
    return TAPPA_OK;
}

tappa_status
tappa_expression_evaluate(tappa_expression *expression, const struct tappa_value *values, size_t count,
                          struct tappa_value *result, size_t *offset)
{
    struct tappa__evaluator e;
    tappa_status status;

    if (!result)
        return TAPPA_EINVAL;
    tappa__set(result, TAPPA_UNSET, 0);
    if (offset)
        *offset = 0;
    if (!expression || count != expression->count || (!values && count))
        return TAPPA_EINVAL;
    status = check_values(expression, values);
    if (status != TAPPA_OK)
        return status;
    tappa__arena_reset(&expression->scratch);
    e.scratch = &expression->scratch;
    e.stack = expression->stack;
    e.cost = expression->cost;
    e.user = expression;
    e.load = load_value;
    expression->values = values;
    tappa__execute(expression->program, &e, result, NULL);
    expression->values = NULL;
    if (result->kind != TAPPA_ERROR)
        return TAPPA_OK;
    if (offset)
        *offset = expression->program->spans[(uint32_t)result->real].start;
    result->real = 0;
    return result->integer == TAPPA_ERR_MEMORY ? TAPPA_ENOMEM : TAPPA_EEXPR;
}

size_t
tappa_value_json(const struct tappa_value *value, char *buffer, size_t size)
{
    struct tappa_allocator a;
    struct tappa__buffer b;
    size_t n;

    if (buffer && size)
        buffer[0] = '\0';
    if (!value || value->kind == TAPPA_ERROR || !tappa__value_is_whole(value))
        return 0;
    tappa__allocator_default(&a);
    tappa__buffer_init(&b, &a);
    tappa__value_json(value, &b);
    n = b.failed ? 0 : b.n;
    if (n && buffer && size) {
        size_t shown = n < size ? n : size - 1;

        memcpy(buffer, b.s, shown);
        buffer[shown] = '\0';
    }
    tappa__buffer_free(&b);
    return n;
}
