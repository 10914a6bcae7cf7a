/* Owns what names mean inside an expression of the model, and the compiling of every expression in its place.
 * Called by the builders; the expression compiler calls back for each name.
 * Protects the step: an expression in the model loads only what was declared, with the type that was declared for it. */
#include "lib/core/compile/compiler.h"

/* One expression's surroundings, handed through the expression compiler as `user`. */
struct surroundings {
    struct tappa__compiler *c;
    const struct tappa__scope *scope;
    const struct tappa__node *node;
};

const struct tappa__scope tappa__any_event = {TAPPA__SCOPE_ANY_EVENT, TAPPA_NONE, {0, 0}};

const char *
tappa__kind_word(uint32_t kind)
{
    switch (kind) {
    case TAPPA_BOOL:
        return "bool";
    case TAPPA_INT:
        return "int";
    case TAPPA_DOUBLE:
        return "double";
    case TAPPA_STRING:
        return "string";
    case TAPPA_TIMESTAMP:
        return "timestamp";
    case TAPPA_DURATION:
        return "duration";
    default:
        return "another type";
    }
}

static int
bind(struct tappa__binding *out, uint32_t kind, uint32_t load, uint32_t index)
{
    /* A slot whose declaration was wrong has no kind: any use of it is fine, it has been reported. */
    out->type = tappa__type_of(kind ? kind : TAPPA__TYPE_DYN);
    out->load = load;
    out->index = index;
    return 0;
}

/* A known root without this member. */
static int
no_member(struct tappa__binding *out)
{
    out->load = TAPPA__LOAD_NOW;
    return 1;
}

/* It has a meaning, but not here; `code` says which kind of mistake that is. */
static int
not_here(struct tappa__binding *out, uint32_t code)
{
    out->index = code;
    return 2;
}

static int
slot_member(struct surroundings *s, const struct tappa__index *index, const struct tappa__vector *slots, uint32_t load,
            struct tappa__text name, struct tappa__binding *out, struct tappa__text *hint)
{
    uint32_t i = tappa__index_find(index, name);

    if (i != TAPPA_NONE && i < slots->count)
        return bind(out, TAPPA__AT(struct tappa__slot, *slots, i)->kind, load, i);
    *hint = tappa__near(s->c, name, index);
    return no_member(out);
}

/* ---- event ---- */

static struct tappa__text
event_name(const struct tappa__compiler *c, uint32_t event)
{
    return TAPPA__AT(struct tappa_event_type, c->v[TAPPA__V_EVENTS], event)->name;
}

static int
differs(struct tappa__compiler *c, struct tappa__text field, uint32_t one, uint32_t another, struct tappa__binding *out,
        struct tappa__text *hint)
{
    uint32_t a = tappa__find_field(c, one, field), b = tappa__find_field(c, another, field);
    struct tappa__text first = event_name(c, one), second = event_name(c, another);

    *hint = tappa__hint(c, "several events can be meant here, and `%.*s` is %s in '%.*s' but %s in '%.*s'",
                        TAPPA__SHOW(field), tappa__kind_word(TAPPA__AT(struct tappa__slot, c->v[TAPPA__V_FIELDS], a)->kind),
                        TAPPA__SHOW(first), tappa__kind_word(TAPPA__AT(struct tappa__slot, c->v[TAPPA__V_FIELDS], b)->kind),
                        TAPPA__SHOW(second));
    return not_here(out, TAPPA__CODE_TYPES_DIFFER);
}

static int
field_of_any(struct surroundings *s, struct tappa__text name, struct tappa__binding *out, struct tappa__text *hint)
{
    struct tappa__compiler *c = s->c;
    uint32_t field = tappa__index_find(&c->fields, name), id;
    const struct tappa__field_info *info;

    if (field == TAPPA_NONE) {
        *hint = tappa__near(c, name, &c->fields);
        return no_member(out);
    }
    id = TAPPA__AT(struct tappa__slot, c->v[TAPPA__V_FIELDS], field)->field_name;
    info = TAPPA__AT(struct tappa__field_info, c->field_infos, id);
    if (info->one != info->another)
        return differs(c, name, info->one, info->another, out, hint);
    return bind(out, info->kind, TAPPA__LOAD_EVENT_FIELD, id);
}

