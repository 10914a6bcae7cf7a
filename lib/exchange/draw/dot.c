/* Owns the drawing as a Graphviz digraph: stages are nodes, stages with children are clusters, rows are edges.
 * tappa_drawing_new() calls it for TAPPA_DRAW_DOT.
 * Names of nodes are numbers of stages, so that no name of a model can break the language; only labels hold text, and are escaped. */
#include <string.h>

#include "lib/exchange/draw/draw.h"

static void
escaped(struct tappa__buffer *out, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '"' || s[i] == '\\')
            tappa__buffer_put(out, "\\", 1);
        tappa__buffer_put(out, (unsigned char)s[i] < 0x20 ? " " : &s[i], 1);
    }
}

static int
has_children(const struct tappa__picture *p, uint32_t stage)
{
    return p->end[stage] > stage + 1;
}

/* An edge needs a node at its end: of a cluster the first leaf in it stands for the whole, cut off at the cluster's border. */
static uint32_t
leaf_of(const struct tappa__picture *p, uint32_t stage)
{
    while (has_children(p, stage))
        stage++;
    return stage;
}

static void
put_indent(struct tappa__buffer *out, uint32_t depth)
{
    while (depth-- > 0)
        tappa__buffer_str(out, "  ");
}

/* A cluster is opened here; its dot, where it is entered by default, is the first node in it. */
static void
put_cluster(struct tappa__picture *p, uint32_t stage, uint32_t depth)
{
    const char *title = tappa__picture_title(p, stage);
    int region = p->parent[stage] != TAPPA_NONE && p->kind[p->parent[stage]] == TAPPA_STAGE_PARALLEL;

    put_indent(p->out, depth);
    tappa__buffer_printf(p->out, "subgraph \"cluster_%u\" {\n", stage);
    put_indent(p->out, depth + 1);
    tappa__buffer_str(p->out, "label=\"");
    escaped(p->out, title, strlen(title));
    tappa__buffer_printf(p->out, "\"; style=\"rounded%s\"; color=\"#7a8799\";\n", region ? ",dashed" : "");
    if (p->fallback[stage] == TAPPA_NONE)
        return;
    put_indent(p->out, depth + 1);
    tappa__buffer_printf(p->out, "i%u [shape=point, width=0.1];\n", stage);
}

static void
put_leaf(struct tappa__picture *p, uint32_t stage, uint32_t depth)
{
    const char *title = tappa__picture_title(p, stage),
               *more = p->kind[stage] == TAPPA_STAGE_FINAL ? ", peripheries=2" : "";

    if (tappa__picture_is_history(p, stage)) {
        title = p->kind[stage] == TAPPA_STAGE_HISTORY_DEEP ? "H*" : "H";
        more = ", shape=circle, width=0.3, fixedsize=true";
    }
    put_indent(p->out, depth);
    tappa__buffer_printf(p->out, "s%u [label=\"", stage);
    escaped(p->out, title, strlen(title));
    tappa__buffer_printf(p->out, "\"%s];\n", more);
}

/* Stages in document order; a cluster is closed before the first stage that is not in it. */
static void
put_stages(struct tappa__picture *p)
{
    uint32_t open = TAPPA_NONE, depth = 1;

    for (uint32_t i = 0;; i++) {
        while (open != TAPPA_NONE && (i == p->stage_count || !tappa__picture_is_inside(p, i, open))) {
            put_indent(p->out, --depth);
            tappa__buffer_str(p->out, "}\n");
            open = p->parent[open];
        }
        if (i == p->stage_count)
            break;
        if (!has_children(p, i)) {
            put_leaf(p, i, depth);
            continue;
        }
        put_cluster(p, i, depth++);
        open = i;
    }
}

