/* Calls that are seldom made: each single request of theirs fails, as scenes.h says. */
#include "tests/engine/scenes.h"

/* ---- journeys ---- */

static const char visits[] = "tappa: 1\nmodel: visits\nversion: 1\nevents: {In: {}, Out: {}, Look: {}}\nentry: {In: in}\nentry_rules: {again: after_end}\n"
                             "stages: {in: {when: {Out: out}}, out: {final: true}}\n";

static void
two_visits_long_ago(struct stage *s)
{
    for (int i = 0; i < 4; i++)
        shop_ingest(&s->shop, "cookie=a", i % 2 ? "Out" : "In", DAY(0) + i, NULL, NULL);
    for (int i = 0; i < 27; i++)
        shop_ingest(&s->shop, "cookie=a", "Look", DAY(10) + i, NULL, NULL);
}

/* The 32nd, with which those go that are not told of any more. */
static tappa_status
one_look_more(struct stage *s)
{
    return hear(s, "cookie=a", "Look", DAY(10) + 40, "look", NULL);
}

static tappa_status
where_is_a(struct stage *s)
{
    struct tappa_standing w = {.size = sizeof w};
    tappa_status status = tappa_engine_where(s->shop.engine, s->who, &w);

    if (!status)
        snprintf(s->told, sizeof s->told, "%zu journeys", w.journey_count);
    return status;
}

static const char any[] = "tappa: 1\nmodel: any\nversion: 1\nevents: {Go: {}}\nentry: {Go: s}\nstages: {s: {when: {'*': {count: others}}}}\n";

static void
a_goes(struct stage *s)
{
    shop_ingest(&s->shop, "cookie=a", "Go", DAY(0), NULL, NULL);
}

static tappa_status
what_no_model_knows(struct stage *s)
{
    return hear(s, "cookie=a", "Strange", DAY(0) + 1, "s", NULL);
}

#define PIN(version, kind) "tappa: 1\nmodel: pin\nversion: " version "\nevents: {Go: {fields: {x: " kind "}}}\nentry: {Go: s}\nentry_rules: {again: never}\n" \
                           "stages: {s: {when: {Go: {count: more}}}}\n"

static void
a_stays_under_the_first(struct stage *s)
{
    shop_ingest(&s->shop, "cookie=a", "Go", DAY(0), NULL, "x=1");
    add_model(s, 1, TAPPA_PIN, DAY(0) + 1);
}

static tappa_status
what_the_first_cannot_read(struct stage *s)
{
    return hear(s, "cookie=a", "Go", DAY(0) + 2, "s", "x=word");
}

static const char starter[] = "tappa: 1\nmodel: starter\nversion: 1\ndata: {n: {type: int, default: 1}}\nevents: {Go: {}}\n"
                              "stages: {a: {when: {Go: {start: nest, with: {room: data.n}, to: b}}}, b: {}}\n";
static const char nest[] = "tappa: 1\nmodel: nest\nversion: 1\nevents: {start: {fields: {room: string}}}\nentry: {start: in}\nstages: {in: {}}\n";

static void
with_the_second(struct stage *s)
{
    add_model(s, 1, TAPPA_FOLLOW, DAY(0) - 1);
}

static tappa_status
a_start_that_does_not_fit(struct stage *s)
{
    return hear(s, "cookie=a", "Go", DAY(0) + 2, "s", NULL);
}

/* ---- contacts ---- */

static void
many_rings(struct stage *s)
{
    static const char *const ids[] = {"r1", "r2", "r3", "r4", "r5", "r6"};

    mail(s, "cookie=a", DAY(0));
    shop_ingest(&s->shop, "cookie=a", "Look", DAY(10), "look", NULL);
    reopen(s, 0);
    for (size_t i = 0; i < 6; i++)
        shop_ingest(&s->shop, "cookie=a", "Ring", DAY(10) + 1, ids[i], NULL);
}

static tappa_status
one_ring_more(struct stage *s)
{
    return hear(s, "cookie=a", "Ring", DAY(10) + 1, "r7", NULL);
}

static void
a_looks_twice(struct stage *s)
{
    for (int i = 0; i < 2; i++)
        shop_ingest(&s->shop, "cookie=a", "Look", DAY(0) - i, NULL, NULL);
    shop_ingest(&s->shop, "cookie=a", "Look", DAY(0), NULL, NULL);
}

static tappa_status
a_card_for_elsewhere(struct stage *s)
{
    return hear(s, "cookie=a", "Poke", DAY(0) + 1, "p", NULL);
}

