/* What a host is told of an event stands in the journal as well, word for word, whatever is folded again and however often the store is opened; and what
 * failed in a step stands beside it. And which versions of which models are in force. */
#include "tests/engine/people.h"
#include "tests/support/scratch.h"

/* An order without a number ends the list of its actions; nobody runs `care-later`; a reminder starts a model that wants a number, and gets a text. */
static const char orders[] =
    "tappa: 1\nmodel: orders\nversion: 1\n"
    "data: {seen: {type: int, default: 0}}\n"
    "events: {Paid: {fields: {order: string, revenue: double}}, Started: {}, Looked: {fields: {price: double}}}\n"
    "channels: {web: {setting: online}}\ntouchpoints: {site: {channel: web, direction: inbound}}\n"
    "stages:\n"
    "  open:\n"
    "    when:\n"
    "      Paid: {to: paid, do: [{emit: thanks, with: {order: event.order}}, {set: {seen: 1}}]}\n"
    "      Started: {start: care-later}\n"
    "      Looked: [{if: event.price > 3.0, to: paid}, {set: {seen: data.seen + 1}}]\n"
    "    after: {1h: {start: numbers, with: {n: '\"none\"'}}, 2h: {do: [{emit: never, with: {a: 1 / data.seen}}, {set: {seen: 7}}]}}\n"
    "  paid: {when: {Started: open, Paid: {to: worse, emit: one, with: {a: 1 / (data.seen - data.seen)}}}}\n"
    "  worse: {enter: [{emit: two, with: {a: 2 / (data.seen - data.seen)}}]}\n"
    "goals: {sale: {reach: paid}}\n";
static const char numbers[] = "tappa: 1\nmodel: numbers\nversion: 1\nevents: {start: {fields: {n: int}}}\nentry: {start: one}\n"
                              "stages: {one: {final: true}}\ngoals: {g: {reach: one}}\n";

/* A model that starts itself whenever it begins. */
static const char ring[] = "tappa: 1\nmodel: ring\nversion: 1\nevents: {start: {}, Rung: {}}\nentry: {start: one, Rung: one}\n"
                           "entry_rules: {again: always}\nstages: {one: {enter: [{start: ring}], when: {Rung: two}}, two: {final: true}}\ngoals: {g: {reach: two}}\n";

static void
begin(struct shop *s, const char *path)
{
    static const char *const texts[] = {orders, numbers, ring};

    shop_open(s, path, 0, NULL);
    for (int i = 0; i < 3; i++) {
        tappa_model *model = shop_compile(s->context, texts[i]);

        assert_int_equal(tappa_engine_add_model(s->engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
        tappa_model_unref(model);
    }
}

/* The line of the journal with this in it; it lives until the next call. */
static const char *
line_with(struct shop *s, const char *who, const char *what)
{
    static char line[8192];
    const char *text, *at, *from, *to;
    size_t size;

    assert_int_equal(tappa_engine_journal(s->engine, shop_find(s, who), 0, &text, &size), TAPPA_OK);
    at = strstr(text, what);
    if (!at)
        return "";
    for (from = at; from > text && from[-1] != '\n'; from--)
        ;
    to = strchr(from, '\n');
    assert_true(to && to - from < (long)sizeof line);
    snprintf(line, sizeof line, "%.*s", (int)(to - from), from);
    return line;
}

static void
says(struct shop *s, const char *who, const char *what, const char *message)
{
    char member[1024];

    snprintf(member, sizeof member, "\"message\": \"%s\"", message);
    if (!strstr(line_with(s, who, what), member))
        fail_msg("%s\nand it was:\n%s", member, line_with(s, who, what));
}

/* What was refused, and what was taken with a word about it: the word is in the journal, also behind a late event and in a file that was closed. */
static void
the_journal_says_why(void **state)
{
    static const struct {
        const char *name, *fields;
        int64_t ago;
        uint32_t outcome;
        const char *message;
    } all[] = {
        {"Added", "price=dear", 0, TAPPA_INGEST_REFUSED, "Added: `price` is no double"},
        {"Consent Given", "channel=email", 0, TAPPA_INGEST_REFUSED, "`purpose` is missing"},
        {"Unsubscribed", "channel=Email", 0, TAPPA_INGEST_TAKEN, "no model in force has a channel `Email`"},
        {"Added", "price=3", 5 * SHOP_DAY, TAPPA_INGEST_TOO_LATE, "5d older than the customer's newest event; 3d are allowed"},
        {"Unsubscribed", NULL, 5 * SHOP_DAY, TAPPA_INGEST_TOO_LATE, "it counts for what is known of the person; for journeys it is too late"},
    };
    char file[64];
    const char *const paths[] = {NULL, file};

    (void)state;
    scratch_file(file, sizeof file, "told");
    for (size_t p = 0; p < 2; p++) {
        struct shop s;

        begin(&s, paths[p]);
        shop_ingest(&s, "cookie=c", "Viewed", SHOP_START, "first", NULL);
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            char id[] = {'n', (char)('0' + i), '\0'};
            struct tappa_ingested r = shop_ingest(&s, "cookie=c", all[i].name, SHOP_START - all[i].ago, id, all[i].fields);

            assert_int_equal(r.outcome, all[i].outcome);
            assert_string_equal(r.message, all[i].message);
        }
        shop_ingest(&s, "cookie=c", "Viewed", SHOP_START - SHOP_HOUR, "late", NULL);
        if (paths[p]) {
            assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
            shop_start(&s, file, 0, NULL);
        }
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            char id[] = {'"', 'i', 'd', '"', ':', ' ', '"', 'n', (char)('0' + i), '"', '\0'};

            says(&s, "cookie=c", id, all[i].message);
        }
        assert_null(strstr(line_with(&s, "cookie=c", "\"id\": \"first\""), "message"));
        assert_null(strstr(line_with(&s, "cookie=c", "\"id\": \"late\""), "message"));
        shop_close(&s);
    }
    scratch_remove(file);
}

