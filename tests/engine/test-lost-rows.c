/* A customer whose row is lost while something in the store still leads to it: nobody takes it for a new one, it is named, the others have their turn,
 * and it can be erased with all that is left of it. */
#include "tests/engine/spoilt.h"

#include "lib/engine/engine.h" /* the number of an identity */

/* ---- losing rows ---- */

static void
lose_customer(tappa_store *store, int64_t customer)
{
    struct tappa_store_customer row = {.size = sizeof row, .flags = TAPPA_STORE_REMOVE | TAPPA_STORE_OF, .customer = customer};
    struct tappa_commit commit = {.size = sizeof commit, .customers = &row, .customer_count = 1};

    assert_int_equal(spoilt_real->commit(store, &commit), TAPPA_OK);
}

static void
lose_identity(tappa_store *store, int64_t identity)
{
    struct tappa_store_identity row = {.size = sizeof row, .flags = TAPPA_STORE_REMOVE, .identity = identity};
    struct tappa_commit commit = {.size = sizeof commit, .identities = &row, .identity_count = 1};

    assert_int_equal(spoilt_real->commit(store, &commit), TAPPA_OK);
}

static void
lose_both(tappa_store *store, int64_t customer)
{
    lose_customer(store, customer);
    lose_identity(store, customer);
}

static size_t
entries_of(tappa_store *store, int64_t identity)
{
    const struct tappa_entry *rows;
    size_t count, found = 0;

    assert_int_equal(spoilt_real->journal(store, 0, &rows, 1000, &count), TAPPA_OK);
    for (size_t i = 0; i < count; i++)
        found += rows[i].identity == identity;
    return found;
}

static void
is_told(struct shop *s, const char *expected)
{
    const char *text;
    size_t size;

    assert_int_equal(tappa_engine_damaged(s->engine, &text, &size), TAPPA_OK);
    assert_string_equal(text, expected);
}

static const char *
damaged_line(int64_t customer, const char *identities)
{
    static char line[200];

    snprintf(line, sizeof line, "{\"customer\": \"%lld\", \"identities\": [%s]}\n", (long long)customer, identities);
    return line;
}

static uint32_t
outcome_of(struct shop *s, const char *who, int64_t time)
{
    return shop_ingest(s, who, "Viewed", time, NULL, NULL).outcome;
}

/* ---- what becomes of it ---- */

static void
a_row_is_lost(int sqlite, uint32_t flags)
{
    struct tappa_standing standing = {.size = sizeof standing};
    char proof[33];
    tappa_store *store;
    struct shop s;
    int64_t b;

    spoilt_begin(&s, sqlite, flags, &store);
    b = shop_find(&s, "cookie=b");
    spoilt_by(&s, store, lose_customer, "cookie=b");
    for (int turn = 0; turn < 2; turn++) {
        assert_int_equal(outcome_of(&s, "cookie=a", SHOP_START + (1 + turn) * SHOP_HOUR), TAPPA_INGEST_TAKEN);
        assert_int_equal(outcome_of(&s, "cookie=b", SHOP_START + (1 + turn) * SHOP_HOUR), TAPPA_INGEST_DAMAGED);
        assert_int_equal(tappa_engine_where(s.engine, b, &standing), TAPPA_ESTORE);
        assert_int_equal(shop_find(&s, "cookie=b"), b);
        is_told(&s, damaged_line(b, "{\"kind\": \"cookie\", \"value\": \"b\"}"));
        assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK); /* and stays so */
        spoilt_start(&s, store);
    }
    assert_int_equal(tappa_engine_erase(s.engine, b, s.now, proof), TAPPA_OK);
    assert_int_equal(strlen(proof), 32);
    assert_int_equal(entries_of(store, b), 0);
    assert_int_equal(shop_find(&s, "cookie=b"), 0);
    is_told(&s, "");
    assert_int_equal(outcome_of(&s, "cookie=b", SHOP_START + 4 * SHOP_HOUR), TAPPA_INGEST_TAKEN);
    assert_int_equal(shop_where(&s, "cookie=b").last, SHOP_START + 4 * SHOP_HOUR);
    spoilt_end(&s, store);
}

