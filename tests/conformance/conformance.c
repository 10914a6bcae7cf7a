/* Owns what the tests of a store share: building commits, writing a store down as text, running the groups.
 * Called by main() of whoever tests a store. Protects one invariant: each test begins with a store with nothing in it. */
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

const struct conformance *conformance_under_test;

tappa_store *
conformance_open(int fresh)
{
    tappa_store *store = NULL;

    assert_int_equal(conformance_under_test->open(conformance_under_test->user, fresh, &store), TAPPA_OK);
    assert_non_null(store);
    return store;
}

tappa_store *
conformance_again(tappa_store *store)
{
    if (!conformance_under_test->keeps)
        return store;
    tappa_store_close(store);
    return conformance_open(0);
}

struct tappa_span
span_of(const char *zero_terminated)
{
    return (struct tappa_span){zero_terminated, strlen(zero_terminated)};
}

struct pile *
pile_new(void)
{
    struct pile *p = calloc(1, sizeof *p);

    assert_non_null(p);
    p->commit.size = sizeof p->commit;
    p->commit.entries = p->entries;
    p->commit.seen = p->seen;
    p->commit.identities = p->identities;
    p->commit.customers = p->customers;
    p->commit.contacts = p->contacts;
    p->commit.offsets = p->offsets;
    p->commit.notes = p->notes;
    p->commit.erase = p->erase;
    return p;
}

struct tappa_entry *
pile_entry(struct pile *p, int64_t identity, int64_t previous, const char *name)
{
    struct tappa_entry *row = &p->entries[p->commit.entry_count++];

    assert_true(p->commit.entry_count <= ROWS);
    row->size = sizeof *row;
    row->identity = identity;
    row->previous = previous;
    row->name = span_of(name);
    return row;
}

struct tappa_store_seen *
pile_seen(struct pile *p, int64_t number)
{
    struct tappa_store_seen *row = &p->seen[p->commit.seen_count++];

    assert_true(p->commit.seen_count <= ROWS);
    row->size = sizeof *row;
    row->number = number;
    return row;
}

struct tappa_store_identity *
pile_identity(struct pile *p, int64_t identity, int64_t customer)
{
    struct tappa_store_identity *row = &p->identities[p->commit.identity_count++];

    assert_true(p->commit.identity_count <= ROWS);
    row->size = sizeof *row;
    row->identity = identity;
    row->customer = customer;
    return row;
}

struct tappa_store_customer *
pile_customer(struct pile *p, int64_t customer, int64_t expected, int64_t revision)
{
    struct tappa_store_customer *row = &p->customers[p->commit.customer_count++];

    assert_true(p->commit.customer_count <= ROWS);
    row->size = sizeof *row;
    row->customer = customer;
    row->expected = expected;
    row->revision = revision;
    row->due = TAPPA_NEVER;
    return row;
}

struct tappa_store_contact *
pile_contact(struct pile *p, uint8_t key, int64_t customer, int64_t due)
{
    struct tappa_store_contact *row = &p->contacts[p->commit.contact_count++];

    assert_true(p->commit.contact_count <= ROWS);
    row->size = sizeof *row;
    row->key[0] = key;
    row->customer = customer;
    row->due = due;
    return row;
}

struct tappa_store_offset *
pile_offset(struct pile *p, const char *source, const char *offset)
{
    struct tappa_store_offset *row = &p->offsets[p->commit.offset_count++];

    assert_true(p->commit.offset_count <= ROWS);
    row->size = sizeof *row;
    row->source = span_of(source);
    row->offset = span_of(offset);
    return row;
}

struct tappa_store_note *
pile_note(struct pile *p, const char *name, const char *value)
{
    struct tappa_store_note *row = &p->notes[p->commit.note_count++];

    assert_true(p->commit.note_count <= ROWS);
    row->size = sizeof *row;
    row->name = span_of(name);
    row->value = span_of(value);
    return row;
}

void
pile_erase(struct pile *p, int64_t sequence)
{
    assert_true(p->commit.erase_count < ROWS);
    p->erase[p->commit.erase_count++] = sequence;
}

tappa_status
pile_commit(tappa_store *store, struct pile *p)
{
    tappa_status status = store->table->commit(store, &p->commit);

    free(p);
    return status;
}

/* Text that grows. */
struct text {
    char *s;
    size_t n, room;
};

static void __attribute__((format(printf, 2, 3)))
put(struct text *t, const char *format, ...)
{
    va_list arguments;
    char line[400];
    int n;

    va_start(arguments, format);
    n = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    assert_true(n >= 0 && (size_t)n < sizeof line);
    if (t->n + (size_t)n + 1 > t->room) {
        t->room = (t->n + (size_t)n + 1) * 2;
        t->s = realloc(t->s, t->room);
        assert_non_null(t->s);
    }
    memcpy(t->s + t->n, line, (size_t)n + 1);
    t->n += (size_t)n;
}

/* Bytes as hexadecimal, the first 60 of them, with a sum over all. */
static void
put_span(struct text *t, struct tappa_span span)
{
    const unsigned char *s = span.data;
    uint64_t sum = 0;

    if (!s) {
        put(t, " none"); /* no store hands out such a row; a damaged file may */
        return;
    }
    for (size_t i = 0; i < span.size; i++)
        sum = sum * 31 + s[i];
    put(t, " %zu:", span.size);
    for (size_t i = 0; i < span.size && i < 60; i++)
        put(t, "%02x", s[i]);
    if (span.size > 60)
        put(t, "..%llx", (unsigned long long)sum);
}

