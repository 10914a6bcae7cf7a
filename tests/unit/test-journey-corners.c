/* Corners of a journey's way: what a history leads back into without leaving it, events that nobody gave their fields, more stages than a word has bits,
 * bytes of another version that say one thing in two ways. */
#include "tests/support/world.h"

#include "lib/base/hash.h"

#define HEAD(version) "tappa: 1\nmodel: corners\nversion: " #version "\n"

/* What a row leaves is what the stages of its history have in common with it, not what the history itself has. What it enters is, by the letter of
 * SCXML's appendix D, all between the history's parent and them, left or not. */
static void
back_into_the_same(void **state)
{
    static const char model[] = HEAD(1)
        "data: {times: {type: int, default: 0}}\nevents: {Next: {}, Out: {}, In: {}, Back: {}}\n"
        "stages:\n"
        "  p:\n"
        "    stages:\n"
        "      h: {history: deep}\n"
        "      q: {enter: [{set: {times: data.times + 1}}], stages: {a: {when: {Next: b, Back: h}}, b: {}}}\n"
        "    when: {Out: x}\n"
        "  x: {when: {In: a}}\n";
    struct tappa_value times;
    struct world w;
    int64_t at = 1;

    (void)state;
    world_open(&w, model);
    for (const char *const *name = (const char *const[]){"Next", "Out", "In", "Back", NULL}; *name; name++)
        assert_int_equal(world_feed(&w, *name, at++, NULL), TAPPA_OK);
    assert_string_equal(world_stages(&w), "b");
    assert_int_equal(tappa_batch_left_count(w.batch), 1); /* a, and not q */
    assert_int_equal(tappa_batch_entered_count(w.batch), 2);
    assert_int_equal(tappa_journey_data(w.journey, 0, &times), TAPPA_OK);
    assert_int_equal(times.integer, 3);
    assert_int_equal(tappa_journey_data(w.journey, 0, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_data(w.journey, 1, &times), TAPPA_EINVAL);
    world_close(&w);
}

/* What the machine itself raises has no fields: a model that declares some gets what it says they are without. */
static void
fields_of_nobody(void **state)
{
    static const char model[] = HEAD(1)
        "data: {zero: {type: int, default: 0}}\n"
        "events: {Go: {}, error.execution: {fields: {why: {type: string, default: nobody knows}, much: int}}}\n"
        "stages:\n"
        "  a: {when: {Go: {do: [{set: {zero: 1 / data.zero}}]}, error.execution: {if: 'event.why == \"nobody knows\" && !has(event.much)', to: b}}}\n"
        "  b: {}\n";
    struct world w;

    (void)state;
    world_open(&w, model);
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    assert_string_equal(world_stages(&w), "b");
    world_close(&w);
}

/* A call that failed has considered nothing. */
static void
nothing_considered(void **state)
{
    static const char model[] = HEAD(1) "events: {Go: {}}\nstages: {a: {when: {Go: b}}, b: {always: [c]}, c: {always: [b]}}\n";
    struct world w;

    (void)state;
    world_open(&w, model);
    tappa_batch_set_explain(w.batch, 1);
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_ELOOP);
    assert_int_equal(tappa_batch_considered_count(w.batch), 0);
    world_close(&w);
}

/* One row, reached from two regions: it is taken for the one, whatever stands before it in the other. */
static void
taken_once(void **state)
{
    static const char model[] = HEAD(1)
        "events: {Go: {}}\nstages:\n  p: {parallel: true, stages: {one: {}, two: {stages: {t: {when: {Go: {}}}}}}, when: {Go: x}}\n  x: {}\n";
    const struct tappa_considered *found = NULL;
    struct world w;

    (void)state;
    world_open(&w, model);
    tappa_batch_set_explain(w.batch, 1);
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    assert_string_equal(world_stages(&w), "x");
    for (size_t i = 0; i < tappa_batch_considered_count(w.batch); i++) {
        const struct tappa_considered *it = tappa_batch_considered_at(w.batch, i);

        if (strstr(tappa_transition_path(tappa_model_transition_at(w.model, it->row)), "stages.p.when"))
            found = it;
    }
    assert_non_null(found);
    assert_int_equal(found->verdict, TAPPA_VERDICT_TAKEN);
    world_close(&w);
}

