/* Owns a lot of events: that an array of records of any age can be stepped through, that each goes in by itself, and that all that they do is one commit.
 * Hosts call it, with one event or with many.
 * One bad event never stops the others: where one proves unfit when half of it was done, all are taken up anew and that one is only kept. */
#include <string.h>

#include "lib/base/time.h"
#include "lib/engine/lot.h"
#include "lib/engine/seen.h"
#include "lib/record/size.h"

#define RESULT_LEAST sizeof(struct tappa_ingested) /* in the first version, which this is */

/* ---- an array of records ---- */

static const struct tappa_record *
given_at(const struct tappa_record *records, size_t i)
{
    return (const struct tappa_record *)(const void *)((const unsigned char *)records + i * records->size);
}

/* A record as this version knows it, of an array of older or newer ones: itself, or its copy where it is not of this age. */
static const struct tappa_record *
record_at(const struct tappa_record *records, size_t i, struct tappa_record *spare)
{
    const struct tappa_record *given = given_at(records, i);

    if (records->size == sizeof *given)
        return given;
    memset(spare, 0, sizeof *spare);
    memcpy(spare, given, records->size < sizeof *spare ? records->size : sizeof *spare);
    return spare;
}

static int
is_sound(const struct tappa_record *r)
{
    return (r->fields || !r->field_count) && (r->identities || !r->identity_count) && !(r->flags & ~TAPPA_RECORD_TEXT);
}

static void
count(struct tappa_counters *sums, const struct tappa_ingested *result)
{
    uint64_t *const by[] = {[TAPPA_INGEST_TAKEN] = &sums->taken,         [TAPPA_INGEST_IGNORED] = &sums->ignored,
                            [TAPPA_INGEST_DUPLICATE] = &sums->duplicates, [TAPPA_INGEST_TOO_LATE] = &sums->too_late,
                            [TAPPA_INGEST_UNKNOWN_EVENT] = &sums->unknown_events, [TAPPA_INGEST_NOBODY] = &sums->nobody,
                            [TAPPA_INGEST_REFUSED] = &sums->refused,   [TAPPA_INGEST_DAMAGED] = &sums->damaged};

    sums->events++;
    sums->late += result->late;
    ++*by[result->outcome];
}

/* All of one size, of which the next one in an array does not lie crooked. */
static tappa_status
check_all(const struct tappa_record *records, size_t count_of)
{
    struct tappa_record spare;
    size_t i;

    if (records->size % _Alignof(struct tappa_record))
        return TAPPA_EINVAL;
    for (i = 0; i < count_of; i++)
        if (given_at(records, i)->size != records->size ||
            !tappa__size_known(given_at(records, i), records->size, TAPPA__RECORD_LEAST, sizeof spare) ||
            !is_sound(record_at(records, i, &spare)))
            return TAPPA_EINVAL;
    return TAPPA_OK;
}

/* Steps through an array of the caller's age; what that has no room for is not told. */
static void
tell_all(struct tappa_ingested *results, const struct tappa_ingested *all, size_t count_of)
{
    uint32_t size = results->size;
    unsigned char *at = (unsigned char *)results;
    size_t i;

    for (i = 0; i < count_of; i++, at += size) {
        struct tappa_ingested *out = (struct tappa_ingested *)(void *)at;

        out->size = size;
        tappa__size_give(out, &all[i], size, sizeof *all);
    }
}

/* Keeps the journal's tail short, and what is remembered of ids: that also where the host makes the checkpoints, or never has a file open for long. */
static tappa_status
tidy(struct tappa_engine *e, int64_t now)
{
    int is_shared = (e->store->flags & TAPPA_STORE_SHARED) != 0, is_time, is_due;
    int64_t came;
    tappa_status status = TAPPA_OK;

    e->tidied = e->tidied ? e->tidied : e->last_sequence;
    came = e->last_sequence - e->tidied;
    is_time = e->sums.commits >= e->tidy_at || came >= (int64_t)e->options.checkpoint;
    is_due = e->last_sequence - e->checkpoint_at >= (int64_t)e->options.checkpoint || e->dirty_count > e->options.cache / 2 || e->worn;
    if (is_shared ? is_time : is_due)
        status = tappa_engine_checkpoint(e);
    if (status || !is_time)
        return status;
    e->tidy_at = e->sums.commits + 1024;
    e->tidied = e->last_sequence;
    (void)tappa__seen_forget(e, now, came); /* again next time where it fails */
    return TAPPA_OK;
}

