/* Owns the transaction, and the question whether one that failed was written all the same.
 * Called by whatever writes. Protects one invariant: a transaction reported as failed is not in the file and one reported as done is on the
 * disk; while that cannot be known nothing is answered. */
#include "lib/engine/store/sqlite.h"

#include <string.h>

static int
head_get(struct sqlite *s)
{
    int rc;
    sqlite3_stmt *statement = tappa__sqlite_statement(s, STORE_GET, &rc);

    if (!statement)
        return rc;
    rc = tappa__sqlite_step(s, statement);
    if (rc == SQLITE_ROW && tappa__sqlite_is_row(statement, "iib") && sqlite3_column_bytes(statement, 2) == (int)sizeof s->head.recent) {
        const void *recent = sqlite3_column_blob(statement, 2);

        s->head.commits = sqlite3_column_int64(statement, 0);
        s->head.last = sqlite3_column_int64(statement, 1);
        rc = recent ? SQLITE_OK : SQLITE_NOMEM;
        if (recent)
            memcpy(s->head.recent, recent, sizeof s->head.recent);
        if (s->head.commits < 0 || s->head.commits == INT64_MAX || s->head.last < 0 || s->head.last == INT64_MAX)
            rc = SQLITE_CORRUPT; /* nobody has counted so far */
    } else if (rc == SQLITE_ROW || rc == SQLITE_DONE) {
        rc = SQLITE_CORRUPT;
    }
    (void)sqlite3_reset(statement);
    return rc;
}

/* One more transaction, signed by whoever makes it: eight bytes of chance that nobody else has. */
static int
head_set(struct sqlite *s, const unsigned char sign[8])
{
    const struct tappa_span recent = {s->head.recent, sizeof s->head.recent};
    int rc;
    sqlite3_stmt *statement = tappa__sqlite_statement(s, STORE_SET, &rc);

    if (!statement)
        return rc;
    memmove(s->head.recent + 8, s->head.recent, sizeof s->head.recent - 8);
    memcpy(s->head.recent, sign, 8);
    s->head.commits++;
    sqlite3_bind_int64(statement, 1, s->head.commits);
    sqlite3_bind_int64(statement, 2, s->head.last);
    tappa__sqlite_bind(statement, 3, recent, 0);
    return tappa__sqlite_run(s, statement);
}

static int
run(struct sqlite *s, enum statement which)
{
    int rc;
    sqlite3_stmt *statement = tappa__sqlite_statement(s, which, &rc);

    if (which == BEGIN)
        tappa__sqlite_turn_take(s);
    return statement ? tappa__sqlite_run(s, statement) : rc;
}

/* A stranger can bring a file that is shared into another journal mode while it is open, which each connection learns as it next reads it.
 * SQLITE_PROTOCOL: it has. */
static int
mode_check(struct sqlite *s)
{
    const unsigned char *mode;
    int rc;
    sqlite3_stmt *statement = tappa__sqlite_statement(s, JOURNAL_MODE, &rc);

    if (!statement)
        return rc;
    rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW) {
        mode = sqlite3_column_text(statement, 0);
        rc = !mode ? SQLITE_NOMEM : strcmp((const char *)mode, "truncate") ? SQLITE_PROTOCOL : SQLITE_OK;
    }
    (void)sqlite3_reset(statement);
    return rc;
}

/* The mode stays what it is from here to the end of the transaction: to change it takes a lock that nobody gets meanwhile. */
static int
begin(struct sqlite *s)
{
    int rc = run(s, BEGIN);

    return rc || !(s->store.flags & TAPPA_STORE_SHARED) ? rc : mode_check(s);
}

/* Whether the transaction is in the file: 1, 0, or -1 where so many came behind it that it cannot be told. */
static int
is_written(const struct sqlite_head *head, const struct sqlite_token *token)
{
    if (token->entry)
        return head->last >= token->entry;
    for (size_t i = 0; i < RECENT; i++) {
        if (memcmp(head->recent + i * 8, token->sign, 8) == 0)
            return 1;
    }
    return head->commits - token->commits_before < RECENT ? 0 : -1;
}

/* On the new connection. An owner's log was written again before: all of it is on the disk. Where the file is shared a transaction of nothing is made:
 * when it is done, all before it is on the disk too, also where a sync of the old connection failed, as a rollback journal is written anew. */
static int
confirm(struct sqlite *s, int *written)
{
    unsigned char sign[8];
    int rc = begin(s);

    if (!rc)
        rc = head_get(s);
    if (rc)
        return rc;
    *written = is_written(&s->head, &s->token);
    if (*written < 0)
        return SQLITE_PROTOCOL;
    if (!(s->store.flags & TAPPA_STORE_SHARED))
        return run(s, ROLLBACK);
    sqlite3_randomness(sizeof sign, sign);
    rc = head_set(s, sign);
    return rc ? rc : run(s, COMMIT);
}

/* A connection that met a failed write or sync is not to be trusted: the pages it holds may not be those on the disk. So the newest transaction is
 * looked for on a new one; where that fails there is none. */
static tappa_status
look(struct sqlite *s, int *written)
{
    *written = 0;
    if (!tappa__sqlite_reconnect(s) && !confirm(s, written))
        return TAPPA_OK;
    tappa__sqlite_disconnect(s);
    return TAPPA_ESTORE;
}

static tappa_status
settle(struct sqlite *s, tappa_status status)
{
    int written;

    if (look(s, &written))
        return TAPPA_ESTORE;
    return written ? TAPPA_OK : status;
}