/* One identity is left, and it is not the one whose number the customer had. */
static void
an_identity_leads_to_nobody(int sqlite, uint32_t flags)
{
    tappa_store *store;
    struct shop s;
    int64_t b;

    spoilt_begin(&s, sqlite, flags, &store);
    assert_int_equal(outcome_of(&s, "cookie=b login=anna", SHOP_START + SHOP_HOUR), TAPPA_INGEST_TAKEN);
    assert_int_equal(outcome_of(&s, "login=anna", SHOP_START + SHOP_HOUR + 1), TAPPA_INGEST_TAKEN);
    b = shop_find(&s, "login=anna");
    assert_int_equal(b, shop_find(&s, "cookie=b"));
    spoilt_by(&s, store, lose_both, "cookie=b");
    assert_int_equal(shop_find(&s, "login=anna"), b);
    assert_int_equal(outcome_of(&s, "login=anna", SHOP_START + 2 * SHOP_HOUR), TAPPA_INGEST_DAMAGED);
    is_told(&s, damaged_line(b, "{\"kind\": \"login\", \"value\": \"anna\"}"));
    assert_int_equal(tappa_engine_erase(s.engine, b, s.now, NULL), TAPPA_OK);
    assert_int_equal(shop_find(&s, "login=anna"), 0);
    assert_int_equal(entries_of(store, b), 0);
    is_told(&s, "");
    assert_int_equal(outcome_of(&s, "login=anna", SHOP_START + 3 * SHOP_HOUR), TAPPA_INGEST_TAKEN);
    assert_int_equal(tappa_engine_erase(s.engine, b, s.now, NULL), TAPPA_EUNKNOWN);
    spoilt_end(&s, store);
}

/* The customer is there, and its identity leads nowhere: nobody new begins under its number, and nobody else is stopped. An owner finds it out with the
 * next checkpoint. */
static void
an_identity_is_lost(int sqlite, uint32_t flags)
{
    tappa_store *store;
    struct shop s;
    int64_t b;

    spoilt_begin(&s, sqlite, flags, &store);
    b = shop_find(&s, "cookie=b");
    spoilt_by(&s, store, lose_identity, "cookie=b");
    is_told(&s, damaged_line(b, ""));
    assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK); /* who was looked at is in memory, identity and all */
    spoilt_start(&s, store);
    assert_int_equal(outcome_of(&s, "cookie=b", SHOP_START + SHOP_HOUR), flags ? TAPPA_INGEST_DAMAGED : TAPPA_INGEST_TAKEN);
    for (int turn = 0; turn < 3; turn++) {
        assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
        assert_int_equal(outcome_of(&s, "cookie=a", SHOP_START + (2 + turn) * SHOP_HOUR), TAPPA_INGEST_TAKEN);
    }
    assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
    assert_int_equal(outcome_of(&s, "cookie=b", SHOP_START + 6 * SHOP_HOUR), TAPPA_INGEST_DAMAGED);
    assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
    spoilt_start(&s, store);
    assert_int_equal(outcome_of(&s, "cookie=b", SHOP_START + 7 * SHOP_HOUR), TAPPA_INGEST_DAMAGED);
    is_told(&s, damaged_line(b, flags ? "" : "{\"kind\": \"cookie\", \"value\": \"b\"}"));
    assert_int_equal(tappa_engine_erase(s.engine, b, s.now, NULL), TAPPA_OK);
    assert_int_equal(entries_of(store, b), 0);
    is_told(&s, "");
    assert_int_equal(outcome_of(&s, "cookie=b", SHOP_START + 8 * SHOP_HOUR), TAPPA_INGEST_TAKEN);
    assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
    spoilt_end(&s, store);
}

