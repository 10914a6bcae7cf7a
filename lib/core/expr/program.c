/* Owns one compile from text to program, the places of its diagnostics, and what others may ask of a program.
 * Called by the model compiler and by expression.c.
 * Either a program is made or the reason is said; what a failed compile took from the system it gives back. */
#include "lib/core/expr/program.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/core/diagnostics/codes.h"
#include "lib/core/expr/tree.h"

#define TEXT_MOST 65536

/* Moves a place to byte `at` of the text. */
static void
move(struct tappa__place *place, struct tappa__text text, uint32_t at)
{
    uint32_t i;

    for (i = 0; i < at; i++) {
        if (text.s[i] == '\n') {
            place->line++;
            place->column = 1;
        } else if (((unsigned char)text.s[i] & 0xC0) != 0x80) {
            place->column++;
        }
    }
}

void
tappa__expr_error(struct tappa__compile *c, int32_t code, uint32_t start, uint32_t end, struct tappa__text hint,
                  const char *format, ...)
{
    struct tappa__place place = {0, 0, 0};
    char message[400];
    va_list arguments;

    if (++c->errors > TAPPA__EXPR_ERRORS || !c->diagnostics)
        return;
    if (c->source) {
        place = c->source->place;
        if (c->source->exact) {
            move(&place, c->text, start);
            place.width = end > start ? (uint32_t)tappa__utf8_count(c->text.s + start, end - start) : 1;
        }
    }
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    tappa__diagnose(c->diagnostics, c->source ? c->source->source : NULL, code, place,
                    c->source ? c->source->path : TAPPA__NO_HINT, hint, "%s", message);
}

static int
text_is_sound(struct tappa__compile *c)
{
    if (c->text.n > TEXT_MOST) {
        tappa__expr_error(c, TAPPA__CODE_EXPR_TOO_LARGE, 0, 0, TAPPA__NO_HINT,
                          "the expression is longer than %d bytes", TEXT_MOST);
        return 0;
    }
    if (!tappa__utf8_valid(c->text.s, c->text.n)) {
        c->text.n = 0; /* its places cannot be counted */
        tappa__expr_error(c, TAPPA__CODE_NOT_UTF8, 0, 0, TAPPA__NO_HINT, "the expression is not UTF-8");
        return 0;
    }
    return 1;
}

/* The passes. NULL: errors were counted, or memory ran out. */
static const struct tappa__program *
passes(struct tappa__compile *c, const struct tappa__type *want)
{
    if (!text_is_sound(c))
        return NULL;
    c->text = tappa__arena_text(c->arena, c->text.s, c->text.n);
    if (!c->text.s) {
        c->out_of_memory = 1;
        return NULL;
    }
    tappa__parse(c);
    if (c->errors == 0 && !c->out_of_memory)
        tappa__check(c, want);
    return c->errors || c->out_of_memory ? NULL : tappa__emit(c);
}

static void
drop(struct tappa__compile *c, int zones)
{
    const struct tappa_allocator *a = &c->scratch.allocator;
    size_t i;

    for (i = 0; zones && i < c->zone_count; i++)
        tappa__zone_unref(c->zones[i]);
    tappa__free(a, c->nodes);
    tappa__free(a, c->code);
    tappa__free(a, c->spans);
    tappa__free(a, c->constants);
    tappa__free(a, c->loads);
    tappa__free(a, c->zones);
    tappa__free(a, c->starts);
    tappa__arena_free(&c->scratch);
}

const struct tappa__program *
tappa__expr_compile(struct tappa__arena *arena, const struct tappa__expr_env *env, struct tappa__text text,
                    const struct tappa__type *want, const struct tappa__expr_source *source,
                    tappa_diagnostics *diagnostics, tappa_status *status)
{
    const struct tappa__program *p;
    struct tappa__compile c;

    memset(&c, 0, sizeof c);
    c.arena = arena;
    c.env = env;
    c.text = text.s ? text : TAPPA__NO_HINT;
    c.source = source;
    c.diagnostics = diagnostics;
    tappa__arena_init(&c.scratch, &arena->allocator, 0);
    p = passes(&c, want);
    drop(&c, p == NULL);
    *status = p ? TAPPA_OK : c.out_of_memory ? TAPPA_ENOMEM : TAPPA_EEXPR;
    return p;
}

const struct tappa__type *
tappa__program_type(const struct tappa__program *p)
{
    return p->type;
}

struct tappa__text
tappa__program_text(const struct tappa__program *p)
{
    return p->text;
}

void
tappa__program_release(const struct tappa__program *p)
{
    uint32_t i;

    for (i = 0; p && i < p->zone_count; i++)
        tappa__zone_unref(p->zones[i]);
}

uint32_t
tappa__program_stack(const struct tappa__program *p)
{
    return p->stack;
}

int
tappa__program_constant(const struct tappa__program *p, struct tappa_value *out)
{
    if (p->constant)
        *out = p->constants[p->code[0].c];
    return p->constant != 0;
}

uint32_t
tappa__program_load_count(const struct tappa__program *p)
{
    return p->load_count;
}

struct tappa__binding
tappa__program_load_at(const struct tappa__program *p, uint32_t i)
{
    return p->loads[i].binding;
}
