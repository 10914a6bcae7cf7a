/* Owns the customers in memory: which are there, whose an identity is, bringing one from the store up to date, and letting go.
 * Called by everything that needs a customer.
 * One that is handed out stays until the call at hand is over; one that differs from the store is never let go unwritten, unless the call
 * is given up: then the store and the journal have all that it was before. */
#include <string.h>
#include <unistd.h>

#include "lib/engine/history.h"

/* ---- the turns ---- */

static void
unlink_use(struct tappa__customer *c)
{
    struct tappa_engine *e = c->engine;

    if (c->newer)
        c->newer->older = c->older;
    else
        e->newest = c->older;
    if (c->older)
        c->older->newer = c->newer;
    else
        e->oldest = c->newer;
    c->newer = c->older = NULL;
}

static void
link_use(struct tappa__customer *c)
{
    struct tappa_engine *e = c->engine;

    c->older = e->newest;
    if (e->newest)
        e->newest->newer = c;
    else
        e->oldest = c;
    e->newest = c;
}

/* ---- making and freeing ---- */

static struct tappa__customer *
make(struct tappa_engine *e, int64_t id)
{
    struct tappa__customer *c = tappa__alloc_zero(&e->allocator, sizeof *c);

    if (!c)
        return NULL;
    c->engine = e;
    c->id = id;
    c->alarm = TAPPA_NEVER;
    tappa__arena_init(&c->arena, &e->allocator, 0);
    tappa__customer_clear(c);
    return c;
}

struct tappa__text
tappa__customer_keep(struct tappa__customer *c, struct tappa__text t, int *failed)
{
    if (!t.n)
        return TAPPA__TEXT("");
    t = tappa__arena_text(&c->arena, t.s, t.n);
    *failed |= !t.s;
    return t;
}

void
tappa__customer_clear(struct tappa__customer *c)
{
    size_t i;

    for (i = 0; i < c->track_count; i++)
        tappa_journey_free(c->tracks[i].journey);
    for (i = 0; i < c->member_count; i++)
        c->members[i].linked = UINT64_C(1) << i;
    c->track_count = c->statement_count = c->trait_count = c->tally_count = 0;
    tappa_zone_unref(c->zone);
    c->zone = NULL;
    c->zone_name = c->preferred = TAPPA__TEXT("");
    c->last = (struct tappa__position){INT64_MIN, 0, TAPPA__TEXT(""), TAPPA__TEXT("")};
    c->source_room = c->id_room = 0;
    c->fired = c->moved = INT64_MIN;
    c->root = c->current = 0;
    c->entry_count = c->unshown = 0;
    c->due = TAPPA_NEVER;
}

void
tappa__customer_free(struct tappa__customer *c)
{
    struct tappa_allocator a;

    if (!c)
        return;
    a = c->engine->allocator;
    tappa__customer_clear(c);
    tappa__history_forget(c);
    tappa__arena_free(&c->arena);
    tappa__free(&a, c->members);
    tappa__free(&a, c->tracks);
    tappa__free(&a, c->statements);
    tappa__free(&a, c->traits);
    tappa__free(&a, c->tallies);
    tappa__free(&a, c->contacts);
    tappa__free(&a, c->past);
    tappa__free(&a, c->again);
    tappa__free(&a, c->parted);
    tappa__free(&a, c);
}

void
tappa__customer_drop(struct tappa__customer *c)
{
    struct tappa_engine *e = c->engine;
    size_t i;

    (void)tappa__map_set(e->customers, c->id, NULL);
    for (i = 0; i < c->member_count; i++)
        if (tappa__map_get(e->owners, c->members[i].identity) == c)
            (void)tappa__map_set(e->owners, c->members[i].identity, NULL);
    unlink_use(c);
    e->dirty_count -= c->dirty;
    e->dropped |= (int)c->dirty;
    tappa__customer_free(c);
}

/* Into the cache. Where it cannot be, it is freed. */
static tappa_status
enter(struct tappa__customer *c)
{
    struct tappa_engine *e = c->engine;
    int failed = tappa__map_set(e->customers, c->id, c);
    size_t i;

    link_use(c);
    for (i = 0; !failed && i < c->member_count; i++)
        failed = tappa__map_set(e->owners, c->members[i].identity, c);
    if (!failed)
        return TAPPA_OK;
    tappa__customer_drop(c);
    return TAPPA_ENOMEM;
}

