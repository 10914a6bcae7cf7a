/* Owns handing out: the outbox's contacts that are due, each checked again in the transaction that claims it.
 * Mailers and other workers call it, in any number of processes.
 * Nothing is handed out that was not committed as claimed; what no longer holds is withdrawn, what must wait is due again when it may be made. */
#include <string.h>

#include "lib/base/time.h"
#include "lib/engine/damaged.h"
#include "lib/engine/outlook.h"

#define MOST 1024       /* contacts in one call, so that its transaction stays small */
#define ROUNDS 64       /* transactions in which nothing can be handed out, before the call returns with nothing */
#define LOOK_AGAIN INT64_C(3600000000) /* what waits is looked at again by then: rules of all may have become others */

struct claiming {
    struct tappa_engine *e;
    int64_t now;
    size_t limit, count;
    struct tappa_claimed *claimed;
    struct tappa__damaged damaged;
    size_t passed; /* contacts of theirs, in this round */
    int again;     /* one was found so when half of it was done: without that one all is done anew */
};

/* ---- one contact ---- */

static const char *
keep(struct tappa_engine *e, struct tappa__text t, int *failed)
{
    const char *s = t.n ? tappa__arena_text(&e->handed, t.s, t.n).s : "";

    *failed |= !s;
    return s;
}

static const struct tappa_claimed_argument *
keep_arguments(struct tappa_engine *e, const struct tappa__contact *contact, int *failed)
{
    struct tappa_claimed_argument *arguments = tappa__arena_alloc(&e->handed, (contact->argument_count + 1) * sizeof *arguments);
    uint32_t i;

    *failed |= !arguments;
    for (i = 0; arguments && i < contact->argument_count; i++) {
        const struct tappa_field *field = &contact->arguments[i];

        arguments[i].name = keep(e, (struct tappa__text){field->name, field->name_size}, failed);
        arguments[i].value = field->value;
        if (field->value.kind == TAPPA_STRING || field->value.kind == TAPPA_BYTES)
            arguments[i].value.data = keep(e, (struct tappa__text){field->value.data, field->value.size}, failed);
    }
    return arguments;
}

/* What the caller gets outlives the customer in memory. */
static tappa_status
tell(struct claiming *s, const struct tappa__customer *c, const struct tappa__judged *judged)
{
    const struct tappa__contact *contact = judged->contact;
    struct tappa_claimed *out = &s->claimed[s->count];
    int failed = 0;

    memcpy(out->key, contact->key, sizeof out->key);
    out->customer = c->id;
    out->model = keep(s->e, contact->model, &failed);
    out->touchpoint = contact->is_effect ? "" : keep(s->e, contact->name, &failed);
    out->effect = contact->is_effect ? keep(s->e, contact->name, &failed) : "";
    out->channel = judged->verdict.channel; /* the engine holds its models */
    out->wanted = contact->wanted;
    out->lease = contact->due;
    out->expires = contact->expires;
    out->attempt = contact->attempt;
    out->argument_count = contact->argument_count;
    out->arguments = keep_arguments(s->e, contact, &failed);
    s->count++;
    return failed ? TAPPA_ENOMEM : TAPPA_OK;
}

static tappa_status
note(struct claiming *s, struct tappa__customer *c, const struct tappa__contact *contact)
{
    struct tappa__entry entry = {.kind = TAPPA__ENTRY_CLAIM,
                                 .identity = tappa__contact_identity(c, contact),
                                 .time = s->now,
                                 .received = s->now,
                                 .source = TAPPA__TEXT("tappa"),
                                 .id = TAPPA__TEXT(""),
                                 .name = TAPPA__TEXT("contact.claimed"),
                                 .touchpoint = contact->name,
                                 .zone = TAPPA__TEXT("")};

    memcpy(entry.key, contact->key, sizeof entry.key);
    return tappa__append(s->e, c, &entry);
}

