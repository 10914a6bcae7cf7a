/* Each single request for memory fails, of whatever call: to the allocator, to an arena, to a growing array (tests/unit/failing-requests.c), or below
 * the store, at each question. The call says so and has done nothing; done again it goes where it would have gone. Where it can do without, it has
 * done all of it. */
#include "tests/engine/people.h"

#include "lib/engine/engine.h" /* the number from before two were one */

static const char club[] =
    "tappa: 1\nmodel: club\nversion: %d\n%s"
    "data: {n: {type: int, default: 0, keep: 30d}, note: {type: string, keep: 20d}, odd: {type: int}}\n"
    "profile: {email: {type: string, personal: true, source: declared, keep: 60d}, word: {type: string, source: derived}}\n"
    "events: {Go: {fields: {what: string, much: double}}, Big: {}, Stop: {}, Away: {}, contact.sent: {fields: {key: string}}, contact.unopened: {}}\n"
    "channels: {email: {setting: online, consent: news}, sms: {setting: online}, desk: {setting: offline}}\n"
    "touchpoints:\n  mail: {channel: email, direction: outbound}\n  text: {channel: sms, direction: outbound}\n"
    "  card: {channel: sms, direction: outbound, for: [idle]}\n  counter: {channel: desk, direction: inbound}\n"
    "experiments: {tone: {arms: {plain: 1, warm: 1}, holdout: 0.5}}\n"
    "entry: {Go: idle}\n"
    "stages:\n"
    "  idle:\n"
    "    enter:\n"
    "      - set: {n: data.n + 1, note: 'has(event.what) ? event.what : \"\"'}\n"
    "      - learn: {word: 'has(event.what) ? event.what : \"none\"'}\n"
    "      - {contact: text, with: {words: data.note}, expires: 40d}\n"
    "      - {emit: again, with: {words: '\"again\"'}}\n"
    "      - {contact: card, expires: 1d}\n"
    "      - {contact: mail, if: data.n > 0}\n"
    "      - {emit: print, with: {list: '[1, 2]', much: event.much}}\n"
    "      - {count: entries, by: event.much}\n"
    "      - {count: entries}\n"
    "      - {start: visit, with: {room: data.note}}\n"
    "      - {send: Big, after: 26h, id: later}\n"
    "    after: {1h: {emit: ring}, 3h: {contact: mail, every: 1d}}\n"
    "    when: {Big: {to: pair}, contact.sent: {count: sent}}\n"
    "  pair: {parallel: true, stages: {left: {}, right: {when: {Big: {to: idle}}}}, when: {Stop: end}, after: {10d: idle}}\n"
    "  end: {final: true}\n"
    "offers: {one: {touchpoint: text, if: data.n > 0}, two: {touchpoint: counter, value: data.n}, three: {if: 'experiment.tone != \"holdout\"'}}\n"
    "contact_rules:\n"
    "  quiet: {from: \"22:00\", to: \"06:00\"}\n"
    "  caps: [{channel: sms, at_most: 1, per: 1d}]\n"
    "  response_times: [{within: 3h}]\n";

static const char visit[] = "tappa: 1\nmodel: visit\nversion: 1\nevents: {start: {fields: {room: string}}, Stop: {}}\n"
                            "profile: {word: {type: string, source: derived}}\n"
                            "entry: {start: in}\nentry_rules: {again: always, key: event.room}\n"
                            "stages: {in: {enter: [{count: visits}], when: {Stop: out}}, out: {final: true}}\n";

enum what { HEAR, DUE, CLAIM, SENT, FAILED, OPENED, PART, PART_TWO, ADD_MODEL, APPLY, PLAN, CHECKPOINT, ERASE, KIND, BLOCK, COUNTS, DAMAGED, WHERE, DECIDE, JOURNAL, EXPORT, VERSIONS, OPEN };

struct call {
    enum what what;
    int hours; /* after the start */
    const char *who, *name, *fields;
};

