/* An entry's body, byte for byte: what is not as it was written is a damaged store and never another event; and what people say of themselves at one
 * moment stands in one order, whoever came first. What is told of values and of a contact's identity, too. */
#include "tests/engine/people.h"

#include "lib/engine/engine.h"
#include "lib/engine/json.h"
#include "lib/engine/pack.h"
#include "tests/support/world.h"

#define BODY(text) {text, sizeof text - 1}

static void
bodies(void **state)
{
    static const struct {
        const char *name;
        struct tappa_span body;
        tappa_status status;
    } all[] = {
        {"as it is written", BODY("\2\0\0\0\0\0\0\0"), TAPPA_OK},
        {"before what is known was told", BODY("\1\0\0\0\0\0\0"), TAPPA_OK},
        {"of no form that there is", BODY("\3\0\0\0\0\0\0\0"), TAPPA_ESTORE},
        {"nothing", BODY(""), TAPPA_ESTORE},
        {"cut", BODY("\2\0\0\0\0\0\0"), TAPPA_ESTORE},
        {"longer", BODY("\2\0\0\0\0\0\0\0\0"), TAPPA_ESTORE},
        {"with a message", BODY("\2\x10\0\0\0\0\0\0\1x"), TAPPA_OK},
        {"with a message that is empty", BODY("\2\x10\0\0\0\0\0\0\0"), TAPPA_ESTORE},
        {"with a flag that there is not", BODY("\2\x20\0\0\0\0\0\0"), TAPPA_ESTORE},
        {"aside, and not too late", BODY("\2\x08\0\0\0\0\0\0"), TAPPA_ESTORE},
        {"aside, and too late", BODY("\2\x0a\0\0\0\0\0\0"), TAPPA_OK},
        {"a number in more bytes than it needs", BODY("\2\0\x80\0\0\0\0\0\0"), TAPPA_ESTORE},
        {"a number of ten bytes", BODY("\2\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\1\0\0\0\0"), TAPPA_OK},
        {"a number of more bits than there are", BODY("\2\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\2\0\0\0\0"), TAPPA_ESTORE},
        {"a number that does not end", BODY("\2\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\x81\0\0\0\0"), TAPPA_ESTORE},
    };
    struct tappa_allocator allocator;

    (void)state;
    tappa__allocator_default(&allocator);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const struct tappa_entry row = {.size = sizeof row, .sequence = 1, .identity = 1, .kind = TAPPA__ENTRY_EVENT, .body = all[i].body};
        struct tappa__arena arena;
        struct tappa__entry entry;
        tappa_status status;

        tappa__arena_init(&arena, &allocator, 0);
        status = tappa__entry_unpack(&row, &arena, &entry);
        if (status != all[i].status)
            fail_msg("%s: %d", all[i].name, status);
        tappa__arena_free(&arena);
    }
}

/* Where that cannot be told, an id may be known. */
static void
ids_are_known_by_their_entries(void **state)
{
    static const struct {
        struct tappa_span body, id;
        uint32_t kind;
        int is, may;
    } all[] = {
        {BODY("\2\0"), BODY("x"), TAPPA__ENTRY_EVENT, 1, 1}, {BODY("\1\0"), BODY("x"), TAPPA__ENTRY_EVENT, 1, 1},
        {BODY("\2\4"), BODY("x"), TAPPA__ENTRY_EVENT, 0, 0}, {BODY("\2\0"), BODY(""), TAPPA__ENTRY_EVENT, 0, 0},
        {BODY("\2\0"), BODY("x"), TAPPA__ENTRY_PART, 0, 0},  {BODY("\3\0"), BODY("x"), TAPPA__ENTRY_EVENT, 0, 1},
        {BODY("\2"), BODY("x"), TAPPA__ENTRY_EVENT, 0, 1},   {BODY(""), BODY("x"), TAPPA__ENTRY_EVENT, 0, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const struct tappa_entry row = {.size = sizeof row, .kind = all[i].kind, .id = all[i].id, .body = all[i].body};

        assert_int_equal(tappa__entry_is_seen(&row), all[i].is);
        assert_int_equal(tappa__entry_may_be_seen(&row), all[i].may);
    }
}

#define SAID(what, ...) {.name = what, .name_size = 5, .value = {__VA_ARGS__}}

static void
what_is_said_at_once_has_an_order(void **state)
{
    static const struct tappa_field fields[] = { /* each before those behind it */
        SAID("email", .kind = TAPPA_BOOL, .integer = 0),    SAID("email", .kind = TAPPA_BOOL, .integer = 1),
        SAID("email", .kind = TAPPA_INT, .integer = -1),    SAID("email", .kind = TAPPA_INT, .integer = 2),
        SAID("email", .kind = TAPPA_DOUBLE, .real = -1.5),  SAID("email", .kind = TAPPA_DOUBLE, .real = 2.5),
        SAID("email", .kind = TAPPA_STRING, .data = "a", .size = 1), SAID("email", .kind = TAPPA_STRING, .data = "b", .size = 1),
        SAID("email", .kind = TAPPA_BYTES, .data = "a", .size = 1),  SAID("email", .kind = TAPPA_BYTES, .data = "b", .size = 1),
        SAID("phone", .kind = TAPPA_BOOL, .integer = 0),
    };
    const size_t count = sizeof fields / sizeof *fields;

    (void)state;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) {
            const struct tappa__entry a = {.kind = TAPPA__ENTRY_EVENT, .name = TAPPA__TEXT("identify"), .came = 2, .fields = &fields[i], .field_count = 1};
            const struct tappa__entry b = {.kind = TAPPA__ENTRY_EVENT, .name = TAPPA__TEXT("identify"), .came = 1, .fields = &fields[j], .field_count = 1};
            int order = tappa__entry_compare(&a, &b);

            if (i < j ? order >= 0 : order <= 0) /* the same: by arrival */
                fail_msg("fields %zu and %zu: %d", i, j, order);
        }
}

