/* What a store hands out: order, limits, lifetimes, odd bytes, large and empty values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "conformance.h"
#include "tappa/journey.h"

static void
journal_in_order(void **state)
{
    tappa_store *store = conformance_open(1);
    const struct tappa_entry *entries;
    char names[50][24];
    struct pile *p = pile_new();
    size_t count;

    (void)state;
    for (int i = 0; i < 50; i++) {
        snprintf(names[i], sizeof names[i], "n%d", i + 1);
        pile_entry(p, 1, 0, names[i]);
    }
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    for (int64_t after = -1; after < 52; after++) {
        static const size_t limits[] = {0, 1, 7, 50, SIZE_MAX};

        for (int i = 0; i < 5; i++) {
            int64_t first = after < 0 ? 0 : after;
            size_t left = first < 50 ? (size_t)(50 - first) : 0;

            assert_int_equal(store->table->journal(store, after, &entries, limits[i], &count), TAPPA_OK);
            assert_int_equal(count, left < limits[i] ? left : limits[i]);
            for (size_t k = 0; k < count; k++) { /* all of them are valid at once */
                snprintf(names[0], sizeof names[0], "n%lld", (long long)(first + (int64_t)k + 1));
                assert_int_equal(entries[k].size, sizeof *entries);
                assert_int_equal(entries[k].sequence, first + (int64_t)k + 1);
                assert_true(entries[k].name.size == strlen(names[0]) && !memcmp(entries[k].name.data, names[0], entries[k].name.size));
            }
        }
    }
    assert_int_equal(store->table->journal(store, INT64_MAX, &entries, 5, &count), TAPPA_OK);
    assert_int_equal(count, 0);
    tappa_store_close(store);
}

static void
due_in_order(void **state)
{
    static const struct {
        int64_t customer, due;
    } rows[] = {{5, 30}, {-5, 30}, {6, TAPPA_NEVER}, {7, INT64_MIN}, {8, 0}, {9, -20}, {INT64_MAX, 30}, {10, TAPPA_NEVER - 1}, {1, 31}};
    static const int64_t wanted[] = {7, 9, 8, -5, 5, INT64_MAX, 1, 10};
    tappa_store *store = conformance_open(1);
    struct pile *p = pile_new();
    int64_t out[10];
    size_t count;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        pile_customer(p, rows[i].customer, 0, 1)->due = rows[i].due;
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    for (size_t limit = 0; limit <= 10; limit++) {
        assert_int_equal(store->table->due(store, INT64_MAX, out, limit, &count), TAPPA_OK);
        assert_int_equal(count, limit < 8 ? limit : 8);
        assert_true(!count || !memcmp(out, wanted, count * sizeof *out));
    }
    assert_int_equal(store->table->due(store, 30, out, 10, &count), TAPPA_OK);
    assert_int_equal(count, 6);
    assert_int_equal(store->table->due(store, 29, out, 10, &count), TAPPA_OK);
    assert_int_equal(count, 3);
    p = pile_new();
    pile_customer(p, 9, 1, 2)->due = 500;
    pile_customer(p, 8, 1, 2)->due = TAPPA_NEVER;
    pile_customer(p, 6, 1, 2)->due = 1;
    pile_customer(p, 7, 1, 2)->flags = TAPPA_STORE_REMOVE;
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    assert_int_equal(store->table->due(store, 29, out, 10, &count), TAPPA_OK);
    assert_true(count == 1 && out[0] == 6);
    tappa_store_close(store);
}

static void
customers_in_order(void **state)
{
    static const int64_t wanted[] = {INT64_MIN + 1, -3, 1, 2, INT64_MAX};
    tappa_store *store = conformance_open(1);
    struct pile *p = pile_new();
    int64_t out[6];
    size_t count;

    (void)state;
    for (int i = 4; i >= 0; i--)
        pile_customer(p, wanted[(i + 2) % 5], 0, 1);
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    assert_int_equal(store->table->customers(store, INT64_MIN, out, 6, &count), TAPPA_OK);
    assert_true(count == 5 && !memcmp(out, wanted, sizeof wanted));
    assert_int_equal(store->table->customers(store, -3, out, 2, &count), TAPPA_OK);
    assert_true(count == 2 && out[0] == 1 && out[1] == 2);
    assert_int_equal(store->table->customers(store, 2, out, 0, &count), TAPPA_OK);
    assert_int_equal(count, 0);
    assert_int_equal(store->table->customers(store, INT64_MAX, out, 6, &count), TAPPA_OK);
    assert_int_equal(count, 0);
    tappa_store_close(store);
}

