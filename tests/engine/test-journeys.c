/* Journeys of one customer and what they ask for: which begin, which are started by others and how deep, which are let go; the same asked for twice in one
 * step; values of every kind; what timers ask for, and whether it still holds; experiments in conditions. */
#include "shop.h"

#define TEXT "channels: {sms: {setting: online}}\ntouchpoints: {text: {channel: sms, direction: outbound}, note: {channel: sms, direction: outbound}}\n"

static void
a_loop_is_refused(void **state)
{
    struct shop s;
    int64_t ann;

    (void)state;
    shop_open(&s, 0, NULL);
    shop_model(&s, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}, Spin: {}}\nstages: {a: {when: {Spin: around, Go: b}}, around: {always: around}, b: {}}\n");
    ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Spin", NULL);
    assert_int_equal(s.result.outcome, TAPPA_INGEST_TAKEN); /* a journey began; it does not move, and that is told */
    assert_string_equal(s.result.message, "loop: more than 1,000 transitions, or more work than one call may do");
    shop_event(&s, MONDAY, MONDAY, "login:ann", "Spin", NULL);
    assert_int_equal(s.result.outcome, TAPPA_INGEST_REFUSED);
    assert_string_equal(s.result.message, "loop: more than 1,000 transitions, or more work than one call may do");
    assert_string_equal(shop_stage(&s, ann), "a");
    shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
    assert_string_equal(shop_stage(&s, ann), "b");
    shop_close(&s);
}

/* What one model does not take is told where another takes it, whichever of them comes first. */
static void
what_one_of_two_refuses_is_told(void **state)
{
    static const char refuses[] = "tappa: 1\nmodel: %s\nversion: 1\nevents: {Go: {fields: {n: int}}}\nstages: {a: {when: {Go: b}}, b: {when: {Go: a}}}\n";
    static const char takes[] = "tappa: 1\nmodel: %s\nversion: 1\nevents: {Go: {fields: {n: string}}}\nstages: {a: {when: {Go: b}}, b: {when: {Go: a}}}\n";

    (void)state;
    for (int i = 0; i < 2; i++) {
        char one[256], two[256];
        struct shop s;

        shop_open(&s, 0, NULL);
        snprintf(one, sizeof one, i ? takes : refuses, "m1");
        snprintf(two, sizeof two, i ? refuses : takes, "m2");
        shop_model(&s, one);
        shop_model(&s, two);
        shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", "n", "many", NULL);
        assert_int_equal(s.result.outcome, TAPPA_INGEST_TAKEN);
        assert_true(strlen(s.result.message) > 0);
        shop_close(&s);
    }
}

/* A journey that loops while it begins has not begun. */
static void
a_loop_at_the_beginning(void **state)
{
    struct shop s;
    int64_t ann;

    (void)state;
    shop_open(&s, 0, NULL);
    shop_model(&s, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\nentry: {Go: around}\nstages: {around: {always: around}}\n");
    ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
    assert_int_equal(s.result.outcome, TAPPA_INGEST_REFUSED);
    assert_int_equal(shop_where(&s, ann).journey_count, 0);
    shop_close(&s);
}

static void
too_many_sends_are_refused(void **state)
{
    struct shop s;

    (void)state;
    shop_open(&s, 0, NULL);
    assert_int_equal(tappa_context_set_limit(s.context, TAPPA_LIMIT_PENDING_SENDS, 2), TAPPA_OK);
    shop_model(&s, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}, Ring: {}}\nstages: {a: {when: {Go: {send: Ring, after: 1d}, Ring: {}}}}\n");
    for (int i = 0; i < 2; i++) {
        shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
        assert_int_equal(s.result.outcome, TAPPA_INGEST_TAKEN);
    }
    shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
    assert_int_equal(s.result.outcome, TAPPA_INGEST_REFUSED);
    assert_string_equal(s.result.message, "too many delayed sends");
    shop_close(&s);
}

