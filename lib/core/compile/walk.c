/* Owns the one walk that holds a YAML tree to the tables of the language.
 * Called once for the whole model.
 * Protects the phases behind it: what it leaves in a declaration fits its shape, and everything else was reported where it stands. */
#include "lib/core/compile/compiler.h"

#include <stdio.h>
#include <string.h>

const char *
tappa__subject(const struct tappa__node *node, struct tappa__subject *out)
{
    if (node->key)
        (void)snprintf(out->s, sizeof out->s, "'%.*s'", TAPPA__SHOW(node->key->text));
    else if (node->parent && node->parent->key)
        (void)snprintf(out->s, sizeof out->s, "an item of '%.*s'", TAPPA__SHOW(node->parent->key->text));
    else
        (void)snprintf(out->s, sizeof out->s, "%s", node->parent ? "an item" : "the model");
    return out->s;
}

const struct tappa__node *
tappa__next(const struct tappa__node *child)
{
    do
        child = child->next;
    while (child && child->kind == TAPPA__POISON);
    return child;
}

const struct tappa__node *
tappa__first(const struct tappa__node *parent)
{
    const struct tappa__node *child = parent ? parent->first : NULL;

    return child && child->kind == TAPPA__POISON ? tappa__next(child) : child;
}

static const char *
what_stands(const struct tappa__node *node)
{
    if (node->kind == TAPPA__MAPPING)
        return "a map";
    if (node->kind == TAPPA__SEQUENCE)
        return "a list";
    return "text";
}

static int
wrong_shape(struct tappa__compiler *c, const struct tappa__node *node, const struct tappa__shape *shape)
{
    struct tappa__text hint = {"", 0};
    struct tappa__subject subject;

    if ((shape->kind != TAPPA__SHAPE_CHOICE || !shape->sequence) && shape->kind != TAPPA__SHAPE_LIST_OF &&
        node->kind == TAPPA__SEQUENCE && node->count == 1)
        hint = TAPPA__TEXT("remove the '-' or the brackets");
    else if (shape->kind == TAPPA__SHAPE_LIST_OF && node->kind == TAPPA__MAPPING)
        hint = TAPPA__TEXT("begin each item with '- '");
    if (tappa__node_is_null(node))
        tappa__report_key(c, TAPPA__CODE_WRONG_SHAPE, node, hint, "%s must be %s; nothing stands here",
                          tappa__subject(node, &subject), shape->noun);
    else
        tappa__report(c, TAPPA__CODE_WRONG_SHAPE, node, hint, "%s must be %s, not %s", tappa__subject(node, &subject),
                      shape->noun, what_stands(node));
    return 0;
}

/* ---- mappings with fixed keys ---- */

static const struct tappa__key *
find_key(const struct tappa__shape *shape, struct tappa__text name)
{
    uint32_t i;

    for (i = 0; i < shape->key_count; i++) {
        if (tappa__text_is(name, shape->keys[i].name))
            return &shape->keys[i];
    }
    return NULL;
}

/* Names of keys for a hint: those with these bits, or all that may stand here. */
static void
list_keys(const struct tappa__shape *shape, uint32_t bits, char *out, size_t size)
{
    size_t n = 0;
    uint32_t i;

    out[0] = '\0';
    for (i = 0; i < shape->key_count && n + 20 < size; i++) {
        const struct tappa__key *key = &shape->keys[i];
        if (!(key->flags & TAPPA__ELSEWHERE) && (!bits || (key->bit & bits)))
            n += (size_t)snprintf(out + n, size - n, "%s%s", n ? ", " : "", key->name);
    }
}

/* The key that was probably meant, or all there are. */
static struct tappa__text
key_hint(struct tappa__compiler *c, struct tappa__text name, const struct tappa__shape *shape)
{
    struct tappa__text near = {"", 0};
    uint32_t limit = tappa__near_limit(name), i;
    char known[300];

    for (i = 0; i < shape->key_count && limit; i++) {
        struct tappa__text candidate = tappa__text_of(shape->keys[i].name);
        uint32_t distance = tappa__text_distance(name, candidate, limit);
        if (shape->keys[i].flags & TAPPA__ELSEWHERE || distance > limit || distance >= name.n || distance >= candidate.n)
            continue;
        near = candidate;
        limit = distance - 1;
    }
    if (near.n)
        return tappa__did_you_mean_name(c, near);
    list_keys(shape, 0, known, sizeof known);
    return tappa__hint(c, "it may have: %s", known);
}

static void
unknown_key(struct tappa__compiler *c, const struct tappa__node *child, const struct tappa__shape *shape)
{
    const struct tappa__key *key = find_key(shape, child->key->text);
    struct tappa__subject subject;

    if (key)
        tappa__report_key(c, TAPPA__CODE_KEY_OUT_OF_PLACE, child, tappa__text_of(key->about), "'%s' cannot stand here",
                          key->name);
    else
        tappa__report_key(c, TAPPA__CODE_UNKNOWN_KEY, child, key_hint(c, child->key->text, shape),
                          "unknown key '%.*s' in %s", TAPPA__SHOW(child->key->text), tappa__subject(child->parent, &subject));
}

