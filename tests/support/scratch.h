/* A file of a test's own, without a disk where that can be: there it takes a tenth of the time. */
#ifndef TAPPA_TESTS_SCRATCH_H
#define TAPPA_TESTS_SCRATCH_H

#include <stdio.h>
#include <unistd.h>

/* The file and what SQLite and the store put beside it. */
static inline void
scratch_remove(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal", "-lock"};
    char file[200];

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        (void)snprintf(file, sizeof file, "%s%s", path, endings[i]);
        (void)unlink(file);
    }
}

/* Named by the process; one that had its number before may have been killed and have left its file. */
static inline void
scratch_file(char *path, size_t size, const char *name)
{
    (void)snprintf(path, size, "%s/tappa-%s-%ld.db", access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm", name, (long)getpid());
    scratch_remove(path);
}

#endif
