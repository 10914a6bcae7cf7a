/* Owns what a run came to, for people and as JSON.
 * Called by run.c at the end. Both say the same: one is the other with words. */
#include <stdlib.h>
#include <string.h>

#include "tappa.h"

#define MOVES_SHOWN 40

static int
is_leaf(const tappa_stage *stage)
{
    int32_t kind = tappa_stage_kind(stage);

    return kind == TAPPA_STAGE_ATOMIC || kind == TAPPA_STAGE_FINAL;
}

static uint64_t *
stage_counts(const struct events *events, const tappa_replay *replay)
{
    uint32_t stages = tappa_model_stage_count(events->model);
    uint64_t *counts = calloc(stages + (size_t)1, sizeof *counts);

    if (counts && tappa_replay_stage_counts(replay, counts, stages)) {
        free(counts);
        counts = NULL;
    }
    return counts;
}

/* `NAME......NUMBER`, the names padded to one width. */
static void
print_count(FILE *out, int indent, const char *name, size_t width, uint64_t count)
{
    char buffer[32];
    size_t used = (size_t)indent + width_of(name);

    fprintf(out, "%*s", indent, "");
    print_word(out, name);
    fprintf(out, "%*s%12s", (int)(used < width ? width - used : 0), "", number_text(count, buffer));
}

static void
print_line(FILE *out, int indent, const char *name, size_t width, uint64_t count)
{
    print_count(out, indent, name, width, count);
    fputc('\n', out);
}

static void
people_sums(FILE *out, const struct events *events, const struct tappa_replay_counts *c)
{
    const size_t width = 22;
    char buffer[32];

    print_line(out, 0, "customers", width, c->customers);
    print_count(out, 0, "journeys", width, c->journeys);
    if (c->ended)
        fprintf(out, "  (%s ended)", number_text(c->ended, buffer));
    fputc('\n', out);
    print_line(out, 0, "events", width, c->read);
    print_line(out, 2, "taken", width, c->taken);
    print_line(out, 2, "ignored", width, c->ignored);
    print_line(out, 2, "refused", width, c->refused);
    if (events->later)
        print_line(out, 0, "events after the end", width, events->later);
    if (c->timers)
        print_line(out, 0, "timers", width, c->timers);
    print_line(out, 0, "transitions", width, c->transitions);
    if (c->failures)
        print_line(out, 0, "failed expressions", width, c->failures);
}

static void
people_stages(FILE *out, const struct events *events, const tappa_replay *replay)
{
    uint64_t *counts = stage_counts(events, replay);
    uint32_t stages = tappa_model_stage_count(events->model), i;
    size_t width = 20;

    if (!counts)
        return;
    for (i = 0; i < stages; i++) {
        const tappa_stage *stage = tappa_model_stage_at(events->model, i);
        size_t need = 4 + 2 * tappa_stage_depth(stage) + width_of(tappa_stage_name(stage));

        if (counts[i] && need > width)
            width = need;
    }
    if (tappa_replay_journey_count(replay))
        fputs("\nstages\n", out);
    for (i = 0; i < stages; i++) {
        const tappa_stage *stage = tappa_model_stage_at(events->model, i);

        if (counts[i])
            print_line(out, 2 + 2 * (int)tappa_stage_depth(stage), tappa_stage_name(stage), width, counts[i]);
    }
    free(counts);
}

static const char *
from_name(const struct events *events, uint32_t from)
{
    return from == TAPPA_NONE ? "(entry)" : tappa_stage_name(tappa_model_stage_at(events->model, from));
}

static void
people_moves(FILE *out, const struct events *events, tappa_replay *replay)
{
    size_t count = tappa_replay_move_count(replay), i;
    char buffer[32];

    if (!count)
        return;
    fputs("\ntransitions\n", out);
    for (i = 0; i < count && i < MOVES_SHOWN; i++) {
        struct tappa_replay_move move;

        (void)tappa_replay_move_at(replay, i, &move);
        fprintf(out, "%12s  %s -> ", number_text(move.count, buffer), from_name(events, move.from));
        print_targets(out, tappa_model_transition_at(events->model, move.row));
        fputc('\n', out);
    }
    if (i < count)
        fprintf(out, "%12s  more pairs (--json has all)\n", number_text(count - i, buffer));
}

static void
people_goals(FILE *out, const struct events *events, const tappa_replay *replay)
{
    uint32_t count = tappa_model_goal_count(events->model), i;

    if (count)
        fputs("\ngoals\n", out);
    for (i = 0; i < count; i++) {
        struct tappa_replay_goal goal;

        (void)tappa_replay_goal_at(replay, i, &goal);
        print_count(out, 2, tappa_model_goal_name(events->model, i), 22, goal.count);
        if (goal.valued) {
            struct tappa_value value = {.kind = TAPPA_DOUBLE, .real = goal.value};

            fputs("  value ", out);
            print_json_value(out, &value);
        }
        fputc('\n', out);
    }
}

static void
people_refused(FILE *out, const struct events *events, const tappa_replay *replay)
{
    size_t count = tappa_replay_refusal_count(replay), i;
    char buffer[32];

    if (count)
        fputs("\nrefused\n", out);
    for (i = 0; i < count; i++) {
        struct tappa_replay_refusal refusal;

        (void)tappa_replay_refusal_at(replay, i, &refusal);
        fprintf(out, "%12s  %s  (first: %s:%llu)\n", number_text(refusal.count, buffer), refusal.reason,
                events_name(events, refusal.first_input), (unsigned long long)refusal.first_line);
    }
}

