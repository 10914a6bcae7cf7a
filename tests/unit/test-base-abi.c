/* Owns the tests of lib/base/abi.c.
 * Run by meson as one program.
 * Protects the expectation that an older caller's struct is filled up with zeros and that nothing behind a struct is read. */
#include "lib/base/abi.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define OWN 12
#define OLDEST 4

static const struct {
    const char *name;
    const char *bytes; /* as many as `size` says */
    uint32_t size;
    int status;
    const char *read;
} rows[] = {
    {"oldest", "abcd", 4, 0, "abcd\0\0\0\0\0\0\0\0"},
    {"between", "abcdefg", 7, 0, "abcdefg\0\0\0\0\0"},
    {"exact", "abcdefghijkl", 12, 0, "abcdefghijkl"},
    {"newer, the rest zero", "abcdefghijkl\0\0\0", 15, 0, "abcdefghijkl"},
    {"newer, its first byte used", "abcdefghijkl\1\0\0", 15, -1, NULL},
    {"newer, its last byte used", "abcdefghijkl\0\0\1", 15, -1, NULL},
    {"smaller than the oldest", "abc", 3, -1, NULL},
    {"nothing", "", 0, -1, NULL},
    {"no struct", NULL, 12, -1, NULL},
};

/* Each in a block of exactly its size, so that the sanitizer sees a byte too many. */
static void
reads_sized(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *given = rows[i].bytes ? malloc(rows[i].size + !rows[i].size) : NULL, out[OWN + 1];
        int status;

        memset(out, '#', sizeof out);
        if (given)
            memcpy(given, rows[i].bytes, rows[i].size);
        status = tappa__sized_read(given, rows[i].size, out, OWN, OLDEST);
        if (status != rows[i].status)
            fail_msg("%s: %d", rows[i].name, status);
        if (status == 0 && memcmp(out, rows[i].read, OWN) != 0)
            fail_msg("%s: read otherwise", rows[i].name);
        assert_int_equal(out[OWN], '#');
        if (given)
            assert_memory_equal(given, rows[i].bytes, rows[i].size);
        free(given);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_sized),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
