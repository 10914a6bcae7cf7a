/* What one process says of a store, all go by: zone, lateness, kinds of identities, blocked values, models. Two engines over one file are two processes;
 * the command, whose path is the argument, is a third. */
#define _POSIX_C_SOURCE 200809L /* mkdtemp, popen */
#include "shop.h"
#include "tests/support/world.h"

#include "tappa/engine/plan.h"

#include <unistd.h>

static const char model[] = "tappa: 1\nmodel: shop\nversion: 1\nevents: {Ask: {}, Morning: {}, Look: {}}\n"
                            "channels: {sms: {setting: online}}\n"
                            "touchpoints: {text: {channel: sms, direction: outbound}}\n"
                            "stages:\n  all: {when: {Ask: {contact: text}, Look: {}, Morning: morning}}\n"
                            "  morning: {after: {1h: {at: \"09:00\", every: 1d, to: all}}}\n"
                            "contact_rules: {quiet: {from: \"21:00\", to: \"08:00\"}}\n";
static const char newer[] = "tappa: 1\nmodel: shop\nversion: 2\nevents: {Ask: {}, Look: {}}\nstages: {new: {when: {Ask: {}, Look: {}}}}\n"
                            "migrate: {from: 1, stages: {all: new, morning: new}}\n";

static const char *command;
static char folder[] = "/tmp/tappa-settings-XXXXXX", file[64];

static tappa_status
opened(struct shop *s, uint32_t flags, const struct tappa_engine_options *options)
{
    tappa_store *store;
    tappa_status status;

    memset(s, 0, sizeof *s);
    assert_int_equal(tappa_context_new(NULL, &s->context), TAPPA_OK);
    assert_int_equal(tappa_store_sqlite(s->context, file, flags, &store), TAPPA_OK);
    status = tappa_engine_open(s->context, store, options, &s->engine);
    if (status) {
        tappa_store_close(store);
        tappa_context_unref(s->context);
    }
    return status;
}

static void
begin(struct shop *s, uint32_t flags, const struct tappa_engine_options *options)
{
    assert_int_equal(opened(s, flags, options), TAPPA_OK);
}

static void
begin_new(struct shop *s, uint32_t flags, const struct tappa_engine_options *options)
{
    (void)unlink(file);
    begin(s, flags, options);
    shop_model(s, model);
}

static int64_t
ask(struct shop *s, int64_t time, const char *who)
{
    return shop_event(s, time, time, who, "Ask", NULL);
}

/* ---- what holds for others ---- */

/* Eight in the evening in UTC is nine in Rome, where it is quiet. */
static const int64_t evening = MONDAY + 20 * HOUR + 30 * MINUTE;

static void
held_back_by_the_command(void)
{
    char line[512], said[256] = "";
    FILE *from;

    snprintf(line, sizeof line, "%s claim --store %s --shared --now 2026-01-05T20:31:00Z", command, file);
    from = popen(line, "r");
    assert_non_null(from);
    (void)!fread(said, 1, sizeof said - 1, from);
    assert_int_equal(pclose(from), 0);
    assert_null(strstr(said, "\"key\""));
}

/* `b` has said nothing. */
static void
goes_by_it(struct shop *b)
{
    struct tappa_claimed claimed[8];
    int64_t ann = ask(b, evening, "login:ann"), eve = ask(b, evening, "login:eve"), other;

    assert_string_equal(shop_where(b, ann).zone, "Europe/Rome");
    assert_int_equal(shop_claim(b, evening, 8, claimed), 0);
    held_back_by_the_command();
    (void)shop_event(b, evening, evening, "login:ann login:eve", "Look", NULL); /* two logins are two people */
    assert_string_equal(b->result.message, "not joined: one customer has at most 1 of the kind `login`");
    assert_int_not_equal(ann, eve);
    (void)shop_event(b, evening, evening, "card:kiosk", "Look", NULL);
    assert_int_equal(b->result.outcome, TAPPA_INGEST_NOBODY);
    (void)shop_event(b, evening, evening - 9 * DAY, "login:ann", "Look", NULL);
    assert_int_not_equal(b->result.outcome, TAPPA_INGEST_TOO_LATE);
    other = shop_event(b, evening, evening - 11 * DAY, "login:ann", "Look", NULL);
    assert_string_equal(b->result.message, "11d older than the customer's newest event; 10d are allowed");
    assert_int_equal(b->result.outcome, TAPPA_INGEST_TOO_LATE);
    assert_int_equal(other, ann);
}

