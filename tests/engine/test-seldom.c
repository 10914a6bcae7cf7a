/* What seldom happens to a customer: large counts, letters that are no blanks, two actions that fail in one event, effects that nobody reports, an offer
 * that only the newest of two journeys knows, a race that an owner cannot lose. */
#include "tests/engine/people.h"

static const char club[] = "tappa: 1\nmodel: club\nversion: %d\n"
                           "data: {zero: {type: int, default: 0}}\nevents: {Go: {}, Fail: {}, contact.failed: {}}\n"
                           "channels: {sms: {setting: online}, desk: {setting: offline}}\n"
                           "touchpoints: {text: {channel: sms, direction: outbound}, counter: {channel: desk, direction: inbound}}\n"
                           "entry: {Go: a}\nentry_rules: {again: always}\n"
                           "stages:\n  a:\n    enter: [{count: small, by: '5u'}, {count: large, by: '18446744073709551615u'}, {emit: ring}, {contact: text}]\n"
                           "    when:\n      Fail: {do: [{if: 'true', do: [{count: c, by: 1 / data.zero}]}], to: b}\n      contact.failed: b\n"
                           "  b: {enter: [{count: d, by: 2 / data.zero}]}\n"
                           "offers: {%s}\n";

static struct tappa_store_table table, sound;
static int lost, turns;         /* how many commits are to be lost; turns taken */
static int64_t leads, asked_of; /* where an identity is said to lead the first times that it is asked for, */
static int times;               /* so many */
static tappa_status then;       /* and what is said behind those */

static tappa_status
commit(tappa_store *store, struct tappa_commit *what)
{
    return lost && lost-- ? TAPPA_ECONFLICT : sound.commit(store, what);
}

static void
turn(tappa_store *store, int32_t on)
{
    turns += on;
    if (sound.turn)
        sound.turn(store, on);
}

static tappa_status
identity(tappa_store *store, int64_t of, struct tappa_store_identity *out)
{
    tappa_status status = sound.identity(store, of, out);

    if (of != asked_of)
        return status;
    if (times > 0) {
        out->customer = leads;
        times--;
    } else if (then) {
        return then;
    } else if (times < 0) {
        out->identity = 0;
    }
    return status;
}

static tappa_model *
version_of(struct shop *s, int version, const char *offers)
{
    char text[sizeof club + 200];

    snprintf(text, sizeof text, club, version, offers);
    return shop_compile(s->context, text);
}

