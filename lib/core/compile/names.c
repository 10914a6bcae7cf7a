/* Owns the phase in which every declared thing gets its number, before anything refers to it.
 * Called once, behind the walk and before the first reference.
 * Protects the meaning of a name: within its kind it stands for one thing, and a name whose value was wrong is declared all the same. */
#include "lib/core/compile/compiler.h"

#include <string.h>

/* One name under which something can be found, in the order declared: a key, or an item of a list. */
struct named {
    const struct tappa__node *node; /* for the path: the value of the key, or the item */
    const struct tappa__node *name; /* the scalar that is the name */
    uint32_t target;
};

static void
declare(struct tappa__compiler *c, struct tappa__index *index, struct tappa__vector *named, struct named what)
{
    uint32_t order = (uint32_t)named->count;
    struct named *n = tappa__push(c, named);

    if (!n)
        return;
    *n = what;
    if (tappa__index_add(c->allocator, index, what.name->text, order))
        c->status = TAPPA_ENOMEM;
}

/* Sorts an index, reports names declared twice, and turns positions in `named` into what the names stand for. */
static void
finish(struct tappa__compiler *c, struct tappa__index *index, struct tappa__vector *named, const char *what,
       const char *hint)
{
    const struct named *items = named->items;
    uint32_t first = 0;
    size_t i;

    if (c->status == TAPPA_OK && tappa__index_sort(c->allocator, index))
        c->status = TAPPA_ENOMEM;
    for (i = 0; c->status == TAPPA_OK && i < index->count; i++) {
        struct tappa__index_entry *e = &index->entries[i];
        uint32_t order = e->value;
        e->value = items[order].target;
        if (!i || !tappa__text_equal(e->name, index->entries[i - 1].name)) {
            first = order;
            continue;
        }
        tappa__report_at(c, TAPPA__CODE_DUPLICATE_NAME, items[order].node, items[order].name->place, tappa__text_of(hint),
                         "the %s '%.*s' is declared already, in line %u", what, TAPPA__SHOW(e->name),
                         items[first].name->place.line);
    }
    tappa__free(c->allocator, named->items);
    memset(named, 0, sizeof *named);
}

/* Words that CEL keeps for itself: as a slot's name they could be written in no expression. */
static int
is_reserved(struct tappa__text name)
{
    static const char *const words[] = {"as",   "break",     "const",   "continue", "else",   "false", "for",
                                        "function", "if",    "import",  "in",       "let",    "loop",  "namespace",
                                        "null", "package",   "return",  "true",     "var",    "void",  "while"};
    size_t i;

    for (i = 0; i < sizeof words / sizeof *words; i++) {
        if (tappa__text_is(name, words[i]))
            return 1;
    }
    return 0;
}

void
tappa__check_reserved(struct tappa__compiler *c, const struct tappa__node *node)
{
    if (is_reserved(node->key->text) && !tappa__node_is_null(node->key))
        tappa__report_key(c, TAPPA__CODE_RESERVED_NAME, node, TAPPA__TEXT("choose another name"),
                          "'%.*s' is a word of the expression language", TAPPA__SHOW(node->key->text));
}

/* A section that is a map from names: an index entry and an item for each. Returns nothing; items start with their name. */
static void
declare_section(struct tappa__compiler *c, const struct tappa__node *section, struct tappa__index *index,
                const char *what, int reserved)
{
    struct tappa__vector named = {NULL, 0, 0, sizeof(struct named)};
    const struct tappa__node *child;
    uint32_t number = 0;

    for (child = section ? section->first : NULL; child; child = child->next) {
        declare(c, index, &named, (struct named){child, child->key, number++});
        if (reserved)
            tappa__check_reserved(c, child);
    }
    finish(c, index, &named, what, "");
}

/* ---- events ---- */

/* One name of an event: its key, or an alias. */
static void
declare_event(struct tappa__compiler *c, struct tappa__vector *named, const struct tappa__node *node,
              const struct tappa__node *name, uint32_t event)
{
    struct tappa__text text = name->text;

    if (text.n && text.s[text.n - 1] == '*' && (text.n == 1 || text.s[text.n - 2] == '.'))
        tappa__report_at(c, TAPPA__CODE_RESERVED_NAME, node, name->place,
                         TAPPA__TEXT("in 'when' this form matches many events"), "'%.*s' cannot be an event's name",
                         TAPPA__SHOW(text));
    declare(c, &c->events, named, (struct named){node, name, event});
}

static void
declare_events(struct tappa__compiler *c)
{
    struct tappa__vector named = {NULL, 0, 0, sizeof(struct named)};
    const struct tappa__node *child, *alias;
    uint32_t number = 0;

    for (child = c->decl->events ? c->decl->events->first : NULL; child; child = child->next, number++) {
        const struct tappa__event_decl *decl = child->as.decl;
        struct tappa_event_type *event = tappa__push(c, &c->v[TAPPA__V_EVENTS]);
        if (!event)
            break;
        event->index = number;
        event->declared = 1;
        event->touchpoint = event->done_stage = TAPPA_NONE;
        event->place = child->key->place;
        event->name = tappa__keep(c, child->key->text);
        declare_event(c, &named, child, child->key, number);
        if (decl->aka && decl->aka->kind == TAPPA__SCALAR)
            declare_event(c, &named, decl->aka, decl->aka, number);
        else
            TAPPA__EACH (alias, decl->aka)
                declare_event(c, &named, alias, alias, number);
    }
    c->head.declared_count = number;
    finish(c, &c->events, &named, "event", "names and aliases of events are all different");
}

