/* The command over a store: what its subcommands share. */
#ifndef TAPPA_COMMAND_SHOP_H
#define TAPPA_COMMAND_SHOP_H

#include "tappa.h"
#include "tappa/engine/contact.h"
#include "tappa/engine/customer.h"
#include "tappa/engine/ingest.h"
#include "tappa/engine/plan.h"

/* shop-versions.c: by which version of its model a run goes. */
struct one_version {
    int64_t version, since;
};
struct versions {
    const char *path;   /* of the model */
    tappa_model *model;
    struct one_version *of_model; /* those that the store knows, the oldest first */
    size_t count;
    struct one_version by; /* events that went by another version: by which, as the last of them did; */
    uint64_t by_others;    /* how many */
    uint64_t elsewhere;    /* events whose customer has a journey under another version still */
};

struct shop {
    const char *path;     /* --store */
    const char *who;      /* --customer: KIND=VALUE, or a VALUE of the kind `customer` */
    const char *at;       /* --at: a touchpoint */
    int64_t now;          /* --now; the present where it is not given */
    size_t limit;         /* --limit */
    int json, explain, shared;
    int nobody;           /* --nobody: instead of --customer */
    int tells_damage;     /* it is `tappa damaged` itself */
    int makes;            /* a file that is not there is made */
    struct versions *versions; /* of a run */
    tappa_context *context;
    tappa_engine *engine;
};

/* shop-progress.c: how much of the logs of a run is in. */

struct progress {
    char *source;          /* as what the store knows the logs */
    struct lines *parts;   /* for each log: what is in, or being taken */
    uint64_t *sizes, *hashes; /* of the bytes that those lines end with */
    int part_count;
    int kept;              /* 0: standard input and pipes cannot be gone on with */
    uint64_t done, count;  /* records of these lines that are in, in order of time; of so many */
    uint64_t *taken;       /* of each log, how many of those that are in */
    uint64_t lines_before; /* in when the run began */
    char *stands;          /* what the store has; NULL: nothing */
    uint32_t met;          /* another run takes events of the same logs */
    int anew;              /* and other lines of them: what is in must be read anew */
};

/* To be freed in any case. */
tappa_status progress_open(struct progress *p, const struct events *events);
/* What the store has now; `moved`: it is something else than before. */
tappa_status progress_look(struct progress *p, struct shop *shop, int *moved);
/* By what the store has; TAPPA_EIO where a log cannot be read. */
tappa_status progress_read(struct progress *p, struct shop *shop, const struct events *events);
/* Goes on to the lines behind those. */
tappa_status progress_next(struct progress *p, const struct events *events);
/* What may be still being written is left for the next run. */
tappa_status progress_leave_halves(struct progress *p, const struct events *events);
/* As the store keeps it once these records are in as well; NULL when out of memory. */
char *progress_text(const struct progress *p, const struct tappa_record *more, size_t count);
/* They are: `text`, which is taken over, says so in the store. */
void progress_done(struct progress *p, const struct tappa_record *more, size_t count, char *text);
/* Goes on from where another run has been, if it takes the same lines. */
tappa_status progress_follow(struct progress *p);
void progress_free(struct progress *p);

/* Puts the run's model into force; `first`: when the first event happened that it takes. */
tappa_status versions_begin(struct versions *v, struct shop *shop, int64_t first);
/* What was taken, by which versions. */
tappa_status versions_look(struct versions *v, struct shop *shop, const struct tappa_record *records, const struct tappa_ingested *results, size_t count);
/* Says so, and frees what it has. */
void versions_end(struct versions *v, const struct shop *shop);

/* shop.c: the store. */

#define SHOP_OPTIONS \
    {"store", required_argument, NULL, 's'}, {"customer", required_argument, NULL, 'c'}, {"at", required_argument, NULL, 'a'}, \
        {"now", required_argument, NULL, 'n'}, {"limit", required_argument, NULL, 'l'}, {"json", no_argument, NULL, 'j'}, \
        {"explain", no_argument, NULL, 'e'}, {"shared", no_argument, NULL, 'h'}, {"nobody", no_argument, NULL, 'o'}

/* Reads the options of a subcommand and checks that it has what it needs: a store, and so many arguments. `takes`: the letters of its own options in
 * SHOP_OPTIONS; one with `c` needs a customer. Returns an exit code. */
int shop_options(struct shop *shop, const char *name, int argc, char **argv, const char *takes, int arguments);
/* One option of SHOP_OPTIONS: 1, 0 where it was another, -1 after printing what is wrong. */
int shop_option(struct shop *shop, int option, const char *value);
/* Prints what a call over the store said; returns EXIT_ERRORS. */
int shop_status(const struct shop *shop, const char *what, tappa_status status);
/* How many expressions failed in it, where any did, and where that can be looked at. */
void shop_failures(const struct shop *shop, FILE *out);
/* Opens the store and the engine over it. Returns an exit code after printing what is wrong. */
int shop_open(struct shop *shop);
/* Why a model cannot be put into force. */
extern const char shop_mismatch[];
/* What is wrong with a --store of ''. */
extern const char shop_nameless[];
/* Members of a JSON object: by what a customer is known, and what is known of it. */
void print_person(FILE *out, const struct tappa_standing *w);
/* Closes it; what it returns is `code`, or EXIT_ERRORS where closing failed. */
int shop_close(struct shop *shop, int code);
/* KIND=VALUE, or a VALUE of the kind `customer`; borrowed. */
struct tappa_identity shop_identity(const char *who);
/* Whose `who` is. Returns an exit code after printing that it is nobody's. */
int shop_find(const struct shop *shop, const char *who, int64_t *customer);
/* Whose --customer is. */
int shop_customer(const struct shop *shop, int64_t *customer);
/* `2026-01-05T09:00:00Z`, or `-` for TAPPA_NEVER. */
void print_time(FILE *out, int64_t time);
void print_json_time(FILE *out, int64_t time);
void print_key(FILE *out, const uint8_t key[16]);

int command_run_store(struct events *events, const char *model, struct shop *shop);
int command_where(int argc, char **argv);
int command_export(int argc, char **argv);
int command_journal(int argc, char **argv);
int command_decide(int argc, char **argv);
int command_claim(int argc, char **argv);
int command_report(int argc, char **argv);
int command_due(int argc, char **argv);
int command_plan(int argc, char **argv);
int command_apply(int argc, char **argv);
int command_counts(int argc, char **argv);
int command_damaged(int argc, char **argv);
int command_part(int argc, char **argv);
int command_erase(int argc, char **argv);

#endif
