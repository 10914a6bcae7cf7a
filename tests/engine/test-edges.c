/* On the edge and just beyond it: how far ahead and how late an event may be, how long a text, how many fields; what stands on either side. */
#include "tests/engine/people.h"
#include "tests/support/scratch.h"

#include "lib/engine/engine.h" /* whose an identity is in memory */

#define LONGEST 65535
#define SECOND INT64_C(1000000)

static char long_text[LONGEST + 1]; /* longer than any may be by one */

static struct tappa_ingested
hear_at(struct shop *s, const struct tappa_record *r, int64_t now)
{
    struct tappa_ingested result = {.size = sizeof result};

    assert_int_equal(tappa_engine_ingest(s->engine, r, 1, NULL, now, &result), TAPPA_OK);
    return result;
}

static void
a_day_ahead(void **state)
{
    struct tappa_ingested result;
    struct shop_event e;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_event(&e, "cookie=c", "Added", SHOP_START + SHOP_DAY + 1, "1", "price=30");
    result = hear_at(&s, &e.record, SHOP_START);
    assert_int_equal(result.outcome, TAPPA_INGEST_REFUSED);
    assert_string_equal(result.message, "more than a day in the future");
    assert_int_equal(result.customer, 0);
    assert_true(result.sequence > 0); /* it is kept all the same */
    e.record.time--; /* and may come again under its id */
    assert_int_equal(hear_at(&s, &e.record, SHOP_START).outcome, TAPPA_INGEST_TAKEN);
    assert_int_equal(hear_at(&s, &e.record, SHOP_START).outcome, TAPPA_INGEST_DUPLICATE);
    shop_close(&s);
}

static void
as_late_as_it_may_be(void **state)
{
    struct tappa_engine_options options = {.size = sizeof options, .lateness = SHOP_HOUR};
    struct tappa_ingested result;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, &options);
    shop_ingest(&s, "cookie=c", "Added", SHOP_START + 5 * SHOP_HOUR, "1", "price=30");
    result = shop_ingest(&s, "cookie=c", "Added", SHOP_START + 4 * SHOP_HOUR - 1, "2", "price=3");
    assert_int_equal(result.outcome, TAPPA_INGEST_TOO_LATE);
    assert_int_equal(result.late, 0);
    assert_string_equal(result.message, "1h1ms older than the customer's newest event; 1h are allowed");
    result = shop_ingest(&s, "cookie=c", "Added", SHOP_START + 4 * SHOP_HOUR, "3", "price=3");
    assert_int_equal(result.outcome, TAPPA_INGEST_TAKEN);
    assert_int_equal(result.late, 1);
    result = shop_ingest(&s, "cookie=c", "Added", SHOP_START + 5 * SHOP_HOUR, "4", "price=3"); /* of one time: not late */
    assert_int_equal(result.late, 0);
    shop_close(&s);
}

/* What timers did before is no history that is too late: nobody's newest event is that old. */
static void
nothing_is_too_late_for_the_first(void **state)
{
    static const char ticking[] = "tappa: 1\nmodel: ticking\nversion: 1\nevents: {Go: {}}\ndata: {n: {type: int, default: 0}}\n"
                                  "stages: {a: {after: {1h: {set: {n: data.n + 1}, every: 1h}}, when: {Go: {}}}}\n";
    tappa_model *model;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    model = shop_compile(s.context, ticking);
    assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    shop_ingest(&s, "cookie=c", "Go", SHOP_START, "1", NULL);
    shop_due(&s, SHOP_START + 10 * SHOP_DAY);
    assert_int_equal(shop_ingest(&s, "cookie=c", "Go", SHOP_START - SHOP_DAY, "2", NULL).outcome, TAPPA_INGEST_TAKEN);
    tappa_model_unref(model);
    shop_close(&s);
}

