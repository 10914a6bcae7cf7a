/* What outlives the processes that are killed: the events that there are, and who did what when. */
#ifndef LEDGER_H
#define LEDGER_H

#include "tappa/engine/ingest.h"

#define EVENTS_MAX 4000000
#define PEOPLE 40
#define HOUR INT64_C(3600000000)
#define START INT64_C(1767603600000000)
#define STEP (HOUR / 8) /* between two events */
#define WORKERS 2       /* of a shared file, at once */
#define LEASE HOUR
#define TOLD_MAX 8000000

/* What a worker was told of a contact, or is about to tell and has told. */
struct told {
    enum { CLAIMED = 1, REPORTING, REPORTED } what;
    uint8_t key[16];
    uint32_t state, attempt;     /* reported; claimed */
    int64_t customer, now, next; /* now: when it was claimed, reported; next: the events taken up by then */
    uint32_t asked, tick;        /* the clock when the call began, and when this was written down */
    int is_basket;
};

struct ledger {
    volatile int64_t next;              /* the first event that nobody has taken up */
    volatile int64_t now;               /* the latest time anybody has lived */
    volatile uint64_t claims, commits, alive; /* alive: how many have opened the file */
    volatile uint64_t sent_again;             /* events that were acknowledged before, and were known */
    volatile uint32_t clock;            /* one step for each thing that is written down */
    volatile uint32_t intended[EVENTS_MAX], acknowledged[EVENTS_MAX]; /* when; 0: never */
    volatile int64_t told_count;
    struct told told[TOLD_MAX];
};

/* Event number i, the same in every process: who, what, when. */
struct event {
    struct tappa_record record;
    struct tappa_identity identities[2];
    struct tappa_field price;
    char who[16], login[16], id[24];
};

void die(const char *what, int64_t number);
uint32_t roll(uint64_t *seed, uint32_t n);
uint32_t tick(struct ledger *l);
void tell(struct ledger *l, struct told t);
void live_until(volatile int64_t *now, int64_t time); /* the present is then, or later */
void make_event(int64_t i, uint64_t seed, struct event *e);

#endif
