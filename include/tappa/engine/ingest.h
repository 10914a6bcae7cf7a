/* Ingest: events into the engine, and time. */
#ifndef TAPPA_ENGINE_INGEST_H
#define TAPPA_ENGINE_INGEST_H

#include "tappa/engine/engine.h"
#include "tappa/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What became of an event. All but duplicates are kept in the journal. */
#define TAPPA_INGEST_TAKEN 1         /* a journey began (without `entry`: by any event, declared or not) or took a row, or it says something of the person: consent, preference, profile */
#define TAPPA_INGEST_IGNORED 2       /* nobody waits for it: no row anywhere, no journey began */
#define TAPPA_INGEST_DUPLICATE 3     /* its source and id are known, also where it was refused or named nobody when it came first: what was mended in it needs another id, but see TAPPA_INGEST_REFUSED */
#define TAPPA_INGEST_TOO_LATE 4      /* older than the customer's newest event by more than the lateness allowed: no journey hears it */
#define TAPPA_INGEST_UNKNOWN_EVENT 5 /* no model declares its name, and no row took it all the same */
#define TAPPA_INGEST_NOBODY 6        /* it names no identity, or only blocked ones */
#define TAPPA_INGEST_REFUSED 7       /* a field, a touchpoint, a zone or what it says of the person does not fit; its time is more than a day ahead; it loops; it would be a journey too many; too much would run first: see `message`. Where it is nobody's (`customer` 0), or too much was due, it may come again under its id */
#define TAPPA_INGEST_DAMAGED 8       /* whoever it names, or what it would change, cannot be read: kept, no journey hears it, and it may come again under its id; see tappa_engine_damaged() */
/*
 * Effect: the word for an outcome: "too late". The documents of the engine say the same, and a word stays as it is.
 * Returns: static; "" for a number that has none. Threads: any. Since: 0.1.
 */
TAPPA_API const char *tappa_ingest_text(uint32_t outcome);

struct tappa_ingested {
    uint32_t size;    /* sizeof(struct tappa_ingested), set by the caller in the first of an array, which is stepped through by it */
    uint32_t outcome; /* TAPPA_INGEST_ */
    int64_t sequence; /* in the journal; the same events may have others over another store, or in other lots; 0 for a duplicate */
    int64_t customer; /* any number but 0, negative ones too; 0: nobody's, or a duplicate */
    uint32_t transitions; /* rows that it took */
    uint32_t late;        /* 1: it was put into its place before events that had come earlier */
    const char *message;  /* why it was refused, by how much it was too late, why its identities were not joined, what of it was not taken as it stands, or what journeys could not do (an action that failed, a model to start that is not in force); ""; the journal has it too; borrowed until the next call */
};

/*
 * Names with a meaning for the engine, beside what models do with them; fields in brackets. They are events like all others, and no model need
 * declare them; one whose meaning was taken in is TAPPA_INGEST_TAKEN even if no journey waits for it:
 *   Consent Given (purpose, channel, expires, proof): without channel, for all; `expires`: a timestamp, RFC 3339, or whole microseconds; without, never.
 *   Consent Withdrawn (purpose, channel): without either, for all.
 *   Unsubscribed (channel): withdraws every purpose of the channel; without, all of all.
 *   Channel Preferred (channel): one that is TAPPA_NULL, or an empty cell of a log without types: none any more.
 *   identify (any): its fields are profile, as declared by the customer, where any model has a slot of the name, in a version that was in force by then; the others are passed over. A
 *   value is read as the kind of the slot, as fields of events are (of TAPPA_RECORD_TEXT as text); where models differ, of the newest that it fits. One that
 *   is null or absent changes nothing, and one that fits none leaves what was known, has the event refused and is named in `message`; what fits beside it is taken.
 * A Consent Given whose purpose is missing, or of which purpose, channel or expiry cannot be read or is over by its own time, gives no consent, and a
 * Channel Preferred that has no channel, or one that cannot be read or that no model in force has, changes no preference: the event is kept as
 * TAPPA_INGEST_REFUSED and `message` says why. Journeys that wait for an event of the name hear it all the same (`transitions`), as what they make of it
 * is their models' matter; their contacts still need the consent.
 * A withdrawal is never refused for its fields: of what cannot be read in it, it counts for all, and `message` says so. A purpose or channel of consent
 * that no model in force has is taken, and told in `message`.
 * Of two statements that somebody made about one purpose and channel the newer counts, by the time of the event; of the same time the stricter, whichever came first: a
 * withdrawal before a consent, a consent that is over earlier before one that lasts longer.
 * Those of people who were two until an event joined them stand beside each other until what says something newer about it is said as one: the
 * strictest of them counts, so that a withdrawal by one of them is one by both.
 * Of two preferences, or two values of one name, the newer counts; of the same time the one behind the other in the order of events (below); where
 * nothing of that tells, the greater by its bytes. So it never matters which of two came first.
 * What these events say counts at its own time however late they come. One that is too late for journeys is TAPPA_INGEST_TOO_LATE, and `message` says that
 * it counts for the person: consents, preference and profile are then as if it had come in time, but no journey hears it, journeys see a value of the
 * profile from when it came on, and its zone is passed over.
 */
