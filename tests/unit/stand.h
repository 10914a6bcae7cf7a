/* What test-oom.c works on: models, journeys and cohorts in which each call has something to do, made anew for each failure, and pictures of all
 * that must not change where a call fails. */
#ifndef STAND_H
#define STAND_H

#include "tests/support/world.h"

#define MEMBERS 2
#define NOON INT64_C(1767610800000000)
#define DAY INT64_C(86400000000)

/* All that the calls work on, made anew for each failure. */
struct stand {
    struct failing failing;
    tappa_context *context;
    tappa_model *model, *newer, *made, *tight, *sent, *plain;
    tappa_diagnostics *diagnostics;
    tappa_batch *batch, *fresh; /* fresh: has seen no step of the model, so that its lists must grow */
    tappa_journey *journey, *other, *late, *moved; /* late: a timer of it asks for too much; moved: a send waits that no row of its model makes */
    tappa_cohort *cohort, *second, *lates, *plains;
    tappa_expression *expression;
    tappa_zone *zone;
    unsigned char bytes[16384], older[4096], sending[1024];
    size_t size, older_size, sending_size;
};

static const char *paths[4];
static char *texts[3];

/* More delayed sends than there may be; rows that the fast way can do; two versions, of which the older sends. */
static const char tight_text[] = "tappa: 1\nmodel: tight\nversion: 1\nevents: {Go: {}, Late: {}}\nstages:\n  a:\n    when: {Go: {}}\n    after:\n"
                                 "      1h: {do: [{send: Late, after: 30d}, {send: Late, after: 30d}, {send: Late, after: 30d}]}\n"
                                 "      2h: b\n  b: {when: {Late: a}}\n";
static const char fast_text[] = "tappa: 1\nmodel: fast\nversion: 1\nevents: {Go: {fields: {n: int}}, Stop: {}}\nstages:\n"
                                "  a: {when: {Go: [{if: event.n > 4, to: b}, {if: event.n > 3, to: c}, {if: event.n > 2, to: a}]}}\n"
                                "  b: {when: {Stop: a}}\n  c: {when: {Stop: a, Go: b}}\n";
static const char sent_text[] = "tappa: 1\nmodel: moving\nversion: 1\nevents: {Go: {}, Late: {}}\n"
                                "stages: {a: {when: {Go: {send: Late, after: 1d}}}}\n";
static const char plain_text[] = "tappa: 1\nmodel: moving\nversion: 2\nevents: {Go: {}, Late: {}}\nstages: {a: {when: {Go: {}}}}\nmigrate: {from: 1}\n";

static struct tappa_event
event_at(const tappa_model *m, const char *name, int64_t time, const struct tappa_value *fields)
{
    const tappa_event_type *type = tappa_model_event_find(m, name, strlen(name));

    assert_non_null(type);
    return (struct tappa_event){.size = sizeof(struct tappa_event), .type = tappa_event_type_index(type), .time = time, .fields = fields,
                                .field_count = fields ? tappa_event_type_field_count(type) : 0, .touchpoint = TAPPA_NONE};
}

static const struct tappa_value order[] = {{.kind = TAPPA_DOUBLE, .real = 50.0}, {.kind = TAPPA_INT, .integer = 2}};

/* ---- the stand ---- */

static const struct tappa_value mail = {.kind = TAPPA_STRING, .size = 16, .data = "anna@example.org"};

/* Some way into the model: timers armed, sends pending, texts in slots, a zone. */
static void
walk(struct stand *s, tappa_journey *j)
{
    struct tappa_event event = event_at(s->model, "Order", NOON, order), view = event_at(s->model, "View", NOON + DAY / 24, NULL);

    event.touchpoint = 0;
    assert_int_equal(tappa_journey_set_zone(j, s->zone), TAPPA_OK);
    assert_int_equal(tappa_journey_set_profile(j, 0, &mail), TAPPA_OK);
    assert_int_equal(tappa_journey_feed(j, &event, s->batch), TAPPA_OK);
    assert_int_equal(tappa_journey_feed(j, &view, s->batch), TAPPA_OK);
    assert_int_equal(tappa_journey_begun(j), 1);
    assert_true(tappa_journey_next_due(j) != TAPPA_NEVER);
}

static void
make_older(struct stand *s)
{
    struct tappa_value price = {.kind = TAPPA_DOUBLE, .real = 2.5};
    struct tappa_event event;
    tappa_model *old;
    tappa_journey *j;

    assert_int_equal(tappa_model_compile(s->context, texts[1], strlen(texts[1]), NULL, NULL, &old), TAPPA_OK);
    assert_int_equal(tappa_journey_new(old, "anna", 4, NULL, 0, &j), TAPPA_OK);
    event = event_at(old, "add", NOON, &price);
    assert_int_equal(tappa_journey_feed(j, &event, s->batch), TAPPA_OK);
    s->older_size = world_snapshot(j, s->older, sizeof s->older);
    tappa_journey_free(j);
    tappa_model_unref(old);
}

static void
make_sending(struct stand *s)
{
    struct tappa_event go = event_at(s->sent, "Go", NOON, NULL);
    tappa_journey *j;

    assert_int_equal(tappa_journey_new(s->sent, "anna", 4, NULL, 0, &j), TAPPA_OK);
    assert_int_equal(tappa_journey_feed(j, &go, s->batch), TAPPA_OK);
    s->sending_size = world_snapshot(j, s->sending, sizeof s->sending);
    tappa_journey_free(j);
    assert_int_equal(tappa_snapshot_read(s->plain, s->sending, s->sending_size, s->batch, &s->moved), TAPPA_OK);
    assert_int_equal(tappa_cohort_new(s->plain, 1, &s->plains), TAPPA_OK);
}

