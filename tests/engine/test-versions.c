/* Several models and versions at one customer: which version's word counts for what, what a plan says of journeys that cannot go on, what is kept for
 * how long where two models differ, whose event it is where one understands it and the other does not. */
#include "versions.h"

static const struct tappa_plan *
plan_of(struct shop *s, const char *text)
{
    static struct tappa_plan plan;
    tappa_model *model = compile(s, text);

    plan = (struct tappa_plan){.size = sizeof plan};
    assert_int_equal(tappa_engine_plan(s->engine, model, &plan), TAPPA_OK);
    tappa_model_unref(model); /* what the plan says does not need it */
    return &plan;
}

static void
older_ones_come_too_late(void **state)
{
    struct shop s;

    (void)state;
    shop_open(&s, 0, NULL);
    assert_int_equal(add(&s, HEAD("2", "") "stages: {a: {}}\n", TAPPA_FOLLOW, MONDAY), TAPPA_OK);
    assert_int_equal(add(&s, HEAD("1", "") "stages: {a: {}}\n", TAPPA_FOLLOW, MONDAY), TAPPA_EMISMATCH);
    assert_int_equal(add(&s, HEAD("2", "") "stages: {b: {}}\n", TAPPA_FOLLOW, MONDAY), TAPPA_EMISMATCH);
    assert_int_equal(add(&s, HEAD("2", "") "stages: {a: {}}\n", TAPPA_PIN, MONDAY + 1), TAPPA_OK); /* known already */
    assert_int_equal(add(&s, HEAD("3", "") "stages: {b: {}}\n", TAPPA_FOLLOW, MONDAY), TAPPA_OK);
    shop_close(&s);
}

/* The version in force has the touchpoint again, the journey's own has it no more. */
static void
its_own_version_has_it_no_more(void **state)
{
    const struct tappa_verdict *verdicts;
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann;
    size_t count;

    (void)state;
    shop_open(&s, 0, NULL);
    assert_int_equal(add(&s, HEAD("1", "") TEXT "stages: {a: {when: {Go: {contact: text}, Other: {}}}}\n", TAPPA_FOLLOW, MONDAY), TAPPA_OK);
    ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
    assert_int_equal(add(&s, HEAD("2", "migrate: {from: 1}\n") "stages: {a: {when: {Other: {}}}}\n", TAPPA_FOLLOW, MONDAY + 1), TAPPA_OK);
    assert_int_equal(add(&s, HEAD("3", "") TEXT "stages: {a: {when: {Go: {contact: text}}}}\n", TAPPA_PIN, MONDAY + 2), TAPPA_OK);
    count = shop_decide(&s, ann, MONDAY + HOUR, NULL, &verdicts);
    assert_int_equal(shop_verdict(verdicts, count, "text")->reason, TAPPA_NOT_THIS_STAGE);
    assert_string_equal(shop_verdict(verdicts, count, "text")->because, "its touchpoint is no more");
    assert_int_equal(shop_claim(&s, MONDAY + HOUR, 8, claimed), 0);
    assert_int_equal(shop_contact(&s, ann, "text").state, TAPPA_CONTACT_WITHDRAWN);
    shop_close(&s);
}

