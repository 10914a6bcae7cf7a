/* The outbox when things go wrong: every allocation of a call failing once, every commit, and several workers at one shared store. After each
 * fault the same call does what it would have done without it: nothing half-done is left, nothing goes out twice, nothing is lost. */
#define _POSIX_C_SOURCE 200809L /* mkdtemp */
#include <unistd.h>

#include "shop.h"
#include "tests/support/world.h"

static const char model[] = "tappa: 1\nmodel: shop\nversion: 1\n"
                            "events: {Go: {fields: {what: string}}, contact.sent: {fields: {key: string}}}\n"
                            "data: {sent: {type: int, default: 0}}\n"
                            "channels: {email: {setting: online, consent: news}, sms: {setting: online}}\n"
                            "touchpoints:\n  mail: {channel: email, direction: outbound}\n  text: {channel: sms, direction: outbound}\n"
                            "  card: {channel: sms, direction: outbound, for: [b]}\n"
                            "entry: {Go: a}\n"
                            "stages:\n"
                            "  a:\n"
                            "    enter: [{contact: text, with: {words: event.what}}, {contact: card}, {contact: mail}]\n"
                            "    after: {1h: {emit: print, with: {words: data.sent}}, 2h: {if: data.sent > 5, contact: mail}}\n"
                            "    when: {contact.sent: {set: {sent: data.sent + 1}}}\n"
                            "  b: {}\n"
                            "offers: {one: {touchpoint: text, if: data.sent > 0}, two: {touchpoint: mail}, three: {value: data.sent}}\n"
                            "contact_rules:\n"
                            "  quiet: {from: \"22:00\", to: \"06:00\"}\n"
                            "  caps: [{channel: sms, at_most: 1, per: 1d}]\n"
                            "  response_times: [{within: 3h}]\n";

/* ---- memory ---- */

static int64_t
open_tired(struct shop *s, struct failing *tired, uint32_t flags)
{
    struct tappa_allocator a = failing_allocator(tired);
    tappa_store *store;

    memset(tired, 0, sizeof *tired);
    memset(s, 0, sizeof *s);
    assert_int_equal(tappa_context_new(&a, &s->context), TAPPA_OK);
    assert_int_equal(tappa_store_memory(s->context, flags, &store), TAPPA_OK);
    assert_int_equal(tappa_engine_open(s->context, store, NULL, &s->engine), TAPPA_OK);
    shop_model(s, model);
    return shop_event(s, MONDAY + 9 * HOUR, MONDAY + 9 * HOUR, "login:ann", "Go", "what", "hello", NULL);
}

enum call { DECIDE, CLAIM, REPORT, DUE, CALLS };

static tappa_status
do_call(struct shop *s, enum call call, int64_t ann, const uint8_t key[16], size_t *found)
{
    struct tappa_moment moment = {.size = sizeof moment, .now = MONDAY + 11 * HOUR};
    const struct tappa_claimed *claimed;
    const struct tappa_verdict *verdicts;

    *found = 0;
    switch (call) {
    case DECIDE:
        return tappa_engine_decide(s->engine, ann, &moment, &verdicts, found);
    case CLAIM:
        return tappa_engine_claim(s->engine, moment.now, 8, &claimed, found);
    case REPORT:
        return tappa_engine_report(s->engine, key, TAPPA_CONTACT_SENT, moment.now);
    default:
        return tappa_engine_run_due(s->engine, moment.now, 8, found);
    }
}

/* What can be told of the customer afterwards, in one line. */
static void
describe(struct shop *s, int64_t ann, char *out, size_t size)
{
    struct tappa_standing standing = shop_where(s, ann);
    struct tappa_value sent;
    size_t n = 0, i;

    assert_int_equal(tappa_journey_data(standing.journeys[0], 0, &sent), TAPPA_OK);
    n += (size_t)snprintf(out, size, "sent %lld, due %lld:", (long long)sent.integer, (long long)standing.next_due);
    for (i = 0; i < standing.contact_count; i++)
        n += (size_t)snprintf(out + n, size - n, " %s %u %u %lld;", standing.contacts[i].touchpoint, standing.contacts[i].state,
                              standing.contacts[i].attempt, (long long)standing.contacts[i].due);
}