/* An action of a row that others follow: the conditions on the way to it are its own, and where there is no memory to ask them that is said. */
static void
in_the_middle(void **state)
{
    static const char model[] = HEAD(1)
        "data: {n: {type: int, default: 1}}\nevents: {Go: {}, Up: {}, Then: {}}\n"
        "channels: {c: {setting: online}}\ntouchpoints: {t: {channel: c, direction: outbound}}\n"
        "stages:\n"
        "  a:\n"
        "    when:\n"
        "      Go: {do: [{if: data.n < 2, do: [{contact: t}]}]}\n"
        "      Up: {set: {n: data.n + 1}}\n"
        "      Then: {do: [{if: data.n < 9, do: [{count: c}]}]}\n";
    const struct tappa_effect *effect;
    const char *because;
    uint32_t row, action;
    struct world w;
    int32_t holds;

    (void)state;
    world_open(&w, model);
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    assert_int_equal(tappa_batch_effect_count(w.batch), 1);
    effect = tappa_batch_effect_at(w.batch, 0);
    row = effect->row;
    action = effect->action;
    assert_int_equal(tappa_journey_still_holds(w.journey, row, action, NULL, 2000000, w.batch, &holds, &because), TAPPA_OK);
    assert_int_equal(holds, 1);
    assert_int_equal(world_feed(&w, "Up", 3, NULL), TAPPA_OK);
    assert_int_equal(tappa_journey_still_holds(w.journey, row, action, NULL, 4000000, w.batch, &holds, &because), TAPPA_OK);
    assert_int_equal(holds, 0);
    assert_string_equal(because, "data.n < 2 (data.n = 2)");
    for (uint64_t n = 1, over = 0; !over; n++) {
        tappa_status status;

        tappa_batch_free(w.batch); /* a new one has no room yet */
        assert_int_equal(tappa_batch_new(w.context, &w.batch), TAPPA_OK);
        w.memory.count = 0;
        w.memory.fail_at = n;
        status = tappa_journey_still_holds(w.journey, row, action, NULL, 4000000, w.batch, &holds, &because);
        over = w.memory.count < n;
        w.memory.fail_at = 0;
        assert_int_equal(status, over ? TAPPA_OK : TAPPA_ENOMEM);
    }
    assert_string_equal(because, "data.n < 2 (data.n = 2)");
    world_close(&w);
}

/* A row that does not hold is work of one where nobody asks why: a call may look at ten million, if the host lets it compute for so long. */
static void
a_million_rows(void **state)
{
    struct world w = {.memory = {0}};
    char *model = malloc(200000);
    size_t used;

    (void)state;
    assert_non_null(model);
    used = (size_t)sprintf(model, HEAD(1) "data: {x: {type: int, default: 0}}\nevents: {Go: {}, Again: {}}\nstages:\n  a:\n    when:\n      Go: {do: [");
    for (int i = 0; i < 600; i++)
        used += (size_t)sprintf(model + used, "{raise: Again},");
    used += (size_t)sprintf(model + used, "]}\n      Again: [");
    for (int i = 0; i < 2500; i++)
        used += (size_t)sprintf(model + used, "{if: data.x > %d, to: a},", i);
    strcpy(model + used, "]\n");
    assert_int_equal(tappa_context_new(NULL, &w.context), TAPPA_OK);
    assert_int_equal(tappa_context_set_limit(w.context, TAPPA_LIMIT_EXPRESSION_COST, 100000000), TAPPA_OK);
    assert_int_equal(tappa_model_compile(w.context, model, strlen(model), "test.yaml", NULL, &w.model), TAPPA_OK);
    assert_int_equal(tappa_batch_new(w.context, &w.batch), TAPPA_OK);
    assert_int_equal(tappa_journey_new(w.model, "anna", 4, NULL, 0, &w.journey), TAPPA_OK);
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    free(model);
    world_close(&w);
}

/* More stages than a word has bits, and what is active and remembered beyond its end. */
static void
beyond_a_word(void **state)
{
    char model[4000];
    unsigned char bytes[4000], again[4000];
    size_t size;
    int used;
    tappa_journey *read;
    struct world w;

    (void)state;
    used = snprintf(model, sizeof model, HEAD(1) "events: {Go: {}, Out: {}, In: {}}\nstages:\n");
    for (int i = 0; i < 70; i++)
        used += snprintf(model + used, sizeof model - (size_t)used, "  s%d: {when: {In: h}}\n", i);
    snprintf(model + used, sizeof model - (size_t)used,
             "  p:\n    parallel: true\n    stages:\n      h: {history: deep}\n      l: {stages: {l1: {when: {Go: l2}}, l2: {}}}\n"
             "      r: {stages: {r1: {when: {Go: r2}}, r2: {}}}\n    when: {Out: s0}\n");
    world_open(&w, model);
    for (const char *const *name = (const char *const[]){"In", "Go", "Out", "In", NULL}; *name; name++) {
        assert_int_equal(world_feed(&w, *name, 1, NULL), TAPPA_OK);
        size = world_snapshot(w.journey, bytes, sizeof bytes);
        assert_int_equal(tappa_snapshot_read(w.model, bytes, size, w.batch, &read), TAPPA_OK);
        assert_int_equal(world_snapshot(read, again, sizeof again), size);
        assert_memory_equal(again, bytes, size);
        tappa_journey_free(read);
    }
    assert_string_equal(world_stages(&w), "l2 r2");
    world_close(&w);
}

