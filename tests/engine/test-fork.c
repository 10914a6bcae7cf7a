/* A child of fork() has its parent's engine in memory: whatever it calls, it is told so, and the parent's store is as it was. */
#define _POSIX_C_SOURCE 200809L /* waitpid */

#include "tests/engine/people.h"

#include <sys/wait.h>
#include <unistd.h>

/* In the child: the number of the first call that does not say TAPPA_EFORKED; 0 where all do. */
static int
touch_all(struct shop *s, int64_t customer)
{
    struct tappa_standing standing = {.size = sizeof standing};
    struct tappa_moment moment = {.size = sizeof moment, .now = s->now};
    struct tappa_plan plan = {.size = sizeof plan};
    struct tappa_ingested result = {.size = sizeof result};
    const struct tappa_verdict *verdicts;
    const struct tappa_claimed *claimed;
    struct shop_event e;
    const char *text;
    uint8_t key[16] = {0};
    int64_t found;
    size_t n;

    shop_event(&e, "cookie=c", "Added", s->now, "child", "price=1");
    if (tappa_engine_ingest(s->engine, &e.record, 1, NULL, s->now, &result) != TAPPA_EFORKED)
        return 1;
    if (tappa_engine_where(s->engine, customer, &standing) != TAPPA_EFORKED)
        return 2;
    if (tappa_engine_decide(s->engine, customer, &moment, &verdicts, &n) != TAPPA_EFORKED)
        return 3;
    if (tappa_engine_claim(s->engine, s->now, 5, &claimed, &n) != TAPPA_EFORKED)
        return 4;
    if (tappa_engine_report(s->engine, key, TAPPA_CONTACT_SENT, s->now) != TAPPA_EFORKED)
        return 5;
    if (tappa_engine_find(s->engine, &e.identities[0], &found) != TAPPA_EFORKED)
        return 6;
    if (tappa_engine_journal(s->engine, customer, 0, &text, &n) != TAPPA_EFORKED)
        return 7;
    if (tappa_engine_export(s->engine, customer, &text, &n) != TAPPA_EFORKED)
        return 8;
    if (tappa_engine_erase(s->engine, customer, s->now, NULL) != TAPPA_EFORKED)
        return 9;
    if (tappa_engine_run_due(s->engine, s->now + SHOP_DAY, 5, &n) != TAPPA_EFORKED)
        return 10;
    if (tappa_engine_part(s->engine, 1, s->now) != TAPPA_EFORKED)
        return 11;
    if (tappa_engine_plan(s->engine, s->basket, &plan) != TAPPA_EFORKED)
        return 12;
    if (tappa_engine_apply(s->engine, "basket", 6, s->now, 5, &n) != TAPPA_EFORKED)
        return 13;
    (void)tappa_engine_close(s->engine); /* and does not touch the file */
    return 0;
}

static void
a_child_is_told(void **state)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal", "-lock"};
    char path[64], file[80];
    struct shop s;

    (void)state;
    snprintf(path, sizeof path, "/tmp/tappa-fork-%ld.db", (long)getpid());
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
            _exit(touch_all(&s, customer));
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
        shop_describe(&s, "cookie=c", &after);
        assert_string_equal(before.s, after.s);
        assert_int_equal(shop_ingest(&s, "cookie=c", "Ordered", s.now, "2", "revenue=30").outcome, TAPPA_INGEST_TAKEN);
        shop_close(&s);
        free(before.s);
        free(after.s);
        for (size_t j = 0; j < sizeof endings / sizeof *endings; j++) {
            snprintf(file, sizeof file, "%s%s", path, endings[j]);
            (void)unlink(file);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_child_is_told)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