static void
both_have_mail_of_long_ago(struct stage *s)
{
    mail(s, "cookie=a", DAY(0));
    mail(s, "cookie=b", DAY(0));
    for (int i = 0; i < 3; i++)
        shop_ingest(&s->shop, "cookie=a", "Look", DAY(10) + i, NULL, NULL);
    shop_ingest(&s->shop, "cookie=b", "Look", DAY(11), "newest", NULL);
}

static tappa_status
they_are_one(struct stage *s)
{
    return hear(s, "cookie=a cookie=b", "Look", DAY(11) - SHOP_HOUR, "join", NULL);
}

static void
and_what_was_due_is_done(struct stage *s)
{
    both_have_mail_of_long_ago(s);
    shop_ingest(&s->shop, "cookie=a", "Wait", DAY(11), NULL, NULL);
    shop_ingest(&s->shop, "cookie=b", "Wait", DAY(11), NULL, NULL);
    shop_due(&s->shop, DAY(12));
}

static void
they_were_one(struct stage *s)
{
    mail(s, "cookie=a", DAY(0));
    s->joined = shop_ingest(&s->shop, "cookie=a cookie=b", "Look", DAY(0) + 1, "join", NULL).sequence;
    shop_ingest(&s->shop, "cookie=b", "Look", DAY(10), "newest", NULL);
    reopen(s, 0);
}

static tappa_status
they_part(struct stage *s)
{
    return tappa_engine_part(s->shop.engine, s->joined, DAY(10));
}

static void
a_waits(struct stage *s)
{
    shop_ingest(&s->shop, "cookie=a", "Wait", DAY(0), NULL, NULL);
    shop_ingest(&s->shop, "cookie=a", "Look", DAY(1), NULL, NULL);
    shop_due(&s->shop, DAY(2));
}

static tappa_status
something_late(struct stage *s)
{
    return hear(s, "cookie=a", "Look", DAY(1) - SHOP_HOUR, "late", NULL);
}

static void
a_crowd_waits(struct stage *s)
{
    for (char who[] = "cookie=a"; who[7] <= 'q'; who[7]++)
        shop_ingest(&s->shop, who, "Wait", DAY(0), NULL, NULL);
}

static tappa_status
what_is_due(struct stage *s)
{
    return run_due(s, DAY(1));
}

static tappa_status
checkpoint(struct stage *s)
{
    return tappa_engine_checkpoint(s->shop.engine);
}

/* ---- what is known of people ---- */

static const char people_model[] =
    "tappa: 1\nmodel: people\nversion: 1\nevents: {Go: {}, Look: {}}\n"
    "profile: {email: {type: string, personal: true, source: declared, keep: 20d}, phone: {type: string, personal: true, source: declared, keep: 20d}}\n"
    "stages: {a: {when: {Go: b}}, b: {when: {Look: {count: looks}}}}\n";

static void
a_is_known(struct stage *s)
{
    a_goes(s);
    shop_ingest(&s->shop, "cookie=a", "identify", DAY(0) + 1, "known", "email=somebody@example.com phone=plus-one-two-three-four-five");
}

static tappa_status
all_of_it_is_over(struct stage *s)
{
    return run_due(s, DAY(21));
}

static void
a_is_known_too_late(struct stage *s)
{
    a_goes(s);
    shop_ingest(&s->shop, "cookie=a", "Look", DAY(10), "look", NULL);
    shop_ingest(&s->shop, "cookie=a", "identify", DAY(1), "known", "email=somebody@example.com phone=plus-one-two-three-four-five");
}

static tappa_status
what_is_known_is_shown(struct stage *s)
{
    return hear(s, "cookie=a", "Look", DAY(10) + 1, "again", NULL);
}

/* ---- versions ---- */

#define ROAD(version, from, place)                                                                                                    \
    "tappa: 1\nmodel: road\nversion: " version "\n" from "events: {Go: {}, Look: {}}\nentry: {Go: s}\nentry_rules: {again: always}\n" \
    "channels: {desk: {setting: offline}}\ntouchpoints: {counter: {channel: desk, direction: outbound}}\n"                            \
    "stages: {s: {when: {Look: t}, after: {2d: t}}, t: {}}\n"                                                                         \
    "offers: {one: {for: [t]}, two: {touchpoint: counter}, three: {for: [" place "]}}\n"                                              \
    "contact_rules: {quiet: {from: \"22:00\", to: \"06:00\"}}\n"

