/*
 * The engine inside.
 *
 * A customer is the unit of consistency, and its state is a function of its history: the entries that the journal has of its identities,
 * in the order of their times, folded one after the other through the models. So everything that goes wrong elsewhere is one thing here: an event
 * that came late, two customers that turn out to be one, a join that is undone, a crash before the state was written: the history is folded again.
 *
 * Data flows one way: ingest, due, claim and report make entries; the fold moves journeys, profile and consents by them and notes what
 * they ask for; contacts are what was asked for, with what became of each; commit writes all of it at once. Whatever fails before the
 * store has said yes drops the customers it touched from the cache; what the store has is then read again.
 */
#ifndef TAPPA__ENGINE_H
#define TAPPA__ENGINE_H

#include "lib/base/memory.h"
#include "lib/engine/contact.h"
#include "tappa/engine/contact.h"
#include "tappa/engine/customer.h"
#include "tappa/engine/ingest.h"
#include "tappa/engine/plan.h"
#include "tappa/tappa.h"

/* ---- entries ---- */

/* A number means one thing for ever: it stands in journals. */
enum tappa__entry_kind {
    TAPPA__ENTRY_EVENT = 1,   /* an event from outside */
    TAPPA__ENTRY_TIMER = 2,   /* timers fired; evidence, the fold finds them itself */
    TAPPA__ENTRY_CLAIM = 3,   /* a contact was handed out; evidence */
    TAPPA__ENTRY_OUTCOME = 4, /* a contact was reported: an event `contact.sent`, ... */
    TAPPA__ENTRY_PART = 5,    /* the join that another entry proved is undone; evidence, where the other is */
    TAPPA__ENTRY_FORGET = 6,  /* values were kept no longer; evidence, the fold finds them itself */
    TAPPA__ENTRY_MOVED = 7,   /* a call moved journeys to newer versions */
    TAPPA__ENTRY_WENT_ON = 8  /* they went on by a timer, or as of when they may; evidence, the fold finds it itself */
};

/* An entry in memory: as the journal has it, with its body read. Its texts live in an arena or in the caller's record. */
struct tappa__entry {
    int64_t sequence, previous, identity; /* sequence 0: not yet committed */
    int64_t time, order, received;
    int64_t came;         /* in a history that was read: its sequence, or its place in the commit being made behind all of those; */
    int64_t arrived;      /* where one that follows it came sooner, when the first of those did; see chain.c */
    uint32_t kind;
    uint32_t status;      /* TAPPA_INGEST_ */
    uint32_t is_text;     /* its fields are text from a format without types */
    uint32_t too_late;    /* kept; journeys never hear it */
    uint32_t aside;       /* too late as well, but says something of the person: that is folded in its place */
    uint32_t unseen;      /* its id was not looked at: the event may come again under it */
    uint32_t known;       /* how many changes of models there were when it came in: what was added behind those never hears it */
    struct tappa__text source, id, name, touchpoint, zone;
    struct tappa__text message; /* what the host was told of it; empty: nothing */
    const struct tappa_field *fields;
    const struct tappa_identity *named; /* while it comes in: the identities that it names, blocked ones left out */
    const int64_t *numbers; /* of these */
    const int64_t *identities; /* those of them that were one customer's by then, as numbers: a journal has no names of others */
    uint32_t field_count, named_count, identity_count;
    uint8_t key[16];      /* CLAIM, OUTCOME: of the contact */
    int64_t about;        /* PART: sequence of the entry that joined */
    struct tappa_ingested *result; /* where what it does is told; NULL: nowhere */
    uint32_t told;        /* it has been */
    uint32_t is_next;     /* what was due before it has run already */
};

/* What orders a history. Ties of all of it are kept in order of arrival, but for what people say of themselves: see tappa__entry_compare(). */
struct tappa__position {
    int64_t time, order;
    struct tappa__text source, id;
};

/* ---- models ---- */

struct tappa__force { /* a version of a model, in force from `since` on */
    tappa_model *model;
    int64_t since;
    int64_t applied; /* TAPPA_MIGRATE: when journeys under way began to move; TAPPA_NEVER: not yet */
    int32_t policy;
    uint32_t next;   /* a newer version of the same model, or TAPPA_NONE */
    uint32_t first;  /* 1: no older version of it is known */
    uint32_t number; /* how many changes there were before it: versions added, of whatever model, and versions let be gone to */
    uint32_t applied_number; /* how many before `applied` */
};

/* ---- customers ---- */

#define TAPPA__MEMBERS_MAX 64
struct tappa__member { /* an identity of a customer, who has at most so many: a bit each */
    int64_t identity;
    int64_t head;     /* newest entry of it that the state has taken in; 0 none; -k: the k-th of the commit being made */
    uint64_t linked;  /* members that it is known to be one with, so far in the fold; its own bit is set */
    struct tappa__text kind, value;
};

