/* Owns every word of SQL that the store speaks, but for the pragmas of its opening.
 * Called by the other files of the SQLite store. Protects one invariant: statements are prepared once, kept, and never left open: a
 * statement between two rows would hold a lock against other processes. */
#include "lib/engine/store/sqlite.h"

/* Whoever reads a store without Tappa reads these. `heads` is JSON, [[identity,sequence],...]; 9223372036854775807 is never. The newest
 * sequence is the greater of store.last and that of the journal. */
const char *const tappa__sqlite_schema[] = {
    "CREATE TABLE store(one INTEGER PRIMARY KEY CHECK(one=1),commits INTEGER NOT NULL CHECK(commits>=0),"
    "last INTEGER NOT NULL CHECK(last>=0),recent BLOB NOT NULL CHECK(length(recent)=256)) STRICT",
    "CREATE TABLE journal(sequence INTEGER PRIMARY KEY CHECK(sequence>0),previous INTEGER NOT NULL CHECK(previous>=0 AND previous<sequence),"
    "identity INTEGER NOT NULL,time INTEGER NOT NULL,received INTEGER NOT NULL,kind INTEGER NOT NULL,status INTEGER NOT NULL,"
    "source TEXT NOT NULL,id TEXT NOT NULL,name TEXT NOT NULL,body BLOB NOT NULL) STRICT",
    "CREATE TABLE seen(number INTEGER PRIMARY KEY CHECK(number<>0)) STRICT",
    "CREATE TABLE identity(identity INTEGER PRIMARY KEY CHECK(identity<>0),customer INTEGER NOT NULL CHECK(customer<>0),"
    "kind TEXT NOT NULL,value TEXT NOT NULL) STRICT",
    "CREATE TABLE customer(customer INTEGER PRIMARY KEY CHECK(customer<>0),revision INTEGER NOT NULL CHECK(revision>0),"
    "due INTEGER NOT NULL,heads TEXT NOT NULL,state BLOB NOT NULL) STRICT",
    "CREATE INDEX customer_due ON customer(due) WHERE due<9223372036854775807",
    "CREATE TABLE contact(key BLOB PRIMARY KEY CHECK(length(key)=16),customer INTEGER NOT NULL CHECK(customer<>0),"
    "due INTEGER NOT NULL,state INTEGER NOT NULL,body BLOB NOT NULL) STRICT,WITHOUT ROWID",
    "CREATE INDEX contact_due ON contact(due) WHERE due<9223372036854775807",
    "CREATE INDEX contact_customer ON contact(customer)",
    "CREATE TABLE source(source TEXT PRIMARY KEY,offset BLOB NOT NULL) STRICT,WITHOUT ROWID",
    "CREATE TABLE note(name TEXT PRIMARY KEY,value BLOB NOT NULL) STRICT,WITHOUT ROWID",
    NULL,
};

