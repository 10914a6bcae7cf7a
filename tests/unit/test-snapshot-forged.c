/* Snapshots of every length come back as they were, or the call says that there is no memory for them. Bytes that nobody wrote, with the right checksum,
 * are refused as a whole: numbers in a longer form, what no journey can be, what the model does not have. Of what is refused nothing is told as moved. */
#include "tests/support/seal.h"
#include "tests/support/world.h"

#define HEAD(version) "tappa: 1\nmodel: forged\nversion: " #version "\n"

struct bytes {
    unsigned char at[100000];
    size_t size;
};

static struct bytes written;

static void
keep(const tappa_journey *j)
{
    written.size = world_snapshot(j, written.at, sizeof written.at);
}

/* Where these bytes first stand others are put, and the checksum over all. */
static void
forge(const void *these, size_t n, const void *others, size_t m)
{
    unsigned char *at = written.at;

    while (memcmp(at, these, n))
        assert_true((size_t)(++at - written.at) + n <= written.size - 4);
    memmove(at + m, at + n, written.size - n - (size_t)(at - written.at));
    memcpy(at, others, m);
    written.size += m - n;
    seal(written.at, written.size);
}

#define FORGE(these, others) forge(these, sizeof these - 1, others, sizeof others - 1)

static void
refused(struct world *w, tappa_status wanted)
{
    tappa_journey *j;

    assert_int_equal(tappa_snapshot_read(w->model, written.at, written.size, w->batch, &j), wanted);
    assert_null(j);
    assert_int_equal(tappa_batch_moved_count(w->batch), 0);
}

/* The journey that was read stands in for the world's own. */
static void
accepted(struct world *w)
{
    tappa_journey_free(w->journey);
    assert_int_equal(tappa_snapshot_read(w->model, written.at, written.size, w->batch, &w->journey), TAPPA_OK);
}

/* Each allocation of reading failed in turn, until none fails. */
static void
starve(struct world *w, tappa_status wanted)
{
    for (uint64_t n = 1, over = 0; !over; n++) {
        tappa_journey *j;
        tappa_status status;

        tappa_batch_free(w->batch);
        assert_int_equal(tappa_batch_new(w->context, &w->batch), TAPPA_OK);
        w->memory.count = 0;
        w->memory.fail_at = n;
        status = tappa_snapshot_read(w->model, written.at, written.size, w->batch, &j);
        over = w->memory.count < n;
        w->memory.fail_at = 0;
        assert_int_equal(status, over ? wanted : TAPPA_ENOMEM);
        tappa_journey_free(j);
    }
}

/* ---- every length */

enum { SLOTS = 50 };

static void
test_every_length(void **state)
{
    static char letters[20000], model[8000];
    struct tappa_value text = {.kind = TAPPA_STRING, .data = letters};
    struct world w;
    int used = sprintf(model, HEAD(1) "profile:\n  t: {type: string}\n");

    (void)state;
    memset(letters, 'x', sizeof letters);
    for (int i = 0; i < SLOTS; i++)
        used += sprintf(model + used, "  n%d: {type: int}\n  d%d: {type: double}\n", i, i);
    strcpy(model + used, "events: {Go: {}}\nstages: {a: {when: {Go: {}}}}\n");
    world_open(&w, model);
    for (size_t length = 0; length < 600; length++) { /* so that any part may stand where the first room ends */
        size_t size;

        tappa_journey_free(w.journey);
        assert_int_equal(tappa_journey_new(w.model, letters, length, "", 0, &w.journey), TAPPA_OK);
        text.size = length == 599 ? sizeof letters : (uint32_t)length / 2;
        assert_int_equal(tappa_journey_set_profile(w.journey, 0, &text), TAPPA_OK);
        for (uint32_t i = 0; i < 2 * SLOTS; i++) {
            struct tappa_value v = {.kind = i % 2 ? TAPPA_DOUBLE : TAPPA_INT};

            if (i % 2)
                v.real = i + 0.5;
            else
                v.integer = (int64_t)(INT64_MAX - i);
            assert_int_equal(tappa_journey_set_profile(w.journey, i + 1, &v), TAPPA_OK);
        }
        keep(w.journey);
        accepted(&w);
        (void)tappa_journey_customer(w.journey, &size);
        assert_int_equal(size, length);
        assert_int_equal(tappa_journey_profile(w.journey, 0, &text), TAPPA_OK);
        assert_int_equal(text.size, length == 599 ? sizeof letters : length / 2);
        text.data = letters;
    }
    starve(&w, TAPPA_OK);
    world_close(&w);
}

