/* What a store refuses, and that what it refuses changes nothing; and what it accepts from a newer engine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "conformance.h"
#include "tappa/journey.h"

static const struct tappa_store_head no_identity[] = {{0, 1}}, too_new[] = {{1, 3}}, behind[] = {{1, -3}}, least[] = {{1, INT64_MIN}};

/* Each makes one row wrong in one way; the store holds two entries and customer 1 at revision 1. */
static void bad_commit_flags(struct pile *p) { p->commit.flags = 1; }
static void bad_commit_size(struct pile *p) { p->commit.size--; }
static void bad_entry_size(struct pile *p) { pile_entry(p, 1, 0, "")->size--; }
static void bad_entry_sizes(struct pile *p) { pile_entry(p, 1, 0, ""); pile_entry(p, 1, 0, "")->size += 8; }
static void bad_entry_flags(struct pile *p) { pile_entry(p, 1, 0, "")->flags = 1; }
static void bad_entry_sequence(struct pile *p) { pile_entry(p, 1, 0, "")->sequence = 3; }
static void bad_entry_identity(struct pile *p) { pile_entry(p, INT64_MIN, 0, ""); }
static void bad_entry_itself(struct pile *p) { pile_entry(p, 1, -1, ""); }
static void bad_entry_behind(struct pile *p) { pile_entry(p, 1, -2, ""); pile_entry(p, 1, 0, ""); }
static void bad_entry_least(struct pile *p) { pile_entry(p, 1, INT64_MIN, ""); }
static void bad_entry_to_come(struct pile *p) { pile_entry(p, 1, 3, ""); }
static void bad_entry_span(struct pile *p) { pile_entry(p, 1, 0, "")->body.size = 1; }
static void bad_entries(struct pile *p) { p->commit.entries = NULL; p->commit.entry_count = 1; }
static void bad_seen_number(struct pile *p) { pile_seen(p, 0); }
static void bad_seen_least(struct pile *p) { pile_seen(p, INT64_MIN); }
static void bad_seen_flags(struct pile *p) { pile_seen(p, 5)->flags = 4; }
static void bad_seen_size(struct pile *p) { pile_seen(p, 5)->size = 0; }
static void bad_identity_number(struct pile *p) { pile_identity(p, 0, 1); }
static void bad_identity_customer(struct pile *p) { pile_identity(p, 1, 0); }
static void bad_identity_flags(struct pile *p) { pile_identity(p, 1, 1)->flags = 4; }
static void bad_identity_size(struct pile *p) { pile_identity(p, 1, 1)->size = 4; }
static void bad_customer_number(struct pile *p) { pile_customer(p, 0, 0, 1); }
static void bad_customer_flags(struct pile *p) { pile_customer(p, 9, 0, 1)->flags = TAPPA_STORE_NEW; }
static void bad_customer_moved(struct pile *p) { pile_customer(p, 9, 1, 0)->flags = TAPPA_STORE_REMOVE | TAPPA_STORE_MOVED; }
static void bad_customer_same(struct pile *p) { pile_customer(p, 1, 1, 1); }
static void bad_customer_zero(struct pile *p) { pile_customer(p, 9, 0, 0); }
static void bad_customer_expected(struct pile *p) { pile_customer(p, 9, -1, 1); }
static void bad_customer_remove(struct pile *p) { pile_customer(p, 9, 0, 1)->flags = TAPPA_STORE_REMOVE; }
static void bad_heads(struct pile *p) { pile_customer(p, 9, 0, 1)->head_count = 1; }
static void bad_head(struct pile *p, const struct tappa_store_head *head)
{
    struct tappa_store_customer *u = pile_customer(p, 9, 0, 1);

    u->heads = head;
    u->head_count = 1;
}
static void bad_head_identity(struct pile *p) { bad_head(p, no_identity); }
static void bad_head_to_come(struct pile *p) { bad_head(p, too_new); }
static void bad_head_behind(struct pile *p) { bad_head(p, behind); }
static void bad_head_least(struct pile *p) { bad_head(p, least); }
static void bad_contact_customer(struct pile *p) { pile_contact(p, 1, 0, 1); }
static void bad_contact_flags(struct pile *p) { pile_contact(p, 1, 1, 1)->flags = 4; }
static void bad_contact_spare(struct pile *p) { pile_contact(p, 1, 1, 1)->spare = 1; }
static void bad_identity_of(struct pile *p) { pile_identity(p, 1, 1)->flags = TAPPA_STORE_OF; }
static void bad_identity_of_nobody(struct pile *p) { pile_identity(p, 1, 0)->flags = TAPPA_STORE_OF | TAPPA_STORE_REMOVE; }
static void bad_identity_of_new(struct pile *p) { pile_identity(p, 1, 1)->flags = TAPPA_STORE_OF | TAPPA_STORE_REMOVE | TAPPA_STORE_NEW; }
static void bad_customer_of(struct pile *p) { pile_customer(p, 1, 1, 2)->flags = TAPPA_STORE_OF; }
static void bad_customer_of_nobody(struct pile *p) { pile_customer(p, 0, 1, 2)->flags = TAPPA_STORE_OF | TAPPA_STORE_REMOVE; }
static void bad_contact_of(struct pile *p) { pile_contact(p, 1, 1, 1)->flags = TAPPA_STORE_OF; }
static void bad_contact_of_nobody(struct pile *p) { pile_contact(p, 1, INT64_MIN, 1)->flags = TAPPA_STORE_OF | TAPPA_STORE_REMOVE; }
static void bad_offset_flags(struct pile *p) { pile_offset(p, "a", "b")->flags = TAPPA_STORE_NEW; }
static void bad_offset_span(struct pile *p) { pile_offset(p, "a", "b")->source.data = NULL; }
static void bad_note_flags(struct pile *p) { pile_note(p, "a", "b")->flags = TAPPA_STORE_NEW; }
static void bad_note_size(struct pile *p) { pile_note(p, "a", "b")->size = 8; }
static void bad_erase(struct pile *p) { pile_erase(p, 0); }
static void bad_erase_negative(struct pile *p) { pile_erase(p, -1); }
static void bad_erases(struct pile *p) { p->commit.erase = NULL; p->commit.erase_count = 1; }
static void long_entry(struct pile *p) { pile_entry(p, 1, 0, "")->body = (struct tappa_span){"x", (size_t)TAPPA_STORE_SPAN_MAX + 1}; }
static void long_state(struct pile *p) { pile_customer(p, 9, 0, 1)->state = (struct tappa_span){"x", SIZE_MAX}; }
static void long_note(struct pile *p) { pile_note(p, "a", "b")->name = (struct tappa_span){"x", (size_t)1 << 40}; }
static void long_contact(struct pile *p) { pile_contact(p, 1, 1, 1)->body = (struct tappa_span){"x", (size_t)UINT32_MAX + 2}; }

