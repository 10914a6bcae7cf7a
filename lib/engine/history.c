/* Owns histories: reading one from the journal, along the chains of its identities, and folding it.
 * Called when an event came late, when customers are joined or parted, and when the journal has more than a customer's state.
 * Whatever is folded again finds the contacts it had: what was sent stays sent, what nobody asks for any more is withdrawn or marked. */
#include <stdlib.h>

#include "lib/base/time.h"
#include "lib/engine/engine.h"

struct reading {
    struct tappa__customer *c;
    struct tappa__entry *entries;
    size_t count, capacity;
};

/* One entry from the commit being made or from the journal. */
static tappa_status
read_one(struct reading *r, int64_t sequence, struct tappa__entry *out)
{
    struct tappa_engine *e = r->c->engine;
    struct tappa_entry row = {.size = sizeof row};
    tappa_status status;

    if (sequence < 0) {
        *out = e->work.entries[-sequence - 1];
        out->previous = e->work.rows[-sequence - 1].previous;
        out->arrived = INT64_MAX / 2 - sequence;
        return TAPPA_OK;
    }
    status = e->store->table->entry(e->store, sequence, &row);
    if (status)
        return status;
    return row.sequence ? tappa__entry_unpack(&row, &e->scratch, out) : TAPPA_ESTORE;
}

/* A chain from its newest entry back to the one behind `until`, which it must come to. */
static tappa_status
read_chain(struct reading *r, int64_t head, int64_t until)
{
    struct tappa_engine *e = r->c->engine;
    int64_t at = head;

    while (at && at != until) {
        tappa_status status;

        if (r->count >= TAPPA__HISTORY_MAX)
            return TAPPA_ELIMIT;
        if (tappa__grow(&e->allocator, (void **)&r->entries, &r->capacity, r->count + 1, sizeof *r->entries))
            return TAPPA_ENOMEM;
        status = read_one(r, at, &r->entries[r->count]);
        if (status)
            return status;
        at = r->entries[r->count++].previous;
    }
    return at == until ? TAPPA_OK : TAPPA_ESTORE;
}

/* Merge sort: stable, so that what came first stays first where nothing else tells. */
static void
sort_run(struct tappa__entry *entries, struct tappa__entry *spare, size_t count)
{
    size_t half = count / 2, i = 0, j = half, n = 0;

    if (count < 2)
        return;
    sort_run(entries, spare, half);
    sort_run(entries + half, spare, count - half);
    while (n < count) {
        int left = j == count;

        if (!left && i < half)
            left = tappa__entry_compare(&entries[i], &entries[j]) <= 0;
        spare[n++] = left ? entries[i++] : entries[j++];
    }
    for (i = 0; i < count; i++)
        entries[i] = spare[i];
}

/* An entry has come once all have that follow it: so what came too late for journeys shows behind everything that was there before it. */
static void
date_arrivals(struct reading *r)
{
    int64_t first = INT64_MAX;
    size_t i;

    for (i = r->count; i-- > 0;)
        if (!r->entries[i].too_late) {
            first = r->entries[i].arrived < first ? r->entries[i].arrived : first;
            r->entries[i].arrived = first;
        }
}

/* Chains are read from their ends: the oldest comes first before anything is sorted. */
static tappa_status
sort(struct reading *r)
{
    struct tappa_engine *e = r->c->engine;
    struct tappa__entry *spare = tappa__alloc(&e->allocator, (r->count + 1) * sizeof *spare);
    size_t i;

    if (!spare)
        return TAPPA_ENOMEM;
    for (i = 0; i < r->count / 2; i++) {
        struct tappa__entry swap = r->entries[i];

        r->entries[i] = r->entries[r->count - 1 - i];
        r->entries[r->count - 1 - i] = swap;
    }
    sort_run(r->entries, spare, r->count);
    tappa__free(&e->allocator, spare);
    date_arrivals(r);
    return TAPPA_OK;
}

static tappa_status
read_all(struct reading *r)
{
    tappa_status status = TAPPA_OK;
    size_t i;

    for (i = 0; !status && i < r->c->member_count; i++)
        status = read_chain(r, r->c->members[i].head, 0);
    return status ? status : sort(r);
}