/* Over two versions at once, before anybody has touched the journey; one that has ended goes nowhere. */
static void
two_versions_ahead(void **state)
{
    const struct tappa_verdict *verdicts;
    struct shop s;
    int64_t ann, bob;
    size_t count;

    (void)state;
    shop_open(&s, 0, NULL);
    assert_int_equal(add(&s, HEAD("1", "") TEXT "stages: {a: {when: {Go: {contact: text}, Other: {to: end, contact: text}}}, end: {final: true}}\n", TAPPA_FOLLOW, MONDAY), TAPPA_OK);
    ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
    bob = shop_event(&s, MONDAY, MONDAY, "login:bob", "Other", NULL);
    assert_int_equal(add(&s, HEAD("2", "migrate: {from: 1, stages: {a: b}}\n") TEXT "stages: {b: {}, end: {final: true}}\n", TAPPA_FOLLOW, MONDAY + 1), TAPPA_OK);
    assert_int_equal(add(&s, HEAD("3", "migrate: {from: 2, stages: {b: c}}\n") "channels: {sms: {setting: online}}\n"
                                "touchpoints: {text: {channel: sms, direction: outbound, for: [d]}}\nstages: {c: {}, d: {}, end: {final: true}}\n", TAPPA_FOLLOW, MONDAY + 2), TAPPA_OK);
    count = shop_decide(&s, ann, MONDAY + HOUR, NULL, &verdicts);
    assert_int_equal(shop_verdict(verdicts, count, "text")->reason, TAPPA_NOT_THIS_STAGE);
    assert_string_equal(shop_verdict(verdicts, count, "text")->because, "it stands in c");
    assert_string_equal(shop_stage(&s, ann), "a"); /* nobody has moved it */
    count = shop_decide(&s, bob, MONDAY + HOUR, NULL, &verdicts);
    assert_int_equal(shop_verdict(verdicts, count, "text")->reason, TAPPA_OPEN);
    shop_close(&s);
}

static void
plans_give_their_reasons(void **state)
{
    static const char old[] = HEAD("1", "") "stages:\n  p: {parallel: true, stages: {l: {stages: {a: {when: {Go: b}}, b: {}}}, r: {stages: {x: {}, y: {}}}}}\n";
    const struct tappa_plan *plan;
    struct shop s;

    (void)state;
    shop_open(&s, 0, NULL);
    assert_int_equal(add(&s, old, TAPPA_FOLLOW, MONDAY), TAPPA_OK);
    shop_event(&s, MONDAY, MONDAY, "login:ann", "Other", NULL);
    shop_event(&s, MONDAY, MONDAY, "login:bea", "Other", NULL);
    shop_event(&s, MONDAY, MONDAY, "login:bea", "Go", NULL);
    /* Nothing leads on from 1; both say the same. */
    plan = plan_of(&s, HEAD("3", "migrate: {from: 2}\n") "stages: {a: {}, b: {}, x: {}}\n");
    assert_int_equal(plan->customers, 2);
    assert_int_equal(plan->cannot, 2);
    assert_int_equal(plan->reason_count, 1);
    assert_string_equal(plan->reasons[0], "`migrate` does not lead on from version 1: `migrate: [{from: 1}]` does, where stages keep their names");
    /* A stage is gone for one of them. */
    plan = plan_of(&s, HEAD("2", "migrate: {from: 1, stages: {a: a2}}\n") "stages:\n  p: {parallel: true, stages: {l: {stages: {a2: {}}}, r: {stages: {x: {}, y: {}}}}}\n");
    assert_int_equal(plan->cannot, 1);
    assert_int_equal(plan->move, 1);
    assert_int_equal(plan->reason_count, 1);
    assert_string_equal(plan->reasons[0], "the stage 'b' is not there any more, and `migrate` does not say where to");
    /* What stood side by side cannot any more. */
    plan = plan_of(&s, HEAD("2", "migrate: {from: 1}\n") "stages:\n  p: {parallel: true, stages: {l: {stages: {a: {}, b: {}, x: {}}}, r: {stages: {y: {}}}}}\n");
    assert_int_equal(plan->cannot, 2);
    assert_int_equal(plan->reason_count, 1);
    assert_string_equal(plan->reasons[0], "the stages it would stand in cannot be active together");
    /* Two stages become one, in one region; each of the two moves is told. */
    plan = plan_of(&s, HEAD("2", "migrate: {from: 1, stages: {a: c, b: c}}\n") "stages:\n  p: {parallel: true, stages: {l: {stages: {c: {}}}, r: {stages: {x: {}, y: {}}}}}\n");
    assert_int_equal(plan->cannot, 0);
    assert_int_equal(plan->move, 2);
    assert_int_equal(plan->move_count, 3);
    assert_string_equal(plan->moves[0].from, "x"); /* both stay there */
    assert_int_equal(plan->moves[0].journeys, 2);
    shop_close(&s);
}

