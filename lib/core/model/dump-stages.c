/* Owns how the stage tree stands in the canonical text.
 * The writer of the whole model calls it once.
 * Stages come out in document order, which the frozen array is; so depth alone says the indentation, and nothing recurses. */
#include "lib/core/model/dump.h"

static int
same_targets(const struct tappa_model *m, struct tappa__span a, struct tappa__span b)
{
    if (a.count != b.count)
        return 0;
    for (uint32_t i = 0; i < a.count; i++)
        if (m->targets[a.first + i] != m->targets[b.first + i])
            return 0;
    return 1;
}

/* What `initial` means where nobody wrote it: the first child that is not a history. */
static int
is_usual_initial(const struct tappa_model *m, const struct tappa_stage *s, const struct tappa_transition *row)
{
    uint32_t child = s->index + 1;

    while (tappa__is_history(&m->stages[child]))
        child = m->stages[child].end;
    return row->actions == TAPPA_NONE && row->targets.count == 1 && !row->target_is_list &&
           m->targets[row->targets.first] == child;
}

static int
is_all_regions(const struct tappa_model *m, const struct tappa_stage *parent, struct tappa__span targets)
{
    uint32_t at = 0;

    for (uint32_t i = parent->index + 1; i < parent->end; i = m->stages[i].end) {
        if (tappa__is_history(&m->stages[i]))
            continue;
        if (at == targets.count || m->targets[targets.first + at++] != i)
            return 0;
    }
    return at == targets.count;
}

/* What `default` means where nobody wrote it: the parent's own default entry. */
static int
is_usual_default(const struct tappa_model *m, const struct tappa_stage *s, const struct tappa_transition *row)
{
    const struct tappa_stage *parent = s->parent != TAPPA_NONE ? &m->stages[s->parent] : NULL;
    const struct tappa_transition *usual;

    if (parent == NULL)
        return 0;
    if (parent->kind == TAPPA__PARALLEL && parent->initial == TAPPA_NONE)
        return row->actions == TAPPA_NONE && is_all_regions(m, parent, row->targets);
    usual = &m->rows[parent->initial];
    return row->actions == usual->actions && same_targets(m, row->targets, usual->targets);
}

static void
put_default(struct tappa__map *map, const char *key, const struct tappa_model *m, const struct tappa_transition *row)
{
    struct tappa__map inner = tappa__map_block(map->out, map->indent + 2);

    if (row->actions == TAPPA_NONE) {
        tappa__map_stages(map, key, m, row->targets, row->target_is_list != 0);
        return;
    }
    tappa__map_key(map, key);
    tappa__map_stages(&inner, "to", m, row->targets, row->target_is_list != 0);
    tappa__map_key(&inner, "do");
    tappa__dump_actions(m, row->actions, inner.indent + 2, map->out);
}

static void
put_kind(struct tappa__map *map, const struct tappa_model *m, const struct tappa_stage *s)
{
    const struct tappa_transition *row = s->initial != TAPPA_NONE ? &m->rows[s->initial] : NULL;

    if (s->kind == TAPPA__PARALLEL || s->kind == TAPPA__FINAL) {
        tappa__map_key(map, s->kind == TAPPA__PARALLEL ? "parallel" : "final");
        tappa__buffer_str(map->out, " true");
    }
    if (tappa__is_history(s))
        tappa__map_string(map, "history", tappa__text_of(s->kind == TAPPA__HISTORY_DEEP ? "deep" : "shallow"));
    if (row == NULL)
        return;
    if (s->kind == TAPPA__PARALLEL || (s->kind == TAPPA__COMPOUND && !is_usual_initial(m, s, row)))
        put_default(map, "initial", m, row);
    if (tappa__is_history(s) && !is_usual_default(m, s, row))
        put_default(map, "default", m, row);
}

static void
put_list(struct tappa__map *map, const char *key, const struct tappa_model *m, uint32_t list)
{
    if (list == TAPPA_NONE)
        return;
    tappa__map_key(map, key);
    tappa__dump_actions(m, list, map->indent + 2, map->out);
}

static void
put_stage(const struct tappa_model *m, const struct tappa_stage *s, struct tappa__buffer *out, uint32_t *seen)
{
    struct tappa__map names = tappa__map_block(out, 2 + 4 * s->depth), map = tappa__map_block(out, 4 + 4 * s->depth);
    size_t before;

    tappa__map_name(&names, s->name);
    before = out->n;
    tappa__map_titles(&map, m, s->titles);
    for (uint32_t i = 0; i < s->notes.count; i++) {
        const struct tappa__note *note = &m->notes[s->notes.first + i];

        tappa__map_name(&map, note->key);
        tappa__buffer_put(out, " ", 1);
        tappa__dump_string(out, note->value);
    }
    put_kind(&map, m, s);
    put_list(&map, "enter", m, s->enter);
    put_list(&map, "leave", m, s->leave);
    tappa__dump_rows(m, s, map.indent, out, seen);
    if (s->end > s->index + 1)
        tappa__map_key(&map, "stages");
    else if (out->n == before)
        tappa__buffer_str(out, " {}");
}

void
tappa__dump_stages(const struct tappa_model *m, struct tappa__buffer *out, uint32_t *seen)
{
    tappa__buffer_str(out, "\nstages:");
    for (uint32_t i = 0; i < m->stage_count; i++)
        put_stage(m, &m->stages[i], out, seen);
}
