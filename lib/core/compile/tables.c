/* Owns the language outside `stages`: the top level, scalars, and every section of the model but the stage tree.
 * Read by the walker and by the schema; nobody else looks at the tables.
 * A key is one line here, and nowhere else is its name, its shape, its place or what it means for editors. */
#include "lib/core/compile/tables.h"

#include <float.h>

#define KEY TAPPA__KEY

/* ---- scalars ---- */

const struct tappa__shape tappa__shape_text = {.kind = TAPPA__SHAPE_TEXT, .noun = "text"};
const struct tappa__shape tappa__shape_name = {.kind = TAPPA__SHAPE_NAME, .noun = "a name"};
const struct tappa__shape tappa__shape_identifier = {.kind = TAPPA__SHAPE_IDENTIFIER, .noun = "an identifier"};
const struct tappa__shape tappa__shape_bool = {.kind = TAPPA__SHAPE_BOOL, .noun = "true or false"};
const struct tappa__shape tappa__shape_duration = {
    .kind = TAPPA__SHAPE_DURATION, .noun = "a duration as 90s, 15m, 1h, 14d or 1d12h", .definition = "duration"};
const struct tappa__shape tappa__shape_clock = {
    .kind = TAPPA__SHAPE_CLOCK, .noun = "a time of day as \"09:00\"", .definition = "clock"};
const struct tappa__shape tappa__shape_expression = {
    .kind = TAPPA__SHAPE_EXPRESSION, .noun = "an expression", .definition = "expression"};
static const struct tappa__shape constant = {.kind = TAPPA__SHAPE_CONSTANT, .noun = "a constant"};
static const struct tappa__shape whole = {
    .kind = TAPPA__SHAPE_INT, .noun = "a whole number", .low = INT64_MIN, .high = INT64_MAX};
static const struct tappa__shape from_one = {
    .kind = TAPPA__SHAPE_INT, .noun = "a whole number of 1 or more", .low = 1, .high = INT64_MAX};
static const struct tappa__shape from_zero = {
    .kind = TAPPA__SHAPE_INT, .noun = "a whole number of 0 or more", .low = 0, .high = INT64_MAX};
static const struct tappa__shape amount = {
    .kind = TAPPA__SHAPE_NUMBER, .noun = "a number of 0 or more", .least = 0.0, .most = DBL_MAX};

/* ---- text for people; lists of names ---- */

static const struct tappa__shape title_map = {.kind = TAPPA__SHAPE_MAP_OF,
                                              .noun = "a map from languages to texts",
                                              .key = &tappa__shape_name,
                                              .element = &tappa__shape_text};
const struct tappa__shape tappa__shape_titles = {.kind = TAPPA__SHAPE_CHOICE,
                                                 .noun = "text, or a map from languages to texts",
                                                 .definition = "title",
                                                 .scalar = &tappa__shape_text,
                                                 .mapping = &title_map};
static const struct tappa__shape name_list = {.kind = TAPPA__SHAPE_LIST_OF,
                                              .flags = TAPPA__NOT_EMPTY,
                                              .noun = "a list of names",
                                              .element = &tappa__shape_name};
const struct tappa__shape tappa__shape_names = {.kind = TAPPA__SHAPE_CHOICE,
                                                .noun = "a name or a list of names",
                                                .definition = "names",
                                                .scalar = &tappa__shape_name,
                                                .sequence = &name_list};

/* ---- data, profile, events ---- */

static const char *const type_words[] = {"bool", "int", "double", "string", "timestamp", "duration", NULL};
static const struct tappa__shape type = {.kind = TAPPA__SHAPE_WORD,
                                         .noun = "one of int, double, bool, string, timestamp, duration",
                                         .definition = "type",
                                         .words = type_words};
static const char *const source_words[] = {"declared", "observed", "derived", NULL};
static const struct tappa__shape source = {
    .kind = TAPPA__SHAPE_WORD, .noun = "declared, observed or derived", .words = source_words};

