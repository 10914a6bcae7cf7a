/* Answers that a store gives seldom: somebody is listed who is gone by the time he is looked at; a question in the middle of a call shows damage, or
 * that another process was faster; somebody is so far behind that one call cannot catch up. Whom it does not concern has his turn, and what was not done
 * is done once it can be. */
#include "tests/engine/people.h"

#include "lib/engine/engine.h" /* under which number an archive stands */

static struct tappa_store_table table, sound;

static struct {
    int64_t gone;      /* listed beside those who are there; 0: nobody is */
    tappa_status said; /* of each contact that is asked for by its key */
    int64_t taken;     /* whose it is said to be; 0: as it is */
    int64_t archive;   /* that cannot be read; 0: none */
    size_t few;        /* entries at most, however many are asked for; 0: as many as there are */
    int asked;
} answers;

static tappa_status
customers(tappa_store *store, int64_t after, int64_t *out, size_t limit, size_t *count)
{
    tappa_status status = sound.customers(store, after, out, limit, count);

    if (answers.gone && answers.gone > after && (!*count || (*count < limit && out[*count - 1] < answers.gone)))
        out[(*count)++] = answers.gone;
    return status;
}

static tappa_status
due(tappa_store *store, int64_t now, int64_t *out, size_t limit, size_t *count)
{
    tappa_status status = sound.due(store, now, out, limit, count);

    if (answers.gone && *count < limit) {
        memmove(out + 1, out, (*count)++ * sizeof *out);
        *out = answers.gone;
    }
    return status;
}

static tappa_status
contacts(tappa_store *store, int64_t now, const struct tappa_store_contact **out, size_t limit, size_t *count)
{
    static struct tappa_store_contact rows[20];
    tappa_status status = sound.contacts(store, now, out, limit, count);

    if (!answers.gone || *count + 1 > sizeof rows / sizeof *rows)
        return status;
    for (size_t i = *count; i-- > 0;)
        rows[i + 1] = (*out)[i];
    rows[0] = (struct tappa_store_contact){.size = sizeof *rows, .customer = answers.gone};
    *out = rows;
    ++*count;
    return status;
}

static tappa_status
contact(tappa_store *store, const uint8_t key[16], struct tappa_store_contact *out)
{
    tappa_status status = sound.contact(store, key, out);

    answers.asked++;
    if (answers.taken)
        out->customer = answers.taken;
    return answers.said ? answers.said : status;
}

static tappa_status
contacts_of(tappa_store *store, int64_t customer, const struct tappa_store_contact **out, size_t *count)
{
    return answers.archive && customer == answers.archive ? TAPPA_ESTORE : sound.contacts_of(store, customer, out, count);
}

static tappa_status
journal(tappa_store *store, int64_t after, const struct tappa_entry **out, size_t limit, size_t *count)
{
    return sound.journal(store, after, out, answers.few && answers.few < limit ? answers.few : limit, count);
}

static const char ticking[] = "tappa: 1\nmodel: ticking\nversion: %d\n%sevents: {Go: {}, Stop: {}}\ndata: {n: {type: int, default: 0}}\n"
                              "entry: {Go: a}\nstages:\n  a: {after: {1s: {set: {n: data.n + 1}, every: 1s}}, when: {Stop: b}}\n  b: {}\n";

