/* Owns what names mean: variables, root.member, types as values, members of maps.
 * Called by the checker for names and selections.
 * A root such as `data` means nothing by itself: only with its member does it become a load. */
#include "lib/core/expr/tree.h"

#include "lib/core/diagnostics/codes.h"

struct tappa__text
tappa__did_you_mean(struct tappa__compile *c, struct tappa__text near)
{
    struct tappa__text t;

    if (near.n == 0)
        return TAPPA__NO_HINT;
    t = tappa__arena_printf(&c->scratch, "did you mean `%.*s`?", (int)near.n, near.s);
    if (!t.s) {
        c->out_of_memory = 1;
        return TAPPA__NO_HINT;
    }
    return t;
}

static int
variable(struct tappa__compile *c, struct tappa__text name, struct tappa__binding *out, struct tappa__text *hint)
{
    *hint = TAPPA__NO_HINT;
    return c->env->variable ? c->env->variable(c->env->user, name, out, hint) : 1;
}

/* As env->member, with load 0 where the root is unknown. */
static int
member(struct tappa__compile *c, struct tappa__text root, struct tappa__text name, struct tappa__binding *out,
       struct tappa__text *hint)
{
    *hint = TAPPA__NO_HINT;
    *out = (struct tappa__binding){NULL, 0, 0};
    return c->env->member ? c->env->member(c->env->user, root, name, out, hint) : 1;
}

/* The types that have a name of one word. */
static uint32_t
type_kind(struct tappa__text name)
{
    static const uint8_t kinds[] = {TAPPA_BOOL,   TAPPA_INT,  TAPPA_UINT, TAPPA_DOUBLE, TAPPA_STRING,
                                    TAPPA_BYTES, TAPPA_NULL, TAPPA_LIST, TAPPA_MAP,    TAPPA_TYPE};
    size_t i;

    for (i = 0; i < sizeof kinds; i++)
        if (tappa__text_equal(name, tappa__kind_name(kinds[i])))
            return kinds[i];
    return TAPPA_UNSET;
}

static void
become_type(struct tappa__node *n, uint32_t kind)
{
    struct tappa__text name = tappa__kind_name(kind);

    n->kind = TAPPA__N_CONST;
    n->type = tappa__type_of(TAPPA_TYPE);
    tappa__set_data(&n->value, TAPPA_TYPE, name.s, name.n);
}

static const struct tappa__type *
binding_type(const struct tappa__node *n)
{
    return n->binding.type ? n->binding.type : tappa__type_of(TAPPA__TYPE_DYN);
}

static void
unknown_name(struct tappa__compile *c, const struct tappa__node *n, struct tappa__text near)
{
    struct tappa__binding ignored;
    struct tappa__text other;

    (void)member(c, n->name, TAPPA__TEXT(""), &ignored, &other);
    if (ignored.load != 0) {
        tappa__expr_error(c, TAPPA__CODE_UNKNOWN_NAME, n->start, n->end, TAPPA__TEXT("name one of its members"),
                          "`%.*s` is no value by itself", (int)n->name.n, n->name.s);
        return;
    }
    tappa__expr_error(c, TAPPA__CODE_UNKNOWN_NAME, n->start, n->end, tappa__did_you_mean(c, near), "`%.*s` is not declared",
                      (int)n->name.n, n->name.s);
}

static void
not_here(struct tappa__compile *c, uint32_t start, uint32_t end, const struct tappa__binding *b, struct tappa__text why)
{
    tappa__expr_error(c, b->index ? (int32_t)b->index : TAPPA__CODE_EXPR_NOT_HERE, start, end, TAPPA__NO_HINT, "%.*s", (int)why.n, why.s);
}

void
tappa__check_name(struct tappa__compile *c, struct tappa__node *n)
{
    struct tappa__text hint;
    int found = variable(c, n->name, &n->binding, &hint);

    if (found == 0) {
        n->kind = TAPPA__N_LOAD;
        n->type = binding_type(n);
    } else if (found == 2) {
        not_here(c, n->start, n->end, &n->binding, hint);
    } else if (n->target) {
        n->kind = TAPPA__N_ROOT; /* the node behind the dot looks further */
    } else if (type_kind(n->name)) {
        become_type(n, type_kind(n->name));
    } else {
        unknown_name(c, n, hint);
    }
}

/* google.protobuf.Timestamp and Duration: the names CEL gives the types of times. 1 where this is (part of) one. The only root that is
 * a selection itself is `google.protobuf`. */
static int
check_google(struct tappa__node *n, const struct tappa__node *root)
{
    if (tappa__text_is(root->name, "google") && n->target && tappa__text_is(n->name, "protobuf")) {
        n->kind = TAPPA__N_ROOT;
        return 1;
    }
    if (root->first == TAPPA__NO_NODE)
        return 0;
    if (tappa__text_is(n->name, "Timestamp"))
        become_type(n, TAPPA_TIMESTAMP);
    else if (tappa__text_is(n->name, "Duration"))
        become_type(n, TAPPA_DURATION);
    else
        return 0;
    return 1;
}

static void
check_member(struct tappa__compile *c, struct tappa__node *n, struct tappa__node *root)
{
    struct tappa__text hint, name_hint;
    struct tappa__binding ignored;
    int found;

    if (n->kind == TAPPA__N_SELECT && check_google(n, root))
        return;
    found = member(c, root->name, n->name, &n->binding, &hint);
    if (found == 0) {
        n->kind = n->kind == TAPPA__N_HAS ? TAPPA__N_HAS_LOAD : TAPPA__N_LOAD;
        n->type = n->kind == TAPPA__N_HAS_LOAD ? tappa__type_of(TAPPA_BOOL) : binding_type(n);
    } else if (found == 2) {
        not_here(c, n->start, n->end, &n->binding, hint);
    } else if (n->binding.load == 0) {
        (void)variable(c, root->name, &ignored, &name_hint);
        unknown_name(c, root, hint.n ? hint : name_hint);
    } else {
        tappa__expr_error(c, TAPPA__CODE_UNKNOWN_NAME, n->at, n->at_end, tappa__did_you_mean(c, hint),
                          "`%.*s` has no member `%.*s`", (int)root->name.n, root->name.s, (int)n->name.n, n->name.s);
    }
}

void
tappa__check_select(struct tappa__compile *c, struct tappa__node *n)
{
    struct tappa__node *operand = &c->nodes[n->first];
    const struct tappa__type *t = operand->type;

    if (operand->kind == TAPPA__N_ROOT) {
        check_member(c, n, operand);
    } else if (t->kind == TAPPA_MAP || t->kind == TAPPA__TYPE_DYN) {
        if (!tappa__type_is(tappa__type_key(t), TAPPA_STRING))
            tappa__expr_error(c, TAPPA__CODE_EXPR_TYPE, n->at, n->at_end, TAPPA__TEXT("write map[key]"),
                              "a member is looked up by a string, but the keys of this map are %s",
                              tappa__type_name(c, tappa__type_key(t)));
        n->type = n->kind == TAPPA__N_HAS ? tappa__type_of(TAPPA_BOOL) : tappa__type_element(t);
    } else if (t->kind != TAPPA__TYPE_NONE) {
        tappa__expr_error(c, TAPPA__CODE_EXPR_TYPE, n->at, n->at_end, TAPPA__NO_HINT,
                          "%s has no members, so no `%.*s`", tappa__type_name(c, t), (int)n->name.n, n->name.s);
    }
}