void
report_people(FILE *out, const struct events *events, tappa_replay *replay)
{
    struct tappa_replay_counts counts = {.size = sizeof counts};
    const char *title = tappa_model_title(events->model, NULL);

    (void)tappa_replay_counts(replay, &counts);
    print_word(out, title);
    fprintf(out, "%s%s, version %lld\n\n", title[0] ? ": " : "", tappa_model_name(events->model),
            (long long)tappa_model_version(events->model));
    people_sums(out, events, &counts);
    people_stages(out, events, replay);
    people_moves(out, events, replay);
    people_goals(out, events, replay);
    people_refused(out, events, replay);
}

static void
json_refused(FILE *out, const tappa_replay *replay)
{
    size_t count = tappa_replay_refusal_count(replay), i;

    for (i = 0; i < count; i++) {
        struct tappa_replay_refusal refusal;

        (void)tappa_replay_refusal_at(replay, i, &refusal);
        fprintf(out, "%s\n    {\"reason\": ", i ? "," : "");
        print_json_text(out, refusal.reason);
        fprintf(out, ", \"count\": %llu, \"first_line\": %llu}", (unsigned long long)refusal.count,
                (unsigned long long)refusal.first_line);
    }
    fputs(count ? "\n  ]" : "]", out);
}

static void
json_stages(FILE *out, const struct events *events, const tappa_replay *replay)
{
    uint64_t *counts = stage_counts(events, replay);
    uint32_t stages = counts ? tappa_model_stage_count(events->model) : 0, i;
    const char *between = "";

    for (i = 0; i < stages; i++) {
        const tappa_stage *stage = tappa_model_stage_at(events->model, i);

        if (!is_leaf(stage))
            continue;
        fprintf(out, "%s\n    ", between);
        print_json_text(out, tappa_stage_name(stage));
        fprintf(out, ": %llu", (unsigned long long)counts[i]);
        between = ",";
    }
    fputs("\n  }", out);
    free(counts);
}

static void
json_targets(FILE *out, const tappa_transition *row)
{
    uint32_t count = tappa_transition_target_count(row), i;
    int32_t is_list = tappa_transition_is_list(row);

    if (!count)
        fputs("null", out);
    if (count && is_list)
        fputs("[", out);
    for (i = 0; i < count; i++) {
        if (i)
            fputs(", ", out);
        print_json_text(out, tappa_stage_name(tappa_transition_target_at(row, i)));
    }
    if (count && is_list)
        fputs("]", out);
}

static void
json_moves(FILE *out, const struct events *events, tappa_replay *replay)
{
    size_t count = tappa_replay_move_count(replay), i;

    for (i = 0; i < count; i++) {
        struct tappa_replay_move move;

        (void)tappa_replay_move_at(replay, i, &move);
        fprintf(out, "%s\n    {\"from\": ", i ? "," : "");
        if (move.from == TAPPA_NONE)
            fputs("null", out);
        else
            print_json_text(out, from_name(events, move.from));
        fputs(", \"to\": ", out);
        json_targets(out, tappa_model_transition_at(events->model, move.row));
        fprintf(out, ", \"count\": %llu}", (unsigned long long)move.count);
    }
    fputs(count ? "\n  ]" : "]", out);
}

static void
json_goals(FILE *out, const struct events *events, const tappa_replay *replay)
{
    uint32_t count = tappa_model_goal_count(events->model), i;

    for (i = 0; i < count; i++) {
        struct tappa_replay_goal goal;
        struct tappa_value value = {.kind = TAPPA_DOUBLE};

        (void)tappa_replay_goal_at(replay, i, &goal);
        fprintf(out, "%s\n    ", i ? "," : "");
        print_json_text(out, tappa_model_goal_name(events->model, i));
        fprintf(out, ": {\"count\": %llu, \"value\": ", (unsigned long long)goal.count);
        value.real = goal.value;
        if (goal.valued)
            print_json_value(out, &value);
        else
            fputs("null", out);
        fputs("}", out);
    }
    fputs(count ? "\n  }" : "}", out);
}

void
report_json(FILE *out, const struct events *events, tappa_replay *replay)
{
    struct tappa_replay_counts c = {.size = sizeof c};

    (void)tappa_replay_counts(replay, &c);
    fprintf(out, "{\n  \"customers\": %llu,\n  \"journeys\": %llu,\n", (unsigned long long)c.customers,
            (unsigned long long)c.journeys);
    fprintf(out, "  \"events\": {\"read\": %llu, \"taken\": %llu, \"ignored\": %llu, \"refused\": %llu},\n",
            (unsigned long long)c.read, (unsigned long long)c.taken, (unsigned long long)c.ignored,
            (unsigned long long)c.refused);
    if (events->later)
        fprintf(out, "  \"later\": %llu,\n", (unsigned long long)events->later);
    fputs("  \"refused\": [", out);
    json_refused(out, replay);
    fputs(",\n  \"stages\": {", out);
    json_stages(out, events, replay);
    fputs(",\n  \"transitions\": [", out);
    json_moves(out, events, replay);
    fputs(",\n  \"goals\": {", out);
    json_goals(out, events, replay);
    fputs("\n}\n", out);
}