static void
each_allocation_fails_once(void **state)
{
    char wanted[1024], got[1024];
    struct tappa_claimed claimed[8];
    struct failing tired;
    struct shop s;
    int run;

    (void)state;
    for (run = 0; run < 2 * CALLS; run++) {
        enum call call = (enum call)(run / 2);
        uint32_t flags = run % 2 ? TAPPA_STORE_SHARED : 0;
        size_t expected = 0, found, i, tried = 0;
        uint64_t n = 0;
        int reached = 1;

        while (reached) {
            int64_t ann = open_tired(&s, &tired, flags);
            uint8_t key[16] = {0};
            tappa_status status;

            if (call == REPORT || call == DUE) {
                assert_int_equal(shop_claim(&s, MONDAY + 9 * HOUR, 8, claimed), 1);
                memcpy(key, claimed[0].key, 16);
            }
            tired.count = 0;
            tired.fail_at = n;
            status = do_call(&s, call, ann, key, &found);
            reached = !n || tired.count >= n;
            tired.fail_at = 0;
            if (n && status) {
                tried++;
                assert_int_equal(status, TAPPA_ENOMEM);
                status = do_call(&s, call, ann, key, &found);
            }
            assert_int_equal(status, TAPPA_OK);
            describe(&s, ann, got, sizeof got);
            if (!n) {
                memcpy(wanted, got, sizeof got);
                expected = found;
            }
            assert_string_equal(got, wanted);
            if (call != DUE) /* of which a part may be done */
                assert_int_equal(found, expected);
            /* What was claimed in vain would come again with its lease: nothing was. */
            for (i = 0; call == CLAIM && i < shop_where(&s, ann).contact_count; i++)
                assert_true(shop_where(&s, ann).contacts[i].attempt <= 1);
            shop_close(&s);
            assert_int_equal(tired.live, 0);
            n++;
        }
        assert_true(tried > 0);
    }
}

/* What is long settled is called back from where it lies: if that fails, it lies there still. */
static void
what_is_past_survives_a_fault(void **state)
{
    struct tappa_claimed claimed[8];
    struct failing tired;
    struct shop s;
    char *wanted = NULL;
    const char *text;
    size_t size;
    uint64_t n;
    int reached = 1;

    (void)state;
    for (n = 0; reached; n++) {
        int64_t ann = open_tired(&s, &tired, 0);
        tappa_status status;

        assert_int_equal(shop_claim(&s, MONDAY + 9 * HOUR, 8, claimed), 1);
        shop_report(&s, claimed[0].key, TAPPA_CONTACT_OPENED, MONDAY + 9 * HOUR);
        (void)shop_event(&s, MONDAY + 20 * DAY, MONDAY + 20 * DAY, "login:ann", "Go", "what", "hello", NULL);
        assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
        assert_int_equal(shop_where(&s, ann).contact_count, 1);
        tired.count = 0;
        tired.fail_at = n;
        status = tappa_engine_export(s.engine, ann, &text, &size);
        reached = !n || tired.count >= n;
        tired.fail_at = 0;
        assert_int_equal(status, n && reached ? TAPPA_ENOMEM : TAPPA_OK);
        assert_int_equal(tappa_engine_export(s.engine, ann, &text, &size), TAPPA_OK);
        size = (size_t)(strstr(text, "\"counts\"") - text); /* what comes behind has ids of events, which are others each time */
        if (!n) {
            wanted = strndup(text, size);
            assert_non_null(strstr(wanted, "\"state\": \"opened\""));
        }
        assert_non_null(wanted);
        assert_int_equal(size, strlen(wanted));
        assert_memory_equal(text, wanted, size);
        shop_close(&s);
    }
    free(wanted);
}

/* What a call lent may be handed to the next one where that asks about one person: `where` tells who, `find`, `part` and `decide` are asked about it. */
static void *
careless_allocate(void *user, size_t size)
{
    size_t *block = malloc(sizeof(max_align_t) + size);

    (void)user;
    if (block)
        *block = size;
    return block ? (char *)block + sizeof(max_align_t) : NULL;
}

static void
careless_release(void *user, void *block)
{
    char *own = block ? (char *)block - sizeof(max_align_t) : NULL;

    (void)user;
    if (own)
        memset(block, 0xdb, *(size_t *)(void *)own);
    free(own);
}

