/* Snapshots under a newer version of their model: snapshot-moves.golden changes the model in one way after another, and has what the journey
 * then is, read from the bytes written again, and what the batch says was mapped, dropped or set anew.
 *     test-snapshot-moves FILE [--update] */
#include "tests/support/snapshot.h"

#define LINE_BYTES 1000

static char model[sizeof rich + 4 * LINE_BYTES];

/* `from => to` within the model; \n is a line break. */
static void
change(char *line)
{
    char before[sizeof model], *to = strstr(line, " => "), *at;

    assert_non_null(to);
    *to = '\0';
    to += 4;
    for (char *s = line; (s = strstr(s, "\\n")); memmove(s + 1, s + 2, strlen(s + 2) + 1))
        *s = '\n';
    for (char *s = to; (s = strstr(s, "\\n")); memmove(s + 1, s + 2, strlen(s + 2) + 1))
        *s = '\n';
    snprintf(before, sizeof before, "%s", model);
    at = strstr(model, line);
    if (!at)
        fail_msg("the model has no %s", line);
    snprintf(at, sizeof model - (size_t)(at - model), "%s%s", to, before + (at - model) + strlen(line));
}

static void
say_moved(const struct world *w, struct reading *r)
{
    static const char *const words[] = {"", "mapped", "dropped", "rearmed"};

    for (size_t i = 0; i < tappa_batch_moved_count(w->batch); i++) {
        const struct tappa_moved *m = tappa_batch_moved_at(w->batch, i);

        say(r, "    %s %s", words[m->what], m->name);
        if (m->stage != TAPPA_NONE)
            say(r, " at %s", tappa_stage_name(tappa_model_stage_at(w->model, m->stage)));
        if (m->due)
            say(r, " due %lld", (long long)m->due);
        say(r, "\n");
    }
}

/* The lines of `now` that `before` does not have, the head aside. */
static void
say_difference(struct reading *r, const char *before, char *now)
{
    for (char *line = strtok(now, "\n"); line; line = strtok(NULL, "\n")) {
        const char *at = strstr(before, line);

        if (strncmp(line, "rich ", 5) && (!at || (at[strlen(line)] && at[strlen(line)] != '\n')))
            say(r, "    %s\n", line);
    }
}

static void
move(int moment, struct reading *told)
{
    static struct reading before, now;
    struct world old, new;
    unsigned char bytes[2000];
    tappa_journey *j;
    tappa_status status;
    size_t size;

    open_at(&old, moment);
    size = world_snapshot(old.journey, bytes, sizeof bytes);
    decode(&before, bytes, size);
    world_open(&new, model);
    status = tappa_snapshot_read(new.model, bytes, size, new.batch, &j);
    assert_true(!status == (j != NULL));
    say(told, "    %s\n", tappa_status_text(status));
    say_moved(&new, told);
    if (j)
        say_difference(told, before.out, (char *)(uintptr_t)decode(&now, bytes, world_snapshot(j, bytes, sizeof bytes)));
    tappa_journey_free(j);
    world_close(&new);
    world_close(&old);
}

static const char *path;
static int update;

static void
test_moves(void **state)
{
    static char want[40000], have[40000];
    char line[LINE_BYTES];
    FILE *f = fopen(path, "r");
    int moment = 0;

    (void)state;
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        static struct reading told;

        strcat(want, line);
        if (!strncmp(line, "    ", 4))
            continue;
        strcat(have, line);
        line[strcspn(line, "\n")] = '\0';
        if (sscanf(line, "at %d", &moment) == 1) {
            snprintf(model, sizeof model, "%s", rich);
            change(strcpy(line, "version: 1 => version: 2"));
        } else if (!strncmp(line, "change ", 7)) {
            change(line + 7);
        } else if (!strncmp(line, "stages ", 7)) {
            snprintf(model + strlen(model), sizeof model - strlen(model), "migrate: {from: 1, stages: %s}\n", line + 7);
            told.used = 0;
            move(moment, &told);
            strcat(have, told.out);
        }
    }
    fclose(f);
    if (update) {
        f = fopen(path, "w");
        assert_non_null(f);
        fputs(have, f);
        fclose(f);
        return;
    }
    for (size_t i = 0, from = 0; want[i] || have[i]; i++) {
        if (want[i] != have[i])
            fail_msg("expected %.*s\ngot %.*s", (int)strcspn(want + from, "\n"), want + from, (int)strcspn(have + from, "\n"),
                     have + from);
        from = want[i] == '\n' ? i + 1 : from;
    }
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_moves)};

    if (argc < 2)
        return 2;
    path = argv[1];
    update = argc > 2 && !strcmp(argv[2], "--update");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
