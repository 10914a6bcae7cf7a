/* Owns folding histories again, wholly or from where a customer's state stands.
 * Called when an event came late, when customers are joined or parted, and when the journal has more than a customer's state.
 * Whatever is folded again finds the contacts it had: what was sent stays sent, and is marked where nobody asks for it any more; what nobody was handed
 * goes. So what stands there follows from the history and from what was handed out, and not from the order in which it came. */
#include <stdlib.h>

#include "lib/base/time.h"
#include "lib/engine/history.h"

/* `fired`: until when timers had fired before; those are no news. */
static tappa_status
fold_all(struct tappa__customer *c, const struct tappa__history *r, int64_t fired)
{
    tappa_status status = TAPPA_OK;
    size_t i;

    for (i = 0; !status && i < r->count; i++) {
        const struct tappa__entry *entry = tappa__history_at(r, i);

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

/* A contact that nobody has asked for. What a claim withdrew stays that: where the history comes to ask for it once more it was looked at all the same. */
static void
settle_unasked(struct tappa__customer *c, struct tappa__contact *contact)
{
    if (contact->state == TAPPA_CONTACT_WITHDRAWN && !contact->not_today && contact->refused == TAPPA_NEVER)
        return;
    tappa__contact_against(c, contact, TAPPA__TEXT("what came in since, or another join, leaves no reason for it"), INT64_MIN);
    contact->gone = !contact->attempt && contact->refused == TAPPA_NEVER;
}

/* One that was over is so when the history says by now, which may be another time: of what somebody was handed it is the same. */
static void
settle_over(struct tappa__contact *contact)
{
    if (contact->state != TAPPA_CONTACT_EXPIRED || contact->changed == contact->expires)
        return;
    if (contact->expires < contact->changed) {
        tappa__contact_move(contact, TAPPA_CONTACT_EXPIRED, contact->expires);
        return;
    }
    tappa__contact_move(contact, TAPPA_CONTACT_WANTED, contact->wanted);
    contact->due = contact->wanted;
}

/* Behind a fold from the beginning. */
static void
settle(struct tappa__customer *c, struct tappa__contact *contact)
{
    if (contact->asked)
        settle_over(contact);
    else
        settle_unasked(c, contact);
}

/* What has no row yet goes at once. */
static void
settle_all(struct tappa__customer *c)
{
    size_t i, kept = 0;

    for (i = 0; i < c->past_count; i++)
        settle(c, &c->past[i]);
    for (i = 0; i < c->contact_count; i++) {
        struct tappa__contact *contact = &c->contacts[i];

        settle(c, contact);
        if (!contact->gone || !contact->is_new)
            c->contacts[kept++] = *contact;
    }
    c->contact_count = kept;
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
    struct tappa__history *r;
    int64_t fired = c->fired;
    size_t i;
    tappa_status status = tappa__history_whole(c, &r);

    if (!status)
        tappa__hold_less(c->engine, r->count);
    if (!status)
        status = tappa__archive_recall(c);
    for (i = 0; i < c->contact_count; i++)
        c->contacts[i].asked = 0;
    for (i = 0; i < c->past_count; i++)
        c->past[i].asked = 0;
    c->engine->again_left = TAPPA__HISTORY_MAX;
    tappa__customer_clear(c);
    if (!status)
        status = fold_all(c, r, fired);
    if (!status && fired != INT64_MIN)
        status = fire_again(c, fired);
    if (!status)
        status = tappa__people_show(c, INT64_MAX);
    if (!status)
        status = tappa__contacts_adopt(c);
    if (!status)
        settle_all(c);
    if (!status)
        status = tappa__archive_settle(c);
    if (!status)
        status = check_new(c);
    tappa__history_spare(c);
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
        if (!c->tracks[i].ended && tappa__force_next(c->engine, c->tracks[i].force, TAPPA__TIME_MAX, 0) != TAPPA_NONE)
            return 1;
    return 0;
}

/* Whether all of these come behind what was folded; with contacts, in a later instant, so that it can be told which of them were asked for by then. */
static int
are_newer(const struct tappa__customer *c, const struct tappa__history *r)
{
    struct tappa__position first;
    int order;

    first = tappa__entry_position(tappa__history_at(r, 0));
    order = tappa__position_compare(&first, &c->last);
    if (c->contact_count && (first.time == c->last.time || first.time == c->fired || may_move(c)))
        return 0;
    return (order > 0 || (!order && !tappa__is_of_person(tappa__history_at(r, 0)->name))) && first.time >= c->fired;
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
fold_tail(struct tappa__customer *c, const struct tappa__history *r)
{
    tappa_status status;

    if (!are_newer(c, r)) {
        status = fold_again(c);
        tappa__history_forget(c); /* it may be nobody's concern in this call */
        return status;
    }
    unask(c, tappa__history_at(r, 0)->time);
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
needs_no_row(const struct tappa_engine *e, const struct tappa__history *r)
{
    size_t i;

    for (i = 0; i < r->count; i++)
        if (names_another(&r->entries[i]) ||
            (r->entries[i].sequence <= e->checkpoint_at && !tappa__map_get(e->left, r->entries[i].identity)))
            return 0;
    return r->count > 0;
}

/* It is lost, unless others write: who was erased just when it was asked for may have come back since. */
static tappa_status
miss_row(const struct tappa__customer *c)
{
    struct tappa_engine *e = c->engine;
    struct tappa_store_customer row = {.size = sizeof row};
    tappa_status status = e->store->flags & TAPPA_STORE_SHARED ? e->store->table->customer(e->store, c->id, &row) : TAPPA_OK;

    return status ? status : row.revision ? tappa__committed(e, TAPPA_ECONFLICT) : TAPPA_ESTORE;
}

tappa_status
tappa__history_tail(struct tappa__customer *c)
{
    struct tappa_engine *e = c->engine;
    struct tappa__history r = {0};
    tappa_status status;
    size_t i;

    if (!e->behind && !tappa__map_count(e->left))
        return c->revision ? TAPPA_OK : miss_row(c);
    status = tappa__tails_read(e);
    e->again_left = TAPPA__HISTORY_MAX;
    for (i = 0; !status && i < c->member_count; i++) {
        int64_t head = tappa__tail_of(e, c->members[i].identity);

        if (head <= c->members[i].head)
            continue;
        status = tappa__history_chain(e, &r, head, c->members[i].head);
        c->members[i].head = head;
    }
    if (!status && !c->revision && !needs_no_row(e, &r))
        status = TAPPA_ESTORE;
    if (!status && r.count)
        status = tappa__history_sort(e, &r);
    if (!status && r.count)
        status = fold_tail(c, &r);
    if (!status)
        status = tappa__people_show(c, INT64_MAX);
    if (!status && r.count) {
        status = tappa__customer_next(c, &c->due);
        c->dirty = 1; /* the store's row is behind */
    }
    tappa__history_free(e, &r);
    return status;
}
