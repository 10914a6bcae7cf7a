/* Corners of a journey's way: what a history leads back into without leaving it, events that nobody gave their fields, more stages than a word has bits,
 * bytes of another version that say one thing in two ways. */
#include "tests/support/seal.h"
#include "tests/support/world.h"


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
        "data: {n: {type: int, default: 0}}\nevents: {Go: {}}\nstages:\n"
        "  p: {parallel: true, stages: {one: {}, two: {stages: {t: {when: {Go: {}}}}}}, when: {Go: [{if: data.n > 5, to: y}, x]}}\n  x: {}\n  y: {}\n";
    const struct tappa_considered *found = NULL, *false_one = NULL;
    struct world w;

    (void)state;
    world_open(&w, model);
    tappa_batch_set_explain(w.batch, 1);
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    assert_string_equal(world_stages(&w), "x");
    for (size_t i = 0; i < tappa_batch_considered_count(w.batch); i++) {
        const struct tappa_considered *it = tappa_batch_considered_at(w.batch, i);

        const char *path = tappa_transition_path(tappa_model_transition_at(w.model, it->row));

        if (strstr(path, "stages.p.when.Go[1]"))
            found = it;
        if (strstr(path, "stages.p.when.Go[0]"))
            false_one = it;
    }
    assert_non_null(found);
    assert_int_equal(found->verdict, TAPPA_VERDICT_TAKEN);
    assert_non_null(false_one); /* and why it does not hold is more than that another stands before it */
    assert_int_equal(false_one->verdict, TAPPA_VERDICT_FALSE);
    assert_string_equal(false_one->because, "data.n > 5 (data.n = 0)");
    world_close(&w);
}

/* An action of a row that others follow: the conditions on the way to it are its own, and where there is no memory to ask one of them that is said,
 * whatever the next would say. */
