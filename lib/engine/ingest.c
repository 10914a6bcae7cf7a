/* Owns the way of an event into the engine: whether it can be read, whether it is known, whose it is, whether it is in time; then the journal
 * and the fold.
 * Hosts call it, with one event or with many.
 * Everything is kept but duplicates, with what became of it; one bad event never stops the others. */
#include <string.h>

#include "lib/base/time.h"
#include "lib/engine/engine.h"
#include "lib/record/size.h"

#define FIELDS_MAX 256
#define DAY INT64_C(86400000000)
#define RESULT_LEAST sizeof(struct tappa_ingested) /* in the first version, which this is */

/* ---- reading a record ---- */

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

static int
is_name(const char *s, uint32_t n)
{
    return n <= TAPPA__NAME_MAX && (!n || (s && tappa__utf8_valid(s, n)));
}

static const char *
complaint_of_fields(const struct tappa_record *r)
{
    uint32_t i;

    if (r->field_count > FIELDS_MAX)
        return "more than 256 fields";
    for (i = 0; i < r->field_count; i++) {
        const struct tappa_field *f = &r->fields[i];

        if (!f->name_size || !is_name(f->name, f->name_size))
            return "a field whose name is empty, too long or no UTF-8";
        if (f->value.kind == TAPPA_STRING && (f->value.size > TAPPA__NAME_MAX || (f->value.size && !f->value.data) ||
                                              !tappa__utf8_valid(f->value.data, f->value.size)))
            return "a field that is too long or no UTF-8";
    }
    return NULL;
}

/* What makes a record unfit for any model; NULL where nothing does. */
static const char *
complaint_of(const struct tappa_engine *e, const struct tappa_record *r)
{
    uint32_t i;

    if (!r->event_size)
        return "no event";
    if (!is_name(r->event, r->event_size) || !is_name(r->id, r->id_size) || !is_name(r->source, r->source_size) ||
        !is_name(r->touchpoint, r->touchpoint_size) || !is_name(r->zone, r->zone_size) || !is_name(r->customer, r->customer_size))
        return "a name that is too long or no UTF-8";
    for (i = 0; i < r->identity_count; i++)
        if (!r->identities[i].kind_size || !is_name(r->identities[i].kind, r->identities[i].kind_size) ||
            !is_name(r->identities[i].value, r->identities[i].value_size))
            return "an identity that is too long or no UTF-8, or without a kind";
    if (r->time < TAPPA__TIME_MIN || r->time > TAPPA__TIME_MAX)
        return "time outside the years 0001 to 9999";
    if (r->time > e->work.now + DAY)
        return "more than a day in the future";
    return complaint_of_fields(r);
}

static tappa_status
identities_of(struct tappa_engine *e, const struct tappa_record *r, const struct tappa__soon *soon, struct tappa__entry *entry)
{
    struct tappa_identity alone = {"customer", r->customer, 8, r->customer_size};
    const struct tappa_identity *given = r->identity_count ? r->identities : &alone;
    uint32_t count = r->identity_count ? r->identity_count : 1, i;
    struct tappa_identity *kept = tappa__arena_alloc(&e->scratch, count * (sizeof *kept + 2 * sizeof(int64_t)));
    int64_t *numbers = (int64_t *)(void *)(kept + count);

    if (!kept)
        return TAPPA_ENOMEM;
    for (i = 0; i < count; i++)
        if (!tappa__is_blocked(e, &given[i])) {
            numbers[entry->named_count] = i || !soon->identity ? tappa__identity_number(&given[i]) : soon->identity;
            kept[entry->named_count++] = given[i];
        }
    entry->named = kept;
    entry->numbers = numbers;
    entry->identities = numbers + count; /* for number_identities() */
    if (entry->named_count)
        entry->identity = numbers[0];
    return TAPPA_OK;
}

static struct tappa__text
text_of(const char *s, uint32_t n)
{
    return n && s && n <= TAPPA__NAME_MAX ? (struct tappa__text){s, n} : TAPPA__TEXT("");
}

