/* Owns `tappa explain`: one customer's journey told event by event, with the rows considered and why.
 * Called by main.c; the same steps as in `tappa run`, looked at one by one.
 * What is told comes from the batch of the step alone, so it cannot differ from what was done. */
#include <stdlib.h>
#include <string.h>

#include "tappa.h"

static void
print_time(int64_t time)
{
    char text[40];

    (void)tappa_time_format(time, text, sizeof text);
    fputs(text, stdout);
}

static void
print_from(const tappa_transition *row)
{
    const tappa_stage *source = tappa_transition_source(row);

    fputs(source ? tappa_stage_name(source) : "entry", stdout);
}

/* `problem: Product Viewed [event.price > 10.0] -> information` */
static void
print_whole_row(const tappa_transition *row)
{
    print_from(row);
    fputs(": ", stdout);
    print_row(stdout, row);
    fputs(" -> ", stdout);
    print_targets(stdout, row);
    if (tappa_transition_title(row, NULL)[0]) {
        fputs(" (", stdout);
        print_word(stdout, tappa_transition_title(row, NULL));
        fputc(')', stdout);
    }
}

static const char *
verdict_word(uint32_t verdict)
{
    switch (verdict) {
    case TAPPA_VERDICT_TAKEN:
        return "taken      ";
    case TAPPA_VERDICT_FALSE:
        return "not true   ";
    case TAPPA_VERDICT_FAILED:
        return "failed     ";
    case TAPPA_VERDICT_SHADOWED:
        return "too late   ";
    case TAPPA_VERDICT_PREEMPTED:
        return "pre-empted ";
    default:
        return "not here   ";
    }
}

static void
print_considered(const tappa_model *model, const struct tappa_considered *c)
{
    printf("    %s ", verdict_word(c->verdict));
    print_whole_row(tappa_model_transition_at(model, c->row));
    fputc('\n', stdout);
    if (c->because[0]) {
        fputs("                because ", stdout);
        print_word(stdout, c->because);
        fputc('\n', stdout);
    }
    if (c->by != TAPPA_NONE) {
        const tappa_transition *by = tappa_model_transition_at(model, c->by);

        fputs("                before it: ", stdout);
        print_whole_row(by);
        fputc('\n', stdout);
    }
}

/* Rows of stages that are not active are only counted: a large model has hundreds. */
static void
print_rows(const tappa_model *model, const tappa_batch *batch, const struct tappa_step *step)
{
    uint32_t elsewhere = 0, i;

    for (i = 0; i < step->considered_count; i++) {
        const struct tappa_considered *c = tappa_batch_considered_at(batch, step->considered_first + i);

        if (c->verdict == TAPPA_VERDICT_NOT_THIS_STAGE)
            elsewhere++;
        else
            print_considered(model, c);
    }
    if (elsewhere)
        printf("    not here    %u row%s of stages that are not active\n", elsewhere, elsewhere == 1 ? "" : "s");
    if (!step->taken_count)
        puts("    nothing is taken");
}

static void
print_stages(const char *what, const tappa_model *model, const tappa_batch *batch, uint32_t first, uint32_t count,
             uint32_t (*at)(const tappa_batch *, size_t))
{
    uint32_t i;

    if (!count)
        return;
    printf("    %s ", what);
    for (i = 0; i < count; i++)
        printf("%s%s", i ? ", " : "", tappa_stage_name(tappa_model_stage_at(model, at(batch, first + i))));
    fputc('\n', stdout);
}

/* A duration as models write it, all else as JSON. */
static void
print_value(const struct tappa_value *value)
{
    char text[64];

    if (value->kind != TAPPA_DURATION) {
        print_json_value(stdout, value);
        return;
    }
    (void)tappa_duration_format(value->integer, text, sizeof text);
    fputs(text, stdout);
}

static void
print_changes(const tappa_model *model, const tappa_batch *batch, const struct tappa_step *step)
{
    uint32_t i;

    for (i = 0; i < step->change_count; i++) {
        const struct tappa_change *c = tappa_batch_change_at(batch, step->change_first + i);
        int is_data = c->space == TAPPA_SPACE_DATA;

        printf("    %s %s = ", is_data ? "data       " : "profile    ",
               is_data ? tappa_model_data_name(model, c->slot) : tappa_model_profile_name(model, c->slot));
        if (c->value.kind == TAPPA_UNSET)
            fputs("unset", stdout);
        else
            print_value(&c->value);
        fputc('\n', stdout);
    }
}

