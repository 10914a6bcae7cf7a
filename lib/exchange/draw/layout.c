/* Owns the layout as a whole: sizes of boxes and labels, containers from the inside out, regions side by side.
 * tappa__draw_svg() calls it, once for a picture.
 * In the end every place is relative to the picture, and no box overlaps another that does not contain it. */
#include "lib/exchange/draw/layout.h"

#include <string.h>

#include "lib/base/text.h"

static double
character_width(uint32_t cp)
{
    if (cp >= 0x1100 &&
        (cp <= 0x115f || (cp >= 0x2e80 && cp <= 0xd7a3) || (cp >= 0xf900 && cp <= 0xfaff) || cp >= 0x1f300))
        return 1.02;
    if (cp >= 0x80)
        return cp < 0x300 ? 0.6 : 0.68;
    if (strchr("iljtfI.,:;'|!()[] ", (int)cp) != NULL)
        return 0.34;
    if (strchr("mwMW@%", (int)cp) != NULL)
        return 0.9;
    return cp >= 'A' && cp <= 'Z' ? 0.7 : 0.58;
}

double
tappa__text_width(const char *s, size_t n, double size)
{
    double width = 0;

    for (size_t at = 0; at < n;)
        width += character_width(tappa__utf8_next(s, n, &at));
    return width * size;
}

int
tappa__layout_point(struct tappa__layout *l, double x, double y)
{
    if (l->point_count == l->point_capacity) {
        size_t capacity = l->point_capacity > 0 ? 2 * l->point_capacity : 1024;
        struct tappa__point *more = tappa__layout_array(l, capacity, sizeof *more);

        if (more == NULL)
            return -1;
        if (l->point_count > 0)
            memcpy(more, l->points, l->point_count * sizeof *more);
        l->points = more;
        l->point_capacity = capacity;
    }
    l->points[l->point_count++] = (struct tappa__point){x, y};
    return 0;
}

/* ---- sizes ---- */

uint32_t
tappa__arrow_lines(const struct tappa__arrow *arrow)
{
    return arrow->rows <= TAPPA__LABEL_LINES ? arrow->rows : TAPPA__LABEL_LINES;
}

void
tappa__arrow_line(const struct tappa__layout *l, const struct tappa__arrow *arrow, uint32_t line,
                  struct tappa__buffer *out)
{
    tappa__label_begin(out);
    if (arrow->rows > TAPPA__LABEL_LINES && line + 1 == TAPPA__LABEL_LINES) {
        tappa__buffer_printf(out, "and %u more", arrow->rows - line);
        return;
    }
    tappa__label_row(l->p, tappa_model_transition_at(l->p->model, l->arrow_rows[arrow->first + line]),
                     TAPPA__LABEL_CHARS, out);
}

static tappa_status
measure_labels(struct tappa__layout *l)
{
    struct tappa__buffer text;
    int failed;

    tappa__buffer_init(&text, &l->p->out->allocator);
    for (uint32_t i = 0; i < l->arrow_count && !text.failed; i++) {
        struct tappa__arrow *arrow = &l->arrows[i];

        for (uint32_t line = 0; line < tappa__arrow_lines(arrow); line++) {
            double w;

            tappa__arrow_line(l, arrow, line, &text);
            w = text.failed ? 0 : tappa__text_width(text.s, text.n, 11) + 8;
            arrow->label_w = w > arrow->label_w ? w : arrow->label_w;
        }
        arrow->label_h = tappa__arrow_lines(arrow) * (double)TAPPA__LABEL_LINE;
    }
    failed = text.failed;
    tappa__buffer_free(&text);
    return failed ? TAPPA_ENOMEM : TAPPA_OK;
}

/* Labels stand in the container of both ends, where there is most room; else in the first one that is laid out in layers. */
static void
choose_label_places(struct tappa__layout *l)
{
    const struct tappa__picture *p = l->p;

    for (uint32_t i = 0; i < l->arrow_count; i++) {
        struct tappa__arrow *arrow = &l->arrows[i];

        for (uint32_t k = 0; k < arrow->pieces; k++) {
            const struct tappa__piece *piece = &l->pieces[arrow->piece + k];
            int layered = piece->container == p->stage_count || p->kind[piece->container] != TAPPA_STAGE_PARALLEL;
            int both = (piece->a_kind == TAPPA__AT_STAGE || piece->a_kind == TAPPA__AT_DOT) &&
                       piece->b_kind == TAPPA__AT_STAGE;

            if (layered && (both || arrow->label_in == TAPPA_NONE))
                arrow->label_in = piece->container;
            if (layered && both)
                break;
        }
    }
}