static void
so_many_fields(void **state)
{
    static struct tappa_field fields[257];
    static char names[257][8];
    struct tappa_ingested result;
    struct shop_event e;
    struct shop s;

    (void)state;
    for (int i = 0; i < 257; i++) {
        snprintf(names[i], sizeof names[i], "f%d", i);
        fields[i] = (struct tappa_field){.name = names[i], .name_size = (uint32_t)strlen(names[i]), .value = {.kind = TAPPA_INT, .integer = i}};
    }
    shop_open(&s, NULL, 0, NULL);
    shop_event(&e, "cookie=c", "Viewed", SHOP_START, "1", NULL);
    e.record.fields = fields;
    e.record.field_count = 257;
    result = hear_at(&s, &e.record, SHOP_START);
    assert_int_equal(result.outcome, TAPPA_INGEST_REFUSED);
    assert_string_equal(result.message, "more than 256 fields");
    e.record.field_count = 256;
    assert_int_equal(hear_at(&s, &e.record, SHOP_START).outcome, TAPPA_INGEST_TAKEN);
    shop_close(&s);
}

static void
so_many_identities(void **state)
{
    static struct tappa_identity identities[65];
    static char values[65][8];
    struct tappa_ingested result;
    struct shop_event e;
    struct shop s;

    (void)state;
    for (int i = 0; i < 65; i++) {
        snprintf(values[i], sizeof values[i], "%d", i);
        identities[i] = (struct tappa_identity){"cookie", values[i], 6, (uint32_t)strlen(values[i])};
    }
    shop_open(&s, NULL, 0, NULL);
    shop_event(&e, "cookie=c", "Viewed", SHOP_START, "1", NULL);
    e.record.identities = identities;
    e.record.identity_count = 65;
    result = hear_at(&s, &e.record, SHOP_START);
    assert_int_equal(result.outcome, TAPPA_INGEST_REFUSED);
    assert_string_equal(result.message, "more than 64 identities");
    e.record.identity_count = 64;
    assert_int_equal(hear_at(&s, &e.record, SHOP_START).outcome, TAPPA_INGEST_TAKEN);
    shop_close(&s);
}

static const char wrong_name[] = "a name that is too long or no UTF-8";
static const char wrong_identity[] = "an identity that is too long or no UTF-8, or without a kind";
static const char wrong_field[] = "a field whose name is empty, too long or no UTF-8";
static const char no_value[] = "a field that is not there though it has a size, or lists in lists more than 64 deep";
static const char wrong_value[] = "a field that is too long or no UTF-8";

enum where { EVENT, ID, SOURCE, TOUCHPOINT, ZONE, CUSTOMER, KIND, VALUE, SECOND_KIND, SECOND_VALUE, FIELD, TEXT, PLACES };

static void
put(struct shop_event *e, enum where where, const char *s, uint32_t n)
{
    const char **texts[PLACES] = {&e->record.event, &e->record.id, &e->record.source, &e->record.touchpoint, &e->record.zone,
                                  &e->record.customer, &e->identities[0].kind, &e->identities[0].value, &e->identities[1].kind,
                                  &e->identities[1].value, &e->fields[0].name};
    uint32_t *sizes[PLACES] = {&e->record.event_size, &e->record.id_size, &e->record.source_size, &e->record.touchpoint_size,
                               &e->record.zone_size, &e->record.customer_size, &e->identities[0].kind_size, &e->identities[0].value_size,
                               &e->identities[1].kind_size, &e->identities[1].value_size, &e->fields[0].name_size};

    if (where == TEXT) {
        e->fields[0].value = (struct tappa_value){.kind = TAPPA_STRING, .data = s, .size = n};
        return;
    }
    *texts[where] = s;
    *sizes[where] = n;
}

static const char *
complaint(enum where where)
{
    return where < KIND ? wrong_name : where < FIELD ? wrong_identity : where == FIELD ? wrong_field : wrong_value;
}

