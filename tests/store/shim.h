/* A VFS above SQLite's own, for tests: it makes calls fail, and it writes down what happened to each file. */
#ifndef SHIM_H
#define SHIM_H

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

/* How a call fails: not done at all; done and yet reported as failed; the disk is full, half of a write done; the process is killed before it. */
enum shim_fault { FAULT_NONE, FAULT_UNDONE, FAULT_DONE, FAULT_FULL, FAULT_DEATH };

/* What was done to a file, in the order of all files. A crash may come between any two. */
struct shim_step {
    char what; /* 'w'rite, 't'runcate, 's'ync, 'd'elete; a sync that failed ('x'); 'a'cknowledged, 'f'ailed */
    char file; /* 'm'ain, 'w'al, 'j'ournal */
    int64_t at; /* offset, new size; of a delete: 1 if the folder was synced */
    size_t size;
    unsigned char *bytes;
};

struct shim {
    enum shim_fault fault;
    uint64_t count, fail_at; /* calls so far; the one that fails, from 1; 0: none */
    uint64_t again;          /* so many calls behind it another one fails; 0: none */
    int sticky;              /* and all behind it */
    const char *only;        /* what may fail and is counted, as in a step; NULL: all */
    int recording;
    size_t failed_at;        /* how many steps there were when a call failed for the first time */
    struct shim_step *steps;
    size_t step_count, room;
};
extern struct shim shim;

/* Makes the shim the default VFS. */
void shim_install(void);
/* No fault, nothing written down. */
void shim_reset(void);
void shim_record(struct shim_step step);
/* Of what was written down: how often a log went into the file that nobody asked for, and how often one began anew over its old pages. */
void shim_log(size_t *checkpoints, size_t *restarts);

#endif
