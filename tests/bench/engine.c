/*
 * engine MODEL [FOLDER] [EVENTS] [ROUNDS]: what a shop's events cost through the engine over SQLite, beside bare SQLite that writes the same rows
 * in the same transactions, which are recorded from the engine first; that both files end with the same rows in every table is checked. By turns
 * in one process; medians. A case is the processor's time of an event and how many times that of bare SQLite; with `-clock` by the clock.
 *
 * What bare SQLite is: the program that somebody would write by hand for these rows, with prepared statements, one for each row, the pragmas
 * of the store, and everything ready-made: hashes, states, JSON, sequences, the order in which rows are best written. It writes in every way as the
 * engine does, the row in which a shared store's newest transaction signs included, guards an update by its revision and a shared transaction by
 * the note of models and settings. Nobody can write them without having asked three things, so it asks them, in the transaction itself, where that
 * is cheapest: whether an event's id is known (shared, the row's own key says it), whose an identity is, and what a customer's row and contacts
 * are. It asks only where the engine had to ask its store: whatever the engine knows, having kept it in memory, is known here for nothing.
 * `-told` is bare SQLite that is told even that, and only writes: no program, but the lower bound.
 *
 * Owner: many customers, most of whom come seldom; all of them in the cache, or (cold) one in sixteen. Each run ends with a checkpoint, of which an
 * engine makes one in 65,536 entries: measured over fewer events it weighs more than where the engine is used. Shared: every commit writes its
 * customers' rows through. Last, how long it takes to open a store of ten times as many customers as events, closed in order and killed with 60,000 events
 * behind the last checkpoint, and to have done so with the next 60,000 events, or with what is due; and the most memory that it took.
 */
#include "bench.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "recorded.h"
#include "tappa/engine/ingest.h"
#include "tappa/engine/customer.h"
#include "tappa/tappa.h"
#include "visits.h"

#define BATCH_MAX 10000
#define ROUNDS_MAX 50

static const char *model_path;
static char path[200], bare_path[208], empty_path[208];
static struct visit *visits;
static struct tappa_record *records;

static double
clock_seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
check(tappa_status status, const char *what)
{
    if (status) {
        fprintf(stderr, "%s: ", what);
        die(tappa_status_text(status));
    }
}

static void
forget_files(const char *name)
{
    static const char *const ends[] = {"", "-wal", "-journal", "-lock"};
    char file[220];
    size_t i;

    for (i = 0; i < sizeof ends / sizeof *ends; i++) {
        (void)snprintf(file, sizeof file, "%s%s", name, ends[i]);
        (void)unlink(file);
    }
}

static void
copy(const char *from, const char *to)
{
    static char bytes[1 << 16];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    size_t n;

    if (!in || !out)
        die("cannot copy");
    while ((n = fread(bytes, 1, sizeof bytes, in)))
        if (fwrite(bytes, 1, n, out) != n)
            die("cannot copy");
    fclose(in);
    if (fclose(out))
        die("cannot copy");
}

/* ---- the shop ---- */

static tappa_context *context;

static tappa_engine *
open_shop(uint32_t flags, uint32_t cache, int recording)
{
    struct tappa_engine_options options = {.size = sizeof options, .cache = cache};
    tappa_store *store;
    tappa_engine *engine;
    tappa_model *model;

    check(tappa_store_sqlite(context, path, flags, &store), "the store");
    if (recording)
        record(store);
    check(tappa_engine_open(context, store, &options, &engine), "the engine");
    check(tappa_model_load(context, model_path, NULL, &model), model_path);
    check(tappa_engine_add_model(engine, model, TAPPA_FOLLOW, 0), "the model");
    tappa_model_unref(model);
    return engine;
}

/* Events from `first` on, spread over a day. */
static void
make_visits(uint64_t first, size_t count, uint64_t people, uint64_t of)
{
    size_t i;

    for (i = 0; i < count; i++)
        visit_make(&visits[i], &records[i], first + i, visit_who(first + i, people),
                   VISITS_START + (int64_t)((first + i) * (uint64_t)VISITS_DAY / of));
}

