/* Owns what is written into the ledger, and the events.
 * Called by the crash test, in all of its processes. Protects one invariant: nothing is taken out again. */
#include "ledger.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
die(const char *what, int64_t number)
{
    fprintf(stderr, "test-crash: %s (%" PRId64 ")\n", what, number);
    exit(1);
}

uint32_t
roll(uint64_t *seed, uint32_t n)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (uint32_t)((*seed >> 16) % n);
}

uint32_t
tick(struct ledger *l)
{
    return __atomic_add_fetch(&l->clock, 1, __ATOMIC_SEQ_CST);
}

void
tell(struct ledger *l, struct told t)
{
    int64_t at = __atomic_fetch_add(&l->told_count, 1, __ATOMIC_SEQ_CST);

    if (at >= TOLD_MAX)
        die("too many contacts", at);
    l->told[at] = t;
    __atomic_store_n(&l->told[at].tick, tick(l), __ATOMIC_SEQ_CST); /* last: without it, it is not written */
}

/* No clock goes back, however long a process stands still between looking and setting it. */
void
live_until(volatile int64_t *clock, int64_t time)
{
    int64_t now = *clock;

    while (now < time && !__atomic_compare_exchange_n(clock, &now, time, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
        ;
}

void
make_event(int64_t i, uint64_t seed, struct event *e)
{
    static const char *const names[] = {"Added", "Added", "Ordered", "Returned"};
    uint64_t s = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)(i + 1) * UINT64_C(0xbf58476d1ce4e5b9);
    uint32_t person;
    const char *name;

    for (int warm = 0; warm < 4; warm++)
        roll(&s, 2);
    person = roll(&s, PEOPLE);
    name = names[roll(&s, 4)];
    memset(e, 0, sizeof *e);
    snprintf(e->who, sizeof e->who, "c%u", person);
    snprintf(e->login, sizeof e->login, "l%u", person / 2); /* two cookies in each house: a login joins them */
    snprintf(e->id, sizeof e->id, "e%" PRId64, i);
    e->identities[0] = (struct tappa_identity){"cookie", e->who, 6, (uint32_t)strlen(e->who)};
    e->identities[1] = (struct tappa_identity){"login", e->login, 5, (uint32_t)strlen(e->login)};
    e->price = (struct tappa_field){.name = "price", .name_size = 5, .value = {.kind = TAPPA_DOUBLE, .real = 1.0 + roll(&s, 50)}};
    e->record = (struct tappa_record){.size = sizeof e->record, .time = START + i * STEP, .event = name,
                                      .event_size = (uint32_t)strlen(name), .id = e->id, .id_size = (uint32_t)strlen(e->id),
                                      .source = "test", .source_size = 4, .identities = e->identities,
                                      .identity_count = roll(&s, 25) ? 1 : 2, .fields = &e->price, .field_count = name[0] == 'A'};
}