/* `fired`: until when timers had fired before; those are no news. */
static tappa_status
fold_all(struct tappa__customer *c, const struct reading *r, int64_t fired)
{
    tappa_status status = TAPPA_OK;
    size_t i;

    for (i = 0; !status && i < r->count; i++) {
        const struct tappa__entry *entry = &r->entries[i];

        struct tappa_ingested *result = entry->told ? NULL : entry->result;

        c->engine->silent++;
        if (result)
            status = tappa__fold_until(c, entry->time < fired ? entry->time : fired);
        else
            status = tappa__fold(c, entry, NULL);
        c->engine->silent--;
        if (result && !status)
            status = tappa__fold(c, entry, result);
    }
    return status;
}

/* Behind a fold from the beginning: contacts that nobody has asked for. */
static void
settle_contacts(struct tappa__customer *c, struct tappa__contact *contacts, size_t count, int64_t now)
{
    size_t i;

    for (i = 0; i < count; i++) {
        struct tappa__contact *contact = &contacts[i];

        if (contact->asked || contact->not_today)
            continue;
        contact->not_today = 1;
        contact->changed_row = 1;
        if (contact->state != TAPPA_CONTACT_WANTED)
            continue;
        tappa__contact_move(contact, TAPPA_CONTACT_WITHDRAWN, now);
        contact->due = TAPPA_NEVER;
        contact->because = TAPPA__TEXT("what came in since, or another join, leaves no reason for it");
        c->engine->sums.withdrawn++;
    }
}

/* What had fired by then fires again, as far as it is still armed. Each time at which anything fired is that of an entry: so all of it has fired
 * again by what the entries knew of models, unless it comes of what the call at hand makes, which knows all. */
static tappa_status
fire_again(struct tappa__customer *c, int64_t fired)
{
    struct tappa_engine *e = c->engine;
    tappa_status status;

    e->silent++;
    status = tappa__fold_until(c, fired);
    e->silent--;
    return status;
}

/* What is asked for anew must not stand in the store: where others write, one of them has just asked for it; else it was the customer's, and is
 * damaged. */
static tappa_status
check_new(struct tappa__customer *c)
{
    struct tappa_engine *e = c->engine;
    tappa_status status = TAPPA_OK;
    size_t i;

    for (i = 0; !status && i < c->contact_count; i++) {
        struct tappa_store_contact row = {.size = sizeof row};

        if (!c->contacts[i].is_new)
            continue;
        status = e->store->table->contact(e->store, c->contacts[i].key, &row);
        if (!status && row.customer)
            status = tappa__committed(e, TAPPA_ECONFLICT);
    }
    return status;
}

static tappa_status
fold_again(struct tappa__customer *c)
{
    struct reading r = {.c = c};
    int64_t fired = c->fired;
    size_t i;
    tappa_status status = read_all(&r);

    if (!status)
        status = tappa__archive_recall(c);
    for (i = 0; i < c->contact_count; i++)
        c->contacts[i].asked = 0;
    for (i = 0; i < c->past_count; i++)
        c->past[i].asked = 0;
    c->engine->again_left = TAPPA__HISTORY_MAX;
    tappa__customer_clear(c);
    if (!status)
        status = fold_all(c, &r, fired);
    if (!status && fired != INT64_MIN)
        status = fire_again(c, fired);
    if (!status)
        status = tappa__people_show(c, INT64_MAX);
    if (!status)
        status = tappa__archive_revive(c);
    if (!status)
        status = check_new(c);
    if (!status)
        settle_contacts(c, c->contacts, c->contact_count, c->engine->work.now);
    if (!status)
        settle_contacts(c, c->past, c->past_count, c->engine->work.now);
    tappa__free(&c->engine->allocator, r.entries);
    return status;
}

tappa_status
tappa__history_again(struct tappa__customer *c)
{
    tappa_status status = fold_again(c);

    tappa__contacts_wake(c); /* what it waits for may be no more; a tail that is read again was heard before, and is no news */
    return status;
}