struct tappa__track { /* a journey of a customer */
    uint32_t force;        /* under which version */
    uint32_t ordinal;      /* the how manieth of its model and key, from 1 */
    uint32_t ended;        /* it has, as of its last step: somebody may have many thousands of those, which are passed over with one look */
    uint32_t looked;       /* whether it still serves what it asked for, since it last left a stage or came to another version */
    tappa_journey *journey;
    struct tappa__text key; /* `entry_rules.key` of the event that began it; empty */
    struct tappa__text last_event;
    int64_t *brought;      /* by whose event it came into each stage where it stands; brought.c */
    int64_t *kept;         /* until when each slot of `data` is; TAPPA_NEVER: it need not be forgotten. NULL: the model keeps all */
};

struct tappa__statement { /* about consent */
    struct tappa__text purpose, channel, proof; /* purpose, channel empty: all */
    int64_t since, expires, until; /* until: a newer one counts from then on; TAPPA_NEVER */
    uint64_t members; /* for whom it was said: those known to be one when it was */
    int32_t given;
};

struct tappa__trait {
    struct tappa__text name;
    struct tappa_value value;
    int64_t since, expires;
    int32_t source;
    struct tappa_value shown; /* what journeys know of it: another one only while a history is folded, where the value came too late for them */
    int64_t unshown;          /* when it arrived then; 0: they know it */
};

struct tappa__tally { /* what `count` actions have counted under one name */
    struct tappa__text model, name;
    uint64_t times;
    int64_t whole;
    double real, rest; /* where anything but whole numbers was added; `rest`: what rounding took away from `real` */
    uint32_t is_real;
};

#define TAPPA__TOUCHED_ONCE 1   /* it may have changed in any way since */
#define TAPPA__TOUCHED_LOOKED 2 /* tappa__look() came behind all changes */
#define TAPPA__TOUCHED_ROWED 3  /* and it has a row to write, of itself or of a contact */

struct tappa__customer {
    struct tappa_engine *engine;
    int64_t id;
    int64_t revision, next_revision; /* in the store, 0: not there yet; and behind the commit at hand */
    int64_t due;          /* as last computed */
    int64_t stored_due;   /* as its row has it */
    int64_t alarm;        /* owner: when it is known to be due, since it became dirty */
    /* in the cache */
    uint32_t used;        /* since its turn */
    uint32_t dirty;       /* differs from the store */
    uint16_t touched;     /* by the call at hand: TAPPA__TOUCHED_ */
    uint16_t at_once;     /* its row must be written with the call at hand: who belongs to it has changed */
    uint32_t changed;     /* contacts of it whose rows must be written, as last counted */
    struct tappa__member *members;
    size_t member_count;
    struct tappa__customer *newer, *older; /* by when it last had its turn to be let go */
    size_t arena_loaded;  /* what of the arena stood there when it was read */
    struct tappa__arena arena; /* texts of everything below; it only grows, so a customer is read anew when it has grown much */
    struct tappa__track *tracks;
    struct tappa__trait *traits;
    struct tappa__contact *contacts; /* by key */
    size_t track_count, trait_count, contact_count;
    struct tappa__position last; /* of the newest event folded; time INT64_MIN before any */
    int64_t fired;        /* newest time at which a timer fired, something was forgotten, or journeys were moved; INT64_MIN */
    int64_t moved;        /* when its journeys last went on to newer versions, by tappa_engine_apply() or a timer; INT64_MIN */
    int64_t root;         /* identity of the first entry: customer of its journeys */
    int64_t current;      /* identity of the newest event: behind what comes of no event and no journey */
    uint32_t entry_count; /* folded */
    uint32_t unshown;     /* a trait may be */
    uint32_t source_room, id_room; /* of the texts in `last`, which are written over */
    struct tappa__text zone_name;
    size_t past_count;
    struct tappa__history *history; /* as the call at hand has read it; NULL: it has not */
    /* from here on seldom: soon.c fetches what stands above */
    struct tappa__statement *statements;
    struct tappa__tally *tallies;
    int64_t *parted;      /* sequences of entries that no longer join, ascending */
    size_t statement_count, tally_count, parted_count;
    struct tappa__contact *past; /* contacts of the archive that are in memory, by key; nothing asks about them but a history folded again */
    size_t *again;        /* places in `past` of those that the history being folded again has asked for and may still take back */
    size_t past_capacity, again_count, again_capacity, away; /* away: contacts in the archive and not in memory */
    int64_t away_sent;    /* when the newest of those was sent, or later; 0 */
    size_t member_capacity, track_capacity, statement_capacity, trait_capacity, tally_capacity, contact_capacity, parted_capacity;
    struct tappa__text preferred;
    tappa_zone *zone;
};

/* ---- the engine ---- */

