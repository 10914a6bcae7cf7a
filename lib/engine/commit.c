/* Owns the commit that a call is making: entries, and all that they change, to be written at once or not at all.
 * Every call that changes anything begins here and ends here.
 * The store says yes or no to all of it. After a no nothing in memory is believed: whoever was touched is dropped and read again when needed. */
#include <string.h>

#include "lib/base/hash.h"
#include "lib/engine/history.h"
#include "lib/engine/pack.h"
#include "lib/engine/seen.h"

#define ROW(e, items, capacity, count)                                                                                                  \
    ((count) < (capacity) ? 0 : tappa__grow(&(e)->allocator, (void **)&(items), &(capacity), (count) + 1, sizeof *(items)))

void
tappa__work_init(struct tappa_engine *e)
{
    memset(&e->work, 0, sizeof e->work);
    tappa__buffer_init(&e->work.bodies, &e->allocator);
}

void
tappa__work_free(struct tappa_engine *e)
{
    struct tappa__work *w = &e->work;

    tappa__free(&e->allocator, w->rows);
    tappa__free(&e->allocator, w->entries);
    tappa__free(&e->allocator, w->seen);
    tappa__free(&e->allocator, w->identities);
    tappa__free(&e->allocator, w->touched);
    tappa__free(&e->allocator, w->removed);
    tappa__free(&e->allocator, w->removed_revisions);
    tappa__free(&e->allocator, w->notes);
    tappa__buffer_free(&w->bodies);
}

static void
forget(struct tappa__work *w)
{
    w->entry_count = w->identity_count = w->touched_count = w->removed_count = w->note_count = w->offset_count = 0;
    tappa__buffer_reset(&w->bodies);
}

void
tappa__begin(struct tappa_engine *e, int64_t now)
{
    tappa__turn_end(e);
    forget(&e->work);
    e->work.now = now;
    e->work.sums = e->sums;
    e->hearing = NULL;
    e->known = UINT32_MAX;
    e->silent = e->starting = e->dropped = 0;
    e->timers_left = TAPPA__TIMERS_MAX;
    e->again_left = TAPPA__HISTORY_MAX;
    tappa__map_clear(e->unseen);
    tappa__map_clear(e->nobodies);
    tappa__arena_reset(&e->scratch);
    tappa__customer_shrink(e);
}

void
tappa__abandon(struct tappa_engine *e)
{
    uint64_t conflicts = e->sums.conflicts; /* they happened */
    size_t i;

    tappa__turn_end(e);
    for (i = 0; i < e->work.touched_count; i++)
        tappa__customer_drop(e->work.touched[i]);
    if (e->dropped) { /* an owner: where others look, all is written */
        e->behind = 1;
        tappa__map_clear(e->tails); /* what it may have is older than what was committed since */
    }
    e->silent = e->starting = 0;
    e->sums = e->work.sums;
    e->sums.conflicts = conflicts;
    tappa__seen_settle(e, 0);
    forget(&e->work);
}

tappa_status
tappa__touch(struct tappa__customer *c)
{
    struct tappa_engine *e = c->engine;

    if (c->touched)
        return TAPPA_OK;
    if (ROW(e, e->work.touched, e->work.touched_capacity, e->work.touched_count))
        return TAPPA_ENOMEM;
    e->work.touched[e->work.touched_count++] = c;
    c->touched = TAPPA__TOUCHED_ONCE;
    return TAPPA_OK;
}

static struct tappa_span
span_of(struct tappa__text t)
{
    return (struct tappa_span){t.s ? t.s : "", t.n};
}

/* Bodies stand in one buffer that grows while they are written: their places first, their addresses when it is done. `span.data` holds a place
 * until address_all(). */
static struct tappa_span
written(const struct tappa__buffer *bodies, size_t from)
{
    return (struct tappa_span){(const void *)(uintptr_t)from, bodies->n - from};
}