/* The child of `node` whose key has one of these bits; the `skip`th such child. */
static const struct tappa__node *
child_with(const struct tappa__node *node, const struct tappa__shape *shape, uint32_t bits, uint32_t skip)
{
    const struct tappa__node *child;

    for (child = node->first; child; child = child->next) {
        const struct tappa__key *key = find_key(shape, child->key->text);
        if (key && (key->bit & bits) && skip-- == 0)
            return child;
    }
    return NULL;
}

static void
broken_rule(struct tappa__compiler *c, const struct tappa__node *node, const struct tappa__shape *shape,
            const struct tappa__rule *rule)
{
    struct tappa__text hint = tappa__text_of(rule->hint);
    const struct tappa__node *key = rule->key ? child_with(node, shape, rule->key, 0) : NULL;
    const struct tappa__node *one = child_with(node, shape, rule->others, 0);
    const struct tappa__node *two = child_with(node, shape, rule->others, 1);
    struct tappa__subject subject;
    char names[200];

    list_keys(shape, rule->others, names, sizeof names);
    if (rule->kind == TAPPA__RULE_ONE && !one)
        tappa__report(c, TAPPA__CODE_MISSING_KEY, node, hint, "%s is not complete: it needs one of %s",
                      tappa__subject(node, &subject), names);
    else if (rule->kind == TAPPA__RULE_ONE)
        tappa__report_key(c, TAPPA__CODE_KEYS_TOGETHER, two, hint, "'%.*s' and '%.*s' cannot stand in one map",
                          TAPPA__SHOW(one->key->text), TAPPA__SHOW(two->key->text));
    else if (rule->kind == TAPPA__RULE_ALONE)
        tappa__report_key(c, TAPPA__CODE_KEYS_TOGETHER, one, hint, "'%.*s' cannot stand beside '%.*s'",
                          TAPPA__SHOW(one->key->text), TAPPA__SHOW(key->key->text));
    else if (!one)
        tappa__report_key(c, TAPPA__CODE_KEY_OUT_OF_PLACE, key, hint, "'%.*s' has nothing here to go with",
                          TAPPA__SHOW(key->key->text));
    else
        tappa__report_key(c, TAPPA__CODE_KEYS_TOGETHER, key, hint, "'%.*s' could go with '%.*s' or with '%.*s'",
                          TAPPA__SHOW(key->key->text), TAPPA__SHOW(one->key->text), TAPPA__SHOW(two->key->text));
}

static void
walk_rules(struct tappa__compiler *c, const struct tappa__node *node, const struct tappa__shape *shape, uint32_t seen,
           int unknown)
{
    uint32_t i;

    for (i = 0; i < shape->rule_count; i++) {
        const struct tappa__rule *rule = &shape->rules[i];
        uint32_t others = seen & rule->others;
        int several = (others & (others - 1)) != 0, broken;
        if (rule->kind == TAPPA__RULE_ONE)
            broken = several || (!others && !unknown); /* a key that was misspelt is reported already */
        else if (rule->kind == TAPPA__RULE_TAKES)
            broken = (seen & rule->key) && (!others || several);
        else
            broken = (seen & rule->key) && others;
        if (broken)
            broken_rule(c, node, shape, rule);
    }
}

static void
walk_required(struct tappa__compiler *c, const struct tappa__node *node, const struct tappa__shape *shape)
{
    const struct tappa__node *child;
    struct tappa__subject subject;
    uint32_t i;

    for (i = 0; i < shape->key_count; i++) {
        if (!(shape->keys[i].flags & TAPPA__REQUIRED))
            continue;
        for (child = node->first; child && !tappa__text_is(child->key->text, shape->keys[i].name); child = child->next)
            ;
        if (child)
            continue;
        tappa__report_key(c, TAPPA__CODE_MISSING_KEY, node,
                          tappa__hint(c, "%s: %s", shape->keys[i].name, shape->keys[i].about), "%s needs the key '%s'",
                          tappa__subject(node, &subject), shape->keys[i].name);
    }
}

/* A declaration is made even where keys are missing or do not go together: what else is wrong in it is found later in this run. */
static int
walk_map(struct tappa__compiler *c, struct tappa__node *node, const struct tappa__shape *shape)
{
    struct tappa__node *child;
    uint32_t seen = 0;
    int unknown = 0;

    node->as.decl = tappa__arena_alloc(&c->parse, shape->size);
    if (!node->as.decl) {
        c->status = TAPPA_ENOMEM;
        return 0;
    }
    for (child = node->first; child && c->status == TAPPA_OK; child = child->next) {
        const struct tappa__key *key;
        const struct tappa__node *value = child;
        key = find_key(shape, child->key->text);
        if (!key || key->flags & TAPPA__ELSEWHERE) {
            unknown_key(c, child, shape);
            unknown = 1;
            child->kind = TAPPA__POISON;
            continue;
        }
        seen |= key->bit;
        if (tappa__walk(c, child, key->shape))
            memcpy((char *)node->as.decl + key->offset, &value, sizeof value);
    }
    if (c->status != TAPPA_OK) /* not all keys were seen: the rules would find missing what is there */
        return 0;
    walk_required(c, node, shape);
    walk_rules(c, node, shape, seen, unknown);
    return 1;
}

