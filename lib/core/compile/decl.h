/* Declarations: what the walker leaves of each mapping with fixed keys. Every member is a node that fits its shape, or NULL. Nothing
 * here is checked against anything else yet: a name may be unknown, a type wrong. */
#ifndef TAPPA__COMPILE_DECL_H
#define TAPPA__COMPILE_DECL_H

#include "lib/core/yaml/tree.h"

struct tappa__model_decl {
    const struct tappa__node *tappa, *model, *version, *title, *data, *profile, *events, *channels, *touchpoints, *personas,
        *experiments, *entry, *entry_rules, *stages, *goals, *offers, *contact_rules, *migrate, *simulate;
};

/* A slot of data or profile, and a field of an event. */
struct tappa__slot_decl {
    const struct tappa__node *type, *fallback, *keep, *personal, *source;
};

struct tappa__event_decl {
    const struct tappa__node *title, *aka, *fields, *touchpoint;
};

struct tappa__channel_decl {
    const struct tappa__node *title, *setting, *consent;
};

struct tappa__touchpoint_decl {
    const struct tappa__node *title, *channel, *direction, *owner, *controlled, *consent, *serves, *cost;
};

struct tappa__experiment_decl {
    const struct tappa__node *arms, *holdout;
};

struct tappa__entry_rules_decl {
    const struct tappa__node *again, *key;
};

struct tappa__stage_decl {
    const struct tappa__node *title, *demand, *phase, *tone, *audience, *stages, *initial, *parallel, *history, *fallback, *final,
        *enter, *leave, *when, *always, *after, *done;
};

/* An action, or the actions written beside `if` and `to` in a transition. */
struct tappa__action_decl {
    const struct tappa__node *guard, *set, *learn, *contact, *raise, *send, *cancel, *start, *emit, *count, *body, *otherwise;
    const struct tappa__node *with, *expires, *after, *id, *by;
};

struct tappa__row_decl {
    struct tappa__action_decl action;
    const struct tappa__node *event, *to, *internal, *title, *every, *at;
};

/* {to, do} of `initial` and `default`. */
struct tappa__way_decl {
    const struct tappa__node *to, *body;
};

struct tappa__goal_decl {
    const struct tappa__node *title, *reach, *event, *value;
};

struct tappa__offer_decl {
    const struct tappa__node *title, *touchpoint, *guard, *serves, *value, *priority;
};

struct tappa__contact_rules_decl {
    const struct tappa__node *quiet, *caps, *priorities, *response_times;
};

/* quiet: from, to, channel; caps: channel, touchpoint, at_most, per; response_times: channel, touchpoint, within. */
struct tappa__rule_decl {
    const struct tappa__node *from, *to, *channel, *touchpoint, *at_most, *per, *within;
};

struct tappa__migrate_decl {
    const struct tappa__node *from, *stages;
};

#endif