tappa_status
tappa__member_add(struct tappa__customer *c, int64_t identity, const struct tappa_identity *named)
{
    struct tappa_engine *e = c->engine;
    struct tappa__member member = {.identity = identity, .linked = UINT64_C(1) << c->member_count};
    char *text = tappa__arena_alloc(&c->arena, (size_t)named->kind_size + named->value_size + 2); /* each with a NUL behind it */

    if (!text ||
        tappa__grow(&e->allocator, (void **)&c->members, &c->member_capacity, c->member_count + 1, sizeof *c->members) ||
        (tappa__map_get(e->customers, c->id) == c && tappa__map_set(e->owners, identity, c)))
        return TAPPA_ENOMEM;
    member.kind = (struct tappa__text){text, named->kind_size};
    member.value = (struct tappa__text){text + named->kind_size + 1, named->value_size};
    memcpy(text, named->kind, named->kind_size);
    memcpy(text + named->kind_size + 1, named->value, named->value_size);
    c->members[c->member_count++] = member;
    return TAPPA_OK;
}

static int
compare_members(const struct tappa__member *a, const struct tappa__member *b)
{
    int kinds = tappa__text_compare(a->kind, b->kind);

    return kinds ? kinds : tappa__text_compare(a->value, b->value);
}

void
tappa__members_sort(const struct tappa__customer *c, uint8_t order[TAPPA__MEMBERS_MAX])
{
    size_t i, at;

    for (i = 0; i < c->member_count; i++) {
        for (at = i; at > 0 && compare_members(&c->members[order[at - 1]], &c->members[i]) > 0; at--)
            order[at] = order[at - 1];
        order[at] = (uint8_t)i;
    }
}

tappa_status
tappa__customer_blank(struct tappa_engine *e, int64_t id, struct tappa__customer **out)
{
    *out = make(e, id);
    return *out ? TAPPA_OK : TAPPA_ENOMEM;
}

tappa_status
tappa__customer_new(struct tappa_engine *e, int64_t id, struct tappa__customer **out)
{
    struct tappa__customer *c = make(e, id);

    *out = NULL;
    if (!c || enter(c))
        return TAPPA_ENOMEM;
    if (tappa__touch(c)) { /* whoever is not touched stays when the call is given up */
        tappa__customer_drop(c);
        return TAPPA_ENOMEM;
    }
    *out = c;
    return TAPPA_OK;
}

/* ---- from the store ---- */

static tappa_status
load_contacts(struct tappa__customer *c)
{
    struct tappa_engine *e = c->engine;
    const struct tappa_store_contact *rows;
    size_t count, i;
    tappa_status status = e->store->table->contacts_of(e->store, c->id, &rows, &count);

    for (i = 0; !status && i < count; i++) {
        const struct tappa_store_contact *row = tappa__row(rows, i);
        struct tappa__contact *contact = tappa__contact_add(c, row->key);

        status = contact ? tappa__contact_unpack(c, row, contact) : TAPPA_ENOMEM;
    }
    return status;
}

static tappa_status
load_state(struct tappa__customer *c, const struct tappa_store_customer *row)
{
    size_t i, j;
    tappa_status status = row->revision < 0 || row->revision == INT64_MAX
                              ? TAPPA_ESTORE
                              : tappa__state_unpack(c, row->state.data, row->state.size);

    c->revision = row->revision;
    c->due = c->stored_due = row->due;
    for (i = 0; !status && i < row->head_count; i++)
        for (j = 0; j < c->member_count; j++)
            if (c->members[j].identity == row->heads[i].identity)
                c->members[j].head = row->heads[i].sequence;
    return status;
}

/* A customer that was not written yet has one identity, and that has its number. Whether there was a row that is lost, its history says. */
static tappa_status
load_alone(struct tappa__customer *c)
{
    struct tappa_engine *e = c->engine;
    struct tappa_store_identity row = {.size = sizeof row};
    struct tappa_identity named;
    tappa_status status = e->store->table->identity(e->store, c->id, &row);

    if (status)
        return status;
    if (row.identity != c->id || row.customer != c->id)
        return TAPPA_EUNKNOWN;
    if (!row.kind.data || !row.value.data) /* no row of a store's: of one that somebody has written */
        return TAPPA_ESTORE;
    named = (struct tappa_identity){row.kind.data, row.value.data, (uint32_t)row.kind.size, (uint32_t)row.value.size};
    return tappa__member_add(c, c->id, &named);
}

