/* Owns the VFS between the store and SQLite's own.
 * Called by SQLite. Protects one invariant: but for the fault asked for it behaves as the VFS below. */
#include "shim.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define LOG_HEAD 32 /* bytes of it, written when it begins */

struct shim shim;
static sqlite3_vfs *below;

struct shim_file {
    sqlite3_file base;
    char kind;
    sqlite3_file *real;
};

static sqlite3_file *
real_of(sqlite3_file *file)
{
    return ((struct shim_file *)file)->real;
}

/* Whether this call is the one; what it changes, 0: nothing. To be done all the same, or to find the disk full, is for calls that change something. */
static int
fails(char changes)
{
    if ((!changes && shim.fault != FAULT_UNDONE) || (shim.only && !(changes && strchr(shim.only, changes))))
        return 0;
    shim.count++;
    if (!shim.fail_at || (shim.sticky ? shim.count < shim.fail_at : shim.count != shim.fail_at))
        return shim.fail_at && shim.again && shim.count == shim.fail_at + shim.again;
    if (shim.fault == FAULT_DEATH)
        raise(SIGKILL);
    shim.failed_at = shim.step_count;
    return 1;
}

void
shim_record(struct shim_step step)
{
    if (!shim.recording)
        return;
    if (shim.step_count == shim.room) {
        shim.room = shim.room ? shim.room * 2 : 1024;
        shim.steps = realloc(shim.steps, shim.room * sizeof *shim.steps);
        if (!shim.steps)
            abort();
    }
    shim.steps[shim.step_count++] = step;
}

void
shim_reset(void)
{
    for (size_t i = 0; i < shim.step_count; i++)
        free(shim.steps[i].bytes);
    free(shim.steps);
    memset(&shim, 0, sizeof shim);
}

/* Who asks for it has the log cut off or deleted behind it. */
static int
is_asked_for(size_t i)
{
    return i + 1 < shim.step_count && shim.steps[i + 1].file == 'w' && strchr("td", shim.steps[i + 1].what);
}

void
shim_log(size_t *checkpoints, size_t *restarts)
{
    int has_pages = 0;

    *checkpoints = *restarts = 0;
    for (size_t i = 0; i < shim.step_count; i++) {
        const struct shim_step *step = &shim.steps[i];

        *checkpoints += step->file == 'm' && step->what == 's' && has_pages && !is_asked_for(i);
        if (step->file != 'w')
            continue;
        *restarts += step->what == 'w' && !step->at && step->size == LOG_HEAD && has_pages;
        if (strchr("wtd", step->what))
            has_pages = step->what == 'w';
    }
}

static int
shim_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int
shim_read(sqlite3_file *file, void *out, int size, sqlite3_int64 at)
{
    return fails(0) ? SQLITE_IOERR_READ : real_of(file)->pMethods->xRead(real_of(file), out, size, at);
}

static int
shim_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
    struct shim_step step = {'w', ((struct shim_file *)file)->kind, at, (size_t)size, NULL};
    int failing = fails('w');

    if (failing && shim.fault == FAULT_FULL && size > 1)
        real_of(file)->pMethods->xWrite(real_of(file), bytes, size / 2, at);
    if (failing && shim.fault != FAULT_DONE)
        return shim.fault == FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    if (shim.recording) {
        step.bytes = malloc(step.size);
        if (!step.bytes)
            abort();
        memcpy(step.bytes, bytes, step.size);
        shim_record(step);
    }
    size = real_of(file)->pMethods->xWrite(real_of(file), bytes, size, at);
    return failing ? SQLITE_IOERR_WRITE : size;
}

static int
shim_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    int failing = fails('t'), rc;

    if (failing && shim.fault != FAULT_DONE)
        return SQLITE_IOERR_TRUNCATE;
    shim_record((struct shim_step){'t', ((struct shim_file *)file)->kind, size, 0, NULL});
    rc = real_of(file)->pMethods->xTruncate(real_of(file), size);
    return failing ? SQLITE_IOERR_TRUNCATE : rc;
}

static int
shim_sync(sqlite3_file *file, int flags)
{
    int failing = fails('s'), rc;

    if (failing)
        shim_record((struct shim_step){'x', ((struct shim_file *)file)->kind, 0, 0, NULL});
    if (failing && shim.fault != FAULT_DONE)
        return shim.fault == FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_FSYNC;
    shim_record((struct shim_step){'s', ((struct shim_file *)file)->kind, 0, 0, NULL});
    rc = real_of(file)->pMethods->xSync(real_of(file), flags);
    return failing ? SQLITE_IOERR_FSYNC : rc;
}

static int
shim_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return fails(0) ? SQLITE_IOERR_FSTAT : real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int
shim_lock(sqlite3_file *file, int level)
{
    return fails(0) ? SQLITE_IOERR_LOCK : real_of(file)->pMethods->xLock(real_of(file), level);
}

static int
shim_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int
shim_reserved(sqlite3_file *file, int *out)
{
    return fails(0) ? SQLITE_IOERR_CHECKRESERVEDLOCK : real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

static int
shim_control(sqlite3_file *file, int op, void *argument)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), op, argument);
}

static int
shim_sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int
shim_device(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int
shim_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    return fails(0) ? SQLITE_IOERR_SHMMAP : real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
}

static int
shim_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags);
}

static void
shim_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int
shim_shm_unmap(sqlite3_file *file, int remove)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static const sqlite3_io_methods methods = {
    2,           shim_close,   shim_read,    shim_write,   shim_truncate, shim_sync,    shim_size,        shim_lock,      shim_unlock,
    shim_reserved, shim_control, shim_sector, shim_device, shim_shm_map,  shim_shm_lock, shim_shm_barrier, shim_shm_unmap, NULL, NULL,
};

static char
kind_of(const char *name)
{
    size_t n = name ? strlen(name) : 0;

    if (n > 4 && !strcmp(name + n - 4, "-wal"))
        return 'w';
    return n > 8 && !strcmp(name + n - 8, "-journal") ? 'j' : 'm';
}

static int
shim_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out)
{
    struct shim_file *f = (struct shim_file *)file;
    int rc;

    (void)vfs;
    memset(f, 0, sizeof *f);
    if (fails(0))
        return SQLITE_CANTOPEN;
    f->real = (sqlite3_file *)(f + 1);
    f->kind = kind_of(name);
    rc = below->xOpen(below, name, f->real, flags, out);
    if (f->real->pMethods)
        f->base.pMethods = &methods;
    return rc;
}

static int
shim_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    int failing = fails('d'), rc;

    (void)vfs;
    if (failing && shim.fault != FAULT_DONE)
        return SQLITE_IOERR_DELETE;
    shim_record((struct shim_step){'d', kind_of(name), sync, 0, NULL});
    rc = below->xDelete(below, name, sync);
    return failing ? SQLITE_IOERR_DELETE : rc;
}

static int
shim_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    (void)vfs;
    return fails(0) ? SQLITE_IOERR_ACCESS : below->xAccess(below, name, flags, out);
}

void
shim_install(void)
{
    static sqlite3_vfs vfs;

    below = sqlite3_vfs_find(NULL);
    vfs = *below;
    vfs.zName = "shim";
    vfs.szOsFile = (int)sizeof(struct shim_file) + below->szOsFile;
    vfs.xOpen = shim_open;
    vfs.xDelete = shim_delete;
    vfs.xAccess = shim_access;
    sqlite3_vfs_register(&vfs, 1);
}