/* Those that could not go on to a version in between, and are pinned by the next, stay as they are: no reason is given. */
static void
pinned_behind_a_wall(void **state)
{
    const struct tappa_plan *plan;
    struct shop s;

    (void)state;
    shop_open(&s, 0, NULL);
    assert_int_equal(add(&s, HEAD("1", "") "stages: {a: {when: {Go: b}}, b: {}}\n", TAPPA_FOLLOW, MONDAY), TAPPA_OK);
    shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
    shop_event(&s, MONDAY, MONDAY, "login:bea", "Other", NULL);
    assert_int_equal(add(&s, HEAD("2", "migrate: {from: 1}\n") "stages: {a: {}}\n", TAPPA_FOLLOW, MONDAY + 1), TAPPA_OK);
    assert_int_equal(add(&s, HEAD("3", "migrate: [{from: 1}, {from: 2}]\n") "stages: {a: {}, b: {}}\n", TAPPA_PIN, MONDAY + 2), TAPPA_OK);
    plan = plan_of(&s, HEAD("4", "migrate: [{from: 1}, {from: 2}, {from: 3}]\n") "stages: {a: {}, b: {}}\n");
    assert_int_equal(plan->journeys, 2);
    assert_int_equal(plan->cannot, 0);
    assert_int_equal(plan->stay, 2);
    shop_close(&s);
}

/* Timers set anew by one version and dropped by the next, and one that is set anew for never. */
static void
timers_over_two_versions(void **state)
{
    const struct tappa_plan *plan;
    struct shop s;

    (void)state;
    shop_open(&s, 0, NULL);
    assert_int_equal(add(&s, HEAD("1", "") "stages: {a: {after: {1h: b, 2h: b}}, b: {}}\n", TAPPA_FOLLOW, MONDAY), TAPPA_OK);
    shop_event(&s, MONDAY, MONDAY, "login:ann", "Other", NULL);
    plan = plan_of(&s, HEAD("2", "migrate: {from: 1, stages: {a: c}}\n") "stages: {c: {after: {3h: b, 4h: b, 5h: b}}, b: {}}\n");
    assert_int_equal(plan->timers_rearmed, 3);
    assert_int_equal(plan->timers_kept, 0);
    assert_int_equal(plan->timers_dropped, 2);
    assert_int_equal(add(&s, HEAD("2", "migrate: {from: 1, stages: {a: c}}\n") "stages: {c: {after: {3h: b, 4h: b, 5h: b}}, b: {}}\n", TAPPA_MIGRATE, MONDAY + 1), TAPPA_OK);
    plan = plan_of(&s, HEAD("3", "migrate: {from: 2}\n") "stages: {c: {after: {4h: b}}, b: {}}\n");
    assert_int_equal(plan->timers_rearmed, 1);
    assert_int_equal(plan->timers_kept, 0);
    assert_int_equal(plan->timers_dropped, 2);
    plan = plan_of(&s, HEAD("3", "migrate: {from: 2}\n") "stages: {c: {}, b: {}}\n");
    assert_int_equal(plan->timers_rearmed + plan->timers_kept, 0);
    assert_int_equal(plan->timers_dropped, 2);
    shop_close(&s);
}

/* The same beside a region whose timers go on: those that were set anew and dropped again are not counted as kept or set. */
static void
timers_of_two_regions(void **state)
{
#define REGIONS(left) "stages:\n  p: {parallel: true, stages: {l: {stages: {" left "}}, r: {stages: {x: {after: {7h: y, 8h: y}}, y: {}}}}}\n"
    const struct tappa_plan *plan;
    struct shop s;

    (void)state;
    shop_open(&s, 0, NULL);
    assert_int_equal(add(&s, HEAD("1", "") REGIONS("a: {after: {1h: b}}, b: {}"), TAPPA_FOLLOW, MONDAY), TAPPA_OK);
    shop_event(&s, MONDAY, MONDAY, "login:ann", "Other", NULL);
    assert_int_equal(add(&s, HEAD("2", "migrate: {from: 1, stages: {a: c}}\n") REGIONS("c: {after: {3h: b, 4h: b, 5h: b}}, b: {}"), TAPPA_MIGRATE, MONDAY + 1), TAPPA_OK);
    plan = plan_of(&s, HEAD("3", "migrate: {from: 2}\n") REGIONS("c: {after: {4h: b}}, b: {}"));
    assert_int_equal(plan->timers_rearmed, 1);
    assert_int_equal(plan->timers_kept, 2);
    assert_int_equal(plan->timers_dropped, 1);
    shop_close(&s);
}

