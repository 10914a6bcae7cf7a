/* Owns the drawing as an SCXML document (W3C Recommendation 2015-09-01): states, parallels, histories, finals, nested as in the model.
 * tappa_drawing_new() calls it for TAPPA_DRAW_SCXML.
 * The document is well formed and its ids are unique whatever the names are; the names themselves stand beside in tappa:name. */
#include "lib/exchange/draw/scxml.h"

#include <stdlib.h>
#include <string.h>

struct named {
    struct tappa__text id;
    uint32_t index;
};

static int
compare(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int order = tappa__text_compare(x->id, y->id);

    return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

/* NameStartChar of XML 1.0, without the colon. */
static int
may_start(uint32_t cp)
{
    if (cp < 0x80)
        return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || cp == '_';
    return (cp >= 0xc0 && cp <= 0x2ff && cp != 0xd7 && cp != 0xf7) || (cp >= 0x370 && cp <= 0x1fff && cp != 0x37e) ||
           (cp >= 0x2c00 && cp <= 0x2fef) || (cp >= 0x3001 && cp <= 0xd7ff) || (cp >= 0xf900 && cp <= 0xfdcf) ||
           (cp >= 0xfdf0 && cp <= 0xfffd) || (cp >= 0x10000 && cp <= 0xeffff);
}

static int
may_follow(uint32_t cp)
{
    return may_start(cp) || (cp >= '0' && cp <= '9') || cp == '-' || cp == '.';
}

struct tappa__text
tappa__scxml_mangle(struct tappa__picture *p, const char *s, size_t n)
{
    char *made = tappa__arena_alloc(p->arena, n + 2);
    uint32_t size = 0;
    size_t at = 0, from;

    if (made == NULL) {
        p->out->failed = 1;
        return (struct tappa__text){NULL, 0};
    }
    while (at < n) {
        uint32_t cp;

        from = at;
        cp = tappa__utf8_next(s, n, &at);
        if (size == 0 && !may_start(cp))
            made[size++] = '_';
        if ((size == 1 && from == 0 && !may_follow(cp)) || (cp == '.' && made[size - 1] == '.'))
            continue; /* stands as `_` already; no second dot in a row */
        if (may_follow(cp)) {
            memcpy(made + size, s + from, at - from);
            size += (uint32_t)(at - from);
        } else {
            made[size++] = '_';
        }
    }
    return (struct tappa__text){made, size};
}

/* Gives every name an id; of several that come out the same, all but the first get two dots and their number behind. */
static struct tappa__text *
make_ids(struct tappa__picture *p, uint32_t count, const char *(*name)(const struct tappa__picture *, uint32_t))
{
    struct tappa__text *ids = tappa__arena_alloc(p->arena, (count + (size_t)1) * sizeof *ids);
    struct named *sorted = tappa__arena_alloc(p->arena, (count + (size_t)1) * sizeof *sorted);

    if (ids == NULL || sorted == NULL)
        return NULL;
    for (uint32_t i = 0; i < count; i++) {
        const char *s = name(p, i);

        sorted[i] = (struct named){tappa__scxml_mangle(p, s, strlen(s)), i};
        if (sorted[i].id.s == NULL)
            return NULL;
    }
    qsort(sorted, count, sizeof *sorted, compare);
    for (uint32_t i = 0; i < count; i++) {
        struct tappa__text id = sorted[i].id;

        if (i > 0 && tappa__text_equal(id, sorted[i - 1].id))
            id = tappa__arena_printf(p->arena, "%.*s..%u", (int)id.n, id.s, sorted[i].index);
        if (id.s == NULL)
            return NULL;
        ids[sorted[i].index] = id;
    }
    return ids;
}

static const char *
stage_name(const struct tappa__picture *p, uint32_t i)
{
    return tappa_stage_name(tappa_model_stage_at(p->model, i));
}

static const char *
event_name(const struct tappa__picture *p, uint32_t i)
{
    return tappa_event_type_name(tappa_model_event_at(p->model, i));
}

static int
chain_rows(struct tappa__scxml *x)
{
    struct tappa__picture *p = x->p;
    size_t stages = p->stage_count + (size_t)1, rows = p->row_count + (size_t)1;

    x->first_row = tappa__arena_alloc(p->arena, stages * sizeof *x->first_row);
    x->next_row = tappa__arena_alloc(p->arena, rows * sizeof *x->next_row);
    if (x->first_row == NULL || x->next_row == NULL)
        return -1;
    memset(x->first_row, 0xff, stages * sizeof *x->first_row);
    for (uint32_t i = p->row_count; i-- > 0;) {
        const tappa_transition *row = tappa_model_transition_at(p->model, i);
        uint32_t source = tappa__picture_source(row),
                 *first = &x->first_row[source != TAPPA_NONE ? source : p->stage_count];

        if (tappa_transition_kind(row) == TAPPA_ROW_INITIAL || tappa_transition_kind(row) == TAPPA_ROW_HISTORY_DEFAULT)
            continue;
        x->next_row[i] = *first;
        *first = i;
    }
    return 0;
}

void
tappa__scxml_indent(struct tappa__picture *p, uint32_t depth)
{
    while (depth-- > 0)
        tappa__buffer_str(p->out, "  ");
}

void
tappa__scxml_targets(struct tappa__scxml *x, const char *attribute, const tappa_transition *row)
{
    if (tappa_transition_target_count(row) == 0)
        return;
    tappa__buffer_printf(x->p->out, " %s=\"", attribute);
    for (uint32_t i = 0; i < tappa_transition_target_count(row); i++) {
        tappa__buffer_str(x->p->out, i > 0 ? " " : "");
        tappa__buffer_text(x->p->out, x->stage_ids[tappa__picture_target(row, i)]);
    }
    tappa__buffer_str(x->p->out, "\"");
}

static const char *
element(const struct tappa__picture *p, uint32_t stage)
{
    if (p->kind[stage] == TAPPA_STAGE_PARALLEL)
        return "parallel";
    if (p->kind[stage] == TAPPA_STAGE_FINAL)
        return "final";
    return tappa__picture_is_history(p, stage) ? "history" : "state";
}

static void
open_stage(struct tappa__scxml *x, uint32_t stage, uint32_t depth)
{
    struct tappa__picture *p = x->p;
    const tappa_transition *fallback =
        p->fallback[stage] != TAPPA_NONE ? tappa_model_transition_at(p->model, p->fallback[stage]) : NULL;
    const char *name = stage_name(p, stage), *title = tappa__picture_title(p, stage);

    tappa__scxml_indent(p, depth);
    tappa__buffer_printf(p->out, "<%s id=\"", element(p, stage));
    tappa__buffer_text(p->out, x->stage_ids[stage]);
    tappa__buffer_str(p->out, "\"");
    if (tappa__picture_is_history(p, stage))
        tappa__buffer_printf(p->out, " type=\"%s\"", p->kind[stage] == TAPPA_STAGE_HISTORY_DEEP ? "deep" : "shallow");
    if (p->kind[stage] == TAPPA_STAGE_COMPOUND)
        tappa__scxml_targets(x, "initial", fallback);
    tappa__buffer_str(p->out, " tappa:name=\"");
    tappa__xml_escape(p->out, name, strlen(name));
    if (strcmp(name, title) != 0) {
        tappa__buffer_str(p->out, "\" tappa:title=\"");
        tappa__xml_escape(p->out, title, strlen(title));
    }
    tappa__buffer_str(p->out, "\">\n");
    if (tappa__picture_is_history(p, stage)) {
        tappa__scxml_indent(p, depth + 1);
        tappa__buffer_str(p->out, "<transition");
        tappa__scxml_targets(x, "target", fallback);
        tappa__buffer_str(p->out, "/>\n");
    }
    tappa__scxml_rows(x, stage, depth + 1);
}

static void
put_stages(struct tappa__scxml *x)
{
    struct tappa__picture *p = x->p;
    uint32_t open = TAPPA_NONE, depth = 1;

    for (uint32_t i = 0;; i++) {
        while (open != TAPPA_NONE && (i == p->stage_count || !tappa__picture_is_inside(p, i, open))) {
            tappa__scxml_indent(p, --depth);
            tappa__buffer_printf(p->out, "</%s>\n", element(p, open));
            open = p->parent[open];
        }
        if (i == p->stage_count)
            break;
        open_stage(x, i, depth++);
        open = i;
    }
}

static void
put_data(struct tappa__picture *p)
{
    uint32_t count = tappa_model_data_count(p->model);

    if (count > 0)
        tappa__buffer_str(p->out, "  <datamodel>\n");
    for (uint32_t i = 0; i < count; i++) {
        const char *name = tappa_model_data_name(p->model, i);

        tappa__buffer_str(p->out, "    <data id=\"");
        tappa__xml_escape(p->out, name, strlen(name));
        tappa__buffer_str(p->out, "\"/>\n");
    }
    if (count > 0)
        tappa__buffer_str(p->out, "  </datamodel>\n");
}

tappa_status
tappa__draw_scxml(struct tappa__picture *p)
{
    struct tappa__scxml x = {.p = p, .event_count = tappa_model_event_count(p->model)};
    const char *name = tappa_model_name(p->model);

    x.stage_ids = make_ids(p, p->stage_count, stage_name);
    x.event_ids = make_ids(p, x.event_count, event_name);
    if (x.stage_ids == NULL || x.event_ids == NULL || chain_rows(&x))
        return TAPPA_ENOMEM;
    tappa__buffer_str(
        p->out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<!-- Stages and transitions of a Tappa model. Conditions are CEL expressions; actions are not exported.\n"
        "     A timer of a stage is a delayed send that its onexit cancels. -->\n"
        "<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" xmlns:tappa=\"urn:tappa:model:1\" version=\"1.0\" "
        "datamodel=\"cel\" name=\"");
    tappa__xml_escape(p->out, name, strlen(name));
    tappa__buffer_str(p->out, "\" initial=\"");
    if (p->first_stage != TAPPA_NONE)
        tappa__buffer_text(p->out, x.stage_ids[p->first_stage]);
    else
        tappa__buffer_str(p->out, TAPPA__SCXML_ENTRY);
    tappa__buffer_str(p->out, "\">\n");
    put_data(p);
    if (p->first_stage == TAPPA_NONE) {
        tappa__buffer_str(p->out, "  <state id=\"" TAPPA__SCXML_ENTRY "\">\n");
        tappa__scxml_rows(&x, TAPPA_NONE, 2);
        tappa__buffer_str(p->out, "  </state>\n");
    }
    put_stages(&x);
    tappa__buffer_str(p->out, "</scxml>\n");
    return TAPPA_OK;
}
