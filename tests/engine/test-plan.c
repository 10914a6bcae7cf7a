/* Changing a running model: pin, follow, migrate; that a plan says what applying it then does, in random shops; killed in between and gone on with; events
 * that come late across the change. */
#include "tests/engine/dice.h"
#include "tests/engine/people.h"
#include "tests/support/scratch.h"

#include "lib/engine/engine.h" /* the first of two engines over one store does not take it along when it closes */

/* The stages of one version: `%d` the version, the rest what differs. */
static const char common[] =
    "tappa: 1\nmodel: road\nversion: %d\n"
    "data: {steps: {type: int, default: 0}}\n"
    "events: {On: {}, Off: {}, Back: {}, Done: {}, Poke: {}}\n"
    "goals: {end: {event: Done}}\n";
static const char one[] =
    "stages:\n"
    "  a: {when: {On: {set: {steps: data.steps + 1}, to: b}, Poke: {}}, after: {2d: c, 9d: {emit: late}}}\n"
    "  b: {when: {On: c, Back: a, Off: d}, after: {3d: {emit: seen}}}\n"
    "  c: {when: {On: {to: d, send: Poke, after: 4d}, Back: b}}\n"
    "  d: {when: {Back: a, Done: e}, after: {5d: {emit: waiting, every: 1d}}}\n"
    "  e: {final: true}\n";
/* b becomes bb, with the same timer; c is gone and nobody says where to; d's timer is another. */
static const char two[] =
    "stages:\n"
    "  a: {when: {On: {set: {steps: data.steps + 10}, to: bb}, Poke: {}}, after: {2d: bb, 9d: {emit: late}}}\n"
    "  bb: {when: {On: d, Back: a, Off: d}, after: {3d: {emit: seen}}}\n"
    "  d: {when: {Back: a, Done: e}, after: {6d: {emit: waiting}}}\n"
    "  e: {final: true}\n"
    "migrate: {from: 1, stages: {b: bb}}\n";
/* All has a place, also from the first version. */
static const char three[] =
    "stages:\n"
    "  a: {when: {On: {set: {steps: data.steps + 100}, to: bb}, Poke: {}}, after: {2d: bb}}\n"
    "  bb: {when: {On: dd, Back: a, Off: dd}, after: {3d: {emit: seen}, 7d: {emit: more}}}\n"
    "  dd: {when: {Back: a, Done: e}}\n"
    "  e: {final: true}\n"
    "migrate: [{from: 1, stages: {b: bb, c: bb, d: dd}}, {from: 2, stages: {d: dd}}]\n";

static tappa_model *
version_of(struct shop *s, int version, const char *stages)
{
    char text[2048];
    size_t n = (size_t)snprintf(text, sizeof text, common, version);

    snprintf(text + n, sizeof text - n, "%s", stages);
    return shop_compile(s->context, text);
}

static void
bring(struct shop *s, int version, const char *stages, int32_t policy, int64_t now)
{
    tappa_model *model = version_of(s, version, stages);

    assert_int_equal(tappa_engine_add_model(s->engine, model, policy, now), TAPPA_OK);
    tappa_model_unref(model);
}

static void
start(struct shop *s, const char *path, uint32_t flags)
{
    tappa_store *store;

    if (!s->context)
        assert_int_equal(tappa_context_new(NULL, &s->context), TAPPA_OK);
    assert_int_equal(path ? tappa_store_sqlite(s->context, path, flags, &store) : tappa_store_memory(s->context, flags, &store), TAPPA_OK);
    assert_int_equal(tappa_engine_open(s->context, store, NULL, &s->engine), TAPPA_OK);
}

static void
begin(struct shop *s, uint32_t flags)
{
    *s = (struct shop){.now = SHOP_START};
    start(s, NULL, flags);
    bring(s, 1, one, TAPPA_FOLLOW, SHOP_START - SHOP_DAY);
}

static void
end(struct shop *s)
{
    assert_int_equal(tappa_engine_close(s->engine), TAPPA_OK);
    tappa_context_unref(s->context);
}

static int64_t
version_at(struct shop *s, const char *who)
{
    return tappa_model_version(tappa_journey_model(shop_where(s, who).journeys[0]));
}

static void
stands(struct shop *s, const char *who, int64_t version, const char *stage)
{
    assert_int_equal(version_at(s, who), version);
    assert_string_equal(tappa_stage_name(tappa_journey_stage_at(shop_where(s, who).journeys[0], 0)), stage);
}