/* A journey that was moved by applying stays moved where it becomes part of somebody who has had none, whichever of the two is better known. */
static void
moved_before_a_join(void **state)
{
    (void)state;
    for (int better = 0; better < 2; better++) {
        struct shop s;
        size_t done;
        int64_t ann;

        shop_open(&s, 0, NULL);
        assert_int_equal(add(&s, HEAD("1", "") "entry: {Go: a}\nstages: {a: {}}\n", TAPPA_FOLLOW, MONDAY), TAPPA_OK);
        shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
        for (int i = 0; i < 3; i++) {
            shop_event(&s, MONDAY + i, MONDAY + i, "cookie:c", "Other", NULL); /* begins nothing */
            if (better)
                shop_event(&s, MONDAY + i, MONDAY + i, "login:ann", "Other", NULL);
        }
        assert_int_equal(add(&s, HEAD("2", "migrate: {from: 1, stages: {a: b}}\n") "entry: {Go: b}\nstages: {b: {}}\n", TAPPA_MIGRATE, MONDAY + HOUR), TAPPA_OK);
        assert_int_equal(tappa_engine_apply(s.engine, "m", 1, MONDAY + 5 * HOUR, 10, &done), TAPPA_OK);
        ann = shop_event(&s, MONDAY + 6 * HOUR, MONDAY + 2 * HOUR, "login:ann cookie:c", "Other", NULL); /* from before it was applied */
        assert_int_equal(shop_where(&s, ann).identity_count, 2);
        assert_string_equal(shop_stage(&s, ann), "b");
        shop_close(&s);
    }
}

/* Timers of two journeys at one microsecond: in the order in which the journeys began. */
static void
two_timers_at_one_time(void **state)
{
#define LEARNS(name, word) "tappa: 1\nmodel: " name "\nversion: 1\nevents: {Go: {}}\nprofile: {last: {type: string}}\n" \
                           "stages: {a: {after: {1h: {learn: {last: '\"" word "\"'}}}}}\n"
    struct tappa_standing standing;
    struct shop s;
    int64_t ann;

    (void)state;
    shop_open(&s, 0, NULL);
    shop_model(&s, LEARNS("one", "first"));
    shop_model(&s, LEARNS("two", "second"));
    shop_model(&s, LEARNS("three", "third"));
    ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
    shop_due(&s, MONDAY + HOUR);
    standing = shop_where(&s, ann);
    assert_int_equal(standing.trait_count, 1);
    assert_memory_equal(standing.traits[0].value.data, "third", 5);
    assert_int_equal(standing.traits[0].source, TAPPA_DERIVED); /* where the model does not say */
    shop_close(&s);
}

