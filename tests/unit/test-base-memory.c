/* Owns the tests of lib/base/memory.c.
 * Run by meson as one program.
 * Protects the expectations that a failed request changes nothing and that everything taken is given back. */
#include "lib/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <cmocka.h>

/* Counts what is out, fails from the `fail_at`th request on (0: never), and hands out memory that is aligned to 8 only. */
struct counting {
    size_t requests, live, fail_at, asked;
};

static int
fails(struct counting *c, size_t size)
{
    c->asked = size;
    c->requests++;
    return c->fail_at && c->requests >= c->fail_at;
}

static void *
counting_allocate(void *user, size_t size)
{
    struct counting *c = user;
    unsigned char *p;

    assert_true(size > 0);
    if (fails(c, size))
        return NULL;
    p = malloc(size + 8);
    assert_non_null(p);
    memset(p, 0xA5, size + 8);
    c->live++;
    return p + 8;
}

static void *
counting_reallocate(void *user, void *block, size_t size)
{
    struct counting *c = user;
    unsigned char *p;

    assert_non_null(block);
    if (fails(c, size))
        return NULL;
    p = realloc((unsigned char *)block - 8, size + 8);
    assert_non_null(p);
    return p + 8;
}

static void
counting_release(void *user, void *block)
{
    struct counting *c = user;

    assert_non_null(block);
    c->live--;
    free((unsigned char *)block - 8);
}

static struct tappa_allocator
counting_allocator(struct counting *c)
{
    struct tappa_allocator a = {counting_allocate, counting_reallocate, counting_release, c};

    memset(c, 0, sizeof *c);
    return a;
}

static int
all_zero(const void *p, size_t n)
{
    const unsigned char *bytes = p;

    while (n > 0 && bytes[n - 1] == 0)
        n--;
    return n == 0;
}

static void
default_allocator(void **state)
{
    struct tappa_allocator a;
    char *p;

    (void)state;
    tappa__allocator_default(&a);
    p = tappa__realloc(&a, NULL, 4);
    assert_non_null(p);
    memcpy(p, "abc", 4);
    p = tappa__realloc(&a, p, 1000);
    assert_non_null(p);
    assert_string_equal(p, "abc");
    tappa__free(&a, p);
    tappa__free(&a, NULL);
    p = tappa__alloc_zero(&a, 100);
    assert_non_null(p);
    assert_true(all_zero(p, 100));
    tappa__free(&a, p);
}

static void
arena_hands_out(void **state)
{
    static const struct {
        const char *name;
        size_t size;
    } rows[] = {
        {"one", 1},           {"nothing", 0},      {"sixteen", 16},   {"seventeen", 17}, {"fills a block", 1024},
        {"past a block", 5000}, {"small again", 24}, {"huge", 1000000}, {"last", 3},
    };
    struct counting c;
    struct tappa_allocator a = counting_allocator(&c);
    struct tappa__arena arena;
    unsigned char *got[sizeof rows / sizeof rows[0]];
    size_t i, j;

    (void)state;
    tappa__arena_init(&arena, &a, 0);
    assert_int_equal(c.requests, 0);
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        got[i] = tappa__arena_alloc(&arena, rows[i].size);
        if (!got[i] || (uintptr_t)got[i] % 16 != 0 || !all_zero(got[i], rows[i].size))
            fail_msg("%s: NULL, unaligned or not zero", rows[i].name);
        memset(got[i], (int)i + 1, rows[i].size);
    }
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (j = 0; j < rows[i].size; j++) {
            if (got[i][j] != i + 1)
                fail_msg("%s: byte %zu was overwritten", rows[i].name, j);
        }
    }
    assert_null(tappa__arena_alloc(&arena, SIZE_MAX));
    assert_null(tappa__arena_alloc(&arena, SIZE_MAX - 15));
    tappa__arena_free(&arena);
    assert_int_equal(c.live, 0);
}

static void
fill(struct tappa__arena *arena)
{
    size_t i;

    for (i = 0; i < 1000; i++)
        assert_non_null(tappa__arena_alloc(arena, i % 100 + 1));
}