#define FAILED "an action failed, and what stands behind it in its list was not done: "

static void
what_failed_is_told(void **state)
{
    struct tappa_ingested r;
    struct shop s;
    const char *line;

    (void)state;
    begin(&s, NULL);
    r = shop_ingest(&s, "cookie=c", "Paid", SHOP_START, "paid", "revenue=3");
    assert_int_equal(r.outcome, TAPPA_INGEST_TAKEN);
    assert_int_equal(strncmp(r.message, FAILED "stages.open.when.Paid.do[0].with.order: `event.order`: ", strlen(FAILED) + 55), 0);
    line = line_with(&s, "cookie=c", "\"id\": \"paid\"");
    assert_non_null(strstr(line, "\"message\": \"" FAILED));
    assert_non_null(strstr(line, "\"errors\": [{\"model\": \"orders\", \"path\": \"stages.open.when.Paid.do[0].with.order\", \"expression\": "));
    assert_non_null(strstr(line, "\"expression\": \"event.order\", \"message\": \"no such field: order\"}]"));
    r = shop_ingest(&s, "cookie=c", "Paid", SHOP_START + 1, "again", "order=a"); /* on the way, and on arrival */
    assert_non_null(strstr(r.message, "stages.paid.when.Paid.with.a: `1 / (data.seen - data.seen)`: "));
    assert_string_equal(strstr(r.message, "; "), "; and 1 more failed");
    line = line_with(&s, "cookie=c", "\"id\": \"again\"");
    assert_non_null(strstr(line, "\"errors\": [{\"model\": \"orders\", \"path\": \"stages.paid.when.Paid.with.a\", "));
    assert_non_null(strstr(line, "}, {\"model\": \"orders\", \"path\": \"stages.worse.enter[0].with.a\", "));
    /* A condition that fails is none that holds, as the format says: the journal has it, and nobody is warned. */
    r = shop_ingest(&s, "cookie=d", "Looked", SHOP_START, "looked", NULL);
    assert_string_equal(r.message, "");
    line = line_with(&s, "cookie=d", "\"id\": \"looked\"");
    assert_null(strstr(line, "\"outcome\": \"taken\", \"message\""));
    assert_non_null(strstr(line, "\"expression\": \"event.price > 3.0\""));
    shop_close(&s);
}

static void
a_model_that_is_not_in_force_is_not_started(void **state)
{
    struct tappa_ingested r;
    struct shop s;

    (void)state;
    begin(&s, NULL);
    r = shop_ingest(&s, "cookie=c", "Started", SHOP_START, "started", NULL);
    assert_string_equal(r.message, "`start: care-later`: no model of this name is in force");
    says(&s, "cookie=c", "\"id\": \"started\"", "`start: care-later`: no model of this name is in force");
    r = shop_ingest(&s, "cookie=d", "Rung", SHOP_START, "rung", NULL);
    assert_string_equal(r.message, "`start: ring`: models start each other in a circle");
    shop_close(&s);
}

/* One model takes it, and two cannot read it: the first of these is told of. */
static void
one_that_cannot_read_it_is_told_of(void **state)
{
    static const char text[] = "tappa: 1\nmodel: %s\nversion: 1\nevents: {Seen: {%s}}\nentry: {Seen: on}\nentry_rules: {again: always}\nstages: {on: {}}\n";
    static const char *const models[][2] = {{"taking", ""}, {"first", "fields: {by: double}"}, {"second", "fields: {by: int}"}};
    struct tappa_ingested r;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    for (size_t i = 0; i < 3; i++) {
        char yaml[300];

        snprintf(yaml, sizeof yaml, text, models[i][0], models[i][1]);
        shop_add(&s, yaml);
    }
    r = shop_ingest(&s, "cookie=c", "Seen", SHOP_START, "seen", "by=chance");
    assert_int_equal(r.outcome, TAPPA_INGEST_TAKEN);
    assert_string_equal(r.message, "Seen: `by` is no double");
    shop_close(&s);
}

