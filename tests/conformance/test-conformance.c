/* The suite on the stores that come with the library, each in both ways of use. */
#define _DEFAULT_SOURCE /* mkdtemp */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conformance.h"

struct place {
    tappa_context *context;
    uint32_t flags;
    int sqlite;
    char folder[64], path[80];
};

static void
remove_files(const struct place *p)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal", "-lock"};
    char name[100];

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(name, sizeof name, "%s%s", p->path, ends[i]);
        (void)unlink(name);
    }
}

static tappa_status
open_store(void *user, int fresh, tappa_store **store)
{
    struct place *p = user;

    if (!p->sqlite)
        return tappa_store_memory(p->context, p->flags, store);
    if (fresh)
        remove_files(p);
    return tappa_store_sqlite(p->context, p->path, p->flags, store);
}

static int
run(tappa_context *context, const char *name, uint32_t flags, int sqlite)
{
    struct place p = {context, flags, sqlite, "", ""};
    struct conformance of = {name, open_store, &p, sqlite};
    int failed;

    /* Memory that looks like a disk, where there is some: a sync costs nothing there. */
    snprintf(p.folder, sizeof p.folder, "%s/tappa-conformance-XXXXXX", access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
    if (sqlite && !mkdtemp(p.folder))
        return 1;
    snprintf(p.path, sizeof p.path, "%s/store", p.folder);
    failed = conformance_run(&of);
    remove_files(&p);
    (void)rmdir(p.folder);
    return failed;
}

int
main(void)
{
    tappa_context *context;
    int failed = 0;

    if (tappa_context_new(NULL, &context))
        return 1;
    failed += run(context, "memory, owner", 0, 0);
    failed += run(context, "memory, shared", TAPPA_STORE_SHARED, 0);
    failed += run(context, "SQLite, owner", 0, 1);
    failed += run(context, "SQLite, shared", TAPPA_STORE_SHARED, 1);
    tappa_context_unref(context);
    return failed != 0;
}
