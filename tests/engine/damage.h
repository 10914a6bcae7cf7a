/* A row damaged behind the engine's back. */
#ifndef TAPPA_TESTS_DAMAGE_H
#define TAPPA_TESTS_DAMAGE_H

#include "tests/support/world.h"

#include <sqlite3.h>

/* A statement that ends with a customer's number; it must change something. */
static inline void
damage_row(const char *file, const char *statement, int64_t customer)
{
    char sql[600], *why = NULL;
    sqlite3 *db;

    snprintf(sql, sizeof sql, "%s%lld", statement, (long long)customer);
    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &why))
        fail_msg("%s: %s", sql, why);
    assert_true(sqlite3_total_changes(db) > 0);
    sqlite3_close(db);
}

#endif
