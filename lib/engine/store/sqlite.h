/* The inside of the SQLite store: sqlite.c is its table, sqlite-open.c the file and the connection, sqlite-sql.c the schema and the
 * statements, sqlite-transact.c the transaction, sqlite-log.c an owner's log, sqlite-turn.c who waits for whom, sqlite-write.c what is written in a
 * transaction, sqlite-rows.c many rows at once, sqlite-erase.c and sqlite-blur.c what makes removing true, sqlite-read.c what is asked,
 * sqlite-filter.c what need not be. */
#ifndef TAPPA__STORE_SQLITE_H
#define TAPPA__STORE_SQLITE_H

#include "lib/base/memory.h"
#include "tappa/engine/store.h"

#include <sqlite3.h>
#include <sys/types.h>

/* The statements, prepared when they are first needed; their texts are in sqlite-sql.c in the same order. */
enum statement {
    BEGIN,
    BEGIN_READING,
    COMMIT,
    ROLLBACK,
    CHECKPOINT,
    JOURNAL_MODE,
    STORE_GET,
    STORE_SET,
    ENTRY_ERASE,
    ENTRY_ADD,
    ENTRY_GET,
    JOURNAL_GET,
    SEEN_ADD,
    SEEN_SET,
    SEEN_REMOVE,
    SEEN_GET,
    SEEN_FROM,
    IDENTITY_ADD,
    IDENTITY_SET,
    IDENTITY_REMOVE,
    IDENTITY_REMOVE_OF,
    IDENTITY_GET,
    IDENTITY_FROM,
    CUSTOMER_ADD,
    CUSTOMER_SET,
    CUSTOMER_SET_DUE,
    CUSTOMER_REMOVE,
    CUSTOMER_REMOVE_OF,
    CUSTOMER_GET,
    CUSTOMER_DUE,
    CUSTOMER_ALL,
    CONTACT_ADD,
    CONTACT_SET,
    CONTACT_REMOVE,
    CONTACT_REMOVE_OF,
    CONTACT_GET,
    CONTACT_DUE,
    CONTACT_OF,
    OFFSET_SET,
    OFFSET_REMOVE,
    OFFSET_GET,
    NOTE_SET,
    NOTE_REMOVE,
    NOTE_GET,
    NOTE_FROM,
    STATEMENTS
};

/* Who made the newest commits: eight bytes for each, the newest first. */
#define RECENT 32

/* The one row of the table `store`, as the last transaction found or left it; with the newest entry of the journal, where that is newer. */
struct sqlite_head {
    int64_t commits; /* how many were signed */
    int64_t last;    /* the newest sequence given */
    unsigned char recent[RECENT * 8];
};

/* By what a transaction is known again: its sign, or where nobody else writes, the newest entry it adds. */
struct sqlite_token {
    unsigned char sign[8];
    int64_t commits_before; /* INT64_MAX: it failed before it was known */
    int64_t entry;          /* 0: it is signed */
};

/* sqlite-filter.c */
struct sqlite_filter {
    uint64_t *words;
    size_t blocks, numbers, removed; /* 0 blocks: there is none */
    size_t questions; /* while it was not whole */
    unsigned shift, splits;
    int whole;
    int64_t read_to;  /* the last row read */
};

/* sqlite-rows.c: rows of a commit, from the one at `from` to the one before `end`. */
struct sqlite_given {
    const void *rows;
    size_t from, end;
    int64_t first; /* sequence of the commit's first entry */
    /* the one that is shown */
    size_t at;
    const void *row;
    union {
        struct tappa_entry entry;
        struct tappa_store_seen seen;
        struct tappa_store_identity identity;
        struct tappa_store_customer customer;
    } spare;
};

