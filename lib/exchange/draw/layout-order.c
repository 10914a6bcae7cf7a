/* Owns the order of a container's nodes from left to right, chosen so that few arrows cross.
 * tappa__layout_container() calls it second of the three steps.
 * Every node has a place in its layer, and no two the same; the number of sweeps bounds the time. */
#include <stdlib.h>
#include <string.h>

#include "lib/exchange/draw/layout.h"

struct key {
    double at;
    uint32_t position, node;
};

static int
compare(const void *a, const void *b)
{
    const struct key *x = a, *y = b;

    if (x->at < y->at || x->at > y->at)
        return x->at < y->at ? -1 : 1;
    return (x->position > y->position) - (x->position < y->position);
}

static void
index_segments(struct tappa__graph *g)
{
    for (uint32_t i = 0; i < g->segment_count; i++) {
        g->up_first[g->segments[i].lower + 2]++;
        g->down_first[g->segments[i].upper + 2]++;
    }
    for (uint32_t n = 0; n < g->node_count; n++) {
        g->up_first[n + 2] += g->up_first[n + 1];
        g->down_first[n + 2] += g->down_first[n + 1];
    }
    for (uint32_t i = 0; i < g->segment_count; i++) {
        g->up[g->up_first[g->segments[i].lower + 1]++] = i;
        g->down[g->down_first[g->segments[i].upper + 1]++] = i;
    }
}

/* The segments at one side of each node, in the order in which they meet it; those of one place keep theirs. */
static void
sort_segments(const struct tappa__graph *g, const uint32_t *first, uint32_t *list, int above, struct key *keys)
{
    for (uint32_t n = 0; n < g->node_count; n++) {
        uint32_t count = first[n + 1] - first[n];

        for (uint32_t i = 0; i < count; i++) {
            const struct tappa__segment *s = &g->segments[list[first[n] + i]];

            keys[i] = (struct key){above ? s->lower_at : s->upper_at, i, list[first[n] + i]};
        }
        if (count > 1)
            qsort(keys, count, sizeof *keys, compare);
        for (uint32_t i = 0; i < count; i++)
            list[first[n] + i] = keys[i].node;
    }
}

/* Layers in the order in which nodes were made: children as written, dummies as their arrows. */
static void
fill_layers(struct tappa__graph *g)
{
    for (uint32_t n = 0; n < g->node_count; n++)
        g->layer_first[g->nodes[n].layer + 2]++;
    for (uint32_t k = 0; k < g->layer_count; k++)
        g->layer_first[k + 2] += g->layer_first[k + 1];
    for (uint32_t n = 0; n < g->node_count; n++)
        g->order[g->layer_first[g->nodes[n].layer + 1]++] = n;
    for (uint32_t k = 0; k < g->layer_count; k++)
        for (uint32_t i = g->layer_first[k]; i < g->layer_first[k + 1]; i++)
            g->nodes[g->order[i]].position = i - g->layer_first[k];
}

/* The mean place of the nodes above (or below), with the ports of a wide box told apart. */
static double
mean(const struct tappa__graph *g, uint32_t n, int above)
{
    const uint32_t *first = above ? g->up_first : g->down_first, *list = above ? g->up : g->down;
    double sum = 0;

    if (first[n] == first[n + 1])
        return g->nodes[n].position;
    for (uint32_t i = first[n]; i < first[n + 1]; i++) {
        const struct tappa__segment *s = &g->segments[list[i]];
        const struct tappa__node *other = &g->nodes[above ? s->upper : s->lower];
        double at = above ? s->upper_at : s->lower_at;

        sum += other->position + 0.9 * at / (other->left + other->right);
    }
    return sum / (first[n + 1] - first[n]);
}

static void
sort_layer(struct tappa__graph *g, uint32_t k, int above, struct key *keys)
{
    uint32_t first = g->layer_first[k], count = g->layer_first[k + 1] - first;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t n = g->order[first + i];

        keys[i] = (struct key){mean(g, n, above), i, n};
    }
    qsort(keys, count, sizeof *keys, compare);
    for (uint32_t i = 0; i < count; i++) {
        g->order[first + i] = keys[i].node;
        g->nodes[keys[i].node].position = i;
    }
}

/* Places where segments end below: one for each node, and for a wide box one for each of its ports. */
static uint32_t
number_ends(const struct tappa__graph *g, uint32_t k, uint32_t *ends)
{
    uint32_t count = 0;

    for (uint32_t i = g->layer_first[k]; i < g->layer_first[k + 1]; i++) {
        uint32_t n = g->order[i];

        for (uint32_t j = g->up_first[n]; j < g->up_first[n + 1]; j++) {
            count += j == g->up_first[n] || g->segments[g->up[j]].lower_at > g->segments[g->up[j - 1]].lower_at;
            ends[g->up[j]] = count - 1;
        }
    }
    return count;
}

