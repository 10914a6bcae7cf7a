/* Owns the answer to "why": the smallest part of an expression that decided its value, with what it read.
 * Called by explanations and by `tappa eval`, never in a step.
 * It runs the program again with the same inputs, so that what it tells is what happened. */
#include "lib/core/expr/program.h"

#include <string.h>

#define SHOWN_BYTES 200 /* of one value */

/* A conditional whose value `root` seems to give: where the branch that was taken ends. The branches but the last end in a JUMP
 * behind the whole. */
static uint32_t
taken_branch(const struct tappa__program *p, const struct tappa_value *memory, uint32_t root)
{
    uint32_t i;

    for (i = 0; i < root; i++)
        if (p->code[i].code == TAPPA__OP_JUMP && p->code[i].c == root + 1 && memory[i].kind != TAPPA_UNSET)
            return i - 1;
    return root;
}

/* The operand of an AND or OR that decided it: where it ends, or root where both were needed. */
static uint32_t
deciding_operand(const struct tappa__program *p, const struct tappa_value *memory, uint32_t root)
{
    uint32_t mark = p->code[root].c;
    int64_t decisive = p->code[root].code == TAPPA__OP_OR;

    if (memory[mark].kind == TAPPA_BOOL && memory[mark].integer == decisive)
        return mark - 1;
    return memory[root].integer == decisive ? root - 1 : root;
}

/* Goes down from the whole to what decided: each part on the way has a value, and no error. */
static uint32_t
decisive_part(const struct tappa__program *p, const struct tappa_value *memory)
{
    uint32_t root = p->code_count - 2;

    for (;;) {
        uint32_t part = taken_branch(p, memory, root);

        if (part == root && p->code[root].code == TAPPA__OP_NOT)
            part = root - 1;
        else if (part == root && (p->code[root].code == TAPPA__OP_AND || p->code[root].code == TAPPA__OP_OR))
            part = deciding_operand(p, memory, root);
        if (part == root)
            return root;
        root = part;
    }
}

static void
put_short(struct tappa__buffer *out, const struct tappa_value *v)
{
    size_t before = out->n;

    tappa__value_json(v, out);
    if (out->failed || out->n - before <= SHOWN_BYTES)
        return;
    out->n = before + SHOWN_BYTES;
    while (((unsigned char)out->s[out->n] & 0xC0) == 0x80)
        out->n--;
    out->s[out->n] = '\0';
    tappa__buffer_str(out, "...");
}

static struct tappa__text
part_text(const struct tappa__program *p, struct tappa__code_span span)
{
    return (struct tappa__text){p->text.s + span.start, span.end - span.start};
}

/* What the part read: `data.basket = 0.0`, each name once. `seen`: one UNSET value for each load. */
static void
put_loads(const struct tappa__program *p, const struct tappa_value *memory, struct tappa_value *seen,
          struct tappa__code_span span, struct tappa__buffer *out)
{
    uint32_t i, n = 0;

    for (i = 0; i < p->code_count; i++) {
        if (p->code[i].code != TAPPA__OP_LOAD || memory[i].kind == TAPPA_UNSET || p->spans[i].start < span.start ||
            p->spans[i].end > span.end || seen[p->code[i].c].kind != TAPPA_UNSET)
            continue;
        seen[p->code[i].c].kind = TAPPA_BOOL;
        tappa__buffer_str(out, n++ ? ", " : " (");
        tappa__buffer_text(out, part_text(p, p->spans[i]));
        if (memory[i].kind == TAPPA_ERROR) {
            tappa__buffer_str(out, memory[i].integer == TAPPA_ERR_NO_SUCH_FIELD ? " is not set" : " has no value");
        } else {
            tappa__buffer_str(out, " = ");
            put_short(out, &memory[i]);
        }
    }
    if (n)
        tappa__buffer_str(out, ")");
}

void
tappa__program_blame(const struct tappa__program *p, struct tappa__evaluator *e, struct tappa__buffer *out)
{
    struct tappa_value result, *memory;
    uint32_t part;

    memory = tappa__arena_alloc(e->scratch, ((size_t)p->code_count + p->load_count) * sizeof *memory);
    if (!memory) {
        out->failed = 1;
        return;
    }
    tappa__execute(p, e, &result, memory);
    if (result.kind == TAPPA_ERROR && result.integer == TAPPA_ERR_MEMORY) { /* now, not when it happened */
        out->failed = 1;
        return;
    }
    part = result.kind == TAPPA_ERROR ? (uint32_t)result.real : decisive_part(p, memory);
    tappa__buffer_text(out, part_text(p, p->spans[part]));
    put_loads(p, memory, memory + p->code_count, p->spans[part], out);
    if (result.kind == TAPPA_ERROR) {
        tappa__buffer_str(out, ": ");
        tappa__buffer_text(out, tappa__value_text(&result));
    }
}