#define TAPPA_CONSENT_GIVEN "Consent Given"
#define TAPPA_CONSENT_WITHDRAWN "Consent Withdrawn"
#define TAPPA_UNSUBSCRIBED "Unsubscribed"
#define TAPPA_CHANNEL_PREFERRED "Channel Preferred"
#define TAPPA_IDENTIFY "identify"

/*
 * The order of events: a customer's events are heard by their times; those of one time by `order`, then by the bytes of the source, then of the id, never by
 * which came in first. Readers set `order`, so that a log keeps its own; a host whose times are coarser than its events sets it too. What people say of themselves comes before others where all of that is the same; the others are then heard as
 * they come in.
 *
 * Identities are compared byte for byte, kind and value: who wants Ann@Example.org to be ann@example.org writes it so before. The identity named
 * first is whose the event is: its chain in the journal has it, a new customer has its number, and what the event asks for goes with it when
 * customers part, as does what the timers of each stage ask for into which it brought a journey. Blocked values do not count as named. Of two
 * customers that become one, the one of whom more is known keeps its number; a late event leaves it as it is. The arms of experiments, and the name
 * by which journeys know their customer (tappa_journey_new(): 16 hexadecimal digits), hang on the first identity of the customer's oldest event
 * instead: a join with somebody whose history is older may change the arm, and undoing it gives the old one back.
 * Journeys are then those that the events of all its identities, in their order, make of one customer: where each had one of a model, there is one,
 * unless the model lets more than one live (`entry_rules`), and contacts that nobody asks for in it are gone as after a late event (contact.h). No customer
 * has more than 16,384 journeys, with those that ended within the lateness: then no other begins, and `message` says so.
 */

/*
 * Effect: takes events up, all in one transaction. An event goes to all journeys of its customer, with all that is due before it
 * (tappa_engine_run_due()) run first; one that came late is put into its place and what follows it is done again. Two identities in one event prove
 * that they are one customer. One bad event never stops the others. Time goes on to the event's own, also where that is ahead of `now`: a contact
 * whose time is over by then has expired. What became of a contact is an event of its customer too, by which the lateness of others is measured.
 * Where more than 65,536 timers of a customer are due before an event, they run in commits of their own ahead of all, as tappa_engine_run_due() runs them;
 * an event before which more than 524,288 are due is refused and may come again; how many are due hangs on what came in before it. A timer that asks for a contact of a customer who has thousands of them counts
 * for several.
 * Somebody whose rows in the store are damaged is passed over, and `message` says so: an event that names others too is that of the others, and joins them
 * with none such; of one that names nobody else the journal keeps that it came, without its fields, as nobody could erase them. `customer` is whom to
 * erase, or to have mended; then the event may be sent again.
 * Parameters: engine: not NULL. records: in any order; not NULL unless count is 0. offset: written in the same transaction, over a shared store only where
 * it still stands as tappa_engine_offset() said it does, if that was asked; NULL: none. now: the present.
 * results: one for each record, filled in as far as `size` has room; NULL is allowed. Told only with TAPPA_OK.
 * Returns: TAPPA_OK; TAPPA_EINVAL (nothing done); TAPPA_ETIME (`now`; nothing done); TAPPA_ECONFLICT (another process was faster: nothing is written;
 * call it again, with an offset once tappa_engine_offset() was asked anew and from where it says: another may have read that source); TAPPA_ENOMEM
 * (nothing is written); what the store returns (nothing is written).
 * Ownership: nothing of the records is kept. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_ingest(tappa_engine *engine, const struct tappa_record *records,
                                                            size_t count, const struct tappa_store_offset *offset,
                                                            int64_t now, struct tappa_ingested *results);
/*
 * Effect: how far a source was read: what was handed in with its events last. Where several processes read one source at once, each of its events is taken
 * by one of them, if each asks here before it reads.
 * Parameters: engine, offset: not NULL. source: `size` bytes, as it was handed in; not NULL.
 * Returns: TAPPA_OK (data NULL: never); TAPPA_EINVAL; TAPPA_EFORKED; TAPPA_ENOMEM; what the store returns.
 * Ownership: borrowed until the next call. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_offset(tappa_engine *engine, const char *source, size_t size,
                                                            struct tappa_span *offset);
/*
 * Effect: runs what is due at or before `now`: timers, contacts that nobody opened in time, leases that are over; values of journeys and profile that a
 * model keeps no longer (`keep`) are forgotten. Each once, whatever dies.
 * Parameters: engine: not NULL. limit: how many customers at most. done: how many were looked at; less than limit: none is left; NULL is allowed.
 * A customer with more than 65,536 timers due has a turn with each commit, and counts once for each. One whose rows in the store are damaged is passed
 * over: the others have their turn.
 * Returns: as tappa_engine_ingest(); TAPPA_ESTORE also where nothing is left to run but what is of damaged customers. Threads: one at a time; any number
 * of processes over a shared store: after TAPPA_ECONFLICT call it again, as every call that may return it. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_run_due(tappa_engine *engine, int64_t now, size_t limit,
                                                             size_t *done);

#ifdef __cplusplus
}
#endif

#endif
