/* The rule of structs that say their own size, for every such struct of the public headers: one too small is refused, the exact
 * one is read, a larger one from a newer header is read where all that this version does not know is 0, and refused where it
 * is not. A refusal changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tappa/tappa.h"

static const char text[] = "tappa: 1\n"
                           "model: two\n"
                           "version: 1\n"
                           "events:\n"
                           "  go: {fields: {n: int}}\n"
                           "stages:\n"
                           "  a:\n"
                           "    when:\n"
                           "      go: b\n"
                           "  b:\n"
                           "    when:\n"
                           "      go: a\n"
                           "goals:\n"
                           "  there: {reach: b}\n";

static tappa_context *context;
static tappa_model *model;
static tappa_batch *batch;

static int
set_up(void **state)
{
    (void)state;
    if (tappa_context_new(NULL, &context) || tappa_batch_new(context, &batch))
        return -1;
    return tappa_model_compile(context, text, sizeof text - 1, "two.yaml", NULL, &model);
}

static int
tear_down(void **state)
{
    (void)state;
    tappa_model_unref(model);
    tappa_batch_free(batch);
    tappa_context_unref(context);
    return 0;
}

#define TAIL 64

struct row {
    const char *name;
    int32_t more;     /* bytes more or fewer than this version's struct */
    uint32_t dirty;   /* 1 + the byte of the tail that is not 0; 0: all are */
    tappa_status status;
};

static const struct row rows[] = {
    {"no size at all", INT32_MIN, 0, TAPPA_EINVAL},
    {"the size alone", INT32_MIN + 4, 0, TAPPA_EINVAL},
    {"smaller than the first version's", -4, 0, TAPPA_EINVAL},
    {"smaller by a byte", -1, 0, TAPPA_EINVAL},
    {"exact", 0, 0, TAPPA_OK},
    {"exact, and what follows is none of ours", 0, 1, TAPPA_OK},
    {"newer by a byte, tail zero", 1, 0, TAPPA_OK},
    {"newer, tail zero", 8, 0, TAPPA_OK},
    {"newer, tail zero, dirt behind it", 8, 9, TAPPA_OK},
    {"much newer, tail zero", TAIL, 0, TAPPA_OK},
    {"newer by a byte, tail dirty", 1, 1, TAPPA_EINVAL},
    {"newer, first byte dirty", 8, 1, TAPPA_EINVAL},
    {"newer, last byte dirty", 8, 8, TAPPA_EINVAL},
    {"much newer, last byte dirty", TAIL, TAIL, TAPPA_EINVAL},
};

static uint32_t
size_of(const struct row *row, size_t exact)
{
    return row->more < INT32_MIN + 8 ? (uint32_t)(row->more - INT32_MIN) : (uint32_t)((int64_t)exact + row->more);
}

static void
event_sizes(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        union {
            struct tappa_event event;
            unsigned char bytes[sizeof(struct tappa_event) + TAIL];
        } it;
        tappa_journey *journey;
        tappa_status status;

        memset(&it, 0, sizeof it);
        it.event.size = size_of(&rows[i], sizeof it.event);
        it.event.type = tappa_event_type_index(tappa_model_event_find(model, "go", 2));
        it.event.touchpoint = TAPPA_NONE;
        if (rows[i].dirty)
            it.bytes[sizeof it.event + rows[i].dirty - 1] = 1;
        assert_int_equal(tappa_journey_new(model, "anna", 4, NULL, 0, &journey), TAPPA_OK);
        assert_int_equal(tappa_journey_probe(journey, &it.event, batch), rows[i].status);
        status = tappa_journey_feed(journey, &it.event, batch);
        if (status != rows[i].status)
            fail_msg("event, %s: status %d", rows[i].name, (int)status);
        assert_int_equal(tappa_journey_begun(journey), status == TAPPA_OK);
        assert_int_equal(tappa_batch_taken_count(batch), status == TAPPA_OK);
        tappa_journey_free(journey);
    }
}

static void
columns_sizes(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        union {
            struct tappa_columns columns;
            unsigned char bytes[sizeof(struct tappa_columns) + TAIL];
        } it;
        const uint32_t journeys[] = {0};
        const uint32_t events[] = {tappa_event_type_index(tappa_model_event_find(model, "go", 2))};
        const int64_t times[] = {0};
        uint64_t counts[2] = {9, 9};
        tappa_cohort *cohort;
        tappa_status status;
        size_t done = 0;

        memset(&it, 0, sizeof it);
        it.columns.size = size_of(&rows[i], sizeof it.columns);
        it.columns.count = 1;
        it.columns.journeys = journeys;
        it.columns.events = events;
        it.columns.times = times;
        if (rows[i].dirty)
            it.bytes[sizeof it.columns + rows[i].dirty - 1] = 1;
        assert_int_equal(tappa_cohort_new(model, 1, &cohort), TAPPA_OK);
        status = tappa_cohort_feed(cohort, &it.columns, batch, &done);
        if (status != rows[i].status)
            fail_msg("columns, %s: status %d", rows[i].name, (int)status);
        assert_int_equal(done, status == TAPPA_OK);
        assert_int_equal(tappa_cohort_histogram(cohort, counts, 2), TAPPA_OK);
        assert_int_equal(counts[0], 0);
        assert_int_equal(counts[1], status == TAPPA_OK);
        tappa_cohort_free(cohort);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(event_sizes),
        cmocka_unit_test(columns_sizes),
    };

    return cmocka_run_group_tests_name("size-first", tests, set_up, tear_down);
}
