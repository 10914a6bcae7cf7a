/* Owns the JSON Schema (draft-07) of the format, written from the tables that the walker uses.
 * Called by hosts and the command through tappa_schema(), for editors.
 * Protects one truth: no key, word or rule stands here; what the tables do not say, the schema does not say. */
#include "lib/core/compile/compiler.h"

#include "lib/base/number.h"

#define DEFINITIONS_MAX 64

struct writer {
    struct tappa__buffer *out;
    const struct tappa__shape *definitions[DEFINITIONS_MAX];
    uint32_t count;
};

/* Every shape with a definition that the model can reach, each once, in the order met. Shapes refer to each other in circles only
 * through definitions, so the nesting of calls is bounded by the tables. */
static void
gather(struct writer *w, const struct tappa__shape *shape)
{
    uint32_t i;

    if (!shape)
        return;
    if (shape->definition) {
        for (i = 0; i < w->count; i++) {
            if (w->definitions[i] == shape)
                return;
        }
        if (w->count == DEFINITIONS_MAX) {
            w->out->failed = 1;
            return;
        }
        w->definitions[w->count++] = shape;
    }
    for (i = 0; i < shape->key_count; i++) {
        if (!(shape->keys[i].flags & TAPPA__ELSEWHERE))
            gather(w, shape->keys[i].shape);
    }
    if (shape->kind == TAPPA__SHAPE_MAP_OF || shape->kind == TAPPA__SHAPE_LIST_OF)
        gather(w, shape->element);
    if (shape->kind != TAPPA__SHAPE_CHOICE)
        return;
    gather(w, shape->scalar);
    gather(w, shape->mapping);
    gather(w, shape->sequence);
}

static void
put(struct writer *w, const char *s)
{
    tappa__buffer_str(w->out, s);
}

static void
put_string(struct writer *w, const char *s)
{
    struct tappa__text t = tappa__text_of(s);

    tappa__buffer_json(w->out, t.s, t.n);
}

static void put_shape(struct writer *w, const struct tappa__shape *shape);

/* A reference where the shape has a definition, else the shape itself. */
static void
put_use(struct writer *w, const struct tappa__shape *shape)
{
    if (!shape->definition) {
        put(w, "{");
        put_shape(w, shape);
        put(w, "}");
        return;
    }
    put(w, "{\"$ref\":\"#/definitions/");
    put(w, shape->definition);
    put(w, "\"}");
}

static void
put_number(struct writer *w, const char *key, double value)
{
    char text[32];

    put(w, key);
    tappa__buffer_put(w->out, text, tappa__double_format(value, 0, text));
}

static void
put_words(struct writer *w, const char *const *words)
{
    uint32_t i;

    put(w, "\"enum\":[");
    for (i = 0; words[i]; i++) {
        put(w, i ? "," : "");
        put_string(w, words[i]);
    }
    put(w, "]");
}

static void
put_scalar(struct writer *w, const struct tappa__shape *shape)
{
    const char *pattern = tappa__shape_pattern(shape->kind);

    switch (shape->kind) {
    case TAPPA__SHAPE_INT:
        put(w, "\"type\":\"integer\"");
        tappa__buffer_printf(w->out, ",\"minimum\":%lld,\"maximum\":%lld", (long long)shape->low, (long long)shape->high);
        return;
    case TAPPA__SHAPE_NUMBER:
        put(w, "\"type\":\"number\"");
        put_number(w, ",\"minimum\":", shape->least);
        put_number(w, ",\"maximum\":", shape->most);
        return;
    case TAPPA__SHAPE_BOOL:
        put(w, "\"type\":\"boolean\"");
        return;
    case TAPPA__SHAPE_WORD:
        put_words(w, shape->words);
        return;
    case TAPPA__SHAPE_DURATION:
    case TAPPA__SHAPE_CLOCK:
        put(w, "\"type\":\"string\"");
        break;
    default: /* names and expressions may read as numbers or truth values, and are text all the same */
        put(w, "\"type\":[\"string\",\"number\",\"boolean\"");
        put(w, shape->flags & TAPPA__NULLABLE ? ",\"null\"]" : "]");
        break;
    }
    if (shape->kind == TAPPA__SHAPE_NAME || shape->kind == TAPPA__SHAPE_EXPRESSION)
        put(w, ",\"minLength\":1");
    if (pattern) {
        put(w, ",\"pattern\":");
        put_string(w, pattern);
    }
}

/* ---- rules of a mapping ---- */

/* [{"required":["a"]},{"required":["b"]}] for the keys with these bits. */
static void
put_required_each(struct writer *w, const struct tappa__shape *shape, uint32_t bits)
{
    uint32_t i, n = 0;

    put(w, "[");
    for (i = 0; i < shape->key_count; i++) {
        if (!(shape->keys[i].bit & bits))
            continue;
        put(w, n++ ? "," : "");
        put(w, "{\"required\":[");
        put_string(w, shape->keys[i].name);
        put(w, "]}");
    }
    put(w, "]");
}

static const char *
name_of_bit(const struct tappa__shape *shape, uint32_t bit)
{
    uint32_t i;

    for (i = 0; i < shape->key_count && shape->keys[i].bit != bit; i++)
        ;
    return i < shape->key_count ? shape->keys[i].name : "";
}