static int
stays(const tappa_transition *row)
{
    return tappa_transition_target_count(row) == 0;
}

static tappa_status
measure_leaf(struct tappa__layout *l, uint32_t stage, struct tappa__buffer *text)
{
    const tappa_stage *s = tappa_model_stage_at(l->p->model, stage);
    const char *title = tappa__picture_title(l->p, stage);
    struct tappa__box *box = &l->boxes[stage];

    if (tappa__picture_is_history(l->p, stage)) {
        box->w = box->h = 28;
        return TAPPA_OK;
    }
    tappa__label_begin(text);
    tappa__label_cut(title, strlen(title), TAPPA__TITLE_CHARS, text);
    box->w = tappa__text_width(text->s != NULL ? text->s : "", text->n, 14) * 1.06 + 30;
    for (uint32_t i = 0; i < tappa_stage_transition_count(s); i++) {
        const tappa_transition *row = tappa_stage_transition_at(s, i);
        double w;

        if (!stays(row) || ++box->stays > TAPPA__STAY_LINES)
            continue;
        tappa__label_begin(text);
        tappa__label_row(l->p, row, TAPPA__LABEL_CHARS, text);
        w = tappa__text_width(text->s != NULL ? text->s : "", text->n, 10) + 36;
        box->w = w > box->w ? w : box->w;
    }
    box->w = box->w < 84 ? 84 : box->w;
    box->h = 38 + (box->stays > TAPPA__STAY_LINES ? TAPPA__STAY_LINES : box->stays) * (double)TAPPA__STAY_LINE +
             (box->stays > 0 ? 4 : 0);
    return text->failed ? TAPPA_ENOMEM : TAPPA_OK;
}

static tappa_status
measure_boxes(struct tappa__layout *l)
{
    struct tappa__buffer text;
    tappa_status status = TAPPA_OK;

    tappa__buffer_init(&text, &l->p->out->allocator);
    for (uint32_t i = 0; i < l->p->stage_count && status == TAPPA_OK; i++) {
        struct tappa__box *box = &l->boxes[i];

        if (l->p->end[i] == i + 1)
            status = measure_leaf(l, i, &text);
        if (box->loop != TAPPA_NONE)
            box->extra = TAPPA__LOOP + l->arrows[box->loop].label_w + 4;
    }
    tappa__buffer_free(&text);
    return status;
}

/* ---- containers ---- */

static tappa_status
put_region_ways(struct tappa__layout *l, uint32_t container)
{
    for (uint32_t i = l->piece_first[container]; i < l->piece_first[container + 1]; i++) {
        uint32_t index = l->piece_order[i];
        struct tappa__piece *piece = &l->pieces[index];
        const struct tappa__arrow *arrow = &l->arrows[piece->arrow];
        int out = piece->a_kind == TAPPA__AT_STAGE;
        const struct tappa__box *region = &l->boxes[out ? piece->a : piece->b];
        uint32_t side = out ? piece->b_kind : piece->a_kind;
        int inside = out ? index > arrow->piece : index + 1 < arrow->piece + arrow->pieces;
        double at = inside ? l->pieces[out ? index - 1 : index + 1].port_x : region->w / 2 + ((int)(i % 7) - 3) * 9.0;
        double border = side == TAPPA__AT_TOP ? 0 : l->boxes[container].h;
        double edge = side == TAPPA__AT_TOP ? region->y : region->y + region->h;

        piece->port_x = region->x + at;
        piece->point = (uint32_t)l->point_count;
        piece->points = 2;
        if (tappa__layout_point(l, piece->port_x, out ? edge : border) ||
            tappa__layout_point(l, piece->port_x, out ? border : edge))
            return TAPPA_ENOMEM;
    }
    return TAPPA_OK;
}

/* Regions stand side by side, each as high as the highest. */
static tappa_status
layout_regions(struct tappa__layout *l, uint32_t container)
{
    struct tappa__box *box = &l->boxes[container];
    double x = 0, highest = 0;
    tappa_status status;

    for (uint32_t c = container + 1; c < l->p->end[container]; c = l->p->end[c]) {
        x += TAPPA__PADDING;
        l->boxes[c].x = x;
        l->boxes[c].y = box->h;
        x += l->boxes[c].w + l->boxes[c].extra + TAPPA__PADDING;
        highest = l->boxes[c].h > highest ? l->boxes[c].h : highest;
    }
    box->w = x > box->w ? x : box->w;
    box->h += highest + TAPPA__PADDING;
    status = put_region_ways(l, container);
    for (uint32_t c = container + 1; c < l->p->end[container]; c = l->p->end[c])
        if (l->p->end[c] > c + 1)
            l->boxes[c].h = highest;
    return status;
}