static uint32_t
machine_event(struct tappa__compiler *c, struct tappa__text name, uint32_t stage)
{
    uint32_t declared = tappa__index_find(&c->events, name), index = (uint32_t)c->v[TAPPA__V_EVENTS].count;
    struct tappa_event_type *event;

    if (declared != TAPPA_NONE && declared < c->v[TAPPA__V_EVENTS].count) {
        TAPPA__AT(struct tappa_event_type, c->v[TAPPA__V_EVENTS], declared)->done_stage = stage;
        return declared;
    }
    event = tappa__push(c, &c->v[TAPPA__V_EVENTS]);
    if (!event)
        return TAPPA_NONE;
    event->index = index;
    event->touchpoint = TAPPA_NONE;
    event->done_stage = stage;
    event->name = tappa__keep(c, name);
    return index;
}

uint32_t
tappa__done_event(struct tappa__compiler *c, uint32_t stage)
{
    uint32_t *known = TAPPA__AT(uint32_t, c->done_events, stage);
    struct tappa__text name;

    if (*known == TAPPA_NONE) {
        const struct tappa_stage *s = TAPPA__AT(struct tappa_stage, c->v[TAPPA__V_STAGES], stage);
        name = tappa__arena_printf(&c->parse, "done.state.%.*s", (int)s->name.n, s->name.s);
        if (!name.s)
            c->status = TAPPA_ENOMEM;
        else
            *known = machine_event(c, name, stage);
    }
    return *known;
}

void
tappa__declare_machine_events(struct tappa__compiler *c)
{
    uint32_t i;

    c->head.error_event = machine_event(c, TAPPA__TEXT("error.execution"), TAPPA_NONE);
    for (i = 0; c->status == TAPPA_OK && i < c->v[TAPPA__V_STAGES].count; i++) {
        uint32_t kind = TAPPA__AT(struct tappa_stage, c->v[TAPPA__V_STAGES], i)->kind;
        if (kind == TAPPA__COMPOUND || kind == TAPPA__PARALLEL)
            (void)tappa__done_event(c, i);
    }
}

/* ---- stages ---- */

static int
too_many_stages(struct tappa__compiler *c, const struct tappa__node *node)
{
    uint64_t limit = tappa_context_limit(c->context, TAPPA_LIMIT_STAGES);

    if (c->v[TAPPA__V_STAGES].count < limit)
        return 0;
    tappa__report_key(c, TAPPA__CODE_TOO_MANY, node, TAPPA__TEXT("the limit can be raised where the model is compiled"),
                      "the model has more than %llu stages", (unsigned long long)limit);
    c->status = TAPPA_ELIMIT;
    return 1;
}

/* Parents before children; nesting is bounded by the depth of the YAML. */
static void
declare_stages(struct tappa__compiler *c, struct tappa__vector *named, const struct tappa__node *stages,
               uint32_t parent, uint32_t depth)
{
    const struct tappa__node *child;

    for (child = stages ? stages->first : NULL; child && c->status == TAPPA_OK; child = child->next) {
        const struct tappa__stage_decl *decl = child->as.decl;
        uint32_t index = (uint32_t)c->v[TAPPA__V_STAGES].count;
        struct tappa_stage *s;
        const struct tappa__node **node;
        uint32_t *done;
        if (too_many_stages(c, child))
            return;
        s = tappa__push(c, &c->v[TAPPA__V_STAGES]);
        node = tappa__push(c, &c->stage_nodes);
        done = tappa__push(c, &c->done_events);
        if (!s || !node || !done)
            return;
        *node = child;
        *done = TAPPA_NONE;
        s->index = index;
        s->parent = parent;
        s->depth = depth;
        s->enter = s->leave = s->initial = TAPPA_NONE;
        s->place = child->key->place;
        s->name = tappa__keep(c, child->key->text);
        declare(c, &c->stages, named, (struct named){child, child->key, index});
        declare_stages(c, named, decl->stages, index, depth + 1);
        TAPPA__AT(struct tappa_stage, c->v[TAPPA__V_STAGES], index)->end = (uint32_t)c->v[TAPPA__V_STAGES].count;
    }
}

void
tappa__declare_names(struct tappa__compiler *c)
{
    const struct tappa__model_decl *d = c->decl;
    struct tappa__vector named = {NULL, 0, 0, sizeof(struct named)};

    declare_section(c, d->data, &c->data, "slot", 1);
    declare_section(c, d->profile, &c->profile, "slot", 1);
    declare_section(c, d->channels, &c->channels, "channel", 0);
    declare_section(c, d->touchpoints, &c->touchpoints, "touchpoint", 0);
    declare_section(c, d->personas, &c->personas, "persona", 1);
    declare_section(c, d->experiments, &c->experiments, "experiment", 1);
    declare_events(c);
    declare_stages(c, &named, d->stages, TAPPA_NONE, 0);
    finish(c, &c->stages, &named, "stage", "stage names are unique in the whole model, also in other branches of the tree");
}
