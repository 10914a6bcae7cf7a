/* Owns how much of the logs of `tappa run --store` is in: which lines of each are, or are being taken in order of time.
 * Called by shop-run.c; it stands in the store, and is written with the events themselves.
 * A log goes on where its beginning is still what it was; one whose beginning is another, as after a rotation, is a new log. Of two runs of one log at
 * once each goes on from where the other has been. */
#define _XOPEN_SOURCE 700 /* realpath, strdup */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "shop.h"

#define HASH_START UINT64_C(14695981039346656037) /* FNV-1a */
#define HASH_PRIME UINT64_C(1099511628211)
#define UNREAD UINT64_MAX /* how many records there are is known once they are read again */

/* A file as it is now, or its first bytes: up to its last line break, or to as many as `most_lines`, and with what stands behind that. */
struct measure {
    uint64_t lines, size, hash;
    uint64_t whole_size, whole_hash;
    char last; /* of all that is no blank */
};

static tappa_status
measure(const char *path, uint64_t most, uint64_t most_lines, struct measure *m)
{
    FILE *file = fopen(path, "rb");
    char bytes[65536];
    size_t n = 0;

    *m = (struct measure){.hash = HASH_START, .whole_hash = HASH_START};
    if (!file)
        return TAPPA_EIO;
    while (m->whole_size < most && (n = fread(bytes, 1, sizeof bytes, file)) > 0) {
        for (size_t i = 0; i < n && m->whole_size < most; i++) {
            m->whole_hash = (m->whole_hash ^ (unsigned char)bytes[i]) * HASH_PRIME;
            m->whole_size++;
            m->last = strchr(" \t\r\n", bytes[i]) ? m->last : bytes[i];
            if (bytes[i] == '\n' && m->lines < most_lines) {
                m->lines++;
                m->size = m->whole_size;
                m->hash = m->whole_hash;
            }
        }
    }
    n = (size_t)ferror(file);
    fclose(file);
    return n ? TAPPA_EIO : TAPPA_OK;
}

/* The logs of a run as one source: their names, in the order given; whichever way a file is named, it is the same. */
static char *
source_name(const struct events *events)
{
    char *name = strdup("tappa run");

    for (int i = 0; name && i < events->path_count; i++) {
        char *whole = realpath(events->paths[i], NULL);
        const char *path = whole ? whole : events->paths[i];
        size_t room = strlen(name) + strlen(path) + 2;
        char *longer = malloc(room);

        if (longer)
            snprintf(longer, room, "%s %s", name, path);
        free(whole);
        free(name);
        name = longer;
    }
    return name;
}

/* Those that are in, of each log and of all. */
static void
parse_taken(struct progress *p, const char *text, char **at)
{
    *at = (char *)text;
    p->done = 0;
    for (int i = 0; i < p->part_count; i++) {
        p->taken[i] = strtoull(*at, at, 10);
        p->done += p->taken[i];
    }
}

/* `TAKEN` of each log, `COUNT` of all, then `FROM TO SIZE HASH` of each. */
static void
parse(struct progress *p, const char *text)
{
    char *at;

    parse_taken(p, text, &at);
    p->count = strtoull(at, &at, 10);
    for (int i = 0; i < p->part_count; i++) {
        p->parts[i].from = strtoull(at, &at, 10);
        p->parts[i].to = strtoull(at, &at, 10);
        p->sizes[i] = strtoull(at, &at, 10);
        p->hashes[i] = strtoull(at, &at, 10);
        p->parts[i].ended = p->sizes[i]; /* as far as they are lines: what had no end was left */
        p->parts[i].half = 0;
        p->parts[i].is_read = 1;
    }
}

/* Of a log that has changed, nothing is in. What is in of the others is the first of their lines in order of time, as it was among all: they are gone on
 * with alone. */
static tappa_status
check_beginnings(struct progress *p, char **paths)
{
    for (int i = 0; i < p->part_count; i++) {
        struct measure m;
        tappa_status status = measure(paths[i], p->sizes[i], UINT64_MAX, &m);

        if (status)
            return status;
        if (m.whole_size == p->sizes[i] && m.whole_hash == p->hashes[i])
            continue;
        (void)complain(paths[i], "what was read of it has changed: it is read as a new log");
        p->count = p->done < p->count ? UNREAD : p->count - p->taken[i];
        p->done -= p->taken[i];
        p->taken[i] = p->sizes[i] = 0;
        p->hashes[i] = HASH_START;
        p->parts[i] = (struct lines){0};
    }
    return TAPPA_OK;
}

tappa_status
progress_open(struct progress *p, const struct events *events)
{
    struct stat kind;

    *p = (struct progress){.part_count = events->path_count, .source = source_name(events)};
    p->parts = calloc((size_t)p->part_count, sizeof *p->parts);
    p->sizes = calloc((size_t)p->part_count, sizeof *p->sizes);
    p->hashes = calloc((size_t)p->part_count, sizeof *p->hashes);
    p->taken = calloc((size_t)p->part_count, sizeof *p->taken);
    if (!p->source || !p->parts || !p->sizes || !p->hashes || !p->taken)
        return TAPPA_ENOMEM;
    p->kept = 1;
    for (int i = 0; i < p->part_count; i++)
        p->kept &= strcmp(events->paths[i], "-") && !stat(events->paths[i], &kind) && S_ISREG(kind.st_mode);
    return TAPPA_OK;
}

