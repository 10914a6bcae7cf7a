/* Owns how goals, offers, contact rules, migration and simulation rates stand in the canonical text.
 * The writer of the whole model calls it once, behind the stages.
 * What only the engine will act on is kept to the letter: it is a part of the fingerprint like everything else. */
#include "lib/core/model/dump.h"

static void
put_goals(const struct tappa_model *m, struct tappa__buffer *out)
{
    struct tappa__map map = tappa__map_block(out, 2);

    if (m->goal_count > 0)
        tappa__buffer_str(out, "\ngoals:");
    for (uint32_t i = 0; i < m->goal_count; i++) {
        const struct tappa__goal *goal = &m->goals[i];
        struct tappa__map one = tappa__map_flow(out);

        tappa__map_name(&map, goal->name);
        tappa__buffer_put(out, " ", 1);
        tappa__map_titles(&one, m, goal->titles);
        if (goal->stage != TAPPA_NONE)
            tappa__map_string(&one, "reach", m->stages[goal->stage].name);
        if (goal->event != TAPPA_NONE)
            tappa__map_string(&one, "event", m->events[goal->event].name);
        if (goal->value != TAPPA_NONE)
            tappa__map_expression(&one, "value", m, goal->value);
        tappa__map_end(&one);
    }
}

static void
put_offers(const struct tappa_model *m, struct tappa__buffer *out)
{
    struct tappa__map map = tappa__map_block(out, 2);

    if (m->offer_count > 0)
        tappa__buffer_str(out, "\noffers:");
    for (uint32_t i = 0; i < m->offer_count; i++) {
        const struct tappa__offer *offer = &m->offers[i];
        struct tappa__map one = tappa__map_flow(out);

        tappa__map_name(&map, offer->name);
        tappa__buffer_put(out, " ", 1);
        tappa__map_titles(&one, m, offer->titles);
        if (offer->touchpoint != TAPPA_NONE)
            tappa__map_string(&one, "touchpoint", m->touchpoints[offer->touchpoint].name);
        if (offer->guard != TAPPA_NONE)
            tappa__map_expression(&one, "if", m, offer->guard);
        if (offer->serves.count > 0)
            tappa__map_stages(&one, "for", m, offer->serves, 1);
        if (offer->value != TAPPA_NONE)
            tappa__map_expression(&one, "value", m, offer->value);
        if (offer->priority != 0)
            tappa__map_integer(&one, "priority", offer->priority);
        tappa__map_end(&one);
    }
}

static void
put_scope(struct tappa__map *map, const struct tappa_model *m, uint32_t channel, uint32_t touchpoint)
{
    if (channel != TAPPA_NONE)
        tappa__map_string(map, "channel", m->channels[channel].name);
    if (touchpoint != TAPPA_NONE)
        tappa__map_string(map, "touchpoint", m->touchpoints[touchpoint].name);
}

static void
put_quiet(const struct tappa_model *m, const struct tappa_quiet *quiet, struct tappa__buffer *out)
{
    struct tappa__map one = tappa__map_flow(out);

    put_scope(&one, m, quiet->channel, TAPPA_NONE);
    tappa__map_clock(&one, "from", quiet->from);
    tappa__map_clock(&one, "to", quiet->to);
    tappa__map_end(&one);
}

static void
put_quiets(struct tappa__map *rules, const struct tappa_model *m)
{
    if (m->quiet_count == 0)
        return;
    tappa__map_key(rules, "quiet");
    if (m->quiet_count == 1) {
        tappa__buffer_put(rules->out, " ", 1);
        put_quiet(m, &m->quiets[0], rules->out);
        return;
    }
    for (uint32_t i = 0; i < m->quiet_count; i++) {
        tappa__dump_line(rules->out, 4);
        tappa__buffer_str(rules->out, "- ");
        put_quiet(m, &m->quiets[i], rules->out);
    }
}

