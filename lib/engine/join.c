/* Owns joining and parting: which identities are one customer, and that it can be undone.
 * Ingest calls it where an event names several identities; hosts part what an event had proved.
 * Nobody loses anything: histories are those of identities, customers are only which of them are folded together. */
#include <string.h>

#include "lib/base/time.h"
#include "lib/engine/history.h"

uint32_t
tappa__kind_most(const struct tappa_engine *e, struct tappa__text kind)
{
    size_t i;

    for (i = 0; i < e->kind_count; i++)
        if (tappa__text_equal(e->kinds[i].name, kind))
            return e->kinds[i].at_most;
    return 0;
}

static size_t
count_kind(const struct tappa__customer *c, struct tappa__text kind)
{
    size_t i, count = 0;

    for (i = 0; i < c->member_count; i++)
        count += (size_t)tappa__text_equal(c->members[i].kind, kind);
    return count;
}

int
tappa__may_join(const struct tappa__customer *c, const struct tappa__customer *from, const struct tappa_identity *alone, struct tappa__text *limit)
{
    const struct tappa_engine *e = c->engine;
    size_t more = from ? from->member_count : 1, i;
    int may = 1;

    *limit = TAPPA__TEXT("");
    if (c->member_count + more > e->options.identities)
        return 0;
    for (i = 0; i < more; i++) {
        struct tappa__text kind = from ? from->members[i].kind : (struct tappa__text){alone->kind, alone->kind_size};
        uint32_t most = tappa__kind_most(e, kind);

        /* Members stand in no order: of several kinds it is told of the one with the least name. */
        if (most && count_kind(c, kind) + (from ? count_kind(from, kind) : 1) > most && (may || tappa__text_compare(kind, *limit) < 0)) {
            *limit = kind;
            may = 0;
        }
    }
    return may;
}

int
tappa__entry_joins(const struct tappa__customer *c, const struct tappa__entry *entry)
{
    size_t i;

    if (entry->kind != TAPPA__ENTRY_EVENT)
        return 0;
    for (i = 0; entry->sequence && i < c->parted_count; i++)
        if (c->parted[i] == entry->sequence)
            return 0;
    return 1;
}

/* ---- joining ---- */

/* A contact goes to another customer, to its live ones or to its archive: its texts with it. */
static tappa_status
hand_over(struct tappa__customer *into, const struct tappa__contact *from)
{
    struct tappa_engine *e = into->engine;
    struct tappa__contact *contact = from->archived ? tappa__past_add(into) : tappa__contact_add(into, from->key);
    struct tappa_store_contact row = {.size = sizeof row, .due = from->due, .state = from->state};
    struct tappa__buffer body;
    tappa_status status;

    if (!contact)
        return TAPPA_ENOMEM;
    tappa__buffer_init(&body, &e->allocator);
    tappa__contact_pack(from, &body);
    memcpy(contact->key, from->key, sizeof contact->key);
    row.body = (struct tappa_span){body.s, body.n};
    status = body.failed ? TAPPA_ENOMEM : tappa__contact_unpack(into, &row, contact);
    tappa__buffer_free(&body);
    contact->is_new = from->is_new;
    contact->asked = from->asked;
    contact->archived = from->archived;
    contact->gone = from->gone;
    contact->changed_row = 1;
    return status;
}

/* Those of an identity of the new owner; all of them where they join. */
static tappa_status
hand_over_all(struct tappa__customer *into, const struct tappa__contact *contacts, size_t count)
{
    tappa_status status = TAPPA_OK;
    size_t i;

    for (i = 0; !status && i < count; i++)
        if (tappa__member_at(into, contacts[i].identity) < into->member_count)
            status = hand_over(into, &contacts[i]);
    tappa__past_sort(into);
    return status;
}

static size_t
keep_contacts(const struct tappa__customer *c, struct tappa__contact *contacts, size_t count)
{
    size_t i, kept = 0;

    for (i = 0; i < count; i++)
        if (tappa__member_at(c, contacts[i].identity) < c->member_count)
            contacts[kept++] = contacts[i];
    return kept;
}

