/* Owns the questions that need no engine.
 * Called by the crash tests when all is over. Protects one invariant: what cannot be asked ends the test. */
#include "look.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ledger.h"
#include "lib/engine/engine.h"

int64_t
ask(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;
    int64_t answer;

    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK || sqlite3_step(statement) != SQLITE_ROW)
        die(sql, sqlite3_errcode(db));
    answer = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return answer;
}

int64_t
number_of(const char *kind, const char *value)
{
    struct tappa_identity identity = {kind, value, (uint32_t)strlen(kind), (uint32_t)strlen(value)};

    return tappa__identity_number(&identity);
}

void
compare(const tappa_journey *ours, const tappa_journey *theirs, int64_t customer)
{
    static unsigned char a[65536], b[65536];
    size_t n, m;

    if (tappa_snapshot_write(ours, a, sizeof a, &n) || tappa_snapshot_write(theirs, b, sizeof b, &m))
        die("a journey cannot be written", customer);
    if (n != m || memcmp(a, b, n)) {
        fprintf(stderr, "engine: %s at %s; replay: %s at %s\n", tappa_journey_id(ours, NULL),
                tappa_stage_name(tappa_journey_stage_at(ours, 0)), tappa_journey_id(theirs, NULL),
                tappa_stage_name(tappa_journey_stage_at(theirs, 0)));
        die("a journey is not what its events make it", customer);
    }
}

sqlite3 *
copy_journal(sqlite3 *db, const char *path)
{
    char sql[600];

    sqlite3_close(db);
    if (sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK)
        die("no memory for a copy", 0);
    snprintf(sql, sizeof sql, "attach '%s' as file; create table journal as select * from file.journal;"
                              "create table contact as select * from file.contact; create index by_key on contact(key); detach file;"
                              "create index by_identity on journal(identity); create index by_id on journal(id);", path);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        die("the journal cannot be copied", 0);
    return db;
}

void
remove_files(const char *path)
{
    char beside[600];

    for (int i = 0; i < 4; i++) {
        snprintf(beside, sizeof beside, "%s%s", path, (const char *[]){"", "-wal", "-shm", "-journal"}[i]);
        unlink(beside);
    }
}
