/* Rows of the store that are not as they were written: cut anywhere, longer by a byte, a byte turned. Whoever reads one says that the store is damaged;
 * where a turned byte reads as something else, no call does more than say it. */
#include "tests/engine/people.h"

static const char club[] = "tappa: 1\nmodel: club\nversion: 1\n"
                           "data: {n: {type: int, default: 0, keep: 30d}}\n"
                           "profile: {email: {type: string}, much: {type: double}}\n"
                           "events: {Go: {fields: {what: string, much: double}}, Stop: {}}\n"
                           "channels: {sms: {setting: online}}\ntouchpoints: {text: {channel: sms, direction: outbound}}\n"
                           "entry: {Go: a}\nentry_rules: {again: always, key: event.what}\n"
                           "stages:\n  a:\n    enter: [{contact: text, with: {x: event.what}}, {count: n, by: event.much}]\n    when: {Stop: b}\n  b: {}\n"
                           "contact_rules: {caps: [{channel: sms, at_most: 1, per: 3d}]}\n";

enum span { NONE, STATE, BODY, CONTACT, NOTE, KIND, REVISION };
enum harm { CUT, LONGER, TURNED, BITS, OLDER };

static struct {
    enum span span;
    enum harm harm;
    size_t at;
    int bit;
    const char *name; /* of a note: what it begins with */
    int done;
    char bytes[8192];
} harm;

static struct tappa_store_table table;
static const struct tappa_store_table *own;

/* The same bytes in the form of an older version: 1, and without `count` numbers behind the first `at` of them. */
static void
grow_old(struct tappa_span *span, size_t at, size_t count)
{
    const unsigned char *from = span->data, *end = from + span->size;
    size_t n = 0;

    assert_int_equal(*from, 2);
    for (size_t i = 0; i < at + count; i++)
        for (int more = 1; more; from++) {
            more = *from & 0x80;
            if (i < at)
                harm.bytes[n++] = (char)*from;
        }
    harm.bytes[0] = 1;
    memcpy(harm.bytes + n, from, (size_t)(end - from));
    *span = (struct tappa_span){harm.bytes, n + (size_t)(end - from)};
    harm.done = 1;
}

/* The same bytes, harmed; where `at` lies behind them nothing is. */
static void
hurt(struct tappa_span *span)
{
    size_t n = span->size;

    if (harm.harm != LONGER && harm.at >= n)
        return;
    assert_true(n < sizeof harm.bytes);
    memcpy(harm.bytes, span->data, n);
    harm.bytes[n] = 0;
    if (harm.harm == TURNED)
        harm.bytes[harm.at] = (char)0xFF;
    else if (harm.harm == BITS)
        harm.bytes[harm.at] ^= (char)(1 << harm.bit);
    *span = (struct tappa_span){harm.bytes, harm.harm == CUT ? harm.at : n + (harm.harm == LONGER)};
    harm.done = 1;
}

static tappa_status
harmed_customer(tappa_store *store, int64_t customer, struct tappa_store_customer *out)
{
    tappa_status status = own->customer(store, customer, out);

    if (harm.span == STATE && out->revision)
        hurt(&out->state);
    if (harm.span == REVISION && out->revision)
        out->revision = INT64_MIN;
    return status;
}

static tappa_status
harmed_entry(tappa_store *store, int64_t sequence, struct tappa_entry *out)
{
    tappa_status status = own->entry(store, sequence, out);

    if (harm.span == BODY && harm.harm == OLDER && sequence == 3)
        grow_old(&out->body, 2, 1);
    else if (harm.span == BODY && sequence == 3)
        hurt(&out->body);
    if (harm.span == KIND && sequence == 3)
        out->kind = out->status = 99; /* of a newer version */
    return status;
}

static tappa_status
harmed_contacts_of(tappa_store *store, int64_t customer, const struct tappa_store_contact **out, size_t *count)
{
    static struct tappa_store_contact one;
    tappa_status status = own->contacts_of(store, customer, out, count);

    if (harm.span != CONTACT || !*count)
        return status;
    one = **out;
    hurt(&one.body);
    *out = &one;
    *count = 1;
    return status;
}

