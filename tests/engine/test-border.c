/* A store of one's own that does not keep its word: whatever it answers, each call says that the store failed, or is right. (This runs under the
 * sanitizers: what it says of bytes and entries that are not there is never believed.) */
#include "tests/engine/people.h"

/* What it does instead of answering. */
enum lie {
    NONE,
    STATUS, /* another than there is, from `function` */
    IDENTITY_KIND, IDENTITY_VALUE, CUSTOMER_STATE, /* bytes that are not there */
    ENTRY_BODY, ENTRY_NAME, JOURNAL_BODY, CONTACT_BODY, CONTACTS_OF_BODY, OFFSET_BYTES, NOTE_VALUE, NOTES_VALUE,
    NOTES_NAME,    /* shorter than what was asked for */
    ENTRY_SOURCE, ENTRY_ID, NOTES_NOTHING, /* bytes that are not there */
    STATE_TOO_LONG, /* more than any may be */
    CUSTOMERS_MORE, DUE_MORE, /* than were asked for */
    CUSTOMERS_AGAIN, /* those that were handed out before */
    NO_CONTACTS, NO_NOTES, NO_ENTRIES, /* a count without any */
    SHORT_CONTACTS, SHORT_NOTES, SHORT_ENTRIES, /* rows that cannot be stepped through */
    ODD_CONTACTS, /* nor can these, for what stands in them */
    HEADS_MISSING, /* a count without any */
    HEAD,          /* `number` for the first one's sequence */
    PREVIOUS,      /* the same for an entry's `previous` */
    SEQUENCE,      /* the same for an entry's own */
    FIRST,         /* the same for that of a commit */
    LAST_OF_ALL    /* the same for the newest, and a head behind all that were given */
};

enum function { COMMIT, LAST, IDENTITY, CUSTOMER, ENTRY, JOURNAL, SEEN, DUE, CUSTOMERS, CONTACT, CONTACTS, CONTACTS_OF, OFFSET, NOTE, NOTES, ERASED };

struct liar {
    tappa_store store;
    tappa_store *behind;
    enum lie lie;
    enum function function;
    tappa_status status;
    int64_t number;
    int told; /* lies */
    struct tappa_entry entry; /* what the journal hands out */
    struct tappa_store_contact contact;
    struct tappa_store_note note;
    struct tappa_store_head head;
};

static int
fails(struct liar *l, enum function function)
{
    int does = l->lie == STATUS && l->function == function;

    l->told += does;
    return does;
}

static int
tells(struct liar *l, enum lie lie, int can)
{
    int does = l->lie == lie && can;

    l->told += does;
    return does;
}

#define BEGIN(function, name, ...)                                                                                                      \
    struct liar *l = (struct liar *)(void *)s;                                                                                          \
    tappa_status status = fails(l, function) ? l->status : l->behind->table->name(l->behind, __VA_ARGS__)

static const struct tappa_span nothing = {NULL, 9};

