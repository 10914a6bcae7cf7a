/* Owns an owner's write-ahead log while it is open: when it goes into the file, and that nothing of it does once something else has cut it.
 * SQLite calls it behind each commit, and the store before it empties the log or lets it go.
 * SQLite knows by heart where in the log each page stands. Of a log that was cut and written on behind that it would read zeros, and take those for pages:
 * so before each commit it must still be as long as it was, and where much depends on it each frame must bear the mark of its log. */
#include "lib/engine/store/sqlite.h"

#include <string.h>

#define HEADER 32        /* bytes at the log's beginning: the size of a page at 8, its mark at 16 */
#define FRAME_HEADER 24  /* bytes before each page: the same mark at 8 */
#define MARK 8           /* bytes */
#define PAGE_MOST 65536  /* bytes */
#define FRAMES_MOST 4096 /* in the log: more go into the file */
#define STRETCH 65536    /* bytes that are looked at at once */

static int
read_header(sqlite3_file *log, unsigned char header[HEADER], sqlite3_int64 *size)
{
    int rc = log->pMethods->xFileSize(log, size);

    return rc || *size < HEADER ? rc : log->pMethods->xRead(log, header, HEADER, 0);
}

/* Whether one of these frames, of which the first begins here, is of another log, or of none. */
static int
are_cut(const unsigned char *frame, sqlite3_int64 step, sqlite3_int64 count, const unsigned char header[HEADER])
{
    static const unsigned char none[MARK];

    for (; count; count--, frame += step)
        if (memcmp(frame + 8, header + 16, MARK) || !memcmp(frame + 8, none, MARK))
            return 1;
    return 0;
}

/* The first frames, some at once. What cannot be read now may be later. */
static int
frames_are_cut(struct sqlite *s, sqlite3_file *log, const unsigned char header[HEADER], sqlite3_int64 step, int frames)
{
    const sqlite3_int64 at_once = frames == 1 ? 1 : 1 + STRETCH / step;
    unsigned char *bytes = tappa__alloc(&s->allocator, (size_t)(at_once * step));
    int is_cut = 0, rc = bytes ? SQLITE_OK : SQLITE_NOMEM;

    for (sqlite3_int64 i = 0; !rc && !is_cut && i < frames; i += at_once) {
        const sqlite3_int64 count = frames - i < at_once ? frames - i : at_once;

        rc = log->pMethods->xRead(log, bytes, (int)((count - 1) * step + FRAME_HEADER), HEADER + i * step);
        is_cut = !rc && are_cut(bytes, step, count, header);
    }
    tappa__free(&s->allocator, bytes);
    return is_cut;
}

/* NULL: there is none, or nothing is known of it. */
static sqlite3_file *
log_of(struct sqlite *s)
{
    sqlite3_file *log = NULL;

    return s->log_frames && !sqlite3_file_control(s->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) && log && log->pMethods ? log : NULL;
}

/* By its last byte, and not by its size: whoever asks a new Linux (6.13) for that asks for the file's times too, which are then written with what follows,
 * and each commit waits for one block more. */
int
tappa__sqlite_log_is_short(struct sqlite *s)
{
    sqlite3_file *log = log_of(s);
    char last;

    return log && log->pMethods->xRead(log, &last, 1, HEADER + s->log_frames * s->log_step - 1) == SQLITE_IOERR_SHORT_READ;
}

int
tappa__sqlite_log_is_cut(struct sqlite *s, int all)
{
    unsigned char header[HEADER];
    sqlite3_file *log = log_of(s);
    sqlite3_int64 size = 0, step;

    if (!log || read_header(log, header, &size))
        return 0;
    if (size < HEADER)
        return 1;
    step = FRAME_HEADER + ((sqlite3_int64)header[8] << 24 | header[9] << 16 | header[10] << 8 | header[11]);
    if (step == FRAME_HEADER || step > FRAME_HEADER + PAGE_MOST || size < HEADER + s->log_frames * step)
        return 1;
    return frames_are_cut(s, log, header, step, all ? s->log_frames : 1);
}

/* As SQLite does it by itself: what fails is done again behind a later commit. */
static int
committed(void *store, sqlite3 *db, const char *name, int frames)
{
    struct sqlite *s = store;

    s->log_frames = frames;
    if (frames >= s->log_most && !tappa__sqlite_log_is_cut(s, 0))
        (void)sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    return SQLITE_OK;
}

void
tappa__sqlite_log_watch(struct sqlite *s)
{
    int64_t page_size = 0;

    (void)tappa__sqlite_ask(s, "PRAGMA page_size", &page_size); /* 0 where that fails: then only frames are counted */
    s->log_step = FRAME_HEADER + page_size;
    s->log_frames = 0;
    s->log_most = s->log_most ? s->log_most : FRAMES_MOST;
    (void)sqlite3_wal_hook(s->db, committed, s);
}