static void
print_effect(const struct tappa_effect *effect)
{
    static const char *const words[] = {"", "learns", "contacts", "starts", "emits", "counts"};
    char text[64];
    uint32_t i;

    if (effect->kind == TAPPA_EFFECT_LEARN)
        return; /* told as a change of the profile */
    printf("    %-11s %s", effect->kind <= TAPPA_EFFECT_COUNT ? words[effect->kind] : "asks for", effect->name);
    for (i = 0; i < effect->argument_count; i++) {
        printf("%s%s ", i ? ", " : " with ", effect->arguments[i].name);
        print_value(&effect->arguments[i].value);
    }
    if (effect->kind == TAPPA_EFFECT_COUNT && effect->value.kind != TAPPA_UNSET) {
        fputs(" by ", stdout);
        print_value(&effect->value);
    }
    if (effect->expires) {
        (void)tappa_duration_format(effect->expires, text, sizeof text);
        printf(" within %s", text);
    }
    fputc('\n', stdout);
}

static void
print_timer(const tappa_model *model, const struct tappa_timer *timer)
{
    fputs(timer->what == TAPPA_TIMER_ARMED ? "    timer set   " : "    timer off   ", stdout);
    print_time(timer->due);
    if (timer->row != TAPPA_NONE) {
        fputs("  ", stdout);
        print_whole_row(tappa_model_transition_at(model, timer->row));
    } else {
        printf("  event %s", tappa_event_type_name(tappa_model_event_at(model, timer->event)));
    }
    fputc('\n', stdout);
}

static void
print_failure(const struct tappa_failure *failure)
{
    fputs("    error       ", stdout);
    print_word(stdout, failure->expression);
    fputs(": ", stdout);
    print_word(stdout, failure->message);
    printf("\n                in %s (line %u, column %u)\n", failure->path, failure->line, failure->column);
}

/* `TIME  EVENT  journey ID`; `record`: what was fed, NULL for a timer. */
static void
print_head(const struct tappa_step *step, const tappa_journey *journey, const struct tappa_record *record)
{
    const char *how = "  journey ";
    size_t size;
    const char *id = tappa_journey_id(journey, &size);

    print_time(step->time);
    fputs("  ", stdout);
    if (step->kind == TAPPA_STEP_START && record) {
        print_plain(stdout, record->event, record->event_size);
        how = "  begins journey ";
    } else {
        print_plain(stdout, step->name, step->name_size);
    }
    if (step->kind == TAPPA_STEP_SENT)
        how = "  sent by the journey itself, journey ";
    fputs(how, stdout);
    print_plain(stdout, id, size);
    fputc('\n', stdout);
}

static void
print_step(const tappa_model *model, const tappa_journey *journey, const tappa_batch *batch, size_t index,
           const struct tappa_record *record)
{
    const struct tappa_step *step = tappa_batch_step_at(batch, index);
    uint32_t i;

    print_head(step, journey, record);
    print_rows(model, batch, step);
    print_stages("leaves     ", model, batch, step->left_first, step->left_count, tappa_batch_left_at);
    print_stages("enters     ", model, batch, step->entered_first, step->entered_count, tappa_batch_entered_at);
    print_changes(model, batch, step);
    for (i = 0; i < step->effect_count; i++)
        print_effect(tappa_batch_effect_at(batch, step->effect_first + i));
    for (i = 0; i < step->timer_count; i++)
        print_timer(model, tappa_batch_timer_at(batch, step->timer_first + i));
    for (i = 0; i < step->failure_count; i++)
        print_failure(tappa_batch_failure_at(batch, step->failure_first + i));
    print_stages("now in     ", model, batch, step->active_first, step->active_count, tappa_batch_active_at);
}

