/* The engine: customers, their journeys, timers and an outbox over a store. */
#ifndef TAPPA_ENGINE_ENGINE_H
#define TAPPA_ENGINE_ENGINE_H

#include "tappa/engine/store.h"
#include "tappa/model.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tappa_engine tappa_engine;

/* Every call in a child of fork() that its parent's engine is handed to, where it has nothing to say against what it is given, returns TAPPA_EFORKED and does
 * nothing; metrics, which returns no status, gives an empty text; closing frees its memory alone, and not SQLite's, which would touch the parent's file. */

/* Structs that begin with their size grow at their end: a caller of another age sets the size that it knows. Those without one, which calls hand
 * out as arrays, never change. */

/* What a call lends goes as the next one begins (what tappa_engine_claim() lends, as the next claim does), so it is no place for what that is given; but who
 * or what is asked about (find, part_identities, decide, report) may stand there. */

/*
 * What an engine goes by. `cache` and `checkpoint` are its own; all else is the store's, which keeps it: what was said last holds for every process
 * over the store, for others from their next call on. A member that is 0 or NULL says nothing, and changes nothing: what the store keeps holds, or
 * where it keeps nothing what is said behind the member. So programs that look at a shop's store go by the shop's rules. The same goes for kinds of
 * identities and blocked values. What was done by other rules before stays done; where a history is folded again, it is by those of now.
 */
struct tappa_engine_options {
    uint32_t size;           /* sizeof(struct tappa_engine_options) */
    uint32_t flags;          /* 0 */
    int64_t lateness;        /* how much older than a customer's newest event an event may be to be put into its place; 3 days */
    int64_t seen_window;     /* how long an event id is remembered at least, from its event's time on; 7 days. At least `lateness`, and as long where it was not said */
    int64_t lease;           /* how long a claimed contact may stay unreported before it is handed out again; 5 minutes. At most 3,650 days */
    uint32_t attempts;       /* how often a contact is handed out before it counts as failed; 5 */
    uint32_t identities;     /* how many identities one customer may have; 64, which is the most */
    uint32_t cache;          /* how many customers are kept in memory; 65,536, some kilobyte each */
    uint32_t checkpoint;     /* owner: entries of the journal before changed customers are written; 65,536 */
    const char *zone;        /* the zone of customers whose own is not known; "UTC", which "" is too */
};

/*
 * Effect: opens an engine over a store. A store that was not closed in order is brought up to date: what its journal has and its
 * customers have not is done again: of an owner's that died as it goes on, and before it returns where it is opened shared next.
 * Parameters: context: whose allocator it uses; not NULL. store: not NULL. options: NULL says nothing; copied. engine: set to NULL first; not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_EZONE; TAPPA_ENOMEM; what the store returns.
 * Ownership: the engine takes the store over, on success. The caller's, until tappa_engine_close(). Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_open(tappa_context *context, tappa_store *store,
                                                          const struct tappa_engine_options *options,
                                                          tappa_engine **engine);
/*
 * Effect: writes what is not yet written and closes engine and store; NULL does nothing. Nothing is lost where it fails: the journal has it.
 * Returns: TAPPA_OK; what the store returned last; the engine is gone in any case. TAPPA_EBUSY: a function of its store called this, and the
 * engine is as it was. Threads: one at a time. Since: 0.1.
 */
