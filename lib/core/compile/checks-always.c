/* Owns the question whether `always` rows can go round for ever.
 * tappa__model_checks() asks it last of the questions about stages.
 * The rule, chosen for few false alarms: a circle of `always` rows is reported when each of them is the first `always` of its stage and
 * has no condition; or when nothing on the circle sets data and its conditions can hold together: all the same to the letter, or each
 * one comparing a slot or field with a constant, with ranges that overlap. Circles whose conditions exclude each other, or that a
 * changing value ends, are good models. */
#include <string.h>

#include "lib/core/compile/checks.h"

/* The graph: a node for "stage s is active" and one for "s is entered by default". Entering leads to being active, and to entering what
 * `initial`, regions or a history's default name; being active leads to the parent being active, and by each `always` row to entering
 * its targets. So every circle has a row on it. */
struct graph {
    const struct tappa_model *m;
    uint32_t *first, *edges, *rows; /* edges of node n: first[n] .. first[n + 1]; the row of each, or TAPPA_NONE */
    uint32_t *at;                   /* the next edge to follow */
    uint32_t *low, *number, *part;  /* Tarjan's; part: the strongly connected part of a node */
    uint32_t *stack, *path;
    uint32_t node_count, parts;
    int counting; /* edges are counted only */
};

static uint32_t
active(uint32_t stage)
{
    return 2 * stage;
}

static uint32_t
entered(uint32_t stage)
{
    return 2 * stage + 1;
}

static void
add(struct graph *g, uint32_t from, uint32_t to, uint32_t row)
{
    if (g->counting) {
        g->first[from + 1]++;
        return;
    }
    g->rows[g->at[from]] = row;
    g->edges[g->at[from]++] = to;
}

static void
add_targets(struct graph *g, uint32_t from, const struct tappa_transition *row, uint32_t marked)
{
    for (uint32_t i = 0; i < row->targets.count; i++)
        add(g, from, entered(g->m->targets[row->targets.first + i]), marked);
}

static void
add_stage(struct graph *g, const struct tappa_stage *s, const uint8_t *usable)
{
    uint32_t i = s->index;

    if (tappa__is_history(s)) {
        if (s->parent != TAPPA_NONE)
            add(g, entered(i), active(s->parent), TAPPA_NONE);
    } else {
        add(g, entered(i), active(i), TAPPA_NONE);
        if (s->parent != TAPPA_NONE)
            add(g, active(i), active(s->parent), TAPPA_NONE);
    }
    if (s->initial != TAPPA_NONE)
        add_targets(g, entered(i), &g->m->rows[s->initial], TAPPA_NONE);
    for (uint32_t c = i + 1; s->kind == TAPPA__PARALLEL && c < s->end; c = g->m->stages[c].end)
        if (!tappa__is_history(&g->m->stages[c]))
            add(g, entered(i), entered(c), TAPPA_NONE);
    for (uint32_t r = s->rows.first; r < s->rows.first + s->rows.count; r++) {
        if (!usable[r])
            continue;
        add_targets(g, active(i), &g->m->rows[r], r);
        if (g->m->rows[r].targets.count == 0)
            add(g, active(i), active(i), r);
    }
}

static tappa_status
build(struct graph *g, struct tappa__checks *c, const uint8_t *usable)
{
    g->counting = 1;
    memset(g->first, 0, ((size_t)g->node_count + 1) * sizeof *g->first);
    for (uint32_t i = 0; i < g->m->stage_count; i++)
        add_stage(g, &g->m->stages[i], usable);
    for (uint32_t n = 0; n < g->node_count; n++)
        g->first[n + 1] += g->first[n];
    memcpy(g->at, g->first, g->node_count * sizeof *g->at);
    g->edges = tappa__checks_array(c, g->first[g->node_count], sizeof *g->edges);
    g->rows = tappa__checks_array(c, g->first[g->node_count], sizeof *g->rows);
    if (g->edges == NULL || g->rows == NULL)
        return TAPPA_ENOMEM;
    g->counting = 0;
    for (uint32_t i = 0; i < g->m->stage_count; i++)
        add_stage(g, &g->m->stages[i], usable);
    memcpy(g->at, g->first, g->node_count * sizeof *g->at);
    return TAPPA_OK;
}

/* A node and all above it on the stack that lead back to it are one part. */
static void
close_part(struct graph *g, uint32_t node, uint32_t *height)
{
    uint32_t top;

    do {
        top = g->stack[--*height];
        g->part[top] = g->parts;
    } while (top != node);
    g->parts++;
}

/* Tarjan's strongly connected components from one root, the path kept in an array instead of on the C stack. */
static void
search(struct graph *g, uint32_t root, uint32_t *counter)
{
    uint32_t height = 0, depth = 0;

    g->number[root] = g->low[root] = ++*counter;
    g->stack[height++] = g->path[depth++] = root;
    while (depth > 0) {
        uint32_t node = g->path[depth - 1], next;

        if (g->at[node] == g->first[node + 1]) {
            depth--;
            if (depth > 0 && g->low[node] < g->low[g->path[depth - 1]])
                g->low[g->path[depth - 1]] = g->low[node];
            if (g->low[node] == g->number[node])
                close_part(g, node, &height);
            continue;
        }
        next = g->edges[g->at[node]++];
        if (g->number[next] == 0) {
            g->number[next] = g->low[next] = ++*counter;
            g->stack[height++] = g->path[depth++] = next;
        } else if (g->part[next] == TAPPA_NONE && g->number[next] < g->low[node]) {
            g->low[node] = g->number[next];
        }
    }
}