static int
field_of_one(struct surroundings *s, struct tappa__text name, struct tappa__binding *out, struct tappa__text *hint)
{
    struct tappa__compiler *c = s->c;
    uint32_t event = s->scope->event, field = tappa__find_field(c, event, name);
    struct tappa__text near, owner = event_name(c, event);
    const struct tappa__slot *slot;

    if (field != TAPPA_NONE) {
        slot = TAPPA__AT(struct tappa__slot, c->v[TAPPA__V_FIELDS], field);
        return bind(out, slot->kind, TAPPA__LOAD_EVENT_FIELD_AT, field);
    }
    near = tappa__near_field(c, event, name);
    *hint = near.n ? tappa__hint(c, "the event '%.*s' has no field `%.*s`; did you mean `%.*s`?", TAPPA__SHOW(owner),
                                 TAPPA__SHOW(name), TAPPA__SHOW(near))
                   : tappa__hint(c, "the event '%.*s' has no field `%.*s`", TAPPA__SHOW(owner), TAPPA__SHOW(name));
    return not_here(out, TAPPA__CODE_UNKNOWN_FIELD);
}

/* A row that lists its events: the field must be one's, and of one type in all that have it. */
static int
field_of_some(struct surroundings *s, struct tappa__text name, struct tappa__binding *out, struct tappa__text *hint)
{
    struct tappa__compiler *c = s->c;
    uint32_t i, first = TAPPA_NONE;

    for (i = 0; i < s->scope->patterns.count; i++) {
        uint32_t event = TAPPA__AT(struct tappa__pattern, c->v[TAPPA__V_PATTERNS], s->scope->patterns.first + i)->event;
        uint32_t field = tappa__find_field(c, event, name);
        const struct tappa__slot *slot;
        if (field == TAPPA_NONE)
            continue;
        slot = TAPPA__AT(struct tappa__slot, c->v[TAPPA__V_FIELDS], field);
        if (first == TAPPA_NONE) {
            first = event;
            (void)bind(out, slot->kind, TAPPA__LOAD_EVENT_FIELD, slot->field_name);
        } else if (slot->kind && out->type->kind != slot->kind && out->type->kind != TAPPA__TYPE_DYN) {
            return differs(c, name, first, event, out, hint);
        }
    }
    if (first != TAPPA_NONE)
        return 0;
    *hint = tappa__hint(c, "none of this row's events has a field `%.*s`", TAPPA__SHOW(name));
    return not_here(out, TAPPA__CODE_UNKNOWN_FIELD);
}

static int
event_member(struct surroundings *s, struct tappa__text name, struct tappa__binding *out, struct tappa__text *hint)
{
    if (s->scope->kind == TAPPA__SCOPE_PERSONA) {
        *hint = TAPPA__TEXT("a persona is seen in profile, data and journey, not in an event");
        return not_here(out, TAPPA__CODE_EXPR_NOT_HERE);
    }
    if (tappa__text_is(name, "name"))
        return bind(out, TAPPA_STRING, TAPPA__LOAD_EVENT_NAME, 0);
    if (tappa__text_is(name, "time"))
        return bind(out, TAPPA_TIMESTAMP, TAPPA__LOAD_EVENT_TIME, 0);
    if (tappa__text_is(name, "touchpoint"))
        return bind(out, TAPPA_STRING, TAPPA__LOAD_EVENT_TOUCHPOINT, 0);
    if (tappa__text_is(name, "channel"))
        return bind(out, TAPPA_STRING, TAPPA__LOAD_EVENT_CHANNEL, 0);
    if (!name.n)
        return no_member(out);
    if (s->scope->kind == TAPPA__SCOPE_ONE_EVENT)
        return field_of_one(s, name, out, hint);
    if (s->scope->kind == TAPPA__SCOPE_SOME_EVENTS)
        return field_of_some(s, name, out, hint);
    return field_of_any(s, name, out, hint);
}

/* ---- the other roots ---- */

static int
journey_member(struct tappa__compiler *c, struct tappa__text name, struct tappa__binding *out, struct tappa__text *hint)
{
    if (tappa__text_is(name, "started"))
        return bind(out, TAPPA_TIMESTAMP, TAPPA__LOAD_JOURNEY_STARTED, 0);
    if (tappa__text_is(name, "age"))
        return bind(out, TAPPA_DURATION, TAPPA__LOAD_JOURNEY_AGE, 0);
    if (tappa__text_is(name, "id"))
        return bind(out, TAPPA_STRING, TAPPA__LOAD_JOURNEY_ID, 0);
    if (tappa__text_is(name, "at") || tappa__text_is(name, "entered") || tappa__text_is(name, "visits")) {
        *hint = tappa__hint(c, "`journey.%.*s` asks for a stage: journey.%.*s(\"basket\")", TAPPA__SHOW(name), TAPPA__SHOW(name));
        return not_here(out, TAPPA__CODE_EXPR_ARGUMENTS);
    }
    return no_member(out);
}

