/* Offers, contact rules, experiments and retention as hosts read them; and whether what asked for a contact still holds. */
#include "tests/support/world.h"

#include "tappa/rules.h"

static const char text[] =
    "tappa: 1\nmodel: m\nversion: 1\n"
    "data: {basket: {type: double, default: 0.0}, seen: {type: int, default: 0, keep: 90d}}\n"
    "profile: {email: {type: string, source: declared, keep: 30d}, taste: {type: string, source: derived}}\n"
    "events:\n  Add: {fields: {price: double}}\n  Clear: {}\n  Go: {fields: {score: int}}\n"
    "channels: {web: {setting: online}, email: {setting: online, consent: marketing}}\n"
    "touchpoints:\n  site: {channel: web, direction: inbound}\n  mail: {channel: email, direction: outbound}\n"
    "  card: {channel: email, direction: outbound}\n"
    "experiments: {tone: {arms: {warm: 1, dry: 1}, holdout: 0.5}}\n"
    "stages:\n"
    "  a:\n"
    "    when:\n"
    "      Add: [{if: event.price > 10.0, set: {basket: data.basket + event.price}, contact: mail}, {}]\n"
    "      Clear: {set: {basket: 0.0}}\n"
    "      Go:\n"
    "        do:\n"
    "          - {contact: mail, if: data.basket > 1.0}\n"
    "          - if: event.score > 5\n"
    "            do:\n"
    "              - {contact: card, if: data.basket >= 0.0}\n"
    "              - {if: data.basket > 100.0, do: [{emit: rich}], else: [{emit: poor}]}\n"
    "            else:\n"
    "              - {emit: low}\n"
    "          - {emit: last}\n"
    "  b: {}\n"
    "offers:\n"
    "  plain: {touchpoint: site}\n"
    "  big: {touchpoint: site, if: data.basket > 50.0, value: data.basket * 0.1, for: [a, b], priority: 7}\n"
    "  odd: {if: 'journey.entered(\"b\") < now', value: 1.0}\n"
    "contact_rules:\n"
    "  quiet: {from: \"21:00\", to: \"08:30\", channel: email}\n"
    "  caps: [{channel: email, at_most: 1, per: 1d}, {touchpoint: card, at_most: 4, per: 7d}]\n"
    "  priorities: [card, mail]\n"
    "  response_times: [{touchpoint: mail, within: 2d}]\n";

#define HOUR INT64_C(3600000000)

static void
the_rules_as_written(void **state)
{
    struct world w;
    tappa_model *m;

    (void)state;
    world_open(&w, text);
    m = w.model;
    assert_int_equal(tappa_model_cap_count(m), 2);
    assert_int_equal(tappa_model_cap_at(m, 0)->channel, 1);
    assert_int_equal(tappa_model_cap_at(m, 0)->touchpoint, TAPPA_NONE);
    assert_int_equal(tappa_model_cap_at(m, 0)->at_most, 1);
    assert_int_equal(tappa_model_cap_at(m, 0)->per, 24 * HOUR);
    assert_int_equal(tappa_model_cap_at(m, 1)->touchpoint, 2);
    assert_null(tappa_model_cap_at(m, 2));
    assert_int_equal(tappa_model_quiet_count(m), 1);
    assert_int_equal(tappa_model_quiet_at(m, 0)->from, 21 * HOUR);
    assert_int_equal(tappa_model_quiet_at(m, 0)->to, 8 * HOUR + HOUR / 2);
    assert_int_equal(tappa_model_quiet_at(m, 0)->channel, 1);
    assert_null(tappa_model_quiet_at(m, 1));
    assert_int_equal(tappa_model_priority_count(m), 2);
    assert_int_equal(tappa_model_priority_at(m, 0)->touchpoint, 2);
    assert_true(tappa_model_priority_at(m, 0)->priority > tappa_model_priority_at(m, 1)->priority);
    assert_null(tappa_model_priority_at(m, 2));
    assert_int_equal(tappa_model_response_count(m), 1);
    assert_int_equal(tappa_model_response_at(m, 0)->within, 48 * HOUR);
    assert_null(tappa_model_response_at(m, 1));
    assert_int_equal(tappa_model_data_keep(m, 0), 0);
    assert_int_equal(tappa_model_data_keep(m, 1), 90 * 24 * HOUR);
    assert_int_equal(tappa_model_data_keep(m, 2), 0);
    assert_int_equal(tappa_model_profile_keep(m, 0), 30 * 24 * HOUR);
    assert_int_equal(tappa_model_profile_keep(m, 2), 0);
    assert_int_equal(tappa_model_profile_source(m, 0), TAPPA_DECLARED);
    assert_int_equal(tappa_model_profile_source(m, 1), TAPPA_DERIVED);
    assert_int_equal(tappa_model_profile_source(m, 2), 0);
    assert_int_equal(tappa_model_cap_count(NULL) + tappa_model_quiet_count(NULL) + tappa_model_priority_count(NULL) +
                         tappa_model_response_count(NULL) + tappa_model_offer_count(NULL) + tappa_model_experiment_count(NULL),
                     0);
    assert_null(tappa_model_cap_at(NULL, 0));
    world_close(&w);
}

