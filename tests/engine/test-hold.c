/* A lot asks a shared store for all that it needs while that is held for its commit, and for nothing besides; and it lets go of it whatever is
 * answered. (What becomes of the lot is the same: tests of the order of arrival and of other processes say that.) */
#include "tests/engine/people.h"

static struct {
    tappa_store store;
    tappa_store *behind;
    int is_held, holds, outside; /* how now; how often; questions asked while it was not */
    int fails;                   /* there is no memory for identities */
    int optimistic;              /* commits that were not held for */
} w;

static tappa_store *
behind(void)
{
    w.outside += !w.is_held;
    return w.behind;
}

static tappa_status
held_commit(tappa_store *s, struct tappa_commit *commit)
{
    (void)s;
    assert_true(!w.is_held || w.is_held == 2);
    w.optimistic += commit->entry_count && !w.is_held;
    w.is_held = 0;
    return w.behind->table->commit(w.behind, commit);
}

static tappa_status
held_identity(tappa_store *s, int64_t identity, struct tappa_store_identity *out)
{
    (void)s;
    return w.fails ? TAPPA_ENOMEM : behind()->table->identity(w.behind, identity, out);
}

static tappa_status
held_customer(tappa_store *s, int64_t customer, struct tappa_store_customer *out)
{
    (void)s;
    return behind()->table->customer(w.behind, customer, out);
}

static tappa_status
held_seen(tappa_store *s, int64_t number, struct tappa_store_seen *out)
{
    (void)s;
    return behind()->table->seen(w.behind, number, out);
}

static tappa_status
held_contacts_of(tappa_store *s, int64_t customer, const struct tappa_store_contact **out, size_t *count)
{
    (void)s;
    return behind()->table->contacts_of(w.behind, customer, out, count);
}

static tappa_status
held_note(tappa_store *s, const char *name, size_t size, struct tappa_span *out)
{
    const int of_lot = memcmp(name, "forgotten", size < 9 ? size : 9) != 0; /* what is tidied up now and then is none of the lot's */

    (void)s;
    return (of_lot ? behind() : w.behind)->table->note(w.behind, name, size, out);
}

static tappa_status
held_last(tappa_store *s, int64_t *out)
{
    (void)s;
    return w.behind->table->last(w.behind, out);
}

static tappa_status
held_notes(tappa_store *s, const char *prefix, size_t size, const struct tappa_store_note **out, size_t *count)
{
    (void)s;
    return w.behind->table->notes(w.behind, prefix, size, out, count);
}

static tappa_status
held_journal(tappa_store *s, int64_t after, const struct tappa_entry **out, size_t limit, size_t *count)
{
    (void)s;
    return w.behind->table->journal(w.behind, after, out, limit, count);
}

static void
held_close(tappa_store *s)
{
    (void)s;
    assert_false(w.is_held);
    tappa_store_close(w.behind);
}

static void
hold(tappa_store *s, int32_t on)
{
    (void)s;
    w.is_held = on;
    w.holds += on != 0;
}

#define PASSED(name, parameters, ...)                                                                                                      \
    static tappa_status held_##name parameters                                                                                            \
    {                                                                                                                                     \
        (void)s;                                                                                                                          \
        return w.behind->table->name(w.behind, __VA_ARGS__);                                                                              \
    }

PASSED(entry, (tappa_store *s, int64_t sequence, struct tappa_entry *out), sequence, out)
PASSED(due, (tappa_store *s, int64_t now, int64_t *customers, size_t limit, size_t *count), now, customers, limit, count)
PASSED(customers, (tappa_store *s, int64_t after, int64_t *customers, size_t limit, size_t *count), after, customers, limit, count)
PASSED(contact, (tappa_store *s, const uint8_t key[16], struct tappa_store_contact *out), key, out)
PASSED(contacts, (tappa_store *s, int64_t now, const struct tappa_store_contact **out, size_t limit, size_t *count), now, out, limit, count)
PASSED(offset, (tappa_store *s, const char *source, size_t size, struct tappa_span *out), source, size, out)

static tappa_status
held_erased(tappa_store *s)
{
    (void)s;
    return w.behind->table->erased(w.behind);
}

static const struct tappa_store_table table = {
    .size = sizeof table,       .version = TAPPA_STORE_VERSION,   .commit = held_commit, .identity = held_identity, .customer = held_customer,
    .seen = held_seen,          .contacts_of = held_contacts_of,  .note = held_note,     .last = held_last,         .notes = held_notes,
    .journal = held_journal,    .close = held_close,          .hold = hold,                   .entry = held_entry,     .due = held_due,
    .customers = held_customers, .contact = held_contact,     .contacts = held_contacts,      .offset = held_offset,   .erased = held_erased,
};

