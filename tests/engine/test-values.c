/* Values of every kind on their way in: what fits which field, and which of two that were said at one time counts, whichever came first. */
#include <math.h>

#include "tests/engine/people.h"

static const char model_text[] =
    "tappa: 1\nmodel: m\nversion: 1\n"
    "profile: {d: {type: double}, i: {type: int}, b: {type: bool}, s: {type: string}, t: {type: timestamp}, l: {type: duration}}\n"
    "events: {E: {fields: {d: double, i: int, b: bool, s: string, t: timestamp, l: duration}}}\n"
    "stages: {a: {when: {E: {if: 'has(event.d) || has(event.i) || has(event.b) || has(event.s) || has(event.t) || has(event.l)', to: a}}}}\n";

static tappa_context *context;
static tappa_model *model;

static void
begin(struct shop *s)
{
    tappa_store *store;

    memset(s, 0, sizeof *s);
    s->now = SHOP_START;
    assert_int_equal(tappa_store_memory(context, 0, &store), TAPPA_OK);
    assert_int_equal(tappa_engine_open(context, store, NULL, &s->engine), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(s->engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
}

static struct tappa_ingested
hear(struct shop *s, const char *event, const struct tappa_field *fields, uint32_t count, uint32_t flags)
{
    struct tappa_ingested result = {.size = sizeof result};
    struct shop_event e;

    shop_event(&e, "login=anna", event, SHOP_START, NULL, NULL);
    e.record.fields = fields;
    e.record.field_count = count;
    e.record.flags = flags;
    assert_int_equal(tappa_engine_ingest(s->engine, &e.record, 1, NULL, SHOP_START, &result), TAPPA_OK);
    return result;
}

#define DOUBLE(v) {.kind = TAPPA_DOUBLE, .real = (v)}
#define WHOLE(v) {.kind = TAPPA_INT, .integer = (v)}
#define TRUTH(v) {.kind = TAPPA_BOOL, .integer = (v)}
#define TEXT(v) {.kind = TAPPA_STRING, .size = sizeof(v) - 1, .data = (v)}
#define FIELD(name, value) {(name), sizeof(name) - 1, 0, value}

static void
what_fits(void **state)
{
    static const struct {
        struct tappa_field field;
        int is_text, outcome; /* 1: taken, 0: absent, -1: refused */
    } all[] = {
        {FIELD("d", DOUBLE(1.5)), 0, 1},   {FIELD("d", WHOLE(3)), 0, 1},      {FIELD("d", DOUBLE(INFINITY)), 0, -1}, {FIELD("d", DOUBLE(-INFINITY)), 0, -1},
        {FIELD("d", DOUBLE(NAN)), 0, -1},  {FIELD("d", TEXT("1.5")), 0, -1},  {FIELD("d", TEXT("1.5")), 1, 1},       {FIELD("d", TEXT("x")), 1, -1},
        {FIELD("i", WHOLE(3)), 0, 1},      {FIELD("i", DOUBLE(3.0)), 0, 1},   {FIELD("i", DOUBLE(3.5)), 0, -1},      {FIELD("i", DOUBLE(1e300)), 0, -1},
        {FIELD("i", DOUBLE(-1e300)), 0, -1}, {FIELD("i", DOUBLE(9223372036854775808.0)), 0, -1}, {FIELD("i", DOUBLE(-9223372036854775808.0)), 0, 1},
        {FIELD("i", DOUBLE(NAN)), 0, -1},  {FIELD("i", TEXT("3")), 1, 1},     {FIELD("i", TEXT("3.0")), 1, 1},       {FIELD("i", TEXT("3.5")), 1, -1},
        {FIELD("i", TEXT("three")), 1, -1}, {FIELD("i", TEXT("99999999999999999999")), 1, -1}, {FIELD("i", WHOLE(3)), 1, 1}, {FIELD("i", TRUTH(1)), 0, -1},
        {FIELD("b", TRUTH(1)), 0, 1},      {FIELD("b", WHOLE(1)), 0, -1},     {FIELD("b", TEXT("TRUE")), 1, 1},      {FIELD("b", TEXT("yes")), 1, -1},
        {FIELD("s", TEXT("x")), 0, 1},     {FIELD("s", TEXT("")), 0, 1},      {FIELD("s", TEXT("")), 1, 0},          {FIELD("s", WHOLE(1)), 0, -1},
        {FIELD("t", TEXT("2026-01-01T00:00:00Z")), 0, 1}, {FIELD("t", TEXT("yesterday")), 0, -1}, {FIELD("t", TEXT("yesterday")), 1, -1},
        {FIELD("l", TEXT("1h")), 0, 1},    {FIELD("l", TEXT("1.5s")), 1, 1},  {FIELD("l", TEXT("long")), 0, -1},
        {FIELD("d", {.kind = TAPPA_UNSET}), 0, 0}, {FIELD("d", {.kind = TAPPA_NULL}), 0, 0}, {FIELD("d", {.kind = TAPPA_LIST}), 0, -1},
        {FIELD("i", {.kind = TAPPA_NULL}), 1, 0},  {FIELD("unknown", {.kind = TAPPA_MAP}), 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct tappa_ingested result;
        struct shop s;
        char message[40];

        begin(&s);
        (void)hear(&s, "Hello", NULL, 0, 0); /* a journey begins */
        result = hear(&s, "E", &all[i].field, 1, all[i].is_text ? TAPPA_RECORD_TEXT : 0);
        if (result.outcome != (all[i].outcome > 0 ? TAPPA_INGEST_TAKEN : all[i].outcome ? TAPPA_INGEST_REFUSED : TAPPA_INGEST_IGNORED))
            fail_msg("%zu: %u %s", i, result.outcome, result.message);
        if (all[i].outcome < 0) {
            snprintf(message, sizeof message, "E: `%s` is no ", all[i].field.name);
            assert_memory_equal(result.message, message, strlen(message));
        }
        assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
    }
}

/* Of two statements of one time, source and id the same one counts, whichever came first. */
static void
the_same_counts(void **state)
{
    static const struct tappa_field said[] = {
        FIELD("d", DOUBLE(1.5)), FIELD("d", DOUBLE(2.5)), FIELD("d", DOUBLE(-3)), FIELD("d", WHOLE(7)), FIELD("d", WHOLE(-7)), FIELD("i", WHOLE(1)), FIELD("i", WHOLE(2)),
        FIELD("i", DOUBLE(3)), FIELD("b", TRUTH(0)), FIELD("b", TRUTH(1)), FIELD("s", TEXT("a")), FIELD("s", TEXT("b")), FIELD("s", TEXT("ab")),
    };
    enum { COUNT = sizeof said / sizeof *said };

    (void)state;
    for (size_t i = 0; i < COUNT; i++)
        for (size_t j = 0; j < COUNT; j++)
            for (int more = 0; more < 3; more++) { /* and the one says something else besides, or the same again */
                struct shop_text texts[2] = {{0}};
                struct tappa_field fields[2][2] = {{said[i], FIELD("l", TEXT("1h"))}, {said[j], FIELD("l", TEXT("2h"))}};

                if (more == 2)
                    fields[0][1] = (struct tappa_field)FIELD("d", DOUBLE(9));

                for (int order = 0; order < 2; order++) {
                    struct tappa_standing w;
                    struct shop s;

                    begin(&s);
                    (void)hear(&s, "identify", fields[order], 1 + (uint32_t)(more && !order), 0);
                    (void)hear(&s, "identify", fields[!order], 1 + (uint32_t)(more && order), 0);
                    w = shop_where(&s, "login=anna");
                    for (const char *name = "bdils"; *name; name++)
                        for (size_t k = 0; k < w.trait_count; k++)
                            if (w.traits[k].name[0] == *name)
                                shop_put(&texts[order], "%s %lld %g %.*s; ", w.traits[k].name, (long long)w.traits[k].value.integer, w.traits[k].value.real,
                                         (int)w.traits[k].value.size, w.traits[k].value.size ? (const char *)w.traits[k].value.data : "");
                    assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
                }
                if (strcmp(texts[0].s, texts[1].s))
                    fail_msg("%zu and %zu, %d: %s or %s", i, j, more, texts[0].s, texts[1].s);
                free(texts[0].s);
                free(texts[1].s);
            }
}

/* What cannot be read of consent gives none, in whatever kind it comes. */
static void
consent_of_every_kind(void **state)
{
    static const struct {
        struct tappa_field fields[2];
        int is_text, refused;
        const char *event, *message;
    } all[] = {
        {{FIELD("purpose", TEXT("news")), FIELD("channel", {.kind = TAPPA_UNSET})}, 0, 0, "Consent Given", "no model in force has a purpose `news`"},
        {{FIELD("purpose", TEXT("news")), FIELD("channel", {.kind = TAPPA_NULL})}, 1, 0, "Consent Given", "no model in force has a purpose `news`"},
        {{FIELD("purpose", TEXT("news")), FIELD("channel", WHOLE(3))}, 1, 1, "Consent Given", "`channel` is no text"},
        {{FIELD("purpose", TEXT("news")), FIELD("expires", WHOLE(INT64_MIN))}, 0, 1, "Consent Given", "`expires` is no time: RFC 3339, or whole microseconds"},
        {{FIELD("purpose", TEXT("news")), FIELD("expires", WHOLE(INT64_MAX))}, 0, 1, "Consent Given", "`expires` is no time: RFC 3339, or whole microseconds"},
        {{FIELD("purpose", TEXT("news")), FIELD("expires", WHOLE(INT64_C(253402300800000000)))}, 0, 1, "Consent Given", "`expires` is no time: RFC 3339, or whole microseconds"},
        {{FIELD("purpose", TEXT("news")), FIELD("expires", WHOLE(INT64_C(253402300799999999)))}, 0, 0, "Consent Given", "no model in force has a purpose `news`"},
        {{FIELD("purpose", TEXT("news")), FIELD("expires", WHOLE(SHOP_START))}, 0, 1, "Consent Given", "`expires` is not after the event's time"},
        {{FIELD("purpose", TEXT("news")), FIELD("expires", TEXT("tomorrow"))}, 0, 1, "Consent Given", "`expires` is no time: RFC 3339, or whole microseconds"},
        {{FIELD("channel", WHOLE(3)), FIELD("x", WHOLE(3))}, 0, 1, "Channel Preferred", "`channel` is no text"},
        {{FIELD("channel", TEXT("")), FIELD("x", WHOLE(3))}, 0, 1, "Channel Preferred", "`channel` is empty"},
        {{FIELD("channel", TEXT("")), FIELD("x", WHOLE(3))}, 1, 0, "Channel Preferred", ""}, /* an empty cell is none: no channel is preferred */
    };

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct tappa_ingested result;
        struct shop s;

        begin(&s);
        result = hear(&s, all[i].event, all[i].fields, 2, all[i].is_text ? TAPPA_RECORD_TEXT : 0);
        assert_string_equal(result.message, all[i].message);
        assert_int_equal(result.outcome, all[i].refused ? TAPPA_INGEST_REFUSED : TAPPA_INGEST_TAKEN);
        assert_int_equal(shop_where(&s, "login=anna").consent_count, !all[i].refused && all[i].event[1] == 'o');
        assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
    }
}

static int
make_model(void **state)
{
    (void)state;
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    model = shop_compile(context, model_text);
    return 0;
}

static int
free_model(void **state)
{
    (void)state;
    tappa_model_unref(model);
    tappa_context_unref(context);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fits),
        cmocka_unit_test(the_same_counts),
        cmocka_unit_test(consent_of_every_kind),
    };

    return cmocka_run_group_tests(tests, make_model, free_model);
}
