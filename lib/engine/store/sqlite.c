/* Owns the SQLite store from its opening to its end.
 * Called by hosts to open it and by engines through its table.
 * Protects one invariant: in a child of fork() nothing of SQLite's is touched: even to close would drop the parent's locks. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, MADV_WIPEONFORK */

#include "lib/engine/store/sqlite.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SEAL_SIZE 4096

/* A page that is blank in a child says whose the store is for a look at memory, where a question to the kernel costs as much as some rows. A kernel
 * that cannot do so is asked. */
static void
seal(struct sqlite *s)
{
    s->pid = getpid();
#ifdef MADV_WIPEONFORK
    void *page = mmap(NULL, SEAL_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        return;
    if (madvise(page, SEAL_SIZE, MADV_WIPEONFORK)) {
        (void)munmap(page, SEAL_SIZE);
        return;
    }
    s->seal = page;
    *s->seal = 1;
#endif
}

static int
is_ours(const struct sqlite *s)
{
    return s->seal ? *s->seal : s->pid == getpid();
}

tappa_status
tappa__sqlite_enter(struct sqlite *s)
{
    if (!is_ours(s))
        return TAPPA_EFORKED;
    tappa__arena_reset(&s->arena);
    if (s->is_busy)
        return TAPPA_EBUSY;
    return s->db ? TAPPA_OK : tappa__sqlite_resume(s);
}

static void
sqlite_close(struct tappa_store *store)
{
    struct sqlite *s = (struct sqlite *)store;
    const struct tappa_allocator a = s->allocator;

    if (is_ours(s)) {
        if (s->db && !tappa__sqlite_stands(s, 1)) /* all is known of it */
            sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
        tappa__sqlite_disconnect(s);
    }
    if (s->seal)
        (void)munmap((void *)(uintptr_t)s->seal, SEAL_SIZE);
    if (s->lock >= 0)
        tappa__sqlite_unlock(s);
    tappa__arena_free(&s->arena);
    tappa__buffer_free(&s->text);
    tappa__free(&a, s->entries);
    tappa__free(&a, s->contacts);
    tappa__free(&a, s->notes);
    tappa__sqlite_filter_forget(s, &s->seen);
    tappa__sqlite_filter_forget(s, &s->identities);
    tappa__free(&a, s->path);
    tappa__free(&a, s);
}

static const struct tappa_store_table sqlite_table = {
    sizeof sqlite_table,      TAPPA_STORE_VERSION,     tappa__sqlite_commit,   tappa__sqlite_last,        tappa__sqlite_identity,
    tappa__sqlite_customer,   tappa__sqlite_entry,     tappa__sqlite_journal,  tappa__sqlite_seen,        tappa__sqlite_due,
    tappa__sqlite_customers,  tappa__sqlite_contact,   tappa__sqlite_contacts, tappa__sqlite_contacts_of, tappa__sqlite_offset,
    tappa__sqlite_note,       tappa__sqlite_notes,     tappa__sqlite_erased,   sqlite_close,
    tappa__sqlite_hold,       tappa__sqlite_turn,
};

tappa_status
tappa_store_sqlite(tappa_context *context, const char *path, uint32_t flags, tappa_store **store)
{
    struct tappa_allocator a;
    struct sqlite *s;
    tappa_status status;
    int alone = 0;

    if (store)
        *store = NULL;
    if (!context || !path || !*path || !store || flags & ~TAPPA_STORE_SHARED)
        return TAPPA_EINVAL;
    tappa_context_allocator(context, &a);
    s = tappa__alloc_zero(&a, sizeof *s);
    if (!s)
        return TAPPA_ENOMEM;
    s->store.table = &sqlite_table;
    s->store.flags = flags;
    s->allocator = a;
    seal(s);
    s->lock = s->place = -1;
    tappa__arena_init(&s->arena, &a, 0);
    tappa__buffer_init(&s->text, &a);
    status = tappa__sqlite_lock(s, path, &alone);
    if (!status)
        status = tappa__sqlite_connect(s, alone);
    if (!status && alone)
        status = tappa__sqlite_lock_keep(s);
    if (status)
        sqlite_close(&s->store);
    else
        *store = &s->store;
    return status;
}
