/* Every allocation of every call of libtappa that can fail for want of memory fails once: once alone, and from then on. The call says
 * TAPPA_ENOMEM, the journey and the cohort are byte for byte what they were, the same call with memory does what it should, and
 * nothing is left behind. The models are given on the command line: one that uses every key of the format, and two versions of one. */
#include "tests/unit/stand.h"

/* ---- calls ---- */

static tappa_status
call_context_new(struct stand *s)
{
    struct tappa_allocator a = failing_allocator(&s->failing);
    tappa_context *context;
    tappa_status status = tappa_context_new(&a, &context);

    assert_true((status == TAPPA_OK) == (context != NULL));
    tappa_context_unref(context);
    return status;
}

static tappa_status
call_diagnostics_new(struct stand *s)
{
    tappa_diagnostics *list;
    tappa_status status = tappa_diagnostics_new(s->context, &list);

    tappa_diagnostics_free(list);
    return status;
}

static tappa_status
call_batch_new(struct stand *s)
{
    tappa_batch *batch;
    tappa_status status = tappa_batch_new(s->context, &batch);

    tappa_batch_free(batch);
    return status;
}

static tappa_status
call_zone_load(struct stand *s)
{
    tappa_zone *zone;
    tappa_status status = tappa_zone_load(s->context, "Europe/Rome", 11, &zone);

    tappa_zone_unref(zone);
    return status;
}

static tappa_status
call_compile(struct stand *s)
{
    tappa_diagnostics_clear(s->diagnostics);
    return tappa_model_compile(s->context, texts[0], strlen(texts[0]), "x", s->diagnostics, &s->made);
}

static tappa_status
call_compile_wrong(struct stand *s)
{
    static const char wrong[] = "tappa: 1\nmodel: m\nversion: 1\ndata: {a: {type: integer}, a: 3}\nevents: {E: {fields: {x: int}}}\n"
                                "stages:\n  s: {when: {E: t, F: [s, {if: event.y > 1, to: s}]}, enter: [{set: {b: 1 + 'x'}}]}\n";
    tappa_status status;

    tappa_diagnostics_clear(s->diagnostics);
    status = tappa_model_compile(s->context, wrong, sizeof wrong - 1, "x", s->diagnostics, &s->made);
    return status == TAPPA_EMODEL && tappa_diagnostics_errors(s->diagnostics) > 3 ? TAPPA_OK : status;
}

static tappa_status
call_load(struct stand *s)
{
    return tappa_model_load(s->context, paths[3] ? paths[3] : paths[1], NULL, &s->made);
}

static tappa_status
call_compile_fast(struct stand *s)
{
    return tappa_model_compile(s->context, fast_text, sizeof fast_text - 1, NULL, NULL, &s->made);
}

static tappa_status
call_expression(struct stand *s)
{
    static const char text[] = "[1, 2, 3].map(x, x * n).filter(x, string(x) != '4' + t).size() + {'a': n}.a + int(timestamp(t).getHours('Europe/Rome'))";
    const struct tappa_variable variables[] = {{"n", 1, TAPPA_INT, 0}, {"t", 1, TAPPA_STRING, 0}};

    return tappa_expression_compile(s->context, text, sizeof text - 1, variables, 2, NULL, &s->expression);
}

static tappa_status
call_evaluate(struct stand *s)
{
    const struct tappa_value values[] = {{.kind = TAPPA_INT, .integer = 2}, {.kind = TAPPA_STRING, .size = 20, .data = "2026-01-01T00:00:00Z"}};
    struct tappa_value result;
    tappa_status status = s->expression ? TAPPA_OK : call_expression(s);

    if (!status)
        status = tappa_expression_evaluate(s->expression, values, 2, &result, NULL);
    if (!status)
        assert_int_equal(result.integer, 3 + 2 + 1);
    return status == TAPPA_EEXPR && result.size == 13 && !memcmp(result.data, "out of memory", 13) ? TAPPA_ENOMEM : status;
}

static tappa_status
call_journey_new(struct stand *s)
{
    tappa_journey *j;
    tappa_status status = tappa_journey_new(s->model, "paola", 5, "way-2", 5, &j);

    tappa_journey_free(j);
    return status;
}

static tappa_status
feed(struct stand *s, tappa_status (*call)(tappa_journey *, const struct tappa_event *, tappa_batch *))
{
    struct tappa_event event = event_at(s->model, "Order", NOON + 40 * DAY, order);

    event.touchpoint = 0;
    return call(s->journey, &event, s->fresh);
}

static tappa_status
call_feed(struct stand *s)
{
    return feed(s, tappa_journey_feed);
}