static void
test_long_names_of_models(void **state)
{
    static char letters[20000], model[2000];

    (void)state;
    memset(letters, 'x', sizeof letters);
    for (int length = 480; length < 515; length++) { /* so that what stands behind the name may stand where the first room ends */
        struct world w;
        size_t size;

        sprintf(model, "tappa: 1\nmodel: %.*s\nversion: 1\nevents: {Go: {}}\nstages: {a: {when: {Go: {}}}}\n", length, letters);
        world_open(&w, model);
        tappa_journey_free(w.journey);
        assert_int_equal(tappa_journey_new(w.model, letters, sizeof letters, "", 0, &w.journey), TAPPA_OK);
        keep(w.journey);
        accepted(&w);
        (void)tappa_journey_customer(w.journey, &size);
        assert_int_equal(size, sizeof letters);
        world_close(&w);
    }
}

/* ---- the head */

static const char one[] = HEAD(1) "data: {slot: {type: int, default: 3}}\nevents: {Go: {}, Ring: {fields: {n: int}}}\n"
                                  "stages:\n  a: {when: {Go: {to: b, do: [{set: {slot: 5}}, {send: Ring, after: 1h, with: {n: 7}}]}}}\n  b: {when: {Go: z}, after: {2h: a}}\n  z: {final: true}\n";
static const char two[] = HEAD(2) "data: {slot: {type: int, default: 3}}\nevents: {Go: {}, Ring: {fields: {n: int}}}\n"
                                  "stages:\n  a: {when: {Go: {to: b}}}\n  b: {when: {Go: z}, after: {2h: a}}\n  z: {final: true}\nmigrate: {from: 1}\n";

static void
open_two(struct world *w, struct world *next)
{
    world_open(w, one);
    world_open(next, two);
    assert_int_equal(world_feed(w, "Go", 0, NULL), TAPPA_OK);
    keep(w->journey);
}

/* Under another version bytes are not held against what would be written: a number has one form all the same. */
static void
test_numbers(void **state)
{
    struct world w, next;

    (void)state;
    open_two(&w, &next);
    accepted(&next);
    FORGE("\4anna\4anna\0\1\0\0\2", "\4anna\4anna\0\1\0\0\x82\0"); /* two steps */
    refused(&next, TAPPA_ESNAPSHOT);
    FORGE("\0\1\0\0\x82\0", "\0\1\0\0\x82\x80\x80\x80\x80\x80\x80\x80\x80\1"); /* 2 and 2^63 */
    accepted(&next);
    FORGE("\x80\x80\x80\1", "\x80\x80\x80\2"); /* 2 and 2^64 */
    refused(&next, TAPPA_ESNAPSHOT);
    world_close(&w);
    world_close(&next);
}

static void
test_heads(void **state)
{
    struct world w, next;

    (void)state;
    open_two(&w, &next);
    FORGE("\6forged", "\6Forged"); /* of another model */
    refused(&next, TAPPA_EMISMATCH);
    keep(w.journey);
    FORGE("\4slot", "\4slo\xff");
    refused(&next, TAPPA_ESNAPSHOT);
    tappa_journey_free(w.journey);
    assert_int_equal(tappa_journey_new(w.model, "anna", 4, NULL, 0, &w.journey), TAPPA_OK);
    keep(w.journey);
    FORGE("\4anna\4anna\0\0", "\4anna\4anna\0\4"); /* a flag that there is none of */
    refused(&w, TAPPA_ESNAPSHOT);
    FORGE("\4anna\4anna\0\4", "\4anna\4anna\0\2\1z"); /* ended, and not begun */
    refused(&w, TAPPA_ESNAPSHOT);
    world_close(&w);
    world_close(&next);
}

/* ---- behind the head */

/* What the model does not have: told as dropped under another version, and under this one refused. */
static void
test_what_is_not_there(void **state)
{
    struct world w, next;

    (void)state;
    open_two(&w, &next);
    FORGE("\4slot", "\4Slot");
    refused(&w, TAPPA_ESNAPSHOT);
    accepted(&next);
    assert_int_equal(tappa_batch_moved_count(next.batch), 1);
    keep(w.journey);
    FORGE("\4Ring", "\4ring");
    refused(&w, TAPPA_ESNAPSHOT);
    accepted(&next);
    assert_int_equal(tappa_batch_moved_count(next.batch), 1);
    keep(w.journey);
    FORGE("\1b\0\1\x80", "\1b\0\1\x81"); /* a timer of a little more than two hours */
    refused(&w, TAPPA_ESNAPSHOT);
    accepted(&next);
    assert_int_equal(tappa_batch_moved_count(next.batch), 2); /* and the one of two hours is armed */
    keep(w.journey);
    FORGE("\1n\2\x0e", "\1n\5\x0e"); /* a text of more bytes than there are */
    refused(&next, TAPPA_ESNAPSHOT);
    world_close(&w);
    world_close(&next);
}