/* Of an event's own words so many bytes are told as anybody reads, and no part of a character. */
static void
words_are_cut_between_characters(void **state)
{
    char text[101];

    (void)state;
    memset(text, 'x', 100);
    text[100] = '\0';
    assert_int_equal(tappa__tell_cut((struct tappa__text){text, 64}).n, 64);
    assert_int_equal(tappa__tell_cut((struct tappa__text){text, 65}).n, 64);
    memcpy(text + 63, "\xc3\xa9", 2);
    assert_int_equal(tappa__tell_cut((struct tappa__text){text, 65}).n, 63);
    memset(text, 0x80, 100);
    assert_int_equal(tappa__tell_cut((struct tappa__text){text, 100}).n, 0);
}

/* Of lists and maps no more is kept than that they were there. Where there is no memory nothing is told. */
static void
fields_are_told_as_json(void **state)
{
    char many[200];
    const struct tappa_field fields[] = {
        {.name = "a", .name_size = 1, .value = {.kind = TAPPA_LIST}},
        {.name = "b", .name_size = 1, .value = {.kind = TAPPA_MAP}},
        {.name = "c", .name_size = 1, .value = {.kind = TAPPA_UNSET}},
        {.name = "d", .name_size = 1, .value = {.kind = TAPPA_STRING, .data = many, .size = sizeof many}},
    };
    struct failing memory = {0};
    struct tappa_allocator allocator = failing_allocator(&memory);
    struct tappa__buffer out;
    char expected[300];

    (void)state;
    memset(many, 'x', sizeof many);
    snprintf(expected, sizeof expected, "{\"a\": null, \"b\": null, \"c\": null, \"d\": \"%.200s\"}", many);
    tappa__buffer_init(&out, &allocator);
    tappa__json_fields(&out, fields, 4);
    assert_string_equal(out.s, expected);
    tappa__buffer_free(&out);
    tappa__buffer_init(&out, &allocator);
    memory.count = 0;
    memory.fail_at = 1;
    tappa__json_value(&out, &fields[3].value);
    assert_true(out.failed && !out.n);
    tappa__buffer_free(&out);
    assert_int_equal(memory.live, 0);
}

/* Where the one that a contact was made for is no more the customer's, another of theirs. */
static void
a_contact_has_an_identity(void **state)
{
    struct tappa__member members[] = {{.identity = 5}, {.identity = 7}};
    struct tappa__customer c = {.members = members, .member_count = 2};
    struct tappa__contact contact = {.identity = 7};

    (void)state;
    assert_int_equal(tappa__contact_identity(&c, &contact), 7);
    contact.identity = 9;
    assert_int_equal(tappa__contact_identity(&c, &contact), 5);
    c.member_count = 0;
    assert_int_equal(tappa__contact_identity(&c, &contact), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies),
        cmocka_unit_test(ids_are_known_by_their_entries),
        cmocka_unit_test(what_is_said_at_once_has_an_order),
        cmocka_unit_test(words_are_cut_between_characters),
        cmocka_unit_test(fields_are_told_as_json),
        cmocka_unit_test(a_contact_has_an_identity),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