static size_t
apply(struct shop *s, int64_t now, size_t limit)
{
    size_t done;

    assert_int_equal(tappa_engine_apply(s->engine, "road", 4, now, limit, &done), TAPPA_OK);
    return done;
}

/* ---- one after the other ---- */

static void
each_policy_as_it_says(void **state)
{
    struct shop s;
    int32_t policy;

    (void)state;
    for (policy = TAPPA_FOLLOW; policy <= TAPPA_MIGRATE; policy++) {
        begin(&s, policy == TAPPA_PIN ? TAPPA_STORE_SHARED : 0);
        shop_ingest(&s, "cookie=old", "On", SHOP_START, "1", NULL);
        bring(&s, 2, two, policy, SHOP_START + SHOP_HOUR);
        stands(&s, "cookie=old", 1, "b"); /* whatever it says: nobody has touched it */
        shop_ingest(&s, "cookie=new", "On", SHOP_START + 2 * SHOP_HOUR, "2", NULL);
        stands(&s, "cookie=new", 2, "bb");
        shop_ingest(&s, "cookie=old", "Poke", SHOP_START + 3 * SHOP_HOUR, "3", NULL);
        stands(&s, "cookie=old", policy == TAPPA_FOLLOW ? 2 : 1, policy == TAPPA_FOLLOW ? "bb" : "b");
        assert_int_equal(apply(&s, SHOP_START + 4 * SHOP_HOUR, 100), 2);
        stands(&s, "cookie=old", policy == TAPPA_PIN ? 1 : 2, policy == TAPPA_PIN ? "b" : "bb");
        end(&s);
    }
}

/* A version in between may not know how to go on, the next one does; one that pins ends the way for good. */
static void
two_steps(void **state)
{
    struct tappa_plan plan = {.size = sizeof plan};
    tappa_model *model;
    struct shop s;

    (void)state;
    for (int pinned = 0; pinned < 2; pinned++) {
        begin(&s, 0);
        shop_ingest(&s, "cookie=b", "On", SHOP_START, "1", NULL);
        shop_ingest(&s, "cookie=c", "On", SHOP_START, "2", NULL);
        shop_ingest(&s, "cookie=c", "On", SHOP_START + 1, "3", NULL);
        bring(&s, 2, two, pinned ? TAPPA_PIN : TAPPA_MIGRATE, SHOP_START + SHOP_HOUR);
        apply(&s, SHOP_START + SHOP_HOUR, 100);
        stands(&s, "cookie=b", pinned ? 1 : 2, pinned ? "b" : "bb");
        stands(&s, "cookie=c", 1, "c");
        model = version_of(&s, 3, three);
        assert_int_equal(tappa_engine_plan(s.engine, model, &plan), TAPPA_OK);
        assert_int_equal(plan.journeys, 2);
        assert_int_equal(plan.cannot, 0);
        assert_int_equal(plan.stay, pinned ? 2 : 1);
        assert_int_equal(plan.move, pinned ? 0 : 1);
        tappa_model_unref(model);
        bring(&s, 3, three, TAPPA_MIGRATE, SHOP_START + 2 * SHOP_HOUR);
        assert_int_equal(apply(&s, SHOP_START + 2 * SHOP_HOUR, 100), 2);
        stands(&s, "cookie=b", pinned ? 1 : 3, pinned ? "b" : "bb");
        stands(&s, "cookie=c", pinned ? 1 : 3, pinned ? "c" : "bb");
        end(&s);
    }
}

/* One version sets a timer anew, the next has none there; what was sent with a delay goes on through both. */
static void
timers_through_two_steps(void **state)
{
    struct tappa_plan plan = {.size = sizeof plan};
    tappa_model *model;
    struct shop s;

    (void)state;
    begin(&s, 0);
    for (int i = 0; i < 3; i++)
        shop_ingest(&s, "cookie=d", "On", SHOP_START + i, NULL, NULL);
    stands(&s, "cookie=d", 1, "d");
    for (int64_t i = -1; i <= 0; i++) {
        model = version_of(&s, 2, two); /* six days from when it came there */
        plan.now = SHOP_START + 2 + 6 * SHOP_DAY + i;
        assert_int_equal(tappa_engine_plan(s.engine, model, &plan), TAPPA_OK);
        assert_int_equal(plan.timers_rearmed, 1);
        assert_int_equal(plan.timers_due, i + 1);
        assert_int_equal(plan.overdue, 1); /* the five days under which it is */
        tappa_model_unref(model);
    }
    bring(&s, 2, two, TAPPA_MIGRATE, SHOP_START + SHOP_HOUR);
    model = version_of(&s, 3, three);
    plan.now = SHOP_START + SHOP_HOUR;
    assert_int_equal(tappa_engine_plan(s.engine, model, &plan), TAPPA_OK);
    assert_int_equal(plan.overdue, 0);
    tappa_model_unref(model);
    assert_int_equal(plan.timers_kept, 1);
    assert_int_equal(plan.timers_rearmed, 0);
    assert_int_equal(plan.timers_dropped, 1);
    end(&s);
}

