/* Races that are lost: what a call does by itself, eight times at most, and what it leaves to its caller. */
#include "tests/engine/people.h"

#define RACES 8 /* lost one after the other before the caller is told */

static const char model_text[] = "tappa: 1\nmodel: m\nversion: %d\n%sevents: {Go: {}}\n"
                                 "channels: {sms: {setting: online}}\ntouchpoints: {text: {channel: sms, direction: outbound}}\n"
                                 "stages: {a: {when: {Go: {do: [contact: text, count: n]}}}}\n";

static int lose; /* so many commits from now on are lost */
static struct tappa_store_table table;
static tappa_status (*commit)(tappa_store *store, struct tappa_commit *commit);
static void (*close_store)(tappa_store *store);

static tappa_status
commit_or_lose(tappa_store *store, struct tappa_commit *what)
{
    if (!lose)
        return commit(store, what);
    lose--;
    return TAPPA_ECONFLICT;
}

static void
keep_open(tappa_store *store)
{
    (void)store;
}

static tappa_context *context;
static tappa_store *store;
static tappa_engine *engine;
static tappa_model *models[2];
static int64_t anna;

static void
open_shop(void)
{
    struct shop s = {.now = SHOP_START};
    char text[1000];

    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    for (int i = 0; i < 2; i++) {
        snprintf(text, sizeof text, model_text, i + 1, i ? "migrate: {from: 1}\n" : "");
        models[i] = shop_compile(context, text);
    }
    assert_int_equal(tappa_store_memory(context, TAPPA_STORE_SHARED, &store), TAPPA_OK);
    table = *store->table;
    commit = table.commit;
    close_store = table.close;
    table.commit = commit_or_lose;
    table.close = keep_open;
    store->table = &table;
    lose = 0;
    assert_int_equal(tappa_engine_open(context, store, NULL, &engine), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(engine, models[0], TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    s.engine = engine;
    anna = shop_ingest(&s, "login=anna", "Go", SHOP_START, "1", NULL).customer;
}

static void
close_shop(void)
{
    lose = 0;
    assert_int_equal(tappa_engine_close(engine), TAPPA_OK);
    close_store(store);
    for (int i = 0; i < 2; i++)
        tappa_model_unref(models[i]);
    tappa_context_unref(context);
}

/* ---- calls that begin anew by themselves ---- */

static tappa_status
open_another(void)
{
    static const struct tappa_engine_options options = {.size = sizeof options, .attempts = 7};
    tappa_engine *other;
    tappa_status status = tappa_engine_open(context, store, &options, &other);

    return status ? status : tappa_engine_close(other);
}

static tappa_status
add_model(void)
{
    return tappa_engine_add_model(engine, models[1], TAPPA_MIGRATE, SHOP_START + 1);
}

static tappa_status
add_kind(void)
{
    return tappa_engine_add_kind(engine, "login", 5, 2);
}

static tappa_status
block(void)
{
    return tappa_engine_block(engine, "nobody", 6);
}

static tappa_status
claim(void)
{
    const struct tappa_claimed *claimed;
    size_t count;
    tappa_status status = tappa_engine_claim(engine, SHOP_START + 1, 8, &claimed, &count);

    assert_int_equal(count, status ? 0 : 1);
    return status;
}

static tappa_status
apply(void)
{
    size_t done;

    return tappa_engine_apply(engine, "m", 1, SHOP_START + 2, 0, &done); /* nobody: that it may be applied is what is written */
}

static void
by_themselves(void **state)
{
    static tappa_status (*const all[])(void) = {open_another, add_model, add_kind, block, claim, apply};

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        for (int n = RACES + 1; n >= 0; n--) {
            struct tappa_counters sums = {.size = sizeof sums};
            tappa_status status;

            open_shop();
            if (all[i] == apply)
                assert_int_equal(add_model(), TAPPA_OK);
            lose = n;
            status = all[i]();
            if (status != (n < RACES ? TAPPA_OK : TAPPA_ECONFLICT))
                fail_msg("call %zu, %d lost: %d", i, n, status);
            assert_int_equal(lose, n < RACES ? 0 : n - RACES);
            assert_int_equal(tappa_engine_counters(engine, &sums), TAPPA_OK);
            if (all[i] != open_another) /* which has its own */
                assert_int_equal(sums.conflicts, n < RACES ? n : RACES);
            lose = 0;
            if (status) /* later it goes as if nothing had been */
                assert_int_equal(all[i](), TAPPA_OK);
            close_shop();
        }
}

/* ---- calls that leave it to their caller, with nothing done ---- */

static tappa_status
ingest(void)
{
    struct shop_event e;

    shop_event(&e, "login=anna", "Go", SHOP_START + 1, "2", NULL);
    return tappa_engine_ingest(engine, &e.record, 1, NULL, SHOP_START + 1, NULL);
}

static tappa_status
erase(void)
{
    char proof[33] = "?";
    tappa_status status = tappa_engine_erase(engine, anna, SHOP_START + 1, proof);

    assert_int_equal(strlen(proof), status ? 1 : 32);
    return status;
}

static void
by_their_callers(void **state)
{
    static tappa_status (*const all[])(void) = {ingest, erase};

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        open_shop();
        lose = 2;
        for (int n = 0; n < 2; n++)
            assert_int_equal(all[i](), TAPPA_ECONFLICT);
        assert_int_equal(all[i](), TAPPA_OK);
        close_shop();
    }
}

/* ---- between two questions of one call ---- */

static tappa_status (*contact_of)(tappa_store *store, const uint8_t key[16], struct tappa_store_contact *out);
static tappa_engine *other; /* who erases between them; NULL: nobody */

static tappa_status
contact_then_erase(tappa_store *s, const uint8_t key[16], struct tappa_store_contact *out)
{
    static unsigned char body[1000]; /* another process changes none of what was handed out */
    tappa_engine *by = other;
    char proof[33];
    tappa_status status = contact_of(s, key, out);

    if (!by || status || !out->customer)
        return status;
    other = NULL;
    assert_true(out->body.size <= sizeof body);
    memcpy(body, out->body.data, out->body.size);
    assert_int_equal(tappa_engine_erase(by, anna, SHOP_START + 2, proof), TAPPA_OK);
    out->body.data = body;
    return status;
}

static tappa_status (*identity_of)(tappa_store *store, int64_t number, struct tappa_store_identity *out);

static tappa_status
nobody(tappa_store *s, int64_t number, struct tappa_store_identity *out)
{
    tappa_status status = identity_of(s, number, out);

    out->identity = 0;
    return status;
}

/* Whoever is erased just as a report comes is not known any more; of rows that lead to nobody all the same the store is damaged. */
static void
a_report_while_somebody_is_erased(void **state)
{
    const struct tappa_claimed *claimed;
    uint8_t key[16];
    size_t count;

    (void)state;
    open_shop();
    assert_int_equal(tappa_engine_claim(engine, SHOP_START + 1, 8, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 1);
    memcpy(key, claimed->key, sizeof key);
    contact_of = table.contact;
    table.contact = contact_then_erase;
    assert_int_equal(tappa_engine_open(context, store, NULL, &other), TAPPA_OK);
    {
        tappa_engine *by = other;

        other = NULL;
        identity_of = table.identity;
        table.identity = nobody;
        assert_int_equal(tappa_engine_report(engine, key, TAPPA_CONTACT_SENT, SHOP_START + 3), TAPPA_ESTORE);
        table.identity = identity_of;
        other = by;
        assert_int_equal(tappa_engine_report(engine, key, TAPPA_CONTACT_SENT, SHOP_START + 3), TAPPA_EUNKNOWN);
        assert_null(other);
        assert_int_equal(tappa_engine_close(by), TAPPA_OK);
    }
    close_shop();
}

/* ---- somebody is erased between two questions ---- */

static int questions; /* so many more of history and identities, and the other erases her; 0: not */
static tappa_status (*entry_of)(tappa_store *store, int64_t sequence, struct tappa_entry *out);

static void
maybe_erase(void)
{
    if (questions && !--questions)
        assert_int_equal(tappa_engine_erase(other, anna, SHOP_START + 2, NULL), TAPPA_OK);
}

static tappa_status
entry_or_erase(tappa_store *s, int64_t sequence, struct tappa_entry *out)
{
    maybe_erase();
    return entry_of(s, sequence, out);
}

static tappa_status
identity_or_erase(tappa_store *s, int64_t number, struct tappa_store_identity *out)
{
    maybe_erase();
    return identity_of(s, number, out);
}

static tappa_status
export_anna(void)
{
    const char *text;
    size_t size;

    return tappa_engine_export(engine, anna, &text, &size);
}

static tappa_status
journal_of_anna(void)
{
    const char *text;
    size_t size;

    return tappa_engine_journal(engine, anna, 1, &text, &size);
}

/* She is not damaged. */
static tappa_status
look_for_damage(void)
{
    const char *text;
    size_t size;
    tappa_status status = tappa_engine_damaged(engine, &text, &size);

    assert_int_equal(size, 0);
    return status ? status : TAPPA_EUNKNOWN;
}

static tappa_status
erase_anna(void)
{
    return tappa_engine_erase(engine, anna, SHOP_START + 2, NULL);
}

static tappa_status
part_anna(void)
{
    static const struct tappa_identity a = {"login", "anna", 5, 4}, b = {"cookie", "c", 6, 1};
    tappa_status status;

    while ((status = tappa_engine_part_identities(engine, &a, &b, SHOP_START + 2)) == TAPPA_ECONFLICT)
        ;
    return status;
}

/* Whoever goes while their history is read is not known any more; nothing is damaged. */
static void
erased_between_two_questions(void **state)
{
    static tappa_status (*const calls[])(void) = {export_anna, journal_of_anna, look_for_damage, erase_anna, part_anna};

    (void)state;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        int n = 0, left;

        do {
            struct shop s = {.now = SHOP_START + 1};

            open_shop();
            s.engine = engine;
            shop_ingest(&s, "login=anna cookie=c", "Go", SHOP_START + 1, "2", NULL);
            shop_ingest(&s, "cookie=c", "Go", SHOP_START + 1, "3", NULL);
            assert_int_equal(tappa_engine_open(context, store, NULL, &other), TAPPA_OK);
            entry_of = table.entry;
            table.entry = entry_or_erase;
            identity_of = table.identity;
            table.identity = identity_or_erase;
            questions = ++n;
            if (calls[i]() != TAPPA_EUNKNOWN && !questions)
                fail_msg("call %zu, question %d", i, n);
            left = questions;
            questions = 0;
            table.entry = entry_of;
            table.identity = identity_of;
            assert_int_equal(tappa_engine_close(other), TAPPA_OK);
            other = NULL;
            close_shop();
        } while (!left);
        assert_true(n > 2);
    }
}

/* ---- and comes back ---- */

static int comes_back; /* so many questions behind that, she does something */
static tappa_engine *cold; /* who has nobody in memory */
static tappa_status (*customer_of)(tappa_store *store, int64_t number, struct tappa_store_customer *out);

static void
maybe_come_back(void)
{
    static int is_asking; /* the other's own questions are none between which anything happens */
    struct shop s = {.engine = other, .now = SHOP_START + 2};

    if (is_asking)
        return;
    is_asking = 1;
    if (questions)
        maybe_erase();
    else if (comes_back && !--comes_back)
        shop_ingest(&s, "login=anna", "Go", SHOP_START + 2, "4", NULL);
    is_asking = 0;
}

static tappa_status
customer_or_back(tappa_store *s, int64_t number, struct tappa_store_customer *out)
{
    maybe_come_back();
    return customer_of(s, number, out);
}

static tappa_status
identity_or_back(tappa_store *s, int64_t number, struct tappa_store_identity *out)
{
    maybe_come_back();
    return identity_of(s, number, out);
}

static tappa_status
where_anna(void)
{
    struct tappa_standing standing = {.size = sizeof standing};

    return tappa_engine_where(cold, anna, &standing);
}

static tappa_status
events_of_anna(void)
{
    struct tappa_ingested result = {.size = sizeof result};
    struct shop_event e;
    tappa_status status;

    shop_event(&e, "login=anna", "Go", SHOP_START + 3, "5", NULL);
    status = tappa_engine_ingest(cold, &e.record, 1, NULL, SHOP_START + 3, &result);
    return !status && result.outcome == TAPPA_INGEST_DAMAGED ? TAPPA_ESTORE : status;
}

/* Whoever is erased, and does something again, just while she is read, is not damaged. */
static void
erased_and_back_between_questions(void **state)
{
    static tappa_status (*const calls[])(void) = {where_anna, events_of_anna};

    (void)state;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        for (int n = 1; n < 8; n++)
            for (int back = 1; back < 4; back++) {
                tappa_status status;

                open_shop();
                assert_int_equal(tappa_engine_open(context, store, NULL, &other), TAPPA_OK);
                assert_int_equal(tappa_engine_open(context, store, NULL, &cold), TAPPA_OK);
                customer_of = table.customer;
                table.customer = customer_or_back;
                identity_of = table.identity;
                table.identity = identity_or_back;
                questions = n;
                comes_back = back;
                status = calls[i]();
                if (status && status != TAPPA_EUNKNOWN && status != TAPPA_ECONFLICT)
                    fail_msg("call %zu, question %d, back %d: %d", i, n, back, status);
                questions = comes_back = 0;
                table.customer = customer_of;
                table.identity = identity_of;
                assert_int_equal(tappa_engine_close(cold), TAPPA_OK);
                assert_int_equal(tappa_engine_close(other), TAPPA_OK);
                other = NULL;
                close_shop();
            }
}

static tappa_status
conflict(tappa_store *s, int64_t sequence, struct tappa_entry *out)
{
    (void)s;
    (void)sequence;
    (void)out;
    questions++;
    return TAPPA_ECONFLICT;
}

static tappa_status
damaged(void)
{
    const char *text;
    size_t size;

    return tappa_engine_damaged(engine, &text, &size);
}

/* Nor does anybody try for ever. */
static void
faster_each_time(void **state)
{
    static tappa_status (*const calls[])(void) = {export_anna, journal_of_anna, damaged};

    (void)state;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        open_shop();
        entry_of = table.entry;
        table.entry = conflict;
        questions = 0;
        assert_int_equal(calls[i](), TAPPA_ECONFLICT);
        assert_int_equal(questions, RACES);
        questions = 0;
        table.entry = entry_of;
        assert_int_equal(calls[i](), TAPPA_OK);
        close_shop();
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_themselves),
        cmocka_unit_test(by_their_callers),
        cmocka_unit_test(a_report_while_somebody_is_erased),
        cmocka_unit_test(erased_between_two_questions),
        cmocka_unit_test(erased_and_back_between_questions),
        cmocka_unit_test(faster_each_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
