/* Owns the coordinates of a container: nodes in their layers, the ways of the arrows between them, and the container's own size.
 * tappa__layout_container() calls it last of the three steps.
 * Boxes of a layer never touch: places are moved towards what they are linked with only as far as the order and the gaps allow. */
#include <stdlib.h>
#include <string.h>

#include "lib/exchange/draw/layout.h"

enum { gap_boxes = 26, gap_lines = 12, least_gap = 18, most_gap = 64 };

static int
is_box(const struct tappa__node *n)
{
    return n->kind == TAPPA__NODE_STAGE || n->kind == TAPPA__NODE_DOT;
}

double
tappa__graph_gap(const struct tappa__node *a, const struct tappa__node *b)
{
    return is_box(a) && is_box(b) ? gap_boxes : gap_lines;
}

/* ---- x ---- */

static double
pull(const struct tappa__node *a, const struct tappa__node *b)
{
    int thin = (a->kind == TAPPA__NODE_DUMMY || a->kind == TAPPA__NODE_LABEL || a->kind == TAPPA__NODE_PORT) +
               (b->kind == TAPPA__NODE_DUMMY || b->kind == TAPPA__NODE_LABEL || b->kind == TAPPA__NODE_PORT);

    return thin == 2 ? 8 : 2; /* between two boxes stands a label at least */
}

/* Near links count for more the nearer they are: the sum of distances becomes small instead of the sum of their squares, so that a long
 * arrow makes one bend and is straight otherwise. `softness` bounds how much more. */
static double
nearness(double distance, double softness)
{
    return 1 / ((distance < 0 ? -distance : distance) + softness);
}

/* Where a node would stand if it were alone: the weighted mean of what it is linked with. */
static void
wish(struct tappa__graph *g, uint32_t n, int above, int below, double softness)
{
    struct tappa__node *node = &g->nodes[n];
    double sum = 0, weight = 0;

    for (uint32_t i = g->up_first[n]; above && i < g->up_first[n + 1]; i++) {
        const struct tappa__segment *s = &g->segments[g->up[i]];
        double to = g->nodes[s->upper].x + s->upper_at - s->lower_at;
        double w = pull(&g->nodes[s->upper], node) * nearness(to - node->x, softness);

        sum += w * to;
        weight += w;
    }
    for (uint32_t i = g->down_first[n]; below && i < g->down_first[n + 1]; i++) {
        const struct tappa__segment *s = &g->segments[g->down[i]];
        double to = g->nodes[s->lower].x + s->lower_at - s->upper_at;
        double w = pull(&g->nodes[s->lower], node) * nearness(to - node->x, softness);

        sum += w * to;
        weight += w;
    }
    node->want = weight > 0 ? sum / weight : node->x;
    node->weight = weight > 0 ? weight : 0.00001;
}

struct block { /* neighbours that want to be where others are, and move as one */
    double sum, weight, shift;
    uint32_t first;
};

/* Moves the nodes of a layer as near to their wishes as order and gaps allow: isotonic regression by pooling neighbours that would
 * pass each other, the least-squares optimum in linear time. */
static void
settle(struct tappa__graph *g, uint32_t k, struct block *blocks)
{
    uint32_t first = g->layer_first[k], end = g->layer_first[k + 1], count = 0;
    double shift = 0;

    for (uint32_t i = first; i < end; i++) {
        const struct tappa__node *node = &g->nodes[g->order[i]];
        const struct tappa__node *before = i > first ? &g->nodes[g->order[i - 1]] : NULL;

        shift += before != NULL ? before->right + node->left + tappa__graph_gap(before, node) : 0;
        blocks[count++] = (struct block){node->weight * (node->want - shift), node->weight, shift, i};
        while (count > 1 &&
               blocks[count - 1].sum / blocks[count - 1].weight < blocks[count - 2].sum / blocks[count - 2].weight) {
            blocks[count - 2].sum += blocks[count - 1].sum;
            blocks[count - 2].weight += blocks[count - 1].weight;
            count--;
        }
    }
    for (uint32_t b = 0; b < count; b++) {
        uint32_t last = b + 1 < count ? blocks[b + 1].first : end;

        shift = blocks[b].shift;
        for (uint32_t i = blocks[b].first; i < last; i++) {
            struct tappa__node *node = &g->nodes[g->order[i]];

            if (i > blocks[b].first)
                shift +=
                    g->nodes[g->order[i - 1]].right + node->left + tappa__graph_gap(&g->nodes[g->order[i - 1]], node);
            node->x = blocks[b].sum / blocks[b].weight + shift;
        }
    }
}

