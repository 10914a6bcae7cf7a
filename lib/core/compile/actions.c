/* Owns actions: lists of them become runs of ops, one behind the other.
 * Called for `enter`, `leave`, rows, and the defaults of stages.
 * Protects the shape that the step and the dump rely on: IF, the `do` ops, JUMP, the `else` ops, and each op knows where its own list ends. */
#include "lib/core/compile/compiler.h"

#include <string.h>

static struct tappa__op *
op_at(struct tappa__compiler *c, uint32_t i)
{
    return TAPPA__AT(struct tappa__op, c->v[TAPPA__V_OPS], i);
}

/* A name for the host's eyes; equal ones are joined at the end. */
static uint32_t
name_of(struct tappa__compiler *c, const struct tappa__node *node)
{
    struct tappa__text *name = node ? tappa__push(c, &c->v[TAPPA__V_NAMES]) : NULL;

    if (!name)
        return TAPPA_NONE;
    *name = node->text;
    return (uint32_t)c->v[TAPPA__V_NAMES].count - 1;
}

static void
add_arg(struct tappa__compiler *c, struct tappa__span *span, const struct tappa__node *node, uint32_t slot,
        uint32_t want, const struct tappa__scope *scope)
{
    struct tappa__arg arg = {{"", 0}, slot, TAPPA_NONE}, *item;

    arg.expression = tappa__expression_of(c, node, scope, want);
    if (arg.expression == TAPPA_NONE || c->status == TAPPA_ENOMEM)
        return;
    arg.name = tappa__keep(c, node->key->text);
    item = tappa__push(c, &c->v[TAPPA__V_ARGS]);
    if (!item)
        return;
    *item = arg;
    span->count++;
}

static struct tappa__span
no_args(const struct tappa__compiler *c)
{
    return (struct tappa__span){(uint32_t)c->v[TAPPA__V_ARGS].count, 0};
}

/* ---- set, learn ---- */

static uint32_t
find_slot(struct tappa__compiler *c, const struct tappa__node *node, int learn)
{
    const struct tappa__index *index = learn ? &c->profile : &c->data, *other = learn ? &c->data : &c->profile;
    struct tappa__text name = node->key->text, hint;
    uint32_t slot = tappa__index_find(index, name);

    if (slot != TAPPA_NONE)
        return slot;
    if (tappa__index_find(other, name) != TAPPA_NONE)
        hint = tappa__hint(c, "it is a slot of the %s: use '%s'", learn ? "journey" : "profile", learn ? "set" : "learn");
    else
        hint = tappa__did_you_mean_name(c, tappa__near(c, name, index));
    tappa__report_key(c, TAPPA__CODE_UNKNOWN_SLOT, node, hint, "there is no slot '%.*s' under '%s'", TAPPA__SHOW(name),
                      learn ? "profile" : "data");
    return TAPPA_NONE;
}

static struct tappa__span
assignments(struct tappa__compiler *c, const struct tappa__node *map, int learn, const struct tappa__scope *scope)
{
    struct tappa__vector *slots = &c->v[learn ? TAPPA__V_PROFILE : TAPPA__V_DATA];
    struct tappa__span span = no_args(c);
    const struct tappa__node *child;

    TAPPA__EACH (child, map) {
        uint32_t slot = find_slot(c, child, learn);
        add_arg(c, &span, child, slot, slot == TAPPA_NONE ? TAPPA_UNSET : TAPPA__AT(struct tappa__slot, *slots, slot)->kind, scope);
    }
    return span;
}

/* ---- with ---- */

/* Fields of a raised or sent event. */
static struct tappa__span
fields(struct tappa__compiler *c, const struct tappa__node *with, uint32_t event, const struct tappa__scope *scope)
{
    struct tappa__span span = no_args(c);
    const struct tappa__node *child;

    TAPPA__EACH (child, with) {
        struct tappa__text name = child->key->text, near;
        uint32_t field = event == TAPPA_NONE ? TAPPA_NONE : tappa__find_field(c, event, name), first;
        if (field == TAPPA_NONE) {
            add_arg(c, &span, child, TAPPA_NONE, TAPPA_UNSET, scope);
            if (event == TAPPA_NONE)
                continue;
            near = tappa__near_field(c, event, name);
            tappa__report_key(c, TAPPA__CODE_UNKNOWN_FIELD, child, tappa__did_you_mean_name(c, near),
                              "the event '%.*s' has no field '%.*s'",
                              TAPPA__SHOW(TAPPA__AT(struct tappa_event_type, c->v[TAPPA__V_EVENTS], event)->name),
                              TAPPA__SHOW(name));
            continue;
        }
        first = TAPPA__AT(struct tappa_event_type, c->v[TAPPA__V_EVENTS], event)->fields.first;
        add_arg(c, &span, child, field - first, TAPPA__AT(struct tappa__slot, c->v[TAPPA__V_FIELDS], field)->kind, scope);
    }
    return span;
}

