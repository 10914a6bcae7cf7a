/* Owns the question whether several stages can be active together.
 * Called for the targets of rows, of `initial` and of `default`.
 * Protects the step from configurations that cannot be: any two targets must lie in different regions of one parallel stage. */
#include "lib/core/compile/compiler.h"

#include <stdlib.h>

static const struct tappa_stage *
stage_at(const struct tappa__compiler *c, uint32_t i)
{
    return TAPPA__AT(struct tappa_stage, c->v[TAPPA__V_STAGES], i);
}

/* A history stands for wherever its parent was: beside another target it counts as its parent. */
static uint32_t
stands_for(const struct tappa__compiler *c, uint32_t stage)
{
    const struct tappa_stage *s = stage_at(c, stage);

    return tappa__is_history(s) && s->parent != TAPPA_NONE ? s->parent : stage;
}

static uint32_t
common_ancestor(const struct tappa__compiler *c, uint32_t a, uint32_t b)
{
    while (a != b) {
        uint32_t depth_a = stage_at(c, a)->depth, depth_b = stage_at(c, b)->depth;
        if (depth_a >= depth_b)
            a = stage_at(c, a)->parent;
        if (depth_b >= depth_a)
            b = stage_at(c, b)->parent;
        if (a == TAPPA_NONE) /* b with it: of two depths the greater one has a parent */
            return TAPPA_NONE;
    }
    return a;
}

static int
by_number(const void *a, const void *b)
{
    uint32_t x, y;

    x = *(const uint32_t *)a;
    y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void
report(struct tappa__compiler *c, const struct tappa__node *node, uint32_t a, uint32_t b)
{
    const struct tappa_stage *one = stage_at(c, a), *two = stage_at(c, b);

    if (a == b)
        tappa__report(c, TAPPA__CODE_TARGETS_CLASH, node, TAPPA__TEXT("each region is named once"),
                      "'%.*s' is entered twice here", TAPPA__SHOW(one->name));
    else if (b < one->end)
        tappa__report(c, TAPPA__CODE_TARGETS_CLASH, node, tappa__hint(c, "leave '%.*s' out", TAPPA__SHOW(one->name)),
                      "'%.*s' lies inside '%.*s': both cannot be targets together", TAPPA__SHOW(two->name),
                      TAPPA__SHOW(one->name));
    else
        tappa__report(c, TAPPA__CODE_TARGETS_CLASH, node,
                      TAPPA__TEXT("a list of targets names one stage for each region of a parallel stage"),
                      "'%.*s' and '%.*s' cannot be active together", TAPPA__SHOW(one->name), TAPPA__SHOW(two->name));
}

/* In document order it is enough to look at neighbours: the common ancestor of any two is that of two neighbours between them. */
int
tappa__check_targets(struct tappa__compiler *c, const struct tappa__node *node, struct tappa__span targets)
{
    uint32_t *sorted, i, common;
    int fine = 1;

    if (targets.count < 2)
        return 1;
    sorted = tappa__arena_alloc(&c->parse, targets.count * sizeof *sorted);
    if (!sorted) {
        c->status = TAPPA_ENOMEM;
        return 0;
    }
    for (i = 0; i < targets.count; i++)
        sorted[i] = stands_for(c, *TAPPA__AT(uint32_t, c->v[TAPPA__V_TARGETS], targets.first + i));
    qsort(sorted, targets.count, sizeof *sorted, by_number);
    for (i = 1; i < targets.count && fine; i++) {
        common = common_ancestor(c, sorted[i - 1], sorted[i]);
        fine = common != TAPPA_NONE && common != sorted[i - 1] && stage_at(c, common)->kind == TAPPA__PARALLEL;
        if (!fine)
            report(c, node, sorted[i - 1], sorted[i]);
    }
    return fine;
}
