/* Owns the way of an event into the engine: whether it can be read, whether it is known, whose it is, whether it is in time; then the journal
 * and the fold.
 * Called for each record of a lot.
 * Everything is kept but duplicates, with what became of it. */
#include <string.h>

#include "lib/base/time.h"
#include "lib/base/value.h"
#include "lib/engine/history.h"
#include "lib/engine/lot.h"
#include "lib/engine/seen.h"

#define FIELDS_MAX 256
#define DAY INT64_C(86400000000)

/* ---- reading a record ---- */

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
        if (!tappa__value_is_whole(&f->value))
            return "a field that is not there though it has a size, or lists in lists more than 64 deep";
        if (f->value.kind == TAPPA_STRING && (f->value.size > TAPPA__NAME_MAX || !tappa__utf8_valid(f->value.data, f->value.size)))
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
    if (r->identity_count > TAPPA__MEMBERS_MAX)
        return "more than 64 identities";
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
    if (!n || !s || n > TAPPA__NAME_MAX)
        return TAPPA__TEXT("");
    return (struct tappa__text){s, n};
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
    if (status == TAPPA_ESTORE) /* a disk may fail once */
        status = tappa__seen_find(e, number, known);
    return status || *known ? status : tappa__seen_add(e, number);
}

/* ---- whose is it? ---- */

/* An identity without a row is nobody's yet, unless there is a customer of its number, who has lost it. An owner, who would pay for the question with
 * each new customer, learns it from the checkpoint. */
static tappa_status
look_for_loss(struct tappa_engine *e, int64_t number)
{
    struct tappa_store_customer there = {.size = sizeof there};
    struct tappa_store_identity row = {.size = sizeof row};
    tappa_status status = TAPPA_OK;

    if (e->store->flags & TAPPA_STORE_SHARED && !tappa__map_get(e->nobodies, number))
        status = e->store->table->customer(e->store, number, &there);
    if (status || !there.revision)
        return status;
    status = e->store->table->identity(e->store, number, &row);
    if (!status)
        status = row.identity ? TAPPA_ECONFLICT : TAPPA_ESTORE; /* another process has just made both */
    return status;
}

/* Who cannot be read is asked for twice: a disk may fail once. */
static tappa_status
whose(struct tappa_engine *e, const struct tappa_identity *named, int64_t number, struct tappa__customer **c)
{
    tappa_status status = tappa__customer_of(e, number, named, c);

    if (status == TAPPA_ESTORE)
        status = tappa__customer_of(e, number, named, c);
    return status || *c ? status : look_for_loss(e, number);
}

/* Its number is the caller's alone, who can have it mended or erased: the journal keeps what is said, and could not be cleared of it. */
static tappa_status
pass_over(struct tappa_engine *e, int64_t number, struct tappa_ingested *result)
{
    struct tappa_store_identity row = {.size = sizeof row};
    tappa_status status = e->store->table->identity(e->store, number, &row);

    if (status && status != TAPPA_ESTORE)
        return status;
    tappa__tell(e, result, "an identity leads to somebody who cannot be read");
    result->customer = status ? 0 : row.identity ? row.customer : number;
    return TAPPA_OK;
}

