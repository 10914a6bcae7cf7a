/* What a call says, all of it: batches.golden has small models, calls, and below each call its status, its whole batch and where the journey
 * then stands. test-batches FILE [--update]. A line of the file is one of
 *     | YAML                  a line of the next model
 *     journey [ZONE]          opens a journey of it, and a batch
 *     explain 0 or 1
 *     feed, begin, probe NAME SECONDS [FIELD=VALUE]...     `?NAME`: as an event nobody declared; `@touchpoint`: where it happened
 *     due SECONDS             one timer
 *     learn SLOT VALUE        tappa_journey_set_profile()
 *     steps LEFT              the budget of expressions */
#include "tests/support/world.h"

#define LINE_BYTES 2000
#define GOLDEN_BYTES 200000

static struct world w;
static char want[GOLDEN_BYTES], have[GOLDEN_BYTES], yaml[20000];
static size_t used;
static const char *path;
static int update, starving;

static void
say(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    used += (size_t)vsnprintf(have + used, sizeof have - used, format, list);
    va_end(list);
    assert_true(used < sizeof have);
}

static void
say_value(const char *before, const struct tappa_value *v)
{
    char text[500] = "-";
    size_t n = v->kind == TAPPA_UNSET ? 0 : tappa_value_json(v, text, sizeof text);

    if (n < 100)
        say("%s%s", before, text);
    else
        say("%s(%u bytes)", before, (unsigned)n);
}

static const char *
stage_name(uint32_t index)
{
    return index == TAPPA_NONE ? "-" : tappa_stage_name(tappa_model_stage_at(w.model, index));
}

static const char *
row_name(uint32_t row)
{
    return row == TAPPA_NONE ? "-" : tappa_transition_path(tappa_model_transition_at(w.model, row));
}