TAPPA_API tappa_status tappa_engine_close(tappa_engine *engine);
/*
 * Effect: owner: writes every customer that has changed since it was last written. Shared: nothing, all is written. Of a customer whose rows are
 * damaged the journal keeps what the rows have not, and all others are written.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ENOMEM; what the store returns. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_checkpoint(tappa_engine *engine);

/* What becomes of journeys under way when a newer version of their model comes. What touches one is its customer's next event, or a timer of theirs. */
#define TAPPA_FOLLOW 0  /* each moves by `migrate` when it is next touched, from `now` on */
#define TAPPA_PIN 1     /* they end under the version they began under */
#define TAPPA_MIGRATE 2 /* they stay until tappa_engine_apply() */
/*
 * Effect: puts a model into force from `now` on. The store keeps its text, so that journeys of older versions go on. A model that is in force
 * already, or was until a newer version came, is left as it is, whatever `now` says: so hosts may say it whenever they start. What came in before the call was handled without it and stays so, whatever its time; `now` speaks of
 * what comes in from then on.
 * Parameters: engine, model: not NULL; held. policy: TAPPA_FOLLOW, TAPPA_PIN, TAPPA_MIGRATE. now: microseconds UTC.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ETIME; TAPPA_EMISMATCH (another model of the same name and version is known, or a higher version of it and not this one: count the version up);
 * TAPPA_ENOMEM; what the store returns. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_add_model(tappa_engine *engine, tappa_model *model, int32_t policy,
                                                               int64_t now);

/* A version of a model that was put into force. */
struct tappa_version {
    const char *model;   /* its name */
    int64_t version;
    int64_t since;       /* it is in force for what happens from then on; the oldest of its model for all that happens before, too */
    int64_t applied;     /* TAPPA_MIGRATE: since when journeys under way go to it; TAPPA_NEVER: nobody has said so */
    int32_t policy;      /* of journeys under the version before it */
    uint32_t alignment;  /* 0 */
};
/*
 * Effect: the versions of all models: models in the order in which they were added, of each the oldest version first. Under which of them a journey is
 * tappa_engine_where() says.
 * Parameters: engine, versions, count: not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ENOMEM; what the store returns. Ownership: borrowed until the engine's next call. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_versions(tappa_engine *engine, const struct tappa_version **versions, size_t *count);

/*
 * Effect: says how a kind of identity counts; the store keeps it. Kinds nobody declared are taken as they come, with at_most 0. Whoever has more of a
 * kind already keeps them.
 * Parameters: engine: not NULL. kind, size: "login". at_most: how many of this kind one customer may have, so that two logins are never one
 * person; 0: any number.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ENOMEM; what the store returns. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_add_kind(tappa_engine *engine, const char *kind, size_t size,
                                                              uint32_t at_most);
/*
 * Effect: a value that names nobody; the store keeps it. Blocked from the start, in any kind and any case: "", "0", "-", "none", "null", "nil", "undefined", "unknown",
 * "anonymous", "guest", "n/a", "na", "nan", "false", "true", "test", "(null)", "[object Object]". Blanks around a value do not count.
 * Parameters: engine, value: not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ENOMEM; what the store returns. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_block(tappa_engine *engine, const char *value, size_t size);

/* Sums since the engine was opened. */
struct tappa_counters {
    uint32_t size; /* sizeof(struct tappa_counters) */
    uint32_t flags; /* 0 */
    uint64_t events, taken, ignored, duplicates, late, too_late, unknown_events, nobody, refused;
    uint64_t joins, joins_refused, parted; /* `joins`: customers that became part of another; an identity that nobody had is none */
    uint64_t timers, transitions, failures;
    uint64_t wanted, withdrawn, expired, claimed, reclaimed, sent, failed, bounced, opened, unopened;
    uint64_t commits, conflicts;
    uint64_t cached, dirty; /* customers in memory now; of these changed and not yet written */
    uint64_t damaged; /* events of whom the store's rows cannot be read */
};
/*
 * Effect: the sums; as text that Prometheus reads, which has what `count` actions came to as well (tappa_counted_times, tappa_counted_sum), as
 * tappa_engine_counts() last said it: that reads everybody, so the host says how often.
 * Parameters: counters: `size` set; a smaller size gets what it has room for. buffer, size: as in tappa_diagnostics_render().
 * Returns: counters: TAPPA_OK; TAPPA_EINVAL; TAPPA_EFORKED. metrics: bytes the whole text needs without its NUL; 0 for NULL and in a child of fork(). Threads: one at a time. Since: 0.1.
 */
TAPPA_API tappa_status tappa_engine_counters(const tappa_engine *engine, struct tappa_counters *counters);
TAPPA_API size_t tappa_engine_metrics(const tappa_engine *engine, char *buffer, size_t size);

/* What the `count` actions of one model have counted under one name, over all customers. */
struct tappa_count {
    const char *model, *name;
    uint64_t times;         /* how often it was counted */
    struct tappa_value sum; /* TAPPA_INT; TAPPA_DOUBLE where anything but whole numbers was added, or more than an int64_t holds */
};
/*
 * Effect: the sums of all `count` actions, by model and name. They are what the histories of the customers say: an event that came late, a join or a
 * restart counts nothing twice, and whoever was erased still counts. Reads every customer, so its cost grows with their number.
 * Parameters: engine, counts, count: not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ENOMEM; what the store returns; TAPPA_ESTORE with the sums of all others, and of that one what the row has if it
 * can be read, where what the store has of somebody cannot be read. Ownership: borrowed until the engine's next call. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_engine_counts(tappa_engine *engine, const struct tappa_count **counts, size_t *count);

#ifdef __cplusplus
}
#endif

#endif