static void
reasons_are_told(void **state)
{
    struct tappa_plan plan = {.size = sizeof plan};
    char text[2048], *at;
    tappa_model *model;
    struct shop s;

    (void)state;
    begin(&s, 0);
    shop_ingest(&s, "cookie=c", "On", SHOP_START, "1", NULL);
    shop_ingest(&s, "cookie=c", "On", SHOP_START + 1, "2", NULL);
    model = version_of(&s, 2, two);
    assert_int_equal(tappa_engine_plan(s.engine, model, &plan), TAPPA_OK);
    tappa_model_unref(model); /* the plan needs it no more */
    assert_int_equal(plan.cannot, 1);
    assert_int_equal(plan.reason_count, 1);
    assert_string_equal(plan.reasons[0], "the stage 'c' is not there any more, and `migrate` does not say where to");
    strcpy(text, two);
    at = strstr(text, "migrate");
    *at = '\0';
    model = version_of(&s, 2, text);
    assert_int_equal(tappa_engine_plan(s.engine, model, &plan), TAPPA_OK);
    assert_string_equal(plan.reasons[0], "`migrate` does not lead on from version 1: `migrate: [{from: 1}]` does, where stages keep their names");
    tappa_model_unref(model);
    model = version_of(&s, 1, text); /* another text under the same version */
    assert_int_equal(tappa_engine_plan(s.engine, model, &plan), TAPPA_EMISMATCH);
    tappa_model_unref(model);
    model = version_of(&s, 1, one);
    plan.size = offsetof(struct tappa_plan, now) - 1;
    assert_int_equal(tappa_engine_plan(s.engine, model, &plan), TAPPA_EINVAL);
    tappa_model_unref(model);
    bring(&s, 2, two, TAPPA_MIGRATE, s.now);
    model = version_of(&s, 1, one); /* there is no way back */
    plan.size = sizeof plan;
    assert_int_equal(tappa_engine_plan(s.engine, model, &plan), TAPPA_EMISMATCH);
    assert_int_equal(tappa_engine_add_model(s.engine, model, TAPPA_MIGRATE, s.now), TAPPA_OK); /* as each host says that starts with it */
    tappa_model_unref(model);
    assert_int_equal(tappa_engine_apply(s.engine, "roads", 5, s.now, 1, NULL), TAPPA_EUNKNOWN);
    assert_int_equal(tappa_engine_apply(s.engine, "road", 4, INT64_MIN, 1, NULL), TAPPA_ETIME);
    end(&s);
}

/* An event from before the change that comes behind it is heard under the version of then; the journey is moved again where it was. */
static void
late_across_the_change(void **state)
{
    struct shop s;

    (void)state;
    for (int32_t policy = TAPPA_FOLLOW; policy <= TAPPA_MIGRATE; policy += 2) {
        begin(&s, 0);
        shop_ingest(&s, "cookie=x", "Poke", SHOP_START, "1", NULL);
        bring(&s, 2, two, policy, SHOP_START + SHOP_HOUR);
        apply(&s, SHOP_START + SHOP_HOUR, 100);
        stands(&s, "cookie=x", 2, "a");
        assert_int_equal(shop_ingest(&s, "cookie=x", "Poke", SHOP_START + 2 * SHOP_HOUR, "2", NULL).outcome, TAPPA_INGEST_TAKEN);
        assert_int_equal(shop_ingest(&s, "cookie=x", "On", SHOP_START + SHOP_HOUR / 2, "3", NULL).late, 1);
        stands(&s, "cookie=x", 2, "bb");
        {
            struct tappa_value steps;

            assert_int_equal(tappa_journey_data(shop_where(&s, "cookie=x").journeys[0], 0, &steps), TAPPA_OK);
            assert_int_equal(steps.integer, 1); /* under the second version it would have been ten */
        }
        end(&s);
    }
}