static void
open_shop(struct shop *s, uint32_t flags)
{
    tappa_store *store;

    memset(s, 0, sizeof *s);
    memset(&answers, 0, sizeof answers);
    s->now = SHOP_START;
    assert_int_equal(tappa_context_new(NULL, &s->context), TAPPA_OK);
    s->basket = shop_compile(s->context, shop_basket);
    s->care = shop_compile(s->context, shop_care);
    assert_int_equal(tappa_store_memory(s->context, flags, &store), TAPPA_OK);
    table = sound = *store->table;
    table.customers = customers;
    table.due = due;
    table.contacts = contacts;
    table.contact = contact;
    table.contacts_of = contacts_of;
    table.journal = journal;
    store->table = &table;
    assert_int_equal(tappa_engine_open(s->context, store, NULL, &s->engine), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(s->engine, s->basket, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
}

/* A basket, and the consent to be told of it. */
static void
choose(struct shop *s, const char *who, int64_t time)
{
    shop_ingest(s, who, "Consent Given", time, NULL, "purpose=marketing");
    shop_ingest(s, who, "Added", time + 1, NULL, "price=30");
}

static const uint32_t kinds[] = {0, TAPPA_STORE_SHARED};

/* Another process has just erased somebody, or made him part of another. */
static void
listed_and_gone(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct tappa_plan plan = {.size = sizeof plan};
        const struct tappa_claimed *claimed;
        const struct tappa_count *counts;
        const char *text;
        struct shop s;
        size_t count;

        open_shop(&s, kinds[i]);
        choose(&s, "cookie=a", SHOP_START);
        choose(&s, "cookie=b", SHOP_START);
        assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
        answers.gone = INT64_MAX;
        assert_int_equal(tappa_engine_run_due(s.engine, SHOP_START + 2 * SHOP_HOUR, 10, &count), TAPPA_OK);
        assert_int_equal(count, 2);
        assert_int_equal(tappa_engine_claim(s.engine, SHOP_START + 2 * SHOP_HOUR, 10, &claimed, &count), TAPPA_OK);
        assert_int_equal(count, 2);
        assert_int_equal(tappa_engine_plan(s.engine, s.basket, &plan), TAPPA_OK);
        assert_int_equal(plan.customers, 2);
        assert_int_equal(plan.damaged, 0);
        assert_int_equal(tappa_engine_apply(s.engine, "basket", 6, SHOP_START + 2 * SHOP_HOUR, 10, &count), TAPPA_OK);
        assert_int_equal(count, 3); /* it was looked at */
        assert_int_equal(tappa_engine_counts(s.engine, &counts, &count), TAPPA_OK);
        assert_int_equal(tappa_engine_damaged(s.engine, &text, &count), TAPPA_OK);
        assert_int_equal(count, 0);
        answers.gone = 0;
        shop_close(&s);
    }
}

/* Somebody of whom contacts lie in the archive, and who is to have another one within the hour. */
static int64_t
make_archive(struct shop *s)
{
    const struct tappa_claimed *claimed;
    size_t count;
    int64_t time = SHOP_START + 60 * SHOP_DAY;

    choose(s, "cookie=a", SHOP_START);
    shop_due(s, SHOP_START + 2 * SHOP_HOUR);
    assert_int_equal(tappa_engine_claim(s->engine, s->now, 10, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 1);
    assert_int_equal(tappa_engine_report(s->engine, claimed->key, TAPPA_CONTACT_OPENED, s->now), TAPPA_OK);
    shop_due(s, time - SHOP_DAY);
    shop_ingest(s, "cookie=a", "Viewed", time - SHOP_DAY, NULL, NULL);
    assert_int_equal(tappa_engine_checkpoint(s->engine), TAPPA_OK);
    choose(s, "cookie=a", time);
    choose(s, "cookie=b", time);
    assert_int_equal(tappa_engine_checkpoint(s->engine), TAPPA_OK);
    answers.asked = 0;
    return time + 2 * SHOP_HOUR;
}

/* Half of what somebody's timer does was done then: all of the others' is done without it, and his own once he can be read. */
static void
damage_in_the_middle(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct shop s;
        int64_t now;
        size_t count;

        open_shop(&s, kinds[i]);
        now = make_archive(&s);
        answers.said = TAPPA_ESTORE;
        assert_int_equal(tappa_engine_run_due(s.engine, now, 10, &count), TAPPA_ESTORE);
        assert_int_equal(count, 1);
        assert_non_null(shop_contact(&s, "cookie=b", "basket_mail"));
        assert_true(answers.asked > 0);
        answers.said = TAPPA_OK;
        assert_null(shop_contact(&s, "cookie=a", "basket_mail"));
        assert_int_equal(tappa_engine_run_due(s.engine, now, 10, &count), TAPPA_OK);
        assert_int_equal(count, 1);
        assert_non_null(shop_contact(&s, "cookie=a", "basket_mail"));
        shop_close(&s);
    }
}

/* The same where journeys move to another version: the damage is met in the middle of a lot. */
static void
damage_in_the_middle_of_applying(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        char text[sizeof shop_basket + 30];
        tappa_model *next;
        struct shop s;
        int64_t now;
        size_t count;

        open_shop(&s, kinds[i % 2]);
        now = make_archive(&s);
        snprintf(text, sizeof text, "tappa: 1\nmodel: basket\nversion: 2\nmigrate: {from: 1}\n%s", strstr(shop_basket, "data:"));
        next = shop_compile(s.context, text);
        assert_int_equal(tappa_engine_add_model(s.engine, next, TAPPA_MIGRATE, now), TAPPA_OK);
        answers.said = TAPPA_ESTORE;
        assert_int_equal(tappa_engine_apply(s.engine, "basket", 6, now, i < 2 ? 10 : 2, &count), TAPPA_ESTORE);
        assert_int_equal(count, 2);
        assert_int_equal(tappa_model_version(tappa_journey_model(*shop_where(&s, "cookie=b").journeys)), 2);
        assert_int_equal(tappa_model_version(tappa_journey_model(*shop_where(&s, "cookie=a").journeys)), 1);
        assert_true(answers.asked > 0);
        answers.said = TAPPA_OK;
        if (i >= 2) { /* the end of the one before is a lot of nobody */
            assert_int_equal(tappa_engine_apply(s.engine, "basket", 6, now, 10, &count), TAPPA_ESTORE);
            assert_int_equal(count, 0);
        }
        assert_int_equal(tappa_engine_apply(s.engine, "basket", 6, now, 10, &count), TAPPA_OK);
        assert_int_equal(count, 2);
        assert_int_equal(tappa_model_version(tappa_journey_model(*shop_where(&s, "cookie=a").journeys)), 2);
        tappa_model_unref(next);
        shop_close(&s);
    }
}

