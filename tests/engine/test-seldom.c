/* What seldom happens to a customer: large counts, letters that are no blanks, two actions that fail in one event, effects that nobody reports, an offer
 * that only the newest of two journeys knows, a race that an owner cannot lose. */
#include "tests/engine/people.h"

#include "lib/engine/engine.h" /* the number of an identity */

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
static int64_t asked_of;        /* an identity that nobody has; one answer after the other leads to a customer, 0: it has none, */
static int64_t answers[6];      /* -1: no memory */
static size_t answered, answer_count;

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
    int64_t leads;

    if (status || of != asked_of || answered == answer_count)
        return status;
    leads = answers[answered++];
    if (leads > 0) {
        out->identity = of;
        out->customer = leads;
        out->kind = (struct tappa_span){"cookie", 6};
        out->value = (struct tappa_span){"z", 1};
    }
    return leads < 0 ? TAPPA_ENOMEM : TAPPA_OK;
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
    lost = turns = 0;
    asked_of = 0;
    answered = answer_count = 0;
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
    static const struct tappa_identity z = {"cookie", "z", 6, 1};
    static const struct {
        int64_t again;
        tappa_status status;
    } all[] = {{77, TAPPA_ESTORE}, {78, TAPPA_ECONFLICT}, {0, TAPPA_ECONFLICT}, {-1, TAPPA_ENOMEM}};

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        int met = 0;

        for (size_t ahead = 0; ahead < 5; ahead += 2) { /* it is asked for ahead of its turn as well, and twice */
            struct tappa_ingested result = {.size = sizeof result};
            struct shop_event e;
            struct shop s;
            tappa_status status;

            open_club(&s, TAPPA_STORE_SHARED, NULL);
            asked_of = tappa__identity_number(&z);
            for (size_t j = 0; j < ahead; j++)
                answers[j] = 77;
            answers[ahead] = 77;
            answers[ahead + 1] = all[i].again;
            answer_count = ahead + 2;
            shop_event(&e, "cookie=z", "Go", SHOP_START, NULL, NULL);
            status = tappa_engine_ingest(s.engine, &e.record, 1, NULL, SHOP_START, &result);
            status = status || result.outcome != TAPPA_INGEST_DAMAGED ? status : TAPPA_ESTORE;
            if (status != TAPPA_OK && status != all[i].status)
                fail_msg("case %zu, %zu ahead: %d", i, ahead, status);
            met += status != TAPPA_OK;
            asked_of = 0;
            assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, SHOP_START, NULL), TAPPA_OK);
            close_club(&s);
        }
        assert_true(met > 0);
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
