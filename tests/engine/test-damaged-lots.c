/* Lots with events of somebody who cannot be read: over every store, in both ways of use, those of all others go in, and theirs have an outcome of their
 * own and are kept. */
#include "tests/engine/spoilt.h"

/* Its state is nothing any more. */
static void
spoil_state(tappa_store *store, int64_t customer)
{
    struct tappa_store_customer row = {.size = sizeof row};
    struct tappa_store_head heads[4];
    struct tappa_commit commit = {.size = sizeof commit, .customers = &row, .customer_count = 1};

    assert_int_equal(spoilt_real->customer(store, customer, &row), TAPPA_OK);
    assert_true(row.revision > 0 && row.head_count <= 4);
    memcpy(heads, row.heads, row.head_count * sizeof *heads);
    row.heads = heads;
    row.state = (struct tappa_span){"", 0};
    row.expected = row.revision++;
    assert_int_equal(spoilt_real->commit(store, &commit), TAPPA_OK);
}

/* The journal has lost the oldest entry of an identity. */
static void
spoil_history(tappa_store *store, int64_t identity)
{
    const struct tappa_entry *rows;
    struct tappa_commit commit = {.size = sizeof commit, .erase_count = 1};
    int64_t sequence = 0;
    size_t count;

    assert_int_equal(spoilt_real->journal(store, 0, &rows, 100, &count), TAPPA_OK);
    for (size_t i = count; i-- > 0;)
        if (rows[i].identity == identity)
            sequence = rows[i].sequence;
    commit.erase = &sequence;
    assert_int_equal(spoilt_real->commit(store, &commit), TAPPA_OK);
}

/* ---- lots ---- */

#define MOST 400

static struct shop_event events[MOST];
static struct tappa_ingested results[MOST];
static char ids[MOST][12];

static tappa_status
put_in(struct shop *s, size_t count)
{
    static struct tappa_record records[MOST];

    for (size_t i = 0; i < count; i++)
        records[i] = events[i].record;
    memset(results, 0, sizeof results);
    results[0].size = sizeof *results;
    return tappa_engine_ingest(s->engine, records, count, NULL, s->now, results);
}

/* "who name" each. */
static tappa_status
put_words(struct shop *s, const char *const *who, size_t count, int64_t time)
{
    for (size_t i = 0; i < count; i++) {
        snprintf(ids[i], sizeof ids[i], "w%zu", i);
        shop_event(&events[i], who[i], "Viewed", time, ids[i], "word=secretword");
    }
    s->now = time > s->now ? time : s->now;
    return put_in(s, count);
}

static void
outcomes_are(const char *expected)
{
    for (size_t i = 0; expected[i]; i++)
        if (results[i].outcome != (uint32_t)(expected[i] - '0'))
            fail_msg("record %zu: %u, not %c: %s", i, results[i].outcome, expected[i], results[i].message);
}

static int
holds(struct tappa_span span, const char *word)
{
    for (size_t i = 0; i + strlen(word) <= span.size; i++)
        if (!memcmp((const char *)span.data + i, word, strlen(word)))
            return 1;
    return 0;
}

/* The journal has that it came, and nothing that could not be erased. */
static void
is_kept_at(tappa_store *store, int64_t sequence)
{
    struct tappa_entry row = {.size = sizeof row};

    assert_int_equal(spoilt_real->entry(store, sequence, &row), TAPPA_OK);
    assert_int_equal(row.sequence, sequence);
    assert_int_equal(row.status, TAPPA_INGEST_DAMAGED);
    assert_int_equal(row.identity, 0);
    assert_true(holds(row.name, "Viewed"));
    assert_false(holds(row.body, "secretword"));
}