static void
fill(const struct tappa_record *r, struct tappa__entry *entry)
{
    entry->kind = TAPPA__ENTRY_EVENT;
    entry->time = r->time;
    entry->order = r->order;
    entry->is_text = r->flags & TAPPA_RECORD_TEXT;
    entry->source = text_of(r->source, r->source_size);
    entry->id = text_of(r->id, r->id_size);
    entry->name = text_of(r->event, r->event_size);
    entry->touchpoint = text_of(r->touchpoint, r->touchpoint_size);
    entry->zone = text_of(r->zone, r->zone_size);
    entry->fields = r->fields;
    entry->field_count = r->field_count;
}

/* ---- is it known? ---- */

static tappa_status
is_duplicate(struct tappa_engine *e, const struct tappa__entry *entry, int64_t number, int *known)
{
    tappa_status status;

    *known = 0;
    if (!entry->id.n)
        return TAPPA_OK;
    status = tappa__seen_find(e, number, known);
    return status || *known ? status : tappa__seen_add(e, number);
}

/* ---- whose is it? ---- */

static tappa_status
make_customer(struct tappa_engine *e, const struct tappa__entry *entry, struct tappa__customer **out)
{
    tappa_status status = tappa__customer_new(e, entry->identity, out);

    if (!status)
        status = tappa__touch(*out);
    if (!status)
        status = tappa__member_add(*out, entry->identity, &entry->named[0]);
    return status ? status : tappa__work_identity(e, &(*out)->members[0], entry->identity, 1);
}

static void
tell_limit(struct tappa_engine *e, struct tappa_ingested *result, const char *what, struct tappa__text limit)
{
    if (limit.n)
        tappa__tell(e, result, "%s: one customer has at most %u of the kind `%.*s`", what, tappa__kind_most(e, limit), (int)limit.n, limit.s);
    else
        tappa__tell(e, result, "%s: one customer has at most %u identities", what, e->options.identities);
}

/* Another identity of the same event: it becomes part of the customer, or leads to one that does. */
static tappa_status
bind(struct tappa_engine *e, struct tappa__customer **c, const struct tappa_identity *named, int64_t number, struct tappa_ingested *result,
     int *again)
{
    struct tappa__customer *other;
    struct tappa__text limit;
    tappa_status status = tappa__customer_of(e, number, named, &other);

    if (status || other == *c)
        return status == TAPPA_EINVAL ? TAPPA_OK : status;
    if (!tappa__may_join(*c, other, named, &limit)) {
        e->sums.joins_refused++;
        tell_limit(e, result, other ? "not joined" : "not taken in", limit);
        return TAPPA_OK;
    }
    if (!other) {
        status = tappa__member_add(*c, number, named);
        if (!status)
            status = tappa__touch(*c);
        (*c)->at_once = 1;
        return status ? status : tappa__work_identity(e, &(*c)->members[(*c)->member_count - 1], (*c)->id, 1);
    }
    if (other->entry_count > (*c)->entry_count) { /* the one that is better known stays */
        struct tappa__customer *swap = *c;

        *c = other;
        other = swap;
    }
    e->sums.joins++;
    *again = 1;
    return tappa__join(e, *c, other);
}

static tappa_status
find_customer(struct tappa_engine *e, const struct tappa__entry *entry, struct tappa__customer **c, int *again)
{
    tappa_status status = tappa__customer_of(e, entry->identity, &entry->named[0], c);
    uint32_t i;

    if (!status && !*c)
        status = make_customer(e, entry, c);
    for (i = 1; !status && i < entry->named_count; i++)
        status = bind(e, c, &entry->named[i], entry->numbers[i], entry->result, again);
    return status;
}

/* What the journal is to know of the others that it names: those that are the same customer's. */
static void
number_identities(const struct tappa__customer *c, struct tappa__entry *entry)
{
    int64_t *numbers = (int64_t *)(uintptr_t)entry->identities;
    uint32_t i;

    for (i = 0; i < entry->named_count; i++)
        if (tappa__member_at(c, entry->numbers[i]) < c->member_count)
            numbers[entry->identity_count++] = entry->numbers[i];
}

