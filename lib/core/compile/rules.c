/* Owns goals, offers and contact rules.
 * Called once, behind the rows.
 * Protects what only the engine will act on from waiting for it: every name in it is resolved now, every expression typed. */
#include "lib/core/compile/compiler.h"

static void
build_goals(struct tappa__compiler *c)
{
    const struct tappa__node *child;

    for (child = c->decl->goals ? c->decl->goals->first : NULL; child; child = child->next) {
        const struct tappa__goal_decl *d = child->as.decl;
        struct tappa__scope scope = tappa__any_event;
        struct tappa__goal goal = {0}, *item;
        goal.name = tappa__keep(c, child->key->text);
        goal.place = child->key->place;
        goal.stage = tappa__ref_stage(c, d->reach);
        goal.event = d->event ? tappa__ref_event(c, d->event, d->event->text, 1) : TAPPA_NONE;
        if (goal.stage != TAPPA_NONE && tappa__is_history(TAPPA__AT(struct tappa_stage, c->v[TAPPA__V_STAGES], goal.stage)))
            tappa__report(c, TAPPA__CODE_BAD_TARGET, d->reach, TAPPA__TEXT("name the stage that it returns to"),
                          "the history '%.*s' is never reached itself", TAPPA__SHOW(d->reach->text));
        if (goal.event != TAPPA_NONE) {
            scope.kind = TAPPA__SCOPE_ONE_EVENT;
            scope.event = goal.event;
        }
        goal.value = tappa__number_of(c, d->value, &scope);
        goal.titles = tappa__titles_of(c, d->title);
        item = tappa__push(c, &c->v[TAPPA__V_GOALS]);
        if (!item)
            return;
        *item = goal;
    }
}

static void
build_offers(struct tappa__compiler *c)
{
    const struct tappa__node *child;

    for (child = c->decl->offers ? c->decl->offers->first : NULL; child; child = child->next) {
        const struct tappa__offer_decl *d = child->as.decl;
        struct tappa__offer offer = {0}, *item;
        offer.name = tappa__keep(c, child->key->text);
        offer.place = child->key->place;
        offer.touchpoint = tappa__ref_touchpoint(c, d->touchpoint);
        offer.guard = tappa__expression_of(c, d->guard, &tappa__any_event, TAPPA_BOOL);
        offer.value = tappa__number_of(c, d->value, &tappa__any_event);
        offer.serves = tappa__ref_stages(c, d->serves);
        offer.priority = d->priority ? d->priority->as.integer : 0;
        offer.titles = tappa__titles_of(c, d->title);
        item = tappa__push(c, &c->v[TAPPA__V_OFFERS]);
        if (!item)
            return;
        *item = offer;
    }
}

static void
build_quiet(struct tappa__compiler *c, const struct tappa__node *node)
{
    const struct tappa__rule_decl *d = node->as.decl;
    struct tappa_quiet *quiet;
    uint32_t channel = tappa__ref_channel(c, d->channel);

    if (d->from && d->to && d->from->as.integer == d->to->as.integer)
        tappa__report(c, TAPPA__CODE_ENDLESS, d->to, TAPPA__TEXT("leave 'quiet' out for no quiet hours"),
                      "quiet hours from %.*s to %.*s never end", TAPPA__SHOW(d->from->text),
                      TAPPA__SHOW(d->to->text));
    quiet = tappa__push(c, &c->v[TAPPA__V_QUIETS]);
    if (!quiet)
        return;
    quiet->from = d->from ? d->from->as.integer : 0;
    quiet->to = d->to ? d->to->as.integer : 0;
    quiet->channel = channel;
}

static void
build_caps(struct tappa__compiler *c, const struct tappa__node *caps)
{
    const struct tappa__node *child;

    TAPPA__EACH (child, caps) {
        const struct tappa__rule_decl *d = child->as.decl;
        struct tappa_cap *cap = tappa__push(c, &c->v[TAPPA__V_CAPS]);
        if (!cap)
            return;
        cap->channel = tappa__ref_channel(c, d->channel);
        cap->touchpoint = tappa__ref_touchpoint(c, d->touchpoint);
        cap->at_most = d->at_most ? d->at_most->as.integer : 0;
        cap->per = d->per ? d->per->as.integer : 0;
    }
}

/* A list says the order; numbers are given so that its first is the highest. */
static void
build_priorities(struct tappa__compiler *c, const struct tappa__node *node)
{
    const struct tappa__node *child;

    TAPPA__EACH (child, node) {
        uint32_t touchpoint = node->kind == TAPPA__MAPPING
                                  ? tappa__index_find(&c->touchpoints, child->key->text)
                                  : tappa__ref_touchpoint(c, child);
        struct tappa_priority *item;
        if (node->kind == TAPPA__MAPPING && touchpoint == TAPPA_NONE)
            (void)tappa__ref_touchpoint(c, child->key);
        item = tappa__push(c, &c->v[TAPPA__V_PRIORITIES]);
        if (!item)
            return;
        item->touchpoint = touchpoint;
        item->priority = node->kind == TAPPA__MAPPING ? child->as.integer : (int64_t)node->count - child->position;
    }
}

static void
build_responses(struct tappa__compiler *c, const struct tappa__node *responses)
{
    const struct tappa__node *child;

    TAPPA__EACH (child, responses) {
        const struct tappa__rule_decl *d = child->as.decl;
        struct tappa_response *response = tappa__push(c, &c->v[TAPPA__V_RESPONSES]);
        if (!response)
            return;
        response->channel = tappa__ref_channel(c, d->channel);
        response->touchpoint = tappa__ref_touchpoint(c, d->touchpoint);
        response->within = d->within ? d->within->as.integer : 0;
    }
}

void
tappa__build_rules(struct tappa__compiler *c)
{
    const struct tappa__contact_rules_decl *d = c->decl->contact_rules ? c->decl->contact_rules->as.decl : NULL;
    const struct tappa__node *child;

    build_goals(c);
    build_offers(c);
    if (!d)
        return;
    if (d->quiet && d->quiet->kind == TAPPA__MAPPING)
        build_quiet(c, d->quiet);
    else
        TAPPA__EACH (child, d->quiet)
            build_quiet(c, child);
    build_caps(c, d->caps);
    build_priorities(c, d->priorities);
    build_responses(c, d->response_times);
}
