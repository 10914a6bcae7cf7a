/* scenario [--tell] FILE...: runs scenarios (tests/scenario/README.md) through the library. Prints FILE:LINE with what was expected and what is for
 * each check that fails, and a sum; exit 1 where any failed. With --tell also the trace of all steps, and the rows considered, as lines of JSON. Each customer has a replay of her own: she is alone in the world. */
#define _DEFAULT_SOURCE

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/scenario.h"

/* ---- what happened */

static void
add_move(const struct tappa_taken *taken)
{
    const tappa_transition *row = tappa_model_transition_at(run.model, taken->row);
    uint32_t count = tappa_transition_target_count(row);
    char *out = run.done.taken;

    if (out[0])
        add_str(out, ", ");
    if (taken->from == TAPPA_NONE)
        add_str(out, "entry");
    else
        add_quoted(out, tappa_stage_name(tappa_model_stage_at(run.model, taken->from)));
    add_str(out, " -> ");
    if (!count)
        add_str(out, "stays");
    if (tappa_transition_is_list(row))
        add_str(out, "[");
    for (uint32_t i = 0; i < count; i++) {
        if (i)
            add_str(out, ", ");
        add_quoted(out, tappa_stage_name(tappa_transition_target_at(row, i)));
    }
    if (tappa_transition_is_list(row))
        add_str(out, "]");
}

static void
add_member(char *out, const char *name, const struct tappa_value *value)
{
    char text[2048];

    add_str(out, out[1] ? ", " : "");
    add_quoted(out, name);
    add_str(out, ": ");
    (void)tappa_value_json(value, text, sizeof text);
    add_str(out, text);
}

static void
add_effect(const struct tappa_effect *effect)
{
    static const char *const words[] = {"", "learn ", "contact ", "start ", "emit ", "count "};
    char name[512] = "", members[TEXT_MOST] = "{";

    if (run.done.effect_count >= FIELDS_MOST)
        return;
    add_str(name, words[effect->kind]);
    add_str(name, effect->name);
    for (uint32_t i = 0; i < effect->argument_count; i++)
        add_member(members, effect->arguments[i].name, &effect->arguments[i].value);
    if (effect->kind == TAPPA_EFFECT_LEARN)
        add_member(members, "value", &effect->value);
    if (effect->kind == TAPPA_EFFECT_COUNT && effect->value.kind != TAPPA_UNSET)
        add_member(members, "by", &effect->value);
    if (effect->expires) {
        struct tappa_value expires = {.kind = TAPPA_DURATION, .integer = effect->expires};

        add_member(members, "expires", &expires);
    }
    add_str(members, "}");
    add_str(run.done.effects, run.done.effects[0] ? ", " : "");
    add_str(run.done.effects, name);
    add_str(run.done.effects, members[1] == '}' ? "" : members);
    run.done.effect_names[run.done.effect_count] = strdup(name);
    run.done.effect_json[run.done.effect_count++] = strdup(members);
}

static void
forget_done(void)
{
    for (int i = 0; i < run.done.effect_count; i++) {
        free(run.done.effect_names[i]);
        free(run.done.effect_json[i]);
    }
    memset(&run.done, 0, sizeof run.done);
}

/* The exceptions that catch slips: what no check has spoken of must not have happened. */
static void
close_at(void)
{
    struct done *d = &run.done;
    char number[32];

    snprintf(number, sizeof number, "%d", d->errors);
    if (d->customer && d->errors && !d->said_errors)
        wrong_at(d->at_line, "errors", "0", number);
    if (d->customer && d->loops && !d->said_loop)
        wrong_at(d->at_line, "loop", "none", "a step was given up");
    if (d->was_event && d->outcome == TAPPA_OUTCOME_REFUSED && !d->loops && !d->said_refused)
        wrong_at(d->at_line, "event", "taken", tappa_replay_message(d->customer->replay));
    if (d->was_event && d->outcome == TAPPA_OUTCOME_IGNORED && !d->said_ignored)
        wrong_at(d->at_line, "event", "taken", "ignored");
    forget_done();
}