static const struct call calls[] = {
    {KIND, 0, "card", NULL, NULL},
    {BLOCK, 0, "lost", NULL, NULL},
    {HEAR, 0, "cookie=c", "Consent Given", "purpose=news channel=email proof=yes"},
    {HEAR, 0, "cookie=c", "identify", "email=a@b zone=Europe/Rome"},
    {HEAR, 0, "cookie=c", "Channel Preferred", "channel=sms"},
    {HEAR, 1, "cookie=c", "Go", "what=hello much=2.5"},
    {HEAR, 1, "login=anna", "Go", "what=house much=1"},
    {HEAR, 2, "login=anna", "Unknown", NULL},
    {HEAR, 2, "login=anna", "Go", "what=3 much=x"}, /* refused */
    {HEAR, 2, "login=anna", "Go", "zone=No/Where"}, /* as well */
    {HEAR, 2, "login=none", "Go", "what=3"},        /* nobody's */
    {DUE, 3, NULL, NULL, NULL},
    {WHERE, 3, "cookie=c", NULL, NULL},
    {DECIDE, 3, "cookie=c", NULL, NULL},
    {DECIDE, 6, "cookie=c", NULL, NULL}, /* ahead */
    {CLAIM, 3, NULL, NULL, NULL},
    {SENT, 3, NULL, NULL, NULL},
    {JOURNAL, 4, "cookie=c", NULL, NULL},
    {HEAR, 5, "login=anna cookie=c card=1", "Stop", NULL}, /* a join */
    {HEAR, 5, "cookie=c login=anna", "Away", NULL},
    {HEAR, 4, "cookie=c", "Big", NULL},                     /* late */
    {HEAR, -90, "cookie=c", "identify", "email=old@b"},     /* too late, but for what it says of the person */
    {HEAR, -100, "cookie=c", "Stop", NULL},                 /* too late */
    {EXPORT, 6, "login=anna", NULL, NULL},
    {HEAR, 6, "cookie=d", "Go", "what=you much=4"},
    {HEAR, 6, "cookie=d login=dora", "Big", NULL},
    {PLAN, 6, "2", NULL, NULL},
    {PLAN, 6, "4", NULL, NULL}, /* to which nobody can go */
    {COUNTS, 6, NULL, NULL, NULL},
    {OPEN, 6, NULL, NULL, NULL}, /* another engine, over what was not written yet */
    {ADD_MODEL, 6, "2", NULL, NULL},
    {APPLY, 6, NULL, NULL, NULL},
    {DECIDE, 20, "cookie=d", NULL, NULL},
    {CLAIM, 24, NULL, NULL, NULL},
    {FAILED, 24, NULL, NULL, NULL},
    {CHECKPOINT, 24, NULL, NULL, NULL},
    {PLAN, 24, "3", NULL, NULL}, /* with timers that are set anew */
    {DAMAGED, 24, NULL, NULL, NULL},
    {ADD_MODEL, 24, "3", NULL, NULL},
    {ADD_MODEL, 24, "3", NULL, NULL}, /* once more */
    {VERSIONS, 24, NULL, NULL, NULL},
    {DECIDE, 30, "cookie=c", NULL, NULL}, /* as they would stand once touched */
    {DECIDE, 30, "cookie=d", NULL, NULL},
    {DUE, 60, NULL, NULL, NULL},
    {DUE, 24 * 15, NULL, NULL, NULL},
    {PART, 24 * 15, NULL, NULL, NULL},
    {PART_TWO, 24 * 15, NULL, NULL, NULL},
    {DUE, 24 * 70, NULL, NULL, NULL},
    {OPENED, 24 * 70, NULL, NULL, NULL}, /* of long ago */
    {HEAR, 24 * 69, "login=anna", "Big", NULL}, /* late: all of those are asked for again */
    {EXPORT, 24 * 70, "cookie=d", NULL, NULL},
    {ERASE, 24 * 70, "cookie=c", NULL, NULL},
    {ERASE, 24 * 70, "cookie=d", NULL, NULL},
    {COUNTS, 24 * 70, NULL, NULL, NULL},
};
#define CALLS (sizeof calls / sizeof *calls)