/* A new cap looks further back than contacts have been kept at hand for: the archive is asked, and where it cannot be read nothing is handed out. */
static void
damaged_archive(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const struct tappa_verdict *verdicts;
        const struct tappa_claimed *claimed;
        struct tappa_moment moment = {.size = sizeof moment};
        char text[sizeof shop_basket + 20];
        tappa_model *next;
        struct shop s;
        size_t count;

        open_shop(&s, kinds[i]);
        moment.now = make_archive(&s);
        shop_due(&s, moment.now);
        strcpy(text, shop_basket);
        *(strstr(text, "version: 1") + 9) = '2';
        strcpy(strstr(text, "at_most: 1, per: 1d"), "at_most: 2, per: 90d}]\n");
        next = shop_compile(s.context, text);
        assert_int_equal(tappa_engine_add_model(s.engine, next, TAPPA_FOLLOW, moment.now), TAPPA_OK);
        answers.archive = tappa__archive_of(shop_find(&s, "cookie=a"));
        assert_int_equal(tappa_engine_decide(s.engine, shop_find(&s, "cookie=a"), &moment, &verdicts, &count), TAPPA_ESTORE);
        assert_int_equal(tappa_engine_claim(s.engine, moment.now, 10, &claimed, &count), TAPPA_OK);
        assert_int_equal(count, 1);
        assert_int_equal(claimed->customer, shop_find(&s, "cookie=b"));
        assert_int_equal(tappa_engine_claim(s.engine, moment.now, 10, &claimed, &count), TAPPA_ESTORE);
        assert_int_equal(count, 0);
        answers.archive = 0;
        assert_int_equal(tappa_engine_claim(s.engine, moment.now, 10, &claimed, &count), TAPPA_OK);
        assert_int_equal(count, 1);
        assert_int_equal(claimed->customer, shop_find(&s, "cookie=a"));
        tappa_model_unref(next);
        shop_close(&s);
    }
}

/* The contact that a timer asks for stands under another's name by now: somebody has joined the two, or has asked for it. */
static void
another_was_faster(void **state)
{
    struct shop s;
    int64_t now;
    size_t count;

    (void)state;
    open_shop(&s, TAPPA_STORE_SHARED);
    now = make_archive(&s);
    answers.taken = 77;
    assert_int_equal(tappa_engine_run_due(s.engine, now, 10, &count), TAPPA_ECONFLICT);
    answers.taken = 0;
    assert_int_equal(tappa_engine_run_due(s.engine, now, 10, &count), TAPPA_OK);
    assert_int_equal(count, 2);
    assert_non_null(shop_contact(&s, "cookie=a", "basket_mail"));
    shop_close(&s);
}

/* The journal comes in small pieces: it is read to its end. */
static void
a_few_at_a_time(void **state)
{
    char all[4000];
    const char *text;
    struct shop s;
    size_t size;

    (void)state;
    open_shop(&s, 0);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(shop_ingest(&s, "", "Viewed", SHOP_START + 2 * i, NULL, NULL).outcome, TAPPA_INGEST_NOBODY);
        choose(&s, "cookie=a", SHOP_START + 2 * i);
    }
    for (answers.few = 0; answers.few < 4; answers.few++) {
        assert_int_equal(tappa_engine_journal(s.engine, 0, 0, &text, &size), TAPPA_OK);
        if (!answers.few)
            snprintf(all, sizeof all, "%s", text);
        assert_string_equal(text, all);
        assert_non_null(strstr(text, "{\"sequence\": 10,"));
    }
    shop_close(&s);
}

static int64_t
ticks(struct shop *s, const char *who)
{
    struct tappa_standing standing = shop_where(s, who);
    struct tappa_value n = {0};

    for (size_t i = 0; i < standing.journey_count; i++)
        if (!strcmp(tappa_model_name(tappa_journey_model(standing.journeys[i])), "ticking"))
            assert_int_equal(tappa_journey_data(standing.journeys[i], 0, &n), TAPPA_OK);
    return n.integer;
}

