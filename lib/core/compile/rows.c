/* Owns rows: the transitions of `entry` and of every stage, in the order written.
 * Called once, behind everything that a row can name.
 * Protects the order that is meaning: entry rows first, then stage by stage, each stage's rows together, its own way in behind them. */
#include "lib/core/compile/compiler.h"

static struct tappa_stage *
stage_at(struct tappa__compiler *c, uint32_t i)
{
    return TAPPA__AT(struct tappa_stage, c->v[TAPPA__V_STAGES], i);
}

/* What a row gets from around it. */
struct place {
    uint32_t kind, source, group;
    struct tappa__span patterns;
    struct tappa__scope scope;
    int64_t delay;
};

static int
too_many(struct tappa__compiler *c, const struct tappa__node *node)
{
    uint64_t limit = tappa_context_limit(c->context, TAPPA_LIMIT_TRANSITIONS);

    if (c->status != TAPPA_OK)
        return 1;
    if (c->transitions++ < limit)
        return 0;
    tappa__report(c, TAPPA__CODE_TOO_MANY, node, TAPPA__TEXT("the limit can be raised where the model is compiled"),
                  "the model has more than %llu transitions", (unsigned long long)limit);
    c->status = TAPPA_ELIMIT;
    return 1;
}

/* ---- patterns ---- */

static struct tappa__pattern
read_pattern(struct tappa__compiler *c, const struct tappa__node *node, struct tappa__text text)
{
    struct tappa__pattern p = {TAPPA__EXACT, TAPPA_NONE, {"", 0}};

    if (tappa__text_is(text, "*")) {
        p.kind = TAPPA__ANY;
        p.name = TAPPA__TEXT("*");
    } else if (text.n >= 2 && text.s[text.n - 1] == '*' && text.s[text.n - 2] == '.') {
        if (text.n == 2)
            tappa__report(c, TAPPA__CODE_UNKNOWN_EVENT, node, TAPPA__TEXT("write \"order.*\", or \"*\" for every event"),
                          "'.*' has nothing before the point");
        p.kind = TAPPA__PREFIX;
        p.name = tappa__keep(c, text);
    } else {
        p.event = tappa__ref_event(c, node, text, 1);
        if (p.event != TAPPA_NONE)
            p.name = TAPPA__AT(struct tappa_event_type, c->v[TAPPA__V_EVENTS], p.event)->name;
    }
    return p;
}

static void
add_pattern(struct tappa__compiler *c, struct tappa__span *span, struct tappa__pattern p)
{
    struct tappa__pattern *item;

    if (p.kind == TAPPA__EXACT && p.event == TAPPA_NONE)
        return;
    item = tappa__push(c, &c->v[TAPPA__V_PATTERNS]);
    if (!item)
        return;
    *item = p;
    span->count++;
}

/* One exact event: its fields. Several exact ones: theirs. Anything else: every declared event's. */
static struct tappa__scope
scope_of(const struct tappa__compiler *c, struct tappa__span patterns)
{
    struct tappa__scope scope = tappa__any_event;
    uint32_t i;

    for (i = 0; i < patterns.count; i++) {
        if (TAPPA__AT(struct tappa__pattern, c->v[TAPPA__V_PATTERNS], patterns.first + i)->kind != TAPPA__EXACT)
            return scope;
    }
    if (patterns.count == 1) {
        scope.kind = TAPPA__SCOPE_ONE_EVENT;
        scope.event = TAPPA__AT(struct tappa__pattern, c->v[TAPPA__V_PATTERNS], patterns.first)->event;
    } else if (patterns.count) {
        scope.kind = TAPPA__SCOPE_SOME_EVENTS;
        scope.patterns = patterns;
    }
    return scope;
}

static void
set_patterns(struct tappa__compiler *c, struct place *p, const struct tappa__node *names)
{
    const struct tappa__node *name;

    p->patterns = (struct tappa__span){(uint32_t)c->v[TAPPA__V_PATTERNS].count, 0};
    if (names && names->kind == TAPPA__SCALAR)
        add_pattern(c, &p->patterns, read_pattern(c, names, names->text));
    else
        TAPPA__EACH (name, names)
            add_pattern(c, &p->patterns, read_pattern(c, name, name->text));
    p->scope = scope_of(c, p->patterns);
}

/* ---- one row ---- */

static int
all_inside(struct tappa__compiler *c, uint32_t stage, struct tappa__span targets)
{
    uint32_t i;

    for (i = 0; i < targets.count; i++) {
        uint32_t target = *TAPPA__AT(uint32_t, c->v[TAPPA__V_TARGETS], targets.first + i);
        if (target <= stage || target >= stage_at(c, stage)->end)
            return 0;
    }
    return targets.count != 0;
}

/* Whether `internal: true` means something here; if not, that is a slip. */
static uint32_t
is_internal(struct tappa__compiler *c, const struct tappa__node *internal, uint32_t source, struct tappa__span targets)
{
    if (!internal || !internal->as.integer)
        return 0;
    if (source != TAPPA_NONE && all_inside(c, source, targets))
        return 1;
    tappa__report_key(c, TAPPA__CODE_USELESS_INTERNAL, internal,
                      TAPPA__TEXT("'internal' is for a stage with children whose target is one of its descendants"),
                      "'internal' means nothing here");
    return 0;
}

