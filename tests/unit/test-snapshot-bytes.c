/* The bytes of a snapshot, read here by a decoder of its own from the format's description in snapshot.h: what is written is what the
 * journey is. And forged: with a byte changed, put in or left out, whatever is accepted is a legal journey and gives these bytes again. */
#include "tests/support/seal.h"
#include "tests/support/snapshot.h"

/* ---- what is written */

static void
test_what_is_written(void **state)
{
    static const char *const expected[] = {
        "rich 1 anna#anna in Europe/Rome flags 0\n"
        "active\nentered\nvisits\nhistories\ndata\nprofile",
        "rich 1 anna#anna in Europe/Rome flags 1 from 100000000 to 100000000 steps 2\n"
        "active o0@100000000\nentered o0@100000000\nvisits o0*1\nhistories\ndata\nprofile",
        "rich 1 anna#anna in Europe/Rome flags 1 from 100000000 to 200000000 steps 3\n"
        "active h1@200000000 r0@200000000 p1@200000000 a1@200000000 p2@200000000 b1@200000000\n"
        "entered o0@100000000 h1@200000000\nvisits o0*1 a1*1\nhistories\ndata\nprofile",
        "rich 1 anna#anna in Europe/Rome flags 1 from 100000000 to 400000000 steps 5\n"
        "active h1@200000000 r0@200000000 p1@200000000 a2@300000000 p2@200000000"
        " b2@300000000(3600000000:3900000000)(7200000000:7500000000)\n"
        "entered o0@100000000 h1@200000000\nvisits o0*1 a1*1 a2*1\nhistories\n"
        "data n=2:-3 x=1.5 b=1:1 s=text t=7:300000000 d=8:90000000\nprofile p=me\n"
        "send 173200000000 ring id again n=2:7 s=x\nsend 259600000000 ring id ",
        "rich 1 anna#anna in Europe/Rome flags 1 from 100000000 to 500000000 steps 6\n"
        "active o0@500000000\nentered o0@500000000 h1@200000000\nvisits o0*2 a1*1 a2*1\nhistories s0:r0 d0:a2:b2\n"
        "data n=2:-3 x=1.5 b=1:1 s=text t=7:300000000 d=8:90000000\nprofile p=me\n"
        "send 173200000000 ring id again n=2:7 s=x\nsend 259600000000 ring id ",
        "rich 1 anna#anna in Europe/Rome flags 3 from 100000000 to 600000000 steps 7 final e1\n"
        "active\nentered o0@500000000 h1@200000000\nvisits o0*2 a1*1 a2*1\nhistories s0:r0 d0:a2:b2\n"
        "data n=2:-3 x=1.5 b=1:1 s=text t=7:300000000 d=8:90000000\nprofile p=me",
    };
    static struct reading reading;
    unsigned char bytes[2000];

    (void)state;
    for (int moment = 0; moment < 6; moment++) {
        struct world w;

        open_at(&w, moment);
        assert_string_equal(decode(&reading, bytes, world_snapshot(w.journey, bytes, sizeof bytes)), expected[moment]);
        world_close(&w);
    }
}

/* A timer that was used up stands there as such. */
static void
test_used_up(void **state)
{
    static struct reading reading;
    struct world w;
    unsigned char bytes[2000];

    (void)state;
    open_at(&w, 3);
    assert_int_equal(tappa_journey_run_due(w.journey, INT64_C(3900000000), w.batch), TAPPA_OK);
    assert_int_equal(tappa_journey_run_due(w.journey, INT64_C(3900000000), w.batch), TAPPA_NOT_DUE);
    assert_non_null(strstr(decode(&reading, bytes, world_snapshot(w.journey, bytes, sizeof bytes)),
                           " b2@300000000(3600000000:0)(7200000000:7500000000)\n"));
    world_close(&w);
}

static void
test_sizes(void **state)
{
    struct world w;
    unsigned char bytes[2000];
    size_t needed, again;

    (void)state;
    open_at(&w, 4);
    assert_int_equal(tappa_snapshot_write(w.journey, NULL, 0, &needed), TAPPA_ELIMIT);
    memset(bytes, 0xAA, sizeof bytes);
    assert_int_equal(tappa_snapshot_write(w.journey, bytes, needed - 1, &again), TAPPA_ELIMIT);
    assert_int_equal(again, needed);
    assert_int_equal(tappa_snapshot_write(w.journey, bytes, needed, &again), TAPPA_OK);
    assert_int_equal(again, needed);
    assert_int_equal(bytes[needed], 0xAA); /* not a byte more */
    world_close(&w);
}

/* ---- what is forged */

/* Of an active stage, its parent is active, and as many children as its kind asks for. */
static void
assert_legal(const struct world *w, const tappa_journey *j)
{
    uint32_t top = 0;

    if (!tappa_journey_begun(j) || tappa_journey_ended(j))
        return;
    for (uint32_t i = 0; i < tappa_model_stage_count(w->model); i++) {
        const tappa_stage *stage = tappa_model_stage_at(w->model, i), *parent = tappa_stage_parent(stage);
        uint32_t children = 0, active = 0;

        if (!tappa_journey_is_at(j, stage))
            continue;
        top += parent == NULL;
        assert_true(!parent || tappa_journey_is_at(j, parent));
        assert_int_not_equal(tappa_stage_kind(stage), TAPPA_STAGE_HISTORY_SHALLOW);
        assert_int_not_equal(tappa_stage_kind(stage), TAPPA_STAGE_HISTORY_DEEP);
        for (uint32_t c = 0; c < tappa_stage_child_count(stage); c++) {
            int32_t kind = tappa_stage_kind(tappa_stage_child_at(stage, c));

            if (kind == TAPPA_STAGE_HISTORY_SHALLOW || kind == TAPPA_STAGE_HISTORY_DEEP)
                continue;
            children++;
            active += tappa_journey_is_at(j, tappa_stage_child_at(stage, c)) != 0;
        }
        assert_int_equal(active, tappa_stage_kind(stage) == TAPPA_STAGE_PARALLEL ? children : children > 0);
    }
    assert_int_equal(top, 1);
}

