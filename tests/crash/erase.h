/* What the crash test of erasing shares between the processes that are killed and the one who looks: who there is, and what outlives them. */
#ifndef ERASE_H
#define ERASE_H

#include "tappa/engine/customer.h"

#include "ledger.h"

#define SLOTS 12 /* people at once */
#define PEOPLE_MAX 200000
#define VERSIONS_MAX 25
#define TAG "zq" /* all that is known of person 7 begins with zq7- */

enum call { NOTHING, INGEST, PART, ERASE, APPLY, CALLS };

/* A person, of two devices; whoever is erased does not come again. */
struct person {
    int64_t customers[2]; /* to be erased: of both devices */
    enum { ALIVE, ERASING, ERASED } state;
    int is_joined;
};

struct event_told {
    int32_t person;
    uint8_t name, device, both;
    uint8_t acknowledged; /* 0: not even begun, where no worker has it in hand */
};

struct hand {
    enum call call; /* under way */
    int64_t event;
    int32_t person;
};

/* What outlives the processes that are killed. */
struct told_all {
    int64_t next, now;
    int32_t people;
    int32_t slot[SLOTS]; /* who is in it, from 1 */
    int32_t version;
    uint64_t alive, commits;
    uint64_t erased, parted, applied, counted;
    uint64_t died[CALLS]; /* in which call */
    struct hand hand[WORKERS];
    struct person person[PEOPLE_MAX];
    struct event_told event[EVENTS_MAX];
};

struct life {
    tappa_context *context;
    tappa_engine *engine;
    struct told_all *told;
    int which;
    uint64_t dice;
};

struct device {
    char value[24];
    struct tappa_identity identity;
};

struct device *device_of(struct device *d, int32_t person, int which);
/* The model that is replayed. */
tappa_model *basket_of(struct life *l);
/* Opens the file with both models, the other one in its first version where it has none. */
void open_all(struct life *l, const char *path, uint32_t flags);
/* What the dead one had in hand. */
void go_on(struct life *l, int which);

/* look-erase.c. Of whoever is erased by now nothing is in the files; returns how many they are. */
int64_t search_files(const char *path, const struct told_all *t);
/* When all is over. */
void look(const char *path, uint32_t flags, struct told_all *t, int kills);

#endif
