/* The customer: who it is, where it stands, what it has agreed to; joining, parting, erasing, handing out. */
#ifndef TAPPA_ENGINE_CUSTOMER_H
#define TAPPA_ENGINE_CUSTOMER_H

#include "tappa/engine/engine.h"
#include "tappa/journey.h"
#include "tappa/record.h"
#include "tappa/rules.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Effect: whose an identity is. Of somebody whose rows are damaged too, so that tappa_engine_erase() can be told.
 * Parameters: engine, identity, customer: not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_EUNKNOWN; TAPPA_ENOMEM; what the store returns. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_find(tappa_engine *engine, const struct tappa_identity *identity,
                                                          int64_t *customer);

/* A consent in force, or its refusal. Where several stand for one purpose and channel, said by those who have become one customer since, the strictest
 * counts: a withdrawal before any consent, whichever is newer. */
struct tappa_consent {
    const char *purpose; /* "" for all */
    const char *channel; /* "" for all */
    const char *proof;   /* as the event gave it; "" */
    int64_t since, expires; /* TAPPA_NEVER: does not */
    int32_t given;       /* 1 given, 0 withdrawn */
    uint32_t alignment;  /* 0 */
};
/* A value of the profile. */
struct tappa_trait {
    const char *name;
    struct tappa_value value;
    int64_t since, expires; /* TAPPA_NEVER: kept */
    int32_t source;         /* TAPPA_DECLARED, TAPPA_OBSERVED, TAPPA_DERIVED, 0 */
    uint32_t personal;      /* 1 where a model marks it */
};
/* A contact, or an effect that goes out in the same way (`emit`): its name stands for the touchpoint then, and `channel` is "". Open or settled.
 * One that nobody was handed is gone once the history, as it is known by then, asks for it no more.
 * Settled ones are told of for as long as a cap may count them or an event may come late; an export has all. */