static int
people_member(struct surroundings *s, const struct tappa__index *index, uint32_t kind, uint32_t load,
              struct tappa__text name, struct tappa__binding *out, struct tappa__text *hint)
{
    uint32_t i;

    if (s->scope->kind == TAPPA__SCOPE_PERSONA && name.n) {
        *hint = TAPPA__TEXT("a persona reads profile, data and journey only");
        return not_here(out, TAPPA__CODE_EXPR_NOT_HERE);
    }
    i = tappa__index_find(index, name);
    if (i != TAPPA_NONE)
        return bind(out, kind, load, i);
    *hint = tappa__near(s->c, name, index);
    return no_member(out);
}

static int
env_member(void *user, struct tappa__text root, struct tappa__text name, struct tappa__binding *out, struct tappa__text *hint)
{
    struct surroundings *s = user;
    struct tappa__compiler *c = s->c;
    static const char *const roots[] = {"event", "data", "profile", "persona", "experiment", "journey"};
    size_t i;

    out->load = 0;
    if (tappa__text_is(root, "event"))
        return event_member(s, name, out, hint);
    if (tappa__text_is(root, "data"))
        return slot_member(s, &c->data, &c->v[TAPPA__V_DATA], TAPPA__LOAD_DATA, name, out, hint);
    if (tappa__text_is(root, "profile"))
        return slot_member(s, &c->profile, &c->v[TAPPA__V_PROFILE], TAPPA__LOAD_PROFILE, name, out, hint);
    if (tappa__text_is(root, "journey"))
        return journey_member(c, name, out, hint);
    if (tappa__text_is(root, "persona"))
        return people_member(s, &c->personas, TAPPA_BOOL, TAPPA__LOAD_PERSONA, name, out, hint);
    if (tappa__text_is(root, "experiment"))
        return people_member(s, &c->experiments, TAPPA_STRING, TAPPA__LOAD_EXPERIMENT, name, out, hint);
    for (i = 0; i < sizeof roots / sizeof *roots; i++) {
        if (tappa__text_distance(root, tappa__text_of(roots[i]), 2) <= 2)
            *hint = tappa__text_of(roots[i]);
    }
    return 1;
}

/* A bare name is nearly always a slot or field without its root, or a text without its quotes. */
static int
env_variable(void *user, struct tappa__text name, struct tappa__binding *out, struct tappa__text *hint)
{
    struct surroundings *s = user;
    struct tappa__compiler *c = s->c;

    if (tappa__text_is(name, "now"))
        return bind(out, TAPPA_TIMESTAMP, TAPPA__LOAD_NOW, 0);
    if (tappa__index_find(&c->data, name) != TAPPA_NONE)
        *hint = tappa__hint(c, "data.%.*s", TAPPA__SHOW(name));
    else if (tappa__index_find(&c->profile, name) != TAPPA_NONE)
        *hint = tappa__hint(c, "profile.%.*s", TAPPA__SHOW(name));
    else if (tappa__index_find(&c->fields, name) != TAPPA_NONE)
        *hint = tappa__hint(c, "event.%.*s", TAPPA__SHOW(name));
    else if (tappa__index_find(&c->personas, name) != TAPPA_NONE)
        *hint = tappa__hint(c, "persona.%.*s", TAPPA__SHOW(name));
    else if (tappa__text_equal(name, s->node->text))
        *hint = tappa__hint(c, "'\"%.*s\"'", TAPPA__SHOW(name)); /* quotes for YAML, and within them quotes for CEL */
    return 1;
}

static int
env_method(void *user, struct tappa__text root, struct tappa__text method, struct tappa__text argument,
           struct tappa__binding *out, struct tappa__text *hint)
{
    struct surroundings *s = user;
    struct tappa__compiler *c = s->c;
    struct tappa__text near;
    uint32_t stage, load, kind;