/* An event that nobody declared moves by `*`; its name is told, also the second time. */
static void
undeclared_events_are_named(void **state)
{
    struct shop s;
    int64_t ann;

    (void)state;
    shop_open(&s, 0, NULL);
    shop_model(&s, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\nstages: {a: {when: {\"*\": a}}}\n");
    for (int i = 0; i < 2; i++) {
        ann = shop_event(&s, MONDAY + i, MONDAY + i, "login:ann", "Strange", NULL);
        assert_string_equal(shop_where(&s, ann).last_events[0], "Strange");
    }
    shop_event(&s, MONDAY + 2, MONDAY + 2, "login:ann", "Go", NULL);
    assert_string_equal(shop_where(&s, ann).last_events[0], "Go");
    shop_event(&s, MONDAY + 3, MONDAY + 3, "login:ann", "Other", NULL);
    assert_string_equal(shop_where(&s, ann).last_events[0], "Other");
    shop_close(&s);
}

/* Without `entry` any event begins a journey: `always` then means behind the end of the last. */
static void
always_without_entry(void **state)
{
    struct shop s;
    int64_t ann;

    (void)state;
    shop_open(&s, 0, NULL);
    shop_model(&s, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}, End: {}}\nentry_rules: {again: always}\nstages: {a: {when: {Go: {}, End: end}}, end: {final: true}}\n");
    ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
    shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
    assert_int_equal(shop_where(&s, ann).journey_count, 1);
    shop_event(&s, MONDAY, MONDAY, "login:ann", "End", NULL);
    shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
    assert_int_equal(shop_where(&s, ann).journey_count, 2);
    shop_close(&s);
}

/* A key too long to be part of a journey's name is none: one journey without a key, and no more. */
static void
a_key_that_is_too_long(void **state)
{
    static char half[40001];
    struct shop s;
    int64_t ann;

    (void)state;
    shop_open(&s, 0, NULL);
    shop_model(&s, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {fields: {a: string}}}\nentry: {Go: a}\nentry_rules: {again: always, key: event.a + event.a}\nstages: {a: {}}\n");
    for (int i = 0; i < 6; i++) {
        int64_t now = MONDAY + i * HOUR;

        memset(half, 'k', sizeof half);
        half[i < 2 ? 40000 : i < 4 ? 32752 : 32751] = '\0'; /* 65,502 bytes are as many as may be */
        ann = shop_event(&s, now, now, "login:ann", "Go", "a", half, NULL);
        assert_int_equal(s.result.outcome, i == 0 || i > 3 ? TAPPA_INGEST_TAKEN : TAPPA_INGEST_IGNORED);
    }
    assert_int_equal(shop_where(&s, ann).journey_count, 3);
    shop_close(&s);
}

/* Models that start each other: as deep as sixteen; one that is not there, one that takes no such field, one that does not begin by it start nothing. */
static void
models_start_models(void **state)
{
    struct shop s;
    int64_t ann;

    (void)state;
    shop_open(&s, 0, NULL);
    shop_model(&s, "tappa: 1\nmodel: first\nversion: 1\nevents: {Go: {}}\nentry: {Go: a}\n"
                   "stages: {a: {enter: [{start: nobody}, {start: picky, with: {n: '\"x\"'}}, {start: asleep}, {start: circle}, {emit: ring}, {start: picky, with: {n: '3'}}]}}\n");
    shop_model(&s, "tappa: 1\nmodel: picky\nversion: 1\nevents: {start: {fields: {n: int}}}\nentry: {start: a}\nentry_rules: {again: always}\nstages: {a: {}}\n");
    shop_model(&s, "tappa: 1\nmodel: asleep\nversion: 1\nevents: {start: {}, Wake: {}}\nentry: {Wake: a}\nstages: {a: {}}\n");
    shop_model(&s, "tappa: 1\nmodel: circle\nversion: 1\nevents: {start: {}}\nentry: {start: a}\nentry_rules: {again: always}\nstages: {a: {enter: [{start: circle}]}}\n");
    ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
    assert_int_equal(shop_where(&s, ann).journey_count, 1 + 16 + 1);
    assert_int_equal(shop_where(&s, ann).contact_count, 1);
    shop_close(&s);
}

/* Models that start two of each other by timers would make twice as many each time. Those that ended are let go once no event can come that late. */
static void
no_more_journeys_than_one_customer_can_have(void **state)
{
    enum { MOST = 16384 };
    static const char words[] = "a customer has no more than 16,384 journeys, with those that ended within the lateness";
    static struct tappa_record records[MOST + 1];
    static struct tappa_ingested results[MOST + 1];
    int64_t time = MONDAY;
    struct shop s;

    (void)state;
    shop_open(&s, 0, NULL);
    shop_model(&s, "tappa: 1\nmodel: many\nversion: 1\nevents: {Go: {}, start: {}}\nentry: {Go: a, start: a}\nentry_rules: {again: always}\n"
                   "stages: {a: {final: true}}\n");
    shop_model(&s, "tappa: 1\nmodel: other\nversion: 1\nevents: {Ask: {}}\nentry: {Ask: b}\nstages: {b: {enter: [{start: many}]}}\n");
    for (int i = 0; i <= MOST; i++) /* the models' order: the last journey that there is room for is the other model's */
        records[i] = (struct tappa_record){.size = sizeof records[i], .time = time, .event = i == MOST - 1 ? "Ask" : "Go", .event_size = i == MOST - 1 ? 3 : 2,
                                           .customer = "ann", .customer_size = 3, .order = i};
    results[0].size = sizeof results[0];
    assert_int_equal(tappa_engine_ingest(s.engine, records, MOST + 1, NULL, time, results), TAPPA_OK);
    assert_int_equal(results[MOST - 2].outcome, TAPPA_INGEST_TAKEN);
    assert_int_equal(results[MOST - 1].outcome, TAPPA_INGEST_TAKEN);
    assert_string_equal(results[MOST - 1].message, "`start: many`: a customer has no more than 16,384 journeys, with those that ended within the lateness");
    assert_int_equal(results[MOST].outcome, TAPPA_INGEST_REFUSED);
    assert_string_equal(results[MOST].message, words);
    time += 4 * DAY;
    for (int i = 0; i < 33; i++)
        (void)shop_event(&s, time, time, "customer:ann", "Go", NULL);
    assert_int_equal(s.result.outcome, TAPPA_INGEST_TAKEN);
    shop_close(&s);
}

/* Ended journeys of long ago are told of no more, but for the last of each key and model. One that a contact is still open of is known all the same. */
static void
ended_journeys_are_let_go(void **state)
{
    struct tappa_standing standing;
    struct tappa_claimed claimed[8];
    struct shop s;
    size_t open = 0;
    int64_t ann;

    (void)state;
    shop_open(&s, 0, NULL);
    shop_model(&s, "tappa: 1\nmodel: order\nversion: 1\nevents: {Go: {fields: {n: string}}, Ask: {fields: {n: string}}, End: {fields: {n: string}}, Nothing: {}}\n" TEXT
                   "entry: {Go: a}\nentry_rules: {again: after_end, key: event.n}\n"
                   "stages: {a: {when: {End: end, Ask: asked}}, asked: {enter: [{contact: text}], when: {End: end}}, end: {final: true}}\n");
    shop_model(&s, "tappa: 1\nmodel: other\nversion: 1\nevents: {End: {fields: {n: string}}}\nstages: {a: {when: {End: end}}, end: {final: true}}\n");
    shop_model(&s, "tappa: 1\nmodel: third\nversion: 1\nevents: {Nothing: {}}\nentry: {Nothing: a}\nstages: {a: {}}\n");
    for (int i = 0; i < 3; i++) {
        int64_t now = MONDAY + i * HOUR;

        ann = shop_event(&s, now, now, "login:ann", "Go", "n", "one", NULL);
        if (i == 1)
            shop_event(&s, now, now, "login:ann", "Ask", "n", "one", NULL); /* nobody ever fetches it */
        shop_event(&s, now, now, "login:ann", "End", "n", "one", NULL);
    }
    shop_event(&s, MONDAY, MONDAY + 3 * HOUR, "login:ann", "Go", "n", "two", NULL);
    shop_event(&s, MONDAY, MONDAY + 3 * HOUR, "login:ann", "End", "n", "two", NULL);
    assert_int_equal(shop_where(&s, ann).journey_count, 3 + 1 + 1);
    for (int i = 0; i < 64; i++)
        shop_event(&s, MONDAY + 40 * DAY, MONDAY + 40 * DAY, "login:ann", "Nothing", NULL);
    standing = shop_where(&s, ann);
    for (size_t i = 0; i < standing.contact_count; i++)
        open += standing.contacts[i].state == TAPPA_CONTACT_WANTED;
    assert_int_equal(open, 1);
    for (size_t i = 0; i < standing.journey_count; i++) /* the one of the model `other`, which never begins another, too */
        assert_int_equal(tappa_journey_ended(standing.journeys[i]), strcmp(tappa_model_name(tappa_journey_model(standing.journeys[i])), "third") != 0);
    assert_int_equal(standing.journey_count, 1 + 1 + 1 + 1); /* the first two of the key `one` are not among them */
    assert_int_equal(shop_claim(&s, MONDAY + 40 * DAY, 8, claimed), 1);
    shop_close(&s);
}

/* The same action twice in one step asks twice for an effect, each with a key of its own, and a history that is folded again finds both. Of a contact it
 * asks for one. */
static void
twice_in_one_step(void **state)
{
    struct tappa_standing standing;
    uint8_t keys[2][16];
    struct shop s;
    int64_t ann;

    (void)state;
    shop_open(&s, 0, NULL);
    shop_model(&s, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}, Early: {}}\ndata: {n: {type: int, default: 0}}\n" TEXT
                   "stages:\n  a: {when: {Go: b, Early: {}}}\n  b: {enter: [{set: {n: data.n + 1}}, {contact: text}, {emit: ring}], always: {if: data.n < 2, to: c}}\n  c: {always: b}\n");
    ann = shop_event(&s, MONDAY, MONDAY + HOUR, "login:ann", "Go", NULL);
    standing = shop_where(&s, ann);
    assert_int_equal(standing.contact_count, 3);
    for (size_t i = 0, n = 0; i < 3; i++)
        if (!strcmp(standing.contacts[i].touchpoint, "ring"))
            memcpy(keys[n++], standing.contacts[i].key, 16);
    assert_memory_not_equal(keys[0], keys[1], 16);
    shop_event(&s, MONDAY + HOUR, MONDAY, "login:ann", "Early", NULL);
    assert_int_equal(s.result.late, 1);
    assert_int_equal(shop_where(&s, ann).contact_count, 3);
    shop_close(&s);
}