#define ROADS {ROAD("1", "", "t"), ROAD("2", "migrate: {from: 1}\n", "t"), ROAD("3", "migrate: {from: 2}\n", "s")}

static void
a_is_on_two_roads(struct stage *s)
{
    a_goes(s);
    shop_ingest(&s->shop, "cookie=a", "Go", DAY(0) + 1, "second", NULL);
    s->who = shop_find(&s->shop, "cookie=a");
}

static void
two_versions_are_ahead(struct stage *s)
{
    a_goes(s);
    add_model(s, 1, TAPPA_FOLLOW, DAY(0) + 2);
    add_model(s, 2, TAPPA_FOLLOW, DAY(0) + 3);
}

static void
and_one_version_waits(struct stage *s)
{
    a_is_on_two_roads(s);
    add_model(s, 1, TAPPA_MIGRATE, DAY(0) + 2);
}

static tappa_status
decide_at_night(struct stage *s)
{
    struct tappa_moment moment = {.size = sizeof moment, .now = DAY(0) + 15 * SHOP_HOUR};
    const struct tappa_verdict *v;
    size_t count;
    tappa_status status = tappa_engine_decide(s->shop.engine, s->who, &moment, &v, &count);

    for (size_t i = 0, n = 0; !status && i < count; i++)
        n += (size_t)snprintf(s->told + n, sizeof s->told - n, "%s: %u %s; ", v[i].name, v[i].reason, v[i].because);
    return status;
}

static tappa_status
plan_the_third(struct stage *s)
{
    struct tappa_plan plan = {.size = sizeof plan};
    tappa_status status = tappa_engine_plan(s->shop.engine, s->models[2], &plan);

    if (!status)
        snprintf(s->told, sizeof s->told, "%llu go on, %llu cannot", (unsigned long long)plan.stay, (unsigned long long)plan.cannot);
    return status;
}

/* ---- all scenes ---- */

int
main(void)
{
    static const struct scene all[] = {
        {"journeys go", {visits}, two_visits_long_ago, one_look_more, TAPPA_OK, 0, "a", NULL},
        {"journeys are not told of", {visits}, two_visits_long_ago, where_is_a, TAPPA_OK, AGAIN, "a", NULL},
        {"a word for any event", {any}, a_goes, what_no_model_knows, TAPPA_OK, 0, "a", NULL},
        {"a version that cannot read it", {PIN("1", "double"), PIN("2", "string")}, a_stays_under_the_first, what_the_first_cannot_read, TAPPA_OK, 0, "a", NULL},
        {"a start", {starter, nest}, with_the_second, a_start_that_does_not_fit, TAPPA_OK, 0, "a", NULL},
        {"effects of one instant", {scene_letters}, many_rings, one_ring_more, TAPPA_OK, 0, "a", NULL},
        {"withdrawn at once", {scene_letters}, a_looks_twice, a_card_for_elsewhere, TAPPA_OK, 0, "a", NULL},
        {"a join", {scene_letters}, both_have_mail_of_long_ago, they_are_one, TAPPA_OK, 0, "ab", NULL},
        {"a join behind what fired", {scene_letters}, and_what_was_due_is_done, they_are_one, TAPPA_OK, 0, "ab", NULL},
        {"parted", {scene_letters}, they_were_one, they_part, TAPPA_OK, 0, "ab", NULL},
        {"late", {scene_letters}, a_waits, something_late, TAPPA_OK, 0, "a", NULL},
        {"a crowd is due", {scene_letters}, a_crowd_waits, what_is_due, TAPPA_OK, 0, "apq", NULL},
        {"a checkpoint", {scene_letters}, a_crowd_waits, checkpoint, TAPPA_OK, AGAIN, "apq", NULL},
        {"forgotten", {people_model}, a_is_known, all_of_it_is_over, TAPPA_OK, 0, "a", NULL},
        {"shown", {people_model}, a_is_known_too_late, what_is_known_is_shown, TAPPA_OK, 0, "a", NULL},
        {"offers at night", {ROAD("1", "", "t")}, a_is_on_two_roads, decide_at_night, TAPPA_OK, AGAIN, "a", NULL},
        {"versions ahead", ROADS, two_versions_are_ahead, decide_at_night, TAPPA_OK, AGAIN, "a", NULL},
        {"a plan", ROADS, and_one_version_waits, plan_the_third, TAPPA_OK, AGAIN, "a", NULL},
    };

    return play(all, sizeof all / sizeof *all);
}
