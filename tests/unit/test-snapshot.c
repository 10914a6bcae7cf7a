/* Snapshots: what is written comes back, everything else is refused with its own status, and a newer version of the model takes journeys on by
 * its `migrate` map and says what it did. */
#include "tests/support/seal.h"
#include "tests/support/world.h"

static const char old_model[] = "tappa: 1\n"
                                "model: shop\n"
                                "version: 1\n"
                                "data:\n"
                                "  basket: {type: double, default: 0.0}\n"
                                "  note: {type: string}\n"
                                "  gone: {type: int, default: 0}\n"
                                "  kind: {type: int, default: 0}\n"
                                "events:\n"
                                "  add: {fields: {price: double}}\n"
                                "  nudge: {fields: {text: string}}\n"
                                "  lost: {}\n"
                                "  leave: {}\n"
                                "  back: {}\n"
                                "stages:\n"
                                "  browsing:\n"
                                "    when:\n"
                                "      add:\n"
                                "        do:\n"
                                "          - set: {basket: data.basket + event.price, note: '\"n\"', gone: '1', kind: '7'}\n"
                                "          - {send: nudge, after: 2d, id: again, with: {text: '\"hello\"'}}\n"
                                "          - {send: lost, after: 3d}\n"
                                "        to: choosing\n"
                                "  shopping:\n"
                                "    stages:\n"
                                "      choosing:\n"
                                "        after:\n"
                                "          1h: paused\n"
                                "      paused:\n"
                                "        after:\n"
                                "          1d: browsing\n"
                                "      where: {history: deep}\n"
                                "    when:\n"
                                "      leave: browsing\n"
                                "goals:\n"
                                "  any: {event: add}\n";

static const char new_model[] = "tappa: 1\n"
                                "model: shop\n"
                                "version: 2\n"
                                "data:\n"
                                "  kind: {type: string, default: \"\"}\n"
                                "  basket: {type: double, default: 0.0}\n"
                                "  note: {type: string}\n"
                                "events:\n"
                                "  add: {fields: {price: double}}\n"
                                "  nudge: {fields: {text: string}}\n"
                                "stages:\n"
                                "  browsing: {when: {add: {send: nudge, after: 2d, id: again, with: {text: '\"hello\"'}}, nudge: picking}}\n"
                                "  basket:\n"
                                "    parallel: true\n"
                                "    stages:\n"
                                "      filling:\n"
                                "        stages:\n"
                                "          picking:\n"
                                "            after:\n"
                                "              2h: resting\n"
                                "          resting: {when: {add: picking}}\n"
                                "      help:\n"
                                "        stages:\n"
                                "          quiet: {when: {add: picking}}\n"
                                "goals:\n"
                                "  any: {event: add}\n"
                                "migrate:\n"
                                "  from: 1\n"
                                "  stages: {choosing: picking, paused: resting, shopping: filling, where: null}\n";

static void
one_in_basket(struct world *w)
{
    struct tappa_value price = {.kind = TAPPA_DOUBLE, .real = 2.5};

    world_open(w, old_model);
    assert_int_equal(world_feed(w, "add", 100, &price), TAPPA_OK);
    assert_string_equal(world_stages(w), "choosing");
}

static void
test_comes_back(void **state)
{
    struct world w;
    unsigned char bytes[2000], again[2000];
    tappa_journey *j;
    struct tappa_value v;
    size_t size, needed;

    (void)state;
    one_in_basket(&w);
    assert_int_equal(tappa_snapshot_write(w.journey, NULL, 0, &needed), TAPPA_ELIMIT);
    size = world_snapshot(w.journey, bytes, sizeof bytes);
    assert_int_equal(size, needed);
    assert_int_equal(tappa_snapshot_read(w.model, bytes, size, w.batch, &j), TAPPA_OK);
    assert_int_equal(world_snapshot(j, again, sizeof again), size);
    assert_memory_equal(bytes, again, size);
    assert_int_equal(tappa_batch_moved_count(w.batch), 0);
    assert_int_equal(tappa_journey_next_due(j), INT64_C(3700000000));
    assert_int_equal(tappa_journey_data(j, 1, &v), TAPPA_OK);
    assert_int_equal(v.size, 1);
    assert_memory_equal(v.data, "n", 1);
    tappa_journey_free(j);
    world_close(&w);
}