/* ---- lists, and maps from names ---- */

/* A declared name whose value is wrong stays declared, with nothing said about it: one mistake, one report. */
static void
keep_bad(struct tappa__compiler *c, struct tappa__node *child, const struct tappa__shape *element)
{
    const struct tappa__shape *map = element->kind == TAPPA__SHAPE_CHOICE ? element->mapping : element;

    if (map->kind == TAPPA__SHAPE_MAP) {
        if (child->kind != TAPPA__MAPPING || !child->as.decl)
            child->as.decl = tappa__arena_alloc(&c->parse, map->size);
        if (!child->as.decl)
            c->status = TAPPA_ENOMEM;
        child->kind = TAPPA__MAPPING;
    } else {
        child->kind = TAPPA__POISON;
    }
}

static int
walk_names(struct tappa__compiler *c, struct tappa__node *node, const struct tappa__shape *shape)
{
    struct tappa__node *child;

    for (child = node->first; child && c->status == TAPPA_OK; child = child->next) {
        int key_fine = tappa__walk_scalar(c, child->key, shape->key);
        if (child->kind != TAPPA__POISON && tappa__walk(c, child, shape->element) && (key_fine || shape->flags & TAPPA__KEEP_BAD))
            continue;
        if (shape->flags & TAPPA__KEEP_BAD)
            keep_bad(c, child, shape->element);
        else
            child->kind = TAPPA__POISON;
    }
    return 1;
}

static int
walk_list(struct tappa__compiler *c, struct tappa__node *node, const struct tappa__shape *shape)
{
    struct tappa__node *child;

    for (child = node->first; child && c->status == TAPPA_OK; child = child->next) {
        if (child->kind != TAPPA__POISON && !tappa__walk(c, child, shape->element))
            child->kind = TAPPA__POISON;
    }
    return 1;
}

static int
check_empty(struct tappa__compiler *c, const struct tappa__node *node, const struct tappa__shape *shape)
{
    struct tappa__subject subject;

    if (node->first || !(shape->flags & TAPPA__NOT_EMPTY))
        return 1;
    tappa__report(c, TAPPA__CODE_EMPTY, node,
                  shape->element->kind == TAPPA__SHAPE_CHOICE ? TAPPA__TEXT("{} takes the event and does nothing") : TAPPA__TEXT(""),
                  "%s is empty; it must be %s", tappa__subject(node, &subject), shape->noun);
    return 0;
}

static int
walk_choice(struct tappa__compiler *c, struct tappa__node *node, const struct tappa__shape *shape)
{
    const struct tappa__shape *chosen = node->kind == TAPPA__MAPPING    ? shape->mapping
                                        : node->kind == TAPPA__SEQUENCE ? shape->sequence
                                                                        : shape->scalar;

    if (!chosen || (tappa__node_is_null(node) && !(chosen->flags & TAPPA__NULLABLE)))
        return wrong_shape(c, node, shape);
    return tappa__walk(c, node, chosen);
}

int
tappa__walk(struct tappa__compiler *c, struct tappa__node *node, const struct tappa__shape *shape)
{
    uint8_t kind;

    if (node->kind == TAPPA__POISON)
        return 0;
    switch (shape->kind) {
    case TAPPA__SHAPE_ANY:
        return 1;
    case TAPPA__SHAPE_CHOICE:
        return walk_choice(c, node, shape);
    case TAPPA__SHAPE_MAP:
    case TAPPA__SHAPE_MAP_OF:
        kind = TAPPA__MAPPING;
        break;
    case TAPPA__SHAPE_LIST_OF:
        kind = TAPPA__SEQUENCE;
        break;
    default:
        kind = TAPPA__SCALAR;
        break;
    }
    if (shape->flags & TAPPA__NULL_IS_EMPTY && tappa__node_is_null(node))
        node->kind = TAPPA__MAPPING;
    if (node->kind != kind)
        return wrong_shape(c, node, shape);
    if (kind == TAPPA__SCALAR)
        return tappa__walk_scalar(c, node, shape);
    if (shape->kind == TAPPA__SHAPE_MAP)
        return walk_map(c, node, shape);
    if (!check_empty(c, node, shape))
        return 0;
    return shape->kind == TAPPA__SHAPE_MAP_OF ? walk_names(c, node, shape) : walk_list(c, node, shape);
}
