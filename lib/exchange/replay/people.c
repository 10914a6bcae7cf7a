/* Owns customers and which journeys of a customer an event speaks to (`entry_rules`), their shared profile and zone.
 * Called by deliver.c for each record.
 * A customer's living journeys and the newest one always have the same profile and zone. */
#include <string.h>

#include "lib/exchange/replay/replay.h"
#include "lib/record/again.h"

/* The zone by its name, loaded once; sets the reason where the system has none of this name. -1: out of memory. */
static int
zone_of(struct tappa_replay *replay, const char *name, size_t size, tappa_zone **zone)
{
    uint32_t number = tappa__names_find(&replay->zone_names, name, size);
    tappa_status status;

    if (number != TAPPA_NONE) {
        *zone = replay->zones[number];
        return 0;
    }
    if (tappa__grow(&replay->allocator, (void **)&replay->zones, &replay->zone_capacity, replay->zone_names.count + 1,
                    sizeof *replay->zones))
        return -1;
    status = tappa_zone_load(replay->context, name, size, zone);
    if (status == TAPPA_ENOMEM)
        return -1;
    if (status) {
        replay->reason = "unknown time zone";
        return 0;
    }
    if (tappa__names_add(&replay->zone_names, name, size, &number)) {
        tappa_zone_unref(*zone);
        return -1;
    }
    replay->zones[number] = *zone;
    return 0;
}

static void
set_zone(struct tappa_replay *replay, struct tappa__customer *customer, tappa_zone *zone)
{
    uint32_t track = tappa__replay_living(replay, &customer->journeys, TAPPA_NONE);

    customer->zone = zone;
    for (; track != TAPPA_NONE; track = tappa__replay_living(replay, &customer->journeys, track))
        (void)tappa_journey_set_zone(replay->tracks[track].journey, zone); /* cannot fail: neither is NULL */
}

int
tappa__replay_customer(struct tappa_replay *replay, const struct tappa_record *record)
{
    size_t known = replay->names.count;
    struct tappa__customer *customer;
    tappa_zone *zone = NULL;

    if (record->zone_size && zone_of(replay, record->zone, record->zone_size, &zone))
        return -1;
    if (replay->reason)
        return 0;
    if (tappa__grow(&replay->allocator, (void **)&replay->customers, &replay->customer_capacity, known + 1,
                    sizeof *replay->customers)
        || tappa__names_add(&replay->names, record->customer, record->customer_size, &replay->customer))
        return -1;
    customer = &replay->customers[replay->customer];
    if (replay->names.count > known) {
        memset(customer, 0, sizeof *customer);
        customer->journeys.newest = customer->journeys.first = customer->journeys.last = TAPPA_NONE;
    }
    if (zone && zone != customer->zone)
        set_zone(replay, customer, zone);
    return 0;
}

/* The `next` of a track in a list: a customer's own, or that of a key. */
static uint32_t *
next_of(struct tappa_replay *replay, const struct tappa__group *group, uint32_t track)
{
    struct tappa__track *t = &replay->tracks[track];

    return group == &replay->customers[t->customer].journeys ? &t->next_of_customer : &t->next_of_group;
}

uint32_t
tappa__replay_living(struct tappa_replay *replay, struct tappa__group *group, uint32_t after)
{
    uint32_t *link = after == TAPPA_NONE ? &group->first : next_of(replay, group, after);

    while (*link != TAPPA_NONE && tappa_journey_ended(replay->tracks[*link].journey)) {
        if (group->last == *link)
            group->last = after;
        *link = *next_of(replay, group, *link);
    }
    return *link;
}

/* The group of the customer and the key in replay->key (which has the customer's number in front), made where new. */
static int
group_of_key(struct tappa_replay *replay, struct tappa__group **group)
{
    size_t known = replay->keys.count;

    if (tappa__grow(&replay->allocator, (void **)&replay->groups, &replay->group_capacity, known + 1,
                    sizeof *replay->groups)
        || tappa__names_add(&replay->keys, replay->key.s, replay->key.n, &replay->group))
        return -1;
    *group = &replay->groups[replay->group];
    if (replay->keys.count > known)
        **group = (struct tappa__group){0, TAPPA_NONE, TAPPA_NONE, TAPPA_NONE};
    return 0;
}

/* The event's key behind the customer's number and a `#`; no more than the number where the event has none. */
static int
read_key(struct tappa_replay *replay)
{
    char small[256], *large;
    size_t need = 0;
    tappa_status status =
        tappa_model_event_key(replay->model, &replay->event, replay->scratch, small, sizeof small, &need);

    tappa__buffer_reset(&replay->key);
    tappa__buffer_put(&replay->key, (const char *)&replay->customer, sizeof replay->customer);
    if (status == TAPPA_ENOMEM)
        return -1;
    if (status)
        return replay->key.failed ? -1 : 0;
    tappa__buffer_put(&replay->key, "#", 1);
    if (need < sizeof small) {
        tappa__buffer_put(&replay->key, small, need);
    } else {
        large = tappa__alloc(&replay->allocator, need + 1);
        if (!large)
            return -1;
        status = tappa_model_event_key(replay->model, &replay->event, replay->scratch, large, need + 1, &need);
        tappa__buffer_put(&replay->key, large, need);
        tappa__free(&replay->allocator, large);
    }
    return status || replay->key.failed ? -1 : 0;
}

