/* Journeys beside each other: models that start models, in circles too; several of one model, one after the other and side by side, each by its key. */
#include "tests/engine/people.h"

/* An order begins a delivery; a delivery that went wrong begins a complaint, and that the shop's own model of an order again. */
static const char order[] =
    "tappa: 1\nmodel: order\nversion: 1\n"
    "data: {n: {type: int, default: 0}}\n"
    "events: {Ordered: {fields: {id: string, n: int}}, start: {fields: {id: string, n: int}}, Cancelled: {fields: {id: string}}}\n"
    "entry: {Ordered: open, start: open}\nentry_rules: {again: after_end, key: event.id}\n"
    "stages:\n"
    "  open:\n    enter: [{set: {n: event.n}}, {start: delivery, with: {id: event.id, n: event.n + 1}}]\n"
    "    when: {Cancelled: gone}\n    after: {30d: gone}\n"
    "  gone: {final: true}\n"
    "goals: {sale: {event: Ordered}}\n";
static const char delivery[] =
    "tappa: 1\nmodel: delivery\nversion: 1\n"
    "data: {n: {type: int, default: 0}}\n"
    "events: {start: {fields: {id: string, n: int}}, Arrived: {fields: {id: string}}, Lost: {fields: {id: string}}}\n"
    "entry: {start: under_way}\nentry_rules: {again: always, key: event.id}\n"
    "stages:\n"
    "  under_way: {enter: [{set: {n: event.n}}, {start: order, with: {id: event.id, n: event.n + 1}}], when: {Arrived: there, Lost: lost}}\n"
    "  there: {final: true}\n"
    "  lost: {final: true}\n"
    "goals: {there: {reach: there}}\n";