/* Values that are not there, at any depth, of an event that no model declares: nobody looks into them. */
static void
values_that_are_not_there(void **state)
{
    const struct tappa_value nothing = {.kind = TAPPA_BYTES, .size = 3}, in_it[2] = {{.kind = TAPPA_INT}, nothing};
    const struct tappa_value wrong[] = {nothing, {.kind = TAPPA_LIST, .size = 2}, {.kind = TAPPA_MAP, .size = 1}, {.kind = TAPPA_STRING, .size = 1},
                                        {.kind = TAPPA_LIST, .size = 2, .data = in_it}, {.kind = TAPPA_MAP, .size = 1, .data = in_it},
                                        {.kind = TAPPA_TYPE, .size = 1}, {.kind = TAPPA_ERROR, .size = 1}};
    const struct tappa_value right[] = {{.kind = TAPPA_BYTES}, {.kind = TAPPA_LIST}, {.kind = TAPPA_MAP}, {.kind = TAPPA_STRING}};
    struct tappa_value deep[66] = {{.kind = TAPPA_INT}};
    struct shop s;

    (void)state;
    for (size_t i = 1; i < 66; i++)
        deep[i] = (struct tappa_value){.kind = TAPPA_LIST, .size = 1, .data = &deep[i - 1]};
    shop_open(&s, NULL, 0, NULL);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong + sizeof right / sizeof *right + 2; i++) {
        const size_t bad = sizeof wrong / sizeof *wrong, good = bad + sizeof right / sizeof *right;
        struct tappa_ingested result;
        struct shop_event e;

        shop_event(&e, "cookie=c", "Undeclared", SHOP_START, NULL, "price=30");
        e.fields[0].value = i < bad ? wrong[i] : i < good ? right[i - bad] : deep[64 + (i - good)];
        result = hear_at(&s, &e.record, SHOP_START);
        assert_int_equal(result.outcome == TAPPA_INGEST_REFUSED, i < bad || i == good + 1);
        assert_string_equal(result.message, result.outcome == TAPPA_INGEST_REFUSED ? no_value : "");
    }
    shop_close(&s);
}

/* Each text of a record: too long, no UTF-8, not there though it has a length; as long as it may be. The others of the lot are taken. */
static void
texts(void **state)
{
    static const struct {
        const char *name, *s;
        uint32_t n;
    } wrong[] = {{"too long", long_text, LONGEST + 1}, {"no UTF-8", "\xC3(", 2}, {"none", NULL, 3}, {"far too long", long_text, UINT32_MAX}};
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    for (int where = 0; where < PLACES; where++)
        for (size_t i = 0; i < 4; i++) {
            struct shop_event e, good;
            struct tappa_record records[3];
            struct tappa_ingested results[3] = {{.size = sizeof *results}, {.size = sizeof *results}, {.size = sizeof *results}};

            shop_event(&e, "cookie=c login=anna", "Added", SHOP_START, NULL, "price=30");
            shop_event(&good, "cookie=other", "Added", SHOP_START, NULL, "price=30");
            put(&e, (enum where)where, wrong[i].s, wrong[i].n);
            records[0] = records[2] = good.record;
            records[1] = e.record;
            assert_int_equal(tappa_engine_ingest(s.engine, records, 3, NULL, SHOP_START, results), TAPPA_OK);
            if (results[1].outcome != TAPPA_INGEST_REFUSED || results[1].customer ||
                strcmp(results[1].message, where == TEXT && !wrong[i].s ? no_value : complaint((enum where)where)))
                fail_msg("text %d, %s: %u, %s", where, wrong[i].name, results[1].outcome, results[1].message);
            assert_int_equal(results[0].outcome, TAPPA_INGEST_TAKEN);
            assert_int_equal(results[2].outcome, TAPPA_INGEST_TAKEN);
        }
    for (int where = 0; where < PLACES; where++) {
        struct shop_event e;
        struct tappa_ingested result;

        if (where == ZONE) /* there is none that long */
            continue;
        shop_event(&e, "cookie=c login=anna", "Viewed", SHOP_START, NULL, "price=30");
        put(&e, (enum where)where, long_text, LONGEST);
        result = hear_at(&s, &e.record, SHOP_START);
        if (where == TOUCHPOINT) { /* no model has one that long */
            assert_int_equal(result.outcome, TAPPA_INGEST_REFUSED);
            assert_true(strlen(result.message) <= 20 + 64 + 1); /* no more of it than anybody reads */
            assert_int_equal(strncmp(result.message, "unknown touchpoint `", 20), 0);
        } else if (result.outcome == TAPPA_INGEST_REFUSED) {
            fail_msg("text %d: %s", where, result.message);
        }
    }
    shop_close(&s);
}