/* Several identities lead to it, and to another one: each is told with whom it led to, in the order of the journal. */
static void
several_lead_to_it(int sqlite, uint32_t flags)
{
    static const char *const who[] = {"cookie=b login=anna", "cookie=c card=x", "login=anna phone=1", "card=x", "phone=1 mail=m", "mail=m"};
    char expected[600];
    tappa_store *store;
    struct shop s;
    int64_t b, c, first;

    spoilt_begin(&s, sqlite, flags, &store);
    for (int i = 0; i < 6; i++)
        assert_int_equal(outcome_of(&s, who[i], SHOP_START + SHOP_HOUR + i), TAPPA_INGEST_TAKEN);
    b = shop_find(&s, "cookie=b");
    c = shop_find(&s, "cookie=c");
    assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
    lose_customer(store, b);
    lose_customer(store, c);
    spoilt_start(&s, store);
    first = snprintf(expected, sizeof expected, "%s", damaged_line(b, "{\"kind\": \"cookie\", \"value\": \"b\"}, {\"kind\": \"login\", \"value\": \"anna\"}, "
                     "{\"kind\": \"phone\", \"value\": \"1\"}, {\"kind\": \"mail\", \"value\": \"m\"}"));
    snprintf(expected + first, sizeof expected - (size_t)first, "%s",
             damaged_line(c, "{\"kind\": \"cookie\", \"value\": \"c\"}, {\"kind\": \"card\", \"value\": \"x\"}"));
    is_told(&s, expected);
    spoilt_end(&s, store);
}

/* The journal has more than the rows when it is opened again: looking at it, and passing it over, does not make it whole. */
static void
a_row_is_lost_behind_a_death(int sqlite, uint32_t flags)
{
    tappa_store *store;
    struct shop s;
    int64_t b;

    spoilt_begin(&s, sqlite, flags, &store);
    assert_int_equal(outcome_of(&s, "login=anna", SHOP_START + SHOP_HOUR), TAPPA_INGEST_TAKEN);
    assert_int_equal(outcome_of(&s, "cookie=b login=anna", SHOP_START + SHOP_HOUR + 1), TAPPA_INGEST_TAKEN);
    b = shop_find(&s, "cookie=b");
    assert_int_equal(outcome_of(&s, "cookie=b", SHOP_START + SHOP_HOUR + 2), TAPPA_INGEST_TAKEN);
    assert_int_equal(outcome_of(&s, "cookie=z cookie=z", SHOP_START + SHOP_HOUR), TAPPA_INGEST_TAKEN); /* of whom there never was a row */
    spoilt_dying = 1;
    assert_int_equal(tappa_engine_close(s.engine), flags ? TAPPA_OK : TAPPA_ESTORE);
    spoilt_dying = 0;
    lose_customer(store, b);
    spoilt_start(&s, store);
    for (int turn = 0; turn < 3; turn++) {
        assert_int_equal(outcome_of(&s, "cookie=b", SHOP_START + (2 + turn) * SHOP_HOUR), TAPPA_INGEST_DAMAGED);
        assert_int_equal(outcome_of(&s, "login=anna", SHOP_START + (2 + turn) * SHOP_HOUR), TAPPA_INGEST_DAMAGED);
        assert_int_equal(outcome_of(&s, "cookie=c", SHOP_START + (2 + turn) * SHOP_HOUR), TAPPA_INGEST_TAKEN);
        assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
    }
    assert_int_equal(shop_where(&s, "cookie=z").last, SHOP_START + SHOP_HOUR);
    is_told(&s, damaged_line(b, "{\"kind\": \"cookie\", \"value\": \"b\"}, {\"kind\": \"login\", \"value\": \"anna\"}"));
    assert_int_equal(tappa_engine_erase(s.engine, b, s.now, NULL), TAPPA_OK);
    assert_int_equal(entries_of(store, b) + (size_t)shop_find(&s, "cookie=b") + (size_t)shop_find(&s, "login=anna"), 0);
    spoilt_end(&s, store);
}

