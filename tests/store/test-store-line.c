/* Those who share a file wait in a line, however long it is, and where it is full; an owner waits for nobody. */
#define _GNU_SOURCE /* F_OFD_SETLK */

#include <fcntl.h>
#include <signal.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

/* Somebody has the whole of the lock's file, as long as it may become, and for longer than anybody waits. */
static void
no_line(void **state)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int64_t last;
    pid_t child;
    char name[100], ready;
    int pipes[2];

    (void)state;
    opens(TAPPA_STORE_SHARED);
    snprintf(name, sizeof name, "%s-lock", w.path);
    assert_int_equal(pipe(pipes), 0);
    child = fork();
    if (!child) {
        int file = open(name, O_RDWR);

        if (file < 0 || fcntl(file, F_SETLK, &lock) || write(pipes[1], "r", 1) != 1)
            leave(1);
        (void)pause();
        leave(0);
    }
    assert_int_equal(read(pipes[0], &ready, 1), 1);
    (void)alarm(60); /* instead of for ever */
    w.store->table->turn(w.store, 1);
    assert_int_equal(w.store->table->last(w.store, &last), TAPPA_OK);
    w.store->table->turn(w.store, 0);
    (void)alarm(0);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    close(pipes[0]);
    close(pipes[1]);
    workload_end(&w);
}

/* The lock is for whoever the file is for, and nothing that the process would take for its input or its output. */
static void
the_lock(void **state)
{
    struct stat file, lock, other;
    char name[100];
    int low[3], is_low = 0, i;

    (void)state;
    opens(0);
    snprintf(name, sizeof name, "%s-lock", w.path);
    workload_close(&w);
    assert_int_equal(unlink(name), 0);
    assert_int_equal(chmod(w.path, 0640), 0);
    if (!geteuid())
        assert_int_equal(chown(w.path, 65534, 65533), 0);
    for (i = 0; i < 3; i++) {
        low[i] = fcntl(i, F_DUPFD_CLOEXEC, 10);
        close(i);
    }
    assert_int_equal(workload_open(&w), TAPPA_OK);
    assert_int_equal(stat(name, &lock), 0);
    for (i = 0; i < 3; i++)
        is_low |= !fstat(i, &other) && other.st_ino == lock.st_ino && other.st_dev == lock.st_dev;
    for (i = 0; i < 3; i++)
        if (low[i] >= 0) {
            (void)dup2(low[i], i);
            close(low[i]);
        }
    assert_false(is_low);
    assert_int_equal(stat(w.path, &file), 0);
    assert_int_equal(lock.st_mode, file.st_mode);
    assert_true(lock.st_uid == file.st_uid && lock.st_gid == file.st_gid);
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(long_lines), cmocka_unit_test(no_line), cmocka_unit_test(the_lock), cmocka_unit_test(an_owner_waits_for_nobody)};
    int failed;

    if (tappa_context_new(NULL, &context))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tappa_context_unref(context);
    return failed;
}
