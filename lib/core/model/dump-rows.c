/* Owns how rows stand in the canonical text: `when`, `done`, `always`, `after` of a stage, and `entry`.
 * The writers of stages and of the model call it.
 * Order is meaning: rows come out in the order in which they are tried, and where a map cannot say that order, `when` becomes a list. */
#include "lib/base/time.h"
#include "lib/core/model/dump.h"

/* More prefixes than this in one `when`, and it is written as a list: looking for repeated ones would take too long. */
enum { most_prefixes = 64 };

static const struct tappa__pattern *
pattern_of(const struct tappa_model *m, const struct tappa_transition *row)
{
    return &m->patterns[row->patterns.first];
}

static int
same_pattern(const struct tappa__pattern *a, const struct tappa__pattern *b)
{
    if (a->kind != b->kind)
        return 0;
    return a->kind == TAPPA__EXACT ? a->event == b->event : tappa__text_equal(a->name, b->name);
}

static void
put_events(struct tappa__map *map, const struct tappa_model *m, const struct tappa_transition *row)
{
    tappa__map_key(map, "event");
    tappa__buffer_str(map->out, row->patterns.count == 1 ? " " : " [");
    for (uint32_t i = 0; i < row->patterns.count; i++) {
        if (i > 0)
            tappa__buffer_str(map->out, ", ");
        tappa__dump_string(map->out, m->patterns[row->patterns.first + i].name);
    }
    if (row->patterns.count != 1)
        tappa__buffer_put(map->out, "]", 1);
}

static void
put_parts(struct tappa__map *map, const struct tappa_model *m, const struct tappa_transition *row, int with_events)
{
    if (with_events)
        put_events(map, m, row);
    if (row->guard != TAPPA_NONE)
        tappa__map_expression(map, "if", m, row->guard);
    if (row->targets.count > 0)
        tappa__map_stages(map, "to", m, row->targets, row->target_is_list != 0);
    if (row->internal) {
        tappa__map_key(map, "internal");
        tappa__buffer_str(map->out, " true");
    }
    if (row->kind == TAPPA__AFTER && row->every > 0)
        tappa__map_duration(map, "every", row->every);
    if (row->kind == TAPPA__AFTER && row->at >= 0)
        tappa__map_clock(map, "at", row->at);
    tappa__map_titles(map, m, row->titles);
}

static int
is_timetable(const struct tappa_transition *row)
{
    return row->kind == TAPPA__AFTER && (row->every > 0 || row->at >= 0);
}

/* A row behind its key, or behind the dash of an item: its target's name, a map in one line, or, with actions, a key to a line. */
static void
put_row(const struct tappa_model *m, const struct tappa_transition *row, uint32_t indent, int item, int with_events,
        struct tappa__buffer *out)
{
    struct tappa__map map = tappa__map_flow(out);

    if (row->actions != TAPPA_NONE) {
        map = item ? tappa__map_item(out, indent) : tappa__map_block(out, indent);
        if (item)
            tappa__buffer_put(out, " ", 1);
        put_parts(&map, m, row, with_events);
        tappa__map_key(&map, "do");
        tappa__dump_actions(m, row->actions, indent + 2, out);
        return;
    }
    tappa__buffer_put(out, " ", 1);
    if (!with_events && row->guard == TAPPA_NONE && row->targets.count == 1 && !row->target_is_list && !row->internal &&
        !is_timetable(row) && row->titles.count == 0) {
        tappa__dump_string(out, m->stages[m->targets[row->targets.first]].name);
        return;
    }
    put_parts(&map, m, row, with_events);
    tappa__map_end(&map);
}

/* Rows behind a key: one as it is, several as a list. */
static void
put_group(const struct tappa_model *m, struct tappa__span rows, uint32_t indent, int with_events,
          struct tappa__buffer *out)
{
    if (rows.count == 1 && !with_events) {
        put_row(m, &m->rows[rows.first], indent, 0, 0, out);
        return;
    }
    for (uint32_t i = 0; i < rows.count; i++) {
        tappa__dump_line(out, indent);
        tappa__buffer_put(out, "-", 1);
        put_row(m, &m->rows[rows.first + i], indent + 2, 1, with_events, out);
    }
}

/* Is this pattern new in its `when`? `seen[event]` holds the number of the run that saw the event last. */
static int
is_new(const struct tappa_model *m, struct tappa__span run, uint32_t at, uint32_t *seen, uint32_t *prefixes)
{
    const struct tappa__pattern *p = pattern_of(m, &m->rows[at]);

    if (p->kind == TAPPA__EXACT) {
        int fresh = seen[p->event] != run.first + 1;

        seen[p->event] = run.first + 1;
        return fresh;
    }
    if (++*prefixes > most_prefixes)
        return 0;
    for (uint32_t i = run.first; i < at; i++)
        if (same_pattern(p, pattern_of(m, &m->rows[i])))
            return 0;
    return 1;
}