static void
the_offers_as_written(void **state)
{
    struct world w;
    tappa_model *m;

    (void)state;
    world_open(&w, text);
    m = w.model;
    assert_int_equal(tappa_model_offer_count(m), 3);
    assert_string_equal(tappa_model_offer_name(m, 1), "big");
    assert_string_equal(tappa_touchpoint_name(tappa_model_offer_touchpoint(m, 1)), "site");
    assert_null(tappa_model_offer_touchpoint(m, 2));
    assert_int_equal(tappa_model_offer_stage_count(m, 0), 0);
    assert_int_equal(tappa_model_offer_stage_count(m, 1), 2);
    assert_string_equal(tappa_stage_name(tappa_model_offer_stage_at(m, 1, 1)), "b");
    assert_null(tappa_model_offer_stage_at(m, 1, 2));
    assert_int_equal(tappa_model_offer_priority(m, 1), 7);
    assert_int_equal(tappa_model_offer_priority(m, 0), 0);
    assert_string_equal(tappa_model_offer_name(m, 3), "");
    assert_null(tappa_model_offer_touchpoint(m, 3));
    assert_null(tappa_model_offer_stage_at(m, 3, 0));
    assert_int_equal(tappa_model_experiment_count(m), 1);
    assert_string_equal(tappa_model_experiment_name(m, 0), "tone");
    assert_string_equal(tappa_model_experiment_name(m, 1), "");
    world_close(&w);
}

static tappa_journey *
customer(tappa_model *m, const char *name)
{
    tappa_journey *j;

    assert_int_equal(tappa_journey_new(m, name, strlen(name), NULL, 0, &j), TAPPA_OK);
    return j;
}

static void
feed(struct world *w, tappa_journey *j, uint32_t type, int64_t time, const struct tappa_value *field)
{
    struct tappa_event event = {.size = sizeof event, .type = type, .time = time, .touchpoint = TAPPA_NONE, .fields = field,
                                .field_count = field != NULL};

    assert_int_equal(tappa_journey_feed(j, &event, w->batch), TAPPA_OK);
}

