/* Owns the part of the language inside `stages` and `entry`: stages, rows, actions.
 * Read by the walker and by the schema; nobody else looks at the tables.
 * A key is one line here, and nowhere else is its name, its shape, its place or what it means for editors. */
#include "lib/core/compile/tables.h"

enum {
    SET = 1 << 0,
    LEARN = 1 << 1,
    CONTACT = 1 << 2,
    RAISE = 1 << 3,
    SEND = 1 << 4,
    CANCEL = 1 << 5,
    START = 1 << 6,
    EMIT = 1 << 7,
    COUNT = 1 << 8,
    DO = 1 << 9,
    WITH = 1 << 10,
    EXPIRES = 1 << 11,
    AFTER = 1 << 12,
    ID = 1 << 13,
    BY = 1 << 14,
    IF = 1 << 15,
    ELSE = 1 << 16,
    STAGES = 1 << 17,
    INITIAL = 1 << 18,
    HISTORY = 1 << 19,
    DEFAULT = 1 << 20,
    PLAIN_ACTIONS = SET | LEARN | CONTACT | RAISE | SEND | CANCEL | START | EMIT | COUNT,
    TAKERS = CONTACT | RAISE | SEND | START | EMIT
};

/* ---- actions ---- */

static const struct tappa__shape assignments = {.kind = TAPPA__SHAPE_MAP_OF,
                                                .flags = TAPPA__NOT_EMPTY,
                                                .noun = "a map from slots to expressions",
                                                .definition = "assignments",
                                                .key = &tappa__shape_identifier,
                                                .element = &tappa__shape_expression};
static const struct tappa__shape arguments = {.kind = TAPPA__SHAPE_MAP_OF,
                                              .noun = "a map from names to expressions",
                                              .definition = "arguments",
                                              .key = &tappa__shape_name,
                                              .element = &tappa__shape_expression};

#define ACTION(decl, member, name, shape, bit, about) TAPPA__KEY(decl, member, name, shape, 0, bit, about)
#define ACTION_KEYS(decl, path) \
    ACTION(decl, path set, "set", assignments, SET, \
           "journey data: slot to expression, in the order written, each seeing the ones before"), \
        ACTION(decl, path learn, "learn", assignments, LEARN, "customer profile: slot to expression"), \
        ACTION(decl, path contact, "contact", tappa__shape_name, CONTACT, "an outbound touchpoint: a contact is wanted"), \
        ACTION(decl, path raise, "raise", tappa__shape_name, RAISE, \
               "a declared event, handled before the next outer one; `with` gives its fields"), \
        ACTION(decl, path send, "send", tappa__shape_name, SEND, \
               "a declared event to oneself, handled as the next outer event; with `after` a timer that outlives the stage"), \
        ACTION(decl, path cancel, "cancel", tappa__shape_name, CANCEL, "drops every delayed `send` with this id"), \
        ACTION(decl, path start, "start", tappa__shape_name, START, \
               "another model's journey for this customer; `with` gives its first event's fields"), \
        ACTION(decl, path emit, "emit", tappa__shape_name, EMIT, "a named effect for the host; `with` gives its data"), \
        ACTION(decl, path count, "count", tappa__shape_name, COUNT, "a named counter; `by` how much, 1 if absent")
#define OPTION_KEYS(decl, path) \
    ACTION(decl, path with, "with", arguments, WITH, "what goes along: name to expression"), \
        ACTION(decl, path expires, "expires", tappa__shape_duration, EXPIRES, "of `contact`: no longer wanted after this"), \
        ACTION(decl, path after, "after", tappa__shape_duration, AFTER, "of `send`: how long from now"), \
        ACTION(decl, path id, "id", tappa__shape_name, ID, "of `send`: the name by which `cancel` finds it"), \
        ACTION(decl, path by, "by", tappa__shape_expression, BY, "of `count`: a number")
#define OPTION_RULES \
    {TAPPA__RULE_TAKES, WITH, TAKERS, "'with' goes with one contact, raise, send, start or emit"}, \
        {TAPPA__RULE_TAKES, EXPIRES, CONTACT, "'expires' goes with contact"}, \
        {TAPPA__RULE_TAKES, AFTER, SEND, "'after' goes with send"}, {TAPPA__RULE_TAKES, ID, SEND, "'id' goes with send"}, \
    { \
        TAPPA__RULE_TAKES, BY, COUNT, "'by' goes with count" \
    }

