/* Owns who is damaged: whom calls that go through many customers pass over, as what the store has of them cannot be read; and telling of all such.
 * The first is a list that those calls keep: the damage is one customer's, and the others have their turn. It lasts as long as the call: whoever has been
 * mended since is looked at by the next.
 * The second is for the host, who is to mend or erase them: it reads everybody, and says by what the store still knows whom it cannot read. */
#include "lib/engine/damaged.h"
#include "lib/engine/history.h"
#include "lib/engine/json.h"

int
tappa__damaged_has(const struct tappa__damaged *d, int64_t customer)
{
    size_t i = 0;

    while (i < d->count && d->customers[i] != customer)
        i++;
    return i < d->count;
}

tappa_status
tappa__damaged_add(struct tappa_engine *e, struct tappa__damaged *d, int64_t customer)
{
    if (tappa__grow(&e->allocator, (void **)&d->customers, &d->capacity, d->count + 1, sizeof *d->customers))
        return TAPPA_ENOMEM;
    d->customers[d->count++] = customer;
    return TAPPA_OK;
}

void
tappa__damaged_free(struct tappa_engine *e, struct tappa__damaged *d)
{
    tappa__free(&e->allocator, d->customers);
}

/* ---- all of them ---- */

struct whom { /* is damaged */
    int64_t customer;
    size_t first, last; /* of `led`, from 1, where it has no row; 0: none */
};

struct led { /* an identity of the journal that leads to whoever has no row */
    int64_t identity;
    size_t next; /* of the same customer, from 1; 0: none */
};

struct looking {
    struct tappa_engine *e;
    struct whom *found;
    struct led *led;
    struct tappa__map *at;    /* customer → its place in `found`, from 1: a store that has lost a table has lost all of it */
    struct tappa__map *asked; /* identities of the journal */
    size_t count, capacity, led_count, led_capacity;
};

static tappa_status
add_found(struct looking *l, int64_t customer)
{
    if (tappa__map_get(l->at, customer))
        return TAPPA_OK;
    if (tappa__grow(&l->e->allocator, (void **)&l->found, &l->capacity, l->count + 1, sizeof *l->found) ||
        tappa__map_set(l->at, customer, (void *)(intptr_t)(l->count + 1)))
        return TAPPA_ENOMEM;
    l->found[l->count++] = (struct whom){.customer = customer};
    return TAPPA_OK;
}

/* Of one who was found. */
static tappa_status
add_led(struct looking *l, int64_t customer, int64_t identity)
{
    struct whom *whom = &l->found[(intptr_t)tappa__map_get(l->at, customer) - 1];

    if (tappa__grow(&l->e->allocator, (void **)&l->led, &l->led_capacity, l->led_count + 1, sizeof *l->led))
        return TAPPA_ENOMEM;
    l->led[l->led_count++] = (struct led){.identity = identity};
    if (whom->last)
        l->led[whom->last - 1].next = l->led_count;
    else
        whom->first = l->led_count;
    whom->last = l->led_count;
    return TAPPA_OK;
}

/* Whether all its identities lead to it. */
static tappa_status
check_members(struct tappa__customer *c)
{
    struct tappa_store *store = c->engine->store;
    tappa_status status = TAPPA_OK;
    size_t i;

    for (i = 0; !status && i < c->member_count; i++) {
        struct tappa_store_identity row = {.size = sizeof row};

        status = store->table->identity(store, c->members[i].identity, &row);
        if (!status && !row.identity)
            status = TAPPA_ESTORE;
    }
    return tappa__customer_as_read(c, status);
}

/* State, contacts, identities and history. */
static tappa_status
read_all(struct tappa_engine *e, int64_t customer)
{
    struct tappa__entry *entries;
    struct tappa__customer *c;
    size_t count;
    tappa_status status = tappa__customer_get(e, customer, &c);

    if (!status)
        status = check_members(c);
    if (!status)
        status = tappa__history_read(c, &entries, &count);
    tappa__arena_reset(&e->scratch); /* of one person after the other */
    return status;
}

static tappa_status
look(void *arg, int64_t customer)
{
    struct looking *l = arg;
    struct tappa_engine *e = l->e;
    int lost = 0;
    tappa_status status;

    if (tappa__map_get(l->at, customer))
        return TAPPA_OK;
    status = read_all(e, customer);
    while (status == TAPPA_ECONFLICT && ++lost < TAPPA__RACES_MAX) {
        status = tappa__customer_fresh(e);
        if (!status)
            status = read_all(e, customer);
    }
    if (status == TAPPA_EUNKNOWN) /* another process has just made it part of another, or erased it */
        return TAPPA_OK;
    if (status == TAPPA_ELIMIT) /* longer than a history that is read: the state is sound, and that is what calls need */
        return TAPPA_OK;
    return status == TAPPA_ESTORE ? add_found(l, customer) : status;
}

/* Those whom no row knows yet: they are in the journal alone. */
static tappa_status
look_at_left(struct looking *l)
{
    struct tappa_engine *e = l->e;
    struct tappa_store_identity row = {.size = sizeof row};
    int64_t identity;
    size_t at = 0;
    tappa_status status = TAPPA_OK;

    while (!status && tappa__map_at(e->left, &at, &identity)) {
        status = e->store->table->identity(e->store, identity, &row);
        if (!status && row.identity)
            status = look(l, row.customer);
    }
    return status;
}

#define AT_ONCE 256 /* entries read with one call */

struct entry {
    int64_t sequence, identity;
};

