/* Values that a model keeps for a time only (`keep`), in journeys and in the profile: held to plain arithmetic over the events, whatever their order,
 * and whatever becomes of the process. */
#include "tests/engine/dice.h"
#include "tests/engine/people.h"

static const char diary[] =
    "tappa: 1\nmodel: diary\nversion: 1\n"
    "data: {said: {type: string, keep: 2d}, sum: {type: double, default: 0.5, keep: 36h}, ever: {type: double, default: 0.0}}\n"
    "profile: {size: {type: double, source: declared, keep: 1d}}\n"
    "events: {Said: {fields: {what: string, n: double}}, Ended: {}, Poked: {}}\n"
    "stages:\n"
    "  open:\n"
    "    when:\n"
    "      Said: {set: {said: event.what, sum: event.n, ever: data.ever + event.n}}\n"
    "      Poked: {}\n"
    "      Ended: closed\n"
    "    after: {36h: [{if: data.sum > 0.5, emit: seen}, {emit: forgotten}]}\n"
    "  closed: {final: true}\n"
    "goals: {end: {reach: closed}}\n";

static void
open_diary(struct shop *s, const char *path, uint32_t flags, const char *text)
{
    struct tappa_engine_options options = {.size = sizeof options, .cache = 4, .checkpoint = 20, .lateness = 300 * SHOP_DAY};
    tappa_model *model = shop_compile(s->context, text);
    tappa_store *store;

    assert_int_equal(path ? tappa_store_sqlite(s->context, path, flags, &store) : tappa_store_memory(s->context, flags, &store), TAPPA_OK);
    assert_int_equal(tappa_engine_open(s->context, store, &options, &s->engine), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(s->engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    tappa_model_unref(model);
}

static void
start(struct shop *s, uint32_t flags)
{
    memset(s, 0, sizeof *s);
    s->now = SHOP_START;
    assert_int_equal(tappa_context_new(NULL, &s->context), TAPPA_OK);
    open_diary(s, NULL, flags, diary);
}

static void
end(struct shop *s)
{
    assert_int_equal(tappa_engine_close(s->engine), TAPPA_OK);
    tappa_context_unref(s->context);
}

static struct tappa_value
data_of(struct shop *s, const char *who, uint32_t slot)
{
    struct tappa_standing w = shop_where(s, who);
    struct tappa_value value = {0};

    assert_true(w.journey_count > 0);
    assert_int_equal(tappa_journey_data(w.journeys[0], slot, &value), TAPPA_OK);
    return value;
}

/* Gone to the microsecond, without any event: when time goes on. The journal says that it was done. */
static void
values_go_when_their_time_is_over(void **state)
{
    struct shop s;
    const char *text;
    size_t size;

    (void)state;
    for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
        start(&s, flags);
        shop_ingest(&s, "cookie=c", "Said", SHOP_START, "1", "what=hello n=7");
        assert_int_equal(shop_where(&s, "cookie=c").next_due, SHOP_START + 36 * SHOP_HOUR);
        shop_due(&s, SHOP_START + 36 * SHOP_HOUR - 1);
        assert_true(data_of(&s, "cookie=c", 1).real == 7.0);
        shop_due(&s, SHOP_START + 36 * SHOP_HOUR);
        assert_true(data_of(&s, "cookie=c", 1).real == 0.5); /* its default */
        assert_int_equal(data_of(&s, "cookie=c", 0).kind, TAPPA_STRING);
        shop_due(&s, SHOP_START + 48 * SHOP_HOUR - 1);
        assert_int_equal(data_of(&s, "cookie=c", 0).kind, TAPPA_STRING);
        shop_due(&s, SHOP_START + 48 * SHOP_HOUR);
        assert_int_equal(data_of(&s, "cookie=c", 0).kind, TAPPA_UNSET);
        assert_true(data_of(&s, "cookie=c", 2).real == 7.0); /* is kept */
        assert_int_equal(tappa_engine_journal(s.engine, shop_find(&s, "cookie=c"), 0, &text, &size), TAPPA_OK);
        assert_non_null(strstr(text, "\"kind\": \"forget\""));
        end(&s);
    }
}

/* A timer that is due as its value goes does not see it any more. */
static void
no_timer_sees_them(void **state)
{
    struct shop s;

    (void)state;
    start(&s, 0);
    shop_ingest(&s, "cookie=c", "Said", SHOP_START, "1", "what=hello n=7");
    shop_due(&s, SHOP_START + 40 * SHOP_HOUR);
    assert_non_null(shop_contact(&s, "cookie=c", "forgotten"));
    assert_null(shop_contact(&s, "cookie=c", "seen"));
    end(&s);
}

/* Also of a journey that has ended, and of a profile without any journey that has it. */
static void
they_go_from_everywhere(void **state)
{
    struct shop s;

    (void)state;
    start(&s, 0);
    shop_ingest(&s, "cookie=c", "Said", SHOP_START, "1", "what=hello n=7");
    shop_ingest(&s, "cookie=c", "identify", SHOP_START, "2", "size=43");
    shop_ingest(&s, "cookie=c", "Ended", SHOP_START, "3", NULL);
    assert_int_equal(shop_where(&s, "cookie=c").trait_count, 1);
    shop_due(&s, SHOP_START + SHOP_DAY);
    assert_int_equal(shop_where(&s, "cookie=c").trait_count, 0);
    shop_due(&s, SHOP_START + 2 * SHOP_DAY);
    assert_int_equal(data_of(&s, "cookie=c", 0).kind, TAPPA_UNSET);
    assert_int_equal(shop_where(&s, "cookie=c").next_due, TAPPA_NEVER);
    end(&s);
}

/* A newer version keeps longer, or less long, counted from when it was written. */
static void
a_new_version_says_how_long(void **state)
{
    char text[sizeof diary + 100], *at;
    tappa_model *model;
    struct shop s;

    (void)state;
    for (int i = 0; i < 2; i++) {
        start(&s, 0);
        shop_ingest(&s, "cookie=c", "Said", SHOP_START, "1", "what=hello n=7");
        strcpy(text, diary);
        *(strstr(text, "version: 1") + 9) = '2';
        at = strstr(text, "keep: 2d");
        memcpy(at, i ? "keep: 9d" : "keep: 1d", 8);
        strcat(text, "migrate: {from: 1, stages: {}}\n");
        model = shop_compile(s.context, text);
        assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, SHOP_START + SHOP_HOUR), TAPPA_OK);
        tappa_model_unref(model);
        shop_ingest(&s, "cookie=c", "Poked", SHOP_START + 2 * SHOP_HOUR, "2", NULL);
        shop_due(&s, SHOP_START + (i ? 9 : 1) * SHOP_DAY - 1);
        assert_int_equal(data_of(&s, "cookie=c", 0).kind, TAPPA_STRING);
        shop_due(&s, SHOP_START + (i ? 9 : 1) * SHOP_DAY);
        assert_int_equal(data_of(&s, "cookie=c", 0).kind, TAPPA_UNSET);
        end(&s);
    }
}

