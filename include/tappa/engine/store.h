/* The store: where an engine keeps what must outlive the process. Two come with the library, memory and SQLite; a user's own is
 * one table of functions, held to tests/conformance. */
#ifndef TAPPA_ENGINE_STORE_H
#define TAPPA_ENGINE_STORE_H

#include "tappa/context.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * What holds for all that passes between an engine and a store:
 * - Structs begin with their size, and arrays are stepped through by the size of their first element, so that the two may be of different age:
 *   what an older one lacks is 0; a newer one has left at 0 what the other does not know.
 * - Numbers of customers, identities and seen ids are any but 0 and INT64_MIN; order is that of signed integers. Order of texts and keys is
 *   that of their bytes, the shorter first.
 * - Texts and bytes come back as they were put in: NULs, bytes that are no UTF-8, nothing at all. What is there and empty has a pointer
 *   that is not NULL. None is longer than TAPPA_STORE_SPAN_MAX.
 */
#define TAPPA_STORE_SPAN_MAX 134217728

/* A text or bytes with a length. */
struct tappa_span {
    const void *data;
    size_t size;
};

/*
 * An entry of the journal: something that happened to one identity, as it came. Entries are never changed; only erasing a person removes any.
 * `previous` leads to the entry before it of the same identity, so that one person's history needs no index: the journal is only ever
 * appended to. In a commit a negative `previous` is an entry of that commit that stands before this one: -1 the first, -2 the second.
 * A sequence is never given twice, also where the entry was erased.
 */
struct tappa_entry {
    uint32_t size;     /* sizeof(struct tappa_entry) */
    uint32_t kind;     /* TAPPA_ENTRY_, opaque to a store */
    int64_t sequence;  /* its place in the journal, from 1, below 2^62; 0 in a commit: the store counts on without gaps */
    int64_t previous;  /* 0: it is the first of its identity */
    int64_t identity;  /* 0: nobody's */
    int64_t time;      /* when it happened: microseconds UTC */
    int64_t received;  /* when it was committed, as the host said */
    struct tappa_span source, id, name; /* UTF-8 */
    struct tappa_span body; /* opaque to a store */
    uint32_t status;   /* what became of it, opaque to a store */
    uint32_t flags;    /* 0 */
};

/* One way by which a person is known. Its number is a hash of kind and value, made by the engine, so that two stores agree. */
struct tappa_store_identity {
    uint32_t size;
    uint32_t flags; /* TAPPA_STORE_REMOVE, TAPPA_STORE_NEW, TAPPA_STORE_OF */
    int64_t identity;
    int64_t customer; /* whose it is now */
    struct tappa_span kind, value;
};

/* The last entry of one identity that a customer's state has taken in. Negative in a commit: as `previous`. */
struct tappa_store_head {
    int64_t identity;
    int64_t sequence;
};

/* A customer's state: opaque bytes under a revision. */
struct tappa_store_customer {
    uint32_t size;
    uint32_t flags;     /* TAPPA_STORE_REMOVE, TAPPA_STORE_OF, TAPPA_STORE_MOVED */
    int64_t customer;
    int64_t expected;   /* commit: the revision that must stand there, 0: none may, and nothing can be removed; load: 0 */
    int64_t revision;   /* after the commit; more than `expected`. REMOVE: ignored */
    int64_t due;        /* when something of it is next due; TAPPA_NEVER */
    const struct tappa_store_head *heads;
    size_t head_count;
    struct tappa_span state;
};

/* A contact in the outbox. */
struct tappa_store_contact {
    uint32_t size;
    uint32_t flags;     /* TAPPA_STORE_REMOVE, TAPPA_STORE_NEW, TAPPA_STORE_OF */
    uint8_t key[16];
    int64_t customer;
    int64_t due;        /* when it is next to be looked at; TAPPA_NEVER: settled */
    uint32_t state;     /* TAPPA_CONTACT_, opaque to a store */
    uint32_t spare;     /* 0 */
    struct tappa_span body; /* opaque to a store */
};

/* How far a source has been read: what the host puts in comes back after a crash just as far as its events did. */
struct tappa_store_offset {
    uint32_t size;
    uint32_t flags; /* TAPPA_STORE_REMOVE, TAPPA_STORE_SAME */
    struct tappa_span source, offset;
};

