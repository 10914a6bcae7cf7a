/* A store of one's own whose every function calls the engine: each call says TAPPA_EBUSY there, and all is as if it had not been made. */
#include "lib/engine/engine.h"
#include "tests/engine/touch.h"

static const char *map_path; /* of lib/engine/engine.map: what there is to call */

enum { COMMIT, LAST, IDENTITY, CUSTOMER, ENTRY, JOURNAL, SEEN, DUE, CUSTOMERS, CONTACT, CONTACTS, CONTACTS_OF, OFFSET, NOTE, NOTES, ERASED, HOLD, TURN, FUNCTIONS };

static struct {
    tappa_store store;
    tappa_store *behind;
    struct shop *shop; /* NULL: its engine is being opened, nobody has it yet */
    int64_t customer;
    int called[FUNCTIONS];
} w;

/* Called by a function of the store. */
static tappa_store *
within(int function)
{
    w.called[function]++;
    if (w.shop) {
        assert_int_equal(touch_all(w.shop, w.customer, map_path, TAPPA_EBUSY), 0);
        assert_int_equal(tappa_engine_close(w.shop->engine), TAPPA_EBUSY);
    }
    return w.behind;
}

#define FUNCTION(name, number, parameters, ...)                                                                                         \
    static tappa_status within_##name parameters                                                                                       \
    {                                                                                                                                  \
        tappa_store *behind = within(number);                                                                                          \
                                                                                                                                       \
        (void)s;                                                                                                                       \
        return behind->table->name(behind, __VA_ARGS__);                                                                               \
    }

FUNCTION(commit, COMMIT, (tappa_store * s, struct tappa_commit *what), what)
FUNCTION(last, LAST, (tappa_store * s, int64_t *out), out)
FUNCTION(identity, IDENTITY, (tappa_store * s, int64_t of, struct tappa_store_identity *out), of, out)
FUNCTION(customer, CUSTOMER, (tappa_store * s, int64_t of, struct tappa_store_customer *out), of, out)
FUNCTION(entry, ENTRY, (tappa_store * s, int64_t of, struct tappa_entry *out), of, out)
FUNCTION(journal, JOURNAL, (tappa_store * s, int64_t after, const struct tappa_entry **out, size_t limit, size_t *n), after, out, limit, n)
FUNCTION(seen, SEEN, (tappa_store * s, int64_t of, struct tappa_store_seen *out), of, out)
FUNCTION(due, DUE, (tappa_store * s, int64_t now, int64_t *out, size_t limit, size_t *n), now, out, limit, n)
FUNCTION(customers, CUSTOMERS, (tappa_store * s, int64_t after, int64_t *out, size_t limit, size_t *n), after, out, limit, n)
FUNCTION(contact, CONTACT, (tappa_store * s, const uint8_t of[16], struct tappa_store_contact *out), of, out)
FUNCTION(contacts, CONTACTS, (tappa_store * s, int64_t now, const struct tappa_store_contact **out, size_t limit, size_t *n), now, out, limit, n)
FUNCTION(contacts_of, CONTACTS_OF, (tappa_store * s, int64_t of, const struct tappa_store_contact **out, size_t *n), of, out, n)
FUNCTION(offset, OFFSET, (tappa_store * s, const char *of, size_t size, struct tappa_span *out), of, size, out)
FUNCTION(note, NOTE, (tappa_store * s, const char *of, size_t size, struct tappa_span *out), of, size, out)
FUNCTION(notes, NOTES, (tappa_store * s, const char *of, size_t size, const struct tappa_store_note **out, size_t *n), of, size, out, n)

static tappa_status
within_erased(tappa_store *s)
{
    tappa_store *behind = within(ERASED);

    (void)s;
    return behind->table->erased(behind);
}

static void
within_hold(tappa_store *s, int32_t on)
{
    tappa_store *behind = within(HOLD);

    (void)s;
    if (behind->table->hold)
        behind->table->hold(behind, on);
}

static void
within_turn(tappa_store *s, int32_t on)
{
    tappa_store *behind = within(TURN);

    (void)s;
    if (behind->table->turn)
        behind->table->turn(behind, on);
}

static void
within_close(tappa_store *s)
{
    (void)s;
    tappa_store_close(w.behind);
}