/* Nothing is not a name where one must be; elsewhere it is. */
static void
empty_texts(void **state)
{
    static const char *const wanted[PLACES] = {[EVENT] = "no event", [KIND] = wrong_identity, [SECOND_KIND] = wrong_identity, [FIELD] = wrong_field};
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    for (int where = 0; where < PLACES; where++)
        for (int with = 0; with < 2; with++) { /* a pointer, or none */
            struct shop_event e;
            struct tappa_ingested result;

            shop_event(&e, "cookie=c login=anna", "Viewed", SHOP_START, NULL, "price=30");
            put(&e, (enum where)where, with ? "" : NULL, 0);
            result = hear_at(&s, &e.record, SHOP_START);
            if (wanted[where] ? result.outcome != TAPPA_INGEST_REFUSED || strcmp(result.message, wanted[where])
                              : result.outcome == TAPPA_INGEST_REFUSED)
                fail_msg("text %d, %d: %u, %s", where, with, result.outcome, result.message);
        }
    shop_close(&s);
}

static void
times(void **state)
{
    static const struct {
        int64_t time;
        const char *message;
    } all[] = {
        {INT64_C(-62135596800000000) - 1, "time outside the years 0001 to 9999"},
        {INT64_C(253402300800000000), "time outside the years 0001 to 9999"},
        {INT64_MIN, "time outside the years 0001 to 9999"},
        {INT64_MAX, "time outside the years 0001 to 9999"},
        {INT64_C(-62135596800000000), ""},
    };
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct shop_event e;
        struct tappa_ingested result;

        shop_event(&e, "cookie=c", "Viewed", all[i].time, NULL, NULL);
        result = hear_at(&s, &e.record, SHOP_START);
        assert_string_equal(result.message, all[i].message);
        assert_int_equal(result.outcome, *all[i].message ? TAPPA_INGEST_REFUSED : TAPPA_INGEST_TAKEN);
    }
    shop_close(&s);
}

/* Where others look too, ids are forgotten behind so many entries, in however few commits these came. */
static void
ids_are_forgotten_as_they_come(void **state)
{
    struct tappa_engine_options options = {.size = sizeof options, .seen_window = 2 * SHOP_DAY, .lateness = SHOP_DAY, .checkpoint = 100};
    struct shop s;

    (void)state;
    shop_open(&s, NULL, TAPPA_STORE_SHARED, &options);
    shop_ingest(&s, "cookie=c", "Viewed", SHOP_START, "old", NULL);
    for (int i = 0; i < 300; i++)
        shop_ingest(&s, "cookie=c", "Viewed", SHOP_START + 9 * SHOP_DAY + i, NULL, NULL);
    assert_int_equal(shop_ingest(&s, "cookie=c", "Viewed", SHOP_START + 10 * SHOP_DAY, "old", NULL).outcome, TAPPA_INGEST_TAKEN);
    shop_close(&s);
}

/* What was said keeps ids for as long as an event may be late, whatever was said of them before. */
static void
ids_outlast_lateness(void **state)
{
    struct tappa_engine_options options = {.size = sizeof options, .seen_window = 2 * SHOP_DAY, .lateness = SHOP_DAY, .checkpoint = 1};
    char path[200];
    struct shop s;

    (void)state;
    scratch_file(path, sizeof path, "edges");
    for (int longer = 0; longer < 2; longer++) {
        scratch_remove(path);
        shop_open(&s, path, 0, &options);
        shop_ingest(&s, "cookie=c", "Viewed", SHOP_START, "old", NULL);
        assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
        shop_start(&s, path, 0, &(struct tappa_engine_options){.size = sizeof options, .lateness = longer ? 9 * SHOP_DAY : 0, .checkpoint = 1});
        for (int day = 1; day < 8; day++) {
            char id[] = {(char)('0' + day), '\0'};

            shop_ingest(&s, "cookie=d", "Viewed", SHOP_START + day * SHOP_DAY, id, NULL);
        }
        assert_int_equal(shop_ingest(&s, "cookie=d", "Viewed", SHOP_START + 7 * SHOP_DAY, "old", NULL).outcome,
                         longer ? TAPPA_INGEST_DUPLICATE : TAPPA_INGEST_TAKEN);
        shop_close(&s);
    }
    scratch_remove(path);
}