static void
the_others_go_in(int sqlite, uint32_t flags)
{
    static const char *const who[] = {"cookie=a", "cookie=b", "cookie=c", "cookie=b cookie=a", "cookie=a cookie=b", "cookie=b", "cookie=n", "cookie=b cookie=m"};
    struct tappa_counters c = {.size = sizeof c};
    tappa_store *store;
    struct shop s;
    int64_t b;

    spoilt_begin(&s, sqlite, flags, &store);
    b = shop_find(&s, "cookie=b");
    spoilt_by(&s, store, spoil_state, "cookie=b");
    for (int turn = 0; turn < 2; turn++) { /* the same ids: what was only kept may come again */
        assert_int_equal(put_words(&s, who, 8, SHOP_START + SHOP_HOUR), TAPPA_OK);
        outcomes_are(turn ? "38333833" : "18111811");
        for (size_t i = 1; i < 8; i++)
            assert_int_equal(strstr(results[i].message, "cannot be read") != NULL, i == 5 || (i != 2 && i != 6 && (!turn || i == 1)));
        assert_int_equal(results[1].customer, b);
        is_kept_at(store, results[1].sequence);
    }
    assert_int_equal(results[5].customer, b);
    assert_int_equal(shop_find(&s, "cookie=a"), shop_where(&s, "cookie=a").customer);
    assert_int_equal(shop_where(&s, "cookie=a").identity_count, 1);
    assert_int_equal(shop_where(&s, "cookie=m").last, SHOP_START + SHOP_HOUR);
    assert_int_equal(tappa_engine_counters(s.engine, &c), TAPPA_OK);
    assert_int_equal(c.damaged, 4);
    assert_int_equal(c.events, 16);
    assert_int_equal(c.taken + c.duplicates + c.damaged, c.events);
    assert_int_equal(tappa_engine_erase(s.engine, b, s.now, NULL), TAPPA_OK);
    assert_int_equal(put_words(&s, who, 8, SHOP_START + SHOP_HOUR), TAPPA_OK);
    outcomes_are("31333133"); /* and goes in once the damage is no more */
    spoilt_end(&s, store);
}

static int64_t unlucky[2]; /* the numbers of the first two ids that are asked for */
static int unseen;         /* the second cannot be read */

static tappa_status
see_or_not(tappa_store *store, int64_t number, struct tappa_store_seen *out)
{
    if (!unlucky[0] || !unlucky[1])
        unlucky[unlucky[0] && unlucky[0] != number] = number;
    return unseen && number == unlucky[1] ? TAPPA_ESTORE : spoilt_real->seen(store, number, out);
}

/* Of an event of which cannot be read whether it is known the journal has that it came, and nothing of anybody; it may come again. */
static void
what_may_be_known_is_kept(int sqlite, uint32_t flags)
{
    static const char *const who[] = {"cookie=a", "cookie=b", "cookie=c"};
    tappa_store *store;
    struct shop s;

    spoilt_begin(&s, sqlite, flags, &store);
    spoilt_table.seen = see_or_not;
    memset(unlucky, 0, sizeof unlucky);
    unseen = 1;
    for (int turn = 0; turn < 2; turn++) {
        assert_int_equal(put_words(&s, who, 3, SHOP_START + SHOP_HOUR), TAPPA_OK);
        outcomes_are(turn ? "383" : "181");
        assert_string_equal(results[1].message, "whether it came before cannot be read");
        is_kept_at(store, results[1].sequence);
    }
    unseen = 0;
    assert_int_equal(put_words(&s, who, 3, SHOP_START + SHOP_HOUR), TAPPA_OK);
    outcomes_are("313");
    spoilt_end(&s, store);
}

/* Of one whose history cannot be read what comes in time goes in; what is late is kept, however much of it there is. */
static void
the_late_ones_are_kept(int sqlite, uint32_t flags)
{
    tappa_store *store;
    struct shop s;
    int64_t b;

    spoilt_begin(&s, sqlite, flags, &store);
    b = shop_find(&s, "cookie=b");
    spoilt_by(&s, store, spoil_history, "cookie=b");
    for (size_t i = 0; i < MOST; i++) {
        snprintf(ids[i], sizeof ids[i], "l%zu", i);
        shop_event(&events[i], i % 4 == 3 ? "cookie=a" : "cookie=b", "Viewed", i % 4 == 1 ? SHOP_START + 1 : SHOP_START + SHOP_HOUR + (int64_t)i, ids[i], NULL);
    }
    s.now = SHOP_START + 2 * SHOP_HOUR;
    assert_int_equal(put_in(&s, MOST), TAPPA_OK);
    for (size_t i = 0; i < MOST; i++) {
        assert_int_equal(results[i].outcome, i % 4 == 1 ? TAPPA_INGEST_DAMAGED : TAPPA_INGEST_TAKEN);
        assert_true(results[i].customer == b || i % 4 == 3);
    }
    assert_true(spoilt_missed > 0 && spoilt_missed <= 3);
    assert_int_equal(shop_where(&s, "cookie=b").last, SHOP_START + SHOP_HOUR + MOST - 2);
    /* What came again under such an id is its event, also once who had it first is erased. */
    assert_int_equal(shop_ingest(&s, "cookie=a", "Viewed", SHOP_START + 2 * SHOP_HOUR, "l1", NULL).outcome, TAPPA_INGEST_TAKEN);
    assert_int_equal(tappa_engine_erase(s.engine, b, s.now, NULL), TAPPA_OK);
    assert_int_equal(shop_ingest(&s, "cookie=a", "Viewed", SHOP_START + 2 * SHOP_HOUR, "l1", NULL).outcome, TAPPA_INGEST_DUPLICATE);
    spoilt_end(&s, store);
}