static tappa_status
make_customer(struct tappa_engine *e, const struct tappa__entry *entry, struct tappa__customer **out)
{
    tappa_status status = tappa__customer_new(e, entry->identity, out);

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

/* Before it is one with another: what is due by the event that joins them, or by the other's newest, the journeys hear that it had until then. */
static tappa_status
run_before_join(struct tappa__customer *c, const struct tappa__customer *other, int64_t time)
{
    tappa_status status;

    time = other->last.time > time ? other->last.time : time;
    if (time < c->last.time || time < c->fired)
        return TAPPA_OK;
    status = tappa__touch(c);
    return status ? status : tappa__contacts_due(c, time);
}

/* Another identity of the same event: it becomes part of the customer, or leads to one that does. */
static tappa_status
bind(struct tappa_engine *e, struct tappa__customer **c, const struct tappa__entry *entry, uint32_t index, int *again)
{
    const struct tappa_identity *named = &entry->named[index];
    const int64_t number = entry->numbers[index];
    struct tappa_ingested *result = entry->result;
    struct tappa__customer *other;
    struct tappa__text limit;
    tappa_status status = whose(e, named, number, &other);

    if (status == TAPPA_ESTORE)
        return pass_over(e, number, result);
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
    status = run_before_join(*c, other, entry->time);
    if (!status)
        status = run_before_join(other, *c, entry->time);
    if (status)
        return status;
    if (other->entry_count > (*c)->entry_count) { /* the one that is better known stays */
        struct tappa__customer *swap = *c;

        *c = other;
        other = swap;
    }
    e->sums.joins++;
    *again = 1;
    return tappa__join(e, *c, other);
}

/* By the first identity whose customer can be read: whoever cannot is passed over, and the event is that of the others. NULL: there is nobody else. */
static tappa_status
find_first(struct tappa_engine *e, struct tappa__entry *entry, struct tappa__customer **c)
{
    tappa_status status = TAPPA_OK;

    for (*c = NULL; !status && entry->named_count; entry->named++, entry->numbers++, entry->named_count--) {
        entry->identity = entry->numbers[0];
        status = whose(e, &entry->named[0], entry->identity, c);
        if (status != TAPPA_ESTORE)
            return status || *c ? status : make_customer(e, entry, c);
        status = pass_over(e, entry->identity, entry->result);
    }
    return status;
}

static tappa_status
find_customer(struct tappa_engine *e, struct tappa__entry *entry, struct tappa__customer **c, int *again)
{
    tappa_status status = find_first(e, entry, c);
    uint32_t i;

    for (i = 1; !status && *c && i < entry->named_count; i++)
        status = bind(e, c, entry, i, again);
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
put_off(struct tappa_engine *e, struct tappa__customer *c, struct tappa__entry *entry, uint32_t outcome, const char *message)
{
    entry->unseen = 1;
    if (entry->id.n)
        tappa__seen_take_back(e);
    return keep(e, c, entry, outcome, message);
}

/* Of what may be somebody's, but stands in nobody's history, nothing is kept that nobody could erase: no more than when it came, from where, and what
 * the shop's own models call it. */
static void
strip(const struct tappa_engine *e, struct tappa__entry *entry)
{
    const struct tappa__text none = TAPPA__TEXT("");

    entry->field_count = 0;
    entry->unseen = 1;
    entry->id = entry->touchpoint = entry->zone = none;
    if (!is_declared(e, entry->name))
        entry->name = none;
}

/* It names somebody, of whose history it can be no part. */
static tappa_status
set_aside(struct tappa_engine *e, struct tappa__entry *entry, uint32_t outcome, const char *message)
{
    if (entry->id.n)
        tappa__seen_take_back(e);
    strip(e, entry);
    return keep(e, NULL, entry, outcome, message);
}

/* Whether it has come before cannot be read. It is nobody's, as it may be somebody's already. */
static tappa_status
keep_unknown(struct tappa_engine *e, struct tappa__entry *entry)
{
    strip(e, entry);
    return keep(e, NULL, entry, TAPPA_INGEST_DAMAGED, "whether it came before cannot be read");
}

static void
tell_late(struct tappa_engine *e, struct tappa_ingested *result, int64_t by)
{
    char older[64], allowed[64];

    (void)tappa__duration_format((by + 999) / 1000 * 1000, older); /* nobody reads microseconds */
    (void)tappa__duration_format(e->options.lateness, allowed);
    tappa__tell(e, result, "%s older than the customer's newest event; %s are allowed", older, allowed);
}

/* Whether it would stop the lot again. `anew`: the history is needed for it. */
static int
is_unread(const struct tappa__damaged *unread, const struct tappa__customer *c, int anew)
{
    size_t i, times = 0;

    for (i = 0; i < unread->count; i++)
        times += unread->customers[i] == c->id;
    return times > 1 || (times && anew);
}

static const char unreadable[] = "what it would change cannot be read";

/* Into the journal and, in its place, into the customer: all of it, what it says of the person, or nothing. What is due before it goes first. */
static tappa_status
fold_in(struct tappa_engine *e, struct tappa__customer *c, struct tappa__entry *entry, int joined, const struct tappa__damaged *unread)
{
    struct tappa__position at = tappa__entry_position(entry);
    int order = tappa__position_compare(&at, &c->last), late = order < 0 || entry->time < c->fired;
    int again = joined || (!order && tappa__is_of_person(entry->name)); /* it may belong before others of its place */
    int anew;
    tappa_status status;
    size_t index;

    entry->too_late = late && c->last.time != INT64_MIN && entry->time < tappa__time_before(c->last.time, e->options.lateness);
    entry->aside = entry->too_late && tappa__is_of_person(entry->name);
    anew = again || (late && (!entry->too_late || entry->aside));
    if (!joined && is_unread(unread, c, anew))
        return put_off(e, c, entry, TAPPA_INGEST_DAMAGED, unreadable);
    entry->result->late = late && !entry->too_late;
    entry->result->outcome = entry->status = entry->too_late ? TAPPA_INGEST_TOO_LATE : TAPPA_INGEST_IGNORED;
    if (entry->too_late && !entry->aside)
        tell_late(e, entry->result, c->last.time - entry->time);
    status = tappa__touch(c);
    if (!status && !late && !again) {
        status = tappa__contacts_due(c, entry->time);
        again = tappa__position_compare(&at, &c->last) < 0; /* what became of contacts in the same instant came behind it */
    }
    if (status)
        return status;
    index = e->work.entry_count; /* behind what was due */
    status = tappa__append(e, c, entry);
    if (status || (entry->too_late && !entry->aside && !again))
        return status;
    entry->is_next = !late && !again; /* that alone, and not what the journal has of it */
    status = late || again ? tappa__history_again(c) : tappa__fold(c, entry, entry->result);
    if (entry->result->outcome == TAPPA_INGEST_IGNORED && !is_declared(e, entry->name))
        entry->result->outcome = TAPPA_INGEST_UNKNOWN_EVENT;
    e->work.rows[index].status = e->work.entries[index].status = entry->result->outcome;
    tappa__append_message(e, index, entry->result->message);
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
    struct tappa__text word = tappa__tell_cut(entry->zone);
    const char *words;
    tappa_status status = tappa__customer_of(e, entry->identity, &entry->named[0], &c);

    if (status && status != TAPPA_EINVAL && status != TAPPA_ESTORE)
        return status;
    tappa__tell(e, entry->result, "unknown time zone `%.*s`", (int)word.n, word.s);
    if (!status && c) {
        entry->result->customer = c->id;
        return keep(e, c, entry, TAPPA_INGEST_REFUSED, NULL);
    }
    words = entry->result->message; /* for the host alone */
    status = set_aside(e, entry, TAPPA_INGEST_REFUSED, "unknown time zone");
    entry->result->message = words;
    return status;
}

/* It joins nobody, and no journey hears it. */
static tappa_status
keep_barred(struct tappa_engine *e, struct tappa__customer *c, struct tappa__entry *entry, int barred)
{
    if (barred == TAPPA__BARRED_LONG)
        return put_off(e, c, entry, TAPPA_INGEST_REFUSED, "it would change a history of more than a million entries and timers");
    if (barred == TAPPA__BARRED_BEHIND)
        return put_off(e, c, entry, TAPPA_INGEST_REFUSED, "more timers are due before it than one call runs: run what is due, then send it again");
    return put_off(e, c, entry, TAPPA_INGEST_DAMAGED, unreadable);
}

/* To whoever it names, and in. Where it fails for something of theirs that cannot be read, it is told whose, if it is one customer's alone. */
static tappa_status
take_in(struct tappa_engine *e, struct tappa__entry *entry, int barred, const struct tappa__damaged *unread)
{
    struct tappa__customer *c;
    int joined = 0;
    tappa_status status;

    if (barred > TAPPA__BARRED_ONCE)
        entry->named_count = 1;
    status = find_customer(e, entry, &c, &joined);
    if (status == TAPPA_EINVAL)
        return keep(e, NULL, entry, TAPPA_INGEST_NOBODY, "another identity has the same number");
    if (!status && !c)
        return set_aside(e, entry, TAPPA_INGEST_DAMAGED, NULL);
    entry->result->customer = status || joined ? 0 : c->id;
    if (status)
        return status;
    number_identities(c, entry);
    status = barred > TAPPA__BARRED_ONCE ? keep_barred(e, c, entry, barred) : fold_in(e, c, entry, joined, unread);
    if (status)
        return status;
    entry->result->customer = c->id;
    return tappa__look(c);
}

tappa_status
tappa__take(struct tappa_engine *e, const struct tappa_record *r, const struct tappa__soon *soon, int barred,
            const struct tappa__damaged *unread, struct tappa_ingested *result)
{
    struct tappa__entry entry = {.result = result};
    const char *complaint = complaint_of(e, r);
    int known;
    tappa_status status;

    e->timers_left = TAPPA__TIMERS_MAX;
    fill(r, &entry);
    if (complaint) {
        strip(e, &entry); /* what goes may be what is wrong */
        return keep(e, NULL, &entry, TAPPA_INGEST_REFUSED, complaint);
    }
    status = is_duplicate(e, &entry, soon->seen, &known);
    if (status == TAPPA_ESTORE)
        return keep_unknown(e, &entry);
    if (!status && known) {
        result->outcome = TAPPA_INGEST_DUPLICATE;
        return TAPPA_OK;
    }
    if (!status)
        status = identities_of(e, r, soon, &entry);
    if (!status && !entry.named_count)
        return keep(e, NULL, &entry, TAPPA_INGEST_NOBODY, "no identity, or only values that are blocked");
    if (!status)
        status = check_zone(e, &entry, &known);
    if (!status && !known)
        return refuse_zone(e, &entry);
    return status ? status : take_in(e, &entry, barred, unread);
}