static const struct tappa_engine_options roman = {.size = sizeof roman, .lateness = 10 * DAY, .lease = HOUR, .attempts = 2, .identities = 3,
                                                  .zone = "Europe/Rome"};

static void
say_words(struct shop *s)
{
    assert_int_equal(tappa_engine_add_kind(s->engine, "login", 5, 1), TAPPA_OK);
    assert_int_equal(tappa_engine_block(s->engine, "Kiosk", 5), TAPPA_OK);
}

static void
whoever_says_nothing_takes_the_stores(void **state)
{
    struct tappa_claimed claimed[8];
    struct shop a, b;
    uint32_t flags;

    (void)state;
    for (flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
        begin_new(&a, flags, &roman);
        say_words(&a);
        shop_close(&a);
        begin(&b, flags, NULL);
        if (flags) {
            goes_by_it(&b);
        } else {
            assert_string_equal(shop_where(&b, ask(&b, evening, "login:ann")).zone, "Europe/Rome");
            (void)shop_event(&b, evening, evening, "login:ann login:eve", "Look", NULL);
            assert_non_null(strstr(b.result.message, "not "));
        }
        /* Lease, attempts, how many identities. */
        (void)shop_event(&b, evening, evening, "login:ann card:1", "Look", NULL);
        (void)shop_event(&b, evening, evening, "login:ann card:2", "Look", NULL);
        assert_string_equal(b.result.message, "");
        (void)shop_event(&b, evening, evening, "login:ann card:3", "Look", NULL);
        assert_string_equal(b.result.message, "not taken in: one customer has at most 3 identities");
        assert_true(shop_claim(&b, evening + DAY / 2, 8, claimed) > 0);
        assert_int_equal(claimed[0].lease, evening + DAY / 2 + HOUR);
        shop_close(&b);
    }
}

/* One that has been at work all the time learns of it with its next call. */
static void
others_learn_of_it(void **state)
{
    struct shop a, b, c;

    (void)state;
    begin_new(&b, TAPPA_STORE_SHARED, NULL);
    assert_string_equal(shop_where(&b, ask(&b, MONDAY + 10 * HOUR, "login:zoe")).zone, "UTC");
    begin(&a, TAPPA_STORE_SHARED, &roman);
    say_words(&a);
    goes_by_it(&b);
    begin(&c, TAPPA_STORE_SHARED, NULL);
    assert_int_equal(tappa_engine_add_kind(c.engine, "login", 5, 2), TAPPA_OK);
    (void)shop_event(&a, evening, evening, "login:ann login:eve", "Look", NULL);
    assert_string_equal(a.result.message, "");
    shop_close(&a);
    shop_close(&b);
    shop_close(&c);
}