static void
open_over(struct shop *s, uint32_t flags)
{
    memset(&w, 0, sizeof w);
    s->now = SHOP_START;
    assert_int_equal(tappa_context_new(NULL, &s->context), TAPPA_OK);
    s->basket = shop_compile(s->context, shop_basket);
    assert_int_equal(tappa_store_memory(s->context, flags, &w.behind), TAPPA_OK);
    w.store = (tappa_store){.table = &table, .flags = flags};
    assert_int_equal(tappa_engine_open(s->context, &w.store, NULL, &s->engine), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(s->engine, s->basket, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
}

static void
close_over(struct shop *s)
{
    tappa_model_unref(s->basket);
    assert_int_equal(tappa_engine_close(s->engine), TAPPA_OK);
    tappa_context_unref(s->context);
}

#define LOT 12

/* New customers and known ones, with one identity and with two. */
static tappa_status
send(struct shop *s, const char *ids)
{
    static const char *const people[] = {"cookie=a", "cookie=b login=b", "login=c", "cookie=a login=a", "login=b", "cookie=d"};
    struct tappa_ingested results[LOT] = {{.size = sizeof *results}};
    struct tappa_record records[LOT];
    struct shop_event events[LOT];
    char names[LOT][16];
    tappa_status status;
    size_t i;

    for (i = 0; i < LOT; i++) {
        (void)snprintf(names[i], sizeof names[i], "%s%zu", ids, i);
        shop_event(&events[i], people[i % 6], "Added", s->now + (int64_t)i, names[i], "price=3");
        records[i] = events[i].record;
    }
    s->now += SHOP_HOUR;
    w.outside = w.holds = 0;
    status = tappa_engine_ingest(s->engine, records, LOT, NULL, s->now, results);
    for (i = 0; !status && i < LOT; i++)
        assert_int_equal(results[i].outcome, TAPPA_INGEST_TAKEN);
    return status;
}

static void
asks_once(void **state)
{
    struct shop s;

    (void)state;
    open_over(&s, TAPPA_STORE_SHARED);
    assert_int_equal(send(&s, "first"), TAPPA_OK);
    assert_int_equal(w.outside, 0);
    assert_int_equal(w.holds, 1);
    assert_int_equal(w.optimistic, 0);
    assert_int_equal(send(&s, "second"), TAPPA_OK); /* all are in memory */
    assert_int_equal(w.outside, 0);
    close_over(&s);
}

static void
lets_go(void **state)
{
    struct shop s;

    (void)state;
    open_over(&s, TAPPA_STORE_SHARED);
    w.fails = 1;
    assert_int_equal(send(&s, "fails"), TAPPA_ENOMEM);
    assert_int_equal(w.holds, 1);
    assert_false(w.is_held);
    w.fails = 0;
    assert_int_equal(send(&s, "fails"), TAPPA_OK); /* what failed has left nothing behind */
    close_over(&s);
}

/* An event that is known already leaves nothing to commit. */
static void
lets_go_of_nothing(void **state)
{
    struct tappa_ingested result = {.size = sizeof result};
    struct shop_event e;
    struct shop s;

    (void)state;
    open_over(&s, TAPPA_STORE_SHARED);
    shop_event(&e, "cookie=a", "Added", s.now, "once", "price=3");
    assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, s.now, &result), TAPPA_OK);
    assert_int_equal(result.outcome, TAPPA_INGEST_TAKEN);
    assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, s.now, &result), TAPPA_OK);
    assert_int_equal(result.outcome, TAPPA_INGEST_DUPLICATE);
    assert_int_equal(w.holds, 2);
    assert_false(w.is_held);
    close_over(&s);
}

/* Nobody waits for a long history that is folded again. */
static void
lets_go_for_long(void **state)
{
    static struct tappa_record records[5000];
    static struct shop_event events[5000];
    static char ids[5000][10];
    struct shop s;

    (void)state;
    open_over(&s, TAPPA_STORE_SHARED);
    for (int i = 0; i < 5000; i++) {
        snprintf(ids[i], sizeof ids[i], "%d", i);
        shop_event(&events[i], "cookie=a", "Added", s.now + i, ids[i], "price=3");
        records[i] = events[i].record;
    }
    w.optimistic = 0;
    assert_int_equal(tappa_engine_ingest(s.engine, records + 1, 4000, NULL, s.now + 5000, NULL), TAPPA_OK);
    records[0].time = s.now + 2000;
    assert_int_equal(tappa_engine_ingest(s.engine, records, 1, NULL, s.now + 5000, NULL), TAPPA_OK);
    assert_int_equal(w.optimistic, 0);
    assert_int_equal(tappa_engine_ingest(s.engine, records + 4001, 999, NULL, s.now + 5000, NULL), TAPPA_OK);
    assert_int_equal(w.optimistic, 0);
    records[0].id = "late";
    records[0].id_size = 4;
    assert_int_equal(tappa_engine_ingest(s.engine, records, 1, NULL, s.now + 5000, NULL), TAPPA_OK);
    assert_int_equal(w.optimistic, 1);
    close_over(&s);
}

static void
an_owner_holds_nothing(void **state)
{
    struct shop s;

    (void)state;
    open_over(&s, 0);
    assert_int_equal(send(&s, "first"), TAPPA_OK);
    assert_int_equal(w.holds, 0);
    assert_int_not_equal(w.outside, 0);
    close_over(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_once),
        cmocka_unit_test(lets_go),
        cmocka_unit_test(lets_go_of_nothing),
        cmocka_unit_test(lets_go_for_long),
        cmocka_unit_test(an_owner_holds_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
