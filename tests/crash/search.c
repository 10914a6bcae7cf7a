/* Owns what is searched for in the files of a store.
 * Called by tests that erase. Protects one invariant: a file is only read, by its bytes, so whatever the store takes for free is searched too. */
#define _DEFAULT_SOURCE /* pread */
#include "search.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger.h"

#define PEOPLE_MAX 200000
#define FORM_MAX 24
#define SHORTEST 7 /* a shorter form is in a file by chance */

struct sought {
    unsigned char bytes[FORM_MAX];
    size_t size, next; /* of those with the same first two bytes, from 1 */
    int32_t person;
};

static struct sought *all;
static size_t count, room, first[65536];
static uint8_t is_gone[PEOPLE_MAX];
static const char *tag;

void
search_begin(const char *of)
{
    tag = of;
    count = 0;
    memset(first, 0, sizeof first);
    memset(is_gone, 0, sizeof is_gone);
}

static void
add(const unsigned char *bytes, size_t size, int32_t person)
{
    const size_t head = (size_t)bytes[0] << 8 | bytes[1];

    if (size < SHORTEST)
        return;
    if (count == room) {
        room = 2 * room + 1000;
        all = realloc(all, room * sizeof *all);
        if (!all)
            die("no memory", 0);
    }
    all[count] = (struct sought){.size = size, .next = first[head], .person = person};
    memcpy(all[count].bytes, bytes, size);
    first[head] = ++count;
}

/* As a column of SQLite's, as a processor has it, as a rowid, as the engine packs it, as digits. */
void
search_for(int32_t person, int64_t number)
{
    const uint64_t n = (uint64_t)number;
    uint64_t zigzag = (n << 1) ^ (uint64_t)(number >> 63);
    unsigned char form[FORM_MAX];
    size_t size = 0;

    if (person < 1 || person >= PEOPLE_MAX)
        die("too many people", person);
    is_gone[person] = 1;
    for (int i = 0; i < 8; i++)
        form[i] = (unsigned char)(n >> (56 - 8 * i));
    add(form, 8, person);
    for (int i = 0; i < 8; i++)
        form[i] = (unsigned char)(n >> 8 * i);
    add(form, 8, person);
    for (int i = 0; i < 8; i++)
        form[i] = (unsigned char)(0x80 | (n >> (57 - 7 * i) & 0x7F));
    form[8] = (unsigned char)n;
    add(form, n >> 56 ? 9 : 0, person);
    for (; zigzag >> 7; zigzag >>= 7)
        form[size++] = (unsigned char)(0x80 | (zigzag & 0x7F));
    form[size++] = (unsigned char)zigzag;
    add(form, size, person);
    add(form, (size_t)snprintf((char *)form, sizeof form, "%" PRId64, number), person);
}

static void
search_at(const unsigned char *at, const char *name, size_t offset)
{
    char *end = NULL;
    long person = memcmp(at, tag, strlen(tag)) ? 0 : strtol((const char *)at + strlen(tag), &end, 10);

    if (person > 0 && *end == '-' && person < PEOPLE_MAX && is_gone[person]) {
        fprintf(stderr, "%s at %zu: %.20s\n", name, offset, (const char *)at);
        die("a word of somebody erased is in a file", person);
    }
    for (size_t i = first[(size_t)at[0] << 8 | at[1]]; i; i = all[i - 1].next)
        if (!memcmp(at, all[i - 1].bytes, all[i - 1].size)) {
            fprintf(stderr, "%s at %zu: %zu bytes\n", name, offset, all[i - 1].size);
            die("the number of somebody erased is in a file", all[i - 1].person);
        }
}

static void
search_file(const char *name)
{
    int file = open(name, O_RDONLY);
    off_t size = file < 0 ? 0 : lseek(file, 0, SEEK_END);
    unsigned char *bytes = calloc((size_t)size + FORM_MAX, 1);
    ssize_t n = file < 0 || !bytes ? 0 : pread(file, bytes, (size_t)size, 0);

    for (ssize_t i = 0; i < n; i++)
        search_at(bytes + i, name, (size_t)i);
    free(bytes);
    if (file >= 0)
        close(file);
}

void
search_all(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-journal"};
    char name[600];

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        search_file(name);
    }
}
