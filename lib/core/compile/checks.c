/* Owns the order of the checks, and the short ones: events, touchpoints, goals, ids.
 * The compiler calls it once, for a model in which it found no error.
 * Only warnings come from here: a model that is checked runs, whatever stands in the list. */
#include "lib/core/compile/checks.h"

#include <string.h>

void *
tappa__checks_array(struct tappa__checks *c, size_t count, size_t size)
{
    return tappa__arena_alloc(&c->scratch, count > 0 ? count * size : size);
}

struct tappa__text
tappa__checks_path(struct tappa__checks *c, const char *section, struct tappa__text name)
{
    struct tappa__text path = {NULL, 0};

    if (section != NULL)
        path = tappa__arena_printf(&c->scratch, "%s.%.*s", section, TAPPA__CHECKS_NAME(name));
    if (path.s != NULL)
        return path;
    c->failed = 1;
    return TAPPA__TEXT("");
}

/* "stages.shop.stages.inside": at most as many levels as YAML can nest here. */
struct tappa__text
tappa__checks_stage_path(struct tappa__checks *c, uint32_t stage)
{
    uint32_t chain[64], depth = 0;
    struct tappa__text path = {"", 0};

    for (; stage != TAPPA_NONE && depth < 64; stage = c->m->stages[stage].parent)
        chain[depth++] = stage;
    while (depth-- > 0)
        path = tappa__checks_path(c, path.n == 0 ? "stages" : tappa__arena_printf(&c->scratch, "%s.stages", path.s).s,
                                  c->m->stages[chain[depth]].name);
    return path;
}

int
tappa__checks_unconditional(const struct tappa_model *m, const struct tappa_transition *row)
{
    struct tappa_value value;

    return row->guard == TAPPA_NONE || (tappa__program_constant(m->expressions[row->guard].program, &value) &&
                                        value.kind == TAPPA_BOOL && value.integer == 1);
}

static int
holds_targets(const struct tappa_model *m, uint32_t stage, struct tappa__span targets)
{
    for (uint32_t i = 0; i < targets.count; i++)
        if (!tappa__is_descendant(m, m->targets[targets.first + i], stage))
            return 0;
    return 1;
}

uint32_t
tappa__checks_domain(const struct tappa_model *m, const struct tappa_transition *row)
{
    uint32_t stage = row->source;

    if (stage == TAPPA_NONE || (row->internal && holds_targets(m, stage, row->targets)))
        return stage;
    for (stage = m->stages[stage].parent; stage != TAPPA_NONE; stage = m->stages[stage].parent)
        if (m->stages[stage].kind == TAPPA__COMPOUND && holds_targets(m, stage, row->targets))
            return stage;
    return TAPPA_NONE;
}

/* ---- events ---- */

static int
handles_all(const struct tappa_model *m)
{
    for (uint32_t i = 0; i < m->pattern_count; i++)
        if (m->patterns[i].kind == TAPPA__ANY)
            return 1;
    return 0;
}

enum { most_prefixes = 256 };

/* The patterns with a prefix, each one once; more than `most_prefixes` are counted no further. */
static uint32_t
gather_prefixes(const struct tappa_model *m, const struct tappa__pattern **out)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < m->pattern_count && count < most_prefixes; i++) {
        uint32_t at = 0;

        if (m->patterns[i].kind != TAPPA__PREFIX)
            continue;
        while (at < count && !tappa__text_equal(out[at]->name, m->patterns[i].name))
            at++;
        if (at == count)
            out[count++] = &m->patterns[i];
    }
    return count;
}

static void
mark_prefixes(const struct tappa_model *m, uint8_t *handled)
{
    const struct tappa__pattern *prefixes[most_prefixes];
    uint32_t count = gather_prefixes(m, prefixes);

    /* So many that not all of them were tried: no warnings rather than wrong ones. */
    for (uint32_t e = 0; e < m->declared_count && count == most_prefixes; e++)
        handled[e] = 1;
    for (uint32_t e = 0; e < m->declared_count; e++)
        for (uint32_t i = 0; i < count && !handled[e]; i++)
            handled[e] = (uint8_t)tappa__pattern_matches(prefixes[i], e, m->events[e].name);
}

static tappa_status
check_events(struct tappa__checks *c)
{
    const struct tappa_model *m = c->m;
    uint8_t *handled = tappa__checks_array(c, m->event_count, 1);

    if (handled == NULL)
        return TAPPA_ENOMEM;
    if (handles_all(m))
        return TAPPA_OK;
    for (uint32_t i = 0; i < m->pattern_count; i++)
        if (m->patterns[i].kind == TAPPA__EXACT)
            handled[m->patterns[i].event] = 1;
    for (uint32_t i = 0; i < m->goal_count; i++)
        if (m->goals[i].event != TAPPA_NONE)
            handled[m->goals[i].event] = 1;
    mark_prefixes(m, handled);
    for (uint32_t i = 0; i < m->declared_count; i++) {
        struct tappa__text name = m->events[i].name, path;

        if (handled[i])
            continue;
        path = tappa__checks_path(c, "events", name);
        tappa__diagnose(c->diagnostics, c->source, TAPPA__CODE_UNHANDLED_EVENT, m->events[i].place, path,
                        TAPPA__TEXT("name it in a `when`, in `entry` or in a goal, or remove it"),
                        "no stage, entry or goal takes up the event '%.*s'", TAPPA__CHECKS_NAME(name));
    }
    return TAPPA_OK;
}