/* A model that came behind an event has nothing to say of it, also where another would start it and the history is folded again. */
static void
a_model_that_was_not_there_is_not_started(void **state)
{
    static const char starting[] = "tappa: 1\nmodel: starting\nversion: 1\nevents: {Go: {}}\nentry: {Go: on}\nstages: {on: {enter: [{start: later}]}}\n";
    static const char later[] = "tappa: 1\nmodel: later\nversion: 1\nevents: {start: {}}\nentry: {start: on}\nentry_rules: {again: always}\nstages: {on: {}}\n";
    struct tappa_ingested r;
    struct shop s;

    (void)state;
    shop_open(&s, NULL, 0, NULL);
    shop_add(&s, starting);
    r = shop_ingest(&s, "cookie=c", "Go", SHOP_START, "before", NULL);
    assert_string_equal(r.message, "`start: later`: no model of this name is in force");
    shop_add(&s, later); /* in force since before, and known from now on */
    r = shop_ingest(&s, "cookie=c", "Viewed", SHOP_START - SHOP_HOUR, "late", NULL);
    assert_int_equal(r.late, 1);
    assert_int_equal(shop_where(&s, "cookie=c").journey_count, 2); /* the basket's is the other */
    r = shop_ingest(&s, "cookie=d", "Go", SHOP_START, "after", NULL);
    assert_string_equal(r.message, "");
    assert_int_equal(shop_where(&s, "cookie=d").journey_count, 3);
    shop_close(&s);
}

/* Of an event's own words no more is told than anybody reads, and no half of a letter. */
static void
long_words_are_cut(void **state)
{
    static const char *const letters[] = {"x", "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x99\x82"};
    struct shop s;

    (void)state;
    begin(&s, NULL);
    for (size_t i = 0; i < 4; i++)
        for (size_t from = 0; from < 4; from++) {
            size_t size = strlen(letters[i]), n = from;
            char word[200] = "aaa", wanted[300];
            struct tappa_ingested r = {.size = sizeof r};
            struct shop_event e;

            for (; n < 120; n += size)
                memcpy(word + n, letters[i], size);
            shop_event(&e, "cookie=c", "Viewed", SHOP_START, NULL, NULL);
            e.record.touchpoint = word;
            e.record.touchpoint_size = (uint32_t)n;
            assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, SHOP_START, &r), TAPPA_OK);
            snprintf(wanted, sizeof wanted, "unknown touchpoint `%.*s`", (int)(from + (64 - from) / size * size), word);
            assert_string_equal(r.message, wanted);
        }
    shop_close(&s);
}

/* Nobody calls for a timer: only the journal can say it. */
static void
timers_tell_the_journal(void **state)
{
    struct shop s;
    const char *line;

    (void)state;
    begin(&s, NULL);
    shop_ingest(&s, "cookie=c", "Viewed", SHOP_START, "first", NULL);
    shop_due(&s, SHOP_START + SHOP_DAY);
    says(&s, "cookie=c", "after.1h", "`start: numbers`: start: `n` is no int");
    line = line_with(&s, "cookie=c", "after.2h");
    assert_non_null(strstr(line, "\"message\": \"" FAILED "stages.open.after.2h.do[0].with.a: `1 / data.seen`: "));
    assert_non_null(strstr(line, "\"errors\": [{\"model\": \"orders\", \"path\": \"stages.open.after.2h.do[0].with.a\""));
    shop_close(&s);
}

