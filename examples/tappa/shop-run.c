/* Owns `tappa run --store`: a log goes into a store, and goes on where it stopped.
 * Called by run.c.
 * A run that was killed loses nothing and takes nothing twice: how far it had come is written with the events themselves. */
#include <stdlib.h>
#include <string.h>

#include "shop.h"

#define LOT 1000

/* The log lends one record at a time; a transaction wants them all. */
static tappa_status
copy_lot(struct events *events, uint64_t at, size_t count, struct tappa_record *records, struct tappa_record **copies)
{
    tappa_status status = TAPPA_OK;

    for (size_t i = 0; !status && i < count; i++) {
        struct tappa_record lent = {.size = sizeof lent};

        status = tappa_log_at(events->log, at + i, &lent);
        if (!status)
            status = tappa_record_copy(NULL, &lent, &copies[i]);
        if (!status)
            records[i] = *copies[i];
    }
    return status;
}

static void
tell_messages(struct events *events, const struct tappa_record *records, const struct tappa_ingested *results, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (results[i].outcome == TAPPA_INGEST_REFUSED || results[i].outcome == TAPPA_INGEST_DAMAGED)
            events_bad(events, records[i].input, records[i].line, results[i].message);
        else if (results[i].message[0])
            events_doubtful(events, records[i].input, records[i].line, results[i].message);
}

/* Until no other process is faster; TAPPA_ECONFLICT: one has taken of the same log, which `p` knows now. */
static tappa_status
ingest(struct shop *shop, struct progress *p, const struct tappa_record *records, size_t count, struct tappa_ingested *results)
{
    struct tappa_store_offset offset = {.size = sizeof offset, .source = {p->source, strlen(p->source)}};
    int64_t now = records[count - 1].time < shop->now ? records[count - 1].time : shop->now; /* what a log dates in the future is no present */
    char *text = progress_text(p, records, count);
    int moved = 0;
    tappa_status status = text ? TAPPA_ECONFLICT : TAPPA_ENOMEM;

    offset.offset = (struct tappa_span){text, text ? strlen(text) : 0};
    while (status == TAPPA_ECONFLICT && !moved) {
        results[0].size = sizeof *results;
        status = tappa_engine_ingest(shop->engine, records, count, p->kept ? &offset : NULL, now, results);
        if (status == TAPPA_ECONFLICT && p->kept && progress_look(p, shop, &moved))
            moved = 0; /* what fails is said by the next try */
    }
    if (status)
        free(text);
    else
        progress_done(p, records, count, text);
    return status;
}

static tappa_status
take_lot(struct events *events, struct shop *shop, struct progress *p, size_t count)
{
    static struct tappa_record records[LOT], *copies[LOT];
    static struct tappa_ingested results[LOT];
    tappa_status status = copy_lot(events, p->done, count, records, copies);

    if (!status)
        status = ingest(shop, p, records, count, results);
    if (!status)
        tell_messages(events, records, results, count);
    if (!status)
        status = versions_look(shop->versions, shop, records, results, count);
    for (size_t i = 0; i < count; i++) {
        tappa_record_free(copies[i]);
        copies[i] = NULL;
    }
    return status;
}

static void
print_sums(FILE *out, const struct shop *shop, uint64_t before, uint64_t unreadable)
{
    struct tappa_counters c = {.size = sizeof c};
    char a[32], b[32], d[32];

    (void)tappa_engine_counters(shop->engine, &c);
    if (shop->json) {
        fprintf(out,
                "{\"lines_before\": %llu, \"events\": %llu, \"taken\": %llu, \"ignored\": %llu, \"duplicates\": %llu, \"too_late\": %llu, "
                "\"unknown_events\": %llu, \"nobody\": %llu, \"refused\": %llu, \"damaged\": %llu, \"timers\": %llu, \"transitions\": %llu, "
                "\"contacts\": %llu, \"failures\": %llu, \"unreadable\": %llu}\n",
                (unsigned long long)before, (unsigned long long)c.events, (unsigned long long)c.taken, (unsigned long long)c.ignored,
                (unsigned long long)c.duplicates, (unsigned long long)c.too_late, (unsigned long long)c.unknown_events,
                (unsigned long long)c.nobody, (unsigned long long)c.refused, (unsigned long long)c.damaged,
                (unsigned long long)c.timers, (unsigned long long)c.transitions, (unsigned long long)c.wanted,
                (unsigned long long)c.failures, (unsigned long long)unreadable);
        return;
    }
    if (before)
        fprintf(out, "%s lines were in already\n", number_text(before, a));
    fprintf(out, "%s events: %s taken, %s ignored", number_text(c.events, a), number_text(c.taken, b), number_text(c.ignored, d));
    if (c.duplicates)
        fprintf(out, ", %s known already", number_text(c.duplicates, a));
    if (c.unknown_events)
        fprintf(out, ", %s of a name that no model declares", number_text(c.unknown_events, a));
    if (c.too_late)
        fprintf(out, ", %s too late", number_text(c.too_late, a));
    if (c.nobody)
        fprintf(out, ", %s of nobody", number_text(c.nobody, a));
    if (c.refused)
        fprintf(out, ", %s refused", number_text(c.refused, a));
    if (c.damaged)
        fprintf(out, ", %s of whom the rows are damaged", number_text(c.damaged, a));
    if (unreadable)
        fprintf(out, "\n%s lines could not be read", number_text(unreadable, a));
    fprintf(out, "\n%s timers, %s transitions, %s contacts wanted\n", number_text(c.timers, a), number_text(c.transitions, b),
            number_text(c.wanted, d));
    shop_failures(shop, out);
}

