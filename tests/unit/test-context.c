/* Owns the tests of lib/core/context.c, through the public headers alone.
 * Run by meson as one program.
 * Protects the expectations that the headers' documentation states: results, defaults, ownership. */
#include "tappa/record.h"
#include "tappa/journey.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct counting {
    size_t allocated, released;
    int fail;
};

static void *
counting_allocate(void *user, size_t size)
{
    struct counting *c = user;

    if (c->fail)
        return NULL;
    c->allocated++;
    return malloc(size);
}

static void *
counting_reallocate(void *user, void *block, size_t size)
{
    struct counting *c = user;

    return c->fail ? NULL : realloc(block, size);
}

static void
counting_release(void *user, void *block)
{
    struct counting *c = user;

    c->released++;
    free(block);
}

static void
checks_its_arguments(void **state)
{
    struct counting c = {0, 0, 0};
    const struct tappa_allocator good = {counting_allocate, counting_reallocate, counting_release, &c};
    struct tappa_allocator a;
    tappa_context *context;

    (void)state;
    assert_int_equal(tappa_context_new(&good, NULL), TAPPA_EINVAL);
    a = good;
    a.allocate = NULL;
    context = (tappa_context *)&c;
    assert_int_equal(tappa_context_new(&a, &context), TAPPA_EINVAL);
    assert_null(context);
    a = good;
    a.reallocate = NULL;
    assert_int_equal(tappa_context_new(&a, &context), TAPPA_EINVAL);
    a = good;
    a.release = NULL;
    assert_int_equal(tappa_context_new(&a, &context), TAPPA_EINVAL);
    c.fail = 1;
    context = (tappa_context *)&c;
    assert_int_equal(tappa_context_new(&good, &context), TAPPA_ENOMEM);
    assert_null(context);
    assert_int_equal(c.allocated, 0);
}

static void
counts_its_owners(void **state)
{
    struct counting c = {0, 0, 0};
    struct tappa_allocator a = {counting_allocate, counting_reallocate, counting_release, &c};
    tappa_context *context;

    (void)state;
    assert_int_equal(tappa_context_new(&a, &context), TAPPA_OK);
    memset(&a, 0, sizeof a); /* it was copied */
    assert_ptr_equal(tappa_context_ref(context), context);
    tappa_context_unref(context);
    assert_int_equal(c.released, 0);
    tappa_context_unref(context);
    assert_int_equal(c.released, 1);
    assert_int_equal(c.allocated, 1);
    assert_null(tappa_context_ref(NULL));
    tappa_context_unref(NULL);
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    tappa_context_unref(context);
}

static const struct {
    const char *name;
    int32_t limit;
    uint64_t value;
} limits[] = {
    {"model bytes", TAPPA_LIMIT_MODEL_BYTES, 1048576},
    {"scalar bytes", TAPPA_LIMIT_SCALAR_BYTES, 65536},
    {"nodes", TAPPA_LIMIT_NODES, 100000},
    {"depth", TAPPA_LIMIT_DEPTH, 64},
    {"stages", TAPPA_LIMIT_STAGES, 1000},
    {"transitions", TAPPA_LIMIT_TRANSITIONS, 10000},
    {"diagnostics", TAPPA_LIMIT_DIAGNOSTICS, 1000},
    {"expression cost", TAPPA_LIMIT_EXPRESSION_COST, 1000000},
    {"pending sends", TAPPA_LIMIT_PENDING_SENDS, 1000},
    {"snapshot bytes", TAPPA_LIMIT_SNAPSHOT_BYTES, 1048576},
};

static void
has_default_limits(void **state)
{
    tappa_context *context;
    size_t i;

    (void)state;
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    for (i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        if (tappa_context_limit(context, limits[i].limit) != limits[i].value)
            fail_msg("%s: %llu", limits[i].name, (unsigned long long)tappa_context_limit(context, limits[i].limit));
        assert_int_equal(tappa_context_limit(NULL, limits[i].limit), 0);
    }
    tappa_context_unref(context);
}

static void
sets_limits(void **state)
{
    static const struct {
        const char *name;
        int32_t limit;
        uint64_t value;
        tappa_status status;
    } rows[] = {
        {"least", TAPPA_LIMIT_STAGES, 1, TAPPA_OK},
        {"greatest", TAPPA_LIMIT_STAGES, UINT64_MAX, TAPPA_OK},
        {"first", TAPPA_LIMIT_MODEL_BYTES, 5, TAPPA_OK},
        {"last", TAPPA_LIMIT_SNAPSHOT_BYTES, 5, TAPPA_OK},
        {"depth at its bound", TAPPA_LIMIT_DEPTH, 64, TAPPA_OK},
        {"depth past it", TAPPA_LIMIT_DEPTH, 65, TAPPA_EINVAL},
        {"zero", TAPPA_LIMIT_STAGES, 0, TAPPA_EINVAL},
        {"number 0", 0, 5, TAPPA_EINVAL},
        {"number behind the last", TAPPA_LIMIT_SNAPSHOT_BYTES + 1, 5, TAPPA_EINVAL},
        {"negative number", -1, 5, TAPPA_EINVAL},
        {"least number", INT32_MIN, 5, TAPPA_EINVAL},
        {"greatest number", INT32_MAX, 5, TAPPA_EINVAL},
    };
    size_t i, j;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tappa_context *context;
        tappa_status status;
        assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
        status = tappa_context_set_limit(context, rows[i].limit, rows[i].value);
        if (status != rows[i].status)
            fail_msg("%s: %d", rows[i].name, (int)status);
        for (j = 0; j < sizeof limits / sizeof limits[0]; j++) {
            int set = status == TAPPA_OK && limits[j].limit == rows[i].limit;
            uint64_t wanted = set ? rows[i].value : limits[j].value;
            if (tappa_context_limit(context, limits[j].limit) != wanted)
                fail_msg("%s: %s changed", rows[i].name, limits[j].name);
        }
        tappa_context_unref(context);
    }
    assert_int_equal(tappa_context_set_limit(NULL, TAPPA_LIMIT_STAGES, 1), TAPPA_EINVAL);
}