static const struct tappa__key action_keys[] = {
    TAPPA__KEY(tappa__action_decl, guard, "if", tappa__shape_expression, 0, IF, "run only where this holds"),
    ACTION_KEYS(tappa__action_decl, ),
    TAPPA__KEY(tappa__action_decl, body, "do", tappa__shape_actions, 0, DO, "actions to run where `if` holds"),
    TAPPA__KEY(tappa__action_decl, otherwise, "else", tappa__shape_actions, 0, ELSE, "actions to run where `if` does not hold"),
    OPTION_KEYS(tappa__action_decl, ),
};
static const struct tappa__rule action_rules[] = {
    {TAPPA__RULE_ONE, 0, PLAIN_ACTIONS | DO, "each item of a list is one action"},
    {TAPPA__RULE_TAKES, DO, IF, "'do' in a list of actions needs an 'if'"},
    {TAPPA__RULE_TAKES, ELSE, DO, "'else' goes with 'if' and 'do'"},
    OPTION_RULES,
};
const struct tappa__shape tappa__shape_action = {.kind = TAPPA__SHAPE_MAP,
                                                 .noun = "an action",
                                                 .definition = "action",
                                                 TAPPA__KEYS(action_keys, tappa__action_decl),
                                                 .rules = action_rules,
                                                 .rule_count = (uint8_t)TAPPA__COUNT_OF(action_rules)};
const struct tappa__shape tappa__shape_actions = {.kind = TAPPA__SHAPE_LIST_OF,
                                                  .noun = "a list of actions",
                                                  .definition = "actions",
                                                  .element = &tappa__shape_action};

/* ---- rows ---- */

#define ROW_KEYS \
    TAPPA__KEY(tappa__row_decl, action.guard, "if", tappa__shape_expression, 0, 0, "taken only where this holds"), \
        TAPPA__KEY(tappa__row_decl, to, "to", tappa__shape_names, 0, 0, \
                   "the stage to go to, or a list with one stage for each region; without it the journey stays"), \
        TAPPA__KEY(tappa__row_decl, internal, "internal", tappa__shape_bool, 0, 0, \
                   "true: go to a descendant without leaving the stage itself"), \
        TAPPA__KEY(tappa__row_decl, title, "title", tappa__shape_titles, 0, 0, "for people"), \
        TAPPA__KEY(tappa__row_decl, action.body, "do", tappa__shape_actions, 0, DO, \
                   "actions in the order written, instead of actions beside `to`"), \
        ACTION_KEYS(tappa__row_decl, action.), OPTION_KEYS(tappa__row_decl, action.)

#define TIMER_ABOUT "'every' and 'at' stand in the map of an 'after' row, which is then the only one for its duration"

static const struct tappa__key transition_keys[] = {
    ROW_KEYS,
    TAPPA__KEY(tappa__row_decl, event, "event", tappa__shape_name, TAPPA__ELSEWHERE, 0,
               "here the event is the key; a list under 'when' has rows with 'event'"),
    TAPPA__KEY(tappa__row_decl, every, "every", tappa__shape_duration, TAPPA__ELSEWHERE, 0, TIMER_ABOUT),
    TAPPA__KEY(tappa__row_decl, at, "at", tappa__shape_clock, TAPPA__ELSEWHERE, 0, TIMER_ABOUT),
};
static const struct tappa__key row_keys[] = {
    TAPPA__KEY(tappa__row_decl, event, "event", tappa__shape_names, TAPPA__REQUIRED, 0,
               "the event, or a list of events: a name, a prefix `order.*`, or `*`"),
    ROW_KEYS,
    TAPPA__KEY(tappa__row_decl, every, "every", tappa__shape_duration, TAPPA__ELSEWHERE, 0, TIMER_ABOUT),
    TAPPA__KEY(tappa__row_decl, at, "at", tappa__shape_clock, TAPPA__ELSEWHERE, 0, TIMER_ABOUT),
};
static const struct tappa__key timer_keys[] = {
    ROW_KEYS,
    TAPPA__KEY(tappa__row_decl, every, "every", tappa__shape_duration, 0, 0, "again each time this long after the last"),
    TAPPA__KEY(tappa__row_decl, at, "at", tappa__shape_clock, 0, 0,
               "the first such time from then on, on the customer's clock: \"09:00\""),
    TAPPA__KEY(tappa__row_decl, event, "event", tappa__shape_name, TAPPA__ELSEWHERE, 0,
               "an 'after' row waits for time, not for an event"),
};
static const struct tappa__rule transition_rules[] = {
    {TAPPA__RULE_ALONE, DO, PLAIN_ACTIONS | WITH | EXPIRES | AFTER | ID | BY, "put all actions into the list under 'do'"},
    OPTION_RULES,
};