static tappa_status
call_feed_explained(struct stand *s)
{
    tappa_status status;

    tappa_batch_set_explain(s->fresh, 1);
    status = feed(s, tappa_journey_feed);
    if (!status)
        assert_true(tappa_batch_considered_count(s->fresh) > 0);
    return status;
}

static tappa_status
probe(tappa_journey *j, const struct tappa_event *event, tappa_batch *batch)
{
    return tappa_journey_probe(j, event, batch);
}

static tappa_status
call_probe(struct stand *s)
{
    return feed(s, probe);
}

static tappa_status
call_begin(struct stand *s)
{
    struct tappa_event event = event_at(s->model, "Order", NOON, order);

    event.touchpoint = 0;
    return tappa_journey_begin(s->other, &event, s->fresh);
}

static tappa_status
call_run_due(struct stand *s)
{
    return tappa_journey_run_due(s->journey, NOON + 30 * DAY, s->fresh);
}

static tappa_status
feed_named(struct stand *s, const char *name, const struct tappa_value *fields)
{
    struct tappa_event event = event_at(s->model, name, NOON + 40 * DAY, fields);

    return tappa_journey_feed(s->journey, &event, s->fresh);
}

static tappa_status
call_feed_conflict(struct stand *s)
{
    tappa_batch_set_explain(s->fresh, 1);
    return feed_named(s, "View", NULL);
}

static tappa_status
call_feed_inner_first(struct stand *s)
{
    tappa_batch_set_explain(s->fresh, 1);
    return feed_named(s, "Back", NULL);
}

static tappa_status
call_feed_to_the_end(struct stand *s)
{
    static const struct tappa_value sure = {.kind = TAPPA_INT, .integer = 424242};

    return feed_named(s, "Done", &sure);
}

static tappa_status
call_feed_undeclared(struct stand *s)
{
    struct tappa_event event = {.size = sizeof event, .type = TAPPA_NONE, .time = NOON + 40 * DAY, .touchpoint = TAPPA_NONE, .name = "lot.x", .name_size = 5};

    return tappa_journey_feed(s->journey, &event, s->fresh);
}

/* The timer is used up in vain: the call says so. */
static tappa_status
call_run_due_in_vain(struct stand *s)
{
    tappa_status status = tappa_journey_run_due(s->late, NOON + DAY, s->fresh);

    return status == TAPPA_ELIMIT ? TAPPA_OK : status;
}

static tappa_status
call_cohort_run_due_in_vain(struct stand *s)
{
    return tappa_cohort_run_due(s->lates, NOON + DAY, s->fresh);
}

static tappa_status
call_run_due_moved(struct stand *s)
{
    return tappa_journey_run_due(s->moved, NOON + 3 * DAY, s->fresh);
}

static tappa_status
call_snapshot_move_sends(struct stand *s)
{
    tappa_journey *j;
    tappa_status status = tappa_snapshot_read(s->plain, s->sending, s->sending_size, s->fresh, &j);

    tappa_journey_free(j);
    return status;
}

static tappa_status
call_set_profile(struct stand *s)
{
    struct tappa_value text = {.kind = TAPPA_STRING, .size = 45, .data = "a text that is longer than any room kept for "};

    return tappa_journey_set_profile(s->journey, 0, &text);
}

static tappa_status
call_event_key(struct stand *s)
{
    struct tappa_event event = event_at(s->model, "Order", NOON, order);
    char key[40];
    size_t needed;

    return tappa_model_event_key(s->model, &event, s->fresh, key, sizeof key, &needed);
}

static tappa_status
call_goal_value(struct stand *s)
{
    struct tappa_event event = event_at(s->model, "Order", NOON, order);
    struct tappa_value value;
    tappa_status status = tappa_journey_goal_value(s->journey, 0, &event, s->fresh, &value);

    if (!status)
        assert_int_equal(value.kind, TAPPA_DOUBLE);
    return status;
}

static tappa_status
call_offer(struct stand *s)
{
    struct tappa_value value;
    const char *because;
    int32_t holds;

    return tappa_journey_offer(s->journey, 0, NULL, NOON, s->fresh, &holds, &value, &because);
}

static tappa_status
call_still_holds(struct stand *s)
{
    const char *because;
    int32_t holds;
    tappa_status status = TAPPA_OK;

    for (uint32_t action = 0; !status; action++)
        status = tappa_journey_still_holds(s->journey, TAPPA_NONE, action, NULL, NOON, s->fresh, &holds, &because);
    for (uint32_t row = 0; status == TAPPA_EINVAL && row < tappa_model_transition_count(s->model); row++)
        if (tappa_journey_still_holds(s->journey, row, 0, NULL, NOON, s->fresh, &holds, &because) == TAPPA_ENOMEM)
            return TAPPA_ENOMEM;
    return status == TAPPA_EINVAL ? TAPPA_OK : status; /* behind the last action */
}