static void
pack(struct tappa__graph *g)
{
    for (uint32_t k = 0; k < g->layer_count; k++) {
        double x = 0;

        for (uint32_t i = g->layer_first[k]; i < g->layer_first[k + 1]; i++) {
            struct tappa__node *node = &g->nodes[g->order[i]];

            node->x = x + node->left;
            x = node->x + node->right + gap_boxes;
        }
        for (uint32_t i = g->layer_first[k]; i < g->layer_first[k + 1]; i++)
            g->nodes[g->order[i]].x -= x / 2;
    }
}

static void
place_x(struct tappa__graph *g, struct block *blocks)
{
    uint32_t rounds = g->node_count < 2000 ? 160 : g->node_count < 20000 ? 24 : 6;

    pack(g);
    for (uint32_t round = 0; round < rounds; round++) {
        int down = round % 2 == 0, both = round >= rounds / 4;
        double softness = both ? 400.0 * (rounds - round) / rounds + 1 : 10000;

        for (uint32_t i = 0; i < g->layer_count; i++) {
            uint32_t k = down ? i : g->layer_count - 1 - i;

            for (uint32_t j = g->layer_first[k]; j < g->layer_first[k + 1]; j++)
                wish(g, g->order[j], down || both, !down || both, softness);
            settle(g, k, blocks);
        }
    }
}

/* ---- where arrows meet boxes ---- */

struct end {
    double to;
    uint32_t segment;
};

static int
compare(const void *a, const void *b)
{
    const struct end *x = a, *y = b;

    return 2 * ((x->to > y->to) - (x->to < y->to)) + (x->segment > y->segment) - (x->segment < y->segment);
}

/* Arrows at one side of a box, in the order of where they go, a little apart. Those that go on inside keep their port. */
static void
spread(struct tappa__graph *g, uint32_t n, int above, struct end *ends)
{
    const uint32_t *first = above ? g->up_first : g->down_first, *list = above ? g->up : g->down;
    double room = 2 * g->nodes[n].left - 28, step;
    uint32_t count = 0;

    for (uint32_t i = first[n]; i < first[n + 1]; i++) {
        const struct tappa__segment *s = &g->segments[list[i]];

        if (!(g->fixed[list[i]] & (above ? 2 : 1)))
            ends[count++] =
                (struct end){above ? g->nodes[s->upper].x + s->upper_at : g->nodes[s->lower].x + s->lower_at, list[i]};
    }
    qsort(ends, count, sizeof *ends, compare);
    step = count > 1 && room > 0 ? room / (count - 1) : 0;
    step = step > 22 ? 22 : step;
    for (uint32_t i = 0; i < count; i++) {
        double at = (i - (count - 1) / 2.0) * step;

        if (above)
            g->segments[ends[i].segment].lower_at = at;
        else
            g->segments[ends[i].segment].upper_at = at;
    }
}

/* ---- y ---- */

static void
place_y(struct tappa__graph *g, double y)
{
    for (uint32_t k = 0; k < g->layer_count; k++) {
        double widest = 0, height = 0, space;

        for (uint32_t i = g->layer_first[k]; i < g->layer_first[k + 1]; i++) {
            uint32_t n = g->order[i];

            if (g->nodes[n].h > height)
                height = g->nodes[n].h;
            for (uint32_t j = g->down_first[n]; j < g->down_first[n + 1]; j++) {
                const struct tappa__segment *s = &g->segments[g->down[j]];
                double run = g->nodes[s->lower].x + s->lower_at - g->nodes[n].x - s->upper_at;

                widest = run > widest ? run : -run > widest ? -run : widest;
            }
        }
        space = least_gap + widest * 0.09;
        g->top[k] = y;
        g->height[k] = height;
        y += height + (k + 1 < g->layer_count ? (space < most_gap ? space : most_gap) : 0);
    }
}

