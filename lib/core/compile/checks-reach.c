/* Owns two questions about the stage tree: which stages nothing reaches, and which nothing leaves.
 * tappa__model_checks() asks them, the first one first.
 * Conditions are taken for possible: a stage is reported only where no way in, or out, is written at all. */
#include "lib/core/compile/checks.h"

/* A stage is `active` when a journey can be in it, and `opened` when it can be entered by default, so that what its own `initial`
 * names is entered too. A parallel stage that is entered at a target deep inside opens its other regions only; `open` chains the
 * regions of a parallel stage which nothing has opened yet. Each stage becomes active once and opened once. */
struct reach {
    struct tappa__checks *c;
    uint8_t *queued; /* ACTIVE, OPENED: is, or was, in the work list */
    uint8_t
        *returns; /* 1: a shallow history of this stage is a target: any of its children may be entered by default */
    uint32_t *first_open, *next_open;
    uint32_t *stamp; /* by stage: the last entry that went through it */
    uint32_t entry;
    uint64_t *work;
    uint32_t count, done;
};

enum { ACTIVE = 1, OPENED = 2 };

static void
queue(struct reach *r, uint32_t stage, uint8_t what)
{
    if (r->queued[stage] & what)
        return;
    r->queued[stage] |= what;
    r->work[r->count++] = (uint64_t)stage << 8 | what;
}

/* The regions of a parallel stage that this entry does not go through are entered by default. */
static void
open_regions(struct reach *r, uint32_t parallel)
{
    uint32_t *link = &r->first_open[parallel];

    while (*link != TAPPA_NONE) {
        uint32_t region = *link;

        if (r->stamp[region] == r->entry) {
            link = &r->next_open[region];
            continue;
        }
        *link = r->next_open[region];
        queue(r, region, OPENED);
    }
}

static void
arrive(struct reach *r, uint32_t target)
{
    const struct tappa_stage *s = &r->c->m->stages[target];

    if (!tappa__is_history(s)) {
        queue(r, target, OPENED);
        return;
    }
    queue(r, target, ACTIVE); /* its default is handled like a row when its turn comes */
    if (s->kind == TAPPA__HISTORY_SHALLOW && s->parent != TAPPA_NONE && !r->returns[s->parent]) {
        r->returns[s->parent] = 1;
        for (uint32_t i = s->parent + 1; i < r->c->m->stages[s->parent].end; i = r->c->m->stages[i].end)
            if (r->queued[i] & ACTIVE && !tappa__is_history(&r->c->m->stages[i]))
                queue(r, i, OPENED);
    }
}

/* Enters targets together from below `domain`. */
static void
enter(struct reach *r, struct tappa__span targets, uint32_t domain)
{
    const struct tappa_model *m = r->c->m;

    r->entry++;
    for (uint32_t i = 0; i < targets.count; i++)
        for (uint32_t s = m->targets[targets.first + i]; s != TAPPA_NONE && s != domain && r->stamp[s] != r->entry;
             s = m->stages[s].parent)
            r->stamp[s] = r->entry;
    for (uint32_t i = 0; i < targets.count; i++) {
        uint32_t target = m->targets[targets.first + i];

        arrive(r, target);
        for (uint32_t s = m->stages[target].parent; s != TAPPA_NONE && s != domain; s = m->stages[s].parent) {
            queue(r, s, ACTIVE);
            if (m->stages[s].kind == TAPPA__PARALLEL)
                open_regions(r, s);
        }
    }
}

static void
open_stage(struct reach *r, const struct tappa_stage *s)
{
    queue(r, s->index, ACTIVE);
    r->entry++;
    if (s->kind == TAPPA__PARALLEL)
        open_regions(r, s->index);
    if (s->initial != TAPPA_NONE)
        enter(r, r->c->m->rows[s->initial].targets, s->index);
}

static void
activate(struct reach *r, const struct tappa_stage *s)
{
    const struct tappa_model *m = r->c->m;

    r->c->reached[s->index] = 1;
    if (tappa__is_history(s)) {
        enter(r, m->rows[s->initial].targets, s->parent);
        return;
    }
    if (s->parent != TAPPA_NONE && r->returns[s->parent])
        queue(r, s->index, OPENED);
    for (uint32_t i = s->rows.first; i < s->rows.first + s->rows.count; i++)
        if (m->rows[i].targets.count > 0)
            enter(r, m->rows[i].targets, tappa__checks_domain(m, &m->rows[i]));
}

static void
start(struct reach *r)
{
    const struct tappa_model *m = r->c->m;
    uint32_t first = 0;

    if (m->has_entry) {
        for (uint32_t i = m->entry.first; i < m->entry.first + m->entry.count; i++)
            enter(r, m->rows[i].targets, TAPPA_NONE);
        return;
    }
    while (tappa__is_history(&m->stages[first])) /* not all of them are */
        first = m->stages[first].end;
    queue(r, first, OPENED);
}

static void
link_regions(struct reach *r)
{
    const struct tappa_model *m = r->c->m;

    for (uint32_t i = 0; i < m->stage_count; i++)
        r->first_open[i] = TAPPA_NONE;
    for (uint32_t i = m->stage_count; i-- > 0;) {
        uint32_t parent = m->stages[i].parent;

        if (parent == TAPPA_NONE || m->stages[parent].kind != TAPPA__PARALLEL || tappa__is_history(&m->stages[i]))
            continue;
        r->next_open[i] = r->first_open[parent];
        r->first_open[parent] = i;
    }
}

