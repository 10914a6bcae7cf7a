/* Owns the steps of the reference workload.
 * Called by the tests of what can fail below a store. Protects one invariant: a step depends on what the reference holds alone, so whatever
 * failed before, the next step is one that a sound store accepts. */
#define _DEFAULT_SOURCE /* mkdtemp */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/engine/store/sqlite.h"
#include "tappa/journey.h"
#include "workload.h"

static char filler[30000];

static void
remove_files(const struct workload *w)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal", "-lock"};
    char name[100];

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(name, sizeof name, "%s%s", w->path, ends[i]);
        (void)unlink(name);
    }
}

void
workload_begin(struct workload *w, tappa_context *context, uint32_t flags, int sqlite)
{
    memset(w, 0, sizeof *w);
    for (size_t i = 0; i < sizeof filler; i++)
        filler[i] = (char)('a' + i % 23 + i / 1000 % 3);
    w->context = context;
    w->flags = flags;
    w->sqlite = sqlite;
    assert_int_equal(tappa_context_new(NULL, &w->sound), TAPPA_OK);
    snprintf(w->folder, sizeof w->folder, "%s/tappa-store-XXXXXX", access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
    assert_non_null(mkdtemp(w->folder));
    snprintf(w->path, sizeof w->path, "%s/store", w->folder);
    workload_clear(w);
}

void
workload_close(struct workload *w)
{
    tappa_store_close(w->store);
    w->store = NULL;
}

void
workload_clear(struct workload *w)
{
    workload_close(w);
    remove_files(w);
    tappa_store_close(w->reference);
    assert_int_equal(tappa_store_memory(w->sound, w->flags, &w->reference), TAPPA_OK);
}

void
workload_end(struct workload *w)
{
    workload_clear(w);
    tappa_store_close(w->reference);
    tappa_context_unref(w->sound);
    assert_int_equal(rmdir(w->folder), 0);
}

tappa_status
workload_open(struct workload *w)
{
    if (!w->sqlite)
        return tappa_store_memory(w->context, w->flags, &w->store);
    return tappa_store_sqlite(w->context, w->path, w->flags, &w->store);
}

static int64_t
revision_of(tappa_store *store, int64_t customer)
{
    struct tappa_store_customer u = {.size = sizeof u};

    assert_int_equal(store->table->customer(store, customer, &u), TAPPA_OK);
    return u.revision;
}

static struct pile *
commit_of(struct workload *w, int step)
{
    static struct tappa_store_head heads[2];
    struct pile *p = pile_new();
    const int64_t who = step % 4 + 1, revision = revision_of(w->reference, who);
    struct tappa_store_customer *u;

    for (int number = 1; step == 7 && number <= 3; number++)
        pile_seen(p, number)->flags = TAPPA_STORE_REMOVE;
    if (step == 7)
        return p;
    for (int i = 0; i <= step % 3; i++)
        pile_entry(p, who, i ? -i : 0, "Product Viewed")->body = (struct tappa_span){filler, (size_t)(step * 700 % 6000)};
    pile_seen(p, step + 1)->flags = TAPPA_STORE_NEW;
    pile_identity(p, who, who)->value = span_of("anna@example.org");
    u = pile_customer(p, who, revision, revision + 1);
    heads[0] = (struct tappa_store_head){who, -1};
    u->heads = heads;
    u->head_count = 1;
    u->due = step % 2 ? TAPPA_NEVER : step * 10;
    u->state = (struct tappa_span){filler + step, (size_t)(step * 913 % 7000)};
    pile_contact(p, (uint8_t)(step % 5), who, step % 3 ? step : TAPPA_NEVER)->body = (struct tappa_span){filler, 40};
    pile_offset(p, "a", step % 2 ? "odd" : "even");
    if (step % 4 == 0)
        pile_note(p, "model", "")->value = (struct tappa_span){filler + step, 20000};
    if (step == 9) {
        pile_erase(p, 1);
        pile_erase(p, 2);
        pile_identity(p, 1, 0)->flags = TAPPA_STORE_REMOVE;
    }
    return p;
}

void
workload_adopt(struct workload *w, int step)
{
    if (step != 10 && step != 12)
        assert_int_equal(pile_commit(w->reference, commit_of(w, step)), TAPPA_OK);
}

static void
keep_log_short(struct workload *w)
{
    if (w->log_pages && w->store)
        ((struct sqlite *)w->store)->log_most = w->log_pages;
}

tappa_status
workload_step(struct workload *w, int step)
{
    tappa_status status;

    keep_log_short(w);
    if (step == 12) {
        if (!w->sqlite)
            return TAPPA_OK;
        workload_close(w);
        return workload_open(w);
    }
    if (step == 10) {
        status = w->store->table->erased(w->store);
        if (!status)
            free(store_dump(w->store, &status));
        return status;
    }
    if (step & 1 && w->store->table->hold)
        w->store->table->hold(w->store, 2);
    status = pile_commit(w->store, commit_of(w, step));
    if (!status)
        workload_adopt(w, step);
    return status;
}

/* All of a shared file in one look: row by row it would be locked for each. */
char *
workload_dump(struct workload *w, tappa_status *status)
{
    char *text;

    if (w->store->table->hold)
        w->store->table->hold(w->store, 1);
    text = store_dump(w->store, status);
    if (w->store->table->hold)
        w->store->table->hold(w->store, 0);
    return text;
}

int
workload_same(struct workload *w, int may, const char *where)
{
    tappa_status status;
    char *theirs = store_dump(w->reference, &status), *ours = workload_dump(w, &status);
    int same;

    assert_non_null(theirs);
    if (!ours)
        fail_msg("%s: the store cannot be read: %d", where, status);
    same = !strcmp(ours, theirs);
    if (!same && !may)
        fail_msg("%s:\n%s--- acknowledged:\n%s", where, ours, theirs);
    free(ours);
    free(theirs);
    return same;
}

static const char *
place(const struct workload *w, const struct workload_faults *faults, uint64_t n, int step)
{
    static char text[200];

    snprintf(text, sizeof text, "%s, %s%s at call %llu, step %d", w->flags ? "shared" : "owner", faults->name,
             faults->sticky ? " and on" : "", (unsigned long long)n, step);
    return text;
}

/* Nothing fails any more; whatever is open is closed and opened anew. Only what outlives closing can be. */
static void
mend(struct workload *w, const struct workload_faults *faults)
{
    faults->stop();
    if (w->sqlite || !w->store) {
        workload_close(w);
        assert_int_equal(workload_open(w), TAPPA_OK);
    }
}

static void
check_failure(tappa_status status, const char *where)
{
    if (status != TAPPA_ESTORE && status != TAPPA_EIO && status != TAPPA_ENOMEM && status != TAPPA_EBUSY)
        fail_msg("%s: status %d", where, status);
}

/* What goes on failing fails a host that tries again, and is asked between. Whether the step was done in the end. */
static int
insist(struct workload *w, const struct workload_faults *faults, uint64_t n, int step)
{
    for (int i = 0; i < 3; i++) {
        int64_t last;
        tappa_status status = workload_step(w, step);

        if (!status)
            return 1;
        check_failure(status, place(w, faults, n, step));
        (void)w->store->table->last(w->store, &last);
    }
    return 0;
}

/* A step failed. Where the store answers, at once or when nothing fails any more, it was not done. Where it does not, for good, the step was done
 * all the same, as is seen when it is opened again. */
static void
after_failure(struct workload *w, const struct workload_faults *faults, uint64_t n, int step, struct workload_tally *tally)
{
    int64_t last;
    int is_done = 0;

    if (faults->sticky) {
        is_done = w->store && step != 12 && insist(w, faults, n, step);
        faults->stop();
    }
    if (w->store && w->store->table->last(w->store, &last) == TAPPA_OK) {
        workload_same(w, 0, place(w, faults, n, step));
        if (faults->sticky && !is_done && step != 12)
            assert_int_equal(workload_step(w, step), TAPPA_OK); /* there is room again */
        if (faults->sticky)
            mend(w, faults);
        return;
    }
    if (!w->store) {
        mend(w, faults);
        workload_same(w, 0, place(w, faults, n, step));
        return;
    }
    tally->lost++;
    tally->lost_for_once += !faults->sticky;
    if (w->store->table->last(w->store, &last) != TAPPA_ESTORE)
        fail_msg("%s: a lost store answers again", place(w, faults, n, step));
    mend(w, faults);
    if (step != 10 && workload_same(w, 1, "")) /* what sweeping does is not seen */
        fail_msg("%s: a store is lost whose step was not done", place(w, faults, n, step));
    workload_adopt(w, step);
    workload_same(w, 0, place(w, faults, n, step));
}

uint64_t
workload_survive(struct workload *w, const struct workload_faults *faults, uint64_t n, struct workload_tally *tally)
{
    uint64_t calls;
    int failed = 0;

    workload_clear(w);
    faults->start(n);
    tally->runs++;
    if (workload_open(w)) {
        failed = 1;
        mend(w, faults);
    }
    for (int step = 0; step < WORKLOAD_STEPS; step++) {
        tappa_status status = workload_step(w, step);

        if (!status)
            continue;
        failed = 1;
        check_failure(status, place(w, faults, n, step));
        after_failure(w, faults, n, step, tally);
    }
    calls = faults->count();
    if (n)
        assert_true(calls >= n); /* a run that ends before its fault is none */
    tally->failed += failed;
    tally->absorbed += !failed;
    mend(w, faults);
    workload_same(w, 0, place(w, faults, n, WORKLOAD_STEPS));
    workload_close(w);
    return calls;
}

void
workload_survive_all(struct workload *w, const struct workload_faults *faults, uint64_t stride, struct workload_tally *tally)
{
    uint64_t calls = workload_survive(w, faults, 0, tally);

    for (uint64_t n = 1; n <= calls; n += stride)
        workload_survive(w, faults, n, tally);
}