tappa_status
tappa__append(struct tappa_engine *e, struct tappa__customer *c, const struct tappa__entry *entry)
{
    struct tappa__work *w = &e->work;
    struct tappa_entry *row;
    size_t from = w->bodies.n, i;

    if (ROW(e, w->rows, w->row_capacity, w->entry_count) || ROW(e, w->entries, w->entry_capacity, w->entry_count))
        return TAPPA_ENOMEM;
    w->entries[w->entry_count] = *entry;
    w->entries[w->entry_count].known = tappa__force_changes(e);
    w->entries[w->entry_count].message = entry->result ? tappa__text_of(entry->result->message) : TAPPA__TEXT("");
    entry = &w->entries[w->entry_count];
    row = &w->rows[w->entry_count++];
    *row = (struct tappa_entry){.size = sizeof *row, .kind = entry->kind, .identity = c ? entry->identity : 0, .time = entry->time,
                                .received = w->now, .source = span_of(entry->source), .id = span_of(entry->id),
                                .name = span_of(entry->name), .status = entry->status};
    tappa__entry_pack(entry, &w->bodies); /* now that the processor has it at hand */
    row->body = written(&w->bodies, from);
    for (i = 0; c && i < c->member_count; i++)
        if (c->members[i].identity == entry->identity) {
            row->previous = c->members[i].head;
            c->members[i].head = -(int64_t)w->entry_count;
        }
    return c ? tappa__touch(c) : TAPPA_OK;
}

/* Its body is written once more, behind all others: that is seldom, and nobody reads the first. */
void
tappa__append_message(struct tappa_engine *e, size_t index, const char *message)
{
    struct tappa__work *w = &e->work;
    size_t from = w->bodies.n;

    if (tappa__text_is(w->entries[index].message, message))
        return;
    w->entries[index].message = tappa__text_of(message);
    tappa__entry_pack(&w->entries[index], &w->bodies);
    w->rows[index].body = written(&w->bodies, from);
}

tappa_status
tappa__work_identity(struct tappa_engine *e, const struct tappa__member *member, int64_t customer, int is_new)
{
    struct tappa__work *w = &e->work;
    struct tappa__text kind = tappa__arena_text(&e->scratch, member->kind.s, member->kind.n); /* the customer may be gone by then */
    struct tappa__text value = tappa__arena_text(&e->scratch, member->value.s, member->value.n);

    if (!kind.s || !value.s || ROW(e, w->identities, w->identity_capacity, w->identity_count))
        return TAPPA_ENOMEM;
    w->identities[w->identity_count++] =
        (struct tappa_store_identity){.size = sizeof *w->identities, .flags = is_new ? TAPPA_STORE_NEW : 0,
                                      .identity = member->identity, .customer = customer, .kind = span_of(kind), .value = span_of(value)};
    return TAPPA_OK;
}

tappa_status
tappa__work_remove(struct tappa_engine *e, struct tappa__customer *c)
{
    struct tappa__work *w = &e->work;
    size_t i;

    if (c->revision) {
        if (ROW(e, w->removed, w->removed_capacity, w->removed_count) ||
            ROW(e, w->removed_revisions, w->revision_capacity, w->removed_count))
            return TAPPA_ENOMEM;
        w->removed_revisions[w->removed_count] = c->revision;
        w->removed[w->removed_count++] = c->id;
    }
    for (i = 0; i < w->touched_count; i++)
        if (w->touched[i] == c)
            w->touched[i--] = w->touched[--w->touched_count];
    tappa__customer_drop(c);
    return TAPPA_OK;
}

/* ---- writing ---- */

struct rows {
    struct tappa_store_customer *customers;
    struct tappa_store_contact *contacts;
    struct tappa__customer **rowed; /* of those touched: who has a row to write, of himself or of a contact */
    size_t customer_count, contact_count, rowed_count, new_count;
};

#define AHEAD 8 /* customers: how far ahead they are fetched */

static void
address(struct tappa_span *span, const char *base)
{
    span->data = base + (uintptr_t)span->data;
}

/* Whether the row of a customer is written now: always where others may look, lazily where one process owns the store. */
static int
is_written(const struct tappa__customer *c)
{
    return c->engine->store->flags & TAPPA_STORE_SHARED || c->at_once;
}