static void
ingest(tappa_engine *engine, size_t from, size_t count, size_t batch)
{
    static struct tappa_ingested results[BATCH_MAX];
    size_t at;

    for (at = from; at < from + count; at += batch) {
        size_t n = from + count - at < batch ? from + count - at : batch;

        results[0].size = sizeof *results;
        check(tappa_engine_ingest(engine, &records[at], n, NULL, records[at + n - 1].time, results), "ingest");
        if (results[0].outcome == TAPPA_INGEST_REFUSED || results[0].outcome == TAPPA_INGEST_DUPLICATE)
            die("not the outcome that it was to be measured with");
    }
}

struct times {
    double cpu, clock;
};
static struct times ours[ROUNDS_MAX], bare[ROUNDS_MAX], told[ROUNDS_MAX];

static void
begin(struct times *t)
{
    t->cpu = -seconds();
    t->clock = -clock_seconds();
}

static void
end(struct times *t)
{
    t->cpu += seconds();
    t->clock += clock_seconds();
}

static double
median_of(const struct times *t, int rounds, int clock)
{
    double all[ROUNDS_MAX];
    int i;

    for (i = 0; i < rounds; i++)
        all[i] = clock ? t[i].clock : t[i].cpu;
    return median(all, (size_t)rounds);
}

static void
report(const char *name, const char *how, const struct times *beside, int rounds, size_t events)
{
    int clock;

    for (clock = 0; clock < 2; clock++) {
        double a = median_of(ours, rounds, clock), b = median_of(beside, rounds, clock);
        char text[80];

        (void)snprintf(text, sizeof text, "%s%s%s", name, how, clock ? "-clock" : "");
        tell(text, a / (double)events * 1e9, a / b);
    }
}

struct setting {
    const char *name;
    uint32_t flags, cache;
    size_t batch, before, events, people;
};

/* `before` events come first, untimed; then the timed ones, and the writing of what is not yet written: closing. */
static void
run_ours(const struct setting *s, int recording, struct times *t, size_t *mark)
{
    tappa_engine *engine;

    forget_files(path);
    copy(empty_path, path);
    engine = open_shop(s->flags, s->cache, recording);
    ingest(engine, 0, s->before, BATCH_MAX);
    check(tappa_engine_checkpoint(engine), "checkpoint");
    *mark = recorded();
    begin(t);
    ingest(engine, s->before, s->events, s->batch);
    check(tappa_engine_checkpoint(engine), "checkpoint");
    end(t);
    check(tappa_engine_close(engine), "close");
}

static void
run_bare(const struct setting *s, int asking, size_t mark, struct times *t)
{
    struct bare *b;

    forget_files(bare_path);
    copy(empty_path, bare_path);
    b = bare_open(bare_path, !s->flags);
    bare_replay(b, 0, mark, 0);
    begin(t);
    bare_replay(b, mark, recorded(), asking);
    end(t);
    bare_close(b);
}

static void
measure(const struct setting *s, int rounds)
{
    struct times warming = {0};
    struct left left = {0};
    size_t mark, ignored;
    int round;

    make_visits(0, s->before + s->events, s->people, s->before + s->events);
    run_ours(s, 1, &warming, &mark);
    for (round = 0; round < rounds; round++) {
        run_ours(s, 0, &ours[round], &ignored);
        run_bare(s, 0, mark, &told[round]);
        run_bare(s, 1, mark, &bare[round]);
        if (!round)
            left = must_be_equal(path, bare_path);
    }
    recorded_free();
    report(s->name, "", bare, rounds, s->events);
    report(s->name, "-told", told, rounds, s->events);
    fprintf(stderr, "%s: %lld entries, %lld identities, %lld customers, %lld contacts, %.0f bytes an entry\n", s->name, left.journal,
            left.identities, left.customers, left.contacts, (double)left.bytes / (double)left.journal);
}

/* ---- opening ---- */

/* Runs in a process of its own, whose memory is then that of `work` alone. */
static void
apart(void (*work)(size_t people), size_t people)
{
    pid_t child;
    int how = 1;

    fflush(NULL);
    child = fork();
    if (child < 0)
        die("cannot fork");
    if (!child) {
        check(tappa_context_new(NULL, &context), "context");
        visits = room(BATCH_MAX, sizeof *visits);
        records = room(BATCH_MAX, sizeof *records);
        work(people);
        fflush(NULL);
        _exit(0);
    }
    if (waitpid(child, &how, 0) != child || how)
        die("the process that opens a store has failed");
}

