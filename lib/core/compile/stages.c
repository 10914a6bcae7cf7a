/* Owns what a stage is: its kind, its words for people, and which keys its kind may have.
 * Called behind the names, before any row: rows ask for the kinds of stages.
 * Protects the step's picture of the tree: after an accepted compile every parallel stage has regions, every compound stage a child. */
#include "lib/core/compile/compiler.h"

static struct tappa_stage *
stage_at(struct tappa__compiler *c, uint32_t i)
{
    return TAPPA__AT(struct tappa_stage, c->v[TAPPA__V_STAGES], i);
}

static const struct tappa__stage_decl *
decl_of(struct tappa__compiler *c, uint32_t i)
{
    return (*TAPPA__AT(const struct tappa__node *, c->stage_nodes, i))->as.decl;
}

static int
is_true(const struct tappa__node *node)
{
    return node && node->as.integer;
}

/* The first of these keys that is there: what a history or a final stage must not have. */
static const struct tappa__node *
first_of(const struct tappa__node *const *nodes, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++) {
        if (nodes[i])
            return nodes[i];
    }
    return NULL;
}

static uint32_t
history_kind(struct tappa__compiler *c, const struct tappa__stage_decl *d)
{
    const struct tappa__node *const forbidden[] = {d->stages, d->enter,  d->leave, d->when,  d->always,
                                                   d->after,  d->done,   d->initial};
    const struct tappa__node *extra = first_of(forbidden, sizeof forbidden / sizeof *forbidden);

    if (!extra && is_true(d->parallel))
        extra = d->parallel;
    if (!extra && is_true(d->final))
        extra = d->final;
    if (extra)
        tappa__report_key(c, TAPPA__CODE_BAD_HISTORY, extra,
                          TAPPA__TEXT("a history is never active itself: it has a 'default' and nothing else"),
                          "a history cannot have '%.*s'", TAPPA__SHOW(extra->key->text));
    return d->history->as.integer == 1 ? TAPPA__HISTORY_SHALLOW : TAPPA__HISTORY_DEEP;
}

static uint32_t
final_kind(struct tappa__compiler *c, const struct tappa__stage_decl *d, const struct tappa_stage *s)
{
    const struct tappa__node *const forbidden[] = {d->stages, d->when, d->always, d->after, d->done};
    const struct tappa__node *extra = first_of(forbidden, sizeof forbidden / sizeof *forbidden);

    if (!extra && is_true(d->parallel))
        extra = d->parallel;
    if (extra)
        tappa__report_key(c, TAPPA__CODE_FINAL_HAS_ROWS, extra,
                          TAPPA__TEXT("a final stage ends its parent: it may have 'enter' and 'leave' only"),
                          "a final stage cannot have '%.*s'", TAPPA__SHOW(extra->key->text));
    if (s->parent != TAPPA_NONE && is_true(decl_of(c, s->parent)->parallel))
        tappa__report_key(c, TAPPA__CODE_FINAL_REGION, d->final,
                          TAPPA__TEXT("put it inside a region: a region is done when a final child of its own is entered"),
                          "a region of a parallel stage cannot be final");
    return TAPPA__FINAL;
}

/* Children that can be active. */
static uint32_t
active_children(struct tappa__compiler *c, uint32_t stage)
{
    uint32_t child, count = 0, end = stage_at(c, stage)->end;

    for (child = stage + 1; child < end; child = stage_at(c, child)->end)
        count += decl_of(c, child)->history == NULL;
    return count;
}

static uint32_t
kind_of(struct tappa__compiler *c, uint32_t stage)
{
    const struct tappa_stage *s = stage_at(c, stage);
    const struct tappa__stage_decl *d = decl_of(c, stage);
    const struct tappa__node *node = *TAPPA__AT(const struct tappa__node *, c->stage_nodes, stage);

    if (d->history)
        return history_kind(c, d);
    if (is_true(d->final))
        return final_kind(c, d, s);
    if (is_true(d->parallel)) {
        if (!active_children(c, stage))
            tappa__report_key(c, TAPPA__CODE_PARALLEL_NEEDS_CHILDREN, d->parallel,
                              TAPPA__TEXT("each child under 'stages' is a region"), "a parallel stage needs children");
        return TAPPA__PARALLEL;
    }
    if (s->end == s->index + 1)
        return TAPPA__ATOMIC;
    if (!active_children(c, stage))
        tappa__report_key(c, TAPPA__CODE_BAD_HISTORY, d->stages ? d->stages : node, TAPPA__TEXT("a history returns to a sibling of its own"),
                          "a stage cannot have histories as its only children");
    return TAPPA__COMPOUND;
}

static void
add_note(struct tappa__compiler *c, struct tappa__span *span, const struct tappa__node *node)
{
    struct tappa__note *note = tappa__push(c, &c->v[TAPPA__V_NOTES]);

    if (!note)
        return;
    note->key = tappa__keep(c, node->key->text);
    note->value = tappa__keep(c, node->text);
    span->count++;
}

/* In the order written. */
static struct tappa__span
notes_of(struct tappa__compiler *c, const struct tappa__node *node, const struct tappa__stage_decl *d)
{
    struct tappa__span span = {(uint32_t)c->v[TAPPA__V_NOTES].count, 0};
    const struct tappa__node *child;

    for (child = node->first; child; child = child->next) {
        if (child == d->demand || child == d->phase || child == d->tone || child == d->audience)
            add_note(c, &span, child);
    }
    return span;
}

void
tappa__build_stages(struct tappa__compiler *c)
{
    uint32_t i, count = (uint32_t)c->v[TAPPA__V_STAGES].count;

    for (i = 0; i < count && c->status == TAPPA_OK; i++) {
        const struct tappa__node *node = *TAPPA__AT(const struct tappa__node *, c->stage_nodes, i);
        struct tappa_stage *s = stage_at(c, i);
        s->kind = kind_of(c, i);
        s->titles = tappa__titles_of(c, decl_of(c, i)->title);
        s->notes = notes_of(c, node, decl_of(c, i));
    }
    for (i = 0; i < count && tappa__is_history(stage_at(c, i)); i = stage_at(c, i)->end)
        ;
    if (count && i >= count)
        tappa__report_key(c, TAPPA__CODE_NO_STAGES, c->decl->stages, TAPPA__TEXT(""), "no stage here can be entered: all are histories");
}