static void
warm_arena_asks_for_nothing(void **state)
{
    struct counting c;
    struct tappa_allocator a = counting_allocator(&c);
    struct tappa__arena arena;
    unsigned char *p;
    size_t requests;
    int i;

    (void)state;
    tappa__arena_init(&arena, &a, 0);
    tappa__arena_reset(&arena);
    for (i = 0; i < 3; i++) {
        fill(&arena);
        tappa__arena_reset(&arena);
        assert_int_equal(c.live, 1);
    }
    requests = c.requests;
    for (i = 0; i < 10; i++) {
        fill(&arena);
        tappa__arena_reset(&arena);
    }
    assert_int_equal(c.requests, requests);
    p = tappa__arena_alloc(&arena, 64);
    memset(p, 0xFF, 64);
    tappa__arena_reset(&arena);
    assert_true(all_zero(tappa__arena_alloc(&arena, 64), 64));
    tappa__arena_free(&arena);
    assert_int_equal(c.live, 0);
    fill(&arena); /* usable again */
    tappa__arena_free(&arena);
}

static void
arena_keeps_its_limit(void **state)
{
    struct counting c;
    struct tappa_allocator a = counting_allocator(&c);
    struct tappa__arena arena;
    size_t got = 0, requests;

    (void)state;
    tappa__arena_init(&arena, &a, 10000);
    while (tappa__arena_alloc(&arena, 16))
        got += 16;
    assert_true(arena.total <= 10000);
    assert_true(got > 9000); /* the limit decides, not the doubling of blocks */
    requests = c.requests;
    assert_null(tappa__arena_alloc(&arena, 16));
    assert_int_equal(c.requests, requests);
    tappa__arena_reset(&arena);
    assert_true(arena.total > 0 && arena.total <= 10000);
    assert_non_null(tappa__arena_alloc(&arena, 16));
    assert_null(tappa__arena_alloc(&arena, 10000));
    tappa__arena_free(&arena);
    assert_int_equal(arena.total, 0);
    assert_int_equal(c.live, 0);
    tappa__arena_init(&arena, &a, 10);
    assert_null(tappa__arena_alloc(&arena, 1));
    tappa__arena_free(&arena);
}

/* The newest block is not always the largest: one that the limit cut short is smaller than what came before. */
static void
arena_keeps_the_largest(void **state)
{
    struct counting c;
    struct tappa_allocator a = counting_allocator(&c);
    struct tappa__arena arena;

    (void)state;
    tappa__arena_init(&arena, &a, 10000);
    assert_non_null(tappa__arena_alloc(&arena, 6000));
    assert_non_null(tappa__arena_alloc(&arena, 2000));
    tappa__arena_reset(&arena);
    assert_int_equal(c.live, 1);
    c.requests = 0;
    assert_non_null(tappa__arena_alloc(&arena, 6000));
    assert_int_equal(c.requests, 0);
    assert_non_null(tappa__arena_alloc(&arena, 3000)); /* what was given back may be asked for again */
    assert_int_equal(c.requests, 1);
    tappa__arena_free(&arena);
    assert_int_equal(c.live, 0);
}

static void
arena_survives_failure(void **state)
{
    struct counting c;
    struct tappa_allocator a = counting_allocator(&c);
    struct tappa__arena arena;
    struct tappa__text t;
    char *p;

    (void)state;
    tappa__arena_init(&arena, &a, 0);
    p = tappa__arena_alloc(&arena, 4);
    assert_non_null(p);
    memcpy(p, "abc", 4);
    c.fail_at = 1;
    assert_null(tappa__arena_alloc(&arena, 100000));
    t = tappa__arena_text(&arena, "x", 100000);
    assert_null(t.s);
    assert_int_equal(t.n, 0);
    assert_string_equal(p, "abc");
    assert_non_null(tappa__arena_alloc(&arena, 4)); /* the block at hand still serves */
    tappa__arena_free(&arena);
    assert_int_equal(c.live, 0);
    t = tappa__arena_printf(&arena, "%d", 7);
    assert_null(t.s);
    assert_int_equal(t.n, 0);
}