/* Moved and not touched since: a late event does not move it back. */
static void
what_was_moved_stays_moved(void **state)
{
    struct shop s;

    (void)state;
    begin(&s, 0);
    shop_ingest(&s, "cookie=x", "On", SHOP_START, "1", NULL);
    bring(&s, 2, two, TAPPA_MIGRATE, SHOP_START + SHOP_HOUR);
    apply(&s, SHOP_START + 2 * SHOP_HOUR, 100);
    stands(&s, "cookie=x", 2, "bb");
    assert_int_equal(shop_ingest(&s, "cookie=x", "Poke", SHOP_START - SHOP_HOUR, "2", NULL).late, 1);
    stands(&s, "cookie=x", 2, "bb");
    shop_ingest(&s, "cookie=x login=l", "Poke", SHOP_START + SHOP_HOUR / 2, "3", NULL);
    stands(&s, "login=l", 2, "bb");
    end(&s);
}

/* ---- a plan says what happens ---- */

#define PEOPLE 40
#define NAME(who, i) snprintf(who, sizeof who, "cookie=p%d", i)

struct before {
    int64_t version;
    char stage[8];
    uint32_t timers;
};

static void
random_history(struct shop *s, int count)
{
    static const char *const names[] = {"On", "Off", "Back", "Poke", "On", "Done"};
    char who[16], id[16];

    for (int i = 0; i < count; i++) {
        NAME(who, (int)roll(PEOPLE));
        snprintf(id, sizeof id, "%llu", (unsigned long long)seed);
        shop_ingest(s, who, names[roll(6)], s->now + roll(20) * SHOP_HOUR, id, NULL);
    }
    shop_due(s, s->now);
}

static int
is_living(struct shop *s, const char *who)
{
    return shop_find(s, who) && shop_where(s, who).journey_count && !tappa_journey_ended(shop_where(s, who).journeys[0]);
}

static void
remember(struct shop *s, struct before *all)
{
    char who[16];

    for (int i = 0; i < PEOPLE; i++) {
        const tappa_journey *journey;

        NAME(who, i);
        all[i] = (struct before){.version = 0};
        if (!is_living(s, who))
            continue;
        journey = shop_where(s, who).journeys[0];
        all[i].version = tappa_model_version(tappa_journey_model(journey));
        snprintf(all[i].stage, sizeof all[i].stage, "%s", tappa_stage_name(tappa_journey_stage_at(journey, 0)));
        all[i].timers = tappa_journey_timer_count(journey);
    }
}

/* A plan, held to what people look like before and after. */
static void
compare(struct shop *s, const struct tappa_plan *plan, const struct before *all, int64_t version)
{
    uint64_t journeys = 0, moved = 0, cannot = 0, before = 0, after = 0;
    uint64_t *left = calloc(plan->move_count + 1, sizeof *left);
    char who[16];

    for (size_t i = 0; i < plan->move_count; i++) {
        left[i] = plan->moves[i].journeys;
        assert_true(!i || plan->moves[i - 1].journeys >= plan->moves[i].journeys);
    }
    for (int i = 0; i < PEOPLE; i++) {
        const tappa_journey *journey;
        const char *stage;
        size_t j;

        NAME(who, i);
        if (!all[i].version)
            continue;
        journeys++;
        journey = shop_where(s, who).journeys[0];
        stage = tappa_stage_name(tappa_journey_stage_at(journey, 0));
        if (tappa_model_version(tappa_journey_model(journey)) != version) {
            cannot++;
            continue;
        }
        moved += strcmp(stage, all[i].stage) != 0;
        before += all[i].timers;
        after += tappa_journey_timer_count(journey);
        for (j = 0; j < plan->move_count && (strcmp(plan->moves[j].from, all[i].stage) || strcmp(plan->moves[j].to, stage)); j++)
            ;
        assert_true(j < plan->move_count && left[j]-- > 0);
    }
    for (size_t i = 0; i < plan->move_count; i++)
        assert_int_equal(left[i], 0);
    assert_int_equal(plan->journeys, journeys);
    assert_int_equal(plan->customers, journeys); /* each has one */
    assert_int_equal(plan->cannot, cannot);
    assert_int_equal(plan->move, moved);
    assert_int_equal(plan->stay, journeys - cannot - moved);
    assert_int_equal(plan->timers_kept + plan->timers_dropped, before);
    assert_int_equal(plan->timers_kept + plan->timers_rearmed, after);
    free(left);
}

