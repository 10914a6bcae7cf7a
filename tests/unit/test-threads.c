/* One model, one context and one zone shared by sixteen threads: each moves customers of its own, as journeys and in a cohort, through
 * snapshots, probes and expressions, and ends with the bytes that one thread alone ends with. Run under ThreadSanitizer by tests/run.sh. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tappa/tappa.h"

#define THREADS 16
#define ROUNDS 60
#define NOON INT64_C(1767610800000000)
#define HOUR INT64_C(3600000000)

struct shared { /* what all of them use, and none of them changes */
    const char *text;
    tappa_context *context;
    tappa_model *model;
    tappa_zone *zone;
};

struct worker {
    const struct shared *shared;
    uint32_t seed;
    unsigned char bytes[8192];
    size_t size;
    int failed;
};

#define must(condition) ((condition) ? (void)0 : complain(worker, __LINE__, #condition))

static void
complain(struct worker *worker, int line, const char *condition)
{
    fprintf(stderr, "test-threads.c:%d: does not hold: %s\n", line, condition);
    worker->failed = 1;
}

static uint32_t
draw(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Out and in again, as a store would. */
static void
renew(struct worker *worker, tappa_journey **j, tappa_batch *batch)
{
    must(tappa_snapshot_write(*j, worker->bytes, sizeof worker->bytes, &worker->size) == TAPPA_OK);
    tappa_journey_free(*j);
    must(tappa_snapshot_read(worker->shared->model, worker->bytes, worker->size, batch, j) == TAPPA_OK);
}

static void
feed(struct worker *worker, tappa_journey *j, int round, tappa_batch *batch)
{
    const tappa_model *m = worker->shared->model;
    const tappa_event_type *type = tappa_model_event_at(m, draw(&worker->seed) % tappa_model_event_declared(m));
    struct tappa_value fields[8] = {{.kind = TAPPA_UNSET}};
    struct tappa_event event = {.size = sizeof event, .type = tappa_event_type_index(type), .time = NOON + round * 9 * HOUR, .fields = fields,
                                .field_count = tappa_event_type_field_count(type), .touchpoint = 0};

    for (uint32_t i = 0; i < event.field_count; i++) {
        uint32_t kind = tappa_event_type_field_kind(type, i);

        fields[i] = (struct tappa_value){.kind = kind, .real = 50.0};
        if (kind == TAPPA_STRING) {
            fields[i].data = "text";
            fields[i].size = 4;
        } else if (kind != TAPPA_DOUBLE) {
            fields[i].integer = (int64_t)(draw(&worker->seed) % 5);
        }
    }
    while (tappa_journey_run_due(j, event.time, batch) == TAPPA_OK)
        ;
    must(tappa_journey_probe(j, &event, batch) >= 0);
    tappa_batch_set_explain(batch, round % 8 == 0);
    must(tappa_journey_feed(j, &event, batch) >= 0);
}

static void
ask(struct worker *worker, const tappa_journey *j)
{
    static const char text[] = "[1, 2, n].exists(x, x == n) && timestamp('2026-01-01T00:00:00Z').getHours('Europe/Rome') == 1";
    const struct tappa_variable variable = {"n", 1, TAPPA_INT, 0};
    const struct tappa_value value = {.kind = TAPPA_INT, .integer = 3};
    tappa_model *m = tappa_model_ref(worker->shared->model);
    struct tappa_value result;
    tappa_expression *x;
    char digits[33];

    must(tappa_expression_compile(worker->shared->context, text, sizeof text - 1, &variable, 1, NULL, &x) == TAPPA_OK);
    must(tappa_expression_evaluate(x, &value, 1, &result, NULL) == TAPPA_OK && result.integer == 1);
    tappa_expression_free(x);
    must(tappa_model_fingerprint(m, digits) == TAPPA_OK && tappa_model_dump(m, NULL)[0]);
    must(tappa_journey_model(j) == m);
    tappa_model_unref(m);
}

static void *
work(void *user)
{
    struct worker *worker = user;
    const struct shared *s = worker->shared;
    tappa_batch *batch;
    tappa_journey *j;
    tappa_cohort *cohort;
    tappa_model *own;

    must(tappa_batch_new(s->context, &batch) == TAPPA_OK && tappa_journey_new(s->model, "anna", 4, NULL, 0, &j) == TAPPA_OK);
    must(tappa_cohort_new(s->model, 2, &cohort) == TAPPA_OK);
    must(tappa_model_compile(s->context, s->text, strlen(s->text), NULL, NULL, &own) == TAPPA_OK);
    for (int round = 0; round < ROUNDS; round++) {
        must(tappa_journey_set_zone(j, round % 2 ? s->zone : NULL) == TAPPA_OK);
        feed(worker, j, round, batch);
        must(tappa_cohort_put(cohort, 1, j) == TAPPA_OK);
        renew(worker, &j, batch);
        if (round % 10 == 0)
            ask(worker, j);
        tappa_journey_free(j);
        must(tappa_cohort_get(cohort, 1, &j) == TAPPA_OK);
    }
    renew(worker, &j, batch);
    must(tappa_journey_begun(j) && tappa_journey_sequence(j) > ROUNDS / 2);
    tappa_model_unref(own);
    tappa_cohort_free(cohort);
    tappa_journey_free(j);
    tappa_batch_free(batch);
    return NULL;
}

static char *
read_file(const char *path)
{
    FILE *f = path ? fopen(path, "rb") : NULL;
    char *text = calloc(1, 65536);

    if (!f || !text || fread(text, 1, 65535, f) == 0)
        exit(2);
    fclose(f);
    return text;
}

int
main(int argc, char **argv)
{
    static struct worker alone, workers[THREADS];
    pthread_t threads[THREADS];
    struct shared shared = {0};
    char *text = read_file(argc == 2 ? argv[1] : NULL);
    int failed;

    shared.text = text;
    if (tappa_context_new(NULL, &shared.context) || tappa_model_compile(shared.context, text, strlen(text), NULL, NULL, &shared.model) ||
        tappa_zone_load(shared.context, "Europe/Rome", 11, &shared.zone))
        return 2;
    alone = (struct worker){.shared = &shared, .seed = 7};
    work(&alone);
    failed = alone.failed;
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.shared = &shared, .seed = 7};
        if (pthread_create(&threads[i], NULL, work, &workers[i]))
            return 2;
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        if (workers[i].failed || workers[i].size != alone.size || memcmp(workers[i].bytes, alone.bytes, alone.size)) {
            printf("thread %d ends elsewhere\n", i);
            failed = 1;
        }
    }
    tappa_zone_unref(shared.zone);
    tappa_model_unref(shared.model);
    tappa_context_unref(shared.context);
    free(text);
    printf("%d passed, %d failed\n", failed ? 0 : THREADS, failed);
    return failed;
}