static void
contacts_in_order(void **state)
{
    tappa_store *store = conformance_open(1);
    const struct tappa_store_contact *out;
    struct pile *p = pile_new();
    size_t count;

    (void)state;
    pile_contact(p, 0xFF, 1, 10);
    pile_contact(p, 0x01, 2, 10);
    pile_contact(p, 0x80, 1, 5);
    pile_contact(p, 0x00, 1, TAPPA_NEVER);
    pile_contact(p, 0x7F, 3, 11)->body = span_of("body");
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    assert_int_equal(store->table->contacts(store, INT64_MAX, &out, SIZE_MAX, &count), TAPPA_OK);
    assert_int_equal(count, 4);
    assert_true(out[0].key[0] == 0x80 && out[1].key[0] == 0x01 && out[2].key[0] == 0xFF && out[3].key[0] == 0x7F);
    assert_true(out[3].customer == 3 && out[3].body.size == 4 && out[3].size == sizeof *out && !memcmp(out[3].body.data, "body", 4));
    assert_int_equal(store->table->contacts(store, 10, &out, 2, &count), TAPPA_OK);
    assert_int_equal(count, 2);
    assert_int_equal(store->table->contacts(store, 4, &out, 2, &count), TAPPA_OK);
    assert_int_equal(count, 0);
    assert_int_equal(store->table->contacts_of(store, 1, &out, &count), TAPPA_OK);
    assert_int_equal(count, 3);
    assert_true(out[0].key[0] == 0 && out[1].key[0] == 0x80 && out[2].key[0] == 0xFF && out[0].due == TAPPA_NEVER);
    assert_int_equal(store->table->contacts_of(store, 4, &out, &count), TAPPA_OK);
    assert_int_equal(count, 0);
    /* A customer's number must not be found as the beginning of another's. */
    p = pile_new();
    pile_contact(p, 0x80, 2, 10);
    pile_contact(p, 0xFF, 1, TAPPA_NEVER);
    pile_contact(p, 0x00, 1, 0)->flags = TAPPA_STORE_REMOVE;
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    assert_int_equal(store->table->contacts_of(store, 1, &out, &count), TAPPA_OK);
    assert_true(count == 1 && out[0].key[0] == 0xFF);
    assert_int_equal(store->table->contacts(store, 10, &out, 9, &count), TAPPA_OK);
    assert_true(count == 2 && out[0].key[0] == 0x01 && out[1].key[0] == 0x80);
    tappa_store_close(store);
}

static void
seen_is_removed(void **state)
{
    static const int64_t rows[] = {1, 2, -3, INT64_MAX, INT64_MIN + 1};
    tappa_store *store = conformance_open(1);
    struct tappa_store_seen s = {.size = sizeof s};
    struct pile *p = pile_new();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        pile_seen(p, rows[i])->flags = i % 2 ? TAPPA_STORE_NEW : 0;
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    p = pile_new();
    pile_seen(p, 1);  /* it is there, and stays */
    pile_seen(p, -3)->flags = TAPPA_STORE_REMOVE;
    pile_seen(p, 77)->flags = TAPPA_STORE_REMOVE;
    pile_seen(p, INT64_MAX)->flags = TAPPA_STORE_REMOVE;
    pile_seen(p, INT64_MAX)->flags = TAPPA_STORE_NEW;
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(store->table->seen(store, rows[i], &s), TAPPA_OK);
        assert_int_equal(s.number, rows[i] == -3 ? 0 : rows[i]);
    }
    assert_int_equal(store->table->seen(store, 77, &s), TAPPA_OK);
    assert_int_equal(s.number, 0);
    tappa_store_close(store);
}