#define DEFAULT_ABOUT "a constant of the type; without it the slot is unset until something sets it"
#define KEEP_ABOUT "how long the value may be kept"

static const struct tappa__key data_keys[] = {
    KEY(tappa__slot_decl, type, "type", type, TAPPA__REQUIRED, 0, "int, double, bool, string, timestamp or duration"),
    KEY(tappa__slot_decl, fallback, "default", constant, 0, 0, DEFAULT_ABOUT),
    KEY(tappa__slot_decl, keep, "keep", tappa__shape_duration, 0, 0, KEEP_ABOUT),
    KEY(tappa__slot_decl, personal, "personal", tappa__shape_bool, TAPPA__ELSEWHERE, 0, "'personal' is for slots of the profile"),
    KEY(tappa__slot_decl, source, "source", source, TAPPA__ELSEWHERE, 0, "'source' is for slots of the profile"),
};
static const struct tappa__shape data_slot = {.kind = TAPPA__SHAPE_MAP,
                                              .noun = "a map with 'type', as {type: int, default: 0}",
                                              .definition = "dataSlot",
                                              TAPPA__KEYS(data_keys, tappa__slot_decl)};
static const struct tappa__shape data = {.kind = TAPPA__SHAPE_MAP_OF,
                                         .flags = TAPPA__KEEP_BAD,
                                         .noun = "a map from names to slots",
                                         .key = &tappa__shape_identifier,
                                         .element = &data_slot};

static const struct tappa__key profile_keys[] = {
    KEY(tappa__slot_decl, type, "type", type, TAPPA__REQUIRED, 0, "int, double, bool, string, timestamp or duration"),
    KEY(tappa__slot_decl, fallback, "default", constant, 0, 0, DEFAULT_ABOUT),
    KEY(tappa__slot_decl, keep, "keep", tappa__shape_duration, 0, 0, KEEP_ABOUT),
    KEY(tappa__slot_decl, personal, "personal", tappa__shape_bool, 0, 0, "true: personal data"),
    KEY(tappa__slot_decl, source, "source", source, 0, 0, "how it is known: declared by the customer, observed, or derived"),
};
static const struct tappa__shape profile_slot = {.kind = TAPPA__SHAPE_MAP,
                                                 .noun = "a map with 'type', as {type: string, personal: true}",
                                                 .definition = "profileSlot",
                                                 TAPPA__KEYS(profile_keys, tappa__slot_decl)};
static const struct tappa__shape profile = {.kind = TAPPA__SHAPE_MAP_OF,
                                            .flags = TAPPA__KEEP_BAD,
                                            .noun = "a map from names to slots",
                                            .key = &tappa__shape_identifier,
                                            .element = &profile_slot};

static const struct tappa__key field_keys[] = {
    KEY(tappa__slot_decl, type, "type", type, TAPPA__REQUIRED, 0, "int, double, bool, string, timestamp or duration"),
    KEY(tappa__slot_decl, fallback, "default", constant, 0, 0, "the value where an event comes without this field"),
};
static const struct tappa__shape field_map = {
    .kind = TAPPA__SHAPE_MAP, .noun = "a map with 'type'", TAPPA__KEYS(field_keys, tappa__slot_decl)};
static const struct tappa__shape field = {.kind = TAPPA__SHAPE_CHOICE,
                                          .noun = "a type, or a map with 'type' and 'default'",
                                          .definition = "field",
                                          .scalar = &type,
                                          .mapping = &field_map};
static const struct tappa__shape fields = {.kind = TAPPA__SHAPE_MAP_OF,
                                           .flags = TAPPA__KEEP_BAD,
                                           .noun = "a map from names to types",
                                           .key = &tappa__shape_identifier,
                                           .element = &field};
