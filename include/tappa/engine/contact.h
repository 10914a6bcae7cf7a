/* Decisions and contacts: what may be said to a customer now, and the outbox: decide, claim, report. */
#ifndef TAPPA_ENGINE_CONTACT_H
#define TAPPA_ENGINE_CONTACT_H

#include "tappa/engine/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Why an offer or a contact is not open, or that it is. The first that applies is told, in this order. */
#define TAPPA_OPEN 0
#define TAPPA_NOT_HERE 1     /* it belongs to another touchpoint than the one the customer is at */
#define TAPPA_NOT_YET 2      /* failed before: waits until its next attempt */
#define TAPPA_CLAIMED 3      /* a worker has it, until its lease is over */
#define TAPPA_OVER 4         /* it expired */
#define TAPPA_NOT_THIS_STAGE 5 /* no journey of its model stands in a stage that it serves */
#define TAPPA_HOLDOUT 6      /* its condition asks for an arm of an experiment, and the customer is held out */
#define TAPPA_CONDITION 7    /* its condition does not hold: `because` */
#define TAPPA_NO_CONSENT 8   /* `because` names the purpose */
#define TAPPA_QUIET 9        /* quiet hours, until `until` */
#define TAPPA_CAPPED 10      /* `count` of `at_most` in `per` are used up, until `until` */
#define TAPPA_OUTRANKED 11   /* another, `because`, takes the last place under a cap */

#define TAPPA_OFFER 1
#define TAPPA_CONTACT 2
struct tappa_verdict {
    uint32_t kind;        /* TAPPA_OFFER, TAPPA_CONTACT */
    uint32_t reason;      /* TAPPA_OPEN or what stops it */
    const char *model;
    const char *name;     /* of the offer; of the contact's touchpoint */
    const char *touchpoint, *channel; /* "" where the model names none */
    int64_t priority;
    double value;         /* of an offer; 0 where it has none */
    const char *because;  /* in words, with the values met; "" where there is nothing to say */
    int64_t until;        /* when it may be open; TAPPA_NEVER: not known */
    uint64_t count, at_most;
    int64_t per;
    uint8_t key[16];      /* of a contact; zeros for an offer */
    uint32_t rank;        /* 1, 2, ... of those that are open; 0 for the others */
    uint32_t alignment;   /* 0 */
};
struct tappa_moment {
    uint32_t size;          /* sizeof(struct tappa_moment) */
    uint32_t flags;         /* 0 */
    int64_t now;
    const char *touchpoint; /* where the customer is; NULL: nowhere in particular */
    size_t touchpoint_size;
};
/*
 * Effect: what may be said to a customer now, best first, then everything else with what stops it. Offers are ranked by priority, then by the
 * channel that the customer prefers, then by value, then in the order written; contacts by priority, preferred channel, how long they wait.
 * Changes nothing. Timers due before the moment are taken into account.
 * Parameters: engine, moment, verdicts, count: not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ETIME; TAPPA_EUNKNOWN; TAPPA_ENOMEM; what the store returns.
 * Ownership: verdicts are borrowed until the engine's next call. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_decide(tappa_engine *engine, int64_t customer,
                                                            const struct tappa_moment *moment,
                                                            const struct tappa_verdict **verdicts, size_t *count);

/* States of a contact. */
#define TAPPA_CONTACT_WANTED 1
#define TAPPA_CONTACT_CLAIMED 2
#define TAPPA_CONTACT_SENT 3
#define TAPPA_CONTACT_OPENED 4
#define TAPPA_CONTACT_UNOPENED 5   /* sent, and not opened within the response time of the model */
#define TAPPA_CONTACT_BOUNCED 6
#define TAPPA_CONTACT_FAILED 7
#define TAPPA_CONTACT_WITHDRAWN 8  /* what asked for it no longer holds */
#define TAPPA_CONTACT_EXPIRED 9

struct tappa_claimed_argument {
    const char *name;
    struct tappa_value value;
};
/* A contact to make, or an effect named by `emit` to carry out. */
struct tappa_claimed {
    uint8_t key[16];     /* stays the same however often it is handed out: whoever sends refuses a key that it knows */
    int64_t customer;
    const char *model;
    const char *touchpoint, *channel; /* "" for an effect */
    const char *effect;  /* name of an `emit`; "" for a contact */
    int64_t wanted;      /* when the journey asked for it */
    int64_t lease;       /* until when it must be reported */
    int64_t expires;     /* TAPPA_NEVER: does not */
    uint32_t attempt;    /* 1, 2, ... */
    uint32_t argument_count;
    const struct tappa_claimed_argument *arguments;
};
/*
 * Effect: hands out contacts, checking each again in the transaction that claims it: stage, conditions, consent, quiet hours, caps, priorities, all
 * timers due before. What no longer holds is withdrawn, what must wait waits. What is claimed counts for caps until it is reported as failed.
 * Parameters: engine, claimed, count: not NULL. limit: at most so many.
 * Returns: as tappa_engine_ingest().
 * Ownership: borrowed until the engine's next call. Threads: one at a time; any number of processes over a shared store: no contact goes to two
 * of them within its lease. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_claim(tappa_engine *engine, int64_t now, size_t limit,
                                                           const struct tappa_claimed **claimed, size_t *count);
/*
 * Effect: what became of a contact. It comes back to the customer's journeys as the event `contact.sent`, `contact.failed`, `contact.bounced`,
 * `contact.opened` (`contact.unopened` comes by itself) at the contact's touchpoint, with a field `key` where the model declares one. A failed one is
 * tried again, later each time, until its attempts are used up.
 * Parameters: engine, key: not NULL. state: TAPPA_CONTACT_SENT, _OPENED, _BOUNCED or _FAILED. now: when.
 * Returns: as tappa_engine_ingest(); TAPPA_EUNKNOWN (no such contact); TAPPA_EINVAL (also: a state it cannot go to; reporting the same again is
 * TAPPA_OK and does nothing). Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_report(tappa_engine *engine, const uint8_t key[16], uint32_t state,
                                                            int64_t now);

#ifdef __cplusplus
}
#endif

#endif
