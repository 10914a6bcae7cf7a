/* Owns what is kept for other programs: the map from older versions, and the rates of simulations.
 * Called once, at the end.
 * Protects journeys begun under an older version: a map leads from an older version to stages that a journey can be in. */
#include "lib/core/compile/compiler.h"

static void
add_mapping(struct tappa__compiler *c, int64_t version, struct tappa__text old, uint32_t stage)
{
    struct tappa__mapping *item = tappa__push(c, &c->v[TAPPA__V_MAPPINGS]);

    if (item)
        *item = (struct tappa__mapping){(uint32_t)version, old, stage};
}

static uint32_t
new_stage(struct tappa__compiler *c, const struct tappa__node *node)
{
    uint32_t stage = tappa__node_is_null(node) ? TAPPA_NONE : tappa__ref_stage(c, node);

    if (stage != TAPPA_NONE && tappa__is_history(TAPPA__AT(struct tappa_stage, c->v[TAPPA__V_STAGES], stage)))
        tappa__report(c, TAPPA__CODE_BAD_MIGRATION, node, TAPPA__TEXT("name a stage that a journey can be in"),
                      "the history '%.*s' is never active itself", TAPPA__SHOW(node->text));
    return stage;
}

static void
build_migration(struct tappa__compiler *c, const struct tappa__node *node)
{
    const struct tappa__migrate_decl *d = node->as.decl;
    int64_t version = d->from ? d->from->as.integer : 0;
    const struct tappa__node *child;
    uint32_t count = 0;

    if (d->from && c->head.version && (version >= c->head.version || version > UINT32_MAX))
        tappa__report(c, TAPPA__CODE_BAD_MIGRATION, d->from, TAPPA__TEXT("'from' is an older version than the model's own"),
                      "this model is version %lld: there is nothing to bring over from version %lld",
                      (long long)c->head.version, (long long)version);
    TAPPA__EACH (child, d->stages) {
        add_mapping(c, version, tappa__keep(c, child->key->text), new_stage(c, child));
        count++;
    }
    if (!count)
        add_mapping(c, version, TAPPA__TEXT(""), TAPPA_NONE);
}

/* No version has two maps. */
static void
check_versions(struct tappa__compiler *c, const struct tappa__node *list)
{
    struct tappa__index index = {NULL, 0, 0};
    const struct tappa__node *child;

    TAPPA__EACH (child, list) {
        const struct tappa__migrate_decl *d = child->as.decl;
        struct tappa__text version;
        if (!d->from)
            continue;
        version = tappa__hint(c, "%lld", (long long)d->from->as.integer);
        if (tappa__index_add(c->allocator, &index, version, child->position))
            c->status = TAPPA_ENOMEM;
    }
    if (c->status == TAPPA_OK && tappa__index_sort(c->allocator, &index))
        c->status = TAPPA_ENOMEM;
    TAPPA__EACH (child, list) {
        const struct tappa__migrate_decl *d = child->as.decl;
        if (c->status != TAPPA_OK || !d->from)
            continue;
        if (tappa__index_find(&index, tappa__hint(c, "%lld", (long long)d->from->as.integer)) < child->position)
            tappa__report(c, TAPPA__CODE_BAD_MIGRATION, d->from, TAPPA__TEXT("put both stage maps together"),
                          "there is a map from version %lld already", (long long)d->from->as.integer);
    }
    tappa__index_free(c->allocator, &index);
}

/* ---- simulate ---- */

/* Scalars below a node, each under its dotted path. Nesting is bounded by the depth of the YAML. */
static void
flatten(struct tappa__compiler *c, const struct tappa__node *node, const struct tappa__node *top, struct tappa__text path)
{
    const struct tappa__node *child;
    struct tappa__note *note;

    if (node->kind == TAPPA__SCALAR) {
        note = tappa__push(c, &c->v[TAPPA__V_SIMULATE]);
        if (note) {
            note->key = tappa__keep(c, path);
            note->value = tappa__keep(c, node->text);
        }
        return;
    }
    for (child = tappa__first(node); child && c->status == TAPPA_OK; child = tappa__next(child)) {
        struct tappa__text inner;
        if (child->key)
            inner = tappa__arena_printf(&c->parse, "%.*s%s%.*s", (int)path.n, path.s, node == top ? "" : ".",
                                        (int)child->key->text.n, child->key->text.s);
        else
            inner = tappa__arena_printf(&c->parse, "%.*s.%u", (int)path.n, path.s, child->position);
        if (!inner.s)
            c->status = TAPPA_ENOMEM;
        else
            flatten(c, child, top, inner);
    }
}

void
tappa__build_versions(struct tappa__compiler *c)
{
    const struct tappa__node *migrate = c->decl->migrate, *child;

    if (migrate && migrate->kind == TAPPA__MAPPING)
        build_migration(c, migrate);
    else
        TAPPA__EACH (child, migrate)
            build_migration(c, child);
    if (migrate && migrate->kind == TAPPA__SEQUENCE)
        check_versions(c, migrate);
    if (c->decl->simulate)
        flatten(c, c->decl->simulate, c->decl->simulate, TAPPA__TEXT(""));
}