    if (!tappa__text_is(root, "journey"))
        return 1;
    if (tappa__text_is(method, "at")) {
        load = TAPPA__LOAD_JOURNEY_AT;
        kind = TAPPA_BOOL;
    } else if (tappa__text_is(method, "entered")) {
        load = TAPPA__LOAD_JOURNEY_ENTERED;
        kind = TAPPA_TIMESTAMP;
    } else if (tappa__text_is(method, "visits")) {
        load = TAPPA__LOAD_JOURNEY_VISITS;
        kind = TAPPA_INT;
    } else {
        return no_member(out);
    }
    stage = tappa__index_find(&c->stages, argument);
    if (stage == TAPPA_NONE) {
        near = tappa__near(c, argument, &c->stages);
        *hint = near.n ? tappa__hint(c, "there is no stage '%.*s'; did you mean '%.*s'?", TAPPA__SHOW(argument), TAPPA__SHOW(near))
                       : tappa__hint(c, "there is no stage '%.*s'", TAPPA__SHOW(argument));
        return not_here(out, TAPPA__CODE_UNKNOWN_STAGE);
    }
    if (tappa__is_history(TAPPA__AT(struct tappa_stage, c->v[TAPPA__V_STAGES], stage))) {
        *hint = tappa__hint(c, "'%.*s' is a history: a journey is never in it", TAPPA__SHOW(argument));
        return not_here(out, TAPPA__CODE_EXPR_NOT_HERE);
    }
    return bind(out, kind, load, stage);
}

static struct tappa_zone *
env_zone(void *user, struct tappa__text name)
{
    struct surroundings *s = user;
    struct tappa_zone *zone = NULL;

    if (tappa__zone_load(s->c->allocator, NULL, name, &zone) == TAPPA_ENOMEM)
        s->c->status = TAPPA_ENOMEM;
    return zone;
}

/* ---- compiling ---- */

static uint32_t
compile(struct tappa__compiler *c, const struct tappa__node *node, const struct tappa__scope *scope,
        const struct tappa__type *want)
{
    struct surroundings s = {c, scope, node};
    struct tappa__expr_env env = {&s, env_variable, env_member, env_method, env_zone};
    struct tappa__expr_source source = {&c->source, {"", 0}, node->place, node->exact};
    struct tappa__expression *e;
    struct tappa__path path;
    tappa_status status = TAPPA_OK;
    uint32_t index = (uint32_t)c->v[TAPPA__V_EXPRESSIONS].count;

    source.path = tappa__node_path(node, &path);
    if (node->exact && node->inset) {
        source.place.column += node->inset;
        source.place.width -= 2u * node->inset;
    }
    e = tappa__push(c, &c->v[TAPPA__V_EXPRESSIONS]);
    if (!e)
        return TAPPA_NONE;
    e->path = tappa__keep(c, source.path);
    e->place = node->place;
    e->program = tappa__expr_compile(&c->keep, &env, node->text, want, &source, c->diagnostics, &status);
    if (e->program)
        return index;
    c->v[TAPPA__V_EXPRESSIONS].count--;
    if (status == TAPPA_ENOMEM)
        c->status = TAPPA_ENOMEM;
    c->errors++;
    return TAPPA_NONE;
}

uint32_t
tappa__expression_of(struct tappa__compiler *c, const struct tappa__node *node, const struct tappa__scope *scope, uint32_t want)
{
    if (!node || c->status == TAPPA_ENOMEM)
        return TAPPA_NONE;
    return compile(c, node, scope, want ? tappa__type_of(want) : NULL);
}

uint32_t
tappa__number_of(struct tappa__compiler *c, const struct tappa__node *node, const struct tappa__scope *scope)
{
    uint32_t index = tappa__expression_of(c, node, scope, TAPPA_UNSET);
    struct tappa__subject subject;
    const struct tappa__type *t;

    if (index == TAPPA_NONE)
        return index;
    t = tappa__program_type(TAPPA__AT(struct tappa__expression, c->v[TAPPA__V_EXPRESSIONS], index)->program);
    if (t->kind != TAPPA_INT && t->kind != TAPPA_UINT && t->kind != TAPPA_DOUBLE && t->kind != TAPPA__TYPE_DYN)
        tappa__report(c, TAPPA__CODE_EXPR_TYPE, node, TAPPA__TEXT(""), "%s must be a number, but this is %s",
                      tappa__subject(node, &subject), tappa__kind_word(t->kind));
    return index;
}