/* Nothing else is left of anybody. */
static void
an_identity_did_nothing(int sqlite, uint32_t flags)
{
    struct tappa_store_identity row = {.size = sizeof row, .customer = 77, .kind = {"login", 5}, .value = {"anna", 4}};
    struct tappa_commit commit = {.size = sizeof commit, .identities = &row, .identity_count = 1};
    struct shop_event e;
    tappa_store *store;
    struct shop s;

    spoilt_begin(&s, sqlite, flags, &store);
    shop_event(&e, "login=anna", "-", 0, NULL, NULL);
    row.identity = tappa__identity_number(&e.identities[0]);
    assert_int_equal(spoilt_real->commit(store, &commit), TAPPA_OK);
    assert_int_equal(shop_find(&s, "login=anna"), 77);
    assert_int_equal(outcome_of(&s, "login=anna", SHOP_START + SHOP_HOUR), TAPPA_INGEST_DAMAGED);
    assert_int_equal(tappa_engine_erase(s.engine, 77, s.now, NULL), TAPPA_EUNKNOWN);
    assert_int_equal(shop_find(&s, "login=anna"), 0);
    assert_int_equal(outcome_of(&s, "login=anna", SHOP_START + SHOP_HOUR), TAPPA_INGEST_TAKEN);
    spoilt_end(&s, store);
}

#define ORPHANS 300 /* more than claim looks at in one go */

