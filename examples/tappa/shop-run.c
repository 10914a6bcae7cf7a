/* Owns `tappa run --store`: a log goes into a store, and goes on where it stopped.
 * Called by run.c.
 * How much of the logs is in stands in the store, written with the events themselves: a run that was killed loses nothing and takes nothing twice. */
#include <stdlib.h>
#include <string.h>

#include "shop.h"

#define LOT 1000

/* The logs of a run as one source: their names, in the order given. */
static char *
source_name(const struct events *events)
{
    size_t room = 10;
    char *name;

    for (int i = 0; i < events->path_count; i++)
        room += strlen(events->paths[i]) + 1;
    name = calloc(room, 1);
    if (!name)
        return NULL;
    strcpy(name, "tappa run");
    for (int i = 0; i < events->path_count; i++) {
        strcat(name, " ");
        strcat(name, events->paths[i]);
    }
    return name;
}

static tappa_status
read_progress(struct shop *shop, const char *source, uint64_t *done)
{
    struct tappa_span span;
    tappa_status status = tappa_engine_offset(shop->engine, source, strlen(source), &span);
    char text[32] = "";

    *done = 0;
    if (status || !span.data)
        return status;
    memcpy(text, span.data, span.size < sizeof text ? span.size : sizeof text - 1);
    *done = strtoull(text, NULL, 10);
    return TAPPA_OK;
}

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
tell_refused(struct events *events, const struct tappa_record *records, const struct tappa_ingested *results, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (results[i].outcome == TAPPA_INGEST_REFUSED)
            events_bad(events, records[i].input, records[i].line, results[i].message);
}

/* One lot, from `at` on. Times go forward: the log is in their order. */
static tappa_status
take_lot(struct events *events, struct shop *shop, const char *source, uint64_t at, size_t count)
{
    static struct tappa_record records[LOT], *copies[LOT];
    static struct tappa_ingested results[LOT];
    char text[32];
    struct tappa_store_offset offset = {.size = sizeof offset, .source = {source, strlen(source)}, .offset = {text, 0}};
    tappa_status status = copy_lot(events, at, count, records, copies);

    offset.offset.size = (size_t)snprintf(text, sizeof text, "%llu", (unsigned long long)(at + count));
    if (!status) {
        do {
            results[0].size = sizeof *results;
            status = tappa_engine_ingest(shop->engine, records, count, &offset, records[count - 1].time, results);
        } while (status == TAPPA_ECONFLICT);
    }
    if (!status)
        tell_refused(events, records, results, count);
    for (size_t i = 0; i < count; i++) {
        tappa_record_free(copies[i]);
        copies[i] = NULL;
    }
    return status;
}

static void
print_sums(FILE *out, const struct shop *shop, uint64_t before)
{
    struct tappa_counters c = {.size = sizeof c};
    char a[32], b[32], d[32];

    (void)tappa_engine_counters(shop->engine, &c);
    if (shop->json) {
        fprintf(out,
                "{\"before\": %llu, \"events\": %llu, \"taken\": %llu, \"ignored\": %llu, \"duplicates\": %llu, \"too_late\": %llu, "
                "\"unknown_events\": %llu, \"nobody\": %llu, \"refused\": %llu, \"timers\": %llu, \"transitions\": %llu, "
                "\"contacts\": %llu}\n",
                (unsigned long long)before, (unsigned long long)c.events, (unsigned long long)c.taken, (unsigned long long)c.ignored,
                (unsigned long long)c.duplicates, (unsigned long long)c.too_late, (unsigned long long)c.unknown_events,
                (unsigned long long)c.nobody, (unsigned long long)c.refused, (unsigned long long)c.timers,
                (unsigned long long)c.transitions, (unsigned long long)c.wanted);
        return;
    }
    if (before)
        fprintf(out, "%s events were in already\n", number_text(before, a));
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
    fprintf(out, "\n%s timers, %s transitions, %s contacts wanted\n", number_text(c.timers, a), number_text(c.transitions, b),
            number_text(c.wanted, d));
}

static tappa_status
take_all(struct events *events, struct shop *shop, const char *source, uint64_t *before)
{
    uint64_t count = tappa_log_count(events->log), at;
    tappa_status status = read_progress(shop, source, before);

    for (at = *before; !status && at < count; at += LOT) {
        status = take_lot(events, shop, source, at, count - at < LOT ? (size_t)(count - at) : LOT);
        if (at / LOT % 100 == 99)
            events_progress("running", at, count);
    }
    if (count > 100 * LOT)
        events_progress(NULL, 0, 0);
    if (!status && events->until != TAPPA_NEVER) {
        size_t done;

        do
            status = tappa_engine_run_due(shop->engine, events->until, LOT, &done);
        while (status == TAPPA_ECONFLICT || (!status && done == LOT));
    }
    return status;
}

int
command_run_store(const struct events *given, const char *model, struct shop *shop)
{
    struct events events = *given;
    char *source = source_name(&events);
    uint64_t before = 0;
    tappa_status status;
    int code = source ? shop_open(shop) : complain_status("run", TAPPA_ENOMEM);

    if (!code) {
        status = tappa_engine_add_model(shop->engine, events.model, TAPPA_FOLLOW, shop->now);
        if (status == TAPPA_EMISMATCH)
            code = complain(model, "the store knows another model of this name and version, or a newer one: count the version up");
        else if (status)
            code = complain_status(model, status);
    }
    if (!code) {
        status = take_all(&events, shop, source, &before);
        events_bad_end(&events);
        if (status)
            code = complain_status(shop->path, status);
        else
            print_sums(stdout, shop, before);
    }
    free(source);
    return shop_close(shop, code);
}