/* An event id that was taken up: a hash of source and id. It is there until it is removed. */
struct tappa_store_seen {
    uint32_t size;
    uint32_t flags; /* TAPPA_STORE_REMOVE, TAPPA_STORE_NEW */
    int64_t number;
};

/* A small named value: what the engine keeps for itself (models, settings, checkpoints). */
struct tappa_store_note {
    uint32_t size;
    uint32_t flags; /* TAPPA_STORE_REMOVE, TAPPA_STORE_SAME */
    struct tappa_span name, value;
};

/* The row is taken away instead of written: its key alone counts (a customer's `expected` too). That there is none is no error. */
#define TAPPA_STORE_REMOVE 1u
/* The row must not be there yet: TAPPA_ECONFLICT where its key is taken. Without it the row is written in either case. */
#define TAPPA_STORE_NEW 2u
/* A note or an offset that is not written: it must stand there with this value, or not at all where that has no data; TAPPA_ECONFLICT otherwise. */
#define TAPPA_STORE_SAME 4u
/* With TAPPA_STORE_REMOVE, of identities, customers and contacts: all rows of `customer` are taken away, under whatever key and revision, so that what
 * is damaged can go without being read. */
#define TAPPA_STORE_OF 8u
/* Of a customer that is there already: `due` is likely another than the one that stands. Without it, likely the same. A hint and no promise: what is
 * written is the same with and without it, but a store that keeps an index of `due` can choose the cheaper way first. */
#define TAPPA_STORE_MOVED 16u

/* Everything that one transaction changes. First what is to be erased goes, then the arrays are taken one after the other as they stand here,
 * each from its beginning: of two rows with one key the later one counts. */
struct tappa_commit {
    uint32_t size;  /* sizeof(struct tappa_commit) */
    uint32_t flags; /* 0 */
    const struct tappa_entry *entries;
    const struct tappa_store_seen *seen;
    const struct tappa_store_identity *identities;
    const struct tappa_store_customer *customers;
    const struct tappa_store_contact *contacts;
    const struct tappa_store_offset *offsets;
    const struct tappa_store_note *notes;
    const int64_t *erase; /* sequences of entries to remove; those that are not there are passed over */
    size_t entry_count, seen_count, identity_count, customer_count, contact_count, offset_count, note_count, erase_count;
    int64_t first; /* set by the store: sequence of the first entry, 0 where there is none */
};