static tappa_status
harmed_contact(tappa_store *store, const uint8_t key[16], struct tappa_store_contact *out)
{
    tappa_status status = own->contact(store, key, out);

    if (harm.span == CONTACT && out->customer)
        hurt(&out->body);
    return status;
}

static tappa_status
harmed_note(tappa_store *store, const char *name, size_t size, struct tappa_span *out)
{
    tappa_status status = own->note(store, name, size, out);

    if (harm.span == NOTE && out->data && !strncmp(name, harm.name, strlen(harm.name)))
        hurt(out);
    return status;
}

static tappa_status
harmed_notes(tappa_store *store, const char *prefix, size_t size, const struct tappa_store_note **out, size_t *count)
{
    static struct tappa_store_note one;
    tappa_status status = own->notes(store, prefix, size, out, count);

    for (size_t i = 0; harm.span == NOTE && i < *count; i++) {
        one = (*out)[i];
        if (harm.harm == OLDER && one.name.size > 6 && !memcmp(one.name.data, "model/", 6)) { /* of the first; the others' are known */
            grow_old(&one.value, 4, 2);
            *out = &one;
            *count = 1;
            break;
        }
        if (one.name.size < strlen(harm.name) || memcmp(one.name.data, harm.name, strlen(harm.name)))
            continue;
        hurt(&one.value);
        *out = &one;
        *count = 1;
        break;
    }
    return status;
}

static void
keep_open(tappa_store *store)
{
    (void)store;
}

/* ---- a shop with something in all its rows ---- */

static tappa_context *context;
static tappa_model *model, *next;
static tappa_store *store;
static tappa_engine *engine;
static int64_t anna;
static uint8_t key[16];