/* The shortest of what models say; one that says nothing keeps it no longer than the others. */
static void
the_shortest_keep_counts(void **state)
{
#define KEEPS(name, keep) "tappa: 1\nmodel: " name "\nversion: 1\nevents: {Go: {}}\nprofile: {email: {type: string" keep "}, other: {type: int}}\nstages: {a: {}}\n"
    static const char *const orders[][3] = {
        {KEEPS("a", ", keep: 3d"), KEEPS("b", ", keep: 2d"), KEEPS("c", "")},
        {KEEPS("a", ", keep: 2d"), KEEPS("b", ", keep: 3d"), KEEPS("c", "")},
        {KEEPS("c", ""), KEEPS("a", ", keep: 2d"), KEEPS("b", ", keep: 2d")},
    };

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct tappa_standing standing;
        struct shop s;
        int64_t ann;

        shop_open(&s, 0, NULL);
        for (int j = 0; j < 3; j++)
            shop_model(&s, orders[i][j]);
        ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "identify", "email", "a@b", "strange", "x", NULL);
        standing = shop_where(&s, ann);
        assert_int_equal(standing.trait_count, 1);
        assert_int_equal(standing.traits[0].expires, MONDAY + 2 * DAY);
        assert_int_equal(standing.next_due, MONDAY + 2 * DAY);
        shop_due(&s, MONDAY + 2 * DAY - 1);
        assert_int_equal(shop_where(&s, ann).trait_count, 1);
        shop_due(&s, MONDAY + 2 * DAY);
        assert_int_equal(shop_where(&s, ann).trait_count, 0);
        shop_close(&s);
    }
}

/* What is said at the end of all years is kept for ever: no time is behind them. */
static void
at_the_end_of_time(void **state)
{
    const int64_t end = INT64_C(253402300799999999);
    struct tappa_standing standing;
    struct shop s;
    int64_t ann;

    (void)state;
    shop_open(&s, 0, NULL);
    shop_model(&s, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\nprofile: {email: {type: string, keep: 2d}}\ndata: {n: {type: int, keep: 2d, default: 0}}\n" TEXT
                   "entry: {Go: a}\nstages: {a: {enter: [{contact: text, expires: 2d}, {set: {n: 5}}]}}\n");
    ann = shop_event(&s, end, end, "login:ann", "identify", "email", "a@b", NULL);
    shop_event(&s, end, end, "login:ann", "Go", NULL);
    standing = shop_where(&s, ann);
    assert_int_equal(standing.traits[0].expires, TAPPA_NEVER);
    assert_int_equal(standing.next_due, TAPPA_NEVER);
    assert_int_equal(standing.contact_count, 1);
    shop_due(&s, end);
    assert_int_equal(shop_contact(&s, ann, "text").state, TAPPA_CONTACT_WANTED);
    shop_close(&s);
}

/* A journey that is pinned to the old version hears an event that the new one reads and the old one cannot: it is refused, and says by whom. */
static void
one_version_understands_it(void **state)
{
#define READS(version, kind) "tappa: 1\nmodel: m\nversion: " version "\nevents: {Go: {fields: {n: " kind "}}}\nstages: {a: {when: {Go: a}}}\n"
    struct shop s;
    int64_t ann;

    (void)state;
    shop_open(&s, 0, NULL);
    assert_int_equal(add(&s, READS("1", "int"), TAPPA_FOLLOW, MONDAY), TAPPA_OK);
    shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", "n", "3", NULL);
    assert_int_equal(add(&s, READS("2", "string"), TAPPA_PIN, MONDAY + 1), TAPPA_OK);
    ann = shop_event(&s, MONDAY + HOUR, MONDAY + HOUR, "login:ann", "Go", "n", "three", NULL);
    assert_int_equal(s.result.outcome, TAPPA_INGEST_REFUSED);
    assert_string_equal(s.result.message, "Go: `n` is no int");
    assert_int_equal(s.result.transitions, 0);
    shop_event(&s, MONDAY + HOUR, MONDAY + HOUR, "login:ann", "Go", "n", "4", NULL);
    assert_int_equal(s.result.outcome, TAPPA_INGEST_TAKEN);
    assert_int_equal(shop_where(&s, ann).journey_count, 1);
    shop_close(&s);
}

/* One model takes it, another cannot read it: it was taken, whichever is asked first. */
static void
one_model_understands_it(void **state)
{
    static const char *const models[] = {"tappa: 1\nmodel: text\nversion: 1\nevents: {Go: {fields: {n: string}}}\nstages: {a: {when: {Go: a}}}\n",
                                         "tappa: 1\nmodel: whole\nversion: 1\nevents: {Go: {fields: {n: int}}}\nstages: {a: {when: {Go: a}}}\n"};

    (void)state;
    for (int first = 0; first < 2; first++) {
        struct shop s;

        shop_open(&s, 0, NULL);
        shop_model(&s, models[first]);
        shop_model(&s, models[!first]);
        shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", "n", "three", NULL);
        assert_int_equal(s.result.outcome, TAPPA_INGEST_TAKEN);
        assert_int_equal(s.result.transitions, 1);
        shop_close(&s);
    }
}