/*
 * A store as the engine sees it. Written for an owner's own store: fill in one of these, embed it first in a struct of your own, and hand
 * its address to tappa_engine_open(). Size first: a table from an older header is accepted, what it lacks counts as absent.
 *
 * All functions: TAPPA_OK or a negative status; whatever is handed out stays valid until the next call on the same store. They are called by
 * one thread at a time. No function may call back into the engine: it gets TAPPA_EBUSY there, and tappa_engine_close() closes nothing. What is
 * filled in has its `size` set by the caller; arrays that are handed out have theirs set by the store. TAPPA_EINVAL: a size, flag, number or
 * reference that is not as described here; TAPPA_ELIMIT: a text or bytes too long; TAPPA_ENOMEM; TAPPA_ESTORE, where something is read: what stands there is
 * damaged and stays so, and the engine goes on without it: it passes over whom that was of, names them as damaged, and keeps an event for journeys that cannot hear it;
 * TAPPA_EBUSY, which passes and says so of itself: other processes held a shared store for longer than it waits, or what could not be read now can be soon;
 * TAPPA_EFORKED. After each of them nothing has changed.
 *
 * commit      all or nothing. TAPPA_ECONFLICT: a customer's revision is not the expected one, an identity, seen id or contact that was to be new
 *             stands there already, or a note or an offset is not the same; nothing was written. Of a store that is not shared, where nobody else can have
 *             been faster, the engine's caller gets TAPPA_ESTORE for it. TAPPA_ESTORE: it failed and is known not to be
 *             written. A store that cannot know finds out before it returns: a commit reported as failed was not written, one reported as done is durable. Where it cannot find
 *             out, as the disk is full or the file cannot be opened, it answers TAPPA_ESTORE, and each later call finds out first, or answers the same.
 *             Was it not written, all goes on; was it written though reported as failed, TAPPA_ESTORE is the answer from there on: open it again and look.
 * last        the newest sequence that was given, erased or not; 0 at the beginning.
 * identity    by number. TAPPA_OK with identity 0 in `out` where there is none.
 * customer    by number; customer and revision 0 where there is none. `heads` in the order they were put in.
 * entry       by sequence; sequence 0 where there is none.
 * journal     the entries behind `after`, at most `limit`, in order; `count` 0 at the end.
 * seen        by number; number 0 where there is none.
 * due         customers with `due` at or before `now`, earliest first, then by number, at most `limit`. TAPPA_NEVER is never due.
 * customers   the numbers of all customers above `after`, in order, at most `limit`; INT64_MIN: from the first.
 * contact     by key; customer 0 where there is none.
 * contacts    contacts with `due` at or before `now`, earliest first, then by key, at most `limit`. TAPPA_NEVER is never due.
 *             Of due, customers and contacts fewer than `limit` says that there are no more.
 * contacts_of all contacts of a customer, by key.
 * offset, note  by name; data NULL where there is none.
 * notes       all notes whose name begins with `prefix`, by name.
 * erased      called behind a commit that erased: no byte of what was removed may be left in any file of the store when it returns TAPPA_OK.
 * hold        may be absent. 1: questions that belong together come next, 0: they are over. A store in a file may lock it and look at it once for all of
 *             them. 2: a commit that goes by their answers comes next as well, which ends it, done or refused; a store that others write to may let nobody
 *             else commit meanwhile. Nothing is committed between 1 and 0, and what fails is said by the questions and the commit.
 * turn        may be absent. 1: a commit was lost to another process, and what is asked from here on is asked to make it anew: a store that others write
 *             to as well lets nobody else commit until the next commit has ended, or 0 says that there will be none. So a race is lost once, however many take
 *             part. Without it each try is a race again. What fails is said by the questions.
 * close       frees the store; what cannot be written any more is no matter: every commit was durable.
 */
struct tappa_store;
struct tappa_store_table {
    uint32_t size; /* sizeof(struct tappa_store_table) */
    uint32_t version; /* TAPPA_STORE_VERSION */
    tappa_status (*commit)(struct tappa_store *store, struct tappa_commit *commit);
    tappa_status (*last)(struct tappa_store *store, int64_t *sequence);
    tappa_status (*identity)(struct tappa_store *store, int64_t identity, struct tappa_store_identity *out);
    tappa_status (*customer)(struct tappa_store *store, int64_t customer, struct tappa_store_customer *out);
    tappa_status (*entry)(struct tappa_store *store, int64_t sequence, struct tappa_entry *out);
    tappa_status (*journal)(struct tappa_store *store, int64_t after, const struct tappa_entry **out, size_t limit, size_t *count);
    tappa_status (*seen)(struct tappa_store *store, int64_t number, struct tappa_store_seen *out);
    tappa_status (*due)(struct tappa_store *store, int64_t now, int64_t *customers, size_t limit, size_t *count);
    tappa_status (*customers)(struct tappa_store *store, int64_t after, int64_t *customers, size_t limit, size_t *count);
    tappa_status (*contact)(struct tappa_store *store, const uint8_t key[16], struct tappa_store_contact *out);
    tappa_status (*contacts)(struct tappa_store *store, int64_t now, const struct tappa_store_contact **out, size_t limit, size_t *count);
    tappa_status (*contacts_of)(struct tappa_store *store, int64_t customer, const struct tappa_store_contact **out, size_t *count);
    tappa_status (*offset)(struct tappa_store *store, const char *source, size_t size, struct tappa_span *out);
    tappa_status (*note)(struct tappa_store *store, const char *name, size_t size, struct tappa_span *out);
    tappa_status (*notes)(struct tappa_store *store, const char *prefix, size_t size, const struct tappa_store_note **out, size_t *count);
    tappa_status (*erased)(struct tappa_store *store);
    void (*close)(struct tappa_store *store);
    void (*hold)(struct tappa_store *store, int32_t on);
    void (*turn)(struct tappa_store *store, int32_t on);
};
#define TAPPA_STORE_VERSION 1

/* Several processes use it at once: every commit is written through and guarded by revision. Without it one process owns the store. */
#define TAPPA_STORE_SHARED 1u
struct tappa_store {
    const struct tappa_store_table *table;
    uint32_t flags; /* TAPPA_STORE_SHARED */
    uint32_t spare; /* 0 */
};
typedef struct tappa_store tappa_store;