/* ---- ways ---- */

static double
node_top(const struct tappa__graph *g, const struct tappa__node *n)
{
    return g->top[n->layer] +
           (n->kind == TAPPA__NODE_STAGE || n->kind == TAPPA__NODE_DOT ? (g->height[n->layer] - n->h) / 2 : 0);
}

static int
put_point(struct tappa__graph *g, double x, double y)
{
    return tappa__layout_point(g->l, x, y);
}

/* A bend of a few pixels is no bend: lines keep at least twice that apart, so nothing touches by it. */
static double
snap(double x, double last)
{
    return x - last < 5 && last - x < 5 ? last : x;
}

/* The points of a chain from top to bottom; a dummy gives two, so that the arrow passes its layer upright. */
static int
put_chain(struct tappa__graph *g, struct tappa__chain *chain, double bottom)
{
    const struct tappa__node *upper = &g->nodes[chain->upper], *lower = &g->nodes[chain->lower];
    const struct tappa__segment *s = &g->segments[chain->segment];
    double from = upper->x, to = lower->x, last;
    int failed = 0;

    if (chain->dummies > 0) {
        from += s->upper_at;
        to += s[chain->dummies].lower_at;
        if (upper->kind == TAPPA__NODE_STAGE && !(g->fixed[chain->segment] & 1))
            from = snap(from, g->nodes[chain->dummy].x);
    }
    last = from;
    if (upper->kind == TAPPA__NODE_PORT)
        failed |= put_point(g, from, 0);
    failed |=
        put_point(g, from, node_top(g, upper) + (upper->kind == TAPPA__NODE_PORT ? g->height[upper->layer] : upper->h));
    for (uint32_t i = 0; i < chain->dummies; i++) {
        const struct tappa__node *dummy = &g->nodes[chain->dummy + i];

        last = snap(dummy->x, last);
        failed |= put_point(g, last, g->top[dummy->layer]);
        failed |= put_point(g, last, g->top[dummy->layer] + g->height[dummy->layer]);
        if (dummy->kind == TAPPA__NODE_LABEL) {
            struct tappa__arrow *arrow = &g->l->arrows[g->l->pieces[chain->piece].arrow];

            arrow->label_x = dummy->x;
            arrow->label_y = g->top[dummy->layer] + g->height[dummy->layer] / 2;
        }
    }
    if (lower->kind == TAPPA__NODE_STAGE && chain->dummies > 0 && !(g->fixed[chain->segment + chain->dummies] & 2))
        to = snap(to, last);
    failed |= put_point(g, to, node_top(g, lower));
    if (lower->kind == TAPPA__NODE_PORT)
        failed |= put_point(g, to, bottom);
    return failed;
}

static void
turn_round(struct tappa__layout *l, const struct tappa__piece *piece)
{
    struct tappa__point *p = l->points + piece->point;

    for (uint32_t i = 0; i < piece->points / 2; i++) {
        struct tappa__point kept = p[i];

        p[i] = p[piece->points - 1 - i];
        p[piece->points - 1 - i] = kept;
    }
}

static tappa_status
put_ways(struct tappa__graph *g, double bottom)
{
    struct tappa__layout *l = g->l;

    for (uint32_t i = 0; i < g->chain_count; i++) {
        struct tappa__chain *chain = &g->chains[i];
        struct tappa__piece *piece = &l->pieces[chain->piece];

        piece->point = (uint32_t)l->point_count;
        if (put_chain(g, chain, bottom))
            return TAPPA_ENOMEM;
        piece->points = (uint32_t)l->point_count - piece->point;
        if (!chain->down)
            turn_round(l, piece);
        if (g->nodes[chain->upper].kind == TAPPA__NODE_PORT)
            piece->port_x = g->nodes[chain->upper].x;
        if (g->nodes[chain->lower].kind == TAPPA__NODE_PORT)
            piece->port_x = g->nodes[chain->lower].x;
    }
    return TAPPA_OK;
}

