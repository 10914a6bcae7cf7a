/* Owns the replay of a corpus without a fuzzer: runs one target on each file of the folders named on its command line.
 * Run by meson in the plain and in the sanitized build.
 * Protects what fuzzing found: an input that once failed is run for ever; an empty or unreadable corpus is a failure. */
#define _POSIX_C_SOURCE 200809L /* scandir, fileno */

#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <sys/stat.h>

static unsigned passed, failed;

static void
run_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    struct stat about;
    uint8_t *bytes = NULL;

    if (f && !fstat(fileno(f), &about)) {
        bytes = malloc((size_t)about.st_size + 1);
        if (bytes && fread(bytes, 1, (size_t)about.st_size, f) != (size_t)about.st_size) {
            free(bytes);
            bytes = NULL;
        }
    }
    if (f)
        fclose(f);
    if (!bytes) {
        printf("%s: cannot be read\n", path);
        failed++;
        return;
    }
    /* What aborts ends the program: its name is the last word. */
    fprintf(stderr, "%s\n", path);
    LLVMFuzzerTestOneInput(bytes, (size_t)about.st_size);
    free(bytes);
    passed++;
}

int
main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct dirent **names;
        int count = scandir(argv[i], &names, NULL, alphasort);

        if (count < 0)
            run_file(argv[i]);
        for (int k = 0; k < count; k++) {
            char path[4096];

            snprintf(path, sizeof path, "%s/%s", argv[i], names[k]->d_name);
            if (names[k]->d_name[0] != '.')
                run_file(path);
            free(names[k]);
        }
        if (count >= 0)
            free(names);
    }
    printf("%u passed, %u failed\n", passed, failed);
    return failed || !passed;
}