static void
in_the_middle(void **state)
{
    static const char model[] = HEAD(1)
        "data: {n: {type: int, default: 1}}\nevents: {Go: {}, Up: {}, Then: {}}\n"
        "channels: {c: {setting: online}}\ntouchpoints: {t: {channel: c, direction: outbound}}\n"
        "stages:\n"
        "  a:\n"
        "    when:\n"
        "      Go: {do: [{if: data.n < 2, do: [{if: data.n < 3, do: [{contact: t}]}]}]}\n"
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

/* Of many rows that fail each is noted, or the call says that there is no memory to. */
static void
many_failures(void **state)
{
    char model[4000];
    size_t used;
    struct world w;

    (void)state;
    used = (size_t)snprintf(model, sizeof model, HEAD(1) "data: {unset: {type: int}}\nevents: {Go: {}}\nstages:\n  a:\n    when:\n      Go: [");
    for (int i = 0; i < 40; i++)
        used += (size_t)snprintf(model + used, sizeof model - used, "{if: data.unset > %d, to: a},", i);
    snprintf(model + used, sizeof model - used, "]\n");
    world_open(&w, model);
    assert_int_equal(world_feed(&w, "Other", 1, NULL), TAPPA_OK);
    for (uint64_t n = 1, over = 0; !over; n++) {
        tappa_status status;

        tappa_batch_free(w.batch);
        assert_int_equal(tappa_batch_new(w.context, &w.batch), TAPPA_OK);
        w.memory.count = 0;
        w.memory.fail_at = n;
        status = world_feed(&w, "Go", 2, NULL);
        over = w.memory.count < n;
        w.memory.fail_at = 0;
        assert_int_equal(status, over ? TAPPA_OK : TAPPA_ENOMEM);
    }
    assert_int_equal(tappa_batch_failure_count(w.batch), 40);
    world_close(&w);
}

/* Asked with an event that the model does not know, a condition on the event's fields does not hold. In a cohort nobody lists stages. */
static void
strange_events(void **state)
{
    static const char model[] = HEAD(1) "events: {Go: {fields: {n: int}}}\n"
                                        "stages: {p: {parallel: true, stages: {l: {}, r: {}}, when: {Go: {if: event.n > 0, do: [{count: c}]}}}}\n";
    struct tappa_event event = {.size = sizeof event, .type = TAPPA_NONE, .time = 5000000, .touchpoint = TAPPA_NONE, .name = "Other", .name_size = 5};
    struct tappa_value one = {.kind = TAPPA_INT, .integer = 1};
    uint32_t who = 0, what = 0;
    int64_t when = 1, n = 1;
    struct tappa_column column = {.field = "n", .field_size = 1, .kind = TAPPA_INT, .values = &n};
    struct tappa_columns in = {.size = sizeof in, .count = 1, .journeys = &who, .events = &what, .times = &when, .columns = &column, .column_count = 1};
    const struct tappa_effect *effect;
    tappa_cohort *cohort;
    struct world w;
    int32_t holds;

    (void)state;
    world_open(&w, model);
    assert_int_equal(world_feed(&w, "Go", 1, &one), TAPPA_OK);
    assert_int_equal(tappa_batch_active_count(w.batch), 4); /* of the start, and of this */
    effect = tappa_batch_effect_at(w.batch, 0);
    assert_non_null(effect);
    assert_int_equal(tappa_journey_still_holds(w.journey, effect->row, effect->action, &event, 6000000, w.batch, &holds, NULL), TAPPA_OK);
    assert_int_equal(holds, 0);
    assert_int_equal(tappa_cohort_new(w.model, 1, &cohort), TAPPA_OK);
    tappa_batch_free(w.batch); /* of no step yet */
    assert_int_equal(tappa_batch_new(w.context, &w.batch), TAPPA_OK);
    assert_int_equal(tappa_cohort_feed(cohort, &in, w.batch, NULL), TAPPA_OK);
    assert_int_equal(tappa_batch_effect_count(w.batch), 1);
    assert_int_equal(tappa_batch_active_count(w.batch), 0);
    tappa_cohort_free(cohort);
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
        tappa_journey_free(w.journey); /* the way goes on with what was read */
        w.journey = read;
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
    size_t size;

    (void)state;
    world_open(&w, old);
    world_open(&next, new);
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    size = world_snapshot(w.journey, bytes, sizeof bytes);
    assert_int_equal(tappa_snapshot_read(next.model, bytes, size, next.batch, &read), TAPPA_OK);
    tappa_journey_free(read);
    bytes[4] = 0; /* of before there was a form */
    seal(bytes, size);
    assert_int_equal(tappa_snapshot_read(next.model, bytes, size, next.batch, &read), TAPPA_ESNAPSHOT);
    bytes[4] = 1;
    bytes[0] ^= 1; /* something else altogether */
    seal(bytes, size);
    assert_int_equal(tappa_snapshot_read(next.model, bytes, size, next.batch, &read), TAPPA_ESNAPSHOT);
    bytes[0] ^= 1;
    for (kind = bytes + 5; memcmp(kind - 5, "\4slot", 5); kind++)
        assert_true((size_t)(kind - bytes) < size);
    assert_int_equal(*kind, TAPPA_INT);
    memmove(kind + 1, kind, size - (size_t)(kind - bytes)); /* 256 more, in two bytes */
    kind[0] |= 0x80;
    kind[1] = 2;
    size++;
    seal(bytes, size);
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

/* Where these bytes are. */
static unsigned char *
find(unsigned char *bytes, size_t size, const char *what, size_t n)
{
    for (size_t i = 0; i + n <= size; i++)
        if (!memcmp(bytes + i, what, n))
            return bytes + i;
    fail();
    return NULL;
}

/* Flags in two bytes, and a stage that there never was: refused, and of what was refused nothing is told as moved. */
static void
forged(void **state)
{
    static const char old[] = HEAD(1) "events: {Go: {}}\nstages: {a: {when: {Go: {}}}}\n";
    static const char new[] = HEAD(2) "events: {Go: {}}\nstages: {a: {when: {Go: {}}}}\nmigrate: {from: 1}\n";
    unsigned char bytes[1000], copy[1001], *at;
    tappa_journey *read;
    struct world w, next;
    size_t size;

    (void)state;
    world_open(&w, old);
    world_open(&next, new);
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    size = world_snapshot(w.journey, bytes, sizeof bytes);
    memcpy(copy, bytes, size);
    at = find(copy, size, "\4anna\4anna\0\1", 12) + 11;
    memmove(at + 1, at, size - (size_t)(at - copy));
    at[0] = 0x81;
    at[1] = 2;
    seal(copy, size + 1);
    assert_int_equal(tappa_snapshot_read(next.model, copy, size + 1, next.batch, &read), TAPPA_ESNAPSHOT);
    find(bytes, size, "\1\1a", 3)[2] = 'z';
    seal(bytes, size);
    assert_int_equal(tappa_snapshot_read(w.model, bytes, size, w.batch, &read), TAPPA_ESNAPSHOT);
    assert_int_equal(tappa_batch_moved_count(w.batch), 0);
    world_close(&w);
    world_close(&next);
}

/* A history above all stages remembers nothing, as nothing leaves it: bytes that say that it does are taken for what they say, and what has no place
 * any more is dropped. */
static void
a_history_of_all(void **state)
{
    static const char old[] = HEAD(1) "events: {Go: {}}\nstages: {h: {history: shallow}, a: {when: {Go: h}}, b: {}}\n";
    static const char new[] = HEAD(2) "events: {Go: {}}\nstages: {h: {history: shallow}, a: {when: {Go: h}}}\nmigrate: {from: 1, stages: {b: }}\n";
    static const unsigned char said[] = {1, 1, 'h', 1, 1, 'b'}; /* where there was a 0; behind it three more */
    unsigned char bytes[1000];
    struct world w, next;
    size_t size, at;

    (void)state;
    world_open(&w, old);
    world_open(&next, new);
    assert_int_equal(world_feed(&w, "Other", 1, NULL), TAPPA_OK);
    size = world_snapshot(w.journey, bytes, sizeof bytes);
    at = size - 4 - 4;
    assert_int_equal(bytes[at], 0);
    memmove(bytes + at + sizeof said, bytes + at + 1, size - at - 1);
    memcpy(bytes + at, said, sizeof said);
    size += sizeof said - 1;
    seal(bytes, size);
    tappa_journey_free(next.journey);
    assert_int_equal(tappa_snapshot_read(next.model, bytes, size, next.batch, &next.journey), TAPPA_OK);
    assert_int_equal(tappa_batch_moved_count(next.batch), 1);
    assert_string_equal(tappa_batch_moved_at(next.batch, 0)->name, "b");
    assert_string_equal(world_stages(&next), "a");
    world_close(&w);
    world_close(&next);
}

/* A row above two regions is considered once, whatever leads there. */
static void
considered_once(void **state)
{
    static const char model[] = HEAD(1) "data: {n: {type: int, default: 0}}\nevents: {Go: {}}\nstages:\n"
                                        "  p: {parallel: true, stages: {one: {}, two: {}}, when: {Go: {}}, always: [{if: data.n > 5, to: x}]}\n  x: {}\n";
    struct world w;
    size_t found = 0;

    (void)state;
    world_open(&w, model);
    tappa_batch_set_explain(w.batch, 1);
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    assert_int_equal(world_feed(&w, "Go", 2, NULL), TAPPA_OK);
    for (size_t i = 0; i < tappa_batch_considered_count(w.batch); i++)
        found += strstr(tappa_transition_path(tappa_model_transition_at(w.model, tappa_batch_considered_at(w.batch, i)->row)), "always") != NULL;
    assert_int_equal(found, 1);
    world_close(&w);
}

/* What is as large as it was asks for no memory; numbers go to the least and back; what the host must say is said. */
static void
as_it_was(void **state)
{
    static const char model[] = HEAD(1) "data: {s: {type: string, default: ''}, n: {type: int, default: 0}}\nprofile: {p: {type: int}}\n"
                                        "events: {Go: {fields: {n: int}}, Say: {}}\n"
                                        "stages: {a: {when: {Go: {set: {n: event.n}}, Say: {set: {s: '\"as long as ever\"'}}}}}\n"
                                        "goals: {g: {reach: a, value: event.n}}\n";
    struct tappa_value value = {.kind = TAPPA_INT, .integer = INT64_MIN};
    struct tappa_event event = {.size = sizeof event, .type = TAPPA_NONE, .time = 5000000, .touchpoint = TAPPA_NONE, .name = "Other", .name_size = 5};
    unsigned char bytes[1000];
    tappa_journey *read;
    struct world w;
    uint64_t asked;

    (void)state;
    world_open(&w, model);
    for (int i = 0; i < 3; i++) {
        asked = w.memory.count;
        assert_int_equal(world_feed(&w, "Say", i, NULL), TAPPA_OK);
    }
    assert_int_equal(w.memory.count, asked);
    assert_int_equal(world_feed(&w, "Go", 4, &value), TAPPA_OK);
    assert_int_equal(tappa_snapshot_read(w.model, bytes, world_snapshot(w.journey, bytes, sizeof bytes), w.batch, &read), TAPPA_OK);
    assert_int_equal(tappa_journey_data(read, 1, &value), TAPPA_OK);
    assert_true(value.integer == INT64_MIN);
    tappa_journey_free(read);
    assert_int_equal(tappa_journey_profile(w.journey, 0, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_set_profile(w.journey, 0, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_journey_goal_value(w.journey, 0, &event, w.batch, &value), TAPPA_EEXPR); /* an event that the model does not know */
    assert_int_equal(tappa_journey_begin(w.journey, &event, w.batch), TAPPA_EINVAL);
    world_close(&w);
}

/* Lists that a plain step leaves as they were say nothing of the step before. */
static void
nothing_left_over(void **state)
{
    static const char old[] = HEAD(1) "data: {gone: {type: int, default: 0}}\nevents: {Go: {}, Next: {}}\n"
                                      "stages:\n  a: {when: {Go: {to: b, set: {gone: 1}}}, after: {1h: b}}\n  b: {when: {Next: c}}\n  c: {when: {Next: b}}\n";
    static const char new[] = HEAD(2) "events: {Go: {}, Next: {}}\n"
                                      "stages:\n  a: {when: {Go: b}, after: {1h: b}}\n  b: {when: {Next: c}}\n  c: {when: {Next: b}}\nmigrate: {from: 1}\n";
    unsigned char bytes[1000];
    struct world w, next;

    (void)state;
    world_open(&w, old);
    world_open(&next, new);
    assert_int_equal(world_feed(&w, "Go", 1, NULL), TAPPA_OK);
    assert_int_not_equal(tappa_batch_timer_count(w.batch), 0);
    assert_int_equal(world_feed(&next, "Next", 1, NULL), TAPPA_OK); /* from here on its batch knows the model */
    tappa_journey_free(next.journey);
    assert_int_equal(tappa_snapshot_read(next.model, bytes, world_snapshot(w.journey, bytes, sizeof bytes), next.batch, &next.journey), TAPPA_OK);
    assert_int_equal(tappa_batch_moved_count(next.batch), 1);
    assert_null(tappa_batch_moved_at(next.batch, 1));
    assert_int_equal(world_feed(&w, "Next", 2, NULL), TAPPA_OK);
    assert_int_equal(world_feed(&next, "Next", 2, NULL), TAPPA_OK);
    assert_int_equal(tappa_batch_timer_count(w.batch), 0);
    assert_int_equal(tappa_batch_moved_count(next.batch), 0);
    assert_null(tappa_batch_moved_at(next.batch, 0));
    assert_null(tappa_batch_timer_at(w.batch, 0));
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
        cmocka_unit_test(many_failures),
        cmocka_unit_test(strange_events),
        cmocka_unit_test(beyond_a_word),
        cmocka_unit_test(a_kind_too_large),
        cmocka_unit_test(nothing_to_remember),
        cmocka_unit_test(forged),
        cmocka_unit_test(a_history_of_all),
        cmocka_unit_test(considered_once),
        cmocka_unit_test(as_it_was),
        cmocka_unit_test(nothing_left_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