/* Lists and maps go out as JSON, bytes as they are. */
static void
values_of_every_kind(void **state)
{
    static const char *const wanted[] = {"[1,\"a\"]", "{\"k\":2.5}", "\xff\x01"};
    struct tappa_claimed claimed[8];
    struct shop s;

    (void)state;
    shop_open(&s, 0, NULL);
    shop_model(&s, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\n"
                   "stages: {a: {when: {Go: {emit: ring, with: {list: '[1, \"a\"]', map: '{\"k\": 2.5}', raw: 'b\"\\xff\\x01\"', none: '\"\"'}}}}}\n");
    shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
    assert_int_equal(shop_claim(&s, MONDAY, 8, claimed), 1);
    assert_int_equal(claimed[0].argument_count, 4);
    for (int i = 0; i < 3; i++) {
        const struct tappa_value *value = &claimed[0].arguments[i].value;

        assert_int_equal(value->kind, i == 2 ? TAPPA_BYTES : TAPPA_STRING);
        assert_int_equal(value->size, strlen(wanted[i]));
        assert_memory_equal(value->data, wanted[i], value->size);
    }
    assert_int_equal(claimed[0].arguments[3].value.size, 0);
    shop_close(&s);
}

/* What a late event changes of what is asked for: longer words, other words of one length; what nobody fetched says the new. */
static void
it_says_the_new(void **state)
{
    static const char *const words[] = {"short", "longer", "others"};
    struct tappa_claimed claimed[8];
    struct shop s;

    (void)state;
    shop_open(&s, TAPPA_STORE_SHARED, NULL); /* what is not written is not said */
    shop_model(&s, "tappa: 1\nmodel: m\nversion: 1\nevents: {Set: {fields: {w: string}}, Go: {}}\ndata: {w: {type: string, default: short}}\n" TEXT
                   "stages: {a: {when: {Set: {set: {w: event.w}}, Go: {contact: text, with: {words: data.w}}}}}\n");
    for (int i = 0; i < 3; i++) {
        char who[] = {'l', 'o', 'g', 'i', 'n', ':', (char)('a' + i), '\0'};

        shop_event(&s, MONDAY + 5 * HOUR, MONDAY + 5 * HOUR, who, "Go", NULL);
        for (int j = 1; j <= i; j++)
            shop_event(&s, MONDAY + 6 * HOUR, MONDAY + j * HOUR, who, "Set", "w", words[j], NULL);
        assert_int_equal(shop_claim(&s, MONDAY + 7 * HOUR + i, 8, claimed), 1);
        assert_int_equal(claimed[0].arguments[0].value.size, strlen(words[i]));
        assert_memory_equal(claimed[0].arguments[0].value.data, words[i], strlen(words[i]));
    }
    shop_close(&s);
}

