/* A child of fork() has its parent's engine in memory: whatever it calls, it is told so, and the parent's store is as it was. */
#define _POSIX_C_SOURCE 200809L /* waitpid */

#include "tests/engine/people.h"
#include "tests/support/scratch.h"
#include "tests/support/leave.h"

#include <sys/wait.h>
#include <unistd.h>

static const char *map_path; /* of lib/engine/engine.map: what there is to call */

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

/* What the call of this name says; the test fails where it is not known here. */
static tappa_status
touch(struct shop *s, struct touch *t, const char *name)
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
    CALL("metrics", tappa_engine_metrics(s->engine, text, sizeof text) || *text ? TAPPA_OK : TAPPA_EFORKED)
#undef CALL
    printf("no test of fork() knows tappa_engine_%s\n", name);
    return TAPPA_OK;
}

/* In the child: every call that the library has. The place of the first that does not say TAPPA_EFORKED; 0 where all do. */
static int
touch_all(struct shop *s, int64_t customer)
{
    struct touch t = {.customer = customer, .standing.size = sizeof t.standing, .moment = {.size = sizeof t.moment, .now = s->now},
                      .plan.size = sizeof t.plan, .result.size = sizeof t.result, .counters.size = sizeof t.counters};
    FILE *map = fopen(map_path, "r");
    char line[100], name[100];
    int at = 0;

    if (!map)
        return 200;
    shop_event(&t.event, "cookie=c", "Added", s->now, "child", "price=1");
    while (fgets(line, sizeof line, map)) {
        if (sscanf(line, " tappa_engine_%99[a-z_];", name) != 1 || !strcmp(name, "open") || !strcmp(name, "close"))
            continue;
        at++;
        if (touch(s, &t, name) != TAPPA_EFORKED)
            return printf("%s\n", name), fflush(stdout), at;
    }
    fclose(map);
    (void)tappa_engine_close(s->engine); /* and does not touch the file */
    return at < 20 ? 201 : 0;
}

static void
a_child_is_told(void **state)
{
    char path[64];
    struct shop s;

    (void)state;
    scratch_file(path, sizeof path, "fork");
    for (int way = 0; way < 4; way++) {
        struct shop_text before = {0}, after = {0};
        int64_t customer;
        pid_t child;
        int status;

        shop_open(&s, way & 1 ? path : NULL, way & 2 ? TAPPA_STORE_SHARED : 0, NULL);
        shop_ingest(&s, "cookie=c login=l", "Added", SHOP_START, "1", "price=30");
        shop_due(&s, SHOP_START + 2 * SHOP_HOUR);
        shop_describe(&s, "cookie=c", &before);
        customer = shop_find(&s, "cookie=c");
        child = fork();
        if (!child)
            leave(touch_all(&s, customer));
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
        shop_describe(&s, "cookie=c", &after);
        assert_string_equal(before.s, after.s);
        assert_int_equal(shop_ingest(&s, "cookie=c", "Ordered", s.now, "2", "revenue=30").outcome, TAPPA_INGEST_TAKEN);
        shop_close(&s);
        free(before.s);
        free(after.s);
        scratch_remove(path);
    }
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_child_is_told)};

    if (argc != 2)
        return 1;
    map_path = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