/* Settings that make no sense are not taken, and none of them is kept. */
static void
no_sense(void **state)
{
    static const struct tappa_engine_options all[] = {
        {.lateness = -1}, {.seen_window = -1}, {.lease = -1}, {.lease = 3650 * SHOP_DAY + 1}, {.identities = 65}, {.lateness = 2, .seen_window = 1},
    };
    static const struct tappa_engine_options good = {.size = sizeof good, .lease = 3650 * SHOP_DAY, .identities = 64, .lateness = 2, .seen_window = 2};
    tappa_context *context;
    tappa_engine *engine;
    tappa_store *store;

    (void)state;
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    assert_int_equal(tappa_store_memory(context, 0, &store), TAPPA_OK);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct tappa_engine_options options = all[i];
        struct tappa_span note;

        options.size = sizeof options;
        options.attempts = 3;
        assert_int_equal(tappa_engine_open(context, store, &options, &engine), TAPPA_EINVAL);
        assert_null(engine);
        assert_int_equal(store->table->note(store, "setting/attempts", 16, &note), TAPPA_OK);
        assert_null(note.data);
    }
    assert_int_equal(tappa_engine_open(context, store, &(struct tappa_engine_options){.size = sizeof good, .zone = "Nowhere/Town"}, &engine), TAPPA_EZONE);
    assert_int_equal(tappa_engine_open(context, store, &good, &engine), TAPPA_OK);
    assert_int_equal(tappa_engine_close(engine), TAPPA_OK);
    tappa_context_unref(context);
}

/* Whoever has it says it in any case, with blanks of any sort around it; what looks like it is somebody. */
static void
blocked_values(void **state)
{
    static const char *const nobody[] = {"NULL", "nUlL", " null", "null\t", "\r\n\v\fnull ", "N/A", "[OBJECT object]", "(Null)", "\t", "Lost Property"};
    static const char *const somebody[] = {"nulla", "nul", "null.", "[object Object", "a\x0enull", "{null)", "(nullz", "lost-property", "@"};
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    assert_int_equal(tappa_engine_block(s.engine, " lost Property\n", 15), TAPPA_OK);
    for (size_t i = 0; i < sizeof nobody / sizeof *nobody + sizeof somebody / sizeof *somebody; i++) {
        const size_t first = sizeof nobody / sizeof *nobody;
        const char *value = i < first ? nobody[i] : somebody[i - first];
        struct tappa_ingested result;
        struct shop_event e;

        shop_event(&e, "login=x", "Viewed", SHOP_START, NULL, NULL);
        e.identities[0].value = value;
        e.identities[0].value_size = (uint32_t)strlen(value);
        result = hear_at(&s, &e.record, SHOP_START);
        if ((result.outcome == TAPPA_INGEST_NOBODY) != (i < first))
            fail_msg("`%s`: %u", value, result.outcome);
    }
    shop_close(&s);
}

