/* Events of one lot, or one by one: the engine looks ahead in a lot, and nobody notices. Above all for records that are odd, of which it can know
 * nothing before their turn. */
#include "lib/engine/engine.h"
#include "tests/engine/people.h"

#define LONG 65536 /* no text is as long */

static char long_text[LONG];
static struct tappa_field many[300];

enum { RECORDS = 26 };

static const char visits[] = "tappa: 1\nmodel: visits\nversion: 1\nevents: {Entered: {fields: {door: string}}, Bought: {}, Left: {}}\n"
                             "entry: {Entered: in}\nentry_rules: {again: always, key: event.door}\nstages: {in: {when: {Left: out}}, out: {}}\n";

static void
text_field(struct tappa_field *f, const char *name, const char *text, uint32_t size)
{
    *f = (struct tappa_field){.name = name, .name_size = (uint32_t)strlen(name), .value = {.kind = TAPPA_STRING, .size = size, .data = text}};
}

/* Whatever a record may lack or have too much of. */
static void
make_odd(struct shop_event *e, size_t i)
{
    struct tappa_record *r = &e->record;

    switch (i % 13) {
    case 1:
        r->identity_count = 0; /* by its name alone */
        r->customer = "paola";
        r->customer_size = 5;
        break;
    case 2:
        r->identity_count = 0; /* nobody's */
        break;
    case 3:
        r->fields = many;
        r->field_count = 300; /* too many */
        break;
    case 4:
        r->fields = many;
        r->field_count = 20;
        break;
    case 5:
        text_field(&e->fields[0], "sku", long_text, 200);
        r->field_count = 1;
        break;
    case 6:
        text_field(&e->fields[0], "sku", "", 0);
        r->field_count = 1;
        break;
    case 7:
        e->identities[0].value = NULL;
        break;
    case 8:
        e->identities[r->identity_count - 1].kind = long_text;
        e->identities[r->identity_count - 1].kind_size = LONG;
        break;
    case 9:
        e->identities[r->identity_count - 1].value = long_text;
        e->identities[r->identity_count - 1].value_size = LONG;
        break;
    case 10:
        r->source = long_text;
        r->source_size = LONG;
        break;
    case 11:
        r->id = long_text;
        r->id_size = LONG;
        break;
    case 12:
        r->source = NULL;
        r->source_size = 0;
        break;
    default:
        break;
    }
}

static void
make_records(struct shop_event events[RECORDS], struct tappa_record records[RECORDS])
{
    static const char *const who[] = {"login=anna", "cookie=c login=anna", "cookie=d", "login=bruno cookie=e"};
    static const char *const names[] = {"Entered", "Added", "Bought", "Left", "Viewed"};
    static char ids[RECORDS][4];

    for (size_t i = 0; i < RECORDS; i++) {
        const char *name = names[i % 5];

        snprintf(ids[i], sizeof ids[i], "%zu", i % 20); /* some come again */
        shop_event(&events[i], who[i % 4], name, SHOP_START + (int64_t)i, ids[i],
                   *name == 'E' ? i % 2 ? "door=front" : "door=back" : *name == 'A' ? "price=30 sku=x" : NULL);
        make_odd(&events[i], i);
        records[i] = events[i].record;
    }
}

static char *
tell(uint32_t flags, const char *path, size_t lot)
{
    static const char *const people[] = {"login=anna", "cookie=c", "cookie=d", "login=bruno", "cookie=e", "customer=paola"};
    struct shop_event events[RECORDS];
    struct tappa_record records[RECORDS];
    struct tappa_ingested results[RECORDS];
    struct shop_text out = {0};
    tappa_model *model;
    struct shop s;

    shop_open(&s, path, flags, NULL);
    model = shop_compile(s.context, visits);
    assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    make_records(events, records);
    for (size_t i = 0; i < RECORDS; i += lot) {
        size_t count = i + lot < RECORDS ? lot : RECORDS - i;

        for (size_t j = 0; j < count; j++)
            results[j] = (struct tappa_ingested){.size = sizeof *results};
        assert_int_equal(tappa_engine_ingest(s.engine, records + i, count, NULL, SHOP_START + SHOP_HOUR, results), TAPPA_OK);
        for (size_t j = 0; j < count; j++)
            shop_put(&out, "%zu: %u late %u, %u steps of %lld, %s\n", i + j, results[j].outcome, results[j].late, results[j].transitions,
                     (long long)results[j].customer, results[j].message);
    }
    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        shop_describe(&s, people[i], &out);
    tappa_model_unref(model);
    shop_close(&s);
    return out.s;
}