#define TRANSITION(table) \
    TAPPA__KEYS(table, tappa__row_decl), .rules = transition_rules, .rule_count = (uint8_t)TAPPA__COUNT_OF(transition_rules)

const struct tappa__shape tappa__shape_transition = {
    .kind = TAPPA__SHAPE_MAP, .noun = "a transition", .definition = "transition", TRANSITION(transition_keys)};
const struct tappa__shape tappa__shape_row = {
    .kind = TAPPA__SHAPE_MAP, .noun = "a row with 'event'", .definition = "row", TRANSITION(row_keys)};
const struct tappa__shape tappa__shape_timer = {
    .kind = TAPPA__SHAPE_MAP, .noun = "an 'after' row", .definition = "timer", TRANSITION(timer_keys)};

static const struct tappa__shape target = {.kind = TAPPA__SHAPE_NAME, .noun = "a stage name"};
static const struct tappa__shape name_or_transition = {.kind = TAPPA__SHAPE_CHOICE,
                                                       .noun = "a stage name or a map with 'if', 'to' and actions",
                                                       .scalar = &target,
                                                       .mapping = &tappa__shape_transition};
static const struct tappa__shape transition_list = {.kind = TAPPA__SHAPE_LIST_OF,
                                                    .flags = TAPPA__NOT_EMPTY,
                                                    .noun = "a list of transitions",
                                                    .definition = "transitionList",
                                                    .element = &name_or_transition};
#define TRANSITIONS_NOUN "a stage name, a map with 'if', 'to' and actions, or a list of those"
const struct tappa__shape tappa__shape_transitions = {.kind = TAPPA__SHAPE_CHOICE,
                                                      .noun = TRANSITIONS_NOUN,
                                                      .definition = "transitions",
                                                      .scalar = &target,
                                                      .mapping = &tappa__shape_transition,
                                                      .sequence = &transition_list};
static const struct tappa__shape timers = {.kind = TAPPA__SHAPE_CHOICE,
                                           .noun = TRANSITIONS_NOUN,
                                           .definition = "timers",
                                           .scalar = &target,
                                           .mapping = &tappa__shape_timer,
                                           .sequence = &transition_list};
static const struct tappa__shape row_list = {
    .kind = TAPPA__SHAPE_LIST_OF, .noun = "a list of rows with 'event'", .element = &tappa__shape_row};
static const struct tappa__shape event_map = {.kind = TAPPA__SHAPE_MAP_OF,
                                              .noun = "a map from events to transitions",
                                              .key = &tappa__shape_name,
                                              .element = &tappa__shape_transitions};
const struct tappa__shape tappa__shape_when = {.kind = TAPPA__SHAPE_CHOICE,
                                               .noun = "a map from events to transitions, or a list of rows with 'event'",
                                               .definition = "when",
                                               .mapping = &event_map,
                                               .sequence = &row_list};
static const struct tappa__shape after = {.kind = TAPPA__SHAPE_MAP_OF,
                                          .noun = "a map from durations to transitions",
                                          .definition = "after",
                                          .key = &tappa__shape_duration,
                                          .element = &timers};

/* ---- stages ---- */

static const struct tappa__key way_keys[] = {
    TAPPA__KEY(tappa__way_decl, to, "to", tappa__shape_names, TAPPA__REQUIRED, 0,
               "the stage, or a list with one stage for each region"),
    TAPPA__KEY(tappa__way_decl, body, "do", tappa__shape_actions, 0, 0, "actions to run on the way"),
};
static const struct tappa__shape way_map = {
    .kind = TAPPA__SHAPE_MAP, .noun = "a map with 'to' and 'do'", TAPPA__KEYS(way_keys, tappa__way_decl)};
static const struct tappa__shape target_list = {
    .kind = TAPPA__SHAPE_LIST_OF, .flags = TAPPA__NOT_EMPTY, .noun = "a list of stage names", .element = &target};
