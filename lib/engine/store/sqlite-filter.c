/* Owns what an owner's store has in memory of the numbers in its rows, of event ids and of identities: bits that say of most others that they are
 * in none.
 * Called where a number is asked for and where one is written.
 * A number that is in a row has its bits set, or the filter is not whole and excludes nothing. Removed ones leave their bits until it is made
 * anew, which takes reading all rows. Three to seven bytes for each number, at most 16 MiB; beyond that it excludes less and less, and the rows are
 * asked. */
#include "lib/engine/store/sqlite.h"

#include <string.h>

#define WORDS 8      /* of a block: what the processor fetches at once */
#define NUMBERS 20   /* that a block is for: one in ten thousand others is then taken for one of them, */
#define SPLITS 4     /* and one in sixty where it was split so often */
#define BLOCKS_FIRST 256
#define BLOCKS_MAX ((size_t)1 << 18)
#define BITS 7       /* set for a number */
#define STRETCH 1024 /* rows read at once while the filter is not whole; */
#define QUESTIONS 16 /* once for so many questions */

static uint64_t *
block_of(const struct sqlite_filter *f, int64_t number)
{
    return f->words + WORDS * (size_t)((uint64_t)number >> f->shift);
}

static uint64_t
spread(int64_t number)
{
    return ((uint64_t)number ^ (uint64_t)number >> 29) * UINT64_C(0x9E3779B97F4A7C15);
}

static void
set_bits(struct sqlite_filter *f, int64_t number)
{
    uint64_t *block = block_of(f, number), bits = spread(number);

    for (int i = 0; i < BITS; i++, bits >>= 9)
        block[bits >> 6 & 7] |= UINT64_C(1) << (bits & 63);
    f->numbers++;
}

/* Anew, with so many blocks; nothing is known of any row. Without memory there is no filter. */
static void
begin(struct sqlite *s, struct sqlite_filter *f, size_t blocks)
{
    tappa__free(&s->allocator, f->words);
    f->words = tappa__alloc_zero(&s->allocator, blocks * WORDS * sizeof *f->words);
    f->blocks = f->words ? blocks : 0;
    f->numbers = f->removed = 0;
    f->splits = 0;
    f->read_to = INT64_MIN;
    f->whole = 0;
    for (f->shift = 64; blocks > 1; blocks >>= 1)
        f->shift--;
}

/* Each block becomes two that both have its bits: those of numbers that are the other's exclude a little less, and no row is read. Without memory
 * it stays as it is. */
static void
split(struct sqlite *s, struct sqlite_filter *f)
{
    uint64_t *words = tappa__alloc(&s->allocator, 2 * f->blocks * WORDS * sizeof *words);

    if (!words)
        return;
    for (size_t i = 0; i < 2 * f->blocks; i++)
        memcpy(words + i * WORDS, f->words + i / 2 * WORDS, WORDS * sizeof *words);
    tappa__free(&s->allocator, f->words);
    f->words = words;
    f->blocks *= 2;
    f->shift--;
    f->splits++;
}

/* A full one becomes larger, or is made anew: where it was split too often, or most of it is over. */
static void
make_room(struct sqlite *s, struct sqlite_filter *f)
{
    if (f->numbers < f->blocks * NUMBERS)
        return;
    if (2 * f->removed > f->numbers)
        begin(s, f, f->blocks);
    else if (f->blocks >= BLOCKS_MAX)
        return;
    else if (f->splits < SPLITS)
        split(s, f);
    else
        begin(s, f, f->blocks * 2);
}

void
tappa__sqlite_filter_add(struct sqlite *s, struct sqlite_filter *f, int64_t number)
{
    if (!f->blocks)
        return;
    make_room(s, f);
    if (f->blocks)
        set_bits(f, number);
}

void
tappa__sqlite_filter_remove(struct sqlite_filter *f)
{
    f->removed++;
}

void
tappa__sqlite_filter_forget(struct sqlite *s, struct sqlite_filter *f)
{
    tappa__free(&s->allocator, f->words);
    f->words = NULL;
    f->blocks = f->questions = 0;
}

/* The next rows; those that are written meanwhile are added as they are. */
static void
read_on(struct sqlite *s, struct sqlite_filter *f, enum statement from)
{
    int rc, rows = 0;
    sqlite3_stmt *statement = tappa__sqlite_statement(s, from, &rc);

    if (!statement)
        return;
    sqlite3_bind_int64(statement, 1, f->read_to);
    sqlite3_bind_int64(statement, 2, STRETCH);
    while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
        f->read_to = sqlite3_column_int64(statement, 0);
        set_bits(f, f->read_to);
        rows++;
    }
    (void)sqlite3_reset(statement);
    f->whole = rc == SQLITE_DONE && rows < STRETCH;
    make_room(s, f);
}

int
tappa__sqlite_filter_excludes(struct sqlite *s, struct sqlite_filter *f, enum statement from, int64_t number)
{
    uint64_t bits = spread(number);
    const uint64_t *block;

    if (s->store.flags & TAPPA_STORE_SHARED)
        return 0;
    if (!f->blocks && !f->questions)
        begin(s, f, BLOCKS_FIRST);
    if (!f->blocks || (!f->whole && f->questions++ % QUESTIONS))
        return 0;
    if (!f->whole)
        read_on(s, f, from);
    if (!f->whole)
        return 0;
    block = block_of(f, number);
    for (int i = 0; i < BITS; i++, bits >>= 9)
        if (!(block[bits >> 6 & 7] >> (bits & 63) & 1))
            return 1;
    return 0;
}
