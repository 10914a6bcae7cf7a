/* Models that outgrow the tables of the fast way or come near it, or whose guards it cannot say: their events end where the model says. */
#include "lib/core/model/model.h"
#include "tests/support/world.h"

struct text {
    char *s;
    size_t n;
};

static void
put(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void
put(struct text *t, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    t->n += (size_t)vsprintf(t->s + t->n, format, args);
    va_end(args);
}

static void
begin(struct text *t, const char *events)
{
    *t = (struct text){malloc(8000000), 0};
    assert_non_null(t->s);
    put(t, "tappa: 1\nmodel: large\nversion: 1\nevents: {%s}\nstages:\n", events);
}

static void
compile(struct world *w, struct text *t)
{
    static const int32_t limits[] = {TAPPA_LIMIT_MODEL_BYTES, TAPPA_LIMIT_NODES, TAPPA_LIMIT_STAGES, TAPPA_LIMIT_TRANSITIONS};
    tappa_diagnostics *list;
    tappa_status status;

    memset(w, 0, sizeof *w);
    assert_int_equal(tappa_context_new(NULL, &w->context), TAPPA_OK);
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        assert_int_equal(tappa_context_set_limit(w->context, limits[i], 10000000), TAPPA_OK);
    assert_int_equal(tappa_diagnostics_new(w->context, &list), TAPPA_OK);
    status = tappa_model_compile(w->context, t->s, t->n, "large.yaml", list, &w->model);
    if (status)
        world_print(list);
    assert_int_equal(status, TAPPA_OK);
    tappa_diagnostics_free(list);
    assert_int_equal(tappa_batch_new(w->context, &w->batch), TAPPA_OK);
    assert_int_equal(tappa_journey_new(w->model, "anna", 4, NULL, 0, &w->journey), TAPPA_OK);
    free(t->s);
}

static void
goes(struct world *w, const char *event, int64_t value, const char *stage)
{
    struct tappa_value number = {.kind = TAPPA_INT, .integer = value};
    static int64_t second;

    assert_int_equal(world_feed(w, event, ++second, value < 0 ? NULL : &number), TAPPA_OK);
    assert_string_equal(world_stages(w), stage);
}

/* More leaves than the table has cells. */
static void
test_stages(void **state)
{
    (void)state;
    struct world w;
    struct text t;

    begin(&t, "Go: {}");
    put(&t, "  a: {when: {Go: s32999}}\n");
    for (int i = 0; i < 33000; i++)
        put(&t, "  s%d: {}\n", i);
    compile(&w, &t);
    goes(&w, "Go", -1, "s32999");
    world_close(&w);
}

/* Many stages, but few leaves: the table has them all. */
static void
test_chains(void **state)
{
    (void)state;
    struct world w;
    struct text t;

    begin(&t, "Go: {}");
    put(&t, "  a: {when: {Go: l1099}}\n");
    for (int i = 0; i < 1100; i++) {
        for (int depth = 0; depth < 30; depth++)
            put(&t, "%sc%dx%d: {stages: {", depth ? "" : "  ", i, depth);
        put(&t, "l%d: {}", i);
        for (int depth = 0; depth < 30; depth++)
            put(&t, "}}");
        put(&t, "\n");
    }
    compile(&w, &t);
    goes(&w, "Go", -1, "l1099");
    world_close(&w);
}

/* More cells than are worth a table. */
static void
test_cells(void **state)
{
    (void)state;
    struct world w;
    struct text t;

    t = (struct text){malloc(200000), 0};
    assert_non_null(t.s);
    put(&t, "tappa: 1\nmodel: large\nversion: 1\nevents:\n");
    for (int i = 0; i < 70; i++)
        put(&t, "  E%d: {}\n", i);
    put(&t, "stages:\n");
    for (int i = 0; i < 70; i++)
        put(&t, "  s%d: {when: {E%d: s%d}}\n", i, i, (i + 1) % 70);
    compile(&w, &t);
    goes(&w, "E1", -1, "s0");
    goes(&w, "E0", -1, "s1");
    goes(&w, "E1", -1, "s2");
    world_close(&w);
}

/* More rows for one event than the table has room for, and a value that only the last takes. */
static void
test_rows(void **state)
{
    (void)state;
    struct world w;
    struct text t;

    begin(&t, "Go: {fields: {n: int}}");
    put(&t, "  a:\n    when:\n      Go:\n");
    for (int i = 0; i < 66000; i++)
        put(&t, "        - {if: event.n == %d, to: %s}\n", i, i % 2 ? "a" : "b");
    put(&t, "        - {to: c}\n  b: {when: {Go: a}}\n  c: {}\n");
    compile(&w, &t);
    assert_int_equal(w.model->fast_count, 3); /* those of the cell that has no room take none from others */
    goes(&w, "Go", 0, "b");
    goes(&w, "Go", 1, "a");
    goes(&w, "Go", 65998, "b");
    goes(&w, "Go", 0, "a");
    goes(&w, "Go", 66000, "c");
    world_close(&w);
}

/* A field far back among many. */
static void
test_fields(void **state)
{
    (void)state;
    enum { count = 3000 };
    static struct tappa_value values[count];
    struct tappa_event event = {.size = sizeof event, .touchpoint = TAPPA_NONE, .fields = values, .field_count = count};
    struct world w;
    struct text t = {malloc(200000), 0};

    assert_non_null(t.s);
    put(&t, "tappa: 1\nmodel: large\nversion: 1\nevents: {Go: {fields: {");
    for (int i = 0; i < count; i++)
        put(&t, "%sf%d: int", i ? ", " : "", i);
    put(&t, "}}}\nstages: {a: {when: {Go: [{if: event.f%d > 5, to: b}, {if: event.f0 > 5, to: c}]}}, b: {when: {Go: a}}, c: {}}\n", count - 1);
    compile(&w, &t);
    for (int i = 0; i < count; i++)
        values[i].kind = TAPPA_INT;
    assert_int_equal(tappa_journey_feed(w.journey, &event, w.batch), TAPPA_OK);
    assert_string_equal(world_stages(&w), "a");
    values[count - 1].integer = 6;
    assert_int_equal(tappa_journey_feed(w.journey, &event, w.batch), TAPPA_OK);
    assert_string_equal(world_stages(&w), "b");
    assert_int_equal(tappa_journey_feed(w.journey, &event, w.batch), TAPPA_OK);
    values[0].integer = 6;
    values[count - 1].integer = 5;
    assert_int_equal(tappa_journey_feed(w.journey, &event, w.batch), TAPPA_OK);
    assert_string_equal(world_stages(&w), "c");
    world_close(&w);
}

/* A field that one of the row's events has, another not; a stage whose entering is asked for. */
static void
test_guards(void **state)
{
    (void)state;
    static const char text[] =
        "tappa: 1\nmodel: m\nversion: 1\nevents: {A: {fields: {n: int}}, B: {fields: {m: int}}}\n"
        "stages:\n  a:\n    when:\n      - {event: [A, B], if: has(event.n) && event.n > 1, to: b}\n      - {event: \"*\", if: event.n > 0, to: c}\n"
        "  b: {when: {A: {if: 'journey.entered(\"a\") < now', to: a}}}\n  c: {when: [{event: A, to: a}, {event: \"*\", if: event.n > 3, to: a}]}\n";
    struct world w;

    world_open(&w, text);
    goes(&w, "B", 7, "a");
    goes(&w, "A", 1, "c");
    goes(&w, "B", 9, "c");
    goes(&w, "A", 1, "a");
    goes(&w, "A", 2, "b");
    goes(&w, "A", 2, "a");
    world_close(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stages), cmocka_unit_test(test_chains), cmocka_unit_test(test_cells), cmocka_unit_test(test_rows),
        cmocka_unit_test(test_fields), cmocka_unit_test(test_guards),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