/* A plan's lists are lent: what is compared later is copied. */
static struct tappa_plan
plan_for(struct shop *s, int version, const char *stages)
{
    static struct tappa_plan_move moves[50];
    static char names[50][2][16];
    struct tappa_plan plan = {.size = sizeof plan};
    tappa_model *model = version_of(s, version, stages);

    assert_int_equal(tappa_engine_plan(s->engine, model, &plan), TAPPA_OK);
    assert_true(plan.move_count <= 50);
    for (size_t i = 0; i < plan.move_count; i++) {
        snprintf(names[i][0], 16, "%s", plan.moves[i].from);
        snprintf(names[i][1], 16, "%s", plan.moves[i].to);
        moves[i] = (struct tappa_plan_move){names[i][0], names[i][1], plan.moves[i].journeys};
    }
    plan.moves = moves;
    tappa_model_unref(model);
    return plan;
}

static void
a_plan_says_what_happens(void **state)
{
    struct before all[PEOPLE];
    struct tappa_plan plan;
    struct shop s;

    (void)state;
    for (uint64_t round = 0; round < 60; round++) {
        seed = (round + 1) * 0x9e3779b97f4a7c15u;
        begin(&s, round % 2 ? TAPPA_STORE_SHARED : 0);
        random_history(&s, 120);
        if (round % 3) {
            plan = plan_for(&s, 2, two);
            bring(&s, 2, two, TAPPA_MIGRATE, s.now);
            if (round % 3 == 1) { /* else both steps are made at once */
                remember(&s, all);
                apply(&s, s.now, 1000);
                compare(&s, &plan, all, 2);
            }
            random_history(&s, 60);
        }
        plan = plan_for(&s, 3, three);
        assert_int_equal(plan.cannot, 0);
        bring(&s, 3, three, TAPPA_MIGRATE, s.now);
        remember(&s, all);
        apply(&s, s.now, 1000);
        compare(&s, &plan, all, 3);
        end(&s);
    }
}

/* ---- in between ---- */

/* Some are moved, the process ends, another goes on; then a further version begins anew with those that were there first. */
static void
killed_and_gone_on_with(void **state)
{
    char path[64], who[16];
    struct shop s = {.now = SHOP_START};

    (void)state;
    scratch_file(path, sizeof path, "plan");
    for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
        s.context = NULL;
        start(&s, path, flags);
        bring(&s, 1, one, TAPPA_FOLLOW, SHOP_START - SHOP_DAY);
        for (int i = 0; i < PEOPLE; i++) {
            NAME(who, i);
            shop_ingest(&s, who, "On", s.now, NULL, NULL);
        }
        bring(&s, 2, two, TAPPA_MIGRATE, s.now);
        for (int version = 2; version <= 3; version++) {
            size_t done, sum = 0;
            int moved = 0;

            assert_int_equal(apply(&s, s.now, 7), 7);
            for (int i = 0; i < PEOPLE; i++) {
                NAME(who, i);
                moved += version_at(&s, who) == version;
            }
            assert_int_equal(moved, 7);
            if (version == 2) {
                assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
                start(&s, path, flags);
            }
            do {
                done = apply(&s, s.now, 9);
                sum += done;
            } while (done == 9);
            assert_int_equal(sum, PEOPLE - 7);
            for (int i = 0; i < PEOPLE; i++) {
                NAME(who, i);
                stands(&s, who, version, "bb");
            }
            if (version == 2)
                bring(&s, 3, three, TAPPA_MIGRATE, s.now);
        }
        end(&s);
        scratch_remove(path);
    }
}

/* A second process learns of a version, and that its journeys may go there, by itself. */
static void
others_learn_of_it(void **state)
{
    struct shop a = {.now = SHOP_START}, b;
    tappa_store *store;

    (void)state;
    begin(&a, TAPPA_STORE_SHARED);
    b = a;
    store = a.engine->border.own;
    assert_int_equal(tappa_engine_open(a.context, store, NULL, &b.engine), TAPPA_OK);
    shop_ingest(&b, "cookie=x", "On", SHOP_START, "1", NULL);
    bring(&a, 2, two, TAPPA_MIGRATE, SHOP_START + SHOP_HOUR);
    shop_ingest(&b, "cookie=new", "On", SHOP_START + 2 * SHOP_HOUR, "2", NULL);
    stands(&b, "cookie=new", 2, "bb");
    apply(&a, SHOP_START + 2 * SHOP_HOUR, 100);
    assert_int_equal(shop_ingest(&b, "cookie=x", "Poke", SHOP_START - SHOP_HOUR, "3", NULL).late, 1);
    stands(&b, "cookie=x", 2, "bb");
    stands(&a, "cookie=x", 2, "bb");
    assert_int_equal(tappa_store_memory(b.context, TAPPA_STORE_SHARED, &b.engine->border.own), TAPPA_OK); /* to close: the other is a's */
    assert_int_equal(tappa_engine_close(b.engine), TAPPA_OK);
    end(&a);
}