/* What a timer asked for, for as long as the journey is where the timer's row left it: its own stage, a target, wherever a history led. */
static void
what_timers_ask_for(void **state)
{
#define ROWS(row) "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}, Move: {}, Self: {}, Back: {}, In: {}}\n" TEXT \
                  "stages:\n  out: {when: {In: house}}\n" \
                  "  house:\n    initial: a\n    stages:\n      a: {when: {Move: b, Self: a}, after: {1h: {" row "}}}\n      b: {when: {Move: a}}\n" \
                  "      was: {history: shallow}\n      deep: {history: deep}\n    when: {Back: out}\n"
    static const struct {
        const char *model, *moves[2];
        int stays;
    } all[] = {
        {ROWS("contact: text"), {NULL}, 1},
        {ROWS("contact: text"), {"Move"}, 0},
        {ROWS("contact: text"), {"Move", "Move"}, 0}, /* back, but not since */
        {ROWS("contact: text"), {"Self"}, 0},          /* and there all the time but for no time at all */
        {ROWS("to: b, contact: text"), {NULL}, 1},
        {ROWS("to: b, contact: text"), {"Move"}, 0},
        {ROWS("to: was, contact: text"), {NULL}, 1},
        {ROWS("to: deep, contact: text"), {"Move"}, 1}, /* where that leads says nothing of where it was to be */
        {ROWS("to: house, contact: text"), {"Move"}, 1},
        {ROWS("to: house, contact: text"), {"Back"}, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct tappa_claimed claimed[8];
        struct shop s;

        shop_open(&s, 0, NULL);
        shop_model(&s, all[i].model);
        shop_event(&s, MONDAY, MONDAY, "login:ann", "In", NULL);
        shop_due(&s, MONDAY + HOUR);
        for (int j = 0; j < 2 && all[i].moves[j]; j++)
            shop_event(&s, MONDAY + HOUR + MINUTE, MONDAY + HOUR + MINUTE, "login:ann", all[i].moves[j], NULL);
        if ((int)shop_claim(&s, MONDAY + HOUR + 2 * MINUTE, 8, claimed) != all[i].stays)
            fail_msg("case %zu", i);
        shop_close(&s);
    }
}

/* All that is kept of one person in one document: lists of several, texts of any length, what is not set left out; and why a row was not taken. */
static void
documents_have_it_all(void **state)
{
    char words[301];
    const char *text;
    struct shop s;
    size_t size;
    int64_t ann;

    (void)state;
    memset(words, 'w', sizeof words - 1);
    words[300] = '\0';
    shop_open(&s, 0, NULL);
    shop_model(&s, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {fields: {w: string, n: int}}}\nprofile: {w: {type: string}, n: {type: int}}\n"
                   "data: {unset: {type: int}, word: {type: string, default: none}}\n" TEXT
                   "stages: {a: {when: {Go: [{if: event.n > 5, to: b}, {set: {word: event.w}, contact: text}]}}, b: {}}\n");
    shop_event(&s, MONDAY, MONDAY, "login:ann", "Consent Given", "purpose", "news", "proof", words, NULL);
    shop_event(&s, MONDAY + 1, MONDAY + 1, "login:ann", "Consent Withdrawn", "purpose", "ads", NULL);
    shop_event(&s, MONDAY + 2, MONDAY + 2, "login:ann", "identify", "w", words, "n", "7", NULL);
    ann = shop_event(&s, MONDAY + 3, MONDAY + 3, "login:ann", "Go", "w", words, "n", "3", NULL);
    shop_event(&s, MONDAY + 4, MONDAY + 4, "login:ann", "Go", "w", "x", "n", "4", NULL);
    assert_int_equal(tappa_engine_export(s.engine, ann, &text, &size), TAPPA_OK);
    assert_non_null(strstr(text, "{\"given\": true, \"purpose\": \"news\""));
    assert_non_null(strstr(text, ", {\"given\": false, \"purpose\": \"ads\""));
    assert_non_null(strstr(text, "\"w\": {\"value\": \"wwww"));
    assert_non_null(strstr(text, ", \"n\": {\"value\": 7"));
    assert_non_null(strstr(text, "\"data\": {\"word\": \"x\"}"));
    assert_null(strstr(text, "unset"));
    assert_int_equal(strlen(text), size);
    assert_int_equal(tappa_engine_journal(s.engine, ann, 1, &text, &size), TAPPA_OK);
    assert_non_null(strstr(text, "\"verdict\": \"false\", \"because\": \"event.n > 5"));
    assert_non_null(strstr(text, words)); /* whole */
    shop_close(&s);
}