static void
arena_texts(void **state)
{
    struct counting c;
    struct tappa_allocator a = counting_allocator(&c);
    struct tappa__arena arena;
    struct tappa__text t;

    (void)state;
    tappa__arena_init(&arena, &a, 0);
    t = tappa__arena_text(&arena, "a\0b", 3);
    assert_int_equal(t.n, 3);
    assert_memory_equal(t.s, "a\0b", 4);
    t = tappa__arena_text(&arena, NULL, 0);
    assert_int_equal(t.n, 0);
    assert_string_equal(t.s, "");
    t = tappa__arena_printf(&arena, "%s is %d of %zu", "one", -1, (size_t)3);
    assert_string_equal(t.s, "one is -1 of 3");
    assert_int_equal(t.n, 14);
    t = tappa__arena_printf(&arena, "%s", "");
    assert_int_equal(t.n, 0);
    assert_string_equal(t.s, "");
    if (SIZE_MAX > UINT32_MAX) /* a text counts in 32 bits; nothing is read before that is noticed */
        assert_null(tappa__arena_text(&arena, "x", UINT32_MAX).s);
    tappa__arena_free(&arena);
    assert_int_equal(c.live, 0);
}

static void
grows_arrays(void **state)
{
    static const struct {
        const char *name;
        size_t need, item_size;
        int status;
    } rows[] = {
        {"one", 1, 4, 0},
        {"many", 100000, 4, 0},
        {"one large", 1, 100000, 0},
        {"product past size_t", SIZE_MAX / 4, 8, -1},
        {"count past size_t", SIZE_MAX, 1, -1},
        {"past half of memory", SIZE_MAX / 2 + 1, 1, -1},
        {"a large item", SIZE_MAX / 16, 32, -1},
    };
    struct counting c;
    struct tappa_allocator a = counting_allocator(&c);
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t *items = NULL;
        size_t capacity = 0;
        int status = tappa__grow(&a, (void **)&items, &capacity, rows[i].need, rows[i].item_size);
        if (status != rows[i].status)
            fail_msg("%s: %d", rows[i].name, status);
        if (status ? items || capacity : !items || capacity < rows[i].need)
            fail_msg("%s: capacity %zu", rows[i].name, capacity);
        if (items)
            memset(items, 1, capacity * rows[i].item_size);
        tappa__free(&a, items);
    }
    assert_int_equal(c.live, 0);
}

static void
grows_by_doubling(void **state)
{
    struct counting c;
    struct tappa_allocator a = counting_allocator(&c);
    uint32_t *items = NULL;
    size_t capacity = 0, i;

    (void)state;
    for (i = 0; i < 10000; i++) {
        assert_int_equal(tappa__grow(&a, (void **)&items, &capacity, i + 1, sizeof *items), 0);
        items[i] = (uint32_t)i;
    }
    assert_true(c.requests < 20);
    c.fail_at = 1;
    assert_int_equal(tappa__grow(&a, (void **)&items, &capacity, 1000000, sizeof *items), -1);
    for (i = 0; i < 10000; i++)
        assert_int_equal(items[i], i);
    tappa__free(&a, items);
    assert_int_equal(c.live, 0);
}