/* A journey that was begun under the old zone of all: its next morning is the new one's. */
static void
mornings_are_the_zones(void **state)
{
    struct tappa_engine_options tokyo = {.size = sizeof tokyo, .zone = "Asia/Tokyo"};
    struct shop a, b;
    int64_t ann, ben;

    (void)state;
    begin_new(&b, TAPPA_STORE_SHARED, NULL);
    ann = ask(&b, MONDAY, "login:ann");
    ben = shop_event(&b, MONDAY, MONDAY, "login:ben", "Ask", "zone", "America/New_York", NULL);
    begin(&a, TAPPA_STORE_SHARED, &tokyo);
    (void)shop_event(&b, MONDAY + HOUR, MONDAY + HOUR, "login:ann", "Morning", NULL);
    (void)shop_event(&b, MONDAY + HOUR, MONDAY + HOUR, "login:ben", "Morning", NULL);
    assert_int_equal(tappa_journey_next_due(shop_where(&b, ann).journeys[0]), MONDAY + DAY); /* 09:00 there is midnight here */
    assert_int_equal(tappa_journey_next_due(shop_where(&b, ben).journeys[0]), MONDAY + 14 * HOUR);
    shop_close(&a);
    shop_close(&b);
}

/* ---- who wins ---- */

/* How often anything was changed. */
static void
changes(struct shop *s, uint8_t out[16])
{
    struct tappa_span note;
    tappa_store *store;

    memset(out, 0, 16);
    assert_int_equal(tappa_store_sqlite(s->context, file, TAPPA_STORE_SHARED, &store), TAPPA_OK);
    assert_int_equal(store->table->note(store, "changes", 7, &note), TAPPA_OK);
    assert_true(note.size && note.size <= 16);
    memcpy(out, note.data, note.size);
    tappa_store_close(store);
}

static void
the_last_word_counts(void **state)
{
    struct tappa_engine_options rome = {.size = sizeof rome, .zone = "Europe/Rome"}, tokyo = {.size = sizeof tokyo, .zone = "Asia/Tokyo"};
    uint8_t before[16], after[16];
    struct shop a, b, c;

    (void)state;
    begin_new(&a, TAPPA_STORE_SHARED, &rome);
    begin(&b, TAPPA_STORE_SHARED, &tokyo);
    begin(&c, TAPPA_STORE_SHARED, NULL);
    assert_string_equal(shop_where(&a, ask(&a, evening, "login:ann")).zone, "Asia/Tokyo");
    assert_string_equal(shop_where(&c, ask(&c, evening, "login:ann")).zone, "Asia/Tokyo");
    shop_close(&c);
    begin(&c, TAPPA_STORE_SHARED, &rome);
    assert_string_equal(shop_where(&b, ask(&b, evening, "login:ann")).zone, "Europe/Rome");
    changes(&b, before);
    shop_close(&c);
    begin(&c, TAPPA_STORE_SHARED, &rome); /* which is no news */
    shop_model(&c, model);
    changes(&b, after);
    assert_memory_equal(before, after, 16);
    shop_close(&a);
    shop_close(&b);
    shop_close(&c);
}

static void
what_makes_no_sense_changes_nothing(void **state)
{
    struct tappa_engine_options o;
    struct shop a;
    size_t i;
    const struct {
        int64_t lateness, window, lease;
        uint32_t identities;
        const char *zone;
        tappa_status status;
    } said[] = {
        {-1, 0, 0, 0, NULL, TAPPA_EINVAL},         {0, -1, 0, 0, NULL, TAPPA_EINVAL},       {0, 0, -1, 0, NULL, TAPPA_EINVAL},
        {0, 0, 4000 * DAY, 0, NULL, TAPPA_EINVAL}, {0, 0, 0, 65, NULL, TAPPA_EINVAL},       {9 * DAY, 8 * DAY, 0, 0, NULL, TAPPA_EINVAL},
        {0, 9 * DAY, 0, 0, NULL, TAPPA_EINVAL},    {DAY, 0, 0, 0, "Mars/Olympus", TAPPA_EZONE},
    };

    (void)state;
    begin_new(&a, 0, &roman);
    shop_close(&a);
    for (i = 0; i < sizeof said / sizeof *said; i++) {
        o = (struct tappa_engine_options){.size = sizeof o, .lateness = said[i].lateness, .seen_window = said[i].window, .lease = said[i].lease,
                                          .identities = said[i].identities, .zone = said[i].zone};
        assert_int_equal(opened(&a, 0, &o), said[i].status);
    }
    /* Ten days of lateness stretch a window of seven; a shorter lateness leaves it alone. */
    begin(&a, 0, NULL);
    (void)ask(&a, evening, "login:ann");
    (void)shop_event(&a, evening, evening - 9 * DAY, "login:ann", "Look", NULL);
    assert_int_equal(a.result.late, 1);
    shop_close(&a);
}

