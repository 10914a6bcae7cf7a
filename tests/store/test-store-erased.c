/* After erasing a person no byte of theirs is in any file of the store: all files are searched for a word that stood in each of their rows, after
 * rows have moved between pages as they do in use. */
#define _DEFAULT_SOURCE

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <sqlite3.h>

#include "lib/engine/blur.h"
#include "workload.h"

#define PEOPLE 400
#define ROUNDS 4

static tappa_context *context;
static uint64_t seed = 88172645463325252u;

static uint64_t
chance(uint64_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (seed >> 20) % below;
}

/* A number that is spread as a hash is. */
static int64_t
spread(int64_t n)
{
    return (int64_t)((uint64_t)n * UINT64_C(0x9E3779B97F4A7C15));
}

/* Where the word stands how often in all files of the folder. */
static size_t
found_in_files(const char *folder, const char *word)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    size_t found = 0, n = strlen(word);

    assert_non_null(dir);
    while ((entry = readdir(dir))) {
        char name[400];
        FILE *file;
        char *bytes;
        size_t size;

        if (entry->d_name[0] == '.')
            continue;
        snprintf(name, sizeof name, "%s/%s", folder, entry->d_name);
        file = fopen(name, "rb");
        assert_non_null(file);
        fseek(file, 0, SEEK_END);
        size = (size_t)ftell(file);
        rewind(file);
        bytes = malloc(size + 1);
        assert_true(bytes && fread(bytes, 1, size, file) == size);
        fclose(file);
        for (size_t i = 0; i + n <= size; i++) {
            if (bytes[i] == word[0] && !memcmp(bytes + i, word, n))
                found++;
        }
        free(bytes);
    }
    closedir(dir);
    return found;
}

/* Of an event id, and of nobody. */
static int64_t
seen_number(int person, int round)
{
    return spread(PEOPLE + person * ROUNDS + round + 1);
}

/* A number as SQLite has it above the rows of a table. */
static const char *
as_rowid(int64_t number)
{
    static char bytes[10];

    for (int i = 0; i < 8; i++)
        bytes[i] = (char)(0x80 | ((uint64_t)number >> (57 - 7 * i) & 0x7F));
    bytes[8] = (char)number;
    return number >> 56 && bytes[8] ? bytes : "<none>"; /* the others are seldom enough to do without */
}

/* What of each person's rows is where. */
static int64_t entries[PEOPLE][ROUNDS];
static int64_t revisions[PEOPLE];

/* The person's word, alone or with more behind it. */
static struct tappa_span
word_of(char *text, size_t room, int person, size_t more)
{
    int n = snprintf(text, room, "<person-%d>", person);

    memset(text + n, 'x', more);
    return (struct tappa_span){text, (size_t)n + more};
}

static void
round_of(tappa_store *store, int person, int round)
{
    static char texts[8][9000];
    struct pile *p = pile_new();
    struct tappa_store_customer *u;
    struct tappa_store_seen *s;

    pile_entry(p, spread(person + 1), 0, "")->body = word_of(texts[0], sizeof texts[0], person, chance(300));
    p->entries[0].id = word_of(texts[1], sizeof texts[1], person, 0);
    s = pile_seen(p, seen_number(person, round));
    pile_identity(p, spread(person + 1), spread(person + 1))->value = word_of(texts[2], sizeof texts[2], person, chance(60));
    u = pile_customer(p, spread(person + 1), revisions[person], revisions[person] + 1);
    u->state = word_of(texts[3], sizeof texts[3], person, chance(30) ? chance(700) : 8000);
    u->due = chance(2) ? (int64_t)chance(1000) : INT64_MAX;
    pile_contact(p, 0, spread(person + 1), (int64_t)chance(1000))->body = word_of(texts[4], sizeof texts[4], person, chance(400));
    memcpy(p->contacts[0].key + 8, &u->customer, 8);
    memcpy(p->contacts[0].key, &s->number, 8);
    pile_note(p, "", "")->name = word_of(texts[5], sizeof texts[5], person, chance(20));
    p->notes[0].name.size = p->notes[0].name.size > 14 ? 14 : p->notes[0].name.size;
    p->notes[0].value = word_of(texts[6], sizeof texts[6], person, chance(200));
    assert_int_equal(store->table->commit(store, &p->commit), TAPPA_OK);
    entries[person][round] = p->commit.first;
    revisions[person]++;
    free(p);
}

/* Removes all that stands under the person's numbers, as an engine does. */
static void
erase(tappa_store *store, int person)
{
    struct pile *p = pile_new();
    const struct tappa_store_contact *contacts;
    const struct tappa_store_note *notes;
    static char prefix[40];
    static char names[ROUNDS * 4][40];
    size_t count;

    for (int round = 0; round < ROUNDS; round++) {
        pile_erase(p, entries[person][round]);
        pile_seen(p, seen_number(person, round))->flags = TAPPA_STORE_REMOVE;
    }
    pile_identity(p, spread(person + 1), 0)->flags = TAPPA_STORE_REMOVE;
    pile_customer(p, spread(person + 1), revisions[person], 0)->flags = TAPPA_STORE_REMOVE;
    assert_int_equal(store->table->contacts_of(store, spread(person + 1), &contacts, &count), TAPPA_OK);
    for (size_t i = 0; i < count; i++) {
        struct tappa_store_contact *o = pile_contact(p, 0, 0, 0);

        memcpy(o->key, contacts[i].key, sizeof o->key);
        o->flags = TAPPA_STORE_REMOVE;
    }
    word_of(prefix, sizeof prefix, person, 0);
    assert_int_equal(store->table->notes(store, prefix, strlen(prefix), &notes, &count), TAPPA_OK);
    assert_true(count && count <= sizeof names / sizeof *names);
    for (size_t i = 0; i < count; i++) {
        memcpy(names[i], notes[i].name.data, notes[i].name.size);
        pile_note(p, "", "")->name = (struct tappa_span){names[i], notes[i].name.size};
        p->notes[i].flags = TAPPA_STORE_REMOVE;
    }
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
}

