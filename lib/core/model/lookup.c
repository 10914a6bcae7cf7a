/* Owns the way from a name to its number in the frozen model, by binary search in the sorted tables that derive.c fills.
 * The public finders, the step and whatever reads events call it.
 * Both tables are in the order of tappa__text_compare; nothing here depends on the order in which things were declared. */
#include "lib/core/model/model.h"

uint32_t
tappa__model_event(const struct tappa_model *m, struct tappa__text name)
{
    uint32_t low = 0, high = m->event_name_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = tappa__text_compare(m->event_names[middle].name, name);

        if (order == 0)
            return m->event_names[middle].event;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return TAPPA_NONE;
}

uint32_t
tappa__model_stage(const struct tappa_model *m, struct tappa__text name)
{
    uint32_t low = 0, high = m->stage_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = tappa__text_compare(m->stages[m->stage_order[middle]].name, name);

        if (order == 0)
            return m->stage_order[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return TAPPA_NONE;
}

/* Touchpoints are few, a shop has a handful of them: no table of their own. */
uint32_t
tappa__model_touchpoint(const struct tappa_model *m, struct tappa__text name)
{
    for (uint32_t i = 0; i < m->touchpoint_count; i++)
        if (tappa__text_equal(m->touchpoints[i].name, name))
            return i;
    return TAPPA_NONE;
}

/* `order.*` is kept as written: what must match is `order` alone, or `order.` and anything behind it. */
static int
prefix_matches(struct tappa__text pattern, struct tappa__text name)
{
    struct tappa__text dotted = {pattern.s, pattern.n - 1}, bare = {pattern.s, pattern.n - 2};

    return tappa__text_equal(name, bare) || tappa__text_starts_with(name, dotted);
}

int
tappa__pattern_matches(const struct tappa__pattern *p, uint32_t event, struct tappa__text name)
{
    if (p->kind == TAPPA__ANY)
        return 1;
    if (p->kind == TAPPA__PREFIX)
        return prefix_matches(p->name, name);
    return event != TAPPA_NONE && p->event == event;
}
