/* Contacts as rows and back, damaged rows, and their order among a customer's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/engine/engine.h"

struct world {
    struct tappa_engine engine;
    struct tappa__customer c;
    struct tappa__buffer body;
};

static void
open_world(struct world *w)
{
    memset(w, 0, sizeof *w);
    tappa__allocator_default(&w->engine.allocator);
    w->c.engine = &w->engine;
    tappa__arena_init(&w->c.arena, &w->engine.allocator, 0);
    tappa__buffer_init(&w->body, &w->engine.allocator);
}

static void
close_world(struct world *w)
{
    tappa__arena_free(&w->c.arena);
    tappa__buffer_free(&w->body);
    tappa__free(&w->engine.allocator, w->c.contacts);
}

static const struct tappa_field fields[] = {
    {"price", 5, 0, {.kind = TAPPA_DOUBLE, .real = 19.9}},
    {"name", 4, 0, {.kind = TAPPA_STRING, .size = 5, .data = "a\0b\xc3\xa4"}},
    {"none", 4, 0, {.kind = TAPPA_UNSET}},
    {"at", 2, 0, {.kind = TAPPA_TIMESTAMP, .integer = -1}},
};

static void
fill(struct tappa__contact *contact)
{
    contact->identity = -42;
    contact->model = TAPPA__TEXT("shop");
    contact->version = 3;
    contact->journey_key = TAPPA__TEXT("order-1");
    contact->ordinal = 2;
    contact->name = TAPPA__TEXT("basket_mail");
    contact->row = 7;
    contact->action = TAPPA_NONE;
    contact->event = TAPPA__TEXT("Product Added");
    contact->event_touchpoint = TAPPA__TEXT("site");
    contact->event_time = INT64_C(-62135596800000000);
    contact->event_fields = fields;
    contact->event_field_count = 4;
    contact->event_is_text = contact->by_timer = 1;
    contact->wanted = INT64_C(1767571200000000);
    contact->expires = TAPPA_NEVER;
    contact->arguments = fields + 1;
    contact->argument_count = 2;
    contact->state = TAPPA_CONTACT_FAILED;
    contact->attempt = 4;
    contact->changed = 5;
    contact->sent = 6;
    contact->due = 7;
    contact->because = TAPPA__TEXT("no consent was given");
    contact->not_today = 1;
    contact->refused = 77;
    contact->held_state = TAPPA_CONTACT_WANTED;
    contact->held_changed = 8;
    contact->held_due = 9;
    contact->against = 10;
}

static struct tappa_store_contact
row_of(struct world *w, const struct tappa__contact *contact)
{
    struct tappa_store_contact row = {.size = sizeof row, .due = contact->due, .state = contact->state};

    memcpy(row.key, contact->key, 16);
    tappa__buffer_reset(&w->body);
    tappa__contact_pack(contact, &w->body);
    assert_false(w->body.failed);
    row.body = (struct tappa_span){w->body.s, w->body.n};
    return row;
}

static void
same_fields(const struct tappa_field *a, uint32_t a_count, const struct tappa_field *b, uint32_t b_count)
{
    uint32_t i;

    assert_int_equal(a_count, b_count);
    for (i = 0; i < a_count; i++) {
        assert_int_equal(a[i].name_size, b[i].name_size);
        assert_memory_equal(a[i].name, b[i].name, a[i].name_size + 1); /* with a NUL behind it */
        assert_int_equal(a[i].value.kind, b[i].value.kind);
        assert_int_equal(a[i].value.integer, b[i].value.integer);
        assert_true(a[i].value.real == b[i].value.real);
        assert_int_equal(a[i].value.size, b[i].value.size);
        if (a[i].value.size)
            assert_memory_equal(a[i].value.data, b[i].value.data, a[i].value.size);
    }
}