/* Journeys take their memory from where their models have it: all have the same, and models are compiled once. */
static struct failing memory;
#include "tests/engine/failing-store.h"
static tappa_context *context;
static tappa_model *models[5]; /* club, visit; versions of club: what comes next, what comes then, one to which none leads */
static int64_t live;           /* blocks of these */

struct story {
    struct shop shop;
    tappa_store *store;
    uint32_t flags;
    int64_t joined;  /* the entry that did */
    int64_t who;     /* of the call at hand */
    uint8_t key[16]; /* of the contact that was handed out */
    size_t done;     /* by the last call */
    char *exported;  /* by the last that did */
};

static tappa_status
hear(struct story *s, size_t i, int64_t time)
{
    struct tappa_ingested result = {.size = sizeof result};
    char id[] = {(char)('0' + i), '\0'};
    struct shop_event e;
    tappa_status status;

    shop_event(&e, calls[i].who, calls[i].name, time, id, calls[i].fields);
    for (uint32_t f = 0; f < e.record.field_count; f++)
        if (!strncmp(e.fields[f].name, "zone", 4)) { /* of the customer, no field */
            e.record.zone = e.fields[f].value.data;
            e.record.zone_size = e.fields[f].value.size;
            e.record.field_count--;
        }
    e.record.touchpoint = "counter";
    e.record.touchpoint_size = 7;
    status = tappa_engine_ingest(s->shop.engine, &e.record, 1, NULL, s->shop.now, &result);
    if (!status && e.record.identity_count == 3)
        s->joined = result.sequence;
    return status;
}

static tappa_status
claim(struct story *s)
{
    const struct tappa_claimed *claimed;
    tappa_status status = tappa_engine_claim(s->shop.engine, s->shop.now, 10, &claimed, &s->done);

    if (!status)
        for (size_t i = 0; i < s->done; i++)
            if (*claimed[i].touchpoint)
                memcpy(s->key, claimed[i].key, sizeof s->key);
    return status;
}

/* ---- the end of an engine ---- */

static void
die(struct story *s)
{
    is_dying = 1;
    (void)tappa_engine_close(s->shop.engine);
    is_dying = 0;
    s->shop.engine = NULL;
}

static tappa_status
open_again(struct story *s)
{
    struct tappa_engine_options options = {.size = sizeof options, .zone = "Europe/Rome", .attempts = 4};

    return tappa_engine_open(s->shop.context, s->store, &options, &s->shop.engine);
}

/* ---- the calls ---- */

static tappa_status
export(struct story *s)
{
    const char *text;
    size_t size;
    tappa_status status = tappa_engine_export(s->shop.engine, s->who, &text, &size);

    if (!status) {
        struct shop_text out = {0};

        shop_put(&out, "%.*s", (int)size, text);
        free(s->exported);
        s->exported = out.s;
    }
    return status;
}

static tappa_status
look_in(struct story *s, size_t i)
{
    struct tappa_moment moment = {.size = sizeof moment, .now = SHOP_START + calls[i].hours * SHOP_HOUR};
    struct tappa_standing standing = {.size = sizeof standing};
    struct tappa_plan plan = {.size = sizeof plan};
    const struct tappa_verdict *verdicts;
    const struct tappa_version *versions;
    const struct tappa_count *counts;
    const char *text;
    size_t count;

    switch (calls[i].what) {
    case WHERE:
        return tappa_engine_where(s->shop.engine, s->who, &standing);
    case DECIDE:
        return tappa_engine_decide(s->shop.engine, s->who, &moment, &verdicts, &count);
    case JOURNAL:
        return tappa_engine_journal(s->shop.engine, s->who, 1, &text, &count);
    case EXPORT:
        return export(s);
    case COUNTS:
        return tappa_engine_counts(s->shop.engine, &counts, &count);
    case DAMAGED:
        return tappa_engine_damaged(s->shop.engine, &text, &count);
    case VERSIONS:
        return tappa_engine_versions(s->shop.engine, &versions, &count);
    default:
        return tappa_engine_plan(s->shop.engine, models[*calls[i].who - '0'], &plan);
    }
}