/* The step's lines of the trace, and below them the rows that it considered. */
static void
tell(const tappa_batch *batch)
{
    tappa_replay *replay = run.customer->replay;

    fputs(tappa_replay_trace(replay, NULL), stdout);
    tappa_replay_trace_clear(replay);
    for (size_t i = 0; i < tappa_batch_considered_count(batch); i++) {
        const struct tappa_considered *c = tappa_batch_considered_at(batch, i);
        char because[TEXT_MOST] = "", event[TEXT_MOST] = "";

        add_quoted(because, c->because);
        if (c->event != TAPPA_NONE)
            add_quoted(event, tappa_event_type_name(tappa_model_event_at(run.model, c->event)));
        printf("{\"row\": %d, \"verdict\": %d, \"by\": %d, \"step\": %d, \"event\": %s, \"because\": %s}\n", (int)c->row, (int)c->verdict,
               (int)c->by, (int)c->step, event[0] ? event : "null", because);
    }
}

static void
collect(void)
{
    tappa_replay *replay = run.customer->replay;
    tappa_status status, step;

    while ((status = tappa_replay_next(replay, NULL, &step)) == TAPPA_OK) {
        const tappa_batch *batch = tappa_replay_batch(replay);

        if (run.tells)
            tell(batch);
        if (step == TAPPA_ELOOP)
            run.done.loops++;
        if (step)
            continue;
        for (size_t i = 0; i < tappa_batch_taken_count(batch); i++)
            add_move(tappa_batch_taken_at(batch, i));
        for (size_t i = 0; i < tappa_batch_effect_count(batch); i++)
            add_effect(tappa_batch_effect_at(batch, i));
        run.done.errors += (int)tappa_batch_failure_count(batch);
    }
    if (status != TAPPA_END)
        bad_line(tappa_status_text(status));
    run.done.outcome = tappa_replay_outcome(replay);
}

/* ---- lines */

int
read_time(const char **s, int64_t base, int has_base, int64_t *time)
{
    const char *from = *s;
    size_t n = strcspn(from, " \t");
    int failed;

    *s = blanks(from + n);
    if (*from != '+')
        return tappa_time_parse(from, n, time) != TAPPA_OK;
    failed = !has_base || tappa_duration_parse(from + 1, n - 1, time) != TAPPA_OK;
    *time += base;
    return failed;
}

static int
read_fields(const char *s, struct tappa_record *record, struct tappa_field *fields, tappa_json **texts)
{
    int count = 0;

    for (s = blanks(s); *s; s = blanks(s)) {
        const char *value = field_value(s), *end;

        if (!value || count >= FIELDS_MOST)
            return -1;
        end = value_end(value, "");
        if (tappa_json_parse(NULL, value, (size_t)(end - value), &texts[count], NULL, 0))
            return -1;
        fields[count].name = s;
        fields[count].name_size = (uint32_t)(value - 1 - s);
        fields[count].value = *tappa_json_value(texts[count]);
        if (fields[count].name_size == 10 && !memcmp(s, "touchpoint", 10)) {
            record->touchpoint = fields[count].value.data;
            record->touchpoint_size = fields[count].value.size;
        }
        count++;
        s = end;
    }
    record->fields = fields;
    record->field_count = (uint32_t)count;
    return 0;
}

static void
happen(const char *s)
{
    struct tappa_record record = {.size = sizeof record, .time = run.time};
    struct tappa_field fields[FIELDS_MOST];
    tappa_json *texts[FIELDS_MOST] = {NULL};
    char name[TEXT_MOST];

    memset(fields, 0, sizeof fields);
    s = read_name(s, "", 1, name);
    record.customer = run.customer->id;
    record.customer_size = (uint32_t)strlen(run.customer->id);
    record.event = name;
    record.event_size = (uint32_t)strlen(name);
    record.zone = run.customer->zone;
    record.zone_size = (uint32_t)strlen(run.customer->zone);
    run.done.was_event = 1;
    if (read_fields(s, &record, fields, texts))
        bad_line("no fields: NAME=VALUE is wanted");
    else if (tappa_replay_push(run.customer->replay, &record))
        bad_line("the event cannot be fed");
    else
        collect();
    for (int i = 0; i < FIELDS_MOST; i++)
        tappa_json_free(texts[i]);
}