struct tappa__alarm { /* stale where the customer's `due` is another by now */
    int64_t due, customer;
};

struct tappa__work { /* a commit being made */
    int64_t now;
    struct tappa_counters sums;    /* before it: what is given up is not counted */
    struct tappa_entry *rows;      /* as the store gets them */
    struct tappa__entry *entries;  /* the same, as the fold reads them */
    struct tappa_store_seen *seen;
    struct tappa_store_identity *identities;
    struct tappa__customer **touched;
    int64_t *removed;              /* customers that are no more, with the revisions that they had */
    int64_t *removed_revisions;
    struct tappa_store_note *notes;
    const struct tappa_store_offset *offsets; /* where the offset of the lot's source must stand, if that is known, and where it goes */
    size_t entry_count, seen_count, identity_count, touched_count, removed_count, note_count, offset_count;
    size_t row_capacity, entry_capacity, seen_capacity, identity_capacity, touched_capacity, removed_capacity, revision_capacity,
        note_capacity;
    struct tappa__buffer bodies;   /* of what is handed to the store */
    int through;                   /* it is a checkpoint: all customers and ids are written */
};

/* A store as the engine sees it; border.c. */
struct tappa__border {
    tappa_store store; /* first: the engine's store is this */
    tappa_store *own;  /* the host's */
    uint32_t asked;    /* a function of that is running */
    int64_t last;      /* the newest sequence that is known to be given */
};

struct tappa__kind {
    struct tappa__text name;
    uint32_t at_most;
};

struct tappa_engine {
    tappa_context *context;
    struct tappa__border border;
    tappa_store *store; /* the border's */
    struct tappa_allocator allocator;
    struct tappa__arena arena;   /* kinds, blocked values: as long as the engine */
    struct tappa__arena handed;  /* what claim handed out, until the next: its caller reports one after the other */
    struct tappa__arena scratch; /* of the call at hand; what calls hand out lives here until the next */
    struct tappa_engine_options options; /* all members filled in, with what the store keeps */
    int64_t memory;              /* how far back lateness and caps look */
    tappa_zone *zone;            /* the options' zone */
    tappa_batch *batch;
    tappa_batch *asking;         /* for questions while `batch` is being read */
    struct tappa__force *forces;
    struct tappa__buffer changes; /* how many changes of models and settings are known here, as the store has it; empty: none */
    struct tappa__kind *kinds;
    struct tappa__text *blocked;
    size_t force_count, kind_count, blocked_count, force_capacity, kind_capacity, blocked_capacity;
    struct tappa__map *customers;  /* number → struct tappa__customer */
    struct tappa__map *owners;     /* identity → struct tappa__customer, of cached ones */
    struct tappa__map *tails;      /* while `behind`: identity → sequence of its newest entry, of those behind the last checkpoint */
    struct tappa__map *left;       /* owner: the same of those whom checkpoints passed over, as what the store has of them cannot be read */
    struct tappa__customer *newest, *oldest; /* by turns */
    size_t dirty_count;
    int64_t checkpoint_at;       /* journal sequence up to which all customers are written */
    int64_t last_sequence;
    struct tappa__work work;
    struct tappa__telling *telling; /* where what a batch did is written as JSON; NULL: nowhere */
    struct tappa_ingested *told; /* who is told what journeys make of what is being folded; NULL: nobody */
    int silent;                  /* folding again: sums stay as they are */
    uint32_t known;              /* how many changes of models count for what is being folded: as many as there were when it came in */
    int starting;                /* how deep in models that start models */
    size_t timers_left, again_left; /* how many timers may still run: new ones, and silently */
    int worn;                    /* somebody's arena has grown much since it was read */
    int64_t process;             /* whose it is: a child of fork() must not use it */
    int lost;                    /* commits lost to others, one after the other */
    int holds, has_turn;         /* the store is held to write; it lets nobody else commit */
    size_t folded;               /* entries that the call at hand has folded again */
    uint64_t tidy_at;            /* shared: how many commits there are when ids are forgotten next */
    int64_t tidied;              /* the newest sequence when that was last done; 0: it is not known yet */
    int dropped;                 /* the call at hand has let somebody go who differs from the store */
    int behind;                  /* owner: somebody who differs from the store is not in memory */
    int marked;                  /* owner: the store says that rows are behind its journal */
    int for_others;              /* an owner for the time of opening: what another one left behind is done before others go by it */
    struct tappa__map *recent;   /* numbers of event ids: of the call at hand, and an owner's behind the last checkpoint */
    struct tappa__map *sources;  /* shared: number → how far that source is known to have been read */
    struct tappa__map *unseen, *nobodies; /* shared: ids and identities that the store was asked for by the call at hand and has not got */
    struct tappa_counters sums;
    struct tappa_value *values;  /* room for the fields of one event of any model in force */
    uint64_t fits;               /* how often it was written */
    size_t value_room;
    struct tappa__buffer message; /* why a record was refused */
    struct tappa__buffer counted; /* what `count` actions came to when that was last asked, as Prometheus reads it */
    const struct tappa__entry *hearing; /* the entry being folded; NULL: timers */
    struct tappa__alarm *alarms; /* owner: heap of when changed customers are due */
    size_t alarm_count, alarm_capacity;
    size_t kept; /* entries of histories that the call at hand keeps */
};