/* Whether any journey moves to a newer version in what follows: there a timer may be due long ago, and asks for something of that time. */
static int
may_move(const struct tappa__customer *c)
{
    size_t i;

    for (i = 0; i < c->track_count; i++)
        if (!tappa_journey_ended(c->tracks[i].journey) && tappa__force_next(c->engine, c->tracks[i].force, TAPPA__TIME_MAX) != TAPPA_NONE)
            return 1;
    return 0;
}

/* Whether all of these come behind what was folded; with contacts, in a later instant, so that it can be told which of them were asked for by then. */
static int
are_newer(const struct tappa__customer *c, const struct reading *r)
{
    struct tappa__position first;
    int order;

    first = tappa__entry_position(&r->entries[0]);
    order = tappa__position_compare(&first, &c->last);
    if (c->contact_count && (first.time == c->last.time || first.time == c->fired || may_move(c)))
        return 0;
    return (order > 0 || (!order && !tappa__is_of_person(r->entries[0].name))) && first.time >= c->fired && first.time > c->moved;
}

/* The rows of contacts are written with each commit, the customer's is behind: what the entries ask for that are folded now nobody has asked for yet. */
static void
unask(struct tappa__customer *c, int64_t since)
{
    size_t i;

    for (i = 0; i < c->contact_count; i++)
        if (c->contacts[i].wanted >= since)
            c->contacts[i].asked = 0;
}

static tappa_status
fold_tail(struct tappa__customer *c, const struct reading *r)
{
    if (!are_newer(c, r))
        return fold_again(c);
    unask(c, r->entries[0].time);
    return fold_all(c, r, INT64_MIN);
}

static int
names_another(const struct tappa__entry *entry)
{
    uint32_t i = 0;

    while (i < entry->identity_count && entry->identities[i] == entry->identity)
        i++;
    return i < entry->identity_count;
}

/* Whether all that a customer without a row ever did came behind the last checkpoint, or was passed over by it: otherwise there was a row. There was one
 * too where an event names another identity of it: who belongs to a customer is written at once. */
static int
needs_no_row(const struct reading *r)
{
    const struct tappa_engine *e = r->c->engine;
    size_t i;

    for (i = 0; i < r->count; i++)
        if (names_another(&r->entries[i]) ||
            (r->entries[i].sequence <= e->checkpoint_at && !tappa__map_get(e->left, r->entries[i].identity)))
            return 0;
    return r->count > 0;
}

tappa_status
tappa__history_tail(struct tappa__customer *c)
{
    struct tappa_engine *e = c->engine;
    struct reading r = {.c = c};
    tappa_status status;
    size_t i;

    if (!e->behind && !tappa__map_count(e->left))
        return c->revision ? TAPPA_OK : TAPPA_ESTORE;
    status = tappa__tails_read(e);
    e->again_left = TAPPA__HISTORY_MAX;
    for (i = 0; !status && i < c->member_count; i++) {
        int64_t head = tappa__tail_of(e, c->members[i].identity);

        if (head <= c->members[i].head)
            continue;
        status = read_chain(&r, head, c->members[i].head);
        c->members[i].head = head;
    }
    if (!status && !c->revision && !needs_no_row(&r))
        status = TAPPA_ESTORE;
    if (!status && r.count)
        status = sort(&r);
    if (!status && r.count)
        status = fold_tail(c, &r);
    if (!status)
        status = tappa__people_show(c, INT64_MAX);
    if (!status && r.count) {
        c->due = tappa__customer_due(c);
        c->dirty = 1; /* the store's row is behind */
    }
    tappa__free(&e->allocator, r.entries);
    return status;
}

tappa_status
tappa__history_read(struct tappa__customer *c, struct tappa__entry **out, size_t *count)
{
    struct reading r = {.c = c};
    tappa_status status = read_all(&r);
    struct tappa__entry *kept = status ? NULL : tappa__arena_alloc(&c->engine->scratch, (r.count + 1) * sizeof *kept);
    size_t i;

    for (i = 0; kept && i < r.count; i++)
        kept[i] = r.entries[i];
    tappa__free(&c->engine->allocator, r.entries);
    *out = kept;
    *count = r.count;
    return status || kept ? status : TAPPA_ENOMEM;
}