/* A condition that fails is a matter of the experiment only where its words name one in which the customer is held out: as a whole word. */
static void
held_out_by_name(void **state)
{
    static const struct {
        const char *condition;
        uint32_t reason;
    } all[] = {
        {"experiment.tone == \"plain\"", TAPPA_HOLDOUT},
        {"experiment.toneA == \"x\"", TAPPA_CONDITION},
        {"experiment.toneZ == \"x\"", TAPPA_CONDITION},
        {"experiment.tonea == \"x\"", TAPPA_CONDITION},
        {"experiment.tonez == \"x\"", TAPPA_CONDITION},
        {"experiment.tone0 == \"x\"", TAPPA_CONDITION},
        {"experiment.tone9 == \"x\"", TAPPA_CONDITION},
        {"experiment.tone_ == \"x\"", TAPPA_CONDITION},
        {"experiment.other == \"x\"", TAPPA_CONDITION},
        {"[experiment.tone] == [\"plain\"]", TAPPA_HOLDOUT},
        {"{1: experiment.tone} == {1: \"plain\"}", TAPPA_HOLDOUT},
        {"experiment.tone+\"!\" == \"plain!\"", TAPPA_HOLDOUT},
        {"experiment.tone<\"a\"", TAPPA_HOLDOUT},
        {"experiment.toneA == \"x\" || experiment.tone == \"plain\"", TAPPA_HOLDOUT},
        {"false", TAPPA_CONDITION},
        {"true", TAPPA_OPEN},
    };

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const struct tappa_verdict *verdicts;
        char text[2000];
        struct shop s;
        size_t count;
        int64_t ann;

        shop_open(&s, 0, NULL);
        snprintf(text, sizeof text,
                 "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}, Set: {fields: {n: int}}}\ndata: {n: {type: int, default: 1}}\n" TEXT
                 "experiments: {tone: {arms: {plain: 1}, holdout: 0.999999}, toneA: {arms: {a: 1}}, toneZ: {arms: {a: 1}}, tonea: {arms: {a: 1}},\n"
                 "  tonez: {arms: {a: 1}}, tone0: {arms: {a: 1}}, tone9: {arms: {a: 1}}, tone_: {arms: {a: 1}}, other: {arms: {a: 1}}}\n"
                 "stages: {a: {when: {Set: {set: {n: event.n}}, Go: {do: [{if: 'data.n > 0 || %s', contact: text}]}}}}\noffers: {one: {if: '%s'}}\n",
                 all[i].condition, all[i].condition);
        shop_model(&s, text);
        ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
        shop_event(&s, MONDAY, MONDAY, "login:ann", "Set", "n", "0", NULL);
        count = shop_decide(&s, ann, MONDAY, NULL, &verdicts);
        if (shop_verdict(verdicts, count, "one")->reason != all[i].reason)
            fail_msg("%s: %u: %s", all[i].condition, shop_verdict(verdicts, count, "one")->reason, shop_verdict(verdicts, count, "one")->because);
        if (shop_verdict(verdicts, count, "text")->reason != all[i].reason) /* what was asked for goes the same way */
            fail_msg("text, %s: %u: %s", all[i].condition, shop_verdict(verdicts, count, "text")->reason, shop_verdict(verdicts, count, "text")->because);
        shop_close(&s);
    }
}

