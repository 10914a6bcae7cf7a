/* Owns the SVG document: its style, its boxes, their titles.
 * tappa_drawing_new() calls it for TAPPA_DRAW_SVG.
 * It needs no font, no script and no other file, and reads well on light and on dark pages. */
#include "lib/exchange/draw/svg.h"

#include <string.h>

static const char style[] =
    "<style>\n"
    "svg{--page:#ffffff;--ink:#1d2733;--soft:#5b6b7d;--line:#44607f;--box:#eef4fb;--edge:#44607f;--room:#f7f9fc;--rim:#"
    "b4c0ce}\n"
    "@media "
    "(prefers-color-scheme:dark){svg{--page:#14191f;--ink:#e8eef5;--soft:#9fb0c3;--line:#8fb0d4;--box:#22303f;--edge:#"
    "7f9fc2;"
    "--room:#1a222b;--rim:#46566a}}\n"
    "text{font-family:system-ui,-apple-system,\"Segoe UI\",\"DejaVu Sans\",sans-serif;fill:#1d2733;fill:var(--ink)}\n"
    ".page{fill:#ffffff;fill:var(--page)}\n"
    ".room{fill:#f7f9fc;fill:var(--room);stroke:#b4c0ce;stroke:var(--rim)}\n"
    ".parting{stroke:#b4c0ce;stroke:var(--rim);stroke-dasharray:6 5;fill:none}\n"
    ".box{fill:#eef4fb;fill:var(--box);stroke:#44607f;stroke:var(--edge);stroke-width:1.3}\n"
    ".inner{fill:none;stroke:#44607f;stroke:var(--edge)}\n"
    ".name{font-size:14px;font-weight:600;text-anchor:middle}\n"
    ".head{font-size:14px;font-weight:600;paint-order:stroke;stroke:#f7f9fc;stroke:var(--room);stroke-width:5px;stroke-"
    "linejoin:round}\n"
    ".top{font-size:17px;font-weight:600}\n"
    ".stay{font-size:10px;fill:#5b6b7d;fill:var(--soft);text-anchor:middle}\n"
    ".arrow{fill:none;stroke:#44607f;stroke:var(--line);stroke-width:1.3}\n"
    ".default{stroke-dasharray:4 3}\n"
    ".tip,.dot{fill:#44607f;fill:var(--line)}\n"
    ".label text{font-size:11px;text-anchor:middle}\n"
    ".label rect{fill:#ffffff;fill:var(--page);fill-opacity:0.88}\n"
    "</style>\n";

void
tappa__svg_number(struct tappa__buffer *out, double value)
{
    int64_t tenths = (int64_t)(value * 10 + (value < 0 ? -0.5 : 0.5));
    uint64_t size = tenths < 0 ? 0 - (uint64_t)tenths : (uint64_t)tenths;

    tappa__buffer_printf(out, size % 10 != 0 ? "%s%llu.%u" : "%s%llu", tenths < 0 ? "-" : "",
                         (unsigned long long)(size / 10), (unsigned)(size % 10));
}

void
tappa__svg_attribute(struct tappa__buffer *out, const char *name, double value)
{
    tappa__buffer_printf(out, " %s=\"", name);
    tappa__svg_number(out, value);
    tappa__buffer_str(out, "\"");
}

static void
put_rect(struct tappa__buffer *out, const char *class, double x, double y, double w, double h, double rounded)
{
    tappa__buffer_printf(out, "<rect class=\"%s\"", class);
    tappa__svg_attribute(out, "x", x);
    tappa__svg_attribute(out, "y", y);
    tappa__svg_attribute(out, "width", w);
    tappa__svg_attribute(out, "height", h);
    tappa__svg_attribute(out, "rx", rounded);
    tappa__buffer_str(out, "/>");
}

static void
put_text(struct tappa__buffer *out, const char *class, double x, double y, const char *s, size_t n)
{
    tappa__buffer_printf(out, "<text class=\"%s\"", class);
    tappa__svg_attribute(out, "x", x);
    tappa__svg_attribute(out, "y", y);
    tappa__buffer_str(out, ">");
    tappa__xml_escape(out, s, n);
    tappa__buffer_str(out, "</text>");
}