/* Two identities of one number (one in 2^64): whoever comes second is nobody, and never the first. */
static void
two_of_one_number(void **state)
{
    static const struct {
        const char *kind, *value;
    } others[] = {{"login", "emma"}, {"mail1", "anna"}, {"login", "annabel"}, {"logins", "anna"}};
    struct tappa_identity anna = {"login", "anna", 5, 4}, cookie = {"cookie", "c", 6, 1};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct shop s = {.now = SHOP_START};
        struct tappa_store_identity row = {.size = sizeof row};
        struct tappa_commit commit = {.size = sizeof commit, .identities = &row, .identity_count = 1};
        struct tappa_ingested result;
        int64_t customer, number;
        tappa_store *store;

        assert_int_equal(tappa_context_new(NULL, &s.context), TAPPA_OK);
        s.basket = shop_compile(s.context, shop_basket);
        s.care = shop_compile(s.context, shop_care);
        assert_int_equal(tappa_store_memory(s.context, TAPPA_STORE_SHARED, &store), TAPPA_OK);
        assert_int_equal(tappa_engine_open(s.context, store, NULL, &s.engine), TAPPA_OK);
        assert_int_equal(tappa_engine_add_model(s.engine, s.basket, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
        number = shop_ingest(&s, "login=anna", "Viewed", SHOP_START, "1", NULL).customer;
        row.identity = row.customer = number;
        row.kind = (struct tappa_span){others[i].kind, strlen(others[i].kind)};
        row.value = (struct tappa_span){others[i].value, strlen(others[i].value)};
        assert_int_equal(store->table->commit(store, &commit), TAPPA_OK); /* as if it had been hers */
        assert_int_equal(tappa_engine_find(s.engine, &anna, &customer), TAPPA_EUNKNOWN);
        result = shop_ingest(&s, "login=anna", "Added", SHOP_START + 1, "2", "price=3");
        assert_int_equal(result.outcome, TAPPA_INGEST_NOBODY);
        assert_string_equal(result.message, "another identity has the same number");
        assert_int_equal(result.customer, 0);
        result = shop_ingest(&s, "cookie=c login=anna", "Added", SHOP_START + 2, "3", "price=3"); /* the cookie's alone */
        assert_int_equal(result.outcome, TAPPA_INGEST_TAKEN);
        assert_true(result.customer && result.customer != number);
        assert_int_equal(shop_where(&s, "cookie=c").identity_count, 1);
        assert_int_equal(tappa_engine_part_identities(s.engine, &cookie, &anna, SHOP_START + 3), TAPPA_EUNKNOWN);
        assert_int_equal(tappa_engine_part_identities(s.engine, &anna, &cookie, SHOP_START + 3), TAPPA_EUNKNOWN);
        shop_close(&s);
    }
}

/* The same where the first of them is in memory. */
static void
two_of_one_number_in_memory(void **state)
{
    struct tappa__customer *anna;
    struct tappa_ingested result;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_ingest(&s, "login=anna", "Viewed", SHOP_START, "1", NULL);
    assert_int_equal(tappa__customer_get(s.engine, shop_find(&s, "login=anna"), &anna), TAPPA_OK);
    anna->members[0].value = TAPPA__TEXT("emma"); /* as if it had been hers */
    result = shop_ingest(&s, "login=anna", "Added", SHOP_START + 1, "2", "price=3");
    assert_int_equal(result.outcome, TAPPA_INGEST_NOBODY);
    assert_string_equal(result.message, "another identity has the same number");
    assert_int_equal(result.customer, 0);
    shop_close(&s);
}

/* Names longer than most have numbers of their own: where the first text ends counts. */
static void
long_identities(void **state)
{
    struct shop s;
    struct shop_event e;
    int64_t found[4];

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    for (int i = 0; i < 4; i++) {
        shop_event(&e, "login=x", "Viewed", SHOP_START, NULL, NULL);
        e.identities[0] = (struct tappa_identity){long_text, long_text, (uint32_t)(200 + i), (uint32_t)(300 - i)};
        found[i] = hear_at(&s, &e.record, SHOP_START).customer;
        for (int j = 0; j < i; j++)
            assert_true(found[i] != found[j]);
    }
    shop_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_ahead),
        cmocka_unit_test(as_late_as_it_may_be),
        cmocka_unit_test(nothing_is_too_late_for_the_first),
        cmocka_unit_test(so_many_fields), cmocka_unit_test(so_many_identities),
        cmocka_unit_test(texts), cmocka_unit_test(values_that_are_not_there),
        cmocka_unit_test(empty_texts),
        cmocka_unit_test(times),
        cmocka_unit_test(ids_are_forgotten_as_they_come), cmocka_unit_test(ids_outlast_lateness),
        cmocka_unit_test(no_sense),
        cmocka_unit_test(blocked_values),
        cmocka_unit_test(two_of_one_number),
        cmocka_unit_test(two_of_one_number_in_memory),
        cmocka_unit_test(long_identities),
    };

    memset(long_text, 'x', sizeof long_text);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