/* Functions below return TAPPA_OK or a negative status unless they say otherwise. On an error the call at hand is given up with
 * tappa__abandon(): nothing in memory need be as it was. */

/* The i-th of an array that a store handed out: it is stepped through by the size of its first element. */
static inline const void *
tappa__row(const void *rows, size_t i)
{
    return (const char *)rows + i * *(const uint32_t *)rows;
}

/* border.c: between the engine and its store. */
int tappa__border_may_open(const tappa_store *own); /* a store of this version that has all functions but those that may be absent */
void tappa__border_open(struct tappa__border *border, tappa_store *own);

/* map.c: numbers to something. */
struct tappa__map;
struct tappa__map *tappa__map_new(const struct tappa_allocator *a);
void tappa__map_free(struct tappa__map *map);
void *tappa__map_get(const struct tappa__map *map, int64_t number); /* NULL: nothing */
int tappa__map_set(struct tappa__map *map, int64_t number, void *value); /* NULL takes it out; -1: out of memory, as it was */
void tappa__map_soon(const struct tappa__map *map, int64_t number); /* it is looked up soon */
size_t tappa__map_count(const struct tappa__map *map);
void *tappa__map_at(const struct tappa__map *map, size_t *at, int64_t *number); /* walks; `at` from 0; NULL at the end */
void tappa__map_clear(struct tappa__map *map);

/* names.c: identities, contacts and ids as numbers: SipHash under fixed keys, never 0. */
int64_t tappa__identity_number(const struct tappa_identity *identity);
/* One of its own: the caller's may lie in what an earlier call lent, which goes as this one begins. -1: out of memory. */
int tappa__identity_copy(const struct tappa_engine *e, const struct tappa_identity *named, struct tappa_identity *out);
void tappa__identity_release(const struct tappa_engine *e, struct tappa_identity *copy);
int64_t tappa__seen_number(struct tappa__text source, struct tappa__text id);
int tappa__is_blocked(const struct tappa_engine *e, const struct tappa_identity *identity);

/* entry.c */
void tappa__entry_pack(const struct tappa__entry *entry, struct tappa__buffer *body);
tappa_status tappa__entry_unpack(const struct tappa_entry *row, struct tappa__arena *arena, struct tappa__entry *out);
int tappa__entry_is_seen(const struct tappa_entry *row); /* an event whose id is known by it */
int tappa__entry_may_be_seen(const struct tappa_entry *row); /* the same; also where it cannot be read */
struct tappa__position tappa__entry_position(const struct tappa__entry *entry);
int tappa__position_compare(const struct tappa__position *a, const struct tappa__position *b);
/* The order of a history that was read: by position; where that is one, what people say of themselves comes first, by what it says; then by arrival. */
int tappa__entry_compare(const struct tappa__entry *a, const struct tappa__entry *b);

/* models.c: versions in force. */
tappa_status tappa__models_read(struct tappa_engine *e); /* those in the store that are not known yet, and since when others may be gone to */
int tappa__force_is_of(const struct tappa_engine *e, uint32_t first, uint32_t force); /* a version of the model that `first` begins */
tappa_status tappa__models_write(struct tappa_engine *e, const struct tappa__force *force);
uint32_t tappa__force_at(const struct tappa_engine *e, uint32_t first, int64_t time); /* of the model that `first` begins */
uint32_t tappa__force_changes(const struct tappa_engine *e); /* how many there were: versions added, and versions let be gone to */
int tappa__force_counts(const struct tappa_engine *e, uint32_t force, int64_t time); /* it was there, and in force by then, or is the oldest of its model */
int tappa__force_was_there(const struct tappa_engine *e, uint32_t force); /* when what is being folded came in; outside a fold: it is */
uint32_t tappa__force_find(const struct tappa_engine *e, struct tappa__text name); /* the first version, or TAPPA_NONE */
/* Where a model is known already; TAPPA_NONE: it may be added. TAPPA_EMISMATCH: neither. */
tappa_status tappa__models_look_up(const struct tappa_engine *e, tappa_model *model, uint32_t *known);
uint32_t tappa__force_version(const struct tappa_engine *e, struct tappa__text name, int64_t version); /* or TAPPA_NONE */
void tappa__memory_count(struct tappa_engine *e); /* how far back lateness and caps look by now */