/* A join with one whose history cannot be read is none, and the event is kept with whoever it names first. */
static void
the_joins_are_kept(int sqlite, uint32_t flags)
{
    static const char *const who[] = {"cookie=c", "cookie=a cookie=b", "cookie=b cookie=a", "cookie=a", "cookie=b"};
    tappa_store *store;
    struct shop s;

    spoilt_begin(&s, sqlite, flags, &store);
    spoilt_by(&s, store, spoil_history, "cookie=b");
    assert_int_equal(put_words(&s, who, 5, SHOP_START + SHOP_HOUR), TAPPA_OK);
    outcomes_are("18811");
    assert_int_equal(results[1].customer, shop_find(&s, "cookie=a"));
    assert_int_equal(results[2].customer, shop_find(&s, "cookie=b"));
    assert_true(results[1].sequence > 0 && results[2].sequence > results[1].sequence);
    spoilt_end(&s, store);
}

/* A contact has become another's, so that its customer, folded again, asks for it anew under a key that is taken. */
static void
a_contact_is_anothers(int sqlite, uint32_t flags)
{
    static const char *const who[] = {"cookie=a", "cookie=b", "cookie=c"};
    const struct tappa_store_contact *rows;
    struct tappa_store_contact taken;
    struct tappa_commit commit = {.size = sizeof commit, .contacts = &taken, .contact_count = 1};
    tappa_store *store;
    struct shop s;
    size_t count;
    int64_t b;
    tappa_status status;

    spoilt_begin(&s, sqlite, flags, &store);
    shop_ingest(&s, "cookie=b", "Consent Given", SHOP_START + SHOP_HOUR, NULL, "purpose=marketing");
    shop_ingest(&s, "cookie=b", "Added", SHOP_START + SHOP_HOUR + 1, NULL, "price=30");
    shop_due(&s, SHOP_START + 3 * SHOP_HOUR);
    b = shop_find(&s, "cookie=b");
    assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
    assert_int_equal(spoilt_real->contacts_of(store, b, &rows, &count), TAPPA_OK);
    assert_int_equal(count, 1);
    taken = *rows;
    taken.customer = 77;
    taken.body = (struct tappa_span){"x", 1};
    assert_int_equal(spoilt_real->commit(store, &commit), TAPPA_OK);
    spoilt_start(&s, store);
    for (size_t i = 0; i < 3; i++) {
        snprintf(ids[i], sizeof ids[i], "t%zu", i);
        shop_event(&events[i], who[i], "Viewed", SHOP_START + SHOP_HOUR / 2 + 1, ids[i], NULL);
    }
    do /* in a shared store it may be a race that is lost, and that ends */
        status = put_in(&s, 3);
    while (status == TAPPA_ECONFLICT && flags);
    assert_int_equal(status, TAPPA_OK);
    outcomes_are("181");
    spoilt_end(&s, store);
}

/* What fails once is asked for again; where all of the store fails, nothing is said to be kept. */
static void
a_disk_fails_once(int sqlite, uint32_t flags)
{
    static const char *const who[] = {"cookie=a", "cookie=b", "cookie=c"};
    tappa_store *store;
    struct shop s;

    spoilt_begin(&s, sqlite, flags, &store);
    spoilt_unlucky = shop_find(&s, "cookie=b");
    assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
    spoilt_start(&s, store);
    spoilt_failing = 1;
    assert_int_equal(put_words(&s, who, 3, SHOP_START + SHOP_HOUR), TAPPA_OK);
    outcomes_are("111");
    assert_int_equal(spoilt_failing, 0);
    spoilt_end(&s, store);
}

SPOILT_EVERYWHERE(the_others_go_in)
SPOILT_EVERYWHERE(the_late_ones_are_kept)
SPOILT_EVERYWHERE(the_joins_are_kept)
SPOILT_EVERYWHERE(a_contact_is_anothers)
SPOILT_EVERYWHERE(a_disk_fails_once)
SPOILT_EVERYWHERE(what_may_be_known_is_kept)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_others_go_in_everywhere),
        cmocka_unit_test(the_late_ones_are_kept_everywhere),
        cmocka_unit_test(the_joins_are_kept_everywhere),
        cmocka_unit_test(a_contact_is_anothers_everywhere),
        cmocka_unit_test(a_disk_fails_once_everywhere),
        cmocka_unit_test(what_may_be_known_is_kept_everywhere),
    };

    scratch_file(spoilt_file, sizeof spoilt_file, "damaged-lots");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