int
tappa__replay_candidates(struct tappa_replay *replay, struct tappa__group **group, int *may_begin)
{
    struct tappa__group *all = &replay->customers[replay->customer].journeys;
    int keyless = 0, again;

    replay->group = TAPPA_NONE;
    *group = all;
    if (replay->has_key) {
        if (read_key(replay) || group_of_key(replay, group))
            return -1;
        keyless = replay->key.n == sizeof replay->customer;
        if (keyless)
            *group = all;
    }
    again = tappa__may_begin(replay->again, replay->has_entry, keyless, (*group)->count);
    *may_begin = again == TAPPA_AGAIN_ALWAYS
                 || (again == TAPPA_AGAIN_AFTER_END && tappa__replay_living(replay, *group, TAPPA_NONE) == TAPPA_NONE);
    return 0;
}

/* `ID`, `ID#2`, `ID#KEY`, `ID#KEY#2`. */
static int
write_id(struct tappa_replay *replay)
{
    uint32_t before = replay->has_key ? replay->groups[replay->group].count
                                      : replay->customers[replay->customer].journeys.count;

    tappa__buffer_reset(&replay->id);
    tappa__buffer_text(&replay->id, replay->names.items[replay->customer]);
    if (replay->has_key && replay->key.n > sizeof replay->customer) {
        tappa__buffer_put(&replay->id, replay->key.s + sizeof replay->customer, replay->key.n - sizeof replay->customer);
    }
    if (before)
        tappa__buffer_printf(&replay->id, "#%lld", (long long)before + 1);
    return replay->id.failed ? -1 : 0;
}

/* Gives one slot of a customer's profile from one journey to another. */
static tappa_status
hand_on(const tappa_journey *from, tappa_journey *to, uint32_t slot)
{
    struct tappa_value value;
    tappa_status status = tappa_journey_profile(from, slot, &value);

    return status ? status : tappa_journey_set_profile(to, slot, &value);
}

/* Copies the profile of one journey into another. */
static tappa_status
copy_profile(struct tappa_replay *replay, const tappa_journey *from, tappa_journey *to)
{
    uint32_t count = tappa_model_profile_count(replay->model), slot;

    for (slot = 0; slot < count; slot++) {
        tappa_status status = hand_on(from, to, slot);

        if (status)
            return status;
    }
    return TAPPA_OK;
}

tappa_status
tappa__replay_journey(struct tappa_replay *replay, tappa_journey **journey)
{
    const struct tappa__customer *customer = &replay->customers[replay->customer];
    struct tappa__text name = replay->names.items[replay->customer];
    tappa_status status;

    *journey = NULL;
    if (write_id(replay))
        return TAPPA_ENOMEM;
    status = tappa_journey_new(replay->model, name.s, name.n, replay->id.s, replay->id.n, journey);
    if (!status && customer->zone)
        status = tappa_journey_set_zone(*journey, customer->zone);
    if (!status && customer->journeys.newest != TAPPA_NONE)
        status = copy_profile(replay, replay->tracks[customer->journeys.newest].journey, *journey);
    if (status) {
        tappa_journey_free(*journey);
        *journey = NULL;
    }
    return status;
}

static void
join(struct tappa_replay *replay, struct tappa__group *group, uint32_t track)
{
    *next_of(replay, group, track) = TAPPA_NONE;
    if (group->last == TAPPA_NONE)
        group->first = track;
    else
        *next_of(replay, group, group->last) = track;
    group->last = group->newest = track;
    group->count++;
}

tappa_status
tappa__replay_keep(struct tappa_replay *replay, tappa_journey *journey, uint32_t *number)
{
    size_t count = replay->track_count;
    struct tappa__track *track;

    if (count >= TAPPA_NONE
        || tappa__grow(&replay->allocator, (void **)&replay->tracks, &replay->track_capacity, count + 1,
                       sizeof *replay->tracks)
        || tappa__grow(&replay->allocator, (void **)&replay->heap, &replay->heap_capacity, count + 1,
                       sizeof *replay->heap))
        return TAPPA_ENOMEM;
    track = &replay->tracks[replay->track_count++];
    *track = (struct tappa__track){.journey = journey, .due = TAPPA_NEVER, .place = TAPPA_NONE,
                                   .customer = replay->customer, .next_of_customer = TAPPA_NONE,
                                   .next_of_group = TAPPA_NONE};
    *number = (uint32_t)count;
    join(replay, &replay->customers[replay->customer].journeys, *number);
    if (replay->has_key)
        join(replay, &replay->groups[replay->group], *number);
    return TAPPA_OK;
}

tappa_status
tappa__replay_share(struct tappa_replay *replay, uint32_t from)
{
    struct tappa__group *all = &replay->customers[replay->tracks[from].customer].journeys;
    size_t count = tappa_batch_change_count(replay->batch), i;

    if (all->count < 2)
        return TAPPA_OK;
    for (i = 0; i < count; i++) {
        const struct tappa_change *change = tappa_batch_change_at(replay->batch, i);
        tappa_status status = TAPPA_OK;
        uint32_t to;

        if (change->space != TAPPA_SPACE_PROFILE)
            continue;
        if (all->newest != from)
            status = hand_on(replay->tracks[from].journey, replay->tracks[all->newest].journey, change->slot);
        for (to = tappa__replay_living(replay, all, TAPPA_NONE); to != TAPPA_NONE && !status;
             to = tappa__replay_living(replay, all, to)) {
            if (to != from && to != all->newest)
                status = hand_on(replay->tracks[from].journey, replay->tracks[to].journey, change->slot);
        }
        if (status)
            return status;
    }
    return TAPPA_OK;
}
