/* Owns which arrows a picture has, and through which containers each of them goes.
 * tappa__layout_make() calls it before anything has a size.
 * Rows between the same two stages are one arrow; its pieces stand in the order in which it passes them. */
#include <stdlib.h>
#include <string.h>

#include "lib/exchange/draw/layout.h"

struct link { /* one target of one row */
    uint32_t from, to, row, container;
    int is_default;
};

static int
compare(const void *a, const void *b)
{
    const struct link *x = a, *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->container != y->container)
        return x->container < y->container ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static size_t
count_links(const struct tappa__picture *p)
{
    size_t count = 1;

    for (uint32_t i = 0; i < p->row_count; i++)
        count += tappa_transition_target_count(tappa_model_transition_at(p->model, i));
    return count;
}

static uint32_t
gather(const struct tappa__picture *p, struct link *links)
{
    uint32_t count = 0;

    if (p->first_stage != TAPPA_NONE)
        links[count++] = (struct link){TAPPA_NONE, p->first_stage, TAPPA_NONE, p->stage_count, 0};
    for (uint32_t i = 0; i < p->row_count; i++) {
        const tappa_transition *row = tappa_model_transition_at(p->model, i);
        uint32_t source = tappa__picture_source(row);

        for (uint32_t t = 0; t < tappa_transition_target_count(row); t++) {
            struct link link = {source, tappa__picture_target(row, t), i, p->stage_count, 0};

            if (tappa_transition_kind(row) == TAPPA_ROW_INITIAL)
                link = (struct link){TAPPA_NONE, link.to, TAPPA_NONE, source, 0};
            else if (tappa_transition_kind(row) == TAPPA_ROW_HISTORY_DEFAULT)
                link = (struct link){source, link.to, TAPPA_NONE, p->stage_count, 1};
            links[count++] = link;
        }
    }
    return count;
}

static void
merge(struct tappa__layout *l, const struct link *links, uint32_t count)
{
    uint32_t rows = 0;

    for (uint32_t i = 0; i < count; i++) {
        struct tappa__arrow *last = l->arrow_count > 0 ? &l->arrows[l->arrow_count - 1] : NULL;

        if (last == NULL || last->from != links[i].from || last->to != links[i].to ||
            last->container != links[i].container) {
            last = &l->arrows[l->arrow_count++];
            *last = (struct tappa__arrow){.from = links[i].from,
                                          .to = links[i].to,
                                          .container = links[i].container,
                                          .first = rows,
                                          .is_default = links[i].is_default,
                                          .label_in = TAPPA_NONE};
        }
        if (links[i].row != TAPPA_NONE) {
            l->arrow_rows[rows++] = links[i].row;
            last->rows++;
        }
    }
}

/* ---- pieces ---- */

static uint32_t
slot(const struct tappa__layout *l, uint32_t stage)
{
    return stage != TAPPA_NONE ? stage : l->p->stage_count;
}

/* The child of `container` that holds `stage`. */
static uint32_t
child_towards(const struct tappa__picture *p, uint32_t stage, uint32_t container)
{
    while (p->parent[stage] != container)
        stage = p->parent[stage];
    return stage;
}

static void
add_piece(struct tappa__layout *l, uint32_t arrow, uint32_t container, uint32_t a_kind, uint32_t a, uint32_t b_kind,
          uint32_t b)
{
    l->pieces[l->piece_count++] = (struct tappa__piece){
        .arrow = arrow, .container = slot(l, container), .a_kind = a_kind, .a = a, .b_kind = b_kind, .b = b};
    l->arrows[arrow].pieces++;
}

/* From `stage` outwards to the border of `outer`, which is its ancestor. */
static void
climb(struct tappa__layout *l, uint32_t arrow, uint32_t stage, uint32_t outer, uint32_t side)
{
    while (stage != outer) {
        uint32_t container = l->p->parent[stage];

        add_piece(l, arrow, container, TAPPA__AT_STAGE, stage, side, 0);
        stage = container;
    }
}

static void
descend(struct tappa__layout *l, uint32_t arrow, uint32_t stage, uint32_t outer, uint32_t side)
{
    while (outer != stage) {
        uint32_t child = child_towards(l->p, stage, outer);

        add_piece(l, arrow, outer, side, 0, TAPPA__AT_STAGE, child);
        outer = child;
    }
}