static const struct tappa_store_table table = {
    .size = sizeof table, .version = TAPPA_STORE_VERSION, .commit = within_commit, .last = within_last, .identity = within_identity,
    .customer = within_customer, .entry = within_entry, .journal = within_journal, .seen = within_seen, .due = within_due,
    .customers = within_customers, .contact = within_contact, .contacts = within_contacts, .contacts_of = within_contacts_of,
    .offset = within_offset, .note = within_note, .notes = within_notes, .erased = within_erased, .close = within_close, .hold = within_hold,
    .turn = within_turn,
};

/* Somebody comes, is written to, and goes; another is joined and parted. What stands there at last goes into `text`. */
static void
live(struct shop *s, struct shop_text *text)
{
    const struct tappa_claimed *claimed;
    const struct tappa_count *counts;
    struct tappa_standing standing;
    struct tappa_span span;
    int64_t joined;
    size_t n;

    shop_ingest(s, "cookie=c", "Consent Given", SHOP_START, "1", "purpose=marketing");
    w.customer = shop_find(s, "cookie=c");
    shop_ingest(s, "cookie=c", "Added", SHOP_START, "2", "price=30");
    shop_ingest(s, "login=l", "Viewed", SHOP_START, "3", "");
    joined = shop_ingest(s, "cookie=c login=l", "Viewed", SHOP_START + 1, "4", "").sequence;
    shop_due(s, SHOP_START + SHOP_HOUR);
    assert_int_equal(tappa_engine_claim(s->engine, s->now, 5, &claimed, &n), TAPPA_OK);
    assert_int_equal(n, 1);
    assert_int_equal(tappa_engine_report(s->engine, claimed[0].key, TAPPA_CONTACT_SENT, s->now), TAPPA_OK);
    shop_ingest(s, "login=l", "Added", SHOP_START + SHOP_HOUR / 2, "5", "price=1");
    assert_int_equal(tappa_engine_part(s->engine, joined, s->now), TAPPA_OK);
    shop_ingest(s, "receipt=r", "Added", s->now, "6", "price=1");
    assert_int_equal(tappa_engine_erase(s->engine, shop_find(s, "receipt=r"), s->now, NULL), TAPPA_OK);
    assert_int_equal(tappa_engine_checkpoint(s->engine), TAPPA_OK);
    assert_int_equal(tappa_engine_offset(s->engine, "s", 1, &span), TAPPA_OK);
    assert_int_equal(tappa_engine_counts(s->engine, &counts, &n), TAPPA_OK);
    standing = shop_where(s, "cookie=c");
    assert_int_equal(standing.contact_count, 1);
    shop_describe(s, "cookie=c", text);
    shop_describe(s, "login=l", text);
}

static void
nothing_is_done_within_a_call(void **state)
{
    (void)state;
    for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
        struct shop_text plain = {0}, watched = {0};
        int64_t last;
        struct shop s;

        shop_open(&s, NULL, flags, NULL);
        live(&s, &plain);
        assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
        assert_int_equal(tappa_store_memory(s.context, flags, &w.behind), TAPPA_OK);
        w.store = (tappa_store){&table, flags, 0};
        assert_int_equal(tappa_engine_open(s.context, &w.store, NULL, &s.engine), TAPPA_OK);
        w.shop = &s;
        s.now = SHOP_START - SHOP_DAY;
        assert_int_equal(tappa_engine_add_model(s.engine, s.basket, TAPPA_FOLLOW, s.now), TAPPA_OK);
        assert_int_equal(tappa_engine_add_model(s.engine, s.care, TAPPA_FOLLOW, s.now), TAPPA_OK);
        live(&s, &watched);
        /* What is asked for where others write as well. */
        assert_int_equal(s.engine->store->table->last(s.engine->store, &last), TAPPA_OK);
        s.engine->store->table->turn(s.engine->store, 1);
        s.engine->store->table->turn(s.engine->store, 0);
        assert_string_equal(plain.s, watched.s);
        w.shop = NULL;
        shop_close(&s);
        free(plain.s);
        free(watched.s);
    }
    for (int i = 0; i < FUNCTIONS; i++)
        if (!w.called[i])
            fail_msg("the story does not ask function %d", i);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_is_done_within_a_call)};

    if (argc != 2)
        return 1;
    map_path = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
