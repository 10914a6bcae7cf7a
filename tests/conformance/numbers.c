/* Which numbers are there: of event ids and of identities, thousands of them, while some come, some go and some commits fail. A store may keep in
 * memory what helps it to answer; it must never take what is there for absent, nor what is absent for there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "conformance.h"

#define MANY 6000
#define LOT 50

/* Spread as hashes are, but for every seventh: those are neighbours. */
static int64_t
number_of(int i)
{
    uint64_t spread = (uint64_t)(i + 1) * UINT64_C(0x9E3779B97F4A7C15);

    return i % 7 ? (int64_t)(spread ^ spread >> 31) : (i & 1 ? -1 : 1) * (i + 1);
}

enum { ABSENT, THERE };
static unsigned char rows[MANY];

static void
is_as_it_should_be(tappa_store *store, int i)
{
    struct tappa_store_seen seen = {.size = sizeof seen};
    struct tappa_store_identity identity = {.size = sizeof identity};
    int64_t wanted = rows[i] == THERE ? number_of(i) : 0;

    assert_int_equal(store->table->seen(store, number_of(i), &seen), TAPPA_OK);
    assert_int_equal(seen.number, wanted);
    assert_int_equal(store->table->identity(store, number_of(i), &identity), TAPPA_OK);
    assert_int_equal(identity.identity, wanted);
    assert_int_equal(identity.customer, wanted ? i + 1 : 0);
}

/* Those from `first` on come or go; one that is there already, as new, makes the commit fail. */
static void
change(tappa_store *store, int first, uint32_t flags, int in_vain)
{
    struct pile *p = pile_new();
    int i;

    for (i = first; i < first + LOT; i++) {
        pile_seen(p, number_of(i))->flags = flags;
        pile_identity(p, number_of(i), i + 1)->flags = flags;
    }
    if (in_vain)
        pile_seen(p, number_of(0))->flags = TAPPA_STORE_NEW;
    assert_int_equal(pile_commit(store, p), in_vain ? TAPPA_ECONFLICT : TAPPA_OK);
    for (i = first; !in_vain && i < first + LOT; i++)
        rows[i] = flags & TAPPA_STORE_REMOVE ? ABSENT : THERE;
}

static void
look(tappa_store *store, int from, int step)
{
    for (; from < MANY; from += step)
        is_as_it_should_be(store, from);
}

/* `asked`: from the beginning, so that the store knows of each as it comes; else there are thousands before the first question. */
static void
come_and_go(int asked)
{
    tappa_store *store = conformance_open(1);
    int first;

    for (first = 0; first < MANY; first++)
        rows[first] = ABSENT;
    if (asked)
        look(store, 0, 97);
    for (first = 0; first < MANY; first += LOT) {
        if (first)
            change(store, first, TAPPA_STORE_NEW, 1);
        change(store, first, first % 3 ? TAPPA_STORE_NEW : 0, 0);
        if (asked)
            look(store, first % 31, 31);
        if (first % 200 == 150)
            change(store, first - 100, TAPPA_STORE_REMOVE, 0);
    }
    if (!asked)
        store = conformance_again(store);
    for (first = 0; first < MANY; first += 25 * LOT) { /* some come back while the rows are looked at one after the other */
        look(store, first % 1000, 7);
        change(store, first, first % 2 ? TAPPA_STORE_NEW : TAPPA_STORE_REMOVE, 0);
        change(store, first, TAPPA_STORE_NEW, 0);
    }
    look(store, 0, 1);
    store = conformance_again(store);
    look(store, 0, 1);
    tappa_store_close(store);
}

static void
known_as_they_come(void **state)
{
    (void)state;
    come_and_go(1);
}

static void
known_when_there_are_many(void **state)
{
    (void)state;
    come_and_go(0);
}

/* As many again and again, and always the older ones go: what is there stays few. */
static void
known_while_others_go(void **state)
{
    tappa_store *store = conformance_open(1);
    int round, first;

    (void)state;
    for (first = 0; first < MANY; first++)
        rows[first] = ABSENT;
    for (round = 0; round < 3; round++)
        for (first = 0; first < MANY; first += LOT) {
            int gone = (first + MANY - 10 * LOT) % MANY;

            change(store, first, 0, 0);
            if (rows[gone] == THERE)
                change(store, gone, TAPPA_STORE_REMOVE, 0);
            look(store, first % 113, 113);
        }
    look(store, 0, 1);
    tappa_store_close(store);
}

#define VERY_MANY 90000

/* So many at once that whatever a store has of them in memory has to be made anew. */
static void
known_of_very_many(void **state)
{
    tappa_store *store = conformance_open(1);
    struct tappa_store_seen *all = calloc(VERY_MANY, sizeof *all), one = {.size = sizeof one};
    struct tappa_commit commit = {.size = sizeof commit, .seen = all, .seen_count = VERY_MANY};
    int i;

    (void)state;
    assert_non_null(all);
    assert_int_equal(store->table->seen(store, number_of(0), &one), TAPPA_OK);
    assert_int_equal(one.number, 0);
    for (i = 0; i < VERY_MANY; i++)
        all[i] = (struct tappa_store_seen){.size = sizeof *all, .flags = TAPPA_STORE_NEW, .number = number_of(2 * i)};
    assert_int_equal(store->table->commit(store, &commit), TAPPA_OK);
    for (i = 0; i < 2 * VERY_MANY; i += i % 11 ? 1 : 97) {
        assert_int_equal(store->table->seen(store, number_of(i), &one), TAPPA_OK);
        assert_int_equal(one.number, i % 2 ? 0 : number_of(i));
    }
    free(all);
    tappa_store_close(store);
}

int
conformance_numbers(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_as_they_come),
        cmocka_unit_test(known_when_there_are_many),
        cmocka_unit_test(known_while_others_go),
        cmocka_unit_test(known_of_very_many),
    };

    return cmocka_run_group_tests_name("numbers", tests, NULL, NULL);
}