/* A customer who went, erased or as part of another, may come back under the same number. Whoever has read the row that went must not take the new one
 * for it: so revisions begin at a hash of what it is, when, and behind which entry, which an earlier one had once in 2^44. */
static int64_t
first_revision(const struct tappa__customer *c, size_t from)
{
    static const uint8_t key[] = "tappa   revision";
    const struct tappa_engine *e = c->engine;
    int64_t what[3] = {e->work.now, e->last_sequence, 0};

    what[2] = (int64_t)tappa__siphash(e->work.bodies.s + from, e->work.bodies.n - from, key);
    return (int64_t)(tappa__siphash(what, sizeof what, key) >> 20) + 1;
}

static tappa_status
pack_customer(struct tappa__customer *c, struct tappa_store_customer *row)
{
    struct tappa_engine *e = c->engine;
    struct tappa_store_head *heads = tappa__arena_alloc(&e->scratch, (c->member_count + 1) * sizeof *heads);
    size_t from = e->work.bodies.n, i;

    if (!heads)
        return TAPPA_ENOMEM;
    for (i = 0; i < c->member_count; i++)
        heads[i] = (struct tappa_store_head){c->members[i].identity, c->members[i].head};
    tappa__state_pack(c, &e->work.bodies);
    c->next_revision = c->revision ? c->revision + 1 : first_revision(c, from);
    *row = (struct tappa_store_customer){.size = sizeof *row, .customer = c->id, .expected = c->revision, .revision = c->next_revision,
                                         .due = c->due, .heads = heads, .head_count = c->member_count,
                                         .state = written(&e->work.bodies, from)};
    if (c->revision && c->due != c->stored_due)
        row->flags = TAPPA_STORE_MOVED;
    return TAPPA_OK;
}

/* What the customers behind this one need of memory: they lie anywhere. */
static void
soon(struct tappa__customer *const *customers, size_t count, size_t i)
{
    if (i + 6 < count)
        tappa__soon_customer(customers[i + 6]);
    if (i + 4 < count)
        tappa__soon_arrays(customers[i + 4]);
    if (i + 2 < count)
        tappa__soon_journeys(customers[i + 2]);
}

static void
pack_contacts(const struct tappa__customer *c, const struct tappa__contact *contacts, size_t count, struct rows *rows)
{
    struct tappa__buffer *bodies = &c->engine->work.bodies;
    size_t i;

    for (i = 0; i < count; i++) {
        const struct tappa__contact *contact = &contacts[i];
        struct tappa_store_contact *row = &rows->contacts[rows->contact_count];
        size_t from = bodies->n;

        if (!contact->changed_row)
            continue;
        if (!contact->gone)
            tappa__contact_pack(contact, bodies);
        *row = (struct tappa_store_contact){.size = sizeof *row, .flags = contact->gone ? TAPPA_STORE_REMOVE : contact->is_new ? TAPPA_STORE_NEW : 0,
                                            .customer = tappa__archive_row(c, contact), .due = contact->due, .state = contact->state, .body = written(bodies, from)};
        memcpy(row->key, contact->key, sizeof row->key);
        rows->contact_count++;
    }
}

static size_t
count_changed(const struct tappa__customer *c)
{
    size_t i, count = 0;

    for (i = 0; i < c->contact_count; i++)
        count += c->contacts[i].changed_row != 0;
    for (i = 0; i < c->past_count; i++)
        count += c->past[i].changed_row != 0;
    return count;
}

tappa_status
tappa__look(struct tappa__customer *c)
{
    tappa_status status = tappa__customer_next(c, &c->due);

    c->changed = (uint32_t)(count_changed(c) + (c->past_count != 0)); /* what was read of the archive is let go with the rows */
    c->engine->worn |= tappa__customer_is_worn(c);
    c->touched = TAPPA__TOUCHED_LOOKED;
    return status;
}

/* Room for all that will be noted once the store has said yes: then nothing can fail. */
static tappa_status
reserve(struct tappa_engine *e)
{
    return e->store->flags & TAPPA_STORE_SHARED ? TAPPA_OK : tappa__alarm_room(e, e->work.touched_count);
}