static int64_t
version(struct shop *s, const char *who)
{
    struct tappa_standing standing = shop_where(s, who);

    for (size_t i = 0; i < standing.journey_count; i++)
        if (!strcmp(tappa_model_name(tappa_journey_model(standing.journeys[i])), "ticking"))
            return tappa_model_version(tappa_journey_model(standing.journeys[i]));
    return 0;
}

/* More timers are due than one call runs for one person: that one's contacts wait and its journey stays under its version, until they have run. */
static void
so_far_behind(void **state)
{
    const int64_t now = SHOP_START + 60 * SHOP_HOUR;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const struct tappa_claimed *claimed;
        char text[sizeof ticking + 40];
        tappa_model *old, *next;
        struct shop s;
        size_t count;

        open_shop(&s, kinds[i]);
        snprintf(text, sizeof text, ticking, 1, "");
        old = shop_compile(s.context, text);
        snprintf(text, sizeof text, ticking, 2, "migrate: {from: 1}\n");
        next = shop_compile(s.context, text);
        assert_int_equal(tappa_engine_add_model(s.engine, old, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
        choose(&s, "cookie=a", SHOP_START);
        choose(&s, "cookie=b", SHOP_START);
        shop_due(&s, SHOP_START + 2 * SHOP_HOUR);
        assert_int_equal(shop_ingest(&s, "cookie=a", "Go", SHOP_START + SHOP_HOUR, NULL, NULL).outcome, TAPPA_INGEST_TAKEN);
        assert_int_equal(tappa_engine_claim(s.engine, now, 10, &claimed, &count), TAPPA_OK);
        assert_int_equal(count, 1);
        assert_int_equal(claimed->customer, shop_find(&s, "cookie=b"));
        assert_int_equal(tappa_engine_add_model(s.engine, next, TAPPA_MIGRATE, now), TAPPA_OK);
        assert_int_equal(tappa_engine_apply(s.engine, "ticking", 7, now, 10, &count), TAPPA_OK);
        assert_int_equal(version(&s, "cookie=a"), 1);
        assert_int_equal(tappa_engine_run_due(s.engine, now, 10, &count), TAPPA_OK);
        assert_int_equal(ticks(&s, "cookie=a"), 59 * 3600);
        assert_int_equal(version(&s, "cookie=a"), 1); /* what was due at that instant was the old version's */
        assert_int_equal(tappa_engine_apply(s.engine, "ticking", 7, now, 10, &count), TAPPA_OK);
        assert_int_equal(version(&s, "cookie=a"), 2);
        assert_int_equal(tappa_engine_claim(s.engine, now, 10, &claimed, &count), TAPPA_OK);
        assert_int_equal(count, 1);
        assert_int_equal(claimed->customer, shop_find(&s, "cookie=a"));
        tappa_model_unref(old);
        tappa_model_unref(next);
        shop_close(&s);
    }
}

/* What was sent is reported, however much is due before it. */
static void
so_far_behind_and_sent(void **state)
{
    const int64_t now = SHOP_START + 60 * SHOP_HOUR;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const struct tappa_claimed *claimed;
        struct tappa_counters counters = {.size = sizeof counters};
        char text[sizeof ticking + 40];
        tappa_model *model;
        struct shop s;
        size_t count;

        open_shop(&s, kinds[i]);
        snprintf(text, sizeof text, ticking, 1, "");
        model = shop_compile(s.context, text);
        assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
        choose(&s, "cookie=a", SHOP_START);
        shop_due(&s, SHOP_START + 2 * SHOP_HOUR);
        assert_int_equal(shop_ingest(&s, "cookie=a", "Go", SHOP_START + 2 * SHOP_HOUR, NULL, NULL).outcome, TAPPA_INGEST_TAKEN);
        assert_int_equal(tappa_engine_claim(s.engine, SHOP_START + 2 * SHOP_HOUR, 10, &claimed, &count), TAPPA_OK);
        assert_int_equal(count, 1);
        assert_int_equal(tappa_engine_report(s.engine, claimed->key, TAPPA_CONTACT_SENT, now), TAPPA_OK);
        assert_int_equal(shop_contact(&s, "cookie=a", "basket_mail")->state, TAPPA_CONTACT_SENT);
        assert_int_equal(ticks(&s, "cookie=a"), 58 * 3600);
        assert_int_equal(tappa_engine_counters(s.engine, &counters), TAPPA_OK);
        assert_int_equal(counters.sent, 1);
        tappa_model_unref(model);
        shop_close(&s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(listed_and_gone),
        cmocka_unit_test(damage_in_the_middle),
        cmocka_unit_test(damage_in_the_middle_of_applying),
        cmocka_unit_test(damaged_archive),
        cmocka_unit_test(another_was_faster),
        cmocka_unit_test(a_few_at_a_time),
        cmocka_unit_test(so_far_behind),
        cmocka_unit_test(so_far_behind_and_sent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
