/* Owns the last touch on a container's x: long arrows become straight as far as there is room beside them.
 * layout-place.c calls it when every node has its place.
 * A node moves only between its neighbours, so nothing that was apart comes to touch; moving a whole run at once is what moving nodes one
 * by one towards their neighbours' mean cannot do. */
#include "lib/exchange/draw/layout.h"

struct run { /* consecutive dummies of one arrow, and where all of them may stand */
    double low, high;
    uint32_t first, count;
};

static void
room(const struct tappa__graph *g, const struct tappa__node *node, double *low, double *high)
{
    uint32_t first = g->layer_first[node->layer], count = g->layer_first[node->layer + 1] - first;

    *low = -1e9;
    *high = 1e9;
    if (node->position > 0) {
        const struct tappa__node *before = &g->nodes[g->order[first + node->position - 1]];

        *low = before->x + before->right + node->left + tappa__graph_gap(before, node);
    }
    if (node->position + 1 < count) {
        const struct tappa__node *after = &g->nodes[g->order[first + node->position + 1]];

        *high = after->x - after->left - node->right - tappa__graph_gap(node, after);
    }
}

static int
fits(const struct run *run, double x)
{
    return run->low <= x && x <= run->high;
}

/* Straight on from the box above or below where that is possible, else the nearest to where most of the run is already. */
static void
settle(struct tappa__graph *g, const struct tappa__chain *chain, const struct run *run)
{
    double up = g->nodes[chain->upper].x + g->segments[chain->segment].upper_at;
    double down = g->nodes[chain->lower].x + g->segments[chain->segment + chain->dummies].lower_at;
    double x = g->nodes[run->first + run->count / 2].x;

    if (run->first == chain->dummy && fits(run, up))
        x = up;
    else if (run->first + run->count == chain->dummy + chain->dummies && fits(run, down))
        x = down;
    x = x < run->low ? run->low : x > run->high ? run->high : x;
    for (uint32_t i = 0; i < run->count; i++)
        g->nodes[run->first + i].x = x;
}

static void
straighten(struct tappa__graph *g, const struct tappa__chain *chain)
{
    struct run run = {-1e9, 1e9, chain->dummy, 0};

    for (uint32_t i = 0; i < chain->dummies; i++) {
        double low, high;

        room(g, &g->nodes[chain->dummy + i], &low, &high);
        if (low > high) { /* rounding only: it stands where it can */
            low = high = g->nodes[chain->dummy + i].x;
        }
        if (run.count > 0 && (low > run.high || high < run.low)) {
            settle(g, chain, &run);
            run = (struct run){-1e9, 1e9, chain->dummy + i, 0};
        }
        run.low = low > run.low ? low : run.low;
        run.high = high < run.high ? high : run.high;
        run.count++;
    }
    if (run.count > 0)
        settle(g, chain, &run);
}

void
tappa__graph_straighten(struct tappa__graph *g)
{
    for (int round = 0; round < 3; round++)
        for (uint32_t i = 0; i < g->chain_count; i++)
            straighten(g, &g->chains[round % 2 == 0 ? i : g->chain_count - 1 - i]);
}
