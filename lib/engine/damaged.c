/* Owns who is damaged: whom calls that go through many customers pass over, as what the store has of them cannot be read; and telling of all such.
 * The first is a list that those calls keep: the damage is one customer's, and the others have their turn. It lasts as long as the call: whoever has been
 * mended since is looked at by the next.
 * The second is for the host, who is to mend or erase them: it reads everybody, and says by what the store still knows whom it cannot read. */
#include "lib/engine/damaged.h"
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

struct looking {
    struct tappa_engine *e;
    struct tappa__damaged found;
};

/* State, contacts and history. */
static tappa_status
look(void *arg, int64_t customer)
{
    struct looking *l = arg;
    struct tappa_engine *e = l->e;
    struct tappa__entry *entries;
    struct tappa__customer *c;
    size_t count;
    tappa_status status;

    if (tappa__damaged_has(&l->found, customer))
        return TAPPA_OK;
    status = tappa__customer_get(e, customer, &c);
    if (!status)
        status = tappa__history_read(c, &entries, &count);
    tappa__arena_reset(&e->scratch); /* of one person after the other */
    if (status == TAPPA_EUNKNOWN) /* another process has just made it part of another, or erased it */
        return TAPPA_OK;
    return status == TAPPA_ESTORE ? tappa__damaged_add(e, &l->found, customer) : status;
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

/* The identities that its row names, or where that cannot be read the one that it has its number of. */
static tappa_status
put_one(struct tappa_engine *e, int64_t customer, struct tappa__buffer *out)
{
    struct tappa_store_customer row = {.size = sizeof row};
    size_t put = 0, count = 0, i;
    int64_t *named;
    tappa_status status = e->store->table->customer(e->store, customer, &row);

    if (status && status != TAPPA_ESTORE)
        return status;
    count = status ? 0 : row.head_count;
    named = tappa__arena_alloc(&e->scratch, (count + 1) * sizeof *named);
    if (!named)
        return TAPPA_ENOMEM;
    for (i = 0; i < count; i++)
        named[i] = row.heads[i].identity; /* the row goes with the next question */
    tappa__buffer_printf(out, "{\"customer\": %lld, \"identities\": [", (long long)customer);
    status = count ? TAPPA_OK : put_identity(e, customer, customer, &put, out);
    for (i = 0; !status && i < count; i++)
        status = put_identity(e, named[i], customer, &put, out);
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
    tappa__begin(engine, engine->work.now);
    if (!status)
        status = tappa__customer_fresh(engine);
    if (!status)
        status = tappa__customer_each(engine, look, &l);
    if (!status)
        status = look_at_left(&l);
    for (i = 0; !status && i < l.found.count; i++)
        status = put_one(engine, l.found.customers[i], &out);
    tappa__damaged_free(engine, &l.found);
    return tappa__hand_out_text(engine, &out, status, text, size);
}