/* OR FAIL: whatever fails ends the transaction, so no statement need be able to be taken back by itself. */
static const char *const texts[STATEMENTS] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [BEGIN_READING] = "BEGIN",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    [CHECKPOINT] = "PRAGMA wal_checkpoint(TRUNCATE)",
    [JOURNAL_MODE] = "PRAGMA journal_mode",
    [STORE_GET] = "SELECT commits,max(last,ifnull((SELECT max(sequence)FROM journal),0)),recent FROM store WHERE one=1",
    [STORE_SET] = "UPDATE store SET commits=?1,last=?2,recent=?3 WHERE one=1",
    [ENTRY_ERASE] = "DELETE FROM journal WHERE sequence=?1",
    [ENTRY_ADD] = "INSERT OR FAIL INTO journal(sequence,previous,identity,time,received,kind,status,source,id,name,body)"
                  "SELECT sequence,previous,identity,time,received,kind,status,source,id,name,body FROM tappa_entry",
    [ENTRY_GET] = "SELECT sequence,previous,identity,time,received,kind,status,source,id,name,body FROM journal WHERE sequence=?1",
    [JOURNAL_GET] = "SELECT sequence,previous,identity,time,received,kind,status,source,id,name,body FROM journal "
                    "WHERE sequence>?1 ORDER BY sequence LIMIT ?2",
    [SEEN_ADD] = "INSERT OR FAIL INTO seen(number)SELECT number FROM tappa_seen",
    [SEEN_SET] = "INSERT OR IGNORE INTO seen(number)SELECT number FROM tappa_seen",
    [SEEN_REMOVE] = "DELETE FROM seen WHERE number=?1",
    [SEEN_GET] = "SELECT number FROM seen WHERE number=?1",
    [SEEN_FROM] = "SELECT number FROM seen WHERE number>?1 ORDER BY number LIMIT ?2",
    [IDENTITY_ADD] = "INSERT OR FAIL INTO identity(identity,customer,kind,value)SELECT identity,customer,kind,value FROM tappa_identity",
    [IDENTITY_SET] = "INSERT INTO identity(identity,customer,kind,value)VALUES(?1,?2,?3,?4)"
                     "ON CONFLICT(identity)DO UPDATE SET customer=?2,kind=?3,value=?4",
    [IDENTITY_REMOVE] = "DELETE FROM identity WHERE identity=?1",
    [IDENTITY_REMOVE_OF] = "DELETE FROM identity WHERE customer=?1", /* seldom enough to do without an index */
    [IDENTITY_GET] = "SELECT identity,customer,kind,value FROM identity WHERE identity=?1",
    [IDENTITY_FROM] = "SELECT identity FROM identity WHERE identity>?1 ORDER BY identity LIMIT ?2",
    [CUSTOMER_ADD] = "INSERT OR FAIL INTO customer(customer,revision,due,heads,state)SELECT customer,revision,due,heads,state FROM tappa_customer",
    [CUSTOMER_SET] = "UPDATE customer SET revision=?3,heads=?5,state=?6 WHERE customer=?1 AND revision=?2 AND due=?4",
    [CUSTOMER_SET_DUE] = "UPDATE customer SET revision=?3,due=?4,heads=?5,state=?6 WHERE customer=?1 AND revision=?2",
    [CUSTOMER_REMOVE] = "DELETE FROM customer WHERE customer=?1 AND revision=?2",
    [CUSTOMER_REMOVE_OF] = "DELETE FROM customer WHERE customer=?1",
    [CUSTOMER_GET] = "SELECT customer,revision,due,heads,state FROM customer WHERE customer=?1",
    [CUSTOMER_DUE] = "SELECT customer FROM customer WHERE due<9223372036854775807 AND due<=?1 ORDER BY due,customer LIMIT ?2",
    [CUSTOMER_ALL] = "SELECT customer FROM customer WHERE customer>?1 ORDER BY customer LIMIT ?2",
    [CONTACT_ADD] = "INSERT INTO contact(key,customer,due,state,body)VALUES(?1,?2,?3,?4,?5)",
    [CONTACT_SET] = "INSERT INTO contact(key,customer,due,state,body)VALUES(?1,?2,?3,?4,?5)"
                    "ON CONFLICT(key)DO UPDATE SET customer=?2,due=?3,state=?4,body=?5",
    [CONTACT_REMOVE] = "DELETE FROM contact WHERE key=?1",
    [CONTACT_REMOVE_OF] = "DELETE FROM contact WHERE customer=?1",
    [CONTACT_GET] = "SELECT key,customer,due,state,body FROM contact WHERE key=?1",
    [CONTACT_DUE] = "SELECT key,customer,due,state,body FROM contact WHERE due<9223372036854775807 AND due<=?1 ORDER BY due,key LIMIT ?2",
    [CONTACT_OF] = "SELECT key,customer,due,state,body FROM contact WHERE customer=?1 ORDER BY key",
    [OFFSET_SET] = "INSERT INTO source(source,offset)VALUES(?1,?2)ON CONFLICT(source)DO UPDATE SET offset=?2",
    [OFFSET_REMOVE] = "DELETE FROM source WHERE source=?1",
    [OFFSET_GET] = "SELECT offset FROM source WHERE source=?1",
    [NOTE_SET] = "INSERT INTO note(name,value)VALUES(?1,?2)ON CONFLICT(name)DO UPDATE SET value=?2",
    [NOTE_REMOVE] = "DELETE FROM note WHERE name=?1",
    [NOTE_GET] = "SELECT value FROM note WHERE name=?1",
    [NOTE_FROM] = "SELECT name,value FROM note WHERE name>=?1 ORDER BY name",
};

sqlite3_stmt *
tappa__sqlite_statement(struct sqlite *s, enum statement which, int *rc)
{
    sqlite3_stmt **statement = &s->statements[which];

    *rc = SQLITE_OK;
    if (!*statement) {
        *rc = sqlite3_prepare_v3(s->db, texts[which], -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
        tappa__sqlite_turn_end(s); /* the schema had to be read */
    }
    return *statement;
}

int
tappa__sqlite_step(struct sqlite *s, sqlite3_stmt *statement)
{
    int rc = sqlite3_step(statement);

    if (s->waited || s->place >= 0)
        tappa__sqlite_turn_end(s);
    return rc;
}

int
tappa__sqlite_run(struct sqlite *s, sqlite3_stmt *statement)
{
    int rc = tappa__sqlite_step(s, statement);

    if (rc == SQLITE_DONE || rc == SQLITE_ROW)
        return sqlite3_reset(statement);
    (void)sqlite3_reset(statement);
    return rc;
}

/* The bytes are borrowed until the statement is bound anew; what is empty is '' and not NULL. */
void
tappa__sqlite_bind(sqlite3_stmt *statement, int at, struct tappa_span span, int text)
{
    const void *data = span.size ? span.data : "";

    if (text)
        sqlite3_bind_text(statement, at, data, (int)span.size, SQLITE_STATIC);
    else
        sqlite3_bind_blob(statement, at, data, (int)span.size, SQLITE_STATIC);
}

int
tappa__sqlite_is_row(sqlite3_stmt *statement, const char *kinds)
{
    for (int i = 0; kinds[i]; i++)
        if (sqlite3_column_type(statement, i) != (kinds[i] == 'i' ? SQLITE_INTEGER : kinds[i] == 't' ? SQLITE_TEXT : SQLITE_BLOB))
            return 0;
    return 1;
}

tappa_status
tappa__sqlite_status(int rc)
{
    if (rc == SQLITE_OK)
        return TAPPA_OK;
    if (rc == SQLITE_IOERR_NOMEM || (rc & 0xFF) == SQLITE_NOMEM)
        return TAPPA_ENOMEM;
    if ((rc & 0xFF) == SQLITE_BUSY || (rc & 0xFF) == SQLITE_LOCKED)
        return TAPPA_EBUSY;
    return (rc & 0xFF) == SQLITE_TOOBIG ? TAPPA_ELIMIT : TAPPA_ESTORE;
}