/* An identity of the journal whose customer has no row and no tail: there was one that is lost. */
static tappa_status
look_at_identity(struct looking *l, const struct entry *entry)
{
    struct tappa_engine *e = l->e;
    struct tappa_store_identity row = {.size = sizeof row};
    struct tappa_store_customer there = {.size = sizeof there};
    struct tappa_entry still = {.size = sizeof still};
    struct tappa__customer *c;
    int64_t customer;
    tappa_status status;

    if (!entry->identity || tappa__map_get(l->asked, entry->identity) || tappa__map_get(e->owners, entry->identity))
        return TAPPA_OK;
    if (tappa__map_set(l->asked, entry->identity, l))
        return TAPPA_ENOMEM;
    status = e->store->table->identity(e->store, entry->identity, &row);
    customer = row.identity ? row.customer : entry->identity;
    if (!status)
        status = e->store->table->customer(e->store, customer, &there);
    if (status || there.revision)
        return status == TAPPA_ESTORE ? TAPPA_OK : status;
    status = tappa__customer_get(e, customer, &c);
    if (status != TAPPA_ESTORE && status != TAPPA_EUNKNOWN)
        return status;
    status = e->store->table->entry(e->store, entry->sequence, &still);
    if (status || !still.sequence) /* another process has just erased it */
        return status;
    status = add_found(l, customer);
    return status ? status : add_led(l, customer, entry->identity);
}

/* Those of whom the store has a history and no row. */
static tappa_status
look_at_journal(struct looking *l)
{
    struct tappa_engine *e = l->e;
    struct entry lot[AT_ONCE];
    const struct tappa_entry *rows;
    int64_t after = 0;
    size_t count, i;
    tappa_status status;

    do {
        status = e->store->table->journal(e->store, after, &rows, AT_ONCE, &count);
        for (i = 0; !status && i < count; i++) {
            const struct tappa_entry *row = tappa__row(rows, i);

            lot[i] = (struct entry){after = row->sequence, row->identity}; /* the row goes with the next question */
        }
        for (i = 0; !status && i < count; i++)
            status = look_at_identity(l, &lot[i]);
        tappa__arena_reset(&e->scratch);
        tappa__customer_shrink(e);
    } while (!status && count);
    return status == TAPPA_ESTORE ? TAPPA_OK : status; /* whose the unreadable entry is, is found by its history */
}

static tappa_status
look_everywhere(struct looking *l)
{
    tappa_status status;

    l->asked = tappa__map_new(&l->e->allocator);
    l->at = tappa__map_new(&l->e->allocator);
    if (!l->asked || !l->at)
        return TAPPA_ENOMEM;
    status = tappa__customer_each(l->e, look, l);
    if (!status)
        status = look_at_left(l);
    return status ? status : look_at_journal(l);
}

static tappa_status
put_identity(struct tappa_engine *e, int64_t identity, int64_t customer, size_t *put, struct tappa__buffer *out)
{
    struct tappa_store_identity row = {.size = sizeof row};
    tappa_status status = e->store->table->identity(e->store, identity, &row);

    if (status || !row.identity || row.customer != customer)
        return status == TAPPA_ESTORE ? TAPPA_OK : status;
    tappa__buffer_str(out, (*put)++ ? ", {\"kind\": " : "{\"kind\": ");
    tappa__buffer_json(out, row.kind.data, row.kind.size);
    tappa__json_text(out, "value", (struct tappa__text){row.value.data, (uint32_t)row.value.size});
    tappa__buffer_str(out, "}");
    return TAPPA_OK;
}

/* The identities that its row names, or where that cannot be read the one that it has its number of, and those that lead to it from the journal. */
static tappa_status
put_one(struct looking *l, const struct whom *whom, struct tappa__buffer *out)
{
    struct tappa_engine *e = l->e;
    struct tappa_store_customer row = {.size = sizeof row};
    size_t put = 0, count = 0, i;
    int64_t customer = whom->customer, *named;
    tappa_status status = e->store->table->customer(e->store, customer, &row);

    if (status && status != TAPPA_ESTORE)
        return status;
    count = status ? 0 : row.head_count;
    named = tappa__arena_alloc(&e->scratch, (count + 1) * sizeof *named);
    if (!named)
        return TAPPA_ENOMEM;
    for (i = 0; i < count; i++)
        named[i] = row.heads[i].identity; /* the row goes with the next question */
    tappa__buffer_printf(out, "{\"customer\": \"%lld\", \"identities\": [", (long long)customer);
    status = count ? TAPPA_OK : put_identity(e, customer, customer, &put, out);
    for (i = 0; !status && i < count; i++)
        status = put_identity(e, named[i], customer, &put, out);
    for (i = whom->first; !status && i; i = l->led[i - 1].next)
        if (l->led[i - 1].identity != customer)
            status = put_identity(e, l->led[i - 1].identity, customer, &put, out);
    tappa__buffer_str(out, "]}\n");
    return status;
}

tappa_status
tappa_engine_damaged(tappa_engine *engine, const char **text, size_t *size)
{
    struct looking l = {.e = engine};
    struct tappa__buffer out;
    size_t i;
    tappa_status status;

    if (!engine || !text || !size)
        return TAPPA_EINVAL;
    tappa__buffer_init(&out, &engine->allocator);
    status = tappa_engine_checkpoint(engine); /* the store's list of customers is then complete */
    if (!status)
        status = tappa__enter(engine, engine->work.now);
    if (!status)
        status = tappa__customer_fresh(engine);
    if (!status)
        status = look_everywhere(&l);
    for (i = 0; !status && i < l.count; i++)
        status = put_one(&l, &l.found[i], &out);
    tappa__free(&engine->allocator, l.found);
    tappa__free(&engine->allocator, l.led);
    tappa__map_free(l.at);
    tappa__map_free(l.asked);
    return tappa__hand_out_text(engine, &out, status, text, size);
}
