/* Owns how lists of actions stand in the canonical text: always as a list, one action in an item.
 * The writers of stages and rows call it.
 * Nested lists are kept on a stack of fixed size here, as deep as a model's YAML can nest, never on the C stack. */
#include "lib/core/model/dump.h"

/* A list that is being written: the ops from `at` to `end`, its dashes under column `indent`. `header` is its key, not yet written. */
struct frame {
    uint32_t at, end, indent;
    const char *header;
};

enum { deepest = 160 };

static void
put_args(struct tappa__map *item, const char *key, const struct tappa_model *m, const struct tappa__op *op)
{
    struct tappa__map map = tappa__map_flow(item->out);

    tappa__map_key(item, key);
    tappa__buffer_put(item->out, " ", 1);
    for (uint32_t i = 0; i < op->args.count; i++) {
        const struct tappa__arg *arg = &m->args[op->args.first + i];

        tappa__map_name(&map, arg->name);
        tappa__buffer_put(item->out, " ", 1);
        tappa__dump_expression(m, arg->expression, item->out);
    }
    tappa__map_end(&map);
}

/* What stands beside an action's name: `with`, and what only its kind has. */
static void
put_details(struct tappa__map *item, const struct tappa_model *m, const struct tappa__op *op)
{
    if (op->args.count > 0 && op->kind != TAPPA__SET && op->kind != TAPPA__LEARN)
        put_args(item, "with", m, op);
    if (op->kind == TAPPA__CONTACT && op->expires > 0)
        tappa__map_duration(item, "expires", op->expires);
    if (op->kind == TAPPA__SEND && op->delay > 0)
        tappa__map_duration(item, "after", op->delay);
    if (op->kind == TAPPA__SEND && op->id != TAPPA_NONE)
        tappa__map_string(item, "id", m->names[op->id]);
    if (op->kind == TAPPA__COUNT && op->by != TAPPA_NONE)
        tappa__map_expression(item, "by", m, op->by);
}

static void
put_op(struct tappa__map *item, const struct tappa_model *m, const struct tappa__op *op)
{
    if (op->guard != TAPPA_NONE)
        tappa__map_expression(item, "if", m, op->guard);
    switch (op->kind) {
    case TAPPA__SET:
        put_args(item, "set", m, op);
        break;
    case TAPPA__LEARN:
        put_args(item, "learn", m, op);
        break;
    case TAPPA__CONTACT:
        tappa__map_string(item, "contact", m->touchpoints[op->name].name);
        break;
    case TAPPA__RAISE:
        tappa__map_string(item, "raise", m->events[op->name].name);
        break;
    case TAPPA__SEND:
        tappa__map_string(item, "send", m->events[op->name].name);
        break;
    case TAPPA__CANCEL:
        tappa__map_string(item, "cancel", m->names[op->id]);
        break;
    case TAPPA__START:
        tappa__map_string(item, "start", m->names[op->name]);
        break;
    case TAPPA__EMIT:
        tappa__map_string(item, "emit", m->names[op->name]);
        break;
    case TAPPA__COUNT:
        tappa__map_string(item, "count", m->names[op->name]);
        break;
    default:
        break;
    }
    put_details(item, m, op);
}

/* Where the two lists of an {if, do, else} lie. An op of the `do` list knows where that list ends; behind it stands the jump over the
 * `else` list, if there is one. Returns the op behind the whole. */
static uint32_t
split(const struct tappa_model *m, uint32_t at, struct frame *then, struct frame *other)
{
    const struct tappa__op *op = &m->ops[at];
    uint32_t do_end = at + 1;

    if (op->else_at > at + 1 && m->ops[at + 1].kind != TAPPA__JUMP)
        do_end = m->ops[at + 1].list_end;
    then->at = at + 1;
    then->end = do_end;
    other->at = op->else_at;
    other->end = do_end < op->else_at ? m->ops[do_end].else_at : op->else_at;
    return other->end;
}

static void
put_empty(struct frame *f, struct tappa__buffer *out)
{
    tappa__dump_line(out, f->indent - 2);
    tappa__buffer_str(out, f->header);
    tappa__buffer_str(out, " []");
}

void
tappa__dump_actions(const struct tappa_model *m, uint32_t list, uint32_t indent, struct tappa__buffer *out)
{
    struct frame stack[deepest];
    uint32_t depth = 1;

    stack[0] = (struct frame){m->lists[list].first, m->lists[list].first + m->lists[list].count, indent, NULL};
    while (depth > 0) {
        struct frame *f = &stack[depth - 1];

        if (f->at >= f->end) {
            depth--;
            continue;
        }
        if (f->header != NULL) {
            tappa__dump_line(out, f->indent - 2);
            tappa__buffer_str(out, f->header);
            f->header = NULL;
        }
        tappa__dump_line(out, f->indent);
        tappa__buffer_str(out, "- ");
        struct tappa__map item = tappa__map_item(out, f->indent + 2);
        struct frame then = {0, 0, f->indent + 4, "do:"}, other = {0, 0, f->indent + 4, "else:"};
        const struct tappa__op *op = &m->ops[f->at];

        put_op(&item, m, op);
        if (op->kind != TAPPA__IF) {
            f->at++;
            continue;
        }
        f->at = split(m, f->at, &then, &other);
        if (then.at == then.end)
            put_empty(&then, out);
        if (depth + 2 > deepest) { /* cannot be: the reader bounds the depth of YAML */
            out->failed = 1;
            return;
        }
        stack[depth++] = other;
        stack[depth++] = then;
    }
}