struct tappa_contact {
    uint8_t key[16];
    const char *model, *touchpoint, *channel;
    int64_t wanted, changed; /* when it was asked for; when it came to its state; where its stage was left while it was out: when it was last back */
    int64_t due;             /* when it is looked at next; TAPPA_NEVER: it is settled */
    const char *because;     /* why it was withdrawn, or would not be wanted today; "" */
    uint32_t state;          /* TAPPA_CONTACT_ */
    uint32_t attempt;
    uint32_t not_today;      /* 1: it was sent, opened or not, or came back, and by what came in since it would not be sent */
    uint32_t alignment;      /* 0 */
};
/* Where a customer stands. */
struct tappa_standing {
    uint32_t size; /* sizeof(struct tappa_standing) */
    uint32_t flags; /* 0 */
    int64_t customer, revision;
    int64_t last;            /* time of its newest event; TAPPA_NEVER: there is none */
    int64_t next_due;        /* of timers, contacts and what is kept for a time only; TAPPA_NEVER */
    const char *zone;
    const char *preferred;   /* channel; "" */
    const struct tappa_identity *identities;
    /* In the order in which they began: stages, since when, timers are read from them. One that ended is told of until a later one of its model and
     * key has taken its place and no event comes late that it could hear. */
    const tappa_journey *const *journeys;
    const char *const *last_events;       /* for each journey: the name of the newest event of which it took a row, with or without leaving a stage */
    const struct tappa_consent *consents;
    const struct tappa_trait *traits;
    const struct tappa_contact *contacts;
    size_t identity_count, journey_count, consent_count, trait_count, contact_count;
};
/*
 * Effect: where a customer stands, as of its newest event or timer.
 * Parameters: engine, standing: not NULL; standing->size set.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_EUNKNOWN; TAPPA_ENOMEM; what the store returns.
 * Order: consents as they were said, traits as their names were first known, contacts by key, identities by kind and value.
 * Ownership: all of it is borrowed until the engine's next call. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_where(tappa_engine *engine, int64_t customer,
                                                           struct tappa_standing *standing);

/*
 * Effect: undoes what an event proved: its identities are no longer one customer by it. Journeys, caps and consents are then what they would have
 * been without it; what was handed out meanwhile was, and a join that was refused for its sake (`at_most`) is not made up for. Undoing is itself an
 * entry of the journal.
 * Parameters: engine: not NULL. sequence: the event's place in the journal (struct tappa_ingested). now: the present.
 * Returns: as tappa_engine_ingest(); TAPPA_EUNKNOWN (no such event, or it joined nobody); TAPPA_ELIMIT (more than 1,000,000 entries of one person).
 * Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_part(tappa_engine *engine, int64_t sequence, int64_t now);
/*
 * Effect: undoes every event that shows both identities, as tappa_engine_part() does with one, all in one transaction. They may still be one customer
 * through a third identity, which other events show with each: then tappa_engine_find() says so, and those pairs are to be parted too. An event
 * that comes later and shows both joins them again.
 * Parameters: engine, one, other, and their texts: not NULL. now: the present.
 * Returns: as tappa_engine_ingest(); TAPPA_EUNKNOWN (they are not known, not one customer, or no event shows both). Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_part_identities(tappa_engine *engine, const struct tappa_identity *one,
                                                                     const struct tappa_identity *other, int64_t now);

/*
 * Effect: one person's history, oldest first, as lines of JSON: each entry as it came, what became of it and what its host was told of it
 * (`message`), the expressions that failed (`errors`), and for `explain` every row considered and why it was or was not taken. What became of it
 * is told as of when it came in; where it led, and what was considered, as of the history that is known now: an older event that came late may
 * have changed both.
 * Parameters: engine, text, size: not NULL. explain: 0 or 1. customer: 0: what is nobody's: events that name nobody, as they came in; and of
 * those that may be somebody's, but are in nobody's history, when they came, from which source, and their name where a model declares it, as erasing could
 * not find more. That reads the journal from end to end.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_EUNKNOWN; TAPPA_ELIMIT (more than 1,000,000 entries of one person); TAPPA_ECONFLICT (others were faster eight
 * times); TAPPA_ENOMEM; what the store returns. Ownership: borrowed until the next call. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_journal(tappa_engine *engine, int64_t customer, int32_t explain,
                                                             const char **text, size_t *size);
/*
 * Effect: all that is kept of one person, as one JSON document: number, as text, identities, profile, consents, journeys with their data, contacts, what
 * they counted, journal.
 * Parameters, Returns, Ownership, Threads, Since: as tappa_engine_journal().
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_export(tappa_engine *engine, int64_t customer, const char **text,
                                                            size_t *size);
/*
 * Effect: erases one person: entries, state, identities, contacts, ids; when it returns TAPPA_OK no byte of theirs is left in the store's files. Sums
 * stay as they were. A note proves it: when, how many entries, and a hash that tells nobody who it was. Somebody whose rows are damaged, or who has more
 * than 1,000,000 entries, goes as well, sums as far as they can be read staying; that, and a number that nobody has, reads the journal from end to end,
 * and needs a store that knows TAPPA_STORE_OF. Of what was refused before anybody was known
 * the source stays, which should name a system and never a person. Ids go as well: who sends an old event once more, from a queue or a log, makes the person known again, consent included,
 * and what is asked for by that has the key that it had.
 * Parameters: engine: not NULL. proof: receives 32 hexadecimal digits and a NUL once all is removed, whatever is returned; "" with TAPPA_EUNKNOWN; else it stays as
 * it was; NULL is allowed.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ETIME; TAPPA_EUNKNOWN (nobody has the number, or not any more; the files are cleared all the
 * same, and an identity that led to it leads nowhere any more); TAPPA_ECONFLICT (also where somebody comes to have the number meanwhile);
 * TAPPA_EBUSY (a reader keeps old bytes alive); TAPPA_ENOMEM; what the store returns. Where it fails with the proof filled in, the files alone could not be
 * cleared: keep the proof and call again, until it is TAPPA_EUNKNOWN. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_erase(tappa_engine *engine, int64_t customer, int64_t now,
                                                           char proof[33]);
/*
 * Effect: whose rows in the store are damaged, so that state, contacts or history cannot be read, or are lost while the journal still leads to them: as
 * lines of JSON, the number of each, as text, and the identities by which the store still knows them; nothing where there is nobody. Whoever has more than 1,000,000
 * entries is among them where a state that is behind cannot be brought up to date for it. Calls that go through many customers pass them over and answer
 * TAPPA_ESTORE at their end. They stay as they are until the store is mended, or they are erased.
 * Where they are very many, or it answers TAPPA_ESTORE itself, what is damaged is a page that leads to others: nothing of theirs need be lost, so have the file
 * restored or mended, and erase nobody before. Reads everybody's history.
 * Parameters: engine, text, size: not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ECONFLICT (others were faster eight times with one customer); TAPPA_ENOMEM; what the store returns.
 * Ownership: borrowed until the next call. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_damaged(tappa_engine *engine, const char **text, size_t *size);

#ifdef __cplusplus
}
#endif

#endif