static void
put_cut_text(struct tappa__layout *l, const char *class, double x, double y, const char *s, uint32_t most)
{
    struct tappa__buffer text;

    tappa__buffer_init(&text, &l->p->out->allocator);
    tappa__label_cut(s, strlen(s), most, &text);
    if (!text.failed)
        put_text(l->p->out, class, x, y, text.s, text.n);
    l->p->out->failed |= text.failed;
    tappa__buffer_free(&text);
}

/* Name and title, as a tooltip. */
static void
put_names(struct tappa__layout *l, uint32_t stage)
{
    const char *name = tappa_stage_name(tappa_model_stage_at(l->p->model, stage)),
               *title = tappa__picture_title(l->p, stage);

    tappa__buffer_str(l->p->out, "<title>");
    tappa__xml_escape(l->p->out, title, strlen(title));
    if (strcmp(name, title) != 0) {
        tappa__buffer_str(l->p->out, " (");
        tappa__xml_escape(l->p->out, name, strlen(name));
        tappa__buffer_str(l->p->out, ")");
    }
    tappa__buffer_str(l->p->out, "</title>");
}

static int
is_region(const struct tappa__picture *p, uint32_t stage)
{
    return p->parent[stage] != TAPPA_NONE && p->kind[p->parent[stage]] == TAPPA_STAGE_PARALLEL;
}

/* Dashed lines between the regions of a parallel stage. */
static void
put_partings(struct tappa__layout *l, uint32_t stage)
{
    const struct tappa__box *b = &l->boxes[stage];

    for (uint32_t c = l->p->end[stage + 1]; c < l->p->end[stage]; c = l->p->end[c]) {
        tappa__buffer_str(l->p->out, "<path class=\"parting\" d=\"M");
        tappa__svg_number(l->p->out, l->boxes[c].x - TAPPA__PADDING);
        tappa__buffer_str(l->p->out, " ");
        tappa__svg_number(l->p->out, b->y + TAPPA__HEADER);
        tappa__buffer_str(l->p->out, "V");
        tappa__svg_number(l->p->out, b->y + b->h);
        tappa__buffer_str(l->p->out, "\"/>");
    }
}

/* A stage with children: a room with a rim, but for a region, whose rim is its parent's and the lines beside it. */
static void
put_room(struct tappa__layout *l, uint32_t stage)
{
    const struct tappa__box *b = &l->boxes[stage];

    tappa__buffer_str(l->p->out, "<g>");
    put_names(l, stage);
    if (!is_region(l->p, stage))
        put_rect(l->p->out, "room", b->x, b->y, b->w, b->h, 10);
    if (l->p->kind[stage] == TAPPA_STAGE_PARALLEL)
        put_partings(l, stage);
    tappa__buffer_str(l->p->out, "</g>\n");
}

/* Above the arrows that cross it, with a rim in the colour of the room. */
static void
put_head(struct tappa__layout *l, uint32_t stage)
{
    put_cut_text(l, "head", l->boxes[stage].x + 12, l->boxes[stage].y + 20, tappa__picture_title(l->p, stage),
                 TAPPA__HEAD_CHARS);
    tappa__buffer_str(l->p->out, "\n");
}

static void
put_stays(struct tappa__layout *l, uint32_t stage)
{
    const tappa_stage *s = tappa_model_stage_at(l->p->model, stage);
    const struct tappa__box *b = &l->boxes[stage];
    struct tappa__buffer text;
    uint32_t line = 0;

    tappa__buffer_init(&text, &l->p->out->allocator);
    for (uint32_t i = 0; i < tappa_stage_transition_count(s) && line < TAPPA__STAY_LINES; i++) {
        const tappa_transition *row = tappa_stage_transition_at(s, i);

        if (tappa_transition_target_count(row) > 0)
            continue;
        tappa__label_begin(&text);
        tappa__buffer_str(&text, "\xE2\x86\xBB ");
        if (line + 1 == TAPPA__STAY_LINES && b->stays > TAPPA__STAY_LINES)
            tappa__buffer_printf(&text, "and %u more", b->stays - line);
        else
            tappa__label_row(l->p, row, TAPPA__LABEL_CHARS, &text);
        if (!text.failed)
            put_text(l->p->out, "stay", b->x + b->w / 2, b->y + 38 + line * (double)TAPPA__STAY_LINE, text.s, text.n);
        line++;
    }
    l->p->out->failed |= text.failed;
    tappa__buffer_free(&text);
}

