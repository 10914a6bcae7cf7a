/* Several processes on one shared store: no update is lost, no number given twice, what is new is new once; whoever is killed in the middle
 * leaves a sound store with everything that was acknowledged; and who waits has his turn. */
#define _GNU_SOURCE /* F_OFD_GETLK */

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "tests/support/leave.h"
#include "workload.h"

#define WORKERS 4
#define CUSTOMERS 5
#define EACH 150

static tappa_context *context;
static struct workload w;

/* What the processes tell each other. */
struct board {
    volatile int64_t acknowledged[WORKERS]; /* commits, each with one entry and one step of a customer's counter */
    volatile int64_t conflicts[WORKERS], firsts[WORKERS];
    volatile int ready[WORKERS];
};
static struct board *board;

static int64_t
counter_of(struct tappa_span state)
{
    int64_t counter = 0;

    if (state.size == sizeof counter)
        memcpy(&counter, state.data, sizeof counter);
    return counter;
}

/* A child that ends with the test, also where that fails in the middle and whoever started it waits for all who have its output. */
static pid_t
start_child(void)
{
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0)
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    return child;
}

/* The status with which it ended. */
static int
status_of(pid_t child)
{
    int status;

    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return -WEXITSTATUS(status);
}

/* Waits until every worker has come here; one that has failed never does. */
static void
meet(int worker)
{
    board->ready[worker] = 1;
    for (int i = 0; i < WORKERS; i++) {
        for (int times = 0; !board->ready[i] && times < 200000; times++)
            usleep(100);
    }
}

/* Adds one to a customer's counter: reads, writes under the revision read, again where somebody was faster. */
static tappa_status
add_one(tappa_store *store, int worker, int64_t number, int64_t n)
{
    for (;;) {
        struct tappa_store_customer u = {.size = sizeof u};
        struct tappa_store_head head = {number, -1};
        struct pile *p = pile_new();
        tappa_status status = store->table->customer(store, number, &u);
        int64_t counter = counter_of(u.state) + 1;

        if (status)
            return status;
        if (n == 0)
            meet(worker); /* all have read the same, so that one of them wins */
        pile_entry(p, number, u.head_count ? u.heads[0].sequence : 0, "+1")->time = n;
        p->entries[0].kind = (uint32_t)worker;
        pile_customer(p, number, u.revision, u.revision + 1)->state = (struct tappa_span){&counter, sizeof counter};
        p->customers[0].heads = &head;
        p->customers[0].head_count = 1;
        status = pile_commit(store, p);
        if (status == TAPPA_OK) {
            board->acknowledged[worker]++;
            return TAPPA_OK;
        }
        if (status != TAPPA_ECONFLICT)
            return status;
        board->conflicts[worker]++;
    }
}

/* Whoever comes first takes a contact's key and an event's id. */
static tappa_status
be_first(tappa_store *store, int worker, int64_t n)
{
    struct pile *p = pile_new();
    tappa_status status;

    pile_contact(p, (uint8_t)n, 1, 1)->flags = TAPPA_STORE_NEW;
    p->contacts[0].state = (uint32_t)worker;
    pile_seen(p, n + 1)->flags = TAPPA_STORE_NEW;
    status = pile_commit(store, p);
    board->firsts[worker] += status == TAPPA_OK;
    return status == TAPPA_ECONFLICT ? TAPPA_OK : status;
}

static void
worker_run(int worker)
{
    uint64_t seed = (uint64_t)worker + 77;
    tappa_store *store;
    tappa_status status = tappa_store_sqlite(context, w.path, TAPPA_STORE_SHARED, &store);

    for (int64_t n = 0; !status && n < EACH; n++) {
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        status = add_one(store, worker, n ? (int64_t)(seed >> 40) % CUSTOMERS + 1 : 1, n);
        if (!status && n % 10 == 0)
            status = be_first(store, worker, n / 10);
    }
    if (status)
        leave(-status);
    tappa_store_close(store);
    leave(0);
}

/* Each customer's counter, revision and chain of entries say the same number; returns their sum. */
static int64_t
counters_agree(tappa_store *store)
{
    int64_t sum = 0, last = 0;

    for (int64_t number = 1; number <= CUSTOMERS; number++) {
        struct tappa_store_customer u = {.size = sizeof u};
        struct tappa_entry e = {.size = sizeof e};
        int64_t counter, revision, chain = 0, at;

        assert_int_equal(store->table->customer(store, number, &u), TAPPA_OK);
        counter = counter_of(u.state);
        revision = u.revision;
        for (at = u.head_count ? u.heads[0].sequence : 0; at; at = e.previous, chain++)
            assert_int_equal(store->table->entry(store, at, &e), TAPPA_OK);
        assert_true(counter == revision && counter == chain);
        sum += counter;
    }
    assert_int_equal(store->table->last(store, &last), TAPPA_OK);
    assert_int_equal(last, sum);
    return sum;
}