static void
a_lot_is_as_its_events(void **state)
{
    char *expected = tell(0, NULL, 1);

    (void)state;
    for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++)
        for (size_t lot = 1; lot <= RECORDS; lot += lot < 3 ? 1 : 5) {
            char *there = tell(flags, NULL, lot);

            assert_string_equal(there, expected);
            free(there);
        }
    assert_non_null(strstr(expected, "3: 7")); /* and some were refused */
    free(expected);
}

/* ---- late ones ---- */

#define BEFORE 200
#define LATE 50

static struct tappa_store_table counting;
static tappa_status (*read_entry)(tappa_store *store, int64_t sequence, struct tappa_entry *out);
static int entries_read;

static tappa_status
count_entry(tappa_store *store, int64_t sequence, struct tappa_entry *out)
{
    entries_read++;
    return read_entry(store, sequence, out);
}

/* One lot: with `together` at once. */
static void
ingest_all(struct shop *s, struct shop_event *events, size_t count, int together)
{
    struct tappa_record records[BEFORE];

    for (size_t i = 0; i < count; i++)
        records[i] = events[i].record;
    for (size_t i = 0, lot = together ? count : 1; i < count; i += lot)
        assert_int_equal(tappa_engine_ingest(s->engine, records + i, lot, NULL, SHOP_START + SHOP_DAY, NULL), TAPPA_OK);
}

/* However many events of one lot come late, what the journal has of their person is read once; two people, by turns, who become one in between. */
static char *
tell_late(int together)
{
    static struct shop_event before[BEFORE], late[LATE];
    static char ids[BEFORE + LATE][8];
    struct shop_text out = {0};
    tappa_store *store;
    struct shop s;

    shop_open(&s, NULL, 0, NULL);
    store = s.engine->border.own;
    counting = *store->table;
    read_entry = counting.entry;
    counting.entry = count_entry;
    store->table = &counting;
    for (size_t i = 0; i < BEFORE + LATE; i++) {
        int is_late = i >= BEFORE;
        int64_t n = (int64_t)(is_late ? i - BEFORE : i);

        snprintf(ids[i], sizeof ids[i], "%zu", i);
        shop_event(is_late ? &late[n] : &before[n], is_late && n == LATE / 2 ? "cookie=a cookie=b" : i % 2 ? "cookie=a" : "cookie=b",
                   i % 3 ? "Added" : "Viewed", SHOP_START + SHOP_HOUR * (is_late ? LATE - n : n % 20) / 10 + (is_late ? 1 : 0), ids[i],
                   i % 3 ? "price=5" : NULL);
    }
    ingest_all(&s, before, BEFORE, 1);
    entries_read = 0;
    ingest_all(&s, late, LATE, together);
    if (together)
        assert_in_range(entries_read, BEFORE, 2 * BEFORE);
    shop_describe(&s, "cookie=a", &out);
    shop_close(&s);
    return out.s;
}

static void
many_late_ones_read_a_history_once(void **state)
{
    char *expected = tell_late(0), *there = tell_late(1);

    (void)state;
    assert_string_equal(there, expected);
    free(there);
    free(expected);
}

/* ---- what comes to rest by itself ---- */

static const char mails[] =
    "tappa: 1\nmodel: mails\nversion: 1\nevents: {Chosen: {}, Looked: {}, contact.unopened: {}, contact.failed: {}}\n"
    "channels: {email: {setting: online}}\n"
    "touchpoints: {mail: {channel: email, direction: outbound, for: [choosing]}}\n"
    "stages:\n"
    "  looking: {when: {Chosen: choosing, Looked: {}}}\n"
    "  choosing:\n"
    "    when: {Looked: {}, contact.unopened: {if: event.touchpoint == 'mail', count: heard}, contact.failed: {if: event.touchpoint == 'mail', count: heard}}\n"
    "    after: {1h: {contact: mail}}\n"
    "contact_rules: {response_times: [{within: 1d}]}\n";