/* One event of each customer, through the engine. */
static void
people_come(size_t people)
{
    tappa_engine *engine = open_shop(0, 0, 0);
    size_t n, i;

    for (n = 0; n < people; n += BATCH_MAX) {
        for (i = 0; i < BATCH_MAX; i++)
            visit_make(&visits[i], &records[i], n + i, n + i, VISITS_START + (int64_t)(n + i));
        ingest(engine, 0, BATCH_MAX, BATCH_MAX);
    }
    check(tappa_engine_close(engine), "close");
}

/* Some of them come again, and the process dies. */
static void
people_return(tappa_engine *engine, size_t people)
{
    size_t n, i;

    for (n = 0; n < 60000; n += BATCH_MAX) {
        for (i = 0; i < BATCH_MAX; i++)
            visit_make(&visits[i], &records[i], people + n + i, (n + i) * 31 % people, VISITS_START + VISITS_DAY);
        ingest(engine, 0, BATCH_MAX, BATCH_MAX);
    }
}

static void
tell_opening(const char *name, size_t people, double taken)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    printf("{\"case\": \"%s\", \"customers\": %zu, \"ms\": %.1f, \"mebibytes\": %.0f}\n", name, people, taken * 1e3,
           (double)usage.ru_maxrss / 1024);
}

static void
open_closed(size_t people)
{
    double start = clock_seconds();

    tappa_engine *engine = open_shop(0, 0, 0);

    tell_opening("engine-open", people, clock_seconds() - start);
    people_return(engine, people);
    tell_opening("engine-open-and-60000-events", people, clock_seconds() - start);
}

static void
open_killed(size_t people)
{
    double start = clock_seconds();
    tappa_engine *engine = open_shop(0, 0, 0);
    size_t done;

    tell_opening("engine-open-killed", people, clock_seconds() - start);
    check(tappa_engine_run_due(engine, VISITS_START, 1, &done), "what is due"); /* for which all must be up to date */
    tell_opening("engine-open-killed-and-due", people, clock_seconds() - start);
}

static void
opening(size_t people)
{
    if (!people)
        return;
    forget_files(path);
    apart(people_come, people);
    apart(open_closed, people);
    apart(open_killed, people);
    forget_files(path);
}

int
main(int argc, char **argv)
{
    const char *folder = argc > 2 ? argv[2] : ".";
    size_t events = argc > 3 ? (size_t)strtoul(argv[3], NULL, 10) : 100000, i;
    int rounds = argc > 4 ? atoi(argv[4]) : 5;
    const struct setting settings[] = {
        {"engine-append-1", 0, 0, 1, events, events / 5, events},
        {"engine-append-100", 0, 0, 100, events, events, events},
        {"engine-append-10000", 0, 0, 10000, events, events, events},
        {"engine-cold-10000", 0, (uint32_t)(events / 16), 10000, events, events, events},
        {"engine-shared-1", TAPPA_STORE_SHARED, 0, 1, events / 4, events / 200, events / 4},
        {"engine-shared-100", TAPPA_STORE_SHARED, 0, 100, events / 4, events / 8, events / 4},
    };

    if (argc < 2 || rounds < 1 || rounds > ROUNDS_MAX || events < 1000)
        die("engine MODEL [FOLDER] [EVENTS] [ROUNDS]");
    model_path = argv[1];
    (void)snprintf(path, sizeof path, "%s/bench-engine-%d", folder, (int)getpid());
    (void)snprintf(bare_path, sizeof bare_path, "%s-bare", path);
    (void)snprintf(empty_path, sizeof empty_path, "%s-empty", path);
    opening(argc < 6 || strstr("engine-open", argv[5]) ? events / BATCH_MAX * BATCH_MAX * 10 : 0);
    visits = room(2 * events, sizeof *visits);
    records = room(2 * events, sizeof *records);
    check(tappa_context_new(NULL, &context), "context");
    check(tappa_engine_close(open_shop(0, 0, 0)), "close");
    copy(path, empty_path);
    for (i = 0; i < sizeof settings / sizeof *settings; i++)
        if (argc < 6 || strstr(settings[i].name, argv[5]))
            measure(&settings[i], rounds);
    forget_files(path);
    forget_files(bare_path);
    forget_files(empty_path);
    tappa_context_unref(context);
    free(visits);
    free(records);
    return 0;
}