static const struct tappa__key event_keys[] = {
    KEY(tappa__event_decl, title, "title", tappa__shape_titles, 0, 0, "for people"),
    KEY(tappa__event_decl, aka, "aka", tappa__shape_names, 0, 0, "other names by which the event arrives"),
    KEY(tappa__event_decl, fields, "fields", fields, 0, 0, "name to type, or {type, default}"),
    KEY(tappa__event_decl, touchpoint, "touchpoint", tappa__shape_name, 0, 0,
        "where it happens, unless the event says otherwise"),
};
static const struct tappa__shape event = {.kind = TAPPA__SHAPE_MAP,
                                          .flags = TAPPA__NULL_IS_EMPTY,
                                          .noun = "a map with 'aka', 'fields' or 'touchpoint'",
                                          .definition = "event",
                                          TAPPA__KEYS(event_keys, tappa__event_decl)};
static const struct tappa__shape events = {.kind = TAPPA__SHAPE_MAP_OF,
                                           .flags = TAPPA__KEEP_BAD,
                                           .noun = "a map from names to events",
                                           .key = &tappa__shape_name,
                                           .element = &event};

/* ---- channels, touchpoints ---- */

static const char *const setting_words[] = {"online", "offline", NULL};
static const char *const direction_words[] = {"inbound", "outbound", NULL};
static const char *const owner_words[] = {"owned", "paid", "earned", NULL};
static const struct tappa__shape setting = {.kind = TAPPA__SHAPE_WORD, .noun = "online or offline", .words = setting_words};
static const struct tappa__shape direction = {
    .kind = TAPPA__SHAPE_WORD, .noun = "inbound or outbound", .words = direction_words};
static const struct tappa__shape owner = {.kind = TAPPA__SHAPE_WORD, .noun = "owned, paid or earned", .words = owner_words};

static const struct tappa__key channel_keys[] = {
    KEY(tappa__channel_decl, title, "title", tappa__shape_titles, 0, 0, "for people"),
    KEY(tappa__channel_decl, setting, "setting", setting, 0, 0, "online or offline"),
    KEY(tappa__channel_decl, consent, "consent", tappa__shape_name, 0, 0, "the purpose a customer must have agreed to"),
};
static const struct tappa__shape channel = {.kind = TAPPA__SHAPE_MAP,
                                            .flags = TAPPA__NULL_IS_EMPTY,
                                            .noun = "a map with 'setting' and 'consent'",
                                            .definition = "channel",
                                            TAPPA__KEYS(channel_keys, tappa__channel_decl)};
static const struct tappa__shape channels = {.kind = TAPPA__SHAPE_MAP_OF,
                                             .flags = TAPPA__KEEP_BAD,
                                             .noun = "a map from names to channels",
                                             .key = &tappa__shape_name,
                                             .element = &channel};
static const struct tappa__key touchpoint_keys[] = {
    KEY(tappa__touchpoint_decl, title, "title", tappa__shape_titles, 0, 0, "for people"),
    KEY(tappa__touchpoint_decl, channel, "channel", tappa__shape_name, TAPPA__REQUIRED, 0, "the channel it belongs to"),
    KEY(tappa__touchpoint_decl, direction, "direction", direction, 0, 0,
        "inbound: the customer comes (if absent); outbound: the shop may contact"),
    KEY(tappa__touchpoint_decl, owner, "owner", owner, 0, 0, "owned, paid or earned"),
    KEY(tappa__touchpoint_decl, controlled, "controlled", tappa__shape_bool, 0, 0, "false: a third party's place"),
    KEY(tappa__touchpoint_decl, consent, "consent", tappa__shape_name, 0, 0, "the purpose needed, instead of the channel's"),
    KEY(tappa__touchpoint_decl, serves, "for", tappa__shape_names, 0, 0, "the stages that a contact serves"),
    KEY(tappa__touchpoint_decl, cost, "cost", amount, 0, 0, "cost of one contact"),
};
static const struct tappa__shape touchpoint = {.kind = TAPPA__SHAPE_MAP,
                                               .noun = "a map with 'channel' and 'direction'",
                                               .definition = "touchpoint",
                                               TAPPA__KEYS(touchpoint_keys, tappa__touchpoint_decl)};