tappa_status
tappa__layout_container(struct tappa__layout *l, uint32_t container)
{
    struct tappa__graph g = {.l = l, .container = container};
    tappa_status status = tappa__graph_rank(&g);

    if (status == TAPPA_OK)
        status = tappa__graph_ports(&g);
    if (status == TAPPA_OK)
        status = tappa__graph_order(&g);
    return status == TAPPA_OK ? tappa__graph_place(&g) : status;
}

/* A title is bold, so wider, and stands alone: what it is too long for is cut off by the picture's edge. */
static double
title_width(const char *s, uint32_t most, double size)
{
    size_t n = strlen(s), at = 0;
    double width = 0;

    for (uint32_t i = 0; at < n && i < most; i++)
        width += character_width(tappa__utf8_next(s, n, &at));
    return width * size * 1.2;
}

static tappa_status
layout_one(struct tappa__layout *l, uint32_t container)
{
    struct tappa__box *box = &l->boxes[container];
    int whole = container == l->p->stage_count;
    const char *title = whole ? tappa_model_title(l->p->model, l->p->language) : tappa__picture_title(l->p, container);

    box->h = whole && !title[0] ? TAPPA__PADDING : whole ? TAPPA__HEADER + 12 : TAPPA__HEADER + 4;
    box->w = title_width(title, whole ? TAPPA__TOP_CHARS : TAPPA__HEAD_CHARS, whole ? 17 : 14) + 2 * TAPPA__PADDING;
    if (!whole && l->p->kind[container] == TAPPA_STAGE_PARALLEL)
        return layout_regions(l, container);
    return tappa__layout_container(l, container);
}

/* ---- from relative to the picture ---- */

static void
make_absolute(struct tappa__layout *l)
{
    const struct tappa__picture *p = l->p;

    for (uint32_t i = 0; i < p->stage_count; i++) {
        if (p->parent[i] == TAPPA_NONE)
            continue;
        l->boxes[i].x += l->boxes[p->parent[i]].x;
        l->boxes[i].y += l->boxes[p->parent[i]].y;
    }
    for (uint32_t i = 0; i < l->piece_count; i++)
        for (uint32_t k = 0; k < l->pieces[i].points; k++) {
            l->points[l->pieces[i].point + k].x += l->boxes[l->pieces[i].container].x;
            l->points[l->pieces[i].point + k].y += l->boxes[l->pieces[i].container].y;
        }
    for (uint32_t i = 0; i <= p->stage_count; i++) {
        l->dots[i].x += l->boxes[i].x;
        l->dots[i].y += l->boxes[i].y;
    }
    for (uint32_t i = 0; i < l->arrow_count; i++)
        if (l->arrows[i].label_in != TAPPA_NONE) {
            l->arrows[i].label_x += l->boxes[l->arrows[i].label_in].x;
            l->arrows[i].label_y += l->boxes[l->arrows[i].label_in].y;
        }
}

static tappa_status
prepare(struct tappa__layout *l)
{
    size_t n = l->p->stage_count + (size_t)1;

    l->boxes = tappa__layout_array(l, n, sizeof *l->boxes);
    l->dots = tappa__layout_array(l, n, sizeof *l->dots);
    l->dot = tappa__layout_array(l, n, sizeof *l->dot);
    l->node_of = tappa__layout_array(l, n, sizeof *l->node_of);
    if (l->boxes == NULL || l->dots == NULL || l->dot == NULL || l->node_of == NULL)
        return TAPPA_ENOMEM;
    for (size_t i = 0; i < n; i++)
        l->boxes[i].loop = TAPPA_NONE;
    return tappa__layout_arrows(l);
}

tappa_status
tappa__layout_make(struct tappa__layout *l)
{
    tappa_status status = prepare(l);

    if (status == TAPPA_OK)
        status = measure_labels(l);
    if (status == TAPPA_OK)
        status = measure_boxes(l);
    if (status == TAPPA_OK)
        choose_label_places(l);
    for (uint32_t i = l->p->stage_count; i-- > 0 && status == TAPPA_OK;)
        if (l->p->end[i] > i + 1)
            status = layout_one(l, i);
    if (status == TAPPA_OK)
        status = layout_one(l, l->p->stage_count);
    if (status == TAPPA_OK)
        make_absolute(l);
    return status;
}
