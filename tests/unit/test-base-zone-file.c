/* Owns the tests of how lib/base/zone.c finds and reads files.
 * Run by meson as one program.
 * Protects the expectation that a damaged or hostile file is refused whole, and that nothing else is opened. */
#define _POSIX_C_SOURCE 200809L /* mkdtemp, mkfifo */

#include "tests/unit/test-base-zone.h"

#include <sys/stat.h>
#include <unistd.h>

#define GOOD 1, 2, 8, 0, 0, 0, 0, 0

static const struct plan plans[] = {
    {"version 1", 0, NULL, {100}, {3600, 7200}, {1}, GOOD, TAPPA_OK},
    {"version 2", '2', "\nAAA-2\n", {100}, {3600, 7200}, {1}, GOOD, TAPPA_OK},
    {"version 3", '3', "\nAAA-2\n", {100}, {3600, 7200}, {1}, GOOD, TAPPA_OK},
    {"version 4", '4', "\nAAA-2\n", {100}, {3600, 7200}, {1}, GOOD, TAPPA_OK},
    {"a later version", '9', "\nAAA-2\n", {100}, {3600, 7200}, {1}, GOOD, TAPPA_OK},
    {"no rule", '2', "\n\n", {100}, {3600, 7200}, {1}, GOOD, TAPPA_OK},
    {"bytes behind", '2', "\nAAA-2\nxyz", {100}, {3600, 7200}, {1}, GOOD, TAPPA_OK},
    {"three changes", '2', "\n\n", {-5, 0, 5}, {3600, 7200}, {1, 0, 1}, 3, 2, 8, 0, 0, 0, 0, 0, TAPPA_OK},
    {"no change", '2', "\nAAA-1\n", {0}, {3600}, {0}, 0, 1, 4, 0, 0, 0, 0, 0, TAPPA_OK},
    {"standard and UT marks", '2', "\n\n", {100}, {3600, 7200}, {1}, 1, 2, 8, 0, 2, 2, 0, 0, TAPPA_OK},
    {"the widest offsets", '2', "\n\n", {100}, {-89999, 93599}, {1}, GOOD, TAPPA_OK},
    {"the Big Bang", '2', "\n\n", {INT64_MIN, -1, INT64_MAX}, {3600, 7200}, {1, 0, 1}, 3, 2, 8, 0, 0, 0, 0, 0, TAPPA_OK},
    {"version 1 as a digit", '1', "\n\n", {100}, {3600, 7200}, {1}, GOOD, TAPPA_EZONE},
    {"no footer", '2', NULL, {100}, {3600, 7200}, {1}, GOOD, TAPPA_EZONE},
    {"footer does not start", '2', "AAA-2\n", {100}, {3600, 7200}, {1}, GOOD, TAPPA_EZONE},
    {"footer does not end", '2', "\nAAA-2", {100}, {3600, 7200}, {1}, GOOD, TAPPA_EZONE},
    {"footer is one line feed", '2', "\n", {100}, {3600, 7200}, {1}, GOOD, TAPPA_EZONE},
    {"footer is no rule", '2', "\nhello\n", {100}, {3600, 7200}, {1}, GOOD, TAPPA_EZONE},
    {"footer is too long", '2', "\n<A-BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
     "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
     "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB>-2\n", {100}, {3600, 7200}, {1}, GOOD, TAPPA_EZONE},
    {"no types", '2', "\n\n", {0}, {0}, {0}, 0, 0, 8, 0, 0, 0, 0, 0, TAPPA_EZONE},
    {"too many types", '2', "\n\n", {0}, {0}, {0}, 0, 257, 8, 0, 0, 0, 0, 0, TAPPA_EZONE},
    {"no names", '2', "\n\n", {100}, {3600, 7200}, {1}, 1, 2, 0, 0, 0, 0, 0, 0, TAPPA_EZONE},
    {"more changes than bytes", '2', "\n\n", {100}, {3600}, {1}, 8000, 2, 8, 0, 0, 0, 0, 0, TAPPA_EZONE},
    {"2^32 - 1 changes", '2', "\n\n", {100}, {3600}, {1}, UINT32_MAX, 2, 8, 0, 0, 0, 0, 0, TAPPA_EZONE},
    {"2^32 - 1 names", '2', "\n\n", {100}, {3600}, {1}, 1, 2, UINT32_MAX, 0, 0, 0, 0, 0, TAPPA_EZONE},
    {"2^32 - 1 changes in version 1", 0, NULL, {100}, {3600}, {1}, UINT32_MAX, 2, 8, 0, 0, 0, 0, 0, TAPPA_EZONE},
    {"type out of range", '2', "\n\n", {100}, {3600, 7200}, {2}, GOOD, TAPPA_EZONE},
    {"equal times", '2', "\n\n", {7, 7}, {3600, 7200}, {1, 0}, 2, 2, 8, 0, 0, 0, 0, 0, TAPPA_EZONE},
    {"falling times", '2', "\n\n", {7, 6}, {3600, 7200}, {1, 0}, 2, 2, 8, 0, 0, 0, 0, 0, TAPPA_EZONE},
    {"too far west", '2', "\n\n", {100}, {-90000, 0}, {1}, GOOD, TAPPA_EZONE},
    {"too far east", '2', "\n\n", {100}, {0, 93600}, {1}, GOOD, TAPPA_EZONE},
    {"least offset", '2', "\n\n", {100}, {0, INT32_MIN}, {1}, GOOD, TAPPA_EZONE},
    {"summer is no truth value", '2', "\n\n", {100}, {0, 0}, {1}, 1, 2, 8, 0, 0, 0, 2, 0, TAPPA_EZONE},
    {"name out of range", '2', "\n\n", {100}, {0, 0}, {1}, 1, 2, 8, 0, 0, 0, 0, 8, TAPPA_EZONE},
    {"leap seconds", '2', "\n\n", {100}, {0, 0}, {1}, 1, 2, 8, 1, 0, 0, 0, 0, TAPPA_EZONE},
    {"one standard mark of two", '2', "\n\n", {100}, {0, 0}, {1}, 1, 2, 8, 0, 1, 0, 0, 0, TAPPA_EZONE},
    {"one UT mark of two", '2', "\n\n", {100}, {0, 0}, {1}, 1, 2, 8, 0, 0, 1, 0, 0, TAPPA_EZONE},
};