static const struct tappa__shape touchpoints = {.kind = TAPPA__SHAPE_MAP_OF,
                                                .flags = TAPPA__KEEP_BAD,
                                                .noun = "a map from names to touchpoints",
                                                .key = &tappa__shape_name,
                                                .element = &touchpoint};

/* ---- personas, experiments, entry rules ---- */

static const struct tappa__shape personas = {.kind = TAPPA__SHAPE_MAP_OF,
                                             .flags = TAPPA__KEEP_BAD,
                                             .noun = "a map from names to expressions",
                                             .key = &tappa__shape_identifier,
                                             .element = &tappa__shape_expression};
static const struct tappa__shape arms = {.kind = TAPPA__SHAPE_MAP_OF,
                                         .flags = TAPPA__NOT_EMPTY,
                                         .noun = "a map from names to weights",
                                         .key = &tappa__shape_name,
                                         .element = &amount};
static const struct tappa__shape holdout = {.kind = TAPPA__SHAPE_NUMBER, .noun = "a share", .least = 0.0, .most = 1.0};
static const struct tappa__key experiment_keys[] = {
    KEY(tappa__experiment_decl, arms, "arms", arms, TAPPA__REQUIRED, 0, "name to weight; weights need not add up to anything"),
    KEY(tappa__experiment_decl, holdout, "holdout", holdout, 0, 0,
        "the share of customers in no arm, below 1; their arm is called `holdout`"),
};
static const struct tappa__shape experiment = {.kind = TAPPA__SHAPE_MAP,
                                               .noun = "a map with 'arms' and 'holdout'",
                                               .definition = "experiment",
                                               TAPPA__KEYS(experiment_keys, tappa__experiment_decl)};
static const struct tappa__shape experiments = {.kind = TAPPA__SHAPE_MAP_OF,
                                                .flags = TAPPA__KEEP_BAD,
                                                .noun = "a map from names to experiments",
                                                .key = &tappa__shape_identifier,
                                                .element = &experiment};
static const char *const again_words[] = {"never", "after_end", "always", NULL};
static const struct tappa__shape again = {
    .kind = TAPPA__SHAPE_WORD, .noun = "never, after_end or always", .words = again_words};
static const struct tappa__key entry_rules_keys[] = {
    KEY(tappa__entry_rules_decl, again, "again", again, 0, 0, "when a customer may begin a second journey; `never` if absent"),
    KEY(tappa__entry_rules_decl, key, "key", tappa__shape_expression, 0, 0,
        "an expression over the event, as event.order_id: journeys with different keys run side by side"),
};
static const struct tappa__shape entry_rules = {.kind = TAPPA__SHAPE_MAP,
                                                .noun = "a map with 'again' and 'key'",
                                                .definition = "entryRules",
                                                TAPPA__KEYS(entry_rules_keys, tappa__entry_rules_decl)};

/* ---- goals, offers ---- */

enum { REACH = 1, EVENT = 2 };
static const struct tappa__key goal_keys[] = {
    KEY(tappa__goal_decl, title, "title", tappa__shape_titles, 0, 0, "for people"),
    KEY(tappa__goal_decl, reach, "reach", tappa__shape_name, 0, REACH, "a stage: the goal is met when it is entered"),
    KEY(tappa__goal_decl, event, "event", tappa__shape_name, 0, EVENT, "an event: the goal is met when it happens"),
    KEY(tappa__goal_decl, value, "value", tappa__shape_expression, 0, 0, "what it is worth: a number"),
};
static const struct tappa__rule goal_rules[] = {
    {TAPPA__RULE_ONE, 0, REACH | EVENT, "a goal names a stage to reach, or an event"}};