/* settings.c: what the store keeps beside models. */
tappa_status tappa__settings_read(struct tappa_engine *e);
tappa_status tappa__settings_say(struct tappa_engine *e, const struct tappa_engine_options *options); /* at opening; 0 and NULL say nothing */

/* changes.c: what processes over one store agree on. */
#define TAPPA__RACES_MAX 8 /* lost to others one after the other, before the caller is told: for calls that can begin anew by themselves */
tappa_status tappa__changes_open(struct tappa_engine *e);  /* all that is kept */
tappa_status tappa__changes_read(struct tappa_engine *e);
tappa_status tappa__changes_fresh(struct tappa_engine *e); /* shared: the same where another process has changed anything since */
/* Notes that change something for all, and their count. TAPPA_ECONFLICT: another was faster; look anew. */
tappa_status tappa__changes_write(struct tappa_engine *e, const struct tappa_store_note *notes, size_t count);
struct tappa_store_note tappa__changes_guard(const struct tappa_engine *e); /* for a commit that goes by what is known here; borrowed */

/* customer.c: the cache. A customer handed out stays until the end of the call. */
tappa_status tappa__customer_get(struct tappa_engine *e, int64_t id, struct tappa__customer **out); /* TAPPA_EUNKNOWN */
tappa_status tappa__customer_new(struct tappa_engine *e, int64_t id, struct tappa__customer **out);
tappa_status tappa__customer_of(struct tappa_engine *e, int64_t identity, const struct tappa_identity *named, struct tappa__customer **out); /* or NULL */
void tappa__customer_drop(struct tappa__customer *c); /* out of the cache, unwritten */
/* A copy that lives as long as what the fold makes of the customer; empty stays empty. `failed` is set to 1 where memory is out. */
struct tappa__text tappa__customer_keep(struct tappa__customer *c, struct tappa__text t, int *failed);
void tappa__customer_clear(struct tappa__customer *c); /* what the fold makes; members and contacts stay */
void tappa__customer_free(struct tappa__customer *c);  /* of one that is not in the cache */
/* TAPPA_EFORKED in a child: what is in memory is its parent's, who goes on with it. TAPPA_EBUSY in a function of the store: what it was asked for is still being made. */
tappa_status tappa__may_call(const struct tappa_engine *e);
tappa_status tappa__enter(struct tappa_engine *e, int64_t now); /* where it may: tappa__begin() */
/* What reading the customer came to: where others write, one of them may have changed or erased it since its row was read, and TAPPA_ECONFLICT says so. */
tappa_status tappa__customer_as_read(const struct tappa__customer *c, tappa_status status);
tappa_status tappa__customer_fresh(struct tappa_engine *e); /* the same; shared: what is in memory may be old; nothing is kept of it */
int tappa__customer_is_worn(const struct tappa__customer *c);
void tappa__customer_shrink(struct tappa_engine *e);  /* down to the cache's size; only between calls */
/* Everybody of whom the store has a row, until one is not TAPPA_OK; no more are kept in memory than the cache's size and a few hundred. */
tappa_status tappa__customer_each(struct tappa_engine *e, tappa_status (*look)(void *arg, int64_t customer), void *arg);
tappa_status tappa__member_add(struct tappa__customer *c, int64_t identity, const struct tappa_identity *named);
uint8_t tappa__member_at(const struct tappa__customer *c, int64_t identity); /* its place, or how many there are */
void tappa__members_sort(const struct tappa__customer *c, uint8_t order[TAPPA__MEMBERS_MAX]); /* their places, by kind and value */
tappa_status tappa__customer_blank(struct tappa_engine *e, int64_t id, struct tappa__customer **out); /* outside the cache, nothing folded */

/* state.c: a customer as bytes and back; contacts have rows of their own. */
#define TAPPA__STATE_FORM 2
void tappa__state_pack(const struct tappa__customer *c, struct tappa__buffer *out);
tappa_status tappa__state_unpack(struct tappa__customer *c, const void *bytes, size_t size);

/* tally.c: what `count` actions count. */
struct tappa__unpack;
tappa_status tappa__tally_add(struct tappa__customer *c, struct tappa__text model, const struct tappa_effect *effect);
void tappa__tallies_pack(const struct tappa__tally *tallies, size_t count, struct tappa__buffer *out);
struct tappa__tally tappa__tally_unpack(struct tappa__unpack *in);
/* What a person who is erased has counted stays: notes for the commit that erases, if there are any. */
struct tappa__remains;
tappa_status tappa__tallies_leave(const struct tappa__remains *r, struct tappa_store_note notes[2], size_t *count);
/* Of a row that may be damaged: none where they cannot be read. They live in e->scratch. */
tappa_status tappa__tallies_of(struct tappa_engine *e, const struct tappa_store_customer *row, const struct tappa__tally **out, size_t *count);