static void
parses_files(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof plans / sizeof plans[0]; i++) {
        struct tappa_zone *zone = (struct tappa_zone *)&plans;
        struct file f;
        int32_t status;
        build(&f, &plans[i]);
        status = parse(f.bytes, f.n, &zone);
        if (status != plans[i].status)
            fail_msg("%s: %d", plans[i].name, (int)status);
        if (status) {
            assert_null(zone);
            continue;
        }
        assert_string_equal(tappa__zone_name(zone).s, "Test/Zone");
        assert_int_equal(tappa__zone_name(zone).n, 9);
        use(zone);
        tappa__zone_unref(zone);
    }
}

static void
survives_damage(void **state)
{
    static const uint8_t values[] = {0x00, 0x01, 0x7F, 0x80, 0xFF, '\n', ',', '9', 'M'};
    const struct plan p = {"",        '3', "\nAAA-1BBB,M3.5.0,J300/26\n", {-5, 0, 5}, {3600, 7200}, {1, 0, 1}, 3, 2, 8, 0, 2, 2,
                           0,         0,   TAPPA_OK};
    struct file f;
    struct tappa_zone *zone;
    size_t i, j;

    (void)state;
    build(&f, &p);
    assert_int_equal(parse(f.bytes, f.n, &zone), TAPPA_OK);
    tappa__zone_unref(zone);
    for (i = 0; i < f.n; i++) {
        if (parse(f.bytes, i, &zone) != TAPPA_EZONE)
            fail_msg("cut to %zu bytes", i);
    }
    for (i = 0; i < f.n; i++) {
        for (j = 0; j < sizeof values; j++) {
            uint8_t kept = f.bytes[i];
            int32_t status;
            f.bytes[i] = values[j];
            status = parse(f.bytes, f.n, &zone);
            if (status == TAPPA_OK)
                use(zone);
            else if (status != TAPPA_EZONE || zone)
                fail_msg("byte %zu is %u: %d", i, values[j], (int)status);
            tappa__zone_unref(zone);
            f.bytes[i] = kept;
        }
    }
}

static void
fixed_zones(void **state)
{
    struct tappa_allocator a = allocator();
    struct tappa_zone *zone;

    (void)state;
    assert_int_equal(tappa__zone_load(&a, "/nowhere", TAPPA__TEXT("+05:45"), &zone), TAPPA_OK);
    assert_int_equal(tappa__zone_offset(zone, 0), 20700);
    assert_string_equal(tappa__zone_name(zone).s, "+05:45");
    assert_true(tappa__zone_next_local(zone, 0, 0) == INT64_C(65700) * TAPPA__SECOND);
    use(zone);
    assert_ptr_equal(tappa__zone_ref(zone), zone);
    tappa__zone_unref(zone);
    assert_int_equal(tappa__zone_offset(zone, 0), 20700);
    tappa__zone_unref(zone);
    assert_int_equal(tappa__zone_load(&a, "/nowhere", TAPPA__TEXT("UTC"), &zone), TAPPA_OK);
    assert_int_equal(tappa__zone_offset(zone, 0), 0);
    tappa__zone_unref(zone);
    assert_null(tappa__zone_ref(NULL));
    tappa__zone_unref(NULL);
    assert_string_equal(tappa__zone_name(NULL).s, "UTC");
    use(NULL);
}

/* A folder with one good zone and all that can stand in a zone's place. */
struct folder {
    char path[64];
};

static void
path_of(const struct folder *folder, const char *name, char out[128])
{
    snprintf(out, 128, "%s/%s", folder->path, name);
}

static void
write_file(const struct folder *folder, const char *name, const void *bytes, size_t n)
{
    char path[128];
    FILE *out;

    path_of(folder, name, path);
    out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, n, out), n);
    assert_int_equal(fclose(out), 0);
}

