/* Owns the static types: the shared ones, lists and maps of them, how they join and when one fits another.
 * Called by the checker, and by whoever prints a type.
 * A type never changes; those with parameters live in the arena of their compile and are copied with the program. */
#include "lib/core/expr/tree.h"

#include <string.h>

static const struct tappa__type simple_types[] = {
    {TAPPA__TYPE_NONE, NULL, NULL}, {TAPPA_BOOL, NULL, NULL},   {TAPPA_INT, NULL, NULL},
    {TAPPA_UINT, NULL, NULL},       {TAPPA_DOUBLE, NULL, NULL}, {TAPPA_STRING, NULL, NULL},
    {TAPPA_BYTES, NULL, NULL},      {TAPPA_TIMESTAMP, NULL, NULL}, {TAPPA_DURATION, NULL, NULL},
    {TAPPA_NULL, NULL, NULL},       {TAPPA_LIST, NULL, NULL},   {TAPPA_MAP, NULL, NULL},
    {TAPPA_TYPE, NULL, NULL},
};
static const struct tappa__type dyn_type = {TAPPA__TYPE_DYN, NULL, NULL};

const struct tappa__type *
tappa__type_of(uint32_t kind)
{
    if (kind == TAPPA__TYPE_DYN)
        return &dyn_type;
    return &simple_types[kind < sizeof simple_types / sizeof *simple_types ? kind : 0];
}

const struct tappa__type *
tappa__type_element(const struct tappa__type *t)
{
    return (t->kind == TAPPA_LIST || t->kind == TAPPA_MAP) && t->element ? t->element : &dyn_type;
}

const struct tappa__type *
tappa__type_key(const struct tappa__type *t)
{
    return t->kind == TAPPA_MAP && t->key ? t->key : &dyn_type;
}

int
tappa__type_is_number(const struct tappa__type *t)
{
    return t->kind == TAPPA_INT || t->kind == TAPPA_UINT || t->kind == TAPPA_DOUBLE;
}

static const struct tappa__type *
make(struct tappa__compile *c, uint32_t kind, const struct tappa__type *key, const struct tappa__type *element)
{
    struct tappa__type *t = tappa__arena_alloc(&c->scratch, sizeof *t);

    if (!t) {
        c->out_of_memory = 1;
        return tappa__type_of(kind);
    }
    t->kind = kind;
    t->key = key;
    t->element = element;
    return t;
}

const struct tappa__type *
tappa__type_list(struct tappa__compile *c, const struct tappa__type *element)
{
    return element->kind == TAPPA__TYPE_DYN ? tappa__type_of(TAPPA_LIST) : make(c, TAPPA_LIST, NULL, element);
}

const struct tappa__type *
tappa__type_map(struct tappa__compile *c, const struct tappa__type *key, const struct tappa__type *value)
{
    if (key->kind == TAPPA__TYPE_DYN && value->kind == TAPPA__TYPE_DYN)
        return tappa__type_of(TAPPA_MAP);
    return make(c, TAPPA_MAP, key, value);
}

static int
may_be_null(const struct tappa__type *t)
{
    return t->kind == TAPPA_NULL || t->kind == TAPPA_TIMESTAMP || t->kind == TAPPA_DURATION;
}

/* A value of one could be a value of the other. Types nest as deep as the expression that makes them, but maps and chained
 * macros could nest further: past the bound everything fits, and the machine decides. */
static int
fits(const struct tappa__type *a, const struct tappa__type *b, uint32_t level)
{
    if (a == b || a->kind == TAPPA__TYPE_DYN || b->kind == TAPPA__TYPE_DYN || level > TAPPA__EXPR_NESTING)
        return 1;
    if (a->kind == TAPPA_NULL || b->kind == TAPPA_NULL)
        return may_be_null(a) && may_be_null(b);
    if (a->kind != b->kind)
        return 0;
    if (a->kind == TAPPA_MAP && !fits(tappa__type_key(a), tappa__type_key(b), level + 1))
        return 0;
    return fits(tappa__type_element(a), tappa__type_element(b), level + 1);
}

int
tappa__type_fits(const struct tappa__type *a, const struct tappa__type *b)
{
    return fits(a, b, 0);
}

static const struct tappa__type *
join(struct tappa__compile *c, const struct tappa__type *a, const struct tappa__type *b, uint32_t level)
{
    if (a == b)
        return a;
    if (a->kind != b->kind || level > TAPPA__EXPR_NESTING)
        return &dyn_type;
    if (a->kind == TAPPA_LIST)
        return tappa__type_list(c, join(c, tappa__type_element(a), tappa__type_element(b), level + 1));
    /* Two maps: of every other kind there is one type. */
    return tappa__type_map(c, join(c, tappa__type_key(a), tappa__type_key(b), level + 1),
                           join(c, tappa__type_element(a), tappa__type_element(b), level + 1));
}

const struct tappa__type *
tappa__type_join(struct tappa__compile *c, const struct tappa__type *a, const struct tappa__type *b)
{
    return join(c, a, b, 0);
}

static const char *
simple_name(uint32_t kind)
{
    switch (kind) {
    case TAPPA_TIMESTAMP:
        return "timestamp";
    case TAPPA_DURATION:
        return "duration";
    case TAPPA__TYPE_DYN:
        return "dyn";
    default:
        return tappa__kind_name(kind).s;
    }
}

static void
write_type(const struct tappa__type *t, struct tappa__buffer *out, uint32_t level)
{
    if (level > TAPPA__EXPR_NESTING) {
        tappa__buffer_str(out, "...");
        return;
    }
    tappa__buffer_str(out, simple_name(t->kind));
    if (t->kind == TAPPA_MAP) {
        tappa__buffer_str(out, "(");
        write_type(tappa__type_key(t), out, level + 1);
        tappa__buffer_str(out, ", ");
        write_type(tappa__type_element(t), out, level + 1);
        tappa__buffer_str(out, ")");
    } else if (t->kind == TAPPA_LIST) {
        tappa__buffer_str(out, "(");
        write_type(tappa__type_element(t), out, level + 1);
        tappa__buffer_str(out, ")");
    }
}

void
tappa__type_text(const struct tappa__type *t, struct tappa__buffer *out)
{
    write_type(t, out, 0);
}

const char *
tappa__type_name(struct tappa__compile *c, const struct tappa__type *t)
{
    struct tappa__buffer b;
    struct tappa__text copy = {NULL, 0};

    tappa__buffer_init(&b, &c->scratch.allocator);
    tappa__type_text(t, &b);
    if (!b.failed)
        copy = tappa__arena_text(&c->scratch, b.s, b.n);
    tappa__buffer_free(&b);
    if (!copy.s)
        c->out_of_memory = 1;
    return copy.s ? copy.s : "";
}