/* recheck.c */
/* Behind a step: what a journey asked for and can no longer serve, as it has left the stages for it. */
tappa_status tappa__contacts_leave(struct tappa__customer *c, const struct tappa__track *track, int64_t time);
/* The same of some alone, which it has just asked for. */
tappa_status tappa__contacts_asked(struct tappa__customer *c, const struct tappa__track *track, const uint8_t (*keys)[16], size_t count, int64_t time);
int tappa__contact_had_consent(const struct tappa__customer *c, const struct tappa__contact *contact, int64_t then); /* as it is known now */

/* ahead.c */
/* The customer once what is due at or before `now` has happened: itself where nothing is, or a copy to be freed with tappa__customer_free(). */
tappa_status tappa__look_ahead(struct tappa__customer *c, int64_t now, struct tappa__customer **out);

/* outcome.c: what becomes of contacts, by a report or by itself. The customer must be touched. */
/* Runs what is due at or before `now`, each at its time: timers, leases that are over, contacts that nobody opened or that expire. */
tappa_status tappa__contacts_due(struct tappa__customer *c, int64_t now);
/* Adds the entry that a contact has come to a state to the journal, and lets journeys hear it. Contacts may move in memory by it. */
tappa_status tappa__outcome(struct tappa__customer *c, const struct tappa__contact *contact, uint32_t state, int64_t now);

int64_t tappa__contact_identity(const struct tappa__customer *c, const struct tappa__contact *contact); /* that an entry about it goes to */

/* consent.c */
/* Whether a contact of this purpose may be made over this channel: 1, or 0 and why. An empty purpose needs none. */
int tappa__consented(const struct tappa__customer *c, struct tappa__text purpose, struct tappa__text channel, int64_t now, const char **because);
/* What an event says of consent and of the channel preferred. `members`: for whom it counts. The rest as below. */
tappa_status tappa__consent_hear(struct tappa__customer *c, const struct tappa__entry *entry, uint64_t members, int *taken,
                                 struct tappa_ingested *result);

/* people.c: profile, zone. */
/* What an event says of the person; `taken` is set to 1 where it said anything. Where `result` is not NULL, it is told what cannot be read of it. */
tappa_status tappa__people_hear(struct tappa__customer *c, const struct tappa__entry *entry, int *taken, struct tappa_ingested *result);
tappa_status tappa__people_learn(struct tappa__customer *c, struct tappa__text name, const struct tappa_value *value, int32_t source,
                                 int64_t keep, int64_t time);
int tappa__is_of_person(struct tappa__text name); /* an event that may say something of the person, and counts for that however late it comes */
/* Journeys get to know what came too late for them: what arrived before that. */
tappa_status tappa__people_show(struct tappa__customer *c, int64_t arrived);
tappa_status tappa__people_forget(struct tappa__customer *c, int64_t time); /* what of the profile is kept no longer */
tappa_status tappa__people_tell(struct tappa__customer *c, struct tappa__track *track); /* the profile to a journey */

/* tell.c */
/* One more thing to say of an event: behind what was said already. */
void tappa__tell(struct tappa_engine *e, struct tappa_ingested *result, const char *format, ...) __attribute__((format(printf, 3, 4)));
struct tappa__text tappa__tell_cut(struct tappa__text word); /* of an event's own words: no more than anybody reads */
void tappa__tell_failures(struct tappa_engine *e, const tappa_batch *batch); /* actions that failed, to e->told */

/* retain.c: until when values are kept. */
tappa_status tappa__retain_begin(struct tappa__customer *c, struct tappa__track *track); /* of a new journey */
void tappa__retain(struct tappa__customer *c, struct tappa__track *track, const tappa_batch *batch); /* behind a step */
tappa_status tappa__retain_moved(struct tappa__customer *c, struct tappa__track *track, uint32_t from, int64_t time); /* from another version */
int64_t tappa__kept_until(const struct tappa__customer *c); /* when something is to be forgotten next; TAPPA_NEVER */
tappa_status tappa__forget(struct tappa__customer *c, int64_t time); /* what is kept until then at most */

/* fold.c: the history moves the customer. */
tappa_status tappa__fold(struct tappa__customer *c, const struct tappa__entry *entry, struct tappa_ingested *result);
/* All timers due at or before, all that is kept no longer, and the way to versions that were applied. TAPPA_ELIMIT: there are more than may still run; so many have run. */
tappa_status tappa__fold_until(struct tappa__customer *c, int64_t time);
#define TAPPA__TIMERS_MAX 65536    /* of one customer with one question, one turn of what is due, one commit; */
#define TAPPA__TURNS_MAX 8         /* and so many commits run what is due before one event or report */
#define TAPPA__HISTORY_MAX 1000000 /* entries of one person, and timers while they are folded again: more is no person */
/* The journeys go on to the versions in force by then; `moved`: one has. By a timer: one is due then, and comes before what is applied at that instant. */
enum tappa__mover { TAPPA__BY_CALL, TAPPA__BY_TIME, TAPPA__BY_TIMER };
tappa_status tappa__fold_move(struct tappa__customer *c, int64_t time, enum tappa__mover by, int *moved);
int64_t tappa__customer_due(const struct tappa__customer *c); /* of timers, contacts and what is kept for a time */
tappa_status tappa__customer_next(const struct tappa__customer *c, int64_t *next); /* when it is to be looked at: then, or as a journey waits for being moved */
void tappa__root_name(const struct tappa__customer *c, char out[17]); /* what journeys know their customer by */