static const struct tappa__shape goal = {.kind = TAPPA__SHAPE_MAP,
                                         .noun = "a map with 'reach' or 'event'",
                                         .definition = "goal",
                                         TAPPA__KEYS(goal_keys, tappa__goal_decl),
                                         .rules = goal_rules,
                                         .rule_count = (uint8_t)TAPPA__COUNT_OF(goal_rules)};
static const struct tappa__shape goals = {.kind = TAPPA__SHAPE_MAP_OF,
                                          .flags = TAPPA__KEEP_BAD,
                                          .noun = "a map from names to goals",
                                          .key = &tappa__shape_name,
                                          .element = &goal};
static const struct tappa__key offer_keys[] = {
    KEY(tappa__offer_decl, title, "title", tappa__shape_titles, 0, 0, "for people"),
    KEY(tappa__offer_decl, touchpoint, "touchpoint", tappa__shape_name, 0, 0, "where it is proposed"),
    KEY(tappa__offer_decl, guard, "if", tappa__shape_expression, 0, 0, "proposed only where this holds"),
    KEY(tappa__offer_decl, serves, "for", tappa__shape_names, 0, 0, "the stages it is for; if absent all"),
    KEY(tappa__offer_decl, value, "value", tappa__shape_expression, 0, 0, "what it is worth: a number"),
    KEY(tappa__offer_decl, priority, "priority", whole, 0, 0, "the higher comes first; 0 if absent"),
};
static const struct tappa__shape offer = {.kind = TAPPA__SHAPE_MAP,
                                          .flags = TAPPA__NULL_IS_EMPTY,
                                          .noun = "a map with 'touchpoint', 'if', 'for', 'value', 'priority'",
                                          .definition = "offer",
                                          TAPPA__KEYS(offer_keys, tappa__offer_decl)};
static const struct tappa__shape offers = {.kind = TAPPA__SHAPE_MAP_OF,
                                           .flags = TAPPA__KEEP_BAD,
                                           .noun = "a map from names to offers",
                                           .key = &tappa__shape_name,
                                           .element = &offer};

/* ---- contact rules ---- */

enum { CHANNEL = 1, TOUCHPOINT = 2 };
#define OF_CHANNEL(bit) \
    KEY(tappa__rule_decl, channel, "channel", tappa__shape_name, 0, bit, "only for this channel; if absent for all")
#define OF_TOUCHPOINT \
    KEY(tappa__rule_decl, touchpoint, "touchpoint", tappa__shape_name, 0, TOUCHPOINT, "only for this touchpoint")

static const struct tappa__rule where_rules[] = {
    {TAPPA__RULE_ALONE, CHANNEL, TOUCHPOINT, "a touchpoint has its channel already"}};
static const struct tappa__key quiet_keys[] = {
    KEY(tappa__rule_decl, from, "from", tappa__shape_clock, TAPPA__REQUIRED, 0, "begin, on the customer's clock"),
    KEY(tappa__rule_decl, to, "to", tappa__shape_clock, TAPPA__REQUIRED, 0, "end; before `from` it is the next day's"),
    OF_CHANNEL(0),
};
static const struct tappa__shape quiet_map = {.kind = TAPPA__SHAPE_MAP,
                                              .noun = "a map with 'from' and 'to'",
                                              .definition = "quiet",
                                              TAPPA__KEYS(quiet_keys, tappa__rule_decl)};
static const struct tappa__shape quiet_list = {
    .kind = TAPPA__SHAPE_LIST_OF, .noun = "a list of quiet hours", .element = &quiet_map};
static const struct tappa__shape quiet = {.kind = TAPPA__SHAPE_CHOICE,
                                          .noun = "a map with 'from' and 'to', or a list of them",
                                          .mapping = &quiet_map,
                                          .sequence = &quiet_list};