/* Parted entries of both, ascending. */
static tappa_status
add_parted(struct tappa__customer *c, int64_t sequence)
{
    size_t at = 0, i;

    while (at < c->parted_count && c->parted[at] < sequence)
        at++;
    if (at < c->parted_count && c->parted[at] == sequence)
        return TAPPA_OK;
    if (tappa__grow(&c->engine->allocator, (void **)&c->parted, &c->parted_capacity, c->parted_count + 1, sizeof *c->parted))
        return TAPPA_ENOMEM;
    for (i = c->parted_count++; i > at; i--)
        c->parted[i] = c->parted[i - 1];
    c->parted[at] = sequence;
    return TAPPA_OK;
}

static tappa_status
move_member(struct tappa__customer *into, const struct tappa__member *m)
{
    struct tappa_identity named = {m->kind.s, m->value.s, m->kind.n, m->value.n};
    tappa_status status = tappa__member_add(into, m->identity, &named);

    if (status)
        return status;
    into->members[into->member_count - 1].head = m->head;
    return tappa__work_identity(into->engine, &into->members[into->member_count - 1], into->id, 0);
}

/* Their newest event is the newer one of both: until their histories are folded as one it says what comes late. */
static tappa_status
take_last(struct tappa__customer *into, const struct tappa__customer *from)
{
    int failed = 0;

    into->fired = from->fired > into->fired ? from->fired : into->fired;
    into->moved = from->moved > into->moved ? from->moved : into->moved;
    if (tappa__position_compare(&from->last, &into->last) <= 0)
        return TAPPA_OK;
    into->last = from->last;
    into->last.source = tappa__customer_keep(into, from->last.source, &failed);
    into->last.id = tappa__customer_keep(into, from->last.id, &failed);
    into->source_room = into->id_room = 0; /* no room of its own */
    return failed ? TAPPA_ENOMEM : TAPPA_OK;
}

tappa_status
tappa__join(struct tappa_engine *e, struct tappa__customer *into, struct tappa__customer *from)
{
    tappa_status status = tappa__touch(into);
    size_t i;

    if (!status)
        status = tappa__touch(from); /* where the call is given up, both are dropped */
    if (!status)
        status = tappa__archive_recall(from);
    if (!status)
        status = tappa__archive_recall(into);
    for (i = 0; !status && i < from->member_count; i++)
        status = move_member(into, &from->members[i]);
    if (!status)
        status = hand_over_all(into, from->contacts, from->contact_count);
    if (!status)
        status = hand_over_all(into, from->past, from->past_count);
    for (i = 0; !status && i < from->parted_count; i++)
        status = add_parted(into, from->parted[i]);
    into->at_once = 1;
    if (!status)
        status = take_last(into, from);
    return status ? status : tappa__work_remove(e, from);
}

/* ---- parting ---- */

/* Groups of members that are still one: group[i] is the least member of i's group. */
static void
unite(uint8_t *group, size_t count, uint8_t a, uint8_t b)
{
    uint8_t into = group[a] < group[b] ? group[a] : group[b], from = group[a] < group[b] ? group[b] : group[a];
    size_t i;

    for (i = 0; i < count; i++)
        if (group[i] == from)
            group[i] = into;
}

uint8_t
tappa__member_at(const struct tappa__customer *c, int64_t identity)
{
    size_t i = 0;

    while (i < c->member_count && c->members[i].identity != identity)
        i++;
    return (uint8_t)i;
}