static void
comes_back_as_it_was(void **state)
{
    static const uint8_t key[16] = "0123456789abcde";
    struct tappa__contact given, *got;
    struct tappa_store_contact row;
    struct tappa__buffer again;
    struct world w;
    int effect;

    (void)state;
    for (effect = 0; effect < 2; effect++) {
        open_world(&w);
        got = tappa__contact_add(&w.c, key);
        given = *got;
        fill(&given);
        given.is_effect = (uint32_t)effect;
        row = row_of(&w, &given);
        assert_int_equal(tappa__contact_unpack(&w.c, &row, got), TAPPA_OK);
        assert_int_equal(got->identity, -42);
        assert_string_equal(got->model.s, "shop");
        assert_int_equal(got->version, 3);
        assert_string_equal(got->journey_key.s, "order-1");
        assert_int_equal(got->ordinal, 2);
        assert_string_equal(got->name.s, "basket_mail");
        assert_int_equal(got->is_effect, effect);
        assert_int_equal(got->row, 7);
        assert_int_equal(got->action, TAPPA_NONE);
        assert_string_equal(got->event.s, "Product Added");
        assert_string_equal(got->event_touchpoint.s, "site");
        assert_int_equal(got->event_time, INT64_C(-62135596800000000));
        same_fields(fields, 4, got->event_fields, got->event_field_count);
        assert_int_equal(got->event_is_text, 1);
        assert_int_equal(got->by_timer, 1);
        assert_int_equal(got->wanted, INT64_C(1767571200000000));
        assert_int_equal(got->expires, TAPPA_NEVER);
        same_fields(fields + 1, 2, got->arguments, got->argument_count);
        assert_int_equal(got->state, TAPPA_CONTACT_FAILED);
        assert_int_equal(got->attempt, 4);
        assert_int_equal(got->changed, 5);
        assert_int_equal(got->sent, 6);
        assert_int_equal(got->due, 7);
        assert_string_equal(got->because.s, "no consent was given");
        assert_int_equal(got->not_today, 1);
        assert_int_equal(got->refused, 77);
        assert_int_equal(got->held_state, TAPPA_CONTACT_WANTED);
        assert_int_equal(got->held_changed, 8);
        assert_int_equal(got->held_due, 9);
        assert_int_equal(got->against, 10);
        assert_int_equal(got->is_new, 0);
        assert_int_equal(got->changed_row, 0);
        /* Canonical: the same bytes again. */
        tappa__buffer_init(&again, &w.engine.allocator);
        tappa__contact_pack(got, &again);
        assert_int_equal(again.n, w.body.n);
        assert_memory_equal(again.s, w.body.s, again.n);
        tappa__buffer_free(&again);
        close_world(&w);
    }
}

/* Whose it is, and whether the fold that its customer stands at asked for it: of what no history asks for any more, none did. */
static void
rows_say_whose_and_whether_asked(void **state)
{
    static const uint8_t key[16] = "0123456789abcde";
    struct tappa__contact given, *got;
    struct tappa_store_contact row;
    struct world w;
    char bytes[400];
    int64_t identity;
    uint32_t gone;

    (void)state;
    open_world(&w);
    got = tappa__contact_add(&w.c, key);
    given = *got;
    fill(&given);
    for (gone = 0; gone < 2; gone++) {
        given.not_today = gone;
        row = row_of(&w, &given);
        assert_int_equal(tappa__contact_unpack(&w.c, &row, got), TAPPA_OK);
        assert_int_equal(got->asked, !gone);
    }
    assert_int_equal(tappa__contact_identity_of(&row, &identity), TAPPA_OK);
    assert_int_equal(identity, -42);
    assert_true(row.body.size < sizeof bytes);
    memcpy(bytes, row.body.data, row.body.size);
    row.body.data = bytes;
    bytes[0]++; /* a form to come */
    assert_int_equal(tappa__contact_identity_of(&row, &identity), TAPPA_ESTORE);
    bytes[0]--;
    memmove(bytes + 3, bytes + 2, row.body.size - 2); /* a flag to come */
    bytes[1] = (char)(bytes[1] | 0x80);
    bytes[2] = 1;
    row.body.size++;
    assert_int_equal(tappa__contact_unpack(&w.c, &row, got), TAPPA_ESTORE);
    row.body.size = 2;
    assert_int_equal(tappa__contact_identity_of(&row, &identity), TAPPA_ESTORE);
    given.identity = 0;
    row = row_of(&w, &given);
    assert_int_equal(tappa__contact_identity_of(&row, &identity), TAPPA_ESTORE);
    close_world(&w);
}

