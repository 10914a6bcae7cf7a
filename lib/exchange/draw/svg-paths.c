/* Owns how arrows and their labels look in the SVG.
 * svg.c calls it: arrows between the containers' backgrounds and the boxes, labels last of all.
 * What a label cuts short stands whole in the title element beside it, which viewers show as a tooltip. */
#include <string.h>

#include "lib/exchange/draw/svg.h"

static void
put_pair(struct tappa__buffer *out, const char *command, double x, double y)
{
    tappa__buffer_str(out, command);
    tappa__svg_number(out, x);
    tappa__buffer_str(out, " ");
    tappa__svg_number(out, y);
}

/* From one point to the next: straight where they stand above each other, else a curve that begins and ends upright. */
static void
put_step(struct tappa__buffer *out, struct tappa__point a, struct tappa__point b)
{
    double bend = (b.y - a.y) * 0.55;

    if (a.x - b.x < 0.05 && b.x - a.x < 0.05) {
        if (a.y - b.y > 0.05 || b.y - a.y > 0.05)
            put_pair(out, "L", b.x, b.y);
        return;
    }
    put_pair(out, "C", a.x, a.y + bend);
    put_pair(out, " ", b.x, b.y - bend);
    put_pair(out, " ", b.x, b.y);
}

static void
put_way(struct tappa__layout *l, const struct tappa__arrow *arrow)
{
    struct tappa__point last = {0, 0};
    int begun = 0;

    for (uint32_t i = 0; i < arrow->pieces; i++) {
        const struct tappa__piece *piece = &l->pieces[arrow->piece + i];

        for (uint32_t k = 0; k < piece->points; k++) {
            struct tappa__point next = l->points[piece->point + k];

            if (!begun)
                put_pair(l->p->out, "M", next.x, next.y);
            else
                put_step(l->p->out, last, next);
            begun = 1;
            last = next;
        }
    }
}

static void
put_loop(struct tappa__layout *l, struct tappa__arrow *arrow)
{
    const struct tappa__box *box = &l->boxes[arrow->from];
    double x = box->x + box->w, top = box->y + 9, bottom = box->y + (box->h < 60 ? box->h - 9 : 51);

    put_pair(l->p->out, "M", x, top);
    put_pair(l->p->out, "C", x + TAPPA__LOOP, top);
    put_pair(l->p->out, " ", x + TAPPA__LOOP, bottom);
    put_pair(l->p->out, " ", x, bottom);
    arrow->label_in = l->p->stage_count;
    arrow->label_x = x + TAPPA__LOOP * 0.8 + 2 + arrow->label_w / 2;
    arrow->label_y = (top + bottom) / 2;
}

/* Between regions of a parallel stage: from side to side. */
static void
put_straight(struct tappa__layout *l, struct tappa__arrow *arrow)
{
    const struct tappa__box *a = &l->boxes[arrow->from], *b = &l->boxes[arrow->to];
    int right = a->x < b->x;
    double x0 = right ? a->x + a->w : a->x, y0 = a->y + a->h / 2, x1 = right ? b->x : b->x + b->w, y1 = b->y + b->h / 2;
    double bend = (x1 - x0) * 0.5;

    put_pair(l->p->out, "M", x0, y0);
    put_pair(l->p->out, "C", x0 + bend, y0);
    put_pair(l->p->out, " ", x1 - bend, y1);
    put_pair(l->p->out, " ", x1, y1);
    arrow->label_in = l->p->stage_count;
    arrow->label_x = (x0 + x1) / 2;
    arrow->label_y = (y0 + y1) / 2;
}

/* The label of an arrow for which no layer had room: in the middle of its longest piece. */
static void
place_label(struct tappa__layout *l, struct tappa__arrow *arrow)
{
    const struct tappa__piece *piece = &l->pieces[arrow->piece];
    struct tappa__point a = l->points[piece->point], b = l->points[piece->point + piece->points - 1];

    arrow->label_x = (a.x + b.x) / 2;
    arrow->label_y = (a.y + b.y) / 2;
}

static void
put_title(struct tappa__layout *l, const struct tappa__arrow *arrow)
{
    struct tappa__buffer text;

    tappa__buffer_init(&text, &l->p->out->allocator);
    tappa__buffer_str(l->p->out, "<title>");
    for (uint32_t i = 0; i < arrow->rows && i < 24; i++) {
        tappa__label_begin(&text);
        tappa__label_whole(l->p, tappa_model_transition_at(l->p->model, l->arrow_rows[arrow->first + i]), &text);
        tappa__buffer_str(l->p->out, i > 0 ? "\n" : "");
        if (!text.failed)
            tappa__xml_escape(l->p->out, text.s, text.n);
    }
    tappa__buffer_str(l->p->out, "</title>");
    l->p->out->failed |= text.failed;
    tappa__buffer_free(&text);
}

void
tappa__svg_arrows(struct tappa__layout *l)
{
    for (uint32_t i = 0; i < l->arrow_count; i++) {
        struct tappa__arrow *arrow = &l->arrows[i];
        int placed = arrow->label_x > 0;

        tappa__buffer_str(l->p->out, "<path class=\"arrow");
        tappa__buffer_str(l->p->out, arrow->is_default ? " default\"" : "\"");
        tappa__buffer_str(l->p->out, " marker-end=\"url(#head)\" d=\"");
        if (arrow->from == arrow->to)
            put_loop(l, arrow);
        else if (arrow->pieces == 0)
            put_straight(l, arrow);
        else
            put_way(l, arrow);
        tappa__buffer_str(l->p->out, "\">");
        if (arrow->pieces > 0 && !placed)
            place_label(l, arrow);
        put_title(l, arrow);
        tappa__buffer_str(l->p->out, "</path>\n");
    }
}

static void
put_label(struct tappa__layout *l, const struct tappa__arrow *arrow, struct tappa__buffer *text)
{
    struct tappa__buffer *out = l->p->out;
    double top = arrow->label_y - arrow->label_h / 2;

    tappa__buffer_str(out, "<g class=\"label\">");
    put_title(l, arrow);
    tappa__buffer_str(out, "<rect rx=\"4\"");
    tappa__svg_attribute(out, "x", arrow->label_x - arrow->label_w / 2);
    tappa__svg_attribute(out, "y", top);
    tappa__svg_attribute(out, "width", arrow->label_w);
    tappa__svg_attribute(out, "height", arrow->label_h);
    tappa__buffer_str(out, "/>");
    for (uint32_t line = 0; line < tappa__arrow_lines(arrow); line++) {
        tappa__arrow_line(l, arrow, line, text);
        tappa__buffer_str(out, "<text");
        tappa__svg_attribute(out, "x", arrow->label_x);
        tappa__svg_attribute(out, "y", top + line * (double)TAPPA__LABEL_LINE + 10.5);
        tappa__buffer_str(out, ">");
        if (!text->failed)
            tappa__xml_escape(out, text->s, text->n);
        tappa__buffer_str(out, "</text>");
    }
    tappa__buffer_str(out, "</g>\n");
}

void
tappa__svg_labels(struct tappa__layout *l)
{
    struct tappa__buffer text;

    tappa__buffer_init(&text, &l->p->out->allocator);
    for (uint32_t i = 0; i < l->arrow_count; i++)
        if (l->arrows[i].label_w > 0)
            put_label(l, &l->arrows[i], &text);
    l->p->out->failed |= text.failed;
    tappa__buffer_free(&text);
}