static tappa_status
load_row(struct tappa__customer *c)
{
    struct tappa_engine *e = c->engine;
    struct tappa_store_customer row = {.size = sizeof row};
    tappa_status status = e->store->table->customer(e->store, c->id, &row);

    return status ? status : row.revision ? load_state(c, &row) : load_alone(c);
}

/* A journey may be under a version that another process has brought: the row is asked for anew then, as what a store lends is gone with the next
 * question. */
static tappa_status
load_known(struct tappa_engine *e, int64_t id, struct tappa__customer **out)
{
    struct tappa__customer *c = make(e, id);
    tappa_status status = c ? load_row(c) : TAPPA_ENOMEM;

    if (status == TAPPA_EMISMATCH) {
        tappa__customer_free(c);
        c = NULL;
        status = tappa__models_read(e);
        if (!status)
            c = make(e, id);
        if (!status)
            status = c ? load_row(c) : TAPPA_ENOMEM;
    }
    *out = c;
    return status == TAPPA_EMISMATCH ? TAPPA_ESTORE : status;
}

static tappa_status
load(struct tappa_engine *e, int64_t id, struct tappa__customer **out)
{
    struct tappa__customer *c;
    tappa_status status = load_known(e, id, &c);

    if (!status)
        status = load_contacts(c);
    if (!status)
        status = tappa__history_tail(c);
    if (status == TAPPA_ELIMIT) /* more than is ever read of one: to all calls it is one who cannot be read, and the others have their turn */
        status = TAPPA_ESTORE;
    if (!status && c->dirty)
        status = tappa__alarm_room(e, 1); /* whoever is in memory and differs from the store is not forgotten there */
    if (status) {
        tappa__customer_free(c);
        return status;
    }
    *out = c;
    c->arena_loaded = c->arena.total;
    e->dirty_count += c->dirty;
    status = enter(c);
    if (!status && c->dirty)
        tappa__alarm_set(e, c);
    return status;
}

tappa_status
tappa__customer_as_read(const struct tappa__customer *c, tappa_status status)
{
    struct tappa_engine *e = c->engine;
    struct tappa_store_customer row = {.size = sizeof row};

    if (status != TAPPA_ESTORE || !(e->store->flags & TAPPA_STORE_SHARED))
        return status;
    status = e->store->table->customer(e->store, c->id, &row);
    if (status || (c->revision && row.revision == c->revision))
        return TAPPA_ESTORE;
    return tappa__committed(e, TAPPA_ECONFLICT); /* one without a row is being parted from one that could be read */
}

static tappa_status
get_own(struct tappa_engine *e, int64_t id, struct tappa__customer **out)
{
    struct tappa__customer *c = tappa__map_get(e->customers, id);
    tappa_status status = c ? TAPPA_OK : load(e, id, &c);

    *out = status ? NULL : c;
    if (!status)
        c->used = 1;
    return status;
}

tappa_status
tappa__customer_get(struct tappa_engine *e, int64_t id, struct tappa__customer **out)
{
    struct tappa_store_identity row = {.size = sizeof row};
    tappa_status status;

    *out = NULL;
    if (!id) /* nobody's number: an event without a customer has it */
        return TAPPA_EUNKNOWN;
    status = get_own(e, id, out);
    if (status != TAPPA_EUNKNOWN)
        return status;
    /* A number that a host kept from before two customers became one. It leads there at once: where rows lead on and on, they are damaged. */
    status = e->store->table->identity(e->store, id, &row);
    if (status)
        return status;
    return row.identity && row.customer != id ? get_own(e, row.customer, out) : TAPPA_EUNKNOWN;
}

static int
is_named(struct tappa_span kind, struct tappa_span value, const struct tappa_identity *named)
{
    return kind.size == named->kind_size && value.size == named->value_size && !memcmp(kind.data, named->kind, named->kind_size) &&
           !memcmp(value.data, named->value, named->value_size);
}