/* Where twice as much would be more than memory can hold, what is needed is asked for and no more. */
static void
grows_near_the_end(void **state)
{
    struct counting c;
    struct tappa_allocator a = counting_allocator(&c);
    struct tappa__arena arena;
    struct tappa__buffer b;
    static char held[16];
    void *items = held;
    size_t capacity = PTRDIFF_MAX / 16 / 2 + 1;

    (void)state;
    c.fail_at = 1;
    assert_int_equal(tappa__grow(&a, &items, &capacity, capacity + 1, 16), -1);
    assert_int_equal(c.asked, (PTRDIFF_MAX / 16 / 2 + 2) * 16);
    assert_ptr_equal(items, held);
    capacity = SIZE_MAX / 4 + 1;
    assert_int_equal(tappa__grow(&a, &items, &capacity, capacity + 1, 1), -1);
    assert_int_equal(c.asked, SIZE_MAX / 4 + 2);
    tappa__arena_init(&arena, &a, 0);
    arena.used = arena.capacity = SIZE_MAX / 4 + 1;
    assert_null(tappa__arena_alloc(&arena, 4096));
    assert_in_range(c.asked, 4096, 4096 + 64);
    tappa__buffer_init(&b, &a);
    b.s = held;
    b.capacity = PTRDIFF_MAX / 2 + 1;
    b.n = b.capacity - 1;
    tappa__buffer_put(&b, "abc", 3);
    assert_int_equal(b.failed, 1);
    assert_int_equal(c.asked, (size_t)PTRDIFF_MAX / 2 + 1 + 3);
}

/* A format that the C library cannot follow: a wide character that no locale has. */
static void
printf_failures(void **state)
{
    static const wchar_t no_character[] = {0x7FFFFFFF, 0};
    struct counting c;
    struct tappa_allocator a = counting_allocator(&c);
    struct tappa__arena arena;
    struct tappa__buffer b;

    (void)state;
    tappa__arena_init(&arena, &a, 0);
    assert_null(tappa__arena_printf(&arena, "x%ls", no_character).s);
    tappa__buffer_init(&b, &a);
    tappa__buffer_printf(&b, "x%ls", no_character);
    assert_int_equal(b.failed, 1);
    assert_int_equal(b.n, 0);
    assert_int_equal(c.requests, 0);
}

static void
writes_json(void **state)
{
    static const struct {
        const char *name;
        struct tappa__text text;
        const char *json;
    } rows[] = {
        {"empty", {"", 0}, "\"\""},
        {"no pointer", {NULL, 0}, "\"\""},
        {"plain", {"Store Visited", 13}, "\"Store Visited\""},
        {"quote and backslash", {"a\"b\\c", 5}, "\"a\\\"b\\\\c\""},
        {"slash stays", {"</a>", 4}, "\"</a>\""},
        {"short escapes", {"\b\f\n\r\t", 5}, "\"\\b\\f\\n\\r\\t\""},
        {"NUL", {"a\0b", 3}, "\"a\\u0000b\""},
        {"other controls", {"\x01\x1F\x7F", 3}, "\"\\u0001\\u001f\x7F\""},
        {"UTF-8 stays", {"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x9B\x92", 9}, "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x9B\x92\""},
        {"U+FFFD stays", {"\xEF\xBF\xBD", 3}, "\"\xEF\xBF\xBD\""},
        {"a bad byte", {"a\xFF\"", 3}, "\"a\xEF\xBF\xBD\\\"\""},
        {"cut off", {"a\xE2\x82", 3}, "\"a\xEF\xBF\xBD\xEF\xBF\xBD\""},
        {"surrogate", {"\xED\xA0\x80", 3}, "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
    };
    struct tappa_allocator a;
    struct tappa__buffer b;
    size_t i;

    (void)state;
    tappa__allocator_default(&a);
    tappa__buffer_init(&b, &a);
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tappa__buffer_reset(&b);
        tappa__buffer_json(&b, rows[i].text.s, rows[i].text.n);
        if (b.failed || b.n != strlen(rows[i].json) || strcmp(b.s, rows[i].json) != 0)
            fail_msg("%s: %s", rows[i].name, b.s ? b.s : "NULL");
    }
    tappa__buffer_free(&b);
}

static void
compose(struct tappa__buffer *b)
{
    int i;

    tappa__buffer_put(b, NULL, 0);
    tappa__buffer_str(b, "{");
    for (i = 0; i < 50; i++) {
        tappa__buffer_json(b, "key\n", 4);
        tappa__buffer_printf(b, ":%d,", i);
    }
    tappa__buffer_text(b, (struct tappa__text){"}", 1});
}