/* Whoever sends what is nobody's finds it again, and why. */
static void
what_is_nobodys_can_be_looked_at(void **state)
{
    const struct tappa_identity stranger = {"cookie", "stranger", 6, 8};
    struct shop_event e;
    struct tappa_ingested r = {.size = sizeof r};
    const char *text;
    struct shop s;
    size_t size;

    (void)state;
    begin(&s, NULL);
    assert_int_equal(tappa_engine_journal(s.engine, 0, 0, &text, &size), TAPPA_OK);
    assert_int_equal(size, 0);
    for (int i = 0; i < 600; i++) /* more than are read at once */
        shop_ingest(&s, "cookie=c", "Viewed", SHOP_START + i, NULL, NULL);
    shop_ingest(&s, "cookie=guest", "Added", SHOP_START, "guests", "price=3");
    shop_event(&e, "cookie=c", "Viewed", SHOP_START + 3 * SHOP_DAY, "tomorrows", NULL);
    assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, s.now, &r), TAPPA_OK);
    assert_int_equal(tappa_engine_journal(s.engine, 0, 1, &text, &size), TAPPA_OK);
    assert_non_null(strstr(text, "\"event\": \"Added\", \"source\": \"test\", \"id\": \"guests\", \"data\": {\"price\": 3.0}, \"outcome\": \"nobody's\", "
                                 "\"message\": \"no identity, or only values that are blocked\"}\n{"));
    assert_non_null(strstr(text, "\"event\": \"Viewed\", \"source\": \"test\", \"outcome\": \"refused\", \"message\": \"more than a day in the future\"}\n"));
    assert_int_equal(strlen(text), size);
    e.record.time = SHOP_START + 600;
    e.record.zone = "Nowhere/Annas";
    e.record.zone_size = 13;
    e.record.identities = &stranger;
    assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, s.now, &r), TAPPA_OK);
    assert_string_equal(r.message, "unknown time zone `Nowhere/Annas`");
    assert_int_equal(tappa_engine_journal(s.engine, 0, 1, &text, &size), TAPPA_OK);
    assert_non_null(strstr(text, "\"event\": \"Viewed\", \"source\": \"test\", \"outcome\": \"refused\", \"message\": \"unknown time zone\"}\n"));
    assert_null(strstr(text, "Annas"));
    e.record.zone_size = 0; /* and it may come again under its id */
    assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, s.now, &r), TAPPA_OK);
    assert_int_equal(r.outcome, TAPPA_INGEST_TAKEN);
    assert_int_equal(tappa_engine_journal(s.engine, 0, 1, &text, &size), TAPPA_OK);
    assert_null(strstr(text, "tomorrows")); /* it may be a person's, whom nobody could find in it */
    shop_close(&s);
}

static const struct tappa_version *
version_at(struct shop *s, size_t i, size_t wanted)
{
    const struct tappa_version *versions;
    size_t count;

    assert_int_equal(tappa_engine_versions(s->engine, &versions, &count), TAPPA_OK);
    assert_int_equal(count, wanted);
    return &versions[i];
}

static void
versions_of_models_are_told(void **state)
{
    static const char *const texts[] = {"version: 2\n", "version: 3\n"};
    const struct tappa_version *v;
    struct shop s, other;
    char file[64];
    size_t done;

    (void)state;
    scratch_file(file, sizeof file, "versions");
    shop_open(&s, file, TAPPA_STORE_SHARED, NULL);
    other = s;
    shop_start(&other, file, TAPPA_STORE_SHARED, NULL);
    for (int i = 0; i < 2; i++) { /* two versions more of the second model, by two processes */
        char text[sizeof shop_care + 64];
        tappa_model *model;

        snprintf(text, sizeof text, "tappa: 1\nmodel: care\n%s%smigrate: {from: %d}\n", texts[i], strstr(shop_care, "data:"), i + 1);
        model = shop_compile(s.context, text);
        assert_int_equal(tappa_engine_add_model(i ? other.engine : s.engine, model, i ? TAPPA_MIGRATE : TAPPA_PIN, SHOP_START + i), TAPPA_OK);
        tappa_model_unref(model);
    }
    v = version_at(&s, 0, 4);
    assert_string_equal(v[0].model, "basket");
    assert_int_equal(v[0].version, 1);
    assert_int_equal(v[0].since, SHOP_START - SHOP_DAY);
    for (int i = 1; i < 4; i++) {
        assert_string_equal(v[i].model, "care");
        assert_int_equal(v[i].version, i);
        assert_int_equal(v[i].policy, i == 1 ? TAPPA_FOLLOW : i == 2 ? TAPPA_PIN : TAPPA_MIGRATE);
        assert_int_equal(v[i].since, i == 1 ? SHOP_START - SHOP_DAY : SHOP_START + i - 2);
        assert_true(v[i].applied == TAPPA_NEVER);
    }
    assert_int_equal(tappa_engine_apply(other.engine, "care", 4, SHOP_START + SHOP_DAY, 100, &done), TAPPA_OK);
    assert_int_equal(version_at(&s, 3, 4)->applied, SHOP_START + SHOP_DAY);
    assert_int_equal(tappa_engine_close(other.engine), TAPPA_OK);
    shop_close(&s);
    scratch_remove(file);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_journal_says_why),
        cmocka_unit_test(what_failed_is_told),
        cmocka_unit_test(a_model_that_is_not_in_force_is_not_started),
        cmocka_unit_test(one_that_cannot_read_it_is_told_of),
        cmocka_unit_test(a_model_that_was_not_there_is_not_started),
        cmocka_unit_test(long_words_are_cut),
        cmocka_unit_test(timers_tell_the_journal),
        cmocka_unit_test(what_is_nobodys_can_be_looked_at),
        cmocka_unit_test(versions_of_models_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
