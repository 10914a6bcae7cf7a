/* What people say of themselves is held to the slots of the models: a value that fits none leaves what was known, and is told. Of two that were said at
 * one time the same one counts, whichever came first. */
#include "tests/engine/people.h"

static const char slots[] = "tappa: 1\nmodel: slots\nversion: 1\n"
                            "profile: {age: {type: int}, size: {type: double}, vip: {type: bool}, since: {type: timestamp}, pace: {type: duration}, "
                            "city: {type: string}, plan: {type: int}}\n"
                            "events: {Came: {}}\nstages: {here: {when: {Came: {}}}}\n";
static const char newer[] = "tappa: 1\nmodel: newer\nversion: 1\nprofile: {plan: {type: string}}\nevents: {Came: {}}\nstages: {there: {when: {Came: {}}}}\n";

static struct tappa_ingested
say(struct shop *s, int64_t time, const struct tappa_field *fields, uint32_t count, uint32_t flags)
{
    struct tappa_ingested result = {.size = sizeof result};
    struct shop_event e;

    shop_event(&e, "cookie=c", "identify", time, NULL, NULL);
    e.record.flags = flags;
    e.record.fields = fields;
    e.record.field_count = count;
    assert_int_equal(tappa_engine_ingest(s->engine, &e.record, 1, NULL, time, &result), TAPPA_OK);
    return result;
}

static struct tappa_value
known(struct shop *s, const char *name)
{
    struct tappa_standing w = shop_where(s, "cookie=c");

    for (size_t i = 0; i < w.trait_count; i++)
        if (!strcmp(w.traits[i].name, name))
            return w.traits[i].value;
    return (struct tappa_value){.kind = TAPPA_UNSET};
}

static void
assert_value(struct tappa_value v, struct tappa_value wanted)
{
    assert_int_equal(v.kind, wanted.kind);
    assert_int_equal(v.integer, wanted.integer);
    assert_true(v.real == wanted.real);
    assert_int_equal(v.size, wanted.size);
    if (v.size)
        assert_memory_equal(v.data, wanted.data, v.size);
}

#define TEXT(words) {.kind = TAPPA_STRING, .data = words, .size = sizeof words - 1}
#define INT(n) {.kind = TAPPA_INT, .integer = n}
#define REAL(x) {.kind = TAPPA_DOUBLE, .real = x}
#define FIELD(called, ...) {.name = called, .name_size = sizeof called - 1, .value = __VA_ARGS__}
#define CELL TAPPA_RECORD_TEXT

static void
what_fits_is_taken_as_its_kind(void **state)
{
    static const struct {
        struct tappa_field field;
        uint32_t flags;
        struct tappa_value wanted;
    } cases[] = {
        {FIELD("age", INT(30)), 0, INT(30)},
        {FIELD("age", REAL(30.0)), 0, INT(30)},
        {FIELD("age", TEXT("30")), CELL, INT(30)},
        {FIELD("size", INT(3)), 0, REAL(3.0)},
        {FIELD("size", TEXT("3.5")), CELL, REAL(3.5)},
        {FIELD("vip", TEXT("TRUE")), CELL, {.kind = TAPPA_BOOL, .integer = 1}},
        {FIELD("vip", TEXT("0")), CELL, {.kind = TAPPA_BOOL}},
        {FIELD("since", TEXT("2026-01-05T09:00:00Z")), 0, {.kind = TAPPA_TIMESTAMP, .integer = SHOP_START}},
        {FIELD("since", TEXT("2026-01-05")), CELL, {.kind = TAPPA_TIMESTAMP, .integer = SHOP_START - 9 * SHOP_HOUR}},
        {FIELD("pace", TEXT("1h")), 0, {.kind = TAPPA_DURATION, .integer = SHOP_HOUR}},
        {FIELD("pace", TEXT("3600s")), CELL, {.kind = TAPPA_DURATION, .integer = SHOP_HOUR}},
        {FIELD("city", TEXT("Rome")), 0, TEXT("Rome")},
        {FIELD("city", TEXT("12")), CELL, TEXT("12")},
        {FIELD("plan", INT(7)), 0, INT(7)}, /* an older model has it so */
        {FIELD("plan", TEXT("gold")), 0, TEXT("gold")},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tappa_ingested r;
        struct shop s;

        shop_open(&s, NULL, 0, NULL);
        shop_add(&s, slots);
        shop_add(&s, newer);
        r = say(&s, SHOP_START, &cases[i].field, 1, cases[i].flags);
        assert_string_equal(r.message, "");
        assert_int_equal(r.outcome, TAPPA_INGEST_TAKEN);
        assert_value(known(&s, cases[i].field.name), cases[i].wanted);
        shop_close(&s);
    }
}