/* ---- in ---- */

/* Kept in the journal without a customer, or without being folded. */
static tappa_status
keep(struct tappa_engine *e, struct tappa__customer *c, struct tappa__entry *entry, uint32_t outcome, const char *message)
{
    entry->result->outcome = entry->status = outcome;
    entry->too_late = 1; /* never folded */
    if (message)
        entry->result->message = message;
    return tappa__append(e, c, entry);
}

static int
is_declared(const struct tappa_engine *e, struct tappa__text name)
{
    size_t i;

    if (tappa__is_of_person(name))
        return 1;
    for (i = 0; i < e->force_count; i++)
        if (tappa_model_event_find(e->forces[i].model, name.s, name.n))
            return 1;
    return 0;
}

/* Kept, and may come again under its id. */
static tappa_status
put_off(struct tappa_engine *e, struct tappa__customer *c, struct tappa__entry *entry, const char *message)
{
    entry->unseen = 1;
    if (entry->id.n)
        tappa__seen_take_back(e);
    return keep(e, c, entry, TAPPA_INGEST_REFUSED, message);
}

static void
tell_late(struct tappa_engine *e, struct tappa_ingested *result, int64_t by)
{
    char older[64], allowed[64];

    (void)tappa__duration_format(by, older);
    (void)tappa__duration_format(e->options.lateness, allowed);
    tappa__tell(e, result, "%s older than the customer's newest event; %s are allowed", older, allowed);
}

/* Into the journal and, in its place, into the customer: all of it, what it says of the person, or nothing. Timers that are due before it go first;
 * where they are too many the event waits outside, and what has run has run. */
static tappa_status
fold_in(struct tappa_engine *e, struct tappa__customer *c, struct tappa__entry *entry, int again)
{
    struct tappa__position at = tappa__entry_position(entry);
    int order = tappa__position_compare(&at, &c->last), late = order < 0 || entry->time < c->fired || entry->time <= c->moved;
    tappa_status status;
    size_t index;

    again |= !order && tappa__is_of_person(entry->name); /* it may belong before others of its place */
    entry->too_late = late && c->last.time != INT64_MIN && entry->time < c->last.time - e->options.lateness;
    entry->aside = entry->too_late && tappa__is_of_person(entry->name);
    entry->result->late = late && !entry->too_late;
    entry->result->outcome = entry->status = entry->too_late ? TAPPA_INGEST_TOO_LATE : TAPPA_INGEST_IGNORED;
    if (entry->too_late && !entry->aside)
        tell_late(e, entry->result, c->last.time - entry->time);
    status = tappa__touch(c);
    if (!status && !late && !again)
        status = tappa__fold_until(c, entry->time);
    if (status == TAPPA_ELIMIT && !late && !again)
        return put_off(e, c, entry, "more than 65,536 timers are due before it: run what is due, then send it again");
    if (status)
        return status;
    index = e->work.entry_count; /* behind those timers */
    status = tappa__append(e, c, entry);
    if (status || (entry->too_late && !entry->aside && !again))
        return status;
    entry->is_next = !late && !again; /* that alone, and not what the journal has of it */
    status = late || again ? tappa__history_again(c) : tappa__fold(c, entry, entry->result);
    if (entry->result->outcome == TAPPA_INGEST_IGNORED && !is_declared(e, entry->name))
        entry->result->outcome = TAPPA_INGEST_UNKNOWN_EVENT;
    e->work.rows[index].status = e->work.entries[index].status = entry->result->outcome;
    e->work.entries[index].told = 1;
    return status;
}

static tappa_status
check_zone(struct tappa_engine *e, const struct tappa__entry *entry, int *known)
{
    tappa_zone *zone;
    tappa_status status;

    *known = 1;
    if (!entry->zone.n)
        return TAPPA_OK;
    status = tappa_zone_load(e->context, entry->zone.s, entry->zone.n, &zone);
    tappa_zone_unref(zone);
    *known = !status;
    return status == TAPPA_ENOMEM ? status : TAPPA_OK;
}