/* Where others may change models or settings meanwhile: what went by the old ones is not written. */
static tappa_status
guard(struct tappa_engine *e)
{
    struct tappa__work *w = &e->work;

    if (!(e->store->flags & TAPPA_STORE_SHARED))
        return tappa__behind_begin(e);
    if (ROW(e, w->notes, w->note_capacity, w->note_count))
        return TAPPA_ENOMEM;
    w->notes[w->note_count++] = tappa__changes_guard(e);
    return TAPPA_OK;
}

/* Once through all that were touched: most of an owner's have no row to write now. */
static tappa_status
look_through(struct tappa_engine *e, struct rows *rows)
{
    struct tappa__work *w = &e->work;
    size_t contacts = 0, i;

    rows->rowed = tappa__arena_alloc(&e->scratch, (w->touched_count + 1) * sizeof *rows->rowed);
    for (i = 0; rows->rowed && i < w->touched_count; i++) {
        struct tappa__customer *c = w->touched[i];

        if (i + AHEAD < w->touched_count)
            __builtin_prefetch(w->touched[i + AHEAD]);
        if (is_written(c) || c->touched == TAPPA__TOUCHED_ONCE) {
            if (is_written(c))
                tappa__archive_mark(c);
            if (tappa__look(c))
                return TAPPA_ENOMEM;
        }
        contacts += c->changed;
        if (!is_written(c) && !c->changed)
            continue;
        c->touched = TAPPA__TOUCHED_ROWED;
        rows->rowed[rows->rowed_count++] = c;
        rows->new_count += is_written(c) && !c->revision;
    }
    rows->customers = tappa__arena_alloc(&e->scratch, (rows->rowed_count + w->removed_count + 1) * sizeof *rows->customers);
    rows->contacts = tappa__arena_alloc(&e->scratch, (contacts + 1) * sizeof *rows->contacts);
    return rows->rowed && rows->customers && rows->contacts ? TAPPA_OK : TAPPA_ENOMEM;
}

/* New customers stand in a line before the others: a store may write them at once. */
static tappa_status
pack_rows(struct rows *rows)
{
    size_t new = rows->customer_count, known = new + rows->new_count, i;
    tappa_status status = TAPPA_OK;

    for (i = 0; !status && i < rows->rowed_count; i++) {
        struct tappa__customer *c = rows->rowed[i];

        soon(rows->rowed, rows->rowed_count, i);
        if (is_written(c))
            status = pack_customer(c, &rows->customers[c->revision ? known++ : new++]);
        pack_contacts(c, c->contacts, c->contact_count, rows);
        pack_contacts(c, c->past, c->past_count, rows);
    }
    rows->customer_count = known;
    return status;
}

static tappa_status
pack_all(struct tappa_engine *e, struct rows *rows)
{
    struct tappa__work *w = &e->work;
    tappa_status status = look_through(e, rows);
    size_t i;

    for (i = 0; !status && i < w->removed_count; i++)
        rows->customers[rows->customer_count++] =
            (struct tappa_store_customer){.size = sizeof *rows->customers, .flags = TAPPA_STORE_REMOVE, .customer = w->removed[i],
                                          .expected = w->removed_revisions[i]};
    if (!status)
        status = pack_rows(rows);
    if (!status)
        status = reserve(e);
    if (!status)
        status = guard(e);
    return status || !w->bodies.failed ? status : TAPPA_ENOMEM;
}

static void
address_all(struct tappa__work *w, const struct rows *rows)
{
    const char *base = w->bodies.s ? w->bodies.s : "";
    size_t i;

    for (i = 0; i < w->entry_count; i++)
        address(&w->rows[i].body, base);
    for (i = 0; i < rows->customer_count; i++)
        if (!(rows->customers[i].flags & TAPPA_STORE_REMOVE))
            address(&rows->customers[i].state, base);
    for (i = 0; i < rows->contact_count; i++)
        address(&rows->contacts[i].body, base);
}

static void
leave_contacts(struct tappa__customer *c)
{
    size_t i;

    for (i = 0; i < c->contact_count; i++)
        c->contacts[i].changed_row = c->contacts[i].is_new = 0;
    tappa__archive_leave(c);
}

