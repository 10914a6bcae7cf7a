/* The compiler at its bounds: more prefixes than are told apart, more slips than are guessed at, and a schema into too little room. */
#include "tests/support/world.h"

static char text[400000];

/* How many of the diagnostics of `text` have this in their message. */
static int
count_of(const char *words, const char *hint)
{
    tappa_context *context;
    tappa_diagnostics *list;
    tappa_model *model;
    int count = 0;

    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    assert_int_equal(tappa_diagnostics_new(context, &list), TAPPA_OK);
    (void)!tappa_model_compile(context, text, strlen(text), NULL, list, &model);
    for (size_t i = 0; i < tappa_diagnostics_count(list); i++)
        count += strstr(tappa_diagnostics_at(list, i)->message, words) && strstr(tappa_diagnostics_at(list, i)->hint, hint);
    tappa_model_unref(model);
    tappa_diagnostics_free(list);
    tappa_context_unref(context);
    return count;
}

/* An event that none of 255 prefixes begins is warned of; where there are more, nobody looked at all of them, and nothing is said. */
static void
test_prefixes(void **state)
{
    (void)state;
    for (int count = 255; count <= 300; count += 45) {
        size_t n = (size_t)sprintf(text, "tappa: 1\nmodel: m\nversion: 1\nevents: {alone: {}");

        for (int i = 0; i < count; i++)
            n += (size_t)sprintf(text + n, ", p%d.x: {}", i);
        n += (size_t)sprintf(text + n, "}\nstages:\n  a:\n    when:\n");
        for (int i = 0; i < count; i++)
            n += (size_t)sprintf(text + n, "      p%d.*: b\n", i);
        sprintf(text + n, "  b: {}\ngoals: {g: {reach: b}}\n");
        assert_int_equal(count_of("takes up the event 'alone'", ""), count == 255);
        assert_int_equal(count_of("takes up the event", ""), count == 255);
    }
}

/* Each slip is reported; what was meant is guessed for as many as time allows. */
static void
test_guesses(void **state)
{
    int guessed, count = 900;
    size_t n = (size_t)sprintf(text, "tappa: 1\nmodel: m\nversion: 1\nevents:\n  E:\n    fields: {");

    (void)state;
    for (int i = 0; i < 1500; i++)
        n += (size_t)sprintf(text + n, "%sfield_number_%d: int", i ? ", " : "", i);
    n += (size_t)sprintf(text + n, "}\nstages:\n  a:\n    enter:\n");
    for (int i = 0; i < count; i++)
        n += (size_t)sprintf(text + n, "      - raise: E\n        with: {feild_number_%d: 1}\n", i);
    sprintf(text + n, "    when: {E: b}\n  b: {}\ngoals: {g: {reach: b}}\n");
    assert_int_equal(count_of("the event 'E' has no field 'feild_number_", ""), count);
    guessed = count_of("the event 'E' has no field 'feild_number_", "did you mean 'field_number_");
    assert_true(guessed > 0 && guessed < count);
}

static void
test_schema(void **state)
{
    size_t needed = tappa_schema(NULL, 0), sizes[] = {1, 100, needed, needed + 1, needed + 100};
    char *whole = malloc(needed + 100), *part = malloc(needed + 100);

    (void)state;
    assert_non_null(whole);
    assert_non_null(part);
    assert_int_equal(tappa_schema(whole, needed + 1), needed);
    assert_int_equal(strlen(whole), needed);
    memset(part, 'x', needed + 100);
    assert_int_equal(tappa_schema(part, 0), needed); /* no room: not a byte is written */
    assert_int_equal(part[0], 'x');
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t wanted = sizes[i] - 1 < needed ? sizes[i] - 1 : needed;

        memset(part, 'x', needed + 100);
        assert_int_equal(tappa_schema(part, sizes[i]), needed);
        assert_memory_equal(part, whole, wanted);
        assert_int_equal(part[wanted], 0);
        assert_true(wanted + 1 == needed + 100 || part[wanted + 1] == 'x');
    }
    free(whole);
    free(part);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_prefixes), cmocka_unit_test(test_guesses), cmocka_unit_test(test_schema)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