static struct tappa__span
anything(struct tappa__compiler *c, const struct tappa__node *with, const struct tappa__scope *scope)
{
    struct tappa__span span = no_args(c);
    const struct tappa__node *child;

    TAPPA__EACH (child, with)
        add_arg(c, &span, child, TAPPA_NONE, TAPPA_UNSET, scope);
    return span;
}

/* ---- one action ---- */

static struct tappa__op
new_op(uint32_t kind, const struct tappa__node *node, uint32_t guard)
{
    struct tappa__op op = {0};

    op.kind = kind;
    op.guard = guard;
    op.name = op.id = op.by = TAPPA_NONE;
    op.place = node->key ? node->key->place : node->place;
    return op;
}

static void
add_op(struct tappa__compiler *c, struct tappa__op op)
{
    struct tappa__op *item = tappa__push(c, &c->v[TAPPA__V_OPS]);

    if (item)
        *item = op;
}

static void
contact(struct tappa__compiler *c, const struct tappa__action_decl *d, uint32_t guard, const struct tappa__scope *scope)
{
    struct tappa__op op = new_op(TAPPA__CONTACT, d->contact, guard);

    op.name = tappa__ref_touchpoint(c, d->contact);
    if (op.name != TAPPA_NONE && TAPPA__AT(struct tappa_touchpoint, c->v[TAPPA__V_TOUCHPOINTS], op.name)->direction != 2)
        tappa__report(c, TAPPA__CODE_WRONG_DIRECTION, d->contact, TAPPA__TEXT("only an outbound touchpoint can be contacted on"),
                      "the touchpoint '%.*s' is inbound", TAPPA__SHOW(d->contact->text));
    op.args = anything(c, d->with, scope);
    op.expires = d->expires ? d->expires->as.integer : 0;
    add_op(c, op);
}

static void
raise_or_send(struct tappa__compiler *c, const struct tappa__action_decl *d, int send, uint32_t guard,
              const struct tappa__scope *scope)
{
    const struct tappa__node *node = send ? d->send : d->raise;
    struct tappa__op op = new_op(send ? TAPPA__SEND : TAPPA__RAISE, node, guard);

    op.name = tappa__ref_event(c, node, node->text, 0);
    op.args = fields(c, d->with, op.name, scope);
    if (send) {
        op.delay = d->after ? d->after->as.integer : 0;
        op.id = name_of(c, d->id);
        if (d->id && !d->after)
            tappa__report_key(c, TAPPA__CODE_USELESS_KEY, d->id, TAPPA__TEXT("'cancel' reaches sends with 'after' only"),
                              "an immediate 'send' cannot be cancelled, so its 'id' means nothing");
    }
    add_op(c, op);
}

static void
cancel(struct tappa__compiler *c, const struct tappa__action_decl *d, uint32_t guard)
{
    struct tappa__op op = new_op(TAPPA__CANCEL, d->cancel, guard);

    op.id = name_of(c, d->cancel);
    add_op(c, op);
}

/* start, emit, count. */
static void
named(struct tappa__compiler *c, uint32_t kind, const struct tappa__node *node, const struct tappa__action_decl *d,
      uint32_t guard, const struct tappa__scope *scope)
{
    struct tappa__op op = new_op(kind, node, guard);

    op.name = name_of(c, node);
    op.args = kind == TAPPA__COUNT ? no_args(c) : anything(c, d->with, scope);
    op.by = kind == TAPPA__COUNT ? tappa__number_of(c, d->by, scope) : TAPPA_NONE;
    add_op(c, op);
}

/* All actions of one declaration, in the order of the format's table: one in a list's item, perhaps several beside `to`. */
static void
emit_plain(struct tappa__compiler *c, const struct tappa__action_decl *d, uint32_t guard, const struct tappa__scope *scope)
{
    struct tappa__op op;

    if (d->set) {
        op = new_op(TAPPA__SET, d->set, guard);
        op.args = assignments(c, d->set, 0, scope);
        add_op(c, op);
    }
    if (d->learn) {
        op = new_op(TAPPA__LEARN, d->learn, guard);
        op.args = assignments(c, d->learn, 1, scope);
        add_op(c, op);
    }
    if (d->contact)
        contact(c, d, guard, scope);
    if (d->raise)
        raise_or_send(c, d, 0, guard, scope);
    if (d->send)
        raise_or_send(c, d, 1, guard, scope);
    if (d->cancel)
        cancel(c, d, guard);
    if (d->start)
        named(c, TAPPA__START, d->start, d, guard, scope);
    if (d->emit)
        named(c, TAPPA__EMIT, d->emit, d, guard, scope);
    if (d->count)
        named(c, TAPPA__COUNT, d->count, d, guard, scope);
}

static void emit_list(struct tappa__compiler *c, const struct tappa__node *list, const struct tappa__scope *scope);

