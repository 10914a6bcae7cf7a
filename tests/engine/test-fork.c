/* A child of fork() has its parent's engine in memory: whatever it calls, it is told so, and the parent's store is as it was. */
#define _POSIX_C_SOURCE 200809L /* waitpid */

#include "tests/engine/touch.h"
#include "tests/support/scratch.h"
#include "tests/support/leave.h"

#include <sys/wait.h>
#include <unistd.h>

static const char *map_path; /* of lib/engine/engine.map: what there is to call */

static int
in_child(struct shop *s, int64_t customer)
{
    int wrong = touch_all(s, customer, map_path, TAPPA_EFORKED);

    (void)tappa_engine_close(s->engine); /* and does not touch the file */
    return wrong;
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
            leave(in_child(&s, customer));
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
