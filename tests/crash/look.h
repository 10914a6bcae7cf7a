/* What the crash tests ask of a file when all is over, without the engine: plain SQL, and another library's replay. */
#ifndef LOOK_H
#define LOOK_H

#include <sqlite3.h>

#include "tappa/exchange/replay.h"

/* What answers with one number. */
int64_t ask(sqlite3 *db, const char *sql);
/* An identity as the engine numbers it. */
int64_t number_of(const char *kind, const char *value);
/* Byte for byte, or the test ends. */
void compare(const tappa_journey *ours, const tappa_journey *theirs, int64_t customer);
/* Closes the file's connection, as an owner's file is the owner's alone; journal and contacts stand in memory then. */
sqlite3 *copy_journal(sqlite3 *db, const char *path);
/* The file, and what stands beside it. */
void remove_files(const char *path);

#endif
