/* For tests of readers: a whole input read in pieces of a given size, and written as text that a test can compare. */
#ifndef TEST_READING_H
#define TEST_READING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tappa/exchange/reader.h"
#include "tappa/expression.h"

struct reading {
    char *text;
    size_t n, room;
    int32_t format;
    int good, bad;
};

static void
reading_put(struct reading *r, const char *s, size_t n)
{
    if (r->n + n + 1 > r->room) {
        r->room = (r->n + n + 1) * 2;
        r->text = realloc(r->text, r->room);
        assert_non_null(r->text);
    }
    if (n)
        memcpy(r->text + r->n, s, n);
    r->n += n;
    r->text[r->n] = '\0';
}

static void
reading_str(struct reading *r, const char *s)
{
    reading_put(r, s, strlen(s));
}

static void
reading_field(struct reading *r, const struct tappa_field *field)
{
    char number[40];

    reading_str(r, " ");
    reading_put(r, field->name, field->name_size);
    reading_str(r, "=");
    switch (field->value.kind) {
    case TAPPA_STRING:
        reading_str(r, "'");
        reading_put(r, field->value.data, field->value.size);
        reading_str(r, "'");
        return;
    case TAPPA_DOUBLE:
        (void)tappa_value_json(&field->value, number, sizeof number - 1); /* no locale has a say in it */
        reading_str(r, number);
        strcpy(number, "d");
        break;
    case TAPPA_LIST:
    case TAPPA_MAP:
        snprintf(number, sizeof number, "%s", field->value.kind == TAPPA_LIST ? "list" : "map");
        break;
    default:
        snprintf(number, sizeof number, "%s%lld", field->value.kind == TAPPA_BOOL ? "b" : "", (long long)field->value.integer);
    }
    reading_str(r, number);
}

/* `LINE CUSTOMER|EVENT|TIME [id:ID] [source:SOURCE] [at:TOUCHPOINT] [zone:ZONE] [KIND:IDENTITY...] FIELD=VALUE...` */
static void
reading_record(struct reading *r, const struct tappa_record *record)
{
    const char *const words[] = {" id:", " source:", " at:", " zone:"};
    const char *const texts[] = {record->id, record->source, record->touchpoint, record->zone};
    const uint32_t sizes[] = {record->id_size, record->source_size, record->touchpoint_size, record->zone_size};
    char number[64];

    snprintf(number, sizeof number, "%llu ", (unsigned long long)record->line);
    reading_str(r, number);
    reading_put(r, record->customer, record->customer_size);
    reading_str(r, "|");
    reading_put(r, record->event, record->event_size);
    snprintf(number, sizeof number, "|%lld", (long long)record->time);
    reading_str(r, number);
    for (int i = 0; i < 4; i++) {
        if (sizes[i]) {
            reading_str(r, words[i]);
            reading_put(r, texts[i], sizes[i]);
        }
    }
    for (uint32_t i = 0; i < record->identity_count; i++) {
        reading_str(r, " ");
        reading_put(r, record->identities[i].kind, record->identities[i].kind_size);
        reading_str(r, ":");
        reading_put(r, record->identities[i].value, record->identities[i].value_size);
    }
    for (uint32_t i = 0; i < record->field_count; i++)
        reading_field(r, &record->fields[i]);
    reading_str(r, "\n");
}

/* One call of next; 0 where the reader wants more or is at its end. */
static int
reading_next(struct reading *r, tappa_reader *reader, tappa_status *status)
{
    struct tappa_record record = {.size = sizeof record};
    char number[64];

    *status = tappa_reader_next(reader, &record);
    if (*status == TAPPA_OK) {
        r->good++;
        reading_record(r, &record);
    } else if (*status == TAPPA_EFORMAT) {
        r->bad++;
        assert_true(tappa_reader_message(reader)[0]);
        snprintf(number, sizeof number, "%llu! ", (unsigned long long)record.line);
        reading_str(r, number);
        reading_str(r, tappa_reader_reason(reader));
        reading_str(r, "\n");
    }
    return *status == TAPPA_OK || *status == TAPPA_EFORMAT;
}

/* Reads it all, handed in by pieces of `piece` bytes. */
static struct reading
reading_of(const char *text, size_t size, size_t piece, int32_t format, const char *map_text)
{
    struct reading r = {0};
    tappa_column_map *map = NULL;
    tappa_reader *reader;
    tappa_status status;
    char message[200];
    size_t at = 0;

    if (map_text && tappa_column_map_parse(NULL, map_text, strlen(map_text), &map, message, sizeof message))
        fail_msg("%s", message);
    assert_int_equal(tappa_reader_new(NULL, format, map, &reader), TAPPA_OK);
    tappa_column_map_free(map);
    reading_put(&r, "", 0);
    for (;;) {
        size_t n = size - at < piece ? size - at : piece;

        while (reading_next(&r, reader, &status))
            ;
        if (status != TAPPA_MORE)
            break;
        assert_int_equal(tappa_reader_push(reader, text + at, n), TAPPA_OK);
        at += n;
    }
    assert_int_equal(status, TAPPA_END);
    r.format = tappa_reader_format(reader);
    tappa_reader_free(reader);
    return r;
}

/* The same text whatever the pieces. */
static void
reads_as(const char *name, const char *text, size_t size, int32_t format, const char *map, const char *wanted)
{
    static const size_t pieces[] = {1, 2, 3, 7, 64, 1000000};

    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct reading r;

        if (size > 20000 && pieces[i] < 64)
            continue;
        r = reading_of(text, size, pieces[i], format, map);
        if (strcmp(r.text, wanted) != 0)
            fail_msg("%s, pieces of %zu:\n%s--- wanted:\n%s", name, pieces[i], r.text, wanted);
        free(r.text);
    }
}

/* Seeds with random bytes changed, dropped and doubled: anything but a crash, a hang, or a status that is not documented. */
static void
survives(const char *const *seeds, size_t count, int32_t format, const char *map)
{
    uint64_t state = 88172645463325252u;

    for (int round = 0; round < 3000; round++) {
        const char *seed = seeds[(size_t)round % count];
        size_t n = strlen(seed);
        char *text = malloc(n + 1);
        struct reading r;

        assert_non_null(text);
        memcpy(text, seed, n + 1);
        for (int change = 0; change < 1 + round % 5; change++) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            text[(state >> 8) % n] = (char)(state & 1 ? "\"\\{}[]<>&,;:\n\r\t 0"[(state >> 40) % 17] : (int)(state >> 32 & 255));
        }
        if (state & 64)
            n = (state >> 16) % (n + 1);
        r = reading_of(text, n, 1 + (state >> 20) % 90, format, map);
        free(r.text);
        free(text);
    }
}

#endif