/* A map can say this run of rows: each row names one event, and rows of the same event stand together. */
static int
fits_map(const struct tappa_model *m, struct tappa__span run, uint32_t *seen)
{
    uint32_t prefixes = 0;

    for (uint32_t i = run.first; i < run.first + run.count; i++) {
        if (m->rows[i].patterns.count != 1)
            return 0;
        if (i > run.first && same_pattern(pattern_of(m, &m->rows[i - 1]), pattern_of(m, &m->rows[i])))
            continue;
        if (!is_new(m, run, i, seen, &prefixes))
            return 0;
    }
    return 1;
}

static void
put_when(const struct tappa_model *m, struct tappa__span run, uint32_t indent, struct tappa__buffer *out,
         uint32_t *seen)
{
    struct tappa__map map = tappa__map_block(out, indent);
    uint32_t end = run.first + run.count;

    if (!fits_map(m, run, seen)) {
        put_group(m, run, indent, 1, out);
        return;
    }
    for (uint32_t i = run.first; i < end;) {
        struct tappa__span group = {i, 1};

        while (i + group.count < end &&
               same_pattern(pattern_of(m, &m->rows[i]), pattern_of(m, &m->rows[i + group.count])))
            group.count++;
        tappa__map_name(&map, pattern_of(m, &m->rows[i])->name);
        put_group(m, group, indent + 2, 0, out);
        i += group.count;
    }
}

/* A duration that stands in this `after` already must be spelled otherwise, or it would be the same key twice: in seconds, with one
 * more zero in front for each repetition. */
static void
put_delay(const struct tappa_model *m, uint32_t first, uint32_t at, struct tappa__buffer *out)
{
    int64_t delay = m->rows[at].delay;
    uint32_t repeated = 0;

    for (uint32_t i = first; i < at; i++)
        if (m->rows[i].delay == delay && (i == first || m->rows[i].group != m->rows[i - 1].group))
            repeated++;
    if (repeated == 0) {
        tappa__dump_duration(out, delay);
        return;
    }
    tappa__buffer_put(out, "PT", 2);
    while (repeated-- > 0)
        tappa__buffer_put(out, "0", 1);
    tappa__buffer_printf(out, "%lld.%06lldS", (long long)(delay / TAPPA__SECOND), (long long)(delay % TAPPA__SECOND));
}

static void
put_after(const struct tappa_model *m, struct tappa__span run, uint32_t indent, struct tappa__buffer *out)
{
    uint32_t end = run.first + run.count;

    for (uint32_t i = run.first; i < end;) {
        struct tappa__span group = {i, 1};

        while (i + group.count < end && m->rows[i + group.count].group == m->rows[i].group)
            group.count++;
        tappa__dump_line(out, indent);
        put_delay(m, run.first, i, out);
        tappa__buffer_put(out, ":", 1);
        put_group(m, group, indent + 2, 0, out);
        i += group.count;
    }
}

void
tappa__dump_entry(const struct tappa_model *m, struct tappa__buffer *out, uint32_t *seen)
{
    static const char *const again[] = {"never", "after_end", "always"};
    struct tappa__map rules = tappa__map_flow(out);

    if (m->has_entry) {
        tappa__buffer_str(out, m->entry.count > 0 ? "\nentry:" : "\nentry: {}");
        put_when(m, m->entry, 2, out, seen);
    }
    if (m->again == TAPPA__AGAIN_NEVER && m->key == TAPPA_NONE)
        return;
    tappa__buffer_str(out, "\nentry_rules: ");
    if (m->again != TAPPA__AGAIN_NEVER)
        tappa__map_string(&rules, "again", tappa__text_of(again[m->again]));
    if (m->key != TAPPA_NONE)
        tappa__map_expression(&rules, "key", m, m->key);
    tappa__map_end(&rules);
}

void
tappa__dump_rows(const struct tappa_model *m, const struct tappa_stage *s, uint32_t indent, struct tappa__buffer *out,
                 uint32_t *seen)
{
    static const char *const keys[] = {
        [TAPPA__WHEN] = "when", [TAPPA__DONE] = "done", [TAPPA__ALWAYS] = "always", [TAPPA__AFTER] = "after"};
    uint32_t end = s->rows.first + s->rows.count;

    for (uint32_t i = s->rows.first; i < end;) {
        struct tappa__map map = tappa__map_block(out, indent);
        struct tappa__span run = {i, 1};
        uint32_t kind = m->rows[i].kind;

        while (i + run.count < end && m->rows[i + run.count].kind == kind)
            run.count++;
        tappa__map_key(&map, keys[kind]);
        if (kind == TAPPA__WHEN)
            put_when(m, run, indent + 2, out, seen);
        else if (kind == TAPPA__AFTER)
            put_after(m, run, indent + 2, out);
        else
            put_group(m, run, indent + 2, 0, out);
        i += run.count;
    }
}