/* An array that is none, or is one of rows that are too short. */
#define TWIST(l, lie, rows, count, row)                                                                                                 \
    do {                                                                                                                                \
        if (tells(l, NO_##lie, *(count) != 0))                                                                                          \
            *(rows) = NULL;                                                                                                             \
        if (tells(l, SHORT_##lie, *(count) != 0)) {                                                                                     \
            (row) = **(rows);                                                                                                           \
            (row).size = 12;                                                                                                            \
            *(rows) = &(row);                                                                                                           \
        }                                                                                                                               \
    } while (0)

static tappa_status
liar_commit(tappa_store *s, struct tappa_commit *commit)
{
    BEGIN(COMMIT, commit, commit);

    if (tells(l, FIRST, commit->entry_count != 0))
        commit->first = l->number;
    return status;
}

static tappa_status
liar_last(tappa_store *s, int64_t *out)
{
    BEGIN(LAST, last, out);

    if (tells(l, LAST_OF_ALL, 1))
        *out = l->number;
    return status;
}

static tappa_status
liar_identity(tappa_store *s, int64_t n, struct tappa_store_identity *out)
{
    BEGIN(IDENTITY, identity, n, out);

    if (tells(l, IDENTITY_KIND, out->identity != 0))
        out->kind = nothing;
    if (tells(l, IDENTITY_VALUE, out->identity != 0))
        out->value = nothing;
    return status;
}

static tappa_status
liar_customer(tappa_store *s, int64_t n, struct tappa_store_customer *out)
{
    BEGIN(CUSTOMER, customer, n, out);

    if (tells(l, CUSTOMER_STATE, out->revision != 0))
        out->state = nothing;
    if (tells(l, HEADS_MISSING, out->head_count != 0))
        out->heads = NULL;
    if (tells(l, STATE_TOO_LONG, out->revision != 0))
        out->state.size = (size_t)TAPPA_STORE_SPAN_MAX + 1;
    if (tells(l, HEAD, out->head_count != 0) || tells(l, LAST_OF_ALL, out->head_count != 0)) {
        l->head = (struct tappa_store_head){out->heads[0].identity, l->lie == HEAD ? l->number : 77777};
        out->heads = &l->head;
        out->head_count = 1;
    }
    return status;
}

static void
twist_entry(struct liar *l, struct tappa_entry *out)
{
    if (!out->sequence)
        return;
    if (tells(l, ENTRY_BODY, 1))
        out->body = nothing;
    if (tells(l, ENTRY_NAME, 1))
        out->name = nothing;
    if (tells(l, ENTRY_SOURCE, 1))
        out->source = nothing;
    if (tells(l, ENTRY_ID, 1))
        out->id = nothing;
    if (tells(l, PREVIOUS, 1))
        out->previous = l->number;
    if (tells(l, SEQUENCE, 1))
        out->sequence = l->number;
}

static tappa_status
liar_entry(tappa_store *s, int64_t n, struct tappa_entry *out)
{
    BEGIN(ENTRY, entry, n, out);

    twist_entry(l, out);
    return status;
}

static tappa_status
liar_journal(tappa_store *s, int64_t after, const struct tappa_entry **out, size_t limit, size_t *count)
{
    BEGIN(JOURNAL, journal, after, out, limit, count);

    if (!status)
        TWIST(l, ENTRIES, out, count, l->entry);
    if (status || !*count || (l->lie != JOURNAL_BODY && l->lie != ENTRY_NAME && l->lie != PREVIOUS && l->lie != SEQUENCE))
        return status;
    l->entry = **out;
    if (tells(l, JOURNAL_BODY, 1))
        l->entry.body = nothing;
    twist_entry(l, &l->entry);
    *out = &l->entry;
    *count = 1;
    return status;
}

static tappa_status
liar_seen(tappa_store *s, int64_t n, struct tappa_store_seen *out)
{
    BEGIN(SEEN, seen, n, out);

    return status;
}

static tappa_status
liar_due(tappa_store *s, int64_t now, int64_t *out, size_t limit, size_t *count)
{
    BEGIN(DUE, due, now, out, limit, count);

    if (tells(l, DUE_MORE, 1))
        *count = limit + 1;
    return status;
}

static tappa_status
liar_customers(tappa_store *s, int64_t after, int64_t *out, size_t limit, size_t *count)
{
    BEGIN(CUSTOMERS, customers, after, out, limit, count);

    if (tells(l, CUSTOMERS_MORE, 1))
        *count = limit + 1;
    if (tells(l, CUSTOMERS_AGAIN, *count != 0))
        out[0] = after;
    return status;
}

static tappa_status
liar_contact(tappa_store *s, const uint8_t key[16], struct tappa_store_contact *out)
{
    BEGIN(CONTACT, contact, key, out);

    if (tells(l, CONTACT_BODY, out->customer != 0))
        out->body = nothing;
    return status;
}

static tappa_status
liar_contacts(tappa_store *s, int64_t now, const struct tappa_store_contact **out, size_t limit, size_t *count)
{
    BEGIN(CONTACTS, contacts, now, out, limit, count);

    if (!status)
        TWIST(l, CONTACTS, out, count, l->contact);
    return status;
}

static tappa_status
liar_contacts_of(tappa_store *s, int64_t n, const struct tappa_store_contact **out, size_t *count)
{
    BEGIN(CONTACTS_OF, contacts_of, n, out, count);

    if (!status)
        TWIST(l, CONTACTS, out, count, l->contact);
    if (status || !*count || (!tells(l, CONTACTS_OF_BODY, 1) && !tells(l, ODD_CONTACTS, 1)))
        return status;
    l->contact = **out;
    if (l->lie == ODD_CONTACTS)
        l->contact.size += 4;
    else
        l->contact.body = nothing;
    *out = &l->contact;
    *count = 1;
    return status;
}

static tappa_status
liar_offset(tappa_store *s, const char *source, size_t size, struct tappa_span *out)
{
    BEGIN(OFFSET, offset, source, size, out);

    if (tells(l, OFFSET_BYTES, 1))
        *out = nothing;
    return status;
}

static tappa_status
liar_note(tappa_store *s, const char *name, size_t size, struct tappa_span *out)
{
    BEGIN(NOTE, note, name, size, out);

    if (tells(l, NOTE_VALUE, 1))
        *out = nothing;
    return status;
}

static tappa_status
liar_notes(tappa_store *s, const char *prefix, size_t size, const struct tappa_store_note **out, size_t *count)
{
    BEGIN(NOTES, notes, prefix, size, out, count);

    if (!status)
        TWIST(l, NOTES, out, count, l->note);
    if (status || !*count || (!tells(l, NOTES_VALUE, 1) && !tells(l, NOTES_NAME, 1) && !tells(l, NOTES_NOTHING, 1)))
        return status;
    l->note = **out;
    if (l->lie == NOTES_VALUE)
        l->note.value = nothing;
    else if (l->lie == NOTES_NOTHING)
        l->note.name = nothing;
    else
        l->note.name.size = 1;
    *out = &l->note;
    *count = 1;
    return status;
}

static tappa_status
liar_erased(tappa_store *s)
{
    struct liar *l = (struct liar *)(void *)s;

    return fails(l, ERASED) ? l->status : l->behind->table->erased(l->behind);
}

static void
liar_close(tappa_store *s)
{
    tappa_store_close(((struct liar *)(void *)s)->behind);
}

static void
never(tappa_store *s, int32_t on)
{
    (void)s;
    fail_msg("a table was asked for what stands behind its end: %d", on);
}

/* Of an age that did not know `hold`. */
static const struct tappa_store_table liars = {offsetof(struct tappa_store_table, hold),
                                               TAPPA_STORE_VERSION, liar_commit, liar_last, liar_identity, liar_customer,
                                               liar_entry, liar_journal, liar_seen, liar_due, liar_customers, liar_contact, liar_contacts,
                                               liar_contacts_of, liar_offset, liar_note, liar_notes, liar_erased, liar_close,
                                               never, never};

/* ---- every call over it ---- */

static int met; /* calls that said that the store failed, or that somebody cannot be read */

static void
ask_at(tappa_status status, int line, const struct liar *l)
{
    met += status == TAPPA_ESTORE;
    if (status != TAPPA_OK && status != TAPPA_ESTORE && status != TAPPA_EUNKNOWN)
        fail_msg("line %d, lie %d, function %d, number %lld: %d", line, l->lie, l->function, (long long)l->number, status);
}

#define ask(call) ask_at(call, __LINE__, l)

static void
ask_all(struct shop *s, const struct liar *l, int64_t customer, int64_t joined)
{
    struct tappa_ingested result = {.size = sizeof result};
    struct tappa_standing standing = {.size = sizeof standing};
    struct tappa_moment moment = {.size = sizeof moment, .now = s->now};
    struct tappa_plan plan = {.size = sizeof plan};
    const struct tappa_verdict *verdicts;
    const struct tappa_claimed *claimed;
    const struct tappa_version *versions;
    const struct tappa_count *counts;
    static const uint8_t nobody[16];
    struct tappa_span span;
    struct shop_event e;
    const char *text;
    size_t count;

    shop_event(&e, "cookie=c", "Added", SHOP_START + 1, "late", "price=3");
    ask(tappa_engine_ingest(s->engine, &e.record, 1, NULL, s->now, &result));
    met += result.outcome == TAPPA_INGEST_DAMAGED;
    shop_event(&e, "cookie=new", "Added", s->now, "new", "price=3");
    ask(tappa_engine_ingest(s->engine, &e.record, 1, NULL, s->now, &result));
    met += result.outcome == TAPPA_INGEST_DAMAGED;
    ask(tappa_engine_where(s->engine, customer, &standing));
    ask(tappa_engine_decide(s->engine, customer, &moment, &verdicts, &count));
    ask(tappa_engine_journal(s->engine, customer, 1, &text, &count));
    ask(tappa_engine_export(s->engine, customer, &text, &count));
    ask(tappa_engine_offset(s->engine, "log", 3, &span));
    ask(tappa_engine_run_due(s->engine, s->now, 100, &count));
    ask(tappa_engine_claim(s->engine, s->now, 10, &claimed, &count));
    ask(tappa_engine_report(s->engine, count ? claimed[0].key : nobody, TAPPA_CONTACT_SENT, s->now));
    ask(tappa_engine_counts(s->engine, &counts, &count));
    ask(tappa_engine_versions(s->engine, &versions, &count));
    ask(tappa_engine_plan(s->engine, s->basket, &plan));
    ask(tappa_engine_apply(s->engine, "basket", 6, s->now, 100, &count));
    ask(tappa_engine_block(s->engine, "x", 1));
    ask(tappa_engine_part(s->engine, joined, s->now));
    ask(tappa_engine_checkpoint(s->engine));
    ask(tappa_engine_erase(s->engine, customer, s->now, NULL));
}

static void
open_liar(struct shop *s, struct liar *l, uint32_t flags)
{
    assert_int_equal(tappa_context_new(NULL, &s->context), TAPPA_OK);
    s->basket = shop_compile(s->context, shop_basket);
    s->care = shop_compile(s->context, shop_care);
    assert_int_equal(tappa_store_memory(s->context, flags, &l->behind), TAPPA_OK);
    l->store = (tappa_store){.table = &liars, .flags = flags};
    assert_int_equal(tappa_engine_open(s->context, &l->store, NULL, &s->engine), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(s->engine, s->basket, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    assert_int_equal(tappa_engine_block(s->engine, "nobody", 6), TAPPA_OK);
}

static void
hear(uint32_t flags, enum lie lie, enum function function, int64_t number)
{
    struct tappa_store_offset offset = {.size = sizeof offset, .source = {"log", 3}, .offset = {"3", 1}};
    struct shop s = {.now = SHOP_START};
    struct liar l = {.lie = NONE};
    struct shop_event e;
    int64_t joined, customer;

    open_liar(&s, &l, flags);
    shop_event(&e, "cookie=c", "Consent Given", SHOP_START, "1", "purpose=marketing");
    assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, &offset, s.now, NULL), TAPPA_OK);
    shop_ingest(&s, "cookie=c", "Added", SHOP_START + 2, "2", "price=30");
    joined = shop_ingest(&s, "cookie=c login=anna", "Viewed", SHOP_START + 3, "3", NULL).sequence;
    shop_due(&s, SHOP_START + 2 * SHOP_HOUR);
    customer = shop_find(&s, "cookie=c");
    l.lie = lie;
    l.function = function;
    l.status = (tappa_status)number;
    l.number = number;
    met = 0;
    ask_all(&s, &l, customer, joined);
    if (l.told && !met)
        fail_msg("lie %d, function %d, number %lld: nobody noticed", lie, function, (long long)number);
    l.lie = NONE;
    ask_at(tappa_engine_close(s.engine), __LINE__, &l);
    tappa_model_unref(s.basket);
    tappa_model_unref(s.care);
    tappa_context_unref(s.context);
}

static void
hear_all(uint32_t flags)
{
    static const int64_t statuses[] = {1, -23, INT32_MAX, INT32_MIN};
    static const int64_t references[] = {-1, -7, -5000, 99999, INT64_MAX, INT64_MIN};
    static const int64_t sequences[] = {-1, 99999, INT64_MAX, INT64_MAX - 1, INT64_MIN};

    for (int f = COMMIT; f <= ERASED; f++)
        for (size_t i = 0; i < 4; i++)
            if (f != LAST) /* it is not asked by the way */
                hear(flags, STATUS, (enum function)f, statuses[i]);
    for (int lie = IDENTITY_KIND; lie <= HEADS_MISSING; lie++)
        if (lie != JOURNAL_BODY)
            hear(flags, (enum lie)lie, COMMIT, 0);
    for (size_t i = 0; i < 6; i++) {
        hear(flags, HEAD, COMMIT, references[i]);
        hear(flags, PREVIOUS, COMMIT, references[i]);
    }
    for (size_t i = 0; i < 5; i++)
        hear(flags, SEQUENCE, COMMIT, sequences[i]);
    for (size_t i = 0; i < 5; i++)
        if (sequences[i] != 99999) /* it may have counted on from there */
            hear(flags, FIRST, COMMIT, sequences[i]);
    hear(flags, FIRST, COMMIT, (INT64_C(1) << 62) - 1); /* the last that there is: two more have no room */
    for (size_t i = 0; i < 3; i++)
        hear(flags, LAST_OF_ALL, COMMIT, (int64_t[]){-1, 0, 77776}[i]);
    hear(flags, STATUS, COMMIT, TAPPA_EINVAL); /* what only rows that are damaged can have led to */
}

static void
an_owners_store_lies(void **state)
{
    (void)state;
    hear_all(0);
}

static void
a_shared_store_lies(void **state)
{
    (void)state;
    hear_all(TAPPA_STORE_SHARED);
}

/* Behind a death the journal is read before anything else. */
static void
it_lies_while_it_is_opened(void **state)
{
    static const int64_t sequences[] = {5000, -1, INT64_MAX, INT64_MIN};
    static const enum lie lies[] = {JOURNAL_BODY,  PREVIOUS, ENTRY_NAME, NOTE_VALUE,  NOTES_VALUE, NOTES_NAME,
                                    NOTES_NOTHING, NO_NOTES, NO_ENTRIES, SHORT_NOTES, SHORT_ENTRIES};

    (void)state;
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++)
        for (size_t j = 0; j < 4; j++) {
            struct shop s = {.now = SHOP_START};
            struct liar l = {.lie = NONE};
            tappa_engine *other;
            tappa_status status;

            open_liar(&s, &l, 0);
            shop_ingest(&s, "cookie=c", "Added", SHOP_START + 2, "2", "price=30");
            l.lie = lies[i];
            l.number = sequences[j];
            status = tappa_engine_open(s.context, &l.store, NULL, &other);
            if (status != TAPPA_ESTORE)
                fail_msg("lie %d, number %lld: %d", lies[i], (long long)l.number, status);
            l.lie = NONE;
            shop_close(&s);
        }
}

/* An offset is the host's: a store that will not have it is not damaged for that. */
static void
an_offset_may_be_refused(void **state)
{
    struct tappa_store_offset offset = {.size = sizeof offset, .source = {"log", 3}, .offset = {"3", 1}};
    struct liar l = {.lie = NONE};
    struct shop s = {.now = SHOP_START};
    struct shop_event e;

    (void)state;
    open_liar(&s, &l, 0);
    shop_event(&e, "cookie=c", "Added", SHOP_START, "1", "price=3");
    l.lie = STATUS;
    l.status = TAPPA_EINVAL;
    assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, &offset, s.now, NULL), TAPPA_EINVAL);
    l.lie = NONE;
    assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, &offset, s.now, NULL), TAPPA_OK);
    shop_close(&s);
}

/* A shared store of an age that knew no turns: who lost a race waits for none. */
static void
there_is_no_turn(void **state)
{
    struct liar l = {.lie = NONE};
    struct shop s = {.now = SHOP_START};
    struct shop_event e;

    (void)state;
    open_liar(&s, &l, TAPPA_STORE_SHARED);
    shop_event(&e, "cookie=c", "Added", SHOP_START, "1", "price=3");
    l.lie = STATUS;
    l.status = TAPPA_ECONFLICT;
    for (int i = 0; i < 3; i++)
        assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, s.now, NULL), TAPPA_ECONFLICT);
    assert_int_equal(l.told, 3);
    l.lie = NONE;
    assert_int_equal(tappa_engine_ingest(s.engine, &e.record, 1, NULL, s.now, NULL), TAPPA_OK);
    shop_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_offset_may_be_refused),
        cmocka_unit_test(there_is_no_turn),
        cmocka_unit_test(an_owners_store_lies),
        cmocka_unit_test(a_shared_store_lies),
        cmocka_unit_test(it_lies_while_it_is_opened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