static void
start(pid_t workers[WORKERS])
{
    memset(board, 0, sizeof *board);
    for (int i = 0; i < WORKERS; i++) {
        workers[i] = start_child();
        if (workers[i] == 0)
            worker_run(i);
    }
}

static void
no_update_is_lost(void **state)
{
    pid_t workers[WORKERS];
    int64_t conflicts = 0, firsts = 0;

    (void)state;
    workload_begin(&w, context, TAPPA_STORE_SHARED, 1);
    start(workers);
    for (int i = 0; i < WORKERS; i++) {
        assert_int_equal(status_of(workers[i]), TAPPA_OK);
        conflicts += board->conflicts[i];
        firsts += board->firsts[i];
    }
    assert_int_equal(workload_open(&w), TAPPA_OK);
    assert_int_equal(counters_agree(w.store), WORKERS * EACH);
    assert_int_equal(firsts, EACH / 10);
    assert_true(conflicts >= WORKERS - 1);
    print_message("%d commits by %d processes, %lld lost races\n", WORKERS * EACH, WORKERS, (long long)conflicts);
    workload_end(&w);
}

static void
killed_in_the_middle(void **state)
{
    uint64_t seed = 5;

    (void)state;
    workload_begin(&w, context, TAPPA_STORE_SHARED, 1);
    for (int round = 0; round < 15; round++) {
        pid_t workers[WORKERS];
        int64_t acknowledged = 0, sum;

        workload_clear(&w);
        start(workers);
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        usleep((useconds_t)(2000 + (seed >> 40) % 40000));
        for (int i = 0; i < WORKERS; i++)
            kill(workers[i], SIGKILL);
        for (int i = 0; i < WORKERS; i++)
            assert_int_equal(waitpid(workers[i], NULL, 0), workers[i]);
        for (int i = 0; i < WORKERS; i++)
            acknowledged += board->acknowledged[i];
        assert_int_equal(workload_open(&w), TAPPA_OK);
        sum = counters_agree(w.store);
        if (sum < acknowledged || sum > acknowledged + WORKERS) /* each may have been between its commit and saying so */
            fail_msg("round %d: %lld acknowledged, %lld there", round, (long long)acknowledged, (long long)sum);
    }
    workload_end(&w);
}

/* A stranger that has the file from here on, until let_go(). SQLite must not be open in this process: children would think they had its locks. */
static int holder_ends[2];

static pid_t
hold(const char *sql)
{
    int here[2];
    char byte;
    pid_t child;

    assert_int_equal(pipe(here), 0);
    assert_int_equal(pipe(holder_ends), 0);
    child = start_child();
    if (child == 0) {
        sqlite3 *db;

        close(holder_ends[1]);
        if (sqlite3_open(w.path, &db) || sqlite3_exec(db, sql, NULL, NULL, NULL) || write(here[1], "", 1) != 1)
            leave(1);
        leave(read(holder_ends[0], &byte, 1) == 0 ? 0 : 1); /* until the other end is closed */
    }
    close(holder_ends[0]);
    assert_int_equal(read(here[0], &byte, 1), 1);
    close(here[0]);
    close(here[1]);
    return child;
}

/* A process that adds one entry, and ends with the status of that. */
static pid_t
start_adding(int64_t number)
{
    tappa_store *store;
    struct pile *p;
    tappa_status status;
    pid_t child = start_child();

    if (child)
        return child;
    close(holder_ends[1]);
    status = tappa_store_sqlite(context, w.path, TAPPA_STORE_SHARED, &store);
    if (status)
        leave(-status);
    p = pile_new();
    pile_entry(p, 1, 0, "came")->time = number;
    leave(-pile_commit(store, p));
}

static void
let_go(pid_t holder)
{
    close(holder_ends[1]);
    assert_int_equal(status_of(holder), 0);
}

/* Waits until somebody stands at that place of the line. */
static void
see_at(int place)
{
    char name[100];
    int file;
    struct flock lock = {.l_type = F_UNLCK};

    snprintf(name, sizeof name, "%s-lock", w.path);
    file = open(name, O_RDWR | O_CLOEXEC);
    assert_true(file >= 0);
    for (int i = 0; lock.l_type == F_UNLCK; i++) {
        assert_true(i < 20000);
        usleep(500);
        lock = (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = place, .l_len = 1};
        assert_int_equal(fcntl(file, F_OFD_GETLK, &lock), 0);
    }
    close(file);
}

static void
begin_shared(void)
{
    workload_begin(&w, context, TAPPA_STORE_SHARED, 1);
    assert_int_equal(workload_open(&w), TAPPA_OK);
    workload_close(&w);
}