static void
an_offer_holds_or_tells_why_not(void **state)
{
    struct tappa_value price = {.kind = TAPPA_DOUBLE, .real = 40.0}, value;
    const char *because;
    struct world w;
    tappa_journey *j;
    int32_t holds;

    (void)state;
    world_open(&w, text);
    j = w.journey;
    feed(&w, j, 0, HOUR, &price);
    assert_int_equal(tappa_journey_offer(j, 0, NULL, HOUR, w.batch, &holds, &value, &because), TAPPA_OK);
    assert_int_equal(holds, 1);
    assert_int_equal(value.kind, TAPPA_UNSET);
    assert_string_equal(because, "");
    assert_int_equal(tappa_journey_offer(j, 1, NULL, HOUR, w.batch, &holds, &value, &because), TAPPA_OK);
    assert_int_equal(holds, 0);
    assert_int_equal(value.kind, TAPPA_UNSET);
    assert_non_null(strstr(because, "40"));
    feed(&w, j, 0, 2 * HOUR, &price);
    assert_int_equal(tappa_journey_offer(j, 1, NULL, HOUR, w.batch, &holds, &value, NULL), TAPPA_OK);
    assert_int_equal(holds, 1);
    assert_true(value.kind == TAPPA_DOUBLE && value.real == 8.0);
    assert_int_equal(tappa_journey_offer(j, 2, NULL, HOUR, w.batch, &holds, NULL, &because), TAPPA_OK); /* never entered: an error */
    assert_int_equal(holds, 0);
    assert_true(because[0] != '\0');
    assert_int_equal(tappa_journey_offer(j, 3, NULL, HOUR, w.batch, &holds, NULL, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_offer(NULL, 0, NULL, HOUR, w.batch, &holds, NULL, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_offer(j, 0, NULL, HOUR, NULL, &holds, NULL, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_offer(j, 0, NULL, TAPPA_NEVER, w.batch, &holds, NULL, NULL), TAPPA_OK);
    assert_int_equal(tappa_journey_offer(j, 0, NULL, TAPPA_NEVER - 1, w.batch, &holds, NULL, NULL), TAPPA_ETIME);
    assert_int_equal(tappa_journey_offer(j, 0, NULL, INT64_MIN, w.batch, &holds, NULL, NULL), TAPPA_ETIME);
    assert_int_equal(tappa_journey_still_holds(j, TAPPA_NONE, 0, NULL, INT64_MIN, w.batch, &holds, NULL), TAPPA_ETIME);
    assert_int_equal(tappa_journey_offer(j, 0, NULL, HOUR, w.batch, NULL, NULL, NULL), TAPPA_EINVAL);
    world_close(&w);
}

/* Row and action of the effect called `name` in the batch. */
static void
effect(struct world *w, const char *name, uint32_t *row, uint32_t *action)
{
    size_t i;

    for (i = 0; i < tappa_batch_effect_count(w->batch); i++) {
        const struct tappa_effect *e = tappa_batch_effect_at(w->batch, i);

        if (!strcmp(e->name, name)) {
            *row = e->row;
            *action = e->action;
            return;
        }
    }
    fail_msg("no effect %s", name);
}

static int32_t
still(struct world *w, tappa_journey *j, uint32_t row, uint32_t action, int64_t score, const char **because)
{
    struct tappa_value field = {.kind = TAPPA_INT, .integer = score};
    struct tappa_event go = {.size = sizeof go, .type = 2, .time = HOUR, .touchpoint = TAPPA_NONE, .fields = &field, .field_count = 1};
    int32_t holds = -1;

    assert_int_equal(tappa_journey_still_holds(j, row, action, &go, 5 * HOUR, w->batch, &holds, because), TAPPA_OK);
    return holds;
}

static void
what_asked_is_asked_again(void **state)
{
    struct tappa_value price = {.kind = TAPPA_DOUBLE, .real = 40.0}, high = {.kind = TAPPA_INT, .integer = 9},
                       low = {.kind = TAPPA_INT, .integer = 1};
    uint32_t row, mail, card, poor, last, other, floor;
    const char *because;
    struct world w;
    tappa_journey *j;

    (void)state;
    world_open(&w, text);
    j = w.journey;
    feed(&w, j, 0, HOUR, &price);
    feed(&w, j, 2, 2 * HOUR, &low);
    effect(&w, "low", &other, &floor);
    feed(&w, j, 2, 2 * HOUR, &high);
    effect(&w, "mail", &row, &mail);
    effect(&w, "card", &other, &card);
    effect(&w, "poor", &other, &poor);
    effect(&w, "last", &other, &last);
    assert_int_equal(row, other);
    assert_int_equal(still(&w, j, row, mail, 9, &because), 1);
    assert_int_equal(still(&w, j, row, card, 9, &because), 1);
    assert_int_equal(still(&w, j, row, poor, 9, &because), 1);
    assert_int_equal(still(&w, j, row, floor, 9, &because), 0); /* the `else` of a condition that holds */
    assert_true(because[0] != '\0');
    assert_int_equal(still(&w, j, row, floor, 1, &because), 1);
    assert_int_equal(still(&w, j, row, card, 1, &because), 0); /* the condition around it */
    assert_int_equal(still(&w, j, row, last, 1, &because), 1); /* behind it: not its matter */
    feed(&w, j, 1, 3 * HOUR, NULL);
    assert_int_equal(still(&w, j, row, mail, 9, &because), 0); /* its own condition: the basket was emptied */
    assert_non_null(strstr(because, "data.basket"));
    assert_int_equal(still(&w, j, row, card, 9, NULL), 1);
    world_close(&w);
}

static void
the_row_is_asked_too(void **state)
{
    struct tappa_value price = {.kind = TAPPA_DOUBLE, .real = 40.0};
    struct tappa_event add = {.size = sizeof add, .type = 0, .time = HOUR, .touchpoint = TAPPA_NONE, .fields = &price, .field_count = 1};
    const char *because;
    uint32_t row, mail;
    struct world w;
    tappa_journey *j;
    int32_t holds;

    (void)state;
    world_open(&w, text);
    j = w.journey;
    feed(&w, j, 0, HOUR, &price);
    effect(&w, "mail", &row, &mail);
    assert_int_equal(tappa_journey_still_holds(j, row, mail, &add, HOUR, w.batch, &holds, &because), TAPPA_OK);
    assert_int_equal(holds, 1);
    assert_int_equal(tappa_journey_still_holds(j, row, mail, NULL, HOUR, w.batch, &holds, &because), TAPPA_OK);
    assert_int_equal(holds, 0); /* without the event nothing is known of its price */
    assert_int_equal(tappa_journey_still_holds(j, TAPPA_NONE, mail, NULL, HOUR, w.batch, &holds, &because), TAPPA_OK);
    assert_int_equal(holds, 1);
    assert_int_equal(tappa_journey_still_holds(j, 1000, mail, NULL, HOUR, w.batch, &holds, &because), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_still_holds(j, row, 1000, NULL, HOUR, w.batch, &holds, &because), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_still_holds(NULL, row, mail, NULL, HOUR, w.batch, &holds, &because), TAPPA_EINVAL);
    world_close(&w);
}

/* An action of `enter` belongs to its stage; of a row or of `leave` to none. */
static void
the_stage_that_an_action_is_of(void **state)
{
    static const char model[] = "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\n"
                                "stages:\n"
                                "  a: {enter: [{emit: first}, {emit: second}], leave: [{emit: third}], when: {Go: {to: b, emit: fourth}}}\n"
                                "  b: {enter: [{if: 1 > 0, do: [{emit: fifth}]}]}\n";
    static const struct {
        const char *effect, *stage;
    } rows[] = {{"first", "a"}, {"second", "a"}, {"third", NULL}, {"fourth", NULL}, {"fifth", "b"}};
    struct world w;
    size_t i, n, seen = 0;

    (void)state;
    world_open(&w, model);
    feed(&w, w.journey, 0, HOUR, NULL);
    for (n = 0; n < tappa_batch_effect_count(w.batch); n++) {
        const struct tappa_effect *e = tappa_batch_effect_at(w.batch, n);
        const tappa_stage *stage = tappa_model_action_stage(w.model, e->action);

        for (i = 0; i < sizeof rows / sizeof *rows; i++) {
            if (strcmp(rows[i].effect, e->name))
                continue;
            seen++;
            if (rows[i].stage)
                assert_string_equal(tappa_stage_name(stage), rows[i].stage);
            else
                assert_null(stage);
        }
    }
    assert_int_equal(seen, 5);
    assert_null(tappa_model_action_stage(w.model, TAPPA_NONE));
    assert_null(tappa_model_action_stage(NULL, 0));
    world_close(&w);
}

static void
an_arm_is_what_expressions_see(void **state)
{
    static const char *const names[] = {"anna", "bruno", "carla", "dario", "elena", "fabio", "gina", "hugo"};
    struct world w;
    tappa_model *m;
    size_t i, held = 0;

    (void)state;
    world_open(&w, text);
    m = w.model;
    for (i = 0; i < 8; i++) {
        tappa_journey *j = customer(m, names[i]);
        const char *arm = tappa_journey_arm(j, 0);

        held += !strcmp(arm, "holdout");
        assert_true(!strcmp(arm, "holdout") || !strcmp(arm, "warm") || !strcmp(arm, "dry"));
        assert_string_equal(tappa_journey_arm(j, 1), "");
        tappa_journey_free(j);
    }
    assert_true(held > 0 && held < 8);
    assert_string_equal(tappa_journey_arm(NULL, 0), "");
    world_close(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rules_as_written),          cmocka_unit_test(the_offers_as_written),
        cmocka_unit_test(an_offer_holds_or_tells_why_not), cmocka_unit_test(what_asked_is_asked_again),
        cmocka_unit_test(the_row_is_asked_too),          cmocka_unit_test(the_stage_that_an_action_is_of),
        cmocka_unit_test(an_arm_is_what_expressions_see),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