/* ---- touchpoints, goals, entry ---- */

static void
check_touchpoints(struct tappa__checks *c)
{
    const struct tappa_model *m = c->m;

    for (uint32_t i = 0; i < m->touchpoint_count; i++) {
        const struct tappa_touchpoint *t = &m->touchpoints[i];
        struct tappa__text path;

        if (t->direction != TAPPA_OUTBOUND)
            continue;
        path = tappa__checks_path(c, "touchpoints", t->name);
        if (t->serves.count == 0)
            tappa__diagnose(c->diagnostics, c->source, TAPPA__CODE_SERVES_NO_STAGE, t->place, path,
                            TAPPA__TEXT("say with `for: [stage]` where the customer is helped by it"),
                            "the outbound touchpoint '%.*s' serves no stage", TAPPA__CHECKS_NAME(t->name));
        if (t->consent.n == 0 && m->channels[t->channel].consent.n == 0)
            tappa__diagnose(
                c->diagnostics, c->source, TAPPA__CODE_NO_CONSENT, t->place, path,
                TAPPA__TEXT("say with `consent: purpose`, here or on the channel, what the customer agreed to"),
                "the outbound touchpoint '%.*s' needs no consent", TAPPA__CHECKS_NAME(t->name));
    }
}

/* The line of `model:`, for what is said of the model as a whole; the reader keeps no place of it. */
static struct tappa__place
head_place(const struct tappa__source *source)
{
    static const char key[] = "model:";
    struct tappa__place place = {1, 1, sizeof key - 2};

    for (size_t i = 1; i + sizeof key - 1 <= source->text.n; i++) { /* `tappa:` stands before it */
        if (source->text.s[i - 1] != '\n')
            continue;
        place.line++;
        if (memcmp(source->text.s + i, key, sizeof key - 1) == 0)
            return place;
    }
    return (struct tappa__place){1, 1, 1};
}

static void
check_head(struct tappa__checks *c)
{
    struct tappa__place top = head_place(c->source);

    if (c->m->goal_count == 0)
        tappa__diagnose(c->diagnostics, c->source, TAPPA__CODE_NO_GOAL, top, TAPPA__TEXT("goals"),
                        TAPPA__TEXT("add `goals`, with the stage to `reach` or the `event` that counts"),
                        "the model has no goal: what cannot be measured should not be started");
    if (c->m->again == TAPPA__AGAIN_ALWAYS && !c->m->has_entry)
        tappa__diagnose(
            c->diagnostics, c->source, TAPPA__CODE_USELESS_KEY, top, TAPPA__TEXT("entry_rules.again"),
            TAPPA__TEXT("add `entry`, or write `again: after_end`"),
            "without `entry` no event begins a second journey beside a living one: `again: always` counts as "
            "after_end");
}

/* ---- ids of delayed sends ---- */

static tappa_status
check_cancels(struct tappa__checks *c)
{
    const struct tappa_model *m = c->m;
    uint8_t *sent = tappa__checks_array(c, m->name_count, 1);

    if (sent == NULL)
        return TAPPA_ENOMEM;
    for (uint32_t i = 0; i < m->op_count; i++)
        if (m->ops[i].kind == TAPPA__SEND && m->ops[i].id != TAPPA_NONE && m->ops[i].delay > 0)
            sent[m->ops[i].id] = 1;
    for (uint32_t i = 0; i < m->op_count; i++) {
        struct tappa__text id;

        if (m->ops[i].kind != TAPPA__CANCEL || sent[m->ops[i].id])
            continue;
        id = m->names[m->ops[i].id];
        tappa__diagnose(c->diagnostics, c->source, TAPPA__CODE_CANCELS_NOTHING, m->ops[i].place, TAPPA__TEXT(""),
                        TAPPA__TEXT("give the `send` an `after` and this `id`"), "no delayed `send` has the id '%.*s'",
                        TAPPA__CHECKS_NAME(id));
    }
    return TAPPA_OK;
}

static tappa_status
run(struct tappa__checks *c)
{
    tappa_status status = tappa__check_reach(c);

    if (status == TAPPA_OK)
        status = tappa__check_leaving(c);
    if (status == TAPPA_OK)
        status = tappa__check_shadows(c);
    if (status == TAPPA_OK)
        status = tappa__check_circles(c);
    if (status == TAPPA_OK)
        status = check_events(c);
    if (status == TAPPA_OK)
        status = check_cancels(c);
    check_touchpoints(c);
    check_head(c);
    return status == TAPPA_OK && c->failed ? TAPPA_ENOMEM : status;
}

tappa_status
tappa__model_checks(const struct tappa_model *m, const struct tappa__source *source, tappa_diagnostics *diagnostics)
{
    struct tappa__checks c = {.m = m, .source = source, .diagnostics = diagnostics};
    tappa_status status;

    tappa__arena_init(&c.scratch, &m->arena.allocator, 0);
    c.reached = tappa__checks_array(&c, m->stage_count, 1);
    status = c.reached != NULL ? run(&c) : TAPPA_ENOMEM;
    tappa__arena_free(&c.scratch);
    return status;
}