static void
put_caps(struct tappa__map *rules, const struct tappa_model *m)
{
    if (m->cap_count > 0)
        tappa__map_key(rules, "caps");
    for (uint32_t i = 0; i < m->cap_count; i++) {
        struct tappa__map one = tappa__map_flow(rules->out);

        tappa__dump_line(rules->out, 4);
        tappa__buffer_str(rules->out, "- ");
        put_scope(&one, m, m->caps[i].channel, m->caps[i].touchpoint);
        tappa__map_integer(&one, "at_most", m->caps[i].at_most);
        tappa__map_duration(&one, "per", m->caps[i].per);
        tappa__map_end(&one);
    }
}

static void
put_contact_rules(const struct tappa_model *m, struct tappa__buffer *out)
{
    struct tappa__map rules = tappa__map_block(out, 2), priorities = tappa__map_block(out, 4);

    if (m->quiet_count + m->cap_count + m->priority_count + m->response_count == 0)
        return;
    tappa__buffer_str(out, "\ncontact_rules:");
    put_quiets(&rules, m);
    put_caps(&rules, m);
    if (m->priority_count > 0)
        tappa__map_key(&rules, "priorities");
    for (uint32_t i = 0; i < m->priority_count; i++) {
        tappa__map_name(&priorities, m->touchpoints[m->priorities[i].touchpoint].name);
        tappa__buffer_printf(out, " %lld", (long long)m->priorities[i].priority);
    }
    if (m->response_count > 0)
        tappa__map_key(&rules, "response_times");
    for (uint32_t i = 0; i < m->response_count; i++) {
        struct tappa__map one = tappa__map_flow(out);

        tappa__dump_line(out, 4);
        tappa__buffer_str(out, "- ");
        put_scope(&one, m, m->responses[i].channel, m->responses[i].touchpoint);
        tappa__map_duration(&one, "within", m->responses[i].within);
        tappa__map_end(&one);
    }
}

/* One older version: the mappings from `at` on that speak of it. Returns the first that does not. */
static uint32_t
put_version(const struct tappa_model *m, uint32_t at, struct tappa__map *one)
{
    uint32_t version = m->mappings[at].from_version;
    struct tappa__map stages = tappa__map_block(one->out, one->indent + 2);

    tappa__map_integer(one, "from", version);
    for (int first = 1; at < m->mapping_count && m->mappings[at].from_version == version; at++) {
        const struct tappa__mapping *mapping = &m->mappings[at];

        if (mapping->old_stage.n == 0) /* stands for a version whose stages all keep their names */
            continue;
        if (first)
            tappa__map_key(one, "stages");
        first = 0;
        tappa__map_name(&stages, mapping->old_stage);
        tappa__buffer_put(one->out, " ", 1);
        if (mapping->stage == TAPPA_NONE)
            tappa__buffer_str(one->out, "null");
        else
            tappa__dump_string(one->out, m->stages[mapping->stage].name);
    }
    return at;
}

static void
put_migrate(const struct tappa_model *m, struct tappa__buffer *out)
{
    if (m->mapping_count == 0)
        return;
    tappa__buffer_str(out, "\nmigrate:");
    if (m->mappings[0].from_version == m->mappings[m->mapping_count - 1].from_version) {
        struct tappa__map one = tappa__map_block(out, 2);

        put_version(m, 0, &one);
        return;
    }
    for (uint32_t i = 0; i < m->mapping_count;) {
        struct tappa__map one = tappa__map_item(out, 4);

        tappa__dump_line(out, 2);
        tappa__buffer_str(out, "- ");
        i = put_version(m, i, &one);
    }
}

/* Flat, each scalar under its dotted path: which reads back as the same paths. */
static void
put_simulate(const struct tappa_model *m, struct tappa__buffer *out)
{
    struct tappa__map map = tappa__map_block(out, 2);

    if (m->simulate_count > 0)
        tappa__buffer_str(out, "\nsimulate:");
    for (uint32_t i = 0; i < m->simulate_count; i++) {
        tappa__map_name(&map, m->simulate[i].key);
        tappa__buffer_put(out, " ", 1);
        tappa__dump_plain(out, m->simulate[i].value);
    }
}

void
tappa__dump_rules(const struct tappa_model *m, struct tappa__buffer *out)
{
    put_goals(m, out);
    put_offers(m, out);
    put_contact_rules(m, out);
    put_migrate(m, out);
    put_simulate(m, out);
}
