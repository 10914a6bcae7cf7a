/* What a commit writes, and that a conflict leaves nothing of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "conformance.h"
#include "tappa/journey.h"

static char *
dump(tappa_store *store)
{
    tappa_status status;
    char *text = store_dump(store, &status);

    assert_int_equal(status, TAPPA_OK);
    return text;
}

static void
nothing_at_first(void **state)
{
    tappa_store *store = conformance_open(1);
    char *text = dump(store);

    (void)state;
    assert_string_equal(text, "last 0\n");
    free(text);
    assert_int_equal(store->table->version, TAPPA_STORE_VERSION);
    assert_int_equal(pile_commit(store, pile_new()), TAPPA_OK);
    text = dump(store);
    assert_string_equal(text, "last 0\n");
    free(text);
    tappa_store_close(store);
}

static void
sequences_without_gaps(void **state)
{
    tappa_store *store = conformance_open(1);
    struct pile *p = pile_new();

    (void)state;
    p->commit.first = 77;
    assert_int_equal(store->table->commit(store, &p->commit), TAPPA_OK);
    assert_int_equal(p->commit.first, 0);
    for (int64_t sequence = 1; sequence < 30; sequence += (int64_t)p->commit.entry_count) {
        int64_t last = 0;

        p->commit.entry_count = 0;
        for (int64_t i = 0; i <= sequence % 3; i++)
            pile_entry(p, 5, 0, "x");
        assert_int_equal(store->table->commit(store, &p->commit), TAPPA_OK);
        assert_int_equal(p->commit.first, sequence);
        assert_int_equal(store->table->last(store, &last), TAPPA_OK);
        assert_int_equal(last, sequence + (int64_t)p->commit.entry_count - 1);
        store = conformance_again(store);
    }
    free(p);
    tappa_store_close(store);
}

static void
all_of_an_entry(void **state)
{
    tappa_store *store = conformance_open(1);
    struct pile *p = pile_new();
    struct tappa_entry *e = pile_entry(p, INT64_MAX, 0, "name"), out = {.size = sizeof out};

    (void)state;
    e->kind = UINT32_MAX;
    e->status = UINT32_MAX - 1;
    e->time = INT64_MIN;
    e->received = INT64_MAX;
    e->source = span_of("source");
    e->id = span_of("id");
    e->body = span_of("body");
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    store = conformance_again(store);
    assert_int_equal(store->table->entry(store, 1, &out), TAPPA_OK);
    assert_int_equal(out.sequence, 1);
    assert_true(out.kind == UINT32_MAX && out.status == UINT32_MAX - 1 && out.time == INT64_MIN && out.received == INT64_MAX);
    assert_true(out.identity == INT64_MAX && !out.previous && !out.flags);
    assert_true(out.source.size == 6 && !memcmp(out.source.data, "source", 6) && out.id.size == 2 && !memcmp(out.id.data, "id", 2));
    assert_true(out.name.size == 4 && !memcmp(out.name.data, "name", 4) && out.body.size == 4 && !memcmp(out.body.data, "body", 4));
    tappa_store_close(store);
}

static void
references_are_resolved(void **state)
{
    static const struct tappa_store_head heads[] = {{7, -3}, {-8, 2}, {9, 0}, {INT64_MAX, -1}};
    tappa_store *store = conformance_open(1);
    struct tappa_store_customer out = {.size = sizeof out};
    struct tappa_entry entry = {.size = sizeof entry};
    struct pile *p = pile_new();

    (void)state;
    pile_entry(p, 1, 0, "a");
    pile_entry(p, 1, -1, "b");
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    p = pile_new();
    pile_entry(p, 1, 2, "c");
    pile_entry(p, 1, -1, "d");
    pile_entry(p, 1, -2, "e");
    pile_customer(p, 3, 0, 1)->heads = heads;
    p->customers[0].head_count = 4;
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    store = conformance_again(store);
    for (int64_t sequence = 1; sequence <= 5; sequence++) {
        assert_int_equal(store->table->entry(store, sequence, &entry), TAPPA_OK);
        assert_int_equal(entry.previous, sequence - 1);
    }
    assert_int_equal(store->table->customer(store, 3, &out), TAPPA_OK);
    assert_int_equal(out.head_count, 4);
    assert_true(out.heads[0].identity == 7 && out.heads[0].sequence == 5);
    assert_true(out.heads[1].identity == -8 && out.heads[1].sequence == 2);
    assert_true(out.heads[2].identity == 9 && out.heads[2].sequence == 0);
    assert_true(out.heads[3].identity == INT64_MAX && out.heads[3].sequence == 3);
    tappa_store_close(store);
}

/* Something of everything; `n` tells one from another. */
static struct pile *
everything(int64_t n, int64_t expected)
{
    struct pile *p = pile_new();

    pile_entry(p, n, 0, "one");
    pile_entry(p, n, -1, "two");
    pile_seen(p, n);
    pile_identity(p, n, n)->value = span_of("anna@example.org");
    pile_customer(p, n, expected, expected + 1)->due = 50 + n;
    pile_contact(p, (uint8_t)n, n, 70 + n)->body = span_of("mail");
    pile_offset(p, "q", n % 2 ? "odd" : "even");
    pile_note(p, "note", n % 2 ? "odd" : "even");
    return p;
}