static void
open_club(struct shop *s, uint32_t flags, const struct tappa_engine_options *options)
{
    tappa_store *store;

    *s = (struct shop){.now = SHOP_START};
    lost = turns = times = 0;
    asked_of = 0;
    then = TAPPA_OK;
    assert_int_equal(tappa_context_new(NULL, &s->context), TAPPA_OK);
    s->basket = version_of(s, 1, "one: {touchpoint: counter}");
    assert_int_equal(tappa_store_memory(s->context, flags, &store), TAPPA_OK);
    table = sound = *store->table;
    table.commit = commit;
    table.identity = identity;
    table.turn = turn;
    store->table = &table;
    assert_int_equal(tappa_engine_open(s->context, store, options, &s->engine), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(s->engine, s->basket, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
}

static void
close_club(struct shop *s)
{
    assert_int_equal(tappa_engine_close(s->engine), TAPPA_OK);
    tappa_model_unref(s->basket);
    tappa_context_unref(s->context);
}

/* Whole numbers of either size are counted as what they are. */
static void
counts_of_any_size(void **state)
{
    const struct tappa_count *counts;
    struct shop s;
    size_t count;

    (void)state;
    open_club(&s, 0, NULL);
    shop_ingest(&s, "cookie=a", "Go", SHOP_START, NULL, NULL);
    assert_int_equal(tappa_engine_counts(s.engine, &counts, &count), TAPPA_OK);
    assert_int_equal(count, 2);
    assert_string_equal(counts[0].name, "large");
    assert_int_equal(counts[0].sum.kind, TAPPA_DOUBLE);
    assert_true(counts[0].sum.real == 18446744073709551616.0);
    assert_int_equal(counts[1].sum.kind, TAPPA_INT);
    assert_int_equal(counts[1].sum.integer, 5);
    close_club(&s);
}

/* Blanks around a word that names nobody are none of it; whatever else stands there is. */
static void
no_blanks(void **state)
{
    struct shop s;

    (void)state;
    open_club(&s, 0, NULL);
    assert_int_equal(shop_ingest(&s, "cookie=\tnone\r", "Go", SHOP_START, NULL, NULL).outcome, TAPPA_INGEST_NOBODY);
    assert_int_equal(shop_ingest(&s, "cookie=\001none", "Go", SHOP_START, NULL, NULL).outcome, TAPPA_INGEST_TAKEN);
    assert_int_equal(shop_ingest(&s, "cookie=none\016", "Go", SHOP_START, NULL, NULL).outcome, TAPPA_INGEST_TAKEN);
    close_club(&s);
}

static void
two_failures_are_told(void **state)
{
    struct tappa_ingested result;
    struct shop s;

    (void)state;
    open_club(&s, 0, NULL);
    shop_ingest(&s, "cookie=a", "Go", SHOP_START, NULL, NULL);
    result = shop_ingest(&s, "cookie=a", "Fail", SHOP_START + 1, NULL, NULL);
    assert_int_equal(result.outcome, TAPPA_INGEST_TAKEN);
    assert_non_null(strstr(result.message, "1 / data.zero"));
    assert_non_null(strstr(result.message, "; and 1 more"));
    close_club(&s);
}

/* Nobody says what became of an effect: when its last lease is over it has failed, of which no journey hears. A contact's do. */
static void
nobody_reports(void **state)
{
    struct tappa_engine_options options = {.size = sizeof options, .attempts = 1, .lease = SHOP_HOUR};
    const struct tappa_claimed *claimed;
    struct tappa_counters counters = {.size = sizeof counters};
    struct shop s;
    size_t count;

    (void)state;
    open_club(&s, 0, &options);
    shop_ingest(&s, "cookie=a", "Go", SHOP_START, NULL, NULL);
    assert_int_equal(tappa_engine_claim(s.engine, SHOP_START, 1, &claimed, &count), TAPPA_OK);
    assert_int_equal(tappa_engine_claim(s.engine, SHOP_START, 1, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 1);
    shop_due(&s, SHOP_START + 2 * SHOP_HOUR);
    assert_int_equal(tappa_engine_counters(s.engine, &counters), TAPPA_OK);
    assert_int_equal(counters.failed, 2);
    assert_string_equal(shop_stage(&s, "cookie=a", s.basket), "b"); /* by that of the contact */
    assert_int_equal(tappa_engine_claim(s.engine, SHOP_START + 3 * SHOP_HOUR, 1, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 0);
    close_club(&s);
}

/* At the beginning of 1970, which is a time like any other, and of one that was withdrawn before. */
static void
reports(void **state)
{
    const struct tappa_claimed *claimed;
    struct tappa_claimed own[2];
    struct shop s;
    size_t count;

    (void)state;
    open_club(&s, 0, NULL);
    shop_ingest(&s, "cookie=a", "Go", SHOP_START, NULL, NULL);
    assert_int_equal(tappa_engine_claim(s.engine, SHOP_START, 2, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 2);
    memcpy(own, claimed, sizeof own);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(tappa_engine_report(s.engine, own[i].key, TAPPA_CONTACT_FAILED, SHOP_START + 1), TAPPA_OK);
        assert_int_equal(tappa_engine_report(s.engine, own[i].key, TAPPA_CONTACT_OPENED, 0), *own[i].effect ? TAPPA_EINVAL : TAPPA_OK);
    }
    assert_int_equal(shop_contact(&s, "cookie=a", "text")->state, TAPPA_CONTACT_OPENED);
    close_club(&s);
}

/* Two journeys of one model, the older one pinned: what only one of them knows is offered beside what both do. */
static void
offers_of(const char *newer)
{
    struct tappa_moment moment = {.size = sizeof moment, .now = SHOP_START + 2, .touchpoint = "counter", .touchpoint_size = 7};
    const struct tappa_verdict *verdicts;
    tappa_model *next;
    struct shop s;
    size_t count, open = 0;

    open_club(&s, 0, NULL);
    shop_ingest(&s, "cookie=a", "Go", SHOP_START, NULL, NULL);
    next = version_of(&s, 2, newer);
    assert_int_equal(tappa_engine_add_model(s.engine, next, TAPPA_PIN, SHOP_START + 1), TAPPA_OK);
    shop_ingest(&s, "cookie=a", "Go", SHOP_START + 1, NULL, NULL);
    assert_int_equal(tappa_engine_decide(s.engine, shop_find(&s, "cookie=a"), &moment, &verdicts, &count), TAPPA_OK);
    for (size_t i = 0; i < count; i++)
        if (verdicts[i].kind == TAPPA_OFFER && !verdicts[i].reason)
            open |= (size_t)1 << (verdicts[i].name[0] == 't');
    assert_int_equal(open, 3);
    tappa_model_unref(next);
    close_club(&s);
}

static void
offers_of_two_versions(void **state)
{
    (void)state;
    offers_of("one: {touchpoint: counter}, two: {touchpoint: counter}");
    offers_of("two: {touchpoint: counter}");
}

/* How far a source was read is news of its own. */
static void
an_offset_alone(void **state)
{
    struct tappa_store_offset offset = {.size = sizeof offset, .source = {"log", 3}, .offset = {"7", 1}};
    struct tappa_span span;
    struct shop s;

    (void)state;
    open_club(&s, 0, NULL);
    assert_int_equal(tappa_engine_ingest(s.engine, NULL, 0, &offset, SHOP_START, NULL), TAPPA_OK);
    assert_int_equal(tappa_engine_offset(s.engine, "log", 3, &span), TAPPA_OK);
    assert_int_equal(span.size, 1);
    assert_memory_equal(span.data, "7", 1);
    close_club(&s);
}

/* Who has the store alone takes no turn before others, even where a race was lost that there cannot be. */
static void
turns_are_of_those_who_share(void **state)
{
    (void)state;
    for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
        struct shop_event e;
        struct shop s;

        open_club(&s, flags, NULL);
        shop_event(&e, "cookie=a", "Go", SHOP_START, NULL, NULL);
        lost = 1;
        assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, SHOP_START, NULL), flags ? TAPPA_ECONFLICT : TAPPA_ESTORE);
        assert_int_equal(turns, 0);
        assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, SHOP_START, NULL), TAPPA_OK);
        assert_int_equal(turns, flags ? 1 : 0);
        close_club(&s);
    }
}

