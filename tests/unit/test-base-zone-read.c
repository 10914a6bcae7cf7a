/* Owns the tests of how lib/base/zone.c reads where the system reads badly: this program has a read() and an fstat() of its own.
 * Run by meson as one program.
 * Protects the expectations that a signal or a short read loses nothing, and that a failure is told and leaves nothing behind. */
#define _GNU_SOURCE /* syscall */

#include "tests/unit/test-base-zone.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What the system does with the zone's file: the next reads fail so often with this number, give so many bytes at most. */
static struct {
    int on, failures, number, stat_fails;
    size_t most, reads;
} system_is;

ssize_t
read(int file, void *out, size_t n)
{
    if (!system_is.on)
        return syscall(SYS_read, file, out, n);
    system_is.reads++;
    if (system_is.failures > 0) {
        system_is.failures--;
        errno = system_is.number;
        return -1;
    }
    return syscall(SYS_read, file, out, n < system_is.most ? n : system_is.most);
}

int
fstat(int file, struct stat *out)
{
    if (system_is.on && system_is.stat_fails) {
        errno = EIO;
        return -1;
    }
    return fstatat(file, "", out, AT_EMPTY_PATH);
}

static const struct {
    const char *name;
    int failures, number, stat_fails;
    size_t most, reads;
    int32_t status;
} rows[] = {
    {"whole", 0, 0, 0, 100000, 1, TAPPA_OK},
    {"byte by byte", 0, 0, 0, 1, 0, TAPPA_OK},
    {"a signal", 1, EINTR, 0, 100000, 2, TAPPA_OK},
    {"signals", 9, EINTR, 0, 100000, 10, TAPPA_OK},
    {"a bad disk", 1, EIO, 0, 100000, 1, TAPPA_EZONE},
    {"shorter than it said", 0, 0, 0, 0, 1, TAPPA_EZONE},
    {"no stat", 0, 0, 1, 100000, 0, TAPPA_EZONE},
};

static int
open_files(void)
{
    int file = dup(0);

    assert_true(file >= 0);
    close(file);
    return file;
}

static void
reads_badly(void **state)
{
    static const struct plan plan = {"", '2', "\nAAA-2\n", {100}, {3600, 7200}, {1}, 1, 2, 8, 0, 0, 0, 0, 0, TAPPA_OK};
    char folder[] = "/tmp/tappa-zone-XXXXXX", path[64];
    struct tappa_allocator a = allocator();
    struct tappa_zone *zone;
    struct file f;
    FILE *out;

    (void)state;
    build(&f, &plan);
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/Zone", folder);
    out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(f.bytes, 1, f.n, out), f.n);
    assert_int_equal(fclose(out), 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int before = open_files();
        int32_t status;

        system_is.failures = rows[i].failures;
        system_is.number = rows[i].number;
        system_is.stat_fails = rows[i].stat_fails;
        system_is.most = rows[i].most;
        system_is.reads = 0;
        system_is.on = 1;
        status = tappa__zone_load(&a, folder, TAPPA__TEXT("Zone"), &zone);
        system_is.on = 0;
        if (status != rows[i].status)
            fail_msg("%s: %d", rows[i].name, (int)status);
        assert_int_equal(system_is.reads, rows[i].most == 1 ? f.n : rows[i].reads);
        assert_int_equal(!zone, status != TAPPA_OK);
        assert_int_equal(open_files(), before);
        if (zone)
            assert_int_equal(tappa__zone_offset(zone, 101 * TAPPA__SECOND), 7200);
        tappa__zone_unref(zone);
    }
    assert_int_equal(remove(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_badly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