static tappa_status
find_groups(struct tappa__customer *c, uint8_t group[TAPPA__MEMBERS_MAX])
{
    struct tappa__entry *entries;
    size_t count, i;
    uint32_t j;
    tappa_status status = tappa__history_read(c, &entries, &count);

    for (i = 0; i < c->member_count; i++)
        group[i] = (uint8_t)i;
    for (i = 0; !status && i < count; i++) {
        uint8_t one = tappa__member_at(c, entries[i].identity);

        for (j = 0; tappa__entry_joins(c, &entries[i]) && j < entries[i].identity_count; j++) {
            uint8_t other = tappa__member_at(c, entries[i].identities[j]);

            if (one < c->member_count && other < c->member_count)
                unite(group, c->member_count, one, other);
        }
    }
    return status;
}

/* The members of one group become a customer of their own, with the contacts that were theirs. */
static tappa_status
split(struct tappa__customer *c, const uint8_t group[TAPPA__MEMBERS_MAX], uint8_t which, struct tappa__customer **out)
{
    struct tappa_engine *e = c->engine;
    struct tappa__customer *part;
    int64_t id = INT64_MAX;
    tappa_status status;
    size_t i;

    for (i = 0; i < c->member_count; i++)
        if (group[i] == which && c->members[i].identity < id)
            id = c->members[i].identity;
    status = tappa__customer_new(e, id, &part);
    for (i = 0; !status && i < c->member_count; i++)
        if (group[i] == which)
            status = move_member(part, &c->members[i]);
    if (!status)
        status = hand_over_all(part, c->contacts, c->contact_count);
    if (!status)
        status = hand_over_all(part, c->past, c->past_count);
    for (i = 0; !status && i < c->parted_count; i++)
        status = add_parted(part, c->parted[i]);
    if (status)
        return status;
    part->at_once = 1;
    part->fired = c->fired;
    *out = part;
    return tappa__history_again(part);
}

/* What is left when the other groups have gone. */
static void
keep_group(struct tappa__customer *c, const uint8_t group[TAPPA__MEMBERS_MAX], uint8_t which)
{
    size_t i, kept = 0;

    for (i = 0; i < c->member_count; i++)
        if (group[i] == which)
            c->members[kept++] = c->members[i];
    c->member_count = kept;
    c->contact_count = keep_contacts(c, c->contacts, c->contact_count);
    c->past_count = keep_contacts(c, c->past, c->past_count);
}

static tappa_status
part_all(struct tappa__customer *c, const uint8_t group[TAPPA__MEMBERS_MAX])
{
    size_t own = tappa__member_at(c, c->id), i;
    uint8_t stays = own < c->member_count ? group[own] : 0;
    struct tappa__customer *part;
    tappa_status status = own < c->member_count ? TAPPA_OK : TAPPA_ESTORE; /* a damaged row */

    for (i = 0; !status && i < c->member_count; i++)
        if (group[i] == i && group[i] != stays)
            status = split(c, group, (uint8_t)i, &part);
    if (status)
        return status;
    keep_group(c, group, stays);
    return tappa__history_again(c);
}

/* Entries that joined, all at once. */
static tappa_status
part(struct tappa_engine *e, struct tappa__customer *c, const struct tappa__entry *joined, size_t count, int64_t now)
{
    uint8_t group[TAPPA__MEMBERS_MAX];
    size_t i;
    tappa_status status = tappa__touch(c);

    if (!status)
        status = tappa__archive_recall(c);
    for (i = 0; !status && i < count; i++) {
        struct tappa__entry undone = {.identity = joined[i].identity, .kind = TAPPA__ENTRY_PART, .time = now, .received = now,
                                      .name = TAPPA__TEXT("part"), .about = joined[i].sequence};

        status = add_parted(c, joined[i].sequence);
        if (!status)
            status = tappa__append(e, c, &undone);
    }
    c->at_once = 1;
    if (!status)
        status = find_groups(c, group);
    return status ? status : part_all(c, group);
}

static tappa_status
finish(struct tappa_engine *e, tappa_status status)
{
    if (status) {
        tappa__abandon(e);
        return status;
    }
    status = tappa__commit(e);
    e->sums.parted += !status;
    return status;
}

