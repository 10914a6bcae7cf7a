/* What tests of damaged rows share: three people in a store of either kind that outlives its engine, so that something of it can be spoilt in between by
 * what every store can be told. */
#ifndef TAPPA_TESTS_SPOILT_H
#define TAPPA_TESTS_SPOILT_H

#include "tests/engine/people.h"
#include "tests/support/scratch.h"

static char spoilt_file[64];
static struct tappa_store_table spoilt_table;
static const struct tappa_store_table *spoilt_real;
static int spoilt_dying;        /* nothing is written any more */
static int spoilt_failing;      /* customers that are asked for next and cannot be read; the one that is: */
static int64_t spoilt_unlucky;
static size_t spoilt_missed;    /* entries that were asked for in vain */

static inline void
spoilt_stay_open(tappa_store *store)
{
    (void)store;
}

static inline tappa_status
spoilt_commit(tappa_store *store, struct tappa_commit *commit)
{
    return spoilt_dying ? TAPPA_ESTORE : spoilt_real->commit(store, commit);
}

static inline tappa_status
spoilt_customer_now_and_then(tappa_store *store, int64_t customer, struct tappa_store_customer *out)
{
    if (customer == spoilt_unlucky && spoilt_failing && spoilt_failing--)
        return TAPPA_ESTORE;
    return spoilt_real->customer(store, customer, out);
}

static inline tappa_status
spoilt_entry_counted(tappa_store *store, int64_t sequence, struct tappa_entry *out)
{
    tappa_status status = spoilt_real->entry(store, sequence, out);

    spoilt_missed += !status && !out->sequence;
    return status;
}

static inline tappa_store *
spoilt_make_store(tappa_context *context, int sqlite, uint32_t flags)
{
    tappa_store *store;

    scratch_remove(spoilt_file);
    assert_int_equal(sqlite ? tappa_store_sqlite(context, spoilt_file, flags, &store) : tappa_store_memory(context, flags, &store), TAPPA_OK);
    spoilt_real = store->table;
    spoilt_table = *spoilt_real;
    spoilt_table.close = spoilt_stay_open;
    spoilt_table.commit = spoilt_commit;
    spoilt_table.customer = spoilt_customer_now_and_then;
    spoilt_table.entry = spoilt_entry_counted;
    store->table = &spoilt_table;
    spoilt_dying = spoilt_failing = 0;
    spoilt_missed = 0;
    return store;
}

static inline void
spoilt_start(struct shop *s, tappa_store *store)
{
    assert_int_equal(tappa_engine_open(s->context, store, NULL, &s->engine), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(s->engine, s->basket, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
}

static inline void
spoilt_begin(struct shop *s, int sqlite, uint32_t flags, tappa_store **store)
{
    memset(s, 0, sizeof *s);
    s->now = SHOP_START;
    assert_int_equal(tappa_context_new(NULL, &s->context), TAPPA_OK);
    s->basket = shop_compile(s->context, shop_basket);
    *store = spoilt_make_store(s->context, sqlite, flags);
    spoilt_start(s, *store);
    for (int i = 0; i < 3; i++)
        for (int hour = 0; hour < 3; hour++)
            shop_ingest(s, i == 0 ? "cookie=a" : i == 1 ? "cookie=b" : "cookie=c", "Viewed",
                        SHOP_START + hour * SHOP_HOUR / 4, NULL, NULL);
}

static inline void
spoilt_end(struct shop *s, tappa_store *store)
{
    assert_int_equal(tappa_engine_close(s->engine), TAPPA_OK);
    spoilt_real->close(store);
    tappa_model_unref(s->basket);
    tappa_context_unref(s->context);
    scratch_remove(spoilt_file);
}

static inline void
spoilt_by(struct shop *s, tappa_store *store, void (*how)(tappa_store *store, int64_t number), const char *who)
{
    int64_t customer = shop_find(s, who);

    assert_int_equal(tappa_engine_close(s->engine), TAPPA_OK);
    how(store, customer);
    spoilt_start(s, store);
}

static inline void
spoilt_over_every_store(void (*what)(int sqlite, uint32_t flags))
{
    for (int i = 0; i < 4; i++)
        what(i / 2, i % 2 ? TAPPA_STORE_SHARED : 0);
}

#define SPOILT_EVERYWHERE(name)                                                                                                         \
    static void name##_everywhere(void **state)                                                                                         \
    {                                                                                                                                   \
        (void)state;                                                                                                                    \
        spoilt_over_every_store(name);                                                                                                  \
    }

#endif