/* An identity leads to a customer who is not there. Where that is still so when it is asked again, it is damage; else another process was at work. */
static void
it_leads_to_nobody(void **state)
{
    static const struct {
        int times, behind;
        tappa_status then, status;
    } all[] = {{1, 0, TAPPA_OK, TAPPA_ECONFLICT}, {1, -1, TAPPA_OK, TAPPA_ECONFLICT}, {1, 0, TAPPA_ENOMEM, TAPPA_ENOMEM}};

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct shop_event e;
        struct shop s;

        open_club(&s, TAPPA_STORE_SHARED, NULL);
        asked_of = shop_ingest(&s, "cookie=a", "Go", SHOP_START, NULL, NULL).customer;
        shop_event(&e, "cookie=a", "Go", SHOP_START, NULL, NULL);
        leads = 77;
        for (int skipped = 0; skipped < 2; skipped++) { /* it may be asked for ahead of its turn */
            tappa_status status;

            times = all[i].times + 2 * skipped;
            then = all[i].then;
            status = tappa_engine_ingest(s.engine, &e.record, 1, NULL, SHOP_START, NULL);
            if (status != TAPPA_OK && status != all[i].status)
                fail_msg("case %zu: %d", i, status);
        }
        asked_of = 0;
        then = TAPPA_OK;
        assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, SHOP_START, NULL), TAPPA_OK);
        close_club(&s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_of_any_size),
        cmocka_unit_test(no_blanks),
        cmocka_unit_test(two_failures_are_told),
        cmocka_unit_test(nobody_reports),
        cmocka_unit_test(reports),
        cmocka_unit_test(offers_of_two_versions),
        cmocka_unit_test(an_offset_alone),
        cmocka_unit_test(turns_are_of_those_who_share),
        cmocka_unit_test(it_leads_to_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