/* The note must stand so; NULL: not at all. */
static void
pile_same(struct pile *p, const char *name, const char *value)
{
    struct tappa_store_note *note = pile_note(p, name, value ? value : "");

    note->flags = TAPPA_STORE_SAME;
    if (!value)
        note->value = (struct tappa_span){NULL, 0};
}

static void
all_or_nothing(void **state)
{
    tappa_store *store = conformance_open(1);
    char *before, *after;
    int cases = 0;

    (void)state;
    assert_int_equal(pile_commit(store, everything(1, 0)), TAPPA_OK);
    before = dump(store);
    for (int i = 0; i < 14; i++) {
        struct pile *p = everything(2, 0);

        pile_erase(p, 1);
        switch (i) {
        case 0: pile_customer(p, 1, 0, 9); break;   /* is there already */
        case 1: pile_customer(p, 1, 2, 9); break;   /* another revision */
        case 2: pile_customer(p, 3, 1, 9); break;   /* is not there */
        case 3: pile_customer(p, 1, 2, 0)->flags = TAPPA_STORE_REMOVE; break;
        case 4: pile_customer(p, 3, 1, 0)->flags = TAPPA_STORE_REMOVE; break;
        case 5: pile_identity(p, 1, 2)->flags = TAPPA_STORE_NEW; break;
        case 6: pile_seen(p, 1)->flags = TAPPA_STORE_NEW; break;
        case 7: pile_contact(p, 1, 2, 2)->flags = TAPPA_STORE_NEW; break;
        case 8: pile_note(p, "note", "odd")->flags = TAPPA_STORE_SAME; break; /* another by this commit itself */
        case 9: pile_note(p, "other", "")->flags = TAPPA_STORE_SAME; break;   /* is not there, which is not empty */
        case 10: pile_same(p, "note", NULL); break;                           /* is there */
        case 11: pile_offset(p, "q", "odd")->flags = TAPPA_STORE_SAME; break; /* another by this commit itself */
        case 12: pile_offset(p, "p", "")->flags = TAPPA_STORE_SAME; break;    /* is not there, which is not empty */
        default: {
            struct tappa_store_offset *offset = pile_offset(p, "q", "");

            offset->flags = TAPPA_STORE_SAME;
            offset->offset = (struct tappa_span){NULL, 0}; /* is there */
        }
        }
        p->commit.first = 99;
        assert_int_equal(store->table->commit(store, &p->commit), TAPPA_ECONFLICT);
        assert_int_equal(p->commit.first, 99);
        free(p);
        store = conformance_again(store);
        after = dump(store);
        assert_string_equal(after, before);
        free(after);
        cases++;
    }
    assert_int_equal(cases, 14);
    free(before);
    assert_int_equal(pile_commit(store, everything(2, 0)), TAPPA_OK);
    tappa_store_close(store);
}