/* Under another version a value is kept as that one says, from when it was written; from now on where that is not known. */
static void
kept_by_another_version(void **state)
{
#define SLOTS(version, more, slots) "tappa: 1\nmodel: m\nversion: " version "\n" more "events: {Go: {}, Other: {}}\ndata: {" slots "}\n" \
                                    "entry: {Go: a}\nstages: {a: {when: {Other: {}}, enter: [{set: {n: 5}}]}}\n"
    static const struct {
        const char *old, *new;
        int64_t due; /* TAPPA_NEVER: kept */
    } all[] = {
        {SLOTS("1", "", "n: {type: int, keep: 5d, default: 0}, o: {type: int, keep: 9d}"), SLOTS("2", "migrate: {from: 1}\n", "n: {type: int, keep: 2d, default: 0}, o: {type: int, keep: 9d}"), MONDAY + 2 * DAY},
        {SLOTS("1", "", "n: {type: int, default: 0}"), SLOTS("2", "migrate: {from: 1}\n", "n: {type: int, keep: 2d, default: 0}"), MONDAY + 3 * DAY},
        {SLOTS("1", "", "n: {type: int, default: 0}, o: {type: int, keep: 9d}"), SLOTS("2", "migrate: {from: 1}\n", "n: {type: int, keep: 2d, default: 0}"), MONDAY + 3 * DAY},
        {SLOTS("1", "", "n: {type: int, keep: 5d, default: 0}"), SLOTS("2", "migrate: {from: 1}\n", "n: {type: int, default: 0}"), TAPPA_NEVER},
        {SLOTS("1", "", "n: {type: int, default: 0}"), SLOTS("2", "migrate: {from: 1}\n", "n: {type: int, default: 0}, p: {type: int, keep: 2d}"), TAPPA_NEVER},
    };

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct shop s;
        int64_t ann;

        shop_open(&s, 0, NULL);
        assert_int_equal(add(&s, all[i].old, TAPPA_FOLLOW, MONDAY - DAY), TAPPA_OK);
        ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
        assert_int_equal(add(&s, all[i].new, TAPPA_FOLLOW, MONDAY + HOUR), TAPPA_OK);
        shop_event(&s, MONDAY + DAY, MONDAY + DAY, "login:ann", "Other", NULL);
        if (shop_where(&s, ann).next_due != all[i].due)
            fail_msg("case %zu: %lld", i, (long long)(shop_where(&s, ann).next_due - MONDAY));
        shop_close(&s);
    }
}

/* How far back a cap looks is how long a settled contact is told of. */
static void
a_cap_of_a_month_remembers(void **state)
{
    (void)state;
    for (int capped = 0; capped < 2; capped++) {
        struct tappa_claimed claimed[8];
        struct shop s;
        int64_t ann;

        shop_open(&s, 0, NULL);
        shop_model(&s, capped ? HEAD("1", "") TEXT "stages: {a: {when: {Go: {contact: text}, Other: {}}}}\ncontact_rules: {caps: [{at_most: 9, per: 1d}, {at_most: 9, per: 30d}]}\n"
                              : HEAD("1", "") TEXT "stages: {a: {when: {Go: {contact: text}, Other: {}}}}\n");
        ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
        assert_int_equal(shop_claim(&s, MONDAY, 8, claimed), 1);
        shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, MONDAY);
        shop_event(&s, MONDAY + 29 * DAY, MONDAY + 29 * DAY, "login:ann", "Other", NULL);
        assert_int_equal(shop_where(&s, ann).contact_count, capped);
        shop_close(&s);
    }
}