static const struct tappa__key cap_keys[] = {
    KEY(tappa__rule_decl, at_most, "at_most", from_zero, TAPPA__REQUIRED, 0, "how many contacts"),
    KEY(tappa__rule_decl, per, "per", tappa__shape_duration, TAPPA__REQUIRED, 0, "in how long a time"),
    OF_CHANNEL(CHANNEL),
    OF_TOUCHPOINT,
};
static const struct tappa__shape cap = {.kind = TAPPA__SHAPE_MAP,
                                        .noun = "a map with 'at_most' and 'per'",
                                        .definition = "cap",
                                        TAPPA__KEYS(cap_keys, tappa__rule_decl),
                                        .rules = where_rules,
                                        .rule_count = (uint8_t)TAPPA__COUNT_OF(where_rules)};
static const struct tappa__shape caps = {.kind = TAPPA__SHAPE_LIST_OF, .noun = "a list of caps", .element = &cap};
static const struct tappa__shape priority_map = {.kind = TAPPA__SHAPE_MAP_OF,
                                                 .noun = "a map from touchpoints to whole numbers",
                                                 .key = &tappa__shape_name,
                                                 .element = &whole};
static const struct tappa__shape priorities = {.kind = TAPPA__SHAPE_CHOICE,
                                               .noun = "a list of touchpoints, or a map from touchpoints to whole numbers",
                                               .mapping = &priority_map,
                                               .sequence = &name_list};
static const struct tappa__key response_keys[] = {
    KEY(tappa__rule_decl, within, "within", tappa__shape_duration, TAPPA__REQUIRED, 0, "how long the customer has to open it"),
    OF_CHANNEL(CHANNEL),
    OF_TOUCHPOINT,
};
static const struct tappa__shape response = {.kind = TAPPA__SHAPE_MAP,
                                             .noun = "a map with 'within'",
                                             .definition = "responseTime",
                                             TAPPA__KEYS(response_keys, tappa__rule_decl),
                                             .rules = where_rules,
                                             .rule_count = (uint8_t)TAPPA__COUNT_OF(where_rules)};
static const struct tappa__shape responses = {
    .kind = TAPPA__SHAPE_LIST_OF, .noun = "a list of response times", .element = &response};
static const struct tappa__key contact_rules_keys[] = {
    KEY(tappa__contact_rules_decl, quiet, "quiet", quiet, 0, 0, "hours without contacts, in the customer's zone"),
    KEY(tappa__contact_rules_decl, caps, "caps", caps, 0, 0, "no more contacts than these"),
    KEY(tappa__contact_rules_decl, priorities, "priorities", priorities, 0, 0,
        "which contact goes first: a list, the first the most important, or touchpoint to number, the higher first"),
    KEY(tappa__contact_rules_decl, response_times, "response_times", responses, 0, 0,
        "after how long a contact that was not opened counts as ignored"),
};
static const struct tappa__shape contact_rules = {.kind = TAPPA__SHAPE_MAP,
                                                  .noun = "a map with 'quiet', 'caps', 'priorities', 'response_times'",
                                                  .definition = "contactRules",
                                                  TAPPA__KEYS(contact_rules_keys, tappa__contact_rules_decl)};

/* ---- migrate, simulate ---- */

static const struct tappa__shape new_stage = {
    .kind = TAPPA__SHAPE_NAME, .flags = TAPPA__NULLABLE, .noun = "a stage name, or nothing to drop the journey"};
static const struct tappa__shape stage_map = {.kind = TAPPA__SHAPE_MAP_OF,
                                              .flags = TAPPA__NULL_IS_EMPTY,
                                              .noun = "a map from old stages to new ones",
                                              .key = &tappa__shape_name,
                                              .element = &new_stage};
static const struct tappa__key migrate_keys[] = {
    KEY(tappa__migrate_decl, from, "from", from_one, TAPPA__REQUIRED, 0, "the older version"),
    KEY(tappa__migrate_decl, stages, "stages", stage_map, 0, 0,
        "old stage to new stage, or to nothing: dropped. Stages not named here keep their name"),
};
static const struct tappa__shape migrate_map = {.kind = TAPPA__SHAPE_MAP,
                                                .noun = "a map with 'from' and 'stages'",
                                                .definition = "migration",
                                                TAPPA__KEYS(migrate_keys, tappa__migrate_decl)};