static tappa_status
hand_out(struct claiming *s, struct tappa__customer *c, const struct tappa__judged *judged)
{
    struct tappa__contact *contact = judged->contact;
    tappa_status status;

    tappa__contact_move(contact, TAPPA_CONTACT_CLAIMED, s->now);
    contact->attempt++;
    contact->refused = TAPPA_NEVER;
    contact->because = TAPPA__TEXT("");
    contact->sent = s->now ? s->now : 1; /* 0: never */
    contact->due = s->now + s->e->options.lease;
    s->e->sums.claimed++;
    s->e->sums.reclaimed += contact->attempt > 1;
    status = note(s, c, contact);
    return status ? status : tell(s, c, judged);
}

static void
put_off(struct tappa__contact *contact, int64_t until, int64_t now)
{
    until = until < now + LOOK_AGAIN ? until : now + LOOK_AGAIN;
    if (contact->state != TAPPA_CONTACT_WANTED)
        tappa__contact_move(contact, TAPPA_CONTACT_WANTED, now);
    contact->changed_row |= contact->due != until;
    contact->due = until;
}

static tappa_status
act(struct claiming *s, struct tappa__customer *c, const struct tappa__judged *judged)
{
    const struct tappa_verdict *v = &judged->verdict;
    struct tappa__contact *contact = judged->contact;

    switch (v->reason) {
    case TAPPA_OPEN:
        return s->count < s->limit ? hand_out(s, c, judged) : TAPPA_OK;
    case TAPPA_NOT_YET:
    case TAPPA_CLAIMED:
        return TAPPA_OK;
    case TAPPA_QUIET:
    case TAPPA_CAPPED:
    case TAPPA_OUTRANKED:
        if (v->until != TAPPA_NEVER) {
            put_off(contact, v->until, s->now);
            return TAPPA_OK;
        }
        break; /* rules under which it can never be made */
    default:
        if (contact->due > s->now) /* it is looked at when its time has come */
            return TAPPA_OK;
    }
    contact->refused = v->reason == TAPPA_NO_CONSENT ? s->now : TAPPA_NEVER;
    tappa__contact_move(contact, TAPPA_CONTACT_WITHDRAWN, s->now);
    contact->due = TAPPA_NEVER;
    contact->because = tappa__arena_text(&c->arena, v->because, strlen(v->because));
    s->e->sums.withdrawn++;
    return contact->because.s ? TAPPA_OK : TAPPA_ENOMEM;
}

/* ---- one customer ---- */

static tappa_status
claim_of(struct claiming *s, struct tappa__customer *c)
{
    struct tappa__outlook o;
    struct tappa__judged **judged;
    size_t count, i;
    tappa_status status = tappa__touch(c);

    s->e->timers_left = TAPPA__TIMERS_MAX;
    if (!status)
        status = tappa__contacts_due(c, s->now);
    if (status == TAPPA_ELIMIT) /* so far behind: nothing of it is handed out before the rest has run */
        return TAPPA_OK;
    if (!status)
        status = tappa__outlook_open(&o, c, s->now);
    if (!status)
        status = tappa__judge(&o, NULL, 0, &judged, &count);
    for (i = 0; !status && i < count; i++)
        status = act(s, c, judged[i]);
    return status;
}

/* ---- all ---- */

/* Whose contacts are due: rows of the store are good until it is asked something else. */
static tappa_status
candidates(struct claiming *s, size_t most, int64_t **out, size_t *count)
{
    struct tappa_engine *e = s->e;
    const struct tappa_store_contact *rows;
    size_t i;
    tappa_status status = e->store->table->contacts(e->store, s->now, &rows, most, count);

    if (status)
        return status;
    *out = tappa__arena_alloc(&e->scratch, (*count + 1) * sizeof **out);
    for (i = 0; *out && i < *count; i++)
        (*out)[i] = ((const struct tappa_store_contact *)tappa__row(rows, i))->customer;
    return *out ? TAPPA_OK : TAPPA_ENOMEM;
}

