/* What a host asks a journey between steps, at its edges: the key of an event in a buffer of any size, a goal's value, an offer and an action whose
 * conditions hold, do not, or cannot be computed; with and without the answers that may be NULL. */
#include "tests/support/world.h"

static const char shop[] =
    "tappa: 1\n"
    "model: ask\n"
    "version: 1\n"
    "data: {n: {type: int, default: 0}, unset: {type: int}}\n"
    "channels: {c: {setting: online}}\n"
    "touchpoints: {t: {channel: c, direction: outbound}}\n"
    "events: {go: {fields: {n: int, s: string}}}\n"
    "entry: {go: a}\n"
    "entry_rules: {again: always, key: 'event.n == 0 ? dyn(event.s) : event.n == 1 ? dyn([event.s]) : dyn(1 / (event.n - 2))'}\n"
    "stages:\n"
    "  a:\n"
    "    when:\n"
    "      go:\n"
    "        - if: data.n >= 0 && (!has(event.n) || event.n > -100)\n"
    "          do:\n"
    "            - set: {n: event.n}\n"
    "            - {emit: first, if: data.n < 10}\n"
    "            - if: data.n < 20\n"
    "              do: [emit: small, {emit: smaller, if: data.n < 5}]\n"
    "              else: [emit: large]\n"
    "            - {if: data.n < 30, do: [emit: lonely]}\n"
    "            - {emit: failing, if: data.unset > 0}\n"
    "            - {emit: late, if: 'now > timestamp(\"1970-01-01T01:00:00Z\")'}\n"
    "            - emit: last\n"
    "goals:\n"
    "  plain: {reach: a}\n"
    "  worth: {reach: a, value: event.n + data.n}\n"
    "  failing: {reach: a, value: 1 / data.n}\n"
    "offers:\n"
    "  always: {touchpoint: t}\n"
    "  some: {touchpoint: t, if: data.n > 3, value: data.n * 2}\n"
    "  failing: {touchpoint: t, value: data.unset}\n"
    "  worthless: {touchpoint: t, if: data.n > 3}\n"
    "  late: {touchpoint: t, if: 'now > timestamp(\"1970-01-01T01:00:00Z\")'}\n"
    "  number: {touchpoint: t, if: dyn(data.n + 1)}\n";

static struct tappa_value fields[2];

static struct tappa_event
go(int64_t seconds, int64_t n, const char *s)
{
    fields[0] = (struct tappa_value){.kind = TAPPA_INT, .integer = n};
    fields[1] = (struct tappa_value){.kind = s ? TAPPA_STRING : TAPPA_UNSET, .data = s, .size = s ? (uint32_t)strlen(s) : 0};
    return (struct tappa_event){.size = sizeof(struct tappa_event), .time = seconds * 1000000, .touchpoint = TAPPA_NONE, .fields = fields,
                                .field_count = 2};
}

static void
test_keys(void **state)
{
    static const struct {
        int64_t n;
        const char *s, *key; /* NULL: none */
    } rows[] = {{0, "abc", "abc"}, {0, "", ""}, {1, "a", "[\"a\"]"}, {3, NULL, "1"}, {2, NULL, NULL}, {0, NULL, NULL}};
    struct world w;

    (void)state;
    world_open(&w, shop);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t size = 0; size < 8; size++) {
            struct tappa_event e = go(1, rows[i].n, rows[i].s);
            char buffer[9] = "........", wanted[9] = "........";
            size_t needed = 99, n = rows[i].key ? strlen(rows[i].key) : 0;
            tappa_status status = tappa_model_event_key(w.model, &e, w.batch, size ? buffer : NULL, size, &needed);

            assert_int_equal(status, rows[i].key ? TAPPA_OK : TAPPA_EEXPR);
            assert_int_equal(needed, n);
            if (rows[i].key && size) {
                memcpy(wanted, rows[i].key, n < size ? n : size - 1);
                wanted[n < size ? n : size - 1] = '\0';
            }
            assert_memory_equal(buffer, wanted, 9);
        }
    world_close(&w);
    world_open(&w, "{tappa: 1, model: m, version: 1, events: {go: {}}, stages: {a: {when: {go: a}}}}");
    struct tappa_event e = go(1, 0, "");
    size_t needed = 99;
    e.field_count = 0;
    assert_int_equal(tappa_model_event_key(w.model, &e, w.batch, NULL, 0, &needed), TAPPA_EEXPR); /* it asks for none */
    assert_int_equal(needed, 0);
    e.time = INT64_MAX;
    world_close(&w);
    world_open(&w, shop);
    assert_int_equal(tappa_model_event_key(w.model, &e, w.batch, NULL, 0, &needed), TAPPA_ETIME);
    world_close(&w);
}

