/* Owns the drawing as a Mermaid stateDiagram-v2: composite states for stages with children, `--` between regions.
 * tappa_drawing_new() calls it for TAPPA_DRAW_MERMAID.
 * Ids are s0, s1, ...; text stands in quotes or behind a colon, with every character that Mermaid reads as its own written as a code. */
#include <string.h>

#include "lib/base/text.h"
#include "lib/exchange/draw/draw.h"

/* Mermaid turns #NN; into the character after it has read the line, so codes are safe where the characters are not. */
static void
escaped(struct tappa__buffer *out, const char *s, size_t n)
{
    size_t at = 0, from;

    while (at < n) {
        uint32_t cp;

        from = at;
        cp = tappa__utf8_next(s, n, &at);
        if (cp < 0x20)
            tappa__buffer_put(out, " ", 1);
        else if (cp < 0x80 && strchr("#;:\"<>{}[]`\\%&|~", (int)cp) != NULL)
            tappa__buffer_printf(out, "#%u;", (unsigned)cp);
        else
            tappa__buffer_put(out, s + from, at - from);
    }
}

static void
put_indent(struct tappa__buffer *out, uint32_t depth)
{
    for (depth++; depth > 0; depth--)
        tappa__buffer_str(out, "  ");
}

static uint32_t
depth_of(const struct tappa__picture *p, uint32_t stage)
{
    uint32_t depth = 0;

    for (; p->parent[stage] != TAPPA_NONE; stage = p->parent[stage])
        depth++;
    return depth;
}

/* `[*] --> s1` inside the stage, where its default entry is a child of its own; deeper ones are named by a note. */
static void
put_initial(struct tappa__picture *p, uint32_t stage, uint32_t depth)
{
    const tappa_transition *row = tappa_model_transition_at(p->model, p->fallback[stage]);

    for (uint32_t t = 0; t < tappa_transition_target_count(row); t++) {
        put_indent(p->out, depth);
        tappa__buffer_printf(p->out, "[*] --> s%u\n", tappa__picture_target(row, t));
    }
}

static void
put_stage(struct tappa__picture *p, uint32_t stage, uint32_t depth)
{
    const char *title = tappa__picture_title(p, stage);

    put_indent(p->out, depth);
    tappa__buffer_str(p->out, "state \"");
    if (tappa__picture_is_history(p, stage))
        tappa__buffer_str(p->out, p->kind[stage] == TAPPA_STAGE_HISTORY_DEEP ? "H*" : "H");
    else
        escaped(p->out, title, strlen(title));
    tappa__buffer_printf(p->out, "\" as s%u", stage);
    if (p->end[stage] > stage + 1) {
        tappa__buffer_str(p->out, " {\n");
        if (p->kind[stage] != TAPPA_STAGE_PARALLEL)
            put_initial(p, stage, depth + 1);
    } else {
        tappa__buffer_str(p->out, "\n");
    }
}

static void
put_stages(struct tappa__picture *p)
{
    uint32_t open = TAPPA_NONE;

    for (uint32_t i = 0;; i++) {
        while (open != TAPPA_NONE && (i == p->stage_count || !tappa__picture_is_inside(p, i, open))) {
            put_indent(p->out, depth_of(p, open));
            tappa__buffer_str(p->out, "}\n");
            open = p->parent[open];
        }
        if (i == p->stage_count)
            break;
        if (p->parent[i] != TAPPA_NONE && p->kind[p->parent[i]] == TAPPA_STAGE_PARALLEL && i > p->parent[i] + 1) {
            put_indent(p->out, depth_of(p, i));
            tappa__buffer_str(p->out, "--\n");
        }
        put_stage(p, i, depth_of(p, i));
        if (p->end[i] > i + 1)
            open = i;
    }
}

static void
put_arrow(struct tappa__picture *p, const tappa_transition *row, uint32_t target)
{
    uint32_t source = tappa__picture_source(row);
    struct tappa__buffer label;

    if (source == TAPPA_NONE)
        tappa__buffer_printf(p->out, "  [*] --> s%u", target);
    else
        tappa__buffer_printf(p->out, "  s%u --> s%u", source, target);
    tappa__buffer_init(&label, &p->out->allocator);
    tappa__label_row(p, row, 40, &label);
    if (label.n > 0) {
        tappa__buffer_str(p->out, " : ");
        escaped(p->out, label.s, label.n);
    }
    tappa__buffer_str(p->out, "\n");
    p->out->failed |= label.failed;
    tappa__buffer_free(&label);
}

static void
put_ends(struct tappa__picture *p)
{
    for (uint32_t i = 0; i < p->stage_count; i++) {
        const tappa_transition *row = tappa_model_transition_at(p->model, p->fallback[i]);

        if (p->kind[i] == TAPPA_STAGE_FINAL && p->parent[i] == TAPPA_NONE)
            tappa__buffer_printf(p->out, "  s%u --> [*]\n", i);
        for (uint32_t t = 0; tappa__picture_is_history(p, i) && t < tappa_transition_target_count(row); t++)
            tappa__buffer_printf(p->out, "  s%u --> s%u : default\n", i, tappa__picture_target(row, t));
    }
}

tappa_status
tappa__draw_mermaid(struct tappa__picture *p)
{
    const char *title = tappa_model_title(p->model, p->language);

    if (title[0] != '\0') {
        tappa__buffer_str(p->out, "---\ntitle: ");
        tappa__buffer_json(p->out, title, strlen(title));
        tappa__buffer_str(p->out, "\n---\n");
    }
    tappa__buffer_str(p->out, "stateDiagram-v2\n");
    put_stages(p);
    if (p->first_stage != TAPPA_NONE)
        tappa__buffer_printf(p->out, "  [*] --> s%u\n", p->first_stage);
    for (uint32_t i = 0; i < p->row_count; i++) {
        const tappa_transition *row = tappa_model_transition_at(p->model, i);

        for (uint32_t t = 0; tappa__picture_is_arrow(row) && t < tappa_transition_target_count(row); t++)
            put_arrow(p, row, tappa__picture_target(row, t));
    }
    put_ends(p);
    return TAPPA_OK;
}