/* Bytes of this very version that name an older one are not brought over from that. */
static void
test_not_brought_over(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, HEAD(2) "events: {Go: {}}\nstages: {a: {when: {Go: {}}}}\nmigrate: {from: 1, stages: {b: a}}\n");
    assert_int_equal(world_feed(&w, "Go", 0, NULL), TAPPA_OK);
    keep(w.journey);
    FORGE("\6forged\2", "\6forged\1");
    FORGE("\1\1a\0\0", "\1\1b\0\0");
    refused(&w, TAPPA_ESNAPSHOT);
    world_close(&w);
}

/* A value of another kind than the slot's or the field's, or of none. */
static void
test_other_kinds(void **state)
{
    struct tappa_value v;
    struct world w, next;

    (void)state;
    open_two(&w, &next);
    FORGE("\1n\2\x0e", "\1n\x08\x0e");
    refused(&w, TAPPA_ESNAPSHOT);
    accepted(&next);
    assert_int_equal(tappa_batch_moved_count(next.batch), 1);
    FORGE("\1n\x08\x0e", "\1n\0\x0e");
    refused(&w, TAPPA_ESNAPSHOT);
    accepted(&next);
    assert_int_equal(tappa_batch_moved_count(next.batch), 1);
    keep(w.journey);
    FORGE("\4slot\2\x0a", "\4slot\0\x0a");
    refused(&w, TAPPA_ESNAPSHOT);
    accepted(&next);
    assert_int_equal(tappa_batch_moved_count(next.batch), 1);
    assert_int_equal(tappa_journey_data(next.journey, 0, &v), TAPPA_OK);
    assert_int_equal(v.integer, 3);
    world_close(&w);
    world_close(&next);
}

/* Stages that no journey can be at together, or before it has begun. */
static void
test_impossible_places(void **state)
{
    static const char old[] = HEAD(1) "events: {Go: {}}\nstages:\n  a: {when: {Go: p}}\n  p: {parallel: true, stages: {l: {stages: {l1: {}}}, r: {stages: {r1: {}}}}}\n";
    static const char new[] = HEAD(2) "events: {Go: {}}\nstages:\n  a: {when: {Go: p}, after: {1h: b}}\n  b: {}\n  p: {parallel: true, stages: {l: {stages: {l1: {}}}, r: {stages: {r1: {}}}}}\n"
                                      "migrate: {from: 1}\n";
    struct world w, next;

    (void)state;
    world_open(&w, old);
    world_open(&next, new);
    assert_int_equal(world_feed(&w, "Other", 0, NULL), TAPPA_OK);
    keep(w.journey);
    FORGE("\1\1a\0\0", "\2\1a\0\0\2l1\0\0"); /* below p, but not p */
    refused(&w, TAPPA_ESNAPSHOT);
    FORGE("\2\1a\0\0\2l1\0\0", "\2\1a\0\0\1p\0\0");
    refused(&w, TAPPA_ESNAPSHOT);
    refused(&next, TAPPA_EMISMATCH);
    tappa_journey_free(w.journey);
    assert_int_equal(tappa_journey_new(w.model, "anna", 4, NULL, 0, &w.journey), TAPPA_OK);
    keep(w.journey);
    FORGE("\4anna\4anna\0\0\0", "\4anna\4anna\0\0\1\1a\0\0"); /* at a, and not begun */
    refused(&w, TAPPA_ESNAPSHOT);
    refused(&next, TAPPA_EMISMATCH);
    world_close(&w);
    world_close(&next);
}