static void
test_goals(void **state)
{
    struct world w;
    struct tappa_value v;
    struct tappa_event e;

    (void)state;
    world_open(&w, shop);
    e = go(1, 4, "x");
    assert_int_equal(tappa_journey_feed(w.journey, &e, w.batch), TAPPA_OK);
    assert_int_equal(tappa_journey_goal_value(w.journey, 0, &e, w.batch, &v), TAPPA_OK);
    assert_int_equal(v.kind, TAPPA_UNSET);
    assert_int_equal(tappa_journey_goal_value(w.journey, 1, &e, w.batch, &v), TAPPA_OK);
    assert_int_equal(v.integer, 4); /* entering set nothing */
    assert_int_equal(tappa_journey_goal_value(w.journey, 2, &e, w.batch, &v), TAPPA_EEXPR);
    assert_int_equal(tappa_journey_goal_value(w.journey, 1, NULL, w.batch, &v), TAPPA_EEXPR);
    e.flags = 1;
    assert_int_equal(tappa_journey_goal_value(w.journey, 1, &e, w.batch, &v), TAPPA_EINVAL);
    assert_int_equal(v.kind, TAPPA_UNSET);
    world_close(&w);
}

/* holds, the value and why, with each answer that may be NULL left out once. */
static void
offer(struct world *w, const char *name, int64_t seconds, int wanted, int64_t worth, const char *why)
{
    struct tappa_value v;
    const char *because;
    int32_t holds = 7;
    uint32_t i = 0;

    while (strcmp(tappa_model_offer_name(w->model, i), name))
        i++;
    for (int leave = 0; leave < 4; leave++) {
        int64_t now = seconds < 0 ? TAPPA_NEVER : seconds * 1000000;

        v.kind = TAPPA_STRING;
        because = NULL;
        assert_int_equal(tappa_journey_offer(w->journey, i, NULL, now, w->batch, &holds, leave & 1 ? NULL : &v, leave & 2 ? NULL : &because),
                         TAPPA_OK);
        assert_int_equal(holds, wanted);
        if (!(leave & 1)) {
            assert_int_equal(v.kind, worth < 0 ? TAPPA_UNSET : TAPPA_INT);
            assert_true(worth < 0 || v.integer == worth);
        }
        if (!(leave & 2))
            assert_string_equal(because, why);
    }
}

static void
test_offers(void **state)
{
    struct world w;
    struct tappa_event e;
    const char *because = NULL;
    int32_t holds;

    (void)state;
    world_open(&w, shop);
    e = go(1, 0, "x");
    assert_int_equal(tappa_journey_feed(w.journey, &e, w.batch), TAPPA_OK);
    offer(&w, "always", 10, 1, -1, "");
    offer(&w, "some", 10, 0, -1, "data.n > 3 (data.n = 0)");
    offer(&w, "failing", 10, 1, -1, "");
    offer(&w, "worthless", 10, 0, -1, "data.n > 3 (data.n = 0)");
    offer(&w, "number", 10, 0, -1, "data.n + 1 (data.n = 0)"); /* a condition that turns out to be no bool does not hold, be it 1 */
    offer(&w, "late", 3600, 0, -1, "now > timestamp(\"1970-01-01T01:00:00Z\") (now = \"1970-01-01T01:00:00Z\")");
    offer(&w, "late", 3601, 1, -1, "");
    offer(&w, "late", -1, 0, -1, "now > timestamp(\"1970-01-01T01:00:00Z\") (now = \"1970-01-01T00:00:01Z\")"); /* the last event's */
    e = go(4000, 4, "x");
    assert_int_equal(tappa_journey_feed(w.journey, &e, w.batch), TAPPA_OK);
    offer(&w, "some", 10, 1, 8, "");
    offer(&w, "worthless", 10, 1, -1, "");
    offer(&w, "late", -1, 1, -1, "");
    e.time = 1000000;
    assert_int_equal(tappa_journey_offer(w.journey, 4, &e, TAPPA_NEVER, w.batch, &holds, NULL, NULL), TAPPA_OK);
    assert_false(holds); /* the event's own time */
    e.flags = 1;
    assert_int_equal(tappa_journey_offer(w.journey, 4, &e, 0, w.batch, &holds, NULL, &because), TAPPA_EINVAL);
    assert_string_equal(because, "");
    world_close(&w);
}

