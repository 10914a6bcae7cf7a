/* Owns the way to a usable connection: the lock that says who has the store, the file, its form, and how SQLite is to treat it.
 * Called at opening, and when a failed write made the connection worthless.
 * Protects one invariant: no statement of ours runs on a file that is not exactly of our form, or in another journal mode than is safe. */
#define _DEFAULT_SOURCE /* flock, realpath */

#include "lib/engine/store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes of the smallest page that SQLite has. */
#define SMALLEST 512
/* How many bytes of a log are written again in one go. */
#define STRETCH 65536
/* How often a shared store that somebody is just setting up is looked at again, ten milliseconds apart. */
#define LOCK_TRIES 200

/* The file, made where there is none so that only its owner can read it, and its one true path. SQLite gives the files beside it the
 * same permissions. Nothing is read here: to close a file drops the locks that a connection of this process may have on it. */
static tappa_status
file_find(struct sqlite *s, const char *path)
{
    int made = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    struct stat about;

    if (made < 0 && errno != EEXIST)
        return TAPPA_EIO;
    if (made >= 0)
        close(made);
    s->path = tappa__alloc(&s->allocator, PATH_MAX);
    if (!s->path)
        return TAPPA_ENOMEM;
    /* No lock is left beside what cannot be a store. */
    if (!realpath(path, s->path) || stat(s->path, &about) || !S_ISREG(about.st_mode))
        return TAPPA_EIO;
    if (about.st_size > 0 && about.st_size < SMALLEST)
        return TAPPA_EFORMAT; /* SQLite takes a file of one byte for an empty one, and writes over it */
    s->device = about.st_dev;
    s->inode = about.st_ino;
    return TAPPA_OK;
}

/* Where the path cannot be looked at, as a process gave up the right to, it is not known, and taken as it was. */
static int
is_moved(const struct sqlite *s)
{
    struct stat about;

    if (s->store.flags & TAPPA_STORE_SHARED)
        return 0; /* each transaction of SQLite's opens a journal beside it, and looks before */
    if (stat(s->path, &about))
        return errno == ENOENT || errno == ENOTDIR;
    return about.st_dev != s->device || about.st_ino != s->inode;
}

/* The log of a file that is gone stays at the path, where it would be read as the log of whatever stands there. So what is in it goes into the file that it
 * belongs to, wherever that is now, before the connection goes. There is no way back: should it come back, others may have changed it meanwhile. */