/*
 * Effect: a store in memory: the reference that others are held to. It dies with the process.
 * Parameters: context: whose allocator it uses; not NULL. flags: 0 or TAPPA_STORE_SHARED. store: set to NULL first; not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ENOMEM.
 * Ownership: the caller's, until tappa_store_close() or an engine takes it over. Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_store_memory(tappa_context *context, uint32_t flags, tappa_store **store);
/*
 * Effect: opens a SQLite file, making it where there is none (readable by its owner alone); a file of no bytes becomes one. The path is a name of a file and nothing
 * else: `:memory:` and what begins with `file:` are names like others. Beside it stand FILE-wal or FILE-journal, and
 * FILE-lock: an empty file whose lock says who has it, owner or shared. It stays, also beside a file that proves to be no store; a child of fork() has
 * the lock of a parent that died until it ends. As owner: write-ahead log under an exclusive lock,
 * so that no second connection exists. Shared: rollback journal, as SQLite before 3.51.3 can damage a write-ahead log that several
 * connections use; where a stranger brings the open FILE into that mode, commits say TAPPA_ESTORE and nothing is written until it is put back,
 * which the store does itself once each that has read FILE meanwhile has tried to commit or given up hold().
 * Shared: a process may open FILE more than once by this call, as one with a store for each thread does. Nothing else in it may open FILE, be it only to
 * read or to copy it, as the system drops a process's locks on a file with the first descriptor of it that is closed; nor may what has a SQLite of its
 * own in it. A copy is made by another process, with SQLite.
 * FILE must not be moved, deleted or replaced while it is open, nor written over. What was moved, deleted or replaced is noticed. Shared: by
 * the next commit, which says TAPPA_ESTORE and is not done; what stands at the path is used from then on. As owner: at closing, at each commit without
 * entries, such as an engine's checkpoint, and at one in sixteen of the others, as to look costs what some rows cost. All that was
 * acknowledged is then in FILE, wherever that is, nothing in what stands at its path, and TAPPA_ESTORE is the answer to the end. An owner that is
 * killed before leaves its write-ahead log at the path, and what stands there is damaged by it when it is next opened.
 * A journal or a write-ahead log belongs to its file, and goes where that goes. A write-ahead log that something else cuts while it is open does not go
 * into FILE, which is usable as it was before that log: TAPPA_ESTORE is the answer to the next commit, as the log is shorter than it was, and from then
 * on. Where it was changed and not made shorter, that is found at closing and by each commit without entries.
 * One that has been cut or changed by the time that it is opened is taken as far as it is whole, as SQLite takes it, and nobody is told: what was
 * committed behind that is no more. Its events are taken up when their
 * source sends them again, and a contact that was claimed then is handed out again with the key that it had.
 * One that is found at opening is written once more and synced, as a system whose sync failed may show what it has dropped.
 * Memory: an owner's store keeps up to 32 MiB of pages, and three to seven bytes for each event id and each identity, at most 16 MiB for either, by which it
 * knows of most new ones that they are new; a shared one up to 4 MiB of pages.
 * Parameters: context, path: not NULL. flags: 0 or TAPPA_STORE_SHARED. store: set to NULL first; not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_EIO (it cannot be opened or made); TAPPA_EBUSY (it is owned, or to be
 * owned and in use); TAPPA_EFORMAT (no store of ours);
 * TAPPA_EVERSION (of a newer version); TAPPA_ESTORE (damaged); TAPPA_ENOMEM.
 * Ownership: as tappa_store_memory(). Threads: one at a time. A child of fork() gets TAPPA_EFORKED from every call, and may open a store of its own,
 * unless another thread was in a call of any store when it was forked: SQLite, as malloc() in many systems, has locks of its own for a whole process, and
 * the child has them as they were. It is exec() that such a child may do. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_store_sqlite(tappa_context *context, const char *path, uint32_t flags,
                                                           tappa_store **store);
/* Effect: closes a store that no engine took over; NULL does nothing. Threads: one at a time. Since: 0.1. */
TAPPA_API void tappa_store_close(tappa_store *store);

#ifdef __cplusplus
}
#endif

#endif