/* Crossings between two layers: walking from left to right above, each segment crosses those seen already that end further right.
 * `seen` is a Fenwick tree over the ends below; segments that begin at the same place cannot cross. */
static uint64_t
crossings(const struct tappa__graph *g, uint32_t k, uint32_t *seen, uint32_t *ends)
{
    uint32_t below = number_ends(g, k + 1, ends), total = 0;
    uint64_t count = 0;

    memset(seen, 0, ((size_t)below + 1) * sizeof *seen);
    for (uint32_t i = g->layer_first[k]; i < g->layer_first[k + 1]; i++) {
        uint32_t from = g->down_first[g->order[i]], end = g->down_first[g->order[i] + 1];

        for (uint32_t same; from < end; from = same) {
            for (same = from; same < end && g->segments[g->down[same]].upper_at <= g->segments[g->down[from]].upper_at;
                 same++) {
                uint32_t smaller = 0;

                for (uint32_t t = ends[g->down[same]] + 1; t > 0; t &= t - 1)
                    smaller += seen[t];
                count += total - smaller;
            }
            for (uint32_t j = from; j < same; j++, total++)
                for (uint32_t t = ends[g->down[j]] + 1; t <= below; t += t & (0u - t))
                    seen[t]++;
        }
    }
    return count;
}

static uint64_t
all_crossings(const struct tappa__graph *g, uint32_t *seen, uint32_t *ends)
{
    uint64_t count = 0;

    for (uint32_t k = 0; k + 1 < g->layer_count; k++)
        count += crossings(g, k, seen, ends);
    return count;
}

static void
restore(struct tappa__graph *g, const uint32_t *best)
{
    memcpy(g->order, best, g->node_count * sizeof *best);
    for (uint32_t k = 0; k < g->layer_count; k++)
        for (uint32_t i = g->layer_first[k]; i < g->layer_first[k + 1]; i++)
            g->nodes[g->order[i]].position = i - g->layer_first[k];
}

static void
sweep(struct tappa__graph *g, struct key *keys, uint32_t *best, uint32_t *seen, uint32_t *ends)
{
    uint32_t sweeps = g->node_count < 2000 ? 24 : g->node_count < 20000 ? 8 : 4;
    uint64_t least = all_crossings(g, seen, ends);

    memcpy(best, g->order, g->node_count * sizeof *best);
    for (uint32_t i = 0; i < sweeps && least > 0; i++) {
        uint64_t now;

        for (uint32_t k = 1; k < g->layer_count; k++)
            sort_layer(g, i % 2 == 0 ? k : g->layer_count - 1 - k, i % 2 == 0, keys);
        now = all_crossings(g, seen, ends);
        if (now < least) {
            least = now;
            memcpy(best, g->order, g->node_count * sizeof *best);
        }
    }
    restore(g, best);
}

tappa_status
tappa__graph_order(struct tappa__graph *g)
{
    struct tappa__layout *l = g->l;
    size_t n = g->node_count, s = g->segment_count;
    struct key *keys = tappa__layout_array(l, n > s ? n : s, sizeof *keys);
    uint32_t *best = tappa__layout_array(l, n, sizeof *best), *seen = tappa__layout_array(l, s + 2, sizeof *seen);
    uint32_t *ends = tappa__layout_array(l, s, sizeof *ends);

    g->layer_first = tappa__layout_array(l, g->layer_count + (size_t)2, sizeof *g->layer_first);
    g->order = tappa__layout_array(l, n, sizeof *g->order);
    g->up_first = tappa__layout_array(l, n + 2, sizeof *g->up_first);
    g->down_first = tappa__layout_array(l, n + 2, sizeof *g->down_first);
    g->up = tappa__layout_array(l, s, sizeof *g->up);
    g->down = tappa__layout_array(l, s, sizeof *g->down);
    if (keys == NULL || best == NULL || seen == NULL || ends == NULL || g->layer_first == NULL || g->order == NULL ||
        g->up_first == NULL || g->down_first == NULL || g->up == NULL || g->down == NULL)
        return TAPPA_ENOMEM;
    index_segments(g);
    sort_segments(g, g->up_first, g->up, 1, keys);
    sort_segments(g, g->down_first, g->down, 0, keys);
    fill_layers(g);
    sweep(g, keys, best, seen, ends);
    return TAPPA_OK;
}
