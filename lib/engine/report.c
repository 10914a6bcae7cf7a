/* Owns reports: what whoever made a contact, or tried to, says became of it.
 * Workers call it once for each contact that they were handed, and later again when it was opened or came back.
 * Reports come late, twice and in any order: what is true stays true, and a contact that was made is never handed out again. */
#include <string.h>

#include "lib/base/time.h"
#include "lib/engine/engine.h"

#define LONGEST_WAIT TAPPA__DAY

/* ---- from one state to the next ---- */

enum step { NOTHING, GO, WRONG };

static int
was_made(const struct tappa__contact *contact)
{
    return contact->state >= TAPPA_CONTACT_SENT && contact->state <= TAPPA_CONTACT_BOUNCED;
}

/* It was made. Whatever became of the lease meanwhile: it was. */
static enum step
to_sent(const struct tappa__contact *contact)
{
    return was_made(contact) ? NOTHING : GO;
}

/* After another's success, the failure of a worker that was only slow is no news; after one's own it is a contradiction. */
static enum step
to_failed(const struct tappa__contact *contact)
{
    if (was_made(contact))
        return contact->attempt > 1 ? NOTHING : WRONG;
    /* Where nothing counts as made any more, it was told before. */
    return contact->state == TAPPA_CONTACT_CLAIMED || contact->sent ? GO : NOTHING;
}

static enum step
step_to(const struct tappa__contact *contact, uint32_t state)
{
    if (!contact->attempt) /* nobody was ever handed it */
        return WRONG;
    if (state == TAPPA_CONTACT_SENT)
        return to_sent(contact);
    if (state == TAPPA_CONTACT_FAILED)
        return to_failed(contact);
    if (contact->is_effect)
        return WRONG;
    if (contact->state == state)
        return NOTHING;
    return state == TAPPA_CONTACT_BOUNCED && contact->state == TAPPA_CONTACT_OPENED ? WRONG : GO;
}

/* ---- what follows ---- */

/* How long an answer is waited for: what the model says of the touchpoint, else of its channel, else of all. 0: for ever. */
static int64_t
response_time(const struct tappa_engine *e, const struct tappa__contact *contact)
{
    uint32_t force = tappa__force_version(e, contact->model, contact->version), count, i;
    const tappa_model *model = force == TAPPA_NONE ? NULL : e->forces[force].model;
    const tappa_touchpoint *touchpoint = tappa_model_touchpoint_find(model, contact->name.s, contact->name.n);
    const tappa_channel *channel = tappa_touchpoint_channel(touchpoint);
    int64_t found[3] = {0, 0, 0};

    count = tappa_model_response_count(model);
    for (i = 0; touchpoint && i < count; i++) {
        const struct tappa_response *r = tappa_model_response_at(model, i);

        if (r->touchpoint == tappa_touchpoint_index(touchpoint))
            found[0] = r->within;
        else if (r->touchpoint == TAPPA_NONE && r->channel == TAPPA_NONE)
            found[2] = r->within;
        else if (r->touchpoint == TAPPA_NONE && tappa_model_channel_at(model, r->channel) == channel)
            found[1] = r->within;
    }
    return found[0] ? found[0] : found[1] ? found[1] : found[2];
}

static void
was_sent(const struct tappa_engine *e, struct tappa__contact *contact, int64_t now)
{
    int64_t wait = contact->is_effect ? 0 : response_time(e, contact);

    tappa__contact_move(contact, TAPPA_CONTACT_SENT, now);
    contact->sent = now ? now : 1; /* 0: never */
    contact->due = wait ? now + wait : TAPPA_NEVER;
}

/* One lease, two, four, ... but no longer than a day, or one lease. */
static int64_t
wait_after(const struct tappa_engine *e, uint32_t attempt)
{
    int64_t wait = e->options.lease;
    uint32_t i;

    if (wait >= LONGEST_WAIT)
        return wait;
    for (i = 1; i < attempt && wait < LONGEST_WAIT; i++)
        wait *= 2;
    return wait < LONGEST_WAIT ? wait : LONGEST_WAIT;
}

/* What was opened or came back, though nobody said that it was sent. */
static void
was_answered(struct tappa__contact *contact, uint32_t state, int64_t now)
{
    contact->sent = contact->sent ? contact->sent : now ? now : 1;
    if (!was_made(contact))
        contact->answered = now;
    tappa__contact_move(contact, state, now);
    contact->due = TAPPA_NEVER;
}

/* What was withdrawn or expired meanwhile stays that, whatever it would be else. */
static void
has_failed(struct tappa__customer *c, struct tappa__contact *contact, int64_t now)
{
    const struct tappa_engine *e = c->engine;
    int was_over = contact->state == TAPPA_CONTACT_EXPIRED;

    tappa__contacts_wake(c); /* those that stood back behind it may have its place */
    tappa__contact_lift(contact);
    contact->sent = 0;
    contact->changed_row = 1;
    if (contact->state == TAPPA_CONTACT_CLAIMED || contact->state == TAPPA_CONTACT_WANTED) {
        tappa__contact_move(contact, TAPPA_CONTACT_FAILED, now);
        contact->due = contact->attempt < e->options.attempts ? now + wait_after(e, contact->attempt) : TAPPA_NEVER;
    }
    tappa__contact_cover(contact, was_over);
}