/* It is its person's where that is known, and goes with it when that is erased; of anybody else nothing is kept that nobody could erase. */
static tappa_status
refuse_zone(struct tappa_engine *e, struct tappa__entry *entry)
{
    struct tappa__customer *c;
    tappa_status status = tappa__customer_of(e, entry->identity, &entry->named[0], &c);

    if (status && status != TAPPA_EINVAL)
        return status;
    if (status || !c)
        entry->field_count = 0;
    else
        entry->result->customer = c->id;
    return keep(e, status ? NULL : c, entry, TAPPA_INGEST_REFUSED, "unknown time zone");
}

static tappa_status
take(struct tappa_engine *e, const struct tappa_record *r, const struct tappa__soon *soon, int barred, struct tappa_ingested *result)
{
    struct tappa__entry entry = {.result = result};
    struct tappa__customer *c;
    const char *complaint = complaint_of(e, r);
    int known, again = 0;
    tappa_status status;

    e->timers_left = TAPPA__TIMERS_MAX;
    fill(r, &entry);
    if (complaint) {
        entry.field_count = 0; /* they may be what is wrong */
        entry.unseen = 1;
        return keep(e, NULL, &entry, TAPPA_INGEST_REFUSED, complaint);
    }
    status = is_duplicate(e, &entry, soon->seen, &known);
    if (!status && known) {
        result->outcome = TAPPA_INGEST_DUPLICATE;
        return TAPPA_OK;
    }
    if (!status)
        status = identities_of(e, r, soon, &entry);
    if (!status && !entry.named_count)
        return keep(e, NULL, &entry, TAPPA_INGEST_NOBODY, NULL);
    if (!status)
        status = check_zone(e, &entry, &known);
    if (!status && !known)
        return refuse_zone(e, &entry);
    if (barred)
        entry.named_count = 1; /* it joins nobody */
    if (!status)
        status = find_customer(e, &entry, &c, &again);
    if (status == TAPPA_EINVAL)
        return keep(e, NULL, &entry, TAPPA_INGEST_NOBODY, "another identity has the same number");
    if (status)
        return status;
    number_identities(c, &entry);
    status = barred ? put_off(e, c, &entry, "it would change a history of more than a million entries and timers") : fold_in(e, c, &entry, again);
    if (status)
        return status;
    result->customer = c->id;
    tappa__look(c);
    return TAPPA_OK;
}