/* The damage is one customer's: the others get theirs. */
static tappa_status
pass_over(struct claiming *s, int64_t customer)
{
    s->passed++;
    return tappa__damaged_add(s->e, &s->damaged, customer);
}

/* A contact without its customer, unless both have gone just now. */
static tappa_status
pass_orphan(struct claiming *s, int64_t customer)
{
    struct tappa_store *store = s->e->store;
    const struct tappa_store_contact *rows;
    size_t count;
    tappa_status status = store->table->contacts_of(store, customer, &rows, &count);

    return status || !count ? status : pass_over(s, customer);
}

static tappa_status
look_at(struct claiming *s, int64_t customer)
{
    struct tappa__customer *c;
    tappa_status status;

    if (tappa__damaged_has(&s->damaged, customer)) {
        s->passed++;
        return TAPPA_OK;
    }
    status = tappa__customer_get(s->e, customer, &c);
    if (status == TAPPA_EUNKNOWN)
        return pass_orphan(s, customer);
    if (status == TAPPA_ESTORE)
        return pass_over(s, customer);
    if (status || c->touched)
        return status;
    status = claim_of(s, c);
    if (status != TAPPA_ESTORE)
        return status;
    s->again = !pass_over(s, customer);
    return s->again ? status : TAPPA_ENOMEM;
}

/* One transaction. `looked`: contacts found due. */
static tappa_status
claim_round(struct claiming *s, size_t most, size_t *looked)
{
    struct tappa_engine *e = s->e;
    int64_t *customers;
    size_t i;
    tappa_status status;

    status = tappa__enter(e, s->now);
    if (status)
        return status;
    tappa__turn_take(e);
    tappa__arena_reset(&e->handed);
    s->count = s->passed = 0;
    s->again = 0;
    status = tappa__customer_fresh(e);
    if (!status)
        status = candidates(s, most, &customers, looked);
    s->claimed = tappa__arena_alloc(&e->handed, s->limit * sizeof *s->claimed);
    if (!status && !s->claimed)
        status = TAPPA_ENOMEM;
    for (i = 0; !status && i < *looked && s->count < s->limit; i++)
        status = look_at(s, customers[i]);
    if (!status && e->work.touched_count)
        status = tappa__commit(e);
    if (status)
        tappa__abandon(e);
    tappa__turn_end(e); /* there may have been nothing to commit */
    return status;
}

static tappa_status
claim_rounds(struct claiming *s)
{
    size_t least = s->limit < 32 ? 64 : s->limit < MOST / 2 ? 2 * s->limit : MOST, most = least, looked = 0;
    int rounds = 0, conflicts = 0;

    for (;;) {
        tappa_status status = claim_round(s, most, &looked);

        if (s->again || (status == TAPPA_ECONFLICT && ++conflicts < TAPPA__RACES_MAX))
            continue; /* nothing in it is the caller's: it can be done again at once */
        if (status)
            return status;
        if (s->count || looked < most || ++rounds == ROUNDS)
            return s->count || !s->damaged.count ? TAPPA_OK : TAPPA_ESTORE; /* told once it is all that is left */
        most = least + s->passed; /* theirs stay due: the others are behind them */
    }
}

tappa_status
tappa_engine_claim(tappa_engine *engine, int64_t now, size_t limit, const struct tappa_claimed **claimed, size_t *count)
{
    struct claiming s = {.e = engine, .now = now, .limit = limit < MOST ? limit : MOST};
    tappa_status status;

    if (!engine || !claimed || !count)
        return TAPPA_EINVAL;
    *claimed = NULL;
    *count = 0;
    if (now < TAPPA__TIME_MIN || now > TAPPA__TIME_MAX)
        return TAPPA_ETIME;
    if (!limit)
        return tappa__may_call(engine);
    status = claim_rounds(&s);
    tappa__damaged_free(engine, &s.damaged);
    if (status)
        return status;
    *claimed = s.claimed;
    *count = s.count;
    return TAPPA_OK;
}
