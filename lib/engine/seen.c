/* Owns the ids of events: which are known, and until when.
 * Ingest asks for each event, commit writes what is new, and a checkpoint forgets what is over.
 * Every id that is known stands in the journal, with its event. So an owner, whose journal nobody else adds to, has those behind the last
 * checkpoint in memory and writes them with it, in about their order; it finds them again in the journal. Where others look, they are rows at once. */
#include "lib/base/time.h"
#include "lib/engine/pack.h"
#include "lib/engine/seen.h"

#define DAY INT64_C(86400000000) /* how much later than it was received an event may have happened */
#define AT_ONCE 4096             /* entries looked at for one commit that forgets */
#define TURNS 32                 /* such commits in one go at most, where few have come: what is left from before goes little by little */

tappa_status
tappa__seen_find(struct tappa_engine *e, int64_t number, int *known)
{
    struct tappa_store_seen row = {.size = sizeof row};
    tappa_status status;

    *known = tappa__map_get(e->recent, number) != NULL;
    if (*known || tappa__map_get(e->unseen, number))
        return TAPPA_OK;
    status = e->store->table->seen(e->store, number, &row);
    *known = !status && row.number != 0;
    return status;
}

/* What it cannot find out or note is asked again. */
void
tappa__seen_ask(struct tappa_engine *e, int64_t number)
{
    int known;

    if (!tappa__seen_find(e, number, &known) && !known)
        (void)tappa__map_set(e->unseen, number, e);
}

tappa_status
tappa__seen_add(struct tappa_engine *e, int64_t number)
{
    struct tappa__work *w = &e->work;

    if (tappa__grow(&e->allocator, (void **)&w->seen, &w->seen_capacity, w->seen_count + 1, sizeof *w->seen) ||
        tappa__map_set(e->recent, number, e))
        return TAPPA_ENOMEM;
    w->seen[w->seen_count++] = (struct tappa_store_seen){.size = sizeof *w->seen, .flags = TAPPA_STORE_NEW, .number = number};
    return TAPPA_OK;
}

/* The newest one is none after all. */
void
tappa__seen_take_back(struct tappa_engine *e)
{
    (void)tappa__map_set(e->recent, e->work.seen[--e->work.seen_count].number, NULL);
}

/* The call at hand is over: what it added stays in memory where the rows do not have it. */
void
tappa__seen_settle(struct tappa_engine *e, int done)
{
    struct tappa__work *w = &e->work;
    size_t i;

    if (w->through) {
        if (done)
            tappa__map_clear(e->recent);
    } else if (!done || e->store->flags & TAPPA_STORE_SHARED) {
        for (i = 0; i < w->seen_count; i++)
            (void)tappa__map_set(e->recent, w->seen[i].number, NULL);
    }
    w->seen_count = 0;
    w->through = 0;
}

/* All that is in memory, into the commit that is being made: a checkpoint. */
tappa_status
tappa__seen_write(struct tappa_engine *e)
{
    struct tappa__work *w = &e->work;
    int64_t number;
    size_t at = 0;

    if (tappa__grow(&e->allocator, (void **)&w->seen, &w->seen_capacity, tappa__map_count(e->recent), sizeof *w->seen))
        return TAPPA_ENOMEM;
    while (tappa__map_at(e->recent, &at, &number))
        w->seen[w->seen_count++] = (struct tappa_store_seen){.size = sizeof *w->seen, .number = number};
    w->through = 1;
    return TAPPA_OK;
}

static int64_t
number_of(const struct tappa_entry *row)
{
    const struct tappa__text source = {row->source.data, (uint32_t)row->source.size}, id = {row->id.data, (uint32_t)row->id.size};

    return tappa__entry_is_seen(row) ? tappa__seen_number(source, id) : 0;
}

tappa_status
tappa__seen_read(struct tappa_engine *e, const struct tappa_entry *row)
{
    int64_t number = number_of(row);

    return number && tappa__map_set(e->recent, number, e) ? TAPPA_ENOMEM : TAPPA_OK;
}

/* ---- forgetting ---- */

static tappa_status
read_mark(struct tappa_engine *e, int64_t *mark)
{
    struct tappa_span note;
    tappa_status status = e->store->table->note(e->store, "forgotten", 9, &note);
    struct tappa__unpack in;

    *mark = 0;
    if (status || !note.data)
        return status;
    in = (struct tappa__unpack){note.data, (const uint8_t *)note.data + note.size, 0};
    *mark = tappa__get_i64(&in);
    return in.bad || in.at != in.end || *mark < 0 ? TAPPA_ESTORE : TAPPA_OK;
}

static tappa_status
write_mark(struct tappa_engine *e, const struct tappa_store_seen *rows, size_t count, int64_t mark)
{
    struct tappa_store_note note = {.size = sizeof note, .name = {"forgotten", 9}};
    struct tappa_commit commit = {.size = sizeof commit, .seen = rows, .seen_count = count, .notes = &note, .note_count = 1};
    struct tappa__buffer value;
    tappa_status status = TAPPA_ENOMEM;

    tappa__buffer_init(&value, &e->allocator);
    tappa__put_i64(&value, mark);
    note.value = (struct tappa_span){value.s, value.n};
    if (!value.failed)
        status = e->store->table->commit(e->store, &commit);
    tappa__buffer_free(&value);
    return status;
}

/* One stretch of the journal. `more`: another may be as old. */
static tappa_status
forget_some(struct tappa_engine *e, int64_t before, size_t limit, int *more)
{
    struct tappa_store_seen *gone = tappa__arena_alloc(&e->scratch, limit * sizeof *gone);
    const struct tappa_entry *rows;
    int64_t mark, last = e->store->flags & TAPPA_STORE_SHARED ? INT64_MAX : e->checkpoint_at;
    size_t count, taken = 0, i;
    tappa_status status = gone ? read_mark(e, &mark) : TAPPA_ENOMEM;

    *more = 0;
    if (!status)
        status = e->store->table->journal(e->store, mark, &rows, limit, &count);
    if (status)
        return status;
    for (i = 0; i < count; i++) {
        const struct tappa_entry *row = tappa__row(rows, i);

        if (row->received >= before || row->sequence > last)
            break;
        gone[taken] = (struct tappa_store_seen){.size = sizeof *gone, .flags = TAPPA_STORE_REMOVE, .number = number_of(row)};
        taken += gone[taken].number != 0;
        mark = row->sequence;
    }
    *more = i && i == count;
    return i ? write_mark(e, gone, taken, mark) : TAPPA_OK;
}

tappa_status
tappa__seen_forget(struct tappa_engine *e, int64_t now, int64_t came)
{
    int64_t window = e->options.seen_window, turns = TURNS + 2 * came / AT_ONCE, turn;
    int more = 1;
    tappa_status status = TAPPA_OK;

    if (window > TAPPA__TIME_MAX)
        return TAPPA_OK;
    for (turn = 0; !status && more && turn <= turns; turn++) {
        tappa__begin(e, e->work.now);
        status = forget_some(e, now - window - DAY, turn ? AT_ONCE : 1, &more); /* mostly nothing is that old, and one entry says so */
    }
    return status;
}