/* ---- races ---- */

/* Somebody is faster: before the next commit of an engine another one does something. */
static struct tappa_store_table table;
static tappa_status (*real_commit)(tappa_store *store, struct tappa_commit *commit);
static void (*faster)(struct shop *other);
static struct shop *other;

static tappa_status
slow_commit(tappa_store *store, struct tappa_commit *commit)
{
    void (*first)(struct shop *) = faster;

    faster = NULL;
    if (first)
        first(other);
    return real_commit(store, commit);
}

static void
begin_two(struct shop *slow, struct shop *fast)
{
    tappa_store *store;

    (void)unlink(file);
    memset(slow, 0, sizeof *slow);
    assert_int_equal(tappa_context_new(NULL, &slow->context), TAPPA_OK);
    assert_int_equal(tappa_store_sqlite(slow->context, file, TAPPA_STORE_SHARED, &store), TAPPA_OK);
    table = *store->table;
    real_commit = table.commit;
    table.commit = slow_commit;
    table.hold = NULL; /* nobody waits for the slow one */
    store->table = &table;
    assert_int_equal(tappa_engine_open(slow->context, store, NULL, &slow->engine), TAPPA_OK);
    shop_model(slow, model);
    begin(fast, TAPPA_STORE_SHARED, NULL);
    other = fast;
}

static void
a_model_lands(struct shop *fast)
{
    shop_model(fast, newer);
}

static void
a_zone_lands(struct shop *fast)
{
    struct tappa_engine_options tokyo = {.size = sizeof tokyo, .zone = "Asia/Tokyo"};
    struct shop third;

    (void)fast;
    begin(&third, TAPPA_STORE_SHARED, &tokyo);
    shop_close(&third);
}

static void
a_kind_lands(struct shop *fast)
{
    assert_int_equal(tappa_engine_add_kind(fast->engine, "login", 5, 1), TAPPA_OK);
}

/* What was done by the old models or settings is not written; done again, it goes by the new ones. */
static void
nothing_is_written_by_the_old(void **state)
{
    struct tappa_identity ann = {"login", "ann", 5, 3};
    struct tappa_record r = {.size = sizeof r, .event = "Ask", .event_size = 3, .identities = &ann, .identity_count = 1};
    struct tappa_ingested result = {.size = sizeof result};
    struct tappa_standing w;
    struct shop slow, fast;

    (void)state;
    begin_two(&slow, &fast);
    r.time = evening;
    faster = a_model_lands;
    assert_int_equal(tappa_engine_ingest(slow.engine, &r, 1, NULL, evening, &result), TAPPA_ECONFLICT);
    assert_int_equal(tappa_engine_find(fast.engine, &ann, &result.customer), TAPPA_EUNKNOWN);
    assert_int_equal(tappa_engine_ingest(slow.engine, &r, 1, NULL, evening, &result), TAPPA_OK);
    w = shop_where(&fast, result.customer);
    assert_int_equal(tappa_model_version(tappa_journey_model(w.journeys[0])), 2);
    faster = a_zone_lands;
    assert_int_equal(tappa_engine_ingest(slow.engine, &r, 1, NULL, evening, &result), TAPPA_ECONFLICT);
    assert_int_equal(tappa_engine_ingest(slow.engine, &r, 1, NULL, evening, &result), TAPPA_OK);
    assert_string_equal(shop_where(&slow, result.customer).zone, "Asia/Tokyo");
    shop_close(&slow);
    shop_close(&fast);
}

