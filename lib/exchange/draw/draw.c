/* Owns the drawing as an object, and what each format needs to know of a model before it begins.
 * Hosts call it, and the command `tappa draw`.
 * Everything is read through libtappa's public headers: a drawing knows of a model what any stranger can know. */
#include "tappa/exchange/draw.h"

#include <string.h>

#include "lib/exchange/draw/draw.h"

struct tappa_drawing {
    struct tappa_allocator allocator;
    struct tappa__buffer text;
};

uint32_t
tappa__picture_source(const tappa_transition *row)
{
    return tappa_stage_index(tappa_transition_source(row));
}

uint32_t
tappa__picture_target(const tappa_transition *row, uint32_t index)
{
    return tappa_stage_index(tappa_transition_target_at(row, index));
}

int
tappa__picture_is_arrow(const tappa_transition *row)
{
    int32_t kind = tappa_transition_kind(row);

    return kind != TAPPA_ROW_INITIAL && kind != TAPPA_ROW_HISTORY_DEFAULT && tappa_transition_target_count(row) > 0;
}

const char *
tappa__picture_title(const struct tappa__picture *p, uint32_t stage)
{
    return tappa_stage_title(tappa_model_stage_at(p->model, stage), p->language);
}

static void
read_rows(struct tappa__picture *p)
{
    int entry = 0;

    for (uint32_t i = 0; i < p->row_count; i++) {
        const tappa_transition *row = tappa_model_transition_at(p->model, i);
        int32_t kind = tappa_transition_kind(row);

        entry |= kind == TAPPA_ROW_ENTRY;
        if (kind == TAPPA_ROW_INITIAL || kind == TAPPA_ROW_HISTORY_DEFAULT)
            p->fallback[tappa__picture_source(row)] = i;
    }
    for (uint32_t i = 0; !entry && i < p->stage_count && p->first_stage == TAPPA_NONE; i = p->end[i])
        if (!tappa__picture_is_history(p, i))
            p->first_stage = i;
}

tappa_status
tappa__picture_open(struct tappa__picture *p)
{
    p->stage_count = tappa_model_stage_count(p->model);
    p->row_count = tappa_model_transition_count(p->model);
    p->first_stage = TAPPA_NONE;
    p->parent = tappa__arena_alloc(p->arena, p->stage_count * sizeof *p->parent);
    p->end = tappa__arena_alloc(p->arena, p->stage_count * sizeof *p->end);
    p->kind = tappa__arena_alloc(p->arena, p->stage_count * sizeof *p->kind);
    p->fallback = tappa__arena_alloc(p->arena, p->stage_count * sizeof *p->fallback);
    if (p->parent == NULL || p->end == NULL || p->kind == NULL || p->fallback == NULL)
        return TAPPA_ENOMEM;
    for (uint32_t i = 0; i < p->stage_count; i++) {
        const tappa_stage *s = tappa_model_stage_at(p->model, i);

        p->parent[i] = tappa_stage_index(tappa_stage_parent(s));
        p->end[i] = i + 1;
        p->kind[i] = tappa_stage_kind(s);
        p->fallback[i] = TAPPA_NONE;
    }
    for (uint32_t i = p->stage_count; i-- > 0;)
        if (p->parent[i] != TAPPA_NONE && p->end[p->parent[i]] < p->end[i])
            p->end[p->parent[i]] = p->end[i];
    read_rows(p);
    return TAPPA_OK;
}

int32_t
tappa_drawing_format(const char *name)
{
    static const char *const names[] = {"dot", "mermaid", "scxml", "svg"};

    for (int32_t i = 0; name != NULL && i < 4; i++)
        if (strcmp(name, names[i]) == 0)
            return i + 1;
    return 0;
}

static tappa_status
draw(struct tappa__picture *p, int32_t format)
{
    tappa_status status = tappa__picture_open(p);

    if (status != TAPPA_OK)
        return status;
    switch (format) {
    case TAPPA_DRAW_DOT:
        status = tappa__draw_dot(p);
        break;
    case TAPPA_DRAW_MERMAID:
        status = tappa__draw_mermaid(p);
        break;
    case TAPPA_DRAW_SCXML:
        status = tappa__draw_scxml(p);
        break;
    default:
        status = tappa__draw_svg(p);
        break;
    }
    return status == TAPPA_OK && p->out->failed ? TAPPA_ENOMEM : status;
}

tappa_status
tappa_drawing_new(const struct tappa_allocator *allocator, const tappa_model *model, int32_t format,
                  const char *language, tappa_drawing **drawing)
{
    struct tappa__picture p = {.model = model, .language = language};
    struct tappa_allocator a;
    struct tappa__arena arena;
    tappa_drawing *made;
    tappa_status status;

    if (drawing == NULL)
        return TAPPA_EINVAL;
    *drawing = NULL;
    if (model == NULL || format < TAPPA_DRAW_DOT || format > TAPPA_DRAW_SVG)
        return TAPPA_EINVAL;
    if (allocator != NULL &&
        (allocator->allocate == NULL || allocator->reallocate == NULL || allocator->release == NULL))
        return TAPPA_EINVAL;
    tappa__allocator_default(&a);
    if (allocator != NULL)
        a = *allocator;
    made = tappa__alloc_zero(&a, sizeof *made);
    if (made == NULL)
        return TAPPA_ENOMEM;
    made->allocator = a;
    tappa__buffer_init(&made->text, &a);
    tappa__arena_init(&arena, &a, 0);
    p.out = &made->text;
    p.arena = &arena;
    status = draw(&p, format);
    tappa__arena_free(&arena);
    if (status == TAPPA_OK)
        *drawing = made;
    else
        tappa_drawing_free(made);
    return status;
}

const char *
tappa_drawing_text(const tappa_drawing *drawing, size_t *size)
{
    if (size != NULL)
        *size = drawing != NULL ? drawing->text.n : 0;
    return drawing != NULL ? drawing->text.s : "";
}

void
tappa_drawing_free(tappa_drawing *drawing)
{
    struct tappa_allocator a;

    if (drawing == NULL)
        return;
    a = drawing->allocator;
    tappa__buffer_free(&drawing->text);
    tappa__free(&a, drawing);
}