/* What a history cannot remember: what does not stand where it does, itself least of all. */
static void
test_impossible_memories(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, HEAD(1) "events: {Out: {}, In: {}}\nstages:\n  p: {when: {Out: x}, stages: {hh: {history: shallow}, aa: {}, bb: {}}}\n  x: {when: {In: hh}}\n");
    assert_int_equal(world_feed(&w, "Out", 0, NULL), TAPPA_OK);
    keep(w.journey);
    FORGE("\2hh\1\2aa", "\2hh\1\2bb");
    accepted(&w);
    FORGE("\2hh\1\2bb", "\2hh\1\2hh");
    refused(&w, TAPPA_ESNAPSHOT);
    FORGE("\2hh\1\2hh", "\2hh\1\1x");
    refused(&w, TAPPA_ESNAPSHOT);
    world_close(&w);
}

/* When a stage was entered last goes with a version that has no use for it, and touches nothing else. */
static void
test_entries_that_nobody_asks_for(void **state)
{
    static const char old[] = HEAD(1) "events: {Go: {}, Other: {}}\nstages:\n  p:\n    parallel: true\n    stages:\n      l: {stages: {l1: {when: {Go: l2}}, l2: {when: {Go: l1}}}}\n"
                                      "      r: {stages: {r1: {when: {Other: {if: 'journey.entered(\"l1\") > now', to: r2}}}, r2: {}}}\n";
    static const char new[] = HEAD(2) "events: {Go: {}}\nstages:\n  p:\n    parallel: true\n    stages:\n      l: {stages: {l1: {when: {Go: l2}}, l2: {when: {Go: l1}}}}\n"
                                      "      r: {stages: {r1: {}}}\nmigrate: {from: 1}\n";
    struct world w, next;

    (void)state;
    world_open(&w, old);
    world_open(&next, new);
    for (int64_t at = 1; at < 4; at++)
        assert_int_equal(world_feed(&w, at == 1 ? "Other" : "Go", at, NULL), TAPPA_OK);
    keep(w.journey);
    accepted(&next);
    assert_true(tappa_journey_since(next.journey, tappa_model_stage_find(next.model, "r1", 2)) == 1000000);
    assert_true(tappa_journey_since(next.journey, tappa_model_stage_find(next.model, "l1", 2)) == 3000000);
    world_close(&w);
    world_close(&next);
}

/* ---- without memory */

static void
test_much_without_memory(void **state)
{
    static const char *const stages[] = {"gone", "other"};
    static char model[60000];
    struct world w, next;
    int used;

    (void)state;
    for (int version = 1; version <= 2; version++) {
        used = sprintf(model, "tappa: 1\nmodel: forged\nversion: %d\ndata:\n  kept: {type: int, default: 0}\n", version);
        for (int i = 0; i < 60 && version == 1; i++)
            used += sprintf(model + used, "  a_slot_that_the_next_version_does_not_have_any_more_%d: {type: int, default: 0}\n", i);
        used += sprintf(model + used, "events: {Go: {}, Ring: {fields: {s: string}}, Gone: {}}\nstages:\n  p:\n    parallel: true\n    when: {Go: {do: [");
        for (int i = 0; i < 60 && version == 1; i++)
            used += sprintf(model + used, "{set: {a_slot_that_the_next_version_does_not_have_any_more_%d: 1}}, ", i);
        for (int i = 0; i < 20; i++)
            used += sprintf(model + used, "{send: Ring, after: 1h, with: {s: '\"a text of some length\"'}}, ");
        used += sprintf(model + used, "]}, Gone: %s}\n    stages:\n", stages[version - 1]);
        for (int i = 0; i < 60; i++)
            used += sprintf(model + used, "      r%d: {stages: {a%d: {}}}\n", i, i);
        sprintf(model + used, "  %s: {}\n%s", stages[version - 1], version == 1 ? "" : "migrate: {from: 1}\n");
        world_open(version == 1 ? &w : &next, model);
    }
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    keep(w.journey);
    starve(&w, TAPPA_OK);
    starve(&next, TAPPA_OK);
    assert_int_equal(tappa_batch_moved_count(next.batch), 60);
    assert_int_equal(world_feed(&w, "Gone", 2, NULL), TAPPA_OK);
    keep(w.journey);
    starve(&next, TAPPA_ENAME);
    world_close(&w);
    world_close(&next);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_length),
        cmocka_unit_test(test_long_names_of_models),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_heads),
        cmocka_unit_test(test_what_is_not_there),
        cmocka_unit_test(test_not_brought_over),
        cmocka_unit_test(test_other_kinds),
        cmocka_unit_test(test_impossible_places),
        cmocka_unit_test(test_impossible_memories),
        cmocka_unit_test(test_entries_that_nobody_asks_for),
        cmocka_unit_test(test_much_without_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
