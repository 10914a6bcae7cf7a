/* The checks of scenarios: what `then` says against what the last `at` did. */
#include <stdio.h>
#include <string.h>

#include "tests/unit/scenario.h"

static const tappa_journey *
journey_of(const char *id)
{
    tappa_replay *replay = run.done.customer->replay;
    size_t count = tappa_replay_journey_count(replay);

    if (!id[0])
        return tappa_replay_journey_at(replay, count - 1);
    for (size_t i = 0; i < count; i++) {
        const tappa_journey *journey = tappa_replay_journey_at(replay, i);
        size_t size;
        const char *its = tappa_journey_id(journey, &size);

        if (size == strlen(id) && !memcmp(its, id, size))
            return journey;
    }
    bad_line("no journey of this id");
    return NULL;
}

static void
check_stages(const char *s, const tappa_journey *journey)
{
    char expected[TEXT_MOST] = "", actual[TEXT_MOST] = "", name[TEXT_MOST];
    uint32_t count = tappa_journey_stage_count(journey);

    for (uint32_t i = 0; i < count; i++) {
        add_str(actual, i ? ", " : "");
        add_quoted(actual, tappa_stage_name(tappa_journey_stage_at(journey, i)));
    }
    if (!count)
        add_str(actual, "none");
    if (!strcmp(s, "none")) {
        add_str(expected, "none");
    } else {
        for (;;) {
            s = read_name(s, ",", 0, name);
            add_quoted(expected, name);
            if (*s != ',')
                break;
            add_str(expected, ", ");
            s++;
        }
    }
    if (strcmp(expected, actual) != 0)
        wrong("stages", expected, actual);
}

/* One side of a move, in the form of add_move(). */
static const char *
read_side(const char *s, const char *plain, char *out)
{
    char name[TEXT_MOST];
    int is_list;

    s = blanks(s);
    if (!strncmp(s, plain, strlen(plain)) && strchr(" ,\t", s[strlen(plain)])) {
        add_str(out, plain);
        return blanks(s + strlen(plain));
    }
    is_list = *s == '[';
    add_str(out, is_list ? "[" : "");
    s += is_list;
    for (;;) {
        s = read_name(s, is_list ? ",]" : ",", 0, name);
        add_quoted(out, name);
        if (!is_list || *s != ',')
            break;
        add_str(out, ", ");
        s++;
    }
    if (is_list && *s == ']') {
        add_str(out, "]");
        s = blanks(s + 1);
    }
    return s;
}

static void
check_taken(const char *s)
{
    char expected[TEXT_MOST] = "";

    while (*s && strcmp(s, "none") != 0) {
        s = read_side(s, "entry", expected);
        if (strncmp(s, "->", 2) != 0) {
            bad_line("`->` is wanted");
            return;
        }
        add_str(expected, " -> ");
        s = read_side(s + 2, "stays", expected);
        if (*s != ',')
            break;
        add_str(expected, ", ");
        s = blanks(s + 1);
    }
    if (strcmp(expected, run.done.taken) != 0)
        wrong("taken", expected[0] ? expected : "none", run.done.taken[0] ? run.done.taken : "none");
}

/* A member of an effect as the value named so; NULL where it has none. */
static const struct tappa_value *
member(const tappa_json *json, const char *name, size_t size)
{
    const struct tappa_value *map = tappa_json_value(json), *pairs = map->data;

    for (uint32_t i = 0; i < map->size; i++) {
        if (pairs[2 * i].size == size && !memcmp(pairs[2 * i].data, name, size))
            return &pairs[2 * i + 1];
    }
    return NULL;
}

/* The fields behind an effect's name; behind them. */
static const char *
check_members(const char *s, int index)
{
    tappa_json *json = NULL;

    if (index < run.done.effect_count)
        (void)!tappa_json_parse(NULL, run.done.effect_json[index], strlen(run.done.effect_json[index]), &json, NULL, 0);
    for (s = blanks(s); field_value(s); s = blanks(s)) {
        const char *value = field_value(s), *end = value_end(value, ",");
        const struct tappa_value *actual = json ? member(json, s, (size_t)(value - 1 - s)) : NULL;
        char text[2048] = "absent", wanted[2048];

        snprintf(wanted, sizeof wanted, "%.*s", (int)(end - s), s);
        if (actual)
            (void)tappa_value_json(actual, text, sizeof text);
        if (!actual || !same_json(value, (size_t)(end - value), text, strlen(text)))
            wrong("effect", wanted, text);
        s = end;
    }
    tappa_json_free(json);
    return s;
}

static void
check_effects(const char *s)
{
    int count = 0;

    while (*s && strcmp(s, "none") != 0) {
        char word[TEXT_MOST], name[TEXT_MOST];
        size_t n = strcspn(s, " \t");

        snprintf(word, sizeof word, "%.*s ", (int)n, s);
        s = read_name(s + n, ",", 1, name);
        add_str(word, name);
        if (count >= run.done.effect_count || strcmp(word, run.done.effect_names[count]) != 0)
            wrong("effects", word, count < run.done.effect_count ? run.done.effects : "none");
        s = check_members(s, count++);
        if (*s != ',')
            break;
        s = blanks(s + 1);
    }
    if (count < run.done.effect_count)
        wrong("effects", "no more of them", run.done.effects);
}