static int
has_named(const struct tappa__customer *c, int64_t identity, const struct tappa_identity *named)
{
    const struct tappa__member *m = &c->members[tappa__member_at(c, identity)];

    return is_named((struct tappa_span){m->kind.s, m->kind.n}, (struct tappa_span){m->value.s, m->value.n}, named);
}

tappa_status
tappa__customer_of(struct tappa_engine *e, int64_t identity, const struct tappa_identity *named, struct tappa__customer **out)
{
    struct tappa_store_identity row = {.size = sizeof row};
    int64_t customer;
    tappa_status status;

    *out = tappa__map_get(e->owners, identity);
    if (*out) {
        (*out)->used = 1;
        if (!named || has_named(*out, identity, named))
            return TAPPA_OK;
        *out = NULL;
        return TAPPA_EINVAL; /* two identities with one number: one in 2^64 */
    }
    if (tappa__map_get(e->nobodies, identity))
        return TAPPA_OK;
    status = e->store->table->identity(e->store, identity, &row);
    if (status || !row.identity)
        return status;
    if (named && !is_named(row.kind, row.value, named))
        return TAPPA_EINVAL;
    customer = row.customer;
    status = tappa__customer_get(e, customer, out);
    if (status != TAPPA_EUNKNOWN)
        return status;
    /* It leads to nobody: unless another process has erased or moved it just now, it never led to anybody. */
    status = e->store->table->identity(e->store, identity, &row);
    return status ? status : row.identity && row.customer == customer ? TAPPA_ESTORE : TAPPA_ECONFLICT;
}

/* ---- letting go ---- */

/* A year of one customer's events leaves words behind that nobody needs: what is read anew has none of them. */
#define WORN 65536

int
tappa__customer_is_worn(const struct tappa__customer *c)
{
    return c->arena.total > 2 * c->arena_loaded + WORN;
}

static void
drop_worn(struct tappa_engine *e)
{
    struct tappa__customer *c = e->oldest, *newer;

    e->worn = 0;
    for (; c; c = newer) {
        newer = c->newer;
        if (!tappa__customer_is_worn(c))
            continue;
        if (c->dirty || c->touched)
            e->worn = 1;
        else
            tappa__customer_drop(c);
    }
}

/* Whoever was used since it was last looked at here has one more turn: so using somebody costs a mark, and not three customers' places in a list. */
void
tappa__customer_shrink(struct tappa_engine *e)
{
    size_t count = tappa__map_count(e->customers), turns = count > e->options.cache ? 2 * count - e->options.cache : 0;

    if (e->worn)
        drop_worn(e);
    for (; turns && tappa__map_count(e->customers) > e->options.cache; turns--) {
        struct tappa__customer *c = e->oldest;

        if (!c->used && !c->dirty && !c->touched) {
            tappa__customer_drop(c);
            continue;
        }
        c->used = 0;
        unlink_use(c);
        link_use(c);
    }
}

#define AT_ONCE 256 /* customers between two looks at the store's list of them */

tappa_status
tappa__customer_each(struct tappa_engine *e, tappa_status (*look)(void *arg, int64_t customer), void *arg)
{
    int64_t ids[AT_ONCE], after = INT64_MIN;
    size_t count, i;
    tappa_status status;

    do {
        status = e->store->table->customers(e->store, after, ids, AT_ONCE, &count);
        for (i = 0; !status && i < count; i++) {
            after = ids[i];
            status = look(arg, ids[i]);
        }
        tappa__customer_shrink(e);
    } while (!status && count);
    return status;
}

tappa_status
tappa__may_call(const struct tappa_engine *e)
{
    if (e->process != (int64_t)getpid())
        return TAPPA_EFORKED;
    return e->border.asked ? TAPPA_EBUSY : TAPPA_OK;
}

tappa_status
tappa__enter(struct tappa_engine *e, int64_t now)
{
    tappa_status status = tappa__may_call(e);

    if (!status)
        tappa__begin(e, now);
    return status;
}

tappa_status
tappa__customer_fresh(struct tappa_engine *e)
{
    tappa_status status = tappa__may_call(e);

    if (status || !(e->store->flags & TAPPA_STORE_SHARED))
        return status;
    while (e->newest)
        tappa__customer_drop(e->newest);
    return tappa__changes_fresh(e);
}
