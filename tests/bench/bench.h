/* What the benchmarks share: memory or death, the processor's time, medians, and one JSON line for each case, which run.py reads. */
#ifndef BENCH_H
#define BENCH_H

#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static inline void
die(const char *what)
{
    fprintf(stderr, "bench: %s\n", what);
    exit(1);
}

static inline void *
room(size_t count, size_t size)
{
    void *p = calloc(count, size);

    if (!p)
        die("out of memory");
    return p;
}

/* Of this process alone: what others do on the machine counts little. */
static inline double
seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static inline int
by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static inline double
median(double *times, size_t count)
{
    qsort(times, count, sizeof *times, by_size);
    return times[count / 2];
}

/* One case: nanoseconds for each event, and how many times the cost of what it is measured beside. */
static inline void
tell(const char *name, double ns, double ratio)
{
    printf("{\"case\": \"%s\", \"ratio\": %.3f, \"ns\": %.3f}\n", name, ratio, ns);
}

#endif