/* Every way to cut it, every byte changed to every other: no crash, and what is taken for a contact packs to the bytes that it came from. */
static void
damage_is_found_or_harmless(void **state)
{
    static const uint8_t key[16] = "x";
    struct tappa__contact given, *got;
    struct tappa_store_contact row;
    struct tappa__buffer again;
    struct world w;
    char *copy;
    size_t at, refused = 0;
    int byte;

    (void)state;
    open_world(&w);
    got = tappa__contact_add(&w.c, key);
    given = *got;
    fill(&given);
    row = row_of(&w, &given);
    copy = malloc(row.body.size);
    tappa__buffer_init(&again, &w.engine.allocator);
    for (at = 0; at < row.body.size; at++) {
        struct tappa_store_contact cut = row;
        char *exactly = malloc(at ? at : 1); /* so that a sanitizer sees one byte too many */

        memcpy(exactly, row.body.data, at);
        cut.body = (struct tappa_span){exactly, at};
        assert_int_equal(tappa__contact_unpack(&w.c, &cut, got), TAPPA_ESTORE);
        free(exactly);
        for (byte = 0; byte < 256; byte++) {
            struct tappa_store_contact bad = row;
            tappa_status status;

            memcpy(copy, row.body.data, row.body.size);
            copy[at] = (char)byte;
            bad.body.data = copy;
            status = tappa__contact_unpack(&w.c, &bad, got);
            refused += status != TAPPA_OK;
            if (status) {
                assert_int_equal(status, TAPPA_ESTORE);
                continue;
            }
            tappa__buffer_reset(&again);
            tappa__contact_pack(got, &again);
            assert_int_equal(again.n, row.body.size);
            assert_memory_equal(again.s, copy, again.n);
        }
        tappa__arena_reset(&w.c.arena);
    }
    assert_true(refused > 1000);
    free(copy);
    row.state = 0;
    assert_int_equal(tappa__contact_unpack(&w.c, &row, got), TAPPA_ESTORE);
    row.state = TAPPA_CONTACT_EXPIRED + 1;
    assert_int_equal(tappa__contact_unpack(&w.c, &row, got), TAPPA_ESTORE);
    tappa__buffer_free(&again);
    close_world(&w);
}

static void
stand_in_the_order_of_their_keys(void **state)
{
    struct world w;
    uint8_t key[16] = {0};
    unsigned i;

    (void)state;
    open_world(&w);
    for (i = 0; i < 500; i++) {
        struct tappa__contact *contact;

        key[0] = (uint8_t)(i * 37 % 251);
        key[15] = (uint8_t)i;
        assert_null(tappa__contact_find(&w.c, key));
        contact = tappa__contact_add(&w.c, key);
        assert_int_equal(contact->state, TAPPA_CONTACT_WANTED);
        assert_int_equal(contact->is_new && contact->changed_row, 1);
        contact->attempt = i;
    }
    for (i = 1; i < 500; i++)
        assert_true(memcmp(w.c.contacts[i - 1].key, w.c.contacts[i].key, 16) < 0);
    for (i = 0; i < 500; i++) {
        key[0] = (uint8_t)(i * 37 % 251);
        key[15] = (uint8_t)i;
        assert_int_equal(tappa__contact_find(&w.c, key)->attempt, i);
    }
    close_world(&w);
}

static void
states_have_names_and_dues(void **state)
{
    static const struct {
        const char *name;
        uint32_t state;
        int open;
        int64_t due; /* of one that is due at 5 and expires at 9 */
    } rows[] = {
        {"wanted", TAPPA_CONTACT_WANTED, 1, 9},          {"claimed", TAPPA_CONTACT_CLAIMED, 1, 5},
        {"sent", TAPPA_CONTACT_SENT, 0, 5},              {"opened", TAPPA_CONTACT_OPENED, 0, TAPPA_NEVER},
        {"unopened", TAPPA_CONTACT_UNOPENED, 0, TAPPA_NEVER}, {"bounced", TAPPA_CONTACT_BOUNCED, 0, TAPPA_NEVER},
        {"failed", TAPPA_CONTACT_FAILED, 1, 9},          {"withdrawn", TAPPA_CONTACT_WITHDRAWN, 0, TAPPA_NEVER},
        {"expired", TAPPA_CONTACT_EXPIRED, 0, TAPPA_NEVER},
    };
    struct tappa__contact contact = {.expires = 9};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        contact.due = 5;
        contact.changed_row = 0;
        tappa__contact_move(&contact, rows[i].state, 3);
        assert_int_equal(contact.state, rows[i].state);
        assert_int_equal(contact.changed, 3);
        assert_int_equal(contact.changed_row, 1);
        assert_string_equal(tappa_contact_text(rows[i].state), rows[i].name);
        assert_int_equal(tappa__contact_is_open(&contact), rows[i].open);
        assert_int_equal(tappa__contact_due(&contact), rows[i].due);
    }
    tappa__contact_move(&contact, TAPPA_CONTACT_FAILED, 3);
    contact.due = TAPPA_NEVER; /* for good */
    assert_int_equal(tappa__contact_is_open(&contact), 0);
    assert_int_equal(tappa__contact_due(&contact), TAPPA_NEVER);
    assert_string_equal(tappa_contact_text(0), "");
    assert_string_equal(tappa_contact_text(10), "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back_as_it_was), cmocka_unit_test(rows_say_whose_and_whether_asked),
        cmocka_unit_test(damage_is_found_or_harmless),
        cmocka_unit_test(stand_in_the_order_of_their_keys),
        cmocka_unit_test(states_have_names_and_dues),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
