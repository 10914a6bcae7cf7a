/* Eight processes, or as many as asked for, on the same customers of one shared file, each adding to their baskets and handing out their contacts: what
 * each customer's journey has counted must be what was acknowledged, no contact may have gone to two, and nobody may lose race after race, on however few
 * customers. How long the calls took is told, not judged.
 *     test-contention FILE STEPS [PROCESSES [CUSTOMERS]] */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tappa/engine/contact.h"
#include "tappa/engine/customer.h"
#include "tappa/engine/ingest.h"
#include "tappa/tappa.h"

#define PROCESSES_MAX 64
#define PEOPLE 1000
#define LOST_MOST 3 /* one after the other: who has lost one has the turn, but whoever waits long goes without */
#define START INT64_C(1767603600000000)
#define SECOND INT64_C(1000000)
#define LATE (600 * SECOND) /* so late is every 64th event */
#define LATENESS (3600 * SECOND) /* within which a contact is kept at hand: each customer has one every quarter of an hour */
#define AT_ONCE 16          /* contacts handed out by one call: more than come in between, so that they do not heap up */
#define CLAIMS_MAX 2000000
#define REQUESTS_MAX 8000000

static const char model_text[] =
    "tappa: 1\nmodel: count\nversion: 1\n"
    "data: {times: {type: int, default: 0}}\n"
    "events: {Added: {}}\n"
    "channels: {email: {setting: online}}\ntouchpoints: {mail: {channel: email, direction: outbound}}\n"
    "stages: {here: {when: {Added: {set: {times: data.times + 1}, contact: mail}}}}\n"
    "goals: {added: {event: Added}}\n";

struct ledger {
    int64_t acknowledged[PEOPLE];
    int64_t clock; /* steps that anybody has begun: a second each */
    int64_t conflicts, lost_most, busy, claim_count, request_count;
    int64_t requests[REQUESTS_MAX]; /* how many nanoseconds each took until it was done */
    uint8_t claims[CLAIMS_MAX][16];
};

static void
die(const char *what, int64_t number)
{
    fprintf(stderr, "test-contention: %s (%" PRId64 ")\n", what, number);
    exit(1);
}

static int64_t
nanoseconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void
took(struct ledger *l, int64_t since)
{
    int64_t at = __atomic_fetch_add(&l->request_count, 1, __ATOMIC_RELAXED);

    if (at >= REQUESTS_MAX)
        die("too many requests", at);
    l->requests[at] = nanoseconds() - since;
}

static int
again(struct ledger *l, tappa_status status, const char *what)
{
    static int64_t lost; /* one after the other */

    lost = status == TAPPA_ECONFLICT ? lost + 1 : 0;
    if (lost > __atomic_load_n(&l->lost_most, __ATOMIC_RELAXED)) /* one that is stored over by a smaller one comes again */
        __atomic_store_n(&l->lost_most, lost, __ATOMIC_RELAXED);
    if (status == TAPPA_ECONFLICT || status == TAPPA_EBUSY) {
        __atomic_fetch_add(status == TAPPA_EBUSY ? &l->busy : &l->conflicts, 1, __ATOMIC_RELAXED);
        return 1;
    }
    if (status)
        die(what, status);
    return 0;
}

static tappa_engine *
open_engine(struct ledger *l, const char *path, tappa_context **context, tappa_model **model)
{
    struct tappa_engine_options options = {.size = sizeof options, .lateness = LATENESS};
    tappa_engine *engine;
    tappa_store *store;

    if (tappa_context_new(NULL, context) || tappa_model_compile(*context, model_text, strlen(model_text), "m", NULL, model))
        die("no model", 0);
    while (again(l, tappa_store_sqlite(*context, path, TAPPA_STORE_SHARED, &store), "the file does not open"))
        ;
    while (again(l, tappa_engine_open(*context, store, &options, &engine), "the engine does not open"))
        ;
    while (again(l, tappa_engine_add_model(engine, *model, TAPPA_FOLLOW, START), "the model is not taken"))
        ;
    return engine;
}

static void
add(tappa_engine *engine, struct ledger *l, int person, int worker, int64_t step, int64_t now)
{
    char who[16], id[32];
    struct tappa_identity identity = {"cookie", who, 6, (uint32_t)snprintf(who, sizeof who, "c%d", person)};
    struct tappa_record r = {.size = sizeof r, .time = step % 64 ? now : now - LATE, .event = "Added", .event_size = 5, .id = id, .source = "w",
                             .source_size = 1, .identities = &identity, .identity_count = 1};
    struct tappa_ingested result;
    int64_t since = nanoseconds();

    r.id_size = (uint32_t)snprintf(id, sizeof id, "%d-%" PRId64, worker, step);
    do
        result = (struct tappa_ingested){.size = sizeof result};
    while (again(l, tappa_engine_ingest(engine, &r, 1, NULL, now, &result), "an event is not taken"));
    took(l, since);
    if (result.outcome != TAPPA_INGEST_TAKEN)
        die("an event took nothing", result.outcome);
    __atomic_fetch_add(&l->acknowledged[person], 1, __ATOMIC_RELAXED);
}

