/* Owns in which layer each node of a container stands, and the dummies of arrows that pass layers.
 * tappa__layout_container() calls it first of the three steps.
 * Every segment leads from one layer to the next, downwards; ranks are the longest ways from above, so there is no circle to break. */
#include <stdlib.h>

#include "lib/exchange/draw/layout.h"

/* Arrows beyond this many dummies in one container, the longest first, are drawn straight: a bound on time and memory. */
enum { most_dummies = 150000 };

struct ranking {
    struct tappa__graph *g;
    uint32_t *first, *out; /* chains that begin at each node, by upper */
    uint32_t *rank;
    uint8_t *touched;     /* 1: an arrow begins or ends here */
    uint32_t *span_count; /* how many chains have each span, for the bound */
};

static uint32_t
add_node(struct tappa__graph *g, uint32_t kind, uint32_t ref, double w, double h)
{
    g->nodes[g->node_count] = (struct tappa__node){.kind = kind, .ref = ref, .left = w / 2, .right = w / 2, .h = h};
    return g->node_count++;
}

static const struct tappa__piece *
piece_at(const struct tappa__graph *g, uint32_t i)
{
    const struct tappa__layout *l = g->l;

    return &l->pieces[l->piece_order[l->piece_first[g->container] + i]];
}

/* Nodes in an order in which every arrow leads from an earlier to a later one: ports above, the dot, children, ports below. */
static void
add_nodes(struct ranking *r)
{
    struct tappa__graph *g = r->g;
    struct tappa__layout *l = g->l;
    uint32_t first = g->container < l->p->stage_count ? g->container + 1 : 0;
    uint32_t end = g->container < l->p->stage_count ? l->p->end[g->container] : l->p->stage_count;

    for (uint32_t i = 0; i < g->chain_count; i++) {
        const struct tappa__piece *piece = piece_at(g, i);

        g->chains[i].piece = l->piece_order[l->piece_first[g->container] + i];
        if (piece->a_kind == TAPPA__AT_TOP || piece->b_kind == TAPPA__AT_TOP)
            g->chains[i].upper = add_node(g, TAPPA__NODE_PORT, g->chains[i].piece, 4, 0);
    }
    add_node(g, TAPPA__NODE_DOT, 0, 14, 14);
    for (uint32_t i = 0; i < g->chain_count; i++)
        if (piece_at(g, i)->a_kind == TAPPA__AT_DOT)
            g->chains[i].upper = g->node_count - 1;
    for (uint32_t s = first; s < end; s = l->p->end[s]) {
        g->l->node_of[s] = add_node(g, TAPPA__NODE_STAGE, s, l->boxes[s].w, l->boxes[s].h);
        g->nodes[g->l->node_of[s]].right += l->boxes[s].extra;
    }
    for (uint32_t i = 0; i < g->chain_count; i++)
        if (piece_at(g, i)->a_kind == TAPPA__AT_BOTTOM || piece_at(g, i)->b_kind == TAPPA__AT_BOTTOM)
            g->chains[i].lower = add_node(g, TAPPA__NODE_PORT, g->chains[i].piece, 4, 0);
    g->real_count = g->node_count;
}

static void
add_chains(struct ranking *r)
{
    struct tappa__graph *g = r->g;

    for (uint32_t i = 0; i < g->chain_count; i++) {
        const struct tappa__piece *piece = piece_at(g, i);
        struct tappa__chain *chain = &g->chains[i];

        chain->down = piece->a_kind == TAPPA__AT_TOP || piece->a_kind == TAPPA__AT_DOT ||
                      piece->b_kind == TAPPA__AT_BOTTOM ||
                      (piece->a_kind == TAPPA__AT_STAGE && piece->b_kind == TAPPA__AT_STAGE && piece->a < piece->b);
        if (piece->a_kind == TAPPA__AT_STAGE)
            *(chain->down ? &chain->upper : &chain->lower) = g->l->node_of[piece->a];
        if (piece->b_kind == TAPPA__AT_STAGE)
            *(chain->down ? &chain->lower : &chain->upper) = g->l->node_of[piece->b];
        r->touched[chain->upper] = r->touched[chain->lower] = 1;
        r->first[chain->upper + 2]++;
    }
    for (uint32_t n = 0; n < g->node_count; n++)
        r->first[n + 2] += r->first[n + 1];
    for (uint32_t i = 0; i < g->chain_count; i++)
        r->out[r->first[g->chains[i].upper + 1]++] = i;
}