static tappa_status
call_snapshot_write(struct stand *s)
{
    unsigned char bytes[sizeof s->bytes];
    size_t size;
    tappa_status status = tappa_snapshot_write(s->journey, bytes, sizeof bytes, &size);

    if (!status)
        assert_true(size == s->size && !memcmp(bytes, s->bytes, size));
    return status;
}

/* One that is larger than what snapshots mostly need. */
static tappa_status
call_snapshot_write_large(struct stand *s)
{
    static char id[2000], bytes[4000];
    tappa_journey *j;
    size_t size;
    tappa_status status;

    memset(id, 'x', sizeof id);
    status = tappa_journey_new(s->model, "paola", 5, id, sizeof id, &j);
    if (!status)
        status = tappa_snapshot_write(j, bytes, sizeof bytes, &size);
    if (!status)
        assert_true(size > sizeof id && memchr(bytes, 'x', size));
    tappa_journey_free(j);
    return status;
}

static tappa_status
call_snapshot_read(struct stand *s)
{
    tappa_journey *j;
    tappa_status status = tappa_snapshot_read(s->model, s->bytes, s->size, s->fresh, &j);

    tappa_journey_free(j);
    return status;
}

static tappa_status
call_snapshot_move(struct stand *s)
{
    tappa_journey *j;
    tappa_status status = tappa_snapshot_read(s->newer, s->older, s->older_size, s->fresh, &j);

    if (!status)
        assert_true(tappa_batch_moved_count(s->fresh) > 0);
    tappa_journey_free(j);
    return status;
}

static tappa_status
call_cohort_new(struct stand *s)
{
    return tappa_cohort_new(s->model, 3, &s->second);
}

static tappa_status
call_cohort_new_of_senders(struct stand *s)
{
    return tappa_cohort_new(s->sent, 3, &s->second);
}

static tappa_status
call_cohort_feed_fast(struct stand *s)
{
    const uint32_t who[] = {0}, what[] = {0};
    const int64_t when[] = {NOON};
    struct tappa_columns in = {.size = sizeof in, .count = 1, .journeys = who, .events = what, .times = when};

    return tappa_cohort_feed(s->plains, &in, s->fresh, NULL);
}

static tappa_status
cohort_feed(struct stand *s, uint32_t flags)
{
    uint32_t type = event_at(s->model, "Order", NOON, NULL).type;
    const uint32_t who[] = {0}, what[] = {type};
    const int64_t when[] = {NOON + 6 * DAY};
    const double prices[] = {50.0};
    const struct tappa_column price = {.field = "price", .field_size = 5, .kind = TAPPA_DOUBLE, .values = prices};
    size_t done = 9;
    struct tappa_columns in = {.size = sizeof in, .flags = flags, .count = 1, .journeys = who, .events = what, .times = when,
                               .columns = &price, .column_count = 1};
    tappa_status status = tappa_cohort_feed(s->cohort, &in, s->fresh, &done);

    assert_int_equal(done, status == TAPPA_OK);
    return status;
}

static tappa_status
call_cohort_feed(struct stand *s)
{
    return cohort_feed(s, 0);
}

static tappa_status
call_cohort_feed_timers(struct stand *s)
{
    return cohort_feed(s, TAPPA_COHORT_TIMERS);
}

static tappa_status
call_cohort_run_due(struct stand *s)
{
    return tappa_cohort_run_due(s->cohort, NOON + 6 * DAY, s->fresh);
}

static tappa_status
call_cohort_get(struct stand *s)
{
    tappa_journey *j;
    tappa_status status = tappa_cohort_get(s->cohort, 0, &j);

    assert_true((status == TAPPA_OK) == (j != NULL));
    tappa_journey_free(j);
    return status;
}

static tappa_status
call_cohort_put(struct stand *s)
{
    return tappa_cohort_put(s->cohort, 1, s->journey);
}

/* ---- the loop ---- */