/* Whoever changes something is not told that others do; both hold. */
static void
two_changes_at_once(void **state)
{
    struct tappa_claimed claimed[8];
    struct shop slow, fast;
    int64_t ann;

    (void)state;
    begin_two(&slow, &fast);
    faster = a_kind_lands;
    shop_model(&slow, newer);
    faster = a_zone_lands;
    assert_int_equal(tappa_engine_block(slow.engine, "kiosk", 5), TAPPA_OK);
    faster = a_kind_lands; /* no news */
    assert_int_equal(tappa_engine_add_kind(slow.engine, "login", 5, 1), TAPPA_OK);
    ann = ask(&fast, evening, "login:ann");
    assert_int_equal(tappa_model_version(tappa_journey_model(shop_where(&fast, ann).journeys[0])), 2);
    assert_string_equal(shop_where(&slow, ann).zone, "Asia/Tokyo");
    (void)shop_event(&slow, evening, evening, "login:ann login:eve", "Look", NULL);
    assert_non_null(strstr(slow.result.message, "not "));
    (void)shop_event(&fast, evening, evening, "card:kiosk", "Look", NULL);
    assert_int_equal(fast.result.outcome, TAPPA_INGEST_NOBODY);
    assert_int_equal(shop_claim(&slow, evening, 8, claimed), 0);
    shop_close(&slow);
    shop_close(&fast);
}

/* Parting and moving go by what others have brought. */
static void
part_and_apply_look_first(void **state)
{
    static const char card[] = "tappa: 1\nmodel: shop\nversion: 3\nevents: {Ask: {}, Look: {}}\nstages: {new: {when: {Ask: {}, Look: {}}}}\n"
                               "migrate: {from: 2}\n";
    static const char club[] = "tappa: 1\nmodel: club\nversion: 1\nevents: {Ask: {}}\nstages: {in: {when: {Ask: {}}}}\n";
    tappa_diagnostics *list;
    tappa_model *third;
    struct shop a, b;
    size_t done;
    int64_t ann, joined;

    (void)state;
    begin_new(&a, TAPPA_STORE_SHARED, NULL);
    begin(&b, TAPPA_STORE_SHARED, NULL);
    (void)ask(&b, MONDAY, "login:ann");
    (void)shop_event(&b, MONDAY, MONDAY, "login:ann card:1", "Look", NULL);
    joined = b.result.sequence;
    shop_model(&a, newer); /* in force since long before: what is folded again goes by it */
    assert_int_equal(tappa_engine_part(b.engine, joined, MONDAY + HOUR), TAPPA_OK);
    ann = ask(&a, MONDAY + 2 * HOUR, "login:ann");
    assert_int_equal(tappa_model_version(tappa_journey_model(shop_where(&a, ann).journeys[0])), 2);
    shop_model(&a, club);
    assert_int_equal(tappa_engine_apply(b.engine, "club", 4, MONDAY + 3 * HOUR, 100, &done), TAPPA_OK); /* it is no unknown model */
    assert_int_equal(tappa_diagnostics_new(a.context, &list), TAPPA_OK);
    assert_int_equal(tappa_model_compile(a.context, card, strlen(card), NULL, list, &third), TAPPA_OK);
    tappa_diagnostics_free(list);
    assert_int_equal(tappa_engine_add_model(a.engine, third, TAPPA_MIGRATE, MONDAY), TAPPA_OK);
    tappa_model_unref(third);
    assert_int_equal(tappa_engine_apply(b.engine, "shop", 4, MONDAY + 3 * HOUR, 100, &done), TAPPA_OK);
    assert_int_equal(tappa_model_version(tappa_journey_model(shop_where(&a, ann).journeys[0])), 3);
    shop_close(&a);
    shop_close(&b);
}