struct sqlite {
    tappa_store store; /* first: a store is its table */
    struct tappa_allocator allocator;
    char *path;
    dev_t device; /* which file stood there at the opening */
    ino_t inode;
    int log_frames;   /* owner: of the write-ahead log, as of the newest commit; 0: it is empty, or not known, as a later one has failed */
    int log_most;     /* so many, and they go into the file */
    int64_t log_step; /* bytes of each */
    unsigned unlooked; /* commits of entries, each so many of which it is looked whether it still does */
    sqlite3 *db; /* NULL: it could not be opened again so far */
    struct sqlite_token token; /* the newest transaction; without a connection it is not known what became of it */
    int lost; /* it was reported as failed, and is in the file or may be: there is no way back */
    sqlite3_stmt *statements[STATEMENTS];
    pid_t pid;      /* whose it is: a child must not touch it */
    volatile unsigned char *seal; /* 1, but in a child 0; NULL: `pid` says it */
    int lock;       /* the open FILE-lock */
    uint32_t waited; /* microseconds, for others to give a shared file back */
    int place;       /* in the line of those that wait, 0: it is our turn; -1: none */
    int keeps;       /* the turn, until it is given up */
    int writes;      /* it is held to write, until the next transaction ends */
    int is_busy;     /* it was to be held so, and others had it for too long */
    struct sqlite_head head;
    int head_known; /* it is what the file has, as long as nobody else writes */
    struct tappa__arena arena; /* what was handed out last */
    struct tappa__buffer text; /* heads on their way into a row */
    struct tappa_entry *entries;
    struct tappa_store_contact *contacts;
    struct tappa_store_note *notes;
    size_t entries_room, contacts_room, notes_room;
    struct sqlite_filter seen, identities;
    struct sqlite_given given;
};

/* How long others may hold a shared store before a call gives up, in milliseconds. */
#define BUSY_TIMEOUT 5000

/* sqlite-turn.c, for a shared store. A turn begins where somebody has to wait or begins a transaction, and ends with the next step, or where it is kept
 * with the transaction: so nobody has the turn while another writes. */
void tappa__sqlite_turn_take(struct sqlite *s);
void tappa__sqlite_turn_end(struct sqlite *s);
int tappa__sqlite_turn_wait(void *store, int times); /* SQLite's busy handler */

/* sqlite-sql.c */
#define TAPPA__SQLITE_APPLICATION 0x54617070 /* "Tapp" */
#define TAPPA__SQLITE_FORMAT 1
extern const char *const tappa__sqlite_schema[];
/* The statement, without bindings and ready; NULL where it could not be prepared, which *rc says. */
sqlite3_stmt *tappa__sqlite_statement(struct sqlite *s, enum statement which, int *rc);
/* One step of a statement: from here on nobody is waited for, and the turn goes to the next. */
int tappa__sqlite_step(struct sqlite *s, sqlite3_stmt *statement);
/* Runs a statement that gives no row; resets it. Returns SQLite's code, SQLITE_OK where it ended well. */
int tappa__sqlite_run(struct sqlite *s, sqlite3_stmt *statement);
void tappa__sqlite_bind(sqlite3_stmt *statement, int at, struct tappa_span span, int text);
/* Whether the row has the kinds of column that the schema says, `i` a whole number, `t` a text, `b` bytes: a damaged file may have others. */
int tappa__sqlite_is_row(sqlite3_stmt *statement, const char *kinds);
/* What a code of SQLite's means to a caller. */
tappa_status tappa__sqlite_status(int rc);

/* sqlite-open.c. `alone`: nobody else has the file, so that it may be brought into form. */
tappa_status tappa__sqlite_connect(struct sqlite *s, int alone);
void tappa__sqlite_disconnect(struct sqlite *s);
tappa_status tappa__sqlite_reconnect(struct sqlite *s); /* TAPPA_ESTORE: there is no connection any more */
tappa_status tappa__sqlite_lock(struct sqlite *s, const char *path, int *alone);
tappa_status tappa__sqlite_lock_keep(struct sqlite *s);
void tappa__sqlite_unlock(struct sqlite *s);
/* Whether an owner's file is still at its path, and its write-ahead log what it was; `all` of that, or what is soon seen. TAPPA_ESTORE: it is not, and
 * from here on the store is lost. */
tappa_status tappa__sqlite_stands(struct sqlite *s, int all);
/* Runs what answers with one number. */
int tappa__sqlite_ask(struct sqlite *s, const char *sql, int64_t *number);

/* sqlite-log.c, for an owner. */
void tappa__sqlite_log_watch(struct sqlite *s); /* of a new connection */
/* Whether something else has cut it, so that what is missing must not go into the file: as far as its size says, before it is written on; and as far as
 * its frames say. */
int tappa__sqlite_log_is_short(struct sqlite *s);
int tappa__sqlite_log_is_cut(struct sqlite *s, int all);

/* sqlite-transact.c. Runs `work` in one transaction that is written whole or not at all; it returns a status and a code of SQLite's where that
 * was the reason. */
