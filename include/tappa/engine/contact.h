/* Decisions and contacts: what may be said to a customer now, and the outbox: decide, claim, report. */
#ifndef TAPPA_ENGINE_CONTACT_H
#define TAPPA_ENGINE_CONTACT_H

#include "tappa/engine/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Why an offer or a contact is not open, or that it is. The first that applies is told, in this order.
 *
 * A contact that was asked for goes out only while what asked for it still holds. Its journey stands in a stage that its touchpoint serves
 * (`for`), and has been in one all the time: once it has left them the contact is withdrawn, and so is what a timer asked for once the timer's stage
 * (the one that its step entered, for what `enter` asks for) has been entered again in a later instant, as its time runs anew then. Where the touchpoint
 * names none, what a timer asked for holds as long as the journey is where the timer's row left it, and has been since; what an event asked for holds in any stage. The conditions under which it was asked for are asked
 * again, with the event of then; under another version of the model they are not. Where an event that comes late, or a join undone, changes what it
 * says, it says the new until somebody was handed it, and the same ever after. Where nothing asks for it then, it is gone, as if it had never been asked
 * for; one that somebody was handed stays, and is marked, and one that a claim has withdrawn for its condition stays withdrawn, whatever comes in later. Effects (`emit`) are asked of the host, not of the customer: they only expire, or go
 * where nothing asks for them any more. Contacts of one name that a journey asks for in one instant are one, whichever of
 * its rows do (where two identities of the customer did something in that instant, one by each), and effects as many as were asked for. Such a contact is
 * the last row's: its conditions, arguments and expiry. A step that leaves a stage and enters it again keeps what an event asked for there.
 *
 * When a newer version comes, its word counts before anybody has touched the journey. Under each policy channel and consent of a touchpoint are those
 * of the version in force, as long as it has the touchpoint. A touchpoint that it has no more is gone under TAPPA_FOLLOW, and under TAPPA_MIGRATE once
 * that was applied, also for journeys that cannot move; under TAPPA_PIN, and TAPPA_MIGRATE before, journeys keep the one of their own version. Stages
 * and conditions are those of the version that the journey is under, or would move to if it was touched now.
 *
 * Caps and quiet hours are the person's: those of all models in force, in the version that is in force then, hold for contacts of all models; channels
 * and touchpoints are the same where their names are. A contact counts from when it was last handed out, or reported as sent, until it is reported as
 * failed; a report that it was opened or came back leaves that time as it is. Two of them exactly `per` apart are in no stretch of `per` together. Of several
 * caps that stop a contact the one that does so longest is told. Quiet is what the customer's clock shows as quiet, so an hour that comes
 * twice as summer time ends is quiet twice, and quiet hours that begin or end at a time that is skipped do so where the clock is set.
 */
#define TAPPA_OPEN 0
#define TAPPA_NOT_HERE 1     /* an offer of another touchpoint than the one the customer is at */
#define TAPPA_NOT_YET 2      /* failed before: waits until its next attempt; or asked for by an event ahead of the clock: waits for its time */
#define TAPPA_CLAIMED 3      /* a worker has it, until its lease is over: at `until` it is */
#define TAPPA_OVER 4         /* it expired: at `expires` it has */
#define TAPPA_NOT_THIS_STAGE 5 /* no journey of its model stands in a stage that it serves */
#define TAPPA_HOLDOUT 6      /* its condition asks for an arm of an experiment, and the customer is held out */
#define TAPPA_CONDITION 7    /* its condition does not hold: `because`; or what came in since speaks against it */
#define TAPPA_NO_CONSENT 8   /* none for the touchpoint's purpose and channel: `because` says whether none was given, or it was withdrawn or is over */
#define TAPPA_QUIET 9        /* quiet hours, until `until` */
#define TAPPA_CAPPED 10      /* `count` of `at_most` in `per` are used up, until `until` */
#define TAPPA_OUTRANKED 11   /* a contact ranked before it, of the touchpoint `because`, takes the last place under a cap; an offer takes none */
/*
 * Effect: the word for a reason: "not this stage". The documents of the engine say the same, and a word stays as it is.
 * Returns: static; "" for a number that has none. Threads: any. Since: 0.1.
 */
TAPPA_API const char *tappa_reason_text(uint32_t reason);