static void
report_unreached(struct tappa__checks *c)
{
    const struct tappa_model *m = c->m;

    for (uint32_t i = 0; i < m->stage_count;) {
        const struct tappa_stage *s = &m->stages[i];

        if (c->reached[i]) {
            i++;
            continue;
        }
        if (tappa__is_history(s))
            tappa__diagnose(c->diagnostics, c->source, TAPPA__CODE_UNREACHABLE_STAGE, s->place,
                            tappa__checks_stage_path(c, i),
                            TAPPA__TEXT("name it in a `to` or as an `initial`, or remove it"),
                            "nothing leads to the history '%.*s'", TAPPA__CHECKS_NAME(s->name));
        else
            tappa__diagnose(c->diagnostics, c->source, TAPPA__CODE_UNREACHABLE_STAGE, s->place,
                            tappa__checks_stage_path(c, i),
                            TAPPA__TEXT("name it in a `to`, in `entry` or as an `initial`, or remove it"),
                            "nothing reaches the stage '%.*s'%s", TAPPA__CHECKS_NAME(s->name),
                            s->end > i + 1 ? " or what is in it" : "");
        i = s->end; /* what is inside is reached by nothing either: said once */
    }
}

tappa_status
tappa__check_reach(struct tappa__checks *c)
{
    size_t n = c->m->stage_count;
    struct reach r = {.c = c};

    r.queued = tappa__checks_array(c, n, 1);
    r.returns = tappa__checks_array(c, n, 1);
    r.first_open = tappa__checks_array(c, n, sizeof *r.first_open);
    r.next_open = tappa__checks_array(c, n, sizeof *r.next_open);
    r.stamp = tappa__checks_array(c, n, sizeof *r.stamp);
    r.work = tappa__checks_array(c, 2 * n, sizeof *r.work);
    if (r.queued == NULL || r.returns == NULL || r.first_open == NULL || r.next_open == NULL || r.stamp == NULL ||
        r.work == NULL)
        return TAPPA_ENOMEM;
    link_regions(&r);
    start(&r);
    while (r.done < r.count) {
        uint64_t item = r.work[r.done++];
        const struct tappa_stage *s = &c->m->stages[item >> 8];

        if ((item & 0xff) == OPENED)
            open_stage(&r, s);
        else
            activate(&r, s);
    }
    report_unreached(c);
    return TAPPA_OK;
}

/* ---- leaving ---- */

/* Where the rows that leave a stage lead: nowhere (none is written), to one stage only, or to several. A row that leads a leaf back to
 * itself does not get anybody out of it. */
static uint32_t
both(uint32_t a, uint32_t b, uint32_t several)
{
    if (a == TAPPA_NONE || a == b)
        return b;
    return b == TAPPA_NONE ? a : several;
}

static uint32_t
leads_to(const struct tappa_model *m, const struct tappa_transition *row, uint32_t several)
{
    if (row->targets.count == 0)
        return TAPPA_NONE;
    return row->targets.count == 1 ? m->targets[row->targets.first] : several;
}

/* Rows count for their own stage, and for each parallel stage that they leave from inside, with all its other regions. */
static void
count_rows(const struct tappa_model *m, const struct tappa_stage *s, uint32_t *out, uint32_t several)
{
    for (uint32_t i = s->rows.first; i < s->rows.first + s->rows.count; i++) {
        uint32_t to = leads_to(m, &m->rows[i], several), domain;

        if (to == TAPPA_NONE)
            continue;
        out[s->index] = both(out[s->index], to, several);
        if (!m->stages[s->index].depth)
            continue;
        domain = tappa__checks_domain(m, &m->rows[i]);
        for (uint32_t a = s->parent; a != TAPPA_NONE && a != domain && domain != s->index; a = m->stages[a].parent)
            if (m->stages[a].kind == TAPPA__PARALLEL)
                out[a] = both(out[a], to, several);
    }
}

tappa_status
tappa__check_leaving(struct tappa__checks *c)
{
    const struct tappa_model *m = c->m;
    uint32_t several = m->stage_count, *out = tappa__checks_array(c, m->stage_count, sizeof *out);

    if (out == NULL)
        return TAPPA_ENOMEM;
    for (uint32_t i = 0; i < m->stage_count; i++)
        out[i] = TAPPA_NONE;
    for (uint32_t i = 0; i < m->stage_count; i++)
        count_rows(m, &m->stages[i], out, several);
    for (uint32_t i = 0; i < m->stage_count; i++) {
        const struct tappa_stage *s = &m->stages[i];

        if (s->parent != TAPPA_NONE)
            out[i] = both(out[i], out[s->parent], several);
        if (s->kind != TAPPA__ATOMIC || !c->reached[i] || (out[i] != TAPPA_NONE && out[i] != i))
            continue;
        tappa__diagnose(c->diagnostics, c->source, TAPPA__CODE_DEAD_END, s->place, tappa__checks_stage_path(c, i),
                        TAPPA__TEXT("add a row with a `to`, or `final: true` where the journey may end here"),
                        "nothing leaves the stage '%.*s', and it is not final", TAPPA__CHECKS_NAME(s->name));
    }
    return TAPPA_OK;
}