static void *
careless_reallocate(void *user, void *block, size_t size)
{
    void *other = careless_allocate(user, size);
    size_t had = block ? *(size_t *)(void *)((char *)block - sizeof(max_align_t)) : 0;

    if (other && had)
        memcpy(other, block, had < size ? had : size);
    if (other)
        careless_release(user, block);
    return other;
}

static void
what_was_lent_may_be_asked_about(void **state)
{
    static const struct tappa_allocator a = {careless_allocate, careless_reallocate, careless_release, NULL};
    uint32_t flags;

    (void)state;
    for (flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
        struct tappa_moment moment = {.size = sizeof moment, .now = MONDAY + 11 * HOUR};
        const struct tappa_verdict *verdicts;
        struct tappa_standing standing;
        int64_t ann, found;
        tappa_store *store;
        struct shop s = {.flags = flags};
        size_t count, i;

        assert_int_equal(tappa_context_new(&a, &s.context), TAPPA_OK);
        assert_int_equal(tappa_store_memory(s.context, flags, &store), TAPPA_OK);
        assert_int_equal(tappa_engine_open(s.context, store, NULL, &s.engine), TAPPA_OK);
        shop_model(&s, model);
        ann = shop_event(&s, MONDAY + 9 * HOUR, MONDAY + 9 * HOUR, "login:ann cookie:a", "Go", "what", "hello", NULL);
        for (i = 0; i < 2; i++) {
            standing = shop_where(&s, ann);
            assert_int_equal(tappa_engine_find(s.engine, &standing.identities[i], &found), TAPPA_OK);
            assert_int_equal(found, ann);
        }
        standing = shop_where(&s, ann);
        moment.touchpoint = standing.contacts[0].touchpoint;
        moment.touchpoint_size = strlen(moment.touchpoint);
        assert_int_equal(tappa_engine_decide(s.engine, ann, &moment, &verdicts, &count), TAPPA_OK);
        standing = shop_where(&s, ann);
        assert_int_equal(tappa_engine_part_identities(s.engine, &standing.identities[0], &standing.identities[1], MONDAY + 11 * HOUR), TAPPA_OK);
        assert_int_equal(shop_where(&s, ann).identity_count, 1);
        shop_close(&s);
    }
}

/* ---- the store says no ---- */

struct moody {
    tappa_store store;
    struct tappa_store_table table;
    tappa_store *under;
    int no; /* 1: the next commit fails; 2: it is a lost race */
};

#define UNDER(s) (((struct moody *)(void *)(s))->under)

static tappa_status
moody_commit(tappa_store *s, struct tappa_commit *commit)
{
    struct moody *m = (struct moody *)(void *)s;
    int no = m->no;

    m->no = 0;
    return no ? no == 1 ? TAPPA_ESTORE : TAPPA_ECONFLICT : UNDER(s)->table->commit(UNDER(s), commit);
}
static tappa_status
moody_last(tappa_store *s, int64_t *sequence)
{
    return UNDER(s)->table->last(UNDER(s), sequence);
}
static tappa_status
moody_identity(tappa_store *s, int64_t identity, struct tappa_store_identity *out)
{
    return UNDER(s)->table->identity(UNDER(s), identity, out);
}
static tappa_status
moody_customer(tappa_store *s, int64_t customer, struct tappa_store_customer *out)
{
    return UNDER(s)->table->customer(UNDER(s), customer, out);
}
static tappa_status
moody_entry(tappa_store *s, int64_t sequence, struct tappa_entry *out)
{
    return UNDER(s)->table->entry(UNDER(s), sequence, out);
}
static tappa_status
moody_journal(tappa_store *s, int64_t after, const struct tappa_entry **out, size_t limit, size_t *count)
{
    return UNDER(s)->table->journal(UNDER(s), after, out, limit, count);
}
static tappa_status
moody_seen(tappa_store *s, int64_t number, struct tappa_store_seen *out)
{
    return UNDER(s)->table->seen(UNDER(s), number, out);
}
static tappa_status
moody_due(tappa_store *s, int64_t now, int64_t *customers, size_t limit, size_t *count)
{
    return UNDER(s)->table->due(UNDER(s), now, customers, limit, count);
}
static tappa_status
moody_contact(tappa_store *s, const uint8_t key[16], struct tappa_store_contact *out)
{
    return UNDER(s)->table->contact(UNDER(s), key, out);
}
static tappa_status
moody_contacts(tappa_store *s, int64_t now, const struct tappa_store_contact **out, size_t limit, size_t *count)
{
    return UNDER(s)->table->contacts(UNDER(s), now, out, limit, count);
}
static tappa_status
moody_contacts_of(tappa_store *s, int64_t customer, const struct tappa_store_contact **out, size_t *count)
{
    return UNDER(s)->table->contacts_of(UNDER(s), customer, out, count);
}
static tappa_status
moody_note(tappa_store *s, const char *name, size_t size, struct tappa_span *out)
{
    return UNDER(s)->table->note(UNDER(s), name, size, out);
}
static tappa_status
moody_notes(tappa_store *s, const char *prefix, size_t size, const struct tappa_store_note **out, size_t *count)
{
    return UNDER(s)->table->notes(UNDER(s), prefix, size, out, count);
}
static void
moody_close(tappa_store *s)
{
    tappa_store_close(UNDER(s));
}