/* What was said when, in order of time: by plain arithmetic what is still known at some time. */
struct said {
    int64_t time;
    double n;
};

static int
compare_said(const void *a, const void *b)
{
    const struct said *x = a, *y = b;

    return (x->time > y->time) - (x->time < y->time);
}

static void
check(struct shop *s, const char *who, struct said *all, size_t count, int64_t now)
{
    double sum = 0.5, ever = 0.0;

    qsort(all, count, sizeof *all, compare_said);
    for (size_t i = 0; i < count; i++) {
        sum = all[i].time + 36 * SHOP_HOUR > now ? all[i].n : 0.5;
        ever += all[i].n;
    }
    assert_true(data_of(s, who, 1).real == sum);
    assert_true(data_of(s, who, 2).real == ever);
    assert_int_equal(data_of(s, who, 0).kind == TAPPA_STRING, all[count - 1].time + 48 * SHOP_HOUR > now);
}

static void
any_order_forgets_the_same(void **state)
{
    enum { MOST = 30 };
    struct said all[MOST];
    char id[16], fields[64];
    struct shop s;

    (void)state;
    for (uint64_t round = 0; round < 200; round++) {
        int64_t now = SHOP_START;

        seed = round * 0x9e3779b97f4a7c15u + 1;
        start(&s, round % 2 ? TAPPA_STORE_SHARED : 0);
        for (size_t i = 0; i < MOST; i++) {
            now += roll(20) * SHOP_HOUR;
            all[i] = (struct said){now - roll(60) * SHOP_HOUR - (int64_t)i, (double)(1 + roll(100))};
            snprintf(id, sizeof id, "%zu", i);
            snprintf(fields, sizeof fields, "what=x n=%d", (int)all[i].n);
            s.now = now;
            assert_int_equal(shop_ingest(&s, roll(2) ? "cookie=c" : "login=l cookie=c", "Said", all[i].time, id, fields).outcome,
                             TAPPA_INGEST_TAKEN);
            if (roll(3))
                continue;
            shop_due(&s, now);
            check(&s, "cookie=c", all, i + 1, now);
        }
        end(&s);
    }
}

/* All that is known of somebody may have come too late for journeys, beside one whom it turned out not to be. */
static void
the_journal_says_whose(void **state)
{
    struct tappa_engine_options options = {.size = sizeof options, .lateness = SHOP_HOUR};
    struct tappa_ingested joined;
    const char *text;
    struct shop s;
    size_t size;

    (void)state;
    shop_open(&s, NULL, 0, &options);
    shop_add(&s, diary);
    joined = shop_ingest(&s, "cookie=c login=anna", "Said", SHOP_START, "1", "what=so");
    shop_ingest(&s, "cookie=c", "Said", SHOP_START + 9 * SHOP_DAY, "2", "what=so");
    assert_int_equal(shop_ingest(&s, "login=anna", "identify", SHOP_START + 9 * SHOP_DAY - 2 * SHOP_HOUR, "3", "size=38").outcome, TAPPA_INGEST_TOO_LATE);
    assert_int_equal(tappa_engine_part(s.engine, joined.sequence, s.now), TAPPA_OK);
    assert_int_equal(shop_where(&s, "login=anna").trait_count, 1);
    shop_due(&s, SHOP_START + 10 * SHOP_DAY);
    assert_int_equal(shop_where(&s, "login=anna").trait_count, 0);
    assert_int_equal(tappa_engine_journal(s.engine, shop_find(&s, "login=anna"), 0, &text, &size), TAPPA_OK);
    assert_non_null(strstr(text, "\"forget\""));
    assert_int_equal(tappa_engine_journal(s.engine, 0, 0, &text, &size), TAPPA_OK);
    assert_null(strstr(text, "\"forget\""));
    shop_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_go_when_their_time_is_over), cmocka_unit_test(no_timer_sees_them),
        cmocka_unit_test(they_go_from_everywhere),           cmocka_unit_test(a_new_version_says_how_long),
        cmocka_unit_test(any_order_forgets_the_same),        cmocka_unit_test(the_journal_says_whose),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