/* ---- all together ---- */

tappa_status
tappa__graph_ports(struct tappa__graph *g)
{
    struct tappa__layout *l = g->l;

    g->fixed = tappa__layout_array(l, g->segment_count, 1);
    if (g->fixed == NULL)
        return TAPPA_ENOMEM;

    for (uint32_t i = 0; i < g->chain_count; i++) {
        struct tappa__chain *chain = &g->chains[i];
        const struct tappa__arrow *arrow = &l->arrows[l->pieces[chain->piece].arrow];
        uint32_t number = chain->piece - arrow->piece, last;

        if (chain->dummies == 0)
            continue;
        last = chain->segment + chain->dummies;
        for (int side = 0; side < 2; side++) {
            int at_a = side == 0, is_upper = at_a == chain->down;
            const struct tappa__piece *piece = &l->pieces[chain->piece];
            int has = at_a ? number > 0 && piece->a_kind == TAPPA__AT_STAGE
                           : number + 1 < arrow->pieces && piece->b_kind == TAPPA__AT_STAGE;
            double at;

            if (!has)
                continue;
            at = l->pieces[at_a ? chain->piece - 1 : chain->piece + 1].port_x -
                 l->boxes[at_a ? piece->a : piece->b].w / 2;
            if (is_upper)
                g->segments[chain->segment].upper_at = at;
            else
                g->segments[last].lower_at = at;
            g->fixed[is_upper ? chain->segment : last] |= is_upper ? 1 : 2;
        }
    }
    return TAPPA_OK;
}

static void
spread_all(struct tappa__graph *g, struct end *ends)
{
    for (uint32_t n = 0; n < g->real_count; n++) {
        if (g->nodes[n].kind != TAPPA__NODE_STAGE)
            continue;
        spread(g, n, 1, ends);
        spread(g, n, 0, ends);
    }
}

/* Shifts everything so that the leftmost thing stands at the padding; returns the container's width. */
static double
shift(struct tappa__graph *g)
{
    double left = 0, right = 0;

    for (uint32_t n = 0; n < g->node_count; n++) {
        const struct tappa__node *node = &g->nodes[n];

        left = n == 0 || node->x - node->left < left ? node->x - node->left : left;
        right = n == 0 || node->x + node->right > right ? node->x + node->right : right;
    }
    for (uint32_t n = 0; n < g->node_count; n++)
        g->nodes[n].x += TAPPA__PADDING - left;
    return right - left + 2 * TAPPA__PADDING;
}

static void
put_boxes(struct tappa__graph *g)
{
    struct tappa__layout *l = g->l;

    for (uint32_t n = 0; n < g->real_count; n++) {
        const struct tappa__node *node = &g->nodes[n];

        if (node->kind == TAPPA__NODE_DOT)
            l->dots[g->container] = (struct tappa__point){node->x, node_top(g, node) + node->h / 2};
        if (node->kind != TAPPA__NODE_STAGE)
            continue;
        l->boxes[node->ref].x = node->x - node->left;
        l->boxes[node->ref].y = node_top(g, node);
    }
}

tappa_status
tappa__graph_place(struct tappa__graph *g)
{
    struct tappa__layout *l = g->l;
    struct tappa__box *box = &l->boxes[g->container];
    struct block *blocks = tappa__layout_array(l, g->node_count, sizeof *blocks);
    struct end *ends = tappa__layout_array(l, g->segment_count, sizeof *ends);
    double width, bottom;

    g->top = tappa__layout_array(l, g->layer_count, sizeof *g->top);
    g->height = tappa__layout_array(l, g->layer_count, sizeof *g->height);
    if (blocks == NULL || ends == NULL || g->top == NULL || g->height == NULL)
        return TAPPA_ENOMEM;
    place_x(g, blocks);
    spread_all(g, ends);
    tappa__graph_straighten(g);
    width = shift(g);
    place_y(g, box->h);
    bottom = g->top[g->layer_count - 1] + g->height[g->layer_count - 1] + TAPPA__PADDING;
    put_boxes(g);
    box->w = width > box->w ? width : box->w;
    box->h = bottom;
    return put_ways(g, bottom);
}