/* What was written is now what the store has. */
static void
settle_one(struct tappa__customer *c, int64_t first)
{
    struct tappa_engine *e = c->engine;
    uint32_t lazily = !is_written(c);
    size_t i;

    for (i = 0; i < c->member_count; i++) {
        struct tappa__member *m = &c->members[i];

        if (m->head >= 0)
            continue;
        m->head = first - m->head - 1;
    }
    if (c->touched == TAPPA__TOUCHED_ROWED)
        leave_contacts(c);
    if (c->history)
        tappa__history_forget(c);
    if (!lazily) {
        c->revision = c->next_revision;
        c->stored_due = c->due;
    }
    e->dirty_count += lazily;
    e->dirty_count -= c->dirty;
    c->dirty = lazily;
    c->touched = c->at_once = 0;
    if (!lazily)
        c->alarm = TAPPA_NEVER;
    else if (c->alarm != c->due)
        tappa__alarm_set(e, c);
}

#define LOST_MAX 1000 /* races lost one after the other: rows that contradict each other are lost to for ever */

tappa_status
tappa__committed(struct tappa_engine *e, tappa_status status)
{
    tappa__turn_end(e);
    if (status != TAPPA_ECONFLICT) {
        e->lost = status ? e->lost : 0;
        return status;
    }
    e->sums.conflicts++;
    return e->store->flags & TAPPA_STORE_SHARED && ++e->lost < LOST_MAX ? status : TAPPA_ESTORE;
}

static int
is_empty(const struct tappa__work *w)
{
    return !w->entry_count && !w->seen_count && !w->touched_count && !w->note_count && !w->offset_count;
}

tappa_status
tappa__commit(struct tappa_engine *e)
{
    struct tappa__work *w = &e->work;
    struct rows rows = {0};
    struct tappa_commit commit = {.size = sizeof commit};
    tappa_status status;
    size_t i;

    if (is_empty(w)) { /* nobody waits for a disk to write nothing */
        tappa__turn_end(e);
        return TAPPA_OK;
    }
    status = pack_all(e, &rows);
    if (!status) {
        address_all(w, &rows);
        commit.entries = w->rows;
        commit.entry_count = w->entry_count;
        commit.seen = w->seen;
        commit.seen_count = w->through || e->store->flags & TAPPA_STORE_SHARED ? w->seen_count : 0;
        commit.identities = w->identities;
        commit.identity_count = w->identity_count;
        commit.customers = rows.customers;
        commit.customer_count = rows.customer_count;
        commit.contacts = rows.contacts;
        commit.contact_count = rows.contact_count;
        commit.offsets = w->offsets;
        commit.offset_count = w->offset_count;
        commit.notes = w->notes;
        commit.note_count = w->note_count;
        status = e->store->table->commit(e->store, &commit);
        e->holds = 0; /* the commit has ended it */
        status = tappa__committed(e, status);
    }
    if (status) {
        tappa__abandon(e);
        if (status == TAPPA_ECONFLICT) /* others are at work: what else is in memory may be as old */
            tappa__customer_fresh(e);
        return status;
    }
    e->sums.commits++;
    if (w->entry_count)
        e->last_sequence = commit.first + (int64_t)w->entry_count - 1;
    for (i = 0; i < w->entry_count; i++)
        if (w->entries[i].result)
            w->entries[i].result->sequence = commit.first + (int64_t)i;
    for (i = 0; i < w->touched_count; i++) {
        if (i + AHEAD < w->touched_count) {
            __builtin_prefetch(w->touched[i + AHEAD]);
            __builtin_prefetch(&w->touched[i + AHEAD]->member_count);
        }
        if (i + AHEAD / 2 < w->touched_count)
            __builtin_prefetch(w->touched[i + AHEAD / 2]->members);
        settle_one(w->touched[i], commit.first);
    }
    w->touched_count = 0;
    tappa__behind_settle(e);
    tappa__seen_settle(e, 1);
    return TAPPA_OK;
}