tappa_status
tappa_engine_part(tappa_engine *engine, int64_t sequence, int64_t now)
{
    struct tappa_entry row = {.size = sizeof row};
    struct tappa__entry entry;
    struct tappa__customer *c;
    tappa_status status;

    if (!engine || sequence <= 0)
        return TAPPA_EINVAL;
    if (now < TAPPA__TIME_MIN || now > TAPPA__TIME_MAX)
        return TAPPA_ETIME;
    status = tappa__enter(engine, now);
    if (status)
        return status;
    tappa__turn_take(engine);
    status = tappa__customer_fresh(engine);
    if (!status)
        status = engine->store->table->entry(engine->store, sequence, &row);
    if (!status && !row.sequence)
        status = TAPPA_EUNKNOWN;
    if (!status)
        status = tappa__entry_unpack(&row, &engine->scratch, &entry);
    if (!status && entry.identity_count < 2) /* nobody is joined by it */
        status = TAPPA_EUNKNOWN;
    if (!status)
        status = tappa__customer_of(engine, entry.identity, NULL, &c);
    if (!status && (!c || !tappa__entry_joins(c, &entry)))
        status = c ? TAPPA_EUNKNOWN : tappa__committed(engine, TAPPA_ECONFLICT); /* another process has just erased them; or a damaged store */
    if (!status)
        status = part(engine, c, &entry, 1, now);
    return finish(engine, status);
}

static int
shows(const struct tappa__entry *entry, int64_t identity)
{
    uint32_t i;

    for (i = 0; i < entry->identity_count; i++)
        if (entry->identities[i] == identity)
            return 1;
    return 0;
}

/* Those that join the two, to the front. */
static size_t
choose_joining(const struct tappa__customer *c, struct tappa__entry *entries, size_t count, int64_t one, int64_t other)
{
    size_t chosen = 0, i;

    for (i = 0; i < count; i++)
        if (tappa__entry_joins(c, &entries[i]) && shows(&entries[i], one) && shows(&entries[i], other))
            entries[chosen++] = entries[i];
    return chosen;
}

static tappa_status
part_identities(tappa_engine *engine, const struct tappa_identity *one, const struct tappa_identity *other, int64_t now)
{
    int64_t numbers[] = {tappa__identity_number(one), tappa__identity_number(other)};
    struct tappa__entry *entries;
    struct tappa__customer *c, *same;
    size_t count;
    tappa_status status;

    status = tappa__enter(engine, now);
    if (status)
        return status;
    tappa__turn_take(engine);
    status = tappa__customer_fresh(engine);
    if (!status)
        status = tappa__customer_of(engine, numbers[0], one, &c);
    if (!status)
        status = tappa__customer_of(engine, numbers[1], other, &same);
    if (status == TAPPA_EINVAL || (!status && (!c || c != same || numbers[0] == numbers[1])))
        status = TAPPA_EUNKNOWN;
    if (!status)
        status = tappa__history_read(c, &entries, &count);
    if (!status && !(count = choose_joining(c, entries, count, numbers[0], numbers[1])))
        status = TAPPA_EUNKNOWN;
    if (!status)
        status = part(engine, c, entries, count, now);
    return finish(engine, status);
}

tappa_status
tappa_engine_part_identities(tappa_engine *engine, const struct tappa_identity *one, const struct tappa_identity *other, int64_t now)
{
    struct tappa_identity own[2];
    tappa_status status = TAPPA_ENOMEM;

    if (!engine || !one || !other || !one->kind || !one->value || !other->kind || !other->value)
        return TAPPA_EINVAL;
    if (now < TAPPA__TIME_MIN || now > TAPPA__TIME_MAX)
        return TAPPA_ETIME;
    if (tappa__identity_copy(engine, one, &own[0]))
        return TAPPA_ENOMEM;
    if (!tappa__identity_copy(engine, other, &own[1])) {
        status = part_identities(engine, &own[0], &own[1], now);
        tappa__identity_release(engine, &own[1]);
    }
    tappa__identity_release(engine, &own[0]);
    return status;
}