static int64_t
open_moody(struct shop *s, struct moody *m, uint32_t flags)
{
    memset(s, 0, sizeof *s);
    memset(m, 0, sizeof *m);
    assert_int_equal(tappa_context_new(NULL, &s->context), TAPPA_OK);
    assert_int_equal(tappa_store_memory(s->context, flags, &m->under), TAPPA_OK);
    m->table = *m->under->table;
    m->table.commit = moody_commit;
    m->table.last = moody_last;
    m->table.identity = moody_identity;
    m->table.customer = moody_customer;
    m->table.entry = moody_entry;
    m->table.journal = moody_journal;
    m->table.seen = moody_seen;
    m->table.due = moody_due;
    m->table.contact = moody_contact;
    m->table.contacts = moody_contacts;
    m->table.contacts_of = moody_contacts_of;
    m->table.note = moody_note;
    m->table.notes = moody_notes;
    m->table.close = moody_close;
    m->store = *m->under;
    m->store.table = &m->table;
    assert_int_equal(tappa_engine_open(s->context, &m->store, NULL, &s->engine), TAPPA_OK);
    shop_model(s, model);
    return shop_event(s, MONDAY + 9 * HOUR, MONDAY + 9 * HOUR, "login:ann", "Go", "what", "hello", NULL);
}

static void
a_commit_that_fails_leaves_nothing(void **state)
{
    static const tappa_status all[2][3] = {{0, TAPPA_ESTORE, TAPPA_ESTORE}, {0, TAPPA_ESTORE, TAPPA_ECONFLICT}};
    char before[1024], after[1024];
    struct tappa_claimed claimed[8];
    struct moody m;
    struct shop s;
    int no, shared;

    (void)state;
    for (shared = 0; shared < 2; shared++)
        for (no = 1; no <= 2; no++) {
            int64_t ann = open_moody(&s, &m, shared ? TAPPA_STORE_SHARED : 0);
            const tappa_status *says = all[shared]; /* who is alone loses no races */
            const struct tappa_claimed *none;
            size_t count;

            describe(&s, ann, before, sizeof before);
            m.no = no;
            if (no == 1 || !shared) { /* a lost race of a claim is run again at once: nothing in it was the caller's */
                assert_int_equal(tappa_engine_claim(s.engine, MONDAY + 9 * HOUR, 8, &none, &count), says[no]);
                assert_int_equal(count, 0);
                describe(&s, ann, after, sizeof after);
                assert_string_equal(before, after);
            }
            assert_int_equal(shop_claim(&s, MONDAY + 9 * HOUR, 8, claimed), 1);
            assert_int_equal(claimed[0].attempt, 1);
            describe(&s, ann, before, sizeof before);
            m.no = no;
            assert_int_equal(tappa_engine_report(s.engine, claimed[0].key, TAPPA_CONTACT_SENT, MONDAY + 9 * HOUR + 1), says[no]);
            describe(&s, ann, after, sizeof after);
            assert_string_equal(before, after);
            shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, MONDAY + 9 * HOUR + 1);
            describe(&s, ann, before, sizeof before);
            m.no = no;
            assert_int_equal(tappa_engine_run_due(s.engine, MONDAY + 13 * HOUR, 8, &count), says[no]);
            describe(&s, ann, after, sizeof after);
            assert_string_equal(before, after);
            shop_close(&s);
        }
}

