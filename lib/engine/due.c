/* Owns what happens because time goes on: timers of journeys, and what is due among contacts.
 * Hosts call it as often as they like, from as many processes as a shared store has.
 * Each fires once: what has fired is an entry of the journal, written with all that it did, and a customer's row guards it. */
#include "lib/base/time.h"
#include "lib/engine/engine.h"

/* One customer's turn; whoever has more to do than fits has another with the next commit, which `left` tells. */
static tappa_status
run_one(struct tappa_engine *e, int64_t customer, int64_t now, int *left)
{
    struct tappa__customer *c;
    tappa_status status = tappa__customer_get(e, customer, &c);

    if (!status)
        status = tappa__touch(c);
    if (status)
        return status;
    e->timers_left = TAPPA__TIMERS_MAX;
    status = tappa__fold_until(c, now);
    if (!status)
        status = tappa__contacts_due(c, now);
    if (status != TAPPA_ELIMIT || e->timers_left) /* the others have their turn */
        return status;
    *left = 1;
    return TAPPA_OK;
}

/* Whether the store's word that it is due is old: memory knows better. */
static int
is_stale(const struct tappa_engine *e, int64_t customer)
{
    const struct tappa__customer *c = tappa__map_get(e->customers, customer);

    return c && (c->touched || c->dirty);
}

/* One commit's worth: at most `limit` customers. `stale`: rows passed over. `left`: somebody is due still. */
static tappa_status
run_some(struct tappa_engine *e, int64_t now, size_t limit, size_t *done, size_t *stale, int *left)
{
    int64_t *rows = tappa__arena_alloc(&e->scratch, limit * sizeof *rows), customer;
    size_t count = 0, i;
    tappa_status status = rows ? TAPPA_OK : TAPPA_ENOMEM;

    *done = *stale = 0;
    *left = 0;
    while (!status && *done < limit && tappa__alarm_next(e, now, &customer)) {
        status = run_one(e, customer, now, left);
        ++*done;
    }
    if (!status)
        status = e->store->table->due(e->store, now, rows, limit, &count);
    for (i = 0; !status && i < count && *done < limit; i++) {
        if (is_stale(e, rows[i])) {
            ++*stale;
            continue;
        }
        status = run_one(e, rows[i], now, left);
        ++*done;
    }
    if (!status)
        return tappa__commit(e);
    e->behind |= !(e->store->flags & TAPPA_STORE_SHARED); /* alarms were taken out */
    tappa__abandon(e);
    return status;
}

#define AT_ONCE 256 /* customers in one commit */

tappa_status
tappa_engine_run_due(tappa_engine *engine, int64_t now, size_t limit, size_t *done)
{
    size_t sum = 0, some, stale;
    int left;
    tappa_status status;

    if (done)
        *done = 0;
    if (!engine)
        return TAPPA_EINVAL;
    if (now < TAPPA__TIME_MIN || now > TAPPA__TIME_MAX)
        return TAPPA_ETIME;
    status = tappa__not_forked(engine);
    while (!status && sum < limit) {
        size_t most = limit - sum < AT_ONCE ? limit - sum : AT_ONCE;

        status = tappa__changes_fresh(engine);
        if (!status && engine->behind)
            status = tappa__catch_up(engine);
        if (status)
            break;
        tappa__begin(engine, now);
        status = run_some(engine, now, most, &some, &stale, &left);
        if (status)
            break;
        sum += some;
        if (done)
            *done = sum;
        if (some == most || left)
            continue;
        if (!stale)
            break;
        status = tappa_engine_checkpoint(engine); /* then the store's rows say what memory knows */
    }
    return status;
}
