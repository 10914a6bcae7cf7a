/* Commits at random, half of them wrong in some way, given to the store and to the memory store side by side: statuses and all that they hold
 * stay the same. For the memory store itself the other tests stand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "conformance.h"
#include "tappa/journey.h"

static uint64_t seed;

static uint64_t
chance(uint64_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (seed >> 20) % below;
}

static int64_t
any_number(void)
{
    int64_t n = (int64_t)chance(20) + 1;

    return chance(2) ? n : -n;
}

static struct tappa_span
any_text(void)
{
    static const char bytes[] = "the quick brown fox jumps over the lazy dog\0\xFF\x80 and so on, and so on, and so on";

    return (struct tappa_span){bytes, chance(sizeof bytes)};
}

static uint32_t
any_flags(void)
{
    return chance(5) == 0 ? TAPPA_STORE_REMOVE : chance(6) == 0 ? TAPPA_STORE_NEW : 0;
}

/* Of a row that has an owner: now and then all that the owner has. */
static uint32_t
any_flags_of_owned(void)
{
    return chance(12) == 0 ? TAPPA_STORE_REMOVE | TAPPA_STORE_OF : any_flags();
}

/* A small value of few, so that what is to stand there does at times; none asks that nothing does. */
static uint32_t
any_named(struct tappa_span *value)
{
    static const char bytes[] = "\0\xFFx";
    uint64_t what = chance(9);

    *value = (struct tappa_span){bytes, chance(3) + 1};
    if (what == 0)
        *value = (struct tappa_span){NULL, 0};
    return what < 2 ? TAPPA_STORE_SAME : what == 2 ? TAPPA_STORE_REMOVE : 0;
}

/* Mostly the revision that stands there, so that most commits go through. */
static void
any_customer(struct pile *p, const int64_t *revisions, const struct tappa_store_head *heads)
{
    int64_t number = any_number(), expected = revisions[number + 20];
    struct tappa_store_customer *u;

    if (chance(30) == 0)
        expected = (int64_t)chance(3);
    u = pile_customer(p, number, expected, expected + 1 + (int64_t)chance(3));
    u->due = chance(3) ? (int64_t)chance(50) : TAPPA_NEVER;
    u->state = any_text();
    u->heads = heads;
    u->head_count = chance(4);
    u->flags = expected && chance(6) == 0 ? TAPPA_STORE_REMOVE : chance(2) ? TAPPA_STORE_MOVED : 0; /* which is right or wrong */
    if (u->flags == TAPPA_STORE_REMOVE && chance(2))
        u->flags |= TAPPA_STORE_OF;
}

static struct pile *
any_commit(const int64_t *revisions, int64_t last, const struct tappa_store_head *heads)
{
    struct pile *p = pile_new();

    for (uint64_t n = chance(4); n; n--) {
        int64_t previous = chance(2) ? -(int64_t)chance(p->commit.entry_count + 1) : (int64_t)chance((uint64_t)last + 1);
        struct tappa_entry *e = pile_entry(p, any_number(), previous, "");

        e->name = any_text();
        e->body = any_text();
        e->time = any_number();
        e->kind = (uint32_t)chance(9);
    }
    for (uint64_t n = chance(3); n; n--)
        pile_seen(p, any_number())->flags = any_flags();
    for (uint64_t n = chance(3); n; n--) {
        struct tappa_store_identity *d = pile_identity(p, any_number(), any_number());

        d->flags = any_flags_of_owned();
        d->value = any_text();
    }
    for (uint64_t n = chance(3); n; n--)
        any_customer(p, revisions, heads);
    for (uint64_t n = chance(3); n; n--) {
        struct tappa_store_contact *o = pile_contact(p, (uint8_t)chance(20), any_number(), chance(3) ? (int64_t)chance(50) : TAPPA_NEVER);

        o->flags = any_flags_of_owned();
        o->body = any_text();
    }
    for (uint64_t n = chance(3); n; n--) {
        static const char *const sources[] = {"a", "b", "c"};
        struct tappa_store_offset *o = pile_offset(p, sources[chance(3)], "");

        o->flags = any_named(&o->offset);
    }
    for (uint64_t n = chance(3); n; n--) {
        struct tappa_store_note *o = pile_note(p, "", "");

        o->flags = any_named(&o->value);
        o->name = (struct tappa_span){any_text().data, chance(4)};
    }
    for (uint64_t n = last && chance(5) == 0 ? chance(3) + 1 : 0; n; n--)
        pile_erase(p, (int64_t)chance((uint64_t)last + 2) + 1); /* one that is there, or was, or never */
    return p;
}

static void
learn_revisions(tappa_store *store, int64_t *revisions, int64_t *last)
{
    for (int64_t n = -20; n <= 20; n++) {
        struct tappa_store_customer u = {.size = sizeof u};

        assert_int_equal(store->table->customer(store, n, &u), TAPPA_OK);
        revisions[n + 20] = u.revision;
    }
    assert_int_equal(store->table->last(store, last), TAPPA_OK);
}

static void
same_as_memory(void **state)
{
    static const struct tappa_store_head heads[] = {{3, 0}, {-4, 0}, {5, 0}};
    tappa_context *context;
    tappa_store *store = conformance_open(1), *reference;
    int64_t revisions[41] = {0}, last = 0;
    int committed = 0, conflicts = 0;

    (void)state;
    seed = 88172645463325252u;
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    assert_int_equal(tappa_store_memory(context, 0, &reference), TAPPA_OK);
    for (int i = 0; i < 400; i++) {
        struct pile *p = any_commit(revisions, last, heads);
        tappa_status one = store->table->commit(store, &p->commit), other;
        int64_t first = p->commit.first;

        other = pile_commit(reference, p);
        if (one != other)
            fail_msg("commit %d: %d, the memory store says %d", i, one, other);
        committed += one == TAPPA_OK;
        conflicts += one == TAPPA_ECONFLICT;
        assert_true(one || first == 0 || first == last + 1);
        if (conformance_under_test->keeps && chance(40) == 0) {
            tappa_store_close(store);
            store = conformance_open(0);
        }
        if (i % 5 == 0) {
            tappa_status status;
            char *ours = store_dump(store, &status), *theirs = store_dump(reference, &status);

            assert_non_null(ours);
            if (strcmp(ours, theirs) != 0)
                fail_msg("after commit %d:\n%s--- the memory store:\n%s", i, ours, theirs);
            free(ours);
            free(theirs);
        }
        learn_revisions(store, revisions, &last);
    }
    assert_true(committed > 150 && conflicts > 50);
    tappa_store_close(reference);
    tappa_store_close(store);
    tappa_context_unref(context);
}

int
conformance_random(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(same_as_memory)};

    return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