static void
put_rules(struct writer *w, const struct tappa__shape *shape)
{
    uint32_t i;

    put(w, ",\"allOf\":[");
    for (i = 0; i < shape->rule_count; i++) {
        const struct tappa__rule *rule = &shape->rules[i];
        put(w, i ? ",{" : "{");
        if (rule->key) {
            put(w, "\"dependencies\":{");
            put_string(w, name_of_bit(shape, rule->key));
            put(w, rule->kind == TAPPA__RULE_ALONE ? ":{\"not\":{" : ":{");
        }
        put(w, rule->kind == TAPPA__RULE_ALONE ? "\"anyOf\":" : "\"oneOf\":");
        put_required_each(w, shape, rule->others);
        put(w, rule->kind == TAPPA__RULE_ALONE ? "}" : "");
        put(w, rule->key ? "}}}" : "}");
    }
    put(w, "]");
}

/* ---- collections ---- */

static void
put_map(struct writer *w, const struct tappa__shape *shape)
{
    uint32_t i, n = 0;

    put(w, ",\"properties\":{");
    for (i = 0; i < shape->key_count; i++) {
        const struct tappa__key *key = &shape->keys[i];
        if (key->flags & TAPPA__ELSEWHERE)
            continue;
        put(w, n++ ? ",\n" : "\n");
        put_string(w, key->name);
        put(w, ":{\"description\":");
        put_string(w, key->about);
        put(w, ",\"allOf\":[");
        put_use(w, key->shape);
        put(w, "]}");
    }
    put(w, "},\"additionalProperties\":false,\"required\":[");
    for (i = n = 0; i < shape->key_count; i++) {
        if (!(shape->keys[i].flags & TAPPA__REQUIRED))
            continue;
        put(w, n++ ? "," : "");
        put_string(w, shape->keys[i].name);
    }
    put(w, "]");
    if (shape->rule_count)
        put_rules(w, shape);
}

static void
put_map_of(struct writer *w, const struct tappa__shape *shape)
{
    const char *pattern = tappa__shape_pattern(shape->key->kind);

    put(w, ",\"propertyNames\":{\"pattern\":");
    put_string(w, pattern);
    put(w, "},\"additionalProperties\":");
    put_use(w, shape->element);
    if (shape->flags & TAPPA__NOT_EMPTY)
        put(w, ",\"minProperties\":1");
}

static void
put_choice(struct writer *w, const struct tappa__shape *shape)
{
    const struct tappa__shape *const choices[] = {shape->scalar, shape->mapping, shape->sequence};
    uint32_t i, n = 0;

    put(w, "\"anyOf\":[");
    for (i = 0; i < sizeof choices / sizeof *choices; i++) {
        if (!choices[i])
            continue;
        put(w, n++ ? "," : "");
        put_use(w, choices[i]);
    }
    put(w, "]");
}

/* The members of a schema object, without its braces. */
static void
put_shape(struct writer *w, const struct tappa__shape *shape)
{
    switch (shape->kind) {
    case TAPPA__SHAPE_MAP:
    case TAPPA__SHAPE_MAP_OF:
        put(w, shape->flags & TAPPA__NULL_IS_EMPTY ? "\"type\":[\"object\",\"null\"]" : "\"type\":\"object\"");
        if (shape->kind == TAPPA__SHAPE_MAP)
            put_map(w, shape);
        else
            put_map_of(w, shape);
        break;
    case TAPPA__SHAPE_LIST_OF:
        put(w, "\"type\":\"array\",\"items\":");
        put_use(w, shape->element);
        put(w, shape->flags & TAPPA__NOT_EMPTY ? ",\"minItems\":1" : "");
        break;
    case TAPPA__SHAPE_CHOICE:
        put_choice(w, shape);
        break;
    case TAPPA__SHAPE_ANY:
        break;
    default:
        put_scalar(w, shape);
        break;
    }
}

static void
put_schema(struct writer *w)
{
    uint32_t i;

    gather(w, &tappa__shape_model);
    put(w, "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\n\"title\":\"Tappa model\",\n");
    put_shape(w, &tappa__shape_model);
    put(w, ",\n\"definitions\":{");
    for (i = 0; i < w->count; i++) {
        put(w, i ? ",\n\n" : "\n");
        put_string(w, w->definitions[i]->definition);
        put(w, ":{\"description\":");
        put_string(w, w->definitions[i]->noun);
        put(w, ",");
        put_shape(w, w->definitions[i]);
        put(w, "}");
    }
    put(w, "}}\n");
}

size_t
tappa_schema(char *buffer, size_t size)
{
    struct tappa_allocator allocator;
    struct tappa__buffer out;
    struct writer w = {&out, {NULL}, 0};
    size_t needed = 0, i;

    tappa__allocator_default(&allocator);
    tappa__buffer_init(&out, &allocator);
    put_schema(&w);
    if (!out.failed)
        needed = out.n;
    for (i = 0; buffer && i + 1 < size && i < needed; i++)
        buffer[i] = out.s[i];
    if (buffer && size)
        buffer[i] = '\0';
    tappa__buffer_free(&out);
    return needed;
}