static size_t accepted;

static void
try_forged(struct world *w, unsigned char *bytes, size_t size)
{
    unsigned char again[2100];
    tappa_status status;
    tappa_journey *j;

    seal(bytes, size);
    status = tappa_snapshot_read(w->model, bytes, size, w->batch, &j);
    if (status) {
        assert_null(j);
        if (status != TAPPA_ESNAPSHOT && status != TAPPA_EMISMATCH && status != TAPPA_EVERSION && status != TAPPA_EZONE)
            fail_msg("forged: %s", tappa_status_text(status));
        return;
    }
    accepted++;
    assert_legal(w, j);
    assert_int_equal(world_snapshot(j, again, sizeof again), size);
    assert_memory_equal(bytes, again, size);
    tappa_journey_free(j);
}

static void
test_forged(void **state)
{
    static const unsigned char values[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 31, 32, 63, 64, 126, 127, 128, 129, 255, '0', '1', '2',
                                           'a', 'b', 'd', 'e', 'g', 'h', 'i', 'n', 'o', 'p', 'r', 's', 't', 'w', 'x', 'u'};

    (void)state;
    for (int moment = 0; moment < 6; moment++) {
        struct world w;
        unsigned char bytes[2000], forged[2000];
        size_t size;

        open_at(&w, moment);
        accepted = 0;
        size = world_snapshot(w.journey, bytes, sizeof bytes);
        for (size_t at = 4; at < size - 4; at++) {
            for (size_t i = 0; i < sizeof values; i++) {
                memcpy(forged, bytes, size);
                forged[at] = values[i];
                try_forged(&w, forged, size);
                memcpy(forged, bytes, at);
                forged[at] = values[i]; /* one more */
                memcpy(forged + at + 1, bytes + at, size - at);
                try_forged(&w, forged, size + 1);
            }
            memcpy(forged, bytes, at); /* one less */
            memcpy(forged + at, bytes + at + 1, size - at - 1);
            try_forged(&w, forged, size - 1);
            memcpy(forged, bytes, at + 4); /* the end gone */
            if (at > 8)
                try_forged(&w, forged, at + 4);
            for (size_t n = 1; n < 24 && at + 1 + n <= size - 4 && bytes[at]; n++) { /* a count lowered, what it counted gone */
                memcpy(forged, bytes, at);
                forged[at] = (unsigned char)(bytes[at] - 1);
                memcpy(forged + at + 1, bytes + at + 1 + n, size - at - 1 - n);
                try_forged(&w, forged, size - n);
            }
            for (size_t n = 2; n < 24 && at + n < size - 4; n++) { /* a piece twice, a piece gone */
                memcpy(forged, bytes, at + n);
                memcpy(forged + at + n, bytes + at, size - at);
                try_forged(&w, forged, size + n);
                memcpy(forged + at, bytes + at + n, size - at - n);
                try_forged(&w, forged, size - n);
            }
        }
        assert_true(accepted >= 2); /* the very bytes; another time */
        world_close(&w);
    }
}

/* Each allocation of writing and reading fails once: it says so, and nothing is left. */
static void
test_out_of_memory(void **state)
{
    (void)state;
    for (int moment = 0; moment < 6; moment++) {
        struct world w;
        unsigned char bytes[2000], again[2000];
        size_t size, needed;
        tappa_status status = TAPPA_ENOMEM;

        open_at(&w, moment);
        size = world_snapshot(w.journey, bytes, sizeof bytes);
        for (uint64_t at = 1; status == TAPPA_ENOMEM; at++) {
            w.memory.count = 0;
            w.memory.fail_at = at;
            status = tappa_snapshot_write(w.journey, again, sizeof again, &needed);
            w.memory.fail_at = 0;
            assert_true(w.memory.count < at ? status == TAPPA_OK : status == TAPPA_ENOMEM);
        }
        assert_int_equal(needed, size);
        assert_memory_equal(bytes, again, size);
        status = TAPPA_ENOMEM;
        for (uint64_t at = 1; status == TAPPA_ENOMEM; at++) {
            tappa_journey *j;
            int64_t live;

            tappa_batch_free(w.batch);
            assert_int_equal(tappa_batch_new(w.context, &w.batch), TAPPA_OK);
            live = w.memory.live;
            w.memory.count = 0;
            w.memory.fail_at = at;
            w.memory.sticky = at % 2;
            status = tappa_snapshot_read(w.model, bytes, size, w.batch, &j);
            w.memory.fail_at = 0;
            assert_true(w.memory.count < at ? status == TAPPA_OK : status == TAPPA_ENOMEM);
            assert_true((status == TAPPA_OK) == (j != NULL));
            tappa_journey_free(j);
            tappa_batch_free(w.batch);
            w.batch = NULL;
            assert_true(w.memory.live < live);
        }
        world_close(&w);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written),
        cmocka_unit_test(test_used_up),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_forged),
        cmocka_unit_test(test_out_of_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