static void
rows_are_replaced(void **state)
{
    tappa_store *store = conformance_open(1);
    struct tappa_store_identity d = {.size = sizeof d};
    struct tappa_store_seen s = {.size = sizeof s};
    struct tappa_store_contact o = {.size = sizeof o};
    struct tappa_store_customer u = {.size = sizeof u};
    struct tappa_span value;
    struct pile *p;
    uint8_t key[16] = {1};

    (void)state;
    assert_int_equal(pile_commit(store, everything(1, 0)), TAPPA_OK);
    p = everything(1, 1);
    pile_identity(p, 1, 33)->kind = span_of("cookie");
    p->contacts[0].due = TAPPA_NEVER;
    p->contacts[0].customer = 44;
    p->contacts[0].state = 4000000000u;
    p->customers[0].due = TAPPA_NEVER;
    p->customers[0].revision = INT64_MAX;
    p->customers[0].state = span_of("state");
    pile_note(p, "note", "later");
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    store = conformance_again(store);
    assert_int_equal(store->table->identity(store, 1, &d), TAPPA_OK);
    assert_true(d.customer == 33 && d.kind.size == 6 && !d.value.size && d.value.data);
    assert_int_equal(store->table->seen(store, 1, &s), TAPPA_OK);
    assert_int_equal(s.number, 1);
    assert_int_equal(store->table->contact(store, key, &o), TAPPA_OK);
    assert_true(o.customer == 44 && o.due == TAPPA_NEVER && o.state == 4000000000u && !o.flags);
    assert_int_equal(store->table->customer(store, 1, &u), TAPPA_OK);
    assert_true(u.revision == INT64_MAX && u.due == TAPPA_NEVER && u.state.size == 5 && !u.head_count && !u.expected && !u.flags);
    assert_int_equal(store->table->note(store, "note", 4, &value), TAPPA_OK);
    assert_true(value.size == 5 && !memcmp(value.data, "later", 5));
    tappa_store_close(store);
}

/* Within one commit the later row of a key counts, and meets what the earlier one left. */
static void
one_key_twice(void **state)
{
    tappa_store *store = conformance_open(1);
    struct tappa_store_customer u = {.size = sizeof u};
    struct tappa_store_identity d = {.size = sizeof d};
    struct pile *p = pile_new();

    (void)state;
    pile_customer(p, 1, 0, 4);
    pile_customer(p, 1, 4, 5);
    pile_customer(p, 2, 0, 1);
    pile_customer(p, 2, 1, 0)->flags = TAPPA_STORE_REMOVE;
    pile_customer(p, 2, 0, 8);
    pile_identity(p, 1, 1)->flags = TAPPA_STORE_NEW;
    pile_identity(p, 1, 2);
    pile_identity(p, 2, 2);
    pile_identity(p, 2, 2)->flags = TAPPA_STORE_REMOVE;
    pile_identity(p, 2, 3)->flags = TAPPA_STORE_NEW;
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    assert_int_equal(store->table->customer(store, 1, &u), TAPPA_OK);
    assert_int_equal(u.revision, 5);
    assert_int_equal(store->table->customer(store, 2, &u), TAPPA_OK);
    assert_int_equal(u.revision, 8);
    assert_int_equal(store->table->identity(store, 1, &d), TAPPA_OK);
    assert_int_equal(d.customer, 2);
    assert_int_equal(store->table->identity(store, 2, &d), TAPPA_OK);
    assert_int_equal(d.customer, 3);
    p = pile_new();
    pile_same(p, "n", NULL);
    pile_note(p, "n", "");
    pile_same(p, "n", "");
    pile_note(p, "n", "1");
    pile_same(p, "n", "1");
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    p = pile_new();
    pile_same(p, "n", "1"); /* alone */
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    p = pile_new();
    pile_same(p, "n", "2");
    assert_int_equal(pile_commit(store, p), TAPPA_ECONFLICT);
    p = pile_new();
    pile_offset(p, "o", "")->flags = TAPPA_STORE_SAME;
    p->offsets[0].offset.data = NULL;
    pile_offset(p, "o", "");
    pile_offset(p, "o", "")->flags = TAPPA_STORE_SAME;
    pile_offset(p, "o", "1");
    pile_offset(p, "o", "1")->flags = TAPPA_STORE_SAME;
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    p = pile_new();
    pile_offset(p, "o", "2")->flags = TAPPA_STORE_SAME;
    assert_int_equal(pile_commit(store, p), TAPPA_ECONFLICT);
    p = pile_new();
    pile_seen(p, 9)->flags = TAPPA_STORE_NEW;
    pile_seen(p, 9)->flags = TAPPA_STORE_NEW;
    assert_int_equal(pile_commit(store, p), TAPPA_ECONFLICT);
    tappa_store_close(store);
}