static void
notes_by_prefix(void **state)
{
    static const char *const names[] = {"", "a", "ab", "ab\xFF", "ab\xFF\xFF", "abc", "ac", "b", "\xFF", "\xFFz"};
    tappa_store *store = conformance_open(1);
    const struct tappa_store_note *out;
    struct pile *p = pile_new();
    struct tappa_span value;
    size_t count;

    (void)state;
    for (int i = 0; i < 10; i++)
        pile_note(p, names[(i * 7) % 10], names[(i * 7) % 10]);
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    assert_int_equal(store->table->notes(store, NULL, 0, &out, &count), TAPPA_OK);
    assert_int_equal(count, 10);
    for (size_t i = 1; i < count; i++) {
        size_t least = out[i].name.size < out[i - 1].name.size ? out[i].name.size : out[i - 1].name.size;
        int order = memcmp(out[i - 1].name.data, out[i].name.data, least);

        assert_true(order < 0 || (order == 0 && out[i - 1].name.size < out[i].name.size));
        assert_true(out[i].value.size == out[i].name.size && out[i].size == sizeof *out);
    }
    assert_int_equal(store->table->notes(store, "ab", 2, &out, &count), TAPPA_OK);
    assert_int_equal(count, 4);
    assert_int_equal(store->table->notes(store, "ab\xFF", 3, &out, &count), TAPPA_OK);
    assert_int_equal(count, 2);
    assert_int_equal(store->table->notes(store, "\xFF", 1, &out, &count), TAPPA_OK);
    assert_int_equal(count, 2);
    assert_int_equal(store->table->notes(store, "abd", 3, &out, &count), TAPPA_OK);
    assert_int_equal(count, 0);
    assert_int_equal(store->table->note(store, NULL, 0, &value), TAPPA_OK);
    assert_true(value.data && !value.size);
    assert_int_equal(store->table->note(store, "abcd", 4, &value), TAPPA_OK);
    assert_true(!value.data && !value.size);
    tappa_store_close(store);
}

static void
offsets_by_source(void **state)
{
    tappa_store *store = conformance_open(1);
    struct pile *p = pile_new();
    struct tappa_span value;

    (void)state;
    pile_offset(p, "orders", "17");
    pile_offset(p, "order", "");
    pile_note(p, "orders", "not this");
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    assert_int_equal(store->table->offset(store, "orders", 6, &value), TAPPA_OK);
    assert_true(value.size == 2 && !memcmp(value.data, "17", 2));
    assert_int_equal(store->table->offset(store, "order", 5, &value), TAPPA_OK);
    assert_true(value.data && !value.size);
    assert_int_equal(store->table->offset(store, "orde", 4, &value), TAPPA_OK);
    assert_null(value.data);
    tappa_store_close(store);
}

/* Every byte, in every place that takes texts; texts that differ behind a NUL only are two. */
static void
odd_bytes(void **state)
{
    tappa_store *store = conformance_open(1);
    struct tappa_entry e = {.size = sizeof e};
    struct tappa_store_identity d = {.size = sizeof d};
    struct tappa_store_customer u = {.size = sizeof u};
    struct pile *p = pile_new();
    unsigned char all[256];
    const struct tappa_span span = {all, sizeof all}, first = {"k\0a", 3}, second = {"k\0b", 3};
    struct tappa_span out;

    (void)state;
    for (int i = 0; i < 256; i++)
        all[i] = (unsigned char)(255 - i);
    *pile_entry(p, 1, 0, "") = (struct tappa_entry){.size = sizeof e, .source = span, .id = span, .name = span, .body = span};
    pile_identity(p, 1, 1)->kind = span;
    p->identities[0].value = span;
    pile_customer(p, 1, 0, 1)->state = span;
    pile_note(p, "", "one")->name = first;
    pile_note(p, "", "")->name = second;
    p->notes[1].value = span;
    pile_offset(p, "", "two")->source = first;
    pile_offset(p, "", "")->source = second;
    p->offsets[1].offset = span;
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
#define SAME(given) assert_true((given).size == sizeof all && !memcmp((given).data, all, sizeof all))
    assert_int_equal(store->table->entry(store, 1, &e), TAPPA_OK);
    SAME(e.source);
    SAME(e.id);
    SAME(e.name);
    SAME(e.body);
    assert_int_equal(store->table->identity(store, 1, &d), TAPPA_OK);
    SAME(d.kind);
    SAME(d.value);
    assert_int_equal(store->table->customer(store, 1, &u), TAPPA_OK);
    SAME(u.state);
    assert_int_equal(store->table->note(store, first.data, 3, &out), TAPPA_OK);
    assert_true(out.size == 3 && !memcmp(out.data, "one", 3));
    assert_int_equal(store->table->note(store, second.data, 3, &out), TAPPA_OK);
    SAME(out);
    assert_int_equal(store->table->offset(store, first.data, 3, &out), TAPPA_OK);
    assert_true(out.size == 3 && !memcmp(out.data, "two", 3));
    assert_int_equal(store->table->offset(store, second.data, 3, &out), TAPPA_OK);
    SAME(out);
    tappa_store_close(store);
}