static const struct tappa__shape migrate_list = {
    .kind = TAPPA__SHAPE_LIST_OF, .noun = "a list of maps with 'from' and 'stages'", .element = &migrate_map};
static const struct tappa__shape migrate = {.kind = TAPPA__SHAPE_CHOICE,
                                            .noun = "a map with 'from' and 'stages', or a list of them",
                                            .mapping = &migrate_map,
                                            .sequence = &migrate_list};
static const struct tappa__shape any = {.kind = TAPPA__SHAPE_ANY, .noun = "anything"};
static const struct tappa__shape simulate = {
    .kind = TAPPA__SHAPE_MAP_OF, .noun = "a map", .key = &tappa__shape_name, .element = &any};

/* ---- the model ---- */

static const struct tappa__shape format = {.kind = TAPPA__SHAPE_INT, .noun = "the number 1", .low = 1, .high = 1};
static const struct tappa__shape model_name = {
    .kind = TAPPA__SHAPE_MODEL_NAME, .noun = "a name of small letters, digits, '_' and '-'"};

static const struct tappa__key model_keys[] = {
    KEY(tappa__model_decl, tappa, "tappa", format, TAPPA__REQUIRED, 0, "the version of the format: 1. It stands first"),
    KEY(tappa__model_decl, model, "model", model_name, TAPPA__REQUIRED, 0, "the model's name"),
    KEY(tappa__model_decl, version, "version", from_one, TAPPA__REQUIRED, 0, "the model's own version, 1 or more"),
    KEY(tappa__model_decl, title, "title", tappa__shape_titles, 0, 0, "for people: text, or a map from language to text"),
    KEY(tappa__model_decl, data, "data", data, 0, 0, "what one journey remembers: name to slot"),
    KEY(tappa__model_decl, profile, "profile", profile, 0, 0, "what is known of the customer: name to slot"),
    KEY(tappa__model_decl, events, "events", events, 0, 0, "what may happen: name to event"),
    KEY(tappa__model_decl, channels, "channels", channels, 0, 0, "the ways on which customer and shop meet"),
    KEY(tappa__model_decl, touchpoints, "touchpoints", touchpoints, 0, 0, "the points where they meet"),
    KEY(tappa__model_decl, personas, "personas", personas, 0, 0,
        "name to a condition over profile, data and journey; expressions ask for persona.NAME"),
    KEY(tappa__model_decl, experiments, "experiments", experiments, 0, 0,
        "name to arms; an expression reads the customer's arm as experiment.NAME"),
    KEY(tappa__model_decl, entry, "entry", tappa__shape_when, 0, 0,
        "event to the stage in which a new journey starts; tried in order"),
    KEY(tappa__model_decl, entry_rules, "entry_rules", entry_rules, 0, 0, "second journeys of one customer"),
    KEY(tappa__model_decl, stages, "stages", tappa__shape_stages, TAPPA__REQUIRED, 0, "the stage tree"),
    KEY(tappa__model_decl, goals, "goals", goals, 0, 0, "what counts as success"),
    KEY(tappa__model_decl, offers, "offers", offers, 0, 0, "what may be proposed to a customer who is present"),
    KEY(tappa__model_decl, contact_rules, "contact_rules", contact_rules, 0, 0, "when the shop may not contact"),
    KEY(tappa__model_decl, migrate, "migrate", migrate, 0, 0, "for journeys begun under an older version"),
    KEY(tappa__model_decl, simulate, "simulate", simulate, 0, 0, "rates for synthetic populations; kept as written"),
};
const struct tappa__shape tappa__shape_model = {
    .kind = TAPPA__SHAPE_MAP, .noun = "a map of keys, beginning with `tappa: 1`", TAPPA__KEYS(model_keys, tappa__model_decl)};