/* An edge is cut off at the border of the stage that it means, unless its other end lies inside that border. */
static void
put_edge(struct tappa__picture *p, uint32_t from, uint32_t to, const char *more)
{
    uint32_t head = leaf_of(p, to), tail = from != TAPPA_NONE ? leaf_of(p, from) : TAPPA_NONE;

    if (from == TAPPA_NONE)
        tappa__buffer_printf(p->out, "  entry -> s%u [", head);
    else
        tappa__buffer_printf(p->out, "  s%u -> s%u [", tail, head);
    tappa__buffer_str(p->out, more);
    if (tail != from && !tappa__picture_is_inside(p, head, from))
        tappa__buffer_printf(p->out, ", ltail=\"cluster_%u\"", from);
    if (head != to && (tail == TAPPA_NONE || !tappa__picture_is_inside(p, tail, to)))
        tappa__buffer_printf(p->out, ", lhead=\"cluster_%u\"", to);
    tappa__buffer_str(p->out, "];\n");
}

static void
put_row(struct tappa__picture *p, const tappa_transition *row)
{
    struct tappa__buffer label, attributes;

    tappa__buffer_init(&label, &p->out->allocator);
    tappa__buffer_init(&attributes, &p->out->allocator);
    tappa__label_row(p, row, 28, &label);
    tappa__buffer_str(&attributes, "label=\"");
    escaped(&attributes, label.s != NULL ? label.s : "", label.n);
    tappa__label_begin(&label);
    tappa__label_whole(p, row, &label);
    tappa__buffer_str(&attributes, "\", tooltip=\"");
    escaped(&attributes, label.s != NULL ? label.s : "", label.n);
    tappa__buffer_str(&attributes, "\"");
    p->out->failed |= label.failed | attributes.failed;
    for (uint32_t t = 0; !attributes.failed && t < tappa_transition_target_count(row); t++)
        put_edge(p, tappa__picture_source(row), tappa__picture_target(row, t), attributes.s);
    tappa__buffer_free(&label);
    tappa__buffer_free(&attributes);
}

/* A stage with children is entered at its `initial`; a history leads to its `default`. */
static void
put_fallbacks(struct tappa__picture *p)
{
    for (uint32_t i = 0; i < p->stage_count; i++) {
        const tappa_transition *row =
            p->fallback[i] != TAPPA_NONE ? tappa_model_transition_at(p->model, p->fallback[i]) : NULL;
        int history = tappa__picture_is_history(p, i);

        if (row == NULL)
            continue;
        for (uint32_t t = 0; t < tappa_transition_target_count(row); t++) {
            uint32_t to = tappa__picture_target(row, t);

            tappa__buffer_printf(p->out, "  %s%u -> s%u [style=%s", history ? "s" : "i", i, leaf_of(p, to),
                                 history ? "dashed" : "solid");
            if (has_children(p, to))
                tappa__buffer_printf(p->out, ", lhead=\"cluster_%u\"", to);
            tappa__buffer_str(p->out, "];\n");
        }
    }
}

tappa_status
tappa__draw_dot(struct tappa__picture *p)
{
    const char *name = tappa_model_name(p->model), *title = tappa_model_title(p->model, p->language);

    tappa__buffer_str(p->out, "digraph \"");
    escaped(p->out, name, strlen(name));
    tappa__buffer_str(p->out,
                      "\" {\n  compound=true;\n  newrank=true;\n  rankdir=TB;\n  fontname=\"sans-serif\";\n  label=\"");
    escaped(p->out, title, strlen(title));
    tappa__buffer_str(p->out, "\";\n  node [shape=box, style=\"rounded,filled\", fillcolor=\"#eef3fa\", "
                              "color=\"#44607f\", fontname=\"sans-serif\"];\n"
                              "  edge [color=\"#44607f\", fontname=\"sans-serif\", fontsize=10];\n"
                              "  entry [shape=point, width=0.15, label=\"\"];\n");
    put_stages(p);
    put_fallbacks(p);
    if (p->first_stage != TAPPA_NONE)
        put_edge(p, TAPPA_NONE, p->first_stage, "label=\"\"");
    for (uint32_t i = 0; i < p->row_count; i++) {
        const tappa_transition *row = tappa_model_transition_at(p->model, i);

        if (tappa__picture_is_arrow(row))
            put_row(p, row);
    }
    tappa__buffer_str(p->out, "}\n");
    return TAPPA_OK;
}
