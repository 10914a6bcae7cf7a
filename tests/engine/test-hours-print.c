/* Answers questions about quiet hours and `at` timers for test-hours.py, one line in, one line out:
 *   load FOLDER NAME           the status
 *   quiet TIME FROM TO ...     the first moment without quiet hours, or "never"; minutes since local midnight, two for each rule
 *   at TIME MINUTE             when a timer of `1h: {at: ...}` armed at TIME is due */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/zone.h"
#include "lib/engine/outlook.h"

#define MINUTE INT64_C(60000000)
#define RULES 8

static struct tappa_zone *zone;

static void
answer_quiet(const char *line)
{
    struct tappa_quiet rules[RULES];
    const struct tappa_quiet *list[RULES], *by;
    size_t count = 0;
    int64_t from, to, until;
    char *at;
    int64_t now = strtoll(line, &at, 10);

    for (; count < RULES && sscanf(at, "%" SCNd64 " %" SCNd64, &from, &to) == 2; count++) {
        (void)strtoll(at, &at, 10);
        (void)strtoll(at, &at, 10);
        rules[count] = (struct tappa_quiet){from * MINUTE, to * MINUTE, TAPPA_NONE, 0};
        list[count] = &rules[count];
    }
    until = tappa__quiet_until(zone, list, count, now, &by);
    if ((until == now) != !by)
        printf("by\n");
    else if (until == TAPPA_NEVER)
        printf("never\n");
    else
        printf("%" PRId64 "\n", until);
}

static int
answer_at(tappa_context *context, tappa_batch *batch, int64_t time, int minute)
{
    static tappa_model *models[24 * 60];
    struct tappa_event go = {.size = sizeof go, .type = TAPPA_NONE, .time = time, .touchpoint = TAPPA_NONE, .name = "x", .name_size = 1};
    tappa_journey *journey;
    char text[512];
    int n = snprintf(text, sizeof text,
                     "tappa: 1\nmodel: m\nversion: 1\nstages:\n  a:\n    after:\n      1h: {at: \"%02d:%02d\", to: b}\n  b: {}\n",
                     minute / 60, minute % 60);

    if (!models[minute] && tappa_model_compile(context, text, (size_t)n, NULL, NULL, &models[minute]))
        return 1;
    if (tappa_journey_new(models[minute], "c", 1, NULL, 0, &journey) || tappa_journey_set_zone(journey, zone) ||
        tappa_journey_feed(journey, &go, batch))
        return 1;
    printf("%" PRId64 "\n", tappa_journey_next_due(journey));
    tappa_journey_free(journey);
    if (minute % 97) /* a few stay, as most shops have one */
        tappa_model_unref(models[minute]), models[minute] = NULL;
    return 0;
}

int
main(void)
{
    struct tappa_allocator a;
    tappa_context *context;
    tappa_batch *batch;
    char line[1024], folder[512], name[256];
    int64_t time;
    int minute;

    tappa__allocator_default(&a);
    if (tappa_context_new(NULL, &context) || tappa_batch_new(context, &batch))
        return 1;
    while (fgets(line, sizeof line, stdin)) {
        if (sscanf(line, "load %511s %255s", folder, name) == 2) {
            tappa__zone_unref(zone);
            printf("%d\n", (int)tappa__zone_load(&a, folder, tappa__text_of(name), &zone));
        } else if (!strncmp(line, "quiet ", 6)) {
            answer_quiet(line + 6);
        } else if (sscanf(line, "at %" SCNd64 " %d", &time, &minute) != 2 || answer_at(context, batch, time, minute)) {
            return 1;
        }
    }
    tappa__zone_unref(zone);
    tappa_batch_free(batch);
    tappa_context_unref(context);
    return 0;
}