static void
put_entry(struct text *t, const struct tappa_entry *e)
{
    put(t, "entry %lld <%lld i%lld t%lld r%lld k%u s%u f%u", (long long)e->sequence, (long long)e->previous, (long long)e->identity,
        (long long)e->time, (long long)e->received, e->kind, e->status, e->flags);
    put_span(t, e->source);
    put_span(t, e->id);
    put_span(t, e->name);
    put_span(t, e->body);
    put(t, "\n");
}

static void
put_contact(struct text *t, const char *word, const struct tappa_store_contact *o)
{
    put(t, "%s", word);
    put_span(t, (struct tappa_span){o->key, sizeof o->key});
    put(t, " c%lld d%lld s%u f%u %u", (long long)o->customer, (long long)o->due, o->state, o->flags, o->spare);
    put_span(t, o->body);
    put(t, "\n");
}

static tappa_status
dump_journal(tappa_store *store, struct text *t)
{
    const struct tappa_entry *entries;
    int64_t last = 0, after = 0;
    size_t count;
    tappa_status status = store->table->last(store, &last);

    put(t, "last %lld\n", (long long)last);
    for (;;) {
        if (status || (status = store->table->journal(store, after, &entries, 7, &count)) || !count)
            return status;
        for (size_t i = 0; i < count; i++)
            put_entry(t, &entries[i]);
        after = entries[count - 1].sequence;
    }
}

static tappa_status
dump_customer(tappa_store *store, struct text *t, int64_t number)
{
    struct tappa_store_customer u = {.size = sizeof u};
    const struct tappa_store_contact *contacts;
    size_t count;
    tappa_status status = store->table->customer(store, number, &u);

    if (status)
        return status;
    put(t, "customer %lld r%lld d%lld e%lld f%u", (long long)u.customer, (long long)u.revision, (long long)u.due, (long long)u.expected,
        u.flags);
    for (size_t i = 0; i < u.head_count; i++)
        put(t, " %lld@%lld", (long long)u.heads[i].identity, (long long)u.heads[i].sequence);
    put_span(t, u.state);
    put(t, "\n");
    status = store->table->contacts_of(store, number, &contacts, &count);
    for (size_t i = 0; !status && i < count; i++)
        put_contact(t, "  of it", &contacts[i]);
    return status;
}

static tappa_status
dump_customers(tappa_store *store, struct text *t)
{
    int64_t numbers[5], after = INT64_MIN;
    size_t count;
    tappa_status status;

    for (;;) {
        status = store->table->customers(store, after, numbers, 5, &count);
        if (status || !count)
            break;
        for (size_t i = 0; i < count && !status; i++)
            status = dump_customer(store, t, numbers[i]);
        if (status)
            break;
        after = numbers[count - 1];
    }
    if (!status)
        status = store->table->due(store, INT64_MAX, numbers, 5, &count);
    for (size_t i = 0; !status && i < count; i++)
        put(t, "due %lld\n", (long long)numbers[i]);
    return status;
}

static tappa_status
dump_small(tappa_store *store, struct text *t)
{
    const struct tappa_store_contact *contacts;
    const struct tappa_store_note *notes;
    size_t count;
    tappa_status status = store->table->contacts(store, INT64_MAX, &contacts, 1000, &count);

    for (size_t i = 0; !status && i < count; i++)
        put_contact(t, "contact", &contacts[i]);
    if (!status)
        status = store->table->notes(store, "", 0, &notes, &count);
    for (size_t i = 0; !status && i < count; i++) {
        put(t, "note f%u", notes[i].flags);
        put_span(t, notes[i].name);
        put_span(t, notes[i].value);
        put(t, "\n");
    }
    for (char c = 'a'; !status && c <= 'z'; c++) {
        struct tappa_span offset;

        status = store->table->offset(store, &c, 1, &offset);
        if (!status && offset.data) {
            put(t, "offset %c", c);
            put_span(t, offset);
            put(t, "\n");
        }
    }
    return status;
}

static tappa_status
dump_numbers(tappa_store *store, struct text *t)
{
    tappa_status status = TAPPA_OK;

    for (int64_t number = -40; !status && number <= 40; number++) {
        struct tappa_store_identity d = {.size = sizeof d};
        struct tappa_store_seen s = {.size = sizeof s};

        status = store->table->identity(store, number, &d);
        if (!status && d.identity) {
            put(t, "identity %lld c%lld f%u", (long long)d.identity, (long long)d.customer, d.flags);
            put_span(t, d.kind);
            put_span(t, d.value);
            put(t, "\n");
        }
        if (!status)
            status = store->table->seen(store, number, &s);
        if (!status && s.number)
            put(t, "seen %lld f%u\n", (long long)s.number, s.flags);
    }
    return status;
}

char *
store_dump(tappa_store *store, tappa_status *status)
{
    struct text t = {NULL, 0, 0};

    *status = dump_journal(store, &t);
    if (!*status)
        *status = dump_customers(store, &t);
    if (!*status)
        *status = dump_small(store, &t);
    if (!*status)
        *status = dump_numbers(store, &t);
    if (*status) {
        free(t.s);
        return NULL;
    }
    return t.s;
}

int
conformance_run(const struct conformance *of)
{
    int failed;

    conformance_under_test = of;
    print_message("The store under test: %s\n", of->name);
    failed = conformance_commits();
    failed += conformance_refusals();
    failed += conformance_reads();
    failed += conformance_numbers();
    failed += conformance_random();
    return failed;
}