static void
large_and_empty(void **state)
{
    enum { LARGE = 5 << 20 };
    tappa_store *store = conformance_open(1);
    char *large = malloc(LARGE);
    struct tappa_store_head *heads = malloc(20000 * sizeof *heads);
    struct tappa_store_customer u = {.size = sizeof u};
    struct tappa_entry e = {.size = sizeof e};
    struct pile *p = pile_new();
    struct tappa_span out;

    (void)state;
    assert_true(large && heads);
    for (int i = 0; i < LARGE; i++)
        large[i] = (char)(i * 7 + i / 1000);
    for (int64_t i = 0; i < 20000; i++)
        heads[i] = (struct tappa_store_head){INT64_MIN + 1 + i, -1 - i % 2};
    pile_entry(p, 0, 0, "")->body = (struct tappa_span){large, LARGE};
    pile_entry(p, 0, 0, "");
    pile_note(p, "large", "")->value = (struct tappa_span){large, LARGE};
    pile_customer(p, 1, 0, 1)->state = (struct tappa_span){large, LARGE};
    p->customers[0].heads = heads;
    p->customers[0].head_count = 20000;
    pile_customer(p, 2, 0, 1);
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    if (conformance_under_test->keeps) {
        tappa_store_close(store);
        store = conformance_open(0);
    }
    assert_int_equal(store->table->entry(store, 1, &e), TAPPA_OK);
    assert_true(e.body.size == LARGE && !memcmp(e.body.data, large, LARGE) && !e.identity);
    assert_int_equal(store->table->entry(store, 2, &e), TAPPA_OK);
    assert_true(e.source.data && e.id.data && e.name.data && e.body.data);
    assert_true(!e.source.size && !e.id.size && !e.name.size && !e.body.size);
    assert_int_equal(store->table->note(store, "large", 5, &out), TAPPA_OK);
    assert_true(out.size == LARGE && !memcmp(out.data, large, LARGE));
    assert_int_equal(store->table->customer(store, 1, &u), TAPPA_OK);
    assert_true(u.state.size == LARGE && !memcmp(u.state.data, large, LARGE) && u.head_count == 20000);
    for (int64_t i = 0; i < 20000; i++)
        assert_true(u.heads[i].identity == heads[i].identity && u.heads[i].sequence == 1 + i % 2);
    assert_int_equal(store->table->customer(store, 2, &u), TAPPA_OK);
    assert_true(u.state.data && !u.state.size && !u.head_count);
    free(large);
    free(heads);
    tappa_store_close(store);
}

int
conformance_reads(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(journal_in_order),
        cmocka_unit_test(due_in_order),
        cmocka_unit_test(customers_in_order),
        cmocka_unit_test(contacts_in_order),
        cmocka_unit_test(seen_is_removed),
        cmocka_unit_test(notes_by_prefix),
        cmocka_unit_test(offsets_by_source),
        cmocka_unit_test(odd_bytes),
        cmocka_unit_test(large_and_empty),
    };

    return cmocka_run_group_tests_name("reads", tests, NULL, NULL);
}