/* All that a customer has, under whatever key and revision; the later row still counts. */
static void
rows_of_one_are_removed(void **state)
{
    tappa_store *store = conformance_open(1);
    const uint32_t of = TAPPA_STORE_REMOVE | TAPPA_STORE_OF;
    char *expected, *text;

    (void)state;
    assert_int_equal(pile_commit(store, everything(2, 0)), TAPPA_OK);
    expected = dump(store);
    tappa_store_close(store);
    store = conformance_open(1);
    for (int round = 0; round < 2; round++) { /* the second time there is nothing to remove */
        struct pile *p = pile_new();

        if (round == 0) {
            for (uint8_t i = 10; i < 20; i++) {
                pile_identity(p, i % 2 ? i : -i, 1);
                pile_contact(p, i, 1, i % 3 ? 70 + i : TAPPA_NEVER);
            }
            pile_customer(p, 1, 0, 7);
            assert_int_equal(pile_commit(store, p), TAPPA_OK);
            p = everything(2, 0);
        }
        pile_identity(p, 0, 1)->flags = of;
        pile_customer(p, 1, 0, 0)->flags = of;
        pile_contact(p, 0, 1, 0)->flags = of;
        assert_int_equal(pile_commit(store, p), TAPPA_OK);
        assert_int_equal(store->table->erased(store), TAPPA_OK);
        store = conformance_again(store);
        text = dump(store);
        assert_string_equal(text, expected);
        free(text);
    }
    free(expected);
    tappa_store_close(store);
}

static void
rows_are_removed(void **state)
{
    tappa_store *store = conformance_open(1);
    char *text;

    (void)state;
    for (int round = 0; round < 2; round++) { /* the second time there is nothing to remove */
        struct pile *p = pile_new();

        if (round == 0)
            assert_int_equal(pile_commit(store, everything(1, 0)), TAPPA_OK);
        if (round == 0)
            pile_customer(p, 1, 1, 0)->flags = TAPPA_STORE_REMOVE;
        pile_seen(p, 1)->flags = TAPPA_STORE_REMOVE;
        pile_identity(p, 1, 0)->flags = TAPPA_STORE_REMOVE;
        pile_contact(p, 1, 0, 0)->flags = TAPPA_STORE_REMOVE;
        pile_offset(p, "q", "")->flags = TAPPA_STORE_REMOVE;
        pile_note(p, "note", "")->flags = TAPPA_STORE_REMOVE;
        pile_erase(p, 2);
        pile_erase(p, 1);
        pile_erase(p, 1000);
        assert_int_equal(pile_commit(store, p), TAPPA_OK);
        assert_int_equal(store->table->erased(store), TAPPA_OK);
        store = conformance_again(store);
        text = dump(store);
        assert_string_equal(text, "last 2\n");
        free(text);
    }
    tappa_store_close(store);
}

/* An erased entry's number is not given again, also where it was the newest. */
static void
erased_numbers_stay_unused(void **state)
{
    tappa_store *store = conformance_open(1);
    struct tappa_entry e = {.size = sizeof e};
    const struct tappa_entry *entries;
    struct pile *p = pile_new();
    size_t count;

    (void)state;
    for (int i = 0; i < 5; i++)
        pile_entry(p, 1, 0, "x");
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    p = pile_new();
    pile_erase(p, 2);
    pile_erase(p, 5);
    pile_erase(p, 6); /* what this very commit adds is not yet there */
    pile_entry(p, 1, 5, "y");
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    p = pile_new();
    pile_erase(p, 6);
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    store = conformance_again(store);
    p = pile_new();
    pile_entry(p, 1, 0, "z");
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    assert_int_equal(store->table->journal(store, 1, &entries, 10, &count), TAPPA_OK);
    assert_int_equal(count, 3);
    assert_true(entries[0].sequence == 3 && entries[1].sequence == 4 && entries[2].sequence == 7);
    assert_int_equal(store->table->entry(store, 5, &e), TAPPA_OK);
    assert_int_equal(e.sequence, 0);
    tappa_store_close(store);
}

int
conformance_commits(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_at_first),
        cmocka_unit_test(sequences_without_gaps),
        cmocka_unit_test(all_of_an_entry),
        cmocka_unit_test(references_are_resolved),
        cmocka_unit_test(all_or_nothing),
        cmocka_unit_test(rows_are_replaced),
        cmocka_unit_test(one_key_twice),
        cmocka_unit_test(rows_are_removed),
        cmocka_unit_test(rows_of_one_are_removed),
        cmocka_unit_test(erased_numbers_stay_unused),
    };

    return cmocka_run_group_tests_name("commits", tests, NULL, NULL);
}
