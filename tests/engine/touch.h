/* Every call of the engine by its name, for tests where each of them must say the same. */
#ifndef TESTS_ENGINE_TOUCH_H
#define TESTS_ENGINE_TOUCH_H

#include "tests/engine/people.h"

struct touch {
    int64_t customer, found;
    struct tappa_standing standing;
    struct tappa_moment moment;
    struct tappa_plan plan;
    struct tappa_ingested result;
    struct tappa_counters counters;
    struct tappa_span span;
    const struct tappa_count *counts;
    const struct tappa_version *versions;
    const struct tappa_verdict *verdicts;
    const struct tappa_claimed *claimed;
    struct shop_event event;
    const char *text;
    uint8_t key[16];
    size_t n;
};

/* What the call of this name says; `refused`: what metrics stands for where it gives nothing. TAPPA_OK where none is known here. */
static tappa_status
touch(struct shop *s, struct touch *t, const char *name, tappa_status refused)
{
    char text[8] = "before";

#define CALL(word, call)                                                                                                               \
    if (!strcmp(name, word))                                                                                                           \
        return call;
    CALL("add_kind", tappa_engine_add_kind(s->engine, "new", 3, 1))
    CALL("add_model", tappa_engine_add_model(s->engine, s->basket, TAPPA_FOLLOW, s->now))
    CALL("apply", tappa_engine_apply(s->engine, "basket", 6, s->now, 5, &t->n))
    CALL("block", tappa_engine_block(s->engine, "zz", 2))
    CALL("checkpoint", tappa_engine_checkpoint(s->engine))
    CALL("claim", tappa_engine_claim(s->engine, s->now, 0, &t->claimed, &t->n) ? tappa_engine_claim(s->engine, s->now, 5, &t->claimed, &t->n) : TAPPA_OK)
    CALL("counters", tappa_engine_counters(s->engine, &t->counters))
    CALL("counts", tappa_engine_counts(s->engine, &t->counts, &t->n))
    CALL("damaged", tappa_engine_damaged(s->engine, &t->text, &t->n))
    CALL("decide", tappa_engine_decide(s->engine, t->customer, &t->moment, &t->verdicts, &t->n))
    CALL("erase", tappa_engine_erase(s->engine, t->customer, s->now, NULL))
    CALL("export", tappa_engine_export(s->engine, t->customer, &t->text, &t->n))
    CALL("find", tappa_engine_find(s->engine, &t->event.identities[0], &t->found))
    CALL("ingest", tappa_engine_ingest(s->engine, &t->event.record, 1, NULL, s->now, &t->result))
    CALL("journal", tappa_engine_journal(s->engine, t->customer, 0, &t->text, &t->n))
    CALL("offset", tappa_engine_offset(s->engine, "s", 1, &t->span))
    CALL("part", tappa_engine_part(s->engine, 1, s->now))
    CALL("part_identities", tappa_engine_part_identities(s->engine, &t->event.identities[0], &t->event.identities[0], s->now))
    CALL("plan", tappa_engine_plan(s->engine, s->basket, &t->plan))
    CALL("report", tappa_engine_report(s->engine, t->key, TAPPA_CONTACT_SENT, s->now))
    CALL("run_due", tappa_engine_run_due(s->engine, s->now + SHOP_DAY, 5, &t->n))
    CALL("versions", tappa_engine_versions(s->engine, &t->versions, &t->n))
    CALL("where", tappa_engine_where(s->engine, t->customer, &t->standing))
    CALL("metrics", tappa_engine_metrics(s->engine, text, sizeof text) || *text ? TAPPA_OK : refused)
#undef CALL
    printf("no test knows tappa_engine_%s\n", name);
    return TAPPA_OK;
}

/* Each call that the map (lib/engine/engine.map) has, but open and close. The place of the first that does not say `refused`; 0 where all do. */
static int
touch_all(struct shop *s, int64_t customer, const char *map_path, tappa_status refused)
{
    struct touch t = {.customer = customer, .standing.size = sizeof t.standing, .moment = {.size = sizeof t.moment, .now = s->now},
                      .plan.size = sizeof t.plan, .result.size = sizeof t.result, .counters.size = sizeof t.counters};
    FILE *map = fopen(map_path, "r");
    char line[100], name[100];
    int at = 0, found = 0;

    if (!map)
        return 200;
    shop_event(&t.event, "cookie=c", "Added", s->now, "child", "price=1");
    while (!found && fgets(line, sizeof line, map)) {
        if (sscanf(line, " tappa_engine_%99[a-z_];", name) != 1 || !strcmp(name, "open") || !strcmp(name, "close"))
            continue;
        at++;
        if (touch(s, &t, name, refused) != refused) {
            printf("%s\n", name);
            fflush(stdout);
            found = at;
        }
    }
    fclose(map);
    return found || at >= 20 ? found : 201;
}

#endif
