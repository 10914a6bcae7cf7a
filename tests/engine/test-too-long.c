/* Somebody whose history is longer than one that is read: over every store, in both ways of use, the others have their turn, and it can be erased. That
 * there are a million entries, minutes to make, a store says that answers to reading them what reading them comes to. */
#include "tests/engine/spoilt.h"

#include "lib/engine/engine.h" /* the number of an identity */

static int64_t too_long; /* whose identity's entries are more than may be read; 0: nobody's */

static tappa_status
entry_or_too_many(tappa_store *store, int64_t sequence, struct tappa_entry *out)
{
    tappa_status status = spoilt_real->entry(store, sequence, out);

    return !status && too_long && out->identity == too_long ? TAPPA_ELIMIT : status;
}

static int64_t
begin(struct shop *s, int sqlite, uint32_t flags, tappa_store **store)
{
    static const char *const who[] = {"cookie=a", "cookie=b", "cookie=c"};

    too_long = 0;
    spoilt_begin(s, sqlite, flags, store);
    spoilt_table.entry = entry_or_too_many;
    assert_int_equal(tappa_engine_checkpoint(s->engine), TAPPA_OK);
    for (int i = 0; i < 3; i++) {
        shop_ingest(s, who[i], "Consent Given", SHOP_START + SHOP_HOUR, NULL, "purpose=marketing");
        shop_ingest(s, who[i], "Added", SHOP_START + SHOP_HOUR + 1, NULL, "price=30");
    }
    return shop_find(s, "cookie=b");
}

static void
is_told(struct shop *s, int64_t customer) /* 0: nobody */
{
    const char *text;
    char line[200] = "";
    size_t size;

    if (customer)
        snprintf(line, sizeof line, "{\"customer\": \"%lld\", \"identities\": [{\"kind\": \"cookie\", \"value\": \"b\"}]}\n", (long long)customer);
    assert_int_equal(tappa_engine_damaged(s->engine, &text, &size), TAPPA_OK);
    assert_string_equal(text, line);
}

static void
is_erased(struct shop *s, int64_t customer)
{
    const struct tappa_count *counts;
    const char *text;
    char proof[33] = "";
    size_t size, count;

    assert_int_equal(tappa_engine_erase(s->engine, customer, s->now, proof), TAPPA_OK);
    assert_int_equal(strlen(proof), 32);
    assert_int_equal(shop_find(s, "cookie=b"), 0);
    assert_int_equal(tappa_engine_erase(s->engine, customer, s->now, proof), TAPPA_EUNKNOWN);
    assert_int_equal(tappa_engine_counts(s->engine, &counts, &count), TAPPA_OK);
    is_told(s, 0);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(tappa_engine_export(s->engine, shop_find(s, i ? "cookie=c" : "cookie=a"), &text, &size), TAPPA_OK);
        assert_null(strstr(text, "\"value\": \"b\""));
    }
}

/* Its state is sound: all goes on but what needs its history. */
static void
the_state_is_sound(int sqlite, uint32_t flags)
{
    struct tappa_ingested late;
    tappa_store *store;
    const char *text;
    struct shop s;
    int64_t b = begin(&s, sqlite, flags, &store);
    size_t size;

    assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
    too_long = b;
    is_told(&s, 0);
    assert_int_equal(tappa_engine_journal(s.engine, b, 0, &text, &size), TAPPA_ELIMIT);
    assert_int_equal(tappa_engine_export(s.engine, b, &text, &size), TAPPA_ELIMIT);
    late = shop_ingest(&s, "cookie=b", "Viewed", SHOP_START + SHOP_HOUR / 3, NULL, NULL);
    assert_int_equal(late.outcome, TAPPA_INGEST_REFUSED);
    assert_string_equal(late.message, "it would change a history of more than a million entries and timers");
    shop_due(&s, SHOP_START + 3 * SHOP_HOUR);
    assert_non_null(shop_contact(&s, "cookie=b", "basket_mail"));
    is_erased(&s, b);
    spoilt_end(&s, store);
}

/* What the journal has more of it than its row is too long as well, or what there is has to be folded anew. */
static void
the_state_is_behind(int sqlite, uint32_t flags)
{
    const struct tappa_claimed *claimed;
    tappa_store *store;
    struct shop s;
    int64_t b = begin(&s, sqlite, flags, &store);
    size_t done, sum = 0;
    tappa_status status;

    if (flags) { /* there all is written at once */
        spoilt_end(&s, store);
        return;
    }
    spoilt_dying = 1;
    assert_int_equal(tappa_engine_close(s.engine), TAPPA_ESTORE);
    spoilt_dying = 0;
    too_long = b;
    spoilt_start(&s, store);
    s.now = SHOP_START + 3 * SHOP_HOUR;
    assert_int_equal(tappa_engine_run_due(s.engine, s.now, 9, &done), TAPPA_ESTORE);
    assert_int_equal(done, 2);
    assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
    while (!(status = tappa_engine_claim(s.engine, s.now, 9, &claimed, &done)) && done)
        sum += done;
    assert_int_equal(sum, 2);
    assert_int_equal(shop_ingest(&s, "cookie=b", "Viewed", s.now, NULL, NULL).outcome, TAPPA_INGEST_DAMAGED);
    assert_int_equal(shop_ingest(&s, "cookie=c cookie=b", "Added", s.now, NULL, "price=1").outcome, TAPPA_INGEST_TAKEN);
    assert_int_equal(tappa_engine_apply(s.engine, "basket", 6, s.now, 9, &done), TAPPA_ESTORE);
    assert_int_equal(done, 3);
    is_told(&s, b);
    assert_true(shop_find(&s, "cookie=b") == b);
    is_erased(&s, b);
    assert_int_equal(tappa_engine_run_due(s.engine, s.now, 9, NULL), TAPPA_OK);
    spoilt_end(&s, store);
}

SPOILT_EVERYWHERE(the_state_is_sound)
SPOILT_EVERYWHERE(the_state_is_behind)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_state_is_sound_everywhere),
        cmocka_unit_test(the_state_is_behind_everywhere),
    };

    scratch_file(spoilt_file, sizeof spoilt_file, "too-long");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