static void
build_row(struct tappa__compiler *c, const struct tappa__node *node, const struct place *p)
{
    const struct tappa__row_decl *decl = node->kind == TAPPA__MAPPING ? node->as.decl : NULL;
    const struct tappa__node *to = decl ? decl->to : node;
    struct tappa_transition row = {0}, *item;

    if (too_many(c, node))
        return;
    row.index = (uint32_t)c->v[TAPPA__V_ROWS].count;
    row.kind = p->kind;
    row.source = p->source;
    row.group = p->group;
    row.patterns = p->patterns;
    row.guard = decl ? tappa__expression_of(c, decl->action.guard, &p->scope, TAPPA_BOOL) : TAPPA_NONE;
    row.targets = tappa__ref_stages(c, to);
    row.target_is_list = to && to->kind == TAPPA__SEQUENCE;
    if (to)
        (void)tappa__check_targets(c, to, row.targets);
    else if (p->kind == TAPPA__ENTRY)
        tappa__report(c, TAPPA__CODE_ENTRY_NEEDS_TARGET, node, TAPPA__TEXT("name the stage in which the journey starts"),
                      "a row of 'entry' needs a 'to'");
    row.internal = decl ? is_internal(c, decl->internal, p->source, row.targets) : 0;
    row.actions = decl ? tappa__build_row_actions(c, &decl->action, &p->scope) : TAPPA_NONE;
    row.titles = tappa__titles_of(c, decl ? decl->title : NULL);
    row.path = tappa__keep_path(c, node);
    row.place = node->key ? node->key->place : node->place;
    row.delay = p->delay;
    row.every = decl && decl->every ? decl->every->as.integer : 0;
    row.at = decl && decl->at ? decl->at->as.integer : -1;
    item = tappa__push(c, &c->v[TAPPA__V_ROWS]);
    if (item)
        *item = row;
}

/* A stage name, a map, or a list of those. */
static void
build_transitions(struct tappa__compiler *c, const struct tappa__node *node, const struct place *p)
{
    const struct tappa__node *child;

    if (node->kind != TAPPA__SEQUENCE) {
        build_row(c, node, p);
        return;
    }
    TAPPA__EACH (child, node)
        build_row(c, child, p);
}

/* A map from events to transitions, or a list of rows with `event`. */
static void
build_when(struct tappa__compiler *c, const struct tappa__node *node, struct place *p)
{
    const struct tappa__node *child;

    TAPPA__EACH (child, node) {
        if (node->kind == TAPPA__SEQUENCE) {
            const struct tappa__row_decl *decl = child->as.decl;
            set_patterns(c, p, decl->event);
            build_row(c, child, p);
        } else {
            set_patterns(c, p, child->key);
            build_transitions(c, child, p);
        }
    }
}

/* ---- a stage ---- */

static void
build_done(struct tappa__compiler *c, const struct tappa__node *node, struct place *p)
{
    struct tappa__pattern pattern = {TAPPA__EXACT, tappa__done_event(c, p->source), {"", 0}};

    if (pattern.event == TAPPA_NONE)
        return;
    pattern.name = TAPPA__AT(struct tappa_event_type, c->v[TAPPA__V_EVENTS], pattern.event)->name;
    p->patterns = (struct tappa__span){(uint32_t)c->v[TAPPA__V_PATTERNS].count, 0};
    add_pattern(c, &p->patterns, pattern);
    p->scope = scope_of(c, p->patterns);
    build_transitions(c, node, p);
}

static void
build_after(struct tappa__compiler *c, const struct tappa__node *node, struct place *p)
{
    const struct tappa__node *child;

    TAPPA__EACH (child, node) {
        p->delay = child->key->as.integer;
        p->group = (uint32_t)c->v[TAPPA__V_ROWS].count;
        build_transitions(c, child, p);
    }
}

static void
build_stage(struct tappa__compiler *c, uint32_t stage)
{
    const struct tappa__node *node = *TAPPA__AT(const struct tappa__node *, c->stage_nodes, stage), *child;
    const struct tappa__stage_decl *d = node->as.decl;
    uint32_t first = (uint32_t)c->v[TAPPA__V_ROWS].count, enter, leave;

    enter = tappa__build_actions(c, d->enter, &tappa__any_event);
    leave = tappa__build_actions(c, d->leave, &tappa__any_event);
    stage_at(c, stage)->enter = enter;
    stage_at(c, stage)->leave = leave;
    for (child = node->first; child && c->status == TAPPA_OK; child = child->next) {
        struct place p = {TAPPA__WHEN, stage, TAPPA_NONE, {0, 0}, tappa__any_event, 0};
        if (child == d->when) {
            build_when(c, child, &p);
        } else if (child == d->done) {
            p.kind = TAPPA__DONE;
            build_done(c, child, &p);
        } else if (child == d->always) {
            p.kind = TAPPA__ALWAYS;
            build_transitions(c, child, &p);
        } else if (child == d->after) {
            p.kind = TAPPA__AFTER;
            build_after(c, child, &p);
        }
    }
    stage_at(c, stage)->rows = (struct tappa__span){first, (uint32_t)c->v[TAPPA__V_ROWS].count - first};
    tappa__build_way(c, stage);
}

void
tappa__build_rows(struct tappa__compiler *c)
{
    struct place p = {TAPPA__ENTRY, TAPPA_NONE, TAPPA_NONE, {0, 0}, tappa__any_event, 0};
    uint32_t i;

    if (c->decl->entry) {
        build_when(c, c->decl->entry, &p);
        c->head.has_entry = 1;
        c->head.entry = (struct tappa__span){0, (uint32_t)c->v[TAPPA__V_ROWS].count};
    }
    for (i = 0; i < c->v[TAPPA__V_STAGES].count && c->status == TAPPA_OK; i++)
        build_stage(c, i);
    if (c->status == TAPPA_OK)
        tappa__check_histories(c);
}