/* Contacts that are nobody's stand before all others. */
static void
contacts_lead_to_nobody(int sqlite, uint32_t flags)
{
    static struct tappa_store_contact rows[ORPHANS];
    struct tappa_commit commit = {.size = sizeof commit, .contacts = rows, .contact_count = ORPHANS};
    const struct tappa_claimed *claimed;
    size_t count, sum = 0;
    tappa_store *store;
    struct shop s;
    tappa_status status;

    spoilt_begin(&s, sqlite, flags, &store);
    for (size_t i = 0; i < ORPHANS; i++) {
        rows[i] = (struct tappa_store_contact){.size = sizeof *rows, .customer = 77, .due = 1, .state = TAPPA_CONTACT_WANTED, .body = {"x", 1}};
        memcpy(rows[i].key, &i, sizeof i);
    }
    assert_int_equal(spoilt_real->commit(store, &commit), TAPPA_OK);
    shop_ingest(&s, "cookie=a", "Consent Given", SHOP_START + SHOP_HOUR, NULL, "purpose=marketing");
    shop_ingest(&s, "cookie=a", "Added", SHOP_START + SHOP_HOUR + 1, NULL, "price=30");
    shop_due(&s, SHOP_START + 3 * SHOP_HOUR);
    while ((status = tappa_engine_claim(s.engine, s.now, 10, &claimed, &count)) == TAPPA_OK && count)
        sum += count;
    assert_int_equal(status, TAPPA_ESTORE);
    assert_int_equal(sum, 1);
    assert_int_equal(tappa_engine_erase(s.engine, 77, s.now, NULL), TAPPA_OK);
    assert_int_equal(tappa_engine_claim(s.engine, s.now, 10, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 0);
    spoilt_end(&s, store);
}

/* Two numbers of which each leads to the other, and neither to anybody. */
static void
identities_lead_round(int sqlite, uint32_t flags)
{
    struct tappa_store_identity rows[2];
    struct tappa_commit commit = {.size = sizeof commit, .identities = rows, .identity_count = 2};
    struct tappa_standing w = {.size = sizeof w};
    tappa_store *store;
    struct shop s;
    int64_t who[2];

    spoilt_begin(&s, sqlite, flags, &store);
    who[0] = shop_find(&s, "cookie=a");
    who[1] = shop_find(&s, "cookie=b");
    spoilt_by(&s, store, lose_customer, "cookie=a");
    spoilt_by(&s, store, lose_customer, "cookie=b");
    for (int i = 0; i < 2; i++)
        rows[i] = (struct tappa_store_identity){.size = sizeof *rows, .identity = who[i], .customer = who[!i], .kind = {"cookie", 6}, .value = {i ? "b" : "a", 1}};
    assert_int_equal(spoilt_real->commit(store, &commit), TAPPA_OK);
    for (int i = 0; i < 2; i++) {
        tappa_status status = tappa_engine_where(s.engine, who[i], &w);

        assert_true(status == TAPPA_EUNKNOWN || status == TAPPA_ESTORE);
        assert_int_equal(outcome_of(&s, i ? "cookie=b" : "cookie=a", SHOP_START + SHOP_HOUR), TAPPA_INGEST_DAMAGED);
    }
    assert_int_equal(outcome_of(&s, "cookie=c", SHOP_START + SHOP_HOUR), TAPPA_INGEST_TAKEN);
    spoilt_end(&s, store);
}

static int64_t blank;

static tappa_status
identity_without_words(tappa_store *store, int64_t number, struct tappa_store_identity *out)
{
    tappa_status status = spoilt_real->identity(store, number, out);

    if (!status && number == blank)
        out->value = (struct tappa_span){NULL, 0};
    return status;
}

/* By a store that is not made as it should: somebody of whom an owner that died has left nothing but events and an identity, of which the words are not there. */
static void
an_identity_has_no_words(int sqlite, uint32_t flags)
{
    struct tappa_standing w = {.size = sizeof w};
    tappa_store *store;
    struct shop s;

    spoilt_begin(&s, sqlite, flags, &store);
    assert_int_equal(outcome_of(&s, "cookie=z", SHOP_START + SHOP_HOUR), TAPPA_INGEST_TAKEN);
    blank = shop_find(&s, "cookie=z");
    spoilt_dying = 1;
    assert_int_equal(tappa_engine_close(s.engine), flags ? TAPPA_OK : TAPPA_ESTORE);
    spoilt_dying = 0;
    spoilt_table.identity = identity_without_words;
    spoilt_start(&s, store);
    assert_int_equal(tappa_engine_where(s.engine, blank, &w), flags ? TAPPA_OK : TAPPA_ESTORE);
    assert_int_equal(outcome_of(&s, "cookie=c", SHOP_START + SHOP_HOUR), TAPPA_INGEST_TAKEN);
    spoilt_end(&s, store);
}

SPOILT_EVERYWHERE(an_identity_has_no_words)
SPOILT_EVERYWHERE(a_row_is_lost)
SPOILT_EVERYWHERE(several_lead_to_it)
SPOILT_EVERYWHERE(identities_lead_round)
SPOILT_EVERYWHERE(a_row_is_lost_behind_a_death)
SPOILT_EVERYWHERE(an_identity_is_lost)
SPOILT_EVERYWHERE(an_identity_leads_to_nobody)
SPOILT_EVERYWHERE(an_identity_did_nothing)
SPOILT_EVERYWHERE(contacts_lead_to_nobody)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_lost_everywhere),
        cmocka_unit_test(several_lead_to_it_everywhere),
        cmocka_unit_test(a_row_is_lost_behind_a_death_everywhere),
        cmocka_unit_test(an_identity_is_lost_everywhere),
        cmocka_unit_test(an_identity_leads_to_nobody_everywhere),
        cmocka_unit_test(an_identity_did_nothing_everywhere),
        cmocka_unit_test(contacts_lead_to_nobody_everywhere),
        cmocka_unit_test(identities_lead_round_everywhere),
        cmocka_unit_test(an_identity_has_no_words_everywhere),
    };

    scratch_file(spoilt_file, sizeof spoilt_file, "lost-rows");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
