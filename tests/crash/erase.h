/* What tests of erasing, parting and applying in many processes share: who there is, what outlives the processes, and their calls. */
#ifndef ERASE_H
#define ERASE_H

#include "tappa/engine/customer.h"

#include "ledger.h"

#define SLOTS 12 /* people at once */
#define HANDS 8  /* processes at once */
#define PEOPLE_MAX 200000
#define VERSIONS_MAX 25
#define MAILS_MAX 1000000
#define TAG "zqvx" /* all that is known of person 7 begins with zqvx7-, which no number or hash has by chance */

enum call { NOTHING, INGEST, PART, ERASE, APPLY, CALLS };

/* A person, of two devices; whoever is erased does not come again. */
struct person {
    int64_t customers[2]; /* to be erased: of both devices */
    enum { ALIVE, ERASING, ERASED } state;
    int is_joined;
    uint32_t joined, parting; /* when for the first time; 0: never */
    int32_t users, closing;   /* calls that name it, of many processes; nobody is to make one any more */
};

struct event_told {
    int32_t person;
    uint8_t name, device, both;
    uint32_t acknowledged; /* when; 0: not even begun, where no worker has it in hand */
};

/* A mail about a basket that was handed out. */
struct mail {
    int64_t customer, next; /* the events taken up by then */
    uint32_t asked, told;   /* when the call began, when it had ended */
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
    uint64_t erased, parted, applied;
    uint64_t died[CALLS]; /* in which call */
    struct hand hand[HANDS];
    uint32_t clock; /* one step for each thing that is written down */
    int is_mixed;   /* several have a person in hand at once: who was joined last is not known */
    int64_t mail_count;
    struct mail mail[MAILS_MAX];
    struct person person[PEOPLE_MAX];
    struct event_told event[EVENTS_MAX];
};

struct life {
    tappa_context *context;
    tappa_engine *engine;
    struct told_all *told;
    int which, dies;
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
/* Each until it is done. An event stands in the ledger before it is handed in. */
void hand_in(struct life *l, int64_t event);
void part(struct life *l, int32_t person);
void begin_erasing(struct life *l, int32_t person);
void erase(struct life *l, int32_t person);
void apply(struct life *l);
void send_some(struct life *l);
int again(tappa_status status, const char *what);

/* look-erase.c. Of whoever is erased by now nothing is in the files; returns how many they are. */
int64_t search_files(const char *path, const struct told_all *t);
/* When all is over and everything done that was under way: prints nothing, returns how many customers were looked at, and how many are erased. */
int64_t look(const char *path, uint32_t flags, struct told_all *t, int64_t *gone, void (*go_on)(struct life *l));

#endif
