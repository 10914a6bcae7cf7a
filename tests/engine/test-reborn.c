/* Two processes over one file: what one of them has read of a person goes, erased or as part of another, and the person comes back under the same
 * number. Whatever the first does next with what it has read is a lost race: nothing that went comes back by it, and nothing that came is lost. */
#define _GNU_SOURCE /* memmem */
#include "tests/engine/people.h"
#include "tests/support/scratch.h"

static const char *const names[] = {"erased", "joined and parted"};
enum { ERASED, PARTED, WAYS };

/* A lost race is run again, once what was read is read anew. */
static int
hear(struct shop *s, const char *who, const char *name, int64_t time, const char *fields)
{
    static int number;
    struct tappa_ingested result = {.size = sizeof result};
    struct shop_event e;
    char id[16];
    int lost = 0;
    tappa_status status;

    snprintf(id, sizeof id, "e%d", number++);
    shop_event(&e, who, name, time, id, fields);
    while ((status = tappa_engine_ingest(s->engine, &e.record, 1, NULL, time, &result)) == TAPPA_ECONFLICT && lost < 8)
        lost++;
    assert_int_equal(status, TAPPA_OK);
    return lost;
}

static void
open_both(struct shop *a, struct shop *b, const char *path)
{
    scratch_remove(path);
    shop_open(a, path, TAPPA_STORE_SHARED, NULL);
    shop_open(b, path, TAPPA_STORE_SHARED, NULL);
}

/* Between what both ways have in common: `b` takes the person away, who then does what takes the reason for the mail away. Somebody with more entries
 * stays where they are joined. */
static void
go_and_come_back(struct shop *b, int way, const char *what, const char *fields)
{
    if (way == ERASED) {
        assert_int_equal(tappa_engine_erase(b->engine, shop_find(b, "login=bob"), SHOP_START + 1, NULL), TAPPA_OK);
        hear(b, "login=bob", what, SHOP_START + 2, fields);
    } else {
        struct shop_event both;

        for (int i = 0; i < 4; i++)
            hear(b, "login=anna", "Viewed", SHOP_START - 10 + i, NULL);
        hear(b, "login=anna login=bob", "Viewed", SHOP_START + 1, NULL);
        hear(b, "login=bob", what, SHOP_START + 2, fields);
        shop_event(&both, "login=anna login=bob", "-", 0, NULL, NULL);
        assert_int_equal(tappa_engine_part_identities(b->engine, &both.identities[0], &both.identities[1], SHOP_START + 3), TAPPA_OK);
    }
}

static void
what_went_does_not_come_back(void **state)
{
    char path[200];

    (void)state;
    scratch_file(path, sizeof path, "reborn");
    for (int way = 0; way < WAYS; way++) {
        struct shop a, b;
        struct tappa_standing standing;

        open_both(&a, &b, path);
        hear(&a, "login=bob", "Consent Given", SHOP_START, "purpose=marketing proof=SECRET");
        go_and_come_back(&b, way, "Consent Withdrawn", "purpose=marketing");
        assert_int_equal(hear(&a, "login=bob", "Viewed", SHOP_START + SHOP_HOUR, NULL), 1);
        for (int i = 0; i < 2; i++) {
            standing = shop_where(i ? &b : &a, "login=bob");
            if (standing.consent_count != 1 || standing.consents[0].given)
                fail_msg("%s: a consent that was withdrawn is back", names[way]);
        }
        if (way == ERASED)
            assert_string_equal(standing.consents[0].proof, "");
        shop_close(&a);
        shop_close(&b);
    }
    scratch_remove(path);
}

static int
file_has(const char *path, const char *what)
{
    static char bytes[1 << 20];
    FILE *file = fopen(path, "rb");
    size_t size;

    assert_non_null(file);
    size = fread(bytes, 1, sizeof bytes, file);
    assert_true(size > 0 && size < sizeof bytes);
    fclose(file);
    return memmem(bytes, size, what, strlen(what)) != NULL;
}

static void
nothing_is_sent_after_the_order(void **state)
{
    char path[200];

    (void)state;
    scratch_file(path, sizeof path, "reborn");
    for (int way = 0; way < WAYS; way++) {
        const struct tappa_claimed *claimed;
        struct shop a, b;
        size_t count, done;

        open_both(&a, &b, path);
        hear(&b, "login=bob", "Consent Given", SHOP_START - 1, "purpose=marketing channel=email");
        hear(&a, "login=bob", "Added", SHOP_START, "price=30 sku=SECRET");
        go_and_come_back(&b, way, "Ordered", "revenue=30");
        assert_int_equal(hear(&a, "login=bob", "Never Heard Of", SHOP_START + SHOP_HOUR / 2, NULL), 1);
        assert_int_equal(tappa_engine_run_due(a.engine, SHOP_START + 2 * SHOP_HOUR, 10, &done), TAPPA_OK);
        assert_int_equal(tappa_engine_claim(b.engine, SHOP_START + 2 * SHOP_HOUR, 10, &claimed, &count), TAPPA_OK);
        for (size_t i = 0; i < count; i++)
            if (!strcmp(claimed[i].touchpoint, "basket_mail"))
                fail_msg("%s: the mail about the basket goes out behind the order", names[way]);
        assert_true(way == ERASED || file_has(path, "SECRET"));
        assert_int_equal(tappa_engine_erase(a.engine, shop_find(&a, "login=bob"), SHOP_START + SHOP_DAY, NULL), TAPPA_OK);
        if (way == PARTED)
            assert_int_equal(tappa_engine_erase(a.engine, shop_find(&a, "login=anna"), SHOP_START + SHOP_DAY, NULL), TAPPA_OK);
        shop_close(&a);
        shop_close(&b);
        assert_false(file_has(path, "SECRET"));
    }
    scratch_remove(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_went_does_not_come_back), cmocka_unit_test(nothing_is_sent_after_the_order)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