static const struct {
    const char *name;
    void (*spoil)(struct pile *p);
    tappa_status status;
} refusals[] = {
#define REFUSED(f) {#f, f, TAPPA_EINVAL}
    REFUSED(bad_identity_of), REFUSED(bad_identity_of_nobody), REFUSED(bad_identity_of_new), REFUSED(bad_customer_of),
    REFUSED(bad_customer_of_nobody), REFUSED(bad_contact_of), REFUSED(bad_contact_of_nobody),
    REFUSED(bad_commit_flags), REFUSED(bad_commit_size), REFUSED(bad_entry_size), REFUSED(bad_entry_sizes), REFUSED(bad_entry_flags),
    REFUSED(bad_entry_sequence), REFUSED(bad_entry_identity), REFUSED(bad_entry_itself), REFUSED(bad_entry_behind), REFUSED(bad_entry_least),
    REFUSED(bad_entry_to_come), REFUSED(bad_entry_span), REFUSED(bad_entries), REFUSED(bad_seen_number), REFUSED(bad_seen_least),
    REFUSED(bad_seen_flags), REFUSED(bad_seen_size), REFUSED(bad_identity_number), REFUSED(bad_identity_customer),
    REFUSED(bad_identity_flags), REFUSED(bad_identity_size), REFUSED(bad_customer_number), REFUSED(bad_customer_flags), REFUSED(bad_customer_moved),
    REFUSED(bad_customer_same), REFUSED(bad_customer_zero), REFUSED(bad_customer_expected), REFUSED(bad_customer_remove),
    REFUSED(bad_heads), REFUSED(bad_head_identity), REFUSED(bad_head_to_come), REFUSED(bad_head_behind), REFUSED(bad_head_least),
    REFUSED(bad_contact_customer), REFUSED(bad_contact_flags), REFUSED(bad_contact_spare), REFUSED(bad_offset_flags),
    REFUSED(bad_offset_span), REFUSED(bad_note_flags), REFUSED(bad_note_size), REFUSED(bad_erase), REFUSED(bad_erase_negative),
    REFUSED(bad_erases),
    {"long_entry", long_entry, TAPPA_ELIMIT}, {"long_state", long_state, TAPPA_ELIMIT}, {"long_note", long_note, TAPPA_ELIMIT},
    {"long_contact", long_contact, TAPPA_ELIMIT},
};

static void
refused_and_nothing_changed(void **state)
{
    tappa_store *store = conformance_open(1);
    struct pile *p = pile_new();
    char *before, *after;
    tappa_status status;

    (void)state;
    pile_entry(p, 1, 0, "a");
    pile_entry(p, 1, -1, "b");
    pile_customer(p, 1, 0, 1);
    pile_note(p, "n", "v");
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    before = store_dump(store, &status);
    assert_non_null(before);
    assert_int_equal(store->table->commit(store, NULL), TAPPA_EINVAL);
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        p = pile_new();
        pile_offset(p, "o", "written");
        refusals[i].spoil(p);
        status = pile_commit(store, p);
        if (status != refusals[i].status)
            fail_msg("%s: %d instead of %d", refusals[i].name, status, refusals[i].status);
        after = store_dump(store, &status);
        assert_non_null(after);
        if (strcmp(before, after) != 0)
            fail_msg("%s changed something:\n%s--- before:\n%s", refusals[i].name, after, before);
        free(after);
    }
    free(before);
    tappa_store_close(store);
}

