/* Loaded before a test: says which of the jumps listed in the file $TAPPA_REACH the test reaches. It puts a breakpoint on each; the
 * first visit takes it away again, so a test runs hardly slower. The file has the name of the program or library that holds the jumps,
 * then an address a line; the numbers of the lines reached are appended to the same name with `.reached`. */
#define _GNU_SOURCE

#include <link.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#define JUMPS_MOST 65536
#define PAGE ((uintptr_t)4096)

static struct {
    unsigned char *at;
    unsigned char code;
    int reached;
} jumps[JUMPS_MOST];
static int count;
static char wanted[256];

static void
reached(int signal, siginfo_t *info, void *context)
{
    greg_t *at = &((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];

    (void)signal;
    (void)info;
    for (int i = 0; i < count; i++)
        if (jumps[i].at == (unsigned char *)*at - 1) {
            *jumps[i].at = jumps[i].code;
            jumps[i].reached = 1;
            --*at;
            return;
        }
    abort();
}

static int
find(struct dl_phdr_info *object, size_t size, void *base)
{
    char path[4096];
    const char *name = object->dlpi_name, *slash;
    ssize_t n = name[0] ? 0 : readlink("/proc/self/exe", path, sizeof path - 1); /* the program itself has no name here */

    (void)size;
    if (n > 0) {
        path[n] = '\0';
        name = path;
    }
    slash = strrchr(name, '/');
    if (strcmp(slash ? slash + 1 : name, wanted) != 0)
        return 0;
    *(uintptr_t *)base = object->dlpi_addr;
    return 1;
}

static void
arm(uintptr_t address)
{
    unsigned char *at = (unsigned char *)address;

    if (count == JUMPS_MOST || mprotect((void *)(address & ~(PAGE - 1)), PAGE, PROT_READ | PROT_WRITE | PROT_EXEC))
        abort();
    jumps[count].at = at;
    jumps[count++].code = *at;
    *at = 0xCC;
}

static void
finish(void)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof path, "%s.reached", getenv("TAPPA_REACH"));
    file = fopen(path, "a");
    for (int i = 0; file && i < count; i++)
        if (jumps[i].reached)
            fprintf(file, "%d\n", i);
    if (file)
        fclose(file);
}

__attribute__((constructor)) static void
start(void)
{
    struct sigaction action = {.sa_sigaction = reached, .sa_flags = SA_SIGINFO};
    const char *path = getenv("TAPPA_REACH");
    FILE *file = path ? fopen(path, "r") : NULL;
    uintptr_t base = 0;
    char line[256];

    if (!file || !fgets(wanted, sizeof wanted, file))
        abort();
    wanted[strcspn(wanted, "\n")] = '\0';
    if (dl_iterate_phdr(find, &base)) {
        sigaction(SIGTRAP, &action, NULL);
        while (fgets(line, sizeof line, file))
            arm(base + strtoull(line, NULL, 16));
        atexit(finish);
    }
    fclose(file);
}