/* One that dies leaves a gap, and those behind close up. */
static void
first_come_first_served(void **state)
{
    const struct tappa_entry *entries;
    pid_t children[8], holder;
    size_t count;

    (void)state;
    begin_shared();
    holder = hold("BEGIN IMMEDIATE");
    for (int i = 0; i < 8; i++) {
        children[i] = start_adding(i);
        see_at(i);
    }
    kill(children[3], SIGKILL);
    assert_int_equal(waitpid(children[3], NULL, 0), children[3]);
    let_go(holder);
    for (int i = 0; i < 8; i++)
        if (i != 3)
            assert_int_equal(status_of(children[i]), TAPPA_OK);
    assert_int_equal(workload_open(&w), TAPPA_OK);
    assert_int_equal(w.store->table->journal(w.store, 0, &entries, 10, &count), TAPPA_OK);
    assert_int_equal(count, 7);
    for (int i = 0; i < 7; i++)
        assert_int_equal(entries[i].time, i < 3 ? i : i + 1);
    workload_end(&w);
}

/* Somebody who gives the file back for a moment now and then, and takes it again. */
static void
seize_again_and_again(void)
{
    sqlite3 *db;

    if (sqlite3_open(w.path, &db))
        leave(1);
    for (;;) {
        while (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
            usleep(100);
        usleep(99000);
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
        usleep(1000);
    }
}

static void
a_moment_is_enough(void **state)
{
    pid_t seizer;

    (void)state;
    begin_shared();
    seizer = start_child();
    if (seizer == 0)
        seize_again_and_again();
    assert_int_equal(workload_open(&w), TAPPA_OK);
    for (int step = 0; step < 6; step++)
        assert_int_equal(workload_step(&w, step), TAPPA_OK);
    kill(seizer, SIGKILL);
    assert_int_equal(waitpid(seizer, NULL, 0), seizer);
    workload_same(&w, 0, "beside one who seizes the file");
    workload_end(&w);
}

/* Whether that process has a lock of the old kind, as SQLite takes them: for a moment also where it only looks whether the file is free. */
static int
has_locks(pid_t process)
{
    FILE *locks = fopen("/proc/locks", "r");
    char line[200];
    int found = 0;

    assert_non_null(locks);
    while (fgets(line, sizeof line, locks)) {
        int owner;

        found |= sscanf(line, "%*d: POSIX %*s %*s %d", &owner) == 1 && owner == process;
    }
    fclose(locks);
    return found;
}

/* Stops it while it waits, outside of the file: what it held there would be held for good. */
static void
stop_waiting(pid_t process)
{
    int status;

    kill(process, SIGSTOP);
    assert_int_equal(waitpid(process, &status, WUNTRACED), process);
    while (has_locks(process)) {
        kill(process, SIGCONT);
        usleep(300);
        kill(process, SIGSTOP);
        assert_int_equal(waitpid(process, &status, WUNTRACED), process);
    }
}

/* Who was stopped in his turn is passed by; and who cannot have the file is told so. */
static void
nobody_waits_for_ever(void **state)
{
    pid_t holder, stopped, behind;

    (void)state;
    begin_shared();
    holder = hold("BEGIN IMMEDIATE");
    stopped = start_adding(1);
    see_at(0);
    stop_waiting(stopped);
    behind = start_adding(2);
    see_at(1);
    let_go(holder);
    assert_int_equal(status_of(behind), TAPPA_OK);
    holder = hold("BEGIN IMMEDIATE");
    kill(stopped, SIGCONT);
    assert_int_equal(status_of(stopped), TAPPA_EBUSY);
    let_go(holder);
    workload_end(&w);
}

/* Somebody who reads for long, as a backup does, lets a transaction begin and stops its end: it is taken back whole, and can be made again. */
static void
a_reader_stops_the_commit(void **state)
{
    char *before, *after;
    tappa_status status;
    pid_t reader;

    (void)state;
    begin_shared();
    reader = hold("BEGIN; SELECT count(*) FROM journal");
    assert_int_equal(workload_open(&w), TAPPA_OK);
    before = store_dump(w.store, &status);
    assert_int_equal(workload_step(&w, 0), TAPPA_EBUSY);
    after = store_dump(w.store, &status);
    assert_string_equal(after, before);
    let_go(reader);
    for (int step = 0; step < 4; step++)
        assert_int_equal(workload_step(&w, step), TAPPA_OK);
    workload_same(&w, 0, "behind a reader");
    free(before);
    free(after);
    workload_end(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_update_is_lost),       cmocka_unit_test(killed_in_the_middle),  cmocka_unit_test(first_come_first_served),
        cmocka_unit_test(a_moment_is_enough), cmocka_unit_test(nobody_waits_for_ever),
        cmocka_unit_test(a_reader_stops_the_commit),
    };
    int failed;

    board = mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (board == MAP_FAILED || tappa_context_new(NULL, &context))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tappa_context_unref(context);
    return failed;
}