/* Each run of a step begins where the one before ended. */
#define RUN(step, i, name, all) \
    assert_int_equal((step)->name##_first, (i) ? tappa_batch_step_at(w.batch, (i)-1)->name##_first + \
                                                     tappa_batch_step_at(w.batch, (i)-1)->name##_count \
                                               : 0); \
    if ((i) + 1 == tappa_batch_step_count(w.batch)) \
        assert_int_equal((step)->name##_first + (step)->name##_count, all(w.batch))

static void
check_runs(const struct tappa_step *s, size_t i)
{
    RUN(s, i, taken, tappa_batch_taken_count);
    RUN(s, i, left, tappa_batch_left_count);
    RUN(s, i, entered, tappa_batch_entered_count);
    RUN(s, i, change, tappa_batch_change_count);
    RUN(s, i, timer, tappa_batch_timer_count);
    RUN(s, i, effect, tappa_batch_effect_count);
    RUN(s, i, failure, tappa_batch_failure_count);
    RUN(s, i, considered, tappa_batch_considered_count);
    RUN(s, i, active, tappa_batch_active_count);
}

static void
say_moves(const struct tappa_step *s)
{
    for (uint32_t i = s->considered_first; i < s->considered_first + s->considered_count; i++) {
        static const char *const verdicts[] = {"", "taken", "not this stage", "false", "failed", "shadowed", "preempted"};
        const struct tappa_considered *c = tappa_batch_considered_at(w.batch, i);

        say("      row %s %s", row_name(c->row), verdicts[c->verdict]);
        say(c->by == TAPPA_NONE ? "" : " by %s", row_name(c->by));
        say(c->event == TAPPA_NONE ? "" : " on %s", tappa_event_type_name(tappa_model_event_at(w.model, c->event)));
        say(c->because[0] ? ": %s\n" : "\n", c->because);
    }
    for (uint32_t i = s->taken_first; i < s->taken_first + s->taken_count; i++) {
        const struct tappa_taken *t = tappa_batch_taken_at(w.batch, i);

        say("      takes %s: %s -> %s at %lld\n", row_name(t->row), stage_name(t->from), stage_name(t->to), (long long)t->time / 1000000);
        assert_true(t->journey == 0 && t->input == 0);
    }
    for (uint32_t i = s->left_first; i < s->left_first + s->left_count; i++)
        say(i == s->left_first ? "      leaves %s" : " %s", stage_name(tappa_batch_left_at(w.batch, i)));
    say(s->left_count ? "\n" : "");
    for (uint32_t i = s->entered_first; i < s->entered_first + s->entered_count; i++)
        say(i == s->entered_first ? "      enters %s" : " %s", stage_name(tappa_batch_entered_at(w.batch, i)));
    say(s->entered_count ? "\n" : "");
}

static void
say_effect(const struct tappa_effect *e)
{
    static const char *const kinds[] = {"", "learn", "contact", "start", "emit", "count"};

    say("      %s %s", kinds[e->kind], e->name);
    say(e->index == TAPPA_NONE ? "" : " #%u", (unsigned)e->index);
    for (uint32_t i = 0; i < e->argument_count; i++) {
        say(" %s", e->arguments[i].name);
        say_value("=", &e->arguments[i].value);
    }
    say(e->expires ? " expires %lld" : "", (long long)e->expires / 1000000);
    if (e->value.kind != TAPPA_UNSET)
        say_value(" value ", &e->value);
    say(" by %s at %lld\n", row_name(e->row), (long long)e->time / 1000000);
}

static void
say_results(const struct tappa_step *s, uint32_t step)
{
    for (uint32_t i = s->change_first; i < s->change_first + s->change_count; i++) {
        const struct tappa_change *c = tappa_batch_change_at(w.batch, i);

        say("      sets %s", c->space == TAPPA_SPACE_DATA ? tappa_model_data_name(w.model, c->slot) : tappa_model_profile_name(w.model, c->slot));
        say_value(" to ", &c->value);
        say("\n");
        assert_true(c->step == step && c->journey == 0 && c->input == 0);
    }
    for (uint32_t i = s->timer_first; i < s->timer_first + s->timer_count; i++) {
        const struct tappa_timer *t = tappa_batch_timer_at(w.batch, i);

        say("      %s %s", t->what == TAPPA_TIMER_ARMED ? "arms" : "drops",
            t->row == TAPPA_NONE ? tappa_event_type_name(tappa_model_event_at(w.model, t->event)) : row_name(t->row));
        say(" due %lld\n", (long long)t->due / 1000000);
        assert_int_equal(t->step, step);
        assert_true((t->row == TAPPA_NONE) != (t->event == TAPPA_NONE));
    }
    for (uint32_t i = s->effect_first; i < s->effect_first + s->effect_count; i++) {
        assert_int_equal(tappa_batch_effect_at(w.batch, i)->step, step);
        say_effect(tappa_batch_effect_at(w.batch, i));
    }
    for (uint32_t i = s->failure_first; i < s->failure_first + s->failure_count; i++) {
        const struct tappa_failure *f = tappa_batch_failure_at(w.batch, i);

        say("      fails %s:%u:%u `%s`: %s (%s)\n", f->path, (unsigned)f->line, (unsigned)f->column, f->expression, f->message, row_name(f->row));
        assert_int_equal(f->step, step);
    }
    say("      stands in");
    for (uint32_t i = s->active_first; i < s->active_first + s->active_count; i++)
        say(" %s", stage_name(tappa_batch_active_at(w.batch, i)));
    say("\n");
}

static void
say_batch(tappa_status status)
{
    static const char *const kinds[] = {"?", "start", "event", "sent", "after"};

    say("    %s\n", tappa_status_text(status));
    for (size_t i = 0; i < tappa_batch_step_count(w.batch); i++) {
        const struct tappa_step *s = tappa_batch_step_at(w.batch, i);

        say("    %s %.*s at %lld\n", kinds[s->kind], (int)s->name_size, s->name, (long long)s->time / 1000000);
        assert_true(s->event == TAPPA_NONE || s->name == tappa_event_type_name(tappa_model_event_at(w.model, s->event)));
        check_runs(s, i);
        say_moves(s);
        say_results(s, (uint32_t)i);
    }
    for (size_t i = 0; !tappa_batch_step_count(w.batch) && i < tappa_batch_considered_count(w.batch); i++)
        say("    row %s\n", row_name(tappa_batch_considered_at(w.batch, i)->row));
}

static void
say_journey(void)
{
    struct tappa_value v;
    int64_t due = tappa_journey_next_due(w.journey);

    if (!tappa_journey_begun(w.journey))
        return;
    say("    = %lld..%lld #%u%s in", (long long)tappa_journey_started(w.journey) / 1000000, (long long)tappa_journey_last(w.journey) / 1000000,
        (unsigned)tappa_journey_sequence(w.journey), tappa_journey_ended(w.journey) ? " ended" : "");
    for (uint32_t i = 0; i < tappa_model_stage_count(w.model); i++) {
        const tappa_stage *stage = tappa_model_stage_at(w.model, i);
        int64_t since = tappa_journey_since(w.journey, stage);

        assert_true(!tappa_journey_is_at(w.journey, stage) == (since == TAPPA_NEVER));
        if (since != TAPPA_NEVER)
            say(" %s@%lld", tappa_stage_name(stage), (long long)since / 1000000);
    }
    say(due == TAPPA_NEVER ? "" : " due %lld", (long long)due / 1000000);
    for (uint32_t i = 0; i < tappa_model_data_count(w.model); i++) {
        assert_int_equal(tappa_journey_data(w.journey, i, &v), TAPPA_OK);
        say(" %s", tappa_model_data_name(w.model, i));
        say_value("=", &v);
    }
    for (uint32_t i = 0; i < tappa_model_profile_count(w.model); i++) {
        assert_int_equal(tappa_journey_profile(w.journey, i, &v), TAPPA_OK);
        say(" %s", tappa_model_profile_name(w.model, i));
        say_value("=", &v);
    }
    say("\n");
}

/* *N: a text of so many bytes. */
static struct tappa_value
read_value(char *text, uint32_t kind)
{
    static char xs[100000];
    struct tappa_value v = {.kind = kind};

    if (kind == TAPPA_STRING && *text == '*') {
        memset(xs, 'x', sizeof xs);
        v.data = xs;
        v.size = (uint32_t)strtoul(text + 1, NULL, 10);
    } else if (kind == TAPPA_STRING) {
        v.data = text;
        v.size = (uint32_t)strlen(text);
    } else if (kind == TAPPA_DOUBLE) {
        v.real = strtod(text, NULL);
    } else {
        v.integer = strtoll(text, NULL, 10);
    }
    return v;
}

static int explains;

static void
new_batch(void)
{
    tappa_batch_free(w.batch);
    assert_int_equal(tappa_batch_new(w.context, &w.batch), TAPPA_OK);
    tappa_batch_set_explain(w.batch, explains);
}

static tappa_status
call_once(const char *what, const struct tappa_event *event, int64_t now)
{
    return !strcmp(what, "feed")    ? tappa_journey_feed(w.journey, event, w.batch)
           : !strcmp(what, "begin") ? tappa_journey_begin(w.journey, event, w.batch)
           : !strcmp(what, "probe") ? tappa_journey_probe(w.journey, event, w.batch)
                                    : tappa_journey_run_due(w.journey, now, w.batch);
}

/* Where memory is short: the call with a new batch whose first allocation fails, then the second, and so on until none does. Each time it
 * says so, the batch is empty, the journey as before. Every other time all allocations behind fail too. */
static tappa_status
call_starving(const char *what, const struct tappa_event *event, int64_t now)
{
    static unsigned char before[400000], after[400000];
    size_t size = world_snapshot(w.journey, before, sizeof before);

    for (uint64_t n = 1;; n++) {
        tappa_status status;

        new_batch();
        w.memory.count = 0;
        w.memory.fail_at = n;
        w.memory.sticky = n % 2;
        status = call_once(what, event, now);
        w.memory.fail_at = 0;
        if (w.memory.count < n)
            return status;
        assert_int_equal(status, TAPPA_ENOMEM);
        assert_int_equal(tappa_batch_step_count(w.batch), 0);
        assert_int_equal(world_snapshot(w.journey, after, sizeof after), size);
        assert_memory_equal(before, after, size);
    }
}

static tappa_status
call_it(const char *what, const struct tappa_event *event, int64_t now)
{
    return starving ? call_starving(what, event, now) : call_once(what, event, now);
}

/* NAME SECONDS [FIELD=VALUE]... [@TOUCHPOINT] */
static void
call(const char *what, char *line)
{
    struct tappa_value fields[16] = {{0}};
    char *name = strtok(line, " "), *seconds = strtok(NULL, " ");
    const tappa_event_type *type = tappa_model_event_find(w.model, name, strlen(name));
    struct tappa_event event = {.size = sizeof event, .type = tappa_event_type_index(type), .time = strtoll(seconds, NULL, 10) * 1000000,
                                .touchpoint = TAPPA_NONE, .fields = fields, .field_count = tappa_event_type_field_count(type)};

    if (name[0] == '?') {
        event.type = TAPPA_NONE;
        event.name = name + 1;
        event.name_size = (uint32_t)strlen(name) - 1;
        event.field_count = 0;
    }
    for (char *field; (field = strtok(NULL, " "));) {
        char *value = strchr(field, '=');

        if (*field == '@') {
            event.touchpoint = tappa_touchpoint_index(tappa_model_touchpoint_find(w.model, field + 1, strlen(field + 1)));
            continue;
        }
        uint32_t at = tappa_event_type_field_find(type, field, (size_t)(value - field));
        assert_true(at < event.field_count);
        fields[at] = read_value(value + 1, tappa_event_type_field_kind(type, at));
    }
    say_batch(call_it(what, &event, 0));
    say_journey();
}

static void
close_world(void)
{
    if (w.model)
        world_close(&w);
    memset(&w, 0, sizeof w);
}

static void
open_journey(char *rest, uint64_t budget)
{
    tappa_zone *zone;

    close_world();
    explains = 0;
    world_open(&w, yaml);
    if (budget) {
        assert_int_equal(tappa_context_set_limit(w.context, TAPPA_LIMIT_EXPRESSION_COST, budget), TAPPA_OK);
        new_batch();
    }
    yaml[0] = '\0';
    if (!*rest)
        return;
    assert_int_equal(tappa_zone_load(w.context, rest, strlen(rest), &zone), TAPPA_OK);
    assert_int_equal(tappa_journey_set_zone(w.journey, zone), TAPPA_OK);
    tappa_zone_unref(zone);
}

static void
run_line(char *line)
{
    static uint64_t budget;
    char *rest = line + strcspn(line, " ");

    if (*rest)
        *rest++ = '\0';
    if (!strcmp(line, "|")) {
        strcat(strcat(yaml, rest), "\n");
    } else if (!strcmp(line, "steps")) {
        budget = strtoull(rest, NULL, 10);
    } else if (!strcmp(line, "journey")) {
        open_journey(rest, budget);
        budget = 0;
    } else if (!strcmp(line, "explain")) {
        explains = *rest - '0';
        tappa_batch_set_explain(w.batch, explains);
    } else if (!strcmp(line, "due")) {
        say_batch(call_it(line, NULL, strtoll(rest, NULL, 10) * 1000000));
        say_journey();
    } else if (!strcmp(line, "learn")) {
        uint32_t slot = (uint32_t)strtoul(strtok(rest, " "), NULL, 10);
        char *text = strtok(NULL, " ");
        struct tappa_value v = text ? read_value(text, tappa_model_profile_kind(w.model, slot)) : (struct tappa_value){.kind = TAPPA_UNSET};

        say("    %s\n", tappa_status_text(tappa_journey_set_profile(w.journey, slot, &v)));
        say_journey();
    } else if (line[0] && line[0] != '#') {
        call(line, rest);
    }
}

static void
run_all(void)
{
    char line[LINE_BYTES];
    size_t from = 0;
    FILE *f = fopen(path, "r");

    assert_non_null(f);
    want[0] = have[0] = '\0';
    used = 0;
    while (fgets(line, sizeof line, f)) {
        strcat(want, line);
        if (!strncmp(line, "    ", 4))
            continue;
        say("%s", line);
        line[strcspn(line, "\n")] = '\0';
        run_line(line);
    }
    fclose(f);
    close_world();
    if (update) {
        f = fopen(path, "w");
        assert_non_null(f);
        fputs(have, f);
        fclose(f);
        return;
    }
    for (size_t i = 0; want[i] || have[i]; i++) {
        if (want[i] != have[i])
            fail_msg("expected %.*s\ngot %.*s", (int)strcspn(want + from, "\n"), want + from, (int)strcspn(have + from, "\n"),
                     have + from);
        from = want[i] == '\n' ? i + 1 : from;
    }
}

static void
test_batches(void **state)
{
    (void)state;
    run_all();
}

static void
test_out_of_memory(void **state)
{
    (void)state;
    starving = !update;
    run_all();
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_batches), cmocka_unit_test(test_out_of_memory)};

    if (argc < 2)
        return 2;
    path = argv[1];
    update = argc > 2 && !strcmp(argv[2], "--update");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