#define AHEAD 8 /* records; and how far ahead their customers are fetched, what those point to, and what that points to */
static const size_t stations[] = {5, 3, 1};

/* The numbers of a record some way ahead, and what of memory it and those before it will need. */
static void
look_ahead(struct tappa_engine *e, const struct tappa_record *records, size_t at, size_t count_of, struct tappa__soon *soon)
{
    static tappa__fetching *const what[] = {tappa__soon_customer, tappa__soon_arrays, tappa__soon_journeys};
    struct tappa_record spare;
    size_t i, back;

    if (at + 4 < count_of)
        tappa__soon_record(record_at(records, at + 4, &spare));
    if (at + 2 < count_of)
        tappa__soon_texts(record_at(records, at + 2, &spare));
    if (at < count_of && !(e->store->flags & TAPPA_STORE_SHARED))
        tappa__soon_numbers(e, record_at(records, at, &spare), &soon[at]);
    for (i = 0; i < sizeof stations / sizeof *stations; i++) {
        back = AHEAD - stations[i];
        if (at >= back && at - back < count_of)
            tappa__soon_fetch(e, &soon[at - back], what[i]);
    }
}

struct lot {
    const struct tappa_record *records;
    size_t count, at; /* how far it came: no record stopped it where that is all of them */
    unsigned char *barred; /* TAPPA__BARRED_ of each; NULL: none is */
    struct tappa__damaged unread;
    struct tappa_ingested *all;
    size_t behind; /* the record, from 1, before which timers have run by themselves; 0: none */
    int64_t now;
    const struct tappa_store_offset *offset; /* NULL: none */
};

/* Where others write, what they have changed, and all that the lot needs to know of the store, which is held from here to the commit: so nothing that
 * is asked changes meanwhile. A customer who was in memory before may be older: that the commit finds out, as ever. */
static tappa_status
ask_all(struct tappa_engine *e, const struct lot *lot, struct tappa__soon *soon)
{
    struct tappa_record spare;
    tappa_status status;
    size_t i;

    if (!(e->store->flags & TAPPA_STORE_SHARED))
        return lot->offset ? tappa__source_move(e, lot->offset) : TAPPA_OK;
    tappa__hold(e);
    status = tappa__changes_fresh(e);
    if (!status && lot->offset)
        status = tappa__source_move(e, lot->offset);
    for (i = 0; !status && i < lot->count; i++) {
        const struct tappa_record *r = record_at(lot->records, i, &spare);

        tappa__soon_numbers(e, r, &soon[i]);
        tappa__soon_ask(e, r, &soon[i]);
    }
    return status;
}

static tappa_status
take_all(struct tappa_engine *e, struct lot *lot)
{
    struct tappa_ingested *all = tappa__arena_alloc(&e->scratch, (lot->count + 1) * sizeof *all);
    struct tappa__soon *soon = tappa__arena_alloc(&e->scratch, (lot->count + 1) * sizeof *soon);
    tappa_status status = all && soon ? ask_all(e, lot, soon) : TAPPA_ENOMEM;
    struct tappa_record spare;
    size_t ahead, at = status ? lot->count : 0;

    lot->all = all;
    for (ahead = 0; !status && ahead < AHEAD && ahead < lot->count; ahead++)
        look_ahead(e, lot->records, ahead, lot->count, soon);
    while (!status && at < lot->count) {
        all[at] = (struct tappa_ingested){.size = sizeof *all, .message = ""};
        look_ahead(e, lot->records, at + AHEAD, lot->count, soon);
        status = tappa__take(e, record_at(lot->records, at, &spare), &soon[at], lot->barred ? lot->barred[at] : 0, &lot->unread, &all[at]);
        at += !status;
    }
    lot->at = at;
    return status;
}

/* More timers of one customer are due before an event than run with one commit: they run with several, ahead of the lot, as if somebody had run what was
 * due by then. What the lot has of that customer from before is put into its place. */