/* An engine of a later version: its rows are longer, and what we do not know of them is 0, or refused. */
static void
rows_of_a_newer_engine(void **state)
{
    struct newer_entry {
        struct tappa_entry known;
        int64_t unknown;
    } entries[3];
    struct newer_customer {
        struct tappa_store_customer known;
        int64_t unknown[3];
    } customers[2];
    struct newer_commit {
        struct tappa_commit known;
        int64_t unknown;
    } commit;
    tappa_store *store = conformance_open(1);
    struct tappa_entry e = {.size = sizeof e};
    struct tappa_store_customer u = {.size = sizeof u};

    (void)state;
    memset(entries, 0, sizeof entries);
    memset(customers, 0, sizeof customers);
    memset(&commit, 0, sizeof commit);
    for (int i = 0; i < 3; i++) {
        entries[i].known.size = sizeof *entries;
        entries[i].known.identity = 10 + i;
        entries[i].known.name = span_of("n");
    }
    for (int i = 0; i < 2; i++) {
        customers[i].known.size = sizeof *customers;
        customers[i].known.customer = 20 + i;
        customers[i].known.revision = 1;
    }
    commit.known.size = sizeof commit;
    commit.known.entries = &entries[0].known;
    commit.known.entry_count = 3;
    commit.known.customers = &customers[0].known;
    commit.known.customer_count = 2;
    commit.unknown = 1;
    assert_int_equal(store->table->commit(store, &commit.known), TAPPA_EINVAL);
    commit.unknown = 0;
    entries[2].unknown = 1;
    assert_int_equal(store->table->commit(store, &commit.known), TAPPA_EINVAL);
    entries[2].unknown = 0;
    assert_int_equal(store->table->commit(store, &commit.known), TAPPA_OK);
    assert_int_equal(commit.known.first, 1);
    assert_int_equal(store->table->entry(store, 3, &e), TAPPA_OK);
    assert_int_equal(e.identity, 12);
    assert_int_equal(store->table->customer(store, 21, &u), TAPPA_OK);
    assert_int_equal(u.revision, 1);
    tappa_store_close(store);
}

/* What is filled in goes by the caller's size: less than the first version had is refused, what is more becomes 0. */
static void
outs_of_another_age(void **state)
{
    struct newer {
        union {
            struct tappa_entry entry;
            struct tappa_store_identity identity;
            struct tappa_store_seen seen;
            struct tappa_store_customer customer;
            struct tappa_store_contact contact;
        } known;
        unsigned char rest[40];
    } out;
    tappa_store *store = conformance_open(1);
    const struct tappa_store_table *t = store->table;
    struct pile *p = pile_new();
    uint8_t key[16] = {1};

    (void)state;
    pile_entry(p, 1, 0, "a");
    pile_identity(p, 1, 1);
    pile_seen(p, 1);
    pile_customer(p, 1, 0, 1);
    pile_contact(p, 1, 1, 1);
    assert_int_equal(pile_commit(store, p), TAPPA_OK);
    for (int there = 0; there < 2; there++) {
        int64_t n = there ? 1 : 2;

        key[0] = (uint8_t)n;
#define OUT(member, call)                                                                                                               \
    memset(&out, 0xEE, sizeof out);                                                                                                    \
    out.known.member.size = sizeof out.known.member - 1;                                                                               \
    assert_int_equal(call, TAPPA_EINVAL);                                                                                              \
    memset(&out, 0xEE, sizeof out);                                                                                                    \
    out.known.member.size = sizeof out;                                                                                                \
    assert_int_equal(call, TAPPA_OK);                                                                                                  \
    assert_int_equal(out.known.member.size, sizeof out);                                                                               \
    for (size_t i = sizeof out.known.member; i < sizeof out; i++)                                                                      \
        assert_int_equal(((unsigned char *)&out)[i], 0);
        OUT(entry, t->entry(store, n, &out.known.entry))
        assert_int_equal(out.known.entry.sequence, there);
        OUT(identity, t->identity(store, n, &out.known.identity))
        assert_int_equal(out.known.identity.identity, there);
        OUT(seen, t->seen(store, n, &out.known.seen))
        assert_int_equal(out.known.seen.number, there);
        OUT(customer, t->customer(store, n, &out.known.customer))
        assert_true(out.known.customer.customer == there && out.known.customer.revision == there);
        OUT(contact, t->contact(store, key, &out.known.contact))
        assert_int_equal(out.known.contact.customer, there);
    }
    tappa_store_close(store);
}

int
conformance_refusals(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused_and_nothing_changed),
        cmocka_unit_test(rows_of_a_newer_engine),
        cmocka_unit_test(outs_of_another_age),
    };

    return cmocka_run_group_tests_name("refusals", tests, NULL, NULL);
}