static const struct tappa__shape way = {.kind = TAPPA__SHAPE_CHOICE,
                                        .noun = "a stage name, a list of them, or a map with 'to' and 'do'",
                                        .definition = "way",
                                        .scalar = &target,
                                        .mapping = &way_map,
                                        .sequence = &target_list};

static const char *const history_words[] = {"shallow", "deep", NULL};
static const struct tappa__shape history = {.kind = TAPPA__SHAPE_WORD, .noun = "shallow or deep", .words = history_words};

static const struct tappa__key stage_keys[] = {
    TAPPA__KEY(tappa__stage_decl, title, "title", tappa__shape_titles, 0, 0, "for people: text, or a map from language to text"),
    TAPPA__KEY(tappa__stage_decl, demand, "demand", tappa__shape_text, 0, 0, "a word for reports: how far the need is felt"),
    TAPPA__KEY(tappa__stage_decl, phase, "phase", tappa__shape_text, 0, 0, "a word for reports: before, during, after buying"),
    TAPPA__KEY(tappa__stage_decl, tone, "tone", tappa__shape_text, 0, 0, "a word for people: how to speak to the customer here"),
    TAPPA__KEY(tappa__stage_decl, audience, "audience", tappa__shape_text, 0, 0, "a word for people: who is here"),
    TAPPA__KEY(tappa__stage_decl, parallel, "parallel", tappa__shape_bool, 0, 0,
               "true: all children are active together, each a region"),
    TAPPA__KEY(tappa__stage_decl, history, "history", history, 0, HISTORY,
               "a pseudo-stage that returns to where its parent was: its child (shallow) or the whole configuration (deep)"),
    TAPPA__KEY(tappa__stage_decl, fallback, "default", way, 0, DEFAULT, "of a history: where to go with nothing to return to"),
    TAPPA__KEY(tappa__stage_decl, final, "final", tappa__shape_bool, 0, 0, "true: ends its parent, or the journey at top level"),
    TAPPA__KEY(tappa__stage_decl, initial, "initial", way, 0, INITIAL,
               "the descendant entered by default, a list with one for each region, or {to, do}; if absent the first child"),
    TAPPA__KEY(tappa__stage_decl, enter, "enter", tappa__shape_actions, 0, 0, "actions to run when the stage is entered"),
    TAPPA__KEY(tappa__stage_decl, leave, "leave", tappa__shape_actions, 0, 0, "actions to run when the stage is left"),
    TAPPA__KEY(tappa__stage_decl, when, "when", tappa__shape_when, 0, 0,
               "event to transitions, or a list of rows {event, if, to}; `order.*` and `*` match more events"),
    TAPPA__KEY(tappa__stage_decl, always, "always", tappa__shape_transitions, 0, 0,
               "transitions without an event, taken as soon as their `if` holds"),
    TAPPA__KEY(tappa__stage_decl, after, "after", after, 0, 0, "duration to transitions, counted from entering the stage"),
    TAPPA__KEY(tappa__stage_decl, done, "done", tappa__shape_transitions, 0, 0,
               "transitions when this stage is done: its final child was entered; of a parallel stage, all regions are done"),
    TAPPA__KEY(tappa__stage_decl, stages, "stages", tappa__shape_stages, 0, STAGES, "the stages inside this one"),
};
static const struct tappa__rule stage_rules[] = {
    {TAPPA__RULE_TAKES, DEFAULT, HISTORY, "'default' goes with 'history'"},
    {TAPPA__RULE_TAKES, INITIAL, STAGES, "'initial' goes with 'stages'"},
};
const struct tappa__shape tappa__shape_stage = {.kind = TAPPA__SHAPE_MAP,
                                                .flags = TAPPA__NULL_IS_EMPTY,
                                                .noun = "a stage",
                                                .definition = "stage",
                                                TAPPA__KEYS(stage_keys, tappa__stage_decl),
                                                .rules = stage_rules,
                                                .rule_count = (uint8_t)TAPPA__COUNT_OF(stage_rules)};
const struct tappa__shape tappa__shape_stages = {.kind = TAPPA__SHAPE_MAP_OF,
                                                 .flags = TAPPA__NOT_EMPTY | TAPPA__KEEP_BAD,
                                                 .noun = "a map from names to stages",
                                                 .definition = "stages",
                                                 .key = &tappa__shape_name,
                                                 .element = &tappa__shape_stage};