/* The action that emitted `name`, wherever it ran. */
static uint32_t
action_of(struct world *w, const char *name, uint32_t *row)
{
    for (int64_t n = 0; n < 50; n += 4) {
        struct tappa_event e = go(10000, n, "x");

        assert_int_equal(tappa_journey_probe(w->journey, &e, w->batch), TAPPA_OK);
        for (size_t i = 0; i < tappa_batch_effect_count(w->batch); i++) {
            const struct tappa_effect *effect = tappa_batch_effect_at(w->batch, i);

            if (!strcmp(effect->name, name)) {
                *row = effect->row;
                return effect->action;
            }
        }
    }
    fail_msg("nothing emits %s", name);
    return 0;
}

static void
test_actions(void **state)
{
    static const struct {
        int64_t n;
        const char *holding; /* of the emits below, one letter each */
    } rows[] = {{0, "fsSLl-"}, {5, "fs-Ll-"}, {9, "fs-Ll-"}, {10, "-s-Ll-"}, {19, "-s-Ll-"}, {20, "---LlG"}, {29, "---LlG"}, {30, "----lG"}};
    static const char *const names[] = {"first", "small", "smaller", "lonely", "last", "large"};
    struct world w;
    struct tappa_event e;
    int64_t time = 4000;
    uint32_t row;

    (void)state;
    world_open(&w, shop);
    e = go(1, 0, "x");
    assert_int_equal(tappa_journey_feed(w.journey, &e, w.batch), TAPPA_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        e = go(++time, rows[i].n, "x");
        assert_int_equal(tappa_journey_feed(w.journey, &e, w.batch), TAPPA_OK);
        for (size_t k = 0; k < 6; k++) {
            const char *because = NULL;
            int32_t holds = 7;
            uint32_t action = action_of(&w, names[k], &row);

            e = go(time, rows[i].n, "x");
            assert_int_equal(tappa_journey_still_holds(w.journey, row, action, &e, 0, w.batch, &holds, &because), TAPPA_OK);
            if (holds != (rows[i].holding[k] != '-') || !holds != (because[0] != '\0'))
                fail_msg("%s with %d: %d %s", names[k], (int)rows[i].n, (int)holds, because);
            assert_int_equal(tappa_journey_still_holds(w.journey, row, action, &e, 0, w.batch, &holds, NULL), TAPPA_OK);
            assert_int_equal(holds, rows[i].holding[k] != '-');
            fields[0].integer = -100; /* the row's own condition */
            assert_int_equal(tappa_journey_still_holds(w.journey, row, action, &e, 0, w.batch, &holds, NULL), TAPPA_OK);
            assert_false(holds);
            assert_int_equal(tappa_journey_still_holds(w.journey, TAPPA_NONE, action, &e, 0, w.batch, &holds, NULL), TAPPA_OK);
            assert_int_equal(holds, rows[i].holding[k] != '-');
        }
    }
    e.flags = 1;
    const char *because = NULL;
    int32_t holds;
    uint32_t action = action_of(&w, "last", &row);
    assert_int_equal(tappa_journey_still_holds(w.journey, row, action, &e, 0, w.batch, &holds, &because), TAPPA_EINVAL);
    assert_string_equal(because, "");
    assert_int_equal(tappa_journey_still_holds(w.journey, TAPPA_NONE, action, &e, 0, w.batch, &holds, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_still_holds(w.journey, row, action, NULL, 0, NULL, &holds, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_still_holds(w.journey, row, action, NULL, 0, w.batch, NULL, NULL), TAPPA_EINVAL);
    because = NULL;
    assert_int_equal(tappa_journey_still_holds(NULL, row, action, NULL, 0, w.batch, &holds, &because), TAPPA_EINVAL);
    assert_string_equal(because, "");
    assert_int_equal(tappa_journey_still_holds(NULL, row, action, NULL, 0, w.batch, &holds, NULL), TAPPA_EINVAL);
    row = tappa_model_transition_count(w.model);
    assert_int_equal(tappa_journey_still_holds(w.journey, row, action, NULL, 0, w.batch, &holds, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_still_holds(w.journey, row - 1, action, NULL, 0, w.batch, &holds, NULL), TAPPA_OK);
    action = action_of(&w, "late", &row);
    assert_int_equal(tappa_journey_still_holds(w.journey, row, action, NULL, TAPPA_NEVER, w.batch, &holds, NULL), TAPPA_OK);
    assert_true(holds); /* at the time of the last event */
    for (action = 0; tappa_journey_still_holds(w.journey, TAPPA_NONE, action, NULL, 0, w.batch, &holds, NULL) == TAPPA_OK; action++)
        assert_true(action < 100);
    assert_true(action > 6);
    world_close(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_keys), cmocka_unit_test(test_goals), cmocka_unit_test(test_offers),
                                       cmocka_unit_test(test_actions)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