/* Time was not asked for long: what a timer wanted meanwhile is over as soon as it is wanted. */
static void
wanted_and_over_at_once(void **state)
{
    static const char text[] = "tappa: 1\nmodel: shop\nversion: 1\nevents: {Go: {}}\nchannels: {email: {setting: online}}\n"
                               "touchpoints: {mail: {channel: email, direction: outbound}}\n"
                               "stages: {all: {after: {1h: {contact: mail, expires: 2h}}, when: {Go: {}}}}\n";

    (void)state;
    for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags += TAPPA_STORE_SHARED) {
        struct shop s;
        int64_t ann;

        shop_open(&s, flags, NULL);
        shop_model(&s, text);
        ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
        assert_int_equal(shop_due(&s, MONDAY + 10 * HOUR), 1);
        assert_int_equal(shop_contact(&s, ann, NULL).state, TAPPA_CONTACT_EXPIRED);
        assert_int_equal(shop_where(&s, ann).next_due, TAPPA_NEVER);
        assert_int_equal(shop_due(&s, MONDAY + 10 * HOUR), 0);
        shop_close(&s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loop_is_refused),
        cmocka_unit_test(what_one_of_two_refuses_is_told),
        cmocka_unit_test(a_loop_at_the_beginning),
        cmocka_unit_test(too_many_sends_are_refused),
        cmocka_unit_test(undeclared_events_are_named),
        cmocka_unit_test(always_without_entry),
        cmocka_unit_test(a_key_that_is_too_long),
        cmocka_unit_test(models_start_models),
        cmocka_unit_test(no_more_journeys_than_one_customer_can_have),
        cmocka_unit_test(ended_journeys_are_let_go),
        cmocka_unit_test(twice_in_one_step),
        cmocka_unit_test(values_of_every_kind),
        cmocka_unit_test(it_says_the_new),
        cmocka_unit_test(what_timers_ask_for),
        cmocka_unit_test(wanted_and_over_at_once),
        cmocka_unit_test(documents_have_it_all),
        cmocka_unit_test(held_out_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