static void
make_late(struct stand *s)
{
    struct tappa_event go;

    assert_int_equal(tappa_context_set_limit(s->context, TAPPA_LIMIT_PENDING_SENDS, 2), TAPPA_OK);
    assert_int_equal(tappa_model_compile(s->context, tight_text, sizeof tight_text - 1, NULL, NULL, &s->tight), TAPPA_OK);
    assert_int_equal(tappa_journey_new(s->tight, "anna", 4, NULL, 0, &s->late), TAPPA_OK);
    go = event_at(s->tight, "Go", NOON, NULL);
    assert_int_equal(tappa_journey_feed(s->late, &go, s->batch), TAPPA_OK);
    assert_int_equal(tappa_cohort_new(s->tight, 1, &s->lates), TAPPA_OK);
    assert_int_equal(tappa_cohort_put(s->lates, 0, s->late), TAPPA_OK);
}

static void
stand_open(struct stand *s)
{
    struct tappa_allocator a = failing_allocator(&s->failing);

    memset(s, 0, sizeof *s);
    assert_int_equal(tappa_context_new(&a, &s->context), TAPPA_OK);
    assert_int_equal(tappa_model_compile(s->context, texts[0], strlen(texts[0]), NULL, NULL, &s->model), TAPPA_OK);
    assert_int_equal(tappa_model_compile(s->context, texts[2], strlen(texts[2]), NULL, NULL, &s->newer), TAPPA_OK);
    assert_int_equal(tappa_diagnostics_new(s->context, &s->diagnostics), TAPPA_OK);
    assert_int_equal(tappa_batch_new(s->context, &s->batch), TAPPA_OK);
    assert_int_equal(tappa_batch_new(s->context, &s->fresh), TAPPA_OK);
    assert_int_equal(tappa_zone_load(s->context, "Europe/Rome", 11, &s->zone), TAPPA_OK);
    assert_int_equal(tappa_journey_new(s->model, "anna", 4, "way", 3, &s->journey), TAPPA_OK);
    assert_int_equal(tappa_journey_new(s->model, "bruno", 5, NULL, 0, &s->other), TAPPA_OK);
    assert_int_equal(tappa_cohort_new(s->model, MEMBERS, &s->cohort), TAPPA_OK);
    walk(s, s->journey);
    assert_int_equal(tappa_journey_set_profile(s->other, 0, &mail), TAPPA_OK);
    assert_int_equal(tappa_cohort_put(s->cohort, 0, s->journey), TAPPA_OK);
    make_older(s);
    assert_int_equal(tappa_model_compile(s->context, sent_text, sizeof sent_text - 1, NULL, NULL, &s->sent), TAPPA_OK);
    assert_int_equal(tappa_model_compile(s->context, plain_text, sizeof plain_text - 1, NULL, NULL, &s->plain), TAPPA_OK);
    make_sending(s);
    make_late(s);
    s->size = world_snapshot(s->journey, s->bytes, sizeof s->bytes);
}

static void
stand_close(struct stand *s)
{
    tappa_model_unref(s->made);
    tappa_expression_free(s->expression);
    tappa_cohort_free(s->second);
    tappa_cohort_free(s->cohort);
    tappa_cohort_free(s->lates);
    tappa_cohort_free(s->plains);
    tappa_journey_free(s->late);
    tappa_journey_free(s->moved);
    tappa_model_unref(s->tight);
    tappa_model_unref(s->sent);
    tappa_model_unref(s->plain);
    tappa_journey_free(s->journey);
    tappa_journey_free(s->other);
    tappa_zone_unref(s->zone);
    tappa_batch_free(s->batch);
    tappa_batch_free(s->fresh);
    tappa_diagnostics_free(s->diagnostics);
    tappa_model_unref(s->model);
    tappa_model_unref(s->newer);
    tappa_context_unref(s->context);
    assert_int_equal(s->failing.live, 0);
}

#define JOURNEYS 4 /* beside the cohort's */

struct picture { /* of all that must not have changed */
    unsigned char bytes[JOURNEYS + MEMBERS][16384];
    size_t sizes[JOURNEYS + MEMBERS];
};

static void
take_picture(const struct stand *s, struct picture *p)
{
    const tappa_journey *journeys[JOURNEYS] = {s->journey, s->other, s->late, s->moved};

    for (size_t i = 0; i < JOURNEYS; i++)
        p->sizes[i] = world_snapshot(journeys[i], p->bytes[i], sizeof p->bytes[i]);
    for (uint32_t i = 0; i < MEMBERS; i++) {
        tappa_journey *j;

        assert_int_equal(tappa_cohort_get(s->cohort, i, &j), TAPPA_OK);
        p->sizes[JOURNEYS + i] = world_snapshot(j, p->bytes[JOURNEYS + i], sizeof p->bytes[JOURNEYS + i]);
        tappa_journey_free(j);
    }
}

static void
assert_same_picture(const struct picture *a, const struct picture *b, const char *name, uint64_t n)
{
    for (size_t i = 0; i < JOURNEYS + MEMBERS; i++)
        if (a->sizes[i] != b->sizes[i] || memcmp(a->bytes[i], b->bytes[i], a->sizes[i]))
            fail_msg("%s: allocation %u: journey %u is not what it was", name, (unsigned)n, (unsigned)i);
}

#endif
