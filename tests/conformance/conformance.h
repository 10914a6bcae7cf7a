/* What every store must do, as tests: yours too. Give it a way to open your store and call conformance_run() from a main() of yours;
 * own-store.c shows it. */
#ifndef CONFORMANCE_H
#define CONFORMANCE_H

#include "tappa/engine/store.h"

struct conformance {
    const char *name;
    /* Opens the store. `fresh`: with nothing in it; else with what the one closed last had. The suite closes it and has one open at a time. */
    tappa_status (*open)(void *user, int fresh, tappa_store **store);
    void *user;
    int keeps; /* what is in it outlives closing */
};

/* Runs all tests with cmocka; returns how many failed. */
int conformance_run(const struct conformance *of);

/* ---- for the tests themselves ---- */

#define ROWS 64

/* A commit under construction: each pile_ call adds a row with its size set and hands it out. */
struct pile {
    struct tappa_commit commit;
    struct tappa_entry entries[ROWS];
    struct tappa_store_seen seen[ROWS];
    struct tappa_store_identity identities[ROWS];
    struct tappa_store_customer customers[ROWS];
    struct tappa_store_contact contacts[ROWS];
    struct tappa_store_offset offsets[ROWS];
    struct tappa_store_note notes[ROWS];
    int64_t erase[ROWS];
};

struct pile *pile_new(void);
struct tappa_entry *pile_entry(struct pile *p, int64_t identity, int64_t previous, const char *name);
struct tappa_store_seen *pile_seen(struct pile *p, int64_t number);
struct tappa_store_identity *pile_identity(struct pile *p, int64_t identity, int64_t customer);
struct tappa_store_customer *pile_customer(struct pile *p, int64_t customer, int64_t expected, int64_t revision);
struct tappa_store_contact *pile_contact(struct pile *p, uint8_t key, int64_t customer, int64_t due);
struct tappa_store_offset *pile_offset(struct pile *p, const char *source, const char *offset);
struct tappa_store_note *pile_note(struct pile *p, const char *name, const char *value);
void pile_erase(struct pile *p, int64_t sequence);
/* Commits and frees the pile. */
tappa_status pile_commit(tappa_store *store, struct pile *p);

struct tappa_span span_of(const char *zero_terminated);

/* All that a store holds, as text for malloc's free(); of identities and seen ids those numbered up to 40 either way, of offsets those whose
 * sources have one letter. NULL where a call failed, which *status says. */
char *store_dump(tappa_store *store, tappa_status *status);

/* The store of the running test, and the two ways to it. */
extern const struct conformance *conformance_under_test;
tappa_store *conformance_open(int fresh);
tappa_store *conformance_again(tappa_store *store); /* closed and opened, where it keeps what it has */

/* The groups of tests. */
int conformance_commits(void);
int conformance_refusals(void);
int conformance_reads(void);
int conformance_numbers(void);
int conformance_random(void);

#endif