static void
what_does_not_fit_leaves_what_was_known(void **state)
{
    static const struct tappa_field good[] = {FIELD("age", INT(30)), FIELD("size", REAL(1.5)), FIELD("vip", {.kind = TAPPA_BOOL, .integer = 1}),
                                              FIELD("since", {.kind = TAPPA_TIMESTAMP, .integer = 7}),
                                              FIELD("pace", {.kind = TAPPA_DURATION, .integer = 8}), FIELD("city", TEXT("Rome"))};
    static const struct {
        struct tappa_field fields[2];
        uint32_t flags;
        const char *message;
        size_t same; /* which of `good` */
    } cases[] = {
        {{FIELD("age", TEXT("30"))}, 0, "`age` is no int", 0},
        {{FIELD("age", TEXT("old"))}, CELL, "`age` is no int", 0},
        {{FIELD("age", REAL(30.5))}, 0, "`age` is no int", 0},
        {{FIELD("size", TEXT("big"))}, CELL, "`size` is no double", 1},
        {{FIELD("size", {.kind = TAPPA_BOOL})}, 0, "`size` is no double", 1},
        {{FIELD("vip", INT(1))}, 0, "`vip` is no bool", 2},
        {{FIELD("vip", TEXT("yes"))}, CELL, "`vip` is no bool", 2},
        {{FIELD("since", TEXT("yesterday"))}, 0, "`since` is no timestamp", 3},
        {{FIELD("since", INT(9))}, 0, "`since` is no timestamp", 3},
        {{FIELD("pace", TEXT("fast"))}, 0, "`pace` is no duration", 4},
        {{FIELD("city", INT(9))}, 0, "`city` is no string", 5},
        {{FIELD("city", {.kind = TAPPA_LIST})}, 0, "`city` is no string", 5},
        {{FIELD("city", {.kind = TAPPA_MAP})}, 0, "`city` is no string", 5},
        {{FIELD("city", {.kind = TAPPA_NULL})}, 0, "", 5},
        {{FIELD("city", TEXT(""))}, CELL, "", 5},
        {{FIELD("street", TEXT("x"))}, 0, "", 5},
        {{FIELD("city", INT(9)), FIELD("plan", {.kind = TAPPA_LIST})}, 0, "`city` is no string; `plan` is no string", 5},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tappa_ingested r;
        struct shop s;

        shop_open(&s, NULL, 0, NULL);
        shop_add(&s, slots);
        shop_add(&s, newer);
        assert_int_equal(say(&s, SHOP_START, good, 6, 0).outcome, TAPPA_INGEST_TAKEN);
        r = say(&s, SHOP_START + 1, cases[i].fields, cases[i].fields[1].name ? 2 : 1, cases[i].flags);
        assert_string_equal(r.message, cases[i].message);
        assert_int_equal(r.outcome, cases[i].message[0] ? TAPPA_INGEST_REFUSED : TAPPA_INGEST_IGNORED);
        assert_value(known(&s, good[cases[i].same].name), good[cases[i].same].value);
        shop_close(&s);
    }
}

/* What fits beside it is taken; the event is told and counted as refused. */
static void
one_that_does_not_fit_keeps_none_back(void **state)
{
    static const struct tappa_field mixed[] = {FIELD("age", TEXT("old")), FIELD("city", TEXT("Rome"))};
    struct tappa_counters sums = {.size = sizeof sums};
    struct tappa_ingested r;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_add(&s, slots);
    r = say(&s, SHOP_START, mixed, 2, 0);
    assert_int_equal(r.outcome, TAPPA_INGEST_REFUSED);
    assert_string_equal(r.message, "`age` is no int");
    assert_int_equal(known(&s, "age").kind, TAPPA_UNSET);
    assert_value(known(&s, "city"), mixed[1].value);
    assert_int_equal(tappa_engine_counters(s.engine, &sums), TAPPA_OK);
    assert_int_equal(sums.refused, 1);
    shop_close(&s);
}

/* ---- at one time ---- */

struct said {
    const char *name, *fields, *id;
    int64_t order;
};

static void
put(struct shop *s, const struct said *said)
{
    struct tappa_ingested result = {.size = sizeof result};
    struct shop_event e;

    shop_event(&e, "cookie=c", said->name, SHOP_START, said->id, said->fields);
    e.record.order = said->order;
    assert_int_equal(tappa_engine_ingest(s->engine, &e.record, 1, NULL, SHOP_START, &result), TAPPA_OK);
}

static void
at_one_time_the_order_of_arrival_does_not_tell(void **state)
{
    static const struct {
        struct said said[2];
        const char *preferred, *email;
    } cases[] = {
        {{{"Channel Preferred", "channel=email", NULL, 0}, {"Channel Preferred", "channel=sms", NULL, 0}}, "sms", ""},
        {{{"identify", "email=a@x", NULL, 0}, {"identify", "email=b@x", NULL, 0}}, "", "b@x"},
        {{{"identify", "email=a@x", "2", 0}, {"identify", "email=b@x", "1", 0}}, "", "a@x"},
        {{{"identify", "email=a@x", "1", 2}, {"identify", "email=b@x", "2", 1}}, "", "a@x"},
        {{{"Channel Preferred", "channel=email", NULL, 2}, {"Channel Preferred", "channel=sms", NULL, 1}}, "email", ""},
        {{{"identify", "email=b@x", NULL, 0}, {"Channel Preferred", "channel=sms", NULL, 0}}, "sms", "b@x"},
    };
    static const struct said other = {"Viewed", NULL, NULL, 0};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int way = 0; way < 4; way++) {
            struct shop s;

            shop_open(&s, NULL, 0, NULL);
            put(&s, &cases[i].said[way & 1]);
            if (way & 2)
                put(&s, &other);
            put(&s, &cases[i].said[!(way & 1)]);
            assert_string_equal(shop_where(&s, "cookie=c").preferred, cases[i].preferred);
            assert_int_equal(known(&s, "email").size, strlen(cases[i].email));
            if (cases[i].email[0])
                assert_memory_equal(known(&s, "email").data, cases[i].email, strlen(cases[i].email));
            shop_close(&s);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fits_is_taken_as_its_kind),
        cmocka_unit_test(what_does_not_fit_leaves_what_was_known),
        cmocka_unit_test(one_that_does_not_fit_keeps_none_back),
        cmocka_unit_test(at_one_time_the_order_of_arrival_does_not_tell),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