static void
rank_longest(struct ranking *r)
{
    struct tappa__graph *g = r->g;

    for (uint32_t n = 0; n < g->node_count; n++)
        for (uint32_t i = r->first[n]; i < r->first[n + 1]; i++) {
            uint32_t lower = g->chains[r->out[i]].lower;

            if (r->rank[lower] <= r->rank[n])
                r->rank[lower] = r->rank[n] + 1;
        }
}

/* A node that nothing leads to from above moves down to where it leads, and the dot with it. */
static void
pull_down(struct ranking *r, const uint8_t *has_upper)
{
    struct tappa__graph *g = r->g;

    for (uint32_t n = g->node_count; n-- > 0;) {
        uint32_t nearest = UINT32_MAX;

        if (has_upper[n] || g->nodes[n].kind == TAPPA__NODE_PORT)
            continue;
        for (uint32_t i = r->first[n]; i < r->first[n + 1]; i++)
            if (r->rank[g->chains[r->out[i]].lower] < nearest)
                nearest = r->rank[g->chains[r->out[i]].lower];
        if (nearest != UINT32_MAX)
            r->rank[n] = nearest - 1;
    }
}

/* Stages without any arrow stand in rows of their own, as many in one as make a square. */
static uint32_t
rank_alone(struct ranking *r, uint32_t highest)
{
    struct tappa__graph *g = r->g;
    uint32_t alone = 0, in_row = 1, seen = 0;

    for (uint32_t n = 0; n < g->node_count; n++)
        alone += !r->touched[n];
    while (in_row * in_row < alone)
        in_row++;
    if (alone == 0)
        return highest;
    for (uint32_t n = 0; n < g->node_count; n++)
        if (!r->touched[n])
            r->rank[n] = highest + 1 + seen++ / in_row;
    return highest + 1 + (alone - 1) / in_row;
}

static void
assign(struct ranking *r, const uint8_t *has_upper)
{
    struct tappa__graph *g = r->g;
    uint32_t highest = 0;
    int bottom = 0;

    rank_longest(r);
    pull_down(r, has_upper);
    for (uint32_t n = 0; n < g->node_count; n++)
        if (r->touched[n] && g->nodes[n].kind != TAPPA__NODE_PORT && r->rank[n] > highest)
            highest = r->rank[n];
    highest = rank_alone(r, highest);
    for (uint32_t n = 0; n < g->node_count; n++)
        if (g->nodes[n].kind == TAPPA__NODE_PORT && has_upper[n]) {
            r->rank[n] = highest + 1;
            bottom = 1;
        }
    for (uint32_t n = 0; n < g->node_count; n++)
        g->nodes[n].layer = 2 * r->rank[n];
    g->layer_count = 2 * (highest + (bottom ? 1 : 0)) + 1;
}

/* The longest span for which there is room; longer ones get no dummies. */
static uint32_t
longest_span(struct ranking *r)
{
    struct tappa__graph *g = r->g;
    uint64_t total = 0;

    for (uint32_t i = 0; i < g->chain_count; i++)
        r->span_count[g->nodes[g->chains[i].lower].layer - g->nodes[g->chains[i].upper].layer]++;
    for (uint32_t span = 0; span <= g->layer_count; span++) {
        total += (uint64_t)span * r->span_count[span];
        if (total > most_dummies)
            return span - 1;
    }
    return g->layer_count;
}

static void
connect(struct tappa__graph *g, uint32_t upper, uint32_t lower)
{
    g->segments[g->segment_count++] = (struct tappa__segment){.upper = upper, .lower = lower};
}