static void
find_parts(struct graph *g)
{
    uint32_t counter = 0;

    memset(g->number, 0, g->node_count * sizeof *g->number);
    memset(g->part, 0xff, g->node_count * sizeof *g->part);
    g->parts = 0;
    for (uint32_t n = 0; n < g->node_count; n++)
        if (g->number[n] == 0)
            search(g, n, &counter);
}

/* ---- which rows may stand on a circle ---- */

static int
sets_data(const struct tappa_model *m, uint32_t list)
{
    if (list == TAPPA_NONE)
        return 0;
    for (uint32_t i = m->lists[list].first; i < m->lists[list].first + m->lists[list].count; i++)
        if (m->ops[i].kind == TAPPA__SET || m->ops[i].kind == TAPPA__LEARN)
            return 1;
    return 0;
}

/* A value that stays as it is while a circle runs that sets no data. */
static int
stays(struct tappa__binding b)
{
    return b.load == TAPPA__LOAD_EVENT_FIELD || b.load == TAPPA__LOAD_DATA || b.load == TAPPA__LOAD_PROFILE ||
           b.load == TAPPA__LOAD_EXPERIMENT || b.load == TAPPA__LOAD_EVENT_NAME || b.load == TAPPA__LOAD_EVENT_TIME ||
           b.load == TAPPA__LOAD_NOW;
}

static int
guard_stays(const struct tappa_model *m, const struct tappa_transition *row)
{
    const struct tappa__program *p;

    if (tappa__checks_unconditional(m, row))
        return 1;
    p = m->expressions[row->guard].program;
    for (uint32_t i = 0; i < tappa__program_load_count(p); i++)
        if (!stays(tappa__program_load_at(p, i)))
            return 0;
    return 1;
}

static int
changes(const struct tappa_model *m, const struct tappa_stage *s)
{
    return sets_data(m, s->enter) || sets_data(m, s->leave);
}

/* Entering and leaving a stage that sets data changes what conditions say; its rows and those that lead to it end circles. */
static int
is_still(const struct tappa_model *m, const struct tappa_transition *row)
{
    if (!guard_stays(m, row) || sets_data(m, row->actions))
        return 0;
    if (row->targets.count == 0)
        return 1;
    if (changes(m, &m->stages[row->source]))
        return 0;
    for (uint32_t i = 0; i < row->targets.count; i++)
        if (changes(m, &m->stages[m->targets[row->targets.first + i]]))
            return 0;
    return 1;
}

/* `certain`: only a first `always` without condition; else every one that an unconditional one does not stand before. */
static void
choose_rows(const struct tappa_model *m, uint8_t *usable, int certain)
{
    memset(usable, 0, m->row_count);
    for (uint32_t i = 0; i < m->stage_count; i++) {
        const struct tappa_stage *s = &m->stages[i];
        int over = 0;

        for (uint32_t r = s->rows.first; r < s->rows.first + s->rows.count && !over; r++) {
            if (m->rows[r].kind != TAPPA__ALWAYS)
                continue;
            over = certain || tappa__checks_unconditional(m, &m->rows[r]);
            usable[r] = (uint8_t)(certain ? tappa__checks_unconditional(m, &m->rows[r]) : is_still(m, &m->rows[r]));
        }
    }
}

/* ---- can the conditions of a circle hold together ---- */

enum { most_ranges = 16 };

struct together {
    struct tappa__range ranges[most_ranges];
    uint32_t count, first_row, last_row; /* last_row: the circle's row seen last */
    struct tappa__text guard;            /* the one condition that is no range */
    int clash;
};

static void
narrow(struct tappa__range *a, const struct tappa__range *b)
{
    a->low = b->low > a->low ? b->low : a->low;
    a->high = b->high < a->high ? b->high : a->high;
    a->low_real = b->low_real > a->low_real ? b->low_real : a->low_real;
    a->high_real = b->high_real < a->high_real ? b->high_real : a->high_real;
}

static void
add_range(struct together *t, const struct tappa__range *range)
{
    uint32_t i = 0;

    while (i < t->count &&
           (t->ranges[i].binding.load != range->binding.load || t->ranges[i].binding.index != range->binding.index))
        i++;
    if (i == most_ranges) {
        t->clash = 1;
        return;
    }
    if (i == t->count)
        t->ranges[t->count++] = *range;
    narrow(&t->ranges[i], range);
    if (range->kind == TAPPA_DOUBLE ? t->ranges[i].low_real > t->ranges[i].high_real
                                    : t->ranges[i].low > t->ranges[i].high)
        t->clash = 1;
}