static void
hand_out(tappa_engine *engine, struct ledger *l, int64_t now)
{
    const struct tappa_claimed *claimed;
    uint8_t keys[AT_ONCE][16];
    size_t count, i;
    int64_t since = nanoseconds();

    while (again(l, tappa_engine_claim(engine, now, AT_ONCE, &claimed, &count), "nothing can be claimed"))
        ;
    took(l, since);
    for (i = 0; i < count; i++) {
        int64_t at = __atomic_fetch_add(&l->claim_count, 1, __ATOMIC_RELAXED);

        if (at >= CLAIMS_MAX)
            die("too many claims", at);
        memcpy(keys[i], claimed[i].key, 16);
        memcpy(l->claims[at], claimed[i].key, 16);
    }
    for (i = 0; i < count; i++) {
        since = nanoseconds();
        while (again(l, tappa_engine_report(engine, keys[i], TAPPA_CONTACT_SENT, now), "a report is refused"))
            ;
        took(l, since);
    }
}

static void
work(const char *path, struct ledger *l, int worker, int64_t steps, int people)
{
    uint64_t dice = (uint64_t)(worker + 1) * UINT64_C(0x9e3779b97f4a7c15);
    tappa_context *context;
    tappa_model *model;
    tappa_engine *engine = open_engine(l, path, &context, &model);

    for (int64_t step = 0; step < steps; step++) {
        int64_t now = START + __atomic_fetch_add(&l->clock, 1, __ATOMIC_RELAXED) * SECOND;

        dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407u;
        add(engine, l, (int)((dice >> 33) % (uint64_t)people), worker, step, now);
        if (!((dice >> 20) % 8))
            hand_out(engine, l, now);
    }
    if (tappa_engine_close(engine))
        die("the engine does not close", worker);
}

static int
by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, 16);
}

static int
by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static double
milliseconds(int64_t ns)
{
    return (double)ns / 1e6;
}

/* Where nothing was done, nothing is lost and nothing there twice. */
static void
check_much(const struct ledger *l, int64_t sum, int64_t steps, int processes, int people)
{
    if (sum != processes * (steps / processes))
        die("another number of updates than was asked for", sum);
    if (l->claim_count <= steps / 100)
        die("hardly a contact was handed out", l->claim_count);
    if (processes > people && !(l->conflicts + l->busy))
        die("nobody was in the way of anybody", 0);
}

static int64_t
count_of(tappa_engine *engine, int person)
{
    struct tappa_standing w = {.size = sizeof w};
    char who[16];
    struct tappa_identity identity = {"cookie", who, 6, (uint32_t)snprintf(who, sizeof who, "c%d", person)};
    struct tappa_value value;
    int64_t customer;
    tappa_status status = tappa_engine_find(engine, &identity, &customer);

    if (status == TAPPA_EUNKNOWN)
        return 0;
    if (status || tappa_engine_where(engine, customer, &w) || w.journey_count != 1 || tappa_journey_data(w.journeys[0], 0, &value))
        die("a customer cannot be looked at", person);
    return value.integer;
}

int
main(int argc, char **argv)
{
    struct ledger *l = mmap(NULL, sizeof *l, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    int64_t steps = argc > 2 ? atoll(argv[2]) : 0, sum = 0, n;
    int processes = argc > 3 ? atoi(argv[3]) : 8, people = argc > 4 ? atoi(argv[4]) : PEOPLE;
    tappa_context *context;
    tappa_model *model;
    tappa_engine *engine;
    char beside[600];

    if (argc < 3 || argc > 5 || processes < 1 || processes > PROCESSES_MAX || people < 1 || people > PEOPLE || steps < processes || l == MAP_FAILED)
        die("usage: test-contention FILE STEPS [PROCESSES [CUSTOMERS]]", argc);
    for (int i = 0; i < 4; i++) {
        snprintf(beside, sizeof beside, "%s%s", argv[1], (const char *[]){"", "-wal", "-shm", "-journal"}[i]);
        unlink(beside);
    }
    for (int i = 0; i < processes; i++) {
        pid_t child = fork();

        if (child < 0)
            die("fork", i);
        if (!child) {
            work(argv[1], l, i, steps / processes, people);
            _exit(0);
        }
    }
    for (int i = 0; i < processes; i++) {
        int status;

        if (wait(&status) < 0 || !WIFEXITED(status) || WEXITSTATUS(status))
            die("a process failed", i);
    }
    engine = open_engine(l, argv[1], &context, &model);
    for (int i = 0; i < PEOPLE; i++) {
        if (count_of(engine, i) != l->acknowledged[i])
            die("an update is lost or doubled", i);
        sum += l->acknowledged[i];
    }
    qsort(l->claims, (size_t)l->claim_count, 16, by_bytes);
    for (int64_t i = 1; i < l->claim_count; i++)
        if (!memcmp(l->claims[i - 1], l->claims[i], 16))
            die("a contact went to two", i);
    printf("%d processes, %d customers: %" PRId64 " updates, none lost; %" PRId64 " contacts handed out, none twice; %" PRId64
           " races lost and run again, at most %" PRId64 " one after the other, %" PRId64 " times busy\n", processes, people, sum, l->claim_count,
           l->conflicts, l->lost_most, l->busy);
    check_much(l, sum, steps, processes, people);
    if (l->lost_most > LOST_MOST)
        die("too many races lost one after the other", l->lost_most);
    n = l->request_count;
    qsort(l->requests, (size_t)n, sizeof *l->requests, by_number);
    printf("%" PRId64 " requests: half took at most %.2f ms, 99 of 100 %.1f ms, 999 of 1000 %.1f ms, all %.1f ms\n", n, milliseconds(l->requests[n / 2]),
           milliseconds(l->requests[n * 99 / 100]), milliseconds(l->requests[n * 999 / 1000]), milliseconds(l->requests[n - 1]));
    if (tappa_engine_close(engine))
        die("the engine does not close", 0);
    tappa_model_unref(model);
    tappa_context_unref(context);
    return 0;
}
