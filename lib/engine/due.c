/* Owns what happens because time goes on: timers of journeys, and what is due among contacts.
 * Hosts call it as often as they like, from as many processes as a shared store has.
 * Each fires once: what has fired is an entry of the journal, written with all that it did, and a customer's row guards it. */
#include "lib/base/time.h"
#include "lib/engine/damaged.h"

struct running {
    struct tappa_engine *e;
    int64_t now;
    struct tappa__damaged damaged;
    /* In this commit. */
    size_t done, stale, found; /* customers; rows passed over as memory knows better; damaged ones met for the first time */
    int left;                  /* somebody is due still */
    int again;                 /* one was found damaged when half of it was done: without that one all is done anew */
};

/* The damage is one customer's: the others have their turn. */
static tappa_status
pass_over(struct running *r, int64_t customer)
{
    r->found++;
    return tappa__damaged_add(r->e, &r->damaged, customer);
}

/* One customer's turn; whoever has more to do than fits has another with the next commit. */
static tappa_status
run_one(struct running *r, int64_t customer)
{
    struct tappa_engine *e = r->e;
    struct tappa__customer *c;
    tappa_status status;

    if (tappa__damaged_has(&r->damaged, customer))
        return TAPPA_OK;
    status = tappa__customer_get(e, customer, &c);
    if (status == TAPPA_EUNKNOWN) /* another process has just erased it */
        return TAPPA_OK;
    if (status == TAPPA_ESTORE)
        return pass_over(r, customer);
    if (!status)
        status = tappa__touch(c);
    if (status)
        return status;
    r->done++;
    e->timers_left = TAPPA__TIMERS_MAX;
    status = tappa__contacts_due(c, r->now); /* timers and moves among it, each at its time */
    if (status == TAPPA_ESTORE) {
        r->again = !pass_over(r, customer);
        return r->again ? status : TAPPA_ENOMEM;
    }
    if (status != TAPPA_ELIMIT || e->timers_left) /* the others have their turn */
        return status;
    r->left = 1;
    return TAPPA_OK;
}

/* Whether the store's word that it is due is old: memory knows better. */
static int
is_stale(const struct tappa_engine *e, int64_t customer)
{
    const struct tappa__customer *c = tappa__map_get(e->customers, customer);

    return c && (c->touched || c->dirty);
}

/* Whoever was not touched stays in memory as it is, with its alarm; whoever was is read again. There is room: it has just been taken out. */
static void
put_back(struct tappa_engine *e, int64_t customer)
{
    struct tappa__customer *c = tappa__map_get(e->customers, customer);

    if (c && !c->touched)
        tappa__alarm_set(e, c);
}

/* One commit's worth: at most `limit` customers. */
static tappa_status
run_some(struct running *r, size_t limit)
{
    struct tappa_engine *e = r->e;
    size_t room = limit + r->damaged.count, count = 0, i; /* those stay due: the others may be behind them */
    int64_t *rows = tappa__arena_alloc(&e->scratch, room * sizeof *rows), customer;
    tappa_status status = rows ? TAPPA_OK : TAPPA_ENOMEM;

    r->done = r->stale = r->found = 0;
    r->left = r->again = 0;
    while (!status && r->done < limit && tappa__alarm_next(e, r->now, &customer)) {
        status = run_one(r, customer);
        if (status)
            put_back(e, customer);
    }
    if (!status)
        status = e->store->table->due(e->store, r->now, rows, room, &count);
    for (i = 0; !status && i < count && r->done < limit; i++) {
        if (is_stale(e, rows[i]))
            r->stale++;
        else
            status = run_one(r, rows[i]);
    }
    if (!status)
        return tappa__commit(e);
    tappa__abandon(e);
    return status;
}

#define AT_ONCE 256 /* customers in one commit */

static tappa_status
run_all(struct running *r, size_t limit, size_t *done)
{
    struct tappa_engine *e = r->e;
    size_t sum = 0;
    tappa_status status = TAPPA_OK;

    while (!status && sum < limit) {
        size_t most = limit - sum < AT_ONCE ? limit - sum : AT_ONCE;

        status = tappa__changes_fresh(e);
        if (!status && (e->behind || !sum))
            status = tappa__catch_up(e);
        if (status)
            break;
        tappa__begin(e, r->now);
        tappa__turn_take(e);
        status = run_some(r, most);
        if (status && r->again) {
            status = TAPPA_OK;
            continue;
        }
        if (status)
            break;
        sum += r->done;
        *done = sum;
        if (r->done == most || r->left || r->found)
            continue;
        if (!r->stale)
            return r->damaged.count || tappa__left_any(e) ? TAPPA_ESTORE : TAPPA_OK; /* told once it is all that is left */
        status = tappa_engine_checkpoint(e); /* then the store's rows say what memory knows */
    }
    return status;
}

tappa_status
tappa_engine_run_due(tappa_engine *engine, int64_t now, size_t limit, size_t *done)
{
    struct running r = {.e = engine, .now = now};
    size_t sum = 0;
    tappa_status status;

    if (done)
        *done = 0;
    if (!engine)
        return TAPPA_EINVAL;
    if (now < TAPPA__TIME_MIN || now > TAPPA__TIME_MAX)
        return TAPPA_ETIME;
    status = tappa__may_call(engine);
    if (!status)
        status = run_all(&r, limit, &sum);
    tappa__damaged_free(engine, &r.damaged);
    if (done)
        *done = sum;
    return status;
}
