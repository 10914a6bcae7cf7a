/* What a plan says of where journeys come to, and why some cannot go on: each reason once, each way by itself, whatever else bears the name of a stage. */
#include "tests/engine/people.h"

static const char common[] = "tappa: 1\nmodel: road\nversion: %d\nevents: {On: {}, Off: {}, Far: {}, Both: {}, Poke: {}, Later: {}}\n%s";

/* Its slots are called as its stages are. */
static const char one[] =
    "data: {b: {type: int, default: 0}, c: {type: string, default: ''}}\n"
    "stages:\n"
    "  a: {when: {On: {set: {b: data.b + 1}, to: b}, Far: c, Both: p, Poke: {}}}\n"
    "  b: {when: {Off: a, Poke: {}, Later: {do: [{send: Poke, after: 1d}, {send: Poke, after: 2d}]}}}\n"
    "  c: {when: {Off: a}}\n"
    "  p: {parallel: true, stages: {left: {stages: {la: {}}}, right: {stages: {ra: {}}}}, when: {Off: a}}\n";

static tappa_model *
version_of(tappa_context *context, int version, const char *stages)
{
    char text[2048];

    snprintf(text, sizeof text, common, version, stages);
    return shop_compile(context, text);
}

static void
begin(struct shop *s)
{
    tappa_model *model;
    tappa_store *store;

    *s = (struct shop){.now = SHOP_START};
    assert_int_equal(tappa_context_new(NULL, &s->context), TAPPA_OK);
    assert_int_equal(tappa_store_memory(s->context, 0, &store), TAPPA_OK);
    assert_int_equal(tappa_engine_open(s->context, store, NULL, &s->engine), TAPPA_OK);
    model = version_of(s->context, 1, one);
    assert_int_equal(tappa_engine_add_model(s->engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    tappa_model_unref(model);
}

static void
end(struct shop *s)
{
    assert_int_equal(tappa_engine_close(s->engine), TAPPA_OK);
    tappa_context_unref(s->context);
}

/* The plan for a version: its reasons, or its moves, as one text. */
static void
says(struct shop *s, tappa_context *context, const char *stages, const char *expected)
{
    struct tappa_plan plan = {.size = sizeof plan};
    tappa_model *next = version_of(context, 3, stages);
    struct shop_text out = {0};

    assert_int_equal(tappa_engine_plan(s->engine, next, &plan), TAPPA_OK);
    for (size_t i = 0; i < plan.move_count; i++)
        shop_put(&out, "%s>%s %llu\n", plan.moves[i].from, plan.moves[i].to, (unsigned long long)plan.moves[i].journeys);
    for (size_t i = 0; i < plan.reason_count; i++)
        shop_put(&out, "%s\n", plan.reasons[i]);
    assert_string_equal(out.s ? out.s : "", expected);
    free(out.s);
    tappa_model_unref(next);
}

static void
each_reason_once(void **state)
{
    struct shop s;

    (void)state;
    begin(&s);
    shop_ingest(&s, "cookie=1", "On", SHOP_START, NULL, NULL);
    shop_ingest(&s, "cookie=2", "Far", SHOP_START, NULL, NULL);
    shop_ingest(&s, "cookie=3", "Far", SHOP_START, NULL, NULL);
    says(&s, s.context, "data: {b: {type: int}}\nstages: {a: {when: {On: a}}}\nmigrate: {from: 1, stages: {p: a, left: a, la: a, right: a, ra: a}}\n",
         "the stage 'c' is not there any more, and `migrate` does not say where to\n"
         "the stage 'b' is not there any more, and `migrate` does not say where to\n");
    end(&s);
}

/* What is dropped has no place; what keeps its name stays, also where a slot of that name goes. */
static void
each_way_by_itself(void **state)
{
    struct shop s;

    (void)state;
    begin(&s);
    shop_ingest(&s, "cookie=1", "On", SHOP_START, NULL, NULL);
    says(&s, s.context, "data: {b: {type: int, default: 0}}\nstages: {a: {when: {On: a}}, c: {}}\nmigrate: {from: 1, stages: {b: , p: a}}\n",
         "b> 1\n");
    says(&s, s.context, "stages: {a: {when: {On: b}}, b: {}, c: {}}\nmigrate: {from: 1, stages: {b: , p: a}}\n", "b> 1\n"); /* it is another one */
    says(&s, s.context, "stages: {a: {when: {On: b}}, b: {}, c: {}}\nmigrate: {from: 1, stages: {p: a}}\n", "b>b 1\n");
    shop_ingest(&s, "cookie=2", "Both", SHOP_START, NULL, NULL);
    says(&s, s.context, "stages:\n  a: {when: {On: b}}\n  b: {}\n  c: {}\n  p: {parallel: true, stages: {left: {}, right: {stages: {ra: {}}}}}\n"
                        "migrate: {from: 1, stages: {la: }}\n",
         "la> 1\nra>ra 1\nb>b 1\n");
    end(&s);
}

/* One region here, one there: they are never active together. */
static void
not_together(void **state)
{
    struct shop s;

    (void)state;
    begin(&s);
    shop_ingest(&s, "cookie=1", "Both", SHOP_START, NULL, NULL);
    says(&s, s.context, "stages: {a: {when: {On: b}}, b: {}, c: {}}\nmigrate: {from: 1, stages: {p: a, left: a, la: a, right: b, ra: b}}\n",
         "the stages it would stand in cannot be active together\n");
    end(&s);
}

/* A host of before there was a present in it is told all else. */
static void
an_older_plan(void **state)
{
    struct tappa_plan plan = {.size = offsetof(struct tappa_plan, now), .now = 5, .timers_due = 7};
    tappa_model *next;
    struct shop s;

    (void)state;
    begin(&s);
    shop_ingest(&s, "cookie=1", "On", SHOP_START, NULL, NULL);
    next = version_of(s.context, 3, "stages: {a: {when: {On: b}}, b: {}, c: {}}\nmigrate: {from: 1, stages: {p: a}}\n");
    assert_int_equal(tappa_engine_plan(s.engine, next, &plan), TAPPA_OK);
    assert_int_equal(plan.stay, 1);
    assert_int_equal(plan.now, 5);
    assert_int_equal(plan.timers_due, 7);
    tappa_model_unref(next);
    end(&s);
}

/* A host that lets fewer sends wait than there are: its model cannot take the journey up. */
static void
fewer_sends(void **state)
{
    tappa_context *small;
    struct shop s;

    (void)state;
    begin(&s);
    assert_int_equal(tappa_context_new(NULL, &small), TAPPA_OK);
    assert_int_equal(tappa_context_set_limit(small, TAPPA_LIMIT_PENDING_SENDS, 1), TAPPA_OK);
    shop_ingest(&s, "cookie=1", "On", SHOP_START, NULL, NULL);
    shop_ingest(&s, "cookie=1", "Later", SHOP_START + 1, NULL, NULL);
    says(&s, small, "stages: {a: {when: {On: b}}, b: {}, c: {}}\nmigrate: {from: 1, stages: {p: a}}\n", "a limit was reached\n");
    tappa_context_unref(small);
    end(&s);
}

/* A version in between leads on for those who began with it, and not for the first: of two who stand in one stage each has a way of its own. */
static void
two_ways_from_one_stage(void **state)
{
    static const char two[] = "stages:\n  a: {when: {On: b, Poke: {}}}\n  b: {when: {Off: a, Poke: {}}}\n  c: {}\n";
    tappa_model *model;
    struct shop s;

    (void)state;
    begin(&s);
    shop_ingest(&s, "cookie=1", "On", SHOP_START, NULL, NULL);
    model = version_of(s.context, 2, two);
    assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_MIGRATE, SHOP_START + 1), TAPPA_OK);
    tappa_model_unref(model);
    shop_ingest(&s, "cookie=2", "On", SHOP_START + 2, NULL, NULL);
    shop_ingest(&s, "cookie=3", "On", SHOP_START + 2, NULL, NULL);
    says(&s, s.context, "stages: {a: {when: {On: b}}, b: {}, c: {}}\nmigrate: [{from: 1, stages: {b: c, p: a}}, {from: 2}]\n", "b>b 2\nb>c 1\n");
    end(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_reason_once),
        cmocka_unit_test(each_way_by_itself),
        cmocka_unit_test(not_together),
        cmocka_unit_test(an_older_plan),
        cmocka_unit_test(fewer_sends),
        cmocka_unit_test(two_ways_from_one_stage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
