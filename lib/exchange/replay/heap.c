/* Owns the order of all journeys' timers: a binary heap of tracks.
 * Called whenever the core has touched a journey.
 * The track with the earliest due time, of several the one that began first, stands in place 0. */
#include "lib/exchange/replay/replay.h"

static int
before(const struct tappa_replay *replay, uint32_t a, uint32_t b)
{
    int64_t x = replay->tracks[a].due, y = replay->tracks[b].due;

    return x < y || (x == y && a < b);
}

static void
put(struct tappa_replay *replay, size_t place, uint32_t track)
{
    replay->heap[place] = track;
    replay->tracks[track].place = (uint32_t)place;
}

static void
sift_up(struct tappa_replay *replay, size_t place)
{
    uint32_t track = replay->heap[place];

    for (; place && before(replay, track, replay->heap[(place - 1) / 2]); place = (place - 1) / 2)
        put(replay, place, replay->heap[(place - 1) / 2]);
    put(replay, place, track);
}

static void
sift_down(struct tappa_replay *replay, size_t place)
{
    uint32_t track = replay->heap[place];

    for (;;) {
        size_t child = 2 * place + 1;

        if (child + 1 < replay->heap_count && before(replay, replay->heap[child + 1], replay->heap[child]))
            child++;
        if (child >= replay->heap_count || !before(replay, replay->heap[child], track))
            break;
        put(replay, place, replay->heap[child]);
        place = child;
    }
    put(replay, place, track);
}

void
tappa__heap_update(struct tappa_replay *replay, uint32_t track, int64_t due)
{
    struct tappa__track *t = &replay->tracks[track];
    size_t place = t->place;

    if (due == t->due)
        return;
    t->due = due;
    if (due == TAPPA_NEVER) {
        uint32_t last = replay->heap[--replay->heap_count];

        t->place = TAPPA_NONE;
        if (last == track)
            return;
        put(replay, place, last);
    } else if (place == TAPPA_NONE) {
        place = replay->heap_count++;
        put(replay, place, track);
    }
    sift_up(replay, place);
    sift_down(replay, replay->tracks[replay->heap[place]].place);
}
