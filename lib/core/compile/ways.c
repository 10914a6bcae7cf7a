/* Owns where a stage is entered by default: the row of `initial`, and of a history's `default`.
 * Called for each stage behind its own rows, parents before children.
 * Protects the step from entering for ever or nowhere: each default lies inside its stage, and no history's leads back to itself. */
#include "lib/core/compile/compiler.h"

static struct tappa_stage *
stage_at(struct tappa__compiler *c, uint32_t i)
{
    return TAPPA__AT(struct tappa_stage, c->v[TAPPA__V_STAGES], i);
}

static void
add_target(struct tappa__compiler *c, struct tappa__span *span, uint32_t stage)
{
    uint32_t *item = tappa__push(c, &c->v[TAPPA__V_TARGETS]);

    if (!item)
        return;
    *item = stage;
    span->count++;
}

/* The children that can be active: the first, or all. `stage` TAPPA_NONE: the top level. */
static struct tappa__span
children_of(struct tappa__compiler *c, uint32_t stage, int all)
{
    struct tappa__span span = {(uint32_t)c->v[TAPPA__V_TARGETS].count, 0};
    uint32_t child = stage == TAPPA_NONE ? 0 : stage + 1;
    uint32_t end = stage == TAPPA_NONE ? (uint32_t)c->v[TAPPA__V_STAGES].count : stage_at(c, stage)->end;

    for (; child < end && (all || !span.count); child = stage_at(c, child)->end) {
        if (!tappa__is_history(stage_at(c, child)))
            add_target(c, &span, child);
    }
    return span;
}

/* Where a history goes that has no `default`: where its parent is entered by default. */
static struct tappa__span
parents_way(struct tappa__compiler *c, uint32_t stage)
{
    uint32_t parent = stage_at(c, stage)->parent, row, i;
    struct tappa__span theirs, span;

    row = parent == TAPPA_NONE ? TAPPA_NONE : stage_at(c, parent)->initial;
    if (parent == TAPPA_NONE || (stage_at(c, parent)->kind == TAPPA__PARALLEL && row == TAPPA_NONE))
        return children_of(c, parent, parent != TAPPA_NONE);
    span = (struct tappa__span){(uint32_t)c->v[TAPPA__V_TARGETS].count, 0};
    if (row == TAPPA_NONE)
        return span;
    theirs = TAPPA__AT(struct tappa_transition, c->v[TAPPA__V_ROWS], row)->targets;
    for (i = 0; i < theirs.count; i++)
        add_target(c, &span, *TAPPA__AT(uint32_t, c->v[TAPPA__V_TARGETS], theirs.first + i));
    return span;
}

/* Every target must lie inside `within`. */
static void
check_inside(struct tappa__compiler *c, const struct tappa__node *names, struct tappa__span targets, uint32_t within,
             int history)
{
    uint32_t i, stage;

    if (within == TAPPA_NONE)
        return;
    for (i = 0; i < targets.count; i++) {
        const struct tappa_stage *outer = stage_at(c, within);
        stage = *TAPPA__AT(uint32_t, c->v[TAPPA__V_TARGETS], targets.first + i);
        if (stage > within && stage < outer->end)
            continue;
        if (history)
            tappa__report(c, TAPPA__CODE_BAD_HISTORY, names, TAPPA__TEXT("a history's default lies inside its parent"),
                          "'%.*s' does not lie inside '%.*s'", TAPPA__SHOW(stage_at(c, stage)->name), TAPPA__SHOW(outer->name));
        else
            tappa__report(c, TAPPA__CODE_BAD_INITIAL, names, TAPPA__TEXT("'initial' names a stage inside its own"),
                          "'%.*s' does not lie inside '%.*s'", TAPPA__SHOW(stage_at(c, stage)->name), TAPPA__SHOW(outer->name));
    }
}

/* A name, a list, or {to, do}. */
static void
read_way(struct tappa__compiler *c, const struct tappa__node *way, uint32_t row, uint32_t within, int history)
{
    const struct tappa__way_decl *decl = way->kind == TAPPA__MAPPING ? way->as.decl : NULL;
    const struct tappa__node *names = decl ? decl->to : way;
    struct tappa__span targets = tappa__ref_stages(c, names);
    uint32_t actions;

    if (names) {
        check_inside(c, names, targets, within, history);
        (void)tappa__check_targets(c, names, targets);
    }
    actions = decl ? tappa__build_actions(c, decl->body, &tappa__any_event) : TAPPA_NONE;
    if (c->status != TAPPA_OK)
        return;
    TAPPA__AT(struct tappa_transition, c->v[TAPPA__V_ROWS], row)->targets = targets;
    TAPPA__AT(struct tappa_transition, c->v[TAPPA__V_ROWS], row)->actions = actions;
    TAPPA__AT(struct tappa_transition, c->v[TAPPA__V_ROWS], row)->target_is_list = names && names->kind == TAPPA__SEQUENCE;
}

