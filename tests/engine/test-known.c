/* An event is taken up once, however often it comes: in the same process, in the next one, after one that died, in other lots and another order.
 * Thousands of them, so that what a store has in memory of its ids is made larger, and made anew, on the way. */
#define _POSIX_C_SOURCE 200809L /* waitpid */

#include "tests/engine/dice.h"
#include "tests/engine/people.h"
#include "tests/support/leave.h"
#include "tests/support/scratch.h"

#include <sys/wait.h>
#include <unistd.h>

#define EVENTS 4000
#define PEOPLE 900
#define LOT 64

static char path[64];

static void
start(struct shop *s, uint32_t flags)
{
    const struct tappa_engine_options options = {.size = sizeof options, .checkpoint = 300, .cache = 100};

    shop_open(s, path, flags, &options);
}

/* Events number first, first + step, ...: at most a lot of them, each of somebody. */
static void
send(struct shop *s, int first, int step, size_t count, uint32_t wanted)
{
    static struct shop_event events[LOT];
    static struct tappa_record records[LOT];
    static struct tappa_ingested results[LOT];
    static char ids[LOT][16];
    size_t i;

    for (i = 0; i < count; i++) {
        int number = (first + (int)i * step) % EVENTS;
        char who[64];

        snprintf(ids[i], sizeof ids[i], "e%d", number);
        snprintf(who, sizeof who, "cookie=c%d login=l%d", number % PEOPLE, number % PEOPLE);
        shop_event(&events[i], who, "Added", SHOP_START + number, ids[i], "price=1");
        records[i] = events[i].record;
    }
    results[0].size = sizeof *results;
    assert_int_equal(tappa_engine_ingest(s->engine, records, count, NULL, SHOP_START + SHOP_HOUR, results), TAPPA_OK);
    for (i = 0; i < count; i++)
        assert_int_equal(results[i].outcome, wanted);
}

/* All of them, in lots of any size; a process that dies on the way closes nothing. */
static void
send_all(struct shop *s, int from, int to, uint32_t wanted)
{
    while (from < to) {
        size_t count = roll(10) ? roll(LOT) + 1 : 1;

        count = count < (size_t)(to - from) ? count : (size_t)(to - from);
        send(s, from, 1, count, wanted);
        from += (int)count;
    }
}

static void
die_having_sent(uint32_t flags, int from, int to)
{
    pid_t child = fork();
    int how;

    if (!child) {
        struct shop s;

        start(&s, flags);
        send_all(&s, from, to, TAPPA_INGEST_TAKEN);
        leave(0);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_int_equal(how, 0);
}

static void
once_in_all(uint32_t flags)
{
    struct shop s;
    int first;

    seed = 7 + flags;
    scratch_file(path, sizeof path, "known");
    die_having_sent(flags, 0, EVENTS / 2);
    start(&s, flags);
    for (first = 0; first < 37; first++) /* in another order, while others come that are new */
        send(&s, first, 37, LOT < EVENTS / 2 / 37 ? LOT : EVENTS / 2 / 37, TAPPA_INGEST_DUPLICATE);
    send_all(&s, EVENTS / 2, EVENTS / 4 * 3, TAPPA_INGEST_TAKEN);
    send_all(&s, 0, EVENTS / 4 * 3, TAPPA_INGEST_DUPLICATE);
    shop_close(&s);
    die_having_sent(flags, EVENTS / 4 * 3, EVENTS);
    start(&s, flags);
    send_all(&s, 0, EVENTS, TAPPA_INGEST_DUPLICATE);
    for (first = 0; first < PEOPLE; first++) {
        char cookie[32], login[32];

        snprintf(cookie, sizeof cookie, "cookie=c%d", first);
        snprintf(login, sizeof login, "login=l%d", first);
        assert_true(shop_find(&s, cookie) && shop_find(&s, cookie) == shop_find(&s, login));
    }
    shop_close(&s);
    scratch_remove(path);
}

static void
once_for_an_owner(void **state)
{
    (void)state;
    once_in_all(0);
}

static void
once_where_it_is_shared(void **state)
{
    (void)state;
    once_in_all(TAPPA_STORE_SHARED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(once_for_an_owner), cmocka_unit_test(once_where_it_is_shared)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