/* Whatever request fails, the failure sticks and the text so far is whole. */
static void
buffer_failures(void **state)
{
    struct counting c;
    struct tappa_allocator a = counting_allocator(&c);
    struct tappa__buffer b;
    size_t wanted, n;

    (void)state;
    tappa__buffer_init(&b, &a);
    compose(&b);
    assert_int_equal(b.failed, 0);
    assert_int_equal(b.n, strlen(b.s));
    assert_memory_equal(b.s, "{\"key\\n\":0,\"key\\n\":1,", 21);
    wanted = b.n;
    assert_int_equal(wanted, 2 + 50 * 9 + 10 + 40 * 2);
    tappa__buffer_free(&b);
    for (n = 1;; n++) {
        a = counting_allocator(&c);
        c.fail_at = n;
        tappa__buffer_init(&b, &a);
        compose(&b);
        if (!b.failed)
            break;
        assert_true(b.n < wanted);
        if (b.s)
            assert_int_equal(strlen(b.s), b.n);
        c.fail_at = 0;
        tappa__buffer_str(&b, "more");
        assert_int_equal(b.failed, 1);
        assert_true(b.n < wanted);
        tappa__buffer_reset(&b);
        compose(&b);
        assert_int_equal(b.failed, 0);
        assert_int_equal(b.n, wanted);
        tappa__buffer_free(&b);
        assert_int_equal(c.live, 0);
    }
    assert_true(n > 3);
    tappa__buffer_free(&b);
    assert_int_equal(c.live, 0);
}

static void
buffer_grows(void **state)
{
    static const char zeroes[1000];
    struct counting c;
    struct tappa_allocator a = counting_allocator(&c);
    struct tappa__buffer b;
    int i;

    (void)state;
    tappa__buffer_init(&b, &a);
    for (i = 0; i < 10000; i++)
        tappa__buffer_put(&b, "x", 1);
    assert_int_equal(b.n, 10000);
    assert_true(c.requests < 20);
    tappa__buffer_reset(&b);
    assert_int_equal(b.n, 0);
    assert_string_equal(b.s, "");
    tappa__buffer_printf(&b, "%s", "");
    assert_int_equal(b.failed, 0);
    tappa__buffer_free(&b);
    assert_int_equal(c.live, 0);
    assert_null(b.s);
    tappa__buffer_put(&b, zeroes, sizeof zeroes); /* usable again, and more than doubling would give */
    assert_int_equal(b.failed, 0);
    assert_int_equal(b.n, 1000);
    assert_memory_equal(b.s, zeroes, 1000);
    tappa__buffer_free(&b);
    assert_int_equal(c.live, 0);
}

static void
buffer_too_large(void **state)
{
    struct counting c;
    struct tappa_allocator a = counting_allocator(&c);
    struct tappa__buffer b;

    (void)state;
    tappa__buffer_init(&b, &a);
    tappa__buffer_str(&b, "x");
    tappa__buffer_put(&b, "", SIZE_MAX - 1);
    assert_int_equal(b.failed, 1);
    assert_int_equal(b.n, 1);
    tappa__buffer_reset(&b);
    tappa__buffer_str(&b, "x");
    tappa__buffer_put(&b, "", PTRDIFF_MAX - 1);
    assert_int_equal(b.failed, 1);
    assert_string_equal(b.s, "x");
    tappa__buffer_free(&b);
    assert_int_equal(c.live, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(default_allocator),
        cmocka_unit_test(arena_hands_out),
        cmocka_unit_test(warm_arena_asks_for_nothing),
        cmocka_unit_test(arena_keeps_its_limit),
        cmocka_unit_test(arena_keeps_the_largest),
        cmocka_unit_test(arena_survives_failure),
        cmocka_unit_test(arena_texts),
        cmocka_unit_test(grows_arrays),
        cmocka_unit_test(grows_by_doubling),
        cmocka_unit_test(grows_near_the_end),
        cmocka_unit_test(printf_failures),
        cmocka_unit_test(writes_json),
        cmocka_unit_test(buffer_failures),
        cmocka_unit_test(buffer_grows),
        cmocka_unit_test(buffer_too_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