/* wanted.c: what a batch asks of the host becomes contacts. */
tappa_status tappa__want(struct tappa__customer *c, struct tappa__track *track, const tappa_batch *batch);

/* turn.c: a shared store that others have to wait for. */
/* Where the last commit was lost to others, the one that follows is not: nobody else commits before it, or before the call at hand is given up. */
void tappa__turn_take(struct tappa_engine *e);
void tappa__hold(struct tappa_engine *e); /* from here to the commit, as a rule */
void tappa__hold_less(struct tappa_engine *e, size_t entries); /* so many are folded again: nobody waits for what takes long */
void tappa__turn_end(struct tappa_engine *e);

/* commit.c: what the call at hand will write. */
void tappa__work_init(struct tappa_engine *e);
void tappa__work_free(struct tappa_engine *e);
void tappa__begin(struct tappa_engine *e, int64_t now);
/* Adds an entry to the journal and to a customer (NULL: nobody's), with what was told of it; it is not folded. Its texts must last until the commit. */
tappa_status tappa__append(struct tappa_engine *e, struct tappa__customer *c, const struct tappa__entry *entry);
void tappa__append_message(struct tappa_engine *e, size_t index, const char *message); /* what was told since */
tappa_status tappa__touch(struct tappa__customer *c); /* it will be written */
tappa_status tappa__look(struct tappa__customer *c);  /* what the commit must know of it, now that it is at hand: nothing changes it any more */
tappa_status tappa__commit(struct tappa_engine *e);   /* abandons where it fails */
/* What the store said to a commit. Where there are no others, or too many races were lost, a conflict is a damaged store. */
tappa_status tappa__committed(struct tappa_engine *e, tappa_status status);
/* More that the commit is to carry. */
tappa_status tappa__work_identity(struct tappa_engine *e, const struct tappa__member *member, int64_t customer, int is_new);
tappa_status tappa__work_remove(struct tappa_engine *e, struct tappa__customer *c); /* it is another's by now; drops it */
void tappa__abandon(struct tappa_engine *e);          /* every customer touched is dropped */

/* journal.c: told of each batch while somebody wants it explained. */
void tappa__journal_hear(struct tappa__customer *c, const struct tappa__track *track, const tappa_batch *batch);

/* brought.c: whose event brought a journey into a stage. */
tappa_status tappa__brought_begin(struct tappa__customer *c, struct tappa__track *track, int64_t identity); /* of a new journey */
int64_t tappa__brought_by(const struct tappa__customer *c, const struct tappa__track *track, const tappa_batch *batch); /* whose a step is */
void tappa__brought(struct tappa__track *track, const tappa_batch *batch, int64_t identity); /* behind it */
tappa_status tappa__brought_moved(struct tappa__customer *c, struct tappa__track *track, const tappa_journey *from); /* from another version */
void tappa__brought_pack(const struct tappa__customer *c, const struct tappa__track *track, const uint8_t place[TAPPA__MEMBERS_MAX],
                         struct tappa__buffer *out);
tappa_status tappa__brought_unpack(struct tappa__customer *c, struct tappa__track *track, struct tappa__unpack *in);

/* tracks.c: the journeys of a customer. `identity`: whose it is that one starts another. */
tappa_status tappa__tracks_hear(struct tappa__customer *c, const struct tappa__entry *entry, struct tappa_ingested *result);
tappa_status tappa__tracks_start(struct tappa__customer *c, int64_t identity, const struct tappa_effect *effect, const struct tappa_field *fields);

/* prune.c */
tappa_status tappa__tracks_prune(struct tappa__customer *c); /* journeys that ended long ago and that nothing asks about */
/* Those that are told of: all but such, also where one is still in memory. `out` has room for all. */
tappa_status tappa__tracks_told(const struct tappa__customer *c, const struct tappa__track **out, size_t *count);