/* How many records of the log are at or before `until`. */
static tappa_status
count_until(struct events *events, uint64_t *count)
{
    struct tappa_record record = {.size = sizeof record};
    uint64_t low = 0, high = tappa_log_count(events->log);

    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        tappa_status status = tappa_log_at(events->log, middle, &record);

        if (status)
            return status;
        if (record.time <= events->until)
            low = middle + 1;
        else
            high = middle;
    }
    *count = low;
    return TAPPA_OK;
}

/* By the first event that is to be taken. Returns an exit code. */
static int
put_into_force(const struct events *events, struct shop *shop, const struct progress *p, uint64_t end)
{
    struct tappa_record first = {.size = sizeof first, .time = shop->now};
    tappa_status status = p->done < end ? tappa_log_at(events->log, p->done, &first) : TAPPA_OK;

    if (!status)
        status = versions_begin(shop->versions, shop, first.time);
    if (status == TAPPA_EMISMATCH)
        return complain(shop->versions->path, shop_mismatch);
    return status ? shop_status(shop, shop->versions->path, status) : EXIT_CLEAN;
}

/* The lines that `p` says, in order of time. Returns an exit code. */
static int
take_lines(struct events *events, struct shop *shop, struct progress *p)
{
    uint64_t end = 0, lots = 0, unreadable = events->unreadable;
    tappa_status status;
    int code;

    tappa_log_free(events->log);
    events->log = NULL;
    events->lines = p->kept ? p->parts : NULL;
    code = events_read(events);
    if (code)
        return code;
    status = p->kept ? progress_leave_halves(p, events) : TAPPA_OK;
    p->count = tappa_log_count(events->log);
    if (!status && p->done > p->count)
        return complain("run", "a log has other lines than when a run of it was begun: nothing more of it can be taken");
    if (!status)
        status = count_until(events, &end);
    if (!status && p->done < end)
        code = put_into_force(events, shop, p, end);
    if (code)
        return code;
    while (!status && !p->anew && p->done < end) {
        status = take_lot(events, shop, p, end - p->done < LOT ? (size_t)(end - p->done) : LOT);
        if (status == TAPPA_ECONFLICT)
            status = progress_follow(p);
        if (++lots % 100 == 0)
            events_progress("running", p->done, end);
    }
    if (lots >= 100)
        events_progress(NULL, 0, 0);
    if (p->anew) /* what is read again is counted then */
        events->unreadable = unreadable;
    return status ? shop_status(shop, shop->path, status) : EXIT_CLEAN;
}

static int
take_all(struct events *events, struct shop *shop, struct progress *p)
{
    tappa_status status = progress_open(p, events);
    int code = EXIT_CLEAN;

    do {
        p->anew = 0;
        if (!status)
            status = progress_read(p, shop, events);
        if (!status && p->kept && p->done < p->count)
            code = take_lines(events, shop, p);
        if (!status && !code && !p->anew && (!p->kept || p->done == p->count)) {
            status = p->kept ? progress_next(p, events) : TAPPA_OK;
            if (!status)
                code = take_lines(events, shop, p);
        }
    } while (!status && !code && p->anew);
    if (status == TAPPA_ESTORE)
        return shop_status(shop, shop->path, status);
    return status ? complain_status(p->source ? p->source : "run", status) : code;
}

static tappa_status
run_timers(struct events *events, struct shop *shop)
{
    tappa_status status;
    size_t done;

    if (events->until == TAPPA_NEVER)
        return TAPPA_OK;
    do
        status = tappa_engine_run_due(shop->engine, events->until, LOT, &done);
    while (status == TAPPA_ECONFLICT || (!status && done == LOT));
    return status;
}

int
command_run_store(struct events *events, const char *model, struct shop *shop)
{
    struct tappa_counters c = {.size = sizeof c};
    struct versions versions = {.path = model, .model = events->model};
    struct progress progress = {0};
    tappa_status status;
    int code = events_look(events); /* a log that is missing leaves no store behind */

    if (!code)
        code = shop_open(shop);
    shop->versions = &versions;
    if (!code)
        code = take_all(events, shop, &progress);
    if (!code && !versions.count) /* no event came */
        code = put_into_force(events, shop, &progress, progress.done);
    events_bad_end(events);
    if (progress.met)
        fputs("tappa: another run took events of the same log at the same time; each was taken once\n", stderr);
    versions_end(&versions, shop);
    if (!code) {
        status = run_timers(events, shop);
        (void)tappa_engine_counters(shop->engine, &c);
        code = status ? shop_status(shop, shop->path, status) : events_code(events, c.events + progress.met, c.refused + c.damaged);
        if (!status)
            print_sums(stdout, shop, progress.lines_before, events->unreadable);
    }
    events->lines = NULL;
    progress_free(&progress);
    return shop_close(shop, code);
}
