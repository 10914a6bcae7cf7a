/* Several processes on one shared store: no update is lost, no number given twice, what is new is new once; and whoever is killed in the middle
 * leaves a sound store with everything that was acknowledged. */
#define _DEFAULT_SOURCE

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

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

/* Waits until every worker has come here. */
static void
meet(int worker)
{
    board->ready[worker] = 1;
    for (int i = 0; i < WORKERS; i++) {
        while (!board->ready[i])
            usleep(100);
    }
}

/* Adds one to a customer's counter: reads, writes under the revision read, again where somebody was faster. */
static int
add_one(tappa_store *store, int worker, int64_t number, int64_t n)
{
    for (;;) {
        struct tappa_store_customer u = {.size = sizeof u};
        struct tappa_store_head head = {number, -1};
        struct pile *p = pile_new();
        tappa_status status = store->table->customer(store, number, &u);
        int64_t counter = counter_of(u.state) + 1;

        if (status)
            return -1;
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
            return 0;
        }
        if (status != TAPPA_ECONFLICT)
            return -1;
        board->conflicts[worker]++;
    }
}

/* Whoever comes first takes a contact's key and an event's id. */
static int
be_first(tappa_store *store, int worker, int64_t n)
{
    struct pile *p = pile_new();
    tappa_status status;

    pile_contact(p, (uint8_t)n, 1, 1)->flags = TAPPA_STORE_NEW;
    p->contacts[0].state = (uint32_t)worker;
    pile_seen(p, n + 1)->flags = TAPPA_STORE_NEW;
    status = pile_commit(store, p);
    board->firsts[worker] += status == TAPPA_OK;
    return status == TAPPA_OK || status == TAPPA_ECONFLICT ? 0 : -1;
}

static void
worker_run(int worker)
{
    uint64_t seed = (uint64_t)worker + 77;
    tappa_store *store;

    if (tappa_store_sqlite(context, w.path, TAPPA_STORE_SHARED, &store))
        _exit(1);
    for (int64_t n = 0; n < EACH; n++) {
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        if (add_one(store, worker, n ? (int64_t)(seed >> 40) % CUSTOMERS + 1 : 1, n) || (n % 10 == 0 && be_first(store, worker, n / 10)))
            _exit(2);
    }
    tappa_store_close(store);
    _exit(0);
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
        workers[i] = fork();
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
        int status;

        assert_int_equal(waitpid(workers[i], &status, 0), workers[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
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

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_update_is_lost), cmocka_unit_test(killed_in_the_middle)};
    int failed;

    board = mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (board == MAP_FAILED || tappa_context_new(NULL, &context))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tappa_context_unref(context);
    return failed;
}