static void
begin(struct shop *s, uint32_t flags)
{
    static const char *const texts[] = {order, delivery};

    shop_open(s, NULL, flags, NULL);
    for (int i = 0; i < 2; i++) {
        tappa_model *model = shop_compile(s->context, texts[i]);

        assert_int_equal(tappa_engine_add_model(s->engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
        tappa_model_unref(model);
    }
}

/* How many journeys of this model there are under a key (the end of their id), and how many of them live. */
static int
count(struct shop *s, const char *model, const char *key, int *living)
{
    struct tappa_standing w = shop_where(s, "cookie=c");
    int all = 0;

    *living = 0;
    for (size_t i = 0; i < w.journey_count; i++) {
        size_t size;
        const char *id = strchr(tappa_journey_id(w.journeys[i], &size), '#');

        if (!id || strcmp(tappa_model_name(tappa_journey_model(w.journeys[i])), model) || strncmp(id + 1, key, strlen(key)))
            continue;
        all++;
        *living += !tappa_journey_ended(w.journeys[i]);
    }
    return all;
}

static void
ordered(struct shop *s, const char *id, int64_t time)
{
    char fields[64];
    struct shop_event e;
    struct tappa_ingested r = {.size = sizeof r};

    snprintf(fields, sizeof fields, "id=%s", id);
    shop_event(&e, "cookie=c", "Ordered", time, NULL, fields);
    e.fields[1] = (struct tappa_field){.name = "n", .name_size = 1, .value = {.kind = TAPPA_INT, .integer = 0}};
    e.record.field_count = 2;
    s->now = time > s->now ? time : s->now;
    assert_int_equal(tappa_engine_ingest(s->engine, &e.record, 1, NULL, s->now, &r), TAPPA_OK);
    assert_int_equal(r.outcome, TAPPA_INGEST_TAKEN);
}

/* One order, one delivery: the circle ends where an order of the key lives already. Another key is another pair. */
static void
each_starts_the_other(void **state)
{
    struct shop s;
    int living;

    (void)state;
    for (uint32_t flags = 0; flags <= TAPPA_STORE_SHARED; flags++) {
        begin(&s, flags);
        ordered(&s, "x", SHOP_START);
        assert_int_equal(count(&s, "order", "x", &living), 1);
        assert_int_equal(count(&s, "delivery", "x", &living), 1);
        assert_int_equal(living, 1);
        ordered(&s, "y", SHOP_START + 1);
        assert_int_equal(count(&s, "order", "y", &living), 1);
        assert_int_equal(count(&s, "delivery", "x", &living), 1);
        shop_ingest(&s, "cookie=c", "Arrived", SHOP_START + 2, NULL, "id=x"); /* of one key alone */
        assert_int_equal(count(&s, "delivery", "x", &living), 1);
        assert_int_equal(living, 0);
        assert_int_equal(count(&s, "delivery", "y", &living), 1);
        assert_int_equal(living, 1);
        shop_ingest(&s, "cookie=c", "Cancelled", SHOP_START + 3, NULL, "id=x");
        ordered(&s, "x", SHOP_START + 4); /* the second of its key, as the first has ended */
        assert_int_equal(count(&s, "order", "x", &living), 2);
        assert_int_equal(living, 1);
        assert_int_equal(count(&s, "delivery", "x", &living), 2);
        assert_int_equal(living, 1);
        shop_close(&s);
    }
}

/* What began what is found again when the history is folded again, with what was handed on. */
static void
a_late_order_is_started_in_its_place(void **state)
{
    struct shop s, t;
    struct shop_text a = {0}, b = {0};

    (void)state;
    begin(&s, 0);
    ordered(&s, "x", SHOP_START);
    shop_ingest(&s, "cookie=c", "Lost", SHOP_START + SHOP_HOUR, NULL, "id=x");
    ordered(&s, "y", SHOP_START + 2 * SHOP_HOUR);
    shop_describe(&s, "cookie=c", &a);
    begin(&t, TAPPA_STORE_SHARED);
    ordered(&t, "y", SHOP_START + 2 * SHOP_HOUR);
    shop_ingest(&t, "cookie=c", "Lost", SHOP_START + SHOP_HOUR, NULL, "id=x");
    ordered(&t, "x", SHOP_START);
    shop_describe(&t, "cookie=c", &b);
    assert_string_equal(a.s, b.s);
    free(a.s);
    free(b.s);
    shop_close(&s);
    shop_close(&t);
}

/* `customer` is a kind as any other: a bare name beside a login. */
static void
a_bare_name_beside_a_login(void **state)
{
    struct shop s;
    int64_t joined;

    (void)state;
    begin(&s, 0);
    assert_int_equal(tappa_engine_add_kind(s.engine, "login", 5, 1), TAPPA_OK);
    shop_ingest(&s, "customer=anna", "Added", SHOP_START, NULL, "price=5");
    shop_ingest(&s, "login=anna", "Viewed", SHOP_START + 1, NULL, NULL);
    assert_true(shop_find(&s, "customer=anna") != shop_find(&s, "login=anna")); /* one word, two kinds */
    joined = shop_ingest(&s, "customer=anna login=anna", "Viewed", SHOP_START + 2, NULL, NULL).sequence;
    assert_int_equal(shop_find(&s, "customer=anna"), shop_find(&s, "login=anna"));
    assert_string_equal(shop_ingest(&s, "customer=anna login=bruno", "Viewed", SHOP_START + 3, NULL, NULL).message,
                        "not taken in: one customer has at most 1 of the kind `login`");
    assert_int_equal(tappa_engine_part(s.engine, joined, s.now), TAPPA_OK);
    assert_true(shop_find(&s, "customer=anna") != shop_find(&s, "login=anna"));
    assert_string_equal(shop_stage(&s, "customer=anna", s.basket), "choosing");
    assert_string_equal(shop_stage(&s, "login=anna", s.basket), "looking");
    shop_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_starts_the_other),
        cmocka_unit_test(a_late_order_is_started_in_its_place),
        cmocka_unit_test(a_bare_name_beside_a_login),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