static tappa_status
run(struct story *s, size_t i)
{
    static const struct tappa_identity cookie = {"cookie", "d", 6, 1}, login = {"login", "dora", 5, 4};
    int64_t time = SHOP_START + calls[i].hours * SHOP_HOUR;
    tappa_engine *e = s->shop.engine;

    s->shop.now = time > s->shop.now ? time : s->shop.now;
    s->done = 0;
    switch (calls[i].what) {
    case HEAR:
        return hear(s, i, time);
    case DUE:
        return tappa_engine_run_due(e, time, 100, &s->done);
    case CLAIM:
        return claim(s);
    case SENT:
    case FAILED:
    case OPENED:
        return tappa_engine_report(e, s->key, calls[i].what == SENT ? TAPPA_CONTACT_SENT : calls[i].what == FAILED ? TAPPA_CONTACT_FAILED : TAPPA_CONTACT_OPENED, time);
    case PART:
        return tappa_engine_part(e, s->joined, time);
    case PART_TWO:
        return tappa_engine_part_identities(e, &cookie, &login, time);
    case ADD_MODEL:
        return tappa_engine_add_model(e, models[*calls[i].who - '0'], *calls[i].who == '2' ? TAPPA_MIGRATE : TAPPA_FOLLOW, time);
    case APPLY:
        return tappa_engine_apply(e, "club", 4, time, 100, &s->done);
    case CHECKPOINT:
        return tappa_engine_checkpoint(e);
    case ERASE:
        return tappa_engine_erase(e, s->who, time, NULL);
    case KIND:
        return tappa_engine_add_kind(e, calls[i].who, 4, 3);
    case BLOCK:
        return tappa_engine_block(e, calls[i].who, 4);
    case OPEN:
        return open_again(s);
    default:
        return look_in(s, i);
    }
}

/* What stands before a call and is none of it. */
static void
ready(struct story *s, size_t i)
{
    if (calls[i].who && strchr(calls[i].who, '='))
        s->who = shop_find(&s->shop, calls[i].who);
    if (calls[i].what == OPEN)
        die(s);
}

static char *
describe(struct story *s)
{
    static const char *const people[] = {"cookie=c", "login=anna", "cookie=d", "card=1", "login=dora"};
    struct shop_text out = {0};

    for (size_t i = 0; i < 5; i++)
        shop_describe(&s->shop, people[i], &out);
    shop_put(&out, "exported: %s\n", s->exported ? s->exported : "");
    return out.s;
}

