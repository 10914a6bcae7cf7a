/* Those who share a file wait in a line, however long it is, and where it is full; an owner waits for nobody. */
#define _GNU_SOURCE /* F_OFD_SETLK */

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/leave.h"
#include "workload.h"

static tappa_context *context;
static struct workload w;

static void
opens(uint32_t flags)
{
    workload_begin(&w, context, flags, 1);
    assert_int_equal(workload_open(&w), TAPPA_OK);
}

/* So many others stand in line, for a tenth of a second. */
static pid_t
stand_in_line(int count)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = count};
    struct timespec time = {0, 100000000};
    char name[100], ready;
    int file, pipes[2];
    pid_t child;

    assert_int_equal(pipe(pipes), 0);
    child = fork();
    if (!child) {
        snprintf(name, sizeof name, "%s-lock", w.path);
        file = open(name, O_RDWR);
        if (file < 0 || fcntl(file, F_OFD_SETLK, &lock) || write(pipes[1], "r", 1) != 1)
            leave(1);
        (void)nanosleep(&time, NULL);
        leave(0);
    }
    assert_int_equal(read(pipes[0], &ready, 1), 1);
    close(pipes[0]);
    close(pipes[1]);
    return child;
}

static void
long_lines(void **state)
{
    static const int lines[] = {1, 20, 63, 64};
    int64_t last;

    (void)state;
    opens(TAPPA_STORE_SHARED);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct timespec before, after;
        pid_t child = stand_in_line(lines[i]);
        int said;

        clock_gettime(CLOCK_MONOTONIC, &before);
        w.store->table->turn(w.store, 1); /* nobody goes before those who came first */
        clock_gettime(CLOCK_MONOTONIC, &after);
        assert_true((after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000 >= 20);
        assert_int_equal(w.store->table->last(w.store, &last), TAPPA_OK);
        w.store->table->turn(w.store, 0);
        assert_int_equal(waitpid(child, &said, 0), child);
        assert_int_equal(said, 0);
    }
    workload_end(&w);
}

static void
an_owner_waits_for_nobody(void **state)
{
    tappa_store other = {0};
    struct tappa_store_table table = {.size = sizeof table};
    int64_t last;

    (void)state;
    opens(0);
    w.store->table->turn(w.store, 1);
    w.store->table->hold(w.store, 1);
    assert_int_equal(w.store->table->last(w.store, &last), TAPPA_OK);
    w.store->table->hold(w.store, 0);
    w.store->table->turn(w.store, 0);
    other.table = &table;
    tappa_store_close(&other); /* one that has nothing to close */
    workload_end(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(long_lines), cmocka_unit_test(an_owner_waits_for_nobody)};
    int failed;

    if (tappa_context_new(NULL, &context))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tappa_context_unref(context);
    return failed;
}