static void
line_at(const char *s)
{
    close_at();
    if (!run.customer) {
        bad_line("no customer yet");
        return;
    }
    if (read_time(&s, run.time, run.has_time, &run.time)) {
        bad_line("no time");
        return;
    }
    run.has_time = 1;
    run.done.customer = run.customer;
    run.done.at_line = run.line;
    if (strcmp(s, "nothing happens") != 0)
        happen(s);
    else if (tappa_replay_push_time(run.customer->replay, run.time))
        bad_line("the timers cannot be run");
    else
        collect();
}

static void
end_scenario(void)
{
    close_at();
    for (int i = 0; i < run.customer_count; i++)
        tappa_replay_free(run.customers[i].replay);
    memset(run.customers, 0, sizeof run.customers);
    run.customer_count = 0;
    run.customer = NULL;
    run.has_time = 0;
    run.zone[0] = '\0';
}

static void
line_model(const char *name)
{
    const char *slash = strrchr(run.file, '/');
    char path[1024], zone[sizeof run.zone];
    tappa_diagnostics *list = NULL;

    memcpy(zone, run.zone, sizeof zone); /* may stand above the model */
    end_scenario();
    memcpy(run.zone, zone, sizeof zone);
    snprintf(path, sizeof path, "%.*s%s", slash ? (int)(slash - run.file + 1) : 0, run.file, name);
    tappa_model_unref(run.model);
    run.model = NULL;
    if (tappa_diagnostics_new(run.context, &list) || tappa_model_load(run.context, path, list, &run.model)) {
        const struct tappa_diagnostic *d = tappa_diagnostics_at(list, 0);

        wrong("model", "no errors", d ? d->message : "not compiled");
    }
    tappa_diagnostics_free(list);
}

static void
line_customer(const char *s)
{
    char id[TEXT_MOST];
    struct customer *c;

    close_at();
    (void)read_name(s, "", 0, id);
    run.customer = NULL;
    for (int i = 0; i < run.customer_count; i++) {
        if (!strcmp(run.customers[i].id, id))
            run.customer = &run.customers[i];
    }
    if (run.customer || !run.model || run.customer_count >= CUSTOMERS_MOST)
        return;
    c = &run.customers[run.customer_count];
    snprintf(c->id, sizeof c->id, "%.255s", id);
    snprintf(c->zone, sizeof c->zone, "%s", run.zone);
    if (tappa_replay_new(run.context, run.model, NULL, &c->replay)) {
        bad_line("no replay");
        return;
    }
    tappa_replay_set_trace(c->replay, run.tells);
    tappa_replay_set_explain(c->replay, run.tells);
    run.customer_count++;
    run.customer = c;
}

static void
read_line(char *line)
{
    char *end = line + strlen(line);
    const char *s = blanks(line), *rest;

    while (end > line && strchr(" \t\r\n", end[-1]))
        *--end = '\0';
    run.line++;
    if (!*s || *s == '#')
        return;
    if ((rest = after_word(s, "scenario:"))) {
        end_scenario();
        run.scenarios++;
    } else if ((rest = after_word(s, "model:"))) {
        line_model(rest);
    } else if ((rest = after_word(s, "zone"))) {
        snprintf(run.zone, sizeof run.zone, "%s", rest);
    } else if ((rest = after_word(s, "customer"))) {
        line_customer(rest);
    } else if ((rest = after_word(s, "at"))) {
        line_at(rest);
    } else if ((rest = after_word(s, "then"))) {
        line_then(rest);
    } else {
        bad_line("no such line");
    }
}

static void
run_file(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[4096];

    run.file = path;
    run.line = 0;
    if (!file) {
        bad_line("cannot be opened");
        return;
    }
    while (fgets(line, sizeof line, file))
        read_line(line);
    fclose(file);
    end_scenario();
    tappa_model_unref(run.model);
    run.model = NULL;
}

int
main(int argc, char **argv)
{
    if (argc < 2 || tappa_context_new(NULL, &run.context)) {
        fputs("usage: scenario [--tell] FILE...\n", stderr);
        return 2;
    }
    run.tells = argc > 1 && !strcmp(argv[1], "--tell");
    for (int i = 1 + run.tells; i < argc; i++)
        run_file(argv[i]);
    tappa_context_unref(run.context);
    printf("%d scenarios, %d failures\n", run.scenarios, run.failures);
    return run.failures > 0 || run.scenarios == 0;
}