void
tappa__build_way(struct tappa__compiler *c, uint32_t stage)
{
    const struct tappa__node *node = *TAPPA__AT(const struct tappa__node *, c->stage_nodes, stage);
    const struct tappa__stage_decl *decl = node->as.decl;
    int history = tappa__is_history(stage_at(c, stage));
    const struct tappa__node *way = history ? decl->fallback : decl->initial;
    uint32_t index = (uint32_t)c->v[TAPPA__V_ROWS].count;
    struct tappa_transition *row;
    struct tappa__span targets;

    /* The regions of a parallel stage are entered anyway; its `initial` says where in them. */
    if (!history && stage_at(c, stage)->kind != TAPPA__COMPOUND && (stage_at(c, stage)->kind != TAPPA__PARALLEL || !way))
        return;
    row = tappa__push(c, &c->v[TAPPA__V_ROWS]);
    if (!row)
        return;
    row->index = index;
    row->kind = history ? TAPPA__HISTORY_DEFAULT : TAPPA__INITIAL;
    row->source = stage;
    row->group = row->guard = row->actions = TAPPA_NONE;
    row->at = -1;
    row->path = tappa__keep_path(c, way ? way : node);
    row->place = way ? way->key->place : node->key->place;
    stage_at(c, stage)->initial = index;
    if (way) {
        read_way(c, way, index, history ? stage_at(c, stage)->parent : stage, history);
        return;
    }
    targets = history ? parents_way(c, stage) : children_of(c, stage, 0);
    if (c->status != TAPPA_OK)
        return;
    row = TAPPA__AT(struct tappa_transition, c->v[TAPPA__V_ROWS], index);
    row->targets = targets;
    if (history && stage_at(c, stage)->parent != TAPPA_NONE && stage_at(c, stage_at(c, stage)->parent)->initial != TAPPA_NONE)
        row->actions = TAPPA__AT(struct tappa_transition, c->v[TAPPA__V_ROWS],
                                 stage_at(c, stage_at(c, stage)->parent)->initial)->actions;
}

/* ---- circles ---- */

/* Follows the defaults of histories that share a parent; nothing else can lead back (a default lies inside the parent, and what is
 * entered below it enters its own inside). `state`: 0 not seen, 1 on the way, 2 fine. */
static void
follow(struct tappa__compiler *c, uint32_t start, uint8_t *state, uint32_t *chain)
{
    uint32_t depth = 0, i;

    chain[depth++] = start;
    while (depth) {
        uint32_t stage = chain[depth - 1];
        const struct tappa_stage *s = stage_at(c, stage);
        const struct tappa_transition *row;
        if (state[stage]) {
            state[stage] = 2;
            depth--;
            continue;
        }
        state[stage] = 1;
        row = TAPPA__AT(struct tappa_transition, c->v[TAPPA__V_ROWS], s->initial);
        for (i = 0; i < row->targets.count; i++) {
            uint32_t target = *TAPPA__AT(uint32_t, c->v[TAPPA__V_TARGETS], row->targets.first + i);
            if (!tappa__is_history(stage_at(c, target)) || stage_at(c, target)->parent != s->parent)
                continue;
            if (state[target] == 1) {
                tappa__report_key(c, TAPPA__CODE_HISTORY_CIRCLE, *TAPPA__AT(const struct tappa__node *, c->stage_nodes, stage),
                                  TAPPA__TEXT("give it a 'default' that is a stage"),
                                  "with nothing to return to, the history '%.*s' leads back to itself", TAPPA__SHOW(s->name));
            } else if (!state[target]) {
                chain[depth++] = target;
                break;
            }
        }
    }
}

void
tappa__check_histories(struct tappa__compiler *c)
{
    uint32_t i, count = (uint32_t)c->v[TAPPA__V_STAGES].count;
    uint8_t *state = tappa__arena_alloc(&c->parse, count);
    uint32_t *chain = tappa__arena_alloc(&c->parse, ((size_t)count + 1) * sizeof *chain);

    if (!state || !chain) {
        c->status = TAPPA_ENOMEM;
        return;
    }
    for (i = 0; i < count; i++) {
        if (tappa__is_history(stage_at(c, i)) && !state[i] && stage_at(c, i)->initial != TAPPA_NONE)
            follow(c, i, state, chain);
    }
}