/* move.c: from version to version. */
/* A copy of a journey under this or another version. TAPPA_EMISMATCH and others: it cannot be; `e->asking` says more. */
tappa_status tappa__journey_copy(struct tappa_engine *e, const tappa_journey *journey, tappa_model *model, tappa_journey **out);
/* The same where `migrate` leads on from its version. */
tappa_status tappa__journey_moved(struct tappa_engine *e, const tappa_journey *journey, tappa_model *model, tappa_journey **out);
tappa_status tappa__tracks_move(struct tappa__customer *c, int64_t time, int is_timer, int *moved); /* all that live, to the version in force then */
/* The same without moving it: `out` has a journey of its own, to be freed, or that of `track`; the rest is borrowed. */
tappa_status tappa__track_ahead(struct tappa_engine *e, const struct tappa__track *track, int64_t time, struct tappa__track *out);
/* Since when it waits for being moved to a version that was applied; TAPPA_NEVER: it does not. Applying passes everybody once: what begins under an older
 * version after that, by an event that came late, and who was parted then, is due. */
tappa_status tappa__track_due(struct tappa_engine *e, const struct tappa__track *track, int64_t *due);
/* The version behind this one where journeys may go to it by then; TAPPA_NONE: there is none, or they may not (yet). */
uint32_t tappa__force_next(const struct tappa_engine *e, uint32_t force, int64_t time, int is_timer);

/* join.c: two customers are one, one is two. */
tappa_status tappa__join(struct tappa_engine *e, struct tappa__customer *into, struct tappa__customer *from);
uint32_t tappa__kind_most(const struct tappa_engine *e, struct tappa__text kind); /* of one customer; 0: any number */
/* Whether a customer, or one identity more (`from` NULL), may become part of `c`: kinds of which one person has so many, and how many in all.
 * Where they may not, `limit` is the kind of which there would be too many; empty: of all. */
int tappa__may_join(const struct tappa__customer *c, const struct tappa__customer *from, const struct tappa_identity *alone, struct tappa__text *limit);
/* Whether the identities of an entry are one by it: an event names more than one, and it was not undone. */
int tappa__entry_joins(const struct tappa__customer *c, const struct tappa__entry *entry);

/* soon.c: what is needed soon: of memory, */
#define TAPPA__NAME_MAX 65535 /* bytes of a name, an id, an identity */
struct tappa__soon { /* a record's numbers; 0: it has none */
    int64_t seen, identity;
};
void tappa__soon_numbers(struct tappa_engine *e, const struct tappa_record *r, struct tappa__soon *soon);
/* Of a customer itself; some time later what it points to; some time later what that points to. */
typedef void tappa__fetching(const struct tappa__customer *c);
tappa__fetching tappa__soon_customer, tappa__soon_arrays, tappa__soon_journeys;
void tappa__soon_record(const struct tappa_record *r); /* what a record points to; */
void tappa__soon_texts(const struct tappa_record *r);  /* some time later what that points to */
void tappa__soon_fetch(struct tappa_engine *e, const struct tappa__soon *soon, tappa__fetching *what); /* of the record's customer */
/* and of a shared store: its ids and identities are asked for, and its customers loaded. */
void tappa__soon_ask(struct tappa_engine *e, const struct tappa_record *r, const struct tappa__soon *soon);

/* tail.c: an owner's journal behind the last checkpoint, which knows more than the rows of customers. */
tappa_status tappa__tails_read(struct tappa_engine *e); /* into `tails`, while somebody is behind */
tappa_status tappa__catch_up(struct tappa_engine *e);   /* loads whoever is behind and can be read */
int64_t tappa__tail_of(const struct tappa_engine *e, int64_t identity); /* its newest entry that may be behind; 0 */
int tappa__left_any(const struct tappa_engine *e);      /* somebody could not be read, and is not in memory */
tappa_status tappa__tails_unpack(struct tappa_engine *e, const struct tappa_span *note); /* what the last checkpoint says */

tappa_status tappa__behind_begin(struct tappa_engine *e);
tappa_status tappa__behind_end(struct tappa_engine *e);
int tappa__behind_for_good(const struct tappa_engine *e);
void tappa__behind_settle(struct tappa_engine *e);
tappa_status tappa__behind_any(tappa_store *store, int *any); /* of a shared store: of an owner's its own opening sees it */
/* As the note says it from now on: up to this sequence all are written, but for those left. `gone`: who is erased; NULL: it is a checkpoint. */
void tappa__tails_pack(const struct tappa_engine *e, int64_t sequence, const struct tappa__remains *gone, struct tappa__buffer *out);
void tappa__tails_settle(struct tappa_engine *e, const struct tappa__remains *gone); /* that was written */

/* alarm.c: when changed customers are due, kept in memory. */
tappa_status tappa__alarm_room(struct tappa_engine *e, size_t count); /* for so many more */
void tappa__alarm_set(struct tappa_engine *e, struct tappa__customer *c); /* there is room for it */
int tappa__alarm_next(struct tappa_engine *e, int64_t now, int64_t *customer); /* 1 and takes it out, or 0 */

#endif