tappa_status
progress_look(struct progress *p, struct shop *shop, int *moved)
{
    struct tappa_span span;
    tappa_status status = tappa_engine_offset(shop->engine, p->source, strlen(p->source), &span);
    char *text = status || !span.data ? NULL : calloc(span.size + 1, 1);

    if (status || (span.data && !text))
        return status ? status : TAPPA_ENOMEM;
    if (text)
        memcpy(text, span.data, span.size);
    *moved = text ? !p->stands || strcmp(text, p->stands) : p->stands != NULL;
    free(p->stands);
    p->stands = text;
    return TAPPA_OK;
}

tappa_status
progress_read(struct progress *p, struct shop *shop, const struct events *events)
{
    tappa_status status;
    int moved;

    if (!p->kept)
        return TAPPA_OK;
    memset(p->parts, 0, (size_t)p->part_count * sizeof *p->parts);
    p->done = p->count = 0;
    status = progress_look(p, shop, &moved);
    if (status || !p->stands)
        return status;
    parse(p, p->stands);
    status = check_beginnings(p, events->paths);
    for (int i = 0; !p->met && i < p->part_count; i++)
        p->lines_before += p->done == p->count ? p->parts[i].to : p->parts[i].from;
    if (!p->met && p->done < p->count) /* a run was killed, or ended by --until, amid these lines: each record that is in is one of them */
        p->lines_before += p->done;
    return status;
}

tappa_status
progress_follow(struct progress *p)
{
    char *mine, *at;

    p->met = 1;
    p->anew = 1;
    if (!p->stands)
        return TAPPA_OK;
    parse_taken(p, p->stands, &at);
    mine = progress_text(p, NULL, 0);
    if (!mine)
        return TAPPA_ENOMEM;
    p->anew = strcmp(mine, p->stands) != 0;
    free(mine);
    return TAPPA_OK;
}

tappa_status
progress_next(struct progress *p, const struct events *events)
{
    p->done = p->count = 0;
    memset(p->taken, 0, (size_t)p->part_count * sizeof *p->taken);
    for (int i = 0; i < p->part_count; i++) {
        struct measure m;
        tappa_status status = measure(events->paths[i], UINT64_MAX, UINT64_MAX, &m);

        if (status)
            return status;
        p->parts[i] = (struct lines){.from = p->parts[i].to, .to = m.lines + (m.whole_size > m.size), .ended = m.size,
                                     .is_closed = m.last == '}' || m.last == ']'};
        p->parts[i].is_read = m.whole_size == m.size || p->parts[i].to == p->parts[i].from;
        p->sizes[i] = m.whole_size;
        p->hashes[i] = m.whole_hash;
    }
    return TAPPA_OK;
}

tappa_status
progress_leave_halves(struct progress *p, const struct events *events)
{
    for (int i = 0; i < p->part_count; i++) {
        struct measure m;
        tappa_status status;

        if (!p->parts[i].is_read && !p->parts[i].half) /* nothing but blanks */
            p->parts[i].half = p->parts[i].to;
        if (!p->parts[i].half)
            continue;
        status = measure(events->paths[i], p->sizes[i], p->parts[i].half - 1, &m);
        if (status)
            return status;
        p->parts[i].to = m.lines;
        p->sizes[i] = m.size;
        p->hashes[i] = m.hash;
    }
    return TAPPA_OK;
}

char *
progress_text(const struct progress *p, const struct tappa_record *more, size_t count)
{
    size_t room = 48 + 120 * (size_t)p->part_count, n = 0;
    char *text = malloc(room);

    if (!text)
        return NULL;
    for (int i = 0; i < p->part_count; i++) {
        uint64_t taken = p->taken[i];

        for (size_t j = 0; j < count; j++)
            taken += more[j].input == (uint32_t)i;
        n += (size_t)snprintf(text + n, room - n, "%" PRIu64 " ", taken);
    }
    n += (size_t)snprintf(text + n, room - n, "%" PRIu64, p->count);
    for (int i = 0; i < p->part_count; i++)
        n += (size_t)snprintf(text + n, room - n, " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64, p->parts[i].from, p->parts[i].to,
                              p->sizes[i], p->hashes[i]);
    return text;
}

void
progress_done(struct progress *p, const struct tappa_record *more, size_t count, char *text)
{
    for (size_t i = 0; i < count; i++)
        p->taken[more[i].input]++;
    p->done += count;
    free(p->stands);
    p->stands = text;
}

void
progress_free(struct progress *p)
{
    free(p->source);
    free(p->stands);
    free(p->parts);
    free(p->sizes);
    free(p->hashes);
    free(p->taken);
}
