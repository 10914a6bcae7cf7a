/* Loaded before all else: PHP opens extensions with RTLD_DEEPBIND, which the sanitizers' runtime refuses. */
#define _GNU_SOURCE
#include <dlfcn.h>

void *
dlopen(const char *path, int mode)
{
    void *(*real)(const char *, int) = (void *(*)(const char *, int))dlsym(RTLD_NEXT, "dlopen");

    return real(path, mode & ~RTLD_DEEPBIND);
}