static void
folder_make(struct folder *folder)
{
    static const char large[300000];
    char path[128];
    struct file f;

    strcpy(folder->path, "/tmp/tappa-zone-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
    path_of(folder, "Area", path);
    assert_int_equal(mkdir(path, 0700), 0);
    path_of(folder, "Fifo", path);
    assert_int_equal(mkfifo(path, 0600), 0);
    build(&f, &plans[1]);
    write_file(folder, "Area/AZaz09_+-", f.bytes, f.n);
    write_file(folder, "Short", f.bytes, f.n - 1);
    write_file(folder, "Empty", "", 0);
    write_file(folder, "Large", large, sizeof large);
    write_file(folder, "x.y", f.bytes, f.n);
}

static void
folder_remove(const struct folder *folder)
{
    static const char *const names[] = {"Area/AZaz09_+-", "Area", "Fifo", "Short", "Empty", "Large", "x.y", ""};
    char path[128];
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        path_of(folder, names[i], path);
        assert_int_equal(remove(path), 0);
    }
}

static void
loads_files(void **state)
{
    static const char long_name[] =
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    static const struct {
        const char *name;
        struct tappa__text zone;
        int32_t status;
    } rows[] = {
        {"good", T("Area/AZaz09_+-"), TAPPA_OK},
        {"missing", T("Area/Missing"), TAPPA_EZONE},
        {"a folder", T("Area"), TAPPA_EZONE},
        {"a pipe", T("Fifo"), TAPPA_EZONE},
        {"damaged", T("Short"), TAPPA_EZONE},
        {"empty file", T("Empty"), TAPPA_EZONE},
        {"large file", T("Large"), TAPPA_EZONE},
        {"a dot", T("x.y"), TAPPA_EZONE},
        {"up and down", T("Area/../Area/AZaz09_+-"), TAPPA_EZONE},
        {"here", T("./Area/AZaz09_+-"), TAPPA_EZONE},
        {"from the root", T("/Area/AZaz09_+-"), TAPPA_EZONE},
        {"before a", T("Area`"), TAPPA_EZONE},
        {"behind z", T("Area{"), TAPPA_EZONE},
        {"before A", T("Area@"), TAPPA_EZONE},
        {"behind Z", T("Area["), TAPPA_EZONE},
        {"behind 9", T("Area:"), TAPPA_EZONE},
        {"two slashes", T("Area//AZaz09_+-"), TAPPA_EZONE},
        {"slash behind", T("Area/AZaz09_+-/"), TAPPA_EZONE},
        {"slash alone", T("/"), TAPPA_EZONE},
        {"empty", T(""), TAPPA_EZONE},
        {"NUL behind", T("Area/AZaz09_+-\0"), TAPPA_EZONE},
        {"too long", T(long_name), TAPPA_EZONE},
    };
    struct tappa_allocator a = allocator();
    struct folder folder;
    size_t i;

    (void)state;
    folder_make(&folder);
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tappa_zone *zone = (struct tappa_zone *)&folder;
        int32_t status = tappa__zone_load(&a, folder.path, rows[i].zone, &zone);
        if (status != rows[i].status || !zone != (status != TAPPA_OK))
            fail_msg("%s: %d", rows[i].name, (int)status);
        if (zone)
            assert_int_equal(tappa__zone_offset(zone, 101 * TAPPA__SECOND), 7200);
        tappa__zone_unref(zone);
    }
    folder_remove(&folder);
}

/* Gives out `left` blocks, then none. */
struct scarce {
    size_t left, live;
};

static void *
scarce_allocate(void *user, size_t size)
{
    struct scarce *s = user;

    if (s->left == 0)
        return NULL;
    s->left--;
    s->live++;
    return malloc(size);
}

static void *
scarce_reallocate(void *user, void *block, size_t size)
{
    struct scarce *s = user;

    if (s->left == 0)
        return NULL;
    s->left--;
    return realloc(block, size);
}

static void
scarce_release(void *user, void *block)
{
    struct scarce *s = user;

    s->live--;
    free(block);
}

static void
runs_out_of_memory(void **state)
{
    static const struct tappa__text names[] = {T("Area/AZaz09_+-"), T("+01:00")};
    struct folder folder;
    size_t i, n;

    (void)state;
    folder_make(&folder);
    for (i = 0; i < 2; i++) {
        struct scarce scarce = {0, 0};
        struct tappa_allocator a = {scarce_allocate, scarce_reallocate, scarce_release, &scarce};
        struct tappa_zone *zone;
        int32_t status;
        for (n = 0;; n++) {
            scarce.left = n;
            status = tappa__zone_load(&a, folder.path, names[i], &zone);
            if (status == TAPPA_OK)
                break;
            assert_int_equal(status, TAPPA_ENOMEM);
            assert_null(zone);
            assert_int_equal(scarce.left, 0);
            assert_int_equal(scarce.live, 0);
        }
        assert_true(n > 0);
        tappa__zone_unref(zone);
        assert_int_equal(scarce.live, 0);
    }
    folder_remove(&folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses_files), cmocka_unit_test(survives_damage),   cmocka_unit_test(fixed_zones),
        cmocka_unit_test(loads_files),  cmocka_unit_test(runs_out_of_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