tappa_status
tappa__sqlite_stands(struct sqlite *s, int all)
{
    int is_cut = s->db && tappa__sqlite_log_is_cut(s, all);

    if (!is_cut && !is_moved(s))
        return TAPPA_OK;
    if (s->db && !is_cut) {
        (void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
        (void)tappa__sqlite_checkpoint(s);
    }
    s->lost = 1;
    tappa__sqlite_disconnect(s);
    return TAPPA_ESTORE;
}

/* `alone`: nobody else has the store, and nobody can come until tappa__sqlite_lock_keep(); NULL: to be alone is not wanted. */
static tappa_status
lock_take(struct sqlite *s, int *alone)
{
    const int is_shared = (s->store.flags & TAPPA_STORE_SHARED) != 0;

    for (int i = 0; i < LOCK_TRIES; i++) {
        if (alone)
            *alone = flock(s->lock, LOCK_EX | LOCK_NB) == 0;
        if ((alone && *alone) || (is_shared && flock(s->lock, LOCK_SH | LOCK_NB) == 0))
            return TAPPA_OK;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return TAPPA_EIO;
        if (!is_shared)
            break;
        sqlite3_sleep(10);
    }
    return TAPPA_EBUSY;
}

/* Whoever may use the file may use its lock. */
static void
lock_permit(int lock, const char *path)
{
    struct stat about;

    if (stat(path, &about))
        return;
    (void)fchmod(lock, about.st_mode & 0666);
    if (fchown(lock, about.st_uid, about.st_gid)) /* as others than root, at most a group of one's own */
        (void)!fchown(lock, (uid_t)-1, about.st_gid);
}

/* Not in the place of standard input, output or errors: whoever has none of these writes into it, or puts something else there. */
static int
lock_open(const char *name, const char *path)
{
    int lock = open(name, O_RDWR | O_CLOEXEC), higher;

    if (lock < 0 && errno == ENOENT) {
        lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (lock >= 0)
            lock_permit(lock, path);
    }
    if (lock < 0 || lock > STDERR_FILENO)
        return lock;
    higher = fcntl(lock, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    close(lock);
    return higher;
}

tappa_status
tappa__sqlite_lock(struct sqlite *s, const char *path, int *alone)
{
    tappa_status status = file_find(s, path);
    char *name;

    if (status)
        return status;
    name = tappa__alloc(&s->allocator, strlen(s->path) + sizeof "-lock");
    if (!name)
        return TAPPA_ENOMEM;
    strcpy(name, s->path);
    strcat(name, "-lock");
    s->lock = lock_open(name, s->path);
    tappa__free(&s->allocator, name);
    return s->lock < 0 ? TAPPA_EIO : lock_take(s, alone);
}

/* The kernel takes the one lock away before it gives the other: somebody may have come between, who is alone then for a moment, as we were. */
tappa_status
tappa__sqlite_lock_keep(struct sqlite *s)
{
    return s->store.flags & TAPPA_STORE_SHARED ? lock_take(s, NULL) : TAPPA_OK;
}

/* To close our descriptor is not enough, as children of fork() have the same lock by theirs; and in a child it is its parent's. */
void
tappa__sqlite_unlock(struct sqlite *s)
{
    if (s->pid == getpid())
        (void)flock(s->lock, LOCK_UN);
    close(s->lock);
    s->lock = -1;
}

/* What a code means while the file is being opened. */
static tappa_status
open_status(int rc)
{
    switch (rc & 0xFF) {
    case SQLITE_NOTADB:
        return TAPPA_EFORMAT;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return TAPPA_EIO;
    case SQLITE_IOERR:
        return rc == SQLITE_IOERR_NOMEM ? TAPPA_ENOMEM : TAPPA_EIO;
    default:
        return tappa__sqlite_status(rc);
    }
}

/* Runs what answers with one row; `word`, which may be NULL: whether its text is this one. */
static int
ask(struct sqlite *s, const char *sql, int64_t *number, const char *word)
{
    sqlite3_stmt *statement;
    int rc = sqlite3_prepare_v2(s->db, sql, -1, &statement, NULL);

    *number = 0;
    if (rc)
        return rc;
    rc = tappa__sqlite_step(s, statement);
    if (rc == SQLITE_ROW && word) {
        const unsigned char *text = sqlite3_column_text(statement, 0);

        *number = text && !strcmp((const char *)text, word);
    } else if (rc == SQLITE_ROW) {
        *number = sqlite3_column_int64(statement, 0);
    }
    sqlite3_finalize(statement);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int
tappa__sqlite_ask(struct sqlite *s, const char *sql, int64_t *number)
{
    return ask(s, sql, number, NULL);
}

/* Whether every object of our schema is there as we made it, and none of a stranger's touches our tables. `objects`: how many there are
 * in all. SQLite's own (statistics) are passed over. */
static int
schema_check(struct sqlite *s, int *ours, int *objects)
{
    sqlite3_stmt *statement;
    int found = 0, wanted = 0, strange = 0, rc;

    rc = sqlite3_prepare_v2(s->db, "SELECT sql,tbl_name COLLATE NOCASE IN('store','journal','seen','identity','customer','contact','source','note',"
                                   "'tappa_entry','tappa_seen','tappa_identity','tappa_customer') "
                                   "FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'", -1, &statement, NULL);
    if (rc)
        return rc;
    while (tappa__sqlite_schema[wanted])
        wanted++;
    for (*objects = 0; (rc = tappa__sqlite_step(s, statement)) == SQLITE_ROW; ++*objects) {
        const char *sql = (const char *)sqlite3_column_text(statement, 0);
        int known = 0;

        for (int i = 0; i < wanted; i++)
            known |= sql && !strcmp(sql, tappa__sqlite_schema[i]);
        found += known;
        strange |= !known && sqlite3_column_int(statement, 1);
    }
    sqlite3_finalize(statement);
    *ours = found == wanted && !strange;
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* Whose file it is. `empty`: nobody's yet. */
static tappa_status
identify(struct sqlite *s, int *empty)
{
    int64_t application = 0, version = 0, utf8 = 0;
    int ours = 0, objects = 0, rc;

    rc = ask(s, "PRAGMA application_id", &application, NULL);
    if (!rc)
        rc = ask(s, "PRAGMA user_version", &version, NULL);
    if (!rc)
        rc = ask(s, "PRAGMA encoding", &utf8, "UTF-8");
    if (!rc)
        rc = schema_check(s, &ours, &objects);
    if (rc)
        return open_status(rc);
    *empty = !application && !version && !objects;
    if (*empty)
        return TAPPA_OK;
    if (application != TAPPA__SQLITE_APPLICATION)
        return TAPPA_EFORMAT;
    if (version > TAPPA__SQLITE_FORMAT)
        return TAPPA_EVERSION;
    return version == TAPPA__SQLITE_FORMAT && ours && utf8 ? TAPPA_OK : TAPPA_EFORMAT;
}

/* A file of somebody else's is not touched before it is known to be ours; what stands here concerns the connection alone. */
static int
configure(struct sqlite *s)
{
    const int owner = !(s->store.flags & TAPPA_STORE_SHARED);
    int rc;

    sqlite3_extended_result_codes(s->db, 1);
    sqlite3_busy_handler(s->db, tappa__sqlite_turn_wait, s);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL); /* one that has met a failure writes nothing any more as it goes */
    rc = sqlite3_exec(s->db, owner ? "PRAGMA locking_mode=EXCLUSIVE;PRAGMA cache_size=-32768" : "PRAGMA cache_size=-4096", NULL, NULL, NULL);
    if (!rc)
        rc = sqlite3_exec(s->db, "PRAGMA mmap_size=0;PRAGMA cell_size_check=ON;PRAGMA secure_delete=ON;PRAGMA temp_store=MEMORY;"
                                 "PRAGMA synchronous=FULL", NULL, NULL, NULL);
    if (owner)
        tappa__sqlite_log_watch(s);
    return rc;
}

/* Where a sync fails, the system may drop what it had to write and show it all the same: a log that is read may not be on the disk, and no later sync
 * brings it there. Pages that go from it into the file would be half of what nobody has any more when the power goes. So what stands in it is written
 * once more before anything is built upon it. Only where nobody else has the file. */
static int
log_write_again(struct sqlite *s)
{
    unsigned char *bytes;
    sqlite3_file *log = NULL;
    sqlite3_int64 size = 0;
    int rc = sqlite3_file_control(s->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);

    if (!rc && log && log->pMethods)
        rc = log->pMethods->xFileSize(log, &size);
    if (rc || !size)
        return rc;
    bytes = tappa__alloc(&s->allocator, STRETCH);
    rc = bytes ? SQLITE_OK : SQLITE_NOMEM;
    for (sqlite3_int64 at = 0; !rc && at < size; at += STRETCH) {
        int n = size - at < STRETCH ? (int)(size - at) : STRETCH;

        rc = log->pMethods->xRead(log, bytes, n, at);
        if (!rc)
            rc = log->pMethods->xWrite(log, bytes, n, at);
    }
    if (!rc)
        rc = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
    tappa__free(&s->allocator, bytes);
    return rc;
}

/* An owner's write-ahead log needs no memory shared with others, as there are none. A shared file has a rollback journal that is cut off at the
 * end of each transaction and synced, so that what was done stays done. Whoever shares the file finds it in that mode, but for who is alone. */
static tappa_status
journal_choose(struct sqlite *s)
{
    const int owner = !(s->store.flags & TAPPA_STORE_SHARED);
    int64_t is = 0;
    int rc = ask(s, owner ? "PRAGMA journal_mode=WAL" : "PRAGMA journal_mode=TRUNCATE", &is, owner ? "wal" : "truncate");

    if (rc)
        return open_status(rc);
    return is ? TAPPA_OK : TAPPA_EIO;
}

/* All of the form in one transaction: a file that a crash left half-made is an empty one. */
static tappa_status
form_make(struct sqlite *s)
{
    char numbers[100];
    int rc = sqlite3_exec(s->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);

    for (int i = 0; !rc && tappa__sqlite_schema[i]; i++)
        rc = sqlite3_exec(s->db, tappa__sqlite_schema[i], NULL, NULL, NULL);
    if (!rc)
        rc = sqlite3_exec(s->db, "INSERT INTO store(one,commits,last,recent)VALUES(1,0,0,zeroblob(256))", NULL, NULL, NULL);
    sqlite3_snprintf(sizeof numbers, numbers, "PRAGMA application_id=%d;PRAGMA user_version=%d", TAPPA__SQLITE_APPLICATION, TAPPA__SQLITE_FORMAT);
    if (!rc)
        rc = sqlite3_exec(s->db, numbers, NULL, NULL, NULL);
    if (!rc)
        rc = sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL);
    return open_status(rc);
}

void
tappa__sqlite_disconnect(struct sqlite *s)
{
    for (int i = 0; i < STATEMENTS; i++) {
        sqlite3_finalize(s->statements[i]);
        s->statements[i] = NULL;
    }
    sqlite3_close(s->db);
    s->db = NULL;
}

tappa_status
tappa__sqlite_connect(struct sqlite *s, int alone)
{
    int empty = 0, rc = sqlite3_open_v2(s->path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    tappa_status status;

    if (!rc)
        rc = configure(s);
    if (!rc)
        rc = tappa__sqlite_rows_make(s);
    status = rc ? open_status(rc) : identify(s, &empty);
    if (!status && empty && !alone)
        status = TAPPA_EFORMAT;
    if (!status && (alone || !(s->store.flags & TAPPA_STORE_SHARED)))
        status = open_status(log_write_again(s));
    if (!status)
        status = journal_choose(s);
    if (!status && empty)
        status = form_make(s);
    tappa__sqlite_turn_end(s);
    if (status)
        tappa__sqlite_disconnect(s);
    return status;
}

/* What fails once is tried once more: the call that is under way would not learn what became of its transaction. */
tappa_status
tappa__sqlite_reconnect(struct sqlite *s)
{
    if (tappa__sqlite_stands(s, 1))
        return TAPPA_ESTORE;
    tappa__sqlite_disconnect(s);
    tappa__sqlite_filter_forget(s, &s->seen); /* which rows there are is asked anew */
    tappa__sqlite_filter_forget(s, &s->identities);
    return tappa__sqlite_connect(s, 0) && tappa__sqlite_connect(s, 0) ? TAPPA_ESTORE : TAPPA_OK;
}