static int
is_sound(const char *path)
{
    sqlite3_stmt *statement;
    sqlite3 *db;
    int sound;

    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &statement, NULL), SQLITE_OK);
    sound = sqlite3_step(statement) == SQLITE_ROW && !strcmp((const char *)sqlite3_column_text(statement, 0), "ok");
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return sound;
}

static void
nothing_left(uint32_t flags, int sqlite)
{
    struct workload w;
    char word[40];

    memset(revisions, 0, sizeof revisions);
    workload_begin(&w, context, flags, sqlite);
    assert_int_equal(workload_open(&w), TAPPA_OK);
    for (int round = 0; round < ROUNDS; round++) {
        for (int person = 0; person < PEOPLE; person++)
            round_of(w.store, (person * 7) % PEOPLE, round);
    }
    snprintf(word, sizeof word, "<person-%d>", 5);
    assert_true(found_in_files(w.folder, word) > 10);
    for (int person = 0; person < PEOPLE; person += 10) {
        size_t found;

        for (int i = 0; i < 3; i++)
            erase(w.store, person + i);
        assert_int_equal(w.store->table->erased(w.store), TAPPA_OK);
        for (int i = 0; i < 3; i++) {
            snprintf(word, sizeof word, "<person-%d>", person + i);
            found = found_in_files(w.folder, word);
            if (found)
                fail_msg("%s: %zu times in the files after erasing", word, found);
            found = found_in_files(w.folder, as_rowid(spread(person + i + 1)));
            for (int round = 0; round < ROUNDS; round++)
                found += found_in_files(w.folder, as_rowid(seen_number(person + i, round)));
            if (found)
                fail_msg("%s: %zu of the numbers are in the files after erasing", word, found);
        }
        snprintf(word, sizeof word, "<person-%d>", person + 3);
        assert_true(found_in_files(w.folder, word) > 10);
    }
    /* Nor does anything come back out of pages that the store still held. */
    for (int person = 0; person < PEOPLE; person++) {
        if (person % 10 >= 3)
            round_of(w.store, person, ROUNDS - 1);
    }
    for (int person = 0; person < PEOPLE; person++) {
        snprintf(word, sizeof word, "<person-%d>", person);
        if (person % 10 < 3 && found_in_files(w.folder, word))
            fail_msg("%s came back", word);
    }
    workload_close(&w);
    assert_true(is_sound(w.path));
    workload_end(&w);
}

/* So many rows of half a page each that there are numbers above numbers. */
static void
nothing_left_above(void **state)
{
    static char half[1900];
    struct workload w;

    (void)state;
    workload_begin(&w, context, 0, 1);
    assert_int_equal(workload_open(&w), TAPPA_OK);
    for (int person = 0; person < 2 * PEOPLE; person++) {
        struct pile *p = pile_new();

        pile_customer(p, spread(person + 1), 0, 1)->state = (struct tappa_span){half, sizeof half};
        assert_int_equal(pile_commit(w.store, p), TAPPA_OK);
    }
    for (int person = 0; person < PEOPLE; person++) {
        struct pile *p = pile_new();

        pile_customer(p, spread(person + 1), 1, 0)->flags = TAPPA_STORE_REMOVE;
        assert_int_equal(pile_commit(w.store, p), TAPPA_OK);
    }
    assert_int_equal(w.store->table->erased(w.store), TAPPA_OK);
    for (int person = 0; person < PEOPLE; person++)
        assert_int_equal(found_in_files(w.folder, as_rowid(spread(person + 1))), 0);
    for (int person = PEOPLE; person < 2 * PEOPLE; person++) {
        struct tappa_store_customer row = {.size = sizeof row};

        assert_int_equal(w.store->table->customer(w.store, spread(person + 1), &row), TAPPA_OK);
        assert_int_equal(row.revision, 1);
    }
    workload_close(&w);
    assert_true(is_sound(w.path));
    workload_end(&w);
}

/* What stands in the place of a number comes behind all that it came behind, and before the next; so does what a write leaves that was cut short. */
static void
numbers_are_blurred(void **state)
{
    (void)state;
    for (int i = 0; i < 100000; i++) {
        int64_t number = (int64_t)(chance(UINT64_C(1) << 44) << 20 | chance(1 << 20)), next = number + 1 + (int64_t)chance(UINT64_C(1) << chance(44));
        int64_t other = tappa__blur(number, next), torn = 0;

        if (next < number)
            continue;
        for (int byte = 0; byte < 8; byte++)
            torn |= (chance(2) ? number : other) & (int64_t)(UINT64_C(0xFF) << 8 * byte);
        assert_true(other >= number && other < next && torn >= number && torn <= other);
        assert_true((other | (other + 1)) >= next); /* one bit more is too many */
    }
    assert_true(tappa__blur(-5, INT64_MAX) == -1 && tappa__blur(5, INT64_MAX) == INT64_MAX / 2 && tappa__blur(7, 8) == 7);
}

static void
owner(void **state)
{
    (void)state;
    nothing_left(0, 1);
}

static void
shared(void **state)
{
    (void)state;
    nothing_left(TAPPA_STORE_SHARED, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(owner), cmocka_unit_test(shared), cmocka_unit_test(nothing_left_above), cmocka_unit_test(numbers_are_blurred)};
    int failed;

    if (tappa_context_new(NULL, &context))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tappa_context_unref(context);
    return failed;
}