/* a has a timer that is due an hour after coming there, which for those who stand there is over. */
static const char past[] =
    "stages:\n"
    "  a: {when: {On: b, Poke: {}}, after: {1h: {emit: early}, 2h: {to: b, emit: gone}}}\n"
    "  b: {when: {On: c, Back: a, Off: d}, after: {3d: {emit: seen}, 3h: {emit: soon}}}\n"
    "  c: {when: {Back: b}}\n  d: {when: {Back: a, Done: e}}\n  e: {final: true}\n"
    "migrate: {from: 1}\n";

enum step { APPLY, DUE, LOOK, CHECK };

/* Whatever is called in whatever order: in the end each timer has fired at its own time, and what it asked for is of that time. */
static char *
after_steps(uint32_t flags, int32_t policy, const enum step *steps, size_t count)
{
    struct tappa_moment moment = {.size = sizeof moment, .now = SHOP_START + SHOP_DAY};
    const struct tappa_verdict *verdicts;
    struct shop_text out = {0};
    size_t n;
    struct shop s;

    begin(&s, flags);
    shop_ingest(&s, "cookie=x", "Poke", SHOP_START, "1", NULL);
    bring(&s, 2, past, policy, SHOP_START + 20 * SHOP_HOUR);
    for (size_t i = 0; i < count; i++) {
        s.now = SHOP_START + SHOP_DAY;
        switch (steps[i]) {
        case APPLY:
            assert_int_equal(apply(&s, s.now, 100), 1);
            break;
        case DUE:
            assert_int_equal(tappa_engine_run_due(s.engine, s.now, 100, &n), TAPPA_OK);
            break;
        case LOOK:
            assert_int_equal(tappa_engine_decide(s.engine, shop_find(&s, "cookie=x"), &moment, &verdicts, &n), TAPPA_OK);
            break;
        case CHECK:
            assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
            break;
        }
    }
    shop_describe(&s, "cookie=x", &out);
    end(&s);
    return out.s;
}

static void
timers_that_are_over_fire_at_once(void **state)
{
    static const enum step orders[][5] = {
        {APPLY, DUE, LOOK, LOOK, CHECK}, {DUE, APPLY, DUE, DUE, DUE},    {APPLY, CHECK, DUE, LOOK, DUE},
        {LOOK, APPLY, LOOK, DUE, CHECK}, {CHECK, DUE, APPLY, LOOK, DUE}, {APPLY, APPLY, DUE, APPLY, DUE},
    };

    (void)state;
    for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags += TAPPA_STORE_SHARED)
        for (int32_t policy = TAPPA_FOLLOW; policy <= TAPPA_MIGRATE; policy += TAPPA_MIGRATE) {
            char *expected = after_steps(flags, policy, orders[0], 5);

            assert_non_null(strstr(expected, " at b:"));
            assert_non_null(strstr(expected, "contact early wanted 1767607200000000")); /* an hour, two, and five behind the start */
            assert_non_null(strstr(expected, "contact gone wanted 1767610800000000"));
            assert_non_null(strstr(expected, "contact soon wanted 1767621600000000"));
            for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
                char *there = after_steps(flags, policy, orders[i], 5);

                assert_string_equal(there, expected);
                free(there);
            }
            free(expected);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_policy_as_it_says),   cmocka_unit_test(two_steps),
        cmocka_unit_test(timers_through_two_steps),
        cmocka_unit_test(reasons_are_told),         cmocka_unit_test(late_across_the_change),
        cmocka_unit_test(what_was_moved_stays_moved), cmocka_unit_test(a_plan_says_what_happens),
        cmocka_unit_test(killed_and_gone_on_with),
        cmocka_unit_test(timers_that_are_over_fire_at_once),  cmocka_unit_test(others_learn_of_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