static void
put_box(struct tappa__layout *l, uint32_t stage)
{
    const struct tappa__box *b = &l->boxes[stage];
    struct tappa__buffer *out = l->p->out;
    int history = tappa__picture_is_history(l->p, stage);

    tappa__buffer_str(out, "<g>");
    put_names(l, stage);
    put_rect(out, "box", b->x, b->y, b->w, b->h, history ? b->w / 2 : 9);
    if (l->p->kind[stage] == TAPPA_STAGE_FINAL)
        put_rect(out, "inner", b->x + 3, b->y + 3, b->w - 6, b->h - 6, 7);
    if (history)
        put_cut_text(l, "name", b->x + b->w / 2, b->y + b->h / 2 + 5,
                     l->p->kind[stage] == TAPPA_STAGE_HISTORY_DEEP ? "H*" : "H", 2);
    else
        put_cut_text(l, "name", b->x + b->w / 2, b->y + 24, tappa__picture_title(l->p, stage), TAPPA__TITLE_CHARS);
    put_stays(l, stage);
    tappa__buffer_str(out, "</g>\n");
}

static void
put_dots(struct tappa__layout *l)
{
    for (uint32_t i = 0; i <= l->p->stage_count; i++) {
        if (!l->dot[i])
            continue;
        tappa__buffer_str(l->p->out, "<circle class=\"dot\" r=\"6\"");
        tappa__svg_attribute(l->p->out, "cx", l->dots[i].x);
        tappa__svg_attribute(l->p->out, "cy", l->dots[i].y);
        tappa__buffer_str(l->p->out, "/>\n");
    }
}

static void
put_open(struct tappa__layout *l)
{
    const struct tappa__box *page = &l->boxes[l->p->stage_count];
    const char *title = tappa_model_title(l->p->model, l->p->language), *name = tappa_model_name(l->p->model);
    struct tappa__buffer *out = l->p->out;
    int last = 0;

    tappa__buffer_str(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ");
    tappa__svg_number(out, page->w);
    tappa__buffer_str(out, " ");
    tappa__svg_number(out, page->h);
    tappa__buffer_str(out, "\"");
    tappa__svg_attribute(out, "width", page->w);
    tappa__svg_attribute(out, "height", page->h);
    tappa__buffer_str(out, " role=\"img\">\n<title>");
    last = title[0] == '\0';
    tappa__xml_escape(out, last ? name : title, strlen(last ? name : title));
    tappa__buffer_str(out, "</title>\n");
    tappa__buffer_str(out, style);
    tappa__buffer_str(
        out,
        "<defs><marker id=\"head\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" "
        "markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"tip\" d=\"M0 0.8L10 5L0 "
        "9.2z\"/></marker></defs>\n");
    put_rect(out, "page", 0, 0, page->w, page->h, 0);
    tappa__buffer_str(out, "\n");
    if (title[0] != '\0')
        put_cut_text(l, "top", TAPPA__PADDING, 27, title, TAPPA__TOP_CHARS);
}

tappa_status
tappa__draw_svg(struct tappa__picture *p)
{
    struct tappa__layout l = {.p = p};
    tappa_status status = tappa__layout_make(&l);

    if (status != TAPPA_OK)
        return status;
    put_open(&l);
    for (uint32_t i = 0; i < p->stage_count; i++)
        if (p->end[i] > i + 1)
            put_room(&l, i);
    tappa__svg_arrows(&l);
    put_dots(&l);
    for (uint32_t i = 0; i < p->stage_count; i++)
        if (p->end[i] == i + 1)
            put_box(&l, i);
        else
            put_head(&l, i);
    tappa__svg_labels(&l);
    tappa__buffer_str(p->out, "</svg>\n");
    return TAPPA_OK;
}