static void
count(struct tappa_counters *sums, const struct tappa_ingested *result)
{
    uint64_t *const by[] = {[TAPPA_INGEST_TAKEN] = &sums->taken,         [TAPPA_INGEST_IGNORED] = &sums->ignored,
                            [TAPPA_INGEST_DUPLICATE] = &sums->duplicates, [TAPPA_INGEST_TOO_LATE] = &sums->too_late,
                            [TAPPA_INGEST_UNKNOWN_EVENT] = &sums->unknown_events, [TAPPA_INGEST_NOBODY] = &sums->nobody,
                            [TAPPA_INGEST_REFUSED] = &sums->refused};

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

/* Keeps the journal's tail short, and what is remembered of ids. */
static tappa_status
tidy(struct tappa_engine *e, int64_t now)
{
    int is_shared = (e->store->flags & TAPPA_STORE_SHARED) != 0;
    int due = e->last_sequence - e->checkpoint_at >= (int64_t)e->options.checkpoint || e->dirty_count > e->options.cache / 2 || e->worn;
    tappa_status status;

    if (is_shared ? e->sums.commits < e->tidy_at : !due)
        return TAPPA_OK;
    e->tidy_at = e->sums.commits + 1024;
    status = tappa_engine_checkpoint(e);
    if (!status)
        (void)tappa__seen_forget(e, now); /* again next time where it fails */
    return status;
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

/* Where others write, what they have changed, and all that the lot needs to know of the store, while it is held. */
static tappa_status
ask_all(struct tappa_engine *e, const struct tappa_record *records, size_t count_of, struct tappa__soon *soon)
{
    struct tappa_record spare;
    tappa_status status;
    size_t i;

    if (!(e->store->flags & TAPPA_STORE_SHARED))
        return TAPPA_OK;
    e->store->table->hold(e->store, 1);
    status = tappa__changes_fresh(e);
    for (i = 0; !status && i < count_of; i++) {
        const struct tappa_record *r = record_at(records, i, &spare);

        tappa__soon_numbers(e, r, &soon[i]);
        tappa__soon_ask(e, r, &soon[i]);
    }
    e->store->table->hold(e->store, 0);
    return status;
}

/* `barred`: which of them are only kept; NULL: none. `at`: how far it came. */
static tappa_status
take_all(struct tappa_engine *e, const struct tappa_record *records, size_t count_of, const unsigned char *barred,
         struct tappa_ingested **out, size_t *at)
{
    struct tappa_ingested *all = tappa__arena_alloc(&e->scratch, (count_of + 1) * sizeof *all);
    struct tappa__soon *soon = tappa__arena_alloc(&e->scratch, (count_of + 1) * sizeof *soon);
    tappa_status status = all && soon ? ask_all(e, records, count_of, soon) : TAPPA_ENOMEM;
    struct tappa_record spare;
    size_t ahead;

    *out = all;
    *at = 0;
    for (ahead = 0; !status && ahead < AHEAD && ahead < count_of; ahead++)
        look_ahead(e, records, ahead, count_of, soon);
    while (!status && *at < count_of) {
        all[*at] = (struct tappa_ingested){.size = sizeof *all, .message = ""};
        look_ahead(e, records, *at + AHEAD, count_of, soon);
        status = take(e, record_at(records, *at, &spare), &soon[*at], barred && barred[*at], &all[*at]);
        *at += !status;
    }
    if (status)
        tappa__abandon(e);
    return status;
}

/* An event for which more would have to run again than one call may is kept without being folded, and the others are taken up anew: one bad event
 * never stops them. */
static tappa_status
take_what_can_be(struct tappa_engine *e, const struct tappa_record *records, size_t count_of, const struct tappa_store_offset *offset,
                 int64_t now, struct tappa_ingested **all)
{
    unsigned char *barred = NULL;
    size_t at = 0;
    tappa_status status;

    for (;;) {
        tappa__begin(e, now);
        tappa__turn_take(e);
        e->work.offset = offset;
        status = take_all(e, records, count_of, barred, all, &at);
        if (status != TAPPA_ELIMIT || (barred && barred[at]))
            break;
        if (!barred)
            barred = tappa__alloc_zero(&e->allocator, count_of);
        if (!barred)
            return TAPPA_ENOMEM;
        barred[at] = 1;
    }
    tappa__free(&e->allocator, barred);
    return status;
}

tappa_status
tappa_engine_ingest(tappa_engine *engine, const struct tappa_record *records, size_t count_of,
                    const struct tappa_store_offset *offset, int64_t now, struct tappa_ingested *results)
{
    struct tappa_ingested *all;
    tappa_status status;
    size_t i;

    if (!engine || (count_of && (!records || check_all(records, count_of))) ||
        (results && (results->size < RESULT_LEAST || results->size > 4096 || results->size % _Alignof(struct tappa_ingested))))
        return TAPPA_EINVAL;
    if (now < TAPPA__TIME_MIN || now > TAPPA__TIME_MAX)
        return TAPPA_ETIME;
    status = tappa__not_forked(engine);
    if (!status)
        status = tidy(engine, now);
    if (!status)
        status = take_what_can_be(engine, records, count_of, offset, now, &all);
    if (!status)
        status = tappa__commit(engine);
    for (i = 0; !status && i < count_of; i++)
        count(&engine->sums, &all[i]);
    if (!status && results)
        tell_all(results, all, count_of);
    return status;
}

tappa_status
tappa_engine_offset(tappa_engine *engine, const char *source, size_t size, struct tappa_span *offset)
{
    if (!engine || !source || !offset)
        return TAPPA_EINVAL;
    if (tappa__not_forked(engine))
        return TAPPA_EFORKED;
    return engine->store->table->offset(engine->store, source, size, offset);
}
