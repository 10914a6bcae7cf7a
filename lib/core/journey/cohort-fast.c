/* The cohort's fast way: events that the fast table covers, in one loop where the first candidate decides, 32 journeys ahead of memory, else one by one.
 * cohort-feed.c calls it, and does itself what this stops at. It decides nothing alone: what an event does to a journey stands in fast.h, for single
 * journeys too. */
#include "lib/core/journey/cohort-feed.h"
#include "lib/core/journey/fast.h"

/* Measured at ten million journeys: as fast as 48 and 64. Half as many, or only the first line of a journey, cost a third and twice as much before the
 * loop had this form. */
#define AHEAD 32
#define LINE 64 /* of the cache */

/* Compilers look at several of a block's numbers at once. */
#define BLOCK 64

/* Whether none of the numbers is `count` or more. */
static int
are_below(const uint32_t *numbers, size_t n, uint32_t count)
{
    uint32_t beyond = 0;
    size_t i = 0;

    for (; n - i >= BLOCK; i += BLOCK)
        for (size_t j = 0; j < BLOCK; j++)
            beyond |= numbers[i + j] >= count;
    for (; i < n; i++)
        beyond |= numbers[i] >= count;
    return !beyond;
}

int
tappa__cohort_fits(const struct tappa__cohort_feed *f)
{
    return are_below(f->in->journeys, f->in->count, f->c->count) && are_below(f->in->events, f->in->count, f->m->event_count);
}

/* The value that a row's guard reads of event i. Its offset in an event's fields says which of their lanes it is. */
static inline const char *
value_at(const struct tappa__lane *lanes, const struct tappa__fast_row *row, size_t i)
{
    const struct tappa__lane *lane = &lanes[row->field / sizeof(struct tappa_value)];

    return lane->base + i * lane->stride;
}

static inline struct tappa__state *
state_at(char *states, uint32_t journey, size_t stride)
{
    return (struct tappa__state *)(void *)(states + journey * stride);
}

/* Events from `first` to `end` until one is not decided by the first candidate of its cell; returns its index. Inlined once for each way in which rows
 * read their values. All that the loop needs is held in variables, since records are written between its reads, and there are just enough registers: it
 * calls nothing, and writes early what it can. */
static inline __attribute__((always_inline)) size_t
run(struct tappa__cohort_feed *f, size_t first, size_t end, int alone, int folds)
{
    const uint32_t *const journeys = f->in->journeys, *const events = f->in->events;
    const int64_t *const times = f->in->times, *const values = alone ? (const int64_t *)(const void *)f->lane->base : NULL;
    const struct tappa__fast_row *const *const event_rows = f->event_rows;
    const struct tappa__lane *const *const event_lanes = f->event_lanes;
    const size_t stride = f->c->stride;
    char *const states = f->c->states;
    struct tappa_taken *record = f->b->taken.items + f->b->taken.count;
    size_t i = first;

    for (; i < end; i++) {
        const struct tappa__fast_row *row = event_rows[events[i]];
        const int64_t time = times[i];
        struct tappa__state *const s = state_at(states, journeys[i], stride);
        const uintptr_t coming = (uintptr_t)states + journeys[i + AHEAD] * stride;
        uint64_t stops;

        record->journey = journeys[i];
        __builtin_prefetch((const void *)coming, 1);
        __builtin_prefetch((const void *)(coming + LINE - 1), 1);
        if (!row || !tappa__fast_open(s, time))
            break;
        record->input = (uint32_t)i;
        row += s->leaf;
        stops = tappa__fast_stops(row, alone ? (const char *)&values[i] : value_at(event_lanes[events[i]], row, i), folds);
        if (tappa__fast_asks(row, stops))
            break;
        record += tappa__fast_commit(s, row, stops, time, record);
    }
    f->b->taken.count = (size_t)(record - f->b->taken.items);
    return i;
}

/* One event, whichever candidate decides; 0 where it needs the general step. */
static int
do_one(struct tappa__cohort_feed *f, size_t i)
{
    const uint32_t event = f->in->events[i];
    const struct tappa__lane *const lanes = f->event_lanes[event];
    const struct tappa__fast_row *row = f->event_rows[event];
    struct tappa__state *const s = state_at(f->c->states, f->in->journeys[i], f->c->stride);
    struct tappa_taken *const record = f->b->taken.items + f->b->taken.count;
    uint64_t stops;

    if (!row || !tappa__fast_open(s, f->in->times[i]))
        return 0;
    row += s->leaf;
    stops = tappa__fast_stops(row, value_at(lanes, row, i), 1);
    while (tappa__fast_asks(row, stops)) {
        if (row->next == TAPPA__FAST_SLOW)
            return 0;
        row = f->m->fast + row->next;
        stops = tappa__fast_stops(row, value_at(lanes, row, i), 1);
    }
    record->journey = f->in->journeys[i];
    record->input = (uint32_t)i;
    f->b->taken.count += tappa__fast_commit(s, row, stops, f->in->times[i], record);
    return 1;
}

size_t
tappa__cohort_fast(struct tappa__cohort_feed *f, size_t first)
{
    const size_t count = f->in->count, end = count > AHEAD ? count - AHEAD : 0;

    for (size_t i = first;; i++) {
        if (!f->lane)
            i = run(f, i, end, 0, 1);
        else
            i = f->folds ? run(f, i, end, 1, 1) : run(f, i, end, 1, 0);
        if (i == count || !do_one(f, i))
            return i;
    }
}