static tappa_status
run_before(struct tappa_engine *e, struct lot *lot)
{
    struct tappa_record spare;
    int64_t customer = lot->all[lot->at].customer, time = record_at(lot->records, lot->at, &spare)->time;
    tappa_status status = TAPPA_OK;
    int left = 1, turn;

    lot->behind = lot->at + 1;
    for (turn = 0; !status && left && turn < TAPPA__TURNS_MAX; turn++) {
        struct tappa__customer *c;

        tappa__begin(e, lot->now);
        status = tappa__customer_fresh(e);
        if (!status)
            status = tappa__customer_get(e, customer, &c);
        if (status == TAPPA_EUNKNOWN) /* it comes with this lot */
            return TAPPA_OK;
        if (!status)
            status = tappa__touch(c);
        if (!status)
            status = tappa__fold_until(c, time);
        left = status == TAPPA_ELIMIT;
        if (!status || left)
            status = tappa__commit(e);
        else
            tappa__abandon(e);
    }
    return status;
}

/* Says how the record that stopped the lot is taken up now, unless that is not at all: then with what the lot stops. Somebody who cannot be read stops it
 * three times at most, however many of the records are theirs. */
static tappa_status
bar(struct tappa_engine *e, struct lot *lot, tappa_status status)
{
    unsigned char *barred = &lot->barred[lot->at];
    int64_t customer = lot->all[lot->at].customer;

    if (*barred > TAPPA__BARRED_ONCE)
        return status;
    if (status == TAPPA_ELIMIT)
        *barred = e->timers_left ? TAPPA__BARRED_LONG : TAPPA__BARRED_BEHIND;
    else if (!*barred && !tappa__damaged_has(&lot->unread, customer))
        *barred = TAPPA__BARRED_ONCE;
    else if (customer)
        return tappa__damaged_add(e, &lot->unread, customer);
    else
        *barred = TAPPA__BARRED_DAMAGED;
    return TAPPA_OK;
}

/* An event for which more would have to run again than one call may, or for which something is needed that cannot be read, is kept without being
 * folded, and the others are taken up anew: one bad event never stops them. */
static tappa_status
take_what_can_be(struct tappa_engine *e, struct lot *lot)
{
    tappa_status status;

    for (;;) {
        tappa__begin(e, lot->now);
        tappa__turn_take(e);
        status = take_all(e, lot);
        if (!status)
            return status;
        if ((status != TAPPA_ELIMIT && status != TAPPA_ESTORE) || lot->at == lot->count)
            break;
        if (status == TAPPA_ELIMIT && !e->timers_left && lot->all[lot->at].customer && lot->behind != lot->at + 1) {
            tappa__abandon(e);
            status = run_before(e, lot);
            if (status)
                return status;
            continue;
        }
        if (!lot->barred)
            lot->barred = tappa__alloc_zero(&e->allocator, lot->count);
        status = lot->barred ? bar(e, lot, status) : TAPPA_ENOMEM;
        if (status)
            break;
        tappa__abandon(e);
    }
    tappa__abandon(e);
    return status;
}

tappa_status
tappa_engine_ingest(tappa_engine *engine, const struct tappa_record *records, size_t count_of,
                    const struct tappa_store_offset *offset, int64_t now, struct tappa_ingested *results)
{
    struct lot lot = {.records = records, .count = count_of, .now = now, .offset = offset};
    tappa_status status;
    size_t i;

    if (!engine || (count_of && (!records || check_all(records, count_of))) ||
        (results && (results->size < RESULT_LEAST || results->size > 4096 || results->size % _Alignof(struct tappa_ingested))))
        return TAPPA_EINVAL;
    if (now < TAPPA__TIME_MIN || now > TAPPA__TIME_MAX)
        return TAPPA_ETIME;
    status = tappa__may_call(engine);
    if (!status)
        status = tidy(engine, now);
    if (!status)
        status = take_what_can_be(engine, &lot);
    tappa__free(&engine->allocator, lot.barred);
    tappa__damaged_free(engine, &lot.unread);
    if (!status)
        status = tappa__commit(engine);
    if (!status && offset)
        tappa__source_moved(engine);
    for (i = 0; !status && i < count_of; i++)
        count(&engine->sums, &lot.all[i]);
    if (!status && results)
        tell_all(results, lot.all, count_of);
    return status;
}