/* The transaction was reported as failed by now. */
tappa_status
tappa__sqlite_resume(struct sqlite *s)
{
    int written;

    if (s->lost || look(s, &written))
        return TAPPA_ESTORE;
    if (!written)
        return TAPPA_OK;
    s->lost = 1;
    tappa__sqlite_disconnect(s);
    return TAPPA_ESTORE;
}

void
tappa__sqlite_token_new(struct sqlite *s)
{
    sqlite3_randomness(sizeof s->token.sign, s->token.sign);
    s->token.commits_before = INT64_MAX;
    s->token.entry = 0;
}

/* Whether SQLite's own rollback is enough: nothing failed but the work itself. */
static int
is_clean(tappa_status status, int rc)
{
    return status != TAPPA_ESTORE && rc != SQLITE_IOERR_NOMEM;
}

int
tappa__sqlite_checkpoint(struct sqlite *s)
{
    int rc, busy = 0, frames;
    sqlite3_stmt *statement = tappa__sqlite_statement(s, CHECKPOINT, &rc);

    if (!statement)
        return rc;
    if (tappa__sqlite_log_is_cut(s, 1))
        return SQLITE_CORRUPT;
    frames = s->log_frames;
    s->log_frames = 0; /* where it fails it may have been emptied all the same */
    rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW) {
        busy = sqlite3_column_int(statement, 0);
        rc = sqlite3_reset(statement);
        s->log_frames = busy && !rc ? frames : 0;
        return rc || !busy ? rc : SQLITE_BUSY;
    }
    (void)sqlite3_reset(statement);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* An owner's transaction that adds entries is known again by them: no row but its own is written. Signed are all others, and those that erase,
 * since the newest sequence could no longer be told from the journal. */
static int
finish(struct sqlite *s, struct sqlite_work *work)
{
    if (s->store.flags & TAPPA_STORE_SHARED || !work->added || work->erased)
        return head_set(s, s->token.sign);
    s->token.entry = s->head.last;
    return SQLITE_OK;
}

static tappa_status
transact(struct sqlite *s, struct sqlite_work *work)
{
    tappa_status status;

    if (sqlite3_db_readonly(s->db, "main")) /* it would begin all the same, and not be able to find out what became of it */
        return TAPPA_EIO;
    tappa__sqlite_token_new(s); /* also for what fails before it is signed: that must not be found */
    s->log_frames = 0;          /* what is taken back may have begun the log anew */
    work->rc = s->writes && !sqlite3_get_autocommit(s->db) ? SQLITE_OK : begin(s);
    if (work->rc && sqlite3_get_autocommit(s->db))
        return tappa__sqlite_status(work->rc);
    if (!work->rc && (!s->head_known || s->store.flags & TAPPA_STORE_SHARED))
        work->rc = head_get(s);
    s->head_known = 0;
    if (!work->rc)
        s->token.commits_before = s->head.commits;
    status = work->rc ? tappa__sqlite_status(work->rc) : work->write(s, work);
    if (!status) {
        work->rc = finish(s, work);
        status = tappa__sqlite_status(work->rc);
    }
    if (!status) {
        work->rc = run(s, COMMIT);
        s->head_known = !work->rc;
        if (!work->rc)
            return TAPPA_OK;
        status = tappa__sqlite_status(work->rc);
        if (status != TAPPA_EBUSY)
            return settle(s, status);
    }
    if (is_clean(status, work->rc) && (sqlite3_get_autocommit(s->db) || !run(s, ROLLBACK)))
        return status;
    return settle(s, status);
}

tappa_status
tappa__sqlite_transact(struct sqlite *s, struct sqlite_work *work)
{
    tappa_status status;

    s->keeps = 1;
    status = transact(s, work);
    s->keeps = s->writes = 0;
    tappa__sqlite_turn_end(s);
    return status;
}

/* ---- holding ---- */

void
tappa__sqlite_let_go(struct sqlite *s)
{
    if (s->writes && s->db && !sqlite3_get_autocommit(s->db))
        (void)run(s, ROLLBACK);
    if (s->writes)
        s->keeps = s->writes = 0;
    s->is_busy = 0;
    tappa__sqlite_turn_end(s);
}

/* Nobody else commits from here on. Who has waited in vain does not wait again for the questions and the commit: they are refused. */
static void
hold_to_write(struct sqlite *s)
{
    int rc;

    s->keeps = s->writes = 1;
    rc = begin(s);
    if (rc)
        tappa__sqlite_let_go(s);
    s->is_busy = tappa__sqlite_status(rc) == TAPPA_EBUSY;
}

/* A connection that has found another journal mode goes: as long as it stays, nobody can put the mode back. */
static void
hold_to_read(struct sqlite *s, int on)
{
    if (run(s, on ? BEGIN_READING : COMMIT) || on || mode_check(s) != SQLITE_PROTOCOL)
        return;
    tappa__sqlite_token_new(s); /* nothing is in doubt */
    tappa__sqlite_disconnect(s);
}

/* Each question by itself would lock the file and look whether others have changed it, which costs more than the question. An owner's file is
 * locked for good. Where this fails the questions are asked by themselves, and fail where they must. */
void
tappa__sqlite_hold(struct tappa_store *store, int32_t on)
{
    struct sqlite *s = (struct sqlite *)store;

    s->is_busy = 0;
    if (!(store->flags & TAPPA_STORE_SHARED) || tappa__sqlite_enter(s))
        return;
    if (s->writes)
        tappa__sqlite_let_go(s);
    if (!on != !sqlite3_get_autocommit(s->db))
        return;
    if (on == 2)
        hold_to_write(s);
    else
        hold_to_read(s, on);
}