static void
tell_counts(struct shop *s, struct shop_text *out)
{
    const struct tappa_count *counts;
    size_t count;

    assert_int_equal(tappa_engine_counts(s->engine, &counts, &count), TAPPA_OK);
    for (size_t i = 0; i < count; i++)
        shop_put(out, "%s %llu\n", counts[i].name, (unsigned long long)counts[i].times);
}

/* A mail that nobody opens, or of which nobody says anything, comes to rest before the next event of Anna; the one behind that makes her part of Bruno, of
 * whom more is known. */
static char *
tell_rest(int is_reported, int together)
{
    struct failing memory = {0};
    struct tappa_allocator allocator = failing_allocator(&memory);
    static struct shop_event events[10];
    static char ids[10][4];
    const struct tappa_engine_options once = {.size = sizeof once, .attempts = 1};
    const struct tappa_claimed *claimed;
    struct tappa_record records[10];
    struct shop_text out = {0};
    struct shop s = {.now = SHOP_START};
    size_t count;

    assert_int_equal(tappa_context_new(&allocator, &s.context), TAPPA_OK);
    s.basket = shop_compile(s.context, shop_basket);
    s.care = shop_compile(s.context, shop_care);
    shop_start(&s, NULL, 0, is_reported ? NULL : &once);
    shop_add(&s, mails);
    for (size_t i = 0; i < 10; i++) {
        snprintf(ids[i], sizeof ids[i], "%zu", i);
        shop_event(&events[i], i < 7 ? "login=bruno" : i == 9 ? "login=bruno cookie=a" : "cookie=a", i == 7 ? "Chosen" : "Looked",
                   SHOP_START + (i < 8 ? (int64_t)i : SHOP_DAY * 2 + (int64_t)i), ids[i], NULL);
        records[i] = events[i].record;
    }
    assert_int_equal(tappa_engine_ingest(s.engine, records, 8, NULL, SHOP_START + SHOP_HOUR / 2, NULL), TAPPA_OK);
    assert_int_equal(tappa_engine_run_due(s.engine, SHOP_START + 2 * SHOP_HOUR, 10, NULL), TAPPA_OK);
    assert_int_equal(tappa_engine_claim(s.engine, SHOP_START + 2 * SHOP_HOUR, 10, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 1);
    if (is_reported)
        assert_int_equal(tappa_engine_report(s.engine, claimed[0].key, TAPPA_CONTACT_SENT, SHOP_START + 2 * SHOP_HOUR), TAPPA_OK);
    for (size_t i = 8, lot = together ? 2 : 1; i < 10; i += lot)
        assert_int_equal(tappa_engine_ingest(s.engine, records + i, lot, NULL, SHOP_START + 3 * SHOP_DAY, NULL), TAPPA_OK);
    tell_counts(&s, &out);
    shop_describe(&s, "login=bruno", &out);
    tappa_model_unref(s.basket);
    tappa_model_unref(s.care);
    assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
    tappa_context_unref(s.context);
    assert_int_equal(memory.live, 0);
    return out.s;
}

static void
what_rests_is_heard_behind_a_join(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        char *expected = tell_rest(i, 0), *there = tell_rest(i, 1);

        assert_string_equal(there, expected);
        assert_non_null(strstr(expected, "heard 1"));
        free(there);
        free(expected);
    }
}

static int
make_texts(void **state)
{
    static char names[300][8];

    (void)state;
    memset(long_text, 'x', sizeof long_text);
    for (size_t i = 0; i < 300; i++) {
        snprintf(names[i], sizeof names[i], "f%zu", i);
        text_field(&many[i], names[i], long_text, (uint32_t)i);
    }
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_lot_is_as_its_events), cmocka_unit_test(many_late_ones_read_a_history_once),
                                       cmocka_unit_test(what_rests_is_heard_behind_a_join)};

    return cmocka_run_group_tests(tests, make_texts, NULL);
}