static uint32_t
slot_of(int is_data, const char *name, size_t size)
{
    uint32_t count = is_data ? tappa_model_data_count(run.model) : tappa_model_profile_count(run.model);

    for (uint32_t i = 0; i < count; i++) {
        const char *its = is_data ? tappa_model_data_name(run.model, i) : tappa_model_profile_name(run.model, i);

        if (strlen(its) == size && !memcmp(its, name, size))
            return i;
    }
    return TAPPA_NONE;
}

static void
check_slots(const char *s, const tappa_journey *journey, int is_data)
{
    for (s = blanks(s); *s; s = blanks(s)) {
        const char *value = field_value(s), *end = value ? value_end(value, "") : NULL;
        uint32_t slot = value ? slot_of(is_data, s, (size_t)(value - 1 - s)) : TAPPA_NONE;
        struct tappa_value actual = {0};
        char text[2048] = "unset", wanted[2048];

        if (slot == TAPPA_NONE || !journey
            || (is_data ? tappa_journey_data(journey, slot, &actual) : tappa_journey_profile(journey, slot, &actual))) {
            bad_line("no slot of this name");
            return;
        }
        snprintf(wanted, sizeof wanted, "%.*s", (int)(end - s), s);
        if (actual.kind != TAPPA_UNSET)
            (void)tappa_value_json(&actual, text, sizeof text);
        if (!strncmp(value, "unset", 5) ? actual.kind != TAPPA_UNSET
                                        : !same_json(value, (size_t)(end - value), text, strlen(text)))
            wrong(is_data ? "data" : "profile", wanted, text);
        s = end;
    }
}

static void
check_next(const char *s, const tappa_journey *journey)
{
    int64_t due = tappa_journey_next_due(journey), expected = TAPPA_NEVER;
    char is[64] = "none", wanted[64];
    const char *from = s;

    snprintf(wanted, sizeof wanted, "%s", s);
    if (strcmp(s, "none") != 0 && read_time(&s, run.time, 1, &expected)) {
        bad_line("no time");
        return;
    }
    if (due != TAPPA_NEVER)
        (void)tappa_time_format(due, is, sizeof is);
    if (*from == '+')
        (void)tappa_time_format(expected, wanted, sizeof wanted);
    if (due != expected)
        wrong("next", wanted, is);
}

static void
check_number(const char *what, const char *s, int actual)
{
    char is[32];

    snprintf(is, sizeof is, "%d", actual);
    if (strcmp(s, is) != 0)
        wrong(what, s, is);
}

/* `of ID:` behind the word of a check. */
static const char *
read_of(const char *s, char *id)
{
    const char *of = after_word(s, "of");

    id[0] = '\0';
    return of ? read_name(of, ":", 0, id) : s;
}

static void
check_journey(const char *word, const char *s)
{
    char id[TEXT_MOST];
    const tappa_journey *journey;
    int has_colon;

    s = read_of(s, id);
    has_colon = *s == ':';
    s = blanks(s + has_colon);
    journey = journey_of(id);
    if (!strcmp(word, "ended")) {
        if (!tappa_journey_ended(journey))
            wrong("journey", "ended", "going on");
    } else if (!has_colon) {
        bad_line("a colon is wanted");
    } else if (!strcmp(word, "stages")) {
        check_stages(s, journey);
    } else if (!strcmp(word, "next")) {
        check_next(s, journey);
    } else {
        check_slots(s, journey, !strcmp(word, "data"));
    }
}

void
line_then(const char *s)
{
    struct done *d = &run.done;
    const char *rest;
    char word[16];

    if (!d->customer) {
        bad_line("no `at` above");
        return;
    }
    if ((rest = after_word(s, "taken:"))) {
        check_taken(rest);
    } else if ((rest = after_word(s, "effects:"))) {
        check_effects(rest);
    } else if ((rest = after_word(s, "errors:"))) {
        d->said_errors = 1;
        check_number("errors", rest, d->errors);
    } else if ((rest = after_word(s, "journeys:"))) {
        check_number("journeys", rest, (int)tappa_replay_journey_count(d->customer->replay));
    } else if (!strcmp(s, "ignored")) {
        d->said_ignored = 1;
        if (d->outcome != TAPPA_OUTCOME_IGNORED)
            wrong("event", "ignored", d->outcome == TAPPA_OUTCOME_TAKEN ? "taken" : "refused");
    } else if (!strcmp(s, "refused")) {
        d->said_refused = 1;
        if (d->outcome != TAPPA_OUTCOME_REFUSED || d->loops)
            wrong("event", "refused", d->loops ? "a loop" : d->outcome == TAPPA_OUTCOME_TAKEN ? "taken" : "ignored");
    } else if (!strcmp(s, "loop")) {
        d->said_loop = 1;
        if (!d->loops)
            wrong("step", "a loop", "none");
    } else if (sscanf(s, "%15[a-z]", word) == 1
               && (!strcmp(word, "stages") || !strcmp(word, "data") || !strcmp(word, "profile") || !strcmp(word, "next")
                   || !strcmp(word, "ended"))) {
        check_journey(word, blanks(s + strlen(word)));
    } else {
        bad_line("no such check");
    }
}