/* All steps of what was pushed. Returns how many, or -1. */
static int
tell_steps(const tappa_model *model, tappa_replay *replay, const struct tappa_record *record)
{
    const tappa_journey *journey;
    tappa_status status, step;
    int told = 0;

    while ((status = tappa_replay_next(replay, &journey, &step)) == TAPPA_OK) {
        const tappa_batch *batch = tappa_replay_batch(replay);
        size_t count = tappa_batch_step_count(batch), i;

        told++;
        if (step)
            printf("    given up: %s\n", tappa_status_text(step));
        for (i = 0; i < count && !step && journey; i++)
            print_step(model, journey, batch, i, record);
    }
    return status == TAPPA_END ? told : -1;
}

/* A record that came to no step: why. */
static void
tell_nothing(const tappa_model *model, const tappa_replay *replay, const struct tappa_record *record)
{
    const tappa_batch *batch = tappa_replay_batch(replay);
    size_t i;

    print_time(record->time);
    fputs("  ", stdout);
    print_plain(stdout, record->event, record->event_size);
    if (tappa_replay_outcome(replay) == TAPPA_OUTCOME_REFUSED) {
        fputs("\n    refused     ", stdout);
        print_word(stdout, tappa_replay_message(replay));
        fputc('\n', stdout);
        return;
    }
    puts("\n    ignored     no row of `entry` begins a journey with it");
    for (i = 0; i < tappa_batch_considered_count(batch); i++)
        print_considered(model, tappa_batch_considered_at(batch, i));
}

static int
tell_record(const struct events *events, tappa_replay *replay, const struct tappa_record *record)
{
    /* Timers that come before the record are told, but do not say what became of it. */
    int told = tappa_replay_push_time(replay, record->time) ? -1 : tell_steps(events->model, replay, NULL);

    if (told >= 0)
        told = tappa_replay_push(replay, record) ? -1 : tell_steps(events->model, replay, record);
    if (told < 0)
        return complain_status("explain", TAPPA_ENOMEM);
    if (!told)
        tell_nothing(events->model, replay, record);
    return EXIT_CLEAN;
}

static int
tell(struct events *events, tappa_replay *replay)
{
    uint64_t count = tappa_log_count(events->log), i;
    int code = EXIT_CLEAN;

    if (!count)
        return complain(events->customer, "no events of this customer");
    for (i = 0; i < count && !code; i++) {
        struct tappa_record record = {.size = sizeof record};
        tappa_status status = tappa_log_at(events->log, i, &record);

        code = status ? complain_status("explain", status) : tell_record(events, replay, &record);
    }
    if (!code && events->until != TAPPA_NEVER
        && (tappa_replay_push_time(replay, events->until) || tell_steps(events->model, replay, NULL) < 0))
        code = complain_status("explain", TAPPA_ENOMEM);
    return code;
}

static int
explain(struct events *events, const char *model)
{
    tappa_replay *replay = NULL;
    tappa_status status;
    int code = load_model(events->context, model, &events->model);

    if (!code)
        code = events_read(events);
    if (code)
        return code;
    status = tappa_replay_new(events->context, events->model, NULL, &replay);
    if (status)
        return complain_status("explain", status);
    tappa_replay_set_explain(replay, 1);
    code = tell(events, replay);
    tappa_replay_free(replay);
    return code;
}

int
command_explain(int argc, char **argv)
{
    static const struct option options[] = {EVENT_OPTIONS, {"customer", required_argument, NULL, 'c'}, {NULL, 0, NULL, 0}};
    struct events events = {.until = TAPPA_NEVER};
    int option, code = EXIT_CLEAN;

    while (!code && (option = next_option(argc, argv, "", options, NULL)) != -1) {
        int known = events_option(&events, option, optarg);

        if (option == 'c')
            events.customer = optarg;
        else if (known < 0)
            code = option == 'm' ? EXIT_ERRORS : EXIT_USAGE;
        else if (!known)
            code = EXIT_USAGE;
    }
    if (!code && (argc - optind < 2 || !events.customer))
        code = usage("explain", "MODEL, EVENTS and --customer ID are needed");
    if (!code && tappa_context_new(NULL, &events.context))
        code = complain_status("explain", TAPPA_ENOMEM);
    if (!code) {
        events.paths = argv + optind + 1;
        events.path_count = argc - optind - 1;
        code = explain(&events, argv[optind]);
    }
    events_free(&events);
    return code == EXIT_USAGE ? code : finish_output(code);
}
