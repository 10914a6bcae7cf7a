/* Owns how processes that share a file wait for each other: in a line, those that came first before the others.
 * Called by SQLite where somebody else has the file, and before a transaction. Protects one invariant: who has just had the file stands behind those
 * that wait, so that nobody waits for ever; and no transaction waits longer than BUSY_TIMEOUT to begin, nor for readers to
 * end it.
 *
 * SQLite itself looks now and then whether the file is free, and so finds it taken again each time by whoever has just had it. The line is made of
 * locks on single bytes of the FILE-lock, which go with a process that dies: who comes locks the byte behind the last one, and moves up whenever
 * the byte before is free. Who has come to byte 0 has the turn: it alone looks whether the file is free. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* F_OFD_SETLK */
#endif

#include "lib/engine/store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>

#define PLACES 64
/* Microseconds: the first wait; the longest of the first in line, and as many times as long for the others; the longest of all. */
#define FIRST 50
#define LONGEST 1000
#define LONGEST_OF_ALL 10000

static int64_t
now(void)
{
    struct timespec time = {0, 0};

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

/* Waits by chance, so that nobody keeps step with another; the longer the more was waited. */
static void
wait_some(struct sqlite *s, uint32_t longest)
{
    uint32_t most = FIRST + s->waited / 4, chance;
    struct timespec time = {0, 0};
    int64_t began = now(), took;

    if (most > longest)
        most = longest;
    if (most > LONGEST_OF_ALL)
        most = LONGEST_OF_ALL;
    sqlite3_randomness(sizeof chance, &chance);
    chance = 1 + chance % most;
    time.tv_nsec = (long)chance * 1000;
    (void)nanosleep(&time, NULL);
    took = now() - began; /* on a busy machine it is more than was asked for; so long that nobody waited is a process that was stopped */
    s->waited += took > chance && took < BUSY_TIMEOUT * 1000 ? (uint32_t)took : chance;
}

#ifdef F_OFD_SETLK

static int
lock(struct sqlite *s, short type, int from, int count)
{
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = from, .l_len = count};

    return fcntl(s->lock, F_OFD_SETLK, &lock) == 0;
}

/* The place behind the last one that is taken. */
static int
end_of_line(const struct sqlite *s)
{
    int end = 0;

    while (end < PLACES) {
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = end, .l_len = PLACES - end};

        if (fcntl(s->lock, F_OFD_GETLK, &lock) || lock.l_type == F_UNLCK)
            break;
        end = lock.l_len && lock.l_start + lock.l_len < PLACES ? (int)(lock.l_start + lock.l_len) : PLACES; /* 0: to the end, wherever that is */
    }
    return end;
}

/* Comes, and moves up. Whether it is our turn, or there are none on this system. */
static int
move_up(struct sqlite *s)
{
    if (s->place < 0) {
        int end = end_of_line(s);

        if (end >= PLACES)
            return 0;
        if (!lock(s, F_WRLCK, end, 1))
            return errno != EAGAIN && errno != EACCES;
        s->place = end;
    }
    while (s->place > 0 && lock(s, F_WRLCK, s->place - 1, 1)) {
        (void)lock(s, F_UNLCK, s->place, 1);
        s->place--;
    }
    return s->place == 0;
}

static void
leave(struct sqlite *s)
{
    if (s->place >= 0)
        (void)lock(s, F_UNLCK, 0, PLACES);
    s->place = -1;
}

#else

static int
move_up(struct sqlite *s)
{
    (void)s;
    return 1;
}

static void
leave(struct sqlite *s)
{
    (void)s;
}

#endif

/* A process that was stopped in line does not stop all others: half of the time is kept to go without a turn. */
void
tappa__sqlite_turn_take(struct sqlite *s)
{
    if (!(s->store.flags & TAPPA_STORE_SHARED))
        return;
    while (s->waited < BUSY_TIMEOUT * 1000 / 2 && !move_up(s))
        wait_some(s, s->place < 0 ? LONGEST_OF_ALL : LONGEST * (uint32_t)s->place);
}

void
tappa__sqlite_turn_end(struct sqlite *s)
{
    s->waited = 0;
    if (!s->keeps)
        leave(s);
}

void
tappa__sqlite_turn(struct tappa_store *store, int32_t on)
{
    struct sqlite *s = (struct sqlite *)store;

    if (!(store->flags & TAPPA_STORE_SHARED) || tappa__sqlite_enter(s))
        return;
    if (on)
        tappa__sqlite_turn_take(s);
    s->keeps = on;
    tappa__sqlite_turn_end(s);
}

/* Somebody else has the file. Who is in the middle of a transaction waits for readers alone, who do not wait for anybody. */
int
tappa__sqlite_turn_wait(void *store, int times)
{
    struct sqlite *s = store;

    (void)times;
    if (s->waited >= BUSY_TIMEOUT * 1000)
        return 0;
    if (sqlite3_txn_state(s->db, "main") != SQLITE_TXN_WRITE)
        tappa__sqlite_turn_take(s);
    wait_some(s, LONGEST);
    return 1;
}