static void
add_guard(struct together *t, const struct tappa_model *m, const struct tappa_transition *row)
{
    const struct tappa__program *p = row->guard != TAPPA_NONE ? m->expressions[row->guard].program : NULL;
    struct tappa__range range;
    struct tappa_value value;

    if (tappa__checks_unconditional(m, row))
        return;
    if (tappa__program_constant(p, &value)) { /* never true, or an error */
        t->clash = 1;
        return;
    }
    if (tappa__program_range(p, &range)) { /* a range of numbers: constants are done with */
        add_range(t, &range);
    } else {
        t->clash |= t->guard.s != NULL && !tappa__text_equal(t->guard, tappa__program_text(p));
        t->guard = tappa__program_text(p);
    }
    t->clash |= t->guard.s != NULL && t->count > 0;
}

/* ---- reporting ---- */

static void
report(struct tappa__checks *c, const struct together *t, int certain)
{
    const struct tappa_model *m = c->m;
    const struct tappa_transition *first = &m->rows[t->first_row], *last = &m->rows[t->last_row];
    struct tappa__text a = m->stages[first->source].name, b = m->stages[last->source].name;
    struct tappa__text hint = TAPPA__TEXT("give one of the rows a condition that going round makes false");

    if (first->source == last->source)
        tappa__diagnose(
            c->diagnostics, c->source, TAPPA__CODE_ALWAYS_CIRCLE, first->place, first->path, hint,
            certain ? "this `always` leads back to '%.*s' for ever"
                    : "this `always` can lead back to '%.*s' for ever: nothing on the way changes its condition",
            TAPPA__CHECKS_NAME(a));
    else
        tappa__diagnose(
            c->diagnostics, c->source, TAPPA__CODE_ALWAYS_CIRCLE, first->place, first->path, hint,
            certain ? "`always` rows go round for ever between '%.*s' and '%.*s'"
                    : "`always` rows can go round for ever between '%.*s' and '%.*s': nothing on the way changes "
                      "their conditions",
            TAPPA__CHECKS_NAME(a), TAPPA__CHECKS_NAME(b));
}

/* Looks at the rows of each part in the order of the model; `told` keeps a row from being reported twice. */
static tappa_status
report_parts(struct tappa__checks *c, const struct graph *g, int certain, uint8_t *told)
{
    struct tappa__arena *arena = &c->scratch;
    struct together **parts = tappa__checks_array(c, g->parts, sizeof *parts);

    if (parts == NULL)
        return TAPPA_ENOMEM;
    for (uint32_t n = 0; n < g->node_count; n++) {
        for (uint32_t e = g->first[n]; e < g->first[n + 1]; e++) {
            struct together **t = &parts[g->part[n]];
            uint32_t row = g->rows[e];

            if (g->part[g->edges[e]] != g->part[n])
                continue;
            if (*t == NULL && (*t = tappa__arena_alloc(arena, sizeof **t)) == NULL)
                return TAPPA_ENOMEM;
            if (row == TAPPA_NONE) {
                (*t)->clash |= !certain && changes(g->m, &g->m->stages[g->edges[e] / 2]);
                continue;
            }
            if ((*t)->first_row == 0)
                (*t)->first_row = row + 1;
            (*t)->last_row = row;
            (*t)->clash |= !certain && told[row];
            add_guard(*t, g->m, &g->m->rows[row]);
            told[row] |= (uint8_t)certain;
        }
    }
    for (uint32_t i = 0; i < g->parts; i++) {
        if (parts[i] == NULL || parts[i]->clash)
            continue;
        parts[i]->first_row--;
        report(c, parts[i], certain);
    }
    return TAPPA_OK;
}

static int
has_always(const struct tappa_model *m)
{
    for (uint32_t i = 0; i < m->row_count; i++)
        if (m->rows[i].kind == TAPPA__ALWAYS)
            return 1;
    return 0;
}

tappa_status
tappa__check_circles(struct tappa__checks *c)
{
    struct graph g = {.m = c->m, .node_count = 2 * c->m->stage_count};
    uint32_t **arrays[] = {&g.first, &g.at, &g.low, &g.number, &g.part, &g.stack, &g.path};
    uint8_t *usable, *told;

    if (!has_always(c->m))
        return TAPPA_OK;
    usable = tappa__checks_array(c, c->m->row_count, 1);
    told = tappa__checks_array(c, c->m->row_count, 1);
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        if ((*arrays[i] = tappa__checks_array(c, (size_t)g.node_count + 1, sizeof **arrays[i])) == NULL)
            return TAPPA_ENOMEM;
    if (usable == NULL || told == NULL)
        return TAPPA_ENOMEM;
    for (int certain = 1; certain >= 0; certain--) {
        tappa_status status;

        choose_rows(c->m, usable, certain);
        status = build(&g, c, usable);
        if (status != TAPPA_OK)
            return status;
        find_parts(&g);
        status = report_parts(c, &g, certain, told);
        if (status != TAPPA_OK)
            return status;
    }
    return TAPPA_OK;
}