/* Bytes of another version are not written again to see whether they are the same: what says one thing in two ways is refused where it stands. */
static void
a_kind_too_large(void **state)
{
    static const char old[] = HEAD(1) "data: {slot: {type: int, default: 0}}\nevents: {Go: {}}\nstages: {a: {when: {Go: {set: {slot: 5}}}}}\n";
    static const char new[] = HEAD(2) "data: {slot: {type: int, default: 0}}\nevents: {Go: {}}\nstages: {a: {when: {Go: {}}}}\nmigrate: {from: 1}\n";
    unsigned char bytes[1000], *kind;
    tappa_journey *read;
    struct world w, next;
    uint32_t crc;
    size_t size;

    (void)state;
    world_open(&w, old);
    world_open(&next, new);
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    size = world_snapshot(w.journey, bytes, sizeof bytes);
    assert_int_equal(tappa_snapshot_read(next.model, bytes, size, next.batch, &read), TAPPA_OK);
    tappa_journey_free(read);
    for (kind = bytes + 5; memcmp(kind - 5, "\4slot", 5); kind++)
        assert_true((size_t)(kind - bytes) < size);
    assert_int_equal(*kind, TAPPA_INT);
    memmove(kind + 1, kind, size - (size_t)(kind - bytes)); /* 256 more, in two bytes */
    kind[0] |= 0x80;
    kind[1] = 2;
    size++;
    crc = tappa__crc32c(0, bytes, size - 4);
    for (int i = 0; i < 4; i++)
        bytes[size - 4 + (size_t)i] = (unsigned char)(crc >> (8 * i));
    assert_int_equal(tappa_snapshot_read(next.model, bytes, size, next.batch, &read), TAPPA_ESNAPSHOT);
    assert_int_equal(tappa_snapshot_read(w.model, bytes, size, w.batch, &read), TAPPA_ESNAPSHOT);
    world_close(&w);
    world_close(&next);
}

/* A history of the whole model, and a version that has no place for what it remembers. */
static void
nothing_to_remember(void **state)
{
    static const char old[] = HEAD(1) "events: {Go: {}, Back: {}}\nstages:\n  p:\n    stages: {h: {history: shallow}, a: {when: {Go: b}}, b: {}}\n"
                                      "    when: {Back: x}\n  x: {when: {Go: h}}\n";
    static const char new[] = HEAD(2) "events: {Go: {}, Back: {}}\nstages:\n  p:\n    stages: {h: {history: shallow}, a: {}}\n    when: {Back: x}\n"
                                      "  x: {when: {Go: h}}\nmigrate: {from: 1, stages: {b: }}\n";
    unsigned char bytes[1000];
    struct world w, next;
    size_t size;

    (void)state;
    world_open(&w, old);
    world_open(&next, new);
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    assert_int_equal(world_feed(&w, "Back", 2, NULL), TAPPA_OK);
    size = world_snapshot(w.journey, bytes, sizeof bytes);
    tappa_journey_free(next.journey);
    assert_int_equal(tappa_snapshot_read(next.model, bytes, size, next.batch, &next.journey), TAPPA_OK);
    assert_int_equal(world_feed(&next, "Go", 3, NULL), TAPPA_OK);
    assert_string_equal(world_stages(&next), "a"); /* its default */
    world_close(&w);
    world_close(&next);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(back_into_the_same),
        cmocka_unit_test(fields_of_nobody),
        cmocka_unit_test(nothing_considered),
        cmocka_unit_test(taken_once),
        cmocka_unit_test(in_the_middle),
        cmocka_unit_test(a_million_rows),
        cmocka_unit_test(beyond_a_word),
        cmocka_unit_test(a_kind_too_large),
        cmocka_unit_test(nothing_to_remember),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