struct sqlite_work {
    tappa_status (*write)(struct sqlite *s, struct sqlite_work *work);
    int rc;
    int added, erased; /* it added entries to the journal, it took some out */
};
tappa_status tappa__sqlite_transact(struct sqlite *s, struct sqlite_work *work);
/* What was held to write is so no more; nothing of it was written. */
void tappa__sqlite_let_go(struct sqlite *s);
/* Writes all of a write-ahead log into the file and empties it; SQLITE_BUSY where somebody still reads it. */
int tappa__sqlite_checkpoint(struct sqlite *s);
/* A token that no transaction has. */
void tappa__sqlite_token_new(struct sqlite *s);
/* Opens the file again where a failure left no connection, once the newest transaction is known not to be in it; TAPPA_ESTORE. */
tappa_status tappa__sqlite_resume(struct sqlite *s);
/* Before any call: TAPPA_EFORKED in a child, TAPPA_ESTORE where there is no connection and none can be had. */
tappa_status tappa__sqlite_enter(struct sqlite *s);

/* sqlite-blur.c. Numbers of rows that are gone, above the rows of a table; `bytes` has room for a page, and so much more. */
#define TAPPA__SQLITE_BLUR_MORE 32
int tappa__sqlite_blur(struct sqlite *s, sqlite3_file *file, unsigned char *bytes, size_t page_size, int64_t pages);

/* sqlite-filter.c. Whether an owner's rows have not got the number, without asking them; `from` is the statement that reads them on. Every number
 * that is written is added first. */
int tappa__sqlite_filter_excludes(struct sqlite *s, struct sqlite_filter *f, enum statement from, int64_t number);
void tappa__sqlite_filter_add(struct sqlite *s, struct sqlite_filter *f, int64_t number);
void tappa__sqlite_filter_remove(struct sqlite_filter *f); /* some number's row is taken away */
void tappa__sqlite_filter_forget(struct sqlite *s, struct sqlite_filter *f);

/* sqlite-rows.c. For a new connection: what is given to a statement stands there as a table. */
int tappa__sqlite_rows_make(struct sqlite *s);
/* Runs the statement on what is given. Returns SQLite's code. */
int tappa__sqlite_rows_run(struct sqlite *s, enum statement which, struct sqlite_given given);
/* A customer's heads as JSON, in `s->text`. */
tappa_status tappa__sqlite_heads(struct sqlite *s, const struct tappa_store_customer *row, int64_t first);

/* The functions of the table: sqlite-write.c, */
tappa_status tappa__sqlite_commit(struct tappa_store *store, struct tappa_commit *commit);
/* sqlite-turn.c: what is read and then written with nobody in between, */
void tappa__sqlite_turn(struct tappa_store *store, int32_t on);
/* sqlite-transact.c: reads of a shared store in one transaction, */
void tappa__sqlite_hold(struct tappa_store *store, int32_t on);
/* sqlite-erase.c, */
tappa_status tappa__sqlite_erased(struct tappa_store *store);
/* and sqlite-read.c. */
tappa_status tappa__sqlite_last(struct tappa_store *store, int64_t *sequence);
tappa_status tappa__sqlite_identity(struct tappa_store *store, int64_t identity, struct tappa_store_identity *out);
tappa_status tappa__sqlite_customer(struct tappa_store *store, int64_t customer, struct tappa_store_customer *out);
tappa_status tappa__sqlite_entry(struct tappa_store *store, int64_t sequence, struct tappa_entry *out);
tappa_status tappa__sqlite_journal(struct tappa_store *store, int64_t after, const struct tappa_entry **out, size_t limit,
                                   size_t *count);
tappa_status tappa__sqlite_seen(struct tappa_store *store, int64_t number, struct tappa_store_seen *out);
tappa_status tappa__sqlite_due(struct tappa_store *store, int64_t now, int64_t *customers, size_t limit, size_t *count);
tappa_status tappa__sqlite_customers(struct tappa_store *store, int64_t after, int64_t *customers, size_t limit, size_t *count);
tappa_status tappa__sqlite_contact(struct tappa_store *store, const uint8_t key[16], struct tappa_store_contact *out);
tappa_status tappa__sqlite_contacts(struct tappa_store *store, int64_t now, const struct tappa_store_contact **out, size_t limit,
                                    size_t *count);
tappa_status tappa__sqlite_contacts_of(struct tappa_store *store, int64_t customer, const struct tappa_store_contact **out,
                                       size_t *count);
tappa_status tappa__sqlite_offset(struct tappa_store *store, const char *source, size_t size, struct tappa_span *out);
tappa_status tappa__sqlite_note(struct tappa_store *store, const char *name, size_t size, struct tappa_span *out);
tappa_status tappa__sqlite_notes(struct tappa_store *store, const char *prefix, size_t size, const struct tappa_store_note **out,
                                 size_t *count);

#endif