/* Of a journey that is over it has no stages any more; since when it is over is known all the same. */
static void
test_since_when_it_is_over(void **state)
{
    static const char text[] = "tappa: 1\nmodel: short\nversion: 1\nevents: {go: {}}\nstages: {a: {when: {go: b}}, b: {final: true}}\ngoals: {g: {event: go}}\n";
    unsigned char bytes[400];
    tappa_journey *back;
    struct world w;

    (void)state;
    world_open(&w, text);
    world_feed(&w, "go", 7, NULL);
    assert_int_equal(tappa_snapshot_read(w.model, bytes, world_snapshot(w.journey, bytes, sizeof bytes), w.batch, &back), TAPPA_OK);
    for (int i = 0; i < 2; i++) {
        const tappa_journey *j = i ? back : w.journey;

        assert_true(tappa_journey_ended(j));
        assert_int_equal(tappa_journey_since(j, tappa_journey_stage_at(j, 0)), INT64_C(7000000));
        assert_int_equal(tappa_journey_since(j, tappa_model_stage_at(w.model, 0)), TAPPA_NEVER);
    }
    tappa_journey_free(back);
    world_close(&w);
}

/* Every shorter piece, and every single bit turned: refused, or (never) the same bytes again. */
static void
test_damage_is_refused(void **state)
{
    struct world w;
    unsigned char bytes[2000];
    tappa_journey *j;
    size_t size;

    (void)state;
    one_in_basket(&w);
    size = world_snapshot(w.journey, bytes, sizeof bytes);
    for (size_t n = 0; n < size; n++)
        assert_int_equal(tappa_snapshot_read(w.model, bytes, n, w.batch, &j), TAPPA_ESNAPSHOT);
    for (size_t bit = 0; bit < size * 8; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_true(tappa_snapshot_read(w.model, bytes, size, w.batch, &j) < 0);
        assert_null(j);
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    world_close(&w);
}

/* A signed number as a snapshot has it; its length. */
static size_t
put_signed(unsigned char *out, int64_t number)
{
    uint64_t n = ((uint64_t)number << 1) ^ (number < 0 ? UINT64_MAX : 0);
    size_t size = 0;

    for (; n > 127; n >>= 7)
        out[size++] = (unsigned char)(n | 128);
    out[size++] = (unsigned char)n;
    return size;
}

/* The first `from` of a snapshot written as `to`; its new size. */
static size_t
forge_time(unsigned char *forged, const unsigned char *bytes, size_t size, int64_t from, int64_t to)
{
    unsigned char old[10], new[10];
    size_t n = put_signed(old, from), m = put_signed(new, to), at = 5;

    while (memcmp(bytes + at, old, n))
        assert_true(++at + n < size);
    memcpy(forged, bytes, at);
    memcpy(forged + at, new, m);
    memcpy(forged + at + m, bytes + at + n, size - at - n);
    seal(forged, size - n + m);
    return size - n + m;
}

/* A timer that ran outside the years there are would leave a journey that can be written and not read. */
static void
test_times_outside_the_years_are_refused(void **state)
{
    static const int64_t outside[] = {INT64_MIN, INT64_C(-62135596800000001), INT64_C(253402300800000000), INT64_MAX};
    struct world w;
    unsigned char bytes[2000], forged[2100];
    size_t size;
    tappa_journey *j;

    (void)state;
    one_in_basket(&w);
    size = world_snapshot(w.journey, bytes, sizeof bytes);
    for (int i = 0; i < 4; i++) {
        const int64_t times[] = {tappa_journey_last(w.journey), tappa_journey_next_due(w.journey), INT64_C(100000000) + 2 * INT64_C(86400000000)};

        for (int k = 0; k < 3; k++) {
            size_t n = forge_time(forged, bytes, size, times[k], outside[i]);
            assert_int_equal(tappa_snapshot_read(w.model, forged, n, w.batch, &j), TAPPA_ESNAPSHOT);
            n = forge_time(forged, bytes, size, times[k], times[k] + 1); /* another time is another journey */
            assert_int_equal(tappa_snapshot_read(w.model, forged, n, w.batch, &j), TAPPA_OK);
            tappa_journey_free(j);
        }
    }
    world_close(&w);
}

/* A checksum stops bad luck, not a writer of bytes: with it mended, what is not canonical is refused all the same, and what is accepted
 * gives the very bytes again. */
static void
test_forgery_is_refused_or_canonical(void **state)
{
    struct world w;
    unsigned char bytes[2000], forged[2000], again[2000];
    size_t size, accepted = 0;

    (void)state;
    one_in_basket(&w);
    size = world_snapshot(w.journey, bytes, sizeof bytes);
    for (size_t at = 5; at < size - 4; at++)
        for (unsigned value = 0; value < 256; value++) {
            tappa_journey *j;
            tappa_status status;

            memcpy(forged, bytes, size);
            forged[at] = (unsigned char)value;
            seal(forged, size);
            status = tappa_snapshot_read(w.model, forged, size, w.batch, &j);
            if (status) {
                assert_null(j);
                continue;
            }
            accepted++;
            assert_int_equal(world_snapshot(j, again, sizeof again), size);
            assert_memory_equal(forged, again, size);
            tappa_journey_free(j);
        }
    assert_true(accepted > size); /* other times and texts are journeys too */
    world_close(&w);
}

static void
test_other_models_and_versions(void **state)
{
    struct world old, other;
    unsigned char bytes[2000];
    tappa_journey *j;
    size_t size;
    char text[sizeof old_model];

    (void)state;
    one_in_basket(&old);
    size = world_snapshot(old.journey, bytes, sizeof bytes);
    memcpy(text, old_model, sizeof text);
    memcpy(strstr(text, "shop"), "shed", 4);
    world_open(&other, text);
    assert_int_equal(tappa_snapshot_read(other.model, bytes, size, other.batch, &j), TAPPA_EMISMATCH);
    world_close(&other);
    memcpy(text, old_model, sizeof text);
    memcpy(strstr(text, "version: 1"), "version: 3", 10); /* newer, but without `migrate` */
    world_open(&other, text);
    assert_int_equal(tappa_snapshot_read(other.model, bytes, size, other.batch, &j), TAPPA_EMISMATCH);
    world_close(&other);
    bytes[4] = TAPPA_SNAPSHOT_CURRENT + 1;
    seal(bytes, size);
    assert_int_equal(tappa_snapshot_read(old.model, bytes, size, old.batch, &j), TAPPA_EVERSION);
    world_close(&old);
}

static const struct tappa_moved *
find_moved(const tappa_batch *b, uint32_t what, const char *name)
{
    for (size_t i = 0; i < tappa_batch_moved_count(b); i++)
        if (tappa_batch_moved_at(b, i)->what == what && !strcmp(tappa_batch_moved_at(b, i)->name, name))
            return tappa_batch_moved_at(b, i);
    return NULL;
}

static void
test_moves_to_a_newer_version(void **state)
{
    struct world old, new;
    unsigned char bytes[2000];
    struct tappa_value v;
    tappa_journey *j;
    size_t size;

    (void)state;
    one_in_basket(&old);
    size = world_snapshot(old.journey, bytes, sizeof bytes);
    world_open(&new, new_model);
    assert_int_equal(tappa_snapshot_read(new.model, bytes, size, new.batch, &j), TAPPA_OK);
    tappa_journey_free(new.journey);
    new.journey = j;
    assert_string_equal(world_stages(&new), "picking quiet"); /* mapped, and the region that is new by default */
    assert_non_null(find_moved(new.batch, TAPPA_MOVED_MAPPED, "choosing"));
    assert_non_null(find_moved(new.batch, TAPPA_MOVED_DROPPED, "gone"));  /* a slot that is not there any more */
    assert_non_null(find_moved(new.batch, TAPPA_MOVED_DROPPED, "kind"));  /* a slot of another kind now */
    assert_non_null(find_moved(new.batch, TAPPA_MOVED_DROPPED, "lost"));  /* a send of an event that is gone */
    assert_non_null(find_moved(new.batch, TAPPA_MOVED_REARMED, "picking"));
    assert_int_equal(tappa_journey_next_due(j), INT64_C(7300000000)); /* two hours from entering, not one */
    assert_int_equal(tappa_journey_data(j, 1, &v), TAPPA_OK);
    assert_true(v.real > 2.4 && v.real < 2.6);
    assert_int_equal(tappa_journey_run_due(j, INT64_C(7300000000), new.batch), TAPPA_OK);
    assert_string_equal(world_stages(&new), "resting quiet");
    assert_int_equal(tappa_journey_next_due(j), INT64_C(172900000000)); /* the send goes with it */
    world_close(&new);
    world_close(&old);
}

/* The checksum is asked whoever reads: a newer version of the model takes no byte that has turned, wherever it stands. */
static void
test_a_newer_version_reads_no_damage(void **state)
{
    struct world old, new;
    unsigned char bytes[2000];
    tappa_journey *j;
    size_t size;

    (void)state;
    one_in_basket(&old);
    size = world_snapshot(old.journey, bytes, sizeof bytes);
    world_open(&new, new_model);
    for (size_t i = 5; i < size; i++)
        for (int bit = 0; bit < 8; bit++) {
            bytes[i] ^= (unsigned char)(1 << bit);
            assert_int_equal(tappa_snapshot_read(new.model, bytes, size, new.batch, &j), TAPPA_ESNAPSHOT);
            assert_null(j);
            bytes[i] ^= (unsigned char)(1 << bit);
        }
    assert_int_equal(tappa_snapshot_read(new.model, bytes, size, new.batch, &j), TAPPA_OK);
    tappa_journey_free(j);
    world_close(&new);
    world_close(&old);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comes_back),
        cmocka_unit_test(test_since_when_it_is_over),
        cmocka_unit_test(test_damage_is_refused),
        cmocka_unit_test(test_forgery_is_refused_or_canonical),
        cmocka_unit_test(test_times_outside_the_years_are_refused),
        cmocka_unit_test(test_other_models_and_versions),
        cmocka_unit_test(test_moves_to_a_newer_version),
        cmocka_unit_test(test_a_newer_version_reads_no_damage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
