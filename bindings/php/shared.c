/* Owns the models that a worker process keeps: compiled once from their file, shared by its requests and, in a build with threads, by all
 * of them. Called by Model::load and Model::parse, and when a model's object is freed.
 * A file is the same as long as device, inode, size and the times of modification and change are: a copy may bring its time of modification along,
 * and no more. One that was written less than two seconds before it was read may have been written again within the same tick of the file
 * system's clock: it is read once more before it is trusted. PHP's cache of resolved paths is left aside: a release is often a link that moves. */
#include "php_tappa.h"

#include <sys/stat.h>
#include <time.h>

#define KEPT_MOST 256
#define TICK 2 /* seconds */

struct kept {
    char *path;
    struct php_tappa_shared *shared;
    struct stat file;
    uint64_t used;
    int is_fresh; /* written just before it was read */
};

static tappa_context *context;
static struct kept kept[KEPT_MOST];
static uint32_t kept_count;
static uint64_t clock_of_use;

#ifdef ZTS
static MUTEX_T mutex;
#define LOCK() tsrm_mutex_lock(mutex)
#define UNLOCK() tsrm_mutex_unlock(mutex)
#else
#define LOCK() (void)0
#define UNLOCK() (void)0
#endif

tappa_context *
php_tappa_context(void)
{
    return context;
}

zend_result
php_tappa_shared_begin(void)
{
#ifdef ZTS
    mutex = tsrm_mutex_alloc();
#endif
    return tappa_context_new(NULL, &context) ? FAILURE : SUCCESS;
}

static void
destroy(struct php_tappa_shared *shared)
{
    tappa_model_unref(shared->model);
    tappa_diagnostics_free(shared->diagnostics);
    free(shared);
}

/* Under the lock. */
static void
disown(struct php_tappa_shared *shared)
{
    if (!--shared->owners)
        destroy(shared);
}

void
php_tappa_shared_drop(struct php_tappa_shared *shared)
{
    LOCK();
    disown(shared);
    UNLOCK();
}

void
php_tappa_shared_end(void)
{
    while (kept_count) {
        struct kept *k = &kept[--kept_count];

        free(k->path);
        disown(k->shared);
    }
    tappa_context_unref(context);
    context = NULL;
#ifdef ZTS
    tsrm_mutex_free(mutex);
#endif
}

uint32_t
php_tappa_shared_count(void)
{
    uint32_t count;

    LOCK();
    count = kept_count;
    UNLOCK();
    return count;
}

/* Compiles a file where text is NULL; throws what is wrong. */
static struct php_tappa_shared *
compile(const char *text, size_t size, const char *name)
{
    struct php_tappa_shared *shared = calloc(1, sizeof *shared);
    tappa_status status;

    if (!shared || tappa_diagnostics_new(context, &shared->diagnostics)) {
        free(shared);
        php_tappa_throw(TAPPA_ENOMEM, "%s", tappa_status_text(TAPPA_ENOMEM));
        return NULL;
    }
    shared->owners = 1;
    status = text ? tappa_model_compile(context, text, size, name, shared->diagnostics, &shared->model)
                  : tappa_model_load(context, name, shared->diagnostics, &shared->model);
    if (!status)
        return shared;
    php_tappa_throw_model(status, name, shared->diagnostics);
    destroy(shared);
    return NULL;
}

struct php_tappa_shared *
php_tappa_shared_parse(const char *text, size_t size, const char *name)
{
    return compile(text, size, name);
}

struct php_tappa_shared *
php_tappa_shared_of(tappa_model *model)
{
    struct php_tappa_shared *shared = calloc(1, sizeof *shared);

    if (!shared) {
        php_tappa_throw(TAPPA_ENOMEM, "%s", tappa_status_text(TAPPA_ENOMEM));
        return NULL;
    }
    shared->owners = 1;
    shared->model = tappa_model_ref(model);
    return shared;
}

static int
is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size
           && a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec
           && a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* Under the lock. */
static struct kept *
find(const char *path)
{
    for (uint32_t i = 0; i < kept_count; i++) {
        if (!strcmp(kept[i].path, path))
            return &kept[i];
    }
    return NULL;
}

/* Under the lock: a place for the path; where all are taken, that of the model which was longest not asked for. */
static struct kept *
place_of(const char *path)
{
    struct kept *k = find(path);
    char *copy;

    if (k)
        return k;
    copy = strdup(path);
    if (!copy)
        return NULL;
    k = &kept[kept_count < KEPT_MOST ? kept_count++ : 0];
    if (k->path) {
        for (uint32_t i = 1; i < KEPT_MOST; i++) {
            if (kept[i].used < k->used)
                k = &kept[i];
        }
        free(k->path);
        disown(k->shared);
    }
    *k = (struct kept){.path = copy};
    return k;
}

static void
keep(const char *path, struct php_tappa_shared *shared, const struct stat *file)
{
    struct kept *k;

    LOCK();
    k = place_of(path);
    if (k) {
        if (k->shared)
            disown(k->shared);
        k->shared = shared;
        shared->owners++;
        k->file = *file;
        k->is_fresh = time(NULL) - file->st_ctim.tv_sec < TICK;
        k->used = ++clock_of_use;
    }
    UNLOCK();
}

/* Without `.` and doubled slashes; a `..` after a link is the system's to follow. */
static void
tidy(char *path)
{
    const char *from = path;
    char *to = path;

    while (*from) {
        if (from[0] == '/' && (from[1] == '/' || (from[1] == '.' && from[2] == '/')))
            from += from[1] == '/' ? 1 : 2;
        else
            *to++ = *from++;
    }
    *to = '\0';
}

zend_result
php_tappa_path(const char *path, size_t size, char out[MAXPATHLEN])
{
    size_t before = 0;

    if (!size || strlen(path) != size) {
        php_tappa_throw(TAPPA_EIO, "\"%s\" is no path", path);
        return FAILURE;
    }
    errno = 0;
    if (!IS_ABSOLUTE_PATH(path, size) && VCWD_GETCWD(out, MAXPATHLEN - 1)) {
        before = strlen(out);
        out[before++] = '/';
    }
    if (!errno && before + size >= MAXPATHLEN)
        errno = ENAMETOOLONG;
    if (errno) {
        php_tappa_throw(TAPPA_EIO, "%s: %s", path, strerror(errno));
        return FAILURE;
    }
    memcpy(out + before, path, size + 1);
    tidy(out);
    if (php_check_open_basedir_ex(out, 0)) {
        php_tappa_throw(TAPPA_EIO, "%s: open_basedir does not allow it", path);
        return FAILURE;
    }
    return SUCCESS;
}

struct php_tappa_shared *
php_tappa_shared_load(const char *path, size_t size)
{
    char resolved[MAXPATHLEN];
    struct php_tappa_shared *shared = NULL;
    struct stat file;
    struct kept *k;

    if (php_tappa_path(path, size, resolved) == FAILURE)
        return NULL;
    if (VCWD_STAT(resolved, &file)) {
        php_tappa_throw(TAPPA_EIO, "%s: %s", path, strerror(errno));
        return NULL;
    }
    LOCK();
    k = find(resolved);
    if (k && !k->is_fresh && is_same(&k->file, &file)) {
        shared = k->shared;
        shared->owners++;
        k->used = ++clock_of_use;
    }
    UNLOCK();
    if (shared)
        return shared;
    shared = compile(NULL, 0, resolved);
    if (shared)
        keep(resolved, shared, &file);
    return shared;
}