/* {if, do, else}. Nesting is bounded by the depth of the YAML. */
static void
emit_choice(struct tappa__compiler *c, const struct tappa__node *node, const struct tappa__action_decl *d, uint32_t guard,
            const struct tappa__scope *scope)
{
    uint32_t at = (uint32_t)c->v[TAPPA__V_OPS].count, jump, end;

    add_op(c, new_op(TAPPA__IF, node, guard));
    emit_list(c, d->body, scope);
    jump = (uint32_t)c->v[TAPPA__V_OPS].count;
    if (d->otherwise && tappa__first(d->otherwise)) {
        add_op(c, new_op(TAPPA__JUMP, node, TAPPA_NONE));
        emit_list(c, d->otherwise, scope);
    }
    if (c->status != TAPPA_OK)
        return;
    end = (uint32_t)c->v[TAPPA__V_OPS].count;
    op_at(c, at)->else_at = end > jump ? jump + 1 : end;
    if (end > jump)
        op_at(c, jump)->else_at = end;
}

static void
emit_list(struct tappa__compiler *c, const struct tappa__node *list, const struct tappa__scope *scope)
{
    uint32_t i, first = (uint32_t)c->v[TAPPA__V_OPS].count, end;
    const struct tappa__node *child;

    TAPPA__EACH (child, list) {
        const struct tappa__action_decl *d = child->as.decl;
        uint32_t guard = tappa__expression_of(c, d->guard, scope, TAPPA_BOOL);
        if (c->status != TAPPA_OK)
            return;
        if (d->body)
            emit_choice(c, child, d, guard, scope);
        else
            emit_plain(c, d, guard, scope);
    }
    /* Inner lists have their ends already: what has none is this list's own. */
    end = (uint32_t)c->v[TAPPA__V_OPS].count;
    for (i = first; i < end; i++) {
        if (!op_at(c, i)->list_end)
            op_at(c, i)->list_end = end;
    }
}

static uint32_t
close_list(struct tappa__compiler *c, uint32_t first)
{
    struct tappa__span *list = tappa__push(c, &c->v[TAPPA__V_LISTS]);

    if (!list)
        return TAPPA_NONE;
    *list = (struct tappa__span){first, (uint32_t)c->v[TAPPA__V_OPS].count - first};
    return (uint32_t)c->v[TAPPA__V_LISTS].count - 1;
}

uint32_t
tappa__build_actions(struct tappa__compiler *c, const struct tappa__node *list, const struct tappa__scope *scope)
{
    uint32_t first = (uint32_t)c->v[TAPPA__V_OPS].count;

    if (!tappa__first(list) || c->status != TAPPA_OK)
        return TAPPA_NONE;
    emit_list(c, list, scope);
    return close_list(c, first);
}

uint32_t
tappa__build_row_actions(struct tappa__compiler *c, const struct tappa__action_decl *decl, const struct tappa__scope *scope)
{
    uint32_t first = (uint32_t)c->v[TAPPA__V_OPS].count, end, i;

    if (decl->body)
        return tappa__build_actions(c, decl->body, scope);
    emit_plain(c, decl, TAPPA_NONE, scope);
    end = (uint32_t)c->v[TAPPA__V_OPS].count;
    if (end == first || c->status != TAPPA_OK)
        return TAPPA_NONE;
    for (i = first; i < end; i++)
        op_at(c, i)->list_end = end;
    return close_list(c, first);
}

/* ---- names ---- */

static void
renumber(struct tappa__compiler *c, const uint32_t *number)
{
    size_t i;

    for (i = 0; i < c->v[TAPPA__V_OPS].count; i++) {
        struct tappa__op *op = op_at(c, (uint32_t)i);
        if (op->kind == TAPPA__START || op->kind == TAPPA__EMIT || op->kind == TAPPA__COUNT)
            op->name = number[op->name];
        if (op->id != TAPPA_NONE)
            op->id = number[op->id];
    }
}

/* Gives equal names one number, in the order of their first use; `number[i]` is name i's. */
static int
join_names(struct tappa__compiler *c, uint32_t *number)
{
    struct tappa__vector *v = &c->v[TAPPA__V_NAMES];
    struct tappa__index index = {NULL, 0, 0};
    uint32_t i, first = 0, next = 0;
    int failed = 0;

    for (i = 0; i < v->count && !failed; i++)
        failed = tappa__index_add(c->allocator, &index, *TAPPA__AT(struct tappa__text, *v, i), i);
    failed = failed || tappa__index_sort(c->allocator, &index);
    for (i = 0; i < index.count && !failed; i++) { /* number[]: the first name that is equal */
        if (!i || !tappa__text_equal(index.entries[i].name, index.entries[i - 1].name))
            first = index.entries[i].value;
        number[index.entries[i].value] = first;
    }
    for (i = 0; i < v->count && !failed; i++) {
        struct tappa__text *names = v->items;
        if (number[i] == i) {
            names[next] = tappa__keep(c, names[i]);
            number[i] = next++;
        } else {
            number[i] = number[number[i]];
        }
    }
    tappa__index_free(c->allocator, &index);
    v->count = next;
    return failed;
}

void
tappa__finish_names(struct tappa__compiler *c)
{
    size_t count = c->v[TAPPA__V_NAMES].count;
    uint32_t *number = tappa__arena_alloc(&c->parse, (count + 1) * sizeof *number);

    if (!number || join_names(c, number)) {
        c->status = TAPPA_ENOMEM;
        return;
    }
    renumber(c, number);
}