static void
add_dummies(struct tappa__graph *g, struct tappa__chain *chain)
{
    struct tappa__layout *l = g->l;
    const struct tappa__piece *piece = &l->pieces[chain->piece];
    struct tappa__arrow *arrow = &l->arrows[piece->arrow];
    uint32_t top = g->nodes[chain->upper].layer, bottom = g->nodes[chain->lower].layer;
    uint32_t label = chain->down ? top + 1 : bottom - 1, above = chain->upper;
    int labelled = arrow->label_w > 0 && (arrow->label_in == g->container);

    chain->segment = g->segment_count;
    chain->dummy = g->node_count;
    for (uint32_t layer = top + 1; layer < bottom; layer++) {
        int here = labelled && layer == label;
        uint32_t dummy = add_node(g, here ? TAPPA__NODE_LABEL : TAPPA__NODE_DUMMY, chain->piece,
                                  here ? arrow->label_w + 10 : 6, here ? arrow->label_h + 4 : 0);

        g->nodes[dummy].layer = layer;
        connect(g, above, dummy);
        above = dummy;
        chain->dummies++;
    }
    connect(g, above, chain->lower);
}

static tappa_status
add_all_dummies(struct ranking *r)
{
    struct tappa__graph *g = r->g;
    struct tappa__node *nodes;
    uint32_t longest = longest_span(r);
    size_t dummies = 0, chains = 0;

    for (uint32_t i = 0; i < g->chain_count; i++) {
        uint32_t span = g->nodes[g->chains[i].lower].layer - g->nodes[g->chains[i].upper].layer;

        dummies += span <= longest ? span - 1 : 0;
        chains += span <= longest;
    }
    nodes = tappa__layout_array(g->l, g->node_count + dummies, sizeof *nodes);
    g->segments = tappa__layout_array(g->l, dummies + chains, sizeof *g->segments);
    if (nodes == NULL || g->segments == NULL)
        return TAPPA_ENOMEM;
    for (uint32_t n = 0; n < g->node_count; n++)
        nodes[n] = g->nodes[n];
    g->nodes = nodes;
    for (uint32_t i = 0; i < g->chain_count; i++)
        if (g->nodes[g->chains[i].lower].layer - g->nodes[g->chains[i].upper].layer <= longest)
            add_dummies(g, &g->chains[i]);
    return TAPPA_OK;
}

tappa_status
tappa__graph_rank(struct tappa__graph *g)
{
    struct tappa__layout *l = g->l;
    struct ranking r = {.g = g};
    uint32_t stages = l->p->stage_count,
             children = g->container < stages ? l->p->end[g->container] - g->container : stages;
    uint8_t *has_upper;
    size_t most;

    g->chain_count = l->piece_first[g->container + 1] - l->piece_first[g->container];
    most = children + (size_t)g->chain_count + 2;
    g->nodes = tappa__layout_array(l, most, sizeof *g->nodes);
    g->chains = tappa__layout_array(l, g->chain_count, sizeof *g->chains);
    r.first = tappa__layout_array(l, most + 2, sizeof *r.first);
    r.out = tappa__layout_array(l, g->chain_count, sizeof *r.out);
    r.rank = tappa__layout_array(l, most, sizeof *r.rank);
    r.touched = tappa__layout_array(l, most, 1);
    has_upper = tappa__layout_array(l, most, 1);
    r.span_count = tappa__layout_array(l, 2 * most + 4, sizeof *r.span_count);
    if (g->nodes == NULL || g->chains == NULL || r.first == NULL || r.out == NULL || r.rank == NULL ||
        r.touched == NULL || has_upper == NULL || r.span_count == NULL)
        return TAPPA_ENOMEM;
    add_nodes(&r);
    add_chains(&r);
    for (uint32_t i = 0; i < g->chain_count; i++)
        has_upper[g->chains[i].lower] = 1;
    assign(&r, has_upper);
    return add_all_dummies(&r);
}