static void
loads_zones(void **state)
{
    static const struct {
        const char *name;
        const char *zone;
        size_t size;
        tappa_status status;
    } rows[] = {
        {"UTC", "UTC", 3, TAPPA_OK},
        {"an offset, not NUL-terminated", "+01:00xyz", 6, TAPPA_OK},
        {"no such zone", "Middle_Earth/Shire", 18, TAPPA_EZONE},
        {"a path", "../../etc/passwd", 16, TAPPA_EZONE},
        {"empty", "", 0, TAPPA_EZONE},
        {"no name", NULL, 3, TAPPA_EINVAL},
#if SIZE_MAX > UINT32_MAX
        {"longer than any text", "UTC", (size_t)UINT32_MAX + 4, TAPPA_EZONE},
#endif
    };
    tappa_context *context;
    tappa_zone *zone;
    size_t i;

    (void)state;
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tappa_status status;
        zone = (tappa_zone *)&context;
        status = tappa_zone_load(context, rows[i].zone, rows[i].size, &zone);
        if (status != rows[i].status || !zone != (status != TAPPA_OK))
            fail_msg("%s: %d", rows[i].name, (int)status);
        if (zone) {
            assert_int_equal(strlen(tappa_zone_name(zone)), rows[i].size);
            assert_memory_equal(tappa_zone_name(zone), rows[i].zone, rows[i].size);
        }
        tappa_zone_unref(zone);
    }
    zone = (tappa_zone *)&context;
    assert_int_equal(tappa_zone_load(NULL, "UTC", 3, &zone), TAPPA_EINVAL);
    assert_null(zone);
    assert_int_equal(tappa_zone_load(context, "UTC", 3, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_zone_load(context, "UTC", 3, &zone), TAPPA_OK);
    tappa_context_unref(context); /* the zone outlives it */
    assert_ptr_equal(tappa_zone_ref(zone), zone);
    tappa_zone_unref(zone);
    assert_string_equal(tappa_zone_name(zone), "UTC");
    tappa_zone_unref(zone);
    tappa_zone_unref(NULL);
    assert_null(tappa_zone_ref(NULL));
    assert_string_equal(tappa_zone_name(NULL), "UTC");
}

static void
names_every_status(void **state)
{
    tappa_status status;

    (void)state;
    assert_string_equal(tappa_status_text(TAPPA_OK), "ok");
    assert_string_equal(tappa_status_text(TAPPA_ENOMEM), "out of memory");
    for (status = TAPPA_EUNKNOWN; status <= TAPPA_MORE; status++) {
        tappa_status other;
        if (strcmp(tappa_status_text(status), "unknown status") == 0)
            fail_msg("%d has no text", (int)status);
        for (other = TAPPA_EUNKNOWN; other < status; other++) {
            if (strcmp(tappa_status_text(status), tappa_status_text(other)) == 0)
                fail_msg("%d and %d have the same text", (int)status, (int)other);
        }
    }
    assert_string_equal(tappa_status_text(TAPPA_EUNKNOWN - 1), "unknown status");
    assert_string_equal(tappa_status_text(TAPPA_MORE + 1), "unknown status");
    assert_string_equal(tappa_status_text(INT32_MIN), "unknown status");
}

static void
tells_its_version(void **state)
{
    char *end;

    (void)state;
    assert_int_equal(strtol(tappa_version(), &end, 10), TAPPA_VERSION_MAJOR);
    assert_int_equal(*end, '.');
    assert_int_equal(strtol(end + 1, &end, 10), TAPPA_VERSION_MINOR);
    assert_int_equal(*end, '.');
    assert_int_equal(strtol(end + 1, &end, 10), TAPPA_VERSION_PATCH);
    assert_int_equal(*end, '\0');
}

#define THREADS 8
#define TURNS 20000

struct shared {
    tappa_context *context;
    tappa_zone *zone;
};

static void *
take_and_give_back(void *user)
{
    struct shared *s = user;
    int i;

    for (i = 0; i < TURNS; i++) {
        tappa_context_unref(tappa_context_ref(s->context));
        tappa_zone_unref(tappa_zone_ref(s->zone));
    }
    return NULL;
}

static void
threads_share(void **state)
{
    struct counting c = {0, 0, 0};
    const struct tappa_allocator a = {counting_allocate, counting_reallocate, counting_release, &c};
    pthread_t threads[THREADS];
    struct shared s;
    int i;

    (void)state;
    assert_int_equal(tappa_context_new(&a, &s.context), TAPPA_OK);
    assert_int_equal(tappa_zone_load(s.context, "UTC", 3, &s.zone), TAPPA_OK);
    for (i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, take_and_give_back, &s), 0);
    for (i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(c.released, 0);
    tappa_zone_unref(s.zone);
    tappa_context_unref(s.context);
    assert_int_equal(c.released, c.allocated);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checks_its_arguments), cmocka_unit_test(counts_its_owners),
        cmocka_unit_test(has_default_limits),   cmocka_unit_test(sets_limits),
        cmocka_unit_test(loads_zones),          cmocka_unit_test(names_every_status),
        cmocka_unit_test(tells_its_version),    cmocka_unit_test(threads_share),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