static int
make_shop(void **state)
{
    static char text[sizeof club + 40];
    static const struct tappa_engine_options options = {.size = sizeof options, .zone = "Europe/Rome", .lateness = SHOP_DAY, .seen_window = 2 * SHOP_DAY,
                                                        .lease = SHOP_HOUR, .attempts = 3, .identities = 10};
    const struct tappa_claimed *claimed;
    struct shop s = {.now = SHOP_START};
    size_t count;

    (void)state;
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    model = shop_compile(context, club);
    snprintf(text, sizeof text, "%smigrate: {from: 1}\n", club);
    *(strstr(text, "version: 1") + 9) = '2';
    next = shop_compile(context, text);
    assert_int_equal(tappa_store_memory(context, TAPPA_STORE_SHARED, &store), TAPPA_OK);
    own = store->table;
    table = *own;
    table.customer = harmed_customer;
    table.entry = harmed_entry;
    table.contact = harmed_contact;
    table.contacts_of = harmed_contacts_of;
    table.note = harmed_note;
    table.notes = harmed_notes;
    table.close = keep_open;
    store->table = &table;
    assert_int_equal(tappa_engine_open(context, store, &options, &engine), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    assert_int_equal(tappa_engine_add_kind(engine, "login", 5, 1), TAPPA_OK);
    s.engine = engine;
    shop_ingest(&s, "login=erased", "Go", SHOP_START, "0", "what=x much=1.5");
    assert_int_equal(tappa_engine_erase(engine, shop_find(&s, "login=erased"), SHOP_START, NULL), TAPPA_OK);
    shop_ingest(&s, "login=anna", "Consent Given", SHOP_START, "1", "purpose=news proof=p expires=2030-01-01T00:00:00Z");
    anna = shop_ingest(&s, "login=anna cookie=c", "Go", SHOP_START, "2", "what=tea much=2.5").customer;
    shop_ingest(&s, "login=anna", "identify", SHOP_START, "3", "email=a@b much=3");
    assert_int_equal(tappa_engine_claim(engine, SHOP_START, 8, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 1);
    memcpy(key, claimed->key, 16);
    assert_int_equal(tappa_engine_add_model(engine, next, TAPPA_MIGRATE, SHOP_START), TAPPA_OK);
    assert_int_equal(tappa_engine_apply(engine, "club", 4, SHOP_START, 1, &count), TAPPA_OK);
    return 0;
}

static int
close_shop(void **state)
{
    (void)state;
    harm.span = NONE;
    assert_int_equal(tappa_engine_close(engine), TAPPA_OK);
    own->close(store);
    tappa_model_unref(model);
    tappa_model_unref(next);
    tappa_context_unref(context);
    return 0;
}

static tappa_status
look_in(void)
{
    struct tappa_standing standing = {.size = sizeof standing};

    return tappa_engine_where(engine, anna, &standing);
}

static tappa_status
read_journal(void)
{
    const char *text;
    size_t size;

    return tappa_engine_journal(engine, anna, 1, &text, &size);
}

static tappa_status
count_all(void)
{
    const struct tappa_count *counts;
    size_t count;

    return tappa_engine_counts(engine, &counts, &count);
}

static tappa_status
decide(void)
{
    struct tappa_moment moment = {.size = sizeof moment, .now = SHOP_START + 2 * SHOP_HOUR}; /* the lease is over */
    const struct tappa_verdict *verdicts;
    size_t count;

    return tappa_engine_decide(engine, anna, &moment, &verdicts, &count);
}

static tappa_status
export(void)
{
    const char *text;
    size_t size;

    return tappa_engine_export(engine, anna, &text, &size);
}

/* With what is forgotten of ids. */
static tappa_status
begin_again(void)
{
    struct shop_event e;
    tappa_engine *other;
    tappa_status status = tappa_engine_open(context, store, NULL, &other);

    assert_int_equal(status, TAPPA_OK);
    shop_event(&e, "login=anna", "Nothing", SHOP_START, NULL, NULL);
    status = tappa_engine_ingest(other, &e.record, 1, NULL, SHOP_START + 40 * SHOP_DAY, NULL);
    (void)tappa_engine_close(other);
    return status;
}

static tappa_status
report(void)
{
    return tappa_engine_report(engine, key, TAPPA_CONTACT_SENT, SHOP_START);
}

static tappa_status
apply(void)
{
    size_t done;

    return tappa_engine_apply(engine, "club", 4, SHOP_START, 1, &done);
}

static tappa_status
open_another(void)
{
    tappa_engine *other;
    tappa_status status = tappa_engine_open(context, store, NULL, &other);

    harm.span = NONE;
    if (!status)
        (void)tappa_engine_close(other);
    return status;
}

static tappa_status
change_more(void)
{
    return tappa_engine_block(engine, "nobody", 6);
}

/* What a call says that reads it so; whether it has is in harm.done. */
static tappa_status
harmed(enum span span, enum harm how, size_t at, const char *name, tappa_status (*call)(void))
{
    tappa_status status;

    harm.span = span;
    harm.harm = how;
    harm.at = at;
    harm.name = name;
    harm.done = 0;
    status = call();
    harm.span = NONE;
    return status;
}

/* Everything shorter or longer than what was written is damage. */
static void
each_cut(const char *what, enum span span, const char *name, tappa_status (*call)(void))
{
    size_t count = 0;

    for (int with = LONGER; with >= CUT; with--) /* behind the last cut comes the note as it was, which a call may take away */
        for (size_t at = 0;; at++) {
            tappa_status status = harmed(span, (enum harm)with, at, name, call);

            if (!harm.done)
                break;
            count++;
            if (status != TAPPA_ESTORE)
                fail_msg("%s, %s at %zu: %d", what, with == CUT ? "cut" : "longer", at, status);
            if (with == LONGER)
                break;
        }
    assert_true(count > 1);
}

/* No byte and no bit that is another makes a call do what it must not. */
static void
each_byte(const char *what, enum span span, const char *name, tappa_status (*call)(void))
{
    size_t noticed = 0;

    for (int bit = -1; bit < 8; bit++)
        for (size_t at = 0;; at++) {
            tappa_status status;

            harm.bit = bit;
            status = harmed(span, bit < 0 ? TURNED : BITS, at, name, call);
            if (!harm.done)
                break;
            noticed += status == TAPPA_ESTORE;
            if (status != TAPPA_OK && status != TAPPA_ESTORE)
                fail_msg("%s, bit %d of %zu: %d", what, bit, at, status);
        }
    assert_true(noticed > 0);
}

static void
customers(void **state)
{
    (void)state;
    each_cut("a state", STATE, NULL, look_in);
    each_byte("a state", STATE, NULL, look_in);
    each_byte("a state", STATE, NULL, export);
    each_byte("sums", STATE, NULL, count_all);
    harm.span = REVISION;
    assert_int_equal(look_in(), TAPPA_ESTORE);
    harm.span = NONE;
}

static void
entries(void **state)
{
    const char *text;
    size_t size;

    (void)state;
    each_cut("a body", BODY, NULL, read_journal);
    each_byte("a body", BODY, NULL, read_journal);
    harm.span = KIND;
    assert_int_equal(tappa_engine_journal(engine, anna, 0, &text, &size), TAPPA_OK);
    assert_non_null(strstr(text, "\"kind\": \"unknown\""));
    harm.span = NONE;
}

static void
contacts(void **state)
{
    (void)state;
    each_cut("a contact", CONTACT, NULL, look_in);
    each_byte("a contact", CONTACT, NULL, look_in);
    each_byte("a contact to decide about", CONTACT, NULL, decide); /* of a journey, a model, a version that nobody knows */
    each_cut("a contact that is reported", CONTACT, NULL, report);
}

static void
notes(void **state)
{
    static const char *const settings[] = {"setting/lateness", "setting/seen_window", "setting/lease", "setting/attempts", "setting/identities"};

    (void)state;
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        each_cut(settings[i], NOTE, settings[i], open_another);
        each_byte(settings[i], NOTE, settings[i], open_another); /* of which some make no sense */
    }
    each_byte("sums of the erased", NOTE, "counts/gone", count_all);
    each_cut("sums of the erased", NOTE, "counts/gone", count_all);
    each_cut("how far it was applied", NOTE, "apply/", apply);
    each_cut("a zone", NOTE, "setting/zone", open_another);
    each_cut("a kind", NOTE, "kind/", open_another);
    each_cut("a model", NOTE, "model/club/000000000001", open_another);
    assert_int_equal(begin_again(), TAPPA_OK);
    harm.span = NOTE; /* that ids could not be forgotten is no matter of the event's: they are next time */
    harm.name = "forgotten";
    for (int with = CUT; with <= TURNED; with++) {
        harm.harm = (enum harm)with;
        harm.at = 0;
        harm.done = 0;
        assert_int_equal(begin_again(), TAPPA_OK);
        assert_true(harm.done);
    }
    harm.span = NONE;
    assert_int_equal(look_in(), TAPPA_OK);
    assert_int_equal(report(), TAPPA_OK);
    assert_int_equal(apply(), TAPPA_OK);
    assert_int_equal(count_all(), TAPPA_OK);
    assert_int_equal(change_more(), TAPPA_OK);
}

/* What a store has from before entries and models said who was there first is read as it was meant. */
static void
older_forms(void **state)
{
    char before[8192];
    const char *text;
    size_t size;

    (void)state;
    assert_int_equal(tappa_engine_journal(engine, anna, 1, &text, &size), TAPPA_OK);
    assert_true(size < sizeof before);
    memcpy(before, text, size + 1);
    harm.span = BODY;
    harm.harm = OLDER;
    harm.done = 0;
    assert_int_equal(tappa_engine_journal(engine, anna, 1, &text, &size), TAPPA_OK);
    assert_true(harm.done);
    assert_string_equal(text, before);
    harm.span = NOTE;
    harm.name = "model/";
    harm.done = 0;
    assert_int_equal(open_another(), TAPPA_OK);
    assert_true(harm.done);
    harm.span = NONE;
}

/* An owner begins behind its last checkpoint: where it cannot be read, nothing is begun. */
static void
checkpoint(void **state)
{
    struct tappa_store_note note = {.size = sizeof note, .name = {"checkpoint", 10}, .value = {"\x06", 1}};
    struct tappa_commit commit = {.size = sizeof commit, .notes = &note, .note_count = 1};

    (void)state;
    assert_int_equal(own->commit(store, &commit), TAPPA_OK);
    store->flags = 0;
    each_cut("a checkpoint", NOTE, "checkpoint", open_another);
    store->flags = TAPPA_STORE_SHARED;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(customers),
        cmocka_unit_test(entries),
        cmocka_unit_test(contacts),
        cmocka_unit_test(notes),
        cmocka_unit_test(older_forms),
        cmocka_unit_test(checkpoint),
    };

    return cmocka_run_group_tests(tests, make_shop, close_shop);
}