static void
begin(struct story *s, uint32_t flags)
{
    memset(s, 0, sizeof *s);
    s->shop = (struct shop){.context = tappa_context_ref(context), .now = SHOP_START};
    s->flags = flags;
    assert_int_equal(tappa_store_memory(context, flags, &s->store), TAPPA_OK);
    failing_store(s->store);
    assert_int_equal(tappa_engine_open(context, s->store, NULL, &s->shop.engine), TAPPA_OK);
    for (int i = 0; i < 2; i++)
        assert_int_equal(tappa_engine_add_model(s->shop.engine, models[i], TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
}

static void
end(struct story *s)
{
    assert_int_equal(tappa_engine_close(s->shop.engine), TAPPA_OK);
    sound.close(s->store);
    tappa_context_unref(s->shop.context);
    free(s->exported);
    assert_int_equal(memory.live, live);
}

static int is_first; /* the call at hand is the first of its engine, which has no room for anything yet */

static void
begin_at(struct story *s, uint32_t flags, size_t call)
{
    begin(s, flags);
    for (size_t i = 0; i < call; i++) {
        ready(s, i);
        assert_int_equal(run(s, i), TAPPA_OK);
    }
    if (is_first) {
        die(s);
        assert_int_equal(tappa_engine_open(context, s->store, NULL, &s->shop.engine), TAPPA_OK);
    }
    ready(s, call);
}

/* Whether it changes customers: of them a new engine makes a list. */
static int
changes(size_t call)
{
    enum what what = calls[call].what;

    return what == CLAIM || what == PART || what == PART_TWO || what == DUE || what == APPLY || (what == HEAR && strstr(calls[call].who, " card"));
}

static void
same(char *there, const char *expected, const char *when, size_t call, uint64_t n, uint32_t flags)
{
    if (strcmp(expected, there)) {
        size_t at = 0;

        while (there[at] == expected[at])
            at++;
        while (at && there[at - 1] != '\n')
            at--;
        fail_msg("call %zu, request %llu, flags %u, %s:\n%.300s\nexpected:\n%.300s\n", call, (unsigned long long)n, flags, when, there + at,
                 expected + at);
    }
    free(there);
}

/* From request `n` on; returns the one that was not reached, or that the call could do without. */
static uint64_t
fail_from(struct story *s, size_t call, uint64_t n, const char *before, int *over)
{
    size_t done = 0; /* in one commit after the other: what was done is told */
    tappa_status status;

    for (;; n++) {
        memory.count = 0;
        memory.fail_at = n;
        status = run(s, call);
        done += s->done;
        *over = memory.count < n;
        memory.fail_at = 0;
        if (!status)
            return n;
        if (status != TAPPA_ENOMEM)
            fail_msg("call %zu, request %llu: %d", call, (unsigned long long)n, status);
        if (!done && calls[call].what != OPEN && n % 7 == 0)
            same(describe(s), before, "before it is done again", call, n, s->flags);
    }
}

static void
each_request(uint32_t flags)
{
    char *ends[CALLS + 1];
    struct story s;

    begin(&s, flags);
    for (size_t i = 0; i < CALLS; i++) {
        ends[i] = describe(&s);
        ready(&s, i);
        assert_int_equal(run(&s, i), TAPPA_OK);
    }
    ends[CALLS] = describe(&s);
    end(&s);
    for (size_t call = 0; call < CALLS; call++) {
        uint64_t n = 1;

        for (int over = is_first && !changes(call); !over; n++) {
            begin_at(&s, flags, call);
            n = fail_from(&s, call, n, ends[call], &over);
            same(describe(&s), ends[call + 1], "when it is done", call, n, flags);
            end(&s);
        }
    }
    for (size_t i = 0; i <= CALLS; i++)
        free(ends[i]);
}

static void
of_an_owner(void **state)
{
    (void)state;
    each_request(0);
}

static void
where_others_are_at_work(void **state)
{
    (void)state;
    each_request(TAPPA_STORE_SHARED);
}

static void
of_a_new_engine(void **state)
{
    (void)state;
    is_first = 1;
    each_request(TAPPA_STORE_SHARED);
    is_first = 0;
}

/* ---- of one who cannot be read ---- */

#define ONE_OF_TWO 20 /* calls: behind them two are one */

static void
harm_one(struct story *s, uint32_t flags, enum what what)
{
    static const struct tappa_identity cookie = {"cookie", "c", 6, 1}, login = {"login", "anna", 5, 4};

    begin_at(s, flags, ONE_OF_TWO);
    s->who = shop_find(&s->shop, "cookie=c");
    assert_int_equal(s->who, shop_find(&s->shop, "login=anna"));
    die(s);
    harmed = s->who;
    assert_int_equal(open_again(s), TAPPA_OK);
    if (what == ERASE) /* by the number from before they were one */
        s->who = tappa__identity_number(harmed == tappa__identity_number(&cookie) ? &login : &cookie);
}

static tappa_status
run_harmed(struct story *s, enum what what)
{
    static const struct tappa_identity anna = {"login", "anna", 5, 4};
    int64_t time = SHOP_START + 24 * 15 * SHOP_HOUR, customer;
    const struct tappa_count *counts;
    const char *text;
    size_t count;
    tappa_status status;

    s->shop.now = time;
    if (what == DAMAGED) {
        status = tappa_engine_damaged(s->shop.engine, &text, &count);
        if (!status)
            assert_non_null(strstr(text, "\"anna\""));
        return status;
    }
    if (what == COUNTS)
        return tappa_engine_counts(s->shop.engine, &counts, &count);
    if (what == WHERE)
        return tappa_engine_find(s->shop.engine, &anna, &customer);
    if (what == JOURNAL) /* of nobody's events */
        return tappa_engine_journal(s->shop.engine, 0, 1, &text, &count);
    if (what == ERASE)
        return tappa_engine_erase(s->shop.engine, s->who, time, NULL);
    return what == DUE ? tappa_engine_run_due(s->shop.engine, time, 10, &count) : claim(s);
}

static void
each_request_for_one_harmed(void **state)
{
    static const struct {
        enum what what;
        tappa_status status;
        int is_gone;
    } all[] = {{DAMAGED, TAPPA_OK, 0}, {DAMAGED, TAPPA_OK, 1}, {COUNTS, TAPPA_OK, 0}, {WHERE, TAPPA_OK, 0}, {JOURNAL, TAPPA_OK, 0}, {DUE, TAPPA_ESTORE, 0}, 
               {CLAIM, TAPPA_ESTORE, 0}, {ERASE, TAPPA_OK, 0}};

    (void)state;
    for (size_t i = 0; i < 2 * sizeof all / sizeof *all; i++) {
        uint32_t flags = i & 1 ? TAPPA_STORE_SHARED : 0;
        enum what what = all[i / 2].what;
        tappa_status expected = what == COUNTS && !flags ? TAPPA_ESTORE : all[i / 2].status; /* behind an owner's death the journal has more */
        uint64_t n = 0;

        is_gone = all[i / 2].is_gone;
        for (int over = 0; !over;) {
            struct story s;
            tappa_status status;

            harm_one(&s, flags, what);
            do {
                memory.count = 0;
                memory.fail_at = ++n;
                status = run_harmed(&s, what);
                over = memory.count < n;
                memory.fail_at = 0;
            } while (status == TAPPA_ENOMEM);
            if (status != expected)
                fail_msg("call %d, request %llu, flags %u: %d", (int)what, (unsigned long long)n, flags, status);
            harmed = 0;
            if (what == ERASE)
                assert_int_equal(shop_find(&s.shop, "login=anna"), 0);
            end(&s);
        }
    }
}

static int
make_models(void **state)
{
    static char text[sizeof club + 100];
    struct tappa_allocator a = failing_allocator(&memory);

    (void)state;
    if (tappa_context_new(&a, &context))
        return -1;
    snprintf(text, sizeof text, club, 1, "");
    models[0] = shop_compile(context, text);
    models[1] = shop_compile(context, visit);
    snprintf(text, sizeof text, club, 2, "migrate: {from: 1}\n");
    models[2] = shop_compile(context, text);
    snprintf(text, sizeof text, club, 3, "migrate: {from: 2, stages: {left: right}}\n");
    memcpy(strstr(text, "after: {10d"), "after: {11d", 11);
    memcpy(strstr(text, "after: {1h"), "after: {5h", 10);
    models[3] = shop_compile(context, text);
    snprintf(text, sizeof text, club, 9, "");
    models[4] = shop_compile(context, text);
    live = memory.live;
    return 0;
}

static int
free_models(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++)
        tappa_model_unref(models[i]);
    tappa_context_unref(context);
    return memory.live ? -1 : 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_an_owner),
        cmocka_unit_test(where_others_are_at_work),
        cmocka_unit_test(of_a_new_engine),
        cmocka_unit_test(each_request_for_one_harmed),
    };

    return cmocka_run_group_tests(tests, make_models, free_models);
}