/* The same with every commit refused once and called again, or without: nothing was counted twice. */
static void
what_was_given_up_is_not_counted(void **state)
{
    struct tappa_counters all[3];
    const struct tappa_claimed *claimed;
    struct moody m;
    struct shop s;
    size_t count;
    int no, shared, again;

    (void)state;
    for (shared = 0; shared < 2; shared++)
        for (no = 0; no <= 2; no++) {
            struct tappa_counters *sums = &all[no];
            uint8_t key[16] = {0};

            (void)open_moody(&s, &m, shared ? TAPPA_STORE_SHARED : 0);
            m.no = no;
            for (again = 0; again < 2; again++)
                if (!tappa_engine_claim(s.engine, MONDAY + 9 * HOUR, 8, &claimed, &count) && count)
                    memcpy(key, claimed[0].key, 16);
            m.no = no;
            for (again = 0; again < 2; again++)
                if (tappa_engine_report(s.engine, key, TAPPA_CONTACT_SENT, MONDAY + 9 * HOUR + 1))
                    assert_true(no && !again);
            m.no = no;
            for (again = 0; again < 2; again++)
                if (tappa_engine_run_due(s.engine, MONDAY + 13 * HOUR, 8, &count))
                    assert_true(no && !again);
            *sums = (struct tappa_counters){.size = sizeof *sums};
            assert_int_equal(tappa_engine_counters(s.engine, sums), TAPPA_OK);
            assert_int_equal(sums->conflicts, no == 2 ? 3 : 0);
            assert_int_equal(sums->claimed, 1);
            assert_int_equal(sums->sent, 1);
            sums->commits = sums->conflicts = 0;
            assert_memory_equal(sums, &all[0], sizeof *sums);
            shop_close(&s);
        }
}

/* ---- several at once ---- */

#define WORKERS 3
#define PEOPLE 60

/* Workers take turns at one file, each with what it remembers from before. No contact goes to two, and all go out. */
static void
no_contact_goes_to_two(void **state)
{
    char path[] = "/tmp/tappa-outbox-XXXXXX", who[32], file[64];
    static uint8_t keys[8 * PEOPLE][16];
    struct tappa_claimed claimed[8];
    struct shop workers[WORKERS];
    size_t count = 0, idle = 0, i, j;
    int64_t now = MONDAY + 9 * HOUR;
    int turn;

    (void)state;
    assert_non_null(mkdtemp(path));
    snprintf(file, sizeof file, "%s/shop.db", path);
    for (i = 0; i < WORKERS; i++) {
        tappa_store *store;

        memset(&workers[i], 0, sizeof workers[i]);
        assert_int_equal(tappa_context_new(NULL, &workers[i].context), TAPPA_OK);
        assert_int_equal(tappa_store_sqlite(workers[i].context, file, TAPPA_STORE_SHARED, &store), TAPPA_OK);
        assert_int_equal(tappa_engine_open(workers[i].context, store, NULL, &workers[i].engine), TAPPA_OK);
        shop_model(&workers[i], model);
    }
    for (i = 0; i < PEOPLE; i++) {
        snprintf(who, sizeof who, "login:c%zu", i);
        (void)shop_event(&workers[i % WORKERS], now, now, who, "Go", "what", "hello", NULL);
    }
    for (turn = 0; idle < WORKERS; turn++) {
        struct shop *s = &workers[turn % WORKERS];
        size_t n = shop_claim(s, now, 1 + (size_t)turn % 5, claimed);

        idle = n ? 0 : idle + 1;
        for (i = 0; i < n; i++) {
            for (j = 0; j < count; j++)
                assert_memory_not_equal(keys[j], claimed[i].key, 16);
            memcpy(keys[count++], claimed[i].key, 16);
            shop_report(&workers[(turn + 1) % WORKERS], claimed[i].key, TAPPA_CONTACT_SENT, now); /* whoever tells */
        }
    }
    assert_int_equal(count, PEOPLE); /* of each the text; no consent for mail, no stage for the card */
    for (i = 0; i < WORKERS; i++)
        shop_close(&workers[i]);
    snprintf(who, sizeof who, "rm -r %s", path);
    assert_int_equal(system(who), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_allocation_fails_once),
        cmocka_unit_test(what_is_past_survives_a_fault),
        cmocka_unit_test(what_was_lent_may_be_asked_about),
        cmocka_unit_test(a_commit_that_fails_leaves_nothing),
        cmocka_unit_test(what_was_given_up_is_not_counted),
        cmocka_unit_test(no_contact_goes_to_two),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