/* How far one version was applied says nothing of the next: it begins with the first customer again. */
static void
applied_half_way(void **state)
{
    struct shop s;
    int64_t who[4];
    size_t done;

    (void)state;
    shop_open(&s, 0, NULL);
    assert_int_equal(add(&s, HEAD("1", "") "stages: {a: {}}\n", TAPPA_FOLLOW, MONDAY), TAPPA_OK);
    for (int i = 0; i < 4; i++) {
        char name[] = {'l', 'o', 'g', 'i', 'n', ':', (char)('a' + i), '\0'};

        who[i] = shop_event(&s, MONDAY, MONDAY, name, "Go", NULL);
    }
    assert_int_equal(add(&s, HEAD("2", "migrate: {from: 1, stages: {a: b}}\n") "stages: {b: {}}\n", TAPPA_MIGRATE, MONDAY + 1), TAPPA_OK);
    assert_int_equal(tappa_engine_apply(s.engine, "m", 1, MONDAY + HOUR, 3, &done), TAPPA_OK);
    assert_int_equal(done, 3);
    assert_int_equal(add(&s, HEAD("3", "migrate: {from: 2, stages: {b: c}}\n") "stages: {c: {}}\n", TAPPA_MIGRATE, MONDAY + 2 * HOUR), TAPPA_OK);
    assert_int_equal(tappa_engine_apply(s.engine, "m", 1, MONDAY + 3 * HOUR, 2, &done), TAPPA_OK);
    assert_int_equal(done, 2);
    assert_int_equal(tappa_engine_apply(s.engine, "m", 1, MONDAY + 4 * HOUR, 9, &done), TAPPA_OK); /* begun again it goes on */
    assert_int_equal(done, 2);
    for (int i = 0; i < 4; i++)
        assert_string_equal(shop_stage(&s, who[i]), "c");
    shop_close(&s);
}

/* What was refused of a person is so again where its history is folded again, and is told no second time; a zone that is said twice is the same. */
static void
said_again(void **state)
{
    struct tappa_standing standing;
    struct shop s;
    int64_t ann;

    (void)state;
    shop_open(&s, 0, NULL);
    shop_model(&s, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\nprofile: {n: {type: int}, w: {type: string}}\nstages: {a: {}}\n");
    for (int i = 2; i < 4; i++) {
        ann = shop_event(&s, MONDAY + i * HOUR, MONDAY + i * HOUR, "login:ann", "identify", "n", "three", "w", "x", "zone", "Europe/Rome", NULL);
        assert_int_equal(s.result.outcome, TAPPA_INGEST_REFUSED);
        assert_string_equal(s.result.message, "`n` is no int");
    }
    shop_event(&s, MONDAY + 4 * HOUR, MONDAY + HOUR, "login:ann", "identify", "w", "older", NULL); /* late */
    assert_int_equal(s.result.outcome, TAPPA_INGEST_TAKEN);
    assert_string_equal(s.result.message, "");
    standing = shop_where(&s, ann);
    assert_int_equal(standing.trait_count, 1);
    assert_memory_equal(standing.traits[0].value.data, "x", 1);
    assert_string_equal(standing.zone, "Europe/Rome");
    shop_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(older_ones_come_too_late),
        cmocka_unit_test(its_own_version_has_it_no_more),
        cmocka_unit_test(two_versions_ahead),
        cmocka_unit_test(plans_give_their_reasons),
        cmocka_unit_test(pinned_behind_a_wall),
        cmocka_unit_test(timers_over_two_versions),
        cmocka_unit_test(timers_of_two_regions),
        cmocka_unit_test(moved_before_a_join),
        cmocka_unit_test(two_timers_at_one_time),
        cmocka_unit_test(the_shortest_keep_counts),
        cmocka_unit_test(at_the_end_of_time),
        cmocka_unit_test(one_version_understands_it),
        cmocka_unit_test(one_model_understands_it),
        cmocka_unit_test(kept_by_another_version),
        cmocka_unit_test(a_cap_of_a_month_remembers),
        cmocka_unit_test(applied_half_way),
        cmocka_unit_test(said_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