static const struct {
    const char *name;
    tappa_status (*run)(struct stand *);
    uint64_t least; /* so many allocations there are at least: else the call is not what it was */
    int in_parts;   /* what was complete before memory was out stays: only the end must be the same */
} calls[] = {
    {"context_new", call_context_new, 1, 0},
    {"diagnostics_new", call_diagnostics_new, 1, 0},
    {"batch_new", call_batch_new, 1, 0},
    {"zone_load", call_zone_load, 1, 0},
    {"model_compile", call_compile, 20, 0},
    {"model_compile of a wrong one", call_compile_wrong, 10, 0},
    {"model_load", call_load, 10, 0},
    {"model_compile of one with a fast way", call_compile_fast, 10, 0},
    {"expression_compile", call_expression, 5, 0},
    {"expression_evaluate", call_evaluate, 5, 0},
    {"journey_new", call_journey_new, 1, 0},
    {"journey_feed", call_feed, 5, 0},
    {"journey_feed, explained", call_feed_explained, 6, 0},
    {"journey_probe", call_probe, 5, 0},
    {"journey_begin", call_begin, 5, 0},
    {"journey_run_due", call_run_due, 5, 0},
    {"journey_feed, a conflict explained", call_feed_conflict, 5, 0},
    {"journey_feed, the inner row explained", call_feed_inner_first, 5, 0},
    {"journey_feed, the end", call_feed_to_the_end, 5, 0},
    {"journey_feed, undeclared", call_feed_undeclared, 5, 0},
    {"journey_run_due, in vain", call_run_due_in_vain, 5, 0},
    {"journey_run_due, a send of an older version", call_run_due_moved, 5, 0},
    {"journey_set_profile", call_set_profile, 1, 0},
    {"journey_goal_value", call_goal_value, 1, 0},
    {"journey_offer", call_offer, 1, 0},
    {"journey_still_holds", call_still_holds, 1, 0},
    {"model_event_key", call_event_key, 1, 0},
    {"snapshot_write", call_snapshot_write, 0, 0},
    {"snapshot_write, large", call_snapshot_write_large, 2, 0},
    {"snapshot_read", call_snapshot_read, 5, 0},
    {"snapshot_read, moved", call_snapshot_move, 5, 0},
    {"snapshot_read, moved with a send", call_snapshot_move_sends, 5, 0},
    {"cohort_new", call_cohort_new, 1, 0},
    {"cohort_new, only sends", call_cohort_new_of_senders, 1, 0},
    {"cohort_feed, the fast way", call_cohort_feed_fast, 3, 0},
    {"cohort_feed", call_cohort_feed, 5, 0},
    {"cohort_feed with timers", call_cohort_feed_timers, 5, 1},
    {"cohort_run_due", call_cohort_run_due, 5, 1},
    {"cohort_run_due, in vain", call_cohort_run_due_in_vain, 5, 1},
    {"cohort_get", call_cohort_get, 2, 0},
    {"cohort_put", call_cohort_put, 2, 0},
};

static struct picture before, after, end;

/* One failure; whether it was reached. */
static int
fails_at(size_t k, uint64_t n, int sticky)
{
    static struct stand s;
    tappa_status status;
    int reached;

    stand_open(&s);
    take_picture(&s, &before);
    s.failing.count = 0;
    s.failing.fail_at = n;
    s.failing.sticky = sticky;
    status = calls[k].run(&s);
    reached = s.failing.count >= n;
    s.failing.fail_at = 0;
    if (status != (reached ? TAPPA_ENOMEM : TAPPA_OK))
        fail_msg("%s: allocation %u, %s: %s", calls[k].name, (unsigned)n, sticky ? "and all behind" : "alone", tappa_status_text(status));
    if (reached) {
        take_picture(&s, &after);
        if (!calls[k].in_parts)
            assert_same_picture(&before, &after, calls[k].name, n);
        assert_null(s.made);
        assert_int_equal(calls[k].run(&s), TAPPA_OK); /* with memory it does what it should */
    }
    take_picture(&s, &after);
    assert_same_picture(&end, &after, calls[k].name, n);
    stand_close(&s);
    return reached;
}

/* What the call does where nothing fails. */
static void
take_end(size_t k)
{
    static struct stand s;

    stand_open(&s);
    assert_int_equal(calls[k].run(&s), TAPPA_OK);
    take_picture(&s, &end);
    stand_close(&s);
}

static void
test_every_allocation(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof calls / sizeof calls[0]; k++) {
        uint64_t n = 1;

        take_end(k);
        for (int sticky = 0; sticky < 2; sticky++)
            for (n = 1; fails_at(k, n, sticky); n++)
                assert_true(n < 20000);
        print_message("%s: %u allocations\n", calls[k].name, (unsigned)(n - 1));
        if (n - 1 < calls[k].least)
            fail_msg("%s: only %u allocations", calls[k].name, (unsigned)(n - 1));
    }
}

static char *
read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *text = calloc(1, 65536);

    if (!f || !text || fread(text, 1, 65535, f) == 0)
        exit(2);
    fclose(f);
    return text;
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_allocation)};
    int failed;

    if (argc != 4 && argc != 5)
        return 2;
    paths[3] = argc == 5 ? argv[4] : NULL; /* one that is only loaded */
    for (int i = 0; i < 3; i++) {
        paths[i] = argv[i + 1];
        texts[i] = read_file(paths[i]);
    }
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    for (int i = 0; i < 3; i++)
        free(texts[i]);
    return failed;
}