static void
move(struct tappa__customer *c, struct tappa__contact *contact, uint32_t state, int64_t now)
{
    if (contact->state == TAPPA_CONTACT_WITHDRAWN && !contact->held_state && state != TAPPA_CONTACT_FAILED) /* it was made all the same */
        contact->not_today = contact->in_spite = 1;
    if (state != TAPPA_CONTACT_FAILED) {
        contact->refused = TAPPA_NEVER;
        tappa__contact_lift(contact);
    }
    if (state == TAPPA_CONTACT_SENT) {
        was_sent(c->engine, contact, now);
    } else if (state == TAPPA_CONTACT_FAILED) {
        has_failed(c, contact, now);
    } else {
        was_answered(contact, state, now);
    }
}

static void
count(struct tappa_engine *e, uint32_t state)
{
    e->sums.sent += state == TAPPA_CONTACT_SENT;
    e->sums.failed += state == TAPPA_CONTACT_FAILED;
    e->sums.bounced += state == TAPPA_CONTACT_BOUNCED;
    e->sums.opened += state == TAPPA_CONTACT_OPENED;
}

/* ---- the call ---- */

/* It leads to nobody: unless another process has just erased whose it is, the store is damaged. */
static tappa_status
find_nobody(struct tappa_engine *e, const uint8_t key[16])
{
    struct tappa_store_contact row = {.size = sizeof row};
    tappa_status status = e->store->table->contact(e->store, key, &row);

    return status ? status : row.customer ? TAPPA_ESTORE : TAPPA_EUNKNOWN;
}

static tappa_status
find(struct tappa_engine *e, const uint8_t key[16], struct tappa__customer **c, struct tappa__contact **contact)
{
    struct tappa_store_contact row = {.size = sizeof row};
    int64_t identity;
    tappa_status status = e->store->table->contact(e->store, key, &row);

    if (!status && !row.customer)
        status = TAPPA_EUNKNOWN;
    if (!status)
        status = tappa__contact_identity_of(&row, &identity);
    if (!status)
        status = tappa__customer_of(e, identity, NULL, c);
    if (!status)
        status = *c ? tappa__archive_find(*c, key, contact) : find_nobody(e, key);
    return status ? status : *contact ? TAPPA_OK : TAPPA_EUNKNOWN;
}

/* Its last lease was over without a word, which counted as a failure; what is new is that it makes room under a cap. */
static int
is_known(const struct tappa__contact *contact, uint32_t state)
{
    return state == TAPPA_CONTACT_FAILED && contact->state == TAPPA_CONTACT_FAILED;
}

static tappa_status
hear(struct tappa__customer *c, struct tappa__contact *contact, uint32_t state, int64_t now)
{
    struct tappa_engine *e = c->engine;
    int is_news = !is_known(contact, state), is_heard = is_news && !contact->is_effect;
    tappa_status status = TAPPA_OK;

    move(c, contact, state, now);
    if (is_heard)
        status = tappa__outcome(c, contact, state, now);
    if (!status)
        status = tappa__commit(e);
    if (!status && is_news)
        count(e, state);
    return status;
}

/* What is due before, its own lease among it, then the contact moves, then the journeys hear it: where it leads them is no reason against what was
 * made. A step may add contacts and so move this one in memory. `left`: more is due than runs with one commit; so much has run with this one. */
static tappa_status
take(struct tappa__customer *c, struct tappa__contact *contact, uint32_t state, int64_t now, int *left)
{
    uint8_t key[16];
    tappa_status status = tappa__touch(c);

    memcpy(key, contact->key, sizeof key);
    if (!status && !contact->is_effect && !is_known(contact, state))
        status = tappa__contacts_due(c, now);
    *left = status == TAPPA_ELIMIT;
    if (*left)
        return tappa__commit(c->engine);
    return status ? status : hear(c, tappa__contact_find(c, key), state, now); /* nothing that is due takes one away */
}

/* As far as one commit goes. */
static tappa_status
report(struct tappa_engine *e, const uint8_t key[16], uint32_t state, int64_t now, int *left)
{
    struct tappa__contact *contact;
    struct tappa__customer *c;
    enum step step;
    tappa_status status;

    *left = 0;
    status = tappa__enter(e, now);
    if (status)
        return status;
    tappa__turn_take(e);
    status = tappa__customer_fresh(e);
    if (!status)
        status = find(e, key, &c, &contact);
    step = status ? NOTHING : step_to(contact, state);
    if (status || step != GO) {
        tappa__turn_end(e);
        return status ? status : step == WRONG ? TAPPA_EINVAL : TAPPA_OK;
    }
    status = take(c, contact, state, now, left);
    if (status)
        tappa__abandon(e);
    return status;
}

tappa_status
tappa_engine_report(tappa_engine *engine, const uint8_t key[16], uint32_t state, int64_t now)
{
    uint8_t own[16]; /* the caller's may lie in what an earlier call lent */
    int left = 1, turn;
    tappa_status status = TAPPA_OK;

    if (!engine || !key || (state != TAPPA_CONTACT_SENT && state != TAPPA_CONTACT_OPENED && state != TAPPA_CONTACT_BOUNCED &&
                            state != TAPPA_CONTACT_FAILED))
        return TAPPA_EINVAL;
    if (now < TAPPA__TIME_MIN || now > TAPPA__TIME_MAX)
        return TAPPA_ETIME;
    memcpy(own, key, sizeof own);
    for (turn = 0; !status && left && turn < TAPPA__TURNS_MAX; turn++)
        status = report(engine, own, state, now, &left);
    return !status && left ? TAPPA_ELIMIT : status;
}