#define TAPPA_OFFER 1
#define TAPPA_CONTACT 2
struct tappa_verdict {
    uint32_t kind;        /* TAPPA_OFFER, TAPPA_CONTACT */
    uint32_t reason;      /* TAPPA_OPEN or what stops it */
    const char *model;
    const char *name;     /* of the offer, of the contact's touchpoint, of the effect */
    const char *touchpoint, *channel; /* "" where the model names none */
    int64_t priority;
    double value;         /* of an offer; 0 where it has none */
    const char *because;  /* in words, with the values met; "" where there is nothing to say */
    int64_t until;        /* when it may be open: its next attempt, end of lease, of quiet hours, when it fits; TAPPA_NEVER: not known */
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
    const char *touchpoint; /* where the customer is; NULL, with a size of 0: nowhere in particular */
    size_t touchpoint_size;
};
/*
 * Effect: what may be said to a customer now, best first, then everything else with what stops it. Ranked by priority, then by the channel that
 * the customer prefers; then offers go before contacts, offers by value and in the order written, contacts by how long they wait and by key. What is stopped
 * follows in no order that counts. An offer is open where any journey of its model opens it; quiet hours and caps stop offers only at outbound touchpoints,
 * and a contact ranked before such an offer takes its place under a cap. An offer itself takes none: whether it was made nobody is told. Where
 * `moment` names no touchpoint, offers of all touchpoints may be open.
 * Changes nothing, and what is due by the moment is taken into account, timers and what comes of contacts: on a customer that has such, it costs what
 * running that costs.
 * Parameters: engine, moment, verdicts, count: not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ETIME; TAPPA_EUNKNOWN; TAPPA_ENAME (no model has the touchpoint); TAPPA_ELIMIT (more than 65,536 timers of this customer are due before
 * `moment->now`: run what is due first); TAPPA_ENOMEM; what the store returns.
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
/*
 * Effect: the word for a state: "withdrawn". The documents of the engine say the same, and a word stays as it is.
 * Returns: static; "" for a number that has none. Threads: any. Since: 0.1.
 */
TAPPA_API const char *tappa_contact_text(uint32_t state);

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
 * Effect: hands out contacts, of each customer the best first as tappa_engine_decide() ranks them, checking each again in the transaction that claims it: stage, conditions, consent, quiet hours, caps, priorities, all
 * timers due before. What no longer holds is withdrawn, and what no rule will ever let through, and what nobody has consented to by then: a consent given
 * later is for later contacts, while one that had been given by then, and comes to be known within the lateness afterwards (it came late, or by a join), has the
 * contact wanted again; where its stage is left later it is withdrawn again as it was then, so that it never matters which of the two came first. What must
 * wait waits. What is claimed counts for caps until it is reported as failed. One whose lease is over is handed out again, with the same key, until its
 * attempts are used up.
 * What waits is looked at again when its time has come, and at once when something changes for its customer: zone, consent, preference, who belongs
 * to it, the version of a journey, a failure that makes room under a cap. It is looked at again after one hour at the latest, so that caps and quiet hours
 * of a new version count for everybody within the hour.
 * To whom it goes, the identities and the profile, tappa_engine_where() says of `customer`.
 * It looks at customers who have a contact that is due. What a timer asks for is no contact before the timer has run, so a worker calls
 * tappa_engine_run_due() first: claim alone never finds what the timers of other customers would ask for. (Timers of those it looks at run.)
 * Parameters: engine, claimed, count: not NULL. limit: at most so many; at most 1,024 in one call. count: 0 where nothing may be handed out now, or
 * where thousands had to be put off before any was found, so that the rest waits for the next call. Fewer than limit is no sign that none is left: 0 is.
 * A customer whose rows in the store are damaged is passed over: the others get theirs. A store that has lost commits (tappa_store_sqlite() says when) hands
 * out again what was claimed by them: who sends knows the keys.
 * Returns: as tappa_engine_ingest(); TAPPA_ECONFLICT only where others were faster eight times; TAPPA_ESTORE also where nothing is left to hand out but
 * what is of damaged customers.
 * Ownership: borrowed until the next claim, so that what became of each can be reported one after the other. Threads: one at a time; any number of processes over a shared store: no contact goes to two
 * of them within its lease. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_claim(tappa_engine *engine, int64_t now, size_t limit,
                                                           const struct tappa_claimed **claimed, size_t *count);
/*
 * Effect: what became of a contact. It comes back to the customer's journeys as the event `contact.sent`, `contact.failed`, `contact.bounced`,
 * `contact.opened` (`contact.unopened` comes by itself) at the contact's touchpoint, with a field `key` where the model declares one; only models that
 * declare the event hear it: for the others it is no sign of life that `*` would mean. A failed one is tried again after one lease, then two,
 * four, ... but no more than a day, or one lease where that is longer, until its attempts are used up. What was handed out may be reported late: it was sent even if its lease is over, and if it
 * was withdrawn meanwhile it is marked (`not_today`); that one attempt failed is no news where another was sent, nor that it was sent where it has
 * bounced: TAPPA_OK, and nothing changes. Opened after it has bounced it was opened. A failure takes a contact out of the caps also where it was withdrawn or
 * its attempts are used up. Of an effect SENT (it was carried out) and FAILED can be reported, and no journey hears it.
 * Parameters: engine, key: not NULL. state: TAPPA_CONTACT_SENT, _OPENED, _BOUNCED or _FAILED. now: the present: what is told stands behind
 * all that has come in, and is not put into an earlier place as an event that comes late is.
 * Returns: as tappa_engine_ingest(); TAPPA_ELIMIT (more than 524,288 timers of this customer are due before it: run what is due first); TAPPA_EUNKNOWN (no such contact); TAPPA_EINVAL (also: a state it cannot go to; reporting the same again is
 * TAPPA_OK and does nothing). Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_report(tappa_engine *engine, const uint8_t key[16], uint32_t state,
                                                            int64_t now);

#ifdef __cplusplus
}
#endif

#endif