/* Nobody waits for a disk to write nothing. */
static void
idle_calls_commit_nothing(void **state)
{
    struct tappa_counters before = {.size = sizeof before}, after = {.size = sizeof after};
    struct tappa_identity ann = {"login", "ann", 5, 3};
    struct tappa_record r = {.size = sizeof r, .time = MONDAY, .event = "Ask", .event_size = 3, .id = "1", .id_size = 1, .identities = &ann,
                             .identity_count = 1};
    uint32_t flags;
    struct shop s;

    (void)state;
    for (flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
        begin_new(&s, flags, NULL);
        assert_int_equal(tappa_engine_ingest(s.engine, &r, 1, NULL, MONDAY, NULL), TAPPA_OK);
        assert_int_equal(tappa_engine_counters(s.engine, &before), TAPPA_OK);
        assert_int_equal(shop_due(&s, MONDAY + HOUR), 0);
        assert_int_equal(tappa_engine_ingest(s.engine, NULL, 0, NULL, MONDAY, NULL), TAPPA_OK);
        assert_int_equal(tappa_engine_ingest(s.engine, &r, 1, NULL, MONDAY, NULL), TAPPA_OK); /* known */
        assert_int_equal(tappa_engine_counters(s.engine, &after), TAPPA_OK);
        assert_int_equal(after.commits, before.commits);
        assert_int_equal(after.duplicates, before.duplicates + 1);
        shop_close(&s);
    }
}

/* ---- memory ---- */

static tappa_status
say_all(struct shop *s, tappa_store *store)
{
    tappa_status status = s->engine ? TAPPA_OK : tappa_engine_open(s->context, store, &roman, &s->engine);

    if (!status)
        status = tappa_engine_add_kind(s->engine, "login", 5, 1);
    return status ? status : tappa_engine_block(s->engine, "kiosk", 5);
}

static void
each_allocation_fails_once(void **state)
{
    struct failing tired = {0};
    struct tappa_allocator a = failing_allocator(&tired);
    struct shop s;
    tappa_store *store;
    uint64_t n, tried = 0;

    (void)state;
    for (n = 1; tried == n - 1; n++) {
        memset(&s, 0, sizeof s);
        assert_int_equal(tappa_context_new(&a, &s.context), TAPPA_OK);
        assert_int_equal(tappa_store_memory(s.context, n % 2 ? TAPPA_STORE_SHARED : 0, &store), TAPPA_OK);
        tired.count = 0;
        tired.fail_at = n;
        if (say_all(&s, store)) {
            tried++;
            tired.fail_at = 0;
            assert_int_equal(say_all(&s, store), TAPPA_OK);
        }
        tired.fail_at = 0;
        shop_model(&s, model);
        assert_string_equal(shop_where(&s, ask(&s, evening, "login:ann")).zone, "Europe/Rome");
        (void)shop_event(&s, evening, evening, "login:ann login:eve card:kiosk", "Look", NULL);
        assert_non_null(strstr(s.result.message, "not "));
        assert_int_equal(shop_where(&s, s.result.customer).identity_count, 1);
        shop_close(&s);
        assert_int_equal(tired.live, 0);
    }
    assert_true(tried > 40);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whoever_says_nothing_takes_the_stores), cmocka_unit_test(others_learn_of_it),
        cmocka_unit_test(mornings_are_the_zones),                cmocka_unit_test(the_last_word_counts),
        cmocka_unit_test(what_makes_no_sense_changes_nothing),   cmocka_unit_test(nothing_is_written_by_the_old),
        cmocka_unit_test(two_changes_at_once),                   cmocka_unit_test(part_and_apply_look_first),
        cmocka_unit_test(idle_calls_commit_nothing),             cmocka_unit_test(each_allocation_fails_once),
    };
    char line[64];
    int failed;

    if (argc != 2 || !mkdtemp(folder))
        return 2;
    command = argv[1];
    snprintf(file, sizeof file, "%s/shop.db", folder);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    snprintf(line, sizeof line, "rm -r %s", folder);
    return system(line) ? 2 : failed;
}