static void
cut(struct tappa__layout *l, uint32_t index)
{
    struct tappa__arrow *arrow = &l->arrows[index];
    const struct tappa__picture *p = l->p;
    uint32_t from = arrow->from, to = arrow->to, common, a, b;

    arrow->piece = l->piece_count;
    if (from == TAPPA_NONE) {
        common = arrow->container < p->stage_count ? arrow->container : TAPPA_NONE;
        b = child_towards(p, to, common);
        add_piece(l, index, common, TAPPA__AT_DOT, 0, TAPPA__AT_STAGE, b);
        descend(l, index, to, b, TAPPA__AT_TOP);
        return;
    }
    if (tappa__picture_is_inside(p, to, from)) {
        b = child_towards(p, to, from);
        add_piece(l, index, from, TAPPA__AT_TOP, 0, TAPPA__AT_STAGE, b);
        descend(l, index, to, b, TAPPA__AT_TOP);
        return;
    }
    if (tappa__picture_is_inside(p, from, to)) {
        climb(l, index, from, to, TAPPA__AT_BOTTOM);
        return;
    }
    for (common = p->parent[from]; !tappa__picture_is_inside(p, to, common); common = p->parent[common])
        ;
    if (common != TAPPA_NONE && p->kind[common] == TAPPA_STAGE_PARALLEL)
        return; /* from region to region: drawn straight */
    a = child_towards(p, from, common);
    b = child_towards(p, to, common);
    climb(l, index, from, a, a < b ? TAPPA__AT_BOTTOM : TAPPA__AT_TOP);
    add_piece(l, index, common, TAPPA__AT_STAGE, a, TAPPA__AT_STAGE, b);
    descend(l, index, to, b, a < b ? TAPPA__AT_TOP : TAPPA__AT_BOTTOM);
}

static uint32_t
depth_of(const struct tappa__picture *p, uint32_t stage)
{
    uint32_t depth = 0;

    for (; stage != TAPPA_NONE; stage = p->parent[stage])
        depth++;
    return depth;
}

/* Counting sort of the pieces by container. */
static tappa_status
sort_pieces(struct tappa__layout *l)
{
    uint32_t containers = l->p->stage_count + 1;

    l->piece_first = tappa__layout_array(l, containers + (size_t)2, sizeof *l->piece_first);
    l->piece_order = tappa__layout_array(l, l->piece_count, sizeof *l->piece_order);
    if (l->piece_first == NULL || l->piece_order == NULL)
        return TAPPA_ENOMEM;
    for (uint32_t i = 0; i < l->piece_count; i++)
        l->piece_first[l->pieces[i].container + 2]++;
    for (uint32_t c = 0; c < containers; c++)
        l->piece_first[c + 2] += l->piece_first[c + 1];
    for (uint32_t i = 0; i < l->piece_count; i++)
        l->piece_order[l->piece_first[l->pieces[i].container + 1]++] = i;
    return TAPPA_OK;
}

tappa_status
tappa__layout_arrows(struct tappa__layout *l)
{
    size_t count = count_links(l->p), pieces = 0;
    struct link *links = tappa__layout_array(l, count, sizeof *links);

    l->arrows = tappa__layout_array(l, count, sizeof *l->arrows);
    l->arrow_rows = tappa__layout_array(l, count, sizeof *l->arrow_rows);
    if (links == NULL || l->arrows == NULL || l->arrow_rows == NULL)
        return TAPPA_ENOMEM;
    count = gather(l->p, links);
    qsort(links, count, sizeof *links, compare);
    merge(l, links, (uint32_t)count);
    for (uint32_t i = 0; i < l->arrow_count; i++)
        pieces += depth_of(l->p, l->arrows[i].from) + depth_of(l->p, l->arrows[i].to) + (size_t)1;
    l->pieces = tappa__layout_array(l, pieces, sizeof *l->pieces);
    if (l->pieces == NULL)
        return TAPPA_ENOMEM;
    for (uint32_t i = 0; i < l->arrow_count; i++) {
        if (l->arrows[i].from == l->arrows[i].to)
            l->boxes[l->arrows[i].from].loop = i;
        else
            cut(l, i);
        if (l->arrows[i].from == TAPPA_NONE)
            l->dot[l->arrows[i].container] = 1;
    }
    return sort_pieces(l);
}
